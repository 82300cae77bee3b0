"""Pairwise statistics in exact arithmetic: Kendall's S and tau-b, Theil–Sen.

Everything here takes whole numbers (a 0–10 score, minutes) on whole night numbers and stays in integers until
the last division, so that ties stay ties, a perfectly straight series has residuals of exactly zero, and
fast counting gives exactly the figure of the definition (facts C1, C2).
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from itertools import combinations_with_replacement
from math import erfc, factorial, sqrt
from typing import TYPE_CHECKING, TypeAlias

from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Night: TypeAlias = tuple[int, int]
"""(night number, score): the number is a day ordinal, so that gaps are kept; the score is a whole number."""

Step: TypeAlias = tuple[int, int]
"""(nights apart, score difference) from an earlier night to a later one."""

_EXACT_P_UP_TO = 33  # scipy.stats.kendalltau uses the normal approximation above this number of untied points


@dataclass(frozen=True, slots=True)
class Ratio:
    """An exact fraction; importing `fractions.Fraction` would cost more than this whole module."""

    top: int
    bottom: int

    def __float__(self) -> float:
        return self.top / self.bottom


@dataclass(frozen=True, slots=True)
class Tau:
    """Kendall's tau-b and its two-sided p; see `kendall_tau_b`."""

    tau: float
    p: float


def two_sided_p(z: float) -> float:
    """Return P(|Z| >= |z|) for a standard normal Z."""
    return erfc(abs(z) / sqrt(2))


def kendall_s(pairs: Iterable[Night]) -> int:
    """Return Kendall's S: concordant minus discordant pairs; pairs tied in either number count as 0.

    With distinct night numbers this is Mann–Kendall's S = sum of sign(y_j - y_i) over i < j (facts C2). Each
    point is placed among the earlier ones by bisection: O(n log n) comparisons instead of O(n^2), with the
    same result.
    """
    s = 0
    earlier: list[int] = []
    waiting: list[int] = []  # points of the same night number: not compared with each other
    now: int | None = None
    for t, y in sorted(pairs):
        if t != now:
            for value in waiting:
                insort(earlier, value)
            waiting.clear()
            now = t
        s += bisect_left(earlier, y) - (len(earlier) - bisect_right(earlier, y))
        waiting.append(y)
    return s


def tie_sizes(values: Iterable[int]) -> list[int]:
    """Return the counts of the values that occur more than once."""
    return [count for count in Counter(values).values() if count > 1]


def kendall_variance(n: int, ties: Iterable[int]) -> float:
    """Return the variance of Mann–Kendall's S without autocorrelation, V of facts C2.

    Args:
        n: number of points, on distinct nights.
        ties: sizes of the groups of equal scores; a size of 1 changes nothing.
    """
    return (n * (n - 1) * (2 * n + 5) - sum(c * (c - 1) * (2 * c + 5) for c in ties)) / 18


def kendall_tau_b(pairs: Sequence[Night]) -> Tau:
    """Return Kendall's tau-b and its p, by the rules of `scipy.stats.kendalltau` (method `auto`, its default).

    p is exact when neither number has ties and there are at most 33 points (or at most one pair is out of
    order), otherwise asymptotic: normal, with the variance corrected for ties, without continuity correction.
    With two phases as the first number there are always ties, so that p is always the asymptotic one. When
    one of the numbers does not vary (where SciPy gives NaN), tau is 0.0 and p 1.0: there is no evidence of an order.
    """
    n = len(pairs)
    all_pairs = n * (n - 1) // 2
    x_ties, y_ties = tie_sizes(x for x, _ in pairs), tie_sizes(y for _, y in pairs)
    x_tied = sum(c * (c - 1) for c in x_ties) // 2
    y_tied = sum(c * (c - 1) for c in y_ties) // 2
    if all_pairs in (x_tied, y_tied):
        return Tau(0.0, 1.0)
    s = kendall_s(pairs)
    tau = s / sqrt((all_pairs - x_tied) * (all_pairs - y_tied))  # one root: two would give 0.999… for 1
    if not x_tied and not y_tied:
        fewer = (all_pairs - abs(s)) // 2
        if n <= _EXACT_P_UP_TO or fewer <= 1:
            return Tau(tau, _exact_p(n, fewer))
    variance = (
        (2 * all_pairs * (2 * n + 5) - sum(c * (c - 1) * (2 * c + 5) for c in x_ties + y_ties)) / 18
        + x_tied * y_tied / all_pairs
        + _triples(x_ties) * _triples(y_ties) / (9 * n * (n - 1) * (n - 2))
    )
    return Tau(tau, two_sided_p(s / sqrt(variance)))


def _triples(ties: Iterable[int]) -> int:
    return sum(c * (c - 1) * (c - 2) for c in ties)


def _exact_p(n: int, inversions: int) -> float:
    """Return twice the share of the n! orders with at most `inversions` inversions, capped at 1."""
    counts = [1] + [0] * inversions
    for size in range(2, n + 1):
        running = 0
        longer = []
        for k, count in enumerate(counts):
            running += count - (counts[k - size] if k >= size else 0)
            longer.append(running)
        counts = longer
    return min(1.0, 2 * sum(counts) / factorial(n))


