"""Statements of `check`: the ledger and the tables are compared as sets inside SQLite.

They find only what is settled: rows that agree with their one line and surely make a value, and lines that surely
follow from those before. What is left is looked at in Python (`store.health.ledger_replay`), row by row.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from sqlalchemy import Integer, Text, and_, case, func, literal_column, not_, or_, select

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.ledger.ledger_line import A_DAY_MIN, EARLIEST_MS, LATEST_MS
from legdiary.store.rows import DAY, FLAG, MOMENT, WORDS, codecs_of
from legdiary.store.schema.expressions import at, if_else, literal
from legdiary.store.schema.sound_rows import is_sound, words_of_night
from legdiary.store.schema.tables import METADATA, table
from legdiary.util.values import fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, FromClause, Select, Table
    from sqlalchemy.sql.expression import Executable

    from legdiary.domain.entries.kinds import Kind

_ONE: ColumnElement[int] = literal_column("1")
_MINUTE: ColumnElement[int] = literal_column("60")


def for_check() -> dict[str, Executable]:
    """Return the statements by name."""
    line = table("ledger")
    night = table("night")
    named: dict[str, Executable] = {
        f"{kind.table}_unsettled": _unsettled(kind) for kind in KINDS.values() if kind.name != "plan"
    }
    named["night_words"] = (
        select(words_of_night(night).label("words"))
        .where(or_(night.c.body_parts.is_not(None), night.c.sensations.is_not(None)))
        .distinct()
        .limit(literal_column("1000"))
        .offset(literal_column("0"))
    )
    named["loose_count"] = _loose()
    named["ledger_ends"] = _ends(line)
    named["ledger_further"] = _further(line).order_by(line.c.entry_id)
    named["ledger_undone_changes"] = _undone_changes(line)
    return named


def _further(line: FromClause) -> Select[tuple[int]]:
    """Return the numbers of the entries that have further lines than the one that added them."""
    return select(line.c.entry_id).distinct().where(line.c.entry_id != line.c.id)


def _unsettled(kind: Kind) -> Executable:
    """Return the rows of a kind that SQL does not settle, in order.

    `agrees`: its only line adds it as it stands, so it is left to make a value of it. `own`: its number is that of a
    line that adds an entry of this kind.
    """
    of, line = table(kind.table), table("ledger")
    own = and_(line.c.entry_id == of.c.id, line.c.kind == literal(kind.name))
    # Parts of one row come first, since they are cheaper than the search among changed entries.
    agrees = and_(
        own,
        line.c.action == literal("add"),
        line.c.old.is_(None),
        line.c.undoes.is_(None),
        line.c.new == line_text(kind, of),
        *_written_so(kind, of),
        of.c.id.not_in(_further(line.alias("further"))),
    )
    judged = (
        select(of, agrees.label("agrees"), own.label("own"), is_sound(kind, of).label("sound"))
        .select_from(of.outerjoin(line, line.c.id == of.c.id))
        .subquery("judged")
    )
    return select(judged).where(and_(judged.c.sound, judged.c.agrees).is_distinct_from(_ONE)).order_by(judged.c.id)


def line_text(kind: Kind, of: Table) -> ColumnElement[str]:
    """Return the text of the line that adds a row, as `told_queries` writes it, in half the time.

    It may be so only where the rules of the file hold: a day, a flag and a whole moment are what they should be. Then
    nothing but a text needs a quote, and what is not known is NULL, of which `printf` writes nothing.
    """
    special = codecs_of(kind.name)
    parts = [_part(of, field.name, special.get(field.name)) for field in fields(kind.load())]
    if kind.by_night:
        parts.append(case((of.c.recalled == _ONE, literal(',"recalled":true'))))
    # The first field is always known, and has no comma before it.
    shape = "{" + "%s" * len(parts) + "}"
    first = func.substr(parts[0], literal_column("2"))
    return func.printf(literal(shape), first, *parts[1:], type_=Text)


def _part(of: Table, name: str, codec: str | None) -> ColumnElement[str]:
    """Return a field with a comma before it; NULL where it is not known."""
    label = f',"{name}":'
    if codec == MOMENT:
        utc_s, offset_min = of.c[f"{name}_utc_s"], of.c[f"{name}_offset_min"]
        ahead = func.abs(offset_min)
        local = at(f"'{label}\"%Y-%m-%dT%H:%M:%S'", utc_s + offset_min * _MINUTE)
        sign = if_else(offset_min < literal_column("0"), "'-'", "'+'")
        zone = func.printf(
            literal('%s%.2d:%.2d[%s]"'), sign, ahead.op("/")(_MINUTE), ahead.op("%")(_MINUTE), of.c.zone, type_=Text
        )
        return local.concat(zone)
    column = of.c[name]
    if codec == DAY:
        return literal(f'{label}"').concat(column).concat(literal('"'))
    if codec == FLAG:
        return literal(label).concat(if_else(column == _ONE, "'true'", "'false'"))
    if isinstance(column.type, Integer):
        return literal(label).concat(column)
    known = literal(label).concat(_quoted(codec, func.json_quote(column, type_=Text)))
    return case((column.is_not(None), known)) if column.nullable else known


def _quoted(codec: str | None, text: ColumnElement[str]) -> ColumnElement[str]:
    if codec != WORDS:
        return text
    return literal("[").concat(func.replace(text, literal(","), literal('","'), type_=Text)).concat(literal("]"))


def _written_so(kind: Kind, of: Table) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that a row is one that is written: no zone without a moment, and no list of nothing."""
    special = codecs_of(kind.name)
    moments = [of.c[f"{name}_utc_s"] for name, codec in special.items() if codec == MOMENT]
    if moments and of.c.zone.nullable:
        yield or_(of.c.zone.is_(None), *(each.is_not(None) for each in moments))
    for name, codec in special.items():
        if codec == WORDS:
            yield or_(of.c[name].is_(None), of.c[name] != literal(""))


