"""Fitbit's sleep: Google's Takeout as a zip, one of its files on sleep, or the CSV of Fitbit's website.

A Takeout has every sleep twice where it is new enough: as a log without an offset (`logs_json`), and as a row of
Google's table, with offsets (`google_csv`). The row is taken, and the log only where there is none for it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.time.moments import MINUTE
from legdiary.errors import quote_typed
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.foreign_csv import first_row, unknown_columns
from legdiary.formats.files.packages import check_holds, holds, is_package, members
from legdiary.formats.files.text_lines import decode_head
from legdiary.formats.reader_result import BadRow, left_out_texts
from legdiary.formats.sleep_trackers.fitbit import google_csv, logs_json, website_csv
from legdiary.formats.sleep_trackers.tracked_sleeps import MOST_REPLACEABLE, Tracked, nights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions
    from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep

_LOGS = re.compile(r"sleep-[0-9]{4}-[0-9]{2}-[0-9]{2}\.json")
_SLEEPS = re.compile(r"UserSleeps_[0-9-]{1,20}\.csv")
_NAMES = f"{_LOGS.pattern}|{_SLEEPS.pattern}"
#: A Takeout comes in several zips where it is large; one of them may have no sleep.
_OTHER_PART = r"(?:heart_rate|steps|calories|distance|altitude|sedentary_minutes)-[0-9]{4}-[0-9]{2}-[0-9]{2}\.json"
_TAKEOUT = re.compile(f"{_NAMES}|{_OTHER_PART}")
_SLEEP = re.compile(_NAMES)
_HEAD = 65_536
#: Two records of one sleep begin within this time of each other by the clock.
_SAME_START_S = 2 * MINUTE


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Fitbit's sleep: by a log's fields, a table's columns, or the files in the zip."""
    if is_package(content):
        return holds(content, _TAKEOUT)
    head = decode_head(content, _HEAD)
    if head.lstrip()[:1] in {"[", "{"}:
        return all(mark in head for mark in logs_json.MARKS)
    header = first_row(content)
    return google_csv.are_sleeps(header) or google_csv.are_stages(header) or website_csv.is_such(content)


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the sleeps of a Fitbit export.

    Raises:
        BadRow: the first sleep that cannot be right.
    """
    reading = _Reading(options)
    if is_package(content):
        reading.add_zip(content, source)
    elif decode_head(content).lstrip()[:1] in {"[", "{"}:
        reading.add_logs(content, source)
    elif google_csv.are_stages(first_row(content)) and not google_csv.are_sleeps(first_row(content)):
        raise Place(source).bad(
            None, "these are the stages of sleeps, without the sleeps; import UserSleeps_….csv, or the whole zip"
        )
    elif website_csv.is_such(content):
        reading.add_website(content, source)
    else:
        reading.add_sleeps(content, source)
    return nights(reading.asleep(), options, reading.left_out_texts())


class _Log(NamedTuple):
    """The sleep of a log, and what it has that is left out, as keys of `_LEFT_OUT`."""

    asleep: Asleep
    left: tuple[str, ...]


class _Reading:
    """The sleeps of one or more files of an export."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._left: Counter[str] = Counter()
        self._logs: dict[str, _Log] = {}
        self._rows = Tracked()
        self._columns: list[str] = []

    def add_zip(self, content: Content, source: str) -> None:
        """Add the files on sleep in a Takeout."""
        check_holds(content, source, _TAKEOUT, "sleep-….json or UserSleeps_….csv")
        for member, file in members(content, source, _SLEEPS):
            self.add_sleeps(file, member.name)
        for member, file in members(content, source, _LOGS):
            self.add_logs(file, member.name)
        self._left["no sleep"] = not holds(content, _SLEEP)

    def add_sleeps(self, content: Content, source: str) -> None:
        """Add a table of Google's."""
        table = google_csv.sleeps(content, source, self._options.zone, self._options.bad, self._left)
        self._columns = [*self._columns, *(each for each in table.header if each not in self._columns)]
        self._add_rows(table.found)

    def add_website(self, content: Content, source: str) -> None:
        """Add the CSV of Fitbit's website."""
        self._add_rows(website_csv.sleeps(content, source, self._options.zone, self._options.bad, self._left))

    def _add_rows(self, found: Iterable[Asleep]) -> None:
        for each in found:
            self._rows.append(each)

    def add_logs(self, content: Content, source: str) -> None:
        """Add a file of logs. Where files overlap, the later one has the log as it was changed last."""
        earlier = set(self._logs)
        for place, log in logs_json.logs(content, source):
            with self._options.bad.row(self._left):
                number = logs_json.log_number(place, log)
                own: Counter[str] = Counter()
                asleep = logs_json.asleep_of(place, log, self._options.zone, own)
                before = self._logs.get(number)
                is_same = before is not None and before.asleep == asleep
                if before is not None and not is_same and number not in earlier:
                    raise place.bad("logId", f"{quote_typed(number)} stands twice, with two different sleeps")
                self._left["twice" if is_same else "changed"] += before is not None
                self._logs[number] = _Log(asleep, tuple(own.elements()))
                if len(self._logs) > MOST_REPLACEABLE:
                    raise BadRow(source, None, None, f"more than {MOST_REPLACEABLE} logs, the most that are read")

    def asleep(self) -> Tracked:
        """Return all sleeps, each once."""
        rows = self._rows.by_start()
        starts = array("q", (each.start.utc_s for each in rows))
        ends = array("q", (each.end.utc_s for each in rows))
        clocks = {_clock_s(each) // _SAME_START_S for each in rows}
        for log, own in self._logs.values():
            begun = bisect_right(starts, log.end.utc_s - 1)
            overlaps = begun and max(ends[max(0, begun - 2) : begun]) > log.start.utc_s
            near = _clock_s(log) // _SAME_START_S
            if overlaps or any(each in clocks for each in (near - 1, near, near + 1)):
                self._left["doubled"] += 1
            else:
                self._left.update(own)
                self._rows.append(log)
        return self._rows

    def left_out_texts(self) -> Iterator[str]:
        """Yield the sentences about what is left out."""
        yield from left_out_texts(self._left, _LEFT_OUT)
        if self._left["no sleep"]:
            yield "no sleep stands in this zip: a large Takeout comes in several"
        yield from unknown_columns(self._columns, google_csv.KNOWN)


def _clock_s(asleep: Asleep) -> int:
    """Return the start by the clock, in seconds."""
    return asleep.start.utc_s + asleep.start.offset_min * MINUTE


_LEFT_OUT = {
    "twice": ("sleep log", "sleep logs", " standing in two files, taken once"),
    "changed": ("sleep log", "sleep logs", " that a later file has otherwise: as there"),
    "doubled": ("sleep log", "sleep logs", " that Google's table has as well, with its offset: as there"),
    "hours": ("reading of a repeated hour", "readings of a repeated hour", " that may be either: the first is taken"),
    "ends": ("end", "ends", " that the clocks here do not show so long after the start: start and length are taken"),
    "sums": ("sleep", "sleeps", " whose minutes are not as many as it lasted: the time awake is left out"),
    "classic": (
        "sleep", "sleeps",
        " without stages: restless minutes, neither sleep nor awake, so the time slept is known only at most",
    ),
    "stages": ("sleep's stages", "sleeps' stages", ": deep, light and REM sleep, and each moment awake"),
    "parts": ("part", "parts", " of the file about something other than sleep"),
}  # fmt: skip
