"""What an import of another diary remembers: imported again it takes only what is new, and asks nothing twice."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from random_diaries import contents
from test_join import LATER, add, alter, delete, edit, seen, settle, stands, take_in, undo
from test_join_and_exchange import LAPTOP, NAMES, PHONE

from builders import day, dose, night, plan, present, product
from legdiary.domain.ledger.conflicts import KEEP, TAKE
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary
from legdiary.store.other_diary import entries_of_copy

if TYPE_CHECKING:
    from pathlib import Path

DOSE = dose("2026-11-21T21:00-05:00", 1000)
AT = [present(f"2026-11-22T02:{minute:02}-05:00") for minute in range(20)]


@pytest.fixture
def three(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A diary with a night and a dose, and two copies of it."""
    a, b, c = (tmp_path / f"{name}.db" for name in "abc")
    alter(a, add(night()), add(dose()))
    shutil.copy(a, b)
    shutil.copy(a, c)
    return a, b, c


def test_a_week_apart(three: tuple[Path, Path, Path]) -> None:
    """Other entries, other fields of one night, a batch of each for the doses, and a night that was deleted here."""
    a, b, _ = three
    alter(a, add(product("red"), now=AT[0]), edit(2, product_id=3, now=AT[1]), edit(1, note="calm", now=AT[2]),
          add(night("2026-11-18", 2), now=AT[3]))  # fmt: skip
    alter(b, add(product("white"), now=AT[4]), add(dose("2026-11-21T21:00-05:00", 1000, product_id=3), now=AT[5]),
          edit(1, severity=3, now=AT[6]))  # fmt: skip
    assert seen(a, b).new == {"product": 1, "kratom": 1}
    take_in(a, b)
    take_in(b, a)
    assert contents(a) == contents(b)
    assert night(severity=3, note="calm") in stands(a)
    assert [entry.product_id for entry in stands(a) if entry.kind == "kratom"] == [("red", None), ("white", None)]
    alter(a, delete(1))
    alter(b, add(night("2026-11-17", 5), now=AT[8]))
    assert (seen(a, b).new, seen(b, a).deleted) == ({"night": 1}, [1])
    take_in(a, b)
    take_in(b, a)
    assert contents(a) == contents(b)
    assert not any(take_in(*pair).changes for pair in ((a, b), (b, a)))


def test_who_has_it_by_a_third_copy_has_the_same(three: tuple[Path, Path, Path]) -> None:
    """B's dose comes to C by A. When B corrects it, C takes that from B itself, once."""
    a, b, c = three
    alter(b, add(DOSE, now=AT[0]))
    take_in(a, b)
    alter(c, add(night("2026-11-19", 4), now=AT[1]))
    take_in(c, a)
    alter(b, edit(3, amount_mg=1500, now=AT[2]))
    assert (seen(c, b).changed, seen(c, b).new) == ({"kratom": 1}, {})
    take_in(c, b)
    take_in(b, c)
    take_in(a, b)
    assert contents(a) == contents(b) == contents(c)
    assert [each.amount_mg for each in stands(c) if each.kind == "kratom"] == [2500, 1500]


def test_two_equal_doses_of_one_copy_stay_two_by_any_way(three: tuple[Path, Path, Path]) -> None:
    a, b, c = three
    alter(b, add(DOSE, now=AT[0]), add(DOSE, now=AT[1]))
    take_in(a, b)
    take_in(c, b)
    for one, other in ((a, c), (c, a), (b, a), (b, c)):
        assert not take_in(one, other).changes
    assert stands(c).count(DOSE) == 2


def test_a_diary_that_was_empty_knows_what_it_took(tmp_path: Path, three: tuple[Path, Path, Path]) -> None:
    """It took all of A without the ledger; what A changes later is changed, and what it adds is new."""
    a = three[0]
    empty = tmp_path / "empty.db"
    alter(empty)
    with Diary.for_writing(empty, LATER) as diary:
        incoming = entries_of_copy(a, empty, alone=True)
        assert incoming.ledger is None
        from legdiary.domain.joins.merge_files import merge_files

        diary.import_entries(lambda standing: merge_files([incoming], standing), LATER, by_days=True)
    assert contents(empty) == contents(a)
    alter(a, edit(1, severity=3, now=AT[0]), add(DOSE, now=AT[1]))
    share = seen(empty, a)
    assert (share.changed, share.new, share.conflicts) == ({"night": 1}, {"kratom": 1}, [])
    take_in(empty, a)
    take_in(a, empty)
    assert contents(empty) == contents(a)


