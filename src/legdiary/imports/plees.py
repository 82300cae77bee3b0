"""plees-tracker's CSV: one row a tracked sleep.

Format as of vmiklos/plees-tracker (`DataModel.kt`): `sid,start,stop`, then as far as the version knew them
`rating,comment,wakes`; start and stop in Unix milliseconds. Its "pretty backup" has local times instead and a `length`
after them; the length tells the two readings of a repeated hour apart. `rows`, below, reads any such CSV.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from legdiary.domain.entries import QUALITY_MOST, TIMES_MOST
from legdiary.domain.moments import MINUTE
from legdiary.errors import shown
from legdiary.imports.places import Place
from legdiary.imports.records import MOST_CELL, TooLarge, head_of, many, text_of
from legdiary.imports.tracked_sleeps import Asleep, nights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.domain.moments import Moment, Zone
    from legdiary.imports.records import Found

_TIMES = ("sid", "start", "stop")
_MORE = ("rating", "comment", "wakes")
_LENGTH = "length"
_MILLISECONDS = re.compile(r"-?[0-9]{1,15}")
_SMALL = re.compile(r"[0-9]{1,2}")
_NUMBER = re.compile(r"[0-9]{1,18}")
_SPAN = re.compile(r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?")
#: Times and length are each cut to the minute.
_CUT_S = 2 * MINUTE


def rows(text: str, source: str) -> Iterator[tuple[Place, list[str]]]:
    """The rows of a CSV text with the line each begins on; empty lines are skipped.

    Raises:
        BadRow: no CSV, or a line too long to look at.
    """
    reader = csv.reader(_lines(text, source), strict=True)
    while True:
        place = Place(source, reader.line_num + 1)
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise place.bad(
                None, "this is no CSV: a quotation mark is open or stands astray, or a cell is too large"
            ) from error
        if row:
            yield place, row


def _lines(text: str, source: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > MOST_CELL:
            raise TooLarge(source, number)
        yield line


def cells(place: Place, header: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """A row's cells by name.

    Raises:
        BadRow: more or fewer cells than the header has.
    """
    if len(row) != len(header):
        raise place.bad(None, f"{len(row)} cells; accepted are the {len(header)} of the header")
    return dict(zip(header, row, strict=True))


def first_row(data: bytes) -> tuple[str, ...]:
    """The cells of a file's first line, as far as it can be read."""
    line = head_of(data).lstrip("\r\n").partition("\n")[0].rstrip("\r")
    return tuple(cell.strip('"') for cell in line.split(","))


def recognises(data: bytes, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Whether this is plees-tracker's CSV, by its header."""
    return _is_header(first_row(data))


def _is_header(header: tuple[str, ...]) -> bool:
    more = header[len(_TIMES) :]
    if more[:1] == (_LENGTH,):
        more = more[1:]
    return header[: len(_TIMES)] == _TIMES and more == _MORE[: len(more)]


def read(data: bytes, source: str, zone: Zone) -> Found:
    """The sleeps of a plees-tracker file.

    Raises:
        BadRow: the first row that cannot be right.
    """
    table = rows(text_of(data, source), source)
    place, header = next(table, (Place(source, 1), []))
    if not _is_header(tuple(header)):
        raise place.bad(None, "accepted is the header sid,start,stop,rating,comment,wakes of plees-tracker")
    known: dict[str, tuple[str, ...]] = {}
    asleep: list[Asleep] = []
    unclear = 0
    for here, row in table:
        named = cells(here, header, row)
        _check_number(here, named["sid"], row, known)
        start, end, is_clear = _times(here, named, zone)
        here.check_span("stop", start, end)
        unclear += not is_clear
        quality, times = _small(here, named, "rating", QUALITY_MOST), _small(here, named, "wakes", TIMES_MOST)
        asleep.append(Asleep(here, start, end, quality, times, here.note("comment", named.get("comment", ""))))
    said = f"which reading of a repeated hour {many(unclear, 'row')} meant: the first is taken"
    return nights(asleep, [said] if unclear else [])


def _check_number(place: Place, number: str, row: Sequence[str], known: dict[str, tuple[str, ...]]) -> None:
    if not _NUMBER.fullmatch(number):
        raise place.bad("sid", f"{shown(number)!r} is no number of a row")
    if known.setdefault(number, tuple(row)) != tuple(row):
        raise place.bad("sid", f"{number} stands twice, with two different sleeps")


def _small(place: Place, named: dict[str, str], column: str, most: int) -> int | None:
    """A small whole number; 0 is what the app stores where nothing was said, so it is not known."""
    typed = named.get(column, "")
    if typed and (not _SMALL.fullmatch(typed) or int(typed) > most):
        raise place.bad(column, f"{shown(typed)!r}; accepted is a whole number from 0 (not said) to {most}")
    return int(typed or 0) or None


def _times(place: Place, named: dict[str, str], zone: Zone) -> tuple[Moment, Moment, bool]:
    """When a sleep started and stopped, and whether there was but one way to read it."""
    if _LENGTH not in named:
        start, end = (_at(place, named, column, zone) for column in ("start", "stop"))
        return start, end, True
    span = _SPAN.fullmatch(named[_LENGTH])
    if span is None:
        raise place.bad(_LENGTH, f"{shown(named[_LENGTH])!r}; accepted is a length such as 7:30")
    length_s = (int(span[1]) * MINUTE + int(span[2])) * MINUTE + int(span[3] or 0)
    starts, ends = (place.local(column, named[column], zone) for column in ("start", "stop"))
    fits = [(start, end) for start in starts for end in ends if abs(end.utc_s - start.utc_s - length_s) < _CUT_S]
    if not fits:
        raise place.bad(_LENGTH, f"{named[_LENGTH]} is not the time from start to stop in {zone.name}")
    return *fits[0], len(fits) == 1


def _at(place: Place, named: dict[str, str], column: str, zone: Zone) -> Moment:
    typed = named[column]
    if not _MILLISECONDS.fullmatch(typed):
        raise place.bad(column, f"{shown(typed)!r}; accepted are whole milliseconds since 1970-01-01")
    return place.moment(column, int(typed), zone)
