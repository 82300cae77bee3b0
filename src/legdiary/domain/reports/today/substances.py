"""A substance on today's card: what is left of its target, its last dose, and the days since it was far from a target.

Whatever is counted in days counts diary days, and beside each such number stands how many of those days are not logged:
what was taken on them is not known.
"""

from __future__ import annotations

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.reports.summary.target_days import is_well_over, least_well_over
from legdiary.domain.taper.plan import plan_on, steps_within
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from typing import Literal

    from legdiary.domain.reports.dose_totals import DoseDay
    from legdiary.domain.reports.week import CurrentStep
    from legdiary.domain.taper.plan import Plan
    from legdiary.domain.time.moments import Moment


class LastDose(NamedTuple):
    """The last dose that is logged.

    Attributes:
        day: its diary day.
        at: its moment.
        amount: its amount in the smallest unit of the substance; None where it is in no unit of weight.
        minutes_ago: the minutes since.
        not_logged: the days between its day and today that are not logged.
    """

    day: date
    at: Moment
    amount: int | None
    minutes_ago: int
    not_logged: int


class OverTarget(NamedTuple):
    """The last finished day well over the target of the plan in force.

    Attributes:
        day: the day.
        total, target: what was taken on it, and its target.
        days_since: the days since.
        not_logged: the days between it and today that are not logged.
        least: the amount that a day well over target is over by at least; and by 10 % of its target.
        most_target: the highest target from that day on.
    """

    day: date
    total: int
    target: int
    days_since: int
    not_logged: int
    least: int
    most_target: int


class DoseFreeDays(NamedTuple):
    """The days since a plan ended, or since its target became 0: finished ones, and today as soon as it is logged.

    Attributes:
        since: the first of them.
        why: whether the plan ended, or its target became 0.
        free: days that were logged as dose-free.
        with_dose: days with a dose.
        not_logged: finished days without an entry.
    """

    since: date
    why: Literal["ended", "target 0"]
    free: int
    with_dose: int
    not_logged: int


@dataclass(frozen=True, slots=True)
class SubstanceToday:
    """A substance on the current diary day; amounts are in its smallest unit.

    Attributes:
        substance: its word.
        unit: mcg where a medicine is told in micrograms; else None.
        total: what was taken; 0 on a dose-free day, None where nothing is logged, or not all of it is a weight.
        doses: the number of doses; None where nothing is logged.
        uncounted: amounts of a medicine that are in no unit of weight.
        target: the day's target; None where no plan is in force.
        planned_doses: the plan's doses a day; None where it gives none.
        step: the current step of its plan; None where none is in force.
        last_dose: the last dose; None where none is known.
        over_target: the last day well over target; None where there is none in this plan.
        dose_free: the days since its plan ended, or since its target became 0; None of a medicine, of which nobody
            logs that it was not taken.
    """

    substance: str
    unit: str | None
    total: int | None
    doses: int | None
    uncounted: tuple[str, ...]
    target: int | None
    planned_doses: int | None
    step: CurrentStep | None
    last_dose: LastDose | None
    over_target: OverTarget | None
    dose_free: DoseFreeDays | None

    @property
    def left(self) -> int | None:
        """The rest of the target, below 0 where it is passed; None where either is not known."""
        return None if self.target is None or self.total is None else self.target - self.total


class PastDoses(NamedTuple):
    """What the diary knows of a substance up to today.

    Attributes:
        totals: logged day → its total in the smallest unit; None where it is in no unit of weight.
        last: day, moment and amount of the last dose; None where none is known.
    """

    totals: Mapping[date, int | None]
    last: tuple[date, Moment, int | None] | None


