"""What a day and a dose are held against: when tolerance is spoken of, and which small dose is asked about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day
from legdiary.domain.entries.dose_rules import above_usual, causes_above_usual, check_small_dose
from legdiary.errors import Asks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

TODAY = day("2026-11-22")


def known(*totals_mg: int | None) -> list[tuple[date, int]]:
    """The days before today, yesterday first; None is a day that is not logged. Of those logged the last 14 come."""
    days = [(TODAY - timedelta(days=back), total) for back, total in enumerate(totals_mg, start=1)]
    return [(on, total) for on, total in days if total is not None][:14]


#: name → the days before (yesterday first), today's total, and what it is held against: the median and how many days.
HELD_AGAINST: dict[str, tuple[Sequence[int | None], int, tuple[float | None, int] | None]] = {
    "12 g each day, 18 g": ([12_000] * 14, 18_000, None),
    "12 g each day, more than 18 g": ([12_000] * 14, 18_001, (12_000, 14)),
    "ten days without, and none known before": ([0] * 10, 12_000, (0, 10)),
    "ten days without after months of 12 g": ([0] * 10 + [12_000] * 30, 12_000, (0, 14)),
    "ten days without, a crumb": ([0] * 10, 1, (0, 10)),
    "seven without, seven of 12 g: their median is 6 g": ([0] * 7 + [12_000] * 7, 9_001, (6_000, 14)),
    "the same, less than 150 %: a week without says it": ([0] * 7 + [12_000] * 7, 1_000, (6_000, 14)),
    "six without, eight of 12 g: their median is 12 g": ([0] * 6 + [12_000] * 8, 12_000, None),
    "three weeks not logged after 12 g a day": ([None] * 21 + [12_000] * 20, 12_000, (12_000, 14)),
    "three weeks not logged after three days": ([None] * 21 + [12_000] * 3, 12_000, (None, 3)),
    "a week not logged": ([None] * 7 + [12_000] * 20, 2_000, (12_000, 7)),
    "six days not logged": ([None] * 6 + [12_000] * 20, 12_000, None),
    "one day without after weeks not logged": ([0, *[None] * 21, *[12_000] * 20], 12_000, (12_000, 14)),
    "the second day after weeks not logged": ([12_000, *[None] * 21, *[12_000] * 20], 12_000, None),
    "every third day logged: the last 14 of them": ([3_000, None, None] * 14, 4_501, (3_000, 5)),
    "every fourth day logged: 4 lie in the 14 before": ([3_000, None, None, None] * 14, 4_501, (3_000, 14)),
    "four days known": ([3_000] * 4, 12_000, None),
    "five days known": ([3_000] * 5, 12_000, (3_000, 5)),
    "three days without, nothing before": ([0] * 3, 12_000, None),
    "seven days without, nothing before": ([0] * 7, 100, (0, 7)),
    "nothing known": ([], 12_000, None),
    "no dose today": ([0] * 10, 0, None),
}


@pytest.mark.parametrize(("before", "total_mg", "held"), HELD_AGAINST.values(), ids=HELD_AGAINST)
def test_a_day_is_held_against_the_days_before(
    before: Sequence[int | None], total_mg: int, held: tuple[float | None, int] | None
) -> None:
    found = above_usual(known(*before), TODAY, total_mg)

    assert (found and (found.median, found.days)) == held


def test_how_long_it_was_without_counts_days_not_logged_and_days_said_to_be() -> None:
    found = above_usual(known(0, None, 0, None, None, 0, 0, 12_000), TODAY, 1_000)

    assert found is not None
    assert (found.days_without, found.last_dose) == (7, day("2026-11-14"))


DAYS = st.lists(st.one_of(st.none(), st.sampled_from([0, 0, 500, 3_000, 12_000])), max_size=40)


@given(DAYS, st.lists(st.integers(1, 15_000), min_size=1, max_size=17))
def test_it_is_said_once_a_day_however_many_doses(before: list[int | None], doses: list[int]) -> None:
    total, said = 0, 0
    for amount in doses:
        said += causes_above_usual(known(*before), TODAY, total + amount, total) is not None
        total += amount

    assert said == (above_usual(known(*before), TODAY, total) is not None)


# ---------------------------------------------------------------------- small doses

#: The amount, the other doses of the last 14 days, and whether it is asked about.
SMALL: dict[str, tuple[int, list[int], bool]] = {
    "milligrams for grams": (5, [2_500] * 20, True),
    "a tenth": (250, [2_500] * 20, False),
    "just under a tenth": (249, [2_500] * 20, True),
    "a first dose of 5 mg": (5, [], True),
    "a first dose of 99 mg": (99, [], True),
    "a first dose of 100 mg": (100, [], False),
    "0.1 g each time": (100, [100] * 40, False),
    "50 mg each time": (50, [50] * 3, False),
    "60 mg where 0.5 g is usual": (60, [500] * 9, False),
    "the median, not the mean": (100, [20_000, 500, 500], False),
    "of an even number: 0.3 and 2 g make 1.15 g": (114, [300, 2_000], True),
    "the same, a tenth of it": (115, [300, 2_000], False),
}


@pytest.mark.parametrize(("amount_mg", "usual_mg", "is_asked"), SMALL.values(), ids=SMALL)
def test_a_dose_far_below_the_usual_is_asked_about(amount_mg: int, usual_mg: list[int], is_asked: bool) -> None:
    if not is_asked:
        check_small_dose(amount_mg, usual_mg)
        return
    with pytest.raises(Asks):
        check_small_dose(amount_mg, usual_mg)


def test_the_question_says_both_units_and_what_is_usual() -> None:
    with pytest.raises(Asks) as asked:
        check_small_dose(5, [2_500] * 3)
    assert asked.value.question == (
        "0.005 g (5 mg) of kratom is less than a tenth of the median dose of the last 14 days (2.5 g)."
    )
    with pytest.raises(Asks) as asked:
        check_small_dose(5, [])
    assert asked.value.question == "0.005 g (5 mg) of kratom in one entry is less than 0.1 g (100 mg)."
