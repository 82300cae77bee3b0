"""The header of a table: the row that names the columns, below titles and empty rows; two such rows are joined."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from legdiary.errors import plural
from legdiary.formats.reader_result import STRICT, BadRow, SheetRowNumber
from legdiary.formats.table.cells.clock_parts import clock_parts
from legdiary.formats.table.cells.date_and_clock import split_moment
from legdiary.formats.table.cells.date_readings import text_readings
from legdiary.formats.table.cells.dates import readings
from legdiary.formats.table.cells.numbers import is_number, number_at_start
from legdiary.formats.table.cells.units import unit_of_word
from legdiary.formats.table.sheets import Sheet, SheetRow, Unreadable
from legdiary.util.compressed_list import Packed, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from legdiary.formats.reader_result import BadRows
    from legdiary.formats.table.sheets import Value

#: The rows in which a header is looked for, and the most columns of a table.
_LOOKED_AT, MOST_COLUMNS = 60, 500
_JOINED = " / "


class NoHeader(BadRow):
    """Rows of values without one that names their columns."""

    def __init__(self, source: str, sheet: str) -> None:
        super().__init__(
            source, SheetRowNumber(1, sheet), None, "no row names the columns; write their names above the first row"
        )


class _Raw(NamedTuple):
    """A row as it stands in the file."""

    number: int
    cells: Sequence[Value]

    def at(self, column: int) -> Value:
        return self.cells[column] if column < len(self.cells) else None

    def columns(self) -> list[int]:
        return [column for column, value in enumerate(self.cells) if value is not None]


class _Header(NamedTuple):
    """The names of columns, by their place in the file, and the number of the last row of the header."""

    names: Mapping[int, str]
    row: int


def make_sheet(
    rows: Iterable[tuple[int, Sequence[Value]]],
    source: str,
    name: str = "",
    *,
    wide_cells: Mapping[int, Mapping[int, int]] | None = None,
    bad: BadRows = STRICT,
    is_ragged: bool = False,
) -> Sheet | None:
    """Return a sheet of rows, each with its number; None if there is no row below a header.

    Args:
        rows: the rows in order; a blank cell is None.
        source: the file's name.
        name: the sheet's name.
        wide_cells: row → column → the number of columns over which a cell was merged; None where a file cannot say.
        bad: the rule for rows that cannot be right.
        is_ragged: rows may have different numbers of cells, which is refused below the header.

    Raises:
        NoHeader: there are rows, and none names the columns.
        BadRow: a row has more or fewer cells than the header, or there are too many columns.
    """
    raw = iter(_Raw(number, cells) for number, cells in rows)
    first: list[_Raw] = []
    for row in raw:
        if row.columns():
            first.append(row)
        if len(first) == _LOOKED_AT:
            break
    if not first:
        return None
    header = _find_header(first, wide_cells)
    if header is None:
        if len(first) == 1 and not any(_is_data(value) for value in first[0].cells):
            return None
        raise NoHeader(source, name)
    return _with_body(
        header, chain(first, raw), Sheet(name, (), header.row, (), source=source), bad, is_ragged=is_ragged
    )


def _find_header(rows: Sequence[_Raw], wide_cells: Mapping[int, Mapping[int, int]] | None) -> _Header | None:
    return _header_of(rows, wide_cells, _is_label_row) or _header_of(rows, wide_cells, _is_over_dates)


def _header_of(
    rows: Sequence[_Raw], wide_cells: Mapping[int, Mapping[int, int]] | None, is_header: Callable[[_Raw, _Raw], bool]
) -> _Header | None:
    """Return the header in the first row of a kind that names most of the columns below it."""
    for place, row in enumerate(rows[:-1]):
        if not is_header(row, rows[place + 1]) or not any(_is_data(value) for value in rows[place + 1].cells):
            continue
        upper = rows[place - 1] if place and rows[place - 1].number == row.number - 1 else None
        wide = None if wide_cells is None else wide_cells.get(upper.number if upper else 0, {})
        names = {column: _text(row.at(column)) for column in row.columns()}
        if upper is not None and _is_upper(upper, row, wide):
            names = _joined(upper, row, wide)
        used = {column for below in rows[place + 1 :] for column in below.columns()}
        if len(names) > 1 and len(used - names.keys()) * 3 <= len(used):
            return _Header(names, row.number)
    return None


def _is_label_row(row: _Raw, _below: _Raw | None = None) -> bool:
    """Return whether a row has names only, as a header does."""
    return all(isinstance(row.at(column), str) and not _is_data(row.at(column)) for column in row.columns())


def _is_over_dates(row: _Raw, below: _Raw) -> bool:
    """Return whether a row has texts, and a name over a date: `Date`, `8 am`, `2 pm`."""
    cells = [row.at(column) for column in row.columns()]
    if not all(isinstance(cell, str) and not readings(cell) for cell in cells):
        return False
    return any(not _is_data(row.at(column)) and readings(below.at(column)) for column in row.columns())


def _is_data(value: Value) -> bool:
    """Return whether a cell has a value rather than a name: a number with or without a unit, a date, a time."""
    if not isinstance(value, str):
        return value is not None
    if isinstance(value, Unreadable):
        return bool(value.beside) and _is_data(value.beside)
    number = number_at_start(value)
    rest = value[len(number) :].strip()
    if number and is_number(number) and (not rest or unit_of_word(rest) is not None):
        return True
    return bool(text_readings(value) or clock_parts(value) or split_moment(value)[1])


def _is_upper(upper: _Raw, lower: _Raw, wide: Mapping[int, int] | None) -> bool:
    """Return whether the row above a header is a part of it: it names groups of columns, or the lower row has units."""
    if not _is_label_row(upper):
        return False
    first = upper.columns()[0]
    if len(upper.columns()) == 1 and (wide or {}).get(first, len(lower.columns())) >= len(lower.columns()):
        return False  # a title
    if all(unit_of_word(_text(lower.at(column)).strip("()[]")) is not None for column in lower.columns()):
        return True
    return any(upper.at(column) is None for column in lower.columns())


def _joined(upper: _Raw, lower: _Raw, wide: Mapping[int, int] | None) -> dict[int, str]:
    """Return the names of two header rows; a group's name holds for the columns below it."""
    above: dict[int, str] = {}
    for column in upper.columns():
        above[column] = _text(upper.at(column))
        for following in range(column + 1, column + wide.get(column, 1) if wide else MOST_COLUMNS):
            if not wide and (upper.at(following) is not None or lower.at(following) is None):
                break
            above[following] = above[column]
    columns = sorted({*above, *lower.columns()})
    both = {column: [above.get(column, ""), _text(lower.at(column))] for column in columns}
    return {column: _JOINED.join(dict.fromkeys(part for part in parts if part)) for column, parts in both.items()}


