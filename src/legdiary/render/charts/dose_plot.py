"""The plot of amounts a day: the plan as a line of steps, and a mark where what was taken lies well beside it.

Nothing depends on colour: shapes tell above from below. A column of several days is marked at their median.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.stats.descriptive import median
from legdiary.render.charts.canvas import Canvas
from legdiary.render.terminal.layout import Span
from legdiary.render.terminal.styles import HEADING, HINT, NOTE, TARGET
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.render.charts.geometry import Chart, Day
    from legdiary.render.terminal.layout import Line

_TODAY = "today"


def heading(chart: Chart, today: date | None, what: str = "") -> Line:
    """Return the line above the plot: the unit, and `today` above the vertical line through today.

    Args:
        chart: the chart.
        today: the day of the vertical line; None without one.
        what: what the amounts are of, where that is not plain.
    """
    column = chart.axis.column(today) if today else None
    unit = f"{what}, {chart.scale.unit.sign} a day" if what else f"{chart.scale.unit.sign} a day"
    if column is None:
        return [Span(unit, HINT)]
    middle = chart.gutter + column - len(_TODAY) // 2
    start = max(len(unit) + 1, min(middle, chart.page.width - len(_TODAY)))
    return [Span(unit.ljust(start), HINT), Span(_TODAY, HEADING)]


def plot(chart: Chart, today: date | None) -> list[Line]:
    """Return the rows from the top down, each with its label, and a vertical line through `today`."""
    canvas = Canvas(chart.scale.rows, chart.axis.columns, chart.page.dot_kind)
    column = chart.axis.column(today) if today else None
    if column is not None:
        for row in range(chart.scale.rows):
            canvas.put(row, column, chart.glyphs.today, HINT)
    if any(day.target is not None for day in chart.of):
        draw_steps(chart, canvas)
        _draw_marks(chart, canvas)
    else:
        draw_taken(chart, canvas)
    rows = range(chart.scale.rows - 1, -1, -1)
    return [[label(chart, chart.scale.labels.get(row, "")), *canvas.row(row)] for row in rows]


def label(chart: Chart, text: str) -> Span:
    """Return the beginning of a row: its label, if it has one, and the axis."""
    return Span(f"{text.rjust(chart.gutter - 2)} {chart.glyphs.label if text else chart.glyphs.axis}", HINT)


def draw_steps(chart: Chart, canvas: Canvas) -> None:
    """Draw the targets: level within a step, upright where it changes."""
    before: int | None = None
    for slot in chart.axis.slots(chart.of):
        target = next((day.target for day in slot.days if day.target is not None), None)
        height = None if target is None else chart.scale.height(target)
        if height is not None:
            canvas.level(slot.first, slot.before, height, TARGET)
            if before is not None and height != before:
                canvas.upright(slot.first, before, height, TARGET)
        before = height


def draw_taken(chart: Chart, canvas: Canvas) -> None:
    """Draw what was taken as level pieces; a day that is not logged leaves none."""
    for slot in chart.axis.slots(chart.of):
        logged = [day.taken for day in slot.days if day.taken is not None]
        if logged:
            canvas.level(slot.first, slot.before, chart.scale.height(median(logged)), HEADING)


class _Mark(NamedTuple):
    """The row and the shape of the amount taken where it is not close to the target."""

    row: int
    glyph: str


def _draw_marks(chart: Chart, canvas: Canvas) -> None:
    for column, of in chart.axis.marks(chart.of):
        mark = _mark(chart, of)
        if mark is not None:
            canvas.put(mark.row, column, mark.glyph, HEADING if mark.glyph == chart.glyphs.free else NOTE)


def _mark(chart: Chart, of: Sequence[Day]) -> _Mark | None:
    """Return the mark at the median of some days; each day is compared with its own target."""
    logged = [day.taken for day in of if day.taken is not None]
    if not logged:
        return None
    row = chart.scale.row(median(logged))
    beside = [day.taken - day.target for day in of if day.taken is not None and day.target is not None]
    if not beside:
        return _Mark(row, chart.glyphs.free)
    off = median(beside)
    if abs(off) < chart.apart:
        return None
    return _Mark(row, chart.glyphs.above if off > 0 else chart.glyphs.below)


def is_empty(of: Sequence[Day]) -> bool:
    """Return whether nothing is logged on days that have a target."""
    return all(day.taken is None for day in of) and any(day.target is not None for day in of)


def taken_items(chart: Chart) -> list[str]:
    """Return the legend of the shapes that are drawn."""
    glyphs, sign = chart.glyphs, chart.scale.unit.format(chart.apart)
    if not any(day.target is not None for day in chart.of):
        return [f"line: taken, {chart.scale.unit.sign} a day"]
    marks = {mark.glyph for _, of in chart.axis.marks(chart.of) if (mark := _mark(chart, of))}
    told = (
        (glyphs.above, f"taken, {sign} or more above it"),
        (glyphs.below, f"taken, {sign} or more below it"),
        (glyphs.free, "taken, no target"),
    )
    return ["line: target", *(f"{glyph} {meaning}" for glyph, meaning in told if glyph in marks)]
