"""The limits of one dose: how much is refused, and how much is asked about."""

from __future__ import annotations

from legdiary.domain.input.amounts import format_grams
from legdiary.errors import Asks, BadValue, quote_typed

KRATOM_ASKS_ABOVE_MG = 15_000


KRATOM_MOST_MG = 200_000


MAGNESIUM_ASKS_ABOVE_MG = 1000


MAGNESIUM_MOST_MG = 5000


#: The highest rating of how much a dose helped.
HELPED_MOST = 3


class NothingTaken(BadValue):
    """An amount of 0, which is not a dose."""

    def __init__(self, typed: str, instead: str = "") -> None:
        super().__init__(f"{quote_typed(typed)} is not a dose; write an amount above 0{instead}")


class TooMuch(BadValue):
    """More than one entry can hold."""

    def __init__(self, typed: str, most: str) -> None:
        super().__init__(f"{quote_typed(typed)} is above {most}, the most for one entry")


def check_kratom(amount_mg: int, typed: str, *, confirmed: bool) -> int:
    """Return the amount of one kratom entry, in mg, if it is plausible.

    Raises:
        NothingTaken: 0 or less.
        TooMuch: above 200 g.
        Asks: above 15 g and not confirmed.
    """
    if amount_mg <= 0:
        raise NothingTaken(typed, ". For a dose-free day: kratom none")
    if amount_mg > KRATOM_MOST_MG:
        raise TooMuch(typed, "200 g")
    if amount_mg > KRATOM_ASKS_ABOVE_MG and not confirmed:
        raise Asks(f"{format_grams(amount_mg)} of kratom in one entry is more than 15 g.")
    return amount_mg


def check_magnesium(elemental_mg: int, typed: str, *, confirmed: bool) -> int:
    """Return the elemental milligrams of one magnesium entry, if they are plausible.

    Raises:
        NothingTaken: 0 or less.
        TooMuch: above 5000 mg.
        Asks: above 1000 mg and not confirmed.
    """
    if elemental_mg <= 0:
        raise NothingTaken(typed)
    if elemental_mg > MAGNESIUM_MOST_MG:
        raise TooMuch(typed, "5000 mg elemental")
    if elemental_mg > MAGNESIUM_ASKS_ABOVE_MG and not confirmed:
        raise Asks(f"{elemental_mg} mg of elemental magnesium in one entry is more than 1000 mg.")
    return elemental_mg
