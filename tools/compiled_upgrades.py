"""`upgrades.sql`: the steps of schema upgrades, which Alembic states, as the SQL that the diary runs.

A step is run once by Alembic on an empty diary of the version that it begins with, and what it sends to SQLite is
written down. What it reads there (the columns and constraints of a table that is rebuilt) is of that version, and a
file that has another table is refused before a step runs; so the SQL is the same for every file.

The file is committed and read in review; a test compiles again and compares, so it cannot go stale.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from itertools import groupby
from typing import TYPE_CHECKING, Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

from legdiary.store.checksum_tables import register_crc32
from legdiary.store.schema.comparison import schema_sql
from legdiary.store.schema.migrations import UPGRADES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    Step = Callable[[Operations], None]

_HEADER = "-- Made by `python tools/make_docs.py upgrades` from migrations.py; edit that, never this.\n"
_BEGIN = "BEGIN IMMEDIATE"
#: By these Alembic reads what the tables are.
_LOOKS = re.compile(r"PRAGMA (main|temp)\.|SELECT .*\bsqlite_(temp_)?master\b|BEGIN IMMEDIATE$", re.DOTALL)
_INDEX = ("CREATE INDEX", "CREATE UNIQUE INDEX")
#: A table's constraints, in the order in which SQLAlchemy writes those of a new table.
_CONSTRAINTS = ("PRIMARY KEY", "CONSTRAINT", "UNIQUE", "FOREIGN KEY")


def page() -> str:
    """The whole text of `upgrades.sql`."""
    steps = (
        f"\n-- name: from_{version}\n{compile_step(step, schema_sql(version))}" for version, step in UPGRADES.items()
    )
    return "".join((_HEADER, *steps))


def compile_step(step: Step, schema: str) -> str:
    """Return the SQL of a step that begins with this schema; every statement ends a line with a semicolon.

    Raises:
        ValueError: a statement reads rows, has parameters, or a semicolon by which it would be cut in two.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(schema)
        sent = run_with_alembic(step, connection)
    ordered: list[str] = []
    for indexes, statements in groupby(sent, lambda sql: sql.startswith(_INDEX)):
        run = list(statements)
        ordered += sorted(run) if indexes else run
    return "".join(f"{sql};\n" for sql in ordered)


def run_with_alembic(step: Step, connection: sqlite3.Connection) -> list[str]:
    """Run a step on an open database in one transaction, and return the statements by which it changed something.

    Alembic writes the constraints of a table that it rebuilds in the order of a set, another one in every run; they are
    sorted before SQLite gets them.
    """
    sent: list[str] = []

    def send(_: Connection, __: Any, sql: str, parameters: Any, *___: Any) -> tuple[str, Any]:
        sql = _in_order(sql)
        if not _LOOKS.match(sql):
            if parameters or ";" in sql or sql.upper().startswith("SELECT"):
                raise ValueError(sql)
            sent.append(sql)
        return sql, parameters

    register_crc32(connection)
    connection.execute("PRAGMA foreign_keys=OFF")
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    # pysqlite's own transactions leave out CREATE TABLE.
    event.listen(engine, "begin", lambda bound: bound.exec_driver_sql(_BEGIN))
    event.listen(engine, "before_cursor_execute", send, retval=True)
    with engine.begin() as bound:
        step(Operations(MigrationContext.configure(bound)))
    return sent


def _in_order(sql: str) -> str:
    """Return a statement without blank lines and tabs, the constraints of a new table sorted."""
    lines = [line.rstrip() for line in sql.replace("\t", "  ").strip().splitlines() if line.strip()]
    if not sql.lstrip().startswith("CREATE TABLE"):
        return "\n".join(lines)
    end = lines.index(")")
    head, body, tail = lines[0], [line.strip().rstrip(",") for line in lines[1:end]], lines[end:]
    columns = [line for line in body if not line.startswith(_CONSTRAINTS)]
    constraints = [line for begin in _CONSTRAINTS for line in sorted(body) if line.startswith(begin)]
    return "\n".join((head, ",\n".join(f"  {line}" for line in (*columns, *constraints)), *tail))
