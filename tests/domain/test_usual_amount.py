"""An amount far from the person's own: the question, and where it is not put."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.entries.usual_amount import FarFromUsual, check_beside_usual
from legdiary.domain.input.medicine_amounts import format_micrograms
from legdiary.domain.stats.descriptive import median

#: Tablets of 15 mg, and a half: their median is 15 mg.
TABLETS_UG = (15_000, 15_000, 15_000, 7_500)


def asked(ug: int, usual_ug: tuple[int, ...] | list[int]) -> str | None:
    """What is asked about an amount; None where nothing is."""
    try:
        check_beside_usual(f"{format_micrograms(ug)} of it", ug, usual_ug, format_micrograms)
    except FarFromUsual as question:
        return question.question
    return None


@pytest.mark.parametrize(
    ("ug", "question"),
    [
        (150_000, None),
        (150_100, "150.1 mg of it in one entry is more than ten times the median dose of the last 14 days (15 mg)."),
        (1_500, None),
        (1_400, "1.4 mg of it in one entry is less than a tenth of the median dose of the last 14 days (15 mg)."),
        (15, "15 mcg of it in one entry is less than a tenth of the median dose of the last 14 days (15 mg)."),
        (15_000_000, "15000 mg of it in one entry is more than ten times the median dose of the last 14 days (15 mg)."),
        (15_000, None),
    ],
)
def test_beside_tablets_of_15_mg(ug: int, question: str | None) -> None:
    assert asked(ug, TABLETS_UG) == question


def test_one_dose_is_enough_and_none_is_not() -> None:
    assert asked(151_000, [15_000]) is not None
    assert asked(151_000, []) is None


@given(ug=st.integers(1, 200_000_000), usual_ug=st.lists(st.integers(1, 200_000_000), max_size=9))
def test_asked_where_the_median_is_more_than_ten_times_away(ug: int, usual_ug: list[int]) -> None:
    far = bool(usual_ug) and not median(usual_ug) <= 10 * ug <= 100 * median(usual_ug)
    assert (asked(ug, usual_ug) is not None) == far
