from __future__ import annotations

import os
import resource
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from legdiary.domain.time.moments import Moment
from legdiary.store import diary_file, file_integrity
from legdiary.store.backups import file_names
from legdiary.store.backups import write as copies
from legdiary.store.backups.write import (
    CopyDiffers,
    CopyExists,
    CopyNotWritable,
    CopyUnsound,
    census,
    copy_names,
    copy_to,
)
from legdiary.store.errors import DiaryDamaged, DiskFull
from legdiary.util import atomic_files
from summing import sum_up_over

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = Moment(1_795_329_000, -300, "America/New_York")  # 2026-11-22T06:30:00Z
LEDGER = (
    "INSERT INTO ledger (id, change_id, made_utc_ms, made_offset_min, made_zone, action, kind, entry_id, new)"
    " VALUES ({0}, {0}, 0, 0, 'UTC', 'add', 'night', {0}, '{{}}');"
)
NIGHT = "INSERT INTO night (id, recalled, night_of) VALUES ({0}, 0, date('2026-01-01', '+{0} days'));"


def begin(path: Path, nights: int = 20) -> Path:
    diary_file.begin_diary(path, diary_file.load_sql()["schema"])
    write(path, *range(1, nights + 1))
    return path


def write(path: Path, *ids: int) -> None:
    with closing(diary_file.connect(path, writing=True)) as connection:
        rows = "".join((LEDGER + NIGHT).format(each) for each in ids)
        connection.executescript(f"BEGIN IMMEDIATE; {rows}")
        sum_up_over(connection)
        connection.execute("COMMIT")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return begin(tmp_path / "diary.db")


def test_a_copy_is_the_diary_private_and_readable_by_itself(diary: Path) -> None:
    before = diary.read_bytes()
    target = next(copy_names(diary, NOW, 1))
    copy_to(diary, target)
    assert (mode(target), mode(target.parent)) == (0o600, 0o700)
    diary_file.check_header(target)
    with (
        closing(diary_file.connect(target, writing=False)) as copy,
        closing(diary_file.connect(diary, writing=False)) as own,
    ):
        assert census(copy) == census(own)
        assert census(copy).rows["night"] == 20
        assert file_integrity.is_sound(copy)
        for table in census(own).rows:
            rows = f"SELECT * FROM {table}"  # noqa: S608 - our own tables
            assert [*map(tuple, copy.execute(rows))] == [*map(tuple, own.execute(rows))]
    assert diary.read_bytes() == before
    assert [each.name for each in target.parent.iterdir()] == [target.name]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_modes_do_not_depend_on_the_umask(diary: Path, umask: int) -> None:
    target = diary.parent / "new" / "deeper" / "copy.db"
    old = os.umask(umask)
    try:
        copy_to(diary, target)
    finally:
        os.umask(old)
    assert (mode(target), mode(target.parent), mode(target.parent.parent)) == (0o600, 0o700, 0o700)


