"""Comparison of one phase with the next: NAP, difference of medians, and tau corrected for a drifting baseline."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from legdiary.domain.stats.descriptive import known, median
from legdiary.domain.stats.rank_tests import kendall_tau_b, theil_sen, without_slope
from legdiary.domain.stats.sample_size import shortfalls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.stats.rank_tests import Night, Ratio, Tau
    from legdiary.domain.stats.sample_size import Shortfall

COMPARE_NIGHTS_NEEDED = 7
"""Nights needed on each side of a comparison; the caller first leaves out a step's six settling days (facts C2)."""

BASELINE_TREND_P = 0.05
"""The p below which a baseline's own trend is corrected for (Tarlow 2017, doi:10.1177/0145445516676750)."""


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


@dataclass(frozen=True, slots=True)
class BaselineCorrectedTau:
    """Kendall's tau-b of score against phase, with and without the baseline's own trend (facts C1, C3).

    Negative is lower after, unlike `Comparison.tau`: here tau is the correlation, as Tarlow gives it. Both
    figures are always given; `tau` and `p` are those that Tarlow's rule picks. All are None when `why_not` is not
    empty.

    Attributes:
        n_before: nights before.
        n_after: nights after.
        baseline_slope: Theil–Sen slope of the nights before, points per night.
        baseline_intercept: the line's value at night number 0 (median of score - slope * night).
        baseline_tau: tau-b of the nights before against time.
        baseline_p: its p.
        raw_tau: tau-b of score against phase.
        raw_p: its p.
        corrected_tau: the same after subtracting the baseline's line from both phases.
        corrected_p: its p.
        correction_applies: the baseline's own trend is significant (`baseline_p` < 0.05).
        tau: `corrected_tau` if the correction applies, else `raw_tau`.
        p: the p that belongs to `tau`.
        why_not: the requirements that are not met.
    """

    n_before: int
    n_after: int
    baseline_slope: float | None
    baseline_intercept: float | None
    baseline_tau: float | None
    baseline_p: float | None
    raw_tau: float | None
    raw_p: float | None
    corrected_tau: float | None
    corrected_p: float | None
    correction_applies: bool | None
    tau: float | None
    p: float | None
    why_not: tuple[Shortfall, ...]


def _missing_nights(n_before: int, n_after: int) -> tuple[Shortfall, ...]:
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
    if why_not := _missing_nights(len(a), len(b)):
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


def baseline_corrected_tau(before: Iterable[Night], after: Iterable[Night]) -> BaselineCorrectedTau:
    """Return Tarlow's (2017) baseline-corrected tau, by Theil–Sen on the phase before.

    p follows `ranks.kendall_tau_b`: for score against phase it is always the asymptotic, tie-corrected one.
    Like every p here it ignores that neighbouring nights resemble each other.

    Args:
        before: (night number, score), whole numbers, missing nights left out.
        after: likewise.

    Raises:
        ValueError: a night of the phase before comes twice.
    """
    a, b = sorted(before), sorted(after)
    if why_not := _missing_nights(len(a), len(b)):
        return BaselineCorrectedTau(
            len(a),
            len(b),
            baseline_slope=None,
            baseline_intercept=None,
            baseline_tau=None,
            baseline_p=None,
            raw_tau=None,
            raw_p=None,
            corrected_tau=None,
            corrected_p=None,
            correction_applies=None,
            tau=None,
            p=None,
            why_not=why_not,
        )
    slope = theil_sen(a)
    own = kendall_tau_b(a)
    raw = _tau_against_phase([y for _, y in a], [y for _, y in b])
    corrected = _tau_against_phase(without_slope(a, slope), without_slope(b, slope))
    applies = own.p < BASELINE_TREND_P
    chosen = corrected if applies else raw
    return BaselineCorrectedTau(
        len(a),
        len(b),
        baseline_slope=float(slope),
        baseline_intercept=_intercept(a, slope),
        baseline_tau=own.tau,
        baseline_p=own.p,
        raw_tau=raw.tau,
        raw_p=raw.p,
        corrected_tau=corrected.tau,
        corrected_p=corrected.p,
        correction_applies=applies,
        tau=chosen.tau,
        p=chosen.p,
        why_not=(),
    )


def _tau_against_phase(before: Iterable[int], after: Iterable[int]) -> Tau:
    return kendall_tau_b([(0, value) for value in before] + [(1, value) for value in after])


def _intercept(nights: Iterable[Night], slope: Ratio) -> float:
    return median(without_slope(nights, slope)) / slope.bottom
