"""What something did for the legs, notes on it, how the day was affected, and how blood for iron was drawn."""

from __future__ import annotations

import json
import shlex
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run

if TYPE_CHECKING:
    from pathlib import Path

EVENING = "2026-11-22T22:00-05:00"
#: One of each, as it is typed.
TYPED = (
    "night 5 --sitting 6 --mood 4 --concentration 3 --night 2026-11-21",
    "magnesium 200mg --form citrate --at 21:00 --helped 2 --note 'with water'",
    "medicine gabapentin 300mg --at 20:00 --helped 0 --note '=dizzy, twice'",
    "symptom nausea 2 --note 'after dinner' --night 2026-11-21",
    "measure ferritin 48ng/mL --on 2026-11-20 --by clinician --fasting --no-iron",
    "factor heat --at 21:30 --helped 3",
)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


def said(diary: Path, typed: str, **how: Any) -> str:
    return ok(*shlex.split(typed), diary=diary, **({"now": EVENING} | how)).stdout


def refused(diary: Path, typed: str, code: int) -> str:
    before = diary.read_bytes() if diary.exists() else None
    result = run(*shlex.split(typed), diary=diary, now=EVENING)
    assert (result.code, result.stdout) == (code, ""), result
    assert (diary.read_bytes() if diary.exists() else None) == before
    return result.stderr


@pytest.fixture
def held(diary: Path) -> Path:
    for typed in TYPED:
        said(diary, typed)
    return diary


def test_a_dose_of_magnesium_and_what_it_did(diary: Path) -> None:
    assert said(diary, "magnesium 200mg --at 21:00").splitlines()[0] == (
        "Magnesium, day of Sun 22 Nov 2026: 200 mg elemental at 21:00.  #1"
    )
    assert said(diary, "edit 1 --helped 2 --note 'with water'").splitlines()[0] == (
        "Magnesium, day of Sun 22 Nov 2026: helped – → 2, note – → “with water”.  #1"
    )
    assert said(diary, "edit 1 --helped 0 --clear note").splitlines()[0] == (
        "Magnesium, day of Sun 22 Nov 2026: helped 2 → 0, note “with water” → –.  #1"
    )
    assert said(diary, "list") == "Sun 22 Nov 2026\n  1  magnesium  200 mg elemental at 21:00, helped 0 of 3\n"
    assert said(diary, "undo").splitlines()[0] == (
        "Undone. Magnesium, day of Sun 22 Nov 2026: helped 0 → 2, note – → “with water”.  #1"
    )
    assert said(diary, "edit 1 --clear helped").splitlines()[0].endswith("helped 2 → –.  #1")


def test_what_was_put_on_the_skin_by_a_slip_is_by_mouth_again(diary: Path) -> None:
    said(diary, "magnesium 200mg --form citrate --topical --at 21:00")
    assert said(diary, "edit 1 --clear topical --clear form").splitlines() == [
        "Magnesium, day of Sun 22 Nov 2026: form citrate → –, topical yes → no.  #1",
        "Sun 22 Nov: 200 mg elemental by mouth.",
    ]


def test_the_form_of_a_salt_stays_since_the_amount_rests_on_it(diary: Path) -> None:
    said(diary, "magnesium 400mg --form oxide --salt --at 21:00")
    assert "the 400 mg are of a salt, which needs its form" in refused(diary, "edit 1 --clear form", 2)


def test_a_medicine_and_what_it_did(diary: Path) -> None:
    assert said(diary, "medicine gabapentin 300mg --at 20:00 --helped 1 --note 'felt dizzy'") == (
        "Medicine, day of Sun 22 Nov 2026: gabapentin 300 mg at 20:00, helped 1 of 3, “felt dizzy”.  #1\n"
    )
    assert said(diary, "edit 1 --helped 3") == (
        "Medicine, day of Sun 22 Nov 2026: gabapentin, helped 1 → 3.  #1\n"
    )  # fmt: skip
    assert said(diary, "edit 1 --clear helped --clear note") == (
        "Medicine, day of Sun 22 Nov 2026: gabapentin, helped 3 → –, note “felt dizzy” → –.  #1\n"
    )


def test_a_symptom_and_its_note(diary: Path) -> None:
    assert said(diary, "symptom low mood 2 --note 'since the cut'") == (
        "Symptom, night of Sun 22 Nov 2026: low mood 2 of 3, “since the cut”.  #1\n"
    )
    # Again for the same night: what is not said stays.
    assert said(diary, "symptom low mood 1") == "Symptom, night of Sun 22 Nov 2026: low mood, grade 2 → 1.  #1\n"
    assert said(diary, "list").splitlines()[1] == "  1  symptom    low mood 1 of 3, “since the cut”"
    assert said(diary, "symptom sad 1 --note better").endswith(": low mood, note “since the cut” → “better”.  #1\n")
    assert said(diary, "edit 1 --clear note").endswith(": low mood, note “better” → –.  #1\n")


