"""Sleep in Samsung Health's *Download personal data*: its folder, that folder as a zip, or its table of sleeps alone.

Format after real exports of 2018–2026: `com.samsung.shealth.sleep.<time>.csv` has a row a sleep,
`com.samsung.health.sleep_stage.<time>.csv` its stages. The first line names the table, the second the columns, some of
them with the table's name before them; each row ends in a comma. Times are UTC, as the SDK's documentation says, and
`time_offset` (`UTC+0100`) is where one was.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.time.moments import EARLIEST_YEAR
from legdiary.errors import plural, quote_typed
from legdiary.formats.files.field_parser import MS, Place, zone_with_offset
from legdiary.formats.files.foreign_csv import cells, first_row, rows, unknown_columns
from legdiary.formats.files.packages import Folder, check_holds, holds, is_package, members
from legdiary.formats.phone_health.app_names import AppNames
from legdiary.formats.reader_result import BadRow
from legdiary.formats.sleep_trackers.stages import Stage, State, sleep_of_stages
from legdiary.formats.sleep_trackers.tracked_sleeps import Tracked, nights
from legdiary.util.compressed_list import order_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.domain.time.moments import Zone
    from legdiary.formats.files.packages import Package
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions

#: The tables by the first cell of their first line, and the names of their files.
_SLEEPS, _STAGES = ("com.samsung.shealth.sleep", "com.samsung.health.sleep"), ("com.samsung.health.sleep_stage",)
_SLEEP_FILES = re.compile(r"com\.samsung\.s?health\.sleep(?:\.[^.]*)?\.csv")
_STAGE_FILES = re.compile(r"com\.samsung\.s?health\.sleep_stage(?:\.[^.]*)?\.csv")
_MAKER = "com.samsung."
_PREFIX = re.compile(r"com\.samsung\.s?health\.sleep(?:_stage)?\.")
_OWN = "com.sec.android.app.shealth"
_TIMES = ("start_time", "end_time")
_KNOWN = frozenset({*_TIMES, "time_offset", "datauuid", "pkg_name", "comment", "sleep_latency"})
_STATES = {"40001": State.AWAKE, "40002": State.STAGED, "40003": State.STAGED, "40004": State.STAGED}
_MILLISECONDS = re.compile(r"-?[0-9]{1,15}")
_OFFSET = re.compile(r"UTC([+-])([0-9]{2}):?([0-9]{2})|(-?[0-9]{1,8})")
_LARGEST_OFFSET = timedelta(hours=18)
_MOST_SLEEPS, _MOST_STAGES = 100_000, 4_000_000


def recognises(content: Package, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is Samsung Health's table of sleeps, or a folder or zip with it."""
    if is_package(content):
        return holds(content, _SLEEP_FILES)
    return not isinstance(content, Folder) and first_row(content)[:1] in {(each,) for each in (*_SLEEPS, *_STAGES)}


def read(content: Package, source: str, options: ReadOptions) -> Found:
    """Return the sleeps of an export of Samsung Health.

    Raises:
        BadRow: the first row that cannot be right.
        SeveralTrackers: several apps have the same night, and nobody has said which one to take.
    """
    sleeps = _Sleeps(options)
    if is_package(content):
        check_holds(content, source, _SLEEP_FILES, f"{_SLEEPS[0]}….csv")
        for wanted, add in ((_SLEEP_FILES, sleeps.add_sleeps), (_STAGE_FILES, sleeps.add_stages)):
            with closing(members(content, source, wanted)) as found:
                for member, file in found:
                    add(file, member.name.removeprefix(_MAKER))
    elif not isinstance(content, Folder):
        if first_row(content)[:1] == _STAGES:
            raise Place(source, 1).bad(None, "stages without their sleeps; give the folder of the export, or its zip")
        sleeps.add_sleeps(content, source)
    return nights(sleeps.tracked(), options, sleeps.left_out_texts())


