"""The comparison of a plan with the logged doses, step by step, as a value.

Days without an entry are counted separately: they are neither on nor off target. A day is on target when it is within
the tolerance, which is the smallest weight that the person's scale shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from legdiary.domain.reports.night_record import days
from legdiary.domain.reports.other_substances import other_substance_totals
from legdiary.domain.stats.descriptive import middle
from legdiary.domain.taper.plan import arrives_on, step_spans, total_needed_mg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.dose_totals import DoseDay
    from legdiary.domain.reports.other_substances import OtherSubstanceTotals
    from legdiary.domain.stats.descriptive import Middle
    from legdiary.domain.taper.plan import Hold, Plan, StepSpan


@dataclass(frozen=True, slots=True)
class Taken:
    """The logged doses over some days of a plan.

    Attributes:
        days: the number of completed days.
        total_mg: the day's total, over the days logged.
        doses: the number of doses a day, over the days logged.
        longest_gap_min: the longest time between two doses, in minutes; None where none is known.
        on, under, over: logged days on, under and over target.
        apart: the substances counted apart from leaf, which no other figure includes.
    """

    days: int
    total_mg: Middle
    doses: Middle
    longest_gap_min: int | None
    on: int
    under: int
    over: int
    apart: tuple[OtherSubstanceTotals, ...] = ()

    @property
    def logged(self) -> int:
        """The number of days with leaf, or logged as dose-free."""
        return self.total_mg.n


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
        total_needed_mg: the sum of all daily targets until then.
        still_needed_mg: the same from today on.
        tolerance_mg: the distance from the target within which a day is on target.
        lasts_until: the last day that the supply covers; None without batches of known weight.
        left_mg: the milligrams left in batches of known weight.
        apart: the substances counted apart from leaf, over the days of the plan so far.
    """

    plan: Plan
    today: date
    steps: tuple[StepView, ...]
    arrives_on: date
    total_needed_mg: int
    still_needed_mg: int
    tolerance_mg: int
    left_mg: int | None = None
    lasts_until: date | None = None
    apart: tuple[OtherSubstanceTotals, ...] = ()

    @property
    def covers_all(self) -> bool:
        """Whether the supply covers all targets to come; False for a plan that never ends and never reaches 0."""
        ends = self.plan.ended_on is not None or not self.plan.steps[-1].target_mg
        return ends and self.left_mg is not None and self.left_mg >= self.still_needed_mg

    @property
    def last_cuts_pct(self) -> tuple[float, ...]:
        """The last three cuts in percent of the dose before; equal cuts grow in percent towards the end."""
        cuts = [step.span.cut_pct for step in self.steps if step.span.cut_pct is not None]
        return tuple(cuts[-3:])


def taper_view(plan: Plan, taken: Mapping[date, DoseDay], today: date, *, left_mg: int | None = None) -> TaperView:
    """Return the plan with the doses logged before `today`; today itself is not over and does not count.

    Args:
        plan: the plan.
        taken: the doses of every logged day.
        today: the current diary day.
        left_mg: the milligrams left in batches of known weight; None where no batch has one.
    """
    spans = step_spans(plan)
    return TaperView(
        plan=plan,
        today=today,
        steps=tuple(_step_view(plan, span, taken, today) for span in spans),
        arrives_on=arrives_on(plan),
        total_needed_mg=total_needed_mg(plan),
        still_needed_mg=total_needed_mg(plan, max(today, plan.starts_on)),
        tolerance_mg=plan.scale,
        left_mg=left_mg,
        lasts_until=None if left_mg is None else _lasts_until(spans, today, left_mg),
        apart=other_substance_totals(
            taken[day] for day in days(plan.starts_on, _completed_before(plan, today)) if day in taken
        ),
    )


def _completed_before(plan: Plan, today: date) -> date:
    """Return the day before which the plan's days are over."""
    return max(min(plan.ended_on or today, today), plan.starts_on)


def _step_view(plan: Plan, span: StepSpan, taken: Mapping[date, DoseDay], today: date) -> StepView:
    so_far = days(span.starts_on, max(min(span.ends_before or today, today), span.starts_on))
    return StepView(
        span=span,
        taken=taken_over(so_far, taken, span.step.target_mg, plan.scale),
        in_force=span.starts_on <= today and (span.ends_before is None or today < span.ends_before),
        holds=tuple(hold for hold in plan.holds if hold.step_starts_on == span.starts_on),
    )


def taken_over(so_far: Sequence[date], taken: Mapping[date, DoseDay], target_mg: int, tolerance_mg: int) -> Taken:
    """Return the logged doses over some days, compared with one target."""
    logged = [taken[day] for day in so_far if day in taken]
    totals = [day.total_mg for day in logged if day.total_mg is not None]
    return Taken(
        days=len(so_far),
        total_mg=middle(totals),
        doses=middle(day.doses for day in logged),
        longest_gap_min=max((day.longest_gap_min for day in logged if day.longest_gap_min is not None), default=None),
        on=sum(abs(total - target_mg) <= tolerance_mg for total in totals),
        under=sum(total < target_mg - tolerance_mg for total in totals),
        over=sum(total > target_mg + tolerance_mg for total in totals),
        apart=other_substance_totals(logged),
    )


def _lasts_until(spans: Sequence[StepSpan], today: date, left_mg: int) -> date | None:
    """Return the last day whose target the supply covers; None where it does not cover today's."""
    rest = left_mg
    last: date | None = None
    for span in spans:
        if span.ends_before is not None and span.ends_before <= today:
            continue
        first = max(span.starts_on, today)
        covered = rest // span.step.target_mg if span.step.target_mg else None
        length = (span.ends_before - first).days if span.ends_before else None
        if covered is None:
            if length is None:
                return None if last is None else last
            last = first + timedelta(days=length - 1)
            continue
        if length is None or covered < length:
            return first + timedelta(days=covered - 1) if covered else last
        rest -= length * span.step.target_mg
        last = first + timedelta(days=length - 1)
    return last
