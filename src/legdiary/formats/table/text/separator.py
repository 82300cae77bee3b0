"""The mark between the cells of a text file: the one by which its first rows have the same number of cells."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import quote_typed
from legdiary.formats.files.text_lines import BorrowedText, open_bytes
from legdiary.formats.reader_result import BadRow
from legdiary.formats.table.cells.findings import Choice
from legdiary.formats.table.text.encoding import TextForm, UnclearText

if TYPE_CHECKING:
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.table.text.encoding import Encoding

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
#: The line with which Excel names the separator.
SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
#: The most characters and rows that are looked at.
_SAMPLE, _ROWS = 262_144, 400


class _Fit(NamedTuple):
    """The table that a separator makes of the first rows: its first row, and its number of columns."""

    first: int
    width: int


def find_separator(content: Content, source: str, encoding: Encoding) -> str:
    """Return the separator of a text file.

    Raises:
        BadRow: no separator gives rows of the same number of cells.
        UnclearText: several do.
    """
    sample = _sample(content, encoding)
    named = SEP_LINE.fullmatch(sample.partition("\n")[0])
    if named and named[1] in SEPARATORS:
        return named[1]
    tables = {mark: rows for mark in SEPARATORS if (rows := _rows(sample, mark))}
    fits = {mark: fit for mark, rows in tables.items() if (fit := _fit(rows)) is not None}
    if not fits:
        return _most_regular(source, tables)
    best = min(fit.first for fit in fits.values())
    left = {mark: fit for mark, fit in fits.items() if fit.first == best}
    if len(left) == 1:
        return next(iter(left))
    choices = [Choice(TextForm(encoding, mark), f"{SEPARATORS[mark]}: {_shown(tables[mark][best])}") for mark in left]
    names = " and ".join(SEPARATORS[mark] for mark in left)
    raise UnclearText(
        source,
        "Which mark separates the columns?",
        choices,
        f"both {names} separate the rows into columns; save it with quotation marks around texts",
    )


def _sample(content: Content, encoding: Encoding) -> str:
    """Return the beginning of the text, up to the end of a line."""
    sample = BorrowedText(open_bytes(content), encoding, newline="").read(_SAMPLE)
    if len(sample) < _SAMPLE:
        return sample
    return sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample


def _rows(sample: str, mark: str) -> list[list[str]]:
    """Return the first rows, empty ones left out, as far as they can be read with a separator."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=mark, strict=True):
            if any(map(str.strip, row)):
                rows.append(row)
            if len(rows) == _ROWS:
                break
    except csv.Error:
        pass  # a quotation mark is open, as the sample ends or with a wrong separator
    return rows


def _fit(rows: list[list[str]]) -> _Fit | None:
    """Return where the table begins; None if the rows below have another number of cells, or only one."""
    width = max(map(len, rows))
    first = next(place for place, row in enumerate(rows) if len(row) == width)
    if width == 1 or len(rows) - first < 2 or any(len(row) != width for row in rows[first:]):  # noqa: PLR2004
        return None
    return _Fit(first, width)


def _most_regular(source: str, tables: dict[str, list[list[str]]]) -> str:
    """Return the separator by which most rows have as many cells as the first that is separated at all.

    The reader refuses the rows that have more or fewer.

    Raises:
        BadRow: no row is separated, or two separators do it equally well.
    """
    regular = {
        mark: sum(len(row) == width for row in rows) for mark, rows in tables.items() if (width := _width(rows)) > 1
    }
    most = [mark for mark, number in regular.items() if number == max(regular.values())]
    if not most:
        raise BadRow(source, None, None, "no table: accepted: rows with columns separated by , ; | or a tab")
    if len(most) > 1:
        raise BadRow(
            source,
            None,
            None,
            "separated by any mark, the rows have different numbers of cells; accepted: the same in each",
        )
    return most[0]


def _width(rows: list[list[str]]) -> int:
    """Return the number of cells of the first row that has more than one."""
    return next((len(row) for row in rows if len(row) > 1), 1)


def _shown(row: list[str]) -> str:
    return quote_typed(" · ".join(cell.strip() for cell in row))
