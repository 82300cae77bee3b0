"""A table in a spreadsheet is read as it stands there: real dates, times and numbers, and nothing that is not there."""

from __future__ import annotations

import io
import pickle
import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from driving import ok
from workbooks import EMPTY, HEADER, cell, ods, row, sheet, xlsx, zipped

from legdiary.errors import BadValue
from legdiary.formats.reader_result import BadRow
from legdiary.formats.table.columns import (
    DateOrder,
    DayOrder,
    find_date_order,
    read_amount,
    read_date,
    read_duration,
    read_number,
)
from legdiary.formats.table.read import read_sheets
from legdiary.formats.table.sheets import Unreadable
from legdiary.formats.table.workbook.spreadsheet import NoSpreadsheetReader

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.formats.table.sheets import Sheet, Value

NOT_CALCULATED = "a formula without a stored value; open the file in its program, save it, and import it again"


def one(data: bytes) -> Sheet:
    (found,) = read_sheets(data, "my.xlsx")
    return found


def cells(found: Sheet) -> list[tuple[Value, ...]]:
    return [each.cells for each in found.rows]


def refusal(data: bytes) -> str:
    with pytest.raises(BadRow) as refused:
        read_sheets(data, "my.xlsx")
    return refused.value.message


def nights(book: Any) -> Any:
    """Fill a workbook with a night as a person has it in Excel; return the sheet."""
    page = book.add_worksheet("Nights")
    page.write_row(0, 0, ["Date", "Bed", "Slept", "Grams", "Efficiency", "Good", "Note"])
    page.write_datetime(1, 0, datetime(2026, 11, 22), book.add_format({"num_format": "dd.mm.yyyy"}))  # noqa: DTZ001
    page.write_datetime(1, 1, time(23, 40), book.add_format({"num_format": "hh:mm"}))
    page.write_number(1, 2, 6.5 / 24, book.add_format({"num_format": "[h]:mm"}))
    page.write_number(1, 3, 2.2000000000000002)
    page.write_number(1, 4, 0.855, book.add_format({"num_format": "0.0%"}))
    page.write_boolean(1, 5, True)
    page.write_string(1, 6, "=1+1")
    return page


@pytest.mark.parametrize("date_1904", [False, True])
def test_dates_times_durations_and_percents_are_what_the_spreadsheet_shows(date_1904: bool) -> None:
    found = one(xlsx(nights, date_1904=date_1904))
    assert (found.name, found.header_row) == ("Nights", 1)
    assert cells(found) == [
        (date(2026, 11, 22), time(23, 40), timedelta(hours=6, minutes=30), 2.2, "85.5%", True, "=1+1")
    ]
    assert type(cells(found)[0][5]) is bool
    assert find_date_order(found.column(0)) == DateOrder(DayOrder.DMY)
    assert read_duration(found.column(2)[0]) == 390


def test_the_same_in_an_ods_file() -> None:
    found = one(
        ods(
            sheet(
                HEADER,
                row(
                    cell("date", 'date-value="2026-11-22"', "22.11.26"),
                    cell("time", 'time-value="PT23H40M00S"', "23:40"),
                    cell("time", 'time-value="PT30H30M00S"', "30:30"),
                    cell("float", 'value="2.5"', "2,5"),
                ),
                row(
                    cell("date", 'date-value="2026-11-23T01:30:00"'),
                    EMPTY,
                    cell("percentage", 'value="0.5"', "50%"),
                    cell("string", text="2,5 g"),
                ),
                row('<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="9"'),
            )
        )
    )
    assert (found.name, found.header) == ("Sheet1", ("Date", "Bed", "Slept", "Grams"))
    assert cells(found) == [
        (date(2026, 11, 22), time(23, 40), timedelta(hours=30, minutes=30), 2.5),
        (datetime(2026, 11, 23, 1, 30), None, "50%", "2,5 g"),  # noqa: DTZ001
    ]


