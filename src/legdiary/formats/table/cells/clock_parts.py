"""Clock times as they are written: the hour, the minute, the half of the day."""

from __future__ import annotations

import re
from datetime import time
from typing import NamedTuple

_HALF = r"(?:(?P<half>[ap])(?:\.?\s?m\.?)?)"
#: A clock time, with or without a mark between hour and minute; `h` and `Uhr` as French and German write them.
CLOCK = (
    r"(?P<hour>[0-9]{1,2})(?:\s?(?:[:.]|h|uhr)\s?(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    rf"(?:\s?(?:h|uhr))?|\s?(?:h|uhr))?\s?{_HALF}?"
)
_CLOCK = re.compile(CLOCK, re.IGNORECASE | re.ASCII)
_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})")
NOON, HOURS, MINUTES = 12, 24, 60


class ClockParts(NamedTuple):
    """A clock time as it is written.

    Attributes:
        hour: the hour as it stands there.
        minute: the minute.
        second: the second.
        half: a or p; empty where there is neither.
    """

    hour: int
    minute: int
    second: int
    half: str

    @property
    def is_24_hour(self) -> bool:
        """Return whether the hour can only be by the 24-hour clock."""
        return not self.half and not 1 <= self.hour <= NOON

    @property
    def is_open(self) -> bool:
        """Return whether the hour is on both clocks, and no half of the day is named."""
        return not self.half and 1 <= self.hour <= NOON

    def time(self) -> time:
        """Return the time, by the 24-hour clock unless a half of the day is named."""
        hour = self.hour % NOON + (NOON if self.half == "p" else 0) if self.half else self.hour
        return time(hour, self.minute, self.second)


def clock_parts(text: str) -> ClockParts | None:
    """Return the parts of `23:40`, `11:40 pm`, `23.40`, `2340`, `23h40`, `23:40 Uhr`; None for anything else."""
    typed = " ".join(text.split())
    digits = _DIGITS.fullmatch(typed)
    match = digits or _CLOCK.fullmatch(typed)
    if match is None:
        return None
    if digits:
        hour, minute, second, half = int(digits[1]), int(digits[2]), 0, ""
    else:
        named = match.groupdict()
        if typed.isdecimal():
            return None  # an hour alone
        hour, minute, second = int(named["hour"]), int(named["minute"] or 0), int(named["second"] or 0)
        half = (named["half"] or "").lower()
    if hour >= HOURS or minute >= MINUTES or second >= MINUTES or (half and not 1 <= hour <= NOON):
        return None
    return ClockParts(hour, minute, second, half)
