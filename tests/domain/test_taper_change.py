"""Life interrupts a plan: what is to come changes, what was stays.

2026-11-02  12 g      14 days
2026-11-16  10 g       7 days
2026-11-23   8 g      10 days
2026-12-03   0 g      open
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legdiary.domain.taper.plan import (
    DayOutOfRange,
    Hold,
    HoldOutOfRange,
    Plan,
    PlanTooLong,
    Step,
    TargetOutOfRange,
    arrives_on,
    plan_on,
    step_on,
    target_on,
)
from legdiary.domain.taper.plan_changes import (
    AboveTheStart,
    BeforeThePlan,
    EndsBeforeToday,
    NoHold,
    NoLaterStep,
    PastStays,
    PlanEnded,
    PlanNotStarted,
    StillInForce,
    end,
    hold,
    resume,
    set_target,
    supersede,
)
from legdiary.errors import LegdiaryError

A_DAY = timedelta(days=1)


def nov(day: int) -> date:
    return date(2026, 11, 1) + timedelta(days=day - 1)


NOV_2, NOV_16, NOV_23, DEC_3 = nov(2), nov(16), nov(23), date(2026, 12, 3)
PLAN = Plan("winter", (Step(NOV_2, 12_000, 4), Step(NOV_16, 10_000, 4), Step(NOV_23, 8_000), Step(DEC_3, 0)))


def dates(plan: Plan) -> list[date]:
    return [step.starts_on for step in plan.steps]


def test_a_hold_moves_the_steps_to_come_and_leaves_a_mark() -> None:
    plan = hold(PLAN, nov(18), 5)

    assert dates(plan) == [NOV_2, NOV_16, nov(28), date(2026, 12, 8)]
    assert plan.holds == (Hold(nov(18), 5, NOV_16),)
    assert [step.target for step in plan.steps] == [12_000, 10_000, 8_000, 0]


def test_a_step_that_starts_tomorrow_moves_one_that_starts_today_does_not() -> None:
    assert dates(hold(PLAN, nov(22), 1)) == [NOV_2, NOV_16, nov(24), date(2026, 12, 4)]
    assert dates(hold(PLAN, NOV_23, 1)) == [NOV_2, NOV_16, NOV_23, date(2026, 12, 4)]


def test_resume_within_the_usual_length_gives_the_whole_hold_back() -> None:
    assert resume(hold(PLAN, nov(18), 5), nov(20)) == PLAN


def test_resume_during_the_hold_starts_the_next_step_tomorrow_and_keeps_the_days_used() -> None:
    plan = resume(hold(PLAN, nov(18), 5), nov(24))

    assert dates(plan) == [NOV_2, NOV_16, nov(25), date(2026, 12, 5)]
    assert plan.holds == (Hold(nov(18), 2, NOV_16),)


def test_resume_ends_all_holds_of_the_step_the_newest_is_shortened_first() -> None:
    plan = hold(hold(PLAN, nov(18), 5), nov(20), 4)

    resumed = resume(plan, nov(25))

    assert dates(resumed) == [NOV_2, NOV_16, nov(26), date(2026, 12, 6)]
    assert resumed.holds == (Hold(nov(18), 3, NOV_16),)


def test_holds_of_earlier_steps_stay_as_they_were() -> None:
    plan = hold(hold(PLAN, nov(10), 3), nov(20), 4)

    resumed = resume(plan, nov(21))

    assert dates(resumed) == dates(hold(PLAN, nov(10), 3))
    assert resumed.holds == (Hold(nov(10), 3, NOV_2),)


def test_a_target_set_on_a_new_day_lasts_until_the_next_step() -> None:
    plan = set_target(PLAN, nov(3), nov(19), 9_500)

    assert plan.steps == (*PLAN.steps[:2], Step(nov(19), 9_500, 4), *PLAN.steps[2:])


def test_a_target_set_on_the_day_of_a_step_changes_that_step() -> None:
    plan = set_target(PLAN, nov(3), NOV_23, 10_500, 3)

    assert plan.steps == (*PLAN.steps[:2], Step(NOV_23, 10_500, 3), PLAN.steps[3])


def test_a_rise_up_to_where_the_plan_began_is_nobodys_question() -> None:
    assert target_on(set_target(PLAN, nov(3), nov(19), 12_000), nov(19)) == 12_000


def test_a_rise_above_where_the_plan_began_is_asked_about() -> None:
    with pytest.raises(AboveTheStart) as asked:
        set_target(PLAN, nov(3), nov(19), 12_001)

    assert asked.value.question == "12.001 g is above the plan's start of 12 g."
    assert asked.value.message.endswith("Not stored; add --allow-up if it is right.")
    assert target_on(set_target(PLAN, nov(3), nov(19), 12_001, allow_up=True), nov(19)) == 12_001


def test_what_was_set_above_the_start_once_is_asked_about_again() -> None:
    # The plan's start stays 12 g, whatever a later step was raised to.
    raised = set_target(PLAN, nov(3), nov(19), 15_000, allow_up=True)
    with pytest.raises(AboveTheStart, match="above the plan's start of 12 g"):
        set_target(raised, nov(3), nov(20), 14_000)


def test_a_target_set_after_the_last_step_adds_one() -> None:
    assert arrives_on(set_target(PLAN, nov(3), date(2026, 12, 20), 500)) == date(2026, 12, 20)


def test_a_plan_that_has_not_started_can_be_set_from_its_first_day_on() -> None:
    assert target_on(set_target(PLAN, date(2026, 10, 1), NOV_2, 11_000), NOV_2) == 11_000


def test_a_step_set_into_a_held_one_keeps_its_date_when_the_hold_ends() -> None:
    # Held on the 18th until 2 December; on the 20th a step is set for the 26th; on the 21st the hold ends.
    plan = set_target(hold(PLAN, nov(18), 10), nov(20), nov(26), 9_000)

    resumed = resume(plan, nov(21))

    # The 8 g step would have come on the 23rd: now a day after the step that was set.
    assert dates(resumed) == [NOV_2, NOV_16, nov(26), nov(27), date(2026, 12, 7)]
    assert resumed.holds == (Hold(nov(18), 4, nov(26)),)


def test_a_mark_on_a_step_to_come_moves_with_it() -> None:
    plan = set_target(hold(PLAN, nov(18), 10), nov(20), nov(26), 9_000)

    moved = hold(plan, nov(21), 2)

    assert moved.holds == (Hold(nov(18), 10, nov(28)), Hold(nov(21), 2, NOV_16))
    assert resume(moved, nov(21)) == plan


def test_an_ended_plan_is_in_force_on_its_last_day_and_keeps_its_steps() -> None:
    plan = end(PLAN, nov(20), nov(20))

    assert target_on(plan, nov(20)) == 10_000
    assert target_on(plan, nov(21)) is None
    assert plan.steps == PLAN.steps


def test_an_end_that_is_to_come_can_be_moved() -> None:
    assert end(end(PLAN, nov(20), nov(25)), nov(21), nov(27)).ended_on == nov(28)


def test_a_plan_can_be_given_up_before_it_starts() -> None:
    plan = end(PLAN, date(2026, 10, 20), date(2026, 10, 20))

    assert all(target_on(plan, nov(day)) is None for day in range(1, 60))


def test_an_older_plan_gives_way() -> None:
    new = Plan("new", (Step(nov(20), 9_000),))

    old = supersede(PLAN, nov(10), new.starts_on)

    assert plan_on([old, new], nov(19)) is old
    assert plan_on([old, new], nov(20)) is new
    assert step_on(old, nov(20)) is None


def test_a_plan_ended_before_stays_as_it_is_even_when_the_new_one_starts_today() -> None:
    ended = end(PLAN, nov(20), nov(20))

    assert supersede(ended, nov(21), nov(21)) is ended


def test_an_end_still_to_come_gives_way_to_an_earlier_start() -> None:
    assert supersede(end(PLAN, nov(5), nov(25)), nov(5), nov(10)).ended_on == nov(10)


def test_a_plan_that_has_not_started_gives_way_to_one_that_starts_today() -> None:
    today = date(2026, 10, 20)

    assert supersede(PLAN, today, today).ended_on == today


ENDED = replace(PLAN, ended_on=nov(20))
REFUSED: list[tuple[Any, type[LegdiaryError], str, str | None]] = [
    (
        lambda: hold(PLAN, nov(1), 5),
        PlanNotStarted,
        "the plan starts on 2026-11-02; a step can be held from that day on",
        "legdiary taper show",
    ),
    (
        lambda: hold(ENDED, nov(20), 5),
        PlanEnded,
        "the plan's last day is 2026-11-19; after that you need a new plan",
        "legdiary taper new --help",
    ),
    (
        lambda: hold(replace(PLAN, ended_on=date(2026, 10, 31)), date(2026, 10, 30), 5),
        PlanEnded,
        "the plan's last day is 2026-10-30; after that you need a new plan",
        "legdiary taper new --help",
    ),
    (
        lambda: hold(PLAN, DEC_3, 5),
        NoLaterStep,
        "2026-12-03 begins the last step of the plan; a hold moves only later steps",
        "legdiary taper show",
    ),
    (
        lambda: hold(ENDED, nov(18), 5),
        NoLaterStep,
        "2026-11-16 begins the last step of the plan; a hold moves only later steps",
        "legdiary taper show",
    ),
    (lambda: hold(PLAN, nov(18), 0), HoldOutOfRange, "a hold of 0d is out of range; write 1d to 366d", None),
    (
        lambda: hold(PLAN, nov(18), 367),
        HoldOutOfRange,
        "a hold of 367d is out of range; write 1d to 366d",
        None,
    ),
    (
        lambda: hold(Plan("long", (Step(NOV_2, 2_000), Step(date(2031, 10, 31), 0))), nov(18), 3),
        PlanTooLong,
        (
            "the plan that starts on 2026-11-02 has a step on 2031-11-03; "
            "a plan of at most 5 years from its first step to its last is accepted"
        ),
        None,
    ),
    (
        lambda: resume(PLAN, nov(1)),
        PlanNotStarted,
        "the plan starts on 2026-11-02; a step can be held from that day on",
        "legdiary taper show",
    ),
    (
        lambda: resume(ENDED, nov(20)),
        PlanEnded,
        "the plan's last day is 2026-11-19; after that you need a new plan",
        "legdiary taper new --help",
    ),
    (
        lambda: resume(PLAN, nov(18)),
        NoHold,
        "no hold on 2026-11-18 ends later than today",
        "legdiary taper show",
    ),
    (
        lambda: resume(hold(PLAN, nov(18), 5), nov(27)),
        NoHold,
        "no hold on 2026-11-27 ends later than today",
        "legdiary taper show",
    ),
    (
        lambda: resume(hold(PLAN, nov(18), 5), nov(28)),
        NoHold,
        "no hold on 2026-11-28 ends later than today",
        "legdiary taper show",
    ),
    (
        lambda: set_target(PLAN, nov(18), nov(18), 9_500),
        PastStays,
        "the target of 2026-11-18 stays as it is; a target can be set from 2026-11-19 on",
        "legdiary taper show",
    ),
    (
        lambda: set_target(PLAN, date(2026, 10, 2), date(2026, 10, 1), 9_500),
        PastStays,
        "the target of 2026-10-01 stays as it is; a target can be set from 2026-11-02 on",
        "legdiary taper show",
    ),
    (
        lambda: set_target(PLAN, date(2026, 10, 1), nov(1), 9_500),
        BeforeThePlan,
        "2026-11-01 is before the plan; a target can be set from its start on 2026-11-02 on",
        "legdiary taper show",
    ),
    (
        lambda: set_target(ENDED, nov(10), nov(20), 9_500),
        PlanEnded,
        "the plan's last day is 2026-11-19; after that you need a new plan",
        "legdiary taper new --help",
    ),
    (
        lambda: set_target(ENDED, nov(20), nov(10), 9_500),
        PlanEnded,
        "the plan's last day is 2026-11-19; after that you need a new plan",
        "legdiary taper new --help",
    ),
    (
        lambda: set_target(PLAN, nov(18), nov(17), 200_001),
        TargetOutOfRange,
        "a target of 200.001 g is out of range; write 0 g to 200 g a day",
        None,
    ),
    (
        lambda: end(PLAN, nov(18), nov(17)),
        EndsBeforeToday,
        "the plan cannot end on 2026-11-17, which has passed; the earliest last day is 2026-11-18",
        "legdiary taper show",
    ),
    (
        lambda: end(ENDED, nov(20), nov(25)),
        PlanEnded,
        "the plan's last day is 2026-11-19; after that you need a new plan",
        "legdiary taper new --help",
    ),
    (
        lambda: end(PLAN, nov(18), date.max),
        DayOutOfRange,
        "9999-12-31 is out of range for a plan; write a date from 1990-01-01 to 2199-12-31",
        None,
    ),
    (
        lambda: supersede(PLAN, nov(18), nov(18)),
        StillInForce,
        (
            "a new plan cannot start on 2026-11-18, since another plan has a target for that day; "
            "write a start from 2026-11-19 on"
        ),
        None,
    ),
    (
        lambda: supersede(ENDED, nov(25), nov(10)),
        StillInForce,
        (
            "a new plan cannot start on 2026-11-10, since another plan has a target for that day; "
            "write a start from 2026-11-20 on"
        ),
        None,
    ),
]


@pytest.mark.parametrize(
    ("change", "kind", "message", "hint"),
    REFUSED,
    ids=[f"{row[1].__name__}-{row[2][:30]}" for row in REFUSED],
)
def test_what_would_touch_the_past_or_nothing_is_refused(
    change: Any, kind: type[LegdiaryError], message: str, hint: str | None
) -> None:
    with pytest.raises(kind) as caught:
        change()

    assert (caught.value.message, caught.value.hint) == (message, hint)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Two to eight steps within 2026, without holds."""
    gaps = draw(st.lists(st.integers(1, 40), min_size=1, max_size=7))
    day = date(2026, 1, 1)
    steps = [Step(day, draw(st.integers(0, 20_000)))]
    for gap in gaps:
        day += timedelta(days=gap)
        steps.append(Step(day, draw(st.integers(0, 20_000)), draw(st.none() | st.integers(1, 24))))
    return Plan("made up", tuple(steps))


