"""Steps read from a file, and the mistakes that name their line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.taper.plan import Step
from legdiary.domain.taper.plan_file import InFile, steps_from_csv

START = date(2026, 11, 2)
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
    assert steps_from_csv(text, source="steps.csv").steps == FROM_CSV


def test_the_doses_may_be_left_out_and_rises_allowed() -> None:
    steps = steps_from_csv("starts_on,target_g\n2026-11-02,2\n2026-11-09,3\n", source="s", allow_up=True).steps

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
    (FIRST + "2026-02-30,10\n", 3, "'2026-02-30' is not a date; write a day that exists as 2026-11-20"),
    (FIRST + "9.11.2026,10\n", 3, "'9.11.2026' is not a date; write a day that exists as 2026-11-20"),
    (FIRST + "20261109,10\n", 3, "'20261109' is not a date; write a day that exists as 2026-11-20"),
    (FIRST + "\n2026-11-02,10\n", 4, "two steps start on 2026-11-02; leave one of them out"),
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
        "'ten' is not a number of grams; write target_g with a decimal point and at most three decimals",
    ),
    (
        FIRST + "2026-11-09,-1\n",
        3,
        "'-1' is not a number of grams; write target_g with a decimal point and at most three decimals",
    ),
    (
        FIRST + "2026-11-09,2.0005\n",
        3,
        "'2.0005' is not a number of grams; write target_g with a decimal point and at most three decimals",
    ),
    (
        FIRST + '2026-11-09,"2,500"\n',
        3,
        "'2,500' is not a number of grams; write target_g with a decimal point and at most three decimals",
    ),
    (FIRST + "2026-11-09,201\n", 3, "a target of 201 g is out of range; write 0 g to 200 g a day"),
    (
        FIRST + "2026-11-09,10,4x\n",
        3,
        "'4x' is not a number of doses; write doses_per_day as a whole number, or leave it empty",
    ),
    (FIRST + "2026-11-09,10,25\n", 3, "25 doses a day is out of range; write 1 to 24"),
    (FIRST + "2026-11-09,9,5,4\n", 3, "4 cells under a header of 3; write at most 3, with a decimal point"),
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
    (FIRST + "2026-11-\x0009,1\n", 3, "a NUL byte: this is not plain text; save the file as CSV in UTF-8"),
    (
        FIRST + '2026-11-09,"10\n',
        3,
        "the quotation marks are not in pairs; write one step a line, without quotes",
    ),
    (
        FIRST + '2026-11-09,"10"5\n',
        3,
        "the quotation marks are not in pairs; write one step a line, without quotes",
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
