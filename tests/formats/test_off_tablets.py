"""A diary of 7-OH tablets, leaf and gabapentin goes out and comes in: every substance in its own unit, exact.

The figures were worked out by hand from `off_tablets`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from driving import ok, run
from hypothesis import given
from hypothesis import strategies as st
from off_tablets import NOW, SEVEN_OH, made
from random_diaries import contents, opened
from test_own_csv import export, read, refused, resealed, taken_in

from builders import day, dose, none_of, product, tablet
from effort import dear
from legdiary.domain.entries.products import Product
from legdiary.formats.fhir import chunks, resources
from legdiary.formats.legdiary_csv.scope import Scope
from legdiary.store.diary import Diary

LATER = "2026-08-17T22:00-04:00"
#: Milligrams written as grams: 60 mg, 120 mg, 52.5 mg, 7.5 mg, 15 mg.
MILLIGRAMS_AS_GRAMS = re.compile(r"\b0\.(?:06|12|0525|0075|015)\b")


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("off") / "diary.db")


@pytest.fixture(scope="module")
def package(diary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(diary, tmp_path_factory.mktemp("out") / "package")


def rows(package: Path, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((package / f"{table}.csv").read_bytes().decode("utf-8-sig"), newline="")))


def cells(found: list[dict[str, str]], *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row[column] for column in columns) for row in found]


# ---------------------------------------------------------------------- the tables


def test_doses_stand_in_milligrams_and_leaf_in_grams(package: Path) -> None:
    doses = rows(package, "doses")
    told = ("amount_g", "amount_mg", "said_none", "substance", "product_kind", "helped")
    of = {night: [row for row in doses if row["night"] == night] for night in {row["night"] for row in doses}}
    tabs = ("false", "7-oh", "7-oh", "")
    assert cells(of["2026-06-22"], *told) == [
        ("", "15", *tabs), ("", "15", *tabs), ("", "15", *tabs), ("", "7.5", "false", "7-oh", "7-oh", "2"),
    ]  # fmt: skip
    assert cells(of["2026-06-24"], *told) == [("0", "", "true", "7-oh", "", "")]
    assert cells(of["2026-07-08"], *told) == [
        ("", "7.5", *tabs), ("3", "", "false", "leaf", "leaf", ""), ("3", "", "false", "leaf", "leaf", ""),
    ]  # fmt: skip
    assert cells(of["2026-07-27"], *told) == [("0", "", "true", "leaf", "", "")]
    # 840 + 630 + 472.5 + 52.5 + 45 + 7.5 + 7.5 mg, and no gram of it
    assert sum(float(row["amount_mg"] or 0) for row in doses) == 2055.0
    assert sum(float(row["amount_g"] or 0) for row in doses) == 6.0


def test_what_is_left_of_a_batch_is_in_its_unit(package: Path) -> None:
    told = ("product", "capsule_g", "capsule_mg", "weight_g", "weight_mg", "left_g", "left_mg")
    # 3000 mg less 2055 mg are 63 tablets of 15 mg.
    assert cells(rows(package, "products"), *told) == [
        ("seven tabs", "", "15", "", "3000", "", "945"),
        ("red leaf", "", "", "", "", "", ""),
    ]


def test_of_a_range_nothing_is_said_to_be_left(diary: Path, tmp_path: Path) -> None:
    """It would rest on doses that are not in the package."""
    june = export(diary, tmp_path / "june", Scope(day("2026-06-22"), day("2026-06-29")))
    assert cells(rows(june, "products"), "product", "weight_mg", "left_mg") == [("seven tabs", "3000", "")]


def test_steps_of_every_plan_stand_in_its_unit(package: Path) -> None:
    steps = rows(package, "taper_steps")
    told = ("starts_on", "target_g", "target_mg", "cut_g", "cut_mg", "cut_pct", "scale_g", "scale_mg", "unit")
    by = {name: cells([row for row in steps if row["plan"] == name], *told) for name in {row["plan"] for row in steps}}
    assert by["off tablets"] == [
        ("2026-06-01", "", "120", "", "", "", "", "0.5", "mg"),
        ("2026-06-08", "", "90", "", "30", "25.0", "", "0.5", "mg"),
        ("2026-06-15", "", "67.5", "", "22.5", "25.0", "", "0.5", "mg"),
        ("2026-06-22", "", "50.5", "", "17", "25.2", "", "0.5", "mg"),
        ("2026-06-29", "", "38", "", "12.5", "24.8", "", "0.5", "mg"),
        ("2026-07-06", "", "0", "", "38", "100.0", "", "0.5", "mg"),
    ]
    assert by["leaf"] == [
        ("2026-07-06", "6", "", "", "", "", "0.1", "", "g"),
        ("2026-07-13", "4", "", "2", "", "33.3", "0.1", "", "g"),
        ("2026-07-20", "2", "", "2", "", "50.0", "0.1", "", "g"),
        ("2026-07-27", "0", "", "2", "", "100.0", "0.1", "", "g"),
    ]
    assert by["as prescribed"][:3] == [
        ("2026-06-22", "", "300", "", "", "", "", "1", "mg"),
        ("2026-06-29", "", "600", "", "-300", "-100.0", "", "1", "mg"),
        ("2026-07-06", "", "900", "", "-300", "-50.0", "", "1", "mg"),
    ]
    assert by["b12"] == [
        ("2026-06-01", "", "0.075", "", "", "", "", "0.001", "mcg"),
        ("2026-06-08", "", "0.05", "", "0.025", "33.3", "", "0.001", "mcg"),
    ]
    assert {row["plan"]: row["substance"] for row in steps} == {
        "off tablets": "7-oh", "leaf": "leaf", "as prescribed": "medicine:gabapentin",
        "b12": "medicine:vitamin b12",
    }  # fmt: skip


def test_corrections_name_the_unit_of_each_plan(tmp_path: Path) -> None:
    path = made(tmp_path / "diary.db")
    with opened(path) as diary:
        plans = {stored.entry.name: stored for stored in diary.plans()}
        for name in ("off tablets", "leaf", "b12"):
            diary.edit(plans[name].id, lambda there: replace(there, steps=there.steps[:1]), NOW)
        diary.delete(plans["off tablets"].id, NOW)
    found = rows(export(path, tmp_path / "package"), "corrections")
    new = [row["new"] for row in found if (row["field"], row["action"]) == ("steps", "edit")]
    assert new == ["2026-06-01 120 mg", "2026-07-06 6 g", "2026-06-01 75 µg"]
    old = [row["old"] for row in found if (row["field"], row["action"]) == ("steps", "delete")]
    assert old == ["2026-06-01 120 mg"], "it is gone, and its unit is known all the same"


def test_an_amount_of_before_and_after_a_correction_is_in_the_diarys_own_fields(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    with opened(path) as diary:
        diary.add(product("tabs", product_kind=SEVEN_OH), NOW)
        diary.add(dose("2026-06-22T08:00-04:00", 20, product_id=1), NOW)
        diary.edit(2, lambda _: tablet("2026-06-22T08:00-04:00", 7500, 1), NOW)
    found = rows(export(path, tmp_path / "package"), "corrections")
    assert cells(found, "field", "old", "new") == [("amount_mg", "20", ""), ("amount_ug", "", "7500")]


def test_nights_have_7_oh_in_milligrams_beside_the_leaf(package: Path) -> None:
    nights = {row["night"]: row for row in rows(package, "nights")}
    told = ("seven_oh_total_mg", "seven_oh_doses", "seven_oh_longest_gap_h", "seven_oh_target_mg", "kratom_total_g")
    week = [nights[f"2026-06-{number}"] for number in range(22, 29)]
    # The gap before Monday's first tablet is from Sunday 23:00; Thursday's reaches over the day without, from 20:00.
    assert cells(week, *told) == [
        ("52.5", "4", "8.0", "50.5", ""), ("45", "3", "9.0", "50.5", ""), ("0", "0", "", "50.5", ""),
        ("7.5", "1", "36.0", "50.5", ""), ("", "", "", "50.5", ""), ("", "", "", "50.5", ""),
        ("", "", "", "50.5", ""),
    ]  # fmt: skip
    leaf = ("kratom_total_g", "kratom_doses", "target_g", "kratom_missing_reason")
    assert cells(week, *leaf) == [("", "", "", "not_logged")] * 7
    assert cells([nights["2026-07-08"]], *leaf, "seven_oh_total_mg") == [("6", "2", "6", "", "7.5")]
    # From the first day after its plan there is no target.
    assert cells([nights["2026-07-11"], nights["2026-07-12"]], "seven_oh_target_mg") == [("0",), ("",)]
    assert cells([nights["2026-07-27"]], *leaf) == [("0", "0", "0", "")]


def test_every_other_substance_has_a_row_a_day(package: Path) -> None:
    told = ("substance", "total_mg", "missing_reason", "doses", "longest_gap_h", "target_mg")
    found = rows(package, "substances")
    by = {night: cells([row for row in found if row["night"] == night], *told) for night in {r["night"] for r in found}}
    b12 = ("medicine:vitamin b12", "", "not_logged", "", "", "0.05")
    assert by["2026-06-22"] == [
        ("7-oh", "52.5", "", "4", "8.0", "50.5"), ("medicine:gabapentin", "300", "", "1", "", "300"), b12,
    ]  # fmt: skip
    assert by["2026-06-24"][:2] == [
        ("7-oh", "0", "", "0", "", "50.5"), ("medicine:gabapentin", "300", "", "1", "24.0", "300"),
    ]  # fmt: skip
    assert by["2026-06-25"][:2] == [
        ("7-oh", "7.5", "", "1", "36.0", "50.5"), ("medicine:gabapentin", "", "not_in_mg", "1", "24.0", "300"),
    ]  # fmt: skip
    assert by["2026-06-26"][:2] == [
        ("7-oh", "", "not_logged", "", "", "50.5"), ("medicine:gabapentin", "", "not_logged", "", "", "300"),
    ]  # fmt: skip
    # 75 µg are 0.075 mg; leaf has no row.
    assert by["2026-06-02"] == [
        ("7-oh", "120", "", "4", "8.0", "120"), ("medicine:vitamin b12", "0.075", "", "1", "", "0.075"),
    ]  # fmt: skip
    assert [row[0] for row in by["2026-07-08"]] == ["7-oh", "medicine:gabapentin", "medicine:vitamin b12"]
    assert {row["substance"] for row in found} == {"7-oh", "medicine:gabapentin", "medicine:vitamin b12"}


def test_a_diary_of_leaf_alone_has_no_other_substance(tmp_path: Path) -> None:
    with opened(tmp_path / "leaf.db") as diary:
        diary.add(product("red leaf"), NOW)
        diary.add(dose(product_id=1), NOW)
    package = export(tmp_path / "leaf.db", tmp_path / "package")
    assert rows(package, "substances") == []
    told = ("extract_total_mg", "extract_doses", "extract_target_mg", "seven_oh_total_mg", "seven_oh_target_mg")
    assert cells(rows(package, "nights"), *told) == [("",) * 5]


def test_an_extract_stands_beside_the_leaf_and_is_not_added_to_it(tmp_path: Path) -> None:
    """A day of 5 g and 4.9 g of leaf and 0.5 g of extract: 9.9 g in 2 doses, and 500 mg in 1."""
    with opened(tmp_path / "d.db") as diary:
        diary.add(product("gold", product_kind="extract"), NOW)
        diary.add(dose("2026-06-22T08:30-04:00", 5000), NOW)
        diary.add(tablet("2026-06-22T18:00-04:00", 500_000, 1), NOW)
        diary.add(dose("2026-06-22T21:30-04:00", 4900), NOW)
    package = export(tmp_path / "d.db", tmp_path / "package")
    told = ("kratom_total_g", "kratom_doses", "longest_gap_h", "extract_total_mg", "extract_doses")
    assert cells(rows(package, "nights"), *told) == [("9.9", "2", "", "500", "1")]
    assert cells(rows(package, "substances"), "substance", "total_mg") == [("extract", "500")]


# ---------------------------------------------------------------------- out and in again


def test_the_package_comes_back_and_goes_out_as_the_same_tables(diary: Path, package: Path, tmp_path: Path) -> None:
    taken_in(read(package), tmp_path / "again.db")
    assert contents(tmp_path / "again.db") == contents(diary)
    again = export(tmp_path / "again.db", tmp_path / "again")
    for table in sorted(package.glob("*.csv")):
        name = table.stem
        if name == "corrections":
            continue
        assert _unnumbered(rows(again, name)) == _unnumbered(rows(package, name)), name


def _unnumbered(found: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows without the numbers of entries, which are new where they are taken in."""
    numbers = {"id", "plan_id"}
    plain = [{name: cell for name, cell in row.items() if name not in numbers} for row in found]
    return sorted(plain, key=repr)


