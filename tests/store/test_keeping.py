"""Copies in rotation, and copies put in the diary's place: with other programs at work, and with the plug pulled."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import dose, night, plan, present, product, sleep
from legdiary.domain.moments import Moment
from legdiary.store import copies, file, keeping, rotation
from legdiary.store.checking import FINE, LEDGER, TOLD, WRONG, examine, sound_copy
from legdiary.store.copies import CopyDiffers, CopyExists
from legdiary.store.diary import Diary
from legdiary.store.keeping import (
    DAMAGED,
    EMPTY,
    MISSING,
    SOUND,
    CopyRefused,
    IsTheDiary,
    NeverReplaced,
    NoSuchCopy,
    backup,
    entries_of_copy,
    passed,
    place_for,
    restore,
    seal,
    standing,
)
from legdiary.store.rotation import rotate
from legdiary.store.trouble import (
    DiaryDamaged,
    DiaryEmpty,
    DiaryGone,
    DiaryLocked,
    DiskFull,
    IsAFolder,
    NotADiary,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = present().now
DAY = 24 * 3600
SCHEMAS = Path(__file__).parent / "schemas"
NOTE = "what nobody else may read"


def later(days: float) -> Moment:
    return Moment(NOW.utc_s + int(days * DAY), NOW.offset_min, NOW.zone)


def write(path: Path, *amounts: int) -> None:
    with Diary.for_writing(path, present()) as diary:
        diary.add_all([dose(amount_mg=amount, note=NOTE) for amount in amounts], present())


def doses(path: Path) -> list[int]:
    with closing(file.look_into(path)) as connection:
        return [row[0] for row in connection.execute("SELECT amount_mg FROM dose ORDER BY id")]


def lines(path: Path) -> list[tuple[Any, ...]]:
    with closing(file.look_into(path)) as connection:
        return [tuple(row) for row in connection.execute("SELECT * FROM ledger ORDER BY id")]


def names(path: Path) -> list[str]:
    return sorted(each.name for each in (path.parent / "backups").iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def put(path: Path, source: Path, now: Moment = NOW) -> keeping.Restored:
    """A restore, as the command does it."""
    copy = passed(source, path)
    with closing(copy.image):
        return restore(path, copy, now)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir(mode=0o700)
    path = folder / "diary.db"
    with Diary.for_writing(path, present()) as opened:
        opened.add(night(note=NOTE), present())
        opened.add(product("red leaf"), present())
        opened.add(plan(), present())
        opened.add(sleep(), present(), recalled=True)
    write(path, 1000, 2000)
    return path


@pytest.fixture
def copy(diary: Path, tmp_path: Path) -> Path:
    """A copy of the diary, and then the diary goes on."""
    target = tmp_path / "elsewhere" / "copy.db"
    backup(diary, target)
    write(diary, 3000)
    return target


# ---------------------------------------------------------------------- once a week


class TestRotation:
    def test_the_first_write_makes_one_and_the_week_no_other(self, diary: Path) -> None:
        made = rotate(diary, 8, NOW)
        assert made is not None
        assert (mode(made), mode(made.parent)) == (0o600, 0o700)
        assert doses(made) == [1000, 2000]
        for days in (0, 0.5, 3, 6.99):
            assert rotate(diary, 8, later(days)) is None
        assert rotate(diary, 8, later(7)) is not None
        assert len(names(diary)) == 2

    def test_none_where_it_is_off(self, diary: Path) -> None:
        assert rotate(diary, 0, NOW) is None
        assert not (diary.parent / "backups").exists()

    def test_the_oldest_go(self, diary: Path) -> None:
        made = []
        for week in range(6):
            made.append(rotate(diary, 3, later(7 * week)))
            write(diary, 100 + week)
        assert names(diary) == sorted(each.name for each in made[-3:] if each)

    def test_a_clock_that_is_ahead_neither_stops_nor_floods_it(self, diary: Path) -> None:
        far = rotate(diary, 8, later(4000))
        assert far is not None
        assert rotate(diary, 8, later(4000.5)) is None
        assert rotate(diary, 8, NOW) is not None
        assert rotate(diary, 8, later(1)) is None
        write(diary, 500)
        assert rotate(diary, 8, later(8)) is not None
        assert len(names(diary)) == 3

    def test_a_clock_that_is_behind_deletes_nothing_newer(self, diary: Path) -> None:
        kept = []
        for week in range(3):
            kept.append(rotate(diary, 3, later(7 * week)))
            write(diary, 100 + week)
        behind = rotate(diary, 3, later(-4000))
        assert behind is not None
        assert names(diary) == sorted(each.name for each in (*kept[1:], behind) if each)

    def test_what_goes_is_told_by_content(self, diary: Path) -> None:
        """The copy that is dated last knows least."""
        backups = diary.parent / "backups"
        backup(diary, backups / "diary-20300101T000000Z-v2.db")
        for number in range(1, 4):
            write(diary, 100 * number)
            backup(diary, backups / f"diary-2020010{number}T000000Z-v2.db")
        write(diary, 900)
        made = rotate(diary, 3, NOW)
        assert made is not None
        assert names(diary) == ["diary-20200102T000000Z-v2.db", "diary-20200103T000000Z-v2.db", made.name]

    def test_doubles_go_first(self, diary: Path) -> None:
        backups = diary.parent / "backups"
        backup(diary, backups / "diary-20200101T000000Z-v2.db")
        write(diary, 500)
        for number in range(2, 5):
            backup(diary, backups / f"diary-2020010{number}T000000Z-v2.db")
        made = rotate(diary, 3, NOW)
        assert made is not None
        assert "diary-20200101T000000Z-v2.db" in names(diary)
        assert len(names(diary)) == 3

    def test_what_knows_more_or_other_is_never_deleted(self, diary: Path) -> None:
        backups = diary.parent / "backups"
        more, other = backups / "diary-20200101T000000Z-v2.db", backups / "diary-20200102T000000Z-v2.db"
        for each in (more, other):
            backup(diary, each)
        write(more, *range(100, 150))
        write(other, 77)
        for week in range(5):
            write(diary, 1000 + week)
            assert rotate(diary, 1, later(7 * week)) is not None
        assert len(names(diary)) == 3
        assert more.exists()
        assert other.exists()

    def test_what_cannot_be_read_is_left(self, diary: Path) -> None:
        backups = diary.parent / "backups"
        backups.mkdir(mode=0o700)
        for name, held in (("diary-20200101T000000Z-v2.db", b"no diary"), ("diary-20200102T000000Z-v2.db", b"")):
            (backups / name).write_bytes(held)
        cut = backups / "diary-20200103T000000Z-v2.db"
        cut.write_bytes(diary.read_bytes()[:-4096])
        for week in range(4):
            write(diary, 1000 + week)
            rotate(diary, 2, later(7 * week))
        assert len(names(diary)) == 5
        assert [each.state for each in examine(diary, NOW) if each.topic == "backups"] == [FINE, WRONG, WRONG, WRONG]

    def test_another_diary_s_copies_are_not_its_own(self, diary: Path) -> None:
        other = diary.with_name("diary-2.db")
        write(other, 5)
        assert rotate(other, 1, NOW) is not None
        assert rotate(diary, 1, NOW) is not None
        assert rotate(diary, 1, later(7)) is not None
        assert len([name for name in names(diary) if name.startswith("diary-2-")]) == 1

    def test_a_copy_under_a_name_of_one_s_own_is_left(self, diary: Path) -> None:
        backup(diary, diary.parent / "backups" / "diary-before-the-trip.db")
        for week in range(3):
            rotate(diary, 1, later(7 * week))
        assert "diary-before-the-trip.db" in names(diary)

    def test_a_diary_that_is_held_is_copied_another_time(self, diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rotation, "_ROTATION_WAITS_MS", 50)
        with closing(sqlite3.connect(diary, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert rotate(diary, 8, NOW) is None
        assert rotate(diary, 8, NOW) is not None

    def test_many_terminals_at_once_make_one(self, diary: Path) -> None:
        code = _PROGRAM + "rotation.rotate(path, 8, Moment(int(sys.argv[2]), 0, 'UTC'))"
        started = [
            subprocess.Popen([sys.executable, "-c", code, str(diary), str(NOW.utc_s + number)]) for number in range(6)
        ]
        assert [each.wait(60) for each in started] == [0] * 6
        assert len(names(diary)) == 1

    def test_no_room_is_said_and_leaves_nothing(self, diary: Path) -> None:
        with limited(8192), pytest.raises((DiskFull, copies.CopyNotWritable)):
            rotate(diary, 8, NOW)
        assert names(diary) == []


_PROGRAM = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from legdiary.store import keeping, rotation
    from legdiary.domain.moments import Moment
    path = Path(sys.argv[1])
    """
)


