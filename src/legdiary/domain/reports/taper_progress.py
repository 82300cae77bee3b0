"""The comparison of a plan with the logged doses, step by step, as a value.

Only doses of the plan's substance are compared with it; amounts are in its smallest unit: milligrams of leaf,
micrograms of any other. Days without an entry are counted separately: they are neither on nor off target. A day is on
target when it is within the tolerance, which is the smallest weight that the person's scale shows.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.night_record import days
from legdiary.domain.reports.other_substances import other_substance_totals
from legdiary.domain.reports.summary.target_days import PlannedDay, target_days, target_side
from legdiary.domain.stats.descriptive import middle
from legdiary.domain.taper.plan import arrives_on, step_spans, total_needed
from legdiary.domain.taper.plan_unit import unit_of_plan
from legdiary.util.values import NamedTuple, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.dose_totals import DoseDay
    from legdiary.domain.reports.other_substances import OtherSubstanceTotals
    from legdiary.domain.reports.summary.target_days import TargetDays
    from legdiary.domain.stats.descriptive import Middle
    from legdiary.domain.taper.plan import Hold, Plan, StepSpan
    from legdiary.domain.taper.plan_unit import PlanUnit


class PlannedSubstanceDay(NamedTuple):
    """The logged doses of a plan's substance on one diary day.

    Attributes:
        total: the day's total; None where it is not known.
        doses: the number of doses; None where nothing is logged.
        longest_gap_min: the longest time between two doses that ended on this day; None where none is known.
    """

    total: int | None
    doses: int | None
    longest_gap_min: int | None


def planned_day(day: DoseDay | None, substance: str) -> PlannedSubstanceDay | None:
    """Return the day of one substance; None where nothing of it is logged."""
    if day is None:
        return None
    if substance == LEAF:
        return PlannedSubstanceDay(day.total_mg, day.doses, day.longest_gap_min)
    return next(
        (
            PlannedSubstanceDay(each.total_ug, each.doses, each.longest_gap_min)
            for each in day.apart
            if each.substance == substance and each.is_known
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """The logged doses over some days of a plan.

    Attributes:
        days: the number of completed days.
        total: the day's total, over the days logged.
        doses: the number of doses a day, over the days logged.
        longest_gap_min: the longest time between two doses, in minutes; None where none is known.
        on, under, over: logged days on, under and over target.
        apart: for a plan of leaf, the other substances, which no other figure includes.
    """

    days: int
    total: Middle
    doses: Middle
    longest_gap_min: int | None
    on: int
    under: int
    over: int
    apart: tuple[OtherSubstanceTotals, ...] = ()

    @property
    def logged(self) -> int:
        """The number of days with a known total, or logged as dose-free."""
        return self.total.n


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a plan with the logged doses.

    Attributes:
        span: the step, its days and its cut.
        taken: the doses logged in its days.
        in_force: True for the current step.
        holds: the holds placed in it.
    """

    span: StepSpan
    taken: Taken
    in_force: bool
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class TaperView:
    """A plan with the logged doses.

    Attributes:
        plan: the plan.
        today: the current diary day.
        steps: every step that takes effect.
        arrives_on: the first day of the last step.
        total_needed: the sum of all daily targets until then.
        still_needed: the same from today on.
        tolerance: the distance from the target within which a day is on target.
        left: the amount left in batches of its substance of known weight; None without one.
        lasts_until: the last day that the supply covers; None without such batches.
        apart: for a plan of leaf, the other substances over the days of the plan so far.
        plan_id: the number of the plan; None before it is stored.
        target_days: its finished days on, under and over target; None before the first is over.
    """

    plan: Plan
    today: date
    steps: tuple[StepView, ...]
    arrives_on: date
    total_needed: int
    still_needed: int
    tolerance: int
    left: int | None = None
    lasts_until: date | None = None
    apart: tuple[OtherSubstanceTotals, ...] = ()
    plan_id: int | None = None
    target_days: TargetDays | None = None

    @property
    def unit(self) -> PlanUnit:
        """The unit of its amounts."""
        return unit_of_plan(self.plan)

    @property
    def covers_all(self) -> bool:
        """Whether the supply covers all targets to come; False for a plan that never ends and never reaches 0."""
        ends = self.plan.ended_on is not None or not self.plan.steps[-1].target
        return ends and self.left is not None and self.left >= self.still_needed

    @property
    def last_cuts_pct(self) -> tuple[float, ...]:
        """The last three cuts in percent of the dose before; equal cuts grow in percent towards the end."""
        cuts = [step.span.cut_pct for step in self.steps if step.span.cut_pct is not None]
        return tuple(cuts[-3:])


