"""The trend of a nightly score: Theil–Sen slope, and a Mann–Kendall test inflated for AR(1) autocorrelation."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Literal, TypeAlias

from legdiary.domain.stats.descriptive import in_order
from legdiary.domain.stats.rank_tests import (
    kendall_s,
    kendall_variance,
    theil_sen,
    tie_sizes,
    two_sided_p,
    without_slope,
)
from legdiary.domain.stats.sample_size import shortfalls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.stats.rank_tests import (
        Night,
        Ratio,
    )
    from legdiary.domain.stats.sample_size import Shortfall

Verdict: TypeAlias = Literal["falling", "rising", "no clear trend", "too little data"]

TREND_NIGHTS_NEEDED = 14
TREND_DAYS_NEEDED = 14
CLEAR_Z = 1.96
"""A trend is called clear at |z| >= 1.96, n >= 14 and span >= 14 nights (facts C2)."""

_LARGEST_PHI = 0.9


@dataclass(frozen=True, slots=True)
class Trend:
    """The trend of one score over time. All figures are None when `why_not` is not empty.

    Attributes:
        n: nights with a score.
        span_days: last night - first night + 1; 0 without nights.
        slope_per_night: Theil–Sen slope in points per night; may be 0.0 even when the verdict is falling or
            rising, when more than half of all pairs of nights are tied.
        slope_per_week: seven times that.
        s: Mann–Kendall's S.
        variance: of S, without autocorrelation, corrected for ties.
        adjacent_pairs: pairs of consecutive nights, on which `phi` rests.
        phi: lag-1 autocorrelation of the residuals, at most 0.9; 0.0 when there is no adjacent pair or no
            residual.
        phi_corrected: `phi` corrected for the bias of a short detrended series, 0–0.9.
        inflation: (1 + phi_corrected)/(1 - phi_corrected), the factor on `variance`.
        z: 0.0 when S is 0 or all scores are equal.
        p: two-sided; never shown as a headline (facts C1).
        verdict: see `Verdict`.
        why_not: the requirements that are not met; empty unless the verdict is `too little data`.
    """

    n: int
    span_days: int
    slope_per_night: float | None
    slope_per_week: float | None
    s: int | None
    variance: float | None
    adjacent_pairs: int | None
    phi: float | None
    phi_corrected: float | None
    inflation: float | None
    z: float | None
    p: float | None
    verdict: Verdict
    why_not: tuple[Shortfall, ...]


def trend(nights: Iterable[Night]) -> Trend:
    """Return the trend over the given nights, by the rule of facts C2.

    Exact for any length: S is counted in O(n log n), the slope from counts of pairs (see `ranks.theil_sen`), with
    the same figures as the definition. The span includes first and last night, so fourteen nights on distinct
    dates always span at least fourteen; both parts of the rule are reported all the same.

    Args:
        nights: (night number, score), whole numbers, missing nights left out, in any order. The caller leaves
            out the unfinished current night.

    Raises:
        ValueError: a night comes twice.
    """
    ordered = in_order(nights)
    n = len(ordered)
    span = ordered[-1][0] - ordered[0][0] + 1 if ordered else 0
    why_not = shortfalls(("nights", TREND_NIGHTS_NEEDED, n), ("days", TREND_DAYS_NEEDED, span))
    if why_not:
        return Trend(
            n,
            span,
            slope_per_night=None,
            slope_per_week=None,
            s=None,
            variance=None,
            adjacent_pairs=None,
            phi=None,
            phi_corrected=None,
            inflation=None,
            z=None,
            p=None,
            verdict="too little data",
            why_not=why_not,
        )
    s = kendall_s(ordered)
    slope = theil_sen(ordered, s)
    variance = kendall_variance(n, tie_sizes(y for _, y in ordered))
    pairs, phi = _autocorrelation(ordered, slope)
    phi_corrected = min(_LARGEST_PHI, max(0.0, (n * phi + 2) / (n - 4)))
    inflation = (1 + phi_corrected) / (1 - phi_corrected)
    sign = (s > 0) - (s < 0)
    # All scores equal: S and the variance are both 0, so there is no evidence of a trend.
    z = (s - sign) / sqrt(variance * inflation) if variance else 0.0
    return Trend(
        n,
        span,
        slope_per_night=float(slope),
        slope_per_week=7 * slope.top / slope.bottom,
        s=s,
        variance=variance,
        adjacent_pairs=pairs,
        phi=phi,
        phi_corrected=phi_corrected,
        inflation=inflation,
        z=z,
        p=two_sided_p(z),
        verdict=_verdict(z),
        why_not=(),
    )


def _verdict(z: float) -> Verdict:
    if abs(z) < CLEAR_Z:
        return "no clear trend"
    return "falling" if z < 0 else "rising"


def _autocorrelation(ordered: Sequence[Night], slope: Ratio) -> tuple[int, float]:
    """Return the number of adjacent pairs, and phi: mean r_k * r_(k+1) over them, divided by mean r^2 over all."""
    n = len(ordered)
    residuals = without_slope(ordered, slope)
    total = sum(residuals)
    centred = [n * residual - total for residual in residuals]
    products = [
        one * other
        for ((t, _), one), ((later, _), other) in pairwise(zip(ordered, centred, strict=True))
        if later - t == 1
    ]
    squares = sum(residual * residual for residual in centred)
    if not products or not squares:
        return len(products), 0.0
    return len(products), min(_LARGEST_PHI, (n * sum(products)) / (len(products) * squares))
