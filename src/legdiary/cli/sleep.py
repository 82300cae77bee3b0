"""`sleep`: how a night was slept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from legdiary.app.log.filing import given, read_note
from legdiary.cli.night import ClearOption, cleared, need_something, write_once
from legdiary.cli.options import ConfirmOption, JsonOption, NightOption, NoteOption, convert, score
from legdiary.domain.entries import QUALITY_MOST, TIMES_MOST, Sleep
from legdiary.domain.moments import load_zone
from legdiary.domain.sleep import check_sleep, retold
from legdiary.domain.sleep_times import ClockTimes, resolve_clock_times
from legdiary.domain.words import NotAClockTime, parse_duration, parse_told_time, split_span
from legdiary.errors import Asks, BadValue, shown

if TYPE_CHECKING:
    from datetime import date

    from legdiary.cli.session import Session
    from legdiary.domain.moments import Present
    from legdiary.domain.sleep_times import Reading, Told

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
    clocks: dict[str, Told | None] = {
        name: convert(typed, lambda each: parse_told_time(each, session.present))
        for name, typed in (("tried", tried), ("up", up), ("planned", planned))
    }
    if bed_wake:
        clocks |= _parse_bed_wake(bed_wake, session.present)
    fields = given(
        latency_min=convert(latency, parse_duration),
        awake_min=convert(awake, parse_duration),
        times=convert(times, score("times", 0, TIMES_MOST)),
        pacing_min=convert(pacing, parse_duration),
        lying_awake_min=convert(lying_awake, parse_duration),
        quality=convert(quality, score("quality", 1, QUALITY_MOST)),
        nap_min=convert(nap, parse_duration),
        total_min=convert(total, parse_duration),
        note=read_note(note),
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
            lambda of, old: _slept(session, of, old or Sleep(of), clocks, emptied | fields, confirmed=yes),
            only_clears=not typed, as_json=as_json, check_night=lambda night: _check_slept(session, night),
        ),
        already=confirm,
    )  # fmt: skip


def _slept(
    session: Session, of: date, old: Sleep, clocks: dict[str, Told | None], fields: dict[str, Any], *, confirmed: bool
) -> Sleep:  # fmt: skip
    """The sleep with its clock times resolved around its night; a total takes the place of times, and they of it."""
    if fields.get("total_min") is not None:
        frame: dict[str, Any] = dict.fromkeys((*_EVENTS, *_OF_THE_FRAME))
        return check_sleep(retold(old, night_of=of, **(frame | fields)), confirmed=confirmed)
    lived = {name: moment for name in _EVENTS if (moment := getattr(old, name)) and name not in fields}
    moving = old.night_of != of and bool(lived)
    if not moving and not any(clocks.values()):
        return check_sleep(retold(old, night_of=of, **fields), confirmed=confirmed)
    # Only BED-WAKE of a night says anew where it was lived: neither a later flag nor a correction by the entry's number
    # moves its times to another zone.
    told_anew = clocks.get("bed") and session.editing is None
    zone = load_zone(old.bed.zone) if old.bed and not told_anew else session.present.zone
    # What is known stays the moment it is; in another night, or another zone, only its clock time stays.
    stays = not moving and (old.bed is None or old.bed.zone == zone.name)
    known: dict[str, Told] = {
        name: moment if stays else moment.local.time().replace(tzinfo=None) for name, moment in lived.items()
    }
    wanted = known | {name: clock for name, clock in clocks.items() if clock is not None}
    if "bed" not in wanted or "wake" not in wanted:
        raise TimesNeedAFrame(next(name for name in ("tried", "up", "planned") if clocks.get(name)))

    def made(moments: Reading) -> Sleep:
        return retold(old, night_of=of, **{**fields, **moments, "total_min": None})

    def fits(moments: Reading) -> bool:
        try:
            _past(session, made(moments))
        except BadValue:
            return False
        return True

    def read(*, sure: bool) -> Sleep:
        moments = resolve_clock_times(of, ClockTimes(**wanted), zone, fits, confirmed=sure)
        return _past(session, made(moments))

    try:
        slept = read(sure=confirmed)
    except Asks as twice:
        try:
            check_sleep(read(sure=True))
        except Asks as long:
            raise Asks(f"{twice.question} {long.question}") from long
        raise
    return check_sleep(slept, confirmed=confirmed)


def _past(session: Session, sleep: Sleep) -> Sleep:
    if sleep.wake is not None:
        session.present.check_past(sleep.wake, f"awake {sleep.wake.local:%H:%M}")
    return sleep


def _parse_bed_wake(typed: str, present: Present) -> dict[str, Told | None]:
    sides = split_span(typed)
    if sides is None:
        raise NotABedWake(typed)
    try:
        bed, wake = (parse_told_time(side, present) for side in sides)
    except NotAClockTime as error:
        raise NotABedWake(typed) from error
    return {"bed": bed, "wake": wake}


def _check_slept(session: Session, night: date) -> None:
    if night > session.present.last_night and not session.present.evening:
        raise NotSleptYet(night)
