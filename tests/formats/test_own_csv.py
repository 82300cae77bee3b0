"""legdiary's own CSV package: what it carries comes back, and nothing that was changed since comes in."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from random_diaries import NOW, OPERATIONS, contents, filled, opened

from builders import (
    day,
    dose,
    factor,
    magnesium,
    measure,
    medicine,
    night,
    no_kratom,
    plan,
    product,
    sleep,
    symptom,
)
from effort import dear
from legdiary.app.export_destinations import new_file, new_folder, zip_in
from legdiary.domain.joins.merge_files import merge_files
from legdiary.domain.ledger.conflicts import Contradicted
from legdiary.domain.ledger.entry_comparison import replace_unchecked
from legdiary.domain.ledger.merge import Incoming
from legdiary.domain.taper.plan import Hold
from legdiary.domain.time.moments import load_zone
from legdiary.errors import BadValue
from legdiary.formats import reader_result
from legdiary.formats.legdiary_csv import columns as csv_columns
from legdiary.formats.legdiary_csv import manifest as own_csv_manifest
from legdiary.formats.legdiary_csv import package_names, read_tables
from legdiary.formats.legdiary_csv import read as own_csv
from legdiary.formats.legdiary_csv import write as csv_package
from legdiary.formats.legdiary_csv.scope import Scope
from legdiary.formats.legdiary_csv.tables import TABLES
from legdiary.formats.reader_result import BadRow, ReadOptions
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.domain.ledger.merge import Merged, Snapshot
    from legdiary.formats.reader_result import Found

UTC = load_zone("UTC")
ALL = Scope()


def export(diary_path: Path, target: Path, scope: Scope = ALL, *, bom: bool = True) -> Path:
    with Diary.for_reading(diary_path) as diary, new_folder(target, force=False) as sink:
        csv_package.write_package(sink, diary, scope, bom=bom)
    return target


def read(folder: Path) -> Found:
    return own_csv.read_folder(folder, folder.name, ReadOptions(UTC))


def incoming(found: Found) -> Incoming:
    return Incoming([(entry, place in found.recalled) for place, entry in enumerate(found.entries)], found.products)


def taken_in(found: Found, path: Path) -> Merged:
    def sort_out(standing: Snapshot) -> Merged:
        merged = merge_files([incoming(found)], standing)
        conflicts = [conflict for share in merged.shares for conflict in share.conflicts]
        if conflicts:
            raise Contradicted(conflicts, "")
        return merged

    with opened(path) as diary:
        return diary.import_entries(sort_out, NOW)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small diary in which there is something of everything, and its package."""
    folder = tmp_path_factory.mktemp("made")
    path = folder / "small.db"
    with opened(path) as diary:
        batch = {"capsule_mg": 500, "mitragynine_low_ug": 13_000, "mitragynine_high_ug": 14_500, "weight_mg": 250_000}
        diary.add(product("=red, leaf", opened_on=day("2026-11-01"), **batch), NOW)
        diary.add(night(note='=1+1\n"née"', body_parts=("legs", "left calf"), onset_min=1230), NOW, recalled=True)
        diary.add(sleep(latency_min=40, awake_min=55, up="06:45", note="'=x"), NOW)
        diary.add(dose(product_id=1, note="+one"), NOW)
        diary.add(dose("2026-11-20T23:00-05:00", 123), NOW, recalled=True)
        diary.add(magnesium(form="oxide", basis="computed_from_salt", salt_mg=400), NOW)
        diary.add(no_kratom("2026-11-19"), NOW)
        diary.add(plan(holds=(Hold(day("2026-11-04"), 5, day("2026-11-02")),)), NOW)
        diary.add(factor("=walk", at="2026-11-20T23:10-05:00", amount="-2 rounds", helped=0, note="'@x"), NOW)
        diary.add(factor(night_of="2026-11-21", helped=3), NOW, recalled=True)
        diary.add(symptom("+fog", 0), NOW, recalled=True)
        diary.add(medicine("iron", amount="1/2 tablet"), NOW)
        diary.add(measure(value_milli=48_050, taken_on="2025-11-20"), NOW)
        diary.add(measure("irls", 22_000, "points", by="self"), NOW)
        diary.add(sleep("2026-11-21", "23:00-07:00", awake_least_min=90, unslept_least_min=110), NOW)
        diary.add(product("tabs", product_kind="7-oh"), NOW)
    export(path, folder / "package")
    return folder


