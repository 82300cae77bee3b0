"""Doses of other apps: one rule by which a name, an amount and a unit become an entry, or are left out and counted."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NEW_YORK, moment
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.factors_and_medicines import Factor, Medicine
from legdiary.domain.entries.magnesium import COMPUTED_FROM_SALT, LABEL_ELEMENTAL, Magnesium
from legdiary.domain.time.moments import load_zone
from legdiary.errors import BadValue
from legdiary.formats.dose_apps import own_words
from legdiary.formats.dose_apps.doses import Doses
from legdiary.formats.dose_apps.own_words import Word
from legdiary.formats.dose_apps.stated_amounts import Measured, Typed
from legdiary.formats.dose_apps.substances import LeftOut, OfPieces, Taken, entry_of, find_meaning
from legdiary.formats.files.field_parser import Place
from legdiary.formats.reader_result import ReadOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

AT = moment("2026-06-01T22:10-04:00", NEW_YORK)
DAY = date(2026, 6, 1)
SEVEN_OH = 2  # the number of the product's kind


def made(name: str, amount: str | Measured | None, **more: Any) -> tuple[Any, list[str]]:
    left = LeftOut()
    typed = Typed(amount) if isinstance(amount, str) else amount
    entry = entry_of(Taken(Place("app.csv", 3), name, "amount", typed, AT, **more), left)
    return entry, list(left.said())


def measured(number: str, unit: str) -> Measured:
    return Measured(Decimal(number), unit)


@pytest.mark.parametrize(
    ("name", "kind", "word"),
    [
        ("Kratom", "kratom", "leaf"),
        ("kratom (red vein)", "kratom", "leaf"),
        ("Red Kratom 500mg caps", "kratom", "leaf"),
        ("Kratom leaf", "kratom", "leaf"),
        ("Kratom (extract)", "kratom", "extract"),
        ("Kratom extract 50 mg", "kratom", "extract"),
        ("7-Hydroxymitragynine", "kratom", "7-oh"),
        ("7-OH", "kratom", "7-oh"),
        ("7OH tablets 15 mg", "kratom", "7-oh"),
        ("Kratom (7-OH)", "kratom", "7-oh"),
        ("MGM-15", "kratom", "mgm-15"),
        ("mgm16 tabs", "kratom", "mgm-16"),
        ("Pseudoindoxyl", "kratom", "mitragynine-pseudoindoxyl"),
        ("Magnesium", "magnesium", ""),
        ("Magnesium 400 mg", "magnesium", ""),
        ("Magnesium (glycinate)", "magnesium", "glycinate"),
        ("Magnesium Citrate 200mg capsules", "magnesium", "citrate"),
        ("Gabapentin", "medicine", "gabapentin"),
        ("Gabapentin 300mg", "medicine", "gabapentin"),
        ("Gabapentin (with food) 0,3 g", "medicine", "gabapentin"),
        ("carbidopa/levodopa", "", ""),
        ("Ferrous sulphate", "medicine", "ferrous sulfate"),
        ("Melatonin 0.5 mg", "medicine", "melatonin"),
        ("Coffee", "factor", "caffeine"),
        ("Alcohol", "factor", "alcohol"),
        ("Calcium, magnesium, zinc", "", ""),
        ("7-OH and MGM-15", "", ""),
        ("Vanilla extract", "", ""),
        ("Omega 3 (EPA/DHA 500mg)", "", ""),
        ("LSD", "", ""),
        ("", "", ""),
        ("(300 mg)", "", ""),
        ("x" * 5000, "", ""),
    ],
)
def test_a_name_means_what_the_diary_has_a_word_for(name: str, kind: str, word: str) -> None:
    assert find_meaning(name) == ((kind, word) if kind else None)


@pytest.mark.parametrize(
    ("name", "amount", "entry"),
    [
        ("Kratom", "2.5 g", Dose(DAY, 2500, AT)),
        ("Kratom", "2,5g", Dose(DAY, 2500, AT)),
        ("Kratom", "2500mg", Dose(DAY, 2500, AT)),
        ("Kratom", measured("2.125", "g"), Dose(DAY, 2125, AT)),
        ("Kratom (red)", "1 g", Dose(DAY, 1000, AT, note="Kratom (red)")),
        ("7-OH", "7.5 mg", Dose(DAY, at=AT, product_id=SEVEN_OH, amount_ug=7500)),
        ("7-OH", measured("0.0075", "g"), Dose(DAY, at=AT, product_id=SEVEN_OH, amount_ug=7500)),
        ("7-OH", measured("75", "µg"), Dose(DAY, at=AT, product_id=SEVEN_OH, amount_ug=75)),
        ("7-Hydroxymitragynine", "15mg", Dose(DAY, at=AT, product_id=SEVEN_OH, amount_ug=15_000)),
        ("Magnesium", "0.2 g", Magnesium(DAY, AT, 200, LABEL_ELEMENTAL)),
        ("Gabapentin 300mg", "1 Capsule", Medicine(DAY, AT, "gabapentin", "1 capsule", note="Gabapentin 300mg")),
        ("Clonidine", measured("75.0", "µg"), Medicine(DAY, AT, "clonidine", "75 mcg")),
        ("Clonidine", measured("0.125", "mg"), Medicine(DAY, AT, "clonidine", "0.125 mg")),
        ("Melatonin", measured("1", "tablets"), Medicine(DAY, AT, "melatonin", "1 tablet")),
        ("Alcohol", measured("14.0", "g"), Factor(DAY, "alcohol", AT, "14 g")),
        ("Coffee", "2  cups", Factor(DAY, "caffeine", AT, "2 cups", note="Coffee")),
        ("Caffeine", None, Factor(DAY, "caffeine", AT)),
    ],
)
def test_a_dose_becomes_its_own_kind_in_its_own_unit(name: str, amount: str | Measured, entry: Any) -> None:
    found, _ = made(name, amount)
    assert found == entry


@pytest.mark.parametrize(
    ("name", "amount", "says"),
    [
        ("private potion", "2 g", "1 dose of something that legdiary does not know"),
        ("Kratom", None, "1 dose of kratom without an amount"),
        ("Kratom", "?", "1 dose of kratom without an amount"),
        ("Kratom", "2", "1 dose of kratom whose amount has no unit"),
        ("Kratom", measured("2", " "), "1 dose of kratom whose amount has no unit"),
        ("Kratom", "5 caps", "1 dose of kratom whose unit is no weight"),
        ("Kratom", "1 tsp", "1 dose of kratom whose unit is no weight"),
        ("Kratom", "some g", "1 dose of kratom whose amount cannot be read, or can be read two ways"),
        ("Kratom", "2,500 g", "1 dose of kratom whose amount cannot be read, or can be read two ways"),
        ("7-OH", "1 tablet", "1 dose of 7-OH whose unit is no weight"),
        ("Gabapentin 300mg", "1", "1 dose of gabapentin whose amount has no unit"),
        ("Gabapentin", "a handful", "1 dose of gabapentin whose amount cannot be read"),
        ("Gabapentin", "2 pills", "1 dose of gabapentin in a unit that legdiary does not know"),
        ("Gabapentin", measured("2", "pills"), "1 dose of gabapentin in a unit that legdiary does not know"),
        ("Magnesium", "1 scoop", "1 dose of magnesium whose unit is no weight"),
    ],
)
def test_what_is_not_clear_is_left_out_and_counted(name: str, amount: str | Measured | None, says: str) -> None:
    entry, said = made(name, amount)
    if isinstance(entry, OfPieces):
        said = settled(entry, "left-out")[1]
        entry = None
    assert entry is None
    assert len(said) == 1
    assert said[0].startswith(says)
    assert "private" not in said[0]


def settled(each: OfPieces, phrase: str) -> tuple[list[Any], list[str]]:
    doses, left = Doses(), LeftOut()

    def settle(_source: str, words: Sequence[Word]) -> dict[str, own_words.Meaning]:
        return {word.text: own_words.read_answer(word, phrase) for word in words}

    doses.take([(each, each.taken.place)])
    doses.settle(ReadOptions(load_zone(NEW_YORK), words=settle), "app.csv", left)
    return list(doses.found_with(()).entries), list(left.said())


@pytest.mark.parametrize(
    ("name", "amount", "asked", "answer", "entry"),
    [
        ("Kratom", "5 caps", "1 capsule of Kratom", "500 mg", Dose(DAY, 2500, AT)),
        ("Kratom", "1/2 tsp", "1 tsp of Kratom", "each 2,4 g", Dose(DAY, 1200, AT)),
        ("Kratom", "3", "1 of Kratom", "each 0.5 g", Dose(DAY, 1500, AT)),
        (
            "7-OH 15 mg tablets", measured("0.5", "Tab"), "1 tablet of 7-OH 15 mg tablets", "15mg",
            Dose(DAY, at=AT, product_id=SEVEN_OH, amount_ug=7500, note="7-OH 15 mg tablets"),
        ),
        ("Magnesium", "2 Capsules", "1 capsule of Magnesium", "100 mg", Magnesium(DAY, AT, 200, LABEL_ELEMENTAL)),
        (
            "Gabapentin 300mg", "2", "1 of Gabapentin 300mg", "300 mg",
            Medicine(DAY, AT, "gabapentin", "600 mg", note="Gabapentin 300mg"),
        ),
        ("Gabapentin", "1", "1 of Gabapentin", "1 tablet", Medicine(DAY, AT, "gabapentin", "1 tablet")),
        ("Gabapentin", "2 pill", "1 pill of Gabapentin", "each 1 tablet", Medicine(DAY, AT, "gabapentin", "2 tablets")),
    ],
)  # fmt: skip
def test_what_one_piece_is_is_asked_about(
    name: str, amount: str | Measured, asked: str, answer: str, entry: Any
) -> None:
    each, said = made(name, amount)
    assert isinstance(each, OfPieces)
    assert (each.word, said) == (asked, [])
    assert settled(each, answer)[0] == [entry]


def test_an_answer_that_is_no_weight_leaves_kratom_out() -> None:
    each, _ = made("Kratom", "5 caps")
    found, said = settled(each, "each 1 tablet")
    assert found == []
    assert said[0].startswith("1 dose of kratom whose unit is no weight")


def test_a_strength_in_a_name_is_offered_and_never_taken_by_itself() -> None:
    word = Word("1 of Gabapentin 300mg", 4, about=own_words.PIECE)
    assert own_words.sure_meaning(word) is None
    assert own_words.likely_meaning(word) == own_words.Meaning("each", "300 mg")
    assert own_words.likely_meaning(word._replace(text="1 of Kratom")) is None
    assert own_words.likely_meaning(word._replace(text="1 of Levodopa 100 mg/25 mg")) is None


def test_what_is_taken_with_a_word_about_it() -> None:
    assert made("Magnesium", "200mg")[1] == [
        "the salt of 1 dose of magnesium, which the file does not say: the milligrams are taken as elemental"
    ]
    entry, said = made("Kratom", measured("2.00049", "g"), is_estimate=True, note="tea")
    assert (entry.amount_mg, entry.note) == (2000, "estimated; tea")
    assert said == [
        "how exact 1 amount was: called estimates in the app, and in the note",
        "1 amount finer than the diary keeps them, rounded half up",
    ]
    assert made("Kratom", "2.0005 g")[0].amount_mg == 2001


@pytest.mark.parametrize(
    ("phrase", "entry", "said"),
    [
        # Bisglycinate is 24.305 of 172.423 magnesium: 2000 mg of it hold 281.9 mg.
        ("magnesium salt", (282, COMPUTED_FROM_SALT, "glycinate", 2000), ()),
        ("magnesium elemental", (2000, LABEL_ELEMENTAL, "glycinate", None), ()),
        ("left-out", None, ("1 dose of magnesium as a salt, which the mapping leaves out",)),
    ],
)
def test_the_milligrams_of_a_salt_are_asked_about(
    phrase: str, entry: tuple[object, ...] | None, said: tuple[str, ...]
) -> None:
    asked = []

    def settle(source: str, words: Sequence[Word]) -> dict[str, own_words.Meaning]:
        asked.append((source, *words))
        return {word.text: own_words.read_meaning(phrase) for word in words}

    doses, left, zone = Doses(), LeftOut(), load_zone(NEW_YORK)
    taken = Taken(Place("x", 2), "Magnesium  glycinate", "amount", Typed("2000 mg"), AT)
    for place in (2, 3):
        doses.take([(entry_of(taken._replace(place=Place("x", place)), left), Place("x", place))])
        taken = taken._replace(name="Magnesium", amount=Typed("100 mg"))
    doses.settle(ReadOptions(zone, words=settle), "app.csv", left)
    found = doses.found_with(left.said())
    assert asked == [("app.csv", Word("Magnesium glycinate", 1, about=own_words.SALT_OF))]
    kept = [each for each in found.entries if each.form]
    assert [(each.elemental_mg, each.basis, each.form, each.salt_mg) for each in kept] == ([entry] if entry else [])
    assert [each.note for each in kept] == (["Magnesium glycinate"] if entry else [])
    assert found.not_carried[:1] == (said or found.not_carried[:1])
    assert len(found.entries) == 1 + len(kept)


def test_without_an_answer_a_salt_is_refused_as_any_word_of_ones_own() -> None:
    doses = Doses()
    taken = Taken(Place("x", 2), "Magnesium citrate", "amount", Typed("2000 mg"), AT)
    doses.take([(entry_of(taken, LeftOut()), Place("x", 2))])
    with pytest.raises(own_words.WordsWithoutMeaning, match="1 word of your own has no meaning yet"):
        doses.settle(ReadOptions(load_zone(NEW_YORK)), "app.csv", LeftOut())


@pytest.mark.parametrize(
    ("name", "amount"),
    [("Kratom", "0 g"), ("Kratom", "201 g"), ("Kratom", "0.0001 g"), ("7-OH", "200001 mg"), ("Magnesium", "6 g")],
)
def test_an_amount_that_cannot_be(name: str, amount: str) -> None:
    with pytest.raises(BadValue, match=re.escape("app.csv, line 3")):
        made(name, amount)


def test_only_products_that_doses_name_come_with_them() -> None:
    doses, left = Doses(), LeftOut()
    entry_of(Taken(Place("x", 1), "Kratom extract", "amount", Typed("100 mg"), AT), left)  # made, but not taken
    entry = entry_of(Taken(Place("x", 2), "7-OH", "amount", Typed("5 mg"), AT), left)
    doses.take([(entry, Place("x", 2))])
    found = doses.found_with(())
    assert {number: (each.name, each.product_kind) for number, each in found.products.items()} == {
        SEVEN_OH: ("7-OH", "7-oh")
    }


@given(st.text(max_size=60), st.one_of(st.none(), st.text(max_size=30)))
def test_whatever_was_typed_nothing_but_a_refusal_is_raised_and_no_name_is_said(name: str, amount: str | None) -> None:
    try:
        _, said = made(f"{name} kratom", amount)
    except BadValue as error:
        assert "app.csv, line 3" in error.message  # noqa: PT017 - a refusal is one of two good ends
    else:
        assert all(not name.strip() or len(name) < 9 or name not in each for each in said)
    find_meaning(name)


@given(
    st.decimals(min_value="0.000000001", max_value=10**9, allow_nan=False, places=9),
    st.sampled_from(["g", "mg", "µg", "mcg", "tablet", "mL", "x", ""]),
    st.sampled_from(["Kratom", "7-OH", "Gabapentin", "Magnesium", "Alcohol"]),
)
def test_a_measured_amount_is_never_another_one(number: Decimal, unit: str, name: str) -> None:
    try:
        entry, _ = made(name, Measured(number, unit))
    except BadValue:
        return
    per_ug = {"g": 10**6, "mg": 1000, "µg": 1, "mcg": 1}
    if isinstance(entry, Dose):
        unit_ug = 1000 if entry.product_id is None else 1
        assert abs(entry.ug - number * per_ug[unit]) <= Decimal(unit_ug) / 2
    elif isinstance(entry, Medicine):
        assert Decimal(entry.amount.split(" ")[0]) == number