class limited:  # noqa: N801 - a context, used like one
    """No file can grow beyond this."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __enter__(self) -> None:
        self._usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        self._handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._size, self._usual[1]))

    def __exit__(self, *_: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._usual)
        signal.signal(signal.SIGXFSZ, self._handler)


# ---------------------------------------------------------------------- on demand


def test_a_copy_has_its_place_beside_the_diary(diary: Path) -> None:
    target = place_for(diary, NOW)
    assert target == diary.parent / "backups" / "diary-20261122T063000Z-v2.db"
    facts = backup(diary, target)
    assert (facts.lines, facts.entries, facts.until) == (6, 6, "2026-11-22 01:30")
    assert place_for(diary, NOW, ".age").name == "diary-20261122T063000Z-v2-2.db.age"
    with pytest.raises(CopyExists):
        backup(diary, target)


def rot13(data: bytes) -> bytes:
    return bytes(byte ^ 0x5A for byte in data)


def test_an_encrypted_copy_never_stands_decrypted(diary: Path, tmp_path: Path) -> None:
    target = tmp_path / "sealed" / "copy.age"
    seen: list[bytes] = []

    def encrypt(data: bytes) -> bytes:
        there = [each for each in target.parent.iterdir() if each.stat().st_size]
        assert there == []
        seen.append(data)
        return rot13(data)

    facts = seal(diary, target, encrypt, rot13)
    assert facts.lines == 6
    assert NOTE.encode() in seen[0]
    assert NOTE.encode() not in target.read_bytes()
    assert (mode(target), [each.name for each in target.parent.iterdir()]) == (0o600, ["copy.age"])
    found = passed(target, diary, rot13(target.read_bytes()))
    with closing(found.image):
        assert found.facts == facts


def test_an_encrypted_copy_that_does_not_open_gets_no_name(diary: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.age"
    with pytest.raises(CopyDiffers):
        seal(diary, target, rot13, lambda data: data)
    with limited(8192), pytest.raises((DiskFull, copies.CopyNotWritable)):
        seal(diary, target, rot13, rot13)
    assert not [each for each in tmp_path.iterdir() if "copy.age" in each.name]


def test_the_entries_of_a_conflict_copy(diary: Path) -> None:
    incoming = entries_of_copy(diary)
    assert [entry.kind for entry, _ in incoming.entries] == ["night", "plan", "sleep", "kratom", "kratom"]
    assert [recalled for _, recalled in incoming.entries] == [False, False, True, False, False]
    assert [each.name for each in incoming.products.values()] == ["red leaf"]
    assert list(incoming.numbers) == [1, 3, 4, 5, 6]
    assert [line.number for line in incoming.told] == [1, 2, 3, 4, 5, 6]
    with pytest.raises(IsTheDiary, match="is the diary itself; nothing was imported"):
        entries_of_copy(diary, diary)


def test_the_entries_of_a_copy_under_a_log_of_another_program(diary: Path) -> None:
    """A write-ahead log that is at rest: nothing is put beside it."""
    with closing(sqlite3.connect(diary)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    assert len(entries_of_copy(diary).told) == 6
    assert [each.name for each in diary.parent.iterdir()] == ["diary.db"]


# ---------------------------------------------------------------------- restoring


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
        assert not [each for each in examine(diary, NOW) if each.state == WRONG]

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
            backup(copy, diary.parent / "backups" / "diary-20200101T000000Z-v2.db")
            with pytest.raises(DiaryGone) as refusal:
                Diary.for_reading(diary)
            assert refusal.value.hint == f"legdiary restore {diary.parent}/backups/diary-20200101T000000Z-v2.db"
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
        assert file.copies_of(diary) == []
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
        _crash(diary)
        journal = diary.with_name("diary.db-journal")
        hot = journal.read_bytes()
        if state == MISSING:
            diary.unlink()
        else:
            os.truncate(diary, 0 if state == EMPTY else 100)
        put(diary, copy)
        assert not journal.exists()
        assert lines(diary) == lines(copy)
        assert not [each for each in examine(diary, NOW) if each.state == WRONG]
        if state != DAMAGED:  # looking at what is damaged, SQLite may have rolled it back
            assert [each.read_bytes() for each in (diary.parent / "backups").glob("*-journal")] == [hot]

    def test_a_diary_in_the_midst_of_a_write_that_was_cut_off(self, diary: Path, copy: Path) -> None:
        before = lines(diary)
        _crash(diary)
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
        with closing(file.look_into(diary)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
        assert lines(diary) == lines(older)
        write(diary, 600)
        assert [each.state for each in examine(diary, NOW) if each.topic == LEDGER] == [FINE]

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
        monkeypatch.setattr(file, "_BUSY_TIMEOUT_S", 0.05)
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
        checked = passed(copy, diary)
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
        checked = passed(copy, diary)
        answers = iter((True, True, False))
        monkeypatch.setattr(copies, "is_sound", lambda _: next(answers))
        with closing(checked.image), pytest.raises(keeping.NotAsWritten) as refusal:
            restore(diary, checked, NOW)
        assert "the diary as it was is" in refusal.value.message


class TestWhatDoesNotPass:
    def test_no_such_file(self, diary: Path) -> None:
        made = rotate(diary, 8, NOW)
        with pytest.raises(NoSuchCopy) as refusal:
            passed(diary.with_name("no.db"), diary)
        assert refusal.value.hint == f"legdiary restore {made}"

    def test_the_diary_itself(self, diary: Path) -> None:
        link = diary.with_name("link.db")
        link.symlink_to(diary)
        for each in (diary, link):
            with pytest.raises(IsTheDiary):
                passed(each, diary)

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
            passed(copy, diary)
        newer = spoiled.endswith("99")
        assert refusal.value.hint == ("pip install --upgrade legdiary" if newer else f"legdiary restore {made}")
        assert (diary.read_bytes(), copy.read_bytes()) == (before, held)
        assert names(diary) == [str(made and made.name)]

    def test_a_row_that_a_rule_of_the_table_forbids_is_seen_though_all_else_agrees(
        self, diary: Path, copy: Path
    ) -> None:
        """SQLite looks at no CHECK in a file that it opens for reading alone, and neither may such a copy pass."""
        forbidden(copy)
        assert sound_copy(copy) is None
        with pytest.raises(CopyRefused, match="CHECK constraint failed in night"):
            passed(copy, diary)
        with pytest.raises(CopyRefused, match="CHECK constraint failed in night"):
            entries_of_copy(copy)
        beside = diary.parent / "backups" / "diary-20260101T000000Z-v2.db"
        beside.parent.mkdir()
        shutil.copy(copy, beside)
        told = {each.what for each in examine(diary, NOW) if each.topic == "backups" and each.state == WRONG}
        assert told == {f"{beside.name} is no sound copy of a diary"}

    def test_what_was_not_decrypted_to_a_diary(self, diary: Path, copy: Path) -> None:
        for data in (b"", b"x" * 5000):
            with pytest.raises(CopyRefused, match="not a legdiary diary"):
                passed(copy, diary, data)

    def test_nothing_that_was_written_is_told(self, diary: Path, copy: Path) -> None:
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.execute("UPDATE ledger SET new = ? WHERE id = 1", (NOTE,))
        with pytest.raises(CopyRefused) as refusal:
            passed(copy, diary)
        assert NOTE[:6] not in f"{refusal.value.message} {refusal.value.hint}"


def forbidden(path: Path) -> None:
    """An hour of the clock that there is not, in the table and in the ledger alike."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("UPDATE night SET onset_min = 9999 WHERE id = 1")
        connection.execute("UPDATE ledger SET new = json_set(new, '$.onset_min', 9999) WHERE id = 1")


