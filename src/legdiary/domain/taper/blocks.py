"""The blocks of a taper: longer stretches that the plan itself makes, for plans whose steps are too short to compare.

After the six settling days a step of a week leaves one night. So the nights of several steps are taken together: by
thirds of the way down, or, where a third would be under two weeks, by whole steps of two weeks and more. Settling
nights belong to their block, and are counted.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from legdiary.domain.stats.phase_comparison import COMPARE_NIGHTS_NEEDED
from legdiary.domain.taper.phases import phases
from legdiary.domain.taper.plan import SETTLING_DAYS, step_spans
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.taper.phases import Phase
    from legdiary.domain.taper.plan import Plan, StepSpan

Days: TypeAlias = tuple[date, date]
"""The first day, and the day after the last."""

Third: TypeAlias = Literal["first third", "middle third", "last third"]
BlockKind: TypeAlias = Literal["baseline", Third, "steps", "follow-up", "between", "after"]

THIRDS: tuple[Third, ...] = ("first third", "middle third", "last third")
BLOCK_DAYS = 14
"""The shortest block that is made of steps."""

STEP_DAYS = SETTLING_DAYS + COMPARE_NIGHTS_NEEDED
"""The shortest step that can be compared by itself."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some nights of a taper that are compared as one.

    Attributes:
        kind: a third of the way down by target; whole steps in a row; or a phase outside the plan's steps.
        plan: the plan it belongs to or comes after; None only for a diary without plans.
        days: its days in order; a third has several parts where the dose went up again.
        steps: the steps it is made of, as far as they lie in the range; none outside a plan.
    """

    kind: BlockKind
    plan: Plan | None
    days: tuple[Days, ...]
    steps: tuple[StepSpan, ...] = ()

    @property
    def from_day(self) -> date:
        """Its first day."""
        return self.days[0][0]

    @property
    def before_day(self) -> date:
        """The day after its last."""
        return self.days[-1][1]

    @property
    def targets(self) -> tuple[int, int] | None:
        """Its highest and its lowest target, in the smallest units of its plan; None outside a plan's steps."""
        targets = [span.step.target for span in self.steps]
        return (max(targets), min(targets)) if targets else None

    def settling_days(self) -> frozenset[date]:
        """Return its days 1–6 of a step."""
        first_days = {span.starts_on + timedelta(days=n) for span in self.steps for n in range(SETTLING_DAYS)}
        return frozenset(day for day in first_days if any(first <= day < before for first, before in self.days))


def blocks(plans: Sequence[Plan], from_day: date, before_day: date) -> tuple[Block, ...]:
    """Return the blocks of a half-open range, in order; none where every step in it can be compared by itself.

    Which block a day belongs to follows from the plan, wherever the range begins and ends.
    """
    found = phases(plans, from_day, before_day)
    if not any(_is_short(phase.span) for phase in found if phase.span is not None):
        return ()
    made: list[Block] = []
    lived: list[Phase] = []
    for phase in found:
        if lived and (phase.span is None or phase.plan is not lived[0].plan):
            made += _blocks_of_steps(lived)
            lived = []
        if phase.span is not None:
            lived.append(phase)
        elif phase.kind != "step":
            made.append(Block(phase.kind, phase.plan, ((phase.from_day, phase.before_day),)))
    return (*made, *_blocks_of_steps(lived))


def _is_short(span: StepSpan) -> bool:
    return span.ends_before is not None and (span.ends_before - span.starts_on).days < STEP_DAYS


def _blocks_of_steps(lived: Sequence[Phase]) -> Iterable[Block]:
    """Return the blocks of consecutive steps of one plan."""
    if not lived or lived[0].plan is None:
        return
    plan = lived[0].plan
    spans = step_spans(plan)
    parts: list[tuple[BlockKind, Sequence[StepSpan]]] = list(_thirds(spans)) or [
        ("steps", part) for part in _rows(spans)
    ]
    for kind, part in parts:
        numbers = {span.number for span in part}
        within = [phase for phase in lived if phase.span is not None and phase.span.number in numbers]
        if within:
            days = _joined((phase.from_day, phase.before_day) for phase in within)
            yield Block(kind, plan, days, tuple(phase.span for phase in within if phase.span is not None))


def _thirds(spans: Sequence[StepSpan]) -> list[tuple[BlockKind, Sequence[StepSpan]]]:
    """Return the thirds of the way from the first target to the lowest; none where one is under two weeks."""
    start = spans[0].step.target
    way = start - min(span.step.target for span in spans)
    thirds: list[list[StepSpan]] = [[], [], []]
    for span in spans:
        down = 3 * (start - span.step.target)
        thirds[(down >= way) + (down >= 2 * way)].append(span)
    if not way or not all(map(_is_long, thirds)):
        return []
    return list(zip(THIRDS, thirds, strict=True))


def _rows(spans: Sequence[StepSpan]) -> list[list[StepSpan]]:
    """Return steps in rows of two weeks and more; what is left over at the end belongs to the last row."""
    rows: list[list[StepSpan]] = [[]]
    for span in spans:
        if _is_long(rows[-1]):
            rows.append([])
        rows[-1].append(span)
    if len(rows) > 1 and not _is_long(rows[-1]):
        left_over = rows.pop()
        rows[-1] += left_over
    return rows


def _is_long(spans: Sequence[StepSpan]) -> bool:
    days = sum((span.ends_before - span.starts_on).days for span in spans if span.ends_before is not None)
    return days >= BLOCK_DAYS or any(span.ends_before is None for span in spans)


def _joined(days: Iterable[Days]) -> tuple[Days, ...]:
    """Return ranges in order, with those that follow each other made one."""
    joined: list[Days] = []
    for first, before in days:
        if joined and joined[-1][1] == first:
            joined[-1] = (joined[-1][0], before)
        else:
            joined.append((first, before))
    return tuple(joined)
