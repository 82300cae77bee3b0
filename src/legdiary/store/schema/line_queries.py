"""Statements that write entries and the ledger as the lines of the JSON export, inside SQLite.

An entry's line is written by SQL only where the row is *plain*: where it surely keeps every rule of its kind, so that
it need not be made a value to know so. The conditions are the table's own CHECKs, the rules that no CHECK states, and
that each repeated text (a zone, a name) is one that stood in an entry already made. The line of any other row is NULL;
the caller makes such a row a value, which refuses what breaks a rule. So a condition may be narrower than the rule,
never wider; a test holds the two side by side.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, Integer, Text, and_, bindparam, case, func, literal_column, or_, select

from legdiary.domain.entries.dose_limits import MAGNESIUM_MOST_MG
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.input.text import LONGEST_NOTE
from legdiary.domain.invariants import EARLIEST_S, MOST_MG, MOST_OFFSET_MIN, TOO_LATE_S
from legdiary.domain.time.durations import LONGEST_IN_BED_MIN
from legdiary.domain.time.moments import EARLIEST_YEAR, LATEST_YEAR, MINUTE
from legdiary.store.export_lines import REPEATED
from legdiary.store.rows import DAY, FLAG, MOMENT, WORDS, codecs_of
from legdiary.store.schema.expressions import iso, literal
from legdiary.store.schema.tables import table
from legdiary.util.values import fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Table
    from sqlalchemy.sql.expression import Executable

    from legdiary.domain.entries.kinds import Kind

_NOTHING = ""
_NOTE = "note"
#: How firmly a division binds: as `*` does, and more than `-`.
_AS_TIMES = 8
#: Matches a character that no note may have, or that lies in a block with such: outside are surrogates and controls.
_NOT_IN_NOTES = "'*[^ -~' || char(9, 10, 160) || '-' || char(55295, 57344) || '-' || char(1114111) || ']*'"


def export_lines() -> dict[str, Executable]:
    """Return the statements of an export: of each kind of entry, and of the ledger, in a half-open range of numbers.

    Of a kind whose texts do not repeat, which has few entries, the rows themselves are read. A plan has further tables.
    """
    found: dict[str, Executable] = {}
    for kind in KINDS.values():
        of = table(kind.table)
        if kind.table in REPEATED:
            found[f"{kind.table}_export"] = _entry_lines(kind, of)
        elif kind.name != "plan":
            found[f"{kind.table}_export"] = select(of).where(_in_numbers(of)).order_by(of.c.id)
    return found | {"ledger_export": _ledger_lines(table("ledger"))}


def _in_numbers(of: Table) -> ColumnElement[bool]:
    return and_(of.c.id >= bindparam("first", type_=Integer), of.c.id < bindparam("before", type_=Integer))


# ---------------------------------------------------------------------- lines


def _entry_lines(kind: Kind, of: Table) -> Executable:
    """Return the rows of a kind as lines: number and line; the line is NULL where the row is not plain."""
    line = case((and_(*_plain(kind, of)), _joined(_line(kind, of))))
    return select(of.c.id, line.label("line")).where(_in_numbers(of)).order_by(of.c.id)


def _line(kind: Kind, of: Table) -> Iterator[ColumnElement[str]]:
    """Yield the parts of a plain row's line, in the order of its class; nothing for what is not known."""
    special = codecs_of(kind.name)
    yield literal('{"id":')
    yield of.c.id
    yield literal(f',"kind":"{kind.name}"')
    for name in (field.name for field in fields(kind.load())):
        codec, label = special.get(name), f',"{name}":'
        column: ColumnElement[Any]
        given: ColumnElement[str]
        if codec == MOMENT:
            column = of.c[f"{name}_utc_s"]
            text = iso(column, of.c[f"{name}_offset_min"])
            given = _joined([literal(f'{label}"'), text, literal("["), of.c.zone, literal(']"')])
        else:
            column = of.c[name]
            given = _given(codec, label, column)
        yield func.coalesce(given, literal(_NOTHING), type_=Text) if column.nullable else given
    yield case((of.c.recalled == literal_column("1"), literal(',"recalled":true}')), else_=literal("}"))


