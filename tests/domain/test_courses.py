"""What is taken day after day: when it began, changed and stopped, and how long it has been steady."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.reports.intake_periods import (
    SteadyStretch,
    TakenDay,
    intake_changes,
    is_same_amount,
    steady_stretch,
)

MAY = date(2026, 5, 1)


def day(number: int) -> date:
    """Day 1 is 1 May 2026."""
    return MAY + timedelta(days=number - 1)


def days(*spans: range) -> list[date]:
    return [day(number) for span in spans for number in span]


def taken(numbers: range | list[int], amount: int | str | None = 200, form: str | None = None) -> list[TakenDay]:
    return [TakenDay(day(number), amount, form) for number in numbers]


def told(takings: list[TakenDay], kept: list[date]) -> list[tuple[int, str]]:
    """The number of the day, and how the course turned on it."""
    return [((turn.on - MAY).days + 1, turn.change) for turn in intake_changes(takings, kept)]


#: Sixty days, each with an entry of some kind.
KEPT = days(range(1, 61))


class TestBegin:
    def test_the_first_day_after_days_without(self) -> None:
        assert told(taken(range(15, 61)), KEPT) == [(15, "begun")]

    def test_what_is_there_from_the_first_day_on_is_not_known_to_have_begun(self) -> None:
        assert told(taken(range(1, 61)), KEPT) == []

    @pytest.mark.parametrize(("first", "begun"), [(2, []), (3, []), (4, [(4, "begun")])])
    def test_it_takes_three_days_of_the_diary_without_it(self, first: int, begun: list[tuple[int, str]]) -> None:
        assert told(taken(range(first, 61)), KEPT) == begun

    def test_days_without_any_entry_are_not_days_without_it(self) -> None:
        # Entries on days 1 and 2, then nothing at all, then magnesium: whether it was taken meanwhile is not known.
        assert told(taken(range(30, 61)), days(range(1, 3), range(30, 61))) == []

    def test_it_is_told_from_its_first_day_on(self) -> None:
        assert told(taken([60]), KEPT) == [(60, "begun")]


class TestStop:
    def test_after_seven_days_with_entries_and_without_it(self) -> None:
        # Last taken on day 20: the days 21 to 27 are the seven.
        assert told(taken(range(1, 21)), days(range(1, 27))) == []
        assert told(taken(range(1, 21)), days(range(1, 28))) == [(21, "stopped")]

    def test_single_days_left_out_are_no_stop(self) -> None:
        assert told(taken([n for n in range(1, 61) if n % 3]), KEPT) == []

    def test_six_days_are_a_gap_and_seven_a_stop(self) -> None:
        assert told(taken([*range(1, 21), *range(27, 61)]), KEPT) == []
        assert told(taken([*range(1, 21), *range(28, 61)]), KEPT) == [(21, "stopped"), (28, "resumed")]

    def test_a_month_without_any_entry_is_no_stop(self) -> None:
        assert told(taken([*range(1, 16), *range(46, 61)]), days(range(1, 16), range(46, 61))) == []

    def test_the_first_day_with_entries_and_without_it_is_the_stop(self) -> None:
        # Taken to day 10; nothing logged at all to day 19; from day 20 on entries without it.
        assert told(taken(range(1, 11)), days(range(1, 11), range(20, 61))) == [(20, "stopped")]


class TestOnceInAWhile:
    def test_only_the_first_time_is_told(self) -> None:
        assert told(taken([10, 20, 30, 40]), KEPT) == [(10, "taken")]

    def test_two_days_are_once_in_a_while_and_three_are_a_course(self) -> None:
        assert told(taken([10, 12]), KEPT) == [(10, "taken")]
        assert told(taken([10, 12, 14]), KEPT) == [(10, "begun"), (15, "stopped")]

    def test_a_course_after_single_days_begins(self) -> None:
        assert told(taken([5, *range(30, 61)]), KEPT) == [(5, "taken"), (30, "begun")]


class TestChange:
    def amounts(self, *amounts: int | str | None) -> list[tuple[int, str]]:
        """One a day from day 1 on; None is a day without it."""
        found = [TakenDay(day(n), amount) for n, amount in enumerate(amounts, start=1) if amount is not None]
        return told(found, KEPT)

    def test_from_the_first_of_three_days_that_agree(self) -> None:
        assert self.amounts(200, 200, 200, 400, 400, 400) == [(4, "changed"), (7, "stopped")]
        (changed, _) = intake_changes([*taken(range(1, 4), 200), *taken(range(4, 7), 400)], KEPT)
        assert (changed.was and changed.was.amount, changed.now and changed.now.amount) == (200, 400)

    def test_one_or_two_odd_days_change_nothing(self) -> None:
        assert self.amounts(200, 200, 400, 400, 200, 200, 100, 200) == [(9, "stopped")]

    def test_one_day_and_the_other_change_nothing(self) -> None:
        assert self.amounts(*[200, 400] * 10) == [(21, "stopped")]

    def test_a_day_left_out_does_not_break_the_three(self) -> None:
        assert self.amounts(200, 200, 200, 400, None, 400, None, 400) == [(4, "changed"), (9, "stopped")]

    def test_steps_upward_are_told_where_they_stay(self) -> None:
        assert self.amounts(100, 200, 300, 400, 400, 400, 400) == [(4, "changed"), (8, "stopped")]

    @pytest.mark.parametrize(("amount", "same"), [(180, True), (220, True), (179, False), (221, False)])
    def test_within_a_tenth_it_is_the_same(self, amount: int, same: bool) -> None:
        assert is_same_amount(200, amount) is same
        changed = [] if same else [(4, "changed")]
        assert self.amounts(200, 200, 200, amount, amount, amount) == [*changed, (7, "stopped")]

    def test_words_are_the_same_to_the_letter(self) -> None:
        assert self.amounts(*["300 mg"] * 3, *["600 mg"] * 3) == [(4, "changed"), (7, "stopped")]

    def test_another_form(self) -> None:
        takings = [*taken(range(1, 31), 200, "glycinate"), *taken(range(31, 61), 200, "citrate")]
        (changed,) = intake_changes(takings, KEPT)
        assert (changed.on, changed.was, changed.now) == (
            day(31), TakenDay(day(1), None, "glycinate"), TakenDay(day(31), None, "citrate"),
        )  # fmt: skip

    def test_a_form_not_said_is_no_other_form(self) -> None:
        takings = [*taken(range(1, 21), 200, "citrate"), *taken(range(21, 41)), *taken(range(41, 61), 200, "citrate")]
        assert told(takings, KEPT) == []

    def test_amount_and_form_on_one_day_are_one_change(self) -> None:
        takings = [*taken(range(1, 31), 200, "glycinate"), *taken(range(31, 61), 400, "citrate")]
        (changed,) = intake_changes(takings, KEPT)
        assert changed.was == TakenDay(day(1), 200, "glycinate")
        assert changed.now == TakenDay(day(31), 400, "citrate")

    def test_the_last_day_of_the_diary_may_still_be_under_way(self) -> None:
        # Twice 200 mg a day: on days 58 and 59 only once, and on day 60 so far once.
        takings = [*taken(range(1, 58), 400), *taken(range(58, 61), 200)]
        assert told(takings, KEPT) == []
        assert told(takings, [*KEPT, day(61)]) == [(58, "changed")]


@given(st.lists(st.integers(2, 58), max_size=6), st.integers(4, 54))
def test_leaving_out_single_days_turns_nothing(left_out: list[int], first: int) -> None:
    apart = {n for place, n in enumerate(sorted(set(left_out))) if place % 2 == 0 and n not in {first, 60}}
    takings = taken([n for n in range(first, 61) if n not in apart])
    assert told(takings, KEPT) == [(first, "begun")]


@given(
    st.lists(st.sampled_from([None, None, 100, 200, 400]), min_size=1, max_size=80),
    st.lists(st.booleans(), min_size=80, max_size=80),
)
def test_turns_follow_one_another(amounts: list[int | None], others: list[bool]) -> None:
    """Whatever is logged: what stops was going on, what resumes had stopped, and what changes is another amount."""
    takings = [TakenDay(day(n), amount) for n, amount in enumerate(amounts, start=1) if amount is not None]
    kept = sorted({each.day for each in takings} | {day(n) for n, other in enumerate(others, start=1) if other})
    found = intake_changes(takings, kept)
    assert [turn.on for turn in found] == sorted(turn.on for turn in found)
    for before, after in pairwise(found):
        assert (before.change == "stopped") == (after.change == "resumed") or before.change == "taken"
    for turn in found:
        if turn.change == "changed":
            assert turn.was is not None
            assert turn.now is not None
            assert not is_same_amount(turn.was.amount or 0, turn.now.amount or 0)


class TestSteady:
    def test_what_was_counted_is_said(self) -> None:
        # 133 days: 19 weeks. Three of them without it, far apart.
        numbers = [n for n in range(1, 134) if n not in {20, 60, 100}]
        assert steady_stretch(taken(numbers), day(134)) == SteadyStretch(200.0, day(1), day(134), 130)

    def test_100_to_400_mg_is_not_steady(self) -> None:
        # Nineteen weeks in all; the last amount since day 106, which is four weeks: 28 days.
        takings = [
            *taken(range(1, 36), 100), *taken(range(36, 71), 200), *taken(range(71, 106), 300),
            *taken(range(106, 134), 400),
        ]  # fmt: skip
        found = steady_stretch(takings, day(134))
        assert found == SteadyStretch(400.0, day(106), day(134), 28)
        assert found.days == 28

    def test_within_a_tenth_the_labels_may_differ(self) -> None:
        takings = [*taken(range(1, 31), 200), *taken(range(31, 61), 210)]
        # 210 less a tenth is 189: the earlier 200 mg count as the same.
        assert steady_stretch(takings, day(61)) == SteadyStretch(210.0, day(1), day(61), 60)

    def test_two_days_in_seven_without_it_end_the_stretch(self) -> None:
        # Without it on days 30 and 34: the stretch begins after the earlier one, 30 days with 29 of them.
        numbers = [n for n in range(1, 61) if n not in {30, 34}]
        assert steady_stretch(taken(numbers), day(61)) == SteadyStretch(200.0, day(31), day(61), 29)

    def test_every_seventh_day_left_out_is_steady(self) -> None:
        numbers = [n for n in range(1, 64) if n % 7]
        assert steady_stretch(taken(numbers), day(64)) == SteadyStretch(200.0, day(1), day(64), 54)

    @pytest.mark.parametrize("numbers", [[], list(range(1, 40)), [55, 56, 58, 60], [*range(1, 54), 56, 57, 58, 59, 60]])
    def test_a_stretch_that_ended_before_or_is_under_a_week_is_none(self, numbers: list[int]) -> None:
        assert steady_stretch(taken(numbers), day(61)) is None

    def test_two_amounts_in_turn_are_not_steady(self) -> None:
        takings = [TakenDay(day(n), 200 if n % 2 else 400) for n in range(1, 61)]
        assert steady_stretch(takings, day(61)) is None

    @given(st.lists(st.sampled_from([None, 100, 200, 210, 400]), min_size=1, max_size=60), st.integers(1, 61))
    def test_every_seven_days_of_it_lack_one_at_most(self, amounts: list[int | None], end: int) -> None:
        takings = [TakenDay(day(n), amount) for n, amount in enumerate(amounts, start=1) if amount is not None]
        found = steady_stretch(takings, day(end))
        if found is None:
            return
        counted = [each.day for each in takings if is_same_amount(found.amount_mg, each.amount or 0)]
        within = [on for on in counted if found.from_day <= on < found.before_day]
        assert len(within) == found.counted
        assert found.from_day in within
        for n in range(found.days - 6):
            week = found.from_day + timedelta(days=n)
            assert sum(week <= on < week + timedelta(days=7) for on in within) >= 6
