"""The JSON keys that cli.md promises; and that with --json nothing else is on stdout."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run

if TYPE_CHECKING:
    from pathlib import Path

MORNING = "2026-11-22T10:00-05:00"
LOGGED = (
    "night 6 --onset 20:30 --where legs --feel crawling",
    "sleep 22:45-06:10 --latency 40m --awake 55m",
    "kratom 2.5g --at 23:40",
    "magnesium 200mg --at 22:00",
    "product add leaf --capsule 0.5g --mitragynine 10-15mg/g --weight 250g --opened 2026-11-20",
    "taper new --from 12g --to 0g --cut 10% --every 7d --stop-at 1g --start 2026-11-16 --yes",
)


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("json") / "diary.db"
    for typed in LOGGED:
        ok(*shlex.split(typed), now=MORNING, diary=path)
    return path


def answer(diary: Path, typed: str) -> Any:
    result = ok(*shlex.split(typed), now=MORNING, diary=diary)
    assert result.stdout.count("\n") == 1
    return result.json


def test_week(diary: Path) -> None:
    week = answer(diary, "week --json")
    assert set(week) >= {"from", "to", "nights", "summary", "previous", "taper"}
    assert len(week["nights"]) == 7
    for night in week["nights"]:
        assert set(night) >= {
            "night_of", "severity", "missed", "falling_asleep", "overnight", "day_resting", "day_active", "onset",
            "sleep", "kratom", "magnesium", "factors", "recalled",
        }  # fmt: skip
        assert set(night["kratom"]) >= {"total_g", "target_g", "doses", "longest_gap_h"}
        assert "elemental_mg" in night["magnesium"]
        assert night["factors"] == []
        assert isinstance(night["recalled"], bool)
    assert [night["sleep"] for night in week["nights"][:-1]] == [None] * 6
    assert set(week["nights"][-1]["sleep"]) >= {
        "tst_min", "sol_min", "waso_min", "pacing_min", "tib_min", "se_dse_pct", "se_tib_pct", "quality",
    }  # fmt: skip
    for summary in (week["summary"], week["previous"]):
        assert set(summary) >= {"severity", "tst_min", "se_dse_pct", "kratom_g", "doses_per_day", "magnesium_mg"}
        assert set(summary["severity"]) == {"n", "missing", "median", "q1", "q3", "share_7_plus"}
        assert set(summary["kratom_g"]) == {"n", "median", "target_median"}
        for name in ("tst_min", "se_dse_pct", "doses_per_day", "magnesium_mg"):
            assert set(summary[name]) == {"n", "median"}
    assert set(week["taper"]) >= {
        "plan", "step", "step_from", "target_g", "days_in_step", "next_change", "next_target_g",
    }  # fmt: skip


def test_week_without_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    ok("night", "6", diary=path)
    assert ok("week", "--json", diary=path).json["taper"] is None


def test_taper_show(diary: Path) -> None:
    shown = answer(diary, "taper show --json")
    assert set(shown) >= {"plan", "unit", "steps", "ends_on", "total_needed_g"}
    assert shown["unit"] == "g"
    for step in shown["steps"]:
        assert set(step) >= {
            "starts_on", "ends_on", "target_g", "doses_per_day", "cut_g", "cut_pct", "actual_median_g", "days_logged",
        }  # fmt: skip


def test_the_preview_has_the_keys_of_show(diary: Path) -> None:
    preview = answer(diary, "taper new --from 5g --cut 1g --every 7d --start 2026-12-01 --preview --json")
    assert set(preview) == set(answer(diary, "taper show --json"))


def test_list(diary: Path) -> None:
    listed = answer(diary, "list --json")
    assert set(listed) == {"entries", "waiting"}
    assert [entry["kind"] for entry in listed["entries"]] == ["night", "magnesium", "sleep", "kratom"]
    for entry in listed["entries"]:
        assert set(entry) >= {"id", "kind", "at", "night_of"}
        assert entry["night_of"] == "2026-11-21"


def test_times_are_iso_8601_with_offset_and_amounts_are_numbers(diary: Path) -> None:
    dose = answer(diary, "list --kind kratom --json")["entries"][0]
    assert (dose["at"], dose["amount_g"]) == ("2026-11-21T23:40:00-05:00", 2.5)


STORING = {
    "night 6": {"severity", "missed", "falling_asleep", "overnight", "day_resting", "day_active", "onset", "note"},
    "sleep 22:45-06:10": {"bed", "tried", "wake", "up", "planned", "latency_min", "awake_min", "quality"},
    "kratom 2.5g": {"amount_g", "product", "note", "at"},
    "kratom none": {"amount_g"},
    "magnesium 200mg": {"elemental_mg", "basis", "form", "salt_mg", "topical", "at"},
}


@pytest.mark.parametrize("typed", STORING)
def test_what_stores_answers_with_the_entry(typed: str, tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    result = ok(*shlex.split(typed), "--json", now=MORNING, diary=path)
    assert result.stderr == f"legdiary: began a new diary at {path}\n"
    assert set(result.json) >= {"stored", "changed"}
    assert set(result.json["stored"]) >= {"id", "kind", "at", "night_of"} | STORING[typed]
    assert result.json["stored"]["id"] == 1
    assert result.json["changed"] == {}


def test_a_changed_night_says_old_and_new(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    ok("night", "6", "--onset", "20:30", diary=path)
    changed = ok("night", "4", "--json", diary=path).json
    assert changed["changed"] == {"severity": [6, 4]}
    assert (changed["stored"]["severity"], changed["stored"]["onset"], changed["stored"]["id"]) == (4, "20:30", 1)


@pytest.mark.parametrize("typed", ["product add leaf", "taper new --from 5g --cut 1g --every 7d --yes"])
def test_products_and_plans_answer_alike(typed: str, tmp_path: Path) -> None:
    answered = ok(*shlex.split(typed), "--json", diary=tmp_path / "diary.db").json
    assert set(answered) >= {"stored", "changed"}
    assert answered["stored"]["id"] == 1


def test_a_dose_answers_with_its_day(diary: Path, tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    path.write_bytes(diary.read_bytes())
    day = ok("kratom", "3g", "--at", "22:00", "--json", now=MORNING, diary=path).json["day"]
    assert day | {
        "night_of": "2026-11-21", "total_g": 5.5, "target_g": 12, "doses": 2, "planned_doses": None,
        "longest_gap_h": None,  # 22:00 → 23:40, and nothing is logged for the day before
        "taken": [
            {"at": "2026-11-21T22:00:00-05:00", "amount_g": 3.0}, {"at": "2026-11-21T23:40:00-05:00", "amount_g": 2.5},
        ],
    } == day  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    ["--json", "week --json", "show --json", "list --json", "history --json", "taper show --json", "where --json",
     "product list --json", "--version --json"],
)  # fmt: skip
def test_reading_commands_print_one_document_and_no_more(typed: str, diary: Path) -> None:
    result = ok(*shlex.split(typed), now=MORNING, diary=diary)
    assert result.stderr == ""
    assert isinstance(json.loads(result.stdout), dict)


@pytest.mark.parametrize("typed", ["undo", "delete 3", "edit 3 3g", "edit 1 4"])
def test_changing_commands_print_one_document(typed: str, diary: Path, tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    path.write_bytes(diary.read_bytes())
    result = ok(*shlex.split(typed), "--json", now=MORNING, diary=path)
    assert result.stderr == ""
    assert set(result.json) & {"changes", "stored"}


def test_a_refusal_with_json_leaves_stdout_empty(diary: Path) -> None:
    result = run("night", "11", "--json", now=MORNING, diary=diary)
    assert (result.stdout, result.code) == ("", 2)
    assert result.stderr.startswith("legdiary: severity 11 ")


def test_letters_beyond_ascii_come_as_themselves(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    assert "Größe – 夜" in ok("night", "6", "--note", "Größe – 夜", "--json", diary=path).stdout
