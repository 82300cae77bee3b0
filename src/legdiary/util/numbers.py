"""Whole numbers in text that anybody may have written."""

from __future__ import annotations

#: Every number that is meant has fewer digits. Python refuses to read more than 4300, with an error of its own.
_MOST_DIGITS = 18


def short_number(text: str) -> int | None:
    """Return the whole number that a text is, of up to 18 digits; None where it is anything else."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