# ---------------------------------------------------------------------- hints


def test_what_is_empty_or_damaged_names_the_copy_that_knows_most(diary: Path) -> None:
    with pytest.raises(DiaryEmpty) as empty:
        raise DiaryEmpty(diary)
    assert empty.value.hint is None
    backups = diary.parent / "backups"
    best = backups / "diary-20200101T000000Z-v2.db"
    backup(diary, best)
    (backups / "diary-20300101T000000Z-v2.db").write_bytes(b"not a copy")
    for error in (DiaryEmpty(diary), DiaryDamaged(diary)):
        assert error.hint == f"legdiary restore {best}"


def test_a_hint_can_be_typed_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "my diary's place" / "diary.db"
    write(path, 100)
    made = rotate(path, 8, NOW)
    hint = DiaryEmpty(path).hint
    assert hint is not None
    echoed = subprocess.run(
        ["sh", "-c", hint.replace("legdiary restore", "printf %s")], check=True, capture_output=True
    )
    assert echoed.stdout.decode() == str(made)


# ---------------------------------------------------------------------- other programs at work

_CRASH = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size=2")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE ledger SET made_zone = hex(randomblob(4000))")
connection.execute("UPDATE sleep SET note = hex(randomblob(40000))")
os.kill(os.getpid(), 9)
"""


def _crash(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _CRASH, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.with_name(f"{path.name}-journal").exists()


_WRITER = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from builders import dose, present
from legdiary.store.diary import Diary
number = int(sys.argv[2])
while True:
    number += 1
    with Diary.for_writing(Path(sys.argv[1]), present()) as diary:
        diary.add(dose(amount_mg=number), present())
    print(number, flush=True)
    time.sleep(0.05)
"""