@pytest.fixture
def small(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(made / "small.db", tmp_path))


@pytest.fixture
def package(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "package", tmp_path / "package"))


def test_the_reader_knows_what_the_writer_writes() -> None:
    told = (own_csv_manifest.FORMAT, own_csv_manifest.SCHEMA_VERSION)
    assert told == (package_names.FORMAT, csv_package.SCHEMA_VERSION)
    assert own_csv_manifest.MANIFEST == package_names.MANIFEST
    assert read_tables.TABLES.keys() == csv_columns.READ_BACK.keys()
    written = {table.name: table.columns for table in TABLES}
    assert written == csv_columns.READ_BACK | {name: written[name] for name in csv_columns.FOR_READING}


@pytest.mark.parametrize("bom", [True, False])
def test_a_small_diary_comes_back(small: Path, tmp_path: Path, bom: bool) -> None:
    found = read(export(small, tmp_path / "package", bom=bom))
    taken_in(found, tmp_path / "again.db")
    assert contents(tmp_path / "again.db") == contents(small)
    assert found.not_carried == (read_tables._HISTORY,)  # noqa: SLF001


def test_a_package_from_before_it_had_all_tables_says_so(package: Path) -> None:
    later = ("exposures", "symptoms", "medicines", "measures", "trials")
    manifest = json.loads((package / "manifest.json").read_bytes())
    for name in later:
        del manifest["tables"][name], manifest["files"][f"{name}.csv"], manifest["formula_guard"]["columns"][name]
        (package / f"{name}.csv").unlink()
    (package / "manifest.json").write_text(json.dumps(manifest))
    found = read(package)
    assert own_csv._NO_TABLE in found.not_carried  # noqa: SLF001
    assert {entry.kind for entry in found.entries} == {"night", "sleep", "kratom", "magnesium", "plan"}


def test_a_package_from_before_a_column_came_is_read(package: Path) -> None:
    later = ("waso_at_least_min", "unslept_at_least_min")

    def without(data: bytes) -> bytes:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, [name for name in rows[0] if name not in later], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode()

    sleeps = [entry for entry in read(package).entries if entry.kind == "sleep"]
    resealed(package, "nights.csv", without)
    found = [entry for entry in read(package).entries if entry.kind == "sleep"]
    assert found == [replace(each, awake_least_min=None, unslept_least_min=None) for each in sleeps]
    assert [each.awake_least_min for each in sleeps] == [None, 90]


def test_the_table_of_products_says_all_that_is_known_of_a_batch(package: Path) -> None:
    text = (package / "products.csv").read_bytes().decode("utf-8-sig")
    assert text == (
        "id,product,product_kind,batch_opened_on,capsule_g,mitragynine_low_mg_per_g,mitragynine_high_mg_per_g,"
        "weight_g,capsule_mg,weight_mg,left_g,left_mg\r\n"
        # One dose of 2.5 g is logged of the 250 g.
        '1,"\'=red, leaf",leaf,2026-11-01,0.5,13,14.5,250,,,247.5,\r\n'
        "16,tabs,7-oh,,,,,,,,,\r\n"
    )


def test_a_package_from_before_it_had_products_still_comes_in(package: Path, small: Path, tmp_path: Path) -> None:
    manifest = json.loads((package / "manifest.json").read_bytes())
    del (
        manifest["tables"]["products"],
        manifest["files"]["products.csv"],
        manifest["formula_guard"]["columns"]["products"],
    )
    (package / "products.csv").unlink()
    (package / "manifest.json").write_text(json.dumps(manifest))

    found = read(package)
    taken_in(found, tmp_path / "again.db")
    assert read_tables.DETAILS in found.not_carried
    kinds = [entry.kind for entry, _ in contents(tmp_path / "again.db")]
    assert (len(kinds), kinds.count("product")) == (len(contents(small)) - 1, 1)
    # What the whole package says more is filled in, and the other product added.
    later = taken_in(read(export(small, tmp_path / "whole")), tmp_path / "again.db")
    assert (later.shares[0].filled["product"], later.shares[0].new["product"]) == (1, 1)
    assert contents(tmp_path / "again.db") == contents(small)


