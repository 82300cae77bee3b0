"""The moment at the beginning of a typed line: ISO 8601 with its offset from UTC, as phones write it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.time.moments import EARLIEST_YEAR, MINUTE, Moment, TooLongAgo, fixed_zone, load_zone
from legdiary.errors import BadValue, quote_typed

if TYPE_CHECKING:
    from datetime import timedelta

    from legdiary.domain.time.moments import Zone

#: `2026-11-22T02:10-05:00`, with seconds or without, `-0500` or `Z`, and a zone in brackets (RFC 9557) or none.
_STAMP = (
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ](?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]{1,9})?"
    r"(?: ?(?P<offset>Z|[+-][0-9]{2}:?[0-5][0-9]))?(?:\[(?P<zone>[^\]\s]{1,64})\])?(?![^\s])"
)
_WRITE = "write 2026-11-22T02:10-05:00 and then the command"
#: The offsets that clocks on earth have, in minutes.
_WEST, _EAST = -12 * 60, 14 * 60


class NoMomentFirst(BadValue):
    """A line that does not begin with a moment, or with none that exists."""

    def __init__(self) -> None:
        super().__init__(f"the line does not begin with a date and time; {_WRITE}")


class OffsetMissing(BadValue):
    """A moment without its offset from UTC, which may be of any zone."""

    def __init__(self) -> None:
        super().__init__(f"the date and time have no offset from UTC; {_WRITE}")


class OffsetOfAnotherZone(BadValue):
    """A moment whose offset is not the one that its zone had then."""

    def __init__(self, offset: str, zone: str) -> None:
        super().__init__(f"{offset} is not the offset that {quote_typed(zone)} had then")


class Stamp(NamedTuple):
    """The moment of a line, and what follows it.

    Attributes:
        moment: the moment.
        zone: the zone in which the line was typed.
        rest: the command behind it.
    """

    moment: Moment
    zone: Zone
    rest: str


def begins_with_moment(text: str) -> bool:
    """Return whether a line begins with a date and time, and a word behind them."""
    found = re.match(_STAMP, text)
    return found is not None and text[found.end() :].strip()[:1].isalpha()


def read_stamp(text: str, zone: Zone) -> Stamp:
    """Read the moment at the beginning of a line.

    Its zone is the one in brackets, else the person's own where that had this offset then, else a zone of the offset
    alone. `Z` states the instant and not where the person was, so it is told in the person's own zone.

    Args:
        text: the line.
        zone: the person's own zone.

    Raises:
        NoMomentFirst: there is no moment, or none that exists.
        OffsetMissing: it has no offset.
        OffsetOfAnotherZone, UnknownZone, CountsLeapSeconds: the zone in brackets does not fit.
        TooLongAgo: it is before 1990.
    """
    found = re.match(_STAMP, text)
    if found is None:
        raise NoMomentFirst
    offset = found["offset"]
    if offset is None:
        raise OffsetMissing
    try:
        aware = datetime.fromisoformat(f"{found['day']}T{found['clock']}{offset}")
    except ValueError as error:
        raise NoMomentFirst from error
    if aware.year < EARLIEST_YEAR:
        raise TooLongAgo(found["day"])
    try:
        there = _zone_of(aware, offset, found["zone"], zone)
        return Stamp(Moment.from_datetime(aware, there), there, text[found.end() :].strip())
    except OverflowError as error:  # the last day of the year 9999
        raise NoMomentFirst from error


def _zone_of(aware: datetime, offset: str, named: str | None, own: Zone) -> Zone:
    minutes = _minutes(aware.utcoffset())
    if not _WEST <= minutes <= _EAST:
        raise NoMomentFirst
    if named is not None:
        there = load_zone(named)
        if offset != "Z" and _minutes(aware.astimezone(there.info).utcoffset()) != minutes:
            raise OffsetOfAnotherZone(offset, named)
        return there
    if offset == "Z" or _minutes(aware.astimezone(own.info).utcoffset()) == minutes:
        return own
    return fixed_zone(aware.utcoffset() or aware - aware)


def _minutes(offset: timedelta | None) -> int:
    return 0 if offset is None else round(offset.total_seconds() / MINUTE)
