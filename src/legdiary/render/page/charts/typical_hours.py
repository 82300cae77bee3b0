"""The drawing of the typical 24 hours, noon to noon, a row for each stretch of nights."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from legdiary import humanize
from legdiary.domain.reports.night_record import clock_after_noon
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.render.page.charts.shapes import (
    LINE_TALL,
    WIDE,
    Drawing,
    Text,
    box,
    rounded,
    text_width,
    thinned,
    touches,
)
from legdiary.render.page.charts.sketch import Sketch
from legdiary.render.terminal.report.phrases import STRETCH_NAMES
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.domain.reports.day_pattern.typical_day import TypicalDay
    from legdiary.domain.stats.descriptive import Spread
    from legdiary.render.page.charts.shapes import (
        Box,
    )

_HOUR, _DAY_MIN = 60, 24 * 60
#: The plot of a wide drawing, and where its facts begin; a narrow one has both below each other.
_PLOT_LEFT, _PLOT_RIGHT, _FACTS_LEFT = 72.0, 520.0, 540.0
_NARROW_EDGE = 2.0
#: The height of a row: the curve, the doses below the line.
_CURVE_TALL, _DOSES_TALL = 30.0, 26.0
_LONGEST_BAR, _SHORTEST_BAR, _BELOW_BAR = 18.0, 2.0, 10.0
_ROW_GAP = 2.0
#: A bar longer than this has its amount beside it.
_LONG_BAR = 13.5
_BAR_HALF, _LABEL_GAP = 1.6, 3.0
_AXIS_TALL = 16.0
_LEAST_APART = 44.0


class _Place(NamedTuple):
    """The place of a row: the sides of its plot, the top of the curve, and the line that doses hang from."""

    left: float
    right: float
    top: float
    line: float

    def x(self, minutes: float) -> float:
        """Return the place of a time in minutes after noon."""
        inside = min(max(minutes, 0), _DAY_MIN)
        return rounded(self.left + (self.right - self.left) * inside / _DAY_MIN)


@dataclass(frozen=True, slots=True)
class TypicalHours(Drawing):
    """The drawing of the typical 24 hours.

    Attributes:
        key: what its signs mean, as far as they are there.
    """

    key: str


def typical_hours(days: Sequence[TypicalDay], width: float, unit: str | None = None) -> TypicalHours:
    """Return the drawing of a width.

    Args:
        days: the typical days of some stretches, at least one.
        width: the width.
        unit: mcg where the doses are of a medicine that is told in micrograms; else None.
    """
    sketch = Sketch()
    most = max((slot.amount.median or 0 for day in days for slot in day.slots), default=0)
    end = 0.0
    place = _Place(0, 0, 0, 0)
    for day in days:
        place, end = _draw_row(sketch, day, _dates(day, days, width), width, end, most, unit)
    _draw_hours(sketch, place, end)
    names = " and ".join(_name(day) for day in days)
    return TypicalHours(
        width=width,
        height=rounded(end + _AXIS_TALL),
        title=f"The typical 24 hours: {names}",
        says=" ".join(_says(day, unit) for day in days),
        shapes=tuple(sketch.shapes),
        texts=tuple(sketch.texts),
        key="; ".join(_key(days)),
    )


def _draw_row(
    sketch: Sketch, day: TypicalDay, dates: Sequence[str], width: float, top: float, most: float, unit: str | None
) -> tuple[_Place, float]:
    """Draw a row from a height on; return its place and its end."""
    is_wide = width >= WIDE
    name = _name(day)
    facts = list(_facts(day))
    if is_wide:
        place = _Place(_PLOT_LEFT, _PLOT_RIGHT, top + 4, top + 4 + _CURVE_TALL)
        sketch.text(0, place.line - 12, f"{name[:1].upper()}{name[1:]}", "name")
        for number, line in enumerate(dates, start=1):
            sketch.text(0, place.line - 12 + number * LINE_TALL, line)
        end = place.line + _DOSES_TALL
        facts_from = top + 10
    else:
        place = _Place(_NARROW_EDGE, width - _NARROW_EDGE, top + 4 + LINE_TALL, top + 4 + LINE_TALL + _CURVE_TALL)
        sketch.text(0, top + 9, f"{name[:1].upper()}{name[1:]}", "name")
        sketch.text(text_width(name, bold=True) + 8, top + 9, "".join(dates))
        facts_from = place.line + _DOSES_TALL + 10
        end = facts_from + LINE_TALL * (len(facts) - 1) + 4
    for number, (label, value) in enumerate(facts):
        sketch.text(_FACTS_LEFT if is_wide else 0, facts_from + number * LINE_TALL, label)
        sketch.text(width, facts_from + number * LINE_TALL, value, "fact", "end")
    _draw_sleep(sketch, day, place)
    _draw_onset(sketch, day.onset, place)
    sketch.lines("axis", f"M{place.left:.1f} {place.line:.1f}H{place.right:.1f}")
    _draw_doses(sketch, day, place, most, unit)
    return place, end + _ROW_GAP


# ---------------------------------------------------------------------- sleep and legs


def _draw_sleep(sketch: Sketch, day: TypicalDay, place: _Place) -> None:
    if day.asleep:
        curve = [(place.x(n * 15), _height(share, place)) for n, share in enumerate([*day.asleep, day.asleep[0]])]
        path = "L".join(f"{x:g} {y:g}" for x, y in _corners(curve))
        sketch.lines("share", f"M{place.left:g} {place.line:.1f}L{path}L{place.right:g} {place.line:.1f}Z")
        sketch.lines("curve", f"M{path}")
    edges = [of.median % _DAY_MIN for of in (day.bed, day.wake) if of.median is not None]
    sketch.lines("edge", "".join(f"M{place.x(time):g} {place.top:.1f}V{place.line:.1f}" for time in edges))
    middle = (place.left + place.right) / 2
    if day.bed.median is not None and day.wake.median is not None:
        words = f"bed {_clock(day.bed.median)}, awake {_clock(day.wake.median)}"
        bed, wake = edges
        half = text_width(words) / 2 + 2
        middle = (place.x(bed) + place.x(wake)) / 2 if bed < wake else middle
        sketch.text(min(max(middle, place.left + half), place.right - half), place.line - 8, words, "within", "middle")
    elif not day.asleep:
        sketch.text(middle, place.line - 8, f"bed and wake times on too few nights (n {day.bed.n})", "label", "middle")


def _height(share: float, place: _Place) -> float:
    return rounded(place.line - (place.line - place.top) * share)


def _corners(curve: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield the points of a curve without those in the middle of a level part."""
    for number, (x, y) in enumerate(curve):
        if not 0 < number < len(curve) - 1 or not curve[number - 1][1] == y == curve[number + 1][1]:
            yield x, y


