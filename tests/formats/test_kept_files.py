"""Files that legdiary has written are read for ever: by the newest program, and by a reader that is not legdiary.

`tests/store/schemas` keeps a diary of each schema, `tests/kept` what was exported of it by the last program of that
schema (`keep.py` beside it says how). What is newer than the program is refused in words, and left as it is.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import driving
import pytest
import second_reader
from hypothesis import given
from random_diaries import OPERATIONS, filled

from builders import context, dose, night, present
from effort import dear
from legdiary.app.sync.begin import Begin, join
from legdiary.app.sync.membership import SyncFiles
from legdiary.domain.entries.kinds import KINDS
from legdiary.formats.legdiary_csv import manifest, tables, write
from legdiary.formats.legdiary_json import read as own_json
from legdiary.store.diary import Diary
from legdiary.store.diary_file import SCHEMA_VERSION

HERE = Path(__file__).parents[1]
FROZEN, KEPT = HERE / "store" / "schemas", HERE / "kept"
EVER = range(1, SCHEMA_VERSION + 1)
#: The schema from which on devices meet.
DEVICES = 7
#: Schema → what its program could write. The first one wrote no JSON.
EXPORTS = {1: {"package.zip"}} | {version: {"diary.json", "package.zip"} for version in EVER if version > 1}
#: The schema from whose last program on a package has a table of products.
LATER_PRODUCTS = 3


def frozen(version: int, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return Path(shutil.copy(FROZEN / f"diary-{version}.db", folder / f"diary-{version}.db"))


def contents(path: Path) -> list[str]:
    """Every entry, products and plans too, without its number; a dose with its product's name and its micrograms."""
    with Diary.for_reading(path) as diary:
        stored = diary.snapshot().stored
    products = {each.id: each.entry.name for each in stored if each.entry.kind == "product"}
    return sorted(repr((_comparable(each.entry, products), each.recalled)) for each in stored)


def _comparable(entry: Any, products: dict[int, str]) -> Any:
    if entry.kind != "kratom":
        return entry
    alike = replace(entry, amount_mg=1 if entry.at else 0, amount_ug=None, product_id=None)
    return alike, entry.ug, products.get(entry.product_id)


def listed(path: Path) -> list[dict[str, Any]]:
    """`list --json` of everything, by number, without the figures that are worked out."""
    entries = driving.ok("list", "--from", "1990-01-01", "--to", "2100-01-01", "--json", diary=path).json["entries"]
    assert [each["night_of"] for each in entries] == sorted(each["night_of"] for each in entries)
    return sorted(({key: entry[key] for key in entry if key != "figures"} for entry in entries), key=lambda e: e["id"])


# ---------------------------------------------------------------------- the newest program reads all of them


def test_something_of_every_schema_is_kept() -> None:
    """A new schema needs its exports (`kept/keep.py`); none is ever taken away."""
    assert {int(each.name.removeprefix("schema-")) for each in KEPT.glob("schema-*")} == set(EVER)
    for version in EVER:
        there = {each.name for each in (KEPT / f"schema-{version}").iterdir()}
        assert there == EXPORTS[version] | ({"carried"} if version >= DEVICES else set())


@pytest.mark.parametrize("version", [version for version in EVER if "diary.json" in EXPORTS[version]])
def test_a_json_export_of_every_schema_is_the_diary_it_was_made_of(version: int, tmp_path: Path) -> None:
    made, old = tmp_path / "new.db", frozen(version, tmp_path)
    done = driving.ok("import", str(KEPT / f"schema-{version}" / "diary.json"), diary=made)
    assert "The diary is the same as when it was exported." in done.stdout
    assert contents(made) == contents(old)
    assert listed(made) == listed(old)


