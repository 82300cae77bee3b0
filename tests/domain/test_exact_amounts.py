"""Amounts of substances that are kept in micrograms, capsules and tablets in parts, and what leaf cannot hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import dose, tablet
from legdiary.domain.entries.dose_rules import check_unit
from legdiary.domain.input.amounts import (
    FinerThanAMilligram,
    NotAnAmount,
    UnitMissing,
    format_mg,
    parse_exact,
    parse_pieces,
)
from legdiary.errors import BadValue


@pytest.mark.parametrize(
    ("typed", "ug"),
    [
        ("15mg", 15_000), ("7.5mg", 7500), ("7,5 mg", 7500), (" 7.5 MG ", 7500), ("0.1mg", 100), ("0.001mg", 1),
        ("2.125mg", 2125), ("0,125mg", 125), ("75mcg", 75), ("75 µg", 75), ("75 μg", 75), ("75ug", 75), ("1mcg", 1),
        ("0.5g", 500_000), ("1.500g", 1_500_000), ("0.000001g", 1), ("120mg", 120_000), ("7.50mg", 7500),
        ("7.5000mg", 7500), ("0mg", 0), ("200g", 200_000_000), ("75.0mcg", 75),
    ],
)  # fmt: skip
def test_an_amount_to_the_microgram(typed: str, ug: int) -> None:
    assert parse_exact(typed, leaf=False) == ug


def test_tenths_of_a_milligram_add_up_exactly() -> None:
    assert 10 * (parse_exact("0.1mg", leaf=False) + parse_exact("0.2mg", leaf=False)) == parse_exact("3mg", leaf=False)


@pytest.mark.parametrize(
    ("typed", "ug"),
    [("2.5g", 2_500_000), ("2,5g", 2_500_000), ("500mg", 500_000), ("3000mcg", 3000), ("2.500g", 2_500_000)],
)
def test_leaf_is_read_as_well(typed: str, ug: int) -> None:
    assert parse_exact(typed, leaf=True) == ug


@pytest.mark.parametrize(
    ("typed", "leaf", "answer"),
    [
        ("7.5mg", True, "7.5mg is finer than a milligram; leaf is stored in whole milligrams"),
        ("75mcg", True, "75mcg is finer than a milligram; leaf is stored in whole milligrams"),
        ("2.5005g", True, "2.5005g is finer than a milligram; leaf is stored in whole milligrams"),
        ("0.05mcg", False, "0.05mcg is finer than a microgram; write whole micrograms"),
        ("0.0005mg", False, "0.0005mg is finer than a microgram; write whole micrograms"),
    ],
)
def test_what_is_too_fine_is_not_rounded(typed: str, leaf: bool, answer: str) -> None:
    with pytest.raises(FinerThanAMilligram) as refusal:
        parse_exact(typed, leaf=leaf)
    assert refusal.value.message == answer


@pytest.mark.parametrize(
    ("typed", "leaf", "answer"),
    [
        ("7.5", False, "7.5 of what? Write 7.5mg."),
        ("15", False, "15 of what? Write 15mg."),
        ("2,5", True, "2.5 of what? Write 2.5g or 2500mg."),
    ],
)
def test_a_bare_number_is_asked_back(typed: str, leaf: bool, answer: str) -> None:
    with pytest.raises(UnitMissing) as refusal:
        parse_exact(typed, leaf=leaf)
    assert refusal.value.message == answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("2,500mg", "2,500mg can be read two ways; write 2500mg or 2.5mg"),
        ("2.500mg", "2.500mg can be read two ways; write 2500mg or 2.5mg"),
        ("2,125mg", "2,125mg can be read two ways; write 2125mg or 2.125mg"),
        ("75.000mcg", "75.000mcg can be read two ways; write 75000mcg or 75mcg"),
        ("1,500g", "1,500g can be read two ways; write 1500g or 1.5g"),
    ],
)
def test_what_can_be_read_two_ways_is_not_read(typed: str, answer: str) -> None:
    with pytest.raises(BadValue) as refusal:
        parse_exact(typed, leaf=False)
    assert refusal.value.message == answer
    for offered in answer.rpartition("write ")[2].split(" or "):
        assert parse_exact(offered, leaf=False) > 0


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("2,500g", "2,500g can be read two ways; write 2500g or 2.500g"),
        ("2,500mg", "2,500mg can be read two ways; write 2500mg or whole milligrams"),
        ("2.000mg", "2.000mg can be read two ways; write 2000mg or 2mg"),
        # Three micrograms of leaf cannot be stored, and 3 mg would be the 3000 micrograms once more.
        ("3,000mcg", "3,000mcg can be read two ways; write 3000mcg or whole milligrams"),
    ],
)
def test_of_leaf_too(typed: str, answer: str) -> None:
    with pytest.raises(BadValue) as refusal:
        parse_exact(typed, leaf=True)
    assert refusal.value.message == answer
    assert parse_exact("2.500g", leaf=True) == 2_500_000
    assert parse_exact("0,500g", leaf=True) == 500_000


@pytest.mark.parametrize("typed", ["", "mg", "-5mg", "5 kg", "1e3mg", "5mg 5mg", "٥mg", "5caps", "1/2mg", "7..5mg"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(NotAnAmount, match=r"write 15mg, 7\.5mg or 75mcg"):
        parse_exact(typed, leaf=False)


@given(st.integers(0, 200_000_000))
def test_what_is_shown_in_milligrams_is_read_again(ug: int) -> None:
    assert parse_exact(f"{format_mg(ug)}mg", leaf=False) == ug


# ---------------------------------------------------------------------- capsules and tablets


@pytest.mark.parametrize(
    ("typed", "hundredths", "what"),
    [
        ("5caps", 500, "capsule"), ("5 capsules", 500, "capsule"), ("1 capsule", 100, "capsule"),
        ("1 cap", 100, "capsule"), ("0.5 tab", 50, "tablet"), ("0,5tab", 50, "tablet"), ("1/2 tab", 50, "tablet"),
        ("1/4 tablet", 25, "tablet"), ("3/4 TABS", 75, "tablet"), ("2 tablets", 200, "tablet"),
        ("1 1/2 tablets", 150, "tablet"), ("1.25 tabs", 125, "tablet"), ("0.3 tab", 30, "tablet"),
        ("0 tabs", 0, "tablet"),
    ],
)  # fmt: skip
def test_pieces_in_halves_and_quarters(typed: str, hundredths: int, what: str) -> None:
    assert parse_pieces(typed) == (hundredths, what)


@pytest.mark.parametrize(
    "typed",
    ["2.5g", "5", "1/3 tab", "2/3 tab", "0.125 tab", "1,500 caps", "caplets", "2 captains", "tab", "5 tabsules",
     "½ tab", "٥ tabs", "1 / 2 tab", "-1 tab", "12345 tabs"],
)  # fmt: skip
def test_what_is_about_no_pieces_is_none(typed: str) -> None:
    assert parse_pieces(typed) is None


@pytest.mark.parametrize(
    ("typed", "weight_ug", "ug"),
    [
        ("0.5 tab", 15_000, 7500), ("1/2 tab", 15_000, 7500), ("3 tab", 15_000, 45_000), ("0.3 tab", 15_000, 4500),
        ("0.5 caps", 500_000, 250_000), ("0.5 caps", 5000, 2500), ("1/4 tab", 3, None), ("0.33 tab", 10, None),
    ],
)  # fmt: skip
def test_pieces_are_weighed_exactly(typed: str, weight_ug: int, ug: int | None) -> None:
    pieces = parse_pieces(typed)
    assert pieces is not None
    assert pieces.micrograms(weight_ug) == ug


# ---------------------------------------------------------------------- leaf has whole milligrams


def test_a_dose_alone_does_not_know_what_it_is_of() -> None:
    check_unit(tablet(amount_ug=7500), "7-oh")
    check_unit(tablet(amount_ug=8000), "leaf")
    check_unit(dose(amount_mg=8), "leaf")
    with pytest.raises(FinerThanAMilligram, match=r"^7\.5mg is finer than a milligram; leaf is stored in whole"):
        check_unit(tablet(amount_ug=7500), "leaf")
