"""The latest steps of a plan, enlarged: each as wide as the next, on a scale of its own, with its figures below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.taper.plan_unit import unit_of_plan
from legdiary.humanize import planned_number
from legdiary.render.charts.canvas import GRAINS, Canvas, chart_glyphs
from legdiary.render.charts.geometry import Scale
from legdiary.render.terminal.layout import Span
from legdiary.render.terminal.styles import HEADING, HINT, NOTE, TARGET
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.reports.taper_progress import StepView, TaperView
    from legdiary.domain.taper.plan import Plan
    from legdiary.render.terminal.layout import Line, Page

#: The rows of both panels: in braille 36 heights.
ROWS = 9
_STEPS, _LEAST_CELL = 6, 5
_TARGET, _TAKEN = "target", "taken"


def enlarged_steps(view: TaperView) -> list[StepView]:
    """Return the last six steps up to the current one; of a plan that has not begun the first six."""
    begun = [step for step in view.steps if step.span.starts_on <= view.today]
    return begun[-_STEPS:] or list(view.steps[:_STEPS])


@dataclass(frozen=True, slots=True)
class Enlarged:
    """The panel of some steps.

    Attributes:
        plan: the plan.
        steps: the steps, oldest first.
        scale: the heights of their targets and of the medians taken.
        cell: the columns of a step.
        gutter: the columns of the labels.
        is_broken: the lowest row is that of 0, and the scale begins above it.
    """

    plan: Plan
    steps: Sequence[StepView]
    scale: Scale
    page: Page
    cell: int
    gutter: int
    is_broken: bool

    @classmethod
    def of_steps(cls, steps: Sequence[StepView], plan: Plan, page: Page) -> Enlarged:
        """Return the panel of a plan's steps that fits the page; the earliest give way where it is narrow."""
        up = GRAINS[page.dot_kind].up
        cell = max(_LEAST_CELL, 1 + max(len(figure) for step in steps for figure in _figures(step, plan)))
        gutter = len(_TARGET) + 2
        steps = steps[-max(1, (page.width - gutter) // cell) :]
        targets = [step.span.step.target for step in steps]
        # A last step of 0 stands in a row of its own below the others, which it would else press together.
        is_broken = min(targets) == 0 < max(targets)
        amounts = [target for target in targets if target or not is_broken]
        amounts += [int(step.taken.total.median) for step in steps if step.taken.total.median]
        low, high, rows, unit = min(amounts), max(amounts), ROWS - is_broken, unit_of_plan(plan)
        scale = Scale.fitting(low, high, rows, up, unit)
        if len({scale.height(target) for target in targets}) < len(set(targets)) and low < high:
            scale = Scale(low, high, high - low, rows, up, unit)  # less round, so that more heights are told apart
        # A scale that is less round may have longer labels.
        gutter = max(gutter, 2 + max(map(len, scale.labels.values()), default=0))
        if gutter + cell * len(steps) > page.width and len(steps) > 1:
            return cls.of_steps(steps[1:], plan, page)
        return cls(plan, steps, scale, page, cell, gutter, is_broken=is_broken)

    @property
    def width(self) -> int:
        """The columns of the panel."""
        return max(self.gutter + self.cell * len(self.steps), len(self._heading()))

    def height(self, amount: float) -> int:
        """Return the dot of an amount in the panel."""
        if not self.is_broken:
            return self.scale.height(amount)
        return self.scale.height(amount) + self.scale.up if amount else 0

    def _row(self, amount: float) -> int:
        return self.height(amount) // self.scale.up

    def _heading(self) -> str:
        first, last = self.steps[0].span.number, self.steps[-1].span.number
        steps = f"steps {first}–{last}"
        told = f"{steps}, enlarged"
        return told if len(told) <= self.page.width else steps

    def lines(self) -> list[Line]:
        """Return the heading, the rows, the axis and the figures."""
        glyphs = chart_glyphs(self.page.dot_kind)
        canvas = Canvas(ROWS, self.cell * len(self.steps), self.page.dot_kind)
        wide = self.cell * canvas.grain.across
        before: int | None = None
        for number, step in enumerate(self.steps):
            height = self.height(step.span.step.target)
            canvas.level(number * wide, (number + 1) * wide, height, TARGET)
            if before is not None and before != height:
                canvas.upright(number * wide, before, height, TARGET)
            before = height
        for number, step in enumerate(self.steps):
            median = step.taken.total.median
            if median is not None and self._row(median) != self._row(step.span.step.target):
                glyph = glyphs.above if median > step.span.step.target else glyphs.below
                canvas.put(self._row(median), number * self.cell + self.cell // 2, glyph, NOTE)
        labels = {row + self.is_broken: text for row, text in self.scale.labels.items()}
        if self.is_broken:
            labels[0] = "0"
        rows: list[Line] = []
        for row in range(ROWS - 1, -1, -1):
            text = labels.get(row, "")
            start = f"{text.rjust(self.gutter - 2)} {glyphs.label if text else glyphs.axis}"
            rows.append([Span(start, HINT), *canvas.row(row)])
        rule = f"{glyphs.corner.rjust(self.gutter)}{glyphs.rule * (self.cell * len(self.steps))}"
        figures = [_figures(step, self.plan) for step in self.steps]
        targets, taken = ("".join(each.rjust(self.cell) for each in row) for row in zip(*figures, strict=True))
        return [
            [Span(self._heading(), HINT)],
            *rows,
            [Span(rule, HINT)],
            [Span(_TARGET.ljust(self.gutter), HINT), Span(targets, HEADING)],
            [Span(_TAKEN.ljust(self.gutter), HINT), Span(taken)],
        ]


def _figures(step: StepView, plan: Plan) -> tuple[str, str]:
    """Return a step's target and the median taken, without their unit."""
    target, taken = (
        planned_number(plan.of, amount, plan.unit) for amount in (step.span.step.target, step.taken.total.median)
    )
    return target, taken