@pytest.mark.parametrize("version", EVER)
@pytest.mark.parametrize("form", ["zip", "folder"])
def test_a_csv_package_of_every_schema_holds_the_entries_of_its_diary(version: int, form: str, tmp_path: Path) -> None:
    """Before schema 3 a package had no table of products: those that no dose names, and their weights, are missing."""
    made, old, package = tmp_path / "new.db", frozen(version, tmp_path), KEPT / f"schema-{version}" / "package.zip"
    if form == "folder":
        with zipfile.ZipFile(package) as opened:
            opened.extractall(tmp_path / "folder")
        package = tmp_path / "folder"
    done = driving.ok("import", str(package), diary=made)
    assert ("before it had a table for them" in " ".join(done.stdout.split())) == (version < LATER_PRODUCTS)
    there, then = contents(made), contents(old)
    if version >= LATER_PRODUCTS:
        assert there == then
    else:
        assert [each for each in there if "Product(" not in each] == [each for each in then if "Product(" not in each]
        assert len([each for each in there if "Product('red leaf', 'leaf'" in each or "name='red leaf'" in each]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("version", [version for version in EVER if version >= DEVICES])
def test_a_device_of_today_joins_a_kept_folder(version: int, tmp_path: Path) -> None:
    """The laptop had the diary of schema 6, the phone added a night of 7, the laptop a dose of 1.5 g."""
    pytest.importorskip("pyrage")
    shutil.copytree(KEPT / f"schema-{version}" / "carried", tmp_path / "carried")
    run, files = context(tmp_path / "diary.db"), SyncFiles(tmp_path / "state", "newest")
    join(run, files, Begin(str(tmp_path / "carried"), None, lambda: "four words for tests"))
    expected = frozen(6, tmp_path)
    clock = present("2026-11-22T09:00-05:00")
    with Diary.for_writing(expected, clock) as diary:
        diary.add_all([(night("2026-11-15", 7), True), dose("2026-11-21T22:00-05:00", 1500)], clock)
    with Diary.for_reading(tmp_path / "diary.db") as joined:
        assert len(joined.snapshot().stored) == 37
    assert contents(tmp_path / "diary.db") == contents(expected)


# ---------------------------------------------------------------------- what is newer is refused


def test_a_diary_of_a_newer_schema_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = frozen(SCHEMA_VERSION, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    for words in (("list",), ("kratom", "2g"), ("undo",), ("export", "json", "--output", str(tmp_path / "out.json"))):
        done = driving.run(*words, diary=path)
        assert (done.code, done.stdout) == (3, "")
        newer = f"is from a newer legdiary (its schema is {SCHEMA_VERSION + 1}, this one knows {SCHEMA_VERSION})"
        assert newer in done.stderr
        assert path.read_bytes() == before
    done = driving.run("import", str(path), diary=tmp_path / "mine.db")
    assert f"schema {SCHEMA_VERSION + 1}, this legdiary knows {SCHEMA_VERSION}" in done.stderr
    assert not (tmp_path / "mine.db").exists()


def test_an_export_of_a_newer_schema_is_refused(tmp_path: Path) -> None:
    kept = KEPT / f"schema-{SCHEMA_VERSION}"
    newer = tmp_path / "newer.json"
    text = (kept / "diary.json").read_text(encoding="utf-8")
    now = f'"schema_version":{own_json.SCHEMA_VERSION}'
    assert now in text
    newer.write_text(text.replace(now, f'"schema_version":{own_json.SCHEMA_VERSION + 1}'), encoding="utf-8")
    with zipfile.ZipFile(kept / "package.zip") as opened:
        opened.extractall(tmp_path / "package")
    described = json.loads((tmp_path / "package" / "manifest.json").read_text(encoding="utf-8"))
    described["schema_version"] += 1
    (tmp_path / "package" / "manifest.json").write_text(json.dumps(described), encoding="utf-8")
    known = {newer: own_json.SCHEMA_VERSION, tmp_path / "package": manifest.SCHEMA_VERSION}
    for path, version in known.items():
        done = driving.run("import", str(path), diary=tmp_path / "mine.db")
        assert (done.code, done.stdout) == (2, "")
        assert f"{version + 1} is of a newer legdiary (this one knows {version}); update it" in done.stderr
        assert not (tmp_path / "mine.db").exists()


def test_columns_of_the_package_have_a_version(tmp_path: Path) -> None:
    """A program of schema 4 read `amount_g: empty` where tablets stood, since the number had not been raised.

    Where this fails, a column is other than in the package that was kept: raise `legdiary_csv.write.SCHEMA_VERSION` if
    an older program could not read the new one, and keep a package of today in the place of that one.
    """
    with zipfile.ZipFile(KEPT / f"schema-{SCHEMA_VERSION}" / "package.zip") as opened:
        opened.extractall(tmp_path)
    kept = {each.stem: each.read_text(encoding="utf-8-sig").splitlines()[0] for each in tmp_path.glob("*.csv")}
    described = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert described["schema_version"] == write.SCHEMA_VERSION == manifest.SCHEMA_VERSION
    today = {each.name: ",".join(column.name for column in each.columns) for each in tables.TABLES}
    assert {name: kept[name] for name in today} == today


# ---------------------------------------------------------------------- a second reader agrees


def same(path: Path) -> int:
    read = second_reader.read_entries(path)
    assert read == listed(path)
    return len(read)


@pytest.mark.parametrize("version", EVER)
def test_the_second_reader_agrees_over_every_kept_diary(version: int, tmp_path: Path) -> None:
    path = frozen(version, tmp_path)
    assert same(path) >= 8
    export = KEPT / f"schema-{version}" / "diary.json"
    if export.exists():
        assert second_reader.read_entries(export) == second_reader.read_entries(path)


def test_the_second_reader_agrees_over_the_made_up_diary(tmp_path: Path) -> None:
    driving.ok("demo", "--output", str(tmp_path / "demo.db"))
    assert same(tmp_path / "demo.db") > 1000


def test_the_second_reader_reads_what_was_typed(tmp_path: Path) -> None:
    """By hand: 23:40 in New York is -05:00; 2.5 g, and half a tablet of 15 mg is 7.5 mg."""
    path = tmp_path / "diary.db"
    with Diary.for_writing(path, present()) as diary:
        diary.add_all([night(onset_min=1230), dose("2026-11-20T23:40-05:00", 2500, note="with food")], present())
    driving.ok("product", "add", "seven", "--kind", "7-oh", "--capsule", "15mg", diary=path)
    driving.ok("dose", "0.5", "tablets", "--product", "seven", "--at", "2026-11-21 20:00", diary=path)
    first, second, third = second_reader.read_entries(path)
    assert (first["kind"], first["severity"], first["onset"]) == ("night", 6, "20:30")
    assert (second["at"], second["amount_g"], second["substance"]) == ("2026-11-20T23:40:00-05:00", 2.5, "leaf")
    assert (third["at"], third["amount_mg"], third["substance"]) == ("2026-11-21T20:00:00-05:00", 7.5, "7-oh")


@dear(40)
@given(OPERATIONS)
def test_the_second_reader_agrees_over_any_diary(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[Any, ...]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.db"
    filled(path, operations)
    same(path)
    export = path.with_name("any.json")
    driving.ok("export", "json", "--output", str(export), "--force", diary=path)
    assert second_reader.read_entries(export) == second_reader.read_entries(path)


def test_the_second_reader_is_of_the_standard_library_alone_and_knows_every_kind() -> None:
    text = Path(second_reader.__file__).read_text(encoding="utf-8")
    assert "legdiary." not in text.split('"""')[2]
    assert set(second_reader.KEYS) == set(KINDS) - {"product", "plan"}
