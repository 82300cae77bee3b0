"""Comparison of one phase with the next by Kendall's tau, corrected for a baseline that drifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.stats.descriptive import median
from legdiary.domain.stats.phase_comparison import missing_nights
from legdiary.domain.stats.rank_tests import kendall_tau_b, theil_sen, without_slope
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legdiary.domain.stats.rank_tests import Night, Ratio, Tau
    from legdiary.domain.stats.sample_size import Shortfall

BASELINE_TREND_P = 0.05
"""The p below which a baseline's own trend is corrected for (Tarlow 2017, doi:10.1177/0145445516676750)."""


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
    if why_not := missing_nights(len(a), len(b)):
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
