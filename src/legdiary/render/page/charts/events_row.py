"""The row of events: letters in circles, moved aside where they would touch, with a line to the night that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.render.page.charts.shapes import Point, box, rounded, separate, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.render.page.charts.axis import NightAxis
    from legdiary.render.page.charts.picture import Tick
    from legdiary.render.page.charts.sketch import Sketch

RADIUS = 6.6
#: The height of the row, and the distance of two letters.
ROW_TALL, _APART = 19.0, 2 * RADIUS + 2.4
_LINE_ABOVE = 3.0
_NAME, _AFTER_NAME = "Events", 5.0


def draw_events(sketch: Sketch, events: Sequence[Tick], axis: NightAxis, top: float) -> float:
    """Draw the row from a height on; return the height of its end."""
    middle = rounded(top + _LINE_ABOVE + RADIUS)
    nights = [axis.middle(event.night) for event in events]
    least = max(axis.left, text_width(_NAME, bold=True) + _AFTER_NAME) + RADIUS
    places = [rounded(x) for x in separate(nights, _APART, least, axis.right - RADIUS)]
    sketch.text(0, middle + 3.7, _NAME, "name")
    sketch.lines("rule", f"M{axis.left:.1f} {middle:g}H{axis.right:.1f}")
    runs = [event for event in events if event.last > event.night]
    sketch.boxes("run", (box(axis.x(of.night), middle - 2, axis.x(of.last + 1), middle + 2) for of in runs))
    leaders = (
        f"M{night:g} {top - 1:.1f}L{night:g} {top + 1:.1f}L{place:g} {middle - RADIUS:.1f}"
        for night, place in zip(nights, places, strict=True)
    )
    sketch.lines("leader", "".join(leaders))
    sketch.dots("event", RADIUS, (Point(x, middle) for x in places))
    for event, x in zip(events, places, strict=True):
        sketch.text(x, middle + 3.8, event.letter, "letter", "middle")
    return middle + RADIUS + 2
