"""Nights whose total sleep is known only at most: told with their number, and in no median of sleep time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day, sleep
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.screen_report import figures
from legdiary.domain.reports.week import BoundedNights, summarise
from legdiary.domain.stats.descriptive import Middle, median

if TYPE_CHECKING:
    from legdiary.domain.entries.sleep import Sleep
    from legdiary.domain.reports.night_record import NightRecord

FIRST = day("2026-11-01")


def records(*sleeps: Sleep) -> list[NightRecord]:
    """One night after the other, from 1 November on."""
    stored = [Stored(number, each) for number, each in enumerate(sleeps, start=1)]
    return night_records(Logged(sleeps=stored), FIRST, FIRST + timedelta(days=len(sleeps)))


def on(number: int, span: str | None = "23:00-07:00", **fields: int | None) -> Sleep:
    return sleep((FIRST + timedelta(days=number)).isoformat(), span, **fields)  # type: ignore[arg-type]


def test_five_nights_by_hand() -> None:
    found = records(
        on(0, awake_least_min=90),  # 480 in bed, at most 390
        on(1, unslept_least_min=36),  # 444
        on(2),  # 480
        on(3, "23:00-06:00"),  # 420 in bed, 420
        on(4, "23:00-06:00", latency_min=20),  # 420, 400
        on(5, latency_min=30, awake_min=30),  # known: 420
        on(6, None, total_min=400),  # known
    )
    for of in (figures(found), summarise(found)):
        # 390 400 420 444 480, in bed 420 420 480 480 480.
        assert of.bounded == BoundedNights(Middle(5, 420), Middle(5, 480))
        assert of.tst_min == (2, None)  # the two that are known, too few for a median
        assert of.se_dse_pct.n == 1


def test_under_five_nights_only_their_number_is_there() -> None:
    found = figures(records(on(0), on(1), on(2), on(3)))
    assert found.bounded == BoundedNights(Middle(4, None), Middle(4, None))
    assert figures(records(on(0, latency_min=20, awake_min=0))).bounded == BoundedNights(
        Middle(0, None), Middle(0, None)
    )


@pytest.mark.parametrize("number", [5, 6, 12])
def test_a_bound_changes_no_median_of_what_is_known(number: int) -> None:
    known = [on(each, latency_min=10 * each, awake_min=20) for each in range(number)]
    bounds = [on(each, unslept_least_min=200) for each in range(number, 2 * number)]
    alone, beside = figures(records(*known)), figures(records(*known, *bounds))
    assert (beside.tst_min, beside.se_dse_pct, beside.se_tib_pct) == (alone.tst_min, alone.se_dse_pct, alone.se_tib_pct)
    assert (beside.sol_min, beside.waso_min) == (alone.sol_min, alone.waso_min)
    assert beside.bounded.n == number


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=5, max_size=30))
def test_the_median_of_the_bounds_is_never_below_that_of_the_sleep(nights: list[tuple[int, int]]) -> None:
    """Whoever was awake `more` minutes beside what the tracker knows of slept less than at most."""
    found = figures(records(*(on(number, unslept_least_min=known or None) for number, (known, _) in enumerate(nights))))
    slept = [480 - known - more for known, more in nights]
    assert found.bounded.at_most_min.median is not None
    assert found.bounded.at_most_min.median >= median(slept)
