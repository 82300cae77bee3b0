"""Numbers in cells: the decimal mark of a whole column, and the reading of each number, exactly.

Spreadsheets keep about 15 digits, so that 0.1 + 0.2 is shown as 0.3: their numbers are read with that many.
"""

from __future__ import annotations

import math
import re
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import BadValue, quote_typed
from legdiary.formats.table.cells.distinct import first_places
from legdiary.formats.table.cells.findings import Choice, Contradiction, DecimalMark, Unclear
from legdiary.formats.table.sheets import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.formats.table.sheets import Value

_BLANKS = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_MARKS = {DecimalMark.POINT: (".", f",'’{_BLANKS}"), DecimalMark.COMMA: (",", f".'’{_BLANKS}")}
_MINUS = "-\N{MINUS SIGN}"
_SIGN = r"[+\-\N{MINUS SIGN}]"
_DIGITS = 15
#: A number at the beginning of a cell, with whatever marks it has; a unit may stand behind it.
_BEGINNING = re.compile(rf"{_SIGN}?[0-9.,][0-9.,'’{_BLANKS}]*")


def _pattern(mark: DecimalMark) -> re.Pattern[str]:
    decimal, thousands = _MARKS[mark]
    grouped = rf"[1-9][0-9]{{0,2}}(?:(?P<mark>[{thousands}])[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})*"
    return re.compile(
        rf"(?P<sign>{_SIGN}?)(?P<whole>{grouped}|[0-9]{{1,15}})?(?:{re.escape(decimal)}(?P<part>[0-9]{{1,15}}))?"
    )


_PATTERNS = {mark: _pattern(mark) for mark in DecimalMark}


class NotANumber(BadValue):
    """A cell that is no number."""

    def __init__(self, shown: str, mark: DecimalMark) -> None:
        super().__init__(f"{shown}; accepted: a number such as 2{mark}5")


class _Seen(NamedTuple):
    """The first cell that can be read with one mark only, or with either."""

    place: int
    shown: str


def number_at_start(text: str) -> str:
    """Return the number with which a text begins, as it is written; empty if it begins with none."""
    match = _BEGINNING.match(text)
    return match[0].rstrip(_BLANKS) if match else ""


def find_decimal_mark(values: Sequence[Value]) -> DecimalMark | Unclear:
    """Return the decimal mark of a column of numbers or amounts; a point where no value has any mark.

    Raises:
        Contradiction: two cells have different ones.
    """
    only: dict[DecimalMark, _Seen] = {}
    either: _Seen | None = None
    for place, value in first_places(values):
        number = number_at_start(value) if isinstance(value, str) else ""
        readings = {mark: reading for mark in DecimalMark if (reading := _read(number, mark)) is not None}
        if len(readings) == 1:
            only.setdefault(next(iter(readings)), _Seen(place, number))
        elif len(set(readings.values())) > 1 and either is None:
            either = _Seen(place, number)
    if len(only) > 1:
        one, other = sorted(only.values())
        raise Contradiction(
            one.place,
            other.place,
            f"the decimal mark changes: {{first}} has {quote_typed(one.shown)}, {{second}} has "
            f"{quote_typed(other.shown)}; write all with the same",
        )
    if only:
        return next(iter(only))
    if either is None:
        return DecimalMark.POINT
    choices = tuple(Choice(mark, f"{either.shown} is {_read(either.shown, mark):f}") for mark in DecimalMark)
    return Unclear(f"Does the mark in {either.shown} begin the decimals?", choices, either.place)


def _read(number: str, mark: DecimalMark) -> Decimal | None:
    """Return a number that is written with a mark; None if it is not."""
    match = _PATTERNS[mark].fullmatch(number)
    if match is None or not (match["whole"] or match["part"]):
        return None
    whole = re.sub(r"[^0-9]", "", match["whole"] or "0")
    sign = "-" if match["sign"] and match["sign"] in _MINUS else ""
    return Decimal(f"{sign}{whole}.{match['part'] or '0'}").normalize() + 0


def is_number(text: str) -> bool:
    """Return whether a text is a number with either mark."""
    return any(_read(text, mark) is not None for mark in DecimalMark)


def read_number(value: Value, mark: DecimalMark = DecimalMark.POINT) -> Decimal:
    """Return a number, exactly.

    Raises:
        BadValue: it is no number, or written with the other mark.
    """
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        if not math.isfinite(value) or abs(value) >= 10**_DIGITS:
            raise NotANumber(shown_value(value), mark)
        return Decimal(f"{value:.{_DIGITS}g}") if isinstance(value, float) else Decimal(value)
    if isinstance(value, str):
        found = _read(value, mark)
        if found is not None:
            return found
    raise NotANumber(shown_value(value), mark)


def shown_value(value: Value) -> str:
    """Return what stands in a cell as an error may repeat it."""
    if value is None:
        return "empty"
    if isinstance(value, Unreadable):
        return f"{value!s} is not accepted"
    if isinstance(value, bool):
        return f"{str(value).upper()} is not accepted"
    if isinstance(value, date):
        return f"a date, {value:%Y-%m-%d}, is not accepted"
    if isinstance(value, time):
        return f"a time, {value:%H:%M}, is not accepted"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"a time, {minutes // 60}:{minutes % 60:02d}, is not accepted"
    text = f"{value:.{_DIGITS}g}" if isinstance(value, float) else str(value)
    return f"{quote_typed(text)!r} is not accepted"
