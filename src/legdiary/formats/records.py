"""The answer of every importer, its refusals, and the bounds of what is read.

An importer is a module with two functions:

    recognises(content: Content, name: str) -> bool     quick, never raises; `name` is the file's own name
    read(content: Content, source: str, zone: Zone, bad: BadRows) -> Found

`content` is the open file, or bytes: it is read a piece at a time (`text_lines`), and what is found is kept packed.
`source` is the file's name as errors may show it, `zone` the zone of moments for which the file names none. Under which
night a moment is filed is the command's business, except where the file says it (`detect.WITH_NIGHTS`). All of a file
is read or nothing: the first row that cannot be right raises `BadRow` (wrap what the domain may refuse in `at_row`, and
give every entry to `invariants.check_zones`). Each row is read within `bad.row()`, which leaves it out where the person
said so: whole, so that nothing of it is counted or kept before all of it is known to be right. What is refused later,
as a moment that has not come yet, is named by the `where` of its entry. Messages never hold a note or a name that a
person wrote.
"""

from __future__ import annotations

import copy
from array import array
from collections import Counter
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from legdiary.domain.ledger.same_entry import filed_on
from legdiary.errors import BadValue, shown
from legdiary.util.packed import Packed, View
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.products import Product

#: The most that one file may hold, unpacked; of legdiary's own JSON, which has every entry twice, more.
MOST_BYTES, MOST_JSON = 200_000_000, 500_000_000
#: The most that one cell, or one text, may hold.
MOST_CELL = 1_000_000
#: The most entries that one file may hold, and the most of one day; the most rows of it that are left out.
MOST_ENTRIES, MOST_A_DAY, MOST_LEFT_OUT = 1_000_000, 10_000, 50_000


class Record(NamedTuple):
    """The place of a record on a line that several share; as text, `record 3`.

    Attributes:
        number: 1-based, in its list.
        of: the list, where a file has more than one.
    """

    number: int
    of: str = ""

    def __str__(self) -> str:
        return f"record {self.number}{f' of the {self.of}' if self.of else ''}"


#: A place in a file: a line, 1-based; or a record, where the line alone would not tell.
Spot: TypeAlias = "int | Record"


class Where(NamedTuple):
    """Where in a file something stands; as text, `doses.csv, line 3`.

    Attributes:
        source: the file's name.
        line: a line or a record; None where the file as a whole is meant.
    """

    source: str
    line: Spot | None = None

    def __str__(self) -> str:
        at = f"line {self.line}" if isinstance(self.line, int) else str(self.line)
        return f"{shown(self.source)}{'' if self.line is None else f', {at}'}"


class BadRow(BadValue):
    """A place in a file to import that cannot be right.

    Args:
        source: the file's name.
        line: a line, 1-based, or a record; None where the file as a whole is meant.
        column: the column's or field's name, or None.
        mistake: what stands there (through `errors.shown`; never a note) and what is accepted.
    """

    def __init__(self, source: str, line: Spot | None, column: str | None, mistake: str) -> None:
        self.source, self.line, self.column, self.mistake = source, line, column, mistake
        super().__init__(f"{self.place}: {mistake}")

    @property
    def place(self) -> str:
        """Where it is, without what stands there: `plees.csv, line 7, stop`."""
        return f"{Where(self.source, self.line)}{'' if self.column is None else f', {shown(self.column)}'}"


class TooLarge(BadRow):
    """A file, or a cell of one, larger than is read."""

    def __init__(
        self, source: str, line: Spot | None = None, column: str | None = None, most_bytes: int = MOST_BYTES
    ) -> None:
        most = f"{most_bytes // 1_000_000} MB" if line is None else f"{MOST_CELL // 1_000_000} MB in one cell"
        super().__init__(source, line, column, f"larger than {most}, the most that is read")


