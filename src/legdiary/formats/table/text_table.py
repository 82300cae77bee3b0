"""A table in a text file: CSV with any usual separator, in any usual encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.formats.files import foreign_csv
from legdiary.formats.table.sheets import Sheet, SheetRow
from legdiary.util.compressed_list import Packed

if TYPE_CHECKING:
    from legdiary.formats.files.text_lines import Content


def read_text_table(content: Content, source: str) -> tuple[Sheet, ...]:
    """Return the one sheet of a text file; none if it has no row below its header.

    Raises:
        BadRow: it is no text, or no CSV.
    """
    rows: Packed[SheetRow] = Packed()
    header: tuple[str, ...] = ()
    for number, (_, cells) in enumerate(foreign_csv.rows(content, source), start=1):
        if not header:
            header = tuple(cell.strip() for cell in cells)
        else:
            values = tuple(cell.strip() or None for cell in cells)
            rows.append(SheetRow(number, (values + (None,) * len(header))[: len(header)]))
    return (Sheet("", header, 1, rows, source=source),) if rows else ()
