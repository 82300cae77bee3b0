"""Two machines, one synced folder, a conflict copy: `check` finds it, `import` joins it, `undo` takes that back."""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import ok, run, run_process
from unseen import typed_next

from legdiary.store import diary_file
from legdiary.util.installation import this_installation

if TYPE_CHECKING:
    from driving import Result

CONFLICT = "diary (laptop's conflicted copy 2026-11-22).db"
SCHEMAS = Path(__file__).parents[1] / "store" / "schemas"


def refused(result: Result, code: int, *says: str) -> None:
    assert (result.code, result.stdout) == (code, ""), result
    assert all(each in result.stderr for each in says), result.stderr
    assert len(result.stderr.splitlines()) <= 2
    assert all(line.startswith("legdiary: ") for line in result.stderr.splitlines())


def state(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    """The diary as the phone keeps it in a synced folder: a night, a dose and a plan."""
    folder = tmp_path / "Nextcloud" / "private"
    folder.mkdir(parents=True, mode=0o700)
    path = folder / "diary.db"
    ok("night", "6", "--night", "2026-11-19", "--note", "private words", diary=path)
    ok("kratom", "2.5g", "--at", "2026-11-19 21:40", diary=path)
    ok("taper", "new", "--from", "12g", "--to", "0g", "--cut", "3g", "--every", "7d", "--start", "2026-11-23", "--yes",
       diary=path)  # fmt: skip
    return path


@pytest.fixture
def laptop(phone: Path) -> Path:
    """The same diary written on the laptop before the sync was done: what the sync program leaves beside the other."""
    copy = phone.with_name(CONFLICT)
    shutil.copy(phone, copy)
    return copy


def grow_apart(phone: Path, laptop: Path) -> None:
    ok("night", "5", "--night", "2026-11-20", diary=phone)
    ok("edit", "2", "2g", diary=phone)
    ok("kratom", "1g", "--at", "2026-11-20 22:00", diary=laptop)
    ok("edit", "1", "4", diary=laptop)


def test_the_story_as_check_tells_it(phone: Path, laptop: Path) -> None:
    """`check` says what to type; that is typed as it stands, and then there is nothing left to do."""
    grow_apart(phone, laptop)
    before = laptop.read_bytes()
    found = {each["topic"]: each for each in run("check", "--json", diary=phone).json["findings"]}
    assert found["conflicts"]["state"] == "wrong"
    typed = shlex.split(found["conflicts"]["try"])
    assert typed == ["legdiary", "import", str(laptop)]
    result = ok(*typed[1:], diary=phone)
    assert result.stderr == ""
    assert [each.strip() for each in result.lines[1:]] == [
        "added 1 kratom entry",
        "changed as in the file: 1 night",
        "already in the diary: 1 taper plan",
        "changed or deleted in the diary since, so not changed: 1 kratom entry",
        "left out: its history and its numbers, since this diary has its own",
        "One change: `legdiary undo` takes all of it back.",
    ]
    listed = ok("list", "--last", "52w", diary=phone).stdout
    assert all(each in listed for each in ("severity 4", "2 g at 21:40", "severity 5", "1 g at 22:00"))
    assert "2.5 g" not in listed
    assert laptop.read_bytes() == before
    found = {each["topic"]: each for each in run("check", "--json", diary=phone).json["findings"]}
    assert (found["conflicts"]["state"], found["conflicts"]["try"]) == ("told", f"rm {shlex.quote(str(laptop))}")
    assert "added nothing" in ok(*typed[1:], diary=phone).stdout


def test_undo_takes_all_of_it_back(phone: Path, laptop: Path) -> None:
    grow_apart(phone, laptop)
    before = ok("list", "--last", "52w", diary=phone).stdout
    ok("import", str(laptop), diary=phone)
    ok("undo", diary=phone)
    assert ok("list", "--last", "52w", diary=phone).stdout == before
    assert "added 1 kratom entry" in ok("import", str(laptop), diary=phone).stdout


def test_a_dry_run_and_json(phone: Path, laptop: Path) -> None:
    grow_apart(phone, laptop)
    before = state(phone.parent)
    shown = ok("import", str(laptop), "--dry-run", diary=phone).stdout
    assert "would add 1 kratom entry" in shown
    assert "would change as in the file: 1 night" in shown
    made = ok("import", str(laptop), "--dry-run", "--json", "--as", "diary", diary=phone).json
    assert state(phone.parent) == before
    [one] = made["files"]
    assert (made["whole"], one["format"], one["new"], one["changed_there"]) == (
        False, "diary", {"kratom": 1}, {"night": 1},
    )  # fmt: skip
    assert (one["there"], one["changed_here_since"], one["deleted_there"]) == ({"plan": 1}, {"kratom": 1}, [])


def test_what_was_deleted_there_is_deleted_here_too_and_undo_brings_it_back(phone: Path, laptop: Path) -> None:
    ok("delete", "2", diary=laptop)
    assert "would delete as in the file: #2" in ok("import", str(laptop), "--dry-run", diary=phone).stdout
    made = ok("import", str(laptop), "--dry-run", "--json", diary=phone).json
    assert (made["files"][0]["deleted_as_there"], made["files"][0]["deleted_there"]) == ([2], [])
    result = ok("import", str(laptop), diary=phone)
    assert "deleted as in the file: #2" in result.stdout
    assert "One change: `legdiary undo` takes all of it back." in result.stdout
    assert "2.5 g" not in ok("list", "--last", "52w", diary=phone).stdout
    assert "Nothing was changed." in ok("import", str(laptop), diary=phone).stdout
    ok("undo", diary=phone)
    assert "2.5 g" in ok("list", "--last", "52w", diary=phone).stdout


def test_what_was_deleted_there_and_changed_here_is_left(phone: Path, laptop: Path) -> None:
    ok("delete", "2", diary=laptop)
    ok("edit", "2", "3g", diary=phone)
    result = ok("import", str(laptop), diary=phone)
    assert "deleted in the file, left in the diary: #2" in result.stdout
    assert "Nothing was changed." in result.stdout
    assert "3 g" in ok("list", "--last", "52w", diary=phone).stdout


def test_what_both_changed_is_refused_and_shown_until_they_agree(phone: Path, laptop: Path) -> None:
    ok("edit", "1", "4", diary=phone)
    ok("edit", "1", "9", diary=laptop)
    ok("taper", "hold", "3d", diary=phone, now="2026-11-24T12:00-05:00")
    ok("taper", "hold", "5d", diary=laptop, now="2026-11-24T12:00-05:00")
    before = phone.read_bytes()
    result = run("import", str(laptop), "--confirm", diary=phone)
    refused(result, 1, "the night of 2026-11-19 in the file differs from entry 1 (severity), and 1 more", "--dry-run")
    hint = result.stderr.splitlines()[1].removeprefix("legdiary: try: ")
    shown = ok(*shlex.split(hint)[1:], diary=phone).stdout
    assert "severity: 4 in the diary, 9 in the file" in " ".join(shown.split())
    assert "held 3d from 2026-11-24 in the diary, held 5d from 2026-11-24 in the file" in " ".join(shown.split())
    assert "private words" not in shown + result.stderr
    assert phone.read_bytes() == before
    ok("--diary", str(laptop), "edit", "1", "4", "--confirm", diary=phone)  # on a clock behind that of the holds
    ok("undo", "--confirm", diary=phone)
    # As between devices: an undo says that there is no hold, without having seen the other's.
    refused(run("import", str(laptop), "--confirm", diary=phone), 1, "in the file differs from entry 3 (steps, holds)")
    taken = ok("import", str(laptop), "--on-conflict", "take", "--confirm", diary=phone).stdout
    assert "not the same, the file's value taken: 1 taper plan" in taken
    assert "added nothing" in ok("import", str(laptop), "--confirm", diary=phone).stdout


def test_the_diary_of_another_machine_and_a_copy_at_once(phone: Path, laptop: Path, tmp_path: Path) -> None:
    grow_apart(phone, laptop)
    old = tmp_path / "old phone.db"
    ok("night", "8", "--night", "2026-10-02", diary=old)
    ok("night", "4", "--night", "2026-11-19", diary=old)  # as the laptop has it by now
    made = ok("import", str(laptop), str(old), "--json", diary=phone).json
    assert [each["new"] for each in made["files"]] == [{"kratom": 1}, {"night": 1}]
    assert made["files"][1]["conflicts"] == []
    ok("undo", diary=phone)
    assert "2026-10-02" not in ok("list", "--last", "52w", "--json", diary=phone).stdout


def test_into_no_diary_it_begins_one(phone: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    result = ok("import", str(phone), diary=new)
    assert "began a new diary" in result.stderr
    assert "added 1 night, 1 kratom entry, 1 taper plan" in result.stdout
    assert "6" in ok("show", "2026-11-19", diary=new).stdout


# ---------------------------------------------------------------------- the other file is only read


def test_an_older_one_is_upgraded_in_memory(tmp_path: Path) -> None:
    old = tmp_path / "old" / "diary.db"
    old.parent.mkdir()
    shutil.copy(SCHEMAS / "diary-1.db", old)
    before = state(old.parent)
    new = tmp_path / "new.db"
    ok("night", "6", "--night", "2026-11-17", diary=new)
    result = ok("import", str(old), diary=new)
    assert "added 2 products" in result.stdout
    assert state(old.parent) == before
    assert "added nothing" in ok("import", str(old), diary=new).stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes anywhere")
def test_one_that_may_only_be_read(phone: Path, laptop: Path, tmp_path: Path) -> None:
    grow_apart(phone, laptop)
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    shutil.move(laptop, elsewhere / "copy.db")
    (elsewhere / "copy.db").chmod(0o400)
    elsewhere.chmod(0o500)
    try:
        assert "added 1 kratom entry" in ok("import", str(elsewhere / "copy.db"), diary=phone).stdout
        assert [each.name for each in elsewhere.iterdir()] == ["copy.db"]
    finally:
        elsewhere.chmod(0o700)


def test_a_write_cut_off_in_it_is_told_and_nothing_is_taken_back_behind_its_back(phone: Path, laptop: Path) -> None:
    crashed(laptop)
    before = state(phone.parent)
    result = run("import", str(laptop), diary=phone)
    refused(result, 3, "a write was cut off half-way", "-journal", "nothing was imported", "legdiary --diary ")
    found = [each for each in run("check", "--json", diary=phone).json["findings"] if each["topic"] == "conflicts"]
    assert (found[0]["state"], "a write was cut off" in found[0]["what"]) == ("wrong", True)
    assert state(phone.parent) == before
    hint = shlex.split(result.stderr.splitlines()[1].removeprefix("legdiary: try: "))
    assert hint == shlex.split(found[0]["try"])
    assert run_process(*hint[1:], diary=phone).code == 0
    assert "added nothing" in ok("import", str(laptop), diary=phone).stdout


def crashed(path: Path) -> None:
    """A write that was killed after its pages had reached the file: a journal that is hot."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE ledger SET made_zone = made_zone || hex(zeroblob(20000))")
        journal = path.with_name(f"{path.name}-journal")
        kept = journal.read_bytes(), path.read_bytes()
        connection.execute("ROLLBACK")
    journal.write_bytes(kept[0])
    path.write_bytes(kept[1])


# ---------------------------------------------------------------------- refused


def test_the_diary_itself(phone: Path, tmp_path: Path) -> None:
    before = phone.read_bytes()
    link = tmp_path / "link.db"
    link.symlink_to(phone)
    for each in (phone, link):
        refused(run("import", str(each), diary=phone), 1, "is the diary itself; nothing was imported")
    assert phone.read_bytes() == before


def test_what_is_no_sound_diary(phone: Path, laptop: Path, tmp_path: Path) -> None:
    before = phone.read_bytes()
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (x)")
    refused(run("import", str(other), diary=phone), 3, "it is not a legdiary diary; nothing was imported")
    refused(run("import", str(tmp_path / "none"), "--as", "diary", diary=phone), 1, "there is no file")
    refused(run("import", str(tmp_path), "--as", "diary", diary=phone), 2, "can't be imported")
    other.write_bytes(b"")
    refused(run("import", str(other), "--as", "diary", diary=phone), 3, "it is empty (0 bytes); nothing was imported")
    shutil.copy(laptop, other)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute(f"PRAGMA user_version = {diary_file.SCHEMA_VERSION + 1}")
    refused(run("import", str(other), diary=phone), 3, "this legdiary knows", this_installation().upgrading())
    other.write_bytes(laptop.read_bytes()[: laptop.stat().st_size // 2])
    refused(run("import", str(other), diary=phone), 3, "does not pass")
    shutil.copy(laptop, other)
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("UPDATE night SET severity = 1")
    refused(run("import", str(other), diary=phone), 3, "between ledger and entries", "nothing was imported")
    assert phone.read_bytes() == before


def test_an_encrypted_copy_is_opened_beside_and_then_joined(
    phone: Path, laptop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = tmp_path / "safe.db.age"
    typed_next(monkeypatch).extend(["pass"] * 3)
    ok("backup", "--encrypt", "--output", str(sealed), diary=laptop)
    for words in (("import", str(sealed)), ("import", str(sealed), "--as", "diary")):
        result = run(*words, diary=phone)
        refused(result, 1, "is an encrypted diary", "nothing was imported")
        assert result.stderr.splitlines()[1].endswith(f"legdiary --diary {tmp_path}/safe.db restore {sealed}")


def test_what_has_not_come_yet(phone: Path, tmp_path: Path) -> None:
    ahead = tmp_path / "ahead.db"
    ok("night", "3", "--night", "2026-12-01", diary=ahead, now="2026-12-05T12:00-05:00")
    refused(run("import", str(ahead), diary=phone), 2, "a night of 2026-12-01 in the file is in the future")
