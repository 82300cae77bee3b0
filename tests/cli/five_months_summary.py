"""The summary of a report on the five months, worked out from the table alone: the rules of docs/, none of the code.

The three stretches, the headlines, the days on target, the symptoms and the pattern that is asked about. Slow and plain
on purpose: the hardest nights try every window, a day well over its target is looked at by itself.
"""

from __future__ import annotations

from datetime import datetime, time
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from five_months import A_DAY, lines, utc
from five_months_reckoning import AUTUMN, BASELINE, WINTER, count, median, nights, quantile, within

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from five_months import Line
    from five_months_reckoning import Night

FORTNIGHT = 14
#: The smallest difference that is named.
LEAST = {
    "severity": 2,
    "tst_min": 30,
    "sol_min": 20,
    "waso_min": 30,
    "se_dse_pct": 10,
    "symptoms": 2,
    "onset": 60,
    "relief_min": 60,
}
#: Body parts of the table that are none of the legs.
BEYOND = {"arms"}

#: Minutes of the table's own columns that `Night` does not hold: how often awake, and how good the sleep was.
AWAKENINGS = {
    line.day: int(word[1:]) for line in lines() for word in line.sleep if word[0] == "x" and word[1:].isdecimal()
}
QUALITY = {
    line.day: int(word[1:]) for line in lines() for word in line.sleep if word[0] == "q" and word[1:].isdecimal()
}


