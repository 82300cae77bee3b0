"""The points of a mapping that are still open: one key of its TOML each, with the answers that are accepted."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from legdiary.formats.table.mapping import (
    ColumnMap,
)
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.formats.table.mapping import (
        TableMap,
    )


class Free(StrEnum):
    """An answer that is no choice from a list."""

    FIELD = "field"
    TIME = "time"
    YEAR = "year"
    SCALE = "scale"
    NUMBER = "number"
    PRODUCT = "product"
    KIND = "kind"
    WEIGHT = "weight"
    AMOUNT = "amount"
    FACTOR = "factor"


#: The change that an answer makes to the mapping.
Change: TypeAlias = "Callable[[TableMap], TableMap]"


class Option(NamedTuple):
    """One answer to choose.

    Attributes:
        label: the answer in words.
        change: the change that it makes.
        toml: the line of a mapping that says the same.
    """

    label: str
    change: Change
    toml: str


class Point(NamedTuple):
    """One open point.

    Attributes:
        sheet: the place of its sheet.
        column: the place of its column; None where the sheet as a whole is meant.
        key: the key of the mapping.
        options: the answers to choose.
        free: the kind of answer that can be typed instead; None where there is none.
        take: makes a change of a typed answer; None where there is none.
        suggested: the place of the option that Enter takes; None where nothing is really known.
        told: what the question needs to name: values of the column, a row and the like.
        toml: the line of a mapping that answers it, where an answer is typed.
    """

    sheet: int
    column: int | None
    key: str
    options: tuple[Option, ...] = ()
    free: Free | None = None
    take: Callable[[str], Change] | None = None
    suggested: int | None = None
    told: tuple[str, ...] = ()
    toml: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of a mapping that answer it, one for each answer."""
        return tuple(dict.fromkeys([*(each.toml for each in self.options), *([self.toml] if self.toml else [])]))


class Known(NamedTuple):
    """The names that the diary knows: its products, and its own names of factors, symptoms and medicines."""

    products: Sequence[Stored] = ()
    used: Mapping[str, Sequence[str]] = MappingProxyType({})


def with_column(sheet: int, column: int, **keys: Any) -> Change:
    """Return the change that sets keys of a column."""

    def change(table: TableMap) -> TableMap:
        of = table.sheets[sheet]
        columns = list(of.columns)
        columns[column] = replace(columns[column], **keys)
        return with_sheet(sheet, columns=tuple(columns))(table)

    return change


def with_value(sheet: int, column: int, word: str, value: str) -> Change:
    """Return the change that says what a word in a column stands for."""

    def change(table: TableMap) -> TableMap:
        values = table.sheets[sheet].columns[column].values
        kept = tuple(each for each in values if each[0] != word)
        return with_column(sheet, column, values=(*kept, (word, value)))(table)

    return change


def with_sheet(sheet: int, **keys: Any) -> Change:
    """Return the change that sets keys of a sheet."""

    def change(table: TableMap) -> TableMap:
        sheets = list(table.sheets)
        sheets[sheet] = replace(sheets[sheet], **keys)
        return replace(table, sheets=tuple(sheets))

    return change


def with_product(name: str, kind: str) -> Change:
    """Return the change that names a product with its kind."""

    def change(table: TableMap) -> TableMap:
        if table.kind_of(name) is not None:
            return table
        return replace(table, products=(*table.products, (name, kind)))

    return change


def both(*changes: Change) -> Change:
    """Return several changes as one."""

    def change(table: TableMap) -> TableMap:
        for each in changes:
            table = each(table)
        return table

    return change


def forget_column(sheet: int, column: int) -> Change:
    """Return the change that forgets all that is known of a column, so that it is asked about anew."""

    def change(table: TableMap) -> TableMap:
        header = table.sheets[sheet].columns[column].header
        columns = list(table.sheets[sheet].columns)
        columns[column] = ColumnMap(header)
        return with_sheet(sheet, columns=tuple(columns))(table)

    return change
