"""The reasons that were given for the days of cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from legdiary.domain.taper.plan import Plan, Step


def reason_of_cut(plan: Plan, step: Step) -> str | None:
    """Return the reason for a cut: the one its step was set with, else that of the last hold of the step before.

    Returns:
        None where none was said, as for a cut that came as it was planned.
    """
    if step.why is not None:
        return step.why
    before = [each.starts_on for each in plan.steps if each.starts_on < step.starts_on]
    said = [hold.why for hold in plan.holds if before and hold.step_starts_on == before[-1] and hold.why is not None]
    return said[-1] if said else None
