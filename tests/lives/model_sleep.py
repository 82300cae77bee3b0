"""The model's sleep: clock times put on their days, what is impossible, and the figures of a night (facts B2)."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

from model_time import A_DAY, NOON, Moment, RefusedError, clock_of, showing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from model_diary import Entry, ModelDiary
    from model_time import Clock

EVENTS = ("bed", "tried", "wake", "up", "planned")
IN_THE_FRAME = ("latency_min", "awake_min", "times", "pacing_min", "lying_awake_min")
BOUNDS = ("awake_least_min", "unslept_least_min")
LONGEST_MIN = 16 * 60
#: The word that is typed → the field.
MINUTES = {
    "latency": "latency_min", "awake": "awake_min", "pacing": "pacing_min", "lying_awake": "lying_awake_min",
    "nap": "nap_min", "total": "total_min",
}  # fmt: skip
COUNTS = ("times", "quality")


def log_sleep(diary: ModelDiary, clock: Clock, told: dict[str, Any]) -> None:
    """`sleep BED-WAKE …`, or `edit ID …` where `pick` chooses an entry."""
    number = told.get("entry_id")
    night = clock.night(told.get("night"))
    if number is None:
        night = night or clock.usual_night
        there = diary.on("sleep", night)
    else:
        there = number
    if (night or clock.usual_night) > clock.last_night and clock.moment.minute < 15 * 60:
        raise RefusedError("not slept yet")
    of: date = night or diary.standing[told["entry_id"]]["night_of"]
    fields, clears = _fields(told), _clears(told)
    if there is None and not fields and clears:
        raise RefusedError("nothing to clear")
    old = diary.standing[there] if there is not None else {"kind": "sleep", "night_of": of}
    new = _slept(clock, old, of, fields, clears, edit=number is not None)
    if there is not None:
        diary.edit(there, new)
    else:
        diary.add(new | {"recalled": clock.is_recalled(of, new.get("wake"))})


def _fields(told: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that are typed; events as minutes after midnight."""
    found: dict[str, Any] = {}
    if told.get("bed_wake"):
        bed, wake = told["bed_wake"].split("-")
        found |= {"bed": clock_of(bed), "wake": clock_of(wake)}
    found |= {name: clock_of(told[name]) for name in ("tried", "up", "planned") if told.get(name)}
    found |= {field: int(told[name][:-1]) for name, field in MINUTES.items() if told.get(name)}
    found |= {name: int(told[name]) for name in COUNTS if told.get(name) is not None}
    if told.get("note") is not None:
        found["note"] = told["note"]
    if "total_min" in found and any(name in found for name in EVENTS):
        raise RefusedError("times or a total")
    return found


def _clears(told: dict[str, Any]) -> list[str]:
    return [MINUTES.get(name.replace("-", "_"), name.replace("-", "_")) for name in told.get("clear") or ()]


def _slept(clock: Clock, old: Entry, of: date, fields: dict[str, Any], clears: list[str], *, edit: bool) -> Entry:
    new = {name: value for name, value in old.items() if name not in clears} | {"night_of": of}
    clocks = {name: fields.pop(name) for name in EVENTS if name in fields}
    if "awake_min" in fields or "awake_min" in clears:
        new = without_bounds(new)
    if fields.get("total_min") is not None:
        for name in (*EVENTS, *IN_THE_FRAME):
            new.pop(name, None)
        return check(without_bounds(new) | fields)
    lived = {name: old[name] for name in EVENTS if name in old and name not in clears}
    moving = old["night_of"] != of and bool(lived)
    if not clocks and not moving:
        return check(new | fields)
    zone = old["bed"].zone if "bed" in old and (edit or "bed" not in clocks) else clock.zone
    stays = not moving and ("bed" not in old or old["bed"].zone == zone)
    wanted: dict[str, Any] = {name: each if stays else each.minute for name, each in lived.items()} | clocks
    if "bed" not in wanted or "wake" not in wanted:
        raise RefusedError("times without a frame")
    new.pop("total_min", None)
    why: RefusedError | None = None
    for reading in _readings(of, wanted, zone):
        try:
            clock.check_past(reading["wake"])
            same = new if _covers(reading, old) else without_bounds(new)
            return check(same | fields | reading)
        except RefusedError as error:
            why = why or error
    raise why or RefusedError("no such night")


def without_bounds(sleep: Entry) -> Entry:
    """Return a sleep without what a tracker knows at least: a person has told more."""
    return {name: value for name, value in sleep.items() if name not in BOUNDS}


