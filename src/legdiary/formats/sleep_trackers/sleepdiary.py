"""The JSON format sleepdiary Standard.

Format after sleepdiary/core (`src/Standard`): an object with `file_format` and `records`. Of a record, `status`,
`start` and `end` (Unix milliseconds), the zones of both, `duration`, `tags` and `comments` are read. A `duration` below
`end` − `start` leaves out time not slept. A record `in bed` that leads to a sleep gives the time of going to bed.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from legdiary.domain.time.durations import LONGEST_IN_BED_MIN
from legdiary.domain.time.moments import MINUTE, Moment, load_zone
from legdiary.errors import plural
from legdiary.formats.files.field_parser import MS, Place
from legdiary.formats.files.foreign_json import JsonFile, Number, is_text
from legdiary.formats.files.text_lines import decode_head, first_bytes, last_bytes
from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep, Tracked, nights
from legdiary.util.values import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from legdiary.domain.time.moments import Zone
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

_FORMAT_MARK = re.compile(rb'"file_format"\s*:\s*"Standard"')
_EDGE_BYTES = 65_536
_ACCEPTED = "accepted: a number of milliseconds"
_ASLEEP, _IN_BED = "asleep", "in bed"
#: A record `in bed` belongs to the sleep that begins within it, or at most this long after it.
_SOON_S = 30 * MINUTE
#: Other subjects of a record; any other word is the person's own, and is counted without being named.
_STATUSES = frozenset(
    {"awake", "in bed", "out of bed", "lights off", "lights on", "toilet", "noise", "alarm", "exercise"}
    | {"snack", "meal", "drink", "alcohol", "chocolate", "caffeine", "sleep aid"}
)


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is a sleepdiary Standard file: an object that says so near its beginning or end."""
    if not decode_head(content).lstrip().startswith("{"):
        return False
    return any(_FORMAT_MARK.search(part(content, _EDGE_BYTES)) for part in (first_bytes, last_bytes))


@dataclass(slots=True)
class _LeftOut:
    """Counts of what is in the records but in no sleep.

    Attributes:
        statuses: records about something other than sleep.
        moved: sleeps that ended in another zone.
        open: sleeps without a start or an end.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    moved: int = 0
    open: int = 0

    def said(self) -> Iterator[str]:
        """Yield one sentence for each count."""
        if self.moved:
            yield f"the zone in which {plural(self.moved, 'sleep')} ended: a night is kept in the zone it began in"
        if self.open:
            yield f"{plural(self.open, 'sleep')} without a start or an end"
        for status in sorted(self.statuses):
            marked = f"marked {status!r}" if status else "of a kind that is not known here"
            yield f"{plural(self.statuses[status], 'record')} {marked}"


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the sleeps of a sleepdiary Standard file.

    Raises:
        BadRow: the first record that cannot be right.
    """
    members, elements = JsonFile(content, source).read("records", ("file_format",))
    if members.get("file_format") != "Standard" or elements is None:
        raise Place(source).bad("file_format", "accepted: a sleepdiary diary: file_format 'Standard' with records")
    left = _LeftOut()
    asleep = Tracked()
    in_bed = array("q"), array("q")
    for place, record in elements:
        with options.bad.row(left):
            if not isinstance(record, dict):
                raise place.bad("records", "accepted: a record, an object with status, start and end")
            status = record.get("status")
            if not is_text(status):
                raise place.bad("status", "accepted: a word such as asleep")
            if status == _ASLEEP and (each := _asleep(place, record, options.zone, left)):
                asleep.append(each)
            elif status == _IN_BED and (span := _span(place, record)):
                in_bed[0].append(span[0])
                in_bed[1].append(span[1])
            elif status != _ASLEEP:
                left.statuses[status if status in _STATUSES else ""] += 1
    return nights(_starting_in_bed(asleep, zip(*in_bed, strict=True), left), options, left.said())


