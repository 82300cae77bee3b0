"""The tables as one workbook (XLSX): a sheet a table, the dictionary first, with real dates, times and numbers.

The columns are those of the CSV package. Nothing in it can become a formula, and the same diary gives the same bytes.
The library that writes it, xlsxwriter, is an extra and imported only here.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

from legdiary.errors import Refused
from legdiary.formats.legdiary_csv.column_types import BOOLEAN, DATE, DATETIME, FREE_TEXT, INTEGER, NUMBER, TIME
from legdiary.formats.legdiary_csv.tables import TABLES, OnePass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from legdiary.formats.legdiary_csv.columns import Column
    from legdiary.formats.legdiary_csv.scope import Scope
    from legdiary.formats.legdiary_csv.tables import Source, Table
    from legdiary.util.progress import Part

ENDING = ".xlsx"
#: What a sheet and a cell can hold.
MOST_ROWS, MOST_CELL = 1_048_576, 32_767
_CUT = " … (cut: a spreadsheet cell holds no more)"
_FIRST_SHEET = "dictionary"
_FORMATS = {DATE: "yyyy-mm-dd", TIME: "hh:mm", DATETIME: "yyyy-mm-dd hh:mm"}
#: The width in characters that a column's type needs; its name may need more.
_WIDTHS = {DATE: 11, TIME: 7, DATETIME: 17, FREE_TEXT: 40}
_LEAST_WIDTH, _MOST_WIDTH, _ROOM = 8, 40, 2
_WIDE = ("meaning", "allowed", "missing_code", "formula")
_LOCAL = len("2026-11-20T23:40:00")
#: The date in the file's properties; that of writing would make every file another one.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the library takes it as it stands


class NoSpreadsheetWriter(Refused):
    """A workbook without the extra that writes it."""

    def __init__(self) -> None:
        from legdiary.util.installation import this_installation

        super().__init__(
            "XLSX needs the extra 'tables', which is not installed; `export csv` needs none",
            this_installation().adding("tables"),
        )


class TooManyRows(Refused):
    """A table with more rows than a sheet holds."""

    def __init__(self, table: str) -> None:
        super().__init__(f"{table} has more than {MOST_ROWS - 1} rows, the most of a sheet; give --from and --to")


def load_xlsxwriter() -> Any:
    """Return the module xlsxwriter.

    Raises:
        NoSpreadsheetWriter: it is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise NoSpreadsheetWriter from error
    return xlsxwriter


def write_workbook(file: IO[bytes], source: Source, scope: Scope, pieces: Path | None, part: Part) -> dict[str, int]:
    """Write the workbook and return table → its number of rows.

    Args:
        file: the open file.
        source: the diary.
        scope: the part of the diary to export.
        pieces: a private folder for the rows until the file is put together, so that memory does not grow with them;
            None where nothing may reach the disk.
        part: hears of each table.

    Raises:
        NoSpreadsheetWriter: the library is not installed.
        TooManyRows: a table has more rows than a sheet holds.
    """
    held = {"in_memory": True} if pieces is None else {"constant_memory": True, "tmpdir": str(pieces)}
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    rows: dict[str, int] = {}
    source = OnePass(source)
    with _new_book(file, {**held, **plain}) as book, source.one_state():
        sheets = _Sheets(book)
        for table in sorted(TABLES, key=lambda each: each.name != _FIRST_SHEET):
            rows[table.name] = sheets.add(table, source, scope)
            part.done += 1
    return {table.name: rows[table.name] for table in TABLES}


@contextmanager
def _new_book(file: IO[bytes], options: dict[str, object]) -> Iterator[Any]:
    """Yield a workbook, which is put together at the end; after an error its pieces are closed.

    Raises:
        OSError: the system refuses to write it.
    """
    library = load_xlsxwriter()
    book = library.Workbook(file, options)
    book.set_properties({"title": "legdiary", "author": "", "created": _MADE})
    book.use_zip64()
    try:
        yield book
        book.close()
    except library.exceptions.FileCreateError as error:
        raise error.args[0] from error  # the error of the system, which it wraps
    finally:
        for sheet in book.worksheets():
            if sheet.row_data_fh is not None:
                sheet.row_data_fh.close()


class _Sheets:
    """The sheets of a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True})
        self._formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}

    def add(self, table: Table, source: Source, scope: Scope) -> int:
        """Add a table as a sheet and return its number of rows."""
        sheet = self._book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, _width(column))
            sheet.write_string(0, place, column.name, self._head)
        writers = [self._writer(sheet, column) for column in table.columns]
        number = 0
        for batch in table.rows(source, scope):
            for row in batch:
                number += 1
                if number == MOST_ROWS:
                    raise TooManyRows(table.name)
                for place, (cell, write) in enumerate(zip(row, writers, strict=True)):
                    if cell is not None:
                        write(number, place, cell)
        return number

    def _writer(self, sheet: Any, column: Column) -> Callable[[int, int, Any], object]:
        """Return the function that writes a cell of a column: row, place, value."""
        form = self._formats.get(column.type)
        if column.type in {INTEGER, NUMBER}:
            return lambda row, place, cell: sheet.write_number(row, place, float(cell))
        if column.type == BOOLEAN:
            return lambda row, place, cell: sheet.write_boolean(row, place, cell == "true")
        if column.type == DATE:
            return lambda row, place, cell: sheet.write_datetime(row, place, date.fromisoformat(cell), form)
        if column.type == TIME:
            return lambda row, place, cell: sheet.write_datetime(
                row, place, datetime.strptime(cell, "%H:%M").time(), form  # noqa: DTZ007 - a time of day
            )  # fmt: skip
        if column.type == DATETIME:  # a spreadsheet knows no offsets; the column beside it names the zone
            return lambda row, place, cell: sheet.write_datetime(
                row, place, datetime.fromisoformat(str(cell)[:_LOCAL]), form
            )
        return lambda row, place, cell: sheet.write_string(row, place, _cut(str(cell)))


def _cut(text: str) -> str:
    """Return a text that a cell can hold; one that is cut says so."""
    return text if len(text) <= MOST_CELL else text[: MOST_CELL - len(_CUT)] + _CUT


def _width(column: Column) -> int:
    """Return the width of a column in characters."""
    needed = _MOST_WIDTH if column.name in _WIDE else _WIDTHS.get(column.type, _LEAST_WIDTH)
    return min(max(needed, len(column.name) + _ROOM), _MOST_WIDTH)
