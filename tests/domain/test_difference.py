from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.stats.difference import (
    EFFICIENCY_POINTS,
    SEVERITY_POINTS,
    TOTAL_SLEEP_MIN,
    difference,
    nap_needed,
)

Scores = list[int]
SIDE = st.lists(st.integers(0, 10), min_size=7, max_size=30)


@pytest.mark.parametrize(
    ("smaller", "needed"),
    [(7, 0.95), (9, 0.95), (10, 0.93), (13, 0.93), (14, 0.90), (20, 0.90), (21, 0.88), (300, 0.88)],
)
def test_the_fewer_nights_the_less_they_may_overlap(smaller: int, needed: float) -> None:
    assert nap_needed(smaller) == needed


@pytest.mark.parametrize(
    ("before", "after", "result", "change"),
    [
        # Seven of each: of 49 pairs 46.55 must be lower, so at most two pairs and a tie may be otherwise.
        ([7, 7, 7, 8, 8, 6, 7], [5, 5, 4, 5, 3, 5, 5], "lower", -2),
        ([5, 5, 4, 5, 3, 5, 5], [7, 7, 7, 8, 8, 6, 7], "higher", 2),
        # Medians apart by 2, but of the 49 pairs six are not lower: 4 beside 5, 5, 5, 5 and 6, and two ties.
        ([7, 7, 7, 8, 8, 4, 6], [5, 5, 6, 5, 3, 5, 4], "about the same", -2),
        # Every night lower, by one point only.
        ([7] * 7, [6] * 7, "about the same", -1),
        ([7] * 7, [5] * 7, "lower", -2),
        ([5] * 7, [5] * 7, "about the same", 0),
        # A half: medians of an even number of nights.
        ([6, 6, 6, 6, 7, 7, 7, 7], [5] * 8, "about the same", -1.5),
    ],
)
def test_a_difference_needs_both_its_size_and_nights_that_hardly_overlap(
    before: Scores, after: Scores, result: str, change: float
) -> None:
    seen = difference(before, after, SEVERITY_POINTS)
    assert (seen.result, seen.comparison.median_change, seen.least) == (result, change, 2)
    assert seen.same == (result == "about the same")


@pytest.mark.parametrize(
    ("after", "nap", "result"),
    [
        ([5, 5, 5, 5, 5, 5, 5, 5, 5, 7], 0.95, "lower"),
        ([5, 5, 5, 5, 5, 5, 5, 5, 5, 8], 0.90, "about the same"),
    ],
)
def test_a_tie_is_half_a_pair(after: Scores, nap: float, result: str) -> None:
    seen = difference([7] * 10, after, SEVERITY_POINTS)
    assert (seen.comparison.nap, seen.result) == (nap, result)


def test_the_bound_itself_counts_on_both_sides() -> None:
    """Of a hundred pairs 93 are lower: enough for ten nights, and enough the other way round."""
    before = [9, 9, 9, 9, 9, 9, 9, 9, 9, 6]
    after = [7, 7, 7, 7, 7, 7, 7, 5, 5, 5]
    seen = difference(before, after, SEVERITY_POINTS)
    assert (seen.comparison.nap, seen.result) == (0.93, "lower")
    turned = difference(after, before, SEVERITY_POINTS)
    assert (turned.comparison.nap, turned.result) == (0.07, "higher")


def test_more_nights_may_overlap_more() -> None:
    """The same picture, 90 of 100 pairs lower: too few nights at ten a side, enough at twenty."""
    before, after = [8] * 9 + [4], [5] * 10
    assert difference(before, after, SEVERITY_POINTS).result == "about the same"
    assert difference(2 * before, 2 * after, SEVERITY_POINTS).result == "lower"
    # The smaller side counts.
    assert difference(9 * before, after, SEVERITY_POINTS).result == "about the same"


@pytest.mark.parametrize(("before", "after"), [(6, 7), (7, 6), (0, 0), (0, 30)])
def test_under_seven_nights_a_side_nothing_is_said(before: int, after: int) -> None:
    seen = difference([9] * before, [1] * after, SEVERITY_POINTS)
    assert (seen.result, seen.same, seen.comparison.median_change) == ("too few nights", None, None)
    assert (seen.comparison.n_before, seen.comparison.n_after) == (before, after)


def test_missing_nights_are_left_out() -> None:
    full = difference([9] * 7, [5] * 7, SEVERITY_POINTS)
    assert difference([None, *[9] * 7], [*[5] * 7, None, None], SEVERITY_POINTS) == full


def test_sleep_has_sizes_of_its_own() -> None:
    assert difference([300] * 7, [330] * 7, TOTAL_SLEEP_MIN).result == "higher"
    assert difference([300] * 7, [329] * 7, TOTAL_SLEEP_MIN).result == "about the same"
    # 100 x 3/10 and 100 x 4/10 are not exactly ten apart in floats.
    assert difference([100 * 0.7] * 7, [100 * 0.6] * 7, EFFICIENCY_POINTS).result == "lower"


@given(SIDE, SIDE)
def test_the_other_way_round_it_is_the_other_word(before: Scores, after: Scores) -> None:
    other = {"lower": "higher", "higher": "lower"}
    seen, turned = (
        difference(before, after, SEVERITY_POINTS).result,
        difference(after, before, SEVERITY_POINTS).result,
    )
    assert turned == other.get(seen, seen)


@given(SIDE, SIDE)
def test_upside_down_it_is_the_other_word(before: Scores, after: Scores) -> None:
    other = {"lower": "higher", "higher": "lower"}
    seen = difference(before, after, SEVERITY_POINTS).result
    turned = difference([10 - y for y in before], [10 - y for y in after], SEVERITY_POINTS).result
    assert turned == other.get(seen, seen)


@given(SIDE)
def test_nights_beside_themselves_are_the_same(nights: Scores) -> None:
    assert difference(nights, nights, SEVERITY_POINTS).same
