"""The result of every importer, its errors, and the limits of what is read.

An importer is a module with two functions:

    recognises(content: Content, name: str) -> bool     quick, never raises; `name` is the file's name
    read(content: Content, source: str, options: ReadOptions) -> Found

`content` is an open file, or bytes. It is read a piece at a time (`text_lines`), and entries are kept packed. `source`
is the file's name as errors may show it. The command decides to which night a moment belongs, except where the file
says it (`detect.WITH_NIGHTS`).

A file is read whole or not at all: the first invalid row raises `BadRow`. Wrap calls that may raise errors of the
domain in `locate_errors`, and give every entry to `invariants.check_zones`. Read each row within `options.bad.row()`,
which leaves an invalid row out where the person asked for that. It leaves the whole row out, so count and keep nothing
of a row before all of it is known to be valid. Errors found later, such as a moment in the future, name the `where` of
the entry. Messages never hold a note or a name that a person wrote.
"""

from __future__ import annotations

import copy
from array import array
from collections import Counter
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from legdiary.domain.ledger.entry_comparison import filing_day
from legdiary.errors import BadValue, plural, quote_typed
from legdiary.util.compressed_list import TEN_YEARS, Packed, View
from legdiary.util.progress import NO_PROGRESS
from legdiary.util.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from types import TracebackType

    from legdiary.domain.entries.products import Product
    from legdiary.domain.input.tracker_names import TrackerNights
    from legdiary.domain.time.moments import Zone
    from legdiary.util.progress import Progress

#: Asks which trackers are taken; returns their names in the order of preference, or None if there is no answer.
ChooseTracker: TypeAlias = "Callable[[Sequence[TrackerNights]], Sequence[str] | None]"
#: The file's name and a person's own words in it → the meaning of each word.
SettleWords: TypeAlias = "Callable[[str, Sequence[Any]], Mapping[str, Any]]"
#: The largest size of a file, unpacked; legdiary's own JSON may be larger, since it has every entry twice, and so may
#: what a phone exports, which has every heart beat of years: Apple Health's XML, Health Connect's database.
MOST_BYTES, MOST_JSON, MOST_XML, MOST_DATABASE = 200_000_000, 500_000_000, 4_000_000_000, 500_000_000
#: The most characters in one cell, or in one text.
MOST_CELL = 1_000_000
#: The most entries of a file, the most of one day, and the most rows that are left out.
MOST_ENTRIES, MOST_A_DAY, MOST_LEFT_OUT = 1_000_000, 10_000, 50_000


class Record(NamedTuple):
    """The place of a record in a file whose lines hold several; as text, `record 3`.

    Attributes:
        number: the place in its list, from 1.
        of: the list, where a file has more than one.
    """

    number: int
    of: str = ""

    def __str__(self) -> str:
        return f"record {self.number}{f' of the {self.of}' if self.of else ''}"


class SheetRowNumber(NamedTuple):
    """A row of a sheet; as text, `Sheet1, row 14`, or `row 14` in a file with one sheet without a name.

    Attributes:
        number: the row's number as a spreadsheet counts, from 1.
        sheet: the name of the sheet.
    """

    number: int
    sheet: str = ""

    def __str__(self) -> str:
        return f"{quote_typed(self.sheet)}, row {self.number}" if self.sheet else f"row {self.number}"


#: A place in a file: the number of a line, from 1, a record where a line holds several, or the row of a sheet.
Spot: TypeAlias = "int | Record | SheetRowNumber"


class Where(NamedTuple):
    """A file, and a place in it; as text, `doses.csv, line 3`.

    Attributes:
        source: the file's name.
        line: a line or a record; None where the file as a whole is meant.
    """

    source: str
    line: Spot | None = None

    def __str__(self) -> str:
        at = f"line {self.line}" if isinstance(self.line, int) else str(self.line)
        return f"{quote_typed(self.source)}{'' if self.line is None else f', {at}'}"


class BadRow(BadValue):
    """An invalid place in a file to import.

    Args:
        source: the file's name.
        line: the number of a line, from 1, or a record; None where the file as a whole is meant.
        column: the column's or field's name, or None.
        mistake: the value there (through `errors.quote_typed`; never a note) and the values that are accepted.

    Attributes:
        can_be_left_out: `--skip-bad` would leave this row out.
    """

    def __init__(self, source: str, line: Spot | None, column: str | None, mistake: str) -> None:
        self.source, self.line, self.column, self.mistake = source, line, column, mistake
        self.can_be_left_out = False
        super().__init__(f"{self.place}: {mistake}")

    @property
    def place(self) -> str:
        """Return the place without the value: `plees.csv, line 7, stop`."""
        return f"{Where(self.source, self.line)}{'' if self.column is None else f', {quote_typed(self.column)}'}"


