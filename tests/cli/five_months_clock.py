"""The typical days and the timelines of the five months, worked out from the table alone (see `five_months_reckoning`).

Clock times are read off the table as they stand there; only the time from a dose to the legs goes through instants.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from five_months import A_DAY, lines, utc
from five_months_reckoning import FEW, count, quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from five_months import Line, Taken

_NOON, _DAY = 12 * 60, 24 * 60


class Spread(NamedTuple):
    """How many are known, and from five on the quarters."""

    n: int
    median: Fraction | None
    q1: Fraction | None
    q3: Fraction | None


def spread(values: Iterable[Fraction | int | None]) -> Spread:
    every = list(values)
    return Spread(count(every), *(quantile(every, Fraction(of, 4)) for of in (2, 1, 3)))


class Typical(NamedTuple):
    """The typical day of some nights."""

    doses: Spread
    usual: int | None
    slots: list[tuple[Spread, Spread]]
    onset: Spread
    bed: Spread
    wake: Spread
    asleep: list[Fraction] | None
    asleep_n: int
    since_last: Spread


def typical(first: date, last: date) -> Typical:
    """The typical day of the nights of a range, both ends included."""
    some = [line for line in lines() if first <= line.day <= last]
    logged = [line for line in some if line.none or _leaf(line)]
    numbers = Counter(len(_leaf(line)) for line in logged)
    usual = max(numbers, key=lambda number: (numbers[number], number)) if len(logged) >= FEW else None
    days = [line for line in logged if len(_leaf(line)) == usual]
    slept = [of for line in some if (of := _slept(line)) is not None]
    spans = [(falls, wakes) for _, wakes, falls in slept if falls is not None]
    return Typical(
        spread(len(_leaf(line)) for line in logged),
        usual,
        [
            (spread(_clock(_leaf(line)[place].clock) for line in days),
             spread(int(Fraction(_leaf(line)[place].amount) * 1000) for line in days))
            for place in range(usual or 0)
        ],
        spread(_after_noon(onset) for line in some if (onset := _onset(line)) is not None),
        spread(bed for bed, _, _ in slept),
        spread(wakes for _, wakes, _ in slept),
        [Fraction(sum(a <= at < b for a, b in spans), len(spans)) for at in range(0, _DAY, 15)]
        if len(spans) >= FEW else None,
        len(spans),
        spread(_since_last(line) for line in logged),
    )  # fmt: skip


def _leaf(line: Line) -> list[Taken]:
    """The doses of leaf, in the order in which they were taken."""
    return sorted(
        (dose for dose in line.kratom if dose.what not in {"pink", "gold"}), key=lambda d: utc(d.at(line.day))
    )


def _clock(text: str) -> int:
    """Minutes after the noon of the day; times before 05:00 are of the morning after, those before noon negative."""
    minutes = int(text[:2]) * 60 + int(text[2:4])
    return (minutes if minutes >= 5 * 60 else minutes + _DAY) - _NOON


def _after_noon(minutes: int) -> int:
    return (minutes - _NOON) % _DAY


def _onset(line: Line) -> int | None:
    word = next((word for word in line.legs[1:] if word.isdecimal()), None)
    return None if word is None else int(word[:2]) * 60 + int(word[2:])


def _since_last(line: Line) -> int | None:
    onset = _onset(line)
    if onset is None:
        return None
    on = line.day if onset >= _NOON else line.day + A_DAY
    began = utc(datetime.combine(on, time(*divmod(onset, 60)), line.place))
    before = list(takewhile(lambda at: at <= began, [utc(dose.at(line.day)) for dose in _leaf(line)]))
    return int((began - before[-1]).total_seconds() // 60) if before else None


def _slept(line: Line) -> tuple[int, int, int | None] | None:
    """Bed time, the final waking and falling asleep in minutes after noon, as the clock on the wall showed them.

    No night of the table falls asleep after the clocks were changed.
    """
    if not line.sleep or line.sleep[0] == "total":
        return None
    if line.sleep[0] == "tracked":
        return _after_noon(_wall(line.sleep[1][:4])), _after_noon(_wall(line.sleep[-1][5:])), None
    bed, wake = _after_noon(_wall(line.sleep[0][:4])), _after_noon(_wall(line.sleep[0][5:]))
    tried = next((_after_noon(_wall(word[5:])) for word in line.sleep if word.startswith("tried")), bed)
    first = next((word for word in line.sleep[1:] if word == "-" or word.isdecimal()), "-")
    return bed, wake, None if first == "-" else tried + int(first)


def _wall(text: str) -> int:
    return int(text[:2]) * 60 + int(text[2:])


#: The timelines, by hand from the table: what it is, its first and last day, what it begins and ends with, the amount,
#: the form, and how often it stands between the two.
def spans() -> list[tuple[Any, ...]]:
    """Magnesium and gabapentin over all five months."""
    every = lines()

    def days(first: str, last: str, *what: str) -> int:
        return sum(
            any(each.what in what for each in line.magnesium) or any(more.split()[0] in what for more in line.more)
            for line in every
            if first <= f"{line.day}" <= last
        )

    return [
        ("by mouth", "2025-11-15", "2026-01-15", "begun", "changed", "200 mg", "glycinate",
         days("2025-11-15", "2026-01-15", "gly")),
        ("by mouth", "2026-01-16", "2026-01-31", "changed", "changed", "400 mg", "oxide",
         days("2026-01-16", "2026-01-31", "ox")),
        # On 10 February citrate and, at 04:30, glycinate.
        ("by mouth", "2026-02-01", "2026-03-21", "changed", None, "200 mg", "citrate",
         days("2026-02-01", "2026-03-21", "cit", "gly")),
        ("gabapentin", "2026-01-20", "2026-02-11", "begun", "stopped", "300 mg", None,
         days("2026-01-20", "2026-02-11", "gaba")),
        ("on the skin", "2026-02-10", "2026-02-16", "begun", "stopped", "150 mg", "chloride",
         days("2026-02-10", "2026-02-16", "skin")),
    ]  # fmt: skip


STAYS = [
    ("America/New_York", "2025-10-20", "2025-12-22"),
    ("Europe/Berlin", "2025-12-23", "2026-01-03"),
    ("America/New_York", "2026-01-04", "2026-03-21"),
]
CLOCK_CHANGES = [("2025-11-01", "America/New_York", -60), ("2026-03-07", "America/New_York", 60)]


def typed_ratings() -> dict[str, list[tuple[date, int]]]:
    """What was rated as helping: a bath is heat."""
    found: dict[str, list[tuple[date, int]]] = {}
    for line in lines():
        for each in line.more:
            name, _, helped = each.rpartition(" ")
            if name == "bath":
                found.setdefault("heat", []).append((line.day, int(helped)))
    return found


def mitragynine_days(nights: Sequence[Any]) -> list[Fraction]:
    """Milligrams on the days on which they are known: none on a day without, else those of the tested batch."""
    return [
        Fraction(0) if night.leaf == 0 else night.mitragynine
        for night in nights
        if night.leaf == 0 or night.mitragynine is not None
    ]
