"""A row of a table knows the night that it stands for: nobody finds it by the words that it begins with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day, night
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.report import build_report
from legdiary.domain.reports.week import week_range, week_report
from legdiary.render.terminal.layout import Column, Page, Span, fitted, plain, table, table_in_parts
from legdiary.render.terminal.views.month import month_text
from legdiary.render.terminal.views.week import week_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.render.terminal.layout import Line

WIDTHS = (40, 60, 80, 120)


def kept(lines: Sequence[Line]) -> list[date]:
    """The nights that lines stand for, in order; of a line that was broken the first part alone."""
    found = [span.night for each in lines for span in each if span.night is not None]
    return list(dict.fromkeys(found))


def records(first: str, before: str, *scores: Any) -> Any:
    logged = Logged(nights=[Stored(number, each, recalled=False) for number, each in enumerate(scores, start=1)])
    return night_records(logged, day(first), day(before))


@pytest.mark.parametrize("width", WIDTHS)
def test_every_night_of_a_week_has_its_row(width: int) -> None:
    page = Page(width)
    first, before = week_range(day("2026-11-21"))
    report = week_report(records(str(first), str(before), night("2026-11-15", 4), night("2026-11-20", 6)), [])
    nights = [day(f"2026-11-{number}") for number in range(15, 22)]
    assert kept(fitted(week_text(report, page), page)) == nights


@pytest.mark.parametrize("width", WIDTHS)
def test_a_row_of_a_month_stands_for_the_last_night_of_its_week(width: int) -> None:
    """November 2026 begins on a Sunday: its first week in the month is that one night."""
    page = Page(width)
    report = build_report(records("2026-11-01", "2026-11-22", night("2026-11-03", 4)), [], "week")
    lines = fitted(month_text(report, page), page)
    assert kept(lines) == [day("2026-11-01"), day("2026-11-08"), day("2026-11-15"), day("2026-11-21")]
    rows = [plain([each]) for each in lines if any(span.night for span in each)]
    assert [row.split()[0] for row in rows] == ["1", "2–8", "9–15", "16–21"]


def test_parts_of_a_table_share_their_widths_and_stand_apart() -> None:
    columns = (Column("night", right=False), Column("legs"))
    rows = [[Span("Sun 15"), Span("4")], [Span("Mon 16"), Span("10")]]
    assert plain(table_in_parts(columns, rows, [[Span("the median"), Span("7")]])) == (
        "night       legs\nSun 15         4\nMon 16        10\n\nthe median     7\n"
    )


@given(st.lists(st.lists(st.text("ab ", max_size=4), min_size=0, max_size=3), min_size=1, max_size=4))
def test_a_table_in_parts_is_the_table_with_empty_lines(texts: list[list[str]]) -> None:
    columns = (Column("x", right=False), Column("y"))
    first = day("2026-11-01")
    number = 0
    parts: list[list[list[Span]]] = []
    for part in texts:
        parts.append([])
        for text in part:
            parts[-1].append([Span(text, night=first + timedelta(days=number)), Span("1")])
            number += 1
    made = table_in_parts(columns, *parts)
    assert [each for each in made if each] == table(columns, [row for part in parts for row in part])
    assert len(made) == 1 + number + len(parts) - 1
    assert kept(made) == [first + timedelta(days=each) for each in range(number)]
