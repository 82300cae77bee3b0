"""A taper plan as a calendar is told of it: which steps become events, and which of earlier events are no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.taper import step_spans
from legdiary.values import dataclass

if TYPE_CHECKING:
    from legdiary.domain.taper import Plan, Step, StepSpan


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """A plan as a calendar is told of it.

    Attributes:
        plan_id: its number in the diary, a part of every event's identity.
        diary: what tells this diary's plan of that number from another diary's: the other part.
        plan: the plan; None where it was taken away.
        steps: its steps as last known.
        sequence: how often it was changed; a calendar ignores what is older than what it has.
        ever_steps: the most steps it ever had; those that do not come into force are cancelled.
        told: whether the steps that come into force are told: not those of plans that are over.
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
        """The steps that come into force."""
        return step_spans(self.plan) if self.plan else ()

    @property
    def events(self) -> tuple[StepSpan, ...]:
        """The steps that become events."""
        return self.spans if self.told else ()

    @property
    def cancelled(self) -> range:
        """The numbers of the steps that are no more."""
        return range(len(self.spans) + 1, max(self.ever_steps, len(self.steps)) + 1)
