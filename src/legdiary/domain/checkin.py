"""The check-in as values: what is asked of whom, and which plain command an answer is.

Only severity is asked of everybody. The rest is asked of a person who usually logs it: on two at least of the 14 nights
before, and on a third of those nights that hold anything at all. Whatever the night holds already is asked about too.

Every key counts at night. So the minutes to fall asleep and awake are one question where both are usual (`40 55`, or
`4055`), they may follow the clock times at once (`2245-610 40 55`), and a clock time needs no colon here. What is
answered in one line is one change of one entry; a value that fills a gap later is a change of its own in the ledger,
but no correction (docs/decisions.md).
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from legdiary.domain.amounts import NotAnAmount, format_g
from legdiary.domain.vocabulary import MISSED_REASONS
from legdiary.domain.words import is_told_time, split_span, typed_minutes
from legdiary.errors import BadValue, shown
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries import Dose, Magnesium, Sleep, Stored
    from legdiary.domain.moments import Present
    from legdiary.domain.products import Product

SEVERITY, SLEEP, TOTAL, MINUTES, LATENCY, AWAKE, DOSE, MAGNESIUM = (
    "severity", "sleep", "total", "minutes", "latency", "awake", "dose", "magnesium"
)  # fmt: skip
SAME = "."
NONE = "none"
NIGHTS_LOOKED_AT = 14
_LEAST_NIGHTS = 2
_ONE_IN = 3
_BOTH = 2

_DURATION = re.compile(r"[0-9]{1,2} ?h.*|[0-9]{1,4} ?m(?:in)?|[0-9][.,][0-9]+ ?h", re.IGNORECASE)
_CLOCK = re.compile(r"[0-9]{1,2}(?::[0-9]{2})?\s?(?:am|pm)?", re.IGNORECASE)
_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})")
_MINUTES = re.compile(r"[0-9]{1,3}")
_ONE_TIME = r"(?:[0-9]{1,2}:[0-9]{2} ?(?:am|pm)?|[0-9]{1,2} ?(?:am|pm)|[0-9]{3,4})"
_ONE_SPAN = r"(?:[0-9]{1,2} ?h ?(?:[0-9]{1,2} ?m?)?|[0-9]{1,3} ?(?:m(?:in)?)?)"
#: Clock times with the minutes behind them: `6:20 35 50`, `22:45-06:10 40`, `. 35 50`.
_TIMES_AND_MINUTES = re.compile(
    rf"(?P<times>\.|{_ONE_TIME}? ?- ?{_ONE_TIME}?|{_ONE_TIME}) +(?P<first>{_ONE_SPAN})(?: +(?P<second>{_ONE_SPAN}))?",
    re.IGNORECASE,
)
_SPAN = re.compile(_ONE_SPAN, re.IGNORECASE)
_BOTH_SPANS = re.compile(rf"(?P<first>{_ONE_SPAN}|\.)(?: +| ?, ?)(?P<second>{_ONE_SPAN}|\.)", re.IGNORECASE)
#: Four digits are two and two: no night has a thousand minutes.
_BOTH_IN_DIGITS = re.compile(r"(?P<first>[0-9]{2})(?P<second>[0-9]{2})")
#: Before what a dose is of.
_OF = " of "
_UNITS = {"g", "mg", "cap", "caps", "capsule", "capsules"}
_BEGINS_A_TIME = {"at", "now", "yesterday", "today"}


class NothingLast(BadValue):
    """`.` where there is no earlier value to take."""

    def __init__(self) -> None:
        super().__init__("'.' takes the last value, and there is none here; Enter skips, ? shows what is accepted")


class NotBedAndAwake(BadValue):
    """Something else where a check-in asks for the times into bed and awake."""

    # Not in the words of `sleep`: what is an option there is typed as it stands here.
    def __init__(self, typed: str) -> None:
        super().__init__(f"{shown(typed)!r} is not into bed and awake; write 22:45-06:10, or just the sleep: 6h30")


@dataclass(frozen=True, slots=True)
class Recent:
    """What the night and the 14 before it hold, each oldest first.

    Attributes:
        products: product ids and products.
        product: what the settings say that doses are of.
    """

    nights: Sequence[Stored] = ()
    sleeps: Sequence[Stored] = ()
    doses: Sequence[Stored] = ()
    takings: Sequence[Stored] = ()
    products: Mapping[int, Product] | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        asks: what about: `severity`, `sleep`, …
        there: the answer that is stored already, as it would be typed: Enter keeps it.
        last: the latest value of another night, as it would be typed: `.` takes it.
        same: the words of the plain command that `.` stands for.
        entry_id: the dose or taking that an answer changes, instead of adding one.
        product: what the dose is of where the answer does not say: by the settings, or as the last one was.
        beside: what the day holds already.
        so_far: the night is still under way.
    """

    asks: str
    there: str | None = None
    last: str | None = None
    same: tuple[str, ...] = ()
    entry_id: int | None = None
    product: str | None = None
    beside: tuple[Stored, ...] = ()
    so_far: bool = False


