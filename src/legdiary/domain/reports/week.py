"""The week report as a value: seven nights, their summary, that of the seven before, and the current taper step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.magnesium import is_above_limit
from legdiary.domain.reports.events import EventInputs, events_of, events_within
from legdiary.domain.reports.other_substances import other_substance_totals
from legdiary.domain.stats.descriptive import level, middle
from legdiary.domain.taper.plan import plan_on, position_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from legdiary.domain.reports.events import Event
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.other_substances import OtherSubstanceTotals
    from legdiary.domain.stats.descriptive import Level, Middle
    from legdiary.domain.taper.phases import Phase
    from legdiary.domain.taper.plan import Plan, Position

DAYS_A_WEEK = 7
_NO_PAST = EventInputs()


class BoundedNights(NamedTuple):
    """The nights for which only an upper bound of total sleep is known; other sleep figures leave them out.

    Attributes:
        at_most_min: the upper bounds; the median total sleep is not above their median.
        tib_min: the time in bed of the same nights, minutes.
    """

    at_most_min: Middle
    tib_min: Middle

    @property
    def n(self) -> int:
        """The number of such nights."""
        return self.at_most_min.n


def bounded_nights(nights: Iterable[NightRecord]) -> BoundedNights:
    """Return the figures of the nights for which only an upper bound of total sleep is known."""
    found = [night.figures for night in nights if night.figures is not None and night.figures.is_bounded]
    return BoundedNights(middle(of.tst_at_most_min for of in found), middle(of.tib_min for of in found))


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary figures of some nights.

    Attributes:
        severity: median, quartiles, share of nights at 7 or more.
        tst_min: total sleep time, minutes.
        bounded: the nights for which only an upper bound of it is known.
        se_dse_pct: sleep efficiency with DSE as denominator (see `domain.entries.sleep_figures`), percent.
        kratom_mg: the day's total, over the days logged.
        target_mg: the target, over the days that had one.
        doses_per_day: the number of doses, over the days logged.
        magnesium_mg: elemental milligrams by mouth, over the days logged.
        recalled: nights entered more than 36 h after waking.
        days_above_limit: days with more magnesium by mouth than the limit for supplements and medicines.
        apart: the logged substances that are counted apart from leaf.
    """

    severity: Level
    tst_min: Middle
    bounded: BoundedNights
    se_dse_pct: Middle
    kratom_mg: Middle
    target_mg: Middle
    doses_per_day: Middle
    magnesium_mg: Middle
    recalled: int
    days_above_limit: int
    apart: tuple[OtherSubstanceTotals, ...] = ()

    @property
    def counts(self) -> tuple[int, ...]:
        """The number of nights behind each median."""
        return (
            self.severity.n, self.tst_min.n or self.bounded.n, self.se_dse_pct.n, self.kratom_mg.n, self.target_mg.n,
            self.doses_per_day.n, self.magnesium_mg.n,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CurrentStep:
    """The name of the plan in force on a day, and the day's position in it."""

    plan: str
    position: Position


@dataclass(frozen=True, slots=True)
class WeekReport:
    """Seven nights compared with the seven before.

    Attributes:
        from_night, before_night: the half-open range of the seven nights.
        nights: always seven, oldest first.
        summary, previous: the summaries of these seven nights and of the seven before.
        taper: the plan and step on the last night; None without a plan.
        phase: the last night's phase where no plan is in force: baseline, follow-up, between or after.
        events: the events within the fourteen nights.
    """

    from_night: date
    before_night: date
    nights: tuple[NightRecord, ...]
    summary: Summary
    previous: Summary
    taper: CurrentStep | None
    phase: Phase | None = None
    events: tuple[Event, ...] = ()


def week_range(last_night: date) -> tuple[date, date]:
    """Return the half-open range of the fourteen nights that a week report reads."""
    return last_night - timedelta(days=2 * DAYS_A_WEEK - 1), last_night + timedelta(days=1)


def week_report(records: Sequence[NightRecord], plans: Sequence[Plan], past: EventInputs = _NO_PAST) -> WeekReport:
    """Return the report on the last seven of fourteen consecutive nights, compared with the first seven.

    Raises:
        ValueError: there are not fourteen records.
    """
    if len(records) != 2 * DAYS_A_WEEK:
        raise ValueError(len(records))
    before, nights = records[:DAYS_A_WEEK], records[DAYS_A_WEEK:]
    last, after = nights[-1].night_of, nights[-1].night_of + timedelta(days=1)
    taper = taper_position(plans, last)
    return WeekReport(
        from_night=nights[0].night_of,
        before_night=after,
        nights=tuple(nights),
        summary=summarise(nights),
        previous=summarise(before),
        taper=taper,
        phase=_phase(plans, last) if taper is None else None,
        events=events_within(events_of(past), records[0].night_of, after),
    )


def _phase(plans: Sequence[Plan], day: date) -> Phase | None:
    """Return the phase of a day; None for a diary without plans."""
    if not plans:
        return None
    from legdiary.domain.taper.phases import phase_on

    return phase_on(plans, day)


def summarise(nights: Sequence[NightRecord]) -> Summary:
    """Return the summary of any number of nights."""
    return Summary(
        severity=level([night.severity for night in nights]),
        tst_min=middle(night.figures.tst_min if night.figures else None for night in nights),
        bounded=bounded_nights(nights),
        se_dse_pct=middle(night.figures.se_dse_pct if night.figures else None for night in nights),
        kratom_mg=middle(night.kratom.total_mg for night in nights),
        target_mg=middle(night.kratom.target_mg for night in nights),
        doses_per_day=middle(night.kratom.doses for night in nights),
        magnesium_mg=middle(night.magnesium_mg for night in nights),
        recalled=sum(night.recalled for night in nights),
        days_above_limit=sum(is_above_limit(night.magnesium_mg or 0) for night in nights),
        apart=other_substance_totals(night.kratom for night in nights),
    )


def taper_position(plans: Sequence[Plan], day: date) -> CurrentStep | None:
    """Return the plan in force on a day and the day's position in it; None where no plan is in force."""
    plan = plan_on(plans, day, of=LEAF)
    position = position_on(plan, day) if plan else None
    return CurrentStep(plan.name, position) if plan and position else None
