"""Entries for factors, symptoms, medicines and measures, and the checks for duplicates.

There is one frozen class for each kind, which checks itself. The names are in
`domain.entries.name_vocabulary`, the measures in `domain.entries.measure_scales`.
"""

from __future__ import annotations

from legdiary.domain.entries.measure_scales import BY, MEASURES, NotAMeasure, check_conditions, plain_number
from legdiary.domain.entries.score_range import check_range
from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.domain.invariants import (
    MOST_MILLI,
    OutOfRange,
    check_day,
    check_moment,
    check_short_text,
    check_text,
    check_trimmed_name,
    check_within,
)
from legdiary.domain.time.moments import MINUTE
from legdiary.errors import Asks, Refused
from legdiary.util.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import ClassVar

    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.time.moments import Moment

GRADE_MOST = 3


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor that may matter for a night.

    Attributes:
        amount: the amount in the person's own words.
        helped: how much it helped, from 0 (not at all) to 3 (very much).
    """

    kind: ClassVar[str] = "factor"

    night_of: date
    name: str
    at: Moment | None = None
    amount: str | None = None
    helped: int | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        check_range("helped", self.helped, 0, GRADE_MOST)
        check_day(self.night_of)
        check_trimmed_name(self.name, "factor")
        check_moment(self.at, "a factor")
        check_short_text(self.amount, "amount")
        check_text(self.note)


@dataclass(frozen=True, slots=True)
class Symptom:
    """The grade of one symptom in one night, from 0 (none) to 3 (severe)."""

    kind: ClassVar[str] = "symptom"

    night_of: date
    name: str
    grade: int
    note: str | None = None

    def __post_init__(self) -> None:
        check_range("grade", self.grade, 0, GRADE_MOST)
        check_day(self.night_of)
        check_trimmed_name(self.name, "symptom")
        check_text(self.note)


@dataclass(frozen=True, slots=True)
class Medicine:
    """One dose of a medicine; its amount is text in the stored spelling.

    Attributes:
        helped: how much it helped the legs, from 0 (not at all) to 3 (very much).
    """

    kind: ClassVar[str] = "medicine"

    night_of: date
    at: Moment
    name: str
    amount: str
    helped: int | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        check_range("helped", self.helped, 0, GRADE_MOST)
        check_day(self.night_of)
        check_moment(self.at, "a medicine")
        check_trimmed_name(self.name, "medicine")
        check_short_text(self.amount, "amount")
        if not self.amount:
            raise OutOfRange("amount", "''", "300 mg, 1 tablet and the like")
        check_text(self.note)


@dataclass(frozen=True, slots=True)
class Measure:
    """A questionnaire total, a laboratory value or the heart rate.

    Attributes:
        value_milli: the value in thousandths of the unit.
        by: the rater, self or clinician; None where it is not known.
        conditions: the conditions of an iron value that were kept, such as fasting; empty where none is known.
    """

    kind: ClassVar[str] = "measure"

    taken_on: date
    name: str
    value_milli: int
    unit: str
    by: str | None = None
    conditions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_day(self.taken_on)
        check_trimmed_name(self.name, "measure")
        check_trimmed_name(self.unit, "unit")
        check_within("value in thousandths", self.value_milli, 0, MOST_MILLI)
        if self.by is not None and self.by not in BY:
            raise UnknownWord("rater", self.by, BY)
        scale = MEASURES.get(self.name)
        unit = None if scale is None else next((unit for unit in scale.units if unit.name == self.unit), None)
        if scale is not None and (unit is None or not unit.least_milli <= self.value_milli <= unit.most_milli):
            raise NotAMeasure(scale, f"{plain_number(self.value_milli)} {self.unit}")
        if self.conditions:
            check_conditions(self.name, self.conditions)

    @property
    def night_of(self) -> date:
        """The day under which it is listed: its own date."""
        return self.taken_on


# ---------------------------------------------------------------------- duplicates


class MeasureThere(Refused):
    """The same value for the same day again: it adds nothing."""

    def __init__(self, scale_name: str, day: date, number: int) -> None:
        super().__init__(f"that {scale_name} of {day} is already stored (#{number})")


def check_medicine_beside(taking: Medicine, others: Sequence[Stored], *, confirmed: bool) -> None:
    """Ask before storing the same dose of a medicine a second time.

    Raises:
        Asks: the same medicine and amount in the same minute.
    """
    for stored in others if not confirmed else ():
        other = stored.entry
        if (other.name, other.amount) == (taking.name, taking.amount) and _same_minute(other.at, taking.at):
            raise Asks(f"{taking.amount} of this medicine at {taking.at.local:%H:%M} is already stored (#{stored.id}).")


def check_factor_beside(factor: Factor, others: Sequence[Stored], *, confirmed: bool) -> None:
    """Ask before storing an identical factor a second time.

    Raises:
        Asks: an entry agrees in every field.
    """
    for stored in others if not confirmed else ():
        if stored.entry == factor:
            raise Asks(f"{factor.night_of} has the very same entry already (#{stored.id}).")


def check_measure_beside(measure: Measure, others: Sequence[Stored]) -> None:
    """Refuse a measure that is stored already; conditions are added to the one that is there.

    Raises:
        MeasureThere: an entry agrees in every other field.
    """
    for stored in others:
        other = stored.entry
        if other.name == measure.name and replace(other, conditions=measure.conditions) == measure:
            raise MeasureThere(measure.name, measure.taken_on, stored.id)


def _same_minute(one: Moment, other: Moment) -> bool:
    return one.utc_s // MINUTE == other.utc_s // MINUTE