def first_night(night: date) -> date:
    """The first of the nights that are looked at."""
    return night - timedelta(days=NIGHTS_LOOKED_AT)


def questions(recent: Recent, night: date, present: Present, before: frozenset[int]) -> tuple[Question, ...]:
    """What is asked for a night, in order, as things stand: the plan of a check-in is made anew after every answer.

    A night that is over is asked for its sleep, a day under way for its doses; one further back for both.

    Args:
        recent: the entries of the night and of those before it.
        night: the night asked for.
        present: the clock.
        before: the ids of the night's entries that were there when the check-in began; the others can be corrected.
    """
    over = night < present.tonight
    asked = [_severity(recent, night, so_far=not over)]
    if over:
        asked += _sleep(recent, night)
    if not over or night < present.default_night:
        asked += _doses(recent, night, before)
        asked += _takings(recent, night, before)
    return tuple(asked)


def _on(entries: Iterable[Stored], night: date) -> list[Stored]:
    return [stored for stored in entries if stored.entry.night_of == night]


def _usual(entries: Iterable[Stored], recent: Recent, night: date) -> bool:
    every = (*recent.nights, *recent.sleeps, *recent.doses, *recent.takings)
    with_any = {stored.entry.night_of for stored in every if first_night(night) <= stored.entry.night_of < night}
    with_these = {stored.entry.night_of for stored in entries} & with_any
    return len(with_these) >= _LEAST_NIGHTS and len(with_these) * _ONE_IN >= len(with_any)


def _severity(recent: Recent, night: date, *, so_far: bool) -> Question:
    own = _on(recent.nights, night)
    there = None
    if own:
        rating = own[0].entry
        there = rating.missed if rating.severity is None else f"{rating.severity}"
    return Question(SEVERITY, there, so_far=so_far)


def _sleep(recent: Recent, night: date) -> list[Question]:
    own = _on(recent.sleeps, night)
    sleep: Sleep | None = own[0].entry if own else None
    if sleep is None and not _usual(recent.sleeps, recent, night):
        return []
    earlier: list[Sleep] = [stored.entry for stored in recent.sleeps if stored.entry.night_of < night]
    latest = sleep or earlier[-1]
    if latest.total_min is not None:
        return [Question(TOTAL, typed_minutes(sleep.total_min) if sleep else None)]
    frames = [frame for each in earlier if (frame := each.typed_frame)]
    asked = [Question(SLEEP, sleep.typed_frame if sleep else None, frames[-1] if frames else None)]
    if sleep is None or sleep.bed is None:
        return asked
    spans = [
        question
        for asks, name in ((LATENCY, "latency_min"), (AWAKE, "awake_min"))
        if (question := _span(asks, name, sleep, recent, night))
    ]
    return asked + (_together(*spans) if len(spans) == _BOTH else spans)


def _span(asks: str, name: str, sleep: Sleep, recent: Recent, night: date) -> Question | None:
    """The question for one span of minutes; None where it is neither there nor usual."""
    known = [stored for stored in recent.sleeps if getattr(stored.entry, name) is not None]
    there = getattr(sleep, name)
    if there is None and not _usual(known, recent, night):
        return None
    values = [getattr(stored.entry, name) for stored in known if stored.entry.night_of < night]
    return Question(asks, typed_minutes(there), typed_minutes(values[-1]) if values else None)


def _together(latency: Question, awake: Question) -> list[Question]:
    """One question for both while both are open, or both answered; the second stays behind it, to be asked alone."""
    if (latency.there is None) != (awake.there is None):
        return [latency, awake]
    return [Question(MINUTES, _pair(latency.there, awake.there), _pair(latency.last, awake.last)), awake]


def _pair(latency: str | None, awake: str | None) -> str | None:
    """`40m`, `1h10` → `40 1h10`: a bare number is minutes here, and the line stays short."""
    return f"{latency.removesuffix('m')} {awake.removesuffix('m')}" if latency and awake else None


def settles(asked: Question, answer: str) -> int:
    """How many questions an answer settles, the one asked among them: with clock times may come one or both minutes."""
    if asked.asks == MINUTES:
        return len(_minutes_words(asked, answer)) if answer else _BOTH
    if asked.asks == SLEEP and (found := _with_minutes(answer)):
        return 1 + sum(part is not None for part in found.group("first", "second"))
    return 1


