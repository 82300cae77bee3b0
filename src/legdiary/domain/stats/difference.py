"""The difference between two stretches of nights, held against what two such stretches differ by themselves.

Two weeks of the same person nearly always differ a little. A difference is named only where the medians are apart by a
size that matters *and* the nights hardly overlap; otherwise the two are about the same. Where nothing changed, at least
95 of 100 pairs of ordinary stretches are called so (docs/simulation.md).
"""

from __future__ import annotations

from legdiary.domain.stats.descriptive import known
from legdiary.domain.stats.phase_comparison import compare, non_overlap
from legdiary.util.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final, Literal, TypeAlias

    from legdiary.domain.stats.phase_comparison import Comparison

    Result: TypeAlias = Literal["lower", "higher", "about the same", "too few nights"]

SEVERITY_POINTS: Final = 2  # Farrar 2001, of pain; for restless legs none is known
TOTAL_SLEEP_MIN: Final = 30  # our own choice; 15 in AASM 2021 (doi:10.5664/jcsm.8988, Table 3, by diary)
AWAKE_MIN: Final = 30  # our own choice; 20 there
FALLING_ASLEEP_MIN: Final = 20  # as there
EFFICIENCY_POINTS: Final = 10  # as there
SYMPTOM_POINTS: Final = 2  # our own choice
"""The smallest difference of medians that is named, for each figure; symptoms by the sum of a night's grades."""

# Nights of the smaller side, from which on: the non-overlap needed. Fewer nights differ more by themselves.
_NAP_NEEDED = ((21, 0.88), (14, 0.90), (10, 0.93), (0, 0.95))
# Medians of percentages are quotients: a difference of exactly 10 may be short of it by a rounding error.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """Two stretches of nights side by side, and whether they differ.

    Attributes:
        comparison: the figures of both sides.
        least: the smallest difference of medians that is named.
        result: whether the later stretch is lower, higher or about the same.
    """

    comparison: Comparison
    least: float
    result: Result

    @property
    def same(self) -> bool | None:
        """True where the two are about the same; None where a side has too few nights."""
        return None if self.result == "too few nights" else self.result == "about the same"


def nap_needed(smaller_side: int) -> float:
    """Return the non-overlap from which on two stretches differ, by the number of nights of the smaller one."""
    return next(needed for nights, needed in _NAP_NEEDED if smaller_side >= nights)


def difference(before: Iterable[float | None], after: Iterable[float | None], least: float) -> Difference:
    """Return the difference of two stretches of nights, from one value a night; None is a missing night.

    Args:
        before: the earlier stretch.
        after: the later one.
        least: the smallest difference of medians that is named.
    """
    a, b = known(before), known(after)
    found = compare(a, b)
    return Difference(found, least, _result(found, a, b, least))


def _result(found: Comparison, a: list[float], b: list[float], least: float) -> Result:
    if found.nap is None or found.median_change is None:
        return "too few nights"
    needed = nap_needed(min(found.n_before, found.n_after))
    apart = abs(found.median_change) >= least - _ROUNDING
    # The mirror image is counted, not taken from one: 1 - 0.07 is less than 0.93.
    if apart and found.median_change < 0 and found.nap >= needed:
        return "lower"
    if apart and found.median_change > 0 and non_overlap(b, a) >= needed:
        return "higher"
    return "about the same"
