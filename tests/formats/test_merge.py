"""What a file brings to a diary: new, there already, once there, saying more, or saying otherwise."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_diaries import ENTRIES, NOW, contents, opened

from builders import BERLIN, day, dose, magnesium, night, no_kratom, plan, product, sleep
from effort import dear
from legdiary.domain.entries.factors_and_medicines import Symptom
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.joins.merge_files import merge_files
from legdiary.domain.ledger.conflicts import Contradicted
from legdiary.domain.ledger.merge import Incoming, Snapshot
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from legdiary.domain.entries.products import Product
    from legdiary.domain.ledger.merge import Merged


def coming(*entries: Any, products: Mapping[int, Product] | None = None) -> Incoming:
    return Incoming([(entry, False) for entry in entries], products or {})


def standing(*entries: Any, formerly: Mapping[int, Any] | None = None) -> Snapshot:
    return Snapshot([Stored(number, entry) for number, entry in enumerate(entries, start=1)], formerly or {})


def one(incoming: Incoming, there: Snapshot | None = None) -> tuple[Merged, Any]:
    merged = merge_files([incoming], there or Snapshot())
    return merged, merged.shares[0]


def test_into_nothing_everything_is_new() -> None:
    merged, share = one(coming(night(), sleep(), dose(), dose(), magnesium()))
    assert [entry for entry, _ in merged.entries] == [night(), sleep(), dose(), dose(), magnesium()]
    assert share.new == {"night": 1, "sleep": 1, "kratom": 2, "magnesium": 1}


def test_what_is_there_is_not_added_again() -> None:
    merged, share = one(coming(night(), dose(), dose()), standing(dose(), night()))
    assert [entry for entry, _ in merged.entries] == [dose()]
    assert share.there == {"night": 1, "kratom": 1}
    merged, share = one(coming(night(), dose(), dose()), standing(dose(), night(), dose()))
    assert not merged.changes


def test_what_was_changed_or_deleted_since_stays_so() -> None:
    there = standing(dose(amount_mg=2000), formerly={1: dose(), 7: night()})
    merged, share = one(coming(dose(), night()), there)
    assert not merged.changes
    assert share.formerly == {"kratom": 1, "night": 1}


@pytest.mark.parametrize(
    ("there", "entry", "field"),
    [
        (night(severity=6), night(severity=7), "severity"),
        (night(severity=6), night(missed="asleep"), "missed"),
        (sleep(), sleep(span="22:45-06:20"), "wake"),
        (sleep(span=None, total_min=400), sleep(), "bed"),
        (Symptom(day("2026-11-20"), "nausea", 1), Symptom(day("2026-11-20"), "nausea", 2), "grade"),
        (no_kratom(), dose(), "amount_mg"),
        (dose(), no_kratom(), "amount_mg"),
        (plan(), plan(("2026-11-01", 9000)), "steps"),
        (plan(), plan(("2027-11-01", 9000)), "steps"),
    ],
    ids=lambda value: getattr(value, "kind", value),
)
def test_what_says_otherwise_is_a_conflict(there: Any, entry: Any, field: str) -> None:
    merged, share = one(coming(entry), standing(there))
    assert not merged.changes
    [conflict] = share.conflicts
    assert conflict.kind == entry.kind
    assert field in conflict.differing
    message = Contradicted(share.conflicts, "legdiary import x --dry-run").message
    assert entry.kind in message
    assert "--dry-run" in message


@pytest.mark.parametrize(
    ("there", "entry"),
    [
        (night(severity=6), night(severity=6, note="more", onset_min=1230)),
        (sleep(), sleep(latency_min=40)),
        (Symptom(day("2026-11-20"), "nausea", 1), Symptom(day("2026-11-20"), "nausea", 1)),
        (dose(), dose(note="more")),
    ],
    ids=lambda value: value.kind,
)
def test_what_says_more_fills_in(there: Any, entry: Any) -> None:
    merged, share = one(coming(entry), standing(there))
    assert not merged.entries
    assert merged.edits == ({1: entry} if there != entry else {})
    assert not share.conflicts


def test_what_says_less_is_there_already() -> None:
    merged, share = one(coming(night(severity=None), sleep(span=None)), standing(night(note="x"), sleep()))
    assert not merged.changes
    assert share.there == {"night": 1, "sleep": 1}


def test_the_same_taking_is_told_by_its_minute() -> None:
    there = standing(dose("2026-11-20T21:40-05:00"), magnesium())
    same = dose("2026-11-21T03:40+01:00", zone=BERLIN, night_of="2026-11-21")
    merged, share = one(coming(same, dose("2026-11-20T21:41-05:00"), magnesium(topical=True)), there)
    assert [entry.kind for entry, _ in merged.entries] == ["kratom", "magnesium"]
    assert share.there == {"kratom": 1}


def test_two_of_one_night_in_one_file() -> None:
    merged, share = one(coming(night(severity=6), night(severity=6), night(severity=7)))
    assert len(merged.entries) == 1
    assert share.there == {"night": 1}
    assert share.conflicts[0].number is None
    assert "another row of the file" in Contradicted(share.conflicts, "").message


def test_products_are_told_by_name_and_day() -> None:
    opened_on = day("2026-11-01")
    there = standing(product("Red Leaf", opened_on=opened_on), dose(product_id=1))
    incoming = coming(
        dose(product_id=9), dose("2026-11-20T22:00-05:00", product_id=9), dose(product_id=4),
        products={9: product("red leaf", opened_on=opened_on, capsule_mg=500), 4: product("green")},
    )  # fmt: skip
    merged, share = one(incoming, there)
    assert merged.products == [product("green")]
    assert [entry.product_id for entry, _ in merged.entries] == [1, -1]
    assert merged.edits == {1: product("Red Leaf", opened_on=opened_on, capsule_mg=500)}
    assert share.filled == {"product": 1}


def test_another_kind_of_product_under_the_name_is_a_conflict() -> None:
    _, share = one(coming(products={1: product(product_kind="extract")}), standing(product()))
    assert [conflict.kind for conflict in share.conflicts] == ["product"]


def test_a_plan_is_the_same_whatever_its_holds() -> None:
    _, share = one(coming(plan()), standing(plan()))
    assert share.there == {"plan": 1}
    ended = plan(ended_on=day("2026-11-20"))
    merged, _ = one(coming(plan(("2026-11-20", 900))), standing(ended))
    assert len(merged.entries) == 1


def test_several_files_see_each_other() -> None:
    merged = merge_files([coming(night(), dose()), coming(night(), dose(), night("2026-11-19"))], Snapshot())
    assert [entry.kind for entry, _ in merged.entries] == ["night", "kratom", "night"]
    assert [share.there for share in merged.shares] == [{}, {"night": 1, "kratom": 1}]


def nothing_contradicts(merged: Merged) -> Merged:
    if conflicts := [conflict for share in merged.shares for conflict in share.conflicts]:
        raise Contradicted(conflicts, "")
    return merged


@dear(40)
@given(st.lists(ENTRIES, max_size=12), st.booleans())
def test_twice_is_as_good_as_once(entries: list[Any], changed_since: bool) -> None:
    products = {number: entry for number, entry in enumerate(entries) if entry.kind == "product"}
    named = [
        replace(entry, product_id=next(iter(products), None)) if entry.kind == "kratom" and not entry.none_of else entry
        for entry in entries
        if entry.kind != "product"
    ]
    incoming = coming(*named, products=products)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diary.db"
        with opened(path) as diary:

            def take_in() -> Merged:
                return diary.import_entries(lambda there: nothing_contradicts(merge_files([incoming], there)), NOW)

            try:
                first = take_in()
            except Contradicted:
                assert diary.history() == []
                return
            assert {line.change_id for line in diary.history()} <= {1}
            if changed_since and first.entries:
                diary.delete(len(first.products) + 1, NOW)
            before = contents(path)
            assert not take_in().changes
            assert contents(path) == before
            while diary.history() and diary.history()[-1].undoes != 1:
                diary.undo(NOW)
            assert contents(path) == []
            assert take_in().changes == first.changes


def test_standing_tells_what_was(tmp_path: Path) -> None:
    with opened(tmp_path / "diary.db") as diary:
        diary.add(dose(), NOW)
        diary.edit(1, lambda there: replace(there, amount_mg=2000), NOW)
        diary.add(night(), NOW)
        diary.undo(NOW)
        diary.add(magnesium(), NOW)
        diary.delete(5, NOW)
        diary.add(sleep(), NOW)
    with Diary.for_reading(tmp_path / "diary.db") as diary:
        there = diary.snapshot()
    assert [each.entry for each in there.stored] == [sleep(), dose(amount_mg=2000)]
    assert there.formerly == {1: dose(), 5: magnesium()}


def test_a_bound_from_a_tracker_says_nothing_beside_the_minutes_that_a_person_typed() -> None:
    typed, tracked = sleep(latency_min=40, awake_min=55), sleep(awake_least_min=30, unslept_least_min=45)
    merged, share = one(coming(tracked), standing(typed))
    assert (merged.changes, share.there, share.conflicts) == (False, {"sleep": 1}, [])
    merged, share = one(coming(replace(tracked, quality=3)), standing(typed))
    assert merged.edits == {1: replace(typed, quality=3)}


def test_minutes_that_a_person_typed_take_the_place_of_a_bound() -> None:
    merged, share = one(coming(sleep(awake_min=55)), standing(sleep(awake_least_min=30, unslept_least_min=45)))
    assert merged.edits == {1: sleep(awake_min=55)}
    assert share.filled == {"sleep": 1}


def test_a_bound_fills_in_what_is_not_known() -> None:
    merged, _ = one(coming(sleep(awake_least_min=30)), standing(sleep(latency_min=40)))
    assert merged.edits == {1: sleep(latency_min=40, awake_least_min=30)}
    merged, _ = one(coming(sleep(awake_least_min=30)), standing(sleep(span=None, quality=3)))
    assert merged.edits == {1: sleep(awake_least_min=30, quality=3)}