def test_how_the_day_was_affected(diary: Path) -> None:
    assert said(diary, "night 5 --sitting 6 --mood 4 --concentration 3") == (
        "Night of Sun 22 Nov 2026: severity 5, by day sitting 6, mood 4, concentration 3.  #1\n"
    )
    assert said(diary, "night --mood 0") == "Night of Sun 22 Nov 2026: mood 4 → 0.  #1\n"
    assert said(diary, "night --clear sitting --clear concentration") == (
        "Night of Sun 22 Nov 2026: sitting 6 → –, concentration 3 → –.  #1\n"
    )
    assert said(diary, "show tonight").splitlines()[1] == "  1  night      severity 5, by day mood 0"
    stored = ok("night", "--mood", "2", "--json", now=EVENING, diary=diary).json
    assert {key: stored["stored"][key] for key in ("sitting", "mood", "concentration")} == {
        "sitting": None, "mood": 2, "concentration": None
    }  # fmt: skip
    assert stored["changed"] == {"mood": [0, 2]}
    night = ok("week", "tonight", "--json", now=EVENING, diary=diary).json["nights"][-1]
    assert [night[key] for key in ("sitting", "mood", "concentration")] == [None, 2, None]


def test_iron_values_say_how_the_blood_was_drawn(diary: Path) -> None:
    assert said(diary, "measure ferritin 48ng/mL --on 2026-11-20 --fasting --no-iron") == (
        "Measure of Fri 20 Nov 2026: ferritin 48 ng/mL, fasting, no iron for 24 h.  #1\n"
    )
    assert said(diary, "measure tsat 18% --on 2026-11-20 --by clinician") == (
        "Measure of Fri 20 Nov 2026: transferrin saturation 18 %, by clinician.  #2\n"
    )
    assert said(diary, "edit 2 --no-iron").endswith("conditions – → no iron for 24 h.  #2\n")
    assert said(diary, "edit 2 --fasting").endswith("conditions no iron for 24 h → fasting + no iron for 24 h.  #2\n")
    assert said(diary, "edit 2 --clear no-iron --clear by").endswith(
        "by clinician → –, conditions fasting + no iron for 24 h → fasting.  #2\n"
    )
    # The same value again, without its conditions or with others, is no second value.
    assert "is already stored (#1)" in refused(diary, "measure ferritin 48ng/mL --on 2026-11-20", 1)
    said(diary, "measure irls 20 --on 2026-11-20")
    said(diary, "measure ferritin 50ng/mL --on 2026-11-20 --fasting")
    said(diary, "night 5 --night 2026-11-20")
    assert [
        line for line in said(diary, "report --full --last 7d").splitlines() if "ferritin 48" in line or "satur" in line
    ] == [
        "  20 Nov 2026: ferritin 48 ng/mL (fasting, no iron for 24 h), below the",
        "  20 Nov 2026: transferrin saturation 18 % (fasting), below the guideline's",
    ]
    assert "48 ng/mL on 20 Nov 2026 (fasting, no iron for 24 h)" in said(diary, "export html --output -")
    measures = ok("report", "--last", "7d", "--json", now=EVENING, diary=diary).json["measures"]
    assert [(each["name"], each["conditions"]) for each in measures] == [
        ("ferritin", ["fasting", "no iron for 24 h"]), ("ferritin", ["fasting"]), ("irls", []), ("tsat", ["fasting"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("night --sitting 11", "sitting 11 is out of range; write a whole number from 0 to 10"),
        ("night 5 --mood low", "mood: 'low' is not a number"),
        ("magnesium 200mg --helped 4", "helped 4 is out of range; write a whole number from 0 to 3"),
        ("medicine gabapentin 300mg --helped -1", "helped -1 is out of range"),
        ("symptom nausea 2 --note 'a\x1bb'", "the note has a control character"),
        ("magnesium 200mg --clear note", "a new entry has nothing to clear; use --clear with edit"),
        ("medicine gabapentin 300mg --clear helped", "a new entry has nothing to clear"),
        ("symptom nausea 2 --clear note", "a new entry has nothing to clear"),
        ("factor heat --clear note", "a new entry has nothing to clear"),
        ("measure tsat 18% --clear by", "a new entry has nothing to clear"),
        ("measure irls 20 --fasting", "irls takes no --fasting or --no-iron; these are for ferritin and tsat"),
        ("measure heart-rate 96/min --no-iron", "heart-rate takes no --fasting or --no-iron"),
    ],
)
def test_what_cannot_be_is_refused_and_begins_no_diary(diary: Path, typed: str, message: str) -> None:
    assert message in refused(diary, typed, 2)
    assert not diary.exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("edit 2 --clear note --clear colour", "'colour' is not a known field; write one of: form, topical, helped,"),
        ("edit 3 --clear amount", "'amount' is not a known field; write one of: helped, note"),
        ("edit 3", "nothing to store; give an amount, a name, --at, --night, --helped, --note or --clear"),
        ("edit 4", "nothing to store; give a grade from 0 to 3, a name, --night, --note or --clear"),
        ("edit 5 irls 20", "irls takes no --fasting or --no-iron"),
    ],
)
def test_what_cannot_be_changed_is_refused(held: Path, typed: str, message: str) -> None:
    assert message in refused(held, typed, 2)