class TooLarge(BadRow):
    """A file, or a cell of one, that is too large to read."""

    def __init__(
        self, source: str, line: Spot | None = None, column: str | None = None, most_bytes: int = MOST_BYTES
    ) -> None:
        most = f"{most_bytes // 1_000_000} MB" if line is None else f"{MOST_CELL // 1_000_000} MB in one cell"
        super().__init__(source, line, column, f"larger than {most}, the most that is read")


class BadRows:
    """The invalid rows of a file: the first refuses the file, unless the person asked to leave such rows out.

    Attributes:
        skip: whether invalid rows are left out.
    """

    def __init__(self, *, skip: bool = False) -> None:
        self.skip = skip
        self._left_out: dict[tuple[str, Spot | None], BadRow] = {}

    @property
    def left_out(self) -> tuple[BadRow, ...]:
        """Return the first error of each row that was left out, in order."""
        return tuple(self._left_out.values())

    def row(self, *counts: Any) -> AbstractContextManager[None]:
        """Leave out a row that raises `BadRow` within, if invalid rows are left out.

        Args:
            counts: the counters that the row may change; they are put back if the row is left out.

        Raises:
            BadRow: invalid rows are not left out, or the file as a whole is meant.
        """
        return _RowLeftOut(self, counts) if self.skip else _REFUSED_ROW

    def leave_out(self, error: BadRow) -> None:
        """Note a row that is left out, once.

        Raises:
            BadRow: too many rows are left out.
        """
        for each in (error, error.__cause__, error.__context__):
            if each is not None:
                each.__traceback__ = None  # it would keep everything in memory that the reader held
        self._left_out.setdefault((error.source, error.line), error)
        if len(self._left_out) > MOST_LEFT_OUT:
            most = f"more than {MOST_LEFT_OUT} rows cannot be right"
            raise BadRow(error.source, None, None, f"{most}; is it the format that was meant?")


class _RefusedRow:
    """The context of a row that refuses the file if it is invalid; one for all, since a file has many rows."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, of: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if isinstance(error, BadRow):
            error.can_be_left_out = error.line is not None


class _RowLeftOut:
    """The context of a row that is left out if it is invalid."""

    def __init__(self, bad: BadRows, counts: Sequence[Any]) -> None:
        self._bad, self._counts = bad, counts
        self._before = copy.deepcopy(counts)

    def __enter__(self) -> None:
        pass

    def __exit__(self, of: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if not isinstance(error, BadRow):
            return False
        if error.line is None:
            error.can_be_left_out = False
            return False
        self._bad.leave_out(error)
        for count, was in zip(self._counts, self._before, strict=True):
            _put_back(count, was)
        return True


_REFUSED_ROW = _RefusedRow()


def _put_back(count: Any, was: Any) -> None:
    if isinstance(count, dict):
        count.clear()
        count.update(was)
    else:
        for name in count.__slots__:
            setattr(count, name, getattr(was, name))


#: Refuses a file at its first invalid row.
STRICT = BadRows()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The knowledge that a reader needs beside the file.

    Attributes:
        zone: the zone of moments for which the file names none.
        bad: the rule for rows that cannot be right.
        trackers: the devices or apps whose nights are taken, in the order of preference (`--source`); empty: all.
        choose_tracker: asks for that order where several have the same nights; None if there is nobody to ask.
        words: returns what a person's own words in another app mean (`dose_apps.own_words`), by the file's name and the
            words; None: the diary's vocabulary alone.
        mapping: returns the `TableOptions` by which a table of one's own is read; None where none is.
        progress: hears how far reading is; no reader has to do anything for it.
    """

    zone: Zone
    bad: BadRows = STRICT
    trackers: tuple[str, ...] = ()
    choose_tracker: ChooseTracker | None = None
    words: SettleWords | None = None
    mapping: Callable[[], Any] | None = None
    progress: Progress = NO_PROGRESS


def left_out_texts(left: Mapping[str, int], words: Mapping[str, tuple[str, str, str]]) -> Iterator[str]:
    """Yield a sentence for each count of what is left out.

    Args:
        left: what → how often.
        words: what → its word for one, for several, and what is said behind it.
    """
    for key, (one, several, said) in words.items():
        if left.get(key):
            yield f"{plural(left[key], one, several)}{said}"


