"""The file: how it is begun, who may read it, and all that is refused and left byte for byte as it was."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import legdiary
from builders import day, dose, night, present
from legdiary.errors import DiaryTrouble
from legdiary.store import diary_file
from legdiary.store.diary import Diary
from legdiary.store.errors import (
    DiaryDamaged,
    DiaryEmpty,
    DiaryGone,
    DiaryLocked,
    DiaryNewer,
    DiskFull,
    DiskTrouble,
    IsAFolder,
    NoDiary,
    NotADiary,
    NotReadable,
    NotWritable,
    translate_error,
)
from legdiary.util.installation import this_installation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.domain.entries.dose import Dose

NOW = present()
POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
NOT_ROOT = pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may read and write anything")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "diary" / "diary.db"


@pytest.fixture
def kept(path: Path) -> Path:
    """A diary of forty doses: several pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diary_file, "_PRAGMAS", diary_file._PRAGMAS.replace("synchronous=EXTRA", "synchronous=OFF"))  # noqa: SLF001
        with Diary.for_writing(path, NOW) as diary:
            for minute in range(40):
                diary.add(dose(f"2026-11-20T21:{minute:02d}-05:00", note="n" * 200), NOW)
    return path


def read(path: Path) -> None:
    with Diary.for_reading(path) as diary:
        diary.entries_between("kratom", day("1990-01-01"), day("2100-01-01"))
        diary.history()


def write(path: Path) -> None:
    with Diary.for_writing(path, NOW) as diary:
        diary.add(night(), NOW)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def refused(path: Path, expected: type[DiaryTrouble]) -> DiaryTrouble:
    """The trouble that reading and writing both end in; nothing in the folder has changed."""
    before = names(path.parent), path.read_bytes() if path.is_file() else None
    for attempt in (read, write):
        with pytest.raises(expected) as refusal:
            attempt(path)
        assert type(refusal.value) is expected
        assert refusal.value.exit_code == 3
        assert "\n" not in refusal.value.message
    assert (names(path.parent), path.read_bytes() if path.is_file() else None) == before
    return refusal.value


class TestRefused:
    def test_missing_for_reading(self, path: Path) -> None:
        with pytest.raises(NoDiary) as refusal:
            Diary.for_reading(path)
        assert str(refusal.value) == f"there is no diary yet at {path}; set one up, or log a first entry"
        assert refusal.value.hint == "legdiary start"
        assert not path.parent.exists()

    def test_missing_beside_copies_of_it(self, path: Path) -> None:
        (path.parent / "backups").mkdir(parents=True)
        for copy in ("diary-2026-11-01.db", "diary-2026-11-08.db", "other-2026-12-01.db"):
            (path.parent / "backups" / copy).write_bytes(b"copy")
        gone = refused(path, DiaryGone)
        assert gone.hint == f"legdiary restore {path.parent / 'backups' / 'diary-2026-11-08.db'}"
        assert not path.exists()

    @pytest.mark.parametrize("name", ["diary[1].db", "d*ary?.db", "[a-z].db"])
    def test_missing_beside_copies_with_a_name_that_is_a_pattern(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "backups").mkdir()
        (tmp_path / "backups" / f"{Path(name).stem}-2026-11-01.db").write_bytes(b"copy")
        refused(tmp_path / name, DiaryGone)

    def test_missing_with_no_copies_but_a_backups_folder_begins(self, path: Path) -> None:
        (path.parent / "backups").mkdir(parents=True)
        write(path)
        read(path)

    def test_a_folder(self, path: Path) -> None:
        path.mkdir(parents=True)
        assert str(refused(path, IsAFolder)) == f"{path} is a folder; give a file, such as {path / 'diary.db'}"

    def test_empty(self, path: Path) -> None:
        path.parent.mkdir()
        path.touch()
        assert "is empty (0 bytes)" in str(refused(path, DiaryEmpty))

    @pytest.mark.parametrize("content", [b"\0", b"hello\n", b"SQLite format 3\0", b"\0" * 4096, b"{}" * 999])
    def test_no_database(self, path: Path, content: bytes) -> None:
        path.parent.mkdir()
        path.write_bytes(content)
        refused(path, NotADiary)

    def test_another_programs_database(self, path: Path) -> None:
        path.parent.mkdir()
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript("CREATE TABLE moz_places (id INTEGER PRIMARY KEY); PRAGMA user_version = 1;")
        assert str(refused(path, NotADiary)) == f"{path} is not a legdiary diary; it was not touched"

    def test_one_from_a_newer_version(self, kept: Path) -> None:
        with closing(sqlite3.connect(kept)) as connection:
            connection.execute(f"PRAGMA user_version = {diary_file.SCHEMA_VERSION + 1}")
        newer = refused(kept, DiaryNewer)
        assert f"its schema is {diary_file.SCHEMA_VERSION + 1}, this one knows {diary_file.SCHEMA_VERSION}" in str(
            newer
        )
        assert newer.hint == this_installation().upgrading()

    @pytest.mark.parametrize("keep", [100, 4096, 4097, 0.5, 0.9])
    def test_cut_short(self, kept: Path, keep: float) -> None:
        whole = kept.read_bytes()
        kept.write_bytes(whole[: int(len(whole) * keep) if keep < 1 else int(keep)])
        refused(kept, DiaryDamaged)

    def test_overwritten_in_the_middle(self, kept: Path) -> None:
        whole = bytearray(kept.read_bytes())
        whole[4096:] = b"\xff" * (len(whole) - 4096)
        kept.write_bytes(whole)
        refused(kept, DiaryDamaged)

    @NOT_ROOT
    def test_unreadable(self, kept: Path) -> None:
        kept.chmod(0)
        try:
            for attempt in (read, write):
                with pytest.raises(NotReadable):
                    attempt(kept)
        finally:
            kept.chmod(0o600)

    @NOT_ROOT
    def test_read_only_for_writing(self, kept: Path) -> None:
        kept.chmod(0o400)
        read(kept)
        with pytest.raises(NotWritable):
            write(kept)

    def test_below_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("mine")
        for attempt in (read, write):
            with pytest.raises(DiaryTrouble):
                attempt(tmp_path / "file" / "diary.db")
        assert (tmp_path / "file").read_text() == "mine"

    def test_a_link_to_nowhere(self, path: Path, tmp_path: Path) -> None:
        path.parent.mkdir()
        path.symlink_to(tmp_path / "not-mounted" / "diary.db")
        with pytest.raises(DiaryTrouble):
            write(path)
        assert path.is_symlink()
        assert names(path.parent) == ["diary.db"]


HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN " + sys.argv[2])
print("held", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


@contextmanager
def held_by_another(path: Path, how: str) -> Iterator[None]:
    # Another process, as in life: a process forgets its own locks when it closes any handle of the file.
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, path, how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        try:
            assert holder.stdout.readline() == "held\n"
            yield
        finally:
            holder.stdin.close()


class TestLocked:
    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("legdiary.store.connection.BUSY_TIMEOUT_S", 0.05)

    def test_while_another_writes_nothing_is_stored_and_reading_goes_on(self, kept: Path) -> None:
        before = kept.read_bytes()
        with held_by_another(kept, "IMMEDIATE"):
            read(kept)
            with pytest.raises(DiaryLocked) as refusal:
                write(kept)
            assert str(refusal.value) == (
                f"the diary {kept} is in use by another program; nothing was stored, try again in a moment"
            )
        assert kept.read_bytes() == before
        write(kept)

    def test_while_another_holds_all_of_it_not_even_reading_works(self, kept: Path) -> None:
        with held_by_another(kept, "EXCLUSIVE"):
            refused(kept, DiaryLocked)
        read(kept)


@POSIX
class TestModes:
    @pytest.fixture(params=[0, 0o022, 0o077, 0o777], ids=oct)
    def umask(self, request: pytest.FixtureRequest) -> Iterator[None]:
        before = os.umask(request.param)
        yield
        os.umask(before)

    @pytest.mark.usefixtures("umask")
    def test_a_new_diary_is_its_owners_alone(self, path: Path) -> None:
        modes: dict[str, int] = {}

        def look(there: Dose) -> Dose:
            modes.update({each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()})
            return replace(there, amount_mg=1)

        with Diary.for_writing(path, NOW) as diary:
            diary.add(dose(), NOW)
            diary._runner._connection.execute("PRAGMA cache_size = 0")  # noqa: SLF001 - so that a journal is begun
            diary.edit(1, look, NOW)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert modes["diary.db"] == 0o600
        assert set(modes.values()) == {0o600}, "the journal is as private as the diary"
        assert names(path.parent) == ["diary.db"], "one file at rest"

    @pytest.mark.usefixtures("umask")
    def test_every_folder_that_is_made_is_its_owners_alone(self, tmp_path: Path) -> None:
        write(tmp_path / "one" / "two" / "diary.db")
        for folder in (tmp_path / "one", tmp_path / "one" / "two"):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    @pytest.mark.usefixtures("umask")
    def test_a_folder_that_was_there_is_left_as_it_is(self, path: Path) -> None:
        path.parent.mkdir()
        path.parent.chmod(0o755)
        write(path)
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o755
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "name",
    [
        "with spaces.db", "what?.db", "what?mode=ro&x=.db", "#1.db", "50%.db", "100%25.db", "%3f.db", "née 日記 🦵.db",
        "file:x.db", "-diary.db", "[1].db", "no-suffix", "'quoted\".db", "a;b.db", "tab\tand\nline.db", ":memory:",
    ],
)  # fmt: skip
@pytest.mark.parametrize("folder", ["plain", "odd? #50% 日記"])
def test_any_path_that_the_system_takes(tmp_path: Path, folder: str, name: str) -> None:
    path = tmp_path / folder / name
    write(path)
    with Diary.for_reading(path) as diary:
        assert diary.entry(1).entry == night()
    assert names(tmp_path / folder) == [name]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(["home", folder])


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for relative in ("diary.db", ":memory:", "new/diary.db"):
        write(Path(relative))
        read(tmp_path / relative)


