"""sleepdiary Standard (JSON), and what the records of every sleep tracker have in common.

All trackers say one thing: tracked from here to there. `nights` files such records the same way for all of them: by
the night whose window, noon to noon, holds the start; the longest is the night's sleep, those by day are its naps, and
what is left over is said. A tracker knows neither how long falling asleep took nor how long one lay awake, so both
stay unknown and the sleep time is an upper bound.

Format as of sleepdiary/core (`src/Standard`): an object with `file_format` and `records`; of a record, `status`,
`start` and `end` (Unix milliseconds), the zones of both, `duration`, `tags` and `comments` are read.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import field, replace
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING, TypeGuard

from legdiary.domain.entries import Sleep
from legdiary.domain.moments import (
    EARLIEST_YEAR,
    MINUTE,
    Moment,
    NoSuchTime,
    format_minutes,
    load_zone,
    local_moments,
    minutes_between,
)
from legdiary.domain.sleep import LONGEST_IN_BED_MIN
from legdiary.domain.text import check_note
from legdiary.errors import BadValue, shown
from legdiary.imports.records import BadRow, Found, check_plausible, head_of, text_of
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from legdiary.domain.moments import Zone

MS = 1000
#: No diary holds a later moment; whether one is in the future the command asks, which knows the time.
_LAST_S = 4_102_444_800
LAST_YEAR = 2099
_HALF_A_DAY = timedelta(hours=12)


# ---------------------------------------------------------------------- places, texts, moments, zones


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file a record stands."""

    source: str
    line: int | None = None

    def bad(self, column: str | None, mistake: str) -> BadRow:
        """The refusal of what stands here."""
        return BadRow(self.source, self.line, column, mistake)

    def note(self, column: str, text: str) -> str | None:
        """A person's text, its line ends made plain; None where it is empty.

        Raises:
            BadRow: control characters, or too long; the text itself is not repeated.
        """
        plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        try:
            return check_note(plain) if plain else None
        except BadValue as error:
            raise self.bad(column, error.message) from error

    def zone(self, column: str, name: str) -> Zone:
        """The zone called so.

        Raises:
            BadRow: there is none.
        """
        try:
            return load_zone(name)
        except BadValue as error:
            raise self.bad(column, error.message) from error

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
            f"{shown(str(milliseconds))} is no moment from {EARLIEST_YEAR} to {LAST_YEAR}; "
            "accepted are milliseconds since 1970-01-01",
        )

    def local(self, column: str, typed: str, zone: Zone) -> tuple[Moment, ...]:
        """The moments that an ISO 8601 time may mean: one, or two where it has no offset and the hour was repeated.

        Raises:
            BadRow: no such time, or none that the zone's clocks showed.
        """
        stamp = _parsed(typed)
        if stamp is None or not EARLIEST_YEAR <= stamp.year <= LAST_YEAR:
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


