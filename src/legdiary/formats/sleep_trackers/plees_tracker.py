"""The CSV of plees-tracker: one row a tracked sleep.

Format after vmiklos/plees-tracker (`DataModel.kt`): `sid,start,stop`, then, depending on the version,
`rating,comment,wakes` and more; start and stop are Unix milliseconds. Its "pretty backup" has local times and then a
`length` instead; the length tells the two readings of a repeated hour apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from legdiary.domain.entries.sleep import QUALITY_MOST, TIMES_MOST
from legdiary.domain.time.moments import MINUTE
from legdiary.errors import plural, quote_typed
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.foreign_csv import cells, first_row, rows, unknown_columns
from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep, Tracked, nights

if TYPE_CHECKING:
    from legdiary.domain.time.moments import Moment, Zone
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

_TIMES = ("sid", "start", "stop")
_MORE = ("rating", "comment", "wakes")
_LENGTH = "length"
_KNOWN = (*_TIMES, _LENGTH, *_MORE)
_SMALL = re.compile(r"[0-9]{1,2}")
_NUMBER = re.compile(r"[0-9]{1,18}")
_SPAN = re.compile(r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?")
#: Times and length are each cut off to the minute, so they may differ by two.
_CUT_S = 2 * MINUTE


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is plees-tracker's CSV, by its header."""
    return _is_header(first_row(content))


def _is_header(header: tuple[str, ...]) -> bool:
    return header[: len(_TIMES)] == _TIMES and all(header.count(name) < 2 for name in _KNOWN)  # noqa: PLR2004 - once


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the sleeps of a plees-tracker file.

    Raises:
        BadRow: the first row that cannot be right.
    """
    table = rows(content, source)
    place, header = next(table, (Place(source, 1), []))
    if not _is_header(tuple(header)):
        raise place.bad(None, "accepted: the header sid,start,stop,rating,comment,wakes of plees-tracker")
    known: dict[str, int] = {}
    asleep = Tracked()
    unclear = 0
    for here, row in table:
        with options.bad.row():
            named = cells(here, header, row)
            _check_number(here, named, known)
            start, end, is_clear = _times(here, named, options.zone)
            here.check_span("stop", start, end)
            quality, times = (
                _small_number(here, named, "rating", QUALITY_MOST),
                _small_number(here, named, "wakes", TIMES_MOST),
            )
            asleep.append(Asleep(here, start, end, quality, times, here.note("comment", named.get("comment", ""))))
            known[named["sid"]] = hash(_known_cells(named))
            unclear += not is_clear
    said = f"which reading of a repeated hour {plural(unclear, 'row')} meant: the first is taken"
    return nights(asleep, options, [*([said] if unclear else []), *unknown_columns(header, _KNOWN)])


def _check_number(place: Place, named: dict[str, str], known: dict[str, int]) -> None:
    number = named["sid"]
    if not _NUMBER.fullmatch(number):
        raise place.bad("sid", f"{quote_typed(number)!r} is not a number of a row")
    if number in known and known[number] != hash(_known_cells(named)):
        raise place.bad("sid", f"{number} stands twice, with two different sleeps")


def _known_cells(named: dict[str, str]) -> tuple[str, ...]:
    """Return the values of the known columns."""
    return tuple(named.get(name, "") for name in _KNOWN)


def _small_number(place: Place, named: dict[str, str], column: str, most: int) -> int | None:
    """Return a small whole number; None for 0, which the app stores where nothing was entered."""
    typed = named.get(column, "")
    if typed and (not _SMALL.fullmatch(typed) or int(typed) > most):
        raise place.bad(column, f"{quote_typed(typed)!r}; accepted: a whole number from 0 (no value) to {most}")
    return int(typed or 0) or None


def _times(place: Place, named: dict[str, str], zone: Zone) -> tuple[Moment, Moment, bool]:
    """Return when a sleep started and stopped, and whether there was only one way to read it."""
    if _LENGTH not in named:
        start, end = (
            place.moment(column, place.milliseconds(column, named[column]), zone) for column in ("start", "stop")
        )
        return start, end, True
    span = _SPAN.fullmatch(named[_LENGTH])
    if span is None:
        raise place.bad(_LENGTH, f"{quote_typed(named[_LENGTH])!r}; accepted: a length such as 7:30")
    length_s = (int(span[1]) * MINUTE + int(span[2])) * MINUTE + int(span[3] or 0)
    starts, ends = (place.local(column, named[column], zone) for column in ("start", "stop"))
    fits = [(start, end) for start in starts for end in ends if abs(end.utc_s - start.utc_s - length_s) < _CUT_S]
    if not fits:
        raise place.bad(_LENGTH, f"{named[_LENGTH]} is not the time from start to stop in {zone.name}")
    return *fits[0], len(fits) == 1
