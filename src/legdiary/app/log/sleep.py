"""Log the sleep of a night; change it."""

from __future__ import annotations

from legdiary.app.log.one_per_night import check_not_empty, empty_fields, read_cleared_fields, write_once
from legdiary.app.log.typed_fields import read_night, read_note, read_score, request_fields
from legdiary.app.questions import NOTHING, return_questions
from legdiary.domain.entries.sleep import QUALITY_MOST, SLEEP_EVENTS, TIMES_MOST, Sleep, check_sleep, replace_fields
from legdiary.domain.entries.sleep_times import ClockTimes, resolve_clock_times
from legdiary.domain.time.bed_wake import read_bed_wake
from legdiary.domain.time.durations import is_total, parse_duration, parse_part_of_night
from legdiary.domain.time.moments import load_zone
from legdiary.domain.time.parse import parse_reported_time
from legdiary.errors import ENTRY, Asks, BadValue, quote_typed
from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any

    from legdiary.app.context import Context
    from legdiary.app.questions import Yes
    from legdiary.domain.entries.sleep_times import Reading, Told
    from legdiary.domain.time.moments import Present
    from legdiary.store.entry_rows import Change

#: The flag's name → the field it writes, for `--clear`.
SLEEP_FIELDS = {
    "tried": "tried", "up": "up", "planned": "planned", "latency": "latency_min", "awake": "awake_min",
    "times": "times", "pacing": "pacing_min", "lying-awake": "lying_awake_min", "total": "total_min",
    "quality": "quality", "nap": "nap_min", "note": "note",
}  # fmt: skip
#: The fields that are measured between bed and waking.
_OF_THE_FRAME = ("latency_min", "awake_min", "times", "pacing_min", "lying_awake_min")


class NotSleptYet(BadValue):
    """A sleep for a night that has not begun."""

    def __init__(self, night: date) -> None:
        super().__init__(f"the sleep of {night} is in the future; log it once the night is over")


