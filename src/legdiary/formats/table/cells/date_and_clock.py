"""A text with a date, a clock time, or both, and its parts."""

from __future__ import annotations

import re
from functools import lru_cache

from legdiary.formats.table.cells.clock_parts import CLOCK, clock_parts
from legdiary.formats.table.cells.date_readings import COMPACT, text_readings

_OFFSET = r"(?:\s?(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2}))?"
_CLOCK_LAST = re.compile(
    rf"(?P<date>.*[0-9].*?)(?:\s*,\s*|\s+(?:at |um |à |a las )?|T)(?P<clock>{CLOCK}){_OFFSET}", re.IGNORECASE
)
_CLOCK_FIRST = re.compile(rf"(?P<clock>{CLOCK})(?:\s*,\s*|\s+)(?P<date>.*[0-9].*)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def split_moment(text: str) -> tuple[str, str, str]:
    """Return the date, the clock time and the offset of a text, each empty if it has none."""
    typed = " ".join(text.split())
    if clock_parts(typed) is not None and not COMPACT.fullmatch(typed) and not _is_date_text(typed):
        return "", typed, ""
    for pattern in (_CLOCK_LAST, _CLOCK_FIRST):
        match = pattern.fullmatch(typed)
        if match and _is_clear_clock(match["clock"]) and _is_date_text(match["date"]):
            return match["date"].strip(" ,"), match["clock"].strip(), match.groupdict().get("offset") or ""
    return typed, "", ""


def _is_clear_clock(text: str) -> bool:
    """Return whether a clock time beside a date is one: it has a mark between hour and minute, or am or pm."""
    return clock_parts(text) is not None and re.search(r"[:ahpu]", text, re.IGNORECASE) is not None


def _is_date_text(text: str) -> bool:
    return bool(text_readings(text.strip(" ,")))
