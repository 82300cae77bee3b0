"""The recognition of one table of the CSV package by its header, where the package is not there."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from legdiary.formats.files.text_lines import decode_head
from legdiary.formats.legdiary_csv.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.legdiary_csv.tables import Table

_HEAD_BYTES = 16_384
#: An earlier version had fewer columns, in the same order.
_FEWEST = 4


def is_own_table(content: Content) -> bool:
    """Return whether the first line is the header of one of our tables, of this version or an earlier one."""
    first = next(iter(decode_head(content, _HEAD_BYTES).splitlines()), "")
    return any(own_table(next(csv.reader([first], delimiter=separator), [])) is not None for separator in ",;\t")


def own_table(header: Sequence[str]) -> str | None:
    """Return the name of our table that has this header, in this version or an earlier one; None if none has it."""
    names = list(header)
    if len(names) < _FEWEST:
        return None
    return next((each.name for each in TABLES if names == _columns(each)[: len(names)]), None)


def _columns(table: Table) -> list[str]:
    return [column.name for column in table.columns]
