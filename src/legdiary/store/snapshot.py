"""Snapshots of a diary in a nameless database: from an open file, a file at rest, or the bytes of a decrypted copy.

A small snapshot stays in memory; the rest of a large one goes to a file that has no name either, and that is gone
with its connection or with the process. Decrypted data stays in memory only.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

from legdiary.store import diary_file, read_limits
from legdiary.store.connection import MOST_ROW, Connection
from legdiary.store.errors import DiaryLocked, NotADiary, translate_error
from legdiary.store.schema.comparison import NotAsMade, differences
from legdiary.store.sqlite_journals import JOURNAL_MODE, ROLLBACK, WAL, is_at_rest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

ON_DISK, IN_MEMORY = "", ":memory:"
_CACHE_KIB = 16_000
_HEADER_BYTES = 100


def snapshot_of_file(connection: sqlite3.Connection, path: Path, place: str = ON_DISK) -> sqlite3.Connection:
    """Return a snapshot of an open file, for reading only.

    The read lock is taken first, because `backup` would wait forever for one.

    Args:
        connection: the open file.
        path: its path, for messages.
        place: where the snapshot may be kept: ON_DISK, or IN_MEMORY only.

    Raises:
        DiaryLocked: another program holds the file.
        sqlite3.Error: any other answer of SQLite, unchanged.
    """
    picture = sqlite3.connect(place, uri=True, isolation_level=None, factory=Connection)
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
            told = translate_error(error, path)
            if isinstance(told, DiaryLocked):
                raise told from error
            raise
        return _made_read_only(picture)
    except BaseException:
        picture.close()
        raise


def snapshot_of_copy(source: Path) -> sqlite3.Connection:
    """Return a snapshot of a copy that nobody writes to; no table is read before its objects are known to be a diary's.

    Raises:
        NotAsMade: its objects are not a diary's.
        MoreThanADiary: it is larger than any diary.
        DiaryTrouble: it is not a diary, or cannot be read.
        sqlite3.Error: SQLite's answer, unchanged.
    """
    diary_file.check_header(source)
    read_limits.check_size(source)
    with closing(diary_file.open_unchanged(source, at_rest=is_at_rest(source))) as connection:
        check_shape(connection, source)
        return snapshot_of_file(connection, source)


def check_shape(connection: sqlite3.Connection, source: Path) -> None:
    """Refuse a file whose objects are not a diary's, or that has too many changes.

    Raises:
        NotAsMade, MoreThanADiary.
        sqlite3.Error: SQLite's answer, unchanged.
    """
    with read_limits.limit_reading(connection, source):
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if not 0 < version <= diary_file.SCHEMA_VERSION:
            return
        found = differences(connection, version)
    if any(found):
        raise NotAsMade(source, found)
    read_limits.check_lines(connection, source)


def snapshot_of_bytes(data: bytes, source: Path) -> sqlite3.Connection:
    """Return the contents of an encrypted copy, held in memory, for reading only.

    Raises:
        NotADiary: the decrypted data is not a diary.
        NotAsMade, MoreThanADiary: as `snapshot_of_copy`.
        sqlite3.Error: SQLite's answer, unchanged.
    """
    if len(data) < _HEADER_BYTES or int.from_bytes(data[68:72], "big") != diary_file.APPLICATION_ID:
        raise NotADiary(source)
    if data[JOURNAL_MODE.start] == WAL:  # a database in memory has no write-ahead log
        data = data[: JOURNAL_MODE.start] + bytes((ROLLBACK, ROLLBACK)) + data[JOURNAL_MODE.stop :]
    image = sqlite3.connect(IN_MEMORY, uri=True, isolation_level=None, factory=Connection)
    try:
        image.deserialize(data)
        check_shape(image, source)
        return _made_read_only(image)
    except BaseException:
        image.close()
        raise


def _made_read_only(picture: sqlite3.Connection) -> sqlite3.Connection:
    picture.row_factory = sqlite3.Row
    picture.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_ROW)
    picture.executescript("PRAGMA trusted_schema=OFF; PRAGMA query_only=ON;")
    return picture
