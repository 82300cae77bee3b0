"""Taper plans: dated steps, of which the latest one started is in force.

This module has the values and queries; `taper_build` and `taper_csv` make plans, `taper_change` changes their future.
Amounts are whole smallest units a day: milligrams for leaf, micrograms for any other substance. Days are local dates,
ranges are half-open. The design follows the budgets of fava, the figures come from facts B4.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from legdiary.domain.entries.dose import LEAF, UG_PER_MG
from legdiary.domain.entries.dose_limits import KRATOM_MOST_MG
from legdiary.domain.input.amounts import format_grams
from legdiary.domain.invariants import OutOfRange, check_one_of, check_text, check_within
from legdiary.errors import BadValue, Refused
from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import ClassVar

MOST_STEPS = 400
LONGEST_YEARS = 5
MOST_DOSES = 24
MOST_SCALE_MG = 10_000
DEFAULT_SCALE_MG = 100
MOST_HOLD_DAYS = 366
#: The reasons that a hold, or a target that was set, may be given.
REASONS = ("planned", "good-nights", "bad-nights", "travel", "other")
#: Days at the start of a step while levels are still falling (facts B4); reports show them apart.
SETTLING_DAYS = 6
# Far from date.max, so that no sum of a day and an accepted length can overflow.
_FIRST_DAY = date(1990, 1, 1)
_LAST_DAY = date(2199, 12, 31)
_DAYS_A_YEAR = 365
_MOST_UG = KRATOM_MOST_MG * UG_PER_MG


class TargetOutOfRange(BadValue):
    """A target out of range."""

    def __init__(self, target: int, most: int, tell: Callable[[int], str]) -> None:
        super().__init__(f"a target of {tell(target)} is out of range; write {tell(0)} to {tell(most)} a day")


class DosesOutOfRange(BadValue):
    """A number of doses out of range."""

    def __init__(self, doses: int) -> None:
        super().__init__(f"{doses} doses a day is out of range; write 1 to {MOST_DOSES}")


class ScaleOutOfRange(BadValue):
    """A rounding of nothing, or of more than a dose."""

    def __init__(self, scale: int, most: int, tell: Callable[[int], str]) -> None:
        super().__init__(f"rounding to {tell(scale)} is out of range; write {tell(1)} to {tell(most)}")


class DayOutOfRange(BadValue):
    """A date of a plan that can only be a slip."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day} is out of range for a plan; write a date from {_FIRST_DAY} to {_LAST_DAY}")


class HoldOutOfRange(BadValue):
    """A hold of no days, or of more than a year."""

    def __init__(self, days: int) -> None:
        super().__init__(f"a hold of {days}d is out of range; write 1d to {MOST_HOLD_DAYS}d")


class NoSteps(BadValue):
    """A plan without a single step."""

    def __init__(self) -> None:
        super().__init__(f"the plan has no steps; write 1 to {MOST_STEPS} of them")


class TooManySteps(BadValue):
    """More steps than a plan holds."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} steps are too many for a plan; at most {MOST_STEPS} are accepted")


class TwoStepsOnOneDay(BadValue):
    """Two steps that start on the same day: which would be its target?"""

    def __init__(self, day: date) -> None:
        super().__init__(f"two steps start on {day}; leave one of them out")


class StepsOutOfOrder(BadValue):
    """A step dated before the one it follows."""

    def __init__(self, day: date, before: date) -> None:
        super().__init__(f"the step of {day} comes after that of {before}; write the steps in order of their dates")


class PlanTooLong(BadValue):
    """A plan of more than five years: a slip in a date, or steps that will not be reached."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(
            f"the plan that starts on {first} has a step on {last}; "
            f"a plan of at most {LONGEST_YEARS} years from its first step to its last is accepted"
        )


class NoPlan(Refused):
    """No plan to show or change."""

    def __init__(self) -> None:
        super().__init__("there is no taper plan yet", "legdiary taper new --help")


def check_day(day: date) -> date:
    """Return a day if a plan may contain it, 1990 to 2199.

    Raises:
        DayOutOfRange: any other day.
    """
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise DayOutOfRange(day)
    return day


def check_scale(scale: int, most: int = MOST_SCALE_MG, tell: Callable[[int], str] = format_grams) -> int:
    """Return the smallest amount that a dose can differ by if it is plausible: a smallest unit to 10 g.

    Args:
        scale: the amount in smallest units, which are milligrams for leaf.
        most: 10 g in smallest units.
        tell: makes the words of an amount.

    Raises:
        ScaleOutOfRange: any other amount.
    """
    if not 1 <= scale <= most:
        raise ScaleOutOfRange(scale, most, tell)
    return scale


