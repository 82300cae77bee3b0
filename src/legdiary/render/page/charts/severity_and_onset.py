"""The charts of the clinician's page as coordinates: the place of each shape, for any width. No markup here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from legdiary import humanize
from legdiary.domain.entries.night import SCORE_MOST
from legdiary.domain.stats.descriptive import BAD_NIGHT
from legdiary.domain.time.parse import format_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from legdiary.render.page.sheet import Band, Night, Picture, Tick

#: Widths in the units of the drawing: a printed page or a screen, and a phone.
WIDE, NARROW = 720, 340

#: The left margin has room for `22:00` in a wide font.
_LEFT, _RIGHT = 40, 8
_PLOT_TOP = 20
_PLOT_TALL, _PLOT_FLAT = 116, 100
_TICKS_TALL, _KRATOM_TALL, _AXIS_TALL = 15, 52, 16
_MISSING_TALL = 7
_MARK_WIDE, _LANE_TALL, _MOST_LANES = 11, 12, 4
_ONSET_TALL = 84
_LARGEST_DOT, _DOT_OF_A_NIGHT, _SMALLEST_ONSET = 2.3, 0.42, 1.1
_CHARACTER = 5.3
_DAY_MIN, _NOON_MIN, _HOUR_MIN = 24 * 60, 12 * 60, 60
_LINES_A_SCALE = 4
_MONTHS_A_YEAR = 12
_NICE_G = (0.5, 1, 2, 2.5, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000)


class Point(NamedTuple):
    """A point on the drawing."""

    x: float
    y: float


class Label(NamedTuple):
    """A text on one of the axes, or above the nights it names."""

    at: float
    text: str


class Box(NamedTuple):
    """The area of one group of nights, from its left side on."""

    x: float
    width: float
    kind: str
    shaded: bool


class Level(NamedTuple):
    """A median, drawn across its nights."""

    x: float
    width: float
    y: float


class Mark(NamedTuple):
    """The mark of another change."""

    x: float
    y: float
    kind: str
    letter: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The size, the bands of groups and the time axis that both charts share.

    Attributes:
        plot_top, plot_bottom: the edges of the upper (or only) panel.
        bands: the groups, every other one shaded.
        band_labels: the targets of the groups, where there is room.
        months: the names of months, each at the first of its month.
    """

    width: float
    height: float
    left: float
    right: float
    plot_top: float
    plot_bottom: float
    bottom: float
    bands: tuple[Box, ...]
    band_labels: tuple[Label, ...]
    months: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Severity:
    """The chart of severity by night, with kratom below it.

    Attributes:
        line: the path through consecutive nights, broken where one is missing.
        dots: nights with a score.
        hollow: nights whose score was recalled later.
        radius: the radius of a dot.
        missing: nights without a score, marked at the height `missing_y`.
        medians: each group's median.
        scores: the labels of the scale.
        bad: the height of severity 7.
        marks: other changes.
        planned: the plan as a stepped path.
        taken: the amounts taken, each a square.
        side: half the side of such a square.
        grams: the labels of the lower panel's scale.
        kratom_top: the top of the lower panel; None without kratom.
        amounts: the name of the lower panel: `kratom, g a day`.
    """

    frame: Frame
    line: str
    dots: tuple[Point, ...]
    hollow: tuple[Point, ...]
    radius: float
    missing: tuple[float, ...]
    missing_y: float
    medians: tuple[Level, ...]
    scores: tuple[Label, ...]
    bad: float
    marks: tuple[Mark, ...]
    planned: str
    taken: tuple[Point, ...]
    side: float
    grams: tuple[Label, ...]
    kratom_top: float | None
    amounts: str


@dataclass(frozen=True, slots=True)
class Onset:
    """The chart of the clock times at which restless legs began: later is further down."""

    frame: Frame
    dots: tuple[Point, ...]
    radius: float
    medians: tuple[Level, ...]
    hours: tuple[Label, ...]


class _Axis(NamedTuple):
    """The places of nights, from left to right."""

    left: float
    night: float

    def x(self, number: float) -> float:
        """Return the left side of a night."""
        return _rounded(self.left + number * self.night)

    def middle(self, number: int) -> float:
        """Return the middle of a night."""
        return _rounded(self.left + (number + 0.5) * self.night)


def _rounded(value: float) -> float:
    """Return a coordinate with one decimal, a tenth of a point on paper; never -0."""
    return round(value, 1) + 0.0


