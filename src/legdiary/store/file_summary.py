"""Summary of a diary file in numbers, and the comparison of two files' ledgers.

Files are compared by their ledgers and never by their dates, because clocks can be wrong.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

from legdiary.domain.diary_facts import Facts
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.time.moments import Moment
from legdiary.errors import DiaryTrouble
from legdiary.store import diary_file, file_integrity
from legdiary.store.snapshot import snapshot_of_copy
from legdiary.store.sqlite_journals import is_at_rest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


def facts_of(connection: sqlite3.Connection) -> Facts:
    """Return the facts about a file of any version, read from its own tables."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    counts = [f"SELECT count(*) AS n FROM {kind.table}" for kind in KINDS.values() if kind.table in tables]  # noqa: S608
    last = connection.execute(
        "SELECT id, made_utc_ms, made_offset_min, made_zone FROM ledger ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return Facts(
        int(connection.execute("PRAGMA user_version").fetchone()[0]),
        int(last[0]) if last else 0,
        sum(int(connection.execute(count).fetchone()[0]) for count in counts),
        Moment(int(last[1]) // 1000, int(last[2]), str(last[3])) if last else None,
    )


def facts_of_sound_copy(path: Path) -> Facts | None:
    """Return the facts about a copy at rest; None where it is not a diary, or SQLite finds a fault in it.

    SQLite checks no CHECK in a file opened for reading only, so a snapshot of the copy is checked.
    """
    try:
        with closing(snapshot_of_copy(path)) as picture:
            return facts_of(picture) if file_integrity.is_intact(picture) else None
    except (DiaryTrouble, sqlite3.Error, ValueError, TypeError):
        return None


def is_readable(path: Path) -> bool:
    """Return whether the ledger of a diary can be read, without writing or rolling back anything."""
    try:
        diary_file.check_header(path)
        with closing(diary_file.open_unchanged(path, at_rest=is_at_rest(path))) as connection:
            return connection.execute("SELECT count(*) FROM ledger").fetchone() is not None
    except (DiaryTrouble, sqlite3.Error, OSError):
        return False


def is_contained(copy: Path, path: Path) -> bool:
    """Return whether the diary holds all that a copy holds: the diary's ledger begins with the copy's ledger."""
    sql, at_rest = diary_file.load_sql()["ledger_in_order"], is_at_rest(path)
    try:
        with (
            closing(diary_file.open_unchanged(copy, at_rest=True)) as one,
            closing(diary_file.open_unchanged(path, at_rest=at_rest)) as other,
        ):
            longer = other.execute(sql)
            return all(tuple(line) == tuple(longer.fetchone() or ()) for line in one.execute(sql))
    except (sqlite3.Error, OSError):
        return False


def ends_within(copy: Path, path: Path) -> bool:
    """Return whether the diary has the last line of a copy's ledger, and so, unless somebody tampered, all of it.

    Used where copies are counted or listed; before one is deleted, `is_contained` reads every line.
    """
    lines, at_rest = f"SELECT * FROM ({diary_file.load_sql()['ledger_in_order'].rstrip(';')})", is_at_rest(path)  # noqa: S608
    try:
        with (
            closing(diary_file.open_unchanged(copy, at_rest=True)) as one,
            closing(diary_file.open_unchanged(path, at_rest=at_rest)) as other,
        ):
            last = one.execute(f"{lines} ORDER BY id DESC LIMIT 1").fetchone()
            if last is None:
                return True
            return tuple(last) == tuple(other.execute(f"{lines} WHERE id = ?", (last["id"],)).fetchone() or ())
    except (DiaryTrouble, sqlite3.Error, OSError, IndexError):
        return False


def began_alike(double: Path, path: Path) -> bool:
    """Return whether two diaries share the first line of their ledgers: one is then a copy of the other."""
    sql, at_rest = diary_file.load_sql()["ledger_in_order"], is_at_rest(path)
    try:
        diary_file.check_header(double)
        with (
            closing(diary_file.open_unchanged(double, at_rest=True)) as one,
            closing(diary_file.open_unchanged(path, at_rest=at_rest)) as other,
        ):
            first = one.execute(sql).fetchone()
            return first is not None and tuple(first) == tuple(other.execute(sql).fetchone() or ())
    except (DiaryTrouble, sqlite3.Error):
        return False
