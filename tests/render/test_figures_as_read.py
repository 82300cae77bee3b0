"""Figures as they are read: `0` is nothing at all and `100 %` all of it, however they round."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day
from legdiary import humanize
from legdiary.domain.reports.screen_report import figures
from legdiary.domain.stats.descriptive import Middle
from legdiary.domain.taper.plan import Hold, Step


@pytest.mark.parametrize(
    ("value", "places", "told"),
    [
        (0, 1, "0"), (0.0, 0, "0"), (0.05, 1, "0.1"), (0.0457, 1, "<0.1"),  # one night of 153: 7 / 153 = 0.0457 a week
        (0.49, 0, "<1"), (0.5, 0, "1"), (0.004, 2, "<0.01"), (-0.004, 2, ">-0.01"), (None, 1, "–"), (4.25, 1, "4.3"),
    ],
)  # fmt: skip
def test_a_figure_that_only_rounds_to_nothing_says_so(value: float | None, places: int, told: str) -> None:
    assert humanize.number(value, places) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0 %"), (100 / 250, "<1 %"), (99.4, "99 %"), (100 * 249 / 250, ">99 %"), (100.0, "100 %"), (None, "–")],
)
def test_a_share_that_is_not_all_is_not_100_percent(value: float | None, told: str) -> None:
    assert humanize.percent(value) == told


def test_two_minutes_between_two_doses_are_not_none() -> None:
    assert (humanize.hours(0), humanize.hours(2), humanize.hours(3)) == ("0", "<0.1", "0.1")


@given(st.floats(-1000, 1000), st.integers(0, 3))
def test_zero_is_said_of_zero_only(value: float, places: int) -> None:
    if value >= 0:
        assert (humanize.number(value, places) == "0") is (value == 0)


@given(st.integers(1, 5000), st.integers(0, 5000))
def test_all_or_none_is_said_of_all_or_none_only(possible: int, had: int) -> None:
    had = min(had, possible)
    told = humanize.percent(100 * had / possible)
    assert (told == "0 %", told == "100 %") == (had == 0, had == possible)


@pytest.mark.parametrize(
    ("minutes", "days", "told"),
    [
        (0, 0, "just now"), (1, 0, "1 min ago"), (59, 0, "59 min ago"), (60, 0, "1 h ago"), (150, 0, "2 h 30 min ago"),
        (1439, 1, "23 h 59 min ago"), (1440, 1, "24 h ago"), (1500, 1, "25 h ago"), (4319, 3, "71 h ago"),
        (4320, 3, "3 days ago"), (4320, 2, "2 days ago"), (40_000, 28, "28 days ago"),
    ],
)  # fmt: skip
def test_how_long_ago(minutes: int, days: int, told: str) -> None:
    """From three days on diary days count, as they do in everything else that is told in days."""
    assert humanize.time_ago(minutes, days) == told


def test_a_step_and_a_hold_in_a_line() -> None:
    assert humanize.step(Step(day("2026-11-09"), 10_800)) == "2026-11-09 10.8 g"
    assert humanize.hold(Hold(day("2026-11-12"), 5, day("2026-11-09"))) == "held 5d from 2026-11-12"


@pytest.mark.parametrize(
    ("after_noon", "clock"),
    [(510, 20 * 60 + 30), (780, 60), (719.4, 23 * 60 + 59), (719.5, 0), (720, 0), (0, 720), (None, None)],
)
def test_the_median_clock_time_of_onset(after_noon: float | None, clock: int | None) -> None:
    """Half past eight in the evening is 510 minutes after noon, one in the small hours 780."""
    assert replace(figures([]), onset_min=Middle(5, after_noon)).onset_clock_min == clock
