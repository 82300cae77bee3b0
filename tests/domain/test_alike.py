"""Two entries held against each other: what is the same, what one says more, and how the two are put together."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    BERLIN,
    day,
    dose,
    factor,
    magnesium,
    measure,
    medicine,
    moment,
    night,
    no_kratom,
    plan,
    product,
    sleep,
    symptom,
)
from legdiary.domain.ledger import entry_comparison


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a\nb", "a\r\nb", True),
        ("a\nb", "a\rb", True),
        ("a\nb", "a  \nb\t\n\n", True),
        ("a\n\nb", "a\r\n\r\nb", True),
        ("a\n\nb", "a\nb", False),
        ("a b", "a  b", False),
        (" a", "a", False),
        ("a", "A", False),
        (5, 5, True),
        (5, 6, False),
        (moment("2026-11-20T22:45:00-05:00"), moment("2026-11-20T22:45:59-05:00"), True),
        (moment("2026-11-20T22:45:00-05:00"), moment("2026-11-21T04:45:00+01:00", BERLIN), True),
        (moment("2026-11-20T22:45:00-05:00"), moment("2026-11-20T22:46:00-05:00"), False),
    ],
)
def test_what_says_the_same(one: object, other: object, same: bool) -> None:
    assert entry_comparison.is_same_value(one, other) is same
    assert entry_comparison.is_same_value(other, one) is same


@given(st.text(st.sampled_from("a \t\r\n"), max_size=12))
def test_plain_text_is_plain_and_stays_so(text: str) -> None:
    plain = entry_comparison.normalize_text(text)
    assert entry_comparison.normalize_text(plain) == plain
    assert "\r" not in plain
    assert not plain.endswith((" ", "\n", "\t"))


@pytest.mark.parametrize(
    ("one", "other", "one_place"),
    [
        (night(), night(severity=3), True),
        (night(), night("2026-11-19"), False),
        (symptom("nausea"), symptom("nausea", 1), True),
        (symptom("nausea"), symptom("sweating"), False),
        (no_kratom(), no_kratom(), True),
        (product("Red Leaf"), product("red leaf"), True),
        (product("née"), product("nÉe"), False),  # as SQLite has it
    ],
)
def test_places(one: Any, other: Any, one_place: bool) -> None:
    assert (entry_comparison.unique_place_key(one) == entry_comparison.unique_place_key(other)) is one_place
    assert entry_comparison.unique_place_key(dose()) is None
    assert entry_comparison.unique_place_key(plan()) is None


@pytest.mark.parametrize(
    ("begins", "ends", "together"),
    [
        ("2026-11-20", None, True),
        ("2026-11-20", "2026-11-21", True),
        ("2026-11-20", "2026-11-20", False),  # given up before its first day
        ("2026-11-20", "2026-11-18", False),
        ("2026-10-01", "2026-11-02", False),  # it ended as the other began
        ("2026-10-01", "2026-11-03", True),
    ],
)
def test_plans_of_one_substance_in_force_on_a_day(begins: str, ends: str | None, *, together: bool) -> None:
    """The other plan begins on 2026-11-02 and is open."""
    one = plan((begins, 9000), ended_on=day(ends) if ends else None)
    assert entry_comparison.plans_overlap(one, plan()) is together
    assert entry_comparison.plans_overlap(plan(), one) is together


def test_takings_are_told_by_their_minute() -> None:
    assert entry_comparison.dose_minute_key(dose()) == entry_comparison.dose_minute_key(
        dose(note="x", product_id=3, amount_mg=1)
    )
    assert entry_comparison.dose_minute_key(dose()) != entry_comparison.dose_minute_key(dose("2026-11-20T21:41-05:00"))
    assert entry_comparison.dose_minute_key(magnesium()) != entry_comparison.dose_minute_key(magnesium(topical=True))
    assert entry_comparison.dose_minute_key(factor("caffeine", at="2026-11-20T15:00-05:00")) is not None
    for each in (no_kratom(), night(), factor(), measure()):
        assert entry_comparison.dose_minute_key(each) is None


def test_measures_are_told_by_their_day_name_value_unit_and_rater() -> None:
    key = entry_comparison.comparison_key(measure())
    assert key is not None
    assert entry_comparison.comparison_key(measure(conditions=("fasting",))) == key
    others = (
        measure(taken_on="2026-11-19"),
        measure("tsat", 18_000, "%"),
        measure(value_milli=49_000),
        measure(by="self"),
    )
    assert key not in {entry_comparison.comparison_key(each) for each in others}
    assert entry_comparison.comparison_key(dose()) == entry_comparison.dose_minute_key(dose())
    assert entry_comparison.comparison_key(night()) is None


@pytest.mark.parametrize(
    ("one", "other", "same", "corrected"),
    [
        (dose(), dose(note="x"), True, True),
        (dose(note="y"), dose(note="x"), True, False),
        (dose(), dose(amount_mg=2000), False, True),
        (dose(note="red"), dose(amount_mg=2000, note="red"), False, True),
        (dose(note="red"), dose(amount_mg=2000, note="green"), False, False),
        (dose(product_id=1), dose(product_id=2), False, False),
        (dose(product_id=1), dose(amount_mg=2000), False, True),
        (magnesium(), magnesium(elemental_mg=100), False, True),
        (magnesium(form="oxide"), magnesium(form="citrate"), False, False),
        (factor(at="2026-11-20T15:00-05:00", helped=1), factor(at="2026-11-20T15:00-05:00", helped=2), False, True),
        (medicine(helped=1, note="x"), medicine(helped=2, note="y"), False, True),
        (medicine(helped=1), medicine(helped=2, amount="600 mg"), False, True),
        (medicine(helped=1, note="x"), medicine(helped=2, amount="600 mg", note="y"), False, False),
        (medicine(helped=1), medicine(note="y"), True, True),
        (measure(), measure(conditions=("fasting",)), True, True),
        (measure(conditions=("fasting",)), measure(conditions=("no iron for 24 h",)), False, True),
    ],
)
def test_one_taking_or_two(one: Any, other: Any, same: bool, corrected: bool) -> None:
    assert (entry_comparison.is_same_dose(one, other), entry_comparison.is_corrected_dose(one, other)) == (
        same,
        corrected,
    )


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        # What was typed by hand, and what a tracker says of the same night.
        (sleep(latency_min=40), sleep(span="22:43-06:12", quality=3, times=2),
         sleep(latency_min=40, quality=3, times=2)),
        (sleep(span=None, total_min=390, quality=4), sleep(times=2),
         sleep(span=None, total_min=390, quality=4, times=2)),
        (sleep(), sleep(span=None, total_min=390, quality=4), sleep(quality=4)),
        (sleep(span=None, quality=4), sleep(times=2), sleep(quality=4, times=2)),
        (sleep(latency_min=400), sleep(awake_min=100, times=2), sleep(latency_min=400, times=2)),
        (sleep(), sleep(span="22:45-06:10", zone=BERLIN, up="06:30"), sleep()),  # times of another zone do not fit
        # Minutes awake that a person told, and the least that a tracker knows of.
        (sleep(awake_min=95), sleep(awake_least_min=90, times=2), sleep(awake_min=95, times=2)),
        (sleep(awake_least_min=90), sleep(awake_min=95), sleep(awake_min=95)),
        (sleep(span=None, total_min=300), sleep(awake_least_min=90, times=1), sleep(span=None, total_min=300, times=1)),
        (night(), night(missed="asleep", note="x"), night(note="x")),
        (night(severity=None, note="x"), night(severity=4, note="y"), night(severity=4, note="x")),
    ],
)  # fmt: skip
def test_one_is_complemented_by_what_only_the_other_says(first: Any, second: Any, both: Any) -> None:
    assert entry_comparison.fill_gaps(first, second) == both
    assert entry_comparison.fill_gaps(both, second) == both