def _doses(recent: Recent, night: date, before: frozenset[int]) -> list[Question]:
    own = _on(recent.doses, night)
    if not own and not _usual(recent.doses, recent, night):
        return []
    made = [stored for stored in own if stored.id not in before]
    asked = [
        Question(DOSE, _dose(stored.entry), entry_id=None if stored.entry.says_none else stored.id) for stored in made
    ]
    if any(stored.entry.says_none for stored in made):
        return asked
    taken = [stored.entry for stored in recent.doses if not stored.entry.says_none]
    latest = max(taken, key=lambda dose: dose.at.utc_s if dose.at else 0) if taken else None
    names = {number: product.name for number, product in (recent.products or {}).items()}
    product = names.get(latest.product_id) if latest and latest.product_id is not None else None
    if recent.product is not None:
        product = next((name for name in names.values() if name.casefold() == recent.product.casefold()), None)
    beside = tuple(stored for stored in own if stored.id in before)
    return [*asked, Question(DOSE, product=product, beside=beside)]


def _dose(dose: Dose) -> str:
    return f"{format_g(dose.amount_mg)}g {dose.at.local:%H:%M}" if dose.at else NONE


def _takings(recent: Recent, night: date, before: frozenset[int]) -> list[Question]:
    own = _on(recent.takings, night)
    if not own and not _usual(recent.takings, recent, night):
        return []
    made = [
        Question(MAGNESIUM, f"{_taking(stored.entry)} {stored.entry.at.local:%H:%M}", entry_id=stored.id)
        for stored in own
        if stored.id not in before
    ]
    if made:
        return made
    earlier: list[Magnesium] = [stored.entry for stored in recent.takings if stored.entry.night_of < night]
    beside = tuple(own)
    if not earlier:
        return [Question(MAGNESIUM, beside=beside)]
    return [Question(MAGNESIUM, last=_taking(earlier[-1]), same=_words_of_taking(earlier[-1]), beside=beside)]


def _taking(taking: Magnesium) -> str:
    parts = (
        f"{taking.elemental_mg if taking.salt_mg is None else taking.salt_mg}mg",
        taking.form,
        "salt" if taking.salt_mg is not None else None,
        "topical" if taking.topical else None,
    )
    return " ".join(part for part in parts if part)


def _words_of_taking(taking: Magnesium) -> tuple[str, ...]:
    flags = (
        f"--form={taking.form}" if taking.form else None,
        "--salt" if taking.salt_mg is not None else None,
        "--topical" if taking.topical else None,
    )
    amount_mg = taking.elemental_mg if taking.salt_mg is None else taking.salt_mg
    return (*(flag for flag in flags if flag), "--", f"{amount_mg}mg")


# ---------------------------------------------------------------------- from an answer to the plain command


def command(asked: Question, answer: str, night: date) -> tuple[str, ...]:
    """The words of the plain command that an answer stands for; that command says whether it can be.

    Raises:
        NothingLast: `.` without an earlier value.
        NotBedAndAwake: no such times where they are asked for.
        NotAnAmount: a correction that would be read as a flag.
    """
    if answer == SAME:
        if asked.last is None:
            raise NothingLast
        if asked.same:
            return ("magnesium", f"--night={night}", *asked.same)
        return _COMMANDS[asked.asks](asked, asked.last, f"--night={night}")
    return _COMMANDS[asked.asks](asked, answer, f"--night={night}")


def _night_words(asked: Question, answer: str, of: str) -> tuple[str, ...]:
    if answer.lower() in MISSED_REASONS:
        # A score that was shown is what the answer takes the place of.
        over = ("--clear=severity",) if asked.there is not None and asked.there.isdecimal() else ()
        return ("night", of, f"--missed={answer.lower()}", *over)
    return ("night", of, "--", answer)


def _sleep_words(asked: Question, answer: str, of: str) -> tuple[str, ...]:
    """BED-WAKE; with one of them left out (`-06:20`, `23:10-`), or just the waking, the other stays as shown."""
    if asked.asks == SLEEP and (found := _with_minutes(answer)):
        spans = _flags(asked, {LATENCY: found["first"], AWAKE: found["second"]})
        times = asked.last if found["times"] == SAME else found["times"]
        if times is None:
            raise NothingLast
        return _frame_words(asked, times, (of, *spans))
    typed = "".join(answer.replace("–", "-").split())
    if asked.asks == TOTAL and "-" not in typed:
        return ("sleep", of, f"--total={answer}")
    if _DURATION.fullmatch(typed):
        return ("sleep", of, f"--total={typed}")
    return _frame_words(asked, answer, (of,))


def _with_minutes(answer: str) -> re.Match[str] | None:
    """Clock times with one or two spans of minutes behind them."""
    return _TIMES_AND_MINUTES.fullmatch(" ".join(answer.replace("–", "-").split()))


