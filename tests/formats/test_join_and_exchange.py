"""Two copies of a diary that went their own ways: an import of the one and an exchange of devices mean the same.

What waits for a person between devices is asked by an import, or told; all else comes to the same entries.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
import random_diaries
from hypothesis import example, given
from hypothesis import strategies as st
from random_diaries import contents, filled, opened, perform
from test_join import FEW, LATER

from builders import dose, night, none_of, product
from effort import dear
from legdiary.domain.joins.merge_files import merge_files
from legdiary.domain.ledger.entry_comparison import normalize_note
from legdiary.store.diary import Diary
from legdiary.store.other_diary import entries_of_copy

if TYPE_CHECKING:
    from test_join import Acts

    from legdiary.domain.ledger.merge import ImportResult
    from legdiary.store.sync.log import Waiting

LAPTOP, PHONE = "1a" * 8, "2b" * 8
NAMES = {LAPTOP: "laptop", PHONE: "phone"}


def went_apart(folder: str | Path, before: Acts, mine: Acts, theirs: Acts) -> tuple[Path, Path]:
    """A diary and its copy; what was done there was done later, so that no line of it is a line of ours."""
    here, there = Path(folder) / "here.db", Path(folder) / "there.db"
    filled(here, before)
    shutil.copy(here, there)
    with opened(here) as diary:
        perform(diary, mine)
    with mock.patch.object(random_diaries, "NOW", LATER), opened(there) as diary:
        perform(diary, theirs)
    return here, there


def exchanged(here: Path, there: Path) -> tuple[list[Any], list[Waiting]]:
    """What both have as devices once they have heard all of each other, and what waits for a person."""
    paths = [path.with_name(f"device-{path.name}") for path in (here, there)]
    for path, device in zip((here, there), paths, strict=True):
        shutil.copy(path, device)
        with opened(device) as diary:
            diary.sync.begin("d" * 32)
    with opened(paths[0]) as diary:
        diary.sync.exchange(LAPTOP, NAMES, (), LATER)
    for me, mine, other in ((PHONE, paths[1], paths[0]), (LAPTOP, paths[0], paths[1]), (PHONE, paths[1], paths[0])):
        with Diary.for_reading(other) as diary:
            lines = [line for key in NAMES for line in diary.sync.device_lines(key, 0)]
        with opened(mine) as diary:
            diary.sync.exchange(me, NAMES, lines, LATER)
    one, two = map(plain, paths)
    assert one == two
    with Diary.for_reading(paths[0]) as diary:
        return one, diary.sync.waiting_conflicts()


def imported(here: Path, there: Path) -> tuple[list[Any], ImportResult]:
    """What the diary has after an import of the other, and what the import tells."""
    joined = here.with_name("joined.db")
    shutil.copy(here, joined)
    incoming = entries_of_copy(there, joined)
    with opened(joined) as diary:
        merged = diary.import_entries(lambda standing: merge_files([incoming], standing, lambda _, __: "keep"), LATER)
    return plain(joined), merged.shares[0]


def plain(path: Path) -> list[Any]:
    """Every entry; of two spellings of a note either is right."""
    return sorted(((normalize_note(entry), recalled) for entry, recalled in contents(path)), key=repr)


def add(entry: Any) -> tuple[Any, ...]:
    return "add", entry, False


DOSE = dose("2026-11-21T21:00-05:00", 1000)


@pytest.mark.parametrize(
    ("before", "mine", "theirs", "then"),
    [
        ([night()], [("note", 1, "here")], [("edit", 1, night(severity=4))], [night(severity=4, note="here")]),
        ([night()], [("edit", 1, night(severity=4))], [("edit", 1, night(severity=4))], [night(severity=4)]),
        ([night(), dose()], [add(DOSE)], [("delete", 1)], [dose(), DOSE]),
        ([night(), dose()], [("delete", 2)], [add(DOSE)], [night(), DOSE]),
        ([night(), dose()], [("delete", 2)], [("delete", 2), ("delete", 1)], []),
        ([night()], [add(DOSE)], [add(DOSE), add(DOSE)], [night(), DOSE, DOSE]),
        ([product(), night()], [("edit", 1, product("white"))], [("delete", 2)], [product("white")]),
        ([product(), dose(product_id=1)], [("delete", 2), ("delete", 1)], [add(night())], [night()]),
        (
            [product(capsule_mg=500)], [add(night())],
            [("edit", 1, product(product_kind="7-oh", capsule_mg=None, capsule_ug=500_000))],
            [night(), product(product_kind="7-oh", capsule_mg=None, capsule_ug=500_000)],
        ),
        (
            [none_of("7-oh")], [("note", 1, "none left")], [add(night())],
            [night(), replace(none_of("7-oh"), note="none left")],
        ),
    ],
    ids=[
        "other fields", "one change on both", "deleted there", "deleted here", "deleted on both",
        "one here, two there", "a product", "a product and its dose", "another unit",
        "a mark",
    ],
)  # fmt: skip
def test_both_come_to_the_same(tmp_path: Path, before: list[Any], mine: Acts, theirs: Acts, then: list[Any]) -> None:
    here, there = went_apart(tmp_path, list(map(add, before)), mine, theirs)
    for one, other in ((here, there), (there, here)):
        (made, waiting), (joined, share) = exchanged(one, other), imported(one, other)
        assert [entry for entry, _ in made] == sorted(then, key=repr)
        assert (waiting, share.conflicts) == ([], [])
        assert joined == made


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [([("edit", 1, night(severity=4))], [("delete", 1)]), ([("delete", 1)], [("edit", 1, night(severity=4))])],
    ids=["changed here", "changed there"],
)
def test_what_one_deleted_and_the_other_changed_stays_and_is_told(tmp_path: Path, mine: Acts, theirs: Acts) -> None:
    """Between devices it waits; an import tells it as left, or as new."""
    here, there = went_apart(tmp_path, [add(night())], mine, theirs)
    (made, waiting), (joined, share) = exchanged(here, there), imported(here, there)
    assert made == joined == [(night(severity=4), False)]
    assert [each.open.what for each in waiting] == ["deleted"]
    assert (share.kept, dict(share.new)) in (([1], {}), ([], {"night": 1}))


@pytest.mark.parametrize(
    ("mine", "theirs", "then"),
    [
        ([add(DOSE)], [add(DOSE), ("edit", 2, replace(DOSE, amount_mg=1500))], [DOSE, replace(DOSE, amount_mg=1500)]),
        ([add(DOSE), ("delete", 2)], [add(DOSE)], [DOSE]),
    ],
    ids=["corrected there", "deleted here"],
)
def test_a_dose_typed_on_both_is_another_one_once_it_was_changed(
    tmp_path: Path, mine: Acts, theirs: Acts, then: list[Any]
) -> None:
    """No import has brought it, so nobody knows that they are one."""
    here, there = went_apart(tmp_path, [add(night())], mine, theirs)
    for one, other in ((here, there), (there, here)):
        (made, _), (joined, _) = exchanged(one, other), imported(one, other)
        assert [entry for entry, _ in made] == [*then, night()]
        assert joined == made


ADD = st.tuples(st.just("add"), FEW, st.just(False))
ACTS = st.one_of(
    ADD,
    ADD,
    st.tuples(st.just("edit"), st.integers(1, 6), FEW),
    st.tuples(st.just("note"), st.integers(1, 6), st.sampled_from([None, "z", "y"])),
    st.tuples(st.just("delete"), st.integers(1, 6)),
    st.just(("undo",)),
)


@dear(80)
@given(st.lists(ADD, min_size=3, max_size=6), *[st.lists(ACTS, min_size=1, max_size=5)] * 2)
@example([add(night(note="a")), add(DOSE)], [("delete", 2)], [add(replace(DOSE, note="x")), ("note", 1, "b")])
def test_where_nothing_is_asked_both_come_to_the_same(before: Acts, mine: Acts, theirs: Acts) -> None:
    """And what an import asks about waits for a person between devices.

    Two that exclude each other in one of the diaries already stay there; devices tell that.
    """
    with tempfile.TemporaryDirectory() as folder:
        here, there = went_apart(folder, before, mine, theirs)
        (made, waiting), (joined, share) = exchanged(here, there), imported(here, there)
        waits = {each.open.what for each in waiting}
        if share.conflicts:
            assert waits - {"deleted"}
        elif "excluded" not in waits:
            assert joined == made