def _span(place: Place, record: dict[str, object]) -> tuple[int, int] | None:
    """Return the start and end of a record in seconds; None if one is missing, or the end is before the start."""
    start_ms, end_ms = (_milliseconds(place, record, name) for name in ("start", "end"))
    return None if start_ms is None or end_ms is None or end_ms < start_ms else (start_ms // MS, end_ms // MS)


def _starting_in_bed(asleep: Tracked, in_bed: Iterable[tuple[int, int]], left: _LeftOut) -> Tracked:
    """Begin each sleep at the time of going to bed for it; the time before its own start counts as not slept."""
    found = asleep.by_start()
    starts, ends_s = array("q", (each.start.utc_s for each in found)), array("q", (each.end.utc_s for each in found))
    to_bed = array("q", starts)
    for begins, ends in in_bed:
        first = bisect_left(starts, begins)
        led_to = starts[first] if first < len(found) and starts[first] <= ends + _SOON_S else None
        numbers = range(first, bisect_right(starts, led_to)) if led_to is not None else ()
        if not numbers or max(ends_s[number] for number in numbers) - begins > LONGEST_IN_BED_MIN * MINUTE:
            left.statuses[_IN_BED] += 1
            continue
        for number in numbers:  # both of two equal records
            to_bed[number] = min(to_bed[number], begins)
    return Tracked(_started_in_bed(each, begins) for each, begins in zip(found, to_bed, strict=True))


def _started_in_bed(each: Asleep, begins: int) -> Asleep:
    """Return the sleep with the time of going to bed as its start."""
    if begins == each.start.utc_s:
        return each
    return replace(each, start=Moment.from_timestamp(begins, load_zone(each.start.zone)), slept_s=each.most_slept_s)


def _asleep(place: Place, record: dict[str, object], zone: Zone, left: _LeftOut) -> Asleep | None:
    start_ms, end_ms, duration_ms = (_milliseconds(place, record, name) for name in ("start", "end", "duration"))
    if start_ms is None or end_ms is None:
        left.open += 1
        return None
    here = _zone(place, record, "start_timezone") or zone
    start, end = place.moment("start", start_ms, here), place.moment("end", end_ms, here)
    place.check_span("end", start, end)
    slept_s = _slept_s(place, duration_ms, end_ms - start_ms)
    left.moved += _zone(place, record, "end_timezone") not in {None, here}
    note = place.note("comments", "\n".join(_texts(place, record, here)))
    return Asleep(place, start, end, note=note, slept_s=slept_s)


def _milliseconds(place: Place, record: dict[str, object], name: str) -> int | None:
    value = record.get(name)
    if value is None:
        return None
    if not isinstance(value, Number):
        raise place.bad(name, _ACCEPTED)
    whole, _, fraction = value.partition(".")
    return place.milliseconds(name, whole if fraction.isdecimal() else value, _ACCEPTED)


def _zone(place: Place, record: dict[str, object], name: str) -> Zone | None:
    value = record.get(name)
    if value is None:
        return None
    if not is_text(value):
        raise place.bad(name, "accepted: the name of a time zone, such as Europe/Berlin")
    return place.zone(name, value)


def _slept_s(place: Place, duration_ms: int | None, span_ms: int) -> int | None:
    """Return the seconds slept, if the duration is shorter than the span."""
    if duration_ms is None:
        return None
    if not 0 <= duration_ms <= span_ms + MINUTE * MS:
        raise place.bad("duration", f"{duration_ms} ms; accepted: up to end − start, {span_ms} ms")
    return duration_ms // MS if duration_ms <= span_ms - MINUTE * MS else None


def _texts(place: Place, record: dict[str, object], zone: Zone) -> list[str]:
    """Return the comments, each after its time if it has one, and the tags as hashtags."""
    comments = record.get("comments") or []
    lines = [_comment(place, each, zone) for each in (comments if isinstance(comments, list) else [comments])]
    tags = record.get("tags") or []
    if not isinstance(tags, list) or not all(is_text(tag) for tag in tags):
        raise place.bad("tags", "accepted: a list of words")
    return lines + ([" ".join(f"#{tag}" for tag in tags)] if tags else [])


def _comment(place: Place, comment: object, zone: Zone) -> str:
    if is_text(comment):
        return comment
    text = comment.get("text") if isinstance(comment, dict) else None
    if not isinstance(comment, dict) or not is_text(text):
        raise place.bad("comments", "accepted: a text, or an object with time and text")
    at = _milliseconds(place, comment, "time")
    return text if at is None else f"{place.moment('comments', at, zone).local:%H:%M} {text}"
