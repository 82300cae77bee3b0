from __future__ import annotations

import random
import warnings
from fractions import Fraction
from itertools import combinations
from math import copysign, erfc, isfinite, sqrt
from typing import TYPE_CHECKING

import pymannkendall
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.stats.sample_size import Shortfall
from legdiary.domain.stats.trend import trend

if TYPE_CHECKING:
    from legdiary.domain.stats.trend import Trend

# The series of facts C3.
T = [0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21]
Y = [7, 8, 7, 7, 6, 7, 8, 6, 6, 5, 6, 7, 5, 5, 4, 5, 6, 4]
ORACLE = list(zip(T, Y, strict=True))

NIGHTS = st.dictionaries(st.integers(0, 60), st.integers(0, 10), max_size=45).map(lambda d: list(d.items()))
ENOUGH = st.dictionaries(st.integers(0, 60), st.integers(0, 10), min_size=14, max_size=45).map(
    lambda d: list(d.items())
)


def known(figure: float | None) -> float:
    assert figure is not None
    return figure


def figures(of: Trend) -> list[float | None]:
    return [
        of.slope_per_night,
        of.slope_per_week,
        of.variance,
        of.phi,
        of.phi_corrected,
        of.inflation,
        of.z,
        of.p,
    ]


def by_definition(nights: list[tuple[int, int]]) -> tuple[Fraction, float, float]:
    """Slope, phi and z, word for word from facts C2."""
    nights = sorted(nights)
    n = len(nights)
    slopes = sorted(Fraction(v - y, u - t) for (t, y), (u, v) in combinations(nights, 2))
    b = (slopes[(len(slopes) - 1) // 2] + slopes[len(slopes) // 2]) / 2
    s = sum((v > y) - (v < y) for (_, y), (_, v) in combinations(nights, 2))
    ties = [sum(v == score for _, v in nights) for score in {y for _, y in nights}]
    variance = (n * (n - 1) * (2 * n + 5) - sum(c * (c - 1) * (2 * c + 5) for c in ties)) / 18
    residual = {t: y - b * t for t, y in nights}
    mean = sum(residual.values(), Fraction(0)) / n
    r = {t: value - mean for t, value in residual.items()}
    adjacent = [r[t] * r[t + 1] for t in r if t + 1 in r]
    squares = sum(value * value for value in r.values()) / n
    phi = min(0.9, float(sum(adjacent) / len(adjacent) / squares)) if adjacent and squares else 0.0
    phi_c = min(0.9, max(0.0, (n * phi + 2) / (n - 4)))
    sign = (s > 0) - (s < 0)
    return b, phi, (s - sign) / sqrt(variance * (1 + phi_c) / (1 - phi_c)) if variance else 0.0


def test_the_oracle_series_gives_the_figures_of_facts_c3() -> None:
    seen = trend(ORACLE)
    assert (seen.n, seen.span_days, seen.s, seen.variance, seen.adjacent_pairs) == (18, 22, -87, 653.0, 14)
    assert seen.slope_per_night == pytest.approx(-0.142857, abs=5e-7)
    assert seen.slope_per_week == -1.0
    assert seen.phi == pytest.approx(-0.083128, abs=5e-7)
    assert seen.phi_corrected == pytest.approx(0.035978, abs=5e-7)
    assert seen.inflation == pytest.approx(1.074642, abs=5e-7)
    assert seen.z == pytest.approx(-3.246459, abs=5e-7)
    assert seen.p == pytest.approx(0.001169, abs=5e-7)
    assert (seen.verdict, seen.why_not) == ("falling", ())


def test_gaps_are_kept_closing_them_gives_another_slope() -> None:
    assert trend(list(enumerate(Y))).slope_per_night == -0.2


def test_the_order_in_which_nights_are_given_does_not_matter() -> None:
    assert trend(reversed(ORACLE)) == trend(ORACLE)


@pytest.mark.parametrize(
    ("nights", "n", "span", "why_not"),
    [
        ([], 0, 0, (Shortfall("nights", 14, 0), Shortfall("days", 14, 0))),
        ([(t, 5) for t in range(13)], 13, 13, (Shortfall("nights", 14, 13), Shortfall("days", 14, 13))),
        ([(3 * t, t) for t in range(13)], 13, 37, (Shortfall("nights", 14, 13),)),
    ],
)
def test_too_little_data_says_what_is_missing_and_gives_no_number(
    nights: list[tuple[int, int]], n: int, span: int, why_not: tuple[Shortfall, ...]
) -> None:
    seen = trend(nights)
    assert (seen.n, seen.span_days, seen.verdict, seen.why_not) == (n, span, "too little data", why_not)
    assert figures(seen) == [None] * 8
    assert seen.s is seen.adjacent_pairs is None


def test_fourteen_nights_in_a_row_are_just_enough() -> None:
    assert trend([(t, 5) for t in range(14)]).verdict == "no clear trend"


@pytest.mark.parametrize("score", [0, 5, 10])
def test_nights_all_alike_show_no_trend_and_no_negative_zero(score: int) -> None:
    seen = trend([(t, score) for t in range(20)])
    assert (seen.s, seen.variance, seen.phi, seen.z, seen.p) == (0, 0.0, 0.0, 0.0, 1.0)
    assert (seen.verdict, seen.slope_per_week) == ("no clear trend", 0.0)
    assert all(copysign(1, known(figure)) == 1 for figure in figures(seen))


@pytest.mark.parametrize(("rise", "verdict"), [(1, "rising"), (-1, "falling")])
def test_a_perfectly_straight_line_is_a_trend_although_it_leaves_no_residuals(rise: int, verdict: str) -> None:
    seen = trend([(t, rise * t) for t in range(14)])
    assert (seen.phi, seen.verdict, seen.slope_per_week) == (0.0, verdict, 7.0 * rise)
    assert seen.phi_corrected == pytest.approx(0.2)


def test_without_two_consecutive_nights_phi_is_nothing_but_its_bias() -> None:
    seen = trend([(2 * t, t % 3) for t in range(14)])
    assert (seen.adjacent_pairs, seen.phi) == (0, 0.0)
    assert seen.phi_corrected == pytest.approx(0.2)


def test_a_clear_trend_may_have_a_slope_of_zero_when_most_nights_are_tied() -> None:
    seen = trend([(t, 1 if t in {0, 1, 2, 4, 6} else 0) for t in range(40)])
    assert (seen.verdict, seen.slope_per_week) == ("falling", 0.0)


def test_a_night_that_comes_twice_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="twice"):
        trend([*ORACLE, (21, 5)])


@given(ENOUGH)
def test_every_figure_is_that_of_the_definition(nights: list[tuple[int, int]]) -> None:
    seen = trend(nights)
    slope, phi, z = by_definition(nights)
    assert seen.slope_per_night == float(slope)
    assert seen.phi == pytest.approx(phi, abs=1e-12)
    assert seen.z == pytest.approx(z, abs=1e-12)
    assert seen.p == pytest.approx(erfc(abs(z) / sqrt(2)), abs=1e-12)


@given(NIGHTS)
def test_no_figure_is_ever_nan_or_a_negative_zero_and_the_verdict_follows_z(
    nights: list[tuple[int, int]],
) -> None:
    seen = trend(nights)
    if seen.why_not:
        assert seen.verdict == "too little data"
        assert figures(seen) == [None] * 8
        return
    values = [known(figure) for figure in figures(seen)]
    assert all(isfinite(value) for value in values)
    assert not any(value == 0 and copysign(1, value) < 0 for value in values)
    z, slope = known(seen.z), known(seen.slope_per_night)
    assert seen.verdict == ("no clear trend" if abs(z) < 1.96 else "falling" if z < 0 else "rising")
    assert slope * known(seen.s) >= 0  # never a verdict against its own slope


@given(ENOUGH)
def test_turning_the_scores_round_turns_the_verdict_round(nights: list[tuple[int, int]]) -> None:
    seen, turned = trend(nights), trend([(t, 10 - y) for t, y in nights])
    assert turned.slope_per_week == -known(seen.slope_per_week)
    assert turned.z == pytest.approx(-known(seen.z))
    other = {"falling": "rising", "rising": "falling"}
    assert turned.verdict == other.get(seen.verdict, seen.verdict)


@given(ENOUGH, st.integers(1, 5), st.integers(-4, 4), st.integers(0, 800_000))
def test_unit_origin_and_calendar_change_no_verdict(
    nights: list[tuple[int, int]], times: int, up: int, later: int
) -> None:
    seen, changed = trend(nights), trend([(t + later, times * y + up) for t, y in nights])
    assert (changed.s, changed.variance, changed.verdict) == (seen.s, seen.variance, seen.verdict)
    assert changed.slope_per_week == pytest.approx(times * known(seen.slope_per_week))
    assert (changed.phi, changed.z) == pytest.approx((seen.phi, seen.z))


@pytest.mark.parametrize("seed", range(20))
def test_without_inflation_z_is_the_one_of_pymannkendall(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a seeded series, no secret
    nights = [(t, min(10, max(0, round(rng.gauss(5, 2))))) for t in range(60) if rng.random() > 0.2]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        test = pymannkendall.original_test([y for _, y in nights])
    seen = trend(nights)
    assert seen.s == test.s
    assert seen.variance == pytest.approx(test.var_s)
    assert known(seen.z) * sqrt(known(seen.inflation)) == pytest.approx(test.z, abs=1e-12)


def test_ten_years_of_nights_have_a_trend() -> None:
    rng = random.Random(1)  # noqa: S311 - a seeded series, no secret
    seen = trend([(t, min(10, max(0, round(rng.gauss(7 - t / 1000, 1.7))))) for t in range(3650)])
    assert (seen.n, seen.verdict) == (3650, "falling")
