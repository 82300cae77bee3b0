"""A date as it is written, and the days that it can mean, by each order of day, month and year.

Dates from 1990 to 2099 are read. A year of two digits is from 1990 to 2089.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from legdiary.domain.time.moments import EARLIEST_YEAR
from legdiary.formats.table.cells.findings import DayOrder
from legdiary.formats.table.cells.month_names import with_month_number, without_weekday

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LAST_YEAR = 2099
#: A year in which every day of the calendar exists.
LEAP_YEAR = 2000
#: The orders in which people write dates.
WRITTEN = (DayOrder.DMY, DayOrder.MDY, DayOrder.YMD)
#: A date as one number, such as 20261120.
COMPACT = re.compile(r"[0-9]{8}")
_FIRST_OF_1900S = 90
_TWO, _FOUR = 2, 4
_NUMERIC = re.compile(r"([0-9]{1,4}) ?([./-]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,4})\.?")
_NO_YEAR = re.compile(r"([0-9]{1,2}) ?([./-]) ?([0-9]{1,2}) ?\.?")
_BETWEEN = r"[\s.,/-]*"
_NAMED = re.compile(rf"(?:([0-9]{{1,4}}){_BETWEEN})?M(?:{_BETWEEN}([0-9]{{1,4}}))?(?:{_BETWEEN}([0-9]{{2,4}}))?\.?")


class NoYear(NamedTuple):
    """A day of any year."""

    month: int
    day: int


#: The readings of one cell by each order in which it can be read.
Readings: TypeAlias = "Mapping[DayOrder, date | NoYear]"


@lru_cache(maxsize=4096)
def text_readings(text: str) -> Readings:
    """Return the day of a text by each order in which it can be read; empty if it is no date."""
    plain = without_weekday(" ".join(text.split())).strip(" ,")
    if COMPACT.fullmatch(plain):
        parts = {
            DayOrder.YMD: (plain[:4], plain[4:6], plain[6:]),
            DayOrder.DMY: (plain[4:], plain[2:4], plain[:2]),
            DayOrder.MDY: (plain[4:], plain[:2], plain[2:4]),
        }
        return _existing({order: _day(*part) for order, part in parts.items()})
    numeric = _NUMERIC.fullmatch(plain)
    if numeric:
        return _existing(_numeric(numeric[1], numeric[3], numeric[4]))
    no_year = _NO_YEAR.fullmatch(plain)
    if no_year:
        one, other = int(no_year[1]), int(no_year[3])
        return _existing({DayOrder.DMY: _day_of_any_year(other, one), DayOrder.MDY: _day_of_any_year(one, other)})
    named = with_month_number(plain)
    match = _NAMED.fullmatch(" ".join(named[0].split())) if named else None
    if named is None or match is None:
        return {}
    return _existing(dict.fromkeys(WRITTEN, _named([part for part in match.groups() if part], named[1])))


def _existing(days: Mapping[DayOrder, date | NoYear | None]) -> Readings:
    return {order: day for order, day in days.items() if day is not None}


def _numeric(one: str, two: str, three: str) -> dict[DayOrder, date | None]:
    if len(one) == _FOUR:
        return dict.fromkeys(WRITTEN, _day(one, two, three))
    found = {DayOrder.DMY: _day(three, two, one), DayOrder.MDY: _day(three, one, two)}
    if len(three) != _FOUR:
        found[DayOrder.YMD] = _day(one, two, three)
    return found


def _named(numbers: Sequence[str], month: int) -> date | NoYear | None:
    """Return a date whose month is named: the day comes before the year, unless the year has four digits."""
    if len(numbers) == 1:
        return _day_of_any_year(month, int(numbers[0]))
    if len(numbers) != _TWO:
        return None
    day, year = numbers if len(numbers[0]) < _FOUR else reversed(numbers)
    return _day(year, f"{month}", day)


def _day(year: str, month: str, day: str) -> date | None:
    """Return the day; None if there is none, or the year is not from 1990 to 2099."""
    if len(year) not in {_TWO, _FOUR} or len(day) > _TWO:
        return None
    number = int(year)
    if len(year) == _TWO:
        number += 1900 if number >= _FIRST_OF_1900S else 2000
    try:
        return date(number, int(month), int(day)) if EARLIEST_YEAR <= number <= LAST_YEAR else None
    except ValueError:
        return None


def _day_of_any_year(month: int, day: int) -> NoYear | None:
    try:
        date(LEAP_YEAR, month, day)
    except ValueError:
        return None
    return NoYear(month, day)
