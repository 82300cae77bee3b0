"""A mapping and the first rows of its table as they would be stored: what is shown before anything is."""

from __future__ import annotations

from collections import Counter
from datetime import time
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.errors import BadValue
from legdiary.formats.reader_result import BadRow
from legdiary.formats.table.mapping import FIELDS, LEFT_OUT, NAMED, NO_PRODUCT
from legdiary.formats.table.mapping_file import format_scale
from legdiary.formats.table.records import SheetReader
from legdiary.formats.table.row_cells import SCALES
from legdiary.formats.table.taken import Products

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from legdiary.domain.entries.products import Product
    from legdiary.formats.table.mapping import ColumnMap, SheetMap, TableMap
    from legdiary.formats.table.records import TableOptions
    from legdiary.formats.table.sheets import Sheet

_MOST_ROWS, _MOST_MISTAKES, _MOST_LOOKED_AT = 3, 10, 200
_SCORES = (0, 10)


class ColumnPreview(NamedTuple):
    """One column: its letter, its name, what it is, and how it is read."""

    letter: str
    header: str
    about: str
    details: str


class RowPreview(NamedTuple):
    """One row: its number, and its entries or the mistake in it."""

    number: int
    entries: tuple[Any, ...]
    mistake: str = ""


class SheetPreview(NamedTuple):
    """One sheet.

    Attributes:
        name: its name.
        columns: its columns.
        rules: the rules for its rows, in words.
        rows: its first rows with entries.
        mistakes: the first rows that cannot be right.
        mistake_count: how many of the rows that were looked at cannot be right; 0 where no row can be read.
        row_count: the number of its rows.
    """

    name: str
    columns: tuple[ColumnPreview, ...]
    rules: tuple[str, ...]
    rows: tuple[RowPreview, ...]
    mistakes: tuple[RowPreview, ...]
    mistake_count: int
    row_count: int


class TablePreview(NamedTuple):
    """A table as it would be stored.

    Attributes:
        source: the file's name.
        sheets: its sheets that are imported.
        names: the products that its doses name, by their numbers in the file.
    """

    source: str
    sheets: tuple[SheetPreview, ...]
    names: Mapping[int, Product]

    @property
    def mistake_count(self) -> int:
        """Return how many of the rows that were looked at cannot be right."""
        return sum(each.mistake_count for each in self.sheets)

    def without_mistakes(self) -> TablePreview:
        """Return it without the rows that cannot be right."""
        return self._replace(sheets=tuple(each._replace(mistakes=(), mistake_count=0) for each in self.sheets))


def preview_table(
    sheets: Sequence[Sheet], source: str, mapping: TableMap, options: TableOptions, *, looks_at_all: bool = False
) -> TablePreview:
    """Return a table as it would be stored.

    Args:
        sheets: its sheets.
        source: its file's name.
        mapping: its mapping.
        options: the options by which it is read.
        looks_at_all: look at all rows rather than the first, so that all mistakes are counted.
    """
    products = Products(mapping, options.products)
    most = None if looks_at_all else _MOST_LOOKED_AT
    shown = [
        _preview_sheet(sheet, own, options, products, most)
        for sheet, own in zip(sheets, mapping.sheets, strict=True)
        if own.used is not False
    ]
    return TablePreview(source, tuple(shown), products.by_number)


def _preview_sheet(
    sheet: Sheet, mapping: SheetMap, options: TableOptions, products: Products, most: int | None
) -> SheetPreview:
    rows: list[RowPreview] = []
    mistakes: list[RowPreview] = []
    count = 0
    try:
        reader = SheetReader(sheet, mapping, options, products, Counter())
        for row in islice(sheet.rows, most):
            try:
                entries = tuple(reader.read_row(row))
            except BadRow as error:
                count += 1
                if count <= _MOST_MISTAKES:
                    mistakes.append(RowPreview(row.number, (), error.message))
            else:
                if entries and len(rows) < _MOST_ROWS:
                    rows.append(RowPreview(row.number, entries))
    except BadValue as error:
        mistakes, count = [RowPreview(sheet.header_row, (), error.message)], 0
    columns = tuple(
        ColumnPreview(sheet.letter(place), of.header, *_told(of)) for place, of in enumerate(mapping.columns)
    )
    return SheetPreview(
        sheet.name, columns, tuple(_rules(mapping)), tuple(rows), tuple(mistakes), count, len(sheet.rows)
    )


def _told(of: ColumnMap) -> tuple[str, str]:
    """Return what a column is, and how it is read."""
    if of.field == LEFT_OUT or of.field is None:
        return "left out", ""
    number = f" {of.number}" if of.number is not None else ""
    about = f"{of.field}{number}: {of.name}" if of.field in NAMED and of.name else f"{FIELDS[of.field].about}{number}"
    return about, ", ".join(_details(of))


def _details(of: ColumnMap) -> Iterator[str]:
    own = SCALES.get(of.field or "", _SCORES)
    at = f"at {of.at:%H:%M}" if isinstance(of.at, time) else "left out"
    for is_said, told in (
        (of.order, f"{of.order}"),
        (of.year, f"from {of.year} on"),
        (of.clock, f"{of.clock}"),
        (of.unit, f"{of.unit}"),
        (of.scale not in {None, own}, f"{format_scale(of.scale or own)} spread over {format_scale(own)}"),
        (of.rounded, "rounded"),
        (True, ", ".join(f"{word} = {value}" for word, value in of.values if word != value.casefold())),
        (of.product, "leaf without a product" if of.product == NO_PRODUCT else f"{of.product}"),
        (of.weighs, f"one weighs {of.weighs}"),
        (of.at, f"{at} where no time stands"),
        (of.amount, f"yes is {of.amount}"),
        (of.form, f"{of.form}"),
    ):
        if is_said and told:
            yield told


_RULES = {
    "night": {"evening": "The date is that of the evening.", "morning": "The date is that of the morning after."},
    "doses_on": {
        "date": "Dose times are on the date, from 0:00 to 24:00.",
        "diary-day": "Dose times go on after midnight until the diary day ends.",
        "day-before": "Dose times are on the day before the date, and go on after midnight.",
    },
    "zero": {"none": "A dose of 0 is a dose-free day.", "not-logged": "A dose of 0 means not logged."},
    "sleep": {"times": "Bed and wake time are kept, not the total.", "total": "The total is kept where there is one."},
    "blank_date": {
        "as-above": "A row without a date has that of the row above.",
        "left-out": "Rows without a date are left out.",
    },
}  # fmt: skip


def _rules(mapping: SheetMap) -> Iterator[str]:
    for name, told in _RULES.items():
        value = getattr(mapping, name)
        if value is not None:
            yield told[value]
