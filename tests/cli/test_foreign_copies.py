"""A file of a diary in which somebody has put things of their own: it is restored whole, or refused and named.

The oracle of every test: exit 0 means that the diary holds what the copy holds; anything else, that it is byte for byte
as it was.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from driving import ok, run, run_process

if TYPE_CHECKING:
    from pathlib import Path

    from driving import Result

#: What was done to a copy → what its refusal says.
FOREIGN = {
    "CREATE INDEX late ON ledger (CASE WHEN id > 6 THEN abs(-9223372036854775807 - 1) END)": "index late is not",
    "CREATE UNIQUE INDEX one_of_a_kind ON ledger (made_utc_ms, entry_id, action)": "index one_of_a_kind is not",
    "CREATE INDEX mine ON night (severity)": "index mine is not",
    "CREATE TABLE extra (entry INTEGER REFERENCES ledger (id))": "table extra is not",
    "CREATE TABLE extra (product INTEGER REFERENCES product (id)) STRICT": "table extra is not",
    "CREATE TABLE extra (x, CHECK (x > 1))": "table extra is not",
    "CREATE TRIGGER spy AFTER INSERT ON night BEGIN UPDATE night SET severity = 1; END": "trigger spy is not",
    "CREATE VIEW seen AS SELECT * FROM night": "view seen is not",
    'CREATE INDEX "a ""b"" c" ON night (severity)': 'index a "b" c is not',
    "CREATE VIRTUAL TABLE words USING fts5 (word)": "table words is not",
    "DROP INDEX dose_by_night": "index dose_by_night is not as it should be",
    "DROP INDEX dose_by_night; CREATE INDEX dose_by_night ON dose (at_utc_s, night_of)": "index dose_by_night is",
    "DROP INDEX dose_by_night; CREATE UNIQUE INDEX dose_by_night ON dose (night_of, at_utc_s)": "index dose_by_night",
    "ALTER TABLE night ADD COLUMN weather TEXT": "table night is not as it should be",
    "ALTER TABLE night ADD COLUMN twice INTEGER AS (severity * 2)": "table night is not as it should be",
    "ALTER TABLE night RENAME COLUMN severity TO weather": "table night is not as it should be",
    "DROP TABLE hold": "table hold is not as it should be",
}
#: What was put into the text of a table → what its refusal says.
REWRITTEN = {
    ("severity BETWEEN 0 AND 10", "severity BETWEEN 0 AND 6"): "table night is not as it should be",
    ("severity BETWEEN 0 AND 10", '"severity BETWEEN 0 AND 10"'): "table night is not as it should be",
    ("severity BETWEEN 0 AND 10", "severity BETWEEN 0 AND 10 /* AND 1 */"): "table night is not as it should be",
    ("missed IN ('asleep',", "missed IN ('Asleep',"): "table night is not as it should be",
    ("missed IN ('asleep',", 'missed IN ("asleep",'): "table night is not as it should be",
    (" STRICT", ""): "table night is not as it should be",
    ("night_of TEXT NOT NULL", "night_of TEXT NOT NULL COLLATE NOCASE"): "table night is not as it should be",
    ("UNIQUE (night_of)", "UNIQUE (night_of) ON CONFLICT REPLACE"): "table night is not as it should be",
}
#: How a copy may be kept, too: its rows are what counts.
ALSO = {
    "PRAGMA page_size = 512; VACUUM",
    "PRAGMA page_size = 65536; VACUUM",
    "PRAGMA auto_vacuum = FULL; VACUUM",
    "PRAGMA auto_vacuum = INCREMENTAL; VACUUM",
    "PRAGMA journal_mode = WAL",
    "PRAGMA schema_version = 4000",
    "ANALYZE",
    "REINDEX",
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a diary, and a copy of it as it was before its last entry."""
    folder = tmp_path_factory.mktemp("kept")
    diary = folder / "d" / "diary.db"
    for words in (
        "product add leaf",
        "kratom 2g --product leaf",
        "night 5 --night -2",
        "night 6",
        "sleep --total 6h30",
    ):
        ok(*words.split(), diary=diary)
    ok("backup", "--output", str(folder / "copy.db"), diary=diary)
    ok("night", "7", diary=diary)
    return folder


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Path:
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    return tmp_path / "copy.db"


@pytest.fixture
def diary(copy: Path) -> Path:
    return copy.parent / "d" / "diary.db"


