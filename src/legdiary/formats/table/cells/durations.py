"""Durations in cells, as whole minutes."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP
from typing import TYPE_CHECKING

from legdiary.domain.time.durations import parse_duration
from legdiary.errors import BadValue
from legdiary.formats.table.cells.findings import DecimalMark, Unit
from legdiary.formats.table.cells.numbers import number_at_start, read_number, shown_value
from legdiary.formats.table.cells.units import UnitMissing, unit_of_word

if TYPE_CHECKING:
    from decimal import Decimal

    from legdiary.formats.table.sheets import Value

_HOUR_MIN, _DAY_MIN, _MINUTE_S = 60, 24 * 60, 60
_ISO = re.compile(r"PT(?=[0-9])(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?(?:([0-9]{1,2})(?:\.[0-9]{1,9})?S)?")
_WITH_SECONDS = re.compile(r"([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])(?:[.,]0+)?")
_HOURS_AND_MINUTES = re.compile(r"([0-9]{1,2})\s*([^\W\d_]+)\.?\s*(?:([0-9]{1,2})\s*([^\W\d_]+)?\.?)?")
_FORMS = "accepted: a duration such as 6h30, 6:30 or 45m"


class NotADuration(BadValue):
    """A cell that is no duration."""

    def __init__(self, shown: str) -> None:
        super().__init__(f"{shown}; {_FORMS}, up to 24 h")


def read_duration(value: Value, unit: Unit | None = None, mark: DecimalMark = DecimalMark.POINT) -> int:
    """Return whole minutes from `6h30`, `6:30`, `45m`, a spreadsheet's time, or a number whose unit is known.

    Seconds are rounded to the nearest minute, and so are hours with decimals: 7.33 h are 7 h 20 min.

    Args:
        value: the cell.
        unit: HOUR or MINUTE for numbers without a unit, as `find_unit` found it.
        mark: the decimal mark of the column.

    Raises:
        BadValue: it is no duration, or a number without any unit.
    """
    minutes = _minutes(value, unit, mark)
    if minutes is None or not 0 <= minutes <= _DAY_MIN:
        raise NotADuration(shown_value(value))
    return minutes


def _minutes(value: Value, unit: Unit | None, mark: DecimalMark) -> int | None:
    if isinstance(value, timedelta):
        return _whole_minutes(value.days * 86_400 + value.seconds)
    if isinstance(value, time):
        return _whole_minutes(value.hour * 3600 + value.minute * 60 + value.second + round(value.microsecond / 1e6))
    if isinstance(value, date) or value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        found = _from_text(value.strip())
        if found is not None:
            return found
        number = number_at_start(value)
        rest = value[len(number) :].strip()
        own = unit_of_word(rest) if rest else unit
        if not number or (rest and own is None):
            return None
        return _from_number(read_number(number, mark), own, value)
    return _from_number(read_number(value, mark), unit, value)


def _whole_minutes(seconds: int) -> int:
    return (seconds + _MINUTE_S // 2) // _MINUTE_S


def _from_text(text: str) -> int | None:
    """Return the minutes of a text with hours and minutes apart; None for numbers with one unit or none."""
    iso = _ISO.fullmatch(text)
    if iso:
        hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return _whole_minutes(hours * 3600 + minutes * 60 + seconds)
    clock = _WITH_SECONDS.fullmatch(text)
    if clock:
        hours, minutes, seconds = map(int, clock.groups())
        return _whole_minutes(hours * 3600 + minutes * 60 + seconds)
    words = _HOURS_AND_MINUTES.fullmatch(text)
    if words and words[3]:
        in_minutes = words[4] is None or words[4].casefold() == "m" or unit_of_word(words[4]) is Unit.MINUTE
        if unit_of_word(words[2]) is Unit.HOUR and in_minutes and int(words[3]) < _HOUR_MIN:
            return int(words[1]) * _HOUR_MIN + int(words[3])
        return None
    try:
        return parse_duration(text)
    except BadValue:
        return None


def _from_number(number: Decimal, unit: Unit | None, value: Value) -> int | None:
    if unit is None:
        raise UnitMissing(shown_value(value), "write 7 h or 45 min, or name the unit in the header, such as (h)")
    if unit is Unit.HOUR:
        return int((number * _HOUR_MIN).to_integral_value(ROUND_HALF_UP)) if abs(number) < _DAY_MIN else None
    if unit is Unit.HOURS_POINT_MINUTES:
        hours, minutes = divmod(number * 100, 100)
        return int(hours) * _HOUR_MIN + int(minutes) if minutes == int(minutes) and minutes < _HOUR_MIN else None
    if unit is Unit.MINUTE and number == int(number):
        return int(number)
    return None
