"""The content of the clinician's page as a value: finished texts for its tables and lines, numbers for its charts.

The HTML and the PDF are both made from it, so they cannot disagree. Text that a person typed is already harmless
(`words.user_text`); each format escapes it for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from legdiary.domain.taper.phases import PhaseKind

#: The version of the page's layout and of the meaning of its figures; raised when either changes.
PAGE_VERSION = 1

Sign = Literal["up", "down", "level", ""]
TickKind = Literal["batch", "hold", "medicine", "other"]
RowKind = Literal["baseline", "step", "follow-up", "between", "after", "week", "month", "plan", ""]


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
    """

    head: str
    cells: tuple[str, ...]
    kind: RowKind = ""
    last: bool = False


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
class Tick:
    """Another change, on the chart and in its legend."""

    night: int
    letter: str
    kind: TickKind
    says: str


@dataclass(frozen=True, slots=True)
class Band:
    """The nights of one group: from number `begin` to before number `before`.

    Attributes:
        label: its target, or a word.
        median: the median severity; None if too few nights have a score.
        onset: the median time at which restless legs began, in minutes after noon; None where not known.
    """

    begin: int
    before: int
    kind: RowKind | PhaseKind
    label: str
    median: float | None
    onset: float | None


@dataclass(frozen=True, slots=True)
class Night:
    """One night on the chart; None means not known."""

    severity: int | None
    recalled: bool
    planned_mg: int | None
    taken_mg: int | None
    onset: int | None


@dataclass(frozen=True, slots=True)
class Picture:
    """The numbers of the charts.

    Attributes:
        first: the date of night number 0.
        nights: every night of the range, in order.
        bands: the groups, which cover the range.
        ticks: other changes.
        title: the title of the chart by night.
        says: that chart in words, for those who cannot see it.
        onset_title, onset_says: the same for the chart of the times at which restless legs began.
        what, unit: the substance of the lower panel, and the unit of its amounts, of which each night has thousandths.
    """

    first: date
    nights: tuple[Night, ...]
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    title: str
    says: str
    onset_title: str
    onset_says: str
    what: str = "kratom"
    unit: str = "g"

    @property
    def has_kratom(self) -> bool:
        """True if there is a dose or a target to draw."""
        return any(night.planned_mg is not None or night.taken_mg is not None for night in self.nights)

    @property
    def has_onset(self) -> bool:
        """True if any night has a time at which restless legs began."""
        return any(night.onset is not None for night in self.nights)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The clinician's page, in its reading order (facts D1).

    Attributes:
        title: the title, without anything personal.
        name: the person's name, only if that was asked for.
        range: its first and last night.
        by: the unit of the table's rows: step, week, month.
        facts: nights logged and possible, zone, the date it was made and the version that made it.
        made_on: the day it was made.
        headlines: the summary.
        question: the question that the person wants answered.
        picture: the charts.
        steps: the table by groups, under `steps_title`; `steps_notes` explain its headings.
        trend: the sentence on the trend of severity; `trend_limits` are those on other figures, and what none can show.
        stretches: before, hardest and now, side by side; None without a plan.
        blocks: how the blocks of the taper differ, where its steps are too short to be compared.
        onset: when and where restless legs began, by group; None if nothing is known; with `onset_notes`.
        measures: totals and laboratory values, under `measures_title`; None without any; with `measures_notes`.
        magnesium: the lines on magnesium.
        exposures: the other factors; None without any.
        medicines: the medicines; None without any.
        limits: the sources of the data, and the gaps in them.
        help: when to seek help.
    """

    title: str
    name: str | None
    range: str
    by: str
    facts: tuple[str, ...]
    made_on: date
    headlines: tuple[Headline, ...]
    question: str | None
    picture: Picture
    steps_title: str
    steps: Grid
    steps_notes: tuple[str, ...]
    trend: str
    trend_limits: tuple[str, ...]
    stretches: Grid | None
    blocks: tuple[str, ...]
    onset: Grid | None
    onset_notes: tuple[str, ...]
    measures_title: str
    measures: Grid | None
    measures_notes: tuple[str, ...]
    magnesium: tuple[str, ...]
    exposures: Grid | None
    medicines: Grid | None
    limits: tuple[str, ...]
    help: tuple[str, ...]
