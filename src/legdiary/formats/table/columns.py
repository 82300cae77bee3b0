"""How a column is written: its decimal mark, the order of its dates, its clock, its unit.

Each finder looks at the whole column and returns what the column shows, or `Unclear` where it shows several: then the
person is asked. Nothing is guessed cell by cell. A column that contradicts itself raises `Contradiction`, with the
places of both cells. Readers (`read_…`) take one cell and what was found, and raise `BadValue`; they return nothing for
no value: a blank cell (None) is left to the caller, who knows that missing is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time
    from decimal import Decimal

    from legdiary.formats.table.sheets import Value


class DecimalMark(StrEnum):
    """The mark between a number's whole part and its decimals."""

    POINT = "."
    COMMA = ","


class DayOrder(StrEnum):
    """The order of the parts of a date, or the days that a spreadsheet counts."""

    YMD = "year-month-day"
    DMY = "day-month-year"
    MDY = "month-day-year"
    SINCE_1900 = "days since 1900"
    SINCE_1904 = "days since 1904"


class DateOrder(NamedTuple):
    """How the dates of a column are written.

    Attributes:
        order: the order of day, month and year.
        year: for dates without a year, the year of the earliest one; else None.
        begins: for dates without a year, the month and day of the earliest one; an earlier day of the calendar is in
            the year after. None where dates have their year.
    """

    order: DayOrder
    year: int | None = None
    begins: tuple[int, int] | None = None


class Clock(StrEnum):
    """How the clock times of a column are written.

    Attributes:
        H24: by the 24-hour clock.
        AM_PM: by the 12-hour clock, each with am or pm.
        NIGHT: by the 12-hour clock without am and pm, all between 6 in the evening and 6 in the morning.
        DAY_FRACTION: as parts of a day, as a spreadsheet counts: 0.5 is noon.
    """

    H24 = "24-hour clock"
    AM_PM = "am and pm"
    NIGHT = "12-hour clock, at night"
    DAY_FRACTION = "parts of a day"


class Unit(StrEnum):
    """A unit of amounts or of durations."""

    GRAM = "g"
    MILLIGRAM = "mg"
    MICROGRAM = "mcg"
    CAPSULE = "capsule"
    TABLET = "tablet"
    PERCENT = "%"
    HOUR = "h"
    MINUTE = "min"


class Choice(NamedTuple):
    """One answer to the question of an unclear column.

    Attributes:
        finding: what the finder would have returned: a DecimalMark, DateOrder, Clock or Unit.
        label: the answer as it is shown, with a cell of the column read that way: `3/4/2026 is 3 April 2026`.
    """

    finding: Any
    label: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """A column that can be read in several ways.

    Attributes:
        question: the question, with a cell of the column.
        choices: the answers; empty where a year is asked for (`asks_year`).
        example: the place of that cell in the column, from 0.
        asks_year: the dates have no year; ask for the year of that cell and pass it to `find_date_order`.
    """

    question: str
    choices: tuple[Choice, ...]
    example: int = 0
    asks_year: bool = False


class Contradiction(BadValue):
    """A column in which two cells are written in two ways, or which changes its unit.

    Attributes:
        first: the place of the one cell in the column, from 0.
        second: the place of the other.
        mistake: the sentence without the rows: `{first}` and `{second}` stand where their rows are to be named.
    """

    def __init__(self, first: int, second: int, mistake: str) -> None:
        self.first, self.second, self.mistake = first, second, mistake
        super().__init__(mistake.format(first=f"value {first + 1}", second=f"value {second + 1}"))

    def with_rows(self, rows: Sequence[int]) -> str:
        """Return the sentence with the rows named.

        Args:
            rows: the number of each row of the column.
        """
        return self.mistake.format(first=f"row {rows[self.first]}", second=f"row {rows[self.second]}")


