"""Comparison of one phase with the next: NAP, and the difference of medians."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from legdiary.domain.stats.descriptive import known, median
from legdiary.domain.stats.sample_size import shortfalls
from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.stats.sample_size import Shortfall

COMPARE_NIGHTS_NEEDED = 7
"""Nights needed on each side of a comparison; the caller first leaves out a step's six settling days (facts C2)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two phases side by side. The figures are None when `why_not` is not empty.

    Attributes:
        n_before: known nights of the earlier phase.
        n_after: known nights of the later phase.
        nap: non-overlap of all pairs, 0–1: share of (before, after) pairs in which the later value is
            *lower*, ties counted half. 1 is lower throughout, 0.5 no difference (Parker & Vannest 2009; facts
            C1, C3).
        tau: 2 * nap - 1, from -1 to 1; positive is lower.
        median_before, median_after: in the unit of the values.
        median_change: after - before; negative is lower.
        why_not: the requirements that are not met.
    """

    n_before: int
    n_after: int
    nap: float | None
    tau: float | None
    median_before: float | None
    median_after: float | None
    median_change: float | None
    why_not: tuple[Shortfall, ...]


def missing_nights(n_before: int, n_after: int) -> tuple[Shortfall, ...]:
    """Return the requirements of a comparison that two numbers of known nights do not meet."""
    return shortfalls(
        ("nights before", COMPARE_NIGHTS_NEEDED, n_before), ("nights after", COMPARE_NIGHTS_NEEDED, n_after)
    )


def non_overlap(before: Sequence[float], after: Sequence[float]) -> float:
    """Return NAP (see `Comparison.nap`), 0–1: Mann–Whitney's U divided by the number of pairs.

    Raises:
        ValueError: one side has no values.
    """
    if not before or not after:
        raise ValueError("no values")
    ordered = sorted(after)
    # Counted twice, so that the half for a tie stays a whole number.
    twice = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in before)
    return twice / (2 * len(before) * len(after))


def compare(before: Iterable[float | None], after: Iterable[float | None]) -> Comparison:
    """Compare two phases by NAP and medians, from one value a night; None is a missing night and is left out."""
    a, b = known(before), known(after)
    if why_not := missing_nights(len(a), len(b)):
        return Comparison(len(a), len(b), None, None, None, None, None, why_not)
    nap = non_overlap(a, b)
    return Comparison(
        len(a),
        len(b),
        nap=nap,
        tau=2 * nap - 1,
        median_before=median(a),
        median_after=median(b),
        median_change=median(b) - median(a),
        why_not=(),
    )