def theil_sen(nights: Sequence[Night], s: int | None = None) -> Ratio:
    """Return the Theil–Sen slope in points per night: the median of (y_j - y_i)/(t_j - t_i), i < j; exact (facts C2).

    Scores and nights are whole numbers, so slopes repeat: pairs are counted by (night difference, score
    difference) and the median is found from those counts. Few pairs are counted one by one; for a long series of
    few distinct scores (ten years of 0–10: 6.7 million pairs) products of long numbers are used. Both methods count
    every pair. Where the median is 0, as in years without a trend, the signs of the slopes already show it, and
    nothing is counted.

    Args:
        nights: at least two, on distinct nights, in any order.
        s: their Kendall's S, if already known.

    Raises:
        ValueError: fewer than two nights, or a night that comes twice.
    """
    if len({t for t, _ in nights}) < len(nights):
        raise ValueError("a night comes twice")
    if _is_level(nights, kendall_s(nights) if s is None else s):
        return Ratio(0, 1)
    scores = len({y for _, y in nights})
    span = max(nights)[0] - min(nights)[0]
    by_product = scores * scores * span < len(nights) * (len(nights) - 1) // 2
    return median_slope(pairs_by_product(nights) if by_product else pairs_one_by_one(nights))


def _is_level(nights: Sequence[Night], s: int) -> bool:
    """Return whether the median slope is 0, judged from the numbers of rising, falling and level pairs."""
    n = len(nights)
    pairs = n * (n - 1) // 2
    level = sum(count * (count - 1) // 2 for count in tie_sizes(y for _, y in nights))
    falling = (pairs - level - s) // 2
    return bool(level) and falling <= (pairs - 1) // 2 and pairs // 2 < falling + level


def pairs_one_by_one(nights: Sequence[Night]) -> dict[Step, int]:
    """Return the number of pairs for each step, by the definition."""
    ordered = sorted(nights)
    counts: Counter[Step] = Counter()
    for i, (t, y) in enumerate(ordered):
        counts.update([(later - t, value - y) for later, value in ordered[i + 1 :]])
    return counts


def pairs_by_product(nights: Sequence[Night]) -> dict[Step, int]:
    """Return the same as `pairs_one_by_one`, by a product of two long numbers for every two scores.

    In the first number digit t is 1 where night t has the first score; in the second number the digits of the second
    score run backwards. The digits of the product then count the pairs by the number of nights between them, for
    both orders; a digit is wide enough to hold any count.
    """
    first = min(nights)[0]
    span = max(nights)[0] - first
    wide = "H" if len(nights) < 1 << 16 else "L"
    scores = sorted({y for _, y in nights}, reverse=True)
    forward = {y: _digits([t - first for t, score in nights if score == y], span, wide) for y in scores}
    backward = {y: _digits([span - t + first for t, score in nights if score == y], span, wide) for y in scores}
    products: dict[int, int] = {}
    for late, early in combinations_with_replacement(scores, 2):
        products[late - early] = products.get(late - early, 0) + forward[late] * backward[early]
    counts: dict[Step, int] = {}
    for rise, product in products.items():
        digits = array(wide)
        digits.frombytes(product.to_bytes((2 * span + 1) * digits.itemsize, sys.byteorder))
        if sys.byteorder == "big":
            digits.reverse()
        counts.update(((apart, rise), many) for apart, many in enumerate(digits[span:]) if many and apart)
        if rise:
            counts.update(((apart, -rise), many) for apart, many in enumerate(digits[span::-1]) if many and apart)
    return counts


def _digits(places: Iterable[int], span: int, wide: str) -> int:
    """Return the number of `span` + 1 digits that are 1 at the given places and 0 elsewhere."""
    digits = array(wide, bytes((span + 1) * array(wide).itemsize))
    for place in places:
        digits[place] = 1
    if sys.byteorder == "big":
        digits.reverse()
    return int.from_bytes(digits.tobytes(), sys.byteorder)


def median_slope(counts: Mapping[Step, int]) -> Ratio:
    """Return the median of the slopes in `counts`; for an even number, the mean of the two in the middle.

    Sorting by the rounded quotient is exact as long as score and night differences stay below 2**26:
    different fractions then differ by more than the rounding error.
    """
    upper_rank = sum(counts.values()) // 2
    lower_rank = (sum(counts.values()) - 1) // 2
    seen = 0
    lower: Step | None = None
    for key in sorted(counts, key=lambda step: step[1] / step[0]):
        seen += counts[key]
        if lower is None and seen > lower_rank:
            lower = key
        if lower is not None and seen > upper_rank:
            return _mean_slope(lower, key)
    raise ValueError("no pairs")


def _mean_slope(one: Step, other: Step) -> Ratio:
    (t1, y1), (t2, y2) = one, other
    return Ratio(y1 * t2 + y2 * t1, 2 * t1 * t2)


def without_slope(nights: Iterable[Night], slope: Ratio) -> list[int]:
    """Return score - slope * night number, times `slope.bottom` (> 0): whole numbers, so that ties stay ties."""
    return [slope.bottom * y - slope.top * t for t, y in nights]
