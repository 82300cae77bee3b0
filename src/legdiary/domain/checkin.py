"""The check-in as values: the questions for one person, and the values that each question shows.

Only severity is asked of everybody. Other questions are asked of a person who usually logs the thing: on at least two
of the 14 nights before, and on a third of those nights that have any entry. Values already stored for the night are
asked about too.

At night every keystroke counts. So the minutes to fall asleep and the minutes awake are one question where both are
usual, and a dot repeats the last value. `app.log.checkin_answers` reads the answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from legdiary.domain.entries.dose import LEAF, Dose
from legdiary.domain.entries.dose_rules import NO_PRODUCT
from legdiary.domain.entries.magnesium import Magnesium
from legdiary.domain.input.amounts import format_g, format_mg
from legdiary.domain.time.parse import typed_minutes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from datetime import time as clock_time

    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.sleep import Sleep
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.time.moments import Moment, Present

SEVERITY, SLEEP, TOTAL, MINUTES, LATENCY, AWAKE, DOSE, MAGNESIUM = (
    "severity", "sleep", "total", "minutes", "latency", "awake", "dose", "magnesium"
)  # fmt: skip
_NONE = "none"
NIGHTS_LOOKED_AT = 14
_LEAST_NIGHTS = 2
_ONE_NIGHT_IN = 3
_BOTH_SPANS = 2


class Frame(NamedTuple):
    """The bedtime and the wake time."""

    bed: clock_time
    wake: clock_time

    def __str__(self) -> str:
        return f"{self.bed:%H:%M}-{self.wake:%H:%M}"


class Spans(NamedTuple):
    """The minutes to fall asleep, and the minutes awake during the night."""

    latency_min: int
    awake_min: int

    def __str__(self) -> str:
        """`40 1h10`: a bare number means minutes here, which keeps the line short."""
        return " ".join((typed_minutes(minutes) or "").removesuffix("m") for minutes in self)


#: The value of an answer: a score or minutes, a reason, the two clock times, the two spans, a dose or magnesium.
Value: TypeAlias = "int | str | Frame | Spans | Dose | Magnesium"


@dataclass(frozen=True, slots=True)
class Recent:
    """The entries of the night and of the 14 before it, each oldest first.

    Attributes:
        products: product id → product.
        product: the default product in the settings.
        planned: the words of the substances other than leaf of which a plan is in force on the night.
        leaf_planned: a plan of leaf is in force on it.
    """

    nights: Sequence[Stored] = ()
    sleeps: Sequence[Stored] = ()
    doses: Sequence[Stored] = ()
    takings: Sequence[Stored] = ()
    products: Mapping[int, Product] | None = None
    product: str | None = None
    planned: frozenset[str] = frozenset()
    leaf_planned: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        asks: the subject: `severity`, `sleep`, …
        stored: the answer already stored; Enter keeps it.
        latest: the latest value of another night; `.` repeats it.
        entry_id: the dose or magnesium entry that an answer changes; None where an answer adds one.
        product: the product of a dose where the answer names none: the default one, or that of the last dose of the
            substance; `none` where it is of none, though the settings name one.
        beside: the entries that the day already has.
        so_far: the night is not over.
        substance: the word of the substance of a dose.
    """

    asks: str
    stored: Value | None = None
    latest: Value | None = None
    entry_id: int | None = None
    product: str | None = None
    beside: tuple[Stored, ...] = ()
    so_far: bool = False
    substance: str = LEAF

    @property
    def there(self) -> str | None:
        """The answer already stored, as it would be typed."""
        if isinstance(self.stored, Magnesium):
            return f"{_taking(self.stored)} {self.stored.at.local:%H:%M}"
        return self._spell(self.stored)

    @property
    def last(self) -> str | None:
        """The latest value of another night, as it would be typed; magnesium without its time."""
        return self._spell(self.latest)

    def _spell(self, value: Value | None) -> str | None:
        if isinstance(value, Magnesium):
            return _taking(value)
        if isinstance(value, Dose):
            amount = f"{format_g(value.mg)}g" if self.substance == LEAF else f"{format_mg(value.ug)}mg"
            return f"{amount} {value.at.local:%H:%M}" if value.at else _NONE
        if isinstance(value, int) and self.asks != SEVERITY:
            return typed_minutes(value)
        return None if value is None else str(value)