def test_of_a_range_come_the_batches_opened_in_it_or_taken_in_it(tmp_path: Path) -> None:
    path = tmp_path / "d.db"
    with opened(path) as diary:
        for name, opened_on in (
            ("old", "2026-01-01"),
            ("new", "2026-11-19"),
            ("later", "2026-11-21"),
            ("undated", None),
        ):
            diary.add(product(name, opened_on=day(opened_on) if opened_on else None), NOW)
        diary.add(dose("2026-11-20T21:00-05:00", product_id=1), NOW)
    scope = Scope(from_night=day("2026-11-19"), before_night=day("2026-11-21"))
    assert [entry.name for entry in read(export(path, tmp_path / "p", scope)).products.values()] == ["old", "new"]
    assert len(read(export(path, tmp_path / "all")).products) == 4


def test_a_hold_of_a_step_that_begins_on_another_day_keeps_it(tmp_path: Path) -> None:
    holds = (Hold(day("2026-11-05"), 2, day("2026-11-01")), Hold(day("2026-11-06"), 3, day("2026-11-05")))
    with opened(tmp_path / "d.db") as diary:
        diary.add(plan(holds=holds), NOW)
    (found,) = read(export(tmp_path / "d.db", tmp_path / "p")).entries
    assert found.holds == holds


def test_a_zip_is_as_good(small: Path, tmp_path: Path, package: Path) -> None:
    with Diary.for_reading(small) as diary, new_file(tmp_path / "x.zip", force=False) as file, zip_in(file) as sink:
        csv_package.write_package(sink, diary, ALL, bom=True)
    data = (tmp_path / "x.zip").read_bytes()
    assert own_csv.recognises(data, "x.zip")
    assert own_csv.read(data, "x.zip", ReadOptions(UTC)) == read(package)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(package.iterdir()):
            archive.write(path, f"my folder/{path.name}")
        archive.writestr("__MACOSX/my folder/._manifest.json", "x")
    assert own_csv.read(packed.getvalue(), "x.zip", ReadOptions(UTC)) == read(package)


