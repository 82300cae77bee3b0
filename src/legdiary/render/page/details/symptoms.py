"""The symptoms of each step, week or month: on how many days each was logged, and its median grade."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.reports.night_record import nights_within
from legdiary.humanize import MISSING, user_text
from legdiary.render.page.details.steps import group_dates, group_name, under_headings
from legdiary.render.page.figure_marks import figure
from legdiary.render.page.first_sheet.paper import PRINTED_WIDTH, word_width
from legdiary.render.page.sheet import Column, ColumnGroup, Grid, Part, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.reports.report import Group, Report
    from legdiary.domain.reports.report_sections import SymptomRow
    from legdiary.domain.stats.descriptive import Middle

#: The room for the columns of symptoms side by side, and what is between two of them; the others follow below.
_ROOM, _BETWEEN = PRINTED_WIDTH - 64, 7.0
#: The width of `10 (1.5)`.
_LEAST_COLUMN = 34.0


def symptoms_part(report: Report) -> Part:
    """Return the symptoms by group, in the order of the first sheet."""
    places = {each.name: number for number, each in enumerate(report.summary.symptoms)}
    ordered = sorted(enumerate(report.symptoms), key=lambda each: places.get(each[1].name, len(places)))
    chunks = _side_by_side(ordered)
    return Part(
        "symptoms",
        f"Symptoms by {report.by}",
        grids=tuple(_grid(report, chunk) for chunk in chunks),
        notes=(wording.SYMPTOMS_BY_GROUP,) if chunks else (),
        wide=True,
        empty=wording.NONE_LOGGED,
    )


def _side_by_side(rows: list[tuple[int, SymptomRow]]) -> list[list[tuple[int, SymptomRow]]]:
    """Return the symptoms in as few tables as have room for their names."""
    found: list[list[tuple[int, SymptomRow]]] = []
    used: float = _ROOM
    for number, row in rows:
        wide = max(_LEAST_COLUMN, *(word_width(word) for word in user_text(row.name).split() or [""])) + _BETWEEN
        if used + wide > _ROOM:
            found.append([])
            used = 0.0
        found[-1].append((number, row))
        used += wide
    return found


def _grid(report: Report, chunk: list[tuple[int, SymptomRow]]) -> Grid:
    columns = (
        Column(report.by.capitalize(), right=False),
        *(Column(user_text(row.name)) for _, row in chunk),
    )
    rows = under_headings(
        (
            group,
            Row(
                group_dates(group, report) if group.kind == "week" else group_name(group),
                _cells(report, group, [(row, f"symptoms.{number}.groups.{place}") for number, row in chunk], place),
                group.kind,
                last=group.before_day == report.before_night,
            ),
        )
        for place, group in enumerate(report.groups)
    )
    return Grid(wording.symptoms_caption(report.by), (ColumnGroup("", columns),), rows)


def _cells(report: Report, group: Group, rows: Sequence[tuple[SymptomRow, str]], place: int) -> tuple[str, ...]:
    """Return the cell of each symptom in a group.

    Args:
        report: the report.
        group: the group.
        rows: the symptoms, each with its path in `report --json`.
        place: the number of the group.
    """
    nights = nights_within(report.records, group.from_day, group.before_day)
    days = Counter(name for night in nights for name, grade in night.symptoms if grade > 0)
    return tuple(_cell(days[row.name], row.by_group[place], path) for row, path in rows)


def _cell(days: int, of: Middle, path: str) -> str:
    """Return the days with a symptom, those with a grade above 0, and its median grade."""
    if not of.n:
        return MISSING
    return str(days) if of.median is None else f"{days} ({figure(humanize.number(of.median), f'{path}.median')})"
