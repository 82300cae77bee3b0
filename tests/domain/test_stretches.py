from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from builders import day
from legdiary.domain.reports.stretches import hardest_stretch, stretches
from legdiary.domain.time.moments import A_DAY

if TYPE_CHECKING:
    from datetime import date

FIRST = day("2026-06-01")


def scores(*severities: int | None) -> dict[date, int]:
    """Severities of nights in a row from 1 June on."""
    return {FIRST + timedelta(days=n): y for n, y in enumerate(severities) if y is not None}


def told(
    known: dict[date, int], first: str, before: str, baseline: tuple[str, str] | None = None
) -> list[tuple[str, str]]:
    span = (day(baseline[0]), day(baseline[1])) if baseline else None
    return [
        (each.kind, f"{each.from_night:%d %b}–{each.before_night - A_DAY:%d %b}")
        for each in stretches(known, day(first), day(before), span)
    ]


def test_before_the_taper_at_its_hardest_and_now() -> None:
    # Four weeks at 4; two weeks at 5, two at 8, two at 6; now at 5.
    known = scores(*[4] * 28, *[5] * 14, *[8] * 14, *[6] * 14, *[5] * 14)
    assert told(known, "2026-06-01", "2026-08-24", ("2026-06-01", "2026-06-29")) == [
        ("baseline", "01 Jun–28 Jun"),
        ("hardest", "13 Jul–26 Jul"),
        ("now", "10 Aug–23 Aug"),
    ]


def test_the_hardest_nights_are_looked_for_outside_baseline_and_now() -> None:
    known = scores(*[9] * 28, *[5] * 14, *[6] * 14, *[9] * 14)
    assert told(known, "2026-06-01", "2026-08-10", ("2026-06-01", "2026-06-29"))[1:] == [
        ("hardest", "13 Jul–26 Jul"),
        ("now", "27 Jul–09 Aug"),
    ]


def test_without_a_baseline_the_first_fourteen_nights_of_a_range_stand_there() -> None:
    known = scores(*[4] * 60)
    assert told(known, "2026-06-01", "2026-07-31") == [
        ("first", "01 Jun–14 Jun"),
        ("hardest", "15 Jun–28 Jun"),  # of equals the earliest
        ("now", "17 Jul–30 Jul"),
    ]
    # A diary that begins with the plan, or after it, has none.
    assert told(known, "2026-06-01", "2026-07-31", ("2026-06-01", "2026-06-01"))[0] == ("first", "01 Jun–14 Jun")
    assert told(known, "2026-06-01", "2026-07-31", ("2026-06-01", "2026-04-26"))[0] == ("first", "01 Jun–14 Jun")


def test_the_baseline_is_that_of_the_diary_wherever_the_range_begins() -> None:
    baseline = ("2026-05-04", "2026-06-01")
    known = scores(*[4] * 60)
    assert told(known, "2026-06-10", "2026-07-31", baseline) == [
        ("baseline", "04 May–31 May"), ("hardest", "10 Jun–23 Jun"), ("now", "17 Jul–30 Jul"),
    ]  # fmt: skip
    may = ("baseline", "04 May–31 May")
    assert told(known, "2026-05-20", "2026-06-11", baseline) == [may, ("now", "01 Jun–10 Jun")]
    assert told(known, "2026-07-01", "2026-07-06", baseline) == [may, ("now", "01 Jul–05 Jul")]
    # A range knows of no night after it.
    assert told(known, "2026-05-20", "2026-05-25", baseline) == [("baseline", "04 May–24 May")]


def test_where_there_are_no_fourteen_nights_between_the_others_there_is_no_hardest() -> None:
    known = scores(*[4] * 60)
    assert told(known, "2026-06-01", "2026-07-12") == [("first", "01 Jun–14 Jun"), ("now", "28 Jun–11 Jul")]
    # Under 28 nights the two halves stand beside each other, under 14 there is nothing to compare with.
    assert told(known, "2026-06-01", "2026-06-21") == [("first", "01 Jun–10 Jun"), ("now", "11 Jun–20 Jun")]
    assert told(known, "2026-06-01", "2026-06-16") == [("first", "01 Jun–07 Jun"), ("now", "08 Jun–15 Jun")]
    assert told(known, "2026-06-01", "2026-06-14") == [("now", "01 Jun–13 Jun")]
    assert told(known, "2026-06-01", "2026-06-14", ("2026-06-01", "2026-06-21")) == [("baseline", "01 Jun–13 Jun")]


def test_a_stretch_of_nine_scores_is_no_stretch_however_hard() -> None:
    # From the 15th on: nine nights at 9 and five without a score, then 15 nights at 5.
    known = scores(*[4] * 14, *[9] * 9, *[None] * 5, *[5] * 15, *[4] * 14)
    hardest = hardest_stretch(known, day("2026-06-15"), day("2026-07-14"))
    assert hardest is not None
    # Every fourteen nights that hold a 9 have nine scores; from the 25th on there are ten, all of them 5.
    assert hardest.from_night == day("2026-06-25")
    assert hardest_stretch(scores(*[9] * 9), FIRST, day("2026-06-15")) is None


@given(st.lists(st.none() | st.integers(0, 10), max_size=60))
def test_no_other_fourteen_nights_have_a_higher_mean(severities: list[int | None]) -> None:
    known = scores(*severities)
    found = hardest_stretch(known, FIRST, FIRST + timedelta(days=len(severities)))
    means = {
        n: Fraction(sum(there), len(there))
        for n in range(len(severities) - 13)
        if len(there := [y for y in severities[n : n + 14] if y is not None]) >= 10
    }
    if found is None:
        assert not means
    else:
        begins = (found.from_night - FIRST).days
        assert (found.before_night - found.from_night).days == 14
        assert begins == min(n for n, mean in means.items() if mean == max(means.values()))