def _draw_onset(sketch: Sketch, onset: Spread, place: _Place) -> None:
    """Draw the middle half of the times at which the legs began, a line at the median, and the median in words."""
    if onset.median is None or onset.q1 is None or onset.q3 is None:
        return
    left, middle, right = (place.x(time) for time in (onset.q1, onset.median, onset.q3))
    top = place.top + 1
    sketch.boxes("middle-half", [box(left - 0.5, top + 1, right + 0.5, top + 7)])
    sketch.lines("onset-median", f"M{middle:g} {top - 1:.1f}V{top + 9:.1f}")
    words = f"legs {_clock(onset.median)}"
    width = text_width(words, bold=True)
    begin = left - _LABEL_GAP - 1 - width
    if begin < place.left:
        begin = min(right + _LABEL_GAP + 1, place.right - width)
    sketch.text(begin, top + 7.7, words, "legs")


# ---------------------------------------------------------------------- doses


class _Bar(NamedTuple):
    """The bar of a dose, the flat lines of the middle half of its times, and its amount in words."""

    bar: Box
    times: tuple[Box, ...]
    words: str


def _draw_doses(sketch: Sketch, day: TypicalDay, place: _Place, most: float, unit: str | None) -> None:
    bars: list[_Bar] = []
    for slot in day.slots:
        at, amount = slot.at, slot.amount.median
        if at.median is None or at.q1 is None or at.q3 is None or amount is None:
            continue
        x = place.x(at.median)
        bottom = place.line + max(_SHORTEST_BAR, _LONGEST_BAR * amount / most if most else 0)
        bar = box(max(x - _BAR_HALF, place.left), place.line, min(x + _BAR_HALF, place.right), bottom)
        times = (
            box(place.x(begin), bar.bottom - 0.7, place.x(end), bar.bottom + 0.7)
            for begin, end in _within(at.q1, at.q3)
        )
        bars.append(_Bar(bar, tuple(times), humanize.planned_amount(day.substance, amount, unit)))
    sketch.boxes("dose", [each.bar for each in bars])
    sketch.boxes("times", [area for each in bars for area in each.times])
    sketch.texts += _amount_labels(bars, place)


def _within(begin: float, end: float) -> Iterator[tuple[float, float]]:
    """Yield the parts of a stretch of time that lie within the 24 hours; what lies across noon is on the other side."""
    for day in (-_DAY_MIN, 0, _DAY_MIN):
        first, last = max(begin + day, 0), min(end + day, _DAY_MIN)
        if first < last or (begin == end and first == last):
            yield first, last


def _amount_labels(bars: Sequence[_Bar], place: _Place) -> list[Text]:
    """Return the amounts, beside a long bar or below a short one; where none of the places is free, left out."""
    ordered = sorted(bars, key=lambda each: each.bar.x)
    shapes = [area for each in ordered for area in (each.bar, *each.times)]
    kept: list[Text] = []
    for each, following in zip_longest(ordered, ordered[1:]):
        is_crowded = following is not None and following.bar.x - each.bar.right < text_width(each.words) + _LABEL_GAP
        for text in _label_places(each, place.line, is_crowded=is_crowded):
            area = text.box
            inside = place.left <= area.x and area.right <= place.right
            is_free = not any(touches(area, shape) for shape in shapes)
            if inside and is_free and not any(touches(area, other.box, _LABEL_GAP) for other in kept):
                kept.append(text)
                break
    return kept


