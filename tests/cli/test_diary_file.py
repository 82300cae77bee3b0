"""A diary file that is missing, foreign, damaged, newer or in use: exit 3, one line, and nothing touched."""

from __future__ import annotations

import os
import shlex
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from driving import ok, run

from legdiary.store import diary_file
from legdiary.store.connection import BUSY_TIMEOUT_S
from legdiary.util.installation import this_installation

READING = ("", "week", "show", "list", "history", "history 1", "taper show", "product list", "week --json", "--json")
CHANGING = ("undo", "delete 1", "edit 1 3")
STORING = (
    "night 6",
    "sleep --total 6h30",
    "kratom 2g",
    "kratom none",
    "magnesium 200mg",
    "product add leaf",
    "taper new --from 12g --cut 1g --every 7d --yes --json",
)
EVERY = (*READING, *CHANGING, *STORING)
DAMAGED = "the diary {path} is damaged; it was not touched\nlegdiary: try: legdiary --diary {path} check"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "diary.db"
    ok("night", "6", diary=path)
    ok("kratom", "2.5g", diary=path)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir()
    return folder / "diary.db"


def refused(typed: str, path: Path, message: str, hint: str | None = None) -> None:
    result = run(*shlex.split(typed), diary=path)
    expected = f"legdiary: {message.format(path=path)}\n" + (f"legdiary: try: {hint}\n" if hint else "")
    assert (result.code, result.stderr, result.stdout) == (3, expected, "")


@pytest.mark.parametrize("typed", [*READING, *CHANGING])
def test_what_only_reads_or_changes_begins_no_diary(typed: str, tmp_path: Path) -> None:
    path = tmp_path / "place" / "diary.db"
    refused(typed, path, "there is no diary yet at {path}; set one up, or log a first entry", "legdiary start")
    assert not path.parent.exists()


@pytest.mark.parametrize("typed", STORING)
def test_what_stores_begins_one_and_says_where(typed: str, tmp_path: Path) -> None:
    path = tmp_path / "place" / "diary.db"
    result = ok(*shlex.split(typed), diary=path)
    assert result.stderr == f"legdiary: began a new diary at {path}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert ok("list", diary=path).stderr == ""


@pytest.mark.parametrize("typed", EVERY)
def test_a_folder(typed: str, path: Path) -> None:
    path.mkdir()
    refused(typed, path, "{path} is a folder; give a file, such as {path}/diary.db")
    assert list(path.iterdir()) == []


