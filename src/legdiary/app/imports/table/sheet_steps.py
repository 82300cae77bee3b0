"""The steps of a sheet as a whole: which day its dates are, rows without a date, zeros, times and totals of sleep."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, TypeAlias

from legdiary.app.imports.table.facts import shown
from legdiary.app.imports.table.points import Option, Point, with_sheet
from legdiary.domain.time.moments import A_DAY
from legdiary.errors import BadValue, plural
from legdiary.formats.table.columns import DateOrder
from legdiary.formats.table.mapping import FIELDS, LEFT_OUT, TIMED, BlankDate, DosesOn, NightDate, SleepBy, Zero
from legdiary.formats.table.row_cells import RowCells, date_orders, is_zero

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from legdiary.app.imports.table.facts import Facts
    from legdiary.app.imports.table.points import Change
    from legdiary.domain.time.moments import Present
    from legdiary.formats.table.mapping import SheetMap

_Step: TypeAlias = "Change | Point"


class SheetSteps:
    """The steps towards the mapping of a sheet."""

    def __init__(self, facts: Facts, present: Present) -> None:
        self._facts, self._present = facts, present

    def steps(self, place: int, sheet: SheetMap) -> Iterator[_Step]:
        """Yield what a sheet shows, and what it leaves open."""
        if sheet.blank_date is None:
            yield from self._blank_dates(place, sheet)
        if sheet.night is None and sheet.has("night", "sleep", "factor", "symptom"):
            yield from self._night(place, sheet)
        if sheet.doses_on is None:
            yield from self._doses_on(place, sheet)
        if sheet.zero is None:
            yield from self._zeros(place, sheet)
        if sheet.sleep is None:
            yield from self._sleep_twice(place, sheet)

    # ------------------------------------------------------------------ dates

    def _blank_dates(self, place: int, sheet: SheetMap) -> Iterator[Point]:
        column = sheet.find("date")
        if column is None:
            return
        dates = self._facts.values(place, column)
        filled = [
            self._facts.values(place, other) for other, of in enumerate(sheet.columns)
            if other != column and of.field not in {None, LEFT_OUT}
        ]  # fmt: skip
        blank = [
            row for row, value in enumerate(dates) if value is None and any(cells[row] is not None for cells in filled)
        ]
        if not blank:
            return
        options = [
            Option(
                "the date of the row above",
                with_sheet(place, blank_date=BlankDate.AS_ABOVE),
                f'blank-date = "{BlankDate.AS_ABOVE}"',
            ),
            Option(
                "leave these rows out",
                with_sheet(place, blank_date=BlankDate.LEFT_OUT),
                f'blank-date = "{BlankDate.LEFT_OUT}"',
            ),
        ]
        number = self._facts.sheets[place].rows[blank[0]].number
        yield Point(place, None, "blank-date", tuple(options), told=(plural(len(blank), "row"), f"{number}"))

    def _dates(self, place: int, sheet: SheetMap) -> list[date | None]:
        """Return the date of each row, as far as it can be read; those of blank cells are that of the row above."""
        column = sheet.find("date")
        if column is None:
            return [None] * len(self._facts.sheets[place].rows)
        order = self._facts.date_order(place, column, sheet.columns[column])
        if not isinstance(order, DateOrder):
            return [None] * len(self._facts.sheets[place].rows)
        found: list[date | None] = []
        from legdiary.formats.table.columns import read_date

        for value in self._facts.values(place, column):
            day = found[-1] if found else None
            if value is not None:
                try:
                    day = read_date(value, order)
                except BadValue:
                    day = None
            found.append(day)
        return found

    def _night(self, place: int, sheet: SheetMap) -> Iterator[_Step]:
        days = self._dates(place, sheet)
        told = self._told_by_bed(place, sheet, days)
        if told is not None:
            yield with_sheet(place, night=told)
            return
        day = next((each for each in days if each is not None), None)
        if day is None and sheet.find("date") is None:
            return  # the date beside the bed time says it
        options = (
            Option("evening", with_sheet(place, night=NightDate.EVENING), f'night = "{NightDate.EVENING}"'),
            Option("morning", with_sheet(place, night=NightDate.MORNING), f'night = "{NightDate.MORNING}"'),
        )
        yield Point(place, None, "night", options, told=(_day_words(day),))

    def _told_by_bed(self, place: int, sheet: SheetMap, days: list[date | None]) -> NightDate | None:
        """Return what the dates beside the bed times say about the dates of the rows; None where they say nothing."""
        bed = sheet.find("bed")
        if bed is None or not self._facts.has_dates(place, bed):
            return None
        of = self._facts.sheets[place]
        try:
            orders = date_orders(of, sheet)
            nights = [RowCells(of, sheet, row, orders).night_of_bed(bed) for row in of.rows]
        except BadValue:
            return None
        apart = {
            (day - night).days for day, night in zip(days, nights, strict=True) if day is not None and night is not None
        }
        return {frozenset({0}): NightDate.EVENING, frozenset({1}): NightDate.MORNING}.get(frozenset(apart))

    # ------------------------------------------------------------------ doses

    def _doses_on(self, place: int, sheet: SheetMap) -> Iterator[Point]:
        if sheet.find("date") is None or not any(of.field in TIMED for of in sheet.columns):
            return
        is_morning = sheet.night is NightDate.MORNING
        if sheet.night is None and sheet.has("night", "sleep", "factor", "symptom"):
            return  # asked first
        early = self._clock_row(place, sheet, early=True)
        late = self._clock_row(place, sheet, early=False)
        if early is None and (late is None or not is_morning):
            return
        days = self._dates(place, sheet)
        row, clock = early or late or (0, time())
        day = days[row]
        if day is None:
            return
        options = [
            Option(f"{_moment(day, clock)}", with_sheet(place, doses_on=DosesOn.DATE), f'doses-on = "{DosesOn.DATE}"')
        ]
        if early is not None:
            options.append(
                Option(
                    _moment(day + A_DAY, clock),
                    with_sheet(place, doses_on=DosesOn.DIARY_DAY),
                    f'doses-on = "{DosesOn.DIARY_DAY}"',
                )
            )
        if is_morning:
            before = day if early is not None else day - A_DAY
            label = _moment(before, clock)
            if early is not None and late is not None:
                label += f", and {late[1]:%H:%M} is on the day before the date"
                options[0] = options[0]._replace(label=f"{options[0].label}, and {late[1]:%H:%M} is on the date")
            options.append(
                Option(label, with_sheet(place, doses_on=DosesOn.DAY_BEFORE), f'doses-on = "{DosesOn.DAY_BEFORE}"')
            )
        yield Point(place, None, "doses-on", tuple(options), told=(_day_words(day), f"{clock:%H:%M}"))

    def _clock_row(self, place: int, sheet: SheetMap, *, early: bool) -> tuple[int, time] | None:
        """Return the first row whose dose is before the start of the diary day, or from it on, and its clock time."""
        of = self._facts.sheets[place]
        starts = self._present.day_start
        for column, each in enumerate(sheet.columns):
            if each.field in TIMED and isinstance(each.at, time) and (each.at < starts) is early:
                values = self._facts.values(place, column)
                row = next((row for row, value in enumerate(values) if value is not None), None)
                if row is not None:
                    return row, each.at
            if each.field not in TIMED.values():
                continue
            for row, sheet_row in enumerate(of.rows):
                try:
                    stamp = (
                        RowCells(of, sheet, sheet_row, {}).stamp(column, self._present.zone)
                        if self._facts.values(place, column)[row] is not None
                        else None
                    )
                except BadValue:
                    continue
                if stamp is not None and stamp.clock is not None and (stamp.clock < starts) is early:
                    return row, stamp.clock
        return None

    def _zeros(self, place: int, sheet: SheetMap) -> Iterator[Point]:
        rows = {
            row
            for column, of in enumerate(sheet.columns)
            if of.field == "dose"
            for row, value in enumerate(self._facts.values(place, column))
            if value is not None and is_zero(value)
        }
        if rows:
            options = (
                Option("none was taken: a dose-free day", with_sheet(place, zero=Zero.NONE), f'zero = "{Zero.NONE}"'),
                Option(
                    "nothing was written down", with_sheet(place, zero=Zero.NOT_LOGGED), f'zero = "{Zero.NOT_LOGGED}"'
                ),
            )
            yield Point(place, None, "zero", options, told=(plural(len(rows), "row"),))

    # ------------------------------------------------------------------ sleep

    def _sleep_twice(self, place: int, sheet: SheetMap) -> Iterator[Point]:
        total, bed, wake, span = (sheet.find(field) for field in ("total", "bed", "wake", "bed-wake"))
        if total is None or (span is None and (bed is None or wake is None)):
            return
        totals = self._facts.values(place, total)
        framed = [
            self._facts.values(place, column)
            for column in ((span,) if span is not None else (bed, wake))
            if column is not None
        ]
        if any(
            value is not None and all(cells[row] is not None for cells in framed) for row, value in enumerate(totals)
        ):
            options = (
                Option(
                    "the times (total sleep follows from them)",
                    with_sheet(place, sleep=SleepBy.TIMES),
                    f'sleep = "{SleepBy.TIMES}"',
                ),
                Option(
                    f"the total ({FIELDS['total'].about})",
                    with_sheet(place, sleep=SleepBy.TOTAL),
                    f'sleep = "{SleepBy.TOTAL}"',
                ),
            )
            yield Point(
                place, None, "sleep", options, told=tuple(shown(value) for value in totals if value is not None)[:1]
            )


def _moment(day: date, clock: time) -> str:
    return f"{clock:%H:%M} on {_day_words(day)}"


def _day_words(day: date | None) -> str:
    """Return a date with its month in words, which no order of numbers can be mistaken in."""
    return "the date of a row" if day is None else f"{day.day} {day:%B} {day.year}"
