"""Rows that are made of ledger lines, and ledger lines that are made of rows, many at a time inside SQLite."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_diaries import ENTRIES, NOW, OPERATIONS, filled, opened

from builders import dose, night, plan, product, symptom
from effort import dear
from legdiary.domain.entries.kinds import KINDS
from legdiary.errors import Refused
from legdiary.store import bulk
from legdiary.store.checksum_tables import TABLES, all_checksums_match
from legdiary.store.diary import Diary
from legdiary.store.diary_file import load_sql
from legdiary.store.rows import row_writer, to_columns
from legdiary.store.statement_runner import InTheWay


def rows(path: Path, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of some tables, once all of the diary was held against its checksums."""
    with closing(sqlite3.connect(path)) as connection:
        assert all_checksums_match(connection, load_sql())
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608


def ledger(path: Path) -> list[tuple[Any, ...]]:
    """Every line, without the change that it belongs to."""
    return sorted((line[0], *line[2:]) for line in rows(path, "ledger")["ledger"])


@dear(40)
@given(st.lists(ENTRIES, max_size=8), st.integers(1, 3))
def test_many_at_once_are_stored_as_one_after_the_other(entries: list[Any], at_once: int) -> None:
    """Row by row, line by line and byte by byte, whatever is in them; or none of them is."""
    with tempfile.TemporaryDirectory() as folder:
        alone, together = Path(folder) / "alone.db", Path(folder) / "together.db"
        taken = []
        with opened(alone) as diary:
            for entry in entries:
                try:
                    diary.add(entry, NOW)
                except Refused:
                    continue
                taken.append(entry)
        with opened(together) as diary, mock.patch.object(bulk, "_ROWS_AT_ONCE", at_once):
            stored = diary.add_all(taken, NOW)
        assert [each.id for each in stored] == [*range(1, len(taken) + 1)]
        assert ledger(together) == ledger(alone)
        names = [table for table in TABLES if table != "ledger"]
        assert rows(together, *names) == rows(alone, *names)


@dear(40)
@given(OPERATIONS)
def test_a_ledger_makes_the_rows_again(operations: list[tuple[Any, ...]]) -> None:
    """Added, changed, deleted, undone: the same rows and checksums as those that the commands made."""
    with tempfile.TemporaryDirectory() as folder:
        first, again = Path(folder) / "first.db", Path(folder) / "again.db"
        filled(first, operations)
        with Diary.for_reading(first) as diary, diary.one_state():
            told: list[Any] = list(diary.snapshot().ledger.rows(0))
            entries = {each.id: (each.id, each.entry, each.recalled) for each in diary.every_entry()}
        with opened(again) as diary:
            assert diary.restore_all(lambda numbers: [entries[each] for each in numbers if each in entries], told)
        assert rows(again, *TABLES) == rows(first, *TABLES)
        assert sums(again) == sums(first)


def sums(path: Path) -> list[tuple[Any, ...]]:
    """Every checksum of something that is there."""
    return [each for each in rows(path, "checksum")["checksum"] if each[2]]


def test_a_batch_that_is_not_there_is_refused_as_a_whole_and_the_diary_goes_on(tmp_path: Path) -> None:
    """Foreign keys are checked at the end of many rows: then the transaction has to be given up."""
    path = tmp_path / "diary.db"
    with opened(path) as diary:
        diary.add(night(), NOW)
        with pytest.raises(InTheWay):
            diary.add_all([symptom(), dose(product_id=7)], NOW)
        stored = diary.add_all([product(), dose(product_id=2), plan(("2026-11-02", 9000))], NOW)
        assert [each.id for each in stored] == [2, 3, 4]
    assert [line[0] for line in ledger(path)] == [1, 2, 3, 4]


@given(ENTRIES, st.booleans())
def test_a_row_is_written_in_any_order_of_its_columns(entry: Any, recalled: bool) -> None:
    kind = KINDS[entry.kind]
    if kind.name != "plan":
        columns = to_columns(kind, entry) | {"id": 7} | ({"recalled": int(recalled)} if kind.by_night else {})
        for names in ([*columns], [*columns][::-1]):
            assert row_writer(kind.name, names)(7, entry, recalled) == tuple(columns[name] for name in names)
