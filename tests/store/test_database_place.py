"""A database as the place where devices meet: a real PostgreSQL, with what happens to servers and connections."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

import postgresql
from legdiary.app.sync.sealed_place import SealedPlace
from legdiary.domain.sync.line_chain import start_chain
from legdiary.domain.sync.segment_names import SegmentName
from legdiary.formats.age_encryption import load_pyrage, new_key
from legdiary.formats.sync_segment import Segment
from legdiary.store.places.addresses import open_place
from legdiary.store.places.database import DatabasePlace
from legdiary.store.places.errors import (
    ConnectionLost,
    DatabaseRefuses,
    DatabaseUnreachable,
    NoDatabaseLibrary,
    PlaceFull,
    PlaceNotWritable,
    PlaceTrouble,
)
from legdiary.store.places.place import Oddity, OddName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

WHY_NOT = postgresql.why_not()
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=WHY_NOT or "")

PHONE, LAPTOP = "00000000000000aa", "00000000000000bb"
FIRST, SECOND = SegmentName(PHONE, 1, 4), SegmentName(PHONE, 5, 8)
THEIRS = SegmentName(LAPTOP, 1, 3)
NUMBERS = count()


@pytest.fixture(scope="session")
def server() -> Iterator[postgresql.Server]:
    with closing(postgresql.Server()) as started:
        yield started


@contextmanager
def owner(server: postgresql.Server, database: str = "postgres") -> Iterator[Connection]:
    """A connection of the server's owner; each statement is a transaction, unless one is begun."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    url = server.url(database=database).replace("postgresql:", "postgresql+psycopg:")
    with create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        yield connection


def run_sql(server: postgresql.Server, *statements: str, database: str = "postgres") -> list[Any]:
    """What the server's owner types."""
    with owner(server, database) as connection:
        for statement in statements:
            done = connection.exec_driver_sql(statement)
        return [*done] if done.returns_rows else []


@pytest.fixture
def database(server: postgresql.Server) -> str:
    """The name of an empty database."""
    name = f"legs{next(NUMBERS)}"
    run_sql(server, f"CREATE DATABASE {name}")
    return name


@contextmanager
def connected(url: str) -> Iterator[DatabasePlace]:
    place = open_place(url)
    assert isinstance(place, DatabasePlace)
    with closing(place):
        yield place


@pytest.fixture
def place(server: postgresql.Server, database: str) -> Iterator[DatabasePlace]:
    """A database in which devices have begun to meet."""
    with connected(server.url(database=database)) as begun:
        assert begun.begin(b"the key", "read me")
        yield begun


def test_segments_are_put_and_listed_and_read_as_in_a_folder(server: postgresql.Server, database: str) -> None:
    url = server.url(database=database)
    with connected(url) as place, connected(url) as other:
        assert (place.key(), place.names(), place.get(FIRST)) == (None, ((), ()), None)  # nobody began
        place.remove(FIRST)
        with pytest.raises(PlaceTrouble, match="no table legdiary_sync"):
            place.put(FIRST, b"first")
        assert place.begin(b"the key", "read me")
        assert not other.begin(b"another key", "another text")
        assert other.key() == b"the key"
        assert other.put(SECOND, b"second\x00\xff")
        assert place.put(FIRST, b"first")
        assert not other.put(FIRST, b"another")
        assert other.get(FIRST) == b"first"
        assert place.get(SECOND) == b"second\x00\xff"
        place.remove(FIRST)
        place.remove(FIRST)
        assert other.get(FIRST) is None
        run_sql(server, "INSERT INTO legdiary_sync VALUES ('x/1-2.age', 'x')", database=database)
        assert other.names() == ((SECOND,), (OddName("x/1-2.age", Oddity.UNKNOWN),))
        rows = run_sql(
            server, "SELECT name FROM legdiary_sync WHERE put_at > now() - interval '1 hour'", database=database
        )
    assert {name for (name,) in rows} == {"key.age", "README.txt", SECOND.path, "x/1-2.age"}


def test_what_is_sealed_comes_back_as_it_was(place: DatabasePlace) -> None:
    diary = "d" * 32
    sealed = SealedPlace(place, diary, new_key(load_pyrage()))
    segment = Segment(diary, FIRST, start_chain(diary, PHONE), {LAPTOP: 3}, "phone", "0.22.0", ("{}",) * 4)
    assert sealed.put(segment)
    assert sealed.read(FIRST) == segment
    assert sealed.names().segments == (FIRST,)


def test_clients_at_once(server: postgresql.Server, database: str) -> None:
    """One of them begins, whoever makes the table; one of them puts a segment of a name, and all see the same."""
    clients = 6

    def together(number: int) -> tuple[bool, bool, bytes | None]:
        with connected(server.url(database=database)) as place:
            begun = place.begin(b"%d" % number, "read me")
            put = place.put(FIRST, b"%d" % number)
            return begun, put, place.get(FIRST)

    with ThreadPoolExecutor(clients) as pool:
        seen = list(pool.map(together, range(clients)))
    assert sum(begun for begun, _, _ in seen) == 1
    assert [read for _, put, read in seen if put] == [b"%d" % number for number, (_, put, _) in enumerate(seen) if put]
    assert len({read for _, _, read in seen}) == 1


