"""Steps made from cuts, percentages and files; the oracle is the schedule mathematics of facts B4."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from legdiary.domain.taper import Plan, PlanTooLong, Step, TooManySteps, step_spans
from legdiary.domain.taper_build import (
    InFile,
    linear_steps,
    parse_percent,
    percent_steps,
    steps_from_csv,
    steps_to_fraction,
)
from legdiary.errors import BadValue

START = date(2026, 11, 2)
TENTH = Fraction(1, 10)


def grams(steps: tuple[Step, ...]) -> list[float]:
    return [step.target_mg / 1000 for step in steps]


def days(steps: tuple[Step, ...]) -> list[int]:
    return [(step.starts_on - steps[0].starts_on).days for step in steps]


def test_ten_percent_of_the_current_dose_is_the_oracle_chain() -> None:
    steps = percent_steps(12_000, 0, TENTH, 7, START, stop_at_mg=500)

    assert grams(steps)[:11] == [12.0, 10.8, 9.7, 8.7, 7.9, 7.1, 6.4, 5.7, 5.2, 4.6, 4.2]
    assert days(steps)[:11] == [0, 7, 14, 21, 28, 35, 42, 49, 56, 63, 70]
    # 12 * 0.9**30 = 0.509 is the last at or above the floor, 12 * 0.9**31 = 0.458 the first below.
    assert steps[-2:] == (Step(START + timedelta(days=210), 500), Step(START + timedelta(days=217), 0))


def test_an_end_above_zero_needs_no_floor() -> None:
    assert grams(percent_steps(12_000, 8_000, TENTH, 7, START)) == [12.0, 10.8, 9.7, 8.7, 8.0]


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent", "cuts"),
    [
        (1, 2, "10%", 7),
        (1, 10, "10%", 22),
        (1, 2, "5%", 14),
        (1, 10, "5%", 45),
        (1, 4, "50%", 2),
        (81, 100, "10%", 2),  # where the logarithms say 2.0000000000000004
        (99, 100, "10%", 1),
    ],
)
def test_cuts_until_a_fraction_is_left(numerator: int, denominator: int, percent: str, cuts: int) -> None:
    assert steps_to_fraction(numerator, denominator, parse_percent(percent)) == cuts


def test_equal_cuts_and_what_they_do_to_the_last_ones() -> None:
    steps = linear_steps(12_000, 0, 1_200, 7, START, doses_per_day=4)

    assert grams(steps) == [12.0, 10.8, 9.6, 8.4, 7.2, 6.0, 4.8, 3.6, 2.4, 1.2, 0.0]
    assert {step.doses_per_day for step in steps} == {4}
    relative = [span.cut_pct for span in step_spans(Plan("linear", steps))]
    assert [relative[1], relative[-2], relative[-1]] == [10.0, 50.0, 100.0]


def test_equal_cuts_stop_at_the_floor_and_then_end() -> None:
    assert grams(linear_steps(5_000, 0, 1_000, 7, START, stop_at_mg=2_000)) == [5, 4, 3, 2, 0]
    assert grams(linear_steps(5_000, 0, 2_000, 7, START)) == [5, 3, 1, 0]
    assert grams(linear_steps(5_000, 4_000, 3_000, 7, START)) == [5, 4]


def test_targets_are_rounded_half_up_from_the_unrounded_chain_only() -> None:
    assert grams(linear_steps(3_000, 2_000, 250, 7, START)) == [3.0, 2.8, 2.5, 2.3, 2.0]


def test_start_and_end_stand_as_given_and_rounding_neither_overtakes_nor_undercuts_them() -> None:
    assert grams(linear_steps(1_070, 540, 10, 1, START)) == [1.07, 1.0, 0.9, 0.8, 0.7, 0.6, 0.54]
    # 0.545 would be weighed as 0.5, below a floor of 0.54.
    assert grams(linear_steps(1_045, 0, 100, 1, START, stop_at_mg=540)) == [1.045, 0.9, 0.8, 0.7, 0.6, 0.0]


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
    steps = percent_steps(200_000, 150_000, parse_percent("0.016%"), 1, START, scale_mg=1_000)

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
            steps = linear_steps(start, end, cut_mg, every, START, stop_at_mg=stop_at, scale_mg=scale)
        else:
            steps = percent_steps(start, end, cut_pct, every, START, stop_at_mg=stop_at, scale_mg=scale)
    except (PlanTooLong, TooManySteps):
        return

    targets = [step.target_mg for step in steps]
    assert targets[0] == start
    assert targets[-1] == end
    assert targets == sorted(set(targets), reverse=True)
    assert all(target >= (stop_at or 0) for target in targets[:-1])
    assert all(target % scale == 0 for target in targets[1:-1])
    assert all(day % every == 0 for day in days(steps))
    assert Plan("made", steps, scale_mg=scale).steps == steps


CSV = """\
starts_on,target_g,doses_per_day
2026-11-02,12,4
2026-11-16,10.5,4

