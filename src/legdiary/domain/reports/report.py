"""The report as a value: groups of nights (steps, weeks, months), the trend, the nights after each cut.

Every figure comes with the number of nights behind it, or with the requirement that they do not meet. Settling nights
(days 1–6 of a step, facts B4) are kept apart from settled ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.comparisons import block_nights, measure_difference
from legdiary.domain.reports.events import EventInputs, events_of, events_within
from legdiary.domain.reports.measures import measure_lines
from legdiary.domain.reports.night_record import onset_clock
from legdiary.domain.reports.other_substances import (
    TakenFigures,
    axis_plans,
    find_taken,
    main_substance,
    other_substance_totals,
)
from legdiary.domain.reports.report_sections import (
    NOTHING_EARLIER,
    after_cuts,
    exposures,
    magnesium_report,
    nights_within,
    scored_nights,
    symptom_rows,
    unusual_nights,
)
from legdiary.domain.reports.stretches import stretches
from legdiary.domain.reports.summary.summary import build_summary
from legdiary.domain.reports.timelines.timelines import NOTHING_BESIDE
from legdiary.domain.reports.week import bounded_nights, current_steps
from legdiary.domain.stats.descriptive import level, middle
from legdiary.domain.stats.line_trend import line_trend
from legdiary.domain.stats.phase_comparison import baseline_corrected_tau
from legdiary.domain.stats.rank_tests import theil_sen
from legdiary.domain.taper.phases import baseline_of, phases
from legdiary.domain.taper.plan import SETTLING_DAYS
from legdiary.domain.time.moments import A_DAY, next_month

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.factors_and_medicines import Measure
    from legdiary.domain.entries.interactions import Conflict
    from legdiary.domain.reports.coin_cuts import CoinCuts
    from legdiary.domain.reports.comparisons import BlockNights, MeasureName
    from legdiary.domain.reports.day_pattern.typical_day import TypicalDay
    from legdiary.domain.reports.events import Event
    from legdiary.domain.reports.measures import MeasureLine
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.other_substances import OtherSubstanceTotals
    from legdiary.domain.reports.report_sections import (
        AfterCuts,
        Earlier,
        Exposure,
        MagnesiumReport,
        SymptomRow,
        Unusual,
    )
    from legdiary.domain.reports.stretches import Stretch, StretchFigures
    from legdiary.domain.reports.summary.summary import Summary
    from legdiary.domain.reports.timelines.timelines import Timelines
    from legdiary.domain.reports.week import BoundedNights, CurrentStep
    from legdiary.domain.stats.descriptive import Level, Middle
    from legdiary.domain.stats.difference import Difference
    from legdiary.domain.stats.line_trend import LineTrend
    from legdiary.domain.stats.phase_comparison import BaselineCorrectedTau
    from legdiary.domain.taper.phases import Phase, PhaseKind
    from legdiary.domain.taper.plan import Plan

By = Literal["step", "week", "month"]
BY: tuple[By, ...] = ("step", "week", "month")

_NO_PAST = EventInputs()
_DAYS_A_WEEK = 7
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some nights: medians over the nights on which the value is known.

    Attributes:
        possible: the number of nights, logged or not.
        severity: RLS severity 0–10.
        tst_min, sol_min, waso_min, pacing_min: total sleep, minutes to fall asleep, minutes awake, minutes pacing.
        bounded: the nights for which only an upper bound of total sleep is known.
        se_dse_pct, se_tib_pct: sleep efficiency by both denominators, percent.
        kratom_mg: the day's total.
        doses: the number of doses a day.
        longest_gap_min: the longest time between two doses, in minutes.
        magnesium_mg: elemental milligrams by mouth.
        onset_min: the beginning of the restlessness, in minutes after noon: so evenings come before small hours.
        recalled: nights entered more than 36 h after waking.
        apart: the logged substances that are counted apart from leaf.
    """

    possible: int
    severity: Level
    tst_min: Middle
    bounded: BoundedNights
    sol_min: Middle
    waso_min: Middle
    pacing_min: Middle
    se_dse_pct: Middle
    se_tib_pct: Middle
    kratom_mg: Middle
    doses: Middle
    longest_gap_min: int | None
    magnesium_mg: Middle
    onset_min: Middle
    recalled: int
    apart: tuple[OtherSubstanceTotals, ...] = ()

    @property
    def onset_clock_min(self) -> int | None:
        """The median clock time at which the restlessness began, in minutes after midnight; None where not known."""
        return onset_clock(self.onset_min)

    @property
    def counts(self) -> tuple[int, ...]:
        """The number of nights behind each median."""
        return (
            self.severity.n, self.tst_min.n or self.bounded.n, self.sol_min.n, self.waso_min.n, self.pacing_min.n,
            self.se_dse_pct.n, self.se_tib_pct.n, self.kratom_mg.n, self.doses.n, self.magnesium_mg.n, self.onset_min.n,
        )  # fmt: skip