def many(number: int, one: str) -> str:
    """`1 sleep`, `3 sleeps`."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


# ---------------------------------------------------------------------- tracked sleeps, filed by night

#: A sleep that lies wholly between these local times is one by day.
DAY_BEGINS, DAY_ENDS = clock_time(9), clock_time(21)
#: A shorter one by day is never a night's sleep, even where no other is tracked.
_NAP_BELOW_MIN = 180


@dataclass(frozen=True, slots=True)
class Asleep:
    """One tracked sleep, as any tracker says it.

    Attributes:
        place: where it stands; two records are the same one if all else is.
        quality: 1–5, or None.
        times: how often one woke, or None.
    """

    place: Place = field(compare=False)
    start: Moment
    end: Moment
    quality: int | None = None
    times: int | None = None
    note: str | None = None

    @property
    def night_of(self) -> date:
        """The night whose window, noon to noon, holds the start."""
        return (self.start.local - _HALF_A_DAY).date()

    @property
    def minutes(self) -> int:
        """How long it lasted, clock changes included."""
        return minutes_between(self.start, self.end)

    @property
    def by_day(self) -> bool:
        """Whether it lies wholly in the day."""
        start, end = self.start.local, self.end.local
        return start.date() == end.date() and start.time() >= DAY_BEGINS and end.time() <= DAY_ENDS

    @property
    def may_be_main(self) -> bool:
        """Whether it can be the sleep of its night: any but a short one by day."""
        return not self.by_day or self.minutes >= _NAP_BELOW_MIN


#: What `nights` counts, and the sentence for it; the number goes first, with the thing counted.
_SAID = {
    "twice": ("row", "standing twice, taken once"),
    "short": ("recording", "shorter than a minute, left out"),
    "further": (
        "further sleep",
        "in a night with a longer one: only in the note, in no figure, since the diary keeps one sleep a night",
    ),
    "lone": ("rating or count of awakenings", "of naps and further sleeps, left out"),
}


#: True of every tracker.
_UPPER_BOUND = (
    "minutes to fall asleep and minutes awake: the file has neither, so the time slept is known only as an upper bound"
)


def nights(records: Sequence[Asleep]) -> tuple[list[Sleep], list[str]]:
    """One sleep a night, oldest first, and what is not carried.

    Raises:
        BadRow: a night that no diary holds.
    """
    once = list(dict.fromkeys(records))
    counts = Counter({"twice": len(records) - len(once)})
    found: dict[date, list[Asleep]] = {}
    for each in once:
        if each.minutes < 1:
            counts["short"] += 1
        else:
            found.setdefault(each.night_of, []).append(each)
    entries = [_night(night_of, found[night_of], counts) for night_of in sorted(found)]
    said = [f"{many(counts[key], one)} {said}" for key, (one, said) in _SAID.items() if counts[key]]
    return entries, [_UPPER_BOUND, *said] if entries else said


def _night(night_of: date, records: list[Asleep], counts: Counter[str]) -> Sleep:
    ordered = sorted(records, key=lambda each: (each.start.utc_s, each.end.utc_s))
    main = max((each for each in ordered if each.may_be_main), key=lambda each: each.minutes, default=None)
    naps, further = _others(ordered, main)
    counts["further"] += len(further)
    counts["lone"] += sum((each.quality or each.times) is not None for each in (*naps, *further))
    lines = [each.note for each in ([main] if main else []) + naps + further if each.note is not None]
    lines += [f"also asleep {each.start.local:%H:%M}–{each.end.local:%H:%M}" for each in further]
    place = (main or ordered[0]).place
    entry = Sleep(night_of, nap_min=sum(each.minutes for each in naps) or None, note="\n".join(lines) or None)
    if main is not None:
        # A night is kept in the zone it began in.
        wake = Moment.at(main.end.utc_s, load_zone(main.start.zone))
        entry = replace(entry, bed=main.start, wake=wake, quality=main.quality, times=main.times)
    try:
        check_plausible(entry)
    except BadValue as error:
        raise place.bad(None, error.message) from error
    return entry


def _others(ordered: list[Asleep], main: Asleep | None) -> tuple[list[Asleep], list[Asleep]]:
    """The naps, which lie in the day and beside everything else, and what is left over."""
    naps: list[Asleep] = []
    further: list[Asleep] = []
    for each in ordered:
        if each is main:
            continue
        overlaps = (naps and each.start.utc_s < naps[-1].end.utc_s) or (
            main is not None and each.start.utc_s < main.end.utc_s and main.start.utc_s < each.end.utc_s
        )
        (naps if each.by_day and not overlaps else further).append(each)
    return naps, further


# ---------------------------------------------------------------------- JSON, an element at a time

#: Diaries of this kind are small; every byte of JSON can cost many of memory.
_MOST_JSON = 20_000_000
_BLANK = re.compile(r"[ \t\r\n]*")


class Number(str):
    """A JSON number as it was written: exact, and never too large to look at."""

    __slots__ = ()


def is_text(value: object) -> TypeGuard[str]:
    """Whether a JSON value is a string."""
    return isinstance(value, str) and not isinstance(value, Number)


def _no_constant(_: str) -> None:
    raise ValueError


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


class JsonFile:
    """A JSON text, read member by member and element by element, so that every record has its line."""

    def __init__(self, data: bytes, source: str) -> None:
        if len(data) > _MOST_JSON:
            raise BadRow(source, None, None, f"larger than {_MOST_JSON // 1_000_000} MB, the most that is read as JSON")
        self._text, self._source = text_of(data, source), source
        self._at, self._counted, self._line = 0, 0, 1
        self._decoder = json.JSONDecoder(
            parse_int=Number, parse_float=Number, parse_constant=_no_constant, object_pairs_hook=_once
        )

    @property
    def place(self) -> Place:
        """Where the reading stands."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = max(self._counted, self._at)
        return Place(self._source, self._line)

    def read(self, array: str) -> tuple[dict[str, object], list[tuple[Place, object]] | None]:
        """The members of the object but one, and the elements of that one, an array; a bare array is that array.

        Raises:
            BadRow: no such JSON.
        """
        if self._next() == "[":
            return {}, self._end(list(self._elements()))
        members: dict[str, object] = {}
        elements = None
        for _ in self._items("{", "}"):
            name = self._value()
            self._take(":")
            if name == array and elements is None and self._next() == "[":
                elements = list(self._elements())
            elif is_text(name) and name not in members and name != array:
                members[name] = self._value()
            else:
                raise self.place.bad(None, f"this member stands twice, or {array!r} is no list; accepted is one list")
        return members, self._end(elements)

    def _elements(self) -> Iterator[tuple[Place, object]]:
        for place in self._items("[", "]"):
            yield place, self._value()

    def _items(self, opening: str, closing: str) -> Iterator[Place]:
        """Stops before each item of a list or an object."""
        self._take(opening)
        if self._next() == closing:
            self._at += 1
            return
        while True:
            self._next()
            yield self.place
            if self._next() == closing:
                self._at += 1
                return
            self._take(",")

    def _next(self) -> str:
        blank = _BLANK.match(self._text, self._at)
        self._at = blank.end() if blank else self._at
        return self._text[self._at : self._at + 1]

    def _take(self, character: str) -> None:
        if self._next() != character:
            raise self.place.bad(None, f"this is no whole JSON: {character!r} is missing here")
        self._at += 1

    def _value(self) -> object:
        self._next()
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except RecursionError as error:
            raise self.place.bad(None, "nested too deeply") from error
        except ValueError as error:
            raise self.place.bad(None, "this is no whole JSON, or a name stands twice in one object") from error
        return value

    def _end(self, elements: list[tuple[Place, object]] | None) -> list[tuple[Place, object]] | None:
        if self._next():
            raise self.place.bad(None, "more stands after the end of the JSON")
        return elements


