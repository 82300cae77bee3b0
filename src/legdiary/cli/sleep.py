"""`sleep`: how a night was slept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legdiary.cli.night import ClearOption, cleared, need_something, write_once
from legdiary.cli.options import (
    ConfirmOption,
    JsonOption,
    NightOption,
    NoteOption,
    convert,
    given,
    score,
    written,
)
from legdiary.domain.entries import QUALITY_MOST, TIMES_MOST, Sleep
from legdiary.domain.moments import load_zone, local_moments
from legdiary.domain.sleep import ClockTimes, check_sleep, resolve_clock_times, retold
from legdiary.domain.words import NotAClockTime, parse_clock, parse_duration
from legdiary.errors import BadValue, shown

if TYPE_CHECKING:
    from datetime import date, time, timedelta

    from legdiary.cli.session import Session

#: The flag's name → the field it writes, for `--clear`.
SLEEP_FIELDS = {
    "tried": "tried", "up": "up", "planned": "planned", "latency": "latency_min", "awake": "awake_min",
    "times": "times", "pacing": "pacing_min", "lying-awake": "lying_awake_min", "total": "total_min",
    "quality": "quality", "nap": "nap_min", "note": "note",
}  # fmt: skip
_EVENTS = ("bed", "tried", "wake", "up", "planned")
_OF_THE_FRAME = ("latency_min", "awake_min", "times", "pacing_min", "lying_awake_min")


class NotSleptYet(BadValue):
    """A sleep for a night that has not begun."""

    def __init__(self, night: date) -> None:
        super().__init__(f"the sleep of {night} is in the future; it is logged once the night is over")


class NotABedWake(BadValue):
    """Something else where the times into bed and awake should be."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{shown(typed)!r} is not into bed and awake; write 22:45-06:10, or --total 6h30")


class TimesNeedAFrame(BadValue):
    """Tried, up or planned, without the night they belong to."""

    def __init__(self, flag: str) -> None:
        super().__init__(f"--{flag} needs BED-WAKE beside it, the times of the night", "legdiary sleep --help")


class FrameOrTotal(BadValue):
    """Both ways of saying how long."""

    def __init__(self) -> None:
        super().__init__("give BED-WAKE or --total, not both; with BED-WAKE sleep is worked out from its parts")


def sleep(
    ctx: typer.Context,
    bed_wake: Annotated[str | None, typer.Argument(metavar="BED-WAKE", help="Into bed and awake: 22:45-06:10.")] = None,
    tried: Annotated[str | None, typer.Option(metavar="HH:MM", help="Tried to sleep, if later than into bed.")] = None,
    latency: Annotated[str | None, typer.Option(metavar="TIME", help="To fall asleep: 40m.")] = None,
    awake: Annotated[str | None, typer.Option(metavar="TIME", help="Awake during the night: 55m.")] = None,
    times: Annotated[str | None, typer.Option(metavar="N", help="How often awake.")] = None,
    pacing: Annotated[str | None, typer.Option(metavar="TIME", help="Of the time awake, on the feet.")] = None,
    lying_awake: Annotated[
        str | None, typer.Option(metavar="TIME", help="Trying to sleep on after the last waking, if any.")
    ] = None,
    up: Annotated[str | None, typer.Option(metavar="HH:MM", help="Out of bed, if later than awake.")] = None,
    planned: Annotated[str | None, typer.Option(metavar="HH:MM", help="Planned to wake.")] = None,
    quality: Annotated[str | None, typer.Option(metavar="1-5", help="1 very poor to 5 very good.")] = None,
    nap: Annotated[str | None, typer.Option(metavar="TIME", help="Naps of the day.")] = None,
    total: Annotated[str | None, typer.Option(metavar="TIME", help="Just the sleep: 6h30.")] = None,
    note: NoteOption = None,
    clear: ClearOption = None,
    night_word: NightOption = None,
    confirm: ConfirmOption = False,
    as_json: JsonOption = False,
) -> None:
    """How the night was slept. Again for the same night: only what is given changes."""
    session: Session = ctx.obj
    if bed_wake and total:
        raise FrameOrTotal
    clocks: dict[str, time | None] = {
        "tried": convert(tried, parse_clock), "up": convert(up, parse_clock), "planned": convert(planned, parse_clock)
    }  # fmt: skip
    if bed_wake:
        clocks |= _parse_bed_wake(bed_wake)
    fields = given(
        latency_min=convert(latency, parse_duration),
        awake_min=convert(awake, parse_duration),
        times=convert(times, score("times", 0, TIMES_MOST)),
        pacing_min=convert(pacing, parse_duration),
        lying_awake_min=convert(lying_awake, parse_duration),
        quality=convert(quality, score("quality", 1, QUALITY_MOST)),
        nap_min=convert(nap, parse_duration),
        total_min=convert(total, parse_duration),
        note=written(note),
    )
    emptied = cleared(clear, SLEEP_FIELDS, Sleep)
    typed = fields or any(clocks.values())
    need_something(
        session,
        typed,
        clear,
        night_word,
        "BED-WAKE such as 22:45-06:10, or --total 6h30",
        "sleep",
    )
    session.confirmed(
        lambda yes: write_once(
            session, "sleep", night_word,
            lambda of, old: check_sleep(_slept(session, old or Sleep(of), clocks, emptied | fields), confirmed=yes),
            only_clears=not typed, as_json=as_json, check_night=lambda night: _check_slept(session, night),
            move=lambda entry, night: _moved(session, entry, night),
        ),
        already=confirm,
    )  # fmt: skip


