"""Whether a number's mark is a decimal mark or one of thousands, for medicines and measures.

Nothing is guessed: what can be read two ways is refused with both. Grams and milligrams of kratom and magnesium have
their own rule, in `domain.amounts`.
"""

from __future__ import annotations

from legdiary.errors import BadValue, shown

_THOUSANDS = 3


class TwoReadings(BadValue):
    """`2,500mg`: a decimal mark or a thousands mark?"""

    def __init__(self, typed: str, thousands: str, decimal: str) -> None:
        super().__init__(f"{shown(typed)} can be read two ways; write {thousands} or {decimal}")


def check_mark(typed: str, whole: str, mark: str | None, fraction: str, unit: str) -> None:
    """Refuse three decimals that may as well be thousands; `1.125mg` can only be one thing.

    Args:
        typed: what was typed.
        whole: the digits before the mark.
        mark: a comma or a point; None in a whole number.
        fraction: the digits after it, or none.
        unit: what follows the number in the two spellings that are offered.

    Raises:
        TwoReadings: it can be read as either.
    """
    may_be = len(fraction) == _THOUSANDS and whole.strip("0")
    if may_be and (mark == "," or fraction.endswith("0")):
        decimal = f"{whole}.{fraction}".rstrip("0").rstrip(".")
        raise TwoReadings(typed, f"{whole}{fraction}{unit}", f"{decimal}{unit}")
