"""Cells that say yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.errors import BadValue
from legdiary.formats.table.cells.numbers import shown_value

if TYPE_CHECKING:
    from legdiary.formats.table.sheets import Value

_YES = frozenset({
    "yes", "y", "true", "x", "✓", "✔", "☑", "1", "ja", "j", "wahr", "oui", "vrai", "sí", "si", "verdadero", "vero",
    "sim", "verdadeiro",
})  # fmt: skip
_NO = frozenset({
    "no", "n", "false", "0", "nein", "falsch", "non", "faux", "falso", "não", "nao", "nee", "nej",
})  # fmt: skip


class NeitherYesNorNo(BadValue):
    """A cell that says neither."""

    def __init__(self, shown: str) -> None:
        super().__init__(f"{shown}; accepted is yes or no")


def read_yes_no(value: Value) -> bool:
    """Return the truth of TRUE, yes, x, ja, oui, sí, 1, and of FALSE, no, nein, non, 0.

    Raises:
        BadValue: it is neither.
    """
    if isinstance(value, bool):
        return value
    word = f"{value:g}" if isinstance(value, int | float) else str(value).strip().casefold()
    if word not in _YES | _NO:
        raise NeitherYesNorNo(shown_value(value))
    return word in _YES
