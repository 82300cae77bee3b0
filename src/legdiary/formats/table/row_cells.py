"""The cells of one row, read by the mapping of their columns; errors name sheet, row and column."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.sleep import QUALITY_MOST
from legdiary.domain.time.moments import Moment, local_moments
from legdiary.errors import BadValue, quote_typed
from legdiary.formats.reader_result import BadRow, SheetRowNumber
from legdiary.formats.table.columns import (
    Clock,
    Contradiction,
    DateOrder,
    DayOrder,
    DecimalMark,
    find_date_order,
    has_clock,
    has_date,
    read_amount,
    read_clock,
    read_date,
    read_duration,
    read_moment,
    read_number,
    read_text,
)
from legdiary.formats.table.header_words import GRADE_WORDS, MISSING, NO, NONE, YES
from legdiary.formats.table.mapping import LEFT_OUT
from legdiary.formats.table.names import plain_words
from legdiary.util.numbers import short_number

if TYPE_CHECKING:
    from datetime import date, time

    from legdiary.domain.time.moments import Zone
    from legdiary.formats.table.columns import Amount, Unit
    from legdiary.formats.table.mapping import ColumnMap, SheetMap
    from legdiary.formats.table.sheets import Sheet, SheetRow, Value

#: Field → the least and the most of its scale; 0 to 10 for all others.
SCALES = {"quality": (1, QUALITY_MOST), "symptom": (0, 3)}
_SCORES = (0, 10)
_HALF_A_DAY = timedelta(hours=12)
_ISO = DateOrder(DayOrder.YMD)


class NotOnScale(BadValue):
    """A number that is not on the scale of its column."""

    def __init__(self, typed: str, least: int, most: int) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not on the scale; accepted: {least} to {most}")


class BetweenTwoNumbers(BadValue):
    """A number such as 6.5 where the diary has whole numbers."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)} is between two whole numbers; accepted: a whole number")


class UnknownCell(BadValue):
    """A word in a cell for which the mapping has no meaning."""

    def __init__(self, word: str, accepted: str) -> None:
        super().__init__(f"{quote_typed(word)!r} is not known here; accepted: {accepted}")


def cell_word(value: Value) -> str:
    """Return a cell as the word by which a mapping's `values` name it: `mild`, `3`, `2.5`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal | float):
        return plain_decimal(Decimal(str(value)))
    return " ".join(str(value).split()).casefold()


def plain_decimal(number: Decimal) -> str:
    """Return a number without an exponent and without zeros at its end: `2.5`, `300`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def is_missing(value: Value) -> bool:
    """Return whether a cell says nothing: blank, a dash, a question mark, n/a."""
    return value is None or (isinstance(value, str) and (not value.strip() or value.strip().casefold() in MISSING))


def is_zero(value: Value) -> bool:
    """Return whether a cell says 0, or a word for none."""
    if isinstance(value, str):
        word = plain_words(value)
        if word in NONE or word in NO:
            return True
        head = value.strip().rstrip("".join(c for c in value if c.isalpha())).strip()
        return bool(head) and not head.replace(",", "").replace(".", "").strip("0")
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and value == 0