def _text(value: Value) -> str:
    text = value.beside if isinstance(value, Unreadable) else "" if value is None else str(value)
    return " ".join(text.split())


def _with_body(header: _Header, rows: Iterator[_Raw], sheet: Sheet, bad: BadRows, *, is_ragged: bool) -> Sheet:
    """Return the sheet with its header and all rows below it.

    Raises:
        BadRow: a row has more or fewer cells than the header, or there are too many columns.
    """
    body: Packed[SheetRow] = Packed()
    names = header.names
    begin, width = min(names), max(names) + 1
    cells_in_header = 0
    for row in rows:
        if row.number <= header.row:
            cells_in_header = max(cells_in_header, len(row.cells) if row.number == header.row else 0)
            continue
        used = row.columns()
        if not used or _repeats(row, names):
            continue
        with bad.row():
            spot = SheetRowNumber(row.number, sheet.name)
            if is_ragged and (len(row.cells) < cells_in_header or used[-1] >= cells_in_header):
                mistake = f"{plural(len(row.cells), 'cell')}; accepted: the {cells_in_header} of the header"
                raise BadRow(sheet.source, spot, None, mistake)
            if used[-1] >= MOST_COLUMNS:
                raise BadRow(sheet.source, spot, None, f"more than {MOST_COLUMNS} columns, the most that are read")
            begin, width = min(begin, used[0]), max(width, used[-1] + 1)
            body.append(SheetRow(row.number, tuple(row.cells)))
    named = tuple(names.get(column, "") for column in range(begin, width))
    return Sheet(sheet.name, named, header.row, View(body, lambda row: _cut(row, begin, width)), begin, sheet.source)


def _repeats(row: _Raw, names: Mapping[int, str]) -> bool:
    """Return whether a row is the header once more, as tables have it on every page."""
    return {column: _text(row.at(column)) for column in row.columns()} == names


def _cut(row: SheetRow, begin: int, width: int) -> SheetRow:
    cells = row.cells[begin:width]
    return SheetRow(row.number, cells + (None,) * (width - begin - len(cells)))
