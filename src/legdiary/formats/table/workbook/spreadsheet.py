"""Tables in XLSX and ODS files. The library that reads them, python-calamine, is an extra and imported only here."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from legdiary.errors import Refused, plural
from legdiary.formats.files.text_lines import open_bytes
from legdiary.formats.reader_result import STRICT
from legdiary.formats.table.header_rows import NoHeader, make_sheet
from legdiary.formats.table.sheets import Kind, Unreadable
from legdiary.formats.table.text.text_table import clean_text
from legdiary.formats.table.workbook import ods_notes, xlsx_notes
from legdiary.formats.table.workbook.notes import AN_ERROR, BELOW_ZERO, MOST_CELLS, SheetNotes
from legdiary.formats.table.workbook.package import NotASpreadsheet, Package
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import BadRows
    from legdiary.formats.table.sheets import Sheet, Value
    from legdiary.formats.table.workbook.notes import Merged

_DIGITS = 15
_HALF_A_SECOND = 500_000
#: A time of more than 24 h as ODS writes it; the library hands it on as it stands there.
_LONG_TIME = re.compile(r"PT([0-9]{1,5})H([0-9]{1,2})M([0-9]{1,2}(?:\.[0-9]{1,9})?)S")
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


class NoSpreadsheetReader(Refused):
    """A spreadsheet without the extra that reads it."""

    def __init__(self) -> None:
        from legdiary.util.installation import this_installation

        super().__init__(
            "XLSX and ODS need the extra 'tables', which is not installed; or save the table as CSV",
            this_installation().adding("tables"),
        )


def read_workbook(content: Content, source: str, kind: Kind, bad: BadRows = STRICT) -> tuple[Sheet, ...]:
    """Return the sheets of a spreadsheet file that have a table; hidden and empty ones are left out.

    Args:
        content: the file.
        source: its name.
        kind: XLSX or ODS.
        bad: the rule for rows that cannot be right.

    Raises:
        NoSpreadsheetReader: the extra is not installed.
        NotASpreadsheet: it is damaged, locked, or larger than what is read.
        BadRow: a sheet has rows and no header, and no other sheet has a table.
    """
    try:
        import python_calamine as calamine
    except ImportError as error:
        raise NoSpreadsheetReader from error
    package = Package(content, source)
    notes = xlsx_notes.read_notes(package) if kind is Kind.XLSX else ods_notes.read_notes(package, source)
    if any(each.is_too_large for each in notes.values()):
        most = f"{MOST_CELLS:,} cells, the most that are read"
        raise NotASpreadsheet(source, f"a sheet reaches over more than {most}; save it as CSV")
    try:
        book = calamine.load_workbook(open_bytes(content))
        return _sheets(book, calamine, source, notes, bad)
    except calamine.CalamineError as error:
        raise NotASpreadsheet(source, "the file is damaged or not complete; was it still being saved?") from error


def _sheets(book: Any, calamine: Any, source: str, notes: Mapping[str, SheetNotes], bad: BadRows) -> tuple[Sheet, ...]:
    """Return the visible sheets with a table; the first says how many others were left out."""
    found: list[Sheet] = []
    hidden = 0
    without: list[NoHeader] = []
    for each in book.sheets_metadata:
        if each.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        about = notes.get(each.name, SheetNotes())
        rows = _rows(book.get_sheet_by_name(each.name).to_python(skip_empty_area=False), about)
        if each.visible != calamine.SheetVisibleEnum.Visible:
            hidden += any(value is not None for _, cells in rows for value in cells)
            continue
        try:
            sheet = make_sheet(rows, source, each.name, wide_cells=_wide_cells(about), bad=bad)
        except NoHeader as error:
            without.append(error)
            continue
        if sheet is not None and sheet.rows:
            found.append(sheet)
    if not found and without:
        raise without[0]
    unnamed = ("sheet without a row that names its columns", "sheets without a row that names their columns")
    sentences = [plural(hidden, "hidden sheet")] if hidden else []
    sentences += [plural(len(without), *unnamed)] if without else []
    return tuple(replace(sheet, left_out=tuple(sentences) if not n else ()) for n, sheet in enumerate(found))


def _wide_cells(notes: SheetNotes) -> dict[int, dict[int, int]]:
    """Return row number → column → the number of columns over which a cell was merged."""
    wide: dict[int, dict[int, int]] = defaultdict(dict)
    for each in notes.merged:
        if each.last_column > each.first_column:
            wide[each.first_row + 1][each.first_column] = each.last_column - each.first_column + 1
    return wide


def _rows(cells: Sequence[Sequence[Any]], notes: SheetNotes) -> Iterator[tuple[int, list[Value]]]:
    """Yield the rows with their numbers, with what the library could not say of their cells."""
    changed = _changed_cells(cells, notes)
    for row, values in enumerate(cells):
        told = changed.get(row)
        plain = [_value(value) for value in values]
        if told:
            plain += [None] * (max(told) + 1 - len(plain))
            for column, value in told.items():
                plain[column] = value
        yield row + 1, plain


def _changed_cells(cells: Sequence[Sequence[Any]], notes: SheetNotes) -> dict[int, dict[int, Value]]:
    """Return row → column → the value of each cell of which the library does not say all."""
    found: dict[int, dict[int, Value]] = defaultdict(dict)
    for row, column in notes.percents:
        value = _at(cells, row, column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            found[row][column] = f"{(Decimal(f'{value:.{_DIGITS}g}') * 100).normalize():f}%"
    for row, column in notes.negative:
        if isinstance(_at(cells, row, column), date | time | timedelta):
            found[row][column] = Unreadable(BELOW_ZERO)
    for each in notes.merged:
        value = _at(cells, each.first_row, each.first_column)
        if value is not None:
            for row, column in _merged_cells(each, len(cells)):
                found[row][column] = _merged_value(each, value)
    for (row, column), why in notes.unreadable.items():
        found[row][column] = Unreadable(why)
    return found


def _at(cells: Sequence[Sequence[Any]], row: int, column: int) -> Value:
    return _value(cells[row][column]) if row < len(cells) and column < len(cells[row]) else None


def _merged_cells(merged: Merged, height: int) -> Iterator[tuple[int, int]]:
    """Yield the places over which a value was merged; of a single row only the first, as headers name groups."""
    is_high = merged.last_row > merged.first_row
    for row in range(merged.first_row, min(merged.last_row, height - 1) + 1):
        for column in range(merged.first_column, (merged.last_column if is_high else merged.first_column) + 1):
            yield row, column


def _merged_value(merged: Merged, value: Value) -> Value:
    """Return what merged cells say: a date over several rows means each of them, of anything else nobody can tell."""
    if isinstance(value, date) and merged.last_column == merged.first_column:
        return value
    return Unreadable(str(merged), str(value))


def _value(cell: Any) -> Value:
    """Return a cell of the library: a blank as None, whole numbers as such, moments to the nearest second."""
    if isinstance(cell, str):
        long_time = _LONG_TIME.fullmatch(cell)
        if long_time:
            return timedelta(hours=int(long_time[1]), minutes=int(long_time[2]), seconds=round(float(long_time[3])))
        return Unreadable(AN_ERROR) if cell in _ERRORS else clean_text(cell)
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 10**_DIGITS else cell
    if isinstance(cell, datetime) and cell.microsecond:
        return cell.replace(microsecond=0) + timedelta(seconds=cell.microsecond >= _HALF_A_SECOND)
    return cell  # type: ignore[no-any-return]
