"""Substances: their words, names, units and order; and amounts that are kept in one of two units."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day, dose, measure, medicine, moment, none_of, plan, product, tablet
from legdiary.domain.entries.dose import Dose, NotOneAmount
from legdiary.domain.entries.measure_scales import ConditionsOfIron
from legdiary.domain.entries.substances import (
    KNOWN_KINDS,
    SPELLINGS,
    Substance,
    find_kind,
    format_of,
    of_product,
    sort_key,
)
from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.domain.invariants import OutOfRange
from legdiary.domain.taper.plan import TargetOutOfRange

# ---------------------------------------------------------------------- the words


@pytest.mark.parametrize(
    ("word", "name", "is_leaf", "is_medicine", "smallest_per_mg"),
    [
        ("leaf", "leaf", True, False, 1),
        ("extract", "extract", False, False, 1000),
        ("7-oh", "7-OH", False, False, 1000),
        ("mitragynine-pseudoindoxyl", "mitragynine pseudoindoxyl", False, False, 1000),
        ("mgm-15", "MGM-15", False, False, 1000),
        ("mgm-16", "MGM-16", False, False, 1000),
        ("blue lotus", "blue lotus", False, False, 1000),
        ("medicine:gabapentin", "gabapentin", False, True, 1000),
    ],
)
def test_a_substance_by_its_word(word: str, name: str, is_leaf: bool, is_medicine: bool, smallest_per_mg: int) -> None:
    found = Substance(word)
    assert (found.name, found.is_leaf, found.is_medicine) == (name, is_leaf, is_medicine)
    assert found.smallest_per_mg == smallest_per_mg


def test_every_view_names_substances_in_one_order() -> None:
    shuffled = ["medicine:gabapentin", "mgm-16", "zest", "leaf", "7-oh", "medicine:clonidine", "blue lotus", "extract"]
    assert sorted(shuffled, key=sort_key) == [
        "leaf", "extract", "7-oh", "mgm-16", "blue lotus", "zest", "medicine:clonidine", "medicine:gabapentin",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("leaf", "leaf"), ("Powder", "leaf"), ("EXTRACT", "extract"), ("7oh", "7-oh"), ("7 OH", "7-oh"),
        ("7-Hydroxymitragynine", "7-oh"), ("mp", "mitragynine-pseudoindoxyl"),
        ("Mitragynine Pseudoindoxyl", "mitragynine-pseudoindoxyl"), ("pseudoindoxyl", "mitragynine-pseudoindoxyl"),
        ("mgm15", "mgm-15"), ("MGM 16", "mgm-16"), ("tea", None), ("", None), ("mgm-17", None),
    ],
)  # fmt: skip
def test_a_typed_kind_is_found_in_any_spelling(typed: str, kind: str | None) -> None:
    assert find_kind(typed) == kind


def test_spellings_are_of_known_kinds_and_are_none_themselves() -> None:
    assert set(SPELLINGS.values()) <= set(KNOWN_KINDS)
    assert not SPELLINGS.keys() & set(KNOWN_KINDS)


def test_a_dose_without_a_product_is_of_leaf() -> None:
    assert of_product(None) == "leaf"
    assert of_product(product(product_kind="mgm-15")) == "mgm-15"


@pytest.mark.parametrize("kind", ["leaf", "7-oh", "blue lotus", "k" * 40, "2"])
def test_a_kind_of_ones_own_is_a_word_in_small_letters(kind: str) -> None:
    assert product(product_kind=kind).product_kind == kind


@pytest.mark.parametrize(
    "kind", ["", "none", "Tea", "a:b", "medicine:tea", "k" * 41, "-x", "x-", "a  b", "tee\n", "grün"]
)
def test_what_is_no_kind_is_refused(kind: str) -> None:
    with pytest.raises(OutOfRange, match="product kind"):
        product(product_kind=kind)


@pytest.mark.parametrize(
    ("word", "ug", "unit", "told"),
    [
        ("leaf", 2_500_000, "mg", "2.5 g"), ("leaf", 120_000, "mg", "0.12 g"), ("7-oh", 120_000, "mg", "120 mg"),
        ("7-oh", 7500, "mg", "7.5 mg"), ("7-oh", 1, "mg", "0.001 mg"), ("extract", 500_000, "mg", "500 mg"),
        ("7-oh", 2_562_000, "mg", "2562 mg"), ("medicine:clonidine", 75, "mcg", "75 µg"),
        ("medicine:gabapentin", 300_000, "mg", "300 mg"), ("7-oh", 0, "mg", "0 mg"), ("7-oh", -5500, "mg", "-5.5 mg"),
    ],
)  # fmt: skip
def test_an_amount_is_told_in_the_unit_of_its_substance(word: str, ug: int, unit: str, told: str) -> None:
    assert format_of(word, ug, unit) == told


# ---------------------------------------------------------------------- a dose's amount


def test_an_amount_is_the_same_in_either_unit() -> None:
    assert dose(amount_mg=20).ug == tablet(amount_ug=20_000).ug == 20_000
    assert (dose(amount_mg=2500).mg, tablet(amount_ug=2_500_000).mg) == (2500, 2500)


def test_ten_tenths_of_a_milligram_are_one() -> None:
    assert sum(tablet(amount_ug=amount).ug for amount in [100, 200] * 10) == 3000


@pytest.mark.parametrize("amounts", [{}, {"amount_mg": 20, "amount_ug": 20_000}, {"amount_mg": 0, "amount_ug": 1}])
def test_an_amount_is_in_one_unit(amounts: Any) -> None:
    with pytest.raises(NotOneAmount):
        Dose(day("2026-11-20"), at=moment("2026-11-20T21:40-05:00"), **amounts)


@pytest.mark.parametrize("amount_ug", [0, -1, 200_000_001])
def test_what_no_dose_can_be_is_refused(amount_ug: int) -> None:
    with pytest.raises(OutOfRange, match="amount in µg"):
        tablet(amount_ug=amount_ug)


def test_a_dose_in_micrograms_has_a_time() -> None:
    with pytest.raises(OutOfRange, match="above 0 with a time"):
        Dose(day("2026-11-20"), amount_ug=7500)


@pytest.mark.parametrize(
    "wrong",
    [
        {"none_of": "leaf"}, {"none_of": ""}, {"none_of": "medicine:gabapentin"}, {"none_of": "7-oh", "product_id": 1},
        {"helped": 2},
    ],
)  # fmt: skip
def test_a_day_without_is_of_one_substance_and_nothing_else(wrong: Any) -> None:
    assert none_of("7-oh").says_none
    with pytest.raises(OutOfRange):
        replace(Dose(day("2026-11-20"), 0), **wrong)


def test_a_dose_says_nothing_of_a_day_without() -> None:
    with pytest.raises(OutOfRange, match="none_of"):
        tablet(none_of="7-oh")


@pytest.mark.parametrize("helped", [-1, 4])
def test_how_much_something_helped_is_from_0_to_3(helped: int) -> None:
    for made in (tablet, dose, medicine):
        with pytest.raises(Exception, match="helped"):
            made(helped=helped)


# ---------------------------------------------------------------------- what a tablet and a batch weigh


def test_a_weight_is_the_same_in_either_unit() -> None:
    old, new = product(capsule_mg=15, weight_mg=3000), product(capsule_ug=15_000, weight_ug=3_000_000)
    assert (old.capsule_micrograms, old.weight_micrograms) == (15_000, 3_000_000)
    assert (new.capsule_micrograms, new.weight_micrograms) == (15_000, 3_000_000)
    assert (product().capsule_micrograms, product().weight_micrograms) == (None, None)


@pytest.mark.parametrize("twice", [{"capsule_mg": 15, "capsule_ug": 15_000}, {"weight_mg": 3, "weight_ug": 3000}])
def test_a_weight_is_in_one_unit(twice: Any) -> None:
    with pytest.raises(NotOneAmount):
        product(**twice)


# ---------------------------------------------------------------------- plans


def test_a_plan_of_leaf_is_as_it_was() -> None:
    found = plan(("2026-11-02", 12_000))
    assert (found.of, found.scale_mg, found.scale, found.per_mg) == ("leaf", 100, 100, 1)
    assert (found.substance, found.unit, found.scale_ug) == (None, None, None)


def test_a_plan_of_another_substance_is_in_micrograms() -> None:
    found = plan(("2026-11-02", 120_000), substance="7-oh", scale_ug=500)
    assert (found.of, found.scale_mg, found.scale, found.per_mg) == ("7-oh", None, 500, 1000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"substance": "leaf", "scale_ug": 500}, {"substance": "", "scale_ug": 500},
        {"substance": "medicine:", "scale_ug": 500}, {"substance": "7-oh"}, {"substance": "7-oh", "scale_mg": 1},
        {"substance": "7-oh", "scale_ug": 0}, {"substance": "7-oh", "scale_ug": 10_000_001},
        {"substance": "7-oh", "scale_ug": 500, "unit": "mcg"},
        {"substance": "medicine:gabapentin", "scale_ug": 500, "unit": "g"}, {"scale_ug": 500}, {"unit": "mcg"},
    ],
)  # fmt: skip
def test_what_no_plan_can_be_is_refused(wrong: Any) -> None:
    with pytest.raises(Exception, match=r"range|write|needs a name"):
        plan(("2026-11-02", 120_000), **wrong)


def test_the_most_that_a_day_can_have_is_the_same_of_every_substance() -> None:
    plan(("2026-11-02", 200_000))
    plan(("2026-11-02", 200_000_000), substance="7-oh", scale_ug=500)
    with pytest.raises(TargetOutOfRange):
        plan(("2026-11-02", 200_001))
    with pytest.raises(TargetOutOfRange):
        plan(("2026-11-02", 200_000_001), substance="7-oh", scale_ug=500)


# ---------------------------------------------------------------------- iron values


def test_iron_values_say_under_which_conditions() -> None:
    said = ("fasting", "no iron for 24 h")
    assert measure(conditions=said).conditions == said
    with pytest.raises(ConditionsOfIron, match="irls takes no --fasting or --no-iron"):
        measure("irls", 22_000, "points", conditions=("fasting",))


@pytest.mark.parametrize("said", [("hungry",), ("fasting", "fasting"), ("no iron for 24 h", "fasting")])
def test_conditions_have_one_spelling(said: tuple[str, ...]) -> None:
    with pytest.raises(UnknownWord):
        measure(conditions=said)


@given(st.integers(1, 200_000))
def test_milligrams_and_micrograms_of_one_amount_are_equal(amount_mg: int) -> None:
    assert dose(amount_mg=amount_mg).ug == tablet(amount_ug=1000 * amount_mg).ug
