"""The entries of a person's own table, by a mapping of its columns.

`read` reads the sheets, asks for their mapping (`TableOptions.choose`), and makes the entries of each row. A blank cell
is missing, never 0. What has no place in the diary is counted.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from legdiary.domain.invariants import check_past, check_zones
from legdiary.domain.time.moments import A_DAY
from legdiary.errors import BadValue, plural
from legdiary.formats.files.text_lines import first_bytes, is_larger
from legdiary.formats.reader_result import BadRow, Row, Rows, Where
from legdiary.formats.table.mapping import FIELDS, LEFT_OUT, BlankDate, NightDate, fit_to_sheets
from legdiary.formats.table.names import suggest_field
from legdiary.formats.table.read import read_sheets
from legdiary.formats.table.row_cells import RowCells, date_orders
from legdiary.formats.table.row_entries import FRAMES, LONE_TIMES, REPEATED, TOTALS, NightEntries, is_tick
from legdiary.formats.table.sheets import Kind
from legdiary.formats.table.taken import (
    NO_AMOUNT,
    NO_TIME,
    TIME_BY_MAPPING,
    ZERO_MAGNESIUM,
    ZEROS,
    Products,
    TakenEntries,
)
from legdiary.formats.table.text.encoding import FIND_OUT, TextForm, UnclearText
from legdiary.util.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.time.moments import Moment, Present
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import BadRows, Found, ReadOptions
    from legdiary.formats.table.mapping import SheetMap, TableMap
    from legdiary.formats.table.sheets import Sheet, SheetRow

_HEAD_BYTES = 65_536
_ZIP = b"PK\x03\x04"
_BLANK_ROWS = "rows without a date"
#: Count → its sentence, of so many: the noun, and the rest.
_TOLD = (
    (_BLANK_ROWS, "row", "without a date"),
    (LONE_TIMES, "night", "with a bed time or a wake time alone: a sleep needs both"),
    (TOTALS, "total", "of sleep beside its bed and wake time: the times are taken, as the mapping says"),
    (FRAMES, "pair", "of bed and wake time beside a total of sleep: the total is taken, as the mapping says"),
    (NO_TIME, "amount", "without a time, as the mapping says"),
    (NO_AMOUNT, "dose time", "without an amount"),
    (ZEROS, "dose", "of 0, which means not logged, as the mapping says"),
    (ZERO_MAGNESIUM, "day", "with 0 magnesium: the diary has no entry for a day without it"),
)
_TAKEN_AT = "the time of {}, which the table does not have: the time that you answered is assumed"
_REPEATED = "which reading of a repeated hour {} meant: the first is taken"


@dataclass(frozen=True, slots=True)
class TableOptions:
    """The knowledge that the reading of a table needs beside the file.

    Attributes:
        choose: returns the mapping of the sheets; it asks, or reads a file.
        present: the clock, with the zone of the table and the start of the diary day.
        products: the products that the diary has.
        used: the names that the diary has of its own: factor, symptom, medicine.
        form: how a text file is written, as far as that is known already.
        choose_form: returns how a text file is written that can be read in several ways; it asks, or refuses.
    """

    choose: Callable[[Sequence[Sheet], str], TableMap]
    present: Present
    products: Sequence[Stored] = ()
    used: Mapping[str, Sequence[str]] = field(default_factory=dict)
    form: TextForm = FIND_OUT
    choose_form: Callable[[UnclearText], TextForm] | None = None


def recognises(content: Content, name: str) -> bool:  # noqa: ARG001 - by content, whatever the file is called
    """Return whether this is a workbook, or a text table with a date and another column that is known by its name."""
    head = first_bytes(content, _HEAD_BYTES)
    if head.startswith(_ZIP):
        return b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in head or b"xl/" in head
    if is_larger(content, _HEAD_BYTES):
        head = head.rpartition(b"\n")[0]
    return _is_known_text(head, FIND_OUT)


def _is_known_text(head: bytes, form: TextForm) -> bool:
    """Return whether a text is a known table, in any of the ways in which it can be read."""
    try:
        return any(is_known_table(sheet) for sheet in read_sheets(head, "table", Kind.TEXT, form))
    except UnclearText as unclear:
        forms = [each.finding for each in unclear.choices if each.finding != form]
        return any(_is_known_text(head, each) for each in forms)
    except BadValue:
        return False


def is_known_table(sheet: Sheet) -> bool:
    """Return whether a sheet has a date and another column that is known by its name."""
    found = {each.field for header in sheet.header if (each := suggest_field(header)) is not None and each.is_sure}
    dates = {"date", "evening-date", "morning-date"}
    return bool(found & dates) and bool(found - dates - {"note", "weekday"} & {*FIELDS})


def read(content: Content, source: str, options: ReadOptions) -> Found:
    """Return the entries of a table.

    Raises:
        BadRow: the first row that cannot be right.
    """
    if options.mapping is None:
        raise BadRow(source, None, None, "a table of one's own needs a mapping")
    of: TableOptions = options.mapping()
    sheets = _read_sheets(content, source, of, options.bad)
    mapping = fit_to_sheets(of.choose(sheets, source), sheets, source)
    table = TableReader(mapping, of)
    rows = Rows()
    for sheet, own in zip(sheets, mapping.sheets, strict=True):
        if own.used is not False:
            reader = table.sheet(sheet, own)
            for row in sheet.rows:
                with options.bad.row(table.left):
                    reader.add(row, rows)
    left_out = [sentence for sheet in sheets for sentence in sheet.left_out]
    return rows.found((*left_out, *_sentences(table.left, mapping)), table.products.by_number)


def _read_sheets(content: Content, source: str, of: TableOptions, bad: BadRows) -> tuple[Sheet, ...]:
    form = of.form
    while True:
        try:
            return read_sheets(content, source, form=form, bad=bad)
        except UnclearText as error:
            if of.choose_form is None:
                raise
            chosen = of.choose_form(error)
            form = TextForm(chosen.encoding or form.encoding, chosen.separator or form.separator)


class TableReader:
    """The reading of a table by its mapping.

    Attributes:
        left: the counts of what is left out.
        products: the products that its doses name.
    """

    def __init__(self, mapping: TableMap, options: TableOptions) -> None:
        self._mapping, self._options = mapping, options
        self.left: Counter[str] = Counter()
        self.products = Products(mapping, options.products)

    def sheet(self, sheet: Sheet, mapping: SheetMap) -> SheetReader:
        """Return the reader of a sheet."""
        return SheetReader(sheet, mapping, self._options, self.products, self.left)


class SheetReader:
    """The reading of the rows of a sheet."""

    def __init__(
        self, sheet: Sheet, mapping: SheetMap, options: TableOptions, products: Products, left: Counter[str]
    ) -> None:
        self._sheet, self._mapping, self._left = sheet, mapping, left
        self._present, self._products = options.present, products
        self._orders = date_orders(sheet, mapping)
        ticked = frozenset(
            place
            for place, of in enumerate(mapping.columns)
            if of.field == "factor" and all(map(is_tick, sheet.column(place)))
        )
        self._night = NightEntries(mapping, options.present, options.used, ticked)
        self._taken = TakenEntries(mapping, options.present, products, options.used.get("medicine", ()))
        self._date_column = mapping.find("date")
        self._above: date | None = None

    def add(self, row: SheetRow, rows: Rows) -> None:
        """Add the entries of a row.

        Raises:
            BadRow: a cell cannot be right.
        """
        cells = RowCells(self._sheet, self._mapping, row, self._orders)
        where = Where(self._sheet.source, cells.spot)
        for entry in self.entries(cells):
            rows.add(Row(entry, where), _rank(entry))

    def entries(self, cells: RowCells) -> list[Any]:
        """Return the entries of a row; all of them are right, or none is returned.

        Raises:
            BadRow: a cell cannot be right.
        """
        left: Counter[str] = Counter()
        found = list(self._entries(cells, left))
        with cells.locate(None):
            for entry in found:
                check_zones(entry)
                check_past(entry, self._present)
        self._left.update(left)
        self._products.keep(found)
        return found

    def read_row(self, row: SheetRow) -> list[Any]:
        """Return the entries of a row, to be shown.

        Raises:
            BadRow: a cell cannot be right.
        """
        return self.entries(RowCells(self._sheet, self._mapping, row, self._orders))

    def _entries(self, cells: RowCells, left: Counter[str]) -> Iterator[Any]:
        day = self._day(cells, left)
        if day is None and self._date_column is not None and self._mapping.blank_date is BlankDate.LEFT_OUT:
            return
        night = self._night_of(cells, day)
        if night is not None:
            yield from self._night.read(cells, night, left)
        yield from self._taken.read(cells, day, left)

    def _day(self, cells: RowCells, left: Counter[str]) -> date | None:
        """Return the date of a row; None where it has none."""
        if self._date_column is None:
            return None
        day = cells.day(self._date_column)
        if day is None and self._mapping.blank_date is BlankDate.AS_ABOVE:
            day = self._above
        if day is None and self._mapping.blank_date is BlankDate.LEFT_OUT:
            left[_BLANK_ROWS] += 1
        elif day is None and not self._is_blank(cells):
            raise cells.bad(self._date_column, "the row has no date")
        self._above = day or self._above
        return day

    def _is_blank(self, cells: RowCells) -> bool:
        return all(
            cells.raw(place) is None
            for place, of in enumerate(self._mapping.columns)
            if of.field not in {None, LEFT_OUT}
        )

    def _night_of(self, cells: RowCells, day: date | None) -> date | None:
        """Return the night of a row: by its date, or by the date beside its bed time."""
        if day is not None:
            return day - A_DAY if self._mapping.night is NightDate.MORNING else day
        if self._date_column is not None:
            return None
        return cells.night_of_bed(self._mapping.find("bed"))


def _rank(entry: Any) -> int:
    at: Moment | None = getattr(entry, "at", None) or getattr(entry, "bed", None)
    return at.utc_s if at is not None else entry.night_of.toordinal() * 86_400 - 62_135_596_800


def _sentences(left: Counter[str], mapping: TableMap) -> Iterator[str]:
    for key, noun, rest in _TOLD:
        if left[key]:
            yield f"{plural(left[key], noun)} {rest}"
    if left[TIME_BY_MAPPING]:
        yield _TAKEN_AT.format(plural(left[TIME_BY_MAPPING], "amount"))
    if left[REPEATED]:
        yield _REPEATED.format(plural(left[REPEATED], "time"))
    columns = sum(of.field == LEFT_OUT for sheet in mapping.sheets if sheet.used is not False for of in sheet.columns)
    if columns:
        yield f"{plural(columns, 'column')}, as the mapping says"
    if sheets := sum(sheet.used is False for sheet in mapping.sheets):
        yield f"{plural(sheets, 'sheet')}, as the mapping says"
