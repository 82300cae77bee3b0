"""`history` in the words of `list`: what came or went is told as it is listed, a plan as people speak of it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from driving import ok

if TYPE_CHECKING:
    from pathlib import Path

MORNING, NEXT = "2026-11-22T10:00-05:00", "2026-11-23T10:00-05:00"
WIDE = {"COLUMNS": "120"}
TYPED = {
    "night 6 --where legs --note 'bad'": "night added: night 2026-11-21, severity 6, legs, “bad”",
    "sleep 22:45-06:10 --latency 40m --awake 55m": (
        "sleep added: night 2026-11-21, 22:45–06:10, slept 5 h 50, asleep after 40 min, awake 55 min"
    ),
    "kratom 2g --at 02:30": "kratom added: night 2026-11-21, 2 g at 02:30 (Sun)",
    "kratom none --night 2026-11-01": "kratom added: night 2026-11-01, none that day (recalled)",
    "mag 1419mg --form glycinate --salt": (
        "magnesium added: night 2026-11-22, 200 mg elemental at 10:00, glycinate, from 1419 mg of salt"
    ),
    "factor caffeine --amount '2 cups'": "factor added: night 2026-11-22, caffeine, 2 cups",
    "symptom nausea 2": "symptom added: night 2026-11-21, nausea 2 of 3",
    "medicine iron 1tablet": "medicine added: night 2026-11-22, iron 1 tablet at 10:00",
    "measure ferritin 48ng/mL": "measure added: date 2026-11-22, ferritin 48 ng/mL",
    "product add leaf --mitragynine 13mg/g": "product added: leaf, leaf, mitragynine 13 mg/g",
}


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


@pytest.mark.parametrize("typed", TYPED)
def test_what_was_added_or_taken_away_is_told_as_it_is_listed(typed: str, diary: Path) -> None:
    ok(*shlex.split(typed), now=MORNING, diary=diary)
    ok("delete", "1", now=MORNING, diary=diary)
    told = ok("history", diary=diary, env=WIDE).lines[1:]
    assert [line.removeprefix("  10:00  #1     ") for line in told] == [
        TYPED[typed],
        TYPED[typed].replace("added", "taken away"),
    ]


def test_a_plan_is_told_by_its_steps_its_hold_and_its_end(diary: Path) -> None:
    plan = "taper new --from 9g --cut 3g --every 7d --start 2026-11-16 --name autumn --yes"
    ok(*shlex.split(plan), now=MORNING, diary=diary)
    ok("taper", "hold", "5d", now=MORNING, diary=diary)
    ok("taper", "set", "2026-12-01", "5g", now=NEXT, diary=diary)
    ok("taper", "end", now=NEXT, diary=diary)
    told = [line for line in ok("history", diary=diary, env=WIDE).lines if "#1" in line]
    assert [line.partition("#1     ")[2] for line in told] == [
        "plan added: taper “autumn”, 4 steps, 9 g from Mon 16 Nov 2026, 0 g from Mon 7 Dec 2026",
        "plan changed: 3 steps from Mon 23 Nov 2026 on move 5 days later; held 0 days → 5 days",
        "plan changed: steps added: 5 g from Tue 1 Dec 2026",
        "plan changed: no longer active from Tue 24 Nov 2026",
    ]


def test_a_change_has_no_names_of_fields_in_it(diary: Path) -> None:
    ok("product", "add", "leaf", now=MORNING, diary=diary)
    ok("edit", "1", "--mitragynine", "10-15mg/g", "--opened", "2026-11-20", "--weight", "250g", now=NEXT, diary=diary)
    ok("mag", "200mg", now=NEXT, diary=diary)
    ok("edit", "3", "1419mg", "--form", "glycinate", "--salt", now=NEXT, diary=diary)
    told = ok("history", diary=diary, env={"COLUMNS": "200"}).stdout
    assert "_" not in told
    assert "basis label elemental → computed from salt, form – → glycinate, salt – → 1419 mg" in " ".join(told.split())
