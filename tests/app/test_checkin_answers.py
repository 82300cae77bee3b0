"""A check-in without a terminal: questions, answers read as requests, carried out as use cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import context, day
from legdiary.app.checkin.answers import count_settled, read_answer
from legdiary.app.checkin.recent import load_recent
from legdiary.app.log.dispatch import first_of_kind, store
from legdiary.app.log.kratom import DoseStored
from legdiary.app.questions import Asked
from legdiary.domain.checkin.question import (
    DOSE,
    FACTORS,
    MAGNESIUM,
    MINUTES,
    ONSET,
    SEVERITY,
    SLEEP,
    SYMPTOMS,
    WHERE,
    Question,
)
from legdiary.domain.checkin.questions import Scope, questions
from legdiary.errors import ENTRY
from legdiary.store.entry_rows import Change

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from legdiary.app.context import Context
    from legdiary.app.log.dispatch import Result

MORNING, EVENING = "2026-11-22T09:30-05:00", "2026-11-22T20:00-05:00"
LAST_NIGHT, TONIGHT = day("2026-11-21"), day("2026-11-22")


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


def asked(run: Context, night: date, before: frozenset[int] = frozenset()) -> tuple[Question, ...]:
    hidden = frozenset({ONSET, WHERE, SYMPTOMS, FACTORS})
    return questions(load_recent(run, night), Scope(night, run.present, before, hidden))


def answered(run: Context, of: Question, answer: str, night: date) -> Result:
    made = store(run, read_answer(run.present, of, answer, night))
    assert not isinstance(made, Asked), made
    return made


def test_a_morning_from_the_first_question_to_the_last(diary: Path) -> None:
    for night in (day("2026-11-19"), day("2026-11-20")):  # somebody who logs sleep with both minutes
        answered(context(diary, MORNING), Question(SLEEP), "2245-610 40 55", night)
    run, at, seen = context(diary, MORNING), 0, []
    for typed in ("6", "620", "."):
        question = asked(run, LAST_NIGHT)[at]
        seen.append((question.asks, question.last))
        answered(run, question, typed, LAST_NIGHT)
        at += count_settled(question, typed)
    assert seen == [(SEVERITY, None), (SLEEP, "22:45-06:10"), (MINUTES, "40 55")]
    assert [each.asks for each in asked(run, LAST_NIGHT)[at:]] == [DOSE, MAGNESIUM]
    with run.open_for_reading() as kept:
        (slept,), (rated,) = kept.entries_on("sleep", LAST_NIGHT), kept.entries_on("night", LAST_NIGHT)
    assert rated.entry.severity == 6
    assert (slept.entry.typed_frame, slept.entry.latency_min, slept.entry.awake_min) == ("22:45-06:20", 40, 55)


def test_without_a_diary_everything_is_asked_and_nothing_begun(diary: Path) -> None:
    found = [question.asks for question in asked(context(diary, MORNING), LAST_NIGHT)]
    assert found == [SEVERITY, SLEEP, DOSE, MAGNESIUM]
    assert not diary.exists()


def test_what_is_odd_comes_out_as_a_question_and_is_stored_with_a_yes(diary: Path) -> None:
    run = context(diary, EVENING)
    request = read_answer(run.present, Question(DOSE), "25g 18:00", TONIGHT)
    odd = store(run, request)
    assert isinstance(odd, Asked)
    assert (odd.about, odd.why) == (ENTRY, "25 g of kratom in one entry is more than 15 g.")
    assert not diary.exists()
    made = store(run, request, frozenset({odd.about}))
    assert isinstance(made, DoseStored)
    assert (made.new.entry.amount_mg, first_of_kind(made)) == (25_000, "kratom")


def test_a_dose_just_stored_is_corrected_by_the_next_answer(diary: Path) -> None:
    run = context(diary, EVENING)
    answered(run, Question(DOSE), "2g 18:00", TONIGHT)
    wrong = asked(run, TONIGHT)[2]
    assert (wrong.asks, wrong.there, wrong.entry_id) == (DOSE, "2g 18:00", 1)
    right = answered(run, wrong, "2.5g 18:30", TONIGHT)
    assert isinstance(right, DoseStored)
    assert right.old is not None
    assert (right.old.entry.amount_mg, right.new.entry.amount_mg) == (2000, 2500)
    assert (right.new.entry.at.iso, right.new.entry.night_of) == ("2026-11-22T18:30:00-05:00", TONIGHT)
    assert first_of_kind(right) is None


def test_a_dot_takes_the_last_magnesium_whole(diary: Path) -> None:
    earlier = context(diary, "2026-11-21T22:00-05:00")
    answered(earlier, Question(MAGNESIUM), "1000mg glycinate", LAST_NIGHT)
    run = context(diary, EVENING)
    (taking,) = load_recent(run, TONIGHT).takings
    again = answered(run, Question(MAGNESIUM, latest=taking.entry, so_far=True), ".", TONIGHT).new
    assert again is not None
    assert (again.entry.elemental_mg, again.entry.form, again.entry.at.iso) == (
        1000, "glycinate", "2026-11-22T20:00:00-05:00"
    )  # fmt: skip


def test_the_form_of_magnesium_as_its_label_says_it(diary: Path) -> None:
    made = answered(context(diary, EVENING), Question(MAGNESIUM), "200mg magnesium glycinate 19:30", TONIGHT).new
    assert made is not None
    assert (made.entry.form, made.entry.at.iso) == ("glycinate", "2026-11-22T19:30:00-05:00")


def test_a_reason_takes_the_place_of_a_score_that_was_shown(diary: Path) -> None:
    run = context(diary, MORNING)
    answered(run, Question(SEVERITY), "6", LAST_NIGHT)
    made = answered(run, asked(run, LAST_NIGHT)[0], "asleep", LAST_NIGHT)
    assert isinstance(made, Change)
    assert made.changed == {"severity": (6, None), "missed": (None, "asleep")}
