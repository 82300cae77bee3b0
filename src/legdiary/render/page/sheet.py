"""The content of the clinician's page as a value: finished texts for its tables and lines, numbers for its charts.

The HTML and the PDF are both made from it, so they cannot disagree. Text that a person typed is already harmless
(`words.user_text`); each format escapes it for itself.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Literal

from legdiary.render.page.charts.night_by_night import A4
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from datetime import date

    from legdiary.domain.input.paper import Paper
    from legdiary.domain.reports.day_pattern.typical_day import TypicalDay
    from legdiary.domain.reports.summary.target_days import TargetDays
    from legdiary.render.page.charts.course_bars import CourseRow
    from legdiary.render.page.charts.night_by_night import Heights
    from legdiary.render.page.charts.picture import Picture

#: The version of the page's layout and of the meaning of its figures; raised when either changes.
PAGE_VERSION = 2

Sign = Literal["up", "down", "level", ""]
RowKind = Literal["baseline", "step", "follow-up", "between", "after", "week", "month", "plan", "count", ""]


@dataclass(frozen=True, slots=True)
class Headline:
    """One line of the summary.

    Attributes:
        label: its subject.
        sign: the direction of the change; empty if nothing is compared.
        says: the line itself.
        more: the data it rests on.
    """

    label: str
    sign: Sign
    says: str
    more: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        heading: a short heading.
        meaning: the heading written out; empty if it is already.
        right: its cells are figures, aligned to the right.
    """

    heading: str
    meaning: str = ""
    right: bool = True


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """Columns under one common heading, which may be empty."""

    heading: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its heading, then a cell for each further column; without cells, the heading above the steps of a plan.

    Attributes:
        last: the range ends in this row.
        small: what stands behind the heading in small letters: the nights that its figures rest on.
    """

    head: str
    cells: tuple[str, ...]
    kind: RowKind = ""
    last: bool = False
    small: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. The first column holds the rows' headings."""

    caption: str
    groups: tuple[ColumnGroup, ...]
    rows: tuple[Row, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns in order, that of the headings included."""
        return tuple(column for group in self.groups for column in group.columns)

    @property
    def begins(self) -> tuple[bool, ...]:
        """For each column, whether it is the first under a common heading."""
        return tuple(
            bool(group.heading) and not number for group in self.groups for number in range(len(group.columns))
        )

    @property
    def grouped(self) -> bool:
        """True if any columns have a common heading."""
        return any(group.heading for group in self.groups)


@dataclass(frozen=True, slots=True)
class TargetBar:
    """The days of a plan by what was taken beside the target.

    Attributes:
        of: the numbers of the bar.
        says: the days counted, and the tolerance.
        well_over: the days well over the target, each with its date and amount; empty without any.
    """

    of: TargetDays
    says: str
    well_over: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the second sheet and those after it: a heading, and what stands under it.

    Attributes:
        id: its name in the HTML.
        title: its heading.
        lines: sentences before the tables.
        courses: the rows of its drawing of medicines and magnesium by date; none for any other part.
        grids: its tables.
        notes: explanations after them.
        wide: it takes the width of the sheet.
        empty: the words where nothing of it is logged.
    """

    id: str
    title: str
    lines: tuple[str, ...] = ()
    courses: tuple[CourseRow, ...] = ()
    grids: tuple[Grid, ...] = ()
    notes: tuple[str, ...] = ()
    wide: bool = False
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The clinician's page, in its reading order: one sheet to be read in a minute, then the details.

    Texts may hold marked figures (`figure_marks`).

    Attributes:
        title: the title, without anything personal.
        name: the person's name, only if that was asked for.
        range: its first and last night.
        by: the unit of the table's rows: step, week, month.
        made: the date it was made and the version that made it.
        made_on: the day it was made.
        paper: the paper that it is laid out for.
        question: the question that the person wants answered.
        headlines: the target, the legs, the sleep, the symptoms.
        totals: the latest questionnaire totals and iron values, in one line; empty without any.
        targets: the days on target, a bar for each plan.
        picture: the numbers of the drawing night by night.
        typical: the typical days of the baseline (or the first nights) and of now; none where nothing of them is known.
        typical_unit: mcg where the doses of the typical days are told in micrograms; else None.
        stretches_title, stretches_rule: the heading over the three tables, and how their nights are chosen.
        stretches: the tables of baseline, hardest stretch and now; none where the range is too short for two stretches.
        all_stretches: the same with all their rows.
        foot: what the whole rests on, in a few lines.
        details: the second sheet and those after it.
        help: when to seek help.
        heights: the heights of the panels of the drawing night by night.
        is_full: the first sheet is about full, so that its parts are spread over it; else they stand at its top.
    """

    title: str
    name: str | None
    range: str
    by: str
    made: str
    made_on: date
    paper: Paper
    question: str | None
    headlines: tuple[Headline, ...]
    totals: str
    targets: tuple[TargetBar, ...]
    picture: Picture
    typical: tuple[TypicalDay, ...]
    typical_unit: str | None
    stretches_title: str
    stretches_rule: str
    stretches: tuple[Grid, ...]
    all_stretches: tuple[Grid, ...]
    foot: str
    details: tuple[Part, ...]
    help: tuple[str, ...]
    heights: Heights = A4
    is_full: bool = True

    @property
    def has_notes(self) -> bool:
        """True if the person's notes are on it."""
        return any(each.id == "notes" for each in self.details)

    @property
    def blocks_of_details(self) -> tuple[tuple[bool, tuple[Part, ...]], ...]:
        """The details in runs of parts that take the width of the sheet, and of parts that stand side by side."""
        return tuple((wide, tuple(parts)) for wide, parts in groupby(self.details, key=lambda part: part.wide))

    def part(self, name: str) -> Part:
        """Return a part of the details by its name."""
        return next(each for each in self.details if each.id == name)
