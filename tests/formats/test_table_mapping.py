"""Mappings as TOML: every one comes back, and what cannot be one is named."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.formats.table.columns import Clock, DayOrder, DecimalMark, Unit
from legdiary.formats.table.mapping import (
    FIELDS,
    LEFT_OUT,
    BlankDate,
    ColumnMap,
    DosesOn,
    NightDate,
    SheetMap,
    SleepBy,
    TableMap,
    Zero,
)
from legdiary.formats.table.mapping_file import NotAMapping, format_values, read_mapping, write_mapping
from legdiary.formats.table.text.encoding import Encoding, TextForm
from legdiary.formats.table.text.separator import SEPARATORS

GERMAN = """\
[products]
"red leaf" = "leaf"

[[sheet]]
night = "evening"
doses-on = "diary-day"
zero = "none"

[[sheet.column]]
header = "Datum"
is = "date"
dates = "day-month-year"

[[sheet.column]]
header = "Schwere"
is = "severity"
scale = "0-4"
values = { "leicht" = 3, schwer = "8" }

[[sheet.column]]
header = "Kratom (g)"
is = "dose"
decimal = ","
unit = "g"
product = "red leaf"
at = 21:00:00

[[sheet.column]]
header = "Wetter"
is = "left-out"
"""


def test_a_mapping_as_a_person_writes_it() -> None:
    assert read_mapping(GERMAN, "my.toml") == TableMap(
        sheets=(
            SheetMap(
                name="",
                columns=(
                    ColumnMap("Datum", "date", order=DayOrder.DMY),
                    ColumnMap("Schwere", "severity", scale=(0, 4), values=(("leicht", "3"), ("schwer", "8"))),
                    ColumnMap("Kratom (g)", "dose", decimal=DecimalMark.COMMA, unit=Unit.GRAM, product="red leaf",
                              at=time(21)),
                    ColumnMap("Wetter", LEFT_OUT),
                ),
                used=True, night=NightDate.EVENING, doses_on=DosesOn.DIARY_DAY, zero=Zero.NONE,
            ),
        ),
        products=(("red leaf", "leaf"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "written"), [("3", "3"), ("03", '"03"'), ("None", '"None"'), ("true", '"true"'), ("٣", '"٣"')]
)
def test_a_value_is_a_number_where_it_is_one_as_typed(value: str, written: str) -> None:
    assert format_values([("mild", value)]) == f'{{ "mild" = {written} }}'


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
maybe = st.none()
columns = st.builds(
    ColumnMap,
    header=texts,
    field=maybe | st.sampled_from([*FIELDS]),
    name=maybe | texts,
    number=maybe | st.integers(1, 20),
    order=maybe | st.sampled_from(DayOrder),
    year=maybe | st.integers(1990, 2099),
    clock=maybe | st.sampled_from(Clock),
    decimal=maybe | st.sampled_from(DecimalMark),
    unit=maybe | st.sampled_from(Unit),
    scale=maybe | st.tuples(st.integers(0, 9), st.integers(10, 999)) | st.tuples(st.integers(5, 9), st.integers(0, 4)),
    rounded=st.booleans(),
    values=st.dictionaries(texts, texts, max_size=4).map(lambda several: tuple(several.items())),
    product=maybe | texts,
    weighs=maybe | texts,
    at=maybe | st.just(LEFT_OUT) | st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    amount=maybe | texts,
    form=maybe | texts,
)
sheets = st.builds(
    SheetMap,
    name=texts,
    columns=st.lists(columns, max_size=5).map(tuple),
    used=st.just(value=True),
    night=maybe | st.sampled_from(NightDate),
    doses_on=maybe | st.sampled_from(DosesOn),
    zero=maybe | st.sampled_from(Zero),
    sleep=maybe | st.sampled_from(SleepBy),
    blank_date=maybe | st.sampled_from(BlankDate),
)
unused = st.builds(SheetMap, name=texts, columns=st.just(()), used=st.just(value=False))
tables = st.builds(
    TableMap,
    sheets=st.lists(sheets | unused, min_size=1, max_size=3, unique_by=lambda sheet: sheet.name).map(tuple),
    products=st.dictionaries(texts, texts, max_size=3).map(lambda several: tuple(several.items())),
    form=st.builds(TextForm, maybe | st.sampled_from(Encoding), maybe | st.sampled_from([*SEPARATORS])),
)


@given(tables)
def test_any_mapping_comes_back_from_its_toml(table: TableMap) -> None:
    assert read_mapping(write_mapping(table), "my.toml") == table


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("is = x", "my.toml: this is no TOML (line 1)"),
        ("", "my.toml: there is no [[sheet]] in it"),
        ("[[sheet]]\nwhat = 1", "my.toml, sheet 1, what: there is no such key"),
        ("[[sheet]]\nnight = 'noon'", "my.toml, sheet 1, night: 'noon' is not known; accepted: evening, morning"),
        ("[[sheet]]\n[[sheet.column]]\nis = 'bed'", "my.toml, column 1, header: each column needs its header"),
        ("[[sheet]]\n[[sheet.column]]\nheader = 'A'\nis = 'beds'", "my.toml, column 'A': is = 'beds' is not known"),
        ("[[sheet]]\n[[sheet.column]]\nheader = 'A'\nscale = '4'", "column 'A': scale = '4' is not known"),
        ("[[sheet]]\n[[sheet.column]]\nheader = 'A'\nscale = '4-4'", "column 'A': scale = '4-4' is not known"),
        ("[[sheet]]\n[[sheet.column]]\nheader = 'A'\nat = 'noon'", "column 'A': at = 'noon' is not known"),
        ("[[sheet]]\n[[sheet.column]]\nheader = 'A'\nnumber = 99", "column 'A': number = '99' is not known"),
        ("[[sheet]]\n[[sheet.column]]\nheader = 'A'\nvalues = 3", "column 'A', values: accepted: a table"),
        ("sheet = 3", "my.toml, sheet: accepted: [[sheet]]"),
        ("[[sheet]]\n[[sheet]]", "my.toml, sheet: two sheets have the same name"),
    ],
)  # fmt: skip
def test_what_is_no_mapping_is_named(text: str, told: str) -> None:
    with pytest.raises(NotAMapping) as refused:
        read_mapping(text, "my.toml")
    assert told in refused.value.message