def test_the_false_leap_day_of_1900_and_all_days_before_1990_are_no_dates() -> None:
    def fill(book: Any) -> None:
        page = nights(book)
        for line, number in enumerate((59, 60, 61), start=2):
            page.write_number(line, 0, number, book.add_format({"num_format": "dd.mm.yyyy"}))

    found = one(xlsx(fill))
    for each in list(found.column(0))[1:]:
        with pytest.raises(BadValue, match=r"a date, 1900-0\d-\d\d, is not accepted; accepted: a date such as"):
            read_date(each, DateOrder(DayOrder.DMY))


# ---------------------------------------------------------------------- cells without a value


def test_a_formula_counts_by_its_stored_value_and_one_without_is_refused_at_its_cell() -> None:
    def fill(book: Any) -> None:
        page = nights(book)
        page.write_formula(2, 3, "=D2*2", None, 4.4)
        page.write_formula(3, 3, "=D2*2")  # xlsxwriter leaves 0, and says that all is to be calculated
        page.write_formula(4, 3, "=1/0", None, "#DIV/0!")

    found = one(xlsx(fill))
    _, stored, none, error = found.column(3)
    assert stored == 4.4
    assert isinstance(none, Unreadable)
    with pytest.raises(BadValue, match=f"^{NOT_CALCULATED} is not accepted; accepted: a number"):
        read_number(none)
    with pytest.raises(BadValue, match=r"^a formula that gives an error is not accepted; accepted: a number"):
        read_number(error)
    assert pickle.loads(pickle.dumps(none)) == none  # noqa: S301 - rows are kept packed


def test_a_formula_whose_stored_value_is_an_empty_text_is_a_blank_cell() -> None:
    """As Excel stores `=IF(A2="", "", 1)`."""
    amount = b'<c r="D2" t="str"><f>""</f><v></v></c>'
    changed = re.sub(rb'<c r="D2".*?</c>', amount, PARTS[SHEET])
    assert cells(one(zipped(PARTS | {SHEET: changed})))[0][3] is None


def test_a_formula_that_openpyxl_wrote_has_no_stored_value() -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["Date", "Grams"])
    page.append([date(2026, 11, 22), "=1+1"])
    page.append([date(2026, 11, 23), timedelta(hours=30)])
    file = io.BytesIO()
    book.save(file)
    found = one(file.getvalue())
    assert cells(found) == [(date(2026, 11, 22), NOT_CALCULATED), (date(2026, 11, 23), timedelta(hours=30))]


def test_formulas_and_errors_in_an_ods_file() -> None:
    found = one(
        ods(
            sheet(
                HEADER,
                row(
                    cell("date", 'date-value="2026-11-22"'),
                    '<table:table-cell table:formula="of:=1+1"/>',
                    cell("string", 'string-value=""', "#DIV/0!", 'table:formula="of:=1/0" calcext:value-type="error"'),
                    cell("float", 'value="2"', "2", 'table:formula="of:=1+1"'),
                ),
                row(EMPTY, EMPTY, EMPTY, cell("time", 'time-value="-PT1H0M0S"')),
            )
        )
    )
    assert cells(found) == [
        (date(2026, 11, 22), NOT_CALCULATED, "a formula that gives an error", 2),
        (None, None, None, "a date or time below zero"),
    ]


def test_a_date_or_time_below_zero_is_not_read_as_midnight() -> None:
    def fill(book: Any) -> None:
        nights(book).write_number(2, 1, -0.5, book.add_format({"num_format": "hh:mm"}))

    assert list(one(xlsx(fill)).column(1)) == [time(23, 40), "a date or time below zero"]


# ---------------------------------------------------------------------- merged cells, headers, sheets


def test_merged_cells_hold_a_date_for_each_row_and_nothing_else() -> None:
    def fill(book: Any) -> None:
        page = nights(book)
        page.merge_range(2, 0, 3, 0, None)
        page.write_datetime(2, 0, datetime(2026, 11, 23), book.add_format({"num_format": "dd.mm.yyyy"}))  # noqa: DTZ001
        page.merge_range(2, 3, 3, 3, 5)
        page.write_string(2, 6, "a")
        page.write_string(3, 6, "b")

    found = one(xlsx(fill))
    assert list(found.column(0)) == [date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 23)]
    for amount in list(found.column(3))[1:]:
        with pytest.raises(BadValue, match=r"^one cell merged over rows 3 to 4 is not accepted"):
            read_amount(amount, None)


