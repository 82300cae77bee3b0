"""The week report as a value: seven nights, their summary, that of the seven before, and the current taper step."""

from __future__ import annotations

from datetime import timedelta

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.magnesium import is_above_limit
from legdiary.domain.reports.other_substances import axis_plans, main_substance, other_substance_totals
from legdiary.domain.stats.descriptive import level, middle
from legdiary.domain.taper.plan import plan_on, plans_on, position_on
from legdiary.util.values import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from legdiary.domain.reports.events import Event, EventInputs
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.other_substances import OtherSubstanceTotals
    from legdiary.domain.stats.descriptive import Level, Middle
    from legdiary.domain.stats.difference import Difference
    from legdiary.domain.sync.unsettled import Unsettled
    from legdiary.domain.taper.phases import Phase
    from legdiary.domain.taper.plan import Plan, Position
    from legdiary.domain.taper.week_pairs import WeekPair

DAYS_A_WEEK = 7


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
        target_mg: the target of leaf, over the days that had one.
        doses_per_day: the number of doses, over the days logged.
        usual_gap_min: the median of the days' longest times between two doses, over the days with a known one.
        magnesium_mg: elemental milligrams by mouth, over the days logged.
        recalled: nights entered more than 36 h after waking.
        days_above_limit: days with more magnesium by mouth than the limit for supplements and medicines.
        apart: the other substances that are logged or have a plan in force.
    """

    severity: Level
    tst_min: Middle
    bounded: BoundedNights
    se_dse_pct: Middle
    kratom_mg: Middle
    target_mg: Middle
    doses_per_day: Middle
    usual_gap_min: Middle
    magnesium_mg: Middle
    recalled: int
    days_above_limit: int
    apart: tuple[OtherSubstanceTotals, ...] = ()

    @property
    def counts(self) -> tuple[int, ...]:
        """The number of nights behind each median."""
        return (
            self.severity.n, self.tst_min.n or self.bounded.n, self.se_dse_pct.n, self.kratom_mg.n, self.target_mg.n,
            self.doses_per_day.n, self.usual_gap_min.n, self.magnesium_mg.n,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CurrentStep:
    """The name of a plan in force on a day, and the day's position in it.

    Attributes:
        plan: the name of the plan.
        position: the day's position in it.
        substance: the word of its substance.
        unit: mcg where a medicine is told in micrograms; else None.
        pair: of a plan with a coin, the pair of weeks that has the day.
        pairs: the number of its pairs.
    """

    plan: str
    position: Position
    substance: str = LEAF
    unit: str | None = None
    pair: WeekPair | None = None
    pairs: int = 0


class UnderWay(NamedTuple):
    """The night under way, which is not in a week that ends with the last finished one.

    Attributes:
        night_of: the night.
        logged: what is logged of it: night, sleep, magnesium, factor, symptom, and the words of substances.
    """

    night_of: date
    logged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekReport:
    """Seven nights compared with the seven before.

    Attributes:
        from_night, before_night: the half-open range of the seven nights.
        nights: always seven, oldest first.
        summary, previous: the summaries of these seven nights and of the seven before.
        taper: the plan of leaf and its step on the last night; None without one.
        plans: every plan in force on the last night, with its step, in the order in which views name substances.
        phase: the last night's phase where no plan is in force: baseline, follow-up, between or after.
        events: the events within the fourteen nights.
        main: the substance whose figures stand in the columns of the fourteen nights.
        legs: the severity of the seven nights held against that of the seven before.
        under_way: the night under way, where the week ends just before it and something of it is logged.
        unsettled: what devices say differently of these nights and of plans; None where they do not.
    """

    from_night: date
    before_night: date
    nights: tuple[NightRecord, ...]
    summary: Summary
    previous: Summary
    taper: CurrentStep | None
    legs: Difference
    phase: Phase | None = None
    events: tuple[Event, ...] = ()
    plans: tuple[CurrentStep, ...] = ()
    main: str = LEAF
    under_way: UnderWay | None = None
    unsettled: Unsettled | None = None


def week_range(last_night: date) -> tuple[date, date]:
    """Return the half-open range of the fourteen nights that a week report reads."""
    return last_night - timedelta(days=2 * DAYS_A_WEEK - 1), last_night + timedelta(days=1)


def week_report(
    records: Sequence[NightRecord],
    plans: Sequence[Plan],
    past: EventInputs | None = None,
    under_way: NightRecord | None = None,
) -> WeekReport:
    """Return the report on the last seven of fourteen consecutive nights, compared with the first seven.

    Args:
        records: the nights, oldest first.
        plans: every plan.
        past: what the events are worked out from; None for a report without events.
        under_way: the night under way, if it comes next.

    Raises:
        ValueError: there are not fourteen records.
    """
    if len(records) != 2 * DAYS_A_WEEK:
        raise ValueError(len(records))
    # Late: today's card does without.
    from legdiary.domain.reports.events import events_of
    from legdiary.domain.stats.difference import SEVERITY_POINTS, difference

    before, nights = records[:DAYS_A_WEEK], records[DAYS_A_WEEK:]
    last, after = nights[-1].night_of, nights[-1].night_of + timedelta(days=1)
    return WeekReport(
        from_night=nights[0].night_of,
        before_night=after,
        nights=tuple(nights),
        summary=summarise(nights),
        previous=summarise(before),
        taper=taper_position(plans, last),
        legs=difference((night.severity for night in before), (night.severity for night in nights), SEVERITY_POINTS),
        phase=phase_outside(plans, last),
        events=events_of(past, (records[0].night_of, after)) if past else (),
        plans=current_steps(plans, last),
        main=main_substance(record.kratom for record in records),
        under_way=_under_way(under_way),
    )


def _under_way(record: NightRecord | None) -> UnderWay | None:
    """Return what is logged of the night under way; None where nothing is."""
    logged = logged_kinds(record) if record else ()
    return UnderWay(record.night_of, logged) if record and logged else None


def logged_kinds(record: NightRecord) -> tuple[str, ...]:
    """Return what is logged of a night: kinds of entries, and the words of substances."""
    found = (
        ("night", record.rating is not None),
        ("sleep", record.sleep is not None),
        (LEAF, record.kratom.total_mg is not None),
        *((each.substance, each.is_known) for each in record.kratom.apart),
        ("magnesium", record.magnesium_mg is not None or record.topical_mg is not None),
        ("factor", bool(record.factors)),
        ("symptom", bool(record.symptoms)),
    )
    return tuple(word for word, is_logged in found if is_logged)


def phase_outside(plans: Sequence[Plan], day: date) -> Phase | None:
    """Return the phase of a day outside every plan of the report's axis; None within one, and without plans."""
    axis = axis_plans(plans)
    if not axis or plan_on(axis, day) is not None:
        return None
    from legdiary.domain.taper.phases import phase_on

    return phase_on(axis, day)


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
        usual_gap_min=middle(night.kratom.longest_gap_min for night in nights),
        magnesium_mg=middle(night.magnesium_mg for night in nights),
        recalled=sum(night.recalled for night in nights),
        days_above_limit=sum(is_above_limit(night.magnesium_mg or 0) for night in nights),
        apart=other_substance_totals(night.kratom for night in nights),
    )


def taper_position(plans: Sequence[Plan], day: date) -> CurrentStep | None:
    """Return the plan of leaf in force on a day and the day's position in it; None where none is in force."""
    return next((each for each in current_steps(plans, day) if each.substance == LEAF), None)


def _pair_on(plan: Plan, day: date) -> WeekPair | None:
    """Return the pair of weeks that has a day; what works it out is loaded for a plan with a coin alone."""
    if not plan.coin:
        return None
    from legdiary.domain.taper.plan_coin import pair_on

    return pair_on(plan, day)


def current_steps(plans: Sequence[Plan], day: date) -> tuple[CurrentStep, ...]:
    """Return every plan in force on a day, with the day's position in it, in the order of `sort_key`."""
    return tuple(
        CurrentStep(plan.name, position, plan.of, plan.unit, _pair_on(plan, day), len(plan.coin))
        for plan in plans_on(plans, day)
        if (position := position_on(plan, day)) is not None
    )
