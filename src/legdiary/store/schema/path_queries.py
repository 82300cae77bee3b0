"""Statements that compare two ways to the same rows: an index, or a search by number, with the table read in order.

A checksum of all rows is taken by reading the table in order. A damaged index may still leave some of them out, put
them elsewhere or in another order, and a damaged divider of the table hides rows from a search by number. Each
statement tells what the one way finds and what the other finds, in a few sums: a tenth of the work of a checksum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, LargeBinary, Text, UniqueConstraint, cast, func, literal_column, select

from legdiary.store.checksum_tables import BESIDE_PLAN, BY_ENTRY, BY_PRODUCT, FILED_BY, PATHS_OF_DEVICES, TABLES
from legdiary.store.schema.expressions import literal
from legdiary.store.schema.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select, Table
    from sqlalchemy.sql.expression import Executable

_WITHOUT_INDEX = "NOT INDEXED"
#: A prime: products tell which key goes with which number, and must stay within SQLite's integers for a million rows.
_PRIME: ColumnElement[int] = literal_column("1009", Integer)
_ZERO: ColumnElement[int] = literal_column("0", Integer)
_ONE: ColumnElement[int] = literal_column("1", Integer)


def path_statements() -> dict[str, Executable]:
    """Return the statements by name."""
    ledger, dose = table("ledger"), table("dose")
    found: dict[str, Executable] = {
        f"{name}_by_day_fits": _same(table(name), _index_by(table(name), column)) for name, column in FILED_BY.items()
    }
    found[f"{BY_PRODUCT}_fits"] = _same(dose, (BY_PRODUCT, ("product_id",)), dose.c.product_id.is_not(None))
    found[f"{BY_ENTRY}_fits"] = _same(ledger, (BY_ENTRY, ("entry_id",)))
    for name, (of, column) in PATHS_OF_DEVICES.items():
        found[f"{name}_fits"] = _same(table(of), _index_by(table(of), column))
    found |= {f"{name}_by_id_fits": _found_by_number(table(name)) for name in TABLES if name not in BESIDE_PLAN}
    return found


def _index_by(of: Table, column: str) -> tuple[str, tuple[str, ...]]:
    """Return the index whose first column is this one, and its columns; SQLite names that of a UNIQUE by itself."""
    for index in of.indexes:
        columns = tuple(each.name for each in index.columns)
        if columns[0] == column and index.dialect_options["sqlite"]["where"] is None:
            return str(index.name), columns
    (unique,) = (each.columns.keys() for each in of.constraints if isinstance(each, UniqueConstraint))
    if unique[0] != column:
        raise LookupError(of.name, column)
    return f"sqlite_autoindex_{of.name}_1", tuple(unique)


def _same(
    of: Table, index: tuple[str, tuple[str, ...]], only: ColumnElement[bool] | None = None
) -> Select[tuple[object, ...]]:
    """Select the sums of the rows that an index finds of a table, beside those of the rows that the table holds."""
    name, columns = index
    ways = []
    for hint in (f"INDEXED BY {name}", _WITHOUT_INDEX):
        told = select(_sums_of(of, columns)).select_from(of).with_hint(of, hint, "sqlite")
        ways.append((told if only is None else told.where(only)).scalar_subquery())
    return select(*ways)


def _sums_of(of: Table, columns: Sequence[str]) -> ColumnElement[str]:
    number = of.c.id
    told: ColumnElement[str] = cast(func.count(), Text)
    for value in (number, *((number % _PRIME + _ONE) * _as_number(of.c[name]) for name in columns)):
        told = told.concat(literal(" ")).concat(cast(func.coalesce(func.sum(value), _ZERO), Text))
    return told


def _as_number(column: ColumnElement[Any]) -> ColumnElement[int]:
    """A value as a number: a day by its digits, a name by its bytes; 0 for a blob, which an index puts behind texts."""
    if isinstance(column.type, Integer):
        return column
    digits = cast(func.replace(column, literal("-"), literal("")), Integer)
    told = digits if column.name in FILED_BY.values() else func.crc32(cast(column, LargeBinary))
    return told * cast(func.typeof(column) == literal("text"), Integer)


def _found_by_number(of: Table) -> Select[tuple[object, ...]]:
    """How many rows a table holds, and how many of them a search by their number finds.

    The highest number is looked for first: upwards, SQLite would take the next row without a search.
    """
    held = select(func.count()).select_from(of).with_hint(of, _WITHOUT_INDEX, "sqlite")
    numbers = (
        select(of.c.id)
        .with_hint(of, _WITHOUT_INDEX, "sqlite")
        .order_by(of.c.id.desc())
        .limit(literal_column("-1"))
        .offset(literal_column("0"))
        .subquery("numbers")
    )
    found = of.alias("found")
    searched = select(func.count()).select_from(numbers.join(found, found.c.id == numbers.c.id))
    return select(held.scalar_subquery(), searched.with_hint(found, _WITHOUT_INDEX, "sqlite").scalar_subquery())
