"""A diary looked over: fine in every line where it is, nothing written, who else gets at it, and ten years of it."""

from __future__ import annotations

import os
import sqlite3
import stat
import tracemalloc
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept_diaries import NOW, crashed, of, place, story, wrong

from builders import dose, magnesium, plan, present, sleep
from effort import dear
from legdiary.domain.time.moments import Moment
from legdiary.store import diary_file
from legdiary.store.backups import weekly
from legdiary.store.diary import Diary
from legdiary.store.errors import NoDiary
from legdiary.store.file_summary import facts_of
from legdiary.store.findings import FINE, TOLD, WRONG, Finding
from legdiary.store.health.check import check_diary
from legdiary.store.undo import NothingToUndo

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return place(tmp_path)


@pytest.fixture
def diary(path: Path) -> Path:
    return story(path)


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


# ---------------------------------------------------------------------- what is right


def test_a_sound_diary_is_fine_in_every_line(diary: Path) -> None:
    found = check_diary(diary, NOW)
    states = {each.topic: each.state for each in found}
    assert states == {
        "file": FINE, "version": FINE, "integrity": FINE, "constraints": FINE, "references": FINE, "ledger": FINE,
        "checksums": FINE, "modes": FINE, "journal": FINE, "backups": TOLD, "conflicts": FINE, "folder": FINE,
    }  # fmt: skip
    assert len(states) == len(found)
    assert of(found, "ledger")[0].what == "18 lines account for 9 entries, 3 changes taken back"
    assert of(found, "backups") == [Finding("backups", TOLD, "no intact copy beside the diary", "legdiary backup")]


def test_a_diary_in_which_nothing_was_ever_kept(path: Path) -> None:
    Diary.for_writing(path, present()).__exit__()
    assert wrong(path) == {}
    assert of(check_diary(path, NOW), "ledger")[0].what == "0 lines account for 0 entries"


def test_no_diary_and_no_copies(path: Path) -> None:
    with pytest.raises(NoDiary):
        check_diary(path, NOW)


def test_a_night_that_is_moved_to_another_zone(path: Path) -> None:
    with Diary.for_writing(path, present()) as diary:
        kept = diary.add(sleep(span="22:45-06:10", tried="23:00"), present())
        diary.edit(kept.id, lambda _: sleep(span="22:45-06:10", zone="Europe/Berlin"), present())
        diary.edit(kept.id, lambda old: replace(old, quality=3), present())
        for _ in range(2):
            diary.undo(present())
            assert of(check_diary(path, NOW), "ledger")[0].state == FINE
        diary.delete(kept.id, present())
    assert wrong(path) == {}


