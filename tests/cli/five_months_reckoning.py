"""The figures of the five months, worked out from the table alone: the rules of docs/ and none of the program's code.

Slow and plain on purpose: a median sorts, a share of pairs looks at every pair, a gap walks back day by day. What is
not known is None. Amounts are whole milligrams (magnesium, leaf) or fractions, times are minutes.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from five_months import A_DAY, evening, lines, parts, utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from five_months import Line

#: Grams of magnesium in a mole of salt: atoms, and the salt's molar mass (atomic masses as IUPAC has them).
_SALTS = {"cit": (3, Fraction("451.113"))}
_MAGNESIUM = Fraction("24.305")
_MG_LIMIT = 350
#: Nights under which there is no median, only their number.
FEW = 5
#: Days 1-6 of a step, and the nights on each side that a comparison asks for.
SETTLING, COMPARED = 6, 7
NEW_BATCH = date(2026, 1, 29)
MITRAGYNINE_MG_PER_G = 13


class Phase(NamedTuple):
    """Some days that belong together; a step has a target."""

    name: str
    first: date
    last: date
    target: int | None = None
    before: int | None = None
    doses: int | None = None


def _day(text: str) -> date:
    return date.fromisoformat(text)


#: The steps as they were lived, by hand. "autumn" is 8, 7, 6, 5 g every ten days from 5 November; the hold of 5 days
#: moved the third from the 25th to the 30th and the fourth from 5 to 10 December; 5.5 g from the 14th was set.
#: "winter" cuts 1.25 g every 14 days from 5 g: 3.75, 2.5, 1.25, 0, each rounded half up to 0.1 g.
AUTUMN = (
    Phase("1", _day("2025-11-05"), _day("2025-11-14"), 8000, None, 2),
    Phase("2", _day("2025-11-15"), _day("2025-11-29"), 7000, 8000, 2),
    Phase("3", _day("2025-11-30"), _day("2025-12-09"), 6000, 7000, 2),
    Phase("4", _day("2025-12-10"), _day("2025-12-13"), 5000, 6000, 2),
    Phase("5", _day("2025-12-14"), _day("2025-12-21"), 5500, 5000, 2),
)
WINTER = (
    Phase("1", _day("2026-01-08"), _day("2026-01-21"), 5000, None),
    Phase("2", _day("2026-01-22"), _day("2026-02-04"), 3800, 5000),
    Phase("3", _day("2026-02-05"), _day("2026-02-18"), 2500, 3800),
    Phase("4", _day("2026-02-19"), _day("2026-03-04"), 1300, 2500),
    Phase("5", _day("2026-03-05"), _day("2026-03-14"), 0, 1300),
)
BASELINE = Phase("baseline", _day("2025-10-20"), _day("2025-11-04"))
BREAK = Phase("between", _day("2025-12-22"), _day("2026-01-07"))
AFTER = Phase("follow-up", _day("2026-03-15"), _day("2026-03-21"))
PHASES = (BASELINE, *AUTUMN, BREAK, *WINTER, AFTER)

#: What else changed, by hand from the table: on which day, what, from what, to what. Gabapentin was last taken on the
#: morning of the 11th, magnesium on the skin on the 16th: the days after are the first without. The flights are found
#: by the places of the entries: the first in Berlin is the dose at 01:00, of the 23rd still.
EVENTS = (
    ("2025-11-05", "batch", "red leaf", "", ""),
    ("2025-11-05", "plan", "autumn", "", "8 g"),
    ("2025-11-15", "magnesium", "by mouth", "", "200 mg glycinate"),
    ("2025-11-20", "hold", "5 d", "", ""),
    ("2025-12-06", "extract", "gold", "", ""),
    ("2025-12-14", "target", "autumn", "5 g", "5.5 g"),
    ("2025-12-21", "plan", "autumn", "", ""),
    ("2025-12-23", "journey", "Europe/Berlin", "America/New_York", "Europe/Berlin"),
    ("2025-12-28", "7-oh", "pink", "", ""),
    ("2026-01-04", "7-oh", "pink", "", ""),  # stopped: on three days until then, and none on the seven after
    ("2026-01-04", "journey", "America/New_York", "Europe/Berlin", "America/New_York"),
    ("2026-01-08", "plan", "winter", "", "5 g"),
    ("2026-01-16", "magnesium", "by mouth", "200 mg glycinate", "400 mg oxide"),
    ("2026-01-20", "medicine", "gabapentin", "", "300 mg"),
    ("2026-01-29", "batch", "red leaf", "", ""),
    ("2026-02-01", "magnesium", "by mouth", "400 mg oxide", "200 mg citrate"),
    ("2026-02-10", "magnesium", "on the skin", "", "150 mg chloride"),
    ("2026-02-12", "medicine", "gabapentin", "300 mg", ""),
    ("2026-02-17", "magnesium", "on the skin", "150 mg chloride", ""),
    ("2026-03-14", "plan", "winter", "", ""),
)


# ---------------------------------------------------------------------- a few plain statistics


def median(values: Iterable[Fraction | int | None]) -> Fraction | None:
    """The middle value of those known, from five on."""
    return quantile(values, Fraction(1, 2))


def quantile(values: Iterable[Fraction | int | None], share: Fraction) -> Fraction | None:
    """By straight lines between the sorted values, the least at 0 and the largest at 1."""
    known = sorted(Fraction(value) for value in values if value is not None)
    if len(known) < FEW:
        return None
    place = share * (len(known) - 1)
    below = int(place)
    rest = place - below
    return known[below] if not rest else known[below] * (1 - rest) + known[below + 1] * rest


def count(values: Iterable[object]) -> int:
    """How many are known."""
    return sum(value is not None for value in values)


class Level(NamedTuple):
    """Severity over some nights."""

    n: int
    missing: int
    median: Fraction | None
    q1: Fraction | None
    q3: Fraction | None
    share: Fraction | None


def level(values: Sequence[int | None]) -> Level:
    """Median, quartiles and share at 7 and more, from five nights on."""
    known = [value for value in values if value is not None]
    n = len(known)
    share = Fraction(sum(value >= 7 for value in known), n) if n >= FEW else None
    return Level(
        n, len(values) - n, median(known), quantile(known, Fraction(1, 4)), quantile(known, Fraction(3, 4)), share
    )


# ---------------------------------------------------------------------- one night


class Slept(NamedTuple):
    """A night's sleep in minutes and percent."""

    total: int | None = None
    at_most: int | None = None
    awake_at_least: int | None = None
    latency: int | None = None
    awake: int | None = None
    pacing: int | None = None
    in_bed: int | None = None
    planned_early: int | None = None
    efficiency: Fraction | None = None
    efficiency_in_bed: Fraction | None = None


