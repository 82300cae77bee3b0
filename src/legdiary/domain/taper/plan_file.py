"""Reading of taper steps from a CSV file that a person or their clinician wrote.

The header says the unit, which has to be one of the plan's substance. An error names its line. As in
`domain.taper.step_calculation`, no amount, rate or pace is suggested, not even in error messages.
"""

from __future__ import annotations

import csv
import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import EXTRACT, is_medicine, vocabulary_name
from legdiary.domain.input.amounts import TwoReadings, UnitMissing, parse_amount, parse_exact
from legdiary.domain.input.decimal_mark import TwoReadings as ThousandsOrDecimals
from legdiary.domain.taper.plan import MOST_STEPS, NoSteps, Step, TooManySteps, check_length, check_order
from legdiary.domain.taper.plan_unit import GRAMS, MICROGRAMS, MILLIGRAMS
from legdiary.domain.time.parse import parse_date
from legdiary.errors import BadValue, quote_typed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.taper.plan_unit import PlanUnit

_UNITS = (GRAMS, MILLIGRAMS, MICROGRAMS)
_COLUMNS, _NEEDED_COLUMNS = 3, 2
_WHOLE = re.compile(r"[0-9]{1,6}")


class FileSteps(NamedTuple):
    """The steps of a file, and the unit of its targets."""

    steps: tuple[Step, ...]
    unit: PlanUnit


def header_of(unit: PlanUnit) -> tuple[str, str, str]:
    """Return the names of the columns, the last of which may be left out."""
    return "starts_on", _target_column(unit), "doses_per_day"


def header_for(substance: str) -> str:
    """Return the header of a file of steps for a plan of a substance, as an error names it."""
    return ",".join(header_of(_units_for(substance)[0]))


def _target_column(unit: PlanUnit) -> str:
    return f"target_{unit.key}"


def _units_for(substance: str) -> tuple[PlanUnit, ...]:
    """Return the units that the targets of a substance may have, the usual one first."""
    if substance == LEAF:
        return (GRAMS,)
    if substance == EXTRACT:
        return (MILLIGRAMS, GRAMS)
    return (MILLIGRAMS, MICROGRAMS) if is_medicine(substance) else (MILLIGRAMS,)


class TargetRises(BadValue):
    """A step up in a plan that should go down."""

    def __init__(self, day: date, before: int, target: int, unit: PlanUnit) -> None:
        super().__init__(
            f"the target rises from {unit.format(before)} to {unit.format(target)} on {day}; "
            "write steps that go down, or add --allow-up"
        )


class WrongHeader(BadValue):
    """An unknown header."""

    def __init__(self, header: str, unit: PlanUnit) -> None:
        names = header_of(unit)
        super().__init__(
            f"the header {quote_typed(header)!r} is not known; write {','.join(names)} "
            f"or {','.join(names[:_NEEDED_COLUMNS])}"
        )


class HeaderOfAnotherUnit(BadValue):
    """A header in grams for a plan in milligrams, or the other way round."""

    def __init__(self, column: str, substance: str) -> None:
        of = vocabulary_name(substance) or "this substance"
        units = " or ".join(unit.key for unit in _units_for(substance))
        super().__init__(f"the header names {column}; a plan of {of} is in {units}: write {header_for(substance)}")


class EmptyFile(BadValue):
    """A file without a header."""

    def __init__(self, substance: str) -> None:
        super().__init__(f"the file is empty; write the header {header_for(substance)}, then a line for each step")


class NotText(BadValue):
    """A file with NUL bytes: a spreadsheet's own format, or UTF-16."""

    def __init__(self) -> None:
        super().__init__("a NUL byte: this is not plain text; save the file as CSV in UTF-8")


class BrokenQuotes(BadValue):
    """Quotation marks that do not pair, or a cell of several lines."""

    def __init__(self) -> None:
        super().__init__("the quotation marks are not in pairs; write one step a line, without quotes")


class TooManyCells(BadValue):
    """More cells than columns: often a decimal comma without quotes."""

    def __init__(self, cells: int, columns: int) -> None:
        super().__init__(f"{cells} cells under a header of {columns}; write at most {columns}, with a decimal point")


class MissingCell(BadValue):
    """A missing cell that every step needs."""

    def __init__(self, column: str, unit: PlanUnit) -> None:
        super().__init__(f"{column} is missing; every step has a starts_on and a {_target_column(unit)}")


class UnitInColumn(BadValue):
    """`2.5g` in a column that says grams."""

    def __init__(self, cell: str, unit: PlanUnit) -> None:
        column = _target_column(unit)
        super().__init__(f"{quote_typed(cell)!r} has a unit; {column} is in {unit.full_name}, write the number alone")


