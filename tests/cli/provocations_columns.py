"""The stories of the errors in the files, columns and cells of a table of one's own, for `provocations.py`."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest import mock

import xlsxwriter
from provocations_table import table_story
from provoking import DONE, Story, without

from legdiary.formats import legdiary_xlsx, reader_result
from legdiary.formats.table import header_rows, read
from legdiary.formats.table.cells import clocks, dates, durations, findings, numbers, texts, units
from legdiary.formats.table.text import encoding
from legdiary.formats.table.workbook import package, spreadsheet

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from provoking import World

_OWN = ("night 6",)
_MAP = '[[sheet]]\nnight = "evening"\n[[sheet.column]]\nheader = "Date"\nis = "date"\n'
_NOTE_MAP = _MAP + '[[sheet.column]]\nheader = "Note"\nis = "note"\n'


@cache
def workbook() -> bytes:
    """A workbook in which a note is a formula that gives an error."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("Nights")
    sheet.write_row(0, 0, ["Date", "Note"])
    sheet.write_string(1, 0, "2026-11-20")
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    book.close()
    return file.getvalue()


def few_rows(_: World) -> AbstractContextManager[Any]:
    """Sheets that hold three rows."""
    return mock.patch.object(legdiary_xlsx, "MOST_ROWS", 3)


COLUMN_REFUSALS = (
    Story(
        spreadsheet.NoSpreadsheetReader, "import mine.xlsx --as table", files={"mine.xlsx": workbook()},
        during=without("python_calamine"), then=DONE,
    ),
    Story(
        legdiary_xlsx.NoSpreadsheetWriter, "export xlsx --output diary.xlsx", _OWN, during=without("xlsxwriter"),
        then=DONE,
    ),
    Story(legdiary_xlsx.TooManyRows, "export xlsx --output diary.xlsx", _OWN, during=few_rows),
)  # fmt: skip
COLUMN_VALUES = (
    table_story(numbers.NotANumber, "Woke", "many", 'is = "times"', 'decimal = "."'),
    table_story(units.NotAnAmount, "Kratom", "a lot", 'is = "dose"', 'unit = "g"', 'at = "21:00"', 'product = "none"'),
    table_story(durations.NotADuration, "Slept", "long", 'is = "total"', 'unit = "h"'),
    table_story(clocks.NotAClockTime, "Onset", "25:10", 'is = "onset"', 'clock = "24-hour clock"'),
    Story(
        dates.NotADate, "import mine.csv --as table --map mine.toml",
        files={"mine.csv": "Date,Note\n2026-11-20,a\nsoon,b\n", "mine.toml": _NOTE_MAP}, said_by=reader_result.BadRow,
    ),
    Story(
        findings.Contradiction, "import mine.csv --as table --map mine.toml",
        files={"mine.csv": "Date,Note\n25/4/2026,a\n4/26/2026,b\n", "mine.toml": _NOTE_MAP},
        said_by=reader_result.BadRow,
    ),
    Story(
        texts.NotAText, "import mine.xlsx --map mine.toml",
        files={"mine.xlsx": workbook(), "mine.toml": _NOTE_MAP.replace("[[sheet]]", '[[sheet]]\nname = "Nights"', 1)},
        said_by=reader_result.BadRow,
    ),
    Story(header_rows.NoHeader, "import mine.csv --as table", files={"mine.csv": "2026-11-20,6\n2026-11-21,7\n"}),
    Story(read.NoTable, "import mine.csv --as table", files={"mine.csv": "Date,Legs\n"}),
    Story(
        read.OwnTable, "import nights.csv --as table",
        files={"nights.csv": "night;rating_id;severity;severity_missing_reason\n2026-11-20;1;6;\n"},
    ),
    Story(package.NotASpreadsheet, "import mine.xlsx --as table", files={"mine.xlsx": workbook()[:900]}),
)  # fmt: skip
COLUMN_NEVER_LAST = {
    units.UnitMissing("'2.5' is not accepted", "write 2.5 g"): "import asks for the unit of the column",
    encoding.UnclearText("mine.csv", "Which word?", (), "unclear"): "import asks, or names the line for a mapping",
}
