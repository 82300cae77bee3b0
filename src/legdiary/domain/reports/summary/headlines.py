"""The four headlines as values: the target and what is taken, the legs, the sleep, the symptoms.

Each of the last three holds the baseline (or the first nights) beside the latest nights. The comparison leads; the line
through all nights of the range stands below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from legdiary.domain.reports.comparisons import MEASURES, measure_difference
from legdiary.domain.reports.stretches import STRETCH_NIGHTS, nights_of
from legdiary.domain.reports.taper_progress import planned_day
from legdiary.domain.stats.descriptive import spread
from legdiary.domain.stats.line_trend import line_trend
from legdiary.domain.taper.phases import phase_on
from legdiary.domain.taper.plan import position_on, step_spans
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.comparisons import MeasureName
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.stretches import Stretch
    from legdiary.domain.stats.descriptive import Spread
    from legdiary.domain.stats.difference import Difference
    from legdiary.domain.stats.line_trend import LineTrend
    from legdiary.domain.taper.plan import Plan

TaperState: TypeAlias = Literal["not begun", "step", "between", "follow-up", "after"]


@dataclass(frozen=True, slots=True)
class TargetHeadline:
    """The plan that the last night of a range belongs to, and what was taken of its substance.

    Amounts are in the smallest units of the substance.

    Attributes:
        state: not begun; step; between two plans; follow-up (three months after the end); after that.
        substance: the word of its substance.
        unit: mcg where a medicine is told in micrograms; else None.
        plan: its name.
        starts_on: the first day of the plan.
        first_target: the target of its first step.
        final_target: the target of its last step that takes effect.
        final_on: the first day of that step.
        steps: the number of steps that take effect.
        step_number, step_from, days_in_step, target, planned_doses: the current step: its number from 1 on, its first
            day, the days in it up to the last night, its target, its doses a day if it gives them; None outside a step.
        next_change, next_target: the first day of the next step, and its target; None where there is none.
        taken: a day's total over the days of the current step in the range, or over the latest 14 days outside a step.
        taken_days: the number of those days, logged or not.
        ended_on: the first day on which an ended plan is no longer active; None for an open one.
        days_since_end: 1 on that day; None for an open plan.
        next_plan, next_plan_on: the name and the first day of the plan to come, between two plans.
    """

    state: TaperState
    substance: str
    unit: str | None
    plan: str
    starts_on: date
    first_target: int
    final_target: int
    final_on: date
    steps: int
    taken: Spread
    taken_days: int
    step_number: int | None = None
    step_from: date | None = None
    days_in_step: int | None = None
    target: int | None = None
    planned_doses: int | None = None
    next_change: date | None = None
    next_target: int | None = None
    ended_on: date | None = None
    days_since_end: int | None = None
    next_plan: str | None = None
    next_plan_on: date | None = None


@dataclass(frozen=True, slots=True)
class MeasureSides:
    """One measure of the nights before and of the latest nights.

    Attributes:
        measure: its name.
        before, now: its median and quartiles over the nights on which it is known.
        difference: whether they differ; `too few nights` also where there is no stretch before, or no later one.
    """

    measure: MeasureName
    before: Spread
    now: Spread
    difference: Difference


@dataclass(frozen=True, slots=True)
class MeasureHeadline:
    """One measure of the nights before and of the latest nights, and its line over the range.

    Attributes:
        measure, before, now, difference: as in `MeasureSides`.
        trend: the line through all nights of the range.
        further: other measures of the same subject, compared; those of sleep.
    """

    measure: MeasureName
    before: Spread
    now: Spread
    difference: Difference
    trend: LineTrend
    further: tuple[MeasureSides, ...] = ()


@dataclass(frozen=True, slots=True)
class Headlines:
    """The four headlines.

    Attributes:
        before: the nights that the latest are compared with: the baseline, or the first nights; None in a range of
            under 14 nights without a baseline.
        now: the latest nights; None in a range of nothing but baseline.
        target: the plan; None in a diary without one.
        legs: severity.
        sleep: total sleep; minutes to fall asleep, minutes awake and efficiency beside it.
        symptoms: the sum of a night's symptom grades, over the nights on which one is logged.
    """

    before: Stretch | None
    now: Stretch | None
    target: TargetHeadline | None
    legs: MeasureHeadline
    sleep: MeasureHeadline
    symptoms: MeasureHeadline


_SLEEP_FURTHER: tuple[MeasureName, ...] = ("sol_min", "waso_min", "se_dse_pct")


def headlines(
    records: Sequence[NightRecord],
    known: Sequence[NightRecord],
    plans: Sequence[Plan],
    found: Sequence[Stretch],
) -> Headlines:
    """Return the headlines over consecutive nights.

    Args:
        records: the nights, missing ones included.
        known: the same, behind those of the baseline before them.
        plans: the plans by whose steps the nights are grouped.
        found: the stretches of the nights.
    """
    before = next((each for each in found if each.kind in {"baseline", "first"}), None)
    now = next((each for each in found if each.kind == "now"), None)
    sides = tuple(() if each is None else nights_of(each, known) for each in (before, now))

    def headline(name: MeasureName, further: Sequence[MeasureName] = ()) -> MeasureHeadline:
        of = _sides(name, *sides)
        return MeasureHeadline(
            name,
            of.before,
            of.now,
            of.difference,
            measure_trend(name, records),
            tuple(_sides(each, *sides) for each in further),
        )

    return Headlines(
        before,
        now,
        target_headline(records, plans),
        legs=headline("severity"),
        sleep=headline("tst_min", _SLEEP_FURTHER),
        symptoms=headline("symptoms"),
    )


def _sides(name: MeasureName, before: Sequence[NightRecord], now: Sequence[NightRecord]) -> MeasureSides:
    value = MEASURES[name].value
    return MeasureSides(
        name, spread(map(value, before)), spread(map(value, now)), measure_difference(name, before, now).difference
    )


def measure_trend(name: MeasureName, records: Sequence[NightRecord]) -> LineTrend:
    """Return the line of a measure through the nights on which it is known."""
    value = MEASURES[name].value
    known = ((record.night_of.toordinal(), value(record)) for record in records)
    return line_trend((night, of) for night, of in known if of is not None)


# ---------------------------------------------------------------------- where the taper stands

_STATES: Mapping[str, TaperState] = {
    "baseline": "not begun",
    "step": "step",
    "between": "between",
    "follow-up": "follow-up",
    "after": "after",
}


def target_headline(records: Sequence[NightRecord], plans: Sequence[Plan]) -> TargetHeadline | None:
    """Return the plan that the last of some consecutive nights belongs to; None in a diary without one."""
    last = records[-1].night_of
    phase = phase_on(plans, last)
    if phase is None or phase.plan is None:
        return None
    plan, following = phase.plan, phase.following
    position = position_on(plan, last) if phase.kind == "step" else None
    spans = step_spans(plan)
    days = records[-position.days_in_step :] if position else records[-STRETCH_NIGHTS:]
    return TargetHeadline(
        _STATES[phase.kind],
        plan.of,
        plan.unit,
        plan.name,
        starts_on=plan.starts_on,
        first_target=plan.steps[0].target,
        final_target=spans[-1].step.target,
        final_on=spans[-1].starts_on,
        steps=len(spans),
        taken=spread(of_day.total if (of_day := planned_day(day.kratom, plan.of)) else None for day in days),
        taken_days=len(days),
        step_number=position.step_number if position else None,
        step_from=position.step.starts_on if position else None,
        days_in_step=position.days_in_step if position else None,
        target=position.step.target if position else None,
        planned_doses=position.step.doses_per_day if position else None,
        next_change=position.next_change if position else None,
        next_target=position.next_target if position else None,
        ended_on=plan.ended_on,
        days_since_end=(last - plan.ended_on).days + 1 if plan.ended_on and plan.ended_on <= last else None,
        next_plan=following.name if following else None,
        next_plan_on=following.starts_on if following else None,
    )
