"""CSV of another program, read a row at a time, its columns told by their names.

A column that legdiary does not know is counted and left out, wherever it stands: an app adds one with every other
version. A row with more or fewer cells than the header is refused, since its cells may have moved.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from legdiary.errors import plural
from legdiary.formats.places import Place
from legdiary.formats.text_lines import Lines, check_text, head_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from legdiary.formats.text_lines import Content


def rows(content: Content, source: str) -> Iterator[tuple[Place, list[str]]]:
    """The rows of a CSV text with the line each begins on; empty lines are skipped.

    Raises:
        BadRow: no text, no CSV, or a line too long to look at.
    """
    check_text(content, source)
    lines = Lines(content, source)
    reader = csv.reader(lines, strict=True)
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
    """A row's cells by name.

    Raises:
        BadRow: more or fewer cells than the header has.
    """
    if len(row) != len(header):
        raise place.bad(None, f"{plural(len(row), 'cell')}; accepted are the {len(header)} of the header")
    return dict(zip(header, row, strict=True))


def first_row(content: Content) -> tuple[str, ...]:
    """The cells of a file's first line, as far as it can be read."""
    line = head_of(content).lstrip("\r\n").partition("\n")[0].rstrip("\r")
    return tuple(cell.strip('"') for cell in line.split(","))


def unknown_columns(header: Sequence[str], known: Collection[str]) -> list[str]:
    """The sentence about columns that are left out; none where every column is known.

    Columns without a name, as a spreadsheet leaves behind the last one, count as unknown too.
    """
    number = sum(name not in known for name in header)
    return [f"{plural(number, 'column')} that legdiary does not know"] if number else []
