"""Soundness of a diary's file, by SQLite's own checks and by its checksums."""

from __future__ import annotations

from legdiary.store import diary_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3


def is_sound(connection: sqlite3.Connection) -> bool:
    """Return whether SQLite finds every page, index, NOT NULL, CHECK and foreign key in order."""
    return _has_no_fault(connection, "main") and not connection.execute("PRAGMA foreign_key_check").fetchall()


def is_whole(connection: sqlite3.Connection, name: str) -> bool:
    """Return whether SQLite finds every page and index of an attached file in order.

    CHECKs and foreign keys are not asked for: they rest on the rows, which `same_rows` compares with those of a file
    that was found sound.
    """
    connection.execute("PRAGMA ignore_check_constraints=ON")
    try:
        return _has_no_fault(connection, name)
    finally:
        connection.execute("PRAGMA ignore_check_constraints=OFF")


def _has_no_fault(connection: sqlite3.Connection, name: str) -> bool:
    try:
        return [tuple(row) for row in connection.execute(f"PRAGMA {name}.integrity_check(1)")] == [("ok",)]
    except UnicodeDecodeError:  # SQLite's message quotes what is spoilt
        return False


def same_rows(connection: sqlite3.Connection, one: str, other: str) -> bool:
    """Return whether each table of a file has the same rows in another file; both are attached to a connection."""
    tables = connection.execute(
        f"SELECT name FROM {one}.sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"  # noqa: S608 - ours
    )
    return all(_same_table(connection, str(table), one, other) for (table,) in tables.fetchall())


def _same_table(connection: sqlite3.Connection, table: str, one: str, other: str) -> bool:
    """Return whether both have as many rows, and each row of one has its equal in the other."""
    of = quote_name(table)
    counts = {connection.execute(f"SELECT count(*) FROM {name}.{of}").fetchone()[0] for name in (one, other)}  # noqa: S608
    columns = [(quote_name(row[1]), row[5]) for row in connection.execute(f"PRAGMA {one}.table_info({of})")]
    keys = " AND ".join(f"b.{column} = a.{column}" for column, is_key in columns if is_key)
    same = " AND ".join(f"b.{column} IS a.{column}" for column, _ in columns)
    differing = (
        f"SELECT 1 FROM {one}.{of} AS a NOT INDEXED LEFT JOIN {other}.{of} AS b ON {keys} WHERE NOT ({same}) LIMIT 1"  # noqa: S608
    )
    return len(counts) == 1 and connection.execute(differing).fetchone() is None


def quote_name(name: str) -> str:
    """Return a name of a table or column as SQL."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def is_intact(connection: sqlite3.Connection) -> bool:
    """Return whether SQLite finds a file sound and everything in it fits its checksums."""
    return is_sound(connection) and checksums_match(connection)


def checksums_match(connection: sqlite3.Connection) -> bool:
    """Return whether everything in a file fits its checksums; a former schema has none."""
    from legdiary.store.checksum_tables import all_checksums_match

    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    return version != diary_file.SCHEMA_VERSION or all_checksums_match(connection, diary_file.load_sql())
