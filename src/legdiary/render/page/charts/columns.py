"""The columns of the drawing night by night: a night each, or medians over weeks or four weeks of a long range."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.stats.descriptive import NIGHTS_NEEDED, Spread, spread
from legdiary.humanize import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.render.page.charts.picture import Night, NightSleep, Picture

#: Up to so many nights each has a column of its own; up to so many a column is a week.
MOST_NIGHTS, MOST_BY_WEEK = 200, 5 * 366
_WEEK, _FOUR_WEEKS = 7, 28
#: What a legend says of a column without a figure.
TOO_FEW = f"known on under {plural(NIGHTS_NEEDED, 'night')}"


class SleepColumn(NamedTuple):
    """The sleep of a column; clock times are minutes after noon, None where not known.

    Attributes:
        bed, up: the time in bed.
        begin: the beginning of sleep; where the time to sleep is not known, the time of trying to.
        wake: the final waking.
        unsure: the time to sleep is not known.
        total_only: only the total of sleep is known, not when it was.
        awake, feet: the minutes awake, and the part of them on the feet.
    """

    bed: float | None = None
    up: float | None = None
    begin: float | None = None
    wake: float | None = None
    unsure: bool = False
    total_only: bool = False
    awake: float | None = None
    feet: float | None = None


class Column(NamedTuple):
    """The nights from number `begin` to before number `before`, as one column.

    Attributes:
        severity: the severity; of one night without quartiles.
        recalled: it is one night, and was entered later.
        onset: the beginning of the restlessness, in minutes after noon.
        slept: the sleep.
    """

    begin: int
    before: int
    severity: Spread
    recalled: bool
    onset: float | None
    slept: SleepColumn

    @property
    def middle(self) -> float:
        """The number of its middle night."""
        return (self.begin + self.before - 1) / 2


def nights_a_column(nights: int) -> int:
    """Return the number of nights in each column of a range."""
    return 1 if nights <= MOST_NIGHTS else _WEEK if nights <= MOST_BY_WEEK else _FOUR_WEEKS


def column_name(each: int) -> str:
    """Return `night`, `week` or `four weeks` for the number of nights in a column."""
    return {1: "night", _WEEK: "week"}.get(each, "four weeks")


def a_column(each: int) -> str:
    """Return the same with its article: `a week`."""
    name = column_name(each)
    return name if each == _FOUR_WEEKS else f"a {name}"


def spans(nights: int) -> tuple[tuple[int, int], ...]:
    """Return the half-open nights of each column, counted back from the last, so that the newest column is whole."""
    each = nights_a_column(nights)
    ends = range(nights, 0, -each)
    return tuple((max(0, end - each), end) for end in reversed(ends))


def columns(picture: Picture) -> tuple[Column, ...]:
    """Return the columns of a picture, in order."""
    found = spans(len(picture.nights))
    if nights_a_column(len(picture.nights)) == 1:
        return tuple(_night_column(begin, picture.nights[begin]) for begin, _ in found)
    return tuple(_several(begin, before, picture.nights[begin:before]) for begin, before in found)


def amounts_by_column(values: Sequence[int | None]) -> tuple[float | None, ...]:
    """Return a value for each column: that of its day, or the median of its days, from five known on."""
    if nights_a_column(len(values)) == 1:
        return tuple(values)
    return tuple(spread(values[begin:before]).median for begin, before in spans(len(values)))


def _night_column(number: int, night: Night) -> Column:
    severity = Spread(0) if night.severity is None else Spread(1, night.severity)
    return Column(number, number + 1, severity, night.recalled, night.onset, _of_night(night.slept))


def _of_night(slept: NightSleep | None) -> SleepColumn:
    if slept is None:
        return SleepColumn()
    return SleepColumn(
        slept.bed, slept.up,
        begin=slept.tried if slept.asleep is None else slept.asleep,
        wake=slept.wake,
        unsure=slept.asleep is None and slept.bed is not None,
        total_only=slept.total_only,
        awake=slept.awake_min,
        feet=slept.feet_min,
    )  # fmt: skip


def _several(begin: int, before: int, nights: Sequence[Night]) -> Column:
    slept = [night.slept for night in nights if night.slept is not None]
    return Column(
        begin,
        before,
        severity=spread(night.severity for night in nights),
        recalled=False,
        onset=_median(night.onset for night in nights),
        slept=_of_nights(slept),
    )


def _of_nights(slept: Sequence[NightSleep]) -> SleepColumn:
    bed, wake = _median(each.bed for each in slept), _median(each.wake for each in slept)
    awake, feet = _median(each.awake_min for each in slept), _median(each.feet_min for each in slept)
    if bed is None or wake is None:
        return SleepColumn(awake=awake, feet=feet)
    asleep = _median(each.asleep for each in slept)
    return SleepColumn(
        bed,
        _median(each.up for each in slept),
        begin=_median(each.tried for each in slept) if asleep is None else asleep,
        wake=wake,
        unsure=asleep is None,
        awake=awake,
        feet=feet,
    )


def _median(values: Iterable[float | None]) -> float | None:
    return spread(values).median
