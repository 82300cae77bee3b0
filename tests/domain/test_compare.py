from __future__ import annotations

import random
from math import isfinite

import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.stats.baseline_tau import baseline_corrected_tau
from legdiary.domain.stats.phase_comparison import compare, non_overlap
from legdiary.domain.stats.sample_size import Shortfall

# The series of facts C3, first nine nights and last nine.
BEFORE = [(0, 7), (1, 8), (2, 7), (4, 7), (5, 6), (6, 7), (7, 8), (9, 6), (10, 6)]
AFTER = [(11, 5), (12, 6), (13, 7), (16, 5), (17, 5), (18, 4), (19, 5), (20, 6), (21, 4)]

PHASE = st.lists(st.integers(0, 10), min_size=7, max_size=30)
Phases = tuple[list[tuple[int, int]], list[tuple[int, int]]]


@st.composite
def phases(draw: st.DrawFn) -> Phases:
    nights = sorted(draw(st.sets(st.integers(0, 80), min_size=14, max_size=40)))
    scores = draw(st.lists(st.integers(0, 10), min_size=len(nights), max_size=len(nights)))
    both = list(zip(nights, scores, strict=True))
    cut = draw(st.integers(7, len(both) - 7))
    return both[:cut], both[cut:]


def test_the_oracle_series_gives_the_figures_of_facts_c3() -> None:
    seen = compare([y for _, y in BEFORE], [y for _, y in AFTER])
    assert seen.nap == pytest.approx(0.901235, abs=5e-7)
    assert seen.tau == pytest.approx(0.802469, abs=5e-7)
    assert (seen.median_before, seen.median_after, seen.median_change) == (7.0, 5.0, -2.0)
    assert (seen.n_before, seen.n_after, seen.why_not) == (9, 9, ())


def test_missing_nights_are_left_out() -> None:
    full = compare([y for _, y in BEFORE], [y for _, y in AFTER])
    assert compare([None, *[y for _, y in BEFORE]], [*[y for _, y in AFTER], None, None]) == full


@pytest.mark.parametrize(
    ("before", "after", "why_not"),
    [
        (6, 7, (Shortfall("nights before", 7, 6),)),
        (7, 6, (Shortfall("nights after", 7, 6),)),
        (0, 0, (Shortfall("nights before", 7, 0), Shortfall("nights after", 7, 0))),
    ],
)
def test_too_few_nights_on_a_side_say_so_and_give_no_number(
    before: int, after: int, why_not: tuple[Shortfall, ...]
) -> None:
    seen = compare([*[5] * before, None], [4] * after)
    assert seen.why_not == why_not
    assert (seen.nap, seen.tau, seen.median_before, seen.median_after, seen.median_change) == (None,) * 5
    tau = baseline_corrected_tau([(t, 5) for t in range(before)], [(t, 5) for t in range(20, 20 + after)])
    assert tau.why_not == why_not
    assert (tau.raw_tau, tau.corrected_tau, tau.tau, tau.p, tau.correction_applies) == (None,) * 5


def test_lower_is_better_and_ties_are_halves() -> None:
    assert non_overlap([5, 6], [3, 4]) == 1.0
    assert non_overlap([3, 4], [5, 6]) == 0.0
    assert non_overlap([5], [5]) == 0.5


@pytest.mark.parametrize(("before", "after"), [([], [1.0]), ([1.0], [])])
def test_an_empty_side_has_no_overlap_to_speak_of(before: list[float], after: list[float]) -> None:
    with pytest.raises(ValueError, match="no values"):
        non_overlap(before, after)


@given(PHASE, PHASE)
def test_nap_is_mann_whitneys_u_over_all_pairs(before: list[int], after: list[int]) -> None:
    u = float(scipy.stats.mannwhitneyu(before, after, method="asymptotic").statistic)
    assert non_overlap(before, after) == pytest.approx(u / (len(before) * len(after)), abs=1e-12)


@given(PHASE, PHASE)
def test_nap_the_other_way_round_is_what_is_left_to_one(before: list[int], after: list[int]) -> None:
    assert non_overlap(before, after) == pytest.approx(1 - non_overlap(after, before), abs=1e-12)
    assert 0 <= non_overlap(before, after) <= 1


