"""The panel of a substance: the plan as a staircase, what was taken, and the last part of the way enlarged."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from legdiary import humanize
from legdiary.render.page.charts.axis import RIGHT, shade
from legdiary.render.page.charts.columns import TOO_FEW, a_column, amounts_by_column, nights_a_column, spans
from legdiary.render.page.charts.legs import FOOT, dot_radius
from legdiary.render.page.charts.shapes import Text, box, rounded, text_width, thinned, touches
from legdiary.render.page.charts.sketch import (
    BELOW_LEGEND,
    Key,
    box_sign,
    cross,
    diamond,
    legend,
    line_sign,
    path_sign,
    stairs,
    wedge,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from legdiary.render.page.charts.axis import NightAxis
    from legdiary.render.page.charts.picture import Amounts, Picture
    from legdiary.render.page.charts.shapes import Box
    from legdiary.render.page.charts.sketch import Sketch

#: Targets of this share of the highest one and less are enlarged: the last part of the way.
ENLARGED_SHARE = 1 / 3
#: The least size of an enlarged panel, and its distance from what lies below it.
_LEAST_WIDE, _LEAST_TALL, _CLEAR = 40.0, 30.0, 6.0
#: The share of the panel that the enlarged one gets where it finds no empty place in it.
_SHARE_BELOW = 0.5
_NICE = (1, 2, 2.5, 5, 10)
_MOST_LABELS, _LABEL_TALL = 4, 10.2
_HEADROOM = 1.05
_FOOT_MARK = 4.5


class Scale(NamedTuple):
    """The heights of amounts: `bottom` is that of the amount `least`."""

    top: float
    bottom: float
    least: float
    most: float

    def y(self, amount: float) -> float:
        """Return the height of an amount."""
        return rounded(self.bottom - (self.bottom - self.top) * (amount - self.least) / (self.most - self.least))


class _Columns(NamedTuple):
    """The amounts taken, by column: the nights of each, the amount, and the largest one of a day well over target."""

    nights: tuple[tuple[int, int], ...]
    taken: tuple[float | None, ...]
    over: tuple[float | None, ...]


def draw_amounts(sketch: Sketch, picture: Picture, amounts: Amounts, axis: NightAxis, top: float, tall: float) -> float:
    """Draw the panel from a height on; return the height of its end."""
    found = _by_column(amounts)
    baseline = legend(sketch, amounts.what, list(_keys(amounts, found)), top + 9, axis.right + 20)
    upper = baseline + BELOW_LEGEND
    lower = upper + tall
    if sketch.is_measure:
        return lower + FOOT
    enlarged = _enlarged_nights(amounts)
    wide = enlarged is not None and axis.x(enlarged[1]) - axis.x(enlarged[0]) >= _LEAST_WIDE
    scale = Scale(upper, lower, 0, _most(amounts, 0, len(amounts.taken)))
    room = None
    if wide and enlarged is not None:
        room = _room(amounts, found, scale, enlarged)
        if room is None:
            middle = lower - tall * _SHARE_BELOW
            scale = scale._replace(bottom=middle - FOOT)
            room = Scale(middle, lower, 0, 1)
    shade(sketch, picture.bands, axis, upper, scale.bottom)
    if room is not None and room.top > scale.bottom:
        shade(sketch, picture.bands, axis, room.top, room.bottom)
    _draw_scale(sketch, amounts, scale, axis.left, axis.right)
    _draw_foot(sketch, amounts, found, axis, scale.bottom)
    _draw_within(sketch, amounts, found, axis, scale, (0, len(amounts.taken)))
    if room is not None and enlarged is not None:
        _draw_enlarged(sketch, amounts, found, axis, room, enlarged)
    return lower + FOOT


def _by_column(amounts: Amounts) -> _Columns:
    nights = spans(len(amounts.taken))
    over = (
        max((amounts.taken[day] or 0 for day in range(begin, before) if day in amounts.well_over), default=None)
        for begin, before in nights
    )
    return _Columns(nights, amounts_by_column(amounts.taken), tuple(over))


def _keys(amounts: Amounts, found: _Columns) -> Iterator[Key]:
    each = nights_a_column(len(amounts.taken))
    is_daily = each == 1
    is_planned = any(target is not None for target in amounts.planned)
    if is_planned:
        yield Key(path_sign("planned", 14, stairs), f"target, {amounts.unit} a day")
    if any(taken is not None for taken in found.taken):
        words = "taken" if is_planned else f"taken, {amounts.unit} a day"
        yield Key(box_sign("taken", 4, 4), words if is_daily else f"{words}, median of {a_column(each)}")
    if any(over is not None for over in found.over):
        yield Key(path_sign("over", 7, diamond), amounts.over_rule if is_daily else f"{amounts.over_rule}, the most")
    if _missing(amounts, found):
        yield Key(line_sign("missing", 5), "not logged" if is_daily else TOO_FEW)
    if is_daily and amounts.unweighed:
        yield Key(path_sign("total-only", 4, cross), f"taken, not in {amounts.unit}")


def _missing(amounts: Amounts, found: _Columns) -> list[tuple[int, int]]:
    """Return the columns without an amount, from the first day of the plan or of what is logged on."""
    known = [
        day
        for day, (planned, taken) in enumerate(zip(amounts.planned, amounts.taken, strict=True))
        if planned is not None or taken is not None
    ]
    return [
        nights
        for nights, taken in zip(found.nights, found.taken, strict=True)
        if taken is None and known and nights[0] >= known[0] and not amounts.unweighed.issuperset(range(*nights))
    ]


def _most(amounts: Amounts, begin: int, before: int) -> float:
    """Return the top of a scale for what was planned and taken on some days, a little above the largest of it."""
    known = (*amounts.planned[begin:before], *amounts.taken[begin:before])
    return max((amount for amount in known if amount is not None), default=0) * _HEADROOM or amounts.of_unit


def _draw_scale(sketch: Sketch, amounts: Amounts, scale: Scale, left: float, right: float) -> None:
    for amount in _labels(scale, amounts.of_unit):
        y = scale.y(amount)
        sketch.lines("rule", f"M{left:.1f} {y:g}H{right:.1f}")
        words = humanize.number(amount / amounts.of_unit, 3)
        sketch.text(max(left - 4, text_width(words)), y + 3.7, words, "label", "end")


def _labels(scale: Scale, of_unit: int) -> list[float]:
    """Return the amounts that a scale names, in smallest units: round ones, a few, never closer than two lines."""
    shown = (scale.most - scale.least) / of_unit
    apart = _nice(max(shown / _MOST_LABELS, shown * _LABEL_TALL / (scale.bottom - scale.top))) * of_unit
    first = -(-scale.least // apart)
    found = [(first + number) * apart for number in range(int((scale.most - first * apart) / apart) + 1)]
    return [amount for amount in found if amount <= scale.most]


def _nice(value: float) -> float:
    """Return the next number of the row 1, 2, 2.5, 5, 10 times a power of ten."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(each * power for each in _NICE if each * power >= value - power * 1e-9)


