"""Copies that are read into memory: what does not pass, and the entries of those that do."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from kept_diaries import NOTE, NOW, begun, copied, names

from legdiary.store import snapshot
from legdiary.store.backups.verify import CopyRefused, IsTheDiary, NoSuchCopy, verify_copy
from legdiary.store.backups.weekly import rotate
from legdiary.store.file_summary import facts_of_sound_copy
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary
from legdiary.store.other_diary import entries_of_copy
from legdiary.util.installation import this_installation

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return begun(tmp_path)


@pytest.fixture
def copy(diary: Path, tmp_path: Path) -> Path:
    return copied(diary, tmp_path)


class TestWhatDoesNotPass:
    def test_no_such_file(self, diary: Path) -> None:
        made = rotate(diary, 8, NOW)
        with pytest.raises(NoSuchCopy) as refusal:
            verify_copy(diary.with_name("no.db"), diary)
        assert refusal.value.hint == f"legdiary restore {made}"

    def test_the_diary_itself(self, diary: Path) -> None:
        link = diary.with_name("link.db")
        link.symlink_to(diary)
        for each in (diary, link):
            with pytest.raises(IsTheDiary):
                verify_copy(each, diary)

    @pytest.mark.parametrize(
        ("spoiled", "why"),
        [
            ("", "it is empty"),
            ("foreign", "it is not a legdiary diary"),
            ("cut", "damaged|cannot read|fault"),
            ("UPDATE dose SET amount_mg = 9", "between ledger and entries"),
            ("DELETE FROM product WHERE id = 2", "between ledger and entries"),
            ("PRAGMA user_version = 99", "schema 99"),
            ("PRAGMA user_version = 0", "schema 0"),
            ("DROP TABLE hold", "table hold"),
            ("DROP TABLE ledger", "table ledger|cannot read"),
            ("CREATE TRIGGER spy AFTER INSERT ON night BEGIN DELETE FROM dose; END", "trigger spy"),
        ],
    )
    def test_is_refused_and_touches_nothing(self, diary: Path, copy: Path, spoiled: str, why: str) -> None:
        made = rotate(diary, 8, NOW)
        if spoiled == "":
            copy.write_bytes(b"")
        elif spoiled == "foreign":
            copy.write_bytes(b"SQLite format 3\0" + bytes(4096))
        elif spoiled == "cut":
            os.truncate(copy, 20_000)
        else:
            with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
                connection.execute(spoiled)
        before, held = diary.read_bytes(), copy.read_bytes()
        with pytest.raises(CopyRefused, match=why) as refusal:
            verify_copy(copy, diary)
        newer = spoiled.endswith("99")
        assert refusal.value.hint == (this_installation().upgrading() if newer else f"legdiary restore {made}")
        assert (diary.read_bytes(), copy.read_bytes()) == (before, held)
        assert names(diary) == [str(made and made.name)]

    def test_a_row_that_a_rule_of_the_table_forbids_is_seen_though_all_else_agrees(
        self, diary: Path, copy: Path
    ) -> None:
        """SQLite looks at no CHECK in a file that it opens for reading alone, and neither may such a copy pass."""
        forbidden(copy)
        assert facts_of_sound_copy(copy) is None
        with pytest.raises(CopyRefused, match="CHECK constraint failed in night"):
            verify_copy(copy, diary)
        with pytest.raises(CopyRefused, match="CHECK constraint failed in night"):
            entries_of_copy(copy)
        beside = diary.parent / "backups" / "diary-20260101T000000Z-v3.db"
        beside.parent.mkdir()
        shutil.copy(copy, beside)
        told = {each.what for each in check_diary(diary, NOW) if each.topic == "backups" and each.state == WRONG}
        assert told == {f"{beside.name} is not an intact copy of a diary"}

    def test_what_was_not_decrypted_to_a_diary(self, diary: Path, copy: Path) -> None:
        for data in (b"", b"x" * 5000):
            with pytest.raises(CopyRefused, match="not a legdiary diary"):
                verify_copy(copy, diary, data)

    def test_nothing_that_was_written_is_told(self, diary: Path, copy: Path) -> None:
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.execute("UPDATE ledger SET new = ? WHERE id = 1", (NOTE,))
        with pytest.raises(CopyRefused) as refusal:
            verify_copy(copy, diary)
        assert NOTE[:6] not in f"{refusal.value.message} {refusal.value.hint}"


def forbidden(path: Path) -> None:
    """An hour of the clock that there is not, in the table and in the ledger alike."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("UPDATE night SET onset_min = 9999 WHERE id = 1")
        connection.execute("UPDATE ledger SET new = json_set(new, '$.onset_min', 9999) WHERE id = 1")


# ---------------------------------------------------------------------- the entries of a copy


def test_the_entries_of_a_conflict_copy(diary: Path) -> None:
    incoming = entries_of_copy(diary)
    assert incoming.ledger is not None
    changes = list(incoming.ledger.changes(range(100)))
    assert [each.new.kind for each in changes] == ["night", "product", "plan", "sleep", "kratom", "kratom"]
    assert [each.line.entry_id for each in changes if "recalled" in (each.fields or {})] == [4]
    assert [each.new.name for each in changes if each.new.kind == "product"] == ["red leaf"]
    assert [number for number, *_ in incoming.ledger.rows(0)] == [1, 2, 3, 4, 5, 6]
    with pytest.raises(IsTheDiary, match="is the diary itself; nothing was imported"):
        entries_of_copy(diary, diary)


@pytest.mark.parametrize("name", ["diary.db", "link.db"])
def test_the_entries_in_a_log_that_is_being_written_are_read_through_a_link_too(
    diary: Path, tmp_path: Path, name: str
) -> None:
    linked = tmp_path / name
    linked.symlink_to(diary)
    with closing(sqlite3.connect(diary, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("UPDATE night SET severity = 9 WHERE id = 1")
        assert diary.with_name("diary.db-wal").stat().st_size > 0
        with closing(snapshot.snapshot_of_copy(linked)) as picture:
            assert picture.execute("SELECT severity FROM night WHERE id = 1").fetchone()[0] == 9


def test_the_entries_of_a_copy_under_a_log_of_another_program(diary: Path) -> None:
    """A write-ahead log that is at rest: nothing is put beside it."""
    with closing(sqlite3.connect(diary)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    assert entries_of_copy(diary).lines == 6
    assert [each.name for each in diary.parent.iterdir()] == ["diary.db"]
