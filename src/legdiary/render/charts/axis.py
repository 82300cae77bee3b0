"""The lines below a chart: the time axis, the lanes of holds and of lettered marks, the legend, the small print."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from legdiary import humanize
from legdiary.domain.reports.night_record import days
from legdiary.humanize import user_text
from legdiary.render.charts.dose_plot import is_empty
from legdiary.render.charts.geometry import HELD
from legdiary.render.terminal.layout import Span, line, wrapped
from legdiary.render.terminal.styles import HEADING, HINT, TARGET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from legdiary.render.charts.geometry import Chart
    from legdiary.render.terminal.layout import Line, Page

_DAYS_BETWEEN_TICKS, _MONTHS_BETWEEN_TICKS = (7, 14), (1, 2, 3, 6, 12, 24, 60, 120)
_DAY_LABEL, _MONTH_LABEL = len("28 Nov") + 2, len("2027") + 1
_MONTHS_A_YEAR, _DAYS_A_YEAR = 12, 366
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def time_axis(chart: Chart) -> list[Line]:
    """Return the axis with its ticks, and the line of their dates."""
    found = ticks(chart)
    rule = [chart.glyphs.rule] * chart.axis.columns
    labels = ""
    for day, label in found:
        column = chart.axis.column(day)
        start = chart.gutter + (column or 0)
        if column is None or start + len(label) > chart.page.width:
            continue
        rule[column] = chart.glyphs.tick
        labels = labels.ljust(start) + label
    return [[Span(f"{chart.glyphs.corner.rjust(chart.gutter)}{''.join(rule)}", HINT)], [Span(labels, HINT)]]


def ticks(chart: Chart) -> list[tuple[date, str]]:
    """Return the days that get a date: every week or two, or the first of months, as dense as their labels fit."""
    axis = chart.axis
    for apart in _DAYS_BETWEEN_TICKS:
        if apart >= _DAY_LABEL * axis.column_days:
            found = days(axis.first, axis.first + timedelta(days=axis.days))[::apart]
            return [(day, humanize.short_day(day)) for day in found]
    for apart in _MONTHS_BETWEEN_TICKS:
        if apart * 28 >= _MONTH_LABEL * axis.column_days:
            break
    found = [
        day
        for day in days(axis.first, axis.first + timedelta(days=axis.days))
        if day.day == 1 and (day.year * _MONTHS_A_YEAR + day.month - 1) % apart == 0
    ]
    told = [(day, str(day.year) if day.month == 1 else humanize.month(day)) for day in found]
    begins = humanize.short_day(axis.first)
    if not told or (axis.column(told[0][0]) or 0) > len(begins):
        told.insert(0, (axis.first, begins))
    return told


def hold_lane(chart: Chart) -> list[Line]:
    """Return the lane that marks the columns in which a step was held; no line where none was."""
    lane = [" "] * chart.axis.columns
    across = chart.axis.across
    for slot in chart.axis.slots(chart.of):
        if any(day.held for day in slot.days):
            first, before = slot.first // across, -(-slot.before // across)
            lane[first:before] = [chart.glyphs.held] * (before - first)
    return _lane(chart, HELD, lane, TARGET)


def empty_lane(chart: Chart, before: date | None = None) -> list[Line]:
    """Return the lane that marks the columns with a target in which nothing is logged; no line where there is none.

    Args:
        chart: the chart.
        before: the first day that is not over; None where all are.
    """
    lane = [" "] * chart.axis.columns
    over = chart.of if before is None else chart.of[: max(0, (before - chart.axis.first).days)]
    for column, of in chart.axis.marks(over):
        if is_empty(of):
            lane[column] = chart.glyphs.empty
    return _lane(chart, "", lane, HINT)


def _lane(chart: Chart, name: str, lane: Sequence[str], style: str) -> list[Line]:
    text = "".join(lane).rstrip()
    return [[Span(name.ljust(chart.gutter), HINT), Span(text, style)]] if text else []


def mark_lanes(chart: Chart, marks: Sequence[tuple[date, str]]) -> tuple[list[Line], list[Line]]:
    """Return the lanes of letters below the axis, and the meaning of each letter.

    Marks in the same column go into separate lanes.
    """
    inside = sorted((day, text) for day, text in marks if chart.axis.column(day) is not None)
    left_out, shown = max(0, len(inside) - len(_LETTERS)), inside[-len(_LETTERS) :]
    lanes: list[list[str]] = []
    named: list[Line] = []
    long = chart.axis.days > _DAYS_A_YEAR
    for letter, (day, text) in zip(_LETTERS, shown, strict=False):
        column = chart.axis.column(day) or 0
        lane = next((each for each in lanes if each[column] == " "), None)
        if lane is None:
            lane = [" "] * chart.axis.columns
            lanes.append(lane)
        lane[column] = letter
        when = humanize.long_day(day) if long else humanize.day(day)
        named += wrapped(f"{letter}  {when}: {user_text(text)}", chart.page.width)
    if left_out:
        named += wrapped(f"{humanize.plural(left_out, 'earlier mark')} not shown.", chart.page.width, style=HINT)
    drawn = [line(Span(" " * chart.gutter), Span("".join(lane).rstrip(), HEADING)) for lane in lanes]
    return drawn, named


def legend(items: Iterable[str], page: Page) -> list[Line]:
    """Return items side by side, as many as fit; an item is broken only if it is wider than a whole line."""
    rows: list[str] = []
    for item in items:
        if rows and len(rows[-1]) + 3 + len(item) <= page.width:
            rows[-1] += f"   {item}"
        else:
            rows.append(item)
    return [made for row in rows for made in ([[Span(row)]] if len(row) <= page.width else wrapped(row, page.width))]


def small_print(chart: Chart, what: str, *, today_too: bool = False) -> list[Line]:
    """Return the notes on how to read the chart.

    Args:
        chart: the chart as it was drawn.
        what: the unit of its dots, in the singular: `day`, `night`.
        today_too: today is drawn, though not counted.
    """
    per = chart.axis.per
    told = [f"One {_DOTS[chart.page.dot_kind]} is {per} {what}s: the median of those logged."] if per > 1 else []
    told += ["Today is not counted yet."] if today_too else []
    told += [f"The axis begins at {chart.scale.unit.format(chart.scale.base)}."] if chart.scale.base else []
    return wrapped(" ".join(told), chart.page.width, style=HINT)


#: The narrowest thing that is drawn, in words.
_DOTS = {"braille": "dot", "blocks": "column", "ascii": "column"}
