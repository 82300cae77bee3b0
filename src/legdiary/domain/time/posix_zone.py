"""Time zones written as POSIX rules, such as `<-03>3` or `EST5EDT,M3.2.0,M11.1.0`; the C library reads TZ this way.

Their sign is reversed: `UTC-14` is 14 hours *ahead* of UTC. A zone with summer time is stored under its rules, so
that it can be loaded later on any machine, without a time zone database.
"""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date, timedelta
from io import BytesIO
from struct import pack
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import BadValue, quote_typed

if TYPE_CHECKING:
    from datetime import tzinfo

_NAME = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)"
_OFFSET = r"[+-]?[0-9]{1,2}(?::[0-9]{2}){0,2}"
_DAY = r"(?:M[0-9]{1,2}\.[0-9]\.[0-9]|J?[0-9]{1,3})(?:/[+-]?[0-9]{1,3}(?::[0-9]{2}){0,2})?"
_RULES = re.compile(
    rf"(?P<std>{_NAME})(?P<offset>{_OFFSET})"
    rf"(?:(?P<dst>{_NAME})(?P<dst_offset>{_OFFSET})?(?:,(?P<start>{_DAY})(?:,(?P<end>{_DAY}))?)?)?"
)
#: The C library's defaults where the rules give no dates for summer time.
_START, _END = "M3.2.0", "M11.1.0"
_MINUTE_S, _HOUR_S = 60, 3600
_A_DAY_S, _TWO_O_CLOCK_S = 24 * _HOUR_S, 2 * _HOUR_S
_DECEMBER, _LAST_WEEK, _SATURDAY, _DAYS_A_YEAR, _FIRST_OF_MARCH = 12, 5, 6, 365, 60
_FIRST_YEAR, _LAST_YEAR = 1989, 2200  # every date of a diary lies between
_MOST_LENGTH = 100


class NotKeptByMinutes(BadValue):
    """A zone whose offset is not in whole minutes, or is a day or more."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"the time zone {quote_typed(text)!r} has an offset that can't be stored; offsets are whole minutes "
            "under 24 h"
        )


class Rules(NamedTuple):
    """Parsed rules.

    Attributes:
        offset_s: seconds ahead of UTC, outside of summer time.
        name: the rules with the dates of summer time written out; None where there is no summer time.
    """

    offset_s: int
    name: str | None


def read_rules(text: str) -> Rules | None:
    """Parse rules; return None where the text is not POSIX rules.

    Raises:
        NotKeptByMinutes: the offset is not in whole minutes, or is a day or more.
    """
    match = _RULES.fullmatch(text) if len(text) <= _MOST_LENGTH else None
    if match is None:
        return None
    offsets = [_seconds(match[part]) for part in ("offset", "dst_offset") if match[part]]
    if match["dst"] and not match["dst_offset"]:
        offsets.append(offsets[0] + _HOUR_S)
    if any(offset % _MINUTE_S or abs(offset) >= _A_DAY_S for offset in offsets):
        raise NotKeptByMinutes(text)
    if not match["dst"]:
        return Rules(offsets[0], None)
    rules = [match["start"] or _START, match["end"] or _END]
    name = ",".join([f"{match['std']}{match['offset']}{match['dst']}{match['dst_offset'] or ''}", *rules])
    return Rules(offsets[0], name) if all(_is_in_every_year(rule) for rule in rules) else None


def _seconds(offset: str) -> int:
    """Return seconds ahead of UTC: in POSIX rules an offset without a sign is behind UTC."""
    return -_clock_s(offset)


def _clock_s(text: str) -> int:
    """Return the signed seconds of `2`, `-1:30`, `26:00:00`."""
    hours, minutes, seconds = (int(part) for part in f"{text.lstrip('+-')}:0:0".split(":")[:3])
    length = hours * _HOUR_S + minutes * _MINUTE_S + seconds
    return -length if text.startswith("-") else length


def _is_in_every_year(rule: str) -> bool:
    """Return whether a rule names a day that exists in every year."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", rule.partition("/")[0])]
    if rule.startswith("M"):
        month, week, weekday = numbers
        return 1 <= month <= _DECEMBER and 1 <= week <= _LAST_WEEK and weekday <= _SATURDAY
    return (1 if rule.startswith("J") else 0) <= numbers[0] <= _DAYS_A_YEAR


def load_rules(name: str) -> tzinfo:
    """Return the zone with these rules, with every clock change from 1989 to 2200 written out as in a zone file.

    The standard library reads such rules too, but takes a day without a letter one day too early (Python 3.11 to 3.13).

    Raises:
        ValueError: not rules in the stored spelling.
    """
    from zoneinfo import ZoneInfo

    known = read_rules(name)
    match = _RULES.fullmatch(name)
    if match is None or known is None or known.name != name:
        raise ValueError(name)
    winter = _seconds(match["offset"])
    summer = _seconds(match["dst_offset"]) if match["dst_offset"] else winter + _HOUR_S
    changes: dict[int, int] = {}
    for year in range(_FIRST_YEAR, _LAST_YEAR + 1):
        changes[_change_s(match["end"], year) - summer] = 0
        changes[_change_s(match["start"], year) - winter] = 1  # where summer time ends as it begins again, it goes on
    moments = sorted(changes)
    data = b"".join(
        (
            pack(f">{len(moments)}q", *moments),
            bytes(changes[moment] for moment in moments),
            pack(">lbB", winter, 0, 0) + pack(">lbB", summer, 1, 0),
            b"\0",
        )
    )
    header = b"TZif2" + bytes(15)  # RFC 8536
    none, counts = pack(">6l", 0, 0, 0, 0, 1, 1) + bytes(7), pack(">6l", 0, 0, 0, len(moments), 2, 1)
    return ZoneInfo.from_file(BytesIO(header + none + header + counts + data + b"\n\n"), key=name)


def _change_s(rule: str, year: int) -> int:
    """Return the local time of a rule's clock change in a year, in seconds since 1970."""
    day, _, clock = rule.partition("/")
    first = date(year, 1, 1)
    numbers = [int(number) for number in re.findall(r"[0-9]+", day)]
    if day.startswith("M"):
        month, week, weekday = numbers
        first = date(year, month, 1)
        days = (weekday - first.isoweekday()) % 7 + 7 * (week - 1)
        while (first + timedelta(days=days)).month != month:
            days -= 7
    elif day.startswith("J"):  # the 29th of February is never counted
        days = numbers[0] - 1 + (numbers[0] >= _FIRST_OF_MARCH and isleap(year))
    else:
        days = numbers[0]
    since = (first - date(1970, 1, 1)).days + days
    return since * _A_DAY_S + (_clock_s(clock) if clock else _TWO_O_CLOCK_S)
