"""The drawing night by night: legs, events, doses against the plan, and sleep, on one time axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.stats.descriptive import NIGHTS_NEEDED
from legdiary.domain.time.parse import format_clock
from legdiary.render.page.charts.amounts import draw_amounts
from legdiary.render.page.charts.axis import AXIS_TALL, draw_dates, night_axis
from legdiary.render.page.charts.columns import a_column, column_name, columns, nights_a_column
from legdiary.render.page.charts.events_row import draw_events
from legdiary.render.page.charts.legs import draw_legs
from legdiary.render.page.charts.shapes import Drawing, rounded
from legdiary.render.page.charts.sketch import Sketch
from legdiary.render.page.charts.sleep_raster import draw_sleep, has_sleep, window
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.render.page.charts.axis import NightAxis
    from legdiary.render.page.charts.columns import Column
    from legdiary.render.page.charts.picture import Picture, Tick

_GAP = 3.0


class Heights(NamedTuple):
    """The heights of the panels, in units: severity, each substance, the raster of sleep, the minutes awake."""

    legs: float
    amounts: float
    raster: float
    awake: float


#: For A4 and screens; for Letter, which is shorter: the staircase and the raster give way; for phones.
A4, LETTER, PHONE = Heights(86, 88, 116, 24), Heights(80, 66, 92, 20), Heights(86, 88, 110, 24)


@dataclass(frozen=True, slots=True)
class NightByNight(Drawing):
    """The drawing night by night.

    Attributes:
        column: the nights that a column stands for: night, week or four weeks.
        events: the events with a letter, in order.
        further_events: those without, for the second sheet.
        notes: sentences that the drawing needs beside it.
    """

    column: str
    events: tuple[Tick, ...]
    further_events: tuple[Tick, ...]
    notes: tuple[str, ...]


def night_by_night(picture: Picture, width: float, tall: Heights = A4) -> NightByNight:
    """Return the drawing of a width, with panels of the given heights."""
    sketch = Sketch()
    nights = len(picture.nights)
    axis, found = night_axis(nights, width), columns(picture)
    end = _draw_panels(sketch, picture, found, axis, tall)
    draw_dates(sketch, picture.first, nights, axis, rounded(end))
    return NightByNight(
        width=width,
        height=rounded(end + AXIS_TALL),
        title=picture.title,
        says=picture.says,
        shapes=tuple(sketch.shapes),
        texts=tuple(sketch.texts),
        column=column_name(nights_a_column(nights)),
        events=picture.events,
        further_events=picture.further_events,
        notes=tuple(_notes(picture, found)),
    )


def height_of(picture: Picture, found: Sequence[Column], width: float, tall: Heights) -> float:
    """Return the height of the drawing of a width with panels of the given heights; `found` are its columns."""
    end = _draw_panels(Sketch(is_measure=True), picture, found, night_axis(len(picture.nights), width), tall)
    return rounded(end + AXIS_TALL)


def _draw_panels(sketch: Sketch, picture: Picture, found: Sequence[Column], axis: NightAxis, tall: Heights) -> float:
    """Draw the panels one below another; return the height of the end of the last."""
    end = draw_legs(sketch, picture, found, axis, 0, tall.legs)
    if picture.events:
        end = draw_events(sketch, picture.events, axis, end + _GAP)
    for amounts in picture.amounts:
        each = tall.amounts if len(picture.amounts) == 1 else tall.amounts * 0.7
        end = draw_amounts(sketch, picture, amounts, axis, end + _GAP, each)
    if has_sleep(found):
        end = draw_sleep(sketch, picture, found, axis, end + _GAP, tall.raster, tall.awake)
    return end


def _notes(picture: Picture, found: Sequence[Column]) -> Iterator[str]:
    each = nights_a_column(len(picture.nights))
    if each > 1:
        yield (
            f"One column is {a_column(each)}, counted back from the last night: the median of the nights known, from "
            f"{NIGHTS_NEEDED} on."
        )
    if has_sleep(found):
        begin, end = (format_clock((time + 720) % 1440) for time in window(found))
        yield f"Sleep is drawn from {begin} to {end}; minutes awake are known by their number, not by the hour."
    if picture.events_rule:
        yield picture.events_rule
