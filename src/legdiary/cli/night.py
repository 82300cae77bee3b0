"""`night` and `sleep`: what is written of a night."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legdiary.cli.options import (
    ConfirmOption,
    JsonOption,
    NightOption,
    NoteOption,
    convert,
    given,
    recalled,
    score,
)
from legdiary.domain.entries import QUALITY_MOST, SCORE_MOST, TIMES_MOST, Night, NothingGiven, Sleep
from legdiary.domain.moments import load_zone, local_moments
from legdiary.domain.sleep import ClockTimes, check_sleep, resolve_clock_times
from legdiary.domain.text import check_note
from legdiary.domain.vocabulary import UnknownWord, parse_body_parts, parse_missed, parse_sensations
from legdiary.domain.words import NotAClockTime, parse_clock, parse_duration, parse_night
from legdiary.errors import BadValue, Refused, shown
from legdiary.render import answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, time

    from legdiary.cli.session import Session
    from legdiary.store.diary import Change

#: The flag's name → the field it writes, for `--clear`.
_NIGHT_FIELDS = {
    "severity": "severity", "missed": "missed", "falling-asleep": "falling_asleep", "overnight": "overnight",
    "day-resting": "day_resting", "day-active": "day_active", "onset": "onset_min", "where": "body_parts",
    "feel": "sensations", "note": "note",
}  # fmt: skip
_SLEEP_FIELDS = {
    "tried": "tried", "up": "up", "planned": "planned", "latency": "latency_min", "awake": "awake_min",
    "times": "times", "pacing": "pacing_min", "lying-awake": "lying_awake_min", "total": "total_min",
    "quality": "quality", "nap": "nap_min", "note": "note",
}  # fmt: skip
_EVENTS = ("bed", "tried", "wake", "up", "planned")
_OF_THE_FRAME = ("latency_min", "awake_min", "times", "pacing_min", "lying_awake_min")

ClearOption = Annotated[list[str] | None, typer.Option("--clear", metavar="FIELD", help="Empty a field, such as note.")]


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
        clock = {"tried": "23:15", "up": "06:45", "planned": "07:00"}[flag]
        super().__init__(
            f"--{flag} needs the times of the night beside it", f"legdiary sleep 22:45-06:10 --{flag} {clock}"
        )


class NothingToClear(Refused):
    """`--clear` for a night of which nothing is logged."""

    def __init__(self, kind: str, night: date) -> None:
        super().__init__(f"there is no {kind} entry for the night of {night}, so there is nothing to clear")


class FrameOrTotal(BadValue):
    """Both ways of saying how long."""

    def __init__(self) -> None:
        super().__init__("give BED-WAKE or --total, not both; with BED-WAKE sleep is worked out from its parts")


def night(
    ctx: typer.Context,
    severity: Annotated[str | None, typer.Argument(metavar="SEVERITY", help="RLS severity, 0 (none) to 10.")] = None,
    falling_asleep: Annotated[str | None, typer.Option(metavar="0-10", help="When falling asleep.")] = None,
    overnight: Annotated[str | None, typer.Option(metavar="0-10", help="During the night.")] = None,
    day_resting: Annotated[str | None, typer.Option(metavar="0-10", help="By day, at rest.")] = None,
    day_active: Annotated[str | None, typer.Option(metavar="0-10", help="By day, when active.")] = None,
    onset: Annotated[str | None, typer.Option(metavar="HH:MM", help="When it began.")] = None,
    where: Annotated[str | None, typer.Option(metavar="PARTS", help="legs,arms,left calf, …")] = None,
    feel: Annotated[str | None, typer.Option(metavar="WORDS", help="crawling,pulling, …")] = None,
    note: NoteOption = None,
    missed: Annotated[
        str | None, typer.Option(metavar="REASON", help="No score: asleep, away, forgot or other.")
    ] = None,
    clear: ClearOption = None,
    night_word: NightOption = None,
    as_json: JsonOption = False,
) -> None:
    """How restless the legs were in one night. Again for the same night: only what is given changes."""
    session: Session = ctx.obj
    fields = given(
        severity=convert(severity, score("severity", 0, SCORE_MOST)),
        missed=convert(missed, parse_missed),
        falling_asleep=convert(falling_asleep, score("falling asleep", 0, SCORE_MOST)),
        overnight=convert(overnight, score("overnight", 0, SCORE_MOST)),
        day_resting=convert(day_resting, score("day resting", 0, SCORE_MOST)),
        day_active=convert(day_active, score("day active", 0, SCORE_MOST)),
        onset_min=convert(onset, _minutes_of_day),
        body_parts=convert(where, parse_body_parts),
        sensations=convert(feel, parse_sensations),
        note=convert(note, check_note),
    )
    cleared = _cleared(clear, _NIGHT_FIELDS, Night)
    if "severity" in fields and "missed" not in fields:
        cleared["missed"] = None  # a score takes the place of the reason why there was none
    _need_something(session, fields, clear, night_word, "a severity from 0 to 10, or --missed REASON", "night", "6")
    _write(
        session,
        "night",
        night_word,
        lambda of, old: replace(old or Night(of), **cleared, **fields),
        only_clears=not fields,
        as_json=as_json,
    )


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
        note=convert(note, check_note),
    )
    cleared = _cleared(clear, _SLEEP_FIELDS, Sleep)
    typed = fields or any(clocks.values())
    _need_something(
        session,
        typed,
        clear,
        night_word,
        "BED-WAKE such as 22:45-06:10, or --total 6h30",
        "sleep",
        "22:45-06:10",
    )
    session.confirmed(
        lambda yes: _write(
            session, "sleep", night_word,
            lambda of, old: check_sleep(_slept(session, old or Sleep(of), clocks, cleared | fields), confirmed=yes),
            only_clears=not typed, as_json=as_json,
        ),
        already=confirm,
    )  # fmt: skip


def _slept(session: Session, old: Sleep, clocks: dict[str, Any], fields: dict[str, Any]) -> Sleep:
    """The sleep with its clock times resolved around its night; a total takes the place of times, and they of it."""
    if fields.get("total_min") is not None:
        frame: dict[str, Any] = dict.fromkeys((*_EVENTS, *_OF_THE_FRAME))
        return replace(old, **(frame | fields))
    if not any(clocks.values()):
        return replace(old, **fields)
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
    return replace(old, **parts)


def _parse_bed_wake(typed: str) -> dict[str, time]:
    bed, dash, wake = typed.replace("–", "-").partition("-")
    if not dash or "-" in wake:
        raise NotABedWake(typed)
    try:
        return {"bed": parse_clock(bed), "wake": parse_clock(wake)}
    except NotAClockTime as error:
        raise NotABedWake(typed) from error


def _minutes_of_day(typed: str) -> int:
    clock = parse_clock(typed)
    return clock.hour * 60 + clock.minute


def _cleared(names: list[str] | None, fields: dict[str, str], of: type) -> dict[str, Any]:
    emptied: dict[str, Any] = {}
    for name in names or ():
        key = name.strip().lower().replace("_", "-")
        if key not in fields:
            raise UnknownWord("field", key, tuple(fields))
        emptied[fields[key]] = of.__dataclass_fields__[fields[key]].default  # type: ignore[attr-defined]
    return emptied


def _need_something(
    session: Session,
    fields: object,
    clear: list[str] | None,
    night_word: str | None,
    accepted: str,
    command: str,
    example: str,
) -> None:
    moving = session.editing is not None and night_word is not None
    if not fields and not clear and not moving:
        made = command if session.editing is None else f"edit {session.editing}"
        raise NothingGiven(accepted, f"legdiary {made} {example}")


def _write(
    session: Session,
    kind: str,
    night_word: str | None,
    make: Callable[[date, Any], Any],
    *,
    only_clears: bool,
    as_json: bool,
) -> None:
    """Store what `make(night, old)` makes, and answer which night was written."""

    def build(of: date, old: Any) -> Any:
        if old is None and only_clears:
            raise NothingToClear(kind, of)
        return make(of, old)

    typed_night = convert(night_word, lambda word: parse_night(word, session.present))
    night = typed_night or session.present.default_night
    if session.editing is None and session.nothing_there:
        build(night, None)  # refused before a diary is begun for nothing
    if kind == "sleep" and night > session.present.last_night and not session.present.evening:
        raise NotSleptYet(night)
    with session.writing() as diary:
        if session.editing is not None:
            change = diary.edit(
                session.editing, lambda old: _moved(session, build(old.night_of, old), typed_night), session.present
            )
        else:
            change = diary.write_night(
                kind,
                night,
                lambda old: build(night, old),
                session.present,
                recalled=lambda entry: recalled(session, night, getattr(entry, "wake", None)),
            )
    session.stored = True
    _answer(session, change, as_json=as_json)


def _moved(session: Session, entry: Any, night: date | None) -> Any:
    """The entry under another night; the moments of a sleep move by as many days."""
    if night is None or night == entry.night_of:
        return entry
    if not isinstance(entry, Sleep):
        return replace(entry, night_of=night)
    by = night - entry.night_of
    moments = {name: _shifted(moment, by) for name in _EVENTS if (moment := getattr(entry, name))}
    if woke := moments.get("wake"):
        session.present.check_past(woke, f"awake {woke.local:%H:%M}")
    return replace(entry, night_of=night, **moments)


def _shifted(moment: Any, by: timedelta) -> Any:
    local = moment.local + by
    return local_moments(local.date(), local.time().replace(tzinfo=None), load_zone(moment.zone))[0]


def _answer(session: Session, change: Change, *, as_json: bool) -> None:
    old, new = change.old, change.new
    if new is not None:
        text = answers.change_lines(old, new, {})
        session.answer(text, lambda: answers.storing_json(old, new, {}), as_json=as_json)
