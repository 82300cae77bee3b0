"""Sentences that say no more than is known."""

from __future__ import annotations

import pytest

from legdiary import wording


@pytest.mark.parametrize("nights", [14, 26, 52, 157, 3650])
def test_no_clear_trend_says_how_many_nights_it_rests_on_and_nothing_of_what_they_may_miss(nights: int) -> None:
    # With 157 nights it once said "missed about 2 times in 3"; simulated it is 1 in 5.
    said = wording.trend_sentence("no clear trend", -0.1, nights, 4)
    assert said == f"No clear trend ({nights} nights, 4 missing)."


@pytest.mark.parametrize("verdict", ["falling", "rising"])
def test_a_clear_trend_says_its_size_and_its_nights(verdict: str) -> None:
    said = wording.trend_sentence(verdict, 0.3, 157, 4)
    assert said.startswith(f"{verdict.capitalize()} about 0.3 points per week; ")
    assert "(157 nights, 4 missing)" in said
    assert "missed" not in said
