"""Entries: one frozen class for each kind, which checks itself.

`None` means *not known*, never zero. An entry that breaks a rule cannot be made, whether it was typed, imported,
merged from another diary or read from the file: the rules are in `__post_init__`, and nowhere else.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from legdiary.domain.input.amounts import KRATOM_MOST_MG, MAGNESIUM_MOST_MG
from legdiary.domain.invariants import (
    MINUTES_A_DAY,
    MOST_MG,
    OutOfRange,
    check_day,
    check_moment,
    check_one_of,
    check_text,
    check_within,
)
from legdiary.errors import BadValue
from legdiary.values import dataclass

if TYPE_CHECKING:
    from datetime import date

    from legdiary.domain.time.moments import Moment, Present

#: Kinds of kratom product: leaf, and the one that is counted apart from it.
LEAF, SEVEN_OH = "leaf", "7-oh"
SCORE_MOST = 10
QUALITY_MOST = 5
TIMES_MOST = 99


class NotAScore(BadValue):
    """A score that is not a whole number in its range."""

    def __init__(self, what: str, typed: str, least: int, most: int) -> None:
        given = typed.strip() or repr(typed)
        super().__init__(f"{what} {given} is out of range; write a whole number from {least} to {most}")


class ScoreAndMissed(BadValue):
    """A score, and a reason why there is none."""

    def __init__(self) -> None:
        super().__init__("a night has either a score or --missed, not both; leave one out")


class NothingGiven(BadValue):
    """A command without anything to store."""

    def __init__(self, accepted: str, command: str) -> None:
        super().__init__(f"nothing to store; give {accepted}", command)


class AwakeAndAtLeast(BadValue):
    """Minutes awake, and a bound for them."""

    def __init__(self) -> None:
        super().__init__("a night has either the minutes awake or the least they were, not both; leave one out")


class BoundWithoutNight(BadValue):
    """A bound for minutes awake, without the times between which they lie, or below zero."""

    def __init__(self) -> None:
        super().__init__("the least minutes awake need the bed time and the wake time beside them, and are above zero")


class TwoZones(BadValue):
    """One night's moments in two zones: a night belongs to one zone."""

    def __init__(self) -> None:
        super().__init__("the times of one night are in two time zones; give them all in one")


def check_range(what: str, value: int | None, least: int, most: int) -> None:
    """Refuse a number outside `least`–`most`; `None` passes.

    Raises:
        NotAScore: out of range.
    """
    if value is not None and not least <= value <= most:
        raise NotAScore(what, str(value), least, most)


