"""Decimal and thousands marks in the numbers of medicines and measures.

Nothing is guessed: a number that can be read two ways is refused, and the message shows both. Grams and milligrams of
kratom and magnesium have their own rule, in `domain.input.amounts`.
"""

from __future__ import annotations

from legdiary.errors import BadValue, quote_typed

_THOUSANDS = 3


class TwoReadings(BadValue):
    """`2,500mg`: a decimal mark or a thousands mark?"""

    def __init__(self, typed: str, thousands: str, decimal: str) -> None:
        super().__init__(f"{quote_typed(typed)} can be read two ways; write {thousands} or {decimal}")


def check_mark(typed: str, whole: str, mark: str | None, fraction: str, unit: str) -> None:
    """Refuse three decimals that could also be thousands; `1.125mg` has only one reading.

    Args:
        typed: what was typed.
        whole: the digits before the mark.
        mark: a comma or a point; None in a whole number.
        fraction: the digits after the mark, or an empty string.
        unit: the unit shown in the two spellings that are offered.

    Raises:
        TwoReadings: both readings are possible.
    """
    may_be = len(fraction) == _THOUSANDS and whole.strip("0")
    if may_be and (mark == "," or fraction.endswith("0")):
        decimal = f"{whole}.{fraction}".rstrip("0").rstrip(".")
        raise TwoReadings(typed, f"{whole}{fraction}{unit}", f"{decimal}{unit}")
