"""Notes on the cells of an XLSX file: formulas without a value, errors, percents, merged cells, size."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from legdiary.formats.table.workbook.notes import AN_ERROR, NOT_CALCULATED, Merged, SheetNotes

if TYPE_CHECKING:
    from legdiary.formats.table.workbook.package import Package

_WORKBOOK, _LINKS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
#: The numbers of the built-in formats 0% and 0.00%.
_PERCENT_FORMATS = {"9", "10"}
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')


def read_notes(package: Package) -> dict[str, SheetNotes]:
    """Return the notes on each sheet, by its name.

    Raises:
        NotASpreadsheet: a part is damaged, or has entities.
    """
    book = _Book()
    package.scan(_WORKBOOK, book.start)
    links: dict[str, str] = {}
    if _LINKS in package.parts:
        package.scan(_LINKS, lambda tag, given: links.update(_link(tag, given)))
    styles = _Styles()
    if _STYLES in package.parts:
        package.scan(_STYLES, styles.start, styles.end)
    found: dict[str, SheetNotes] = {}
    seen = {_WORKBOOK, _LINKS, _STYLES}
    for name, link in book.sheets:
        part = links.get(link, "")
        if part in package.parts:
            cells = _Cells(styles.percents, is_stale=book.is_stale)
            package.scan(part, cells.start, cells.end, cells.text)
            found[name] = cells.notes
            seen.add(part)
    package.check_others(seen)
    return found


def _link(tag: str, given: dict[str, str]) -> dict[str, str]:
    if tag != "Relationship" or "Id" not in given:
        return {}
    target = given.get("Target", "")
    return {given["Id"]: target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")}


class _Book:
    """The list of sheets, and whether formulas are still to be calculated."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.is_stale = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            self.sheets.append((given.get("name", ""), given.get("id", "")))
        elif tag == "calcPr":
            self.is_stale = given.get("fullCalcOnLoad") in {"1", "true"}


class _Styles:
    """The places of the cell styles that show a number as percents."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._within = False
        self._count = 0
        self.percents: set[str] = set()

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "numFmt":
            self._codes[given.get("numFmtId", "")] = given.get("formatCode", "")
        elif tag == "cellXfs":
            self._within = True
        elif tag == "xf" and self._within:
            number = given.get("numFmtId", "0")
            if number in _PERCENT_FORMATS or "%" in _QUOTED.sub("", self._codes.get(number, "")):
                self.percents.add(f"{self._count}")
            self._count += 1

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._within = False


class _Cells:
    """The cells of a sheet."""

    def __init__(self, percents: set[str], *, is_stale: bool) -> None:
        self.notes = SheetNotes()
        self._percents, self._is_stale = percents, is_stale
        self._row, self._column = -1, -1
        self._type = ""
        self._has_formula = self._has_value = self._in_value = False
        self._value: list[str] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "c":
            place = _CELL.fullmatch(given.get("r", ""))
            self._column = _column_of(place[1]) if place else self._column + 1
            self._row = int(place[2]) - 1 if place else self._row
            self._type = given.get("t", "n")
            self._has_formula = self._has_value = False
            self._value = []
            if given.get("s") in self._percents:
                self.notes.percents.add((self._row, self._column))
        elif tag == "row":
            self._row = int(given["r"]) - 1 if given.get("r", "").isdecimal() else self._row + 1
            self._column = -1
        elif tag in {"v", "is"}:
            self._has_value = True
            self._in_value = tag == "v"
        elif tag == "f":
            self._has_formula = True
        elif tag == "mergeCell":
            ends = _CELL.findall(given.get("ref", ""))
            if len(ends) == 2:  # noqa: PLR2004 - a range has two ends
                (left, top), (right, bottom) = ends
                self.notes.merged.append(Merged(int(top) - 1, _column_of(left), int(bottom) - 1, _column_of(right)))

    def text(self, text: str) -> None:
        if self._in_value:
            self._value.append(text)

    def end(self, tag: str) -> None:
        if tag == "v":
            self._in_value = False
        elif tag == "c":
            self._end_cell("".join(self._value).strip())

    def _end_cell(self, value: str) -> None:
        place = (self._row, self._column)
        is_number = self._type == "n"
        if self._has_value or self._has_formula:
            self.notes.has_value(*place)
        if self._type == "e":
            self.notes.unreadable[place] = AN_ERROR
        elif self._has_formula and is_number and (not value or (self._is_stale and value == "0")):
            # A program that writes files without calculating leaves a 0, and says that all is to be calculated.
            self.notes.unreadable[place] = NOT_CALCULATED
        elif is_number and value.startswith("-"):
            self.notes.negative.add(place)


def _column_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
