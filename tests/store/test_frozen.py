"""Diaries of every schema there ever was: each is upgraded to what a fresh diary is, and every row survives."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builders import day, present
from compiled_upgrades import compile_step, run_with_alembic
from legdiary.domain.entries.kinds import KIND_NAMES
from legdiary.store import diary_file
from legdiary.store.backups.write import census
from legdiary.store.checksum_tables import all_checksums_match
from legdiary.store.diary import Diary
from legdiary.store.errors import EntryChanged
from legdiary.store.findings import MODES, WRONG
from legdiary.store.health.check import check_diary
from legdiary.store.migrate import UpgradeDiffers, load_steps, upgrade, upgraded_in_memory
from legdiary.store.schema.comparison import NotAsMade, differences, objects_of, schema_sql
from legdiary.store.schema.migrations import UPGRADES

SCHEMAS = Path(__file__).parent / "schemas"
TOOLS = Path(__file__).parents[2] / "tools"
EVER = range(1, diary_file.SCHEMA_VERSION + 1)
OLDER = EVER[:-1]
#: The version from which on amounts are also in micrograms.
SUBSTANCES = 5
NOW = present()


def frozen(version: int, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "diary.db"
    shutil.copy(SCHEMAS / f"diary-{version}.db", path)
    return path


def rows(connection: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    return {table: rows_of(connection, table) for table in census(connection).rows}


def rows_of(connection: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    """What is known in a table's rows: a column that came later is empty in the older ones."""
    found = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own names
    names = [column[0] for column in found.description]
    known = ({name: value for name, value in zip(names, row, strict=True) if value is not None} for row in found)
    return sorted(known, key=repr)


def fresh(sql: str) -> dict[str, object]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(sql)
        return objects_of(connection)


def test_every_schema_there_ever_was_is_frozen() -> None:
    """A new `SCHEMA_VERSION` needs its diary (`schemas/make.py`); none is ever taken away."""
    assert sorted(each.name for each in SCHEMAS.glob("*-*")) == sorted(
        name for version in EVER for name in (f"diary-{version}.db", f"schema-{version}.sql")
    )


def test_the_schema_of_today_is_the_frozen_one() -> None:
    """Tables that change without a new `SCHEMA_VERSION` would leave the diaries out there behind."""
    newest = SCHEMAS / f"schema-{diary_file.SCHEMA_VERSION}.sql"
    assert fresh(diary_file.load_sql()["schema"]) == fresh(newest.read_text(encoding="utf-8"))


@pytest.mark.parametrize("version", OLDER)
def test_the_program_brings_every_schema_that_is_no_more(version: int) -> None:
    """A diary is compared with what its version had: copy `schemas/schema-N.sql` into the package, too."""
    frozen_then = (SCHEMAS / f"schema-{version}.sql").read_text(encoding="utf-8")
    assert schema_sql(version) == frozen_then


@pytest.mark.parametrize("version", EVER)
def test_what_a_version_has_is_read_of_its_text_as_sqlite_reads_it(version: int) -> None:
    """Nothing of a fresh diary differs, and everything of it is missing in a file that has nothing."""
    with closing(sqlite3.connect(":memory:")) as connection:
        assert differences(connection, version).changed == list(stated := fresh_order(version))
        connection.executescript(schema_sql(version))
        assert set(objects_of(connection)) == set(stated)
        assert not any(differences(connection, version))


def fresh_order(version: int) -> list[str]:
    """Every table and index of a version, in the order in which its text makes them."""
    made = re.findall(r"^CREATE (?:UNIQUE )?(TABLE|INDEX) \"?(\w+)", schema_sql(version), re.MULTILINE)
    return [f"{kind.lower()} {name}" for kind, name in made]