def first_night(night: date) -> date:
    """Return the first of the 14 nights before `night`, from which the habits are read."""
    return night - timedelta(days=NIGHTS_LOOKED_AT)


def questions(recent: Recent, night: date, present: Present, before: frozenset[int]) -> tuple[Question, ...]:
    """Return the questions for a night, in order; the list is made again after every answer.

    For a night that is over sleep is asked about, for the current day doses, for earlier nights both.

    Args:
        recent: the entries of the night and of those before it.
        night: the night in question.
        present: the clock.
        before: the ids of the night's entries from before the check-in; newer ones can be corrected in it.
    """
    over = night < present.tonight
    asked = [_severity(recent, night, so_far=not over)]
    if over:
        asked += _sleep(recent, night)
    if not over or night < present.default_night:
        asked += _doses(recent, night, before)
        asked += _takings(recent, night, before)
    return tuple(asked)


def _entries_of(entries: Iterable[Stored], night: date) -> list[Stored]:
    return [stored for stored in entries if stored.entry.night_of == night]


def _is_usual(entries: Iterable[Stored], recent: Recent, night: date) -> bool:
    every = (*recent.nights, *recent.sleeps, *recent.doses, *recent.takings)
    with_any = {stored.entry.night_of for stored in every if first_night(night) <= stored.entry.night_of < night}
    with_these = {stored.entry.night_of for stored in entries} & with_any
    return len(with_these) >= _LEAST_NIGHTS and len(with_these) * _ONE_NIGHT_IN >= len(with_any)


def _severity(recent: Recent, night: date, *, so_far: bool) -> Question:
    own = _entries_of(recent.nights, night)
    rating = own[0].entry if own else None
    stored = None if rating is None else rating.missed if rating.severity is None else rating.severity
    return Question(SEVERITY, stored, so_far=so_far)


def _sleep(recent: Recent, night: date) -> list[Question]:
    own = _entries_of(recent.sleeps, night)
    sleep: Sleep | None = own[0].entry if own else None
    if sleep is None and not _is_usual(recent.sleeps, recent, night):
        return []
    earlier: list[Sleep] = [stored.entry for stored in recent.sleeps if stored.entry.night_of < night]
    latest = sleep or earlier[-1]
    if latest.total_min is not None:
        return [Question(TOTAL, sleep.total_min if sleep else None)]
    frames = [frame for each in earlier if (frame := _frame(each))]
    asked = [Question(SLEEP, _frame(sleep) if sleep else None, frames[-1] if frames else None)]
    if sleep is None or sleep.bed is None:
        return asked
    spans = [
        question
        for asks, name in ((LATENCY, "latency_min"), (AWAKE, "awake_min"))
        if (question := _span(asks, name, sleep, recent, night))
    ]
    return asked + (_joint_question(*spans) if len(spans) == _BOTH_SPANS else spans)


def _span(asks: str, name: str, sleep: Sleep, recent: Recent, night: date) -> Question | None:
    """Return the question for one span of minutes; None where it is neither stored nor usual."""
    known = [stored for stored in recent.sleeps if getattr(stored.entry, name) is not None]
    there = getattr(sleep, name)
    if there is None and not _is_usual(known, recent, night):
        return None
    values = [getattr(stored.entry, name) for stored in known if stored.entry.night_of < night]
    return Question(asks, there, values[-1] if values else None)


def _joint_question(latency: Question, awake: Question) -> list[Question]:
    """Return one question for both spans if both are open or both are answered.

    The second question stays in the list, to be asked on its own.
    """
    if (latency.stored is None) != (awake.stored is None):
        return [latency, awake]
    return [Question(MINUTES, _spans(latency.stored, awake.stored), _spans(latency.latest, awake.latest)), awake]


def _spans(latency: Value | None, awake: Value | None) -> Spans | None:
    return Spans(latency, awake) if isinstance(latency, int) and isinstance(awake, int) else None