@dear(40)
@given(
    st.lists(
        st.tuples(st.sampled_from(("add", "edit", "delete", "undo", "plan", "two")), st.integers(0, 5)), max_size=14
    )
)
def test_whatever_is_done_through_the_diary_is_no_fault(acts: list[tuple[str, int]]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "diary.db"
        with Diary.for_writing(path, present()) as diary:
            for act, number in acts:
                _act(diary, act, number)
        assert of(check_diary(path, NOW), "ledger")[0].state == FINE


def _act(diary: Diary, act: str, number: int) -> None:
    doses = diary.entries_between("kratom", dose().night_of, dose().night_of.replace(day=25))
    one = doses[number % len(doses)] if doses else None
    if act == "add":
        diary.add(dose(amount_mg=100 + number), present(), recalled=number % 2 == 0)
    elif act == "two":
        diary.add_all([magnesium(elemental_mg=100 + number), dose(amount_mg=900)], present())
    elif act == "plan":
        standing = diary.plans()
        if standing:
            diary.edit(standing[0].id, lambda old: replace(old, steps=old.steps[: 1 + number % 3]), present())
        else:
            diary.add(plan(), present())
    elif act == "undo":
        try:
            diary.undo(present())
        except NothingToUndo:
            return
    elif one and act == "edit":
        diary.edit(
            one.id, lambda old: replace(old, amount_mg=100 + number, note="x" if number % 2 else None), present()
        )
    elif one:
        diary.delete(one.id, present())


# ---------------------------------------------------------------------- nothing is written


def in_wal(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE ledger SET made_zone = made_zone")


def as_it_is(_: Path) -> None:
    """Nothing happened."""


@pytest.mark.parametrize("happened", [as_it_is, crashed, in_wal])
def test_not_a_byte_is_written(diary: Path, happened: Callable[[Path], None]) -> None:
    weekly.rotate(diary, 8, NOW)
    (diary.parent / "diary (1).db").write_bytes(diary.read_bytes())
    happened(diary)
    before = everything_in(diary.parent)
    check_diary(diary, NOW)
    assert everything_in(diary.parent) == before


def test_a_write_cut_off_half_way(diary: Path) -> None:
    crashed(diary)
    found = check_diary(diary, NOW)
    assert "cut off half-way" in wrong(diary)["journal"]
    assert of(found, "journal")[0].command == "legdiary list"
    with Diary.for_reading(diary) as opened:
        opened.history()
    assert wrong(diary) == {}


def test_a_journal_that_is_left_over(diary: Path) -> None:
    journal = diary.with_name("diary.db-journal")
    journal.write_bytes(b"")
    assert wrong(diary) == {}
    assert "left over" in of(check_diary(diary, NOW), "journal")[0].what


def test_a_copy_that_was_cut_off(diary: Path) -> None:
    part = diary.parent / ".diary.db.0a0b0c0d.part"
    part.write_bytes(b"half")
    found = of(check_diary(diary, NOW), "journal")
    assert [(each.state, each.command) for each in found] == [(TOLD, f"rm {part}")]


def test_a_write_ahead_log(diary: Path) -> None:
    in_wal(diary)
    found = of(check_diary(diary, NOW), "journal")
    assert "write-ahead log" in found[0].what
    assert found[0].state == WRONG
    assert found[0].command == f"sqlite3 {diary} 'PRAGMA journal_mode=DELETE'"
    with closing(sqlite3.connect(diary, isolation_level=None)) as other:
        other.execute("UPDATE ledger SET made_zone = made_zone")
        assert "diary.db-wal and diary.db-shm may hold entries" in wrong(diary)["journal"]
        assert of(check_diary(diary, NOW), "ledger")[0].state == FINE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_read_only_folder(diary: Path) -> None:
    diary.chmod(0o400)
    diary.parent.chmod(0o500)
    try:
        assert wrong(diary) == {}
    finally:
        diary.parent.chmod(0o700)


# ---------------------------------------------------------------------- who else gets at it


def test_modes(diary: Path) -> None:
    copy = weekly.rotate(diary, 8, NOW)
    assert copy is not None
    for each, mode, command in (
        (diary, 0o644, "chmod 600"), (copy, 0o640, "chmod 600"), (copy.parent, 0o755, "chmod 700"),
        (diary.parent, 0o770, "chmod 700"),
    ):  # fmt: skip
        usual = stat.S_IMODE(each.stat().st_mode)
        each.chmod(mode)
        found = of(check_diary(diary, NOW), "modes")
        assert [(one.state, one.command) for one in found] == [(WRONG, f"{command} {each}")]
        each.chmod(usual)
    diary.parent.chmod(0o755)
    assert [each.state for each in of(check_diary(diary, NOW), "modes")] == [TOLD]


@pytest.mark.parametrize("folder", ["Dropbox", "OneDrive - Work", "Google Drive", "Mobile Documents", "Nextcloud"])
def test_a_folder_of_a_sync_program(tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder / "private"
    place.mkdir(parents=True, mode=0o700)
    found = of(check_diary(story(place / "diary.db"), NOW), "folder")
    assert [each.state for each in found] == [TOLD]
    assert folder in found[0].what


def test_a_folder_of_syncthing(diary: Path) -> None:
    (diary.parent / ".stfolder").mkdir()
    assert [each.state for each in of(check_diary(diary, NOW), "folder")] == [TOLD]


# ---------------------------------------------------------------------- ten years


def peak_of_checking(path: Path, doses: int) -> int:
    with Diary.for_writing(path, present()) as diary:
        diary.add_all((dose(amount_mg=100 + number, note="x" * 50) for number in range(doses)), present())
    check_diary(path, NOW)
    tracemalloc.start()
    try:
        assert wrong(path) == {}
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_years(path: Path) -> None:
    few = peak_of_checking(path.with_name("few.db"), 200)
    many = peak_of_checking(path.with_name("many.db"), 3000)
    assert many < few + 300_000


def test_facts_of_an_empty_ledger(path: Path) -> None:
    Diary.for_writing(path, present()).__exit__()
    with closing(diary_file.open_unchanged(path)) as connection:
        facts = facts_of(connection)
    assert (facts.lines, facts.entries, facts.newest, facts.until) == (0, 0, None, "nothing yet")


def test_facts_tell_up_to_when(diary: Path) -> None:
    with closing(diary_file.open_unchanged(diary)) as connection:
        facts: Any = facts_of(connection)
    assert isinstance(facts.newest, Moment)
    assert (facts.lines, facts.entries, facts.until) == (18, 9, "2026-11-22 01:30")


def test_a_name_that_is_a_link_to_itself(path: Path) -> None:
    path.symlink_to(path)
    assert [each.topic for each in check_diary(path, NOW) if each.state == WRONG] == ["file"]
