"""The coin of a plan: cuts laid out in pairs of weeks, of which it chooses the one with the fresh cut.

A plan keeps a word for each pair: `2026-12-07 open` until the pair begins, then `2026-12-07 first` or
`2026-12-07 second`. The draw can only delay the cut, by a week.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from legdiary.domain.coin import FIRST, SECOND, read_day_and
from legdiary.domain.invariants import OutOfRange

if TYPE_CHECKING:
    from collections.abc import Iterable

WEEK = timedelta(days=7)
PAIR = 2 * WEEK
OPEN = "open"
_ACCEPTED = f"a day and {OPEN}, {FIRST} or {SECOND}, as in 2026-12-07 {FIRST}"


def check_coin(words: Iterable[str]) -> None:
    """Refuse words that are not those of pairs of weeks, each after the one before.

    Raises:
        OutOfRange, TooLongAgo, TooFarAhead.
    """
    earliest = None
    for word in words:
        begins_on, _ = read_day_and(word, (OPEN, FIRST, SECOND), _ACCEPTED, "pair of weeks")
        if earliest is not None and begins_on < earliest:
            raise OutOfRange("pair of weeks", f"from {begins_on}", f"{earliest} or later")
        earliest = begins_on + PAIR