def _label_places(of: _Bar, line: float, *, is_crowded: bool) -> tuple[Text, ...]:
    """Return the places where the amount of a bar may stand, the best first: to the left if the next bar is near."""
    bar, words = of.bar, of.words
    if bar.height > _LONG_BAR:
        y = rounded(line + 10.5)
        right = Text(rounded(bar.right + _LABEL_GAP), y, words)
        left = Text(rounded(bar.x - _LABEL_GAP), y, words, anchor="end")
        return (left, right) if is_crowded else (right, left)
    y = rounded(bar.bottom + _BELOW_BAR)
    left, right = Text(rounded(bar.right), y, words, anchor="end"), Text(rounded(bar.x), y, words)
    middle = Text(rounded((bar.x + bar.right) / 2), y, words, anchor="middle")
    return (left, middle, right) if is_crowded else (middle, right, left)


# ---------------------------------------------------------------------- words


def _draw_hours(sketch: Sketch, place: _Place, top: float) -> None:
    """Draw the hours below the last row."""
    y = top + 1
    an_hour = (place.right - place.left) / 24
    apart = 3 if 3 * an_hour >= _LEAST_APART else 6
    sketch.lines("axis", f"M{place.left:.1f} {y:.1f}H{place.right:.1f}")
    texts = []
    for hour in range(0, 25, apart):
        x = place.x(hour * _HOUR)
        sketch.lines("axis", f"M{x:g} {y:.1f}V{y + 3:.1f}")
        half = text_width("12:00") / 2
        middle = min(max(x, half), place.right + (_FACTS_LEFT - _PLOT_RIGHT if place.left == _PLOT_LEFT else 0) - half)
        texts.append(Text(rounded(middle), rounded(y + 12), _clock(hour * _HOUR), "label", "middle"))
    sketch.texts += thinned([texts[0], texts[-1], *texts[1:-1]])


def _name(day: TypicalDay) -> str:
    return STRETCH_NAMES[day.stretch.kind]


def _dates(day: TypicalDay, days: Sequence[TypicalDay], width: float) -> tuple[str, ...]:
    """Return the dates of a stretch, with the year where not all stretches lie in one: then in two lines."""
    first, last = day.stretch.from_night, day.stretch.before_night - A_DAY
    ends = (end for each in days for end in (each.stretch.from_night, each.stretch.before_night - A_DAY))
    with_year = len({end.year for end in ends}) > 1
    dates = humanize.day_range(first, last, with_year=with_year)
    if not with_year or width < WIDE or text_width(dates) < _PLOT_LEFT:
        return (dates,)
    return f"{humanize.short_date(first)}–", humanize.short_date(last)


def _clock(after_noon: float) -> str:
    return format_clock(clock_after_noon(after_noon))


def _facts(day: TypicalDay) -> Iterator[tuple[str, str]]:
    """Yield names and values of the figures beside a row."""
    if day.usual_doses is None:
        yield "doses a day", f"{humanize.MISSING} (n {day.doses.n})"
    else:
        same = day.slots[0].n if day.slots else None
        days = humanize.plural(day.doses.n, "day")
        known = f"of {days} known" if same is None else f"on {same} of {days}"
        yield humanize.plural(day.usual_doses, "dose"), known
    yield "usual longest gap", _duration(day.longest_gap_min)
    yield "last dose to legs", _duration(day.last_dose_to_onset_min)
    onset = day.onset
    half = humanize.MISSING if onset.q1 is None or onset.q3 is None else f"{_clock(onset.q1)}–{_clock(onset.q3)}"
    yield "legs begin", f"{half} (n {onset.n})"


def _duration(of: Spread) -> str:
    return f"{humanize.MISSING if of.median is None else f'{humanize.clock(of.median)} h'} (n {of.n})"


def _key(days: Sequence[TypicalDay]) -> Iterator[str]:
    """Yield the meanings of the signs that are drawn."""
    yield "medians"
    if any(day.asleep for day in days):
        yield "curve: share of nights asleep"
    if any(day.bed.median is not None for day in days):
        yield "dashes: bed, wake"
    if any(day.slots for day in days):
        yield "bars down: doses"
    if any(day.slots or day.onset.median is not None for day in days):
        yield "flat bars: middle half of the times"


def _says(day: TypicalDay, unit: str | None) -> str:
    """Return a row in words."""
    name = _name(day)
    doses = "; ".join(
        f"{humanize.planned_amount(day.substance, slot.amount.median, unit)} at {_clock(slot.at.median)}"
        for slot in day.slots
        if slot.at.median is not None
    )
    told = [f"{label} {value}" for label, value in _facts(day)]
    if day.onset.median is not None:
        told.append(f"legs begin at {_clock(day.onset.median)} in the median")
    if doses:
        told.insert(1, f"doses: {doses}")
    for words, of in (("bedtime", day.bed), ("final waking", day.wake)):
        if of.median is not None:
            told.append(f"{words} {_clock(of.median)} (n {of.n})")
    told.append(f"falling asleep and final waking known on {humanize.plural(day.asleep_n, 'night')}")
    return f"{name[:1].upper()}{name[1:]}: {'; '.join(told)}."
