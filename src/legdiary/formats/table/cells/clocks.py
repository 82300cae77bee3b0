"""Clock times in cells: by the 24-hour clock or with am and pm, as a whole column shows, and the reading of each."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from legdiary.errors import BadValue, quote_typed
from legdiary.formats.table.cells.clock_parts import MINUTES, NOON, clock_parts
from legdiary.formats.table.cells.date_and_clock import split_moment
from legdiary.formats.table.cells.distinct import first_places
from legdiary.formats.table.cells.findings import Choice, Clock, Contradiction, Unclear
from legdiary.formats.table.cells.numbers import shown_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from legdiary.formats.table.cells.clock_parts import ClockParts
    from legdiary.formats.table.sheets import Value

_EVENING = 6
_DAY_S = 86_400
#: More decimals than a typed clock time has: 0.9861 is a part of a day, 23.40 may be a time.
_TYPED_DECIMALS = 2
_FIRST_YEAR = 1990
#: Whole numbers that are read as clock times: from 1:00 to 23:59, as 100 and 2359.
_FIRST_FOUR_DIGITS, _PAST_LAST = 100, 2400


class NotAClockTime(BadValue):
    """A cell that is no clock time, or by another clock than the rest of its column."""

    def __init__(self, shown: str, accepted: str = "accepted: a clock time such as 23:40 or 11:40 pm") -> None:
        super().__init__(f"{shown}; {accepted}")


def find_clock(values: Sequence[Value]) -> Clock | Unclear:
    """Return the clock of a column of clock times, or of dates with clock times.

    Raises:
        Contradiction: one cell has am or pm, and another one needs it and has none.
    """
    different = dict(first_places(values))
    parts = {place: found for place, value in different.items() if (found := _parts(value))}
    half = next((place for place, found in parts.items() if found.half), None)
    open_at = next((place for place, found in parts.items() if found.is_open), None)
    if half is not None and open_at is not None:
        halves = {different[place] for place, found in parts.items() if found.half}
        opens = {different[place] for place, found in parts.items() if found.is_open}
        raise Contradiction(
            half, open_at, "{first} has am or pm, and {second} has neither; write it into each cell of the column",
            firsts=_places(values, halves), seconds=_places(values, opens),
        )  # fmt: skip
    if half is not None:
        return Clock.AM_PM
    if not parts:
        return _find_fraction(different)
    if open_at is None or any(found.is_24_hour for found in parts.values()):
        return Clock.H24
    return _ask_half(different[open_at], open_at)


def _places(values: Sequence[Value], of: set[Value]) -> list[int]:
    """Return the places of all cells with one of these values."""
    return [place for place, value in enumerate(values) if value is not None and value in of]


def _find_fraction(values: Mapping[int, Value]) -> Clock | Unclear:
    """Return the clock of a column without any written time: parts of a day, if it has numbers below 1."""
    parts = {place: value for place, value in values.items() if isinstance(value, float) and 0 <= value < 1}
    if not parts:
        return Clock.H24
    if any(round(value, _TYPED_DECIMALS) != value for value in parts.values()):
        return Clock.DAY_FRACTION
    place, value = next(iter(parts.items()))
    label = f"a part of a day: {_shown(value)} is {read_clock(value, Clock.DAY_FRACTION):%H:%M}"
    question = f"Is {_shown(value)} a part of a day, as spreadsheets count?"
    return Unclear(question, (Choice(Clock.DAY_FRACTION, label),), place)


def _ask_half(value: Value, place: int) -> Unclear:
    choices = tuple(
        Choice(clock, f"{label}: {_shown(value)} is {read_clock(value, clock):%H:%M}")
        for clock, label in ((Clock.H24, "24-hour clock"), (Clock.NIGHT, "evenings and nights, 6 pm to 6 am"))
    )
    return Unclear(
        f"Is {_shown(value)} in the morning or in the evening? No time of the column shows it.", choices, place
    )


def _shown(value: Value) -> str:
    return quote_typed(str(value))


def _parts(value: Value) -> ClockParts | None:
    """Return the parts of a written time, or of a number such as 2340 or 915; None for anything else."""
    if isinstance(value, str):
        return clock_parts(value) or clock_parts(split_moment(value)[1])
    if isinstance(value, bool) or not isinstance(value, int) or not _FIRST_FOUR_DIGITS <= value < _PAST_LAST:
        return None
    return clock_parts(str(value))


def read_clock(value: Value, clock: Clock = Clock.H24) -> time:
    """Return a clock time.

    Raises:
        BadValue: it is no clock time, or by another clock.
    """
    if isinstance(value, time):
        return _nearest_second(value)
    if isinstance(value, datetime) and value.year >= _FIRST_YEAR:
        return _nearest_second(value.time())
    if isinstance(value, timedelta) and timedelta() <= value < timedelta(days=1):
        return _time_at(value.total_seconds())
    if isinstance(value, float) and clock is Clock.DAY_FRACTION and 0 <= value < 1:
        return _time_at(value * _DAY_S)
    if value == 0 and isinstance(value, int) and not isinstance(value, bool) and clock is Clock.DAY_FRACTION:
        return time()
    parts = _parts(value)
    if parts is None:
        raise NotAClockTime(shown_value(value))
    return _by(parts, str(value), clock)


def _by(parts: ClockParts, text: str, clock: Clock) -> time:
    """Return a time by the clock of its column.

    Raises:
        NotAClockTime: it is by another one.
    """
    if clock is Clock.AM_PM and parts.is_open:
        raise NotAClockTime(shown_value(text), "other cells of the column have am or pm; write it here too")
    if clock is Clock.NIGHT:
        if not parts.is_open:
            raise NotAClockTime(shown_value(text), "accepted: a time by the 12-hour clock, such as 11:40")
        hour = parts.hour % NOON
        return parts._replace(hour=hour + (NOON if hour >= _EVENING else 0)).time()
    return parts.time()


def _time_at(seconds: float) -> time:
    whole = round(seconds) % _DAY_S
    return time(whole // 3600, whole // 60 % MINUTES, whole % MINUTES)


def _nearest_second(value: time) -> time:
    if not value.microsecond:
        return value
    return _time_at(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6)