def _frame_words(asked: Question, answer: str, flags: tuple[str, ...]) -> tuple[str, ...]:
    typed = "".join(answer.replace("–", "-").split())
    alone = _with_colon(typed)
    sides = ("", alone) if _CLOCK.fullmatch(alone) or is_told_time(alone) else split_span(typed)
    bed, wake = (_with_colon(side) for side in sides or ("", ""))
    shown = asked.there or asked.last
    if shown is not None and bool(bed) != bool(wake):
        usual_bed, _, usual_wake = shown.partition("-")
        bed, wake = bed or usual_bed, wake or usual_wake
    if not (is_told_time(bed) and is_told_time(wake)):
        raise NotBedAndAwake(answer)
    return ("sleep", *flags, "--", f"{bed}-{wake}")


def _with_colon(typed: str) -> str:
    """`620` → `6:20`; whatever is no three or four digits, as it is."""
    digits = _DIGITS.fullmatch(typed)
    return f"{digits[1]}:{digits[2]}" if digits else typed


def _duration_words(asked: Question, answer: str, of: str) -> tuple[str, ...]:
    return ("sleep", of, *_flags(asked, {asked.asks: answer}))


def _both_words(asked: Question, answer: str, of: str) -> tuple[str, ...]:
    return ("sleep", of, *_flags(asked, _minutes_words(asked, answer)))


def _minutes_words(asked: Question, answer: str) -> dict[str, str]:
    """`40 55`, `4055`, or one span alone: that is the first."""
    typed = " ".join((asked.last or "" if answer == SAME else answer).split())
    if _SPAN.fullmatch(typed):
        return {LATENCY: typed}
    both = _BOTH_SPANS.fullmatch(typed) or _BOTH_IN_DIGITS.fullmatch(typed)
    return {LATENCY: both["first"], AWAKE: both["second"]} if both else {LATENCY: typed}


def _flags(asked: Question, spans: Mapping[str, str | None]) -> tuple[str, ...]:
    """The options for spans of minutes; the question says minutes, so a bare number is that.

    Raises:
        NothingLast: a dot where there is no earlier value.
    """
    made = []
    last = dict(zip((LATENCY, AWAKE), (asked.last or "").split(), strict=False)) if asked.asks == MINUTES else {}
    for name, typed in spans.items():
        value = last.get(name) if typed == SAME else typed
        if typed is not None and value is None:
            raise NothingLast
        if value is not None:
            made.append(f"--{name}={value}m" if _MINUTES.fullmatch(value) else f"--{name}={value}")
    return tuple(made)


def _dose_words(asked: Question, answer: str, of: str) -> tuple[str, ...]:
    answer, _, of_product = answer.partition(_OF)
    amount, rest = _amount_and_rest(answer)
    at = f"--at={rest}" if rest else None
    product = f"--product={of_product}" if of_product else None
    if asked.entry_id is not None:
        return _correction(asked.entry_id, amount, _night_of(at, of), at, product)
    if product is None and asked.product and amount.lower() != NONE:
        product = f"--product={asked.product}"
    return ("kratom", *(flag for flag in (of, at, product) if flag), "--", amount)


def _magnesium_words(asked: Question, answer: str, of: str) -> tuple[str, ...]:
    amount, rest = _amount_and_rest(answer)
    words = rest.split()
    turn = next((place for place, word in enumerate(words) if _is_time(word)), len(words))
    form = f"--form={' '.join(words[:turn])}" if turn else None
    at = f"--at={' '.join(words[turn:]).removeprefix('at ')}" if words[turn:] else None
    if asked.entry_id is not None:
        return _correction(asked.entry_id, amount, _night_of(at, of), form, at)
    return ("magnesium", *(flag for flag in (of, form, at) if flag), "--", amount)


def _correction(entry_id: int, amount: str, *flags: str | None) -> tuple[str, ...]:
    if amount.startswith("-"):
        raise NotAnAmount(amount)
    return ("edit", f"{entry_id}", amount, *(flag for flag in flags if flag))


def _night_of(at: str | None, of: str) -> str | None:
    """The night, said beside a time alone: so that the time is that day's, and nothing moves without one."""
    return of if at else None


def _is_time(word: str) -> bool:
    return word[:1].isdigit() or word.lower() in _BEGINS_A_TIME


def _amount_and_rest(answer: str) -> tuple[str, str]:
    """`2.5 g at 23:40` → `2.5g`, `23:40`."""
    first, *rest = answer.split()
    if rest and rest[0].lower() in _UNITS:
        first, rest = f"{first}{rest[0]}", rest[1:]
    return first, " ".join(rest).removeprefix("at ")


_COMMANDS = {
    SEVERITY: _night_words,
    SLEEP: _sleep_words,
    TOTAL: _sleep_words,
    MINUTES: _both_words,
    LATENCY: _duration_words,
    AWAKE: _duration_words,
    DOSE: _dose_words,
    MAGNESIUM: _magnesium_words,
}