class BadRows:
    """The rows of a file that cannot be right: the first refuses the file, or all are left out, if the person said so.

    Attributes:
        skip: whether they are left out.
    """

    def __init__(self, *, skip: bool = False) -> None:
        self.skip = skip
        self._left_out: dict[str, BadRow] = {}

    @property
    def left_out(self) -> tuple[BadRow, ...]:
        """The refusals of the rows that were left out, in order."""
        return tuple(self._left_out.values())

    @contextmanager
    def row(self, *counts: Any) -> Iterator[None]:
        """Leave out what is refused within, if bad rows are left out.

        Args:
            counts: what the row is counted in; of one that is left out nothing is.

        Raises:
            BadRow: bad rows are not left out, or the file as a whole is meant.
        """
        before = copy.deepcopy(counts) if self.skip else ()
        try:
            yield
        except BadRow as error:
            if not self.skip or error.line is None:
                raise
            self.leave_out(error)
            for count, was in zip(counts, before, strict=True):
                _put_back(count, was)

    def leave_out(self, error: BadRow) -> None:
        """Take down a row that is left out; each once.

        Raises:
            BadRow: one more than are left out.
        """
        for each in (error, error.__cause__, error.__context__):
            if each is not None:
                each.__traceback__ = None  # all that the reading held there would be kept with it
        self._left_out.setdefault(error.message, error)
        if len(self._left_out) > MOST_LEFT_OUT:
            most = f"more than {MOST_LEFT_OUT} rows cannot be right"
            raise BadRow(error.source, None, None, f"{most}; is it the format that was meant?")


def _put_back(count: Any, was: Any) -> None:
    if isinstance(count, dict):
        count.clear()
        count.update(was)
    else:
        for name in count.__slots__:
            setattr(count, name, getattr(was, name))


#: None is left out.
STRICT = BadRows()


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds.

    Attributes:
        entries: domain values (Night, Sleep, Dose, Magnesium, Factor, Symptom, Medicine, Measure, Plan), in the order
            in which they are to be numbered.
        not_carried: what the file says and the diary does not take, or the format cannot say: one short sentence each,
            without anything a person wrote.
        products: the file's own number → product; the `product_id` of a Dose names one of these. Empty where no dose
            names a product.
        recalled: places in `entries` whose entry is marked as recalled; empty where the file does not say.
        where: where each of `entries` stands: the line that it begins on, or that its chief part is from. Not compared,
            since a file that was written anew says the same on other lines.
    """

    entries: Sequence[Any]
    not_carried: tuple[str, ...] = ()
    products: Mapping[int, Product] = field(default_factory=dict)
    recalled: AbstractSet[int] = frozenset()
    where: Sequence[Where] = field(default=(), compare=False)


class Places(AbstractSet[int]):
    """Places in a list, each of them a byte."""

    def __init__(self, marks: bytes) -> None:
        self._marks = marks

    def __contains__(self, place: object) -> bool:
        return isinstance(place, int) and 0 <= place < len(self._marks) and self._marks[place] != 0

    def __iter__(self) -> Iterator[int]:
        return (place for place, mark in enumerate(self._marks) if mark)

    def __len__(self) -> int:
        return len(self._marks) - self._marks.count(0)


class Row(NamedTuple):
    """One entry of a file, where it stands, and its mark of recall."""

    entry: Any
    where: Where
    recalled: bool = False


class Rows:
    """The entries of a file, gathered one by one; they take little memory, however many they are."""

    def __init__(self) -> None:
        self._rows: Packed[Row] = Packed()
        self._ranks = array("q")
        self._days: Counter[date | None] = Counter()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: Row, rank: int = 0) -> None:
        """Take in an entry.

        Args:
            row: the entry.
            rank: what it is numbered by; those of one rank, in the order in which they come.

        Raises:
            BadRow: one more than are read.
        """
        if len(self._rows) == MOST_ENTRIES:
            raise BadRow(row.where.source, None, None, f"more than {MOST_ENTRIES} entries, the most that are read")
        day = filed_on(row.entry)
        self._days[day] += 1
        if self._days[day] > MOST_A_DAY:
            raise BadRow(row.where.source, None, None, f"more than {MOST_A_DAY} entries of one day")
        self._rows.append(row)
        self._ranks.append(rank)

    def found(self, not_carried: Sequence[str] = (), products: Mapping[int, Product] | None = None) -> Found:
        """Return all of them, in the order of their ranks."""
        rows = self._rows.by(self._ranks)
        return Found(
            entries=View(rows, _entry_of),
            not_carried=tuple(not_carried),
            products=products or {},
            recalled=Places(bytes(row.recalled for row in rows)),
            where=View(rows, _where_of),
        )


def _entry_of(row: Row) -> Any:
    return row.entry


def _where_of(row: Row) -> Where:
    return row.where


@contextmanager
def at_row(source: str, line: Spot | None, column: str | None = None) -> Iterator[None]:
    """What the domain refuses within, as a refusal of this place in the file.

    Raises:
        BadRow: instead of any other `BadValue`.
    """
    try:
        yield
    except BadRow:
        raise
    except BadValue as error:
        raise BadRow(source, line, column, error.message) from error
