"""The time axis that all panels share: the places of nights, the shaded groups, the targets above them, the dates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from legdiary import humanize
from legdiary.domain.time.moments import next_month
from legdiary.render.page.charts.shapes import LINE_TALL, Text, box, rounded, text_width, thinned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from legdiary.render.page.charts.picture import Band
    from legdiary.render.page.charts.shapes import Box
    from legdiary.render.page.charts.sketch import Sketch

#: The margins beside the plots: left for the scales, right for the scale of an enlarged panel.
LEFT, RIGHT = 38.0, 24.0
#: Groups narrower than this on average are not shaded, and have no bar for their median.
LEAST_BAND = 6.0
#: The widest column of a single night.
_WIDEST_COLUMN = 14.0
_DAYS_A_YEAR, _MONTHS_A_YEAR = 366, 12
#: Up to so many nights the axis names days, a week apart.
_BY_DAYS, _WEEK = 62, 7
_MONTHS_APART = (1, 2, 3, 6, 12, 24, 60, 120)
_TICK = 4.0
#: The height of the axis below its line.
AXIS_TALL = _TICK + LINE_TALL - 1


class NightAxis(NamedTuple):
    """The places of nights from left to right.

    Attributes:
        left, right: the sides of the plots.
        night: the width of a night.
    """

    left: float
    right: float
    night: float

    def x(self, number: float) -> float:
        """Return the left side of a night."""
        return rounded(self.left + number * self.night)

    def middle(self, number: float) -> float:
        """Return the middle of a night."""
        return rounded(self.left + (number + 0.5) * self.night)

    def column(self, begin: int, before: int, share: float = 1.0) -> tuple[float, float]:
        """Return the sides of a share of a column about its middle."""
        middle = self.left + (begin + before) / 2 * self.night
        half = min((before - begin) * self.night, _WIDEST_COLUMN) * share / 2
        return rounded(middle - half), rounded(middle + half)


def night_axis(nights: int, width: float) -> NightAxis:
    """Return the axis of a drawing of a width."""
    return NightAxis(LEFT, width - RIGHT, (width - LEFT - RIGHT) / max(1, nights))


def are_wide(bands: Sequence[Band], axis: NightAxis) -> bool:
    """Return whether groups are wide enough to be told apart."""
    return bool(bands) and (axis.right - axis.left) / len(bands) >= LEAST_BAND


def shade(sketch: Sketch, bands: Sequence[Band], axis: NightAxis, top: float, bottom: float) -> None:
    """Shade every other group of a panel."""
    if are_wide(bands, axis):
        sketch.boxes("band", (_area(band, axis, top, bottom) for band in bands[1::2]))


def _area(band: Band, axis: NightAxis, top: float, bottom: float) -> Box:
    return box(axis.x(band.begin), top, axis.x(band.before), bottom)


def target_labels(bands: Sequence[Band], axis: NightAxis, baseline: float) -> tuple[Text, ...]:
    """Return the targets above the middle of their steps, the last and the first before all others; words if they fit.

    Weeks and months have none, since the axis names them.
    """
    found = []
    for band in bands:
        begin, end = axis.x(band.begin), axis.x(band.before)
        is_step = band.kind == "step"
        if band.kind not in {"week", "month"} and (is_step or text_width(band.label) <= end - begin):
            half = text_width(band.label) / 2
            middle = min(max((begin + end) / 2, half), axis.right + RIGHT - half)
            found.append(Text(rounded(middle), baseline, band.label, "label", "middle"))
    ordered = [*found[-1:], *found[:1], *found[1:-1]] if len(found) > 1 else found
    return tuple(sorted(thinned(ordered), key=lambda text: text.x))


def draw_dates(sketch: Sketch, first: date, nights: int, axis: NightAxis, y: float) -> None:
    """Draw the line of the axis at a height, with as many dates below it as have room."""
    sketch.lines("axis", f"M{axis.left:.1f} {y:.1f}H{axis.right:.1f}")
    last = first + timedelta(days=nights - 1)
    is_long = nights > _DAYS_A_YEAR
    name = humanize.short_date if is_long else humanize.short_day
    baseline = rounded(y + _TICK + 8)
    begins = Text(axis.left, baseline, name(first))
    if nights == 1:
        begins = Text(axis.middle(0), baseline, name(first), "label", "middle")
    ends = Text(axis.right, baseline, name(last), "label", "end")
    ticks = list(_marks(first, nights, axis)) if nights > 1 else []
    sketch.lines("axis", "".join(f"M{x:.1f} {y:.1f}V{y + _TICK:.1f}" for x, _ in ticks))
    inner = [Text(x, baseline, text, "label", "start") for x, text in ticks if text]
    kept = thinned([begins, *([ends] if nights > 1 else []), *inner])
    sketch.texts += [text for text in kept if text.box.right <= axis.right + RIGHT]


def _marks(first: date, nights: int, axis: NightAxis) -> Iterator[tuple[float, str]]:
    """Yield the places of marks and what they are named; empty where one has no name."""
    if nights <= _BY_DAYS:
        for number in range(0, nights, _WEEK):
            yield axis.x(number), humanize.short_day(first + timedelta(days=number)) if number else ""
        return
    apart = _months_apart(nights, axis)
    day = next_month(first)
    while (number := (day - first).days) < nights:
        months = day.year * _MONTHS_A_YEAR + day.month - 1
        if months % apart == 0:
            yield axis.x(number), str(day.year) if day.month == 1 else humanize.month(day)
        elif apart < _MONTHS_A_YEAR / 2 and axis.night * 30 >= _TICK:
            yield axis.x(number), ""
        day = next_month(day)


def _months_apart(nights: int, axis: NightAxis) -> int:
    """Return the number of months between two names, so that they have room."""
    a_month = (axis.right - axis.left) / nights * _DAYS_A_YEAR / _MONTHS_A_YEAR
    needed = text_width("2026") + 6
    return next((apart for apart in _MONTHS_APART if apart * a_month >= needed), _MONTHS_APART[-1])
