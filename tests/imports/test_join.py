"""Two diaries that were one: joined, they hold what either holds, each entry once, whichever is joined to the other."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_diaries import ENTRIES, NOTES, NOW, OPERATIONS, contents, filled, opened, perform

from builders import day, dose, night, no_kratom, plan, present, product, symptom
from legdiary.domain.lives import lives, parting
from legdiary.domain.merge import Contradicted, merge
from legdiary.domain.taper import Hold
from legdiary.store.checking import examine
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.joining import entries_of_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from legdiary.domain.merge import Merged, Share, Standing

LATER = present("2026-11-22T02:00-05:00")


def nothing_contradicts(merged: Merged) -> Merged:
    if conflicts := [conflict for share in merged.shares for conflict in share.conflicts]:
        raise Contradicted(conflicts, "")
    return merged


def take_in(path: Path, *others: Path) -> Merged:
    """Join other diaries to one, as `import` does."""
    incoming = [entries_of_copy(other, path) for other in others]

    def sort_out(standing: Standing) -> Merged:
        return nothing_contradicts(merge(incoming, standing))

    with opened(path) as diary:
        return diary.take_in(sort_out, LATER)


def seen(path: Path, other: Path) -> Share:
    """What joining would do."""
    with Diary.for_reading(path) as diary:
        return merge([entries_of_copy(other, path)], diary.standing()).shares[0]


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
    assert seen(there, here).kept == [4]


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


def test_of_two_that_each_has_seen_the_later_counts(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, edit(3, severity=4), edit(3, severity=5, now=LATER))
    alter(there, edit(3, severity=5), edit(3, severity=4))
    assert seen(here, there).formerly["night"] == 1
    assert seen(there, here).changed["night"] == 1


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


def test_a_night_that_one_side_said_more_briefly_before_it_was_changed(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(here, add(night("2026-11-21", 3, note="here")), edit(5, severity=5))
    alter(there, add(night("2026-11-21", 3)))
    assert seen(here, there).formerly == {"night": 1}
    assert seen(there, here).changed == {"night": 1}
    take_in(there, here)
    assert contents(here) == contents(there)


def test_the_same_line_of_the_ledger_and_then_another(both: tuple[Path, Path]) -> None:
    """Both sides begin the same minute with the same dose: their ledgers part in the midst of a change."""
    here, there = both
    one, other = dose("2026-11-21T21:00-05:00"), dose("2026-11-21T22:00-05:00")
    alter(here, lambda diary: diary.add_all([one, other], NOW))
    alter(there, add(one))
    with Diary.for_reading(here) as a, Diary.for_reading(there) as b:
        assert parting(a.standing().told(), b.standing().told()) == 4
    assert seen(here, there).there["kratom"] == 2
    assert seen(there, here).new == {"kratom": 1}


# ---------------------------------------------------------------------- deleted on one side


def test_a_deletion_there_is_told_and_the_entry_stays(both: tuple[Path, Path]) -> None:
    here, there = both
    alter(there, delete(2), delete(3))
    assert seen(here, there).kept == [2, 3]
    assert not take_in(here, there).changes


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


def test_a_life_tells_what_was(both: tuple[Path, Path]) -> None:
    here, _ = both
    alter(here, edit(3, severity=4), edit(3, severity=9), undo, delete(2))
    with Diary.for_reading(here) as diary:
        told = diary.standing().told()
    found = lives(told, 4)
    assert found[3].states == (night(), night(severity=4))
    assert (found[2].gone, found[2].last) == (True, dose(product_id=1))
    assert found[1].changed_utc_ms == 0


# ---------------------------------------------------------------------- at random

ADDED = st.lists(st.tuples(st.just("add"), ENTRIES, st.just(False)), max_size=6)
CHANGED = st.lists(
    st.one_of(
        st.tuples(st.just("add"), ENTRIES, st.just(False)),
        st.tuples(st.just("note"), st.integers(1, 12), NOTES),
        st.tuples(st.just("edit"), st.integers(1, 12), ENTRIES),
    ),
    max_size=6,
)
Acts = list[tuple[Any, ...]]


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


@settings(max_examples=20)
@given(OPERATIONS, ADDED, ADDED)
def test_what_either_entered_is_there_once(ancestor: Acts, mine: Acts, theirs: Acts) -> None:
    with parted(ancestor, mine, theirs) as (here, there):
        one, other = Counter(map(repr, contents(here))), Counter(map(repr, contents(there)))
        spare = here.with_name("spare.db")
        shutil.copy(here, spare)
        merged = joined(here, there)
        if merged is None or merged.shares[0].filled:
            return
        assert Counter(map(repr, contents(here))) == one | other
        if joined(there, spare) is not None:
            assert contents(there) == contents(here)


@settings(max_examples=20)
@given(OPERATIONS, CHANGED, CHANGED)
def test_both_directions_come_to_the_same(ancestor: Acts, mine: Acts, theirs: Acts) -> None:
    with parted(ancestor, mine, theirs) as (here, there):
        spare = here.with_name("spare.db")
        shutil.copy(here, spare)
        if joined(here, there) is not None and joined(there, spare) is not None:
            assert contents(here) == contents(there)


@settings(max_examples=20)
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
        assert not [each for each in examine(here, LATER.now) if each.state == WRONG and each.topic != "modes"]
        with opened(here) as diary:
            diary.undo(LATER)
        assert contents(here) == before


def standing_of(path: Path) -> list[Any]:
    with Diary.for_reading(path) as diary:
        return list(diary.standing().stored)
