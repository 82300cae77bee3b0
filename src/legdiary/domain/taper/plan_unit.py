"""The unit of a plan: its amounts as they are typed, told and written, from whole smallest units.

Leaf is planned in grams, of which the smallest unit is a milligram; every other substance in milligrams, a medicine
also in micrograms, of which it is a microgram. Imported only where a plan is made, changed or shown.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import LEAF, UG_PER_MG
from legdiary.domain.entries.dose_limits import KRATOM_MOST_MG
from legdiary.domain.entries.substances import MCG
from legdiary.domain.input.amounts import UnitMissing, format_g, parse_amount, parse_exact
from legdiary.domain.input.units import weight_unit
from legdiary.domain.taper.plan import DEFAULT_SCALE_MG, MOST_SCALE_MG, check_scale, check_target
from legdiary.errors import BadValue
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legdiary.domain.taper.plan import Plan

#: Cuts in percent are rounded to at most this part of the first dose: coarser, 10 % would be told as 20 or as 0.
_PARTS_OF_A_DOSE = 20
#: No cut takes so many percent.
_WHOLE = 100
_ZERO = re.compile(r"0+(?:[.,]0+)?")


class NoUnitOfTwo(BadValue):
    """An amount without its unit in a plan in micrograms: milligrams may be meant."""

    def __init__(self, typed: str) -> None:
        number = typed.replace(",", ".")
        super().__init__(f"{number} of what? Write {number}mcg or {number}mg.")


class CutUnitMissing(BadValue):
    """A cut without its unit: of a percentage, or of an amount?"""

    def __init__(self, typed: str, unit: str) -> None:
        number = typed.replace(",", ".")
        percent = f"{number}% or " if float(number) < _WHOLE else ""
        super().__init__(f"{number} of what? Write {percent}{number}{unit}.")


class PlanUnit(NamedTuple):
    """A unit of plans.

    Attributes:
        key: the unit in a key of JSON and in a header of CSV: `target_g`, `target_mg`, `target_mcg`.
        sign: the unit as people read it.
        full_name: the unit in words, in the plural.
        smallest: the number of smallest units in one.
        most: the largest amount of a day, in smallest units.
        most_scale: the largest amount to which targets are rounded.
        default_scale: the smallest amount that a dose can differ by, unless the person says another.
    """

    key: str
    sign: str
    full_name: str
    smallest: int
    most: int
    most_scale: int
    default_scale: int

    def number(self, amount: int) -> str:
        """Return an amount without its unit, with as many decimals as needed."""
        return format_g(amount) if self.smallest > 1 else f"{amount}"

    def format(self, amount: int) -> str:
        """Return `6 g`, `50.5 mg`, `75 µg`."""
        return f"{self.number(amount)} {self.sign}"

    def check_target(self, amount: int) -> int:
        """Return a day's target if it is plausible.

        Raises:
            TargetOutOfRange: it is not.
        """
        return check_target(amount, self.most, self.format)

    def check_scale(self, amount: int) -> int:
        """Return the smallest amount that a dose can differ by if it is plausible.

        Raises:
            ScaleOutOfRange: it is not.
        """
        return check_scale(amount, self.most_scale, self.format)

    def usual_scale(self, amounts: Iterable[int], first: int = 0) -> int:
        """Return what targets are rounded to if nobody says it: fine enough for every amount that was typed.

        Leaf is weighed, to a tenth of a gram whatever the plan. A tablet is as small as it is: by 1 mg, a plan from
        0.3 mg by cuts of 0.05 mg would fall to its end at once.

        Args:
            amounts: the start, the end, the cut in this unit, or the targets of a file.
            first: the highest target, where cuts are in percent; 0 where they are amounts.
        """
        scale = self.default_scale
        if self is GRAMS:
            return scale
        while 0 < first < _PARTS_OF_A_DOSE * scale and scale % 10 == 0:
            scale //= 10
        return math.gcd(scale, *amounts)

    def value(self, amount: float) -> float:
        """Return an amount as a number for JSON; whole ones of what is not in grams as whole numbers."""
        value = amount / self.smallest
        return int(value) if self is not GRAMS and value.is_integer() else value

    def parse_cut(self, typed: str) -> int:
        """Return a typed cut that is no percentage, in smallest units.

        Raises:
            CutUnitMissing: a number that may as well be a percentage.
            BadValue: something else that cannot be read.
        """
        try:
            return self.parse(typed)
        except (UnitMissing, NoUnitOfTwo) as missing:
            raise CutUnitMissing(typed.strip(), self.key) from missing

    def parse(self, typed: str) -> int:
        """Return a typed amount in smallest units.

        Raises:
            BadValue: it cannot be read, or is finer than a smallest unit.
        """
        if _ZERO.fullmatch(typed.strip()):  # nothing is nothing in every unit
            return 0
        if self is GRAMS:
            return parse_amount(typed)
        try:
            return parse_exact(typed, leaf=False)
        except UnitMissing as missing:
            if self is MICROGRAMS:
                raise NoUnitOfTwo(typed.strip()) from missing
            raise


_MOST_SCALE_UG = MOST_SCALE_MG * UG_PER_MG
GRAMS = PlanUnit("g", "g", "grams", 1000, KRATOM_MOST_MG, MOST_SCALE_MG, DEFAULT_SCALE_MG)
MILLIGRAMS = PlanUnit("mg", "mg", "milligrams", UG_PER_MG, KRATOM_MOST_MG * UG_PER_MG, _MOST_SCALE_UG, UG_PER_MG)
MICROGRAMS = PlanUnit("mcg", "µg", "micrograms", 1, KRATOM_MOST_MG * UG_PER_MG, _MOST_SCALE_UG, 1)


def unit_of(substance: str, unit: str | None = None) -> PlanUnit:
    """Return the unit of plans of a substance; `unit` is mcg for a medicine that is told in micrograms."""
    if substance == LEAF:
        return GRAMS
    return MICROGRAMS if unit == MCG else MILLIGRAMS


def unit_of_plan(plan: Plan) -> PlanUnit:
    """Return the unit of a plan."""
    return unit_of(plan.of, plan.unit)


def is_in_micrograms(typed: str) -> bool:
    """Return whether an amount is typed in micrograms: `75mcg`, `75 µg`, `75ug`."""
    return weight_unit(typed) == MCG
