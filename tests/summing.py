"""Diaries that a test writes in behind legdiary's back: with the checksums of what they then hold, or without."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from legdiary.store import diary_file
from legdiary.store.checksum_tables import register_crc32

if TYPE_CHECKING:
    from pathlib import Path

_PUT = "INSERT INTO checksum VALUES (?, ?, ?) ON CONFLICT (of, key) DO UPDATE SET sum = sum + excluded.sum"


def sum_up(path: Path) -> None:
    """Give a diary the checksums of what it holds now: an older program, or another, has stored it so."""
    with closing(sqlite3.connect(path)) as connection, connection:
        sum_up_over(connection)


def sum_up_over(connection: sqlite3.Connection) -> None:
    """The same over a connection."""
    register_crc32(connection)
    off = [tuple(row) for row in connection.execute(diary_file.load_sql()["checksum_wrong"])]
    lines, told = connection.execute(diary_file.load_sql()["lines_fit"]).fetchone()
    connection.executemany(_PUT, [*((of, key, -by) for of, key, by in off), ("lines", "", lines - told)])
    connection.execute("DELETE FROM checksum WHERE sum = 0")
