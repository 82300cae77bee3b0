"""A plan that is being typed, in a line or two after each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, question_texts

if TYPE_CHECKING:
    from legdiary.domain.reports.taper_progress import StepView, TaperView

#: So many of the first steps are shown, and the last one.
_FIRST_STEPS = 3


def draft_text(view: TaperView) -> str:
    """Return the steps of a plan in short: their number, the first ones and the last, the end and the amount needed."""
    shown = [*view.steps[:_FIRST_STEPS]]
    days = [_step(view, step) for step in shown]
    if len(view.steps) > _FIRST_STEPS:
        last = _step(view, view.steps[-1])
        days.append(last if len(view.steps) == _FIRST_STEPS + 1 else f"… {last}")
    return question_texts.plan_in_short(
        humanize.plural(len(view.steps), "step"),
        ", ".join(days),
        humanize.long_day(view.arrives_on),
        view.unit.format(view.total_needed),
    )


def _step(view: TaperView, step: StepView) -> str:
    return f"{humanize.day(step.span.starts_on)} {view.unit.format(step.span.step.target)}"
