"""The place of a record in another program's file, and the reading of its cells: texts, zones, moments, spans."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from legdiary.domain.input.text import check_note
from legdiary.domain.time.durations import LONGEST_IN_BED_MIN
from legdiary.domain.time.moments import (
    EARLIEST_YEAR,
    Moment,
    NoSuchTime,
    fixed_zone,
    format_minutes,
    load_zone,
    local_moments,
    minutes_between,
)
from legdiary.errors import quote_typed
from legdiary.formats.reader_result import BadRow, Where, locate_errors

if TYPE_CHECKING:
    from datetime import timedelta

    from legdiary.domain.time.moments import Zone

#: Milliseconds in a second.
MS = 1000
#: No diary holds a later moment; `import`, which knows the time, checks that none is in the future.
_LAST_S = 4_102_444_800
_LAST_YEAR = 2099


class Place(Where):
    """The place of a record in a file, with readers for its cells that name the place in errors."""

    __slots__ = ()

    def bad(self, column: str | None, mistake: str) -> BadRow:
        """Return the error for a mistake at this place."""
        return BadRow(self.source, self.line, column, mistake)

    def note(self, column: str, text: str) -> str | None:
        """Return a person's text with plain line ends; None if it is empty.

        Raises:
            BadRow: it has control characters, or is too long; the text itself is not repeated.
        """
        plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        with locate_errors(*self, column):
            return check_note(plain) if plain else None

    def zone(self, column: str, name: str) -> Zone:
        """Return the time zone of this name.

        Raises:
            BadRow: there is none.
        """
        with locate_errors(*self, column):
            return load_zone(name)

    def milliseconds(
        self, column: str, typed: str, accepted: str = "accepted: whole milliseconds since 1970-01-01"
    ) -> int:
        """Return a Unix time in milliseconds.

        Raises:
            BadRow: it is not a whole number; the error names a spreadsheet if one has rounded it.
        """
        if _ROUNDED.fullmatch(typed):
            raise self.bad(column, f"a spreadsheet has rounded {typed}; {accepted}, as the app wrote them")
        if not _MILLISECONDS.fullmatch(typed):
            raise self.bad(column, f"{quote_typed(typed)!r}; {accepted}")
        return int(typed)

    def moment(self, column: str, milliseconds: int, zone: Zone) -> Moment:
        """Return the moment of a Unix time in milliseconds.

        Raises:
            BadRow: it is before 1990 or after 2099.
        """
        seconds = milliseconds // MS
        if 0 <= seconds < _LAST_S:
            moment = Moment.from_timestamp(seconds, zone)
            if moment.local.year >= EARLIEST_YEAR:
                return moment
        raise self.bad(
            column,
            f"{quote_typed(str(milliseconds))} is not a moment from {EARLIEST_YEAR} to {_LAST_YEAR}; "
            "accepted: milliseconds since 1970-01-01",
        )

    def local(self, column: str, typed: str, zone: Zone) -> tuple[Moment, ...]:
        """Return the moments an ISO 8601 time may mean: two if it has no offset and the hour is repeated, else one.

        Raises:
            BadRow: there is no such time, or the zone's clocks never showed it.
        """
        stamp = _parsed(typed)
        if stamp is None or not EARLIEST_YEAR <= stamp.year <= _LAST_YEAR:
            raise self.bad(column, f"{quote_typed(typed)!r}; accepted: a time such as 2026-11-20T23:40, from 1990 on")
        if stamp.tzinfo is not None:
            return (self.moment(column, int(stamp.timestamp()) * MS, zone),)
        try:
            return local_moments(stamp.date(), stamp.time(), zone)
        except NoSuchTime as error:
            raise self.bad(column, f"{error.message}; was the diary kept in another zone?") from error

    def utc(self, column: str, typed: str, zone: Zone) -> Moment:
        """Return the moment of an ISO 8601 time in UTC, whether it says so or not.

        Raises:
            BadRow: there is no such time.
        """
        return self.local(column, typed if _OFFSET.search(typed) else f"{typed}Z", zone)[0]

    def day(self, column: str, typed: str) -> date:
        """Return the date that is written as year, month and day.

        Raises:
            BadRow: there is no such date, or it is before 1990 or after 2099.
        """
        try:
            day = date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
        except ValueError:
            day = None
        if day is None or not EARLIEST_YEAR <= day.year <= _LAST_YEAR:
            raise self.bad(column, f"{quote_typed(typed)!r}; accepted: a date such as 2026-11-20, from 1990 on")
        return day

    def with_offset(self, column: str, typed: str, zone: Zone) -> Moment:
        """Return the moment of an ISO 8601 time with its offset, in the zone where the person was.

        Raises:
            BadRow: there is no such time, or it has no offset.
        """
        stamp = _parsed(typed)
        offset = stamp.utcoffset() if stamp is not None else None
        if stamp is None or offset is None:
            accepted = "accepted: a time with its offset, such as 2026-11-20T23:40:00-05:00"
            raise self.bad(column, f"{quote_typed(typed)!r}; {accepted}")
        return self.moment(column, int(stamp.timestamp()) * MS, zone_with_offset(offset, int(stamp.timestamp()), zone))

    def check_span(self, column: str, start: Moment, end: Moment) -> None:
        """Refuse a sleep that ends before it starts, or that lasts more than 16 h.

        Raises:
            BadRow: it does; the error has the times.
        """
        if end.utc_s < start.utc_s:
            raise self.bad(
                column,
                f"the sleep ends {end.local:%Y-%m-%d %H:%M}, before its start {start.local:%Y-%m-%d %H:%M}; "
                "accepted: an end after the start",
            )
        if minutes_between(start, end) > LONGEST_IN_BED_MIN:
            raise self.bad(
                column,
                f"from {start.local:%Y-%m-%d %H:%M} on this sleep lasts {format_minutes(minutes_between(start, end))}; "
                "accepted: up to 16 h",
            )


def zone_with_offset(offset: timedelta, utc_s: int, zone: Zone) -> Zone:
    """Return the zone of a moment whose offset a file states: this one if its clocks showed that, else a fixed one.

    An instant outside the years of a diary, which `Place.moment` refuses, has this one.
    """
    if not 0 <= utc_s < _LAST_S:
        return zone
    return zone if datetime.fromtimestamp(utc_s, zone.info).utcoffset() == offset else fixed_zone(offset)


_OFFSET = re.compile(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MILLISECONDS = re.compile(r"-?[0-9]{1,15}")
#: Long numbers as spreadsheets show and save them: `1.59287E+12`, with the decimal mark of the country.
_ROUNDED = re.compile(r"-?[0-9](?:[.,][0-9]{1,15})?[eE]\+?1[0-4]")
_STAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?"
    r"(?: ?(Z|[+-][0-9]{2}:?[0-9]{2}))?"
)


def _parsed(typed: str) -> datetime | None:
    match = _STAMP.fullmatch(typed)
    if match is None:
        return None
    day, clock, seconds, offset = match.groups()
    try:
        return datetime.fromisoformat(f"{day}T{clock}:{seconds or '00'}{offset or ''}")
    except ValueError:
        return None