2026-11-23,"9,25",
2026-12-03,0
"""
FROM_CSV = (
    Step(date(2026, 11, 2), 12_000, 4),
    Step(date(2026, 11, 16), 10_500, 4),
    Step(date(2026, 11, 23), 9_250),
    Step(date(2026, 12, 3), 0),
)


@pytest.mark.parametrize(
    "text",
    [
        CSV,
        "\ufeff" + CSV,
        CSV.replace("\n", "\r\n"),
        CSV.replace("\n", "\r"),
        CSV.rstrip("\n"),
        "\n,,\n" + CSV + "\n ,\n",
        CSV.replace(",", ",  ").replace("\n", " \n").replace('"9,  25"', '"9,25"'),
    ],
)
def test_a_file_of_steps(text: str) -> None:
    assert steps_from_csv(text, source="steps.csv") == FROM_CSV


def test_the_doses_may_be_left_out_and_rises_allowed() -> None:
    steps = steps_from_csv("starts_on,target_g\n2026-11-02,2\n2026-11-09,3\n", source="s", allow_up=True)

    assert steps == (Step(date(2026, 11, 2), 2_000), Step(date(2026, 11, 9), 3_000))


HEAD = "starts_on,target_g,doses_per_day\n"
FIRST = HEAD + "2026-11-02,12,4\n"
BAD_FILES = [
    (
        "",
        1,
        "the file is empty; write the header starts_on,target_g,doses_per_day, then a line for each step",
    ),
    (
        " \n\n",
        1,
        "the file is empty; write the header starts_on,target_g,doses_per_day, then a line for each step",
    ),
    (HEAD, 2, "the plan has no steps; write 1 to 400 of them"),
    (
        "date;grams\n2026-11-02;12\n",
        1,
        "the header 'date;grams' is not known; write starts_on,target_g,doses_per_day or starts_on,target_g",
    ),
    (
        "\nstarts_on\n",
        2,
        "the header 'starts_on' is not known; write starts_on,target_g,doses_per_day or starts_on,target_g",
    ),
    (
        HEAD.replace("\n", ",note\n"),
        1,
        (
            "the header 'starts_on,target_g,doses_per_day,note' is not known; "
            "write starts_on,target_g,doses_per_day or starts_on,target_g"
        ),
    ),
    (
        "2026-11-02,12\n",
        1,
        ("the header '2026-11-02,12' is not known; write starts_on,target_g,doses_per_day or starts_on,target_g"),
    ),
    (FIRST + ",10\n", 3, "starts_on is missing; every step has a starts_on and a target_g"),
    (FIRST + "2026-11-09\n", 3, "target_g is missing; every step has a starts_on and a target_g"),
    (FIRST + "2026-11-09,,4\n", 3, "target_g is missing; every step has a starts_on and a target_g"),
    (FIRST + "2026-02-30,10\n", 3, "'2026-02-30' is no date; write a day that exists as 2026-11-20"),
    (FIRST + "9.11.2026,10\n", 3, "'9.11.2026' is no date; write a day that exists as 2026-11-20"),
    (FIRST + "20261109,10\n", 3, "'20261109' is no date; write a day that exists as 2026-11-20"),
    (FIRST + "\n2026-11-02,10\n", 4, "two steps start on 2026-11-02; a day takes one, leave the other out"),
    (
        FIRST + "2026-11-01,10\n",
        3,
        "the step of 2026-11-01 comes after that of 2026-11-02; write the steps in order of their dates",
    ),
    (FIRST + "2026-11-09,2.5g\n", 3, "'2.5g' has a unit; target_g is in grams, write the number alone"),
    (FIRST + "2026-11-09,2500 mg\n", 3, "'2500 mg' has a unit; target_g is in grams, write the number alone"),
    (
        FIRST + "2026-11-09,ten\n",
        3,
        "'ten' is no number of grams; write target_g with a decimal point and at most three decimals",
    ),
    (
        FIRST + "2026-11-09,-1\n",
        3,
        "'-1' is no number of grams; write target_g with a decimal point and at most three decimals",
    ),
    (
        FIRST + "2026-11-09,2.0005\n",
        3,
        "'2.0005' is no number of grams; write target_g with a decimal point and at most three decimals",
    ),
    (
        FIRST + '2026-11-09,"2,500"\n',
        3,
        "'2,500' is no number of grams; write target_g with a decimal point and at most three decimals",
    ),
    (FIRST + "2026-11-09,201\n", 3, "a target of 201 g is out of range; write 0 g to 200 g a day"),
    (
        FIRST + "2026-11-09,10,4x\n",
        3,
        "'4x' is no number of doses; write doses_per_day as a whole number, or leave it empty",
    ),
    (FIRST + "2026-11-09,10,25\n", 3, "25 doses a day is out of range; write 1 to 24"),
    (FIRST + "2026-11-09,9,5,4\n", 3, "4 cells below a header of 3; write at most 3, with a decimal point"),
    (
        FIRST + "2026-11-09,13\n",
        3,
        "the target rises from 12 g to 13 g on 2026-11-09; write steps that go down, or add --allow-up",
    ),
    (
        FIRST + "2031-11-03,0\n",
        3,
        (
            "the plan that starts on 2026-11-02 has a step on 2031-11-03; "
            "a plan of at most 5 years from its first step to its last is accepted"
        ),
    ),
    (
        HEAD + "".join(f"{START + timedelta(days=n)},12\n" for n in range(402)),
        402,
        "401 steps are too many for a plan; at most 400 are accepted",
    ),
    (FIRST + "2026-11-\x0009,1\n", 3, "a NUL byte: this is no plain text; save the file as CSV in UTF-8"),
    (
        FIRST + '2026-11-09,"10\n',
        3,
        "the quotation marks cannot be read; write each step on a line of its own, without quotes",
    ),
    (
        FIRST + '2026-11-09,"10"5\n',
        3,
        "the quotation marks cannot be read; write each step on a line of its own, without quotes",
    ),
]


@pytest.mark.parametrize(("text", "line", "message"), BAD_FILES, ids=[row[2][:40] for row in BAD_FILES])
def test_a_mistake_in_a_file_names_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(InFile) as caught:
        steps_from_csv(text, source="steps.csv")

    assert caught.value.message == f"steps.csv, line {line}: {message}"
    assert caught.value.line == line
    assert caught.value.exit_code == 2


def message_of(text: str) -> str:
    try:
        steps_from_csv(text, source="s\ne")
    except InFile as refused:
        return refused.message
    return "read"


@given(st.text() | st.text(alphabet='starts_on,target_g\n\r"0126-.'))
def test_any_text_is_read_or_refused_with_one_printable_line(text: str) -> None:
    assert message_of(text).isprintable()
    assert message_of(HEAD + text).isprintable()


def linear(**change: Any) -> Any:
    asked: dict[str, Any] = {"start_mg": 12_000, "end_mg": 0, "cut_mg": 500, "every_days": 7}
    return lambda: linear_steps(**{**asked, "starts_on": START, **change})


def percent(**change: Any) -> Any:
    asked: dict[str, Any] = {
        "start_mg": 12_000,
        "end_mg": 0,
        "cut": TENTH,
        "every_days": 7,
        "stop_at_mg": 500,
    }
    return lambda: percent_steps(**{**asked, "starts_on": START, **change})


REFUSED = [
    (linear(cut_mg=0), "a cut of 0 g changes nothing; write more than 0 g"),
    (linear(cut_mg=-500), "a cut of -0.5 g changes nothing; write more than 0 g"),
    (linear(cut_mg=12_000), "a cut of 12 g leaves nothing of the starting 12 g; write less than 12 g"),
    (linear(cut_mg=12_500), "a cut of 12.5 g leaves nothing of the starting 12 g; write less than 12 g"),
    (
        linear(end_mg=12_500),
        "the end of 12.5 g is not below the start of 12 g; write a lower end, or add --allow-up",
    ),
    (
        linear(end_mg=12_000),
        "the end of 12 g is not below the start of 12 g; write a lower end, or add --allow-up",
    ),
    (linear(every_days=0), "a step every 0d is out of range; write 1d to 366d"),
    (linear(every_days=10**12), "a step every 1000000000000d is out of range; write 1d to 366d"),
    (
        linear(stop_at_mg=12_100),
        "the floor of 12.1 g is above the start of 12 g; write --stop-at with at most 12 g",
    ),
    (
        linear(end_mg=2_000, stop_at_mg=1_000),
        "the floor of 1 g is below the end of 2 g; write --stop-at with at least 2 g",
    ),
    (
        linear(end_mg=13_000, stop_at_mg=1_000, allow_up=True),
        "a floor of 1 g is for a plan that goes down; leave --stop-at out of a plan that rises",
    ),
    (linear(scale_mg=0), "rounding to 0 g is out of range; write 0.001 g to 10 g"),
    (linear(start_mg=200_001), "a target of 200.001 g is out of range; write 0 g to 200 g a day"),
    (linear(end_mg=-1), "a target of -0.001 g is out of range; write 0 g to 200 g a day"),
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
        linear(start_mg=40_000, cut_mg=100, every_days=1),
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
        percent(stop_at_mg=None),
        "cuts in percent never reach 0 g; add --stop-at with the last dose before 0 g",
    ),
    (percent(stop_at_mg=0), "cuts in percent never reach 0 g; add --stop-at with the last dose before 0 g"),
    (
        percent(start_mg=0, end_mg=1_000, stop_at_mg=None, allow_up=True),
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
        "'10' is no percentage; write a number of at most three decimals and %",
    ),
    (
        lambda: parse_percent("-5%"),
        "'-5%' is no percentage; write a number of at most three decimals and %",
    ),
    (
        lambda: parse_percent("1.0005%"),
        "'1.0005%' is no percentage; write a number of at most three decimals and %",
    ),
    (
        lambda: steps_to_fraction(1, 1, TENTH),
        "a cut of 100 % is out of range; write more than 0 % and less than 100 %",
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
