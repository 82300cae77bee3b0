"""One question of a check-in, and the values that it shows."""

from __future__ import annotations

from legdiary.domain.entries.dose import LEAF, Dose
from legdiary.domain.entries.factors_and_medicines import Medicine
from legdiary.domain.entries.magnesium import Magnesium
from legdiary.domain.input.amounts import format_g, format_mg
from legdiary.domain.time.durations import typed_minutes
from legdiary.domain.time.parse import format_clock
from legdiary.util.values import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from datetime import time as clock_time
    from typing import TypeAlias

    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.time.moments import Moment

SEVERITY, ONSET, WHERE, SLEEP, TOTAL, MINUTES, LATENCY, AWAKE, DOSE, MAGNESIUM, MEDICINE, SYMPTOMS, FACTORS = (
    "severity", "onset", "where", "sleep", "total", "minutes", "latency", "awake", "dose", "magnesium", "medicine",
    "symptoms", "factors",
)  # fmt: skip
_NONE = "none"
#: Questions that are parts of one subject: they share its number.
_OF_SLEEP = frozenset({SLEEP, TOTAL, MINUTES, LATENCY, AWAKE})
#: Questions that take several answers, one after another or in one line.
_SPELLS_MINUTES = frozenset({TOTAL, LATENCY, AWAKE})


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


class Places(NamedTuple):
    """The parts of the body."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join(self.parts)


#: The value of an answer: a score or minutes, a reason, clock times, spans, places, or something taken.
Value: TypeAlias = "int | str | Frame | Spans | Places | Dose | Magnesium | Medicine"


class Subject(NamedTuple):
    """The subject of a question, which is numbered; a question about its details has the same subject."""

    asks: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        asks: what is asked: `severity`, `sleep`, …
        stored: the answer already stored; Enter keeps it.
        latest: the latest value of another night; `.` repeats it.
        entry_id: the dose, magnesium or medicine entry that an answer changes; None where an answer adds one.
        product: the product of a dose where the answer names none: the default one, or that of the last dose of the
            substance; `none` where it is of none, though the settings name one.
        beside: the entries that the day already has.
        so_far: the night is not over.
        substance: the word of the substance of a dose.
        name: the name of a medicine.
        night: the night that the answer is about; None stands for the night of the check-in.
        since: the last dose before the check-in; what is asked for is what came after it.
        by_moment: an answer is filed under the diary day of its time, not under `night`.
        can_be_none: the day of `night` can be logged as free of the substance.
    """

    asks: str
    stored: Value | None = None
    latest: Value | None = None
    entry_id: int | None = None
    product: str | None = None
    beside: tuple[Stored, ...] = ()
    so_far: bool = False
    substance: str = LEAF
    name: str = ""
    night: date | None = None
    since: Moment | None = None
    by_moment: bool = False
    can_be_none: bool = False

    @property
    def subject(self) -> Subject:
        """The subject, which is numbered."""
        if self.asks in _OF_SLEEP:
            return Subject(SLEEP)
        return Subject(self.asks, self.name or (self.substance if self.asks == DOSE else ""))

    @property
    def keys(self) -> tuple[str, ...]:
        """The names under which it is counted that the question was skipped; none for severity, always asked."""
        if self.asks == MINUTES:
            return (LATENCY, AWAKE)
        return () if self.asks == SEVERITY else (SLEEP,) if self.asks == TOTAL else (self.asks,)

    @property
    def there(self) -> str | None:
        """The answer already stored, as it would be typed."""
        if isinstance(self.stored, Magnesium):
            return f"{_magnesium(self.stored)} {self.stored.at.local:%H:%M}"
        if isinstance(self.stored, Medicine):
            return f"{self.stored.amount} {self.stored.at.local:%H:%M}"
        return self._spell(self.stored)

    @property
    def last(self) -> str | None:
        """The latest value of another night, as it would be typed: with its time only where the day is over."""
        if isinstance(self.latest, Magnesium | Medicine) and self.takes_time:
            return f"{self._spell(self.latest)} {self.latest.at.local:%H:%M}"
        return self._spell(self.latest)

    @property
    def takes_time(self) -> bool:
        """True if a dot repeats the time as well: now is not a time of a day that is over."""
        return not self.so_far

    def _spell(self, value: Value | None) -> str | None:
        if isinstance(value, Magnesium):
            return _magnesium(value)
        if isinstance(value, Medicine):
            return value.amount
        if isinstance(value, Dose):
            amount = f"{format_g(value.mg)}g" if self.substance == LEAF else f"{format_mg(value.ug)}mg"
            return f"{amount} {value.at.local:%H:%M}" if value.at else _NONE
        if isinstance(value, int) and self.asks == ONSET:
            return format_clock(value)
        if isinstance(value, int) and self.asks in _SPELLS_MINUTES:
            return typed_minutes(value)
        return None if value is None else str(value)


def _magnesium(taking: Magnesium) -> str:
    parts = (
        f"{taking.elemental_mg if taking.salt_mg is None else taking.salt_mg}mg",
        taking.form,
        "salt" if taking.salt_mg is not None else None,
        "topical" if taking.topical else None,
    )
    return " ".join(part for part in parts if part)
