"""Months as calendars, Monday to Sunday: each night with its day and its severity.

The number is the severity; the block beside it only helps the eye. A night that is not logged is `–`; a day outside
the range has nothing after its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.night import SCORE_MOST
from legdiary.domain.reports.night_record import days
from legdiary.domain.time.moments import next_month
from legdiary.humanize import MISSING, plural
from legdiary.render.terminal.layout import RICH_GLYPHS, Span, severity_style, wrapped
from legdiary.render.terminal.styles import HEADING, HINT, NOT_LOGGED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.render.terminal.layout import Line, Page

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS_A_WEEK = 7
_CELL = len("12▇7")
_MONTH = _DAYS_A_WEEK * (_CELL + 1) - 1
_MONTH_GAP = 4
_MOST_MONTHS = 3
_TEN = "X"
_BLOCKS, _NO_BLOCKS = "▁▂▃▄▅▆▇█", "="


def month_heat(nights: Sequence[NightRecord], page: Page) -> list[Line]:
    """Return each month of the nights as a calendar, as many side by side as the page is wide.

    Args:
        nights: consecutive nights, missing ones included, oldest first.
        page: the page to lay out for.
    """
    if not nights:
        return wrapped("No nights in this range: there is nothing to draw.", page.width)
    known = {night.night_of: night for night in nights}
    blocks = _BLOCKS if page.glyphs == RICH_GLYPHS else _NO_BLOCKS
    months = [_month(first, known, blocks) for first in _month_starts(nights[0].night_of, nights[-1].night_of)]
    beside = max(1, min(_MOST_MONTHS, (page.width + _MONTH_GAP) // (_MONTH + _MONTH_GAP)))
    lines: list[Line] = []
    for start in range(0, len(months), beside):
        lines += [*_month_row(months[start : start + beside]), []]
    logged = sum(night.severity is not None for night in nights)
    return lines + wrapped(
        f"Day of the month, then severity 0–10 ({_TEN} is 10); {MISSING} not logged. "
        f"{logged} of {plural(len(nights), 'night')} logged.",
        page.width,
        style=HINT,
    )


def _month_starts(first: date, last: date) -> list[date]:
    """Return the first day of each month from one day to another."""
    found = [first.replace(day=1)]
    while (after := next_month(found[-1])) <= last:
        found.append(after)
    return found


def _month(first: date, known: Mapping[date, NightRecord], blocks: str) -> list[Line]:
    """Return one month: its name, the weekdays, its weeks; each line as wide as the month."""
    after = next_month(first)
    cells = [_blank_cell()] * first.weekday() + [_cell(day, known.get(day), blocks) for day in days(first, after)]
    cells += [_blank_cell()] * (-len(cells) % _DAYS_A_WEEK)
    head: Line = [Span(f"{_MONTHS[first.month - 1]} {first.year}".ljust(_MONTH), HEADING)]
    weekdays: Line = [Span(" ".join(name.rjust(_CELL) for name in _WEEKDAYS), HINT)]
    weeks = [_join(cells[start : start + _DAYS_A_WEEK]) for start in range(0, len(cells), _DAYS_A_WEEK)]
    return [head, weekdays, *weeks]


def _blank_cell() -> Line:
    return [Span(" " * _CELL)]


def _cell(day: date, night: NightRecord | None, blocks: str) -> Line:
    number = Span(f"{day.day:>2}", HINT)
    if night is None:
        return [number, Span("  ")]
    score = night.severity
    if score is None:
        return [number, Span(f" {MISSING}", NOT_LOGGED)]
    block = blocks[round(score * (len(blocks) - 1) / SCORE_MOST)]
    return [number, Span(f"{block}{_TEN if score == SCORE_MOST else score}", severity_style(score))]


def _join(cells: Sequence[Line], gap: int = 1) -> Line:
    made: Line = []
    for cell in cells:
        made += [*cell, Span(" " * gap)]
    return made[:-1]


def _month_row(months: Sequence[Sequence[Line]]) -> list[Line]:
    tallest = max(len(month) for month in months)
    empty: Line = [Span(" " * _MONTH)]
    return [
        _join([month[row] if row < len(month) else empty for month in months], _MONTH_GAP) for row in range(tallest)
    ]
