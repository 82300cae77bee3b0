"""Two diaries that were one: joined, they hold what either holds, each entry once, whichever is joined to the other."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from random_diaries import ENTRIES, NOTES, NOW, OPERATIONS, contents, filled, opened, perform

from builders import (
    day,
    dose,
    factor,
    magnesium,
    night,
    no_kratom,
    none_of,
    plan,
    present,
    product,
    sleep,
    symptom,
    tablet,
)
from effort import dear
from legdiary.domain.entries.night import Night
from legdiary.domain.joins.merge_files import merge_files
from legdiary.domain.ledger import diverged_changes as meeting_module
from legdiary.domain.ledger.conflicts import KEEP, SKIP, TAKE, Contradicted, TooMuchToJoin
from legdiary.domain.ledger.diverged_changes import read_diverged
from legdiary.domain.ledger.parted_ledgers import find_fork
from legdiary.domain.taper.plan import Hold
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary
from legdiary.store.other_diary import entries_of_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from legdiary.domain.ledger.merge import ImportResult, Incoming, Merged, Snapshot

Acts = list[tuple[Any, ...]]
LATER = present("2026-11-22T02:00-05:00")


def nothing_contradicts(merged: Merged) -> Merged:
    if conflicts := [conflict for share in merged.shares for conflict in share.conflicts]:
        raise Contradicted(conflicts, "")
    return merged


def take_in(path: Path, *others: Path) -> Merged:
    """Join other diaries to one, as `import` does."""
    incoming = [entries_of_copy(other, path) for other in others]

    def sort_out(snapshot: Snapshot) -> Merged:
        return nothing_contradicts(merged_with(diary, incoming, snapshot))

    with opened(path) as diary:
        return diary.import_entries(sort_out, LATER)


def merged_with(diary: Diary, incoming: list[Incoming], snapshot: Snapshot, way: str | None = None) -> Merged:
    """Join with all of the diary before it; of one other diary, what is read of it in pieces comes to the same."""
    whole = merge_files(incoming, snapshot, lambda _, __: way)
    if len(incoming) == 1:
        assert outcome(merge_files(incoming, diary.snapshot(by_days=True), lambda _, __: way)) == outcome(whole)
    return whole


def outcome(merged: Merged) -> dict[str, Any]:
    """All of it, in its order."""
    counts = ("new", "there", "filled", "formerly", "changed")
    return {
        "products": merged.products, "entries": list(merged.entries), "edits": list(merged.edits.items()),
        "gone": merged.gone, "kept": [(each.deleted, each.kept) for each in merged.shares],
        "conflicts": [each.conflicts for each in merged.shares],
        "counts": [list((+getattr(each, name)).items()) for each in merged.shares for name in counts],
    }  # fmt: skip


def seen(path: Path, other: Path) -> ImportResult:
    """What joining would do."""
    with Diary.for_reading(path) as diary, diary.one_state():
        return merged_with(diary, [entries_of_copy(other, path)], diary.snapshot()).shares[0]


def alter(path: Path, *acts: Callable[[Diary], object]) -> None:
    with opened(path) as diary:
        for act in acts:
            act(diary)


def add(entry: Any, **how: Any) -> Callable[[Diary], object]:
    return lambda diary: diary.add(entry, how.get("now", NOW))


def edit(number: int, **fields: Any) -> Callable[[Diary], object]:
    now = fields.pop("now", NOW)
    return lambda diary: diary.edit(number, lambda there: replace(there, **fields), now)


def delete(number: int) -> Callable[[Diary], object]:
    return lambda diary: diary.delete(number, NOW)


def undo(diary: Diary) -> object:
    return diary.undo(NOW)


def stands(path: Path) -> list[Any]:
    return [entry for entry, _ in contents(path)]


@pytest.fixture
def both(tmp_path: Path) -> tuple[Path, Path]:
    """A diary and its copy: a product, a dose of it, a night, a plan."""
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    alter(here, add(product()), add(dose(product_id=1)), add(night()), add(plan()))
    shutil.copy(here, there)
    return here, there


# ---------------------------------------------------------------------- one side changed it


def test_what_was_changed_there_is_taken_over_and_what_was_changed_here_stays(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, edit(2, amount_mg=2000))
    alter(there, edit(3, severity=4), edit(1, capsule_mg=500), edit(4, ended_on=day("2026-12-01")))
    share = seen(here, there)
    assert share.changed == {"night": 1, "product": 1, "plan": 1}
    assert share.formerly == {"kratom": 1}
    take_in(here, there)
    take_in(there, here)
    assert contents(here) == contents(there)
    assert night(severity=4) in stands(here)


def test_a_hold_there_is_taken_over(both: tuple[Path, Path]) -> None:
    here, there = both
    held = plan(("2026-11-02", 12000), ("2026-11-14", 10800), holds=(Hold(day("2026-11-08"), 5, day("2026-11-02")),))
    alter(there, edit(4, steps=held.steps, holds=held.holds))
    take_in(here, there)
    assert held in stands(here)


def test_a_slip_that_was_taken_back_at_once_is_no_change(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(there, edit(3, severity=9), undo, add(night("2026-11-19")), undo)
    share = seen(here, there)
    assert share.there == {"product": 1, "kratom": 1, "night": 1, "plan": 1}
    assert not share.changed


def test_taking_back_what_both_had_is_a_change(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, undo)  # the plan
    assert seen(here, there).formerly == {"plan": 1}
    assert seen(there, here).deleted == [4]


# ---------------------------------------------------------------------- both changed it


def test_other_fields_are_put_together(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, edit(3, severity=4))
    alter(there, edit(3, note="from the laptop"))
    take_in(here, there)
    take_in(there, here)
    assert contents(here) == contents(there)
    assert night(severity=4, note="from the laptop") in stands(here)


def test_the_same_field_is_a_conflict_until_both_agree(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, edit(3, severity=4))
    alter(there, edit(3, severity=9), add(dose("2026-11-21T21:00-05:00")))
    before = here.read_bytes()
    with pytest.raises(Contradicted, match="differs from entry 3 \\(severity\\)"):
        take_in(here, there)
    assert here.read_bytes() == before
    assert seen(here, there).conflicts[0].differing == {"severity": (4, 9)}
    alter(there, edit(3, severity=4))
    assert seen(here, there).new == {"kratom": 1}
    take_in(here, there)


def test_of_two_that_each_has_seen_and_neither_has_gone_further_only_a_person_knows(both: tuple[Path, Path]) -> None:
    """Whichever was typed later: an import must not make a value new, so no clock is asked."""
    here, there = both
    alter(here, edit(3, severity=4), edit(3, severity=5, now=LATER))
    alter(there, edit(3, severity=5), edit(3, severity=4))
    assert seen(here, there).conflicts[0].differing == {"severity": (5, 4)}
    assert seen(there, here).conflicts[0].differing == {"severity": (4, 5)}


def test_of_two_that_each_has_seen_the_one_that_went_further_counts(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, edit(3, severity=4), edit(3, severity=6))
    alter(there, edit(3, severity=4))
    assert seen(here, there).formerly["night"] == 1
    assert seen(there, here).changed["night"] == 1
    take_in(there, here)
    assert night(severity=6) in stands(there)


# ---------------------------------------------------------------------- entered on one side


def test_what_was_given_and_then_changed_there_is_not_a_second_one(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, add(night("2026-11-18")))
    alter(there, add(dose("2026-11-21T21:00-05:00", 1000)))
    take_in(here, there)
    alter(there, edit(5, amount_mg=1500))
    share = seen(here, there)
    assert (share.changed, share.new) == ({"kratom": 1}, {})
    take_in(here, there)
    alter(here, edit(6, amount_mg=1700))
    share = seen(here, there)
    assert share.formerly == {"kratom": 1}
    alter(here, delete(6))
    assert not seen(here, there).new


def test_products_of_both_sides(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, add(product("white")))
    alter(there, add(product("green")), add(dose("2026-11-21T21:00-05:00", 1000, product_id=5)), edit(2, product_id=5))
    take_in(here, there)
    alter(there, edit(5, name="Dark green"))
    take_in(here, there)
    named = {entry.product_id for entry in stands(here) if entry.kind == "kratom"}
    assert named == {("Dark green", None)}
    assert not take_in(here, there).changes
    take_in(there, here)
    assert contents(there) == contents(here)


def test_the_same_night_entered_on_both(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, add(night("2026-11-21", 3)))
    alter(there, add(night("2026-11-21", 3, note="from the laptop")))
    take_in(here, there)
    assert stands(here).count(night("2026-11-21", 3, note="from the laptop")) == 1
    alter(there, edit(5, severity=8))
    assert seen(here, there).changed == {"night": 1}


def test_a_night_typed_on_both_and_then_changed_on_one_is_asked_about(both: tuple[Path, Path]) -> None:
    """As between devices: nobody knows whether who typed 3 there would correct it to 5 too."""
    here, there = both
    alter(here, add(night("2026-11-21", 3, note="here")), edit(5, severity=5))
    alter(there, add(night("2026-11-21", 3)))
    assert [each.differing for each in seen(here, there).conflicts] == [{"severity": (5, 3)}]
    assert [each.differing for each in seen(there, here).conflicts] == [{"severity": (3, 5)}]
    settle(there, here, TAKE)
    assert contents(here) == contents(there)


def test_the_same_line_of_the_ledger_and_then_another(both: tuple[Path, Path]) -> None:
    """Both sides begin the same minute with the same dose: their ledgers part in the midst of a change."""
    here, there = both
    one, other = dose("2026-11-21T21:00-05:00"), dose("2026-11-21T22:00-05:00")
    alter(here, lambda diary: diary.add_all([one, other], NOW))
    alter(there, add(one))
    with Diary.for_reading(here) as a, Diary.for_reading(there) as b:
        assert find_fork(a.snapshot().ledger, b.snapshot().ledger) == 4
    assert seen(here, there).there["kratom"] == 2
    assert seen(there, here).new == {"kratom": 1}


# ---------------------------------------------------------------------- deleted on one side


def test_what_was_deleted_there_as_it_is_here_is_deleted_here_too(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(there, delete(2), delete(3), delete(1))
    before = contents(here)
    assert seen(here, there).deleted == [1, 2, 3]
    take_in(here, there)
    assert stands(here) == [plan()]
    assert not take_in(here, there).changes
    alter(here, undo)
    assert contents(here) == before


def test_what_was_deleted_there_and_changed_here_stays_and_is_told(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, edit(3, severity=4))
    alter(there, delete(3))
    assert (seen(here, there).deleted, seen(here, there).kept) == ([], [3])
    assert not take_in(here, there).changes
    assert seen(there, here).new == {"night": 1}


def test_a_product_that_was_deleted_there_stays_while_a_dose_here_names_it(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, add(dose("2026-11-21T21:00-05:00", product_id=1)))
    alter(there, delete(2), delete(1))
    assert (seen(here, there).deleted, seen(here, there).kept) == ([2], [1])
    take_in(here, there)
    assert [entry.product_id for entry in stands(here) if entry.kind == "kratom"] == [("red leaf", None)]
    alter(here, delete(5))
    assert not take_in(here, there).changes
    assert product() in stands(here), "an import has told that it stays; the same file deletes nothing later"


def test_a_dose_takes_another_product_and_its_own_is_deleted(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(there, add(product("white")), edit(2, product_id=5), delete(1), edit(5, name="red leaf"))
    assert not take_in(here, there).changes, "the product there is the same, entered again"
    assert contents(here) == contents(there)


def test_who_brings_an_entry_back_goes_further_than_who_deleted_it(both: tuple[Path, Path], tmp_path: Path) -> None:
    """A copy takes over the deletion and enters the night again: then it is there for everybody."""
    here, there = both
    third = tmp_path / "third.db"
    shutil.copy(here, third)
    alter(here, delete(3))
    take_in(there, here)
    alter(there, add(night()))
    assert (seen(here, there).new, seen(there, here).deleted) == ({"night": 1}, [])
    take_in(here, there)
    for one, other in ((third, here), (there, here), (here, third), (there, third), (third, there)):
        assert not take_in(one, other).changes
        assert night() in stands(one)


def test_what_was_entered_after_they_parted_is_deleted_by_nobody_else(both: tuple[Path, Path]) -> None:
    """The dose that was typed and deleted there was never this one."""
    here, there = both
    alter(here, add(dose("2026-11-21T21:00-05:00"), now=LATER))
    alter(there, add(dose("2026-11-21T21:00-05:00")), delete(5))
    assert not take_in(here, there).changes
    assert dose("2026-11-21T21:00-05:00") in stands(here)


def test_a_deletion_here_stays_unless_it_was_changed_there(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, delete(2), delete(3), delete(1))
    alter(there, edit(3, severity=9))
    share = seen(here, there)
    assert (share.formerly, share.new) == ({"kratom": 1, "product": 1}, {"night": 1})
    take_in(here, there)
    assert night(severity=9) in stands(here)
    assert not take_in(here, there).changes


def test_a_product_comes_back_with_the_dose_that_names_it(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, delete(2), delete(1))
    alter(there, edit(2, amount_mg=1000))
    assert seen(here, there).new == {"kratom": 1, "product": 1}
    take_in(here, there)
    assert not take_in(here, there).changes
    assert [entry.product_id for entry in stands(here) if entry.kind == "kratom"] == [("red leaf", None)]


def test_the_word_that_a_day_had_none_gives_way_to_its_doses(tmp_path: Path) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    alter(here, add(no_kratom()), add(night()))
    shutil.copy(here, there)
    alter(there, lambda diary: diary.add(dose(), NOW, check=lambda _: [1]))
    assert not seen(here, there).conflicts
    take_in(here, there)
    assert contents(here) == contents(there)
    alter(here, undo)
    assert no_kratom() in stands(here)


def test_an_entry_that_was_entered_again_after_it_was_deleted_is_new(tmp_path: Path) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    alter(here, add(night()), delete(1))
    shutil.copy(here, there)
    alter(there, add(night()))
    assert seen(here, there).new == {"night": 1}


# ---------------------------------------------------------------------- several, and none in common


def test_two_copies_at_once_are_joined_one_after_the_other(both: tuple[Path, Path], tmp_path: Path) -> None:
    here, there = both
    alter(there, add(dose("2026-11-21T21:00-05:00", 1000)), add(symptom()))
    third = tmp_path / "third.db"
    shutil.copy(there, third)
    alter(third, add(night("2026-11-17")))
    merged = take_in(here, there, third)
    assert [share.new for share in merged.shares] == [{"kratom": 1, "symptom": 1}, {"night": 1}]
    assert contents(here) == contents(third)


def test_a_diary_of_another_machine(both: tuple[Path, Path], tmp_path: Path) -> None:
    here, _ = both
    other = tmp_path / "other.db"
    alter(other, add(night("2026-10-01")), add(night()), add(product("Red Leaf")), add(dose(product_id=3)))
    share = seen(here, other)
    assert share.new == {"night": 1}
    assert share.there == {"night": 1, "kratom": 1, "product": 1}


# ---------------------------------------------------------------------- the same from either side, and once


def same_from_either_side(here: Path, there: Path) -> None:
    """Joined in both directions, twice each: the same entries, and the second time nothing."""
    spare = here.with_name("spare.db")
    shutil.copy(here, spare)
    take_in(here, there)
    take_in(there, spare)
    assert contents(here) == contents(there)
    for one, other in ((here, there), (there, here), (here, there), (there, spare)):
        share = take_in(one, other).shares[0]
        assert [share.new, share.changed, share.filled, share.conflicts] == [{}, {}, {}, []]
    assert contents(here) == contents(there)


def test_a_product_that_one_side_deleted_and_the_other_named(tmp_path: Path) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    alter(here, add(product()), add(dose()))
    shutil.copy(here, there)
    alter(here, delete(1))
    alter(there, edit(2, product_id=1))
    same_from_either_side(here, there)
    assert [entry.product_id for entry in stands(here) if entry.kind == "kratom"] == [("red leaf", None)]
    assert product() in stands(here)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (night(severity=7), night(severity=8)),
        (night(severity=7, note="x"), night(severity=None, note="y")),
        (sleep(), sleep(span="22:45-06:40")),
        (symptom(grade=1), symptom(grade=2)),
        (dose(), dose(note="with food")),
        (dose(), dose(amount_mg=2000)),
        (dose(), dose()),
        (product(), product("Red Leaf", capsule_mg=500)),
    ],
    ids=lambda value: value.kind,
)
def test_deleted_and_entered_again_is_changed(tmp_path: Path, first: Any, again: Any) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    alter(here, add(first))
    shutil.copy(here, there)
    alter(here, delete(1), add(again))
    same_from_either_side(here, there)
    assert stands(there) == [again]


def test_deleted_and_entered_again_on_both_sides_otherwise_is_a_conflict_on_both(tmp_path: Path) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    alter(here, add(night(severity=7)))
    shutil.copy(here, there)
    alter(here, delete(1), add(night(severity=8)))
    alter(there, edit(1, severity=9))
    assert seen(here, there).conflicts[0].differing == {"severity": (8, 9)}
    assert seen(there, here).conflicts[0].differing == {"severity": (9, 8)}


@pytest.mark.parametrize(
    ("first", "acts", "then"),
    [
        ([no_kratom()], [delete(1), add(dose())], [dose()]),
        ([dose()], [delete(1), add(no_kratom())], [no_kratom()]),
        ([plan()], [delete(1), add(plan(("2026-11-20", 900)))], [plan(("2026-11-20", 900))]),
        ([night(), night("2026-11-19", 3)], [delete(1), edit(2, night_of=day("2026-11-20"))], [night(severity=3)]),
        ([night(), night("2026-11-19", 3)],
         [edit(1, night_of=day("2026-11-01")), edit(2, night_of=day("2026-11-20")),
          edit(1, night_of=day("2026-11-19"))],
         [night("2026-11-19", 6), night(severity=3)]),
    ],
    ids=["a dose for none", "none for a dose", "another plan", "a night moved there", "two nights changed places"],
)  # fmt: skip
def test_what_was_put_in_its_place_takes_its_place(
    tmp_path: Path, first: list[Any], acts: list[Any], then: list[Any]
) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    alter(here, *map(add, first))
    shutil.copy(here, there)
    alter(there, *acts)
    before = contents(here)
    same_from_either_side(here, there)
    assert sorted(map(repr, stands(here))) == sorted(map(repr, then))
    alter(here, undo)
    assert contents(here) == before


def test_a_night_that_was_moved_to_where_the_other_side_entered_the_same_one(tmp_path: Path) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    alter(here, add(night("2026-11-19")))
    shutil.copy(here, there)
    alter(here, edit(1, night_of=day("2026-11-20")))
    alter(there, add(night(note="again")), edit(1, severity=6))
    same_from_either_side(here, there)
    assert stands(here) == [night(note="again")]


def test_the_same_dose_entered_on_both_in_the_same_minute(tmp_path: Path) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    alter(here, add(night()))
    shutil.copy(here, there)
    alter(here, add(dose("2026-11-20T21:40:30-05:00")))
    alter(there, add(dose("2026-11-20T21:40:10-05:00", note="x")))
    same_from_either_side(here, there)
    [one] = [entry for entry in stands(here) if entry.kind == "kratom"]
    assert one in {dose(f"2026-11-20T21:40:{seconds}-05:00", note="x") for seconds in (10, 30)}


# ---------------------------------------------------------------------- settled by a person


def settle(path: Path, other: Path, way: str) -> Merged:
    incoming = [entries_of_copy(other, path)]
    with opened(path) as diary:
        return diary.import_entries(lambda standing: merged_with(diary, incoming, standing, way), LATER)


def test_what_is_taken_is_the_same_on_both_then(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, edit(3, severity=4, onset_min=1230), add(dose("2026-11-21T21:00-05:00")))
    alter(there, edit(3, severity=9, note="laptop"), add(no_kratom("2026-11-21")))
    before = contents(here)
    settle(here, there, TAKE)
    assert stands(here).count(night(severity=9, onset_min=1230, note="laptop")) == 1
    assert no_kratom("2026-11-21") in stands(here)
    assert not take_in(here, there).changes
    take_in(there, here)
    assert contents(here) == contents(there)
    alter(here, undo)
    assert contents(here) == before


def test_what_a_person_has_decided_is_decided_for_both(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, edit(3, severity=4))
    alter(there, edit(3, severity=9, note="laptop"))
    merged = settle(here, there, KEEP)
    assert [each.settled for each in merged.shares[0].conflicts] == [KEEP]
    assert night(severity=4, note="laptop") in stands(here)
    assert not take_in(here, there).changes, "it is not asked again"
    take_in(there, here)
    assert contents(here) == contents(there)
    alter(there, edit(3, severity=5))
    take_in(here, there)
    assert night(severity=5, note="laptop") in stands(here)


def test_what_the_other_changes_after_a_decision_is_asked_again(both: tuple[Path, Path]) -> None:
    """Whoever wrote 5 there has not seen the 4 that was kept here."""
    here, there = both
    alter(here, edit(3, severity=4))
    alter(there, edit(3, severity=9))
    settle(here, there, KEEP)
    alter(there, edit(3, severity=5))
    assert [each.differing for each in seen(here, there).conflicts] == [{"severity": (4, 5)}]
    settle(here, there, TAKE)
    assert not take_in(here, there).changes
    take_in(there, here)
    assert contents(here) == contents(there)


def test_an_import_that_was_taken_back_can_be_done_again(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(there, add(dose("2026-11-21T21:00-05:00", 1000)), edit(3, severity=9))
    before = contents(here)
    for _ in range(2):
        assert seen(here, there).new == {"kratom": 1}
        take_in(here, there)
        assert contents(here) == contents(there)
        alter(here, undo)
        assert contents(here) == before


def test_a_product_of_a_dose_is_told_by_its_name(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, add(product("white")), edit(2, product_id=5))
    alter(there, add(product("green")), edit(2, product_id=5))
    [conflict] = seen(here, there).conflicts
    assert conflict.differing == {"product": ("white", "green")}
    settle(here, there, TAKE)
    assert [entry.product_id for entry in stands(here) if entry.kind == "kratom"] == [("green", None)]


def test_two_batches_of_one_name_are_one(both: tuple[Path, Path]) -> None:
    """As between devices: renamed here, entered there."""
    here, there = both
    alter(here, edit(1, name="white"))
    alter(there, add(product("white")), edit(2, product_id=5))
    for one, other in ((here, there), (there, here)):
        take_in(one, other)
        assert [entry.product_id for entry in stands(one) if entry.kind == "kratom"] == [("white", None)]
        assert [entry for entry in stands(one) if entry.kind == "product"] == [product("white")]
        assert not take_in(one, other).changes


# ---------------------------------------------------------------------- three diaries


def test_three_diaries_in_a_ring_come_to_rest(tmp_path: Path) -> None:
    """a: 7, then 10, taken over by b and c; then a goes back to 7, b to 7 and to 10 again, c to 7."""
    a, b, c = (tmp_path / f"{name}.db" for name in "abc")
    alter(a, add(night(severity=7)))
    take_in(b, a)
    take_in(c, a)
    alter(a, edit(1, severity=10))
    take_in(b, a)
    take_in(c, a)
    alter(a, edit(1, severity=7))
    alter(b, edit(1, severity=7), edit(1, severity=10))
    alter(c, edit(1, severity=7))
    rounds = []
    for _ in range(3):
        asked = 0
        for one, other in ((a, b), (b, c), (c, a)):
            asked += len(settle(one, other, TAKE).shares[0].conflicts)
        rounds.append(([entry.severity for path in (a, b, c) for entry in stands(path)], asked))
    assert rounds[1:] == [([10, 10, 10], 0)] * 2  # what b wrote last was taken, and nobody is asked again


def test_three_diaries_of_which_none_went_further_tell_a_conflict(tmp_path: Path) -> None:
    a, b, c = (tmp_path / f"{name}.db" for name in "abc")
    alter(a, add(night(severity=7)))
    take_in(b, a)
    take_in(c, a)
    alter(a, edit(1, severity=4), edit(1, severity=5))
    alter(b, edit(1, severity=5), edit(1, severity=4))
    for one, other in ((a, b), (b, a)):
        with pytest.raises(Contradicted, match="severity"):
            take_in(one, other)
    take_in(c, b)
    alter(a, edit(1, severity=4))  # settled by a person
    for one, other in ((b, a), (c, a), (a, c)):
        assert not take_in(one, other).changes


# ---------------------------------------------------------------------- at random

FEW_DAYS = st.sampled_from(["2026-11-18", "2026-11-19", "2026-11-20"])
FEW = st.one_of(
    st.builds(night, FEW_DAYS, st.sampled_from([None, 3, 7]), note=st.sampled_from([None, "a", "a ", "b"])),
    st.builds(sleep, FEW_DAYS, st.sampled_from(["22:45-06:10", "22:45-06:20", "23:00-06:10"]),
              quality=st.sampled_from([None, 3]), latency_min=st.sampled_from([None, 20])),
    st.builds(sleep, FEW_DAYS, st.none(), total_min=st.sampled_from([300, 400])),
    st.builds(symptom, st.just("nausea"), st.sampled_from([1, 2]), FEW_DAYS),
    st.builds(no_kratom, FEW_DAYS),
    st.builds(factor, st.sampled_from(["caffeine", "alcohol"]), FEW_DAYS, note=st.sampled_from([None, "q"])),
    st.builds(dose, st.builds("{}T2{}:00-05:00".format, FEW_DAYS, st.sampled_from([1, 2])),
              st.sampled_from([1000, 2000]), product_id=st.sampled_from([None, None, 1, 2, 3]),
              note=st.sampled_from([None, "x"])),
    st.builds(tablet, st.builds("{}T2{}:00-05:00".format, FEW_DAYS, st.sampled_from([1, 2])),
              st.sampled_from([1_000_000, 3_000_000]), product_id=st.sampled_from([None, 1, 2, 3]),
              helped=st.sampled_from([None, 2])),
    st.builds(none_of, st.sampled_from(["7-oh", "extract"]), FEW_DAYS),
    st.builds(product, st.sampled_from(["red", "white"]), capsule_mg=st.sampled_from([None, 500])),
    st.builds(product, st.sampled_from(["red", "tabs"]), product_kind=st.sampled_from(["7-oh", "extract"]),
              capsule_ug=st.sampled_from([None, 500_000, 15_000])),
    st.builds(plan, st.tuples(st.sampled_from(["2026-11-02", "2026-12-01"]), st.sampled_from([9000, 8000]))),
    st.builds(plan, st.tuples(st.sampled_from(["2026-11-02", "2026-12-01"]), st.sampled_from([9000, 8000])),
              substance=st.sampled_from(["7-oh", "medicine:gabapentin"]), scale_ug=st.just(500)),
)  # fmt: skip
FEW_ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), FEW, st.just(False)),
        st.tuples(st.just("edit"), st.integers(1, 8), FEW),
        st.tuples(st.just("note"), st.integers(1, 8), st.sampled_from([None, "z", "y"])),
        st.tuples(st.just("delete"), st.integers(1, 8)),
        st.tuples(st.just("undo")),
    ),
    max_size=8,
)


def once(path: Path) -> set[str]:
    """All that the entries of a diary were at any time, but for the products that they name."""
    with Diary.for_reading(path) as diary:
        told = [*diary.snapshot().ledger.changes(range(1000))]
    return {_nameless(state) for line in told for state in (line.old, line.new) if state is not None}


def _nameless(entry: Any) -> str:
    return repr(replace(entry, product_id=None) if entry.kind == "kratom" else entry)


@dear(60)
@given(FEW_ACTS, FEW_ACTS, FEW_ACTS)
@example([("add", factor(), False)], [("undo",)], [("add", factor(), False)])
@example(
    [("add", night("2026-11-19", 3, note="a "), False)],
    [("delete", 1), ("add", night("2026-11-20", 3, note="z"), False)],
    [
        ("edit", 1, night("2026-11-20", 3, note="b")),
        ("add", night("2026-11-19", 3, note="z"), False),
        ("delete", 1),
    ],
)
@example(
    [("add", sleep("2026-11-20", None, total_min=400), False)],
    [("edit", 1, sleep("2026-11-19")), ("delete", 1)],
    [("add", sleep("2026-11-19"), False)],
)
def test_pairs_come_to_the_same_from_either_side_and_the_second_time_nothing(
    ancestor: Acts, mine: Acts, theirs: Acts
) -> None:
    """Few nights, so that all gets in the way of all. What one side deleted stays on the other, and that is all."""
    with parted(ancestor, mine, theirs) as (here, there):
        spare = here.with_name("spare.db")
        shutil.copy(here, spare)
        one, other = joined(here, there), joined(there, spare)
        assert (one is None) == (other is None)
        if one is None:
            return
        assert not take_in(there, here).changes or contents(there) == contents(here)
        assert not take_in(there, here).changes
        assert not take_in(here, there).changes
        mine_now, theirs_now = (Counter(_nameless(entry) for entry in stands(path)) for path in (here, there))
        assert {*(mine_now - theirs_now)} <= once(there)
        assert {*(theirs_now - mine_now)} <= once(here)


@dear(30)
@given(FEW_ACTS, st.booleans(), st.lists(st.tuples(st.integers(0, 2), FEW_ACTS), max_size=6), st.randoms())
def test_three_diaries_in_any_order_come_to_rest_or_tell_a_conflict(
    ancestor: Acts, copied: bool, acts: list[tuple[int, Acts]], order: Any
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{name}.db" for name in "abc"]
        filled(paths[0], ancestor)
        for path in paths[1:]:
            if copied:
                shutil.copy(paths[0], path)
            else:
                filled(path, [])
                joined(path, paths[0])
        for which, more in acts:
            with opened(paths[which]) as diary:
                perform(diary, more)
            joined(*order.sample(paths, 2))
        ways = [(one, other) for one in paths for other in paths if one != other]
        for _ in range(8):
            order.shuffle(ways)
            done = [joined(*way) for way in ways]
            if not any(merged is not None and merged.changes for merged in done):
                return
        raise AssertionError("still moving")


ADDED = st.lists(st.tuples(st.just("add"), ENTRIES, st.just(False)), max_size=6)
CHANGED = st.lists(
    st.one_of(
        st.tuples(st.just("add"), ENTRIES, st.just(False)),
        st.tuples(st.just("note"), st.integers(1, 12), NOTES),
        st.tuples(st.just("edit"), st.integers(1, 12), ENTRIES),
    ),
    max_size=6,
)


@contextmanager
def parted(ancestor: Acts, mine: Acts, theirs: Acts) -> Iterator[tuple[Path, Path]]:
    """A diary and its copy, each of which went its own way."""
    with tempfile.TemporaryDirectory() as folder:
        here, there = Path(folder) / "here.db", Path(folder) / "there.db"
        filled(here, ancestor)
        shutil.copy(here, there)
        for path, acts in ((here, mine), (there, theirs)):
            with opened(path) as diary:
                perform(diary, acts)
        yield here, there


def joined(path: Path, other: Path) -> Merged | None:
    """What joining did; None where something contradicts."""
    before, held = path.read_bytes(), other.read_bytes()
    try:
        merged = take_in(path, other)
    except Contradicted:
        assert path.read_bytes() == before
        return None
    finally:
        assert other.read_bytes() == held
    assert not take_in(path, other).changes
    return merged


_AT = re.compile(r"at=Moment\(utc_s=(\d+), offset_min=-?\d+, zone='[^']*'\)")


def once_each(diary: Path) -> Counter[str]:
    """Count what a diary holds by what a join goes by: a taking by its instant, in whatever zone it was lived.

    A night that says nothing is not counted: any other of its date takes its place.
    """
    said = (each for each in contents(diary) if not (isinstance(each[0], Night) and each[0] == Night(each[0].night_of)))
    return Counter(_AT.sub(r"at=\1", repr(each)) for each in said)


@dear(20)
@example(
    [],
    [("add", magnesium("2026-10-01T20:00-04:00", 1, zone="America/New_York"), False)],
    [("add", magnesium("2026-10-02T02:00+02:00", 1, zone="Europe/Berlin"), False)],
)
@given(OPERATIONS, ADDED, ADDED)
def test_what_either_entered_is_there_once(ancestor: Acts, mine: Acts, theirs: Acts) -> None:
    with parted(ancestor, mine, theirs) as (here, there):
        one, other = once_each(here), once_each(there)
        spare = here.with_name("spare.db")
        shutil.copy(here, spare)
        merged = joined(here, there)
        if merged is None or merged.shares[0].filled:
            return
        assert once_each(here) == one | other
        if joined(there, spare) is not None:
            assert once_each(there) == once_each(here)


@dear(20)
@given(OPERATIONS, CHANGED, CHANGED)
def test_both_directions_come_to_the_same(ancestor: Acts, mine: Acts, theirs: Acts) -> None:
    with parted(ancestor, mine, theirs) as (here, there):
        spare = here.with_name("spare.db")
        shutil.copy(here, spare)
        if joined(here, there) is not None and joined(there, spare) is not None:
            assert contents(here) == contents(there)


@dear(20)
@given(OPERATIONS, OPERATIONS, OPERATIONS)
def test_whatever_happened_nothing_here_is_lost_and_undo_brings_all_back(
    ancestor: Acts, mine: Acts, theirs: Acts
) -> None:
    with parted(ancestor, mine, theirs) as (here, there):
        before = contents(here)
        numbers = {each.id for each in standing_of(here)}
        merged = joined(here, there)
        if merged is None or not merged.changes:
            return
        assert {each.id for each in standing_of(here)} >= numbers - set(merged.gone)
        assert not [each for each in check_diary(here, LATER.now) if each.state == WRONG and each.topic != "modes"]
        with opened(here) as diary:
            diary.undo(LATER)
        assert contents(here) == before


def standing_of(path: Path) -> list[Any]:
    with Diary.for_reading(path) as diary:
        return list(diary.snapshot().stored)


# ---------------------------------------------------------------------- in little memory


@dear(60)
@given(FEW_ACTS, FEW_ACTS, FEW_ACTS, st.sampled_from([None, KEEP, TAKE, SKIP]))
def test_a_join_that_reads_only_what_changed_comes_to_the_same(
    ancestor: Acts, mine: Acts, theirs: Acts, way: str | None
) -> None:
    with parted(ancestor, mine, theirs) as (here, there):
        for one, other in ((here, there), (there, here)):
            with Diary.for_reading(one) as diary, diary.one_state():
                merged_with(diary, [entries_of_copy(other, one)], diary.snapshot(), way)


@dear(40)
@given(OPERATIONS, OPERATIONS, OPERATIONS, st.sampled_from([None, KEEP, TAKE, SKIP]))
def test_so_it_does_with_entries_of_every_kind(ancestor: Acts, mine: Acts, theirs: Acts, way: str | None) -> None:
    with parted(ancestor, mine, theirs) as (here, there):
        for one, other in ((here, there), (there, here)):
            with Diary.for_reading(one) as diary, diary.one_state():
                merged_with(diary, [entries_of_copy(other, one)], diary.snapshot(), way)


def test_what_nobody_changed_is_counted_and_not_looked_at(both: tuple[Path, Path]) -> None:
    """Of a product, a dose of it and a night, the night was changed there; a night before was entered here."""
    here, there = both
    alter(here, add(night("2026-11-10", 2)))
    alter(there, edit(3, severity=9))
    with Diary.for_reading(here) as diary, diary.one_state():
        incoming = entries_of_copy(there, here)
        assert incoming.ledger is not None
        meeting = read_diverged(diary.snapshot(by_days=True), incoming.ledger)
        merged = merge_files([incoming], diary.snapshot(by_days=True))
    assert {each.line.entry_id: each.line.kind for each in meeting.ours} == {3: "night", 5: "night"}
    assert {number: entry.kind for number, (entry, _) in meeting.near.items()} == {1: "product", 4: "plan"}
    assert meeting.common == {"kratom": (1, 2)}
    assert merged.shares[0].changed == {"night": 1}


def test_diaries_that_have_parted_too_far_are_not_joined(
    both: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two changes here and one there are three; they are joined where three may be, and refused where two may."""
    here, there = both
    alter(here, add(night("2026-11-10", 2)), add(night("2026-11-11", 3)))
    alter(there, add(night("2026-11-12", 4)))
    incoming = entries_of_copy(there, here)
    monkeypatch.setattr(meeting_module, "MOST_CHANGES", 3)
    with Diary.for_reading(here) as diary, diary.one_state():
        assert merge_files([incoming], diary.snapshot(by_days=True)).shares[0].new == {"night": 1}
        monkeypatch.setattr(meeting_module, "MOST_CHANGES", 2)
        with pytest.raises(TooMuchToJoin, match="more than 2 changes since they parted"):
            merge_files([incoming], diary.snapshot(by_days=True))
        monkeypatch.setattr(meeting_module, "MOST_CHANGES", 3)
        monkeypatch.setattr(meeting_module, "_MOST_CHARACTERS", 100)
        with pytest.raises(TooMuchToJoin):
            merge_files([incoming], diary.snapshot(by_days=True))
