"""Connections to SQLite files: the URI of a path, the time to wait for a lock, the size of a row that is read."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from legdiary.util.paths import StrPath

BUSY_TIMEOUT_S = 20.0
#: The most bytes of one row: the ledger line of a plan of a hundred thousand steps, before and after.
MOST_ROW = 8_000_000
_READ_ONLY = "PRAGMA trusted_schema=OFF; PRAGMA query_only=ON;"
_ASCII = 0x7F
_MS = 1000


class Connection(sqlite3.Connection):
    """A connection that reports every fault of the file as an SQLite error.

    When the list of a file's objects is spoilt, SQLite quotes it in its message, and Python fails to decode that.
    """

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement."""
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            raise schema_error() from error

    def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
        """Run a statement with each of several sets of parameters."""
        try:
            return super().executemany(sql, parameters)
        except UnicodeDecodeError as error:
            raise schema_error() from error

    def executescript(self, sql: str, /) -> sqlite3.Cursor:
        """Run several statements."""
        try:
            return super().executescript(sql)
        except UnicodeDecodeError as error:
            raise schema_error() from error


def schema_error() -> sqlite3.DatabaseError:
    """Return the error of a file whose own description is damaged."""
    spoilt = sqlite3.DatabaseError("malformed database schema")
    spoilt.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    spoilt.sqlite_errorname = "SQLITE_CORRUPT"
    return spoilt


def uri_of(path: StrPath) -> str:
    """Return the path as a file URI; `//` keeps slashes of the path from being read as a host."""
    whole = os.path.abspath(path)  # noqa: PTH100 - no links resolved
    begin = "file://" if whole.startswith("/") else "file:"
    plain = whole.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    if plain.isascii():
        return begin + plain
    return begin + "".join(f"%{byte:02x}" if byte > _ASCII else chr(byte) for byte in os.fsencode(plain))


@contextmanager
def closed_on_error(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Yield the connection and close it where anything in the block fails: left open, it would keep its locks."""
    try:
        yield connection
    except BaseException:
        connection.close()
        raise


def open_file(path: StrPath, mode: str, pragmas: str) -> sqlite3.Connection:
    """Open a file in one of SQLite's modes and run the pragmas.

    Raises:
        sqlite3.Error: SQLite's answer, unchanged.
    """
    connection = sqlite3.connect(
        f"{uri_of(path)}?{mode}", uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, factory=Connection
    )
    with closed_on_error(connection):
        connection.row_factory = sqlite3.Row
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_ROW)
        connection.executescript(pragmas)
    return connection


@contextmanager
def attached(connection: sqlite3.Connection, path: StrPath, name: str) -> Iterator[None]:
    """Attach an existing file to a connection for the block, to be read and written beside what is open there.

    Args:
        connection: opened with URIs.
        path: the file.
        name: its name in statements.

    Raises:
        sqlite3.Error: SQLite's answer, unchanged.
    """
    connection.execute(f"PRAGMA busy_timeout={int(BUSY_TIMEOUT_S * _MS)}")
    connection.execute(f"ATTACH ? AS {name}", (f"{uri_of(path)}?mode=rw",))
    try:
        connection.execute(f"PRAGMA {name}.synchronous=EXTRA")
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute(f"DETACH {name}")


def open_to_look(path: StrPath) -> sqlite3.Connection:
    """Open a file for reading only.

    Raises:
        sqlite3.Error: SQLite's answer, unchanged.
    """
    return open_file(path, "mode=ro", _READ_ONLY)


def open_at_rest(path: StrPath) -> sqlite3.Connection:
    """Open a file that nobody writes to: SQLite takes no locks and puts no files beside it.

    Raises:
        sqlite3.Error: SQLite's answer, unchanged.
    """
    return open_file(path, "mode=ro&immutable=1", _READ_ONLY)