# ---------------------------------------------------------------------- what is drawn in a panel


def _draw_foot(sketch: Sketch, amounts: Amounts, found: _Columns, axis: NightAxis, bottom: float) -> None:
    y = bottom + _FOOT_MARK
    if nights_a_column(len(amounts.taken)) == 1:
        crosses = (cross(axis.middle(day), y) for day in sorted(amounts.unweighed))
        sketch.lines("total-only", "".join(crosses))
    sides = (axis.column(begin, before, 0.8) for begin, before in _missing(amounts, found))
    sketch.lines("missing", "".join(f"M{left:g} {y:.1f}H{right:g}" for left, right in sides))


def _draw_within(
    sketch: Sketch, amounts: Amounts, found: _Columns, axis: NightAxis, scale: Scale, days: tuple[int, int]
) -> None:
    """Draw what was planned and taken on some days; what lies above the scale is a wedge at its top."""
    sketch.lines("planned", _stairs(amounts.planned, axis, scale.y, days))
    squares: list[Box] = []
    over, beyond = "", {False: "", True: ""}
    for (begin, before), taken, most in zip(*found, strict=True):
        if not days[0] <= begin < days[1]:
            continue
        x = axis.middle((begin + before - 1) / 2)
        half = max(1.2, dot_radius(axis, before - begin) * 0.85)
        is_day_over = before - begin == 1 and most is not None
        for amount, is_over in ((None if is_day_over else taken, False), (most, True)):
            if amount is None:
                continue
            y = scale.y(amount)
            if amount > scale.most:
                beyond[is_over] += wedge(x, scale.top)
            elif is_over:
                over += diamond(x, y, max(2.4, half + 1.2))
            else:
                squares.append(box(x - half, y - half, x + half, y + half))
    sketch.boxes("taken", squares)
    sketch.lines("beyond", beyond[False])
    sketch.lines("over", over + beyond[True])