def test_a_merged_cell_of_an_ods_file_hides_no_value() -> None:
    found = one(
        ods(
            sheet(
                HEADER,
                row(
                    cell("date", 'date-value="2026-11-22"', more='table:number-rows-spanned="2"'),
                    EMPTY,
                    EMPTY,
                    cell("float", 'value="3"', "3", 'table:number-rows-spanned="2"'),
                ),
                row(
                    "<table:covered-table-cell/>",
                    EMPTY,
                    EMPTY,
                    '<table:covered-table-cell office:value-type="float" office:value="9"/>',
                ),
            )
        )
    )
    merged = "one cell merged over rows 2 to 3"
    assert cells(found) == [
        (date(2026, 11, 22), None, None, merged),
        (date(2026, 11, 22), None, None, merged),
    ]


def test_a_title_two_header_rows_and_an_empty_column_in_front() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Mine")
        page.merge_range(0, 1, 0, 5, "My diary")
        page.merge_range(2, 1, 3, 1, "Date")
        page.merge_range(2, 2, 2, 3, "Sleep")
        page.merge_range(2, 4, 2, 5, "Kratom")
        page.write_row(3, 2, ["bed", "hours", "g", "time"])
        page.write_row(4, 1, ["2026-11-22", "22:30", 7, 2.5, "20:00"])

    found = one(xlsx(fill))
    assert found.header == ("Date", "Sleep / bed", "Sleep / hours", "Kratom / g", "Kratom / time")
    assert (found.header_row, found.first_column, found.column_name(3)) == (4, 1, "column E (Kratom / g)")
    assert found.bad(5, 3, "no").message == "my.xlsx, Mine, row 5, column E (Kratom / g): no"


def test_a_merged_title_straight_above_the_header_is_no_part_of_it() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Mine")
        page.merge_range(0, 0, 0, 1, "My diary")
        page.write_row(1, 0, ["Date", "Grams"])
        page.write_row(2, 0, ["2026-11-22", 3])

    assert one(xlsx(fill)).header == ("Date", "Grams")


def test_hidden_and_empty_sheets_are_left_out_and_counted() -> None:
    def fill(book: Any) -> None:
        nights(book)
        hidden = book.add_worksheet("Old")
        hidden.write_row(0, 0, ["Date", "Grams"])
        hidden.write_row(1, 0, ["2026-11-22", 3])
        hidden.hide()
        book.add_worksheet("Empty")
        book.add_worksheet("Numbers").write_row(0, 0, [1, 2])
        line = book.add_chart({"type": "line"})
        line.add_series({"values": "=Nights!$D$2:$D$2"})
        book.add_chartsheet("Chart").set_chart(line)

    found = one(xlsx(fill))
    assert (found.name, found.left_out) == (
        "Nights",
        ("1 hidden sheet", "1 sheet without a row that names its columns"),
    )
    (shown,) = read_sheets(ods(sheet(HEADER, row(cell("string", text="3"))), sheet(HEADER, name="H", hidden=True)), "x")
    assert (shown.name, shown.left_out) == ("Sheet1", ("1 hidden sheet",))


