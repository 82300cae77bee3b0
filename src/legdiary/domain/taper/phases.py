"""The phases of a diary: the baseline before the plan, its steps, the three months after it.

RLS rises during an opioid taper and falls back within about three months (facts B4), so the nights before a plan are
its baseline, and those after its end its follow-up. Where another plan begins within these three months there is no
follow-up: the days are between two plans.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from legdiary.domain.taper.plan import step_spans, takes_effect
from legdiary.util.values import NamedTuple, dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.taper.plan import Plan, StepSpan

FOLLOW_UP_MONTHS = 3
BASELINE_MOST = timedelta(days=56)

PhaseKind = Literal["baseline", "step", "follow-up", "between", "after"]


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase: consecutive days of one kind.

    Attributes:
        kind: baseline (before the first plan), step, follow-up (three months after a plan), between (after one plan and
            before the next), after (past the follow-up, with no plan to come).
        plan: the plan it belongs to or comes after; None only for a diary without plans.
        span: the step, for the kind step.
        from_day, before_day: its days, half-open.
        following: the next plan, for the kind between.
    """

    kind: PhaseKind
    plan: Plan | None
    span: StepSpan | None
    from_day: date
    before_day: date
    following: Plan | None = None


def follow_up_ends(ended_on: date) -> date:
    """Return the first day after the three months of follow-up that begin on `ended_on`."""
    from dateutil.relativedelta import relativedelta  # most looks at a range have no follow-up in it

    return ended_on + relativedelta(months=FOLLOW_UP_MONTHS)


def baseline_of(plans: Sequence[Plan]) -> tuple[date, date] | None:
    """Return the half-open eight weeks before the first plan that has taken effect; None without such a plan."""
    lived = [plan.starts_on for plan in plans if takes_effect(plan)]
    return (min(lived) - BASELINE_MOST, min(lived)) if lived else None


def phases(plans: Sequence[Plan], from_day: date, before_day: date) -> list[Phase]:
    """Return the phases of a half-open range, in order, each cut to the range; together they cover it.

    Where plans of several substances are in force, a day belongs to the one that begins last.
    """
    lived = sorted((plan for plan in plans if takes_effect(plan)), key=lambda plan: plan.starts_on)
    found: list[Phase] = []
    if not lived:
        return [Phase("baseline", None, None, from_day, before_day)]
    found.append(Phase("baseline", lived[0], None, from_day, lived[0].starts_on))
    stretches = _stretches(lived, before_day)
    for number, each in enumerate(stretches):
        following = stretches[number + 1] if number + 1 < len(stretches) else None
        ends = following.from_day if following else before_day
        if ends <= from_day or before_day <= each.from_day:
            continue  # its steps are many, and none of them would be left
        steps = [
            Phase("step", each.plan, span, span.starts_on, span.ends_before or each.before_day)
            for span in step_spans(each.plan)
        ]
        found += _clipped(steps, each.from_day, each.before_day)
        if each.before_day < ends and each.plan.ended_on is not None:
            found += _phases_after(each.plan, each.before_day, following.plan if following else None, ends)
    return _clipped(found, from_day, before_day)


class _Stretch(NamedTuple):
    """Days in a row that belong to one plan."""

    plan: Plan
    from_day: date
    before_day: date


def _stretches(lived: Sequence[Plan], before_day: date) -> list[_Stretch]:
    """Return the days of each plan, in order; an open plan has days up to `before_day`, or to the next plan's start."""
    open_end = max(before_day, *(plan.starts_on for plan in lived))
    ends = {id(plan): plan.ended_on or max(open_end, plan.starts_on + timedelta(days=1)) for plan in lived}
    turns = sorted({plan.starts_on for plan in lived} | set(ends.values()))
    found: list[_Stretch] = []
    for first, before in pairwise(turns):
        of_day = [plan for plan in lived if plan.starts_on <= first < ends[id(plan)]]
        if not of_day:
            continue
        if found and found[-1].plan is of_day[-1] and found[-1].before_day == first:
            found[-1] = found[-1]._replace(before_day=before)
        else:
            found.append(_Stretch(of_day[-1], first, before))
    return found


def _phases_after(plan: Plan, ended_on: date, following: Plan | None, ends: date) -> list[Phase]:
    """Return the phases after a plan, up to the next plan or the end of the range."""
    over = follow_up_ends(ended_on)
    if following is None:
        return [
            Phase("follow-up", plan, None, ended_on, min(over, ends)),
            Phase("after", plan, None, min(over, ends), ends),
        ]
    if following.starts_on < over:
        return [Phase("between", plan, None, ended_on, ends, following)]
    return [Phase("follow-up", plan, None, ended_on, over), Phase("between", plan, None, over, ends, following)]


def _clipped(found: Sequence[Phase], from_day: date, before_day: date) -> list[Phase]:
    """Return the phases that have days in a half-open range, each cut to it."""
    cut = []
    for phase in found:
        first, before = max(phase.from_day, from_day), min(phase.before_day, before_day)
        if first < before:
            is_whole = first == phase.from_day and before == phase.before_day
            cut.append(phase if is_whole else replace(phase, from_day=first, before_day=before))
    return cut


def phase_on(plans: Sequence[Plan], day: date) -> Phase | None:
    """Return the phase of a day, with that one day as its range; None for a diary without plans."""
    found = phases(plans, day, day + timedelta(days=1))
    return found[0] if found and found[0].plan is not None else None
