from __future__ import annotations

from math import floor, log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.entries.magnesium import FORMS, SALTS, SaltNeedsForm, elemental_mg, fraction, parse_form
from legdiary.domain.input.night_vocabulary import UnknownWord

# The table of facts B3: form, share in percent as printed there, milligrams of the salt that hold 200 mg of magnesium.
FACTS_B3 = [
    ("oxide", "60.3", 332),
    ("hydroxide", "41.7", 480),
    ("carbonate", "28.8", 694),
    ("chloride", "25.5", 783),
    ("chloride-hexahydrate", "12.0", 1673),
    ("sulfate", "20.2", 990),
    ("sulfate-heptahydrate", "9.86", 2028),
    ("citrate", "16.2", 1237),
    ("citrate-nonahydrate", "11.9", 1682),
    ("hydrogen-citrate", "11.3", 1764),
    ("malate", "15.5", 1287),
    ("glycinate", "14.1", 1419),
    ("glycinate-dihydrate", "11.7", 1715),
    ("lactate", "12.0", 1666),
    ("lactate-dihydrate", "10.2", 1962),
    ("taurate", "8.92", 2243),
    ("threonate", "8.25", 2423),
    ("gluconate", "5.86", 3412),
]


def test_the_table_names_every_form() -> None:
    assert tuple(form for form, _, _ in FACTS_B3) == FORMS


@pytest.mark.parametrize(("form", "percent", "salt_mg"), FACTS_B3)
def test_each_salt_is_as_facts_b3_says(form: str, percent: str, salt_mg: int) -> None:
    decimals = len(percent.partition(".")[2])
    assert f"{100 * fraction(form):.{decimals}f}" == percent
    assert round(200 / fraction(form)) == salt_mg
    assert elemental_mg(salt_mg, form) == 200


def test_the_oracle_400_mg_of_oxide() -> None:
    assert elemental_mg(400, "oxide") == 241


def test_the_trial_that_may_have_weighed_the_salt() -> None:
    assert elemental_mg(250, "oxide") == 151


def test_half_a_milligram_is_rounded_up() -> None:
    assert [elemental_mg(salt, "chloride-hexahydrate") for salt in (0, 4, 5, 12, 13)] == [0, 0, 1, 1, 2]


@given(form=st.sampled_from(FORMS), salt_mg=st.integers(0, 200_000))
def test_never_more_than_half_a_milligram_off_and_never_more_than_the_salt(form: str, salt_mg: int) -> None:
    elemental = elemental_mg(salt_mg, form)
    assert abs(elemental - salt_mg * fraction(form)) <= 0.5 + 1e-6
    assert elemental <= salt_mg


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("glycinate", "glycinate"), ("Glycinate", "glycinate"), ("bisglycinate", "glycinate"), (" citrate ", "citrate"),
        ("L-threonate", "threonate"), ("sulphate", "sulfate"), ("chloride hexahydrate", "chloride-hexahydrate"),
        ("MgO", "oxide"), ("magnesium glycinate", "glycinate"), ("Magnesium  Bisglycinate", "glycinate"),
        ("magnesium-citrate", "citrate"), ("citrate magnesium", "citrate"), ("Mg L-Threonate", "threonate"),
        ("magnesium chloride hexahydrate", "chloride-hexahydrate"), ("mag hydrogen citrate", "hydrogen-citrate"),
    ],
)  # fmt: skip
def test_a_form_by_the_names_on_labels(typed: str, form: str) -> None:
    assert parse_form(typed) == form


def test_a_slip_of_the_finger_is_answered_with_the_nearest_form() -> None:
    with pytest.raises(UnknownWord) as refusal:
        parse_form("glycnate")
    assert str(refusal.value).startswith("'glycnate' is not a known form of magnesium; closest names: glycinate, ")


def test_a_slip_beside_the_substance_is_answered_likewise() -> None:
    with pytest.raises(UnknownWord) as refusal:
        parse_form("magnesium glycnate")
    assert str(refusal.value).startswith("'glycnate' is not a known form of magnesium; closest names: glycinate, ")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "magnesium",
        "mag",
        "magnesium aspartate",
        "magnesiumglycinate",
        "aspartate",
        "\0",
        "\ud800",
        "ox ide",
        "9" * 5000,
    ],
)
def test_other_forms_are_refused(typed: str) -> None:
    with pytest.raises(UnknownWord):
        parse_form(typed)


def test_a_salt_without_its_form_is_refused_with_the_command_that_lists_the_forms() -> None:
    assert SaltNeedsForm().hint == "legdiary magnesium --list"


def test_molar_masses_are_whole_milligrams() -> None:
    assert {floor(log10(salt.molar_mass_milli)) for salt in SALTS.values()} <= {4, 5}