@given(PHASE, PHASE, st.integers(1, 4), st.integers(-5, 5))
def test_nap_asks_only_which_is_lower(before: list[int], after: list[int], times: int, up: int) -> None:
    seen, changed = (
        compare(before, after),
        compare([times * v + up for v in before], [times * v + up for v in after]),
    )
    assert (changed.nap, changed.tau) == (seen.nap, seen.tau)
    assert seen.median_change is not None
    assert changed.median_change == times * seen.median_change


def test_baseline_corrected_tau_of_the_oracle_series() -> None:
    seen = baseline_corrected_tau(BEFORE, AFTER)
    assert seen.baseline_slope == pytest.approx(-0.105556, abs=5e-7)
    assert seen.baseline_intercept == pytest.approx(7.211111, abs=5e-7)
    assert seen.raw_tau == pytest.approx(-0.645975, abs=5e-7)
    assert seen.corrected_tau == pytest.approx(-0.260501, abs=5e-7)
    assert seen.corrected_p == pytest.approx(0.20, abs=0.005)


def test_the_oracles_own_baseline_trend_is_not_significant_so_tarlows_rule_keeps_the_raw_tau() -> None:
    seen = baseline_corrected_tau(BEFORE, AFTER)
    assert (seen.baseline_tau, seen.baseline_p) == pytest.approx((-0.392232, 0.176067), abs=5e-7)
    assert seen.correction_applies is False
    assert (seen.tau, seen.p) == (seen.raw_tau, seen.raw_p)


def test_a_drift_that_merely_goes_on_is_gone_after_correction() -> None:
    drift = [(t, 100 - t + t % 2) for t in range(20)]
    seen = baseline_corrected_tau(drift[:10], drift[10:])
    assert seen.correction_applies is True
    # All 100 pairs across the phases fall; 180 of the 190 pairs differ in score.
    assert seen.raw_tau == pytest.approx(-100 / (100 * 180) ** 0.5)
    assert (seen.tau, seen.p) == (seen.corrected_tau, seen.corrected_p)
    assert abs(seen.corrected_tau or 0) < 0.1


def test_nights_all_alike_have_a_tau_of_nothing() -> None:
    seen = baseline_corrected_tau([(t, 5) for t in range(7)], [(t, 5) for t in range(7, 14)])
    assert (seen.raw_tau, seen.raw_p, seen.corrected_tau, seen.corrected_p) == (0.0, 1.0, 0.0, 1.0)
    assert seen.correction_applies is False


@given(phases())
def test_both_taus_are_those_of_scipy_on_exact_residuals(both: Phases) -> None:
    before, after = both
    seen = baseline_corrected_tau(before, after)
    phase = [0] * len(before) + [1] * len(after)
    scores = [y for _, y in before + after]
    assert seen.raw_tau is not None
    assert seen.corrected_tau is not None
    assert isfinite(seen.raw_tau)
    assert isfinite(seen.corrected_tau)
    if len(set(scores)) > 1:
        raw = scipy.stats.kendalltau(phase, scores)
        assert (seen.raw_tau, seen.raw_p) == pytest.approx((raw.statistic, raw.pvalue), abs=1e-12)
    assert seen.baseline_slope == pytest.approx(
        float(scipy.stats.theilslopes([y for _, y in before], [t for t, _ in before]).slope), abs=1e-12
    )
    assert seen.correction_applies == ((seen.baseline_p or 0) < 0.05)


@pytest.mark.parametrize("seed", range(20))
def test_the_corrected_tau_is_that_of_scipy_where_floats_make_no_ties(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a seeded series, no secret
    before = [(t, rng.randrange(10**6)) for t in range(10)]
    after = [(t, rng.randrange(10**6)) for t in range(15, 27)]
    seen = baseline_corrected_tau(before, after)
    fit = scipy.stats.theilslopes([y for _, y in before], [t for t, _ in before], method="joint")
    rest = [y - fit.intercept - fit.slope * t for t, y in before + after]
    expected = scipy.stats.kendalltau([0] * 10 + [1] * 12, [round(value, 3) for value in rest])
    assert (seen.corrected_tau, seen.corrected_p) == pytest.approx((expected.statistic, expected.pvalue), abs=1e-12)
    assert seen.baseline_intercept == pytest.approx(fit.intercept)
