"""The reading of BED-WAKE, two clock times with a dash between them: `22:45-06:10`, `23-7`, `11pm-7`, `2245-610`.

A bare hour is read only where one meaning is possible. Beside a time that only the 24-hour clock has, it is of that
clock. Otherwise both halves of the day are tried, and all but the spans in which nobody is in bed fall out:
`11pm-7` ends at 07:00, since 19:00 is 20 hours later; `7-3` can be a night or a day in bed, and is refused.
"""

from __future__ import annotations

from datetime import time as clock_time
from itertools import product

from legdiary.domain.time.durations import LONGEST_IN_BED_MIN
from legdiary.domain.time.parse import NotAClockTime, clock_parts, format_clock, parse_reported_time, split_span
from legdiary.errors import BadValue, quote_typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from legdiary.domain.time.moments import Moment, Present
    from legdiary.domain.time.parse import ClockParts

_MINUTES_AN_HOUR = 60
_HALF_A_DAY = 12 * _MINUTES_AN_HOUR
_A_DAY = 2 * _HALF_A_DAY


class RangeReadTwoWays(BadValue):
    """`7-3`: from seven in the morning, or in the evening?"""

    def __init__(self, typed: str, ranges: list[str]) -> None:
        many = "two ways" if len(ranges) == len("ab") else "several ways"
        super().__init__(f"{quote_typed(typed)!r} can be read {many}; write {' or '.join(ranges)}")


def read_bed_wake(typed: str, present: Present) -> tuple[clock_time | Moment, clock_time | Moment] | None:
    """Return the bed time and the wake time; None where the text is something else.

    Raises:
        RangeReadTwoWays: a bare hour leaves more than one reading.
    """
    sides = split_span(typed)
    if sides is None:
        return None
    try:
        return read_sides(*sides, present)
    except NotAClockTime:
        return None


def read_sides(bed: str, wake: str, present: Present) -> tuple[clock_time | Moment, clock_time | Moment]:
    """Return the bed time and the wake time of the two sides.

    Raises:
        NotAClockTime: a side is not a clock time.
        RangeReadTwoWays: a bare hour leaves more than one reading.
    """
    parts = clock_parts(bed), clock_parts(wake)
    if parts[0] is None or parts[1] is None or not (parts[0].is_bare or parts[1].is_bare):
        return parse_reported_time(bed, present), parse_reported_time(wake, present)
    found = _readings(parts[0], parts[1])
    if len(found) > 1:
        raise RangeReadTwoWays(f"{bed}-{wake}", [f"{format_clock(one)}-{format_clock(two)}" for one, two in found])
    one, two = (clock_time(*divmod(minutes, _MINUTES_AN_HOUR)) for minutes in found[0])
    return one, two


def _readings(bed: ClockParts, wake: ClockParts) -> list[tuple[int, int]]:
    """Return every bed time and wake time, in minutes after midnight, that the two sides can mean."""
    if not (bed.half or wake.half) and (bed.is_24_hour or wake.is_24_hour):
        return [(bed.minutes, wake.minutes)]
    every = list(product(_halves(bed), _halves(wake)))
    # One that is too long by itself is refused with the arithmetic.
    return [(one, two) for one, two in every if 0 < (two - one) % _A_DAY <= LONGEST_IN_BED_MIN] or every


def _halves(side: ClockParts) -> list[int]:
    """Return the times of day that a side can mean, by the 12-hour clock where it is silent about the half."""
    if side.half or side.is_24_hour:
        return [side.minutes]
    morning = side.minutes % _HALF_A_DAY
    return [morning, morning + _HALF_A_DAY]