TODAYS = st.integers(-5, 300).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
HOLDS = st.integers(1, 60)


def past(plan: Plan, today: date) -> list[int | None]:
    first = date(2025, 12, 25)
    return [target_on(plan, first + timedelta(days=n)) for n in range((today - first).days + 1)]


@st.composite
def under_way(draw: st.DrawFn) -> tuple[Plan, date]:
    """A plan and a day on which it can be held: it has begun, and a change is still to come."""
    plan = draw(plans())
    first, last = plan.steps[0].starts_on, plan.steps[-1].starts_on
    return plan, draw(st.dates(first, last - timedelta(days=1)))


@given(under_way(), HOLDS)
def test_a_hold_moves_the_arrival_by_its_days_and_no_past_target(way: tuple[Plan, date], days: int) -> None:
    plan, today = way
    held = hold(plan, today, days)

    assert arrives_on(held) - arrives_on(plan) == timedelta(days=days)
    assert past(held, today) == past(plan, today)


@given(under_way(), HOLDS, HOLDS)
def test_two_holds_of_a_day_commute(way: tuple[Plan, date], one: int, other: int) -> None:
    plan, today = way
    ways = [hold(hold(plan, today, one), today, other), hold(hold(plan, today, other), today, one)]

    assert ways[0].steps == ways[1].steps
    assert [sum(mark.days for mark in way.holds) for way in ways] == [one + other] * 2


