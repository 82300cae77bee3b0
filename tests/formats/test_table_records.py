"""Rows of one's own table: each becomes exactly its values, or an error that names its cell."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.factors_and_medicines import Factor, Symptom
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.sleep import Sleep
from legdiary.domain.time.moments import Moment, Present, load_zone
from legdiary.formats.reader_result import BadRow, BadRows, ReadOptions
from legdiary.formats.table.columns import DayOrder, DecimalMark, Unit
from legdiary.formats.table.mapping import ColumnMap, NightDate, SheetMap, TableMap, Zero
from legdiary.formats.table.records import TableOptions, read
from legdiary.formats.table.row_cells import spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.formats.reader_result import Found

ZONE = load_zone("UTC")
PRESENT = Present(Moment.from_datetime(datetime(2026, 11, 22, 22, tzinfo=UTC), ZONE), ZONE)
COLUMNS = (
    ColumnMap("Date", "date", order=DayOrder.YMD),
    ColumnMap("Legs", "severity", scale=(0, 10)),
    ColumnMap("Bed", "bed"),
    ColumnMap("Wake", "wake"),
    ColumnMap("Latency", "latency", unit=Unit.MINUTE),
    ColumnMap("Kratom", "dose", unit=Unit.GRAM, decimal=DecimalMark.POINT, product="none"),
    ColumnMap("Time", "dose-time"),
    ColumnMap("Coffee", "factor", name="caffeine"),
    ColumnMap("Nausea", "symptom", name="nausea", scale=(0, 3)),
    ColumnMap("Note", "note"),
)
MAPPING = TableMap((SheetMap("", COLUMNS, used=True, night=NightDate.EVENING, zero=Zero.NONE),))


def found(rows: Sequence[Sequence[str]], mapping: TableMap = MAPPING, bad: BadRows | None = None) -> Found:
    text = io.StringIO()
    csv.writer(text).writerows([tuple(column.header for column in mapping.sheets[0].columns), *rows])
    options = TableOptions(lambda _sheets, _source: mapping, PRESENT)
    return read(text.getvalue().encode(), "my.csv", ReadOptions(ZONE, bad or BadRows(), mapping=lambda: options))


class Values(NamedTuple):
    """What one night's row says; None where its cell is blank."""

    night: date
    legs: int | None
    bed_wake: tuple[time, time] | None
    latency: int | None
    dose_mg: int | None
    at: time
    coffee: str
    nausea: int | None
    note: str

    @property
    def cells(self) -> tuple[str, ...]:
        bed, wake = (f"{each:%H:%M}" for each in self.bed_wake) if self.bed_wake else ("", "")
        dose = "" if self.dose_mg is None else f"{self.dose_mg // 1000}.{self.dose_mg % 1000:03d}"
        return (
            f"{self.night}", _text(self.legs), bed, wake, _text(self.latency), dose,
            f"{self.at:%H:%M}" if self.dose_mg else "", self.coffee, _text(self.nausea), self.note,
        )  # fmt: skip

    @property
    def entries(self) -> list[Any]:
        """The entries, worked out by other means: in UTC no clock changes."""
        made: list[Any] = []
        if self.legs is not None or self.note:
            made.append(Night(self.night, self.legs, note=self.note or None))
        if self.bed_wake or self.latency is not None:
            bed, wake = (self._moment(each, noon=True) for each in self.bed_wake) if self.bed_wake else (None, None)
            made.append(Sleep(self.night, bed=bed, wake=wake, latency_min=self.latency))
        if self.coffee in {"yes", "2 cups"}:
            made.append(Factor(self.night, "caffeine", amount="2 cups" if self.coffee == "2 cups" else None))
        if self.nausea is not None:
            made.append(Symptom(self.night, "nausea", self.nausea))
        if self.dose_mg == 0:
            made.append(Dose(self.night, 0))
        elif self.dose_mg:
            made.append(Dose(self.night, self.dose_mg, self._moment(self.at, noon=False)))
        return made

    def _moment(self, clock: time, *, noon: bool) -> Moment:
        begins = time(12) if noon else time(5)
        day = self.night + timedelta(days=clock < begins)
        return Moment(int(datetime.combine(day, clock, tzinfo=UTC).timestamp()), 0, "UTC")


def _text(value: int | None) -> str:
    return "" if value is None else f"{value}"


