"""`export csv`: two made-up weeks in Berlin, every table against its golden file, and every way it can be refused.

`LEGDIARY_UPDATE_GOLDEN=1 pytest tests/cli/test_export_csv.py` writes the golden files anew; read the difference.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, program, run, run_process

from builders import (
    BERLIN,
    day,
    dose,
    factor,
    magnesium,
    measure,
    medicine,
    night,
    no_kratom,
    plan,
    present,
    product,
    sleep,
    symptom,
)
from legdiary.domain.taper.plan import Hold, Step
from legdiary.formats.legdiary_csv.formula_guard import unguard
from legdiary.formats.legdiary_csv.tables import TABLES
from legdiary.formats.legdiary_csv.write import BOM
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Callable

    from driving import Result

    from legdiary.domain.time.moments import Present

#: Read before a test's own environment takes its place.
UPDATE = os.environ.get("LEGDIARY_UPDATE_GOLDEN") == "1"
GOLDEN = Path(__file__).parents[1] / "golden" / "csv"
NAMES = [table.name for table in TABLES]
FILES = [*(f"{name}.csv" for name in NAMES), "README.txt", "datapackage.json", "manifest.json"]

FORMULA = "=1+1 helped\n\xa0@once\n'=quoted"
QUOTES = 'she said "walk, don\'t sit",\nthen: tea 🍵, und früh ins Bett'
SECRETS = (FORMULA, QUOTES, "walked", "with food", "quiet", "cat", "garden")


@pytest.fixture(scope="module")
def fortnight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """19 October to 1 November 2026; clocks go back in the night of the 24th."""
    path = tmp_path_factory.mktemp("diary") / "diary.db"
    now = present("2026-11-02T09:00+01:00", BERLIN)
    steps = plan(("2026-10-19", 12_000), ("2026-10-26", 10_800), ("2026-11-05", 9700), name="autumn, slowly")
    held = replace(
        steps,
        steps=(steps.steps[0], Step(day("2026-10-26"), 10_800, 4), steps.steps[2]),
        holds=(Hold(day("2026-10-30"), 3, day("2026-10-26")),),
    )
    given_up = replace(plan(("2026-10-01", 14_000), ("2026-10-19", 13_000), name="-10 %"), ended_on=day("2026-10-19"))
    with Diary.for_writing(path, now) as diary:
        red = diary.add(product("red leaf", opened_on=day("2026-10-15"), capsule_mg=500), now).id
        strong = diary.add(product("+strong", product_kind="extract"), now).id
        diary.add(given_up, now)
        diary.add(held, now)
        diary.add(
            night(
                "2026-10-19",
                7,
                falling_asleep=8,
                overnight=6,
                day_resting=2,
                day_active=0,
                onset_min=1230,
                body_parts=("legs", "left arm"),
                sensations=("crawling", "hard to describe"),
                note=FORMULA,
            ),
            now,
        )
        diary.add(
            sleep(
                "2026-10-19",
                "22:45-06:10",
                BERLIN,
                tried="23:15",
                up="06:45",
                planned="07:00",
                latency_min=40,
                awake_min=55,
                times=3,
                pacing_min=20,
                lying_awake_min=20,
                quality=2,
                nap_min=30,
            ),
            now,
        )
        diary.add(night("2026-10-20", 10, note=QUOTES), now, recalled=True)
        diary.add(sleep("2026-10-20", None, total_min=390, note="cat"), now, recalled=True)
        diary.add(night("2026-10-22", None, missed="asleep"), now)
        # The 23rd is a night without anything.
        diary.add(night("2026-10-24", 0), now)
        diary.add(sleep("2026-10-24", "23:00-07:00", BERLIN, latency_min=15, awake_min=0, times=0), now)
        diary.add(sleep("2026-10-25", "23:30-06:30", BERLIN, latency_min=15), now)
        rated = diary.add(night("2026-10-26", 5, note="quiet"), now)
        diary.add(night("2026-11-01", None, onset_min=0), now)
        diary.add(dose("2026-10-19T08:00+02:00", 4000, zone=BERLIN, product_id=red), now)
        diary.add(dose("2026-10-19T22:30+02:00", 4001, zone=BERLIN, product_id=red, note="with food"), now)
        late = diary.add(dose("2026-10-20T02:30+02:00", 500, zone=BERLIN), now)
        diary.add(dose("2026-10-20T21:00+02:00", 1, zone=BERLIN, product_id=strong, note="- walked\n- slept"), now)
        diary.add(dose("2026-10-24T23:00+02:00", 2500, zone=BERLIN), now)
        diary.add(dose("2026-10-25T03:30+01:00", 2500, zone=BERLIN), now, recalled=True)
        diary.add(no_kratom("2026-10-28"), now)
        gone = diary.add(dose("2026-10-29T21:00+01:00", 6000, zone=BERLIN, note="walked"), now)
        diary.add(magnesium("2026-10-19T22:00+02:00", 200, zone=BERLIN, form="glycinate"), now)
        diary.add(
            magnesium(
                "2026-10-19T22:05+02:00", 241, zone=BERLIN, form="oxide", salt_mg=400, basis="computed_from_salt"
            ),
            now,
        )
        diary.add(magnesium("2026-10-21T22:00+02:00", 50, zone=BERLIN, form="chloride", topical=True), now)
        diary.edit(rated.id, lambda old: replace(old, severity=4, note="quiet, =later", sensations=("aching",)), now)
        diary.edit(late.id, lambda old: replace(old, amount_mg=1500), now)
        diary.undo(now)
        diary.delete(gone.id, now)
        add_the_rest(diary, now)
    return path  # fmt: skip


def add_the_rest(diary: Diary, now: Present) -> None:
    """A row or two of every table that stands beside; two measures lie outside the fortnight."""
    diary.add(factor("caffeine", at="2026-10-20T01:15+02:00", zone=BERLIN, amount="-2 cups"), now, recalled=True)
    diary.add(factor("=walk(1)", "2026-10-22", helped=3, note="@garden, twice"), now)
    diary.add(symptom("yawning", 2, "2026-10-20"), now)
    diary.add(symptom("+brain fog", 0, "2026-10-20"), now, recalled=True)
    diary.add(medicine("gabapentin", "2026-10-21T21:00+02:00", zone=BERLIN), now)
    diary.add(medicine("iron", "2026-10-25T02:30+01:00", "1/2 tablet", zone=BERLIN), now)
    ferritin = diary.add(measure("ferritin", 48_000, taken_on="2025-12-01"), now)
    diary.add(measure("irls", 22_000, "points", "2026-10-26", "clinician"), now)
    diary.add(measure("magnesium", 815, "mmol/L", "2026-11-02"), now)
    diary.edit(ferritin.id, lambda old: replace(old, value_milli=48_500), now)


@pytest.fixture(scope="module")
def folder(fortnight: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("export") / "folder"
    ok("export", "csv", "--output", str(target), diary=fortnight)
    return target


def export(*args: str | Path, diary: Path) -> Result:
    return run("export", "csv", *(str(each) for each in args), diary=diary)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def table(folder: Path, name: str) -> list[dict[str, str]]:
    return read((folder / f"{name}.csv").read_bytes().decode())


def by(rows: list[dict[str, str]], column: str) -> dict[str, dict[str, str]]:
    return {row[column]: row for row in rows}


class TestGolden:
    @pytest.mark.parametrize("name", [*(f"{name}.csv" for name in NAMES), "README.txt"])
    def test_every_table_is_as_it_was_read_and_found_right(self, folder: Path, name: str) -> None:
        made = (folder / name).read_bytes()
        if UPDATE:
            (GOLDEN / name).write_bytes(made)
        assert made == (GOLDEN / name).read_bytes(), "LEGDIARY_UPDATE_GOLDEN=1 writes it anew"

    def test_there_is_nothing_else(self, folder: Path) -> None:
        assert sorted(each.name for each in folder.iterdir()) == sorted(FILES)
        assert sorted(each.name for each in GOLDEN.iterdir()) == sorted(FILES[:-2])


class TestFigures:
    """Worked out by hand, from facts B2 where it has them."""

    def test_every_night_has_its_row(self, folder: Path) -> None:
        nights = [row["night"] for row in table(folder, "nights")]
        assert nights == [f"2026-10-{number}" for number in range(19, 32)] + ["2026-11-01"]

    def test_the_sleep_of_the_facts(self, folder: Path) -> None:
        first = table(folder, "nights")[0]
        assert first | {
            "tib_min": "480", "tts_min": "415", "tst_min": "320", "twak_min": "35", "se_tib_pct": "66.7",
            "dse_min": "435", "se_dse_pct": "73.6", "ema_min": "50", "tst_missing_reason": "", "tst_at_most_min": "",
        } == first  # fmt: skip
        assert first["bed_at"] == "2026-10-19T22:45:00+02:00"
        assert first["sleep_zone"] == BERLIN

    def test_the_night_the_clocks_went_back_has_an_hour_more(self, folder: Path) -> None:
        changed = by(table(folder, "nights"), "night")["2026-10-24"]
        assert (changed["bed_at"], changed["wake_at"]) == ("2026-10-24T23:00:00+02:00", "2026-10-25T07:00:00+01:00")
        assert (changed["tib_min"], changed["tst_min"]) == ("540", "525")
        assert changed["longest_gap_h"] == ""  # two doses, and nothing is logged for the day before
        assert (changed["severity"], changed["severity_missing_reason"]) == ("0", "")

    def test_what_is_missing_says_why(self, folder: Path) -> None:
        nights = by(table(folder, "nights"), "night")
        assert nights["2026-10-22"]["severity_missing_reason"] == "asleep"
        assert nights["2026-10-23"]["severity_missing_reason"] == "not_logged"
        assert nights["2026-11-01"]["severity_missing_reason"] == "not_logged"
        assert nights["2026-11-01"]["onset"] == "00:00"
        assert (
            nights["2026-10-25"] | {"tst_min": "", "tst_missing_reason": "incomplete", "tst_at_most_min": "405"}
            == nights["2026-10-25"]
        )
        said = {key: value for key, value in nights["2026-10-23"].items() if value}
        assert said == {
            "night": "2026-10-23", "target_g": "12", "severity_missing_reason": "not_logged",
            "tst_missing_reason": "not_logged", "kratom_missing_reason": "not_logged",
            "magnesium_missing_reason": "not_logged",
        }  # fmt: skip

    def test_a_day_said_to_be_without_is_zero_and_a_day_not_logged_is_empty(self, folder: Path) -> None:
        nights = by(table(folder, "nights"), "night")
        assert (nights["2026-10-28"]["kratom_total_g"], nights["2026-10-28"]["kratom_doses"]) == ("0", "0")
        assert (nights["2026-10-29"]["kratom_total_g"], nights["2026-10-29"]["kratom_missing_reason"]) == (
            "",
            "not_logged",
        )
        said = [row for row in table(folder, "doses") if row["said_none"] == "true"]
        assert [(row["night"], row["taken_at"], row["amount_g"]) for row in said] == [("2026-10-28", "", "0")]

    def test_doses_are_exact_and_filed_by_diary_day(self, folder: Path) -> None:
        doses = table(folder, "doses")
        assert [(row["taken_at"], row["amount_g"]) for row in doses if row["night"] == "2026-10-19"] == [
            ("2026-10-19T08:00:00+02:00", "4"),
            ("2026-10-19T22:30:00+02:00", "4.001"),
            ("2026-10-20T02:30:00+02:00", "0.5"),
        ]
        first = table(folder, "nights")[0]
        assert (first["kratom_total_g"], first["kratom_doses"], first["longest_gap_h"]) == ("8.501", "3", "")
        assert by(doses, "amount_mg")["1"]["product_kind"] == "extract"

    def test_magnesium_on_the_skin_is_kept_apart(self, folder: Path) -> None:
        nights = by(table(folder, "nights"), "night")
        assert nights["2026-10-19"]["magnesium_oral_mg"] == "441"
        on_skin = nights["2026-10-21"]
        assert (on_skin["magnesium_oral_mg"], on_skin["magnesium_topical_mg"]) == ("", "50")

    def test_the_steps_of_the_taper(self, folder: Path) -> None:
        steps = [
            (
                row["plan"],
                row["starts_on"],
                row["ends_on"],
                row["in_force"],
                row["target_g"],
                row["cut_g"],
                row["cut_pct"],
            )
            for row in table(folder, "taper_steps")
        ]
        assert steps == [
            ("'-10 %", "2026-10-01", "2026-10-18", "true", "14", "", ""),
            ("'-10 %", "2026-10-19", "", "false", "13", "", ""),
            ("autumn, slowly", "2026-10-19", "2026-10-25", "true", "12", "", ""),
            ("autumn, slowly", "2026-10-26", "2026-11-04", "true", "10.8", "1.2", "10.0"),
            ("autumn, slowly", "2026-11-05", "", "true", "9.7", "1.1", "10.2"),
        ]
        assert by(table(folder, "taper_steps"), "starts_on")["2026-10-26"]["holds"] == "2026-10-30+3d"

    def test_factors_symptoms_and_medicines_stand_under_their_nights(self, folder: Path) -> None:
        assert [
            (row["night"], row["happened_at"], row["zone"], row["factor"], row["amount"], row["helped"], row["note"])
            for row in table(folder, "exposures")
        ] == [
            ("2026-10-19", "2026-10-20T01:15:00+02:00", BERLIN, "caffeine", "'-2 cups", "", ""),
            ("2026-10-22", "", "", "'=walk(1)", "", "3", "'@garden, twice"),
        ]
        assert [(row["night"], row["symptom"], row["grade"], row["recalled"]) for row in table(folder, "symptoms")] == [
            ("2026-10-20", "'+brain fog", "0", "true"),
            ("2026-10-20", "yawning", "2", "false"),
        ]
        assert [
            (row["night"], row["taken_at"], row["medicine"], row["amount"]) for row in table(folder, "medicines")
        ] == [
            ("2026-10-21", "2026-10-21T21:00:00+02:00", "gabapentin", "300 mg"),
            ("2026-10-24", "2026-10-25T02:30:00+01:00", "iron", "1/2 tablet"),
        ]

    def test_measures_stand_under_their_own_dates(self, folder: Path) -> None:
        assert [
            (row["taken_on"], row["measure"], row["value"], row["unit"], row["rated_by"])
            for row in table(folder, "measures")
        ] == [
            ("2025-12-01", "ferritin", "48.5", "ng/mL", ""),
            ("2026-10-26", "irls", "22", "points", "clinician"),
            ("2026-11-02", "magnesium", "0.815", "mmol/L", ""),
        ]

    def test_every_correction_says_what_when_old_and_new(self, folder: Path) -> None:
        rows = [
            (row["action"], row["night"], row["field"], row["old"], row["new"]) for row in table(folder, "corrections")
        ]
        assert rows[:5] == [
            ("edit", "2026-10-26", "severity", "5", "4"),
            ("edit", "2026-10-26", "sensations", "", "aching"),
            ("edit", "2026-10-26", "note", "quiet", "quiet, =later"),
            ("edit", "2026-10-19", "amount_mg", "500", "1500"),
            ("undo", "2026-10-19", "amount_mg", "1500", "500"),
        ]
        deleted = {row[2]: row[3] for row in rows[5:-1]}
        assert {row[0] for row in rows[5:-1]} == {"delete"}
        assert deleted["at"] == "2026-10-29T21:00:00+01:00[Europe/Berlin]"
        assert table(folder, "corrections")[4]["undoes_change_id"]
        assert rows[-1] == ("edit", "2025-12-01", "value_milli", "48000", "48500")

    def test_a_changed_plan_is_written_as_people_write_it(self, tmp_path: Path) -> None:
        path, out = tmp_path / "diary.db", tmp_path / "out"
        at = {"diary": path, "now": "2026-11-20T22:30+01:00", "tz": BERLIN}
        made = ("--from", "6g", "--to", "5g", "--cut", "500mg", "--every", "7d", "--start", "2026-11-16")
        ok("taper", "new", *made, "--doses", "3", "--yes", **at)
        ok("taper", "hold", "5d", **at)
        ok("taper", "set", "2026-11-25", "5.75g", "--doses", "1", **at)
        ok("export", "csv", "--output", str(out), **at)
        assert [(row["kind"], row["field"], row["old"], row["new"]) for row in table(out, "corrections")] == [
            (
                "plan",
                "steps",
                "2026-11-16 6 g in 3 doses; 2026-11-23 5.5 g in 3 doses; 2026-11-30 5 g in 3 doses",
                "2026-11-16 6 g in 3 doses; 2026-11-28 5.5 g in 3 doses; 2026-12-05 5 g in 3 doses",
            ),
            ("plan", "holds", "", "2026-11-20+5d"),
            # The hold lies in the new step now: that is said by the steps, and the hold is no other one.
            (
                "plan",
                "steps",
                "2026-11-16 6 g in 3 doses; 2026-11-28 5.5 g in 3 doses; 2026-12-05 5 g in 3 doses",
                (
                    "2026-11-16 6 g in 3 doses; 2026-11-25 5.75 g in 1 dose; 2026-11-28 5.5 g in 3 doses; "
                    "2026-12-05 5 g in 3 doses"
                ),
            ),
        ]
        assert "2026-11-20+5d" in {row["holds"] for row in table(out, "taper_steps")}
        ok("import", str(out), diary=tmp_path / "another.db", now=at["now"], tz=BERLIN)

    def test_a_plan_taken_back_without_doses_says_none(self, tmp_path: Path) -> None:
        path = tmp_path / "diary.db"
        ok("taper", "new", "--from", "2g", "--cut", "1g", "--every", "7d", "--start", "2026-11-23", "--yes", diary=path)
        ok("undo", diary=path)
        rows = read(export("--table", "corrections", "--output", "-", diary=path).stdout)
        assert [(row["action"], row["old"], row["new"]) for row in rows if row["field"] == "steps"] == [
            ("undo", "2026-11-23 2 g; 2026-11-30 1 g; 2026-12-07 0 g", "")
        ]

    def test_text_comes_back_as_it_was_written(self, folder: Path) -> None:
        nights = by(table(folder, "nights"), "night")
        guarded = nights["2026-10-19"]["note"]
        assert guarded == "'=1+1 helped\n'\xa0@once\n''=quoted"
        assert unguard(guarded) == FORMULA
        assert nights["2026-10-20"]["note"] == QUOTES
        assert "'+strong" in {row["product"] for row in table(folder, "doses")}


class TestPackage:
    def test_the_manifest_knows_every_file(self, folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        assert set(manifest["files"]) == set(FILES[:-1])
        for name, facts in manifest["files"].items():
            content = (folder / name).read_bytes()
            assert facts == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        assert {name: each["rows"] for name, each in manifest["tables"].items()} == {
            name: len(table(folder, name)) for name in NAMES
        }
        assert (manifest["format"], manifest["schema_version"]) == ("legdiary-csv", 2)
        assert (manifest["from"], manifest["to"]) == ("2026-10-19", "2026-11-01")
        assert (manifest["bom"], manifest["notes"]) == (True, True)

    def test_the_manifest_says_which_columns_are_guarded(self, folder: Path) -> None:
        columns = json.loads((folder / "manifest.json").read_bytes())["formula_guard"]["columns"]
        assert columns == {
            "nights": [
                "severity_missing_reason", "body_parts", "sensations", "note", "sleep_zone", "tst_missing_reason",
                "sleep_note", "kratom_missing_reason", "magnesium_missing_reason",
            ],
            "doses": ["zone", "product", "product_kind", "note", "substance"],
            "products": ["product", "product_kind"],
            "supplements": ["zone", "supplement", "basis", "form", "route", "note"],
            "taper_steps": ["plan", "holds", "substance", "unit", "why", "coin"],
            "exposures": ["zone", "factor", "amount", "note"],
            "symptoms": ["symptom", "note"],
            "medicines": ["zone", "medicine", "amount", "note"],
            "measures": ["measure", "unit", "rated_by", "conditions"],
            "substances": ["substance", "missing_reason"],
            "trials": ["trial", "score", "draws", "did"],
            "events": ["kind", "change", "name", "was", "now"],
            "corrections": ["zone", "action", "kind", "field", "old", "new"],
            "dictionary": [
                "table", "column", "meaning", "type", "unit", "allowed", "missing_code", "formula", "source",
            ],
        }  # fmt: skip

    def test_the_datapackage_names_every_column_and_its_type(self, folder: Path) -> None:
        package = json.loads((folder / "datapackage.json").read_bytes())
        assert [each["path"] for each in package["resources"]] == FILES[: len(NAMES)]
        for resource in package["resources"]:
            content = (folder / resource["path"]).read_bytes()
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            header = content.decode("utf-8-sig").partition("\r\n")[0].split(",")
            assert [field["name"] for field in resource["schema"]["fields"]] == header
            assert resource["schema"]["missingValues"] == [""]

    def test_every_cell_is_of_its_columns_type(self, folder: Path) -> None:
        parse: dict[str, Callable[[str], object]] = {
            "integer": int, "number": float, "boolean": {"true": True, "false": False}.__getitem__, "date": day,
            "datetime": lambda text: present(text).now, "time": lambda text: int(text[:2]) * 60 + int(text[3:]),
        }  # fmt: skip
        for of in TABLES:
            seen = set()
            for row in table(folder, of.name):
                key = tuple(row[name] for name in of.key)
                assert key not in seen
                seen.add(key)
                for column in of.columns:
                    cell = row[column.name]
                    assert cell or not column.required, (of.name, column.name)
                    if not cell:
                        continue
                    value = parse.get(column.type, str)(cell)
                    assert not column.choices or value in column.choices, (of.name, column.name)
                    if isinstance(value, int | float) and column.least is not None:
                        assert column.least <= value <= (value if column.most is None else column.most)

    def test_the_dictionary_has_every_column_of_every_table(self, folder: Path) -> None:
        told = [(row["table"], row["column"]) for row in table(folder, "dictionary")]
        assert told == [(of.name, column.name) for of in TABLES for column in of.columns]

    def test_excel_gets_its_mark_unless_it_is_not_wanted(self, folder: Path, fortnight: Path, tmp_path: Path) -> None:
        assert all((folder / f"{name}.csv").read_bytes().startswith(BOM) for name in NAMES)
        export("--output", tmp_path / "plain", "--no-bom", diary=fortnight)
        for name in NAMES:
            assert BOM + (tmp_path / "plain" / f"{name}.csv").read_bytes() == (folder / f"{name}.csv").read_bytes()
        assert json.loads((tmp_path / "plain" / "manifest.json").read_bytes())["bom"] is False

    def test_the_same_diary_gives_the_same_bytes(self, folder: Path, fortnight: Path, tmp_path: Path) -> None:
        export("--output", tmp_path / "again", diary=fortnight)
        for name in FILES:
            assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()

    def test_an_empty_diary_gives_empty_tables(self, tmp_path: Path) -> None:
        Diary.for_writing(tmp_path / "d.db", present()).__exit__()
        done = export("--output", tmp_path / "out", "--json", diary=tmp_path / "d.db")
        assert done.code == 0
        assert {name: count for name, count in done.json["tables"].items() if name != "dictionary"} == dict.fromkeys(
            NAMES[:-1], 0
        )
        assert json.loads((tmp_path / "out" / "manifest.json").read_bytes())["from"] is None

    def test_a_long_diary_comes_in_parts_that_fit_together(self, tmp_path: Path) -> None:
        path, now = tmp_path / "d.db", present()
        with Diary.for_writing(path, now) as diary:
            diary.add_all(
                [dose("2025-11-20T21:40-05:00"), dose("2026-11-20T21:40-05:00"), no_kratom("2026-02-20")], now
            )
        nights = read(export("--table", "nights", "--output", "-", diary=path).stdout)
        assert len(nights) == 366
        assert len({row["night"] for row in nights}) == 366
        assert len(read(export("--table", "doses", "--output", "-", diary=path).stdout)) == 3

    def test_a_gap_reaches_over_the_edge_of_a_part(self, tmp_path: Path) -> None:
        path, now = tmp_path / "d.db", present()
        doses = [
            dose(f"{2026}-{month:02d}-{number:02d}T12:00-05:00") for month in (5, 6, 7, 8) for number in range(1, 31)
        ]
        doses += [dose(f"2026-{month:02d}-31T12:00-05:00") for month in (5, 7)]
        with Diary.for_writing(path, now) as diary:
            diary.add_all(doses, now)
        gaps = [row["longest_gap_h"] for row in read(export("--table", "nights", "--output", "-", diary=path).stdout)]
        assert gaps == ["", *["24.0"] * 121]


class TestNotes:
    def test_are_left_out_everywhere(self, fortnight: Path, tmp_path: Path) -> None:
        target = tmp_path / "out"
        assert "notes are left out" in export("--output", target, "--no-notes", diary=fortnight).stdout
        whole = b"".join(each.read_bytes() for each in target.iterdir() if each.name != "dictionary.csv")
        for secret in SECRETS:
            assert secret.encode() not in whole
            assert secret.partition("\n")[0].encode() not in whole
        assert json.loads((target / "manifest.json").read_bytes())["notes"] is False
        for name in ("nights", "doses", "exposures"):
            assert {row["note"] for row in table(target, name)} == {""}
        assert [row["amount"] for row in table(target, "exposures")] == ["'-2 cups", ""]

    def test_and_that_one_was_changed_is_still_told(self, fortnight: Path, tmp_path: Path) -> None:
        export("--output", tmp_path / "out", "--no-notes", diary=fortnight)
        told = [row for row in table(tmp_path / "out", "corrections") if row["field"] == "note"]
        assert [(row["action"], row["old"], row["new"]) for row in told] == [("edit", "", ""), ("delete", "", "")]


class TestRange:
    def test_both_days_are_included(self, fortnight: Path, tmp_path: Path) -> None:
        target = tmp_path / "out"
        export("--output", target, "--from", "2026-10-20", "--to", "2026-10-24", diary=fortnight)
        assert [row["night"] for row in table(target, "nights")] == [f"2026-10-{number}" for number in range(20, 25)]
        assert {row["night"] for row in table(target, "doses")} == {"2026-10-20", "2026-10-24"}
        assert {row["night"] for row in table(target, "supplements")} == {"2026-10-21"}
        assert {row["night"] for row in table(target, "exposures")} == {"2026-10-22"}
        assert {row["night"] for row in table(target, "symptoms")} == {"2026-10-20"}
        assert {row["night"] for row in table(target, "medicines")} == {"2026-10-21", "2026-10-24"}
        assert table(target, "measures") == []
        assert table(target, "corrections") == []
        assert [(row["plan"], row["step"]) for row in table(target, "taper_steps")] == [
            ("'-10 %", "2"),
            ("autumn, slowly", "1"),
        ]

    @pytest.mark.parametrize(
        ("flags", "days"),
        [
            (("--to", "2025-12-01"), ["2025-12-01"]),
            (("--from", "2026-10-26"), ["2026-10-26", "2026-11-02"]),
            (("--from", "2026-11-02", "--to", "2026-11-02"), ["2026-11-02"]),
        ],
    )
    def test_measures_go_by_their_own_date(self, fortnight: Path, flags: tuple[str, ...], days: list[str]) -> None:
        rows = read(export("--table", "measures", "--output", "-", *flags, diary=fortnight).stdout)
        assert [row["taken_on"] for row in rows] == days

    def test_a_correction_of_a_measure_goes_by_its_date(self, fortnight: Path) -> None:
        told = [
            {
                row["kind"]
                for row in read(export("--table", "corrections", "--output", "-", *flags, diary=fortnight).stdout)
            }
            for flags in (("--to", "2025-12-31"), ("--from", "2026-01-01"))
        ]
        assert told == [{"measure"}, {"night", "kratom"}]

    def test_factors_is_another_name_of_exposures(self, fortnight: Path, folder: Path) -> None:
        printed = export("--table", "factors", "--output", "-", diary=fortnight).stdout
        assert read(printed) == table(folder, "exposures")

    def test_a_diary_of_measures_alone_has_no_nights(self, tmp_path: Path) -> None:
        path, now = tmp_path / "d.db", present()
        with Diary.for_writing(path, now) as diary:
            diary.add(measure(), now)
        told = export("--output", tmp_path / "out", "--json", diary=path).json
        assert {name: count for name, count in told["tables"].items() if count} == {
            "measures": 1,
            "dictionary": told["tables"]["dictionary"],
        }

    def test_the_first_nights_gap_is_known_from_the_day_before(self, tmp_path: Path) -> None:
        path, now = tmp_path / "d.db", present("2026-11-02T09:00+01:00", BERLIN)
        with Diary.for_writing(path, now) as diary:
            for at in ("2026-10-20T02:30+02:00", "2026-10-20T21:00+02:00"):
                diary.add(dose(at, 500, zone=BERLIN), now)
        rows = read(export("--table", "nights", "--output", "-", "--from", "2026-10-20", diary=path).stdout)
        assert rows[0]["longest_gap_h"] == "18.5"

    def test_before_all_and_after_all_there_is_nothing(self, fortnight: Path) -> None:
        for flags in (("--from", "2030-01-01"), ("--to", "2020-01-01"), ("--from", "9999-12-31", "--to", "9999-12-31")):
            assert read(export("--table", "nights", "--output", "-", *flags, diary=fortnight).stdout) == []
        assert (
            len(read(export("--table", "nights", "--output", "-", "--to", "9999-12-31", diary=fortnight).stdout)) == 14
        )

    @pytest.mark.parametrize(
        ("flags", "words"),
        [
            (("--from", "2026-10-24", "--to", "2026-10-20"), "2026-10-20"),
            (("--from", "3/4/2026"), "3/4/2026"),
            (("--to", "2026-02-30"), "2026-02-30"),
            (("--to", "1889-02-03"), "1889-02-03"),
        ],
    )
    def test_a_range_that_cannot_be_is_refused(
        self, fortnight: Path, tmp_path: Path, flags: tuple[str, ...], words: str
    ) -> None:
        refused = export("--output", tmp_path / "out", *flags, diary=fortnight)
        assert (refused.code, refused.stdout) == (2, "")
        assert words in refused.stderr
        assert not (tmp_path / "out").exists()


class TestOneTable:
    @pytest.mark.parametrize("name", NAMES)
    def test_is_printed_as_it_is_in_the_package_without_the_mark(
        self, folder: Path, fortnight: Path, name: str
    ) -> None:
        printed = export("--table", name, "--output", "-", diary=fortnight)
        assert (printed.code, printed.stderr) == (0, "")
        assert BOM + printed.stdout.encode() == (folder / f"{name}.csv").read_bytes()

    def test_has_the_mark_if_it_is_asked_for(self, fortnight: Path) -> None:
        assert export("--table", "doses", "--output", "-", "--bom", diary=fortnight).stdout.startswith("\ufeff")

    def test_is_known_by_its_other_names(self, fortnight: Path) -> None:
        printed = [export("--table", name, "--output", "-", diary=fortnight).stdout
                   for name in ("supplements", "magnesium", "Supplements.csv")]  # fmt: skip
        assert len(set(printed)) == 1
        steps = export("--table", "taper-steps", "--output", "-", diary=fortnight)
        assert steps.stdout.startswith("plan_id,")

    def test_goes_into_a_file(self, folder: Path, fortnight: Path, tmp_path: Path) -> None:
        target = tmp_path / "d.csv"
        done = export("--table", "doses", "--output", target, "--json", diary=fortnight)
        made = {"encrypted": False, "path": str(target), "tables": {"doses": 7}, "files": ["d.csv"], "dialect": None}
        assert done.json == made
        assert target.read_bytes() == (folder / "doses.csv").read_bytes()
        assert target.stat().st_mode & 0o777 == 0o600

    def test_a_name_that_is_none_is_refused(self, fortnight: Path, tmp_path: Path) -> None:
        refused = export("--table", "night", "--output", tmp_path / "out", diary=fortnight)
        assert refused.code == 2
        assert "did you mean nights?" in refused.stderr
        assert "taper_steps" in refused.stderr

    def test_bytes_are_what_goes_down_a_pipe_whatever_the_terminal_speaks(self, fortnight: Path, folder: Path) -> None:
        done = subprocess.run(
            program("--diary", str(fortnight), "export", "csv", "--table", "nights", "--output", "-"), check=True,
            capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"},
        )  # fmt: skip
        assert BOM + done.stdout == (folder / "nights.csv").read_bytes()

    def test_head_ends_it_quietly(self, tmp_path: Path) -> None:
        path, now = tmp_path / "d.db", present()
        with Diary.for_writing(path, now) as diary:
            diary.add_all([dose("1995-11-20T21:40-05:00"), dose("2026-11-20T21:40-05:00")], now)
        process = subprocess.Popen(
            program("--diary", str(path), "export", "csv", "--table", "nights", "--output", "-"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        with process.stdout, process.stderr:
            assert process.stdout.readline().startswith(b"night,")
            process.stdout.close()
            assert (process.stderr.read(), process.wait(20)) == (b"", 0)

    def test_a_reader_that_pauses_does_not_lock_the_diary(self, tmp_path: Path) -> None:
        path, now = tmp_path / "d.db", present()
        with Diary.for_writing(path, now) as diary:
            diary.add_all([dose("1995-11-20T21:40-05:00"), dose("2026-11-20T21:40-05:00")], now)
        process = subprocess.Popen(
            program("--diary", str(path), "export", "csv", "--table", "nights", "--output", "-"),
            stdout=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        with process.stdout:
            process.stdout.readline()  # the pipe is full, and nobody reads on
            assert run("night", "6", diary=path, now="2026-11-22T09:00-05:00").code == 0
            process.stdout.read()
        assert process.wait(20) == 0


class TestFlags:
    @pytest.mark.parametrize(
        ("flags", "words"),
        [
            ((), "--output"),
            (("--output", ""), "--output"),
            (("--output", "-"), "--table"),
            (("--output", "-", "--zip"), "--table"),
            (("--output", "-", "--table", "nights", "--json"), "--json"),
            (("--output", "x", "--table", "nights", "--zip"), "--zip"),
            (("--output", "x", "--table", ""), "table"),
        ],
    )
    def test_that_do_not_fit_together_are_a_usage_error(
        self, fortnight: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...], words: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        refused = export(*flags, diary=fortnight)
        assert (refused.code, refused.stdout) == (2, "")
        assert words in refused.stderr
        assert "Traceback" not in refused.stderr
        assert not (tmp_path / "x").exists()

    def test_the_answer_names_the_folder_and_counts_the_rows(self, fortnight: Path, tmp_path: Path) -> None:
        told = export("--output", tmp_path / "out", diary=fortnight)
        assert told.lines[0] == f"Written to {tmp_path / 'out'}"
        assert [line.split() for line in told.lines[1:3]] == [["nights", "14", "rows"], ["doses", "7", "rows"]]

    def test_the_json_answer(self, fortnight: Path, tmp_path: Path) -> None:
        told = export("--output", tmp_path / "out", "--json", diary=fortnight).json
        assert told["path"] == str(tmp_path / "out")
        assert told["files"] == FILES
        assert told["tables"] == {name: len(table(tmp_path / "out", name)) for name in NAMES}

    def test_without_a_diary_nothing_is_made(self, tmp_path: Path) -> None:
        for flags in (("--output", str(tmp_path / "out")), ("--table", "nights", "--output", "-")):
            missing = export(*flags, diary=tmp_path / "none.db")
            assert (missing.code, missing.stdout) == (3, "")
        assert list(tmp_path.iterdir()) == [tmp_path / "home"]


class TestZip:
    def test_holds_the_package(self, folder: Path, fortnight: Path, tmp_path: Path) -> None:
        done = export("--output", tmp_path / "out", "--zip", "--json", diary=fortnight)
        assert done.json["path"] == str(tmp_path / "out.zip")
        with zipfile.ZipFile(tmp_path / "out.zip") as archive:
            assert archive.testzip() is None
            assert archive.namelist() == FILES
            for name in FILES:
                assert archive.read(name) == (folder / name).read_bytes()
        assert (tmp_path / "out.zip").stat().st_mode & 0o777 == 0o600

    def test_a_name_that_says_zip_is_taken_as_it_is(self, fortnight: Path, tmp_path: Path) -> None:
        export("--output", tmp_path / "mine.ZIP", "--zip", diary=fortnight)
        assert (tmp_path / "mine.ZIP").is_file()

    def test_is_the_same_bytes_whenever_it_is_made(
        self, fortnight: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        export("--output", tmp_path / "a", "--zip", diary=fortnight)
        monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
        export("--output", tmp_path / "b", "--zip", diary=fortnight)
        assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def left(folder: Path) -> list[str]:
    """What stands in a folder, hidden names included."""
    return sorted(each.name for each in folder.iterdir() if each.name != "home")


class TestPlace:
    @pytest.mark.parametrize("umask", [0o000, 0o777])
    def test_nobody_else_reads_it_whatever_the_umask(self, fortnight: Path, tmp_path: Path, umask: int) -> None:
        before = os.umask(umask)
        try:
            assert export("--output", tmp_path / "out", diary=fortnight).code == 0
        finally:
            os.umask(before)
        assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
        assert {each.stat().st_mode & 0o777 for each in (tmp_path / "out").iterdir()} == {0o600}

    @pytest.mark.parametrize("flags", [(), ("--zip",), ("--table", "nights")])
    def test_what_is_there_is_refused_and_force_is_named(
        self, fortnight: Path, tmp_path: Path, flags: tuple[str, ...]
    ) -> None:
        target = tmp_path / "out.zip"
        target.write_bytes(b"mine")
        refused = export("--output", target, *flags, diary=fortnight)
        assert (refused.code, refused.stdout) == (1, "")
        assert "--force" in refused.stderr
        assert str(target) in refused.stderr
        assert target.read_bytes() == b"mine"
        assert left(tmp_path) == ["out.zip"]

    @pytest.mark.parametrize("flags", [("--zip",), ("--table", "nights")])
    def test_with_force_a_file_is_replaced(self, fortnight: Path, tmp_path: Path, flags: tuple[str, ...]) -> None:
        target = tmp_path / "out.zip"
        target.write_bytes(b"mine")
        assert export("--output", target, "--force", *flags, diary=fortnight).code == 0
        assert target.read_bytes() != b"mine"
        assert target.stat().st_mode & 0o777 == 0o600
        assert left(tmp_path) == ["out.zip"]

    def test_with_force_an_earlier_package_is_replaced(self, fortnight: Path, folder: Path, tmp_path: Path) -> None:
        target = tmp_path / "out"
        export("--output", target, "--no-bom", diary=fortnight)
        assert export("--output", target, "--force", diary=fortnight).code == 0
        assert (target / "nights.csv").read_bytes() == (folder / "nights.csv").read_bytes()
        assert left(tmp_path) == ["out"]

    def test_with_force_an_empty_folder_is_replaced(self, fortnight: Path, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        assert export("--output", tmp_path / "out", "--force", diary=fortnight).code == 0
        assert left(tmp_path / "out") == sorted(FILES)

    @pytest.mark.parametrize("stranger", ["letter.txt", "nights.csv"])
    def test_force_never_takes_what_is_not_an_earlier_package(
        self, fortnight: Path, tmp_path: Path, stranger: str
    ) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / stranger).write_bytes(b"mine")
        refused = export("--output", tmp_path / "out", "--force", diary=fortnight)
        assert refused.code == 1
        assert "not touched" in refused.stderr
        assert left(tmp_path / "out") == [stranger]
        assert left(tmp_path) == ["out"]

    def test_force_never_takes_what_was_put_into_a_package(self, fortnight: Path, tmp_path: Path) -> None:
        target = tmp_path / "out"
        export("--output", target, diary=fortnight)
        (target / "letter.txt").write_bytes(b"mine")
        assert export("--output", target, "--force", diary=fortnight).code == 1
        assert (target / "letter.txt").read_bytes() == b"mine"

    @pytest.mark.parametrize(
        "manifest", ["", "[]", "{}", '{"format": "other", "files": {}}', '{"format": "legdiary-csv", "files": 3}']
    )
    def test_a_manifest_that_is_none_of_ours_proves_nothing(
        self, fortnight: Path, tmp_path: Path, manifest: str
    ) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "manifest.json").write_text(manifest)
        assert export("--output", tmp_path / "out", "--force", diary=fortnight).code == 1
        assert (tmp_path / "out" / "manifest.json").read_text() == manifest

    def test_the_diary_is_never_written_over(self, tmp_path: Path) -> None:
        path = tmp_path / "d.db"
        Diary.for_writing(path, present()).__exit__()
        before = path.read_bytes()
        for flags in (("--table", "nights"), ("--zip", "--table"), ("--zip",)):
            target = path if "--zip" not in flags else tmp_path / "d.db.zip"
            if flags == ("--zip",):
                target.write_bytes(before)
            refused = export("--output", target, "--force", *flags, diary=path)
            assert refused.code != 0
        assert path.read_bytes() == before
        assert (tmp_path / "d.db.zip").read_bytes() == before

    def test_a_file_where_a_folder_goes_and_the_other_way_round(self, fortnight: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"mine")
        (tmp_path / "folder").mkdir()
        assert export("--output", tmp_path / "file", "--force", diary=fortnight).code == 1
        assert export("--output", tmp_path / "folder", "--table", "nights", "--force", diary=fortnight).code == 1
        assert (tmp_path / "file").read_bytes() == b"mine"
        assert left(tmp_path) == ["file", "folder"]

    def test_a_link_is_not_written_through(self, fortnight: Path, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "real")
        for force in ((), ("--force",)):
            assert export("--output", tmp_path / "link", *force, diary=fortnight).code == 1
        assert (tmp_path / "link").is_symlink()
        assert left(tmp_path / "real") == []

    def test_a_folder_that_is_missing_is_named(self, fortnight: Path, tmp_path: Path) -> None:
        refused = export("--output", tmp_path / "no" / "out", diary=fortnight)
        assert refused.code == 1
        assert f"mkdir -p {tmp_path / 'no'}" in refused.stderr
        assert left(tmp_path) == []

    @pytest.mark.parametrize("flags", [(), ("--zip",), ("--table", "nights")])
    @pytest.mark.parametrize(("code", "words"), [(errno.ENOSPC, "is full"), (errno.EACCES, "cannot be written")])
    def test_a_disk_that_refuses_leaves_nothing(
        self,
        fortnight: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        flags: tuple[str, ...],
        code: int,
        words: str,
    ) -> None:
        def refuse(_: int) -> None:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, "fsync", refuse)
        refused = export("--output", tmp_path / "out", *flags, diary=fortnight)
        assert (refused.code, refused.stdout) == (1, "")
        assert refused.stderr.count("\n") == 1
        assert words in refused.stderr
        assert left(tmp_path) == []

    def test_an_old_package_stays_when_the_new_one_fails(
        self, fortnight: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target = tmp_path / "out"
        export("--output", target, diary=fortnight)
        rename = Path.rename

        def refuse(self: Path, to: Path) -> Path:
            if self.name == "new":
                raise OSError(errno.EIO, "input/output error")
            return rename(self, to)

        monkeypatch.setattr(Path, "rename", refuse)
        assert export("--output", target, "--force", diary=fortnight).code == 1
        assert left(target) == sorted(FILES)
        assert left(tmp_path) == ["out"]

    @pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a place where not even root can write")
    @pytest.mark.parametrize("flags", [(), ("--zip",), ("--table", "nights")])
    def test_a_place_that_cannot_be_written(self, fortnight: Path, flags: tuple[str, ...]) -> None:
        refused = export("--output", "/proc/self/out", *flags, diary=fortnight)
        assert (refused.code, refused.stdout) == (1, "")
        assert "/proc/self/out" in refused.stderr
        assert "cannot be written" in refused.stderr
        assert refused.stderr.count("\n") == 1

    def test_a_name_too_long_for_the_disk(self, fortnight: Path, tmp_path: Path) -> None:
        refused = export("--output", tmp_path / ("x" * 300), diary=fortnight)
        assert refused.code == 1
        assert refused.stderr.count("\n") == 1
        assert left(tmp_path) == []

    def test_ctrl_c_leaves_nothing(self, fortnight: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(*_: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("legdiary.formats.legdiary_csv.write._readme", interrupt)
        assert export("--output", tmp_path / "out", diary=fortnight).code == 130
        assert left(tmp_path) == []

    def test_the_diary_is_as_it_was(self, fortnight: Path, tmp_path: Path) -> None:
        before = fortnight.read_bytes()
        export("--output", tmp_path / "out", diary=fortnight)
        assert fortnight.read_bytes() == before
        assert left(fortnight.parent) == ["diary.db"]


def test_nothing_heavy_is_loaded(fortnight: Path, tmp_path: Path) -> None:
    heavy = ("sqlalchemy", "sqlmodel", "pydantic", "rich", "alembic", "zipfile", "dateutil")
    script = (
        "import sys; from legdiary.cli.main import run; "
        f"code = run(['export', 'csv', '--output', {str(tmp_path / 'out')!r}]); "
        f"sys.exit(code or ', '.join(name for name in {heavy!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True,
        env={**os.environ, "LEGDIARY_DIARY": str(fortnight)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_real_program_does_it_too(fortnight: Path, tmp_path: Path, folder: Path) -> None:
    assert run_process("export", "csv", "--output", "out", diary=fortnight, cwd=tmp_path).code == 0
    assert (tmp_path / "out" / "manifest.json").read_bytes() == (folder / "manifest.json").read_bytes()