def taper_view(
    plan: Plan, taken: Mapping[date, DoseDay], today: date, *, left: int | None = None, plan_id: int | None = None
) -> TaperView:  # fmt: skip
    """Return the plan with the logged doses of its substance before `today`, which is not over and does not count.

    Args:
        plan: the plan.
        taken: the doses of every logged day.
        today: the current diary day.
        left: the amount left in batches of its substance of known weight; None where no batch has one.
        plan_id: the number of the plan.
    """
    spans = step_spans(plan)
    so_far = days(plan.starts_on, _completed_before(plan, today))
    return TaperView(
        plan=plan,
        today=today,
        steps=tuple(_step_view(plan, span, taken, today) for span in spans),
        arrives_on=arrives_on(plan),
        total_needed=total_needed(plan),
        still_needed=total_needed(plan, max(today, plan.starts_on)),
        tolerance=plan.scale,
        left=left,
        lasts_until=None if left is None else _lasts_until(spans, today, left),
        apart=_others(plan.of, (taken[day] for day in so_far if day in taken)),
        plan_id=plan_id,
        target_days=target_days_of(plan, taken, today),
    )


def planned_days(plan: Plan, taken: Mapping[date, DoseDay], from_day: date, before_day: date) -> Iterator[PlannedDay]:
    """Yield the days of a half-open range on which a plan is in force, each with its target and what was taken.

    Args:
        plan: the plan.
        taken: the doses of every logged day.
        from_day: the first day.
        before_day: the day after the last.
    """
    for span in step_spans(plan):
        begins = max(span.starts_on, from_day)
        ends = before_day if span.ends_before is None else min(span.ends_before, before_day)
        for day in days(begins, ends):
            of_day = planned_day(taken.get(day), plan.of)
            total, doses = (None, None) if of_day is None else (of_day.total, of_day.doses)
            yield PlannedDay(day, span.step.target, plan.scale, total, doses)


def _others(substance: str, days_taken: Iterable[DoseDay]) -> tuple[OtherSubstanceTotals, ...]:
    """Return the other substances beside a plan of leaf; another plan says nothing of them."""
    return other_substance_totals(days_taken) if substance == LEAF else ()


def target_days_of(plan: Plan, taken: Mapping[date, DoseDay], today: date) -> TargetDays | None:
    """Return the finished days of a plan held against their targets; None where none is over.

    Args:
        plan: the plan.
        taken: the doses of every logged day.
        today: the current diary day, which is not over.
    """
    found = list(planned_days(plan, taken, plan.starts_on, today))
    return target_days(plan.of, plan.unit, found) if found else None


def _completed_before(plan: Plan, today: date) -> date:
    """Return the day before which the plan's days are over."""
    return max(min(plan.ended_on or today, today), plan.starts_on)


def _step_view(plan: Plan, span: StepSpan, taken: Mapping[date, DoseDay], today: date) -> StepView:
    so_far = days(span.starts_on, max(min(span.ends_before or today, today), span.starts_on))
    return StepView(
        span=span,
        taken=taken_over(so_far, taken, span.step.target, plan.scale, plan.of),
        in_force=span.starts_on <= today and (span.ends_before is None or today < span.ends_before),
        holds=tuple(hold for hold in plan.holds if hold.step_starts_on == span.starts_on),
    )


def taken_over(
    so_far: Sequence[date], taken: Mapping[date, DoseDay], target: int, tolerance: int, substance: str = LEAF
) -> Taken:  # fmt: skip
    """Return the logged doses of a substance over some days, compared with one target."""
    found = [taken[day] for day in so_far if day in taken]
    logged = [of_it for day in found if (of_it := planned_day(day, substance)) is not None]
    totals = [day.total for day in logged if day.total is not None]
    sides = [target_side(total, target, tolerance) for total in totals]
    return Taken(
        days=len(so_far),
        total=middle(totals),
        doses=middle(day.doses for day in logged),
        longest_gap_min=max((day.longest_gap_min for day in logged if day.longest_gap_min is not None), default=None),
        on=sides.count("on"),
        under=sides.count("under"),
        over=sides.count("over"),
        apart=_others(substance, found),
    )


def _lasts_until(spans: Sequence[StepSpan], today: date, left: int) -> date | None:
    """Return the last day whose target the supply covers; None where it does not cover today's."""
    rest = left
    last: date | None = None
    for span in spans:
        if span.ends_before is not None and span.ends_before <= today:
            continue
        first = max(span.starts_on, today)
        covered = rest // span.step.target if span.step.target else None
        length = (span.ends_before - first).days if span.ends_before else None
        if covered is None:
            if length is None:
                return None if last is None else last
            last = first + timedelta(days=length - 1)
            continue
        if length is None or covered < length:
            return first + timedelta(days=covered - 1) if covered else last
        rest -= length * span.step.target
        last = first + timedelta(days=length - 1)
    return last
