"""A table in a text file: CSV with any usual separator, in any usual encoding."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from legdiary.formats.files.text_lines import MOST_LINES, Lines
from legdiary.formats.reader_result import STRICT, BadRow, SheetRowNumber
from legdiary.formats.table.header_rows import make_sheet
from legdiary.formats.table.text.encoding import FIND_OUT, find_encoding
from legdiary.formats.table.text.separator import SEP_LINE, find_separator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import BadRows
    from legdiary.formats.table.sheets import Sheet, Value
    from legdiary.formats.table.text.encoding import TextForm

_UNREADABLE = "a quotation mark is open or stands astray, or a cell is too large"


def read_text_table(
    content: Content, source: str, form: TextForm = FIND_OUT, bad: BadRows = STRICT
) -> tuple[Sheet, ...]:
    """Return the one sheet of a text file; none if it has no row below its header.

    Args:
        content: the file.
        source: its name.
        form: the encoding and the separator, where the person has said them.
        bad: the rule for rows that cannot be right.

    Raises:
        BadRow: it is no text, no table, or a row has more or fewer cells than the header.
        UnclearText: its encoding or its separator has to be asked.
    """
    encoding = form.encoding or find_encoding(content, source)
    separator = form.separator or find_separator(content, source, encoding)
    sheet = make_sheet(_rows(Lines(content, source, encoding), source, separator), source, bad=bad, is_ragged=True)
    return () if sheet is None or not sheet.rows else (sheet,)


def _rows(lines: Lines, source: str, separator: str) -> Iterator[tuple[int, Sequence[Value]]]:
    """Yield the rows with their numbers as a spreadsheet counts them.

    Raises:
        BadRow: it is no CSV, or a line is too long.
    """
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = 0
    while True:
        lines.begin_record()
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadRow(source, SheetRowNumber(number), None, _UNREADABLE) from error
        if number > MOST_LINES:
            raise BadRow(source, None, None, f"more than {MOST_LINES} rows, the most that are read")
        if number == 1 and SEP_LINE.fullmatch(separator.join(row)):
            continue
        yield number, [clean_text(cell) for cell in row]


#: Marks without a width, which other programs leave at the ends of texts.
_INVISIBLE = "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"


def clean_text(text: str) -> str | None:
    """Return a text with plain line ends and without blanks at its ends; None if nothing is left."""
    if text.isascii():
        plain = text.strip()
    else:
        before = None
        plain = text
        while plain != before:
            before, plain = plain, plain.strip().strip(_INVISIBLE)
    return plain.replace("\r\n", "\n").replace("\r", "\n") or None