def changed(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(sql)


def rewritten(path: Path, old: str, new: str, table: str = "night") -> None:
    """The text of a table, put there behind SQLite's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        done = connection.execute("UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ?", (old, new, table))
        assert done.rowcount == 1
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        assert new in sql
    if new:
        assert old not in sql.replace(new, "")


def in_utf_16(path: Path, encoding: str) -> None:
    """The same diary, written anew in another encoding."""
    with closing(sqlite3.connect(path)) as was:
        dump = "\n".join(was.iterdump())
        (version,) = was.execute("PRAGMA user_version").fetchone()
    path.unlink()
    with closing(sqlite3.connect(path, isolation_level=None)) as made:
        made.execute(f"PRAGMA encoding = '{encoding}'")
        made.executescript(dump)
        made.executescript(f"PRAGMA application_id = {0x4C454744}; PRAGMA user_version = {version}")


def entries(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = ok("list", "--json", diary=path).json["entries"]
    return found


def told(result: Result) -> str:
    return " ".join(f"{result.stdout} {result.stderr}".split())


def refused_everywhere(copy: Path, diary: Path, named: str) -> None:
    """By restore and import, where nothing comes of it; by check; by what would write to it."""
    before, there = diary.read_bytes(), sorted(diary.parent.rglob("*"))
    for words in (["restore", str(copy), "--yes"], ["import", str(copy)], ["import", str(copy), "--dry-run"]):
        result = run(*words, diary=diary)
        assert result.code == 3, result
        assert named in told(result), result
        assert "nothing was" in result.stderr
    assert (diary.read_bytes(), sorted(diary.parent.rglob("*"))) == (before, there)
    held = copy.read_bytes()
    check = run("check", diary=copy)
    assert check.code == 3
    assert named in told(check), check
    assert copy.read_bytes() == held


@pytest.mark.parametrize(("sql", "named"), FOREIGN.items())
def test_other_objects(sql: str, named: str, copy: Path, diary: Path) -> None:
    changed(copy, sql)
    refused_everywhere(copy, diary, named)


@pytest.mark.parametrize(("sql", "named"), [each for each in FOREIGN.items() if each[0].startswith("CREATE")])
def test_a_diary_with_other_objects_is_not_written_to_and_is_named(sql: str, named: str, diary: Path) -> None:
    changed(diary, sql)
    before = diary.read_bytes()
    for words in (["night", "8"], ["kratom", "1g"], ["undo"], ["delete", "1"], ["import", str(diary.parent / "d.csv")]):
        result = run(*words, diary=diary)
        assert result.code in {1, 3}, result
    stored = run("night", "8", diary=diary)
    assert (stored.code, named in told(stored)) == (3, True), stored
    assert stored.stderr.endswith("legdiary: try: legdiary check\n")
    assert diary.read_bytes() == before
    assert len(entries(diary)) == 4


def test_what_acts_by_itself_can_be_taken_away_as_check_says(diary: Path) -> None:
    changed(
        diary,
        "CREATE INDEX mine ON night (severity); CREATE VIEW seen AS SELECT 1;"
        'CREATE TRIGGER "it\'s me" AFTER INSERT ON night BEGIN DELETE FROM dose; END',
    )
    (wrong,) = [each for each in run("check", "--json", diary=diary).json["findings"] if each["state"] == "wrong"]
    assert wrong["try"] == (f'sqlite3 {diary} \'DROP INDEX "mine"; DROP TRIGGER "it\'"\'"\'s me"; DROP VIEW "seen"\'')
    changed(diary, 'DROP INDEX "mine"; DROP TRIGGER "it\'s me"; DROP VIEW "seen"')
    ok("night", "8", diary=diary)
    ok("check", diary=diary)


@pytest.mark.parametrize(("texts", "named"), REWRITTEN.items(), ids=lambda each: each[1] if each[1:] else None)
def test_the_text_of_a_table(texts: tuple[str, str], named: str, copy: Path, diary: Path) -> None:
    rewritten(copy, *texts)
    refused_everywhere(copy, diary, named)


@pytest.mark.parametrize("encoding", ["UTF-16le", "UTF-16be"])
def test_another_encoding(encoding: str, copy: Path, diary: Path) -> None:
    in_utf_16(copy, encoding)
    refused_everywhere(copy, diary, f"its text is kept as {encoding}, not as UTF-8")


def test_a_refused_restore_as_a_person_sees_it(copy: Path, diary: Path) -> None:
    """A real process: what is said is what is so."""
    in_utf_16(copy, "UTF-16le")
    before = diary.read_bytes()
    result = run_process("restore", str(copy), "--yes", diary=diary)
    assert result.code == 3
    assert result.stderr.splitlines()[0] == (
        f"legdiary: {copy} does not pass: its text is kept as UTF-16le, not as UTF-8; nothing was restored"
    )
    assert diary.read_bytes() == before
    assert [each["severity"] for each in entries(diary) if each["kind"] == "night"] == [5, 7]


@pytest.mark.parametrize("sql", sorted(ALSO))
def test_what_a_copy_may_be_like_too(sql: str, copy: Path, diary: Path) -> None:
    changed(copy, sql)
    before, expected = entries(diary), entries(copy)
    result = ok("restore", str(copy), "--yes", "--json", diary=diary)
    assert entries(diary) == expected
    ok("night", "8", diary=diary)
    ok("check", diary=diary)
    ok("restore", result.json["kept"], "--yes", diary=diary)
    assert entries(diary) == before


@pytest.mark.parametrize("sql", ["CREATE INDEX mine ON night (severity)", "DROP TABLE hold"])
def test_a_diary_with_other_objects_gives_way_byte_for_byte(sql: str, copy: Path, diary: Path) -> None:
    changed(diary, sql)
    before = diary.read_bytes()
    result = ok("restore", str(copy), "--yes", "--json", diary=diary)
    assert (result.json["before"]["state"], result.json["undo"]) == ("damaged", f"mv -f {result.json['kept']} {diary}")
    assert (diary.parent / "backups" / f"{result.json['kept']}").read_bytes() == before
    assert entries(diary) == entries(copy)
    ok("night", "8", diary=diary)


def test_a_diary_in_utf_16_is_told_and_gives_way(copy: Path, diary: Path) -> None:
    """One that a former legdiary restored."""
    in_utf_16(diary, "UTF-16le")
    assert "its text is kept as UTF-16le" in told(run("check", diary=diary))
    ok("restore", str(copy), "--yes", diary=diary)
    assert entries(diary) == entries(copy)
    ok("check", diary=diary)
