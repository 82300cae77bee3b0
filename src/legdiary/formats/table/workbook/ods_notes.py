"""Notes on the cells of an ODS file: formulas without a value, errors, percents, merged cells, size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.formats.table.workbook.notes import AN_ERROR, BELOW_ZERO, NOT_CALCULATED, Merged, SheetNotes
from legdiary.formats.table.workbook.package import NotASpreadsheet

if TYPE_CHECKING:
    from legdiary.formats.table.workbook.package import Package

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_CELLS = ("table-cell", "covered-table-cell")
_MOST_REPEATED = 1 << 21


def read_notes(package: Package, source: str) -> dict[str, SheetNotes]:
    """Return the notes on each sheet, by its name.

    Raises:
        NotASpreadsheet: it is locked with a password, a part is damaged, or has entities.
    """
    locked: list[str] = []
    if _MANIFEST in package.parts:
        package.scan(_MANIFEST, lambda tag, _: locked.append(tag) if tag == "encryption-data" else None)
    if locked:
        raise NotASpreadsheet(source, "it is locked with a password; save it without one, or as CSV")
    cells = _Cells()
    package.scan(_CONTENT, cells.start, cells.end, cells.text)
    package.check_others({_MANIFEST, _CONTENT})
    return cells.found


class _Cells:
    """The cells of all sheets."""

    def __init__(self) -> None:
        self.found: dict[str, SheetNotes] = {}
        self._notes = SheetNotes()
        self._depth = self._tracked = 0
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._cell: dict[str, str] | None = None
        self._has_text = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "tracked-changes":
            self._tracked += 1
        elif self._tracked:
            return
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._notes = self.found.setdefault(given.get("name", ""), SheetNotes())
                self._row = 0
        elif tag == "table-row" and self._depth == 1:
            self._rows = _repeated(given.get("number-rows-repeated"))
            self._column = 0
        elif tag in _CELLS and self._depth == 1:
            self._columns = _repeated(given.get("number-columns-repeated"))
            self._cell, self._has_text = given, False

    def text(self, text: str) -> None:
        if self._cell is not None and not self._has_text:
            self._has_text = bool(text.strip())

    def end(self, tag: str) -> None:
        if tag == "tracked-changes":
            self._tracked -= 1
        elif self._tracked:
            return
        elif tag == "table":
            self._depth -= 1
        elif tag == "table-row" and self._depth == 1:
            self._row += self._rows
        elif tag in _CELLS and self._cell is not None:
            self._note(self._cell)
            self._column += self._columns
            self._cell = None

    def _note(self, given: dict[str, str]) -> None:
        """Note a cell; one that is repeated is noted at its last place, and its first few."""
        wide, high = _repeated(given.get("number-columns-spanned")), _repeated(given.get("number-rows-spanned"))
        if wide > 1 or high > 1:
            self._notes.merged.append(Merged(self._row, self._column, self._row + high - 1, self._column + wide - 1))
        if "value-type" not in given and "formula" not in given and not self._has_text:
            return
        self._notes.has_value(self._row + self._rows - 1, self._column + self._columns - 1)
        if self._notes.is_too_large:
            return
        why = _unreadable(given)
        is_percent = given.get("value-type") == "percentage"
        if why or is_percent:
            places = [
                (row, column)
                for row in range(self._row, self._row + self._rows)
                for column in range(self._column, self._column + self._columns)
            ]
            if why:
                self._notes.unreadable.update(dict.fromkeys(places, why))
            if is_percent:
                self._notes.percents.update(places)


def _unreadable(given: dict[str, str]) -> str:
    """Return why a cell cannot be read; empty if it can."""
    if given.get("time-value", "").startswith("-"):
        return BELOW_ZERO
    if given.get("calcext-value-type") == "error":
        return AN_ERROR
    return NOT_CALCULATED if "formula" in given and "value-type" not in given else ""


def _repeated(typed: str | None) -> int:
    number = int(typed) if typed and typed.isdecimal() else 1
    return min(max(number, 1), _MOST_REPEATED)
