"""Amounts as another app states them: a number with its unit, or a person's own text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from legdiary.domain.input.amounts import FinerThanAMilligram, parse_exact
from legdiary.domain.input.medicine_amounts import NotAMedicineAmount, parse_medicine_amount
from legdiary.domain.input.units import PIECES, WEIGHTS, weight_unit
from legdiary.errors import BadValue
from legdiary.util.values import dataclass


class Unclear(Exception):
    """An amount from which no dose can be made: the key of the sentence that counts it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


NO_AMOUNT, NO_UNIT, NO_WEIGHT, OTHER_UNIT = "no amount", "no unit", "no weight", "other unit"
TWO_READINGS, SALT = "two readings", "salt"
#: Reasons for which a dose is so many of something of which the file does not say what one is.
PIECES_UNKNOWN = frozenset({NO_UNIT, NO_WEIGHT, OTHER_UNIT})
_UG = {"g": 1_000_000, "mg": 1000, "mcg": 1}


class Pieces(NamedTuple):
    """So many of something, such as capsules.

    Attributes:
        number: how many.
        unit: the word for one; empty where the app has a bare number.
    """

    number: Decimal
    unit: str


def _one(unit: str) -> str:
    """Return the word for one: `caps` is a capsule."""
    word = " ".join(unit.split()).casefold()
    return {"c": "capsule", "t": "tablet"}[word[0]] if word in PIECES else word


@dataclass(frozen=True, slots=True)
class Measured:
    """An amount as a number and a unit, each by itself, as JSON states it: a point in it is a decimal point."""

    number: Decimal
    unit: str

    def micrograms(self, *, leaf: bool) -> Decimal:  # noqa: ARG002 - as a typed amount is asked
        """Return the micrograms.

        Raises:
            Unclear: the unit is no weight.
        """
        unit = WEIGHTS.get(self.unit.strip().casefold())
        if unit is None:
            raise Unclear(NO_WEIGHT if self.unit.strip() else NO_UNIT)
        return self.number * _UG[unit]

    def of_medicine(self) -> str:
        """Return the amount as it is stored for a medicine.

        Raises:
            Unclear: the unit is not known.
        """
        if not self.unit.strip():
            raise Unclear(NO_UNIT)
        number = f"{self.number.normalize():f}"
        try:
            unit = parse_medicine_amount(f"{1 if number == '1' else 2} {self.unit.strip()}").partition(" ")[2]
        except BadValue:
            raise Unclear(OTHER_UNIT) from None
        return f"{number} {unit}"

    def pieces(self) -> Pieces:
        """Return it as so many of its unit."""
        return Pieces(self.number, _one(self.unit))

    def in_words(self) -> str:
        """Return the amount as it stands in the file."""
        return f"{self.number.normalize():f} {self.unit.strip()}".strip()


@dataclass(frozen=True, slots=True)
class Typed:
    """An amount as a person typed it in the app: `2,5 g`, `300mg`, `1 tablet`."""

    text: str

    def micrograms(self, *, leaf: bool) -> Decimal:
        """Return the micrograms.

        Raises:
            Unclear: there is no unit, the unit is no weight, or the number can be read two ways.
        """
        if weight_unit(self.text) is None:
            raise Unclear(_why_no_weight(self.text))
        try:
            return Decimal(parse_exact(self.text, leaf=leaf))
        except FinerThanAMilligram:
            return Decimal(_finer(self.text))
        except BadValue:
            raise Unclear(TWO_READINGS) from None

    def of_medicine(self) -> str:
        """Return the amount as it is stored for a medicine.

        Raises:
            Unclear: there is no unit, or it is not known.
        """
        try:
            return parse_medicine_amount(self.text)
        except NotAMedicineAmount:
            raise Unclear(_why_no_weight(self.text, OTHER_UNIT)) from None
        except BadValue:
            raise Unclear(NO_UNIT if _BARE.fullmatch(self.text.strip()) else TWO_READINGS) from None

    def pieces(self) -> Pieces | None:
        """Return it as so many of its unit: `2 caps`, `1/2 scoop`; None where it begins with no such number."""
        match = _PIECES.fullmatch(self.text.strip())
        if match is None:
            return None
        number = _PARTS.get(match[1]) or Decimal(match[1].replace(",", "."))
        return Pieces(number, _one(match[2])) if number else None

    def in_words(self) -> str:
        """Return the amount as it stands in the file."""
        return " ".join(self.text.split())


_PARTS = {"1/2": Decimal("0.5"), "1/4": Decimal("0.25"), "3/4": Decimal("0.75"), "½": Decimal("0.5"),
          "¼": Decimal("0.25"), "¾": Decimal("0.75")}  # fmt: skip
_PIECES = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,2})?|1/2|1/4|3/4|[½¼¾])\s*((?:[^\W\d_][^\d]{0,40})?)")
_BARE = re.compile(r"[0-9]+(?:[.,/ ][0-9]+)*|[½¼¾]")
_WITH_WORD = re.compile(rf"(?:{_BARE.pattern})\s*[^\W\d_].*", re.DOTALL)


def _why_no_weight(text: str, otherwise: str = NO_WEIGHT) -> str:
    plain = text.strip()
    if not plain or plain == "?":
        return NO_AMOUNT
    if _BARE.fullmatch(plain):
        return NO_UNIT
    return otherwise if _WITH_WORD.fullmatch(plain) else TWO_READINGS


def _finer(text: str) -> Decimal:
    """Return the micrograms of an amount that is finer than it is kept: `1.2345 g`."""
    unit = weight_unit(text)
    number = re.match(r"\s*([0-9]+(?:[.,][0-9]+)?)", text)
    if unit is None or number is None:
        raise Unclear(TWO_READINGS)
    return Decimal(number[1].replace(",", ".")) * _UG[unit]