def test_import_says_what_of_a_workbook_is_left_out(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        nights(book)
        hidden = book.add_worksheet("Old")
        hidden.write_row(0, 0, ["Date", "Grams"])
        hidden.write_row(1, 0, ["2026-11-22", 3])
        hidden.hide()

    (tmp_path / "mine.xlsx").write_bytes(xlsx(fill))
    others = dict.fromkeys(("Bed", "Slept", "Grams", "Efficiency", "Good"), "left-out")
    columns = {"Date": "date", "Note": "note", **others}
    lines = [f'[[sheet.column]]\nheader = "{name}"\nis = "{of}"\n' for name, of in columns.items()]
    mapping = '[[sheet]]\nname = "Nights"\nnight = "evening"\n' + "".join(lines)
    (tmp_path / "mine.toml").write_text(mapping, encoding="utf-8")
    typed = ("import", str(tmp_path / "mine.xlsx"), "--map", str(tmp_path / "mine.toml"))
    said = ok(*typed, diary=tmp_path / "own.db", now="2026-11-24T09:00-05:00")
    assert "left out: 1 hidden sheet" in said.stdout


def test_every_sheet_with_a_table_is_read() -> None:
    def fill(book: Any) -> None:
        nights(book)
        doses = book.add_worksheet("Doses")
        doses.write_row(0, 0, ["When", "mg"])
        doses.write_row(1, 0, ["2026-11-22 20:00", 15])

    first, second = read_sheets(xlsx(fill), "my.xlsx")
    assert (first.name, second.name, cells(second)) == ("Nights", "Doses", [("2026-11-22 20:00", 15)])


# ---------------------------------------------------------------------- files that are not read


def far_away(book: Any) -> None:
    nights(book).write_number(1_048_575, 16_383, 1)


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'
WORKBOOK = zipfile.ZipFile(io.BytesIO(xlsx(nights)))
PARTS: dict[str, Any] = {name: WORKBOOK.read(name) for name in WORKBOOK.namelist()}
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "mistake"),
    [
        (
            OLE + "EncryptedPackage".encode("utf-16-le") + bytes(9),
            "can't import a file that is locked with a password; save it",
        ),
        (OLE, "my.xlsx: legdiary can't import an old Excel or Word file (.xls, .doc); save it as CSV or .xlsx"),
        (zipped({"xl/workbook.bin": b""}), "can't import an Excel workbook (.xlsb); save it as CSV or .xlsx"),
        (zipped({"Index/Document.iwa": b""}), "can't import an Apple Numbers or Pages file; export it as CSV"),
        (zipped({"a.txt": b""}), "can't import this zip file: nothing in it is known"),
        (xlsx(nights)[:-40], "the file is damaged or not complete; was it still being saved?"),
        (xlsx(nights)[:900], "the file is damaged or not complete; was it still being saved?"),
        (zipped(PARTS | {SHEET: PARTS[SHEET][:300]}), "the file is damaged or not complete"),
        (zipped(PARTS | {SHEET: DOCTYPE.encode() + b"<x/>"}), "its XML declares entities"),
        (zipped(PARTS | {"xl/sharedStrings.xml": DOCTYPE + "<sst>&a;</sst>"}), "its XML declares entities"),
        (ods(sheet(HEADER), before=DOCTYPE), "its XML declares entities"),
        (ods(sheet(HEADER), manifest="<m><encryption-data/></m>"), "it is locked with a password"),
        (zipped(PARTS | {"xl/media/x.xml": b" " * 99_000_000}), "unpacked it is larger than 100 MB"),
        (xlsx(far_away), "a sheet reaches over more than 2,000,000 cells, the most that are read; save it as CSV"),
        (
            ods(sheet(HEADER, row(cell("float", 'value="1"', more='table:number-columns-repeated="16384"'),
                                  more='table:number-rows-repeated="1048576"'))),
            "a sheet reaches over more than 2,000,000 cells",
        ),
        (xlsx(lambda book: book.add_worksheet()), "no table; accepted: a row with the names of columns"),
        (xlsx(lambda book: book.add_worksheet("A").write_row(0, 0, [1, 2])), "A, row 1: no row names the columns"),
    ],
)  # fmt: skip
def test_what_is_no_open_whole_spreadsheet_of_a_persons_size_is_refused(data: bytes, mistake: str) -> None:
    assert mistake in refusal(data)


def test_a_size_that_the_package_states_too_small_is_found_when_it_is_unpacked() -> None:
    data = bytearray(zipped(PARTS | {SHEET: b"<a>" + b" " * 1_000_000 + b"</a>"}))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(SHEET.encode()))
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert "the file is damaged or not complete" in refusal(bytes(data))


def test_without_the_extra_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    with pytest.raises(
        NoSpreadsheetReader, match="XLSX and ODS need the extra 'tables', which is not installed"
    ) as told:
        read_sheets(xlsx(nights), "my.xlsx")
    assert told.value.hint is not None
    assert "legdiary[tables]" in told.value.hint or "python-calamine" in told.value.hint
