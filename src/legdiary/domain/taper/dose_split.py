"""A day's target split into doses that the scale can weigh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.taper.plan import check_doses
from legdiary.domain.taper.plan_unit import GRAMS, unit_of_plan

if TYPE_CHECKING:
    from legdiary.domain.taper.plan import Plan, Step
    from legdiary.domain.taper.plan_unit import PlanUnit


def split_doses(target: int, doses: int, scale: int, unit: PlanUnit = GRAMS) -> tuple[int, ...]:
    """Return a day's target split into `doses` doses that the scale can weigh and that add up exactly, larger first.

    The doses are as even as the scale allows; a remainder below the scale goes to the first dose. Where there are
    fewer scale units than doses, the last doses are 0.

    Args:
        target: the target in smallest units of the plan's substance.
        doses: the number of doses.
        scale: the smallest amount that a dose can differ by.
        unit: the unit of the plan.

    Raises:
        TargetOutOfRange, DosesOutOfRange, ScaleOutOfRange.
    """
    weighed, rest = divmod(unit.check_target(target), unit.check_scale(scale))
    each, larger = divmod(weighed, check_doses(doses))
    split = [(each + (number < larger)) * scale for number in range(doses)]
    split[0] += rest
    return tuple(split)


def split_of(plan: Plan, step: Step) -> tuple[int, ...]:
    """Return a step's target as its planned doses, in smallest units; empty where none are planned, or for 0."""
    if step.doses_per_day is None or not step.target:
        return ()
    return split_doses(step.target, step.doses_per_day, plan.scale, unit_of_plan(plan))