@dear(40)
@given(OPERATIONS)
def test_any_diary_comes_back(operations: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        filled(folder / "first.db", operations)
        found = read(export(folder / "first.db", folder / "package"))
        try:
            taken_in(found, folder / "again.db")
        except Contradicted:  # a random diary may hold what nobody could log: doses on a day that had none
            return
        again = contents(folder / "again.db")
        assert _as_csv(again) == _as_csv(contents(folder / "first.db"))
        with suppress(BadValue):
            assert not taken_in(found, folder / "again.db").changes
        assert contents(folder / "again.db") == again


def _as_csv(found: list[tuple[Any, bool]]) -> list[tuple[Any, bool]]:
    """Contents without what the package does not carry: the order of holds that were asked for on one day, and the unit
    in which an amount is kept."""
    kept = []
    for each, recalled in found:
        entry = each
        if entry.kind == "plan":
            holds = sorted(entry.holds, key=lambda hold: (hold.placed_on, hold.step_starts_on, hold.days))
            entry = replace(entry, holds=tuple(holds))
        elif entry.kind == "kratom":
            entry = replace_unchecked(entry, amount_mg=None, amount_ug=entry.ug)
        elif entry.kind == "product":
            weights = {"capsule_ug": entry.capsule_micrograms, "weight_ug": entry.weight_micrograms}
            entry = replace_unchecked(entry, capsule_mg=None, weight_mg=None, **weights)
        kept.append((entry, recalled))
    return kept


def test_what_was_left_out_is_said(small: Path, tmp_path: Path) -> None:
    found = read(export(small, tmp_path / "p", Scope(notes=False)))
    assert own_csv._NOTES in found.not_carried  # noqa: SLF001
    assert all(getattr(entry, "note", None) is None for entry in found.entries)
    found = read(export(small, tmp_path / "q", Scope(from_night=day("2026-11-17"))))
    assert "a taper plan of which the package has only some steps" in found.not_carried


# ---------------------------------------------------------------------- broken and hostile


def resealed(package: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """A table with something in it changed, and a manifest that says so."""
    data = change((package / name).read_bytes())
    (package / name).write_bytes(data)
    manifest = json.loads((package / "manifest.json").read_bytes())
    manifest["files"][name] = {"bytes": len(data), "sha256": sha256(data).hexdigest()}
    (package / "manifest.json").write_text(json.dumps(manifest))


def refused(package: Path) -> BadRow:
    with pytest.raises(BadRow) as refusal:
        read(package)
    assert refusal.value.exit_code == 2
    assert "\n" not in refusal.value.message
    assert len(refusal.value.message) < 500
    return refusal.value


def cell(package: Path, name: str, column: str, value: str, row: int = 1) -> None:
    """One cell changed."""

    def change(data: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        rows[row][rows[0].index(column)] = value
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        return text.getvalue().encode()

    resealed(package, name, change)


@pytest.mark.parametrize(
    ("name", "column", "value", "says"),
    [
        ("doses.csv", "amount_g", "2,5", "doses.csv, line 3, amount_g: '2,5' is not accepted; accepted: grams"),
        ("doses.csv", "amount_g", "2.5555", "grams with a decimal point"),
        ("doses.csv", "amount_g", "1e3", "grams with a decimal point"),
        ("doses.csv", "amount_g", "NaN", "grams with a decimal point"),
        ("doses.csv", "amount_g", "Infinity", "grams with a decimal point"),
        ("doses.csv", "amount_g", "-1", "grams with a decimal point"),
        ("doses.csv", "amount_g", "201", "201000 is out of range; accepted: 0 to 200000"),
        ("doses.csv", "amount_g", "0", "above 0 with a time"),
        ("doses.csv", "amount_g", "9" * 400, "grams with a decimal point"),
        ("doses.csv", "amount_g", "\u0662", "grams with a decimal point"),
        ("doses.csv", "amount_g", "", "amount_g: empty; accepted: grams"),
        ("doses.csv", "night", "20.11.2026", "night: '20.11.2026' is not accepted; accepted: a day that exists"),
        ("doses.csv", "night", "11/20/2026", "a day that exists as 2026-11-20"),
        ("doses.csv", "night", "2026-02-30", "a day that exists as 2026-11-20"),
        ("doses.csv", "night", "0999-11-20", "before 1990"),
        ("doses.csv", "taken_at", "2026-11-20 21:40", "ISO 8601 with offset"),
        ("doses.csv", "taken_at", "2026-11-20T21:40:00", "ISO 8601 with offset"),
        ("doses.csv", "taken_at", "2026-11-20T25:40:00-05:00", "ISO 8601 with offset"),
        ("doses.csv", "zone", "", "zone: empty; accepted: a value in every row"),
        ("doses.csv", "zone", "Moon/Sea", "time zone"),
        ("doses.csv", "zone", "../../etc/passwd", "time zone"),
        ("doses.csv", "product_kind", "Tea", "product kind Tea is out of range; accepted: leaf"),
        ("doses.csv", "recalled", "yes", "true or false"),
        ("doses.csv", "id", "one", "id: 'one' is not accepted; accepted: a whole number"),
        ("doses.csv", "note", "a\x07b", "control character"),
        ("doses.csv", "note", "x" * 20_000, "20000 characters long"),
        ("supplements.csv", "elemental_mg", "241.0", "a whole number such as 40"),
        ("supplements.csv", "elemental_mg", "5001", "5001 is out of range"),
        ("supplements.csv", "route", "by mouth", "oral or topical"),
        ("supplements.csv", "supplement", "zinc", "accepted: magnesium"),
        ("supplements.csv", "form", "stone", "form stone is out of range"),
        ("nights.csv", "severity", "11", "severity 11 is out of range"),
        ("nights.csv", "onset", "24:00", "a 24-hour clock time"),
        ("nights.csv", "onset", "8:30pm", "a 24-hour clock time"),
        ("nights.csv", "body_parts", "legs,arms", "each word once, as legdiary spells it"),
        ("nights.csv", "sol_min", "1441", "1441 is out of range"),
        ("nights.csv", "sol_min", "900", "this night is impossible"),
        ("nights.csv", "wake_at", "", "without a later waking"),
        ("nights.csv", "waso_at_least_min", "90", "either the minutes awake or their least number"),
        ("nights.csv", "unslept_at_least_min", "1e2", "a whole number such as 40"),
        ("exposures.csv", "helped", "4", "helped 4 is out of range; write a whole number from 0 to 3"),
        ("exposures.csv", "factor", "", "factor: empty; accepted: a value in every row"),
        ("exposures.csv", "happened_at", "23:10", "ISO 8601 with offset"),
        ("exposures.csv", "zone", "", "zone: empty; accepted: a value in every row"),
        ("exposures.csv", "amount", "x" * 201, "201 characters is out of range; accepted: up to 200"),
        ("exposures.csv", "note", "a\x07b", "control character"),
        ("symptoms.csv", "grade", "", "grade: empty; accepted: a value in every row"),
        ("symptoms.csv", "grade", "-1", "grade -1 is out of range"),
        ("symptoms.csv", "symptom", " fog", "a name without blanks around it"),
        ("symptoms.csv", "recalled", "", "true or false"),
        ("medicines.csv", "taken_at", "", "taken_at: empty; accepted: a value in every row"),
        ("medicines.csv", "amount", "", "amount: empty; accepted: a value in every row"),
        ("medicines.csv", "night", "0999-11-20", "before 1990"),
        ("measures.csv", "taken_on", "20.11.2025", "a day that exists as 2026-11-20"),
        ("measures.csv", "value", "48,5", "value: '48,5' is not accepted; accepted: a number with a decimal point"),
        ("measures.csv", "value", "-1", "a number with a decimal point"),
        ("measures.csv", "value", "0.05", "0.05 ng/mL is not a valid value for ferritin"),
        ("measures.csv", "unit", "g", "48.05 g is not a valid value for ferritin"),
        ("measures.csv", "rated_by", "friend", "write one of: self, clinician"),
        ("taper_steps.csv", "target_g", "300", "out of range"),
        ("taper_steps.csv", "starts_on", "2026-12-31", "in order of their dates"),
        ("taper_steps.csv", "holds", "2026-11-04 5d", "2026-11-04+5d"),
        ("taper_steps.csv", "holds", "2026-02-30+5d", "2026-11-04+5d"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named(package: Path, name: str, column: str, value: str, says: str) -> None:
    row = 2 if name in {"doses.csv", "nights.csv"} else 1
    cell(package, name, column, value, row)
    assert says in refused(package).message


def test_the_line_counts_those_within_cells(package: Path) -> None:
    cell(package, "doses.csv", "note", "one\ntwo\nthree", 1)
    cell(package, "doses.csv", "amount_g", "much", 3)
    assert refused(package).line == 6


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data.replace(b",amount_g", b""), "doses.csv, line 1, amount_g: the column is missing"),
        (lambda data: data.replace(b",amount_g", b",night"), "a column twice"),
        (lambda data: data.replace(b",", b";"), "the column is missing"),
        (lambda _: b"", "no header"),
        (lambda data: data + b"1,2\r\n", "2 cells; 14 are accepted"),
        (lambda data: data + b'"', "quotes that do not end"),
        (lambda data: data.decode("utf-8-sig").encode("utf-16"), "UTF-16"),
        (lambda data: data + b"\xff\xfe", "a byte that is not UTF-8"),
        (lambda data: data + b"\x00", "a NUL byte is not accepted"),
        (lambda data: data + b'"' + b"x" * 50_000_000, "larger than 1 MB in one cell"),
        (lambda data: data + b"x" * 50_000_000, "larger than 1 MB in one cell"),
    ],
)  # fmt: skip
def test_a_broken_table_is_refused(package: Path, change: Callable[[bytes], bytes], says: str) -> None:
    resealed(package, "doses.csv", change)
    assert says in refused(package).message


def test_a_table_changed_since_is_refused(package: Path) -> None:
    with (package / "corrections.csv").open("ab") as file:
        file.write(b"x")
    assert "corrections.csv: changed after the export" in refused(package).message


def test_a_table_that_is_missing_is_refused(package: Path) -> None:
    (package / "README.txt").unlink()
    read(package)
    (package / "doses.csv").unlink()
    assert "doses.csv: missing, though manifest.json names it" in refused(package).message


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": "other"}, "format: must be 'legdiary-csv'"),
        ({"schema_version": 999}, "999 is of a newer legdiary"),
        ({"schema_version": "1"}, "a whole number from 1 on"),
        ({"schema_version": True}, "a whole number from 1 on"),
        ({"formula_guard": None}, "the mark '"),
        ({"formula_guard": {"mark": "x", "columns": {}}}, "the mark '"),
        ({"files": None}, "files and tables are accepted"),
        ({"files": {"../doses.csv": {"sha256": "x"}}}, "a plain name with a sha256"),
        ({"files": {"doses.csv": {"sha256": 1}}}, "a plain name with a sha256"),
        ({"tables": {"extra": {}}}, "the table 'extra' has no file"),
    ],
)
def test_a_manifest_that_is_none_is_refused(package: Path, change: dict[str, Any], says: str) -> None:
    manifest = json.loads((package / "manifest.json").read_bytes()) | change
    (package / "manifest.json").write_text(json.dumps(manifest))
    assert says in refused(package).message


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"[" * 100_000, b"\xff", b'{"format":1e5}', b" " * 2_000_000])
def test_a_manifest_that_cannot_be_read_is_refused(package: Path, data: bytes) -> None:
    (package / "manifest.json").write_bytes(data)
    assert refused(package).message.startswith("manifest.json")


