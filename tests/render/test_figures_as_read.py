"""Figures as they are read: `0` is nothing at all and `100 %` all of it, however they round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary import figures as words


@pytest.mark.parametrize(
    ("value", "places", "told"),
    [
        (0, 1, "0"), (0.0, 0, "0"), (0.05, 1, "0.1"), (0.0457, 1, "<0.1"),  # one night of 153: 7 / 153 = 0.0457 a week
        (0.49, 0, "<1"), (0.5, 0, "1"), (0.004, 2, "<0.01"), (-0.004, 2, ">-0.01"), (None, 1, "–"), (4.25, 1, "4.3"),
    ],
)  # fmt: skip
def test_a_figure_that_only_rounds_to_nothing_says_so(value: float | None, places: int, told: str) -> None:
    assert words.number(value, places) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0 %"), (100 / 250, "<1 %"), (99.4, "99 %"), (100 * 249 / 250, ">99 %"), (100.0, "100 %"), (None, "–")],
)
def test_a_share_that_is_not_all_is_not_100_percent(value: float | None, told: str) -> None:
    assert words.percent(value) == told


def test_two_minutes_between_two_doses_are_not_none() -> None:
    assert (words.hours(0), words.hours(2), words.hours(3)) == ("0", "<0.1", "0.1")


@given(st.floats(-1000, 1000), st.integers(0, 3))
def test_zero_is_said_of_zero_only(value: float, places: int) -> None:
    if value >= 0:
        assert (words.number(value, places) == "0") is (value == 0)


@given(st.integers(1, 5000), st.integers(0, 5000))
def test_all_or_none_is_said_of_all_or_none_only(possible: int, had: int) -> None:
    had = min(had, possible)
    told = words.percent(100 * had / possible)
    assert (told == "0 %", told == "100 %") == (had == 0, had == possible)
