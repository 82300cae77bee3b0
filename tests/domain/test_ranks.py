from __future__ import annotations

import random
import warnings
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import pymannkendall
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.stats.rank_tests import (
    Ratio,
    kendall_s,
    kendall_tau_b,
    kendall_variance,
    median_slope,
    pairs_by_product,
    pairs_one_by_one,
    theil_sen,
    tie_sizes,
    without_slope,
)

if TYPE_CHECKING:
    from legdiary.domain.stats.rank_tests import (
        Night,
    )

NIGHTS = st.dictionaries(st.integers(0, 90), st.integers(0, 10), min_size=2, max_size=60).map(lambda d: list(d.items()))
WIDE = st.dictionaries(st.integers(-400, 400), st.integers(-900, 900), min_size=2, max_size=30).map(
    lambda d: list(d.items())
)


def sign(value: int) -> int:
    return (value > 0) - (value < 0)


def naive_s(nights: list[Night]) -> int:
    return sum(sign(v - y) * sign(u - t) for (t, y), (u, v) in combinations(nights, 2))


def naive_slope(nights: list[Night]) -> Fraction:
    slopes = sorted(Fraction(v - y, u - t) for (t, y), (u, v) in combinations(nights, 2))
    return (slopes[(len(slopes) - 1) // 2] + slopes[len(slopes) // 2]) / 2


def series(seed: int, nights: int, missing: float = 0.12) -> list[Night]:
    rng = random.Random(seed)  # noqa: S311 - a seeded series, no secret
    mean = rng.uniform(0, 10)
    return [
        (t, min(10, max(0, round(rng.gauss(mean - 0.01 * t, 2))))) for t in range(nights) if rng.random() >= missing
    ]


def test_the_worked_series_of_eighteen_nights() -> None:
    """S, its variance and the slope, as facts C3 has them; the line's trend of it stands in test_line_trend."""
    t = [0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21]
    y = [7, 8, 7, 7, 6, 7, 8, 6, 6, 5, 6, 7, 5, 5, 4, 5, 6, 4]
    nights = list(zip(t, y, strict=True))
    assert kendall_s(nights) == -87
    assert kendall_variance(18, tie_sizes(y)) == 653
    assert float(theil_sen(nights)) == pytest.approx(-1 / 7)
    assert float(theil_sen(list(enumerate(y)))) == -0.2  # gaps are kept: closing them gives another slope


@given(NIGHTS | WIDE)
def test_the_slope_is_exactly_the_median_of_all_pairwise_slopes(nights: list[Night]) -> None:
    slope = theil_sen(nights)
    assert slope.bottom > 0
    assert Fraction(slope.top, slope.bottom) == naive_slope(nights)


@given(NIGHTS | WIDE)
def test_counting_by_products_is_exactly_counting_one_by_one(nights: list[Night]) -> None:
    assert pairs_by_product(nights) == pairs_one_by_one(nights)


@pytest.mark.parametrize("nights", [365, 800])
def test_a_long_series_takes_the_fast_way_and_gives_the_very_same(nights: int) -> None:
    long = series(nights, nights)
    assert theil_sen(long) == median_slope(pairs_one_by_one(long))
    assert kendall_s(long) == naive_s(long)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=30))
def test_a_level_series_is_told_by_its_signs(scores: list[int]) -> None:
    nights = list(enumerate(scores))
    assert float(theil_sen(nights)) == float(median_slope(pairs_one_by_one(nights)))


def test_a_level_slope_is_a_plain_nought() -> None:
    assert theil_sen([(0, 5), (1, 5), (4, 5), (5, 6), (6, 4)]) == Ratio(0, 1)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), max_size=50))
def test_s_is_the_sum_of_signs_over_all_pairs_ties_in_either_counting_nothing(nights: list[Night]) -> None:
    assert kendall_s(nights) == naive_s(nights)


@pytest.mark.parametrize("seed", range(40))
def test_slope_and_s_and_variance_are_those_of_scipy_and_pymannkendall(seed: int) -> None:
    nights = series(seed, 10 + 3 * seed)
    t, y = [night for night, _ in nights], [score for _, score in nights]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        test = pymannkendall.original_test(y)
    assert float(theil_sen(nights)) == pytest.approx(float(scipy.stats.theilslopes(y, t).slope), abs=1e-12)
    assert kendall_s(nights) == test.s
    assert kendall_variance(len(y), tie_sizes(y)) == pytest.approx(test.var_s)


@pytest.mark.parametrize("nights", [[], [(3, 5)], [(3, 5), (3, 6)], [(0, 1), (1, 1), (1, 2)]])
def test_a_slope_needs_two_nights_and_each_once(nights: list[Night]) -> None:
    with pytest.raises(ValueError, match=r"twice|no pairs|empty"):
        theil_sen(nights)


@given(NIGHTS, st.integers(-3, 3), st.integers(1, 4), st.integers(-5, 5))
def test_the_slope_follows_what_is_added_and_multiplied(nights: list[Night], add: int, times: int, up: int) -> None:
    before, changed = theil_sen(nights), theil_sen([(t + 7, times * y + add * t + up) for t, y in nights])
    assert Fraction(changed.top, changed.bottom) == times * Fraction(before.top, before.bottom) + add


@given(st.integers(-4, 4), st.integers(-5, 5), st.sets(st.integers(0, 60), min_size=2))
def test_a_straight_line_leaves_residuals_of_exactly_nothing(rise: int, start: int, nights: set[int]) -> None:
    line = [(t, start + rise * t) for t in nights]
    assert len(set(without_slope(line, theil_sen(line)))) == 1


def scipy_tau(pairs: list[Night]) -> tuple[float, float]:
    result = scipy.stats.kendalltau([x for x, _ in pairs], [y for _, y in pairs])
    return float(result.statistic), float(result.pvalue)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=40))
def test_tau_b_and_p_with_ties_are_those_of_scipy(pairs: list[Night]) -> None:
    ours = kendall_tau_b(pairs)
    if len({x for x, _ in pairs}) == 1 or len({y for _, y in pairs}) == 1:
        assert (ours.tau, ours.p) == (0.0, 1.0)
    else:
        assert (ours.tau, ours.p) == pytest.approx(scipy_tau(pairs), abs=1e-12)


@given(st.integers(2, 40).flatmap(lambda n: st.permutations(range(n))))
def test_without_ties_p_is_exact_as_in_scipy(order: list[int]) -> None:
    pairs = list(enumerate(order))
    ours = kendall_tau_b(pairs)
    assert (ours.tau, ours.p) == pytest.approx(scipy_tau(pairs), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("n", [2, 33, 34, 50])
def test_perfect_order_has_tau_of_exactly_one(n: int) -> None:
    up = kendall_tau_b([(t, t) for t in range(n)])
    down = kendall_tau_b([(t, -t) for t in range(n)])
    assert (up.tau, down.tau) == (1.0, -1.0)
    assert up.p == down.p == pytest.approx(scipy_tau([(t, t) for t in range(n)])[1], rel=1e-9)


@pytest.mark.parametrize("pairs", [[], [(0, 1)], [(0, 1), (0, 1)]])
def test_nothing_to_compare_is_no_order(pairs: list[Night]) -> None:
    assert (kendall_tau_b(pairs).tau, kendall_tau_b(pairs).p) == (0.0, 1.0)
