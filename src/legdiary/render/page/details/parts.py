"""The second sheet and those after it, in the order in which they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.humanize import user_text
from legdiary.render.page.charts.event_choice import events_rule
from legdiary.render.page.dates import is_long
from legdiary.render.page.details.limits import limits
from legdiary.render.page.details.pattern import pattern_part
from legdiary.render.page.details.steps import steps_part, trend_part
from legdiary.render.page.details.symptoms import symptoms_part
from legdiary.render.page.details.tables import exposures_grid, magnesium_lines, measures_grid
from legdiary.render.page.details.timelines import course_rows, courses_grid, helped_grid, potency_grid
from legdiary.render.page.first_sheet.target_bar import MOST_NAMED, well_over_rule, well_over_runs
from legdiary.render.page.sheet import Column, ColumnGroup, Grid, Part, Row
from legdiary.render.terminal.report.events import event_words
from legdiary.render.terminal.report.full_report import measures_heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.app.page import PageInputs
    from legdiary.domain.reports.report import Report


def details(report: Report, beside: PageInputs) -> tuple[Part, ...]:
    """Return the parts."""
    measures = measures_grid(beside.measures)
    return (
        pattern_part(report),
        trend_part(report, beside.plans),
        steps_part(report, beside.plans),
        symptoms_part(report),
        *_well_over(report),
        Part(
            "medicines",
            "Medicines and magnesium",
            lines=magnesium_lines(report, beside.magnesium, beside.medicines),
            courses=course_rows(report),
            grids=_only(courses_grid(report)),
            wide=True,
        ),
        Part(
            "factors",
            "Other factors, and what was rated as helping",
            grids=_only(exposures_grid(report), helped_grid(report)),
            empty=wording.NONE_LOGGED,
        ),
        Part(
            "measures",
            measures_heading({each.name for each in beside.measures}),
            grids=_only(measures),
            notes=(wording.IRON_LINES,),
            empty=wording.NONE_LOGGED,
        ),
        Part("potency", "Potency", grids=_only(potency_grid(report)), empty=wording.NONE_LOGGED),
        *_notes(beside),
        Part(
            "events",
            "Everything that changed",
            lines=tuple(_events(report)),
            notes=(events_rule(),) if report.events else (),
            empty=wording.NONE_LOGGED,
        ),
        Part("limits", "Data quality and limits", lines=limits(report, beside)),
    )


def _only(*grids: Grid | None) -> tuple[Grid, ...]:
    return tuple(grid for grid in grids if grid is not None)


def _notes(beside: PageInputs) -> Iterator[Part]:
    """Yield the notes, where they were asked for."""
    if beside.notes is None:
        return
    rows = tuple(Row(humanize.short_day(note.night_of), (note.kind, user_text(note.text))) for note in beside.notes)
    columns = (Column("Night", right=False), Column("Entry", right=False), Column("Note", right=False))
    grids = (Grid(wording.NOTES_AS_TYPED, (ColumnGroup("", columns),), rows),) if rows else ()
    yield Part("notes", "Notes", grids=grids, empty=wording.NONE_LOGGED)


def _events(report: Report) -> Iterator[str]:
    for event in report.events:
        told = event_words(event)
        yield f"{told} {event.on.year}" if is_long(report) else told


def _well_over(report: Report) -> Iterator[Part]:
    """Yield the days well over target where the first sheet has not room for all."""
    for of in report.summary.target_days:
        if len(of.well_over) > MOST_NAMED:
            name = humanize.substance(of.substance) if of.substance != "leaf" else "kratom"
            days = ", ".join(well_over_runs(of, of.well_over, with_year=is_long(report)))
            yield Part(
                f"over-{len(name)}", f"Days well over the target of {name}", lines=(f"{well_over_rule(of)}: {days}.",)
            )
