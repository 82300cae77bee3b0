"""Read the number of an entry, as `list` shows it."""

from __future__ import annotations

from legdiary.errors import BadValue, quote_typed

_LONGEST_NUMBER = 9


class NotAnId(BadValue):
    """Not a valid number of an entry."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} is not an entry number; write a whole number from 1 on", "legdiary list"
        )


def parse_entry_id(typed: str) -> int:
    """Return the number of an entry: `12`, `#12`.

    Raises:
        NotAnId: it is anything else.
    """
    text = typed.strip().removeprefix("#")
    if not text.isascii() or not text.isdecimal() or len(text) > _LONGEST_NUMBER or int(text) == 0:
        raise NotAnId(typed)
    return int(text)
