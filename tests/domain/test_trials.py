"""A trial: nights in pairs, a coin that chooses, and the exact test of what came out, worked by hand."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day, trial
from legdiary.domain.coin import Draw
from legdiary.domain.invariants import OutOfRange
from legdiary.domain.trials.refusals import NoTrialOfDoses, NoTrialOfMagnesium, check_trial_name
from legdiary.domain.trials.result import trial_result
from legdiary.domain.trials.trial import with_answer
from legdiary.errors import BadValue
from legdiary.wording import coin_answer, one_in

DIFFERENCES = (1.5, 0.6, -0.4, 2.1, 1.2, 0.9, 1.8, 0.3)
BEGINS = day("2026-11-02")


def eight_pairs(firsts: tuple[bool, ...] = (True, False) * 4) -> tuple[Any, dict[Any, float]]:
    """A trial of eight pairs, and scores whose differences, with it less without, are those of the oracle."""
    draws = [Draw(BEGINS + timedelta(days=2 * number), first) for number, first in enumerate(firsts)]
    scores: dict[Any, float] = {}
    for each, difference in zip(draws, DIFFERENCES, strict=True):
        scores |= {each.chosen(1): 4 + difference, each.other(1): 4.0}
    return trial(pairs=8, began_on="2026-11-02", draws=tuple(each.word for each in draws)), scores


def test_eight_pairs_give_the_figures_that_were_worked_by_hand() -> None:
    # 3 of 256 sign patterns have a sum of at least 8.0, 6 a sum as far from 0.
    of, scores = eight_pairs()
    found = trial_result(of, scores, day("2026-11-18")).test
    assert found is not None
    assert found.mean == pytest.approx(1.0)
    assert found.as_high * 256 == pytest.approx(3)
    assert found.as_far * 256 == pytest.approx(6)
    assert found.interval == pytest.approx((0.8 / 3, 1.7))


@given(st.tuples(*[st.booleans()] * 8))
def test_the_answer_does_not_depend_on_which_night_the_coin_chose(firsts: tuple[bool, ...]) -> None:
    of, scores = eight_pairs(firsts)
    assert trial_result(of, scores, day("2026-11-18")).test == trial_result(*eight_pairs(), day("2026-11-18")).test


def test_the_shares_are_those_of_every_sign_pattern() -> None:
    of, scores = eight_pairs()
    found = trial_result(of, scores, day("2026-11-18")).test
    sums = [sum(s * d for s, d in zip(signs, DIFFERENCES, strict=True)) for signs in product((1, -1), repeat=8)]
    assert found is not None
    assert found.as_low == sum(each <= 8 + 1e-9 for each in sums) / 256


def test_the_answer_in_words() -> None:
    of, scores = eight_pairs()
    found = trial_result(of, scores, day("2026-11-18")).test
    assert found is not None
    assert coin_answer(
        "8 cuts whose week a coin chose", "the week after a cut", found, ("point", 1), ("worse", "better")
    ) == (
        "In 8 cuts whose week a coin chose, the week after a cut was 1.0 points worse (0.3 to 1.7). Chance alone gives "
        "this much in 1 of 85. You knew what was done when, so expectation is not ruled out. Counting both "
        "directions, it is 1 of 42."
    )


@pytest.mark.parametrize(
    ("share", "said"),
    [(3 / 256, "1 of 85"), (6 / 256, "1 of 42"), (1 / 64, "1 of 64"), (0.1, "1 of 10"), (0.5, "50 of 100"),
     (1.0, "100 of 100")],
)  # fmt: skip
def test_a_share_of_chance_in_words(share: float, said: str) -> None:
    assert one_in(share) == said


def test_a_pair_without_one_of_its_scores_is_left_out_and_no_other_takes_its_place() -> None:
    of, scores = eight_pairs()
    del scores[BEGINS]
    found = trial_result(of, scores, day("2026-11-18"))
    assert (len(found.pairs), found.scored) == (8, 7)
    assert found.test is not None
    assert found.test.mean == pytest.approx((8.0 - 1.5) / 7)


def test_under_five_pairs_there_is_no_figure() -> None:
    of, scores = eight_pairs()
    four = dict(list(scores.items())[:8])
    assert trial_result(of, four, day("2026-11-18")).test is None


def test_a_pair_that_was_not_followed_counts_as_it_was_drawn() -> None:
    of, scores = eight_pairs()
    broken = trial(
        pairs=8, began_on="2026-11-02", draws=of.draws, did=("2026-11-02 no", "2026-11-03 yes", "2026-11-04 no")
    )
    found = trial_result(broken, scores, day("2026-11-18"))
    assert found.test == trial_result(of, scores, day("2026-11-18")).test
    assert found.broken == 1  # the second pair's coin chose the 5th: nothing on the 4th is as drawn


def test_a_night_that_is_not_over_is_not_counted() -> None:
    of, scores = eight_pairs()
    assert [len(trial_result(of, scores, day(f"2026-11-{on:02}")).pairs) for on in (2, 3, 4, 5, 17, 18)] == [
        0, 0, 1, 1, 7, 8,
    ]  # fmt: skip


def test_a_trial_is_over_when_the_last_night_of_its_last_pair_is() -> None:
    of, _ = eight_pairs()
    assert [of.is_over(day(f"2026-11-{on}")) for on in (16, 17, 18)] == [False, False, True]


def test_a_pair_begins_with_the_first_night_after_the_one_before() -> None:
    of = trial(began_on="2026-11-02", draws=("2026-11-02 first",))
    assert [of.needs_draw(day(f"2026-11-0{on}")) for on in (1, 2, 3, 4, 9)] == [False, False, False, True, True]
    assert of.draw_on(day("2026-11-03")) == Draw(day("2026-11-02"), is_first=True)
    assert of.draw_on(day("2026-11-04")) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"pairs": 5}, {"pairs": 101}, {"score": "mood"}, {"name": " bath"}, {"looks": -1},
        {"draws": ("2026-11-13 first",)}, {"draws": ("2026-11-14 third",)}, {"draws": ("2026-11-14",)},
        {"draws": ("2026-11-14 first", "2026-11-15 first")}, {"draws": ("14.11.2026 first",)},
        {"pairs": 6, "draws": tuple(f"2026-12-{on:02} first" for on in range(1, 15, 2))},
        {"did": ("2026-11-14 yes",)}, {"draws": ("2026-11-14 first",), "did": ("2026-11-16 yes",)},
        {"draws": ("2026-11-14 first",), "did": ("2026-11-15 no", "2026-11-14 yes")},
        {"draws": ("2026-11-14 first",), "did": ("2026-11-14 yes", "2026-11-14 no")},
        {"draws": ("2026-11-14 first",), "did": ("2026-11-14 maybe",)},
    ],
)  # fmt: skip
def test_a_trial_cannot_exist_wrong(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadValue):
        trial(**wrong)


def test_a_day_that_is_none_is_no_draw() -> None:
    with pytest.raises(OutOfRange):
        trial(draws=("2026-11-31 first",))


def test_another_answer_of_a_night_gives_way() -> None:
    said = with_answer(("2026-11-14 yes", "2026-11-16 no"), day("2026-11-15"), done=False)
    assert said == ("2026-11-14 yes", "2026-11-15 no", "2026-11-16 no")
    assert with_answer(said, day("2026-11-14"), done=False)[0] == "2026-11-14 no"


@pytest.mark.parametrize(
    "name",
    ["magnesium", "Magnesium bath", "MAG", "mg", "200 mg mag", "magnesiumcitrate", "(magnesium)"],
)
def test_magnesium_is_no_trial(name: str) -> None:
    with pytest.raises(NoTrialOfMagnesium):
        check_trial_name(name, ())


@pytest.mark.parametrize(
    "name",
    [
        "kratom", "less kratom", "7-OH", "7oh tablet", "Gabapentin", "gabapentin 300mg", "iron", "2.5g", "no dose",
        "late dosing", "5caps", "melatonin", "extract", "red leaf", "own mix", "ferrous sulphate", "mitragynine",
        "two pills", "a supplement", "pseudoindoxyl", "mgm 15",
    ],
)  # fmt: skip
def test_no_coin_chooses_a_dose(name: str) -> None:
    with pytest.raises(NoTrialOfDoses):
        check_trial_name(name, ("own mix", "Green"))


@pytest.mark.parametrize(
    "name", ["warm bath", "stretching", "no late caffeine", "compression", "cold pack", "ironing", "20 minutes walking"]
)
def test_what_acts_the_same_night_is_one(name: str) -> None:
    check_trial_name(name, ("own mix", "gabapentin"))