class NotABedWake(BadValue):
    """Not a bed time and a wake time."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} is not a bed–wake range; write 22:45-06:10, or only how long you slept: 6h30"
        )


class TimesNeedAFrame(BadValue):
    """Tried, up or planned without bed time and wake time."""

    def __init__(self, flag: str) -> None:
        super().__init__(f"--{flag} needs BED-WAKE before it: the times of the night", "legdiary sleep --help")


class FrameOrTotal(BadValue):
    """Both ways of saying how long."""

    def __init__(self) -> None:
        super().__init__("give BED-WAKE or --total, not both; with BED-WAKE the sleep is calculated")


@dataclass(frozen=True, slots=True)
class Slept:
    """The parts given for a night's sleep; None for one not given. The fields are those of `Sleep` without its bounds.

    The events are clock times as typed, or moments if an offset was typed.
    """

    bed: Told | None = None
    tried: Told | None = None
    wake: Told | None = None
    up: Told | None = None
    planned: Told | None = None
    latency_min: int | None = None
    awake_min: int | None = None
    times: int | None = None
    pacing_min: int | None = None
    lying_awake_min: int | None = None
    total_min: int | None = None
    quality: int | None = None
    nap_min: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LogSleep:
    """A request for the sleep of a night; it replaces an earlier one field by field.

    Attributes:
        slept: the parts given.
        emptied: the fields to clear.
        night: the night; None is the usual night at this hour or, for a change, leaves it where it is.
        entry_id: the entry to change; None for the entry of the night.
    """

    slept: Slept
    emptied: frozenset[str] = frozenset()
    night: date | None = None
    entry_id: int | None = None


def read_sleep(
    present: Present, bed_wake: str | None = None, *, tried: str | None = None, latency: str | None = None,
    awake: str | None = None, times: str | None = None, pacing: str | None = None, lying_awake: str | None = None,
    up: str | None = None, planned: str | None = None, quality: str | None = None, nap: str | None = None,
    total: str | None = None, note: str | None = None, clear: Iterable[str] | None = None, night: str | None = None,
    entry_id: int | None = None,
) -> LogSleep:  # fmt: skip
    """Make the request from typed words: for the sleep of a night or, with an entry's number, for a change.

    Raises:
        BadValue: something cannot be read, does not fit the rest, or there is nothing to store.
    """
    if bed_wake and total:
        raise FrameOrTotal
    if bed_wake and is_total(bed_wake):
        bed_wake, total = None, bed_wake
    others = {
        name: parse_reported_time(typed, present)
        for name, typed in (("tried", tried), ("up", up), ("planned", planned))
        if typed is not None
    }
    if total and others:  # a total has no frame, and would drop them
        raise TimesNeedAFrame(next(iter(others)))
    bed, wake = _read_bed_wake(bed_wake, present) if bed_wake else (None, None)
    slept = Slept(
        bed=bed,
        wake=wake,
        **others,
        latency_min=_read_part(latency),
        awake_min=_read_part(awake),
        times=read_score(times, "times", 0, TIMES_MOST),
        pacing_min=_read_part(pacing),
        lying_awake_min=_read_part(lying_awake),
        quality=read_score(quality, "quality", 1, QUALITY_MOST),
        nap_min=_read_part(nap),
        total_min=None if total is None else parse_duration(total),
        note=read_note(note),
    )
    emptied = read_cleared_fields(clear, SLEEP_FIELDS)
    said = slept != Slept() or bool(emptied)
    check_not_empty(said, "BED-WAKE such as 22:45-06:10, or --total 6h30", "sleep", entry_id=entry_id, night=night)
    return LogSleep(slept, emptied, read_night(present, night), entry_id)


def _read_part(typed: str | None) -> int | None:
    """Read the minutes of a part of a night; None if nothing was typed."""
    return None if typed is None else parse_part_of_night(typed)


def _read_bed_wake(typed: str, present: Present) -> tuple[Told, Told]:
    told = read_bed_wake(typed, present)
    if told is None:
        raise NotABedWake(typed)
    return told


@return_questions
def store_sleep(context: Context, request: LogSleep, yes: Yes = NOTHING) -> Change:
    """Carry out any request about the sleep of a night.

    Raises:
        LegdiaryError: it cannot be carried out; nothing is stored.
    """
    present = context.present

    def build(of: date, old: Sleep | None) -> Sleep:
        return _slept(present, request, of, old or Sleep(of), confirmed=ENTRY in yes)

    def check(night: date) -> None:
        if night > present.last_night and not present.evening:
            raise NotSleptYet(night)

    only_empties = request.slept == Slept()
    return write_once(context, "sleep", request, build, yes, only_empties=only_empties, check=check)


def _slept(present: Present, request: LogSleep, of: date, old: Sleep, *, confirmed: bool) -> Sleep:
    """Return the sleep with its clock times resolved around its night.

    A total replaces the times, and times replace a total.
    """
    said = request_fields(request.slept)
    clocks: dict[str, Told] = {name: said.pop(name) for name in SLEEP_EVENTS if name in said}
    parts: dict[str, Any] = empty_fields(request.emptied, Sleep) | said
    if parts.get("total_min") is not None:
        frame: dict[str, Any] = dict.fromkeys((*SLEEP_EVENTS, *_OF_THE_FRAME))
        return check_sleep(replace_fields(old, night_of=of, **(frame | parts)), confirmed=confirmed)
    lived = {name: moment for name in SLEEP_EVENTS if (moment := getattr(old, name)) and name not in parts}
    moving = old.night_of != of and bool(lived)
    if not moving and not clocks:
        return check_sleep(replace_fields(old, night_of=of, **parts), confirmed=confirmed)
    # Only a new BED-WAKE of a night sets its zone: neither a later flag nor a correction by number moves its times to
    # another zone.
    told_anew = "bed" in clocks and request.entry_id is None
    zone = load_zone(old.bed.zone) if old.bed and not told_anew else present.zone
    # Known events keep their moments; in another night or zone they keep only their clock times.
    stays = not moving and (old.bed is None or old.bed.zone == zone.name)
    known: dict[str, Told] = {
        name: moment if stays else moment.local.time().replace(tzinfo=None) for name, moment in lived.items()
    }
    wanted = known | clocks
    if "bed" not in wanted or "wake" not in wanted:
        raise TimesNeedAFrame(next(name for name in ("tried", "up", "planned") if name in clocks))

    def made(moments: Reading) -> Sleep:
        return replace_fields(old, night_of=of, **{**parts, **moments, "total_min": None})

    def fits(moments: Reading) -> bool:
        try:
            _check_past(present, made(moments))
        except BadValue:
            return False
        return True

    def read(*, sure: bool) -> Sleep:
        moments = resolve_clock_times(of, ClockTimes(**wanted), zone, fits, confirmed=sure)
        return _check_past(present, made(moments))

    try:
        slept = read(sure=confirmed)
    except Asks as twice:
        try:
            check_sleep(read(sure=True))
        except Asks as long:
            raise Asks(f"{twice.question} {long.question}") from long
        raise
    return check_sleep(slept, confirmed=confirmed)


def _check_past(present: Present, sleep: Sleep) -> Sleep:
    """Return the sleep, after checking that its waking is not in the future."""
    if sleep.wake is not None:
        present.check_past(sleep.wake, f"awake {sleep.wake.local:%H:%M}")
    return sleep