def _slept(session: Session, old: Sleep, clocks: dict[str, Any], fields: dict[str, Any]) -> Sleep:
    """The sleep with its clock times resolved around its night; a total takes the place of times, and they of it."""
    if fields.get("total_min") is not None:
        frame: dict[str, Any] = dict.fromkeys((*_EVENTS, *_OF_THE_FRAME))
        return retold(old, **(frame | fields))
    if not any(clocks.values()):
        return retold(old, **fields)
    known = {name: moment.local.time() for name in _EVENTS if (moment := getattr(old, name)) and name not in fields}
    wanted = known | {name: clock for name, clock in clocks.items() if clock is not None}
    if "bed" not in wanted or "wake" not in wanted:
        raise TimesNeedAFrame(next(name for name in ("tried", "up", "planned") if clocks.get(name)))
    # Only BED-WAKE of a night says anew where it was lived: neither a later flag nor a correction by the entry's number
    # moves its times to another zone.
    told_anew = clocks.get("bed") and session.editing is None
    zone = load_zone(old.bed.zone) if old.bed and not told_anew else session.present.zone
    moments = resolve_clock_times(old.night_of, ClockTimes(**wanted), zone)
    woke = moments["wake"]
    if woke is not None:
        session.present.check_past(woke, f"awake {woke.local:%H:%M}")
    parts: dict[str, Any] = {**fields, **moments, "total_min": None}
    return retold(old, **parts)


def _parse_bed_wake(typed: str) -> dict[str, time]:
    bed, dash, wake = typed.replace("–", "-").partition("-")
    if not dash or "-" in wake:
        raise NotABedWake(typed)
    try:
        return {"bed": parse_clock(bed), "wake": parse_clock(wake)}
    except NotAClockTime as error:
        raise NotABedWake(typed) from error


def _check_slept(session: Session, night: date) -> None:
    if night > session.present.last_night and not session.present.evening:
        raise NotSleptYet(night)


def _moved(session: Session, sleep: Sleep, night: date) -> Sleep:
    """The sleep under another night; its moments move by as many days."""
    by = night - sleep.night_of
    moments = {name: _shifted(moment, by) for name in _EVENTS if (moment := getattr(sleep, name))}
    if woke := moments.get("wake"):
        session.present.check_past(woke, f"awake {woke.local:%H:%M}")
    return replace(sleep, night_of=night, **moments)


def _shifted(moment: Any, by: timedelta) -> Any:
    local = moment.local + by
    return local_moments(local.date(), local.time().replace(tzinfo=None), load_zone(moment.zone))[0]
