"""A copy put in the diary's place: what stood there is kept, or nothing is touched."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from kept_diaries import (
    NOW,
    SCHEMAS,
    begun,
    copied,
    crashed,
    doses,
    limited,
    lines,
    mode,
    put,
    spoil,
    story,
    write,
)

from builders import dose, present
from legdiary.domain.entries.kinds import KINDS
from legdiary.errors import DiaryTrouble
from legdiary.store import diary_file, file_integrity
from legdiary.store.backups import file_names
from legdiary.store.backups import write as copies
from legdiary.store.backups.on_demand import backup
from legdiary.store.backups.restore import (
    DAMAGED,
    EMPTY,
    MISSING,
    SOUND,
    NeverReplaced,
    NotAsWritten,
    diary_state,
    restore,
)
from legdiary.store.backups.verify import CopyRefused, verify_copy
from legdiary.store.connection import attached
from legdiary.store.diary import Diary
from legdiary.store.errors import DiaryGone, DiaryLocked, IsAFolder, NotADiary
from legdiary.store.file_summary import facts_of_sound_copy
from legdiary.store.findings import FINE, LEDGER, TOLD, WRONG
from legdiary.store.health.check import check_diary

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.domain.diary_facts import Facts


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return begun(tmp_path)


@pytest.fixture
def copy(diary: Path, tmp_path: Path) -> Path:
    return copied(diary, tmp_path)


class TestRestore:
    def test_a_sound_diary_is_kept_and_the_copy_in_its_place(self, diary: Path, copy: Path) -> None:
        before, held = lines(diary), copy.read_bytes()
        done = put(diary, copy)
        assert (done.before.state, done.undo) == (SOUND, f"legdiary restore {done.kept}")
        assert done.kept is not None
        assert (lines(diary), lines(done.kept)) == (lines(copy), before)
        assert (mode(diary), mode(done.kept)) == (0o600, 0o600)
        assert copy.read_bytes() == held
        assert [each.name for each in diary.parent.iterdir()].count("diary.db") == 1
        assert sorted(each.name for each in diary.parent.iterdir()) == ["backups", "diary.db"]
        assert not [each for each in check_diary(diary, NOW) if each.state == WRONG]

    def test_it_can_be_undone_and_the_undoing_too(self, diary: Path, copy: Path) -> None:
        before = lines(diary)
        first = put(diary, copy)
        assert first.kept is not None
        second = put(diary, first.kept)
        assert lines(diary) == before
        assert second.kept is not None
        put(diary, second.kept)
        assert lines(diary) == lines(copy)

    @pytest.mark.parametrize("gone", ["missing", "never there"])
    def test_no_diary(self, diary: Path, copy: Path, gone: str) -> None:
        diary.unlink()
        if gone == "missing":
            backup(copy, diary.parent / "backups" / "diary-20200101T000000Z-v3.db")
            with pytest.raises(DiaryGone) as refusal:
                Diary.for_reading(diary)
            assert refusal.value.hint == f"legdiary restore {diary.parent}/backups/diary-20200101T000000Z-v3.db"
        done = put(diary, copy)
        assert (done.before.state, done.kept, done.undo) == (MISSING, None, None)
        assert lines(diary) == lines(copy)
        assert mode(diary) == 0o600

    def test_an_empty_diary(self, diary: Path, copy: Path) -> None:
        os.truncate(diary, 0)
        done = put(diary, copy)
        assert (done.before.state, done.kept, done.undo) == (EMPTY, None, None)
        assert lines(diary) == lines(copy)

    @pytest.mark.parametrize("left", [20_000, 4096, 100])
    def test_a_damaged_diary_is_kept_byte_for_byte(self, diary: Path, copy: Path, left: int) -> None:
        os.truncate(diary, left)
        held = diary.read_bytes()
        done = put(diary, copy)
        assert done.before.state == DAMAGED
        assert done.kept is not None
        assert done.kept.read_bytes() == held
        assert mode(done.kept) == 0o600
        assert done.undo == f"mv -f {done.kept} {diary}"
        assert lines(diary) == lines(copy)
        assert file_names.copies_of(diary) == []
        again = put(diary, copy)
        assert again.before.state == SOUND

    def test_a_damaged_diary_where_there_are_no_links(
        self, diary: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        os.truncate(diary, 20_000)
        held = diary.read_bytes()

        def no_links(*_: object) -> None:
            raise OSError(1, "no links here")

        monkeypatch.setattr(os, "link", no_links)
        done = put(diary, copy)
        assert done.kept is not None
        assert done.kept.read_bytes() == held
        assert lines(diary) == lines(copy)

    @pytest.mark.parametrize("state", [MISSING, EMPTY, DAMAGED])
    def test_an_old_journal_never_meets_the_new_diary(self, diary: Path, copy: Path, state: str) -> None:
        """A hot journal beside the restored file would be rolled back into it."""
        crashed(diary)
        journal = diary.with_name("diary.db-journal")
        hot = journal.read_bytes()
        if state == MISSING:
            diary.unlink()
        else:
            os.truncate(diary, 0 if state == EMPTY else 100)
        put(diary, copy)
        assert not journal.exists()
        assert lines(diary) == lines(copy)
        assert not [each for each in check_diary(diary, NOW) if each.state == WRONG]
        if state != DAMAGED:  # looking at what is damaged, SQLite may have rolled it back
            assert [each.read_bytes() for each in (diary.parent / "backups").glob("*-journal")] == [hot]

    def test_a_diary_in_the_midst_of_a_write_that_was_cut_off(self, diary: Path, copy: Path) -> None:
        before = lines(diary)
        crashed(diary)
        done = put(diary, copy)
        assert done.kept is not None
        assert lines(done.kept) == before
        assert lines(diary) == lines(copy)

    def test_what_is_not_a_diary_is_never_replaced(self, diary: Path, copy: Path) -> None:
        diary.write_bytes(b"somebody's thesis" * 100)
        with pytest.raises(NeverReplaced) as refusal:
            put(diary, copy)
        assert refusal.value.hint == f"mv -n {diary} {diary}.foreign"
        assert diary.read_bytes() == b"somebody's thesis" * 100

    def test_a_folder_is_never_replaced(self, diary: Path, copy: Path) -> None:
        diary.unlink()
        diary.mkdir()
        with pytest.raises(IsAFolder):
            put(diary, copy)

    def test_a_link_is_not_replaced_but_what_it_names(self, diary: Path, copy: Path, tmp_path: Path) -> None:
        link = tmp_path / "link.db"
        link.symlink_to(diary)
        os.truncate(diary, 20_000)
        put(link, copy)
        assert link.is_symlink()
        assert lines(diary) == lines(copy)

    def test_an_older_copy_is_restored_as_it_is(self, diary: Path, tmp_path: Path) -> None:
        older = tmp_path / "diary-1.db"
        shutil.copy(SCHEMAS / "diary-1.db", older)
        put(diary, older)
        with closing(diary_file.open_unchanged(diary)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
        assert lines(diary) == lines(older)
        write(diary, 600)
        assert [each.state for each in check_diary(diary, NOW) if each.topic == LEDGER] == [FINE]

    def test_a_newer_diary_gives_way_and_is_kept(self, diary: Path, copy: Path) -> None:
        with closing(sqlite3.connect(diary)) as connection:
            connection.execute("PRAGMA user_version = 99")
        done = put(diary, copy)
        assert done.kept is not None
        assert done.kept.name.endswith("-v99.db")
        assert lines(diary) == lines(copy)

    @pytest.mark.parametrize("which", ["diary", "copy", "both"])
    def test_a_write_ahead_log_ends_with_a_restore(self, diary: Path, copy: Path, which: str) -> None:
        expected = lines(copy)
        for each in {"diary": (diary,), "copy": (copy,), "both": (diary, copy)}[which]:
            with closing(sqlite3.connect(each)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
        put(diary, copy)
        assert lines(diary) == expected
        assert diary.read_bytes()[18:20] == b"\x01\x01"
        assert sorted(each.name for each in diary.parent.iterdir()) == ["backups", "diary.db"]

    def test_another_terminal_sees_the_restored_diary(self, diary: Path, copy: Path) -> None:
        with Diary.for_writing(diary, present()) as opened:
            opened.history()
            put(diary, copy)
            assert opened.add(dose(amount_mg=400), present()).id == len(lines(copy)) + 1
        assert doses(diary) == [1000, 2000, 400]

    def test_a_diary_that_is_held(self, diary: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("legdiary.store.connection.BUSY_TIMEOUT_S", 0.05)
        before = lines(diary)
        with closing(sqlite3.connect(diary, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DiaryLocked):
                put(diary, copy)
        assert lines(diary) == before

    @pytest.mark.parametrize("state", [SOUND, DAMAGED])
    def test_no_room_leaves_the_diary_as_it_was(self, diary: Path, copy: Path, state: str) -> None:
        write(copy, *range(100, 900))
        if state == DAMAGED:
            os.truncate(diary, 20_000)
        before = diary.read_bytes()
        checked = verify_copy(copy, diary)
        with (
            closing(checked.image),
            limited(150_000),
            pytest.raises(Exception, match=r"no room|cannot be written|disk"),
        ):
            restore(diary, checked, NOW)
        if state == SOUND:
            with Diary.for_reading(diary) as opened:
                assert len(opened.history()) == 7
        else:
            assert diary.read_bytes() == before

    def test_a_disk_that_does_not_give_back_what_was_written(
        self, diary: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        checked = verify_copy(copy, diary)
        answers = iter((True, False))  # the copy of the earlier diary is whole, the restored diary is not
        monkeypatch.setattr(file_integrity, "is_whole", lambda *_: next(answers))
        with closing(checked.image), pytest.raises(NotAsWritten) as refusal:
            restore(diary, checked, NOW)
        assert "the earlier diary is" in refusal.value.message


def test_a_kept_state_is_told_as_such(diary: Path, copy: Path) -> None:
    put(diary, copy)
    told = [each for each in check_diary(diary, NOW) if each.topic == "backups" and each.state == TOLD]
    assert "knows what the diary lacks" in told[0].what


def test_standing_refuses_what_it_cannot_read(diary: Path) -> None:
    assert diary_state(diary).state == SOUND
    with Diary.for_writing(diary, present()) as opened:
        opened.edit(1, lambda old: replace(old, severity=1), present())
    facts = diary_state(diary).facts
    assert facts is not None
    assert facts.lines == 7
    diary.write_bytes(b"x")
    with pytest.raises(NeverReplaced) as refusal:
        diary_state(diary)
    assert isinstance(refusal.value.__cause__, NotADiary)


# ---------------------------------------------------------------------- what is not looked at twice


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ("UPDATE dose SET note = 'another'", "differs"),
        ("UPDATE dose SET amount_mg = amount_mg + 1 WHERE id = (SELECT max(id) FROM dose)", "differs"),
        ("DELETE FROM sleep", "differs"),
        ("DELETE FROM hold; INSERT INTO checksum VALUES ('hold', '9', 9)", "differs"),
        ("UPDATE checksum SET sum = sum + 1 WHERE \"of\" = 'night'", "differs"),
        ("PRAGMA user_version = 5", "differs"),
        ("PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'dose_by_night'", "failed its check"),
    ],
)
def test_a_kept_copy_that_is_not_the_diary(
    diary: Path, copy: Path, spoilt: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The earlier diary is compared with its copy, row by row, before it gives way."""
    vacuum, before = copies._vacuum, lines(diary)  # noqa: SLF001 - the disk spoils what it wrote

    def spoiling(source: sqlite3.Connection, path: Path, temporary: Path, *rest: Any) -> tuple[copies.Census, bool]:
        counted = vacuum(source, path, temporary, *rest)
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            connection.executescript(spoilt)
        return counted

    monkeypatch.setattr(copies, "_vacuum", spoiling)
    with pytest.raises(DiaryTrouble, match=told):
        put(diary, copy)
    assert lines(diary) == before
    assert not list((diary.parent / "backups").iterdir())
    assert [each for each in check_diary(diary, NOW) if each.state == WRONG] == []


