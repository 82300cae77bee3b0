"""The dialects in which the tables can be written for a spreadsheet that wants other marks than the plain package has.

A dialect is for reading in a spreadsheet. Its package has a manifest of another format, so that `import`, which brings
back the plain package exactly, refuses it instead of reading its numbers by the wrong mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.formats.legdiary_csv.column_types import DATETIME, NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.formats.legdiary_csv.columns import Column

_LOCAL = len("2026-11-20T23:40:00")


class Dialect(NamedTuple):
    """The marks with which tables are written.

    Attributes:
        name: its name for `--dialect`; empty for the plain package.
        separator: the mark between cells.
        decimal: the decimal mark.
        bom: whether a byte order mark is usual.
    """

    name: str
    separator: str = ","
    decimal: str = "."
    bom: bool = True

    def written(self, columns: Sequence[Column], row: Sequence[object]) -> Sequence[object]:
        """Return a row with its numbers and moments as the dialect has them; moments without their offset."""
        if not self.name:
            return row
        return [self._cell(column.type, cell) for column, cell in zip(columns, row, strict=True)]

    def _cell(self, kind: str, cell: object) -> object:
        if cell is None:
            return None
        if kind == NUMBER:
            return str(cell).replace(".", self.decimal)
        return str(cell)[:_LOCAL].replace("T", " ") if kind == DATETIME else cell


#: The dialect that `import` reads.
PLAIN = Dialect("")
DIALECTS = {
    each.name: each
    for each in (
        Dialect("excel"),
        *(Dialect(f"excel-{country}", ";", ",") for country in ("de", "es", "fr", "it", "nl", "pt")),
        Dialect("excel-ch", ";"),
        Dialect("tsv", "\t", bom=False),
    )
}


def find_dialect(typed: str) -> Dialect:
    """Return the dialect with a name.

    Raises:
        UnknownWord: there is none.
    """
    name = typed.strip().lower().replace("_", "-")
    if name not in DIALECTS:
        raise UnknownWord("dialect", name, DIALECTS)
    return DIALECTS[name]