@given(under_way(), HOLDS)
def test_a_hold_taken_back_at_once_leaves_nothing(way: tuple[Plan, date], days: int) -> None:
    plan, today = way
    assert resume(hold(plan, today, days), today) == plan


@given(under_way(), HOLDS, st.integers(0, 90))
def test_resume_never_starts_a_step_before_its_own_date_or_today(way: tuple[Plan, date], days: int, later: int) -> None:
    plan, today = way
    held = hold(plan, today, days)
    moment = today + timedelta(days=later)
    try:
        resumed = resume(held, moment)
    except NoHold:
        return

    assert past(resumed, moment) == past(held, moment)
    assert all(a <= b <= c for a, b, c in zip(dates(plan), dates(resumed), dates(held), strict=True))
    assert arrives_on(resumed) - arrives_on(plan) == timedelta(days=sum(m.days for m in resumed.holds))


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["hold", "resume", "set", "end"]),
        st.integers(0, 25),  # days until the change is asked for
        st.integers(-3, 40),  # days from then to the day it is about
        st.integers(0, 20_000),
    ),
    max_size=8,
)


def changed(plan: Plan, today: date, what: str, ahead: int, target_mg: int) -> Plan:
    match what:
        case "hold":
            return hold(plan, today, ahead)
        case "resume":
            return resume(plan, today)
        case "set":
            return set_target(plan, today, today + timedelta(days=ahead), target_mg)
        case _:
            return end(plan, today, today + timedelta(days=ahead))


