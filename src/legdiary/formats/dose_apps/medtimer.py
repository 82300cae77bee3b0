"""The history of MedTimer: its CSV, or its backup in JSON. One record is one reminder, and what came of it.

Format after Futsch1/medTimer 1.25.2 (`CSVEventExport.kt`, `ReminderEventBackup.kt`). The CSV is separated by `;` and
quotes nothing; its header is in the language of the phone, and its last two columns are the times of the reminder and
of taking it, in UTC. The backup has the same in `events` → `list`, in Unix seconds; the one of earlier versions is
that object alone. Only what was marked as taken is a dose. The amount is the person's own text.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import quote_typed
from legdiary.formats.dose_apps.doses import Doses
from legdiary.formats.dose_apps.stated_amounts import Typed
from legdiary.formats.dose_apps.substances import LeftOut, Taken, entry_of
from legdiary.formats.files.field_parser import MS, Place
from legdiary.formats.files.foreign_json import JsonFile, Number, member_text
from legdiary.formats.files.text_lines import Lines, check_text, decode_head, first_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.domain.time.moments import Zone
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

_IN_UTC = " (ISO 8601)"
#: The columns before those in UTC: the reminder's time, name, amount, time of taking it; then, by the version, tags,
#: interval and notes.
_LEAST_COLUMNS, _FIRST, _WITH_NOTES = 6, 4, 9
_NAME, _AMOUNT, _INTERVAL, _NOTES = 1, 2, 5, 6
_UTC = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?Z"
_WHOLE = re.compile(rf";{_UTC};(?:{_UTC})?\Z")
_LENGTH = re.compile(r"-?[0-9]{1,9}:-?[0-9]{2}")
_HEAD_BYTES = 262_144
_EVENT, _MEDICINE = (
    (re.compile(rb'"medicineName"\s*:'), re.compile(rb'"processedTimestamp"\s*:')),
    (re.compile(rb'"medicine"\s*:\s*\{'), re.compile(rb'"reminders"\s*:\s*\['), re.compile(rb'"pauseDays"\s*:')),
)
_TAKEN = "TAKEN"
_NOT_TAKEN = frozenset({"SKIPPED", "RAISED", "DELETED", "ACKNOWLEDGED"})
#: Reminders about the stock of a medicine, which may be marked as done.
_OF_STOCK = frozenset({"OUT_OF_STOCK", "EXPIRATION_DATE", "REFILL"})
_SECONDS = re.compile(r"[0-9]{1,12}")

_SKIPPED = ("reminder without a dose (skipped, deleted or not answered)",
            "reminders without a dose (skipped, deleted or not answered)")  # fmt: skip
_OTHER_STATE = ("reminder in a state that legdiary does not know", "reminders in a state that legdiary does not know")
_STOCK = ("reminder about the stock of a medicine", "reminders about the stock of medicines")
_TWICE = ("dose listed twice, taken once", "doses listed twice, taken once")
_TAGS = ("dose whose tags have no place here", "doses whose tags have no place here")


class _Reading(NamedTuple):
    """The state of reading one file: the zone of the diary, what is left out, hashes of the doses so far."""

    zone: Zone
    left: LeftOut
    seen: set[int]


class _Event(NamedTuple):
    """A reminder that was marked as taken, as the file has it."""

    name: str
    amount: str
    stock_unit: str
    notes: str
    columns: tuple[str, str]


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is MedTimer's CSV, by its header, or its backup, by its members."""
    begin = decode_head(content).lstrip()
    if begin[:1] == "{":
        head = first_bytes(content, _HEAD_BYTES)
        return any(all(mark.search(head) for mark in marks) for marks in (_EVENT, _MEDICINE))
    return _is_header(_header_cells(begin))


def _header_cells(text: str) -> list[str]:
    return text.partition("\n")[0].rstrip("\r").split(";")


def _is_header(cells: list[str]) -> bool:
    """Return whether these are the columns, in any language: the first and the fourth stand again at the end."""
    return len(cells) >= _LEAST_COLUMNS and cells[-2:] == [f"{cells[0]}{_IN_UTC}", f"{cells[_FIRST - 1]}{_IN_UTC}"]


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the doses of a MedTimer file.

    Raises:
        BadRow: the first record that cannot be right.
    """
    reading, doses = _Reading(options.zone, LeftOut(), set()), Doses()
    is_json = decode_head(content).lstrip()[:1] in {"{", "["}
    for place, record in _from_json(content, source) if is_json else _from_csv(content, source):
        with options.bad.row(reading.left):
            if isinstance(record, _CsvRecord):
                taken = _of_csv(place, record, reading)
            else:
                taken = _of_json(place, record, reading)
            if taken is not None and (entry := entry_of(taken, reading.left)) is not None:
                doses.take([(entry, place)])
    doses.settle(options, source, reading.left)
    return doses.found_with(reading.left.said())


# ---------------------------------------------------------------------- the CSV


class _CsvRecord(NamedTuple):
    """The text of one record, which spans several lines if its note does, and the number of the header's cells."""

    text: str
    cells: int


