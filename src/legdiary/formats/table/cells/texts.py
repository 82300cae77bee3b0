"""Texts in cells."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from legdiary.errors import BadValue
from legdiary.formats.table.cells.numbers import shown_value
from legdiary.formats.table.sheets import Unreadable

if TYPE_CHECKING:
    from legdiary.formats.table.sheets import Value

_DIGITS = 15


class NotAText(BadValue):
    """A cell that has no value that could be read."""

    def __init__(self, shown: str) -> None:
        super().__init__(f"{shown}; accepted: a text")


def read_text(value: Value) -> str:
    """Return a cell as text; numbers, dates and times as they are usually written.

    Raises:
        BadValue: it is blank, or has no value that could be read.
    """
    if value is None or isinstance(value, Unreadable):
        raise NotAText(shown_value(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return f"{value:.{_DIGITS}g}" if isinstance(value, float) else str(value)