@dataclass(frozen=True, slots=True)
class Found:
    """The entries of a file, and a list of what could not be imported.

    Attributes:
        entries: domain values (Night, Sleep, Dose, Magnesium, Factor, Symptom, Medicine, Measure, Plan), in the order
            in which they are to be numbered.
        not_carried: what the diary has no place for, and what the format cannot say: one short sentence each, without
            anything a person wrote.
        products: the file's own number → product; the `product_id` of a Dose names one of these. Empty where no dose
            names a product.
        recalled: places in `entries` of those marked as recalled; empty where the file does not say.
        where: the place of each of `entries` in the file: the line that it begins on, or that its main part is from.
            Not compared, since the same entries may stand on other lines of another file.
        trackers: the devices and apps whose sleep the file has; empty where it names none.
        marked: `entries`, each with whether it is recalled, where they can be had so; else None.
    """

    entries: Sequence[Any]
    not_carried: tuple[str, ...] = ()
    products: Mapping[int, Product] = field(default_factory=dict)
    recalled: AbstractSet[int] = frozenset()
    where: Sequence[Where] = field(default=(), compare=False)
    trackers: tuple[str, ...] = ()
    marked: Sequence[tuple[Any, bool]] | None = field(default=None, compare=False)


class Places(AbstractSet[int]):
    """A set of places in a list, kept as one byte for each place."""

    def __init__(self, marks: bytes) -> None:
        self._marks = marks

    def __contains__(self, place: object) -> bool:
        return isinstance(place, int) and 0 <= place < len(self._marks) and self._marks[place] != 0

    def __iter__(self) -> Iterator[int]:
        return (place for place, mark in enumerate(self._marks) if mark)

    def __len__(self) -> int:
        return len(self._marks) - self._marks.count(0)


class Row(NamedTuple):
    """One entry of a file, its place there, and whether it is marked as recalled."""

    entry: Any
    where: Where
    recalled: bool = False


class Days:
    """The number of entries of each day."""

    def __init__(self) -> None:
        self._days: Counter[date | None] = Counter()

    def add(self, entry: Any, source: str) -> None:
        """Count an entry.

        Raises:
            BadRow: too many of one day.
        """
        day = filing_day(entry)
        self._days[day] += 1
        if self._days[day] > MOST_A_DAY:
            raise BadRow(source, None, None, f"more than {MOST_A_DAY} entries of one day")


class Rows:
    """A list of the entries of a file, packed so that many take little memory."""

    def __init__(self) -> None:
        self._rows: Packed[Row] = Packed(loose=TEN_YEARS)
        self._ranks = array("q")
        self._days = Days()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: Row, rank: int = 0) -> None:
        """Add an entry.

        Args:
            row: the entry.
            rank: its place in the order of numbers; entries of the same rank keep the order in which they are added.

        Raises:
            BadRow: too many entries, or too many of one day.
        """
        if len(self._rows) == MOST_ENTRIES:
            raise BadRow(row.where.source, None, None, f"more than {MOST_ENTRIES} entries, the most that are read")
        self._days.add(row.entry, row.where.source)
        self._rows.append(row)
        self._ranks.append(rank)

    def found(self, not_carried: Sequence[str] = (), products: Mapping[int, Product] | None = None) -> Found:
        """Return all entries in the order of their ranks."""
        rows = self._rows.by(self._ranks)
        return Found(
            entries=View(rows, _entry_of),
            not_carried=tuple(not_carried),
            products=products or {},
            recalled=Places(bytes(row.recalled for row in rows)),
            where=View(rows, _where_of),
            marked=View(rows, _marked),
        )


def _entry_of(row: Row) -> Any:
    return row.entry


def _where_of(row: Row) -> Where:
    return row.where


def _marked(row: Row) -> tuple[Any, bool]:
    return row.entry, row.recalled


class locate_errors:  # noqa: N801 - a function of one use, as those of contextlib are
    """Turn an error of the domain into one that names this place in the file.

    A class, since it is entered several times for each row of a file, and `contextmanager` costs three times as much.

    Raises:
        BadRow: in place of any other `BadValue`.
    """

    __slots__ = ("_column", "_line", "_source")

    def __init__(self, source: str, line: Spot | None, column: str | None = None) -> None:
        self._source, self._line, self._column = source, line, column

    def __enter__(self) -> None:
        pass

    def __exit__(self, of: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if isinstance(error, BadValue) and not isinstance(error, BadRow):
            raise BadRow(self._source, self._line, self._column, error.message) from error