def severity_chart(picture: Picture, width: float) -> Severity:
    """Return the chart of severity by night, with kratom below it on the same time axis."""
    axis = _axis(picture, width)
    top = _PLOT_TOP
    bottom = top + (_PLOT_TALL if width >= WIDE else _PLOT_FLAT)
    ticks = bottom + _MISSING_TALL
    marks = _marks(picture.ticks, axis, ticks + _TICKS_TALL - 5)
    below = max((mark.y + 5 for mark in marks), default=ticks)
    kratom_top = below + 6 if picture.has_kratom else None
    end = below if kratom_top is None else kratom_top + _KRATOM_TALL

    def y(score: float) -> float:
        return _rounded(bottom - (bottom - top) * score / SCORE_MOST)

    scored = [(number, night) for number, night in enumerate(picture.nights) if night.severity is not None]
    most, grams = _grams(picture.nights)

    def down(amount_mg: float) -> float:
        return _rounded((kratom_top or 0) + _KRATOM_TALL * (1 - amount_mg / most))

    return Severity(
        frame=_frame(picture, axis, width, top, bottom, end),
        line=_path(((number, y(night.severity or 0)) for number, night in scored), axis),
        dots=tuple(Point(axis.middle(n), y(night.severity or 0)) for n, night in scored if not night.recalled),
        hollow=tuple(Point(axis.middle(n), y(night.severity or 0)) for n, night in scored if night.recalled),
        radius=_radius(axis),
        missing=tuple(axis.middle(n) for n, night in enumerate(picture.nights) if night.severity is None),
        missing_y=_rounded(bottom + 1.5),
        medians=_levels(picture.bands, axis, lambda band: None if band.median is None else y(band.median)),
        scores=tuple(Label(y(score), str(score)) for score in (0, 5, SCORE_MOST)),
        bad=y(BAD_NIGHT),
        marks=marks,
        planned=_stairs(picture.nights, axis, down) if kratom_top is not None else "",
        taken=tuple(
            Point(axis.middle(n), down(night.taken_mg))
            for n, night in enumerate(picture.nights)
            if night.taken_mg is not None
        )
        if kratom_top is not None
        else (),
        side=_rounded(_radius(axis) * 0.85),
        grams=tuple(Label(down(amount * 1000), humanize.number(amount, 2)) for amount in grams) if kratom_top else (),
        kratom_top=kratom_top,
        amounts=f"{picture.what}, {picture.unit} a day",
    )