def yes_or_no(value: Value) -> bool | None:
    """Return what a cell such as yes, x, ja, 1, no, 0 says; None where it is another word or number."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        typed = value.strip().casefold()
        if typed in YES or plain_words(typed) in YES:
            return True
        return False if is_zero(value) else None
    return None if value is None or not is_zero(value) else False


def spread(number: Fraction, scale: tuple[int, int], onto: tuple[int, int]) -> int:
    """Return a number of one scale on another one, half up: 3 of 0–4 is 8 of 0–10.

    Args:
        number: the number.
        scale: the numbers of its scale that stand for the least and the most.
        onto: the least and the most of the other scale.
    """
    share = (number - scale[0]) / (scale[1] - scale[0])
    exact = onto[0] + share * (onto[1] - onto[0])
    return int((exact + Fraction(1, 2)) // 1)


def read_score(value: Value, column: ColumnMap) -> int | None:
    """Return a rating on the scale of its field; None where the cell, or its word, says nothing.

    Raises:
        BadValue: it is no number, or not on the scale.
    """
    onto = SCALES.get(column.field or "", _SCORES)
    said = column.value_of(cell_word(value))
    if said == LEFT_OUT:
        return None
    if said is not None:
        return _whole(said, onto)
    if (
        isinstance(value, str)
        and column.field == "symptom"
        and (grade := GRADE_WORDS.get(plain_words(value))) is not None
    ):
        return grade
    number = Fraction(read_number(value, column.decimal or DecimalMark.POINT))
    scale = column.scale or onto
    if not min(scale) <= number <= max(scale):
        raise NotOnScale(cell_word(value), min(scale), max(scale))
    if scale != onto:
        return spread(number, scale, onto)
    if number.denominator != 1 and not column.rounded:
        raise BetweenTwoNumbers(cell_word(value))
    return int((number + Fraction(1, 2)) // 1)


def _whole(typed: str, scale: tuple[int, int]) -> int:
    number = short_number(typed)
    if number is None or not scale[0] <= number <= scale[1]:
        raise NotOnScale(typed, *scale)
    return number


class Stamp(NamedTuple):
    """The moments that a cell may mean, two where the clocks went back, or a clock time alone."""

    clock: time | None
    moments: tuple[Moment, ...] = ()


class _Located:
    """Turns an error of the domain into one that names a cell; a class, since it is entered for every cell."""

    __slots__ = ("_cells", "_column")

    def __init__(self, cells: RowCells, column: int | None) -> None:
        self._cells, self._column = cells, column

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, BadValue) and not isinstance(error, BadRow):
            raise self._cells.bad(self._column, error.message) from error


class RowCells:
    """The cells of one row."""

    def __init__(self, sheet: Sheet, mapping: SheetMap, row: SheetRow, orders: dict[int, DateOrder]) -> None:
        """Make it.

        Args:
            sheet: the sheet.
            mapping: its mapping.
            row: the row.
            orders: the order of dates of each column that has some.
        """
        self._sheet, self._mapping, self._row, self._orders = sheet, mapping, row, orders

    @property
    def spot(self) -> SheetRowNumber:
        """The place of the row."""
        return SheetRowNumber(self._row.number, self._sheet.name)

    def bad(self, column: int | None, mistake: str) -> BadRow:
        """Return the error for a mistake in a cell."""
        return self._sheet.bad(self._row.number, column, mistake)

    def locate(self, column: int | None) -> _Located:
        """Turn an error of the domain into one that names a cell of this row."""
        return _Located(self, column)

    def raw(self, column: int | None) -> Value:
        """Return a cell; None where it is blank or there is no such column."""
        if column is None:
            return None
        value = self._row.cells[column]
        field = self._mapping.columns[column].field
        is_text = field in {"note", "dose-note"}
        return None if value is None or (not is_text and is_missing(value)) else value

    def day(self, column: int) -> date | None:
        """Return the date in a cell; None where it is blank."""
        value = self.raw(column)
        if value is None:
            return None
        with self.locate(column):
            return read_date(value, self._order(column))

    def stamp(self, column: int | None, zone: Zone) -> Stamp | None:
        """Return the clock time in a cell, or the moments where it has a date as well; None where it is blank."""
        value = self.raw(column)
        if value is None or column is None:
            return None
        clock = self._mapping.columns[column].clock or Clock.H24
        with self.locate(column):
            if has_date(value) and has_clock(value):
                moment = read_moment(value, self._order(column), clock)
                if moment.tzinfo is not None:
                    return Stamp(None, (Moment.from_datetime(moment, zone),))
                return Stamp(None, local_moments(moment.date(), moment.time(), zone))
            return Stamp(read_clock(value.time() if isinstance(value, datetime) else value, clock))

    def night_of_bed(self, column: int | None) -> date | None:
        """Return the night that the date beside a bed time tells; None where there is none."""
        value = self.raw(column)
        if column is None or value is None or not has_date(value):
            return None
        with self.locate(column):
            moment = read_moment(value, self._order(column), self._mapping.columns[column].clock or Clock.H24)
        return (moment - _HALF_A_DAY).date()

    def score(self, column: int) -> int | None:
        """Return the rating in a cell; None where there is none."""
        value = self.raw(column)
        if value is None:
            return None
        with self.locate(column):
            return read_score(value, self._mapping.columns[column])

    def minutes(self, column: int) -> int | None:
        """Return the minutes in a cell; None where it is blank."""
        value, of = self.raw(column), self._mapping.columns[column]
        if value is None:
            return None
        with self.locate(column):
            return read_duration(value, of.unit, of.decimal or DecimalMark.POINT)

    def count(self, column: int) -> int | None:
        """Return the whole number in a cell; None where it is blank."""
        value, of = self.raw(column), self._mapping.columns[column]
        if value is None:
            return None
        with self.locate(column):
            number = read_number(value, of.decimal or DecimalMark.POINT)
            if number != number.to_integral_value(ROUND_HALF_UP):
                raise BetweenTwoNumbers(cell_word(value))
            return int(number)

    def text(self, column: int | None) -> str | None:
        """Return the text in a cell with plain line ends; None where it is blank."""
        value = self.raw(column)
        if value is None or column is None:
            return None
        if isinstance(value, datetime):
            return value.isoformat(" ", "minutes")
        with self.locate(column):
            text = read_text(value)
        return text.replace("\r\n", "\n").replace("\r", "\n").strip() or None

    def amount(self, column: int, unit: Unit | None) -> Amount:
        """Return the amount in a cell that is not blank.

        Args:
            column: the column.
            unit: the unit by another cell of the row; None for that of the column.
        """
        of = self._mapping.columns[column]
        with self.locate(column):
            return read_amount(self.raw(column), unit or of.unit, of.decimal or DecimalMark.POINT)

    def _order(self, column: int) -> DateOrder:
        return self._orders.get(column, _ISO)


def date_orders(sheet: Sheet, mapping: SheetMap) -> dict[int, DateOrder]:
    """Return the order of dates of each column of a sheet that has dates.

    Raises:
        BadRow: two cells of a column show two orders, or a date needs its order or year.
    """
    found = {}
    for place, column in enumerate(mapping.columns):
        if column.order is None and column.field != "date":
            continue
        try:
            order = find_date_order(list(sheet.column(place)), order=column.order, year=column.year)
        except Contradiction as error:
            raise sheet.bad(None, place, error.with_rows([row.number for row in sheet.rows])) from error
        if not isinstance(order, DateOrder):
            raise sheet.bad(None, place, "the order of its dates is not known; write it as dates in the mapping")
        found[place] = order
    return found
