"""A trial: something that acts the same night, tried on nights that a coin chooses.

Nights come in pairs, two in a row, and a coin says which of the two has the thing that is tried. The number of pairs
and the score that answers are fixed when the trial is made. A draw is made when its pair begins and stored with the
trial, so nobody can know it before, and none is made twice. `domain.trials.result` has the answer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from legdiary.domain.coin import read_day_and, read_draws
from legdiary.domain.invariants import OutOfRange, check_day, check_one_of, check_trimmed_name, check_within
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from legdiary.domain.coin import Draw

#: The nights of a pair.
NIGHTS = 2
#: Under six pairs no interval leaves anything out; more than a hundred are most of a year.
LEAST_PAIRS, MOST_PAIRS = 6, 100
MOST_LOOKS = 10_000
SEVERITY, TOTAL_SLEEP = "severity", "total-sleep"
#: The scores that a trial may have: those of the night itself, and the minutes slept.
SCORES = (SEVERITY, "falling-asleep", "overnight", TOTAL_SLEEP)
YES, NO = "yes", "no"
_SAID = f"a night and {YES} or {NO}, as in 2026-11-22 {YES}"


@dataclass(frozen=True, slots=True)
class Trial:
    """A question whose nights a coin chooses.

    Attributes:
        began_on: the diary day on which it was made.
        name: what is tried, in the person's own words.
        pairs: the number of pairs of nights, fixed beforehand.
        score: the score that answers, fixed beforehand.
        draws: a word for each pair that has begun, in order: `2026-11-22 first`.
        did: what was done on nights of which it was said, in order: `2026-11-22 yes`.
        looks: how often its result was looked at before the end.
    """

    kind: ClassVar[str] = "trial"

    began_on: date
    name: str
    pairs: int
    score: str = SEVERITY
    draws: tuple[str, ...] = ()
    did: tuple[str, ...] = ()
    looks: int = 0

    def __post_init__(self) -> None:
        check_day(self.began_on)
        check_trimmed_name(self.name, "trial")
        check_within("number of pairs", self.pairs, LEAST_PAIRS, MOST_PAIRS)
        check_one_of("score", self.score, SCORES)
        check_within("number of pairs drawn", len(self.draws), 0, self.pairs)
        check_within("number of looks", self.looks, 0, MOST_LOOKS)
        nights = {night for draw in self.each_draw() for night in (draw.begins_on, draw.begins_on + A_DAY)}
        before = None
        for night, _ in _answers(self.did):
            if night not in nights or (before is not None and night <= before):
                raise OutOfRange("trial", f"with the night {night}", "the nights of its pairs, each once and in order")
            before = night

    @property
    def night_of(self) -> date:
        """The day under which it is listed: the one on which it was made."""
        return self.began_on

    def each_draw(self) -> Iterator[Draw]:
        """Yield its draws in order."""
        return read_draws(self.draws, from_day=self.began_on, days=NIGHTS, what="draw")

    @property
    def answers(self) -> dict[date, bool]:
        """Night → whether the thing was done, for the nights of which that was said."""
        return dict(_answers(self.did))

    def draw_on(self, night: date) -> Draw | None:
        """Return the draw of the pair that has this night; None where no pair has it."""
        return next((draw for draw in self.each_draw() if draw.begins_on <= night <= draw.begins_on + A_DAY), None)

    def is_over(self, today: date) -> bool:
        """Return whether every pair has passed."""
        if len(self.draws) < self.pairs:
            return False
        *_, last = self.each_draw()
        return today >= last.begins_on + timedelta(days=NIGHTS)

    def needs_draw(self, night: date) -> bool:
        """Return whether a new pair would begin with this night."""
        if len(self.draws) >= self.pairs or night < self.began_on:
            return False
        drawn = list(self.each_draw())
        return not drawn or night >= drawn[-1].begins_on + timedelta(days=NIGHTS)


def _answers(words: tuple[str, ...]) -> Iterator[tuple[date, bool]]:
    for word in words:
        night, said = read_day_and(word, (YES, NO), _SAID, "answer of a trial")
        yield night, said == YES


def with_answer(did: tuple[str, ...], night: date, *, done: bool) -> tuple[str, ...]:
    """Return the answers with that of one night; another answer of that night gives way."""
    others = [word for word in did if not word.startswith(f"{night} ")]
    return tuple(sorted([*others, f"{night} {YES if done else NO}"]))
