from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.stats.factor_chance import factor_differences


def test_a_factor_on_the_seven_worst_nights_of_two_weeks() -> None:
    """Fourteen nights, seven at 8 and then seven at 4: moved by one night, one of each side changes over, and so on."""
    (seen,) = factor_differences([8] * 7 + [4] * 7, {"late coffee": range(7)})
    assert (seen.name, seen.n_with, seen.n_without, seen.change) == ("late coffee", 7, 7, 4.0)
    # The medians are of seven: 4 apart while four nights and more are on their side: at moves 0 to 3, and, the
    # other way round, 4 to 10, and 11 to 13. So they are always 4 apart.
    assert seen.useless_as_far == 1.0


def test_a_difference_that_the_calendar_hardly_gives_by_chance() -> None:
    """Every other night at 8 and at 4, the factor on all the nights at 8: half of its places say 4 up, half 4 down."""
    (seen,) = factor_differences([8, 4] * 14, {"caffeine": range(0, 28, 2)})
    assert (seen.n_with, seen.n_without, seen.change, seen.useless_as_far) == (14, 14, 4.0, 1.0)


def test_five_factors_of_which_one_differs_by_more_than_the_places_give() -> None:
    # Twenty-eight nights at 4, but for eight nights here and there at 8; the factor is logged on these.
    worse = [0, 1, 5, 8, 14, 15, 21, 26]
    scores = [8 if night in worse else 4 for night in range(28)]
    others = {f"factor {n}": range(n, n + 14) for n in range(4)}
    seen = {each.name: each for each in factor_differences(scores, {"caffeine": worse, **others})}
    assert len(seen) == 5
    assert seen["caffeine"].change == 4.0
    # More than four of its eight nights are bad ones in its own place, and a week earlier or later (0, 5, 8, 15 and 21
    # on one side): 3 of 28. No fourteen nights in a row hold eight bad ones, so the others never differ.
    assert seen["caffeine"].useless_as_far == pytest.approx(3 / 28)
    # The others do not differ, so all five would differ at least as much.
    assert [seen[name].useless_as_far for name in others] == [5.0] * 4


def test_a_factor_with_under_seven_nights_on_a_side_is_not_looked_at() -> None:
    scores = [5] * 20
    assert factor_differences(scores, {"six": range(6), "fourteen": range(14)}) == ()
    (seen,) = factor_differences(scores, {"six": range(6), "seven": range(7), "never": []})
    assert (seen.name, seen.n_with, seen.n_without, seen.useless_as_far) == ("seven", 7, 13, 1.0)


def test_missing_nights_are_on_neither_side() -> None:
    (seen,) = factor_differences([7, None] * 7 + [3, None] * 7, {"alcohol": range(14)})
    assert (seen.n_with, seen.n_without, seen.change) == (7, 7, 4.0)


def test_no_nights_have_no_factors() -> None:
    assert factor_differences([], {}) == ()
    assert factor_differences([None] * 30, {"caffeine": range(15)}) == ()


def by_definition(scores: list[int | None], logged: dict[str, set[int]]) -> dict[str, float]:
    """Every factor at every place, written out."""

    def change(places: set[int], moved: int) -> float | None:
        at = {(place + moved) % len(scores) for place in places}
        sides = ([y for n, y in enumerate(scores) if y is not None and (n in at) == side] for side in (True, False))
        with_it, without = sides
        return float(median(with_it) - median(without)) if min(len(with_it), len(without)) >= 7 else None

    changes = {name: [change(places, moved) for moved in range(len(scores))] for name, places in logged.items()}
    looked_at = {
        name: [c for c in all_of if c is not None] for name, all_of in changes.items() if all_of[0] is not None
    }
    return {
        name: sum(sum(abs(c) >= abs(all_of[0]) for c in other) / len(other) for other in looked_at.values())
        for name, all_of in looked_at.items()
    }


@given(
    st.lists(st.none() | st.integers(0, 10), min_size=14, max_size=40),
    st.dictionaries(st.sampled_from("abc"), st.sets(st.integers(0, 13), min_size=7), max_size=3),
)
def test_every_place_of_the_calendar_counts_once(scores: list[int | None], logged: dict[str, set[int]]) -> None:
    seen = {each.name: each.useless_as_far for each in factor_differences(scores, logged)}
    assert seen == pytest.approx(by_definition(scores, logged))
    assert all(value <= len(seen) for value in seen.values())


def test_ten_years_are_tried_at_four_hundred_places_at_most() -> None:
    scores: list[int | None] = [(night * 7919) % 11 for night in range(3650)]
    (seen,) = factor_differences(scores, {"caffeine": range(0, 3650, 2)})
    assert (seen.n_with, seen.n_without) == (1825, 1825)
    assert 0 < seen.useless_as_far <= 1
