"""The backup of Loop Habit Tracker: its database, with the tables `Habits` and `Repetitions`.

Format after iSoron/uhabits 2.3.1 (`migrations/09.sql` to `25.sql`): a repetition has its habit, a day in Unix
milliseconds, since 1.8 a value (before that, a row is done), since 2.1 a note. A habit has since 1.8 a type (1 is
measured) and a unit.
"""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.time.moments import EARLIEST_YEAR
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.foreign_database import BEGINS, open_database
from legdiary.formats.files.text_lines import first_bytes
from legdiary.formats.reader_result import MOST_ENTRIES, BadRow, Record

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from legdiary.formats.files.foreign_database import ForeignDatabase
    from legdiary.formats.files.text_lines import Content

_HABITS, _REPETITIONS = "Habits", "Repetitions"
_CREATED = re.compile(rb'(?i)create table "?repetitions"?\s*\(')
#: The part of a database's header that says which program it belongs to; Loop leaves it empty.
_HEADER_BYTES, _OWNER = 100, slice(68, 72)
#: The definitions of the tables stand near the beginning of the file.
_LOOKED_THROUGH = 1_000_000
#: The columns that are read: of this version, and of earlier ones.
_HABIT_COLUMNS = (("id", "name", "type", "unit"), ("id", "name"))
_MARK_COLUMNS = (("habit", "timestamp", "value", "notes"), ("habit", "timestamp", "value"), ("habit", "timestamp"))
_MEASURED, _DONE = 1, 2
_DAY_MS, _EPOCH, _LAST_DAY = 86_400_000, date(1970, 1, 1), 47_481


class HabitRow(NamedTuple):
    """A habit as it stands in the database; `unit` is None if it is not measured."""

    place: Place
    number: int
    name: str
    unit: str | None


class MarkRow(NamedTuple):
    """A check mark as it stands in the database."""

    place: Place
    habit: int
    day: date
    value: int
    has_note: bool


def is_database(content: Content) -> bool:
    """Return whether this is a database with Loop's tables."""
    head = first_bytes(content, _HEADER_BYTES)
    if not head.startswith(BEGINS) or any(head[_OWNER]):
        return False
    return _CREATED.search(first_bytes(content, _LOOKED_THROUGH)) is not None


def read_tables(content: Content, source: str) -> tuple[list[HabitRow], Iterator[MarkRow | BadRow]]:
    """Return the habits, and the check marks one by one; a row that cannot be right comes as its error.

    Raises:
        BadRow: it is no whole database of Loop.
        TooLarge: it is larger than any export.
    """
    with open_database(content, source, (_HABITS, _REPETITIONS), is_secret=isinstance(content, bytes)) as database:
        rows = list(_rows(database, _HABITS, _HABIT_COLUMNS))
    habits = [_habit(Place(source, Record(number, _HABITS)), row) for number, row in enumerate(rows, start=1)]
    return habits, _marks(content, source)


def _marks(content: Content, source: str) -> Iterator[MarkRow | BadRow]:
    with (
        open_database(content, source, (_HABITS, _REPETITIONS), is_secret=isinstance(content, bytes)) as database,
        closing(_rows(database, _REPETITIONS, _MARK_COLUMNS)) as rows,
    ):
        for number, row in enumerate(rows, start=1):
            if number > MOST_ENTRIES:
                raise Place(source).bad(None, f"more than {MOST_ENTRIES} check marks, the most that are read")
            try:
                yield _mark(Place(source, Record(number, _REPETITIONS)), row)
            except BadRow as error:
                yield error


def _rows(database: ForeignDatabase, table: str, layouts: Sequence[Sequence[str]]) -> Generator[tuple[Any, ...]]:
    """Yield the rows of a table by the first layout whose columns it has."""
    for layout in layouts[:-1]:
        rows = database.rows(table, layout)
        try:
            first = next(rows, None)
        except BadRow:
            continue
        if first is not None:
            yield first
            yield from rows
        return
    yield from database.rows(table, layouts[-1])


def _habit(place: Place, row: tuple[Any, ...]) -> HabitRow:
    number, name = row[:2]
    kind, unit = row[2:] or (0, None)
    if type(number) is not int or not isinstance(name, str) or not isinstance(unit, str | None):
        raise place.bad(None, "accepted: a habit with a number, a name and perhaps a unit")
    return HabitRow(place, number, name, (unit or "") if kind == _MEASURED else None)


def _mark(place: Place, row: tuple[Any, ...]) -> MarkRow:
    habit, stamp = row[:2]
    value, note = (*row[2:], _DONE, None)[:2] if len(row) < len(_MARK_COLUMNS[0]) else row[2:]
    if type(habit) is not int:
        raise place.bad("habit", "accepted: the number of a habit")
    if type(stamp) is not int or not 0 <= stamp // _DAY_MS < _LAST_DAY:
        raise place.bad("timestamp", "accepted: milliseconds since 1970-01-01")
    day = _EPOCH + timedelta(days=stamp // _DAY_MS)
    if day.year < EARLIEST_YEAR:
        raise place.bad("timestamp", f"{day} is before {EARLIEST_YEAR}")
    if type(value) is not int:
        raise place.bad("value", "accepted: a whole number")
    return MarkRow(place, habit, day, value, isinstance(note, str) and bool(note.strip()))