class NotATarget(BadValue):
    """A target that is not a number of the column's unit."""

    def __init__(self, cell: str, unit: PlanUnit) -> None:
        form = "with a decimal point and at most three decimals" if unit.smallest > 1 else "as a whole number"
        super().__init__(
            f"{quote_typed(cell)!r} is not a number of {unit.full_name}; write {_target_column(unit)} {form}"
        )


class TargetReadTwoWays(BadValue):
    """`7.500` in a column of milligrams: thousands, or a decimal?"""

    def __init__(self, cell: str) -> None:
        super().__init__(
            f"{quote_typed(cell)!r} can be read two ways; write thousands without a mark, "
            "and decimals with a point and no zero at the end"
        )


class NotADoseCount(BadValue):
    """A number of doses that is not a whole number."""

    def __init__(self, cell: str) -> None:
        super().__init__(
            f"{quote_typed(cell)!r} is not a number of doses; write doses_per_day as a whole number, or leave it empty"
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


def steps_from_csv(text: str, *, source: str, substance: str = LEAF, allow_up: bool = False) -> FileSteps:
    """Return the steps of a CSV text with the header `starts_on,target_g,doses_per_day`, the last column optional.

    A byte order mark, any line ends and blank lines are fine; a quoted `"2,5"` is 2.5 g. The header of a plan in
    milligrams says `target_mg`, of one in micrograms `target_mcg`.

    Args:
        text: the file's text.
        source: the file's name in messages.
        substance: the substance of the plan.
        allow_up: accept targets that rise.

    Raises:
        InFile: the first mistake, with its line.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    steps: list[Step] = []
    header: _Header | None = None
    for line, content in enumerate(lines, start=1):
        try:
            cells = _cells(content)
            if cells and header is None:
                header = _read_header(cells, content, substance)
            elif cells and header is not None:
                steps.append(_step(cells, header))
                _check_last(steps, header.plan_unit, allow_up=allow_up)
        except BadValue as mistake:
            raise InFile(source, line, mistake) from mistake
    if header is None:
        raise InFile(source, 1, EmptyFile(substance))
    if not steps:
        raise InFile(source, len(lines), NoSteps())
    return FileSteps(tuple(steps), header.plan_unit)


class _Header(NamedTuple):
    """The number of columns, the substance, and the unit of the targets."""

    columns: int
    substance: str
    unit: PlanUnit

    @property
    def plan_unit(self) -> PlanUnit:
        """The unit in which the plan is told: an extract written in grams is told in milligrams."""
        return MILLIGRAMS if self.unit is GRAMS and self.substance != LEAF else self.unit


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


def _read_header(cells: Sequence[str], content: str, substance: str) -> _Header:
    columns = len(cells)
    for unit in _UNITS:
        if columns >= _NEEDED_COLUMNS and tuple(cells) == header_of(unit)[:columns]:
            if unit not in _units_for(substance):
                raise HeaderOfAnotherUnit(_target_column(unit), substance)
            return _Header(columns, substance, unit)
    raise WrongHeader(content, _units_for(substance)[0])


def _step(cells: Sequence[str], header: _Header) -> Step:
    columns, unit = header.columns, header.unit
    if len(cells) > columns:
        raise TooManyCells(len(cells), columns)
    day, target, doses = (*cells, "", "")[:_COLUMNS]
    if not day or not target:
        raise MissingCell(header_of(unit)[1 if day else 0], unit)
    amount = header.plan_unit.check_target(_target_cell(target, header))
    return Step(parse_date(day), amount, _doses_cell(doses) if doses else None)


def _target_cell(cell: str, header: _Header) -> int:
    unit = header.unit

    def parse(typed: str) -> int:
        return parse_amount(typed) if header.substance == LEAF else parse_exact(typed, leaf=False)

    try:
        parse(cell)
    except UnitMissing:
        pass  # as expected: the column name gives the unit
    except BadValue as unreadable:
        raise NotATarget(cell, unit) from unreadable
    else:
        raise UnitInColumn(cell, unit)
    try:
        return parse(f"{cell}{unit.key}")
    except (TwoReadings, ThousandsOrDecimals) as unclear:
        raise (NotATarget(cell, unit) if unit is GRAMS else TargetReadTwoWays(cell)) from unclear
    except BadValue as unreadable:
        raise NotATarget(cell, unit) from unreadable


def _doses_cell(cell: str) -> int:
    if not _WHOLE.fullmatch(cell):
        raise NotADoseCount(cell)
    return int(cell)


def _check_last(steps: Sequence[Step], unit: PlanUnit, *, allow_up: bool) -> None:
    """Check the last step against those before it, line by line, so that the error names its line."""
    if len(steps) > MOST_STEPS:
        raise TooManySteps(len(steps))
    for before, step in pairwise(steps[-2:]):
        check_order(before, step)
        check_length(steps[0].starts_on, step.starts_on)
        if step.target > before.target and not allow_up:
            raise TargetRises(step.starts_on, before.target, step.target, unit)