def _covers(reading: dict[str, Moment], old: Entry) -> bool:
    """Whether new times hold the whole night that was tracked, to the minute."""
    if "bed" not in old:
        return False
    begins, ends = (reading[name].utc_s // 60 - old[name].utc_s // 60 for name in ("bed", "wake"))
    return bool(begins <= 0 <= ends)


def _readings(of: date, wanted: dict[str, Any], zone: str) -> Iterator[dict[str, Moment]]:
    """Yield every way to put the times on days, the earliest first."""
    for bed in _bed(of, wanted["bed"], zone):
        for wake in _after(bed, wanted["wake"], zone, equal=False):
            others: list[tuple[str, list[Moment]]] = [
                (name, _after(bed if name == "tried" else wake, wanted[name], zone, equal=True))
                for name in ("tried", "up") if name in wanted
            ]  # fmt: skip
            if "planned" in wanted:
                others.append(("planned", _nearest(wake, wanted["planned"], zone)))
            for chosen in product(*(each for _, each in others)):
                names = [name for name, _ in others]
                yield {"bed": bed, "wake": wake} | dict(zip(names, chosen, strict=True))


def _bed(of: date, told: Any, zone: str) -> list[Moment]:
    if isinstance(told, Moment):
        return [told]
    return showing(of if told >= NOON else of + A_DAY, told, zone) or _skipped()


def _after(before: Moment, told: Any, zone: str, *, equal: bool) -> list[Moment]:
    if isinstance(told, Moment):
        return [told]
    least = before.utc_s + (0 if equal else 1)
    for days in range(3):
        shown = showing(before.local.date() + days * A_DAY, told, zone) or _skipped()
        if found := [each for each in shown if each.utc_s >= least]:
            return found
    raise AssertionError


def _nearest(wake: Moment, told: Any, zone: str) -> list[Moment]:
    """The planned time lies nearest to the waking, before or after it."""
    if isinstance(told, Moment):
        return [told]
    day = wake.local.date()
    shown = [showing(day + days * A_DAY, told, zone) for days in (-1, 0, 1)]
    distances = [min((abs(each.utc_s - wake.utc_s) for each in of_day), default=10**9) for of_day in shown]
    return shown[distances.index(min(distances))] or _skipped()


def _skipped() -> list[Moment]:
    raise RefusedError("the clocks skipped that time")


def check(sleep: Entry) -> Entry:
    """Return a sleep that can be; an impossible one is refused."""
    known = [sleep[name] for name in ("bed", "tried", "wake", "up") if name in sleep]
    if any(later.utc_s < earlier.utc_s for earlier, later in pairwise(known)):
        raise RefusedError("out of order")
    if len({sleep[name].zone for name in EVENTS if name in sleep}) > 1:
        raise RefusedError("two zones")
    awake, pacing = sleep.get("awake_min"), sleep.get("pacing_min") or 0
    total = sleep.get("total_min")
    if total is not None and (total > LONGEST_MIN or "bed" in sleep):
        raise RefusedError("total")
    if awake is not None and pacing > awake:
        raise RefusedError("more pacing than awake")
    if "bed" in sleep:
        tib, tts, twak = frame(sleep)
        least = awake if awake is not None else sleep.get("awake_least_min") or 0
        if (sleep.get("latency_min") or 0) + least > tts or pacing > tts or tib > LONGEST_MIN:
            raise RefusedError("does not fit in the night")
        if "up" in sleep and (sleep.get("lying_awake_min") or 0) > twak:
            raise RefusedError("lying awake longer than in bed")
    return sleep


def frame(sleep: Entry) -> tuple[int, int, int]:
    """Return the minutes in bed, from trying to sleep to the final waking, and from there to getting up."""
    wake = sleep["wake"].utc_s
    end = sleep["up"].utc_s if "up" in sleep else wake + 60 * (sleep.get("lying_awake_min") or 0)
    tried = (sleep["tried"] if "tried" in sleep else sleep["bed"]).utc_s
    return (end - sleep["bed"].utc_s) // 60, (wake - tried) // 60, (end - wake) // 60


def figures(sleep: Entry) -> dict[str, Any]:
    """Return the figures of a night: TIB, TST, SE by both denominators; None where something is not logged."""
    sol, waso = sleep.get("latency_min"), sleep.get("awake_min")
    found: dict[str, Any] = {
        "tst_min": sleep.get("total_min"), "tst_at_most_min": None, "sol_min": sol, "waso_min": waso,
        "pacing_min": sleep.get("pacing_min"), "tib_min": None, "ema_min": None, "se_dse_pct": None,
        "se_tib_pct": None, "quality": sleep.get("quality"),
    }  # fmt: skip
    if "bed" not in sleep:
        return found
    tib, tts, _ = frame(sleep)
    found["tib_min"] = tib
    if "planned" in sleep:
        found["ema_min"] = max(0, (sleep["planned"].utc_s - sleep["wake"].utc_s) // 60)
    if sol is None or waso is None:
        at_most = tts - (sol or 0) - (waso if waso is not None else sleep.get("awake_least_min") or 0)
        in_frame = (sleep["wake"].utc_s - sleep["bed"].utc_s) // 60
        return found | {"tst_at_most_min": min(at_most, in_frame - (sleep.get("unslept_least_min") or 0))}
    tst = tts - sol - waso
    dse = tts + (sleep.get("lying_awake_min") or 0)
    found["tst_min"] = tst
    found["se_tib_pct"] = 100 * tst / tib if tib else None
    found["se_dse_pct"] = 100 * tst / dse if dse else None
    return found
