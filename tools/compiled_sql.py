"""`compiled.sql`: the tables and the statements as the SQL that the diary runs at night.

The file is committed and read in review; a test compiles again and compares, so it cannot go stale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.schema import CreateIndex, CreateTable

from legdiary.store.schema.queries import statements
from legdiary.store.schema.tables import APPLICATION_ID, METADATA, SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlalchemy.sql.elements import ClauseElement

_HEADER = "-- Made by `python tools/make_docs.py sql` from tables.py and queries.py; edit those, never this.\n"


class _Compiler(SQLiteCompiler):
    """SQLAlchemy's, which knows no hint for SQLite: what a table is to be read by, or that it is read without index."""

    def get_from_hint_text(self, _table: object, text: str | None) -> str | None:
        return text


def schema() -> str:
    """What a fresh file is made with."""
    made: list[str] = []
    for each in METADATA.sorted_tables:
        made.append(_sql(cast("ClauseElement", CreateTable(each))))
        made += [_sql(CreateIndex(index)) for index in sorted(each.indexes, key=lambda index: str(index.name))]
    made += [f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {SCHEMA_VERSION}"]
    return "".join(f"{sql};\n" for sql in made)


def page() -> str:
    """The whole text of `compiled.sql`."""
    parts = [_HEADER, "\n-- name: schema\n", schema()]
    for name, statement in statements().items():
        parts.append(f"\n-- name: {name}\n{_sql(cast('ClauseElement', statement))}\n")
    return "".join(parts)


def _sql(clause: ClauseElement) -> str:
    dialect = sqlite.dialect(paramstyle="named")
    dialect.statement_compiler = _Compiler
    text = str(clause.compile(dialect=dialect))
    return "\n".join(line.rstrip() for line in text.replace("\t", "  ").strip().splitlines() if line.strip())