class Night(NamedTuple):
    """Everything known of a night."""

    day: date
    severity: int | None
    missed: str | None
    onset: int | None
    where: tuple[str, ...]
    ratings: dict[str, int]
    slept: Slept | None
    leaf: int | None
    doses: int | None
    gap: int | None
    target: int | None
    planned_doses: int | None
    seven_oh: Fraction | None
    extract: Fraction | None
    mitragynine: Fraction | None
    magnesium: int | None
    topical: int | None
    factors: tuple[str, ...]
    symptoms: dict[str, int]
    gabapentin: tuple[datetime, ...]
    recalled: bool


def _minutes(begin: datetime, end: datetime) -> int:
    return int((utc(end) - utc(begin)).total_seconds() // 60)


def slept(line: Line) -> Slept | None:
    """Time in bed and total sleep: what was awake goes off the time from trying to sleep to the last waking."""
    if not line.sleep:
        return None
    if line.sleep[0] == "total":
        hours, _, minutes = line.sleep[1].partition("h")
        return Slept(total=int(hours) * 60 + int(minutes or 0))
    if tracked := parts(line):
        between = sum(_minutes(one[1], other[0]) for one, other in pairwise(tracked))
        in_bed = _minutes(tracked[0][0], tracked[-1][1])
        return Slept(at_most=in_bed - between, awake_at_least=between or None, in_bed=in_bed)
    more = {word.rstrip("0123456789"): word.lstrip("abcdefghijklmnopqrstuvwxyz") for word in line.sleep[1:]}
    known = [None if word == "-" else int(word) for word in line.sleep[1:] if word == "-" or word.isdecimal()]
    latency, awake = ([*known, None, None])[:2]
    bed = evening(line, line.sleep[0][:4])
    wake = _after(bed, line.sleep[0][5:])
    tried = _after(bed, more["tried"]) if "tried" in more else bed
    lying = int(more.get("lie", 0))
    up = _after(wake, more["up"]) if "up" in more else wake + timedelta(minutes=lying)
    trying, in_bed = _minutes(tried, wake), _minutes(bed, up)
    left = trying - (latency or 0) - (awake or 0)
    complete = latency is not None and awake is not None
    return Slept(
        total=left if complete else None,
        at_most=None if complete else left,
        latency=latency,
        awake=awake,
        pacing=int(more["pace"]) if "pace" in more else None,
        in_bed=in_bed,
        planned_early=max(0, _minutes(wake, _after(wake, more["plan"]))) if "plan" in more else None,
        efficiency=Fraction(100 * left, trying + lying) if complete else None,
        efficiency_in_bed=Fraction(100 * left, in_bed) if complete else None,
    )


def _after(before: datetime, clock: str) -> datetime:
    """The next time the clock shows that; here no sleep ends in an hour that comes twice."""
    found = before.replace(hour=int(clock[:2]), minute=int(clock[2:]))
    return found if found > before else found + A_DAY


def _elemental(amount: str, form: str) -> int:
    """Whole milligrams, half up."""
    if not amount.endswith("s"):
        return int(amount)
    atoms, molar = _SALTS[form]
    return int(int(amount[:-1]) * atoms * _MAGNESIUM / molar + Fraction(1, 2))


def _clock(text: str) -> int:
    return int(text[:2]) * 60 + int(text[2:])


def nights() -> list[Night]:
    """Every night of the table, the one under way last."""
    every = lines()
    return [_night(number, every) for number in range(len(every))]


def _leaf(line: Line) -> list[tuple[datetime, int]]:
    """The doses of the leaf: the tablets and the extract are other substances."""
    others = ("pink", "gold")
    doses = [
        (utc(dose.at(line.day)), int(Fraction(dose.amount) * 1000)) for dose in line.kratom if dose.what not in others
    ]
    return sorted(doses)


def _is_logged(line: Line) -> bool:
    return bool(_leaf(line)) or line.none


def _gap(number: int, every: Sequence[Line]) -> int | None:
    """The longest time to a dose of this day from the dose before, over days that are all logged.

    With a day before that is not logged, the time before the first dose is not known, and so not the longest.
    """
    moments = [moment for moment, _ in _leaf(every[number])]
    before = number - 1
    while moments and before >= 0 and _is_logged(every[before]):
        if earlier := _leaf(every[before]):
            moments.insert(0, earlier[-1][0])
            return max(int((later - earlier).total_seconds() // 60) for earlier, later in pairwise(moments))
        before -= 1
    return None


def _night(number: int, every: Sequence[Line]) -> Night:
    line = every[number]
    first, rest = (line.legs or [""])[0], line.legs[1:]
    leaf = _leaf(line)
    step = next((phase for phase in (*AUTUMN, *WINTER) if phase.first <= line.day <= phase.last), None)
    pink, gold = ([Fraction(dose.amount) for dose in line.kratom if dose.what == what] for what in ("pink", "gold"))
    tested = line.day >= NEW_BATCH and leaf
    magnesium = [(_elemental(taking.amount, taking.what), taking.what) for taking in line.magnesium]
    oral = [amount for amount, form in magnesium if form != "skin"]
    topical = [amount for amount, form in magnesium if form == "skin"]
    more = [(text.rstrip("!").rpartition(" ")[0] or text.rstrip("!"), text.rpartition(" ")[2]) for text in line.more]
    return Night(
        day=line.day,
        severity=int(first) if first.isdecimal() else None,
        missed=first if first and not first.isdecimal() else None,
        onset=next((_clock(word) for word in rest if word.isdecimal()), None),
        where=next((tuple(word.split(",")) for word in rest if word.isalpha() or "," in word), ()),
        ratings={word[0]: int(word[1:]) for word in rest if word[1:].isdecimal() and not word.isdecimal()},
        slept=slept(line),
        leaf=sum(amount for _, amount in leaf) if _is_logged(line) else None,
        doses=len(leaf) if _is_logged(line) else None,
        gap=_gap(number, every),
        target=step.target if step else None,
        planned_doses=step.doses if step else None,
        seven_oh=sum(pink, Fraction(0)) if pink else None,
        extract=sum(gold, Fraction(0)) if gold else None,
        mitragynine=Fraction(sum(amount for _, amount in leaf) * MITRAGYNINE_MG_PER_G, 1000) if tested else None,
        magnesium=sum(oral) if oral else None,
        topical=sum(topical) if topical else None,
        factors=tuple("heat" if name == "bath" else name for name, _ in more if name in _FACTORS),
        symptoms={name: int(grade) for name, grade in more if name in _SYMPTOMS},
        gabapentin=tuple(_pill(line, at.rstrip("!")) for name, at in more if name == "gaba"),
        recalled=any(word in {"late2", "late3", "late5"} for word in line.legs + line.sleep),
    )


#: A warm bath is heat, by the vocabulary.
_FACTORS, _SYMPTOMS = {"caffeine", "alcohol", "bath"}, {"nausea", "low mood"}


def _pill(line: Line, clock: str) -> datetime:
    on = line.day if _clock(clock) >= 5 * 60 else line.day + A_DAY
    return utc(datetime.combine(on, time(*divmod(_clock(clock), 60)), line.place))


def close_pairs() -> list[tuple[datetime, datetime]]:
    """Magnesium by mouth and gabapentin less than two hours apart, in either order."""
    pills = [pill for night in nights() for pill in night.gabapentin]
    oral = [utc(taking.at(line.day)) for line in lines() for taking in line.magnesium if taking.what != "skin"]
    return [(taking, pill) for taking in oral for pill in pills if abs(taking - pill) < timedelta(hours=2)]


# ---------------------------------------------------------------------- some nights together


class Figures(NamedTuple):
    """The figures of some nights, each with the nights it rests on."""

    nights: int
    severity: Level
    total: tuple[int, Fraction | None]
    at_most: tuple[int, Fraction | None]
    in_bed_at_most: tuple[int, Fraction | None]
    latency: tuple[int, Fraction | None]
    awake: tuple[int, Fraction | None]
    pacing: tuple[int, Fraction | None]
    efficiency: tuple[int, Fraction | None]
    efficiency_in_bed: tuple[int, Fraction | None]
    leaf: tuple[int, Fraction | None]
    doses: tuple[int, Fraction | None]
    target: tuple[int, Fraction | None]
    magnesium: tuple[int, Fraction | None]
    onset: tuple[int, Fraction | None]
    gap: int | None
    usual_gap: tuple[int, Fraction | None]
    recalled: int


def figures(some: Sequence[Night]) -> Figures:
    """Medians over the nights on which each is known."""

    def middle(value: Callable[[Night], Fraction | int | None]) -> tuple[int, Fraction | None]:
        values = [value(night) for night in some]
        return count(values), median(values)

    def of_sleep(name: str) -> tuple[int, Fraction | None]:
        return middle(lambda night: getattr(night.slept, name) if night.slept else None)

    return Figures(
        nights=len(some),
        severity=level([night.severity for night in some]),
        total=of_sleep("total"),
        at_most=of_sleep("at_most"),
        in_bed_at_most=middle(lambda night: night.slept.in_bed if night.slept and night.slept.at_most else None),
        latency=of_sleep("latency"),
        awake=of_sleep("awake"),
        pacing=of_sleep("pacing"),
        efficiency=of_sleep("efficiency"),
        efficiency_in_bed=of_sleep("efficiency_in_bed"),
        leaf=middle(lambda night: night.leaf),
        doses=middle(lambda night: night.doses),
        target=middle(lambda night: night.target),
        magnesium=middle(lambda night: night.magnesium),
        onset=middle(lambda night: night.onset),
        gap=max((night.gap for night in some if night.gap is not None), default=None),
        usual_gap=middle(lambda night: night.gap),
        recalled=sum(night.recalled for night in some),
    )


def within(every: Sequence[Night], first: date, last: date) -> list[Night]:
    """The nights of a range, both ends included."""
    return [night for night in every if first <= night.day <= last]


def split(phase: Phase, every: Sequence[Night]) -> tuple[list[Night], list[Night]]:
    """Its settling nights, days 1-6 of a step, and its settled ones; `every` may hold less than all of the phase."""
    some = within(every, phase.first, phase.last)
    settles = phase.first + SETTLING * A_DAY if phase.target is not None else phase.first
    return [night for night in some if night.day < settles], [night for night in some if night.day >= settles]


def nap(before: Sequence[Night], after: Sequence[Night]) -> Fraction | None:
    """The share of pairs in which the later night is lower, ties by half; from seven nights on either side."""
    was = [night.severity for night in before if night.severity is not None]
    now = [night.severity for night in after if night.severity is not None]
    if min(len(was), len(now)) < COMPARED:
        return None
    twice = sum((earlier > later) * 2 + (earlier == later) for earlier in was for later in now)
    return Fraction(twice, 2 * len(was) * len(now))


def weeks(first: date, last: date) -> list[tuple[date, date]]:
    """The weeks from Monday on of a range, cut to it."""
    return _cut(first, last, lambda day: day + (7 - day.weekday()) * A_DAY)


def months(first: date, last: date) -> list[tuple[date, date]]:
    """The months of a range, cut to it."""
    return _cut(first, last, lambda day: (day.replace(day=1) + 32 * A_DAY).replace(day=1))


def _cut(first: date, last: date, following: Callable[[date], date]) -> list[tuple[date, date]]:
    found = []
    while first <= last:
        after = following(first)
        found.append((first, min(after - A_DAY, last)))
        first = after
    return found
