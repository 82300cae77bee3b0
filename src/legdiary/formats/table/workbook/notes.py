"""Notes on the cells of a spreadsheet: what its parts say, and the library that reads it does not."""

from __future__ import annotations

from typing import NamedTuple

from legdiary.util.values import dataclass, field

#: The largest table of a sheet, in cells; a single cell far away would make it larger.
MOST_CELLS = 2_000_000


class Merged(NamedTuple):
    """A range of cells that are one: rows and columns from 0, both ends included; as text, `rows 5 to 7`."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def __str__(self) -> str:
        if self.last_row > self.first_row:
            return f"one cell merged over rows {self.first_row + 1} to {self.last_row + 1}"
        return f"one cell merged over {self.last_column - self.first_column + 1} columns"


@dataclass(slots=True)
class SheetNotes:
    """Notes on one sheet; rows and columns count from 0.

    Attributes:
        unreadable: cells that hold no value that could be read, and why.
        percents: cells that are shown as percents.
        negative: cells with a number below 0.
        merged: ranges of merged cells.
        last_row: the last row with a value; -1 if there is none.
        last_column: the last column with a value; -1 if there is none.
    """

    unreadable: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)
    negative: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Merged] = field(default_factory=list)
    last_row: int = -1
    last_column: int = -1

    def has_value(self, row: int, column: int) -> None:
        """Note that a cell has a value."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    @property
    def is_too_large(self) -> bool:
        """Return whether the table has more cells than are read."""
        return (self.last_row + 1) * (self.last_column + 1) > MOST_CELLS


#: Why a cell cannot be read.
NOT_CALCULATED = "a formula without a stored value; open the file in its program, save it, and import it again"
AN_ERROR = "a formula that gives an error"
BELOW_ZERO = "a date or time below zero"
