"""Changes to the future of a taper plan: hold, resume, set a target, end, give way to a new plan.

No function here changes the target of `today` or of an earlier day. Each returns a new plan. Holds shift dates, not
doses (facts B4).
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.taper.plan import Hold, Step, check_day, position_on, step_on
from legdiary.domain.taper.plan_unit import unit_of_plan
from legdiary.domain.time.moments import A_DAY
from legdiary.errors import Asks, Refused
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.taper.plan import Plan
    from legdiary.domain.taper.plan_unit import PlanUnit

#: The option that allows a target above the plan's start, here and for a new plan.
ALLOW_UP = "--allow-up"
_MOST_TIMES_LARGEST = 10


class PlanNotStarted(Refused):
    """No step is active yet, so none can be held."""

    def __init__(self, starts_on: date) -> None:
        super().__init__(f"the plan starts on {starts_on}; a step can be held from that day on", "legdiary taper show")


class PlanEnded(Refused):
    """A day from which on the plan is no longer active."""

    def __init__(self, ended_on: date) -> None:
        super().__init__(
            f"the plan's last day is {ended_on - A_DAY}; after that you need a new plan",
            "legdiary taper new --help",
        )


class NoLaterStep(Refused):
    """The step is the last: no later step could move."""

    def __init__(self, step_starts_on: date) -> None:
        super().__init__(
            f"{step_starts_on} begins the last step of the plan; a hold moves only later steps",
            "legdiary taper show",
        )


class NoHold(Refused):
    """No hold that could be ended."""

    def __init__(self, today: date) -> None:
        super().__init__(f"no hold on {today} ends later than today", "legdiary taper show")


class PastStays(Refused):
    """A target of today or of the past."""

    def __init__(self, day: date, earliest: date) -> None:
        super().__init__(
            f"the target of {day} stays as it is; a target can be set from {earliest} on",
            "legdiary taper show",
        )


class BeforeThePlan(Refused):
    """A target for a day before the first step."""

    def __init__(self, day: date, starts_on: date) -> None:
        super().__init__(
            f"{day} is before the plan; a target can be set from its start on {starts_on} on",
            "legdiary taper show",
        )


class AboveTheStart(Asks):
    """A target above the one that the plan began with."""

    def __init__(self, target: int, start: int, unit: PlanUnit) -> None:
        super().__init__(f"{unit.format(target)} is above the plan's start of {unit.format(start)}.", ALLOW_UP)


class FarAboveThePlan(Asks):
    """A target of a medicine above ten times the largest of its plan: a unit is easily mistaken."""

    def __init__(self, target: int, most: int, unit: PlanUnit) -> None:
        super().__init__(
            f"{unit.format(target)} is more than ten times the plan's largest target, {unit.format(most)}.", ALLOW_UP
        )


class EndsBeforeToday(Refused):
    """A last day that has passed."""

    def __init__(self, last_day: date, today: date) -> None:
        super().__init__(
            f"the plan cannot end on {last_day}, which has passed; the earliest last day is {today}",
            "legdiary taper show",
        )


class StillInForce(Refused):
    """A new plan for a day that has, or had, a target."""

    def __init__(self, starts_on: date, earliest: date) -> None:
        super().__init__(
            f"a new plan cannot start on {starts_on}, since another plan has a target for that day; write a start "
            f"from {earliest} on"
        )


def hold(plan: Plan, today: date, days: int, why: str | None = None) -> Plan:
    """Return the plan with the current step `days` longer: later steps move, their targets stay.

    Raises:
        HoldOutOfRange: not 1 to 366 days.
        PlanNotStarted, PlanEnded, NoLaterStep.
        PlanTooLong: the last step would be more than five years after the first.
    """
    step = _current_step(plan, today)
    mark = Hold(today, days, step.starts_on, why)
    position = position_on(plan, today)
    if position is None or position.next_change is None:
        raise NoLaterStep(step.starts_on)
    moved = _move_steps(plan, position.next_change, days)
    return replace(moved, holds=(*moved.holds, mark))


def resume(plan: Plan, today: date) -> Plan:
    """Return the plan with the hold ended: the next step starts on its date without the hold, but not before tomorrow.

    All holds of the step end together, and later steps move with the next one. The marks keep the days already
    used (the newest is shortened first) and disappear when none are left. Where `set_target` has put a step into
    the held one, that step keeps its date and those after it move.

    Raises:
        PlanNotStarted, PlanEnded.
        NoHold: there is no hold, or none with days to come.
    """
    _current_step(plan, today)
    # Past steps have no unused days: the step after them starts before tomorrow.
    for step, following in pairwise(plan.steps):
        held = sum(mark.days for mark in plan.holds if mark.step_starts_on == step.starts_on)
        earliest = max(following.starts_on - timedelta(days=held), today + A_DAY, step.starts_on + A_DAY)
        unused = (following.starts_on - earliest).days
        if unused > 0:
            shortened = replace(plan, holds=_shorten_holds(plan.holds, step.starts_on, unused))
            return _move_steps(shortened, following.starts_on, -unused)
    raise NoHold(today)


def set_target(
    plan: Plan,
    today: date,
    day: date,
    target: int,
    doses_per_day: int | None = None,
    *,
    why: str | None = None,
    allow_up: bool = False,
) -> Plan:
    """Return the plan with a new target from `day` until the next step: changes a step on that day, or adds one.

    Targets may rise up to the plan's start; above it only with `allow_up`, or in a plan of a medicine, which is taken
    as prescribed, up as well as down. Without `doses_per_day` the number planned
    for that day stays.

    Raises:
        AboveTheStart: the target is above the plan's start, without `allow_up`.
        FarAboveThePlan: the target of a medicine is above ten times every other, without `allow_up`.
        PlanEnded: the plan has ended, or ends before that day.
        PastStays: the day is today or earlier.
        BeforeThePlan: the day is before the first step.
        TargetOutOfRange, DosesOutOfRange, DayOutOfRange, TooManySteps, PlanTooLong.
    """
    unit = unit_of_plan(plan)
    unit.check_target(target)
    earliest = max(today + A_DAY, plan.starts_on)
    if plan.ended_on is not None and max(earliest, day) >= plan.ended_on:
        raise PlanEnded(plan.ended_on)
    if day <= today:
        raise PastStays(day, earliest)
    before = step_on(plan, day)
    if before is None:
        raise BeforeThePlan(day, plan.starts_on)
    if not allow_up:
        _check_rise(plan, target, unit)
    new = Step(day, target, before.doses_per_day if doses_per_day is None else doses_per_day, why)
    others = [step for step in plan.steps if step.starts_on != day]
    # A hold lengthens the end of its step. That end now belongs to the new step, and the hold moves there.
    holds = tuple(
        replace(mark, step_starts_on=day) if mark.step_starts_on == before.starts_on else mark for mark in plan.holds
    )
    return replace(plan, steps=tuple(sorted([*others, new], key=_start_of)), holds=holds)


def _check_rise(plan: Plan, target: int, unit: PlanUnit) -> None:
    """Ask about a target above the plan's start; for a medicine, above ten times its largest target.

    Raises:
        AboveTheStart, FarAboveThePlan.
    """
    if not is_medicine(plan.of):
        if target > plan.steps[0].target:
            raise AboveTheStart(target, plan.steps[0].target, unit)
        return
    most = max(step.target for step in plan.steps)
    if target > _MOST_TIMES_LARGEST * most:
        raise FarAboveThePlan(target, most, unit)


def end(plan: Plan, today: date, last_day: date) -> Plan:
    """Return the plan ended after `last_day`; later steps stay recorded.

    A future end can be moved. A last day before the plan's start cancels the plan.

    Raises:
        PlanEnded: the plan has ended already.
        EndsBeforeToday: the day has passed.
        DayOutOfRange: the date is outside the range of plans.
    """
    if plan.ended_on is not None and plan.ended_on <= today:
        raise PlanEnded(plan.ended_on)
    if check_day(last_day) < today:
        raise EndsBeforeToday(last_day, today)
    return replace(plan, ended_on=last_day + A_DAY)


def supersede(plan: Plan, today: date, starts_on: date) -> Plan:
    """Return an older plan of one substance, ended before a new one starts; unchanged if it ends by then anyway.

    A plan that has not started by today and would start later than the new one never takes effect.

    Raises:
        StillInForce: the plan has, or has had, a target on a day from `starts_on` to today.
    """
    if plan.ended_on is not None and plan.ended_on <= starts_on:
        return plan
    if starts_on <= today and plan.starts_on <= today:
        earliest = today + A_DAY
        raise StillInForce(starts_on, earliest if plan.ended_on is None else min(earliest, plan.ended_on))
    return replace(plan, ended_on=check_day(starts_on))


def _current_step(plan: Plan, today: date) -> Step:
    step = step_on(plan, today)
    if step is not None:
        return step
    if plan.ended_on is not None and plan.ended_on <= max(today, plan.starts_on):
        raise PlanEnded(plan.ended_on)
    raise PlanNotStarted(plan.starts_on)


def _start_of(step: Step) -> date:
    return step.starts_on


def _move_steps(plan: Plan, first: date, days: int) -> Plan:
    """Return the plan with the steps from `first` on, and their holds, moved by some days."""
    by = timedelta(days=days)
    coin = plan.coin
    if coin:
        from legdiary.domain.taper.plan_coin import moved_pairs

        coin = moved_pairs(coin, first, days)
    return replace(
        plan,
        coin=coin,
        steps=tuple(
            step if step.starts_on < first else replace(step, starts_on=step.starts_on + by) for step in plan.steps
        ),
        holds=tuple(
            mark if mark.step_starts_on < first else replace(mark, step_starts_on=mark.step_starts_on + by)
            for mark in plan.holds
        ),
    )


def _shorten_holds(holds: tuple[Hold, ...], step_starts_on: date, days: int) -> tuple[Hold, ...]:
    """Return the holds with `days` removed from those of one step, newest first."""
    kept: list[Hold] = []
    for mark in reversed(holds):
        taken = min(days, mark.days) if mark.step_starts_on == step_starts_on else 0
        days -= taken
        if taken < mark.days:
            kept.append(replace(mark, days=mark.days - taken))
    return tuple(reversed(kept))


class TwoPlansAtOnce(Refused):
    """A change that would make two plans active on one day."""

    def __init__(self, day: date) -> None:
        super().__init__(f"another plan is active from {day} on; this one ends before it", "legdiary taper show")


def check_no_overlap(plan: Plan, others: Sequence[Plan]) -> Plan:
    """Return the plan if it ends before any later plan of its substance begins.

    Raises:
        TwoPlansAtOnce: two plans would be in force on one day.
    """
    for other in others:
        if other.of != plan.of:
            continue
        given_up = other.ended_on is not None and other.ended_on <= other.starts_on
        after = other.starts_on >= plan.starts_on and not given_up
        if after and (plan.ended_on is None or plan.ended_on > other.starts_on):
            raise TwoPlansAtOnce(other.starts_on)
    return plan
