"""The chart of a report that is one screen: the legs and the amounts taken on one time axis, changes as letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize
from legdiary.domain.entries.dose import LEAF
from legdiary.render.charts.axis import ticks
from legdiary.render.charts.canvas import Canvas
from legdiary.render.charts.dose_plot import draw_taken, label
from legdiary.render.charts.geometry import LEGS_GUTTER
from legdiary.render.charts.severity import has_amounts, severity_rows, substance_charts
from legdiary.render.terminal.layout import Span
from legdiary.render.terminal.styles import HEADING, HINT
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.render.charts.geometry import Chart
    from legdiary.render.charts.severity import ChartSubstance
    from legdiary.render.terminal.layout import Line, Page

#: The name of the rows of leaf, where nothing else is drawn.
_TAKEN = "taken"
_LONGEST_NAME = 10


class Overview(NamedTuple):
    """A chart without the line below it.

    Attributes:
        rows: its lines from the top down.
        first: the first of its plots.
    """

    rows: list[Line]
    first: Chart

    @property
    def nights_a_dot(self) -> int:
        """The nights that the narrowest thing drawn stands for."""
        return self.first.axis.per

    def lines(self, marks: Sequence[tuple[date, str]]) -> list[Line]:
        """Return the chart; below it dates, and the letter of each day that is marked."""
        return [*self.rows, _axis_line(self.first, marks)]


def overview(
    nights: Sequence[NightRecord], page: Page, substances: Sequence[ChartSubstance], *, legs: int, amounts: int
) -> Overview:
    """Return the chart.

    Args:
        nights: consecutive nights, missing ones included, oldest first; at least one.
        page: the page to lay out for.
        substances: what amounts are drawn of, one below the other.
        legs: the rows of severity.
        amounts: the rows of each substance. In ASCII, where severity is one row of digits, the rest of its rows goes to
            them.
    """
    if page.dot_kind == "ascii":
        amounts += (legs - 1) // len(substances)
    charts = substance_charts(nights, page, amounts, substances, planned=False)
    names = {of.word: _TAKEN if of.word == LEAF and len(substances) == 1 else _name(of.word) for of in substances}
    gutter = max(LEGS_GUTTER, *(len(f"{name} 0 |") for name in names.values()), *(each.gutter for each in charts))
    charts = substance_charts(nights, page, amounts, substances, gutter=gutter, planned=False)
    first = charts[0]
    lines = severity_rows(first, legs)
    for of, chart in zip(substances, charts, strict=True):
        if has_amounts(chart):
            lines += _taken_rows(chart, names[of.word])
    return Overview(lines, first)


def _name(word: str) -> str:
    return humanize.substance(word)[:_LONGEST_NAME]


def _taken_rows(chart: Chart, name: str) -> list[Line]:
    """Return what was taken: its unit stands on the highest label, its name on the lowest."""
    canvas = Canvas(chart.scale.rows, chart.axis.columns, chart.page.dot_kind)
    draw_taken(chart, canvas)
    top, rest = chart.scale.rows - 1, chart.gutter - 2
    labels = dict(chart.scale.labels)
    sign = chart.scale.unit.sign
    labels[top] = f"{sign}{labels[top].rjust(rest - len(sign))}"
    if top:
        labels[0] = f"{name}{labels[0].rjust(rest - len(name))}"
    return [[label(chart, labels.get(row, "")), *canvas.row(row)] for row in range(top, -1, -1)]


def _axis_line(chart: Chart, marks: Sequence[tuple[date, str]]) -> Line:
    """Return the letters of the changes and, where these leave room, the dates."""
    text = [" "] * (chart.page.width - chart.gutter)
    styles = [""] * len(text)
    for day, letter in marks:
        column = chart.axis.column(day)
        if column is not None:
            # Two changes of one column stand side by side.
            place = next((each for each in range(column, len(text)) if text[each] == " "), None)
            if place is not None:
                text[place], styles[place] = letter, HEADING
    for day, told in ticks(chart):
        column = chart.axis.column(day) or 0
        before, after = max(0, column - 1), column + len(told) + 1
        if column + len(told) <= len(text) and not "".join(text[before:after]).strip():
            text[column : column + len(told)] = told
            styles[column : column + len(told)] = [HINT] * len(told)
    return [Span(" " * chart.gutter), *map(Span, text, styles)]
