"""Statements that compare entries with the ledger inside SQLite, by the text that `store.rows.to_ledger` writes.

An entry that was added and never changed has one line, and the text of that line follows from the row. Where the two
agree byte for byte, the row is as its history says; only the others are replayed in Python
(`store.health.ledger_replay`).
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from sqlalchemy import Text, and_, case, func, literal_column, null, select

from legdiary.domain.entries.kinds import KINDS
from legdiary.store.rows import FLAG, MOMENT, WORDS, codecs_of
from legdiary.store.schema.expressions import iso, literal
from legdiary.store.schema.tables import table
from legdiary.util.values import fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Table
    from sqlalchemy.sql.expression import Executable

    from legdiary.domain.entries.kinds import Kind

_NOTHING = ""


def told_entries() -> dict[str, Executable]:
    """Return, for each kind, the statements of the rows that agree with the ledger, and of all rows with their texts.

    A plan is not among them: its steps and holds stand in tables of their own.
    """
    found: dict[str, Executable] = {}
    for kind in KINDS.values():
        if kind.name != "plan":
            of = table(kind.table)
            found[f"{kind.table}_told"] = _told(kind)
            found[f"{kind.table}_texts"] = select(of, _text(kind, of).label("text")).order_by(of.c.id)
    return found


def _told(kind: Kind) -> Executable:
    """Return the rows of a kind whose only ledger line is the one that adds them as they stand, in order."""
    of, line = table(kind.table), table("ledger")
    other = line.alias("other")
    further = select(other.c.id).where(other.c.entry_id == of.c.id, other.c.id != of.c.id)
    return (
        select(of)
        .select_from(of.join(line, line.c.id == of.c.id))
        .where(
            line.c.entry_id == of.c.id,
            line.c.kind == literal(kind.name),
            line.c.action == literal("add"),
            line.c.old.is_(None),
            line.c.undoes.is_(None),
            line.c.new == _text(kind, of),
            ~further.exists(),
        )
        .order_by(of.c.id)
    )


def _text(kind: Kind, of: Table) -> ColumnElement[str]:
    """Return the ledger's text of a row; NULL where the row holds what no entry is written as."""
    parts = [*_fields(kind, of)]
    if kind.by_night:
        parts.append(case(
            (of.c.recalled == literal_column("0"), literal(_NOTHING)),
            (of.c.recalled == literal_column("1"), literal(',"recalled":true')),
            else_=null(),
        ))  # fmt: skip
    whole = reduce(lambda one, other: one.concat(other), parts)
    return literal("{").concat(func.substr(whole, literal_column("2"))).concat(literal("}"))


def _fields(kind: Kind, of: Table) -> Iterator[ColumnElement[str]]:
    """Yield each field with a comma before it, in the order of its class; nothing where it is not known."""
    special = codecs_of(kind.name)
    for name in (field.name for field in fields(kind.load())):
        codec, label = special.get(name), f',"{name}":'
        if codec == MOMENT:
            utc_s, offset_min = of.c[f"{name}_utc_s"], of.c[f"{name}_offset_min"]
            text = iso(utc_s, offset_min).concat(literal("[")).concat(of.c.zone).concat(literal("]"))
            unknown = and_(utc_s.is_(None), offset_min.is_(None))
            yield case((unknown, literal(_NOTHING)), else_=literal(label).concat(func.json_quote(text, type_=Text)))
            continue
        column = of.c[name]
        yield case((column.is_(None), literal(_NOTHING)), else_=literal(label).concat(_json(codec, column)))
    moments = [of.c[f"{name}_utc_s"].is_(None) for name, codec in special.items() if codec == MOMENT]
    if moments:  # a zone belongs to a moment
        alone = and_(*moments, of.c.zone.is_not(None))
        yield case((alone, null()), else_=literal(_NOTHING))


def _json(codec: str | None, column: ColumnElement[str]) -> ColumnElement[str]:
    """Return a column's value as JSON; NULL where it is none that is written."""
    if codec == FLAG:
        return case(
            (column == literal_column("0"), literal("false")),
            (column == literal_column("1"), literal("true")),
            else_=null(),
        )
    quoted = func.json_quote(column, type_=Text)
    if codec == WORDS:
        words = func.replace(quoted, literal(","), literal('","'), type_=Text)
        return case(
            (column == literal(_NOTHING), null()),
            else_=literal("[").concat(words).concat(literal("]")),
        )
    return quoted
