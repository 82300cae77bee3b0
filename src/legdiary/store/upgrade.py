"""Upgrades of an older diary: copied first, then all steps in one transaction, or nothing.

Loaded only when the stored `user_version` is below `file.SCHEMA_VERSION`; Alembic and SQLAlchemy load only
when steps run. `PRAGMA user_version` is the one record of how far a file is: there is no `alembic_version`
table.

A writing command upgrades the file (`upgrade`). A reading command never writes: it reads an upgraded picture
of the file in memory (`upgraded_in_memory`). Both run the same steps and pass the same checks: the foreign
keys hold, SQLite finds the file sound, and every table and index stands exactly as in a fresh diary. The last
one is no formality: Alembic's batch mode rebuilds a table from what SQLAlchemy can read of it, and drops what
it cannot.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from legdiary.errors import DiaryTrouble
from legdiary.store import file, steps
from legdiary.store.copies import copy_names, copy_to, is_sound, with_free_name
from legdiary.store.trouble import DiaryNewer, NotADiary, trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from alembic.operations import Operations
    from sqlalchemy import Connection

    from legdiary.domain.moments import Moment

#: The version upgraded *from* → what makes it the next one. Append-only: a step that was released never
#: changes (`store.steps`). How to write one:
#: - a new table: `operations.create_table(..., sqlite_strict=True)`, its indexes with
#:   `operations.create_index`;
#: - a changed table: `operations.batch_alter_table(name, table_kwargs={"sqlite_strict": True})`: it is
#:   rebuilt with its rows, named CHECKs, UNIQUEs, foreign keys and partial indexes. Without `table_kwargs`
#:   SQLAlchemy 2.0 leaves STRICT out; any version leaves out an index on an expression (`product_by_name`):
#:   drop it before and make it again after, in SQL.
#: - what is forgotten is found: the upgrade does not end in the fresh schema, and is rolled back.
UPGRADES: dict[int, Callable[[Operations], None]] = {1: steps.to_2, 2: steps.to_3}

#: SQLite's way to say that a statement was wrong, or the entries do not fit it: the step's fault, not the
#: disk's.
_STEP_CODES = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH)
_PRIMARY_CODE = 0xFF


class UpgradeFailed(DiaryTrouble):
    """An older diary that could not be brought up to date: a step did not run, or left what is not right."""

    def __init__(self, path: Path, to: int) -> None:
        super().__init__(f"the diary {path} could not be brought to schema {to}; it is as it was", "legdiary check")


class UpgradeDiffers(DiaryTrouble):
    """An older diary that, brought up to date, would differ from a fresh one: somebody changed its tables."""

    def __init__(self, path: Path, to: int, what: str) -> None:
        super().__init__(
            f"the diary {path} brought to schema {to} would not be what it should ({what}); it is as it was",
            "legdiary check",
        )


def upgrade(path: Path, version: int, now: Moment) -> Path | None:
    """Bring the diary at `path` to `file.SCHEMA_VERSION`, after a copy of it; where the copy stands.

    The lock for writing comes first, then a second look at the version, then the copy, then the steps: the
    copy is exactly what the steps start from, and of several terminals that come at once one copies and
    upgrades while the others wait (at most the busy timeout, 20 s) and find nothing left to do. A step that
    fails, a power cut or a kill leaves the file as it was; the copy stays.

    Args:
        path: the diary.
        version: its schema version, as `file.inspect` found it.
        now: the present moment, for the name of the copy.

    Returns:
        The copy; None where another program has upgraded meanwhile, and none was made.

    Raises:
        NotADiary: a version that no legdiary ever wrote (0).
        DiaryNewer: a newer legdiary has upgraded it meanwhile.
        UpgradeFailed: a step failed, or left entries that do not hold together.
        UpgradeDiffers: the steps did not end in the schema of a fresh diary.
        DiaryTrouble: no copy could be made, or the file is locked, damaged, not writable, the disk full.
    """
    _steps(path, version)
    with (
        closing(file.connect(path, writing=True)) as connection,
        _transaction(connection, path) as operations,
    ):
        found = _version(connection, path)
        if found == file.SCHEMA_VERSION:
            return None
        copy, _ = with_free_name(copy_names(path, now, found), lambda name: copy_to(path, name))
        _apply(operations, connection, path, found)
    return copy


def upgraded_in_memory(connection: sqlite3.Connection, path: Path, version: int) -> sqlite3.Connection:
    """What the diary would be if it were upgraded: a picture of it in memory, which refuses every write.

    Args:
        connection: the diary, open for reading; closed here, whatever happens.
        path: where it is, for messages.
        version: its schema version, as `file.inspect` found it.

    Raises:
        NotADiary, DiaryNewer, UpgradeFailed, UpgradeDiffers: as `upgrade`.
        DiaryTrouble: the file cannot be read.
    """
    with closing(connection):
        _steps(path, version)
        with file.closed_on_error(sqlite3.connect(":memory:", isolation_level=None)) as memory:
            _picture(connection, memory, path)
            with _transaction(memory, path) as operations:
                _apply(operations, memory, path, _version(memory, path))
            memory.executescript("PRAGMA trusted_schema=OFF; PRAGMA query_only=ON;")
            memory.row_factory = sqlite3.Row
    return memory


def schema_of(connection: sqlite3.Connection) -> dict[str, object]:
    """The schema of an open file as plain values, equal for two files that differ in spelling only.

    Spelling is: whitespace, quotes around names, the order of a table's constraints, the numbers of SQLite's
    own indexes. The order of columns counts. Keys are `table night`, `index dose_by_night`; the values say
    the SQL, and what SQLite itself makes of it (`PRAGMA table_xinfo`, `table_list`, `foreign_key_list`,
    `index_list`, `index_xinfo`). An index made by hand is a key more, and changes no other.
    """
    found: dict[str, object] = {}
    for kind, name, sql in _tuples(
        connection, "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
    ):
        facts = {"table": _table_facts, "index": _index_facts}.get(kind, _no_facts)
        found[f"{kind} {name}"] = (_stated(sql), facts(connection, name))
    return found


# ---------------------------------------------------------------------- the transaction


@contextmanager
def _transaction(connection: sqlite3.Connection, path: Path) -> Iterator[Operations]:
    """Alembic's operations on an open connection, all of them or none.

    pysqlite's own idea of transactions leaves CREATE TABLE outside, so the driver's is off
    (`isolation_level=None`) and BEGIN is said by the engine. Foreign keys are off meanwhile, since rebuilding
    a table drops it, which would delete what refers to it; and they can only be switched outside of a
    transaction.

    The pool hands out the one connection it was given and never closes it. Parameters never reach a message
    or a log.
    """
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.util import CommandError
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError
    from sqlalchemy.pool import StaticPool

    try:
        connection.row_factory = None
        connection.execute("PRAGMA foreign_keys=OFF")
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool, hide_parameters=True)
        event.listen(engine, "begin", _begin)
        with engine.begin() as bound:
            yield Operations(MigrationContext.configure(bound))
    except DBAPIError as error:
        raise _trouble(error.orig, path) from error
    except sqlite3.Error as error:
        raise _trouble(error, path) from error
    except (SQLAlchemyError, CommandError) as error:
        raise UpgradeFailed(path, file.SCHEMA_VERSION) from error


def _begin(bound: Connection) -> None:
    bound.exec_driver_sql("BEGIN IMMEDIATE")


def _trouble(error: BaseException | None, path: Path) -> DiaryTrouble:
    if isinstance(error, sqlite3.Error):
        code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        if code & _PRIMARY_CODE not in _STEP_CODES:
            return trouble(error, path)
    return UpgradeFailed(path, file.SCHEMA_VERSION)


def _apply(operations: Operations, connection: sqlite3.Connection, path: Path, found: int) -> None:
    for step in _steps(path, found):
        step(operations)
    connection.execute(f"PRAGMA user_version = {file.SCHEMA_VERSION}")
    if not is_sound(connection):
        raise UpgradeFailed(path, file.SCHEMA_VERSION)
    made = schema_of(connection)
    for what, fresh in _fresh_schema().items():
        if made.get(what) != fresh:
            raise UpgradeDiffers(path, file.SCHEMA_VERSION, what)


def _steps(path: Path, found: int) -> list[Callable[[Operations], None]]:
    """The steps from a version on, oldest first.

    Raises:
        NotADiary: no legdiary ever wrote this version.
    """
    if found < 1:
        raise NotADiary(path)
    return [UPGRADES[version] for version in range(found, file.SCHEMA_VERSION)]


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The version as it is now, under the lock.

    Raises:
        DiaryNewer: a newer legdiary was here meanwhile.
    """
    found: int = _tuples(connection, "PRAGMA user_version")[0][0]
    if found > file.SCHEMA_VERSION:
        raise DiaryNewer(path, found, file.SCHEMA_VERSION)
    return found


