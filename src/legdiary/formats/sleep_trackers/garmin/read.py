"""Garmin's sleep: the `…_sleepData.json` of the account's export, alone or in its zip, and Garmin Connect's table.

Format after real exports of 2018–2026 (the sources are in docs/import-from-elsewhere.md): a list of nights, with start
and end in GMT and no offset, seconds of deep, light, REM and awake, a count of awakenings, and the naps of the day. The
start is falling asleep: Garmin does not know when one went to bed. A window that Garmin did not confirm, or in which
the watch was not worn, is no sleep. What Garmin Connect answers about one night (`dailySleepDTO`) has the same fields,
and the local times as well, which tell the offset.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.time.moments import MINUTE
from legdiary.formats.files.field_parser import MS, Place, zone_with_offset
from legdiary.formats.files.foreign_csv import first_row
from legdiary.formats.files.foreign_json import JsonFile
from legdiary.formats.files.named_fields import fields_of
from legdiary.formats.files.packages import check_holds, holds, is_package, members
from legdiary.formats.files.text_lines import decode_head
from legdiary.formats.reader_result import BadRow, left_out_texts
from legdiary.formats.sleep_trackers.garmin import connect_csv
from legdiary.formats.sleep_trackers.tracked_sleeps import MOST_REPLACEABLE, Asleep, Tracked, nights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.domain.time.moments import Moment, Zone
    from legdiary.formats.files.named_fields import Fields
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

_MEMBER = re.compile(r"(?:([0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{4}-[0-9]{2}-[0-9]{2})_)?.*_?sleepData\.json", re.IGNORECASE)
_START, _END = "sleepStartTimestampGMT", "sleepEndTimestampGMT"
_ONE_NIGHT = "dailySleepDTO"
_HEAD = 65_536
#: The confirmations of a window in which Garmin found no sleep.
_NO_SLEEP = frozenset({"UNCONFIRMED", "OFF_WRIST", "OFF_WRIST_TENTATIVE"})
_MOST_S, _MOST_TIMES = 86_400, 99
_ACCEPTED = "a time in GMT such as 2026-11-20T23:40:00.0"
_EPOCH_MS = re.compile(r"[0-9]{12,14}")
_STAGES = ("deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds")


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Garmin's sleep: by its fields, by a table's header, or by a file in the zip."""
    if is_package(content):
        return holds(content, _MEMBER)
    return f'"{_START}"' in decode_head(content, _HEAD) or connect_csv.is_header(first_row(content))


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the sleeps of a Garmin export.

    Raises:
        BadRow: the first night that cannot be right.
    """
    if not is_package(content) and connect_csv.is_header(first_row(content)):
        return connect_csv.read(content, source, options)
    reading = _Reading(options)
    if is_package(content):
        check_holds(content, source, _MEMBER, "…_sleepData.json")
        for member, file in members(content, source, _MEMBER):
            dates = _MEMBER.fullmatch(member.name)
            reading.add(file, f"{dates[1]}_…_sleepData.json" if dates and dates[1] else "sleepData.json")
    else:
        reading.add(content, source)
    return nights(reading.asleep(), options, reading.left_out_texts())


class _Night(NamedTuple):
    """The sleep of a night, and what it has that is left out, as keys of `_LEFT_OUT`."""

    asleep: Asleep
    left: tuple[str, ...]


class _Reading:
    """The sleeps of one or more files. A later file has the nights of an earlier one as they were worked out last."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._left: Counter[str] = Counter()
        self._nights: dict[str, list[_Night]] = {}
        self._earlier: set[str] = set()
        self._naps: list[Asleep] = []

    def add(self, content: Content, source: str) -> None:
        """Add the nights of a file.

        Raises:
            BadRow: the first night that cannot be right.
        """
        members_of, records = JsonFile(content, source).read("sleepDatas", (_ONE_NIGHT, "dailyNapDTOS"))
        if records is None and _ONE_NIGHT not in members_of:
            raise Place(source).bad(None, "accepted: Garmin's list of nights, or the answer about one night")
        self._earlier = set(self._nights)
        for place, record in records if records is not None else iter([(Place(source), members_of)]):
            with self._options.bad.row(self._left):
                self._add(fields_of(place, record))

    def _add(self, fields: Fields) -> None:
        told = fields.within(_ONE_NIGHT) or fields
        zone = self._zone(told)
        naps = [_nap(each, zone) for name in ("napList", "dailyNapDTOS") for each in fields.several(name)]
        night = self._night(told, zone)
        self._left["held"] += len(naps) + (night is not None)
        if self._left["held"] > MOST_REPLACEABLE:
            raise BadRow(told.place.source, None, None, f"more than {MOST_REPLACEABLE} sleeps, the most that are read")
        self._naps += naps
        if night is None:
            return
        day = told.text("calendarDate") or f"{night.asleep.start.utc_s}"
        if day in self._earlier:
            self._earlier.discard(day)
            before = [each.asleep for each in self._nights.pop(day)]
            self._left["twice" if before == [night.asleep] else "changed"] += 1
        self._nights.setdefault(day, []).append(night)

    def _night(self, night: Fields, zone: Zone) -> _Night | None:
        if night.text(_START) is None or night.text(_END) is None:
            self._left["empty"] += 1
            return None
        if (night.text("sleepWindowConfirmationType") or "").upper() in _NO_SLEEP:
            self._left["unconfirmed"] += 1
            return None
        start, end = (_moment(night, name, zone) for name in (_START, _END))
        night.place.check_span(_END, start, end)
        awake = night.whole("awakeSleepSeconds", _MOST_S)
        unmeasured = night.whole("unmeasurableSeconds", _MOST_S) or night.whole("unmeasurableSleepSeconds", _MOST_S)
        stages = [night.whole(name, _MOST_S) for name in _STAGES]
        slept = sum(each or 0 for each in stages) if any(stages) else None
        known = awake is not None and not unmeasured and awake <= end.utc_s - start.utc_s
        asleep = Asleep(
            night.place, start, end,
            awakenings=night.whole("awakeCount", _MOST_TIMES),
            slept_s=slept,
            awake_s=awake if known else None,
            awake_least_s=awake if awake and unmeasured else None,
        )  # fmt: skip
        left = {"stages": slept, "scores": night.values.get("sleepScores"), "unmeasured": unmeasured or None}
        return _Night(asleep, tuple(key for key, value in left.items() if value is not None))

    def _zone(self, night: Fields) -> Zone:
        """Return the zone of a night: by its local time, if it has one; else the zone of the diary."""
        gmt, local = (night.text(name) for name in (_START, "sleepStartTimestampLocal"))
        if gmt is None or local is None or not (_EPOCH_MS.fullmatch(gmt) and _EPOCH_MS.fullmatch(local)):
            return self._options.zone
        offset = timedelta(minutes=round((int(local) - int(gmt)) / (MINUTE * MS)))
        if abs(offset) >= timedelta(days=1):
            raise night.place.bad("sleepStartTimestampLocal", "accepted: a local time, less than a day from GMT")
        return zone_with_offset(offset, int(gmt) // MS, self._options.zone)

    def asleep(self) -> Tracked:
        """Return all sleeps."""
        found = Tracked(self._naps)
        for night in (each for of_day in self._nights.values() for each in of_day):
            self._left.update(night.left)
            found.append(night.asleep)
        return found

    def left_out_texts(self) -> Iterator[str]:
        """Return the sentences about what is left out."""
        return left_out_texts(self._left, _LEFT_OUT)


_LEFT_OUT = {
    "twice": ("night", "nights", " standing in two files, taken once"),
    "changed": ("night", "nights", " that a later file has otherwise: as there"),
    "empty": ("record", "records", " without a sleep"),
    "unconfirmed": ("window", "windows", " in which Garmin found no sleep, or the watch was not worn"),
    "unmeasured": (
        "night's minutes",
        "nights' minutes",
        " that were not measured: the time awake is known only at least",
    ),
    "stages": ("night's deep, light and REM sleep", "nights' deep, light and REM sleep", ""),
    "scores": ("night's scores", "nights' scores", ""),
}


def _nap(nap: Fields, zone: Zone) -> Asleep:
    names = "napStartTimestampGMT", "napEndTimestampGMT"
    start, end = (_moment(nap, name, zone) for name in names)
    nap.place.check_span(names[1], start, end)
    return Asleep(nap.place, start, end, slept_s=nap.whole("napTimeSec", _MOST_S), is_nap=True)


def _moment(fields: Fields, name: str, zone: Zone) -> Moment:
    typed = fields.needed(name, _ACCEPTED)
    if _EPOCH_MS.fullmatch(typed):
        return fields.place.moment(name, int(typed), zone)
    return fields.place.utc(name, typed, zone)
