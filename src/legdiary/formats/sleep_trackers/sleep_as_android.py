"""The `sleep-export.csv` of Sleep as Android, alone or in the zip that the app writes.

Format after its maker's documentation and sleepdiary/core: every record has its own header line; the record's line has
the columns up to `Geo`, then movement and events; a line of noise levels, whose first cells are empty, may follow.
`Id` is the start in Unix milliseconds. `From` and `To` are local times, ambiguous in a repeated hour, so start and end
are read from `Id` and `Id` + `Hours`, in the zone `Tz`.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import ExitStack, contextmanager
from itertools import takewhile
from typing import TYPE_CHECKING

from legdiary.domain.entries.sleep import QUALITY_MOST
from legdiary.domain.time.moments import HOUR, MINUTE
from legdiary.errors import plural, quote_typed
from legdiary.formats.files.field_parser import MS, Place
from legdiary.formats.files.foreign_csv import first_row, rows
from legdiary.formats.files.text_lines import is_larger
from legdiary.formats.files.zip_files import ZIP_ERRORS, is_zip, open_member, open_zip
from legdiary.formats.reader_result import MOST_BYTES, TooLarge
from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep, Tracked, nights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

_FIRST_COLUMNS = ("Id", "Tz", "From", "To", "Sched", "Hours", "Rating", "Comment")
_KNOWN = frozenset({*_FIRST_COLUMNS, "Framerate", "Snore", "Noise", "Cycles", "DeepSleep", "LenAdjust", "Geo"})
_MEMBER = "sleep-export.csv"
_HOURS = re.compile(r"(-?)([0-9]{1,3})(?:\.([0-9]{1,6}))?")
_MILLIONTHS = 1_000_000
_RATING = re.compile(r"([0-5])(?:\.([0-9]{1,6}))?")
#: A line end as the app writes it: `\n` as a separate word.
_NEWLINE = re.compile(r"(?:^| )\\n(?:(?= \\n)| |$)")
_EVENT = re.compile(r"([A-Z][A-Z_0-9]*)-[0-9]{10,15}(?:-.*)?", re.DOTALL)
#: Minutes to add to `Hours`: none, or negative for time awake. A sleep entered by hand has -1.0, which means none; one
#: minute awake is -1.
_ADJUSTMENT = re.compile(r"(-[0-9]{1,4})(?:\.0+)?")
_NO_ADJUSTMENT = frozenset({"", "0", "-1.0", "0.0"})
#: A sleep entered by hand has one movement value, which means nothing.
_BY_HAND = 1
#: Measured columns that the diary does not have: their names for people, and their values where nothing was measured.
_MEASURED = {
    "DeepSleep": ("share of deep sleep", "shares of deep sleep", {"-1.0", "-2.0", "-1", "-2"}),
    "Cycles": ("count of sleep cycles", "counts of sleep cycles", {"-1"}),
    "Snore": ("figure of snoring", "figures of snoring", {"-1"}),
    "Noise": ("noise level", "noise levels", {"-1.0", "-1"}),
    "Geo": ("place", "places", {""}),
}


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Sleep as Android's export, by its header, or the zip that holds it."""
    if is_zip(content):
        try:
            with open_zip(content) as archive:
                return _MEMBER in archive.namelist()
        except ZIP_ERRORS:
            return False
    return first_row(content)[: len(_FIRST_COLUMNS)] == _FIRST_COLUMNS


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the sleeps of a Sleep as Android export.

    Raises:
        BadRow: the first row that cannot be right.
    """
    if is_zip(content):
        with _unzipped(content, source) as unzipped:
            return _read(unzipped, _MEMBER, options)
    return _read(content, source, options)


def _read(content: Content, source: str, options: ReadOptions) -> Found:
    left: Counter[str] = Counter()
    known: dict[str, int] = {}
    asleep = Tracked()
    for place, header, row in _records(content, source, left):
        with options.bad.row(left):
            asleep.append(_sleep(place, _cells(place, header, row, left), known, left))
    return nights(asleep, options, _left_out_texts(left))


@contextmanager
def _unzipped(content: Content, source: str) -> Iterator[Content]:
    """Open the file in the zip that holds the sleeps; it is read once first, to refuse one that is too large."""
    with ExitStack() as opened:
        try:
            archive = opened.enter_context(open_zip(content))
            file = opened.enter_context(open_member(archive, _MEMBER))
            larger = is_larger(file, MOST_BYTES)
        except (*ZIP_ERRORS, KeyError) as error:
            raise Place(source).bad(
                None, f"no {_MEMBER} can be read from this zip; unpack it and import that file"
            ) from error
        if larger:
            raise TooLarge(source)
        yield file


def _records(content: Content, source: str, left: Counter[str]) -> Iterator[tuple[Place, Sequence[str], Sequence[str]]]:
    """Yield the row of every record with its header's named columns; count the lines of noise."""
    header: Sequence[str] = ()
    unknown: set[str] = set()
    place, follows = Place(source, 1), False
    for place, row in rows(content, source):
        if tuple(row[: len(_FIRST_COLUMNS)]) == _FIRST_COLUMNS:
            header, follows = _named_columns(row), False
            unknown |= {name for name in row if _is_name(name) and name not in _KNOWN}
            left["columns"] = len(unknown)
        elif not header:
            break
        elif not row[0] and follows:
            left["noise"] += 1
            follows = False
        else:
            follows = True
            yield place, header, row
    if not header:
        raise place.bad(None, "accepted: Sleep as Android's sleep-export.csv, which begins with Id,Tz,From,To")