def check_doses(doses: int) -> int:
    """Return a number of doses a day if it is plausible, 1 to 24.

    Raises:
        DosesOutOfRange: any other number.
    """
    if not 1 <= doses <= MOST_DOSES:
        raise DosesOutOfRange(doses)
    return doses


def check_target(target: int, most: int = KRATOM_MOST_MG, tell: Callable[[int], str] = format_grams) -> int:
    """Return a day's target if it is plausible, 0 to 200 g.

    Args:
        target: the target in smallest units, which are milligrams for leaf.
        most: 200 g in smallest units.
        tell: makes the words of an amount.

    Raises:
        TargetOutOfRange: any other target.
    """
    if not 0 <= target <= most:
        raise TargetOutOfRange(target, most, tell)
    return target


def check_length(first: date, last: date) -> None:
    """Refuse more than five calendar years from the first step to the last.

    Raises:
        PlanTooLong: the plan is longer.
    """
    if (last - first).days <= LONGEST_YEARS * _DAYS_A_YEAR:
        return  # an ordinary plan, read every night, never loads dateutil
    from dateutil.relativedelta import relativedelta

    if last > first + relativedelta(years=LONGEST_YEARS):
        raise PlanTooLong(first, last)


@dataclass(frozen=True, slots=True)
class Step:
    """A daily target from one day until the next step.

    Attributes:
        starts_on: the first day.
        target: the smallest units of the plan's substance a day, up to 200 g.
        doses_per_day: 1 to 24; None where no number is planned.
        why: the reason that was given for setting it; None without one.
    """

    starts_on: date
    target: int
    doses_per_day: int | None = None
    why: str | None = None

    def __post_init__(self) -> None:
        check_day(self.starts_on)
        if not 0 <= self.target <= _MOST_UG:
            raise TargetOutOfRange(self.target, KRATOM_MOST_MG, format_grams)
        if self.doses_per_day is not None:
            check_doses(self.doses_per_day)
        check_one_of("why", self.why, REASONS)


def check_steps(steps: Sequence[Step]) -> None:
    """Refuse steps that are not one a day, in order, at most 400 and within five years.

    Raises:
        NoSteps, TooManySteps, TwoStepsOnOneDay, StepsOutOfOrder, PlanTooLong.
    """
    if not steps:
        raise NoSteps
    if len(steps) > MOST_STEPS:
        raise TooManySteps(len(steps))
    for before, step in pairwise(steps):
        check_order(before, step)
    check_length(steps[0].starts_on, steps[-1].starts_on)


def check_order(before: Step, step: Step) -> None:
    """Refuse a step that does not start later than the one before it.

    Raises:
        TwoStepsOnOneDay, StepsOutOfOrder.
    """
    if step.starts_on == before.starts_on:
        raise TwoStepsOnOneDay(step.starts_on)
    if step.starts_on < before.starts_on:
        raise StepsOutOfOrder(step.starts_on, before.starts_on)


@dataclass(frozen=True, slots=True)
class Hold:
    """A mark for reports: a step was made longer. The dates of the steps already contain it.

    Attributes:
        placed_on: the day on which it was placed.
        days: the days added, 1 to 366.
        step_starts_on: the start of the step that became longer.
        why: the reason that was given for it; None without one.
    """

    placed_on: date
    days: int
    step_starts_on: date
    why: str | None = None

    def __post_init__(self) -> None:
        check_day(self.placed_on)
        check_day(self.step_starts_on)
        if not 1 <= self.days <= MOST_HOLD_DAYS:
            raise HoldOutOfRange(self.days)
        check_one_of("why", self.why, REASONS)


@dataclass(frozen=True, slots=True)
class Plan:
    """A taper plan of one substance. Its targets may rise; only the modules that make and change plans question that.

    Attributes:
        name: the name given by the person.
        steps: by date, one a day, 1 to 400, at most five years from first to last.
        scale_mg: the smallest weight that the person's scale shows, for splitting a target into doses; of a plan for
            leaf.
        ended_on: the first day on which the plan is no longer active; None while it is open. Steps from
            that day on stay recorded. A plan cancelled before its start has `ended_on <= starts_on`.
        holds: marks for reports, in the order in which they were placed.
        substance: the word of the substance; None for leaf.
        unit: mcg where a medicine is told in micrograms; else None.
        scale_ug: the smallest amount that a dose can differ by; of a plan for any other substance than leaf.
        coin: the pairs of weeks in which a coin chooses the week of a cut (`domain.taper.plan_coin`); may be empty.
    """

    kind: ClassVar[str] = "plan"

    name: str
    steps: tuple[Step, ...]
    scale_mg: int | None = None
    ended_on: date | None = None
    holds: tuple[Hold, ...] = ()
    substance: str | None = None
    unit: str | None = None
    scale_ug: int | None = None
    coin: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_steps(self.steps)
        if self.substance is not None:
            _check_other(self, self.substance)
        else:
            _check_leaf(self)
            if self.scale_mg is None:
                object.__setattr__(self, "scale_mg", DEFAULT_SCALE_MG)
        check_text(self.name, "plan's name")
        if self.ended_on is not None:
            check_day(self.ended_on)
        if self.coin:
            from legdiary.domain.taper.week_pairs import check_coin

            check_coin(self.coin)

    @property
    def starts_on(self) -> date:
        """The first day of the first step."""
        return self.steps[0].starts_on

    @property
    def of(self) -> str:
        """The word of the substance: `leaf`, `7-oh`, `medicine:gabapentin`."""
        return LEAF if self.substance is None else self.substance

    @property
    def scale(self) -> int:
        """The smallest amount that a dose can differ by, in the smallest units of the substance."""
        found = self.scale_mg if self.substance is None else self.scale_ug
        return DEFAULT_SCALE_MG if found is None else found

    @property
    def per_mg(self) -> int:
        """The number of smallest units in a milligram: 1 for leaf, 1000 for every other substance."""
        return 1 if self.substance is None else UG_PER_MG


