"""A picture of a diary, to be looked at as it was at one moment: of an open file, of a file, or of bytes.

A picture is a database of SQLite's own without a name: small ones stay in memory, of large ones the rest is in a file
that has no name either, and is gone with its connection or a kill. What was encrypted is in memory alone.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from legdiary.store import file, limits
from legdiary.store.connection import MOST_ROW, Connection
from legdiary.store.errors import DiaryLocked, NotADiary, trouble
from legdiary.store.journals import JOURNAL_MODE, ROLLBACK, WAL, is_at_rest
from legdiary.store.schema.objects import NotAsMade, differences

if TYPE_CHECKING:
    from pathlib import Path

ON_DISK, IN_MEMORY = "", ":memory:"
_CACHE_KIB = 16_000
_HEADER_BYTES = 100


def picture_of(connection: sqlite3.Connection, path: Path, place: str = ON_DISK) -> sqlite3.Connection:
    """One state of an open file; nothing can be written there.

    The lock for reading is taken first, since `backup` waits for ever.

    Args:
        connection: the file, open.
        path: where it is, for messages.
        place: where the picture is: ON_DISK, or IN_MEMORY alone.

    Raises:
        DiaryLocked: another program keeps the file to itself.
        sqlite3.Error: what else SQLite answers, as it is.
    """
    picture = sqlite3.connect(place, isolation_level=None, factory=Connection)
    try:
        picture.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        within = connection.in_transaction
        try:
            if not within:
                connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            connection.backup(picture)
            if not within:
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            told = trouble(error, path)
            if isinstance(told, DiaryLocked):
                raise told from error
            raise
        return _for_looking(picture)
    except BaseException:
        picture.close()
        raise


def of_copy(source: Path) -> sqlite3.Connection:
    """A copy that nobody writes; the file is only read, and no table of it before its objects are a diary's.

    Raises:
        NotAsMade: it has other objects than a diary.
        MoreThanADiary: it holds more than one.
        DiaryTrouble: it is no diary, or cannot be read.
        sqlite3.Error: what SQLite answers, as it is.
    """
    file.inspect(source)
    limits.check_size(source)
    with closing(file.look_into(source, at_rest=is_at_rest(source))) as connection:
        check_shape(connection, source)
        return picture_of(connection, source)


def check_shape(connection: sqlite3.Connection, source: Path) -> None:
    """Refuse a file with other objects than a diary has, or with more changes than are read.

    Raises:
        NotAsMade, MoreThanADiary.
        sqlite3.Error: what SQLite answers, as it is.
    """
    with limits.sparingly(connection, source):
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if not 0 < version <= file.SCHEMA_VERSION:
            return
        found = differences(connection, version)
    if any(found):
        raise NotAsMade(source, found)
    limits.check_lines(connection, source)


def of_bytes(data: bytes, source: Path) -> sqlite3.Connection:
    """What an encrypted copy holds, in memory; nothing can be written there.

    Raises:
        NotADiary: something else was encrypted.
        NotAsMade, MoreThanADiary: as `of_copy`.
        sqlite3.Error: what SQLite answers, as it is.
    """
    if len(data) < _HEADER_BYTES or int.from_bytes(data[68:72], "big") != file.APPLICATION_ID:
        raise NotADiary(source)
    if data[JOURNAL_MODE.start] == WAL:  # memory knows no write-ahead log, and the diary wants none
        data = data[: JOURNAL_MODE.start] + bytes((ROLLBACK, ROLLBACK)) + data[JOURNAL_MODE.stop :]
    image = sqlite3.connect(IN_MEMORY, isolation_level=None, factory=Connection)
    try:
        image.deserialize(data)
        check_shape(image, source)
        return _for_looking(image)
    except BaseException:
        image.close()
        raise


def _for_looking(picture: sqlite3.Connection) -> sqlite3.Connection:
    picture.row_factory = sqlite3.Row
    picture.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_ROW)
    picture.executescript("PRAGMA trusted_schema=OFF; PRAGMA query_only=ON;")
    return picture