def _relief(line: Line) -> int | None:
    """Minutes from the last dose of the leaf before the legs began; all of the table's began in an evening."""
    began = next((word for word in line.legs[1:] if word.isdecimal()), None)
    if began is None:
        return None
    onset = datetime.combine(line.day, time(int(began[:2]), int(began[2:])), line.place)
    before = [
        utc(dose.at(line.day))
        for dose in line.kratom
        if dose.what not in {"pink", "gold"} and utc(dose.at(line.day)) <= utc(onset)
    ]
    return int((utc(onset) - max(before)).total_seconds() // 60) if before else None


RELIEF = {line.day: _relief(line) for line in lines()}


class Stretch(NamedTuple):
    """Some nights in a row."""

    kind: str
    nights: Sequence[Night]


def stretches(some: Sequence[Night]) -> list[Stretch]:
    """The baseline of the diary, up to the range's end; the hardest fortnight after it; the latest nights."""
    begins = Stretch("baseline", within(nights(), BASELINE.first, min(BASELINE.last, some[-1].day)))
    rest = [night for night in some if night.day > BASELINE.last]
    if not rest:
        return [begins]
    now = Stretch("now", rest[-FORTNIGHT:])
    between = rest[: -FORTNIGHT or None]
    windows = [between[n : n + FORTNIGHT] for n in range(len(between) - FORTNIGHT + 1)]
    windows = [window for window in windows if count(night.severity for night in window) >= 10]
    if not windows:
        return [begins, now]
    return [begins, Stretch("hardest", max(windows, key=_mean)), now]  # of equals max has the first


def _mean(some: Sequence[Night]) -> Fraction:
    known = [night.severity for night in some if night.severity is not None]
    return Fraction(sum(known), len(known))


#: Name → what it is of one night.
VALUES: dict[str, Callable[[Night], Fraction | int | None]] = {
    "severity": lambda night: night.severity,
    "falling_asleep": lambda night: night.ratings.get("f"),
    "overnight": lambda night: night.ratings.get("o"),
    "day_resting": lambda night: night.ratings.get("r"),
    "day_active": lambda night: night.ratings.get("a"),
    "tst_min": lambda night: night.slept.total if night.slept else None,
    "sol_min": lambda night: night.slept.latency if night.slept else None,
    "waso_min": lambda night: night.slept.awake if night.slept else None,
    "pacing_min": lambda night: night.slept.pacing if night.slept else None,
    "se_dse_pct": lambda night: night.slept.efficiency if night.slept else None,
    "awakenings": lambda night: AWAKENINGS.get(night.day),
    "quality": lambda night: QUALITY.get(night.day),
    "symptoms": lambda night: sum(night.symptoms.values()) if night.symptoms else None,
    "doses_per_day": lambda night: night.doses,
    "relief_min": lambda night: RELIEF[night.day],
    "onset": lambda night: None if night.onset is None else (night.onset - 720) % 1440,
}


class Spread(NamedTuple):
    """A median with its quartiles, and the nights it rests on."""

    n: int
    median: Fraction | None
    q1: Fraction | None
    q3: Fraction | None


def spread(name: str, some: Sequence[Night]) -> Spread:
    values = [VALUES[name](night) for night in some]
    return Spread(count(values), median(values), quantile(values, Fraction(1, 4)), quantile(values, Fraction(3, 4)))


def share_lower(name: str, before: Sequence[Night], after: Sequence[Night]) -> Fraction | None:
    """The share of pairs in which the later night is lower, ties by half; from seven nights on either side."""
    was = [value for value in map(VALUES[name], before) if value is not None]
    now = [value for value in map(VALUES[name], after) if value is not None]
    if min(len(was), len(now)) < 7:
        return None
    twice = sum((earlier > later) * 2 + (earlier == later) for earlier in was for later in now)
    return Fraction(twice, 2 * len(was) * len(now))


def differs(name: str, before: Sequence[Night], after: Sequence[Night], least: int) -> str:
    """Lower or higher by at least so much, with hardly any nights that overlap."""
    share, was, now = share_lower(name, before, after), spread(name, before), spread(name, after)
    if share is None or was.median is None or now.median is None:
        return "too few nights"
    smaller = min(was.n, now.n)
    needed = Fraction(88 if smaller >= 21 else 90 if smaller >= 14 else 93 if smaller >= 10 else 95, 100)
    if was.median - now.median >= least and share >= needed:
        return "lower"
    if now.median - was.median >= least and 1 - share >= needed:
        return "higher"
    return "about the same"


def line_change(name: str, some: Sequence[Night]) -> Fraction | None:
    """How much higher the straight line by least squares ends than it begins; from 14 nights over 14 days on."""
    known = [(night.day.toordinal(), Fraction(value)) for night in some if (value := VALUES[name](night)) is not None]
    if len(known) < FORTNIGHT or known[-1][0] - known[0][0] + 1 < FORTNIGHT:
        return None
    at = Fraction(sum(day for day, _ in known), len(known))
    across = sum(((day - at) * value for day, value in known), Fraction(0))
    square = sum(((day - at) * (day - at) for day, _ in known), Fraction(0))
    return across / square * (known[-1][0] - known[0][0])


# ---------------------------------------------------------------------- days on target


class TargetDays(NamedTuple):
    """Days of the plans on, under and over target, within 0.1 g, and the runs of days well over it."""

    days: int
    on: int
    under: int
    over: int
    not_logged: int
    well_over: list[tuple[date, date, int, int, int, Fraction | None]]


def target_days(some: Sequence[Night]) -> TargetDays | None:
    """Over by half a gram and by a tenth of the target is well over; days in a row of one step are told together."""
    steps = [within(some, phase.first, phase.last) for phase in (*AUTUMN, *WINTER)]
    planned = [night for step in steps for night in step]
    if not planned:
        return None
    logged = [(night.leaf, night.target) for night in planned if night.leaf is not None and night.target is not None]
    runs: list[list[Night]] = []
    for night in planned:
        off = None if night.leaf is None or night.target is None else night.leaf - night.target
        if off is None or off < 500 or off * 10 < (night.target or 0):
            continue
        if runs and runs[-1][-1].day == night.day - A_DAY and runs[-1][-1].target == night.target:
            runs[-1].append(night)
        else:
            runs.append([night])
    return TargetDays(
        len(planned),
        sum(abs(taken - target) <= 100 for taken, target in logged),
        sum(taken < target - 100 for taken, target in logged),
        sum(taken > target + 100 for taken, target in logged),
        len(planned) - len(logged),
        [
            (run[0].day, run[-1].day, run[0].target or 0, min(_leaf(run)), max(_leaf(run)), median(_leaf(run)))
            for run in runs
        ],
    )


def _leaf(run: Sequence[Night]) -> list[int]:
    return [night.leaf or 0 for night in run]


# ---------------------------------------------------------------------- symptoms, places


def symptom_order(some: Sequence[Night], found: Sequence[Stretch]) -> list[str]:
    """The symptoms of a range and the baseline: first what was there on most nights of the stretches, then on most."""

    def there(name: str, nights: Sequence[Night]) -> int:
        return sum(night.symptoms.get(name, 0) > 0 for night in nights)

    inside = [night for stretch in found for night in stretch.nights]
    every = [*(night for night in nights() if night.day < some[0].day and night in inside), *some]
    names = {name for night in every for name in night.symptoms}
    return sorted(names, key=lambda name: (-there(name, inside), -there(name, every), name))


def beyond_legs(some: Sequence[Night]) -> tuple[int, list[date]]:
    """The number of nights with a place, and the nights with one beyond the legs."""
    placed = [night for night in some if night.where]
    return len(placed), [night.day for night in placed if BEYOND & set(night.where)]


def spread_seen(before: Sequence[Night], now: Sequence[Night], some: Sequence[Night]) -> str:
    """None before, of at least five nights with a place, and one or more later."""
    (was_n, was), (now_n, _), (_, every) = beyond_legs(before), beyond_legs(now), beyond_legs(some)
    if was:
        return "not seen"
    if was_n >= 5 and every:
        return "seen"
    return "not seen" if min(was_n, now_n) >= 5 else "not known"