def _check_leaf(plan: Plan) -> None:
    for step in plan.steps:
        check_target(step.target)
    if plan.scale_ug is not None or plan.unit is not None:
        raise OutOfRange("plan of leaf", "in micrograms", "milligrams")
    check_scale(DEFAULT_SCALE_MG if plan.scale_mg is None else plan.scale_mg)


def _check_other(plan: Plan, substance: str) -> None:
    """Check what only a plan of another substance has; imported only where there is one."""
    from legdiary.domain.entries.substances import MCG, check_substance, is_medicine

    if substance == LEAF:
        raise OutOfRange("substance", substance, "no word at all for leaf")
    check_substance(substance)
    if plan.unit is not None and not (plan.unit == MCG and is_medicine(substance)):
        raise OutOfRange("unit", plan.unit, f"{MCG}, for a medicine")
    if plan.scale_mg is not None or plan.scale_ug is None:
        raise OutOfRange("plan of another substance", "in milligrams", "micrograms")
    check_within("rounding in µg", plan.scale_ug, 1, MOST_SCALE_MG * UG_PER_MG)


@dataclass(frozen=True, slots=True)
class StepSpan:
    """The days on which a step is in force, and its cut.

    Attributes:
        number: the step's number, from 1 on.
        step: the step.
        starts_on: its first day.
        ends_before: the first day after it; None for a last step that is open.
        cut: the target before minus this one (below 0 for a rise); None for the first step.
        cut_pct: the same in percent of the target before; None for the first step, or after a target of 0.
    """

    number: int
    step: Step
    starts_on: date
    ends_before: date | None
    cut: int | None
    cut_pct: float | None


@dataclass(frozen=True, slots=True)
class Position:
    """A day's position in a plan.

    Attributes:
        step_number: the number of the current step, from 1 on.
        of: the number of steps that take effect (not those after the end of a plan).
        step: the current step.
        days_in_step: 1 on its first day.
        settling: True on days 1–6 of the step (facts B4).
        next_change: the first day of the next step; None where there is none.
        next_target: the target from that day on.
    """

    step_number: int
    of: int
    step: Step
    days_in_step: int
    settling: bool
    next_change: date | None
    next_target: int | None


def _effective_steps(plan: Plan) -> tuple[Step, ...]:
    """Return the steps that have taken effect or will."""
    if plan.ended_on is None:
        return plan.steps
    return tuple(step for step in plan.steps if step.starts_on < plan.ended_on)


def _started_count(steps: Sequence[Step], day: date) -> int:
    """Return the number of steps that have started by that day."""
    return next((number for number in range(len(steps), 0, -1) if steps[number - 1].starts_on <= day), 0)


def step_on(plan: Plan, day: date) -> Step | None:
    """Return the current step on a day; None before the plan's start and from `ended_on` on."""
    if plan.ended_on is not None and day >= plan.ended_on:
        return None
    number = _started_count(plan.steps, day)
    return plan.steps[number - 1] if number else None


def target_on(plan: Plan, day: date) -> int | None:
    """Return the day's target in the plan's smallest units; None, not 0, where the plan is not in force."""
    step = step_on(plan, day)
    return None if step is None else step.target


def plan_on(plans: Sequence[Plan], day: date, *, of: str | None = None) -> Plan | None:
    """Return the plan in force on a day; of several the one that starts last, or the last one given.

    Args:
        plans: the plans.
        day: the day.
        of: the word of a substance; None for a plan of any.
    """
    found: Plan | None = None
    for plan in plans:
        begun = plan.starts_on <= day and (plan.ended_on is None or day < plan.ended_on)
        if begun and of in {None, plan.of} and (found is None or plan.starts_on >= found.starts_on):
            found = plan
    return found


