"""Statements that make rows of ledger lines, and ledger lines of rows, many at a time and inside SQLite.

The text of a line that adds an entry and the row of that entry say the same (`check_queries` writes the text of a row).
So a ledger that is brought back fills the tables, and new rows write their own lines, without a value for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, Text, bindparam, case, cast, func, insert, literal_column, or_, select, union_all

from legdiary.domain.entries.kinds import KINDS
from legdiary.store.rows import FLAG, MOMENT, WORDS, codecs_of
from legdiary.store.schema.check_queries import line_text
from legdiary.store.schema.expressions import literal
from legdiary.store.schema.tables import table
from legdiary.util.values import fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from sqlalchemy import BindParameter, ColumnElement, Select
    from sqlalchemy.sql.expression import Executable

    from legdiary.domain.entries.kinds import Kind

_PLAN = "plan"
#: The places of the parts of a moment's text, 2026-11-20T23:40:00-05:00[America/New_York], counted from 1.
_INSTANT, _SIGN, _HOURS, _MINUTES, _ZONE = (1, 25), (20, 1), (21, 2), (24, 2), 27
#: The columns of a line that adds an entry.
_WRITTEN = (
    "id", "change_id", "made_utc_ms", "made_offset_min", "made_zone", "action", "kind", "entry_id", "new",
)  # fmt: skip
_FIRST_ID: BindParameter[int] = bindparam("first_id", type_=Integer)


def filling() -> dict[str, Executable]:
    """Return the statements that fill each table from the ledger, and the ledger from all of them.

    A plan is not among them: its steps and holds stand in tables of their own.
    """
    line = table("ledger")
    kinds = [kind for kind in KINDS.values() if kind.name != _PLAN]
    found: dict[str, Executable] = {f"{kind.table}_fill": _fill(kind) for kind in kinds}
    found["ledger_fill"] = _lines(kinds)
    found["ledger_rewritten"] = (
        select(line.c.entry_id)
        .distinct()
        .where(line.c.id >= _FIRST_ID, or_(line.c.id != line.c.entry_id, line.c.kind == literal(_PLAN)))
        .order_by(line.c.entry_id)
    )
    return found


def _fill(kind: Kind) -> Executable:
    """Insert the rows of the entries whose only line, from a number on, is the one that adds them."""
    of, line = table(kind.table), table("ledger")
    further = line.alias("further")
    others = select(further.c.id).where(further.c.entry_id == line.c.id, further.c.id != line.c.id)
    columns = dict(_columns(kind, line.c.new))
    rows = (
        select(line.c.id, *columns.values())
        .where(
            line.c.kind == literal(kind.name),
            line.c.id >= _FIRST_ID,
            line.c.id == line.c.entry_id,
            ~others.exists(),
        )
        .order_by(line.c.id)
    )
    return insert(of).from_select(["id", *columns], rows)


def _columns(kind: Kind, text: ColumnElement[str | None]) -> Iterator[tuple[str, ColumnElement[Any]]]:
    """Yield each column of a kind's row with its value, as `store.rows.to_columns` makes it."""
    if kind.by_night:
        yield "recalled", _flag(_member(text, "recalled"))
    special = codecs_of(kind.name)
    moments = []
    for field in fields(kind.load()):
        codec, value = special.get(field.name), _member(text, field.name)
        if codec == MOMENT:
            moments.append(value)
            yield f"{field.name}_utc_s", cast(func.strftime(literal_column("'%s'"), _part(value, _INSTANT)), Integer)
            yield f"{field.name}_offset_min", _offset(value)
        elif codec == WORDS:
            word = func.json_each(text, literal(f"$.{field.name}")).table_valued("value")
            yield field.name, select(func.group_concat(word.c.value, literal(","))).scalar_subquery()
        else:
            yield field.name, _flag(value) if codec == FLAG else _or_default(value, field.default)
    if moments:
        zones = [func.substr(value, literal_column(f"{_ZONE}")) for value in moments]
        zone = func.coalesce(*zones) if len(zones) > 1 else zones[0]
        yield "zone", func.rtrim(zone, literal("]"), type_=Text)


def _member(text: ColumnElement[str | None], name: str) -> ColumnElement[str]:
    return func.json_extract(text, literal(f"$.{name}"), type_=Text)


def _part(text: ColumnElement[str], place: tuple[int, int]) -> ColumnElement[str]:
    return func.substr(text, literal_column(f"{place[0]}"), literal_column(f"{place[1]}"), type_=Text)


def _offset(moment: ColumnElement[str]) -> ColumnElement[int]:
    minutes = cast(_part(moment, _HOURS), Integer) * literal_column("60") + cast(_part(moment, _MINUTES), Integer)
    return case((_part(moment, _SIGN) == literal("-"), -minutes), else_=minutes)


def _flag(value: ColumnElement[str]) -> ColumnElement[int]:
    return func.coalesce(value, literal_column("0"), type_=Integer)


def _or_default(value: ColumnElement[str], default: object) -> ColumnElement[Any]:
    """A member, or the default of its field where it is missing and the default is not that nothing is known."""
    if isinstance(default, str):
        return func.coalesce(value, literal(default))
    return func.coalesce(value, literal_column(f"{default}")) if isinstance(default, int) else value


def _lines(kinds: Sequence[Kind]) -> Executable:
    """Insert the lines that add the rows of some numbers, in their order: else pages would be half empty."""
    rows = [_added(kind) for kind in kinds]
    return insert(table("ledger")).from_select(_WRITTEN, union_all(*rows).order_by("id"))


def _added(kind: Kind) -> Select[Any]:
    of, before = table(kind.table), bindparam("before_id", type_=Integer)
    values: dict[str, ColumnElement[Any]] = {
        "id": of.c.id,
        "change_id": bindparam("change_id", type_=Integer),
        "made_utc_ms": bindparam("made_utc_ms", type_=Integer),
        "made_offset_min": bindparam("made_offset_min", type_=Integer),
        "made_zone": bindparam("made_zone", type_=Text),
        "action": literal("add"),
        "kind": literal(kind.name),
        "entry_id": of.c.id,
        "new": line_text(kind, of),
    }
    named = [values[name].label(name) for name in _WRITTEN]
    return select(*named).where(of.c.id >= _FIRST_ID, of.c.id < before)