def test_a_factor_is_emptied_field_by_field(held: Path) -> None:
    assert said(held, "edit 6 --clear at --clear helped") == (
        "Factor, day of Sun 22 Nov 2026: heat, at 2026-11-22 21:30 → –, helped 3 → –.  #6\n"
    )
    assert said(held, "edit 6 --night 2026-11-21").startswith("Factor, day of Sat 21 Nov 2026: heat, night")


def test_json_has_all_of_it(held: Path) -> None:
    entries = {each["kind"]: each for each in ok("list", "--json", now=EVENING, diary=held).json["entries"]}
    assert (entries["magnesium"]["helped"], entries["magnesium"]["note"]) == (2, "with water")
    assert (entries["medicine"]["helped"], entries["medicine"]["note"]) == (0, "=dizzy, twice")
    assert entries["symptom"]["note"] == "after dinner"
    assert entries["measure"]["conditions"] == ["fasting", "no iron for 24 h"]
    assert [entries["night"][key] for key in ("sitting", "mood", "concentration")] == [6, 4, 3]


def table(diary: Path, name: str, *more: str) -> list[str]:
    return ok("export", "csv", "--table", name, "--output", "-", *more, now=EVENING, diary=diary).stdout.splitlines()


def test_the_tables_have_it_behind_the_columns_of_before(held: Path) -> None:
    nights = table(held, "nights")
    behind = ",extract_total_mg,extract_doses,extract_target_mg,seven_oh_target_mg"
    assert nights[0].endswith(",sitting,mood,concentration" + behind)
    assert nights[1].endswith(",6,4,3,,,,")
    assert nights[2].endswith(",,,,,,,")
    head, row = table(held, "supplements")
    assert head == "id,night,taken_at,zone,supplement,elemental_mg,basis,form,salt_mg,route,recalled,helped,note"
    assert row.endswith(",magnesium,200,label_elemental,citrate,,oral,false,2,with water")
    assert table(held, "medicines") == [
        "id,night,taken_at,zone,medicine,amount,recalled,helped,note",
        '3,2026-11-22,2026-11-22T20:00:00-05:00,America/New_York,gabapentin,300 mg,false,0,"\'=dizzy, twice"',
    ]
    assert table(held, "symptoms") == [
        "id,night,symptom,grade,recalled,note", "4,2026-11-21,nausea,2,false,after dinner"
    ]  # fmt: skip
    assert table(held, "measures") == [
        "id,taken_on,measure,value,unit,rated_by,conditions",
        "5,2026-11-20,ferritin,48,ng/mL,clinician,fasting;no iron for 24 h",
    ]
    assert table(held, "medicines", "--no-notes")[1].endswith(",300 mg,false,0,")
    assert table(held, "symptoms", "--no-notes")[1].endswith(",2,false,")
    assert table(held, "supplements", "--no-notes")[1].endswith(",oral,false,2,")


def test_what_is_handed_over_comes_back_byte_for_byte(held: Path, tmp_path: Path) -> None:
    for export, name in (("csv --zip", "first.zip"), ("json", "first.json")):
        here, there = tmp_path / name, tmp_path / f"again-{name}"
        said(held, f"export {export} --output {here}")
        again = tmp_path / f"{name}.db"
        said(again, f"import {here}")
        said(again, f"export {export} --output {there}")
        if name.endswith(".json"):
            assert there.read_bytes() == here.read_bytes()
            continue
        with zipfile.ZipFile(here) as one, zipfile.ZipFile(there) as other:
            for each in ("nights", "supplements", "medicines", "symptoms", "measures", "exposures"):
                assert without_numbers(other.read(f"{each}.csv")) == without_numbers(one.read(f"{each}.csv"))
    assert "added nothing" in said(held, f"import {tmp_path / 'first.zip'}")


