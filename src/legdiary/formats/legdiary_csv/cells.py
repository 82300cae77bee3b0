"""The rows of a table in legdiary's own CSV package, and the values of their cells."""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.time.moments import Moment
from legdiary.domain.time.written_moments import read_day, read_instant
from legdiary.errors import plural, quote_typed
from legdiary.formats.files.text_lines import Lines
from legdiary.formats.legdiary_csv.formula_guard import MARK, unguard
from legdiary.formats.reader_result import MOST_CELL, STRICT, BadRow, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import BadRows

_WHOLE = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,3}))?")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


#: The length of numbers that come again and again, as of scores and minutes; the numbers of entries do not.
_SMALL = 4


def _whole(text: str) -> int | None:
    """Return a whole number; None for any other text."""
    return int(text) if _WHOLE.fullmatch(text) else None


_small = lru_cache(maxsize=4096)(_whole)


@lru_cache(maxsize=4096)
def _thousandths(text: str) -> int | None:
    """Return a number with a decimal point in thousandths; None for any other text."""
    match = _DECIMAL.fullmatch(text)
    return int(match[1]) * 1000 + int((match[2] or "").ljust(3, "0")) if match else None


class Row(NamedTuple):
    """One row: its place in the file, and its cells by column.

    Every method raises `BadRow`, with the column, for a cell that the export does not write.
    """

    source: str
    line: int
    cells: Mapping[str, str]

    def bad(self, column: str, accepted: str) -> BadRow:
        """Return the error for a cell that cannot be right."""
        typed = self.cells.get(column, "")
        there = f"{quote_typed(typed)!r} is not accepted" if typed else "empty"
        return BadRow(self.source, self.line, column, f"{there}; accepted: {accepted}")

    def text(self, column: str) -> str | None:
        """Return a text; None if the cell is empty."""
        return self.cells[column] or None

    def needed(self, column: str) -> str:
        """Return a text that must be there."""
        if not self.cells[column]:
            raise self.bad(column, "a value in every row")
        return self.cells[column]

    def whole(self, column: str) -> int | None:
        """Return a whole number; None if the cell is empty."""
        typed = self.cells[column]
        if not typed:
            return None
        found = _small(typed) if len(typed) <= _SMALL else _whole(typed)
        if found is None:
            raise self.bad(column, "a whole number such as 40")
        return found

    def later(self, column: str) -> int | None:
        """Return a whole number; None if it is empty or the package is older than the column."""
        return self.whole(column) if self.has(column) else None

    def later_text(self, column: str) -> str | None:
        """Return a text; None if it is empty or the package is older than the column."""
        return self.text(column) if self.has(column) else None

    def has(self, column: str) -> bool:
        """Return whether the package has the column; an older one may lack it."""
        return column in self.cells

    def thousandths(self, column: str, what: str = "grams") -> int:
        """Return a number with a decimal point in thousandths, such as grams as milligrams."""
        found = _thousandths(self.cells[column])
        if found is None:
            raise self.bad(column, f"{what} with a decimal point, up to three decimals, such as 2.5")
        return found

    def later_thousandths(self, column: str, what: str) -> int | None:
        """Return a number in thousandths; None if it is empty or the package is older than the column."""
        return self.thousandths(column, what) if self.later_text(column) else None

    def truth(self, column: str, *, optional: bool = False) -> bool:
        """Return the value of `true` or `false`."""
        typed = self.cells[column]
        if typed == "true":
            return True
        if typed != "false" and (typed or not optional):
            raise self.bad(column, "true or false")
        return False

    def day(self, column: str) -> date | None:
        """Return a day; None if the cell is empty."""
        typed = self.cells[column]
        try:
            return read_day(typed) if typed else None
        except ValueError as error:
            raise self.bad(column, "a day that exists as 2026-11-20") from error

    def on(self, column: str) -> date:
        """Return a day that must be there."""
        self.needed(column)
        return self.day(column) or date.min

    def clock_min(self, column: str) -> int | None:
        """Return a clock time as minutes after midnight; None if the cell is empty."""
        typed = self.cells[column]
        match = _CLOCK.fullmatch(typed)
        if typed and match is None:
            raise self.bad(column, "a 24-hour clock time such as 20:30")
        return int(match[1]) * 60 + int(match[2]) if match else None

    def words(self, column: str) -> tuple[str, ...]:
        """Return words that are separated by semicolons."""
        return tuple(self.cells[column].split(";")) if self.cells[column] else ()

    def moment(self, column: str, zone: str) -> Moment | None:
        """Return a moment, whose zone is in another column; None if the cell is empty."""
        typed = self.cells[column]
        if not typed:
            return None
        form = "ISO 8601 with offset such as 2026-11-20T23:40:00-05:00"
        try:
            return Moment(*read_instant(typed), self.needed(zone))
        except ValueError as error:
            raise self.bad(column, form) from error

    def lived(self, column: str, zone: str) -> Moment:
        """Return a moment that must be there."""
        self.needed(column)
        return self.moment(column, zone) or Moment(0, 0, "UTC")


def read_table(
    content: Content, source: str, columns: tuple[str, ...], guarded: Iterable[str], bad: BadRows = STRICT
) -> tuple[list[str], Iterator[Row]]:
    """Return the header of a table with the needed columns, and its rows with the formula guard undone.

    Args:
        content: a text that `text_lines.check_text` has accepted.
        source: the file's name.
        columns: the needed columns.
        guarded: the columns with the formula guard.
        bad: the rule for rows that cannot be right.

    Raises:
        BadRow: it is not such a table.
    """
    text = Lines(content, source)
    lines = csv.reader(text, strict=True)
    header = _next(lines, source, 1)
    if header is None or len(set(header)) != len(header):
        raise BadRow(source, 1, None, "no header, or a column twice; one row of different names is accepted")
    for name in columns:
        if name not in header:
            raise BadRow(source, 1, name, f"the column is missing; accepted: {', '.join(columns)}, commas between")
    return header, _rows(_records(text, lines, source), source, header, {*guarded}, bad)


def _records(text: Lines, lines: Any, source: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of every record with the line on which it begins."""
    text.begin_record()
    line = lines.line_num + 1
    while (cells := _next(lines, source, line)) is not None:
        yield line, cells
        text.begin_record()
        line = lines.line_num + 1


def _rows(
    records: Iterable[tuple[int, list[str]]], source: str, header: list[str], guarded: set[str], bad: BadRows
) -> Iterator[Row]:
    unguarded = [name for name in header if name in guarded]
    for line, cells in records:
        if len(cells) == len(header):
            row = dict(zip(header, cells, strict=True))
            for name in unguarded:
                if MARK in row[name]:
                    row[name] = unguard(row[name])
            yield Row(source, line, row)
        elif cells:
            accepted = f"{len(header)} are accepted, as in the header"
            with bad.row():
                raise BadRow(source, line, None, f"{plural(len(cells), 'cell')}; {accepted}")


def _next(lines: Iterator[list[str]], source: str, line: int) -> list[str] | None:
    before = csv.field_size_limit(MOST_CELL)
    try:
        return next(lines, None)
    except csv.Error as error:
        if "field limit" in str(error):
            raise TooLarge(source, line) from error
        raise BadRow(source, line, None, "quotes that do not end, or text after one; RFC 4180 is accepted") from error
    finally:
        csv.field_size_limit(before)
