"""What is wrong in a diary's file, and that `check` tells it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from kept_diaries import NOW, PRIVATE, SCHEMAS, of, place, spoil, story, wrong

from legdiary.store.backups import weekly
from legdiary.store.errors import DiaryLocked
from legdiary.store.findings import FINE, TOLD, WRONG
from legdiary.store.health.check import check_diary


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return place(tmp_path)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return story(place(tmp_path_factory.mktemp("kept")))


@pytest.fixture
def diary(kept: Path, path: Path) -> Path:
    return Path(shutil.copy2(kept, path))


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE dose SET amount_mg = 2501", "entry 4 does not stand as its history says"),
        ("UPDATE dose SET recalled = 1", "entry 4 does not stand"),
        ("UPDATE sleep SET recalled = 0", "entry 2 does not stand"),
        ("UPDATE night SET note = 'x'", "entry 1 does not stand"),
        ("UPDATE taper_step SET target_mg = 1 WHERE starts_on = '2026-11-16'", "entry 10 does not stand"),
        ("DELETE FROM taper_step WHERE starts_on = '2026-11-16'", "entry 10 does not stand"),
        ("INSERT INTO hold VALUES (10, 0, '2026-11-10', 3, '2026-11-09', NULL)", "entry 10 does not stand"),
        ("DELETE FROM magnesium", "entry 6 is missing from the magnesium table"),
        ("INSERT INTO symptom VALUES (1, 0, '2026-11-20', 'cramp', 1, NULL)",
         "1 row of the symptom table the ledger knows"),
        (("INSERT INTO dose (id, recalled, night_of, zone, at_utc_s, at_offset_min, amount_mg)"
          " SELECT 5, recalled, night_of, zone, at_utc_s, at_offset_min, 9 FROM dose"),
         "entry 5 stands, though it was taken away"),
        ("DELETE FROM ledger WHERE id = 11", "the lines before line 12 are missing"),
        ("DELETE FROM ledger WHERE id = 13", "entry 10"),
        ("UPDATE ledger SET change_id = 2 WHERE id = 4", "line 4 belongs to no change"),
        ("UPDATE ledger SET kind = 'night' WHERE id = 14", "calls it another kind"),
        ("UPDATE ledger SET kind = 'mood' WHERE id = 1", "line 1 is of a kind that is not known"),
        ("UPDATE ledger SET new = '{\"night_of\":\"2026-11-20\",\"severity\":9}' WHERE id = 1", "entry 1"),
        ("UPDATE ledger SET new = 'no json' WHERE id = 1", "the history of entry 1 cannot be read"),
        ("UPDATE ledger SET new = '{\"amount_mg\":\"much\"}' WHERE id = 4", "entry 4"),
        ("UPDATE ledger SET new = '[' WHERE id = 11", "the history of entry 1 cannot be read"),
        ("UPDATE ledger SET action = 'edit' WHERE id = 1", "makes an entry (entry 1)"),
        ("UPDATE ledger SET action = 'delete' WHERE id = 11", "holds too much or too little"),
        ("UPDATE ledger SET entry_id = 99 WHERE id = 11", "line 11 is about an entry that was never made"),
        ("UPDATE ledger SET undoes = 11 WHERE id = 15", "takes back what was not done"),
        ("UPDATE ledger SET undoes = 98 WHERE id = 13", "change 98, which was taken back, is not there"),
        ("UPDATE ledger SET undoes = 12 WHERE id = 15", "change 12 was taken back twice"),
        ("UPDATE ledger SET undoes = 16 WHERE id = 13", "takes back one that came later"),
    ],
)  # fmt: skip
def test_a_ledger_and_tables_that_do_not_agree(diary: Path, statement: str, told: str) -> None:
    spoil(diary, "PRAGMA foreign_keys=OFF", statement)
    found = of(check_diary(diary, NOW), "ledger")
    assert [each.state for each in found] == [WRONG]
    assert told in found[0].what
    assert found[0].command is not None


@pytest.mark.parametrize(
    ("statements", "topic", "told"),
    [
        (("UPDATE night SET severity = 11",), "constraints", "CHECK constraint failed in night"),
        (("PRAGMA foreign_keys=OFF", "DELETE FROM product"), "references", "rows of dose refer to what is not there"),
        (("DROP INDEX dose_by_night",), "constraints", "index dose_by_night is not as it"),
        (
            ("CREATE TRIGGER spy AFTER INSERT ON night BEGIN DELETE FROM dose; END",),
            "constraints",
            "trigger spy is not",
        ),
        (("DROP TABLE hold",), "constraints", "table hold is not as it should be"),
        (("ALTER TABLE night ADD COLUMN weather TEXT",), "constraints", "table night is not as it should be"),
        (("PRAGMA user_version = 0",), "version", "schema 0, which no legdiary ever wrote"),
        (("PRAGMA user_version = 99",), "version", "schema 99, this legdiary knows"),
    ],
)
def test_what_else_can_be_wrong_inside(diary: Path, statements: tuple[str, ...], topic: str, told: str) -> None:
    spoil(diary, *statements)
    assert told in wrong(diary)[topic]


def test_what_sqlite_adds_by_itself_is_no_fault(diary: Path) -> None:
    spoil(diary, "ANALYZE")
    assert wrong(diary) == {}


def test_text_that_is_no_text(diary: Path) -> None:
    spoil(diary, "UPDATE factor SET name = CAST(x'ff41' AS TEXT)")
    assert "cannot be read to its end" in wrong(diary)["ledger"]


def test_an_older_diary_is_looked_at_as_it_will_be(path: Path) -> None:
    path.write_bytes((SCHEMAS / "diary-1.db").read_bytes())
    path.chmod(0o600)
    assert wrong(path) == {}
    found = check_diary(path, NOW)
    assert of(found, "version")[0].state == TOLD
    assert of(found, "ledger")[0].state == FINE
    spoil(path, "UPDATE night SET severity = coalesce(severity, 0) + 1 WHERE severity < 9")
    assert "does not stand as its history says" in wrong(path)["ledger"]
    spoil(path, "DROP INDEX dose_by_night")
    assert wrong(path)["constraints"] == "it is not as legdiary made it: index dose_by_night is not as it should be"


def test_the_rules_of_a_file_that_may_not_be_written_are_looked_at_too(diary: Path) -> None:
    spoil(diary, "UPDATE night SET severity = 11", "PRAGMA journal_mode=WAL")
    assert "CHECK constraint failed in night" in wrong(diary)["constraints"]


@pytest.mark.parametrize("at", [0, 4096, 40_000])
def test_pages_that_are_gone(diary: Path, at: int) -> None:
    data = bytearray(diary.read_bytes())
    data[at + 100 : at + 4096] = b"\xff" * 3996
    diary.write_bytes(data)
    before = diary.read_bytes()
    assert set(wrong(diary)) & {"integrity", "ledger", "constraints"}
    assert diary.read_bytes() == before


@pytest.mark.parametrize("left", [1000, 8192, 30_000])
def test_a_file_cut_short(diary: Path, left: int) -> None:
    os.truncate(diary, left)
    assert "integrity" in wrong(diary)


@pytest.mark.parametrize("held", [b"", b"SQLite", b"hello" * 100])
def test_what_is_no_diary(path: Path, held: bytes) -> None:
    path.write_bytes(held)
    path.chmod(0o600)
    assert set(wrong(path)) == {"file"}
    assert path.read_bytes() == held


def test_a_damaged_diary_is_told_the_copy_that_helps(diary: Path) -> None:
    copy = weekly.rotate(diary, 8, NOW)
    os.truncate(diary, 20_000)
    assert of(check_diary(diary, NOW), "integrity")[0].command == f"legdiary restore {copy}"
    diary.unlink()
    assert of(check_diary(diary, NOW), "file")[0].command == f"legdiary restore {copy}"


def test_a_diary_that_is_held(diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legdiary.store.connection.BUSY_TIMEOUT_S", 0.05)
    with closing(sqlite3.connect(diary, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DiaryLocked):
            check_diary(diary, NOW)


def test_nothing_that_was_written_is_told(diary: Path) -> None:
    weekly.rotate(diary, 8, NOW)
    spoil(
        diary, "UPDATE sleep SET note = note || '!'", "UPDATE ledger SET new = json_extract(new, '$.note') WHERE id = 1"
    )
    found = check_diary(diary, NOW)
    assert of(found, "ledger")[0].state == WRONG
    assert not [each for each in found if PRIVATE[:8] in f"{each.what} {each.command}"]