def test_json_comes_back_byte_for_byte_and_so_does_the_package(diary: Path, tmp_path: Path) -> None:
    first, second, again = (tmp_path / name for name in ("first.json", "second.json", "again.db"))
    ok("export", "json", "--output", str(first), diary=diary, now=LATER)
    ok("import", str(first), diary=again, now=LATER)
    ok("export", "json", "--output", str(second), diary=again, now=LATER)
    assert second.read_bytes() == first.read_bytes()
    one, other = export(diary, tmp_path / "one"), export(again, tmp_path / "other")
    for file in one.iterdir():
        assert (other / file.name).read_bytes() == file.read_bytes(), file.name
    assert ok("check", diary=again, now=LATER).stdout


def test_taken_in_a_second_time_nothing_is_new(diary: Path, package: Path, tmp_path: Path) -> None:
    document = tmp_path / "diary.json"
    ok("export", "json", "--output", str(document), diary=diary, now=LATER)
    before = contents(diary)
    for file in (package, document):
        told = ok("import", str(file), diary=diary, now=LATER).stdout
        assert "nothing" in told.lower(), told
    assert contents(diary) == before


@dear(20)
@given(st.lists(st.integers(1, 200_000_000), min_size=1, max_size=8), st.integers(1, 2**31 * 1000))
def test_any_amount_is_exact_to_the_microgram(amounts: list[int], weight: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with opened(folder / "d.db") as diary:
            diary.add(product("tabs", product_kind=SEVEN_OH, weight_ug=weight), NOW)
            diary.add_all([tablet(f"2026-06-22T08:{n:02}-04:00", ug, 1) for n, ug in enumerate(amounts)], NOW)
        package = export(folder / "d.db", folder / "package")
        found = read(package)
        assert [entry.ug for entry in found.entries] == amounts
        assert [each.weight_ug for each in found.products.values()] == [weight]
        (batch,), (day_of,) = rows(package, "products"), rows(package, "nights")
        # Decimals, since a sum of floats may miss the last digit.
        assert Decimal(batch["left_mg"]) * 1000 == weight - sum(amounts)
        assert Decimal(day_of["seven_oh_total_mg"]) * 1000 == sum(amounts)


# ---------------------------------------------------------------------- packages of before


OLD_DOSES = (
    "id,night,taken_at,zone,amount_g,said_none,product,product_kind,batch_opened_on,note,recalled\r\n"
    "3,2026-06-22,2026-06-22T08:00:00-04:00,America/New_York,0.02,false,tabs,7-oh,,,false\r\n"
    "4,2026-06-22,2026-06-22T09:00:00-04:00,America/New_York,2.5,false,red,leaf,,,false\r\n"
    "5,2026-06-22,2026-06-22T10:00:00-04:00,America/New_York,0.5,false,gold,extract,,,false\r\n"
    "6,2026-06-22,2026-06-22T11:00:00-04:00,America/New_York,3,false,,,,,false\r\n"
    "7,2026-06-23,,,0,true,,,,,false\r\n"
)
OLD_PRODUCTS = (
    "id,product,product_kind,batch_opened_on,capsule_g,mitragynine_low_mg_per_g,mitragynine_high_mg_per_g,weight_g\r\n"
    "1,tabs,7-oh,,0.015,,,3\r\n"
    "2,red,leaf,,0.5,,,250\r\n"
)


def old(package: Path) -> Path:
    """The package as a legdiary of schema 4 wrote it: every amount in grams."""
    resealed(package, "doses.csv", lambda _: OLD_DOSES.encode())
    resealed(package, "products.csv", lambda _: OLD_PRODUCTS.encode())
    later = {"substance", "unit", "scale_mg", "target_mg", "cut_mg"}
    resealed(package, "taper_steps.csv", lambda data: without(data, later))
    return package


def without(data: bytes, columns: set[str]) -> bytes:
    header, *found = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    kept = [place for place, name in enumerate(header) if name not in columns]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([row[place] for place in kept] for row in (header, *found))
    return text.getvalue().encode()


@pytest.fixture
def old_package(tmp_path: Path) -> Path:
    path = tmp_path / "leaf.db"
    with opened(path) as diary:
        diary.add(dose(), NOW)
    return old(export(path, tmp_path / "package"))


def test_an_old_package_gives_7_oh_in_micrograms(old_package: Path) -> None:
    found = read(old_package)
    assert [(entry.amount_mg, entry.amount_ug, entry.none_of) for entry in found.entries] == [
        (None, 20_000, None), (2500, None, None), (None, 500_000, None), (3000, None, None), (0, None, None),
    ]  # fmt: skip
    products = {each.name: each for each in found.products.values()}
    assert products["tabs"] == Product("tabs", SEVEN_OH, capsule_ug=15_000, weight_ug=3_000_000)
    assert products["red"] == Product("red", capsule_mg=500, weight_mg=250_000)
    assert products["gold"] == Product("gold", "extract")


def test_a_diary_from_before_goes_out_and_in_as_the_same_tables(tmp_path: Path) -> None:
    """A dose that was stored as 20 mg before schema 5, and one stored since as 20 000 µg."""
    path = tmp_path / "old.db"
    with opened(path) as diary:
        diary.add(product("tabs", product_kind=SEVEN_OH, capsule_mg=15, weight_mg=3000), NOW)
        diary.add(dose("2026-06-22T08:00-04:00", 20, product_id=1), NOW)
        diary.add(tablet("2026-06-22T12:00-04:00", 20_000, 1), NOW)
        diary.add(tablet("2026-06-22T18:00-04:00", 7500, 1), NOW)
    first = export(path, tmp_path / "first")
    assert cells(rows(first, "doses"), "amount_g", "amount_mg") == [("", "20"), ("", "20"), ("", "7.5")]
    assert cells(rows(first, "products"), "capsule_mg", "weight_mg", "left_mg") == [("15", "3000", "2952.5")]
    taken_in(read(first), tmp_path / "again.db")
    second = export(tmp_path / "again.db", tmp_path / "second")
    for name in ("doses", "products", "nights"):
        assert (second / f"{name}.csv").read_bytes() == (first / f"{name}.csv").read_bytes()


@pytest.mark.parametrize("first_in", ["csv", "json"])
def test_an_old_package_and_an_old_json_of_one_diary_say_nothing_new(first_in: str, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with opened(path) as diary:
        diary.add(product("tabs", product_kind=SEVEN_OH, capsule_mg=15, weight_mg=3000), NOW)
        diary.add(dose("2026-06-22T08:00-04:00", 20, product_id=1), NOW)
        diary.add(dose("2026-06-22T09:00-04:00", 2500), NOW)
    document = tmp_path / "old.json"
    ok("export", "json", "--output", str(document), diary=path, now=LATER)
    document.write_text(document.read_text().replace('"schema_version":6', '"schema_version":4'))
    package = export(path, tmp_path / "package")
    files = [str(package), str(document)] if first_in == "csv" else [str(document), str(package)]
    ok("import", files[0], diary=tmp_path / "again.db", now=LATER)
    before = contents(tmp_path / "again.db")
    assert "nothing" in ok("import", files[1], diary=tmp_path / "again.db", now=LATER).stdout.lower()
    assert contents(tmp_path / "again.db") == before


# ---------------------------------------------------------------------- what cannot be


def set_cell(package: Path, column: str, value: str, row: int = 1, table: str = "doses") -> None:
    def change(data: bytes) -> bytes:
        found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        found[row][found[0].index(column)] = value
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(found)
        return text.getvalue().encode()

    resealed(package, f"{table}.csv", change)


@pytest.fixture
def one_tablet(tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    with opened(path) as diary:
        diary.add(product("tabs", product_kind=SEVEN_OH), NOW)
        diary.add(tablet("2026-06-22T08:00-04:00", 7500, 1), NOW)
        diary.add(none_of(SEVEN_OH, "2026-06-24"), NOW)
    return export(path, tmp_path / "package")


@pytest.mark.parametrize(
    ("row", "changes", "says"),
    [
        (1, {"amount_g": "0.0075"}, "amount_g: '0.0075' is not accepted; accepted: grams"),
        (1, {"amount_g": "2"}, "one of the two"),
        (1, {"amount_mg": ""}, "amount_g: empty; accepted: grams of leaf such as 2.5, or amount_mg"),
        (1, {"amount_mg": "7.5mg"}, "amount_mg: '7.5mg' is not accepted; accepted: milligrams"),
        (1, {"amount_mg": "0"}, "out of range"),
        (1, {"amount_mg": "7.5", "product_kind": "leaf", "substance": "leaf"}, "finer than a milligram"),
        (1, {"substance": "mgm-15"}, "substance: not what product_kind says; accepted: one word in both"),
        (1, {"substance": "7-OH"}, "substance: not what product_kind says"),
        (1, {"product_kind": "7-OH"}, "7-OH is out of range"),
        (1, {"helped": "4"}, "4 is out of range"),
        (2, {"substance": "none"}, "none is out of range"),
        (2, {"substance": "medicine:=x"}, "is out of range"),
        (2, {"amount_g": "1"}, "above 0 with a time"),
        (2, {"helped": "1"}, "out of range"),
    ],
)
def test_a_cell_that_cannot_be_right_is_named(one_tablet: Path, row: int, changes: dict[str, str], says: str) -> None:
    for column, value in changes.items():
        set_cell(one_tablet, column, value, row)
    assert says in refused(one_tablet).message


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"target_mg": ""}, "target_mg: empty; accepted: milligrams in every row of a plan of that substance"),
        ({"target_mg": "7,5"}, "target_mg: '7,5' is not accepted; accepted: milligrams"),
        ({"scale_mg": ""}, "scale_mg: empty"),
        ({"substance": "leaf"}, "target_g: empty"),
        ({"substance": "Not A Word"}, "is out of range"),
    ],
)
def test_a_step_that_cannot_be_right_is_named(
    package: Path, tmp_path: Path, columns: dict[str, str], says: str
) -> None:
    folder = Path(shutil.copytree(package, tmp_path / "package"))
    for column, value in columns.items():
        set_cell(folder, column, value, table="taper_steps")
    assert says in refused(folder).message


