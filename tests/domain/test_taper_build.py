"""Steps made from cuts and percentages; the oracle is the schedule mathematics of facts B4."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from legdiary.domain.taper.plan import Plan, PlanTooLong, Step, TooManySteps, step_spans, total_needed
from legdiary.domain.taper.plan_unit import MICROGRAMS, MILLIGRAMS
from legdiary.domain.taper.step_calculation import linear_steps, parse_percent, percent_steps
from legdiary.errors import BadValue

START = date(2026, 11, 2)
TENTH = Fraction(1, 10)


def grams(steps: tuple[Step, ...]) -> list[float]:
    return [step.target / 1000 for step in steps]


def days(steps: tuple[Step, ...]) -> list[int]:
    return [(step.starts_on - steps[0].starts_on).days for step in steps]


def test_ten_percent_of_the_current_dose_is_the_oracle_chain() -> None:
    steps = percent_steps(12_000, 0, TENTH, 7, START, stop_at=500)

    assert grams(steps)[:11] == [12.0, 10.8, 9.7, 8.7, 7.9, 7.1, 6.4, 5.7, 5.2, 4.6, 4.2]
    assert days(steps)[:11] == [0, 7, 14, 21, 28, 35, 42, 49, 56, 63, 70]
    # 12 * 0.9**30 = 0.509 is the last at or above the floor, 12 * 0.9**31 = 0.458 the first below.
    assert steps[-2:] == (Step(START + timedelta(days=210), 500), Step(START + timedelta(days=217), 0))


def test_an_end_above_zero_needs_no_floor() -> None:
    assert grams(percent_steps(12_000, 8_000, TENTH, 7, START)) == [12.0, 10.8, 9.7, 8.7, 8.0]


def test_equal_cuts_and_what_they_do_to_the_last_ones() -> None:
    steps = linear_steps(12_000, 0, 1_200, 7, START, doses_per_day=4)

    assert grams(steps) == [12.0, 10.8, 9.6, 8.4, 7.2, 6.0, 4.8, 3.6, 2.4, 1.2, 0.0]
    assert {step.doses_per_day for step in steps} == {4}
    relative = [span.cut_pct for span in step_spans(Plan("linear", steps))]
    assert [relative[1], relative[-2], relative[-1]] == [10.0, 50.0, 100.0]


def test_equal_cuts_stop_at_the_floor_and_then_end() -> None:
    assert grams(linear_steps(5_000, 0, 1_000, 7, START, stop_at=2_000)) == [5, 4, 3, 2, 0]
    assert grams(linear_steps(5_000, 0, 2_000, 7, START)) == [5, 3, 1, 0]
    assert grams(linear_steps(5_000, 4_000, 3_000, 7, START)) == [5, 4]


def test_targets_are_rounded_half_up_from_the_unrounded_chain_only() -> None:
    assert grams(linear_steps(3_000, 2_000, 250, 7, START)) == [3.0, 2.8, 2.5, 2.3, 2.0]


def test_start_and_end_stand_as_given_and_rounding_neither_overtakes_nor_undercuts_them() -> None:
    assert grams(linear_steps(1_070, 540, 10, 1, START)) == [1.07, 1.0, 0.9, 0.8, 0.7, 0.6, 0.54]
    # 0.545 would be weighed as 0.5, below a floor of 0.54.
    assert grams(linear_steps(1_045, 0, 100, 1, START, stop_at=540)) == [1.045, 0.9, 0.8, 0.7, 0.6, 0.0]


def test_equal_neighbours_become_one_longer_step_that_keeps_its_date() -> None:
    steps = linear_steps(1_000, 0, 40, 7, START)

    assert grams(steps)[:4] == [1.0, 0.9, 0.8, 0.7]
    # 0.96 is 1.0; 0.92 and 0.88 are 0.9; 0.84, 0.80 and 0.76 are 0.8; 0.72 is 0.7.
    assert days(steps)[:4] == [0, 14, 28, 49]


def test_a_plan_may_rise_when_that_is_allowed() -> None:
    assert grams(linear_steps(0, 2_500, 1_000, 7, START, allow_up=True)) == [0, 1, 2, 2.5]
    assert grams(percent_steps(2_000, 2_500, TENTH, 7, START, allow_up=True)) == [2.0, 2.2, 2.4, 2.5]
    assert grams(linear_steps(2_000, 2_000, 500, 7, START, allow_up=True)) == [2.0]
    # 1.045 would be weighed as 1.0, below the start.
    assert grams(linear_steps(1_040, 1_060, 5, 7, START, allow_up=True)) == [1.04, 1.06]


def test_a_fine_cut_over_five_years_is_still_quick() -> None:
    steps = percent_steps(200_000, 150_000, parse_percent("0.016%"), 1, START, scale=1_000)

    assert grams(steps)[-1] == 150.0
    assert len(steps) == 51


@pytest.mark.parametrize(
    ("text", "fraction"),
    [
        ("10%", TENTH),
        (" 7.5% ", Fraction(3, 40)),
        ("7,5 %", Fraction(3, 40)),
        ("99.999%", Fraction(99_999, 100_000)),
        ("0.001%", Fraction(1, 100_000)),
    ],
)
def test_percentages_are_exact(text: str, fraction: Fraction) -> None:
    assert parse_percent(text) == fraction


@settings(deadline=None)
@given(
    start=st.integers(1, 200_000),
    end=st.integers(0, 200_000),
    stop_at=st.none() | st.integers(0, 200_000),
    cut_pct=st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000),
    cut_mg=st.integers(1, 200_000),
    every=st.integers(1, 366),
    scale=st.sampled_from([1, 7, 10, 50, 100, 250, 1_000]),
    linear=st.booleans(),
)
def test_targets_of_a_plan_that_was_made_never_rise(
    *,
    start: int,
    end: int,
    stop_at: int | None,
    cut_pct: Fraction,
    cut_mg: int,
    every: int,
    scale: int,
    linear: bool,
) -> None:
    end, stop_at = end % start, None if stop_at is None else end % start + stop_at % (start - end % start + 1)
    assume(linear or end or stop_at)
    try:
        if linear:
            cut_mg = 1 + cut_mg % max(1, start - 1)
            assume(cut_mg < start)
            steps = linear_steps(start, end, cut_mg, every, START, stop_at=stop_at, scale=scale)
        else:
            steps = percent_steps(start, end, cut_pct, every, START, stop_at=stop_at, scale=scale)
    except (PlanTooLong, TooManySteps):
        return

    targets = [step.target for step in steps]
    assert targets[0] == start
    assert targets[-1] == end
    assert targets == sorted(set(targets), reverse=True)
    assert all(target >= (stop_at or 0) for target in targets[:-1])
    assert all(target % scale == 0 for target in targets[1:-1])
    assert all(day % every == 0 for day in days(steps))
    assert Plan("made", steps, scale_mg=scale).steps == steps


def linear(**change: Any) -> Any:
    asked: dict[str, Any] = {"start": 12_000, "end": 0, "cut": 500, "every_days": 7}
    return lambda: linear_steps(**{**asked, "starts_on": START, **change})


def percent(**change: Any) -> Any:
    asked: dict[str, Any] = {
        "start": 12_000,
        "end": 0,
        "cut": TENTH,
        "every_days": 7,
        "stop_at": 500,
    }
    return lambda: percent_steps(**{**asked, "starts_on": START, **change})


REFUSED = [
    (linear(cut=0), "a cut of 0 g changes nothing; write more than 0 g"),
    (linear(cut=-500), "a cut of -0.5 g changes nothing; write more than 0 g"),
    (linear(cut=12_000), "a cut of 12 g uses up the whole start of 12 g; write less than 12 g"),
    (linear(cut=12_500), "a cut of 12.5 g uses up the whole start of 12 g; write less than 12 g"),
    (
        linear(end=12_500),
        "the end of 12.5 g is not below the start of 12 g; write a lower end, or add --allow-up",
    ),
    (
        linear(end=12_000),
        "the end of 12 g is not below the start of 12 g; write a lower end, or add --allow-up",
    ),
    (linear(every_days=0), "a step every 0d is out of range; write 1d to 366d"),
    (linear(every_days=10**12), "a step every 1000000000000d is out of range; write 1d to 366d"),
    (
        linear(stop_at=12_100),
        "the floor of 12.1 g is above the start of 12 g; write --stop-at with at most 12 g",
    ),
    (
        linear(end=2_000, stop_at=1_000),
        "the floor of 1 g is below the end of 2 g; write --stop-at with at least 2 g",
    ),
    (
        linear(end=13_000, stop_at=1_000, allow_up=True),
        "a floor of 1 g works only in a plan that goes down; leave out --stop-at",
    ),
    (linear(scale=0), "rounding to 0 g is out of range; write 0.001 g to 10 g"),
    (linear(start=200_001), "a target of 200.001 g is out of range; write 0 g to 200 g a day"),
    (linear(end=-1), "a target of -0.001 g is out of range; write 0 g to 200 g a day"),
    (linear(doses_per_day=25), "25 doses a day is out of range; write 1 to 24"),
    (
        linear(starts_on=date(2200, 1, 1)),
        "2200-01-01 is out of range for a plan; write a date from 1990-01-01 to 2199-12-31",
    ),
    (
        linear(starts_on=date(2199, 12, 31)),
        "2200-01-07 is out of range for a plan; write a date from 1990-01-01 to 2199-12-31",
    ),
    (
        linear(start=40_000, cut=100, every_days=1),
        "401 steps are too many for a plan; at most 400 are accepted",
    ),
    (
        linear(every_days=100),
        (
            "the plan that starts on 2026-11-02 has a step on 2032-01-15; "
            "a plan of at most 5 years from its first step to its last is accepted"
        ),
    ),
    (
        percent(stop_at=None),
        "cuts in percent never reach 0 g; add --stop-at with the last dose before 0 g",
    ),
    (percent(stop_at=0), "cuts in percent never reach 0 g; add --stop-at with the last dose before 0 g"),
    (
        percent(start=0, end=1_000, stop_at=None, allow_up=True),
        "a percentage of 0 g changes nothing; write --cut in grams",
    ),
    (
        percent(cut=Fraction(0)),
        "a cut of 0 % is out of range; write more than 0 % and less than 100 %",
    ),
    (
        percent(cut=Fraction(1)),
        "a cut of 100 % is out of range; write more than 0 % and less than 100 %",
    ),
    (
        lambda: parse_percent("0%"),
        "a cut of 0 % is out of range; write more than 0 % and less than 100 %",
    ),
    (
        lambda: parse_percent("250%"),
        "a cut of 250 % is out of range; write more than 0 % and less than 100 %",
    ),
    (
        lambda: parse_percent("10"),
        "'10' is not a percentage; write a number of at most three decimals and %",
    ),
    (
        lambda: parse_percent("-5%"),
        "'-5%' is not a percentage; write a number of at most three decimals and %",
    ),
    (
        lambda: parse_percent("1.0005%"),
        "'1.0005%' is not a percentage; write a number of at most three decimals and %",
    ),
]


@pytest.mark.parametrize(("make", "message"), REFUSED, ids=[row[1][:40] for row in REFUSED])
def test_what_makes_no_plan_is_refused(make: Any, message: str) -> None:
    with pytest.raises(BadValue) as caught:
        make()

    assert caught.value.message == message
    assert caught.value.hint is None


@pytest.mark.parametrize(("make", "message"), REFUSED, ids=[row[1][:40] for row in REFUSED])
def test_no_rate_is_proposed(make: Any, message: str) -> None:
    named = set(re.findall(r"[0-9.]+ %", message))

    assert callable(make)
    # The bounds of what is accepted, and the percentage that was given: no other.
    assert named <= {"0 %", "100 %", "250 %"}


MG_START = date(2026, 6, 1)


def mg(steps: tuple[Step, ...]) -> list[float]:
    return [step.target / 1000 for step in steps]


def test_a_quarter_of_120_mg_down_to_the_floor_is_worked_out_by_hand() -> None:
    # 120, 90, 67.5; 67.5 x 0.75 is 50.625, which is nearest to 50.5; unrounded 37.969 is nearest to 38; 28.48 is below
    # the floor of 30.
    steps = percent_steps(
        120_000, 0, parse_percent("25%"), 7, MG_START, stop_at=30_000, scale=500, unit=MILLIGRAMS
    )  # fmt: skip
    assert mg(steps) == [120, 90, 67.5, 50.5, 38, 0]
    assert [f"{step.starts_on:%d %b}" for step in steps] == ["01 Jun", "08 Jun", "15 Jun", "22 Jun", "29 Jun", "06 Jul"]
    # Seven days of each step but the last: 7 x 366.
    assert total_needed(Plan("off", steps, substance="7-oh", scale_ug=500)) == 2_562_000


def test_ten_percent_of_120_mg_in_half_milligrams_ends_where_it_rounds_to_nothing() -> None:
    steps = percent_steps(120_000, 0, TENTH, 7, MG_START, scale=500, unit=MILLIGRAMS, ends_by_rounding=True)
    assert mg(steps) == [
        120, 108, 97, 87.5, 78.5, 71, 64, 57.5, 51.5, 46.5, 42, 37.5, 34, 30.5, 27.5, 24.5, 22, 20, 18, 16, 14.5, 13,
        12, 10.5, 9.5, 8.5, 8, 7, 6.5, 5.5, 5, 4.5, 4, 3.5, 3, 2.5, 2, 1.5, 1, 0.5, 0,
    ]  # fmt: skip
    assert len(steps) == 41
    assert (steps[-1].starts_on - steps[0].starts_on).days == 59 * 7


def test_a_floor_stands_beside_a_rounding_that_was_said() -> None:
    steps = percent_steps(
        120_000, 0, parse_percent("50%"), 7, MG_START, stop_at=30_000, scale=500, unit=MILLIGRAMS, ends_by_rounding=True
    )
    assert mg(steps) == [120, 60, 30, 0]


def test_micrograms_are_planned_whole() -> None:
    steps = linear_steps(75, 0, 25, 7, MG_START, unit=MICROGRAMS)
    assert [MICROGRAMS.format(step.target) for step in steps] == ["75 µg", "50 µg", "25 µg", "0 µg"]


@given(
    start=st.integers(1, 400),
    cut_pct=st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=100),
    scale=st.sampled_from([100, 500, 1000, 2500]),
)
def test_a_chain_that_ends_by_rounding_falls_to_nothing(start: int, cut_pct: Fraction, scale: int) -> None:
    steps = percent_steps(start * 500, 0, cut_pct, 1, MG_START, scale=scale, unit=MILLIGRAMS, ends_by_rounding=True)
    targets = [step.target for step in steps]
    assert targets == sorted(targets, reverse=True)
    assert len(set(targets)) == len(targets)
    assert targets[0] == start * 500
    assert targets[-1] == 0
    assert all(target % scale == 0 or target == start * 500 for target in targets)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            percent(unit=MILLIGRAMS, stop_at=None),
            "cuts in percent never reach 0 mg; add --stop-at with the last dose before 0 mg",
        ),
        (
            percent(unit=MILLIGRAMS, start=0, end=5, stop_at=None, allow_up=True),
            "a percentage of 0 mg changes nothing; write --cut in milligrams",
        ),
        (linear(unit=MILLIGRAMS, start=120_000, cut=0), "a cut of 0 mg changes nothing; write more than 0 mg"),
        (
            linear(unit=MILLIGRAMS, start=120_000, cut=120_000),
            "a cut of 120 mg uses up the whole start of 120 mg; write less than 120 mg",
        ),
        (
            linear(unit=MILLIGRAMS, start=7_500, end=7_500),
            "the end of 7.5 mg is not below the start of 7.5 mg; write a lower end, or add --allow-up",
        ),
        (
            linear(unit=MICROGRAMS, start=75, cut=25, stop_at=80),
            "the floor of 80 µg is above the start of 75 µg; write --stop-at with at most 75 µg",
        ),
        (
            linear(unit=MILLIGRAMS, start=200_000_001),
            "a target of 200000.001 mg is out of range; write 0 mg to 200000 mg a day",
        ),
        (linear(unit=MILLIGRAMS, scale=0), "rounding to 0 mg is out of range; write 0.001 mg to 10000 mg"),
    ],
)
def test_mistakes_speak_the_unit_of_the_substance(make: Any, message: str) -> None:
    with pytest.raises(BadValue) as caught:
        make()
    assert caught.value.message == message