def test_a_file_that_says_less_or_otherwise_of_the_same_adds_no_second_one(tmp_path: Path) -> None:
    """One iron value and one dose, of which two diaries say different things: neither becomes two."""
    here, there, package = tmp_path / "here.db", tmp_path / "there.db", tmp_path / "package"
    for diary, condition, grade in ((there, "", ""), (here, "--fasting", "--helped 2 --note better")):
        said(diary, f"measure ferritin 48ng/mL --on 2026-11-20 {condition}")
        said(diary, f"medicine gabapentin 300mg --at 21:00 {grade}")
    said(there, f"export csv --output {package}")
    assert "already in the diary: 1 measure, 1 medicine" in said(here, f"import {package}")
    said(there, "edit 1 --no-iron")
    said(there, "edit 2 --helped 1 --note worse")
    said(there, f"export csv --force --output {package}")
    assert "(conditions)" in refused(here, f"import {package}", 1)
    told = said(here, f"import {package} --on-conflict take")
    assert "added nothing" in told
    assert "conditions: fasting in the diary, no iron for 24 h in the file" in " ".join(told.split())
    assert "helped: 2 in the diary, 1 in the file; note: “better” in the diary, “worse” in the file" in (
        " ".join(told.split())
    )
    assert [line for line in said(here, "list").splitlines() if line.startswith("  ")] == [
        "  1  measure    ferritin 48 ng/mL, no iron for 24 h",
        "  2  medicine   gabapentin 300 mg at 21:00, helped 1 of 3, “worse”",
    ]


def without_numbers(content: bytes) -> list[bytes]:
    """The rows without what comes first in each: entries get new numbers where they are imported."""
    return [line.partition(b",")[2] for line in content.splitlines()]


def test_a_package_from_before_has_none_of_it(held: Path, tmp_path: Path) -> None:
    package, before = tmp_path / "package", tmp_path / "before.db"
    said(held, f"export csv --no-bom --output {package}")
    manifest = json.loads((package / "manifest.json").read_bytes())
    later = {"nights": 7, "supplements": 2, "medicines": 2, "symptoms": 1, "measures": 1}
    for name, count in later.items():
        rows = (package / f"{name}.csv").read_text(encoding="utf-8").replace('"\'=dizzy, twice"', "").splitlines()
        shorter = ("\n".join(row.rsplit(",", count)[0] for row in rows) + "\n").encode()
        (package / f"{name}.csv").write_bytes(shorter)
        manifest["files"][f"{name}.csv"] = {"bytes": len(shorter), "sha256": sha256(shorter).hexdigest()}
    (package / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    said(before, f"import {package}")
    assert [line for line in said(before, "list").splitlines() if line.startswith("  ")] == [
        "  5  measure    ferritin 48 ng/mL, by clinician",
        "  1  night      severity 5",
        "  4  symptom    nausea 2 of 3",
        "  3  medicine   gabapentin 300 mg at 20:00",
        "  2  magnesium  200 mg elemental at 21:00, citrate",
        "  6  factor     heat, at 21:30, helped 3 of 3",
    ]


def test_fhir_has_the_grades_and_no_word_of_the_notes(held: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.json"
    said(held, f"export fhir --output {bundle}")
    text = bundle.read_text(encoding="utf-8")
    for own in ("with water", "dizzy", "after dinner"):
        assert own not in text
    found = [each["resource"] for each in json.loads(text)["entry"]]
    notes = {
        (each.get("medicationCodeableConcept") or each["code"])["text"]: [note["text"] for note in each["note"]]
        for each in found
        if "note" in each
    }
    assert notes == {
        "Magnesium (citrate)": ["Helped the legs 2 of 3, 0 not at all to 3 very much."],
        "gabapentin": ["Helped the legs 0 of 3, 0 not at all to 3 very much."],
        "ferritin": ["fasting; no iron for 24 h"],
    }
    (rating,) = [each for each in found if "severity" in json.dumps(each.get("code", {}))]
    assert [(part["code"]["text"], part["valueInteger"]) for part in rating["component"]] == [
        ("Sitting by day, 0 not affected to 10 most affected", 6),
        ("Mood by day, 0 not affected to 10 most affected", 4),
        ("Concentration by day, 0 not affected to 10 most affected", 3),
    ]