def test_json_with_leaf_finer_than_a_milligram_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    with opened(path) as diary:
        diary.add(tablet("2026-06-22T08:00-04:00", 7500, None), NOW)  # no command stores it
    document = tmp_path / "diary.json"
    ok("export", "json", "--output", str(document), diary=path, now=LATER)
    refusal = run("import", str(document), diary=tmp_path / "again.db", now=LATER)
    assert refusal.code == 2
    assert "amount_ug: 7.5mg is finer than a milligram; leaf is stored in whole milligrams" in refusal.stderr


# ---------------------------------------------------------------------- FHIR


@pytest.fixture(scope="module")
def bundle(diary: Path) -> list[dict[str, Any]]:
    with Diary.for_reading(diary) as opened_diary:
        text = b"".join(chunks(resources(opened_diary, day("2026-06-01"), day("2026-08-18")), Counter()))
    return [entry["resource"] for entry in json.loads(text)["entry"]]


def statements(bundle: list[dict[str, Any]], on: str) -> list[tuple[Any, ...]]:
    found = []
    for each in bundle:
        if each["resourceType"] == "MedicationStatement" and each["effectivePeriod"]["start"].startswith(on):
            dosage = each.get("dosage", [{}])[0]
            quantity = dosage.get("doseAndRate", [{}])[0].get("doseQuantity", {})
            amount = (quantity.get("value"), quantity.get("unit"), quantity.get("code"))
            found.append((each["medicationCodeableConcept"]["text"], each["status"], dosage.get("text"), amount))
    return sorted(found, key=repr)


