"""Ratings: whole numbers in a range."""

from __future__ import annotations

from legdiary.errors import BadValue
from legdiary.util.patterns import fullmatch

# Not compiled at import: only a mistake needs it.
_NUMBER = r"[-+]?[0-9]+([.,][0-9]+)?"


class NotAScore(BadValue):
    """A score that is not a whole number in its range."""

    def __init__(self, what: str, typed: str, least: int, most: int) -> None:
        given = typed.strip()
        if fullmatch(_NUMBER, given):
            super().__init__(f"{what} {given} is out of range; write a whole number from {least} to {most}")
        else:
            super().__init__(f"{what}: '{given}' is not a number; write {least} to {most}")


def check_range(what: str, value: int | None, least: int, most: int) -> None:
    """Refuse a number outside `least`–`most`; `None` passes.

    Raises:
        NotAScore: out of range.
    """
    if value is not None and not least <= value <= most:
        raise NotAScore(what, str(value), least, most)
