"""Soundness of a diary's file, by SQLite's own checks and by its checksums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.store import diary_file

if TYPE_CHECKING:
    import sqlite3


def is_sound(connection: sqlite3.Connection) -> bool:
    """Return whether SQLite finds every page, index, NOT NULL, CHECK and foreign key in order."""
    integrity = [tuple(row) for row in connection.execute("PRAGMA integrity_check(1)")]
    return integrity == [("ok",)] and not connection.execute("PRAGMA foreign_key_check").fetchall()


def is_intact(connection: sqlite3.Connection) -> bool:
    """Return whether SQLite finds a file sound and everything in it fits its checksums."""
    return is_sound(connection) and checksums_match(connection)


def checksums_match(connection: sqlite3.Connection) -> bool:
    """Return whether everything in a file fits its checksums; a former schema has none."""
    from legdiary.store.checksum_tables import all_checksums_match

    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    return version != diary_file.SCHEMA_VERSION or all_checksums_match(connection, diary_file.load_sql())
