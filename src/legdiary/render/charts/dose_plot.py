"""The plot of amounts a day: the plan as a line of steps, the amounts taken over it, and the legend of the shapes.

Nothing depends on colour: shapes tell the amounts taken from the plan, and above from below. A day that is not logged
leaves its column empty; a column of several days is drawn at their median.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.stats.descriptive import median
from legdiary.render.charts.canvas import Canvas
from legdiary.render.terminal.layout import ACCENT, DIM, MODERATE, STRONG, Span

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
        return [Span(unit, DIM)]
    middle = chart.gutter + column - len(_TODAY) // 2
    start = max(len(unit) + 1, min(middle, chart.page.width - len(_TODAY)))
    return [Span(unit.ljust(start), DIM), Span(_TODAY, STRONG)]


def plot(chart: Chart, today: date | None) -> list[Line]:
    """Return the rows from the top down, each with its label, and a vertical line through `today`."""
    canvas = Canvas(chart.scale.rows, chart.axis.columns)
    column = chart.axis.column(today) if today else None
    if column is not None:
        for row in range(chart.scale.rows):
            canvas.put(row, column, chart.glyphs.today, DIM)
    _draw_plan(chart, canvas)
    _draw_taken(chart, canvas)
    rows = range(chart.scale.rows - 1, -1, -1)
    return [[_label(chart, row), *canvas.row(row)] for row in rows]


def _label(chart: Chart, row: int) -> Span:
    label = chart.scale.label(row)
    return Span(f"{label.rjust(chart.gutter - 2)} {chart.glyphs.label if label else chart.glyphs.axis}", DIM)


def _draw_plan(chart: Chart, canvas: Canvas) -> None:
    before: int | None = None
    for number, slot in enumerate(chart.axis.slots(chart.of)):
        targets = [day.target for day in slot if day.target is not None]
        row = chart.scale.row(targets[0]) if targets else None
        start = number * chart.axis.wide
        for column in range(start, start + chart.axis.wide):
            if row is not None:
                canvas.put(row, column, chart.glyphs.held if slot[0].held else chart.glyphs.level, ACCENT)
        if row is not None and before is not None and row != before:
            corners = chart.glyphs.falls if row < before else chart.glyphs.rises
            for between in range(min(row, before) + 1, max(row, before)):
                canvas.put(between, start, chart.glyphs.upright, ACCENT)
            canvas.put(before, start, corners[0], ACCENT)
            canvas.put(row, start, corners[1], ACCENT)
        before = row


class _Mark(NamedTuple):
    """The row and the shape of the amount taken in a slot."""

    row: int
    glyph: str


def _draw_taken(chart: Chart, canvas: Canvas) -> None:
    for number, slot in enumerate(chart.axis.slots(chart.of)):
        mark = _mark(chart, slot)
        if mark is not None:
            style = MODERATE if mark.glyph in {chart.glyphs.above, chart.glyphs.below} else STRONG
            canvas.put(mark.row, number * chart.axis.wide + chart.axis.middle, mark.glyph, style)


def _mark(chart: Chart, slot: Sequence[Day]) -> _Mark | None:
    """Return the mark at the median of a slot; each day is compared with its own target."""
    logged = [day.taken for day in slot if day.taken is not None]
    if not logged:
        return None
    row = chart.scale.row(median(logged))
    beside = [day.taken - day.target for day in slot if day.taken is not None and day.target is not None]
    if not beside:
        return _Mark(row, chart.glyphs.free)
    off = median(beside)
    if abs(off) > chart.tolerance:
        return _Mark(row, chart.glyphs.above if off > 0 else chart.glyphs.below)
    targets = [day.target for day in slot if day.target is not None]
    return _Mark(chart.scale.row(targets[0]), chart.glyphs.on)


def taken_items(chart: Chart) -> list[str]:
    """Return the legend of the shapes that are drawn."""
    marks = {mark.glyph for slot in chart.axis.slots(chart.of) if (mark := _mark(chart, slot))}
    glyphs, tolerance = chart.glyphs, chart.scale.unit.format(chart.tolerance)
    planned = any(day.target is not None for day in chart.of)
    told = (
        (glyphs.on, f"taken, within {tolerance} of it"),
        (glyphs.above, "above it"),
        (glyphs.below, "below it"),
        (glyphs.free, "taken, no target in force"),
    )
    items = [f"{glyphs.level * 2} target"] if planned else []
    return items + [f"{glyph} {meaning}" for glyph, meaning in told if glyph in marks]