def test_two_changes_that_begin_alike(tmp_path: Path) -> None:
    """The same three nights, then a dose of the first change; in the other the dose comes one night sooner."""
    a, b = tmp_path / "a.db", tmp_path / "b.db"
    nights = [night(f"2026-11-1{number}", 3) for number in range(3)]
    alter(a, lambda diary: diary.add_all([*nights, DOSE], AT[0]))
    alter(b, lambda diary: diary.add_all([*nights[:2], DOSE], AT[0]))
    assert not take_in(a, b).changes
    assert seen(b, a).new == {"night": 1}


def test_a_deletion_that_was_taken_back_of_what_an_import_has_brought(three: tuple[Path, Path, Path]) -> None:
    """The third copy, which has imported neither, gets the dose from either, once."""
    a, b, c = three
    alter(b, add(DOSE, now=AT[0]))
    take_in(a, b)
    alter(a, lambda diary: diary.delete(3, AT[1]), lambda diary: diary.undo(AT[2]))
    for one, other in ((b, a), (c, a), (c, b), (a, c), (a, b)):
        take_in(one, other)
    assert contents(a) == contents(b) == contents(c)
    assert stands(c).count(DOSE) == 1


def everybody_takes_in_everybody(paths: tuple[Path, ...]) -> None:
    for _ in range(3):
        for one in paths:
            for other in paths:
                if one != other:
                    take_in(one, other)
    assert len({repr(contents(path)) for path in paths}) == 1


def test_an_equal_night_of_a_third_copy_is_not_the_one_that_was_deleted(three: tuple[Path, Path, Path]) -> None:
    """A took B's night and deleted it; C, which typed the same night, was asked by nobody."""
    a, b, c = three
    same = night("2026-11-18", 1)
    alter(b, add(same, now=AT[0]))
    alter(c, add(same, now=AT[1]))
    take_in(a, b)
    alter(a, lambda diary: diary.delete(3, AT[2]))
    everybody_takes_in_everybody(three)
    assert stands(a).count(same) == 1


def test_what_was_typed_again_after_it_was_deleted_elsewhere_stays(three: tuple[Path, Path, Path]) -> None:
    a, b, _ = three
    same = night("2026-11-18", 1)
    alter(a, add(same, now=AT[0]))
    take_in(b, a)
    alter(b, lambda diary: diary.delete(3, AT[1]))
    take_in(a, b)
    assert same not in stands(a)
    alter(a, add(same, now=AT[2]))
    everybody_takes_in_everybody(three)
    assert stands(b).count(same) == 1


def test_a_dose_that_was_typed_beside_one_that_was_taken_in_is_a_second_one(three: tuple[Path, Path, Path]) -> None:
    """Who typed it had seen the other; a copy that takes both in keeps two."""
    a, b, c = three
    alter(c, add(DOSE, now=AT[0]), edit(3, note="x", now=AT[1]))
    take_in(b, c)
    alter(b, add(replace(DOSE, note="x"), now=AT[2]))
    take_in(a, b)
    everybody_takes_in_everybody(three)
    assert stands(a).count(replace(DOSE, note="x")) == 2


def test_what_was_changed_on_its_way_is_still_the_same_dose(three: tuple[Path, Path, Path]) -> None:
    """C's dose comes to B by A, which has written a note to it; then B takes in C itself."""
    a, b, c = three
    alter(c, add(DOSE, now=AT[0]))
    take_in(a, c)
    alter(a, edit(3, note="x", now=AT[1]))
    take_in(b, a)
    assert not take_in(b, c).changes
    alter(c, edit(3, amount_mg=1500, now=AT[2]))
    take_in(b, c)
    everybody_takes_in_everybody(three)
    assert [each for each in stands(c) if each.kind == "kratom"] == [dose(), replace(DOSE, amount_mg=1500, note="x")]


