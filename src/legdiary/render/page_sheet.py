"""What the clinician's page shows, as a value: ready strings for its tables and lines, plain numbers for its charts.

Both the HTML and the PDF are drawn from it, so they cannot disagree. Text that a person typed is in it already made
harmless (`layout.user_text`); escaping it for a format is the format's own business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from legdiary.values import dataclass

if TYPE_CHECKING:
    from datetime import date

    from legdiary.domain.phases import PhaseKind

#: Of the layout and the meaning of the page's figures; raised when either changes.
PAGE_VERSION = 1

Sign = Literal["up", "down", "level", ""]
TickKind = Literal["batch", "hold", "medicine", "other"]
RowKind = Literal["baseline", "step", "follow-up", "between", "after", "week", "month", "plan", ""]


@dataclass(frozen=True, slots=True)
class Headline:
    """One line of the summary.

    Attributes:
        label: what it is about.
        sign: which way it went: up, down, level; empty where nothing is compared.
        says: the line itself.
        more: what it rests on.
    """

    label: str
    sign: Sign
    says: str
    more: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        heading: as short as it has to be.
        meaning: the heading written out; empty where it is already.
        right: whether its cells are figures.
    """

    heading: str
    meaning: str = ""
    right: bool = True


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """Columns under one heading; without a heading each stands for itself."""

    heading: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its heading cell, then a cell for each further column; none where it heads the steps of a plan.

    Attributes:
        last: whether it is the row that the range ends in.
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
        """Of each column, whether it is the first under a common heading."""
        return tuple(
            bool(group.heading) and not number for group in self.groups for number in range(len(group.columns))
        )

    @property
    def grouped(self) -> bool:
        """Whether any columns stand under a common heading."""
        return any(group.heading for group in self.groups)


@dataclass(frozen=True, slots=True)
class Tick:
    """Something else that changed, on the chart and in its legend."""

    night: int
    letter: str
    kind: TickKind
    says: str


@dataclass(frozen=True, slots=True)
class Band:
    """The nights of one group: from number `begin` to before number `before`.

    Attributes:
        label: its target in grams, or a word.
        median: of severity; None where no night of it has a score.
        onset: median minutes after noon at which it began; None where not known.
    """

    begin: int
    before: int
    kind: RowKind | PhaseKind
    label: str
    median: float | None
    onset: float | None


@dataclass(frozen=True, slots=True)
class Night:
    """One night on the chart; None is not known."""

    severity: int | None
    recalled: bool
    planned_mg: int | None
    taken_mg: int | None
    onset: int | None


@dataclass(frozen=True, slots=True)
class Picture:
    """The plain numbers of the charts.

    Attributes:
        first: the date of night number 0.
        nights: every night of the range, in order.
        bands: the groups, which cover the range.
        ticks: what else changed.
        title, says: the nightly chart in a line, and in words for those who do not see it.
        onset_title, onset_says: the same for the chart of the times at which it began.
    """

    first: date
    nights: tuple[Night, ...]
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    title: str
    says: str
    onset_title: str
    onset_says: str

    @property
    def has_kratom(self) -> bool:
        """Whether there is a dose or a target to draw."""
        return any(night.planned_mg is not None or night.taken_mg is not None for night in self.nights)

    @property
    def has_onset(self) -> bool:
        """Whether any night says when it began."""
        return any(night.onset is not None for night in self.nights)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The clinician's page, in the order in which it is read (facts D1).

    Attributes:
        title: what the page is, without anything personal.
        name: whose it is, only where that was asked for.
        range: its first and last night.
        by: what a row of the table is: step, week, month.
        facts: nights logged and possible, zone, when it was made and by which version.
        made_on: the day it was made.
        headlines: the summary.
        question: what the person wants answered.
        picture: the charts.
        steps: the table per group under `steps_title`; `steps_notes` what its headings mean.
        trend: the trend sentence; `trend_limits` what it cannot say.
        onset: when it began and where, per group; None where nothing is known; `onset_notes` beside it.
        measures: totals and laboratory values; None where there are none; `measures_notes` beside it.
        magnesium: lines.
        exposures: what was logged beside the nights; None where nothing was.
        medicines: likewise.
        limits: what the page rests on, and what it does not know.
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
    onset: Grid | None
    onset_notes: tuple[str, ...]
    measures: Grid | None
    measures_notes: tuple[str, ...]
    magnesium: tuple[str, ...]
    exposures: Grid | None
    medicines: Grid | None
    limits: tuple[str, ...]
    help: tuple[str, ...]