@given(plans(), TODAYS, CHANGES)
def test_whatever_happens_the_past_stays(plan: Plan, today: date, changes: list[tuple[str, int, int, int]]) -> None:
    for what, wait, ahead, target_mg in changes:
        today += timedelta(days=wait)
        before = past(plan, today)
        try:
            plan = changed(plan, today, what, ahead, target_mg)
        except LegdiaryError:
            continue
        assert past(plan, today) == before
        assert {mark.step_starts_on for mark in plan.holds} <= set(dates(plan))


@settings(deadline=None)
@given(st.lists(st.tuples(plans(), st.integers(0, 60), st.integers(0, 60)), max_size=4), TODAYS)
def test_at_most_one_plan_is_in_force(made: list[tuple[Plan, int, int]], day: date) -> None:
    kept: list[Plan] = []
    today = date(2025, 12, 1)
    for number, (plan, wait, ahead) in enumerate(made):
        today += timedelta(days=wait)
        starts_on = today + timedelta(days=ahead)
        by = starts_on - plan.starts_on
        steps = tuple(replace(step, starts_on=step.starts_on + by) for step in plan.steps)
        new = replace(plan, name=f"{number}", steps=steps)
        before = [plan_on(kept, today - timedelta(days=n)) for n in range(100)]
        try:
            kept = [*(supersede(old, today, new.starts_on) for old in kept), new]
        except StillInForce:
            continue
        names = [old and old.name for old in before]
        after = [plan_on(kept, today - timedelta(days=n)) for n in range(100)]
        # Only a plan that starts today may give today a target, where it had none.
        assert [now and now.name for now in after][1:] == names[1:]
        assert names[0] is None or (after[0] is not None and after[0].name == names[0])

    in_force = [plan for plan in kept if step_on(plan, day) is not None]
    assert len(in_force) <= 1
    assert plan_on(kept, day) is (in_force[0] if in_force else None)