@pytest.mark.parametrize("typed", EVERY)
@pytest.mark.parametrize(
    ("held", "message"),
    [
        (b"", "the diary {path} is empty (0 bytes). legdiary never leaves an empty file; it was not touched"),
        (b"Dear diary,\n", "{path} is not a legdiary diary; it was not touched"),
        (b"SQLite format 3\x00", "{path} is not a legdiary diary; it was not touched"),
        (os.urandom(8192), "{path} is not a legdiary diary; it was not touched"),
    ],
    ids=["empty", "text", "a header alone", "noise"],
)
def test_no_diary_at_all(typed: str, held: bytes, message: str, path: Path) -> None:
    path.write_bytes(held)
    refused(typed, path, message)
    assert path.read_bytes() == held
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("typed", EVERY)
def test_another_programs_database(typed: str, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE night (id INTEGER)")
    before = path.read_bytes()
    refused(typed, path, "{path} is not a legdiary diary; it was not touched")
    assert path.read_bytes() == before


@pytest.mark.parametrize("typed", EVERY)
def test_a_newer_diary(typed: str, path: Path, sound: bytes) -> None:
    path.write_bytes(sound)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    refused(
        typed, path,
        f"the diary {{path}} is from a newer legdiary (its schema is 99, this one knows {diary_file.SCHEMA_VERSION}); "
        "it was not touched",
        this_installation().upgrading(),
    )  # fmt: skip
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("typed", EVERY)
@pytest.mark.parametrize("kept", [100, 4096, 0.5, 0.9], ids=["header", "a page", "half", "most"])
def test_a_diary_cut_short(typed: str, kept: float, path: Path, sound: bytes) -> None:
    cut = sound[: int(kept if kept > 1 else kept * len(sound))]
    path.write_bytes(cut)
    refused(typed, path, DAMAGED)
    assert path.read_bytes() == cut
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("typed", [*CHANGING, *STORING])
def test_a_diary_in_use(typed: str, path: Path, sound: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legdiary.store.connection.BUSY_TIMEOUT_S", 0.01)
    path.write_bytes(sound)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused(
            typed, path, "the diary {path} is in use by another program; nothing was stored, try again in a moment"
        )  # fmt: skip
        other.execute("ROLLBACK")
    assert path.read_bytes() == sound
    ok("list", diary=path)


@pytest.mark.parametrize("typed", [typed for typed in READING if typed != "taper show"])
def test_reading_goes_on_while_another_program_writes(typed: str, path: Path, sound: bytes) -> None:
    path.write_bytes(sound)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ok(*shlex.split(typed), diary=path)
        other.execute("ROLLBACK")
    assert path.read_bytes() == sound


def test_nobody_waits_longer_than_30_seconds() -> None:
    assert 0 < BUSY_TIMEOUT_S < 30  # a promise of the design


@pytest.mark.parametrize("typed", EVERY)
def test_a_missing_diary_beside_its_copies_is_never_begun_anew(typed: str, path: Path, sound: bytes) -> None:
    copy = path.parent / "backups" / "diary-20261120T063000Z-v1.db"
    copy.parent.mkdir()
    copy.write_bytes(sound)
    refused(
        typed, path, "the diary {path} is missing, but there are copies of it; no new diary was begun",
        f"legdiary restore {copy}",
    )  # fmt: skip
    assert not path.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
@pytest.mark.parametrize("typed", EVERY)
def test_a_diary_that_may_not_be_read(typed: str, path: Path, sound: bytes) -> None:
    path.write_bytes(sound)
    path.chmod(0)
    refused(typed, path, "the diary {path} cannot be read by this user")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_diary_that_may_only_be_read(path: Path, sound: bytes) -> None:
    path.write_bytes(sound)
    path.chmod(0o400)
    refused("night 5", path, "the diary {path} cannot be written here; nothing was stored")
    ok("week", diary=path)
    assert path.read_bytes() == sound


@pytest.mark.parametrize("typed", READING)
def test_reading_never_writes(typed: str, path: Path, sound: bytes) -> None:
    path.write_bytes(sound)
    path.chmod(0o600)
    before = path.stat()
    run(*shlex.split(typed), diary=path)
    after = path.stat()
    assert path.read_bytes() == sound
    assert (before.st_mtime_ns, before.st_ino, before.st_mode) == (after.st_mtime_ns, after.st_ino, after.st_mode)
    assert list(path.parent.iterdir()) == [path]


def test_which_diary(tmp_path: Path) -> None:
    named, by_environment = tmp_path / "named.db", tmp_path / "environment.db"
    ok("night", "6", diary=by_environment)
    ok("--diary", str(named), "night", "3", diary=by_environment)
    assert ok("--diary", str(named), "list", "--json").json["entries"][0]["severity"] == 3
    assert ok("list", "--json", diary=by_environment).json["entries"][0]["severity"] == 6
    assert ok("where", "--json", diary=by_environment).json["diary"] == str(by_environment)


def test_without_a_word_it_is_the_platforms_place() -> None:
    where = Path(ok("where", "--json").json["diary"])
    assert where.name == "diary.db"
    assert where.parent.name == "legdiary"
    assert ok("night", "6").stderr == f"legdiary: began a new diary at {where}\n"
    assert stat.S_IMODE(where.parent.stat().st_mode) == 0o700


def test_where_says_what_is_not_there_yet_and_makes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "place" / "diary.db"
    lines = ok("where", diary=path).lines
    assert lines[0] == f"diary     {path}  (not there yet)"
    assert ok("where", "--json", diary=path).json["exists"] is False
    assert not path.parent.exists()
