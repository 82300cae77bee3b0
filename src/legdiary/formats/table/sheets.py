"""A person's own table as sheets of cells: the header, and below it the rows, packed; `read` makes them of a file.

A sheet has the cells as they stand in the file. A CSV has texts and blanks only; a spreadsheet has numbers, dates and
times too. How a column is written (decimal mark, order of dates, clock, unit) is found out by `columns`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Self, TypeAlias

from legdiary.errors import quote_typed
from legdiary.formats.reader_result import BadRow, SheetRowNumber
from legdiary.util.compressed_list import View
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time, timedelta
    from decimal import Decimal


#: A cell. None is a blank cell, never 0 and never an empty text. A bool is a cell that says TRUE or FALSE.
Value: TypeAlias = "str | bool | int | float | Decimal | date | datetime | time | timedelta | None"
_LETTERS = 26


class Unreadable(str):
    """A cell of a spreadsheet that has no value that can be read; as text, the reason.

    Readers refuse it, and say why. A column that is not imported may have such cells.

    Attributes:
        beside: the text that stands there all the same, as in merged cells.
    """

    __slots__ = ("beside",)
    beside: str

    def __new__(cls, why: str, beside: str = "") -> Self:
        """Return such a cell."""
        cell = super().__new__(cls, why)
        cell.beside = beside
        return cell

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, str]]:
        """Return how it is packed: with its text."""
        return Unreadable, (str(self), self.beside)


class Kind(StrEnum):
    """A kind of file that holds a table."""

    TEXT = "csv"
    XLSX = "xlsx"
    ODS = "ods"


class SheetRow(NamedTuple):
    """A row below the header.

    Attributes:
        number: its number as a spreadsheet counts, from 1.
        cells: as many as the header has.
    """

    number: int
    cells: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a header.

    Attributes:
        name: the name of the sheet; empty for a CSV.
        header: the name of each column, as the header row has it; two header rows are joined, as in `Sleep / bed`. A
            column without a name has an empty one.
        header_row: the number of the header row, or of the last of two, as a spreadsheet counts, from 1.
        rows: the rows below it. Rows without any value are left out, and keep their numbers.
        first_column: the number of columns that stand before the first one of the header.
        source: the file's name.
        left_out: what of the file is left out beside this sheet: one short sentence each, on its first sheet only.
    """

    name: str
    header: tuple[str, ...]
    header_row: int
    rows: Sequence[SheetRow]
    first_column: int = 0
    source: str = ""
    left_out: tuple[str, ...] = ()

    def letter(self, column: int) -> str:
        """Return a column's letter in a spreadsheet: A, B … Z, AA.

        Args:
            column: its place in the header, from 0.
        """
        number, letters = self.first_column + column + 1, ""
        while number:
            number, rest = divmod(number - 1, _LETTERS)
            letters = chr(ord("A") + rest) + letters
        return letters

    def column_name(self, column: int) -> str:
        """Return a column's letter and name as errors show them: `column D (grams)`."""
        name = f" ({quote_typed(self.header[column])})" if self.header[column] else ""
        return f"column {self.letter(column)}{name}"

    def column(self, column: int) -> Sequence[Value]:
        """Return the cells of a column, one for each of `rows`."""
        return View(self.rows, lambda row: row.cells[column])

    def bad(self, row: int | None, column: int | None, mistake: str) -> BadRow:
        """Return the error for a mistake in a cell: `my.xlsx, Sheet1, row 14, column D (grams): …`.

        Args:
            row: the number of the row (`SheetRow.number`); None where the column as a whole is meant.
            column: the place of the column in the header; None where the row as a whole is meant.
            mistake: the mistake, and what is accepted.
        """
        spot = None if row is None else SheetRowNumber(row, self.name)
        return BadRow(self.source, spot, None if column is None else self.column_name(column), mistake)