def taken_of(of: Figures, word: str) -> TakenFigures:
    """Return the doses of a substance among the figures of some nights."""
    return find_taken(of.apart, word, TakenFigures(of.kratom_mg, of.doses, of.longest_gap_min))


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a report.

    Attributes:
        kind: baseline, step, follow-up, between, after; or week, month.
        label: the name of the group by itself; in a report on several plans it names the plan.
        short: the name below a heading that names the plan: the step's number, or the kind of group.
        plan: the plan's name, for a step or the days after a plan.
        plan_named: the plan's name, made unique within the report; None in a report on one plan.
        from_day, before_day: its days, half-open.
        target_mg: the step's target of leaf; None for other groups, and for a step of another substance.
        target_doses: the step's planned doses a day; None where it gives none.
        cut_mg: the difference from the step before; below 0 for a rise. None as for `target_mg`.
        figures: over all its nights.
        settling: over days 1–6 of a step; None for other groups.
        settled: over the nights from day 7 of a step on, or over all nights of another group.
        versus_previous: how its settled nights differ from those of the group before; None for the first.
        beside: other events from the first day of the group before to the last day of this one.
        tau: the comparison corrected for a trend in the group before; None for the first.
        step_number: the step's number in its plan, from 1 on; None for other groups.
        substance: the word of the substance that its figures of doses are about.
        unit: mcg where a medicine is told in micrograms; else None.
        target_ug, cut_ug: the same as `target_mg` and `cut_mg` for a step of a substance other than leaf.
        scale_ug: what a day may differ from such a target by and still be on it; None where no plan says it.
    """

    kind: PhaseKind | Literal["week", "month"]
    label: str
    short: str
    plan: str | None
    plan_named: str | None
    from_day: date
    before_day: date
    target_mg: int | None
    target_doses: int | None
    cut_mg: int | None
    figures: Figures
    settling: Figures | None
    settled: Figures
    versus_previous: Difference | None
    beside: tuple[Event, ...]
    tau: BaselineCorrectedTau | None
    step_number: int | None = None
    substance: str = LEAF
    unit: str | None = None
    target_ug: int | None = None
    cut_ug: int | None = None
    scale_ug: int | None = None

    @property
    def target(self) -> int | None:
        """The step's target in the smallest units of its substance; None for other groups."""
        return self.target_mg if self.substance == LEAF else self.target_ug

    @property
    def taken(self) -> TakenFigures:
        """The doses of its substance over all its nights."""
        return taken_of(self.figures, self.substance)


@dataclass(frozen=True, slots=True)
class FurtherTrend:
    """The trend of a figure that was not chosen beforehand."""

    measure: MeasureName
    trend: LineTrend


class NotLogged(NamedTuple):
    """The nights of a range without a score, without a sleep, and without a dose of its main substance.

    A day that was logged as dose-free is not among the last, nor a sleep of which only an upper limit is known.
    """

    legs: int
    sleep: int
    doses: int