@dataclass(frozen=True, slots=True)
class Night:
    """The RLS ratings of one night (0 none – 10 worst), or the reason why there is no score.

    The four times of day are legdiary's own ratings (facts B1). `onset_min` is the time at which the restlessness
    began, in minutes after local midnight.
    """

    kind: ClassVar[str] = "night"

    night_of: date
    severity: int | None = None
    missed: str | None = None
    falling_asleep: int | None = None
    overnight: int | None = None
    day_resting: int | None = None
    day_active: int | None = None
    onset_min: int | None = None
    body_parts: tuple[str, ...] = ()
    sensations: tuple[str, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        if self.severity is not None and self.missed is not None:
            raise ScoreAndMissed
        for name in ("severity", "falling_asleep", "overnight", "day_resting", "day_active"):
            check_range(name.replace("_", " "), getattr(self, name), 0, SCORE_MOST)
        check_day(self.night_of)
        check_within("onset in minutes", self.onset_min, 0, MINUTES_A_DAY - 1)
        check_text(self.note)
        if self.missed is not None or self.body_parts or self.sensations:
            from legdiary.domain.input.vocabulary import MISSED_REASONS, check_body_parts, check_sensations

            check_one_of("missed", self.missed, MISSED_REASONS)
            check_body_parts(self.body_parts)
            check_sensations(self.sensations)


SLEEP_EVENTS = ("bed", "tried", "wake", "up", "planned")
_SLEEP_MINUTES = (
    "latency_min", "awake_min", "awake_least_min", "unslept_least_min", "pacing_min", "lying_awake_min", "total_min",
    "nap_min",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sleep:
    """One night's sleep: events as moments and durations in minutes, or just the total.

    The arithmetic (TST, SE …) and the checks of order are in `domain.entries.sleep_figures`.

    Attributes:
        awake_least_min: the minimum of minutes awake, from the pauses of a tracked night. Like the next field it is set
            only while `awake_min` is not known.
        unslept_least_min: the minimum of minutes not slept between bedtime and wake time, falling asleep included.
    """

    kind: ClassVar[str] = "sleep"

    night_of: date
    bed: Moment | None = None
    tried: Moment | None = None
    wake: Moment | None = None
    up: Moment | None = None
    planned: Moment | None = None
    latency_min: int | None = None
    awake_min: int | None = None
    awake_least_min: int | None = None
    unslept_least_min: int | None = None
    times: int | None = None
    pacing_min: int | None = None
    lying_awake_min: int | None = None
    total_min: int | None = None
    quality: int | None = None
    nap_min: int | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        events = (self.bed, self.tried, self.wake, self.up, self.planned)
        if len({event.zone for event in events if event is not None}) > 1:
            raise TwoZones
        bounds = [bound for bound in (self.awake_least_min, self.unslept_least_min) if bound is not None]
        if bounds and self.awake_min is not None:
            raise AwakeAndAtLeast
        if bounds and (self.bed is None or min(bounds) < 1):
            raise BoundWithoutNight
        check_range("quality", self.quality, 1, QUALITY_MOST)
        check_range("times", self.times, 0, TIMES_MOST)
        check_day(self.night_of)
        for name in SLEEP_EVENTS:
            check_moment(getattr(self, name), name)
        for name in _SLEEP_MINUTES:
            check_within(name, getattr(self, name), 0, MINUTES_A_DAY)
        if (self.bed is None) != (self.wake is None) or (self.bed and self.wake and self.bed.utc_s >= self.wake.utc_s):
            raise OutOfRange("into bed", "without a later waking", "both, the waking later, or neither")
        if self.bed is not None or self.total_min is not None or self.pacing_min is not None:
            from legdiary.domain.entries.sleep_figures import check_parts

            check_parts(self)
        check_text(self.note)

    @property
    def typed_frame(self) -> str | None:
        """The bedtime and wake time as they are typed, `22:45-06:10`; None where they are not known."""
        return f"{self.bed.local:%H:%M}-{self.wake.local:%H:%M}" if self.bed and self.wake else None


@dataclass(frozen=True, slots=True)
class Dose:
    """One kratom dose; or, with 0 mg and no moment, the dose-free mark of a diary day."""

    kind: ClassVar[str] = "kratom"

    night_of: date
    amount_mg: int
    at: Moment | None = None
    product_id: int | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        check_day(self.night_of)
        check_within("amount in mg", self.amount_mg, 0, KRATOM_MOST_MG)
        check_moment(self.at, "a dose")
        if (self.amount_mg == 0) != (self.at is None):
            accepted = "above 0 with a time, or 0 without one (a day without)"
            raise OutOfRange("amount in mg", str(self.amount_mg), accepted)
        check_text(self.note)

    @property
    def utc_s(self) -> int | None:
        """The instant; None for a dose-free mark."""
        return None if self.at is None else self.at.utc_s

    @property
    def says_none(self) -> bool:
        """Whether this is a dose-free mark (`kratom none`)."""
        return self.amount_mg == 0


@dataclass(frozen=True, slots=True)
class Magnesium:
    """One dose of magnesium in elemental milligrams, with the basis of that figure."""

    kind: ClassVar[str] = "magnesium"

    night_of: date
    at: Moment
    elemental_mg: int
    basis: str
    form: str | None = None
    salt_mg: int | None = None
    topical: bool = False

    def __post_init__(self) -> None:
        from legdiary.domain.entries.magnesium import BASES, COMPUTED_FROM_SALT, FORMS

        check_day(self.night_of)
        check_moment(self.at, "magnesium")
        check_within("elemental mg", self.elemental_mg, 1, MAGNESIUM_MOST_MG)
        check_within("salt in mg", self.salt_mg, 1, MOST_MG)
        check_one_of("basis", self.basis, BASES)
        check_one_of("form", self.form, FORMS)
        computed = self.basis == COMPUTED_FROM_SALT
        if computed != (self.salt_mg is not None) or (computed and self.form is None):
            raise OutOfRange("basis", self.basis, f"{COMPUTED_FROM_SALT} with a salt and its form, or neither")


Entry: TypeAlias = Night | Sleep | Dose | Magnesium
#: Every kind that is filed under a diary day, by the name of its command.
KIND_NAMES = ("night", "sleep", "kratom", "magnesium", "factor", "symptom", "medicine", "measure")


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry stored in the diary.

    Attributes:
        id: the entry's number, never used for another entry.
        entry: the value.
        recalled: True if it was entered more than 36 h after waking.
    """

    id: int
    entry: Any
    recalled: bool = False


def filed(entry: Any, present: Present) -> Any:  # noqa: ANN401 - any entry
    """Return the entry filed under the diary day of its moment; unchanged if it has no moment."""
    at = getattr(entry, "at", None)
    return entry if at is None else replace(entry, night_of=present.day_of(at))


def differences(old: Any, new: Any) -> dict[str, tuple[object, object]]:  # noqa: ANN401 - any two of one entry class
    """Return the fields that differ between two entries of one class: name → (old, new)."""
    return {
        field.name: (getattr(old, field.name), getattr(new, field.name))
        for field in fields(old)
        if getattr(old, field.name) != getattr(new, field.name)
    }