class _Sleep(NamedTuple):
    """A row of the table of sleeps."""

    place: Place
    start_s: int
    end_s: int
    zone: Zone
    tracker: str
    note: str | None


class _Sleeps:
    """The sleeps of an export, and their stages."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._names = AppNames()
        self._counts: Counter[str] = Counter()
        self._columns: list[str] = []
        self._sleeps: list[_Sleep] = []
        self._numbers: dict[str, int] = {}
        self._of, self._starts, self._ends, self._states = array("q"), array("q"), array("q"), array("B")

    def add_sleeps(self, content: Content, source: str) -> None:
        """Read a table of sleeps; a sleep that an earlier one has as well is replaced.

        Raises:
            BadRow: a row that cannot be right.
        """
        table = self._rows(content, source, _SLEEPS)  # held until the file is closed: it has it open as well
        for place, fields in table:
            with self._options.bad.row(self._counts):
                sleep = self._sleep(place, fields)
                if sleep is None:
                    continue
                number = self._numbers.setdefault(fields.get("datauuid") or str(place), len(self._sleeps))
                if number < len(self._sleeps):
                    self._sleeps[number] = sleep
                elif number == _MOST_SLEEPS:
                    raise BadRow(source, None, None, f"more than {_MOST_SLEEPS} sleeps, the most that are read")
                else:
                    self._sleeps.append(sleep)

    def _sleep(self, place: Place, fields: dict[str, str]) -> _Sleep | None:
        start_s, end_s = (_seconds(place, name, fields.get(name, "")) for name in _TIMES)
        if start_s is None or end_s is None:
            self._counts["open"] += 1
            return None
        zone = _zone(place, fields.get("time_offset", ""), start_s, self._options.zone)
        moments = [place.moment(name, at_s * MS, zone) for name, at_s in zip(_TIMES, (start_s, end_s), strict=True)]
        place.check_span("end_time", *moments)
        self._counts["latency"] += fields.get("sleep_latency", "") not in {"", "0", "0.0"}
        tracker = self._names.name_of(fields.get("pkg_name") or _OWN)
        return _Sleep(place, start_s, end_s, zone, tracker, place.note("comment", fields.get("comment", "")))

    def add_stages(self, content: Content, source: str) -> None:
        """Read a table of stages.

        Raises:
            BadRow: a row that cannot be right.
        """
        table = self._rows(content, source, _STAGES)
        for place, fields in table:
            with self._options.bad.row(self._counts):
                start_s, end_s = (_seconds(place, name, fields.get(name, "")) for name in _TIMES)
                of, state = self._numbers.get(fields.get("sleep_id", "")), _STATES.get(fields.get("stage", ""))
                if start_s is None or end_s is None or of is None or state is None:
                    self._counts["unknown" if of is not None else "alone"] += 1
                    continue
                if len(self._of) == _MOST_STAGES:
                    raise BadRow(source, None, None, f"more than {_MOST_STAGES} stages, the most that are read")
                for column, value in zip(
                    (self._of, self._starts, self._ends, self._states), (of, start_s, end_s, state), strict=True
                ):
                    column.append(value)

    def _rows(self, content: Content, source: str, tables: Sequence[str]) -> Iterator[tuple[Place, dict[str, str]]]:
        """Yield the rows of a table by its columns' names, without the table's name before them."""
        table = rows(content, source)
        place, first = next(table, (Place(source, 1), [""]))
        if first[0] not in tables:
            raise place.bad(None, f"accepted: the first line of Samsung Health's table {tables[0]}")
        place, titles = next(table, (Place(source, 2), []))
        header = [_PREFIX.sub("", title) for title in _without_last_comma(titles, len(titles) - 1)]
        if not set(_TIMES) <= set(header):
            raise place.bad(None, "accepted: a header with start_time and end_time")
        if tables is _SLEEPS:
            self._columns = header
        for here, row in table:
            with self._options.bad.row():
                fields = cells(here, header, _without_last_comma(row, len(header)))
                yield here, fields

    def tracked(self) -> Tracked:
        """Return the sleeps with their stages."""
        order: Sequence[int] = order_of(self._of) or range(len(self._of))
        tracked = Tracked()
        at = 0
        for number, sleep in enumerate(self._sleeps):
            stages = [Stage(sleep.start_s, sleep.end_s, State.SESSION)]
            while at < len(order) and self._of[order[at]] == number:
                stages += self._stage(sleep, order[at])
                at += 1
            made = sleep_of_stages(sleep.place, stages, sleep.zone, sleep.tracker, sleep.note)
            if made is None:
                self._counts["awake alone"] += 1
            else:
                tracked.append(made)
        return tracked

    def _stage(self, sleep: _Sleep, each: int) -> list[Stage]:
        """Return a stage as far as it lies within its sleep, whose times the person may have changed."""
        start_s, end_s = max(self._starts[each], sleep.start_s), min(self._ends[each], sleep.end_s)
        self._counts["beside"] += (start_s, end_s) != (self._starts[each], self._ends[each])
        if start_s >= end_s:
            return []
        self._counts["stages"] += self._states[each] == State.STAGED
        return [Stage(start_s, end_s, State(self._states[each]))]

    def left_out_texts(self) -> Iterator[str]:
        """Yield a sentence for everything about sleep that the diary does not have."""
        said = {
            "open": ("row", "without a start or an end"),
            "awake alone": ("sleep", "in which one was awake all the time"),
            "beside": ("stage", "as far as it does not lie within its sleep"),
            "alone": ("stage", "of no sleep in the export"),
            "unknown": ("stage", "of a kind that legdiary does not know"),
            "latency": ("time to fall asleep", "in a unit that the file does not state"),
        }
        if self._counts["stages"]:
            yield f"the stage (light, deep, REM) of {plural(self._counts['stages'], 'span')} of sleep"
        for count, (noun, what) in said.items():
            if self._counts[count]:
                several = "times to fall asleep" if noun.startswith("time") else None
                yield f"{plural(self._counts[count], noun, several)} {what}"
        yield from unknown_columns(self._columns, _KNOWN)


def _without_last_comma(row: Sequence[str], length: int) -> Sequence[str]:
    """Return a row without the empty cell behind the comma that ends it."""
    return row[:-1] if len(row) == length + 1 and not row[-1] else row


def _seconds(place: Place, column: str, typed: str) -> int | None:
    """Return a time in UTC, in seconds since 1970; None if it is missing, or the zero that stands for that.

    Raises:
        BadRow: it is not a time.
    """
    if not typed.strip():
        return None
    if _MILLISECONDS.fullmatch(typed):
        seconds = int(typed) // MS
    else:
        try:
            stamp = datetime.fromisoformat(typed)
        except ValueError as error:
            raise place.bad(
                column, f"{quote_typed(typed)!r}; accepted: a time such as 2026-11-20 23:40:00.000"
            ) from error
        seconds = int(stamp.replace(tzinfo=stamp.tzinfo or UTC).timestamp())
    return None if seconds < _NEVER_BEFORE_S else seconds


#: What Samsung Health writes where it does not know a time lies before any night.
_NEVER_BEFORE_S = int(datetime(EARLIEST_YEAR, 1, 1, tzinfo=UTC).timestamp())


def _zone(place: Place, typed: str, utc_s: int, zone: Zone) -> Zone:
    """Return the zone of an offset, `UTC+0100` or milliseconds; the person's where there is none.

    Raises:
        BadRow: it is no offset.
    """
    if not typed.strip():
        return zone
    match = _OFFSET.fullmatch(typed.strip())
    if match is not None:
        sign, hours, minutes, milliseconds = match.groups()
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0), milliseconds=int(milliseconds or 0))
        if abs(offset) <= _LARGEST_OFFSET:
            return zone_with_offset(-offset if sign == "-" else offset, utc_s, zone)
    raise place.bad("time_offset", f"{quote_typed(typed)!r}; accepted: an offset such as UTC+0100")
