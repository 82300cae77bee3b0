"""The panel of sleep: one column a night, evening to noon downwards, with the minutes awake in a strip below.

The diary knows how long a person was awake and on the feet, not when; so these minutes are bars of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.time.parse import format_clock
from legdiary.render.page.charts.axis import shade
from legdiary.render.page.charts.columns import TOO_FEW, nights_a_column
from legdiary.render.page.charts.shapes import Text, box, hatched, rounded, thinned
from legdiary.render.page.charts.sketch import BELOW_LEGEND, Key, box_sign, legend, letter_t, line_sign, path_sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.render.page.charts.axis import NightAxis
    from legdiary.render.page.charts.columns import Column, SleepColumn
    from legdiary.render.page.charts.picture import Picture
    from legdiary.render.page.charts.shapes import Box
    from legdiary.render.page.charts.sketch import Sketch

_HOUR, _NOON, _DAY = 60, 12 * 60, 24 * 60
#: The clock times of the usual raster, in minutes after noon: 18:00 to noon.
USUAL_FROM, USUAL_TO = 6 * _HOUR, _DAY
_EDGES_APART = 3 * _HOUR
#: No raster shows more than from noon to the second midnight after it.
_EARLIEST, _LATEST = 0, 36 * _HOUR
_LABEL_TALL = 11.0
_FOOT, _FOOT_MARK = 10.0, 5.0
_STRIP_GAP = 4.0
_NICE_MIN = (10, 20, 30, 60, 100, 120, 200, 300, 500, 800, 1500)
_SHARE, _ONSET_SHARE, _HATCH_APART = 0.8, 0.9, 2.6


class Window(NamedTuple):
    """The clock times that a raster shows, in minutes after noon."""

    begin: int
    end: int


def window(columns: Sequence[Column]) -> Window:
    """Return 18:00 to noon, or as much more in steps of three hours as the known times need."""
    times = [
        time
        for column in columns
        for time in (column.onset, column.slept.bed, column.slept.begin, column.slept.wake, column.slept.up)
        if time is not None
    ]
    begin = min([*times, USUAL_FROM]) // _EDGES_APART * _EDGES_APART
    end = -(-max([*times, USUAL_TO]) // _EDGES_APART) * _EDGES_APART
    return Window(max(int(begin), _EARLIEST), min(int(end), _LATEST))


def has_sleep(columns: Sequence[Column]) -> bool:
    """Return whether there is anything to draw of sleep or of the beginning of restlessness."""
    return any(column.onset is not None or _is_known(column.slept) for column in columns)


def has_times(of: SleepColumn) -> bool:
    """Return whether the time in bed is known."""
    return of.bed is not None and of.wake is not None


def _is_known(of: SleepColumn) -> bool:
    return has_times(of) or of.total_only or of.awake is not None


def draw_sleep(
    sketch: Sketch, picture: Picture, columns: Sequence[Column], axis: NightAxis, top: float, tall: float, strip: float
) -> float:
    """Draw the raster and its strip from a height on; return the height of the end."""
    baseline = legend(sketch, "Sleep", list(_keys(picture, columns)), top + 9, axis.right + 20)
    upper = baseline + BELOW_LEGEND
    lower = upper + tall
    end = lower + (_STRIP_GAP if all(has_times(column.slept) for column in columns) else _FOOT)
    if not sketch.is_measure:
        _draw_raster(sketch, picture, columns, axis, upper, tall)
    if any(column.slept.awake is not None for column in columns):
        return _draw_strip(sketch, picture, columns, axis, end + _STRIP_GAP, strip)
    return end


def _draw_raster(
    sketch: Sketch, picture: Picture, columns: Sequence[Column], axis: NightAxis, upper: float, tall: float
) -> None:
    """Draw the times in bed and asleep, and below them the marks of columns without times."""
    shown = window(columns)
    lower = upper + tall

    def y(time: float) -> float:
        inside = min(max(time, shown.begin), shown.end)
        return rounded(upper + tall * (inside - shown.begin) / (shown.end - shown.begin))

    shade(sketch, picture.bands, axis, upper, lower)
    _draw_hours(sketch, shown, axis, upper, lower)
    in_bed: list[Box] = []
    asleep: list[Box] = []
    unsure: list[Box] = []
    totals, nothing, onsets = "", "", ""
    foot = lower + _FOOT_MARK
    for column in columns:
        left, right = axis.column(column.begin, column.before, _SHARE)
        of = column.slept
        if of.bed is not None and of.wake is not None:
            in_bed.append(box(left, y(of.bed), right, y(of.wake if of.up is None else max(of.up, of.wake))))
            begin = of.bed if of.begin is None else of.begin
            if y(begin) < y(of.wake):
                (unsure if of.unsure else asleep).append(box(left, y(begin), right, y(of.wake)))
        elif of.total_only:
            totals += letter_t((left + right) / 2, foot)
        else:
            nothing += f"M{left:g} {foot:.1f}H{right:g}"
        if column.onset is not None:
            left, right = axis.column(column.begin, column.before, _ONSET_SHARE)
            onsets += f"M{left:g} {y(column.onset):g}H{right:g}"
    sketch.boxes("in-bed", in_bed)
    sketch.boxes("asleep", asleep)
    sketch.boxes("unsure", unsure)
    sketch.lines("hatch", "".join(hatched(area, _HATCH_APART) for area in unsure))
    sketch.lines("onset", onsets)
    sketch.lines("total-only", totals)
    sketch.lines("missing", nothing)


def _keys(picture: Picture, columns: Sequence[Column]) -> Iterator[Key]:
    is_nightly = nights_a_column(len(picture.nights)) == 1
    slept = [column.slept for column in columns]
    timed = [of for of in slept if has_times(of)]
    if timed:
        yield Key(box_sign("in-bed"), "in bed")
    if any(not of.unsure for of in timed):
        yield Key(box_sign("asleep"), "asleep to final waking")
    if any(of.unsure for of in timed):
        yield Key(box_sign("unsure", hatch="hatch"), "time to sleep unknown")
    if any(column.onset is not None for column in columns):
        yield Key(line_sign("onset", 8), "legs begin")
    if any(of.total_only for of in slept):
        yield Key(path_sign("total-only", 3, letter_t), "total only")
    if any(not has_times(of) and not of.total_only for of in slept):
        yield Key(line_sign("missing", 5), "not logged" if is_nightly else TOO_FEW)
    awake = [of for of in slept if of.awake is not None]
    if any(of.feet is not None for of in awake):
        yield Key(box_sign("awake"), "awake, min")
        yield Key(box_sign("feet"), "on the feet")
    if any(of.feet is None for of in awake):
        told = "feet not logged" if any(of.feet is not None for of in awake) else "awake, min"
        yield Key(box_sign("awake-open"), told)


def _draw_hours(sketch: Sketch, shown: Window, axis: NightAxis, upper: float, lower: float) -> None:
    an_hour = (lower - upper) / (shown.end - shown.begin) * _HOUR
    apart = next(hours for hours in (3, 6, 12, 24) if hours * an_hour >= _LABEL_TALL or hours == 24) * _HOUR  # noqa: PLR2004
    texts = []
    for time in range(shown.begin, shown.end + 1):
        if time % apart == 0 or time in shown:
            y = rounded(upper + (time - shown.begin) / _HOUR * an_hour)
            sketch.lines("rule", f"M{axis.left:.1f} {y:g}H{axis.right:.1f}")
            clock = format_clock((time + _NOON) % _DAY)
            texts.append(Text(axis.left - 4, rounded(y + 3.7), clock, "label", "end"))
    sketch.texts += thinned([texts[0], texts[-1], *texts[1:-1]])


def _draw_strip(
    sketch: Sketch, picture: Picture, columns: Sequence[Column], axis: NightAxis, upper: float, tall: float
) -> float:
    """Draw the minutes awake as bars, with the part on the feet from the ground up."""
    lower = upper + tall
    if sketch.is_measure:
        return lower
    longest = max(max(column.slept.awake or 0, column.slept.feet or 0) for column in columns)
    most = next((nice for nice in _NICE_MIN if nice >= longest), _NICE_MIN[-1])

    def y(minutes: float) -> float:
        return rounded(lower - tall * min(minutes, most) / most)

    shade(sketch, picture.bands, axis, upper, lower)
    sketch.lines("rule", f"M{axis.left:.1f} {upper:.1f}H{axis.right:.1f}")
    sketch.text(axis.left - 4, upper + 6.5, str(most), "label", "end")
    if tall >= 2 * _LABEL_TALL:
        sketch.text(axis.left - 4, lower + 1, "0", "label", "end")
    awake: list[Box] = []
    feet: list[Box] = []
    partly: list[Box] = []
    for column in columns:
        left, right = axis.column(column.begin, column.before, _SHARE)
        of = column.slept
        if of.awake is not None:
            # A known zero is a thin line on the ground; what is not known has none.
            (partly if of.feet is None else awake).append(box(left, min(y(of.awake), lower - 0.8), right, lower))
        if of.feet is not None:
            feet.append(box(left, y(of.feet), right, lower))
    sketch.boxes("awake", awake)
    sketch.boxes("awake-open", partly)
    sketch.boxes("feet", [each for each in feet if each.height])
    return lower
