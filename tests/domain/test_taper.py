"""A plan typed by hand, and what every day of it says.

2026-11-02  12 g      14 days
2026-11-16  10.5 g     7 days
2026-11-23   9 g      10 days
2026-12-03   0 g      open
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.taper.dose_split import split_doses
from legdiary.domain.taper.plan import (
    DayOutOfRange,
    DosesOutOfRange,
    Hold,
    HoldOutOfRange,
    NoPlan,
    NoSteps,
    Plan,
    PlanTooLong,
    Position,
    ScaleOutOfRange,
    Step,
    StepsOutOfOrder,
    StepSpan,
    TargetOutOfRange,
    TooManySteps,
    TwoStepsOnOneDay,
    arrives_on,
    plan_of_interest,
    plan_on,
    plans_on,
    position_on,
    step_in_force,
    step_on,
    step_spans,
    steps_within,
    target_on,
    total_needed,
)

if TYPE_CHECKING:
    from legdiary.errors import BadValue

NOV_2 = date(2026, 11, 2)
NOV_16 = date(2026, 11, 16)
NOV_23 = date(2026, 11, 23)
DEC_3 = date(2026, 12, 3)
STEPS = (Step(NOV_2, 12_000, 4), Step(NOV_16, 10_500, 4), Step(NOV_23, 9_000), Step(DEC_3, 0))
PLAN = Plan("winter", STEPS)


@pytest.mark.parametrize(
    ("day", "target"),
    [
        (date(2026, 11, 1), None),
        (date(2026, 11, 2), 12_000),
        (date(2026, 11, 15), 12_000),
        (date(2026, 11, 16), 10_500),
        (date(2026, 11, 22), 10_500),
        (date(2026, 11, 23), 9_000),
        (date(2026, 12, 2), 9_000),
        (date(2026, 12, 3), 0),
        (date(2199, 1, 1), 0),
    ],
)
def test_the_target_is_that_of_the_latest_step_that_has_started(day: date, target: int | None) -> None:
    assert target_on(PLAN, day) == target


def test_a_plan_that_has_ended_has_no_target_from_its_end_on() -> None:
    plan = replace(PLAN, ended_on=date(2026, 11, 20))

    assert target_on(plan, date(2026, 11, 19)) == 10_500
    assert target_on(plan, date(2026, 11, 20)) is None
    assert step_on(plan, date(2026, 12, 3)) is None


def test_starts_and_arrives() -> None:
    assert PLAN.starts_on == NOV_2
    assert arrives_on(PLAN) == DEC_3


def test_spans_say_their_days_and_their_cut_against_the_dose_before() -> None:
    assert step_spans(PLAN) == (
        StepSpan(1, STEPS[0], NOV_2, NOV_16, None, None),
        StepSpan(2, STEPS[1], NOV_16, NOV_23, 1_500, 12.5),
        StepSpan(3, STEPS[2], NOV_23, DEC_3, 1_500, 100 / 7),
        StepSpan(4, STEPS[3], DEC_3, None, 9_000, 100.0),
    )


def test_a_rise_is_a_negative_cut_and_a_rise_from_nothing_has_no_percentage() -> None:
    plan = Plan("up", (Step(NOV_2, 2_000), Step(NOV_16, 3_000), Step(NOV_23, 0), Step(DEC_3, 1_000)))

    assert [(span.cut, span.cut_pct) for span in step_spans(plan)] == [
        (None, None),
        (-1_000, -50.0),
        (3_000, 100.0),
        (-1_000, None),
    ]


def test_the_last_span_of_an_ended_plan_is_closed_and_steps_never_reached_are_left_out() -> None:
    spans = step_spans(replace(PLAN, ended_on=date(2026, 11, 20)))

    assert [(span.starts_on, span.ends_before) for span in spans] == [
        (NOV_2, NOV_16),
        (NOV_16, date(2026, 11, 20)),
    ]


def test_a_plan_given_up_before_its_start_has_no_span() -> None:
    assert step_spans(replace(PLAN, ended_on=NOV_2)) == ()


@pytest.mark.parametrize(
    ("day", "position"),
    [
        (date(2026, 11, 1), None),
        (NOV_2, Position(1, 4, STEPS[0], 1, True, NOV_16, 10_500)),
        (date(2026, 11, 7), Position(1, 4, STEPS[0], 6, True, NOV_16, 10_500)),
        (date(2026, 11, 8), Position(1, 4, STEPS[0], 7, False, NOV_16, 10_500)),
        (date(2026, 12, 2), Position(3, 4, STEPS[2], 10, False, DEC_3, 0)),
        (date(2026, 12, 4), Position(4, 4, STEPS[3], 2, True, None, None)),
    ],
)
def test_the_position_counts_steps_and_days_from_one(day: date, position: Position | None) -> None:
    assert position_on(PLAN, day) == position


def test_the_position_in_a_plan_that_will_end_knows_no_step_after_the_end() -> None:
    plan = replace(PLAN, ended_on=NOV_23)

    assert position_on(plan, date(2026, 11, 22)) == Position(2, 2, STEPS[1], 7, False, None, None)
    assert position_on(plan, NOV_23) is None


@pytest.mark.parametrize(
    ("since", "total"),
    [
        (None, 14 * 12_000 + 7 * 10_500 + 10 * 9_000),
        (date(2026, 1, 1), 14 * 12_000 + 7 * 10_500 + 10 * 9_000),
        (date(2026, 11, 21), 2 * 10_500 + 10 * 9_000),
        (date(2026, 12, 2), 9_000),
        (DEC_3, 0),
    ],
)
def test_what_the_rest_of_the_plan_needs(since: date | None, total: int) -> None:
    assert total_needed(PLAN, since) == total


def test_an_open_last_step_above_zero_is_not_counted_a_closed_one_is() -> None:
    plan = Plan("stay", (Step(NOV_2, 3_000), Step(NOV_16, 2_000)))

    assert total_needed(plan) == 14 * 3_000
    assert total_needed(replace(plan, ended_on=date(2026, 11, 20))) == 14 * 3_000 + 4 * 2_000


def test_the_latest_starting_plan_in_force_is_the_one() -> None:
    old = Plan("old", (Step(NOV_2, 12_000),))
    new = Plan("new", (Step(NOV_16, 8_000),), ended_on=NOV_23)

    assert plan_on([], NOV_2) is None
    assert plan_on([old, new], date(2026, 11, 1)) is None
    assert plan_on([old, new], date(2026, 11, 15)) is old
    assert plan_on([old, new], NOV_16) is plan_on([new, old], NOV_16) is new
    assert plan_on([old, new], NOV_23) is old
    assert plan_on([old, replace(old, name="same day")], NOV_23) == replace(old, name="same day")


LEAF = Plan("leaf", (Step(NOV_16, 6000), Step(DEC_3, 0)))
SEVEN = Plan("tabs", (Step(NOV_2, 120_000), Step(NOV_23, 0)), substance="7-oh", scale_ug=500, ended_on=DEC_3)
GABAPENTIN = Plan("bridge", (Step(NOV_16, 300_000),), substance="medicine:gabapentin", scale_ug=1000)
CLONIDINE = Plan("night", (Step(NOV_23, 75),), substance="medicine:clonidine", unit="mcg", scale_ug=25)
SEVERAL = (GABAPENTIN, CLONIDINE, SEVEN, LEAF)


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2026, 11, 1), ()),
        (NOV_2, (SEVEN,)),
        (NOV_16, (LEAF, SEVEN, GABAPENTIN)),
        (NOV_23, (LEAF, SEVEN, CLONIDINE, GABAPENTIN)),
        (DEC_3, (LEAF, CLONIDINE, GABAPENTIN)),
    ],
)
def test_of_each_substance_one_plan_is_in_force_and_they_are_named_in_one_order(
    day: date, in_force: tuple[Plan, ...]
) -> None:
    assert plans_on(SEVERAL, day) == in_force
    assert [plan_on(SEVERAL, day, of=plan.of) for plan in in_force] == [*in_force]


def test_a_plan_of_one_substance_says_nothing_of_another() -> None:
    assert plan_on(SEVERAL, NOV_2, of="leaf") is None
    assert plan_on(SEVERAL, DEC_3, of="7-oh") is None
    assert step_in_force(SEVERAL, NOV_23, of="leaf") == LEAF.steps[0]
    assert set(steps_within(SEVERAL, NOV_2, NOV_23, of="leaf")) == {NOV_16 + timedelta(days=n) for n in range(7)}
    assert steps_within(SEVERAL, NOV_2, NOV_16, of="7-oh")[NOV_2].target == 120_000
    assert plan_of_interest(SEVERAL, NOV_2, of="leaf") is LEAF, "the next to start"
    assert plan_of_interest(SEVERAL, date(2027, 1, 1), of="7-oh") is SEVEN, "the last that ended"
    with pytest.raises(NoPlan):
        plan_of_interest(SEVERAL, NOV_2, of="extract")


def test_of_several_plans_the_nearest_one_is_of_interest() -> None:
    spring, summer = (
        Plan(name, (Step(day, 3000),), ended_on=day + timedelta(days=14))
        for name, day in (("spring", date(2026, 3, 2)), ("summer", date(2026, 6, 1)))
    )
    for plans in ((spring, summer), (summer, spring)):
        assert plan_of_interest(plans, date(2026, 1, 1)) is spring, "the first to come"
        assert plan_of_interest(plans, date(2026, 4, 1)) is summer, "the next to come, before the one that ended"
        assert plan_of_interest(plans, date(2026, 9, 1)) is summer, "the last that began"


def test_a_later_plan_of_a_substance_is_the_one_in_force() -> None:
    new = replace(SEVEN, name="again", steps=(Step(NOV_16, 90_000),))
    assert plans_on([SEVEN, new], NOV_16) == (new,)


@pytest.mark.parametrize(
    ("target_mg", "doses", "scale_mg", "split"),
    [
        (12_000, 4, 100, (3_000, 3_000, 3_000, 3_000)),
        (9_700, 4, 100, (2_500, 2_400, 2_400, 2_400)),
        (9_750, 4, 100, (2_550, 2_400, 2_400, 2_400)),
        (200, 4, 100, (100, 100, 0, 0)),
        (50, 2, 100, (50, 0)),
        (0, 3, 100, (0, 0, 0)),
        (2_500, 1, 500, (2_500,)),
    ],
)
def test_doses_of_scale_steps(target_mg: int, doses: int, scale_mg: int, split: tuple[int, ...]) -> None:
    assert split_doses(target_mg, doses, scale_mg) == split


@given(st.integers(0, 200_000), st.integers(1, 24), st.integers(1, 10_000))
def test_a_split_adds_up_to_its_target_and_is_as_even_as_the_scale_allows(
    target_mg: int, doses: int, scale_mg: int
) -> None:
    split = split_doses(target_mg, doses, scale_mg)

    rest = target_mg % scale_mg
    weighed = (split[0] - rest, *split[1:])
    assert sum(split) == target_mg
    assert len(split) == doses
    assert all(dose % scale_mg == 0 and dose >= 0 for dose in weighed)
    assert max(weighed) - min(weighed) <= scale_mg
    assert list(split) == sorted(split, reverse=True)


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    days = sorted(draw(st.sets(DAYS, min_size=1, max_size=8)))
    steps = tuple(Step(day, draw(st.integers(0, 20_000))) for day in days)
    return Plan("made up", steps, ended_on=draw(st.none() | DAYS))


@given(st.lists(plans(), max_size=4), DAYS, st.integers(0, 60))
def test_the_steps_of_many_days_are_those_of_each_day(several: list[Plan], first: date, length: int) -> None:
    days = [first + timedelta(days=n) for n in range(length)]
    in_force = {day: step for day in days if (step := step_in_force(several, day)) is not None}
    assert steps_within(several, first, first + timedelta(days=length)) == in_force


@given(plans(), DAYS)
def test_spans_positions_and_targets_tell_the_same_of_every_day(plan: Plan, day: date) -> None:
    spans = [
        span
        for span in step_spans(plan)
        if span.starts_on <= day and (span.ends_before is None or day < span.ends_before)
    ]

    assert [span.step for span in spans] == [step for step in [step_on(plan, day)] if step is not None]
    position = position_on(plan, day)
    assert (position is None) == (not spans)
    if position is not None:
        assert position.step_number == spans[0].number
        assert position.of == len(step_spans(plan))
        assert position.next_target == (position.next_change and target_on(plan, position.next_change))


@given(plans(), DAYS)
def test_what_is_needed_is_the_sum_of_the_days(plan: Plan, since: date) -> None:
    last = plan.ended_on or arrives_on(plan)
    days = (last - since).days

    by_day = sum(target_on(plan, since + timedelta(days=n)) or 0 for n in range(max(0, days)))

    assert total_needed(plan, since) == by_day


def _plan_of(count: int) -> Plan:
    return Plan("many", tuple(Step(NOV_2 + timedelta(days=n), 1_000) for n in range(count)))


REFUSED = [
    (
        lambda: Step(NOV_2, -1),
        TargetOutOfRange,
        "a target of -0.001 g is out of range; write 0 g to 200 g a day",
    ),
    (
        lambda: Plan("much", (Step(NOV_2, 200_001),)),
        TargetOutOfRange,
        "a target of 200.001 g is out of range; write 0 g to 200 g a day",
    ),
    (lambda: Step(NOV_2, 1, 0), DosesOutOfRange, "0 doses a day is out of range; write 1 to 24"),
    (lambda: Step(NOV_2, 1, 25), DosesOutOfRange, "25 doses a day is out of range; write 1 to 24"),
    (
        lambda: Step(date(1889, 12, 31), 1),
        DayOutOfRange,
        "1889-12-31 is out of range for a plan; write a date from 1990-01-01 to 2199-12-31",
    ),
    (
        lambda: Step(date(2206, 11, 2), 1),
        DayOutOfRange,
        "2206-11-02 is out of range for a plan; write a date from 1990-01-01 to 2199-12-31",
    ),
    (lambda: Hold(NOV_2, 0, NOV_2), HoldOutOfRange, "a hold of 0d is out of range; write 1d to 366d"),
    (lambda: Hold(NOV_2, 367, NOV_2), HoldOutOfRange, "a hold of 367d is out of range; write 1d to 366d"),
    (lambda: Plan("none", ()), NoSteps, "the plan has no steps; write 1 to 400 of them"),
    (
        lambda: _plan_of(401),
        TooManySteps,
        "401 steps are too many for a plan; at most 400 are accepted",
    ),
    (
        lambda: Plan("two", (STEPS[0], STEPS[1], STEPS[1])),
        TwoStepsOnOneDay,
        "two steps start on 2026-11-16; leave one of them out",
    ),
    (
        lambda: Plan("order", (STEPS[1], STEPS[0])),
        StepsOutOfOrder,
        "the step of 2026-11-02 comes after that of 2026-11-16; write the steps in order of their dates",
    ),
    (
        lambda: Plan("long", (STEPS[0], Step(date(2031, 11, 3), 0))),
        PlanTooLong,
        (
            "the plan that starts on 2026-11-02 has a step on 2031-11-03; "
            "a plan of at most 5 years from its first step to its last is accepted"
        ),
    ),
    (
        lambda: Plan("scale", STEPS, scale_mg=0),
        ScaleOutOfRange,
        "rounding to 0 g is out of range; write 0.001 g to 10 g",
    ),
    (
        lambda: split_doses(1_000, 2, 10_001),
        ScaleOutOfRange,
        "rounding to 10.001 g is out of range; write 0.001 g to 10 g",
    ),
    (lambda: split_doses(1_000, 0, 100), DosesOutOfRange, "0 doses a day is out of range; write 1 to 24"),
    (
        lambda: split_doses(-1_000, 2, 100),
        TargetOutOfRange,
        "a target of -1 g is out of range; write 0 g to 200 g a day",
    ),
]


@pytest.mark.parametrize(("make", "kind", "message"), REFUSED, ids=[row[2][:40] for row in REFUSED])
def test_what_cannot_be_right_is_refused(make: Any, kind: type[BadValue], message: str) -> None:
    with pytest.raises(kind) as caught:
        make()

    assert caught.value.message == message
    assert caught.value.exit_code == 2


def test_the_limits_themselves_are_accepted() -> None:
    assert len(_plan_of(400).steps) == 400
    assert arrives_on(Plan("five years", (STEPS[0], Step(date(2031, 11, 2), 0)))) == date(2031, 11, 2)
    assert Plan("scale", (Step(NOV_2, 200_000, 24),), scale_mg=10_000).scale_mg == 10_000


def test_values_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        PLAN.name = "other"  # type: ignore[misc]


@pytest.mark.usefixtures("unmeasured")
def test_reading_a_plan_at_night_loads_nothing_heavy() -> None:
    code = (
        "import sys; from datetime import date; from legdiary.domain.taper.plan import *; "
        "position_on(Plan('p', (Step(date(2026, 1, 1), 1), Step(date(2026, 9, 1), 0))), date(2026, 2, 1)); "
        "print(sorted({'csv', 'fractions', 'decimal', 'dateutil', 'zoneinfo'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    answer = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert answer.stdout == "[]\n"