def test_a_link_to_a_diary_is_followed(kept: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(kept)
    write(link)
    read(kept)
    assert link.is_symlink()


ONE_DOSE = """
import sys
from datetime import datetime
from pathlib import Path
from legdiary.domain.entries.dose import Dose
from legdiary.domain.time.moments import Moment, Present, load_zone
from legdiary.store.diary import Diary

zone = load_zone("America/New_York")
now = Moment.from_datetime(datetime.fromisoformat("2026-11-22T01:30-05:00"), zone)
print("ready", flush=True)
sys.stdin.readline()
with Diary.for_writing(Path(sys.argv[1]), Present(now, zone)) as diary:
    stored = diary.add(Dose(now.local.date(), 1000 + int(sys.argv[2]), now), Present(now, zone))
print(stored.id)
"""


def test_eight_terminals_begin_the_diary_at_once_and_no_dose_is_lost(path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(legdiary.__file__).parents[1])}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", ONE_DOSE, path, str(number)], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for number in range(8)
    ]  # fmt: skip
    for each in started:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in started:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    answers = [each.communicate(timeout=60) for each in started]
    assert [(each.returncode, answer[1]) for each, answer in zip(started, answers, strict=True)] == [(0, "")] * 8
    assert sorted(int(answer[0]) for answer in answers) == [1, 2, 3, 4, 5, 6, 7, 8]
    with Diary.for_reading(path) as diary:
        stored = diary.entries_on("kratom", day("2026-11-22"))
    assert sorted(each.entry.amount_mg for each in stored) == [1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007]
    assert names(path.parent) == ["diary.db"]


def test_a_disk_without_links_gets_its_diary_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    write(path)
    read(path)
    assert names(path.parent) == ["diary.db"]


def test_a_diary_that_cannot_be_put_in_place_leaves_nothing_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(NotWritable):
        write(path)
    assert names(path.parent) == []


def test_a_leftover_of_a_crashed_beginning_is_no_obstacle(path: Path) -> None:
    path.parent.mkdir()
    left = path.parent / ".legdiary-0a1b2c3d4e5f.part"
    left.mkdir(mode=0o700)
    (left / "new").write_bytes(b"half")
    (left / "lock").touch()
    (left / "lock").write_text(f"legdiary {(left / 'lock').stat().st_ino}\n")
    write(path)
    assert names(path.parent) == ["diary.db"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_BUSY, DiaryLocked),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, DiaryLocked),
        (sqlite3.SQLITE_LOCKED, DiaryLocked),
        (sqlite3.SQLITE_CORRUPT, DiaryDamaged),
        (sqlite3.SQLITE_NOTADB, NotADiary),
        (sqlite3.SQLITE_FULL, DiskFull),
        (sqlite3.SQLITE_READONLY, NotWritable),
        (sqlite3.SQLITE_READONLY_DBMOVED, NotWritable),
        (sqlite3.SQLITE_CANTOPEN, NotWritable),
        (sqlite3.SQLITE_IOERR, DiskTrouble),
        (sqlite3.SQLITE_IOERR_FSYNC, DiskTrouble),
        (sqlite3.SQLITE_TOOBIG, DiskTrouble),
    ],
)
def test_each_answer_of_sqlite_is_one_trouble(code: int, expected: type[DiaryTrouble], path: Path) -> None:
    error = sqlite3.OperationalError("the note was: secret words")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_SOMETHING"
    told = translate_error(error, path)
    assert type(told) is expected
    assert told.exit_code == 3
    assert str(path) in told.message
    assert "secret" not in told.message


def test_a_full_disk_stores_nothing_and_says_so(kept: Path) -> None:
    with Diary.for_writing(kept, NOW) as diary:
        diary._runner._connection.execute("PRAGMA max_page_count = 1")  # noqa: SLF001 - a disk with no room
        before = kept.read_bytes()
        with pytest.raises(DiskFull):
            diary.add(dose("2026-11-20T22:00-05:00", note="n" * 9000), NOW)
        assert len(diary.history()) == 40
    assert kept.read_bytes() == before
