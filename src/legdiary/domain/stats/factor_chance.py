"""Nights with and without a factor, beside what as many factors that do nothing would show in the same diary.

Whoever logs ten factors finds one that goes with worse nights, whatever the factors do. So each factor's own nights are
moved along the calendar, round and round: at every other place they keep their number and their runs, the scores keep
their drift from night to night, and what the two have to do with each other is chance. How many of the factors differ
by as much at such a place, in the mean over all places, is what so many useless factors would show.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from legdiary.domain.stats.phase_comparison import COMPARE_NIGHTS_NEEDED
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

MOST_PLACES = 400
"""A longer range is tried at so many places, evenly spaced."""


@dataclass(frozen=True, slots=True)
class FactorDifference:
    """One factor that was looked at.

    Attributes:
        name: the factor.
        n_with, n_without: nights with a score, with and without it.
        change: the median with it less the median without.
        useless_as_far: of so many useless factors as were looked at, the number that would differ by at least as much,
            in either direction: expected by chance, so no whole number.
    """

    name: str
    n_with: int
    n_without: int
    change: float
    useless_as_far: float


def factor_differences(
    scores: Sequence[int | None], logged: Mapping[str, Collection[int]]
) -> tuple[FactorDifference, ...]:
    """Return every factor with at least seven nights on each side, by name: those are the factors looked at.

    Args:
        scores: one for each night of the range, None where it is missing.
        logged: factor → the places, in `scores`, of the nights on which it is logged.
    """
    changes = {name: list(_changes(scores, set(logged[name]))) for name in sorted(logged)}
    looked_at = {name: [change for change in places if change is not None] for name, places in changes.items()
                 if places and places[0] is not None}  # fmt: skip
    found = []
    for name, places in looked_at.items():
        with_it = sum(scores[place] is not None for place in set(logged[name]))
        known = sum(score is not None for score in scores)
        far = abs(places[0])
        # Added exactly, so that every Python rounds it to the same figure.
        expected = fsum(sum(abs(change) >= far for change in other) / len(other) for other in looked_at.values())
        found.append(FactorDifference(name, with_it, known - with_it, places[0], expected))
    return tuple(found)


def _changes(scores: Sequence[int | None], places: set[int]) -> Iterator[float | None]:
    """Yield the difference of medians at every place of the calendar, the true one first; None with too few nights."""
    values = sorted({score for score in scores if score is not None})
    rank = {value: at for at, value in enumerate(values)}
    ranks = [None if score is None else rank[score] for score in scores]
    every = [0] * len(values)
    for at in ranks:
        if at is not None:
            every[at] += 1
    n = len(scores)
    for moved in range(0, n, -(-n // MOST_PLACES)) if n else ():
        with_it = [0] * len(values)
        for place in places:
            at = ranks[(place + moved) % n]
            if at is not None:
                with_it[at] += 1
        without = [total - part for total, part in zip(every, with_it, strict=True)]
        enough = min(sum(with_it), sum(without)) >= COMPARE_NIGHTS_NEEDED
        yield _median(values, with_it) - _median(values, without) if enough else None


def _median(values: Sequence[int], counts: Sequence[int]) -> float:
    """Return the median of values of which each comes so many times."""
    n = sum(counts)
    lower = upper = below = 0
    for value, count in zip(values, counts, strict=True):
        if below <= (n - 1) // 2 < below + count:
            lower = value
        if below <= n // 2 < below + count:
            upper = value
        below += count
    return (lower + upper) / 2
