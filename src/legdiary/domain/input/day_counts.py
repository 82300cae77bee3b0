"""Numbers of days as people type them: `7d`, `2w`, `7 days`, `2weeks`."""

from __future__ import annotations

from legdiary.domain.input.typed_number import DIGITS

#: The words for days and weeks, in one and several → the number of days.
DAY_WORDS = {"d": 1, "day": 1, "days": 1, "w": 7, "wk": 7, "wks": 7, "week": 7, "weeks": 7}
_MOST_DIGITS = 5


def read_day_count(text: str) -> int | None:
    """Return the number of days, 0 and above; None where the text is no such number."""
    typed = text.strip()
    rest = typed.lstrip(DIGITS)
    number, word = typed[: len(typed) - len(rest)], rest.removeprefix(" ")
    days = DAY_WORDS.get(word.lower()) if word.isascii() else None
    return int(number) * days if days and 0 < len(number) <= _MOST_DIGITS else None