def test_a_folder_that_was_there_keeps_its_mode(diary: Path, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    (tmp_path / "shared").chmod(0o755)
    copy_to(diary, tmp_path / "shared" / "copy.db")
    assert mode(tmp_path / "shared") == 0o755


def test_a_name_says_when_in_utc_and_the_version_and_is_free(diary: Path) -> None:
    name = next(copy_names(diary, NOW, 1))
    assert name == diary.parent / "backups" / "diary-20261122T063000Z-v1.db"
    copy_to(diary, name)
    second = next(copy_names(diary, NOW, 1))
    assert second.name == "diary-20261122T063000Z-v1-2.db"
    copy_to(diary, second)
    assert next(copy_names(diary, NOW, 1)).name == "diary-20261122T063000Z-v1-3.db"
    assert set(file_names.copies_of(diary)) == {name, second}


@pytest.mark.parametrize("there", ["a file", "a folder", "a link to nothing", "the diary itself"])
def test_nothing_is_ever_written_over(diary: Path, tmp_path: Path, there: str) -> None:
    target = diary if there == "the diary itself" else tmp_path / "copy.db"
    if there == "a file":
        target.write_text("mine")
    elif there == "a folder":
        target.mkdir()
    elif there == "a link to nothing":
        target.symlink_to(tmp_path / "nowhere")
    before = diary.read_bytes()
    with pytest.raises(CopyExists):
        copy_to(diary, target)
    assert diary.read_bytes() == before
    assert there != "a file" or target.read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def written_then(act: Callable[[Path], object]) -> Callable[..., copies.Census]:
    """The writer of a copy, after which something happens to the file before it is looked at."""
    write = copies._write_copy  # noqa: SLF001 - the disk spoils what it wrote

    def written(path: Path, temporary: Path, *rest: Any) -> copies.Census:
        counted = write(path, temporary, *rest)
        act(temporary)
        return counted

    return written


def test_a_file_that_comes_meanwhile_is_not_written_over(
    diary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "there" / "copy.db"
    monkeypatch.setattr(copies, "_write_copy", written_then(lambda _: target.write_text("mine")))
    with pytest.raises(CopyExists):
        copy_to(diary, target)
    assert [each.name for each in target.parent.iterdir()] == ["copy.db"]
    assert target.read_text() == "mine"


def test_a_disk_without_links_gets_the_copy_by_renaming(
    diary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    target = tmp_path / "there" / "copy.db"
    copy_to(diary, target)
    assert [each.name for each in target.parent.iterdir()] == ["copy.db"]
    monkeypatch.setattr(copies, "_write_copy", written_then(lambda _: (tmp_path / "there" / "b.db").write_text("mine")))
    with pytest.raises(CopyExists):
        copy_to(diary, tmp_path / "there" / "b.db")


def test_odd_names_are_only_names(tmp_path: Path) -> None:
    diary = begin(tmp_path / "d?r" / "di?a#r%41y 'é.db")
    target = diary.parent / "co?p#y%41 'é.db"
    copy_to(diary, target)
    diary_file.check_header(target)
    assert sorted(each.name for each in diary.parent.iterdir()) == sorted([diary.name, target.name])


def test_a_diary_in_use_is_copied_in_one_state(diary: Path, tmp_path: Path) -> None:
    done = threading.Event()

    def keep_writing() -> None:
        number = 1000
        while not done.is_set():
            write(diary, number, number + 1)
            number += 2

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        for number in range(4):
            target = tmp_path / f"copy{number}.db"
            copy_to(diary, target)
            with closing(diary_file.connect(target, writing=False)) as copy:
                rows = census(copy).rows
                assert rows["ledger"] == rows["night"]
                assert rows["night"] % 2 == 0
    finally:
        done.set()
        writer.join()


def test_an_entry_stored_between_counting_and_copying_is_counted_again(
    diary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting, passes = copies.census, []

    def interrupted(connection: sqlite3.Connection, *name: str) -> copies.Census:
        found = counting(connection, *name)
        passes.append(found.rows["night"])
        if len(passes) == 1:
            connection.execute("COMMIT")
            write(diary, 500)
            connection.execute("BEGIN")
        return found

    monkeypatch.setattr(copies, "census", interrupted)
    copy_to(diary, tmp_path / "copy.db")
    assert passes == [20, 21, 21]


def test_an_uncommitted_entry_of_another_program_is_not_copied(diary: Path, tmp_path: Path) -> None:
    with closing(diary_file.connect(diary, writing=True)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute(LEDGER.format(900).rstrip(";"))
        copy_to(diary, tmp_path / "copy.db")
        other.execute("COMMIT")  # the copying has not cost the other its lock
    with closing(diary_file.connect(tmp_path / "copy.db", writing=False)) as copy:
        assert census(copy).rows["ledger"] == 20


def test_copying_does_not_drop_the_locks_of_this_process(diary: Path, tmp_path: Path) -> None:
    with closing(diary_file.connect(diary, writing=True)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        copy_to(diary, tmp_path / "copy.db")
        script = f"import sqlite3; sqlite3.connect({str(diary)!r}, timeout=0).execute('BEGIN IMMEDIATE')"
        other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "database is locked" in other.stderr


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ("PRAGMA user_version=8", CopyDiffers),
        ("PRAGMA application_id=7", CopyDiffers),
        ("DELETE FROM night WHERE id = 3", CopyDiffers),
        ("DROP TABLE hold", CopyDiffers),
        ("INSERT INTO night (id, recalled, night_of) VALUES (999, 0, '2020-01-01')", CopyUnsound),
    ],
)
def test_a_copy_that_is_not_the_diary_is_thrown_away(
    diary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, refusal: type[Exception]
) -> None:
    def spoil(temporary: Path) -> None:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            connection.execute(wrong)

    monkeypatch.setattr(copies, "_write_copy", written_then(spoil))
    with pytest.raises(refusal):
        copy_to(diary, tmp_path / "there" / "copy.db")
    assert not [*(tmp_path / "there").iterdir()]


@pytest.mark.parametrize("spoiled", [b"", b"\x00" * 4096, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_copy_that_the_disk_spoiled_is_thrown_away(
    diary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoiled: bytes
) -> None:
    monkeypatch.setattr(copies, "_write_copy", written_then(lambda temporary: temporary.write_bytes(spoiled)))
    with pytest.raises((CopyUnsound, CopyDiffers)):
        copy_to(diary, tmp_path / "there" / "copy.db")
    assert not [*(tmp_path / "there").iterdir()]


def test_a_damaged_diary_is_said_to_be_damaged(diary: Path, tmp_path: Path) -> None:
    whole = diary.read_bytes()
    diary.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    with pytest.raises(DiaryDamaged):
        copy_to(diary, tmp_path / "there" / "copy.db")
    assert not [*(tmp_path / "there").iterdir()]


def test_where_nothing_can_be_written_there_is_no_copy(diary: Path, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file, not a folder")
    with pytest.raises(CopyNotWritable):
        copy_to(diary, next(copy_names(diary, NOW, 1)))


def test_a_disk_that_gives_up_half_way_leaves_nothing(tmp_path: Path) -> None:
    diary = begin(tmp_path / "diary.db", 2000)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (32768, limits[1]))
    try:
        with pytest.raises(CopyNotWritable):
            copy_to(diary, tmp_path / "there" / "copy.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not [*(tmp_path / "there").iterdir()]


def test_a_full_disk_is_said_to_be_full(diary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_files, "sync_file", full)
    with pytest.raises(DiskFull):
        copy_to(diary, tmp_path / "there" / "copy.db")
    assert not [*(tmp_path / "there").iterdir()]


def test_no_message_holds_what_was_written(diary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(diary_file.connect(diary, writing=True)) as connection:
        connection.execute("UPDATE night SET note = 'a secret'")
    monkeypatch.setattr(copies, "_write_copy", written_then(lambda temporary: temporary.write_bytes(b"")))
    with pytest.raises((CopyUnsound, CopyDiffers)) as caught:
        copy_to(diary, tmp_path / "copy.db")
    assert "secret" not in str(caught.value)


def test_copying_loads_nothing_heavy() -> None:
    script = "import legdiary.store.backups.write, sys; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"sqlalchemy", "sqlmodel", "alembic", "pydantic"} & set(loaded)
