"""Fitbit's sleep logs: the `sleep-YYYY-MM-DD.json` of a Takeout, or what the API answers (`{"sleep": […]}`).

Times have no offset: they are what the clock showed, by the offset at the beginning of the sleep even where the clocks
changed in between. `duration` says how long it really was. A log of the type `stages` tells awake from light, deep and
REM sleep, and counts every half minute awake, which is no awakening that a person would count. A `classic` one tells
asleep, restless and awake, and what is restless is neither.

Of both only the totals are read, which Google's table of the same sleeps has as well: so the two say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.time.moments import MINUTE, Moment, load_zone
from legdiary.formats.files.field_parser import MS, Place
from legdiary.formats.files.foreign_json import JsonFile
from legdiary.formats.files.named_fields import fields_of
from legdiary.formats.reader_result import BadRow
from legdiary.formats.sleep_trackers.awake_parts import Counted, asleep_with_parts
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from legdiary.domain.time.moments import Zone
    from legdiary.formats.files.named_fields import Fields
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep

#: The names by which a file is recognised.
MARKS = ('"logId"', '"dateOfSleep"', '"startTime"')
_ACCEPTED = "a local time such as 2026-11-20T23:40:00.000"
_MOST_MIN, _MOST_MS, _MOST_TIMES = 1440, 86_400_000, 999
#: The type of a log that tells awake from asleep; a log of before there were types does not.
_WITH_STAGES = "stages"
#: Start, end and duration are each cut off, the duration to the minute.
_CUT_S = 2 * MINUTE


def logs(content: Content, source: str) -> Iterator[tuple[Place, object]]:
    """Yield the logs of a file, unchecked.

    Raises:
        BadRow: it is no list of logs.
    """
    _, elements = JsonFile(content, source).read("sleep", ())
    if elements is None:
        raise Place(source).bad("sleep", "accepted: Fitbit's list of sleep logs")
    return elements


def log_number(place: Place, log: object) -> str:
    """Return the number of a log.

    Raises:
        BadRow: it has none.
    """
    return fields_of(place, log).needed("logId", "the number of the log")


def asleep_of(place: Place, log: object, zone: Zone, left: Counter[str]) -> Asleep:
    """Return the sleep of a log.

    Raises:
        BadRow: it cannot be right.
    """
    fields = fields_of(place, log)
    start, up = _times(fields, zone, left)
    place.check_span("endTime", start, up)
    asleep, awake, latency, after = (
        _seconds(fields, name)
        for name in ("minutesAsleep", "minutesAwake", "minutesToFallAsleep", "minutesAfterWakeup")
    )
    counted = Counted(asleep, awake, latency, after)
    if fields.text("type") != _WITH_STAGES:
        left["classic"] += 1
        level = _awake_level(fields)
        found = asleep_with_parts(place, start, up, counted, level.whole("count", _MOST_TIMES) if level else None)
        return replace(found, awake_s=None, awake_least_s=(_seconds(level, "minutes") if level else None) or None)
    found = asleep_with_parts(place, start, up, counted, None)
    left["sums"] += found.awake_s is None and awake is not None
    left["stages"] += asleep is not None
    return found


def _awake_level(fields: Fields) -> Fields | None:
    levels = fields.within("levels")
    summary = levels.within("summary") if levels else None
    return summary.within("awake") if summary else None


def _seconds(fields: Fields, name: str) -> int | None:
    minutes = fields.whole(name, _MOST_MIN)
    return None if minutes is None else minutes * MINUTE


def _times(fields: Fields, zone: Zone, left: Counter[str]) -> tuple[Moment, Moment]:
    """Return start and end: of all readings the first that lasts as long as the log says."""
    place = fields.place
    starts = place.local("startTime", fields.needed("startTime", _ACCEPTED), zone)
    typed_end, length_s = fields.needed("endTime", _ACCEPTED), _length(fields)
    fits = []
    for start in starts:
        ends = _ends(place, typed_end, start, zone)
        if length_s is None and ends:
            fits.append((start, ends[0]))
        fits += [
            (start, end) for end in ends if length_s is not None and abs(end.utc_s - start.utc_s - length_s) < _CUT_S
        ]
    left["hours"] += len({start for start, _ in fits} or starts) > 1
    if fits:
        return fits[0]
    if length_s is None:
        raise place.bad("endTime", "the clocks never showed it; was the log kept in another zone?")
    left["ends"] += 1
    return starts[0], Moment.from_timestamp(starts[0].utc_s + length_s, load_zone(starts[0].zone))


def _ends(place: Place, typed: str, start: Moment, zone: Zone) -> list[Moment]:
    """Return the readings of an end: by the offset at the start, as Fitbit writes it, then by the clock."""
    by_start = place.utc("endTime", typed, zone).utc_s - start.offset_min * MINUTE
    try:
        by_clock = place.local("endTime", typed, zone)
    except BadRow:  # skipped by the clocks
        by_clock = ()
    return [Moment.from_timestamp(by_start, load_zone(start.zone)), *by_clock]


def _length(fields: Fields) -> int | None:
    milliseconds = fields.whole("duration", _MOST_MS)
    if milliseconds is not None:
        return milliseconds // MS
    return _seconds(fields, "timeInBed")