class Amount(NamedTuple):
    """An amount and its unit.

    Attributes:
        number: the number, exactly as it stands there.
        unit: a weight, a piece, or percent.
    """

    number: Decimal
    unit: Unit


def find_decimal_mark(values: Sequence[Value]) -> DecimalMark | Unclear:
    """Return the decimal mark of a column of numbers or amounts; a point where no value has any mark.

    Raises:
        Contradiction: two cells have different ones.
    """
    raise NotImplementedError(values)


def find_date_order(
    values: Sequence[Value], *, order: DayOrder | None = None, year: int | None = None
) -> DateOrder | Unclear:
    """Return the order of a column of dates, or of dates with clock times.

    Args:
        values: the column.
        order: the answer to the question about the order, if it was asked.
        year: the answer to the question about the year, if it was asked.

    Raises:
        Contradiction: two cells show two orders, such as 25/4 and 4/25.
    """
    raise NotImplementedError(values, order, year)


def find_clock(values: Sequence[Value]) -> Clock | Unclear:
    """Return the clock of a column of clock times, or of dates with clock times.

    Raises:
        Contradiction: one cell has am or pm, and another one needs it and has none.
    """
    raise NotImplementedError(values)


def find_unit(header: str, values: Sequence[Value]) -> Unit | Unclear | None:
    """Return the unit of the numbers in a column that have none beside them.

    Args:
        header: the column's name, such as `Kratom (g)`, `dose_mg`, `Gramm`.
        values: the column.

    Returns:
        None where neither the header nor the cells say one, and where every cell says its own.

    Raises:
        Contradiction: from one row on the numbers are those of another unit.
    """
    raise NotImplementedError(header, values)


def read_number(value: Value, mark: DecimalMark = DecimalMark.POINT) -> Decimal:
    """Return a number, exactly.

    Raises:
        BadValue: it is no number, or written with the other mark.
    """
    raise NotImplementedError(value, mark)


def read_date(value: Value, order: DateOrder) -> date:
    """Return a date, from 1990 to 2099.

    Raises:
        BadValue: it is no date, or in another order.
    """
    raise NotImplementedError(value, order)


def read_clock(value: Value, clock: Clock = Clock.H24) -> time:
    """Return a clock time.

    Raises:
        BadValue: it is no clock time, or by another clock.
    """
    raise NotImplementedError(value, clock)


def read_moment(value: Value, order: DateOrder, clock: Clock = Clock.H24) -> datetime:
    """Return a date with its clock time, with its offset where the cell says one.

    Raises:
        BadValue: it is no date with a clock time.
    """
    raise NotImplementedError(value, order, clock)


def has_date(value: Value) -> bool:
    """Return whether a cell has a date, beside its clock time or alone."""
    raise NotImplementedError(value)


def has_clock(value: Value) -> bool:
    """Return whether a cell has a clock time, beside its date or alone."""
    raise NotImplementedError(value)


def read_duration(value: Value, unit: Unit | None = None, mark: DecimalMark = DecimalMark.POINT) -> int:
    """Return whole minutes from `6h30`, `6:30`, `45m`, a spreadsheet's time, or a number whose unit is known.

    Args:
        value: the cell.
        unit: HOUR or MINUTE for numbers without a unit, as `find_unit` found it.
        mark: the decimal mark of the column.

    Raises:
        BadValue: it is no duration, or a number without any unit.
    """
    raise NotImplementedError(value, unit, mark)


def read_amount(value: Value, unit: Unit | None, mark: DecimalMark = DecimalMark.POINT) -> Amount:
    """Return an amount in the unit beside it, or in the unit of the column.

    Raises:
        BadValue: it is no amount, or has no unit.
    """
    raise NotImplementedError(value, unit, mark)


def read_yes_no(value: Value) -> bool:
    """Return the truth of TRUE, yes, x, ja, oui, sí, 1, and of FALSE, no, nein, non, 0.

    Raises:
        BadValue: it is neither.
    """
    raise NotImplementedError(value)
