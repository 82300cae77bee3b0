"""Loop Habit Tracker: its zip, with a list of habits and for each a table of check marks, or its database.

Format after iSoron/uhabits 2.3.1 (`HabitsCSVExporter.kt`, `Entry.kt`): `Habits.csv` has a row a habit, and the folder
that begins with its number has its `Checkmarks.csv`: `Date,Value,Notes`, earlier without a header. A value is a word
(`YES_MANUAL` is done; `YES_AUTO`, not done but not due either, is not), earlier 2 for done; of a measured habit it is
thousandths of its unit. A day of the app is the diary day of that date. What a habit means is not in the file:
`own_words` knows it, or asks.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import plural, quote_typed
from legdiary.formats.dose_apps.loop_database import is_database, read_tables
from legdiary.formats.dose_apps.own_words import (
    FACTOR,
    MOST_WORDS,
    Said,
    Word,
    WordCounts,
    WordEntries,
    entry_of_word,
    settle_words,
)
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.foreign_csv import rows
from legdiary.formats.files.foreign_database import BEGINS
from legdiary.formats.files.text_lines import first_bytes, is_larger
from legdiary.formats.files.zip_files import MAGIC, ZIP_ERRORS, open_member, open_zip
from legdiary.formats.reader_result import MOST_BYTES, BadRow, Row, Rows, TooLarge

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from datetime import date

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

_HABITS, _MARKS = "Habits.csv", "Checkmarks.csv"
_FOLDER = re.compile(r"([0-9]{3,6})(?: [^/]*)?/Checkmarks\.csv")
#: The app's words for its smallest numbers.
_WORDS = {"UNKNOWN": -1, "NO": 0, "YES_AUTO": 1, "YES_MANUAL": 2, "SKIP": 3}
_NUMBER = re.compile(r"-?[0-9]{1,10}")
_DONE, _UNKNOWN, _THOUSANDTHS = 2, -1, 1000
_LONGEST_WORD, _LONGEST_NUMBER = 200, 6


class _Habit(NamedTuple):
    """A habit; `unit` is None if it is not measured."""

    name: str
    unit: str | None


class _Mark(NamedTuple):
    """One check mark: a number, in thousandths of the unit of a measured habit."""

    place: Place
    habit: _Habit
    day: date
    value: int


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Loop's zip, by the names in it, or its database, by its tables."""
    if is_database(content):
        return True
    if not first_bytes(content, len(MAGIC[0])).startswith(MAGIC):
        return False
    try:
        with open_zip(content) as archive:
            return {_HABITS, _MARKS} <= set(archive.namelist())
    except ZIP_ERRORS:
        return False


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the factors, symptoms and severities of a Loop export.

    Raises:
        BadRow: the first row that cannot be right.
        WordsWithoutMeaning, WordsToLookThrough: nobody has said what a habit means.
    """
    if first_bytes(content, len(BEGINS)) == BEGINS:
        return _read(_Database(content, source, options), source, options)
    try:
        with open_zip(content) as archive:
            return _read(_Export(archive, source, options), source, options)
    except ZIP_ERRORS as error:
        raise Place(source).bad(None, "this zip is damaged, or not completely written") from error


def _read(export: _Export | _Database, source: str, options: ReadOptions) -> Found:
    """Return the entries of an export."""
    left: Counter[str] = Counter()
    times: Counter[str] = Counter()
    measured: set[str] = set()
    for mark in export.marks(left):
        times[mark.habit.name] += 1
        if mark.habit.unit is not None:
            measured.add(mark.habit.name)
    words = [Word(name, times[name], is_measured=name in measured) for name in sorted(times)]
    meanings = settle_words(options.words, source, words)
    counts, made = WordCounts(Counter()), WordEntries()
    for mark in export.marks(Counter()):
        meaning, unit = meanings[mark.habit.name], mark.habit.unit
        number = None if unit is None else Decimal(mark.value) / _THOUSANDTHS
        if meaning.field == FACTOR and number == 0:
            continue
        amount = f"{number.normalize():f} {unit}".strip() if number is not None else None
        entry = entry_of_word(Said(mark.habit.name, number, mark.day, mark.day, amount=amount), meaning, counts)
        if entry is not None:
            made.add(entry, mark.place, counts)
    filed = Rows()
    for entry, place in made:
        filed.add(Row(entry, place), entry.night_of.toordinal())
    notes = [plural(left["notes"], "note of a check mark", "notes of check marks")] if left["notes"] else []
    return filed.found((*counts.said(), *notes))


class _Export:
    """An opened zip."""

    def __init__(self, archive: zipfile.ZipFile, source: str, options: ReadOptions) -> None:
        self._archive, self._source, self._options = archive, source, options
        self._habits = self._read_habits()

    def _table(self, path: str, budget: int) -> Iterator[tuple[Place, list[str]]]:
        """Yield the rows of a table in the zip; it is read once first, to refuse one that is too large."""
        with open_member(self._archive, path) as file:
            if is_larger(file, budget):
                raise TooLarge(self._source)
            yield from rows(file, path.rpartition("/")[2])

    def _read_habits(self) -> dict[int, _Habit]:
        """Return the habits by their numbers."""
        if _HABITS not in self._archive.namelist():
            raise Place(self._source).bad(None, f"accepted: Loop's zip, with {_HABITS} in it")
        table = self._table(_HABITS, MOST_BYTES)
        place, header = next(table, (Place(_HABITS, 1), []))
        if header[:2] != ["Position", "Name"]:
            raise place.bad(None, "accepted: Loop's list of habits, which begins with Position,Name")
        found: dict[int, _Habit] = {}
        for here, row in table:
            named = dict(zip(header, row, strict=False))
            position, name = row[0], named.get("Name", "")
            if not position.isascii() or not position.isdecimal() or len(position) > _LONGEST_NUMBER:
                raise here.bad("Position", f"{quote_typed(position)!r} is not the number of a habit")
            found[int(position)] = _habit(
                here, name, named.get("Unit", "") if named.get("Type") == "NUMERICAL" else None
            )
            if len(found) > MOST_WORDS:
                raise here.bad(None, f"more than {MOST_WORDS} habits, the most that are read")
        return found

    def marks(self, left: Counter[str]) -> Iterator[_Mark]:
        """Yield the check marks that say something; rows that cannot be right are left out if the person asked."""
        folders = {path: int(match[1]) for path in self._archive.namelist() if (match := _FOLDER.fullmatch(path))}
        budget = MOST_BYTES
        for path, position in sorted(folders.items(), key=lambda each: each[1]):
            habit = self._habits.get(position)
            if habit is None:
                raise Place(self._source).bad(None, f"{_HABITS} has no habit with the number {position}")
            for place, row in self._table(path, budget):
                if row[0].casefold() == "date":
                    continue
                with self._options.bad.row(left):
                    if len(row) < len(("date", "value")):
                        raise place.bad(None, "accepted: a date, a value and perhaps a note")
                    day, value = place.day("Date", row[0]), _value(place, row[1])
                    left["notes"] += any(cell.strip() for cell in row[2:])
                    if _says_something(habit, value):
                        yield _Mark(place._replace(source=f"{_MARKS} of habit {position}"), habit, day, value)
            budget -= self._archive.getinfo(path).file_size


class _Database:
    """A backup."""

    def __init__(self, content: Content, source: str, options: ReadOptions) -> None:
        self._content, self._source, self._options = content, source, options

    def marks(self, left: Counter[str]) -> Iterator[_Mark]:
        """Yield the check marks that say something; rows that cannot be right are left out if the person asked."""
        rows, found = read_tables(self._content, self._source)
        if len(rows) > MOST_WORDS:
            raise Place(self._source).bad(None, f"more than {MOST_WORDS} habits, the most that are read")
        habits = {row.number: _habit(row.place, row.name, row.unit) for row in rows}
        for mark in found:
            with self._options.bad.row(left):
                if isinstance(mark, BadRow):
                    raise mark
                habit = habits.get(mark.habit)
                if habit is None:
                    raise mark.place.bad("habit", f"there is no habit with the number {mark.habit}")
                left["notes"] += mark.has_note
                if _says_something(habit, mark.value):
                    yield _Mark(mark.place, habit, mark.day, mark.value)


def _habit(place: Place, name: str, unit: str | None) -> _Habit:
    plain = " ".join(name.split())
    if not plain or len(plain) > _LONGEST_WORD or not plain.isprintable():
        raise place.bad("Name", f"accepted: a name of up to {_LONGEST_WORD} characters that can be shown")
    return _Habit(plain, None if unit is None else " ".join(unit.split()))


def _says_something(habit: _Habit, value: int) -> bool:
    """Return whether a habit was done, or measured."""
    return value > _UNKNOWN if habit.unit is not None else value == _DONE


def _value(place: Place, typed: str) -> int:
    """Return a value as the app's number."""
    if typed in _WORDS:
        return _WORDS[typed]
    if not _NUMBER.fullmatch(typed) or int(typed) < _UNKNOWN:
        raise place.bad("Value", f"{quote_typed(typed)!r}; accepted: a number, or {', '.join(_WORDS)}")
    return int(typed)
