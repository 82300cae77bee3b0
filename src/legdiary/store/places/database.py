"""A PostgreSQL database as the place where devices meet: one table of sealed segments.

SQLAlchemy and psycopg, the extra `database`, make the connection; legdiary has no network code of its own. The server
sees what a folder's carrier sees: devices, ranges, sizes and times, and nothing of what is sealed.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING

from legdiary.domain.sync.segment_names import KEY_FILE, READ_ME, read_segment_name
from legdiary.errors import one_line
from legdiary.store.places.errors import (
    ConnectionLost,
    DatabaseRefuses,
    DatabaseUnreachable,
    NoDatabaseLibrary,
    PlaceFull,
    PlaceNotWritable,
    PlaceTrouble,
)
from legdiary.store.places.place import Listing, Oddity, OddName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine, Table
    from sqlalchemy.exc import SQLAlchemyError

    from legdiary.domain.sync.segment_names import SegmentName
    from legdiary.errors import LegdiaryError

TABLE = "legdiary_sync"
_DRIVER = "postgresql+psycopg"
_SECONDS = 10
#: How a connection is made, beside what the URL says: no waiting without end, and nothing that a pooler cannot pass on.
_CONNECT = {
    "connect_timeout": _SECONDS, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
    "tcp_user_timeout": 30_000, "application_name": "legdiary", "prepare_threshold": None,
}  # fmt: skip
#: PostgreSQL's codes → what they mean here: by the whole code, or by its first two letters.
_REFUSES = ("28", "3D", "42501", "3F")
_READ_ONLY = ("25006",)
_FULL = ("53100", "53200", "54")
_LOST = ("08", "57P", "40", "55P03", "53300")
_NO_TABLE, _IS_THERE = "42P01", ("42P07", "23505", "42710")


class DatabasePlace:
    """A database as a place (`store.places.place.Place`).

    Args:
        address: its URL, `postgresql://user@host/database`.

    Raises:
        NoDatabaseLibrary: the library for it is not installed.
        DatabaseUnreachable: the URL cannot be read.
    """

    def __init__(self, address: str) -> None:
        self._engine = _engine(address)

    @property
    def address(self) -> str:
        """The URL, without its password."""
        shown = self._engine.url.set(drivername="postgresql", query={})
        return shown.render_as_string(hide_password=True)

    def begin(self, key: bytes, read_me: str) -> bool:
        """Make the place ready, with the sealed key; return False, and change nothing, if a key is there already."""
        self._make_table()
        with self._transaction() as connection:
            if not _insert(connection, KEY_FILE, key):
                return False
            _insert(connection, READ_ME, read_me.encode())
        return True

    def key(self) -> bytes | None:
        """Return the sealed key; None if there is none."""
        return self._read(KEY_FILE)

    def names(self) -> Listing:
        """Return all that the table holds."""
        from sqlalchemy import select

        try:
            with self._transaction() as connection:
                found = sorted(connection.scalars(select(_table().c.name)))
        except _NoTable:
            return Listing(())
        named = {name: read_segment_name(name) for name in found if name not in (KEY_FILE, READ_ME)}
        segments = sorted(each for each in named.values() if each is not None)
        return Listing(
            tuple(segments),
            tuple(OddName(one_line(name), Oddity.UNKNOWN) for name, each in named.items() if each is None),
        )

    def get(self, name: SegmentName) -> bytes | None:
        """Return a segment; None if it is gone."""
        return self._read(name.path)

    def put(self, name: SegmentName, data: bytes) -> bool:
        """Put a segment, durably; return False, and change nothing, if one of its name is there already.

        If the connection breaks at the very end, the segment may be there nevertheless; the next `put` then says so.
        """
        try:
            with self._transaction() as connection:
                return _insert(connection, name.path, data)
        except _NoTable:
            raise PlaceTrouble(self.address, f"no table {TABLE}") from None

    def remove(self, name: SegmentName) -> None:
        """Remove a segment of one's own, whose lines another holds; nothing happens if it is gone."""
        from sqlalchemy import delete

        with suppress(_NoTable), self._transaction() as connection:
            connection.execute(delete(_table()).where(_table().c.name == name.path))

    def close(self) -> None:
        """Let go of the connection."""
        self._engine.dispose()

    def _read(self, name: str) -> bytes | None:
        from sqlalchemy import select

        try:
            with self._transaction() as connection:
                content = connection.scalar(select(_table().c.content).where(_table().c.name == name))
        except _NoTable:
            return None
        return None if content is None else bytes(content)

    def _make_table(self) -> None:
        """Make the table if there is none; another client may be making it at the same moment."""
        try:
            with self._transaction() as connection:
                _table().create(connection, checkfirst=True)
        except _TableIsThere:
            return

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Yield a connection in a transaction, which is committed at the end."""
        from sqlalchemy.exc import SQLAlchemyError

        connected = False
        try:
            with self._engine.begin() as connection:
                connected = True
                yield connection
        except SQLAlchemyError as error:
            raise self._translated(error, connected=connected) from error

    def _translated(self, error: SQLAlchemyError, *, connected: bool) -> LegdiaryError | Exception:
        """Return the error for one of the library's; texts of the server are never part of it."""
        code = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
        address = self.address
        if code == _NO_TABLE:
            return _NoTable()
        if code in _IS_THERE:
            return _TableIsThere()
        if code.startswith(_REFUSES) or (not code and not connected and _was_refused(error)):
            return DatabaseRefuses(address)
        if code in _READ_ONLY:
            return PlaceNotWritable(address)
        if code.startswith(_FULL):
            return PlaceFull(address)
        if not connected:
            return DatabaseUnreachable(address)
        if not code or code.startswith(_LOST) or getattr(error, "connection_invalidated", False):
            return ConnectionLost(address)
        return PlaceTrouble(address, code)


class _NoTable(Exception):
    """There is no table yet: nothing was begun in this database."""


class _TableIsThere(Exception):
    """Another client made the table at the same moment."""


def _was_refused(error: SQLAlchemyError) -> bool:
    """Return whether a server answered, and let nobody in: psycopg gives no code for that."""
    told = str(getattr(error, "orig", ""))
    return "FATAL:" in told and not any(word in told for word in ("starting up", "shutting down", "too many"))


def _engine(address: str) -> Engine:
    from importlib import import_module

    try:
        import_module("psycopg")  # it is asked for here, since SQLAlchemy would only say that a module is missing
        from sqlalchemy import create_engine
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError
    except ImportError as error:
        raise NoDatabaseLibrary from error
    try:
        url = make_url(address).set(drivername=_DRIVER)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUnreachable("(its address cannot be read)") from error
    return create_engine(url, connect_args=dict(_CONNECT), pool_size=1, max_overflow=0, hide_parameters=True)


@cache
def _table() -> Table:
    """Return the table: names as in a folder, and what is sealed."""
    from sqlalchemy import Column, DateTime, LargeBinary, MetaData, Table, Text, func

    return Table(
        TABLE,
        MetaData(),
        Column("name", Text, primary_key=True),
        Column("content", LargeBinary, nullable=False),
        Column("put_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


def _insert(connection: Connection, name: str, content: bytes) -> bool:
    """Put one row; return whether it was put, and not there already."""
    from sqlalchemy.dialects.postgresql import insert

    put = insert(_table()).values(name=name, content=content).on_conflict_do_nothing(index_elements=["name"])
    return connection.scalar(put.returning(_table().c.name)) is not None
