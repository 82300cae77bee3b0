"""Chance for the made-up diary: the same seed gives the same numbers on every version of Python."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

from legdiary.domain.entries.night import SCORE_MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

_T = TypeVar("_T")


class Dice:
    """Random numbers from `random()` alone, whose sequence is the same in every version of Python."""

    def __init__(self, seed: str) -> None:
        self._next = random.Random(seed).random  # noqa: S311 - a made-up diary is no secret

    def chance(self, share: float) -> bool:
        """Return True in this share of throws."""
        return self._next() < share

    def between(self, least: int, most: int) -> int:
        """Return a whole number, both ends included."""
        return least + int(self._next() * (most - least + 1))

    def pick(self, choices: Sequence[_T]) -> _T:
        """Return one of the choices."""
        return choices[self.between(0, len(choices) - 1)]

    def normal(self) -> float:
        """Return a number with mean 0 and variance 1, within ±6: the sum of twelve uniform ones, minus 6."""
        return sum(self._next() for _ in range(12)) - 6

    def near(self, middle: float, spread: float) -> int:
        """Return a whole number about a middle."""
        return round(middle + spread * self.normal())

    def score(self, middle: float, spread: float) -> int:
        """Return a rating about a middle, 0–10."""
        return min(SCORE_MOST, max(0, self.near(middle, spread)))
