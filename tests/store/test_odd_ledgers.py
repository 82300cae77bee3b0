"""Diaries that another program wrote with checksums that fit: what no legdiary writes in a ledger is told."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from driving import ok, run

from builders import moment
from legdiary.store.findings import LEDGER, WRONG
from legdiary.store.health.check import check_diary
from summing import sum_up

if TYPE_CHECKING:
    from pathlib import Path


def odd(path: Path, changed: str) -> Path:
    """A diary with one night, whose line of the ledger was changed, and the checksums with it."""
    ok("night", "6", diary=path)
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("PRAGMA ignore_check_constraints = ON")
        made.execute(f"UPDATE ledger SET {changed}")  # noqa: S608 - ours
    sum_up(path)
    return path


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ("made_utc_ms = 1795327200000000", "a line was written at no moment"),  # the year 58861
        ("made_utc_ms = -1", "a line was written at no moment"),
        ("made_offset_min = 1440", "a line was written at no moment"),
        (f"new = '{'[' * 5000}'", "the history of entry 1 cannot be read"),
    ],
    ids=["later than any", "before 1970", "a day off", "nested"],
)
def test_a_line_that_no_legdiary_writes(changed: str, told: str, tmp_path: Path) -> None:
    """A join of it ended with a fault, and so did `history` after it was restored."""
    path = odd(tmp_path / "odd.db", changed)
    found = {each.topic: each for each in check_diary(path, moment("2026-11-22T09:00-05:00"))}
    assert (found[LEDGER].state, told in found[LEDGER].what) == (WRONG, True), found[LEDGER]
    for words in (("import", str(path)), ("restore", str(path), "--yes")):
        result = run(*words, diary=tmp_path / "mine.db")
        assert (result.code, result.stdout) == (3, "")
        assert told in result.stderr
        assert not (tmp_path / "mine.db").exists()