def _cells(place: Place, header: Sequence[str], row: Sequence[str], left: Counter[str]) -> dict[str, str]:
    """Return the named cells of a record; count the unnamed ones."""
    if len(row) < len(header):
        raise place.bad(None, f"{plural(len(row), 'cell')}; accepted: the {len(header)} of the header, or more")
    events = sum(_EVENT.fullmatch(cell) is not None for cell in row[len(header) :])
    left["events"] += events
    left["movement"] += len(row) - len(header) - events > _BY_HAND
    return dict(zip(header, row, strict=False))


def _named_columns(header: Sequence[str]) -> Sequence[str]:
    """Return the columns with a name; those named by a clock time, and the events, come after them."""
    return tuple(takewhile(_is_name, header))


def _is_name(name: str) -> bool:
    return name[:1].isalpha() and name != "Event"


def _sleep(place: Place, cells: dict[str, str], known: dict[str, int], left: Counter[str]) -> Asleep:
    number = cells["Id"]
    began = place.milliseconds("Id", number)
    zone = place.zone("Tz", cells["Tz"])
    start = place.moment("Id", began, zone)
    end = place.moment("Hours", began + _milliseconds(place, cells["Hours"]), zone)
    place.check_span("Hours", start, end)
    note = place.note("Comment", _NEWLINE.sub("\n", cells["Comment"]))
    quality = _quality(place, cells["Rating"], left)
    slept_s = _slept_s(cells.get("LenAdjust", ""), end.utc_s - start.utc_s, left)
    found = Asleep(place, start, end, quality, note=note, slept_s=slept_s)
    if known.setdefault(number, hash(found)) != hash(found):
        raise place.bad("Id", f"{number} stands twice, with two different sleeps")
    for column, (*_, nothing) in _MEASURED.items():
        left[column] += cells.get(column, "") not in nothing | {""}
    return found


def _milliseconds(place: Place, typed: str) -> int:
    match = _HOURS.fullmatch(typed)
    if match is None:
        raise place.bad("Hours", f"{quote_typed(typed)!r}; accepted: hours such as 7.517")
    sign, whole, fraction = match[1], int(match[2]), int((match[3] or "").ljust(6, "0"))
    length = ((whole * _MILLIONTHS + fraction) * HOUR * MS + _MILLIONTHS // 2) // _MILLIONTHS
    return -length if sign else length


def _slept_s(adjust: str, seconds: int, left: Counter[str]) -> int | None:
    """Return the seconds that count as sleep: `LenAdjust` takes off falling asleep, pauses and time awake (minutes)."""
    if adjust in _NO_ADJUSTMENT:
        return None
    minutes = _ADJUSTMENT.fullmatch(adjust)
    slept_s = seconds + int(minutes[1]) * MINUTE if minutes else -1
    if slept_s < 0:
        left["adjusted"] += 1
        return None
    return slept_s


def _quality(place: Place, typed: str, left: Counter[str]) -> int | None:
    """Return whole stars, 1–5; the app rates in quarters, and 0 means no rating."""
    match = _RATING.fullmatch(typed)
    millionths = int(match[1]) * _MILLIONTHS + int((match[2] or "").ljust(6, "0")) if match else None
    if millionths is None or millionths > QUALITY_MOST * _MILLIONTHS:
        raise place.bad("Rating", f"{quote_typed(typed)!r}; accepted: a number from 0 (no value) to 5")
    if not millionths:
        return None
    left["quarters"] += bool(millionths % _MILLIONTHS)
    return max(1, (millionths + _MILLIONTHS // 2) // _MILLIONTHS)


def _left_out_texts(left: Counter[str]) -> Iterator[str]:
    if left["quarters"]:
        yield f"the quarter stars of {plural(left['quarters'], 'rating')}: rounded to whole ones, half up"
    if left["adjusted"]:
        asleep = plural(left["adjusted"], "sleep")
        yield f"the LenAdjust of {asleep}: no minutes to take off, or more than the sleep lasted"
    for column, (one, more, _) in _MEASURED.items():
        if left[column]:
            yield plural(left[column], one, more)
    if left["events"]:
        yield f"{plural(left['events'], 'event')} such as sleep phases, alarms and pauses"
    for curve in ("movement", "noise"):
        if left[curve]:
            yield f"the {curve} of {plural(left[curve], 'sleep')}, minute by minute"
    if left["columns"]:
        yield f"{plural(left['columns'], 'column')} that legdiary does not know"
