"""The answer of a trial: the exact test over the pairs of nights whose order a coin chose.

Every pair is analysed as it was drawn, whatever was done. A pair without a score on one of its nights is left out and
counted; no other takes its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.stats.sign_flip import sign_flip
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from legdiary.domain.coin import Draw
    from legdiary.domain.stats.sign_flip import SignFlip
    from legdiary.domain.trials.trial import Trial

#: Under five pairs there is no figure, only their number.
LEAST_SCORED = 5


@dataclass(frozen=True, slots=True)
class TrialPair:
    """One pair of nights.

    Attributes:
        draw: what the coin said.
        with_it: the score of the night that was to have it; None where there is none.
        without: the score of the other night; None where there is none.
        done: whether it was done on the night that was to have it; None where that was not said.
        done_without: whether it was done on the other night; None where that was not said.
    """

    draw: Draw
    with_it: float | None
    without: float | None
    done: bool | None
    done_without: bool | None

    @property
    def difference(self) -> float | None:
        """The score with it less the score without; None where one is missing."""
        return None if self.with_it is None or self.without is None else self.with_it - self.without

    @property
    def broke_the_draw(self) -> bool:
        """Whether it was said that another thing was done than the coin had chosen."""
        return self.done is False or self.done_without is True


@dataclass(frozen=True, slots=True)
class TrialResult:
    """The pairs of a trial, and the test over those with a score on both nights.

    Attributes:
        pairs: every pair that is over, in order.
        test: the exact test; None under five scored pairs.
    """

    pairs: tuple[TrialPair, ...]
    test: SignFlip | None

    @property
    def scored(self) -> int:
        """The number of pairs with a score on both nights."""
        return sum(pair.difference is not None for pair in self.pairs)

    @property
    def broken(self) -> int:
        """The number of pairs of which it was said that the draw was not followed."""
        return sum(pair.broke_the_draw for pair in self.pairs)


def trial_result(trial: Trial, scores: Mapping[date, float], today: date) -> TrialResult:
    """Return the answer of the pairs that are over before today.

    Args:
        trial: the trial.
        scores: night → its score, for the nights that have one.
        today: the current diary day; its night is not over.
    """
    said = trial.answers
    pairs = tuple(
        TrialPair(
            draw, scores.get(draw.chosen(1)), scores.get(draw.other(1)), said.get(draw.chosen(1)),
            said.get(draw.other(1)),
        )
        for draw in trial.each_draw()
        if draw.begins_on + A_DAY < today
    )  # fmt: skip
    differences = [pair.difference for pair in pairs if pair.difference is not None]
    return TrialResult(pairs, sign_flip(differences) if len(differences) >= LEAST_SCORED else None)
