"""How the columns of one's own table are written is found out from all of a column, or asked; never guessed.

A column made in one way is found to be written in that way, or its question offers it; it is never read as another.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.errors import BadValue
from legdiary.formats.table.columns import (
    Amount,
    Clock,
    Contradiction,
    DateOrder,
    DayOrder,
    DecimalMark,
    Unclear,
    Unit,
    find_clock,
    find_date_order,
    find_decimal_mark,
    find_unit,
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
from legdiary.formats.table.sheets import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from legdiary.formats.table.sheets import Value

POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA
DMY, MDY, YMD = (DateOrder(order) for order in (DayOrder.DMY, DayOrder.MDY, DayOrder.YMD))


def offered(found: object) -> list[object]:
    """Return the findings that a question offers."""
    assert isinstance(found, Unclear), found
    return [choice.finding for choice in found.choices]


def refusal(read: Callable[..., object], *given: object) -> str:
    with pytest.raises(BadValue) as refused:
        read(*given)
    return refused.value.message


# ---------------------------------------------------------------------- decimal marks


@pytest.mark.parametrize(
    ("column", "mark"),
    [
        (["2,5", "3"], COMMA),
        (["2.5", None, "3"], POINT),
        (["2,500", "0,5"], COMMA),
        (["1.234,5"], COMMA),
        (["1'234.50"], POINT),
        (["1\N{NARROW NO-BREAK SPACE}234,5"], COMMA),
        (["2,5 g", "3 g"], COMMA),
        (["12", "1 234"], POINT),
        ([2.5, 3, None], POINT),
        ([",5"], COMMA),
        ([], POINT),
    ],
)
def test_the_decimal_mark_of_a_column_is_what_one_cell_of_it_shows(column: list[Value], mark: DecimalMark) -> None:
    assert find_decimal_mark(column) is mark


@pytest.mark.parametrize("column", [["2,500"], ["1.250", "3"], ["12,500 mg", "1,000 mg"]])
def test_three_digits_after_the_only_mark_are_asked_about(column: list[Value]) -> None:
    assert offered(find_decimal_mark(column)) == [POINT, COMMA]


def test_the_question_shows_both_readings() -> None:
    found = find_decimal_mark([None, "2,500"])
    assert isinstance(found, Unclear)
    assert (found.example, [choice.label for choice in found.choices]) == (1, ["2,500 is 2500", "2,500 is 2.5"])


def test_two_decimal_marks_in_a_column_are_refused_with_both_rows() -> None:
    with pytest.raises(Contradiction) as refused:
        find_decimal_mark(["3", "2,5", None, "2.4"])
    assert refused.value.with_rows([2, 3, 4, 5]) == (
        "the decimal mark changes: row 3 has 2,5, row 5 has 2.4; write all with the same"
    )


@pytest.mark.parametrize(
    ("cell", "mark", "number"),
    [
        ("2,5", COMMA, "2.5"),
        ("1.234,56", COMMA, "1234.56"),
        ("-0.5", POINT, "-0.5"),
        ("\N{MINUS SIGN}3", POINT, "-3"),
        (0.1 + 0.2, POINT, "0.3"),
        (2.2000000000000002, POINT, "2.2"),
        (7, POINT, "7"),
        ("007", POINT, "7"),
    ],
)
def test_numbers_are_read_exactly(cell: Value, mark: DecimalMark, number: str) -> None:
    assert read_number(cell, mark) == Decimal(number)


@pytest.mark.parametrize(
    "cell", ["2.5", "", "2,5 g", "1,2,3", "1.23,4", "12.34.567", "nan", "１", True, time(2, 5), float("nan"), 1e16]
)
def test_what_is_no_number_with_a_comma_is_refused(cell: Value) -> None:
    assert "accepted: a number such as 2,5" in refusal(read_number, cell, COMMA)


def test_a_number_that_a_spreadsheet_made_a_date_is_told() -> None:
    assert refusal(read_number, date(2026, 5, 2)) == (
        "a date, 2026-05-02, is not accepted; accepted: a number such as 2.5"
    )


MARKS = st.sampled_from(
    [(POINT, ","), (POINT, "'"), (POINT, " "), (POINT, ""), (COMMA, "."), (COMMA, ""), (COMMA, " ")]
)


@given(st.lists(st.decimals(0, 99_999, places=3), min_size=1, max_size=8), MARKS, st.integers(0, 3))
def test_numbers_written_with_one_mark_are_read_so_or_asked(
    numbers: list[Decimal], marks: tuple[DecimalMark, str], places: int
) -> None:
    mark, thousands = marks
    rounded = [round(number, places) for number in numbers]
    swap = str.maketrans({",": thousands, ".": str(mark)})
    column: list[Value] = [f"{number:,.{places}f}".translate(swap) for number in rounded]
    found = find_decimal_mark(column)
    if isinstance(found, Unclear):
        assert mark in offered(found)
        found = mark
    assert [read_number(cell, found) for cell in column] == rounded


# ---------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["3/4/2026", "25/4/2026"], DayOrder.DMY),
        (["3/4/2026", "4/25/2026"], DayOrder.MDY),
        (["2026-04-03"], DayOrder.DMY),  # no order of day and month is needed to read it
        (["3.4.2026 07:10", "25.4.2026 7:10"], DayOrder.DMY),
        (["4/3/2026 11:40 PM", "4/25/2026 11:40 PM"], DayOrder.MDY),
        ([None, "Sa, 25.04.2026", "So, 26.04.2026"], DayOrder.DMY),
        (["26.11.22", "26.12.31", "99.11.30"], DayOrder.YMD),
        (["22-Nov-26", "Nov 23, 2026", "24. November 2026"], DayOrder.DMY),
    ],
)
def test_the_order_of_a_date_is_what_the_whole_column_shows(column: list[Value], order: DayOrder) -> None:
    assert find_date_order(column) == DateOrder(order)


def test_dates_that_can_be_read_two_ways_are_asked_about() -> None:
    found = find_date_order([None, "3/4/2026", "4/5/2026"])
    assert offered(found) == [DMY, MDY]
    assert isinstance(found, Unclear)
    assert (found.question, found.example) == ("Which date is 3/4/2026?", 1)
    assert [choice.label for choice in found.choices] == [
        "day-month-year: 3/4/2026 is 3 April 2026",
        "month-day-year: 3/4/2026 is 4 March 2026",
    ]


def test_the_same_date_in_every_order_is_not_asked_about() -> None:
    assert find_date_order(["3/3/2026", "4/4/2026"]) == DMY


def test_a_year_of_two_digits_that_can_be_a_day_is_asked_about() -> None:
    assert offered(find_date_order(["22.11.26", "23.11.26"])) == [DMY, YMD]


def test_a_column_that_contradicts_itself_is_refused_with_both_rows() -> None:
    with pytest.raises(Contradiction) as refused:
        find_date_order(["3/4/2026", "25/4/2026", None, "4/25/2026"])
    assert refused.value.with_rows([2, 3, 4, 5]) == (
        "row 3 has 25/4/2026 and row 5 has 4/25/2026: no order of day and month fits both; write all dates of the "
        "column in one"
    )


@pytest.mark.parametrize("text", ["25/4/2026", "4/25/2026"])
def test_real_dates_beside_texts_may_have_day_and_month_exchanged(text: str) -> None:
    """A spreadsheet set to the other order makes a date of 3/4/2026, and leaves 25/4/2026 as text."""
    with pytest.raises(Contradiction, match="the spreadsheet may have exchanged day and month there"):
        find_date_order([date(2026, 3, 4), text])
    assert find_date_order([date(2026, 3, 14), "25/4/2026"]) == DMY  # its 14 can be no month
    assert find_date_order([date(2026, 3, 4), "2026-04-25"]) == DMY


@pytest.mark.parametrize(
    "text",
    [
        "22 November 2026", "Nov 22, 2026", "November 22nd, 2026", "Sunday, 22 November 2026", "22-nov-2026",
        "22. November 2026", "So 22. Nov. 2026", "22 novembre 2026", "dim. 22 nov. 2026", "22 de noviembre de 2026",
        "domingo, 22 de novembro de 2026", "22 nov 2026", "22-11-2026", "22.11.2026", "22 / 11 / 2026", "2026/11/22",
        "2026-11-22", "20261122", "2026 Nov 22", "22 nov. 2026 23:40", "2026-11-22T23:40:00-05:00", "22.11.2026, 23:40",
        "le 22 novembre 2026", "søndag 22. november 2026", "zondag 22 november 2026", "23:40 22.11.2026",
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    found = find_date_order([text])
    assert isinstance(found, DateOrder)
    assert read_date(text, found) == date(2026, 11, 22)
    assert has_date(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er août 2026", date(2026, 8, 1)),
        ("3. März 2026", date(2026, 3, 3)),
        ("3. Mrz 2026", date(2026, 3, 3)),
        ("5 mars 2026", date(2026, 3, 5)),
        ("mar 3 mar 2026", date(2026, 3, 3)),  # mardi 3 mars
        ("15 febrero 2026", date(2026, 2, 15)),
        ("1 gennaio 2026", date(2026, 1, 1)),
        ("31 dicembre 2026", date(2026, 12, 31)),
        ("6. des. 2026", None),
        ("12 Jan 2026", date(2026, 1, 12)),
        ("10 okt 2026", date(2026, 10, 10)),
        ("10 out 2026", date(2026, 10, 10)),
        ("9 set 2026", date(2026, 9, 9)),
        ("31 November 2026", None),
        ("29 Feb 2026", None),
        ("31/04/2026", None),
        ("22 November 1899", None),
        ("22.11.2126", None),
        ("2026", None),
        ("Nov 2026", None),
        ("22", None),
        ("yesterday", None),
        ("22.11.2026 - 23.11.2026", None),
        ("22.11/2026", None),
    ],
)
def test_months_are_named_in_several_languages_and_nothing_else_is_a_date(text: str, day: date | None) -> None:
    assert has_date(text) == (day is not None)
    if day is not None:
        assert read_date(text, DMY) == day
    else:
        assert "accepted: a date such as 2026-11-20" in refusal(read_date, text, DMY)


def test_a_date_in_another_order_than_its_column_is_refused() -> None:
    assert refusal(read_date, "4/25/2026", DMY) == (
        "'4/25/2026' is not accepted; accepted: a date written day-month-year, as in the rest of the column"
    )


DAYS = st.dates(date(1990, 1, 1), date(2089, 12, 31))
STYLES = st.sampled_from(
    [
        (order, mark, year, pad)
        for order in (DayOrder.DMY, DayOrder.MDY, DayOrder.YMD)
        for mark in "/.-"
        for year in ("%Y", "%y")
        for pad in (True, False)
    ]
)


def written(day: date, order: DayOrder, mark: str, year: str, pad: bool) -> str:
    parts = {"d": f"{day.day:02d}" if pad else f"{day.day}", "m": f"{day.month:02d}" if pad else f"{day.month}"}
    parts["y"] = f"{day:{year}}"
    letters = {DayOrder.DMY: "dmy", DayOrder.MDY: "mdy", DayOrder.YMD: "ymd"}[order]
    return mark.join(parts[letter] for letter in letters)


@given(st.lists(DAYS, min_size=1, max_size=6), STYLES, st.sampled_from(["", " 23:40", " 7:05 am"]))
def test_dates_written_in_one_order_are_read_so_or_asked(
    days: list[date], style: tuple[DayOrder, str, str, bool], clock: str
) -> None:
    column: list[Value] = [written(day, *style) + clock for day in days]
    found = find_date_order(column)
    # Two orders that say the same of every date of the column (1-1-02) are one choice.
    choices = (
        [each for each in offered(found) if isinstance(each, DateOrder)] if isinstance(found, Unclear) else [found]
    )
    assert days in [[read_date(cell, choice) for cell in column] for choice in choices]


@given(
    st.dates(date(1990, 1, 1), date(2080, 1, 1)),
    st.lists(st.integers(0, 40), max_size=8),
    st.booleans(),
    st.booleans(),
)
def test_dates_without_a_year_are_asked_about_and_pass_new_year(
    first: date, gaps: list[int], down: bool, by_day: bool
) -> None:
    days = [first + timedelta(days=sum(gaps[:n])) for n in range(len(gaps) + 1)]
    column: list[Value] = [f"{day.day}.{day.month}." if by_day else f"{day.month}/{day.day}" for day in days]
    column, days = (column[::-1], days[::-1]) if down else (column, days)
    order = DayOrder.DMY if by_day else DayOrder.MDY
    found = find_date_order(column, order=order)
    assert isinstance(found, Unclear)
    assert (found.asks_year, found.choices) == (True, ())
    answered = find_date_order(column, order=order, year=first.year)
    assert isinstance(answered, DateOrder)
    assert [read_date(cell, answered) for cell in column] == days


def test_dates_without_a_year_that_jump_are_refused() -> None:
    with pytest.raises(
        Contradiction, match=r"the dates have no year, and value 3 \(2.12.\) is not in order after value 2"
    ):
        find_date_order(["30.11.", "15.12.", "2.12."])
    with pytest.raises(Contradiction, match="value 1 has a year and value 2 has none"):
        find_date_order(["30.11.2026", "1.12."])


def test_days_counted_by_a_spreadsheet_are_asked_about() -> None:
    """46348 is 22 November 2026 where 1 is 1 January 1900, and 23 November 2030 where 0 is 1 January 1904."""
    found = find_date_order([46348, 46349])
    assert isinstance(found, Unclear)
    assert [choice.label for choice in found.choices] == [
        "days since 1900: 46348 is 22 November 2026",
        "days since 1904: 46348 is 23 November 2030",
    ]
    assert read_date(46348, found.choices[0].finding) == date(2026, 11, 22)
    assert read_moment(46348.75, found.choices[0].finding) == datetime(2026, 11, 22, 18)  # noqa: DTZ001
    assert read_date(44886, found.choices[1].finding) == date(2026, 11, 22)  # 1462 days less
    assert read_date(32874, DateOrder(DayOrder.SINCE_1900)) == date(1990, 1, 1)
    assert not has_date(46348)


@pytest.mark.parametrize("value", [60, 59, 61, 32873.9, -1, 5_000_000])
def test_numbers_of_days_before_1990_are_no_dates(value: Value) -> None:
    """The 60 of Excel is 29 February 1900, which there never was."""
    assert "accepted: a date" in refusal(read_date, value, DateOrder(DayOrder.SINCE_1900))


def test_moments_keep_the_offset_that_stands_there() -> None:
    assert read_moment("2026-11-22T23:40-05:00", YMD).isoformat() == "2026-11-22T23:40:00-05:00"
    assert read_moment("22.11.2026 23:40 Uhr", DMY).isoformat() == "2026-11-22T23:40:00"
    assert read_moment("11/22/2026 11:40 PM", MDY, Clock.AM_PM).isoformat() == "2026-11-22T23:40:00"
    assert read_moment(datetime(2026, 11, 22, 23, 40), DMY).isoformat() == "2026-11-22T23:40:00"  # noqa: DTZ001
    for cell in ("22.11.2026", "23:40", date(2026, 11, 22), time(23, 40), None):
        assert "accepted: a date" in refusal(read_moment, cell, DMY)


# ---------------------------------------------------------------------- clock times


@pytest.mark.parametrize(
    ("column", "clock"),
    [
        (["10:30", "22:30"], Clock.H24),
        (["10:30", "0:15"], Clock.H24),
        (["10:30 pm", "12:15 AM"], Clock.AM_PM),
        (["10:30 p.m.", "22:30"], Clock.AM_PM),
        (["11pm"], Clock.AM_PM),
        (["22.30", "6.45"], Clock.H24),
        (["2230", "645"], Clock.H24),
        ([2230, 645], Clock.H24),
        (["23h40", "7h"], Clock.H24),
        (["23:40 Uhr"], Clock.H24),
        ([time(10, 30)], Clock.H24),
        ([0.9861111, 0.28125], Clock.DAY_FRACTION),
        ([], Clock.H24),
        (["11/22/2026 10:40 PM"], Clock.AM_PM),
    ],
)
def test_the_clock_of_a_column_is_what_one_cell_of_it_shows(column: list[Value], clock: Clock) -> None:
    assert find_clock(column) is clock


def test_twelve_hours_without_am_and_pm_are_asked_about() -> None:
    found = find_clock([None, "10:30", "11:15", "12:40"])
    assert isinstance(found, Unclear)
    assert found.question == "Is 10:30 in the morning or in the evening? No time of the column shows it."
    assert [(choice.finding, choice.label) for choice in found.choices] == [
        (Clock.H24, "24-hour clock: 10:30 is 10:30"),
        (Clock.NIGHT, "evenings and nights, 6 pm to 6 am: 10:30 is 22:30"),
    ]
    evening = [read_clock(cell, Clock.NIGHT) for cell in ("10:30", "12:40", "5:59", "6:00")]
    assert evening == [time(22, 30), time(0, 40), time(5, 59), time(18)]


def test_a_time_without_am_or_pm_beside_one_with_is_refused_with_both_rows() -> None:
    with pytest.raises(Contradiction) as refused:
        find_clock(["10:30 pm", None, "11:15"])
    assert refused.value.with_rows([4, 5, 6]) == (
        "row 4 has am or pm, and row 6 has neither; write it into each cell of the column"
    )


@pytest.mark.parametrize(
    ("cell", "clock", "at"),
    [
        ("23:40", Clock.H24, time(23, 40)),
        ("23:40:15", Clock.H24, time(23, 40, 15)),
        ("12:00 am", Clock.AM_PM, time(0, 0)),
        ("12:00 pm", Clock.AM_PM, time(12, 0)),
        ("11:40 p. m.", Clock.AM_PM, time(23, 40)),
        ("23 h 40", Clock.H24, time(23, 40)),
        (0.5, Clock.DAY_FRACTION, time(12, 0)),
        (0.98611111, Clock.DAY_FRACTION, time(23, 40)),
        (0, Clock.DAY_FRACTION, time(0, 0)),
        (timedelta(hours=23, minutes=40), Clock.H24, time(23, 40)),
        (time(0, 29, 59, 999900), Clock.H24, time(0, 30)),
        (2340, Clock.H24, time(23, 40)),
        (datetime(2026, 11, 22, 23, 40), Clock.H24, time(23, 40)),  # noqa: DTZ001
    ],
)
def test_a_clock_time_is_read_by_the_clock_of_its_column(cell: Value, clock: Clock, at: time) -> None:
    assert read_clock(cell, clock) == at


@pytest.mark.parametrize(
    "cell",
    ["24:00", "25:10", "7", 7, 23.4, "13:00 pm", "0:30 am", "23:60", "noon", True, timedelta(hours=30),
     datetime(1900, 1, 1, 6), date(2026, 11, 22), "23:4"],  # noqa: DTZ001
)  # fmt: skip
def test_what_is_no_clock_time_is_refused(cell: Value) -> None:
    assert "accepted: a clock time such as 23:40 or 11:40 pm" in refusal(read_clock, cell)


TIMES = st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=6)


@given(TIMES, st.sampled_from(["{:%H:%M}", "{:%I:%M %p}", "{:%H.%M}", "{:%Hh%M}", "{:%H%M}"]))
def test_times_written_by_one_clock_are_read_so_or_asked(times: list[time], form: str) -> None:
    column: list[Value] = [form.format(at) for at in times]
    clock = Clock.AM_PM if "%p" in form else Clock.H24
    found = find_clock(column)
    if isinstance(found, Unclear):
        assert clock in offered(found)
        found = clock
    assert [read_clock(cell, found) for cell in column] == times
    assert form == "{:%H.%M}" or all(map(has_clock, column))  # 01.01 can be a date as well


# ---------------------------------------------------------------------- units, amounts, durations


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Kratom (g)", Unit.GRAM), ("Magnesium [mg]", Unit.MILLIGRAM), ("Gramm", Unit.GRAM),
        ("dose_mg", Unit.MILLIGRAM),
        ("Amount in g", Unit.GRAM), ("Kratom / g", Unit.GRAM), ("7-OH mcg", Unit.MICROGRAM), ("hours slept", Unit.HOUR),
        ("Schlaf (Std.)", Unit.HOUR), ("minutes awake", Unit.MINUTE), ("Kapseln", Unit.CAPSULE), ("SE %", Unit.PERCENT),
        ("Dose (in mg)", Unit.MILLIGRAM), ("Kratom", None), ("Grammar", None), ("h", Unit.HOUR), ("G-force", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_unit_stands_in_the_header(header: str, unit: Unit | None) -> None:
    assert find_unit(header, [3, 4]) is unit


def test_a_unit_that_means_two_things_is_asked_about() -> None:
    assert offered(find_unit("Kratom (gr)", ["2"])) == [Unit.GRAM, Unit.MILLIGRAM]
    assert offered(find_unit("Kratom (g or mg)", ["2"])) == [Unit.GRAM, Unit.MILLIGRAM]
    assert offered(find_unit("Dose", ["2.5 g", "250"])) == [Unit.GRAM, Unit.MILLIGRAM]
    assert find_unit("Dose", ["2.5 g", "250 mg"]) is None  # every cell says its own


@pytest.mark.parametrize("header", ["Kratom (g)", "Kratom"])
@pytest.mark.parametrize(
    ("column", "second"),
    [
        (["2.5", "2.4", "0", None, "2400", "2300"], 4),
        ([2500, 2400, 2.4, 2.2], 2),
        (["2.5 g", "2.4", "2300"], 2),
    ],
)
def test_a_column_that_changes_its_unit_half_way_is_refused_with_the_row(
    header: str, column: list[Value], second: int
) -> None:
    if header == "Kratom" and "2.5 g" in column:
        column = column[1:]
        second -= 1
    with pytest.raises(Contradiction, match="the unit seems to change") as refused:
        find_unit(header, column)
    assert refused.value.second == second


@given(st.lists(st.integers(20, 999), min_size=1, max_size=10), st.lists(st.integers(20, 999), min_size=1, max_size=10))
def test_grams_that_become_milligrams_are_found_at_their_row(grams: list[int], milligrams: list[int]) -> None:
    near = [max(20, min(amount, 2 * grams[-1])) for amount in milligrams]  # tapers are no jumps
    if near[0] * 2 < grams[-1]:
        near[0] = grams[-1]
    column: list[Value] = [*(amount / 100 for amount in grams), *(amount * 10 for amount in near)]
    with pytest.raises(Contradiction) as refused:
        find_unit("Kratom (g)", column)
    assert refused.value.second == len(grams)


@given(st.lists(st.integers(1, 12_000), min_size=1, max_size=30), st.floats(0.5, 0.95))
def test_a_taper_is_no_change_of_unit(starts: list[int], factor: float) -> None:
    column: list[Value] = [round(starts[0] / 1000 * factor**n, 3) for n in range(len(starts))]
    assert find_unit("Kratom (g)", column) is Unit.GRAM


@pytest.mark.parametrize(
    ("cell", "unit", "mark", "amount"),
    [
        ("2,5 g", None, COMMA, Amount(Decimal("2.5"), Unit.GRAM)),
        ("2500mg", Unit.GRAM, POINT, Amount(Decimal(2500), Unit.MILLIGRAM)),  # what stands beside it counts
        (2.5, Unit.GRAM, POINT, Amount(Decimal("2.5"), Unit.GRAM)),
        ("1.125", Unit.GRAM, POINT, Amount(Decimal("1.125"), Unit.GRAM)),
        ("3 caps", None, POINT, Amount(Decimal(3), Unit.CAPSULE)),
        ("75 µg", None, POINT, Amount(Decimal(75), Unit.MICROGRAM)),
        ("85%", None, POINT, Amount(Decimal(85), Unit.PERCENT)),
        ("0", Unit.GRAM, POINT, Amount(Decimal(0), Unit.GRAM)),
    ],
)
def test_an_amount_has_the_unit_beside_it_or_that_of_its_column(
    cell: Value, unit: Unit | None, mark: DecimalMark, amount: Amount
) -> None:
    assert read_amount(cell, unit, mark) == amount


@pytest.mark.parametrize(
    "cell", ["a lot", "2.5 spoons", "2-3 g", "2.5 g + 1 g", "~2 g", "2.5 h", date(2026, 5, 2), True]
)
def test_what_is_no_amount_is_refused(cell: Value) -> None:
    assert "accepted: a" in refusal(read_amount, cell, Unit.GRAM)


def test_an_amount_without_any_unit_is_refused() -> None:
    assert refusal(read_amount, "2.5", None) == (
        "'2.5' is not accepted without its unit; write 2.5 g or 250 mg, or name the unit in the header, such as (g)"
    )


@pytest.mark.parametrize(
    ("cell", "unit", "minutes"),
    [
        ("6h30", None, 390), ("6:30", None, 390), ("6 h 30 min", None, 390), ("6 Std. 30 Min.", None, 390),
        ("6:30:00", None, 390), ("PT6H30M", None, 390), ("7 Stunden", None, 420), ("45 min", None, 45),
        ("7.5", Unit.HOUR, 450), (7.33, Unit.HOUR, 440), (7.333333, Unit.HOUR, 440), ("390", Unit.MINUTE, 390),
        (0, Unit.MINUTE, 0), (time(6, 30), None, 390), (timedelta(hours=6, minutes=30), None, 390),
        (timedelta(hours=6, minutes=29, seconds=40), None, 390), ("7.30", Unit.HOURS_POINT_MINUTES, 450),
        (7.5, Unit.HOURS_POINT_MINUTES, 470), (24, Unit.HOUR, 1440),
    ],
)  # fmt: skip
def test_durations_are_whole_minutes(cell: Value, unit: Unit | None, minutes: int) -> None:
    assert read_duration(cell, unit) == minutes


@pytest.mark.parametrize(
    ("cell", "unit"),
    [(timedelta(hours=30), None), ("PT30H", None), (25, Unit.HOUR), (7.5, Unit.MINUTE), ("-1", Unit.HOUR),
     (7.75, Unit.HOURS_POINT_MINUTES), ("long", Unit.HOUR), (None, Unit.HOUR), (date(2026, 5, 2), Unit.HOUR),
     (-0.5, Unit.HOUR), ("2.5 g", Unit.HOUR), (True, Unit.HOUR)],
)  # fmt: skip
def test_what_is_no_duration_of_a_day_is_refused(cell: Value, unit: Unit | None) -> None:
    assert "accepted: a duration such as 6h30, 6:30 or 45m, up to 24 h" in refusal(read_duration, cell, unit)


def test_a_duration_without_a_unit_is_refused() -> None:
    assert refusal(read_duration, 7).startswith("'7' is not accepted without its unit; write 7 h or 45 min")


@pytest.mark.parametrize(
    ("column", "unit"),
    [([7.5, 8, 6.5], Unit.HOUR), (["7.30", "6.75"], Unit.HOUR), ([7.3333, 6.15], Unit.HOUR), ([7, 8], Unit.HOUR)],
)
def test_decimals_that_are_no_minutes_are_parts_of_an_hour(column: list[Value], unit: Unit) -> None:
    assert find_unit("Hours slept", column) is unit


def test_decimals_that_may_be_minutes_are_asked_about() -> None:
    found = find_unit("Hours slept", ["7", "7.30", "6.15"])
    assert isinstance(found, Unclear)
    assert [(choice.finding, choice.label) for choice in found.choices] == [
        (Unit.HOUR, "7.30 is 7 h 18 min"),
        (Unit.HOURS_POINT_MINUTES, "7.30 is 7 h 30 min"),
    ]


# ---------------------------------------------------------------------- other cells


@pytest.mark.parametrize("read", [read_number, read_clock, read_duration, read_text])
def test_a_cell_without_a_value_is_refused_by_every_reader(read: Callable[..., Any]) -> None:
    assert refusal(read, Unreadable("a formula that gives an error")).startswith(
        "a formula that gives an error is not accepted"
    )
    with pytest.raises(BadValue):
        read_date(Unreadable("one cell merged over rows 3 to 4", "22.11.2026"), DMY)
    with pytest.raises(BadValue):
        read_amount(Unreadable("one cell merged over rows 3 to 4", "2.5 g"), Unit.GRAM)


def test_texts_are_as_they_are_usually_written() -> None:
    cells: Sequence[Value] = ("=1+1", 7, 2.5, time(23, 40), date(2026, 11, 22), True)
    assert [read_text(cell) for cell in cells] == ["=1+1", "7", "2.5", "23:40", "2026-11-22", "yes"]


ODD = [*"0123456789.,/-: ", "am", "pm", "Nov", "mar", "T", "h", "Uhr", "g", "mg", "%", "So", "de", "Z", "²"]
ODD_TEXT = st.lists(st.sampled_from(ODD), max_size=9).map("".join)
ANY_CELL = st.one_of(
    st.none(), ODD_TEXT, st.text(max_size=20), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.dates(),
    st.datetimes(), st.times(), st.timedeltas(),
)  # fmt: skip


@given(st.lists(ANY_CELL, max_size=4), ODD_TEXT)
def test_whatever_stands_in_a_column_is_read_asked_about_or_refused(column: list[Value], header: str) -> None:
    finders: tuple[Callable[[], object], ...] = (
        lambda: find_decimal_mark(column),
        lambda: find_clock(column),
        lambda: find_unit(header, column),
        lambda: find_date_order(column),
        lambda: find_date_order(column, year=2026),
        lambda: find_date_order(column, order=DayOrder.MDY, year=2026),
    )
    for find in finders:
        with suppress(BadValue):
            find()
    for cell, mark, order, clock in product(column, DecimalMark, DayOrder, Clock):
        readers: tuple[tuple[Callable[..., object], tuple[object, ...]], ...] = (
            (read_number, (mark,)),
            (read_amount, (Unit.GRAM, mark)),
            (read_duration, (Unit.HOUR, mark)),
            (read_date, (DateOrder(order, 2026, (3, 1)),)),
            (read_moment, (DateOrder(order), clock)),
            (read_clock, (clock,)),
            (read_text, ()),
            (has_date, ()),
            (has_clock, ()),
        )
        for read, more in readers:
            with suppress(BadValue):
                read(cell, *more)
