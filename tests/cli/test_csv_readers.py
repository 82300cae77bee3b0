"""Other people's tools open the CSV package, and read the types that its dictionary states."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from driving import ok

from builders import present
from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from pathlib import Path

MORNING = "2026-11-22T09:00-05:00"
#: What the dictionary's types are called in DuckDB; an empty column may be anything.
READ_AS = {
    "integer": {"BIGINT"},
    "number": {"DOUBLE", "BIGINT"},
    "boolean": {"BOOLEAN"},
    "date": {"DATE"},
    "datetime": {"TIMESTAMP WITH TIME ZONE"},
    "time": {"TIME"},
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up diary's tables."""
    folder = tmp_path_factory.mktemp("package")
    now = present(MORNING)
    with Diary.for_writing(folder / "diary.db", now) as diary:
        diary.add_all(make_demo_diary(date(2026, 11, 21), now.zone).entries, now)
    ok("export", "csv", "--output", str(folder / "tables"), now=MORNING, diary=folder / "diary.db")
    return folder / "tables"


def test_duckdb_reads_the_types_that_the_dictionary_states(package: Path) -> None:
    with (package / "dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        stated = {(row["table"], row["column"]): row["type"] for row in csv.DictReader(file)}
    checked = 0
    for table in sorted({name for name, _ in stated} - {"dictionary", "corrections"}):
        read: Any = duckdb.sql(f"select * from read_csv('{package / table}.csv', sample_size=-1)")  # noqa: S608 - our own path
        for column, found in zip(read.columns, read.types, strict=True):
            counted: Any = duckdb.sql(f'select count("{column}") from read')  # noqa: S608 - our own name
            known = counted.fetchall()[0][0]
            wanted = READ_AS.get(stated[table, column])
            if known and wanted is not None:
                assert str(found) in wanted, (table, column)
                checked += 1
    assert checked > 60


def test_frictionless_finds_the_package_valid(package: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "datapackage.json"],
        cwd=package,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