@dataclass(frozen=True, slots=True)
class Report:
    """A report over a half-open range of nights.

    Attributes:
        from_night, before_night: the range.
        by: the kind of group.
        records: its nights.
        overall: the figures of all nights.
        groups: in order.
        trend: the trend of severity over the range: the primary one.
        theil_sen_per_week: the median slope of severity between pairs of nights, points a week; 0 where half of all
            pairs are tied, whatever the trend. None with too few nights for a trend.
        further_trends: those of total sleep and of sleep efficiency.
        blocks: the blocks of the taper, where its steps are too short to be compared; else none.
        summary: the headlines, the days on target, the stretches, the symptoms, the pattern that is asked about.
        after_cuts: the nights around every cut.
        unusual: the nights outside the baseline's limits; None where there is no baseline, or too short a one.
        magnesium: magnesium over the range.
        exposures: the factors, by name.
        events: the events of the range, in order.
        symptoms: by name, over the groups.
        measures: questionnaire totals and laboratory values of the range, by name and date.
        conflicts: doses of magnesium closer to a medicine than its source asks for.
        also_in_force: the plans in force on the last night beside the one whose step that night belongs to.
        typical_days: the typical 24 hours of the baseline (or the first nights) and of now.
        timelines: medicines, magnesium, potency, what was rated as helping, and places.
    """

    from_night: date
    before_night: date
    by: By
    records: tuple[NightRecord, ...]
    overall: Figures
    groups: tuple[Group, ...]
    trend: LineTrend
    theil_sen_per_week: float | None
    further_trends: tuple[FurtherTrend, ...]
    blocks: tuple[BlockNights, ...]
    summary: Summary
    after_cuts: AfterCuts
    unusual: Unusual | None
    magnesium: MagnesiumReport
    exposures: tuple[Exposure, ...]
    events: tuple[Event, ...]
    symptoms: tuple[SymptomRow, ...] = ()
    measures: tuple[MeasureLine, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    also_in_force: tuple[CurrentStep, ...] = ()
    coin_cuts: tuple[CoinCuts, ...] = ()
    typical_days: tuple[TypicalDay, ...] = ()
    timelines: Timelines = NOTHING_BESIDE

    @property
    def stretches(self) -> tuple[StretchFigures, ...]:
        """The stretches of a report by step on a plan, if there are at least two: its table of them."""
        found = self.summary.stretches
        return found if self.by == "step" and self.summary.headlines.target and len(found) > 1 else ()

    @property
    def not_logged(self) -> NotLogged:
        """The nights on which something is not logged."""
        of = self.overall
        doses = taken_of(of, self.summary.substances[0]).doses.n
        return NotLogged(of.possible - of.severity.n, of.possible - of.tst_min.n - of.bounded.n, of.possible - doses)

    @property
    def substances(self) -> tuple[str, ...]:
        """The substances that its groups are about, in the order of the groups."""
        return tuple(dict.fromkeys(group.substance for group in self.groups))

    @property
    def shows_units(self) -> bool:
        """Whether amounts are shown with their unit: not all groups are about leaf."""
        return any(group.substance != LEAF for group in self.groups)


def build_report(
    records: Sequence[NightRecord],
    plans: Sequence[Plan],
    by: By,
    past: EventInputs = _NO_PAST,
    *,
    measures: Sequence[Measure] = (),
    conflicts: Sequence[Conflict] = (),
    earlier: Earlier = NOTHING_EARLIER,
    of: str | None = None,
    relief_min: Mapping[date, int] | None = None,
) -> Report:
    """Return the report over consecutive nights, oldest first.

    Args:
        records: one for each night, missing nights included; at least one.
        plans: every plan of the diary.
        by: the kind of group.
        past: data for the events of the nights, and the magnesium of the whole diary.
        measures: questionnaire totals and laboratory values up to the end of the range; those before it serve for
            comparison only.
        conflicts: doses of magnesium closer to a medicine than its source asks for.
        earlier: data from before the range that its figures need.
        of: the word of the substance whose plans make the steps; None for every plan that is not of a medicine.
        relief_min: night → minutes from the last dose to the onset of the restlessness.
    """
    in_force, plans = plans, axis_plans(plans, of)
    first, before = records[0].night_of, records[-1].night_of + A_DAY
    known = [*earlier.nights, *records]
    events = events_of(past)
    trend = line_trend(scored_nights(records))
    further = _further_trends(records)
    trends: dict[MeasureName, LineTrend] = {"severity": trend, **{each.measure: each.trend for each in further}}
    groups = _step_groups(records, plans, events) if by == "step" else _calendar_groups(records, by, events)
    return Report(
        from_night=first,
        before_night=before,
        by=by,
        records=tuple(records),
        overall=figures(records),
        groups=groups,
        trend=trend,
        theil_sen_per_week=None if trend.why_not else float(theil_sen(scored_nights(records))) * _DAYS_A_WEEK,
        further_trends=further,
        blocks=block_nights(records, plans) if by == "step" else (),
        summary=build_summary(
            records,
            known,
            in_force,
            plans,
            _stretches(records, known, earlier.baseline or baseline_of(plans)),
            trends,
            relief_min or {},
        ),
        after_cuts=after_cuts(records, plans, earlier),
        unusual=unusual_nights(records, plans, earlier),
        magnesium=magnesium_report(records, past.magnesium),
        exposures=exposures(records),
        events=events_within(events, first, before),
        symptoms=symptom_rows([nights_within(records, group.from_day, group.before_day) for group in groups]),
        measures=measure_lines(measures, first),
        conflicts=tuple(conflicts),
        also_in_force=_also_in_force(in_force, groups),
    )


def _also_in_force(plans: Sequence[Plan], groups: Sequence[Group]) -> tuple[CurrentStep, ...]:
    last = groups[-1]
    if last.kind in {"week", "month"}:
        return ()
    steps = current_steps(plans, last.before_day - A_DAY)
    return tuple(each for each in steps if last.kind != "step" or each.substance != last.substance)


def _further_trends(records: Sequence[NightRecord]) -> tuple[FurtherTrend, ...]:
    slept = [(record.night_of.toordinal(), record.figures) for record in records if record.figures is not None]
    efficient = [(night, of.se_dse_pct) for night, of in slept if of.se_dse_pct is not None]
    return (
        FurtherTrend("tst_min", line_trend((night, of.tst_min) for night, of in slept if of.tst_min is not None)),
        FurtherTrend("se_dse_pct", line_trend(efficient)),
    )


def _stretches(
    records: Sequence[NightRecord], known: Sequence[NightRecord], baseline: tuple[date, date] | None
) -> tuple[Stretch, ...]:
    """Return the baseline or the first nights, the hardest nights, and now."""
    scores = {record.night_of: record.severity for record in records if record.severity is not None}
    nights = None if baseline is None else (max(baseline[0], known[0].night_of), baseline[1])
    return stretches(scores, records[0].night_of, records[-1].night_of + A_DAY, nights)


def figures(records: Sequence[NightRecord]) -> Figures:
    """Return the figures of some nights."""
    slept = [record.figures for record in records if record.figures is not None]
    taken = [record.kratom for record in records if record.kratom.total_mg is not None]
    gaps = [day.longest_gap_min for day in taken if day.longest_gap_min is not None]
    return Figures(
        possible=len(records),
        severity=level([record.severity for record in records]),
        tst_min=middle([night.tst_min for night in slept]),
        bounded=bounded_nights(records),
        sol_min=middle([night.sol_min for night in slept]),
        waso_min=middle([night.waso_min for night in slept]),
        pacing_min=middle([night.pacing_min for night in slept]),
        se_dse_pct=middle([night.se_dse_pct for night in slept]),
        se_tib_pct=middle([night.se_tib_pct for night in slept]),
        kratom_mg=middle([day.total_mg for day in taken]),
        doses=middle([day.doses for day in taken]),
        longest_gap_min=max(gaps, default=None),
        magnesium_mg=middle([record.magnesium_mg for record in records]),
        onset_min=middle([record.onset_after_noon for record in records]),
        recalled=sum(record.recalled for record in records),
        apart=other_substance_totals(record.kratom for record in records),
    )


# ---------------------------------------------------------------------- groups


def _step_groups(records: Sequence[NightRecord], plans: Sequence[Plan], events: Sequence[Event]) -> tuple[Group, ...]:
    groups: list[Group] = []
    settled_before: Sequence[NightRecord] | None = None
    found = phases(plans, records[0].night_of, records[-1].night_of + A_DAY)
    named = unique_plan_names(found)
    main = main_substance(record.kratom for record in records)
    for phase in found:
        nights = nights_within(records, phase.from_day, phase.before_day)
        span = phase.span
        settles = phase.from_day if span is None else span.starts_on + timedelta(days=SETTLING_DAYS)
        settled = nights_within(records, max(settles, phase.from_day), phase.before_day)
        made = figures(nights)
        settling = nights_within(records, phase.from_day, min(settles, phase.before_day)) if span else None
        groups.append(
            Group(
                kind=phase.kind,
                label=phase_label(phase, named),
                short=short_phase_label(phase),
                plan=phase.plan.name if phase.plan and phase.kind != "baseline" else None,
                plan_named=named.get(plan_key(phase.plan)) if phase.plan and phase.kind != "baseline" else None,
                from_day=phase.from_day,
                before_day=phase.before_day,
                **_planned(phase, main),
                target_doses=span.step.doses_per_day if span else None,
                figures=made,
                settling=figures(settling) if settling is not None else None,
                settled=figures(settled) if len(settled) < len(nights) else made,
                versus_previous=_comparison(settled_before, settled),
                beside=_other_events(events, groups[-1] if groups else None, phase),
                tau=_tau(settled_before, settled),
                step_number=span.number if span else None,
            )
        )
        settled_before = settled
    return tuple(groups)


class _Planned(TypedDict):
    """What a group is about, and what its step plans of it."""

    substance: str
    unit: str | None
    target_mg: int | None
    target_ug: int | None
    cut_mg: int | None
    cut_ug: int | None
    scale_ug: int | None


def _planned(phase: Phase, main: str = LEAF) -> _Planned:
    """Return the substance of a phase with the target and the cut of its step; `main` is that of a phase of no plan."""
    word = phase.plan.of if phase.plan else main
    target, cut = (phase.span.step.target, phase.span.cut) if phase.span else (None, None)
    is_leaf = word == LEAF
    return _Planned(
        substance=word,
        unit=phase.plan.unit if phase.plan else None,
        target_mg=target if is_leaf else None,
        target_ug=None if is_leaf else target,
        cut_mg=cut if is_leaf else None,
        cut_ug=None if is_leaf else cut,
        scale_ug=phase.plan.scale_ug if phase.plan else None,
    )


def plan_key(plan: Plan) -> tuple[date, str]:
    """Return what tells one plan from the others: its start, and its substance."""
    return plan.starts_on, plan.of


def unique_plan_names(found: Sequence[Phase]) -> dict[tuple[date, str], str]:
    """Return unique plan names by `plan_key`, with the date where two names are equal; empty for a single plan."""
    named: dict[tuple[date, str], str] = {}
    for phase in found:
        if phase.kind != "baseline":
            named |= {plan_key(plan): plan.name for plan in (phase.plan, phase.following) if plan}
    if len(named) < _SEVERAL:
        return {}
    names = list(named.values())
    return {
        (starts_on, word): (f"“{name}”" if names.count(name) == 1 else f"“{name}” from {starts_on}") + _of_what(word)
        for (starts_on, word), name in named.items()
    }


def _of_what(word: str) -> str:
    """Return ` of 7-OH` behind the name of a plan; nothing for leaf."""
    if word == LEAF:
        return ""
    from legdiary.domain.entries.substances import Substance

    return f" of {Substance(word).name}"


def short_phase_label(phase: Phase) -> str:
    """Return the name of a phase below a heading that names its plan: `step 3`."""
    return f"step {phase.span.number}" if phase.span else phase.kind


def phase_label(phase: Phase, named: Mapping[tuple[date, str], str]) -> str:
    """Return the name of a phase by itself; with several plans, as `unique_plan_names` has them, it names the plan."""
    plan = phase.plan
    if plan is None or phase.kind == "baseline":
        return phase.kind
    if phase.following is not None:
        return f"days between {named[plan_key(plan)]} and {named[plan_key(phase.following)]}"
    label = "days after follow-up" if phase.kind == "after" else short_phase_label(phase)
    return f"{label} of {named[plan_key(plan)]}" if named else label


def _other_events(events: Sequence[Event], before: Group | None, phase: Phase) -> tuple[Event, ...]:
    """Return the other events in the days of two phases, without the plans' own begins and ends."""
    if before is None:
        return ()
    found = events_within(events, before.from_day, phase.before_day)
    begins = {before.from_day, phase.from_day, phase.before_day}
    return tuple(
        each for each in found if each.kind != "plan" or each.on + (each.change == "ended") * A_DAY not in begins
    )


def _calendar_groups(records: Sequence[NightRecord], by: By, events: Sequence[Event]) -> tuple[Group, ...]:
    groups: list[Group] = []
    begin = records[0].night_of
    end = records[-1].night_of + A_DAY
    before: Sequence[NightRecord] | None = None
    main = main_substance(record.kratom for record in records)
    while begin < end:
        until = min(next_monday(begin) if by == "week" else next_month(begin), end)
        nights = nights_within(records, begin, until)
        made = figures(nights)
        named = f"week of {begin}" if by == "week" else f"{begin:%Y-%m}"
        groups.append(
            Group(
                kind="week" if by == "week" else "month",
                label=named, short=by if by == "week" else named, plan=None, plan_named=None,
                from_day=begin, before_day=until, target_mg=None, target_doses=None, cut_mg=None,
                figures=made, settling=None, settled=made,
                versus_previous=_comparison(before, nights),
                beside=events_within(events, groups[-1].from_day, until) if groups else (),
                tau=_tau(before, nights),
                substance=main,
            )
        )  # fmt: skip
        before, begin = nights, until
    return tuple(groups)


def next_monday(day: date) -> date:
    """Return the Monday after a day."""
    return day + timedelta(days=_DAYS_A_WEEK - day.weekday())


def _comparison(before: Sequence[NightRecord] | None, after: Sequence[NightRecord]) -> Difference | None:
    return None if before is None else measure_difference("severity", before, after).difference


def _tau(before: Sequence[NightRecord] | None, after: Sequence[NightRecord]) -> BaselineCorrectedTau | None:
    return None if before is None else baseline_corrected_tau(scored_nights(before), scored_nights(after))