def onset_chart(picture: Picture, width: float) -> Onset:
    """Return the chart of clock times by night; the evening is above the small hours."""
    axis = _axis(picture, width)
    top, bottom = _PLOT_TOP, _PLOT_TOP + _ONSET_TALL
    known = [night.onset for night in picture.nights if night.onset is not None]
    first = min(known, default=0) // _HOUR_MIN * _HOUR_MIN
    last = max(-(-max(known, default=0) // _HOUR_MIN) * _HOUR_MIN, first + 2 * _HOUR_MIN)

    def y(minutes: float) -> float:
        return _rounded(top + (bottom - top) * (minutes - first) / (last - first))

    apart = max(1, -(-(last - first) // _HOUR_MIN // _LINES_A_SCALE)) * _HOUR_MIN
    return Onset(
        frame=_frame(picture, axis, width, top, bottom, bottom + 3),
        dots=tuple(
            Point(axis.middle(n), y(night.onset)) for n, night in enumerate(picture.nights) if night.onset is not None
        ),
        radius=max(_SMALLEST_ONSET, _radius(axis)),
        medians=_levels(picture.bands, axis, lambda band: None if band.onset is None else y(band.onset)),
        hours=tuple(
            Label(y(minutes), format_clock((minutes + _NOON_MIN) % _DAY_MIN))
            for minutes in range(first, last + 1, apart)
        ),
    )


# ---------------------------------------------------------------------- parts


def _axis(picture: Picture, width: float) -> _Axis:
    return _Axis(_LEFT, (width - _LEFT - _RIGHT) / max(1, len(picture.nights)))


def _radius(axis: _Axis) -> float:
    return _rounded(max(0.5, min(_LARGEST_DOT, axis.night * _DOT_OF_A_NIGHT)))


def _frame(picture: Picture, axis: _Axis, width: float, top: float, bottom: float, end: float) -> Frame:
    return Frame(
        width=width,
        height=_rounded(end + _AXIS_TALL),
        left=_LEFT,
        right=width - _RIGHT,
        plot_top=top,
        plot_bottom=bottom,
        bottom=_rounded(end),
        bands=tuple(
            Box(axis.x(band.begin), _rounded(axis.x(band.before) - axis.x(band.begin)), band.kind, bool(number % 2))
            for number, band in enumerate(picture.bands)
        ),
        band_labels=_band_labels(picture.bands, axis),
        months=_months(picture, axis, width),
    )


def _band_labels(bands: Sequence[Band], axis: _Axis) -> tuple[Label, ...]:
    """Return targets in the middle of their bands, from left to right if there is room."""
    made: list[Label] = []
    free = 0.0
    for band in bands:
        middle = (axis.x(band.begin) + axis.x(band.before)) / 2
        half = len(band.label) * _CHARACTER / 2
        wide_enough = band.kind == "step" or 2 * half <= axis.x(band.before) - axis.x(band.begin)
        if band.kind not in {"week", "month"} and wide_enough and middle - half >= free:
            made.append(Label(_rounded(middle), band.label))
            free = middle + half + 3
    return tuple(made)


def _months(picture: Picture, axis: _Axis, width: float) -> tuple[Label, ...]:
    """Return the firsts of months, as many as have room; the first night where the axis would begin without a label."""
    found: list[Label] = []
    free = 0.0
    for number in range(len(picture.nights)):
        day = picture.first + timedelta(days=number)
        if day.day == 1:
            text = str(day.year) if day.month == 1 else humanize.month(day)
            if axis.x(number) >= free and axis.x(number) + len(text) * _CHARACTER + 4 <= width:
                found.append(Label(axis.x(number), text))
                free = axis.x(number) + (len(text) + 1) * _CHARACTER + 4
    begins = humanize.short_day(picture.first)
    if not found or found[0].at > _LEFT + (len(begins) + 1) * _CHARACTER:
        found.insert(0, Label(axis.x(0), begins))
    return tuple(found)


def _marks(ticks: Sequence[Tick], axis: _Axis, y: float) -> tuple[Mark, ...]:
    """Return the marks; one too close to its neighbour goes into a lane further down."""
    free: list[float] = []
    made: list[Mark] = []
    for tick in ticks:
        x = axis.middle(tick.night)
        lane = next((number for number, end in enumerate(free) if x >= end), len(free))
        if lane == len(free):
            if lane == _MOST_LANES:
                lane = free.index(min(free))
            else:
                free.append(0.0)
        free[lane] = x + _MARK_WIDE + len(tick.letter) * _CHARACTER
        made.append(Mark(x, _rounded(y + lane * _LANE_TALL), tick.kind, tick.letter))
    return tuple(made)


def _path(points: Iterable[tuple[int, float]], axis: _Axis) -> str:
    """Return a line through consecutive nights, with a gap where one is missing."""
    parts: list[str] = []
    before: int | None = None
    for number, y in points:
        parts.append(f"{'L' if before is not None and number - before == 1 else 'M'}{axis.middle(number):g} {y:g}")
        before = number
    return "".join(parts)


def _stairs(nights: Sequence[Night], axis: _Axis, down: Callable[[float], float]) -> str:
    """Return the plan as a path: level within a step, vertical between two, with a gap if no plan is in force."""
    parts: list[str] = []
    before: int | None = None
    for number, night in enumerate(nights):
        amount = night.planned_mg
        if amount is not None and amount != before:
            parts.append(f"M{axis.x(number):g} {down(amount):g}" if before is None else f"V{down(amount):g}")
        if amount is not None:
            parts.append(f"H{axis.x(number + 1):g}")
        before = amount
    merged = [part for part, after in pairwise([*parts, ""]) if not (part[0] == "H" and after[:1] == "H")]
    return "".join(merged)


def _levels(bands: Sequence[Band], axis: _Axis, y: Callable[[Band], float | None]) -> tuple[Level, ...]:
    found = ((band, y(band)) for band in bands)
    return tuple(
        Level(axis.x(band.begin), _rounded(axis.x(band.before) - axis.x(band.begin)), height)
        for band, height in found
        if height is not None
    )


def _grams(nights: Sequence[Night]) -> tuple[float, tuple[float, ...]]:
    """Return the top of the gram scale in milligrams, and the labels in grams."""
    known = [amount for night in nights for amount in (night.planned_mg, night.taken_mg) if amount is not None]
    most_g = max(known, default=0) / 1000
    apart = next((step for step in _NICE_G if most_g <= 2 * step), _NICE_G[-1])
    top = max(most_g, apart)
    return top * 1000 or 1000, (0, apart) if 2 * apart > top else (0, apart, 2 * apart)