def test_fhir_tells_each_substance_in_its_unit(bundle: list[dict[str, Any]]) -> None:
    mg, nothing = ("mg", "mg"), (None, None, None)
    tabs = "7-OH product: seven tabs (7-oh)"
    assert statements(bundle, "2026-06-22") == [
        (tabs, "completed", "15 mg", (15, *mg)), (tabs, "completed", "15 mg", (15, *mg)),
        (tabs, "completed", "15 mg", (15, *mg)), (tabs, "completed", "7.5 mg", (7.5, *mg)),
        ("gabapentin", "completed", "300 mg", (300, *mg)),
    ]  # fmt: skip
    assert statements(bundle, "2026-06-24") == [
        ("7-OH product", "not-taken", None, nothing), ("gabapentin", "completed", "300 mg", (300, *mg)),
    ]  # fmt: skip
    assert ("gabapentin", "completed", "1 tablet", nothing) in statements(bundle, "2026-06-25")
    assert statements(bundle, "2026-06-02")[-1] == ("vitamin b12", "completed", "75 mcg", (75, "mcg", "ug"))
    assert statements(bundle, "2026-07-27") == [("Kratom", "not-taken", None, nothing)]
    assert statements(bundle, "2026-07-08")[1:] == [
        ("Kratom: red leaf (leaf)", "completed", "3 g", (3, "g", "g")),
        ("Kratom: red leaf (leaf)", "completed", "3 g", (3, "g", "g")),
    ]