class Writers:
    """Programs that store one dose after the other, each amount once, and say so after each."""

    def __init__(self, path: Path, number: int) -> None:
        self._path = path
        tests = str(Path(__file__).parent.parent)
        self._running = [
            subprocess.Popen(
                [sys.executable, "-c", _WRITER, str(path), str(10_000 * (each + 1)), tests], stdout=subprocess.PIPE
            )
            for each in range(number)
        ]

    def stored(self) -> set[int]:
        """Stop them; every amount that was acknowledged."""
        found: set[int] = set()
        for each in self._running:
            each.terminate()
            out, _ = each.communicate(timeout=60)
            found |= {int(amount) for amount in re.findall(rb"(\d+)\n", out)}
        with Diary.for_reading(self._path) as opened:  # rolls back what one was stopped in the middle of
            opened.history()
        return found


@pytest.fixture
def writers(diary: Path) -> Iterator[Writers]:
    started = Writers(diary, 3)
    until = time.monotonic() + 60
    while len(lines_at_work(diary)) < 15 and time.monotonic() < until:
        time.sleep(0.05)
    yield started
    started.stored()


def lines_at_work(path: Path) -> list[int]:
    with closing(file.connect(path, writing=False)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM ledger")]


def test_a_copy_while_others_write_is_one_state_of_the_diary(diary: Path, writers: Writers, tmp_path: Path) -> None:
    for number in range(4):
        target = tmp_path / f"copy-{number}.db"
        backup(diary, target)
        with closing(passed(target, diary).image) as image:
            assert image.execute("SELECT max(id) = count(*) FROM ledger").fetchone()[0] == 1
    assert writers.stored() <= set(doses(diary))


def test_a_restore_while_others_write_loses_nothing_that_was_acknowledged(
    diary: Path, copy: Path, writers: Writers
) -> None:
    kept = [put(diary, copy, later(number / 1000)).kept for number in range(4)]
    stored = writers.stored()
    assert stored
    found = {amount for each in (*kept, diary) if each for amount in doses(each)}
    assert stored <= found
    assert doses(diary)[:2] == [1000, 2000]
    assert not [each for each in examine(diary, NOW) if each.state == WRONG]


# ---------------------------------------------------------------------- the plug pulled

_RESTORE = _PROGRAM + textwrap.dedent(
    """
    passed = keeping.passed(Path(sys.argv[2]), path)
    keeping.restore(path, passed, Moment(1795329000, -300, "America/New_York"))
    """
)
_WRITES = "write,pwrite64,ftruncate,unlink,unlinkat,rename,renameat,renameat2,link,linkat,fsync,fdatasync"


def traced(path: Path, source: Path, *how: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["strace", "-qq", "-f", "-e", f"trace={_WRITES}", *how, sys.executable, "-B", "-c", _RESTORE, str(path),
         str(source)],
        check=False, capture_output=True, timeout=60,
    )  # fmt: skip


def plug_pulled(diary: Path, copy: Path, state: str, share: int) -> None:
    """Kill a restore at every write-class call, or at every `share`-th of them."""
    if shutil.which("strace") is None or traced(diary, copy / "nothing").returncode != 1:
        pytest.skip("strace cannot trace here")
    if state == DAMAGED:
        os.truncate(diary, 20_000)
    elif state == MISSING:
        diary.unlink()
    old, new = (diary.read_bytes() if diary.exists() else None), lines(copy)
    old_lines = lines(diary) if state == SOUND else None
    fresh = diary.parent.parent / "fresh"
    calls, outcomes = 1, set()
    while True:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(diary.parent, fresh)
        path = fresh / diary.name
        done = traced(path, copy, "-e", f"inject={_WRITES}:signal=KILL:when={calls}")
        if done.returncode == 0:
            break
        assert done.returncode in {-signal.SIGKILL, 137}, done.stderr
        outcomes.add(_whole(path, old, old_lines, new))
        calls += share
    assert calls > 20
    assert lines(path) == new
    assert "old" in outcomes


def _whole(path: Path, old: bytes | None, old_lines: list[tuple[Any, ...]] | None, new: list[tuple[Any, ...]]) -> str:
    """Which diary is there after a kill; anything in between is an error."""
    if old is None and not path.exists():
        return "old"
    if old is not None and old_lines is None and path.read_bytes() == old:
        return "old"
    with Diary.for_reading(path) as opened:  # rolls back what was cut off
        opened.history()
    wrong = [each for each in examine(path, NOW) if each.state == WRONG and each.topic != "backups"]
    assert wrong == []
    there = lines(path)
    assert there in (old_lines, new)
    for each in file.copies_of(path):
        with closing(passed(each, path).image):
            pass
    return "new" if there == new else "old"


@pytest.mark.parametrize("state", [SOUND, DAMAGED, MISSING])
def test_a_restore_that_is_killed_leaves_the_old_diary_or_the_new_one(diary: Path, copy: Path, state: str) -> None:
    plug_pulled(diary, copy, state, share=13)


@pytest.mark.slow
@pytest.mark.parametrize("state", [SOUND, DAMAGED, MISSING])
def test_a_restore_that_is_killed_at_any_write(diary: Path, copy: Path, state: str) -> None:
    plug_pulled(diary, copy, state, share=1)


def test_a_kept_state_is_told_as_such(diary: Path, copy: Path) -> None:
    put(diary, copy)
    told = [each for each in examine(diary, NOW) if each.topic == "backups" and each.state == TOLD]
    assert "knows what the diary does not" in told[0].what


def test_standing_refuses_what_it_cannot_read(diary: Path) -> None:
    assert standing(diary).state == SOUND
    with Diary.for_writing(diary, present()) as opened:
        opened.edit(1, lambda old: replace(old, severity=1), present())
    facts = standing(diary).facts
    assert facts is not None
    assert facts.lines == 7
    diary.write_bytes(b"x")
    with pytest.raises(NeverReplaced) as refusal:
        standing(diary)
    assert isinstance(refusal.value.__cause__, NotADiary)
