"""Checks of doses of other substances than leaf: their limits, and the questions about an amount far from the usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import UG_PER_MG
from legdiary.domain.entries.dose_limits import KRATOM_MOST_MG, NothingTaken, TooMuch
from legdiary.domain.entries.dose_rules import USUAL_DAYS
from legdiary.domain.entries.substances import EXTRACT, KNOWN_KINDS, vocabulary_name
from legdiary.domain.entries.usual_amount import check_beside_plan
from legdiary.domain.entries.usual_amount import check_beside_usual as check_far
from legdiary.domain.input.amounts import format_mg
from legdiary.errors import Asks

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


_GRAM_UG = 1_000_000


def plain_name(word: str) -> str:
    """Return a substance's name for a refusal; a kind of one's own is not named there."""
    return vocabulary_name(word) or "that substance"


def check_amount(ug: int, typed: str, substance: str) -> int:
    """Return the micrograms of one entry of another substance than leaf, if they can be one dose.

    Raises:
        NothingTaken: 0 or less.
        TooMuch: above 200 g.
    """
    if ug <= 0:
        of = substance if substance in KNOWN_KINDS else "KIND"  # a kind of one's own is not named in an error
        raise NothingTaken(typed, f". For a dose-free day: dose none --of {of}")
    if ug > KRATOM_MOST_MG * UG_PER_MG:
        raise TooMuch(typed, "200 g")
    return ug


def check_usual(
    substance: str, ug: int, usual_ug: Sequence[int], planned_ug: Collection[int] = (), *, in_grams: bool = False
) -> None:
    """Ask about a dose of another substance than leaf far above or below the usual one: a unit is easily mistaken.

    Args:
        substance: the word of its substance.
        ug: the dose.
        usual_ug: the other doses of the substance of the last 14 days.
        planned_ug: the targets of its plans; needed only where there is no other dose.
        in_grams: it was typed in grams, though these are kept in milligrams; a whole gram and more is asked about
            without another dose to compare it with.

    Raises:
        FarFromUsual: the dose is above ten times or below a tenth of their median.
        FarFromPlan: there is no other dose, and it is far from every target of its plan.
        Asks: there is no other dose, and a gram or more was typed in grams.
    """
    of = f"{format_mg(ug)} mg of {plain_name(substance)}"
    if not usual_ug:
        if in_grams and ug >= _GRAM_UG and substance != EXTRACT:
            raise Asks(
                f"{of} in one entry is written in grams, and no other dose of the last {USUAL_DAYS} days is there to "
                "compare it with."
            )
        check_beside_plan(of, ug, planned_ug, _told)
        return
    check_far(of, float(ug), [float(each) for each in usual_ug], _told)


def _told(ug: float) -> str:
    return f"{format_mg(round(ug))} mg"
