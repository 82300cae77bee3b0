"""A plan whose cuts are laid out in pairs of weeks, of which a coin chooses one; dates counted by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day, plan
from legdiary.domain.invariants import OutOfRange
from legdiary.domain.reports.coin_cuts import coin_cuts
from legdiary.domain.taper.plan import step_on
from legdiary.domain.taper.plan_changes import end, hold, resume, set_target
from legdiary.domain.taper.plan_coin import (
    DayIsTaken,
    HasCoin,
    NoCutToCome,
    RiseByCoin,
    draw,
    lay_out,
    pair_on,
)
from legdiary.domain.taper.week_pairs import check_coin
from legdiary.errors import BadValue

if TYPE_CHECKING:
    from datetime import date

    from legdiary.domain.taper.plan import Plan

MON = day("2026-06-01")
#: 8, 7, 6, 5 g in steps of two weeks from Monday 1 June on.
FORTNIGHTS = plan(("2026-06-01", 8000), ("2026-06-15", 7000), ("2026-06-29", 6000), ("2026-07-13", 5000))


def starts(of: Plan) -> list[str]:
    return [f"{step.starts_on:%m-%d}" for step in of.steps]


def laid() -> Plan:
    return lay_out(FORTNIGHTS, MON, is_new=True)


def test_each_cut_stands_a_week_after_its_pair_begins_until_the_coin_is_tossed() -> None:
    assert laid().coin == ("2026-06-15 open", "2026-06-29 open", "2026-07-13 open")
    assert starts(laid()) == ["06-01", "06-22", "07-06", "07-20"]


def test_shorter_steps_are_stretched_to_two_weeks_each() -> None:
    weekly = plan(("2026-06-01", 8000), ("2026-06-08", 7000), ("2026-06-15", 6000), ("2026-07-13", 5000))
    made = lay_out(weekly, MON, is_new=True)
    assert made.coin == ("2026-06-08 open", "2026-06-22 open", "2026-07-13 open")
    assert starts(made) == ["06-01", "06-15", "06-29", "07-20"]


def test_the_first_week_brings_the_cut_to_the_day_of_the_toss_and_the_second_leaves_it() -> None:
    first = draw(laid(), day("2026-06-15"), is_first=True)
    assert (starts(first), first.coin[0]) == (["06-01", "06-15", "07-06", "07-20"], "2026-06-15 first")
    second = draw(laid(), day("2026-06-15"), is_first=False)
    assert (starts(second), second.coin[0]) == (["06-01", "06-22", "07-06", "07-20"], "2026-06-15 second")


def test_a_pair_that_is_drawn_late_begins_then_and_all_later_ones_move() -> None:
    late = draw(laid(), day("2026-06-18"), is_first=True)
    assert late.coin == ("2026-06-18 first", "2026-07-02 open", "2026-07-16 open")
    assert starts(late) == ["06-01", "06-18", "07-09", "07-23"]


def test_a_pair_that_nobody_tossed_for_is_given_up_when_its_second_week_begins() -> None:
    assert pair_on(laid(), day("2026-06-21")) is not None
    assert pair_on(laid(), day("2026-06-22")) is None
    found = coin_cuts(laid(), {}, day("2026-08-01"))
    assert (found.pairs, found.over, found.given_up, found.is_over) == (3, 0, 3, True)


def test_a_hold_moves_the_pairs_to_come_and_none_that_was_drawn() -> None:
    drawn = draw(laid(), day("2026-06-15"), is_first=True)
    held = hold(drawn, day("2026-06-20"), 5)
    assert held.coin == ("2026-06-15 first", "2026-07-04 open", "2026-07-18 open")
    assert starts(held) == ["06-01", "06-15", "07-11", "07-25"]
    assert resume(held, day("2026-06-20")).coin == drawn.coin


def test_the_rest_of_a_running_plan_is_laid_out_and_what_was_stays() -> None:
    made = lay_out(FORTNIGHTS, day("2026-06-20"))
    assert made.coin == ("2026-06-29 open", "2026-07-13 open")
    assert starts(made) == ["06-01", "06-15", "07-06", "07-20"]


def test_what_cannot_be_laid_out_is_refused() -> None:
    with pytest.raises(HasCoin):
        lay_out(laid(), MON)
    with pytest.raises(NoCutToCome):
        lay_out(FORTNIGHTS, day("2026-07-13"))
    with pytest.raises(NoCutToCome):
        lay_out(end(FORTNIGHTS, MON, day("2026-06-10")), MON)
    with pytest.raises(RiseByCoin):
        lay_out(plan(("2026-06-01", 5000), ("2026-06-15", 6000)), MON, is_new=True)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_day_with_another_target_takes_no_cut_whatever_the_coin_says(is_first: bool) -> None:
    with pytest.raises(DayIsTaken):
        draw(set_target(laid(), MON, day("2026-06-15"), 7500), day("2026-06-15"), is_first=is_first)


@pytest.mark.parametrize(
    "wrong",
    [("2026-06-15",), ("2026-06-15 third",), ("2026-06-15 open", "2026-06-28 open"), ("2026-06-31 open",), ("",)],
)
def test_pairs_that_cannot_be_are_refused(wrong: tuple[str, ...]) -> None:
    with pytest.raises(BadValue):
        plan(coin=wrong)


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=12),
    st.lists(st.booleans(), min_size=12, max_size=12),
    st.lists(st.none() | st.integers(1, 9), min_size=12, max_size=12),
)
def test_no_toss_hold_or_return_changes_the_target_of_a_past_day(
    waits: list[int], tosses: list[bool], holds: list[int | None]
) -> None:
    of, today = laid(), MON
    for wait, toss, held in zip(waits, tosses, holds, strict=False):
        today += timedelta(days=wait)
        before = of
        pair = pair_on(of, today)
        if pair is not None and not pair.is_drawn:
            of = draw(of, today, is_first=toss)
        elif held is not None and step_on(of, today) != of.steps[-1]:
            of = hold(of, today, held)
        past = [MON + timedelta(days=n) for n in range((today - MON).days)]
        assert [_target(of, on) for on in past] == [_target(before, on) for on in past]
        assert len(of.steps) == len(before.steps)


def _target(of: Plan, on: date) -> int | None:
    step = step_on(of, on)
    return None if step is None else step.target


def eight_weeks_apart(differences: tuple[float, ...]) -> tuple[Plan, dict[date, float]]:
    """A plan of eight drawn pairs, and nights whose weeks differ as said: with the cut less without."""
    begins = [MON + timedelta(days=14 * number) for number in range(len(differences))]
    halves = ["first" if number % 3 else "second" for number in range(len(differences))]
    scores: dict[date, float] = {}
    for on, half, difference in zip(begins, halves, differences, strict=True):
        cut, other = (0, 7) if half == "first" else (7, 0)
        scores |= {on + timedelta(days=cut + n): 4 + difference for n in range(1, 7)}
        scores |= {on + timedelta(days=other + n): 4.0 for n in range(1, 7)}
        scores |= {on: 10.0, on + timedelta(days=7): 0.0}  # the first night of a week does not count
    coin = tuple(f"{on} {half}" for on, half in zip(begins, halves, strict=True))
    return plan(("2026-06-01", 8000), ("2026-06-02", 7000), coin=coin), scores


def test_the_week_after_a_cut_against_the_other_week() -> None:
    # The oracle: 3 of 256 sign patterns are as high, 6 as far from 0, and 0.27 to 1.70 fits.
    of, scores = eight_weeks_apart((1.5, 0.6, -0.4, 2.1, 1.2, 0.9, 1.8, 0.3))
    found = coin_cuts(of, scores, MON + timedelta(days=8 * 14)).test
    assert found is not None
    assert found.k == 8
    assert found.mean == pytest.approx(1.0)
    assert found.as_high * 256 == pytest.approx(3)
    assert found.as_far * 256 == pytest.approx(6)
    assert found.interval == pytest.approx((0.8 / 3, 1.7))


def test_nothing_is_told_before_the_last_pair_is_over() -> None:
    of, scores = eight_weeks_apart((1.5, 0.6, -0.4, 2.1, 1.2, 0.9, 1.8, 0.3))
    found = coin_cuts(of, scores, MON + timedelta(days=8 * 14 - 1))
    assert (found.over, found.is_over, found.test) == (7, False, None)


def test_a_week_needs_three_nights_with_a_score() -> None:
    of, scores = eight_weeks_apart((1.0,) * 8)
    for n in range(1, 5):
        del scores[MON + timedelta(days=n)]
    found = coin_cuts(of, scores, MON + timedelta(days=8 * 14))
    assert (found.over, found.scored) == (8, 7)


def test_under_five_pairs_there_is_no_figure() -> None:
    of, scores = eight_weeks_apart((1.0,) * 4)
    assert coin_cuts(of, scores, MON + timedelta(days=8 * 14)).test is None


@pytest.mark.parametrize("word", ["2026-12-07", "2026-12-07 third", "7 December first", "2026-12-07 First"])
def test_words_that_keep_no_pair_are_refused(word: str) -> None:
    with pytest.raises(OutOfRange) as refused:
        check_coin([word])
    assert refused.value.message == (
        f"pair of weeks {word} is out of range; accepted: a day and open, first or second, as in 2026-12-07 first"
    )


def test_a_pair_begins_two_weeks_after_the_one_before() -> None:
    check_coin(["2026-12-07 first", "2026-12-21 open"])
    with pytest.raises(OutOfRange, match=r"from 2026-12-20 .*2026-12-21 or later"):
        check_coin(["2026-12-07 first", "2026-12-20 open"])
