"""A database of another program, opened for reading and nothing else.

It may have been made to do harm, so nothing that is written in it is run: its schema is not trusted, its views and
triggers are denied, and the length of a value and the number of steps are limited. It is read from a copy in memory, so
neither the file nor anything beside it is touched. What comes out of a zip goes through a temporary file that has no
name; what was decrypted stays in memory.
"""

from __future__ import annotations

import io
import mmap
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import ExitStack, closing, contextmanager
from typing import IO, TYPE_CHECKING, Any

from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.text_lines import open_bytes
from legdiary.formats.reader_result import MOST_DATABASE, BadRow, TooLarge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import BinaryIO

    from legdiary.formats.files.text_lines import Content

BEGINS = b"SQLite format 3\x00"
_PIECE, _LARGEST_PAGE = 1 << 20, 65_536
#: The most times that a zip may be smaller than what is in it; a database packs to a third.
_MOST_PACKED, _PACKED_FROM = 100, 20_000_000
#: How a database is written, in its header.
_JOURNAL, _ROLLBACK, _WAL = slice(18, 20), b"\x01\x01", b"\x02\x02"
#: The longest value and definition, and SQLite's steps in thousands.
_LONGEST, _STEPS, _TIMES = 10_000_000, 100_000, 3_000


class ForeignDatabase:
    """An open database, of which a few tables may be read."""

    def __init__(self, connection: sqlite3.Connection, source: str) -> None:
        self._connection = connection
        self._source = source

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield these columns of every row of a table.

        Raises:
            BadRow: there is no such table with these columns, or the file is damaged.
        """
        named = ", ".join(columns)
        try:
            yield from self._connection.execute(f"SELECT {named} FROM {table}")  # noqa: S608 - names of our own
        except sqlite3.Error as error:
            raise _unreadable(self._source, f"{table} cannot be read") from error


def _unreadable(source: str, what: str) -> Exception:
    return Place(source).bad(None, f"{what}: the database is damaged, still being written, or made by something else")


@contextmanager
def open_database(
    content: Content, source: str, tables: Collection[str], packed_bytes: int | None = None, *, is_secret: bool = False
) -> Iterator[ForeignDatabase]:
    """Open a database for reading.

    Args:
        content: its bytes: a plain file, a file within a zip, or bytes.
        source: the file's name.
        tables: the tables that are read; all of them have to be there, as tables.
        packed_bytes: the size that it has in its zip; None if it is not packed.
        is_secret: it was decrypted, so it may not reach the disk.

    Raises:
        BadRow: it is no whole database, or does not have these tables.
        TooLarge: it is larger than any export.
    """
    with ExitStack() as opened:
        if packed_bytes is not None:
            spooled = io.BytesIO() if is_secret else opened.enter_context(tempfile.TemporaryFile())
            _unpack(open_bytes(content) if isinstance(content, bytes) else content, spooled, source, packed_bytes)
            content = spooled.getvalue() if isinstance(spooled, io.BytesIO) else spooled
        image = bytearray(content) if isinstance(content, bytes) else _mapped(content, source, opened)
        _check_whole(image, source)
        if image[_JOURNAL] == _WAL:  # an app that writes ahead leaves this mark, which a copy in memory cannot have
            image[_JOURNAL] = _ROLLBACK
        connection = opened.enter_context(closing(sqlite3.connect(":memory:", isolation_level=None)))
        try:
            connection.deserialize(image)
        except (sqlite3.Error, AttributeError) as error:
            raise _unreadable(source, "it cannot be opened") from error
        _guard(connection, source, tables)
        yield ForeignDatabase(connection, source)


def _unpack(file: BinaryIO, spooled: IO[bytes], source: str, packed_bytes: int) -> None:
    """Unpack a database.

    Raises:
        BadRow: the zip is damaged.
        TooLarge: it is larger than any export, or packed as none ever is.
    """
    size = 0
    try:
        while piece := file.read(_PIECE):
            size += len(piece)
            if size > max(_PACKED_FROM, packed_bytes * _MOST_PACKED):
                raise Place(source).bad(None, f"the zip unpacks to more than {_MOST_PACKED} times its size")
            if size > MOST_DATABASE:
                raise TooLarge(source, most_bytes=MOST_DATABASE)
            spooled.write(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        if isinstance(error, BadRow):
            raise
        raise _unreadable(source, "the zip is not whole") from error
    spooled.flush()


def _mapped(file: IO[bytes], source: str, opened: ExitStack) -> mmap.mmap:
    """Return the bytes of a file, read as they are needed; what is changed of them stays in memory."""
    try:
        return opened.enter_context(closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)))
    except ValueError as error:  # an empty file
        raise Place(source).bad(None, "accepted: a SQLite database, and this file is empty") from error


def _check_whole(image: bytearray | mmap.mmap, source: str) -> None:
    """Refuse a file that is no database, or that has not all the pages that its header says it has."""
    if image[: len(BEGINS)] != BEGINS:
        raise Place(source).bad(None, "accepted: a SQLite database")
    page, pages = int.from_bytes(image[16:18], "big"), int.from_bytes(image[28:32], "big")
    if len(image) < (_LARGEST_PAGE if page == 1 else page) * pages:
        raise _unreadable(source, "it ends too early")


def _guard(connection: sqlite3.Connection, source: str, tables: Collection[str]) -> None:
    """Deny everything but reading these tables.

    Raises:
        BadRow: they are not there.
    """
    left = iter(range(_TIMES))
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.set_progress_handler(lambda: next(left, None) is None, _STEPS)
    try:
        for name in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
            connection.execute(f"PRAGMA {name}")
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        plain = {
            name for name, sql in found if isinstance(sql, str) and not sql[:14].upper().startswith("CREATE VIRTUAL")
        }
    except sqlite3.Error as error:
        raise _unreadable(source, "its tables cannot be listed") from error
    if missing := sorted(set(tables) - plain):
        raise Place(source).bad(None, f"accepted: a database with the table {missing[0]}")

    def allow(action: int, table: str | None, _column: str | None, _base: str | None, within: str | None) -> int:
        is_read = action == sqlite3.SQLITE_READ and table in tables and within is None
        return sqlite3.SQLITE_OK if is_read or action == sqlite3.SQLITE_SELECT else sqlite3.SQLITE_DENY

    connection.set_authorizer(allow)