def plans_on(plans: Sequence[Plan], day: date) -> tuple[Plan, ...]:
    """Return the plans in force on a day, at most one of each substance, in the order in which views name them."""
    words = {plan.of for plan in plans if plan.starts_on <= day}
    if words <= {LEAF}:  # most diaries: the order need not be loaded
        ordered = [*words]
    else:
        from legdiary.domain.entries.substances import sort_key

        ordered = sorted(words, key=sort_key)
    return tuple(plan for word in ordered if (plan := plan_on(plans, day, of=word)) is not None)


def plan_of_interest(plans: Sequence[Plan], today: date, *, of: str | None = None) -> Plan:
    """Return the plan in force; else the next one to start; else the last one that ended.

    Args:
        plans: the plans.
        today: the day.
        of: the word of a substance; None for a plan of any.

    Raises:
        NoPlan: there is no plan, or all were cancelled before their start.
    """
    plans = [plan for plan in plans if of in {None, plan.of}]
    if not plans:
        raise NoPlan
    in_force = plan_on(plans, today)
    if in_force is not None:
        return in_force
    lived = [plan for plan in plans if plan.ended_on is None or plan.ended_on > plan.starts_on]
    if not lived:
        raise NoPlan
    coming = [plan for plan in lived if plan.starts_on > today]
    if coming:
        return min(coming, key=lambda plan: plan.starts_on)
    return max(lived, key=lambda plan: plan.starts_on)


def step_in_force(plans: Sequence[Plan], day: date, *, of: str | None = None) -> Step | None:
    """Return the current step on a day, of a substance or of any; None where no plan is in force."""
    plan = plan_on(plans, day, of=of)
    return step_on(plan, day) if plan else None


def steps_within(plans: Sequence[Plan], from_day: date, before_day: date, *, of: str | None = None) -> dict[date, Step]:
    """Return day → current step over a half-open range, as `step_in_force`, but fast enough for ten years."""
    found: dict[date, Step] = {}
    concerned = [
        plan
        for plan in plans
        if of in {None, plan.of} and plan.starts_on < before_day and (plan.ended_on is None or plan.ended_on > from_day)
    ]
    for plan in sorted(concerned, key=lambda plan: plan.starts_on):
        for span in step_spans(plan):
            first = max(span.starts_on, from_day)
            after = before_day if span.ends_before is None else min(span.ends_before, before_day)
            found |= dict.fromkeys((first + timedelta(days=n) for n in range((after - first).days)), span.step)
    return found


def position_on(plan: Plan, day: date) -> Position | None:
    """Return a day's position in a plan; None where the plan is not in force."""
    step = step_on(plan, day)
    if step is None:
        return None
    steps = _effective_steps(plan)
    number = _started_count(steps, day)
    following = steps[number] if number < len(steps) else None
    days = (day - step.starts_on).days + 1
    return Position(
        step_number=number,
        of=len(steps),
        step=step,
        days_in_step=days,
        settling=days <= SETTLING_DAYS,
        next_change=None if following is None else following.starts_on,
        next_target=None if following is None else following.target,
    )


def takes_effect(plan: Plan) -> bool:
    """Return whether a plan has a step that takes effect: it was not cancelled before its start."""
    return bool(plan.steps) and (plan.ended_on is None or plan.steps[0].starts_on < plan.ended_on)


def step_spans(plan: Plan) -> tuple[StepSpan, ...]:
    """Return the steps that take effect, with their days and cuts; empty for a plan cancelled before its start."""
    steps = _effective_steps(plan)
    spans: list[StepSpan] = []
    for index, step in enumerate(steps):
        before = steps[index - 1].target if index else None
        cut = None if before is None else before - step.target
        spans.append(
            StepSpan(
                number=index + 1,
                step=step,
                starts_on=step.starts_on,
                ends_before=steps[index + 1].starts_on if index + 1 < len(steps) else plan.ended_on,
                cut=cut,
                cut_pct=100 * cut / before if before and cut is not None else None,
            )
        )
    return tuple(spans)


def arrives_on(plan: Plan) -> date:
    """Return the first day of the last recorded step, even if the plan ended before it."""
    return plan.steps[-1].starts_on


def total_needed(plan: Plan, since: date | None = None) -> int:
    """Return the sum of the daily targets from `since` (default: the start) until the last step begins.

    The last step has no end, so its days count only where the plan has one; a plan that stays at a dose above 0
    needs more than this sum.
    """
    total = 0
    for span in step_spans(plan):
        if span.ends_before is not None:
            first = span.starts_on if since is None else max(span.starts_on, since)
            total += span.step.target * max(0, (span.ends_before - first).days)
    return total
