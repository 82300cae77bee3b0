"""Reading of taper steps from a CSV file that a person or their clinician wrote.

An error names its line. As in `domain.taper.step_calculation`, no amount, rate or pace is suggested, not even in error
messages.
"""

from __future__ import annotations

import csv
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from legdiary.domain.input.amounts import UnitMissing, format_grams, parse_amount
from legdiary.domain.taper.plan import MOST_STEPS, NoSteps, Step, TooManySteps, check_length, check_order, check_target
from legdiary.domain.time.parse import parse_date
from legdiary.errors import BadValue, quote_typed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

CSV_HEADER = ("starts_on", "target_g", "doses_per_day")
_NEEDED_COLUMNS = 2
_WHOLE = re.compile(r"[0-9]{1,6}")


class TargetRises(BadValue):
    """A step up in a plan that was to go down."""

    def __init__(self, day: date, before_mg: int, target_mg: int) -> None:
        super().__init__(
            f"the target rises from {format_grams(before_mg)} to {format_grams(target_mg)} on {day}; "
            "write steps that go down, or add --allow-up"
        )


class WrongHeader(BadValue):
    """A first line that is not ours."""

    def __init__(self, header: str) -> None:
        super().__init__(
            f"the header {quote_typed(header)!r} is not known; write {','.join(CSV_HEADER)} "
            f"or {','.join(CSV_HEADER[:_NEEDED_COLUMNS])}"
        )


class EmptyFile(BadValue):
    """A file without a header."""

    def __init__(self) -> None:
        super().__init__(f"the file is empty; write the header {','.join(CSV_HEADER)}, then a line for each step")


class NotText(BadValue):
    """A file with NUL bytes: a spreadsheet's own format, or UTF-16."""

    def __init__(self) -> None:
        super().__init__("a NUL byte: this is no plain text; save the file as CSV in UTF-8")


class BrokenQuotes(BadValue):
    """Quotation marks that do not pair, or a cell of several lines."""

    def __init__(self) -> None:
        super().__init__("the quotation marks cannot be read; write each step on a line of its own, without quotes")


class TooManyCells(BadValue):
    """More cells than columns: often a decimal comma without quotes."""

    def __init__(self, cells: int, columns: int) -> None:
        super().__init__(f"{cells} cells below a header of {columns}; write at most {columns}, with a decimal point")


class MissingCell(BadValue):
    """A cell that every step needs."""

    def __init__(self, column: str) -> None:
        super().__init__(f"{column} is missing; every step has a starts_on and a target_g")


class UnitInColumn(BadValue):
    """`2.5g` in a column that says grams."""

    def __init__(self, cell: str) -> None:
        super().__init__(f"{quote_typed(cell)!r} has a unit; target_g is in grams, write the number alone")


class NotGrams(BadValue):
    """A target that is not a number of grams."""

    def __init__(self, cell: str) -> None:
        super().__init__(
            f"{quote_typed(cell)!r} is no number of grams; write target_g with a decimal point and at most "
            "three decimals"
        )


class NotADoseCount(BadValue):
    """A number of doses that is not a whole number."""

    def __init__(self, cell: str) -> None:
        super().__init__(
            f"{quote_typed(cell)!r} is no number of doses; write doses_per_day as a whole number, or leave it empty"
        )


class InFile(BadValue):
    """A mistake in a file, and the line it is on.

    Attributes:
        line: the line number, from 1 on, as an editor shows it.
        mistake: the error on that line.
    """

    def __init__(self, source: str, line: int, mistake: BadValue) -> None:
        super().__init__(f"{quote_typed(source)}, line {line}: {mistake.message}", mistake.hint)
        self.line = line
        self.mistake = mistake


def steps_from_csv(text: str, *, source: str, allow_up: bool = False) -> tuple[Step, ...]:
    """Return the steps of a CSV text with the header `starts_on,target_g,doses_per_day`, the last column optional.

    A byte order mark, any line ends and blank lines are fine; a quoted `"2,5"` is 2.5 g.

    Args:
        text: the file's text.
        source: the file's name in messages.
        allow_up: accept targets that rise.

    Raises:
        InFile: the first mistake, with its line.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    steps: list[Step] = []
    columns = 0
    for line, content in enumerate(lines, start=1):
        try:
            cells = _cells(content)
            if cells and not columns:
                columns = _check_header(cells, content)
            elif cells:
                steps.append(_step(cells, columns))
                _check_last(steps, allow_up=allow_up)
        except BadValue as mistake:
            raise InFile(source, line, mistake) from mistake
    if not steps:
        raise InFile(source, len(lines) if columns else 1, NoSteps() if columns else EmptyFile())
    return tuple(steps)


def _cells(content: str) -> list[str]:
    """Return the cells of one line, without the empty ones that spreadsheets leave at its end."""
    if "\0" in content:
        raise NotText
    try:
        cells = [cell.strip() for row in csv.reader([content], skipinitialspace=True, strict=True) for cell in row]
    except csv.Error as broken:
        raise BrokenQuotes from broken
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _check_header(cells: Sequence[str], content: str) -> int:
    columns = len(cells)
    if columns < _NEEDED_COLUMNS or tuple(cells) != CSV_HEADER[:columns]:
        raise WrongHeader(content)
    return columns


def _step(cells: Sequence[str], columns: int) -> Step:
    if len(cells) > columns:
        raise TooManyCells(len(cells), columns)
    day, target, doses = (*cells, "", "")[: len(CSV_HEADER)]
    if not day or not target:
        raise MissingCell(CSV_HEADER[1 if day else 0])
    return Step(parse_date(day), check_target(_grams_cell(target)), _doses_cell(doses) if doses else None)


def _grams_cell(cell: str) -> int:
    try:
        parse_amount(cell)
    except UnitMissing:
        pass  # as expected: the column name gives the unit
    except BadValue as unreadable:
        raise NotGrams(cell) from unreadable
    else:
        raise UnitInColumn(cell)
    try:
        return parse_amount(f"{cell}g")
    except BadValue as unreadable:
        raise NotGrams(cell) from unreadable


def _doses_cell(cell: str) -> int:
    if not _WHOLE.fullmatch(cell):
        raise NotADoseCount(cell)
    return int(cell)


def _check_last(steps: Sequence[Step], *, allow_up: bool) -> None:
    """Check the last step against those before it, line by line, so that the error names its line."""
    if len(steps) > MOST_STEPS:
        raise TooManySteps(len(steps))
    for before, step in pairwise(steps[-2:]):
        check_order(before, step)
        check_length(steps[0].starts_on, step.starts_on)
        if step.target > before.target and not allow_up:
            raise TargetRises(step.starts_on, before.target, step.target)