# ---------------------------------------------------------------------- sleepdiary Standard

_MARKED = re.compile(rb'"file_format"\s*:\s*"Standard"')
_LOOKED_AT = 65_536
_MILLISECONDS = re.compile(r"(-?[0-9]{1,15})(?:\.[0-9]{1,20})?")
_ASLEEP = "asleep"
#: What else a record can be about; any other word is a person's, and is counted without being named.
_STATUSES = frozenset(
    {"awake", "in bed", "out of bed", "lights off", "lights on", "toilet", "noise", "alarm", "exercise"}
    | {"snack", "meal", "drink", "alcohol", "chocolate", "caffeine", "sleep aid"}
)


def recognises(data: bytes, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Whether this is a sleepdiary Standard file: an object that says so near its beginning or its end."""
    if not head_of(data).lstrip().startswith("{"):
        return False
    return bool(_MARKED.search(data[:_LOOKED_AT]) or _MARKED.search(data[-_LOOKED_AT:]))


@dataclass(slots=True)
class _Left:
    """What the records say and no sleep carries, counted.

    Attributes:
        statuses: records that are about something else than sleep.
        shorter: sleeps whose duration leaves out time awake.
        moved: sleeps that ended in another zone.
        open: sleeps without a start or an end.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    shorter: int = 0
    moved: int = 0
    open: int = 0

    def said(self) -> Iterator[str]:
        """One sentence each."""
        if self.shorter:
            yield (
                f"the duration of {many(self.shorter, 'sleep')} with time awake in it: "
                "the format does not say whether that was before or during sleep"
            )
        if self.moved:
            yield f"the zone in which {many(self.moved, 'sleep')} ended: a night is kept in the zone it began in"
        if self.open:
            yield f"{many(self.open, 'sleep')} without a start or an end"
        for status in sorted(self.statuses):
            marked = f"marked {status!r}" if status else "of a kind that is not known here"
            yield f"{many(self.statuses[status], 'record')} {marked}"


def read(data: bytes, source: str, zone: Zone) -> Found:
    """The sleeps of a sleepdiary Standard file.

    Raises:
        BadRow: the first record that cannot be right.
    """
    members, elements = JsonFile(data, source).read("records")
    if members.get("file_format") != "Standard" or elements is None:
        raise Place(source).bad("file_format", "accepted is a sleepdiary diary: file_format 'Standard' with records")
    left = _Left()
    asleep = [each for place, record in elements if (each := _record(place, record, zone, left)) is not None]
    entries, not_carried = nights(asleep)
    return Found(tuple(entries), (*not_carried, *left.said()))


def _record(place: Place, record: object, zone: Zone, left: _Left) -> Asleep | None:
    if not isinstance(record, dict):
        raise place.bad("records", "accepted is a record, an object with status, start and end")
    status = record.get("status")
    if not is_text(status):
        raise place.bad("status", "accepted is a word such as asleep")
    if status != _ASLEEP:
        left.statuses[status if status in _STATUSES else ""] += 1
        return None
    start_ms, end_ms, duration_ms = (_milliseconds(place, record, name) for name in ("start", "end", "duration"))
    if start_ms is None or end_ms is None:
        left.open += 1
        return None
    here = _zone(place, record, "start_timezone") or zone
    start, end = place.moment("start", start_ms, here), place.moment("end", end_ms, here)
    place.check_span("end", start, end)
    left.shorter += _is_shorter(place, duration_ms, end_ms - start_ms)
    left.moved += _zone(place, record, "end_timezone") not in {None, here}
    return Asleep(place, start, end, note=place.note("comments", "\n".join(_texts(place, record, here))))


def _milliseconds(place: Place, record: dict[str, object], name: str) -> int | None:
    value = record.get(name)
    if value is None:
        return None
    match = _MILLISECONDS.fullmatch(value) if isinstance(value, Number) else None
    if match is None:
        raise place.bad(name, "accepted is a number of milliseconds")
    return int(match[1])


def _zone(place: Place, record: dict[str, object], name: str) -> Zone | None:
    value = record.get(name)
    if value is None:
        return None
    if not is_text(value):
        raise place.bad(name, "accepted is the name of a time zone, such as Europe/Berlin")
    return place.zone(name, value)


def _is_shorter(place: Place, duration_ms: int | None, span_ms: int) -> bool:
    """Whether the duration says that part of the span was not slept."""
    if duration_ms is None:
        return False
    if not 0 <= duration_ms <= span_ms + MINUTE * MS:
        raise place.bad("duration", f"{duration_ms} ms; accepted is up to end − start, {span_ms} ms")
    return duration_ms <= span_ms - MINUTE * MS


def _texts(place: Place, record: dict[str, object], zone: Zone) -> list[str]:
    """Comments, those with a time after it, and tags as hash words."""
    comments = record.get("comments") or []
    lines = [_comment(place, each, zone) for each in (comments if isinstance(comments, list) else [comments])]
    tags = record.get("tags") or []
    if not isinstance(tags, list) or not all(is_text(tag) for tag in tags):
        raise place.bad("tags", "accepted is a list of words")
    return lines + ([" ".join(f"#{tag}" for tag in tags)] if tags else [])


def _comment(place: Place, comment: object, zone: Zone) -> str:
    if is_text(comment):
        return comment
    text = comment.get("text") if isinstance(comment, dict) else None
    if not isinstance(comment, dict) or not is_text(text):
        raise place.bad("comments", "accepted is a text, or an object with time and text")
    at = _milliseconds(place, comment, "time")
    return text if at is None else f"{place.moment('comments', at, zone).local:%H:%M} {text}"
