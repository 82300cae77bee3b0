"""Amounts of medicines: read as typed, stored as text in one spelling.

Medicines come in many units, so an amount stays text; only its spelling is unified.
"""

from __future__ import annotations

from legdiary.domain.input.decimal_mark import check_mark
from legdiary.domain.input.units import WEIGHTS
from legdiary.errors import BadValue, quote_typed
from legdiary.util.patterns import fullmatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

_UNITS: dict[str, tuple[str, str]] = {
    **{word: (unit, unit) for word, unit in WEIGHTS.items()}, "iu": ("IU", "IU"),
    "ml": ("mL", "mL"), "tablet": ("tablet", "tablets"), "tab": ("tablet", "tablets"),
    "capsule": ("capsule", "capsules"), "cap": ("capsule", "capsules"), "drop": ("drop", "drops"),
    "patch": ("patch", "patches"), "patches": ("patch", "patches"), "spray": ("spray", "sprays"),
    "puff": ("puff", "puffs"), "sachet": ("sachet", "sachets"), "unit": ("unit", "units"),
    "injection": ("injection", "injections"), "infusion": ("infusion", "infusions"),
}  # fmt: skip
#: The most digits of a whole amount.
_DIGITS = 6
_MICROGRAMS = {"mcg": 1, "mg": 1000, "g": 1_000_000}
# Not compiled at import: `re` compiles and caches them at first use, and factors and symptoms never use them.
_AMOUNT = (
    r"(?i)(?:(?P<part>[1-3]/[2-4])|(?P<whole>[0-9]{1,6})(?:(?P<mark>[.,])(?P<fraction>[0-9]{1,4}))?)"
    r"\s*(?P<unit>[a-zµμ]+)"
)
_BARE = r"[0-9]{1,6}(?:[.,/][0-9]{1,4})?"


class NotAMedicineAmount(BadValue):
    """An amount of a medicine that cannot be read."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{quote_typed(typed)!r} is not an amount; write 300mg, 0.5mg, 50mcg, '1 tablet' or '10 drops'"
        )


class MedicineUnitMissing(BadValue):
    """A medicine's amount without its unit: 300 of what?"""

    def __init__(self, typed: str) -> None:
        number = typed.strip().replace(",", ".")
        super().__init__(f"{number} of what? Write {number}mg or '{number} tablets'.")


class NothingTakenOfIt(BadValue):
    """An amount of 0 for a medicine."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)} is not a dose; write an amount above 0, such as 300mg")


def parse_medicine_amount(text: str) -> str:
    """Return the amount in the stored spelling: `300mg` → `300 mg`, `0,5 MG` → `0.5 mg`, `1/2 tab` → `1/2 tablet`.

    Raises:
        MedicineUnitMissing, NotAMedicineAmount, NothingTakenOfIt, TwoReadings.
    """
    typed = text.strip()
    if fullmatch(_BARE, typed):
        raise MedicineUnitMissing(typed)
    match = fullmatch(_AMOUNT, typed)
    unit = _unit(match["unit"]) if match else None
    if match is None or unit is None:
        raise NotAMedicineAmount(text)
    if match["part"]:
        return f"{match['part']} {unit[0]}"
    whole, fraction = match["whole"].lstrip("0") or "0", match["fraction"] or ""
    if whole == "0" and not fraction.strip("0"):
        raise NothingTakenOfIt(text)
    number = f"{whole}.{fraction}".rstrip("0").rstrip(".") if fraction else whole
    check_mark(typed, whole, match["mark"], fraction, f" {unit[1]}")
    return f"{number} {unit[0] if number == '1' else unit[1]}"


def is_medicine_amount(text: str) -> bool:
    """Return whether the text looks like an amount with a unit."""
    match = fullmatch(_AMOUNT, text.strip())
    return match is not None and _unit(match["unit"]) is not None


def total_of(amounts: Sequence[str]) -> str:
    """Return the sum of a day's amounts: `300 mg` twice is `600 mg`; units that do not add up are joined by `+`."""
    totals: dict[str, Fraction | int] = {}  # weights in micrograms: whole numbers stay exact without fractions
    others = []
    for amount in amounts:
        read = _number_and_unit(amount)
        if read is None:
            others.append(amount)
            continue
        number, unit = read
        name, number = ("mg", number * _MICROGRAMS[unit]) if unit in _MICROGRAMS else (unit, number)
        totals[name] = totals.get(name, 0) + number
    known = (_spell(total / _MICROGRAMS.get(unit, 1), unit) for unit, total in sorted(totals.items()))
    return " + ".join([*known, *sorted(others)])


def exact_micrograms(amount: str) -> Fraction | int | None:
    """Return a stored amount in micrograms, `1/3 mg` too; None for tablets, drops and free text."""
    read = _number_and_unit(amount)
    if read is None or read[1] not in _MICROGRAMS:
        return None
    return read[0] * _MICROGRAMS[read[1]]


def micrograms(amount: str) -> int | None:
    """Return a stored amount in whole micrograms: `300 mg` is 300000; None where it is no such number of them."""
    exact = exact_micrograms(amount)
    return None if exact is None or exact.denominator != 1 else exact.numerator


def format_micrograms(ug: float) -> str:
    """Return micrograms as a label gives them: below a milligram `50 mcg`, from one on `7.5 mg`."""
    return _spell(ug, "mcg") if ug < _MICROGRAMS["mg"] else _spell(ug / _MICROGRAMS["mg"], "mg")


def _number_and_unit(amount: str) -> tuple[Fraction | int, str] | None:
    """Return the number and the unit of an amount; None where it was never typed here and cannot be read."""
    number, _, unit = amount.partition(" ")
    if number.isascii() and number.isdecimal() and number[0] != "0" and len(number) <= _DIGITS and unit in _MICROGRAMS:
        return int(number), unit  # nearly every stored amount: no pattern need be compiled
    try:
        number, _, unit = parse_medicine_amount(amount).partition(" ")
    except BadValue:
        return None
    known = _unit(unit)
    if known is None:
        return None
    if number.isdecimal():
        return int(number), known[0]
    from fractions import Fraction  # imported late: most amounts are whole numbers

    return Fraction(number), known[0]


def _spell(total: Fraction | float, unit: str) -> str:
    number = f"{float(total):.6f}".rstrip("0").rstrip(".")
    return f"{number} {unit if number == '1' else _UNITS[unit.casefold()][1]}"


def _unit(typed: str) -> tuple[str, str] | None:
    word = typed.casefold()
    return _UNITS.get(word) or (_UNITS.get(word.removesuffix("s")) if len(word) > len("mgs") else None)