def _from_csv(content: Content, source: str) -> Iterator[tuple[Place, _CsvRecord]]:
    """Yield the text of every record: nothing is quoted, so a record ends where the times in UTC are."""
    check_text(content, source)
    lines = Lines(content, source)
    header: list[str] = []
    parts: list[str] = []
    begin = 0
    for number, line in enumerate(lines, start=1):
        if not header:
            header = _header_cells(line)
            if not _is_header(header):
                break
            continue
        if not parts and not line.strip():
            continue
        begin = begin if parts else number
        parts.append(line)
        if _WHOLE.search(line.rstrip("\r\n")):
            lines.begin_record()
            yield Place(source, begin), _CsvRecord("".join(parts).rstrip("\r\n"), len(header))
            parts.clear()
    if not header or not _is_header(header):
        raise Place(source, 1).bad(None, "accepted: the header of MedTimer's events, with the times in UTC at its end")
    if parts:
        raise Place(source, begin).bad(None, "this record does not end with the times in UTC, as MedTimer writes them")


def _cells(place: Place, record: _CsvRecord) -> list[str]:
    """Return the cells of a record; what is too much belongs to the notes, which may hold semicolons."""
    cells = record.text.split(";")
    more, with_notes = len(cells) - record.cells, record.cells == _WITH_NOTES
    if with_notes and more > 0:
        cells[_NOTES : _NOTES + more + 1] = [";".join(cells[_NOTES : _NOTES + more + 1])]
    fits = len(cells) == record.cells and (not with_notes or _LENGTH.fullmatch(cells[_INTERVAL].strip()))
    if not fits or bool(cells[_FIRST - 1].strip()) != bool(cells[-1]):
        raise place.bad(None, f"these are not the {record.cells} cells of the header; does a name hold a semicolon?")
    return cells


def _of_csv(place: Place, record: _CsvRecord, reading: _Reading) -> Taken | None:
    cells = _cells(place, record)
    if not cells[-1]:
        reading.left.other[_SKIPPED] += 1
        return None
    with_notes = len(cells) == _WITH_NOTES
    at = place.local("Taken (ISO 8601)", cells[-1], reading.zone)[0].utc_s
    event = _Event(cells[_NAME], cells[_AMOUNT], "", cells[_NOTES] if with_notes else "", ("Name", "Dosage"))
    tags = with_notes and cells[_FIRST].strip()
    return _taken(place, event, at, hash(tuple(cells)), reading, has_tags=bool(tags))


# ---------------------------------------------------------------------- the backup


def _from_json(content: Content, source: str) -> Iterator[tuple[Place, dict[str, object]]]:
    head = first_bytes(content, _HEAD_BYTES)
    within = None if _is_bare(head) else "events"
    _, elements = JsonFile(content, source).read("list", (), within)
    if elements is None:
        raise Place(source).bad("events", "this backup of MedTimer has no history of doses; back up the events as well")
    for place, record in elements:
        if not isinstance(record, dict):
            raise place.bad("list", "accepted: an event, an object with medicineName, amount and status")
        yield place, record


def _is_bare(head: bytes) -> bool:
    """Return whether this is the backup of earlier versions: the list of events by itself."""
    return re.match(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:version|list)"', head) is not None


def _of_json(place: Place, record: dict[str, object], reading: _Reading) -> Taken | None:
    if "medicine" in record and "status" not in record:
        raise place.bad("list", "these are medicines, without a history of doses; back up the events as well")
    status, of = member_text(place, record, "status"), member_text(place, record, "reminderType")
    if status != _TAKEN:
        reading.left.other[_SKIPPED if status in _NOT_TAKEN else _OTHER_STATE] += 1
        return None
    if of in _OF_STOCK:
        reading.left.other[_STOCK] += 1
        return None
    tags = record.get("tags")
    event = _Event(
        member_text(place, record, "medicineName"), member_text(place, record, "amount"),
        member_text(place, record, "stockUnit"), member_text(place, record, "notes"), ("medicineName", "amount"),
    )  # fmt: skip
    seconds = record.get("processedTimestamp")
    if not isinstance(seconds, Number) or not _SECONDS.fullmatch(seconds):
        said = f"{quote_typed(seconds)!r}; " if isinstance(seconds, Number) else ""
        raise place.bad("processedTimestamp", f"{said}accepted: whole seconds since 1970-01-01")
    at = place.moment("processedTimestamp", int(seconds) * MS, reading.zone).utc_s
    try:
        said_hash = hash(json.dumps(record, sort_keys=True))
    except RecursionError as error:
        raise place.bad(None, "nested too deeply") from error
    return _taken(place, event, at, said_hash, reading, has_tags=isinstance(tags, list) and bool(tags))


# ---------------------------------------------------------------------- one dose


def _taken(
    place: Place, event: _Event, utc_s: int, content_hash: int, reading: _Reading, *, has_tags: bool
) -> Taken | None:
    """Return a dose; None if the same one came before."""
    at = place.moment(event.columns[1], utc_s * MS, reading.zone)
    if content_hash in reading.seen:
        reading.left.other[_TWICE] += 1
        return None
    reading.left.other[_TAGS] += has_tags
    note = place.note("notes", event.notes)
    reading.seen.add(content_hash)
    return Taken(place, event.name, event.columns[1], _amount(event), at, note)


def _amount(event: _Event) -> Typed:
    """Return the amount; a bare number is in the unit of the medicine's stock, from which the app takes it."""
    typed = event.amount.strip()
    if _BARE_NUMBER.fullmatch(typed) and event.stock_unit.strip():
        return Typed(f"{typed} {event.stock_unit.strip()}")
    return Typed(typed)


_BARE_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,4})?")
