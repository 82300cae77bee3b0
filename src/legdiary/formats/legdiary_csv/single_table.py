"""The recognition of one table of the CSV package by its header, where the package is not there."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from legdiary.formats.files.text_lines import decode_head
from legdiary.formats.legdiary_csv.tables import TABLES

if TYPE_CHECKING:
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.legdiary_csv.tables import Table

_HEAD_BYTES = 16_384
#: An earlier version had fewer columns, in the same order.
_FEWEST = 4


def is_own_table(content: Content) -> bool:
    """Return whether the first line is the header of one of our tables, of this version or an earlier one."""
    first = next(iter(decode_head(content, _HEAD_BYTES).splitlines()), "")
    for separator in ",;\t":
        header = next(csv.reader([first], delimiter=separator), [])
        if len(header) >= _FEWEST and any(header == _columns(each)[: len(header)] for each in TABLES):
            return True
    return False


def _columns(table: Table) -> list[str]:
    return [column.name for column in table.columns]