def _loose() -> Executable:
    """Return how many rows refer to an entry that is not there; that of a row to its own line is not looked at."""
    loose = []
    for of in METADATA.tables.values():
        for key in sorted(of.foreign_keys, key=lambda key: key.parent.name):
            if key.column.table.name != "ledger":
                named = select(key.column)
                loose.append(
                    select(func.count()).select_from(of).where(key.parent.is_not(None), key.parent.not_in(named))
                )
    return select(reduce(add, (each.scalar_subquery() for each in loose)).label("loose"))


def _ends(line: Table) -> Executable:
    """Return how many lines there are, the first and last number, and how many add an entry, are astray or misdated.

    A line is astray that neither begins a change nor belongs to that of the line before. It is misdated if no moment
    that a program shows is that at which it was written.
    """
    before = line.alias("before")
    astray = (
        select(func.count())
        .select_from(line.outerjoin(before, before.c.id == line.c.id - _ONE))
        .where(line.c.change_id != line.c.id, before.c.change_id.is_distinct_from(line.c.change_id))
    )
    own = select(func.count()).select_from(line).where(line.c.entry_id == line.c.id)
    dated = and_(
        line.c.made_utc_ms.between(literal_column(f"{EARLIEST_MS}"), literal_column(f"{LATEST_MS}")),
        line.c.made_offset_min.between(literal_column(f"{1 - A_DAY_MIN}"), literal_column(f"{A_DAY_MIN - 1}")),
    )
    misdated = select(func.count()).select_from(line).where(not_(dated))
    return select(
        func.count().label("lines"),
        func.min(line.c.id).label("first"),
        func.max(line.c.id).label("last"),
        own.scalar_subquery().label("added"),
        astray.scalar_subquery().label("astray"),
        misdated.scalar_subquery().label("misdated"),
    )


def _undone_changes(line: Table) -> Executable:
    """Return each change that was taken back, with the number of its lines that are no undo."""
    undo = line.alias("undo")
    undone = select(undo.c.undoes).where(undo.c.undoes.is_not(None))
    is_done = (line.c.action != literal("undo")).cast(Integer)
    return select(line.c.change_id, func.sum(is_done)).where(line.c.change_id.in_(undone)).group_by(line.c.change_id)
