"""Withings' raw sleep states: rows of a start and two lists, the seconds of each state and the states themselves.

0 is awake, 1 light, 2 deep, 3 REM sleep; 4 and 5 are sleep that was entered by hand or has no stage. Rows that follow
one another within a minute are one sleep. All raw tables of an export have the same columns, so nothing in the file
says that these are sleep states: the person does (`--as withings`), or its name in the zip.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.time.moments import MINUTE, Moment, load_zone
from legdiary.errors import quote_typed
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.foreign_csv import cells, first_row, rows
from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep

if TYPE_CHECKING:
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import ReadOptions
    from legdiary.formats.sleep_trackers.tracked_sleeps import Tracked

#: The kind of device by the name of the file in the zip: a watch and a mat may each have recorded the same night.
TRACKERS = {"tracker": "Withings watch", "sleep-monitor": "Withings mat", "bed": "Withings mat"}
_COLUMNS = ("start", "duration", "value")
_LIST = re.compile(r"\[([0-9]{1,6}(?:, ?[0-9]{1,6})*)?\]")
_AWAKE, _HIGHEST = 0, 5
_FOLLOWS_S = MINUTE


def is_such(content: Content) -> bool:
    """Return whether these are the columns of a raw table, of sleep or of anything else."""
    return first_row(content) == _COLUMNS


class _Run(NamedTuple):
    """States that follow one another.

    Attributes:
        place: the place of the first row.
        start, end: the moments around them.
        before: the seconds awake before the first sleep; all, if there is none.
        within: the seconds awake between the first and the last sleep.
        after: the seconds awake after the last sleep.
        has_sleep: there is any.
    """

    place: Place
    start: Moment
    end: Moment
    before: int
    within: int
    after: int
    has_sleep: bool

    def followed_by(self, next_run: _Run) -> _Run:
        """Return both as one."""
        if not self.has_sleep:
            return next_run._replace(place=self.place, start=self.start, before=self.before + next_run.before)
        if not next_run.has_sleep:
            return self._replace(end=next_run.end, after=self.after + next_run.before)
        within = self.within + self.after + next_run.before + next_run.within
        return self._replace(end=next_run.end, within=within, after=next_run.after)


def add(content: Content, source: str, options: ReadOptions, found: Tracked, *, tracker: str | None = None) -> None:
    """Add the sleeps of a table.

    Raises:
        BadRow: the first row that cannot be right.
    """
    table = rows(content, source)
    place, header = next(table, (Place(source, 1), []))
    if tuple(header) != _COLUMNS:
        raise place.bad(None, f"accepted: the columns {', '.join(_COLUMNS)} of Withings")
    run: _Run | None = None
    for here, row in table:
        with options.bad.row():
            states = _states(here, cells(here, header, row), options)
            if run is not None and 0 <= states.start.utc_s - run.end.utc_s <= _FOLLOWS_S:
                run = run.followed_by(states)
            else:
                _close(run, found, tracker)
                run = states
    _close(run, found, tracker)


def _close(run: _Run | None, found: Tracked, tracker: str | None) -> None:
    """Add a run, unless one was awake all the time."""
    if run is None or not run.has_sleep:
        return
    run.place.check_span("duration", run.start, run.end)
    found.append(
        Asleep(
            run.place,
            run.start,
            Moment.from_timestamp(run.end.utc_s - run.after, load_zone(run.end.zone)),
            tracker=tracker,
            latency_s=run.before or None,
            awake_s=run.within,
            lying_awake_s=run.after or None,
            up=run.end if run.after else None,
        )
    )


def _states(place: Place, named: dict[str, str], options: ReadOptions) -> _Run:
    start = place.with_offset("start", named["start"], options.zone)
    seconds, states = (_numbers(place, name, named[name]) for name in ("duration", "value"))
    if len(seconds) != len(states):
        raise place.bad("value", f"{len(states)} states; accepted: as many as durations, {len(seconds)}")
    if max(states, default=0) > _HIGHEST:
        raise place.bad("value", f"accepted: sleep states, {_AWAKE} to {_HIGHEST}; this is another raw table")
    end = Moment.from_timestamp(start.utc_s + sum(seconds), load_zone(start.zone))
    asleep = [number for number, state in enumerate(states) if state != _AWAKE]
    if not asleep:
        return _Run(place, start, end, sum(seconds), 0, 0, has_sleep=False)
    first, last = asleep[0], asleep[-1]
    within = sum(seconds[each] for each in range(first, last) if states[each] == _AWAKE)
    return _Run(place, start, end, sum(seconds[:first]), within, sum(seconds[last + 1 :]), has_sleep=True)


def _numbers(place: Place, column: str, typed: str) -> list[int]:
    if not _LIST.fullmatch(typed):
        raise place.bad(column, f"{quote_typed(typed[:40])!r}; accepted: a list of whole numbers such as [60,60]")
    return [int(each) for each in typed[1:-1].split(",") if each]