def zipped(package: Path, **extra: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(package.iterdir()):
            archive.write(path, path.name)
        for name, data in extra.items():
            archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize(
    "name", ["../evil.csv", "a/../../evil.csv", "/etc/evil", "C:/evil", "..\\evil", "\\evil", "a\\..\\..\\evil"]
)
def test_a_path_that_climbs_out_is_refused(package: Path, name: str) -> None:
    with pytest.raises(BadRow, match="leads out of the zip"):
        own_csv.read(zipped(package, **{name: b"x"}), "x.zip", ReadOptions(UTC))


def test_a_zip_bomb_is_stopped(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resealed(package, "doses.csv", lambda data: data + b"\r\n" * 3_000_000)
    data = zipped(package)
    assert len(data) < 100_000
    monkeypatch.setattr(own_csv, "MOST_BYTES", 1_000_000)
    with pytest.raises(BadRow, match=f"larger than {reader_result.MOST_BYTES // 1_000_000} MB"):
        own_csv.read(data, "x.zip", ReadOptions(UTC))


def test_a_zip_that_lies_about_its_sizes_is_refused(package: Path) -> None:
    data = bytearray(zipped(package))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    with pytest.raises(BadRow):
        own_csv.read(bytes(data), "x.zip", ReadOptions(UTC))


@pytest.mark.parametrize("end", [30, 200, 1000, -30, -3])
def test_a_zip_that_was_cut_is_refused(package: Path, end: int) -> None:
    with pytest.raises(BadRow, match="damaged zip"):
        own_csv.read(zipped(package)[:end], "x.zip", ReadOptions(UTC))


def test_other_zips_are_not_taken_for_packages(package: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    assert not own_csv.recognises(packed.getvalue(), "x.zip")
    assert not own_csv.recognises(b"PK\x03\x04 no zip", "x.zip")
    assert not own_csv.recognises(b"", "x.zip")
    with pytest.raises(BadRow, match="is accepted, here are 0"):
        own_csv.read(packed.getvalue(), "x.zip", ReadOptions(UTC))
    with pytest.raises(BadRow, match="here are 2"):
        own_csv.read(zipped(package, **{"x/manifest.json": b"{}"}), "x.zip", ReadOptions(UTC))
    with pytest.raises(BadRow, match="no zip file"):
        own_csv.read(b"night,rating_id", "nights.csv", ReadOptions(UTC))


def test_a_cell_limit_of_others_is_left_alone(package: Path) -> None:
    before = csv.field_size_limit()
    read(package)
    assert csv.field_size_limit() == before
