"""Dates in cells: the order of day, month and year that a whole column shows, and the reading of each."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from legdiary.domain.time.moments import EARLIEST_YEAR
from legdiary.errors import BadValue, quote_typed
from legdiary.formats.table.cells.clocks import read_clock
from legdiary.formats.table.cells.date_and_clock import split_moment
from legdiary.formats.table.cells.date_readings import (
    COMPACT,
    LAST_YEAR,
    LEAP_YEAR,
    WRITTEN,
    NoYear,
    text_readings,
)
from legdiary.formats.table.cells.distinct import first_places
from legdiary.formats.table.cells.findings import Choice, Clock, Contradiction, DateOrder, DayOrder, Unclear
from legdiary.formats.table.cells.numbers import shown_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from legdiary.formats.table.cells.date_readings import (
        Readings,
    )
    from legdiary.formats.table.sheets import Value

_EPOCHS = {DayOrder.SINCE_1900: date(1899, 12, 30), DayOrder.SINCE_1904: date(1904, 1, 1)}
_COUNTED = range(
    (date(EARLIEST_YEAR, 1, 1) - _EPOCHS[DayOrder.SINCE_1904]).days, (date(2100, 1, 1) - date(1899, 12, 30)).days
)
_MONTHS = 12
#: Days of a year, and of half of one with its 29 February.
_YEAR, _HALF_YEAR = 365, 183
_FORMS = "accepted: a date such as 2026-11-20"


class NotADate(BadValue):
    """A cell that is no date, or in another order than the rest of its column."""

    def __init__(self, shown: str, accepted: str = _FORMS) -> None:
        super().__init__(f"{shown}; {accepted}")


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
    texts = dict(first_places(values))
    cells = {place: found for place, value in texts.items() if (found := readings(value))}
    orders = _orders(texts, cells) if order is None else [order]
    if not orders:
        return DateOrder(DayOrder.YMD)
    by = [{place: found[each] for place, found in cells.items() if each in found} for each in orders]
    different = [each for number, each in enumerate(orders) if by[number] not in by[:number]]
    if len(different) > 1:
        return _ask_order(texts, cells, different)
    if order is None:
        _check_same_hand(texts, cells, different[0])
    if not any(isinstance(day, NoYear) for day in by[0].values()):
        return DateOrder(different[0])
    days = {place: day for place, value in enumerate(values) if (day := readings(value).get(different[0]))}
    return _with_year(values, days, different[0], year)


def _orders(values: Mapping[int, Value], cells: Mapping[int, Readings]) -> list[DayOrder]:
    """Return the orders in which every date of a column can be read; none if it has no date.

    Raises:
        Contradiction: there are dates, and no such order.
    """
    open_orders = [*WRITTEN, *_EPOCHS]
    narrowed: list[int] = []
    for place, found in cells.items():
        left = [each for each in open_orders if each in found]
        if not left:
            first = next((one for one in narrowed if not set(cells[one]) & set(found)), narrowed[-1])
            raise Contradiction(
                first,
                place,
                f"{{first}} has {_shown(values[first])} and {{second}} has {_shown(values[place])}: no order of day "
                "and month fits both; write all dates of the column in one",
            )
        if len(left) < len(open_orders):
            narrowed.append(place)
        open_orders = left
    return open_orders if cells else []


def _ask_order(values: Mapping[int, Value], cells: Mapping[int, Readings], orders: Sequence[DayOrder]) -> Unclear:
    place = next(p for p, found in cells.items() if len({found[each] for each in orders}) > 1)
    shown = _shown(values[place])
    choices = tuple(Choice(DateOrder(each), f"{each}: {shown} is {_in_words(cells[place][each])}") for each in orders)
    if orders[0] in _EPOCHS:
        return Unclear(f"Is {shown} a date, counted in days as spreadsheets do?", choices, place)
    return Unclear(f"Which date is {shown}?", choices, place)


def _in_words(day: date | NoYear) -> str:
    named = f"{date(LEAP_YEAR, day.month, 1):%B}"
    return f"{day.day} {named}" if isinstance(day, NoYear) else f"{day.day} {named} {day.year}"


def _check_same_hand(values: Mapping[int, Value], cells: Mapping[int, Readings], order: DayOrder) -> None:
    """Refuse real dates beside texts, where the spreadsheet may have taken days for months.

    A spreadsheet set to the other order makes a date of 3/4/2026, with day and month exchanged, and leaves 25/4/2026
    a text.

    Raises:
        Contradiction: every real date of the column could be such a one.
    """
    if order is DayOrder.YMD:
        return
    real = [place for place in cells if isinstance(values[place], date)]
    texts = [p for p in cells if (isinstance(values[p], str) and len(set(cells[p].values())) > 1) or len(cells[p]) == 1]
    texts = [place for place in texts if isinstance(values[place], str)]
    dated = [day for place in real if isinstance(day := cells[place][order], date)]
    if real and texts and all(day.day <= _MONTHS for day in dated):
        raise Contradiction(
            texts[0],
            real[0],
            f"{{first}} has the text {_shown(values[texts[0]])} and {{second}} a real date, {dated[0]}: the "
            "spreadsheet may have exchanged day and month there; make all cells of the column texts, or all dates",
        )


def _is_same_by_all(found: Readings) -> bool:
    return set(found) >= set(WRITTEN) and len({found[order] for order in WRITTEN}) == 1


def _with_year(
    values: Sequence[Value], days: Mapping[int, date | NoYear], order: DayOrder, year: int | None
) -> DateOrder | Unclear:
    """Return the order of dates without a year, with that of the earliest one.

    Raises:
        Contradiction: some dates have a year and some have none, or they are not in order.
    """
    without = [place for place, day in days.items() if isinstance(day, NoYear)]
    if len(without) < len(days):
        dated = next(place for place in days if place not in without)
        raise Contradiction(dated, without[0], "{first} has a year and {second} has none; write it into every cell")
    earliest = _earliest(values, days)
    day = days[earliest]
    if year is None:
        shown = _shown(values[earliest])
        return Unclear(f"In which year is {shown}, the earliest date of the column?", (), earliest, asks_year=True)
    return DateOrder(order, year, (day.month, day.day))


def _earliest(values: Sequence[Value], days: Mapping[int, date | NoYear]) -> int:
    """Return the place of the earliest date of a column without years, which goes up or down and may pass New Year.

    Dates that follow each other are taken to be less than half a year apart.

    Raises:
        Contradiction: it goes up and down, or lasts a year or longer.
    """
    places = list(days)
    circle = [date(LEAP_YEAR, day.month, day.day).timetuple().tm_yday for day in days.values()]
    steps = [(after - before + _HALF_YEAR) % (2 * _HALF_YEAR) - _HALF_YEAR for before, after in pairwise(circle)]
    is_down = next((step < 0 for step in steps if step), False)
    passed = 0
    for number, step in enumerate(steps):
        passed += abs(step)
        if passed >= _YEAR or (step and (step < 0) != is_down):
            one, other = places[number], places[number + 1]
            raise Contradiction(
                one,
                other,
                f"the dates have no year, and {{second}} ({_shown(values[other])}) is not in order after {{first}} "
                f"({_shown(values[one])}) within one year; write the year into every cell",
            )
    return places[-1 if is_down else 0]


def _shown(value: Value) -> str:
    return quote_typed(str(value))


def readings(value: Value) -> Readings:
    """Return the date of a cell by each order in which it can be read; empty if it has none."""
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return dict.fromkeys(DayOrder, day) if EARLIEST_YEAR <= day.year <= LAST_YEAR else {}
    if isinstance(value, str):
        return text_readings(value) or text_readings(split_moment(value)[0])
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, int) and COMPACT.fullmatch(str(value)):
            return text_readings(str(value))
        return _counted(value)
    return {}


def _counted(value: float) -> Readings:
    """Return the date of a number of days, by each way in which spreadsheets count them."""
    if not _COUNTED.start <= value < _COUNTED.stop:
        return {}
    days = {order: epoch + timedelta(days=int(value)) for order, epoch in _EPOCHS.items()}
    return {order: day for order, day in days.items() if EARLIEST_YEAR <= day.year <= LAST_YEAR}


def has_date(value: Value) -> bool:
    """Return whether a cell has a date, beside its clock time or alone; a count of days is none."""
    return bool(readings(value)) and not (isinstance(value, int | float) and value in _COUNTED)


def has_clock(value: Value) -> bool:
    """Return whether a cell has a clock time, beside its date or alone."""
    if isinstance(value, str):
        return bool(split_moment(value)[1])
    return isinstance(value, time | datetime)


def read_date(value: Value, order: DateOrder) -> date:
    """Return a date, from 1990 to 2099.

    Raises:
        BadValue: it is no date, or in another order.
    """
    found = readings(value)
    day = found.get(order.order)
    if day is None:
        accepted = f"accepted: a date written {order.order}, as in the rest of the column" if found else _FORMS
        raise NotADate(shown_value(value), accepted)
    if not isinstance(day, NoYear):
        return day
    if order.year is None or order.begins is None:
        raise NotADate(shown_value(value), "write the year too")
    year = order.year + (tuple(day) < order.begins)
    try:
        return date(year, day.month, day.day)
    except ValueError as error:
        raise NotADate(shown_value(value), f"{year} has no such day") from error


def read_moment(value: Value, order: DateOrder, clock: Clock = Clock.H24) -> datetime:
    """Return a date with its clock time, with its offset where the cell says one.

    Raises:
        BadValue: it is no date with a clock time.
    """
    if isinstance(value, float) and order.order in _EPOCHS:
        day = read_date(value, order)
        return datetime.combine(day, time()) + timedelta(seconds=round(value % 1 * 86_400))
    if not has_clock(value) or isinstance(value, time):
        raise NotADate(shown_value(value), "accepted: a date with a clock time such as 2026-11-20 23:40")
    moment = datetime.combine(read_date(value, order), read_clock(value, clock))
    offset = split_moment(value)[2] if isinstance(value, str) else ""
    return moment if not offset else datetime.fromisoformat(f"{moment.isoformat()}{offset}")
