"""A taper plan as calendar events: the steps that become events, and the earlier events that are cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.taper.plan import step_spans
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, time

    from legdiary.domain.taper.plan import Plan, Step, StepSpan


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """A plan as calendar events.

    Attributes:
        plan_id: the plan's number in the diary, one half of every event's identity.
        diary: the diary's own identity, the other half: plan 1 of another diary is another plan.
        plan: the plan; None where it was deleted.
        steps: its steps as last known.
        sequence: the number of changes so far; a calendar ignores an event older than the one it has.
        ever_steps: the largest number of steps it ever had; those that never take effect are cancelled.
        told: True if its steps become events; False for plans that are over.
    """

    plan_id: int
    diary: str
    plan: Plan | None
    steps: tuple[Step, ...]
    sequence: int = 0
    ever_steps: int = 0
    told: bool = True

    @property
    def spans(self) -> tuple[StepSpan, ...]:
        """The steps that take effect, with their days."""
        return step_spans(self.plan) if self.plan else ()

    @property
    def events(self) -> tuple[StepSpan, ...]:
        """The steps that become events."""
        return self.spans if self.told else ()

    @property
    def cancelled(self) -> range:
        """The numbers of the steps whose events are cancelled."""
        return range(len(self.spans) + 1, max(self.ever_steps, len(self.steps)) + 1)


@dataclass(frozen=True, slots=True)
class DailyReminder:
    """A daily reminder as a calendar event, at the clock time of whatever device shows it.

    Attributes:
        diary: the diary's own identity, so that a later file replaces the reminder of an earlier one.
        at: the time of day.
        from_day: the first day.
        last_day: the last day; None if it has no end.
    """

    diary: str
    at: time
    from_day: date
    last_day: date | None


def last_reminded_day(plans: Iterable[Plan], today: date) -> date | None:
    """Return the last day of a reminder: the latest on which the last step of a plan begins, or a plan is in force.

    Returns:
        None if there is no such day, or it is past: then the reminder has no end.
    """
    last = max(
        (plan.steps[-1].starts_on if plan.ended_on is None else plan.ended_on - A_DAY for plan in plans), default=None
    )
    return last if last is not None and last > today else None
