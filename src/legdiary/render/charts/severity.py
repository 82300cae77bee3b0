"""The chart of a report: severity by night and, on the same time axis, the plan and the amounts taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.night import SCORE_MOST
from legdiary.domain.stats.descriptive import median
from legdiary.render.charts.axis import legend, mark_lanes, small_print, time_axis
from legdiary.render.charts.canvas import Canvas
from legdiary.render.charts.dose_plot import heading, plot, taken_items
from legdiary.render.charts.geometry import LEGS, Chart, Day
from legdiary.render.terminal.layout import DIM, Span, severity_style, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.render.terminal.layout import Line, Page

_SCALE_MG = 100


def severity_over_taper(
    nights: Sequence[NightRecord], page: Page, *, marks: Sequence[tuple[date, str]] = (), height: int = 7,
    tolerance: int = _SCALE_MG,
) -> list[Line]:  # fmt: skip
    """Return severity as a row of cells and, below it on the same time axis, the plan and amounts taken.

    Args:
        nights: consecutive nights, missing ones included, oldest first.
        page: the page to lay out for.
        marks: days to be marked (a new batch, a hold, a new medicine), each with its text.
        height: the most rows of the staircase.
        tolerance: the distance within which a day is on its target: the smallest amount the scale can weigh.
    """
    if not nights:
        return wrapped("No nights in this range: there is nothing to draw.", page.width)
    of = [Day(night.kratom.target_mg, night.kratom.total_mg, night.severity) for night in nights]
    chart = Chart.of_days(of, nights[0].night_of, page, height, tolerance)
    lines: list[Line] = [_severity_row(chart), []]
    kratom = any(day.target is not None or day.taken is not None for day in of)
    if kratom:
        lines += [heading(chart, None), *plot(chart, None)]
    lines += time_axis(chart)
    lanes, named = mark_lanes(chart, marks)
    lines += [*lanes, [], *legend([*_severity_items(chart), *(taken_items(chart) if kratom else [])], page)]
    return [*lines, *named, *small_print(chart, "night", today_too=False)]


def _severity_row(chart: Chart) -> Line:
    canvas = Canvas(1, chart.axis.columns)
    cells = chart.glyphs.cells
    for number, slot in enumerate(chart.axis.slots(chart.of)):
        known = [day.severity for day in slot if day.severity is not None]
        if known:
            score = median(known)
            cell = cells[_cell(score, cells)]
            canvas.put(0, number * chart.axis.wide + chart.axis.middle, cell, severity_style(score))
    return [Span(LEGS.ljust(chart.gutter), DIM), *canvas.row(0)]


def _cell(score: float, cells: str) -> int:
    return int(score * (len(cells) - 1) / SCORE_MOST + 0.5)


def _severity_items(chart: Chart) -> list[str]:
    cells = chart.glyphs.cells
    if len(cells) > SCORE_MOST:
        return [f"{LEGS}: severity, {cells[-1]} is 10"]
    some = "  ".join(f"{cells[_cell(score, cells)]} {score}" for score in (0, SCORE_MOST // 2, SCORE_MOST))
    return [f"{LEGS}: severity  {some}"]
