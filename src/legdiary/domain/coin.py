"""The draws of a coin: for each pair of nights or weeks, which half of it has the thing that is tried.

A draw is kept as a word, `2026-11-22 first`: the day on which the pair begins, and the half that the coin chose. The
coin itself is tossed by `app.context`; nothing here is random.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from legdiary.domain.invariants import OutOfRange, check_day
from legdiary.errors import quote_typed
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FIRST, SECOND = "first", "second"
_ACCEPTED = f"a day and {FIRST} or {SECOND}, as in 2026-11-22 {FIRST}"


class Draw(NamedTuple):
    """One toss of the coin.

    Attributes:
        begins_on: the first day of the pair.
        is_first: whether the first half of the pair has the thing that is tried; else the second.
    """

    begins_on: date
    is_first: bool

    @property
    def word(self) -> str:
        """The draw as it is kept."""
        return f"{self.begins_on} {FIRST if self.is_first else SECOND}"

    def chosen(self, days: int) -> date:
        """Return the first day of the half that the coin chose, where a half has so many days."""
        return self.begins_on if self.is_first else self.begins_on + timedelta(days=days)

    def other(self, days: int) -> date:
        """Return the first day of the other half."""
        return self.begins_on + timedelta(days=days) if self.is_first else self.begins_on


def read_draw(word: str) -> Draw:
    """Return the draw that a word keeps.

    Raises:
        OutOfRange: it keeps none.
        TooLongAgo, TooFarAhead: its day is none of a diary.
    """
    on, half = read_day_and(word, (FIRST, SECOND), _ACCEPTED, "draw")
    return Draw(on, half == FIRST)


def read_day_and(word: str, accepted: Sequence[str], form: str, what: str) -> tuple[date, str]:
    """Return the two parts of a word that has a day and one of a few words.

    Raises:
        OutOfRange: it has another form.
        TooLongAgo, TooFarAhead: its day is none of a diary.
    """
    day, _, said = word.partition(" ")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        on = None
    if on is None or f"{on}" != day or said not in accepted:
        raise OutOfRange(what, quote_typed(word), form)
    check_day(on)
    return on, said


def read_draws(words: Iterable[str], *, from_day: date, days: int, what: str) -> Iterator[Draw]:
    """Yield the draws that words keep; each pair begins when the one before is over.

    Args:
        words: the words.
        from_day: the earliest day on which the first pair may begin.
        days: the days of a pair.
        what: the word for such a draw in an error.

    Raises:
        OutOfRange: a word keeps no draw, or a pair begins too early.
    """
    earliest = from_day
    for word in words:
        draw = read_draw(word)
        if draw.begins_on < earliest:
            raise OutOfRange(f"{what} of a pair", f"on {draw.begins_on}", f"{earliest} or later")
        yield draw
        earliest = draw.begins_on + timedelta(days=days)
