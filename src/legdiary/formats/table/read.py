"""The reading of a person's own table: CSV, XLSX and ODS, told apart by their content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.formats.legdiary_csv.single_table import own_table
from legdiary.formats.reader_result import STRICT, BadRow
from legdiary.formats.table.sheets import Kind
from legdiary.formats.table.text.encoding import FIND_OUT
from legdiary.formats.table.text.text_table import read_text_table
from legdiary.formats.table.workbook.package import kind_of

if TYPE_CHECKING:
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import BadRows
    from legdiary.formats.table.sheets import Sheet
    from legdiary.formats.table.text.encoding import TextForm


class NoTable(BadRow):
    """A file without a single table."""

    def __init__(self, source: str) -> None:
        super().__init__(source, None, None, "no table; accepted: a row with the names of columns, and rows below it")


class OwnTable(BadRow):
    """A table that legdiary wrote, alone or in a workbook, perhaps with other marks than the package has."""

    def __init__(self, source: str, table: str) -> None:
        super().__init__(
            source,
            None,
            None,
            f"legdiary's own table of {table}, written for reading; import the folder or zip of `export csv`, or "
            "`export json`",
        )


def read_sheets(
    content: Content, source: str, kind: Kind | None = None, form: TextForm = FIND_OUT, bad: BadRows = STRICT
) -> tuple[Sheet, ...]:
    """Return the sheets of a file that have a table: a header and at least one row.

    Args:
        content: the file.
        source: its name, for errors.
        kind: the kind of file, if the caller knows; else it is told by the content.
        form: the encoding and the separator of a text file, where the person has said them.
        bad: the rule for rows that cannot be right.

    Raises:
        BadRow: it is no table, or a cell cannot be read; the error names sheet, row and column.
        UnclearText: the encoding or the separator of a text file has to be asked; read it again with `form`.
        TooLarge: it is larger than what is read.
        OwnTable: it was written by `export csv` or `export xlsx`.
        NoSpreadsheetReader: it is a spreadsheet, and the extra that reads them is not installed.
    """
    found = kind or kind_of(content, source)
    if found is Kind.TEXT:
        sheets = read_text_table(content, source, form, bad)
    else:
        from legdiary.formats.table.workbook.spreadsheet import read_workbook

        sheets = read_workbook(content, source, found, bad)
    if not sheets:
        raise NoTable(source)
    for sheet in sheets:
        own = own_table(sheet.header)
        if own is not None:  # its computed columns would be taken for what a person logged
            raise OwnTable(source, own)
    return sheets
