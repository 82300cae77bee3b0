"""Cuts told apart by why they came when they did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import day, night, plan
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.report_sections import CutsByReason, after_cuts
from legdiary.domain.stats.descriptive import level
from legdiary.domain.taper.cut_reasons import reason_of_cut
from legdiary.domain.taper.plan import REASONS, Hold, Plan, Step
from legdiary.domain.taper.plan_changes import hold, resume, set_target
from legdiary.errors import BadValue

START = day("2026-11-02")


def reasons(of: Plan) -> list[str | None]:
    return [reason_of_cut(of, step) for step in of.steps]


def test_a_cut_that_comes_as_planned_has_no_reason() -> None:
    assert reasons(plan()) == [None, None, None]


def test_the_reason_of_a_hold_is_that_of_the_cut_it_delays() -> None:
    assert reasons(hold(plan(), day("2026-11-10"), 3, "bad-nights")) == [None, None, "bad-nights"]


def test_of_two_holds_the_later_one_says_why() -> None:
    twice = hold(hold(plan(), day("2026-11-10"), 3, "bad-nights"), day("2026-11-11"), 2, "travel")
    assert reasons(twice) == [None, None, "travel"]
    assert reasons(hold(twice, day("2026-11-12"), 1)) == [None, None, "travel"]  # nothing said takes nothing back


def test_a_target_that_was_set_says_its_own_reason() -> None:
    held = hold(plan(), day("2026-11-10"), 5, "bad-nights")
    both = set_target(held, day("2026-11-10"), day("2026-11-14"), 10_000, why="good-nights")
    # The hold's days now end the step that was set; the cut after it is the one that waited.
    assert reasons(both) == [None, None, "good-nights", "bad-nights"]


def test_a_hold_that_is_ended_early_keeps_its_reason_for_the_days_it_lasted() -> None:
    held = hold(plan(), day("2026-11-10"), 5, "travel")
    ended = resume(held, day("2026-11-17"))
    assert ended.holds == (Hold(day("2026-11-10"), 2, day("2026-11-09"), "travel"),)
    assert reasons(ended) == [None, None, "travel"]


@pytest.mark.parametrize("wrong", ["", "because", "Good-nights", "good nights"])
def test_a_reason_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(BadValue):
        Hold(START, 1, START, wrong)
    with pytest.raises(BadValue):
        Step(START, 1000, None, wrong)


def test_the_nights_before_and_after_are_told_by_reason() -> None:
    # Cuts on the 9th (planned, good nights before: 2 2 2), the 16th and the 23rd (no reason given; 5 all the way).
    of = plan(("2026-11-02", 6000), ("2026-11-09", 5000), ("2026-11-16", 4000), ("2026-11-23", 3000))
    steps = tuple(replace(s, why="good-nights") if s.starts_on == day("2026-11-09") else s for s in of.steps)
    scores = {START + timedelta(days=n): 5 for n in range(31)}
    scores |= {day(f"2026-11-0{on}"): 2 for on in (6, 7, 8)}
    logged = Logged(
        nights=[Stored(n, night(f"{on}", score)) for n, (on, score) in enumerate(scores.items())],
        plans=[replace(of, steps=steps)],
    )
    records = night_records(logged, START, day("2026-12-03"))
    assert after_cuts(records, logged.plans).by_reason == (
        CutsByReason("good-nights", 1, level([2, 2, 2]), level([5] * 7)),
        CutsByReason(None, 2, level([5] * 6), level([5] * 14)),
    )


def test_two_cuts_are_too_few_to_pool_and_three_are_not() -> None:
    # One dose less a week, on the 9th, the 16th and the 23rd.
    of = plan(("2026-11-02", 6000), ("2026-11-09", 5000), ("2026-11-16", 4000), ("2026-11-23", 3000))
    logged = Logged(
        nights=[Stored(n, night(f"{START + timedelta(days=n)}", 5)) for n in range(32)],
        plans=[of],
    )
    two = after_cuts(night_records(logged, START, day("2026-11-22")), [of])
    assert (two.cuts, two.needed, two.days, two.closest_days) == (2, 3, (), None)
    three = after_cuts(night_records(logged, START, day("2026-12-03")), [of])
    assert (three.cuts, three.needed, three.closest_days) == (3, 3, 7)
    # Three nights before the cut to ten after it; the tenth after the last cut lies behind the range.
    assert [(each.day, each.scores) for each in three.days] == [
        *((on, (5, 5, 5)) for on in range(-3, 10)),
        (10, (5, 5)),
    ]


def test_without_any_reason_nothing_is_told_apart() -> None:
    records = night_records(Logged(plans=[plan()]), START, day("2026-12-03"))
    assert after_cuts(records, [plan()]).by_reason == ()


def test_every_reason_has_its_place_in_the_order_of_the_report() -> None:
    starts = [START + timedelta(days=7 * n) for n in range(len(REASONS) + 1)]
    steps = tuple(Step(on, 9000 - 1000 * n, None, None if not n else REASONS[-n]) for n, on in enumerate(starts))
    of = Plan("backwards", steps)
    found = after_cuts(night_records(Logged(plans=[of]), START, starts[-1] + timedelta(days=9)), [of]).by_reason
    assert [each.why for each in found] == [*REASONS]
