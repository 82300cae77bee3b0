"""Which copies are kept: eight weekly, twelve monthly, five yearly, each counted once."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.backup_retention import MONTHLY, WEEKLY, YEARLY, kept_as

#: Sundays of a calendar, read off by hand: the day of the newest copy → what is kept of a copy every Sunday since
#: 7 January 2018.
WEEKLY_SINCE_2018 = {
    "2018-01-28": ("2018-01-28 2018-01-21 2018-01-14 2018-01-07", "", ""),
    "2018-03-04": (
        "2018-03-04 2018-02-25 2018-02-18 2018-02-11 2018-02-04 2018-01-28 2018-01-21 2018-01-14",
        "",
        "",
    ),
    "2018-04-01": (
        "2018-04-01 2018-03-25 2018-03-18 2018-03-11 2018-03-04 2018-02-25 2018-02-18 2018-02-11",
        "2018-01-28",
        "",
    ),
    "2018-12-30": (
        "2018-12-30 2018-12-23 2018-12-16 2018-12-09 2018-12-02 2018-11-25 2018-11-18 2018-11-11",
        "2018-10-28 2018-09-30 2018-08-26 2018-07-29 2018-06-24 2018-05-27 2018-04-29 2018-03-25 2018-02-25 2018-01-28",
        "",
    ),
    "2019-12-29": (
        "2019-12-29 2019-12-22 2019-12-15 2019-12-08 2019-12-01 2019-11-24 2019-11-17 2019-11-10",
        "2019-10-27 2019-09-29 2019-08-25 2019-07-28 2019-06-30 2019-05-26 2019-04-28 2019-03-31 2019-02-24 2019-01-27 2018-12-30 2018-11-25",  # noqa: E501
        "",
    ),
    "2020-12-27": (
        "2020-12-27 2020-12-20 2020-12-13 2020-12-06 2020-11-29 2020-11-22 2020-11-15 2020-11-08",
        "2020-10-25 2020-09-27 2020-08-30 2020-07-26 2020-06-28 2020-05-31 2020-04-26 2020-03-29 2020-02-23 2020-01-26 2019-12-29 2019-11-24",  # noqa: E501
        "2018-12-30",
    ),
    "2026-11-22": (
        "2026-11-22 2026-11-15 2026-11-08 2026-11-01 2026-10-25 2026-10-18 2026-10-11 2026-10-04",
        "2026-09-27 2026-08-30 2026-07-26 2026-06-28 2026-05-31 2026-04-26 2026-03-29 2026-02-22 2026-01-25 2025-12-28 2025-11-30 2025-10-26",  # noqa: E501
        "2024-12-29 2023-12-31 2022-12-25 2021-12-26 2020-12-27",
    ),
}


def kept(made: list[date], weeks: int = 8, months: int = 12, years: int = 5) -> dict[date, str]:
    """The days that are kept, each with its name; the days in the order in which the copies were made."""
    best_first = made[::-1]
    return {day: name for day, name in zip(best_first, kept_as(best_first, weeks, months, years), strict=True) if name}


def sundays(until: str) -> list[date]:
    first, last = date(2018, 1, 7), date.fromisoformat(until)
    return [first + timedelta(days=7 * number) for number in range((last - first).days // 7 + 1)]


@pytest.mark.parametrize("newest", WEEKLY_SINCE_2018)
def test_a_copy_every_sunday(newest: str) -> None:
    expected = {
        date.fromisoformat(day): name
        for days, name in zip(WEEKLY_SINCE_2018[newest], (WEEKLY, MONTHLY, YEARLY), strict=True)
        for day in days.split()
    }
    assert kept(sundays(newest)) == expected


def test_months_without_a_copy_are_not_counted() -> None:
    """Somebody writes one night in March and one in October: two years of them are four monthly copies."""
    made = [date(2023, 3, 5), date(2023, 10, 1), date(2024, 3, 3), date(2024, 10, 6), date(2025, 3, 2)]
    assert kept(made, weeks=1, months=4) == {
        date(2025, 3, 2): WEEKLY,
        date(2024, 10, 6): MONTHLY,
        date(2024, 3, 3): MONTHLY,
        date(2023, 10, 1): MONTHLY,
        date(2023, 3, 5): MONTHLY,
    }


@pytest.mark.parametrize(
    ("weeks", "months", "years", "expected"),
    [
        (2, 0, 0, {"2026-03-01": WEEKLY, "2026-02-22": WEEKLY}),
        (1, 1, 0, {"2026-03-01": WEEKLY, "2026-02-22": MONTHLY}),
        (1, 0, 2, {"2026-03-01": WEEKLY, "2025-12-28": YEARLY, "2024-12-29": YEARLY}),
        (1, 3, 1, {"2026-03-01": WEEKLY, "2026-02-22": MONTHLY, "2026-01-25": MONTHLY, "2025-12-28": MONTHLY,
                   "2024-12-29": YEARLY}),
    ],
)  # fmt: skip
def test_any_of_the_three_may_be_none(weeks: int, months: int, years: int, expected: dict[str, str]) -> None:
    made = kept(sundays("2026-03-01"), weeks, months, years)
    assert {day.isoformat(): name for day, name in made.items()} == expected


def test_a_day_that_a_wrong_clock_gave_is_a_month_of_its_own() -> None:
    """One copy is dated 2031, one 2001; by what they hold both lie in the spring of 2026."""
    right = sundays("2026-11-22")
    place = right.index(date(2026, 4, 5))
    made = [*right[:place], date(2031, 1, 5), date(2001, 1, 7), *right[place:]]
    assert set(kept(made, months=14)) - {date(2031, 1, 5), date(2001, 1, 7)} == set(kept(right))


DAYS = st.lists(st.integers(0, 6000), max_size=120).map(
    lambda steps: [date(2010, 1, 1) + timedelta(days=step) for step in sorted(steps)]
)
COUNTS = st.tuples(st.integers(1, 9), st.integers(0, 14), st.integers(0, 6))


@given(made=st.lists(st.dates(), max_size=60), counts=COUNTS)
def test_whatever_the_days_no_more_than_asked_and_the_newest_always(
    made: list[date], counts: tuple[int, int, int]
) -> None:
    names = kept_as(made, *counts)
    assert len(names) == len(made)
    assert names[: counts[0]] == [WEEKLY] * min(counts[0], len(made))
    assert [names.count(name) <= most for name, most in zip((WEEKLY, MONTHLY, YEARLY), counts, strict=True)] == [
        True
    ] * 3


@given(made=DAYS, counts=COUNTS)
def test_pruning_every_week_keeps_what_pruning_once_would(made: list[date], counts: tuple[int, int, int]) -> None:
    """What goes this week is never missed later."""
    there: list[int] = []
    for number in range(len(made)):
        there.append(number)
        names = kept_as([made[each] for each in reversed(there)], *counts)
        there = [each for each, name in zip(reversed(there), names, strict=True) if name][::-1]
    at_once = kept_as(made[::-1], *counts)
    assert there == [number for number, name in enumerate(reversed(at_once)) if name]


@given(made=DAYS.filter(bool), counts=COUNTS)
def test_each_month_and_year_is_told_by_its_last_copy(made: list[date], counts: tuple[int, int, int]) -> None:
    names = kept_as(made[::-1], *counts)[::-1]
    for (day, after), name in zip(pairwise(made), names, strict=False):
        if name == MONTHLY:
            assert (day.year, day.month) < (after.year, after.month)
        elif name == YEARLY:
            assert day.year < after.year
