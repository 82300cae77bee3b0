"""Amounts of kratom and magnesium: whole milligrams inside the program, grams only in input and output.

Substances that are kept in whole micrograms are read by `parse_exact`. A unit is required, the decimal mark is a comma
or a point, and nothing is guessed: general unit libraries read `2,5 g` as 25 g, which in a diary of doses would be
false data.
"""

from __future__ import annotations

from legdiary.domain.input.typed_number import split_number
from legdiary.domain.input.units import WEIGHTS
from legdiary.errors import BadValue, quote_typed
from legdiary.util.patterns import fullmatch
from legdiary.util.values import NamedTuple

MG_PER_G = 1000

_THOUSANDS = 3
#: The most digits before the decimal mark, of an amount and of one in milligrams or less, and behind it.
_MOST_DIGITS, _MOST_EXACT, _MOST_DECIMALS = 7, 9, 6
_PIECES = (
    r"(?ai)(?:(?P<whole>[0-9]{1,4})(?:[.,](?P<hundredths>[0-9]{1,2}))?|(?:(?P<and>[0-9]{1,4}) )?(?P<part>1/2|1/4|3/4))"
    r" ?(?P<what>cap|tab)(?:s|(?<=cap)sules?|(?<=tab)lets?)?"
)
_PARTS = {"1/2": 50, "1/4": 25, "3/4": 75}
_HUNDREDTHS = 100
#: Unit → its decimals that are still whole micrograms.
_PLACES = {"g": 6, "mg": 3, "mcg": 0}
_UG_PER_MG = 1000


class UnitMissing(BadValue):
    """An amount without its unit: 2.5 of what?

    For a substance dosed in milligrams a whole number most likely means milligrams.
    """

    def __init__(self, typed: str, *, in_mg: bool = False, exact: bool = False) -> None:
        number = typed.replace(",", ".")
        is_mg = exact or (in_mg and "." not in number)
        forms = f"{number}mg" if is_mg else f"{number}g or {_as_mg(number)}mg"
        super().__init__(f"{number} of what? Write {forms}.")


def _as_mg(number: str) -> str:
    whole, _, fraction = number.partition(".")
    mg = f"{int(whole) * MG_PER_G + int(fraction[:3].ljust(3, '0'))}"
    return mg if not fraction[3:].strip("0") else f"{mg}.{fraction[3:]}"


class NotAnAmount(BadValue):
    """An amount that cannot be read."""

    def __init__(self, typed: str, *, in_mg: bool = False, exact: bool = False) -> None:
        accepted = "milligrams, such as 200mg" if in_mg else "2.5g, 2,5g or 2500mg"
        accepted = "15mg, 7.5mg or 75mcg" if exact else accepted
        super().__init__(f"{quote_typed(typed)!r} is not an amount; write {accepted}")


class FinerThanAMilligram(BadValue):
    """An amount finer than a milligram of leaf, or finer than a microgram of anything else."""

    def __init__(self, typed: str, *, leaf: bool = False, unit: str = "milligram") -> None:
        instead = "leaf is stored in whole milligrams" if leaf else f"write whole {unit}s"
        super().__init__(f"{quote_typed(typed)} is finer than a {unit}; {instead}")


class TwoReadings(BadValue):
    """`2,500g`, `2.000mg`: a decimal mark or a thousands mark?"""

    def __init__(self, typed: str, whole: str, fraction: str, unit: str) -> None:
        # Leaf is kept in whole milligrams: three micrograms, or half a milligram, cannot be offered.
        other = f"{whole}mg" if unit == "mg" and not fraction.rstrip("0") else "whole milligrams"
        other = f"{whole}.{fraction}g" if unit == "g" else other
        super().__init__(f"{quote_typed(typed)} can be read two ways; write {whole}{fraction}{unit} or {other}")


