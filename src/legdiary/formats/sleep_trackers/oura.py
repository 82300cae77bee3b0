"""Oura's sleep: the JSON of its API and account export, the CSV of the account export, and the former table of trends.

Format after the API's documentation (v2 `sleep` documents; v1 had other names) and real exports: bed times with their
offset; seconds asleep, awake, in bed and to fall asleep, of which the time awake includes the last; a type. `late_nap`
is a nap, `rest` and `deleted` are no sleep. The account export, a zip, has the same fields in `sleepmodel.csv`,
separated by semicolons; the table of trends has a row a day, for its longest sleep.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.foreign_csv import cells, first_row, rows
from legdiary.formats.files.foreign_json import JsonFile
from legdiary.formats.files.named_fields import Fields, fields_of
from legdiary.formats.files.packages import check_holds, holds, is_package, members
from legdiary.formats.files.text_lines import decode_head, first_bytes, last_bytes
from legdiary.formats.reader_result import left_out_texts
from legdiary.formats.sleep_trackers.awake_parts import Counted, asleep_with_parts
from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep, Tracked, nights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

_MEMBER = re.compile(r"sleep_?model\.csv", re.IGNORECASE)
_EDGE_BYTES = 1_000_000
_SEPARATORS = ";", ","
_MOST_S, _MOST_TIMES = 86_400, 999
_ACCEPTED = "a time with its offset, such as 2026-11-20T23:40:00-05:00"
_NAP, _NO_SLEEP = "late_nap", frozenset({"rest", "deleted"})


class _Names(NamedTuple):
    """The names of the fields in a version of the format.

    Attributes:
        asleep: seconds asleep; several names where versions differ, of which one is there.
        all other: as they are called.
    """

    start: str
    end: str
    asleep: tuple[str, ...]
    awake: str
    latency: str

    def are_in(self, columns: Sequence[str]) -> bool:
        """Return whether a table has these columns, each once."""
        needed = {self.start, self.end, self.awake, self.latency}
        asleep = {name for name in self.asleep if name in columns}
        return bool(asleep) and all(columns.count(name) == 1 for name in needed | asleep)


_V2 = _Names("bedtime_start", "bedtime_end", ("total_sleep_duration",), "awake_time", "latency")
_V1 = _Names("bedtime_start", "bedtime_end", ("total",), "awake", "onset_latency")
_TRENDS = _Names(
    "Bedtime Start", "Bedtime End", ("Total Sleep Duration", "Total Sleep Time"), "Awake Time", "Sleep Latency"
)
_TABLES = (_V2, _TRENDS)


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Oura's sleep: by its fields, a table's columns, or the file in the zip."""
    if is_package(content):
        return holds(content, _MEMBER)
    if decode_head(content).lstrip()[:1] in {"[", "{"}:
        return any(
            b'"bedtime_start"' in part and (b'"total_sleep_duration"' in part or b'"onset_latency"' in part)
            for part in (each(content, _EDGE_BYTES) for each in (first_bytes, last_bytes))
        )
    return _table(content) is not None


def _table(content: Content) -> tuple[str, _Names] | None:
    """Return the separator and the names of a table; None if it is no such table."""
    for separator in _SEPARATORS:
        header = first_row(content, separator)
        for names in _TABLES:
            if names.are_in(header):
                return separator, names
    return None


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the sleeps of an Oura export.

    Raises:
        BadRow: the first sleep that cannot be right.
    """
    reading = _Reading(options)
    if is_package(content):
        check_holds(content, source, _MEMBER, "sleepmodel.csv")
        for member, file in members(content, source, _MEMBER):
            reading.add_table(file, member.name)
    elif decode_head(content).lstrip()[:1] in {"[", "{"}:
        reading.add_json(content, source)
    else:
        reading.add_table(content, source)
    return nights(reading.asleep, options, reading.left_out_texts())


class _Reading:
    """The sleeps of a file."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._left: Counter[str] = Counter()
        self.asleep = Tracked()

    def add_json(self, content: Content, source: str) -> None:
        """Add the documents of the API, or the part `sleep` of an account's export."""
        for array in ("sleep", "data"):
            _, documents = JsonFile(content, source).read(array, ())
            if documents is not None:
                break
        else:
            raise Place(source).bad(None, "accepted: a list of Oura's sleep documents, alone or as sleep or data")
        for place, document in documents:
            with self._options.bad.row(self._left):
                fields = fields_of(place, document)
                self._add(fields, _V1 if "onset_latency" in fields.values else _V2)

    def add_table(self, content: Content, source: str) -> None:
        """Add a table."""
        found = _table(content)
        if found is None:
            raise Place(source, 1).bad(None, "accepted: Oura's columns bedtime_start, bedtime_end, awake_time")
        separator, names = found
        table = rows(content, source, separator)
        _, header = next(table)
        for place, row in table:
            with self._options.bad.row(self._left):
                self._add(Fields(place, cells(place, header, row)), names)

    def _add(self, fields: Fields, names: _Names) -> None:
        kind = fields.text("type")
        if kind in _NO_SLEEP:
            self._left[kind] += 1
        elif fields.text(names.start) is None or fields.text(names.end) is None:
            self._left["empty"] += 1
        else:
            asleep = self._asleep(fields, names)
            self.asleep.append(asleep)

    def _asleep(self, fields: Fields, names: _Names) -> Asleep:
        start, end = (
            fields.place.with_offset(name, fields.needed(name, _ACCEPTED), self._options.zone)
            for name in (names.start, names.end)
        )
        fields.place.check_span(names.end, start, end)
        slept = next((each for name in names.asleep if (each := fields.whole(name, _MOST_S)) is not None), None)
        counted = Counted(slept, fields.whole(names.awake, _MOST_S), fields.whole(names.latency, _MOST_S))
        if fields.text("type") == _NAP:
            return Asleep(fields.place, start, end, slept_s=slept, is_nap=True)
        found = asleep_with_parts(fields.place, start, end, counted, fields.whole("wake_up_count", _MOST_TIMES))
        self._left["sums"] += found.awake_s is None and counted.awake is not None
        self._left["stages"] += slept is not None
        return found

    def left_out_texts(self) -> Iterator[str]:
        """Return the sentences about what is left out."""
        return left_out_texts(self._left, _LEFT_OUT)


_LEFT_OUT = {
    "rest": ("rest", "rests", " that Oura does not count as sleep"),
    "deleted": ("sleep", "sleeps", " deleted in the app"),
    "empty": ("record", "records", " without a sleep"),
    "sums": ("sleep", "sleeps", " whose seconds are not as many as it lasted: the time awake is left out"),
    "stages": (
        "sleep's stages, heart rate and scores",
        "sleeps' stages, heart rate and scores",
        "",
    ),
}
