"""Amounts of medicines: read as typed, stored as text in one spelling.

Medicines come in many units, so an amount stays text; only its spelling is unified.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from legdiary.domain.input.decimal_mark import check_mark
from legdiary.errors import BadValue, quote_typed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

_UNITS: dict[str, tuple[str, str]] = {
    "mg": ("mg", "mg"), "g": ("g", "g"), "mcg": ("mcg", "mcg"), "ug": ("mcg", "mcg"), "iu": ("IU", "IU"),
    "ml": ("mL", "mL"), "tablet": ("tablet", "tablets"), "tab": ("tablet", "tablets"),
    "capsule": ("capsule", "capsules"), "cap": ("capsule", "capsules"), "drop": ("drop", "drops"),
    "patch": ("patch", "patches"), "patches": ("patch", "patches"), "spray": ("spray", "sprays"),
    "puff": ("puff", "puffs"), "sachet": ("sachet", "sachets"), "unit": ("unit", "units"),
    "injection": ("injection", "injections"), "infusion": ("infusion", "infusions"),
}  # fmt: skip
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
        super().__init__(f"{quote_typed(typed)!r} is no amount; write 300mg, 0.5mg, 50mcg, '1 tablet' or '10 drops'")


class MedicineUnitMissing(BadValue):
    """A medicine's amount without its unit: 300 of what?"""

    def __init__(self, typed: str) -> None:
        number = typed.strip().replace(",", ".")
        super().__init__(f"{number} of what? Write {number}mg or '{number} tablets'.")


class NothingTakenOfIt(BadValue):
    """An amount of 0 for a medicine."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)} is nothing taken; write an amount above 0, such as 300mg")


def parse_medicine_amount(text: str) -> str:
    """Return the amount in the stored spelling: `300mg` → `300 mg`, `0,5 MG` → `0.5 mg`, `1/2 tab` → `1/2 tablet`.

    Raises:
        MedicineUnitMissing, NotAMedicineAmount, NothingTakenOfIt, TwoReadings.
    """
    typed = text.strip()
    if re.fullmatch(_BARE, typed):
        raise MedicineUnitMissing(typed)
    match = re.fullmatch(_AMOUNT, typed)
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
    match = re.fullmatch(_AMOUNT, text.strip())
    return match is not None and _unit(match["unit"]) is not None


def total_of(amounts: Sequence[str]) -> str:
    """Return the sum of a day's amounts: `300 mg` twice is `600 mg`; units that do not add up are joined by `+`."""
    from fractions import Fraction  # imported late: logging a single amount does not need it

    totals: dict[str, Fraction] = {}
    others = []
    for amount in amounts:
        number, _, unit = amount.partition(" ")
        known = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
        try:
            value = Fraction(number)
        except ValueError:
            known = None
        if known is None:
            others.append(amount)
            continue
        name, micrograms = ("mg", _MICROGRAMS[known[0]]) if known[0] in _MICROGRAMS else (known[0], None)
        totals[name] = totals.get(name, Fraction(0)) + (value if micrograms is None else value * micrograms / 1000)
    return " + ".join([*(_spell(total, unit) for unit, total in sorted(totals.items())), *sorted(others)])


def _spell(total: Fraction, unit: str) -> str:
    number = f"{float(total):.6f}".rstrip("0").rstrip(".")
    return f"{number} {unit if number == '1' else _UNITS[unit.casefold()][1]}"


def _unit(typed: str) -> tuple[str, str] | None:
    word = typed.casefold().replace("µ", "u").replace("μ", "u")
    return _UNITS.get(word) or (_UNITS.get(word.removesuffix("s")) if len(word) > len("mgs") else None)
