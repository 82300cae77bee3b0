"""Amounts in two units: one value to an import and a join, whichever unit a diary keeps it in; and days without."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from random_diaries import contents
from test_join import add, alter, delete, edit, seen, stands, take_in, undo
from test_merge import coming, one, standing

from builders import day, dose, no_kratom, none_of, plan, product, tablet
from legdiary.domain.input.amounts import FinerThanAMilligram
from legdiary.domain.joins.merge_files import merge_files
from legdiary.domain.ledger.conflicts import KEEP, TAKE, Contradicted
from legdiary.domain.ledger.entry_comparison import (
    adopt_spelling,
    differing_fields,
    has_all_values,
    missing_fields,
    normalize_note,
)
from legdiary.domain.ledger.merge import Incoming

if TYPE_CHECKING:
    from pathlib import Path

AT = "2026-11-20T21:40-05:00"
SEVEN = product("seven tabs", product_kind="7-oh")


def old(amount_mg: int = 20, **fields: Any) -> Any:
    """A dose of 7-OH as a diary of before schema 5 has it."""
    return dose(AT, amount_mg, product_id=1, **fields)


def new(amount_ug: int = 20_000, **fields: Any) -> Any:
    return tablet(AT, amount_ug, 1, **fields)


# ---------------------------------------------------------------------- two entries


def test_different_amounts_of_one_minute_differ_whatever_their_units() -> None:
    assert differing_fields(old(20), new(7500)) == {"amount_ug": (20_000, 7500)}
    assert differing_fields(new(7500), old(20)) == {"amount_ug": (7500, 20_000)}
    assert differing_fields(new(7500), new(15_000)) == {"amount_ug": (7500, 15_000)}
    assert differing_fields(old(20), old(15)) == {"amount_mg": (20, 15)}, "as ever, where both are in milligrams"


def test_the_same_amount_in_another_unit_is_no_difference_and_nothing_more() -> None:
    assert differing_fields(old(20), new(20_000)) == {}
    assert missing_fields(old(20), new(20_000)) == {}
    assert has_all_values(old(20, note="x"), new(20_000))
    assert missing_fields(old(20), new(20_000, note="x", helped=2)) == {"note": "x", "helped": 2}
    assert adopt_spelling(old(20), new(20_000)) == old(20)
    assert adopt_spelling(old(20), new(7500)) == new(7500)
    assert normalize_note(new(20_000)) == normalize_note(old(20)) == old(20)
    assert normalize_note(new(7500)) == new(7500)


def test_the_weight_of_a_tablet_is_one_value_too() -> None:
    here, there = product("tabs", capsule_mg=15), product("tabs", capsule_ug=15_000, weight_ug=3_000_000)
    assert differing_fields(here, there) == {}
    assert missing_fields(here, there) == {"weight_ug": 3_000_000}
    assert differing_fields(here, product("tabs", capsule_ug=7500)) == {"capsule_ug": (15_000, 7500)}


# ---------------------------------------------------------------------- a file is imported


@pytest.mark.parametrize(("there", "entry"), [(old(), new()), (new(), old()), (new(7500), new(7500))])
def test_a_dose_in_the_other_unit_is_there_already(there: Any, entry: Any) -> None:
    merged, share = one(coming(entry, products={1: SEVEN}), standing(SEVEN, there))
    assert not merged.changes
    assert share.there == {"product": 1, "kratom": 1}


def test_a_dose_deleted_since_does_not_come_back_in_the_other_unit() -> None:
    merged, share = one(coming(new(), products={1: SEVEN}), standing(SEVEN, formerly={7: old()}))
    assert not merged.changes
    assert share.formerly == {"kratom": 1}


def test_another_amount_in_the_same_minute_is_asked_about() -> None:
    def into(way: str | None) -> Any:
        return merge_files([coming(new(7500), products={1: SEVEN})], standing(SEVEN, old(20)), lambda _, __: way)

    (conflict,) = into(None).shares[0].conflicts
    assert conflict.differing == {"amount_ug": (20_000, 7500)}
    assert into(KEEP).edits == {}
    assert into(TAKE).edits == {2: new(7500)}


def test_a_dose_of_leaf_is_never_finer_than_a_milligram() -> None:
    with pytest.raises(FinerThanAMilligram, match=r"7\.5mg is finer than a milligram; leaf is stored in whole"):
        one(Incoming([(tablet(AT, 7500, None), False)], {}))
    with pytest.raises(FinerThanAMilligram):
        one(coming(new(7500), products={1: product("red leaf")}))
    merged, _ = one(coming(new(8000), products={1: product("red leaf")}))
    assert [entry.ug for entry, _ in merged.entries] == [8000]


# ---------------------------------------------------------------------- days without, and plans


@pytest.mark.parametrize(
    ("there", "entry", "differs"),
    [
        (none_of("7-oh"), new(7500), {"amount_ug": (0, 7500)}),
        (new(7500), none_of("7-oh"), {"amount_ug": (7500, 0)}),
        (none_of("7-oh"), old(20), {"amount_mg": (0, 20)}),
    ],
)
def test_a_day_without_7_oh_and_a_dose_of_it_contradict_each_other(there: Any, entry: Any, differs: Any) -> None:
    merged, share = one(coming(entry, products={1: SEVEN}), standing(SEVEN, there))
    assert not merged.entries
    assert [each.differing for each in share.conflicts] == [differs]


@pytest.mark.parametrize(
    ("there", "entry"),
    [(no_kratom(), new()), (none_of("7-oh"), dose(AT)), (none_of("7-oh"), no_kratom()), (none_of("extract"), new())],
)
def test_of_other_substances_they_do_not(there: Any, entry: Any) -> None:
    merged, share = one(coming(entry, products={1: SEVEN}), standing(SEVEN, there))
    assert [found for found, _ in merged.entries] == [entry]
    assert share.conflicts == []


def test_an_extract_is_no_leaf() -> None:
    gold = product("gold", product_kind="extract")
    _, share = one(coming(new(500_000), products={1: gold}), standing(gold, no_kratom()))
    assert share.conflicts == []
    _, share = one(coming(new(500_000), products={1: gold}), standing(gold, none_of("extract")))
    assert [each.differing for each in share.conflicts] == [{"amount_ug": (0, 500_000)}]


def test_plans_of_two_substances_may_be_in_force_at_once() -> None:
    seven = plan(("2026-11-02", 120_000), substance="7-oh", scale_ug=500)
    other = plan(("2026-11-09", 90_000), substance="7-oh", scale_ug=500, name="again")
    merged, share = one(coming(seven), standing(plan()))
    assert ([entry for entry, _ in merged.entries], share.conflicts) == ([seven], [])
    merged, share = one(coming(other), standing(seven))
    assert (merged.entries, len(share.conflicts)) == ([], 1)


# ---------------------------------------------------------------------- two devices


@pytest.fixture
def both(tmp_path: Path) -> tuple[Path, Path]:
    """A diary and its copy: tablets of 7-OH, and a dose of 20 mg as it was stored before schema 5."""
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    alter(here, add(SEVEN), add(old(20)))
    shutil.copy(here, there)
    return here, there


def test_a_correction_in_the_new_unit_comes_over(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(there, edit(2, amount_mg=None, amount_ug=7500))
    assert seen(here, there).changed == {"kratom": 1}
    take_in(here, there)
    assert stands(here) == stands(there)
    assert [entry.ug for entry in stands(here) if entry.kind == "kratom"] == [7500]
    assert not take_in(here, there).changes
    assert not take_in(there, here).changes


def test_two_corrections_are_asked_about_and_told_in_one_unit(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, edit(2, amount_mg=15))
    alter(there, edit(2, amount_mg=None, amount_ug=7500))
    (conflict,) = seen(here, there).conflicts
    assert conflict.differing == {"amount_ug": (15_000, 7500)}
    with pytest.raises(Contradicted, match="amount"):
        take_in(here, there)


def test_the_same_correction_in_either_unit_is_one(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, edit(2, amount_mg=15))
    alter(there, edit(2, amount_mg=None, amount_ug=15_000))
    for mine, other in ((here, there), (there, here)):
        assert seen(mine, other).conflicts == []
        take_in(mine, other)
        assert not take_in(mine, other).changes
    assert contents(here) == contents(there), "one of the two spellings"


def test_a_day_without_7_oh_here_and_a_dose_there(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, add(none_of("7-oh", "2026-11-21")))
    alter(there, add(tablet("2026-11-21T21:40-05:00", 7500, 1)), add(no_kratom("2026-11-21")))
    (conflict,) = seen(here, there).conflicts
    assert (conflict.day, conflict.differing) == (day("2026-11-21"), {"amount_ug": (0, 7500)})
    alter(here, delete(3))
    take_in(here, there)
    assert [entry.ug for entry in stands(here) if entry.kind == "kratom"] == [20_000, 0, 7500]


def test_a_tablet_logged_on_the_other_device_is_one_dose_more(both: tuple[Path, Path]) -> None:
    here, there = both
    before = contents(here)
    alter(there, add(tablet("2026-11-20T23:00-05:00", 7500, 1)))
    take_in(here, there)
    assert contents(here) == contents(there)
    alter(here, undo)
    assert contents(here) == before
