"""One column list per table: what is made from it agrees with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from legdiary.domain.entries.kinds import KINDS
from legdiary.formats.legdiary_csv import columns as csv_columns
from legdiary.formats.legdiary_csv.column_types import BOOLEAN, FREE_TEXT, INTEGER, NUMBER
from legdiary.formats.legdiary_csv.formula_guard import guard
from legdiary.formats.legdiary_csv.scope import Scope
from legdiary.formats.legdiary_csv.tables import ALSO_CALLED, TABLES, find_table
from legdiary.store import diary_file

if TYPE_CHECKING:
    from legdiary.formats.legdiary_csv.columns import Column
    from legdiary.formats.legdiary_csv.tables import Table

EVERY_COLUMN = [
    pytest.param(table, column, id=f"{table.name}.{column.name}") for table in TABLES for column in table.columns
]


@pytest.mark.parametrize(
    ("statement", "table", "beside"),
    [
        ("csv_doses", "doses", ()),
        ("csv_supplements", "supplements", ()),
        ("csv_exposures", "exposures", ()),
        ("csv_symptoms", "symptoms", ()),
        ("csv_medicines", "medicines", ()),
        ("csv_measures", "measures", ()),
        # `old` and `new` come as JSON and leave as a row for each field.
        ("csv_corrections", "corrections", ("field",)),
    ],
)
def test_sql_answers_the_columns_in_their_order(statement: str, table: str, beside: tuple[str, ...]) -> None:
    sql = diary_file.load_sql()
    parameters: dict[str, Any] = {"from_night": "", "before_night": "", "after": 0, "most": 1}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(sql["schema"])
        answered = [column[0] for column in connection.execute(sql[statement], parameters).description]
    found = find_table(table)
    assert found is not None
    expected = [column.name for column in found.columns if column.name not in beside]
    assert [{"undoes": "undoes_change_id"}.get(name, name) for name in answered] == expected


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_tables_columns_are_told_apart(table: Table) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
def test_a_column_says_what_the_dictionary_needs(table: Table, column: Column) -> None:
    assert column.name.isidentifier()
    assert column.name.islower()
    assert column.meaning
    assert not column.meaning.endswith(".")
    assert column.type in csv_columns.DICTIONARY[3].choices
    assert column.source in csv_columns.DICTIONARY[8].choices
    assert (column.source == csv_columns.COMPUTED) or not column.formula or column.name == "elemental_mg"
    if column.type == BOOLEAN:
        assert not column.unit
    if column.least is not None or column.most is not None:
        assert column.type in {INTEGER, NUMBER}
    if column.note:
        assert column.type == FREE_TEXT, "what is left out with the notes is text a person wrote"
    suffix = column.name.rpartition("_")[2]
    if column.name.endswith("_mg_per_g"):
        suffix = "mg/g"
    if suffix in {"min", "h", "g", "mg", "mg/g"}:
        assert column.unit == suffix, "a name's unit is the unit"
    if suffix == "pct":
        assert column.unit == "%"
    if column.why.startswith("see "):
        assert column.why.removeprefix("see ") in {other.name for other in table.columns}


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
def test_no_cell_of_the_dictionary_could_run(table: Table, column: Column) -> None:
    for cell in (table.name, column.name, column.meaning, column.unit, column.allowed, column.missing, column.formula):
        assert guard(cell) == cell
        assert "\n" not in cell
        assert "|" not in cell, "it would end a cell of docs/csv.md"


def test_tables_are_found_by_name_and_by_their_other_names() -> None:
    assert {table.name for table in TABLES} == {
        "nights",
        "doses",
        "products",
        "supplements",
        "taper_steps",
        "exposures",
        "symptoms",
        "medicines",
        "measures",
        "substances",
        "trials",
        "events",
        "corrections",
        "dictionary",
    }
    for also, name in (("magnesium", "supplements"), ("factors", "exposures")):
        found = find_table(also)
        assert found is not None
        assert found.name == name
    assert find_table("nothing") is None
    assert not set(ALSO_CALLED) & {table.name for table in TABLES}


def test_every_kind_that_can_be_corrected_is_named() -> None:
    kind = next(column for column in csv_columns.CORRECTIONS if column.name == "kind")
    assert set(kind.choices) == set(KINDS)


class OfNothing:
    """A diary with nights from the 1st to the 10th, and a measure of the year before."""

    def span(self, *, measures: bool = False) -> tuple[date, date] | None:
        return date(2025 if measures else 2026, 11, 1), date(2026, 11, 10)


@pytest.mark.parametrize(
    ("asked", "nights"),
    [
        ((None, None), ("2026-11-01", "2026-11-11")),
        (("2026-11-03", None), ("2026-11-03", "2026-11-11")),
        ((None, "2026-11-03"), ("2026-11-01", "2026-11-03")),
        (("2020-01-01", "9999-12-31"), ("2026-11-01", "2026-11-11")),
        (("2026-11-11", None), None),
        ((None, "2026-11-01"), None),
    ],
)
def test_nights_are_those_both_asked_for_and_logged(
    asked: tuple[str | None, str | None], nights: tuple[str, str] | None
) -> None:
    first, before = (date.fromisoformat(each) if each else None for each in asked)
    expected = nights and tuple(date.fromisoformat(each) for each in nights)
    assert Scope(first, before).nights(OfNothing()) == expected


def test_measures_go_by_their_own_dates() -> None:
    nights = Scope().nights(OfNothing(), measures=True)
    assert nights == (date(2025, 11, 1), date(2026, 11, 11))
