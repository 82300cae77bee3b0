"""The different values of a column: a long one has the same dates, times and amounts over and over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legdiary.formats.table.sheets import Value


def first_places(values: Iterable[Value]) -> list[tuple[int, Value]]:
    """Return each different value once, with its first place; blank cells are left out."""
    found: dict[tuple[type, Value], int] = {}
    for place, value in enumerate(values):
        if value is not None:
            found.setdefault((type(value), value), place)  # 1 and True are equal, and not the same
    return [(place, value) for (_, value), place in found.items()]