def _stairs(planned: Sequence[int | None], axis: NightAxis, y: Callable[[float], float], days: tuple[int, int]) -> str:
    """Return the plan as a path: level within a step, upright between two, with a gap where no plan is in force."""
    parts: list[str] = []
    before: int | None = None
    for day in range(*days):
        amount = planned[day]
        if amount is not None and amount != before:
            parts.append(f"M{axis.x(day):g} {y(amount):g}" if before is None else f"V{y(amount):g}")
        if amount is not None:
            parts.append(f"H{axis.x(day + 1):g}")
        before = amount
    return "".join(part for part, after in pairwise([*parts, ""]) if not (part[0] == "H" and after[:1] == "H"))


# ---------------------------------------------------------------------- the enlarged panel


def _enlarged_nights(amounts: Amounts) -> tuple[int, int] | None:
    """Return the days of the last part of the way: the latest run of targets up to a third of the highest, above 0."""
    targets = amounts.planned
    most = max((target for target in targets if target is not None), default=0)
    low = [target is not None and target <= most * ENLARGED_SHARE for target in targets]
    last = next((day for day in range(len(low), 0, -1) if low[day - 1]), 0)
    first = last
    while first and low[first - 1]:
        first -= 1
    steps = {target for target in targets[first:last] if target}
    return (first, last) if most and len(steps) > 1 else None


def _taken_on(found: _Columns, days: tuple[int, int]) -> list[float]:
    """Return the amounts that are drawn of some days."""
    return [
        amount
        for (begin, _), taken, over in zip(*found, strict=True)
        if days[0] <= begin < days[1]
        for amount in (taken, over)
        if amount is not None
    ]


def _room(amounts: Amounts, found: _Columns, scale: Scale, days: tuple[int, int]) -> Scale | None:
    """Return the empty upper part of a panel over some days; None where what was taken there fills it."""
    known = _taken_on(found, days)
    known += [amount for amount in amounts.planned[slice(*days)] if amount is not None]
    bottom = scale.y(max(known, default=0)) - _CLEAR
    return Scale(scale.top, bottom, 0, 1) if bottom - scale.top >= _LEAST_TALL else None


def _draw_enlarged(
    sketch: Sketch, amounts: Amounts, found: _Columns, axis: NightAxis, room: Scale, days: tuple[int, int]
) -> None:
    """Draw some days once more on a larger scale, with its labels on the right."""
    targets = [target for target in amounts.planned[slice(*days)] if target is not None]
    apart = _nice((max(targets) - min(targets)) / 2 / amounts.of_unit) * amounts.of_unit
    lowest = min([*_taken_on(found, days), *targets])
    least = max(0.0, (lowest - apart * 0.3) // (apart / 2) * (apart / 2))
    most = max(targets) + apart * 0.3
    scale = Scale(room.top + 1, room.bottom - 1, least, most)
    left, right = axis.x(days[0]), axis.x(days[1])
    sketch.boxes("enlarged", [box(left, room.top, right, room.bottom)])
    labels = []
    for amount in _labels(scale, amounts.of_unit):
        words = humanize.number(amount / amounts.of_unit, 3)
        x = min(right + 3, axis.right + RIGHT - text_width(words))
        labels.append(Text(rounded(x), rounded(scale.y(amount) + 3.7), words))
        sketch.lines("rule", f"M{left:.1f} {scale.y(amount):g}H{right:.1f}")
    sketch.texts += thinned(labels)
    _draw_within(sketch, amounts, found, axis, scale, days)
    for words in (f"enlarged, {amounts.unit}", "enlarged"):
        title = Text(rounded(right - 3), rounded(scale.top + 9), words, "label", "end")
        if text_width(words) + 8 <= right - left and not any(touches(title.box, text.box, 3) for text in labels):
            sketch.texts.append(title)
            break
