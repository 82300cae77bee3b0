"""A dose of a substance, or the word that a day was without it."""

from __future__ import annotations

from legdiary.domain.entries.dose_limits import HELPED_MOST, KRATOM_MOST_MG
from legdiary.domain.invariants import (
    OutOfRange,
    check_day,
    check_kind,
    check_moment,
    check_text,
    check_within,
)
from legdiary.errors import BadValue
from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import ClassVar

    from legdiary.domain.time.moments import Moment

#: Kinds of kratom product: leaf, and the one that is counted apart from it.
LEAF, SEVEN_OH = "leaf", "7-oh"
UG_PER_MG = 1000
_UG_MOST = KRATOM_MOST_MG * UG_PER_MG


class NotOneAmount(BadValue):
    """An amount in milligrams and in micrograms, or in neither."""

    def __init__(self) -> None:
        super().__init__("write an amount in milligrams or in micrograms, not both")


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose; or, with 0 mg and no moment, the dose-free mark of a diary day.

    Leaf is stored in whole milligrams, every other substance in whole micrograms; a dose of another substance that was
    stored before schema 5 still has milligrams. So `ug` is what is counted and compared, never a field.

    Attributes:
        amount_mg: the amount in milligrams; None where it is in micrograms.
        amount_ug: the amount in micrograms; None where it is in milligrams.
        none_of: of a dose-free mark, the substance that it is about; None for leaf.
        helped: how much the dose helped the legs, from 0 (not at all) to 3 (very much).
    """

    kind: ClassVar[str] = "kratom"

    night_of: date
    amount_mg: int | None = None
    at: Moment | None = None
    product_id: int | None = None
    note: str | None = None
    amount_ug: int | None = None
    none_of: str | None = None
    helped: int | None = None

    def __post_init__(self) -> None:
        check_day(self.night_of)
        check_within("amount in mg", self.amount_mg, 0, KRATOM_MOST_MG)
        check_within("amount in µg", self.amount_ug, 1, _UG_MOST)
        check_within("helped", self.helped, 0, HELPED_MOST)
        check_moment(self.at, "a dose")
        if (self.amount_mg is None) == (self.amount_ug is None):
            raise NotOneAmount
        if self.says_none != (self.at is None):
            accepted = "above 0 with a time, or 0 without one (a day without)"
            raise OutOfRange("amount in mg", str(self.amount_mg), accepted)
        if self.none_of is not None:
            check_kind(self.none_of)
            if not self.says_none or self.product_id is not None or self.none_of == LEAF:
                raise OutOfRange("none_of", self.none_of, "a substance other than leaf, for a day without it")
        if self.helped is not None and self.at is None:
            raise OutOfRange("helped", str(self.helped), "an amount with a time; a day without has none")
        check_text(self.note)

    @property
    def utc_s(self) -> int | None:
        """The instant; None for a dose-free mark."""
        return None if self.at is None else self.at.utc_s

    @property
    def says_none(self) -> bool:
        """Whether this is a dose-free mark (`kratom none`)."""
        return self.amount_mg == 0

    @property
    def ug(self) -> int:
        """The amount in micrograms, whichever unit it is kept in; 0 for a dose-free mark."""
        return micrograms(self.amount_mg, self.amount_ug)

    @property
    def mg(self) -> int:
        """The whole milligrams of a dose of leaf."""
        return self.ug // UG_PER_MG


def micrograms(amount_mg: int | None, amount_ug: int | None) -> int:
    """Return the micrograms of an amount that is kept in one of the two units."""
    return amount_ug if amount_ug is not None else UG_PER_MG * (amount_mg or 0)