def _given(codec: str | None, label: str, column: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a column's value with its name before it; NULL where it is NULL."""
    if codec == DAY:
        return _joined([literal(f'{label}"'), column, literal('"')])
    if codec == FLAG:
        return case((column == literal_column("0"), literal(f"{label}false")), else_=literal(f"{label}true"))
    if isinstance(column.type, Integer):
        return literal(label).concat(column)
    quoted: ColumnElement[str] = func.json_quote(column, type_=Text)  # which makes a text of NULL
    if codec == WORDS:
        words = func.replace(quoted, literal(","), literal('","'), type_=Text)
        quoted = _joined([literal("["), words, literal("]")])
    return case((column.is_not(None), literal(label).concat(quoted)))


def _joined(parts: Iterator[ColumnElement[str]] | list[ColumnElement[str]]) -> ColumnElement[str]:
    return reduce(lambda one, other: one.concat(other), parts)


def _ledger_lines(of: Table) -> Executable:
    """Return some lines of the ledger as one text, by number: they are read from the table, which is in that order."""
    parts: list[ColumnElement[str]] = []
    for column in of.columns:
        label = literal(f'{"," if parts else "{"}"{column.name}":')
        is_json = column.name in {"old", "new"}
        value = column if is_json or isinstance(column.type, Integer) else func.json_quote(column, type_=Text)
        given = label.concat(value)
        parts.append(func.coalesce(given, literal(_NOTHING), type_=Text) if column.nullable else given)
    line = _joined([*parts, literal("}")])
    together = func.group_concat(line, literal_column("',' || char(10)"), type_=Text)
    return select(together).select_from(of).with_hint(of, "NOT INDEXED", "sqlite").where(_in_numbers(of))


# ---------------------------------------------------------------------- plain rows


def _plain(kind: Kind, of: Table) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions under which a row surely keeps every rule of its kind."""
    checks = {f"{each.name}": each for each in of.constraints if isinstance(each, CheckConstraint)}
    for name in sorted(checks):
        yield literal_column(f"({checks[name].sqltext}) IS NOT 0")
    for column in of.c:
        if not column.nullable and not isinstance(column.type, Text):
            yield column.is_not(None)
    yield of.c.night_of >= literal(f"{EARLIEST_YEAR}")
    yield of.c.night_of < literal(f"{LATEST_YEAR + 1}")
    for name, codec in codecs_of(kind.name).items():
        if codec == MOMENT:
            yield _in_years(of.c[f"{name}_utc_s"], of.c[f"{name}_offset_min"])
    if "zone" in of.c:  # a zone belongs to a moment
        moments = [of.c[f"{name}_utc_s"] for name, codec in codecs_of(kind.name).items() if codec == MOMENT]
        yield or_(of.c.zone.is_(None), *(each.is_not(None) for each in moments))
    for name in REPEATED[kind.table]:
        known = func.json_each(bindparam(f"known_{name}", type_=Text)).table_valued("value")
        is_known = of.c[name].in_(select(known.c.value))
        yield or_(of.c[name].is_(None), is_known) if of.c[name].nullable else is_known
    if _NOTE in of.c:
        yield or_(of.c.note.is_(None), _plain_note(of.c.note))
    yield from _OWN.get(kind.table, lambda _: ())(of)


def _in_years(utc_s: ColumnElement[int], offset_min: ColumnElement[int]) -> ColumnElement[bool]:
    local_s = utc_s + offset_min * literal_column(f"{MINUTE}")
    return or_(
        utc_s.is_(None),
        and_(
            offset_min.between(literal_column(f"-{MOST_OFFSET_MIN}"), literal_column(f"{MOST_OFFSET_MIN}")),
            local_s.between(literal_column(f"{EARLIEST_S}"), literal_column(f"{TOO_LATE_S - 1}")),
        ),
    )


def _plain_note(note: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(
        func.length(note) <= literal_column(f"{LONGEST_NOTE}"),
        func.instr(note, literal_column("char(0)")) == literal_column("0"),  # where GLOB and length would end
        note.op("NOT GLOB")(literal_column(f"({_NOT_IN_NOTES})")),
    )


def _plain_dose(of: Table) -> Iterator[ColumnElement[bool]]:
    yield of.c.none_of.is_(None)


def _plain_magnesium(of: Table) -> Iterator[ColumnElement[bool]]:
    yield of.c.elemental_mg <= literal_column(f"{MAGNESIUM_MOST_MG}")
    yield or_(of.c.salt_mg.is_(None), of.c.salt_mg.between(literal_column("1"), literal_column(f"{MOST_MG}")))


def _plain_sleep(of: Table) -> Iterator[ColumnElement[bool]]:
    """Yield that the times are in order and that the minutes fit between them, or that there is a total alone."""
    yield case((of.c.bed_utc_s.is_(None), _plain_total(of)), else_=_plain_times(of))


def _plain_total(of: Table) -> ColumnElement[bool]:
    absent = (of.c[name].is_(None) for name in ("tried_utc_s", "wake_utc_s", "up_utc_s", "pacing_min"))
    total = of.c.total_min
    return and_(*absent, or_(total.is_(None), total <= literal_column(f"{LONGEST_IN_BED_MIN}")))


def _plain_times(of: Table) -> ColumnElement[bool]:
    bed, wake = of.c.bed_utc_s, of.c.wake_utc_s
    tried, lying = func.coalesce(of.c.tried_utc_s, bed), _or_zero(of.c.lying_awake_min)
    up = func.coalesce(of.c.up_utc_s, wake + lying * literal_column(f"{MINUTE}"))
    asleep = _minutes(wake - tried)
    awake = func.coalesce(of.c.awake_min, of.c.awake_least_min, literal_column("0"))
    return and_(
        of.c.total_min.is_(None),
        bed <= tried,
        tried <= wake,
        wake <= up,
        _or_zero(of.c.latency_min) + awake <= asleep,
        _or_zero(of.c.unslept_least_min) <= _minutes(wake - bed),
        _or_zero(of.c.pacing_min) <= func.coalesce(of.c.awake_min, asleep),
        _or_zero(of.c.pacing_min) <= asleep,
        or_(of.c.up_utc_s.is_(None), lying <= _minutes(up - wake)),
        _minutes(up - bed) <= literal_column(f"{LONGEST_IN_BED_MIN}"),
    )


def _or_zero(column: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(column, literal_column("0"))


def _minutes(seconds: ColumnElement[int]) -> ColumnElement[int]:
    return seconds.op("/", precedence=_AS_TIMES)(literal_column(f"{MINUTE}"))


#: Table → the conditions of its own.
_OWN = {"dose": _plain_dose, "magnesium": _plain_magnesium, "sleep": _plain_sleep}
