"""Pairs of weeks, as a plan with a coin keeps them: a word each, `2026-12-07 open`."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from legdiary.domain.coin import FIRST, SECOND, read_day_and
from legdiary.domain.invariants import OutOfRange
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

WEEK = timedelta(days=7)
PAIR = 2 * WEEK
OPEN = "open"
_ACCEPTED = f"a day and {OPEN}, {FIRST} or {SECOND}, as in 2026-12-07 {FIRST}"


class WeekPair(NamedTuple):
    """One pair of weeks.

    Attributes:
        number: from 1 on.
        begins_on: its first day.
        state: open, first or second.
    """

    number: int
    begins_on: date
    state: str

    @property
    def word(self) -> str:
        """The pair as it is kept."""
        return f"{self.begins_on} {self.state}"

    @property
    def is_drawn(self) -> bool:
        """True once the coin has chosen."""
        return self.state != OPEN

    def has(self, day: date) -> bool:
        """Return whether a day lies in it; an open pair is given up when its second week begins."""
        return self.begins_on <= day < self.begins_on + (PAIR if self.is_drawn else WEEK)


def read_pairs(words: Iterable[str]) -> Iterator[WeekPair]:
    """Yield the pairs that words keep.

    Raises:
        OutOfRange, TooLongAgo, TooFarAhead.
    """
    for number, word in enumerate(words, start=1):
        yield WeekPair(number, *read_day_and(word, (OPEN, FIRST, SECOND), _ACCEPTED, "pair of weeks"))


def check_coin(words: Iterable[str]) -> None:
    """Refuse words that are not those of pairs of weeks, each after the one before.

    Raises:
        OutOfRange, TooLongAgo, TooFarAhead.
    """
    for before, pair in pairwise(list(read_pairs(words))):
        if pair.begins_on < before.begins_on + PAIR:
            raise OutOfRange("pair of weeks", f"from {pair.begins_on}", f"{before.begins_on + PAIR} or later")