def test_fhir_has_a_care_plan_for_each_plan(bundle: list[dict[str, Any]]) -> None:
    plans = {each["title"]: each for each in bundle if each["resourceType"] == "CarePlan"}
    assert {title: plan["description"] for title, plan in plans.items()} == {
        "off tablets": "A taper of 7-OH that the person plans and keeps: mg a day, step by step.",
        "leaf": "A taper of kratom that the person plans and keeps: grams a day, step by step.",
        "as prescribed": "A plan of gabapentin that the person keeps: mg a day, step by step.",
        "b12": "A plan of vitamin b12 that the person keeps: mcg a day, step by step.",
    }
    details = {title: [each["detail"] for each in plan["activity"]] for title, plan in plans.items()}
    told = [(step["dailyAmount"]["value"], step["dailyAmount"]["unit"]) for step in details["off tablets"]]
    assert told == [(120, "mg"), (90, "mg"), (67.5, "mg"), (50.5, "mg"), (38, "mg"), (0, "mg")]
    assert {step["productCodeableConcept"]["text"] for step in details["off tablets"]} == {"7-OH product"}
    assert details["off tablets"][3]["description"] == "50.5 mg a day"
    assert details["as prescribed"][0]["productCodeableConcept"] == {"text": "gabapentin"}
    assert details["b12"][0]["dailyAmount"] == {
        "value": 75, "unit": "mcg", "system": "http://unitsofmeasure.org", "code": "ug",
    }  # fmt: skip
    assert details["leaf"][0]["dailyAmount"]["unit"] == "g"


def test_no_milligrams_stand_as_grams_anywhere(package: Path, bundle: list[dict[str, Any]]) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in package.glob("*.csv")}
    texts["fhir"] = json.dumps(bundle)
    found = {name: MILLIGRAMS_AS_GRAMS.findall(text) for name, text in texts.items()}
    assert not any(found.values()), found
