"""The answer of a plan whose coin chose the week of each cut: the week after a cut beside the other week of its pair.

A pair is analysed as it was drawn, whatever was held or set since. Of each week the nights 2 to 7 count, and a week
needs three of them with a score.
"""

from __future__ import annotations

from datetime import timedelta
from math import fsum
from typing import TYPE_CHECKING

from legdiary.domain.coin import FIRST
from legdiary.domain.stats.sign_flip import sign_flip
from legdiary.domain.taper.plan_coin import pairs_of
from legdiary.domain.taper.week_pairs import PAIR, WEEK
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from legdiary.domain.stats.sign_flip import SignFlip
    from legdiary.domain.taper.plan import Plan

#: The days of a week that count, from the day of the cut on, and how many of them need a score.
COUNTED = range(1, 7)
LEAST_NIGHTS = 3
#: Under five pairs there is no figure, only their number.
LEAST_SCORED = 5


@dataclass(frozen=True, slots=True)
class CoinCuts:
    """The pairs of weeks of one plan.

    Attributes:
        plan: the name of the plan.
        pairs: the number of pairs laid out.
        over: how many of them are drawn and over.
        given_up: how many of them passed without a toss.
        scored: how many of those that are over have enough nights in both weeks.
        is_over: whether no pair is to come.
        test: the exact test, with the cut less without; None before the end, and under five scored pairs.
    """

    plan: str
    pairs: int
    over: int
    given_up: int
    scored: int
    is_over: bool
    test: SignFlip | None


def coin_cuts(plan: Plan, scores: Mapping[date, float], today: date) -> CoinCuts:
    """Return the answer of a plan; the test only once no pair is to come.

    Args:
        plan: the plan.
        scores: night → severity, for the nights of its pairs.
        today: the present night, which is not over.
    """
    pairs = pairs_of(plan)
    over = [pair for pair in pairs if pair.is_drawn and pair.begins_on + PAIR <= today]
    ended = plan.ended_on
    lost = [
        pair for pair in pairs
        if not pair.is_drawn and (pair.begins_on + WEEK <= today or (ended is not None and ended <= pair.begins_on))
    ]  # fmt: skip
    differences = []
    for pair in over:
        first, second = (_mean(scores, pair.begins_on + later) for later in (timedelta(), WEEK))
        if first is not None and second is not None:
            differences.append(first - second if pair.state == FIRST else second - first)
    is_over = len(over) + len(lost) == len(pairs)
    test = sign_flip(differences) if is_over and len(differences) >= LEAST_SCORED else None
    return CoinCuts(plan.name, len(pairs), len(over), len(lost), len(differences), is_over, test)


def _mean(scores: Mapping[date, float], first: date) -> float | None:
    """Return the mean of a week's counted nights; None where too few have a score."""
    days = (first + timedelta(days=day) for day in COUNTED)
    found = [scores[day] for day in days if day in scores]
    return fsum(found) / len(found) if len(found) >= LEAST_NIGHTS else None
