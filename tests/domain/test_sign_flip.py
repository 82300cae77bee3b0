from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.stats.sign_flip import DRAWS, sign_flip

#: Eight cuts whose week a coin chose: the week after the cut less the other one.
CUTS = [1.5, 0.6, -0.4, 2.1, 1.2, 0.9, 1.8, 0.3]

#: Differences of mean scores in tenths, so that sums are exact and often tie.
TENTHS = st.lists(st.integers(-30, 30), min_size=1, max_size=12)


def shares(tenths: list[int], shift: Fraction = Fraction(0)) -> tuple[Fraction, Fraction, Fraction]:
    """Shares of sign patterns at least as high, as low and as far from 0: every pattern written out, in fractions."""
    pairs = [Fraction(value, 10) - shift for value in tenths]
    total = sum(pairs, Fraction(0))
    sums = [sum(map(lambda s, v: s * v, signs, pairs), Fraction(0)) for signs in product((1, -1), repeat=len(pairs))]
    n = len(sums)
    return (
        Fraction(sum(value >= total for value in sums), n),
        Fraction(sum(value <= total for value in sums), n),
        Fraction(sum(abs(value) >= abs(total) for value in sums), n),
    )


def test_eight_cuts_whose_week_a_coin_chose() -> None:
    seen = sign_flip(CUTS)
    assert (seen.k, seen.exact) == (8, True)
    assert seen.mean == pytest.approx(1.0)
    assert seen.as_high == 3 / 256 == 0.01171875
    assert seen.as_far == 6 / 256 == 0.0234375
    assert seen.as_low == 254 / 256  # the pattern that was, and all but the two that are higher
    assert seen.interval == pytest.approx((0.8 / 3, 1.7))  # 0.27 to 1.70


def test_the_interval_by_hand() -> None:
    """6.4 of 256 patterns are 2.5 %, so its ends are the sixth lowest and the sixth highest mean of a set of cuts."""
    means = sorted(
        sum(chosen) / len(chosen)
        for taken in product((False, True), repeat=8)
        if (chosen := [cut for cut, one in zip(CUTS, taken, strict=True) if one])
    )
    # -0.4 alone; with 0.3; with 0.6; with 0.3 and 0.6; with 0.9; with 0.3 and 0.9.
    assert means[:6] == pytest.approx([-0.4, -0.05, 0.1, 0.5 / 3, 0.25, 0.8 / 3])
    # 2.1 alone; with 1.8; with 1.8 and 1.5; 1.8 alone; 2.1 with 1.5; with 1.8 and 1.2.
    assert means[-6:] == pytest.approx([1.7, 1.8, 1.8, 1.8, 1.95, 2.1])
    assert sign_flip(CUTS).interval == pytest.approx((means[5], means[-6]))


def test_six_pairs_all_one_way_are_one_pattern_in_64() -> None:
    seen = sign_flip([1, 2, 3, 4, 5, 6])
    assert (seen.as_high, seen.as_far, seen.as_low) == (1 / 64, 2 / 64, 1.0)
    assert seen.interval == (1, 6)  # 1.6 of 64 patterns are 2.5 %: the lowest and the highest pair


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_under_six_pairs_there_is_no_interval(k: int) -> None:
    seen = sign_flip([2.0] * k)
    assert seen.interval is None
    assert seen.as_far == 2 / 2**k


def test_without_any_difference_every_pattern_is_as_far() -> None:
    seen = sign_flip([0.0] * 7)
    assert (seen.mean, seen.as_high, seen.as_low, seen.as_far, seen.interval) == (0, 1, 1, 1, (0, 0))


def test_no_pairs_have_no_mean() -> None:
    with pytest.raises(ValueError, match="no pairs"):
        sign_flip([])


def test_sums_that_differ_by_rounding_alone_are_equal() -> None:
    # In floats 0.1 + 0.2 is more than 0.3. The sums are 0.6, 0.4, 0.2, 0.0, 0.0, -0.2, -0.4 and -0.6.
    assert sign_flip([0.1, 0.2, 0.3]).as_high == 1 / 8
    assert sign_flip([0.1, 0.2, -0.3]).as_high == 5 / 8
    assert sign_flip([0.1, 0.2, -0.3]).as_far == 1


@given(TENTHS)
def test_the_shares_are_those_of_every_pattern_written_out(tenths: list[int]) -> None:
    seen = sign_flip([value / 10 for value in tenths])
    assert (seen.as_high, seen.as_low, seen.as_far) == tuple(map(float, shares(tenths)))


@given(st.lists(st.integers(-30, 30), min_size=6, max_size=9))
def test_the_interval_holds_exactly_the_shifts_that_are_not_rejected(tenths: list[int]) -> None:
    seen = sign_flip([value / 10 for value in tenths])
    assert seen.interval is not None
    # Means of up to nine whole numbers of tenths have a denominator of at most 90.
    low, high = (Fraction(end).limit_denominator(1000) for end in seen.interval)
    outside = Fraction(1, 10**6)
    assert shares(tenths, low)[2] > Fraction(1, 20) >= shares(tenths, low - outside)[2]
    assert shares(tenths, high)[2] > Fraction(1, 20) >= shares(tenths, high + outside)[2]
    assert seen.interval[0] <= seen.mean <= seen.interval[1]


@given(TENTHS)
def test_the_other_sign_changes_sides(tenths: list[int]) -> None:
    seen, turned = sign_flip([value / 10 for value in tenths]), sign_flip([-value / 10 for value in tenths])
    assert (turned.as_high, turned.as_low, turned.as_far) == (seen.as_low, seen.as_high, seen.as_far)
    if seen.interval is not None:
        assert turned.interval == pytest.approx((-seen.interval[1], -seen.interval[0]))


@given(TENTHS, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter(tenths: list[int], rng: object) -> None:
    pairs = [value / 10 for value in tenths]
    seen = sign_flip(pairs)
    rng.shuffle(pairs)  # type: ignore[attr-defined]
    again = sign_flip(pairs)
    assert (again.as_high, again.as_low, again.as_far) == (seen.as_high, seen.as_low, seen.as_far)


@given(st.lists(st.integers(-30, 30), min_size=17, max_size=40))
def test_above_sixteen_pairs_patterns_are_drawn_the_same_ones_every_time(tenths: list[int]) -> None:
    pairs = [value / 10 for value in tenths]
    seen = sign_flip(pairs)
    assert not seen.exact
    assert sign_flip(pairs) == seen
    assert seen.as_far >= 1 / (DRAWS + 1)  # the pattern that was is one of them: no share is ever 0


def test_seventeen_pairs_that_are_drawn_come_near_to_all_that_there_are() -> None:
    tenths = [12, -3, 8, 5, -9, 20, 1, 4, -6, 15, 7, -2, 11, 3, -10, 6, 9]
    sums = [0]
    for value in tenths:
        sums = [total + sign * value for total in sums for sign in (1, -1)]
    every = sum(abs(value) >= sum(tenths) for value in sums) / len(sums)
    seen = sign_flip([value / 10 for value in tenths])
    assert seen.as_far == pytest.approx(every, abs=4 * sqrt(every / DRAWS))
    assert seen.interval is not None
    assert (seen.interval[0] > 0) == (seen.as_far <= 0.05)
