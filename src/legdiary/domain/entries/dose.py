"""A dose of kratom, or the word that a day was without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from legdiary.domain.entries.dose_limits import KRATOM_MOST_MG
from legdiary.domain.invariants import (
    OutOfRange,
    check_day,
    check_moment,
    check_text,
    check_within,
)

if TYPE_CHECKING:
    from datetime import date

    from legdiary.domain.time.moments import Moment

#: Kinds of kratom product: leaf, and the one that is counted apart from it.
LEAF, SEVEN_OH = "leaf", "7-oh"


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