def parse_amount(text: str, *, in_mg: bool = False) -> int:
    """Return whole milligrams, 0 and above, from `2.5g`, `2,5g`, `2500mg`, `0.2 g`, `2.5 grams`.

    Args:
        text: the text as typed.
        in_mg: the substance is dosed in milligrams; error messages then suggest that unit.

    Raises:
        UnitMissing, NotAnAmount, FinerThanAMilligram, TwoReadings.
    """
    typed = text.strip()
    number = split_number(typed)
    if not number.is_within(_MOST_DIGITS, _MOST_DECIMALS):
        raise NotAnAmount(text, in_mg=in_mg)
    if not number.word:
        raise UnitMissing(typed, in_mg=in_mg)
    whole, mark, fraction, word = number
    unit = WEIGHTS.get(word.casefold())
    if unit is None or unit == "mcg":
        raise NotAnAmount(text, in_mg=in_mg)
    if len(fraction) == _THOUSANDS and whole.strip("0") and (mark == "," or unit == "mg"):
        raise TwoReadings(typed, whole, fraction, unit)
    places = 3 if unit == "g" else 0
    if fraction[places:].strip("0"):
        raise FinerThanAMilligram(text)
    return int(whole + fraction[:places].ljust(places, "0"))


def parse_exact(text: str, *, leaf: bool) -> int:
    """Return whole micrograms, 0 and above, from `15mg`, `7.5 mg`, `7,5mg`, `75mcg`, `0.5g`.

    Args:
        text: the text as typed.
        leaf: the substance is leaf, which is kept in whole milligrams.

    Raises:
        UnitMissing, NotAnAmount, FinerThanAMilligram, TwoReadings, decimal_mark.TwoReadings.
    """
    typed = text.strip()
    number = split_number(typed)
    if not number.word and number.is_within(_MOST_DIGITS, _MOST_DECIMALS):
        raise UnitMissing(typed, exact=not leaf)
    whole, mark, fraction, word = number
    unit = WEIGHTS.get(word.casefold())
    if unit is None or not number.is_within(_MOST_EXACT, _MOST_DECIMALS):
        raise NotAnAmount(text, exact=not leaf)
    if leaf and len(fraction) == _THOUSANDS and whole.strip("0") and (mark == "," or unit != "g"):
        raise TwoReadings(typed, whole, fraction, unit)
    if not leaf and (mark, unit) != (".", "g"):
        from legdiary.domain.input.decimal_mark import check_mark

        check_mark(typed, whole, mark, fraction, unit)
    places = _PLACES[unit]
    ug = int(whole + fraction[:places].ljust(places, "0"))
    if leaf and (ug % _UG_PER_MG or fraction[places:].strip("0")):
        raise FinerThanAMilligram(text, leaf=True)
    if fraction[places:].strip("0"):
        raise FinerThanAMilligram(text, unit="microgram")
    return ug


class Pieces(NamedTuple):
    """A number of capsules or tablets.

    Attributes:
        hundredths: the number in hundredths: half a tablet is 50.
        what: capsule or tablet.
    """

    hundredths: int
    what: str

    def micrograms(self, weight_ug: int) -> int | None:
        """Return what they weigh, by the weight of one; None where that is no whole number of micrograms."""
        ug, rest = divmod(self.hundredths * weight_ug, _HUNDREDTHS)
        return None if rest else ug


def parse_pieces(text: str) -> Pieces | None:
    """Return the number in `5caps`, `0.5 tab`, `1/2 tab`, `1 1/2 tablets`; None where the text is about neither."""
    match = fullmatch(_PIECES, text.strip())
    if match is None:
        return None
    what = {"cap": "capsule", "tab": "tablet"}[match["what"].lower()]
    if match["part"]:
        return Pieces(int(match["and"] or 0) * _HUNDREDTHS + _PARTS[match["part"]], what)
    return Pieces(int(match["whole"]) * _HUNDREDTHS + int((match["hundredths"] or "").ljust(2, "0")), what)


def grams(amount_mg: int) -> float:
    """Return milligrams as grams, exact to the milligram, for JSON."""
    return amount_mg / MG_PER_G


def format_grams(amount_mg: int) -> str:
    """Return `2500` as `2.5 g`, with as many decimals as needed."""
    return f"{format_g(amount_mg)} g"


def format_g(amount_mg: int) -> str:
    """Return `2500` as `2.5`: grams without the unit."""
    whole, rest = divmod(abs(amount_mg), MG_PER_G)
    sign = "-" if amount_mg < 0 else ""
    return sign + (f"{whole}.{rest:03d}".rstrip("0") if rest else f"{whole}")


def format_mg(ug: int) -> str:
    """Return micrograms as milligrams without the unit, with as many decimals as needed: `7500` is `7.5`."""
    whole, rest = divmod(abs(ug), _UG_PER_MG)
    number = f"{whole}.{rest:03d}".rstrip("0") if rest else f"{whole}"
    return f"-{number}" if ug < 0 else number
