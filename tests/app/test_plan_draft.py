"""A plan typed answer by answer is the plan that the flags make, and a wrong answer is refused where it is typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import context, day, present
from legdiary.app.plans.draft import FIELDS, Answers, Draft, needs_floor, preview_draft, read_draft, with_answer
from legdiary.app.plans.new import Rule, read_plan
from legdiary.domain.entries.score_range import NotAScore
from legdiary.domain.taper.step_calculation import (
    CutOfEverything,
    EndNotBelowStart,
    FloorAboveStart,
    FloorNeeded,
    NotAPercent,
)
from legdiary.errors import BadValue

NOW = present("2026-11-23T20:40-05:00")
NOWHERE = context(Path("/nowhere/diary.db"), "2026-11-23T20:40-05:00")


def typed(draft: Draft, **answers: str) -> Draft:
    for field in FIELDS:
        if field in answers:
            draft = with_answer(NOW, draft, field, answers[field])
    return draft


def leaf() -> Draft:
    return Draft(None, "taper")


def test_equal_cuts_worked_out_by_hand() -> None:
    """6 5 4 3 2 1 0 g, each for a week: (6 + 5 + 4 + 3 + 2 + 1) * 7 = 147 g until 0 g on 4 January."""
    draft = typed(leaf(), start_dose="6g", cut="1g", every="7d")
    view = preview_draft(NOWHERE, draft)
    assert view is not None
    assert [step.span.step.target for step in view.steps] == [6000, 5000, 4000, 3000, 2000, 1000, 0]
    assert (view.arrives_on, view.total_needed) == (day("2027-01-04"), 147_000)


def test_until_it_has_all_it_needs_there_is_nothing_to_show() -> None:
    draft = leaf()
    for field, answer, missing in (("start_dose", "6g", "cut"), ("cut", "10%", "every"), ("every", "7d", None)):
        assert preview_draft(NOWHERE, draft) is None
        draft = with_answer(NOW, draft, field, answer)
        assert draft.missing == missing
    assert preview_draft(NOWHERE, draft) is None, "cuts in percent never reach 0"
    assert needs_floor(NOW, draft)
    draft = with_answer(NOW, draft, "stop_at", "0.5g")
    assert not needs_floor(NOW, draft)
    view = preview_draft(NOWHERE, draft)
    assert view is not None
    # 6 * 0.9**k, rounded to a tenth of a gram: 5.4, 4.86 → 4.9, 4.374 → 4.4
    assert [step.span.step.target for step in view.steps][:4] == [6000, 5400, 4900, 4400]


def test_what_can_be_rounded_to_nothing_needs_no_smallest_dose() -> None:
    draft = typed(Draft("7-oh", "taper"), start_dose="60mg", cut="50%", rounding="10mg", every="7d")
    assert not needs_floor(NOW, draft)
    view = preview_draft(NOWHERE, draft)
    assert view is not None
    # 60 30 15 → 20 7.5 → 10 3.75 → 0 mg
    assert [step.span.step.target for step in view.steps] == [60_000, 30_000, 20_000, 10_000, 0]


@pytest.mark.parametrize(
    ("before", "field", "answer", "refused"),
    [
        ({}, "start_dose", "6", BadValue),
        ({}, "start_dose", "-6g", BadValue),
        ({"start_dose": "6g"}, "end_dose", "6g", EndNotBelowStart),
        ({"start_dose": "6g"}, "cut", "6g", CutOfEverything),
        ({"start_dose": "6g"}, "cut", "ten%", NotAPercent),
        ({"start_dose": "6g", "cut": "1g"}, "every", "7", BadValue),
        ({"start_dose": "6g", "cut": "1g"}, "every", "367d", BadValue),
        ({"start_dose": "6g", "cut": "1g"}, "stop_at", "7g", FloorAboveStart),
        ({"start_dose": "6g", "cut": "10%"}, "stop_at", "0g", FloorNeeded),
        ({"start_dose": "6g", "cut": "1g"}, "start", "friday", BadValue),
        ({"start_dose": "6g", "cut": "1g"}, "doses", "none", NotAScore),
        ({"start_dose": "6g", "cut": "1g"}, "rounding", "0g", BadValue),
        ({"start_dose": "6g", "cut": "1g", "end_dose": "2g"}, "start_dose", "1g", BadValue),
    ],
)
def test_a_wrong_answer_is_refused_where_it_is_typed(
    before: dict[str, str], field: str, answer: str, refused: type[Exception]
) -> None:
    draft = typed(leaf(), **before)
    with pytest.raises(refused):
        with_answer(NOW, draft, field, answer)


def test_a_medicine_may_rise_and_is_told_in_the_unit_that_was_typed() -> None:
    draft = typed(Draft("medicine:clonidine", "taper"), start_dose="75mcg", end_dose="100mcg", cut="25mcg", every="7d")
    view = preview_draft(NOWHERE, draft)
    assert view is not None
    assert [view.unit.format(step.span.step.target) for step in view.steps] == ["75 µg", "100 µg"]


_GRAMS = st.integers(1, 80).map(lambda tenths: f"{tenths / 10:g}g")
_ANSWERS = st.fixed_dictionaries(
    {
        "start_dose": _GRAMS,
        "cut": _GRAMS | st.integers(1, 60).map(lambda percent: f"{percent}%"),
        "every": st.integers(1, 30).map(lambda days: f"{days}d"),
    },
    optional={
        "end_dose": _GRAMS | st.just("0g"),
        "start": st.sampled_from(["today", "tomorrow", "2026-12-01"]),
        "stop_at": _GRAMS,
        "rounding": st.sampled_from(["0.1g", "0.5g", "50mg"]),
        "doses": st.sampled_from(["1", "4"]),
    },
)


@given(_ANSWERS)
def test_the_answers_make_the_plan_that_the_flags_make_or_are_refused_as_they_are(answers: dict[str, str]) -> None:
    rule = Rule(**{name: answers.get(name) for name in Rule._fields})
    flags: Any
    try:
        flags = read_plan(NOW, rule, name="taper", rounding=answers.get("rounding"))
    except BadValue as error:
        flags = type(error)
    made: Any
    try:
        made = read_draft(NOW, typed(leaf(), **answers))
    except BadValue as error:
        made = type(error)
    if isinstance(flags, type):
        assert isinstance(made, type), "what the flags refuse, the answers refuse"
    else:
        assert made == flags


def test_an_empty_draft_has_no_answers() -> None:
    assert leaf().answers == Answers()
    assert with_answer(NOW, leaf(), "start_dose", None) == leaf()
