"""A diary in memory, to be looked at as it was at one moment: of an open file, of a file, or of bytes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from legdiary.store import file
from legdiary.store.journals import JOURNAL_MODE, ROLLBACK, WAL, is_at_rest
from legdiary.store.trouble import DiaryLocked, NotADiary, trouble

if TYPE_CHECKING:
    from pathlib import Path


def of_file(source: Path) -> sqlite3.Connection:
    """A copy, in memory; the file is only read.

    Raises:
        DiaryTrouble: it is no diary, or cannot be read.
        sqlite3.Error: what SQLite answers, as it is.
    """
    file.inspect(source)
    with closing(file.look_into(source, at_rest=is_at_rest(source))) as connection:
        return in_memory(connection, source)


def of_unsealed(data: bytes, source: Path) -> sqlite3.Connection:
    """What an encrypted copy holds, in memory.

    Raises:
        NotADiary: something else was encrypted.
    """
    if len(data) < 100 or int.from_bytes(data[68:72], "big") != file.APPLICATION_ID:  # noqa: PLR2004 - SQLite's header
        raise NotADiary(source)
    return of_bytes(data)


def in_memory(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """One state of an open file, in memory; the lock for reading is taken first, since `backup` waits for ever."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as picture:
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            connection.backup(picture)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            told = trouble(error, path)
            if isinstance(told, DiaryLocked):
                raise told from error
            raise
        return of_bytes(picture.serialize())


def of_bytes(data: bytes) -> sqlite3.Connection:
    """A file's bytes, opened in memory; nothing can be written there."""
    whole = bytearray(data)
    if whole[JOURNAL_MODE.start] == WAL:  # memory knows no write-ahead log, and the diary wants none
        whole[JOURNAL_MODE] = bytes((ROLLBACK, ROLLBACK))
    with file.closed_on_error(sqlite3.connect(":memory:", isolation_level=None)) as image:
        image.deserialize(bytes(whole))
        image.row_factory = sqlite3.Row
        image.executescript("PRAGMA trusted_schema=OFF; PRAGMA query_only=ON;")
    return image
