from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest

from builders import day, dose, magnesium, night, no_kratom, product, sleep
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.magnesium import Magnesium
from legdiary.domain.entries.night import Night, ScoreAndMissed
from legdiary.domain.entries.score_range import NotAScore, check_range
from legdiary.domain.entries.sleep import Sleep
from legdiary.domain.entries.stored_entry import NothingGiven, Stored, field_differences

RATINGS = ["severity", "falling_asleep", "overnight", "day_resting", "day_active"]


@pytest.mark.parametrize("rating", RATINGS)
@pytest.mark.parametrize("score", [0, 1, 10, None])
def test_ratings_from_0_to_10_are_taken_and_none_is_none(rating: str, score: int | None) -> None:
    given: dict[str, Any] = {rating: score}
    assert getattr(Night(day("2026-11-20"), **given), rating) == score


@pytest.mark.parametrize("rating", RATINGS)
@pytest.mark.parametrize("score", [-1, 11, 99])
def test_other_ratings_are_refused(rating: str, score: int) -> None:
    given: dict[str, Any] = {rating: score}
    with pytest.raises(NotAScore) as refusal:
        Night(day("2026-11-20"), **given)
    words = rating.replace("_", " ")
    assert str(refusal.value) == f"{words} {score} is out of range; write a whole number from 0 to 10"


def test_zero_is_a_score_and_not_missing() -> None:
    assert night(severity=0) != night(severity=None)


def test_a_night_has_a_score_or_a_reason_not_both() -> None:
    assert night(missed="asleep").severity is None
    with pytest.raises(ScoreAndMissed):
        Night(day("2026-11-20"), severity=0, missed="asleep")


@pytest.mark.parametrize("quality", [0, 6])
def test_quality_is_from_1_to_5(quality: int) -> None:
    assert sleep(quality=1).quality == 1
    with pytest.raises(NotAScore, match=rf"^quality {quality} is out of range; write a whole number from 1 to 5$"):
        sleep(quality=quality)


def test_times_awake_are_up_to_99() -> None:
    assert sleep(times=99).times == 99
    with pytest.raises(NotAScore):
        sleep(times=100)


def test_the_word_none_is_a_dose_of_nothing_without_a_moment() -> None:
    assert no_kratom().says_none
    assert not dose().says_none


def test_what_differs_is_named_with_old_and_new() -> None:
    assert field_differences(night(severity=6, note="x"), night(severity=4, note="x", overnight=2)) == {
        "severity": (6, 4),
        "overnight": (None, 2),
    }
    assert field_differences(dose(), dose()) == {}


def test_entries_cannot_be_changed_in_place() -> None:
    for entry in (night(), sleep(), dose(), magnesium(), product(), Stored(1, night())):
        with pytest.raises(FrozenInstanceError):
            setattr(entry, fields(entry)[0].name, None)


def test_each_kind_says_its_name() -> None:
    assert [kind.kind for kind in (Night, Sleep, Dose, Magnesium)] == ["night", "sleep", "kratom", "magnesium"]


def test_a_range_lets_what_is_not_known_pass() -> None:
    check_range("x", None, 1, 2)
    with pytest.raises(NotAScore):
        check_range("x", 3, 1, 2)


def test_nothing_given_shows_what_could_be() -> None:
    refusal = NothingGiven("a severity or --missed", "legdiary night 6")
    assert (str(refusal), refusal.hint) == ("nothing to store; give a severity or --missed", "legdiary night 6")