def substance_today(
    word: str,
    taken: DoseDay,
    past: PastDoses,
    plans: Sequence[Plan],
    step: CurrentStep | None,
    now: Moment,
    today: date,
) -> SubstanceToday:
    """Return a substance on the current diary day.

    Args:
        word: the substance.
        taken: the doses of the day.
        past: what is known of it up to today.
        plans: the plans of it.
        step: the current step of the plan in force; None where none is.
        now: the present moment.
        today: the diary day.
    """
    other = next((each for each in taken.apart if each.substance == word), None)
    if word == LEAF:
        uncounted: tuple[str, ...] = ()
        unit, total, doses = None, taken.total_mg, taken.doses
        target, planned = taken.target_mg, taken.target_doses
    elif other is None:
        unit, total, doses, uncounted, target, planned = None, None, None, (), None, None
    else:
        unit, total, doses, uncounted = other.unit, other.total_ug, other.doses, other.uncounted
        target, planned = other.target_ug, other.target_doses
    return SubstanceToday(
        word, unit, total, doses, uncounted, target, planned, step,
        last_dose=_last_dose(past, now, today),
        over_target=_over_target(word, past.totals, plans, today),
        dose_free=None if is_medicine(word) else _dose_free(past, plans, today),
    )  # fmt: skip


def _last_dose(past: PastDoses, now: Moment, today: date) -> LastDose | None:
    if past.last is None:
        return None
    day, at, amount = past.last
    return LastDose(day, at, amount, max(0, (now.utc_s - at.utc_s) // 60), _not_logged(past.totals, day + A_DAY, today))


def _not_logged(totals: Mapping[date, int | None], first: date, before: date) -> int:
    return sum(day not in totals for day in _days(first, before))


def _days(first: date, before: date) -> Iterable[date]:
    return (first + n * A_DAY for n in range((before - first).days))


def _over_target(word: str, totals: Mapping[date, int | None], plans: Sequence[Plan], today: date) -> OverTarget | None:
    plan = plan_on(plans, today)
    if plan is None:
        return None
    steps = steps_within([plan], plan.starts_on, today)
    for day in sorted(steps.keys() & totals.keys(), reverse=True):
        total, target = totals[day], steps[day].target
        if total is not None and is_well_over(total, target, plan.scale, word):
            return OverTarget(
                day, total, target, (today - day).days, _not_logged(totals, day + A_DAY, today),
                least_well_over(word, plan.scale), max(steps[each].target for each in steps if each >= day),
            )  # fmt: skip
    return None


def dose_free_since(plans: Sequence[Plan], today: date) -> tuple[date, Literal["ended", "target 0"]] | None:
    """Return the day from which on there is to be no dose, and why; None while a target is above 0, or without a plan.

    Args:
        plans: the plans of one substance.
        today: the day.
    """
    plan = plan_on(plans, today)
    if plan is not None:
        begun = [step for step in plan.steps if step.starts_on <= today]
        if begun[-1].target:
            return None
        above = [number for number, step in enumerate(begun) if step.target]
        return begun[above[-1] + 1 if above else 0].starts_on, "target 0"
    ended = [each.ended_on for each in plans if each.ended_on is not None and each.starts_on < each.ended_on <= today]
    return (max(ended), "ended") if ended else None


def needs_earlier_days(word: str, totals: Mapping[date, int | None], plans: Sequence[Plan], today: date) -> bool:
    """Return whether earlier days than the earliest of `totals` may hold something that the card says.

    Args:
        word: the substance.
        totals: the totals of its last logged days, at least one.
        plans: the plans of it.
        today: the day.
    """
    first = min(totals)
    since, plan = dose_free_since(plans, today), plan_on(plans, today)
    return (
        not any(totals.values())
        or (since is not None and since[0] < first)
        or (plan is not None and plan.starts_on < first and _over_target(word, totals, plans, today) is None)
    )


def _dose_free(past: PastDoses, plans: Sequence[Plan], today: date) -> DoseFreeDays | None:
    found = dose_free_since(plans, today)
    if found is None:
        return None
    since, why = found
    logged = [past.totals[day] for day in _days(since, today + A_DAY) if day in past.totals]
    free = sum(total == 0 for total in logged)
    return DoseFreeDays(since, why, free, len(logged) - free, _not_logged(past.totals, since, today))