@pytest.mark.parametrize("version", EVER)
def test_every_frozen_diary_is_read_and_sound(version: int, tmp_path: Path) -> None:
    path = frozen(version, tmp_path)
    path.chmod(0o600)
    assert not [each for each in check_diary(path, NOW.now) if each.state == WRONG and each.topic != MODES]
    with Diary.for_reading(path) as diary:
        kinds = Counter(each.entry.kind for each in diary.snapshot().stored)
        assert {line.action for line in diary.history()} == {"add", "edit", "delete", "undo"}
    assert kinds["kratom"] == (2 if version < SUBSTANCES else 6)
    assert all(kinds[name] for name in ("night", "sleep", "magnesium", "product", "plan"))


@pytest.mark.parametrize("version", EVER)
def test_the_frozen_diary_is_of_its_schema_and_has_rows_of_every_kind(version: int) -> None:
    with closing(sqlite3.connect(f"file:{SCHEMAS / f'diary-{version}.db'}?mode=ro", uri=True)) as connection:
        assert objects_of(connection) == fresh((SCHEMAS / f"schema-{version}.sql").read_text(encoding="utf-8"))
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert [table for table, found in rows(connection).items() if not found] == []


@pytest.mark.parametrize("version", OLDER)
def test_an_upgraded_diary_is_as_a_fresh_one_and_every_row_survives(version: int, tmp_path: Path) -> None:
    path = frozen(version, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        before = rows(connection)
    copy = upgrade(path, version, NOW.now)
    assert copy is not None
    with closing(diary_file.connect(path, writing=False)) as connection:
        assert objects_of(connection) == fresh(diary_file.load_sql()["schema"])
        assert diary_file.version_of(connection, path) == diary_file.SCHEMA_VERSION
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()
        after = rows(connection)
    assert {table: after[table] for table in before.keys() - {"checksum"}} == {
        table: found for table, found in before.items() if table != "checksum"
    }
    assert all(not after[table] for table in after.keys() - before.keys() - {"checksum"})
    with closing(sqlite3.connect(path)) as connection:
        assert all_checksums_match(connection, diary_file.load_sql()), (
            "the step works out the checksums that the program keeps"
        )
    with closing(sqlite3.connect(copy)) as connection:
        assert rows(connection) == before


@pytest.mark.parametrize("version", OLDER)
def test_the_compiled_steps_do_what_alembic_does(version: int, tmp_path: Path) -> None:
    """The same text of every table and index, and the same rows in the same order."""
    compiled, stated = (frozen(version, folder) for folder in (tmp_path / "compiled", tmp_path / "stated"))
    upgrade(compiled, version, NOW.now)
    with closing(sqlite3.connect(stated, isolation_level=None)) as connection:
        for number in range(version, diary_file.SCHEMA_VERSION):
            assert run_with_alembic(UPGRADES[number], connection)
    written = []
    for path in (compiled, stated):
        with closing(sqlite3.connect(path)) as connection:
            written.append(sorted(connection.iterdump()))
    assert written[0] == written[1]


def test_a_step_is_compiled_the_same_however_a_set_is_ordered() -> None:
    """Python orders texts in a set another way in every process; the order of Alembic's constraints came of that."""
    script = "from compiled_upgrades import page; print(page())"
    pages = {
        subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, encoding="utf-8", timeout=60,
            env={**os.environ, "PYTHONPATH": str(TOOLS), "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(pages) == 1


@pytest.mark.parametrize("step", ["UPDATE night SET note = ';'", "SELECT id, note FROM night"])
def test_a_step_that_reads_rows_or_would_be_cut_in_two_is_not_compiled(step: str) -> None:
    """What it reads in an empty diary is nothing: rows are changed by SQL alone."""
    with pytest.raises(ValueError, match="night"):
        compile_step(lambda operations: operations.execute(step), schema_sql(1))


@pytest.mark.parametrize(
    ("version", "done"),
    [(1, "ALTER TABLE night ADD COLUMN more TEXT"), (4, "ALTER TABLE dose ADD COLUMN more TEXT DEFAULT 'kept'")],
)
def test_a_column_that_no_legdiary_made_is_not_dropped_unseen(version: int, done: str, tmp_path: Path) -> None:
    """A step copies the columns that it knows, so a file that has another one is refused before, read or written."""
    path = frozen(version, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(done)
    before = path.read_bytes()
    with pytest.raises(UpgradeDiffers, match=f"table {done.split()[2]}"), Diary.for_reading(path):
        pass
    with pytest.raises(NotAsMade, match=f"table {done.split()[2]}"), Diary.for_writing(path, NOW):
        pass
    assert path.read_bytes() == before


def test_the_program_brings_the_step_from_every_version() -> None:
    assert load_steps().names == [f"from_{version}" for version in OLDER]


@pytest.mark.parametrize("version", OLDER)
def test_an_older_diary_is_read_as_it_will_be_and_left_as_it_is(version: int, tmp_path: Path) -> None:
    path = frozen(version, tmp_path)
    before = path.read_bytes()
    with closing(upgraded_in_memory(diary_file.connect(path, writing=False), path, version)) as connection:
        assert objects_of(connection) == fresh(diary_file.load_sql()["schema"])
    ever = (day("0001-01-01"), day("9999-12-31"))
    with Diary.for_reading(path) as diary:
        read = [stored for kind in KIND_NAMES for stored in diary.entries_between(kind, *ever)]
        history = diary.history()
    assert path.read_bytes() == before
    with Diary.for_writing(path, NOW) as diary:
        assert [stored for kind in KIND_NAMES for stored in diary.entries_between(kind, *ever)] == read
        assert diary.history() == history
        diary.undo(NOW)


def test_what_a_disk_had_changed_is_not_vouched_for_by_an_upgrade(tmp_path: Path) -> None:
    """A row that did not fit its checksum before does not fit it afterwards, and one that is lost is still missed."""
    path = frozen(4, tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE dose SET amount_mg = 2501 WHERE amount_mg = 2500")
        connection.execute("DELETE FROM symptom")
    upgrade(path, 4, NOW.now)
    with Diary.for_reading(path) as diary, pytest.raises(EntryChanged, match="entry 7 of the diary"):
        diary.entries_on("kratom", day("2026-11-20"))
    with Diary.for_reading(path) as diary, pytest.raises(EntryChanged, match="entry 15 of the diary"):
        diary.entries_on("symptom", day("2026-11-20"))
    with Diary.for_reading(path) as diary:
        assert len(diary.entries_on("magnesium", day("2026-11-20"))) == 2


def test_an_upgrade_rewrites_no_amount(tmp_path: Path) -> None:
    """A dose of 7-OH in milligrams keeps them, because its line in the ledger says so; `undo` and `check` replay it."""
    path = frozen(4, tmp_path)
    with Diary.for_writing(path, NOW) as diary:
        diary.edit(1, lambda old: replace(old, product_kind="7-oh"), NOW)
        (held,) = diary.entries_on("kratom", day("2026-11-20"))
        assert (held.entry.amount_mg, held.entry.amount_ug, held.entry.ug) == (2500, None, 2_500_000)
        diary.edit(held.id, lambda old: replace(old, amount_mg=None, amount_ug=7500), NOW)
        assert diary.history(held.id)[-1].new == {"amount_mg": None, "amount_ug": 7500}
        diary.undo(NOW)
        assert diary.entries_on("kratom", day("2026-11-20")) == [held]
    path.chmod(0o600)
    assert not [each for each in check_diary(path, NOW.now) if each.state == WRONG and each.topic != MODES]


def test_the_maker_still_makes_what_the_next_version_will_be_tested_on(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make", SCHEMAS / "make.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    make.fill(tmp_path / "diary.db")
    with closing(sqlite3.connect(tmp_path / "diary.db")) as connection:
        assert [table for table, found in rows(connection).items() if not found] == []
