from __future__ import annotations

import pytest

from legdiary.domain.input.night_vocabulary import (
    BODY_PARTS,
    MISSED_REASONS,
    SENSATIONS,
    UnknownWord,
    parse_body_parts,
    parse_missed,
    parse_sensations,
)
from legdiary.domain.input.text import NoName


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("crawling,pulling", ("crawling", "pulling")),
        (" Pulling , crawling,pulling", ("pulling", "crawling")),
        ("hard  to describe", ("hard to describe",)),
        (
            "crawling,creeping,pulling,tingling,itching,burning,throbbing,aching,electric,hard to describe",
            SENSATIONS,
        ),
    ],
)
def test_sensations_each_once_in_the_order_typed(typed: str, words: tuple[str, ...]) -> None:
    assert parse_sensations(typed) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("legs,arms", ("legs", "arms")),
        ("left calf", ("left calf",)),
        ("Both  Legs,right foot", ("both legs", "right foot")),
        ("legs,calves,thighs,feet,arms,trunk", BODY_PARTS),
    ],
)
def test_body_parts_with_their_side(typed: str, words: tuple[str, ...]) -> None:
    assert parse_body_parts(typed) == words


@pytest.mark.parametrize("typed", ["leg", "upper arm", "left", "left left leg", "nose", "legs;arms"])
def test_other_body_parts_are_refused(typed: str) -> None:
    with pytest.raises(UnknownWord, match=r" is not a known body part; closest names: \w+, \w+, \w+$"):
        parse_body_parts(typed)


def test_a_slip_of_the_finger_is_answered_with_the_nearest_word() -> None:
    with pytest.raises(UnknownWord, match=r"^'crawlin' is not a known sensation; closest names: crawling, "):
        parse_sensations("crawlin")


@pytest.mark.parametrize("typed", ["", "legs,", ",", "legs,,arms"])
def test_an_empty_word_is_refused(typed: str) -> None:
    with pytest.raises(NoName):
        parse_body_parts(typed)


def test_no_known_word_holds_the_comma_that_parts_them() -> None:
    assert not [word for word in (*SENSATIONS, *BODY_PARTS) if "," in word]


@pytest.mark.parametrize("reason", MISSED_REASONS)
def test_reasons_for_no_score(reason: str) -> None:
    assert parse_missed(f" {reason.upper()} ") == reason


def test_another_reason_is_refused() -> None:
    with pytest.raises(UnknownWord, match=r"^'drunk' is not a known reason.*: asleep, away, forgot, other$"):
        parse_missed("drunk")
