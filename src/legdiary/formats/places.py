"""Where a record of another program's file stands, and what its cells mean: texts, zones, moments, spans of sleep."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from legdiary.domain.entries.sleep_times import LONGEST_IN_BED_MIN
from legdiary.domain.input.text import check_note
from legdiary.domain.time.moments import (
    EARLIEST_YEAR,
    Moment,
    NoSuchTime,
    format_minutes,
    load_zone,
    local_moments,
    minutes_between,
)
from legdiary.errors import shown
from legdiary.formats.records import BadRow, Where, at_row

if TYPE_CHECKING:
    from legdiary.domain.time.moments import Zone

#: Milliseconds in a second.
MS = 1000
#: No diary holds a later moment; whether one is in the future the command asks, which knows the time.
_LAST_S = 4_102_444_800
_LAST_YEAR = 2099


class Place(Where):
    """Where in a file a record stands, and what its cells mean there."""

    __slots__ = ()

    def bad(self, column: str | None, mistake: str) -> BadRow:
        """The refusal of what stands here."""
        return BadRow(self.source, self.line, column, mistake)

    def note(self, column: str, text: str) -> str | None:
        """A person's text, its line ends made plain; None where it is empty.

        Raises:
            BadRow: control characters, or too long; the text itself is not repeated.
        """
        plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        with at_row(*self, column):
            return check_note(plain) if plain else None

    def zone(self, column: str, name: str) -> Zone:
        """The zone called so.

        Raises:
            BadRow: there is none.
        """
        with at_row(*self, column):
            return load_zone(name)

    def milliseconds(
        self, column: str, typed: str, accepted: str = "accepted are whole milliseconds since 1970-01-01"
    ) -> int:
        """A Unix time in milliseconds.

        Raises:
            BadRow: no whole number; one that a spreadsheet has rounded is told as such.
        """
        if _ROUNDED.fullmatch(typed):
            raise self.bad(column, f"a spreadsheet has rounded {typed}; {accepted}, as the app wrote them")
        if not _MILLISECONDS.fullmatch(typed):
            raise self.bad(column, f"{shown(typed)!r}; {accepted}")
        return int(typed)

    def moment(self, column: str, milliseconds: int, zone: Zone) -> Moment:
        """The moment of a Unix time in milliseconds.

        Raises:
            BadRow: before 1990, or after 2099.
        """
        seconds = milliseconds // MS
        if 0 <= seconds < _LAST_S:
            moment = Moment.at(seconds, zone)
            if moment.local.year >= EARLIEST_YEAR:
                return moment
        raise self.bad(
            column,
            f"{shown(str(milliseconds))} is no moment from {EARLIEST_YEAR} to {_LAST_YEAR}; "
            "accepted are milliseconds since 1970-01-01",
        )

    def local(self, column: str, typed: str, zone: Zone) -> tuple[Moment, ...]:
        """The moments that an ISO 8601 time may mean: one, or two where it has no offset and the hour was repeated.

        Raises:
            BadRow: no such time, or none that the zone's clocks showed.
        """
        stamp = _parsed(typed)
        if stamp is None or not EARLIEST_YEAR <= stamp.year <= _LAST_YEAR:
            raise self.bad(column, f"{shown(typed)!r}; accepted is a time such as 2026-11-20T23:40, from 1990 on")
        if stamp.tzinfo is not None:
            return (self.moment(column, int(stamp.timestamp()) * MS, zone),)
        try:
            return local_moments(stamp.date(), stamp.time(), zone)
        except NoSuchTime as error:
            raise self.bad(column, f"{error.message}; was the diary kept in another zone?") from error

    def check_span(self, column: str, start: Moment, end: Moment) -> None:
        """Refuse a sleep that ends before it starts, or lasts more than 16 h.

        Raises:
            BadRow: with the arithmetic.
        """
        if end.utc_s < start.utc_s:
            raise self.bad(
                column,
                f"the sleep ends {end.local:%Y-%m-%d %H:%M}, before its start {start.local:%Y-%m-%d %H:%M}; "
                "accepted is an end after the start",
            )
        if minutes_between(start, end) > LONGEST_IN_BED_MIN:
            raise self.bad(
                column,
                f"from {start.local:%Y-%m-%d %H:%M} on this sleep lasts {format_minutes(minutes_between(start, end))}; "
                "accepted are up to 16 h",
            )


_MILLISECONDS = re.compile(r"-?[0-9]{1,15}")
#: Long numbers as spreadsheets show them, and save them as text: `1.59287E+12`, with the decimal mark of the country.
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