clock = st.builds(time, st.integers(0, 23), st.integers(0, 59))
evening, morning = (st.builds(time, st.integers(*hours), st.integers(0, 59)) for hours in ((20, 23), (5, 9)))
values = st.builds(
    Values,
    night=st.dates(date(1990, 1, 2), date(2026, 11, 20)),
    legs=st.none() | st.integers(0, 10),
    bed_wake=st.none() | st.tuples(evening, morning),
    latency=st.none() | st.integers(0, 240),
    dose_mg=st.none() | st.integers(0, 200_000),
    at=clock,
    coffee=st.sampled_from(["", "yes", "no", "2 cups"]),
    nausea=st.none() | st.integers(0, 3),
    note=st.sampled_from(["", "made up", "zäh, schwer"]),
)  # fmt: skip
#: Column → what stands in it by mistake.
WRONG = {
    0: ["soon", "2026-13-01", "40"], 1: ["11", "-1", "six", "6.5"], 2: ["99:99", "late"], 3: ["25:10", "early"],
    4: ["long", "-5"], 5: ["much", "-2", "2.5.5", "3 miles"], 6: ["24:61", "noonish"], 8: ["4", "awful"],
}  # fmt: skip


@given(st.lists(values, min_size=1, max_size=6, unique_by=lambda row: row.night))
def test_every_row_becomes_exactly_its_values(rows: list[Values]) -> None:
    entries = [entry for row in rows for entry in row.entries]
    by_text = sorted(map(repr, entries))
    assert sorted(map(repr, found([row.cells for row in rows]).entries)) == by_text


@given(values, st.data())
def test_a_cell_that_cannot_be_right_is_named_and_its_row_left_out_as_a_whole(row: Values, data: st.DataObject) -> None:
    column = data.draw(st.sampled_from([*WRONG]))
    cells = list((row if column != 6 else row._replace(dose_mg=2500)).cells)
    cells[column] = data.draw(st.sampled_from(WRONG[column]))
    other = replace_night(row)
    with pytest.raises(BadRow) as refused:
        found([other.cells, tuple(cells)])
    letter, header = "ABCDEFGHIJ"[column], COLUMNS[column].header
    assert refused.value.message.startswith(f"my.csv, row 3, column {letter} ({header}): ")
    bad = BadRows(skip=True)
    kept = found([other.cells, tuple(cells)], bad=bad)
    assert sorted(map(repr, kept.entries)) == sorted(map(repr, other.entries))
    assert [each.place for each in bad.left_out] == [f"my.csv, row 3, column {letter} ({header})"]


def replace_night(row: Values) -> Values:
    """The row of the night before, with something in it."""
    return row._replace(night=row.night - timedelta(days=1), legs=5)


@given(st.integers(0, 100), st.integers(1, 100), st.integers(0, 3), st.integers(4, 10))
def test_a_scale_is_spread_exactly_and_keeps_its_ends(number: int, most: int, least: int, top: int) -> None:
    number = number % (most + 1)
    assert spread(Fraction(0), (0, most), (least, top)) == least
    assert spread(Fraction(most), (0, most), (least, top)) == top
    exact = least + Fraction(number * (top - least), most)
    stored = spread(Fraction(number), (0, most), (least, top))
    assert -Fraction(1, 2) <= exact - stored < Fraction(1, 2) or exact - stored == -Fraction(1, 2)
    assert spread(Fraction(number), (most, 0), (least, top)) == spread(Fraction(most - number), (0, most), (least, top))


def test_what_the_diary_has_no_place_for_is_counted() -> None:
    columns = (*COLUMNS[:4], ColumnMap("Slept", "total", unit=Unit.HOUR), ColumnMap("Weather", "left-out"))
    mapping = replace(MAPPING, sheets=(replace(MAPPING.sheets[0], columns=columns),))
    rows = [
        ("2026-11-01", "6", "22:45", "", "", "rain"), ("2026-11-02", "5", "22:45", "06:10", "6.5", ""),
        ("2026-11-03", "", "", "", "7", ""),
    ]  # fmt: skip
    done = found(rows, mapping)
    assert done.not_carried == (
        "1 night with a bed time or a wake time alone: a sleep needs both",
        "1 total of sleep beside its bed and wake time: the times are taken, as the mapping says",
        "1 column, as the mapping says",
    )
    assert [entry.total_min for entry in done.entries if entry.kind == "sleep"] == [None, 420]