def test_a_row_that_the_disk_changed_on_its_way_into_the_diary(
    diary: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_whole, before = file_integrity.is_whole, lines(diary)

    def spoiling(connection: sqlite3.Connection, name: str) -> bool:
        if name == "own":
            connection.execute("UPDATE own.dose SET amount_mg = amount_mg + 1")
        return is_whole(connection, name)

    monkeypatch.setattr(file_integrity, "is_whole", spoiling)
    with pytest.raises(NotAsWritten):
        put(diary, copy)
    assert lines(diary) == before
    assert doses(diary) == [1000, 2000, 3000]


def test_what_happens_while_a_person_thinks_is_seen(diary: Path, copy: Path) -> None:
    """A diary that was found sound is looked at again where something has written to it since."""
    checked, standing = verify_copy(copy, diary), diary_state(diary)
    write(diary, 4000)
    now_standing = lines(diary)
    with closing(checked.image):
        done = restore(diary, checked, NOW, standing=standing)
    assert done.kept is not None
    assert (done.before.state, lines(done.kept)) == (SOUND, now_standing)
    checked, standing = verify_copy(copy, diary), diary_state(diary)
    spoil(diary, "UPDATE dose SET amount_mg = 999")
    held = diary.read_bytes()
    with closing(checked.image):
        done = restore(diary, checked, NOW, standing=standing)
    assert done.kept is not None
    assert (done.before.state, done.kept.read_bytes()) == (DAMAGED, held)
    assert doses(diary) == [1000, 2000]


def test_other_copies_are_looked_into_only_for_help(diary: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    better = backup(diary, diary.parent / "backups" / "diary-20261121T063000Z-v7.db")
    asked: list[Path] = []

    def noting(path: Path) -> Facts | None:
        asked.append(path)
        return facts_of_sound_copy(path)

    monkeypatch.setattr("legdiary.store.backups.verify.facts_of_sound_copy", noting)
    put(diary, copy)
    assert (better.lines, asked) == (7, [])
    spoil(copy, "UPDATE dose SET amount_mg = 999")
    with pytest.raises(CopyRefused) as refusal:
        put(diary, copy)
    assert asked != []
    assert refusal.value.hint is not None
    assert refusal.value.hint.startswith("legdiary restore ")


@pytest.mark.parametrize(
    "table", [*(kind.table for kind in KINDS.values()), "ledger", "hold", "taper_step", "checksum"]
)
def test_rows_are_the_same_only_where_each_column_is(tmp_path: Path, table: str) -> None:
    (tmp_path / "whole").mkdir()
    other = story(tmp_path / "whole" / "diary.db")
    shutil.copy(other, tmp_path / "same.db")
    with closing(sqlite3.connect(f"{other.as_uri()}?mode=rw", uri=True, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        with attached(connection, tmp_path / "same.db", "same"):
            assert file_integrity.same_rows(connection, "main", "same")
            assert file_integrity.is_whole(connection, "same")
            for row in connection.execute(f"PRAGMA same.table_info({table})").fetchall():
                connection.execute("PRAGMA ignore_check_constraints = ON")
                for value in (7, "x", None):
                    connection.execute("BEGIN")
                    with suppress(sqlite3.IntegrityError):
                        change = f'UPDATE same.{table} SET "{row[1]}" = ?'  # noqa: S608
                        before = connection.execute(f"SELECT * FROM same.{table}").fetchall()  # noqa: S608
                        connection.execute(change, (value,))
                        unchanged = before == connection.execute(f"SELECT * FROM same.{table}").fetchall()  # noqa: S608
                        assert file_integrity.same_rows(connection, "main", "same") == unchanged
                    connection.execute("ROLLBACK")