def _picture(connection: sqlite3.Connection, memory: sqlite3.Connection, path: Path) -> None:
    """Copy the file into memory.

    The lock for reading is taken first, at most the busy timeout: `backup` by itself would wait for it
    forever.
    """
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        connection.backup(memory)
    except sqlite3.Error as error:
        raise trouble(error, path) from error


# ---------------------------------------------------------------------- schemas as values


def _fresh_schema() -> dict[str, object]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        fresh.executescript(file.load_sql()["schema"])
        return schema_of(fresh)


_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|\w+|[^\w\s]""")
_CONSTRAINT = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")


def _stated(sql: str) -> tuple[object, ...]:
    """A CREATE statement without its spelling: head, columns in order, constraints sorted, tail."""
    words = [_unquoted(word) for word in _TOKEN.findall(sql)]
    if words[:2] != ["CREATE", "TABLE"] or "(" not in words:
        return (" ".join(words),)
    parts: list[list[str]] = [[]]
    depth, end = 0, len(words)
    begin = words.index("(")
    for position in range(begin, len(words)):
        word = words[position]
        depth += (word == "(") - (word == ")")
        if depth == 0:
            end = position
            break
        if word == "," and depth == 1:
            parts.append([])
        elif position > begin:
            parts[-1].append(word)
    items = [" ".join(part) for part in parts]
    constraints = sorted(item for item in items if item.startswith(_CONSTRAINT))
    columns = [item for item in items if not item.startswith(_CONSTRAINT)]
    return (" ".join(words[:begin]), tuple(columns), tuple(constraints), " ".join(words[end + 1 :]))


def _unquoted(word: str) -> str:
    return word[1:-1] if word[0] in '"`[' and len(word) > 1 else word


def _table_facts(connection: sqlite3.Connection, table: str) -> tuple[object, ...]:
    """Columns, kind (STRICT or not), foreign keys, and the indexes that its own constraints make."""
    columns = _tuples(connection, "SELECT * FROM pragma_table_xinfo(?) ORDER BY cid", table)
    kind = _tuples(connection, "SELECT type, ncol, wr, strict FROM pragma_table_list(?) WHERE schema = 'main'", table)
    keys = _tuples(
        connection,
        'SELECT "table", "from", "to", on_update, on_delete FROM pragma_foreign_key_list(?)',
        table,
    )
    constraints = [
        (origin, _index_facts(connection, name))
        for name, origin in _tuples(
            connection, "SELECT name, origin FROM pragma_index_list(?) WHERE origin <> 'c'", table
        )
    ]
    return (tuple(columns), tuple(kind), tuple(sorted(keys, key=repr)), tuple(sorted(constraints, key=repr)))


def _index_facts(connection: sqlite3.Connection, index: str) -> tuple[object, ...]:
    return tuple(_tuples(connection, "SELECT * FROM pragma_index_xinfo(?)", index))


def _no_facts(_: sqlite3.Connection, __: str) -> tuple[object, ...]:
    return ()


def _tuples(connection: sqlite3.Connection, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(sql, parameters)]
