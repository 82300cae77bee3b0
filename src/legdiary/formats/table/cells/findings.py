"""The findings about a column (decimal mark, order of dates, clock, unit), and the question where it is unclear."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.errors import BadValue
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal


#: The most rows that are named one by one.
_MOST_NAMED = 3


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
    """The way in which the dates of a column are written.

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
    """The way in which the clock times of a column are written.

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
    """A unit of amounts or of durations.

    Attributes:
        HOURS_POINT_MINUTES: hours, and after the mark minutes in two digits: 7.30 is half past seven as a duration.
    """

    GRAM = "g"
    MILLIGRAM = "mg"
    MICROGRAM = "mcg"
    CAPSULE = "capsule"
    TABLET = "tablet"
    PERCENT = "%"
    HOUR = "h"
    HOURS_POINT_MINUTES = "h.min"
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
        mistake: the sentence; `{first}` and `{second}` stand where the rows are to be named.
        firsts: the places of all cells that are written as the one.
        seconds: the places of all cells that are written as the other.
    """

    def __init__(
        self, first: int, second: int, mistake: str, *, firsts: Sequence[int] = (), seconds: Sequence[int] = ()
    ) -> None:
        self.first, self.second, self.mistake = first, second, mistake
        self.firsts, self.seconds = tuple(firsts or (first,)), tuple(seconds or (second,))
        super().__init__(self._named("value", lambda place: place + 1))

    def with_rows(self, rows: Sequence[int]) -> str:
        """Return the sentence with the rows named, of several the first three and how many more.

        Args:
            rows: the number of each row of the column.
        """
        return self._named("row", lambda place: rows[place])

    def _named(self, noun: str, number: Callable[[int], int]) -> str:
        told = self.mistake
        for key, places in (("{first}", self.firsts), ("{second}", self.seconds)):
            named = [f"{number(place)}" for place in places[:_MOST_NAMED]]
            if len(places) == 1:
                told = told.replace(key, f"{noun} {named[0]}", 1)
                continue
            if len(places) > _MOST_NAMED:
                named.append(f"{len(places) - _MOST_NAMED} more")
            rows = f"{noun}s {', '.join(named[:-1])} and {named[-1]}"
            told = told.replace(f"{key} has", f"{rows} have", 1).replace(key, rows, 1)
        return told


class Amount(NamedTuple):
    """An amount and its unit.

    Attributes:
        number: the number, exactly as it stands there.
        unit: a weight, a piece, or percent.
    """

    number: Decimal
    unit: Unit