def _frame(sleep: Sleep) -> Frame | None:
    return Frame(_clock(sleep.bed), _clock(sleep.wake)) if sleep.bed and sleep.wake else None


def _clock(moment: Moment) -> clock_time:
    return moment.local.time().replace(second=0, microsecond=0, tzinfo=None)


def _doses(recent: Recent, night: date, before: frozenset[int]) -> list[Question]:
    """Return the questions about doses: for each substance that is usual, or of which a plan is in force.

    Where leaf is the only one, a plan alone asks nothing: who takes leaf by a plan logs it, or has stopped to.
    """
    by_word = _by_substance(recent)
    usual = {
        word for word, doses in by_word.items() if _entries_of(doses, night) or _is_usual(doses, recent, night)
    } | recent.planned
    if usual - {LEAF} and recent.leaf_planned:
        usual.add(LEAF)
    return [
        question
        for word in _in_order(usual)
        for question in _doses_of(word, by_word.get(word, []), recent, night, before)
    ]


def _in_order(words: set[str]) -> list[str]:
    if len(words) <= 1:
        return [*words]
    from legdiary.domain.entries.substances import sort_key

    return sorted(words, key=sort_key)


def _by_substance(recent: Recent) -> dict[str, list[Stored]]:
    """Return the doses and dose-free marks of each substance."""
    kinds = {number: product.product_kind for number, product in (recent.products or {}).items()}
    found: dict[str, list[Stored]] = {}
    for stored in recent.doses:
        word = stored.entry.none_of or kinds.get(stored.entry.product_id, LEAF)
        found.setdefault(word, []).append(stored)
    return found


def _doses_of(
    word: str, doses: Sequence[Stored], recent: Recent, night: date, before: frozenset[int]
) -> list[Question]:
    own = _entries_of(doses, night)
    made = [stored for stored in own if stored.id not in before]
    asked = [
        Question(DOSE, stored.entry, entry_id=None if stored.entry.says_none else stored.id, substance=word)
        for stored in made
    ]
    if any(stored.entry.says_none for stored in made):
        return asked
    beside = tuple(stored for stored in own if stored.id in before)
    return [*asked, Question(DOSE, product=_usual_product(word, doses, recent), beside=beside, substance=word)]


def _usual_product(word: str, doses: Iterable[Stored], recent: Recent) -> str | None:
    """Return the product of a dose of a substance where the answer names none."""
    products = recent.products or {}
    setting = next((each for each in products.values() if each.name.casefold() == _key(recent.product)), None)
    if setting is not None and setting.product_kind == word:
        return setting.name
    if recent.product is not None and setting is None and word == LEAF:
        return None
    taken = [stored.entry for stored in doses if not stored.entry.says_none]
    latest = max(taken, key=lambda dose: dose.at.utc_s if dose.at else 0) if taken else None
    last = products.get(latest.product_id) if latest is not None and latest.product_id is not None else None
    if last is not None:
        return last.name
    if word == LEAF:
        return None if setting is None else NO_PRODUCT
    of_kind = [number for number, product in products.items() if product.product_kind == word]
    return products[max(of_kind)].name if of_kind else None


def _key(name: str | None) -> str | None:
    return None if name is None else name.casefold()


def _takings(recent: Recent, night: date, before: frozenset[int]) -> list[Question]:
    own = _entries_of(recent.takings, night)
    if not own and not _is_usual(recent.takings, recent, night):
        return []
    made = [Question(MAGNESIUM, stored.entry, entry_id=stored.id) for stored in own if stored.id not in before]
    if made:
        return made
    earlier: list[Magnesium] = [stored.entry for stored in recent.takings if stored.entry.night_of < night]
    return [Question(MAGNESIUM, latest=earlier[-1] if earlier else None, beside=tuple(own))]


def _taking(taking: Magnesium) -> str:
    parts = (
        f"{taking.elemental_mg if taking.salt_mg is None else taking.salt_mg}mg",
        taking.form,
        "salt" if taking.salt_mg is not None else None,
        "topical" if taking.topical else None,
    )
    return " ".join(part for part in parts if part)
