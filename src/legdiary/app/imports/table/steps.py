"""The next steps towards a whole mapping: what the table shows is set, what it leaves open becomes a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from legdiary.app.imports.table.column_steps import ColumnSteps
from legdiary.app.imports.table.points import Free, Option, Point, with_column, with_sheet
from legdiary.app.imports.table.sheet_steps import SheetSteps
from legdiary.app.imports.table.typed import read_field, read_option_fields
from legdiary.formats.table.mapping import FIELDS, LEFT_OUT, NUMBERED, TIMED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.app.imports.table.facts import Facts
    from legdiary.app.imports.table.points import Change, Known
    from legdiary.domain.time.moments import Present
    from legdiary.formats.table.mapping import SheetMap, TableMap

#: What follows from the table, or an open point.
Step: TypeAlias = "Change | Point"
#: Part of something taken → the fields that it can be a part of.
_PARTS = {
    "dose-time": ("dose",), "dose-product": ("dose",), "dose-unit": ("dose",), "dose-note": ("dose",),
    "magnesium-form": ("magnesium", "magnesium-salt"), "magnesium-time": ("magnesium", "magnesium-salt"),
}  # fmt: skip


class Steps:
    """The steps towards the mapping of a table."""

    def __init__(self, facts: Facts, known: Known, present: Present) -> None:
        self._facts = facts
        self._columns = ColumnSteps(facts, known, present)
        self._sheets = SheetSteps(facts, present)

    def advance(self, table: TableMap) -> tuple[TableMap, list[Point]]:
        """Return the mapping with all that the table shows, and the points that are open.

        Raises:
            BadRow: a column contradicts itself.
        """
        while True:
            points: list[Point] = []
            for step in self._steps(table):
                if not isinstance(step, Point):
                    table = step(table)
                    break
                points.append(step)
            else:
                return table, points

    def _steps(self, table: TableMap) -> Iterator[Step]:
        for place, sheet in enumerate(table.sheets):
            if sheet.used is None:
                yield self._is_used(place, sheet)
            elif sheet.used:
                yield from self._of_sheet(table, place, sheet)

    def _is_used(self, place: int, sheet: SheetMap) -> Point:
        options = (
            Option("yes", with_sheet(place, used=True), "used = true"),
            Option("no", with_sheet(place, used=False), "used = false"),
        )
        return Point(place, None, "used", options, told=tuple(column.header for column in sheet.columns))

    def _of_sheet(self, table: TableMap, place: int, sheet: SheetMap) -> Iterator[Step]:
        unknown = [column for column, of in enumerate(sheet.columns) if of.field is None]
        for column in unknown:
            if self._facts.is_blank(place, column):
                yield with_column(place, column, field=LEFT_OUT)
            else:
                yield self._what_is(place, column, sheet)
        structure = [] if unknown else list(self._structure(place, sheet))
        yield from structure
        if structure:
            return
        for column in range(len(sheet.columns)):
            if not self._facts.is_blank(place, column):
                yield from self._columns.steps(table, place, column)
        yield from self._sheets.steps(place, sheet)

    # ------------------------------------------------------------------ what a column is

    def _what_is(self, place: int, column: int, sheet: SheetMap) -> Point:
        options = tuple(
            Option(each.about, with_column(place, column, field=each.field, name=each.name), f'is = "{each.field}"')
            for each in read_option_fields(self._facts.sheets[place], sheet, column)
        )
        left_out = Option("leave this column out", with_column(place, column, field=LEFT_OUT), f'is = "{LEFT_OUT}"')
        header = sheet.columns[column].header
        return Point(
            place, column, "is", (*options, left_out), Free.FIELD,
            lambda typed: with_column(place, column, **read_field(typed, header)),
            told=self._facts.examples(place, column), toml='is = "…"',
        )  # fmt: skip

    # ------------------------------------------------------------------ whether the columns fit together

    def _structure(self, place: int, sheet: SheetMap) -> Iterator[Step]:
        seen: set[str] = set()
        numbers: set[int] = set()
        for column, of in enumerate(sheet.columns):
            field = of.field or ""
            if field == "dose":
                number = of.number or 1
                if number in numbers:
                    number = next(each for each in range(1, len(sheet.columns) + 2) if each not in numbers)
                    yield with_column(place, column, number=number)
                numbers.add(number)
            is_again = field in seen and FIELDS[field].is_single and field != "note"
            is_again |= field in NUMBERED - {"dose"} and sheet.find(field, of.slot) != column
            if is_again:
                yield self._leave_out(place, column, "twice", FIELDS[field].about)
            seen.add(field)
        for column, of in enumerate(sheet.columns):
            field = of.field or ""
            if (field in _PARTS and not seen & {*_PARTS[field]}) or (
                field == "medicine-time" and sheet.find("medicine", (of.name, None)) is None
            ):
                yield self._leave_out(place, column, "alone", FIELDS[field].about)
            elif field in NUMBERED - {"dose"} and of.number is not None and of.number not in numbers:
                yield with_column(place, column, number=None)
        if "bed-wake" not in seen:
            yield from self._pair(place, sheet, seen)
        if "date" not in seen and not self._says_its_days(place, sheet):
            yield self._which_date(place, sheet)

    def _which_date(self, place: int, sheet: SheetMap) -> Point:
        """Return the point which of the columns that are left out is the date.

        Raises:
            BadRow: none can be it.
        """
        options = tuple(
            Option(of.header, with_column(place, column, field="date", name=None), 'is = "date"')
            for column, of in enumerate(sheet.columns)
            if of.field == LEFT_OUT and not self._facts.is_blank(place, column)
        )
        if not options:
            of = self._facts.sheets[place]
            raise of.bad(of.header_row, None, "no column is the date; each night or dose needs one")
        return Point(place, None, "date", options)

    def _leave_out(self, place: int, column: int, key: str, about: str) -> Point:
        option = Option("leave this column out", with_column(place, column, field=LEFT_OUT), f'is = "{LEFT_OUT}"')
        return Point(place, column, key, (option,), told=(about,))

    def _pair(self, place: int, sheet: SheetMap, seen: set[str]) -> Iterator[Point]:
        """Yield the point that a bed time stands without a wake time, or the other way round."""
        for field, other, stand_in in (("bed", "wake", "up"), ("wake", "bed", "tried")):
            if field not in seen or other in seen:
                continue
            column, beside = sheet.find(field), sheet.find(stand_in)
            if column is None:
                continue
            options = [
                Option(
                    f"leave {FIELDS[field].about} out", with_column(place, column, field=LEFT_OUT), f'is = "{LEFT_OUT}"'
                )
            ]
            if beside is not None:
                header = sheet.columns[beside].header
                options.insert(
                    0,
                    Option(
                        f"{header} is the {FIELDS[other].about}",
                        with_column(place, beside, field=other),
                        f'is = "{other}"',
                    ),
                )
            yield Point(place, column, "pair", tuple(options), told=(FIELDS[field].about, FIELDS[other].about))

    def _says_its_days(self, place: int, sheet: SheetMap) -> bool:
        """Return whether every entry of a sheet without a date column has its date beside a time."""
        if sheet.has("night", "factor", "symptom") or sheet.has("sleep"):
            bed = sheet.find("bed")
            if bed is None or not self._facts.has_dates(place, bed):
                return False
        for of in sheet.columns:
            time = TIMED.get(of.field or "")
            if time is None:
                continue
            columns = [column for column, each in enumerate(sheet.columns) if each.field == time]
            if not columns or not all(self._facts.has_dates(place, column) for column in columns):
                return False
        return True