def test_two_plans_are_asked_about_once(three: tuple[Path, Path, Path]) -> None:
    a, b, _ = three
    ours, theirs = plan(("2026-11-20", 9000)), plan(("2026-11-21", 8000), name="other")
    alter(a, add(ours, now=AT[0]))
    alter(b, add(theirs, now=AT[1]))
    assert [each.differing for each in seen(a, b).conflicts] == [{"steps": (day("2026-11-20"), day("2026-11-21"))}]
    settle(a, b, TAKE)
    assert [each for each in stands(a) if each.kind == "plan"] == [theirs]
    assert not take_in(a, b).changes
    take_in(b, a)
    assert contents(a) == contents(b)


def test_what_was_decided_is_asked_again_once_the_import_was_taken_back(three: tuple[Path, Path, Path]) -> None:
    a, b, _ = three
    alter(a, edit(1, severity=4, now=AT[0]))
    alter(b, edit(1, severity=9, now=AT[1]), add(DOSE, now=AT[2]))
    settle(a, b, KEEP)
    assert seen(a, b).conflicts == []
    alter(a, lambda diary: diary.undo(AT[3]))
    assert [each.differing for each in seen(a, b).conflicts] == [{"severity": (4, 9)}]


def rows(path: Path) -> list[str]:
    """Every row of every table but of the ledger, its checksums and the notes, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        left_out = tuple(f'INSERT INTO "{name}"' for name in ("ledger", "checksum", "import_note"))
        return [line for line in connection.iterdump() if line.startswith("INSERT") and not line.startswith(left_out)]


def test_one_undo_brings_back_every_row(three: tuple[Path, Path, Path]) -> None:
    a, b, _ = three
    alter(a, add(product("red"), now=AT[0]), edit(2, product_id=3, now=AT[1]), edit(1, note="a", now=AT[2]))
    alter(b, delete(2), edit(1, severity=9, now=AT[3]), add(plan(), now=AT[4]), add(DOSE, now=AT[5]))
    before = rows(a)
    take_in(a, b)
    assert rows(a) != before
    alter(a, undo)
    assert rows(a) == before
    assert not [each for each in check_diary(a, LATER.now) if each.state == WRONG and each.topic != "modes"]


def test_a_note_is_no_device(three: tuple[Path, Path, Path]) -> None:
    """A diary that has imported another can be synced, and its import is a change of its own device."""
    a, b, _ = three
    alter(b, add(DOSE, now=AT[0]))
    take_in(a, b)
    with Diary.for_writing(a, LATER) as diary:
        assert (diary.sync.devices(), diary.sync.newest_lines()) == ([], {})
        diary.sync.begin("d" * 32)
        diary.sync.exchange(LAPTOP, NAMES, (), LATER)
        assert [each.device for each in diary.sync.devices()] == [LAPTOP, PHONE]
        assert diary.sync.newest_lines() == {LAPTOP: 3}
    assert not take_in(a, b).changes
    assert not [each for each in check_diary(a, LATER.now) if each.state == WRONG and each.topic != "modes"]


def test_what_a_rescued_device_had_not_sent_is_there_once_after_it_sends_it(three: tuple[Path, Path, Path]) -> None:
    """The phone's file is imported, since it cannot sync; then it can: one dose, one correction, nothing waits."""
    laptop, phone, _ = three
    for path in (laptop, phone):
        with Diary.for_writing(path, LATER) as diary:
            diary.sync.begin("d" * 32)
    with Diary.for_writing(laptop, LATER) as diary:
        diary.sync.exchange(LAPTOP, NAMES, (), LATER)
        lines = diary.sync.device_lines(LAPTOP, 0)
    with Diary.for_writing(phone, LATER) as diary:
        diary.sync.exchange(PHONE, NAMES, lines, LATER)
    alter(phone, add(DOSE, now=AT[0]), edit(1, severity=9, now=AT[1]))
    take_in(laptop, phone)
    assert [entry for entry in stands(laptop) if entry.kind == "kratom"] == [dose(), DOSE]
    for me, path, other, theirs in ((LAPTOP, laptop, phone, PHONE), (PHONE, phone, laptop, LAPTOP)) * 2:
        with Diary.for_writing(other, LATER) as diary:
            diary.sync.exchange(theirs, NAMES, (), LATER)
            lines = diary.sync.device_lines(theirs, 0)
        with Diary.for_writing(path, LATER) as diary:
            diary.sync.exchange(me, NAMES, lines, LATER)
            assert diary.sync.waiting_conflicts() == []
    assert contents(laptop) == contents(phone)
    assert sorted(stands(phone), key=repr) == sorted([dose(), DOSE, night(severity=9)], key=repr)
