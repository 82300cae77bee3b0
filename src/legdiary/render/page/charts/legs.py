"""The panel of the legs: severity by night, the median of each group, and the line of a clear trend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.night import SCORE_MOST
from legdiary.domain.stats.descriptive import BAD_NIGHT
from legdiary.render.page.charts.axis import are_wide, shade, target_labels
from legdiary.render.page.charts.columns import TOO_FEW, a_column, nights_a_column
from legdiary.render.page.charts.shapes import LINE_TALL, Point, Text, box, rounded, thinned
from legdiary.render.page.charts.sketch import BELOW_LEGEND, Key, both, box_sign, dot_sign, legend, line_sign, tick_sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from legdiary.render.page.charts.axis import NightAxis
    from legdiary.render.page.charts.columns import Column
    from legdiary.render.page.charts.picture import Picture, TrendLine
    from legdiary.render.page.charts.sketch import Sketch

_SCORES = (0, SCORE_MOST, BAD_NIGHT, 5)
_LARGEST_DOT, _DOT_OF_A_NIGHT, _SMALLEST_DOT = 2.2, 0.42, 1.1
#: The marks of columns without a score stand below the panel, between these distances.
_MARK_FROM, _MARK_TO = 2.0, 6.0
#: The height of what stands below the panel.
FOOT = 8.0


def draw_legs(
    sketch: Sketch, picture: Picture, columns: Sequence[Column], axis: NightAxis, top: float, tall: float
) -> float:
    """Draw the panel from a height on; return the height of its end."""
    labels = target_labels(picture.bands, axis, 0)
    baseline = legend(sketch, "Legs", list(_keys(picture, columns, axis)), top + 9, axis.right + 20)
    if labels:
        baseline += LINE_TALL
        sketch.texts += [label._replace(y=rounded(baseline)) for label in labels]
    upper = baseline + BELOW_LEGEND
    lower = upper + tall
    if sketch.is_measure:
        return lower + FOOT

    def y(score: float) -> float:
        return rounded(lower - tall * score / SCORE_MOST)

    shade(sketch, picture.bands, axis, upper, lower)
    _draw_scale(sketch, axis, y)
    if picture.trend is not None:
        _draw_interval(sketch, picture.trend, axis, y)
    if are_wide(picture.bands, axis):
        sketch.boxes(
            "median",
            (
                box(axis.x(band.begin) + 0.6, y(band.median) - 1.5, axis.x(band.before) - 0.6, y(band.median) + 1.5)
                for band in picture.bands
                if band.median is not None
            ),
        )
    _draw_columns(sketch, columns, axis, y)
    if picture.trend is not None:
        line = picture.trend
        begin, end = (f"{axis.middle(night):g} {y(line.at(night)):g}" for night in (line.first, line.last))
        sketch.lines("trend", f"M{begin}L{end}")
    return lower + FOOT


def dot_radius(axis: NightAxis, nights: int) -> float:
    """Return the radius of the dot of a column of so many nights."""
    return rounded(max(_SMALLEST_DOT, min(_LARGEST_DOT, axis.night * nights * _DOT_OF_A_NIGHT)))


def _keys(picture: Picture, columns: Sequence[Column], axis: NightAxis) -> Iterator[Key]:
    each = nights_a_column(len(picture.nights))
    is_nightly = each == 1
    known = [column for column in columns if column.severity.median is not None]
    if any(not column.recalled for column in known):
        words = "a night, 0 to 10" if is_nightly else f"median of {a_column(each)}, and its middle half"
        yield Key(dot_sign("night"), words)
    if any(column.recalled for column in known):
        yield Key(dot_sign("recalled"), "entered over 36 h later")
    if are_wide(picture.bands, axis) and any(band.median is not None for band in picture.bands):
        yield Key(box_sign("median", 14, 3), f"median of the {picture.by}")
    if picture.trend is not None:
        yield Key(both(box_sign("interval", 18, 8), line_sign("trend", 18)), "trend line, its interval")
    if len(known) < len(columns):
        yield Key(tick_sign("missing"), "no score" if is_nightly else TOO_FEW)


def _draw_scale(sketch: Sketch, axis: NightAxis, y: Callable[[float], float]) -> None:
    texts = [Text(axis.left - 4, rounded(y(score) + 3.7), str(score), "label", "end") for score in _SCORES]
    sketch.texts += thinned(texts)
    for score in (0, 5, SCORE_MOST):
        sketch.lines("rule", f"M{axis.left:.1f} {y(score):g}H{axis.right:.1f}")
    sketch.lines("bad", f"M{axis.left:.1f} {y(BAD_NIGHT):g}H{axis.right:.1f}")


def _draw_columns(sketch: Sketch, columns: Sequence[Column], axis: NightAxis, y: Callable[[float], float]) -> None:
    whiskers, missing = "", ""
    full: list[Point] = []
    hollow: list[Point] = []
    for column in columns:
        x = axis.middle(column.middle)
        _, median, q1, q3 = column.severity
        if median is None:
            missing += f"M{x:g} {y(0) + _MARK_FROM:.1f}V{y(0) + _MARK_TO:.1f}"
            continue
        (hollow if column.recalled else full).append(Point(x, y(median)))
        if q1 is not None and q3 is not None and q1 < q3:
            whiskers += f"M{x:g} {y(q1):g}V{y(q3):g}"
    radius = dot_radius(axis, columns[-1].before - columns[-1].begin)
    sketch.lines("quartiles", whiskers)
    sketch.dots("night", radius, full)
    sketch.dots("recalled", radius, hollow)
    sketch.lines("missing", missing)


def _draw_interval(sketch: Sketch, line: TrendLine, axis: NightAxis, y: Callable[[float], float]) -> None:
    """Draw the area between the steepest and the flattest line of the interval, which cross in the middle night."""

    def corner(night: float, slope: float) -> str:
        return f"{axis.middle(night):g} {y(min(max(line.at(night, slope), 0), SCORE_MOST)):g}"

    ends = [corner(night, slope) for slope in (line.low, line.high) for night in (line.first, line.last)]
    middle = corner(line.middle, line.slope)
    low_first, low_last, high_first, high_last = ends
    sketch.lines("interval", f"M{low_first}L{middle}L{high_first}ZM{low_last}L{middle}L{high_last}Z")