def test_a_connection_that_is_killed_while_a_segment_is_put(
    server: postgresql.Server, database: str, place: DatabasePlace
) -> None:
    """Nothing of it is there, the trouble is told, and the next try puts it."""
    waiting = "SELECT pid FROM pg_stat_activity WHERE application_name = 'legdiary' AND wait_event_type = 'Lock'"
    with owner(server, database) as locking, ThreadPoolExecutor(1) as pool:
        locking.exec_driver_sql("BEGIN")
        locking.exec_driver_sql("LOCK TABLE legdiary_sync IN ACCESS EXCLUSIVE MODE")
        put = pool.submit(place.put, FIRST, b"first")
        until = time.monotonic() + 20
        while not run_sql(server, waiting):
            assert time.monotonic() < until
            time.sleep(0.02)
        run_sql(server, waiting.replace("pid", "pg_terminate_backend(pid)"))
        with pytest.raises(ConnectionLost, match=r"was lost; what is in the diary is safe. The next sync tries again"):
            put.result(20)
        locking.exec_driver_sql("ROLLBACK")
    assert place.names().segments == ()
    assert place.put(FIRST, b"first")
    run_sql(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'legdiary'")
    with pytest.raises(ConnectionLost):
        place.names()
    assert place.names().segments == (FIRST,)


def test_a_server_that_fails_and_comes_back(server: postgresql.Server, place: DatabasePlace) -> None:
    place.put(FIRST, b"first")
    server.stop()
    try:
        with pytest.raises(ConnectionLost):
            place.put(SECOND, b"second")
        with pytest.raises(DatabaseUnreachable, match="does not answer"):
            place.put(SECOND, b"second")
    finally:
        server.start()
    assert place.put(SECOND, b"second")
    assert place.names().segments == (FIRST, SECOND)


def test_a_session_that_was_failed_over_to_a_server_that_only_reads(
    server: postgresql.Server, database: str, place: DatabasePlace
) -> None:
    place.put(FIRST, b"first")
    read_only = f"ALTER DATABASE {database} SET default_transaction_read_only"
    run_sql(server, f"{read_only} = on")
    with connected(server.url(database=database)) as standby:
        assert standby.get(FIRST) == b"first"
        with pytest.raises(PlaceNotWritable):
            standby.put(SECOND, b"second")
        with pytest.raises(PlaceNotWritable):
            standby.remove(FIRST)
    run_sql(server, f"{read_only} = off")
    with connected(server.url(database=database)) as primary:
        assert primary.put(SECOND, b"second")


def test_of_several_servers_the_one_that_can_be_written_is_found(
    server: postgresql.Server, database: str, place: DatabasePlace, tmp_path: Any
) -> None:
    """As after a failover: the address names all of them."""
    here = server.url(database=database)
    several = here.replace("?", f"?host={tmp_path}&") + "&target_session_attrs=read-write"
    with connected(several) as cluster:
        assert cluster.put(FIRST, b"first")
    assert place.get(FIRST) == b"first"


def test_who_may_not_come_in_is_refused_and_no_password_is_told(
    server: postgresql.Server, database: str, place: DatabasePlace
) -> None:
    run_sql(server, "CREATE ROLE ben LOGIN PASSWORD 'right'", "CREATE ROLE eve LOGIN")
    server.allow(f"local {database} ben scram-sha-256")
    url = server.url("ben:wr0ng", database)
    for refused in (url, server.url(database="nowhere"), server.url("nobody", database)):
        with connected(refused) as shut, pytest.raises(DatabaseRefuses, match="refuses this user") as met:
            shut.put(FIRST, b"x")
        assert "wr0ng" not in f"{met.value.message} {shut.address}"
    with connected(server.url("eve", database)) as without_rights, pytest.raises(DatabaseRefuses):
        without_rights.put(FIRST, b"x")
    with connected(url) as shown:
        assert shown.address == f"postgresql://ben:***@/{database}"
    run_sql(server, "GRANT SELECT, INSERT ON legdiary_sync TO ben", database=database)
    with connected(server.url("ben:right", database)) as allowed:
        assert allowed.put(FIRST, b"first")
    assert place.get(FIRST) == b"first"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("53100", PlaceFull), ("54000", PlaceFull), ("25006", PlaceNotWritable), ("42501", DatabaseRefuses),
        ("28P01", DatabaseRefuses), ("3D000", DatabaseRefuses), ("40001", ConnectionLost), ("57P03", ConnectionLost),
        ("08006", ConnectionLost), ("53300", ConnectionLost), ("22000", PlaceTrouble), ("XX001", PlaceTrouble),
    ],
)  # fmt: skip
def test_what_a_server_says_is_told_by_its_code_and_not_in_its_words(code: str, error: type[Exception]) -> None:
    from sqlalchemy.exc import DBAPIError

    class Answer(Exception):
        sqlstate = code

    with connected("postgresql://anna:secret@db.home/legs?sslmode=require") as place:
        told = place._translated(DBAPIError("INSERT", {}, Answer("note: secret")), connected=True)  # noqa: SLF001
    assert type(told) is error
    assert "postgresql://anna:***@db.home/legs" in str(told)
    assert "note" not in str(told)


def test_an_address_that_leads_nowhere(tmp_path: Any) -> None:
    with connected(f"postgresql://anna@/legs?host={tmp_path}") as nowhere, pytest.raises(DatabaseUnreachable):
        nowhere.names()
    with pytest.raises(DatabaseUnreachable, match="cannot be read"):
        open_place("postgresql://anna:secret@db.home:port/legs")


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(NoDatabaseLibrary, match="the extra 'database'") as met:
        open_place("postgresql://anna@db.home/legs")
    assert "legdiary[database]" in (met.value.hint or "") or "psycopg" in (met.value.hint or "")
