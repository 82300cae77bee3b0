"""The table of Garmin Connect's page on sleep, as *Export CSV* writes it for seven days or four weeks.

Its first column is called `Sleep Score 4 Weeks` and holds the day of waking; bed time and wake time are clock times, of
12 or 24 hours as the account is set, and the duration is the time asleep. A missing value is `--`. The table of one day
has no times, and that of a year has only averages.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING

from legdiary.domain.time.moments import HOUR, MINUTE, NoSuchTime, local_moments
from legdiary.errors import plural, quote_typed
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.foreign_csv import cells, rows, unknown_columns
from legdiary.formats.reader_result import BadRow
from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep, Tracked, nights

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.time.moments import Moment, Zone
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

_TABLE = re.compile(r"Sleep Score .+")
_BED, _WAKE, _SLEPT = "Bedtime", "Wake Time", "Duration"
#: The averages of a week each.
_AVERAGES = ("Avg Score", "Avg Bedtime")
_ISO, _MONTH = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile(r"[A-Z][a-z]{2} [0-9]{1,2}, [0-9]{4}")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?: ?([AaPp])[Mm])?")
_LENGTH = re.compile(r"(?:([0-9]{1,2})h)? ?(?:([0-9]{1,2}) ?m(?:in)?)?")
_MISSING = frozenset({"", "--"})
_HALF_A_DAY = 12


def is_header(header: Sequence[str]) -> bool:
    """Return whether these are the first cells of such a table, also of one that has no times."""
    if _TABLE.fullmatch(header[0]):
        return True
    return header[0] == "Date" and all(name in header for name in _AVERAGES)


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the nights of a table.

    Raises:
        BadRow: the first row that cannot be right, or a table without times.
    """
    table = rows(content, source)
    _, header = next(table, (Place(source, 1), [""]))
    date_column = header[0]
    if not all(header.count(name) == 1 for name in (_BED, _WAKE)):
        raise BadRow(
            source, None, None,
            "this table of Garmin Connect has no bed times; export the one of 7 days or 4 weeks, or import the "
            "account's export",
        )  # fmt: skip
    found, empty, unclear = Tracked(), 0, 0
    for place, row in table:
        with options.bad.row():
            named = cells(place, header, row)
            if named[_BED] in _MISSING or named[_WAKE] in _MISSING:
                empty += 1
                continue
            day = _day(place, date_column, named[date_column])
            ends = _moments(place, _WAKE, day, named[_WAKE], options.zone)
            starts = _before(place, day, named[_BED], ends[0], options.zone)
            place.check_span(_WAKE, starts[0], ends[0])
            slept_s = _length(place, named.get(_SLEPT, ""))
            found.append(Asleep(place, starts[0], ends[0], slept_s=slept_s))
            unclear += len(starts) + len(ends) > 2  # noqa: PLR2004 - one reading of each
    said = [
        *([f"{plural(empty, 'row')} without a sleep"] if empty else []),
        *([f"which reading of a repeated hour {plural(unclear, 'row')} meant: the first is taken"] if unclear else []),
    ]
    return nights(found, options, [*said, *unknown_columns(header, (date_column, _BED, _WAKE, _SLEPT))])


def _day(place: Place, column: str, typed: str) -> date:
    try:
        if _ISO.fullmatch(typed):
            return datetime.fromisoformat(typed).date()
        if _MONTH.fullmatch(typed):
            month = 1 + _MONTHS.index(typed[:3])
            return datetime(int(typed[-4:]), month, int(typed[4:-6])).date()  # noqa: DTZ001 - a day
    except ValueError:
        pass
    raise place.bad(column, f"{quote_typed(typed)!r}; accepted: a day with its year, 2026-11-20 or Nov 20, 2026")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _moments(place: Place, column: str, day: date, typed: str, zone: Zone) -> tuple[Moment, ...]:
    match = _CLOCK.fullmatch(typed)
    hour, minute, half = (int(match[1]), int(match[2]), match[3]) if match else (-1, -1, None)
    if half and 1 <= hour <= _HALF_A_DAY:
        hour = hour % _HALF_A_DAY + (_HALF_A_DAY if half in "Pp" else 0)
    elif half:
        hour = -1
    try:
        return local_moments(day, clock_time(hour, minute), zone)
    except NoSuchTime as error:
        raise place.bad(column, f"{error.message}; was the diary kept in another zone?") from error
    except ValueError as error:
        raise place.bad(column, f"{quote_typed(typed)!r}; accepted: a time such as 23:40 or 11:40 PM") from error


def _before(place: Place, day: date, typed: str, end: Moment, zone: Zone) -> tuple[Moment, ...]:
    """Return the bed time: the latest such clock time before the waking."""
    same_day = _moments_or_none(place, day, typed, zone)
    if same_day and same_day[0].utc_s < end.utc_s:
        return same_day
    return _moments(place, _BED, day - timedelta(days=1), typed, zone)


def _moments_or_none(place: Place, day: date, typed: str, zone: Zone) -> tuple[Moment, ...]:
    """Return the moments of a clock time on the day of waking; none where the clocks skipped it."""
    try:
        return _moments(place, _BED, day, typed, zone)
    except BadRow as error:
        if isinstance(error.__cause__, NoSuchTime):
            return ()
        raise


def _length(place: Place, typed: str) -> int | None:
    if typed in _MISSING:
        return None
    match = _LENGTH.fullmatch(typed)
    if match is None:
        raise place.bad(_SLEPT, f"{quote_typed(typed)!r}; accepted: a time asleep such as 7h 55min")
    return int(match[1] or 0) * HOUR + int(match[2] or 0) * MINUTE
