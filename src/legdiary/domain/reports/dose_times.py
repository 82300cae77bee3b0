"""The clock times of doses, doses a day and gaps of one substance, by step or phase of its plans.

A day that was logged as without has 0 doses; a day that is not logged has no part in any figure. Under five days there
is no figure, only the number of days (facts C2). Times count from the start of the diary day, so a dose at 02:30 comes
after one at 23:00.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.day_pattern.dose_clock import MINUTES_A_DAY, MINUTES_AN_HOUR, minutes_into
from legdiary.domain.reports.dose_totals import day_of, in_order
from legdiary.domain.reports.screen_report import (
    next_monday,
    phase_label,
    plan_key,
    short_phase_label,
    unique_plan_names,
)
from legdiary.domain.stats.descriptive import NIGHTS_NEEDED, middle, spread
from legdiary.domain.taper.phases import phases
from legdiary.domain.time.moments import next_month
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.day_pattern.dose_clock import DoseTime
    from legdiary.domain.reports.dose_totals import DoseDay, OtherSubstanceDay
    from legdiary.domain.stats.descriptive import Middle, Spread
    from legdiary.domain.taper.phases import PhaseKind
    from legdiary.domain.taper.plan import Plan
    from legdiary.domain.time.moments import Moment

HOURS_A_DAY = 24

#: The length of a row where there is no plan.
Stretch: TypeAlias = Literal["week", "month", "year"]
#: More rows than these are not looked through: longer stretches are taken instead.
_MOST_ROWS = 20


def _next_year(day: date) -> date:
    """Return the first day of the next year."""
    return day.replace(year=day.year + 1, month=1, day=1)


_STRETCHES: tuple[tuple[Stretch, Callable[[date], date]], ...] = (
    ("week", next_monday), ("month", next_month), ("year", _next_year),
)  # fmt: skip


class HourCount(NamedTuple):
    """One hour of the diary day: the doses taken in it, and the days with a dose in it."""

    doses: int
    days: int


@dataclass(frozen=True, slots=True)
class DoseTimesGroup:
    """One row: the days of a step or a phase; without a plan those of a week, or of a month or year in a long range.

    Attributes:
        kind: baseline, step, follow-up, between, after; or week, month, year.
        label: the name of the group by itself.
        short: the name below a heading that names the plan.
        plan_named: the plan's name where the range has several; else None.
        from_day, before_day: its days, half-open.
        planned_doses: the step's doses a day; None where it gives none.
        without: the number of days that were logged as without.
        doses: doses a day, over the days logged.
        longest_gap_min: the median of the days' longest gaps, in minutes, over the days with a known one.
        first_min, last_min: the median time of a day's first and last dose, in minutes after the start of the diary
            day, over the days with a dose.
        hours: the 24 hours of the diary day.
    """

    kind: PhaseKind | Stretch
    label: str
    short: str
    plan_named: str | None
    from_day: date
    before_day: date
    planned_doses: int | None
    without: int
    doses: Spread
    longest_gap_min: Middle
    first_min: Middle
    last_min: Middle
    hours: tuple[HourCount, ...]

    @property
    def possible(self) -> int:
        """The number of days, logged or not."""
        return (self.before_day - self.from_day).days

    @property
    def logged(self) -> int:
        """The number of days that are logged, with a dose or as without."""
        return self.doses.n

    @property
    def has_figures(self) -> bool:
        """Whether enough days are logged for a figure."""
        return self.logged >= NIGHTS_NEEDED


@dataclass(frozen=True, slots=True)
class DoseTimes:
    """The dose times of one substance over a half-open range of days.

    Attributes:
        substance: its word.
        from_day, before_day: the range.
        day_start_min: the start of the diary day, in minutes after midnight.
        groups: by step and phase where there is a plan of it; else by week, and in a long range by month or year.
        others: the words of the other substances that are logged in the range.
    """

    substance: str
    from_day: date
    before_day: date
    day_start_min: int
    groups: tuple[DoseTimesGroup, ...]
    others: tuple[str, ...] = ()

    @property
    def logged(self) -> int:
        """The number of days that are logged."""
        return sum(group.logged for group in self.groups)

    def clock_min(self, after_start: Middle) -> int | None:
        """Return a median time as minutes after midnight, rounded half up; None where not known."""
        if after_start.median is None:
            return None
        return int(after_start.median + self.day_start_min + 0.5) % MINUTES_A_DAY

    def hour_min(self, number: int) -> int:
        """Return the beginning of an hour of the diary day, in minutes after midnight."""
        return (self.day_start_min + number * MINUTES_AN_HOUR) % MINUTES_A_DAY


def days_of(word: str, days: Mapping[date, DoseDay]) -> dict[date, DoseDay | OtherSubstanceDay]:
    """Return the figures of one substance on every day on which it is logged."""
    return {day: found for day, of_day in days.items() if (found := day_of(word, of_day)) is not None}


def other_words(word: str, days: Mapping[date, DoseDay]) -> tuple[str, ...]:
    """Return the words of the other substances with a dose, in the order in which views name them."""
    found = {each.substance for of_day in days.values() for each in of_day.apart if each.doses}
    if any(of_day.doses for of_day in days.values()):
        found.add(LEAF)
    return tuple(in_order(found - {word}))


def build_dose_times(
    word: str,
    doses: Iterable[DoseTime],
    days: Mapping[date, DoseDay | OtherSubstanceDay],
    plans: Sequence[Plan],
    range_of_days: tuple[date, date],
    day_start_min: int,
    others: tuple[str, ...] = (),
) -> DoseTimes:
    """Return the dose times of one substance.

    Args:
        word: the substance.
        doses: its doses, in any order.
        days: the figures of the days on which it is logged.
        plans: the plans of it.
        range_of_days: the half-open range, of at least one day.
        day_start_min: the start of the diary day, in minutes after midnight.
        others: the words of the other substances that are logged in the range.
    """
    from_day, before_day = range_of_days
    by_day: dict[date, list[Moment]] = {}
    for dose in doses:
        by_day.setdefault(dose.night_of, []).append(dose.at)
    groups = tuple(_group(row, by_day, days, day_start_min) for row in _rows(plans, from_day, before_day))
    return DoseTimes(word, from_day, before_day, day_start_min, groups, others)


class _Row(NamedTuple):
    """The days of a group, and its names."""

    kind: PhaseKind | Stretch
    label: str
    short: str
    plan_named: str | None
    from_day: date
    before_day: date
    planned_doses: int | None = None


def _rows(plans: Sequence[Plan], from_day: date, before_day: date) -> list[_Row]:
    found = phases(plans, from_day, before_day)
    if found[0].plan is None:
        return _stretches(from_day, before_day)
    named = unique_plan_names(found)
    return [
        _Row(
            phase.kind,
            phase_label(phase, named),
            short_phase_label(phase),
            named.get(plan_key(phase.plan)) if phase.plan and phase.kind != "baseline" else None,
            phase.from_day,
            phase.before_day,
            phase.span.step.doses_per_day if phase.span else None,
        )
        for phase in found
    ]


def _stretches(from_day: date, before_day: date) -> list[_Row]:
    """Return the rows of a range without a plan: weeks, months where those are too many, or years."""
    found: list[_Row] = []
    for kind, next_start in _STRETCHES:
        found = _rows_of(kind, next_start, from_day, before_day)
        if len(found) <= _MOST_ROWS:
            break
    return found


def _rows_of(kind: Stretch, next_start: Callable[[date], date], from_day: date, before_day: date) -> list[_Row]:
    found: list[_Row] = []
    while from_day < before_day:
        until = min(next_start(from_day), before_day)
        found.append(_Row(kind, f"{kind} of {from_day}", kind, None, from_day, until))
        from_day = until
    return found


def _group(
    row: _Row,
    by_day: Mapping[date, Sequence[Moment]],
    days: Mapping[date, DoseDay | OtherSubstanceDay],
    day_start_min: int,
) -> DoseTimesGroup:
    inside = [day for day in days if row.from_day <= day < row.before_day]
    taken = {day: sorted(by_day[day], key=lambda at: at.utc_s) for day in inside if day in by_day}
    times = [[_after_start(day, at, day_start_min) for at in moments] for day, moments in taken.items()]
    doses_in = Counter(_hour(minute) for of_day in times for minute in of_day)
    days_in = Counter(hour for of_day in times for hour in {_hour(minute) for minute in of_day})
    return DoseTimesGroup(
        *row,
        without=sum(days[day].doses == 0 for day in inside),
        doses=spread(days[day].doses for day in inside),
        longest_gap_min=middle(days[day].longest_gap_min for day in inside),
        first_min=middle(of_day[0] for of_day in times),
        last_min=middle(of_day[-1] for of_day in times),
        hours=tuple(HourCount(doses_in[hour], days_in[hour]) for hour in range(HOURS_A_DAY)),
    )


def _after_start(day: date, at: Moment, day_start_min: int) -> int:
    """Return the local time of a dose in minutes after the start of its diary day.

    A dose that was filed under another day than that of its moment lies before 0, or after 24 hours.
    """
    return minutes_into(day, at) - day_start_min


def _hour(after_start: int) -> int:
    return after_start % MINUTES_A_DAY // MINUTES_AN_HOUR
