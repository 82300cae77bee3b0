"""A reader of another program's CSV, row by row, with columns found by their names.

Columns that legdiary does not know are counted and left out, wherever they are, because apps add some with every other
version. A row with more or fewer cells than the header is refused, because its cells may have moved.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from legdiary.errors import plural
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.text_lines import Lines, check_text, decode_head

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from legdiary.formats.files.text_lines import Content


def rows(content: Content, source: str, separator: str = ",") -> Iterator[tuple[Place, list[str]]]:
    """Yield the rows of a CSV text with the line on which each begins; empty lines are skipped.

    Raises:
        BadRow: it is not text or not CSV, or a line is too long.
    """
    check_text(content, source)
    lines = Lines(content, source)
    reader = csv.reader(lines, strict=True, delimiter=separator)
    while True:
        lines.begin_record()
        place = Place(source, reader.line_num + 1)
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise place.bad(
                None, "this is no CSV: a quotation mark is open or stands astray, or a cell is too large"
            ) from error
        if row:
            yield place, row


def cells(place: Place, header: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """Return a row's cells by column name.

    Raises:
        BadRow: the row has more or fewer cells than the header.
    """
    if len(row) != len(header):
        raise place.bad(None, f"{plural(len(row), 'cell')}; accepted: the {len(header)} of the header")
    return dict(zip(header, row, strict=True))


def first_row(content: Content, separator: str = ",") -> tuple[str, ...]:
    """Return the cells of a file's first line, as far as it can be read."""
    line = decode_head(content).lstrip("\r\n").partition("\n")[0].rstrip("\r")
    return tuple(cell.strip('"') for cell in line.split(separator))


def unknown_columns(header: Sequence[str], known: Collection[str]) -> list[str]:
    """Return the sentence about columns that are left out; an empty list if all are known.

    Columns without a name, which spreadsheets leave after the last one, count as unknown too.
    """
    number = sum(name not in known for name in header)
    return [f"{plural(number, 'column')} that legdiary does not know"] if number else []
