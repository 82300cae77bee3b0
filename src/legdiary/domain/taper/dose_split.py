"""A day's target split into doses that the scale can weigh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.taper.plan import check_doses, check_scale, check_target

if TYPE_CHECKING:
    from legdiary.domain.taper.plan import Plan, Step


def split_doses(target_mg: int, doses: int, scale_mg: int) -> tuple[int, ...]:
    """Return a day's target split into `doses` doses that the scale can weigh and that add up exactly, larger first.

    The doses are as even as the scale allows; a remainder below the scale goes to the first dose. Where there are
    fewer scale units than doses, the last doses are 0.

    Raises:
        TargetOutOfRange, DosesOutOfRange, ScaleOutOfRange.
    """
    weighed, rest = divmod(check_target(target_mg), check_scale(scale_mg))
    each, larger = divmod(weighed, check_doses(doses))
    split = [(each + (number < larger)) * scale_mg for number in range(doses)]
    split[0] += rest
    return tuple(split)


def split_of(plan: Plan, step: Step) -> tuple[int, ...]:
    """Return a step's target as its planned doses, in milligrams; empty where none are planned or nothing is taken."""
    if step.doses_per_day is None or not step.target:
        return ()
    return split_doses(step.target, step.doses_per_day, plan.scale)
