"""`legdiary demo`: what it suggests can be typed as it stands, the page first; what was typed wrong was put right."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from driving import ok

from builders import NEW_YORK

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-22T09:00-05:00"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_is_suggested_first_and_every_suggestion_runs(here: Path) -> None:
    said = ok("demo", "--output", "it is mine.db", now=NOW, tz=NEW_YORK).stdout
    suggested = [shlex.split(line) for line in said.partition("To try next")[2].splitlines() if line.startswith("    ")]
    assert suggested[0] == ["legdiary", "--diary", "it is mine.db", "export", "html"]
    assert [words[3:] for words in suggested[1:-1]] == [
        [], ["report", "--taper"], ["taper", "show"], ["show", "last", "night"],
        ["export", "csv", "--output", "demo-tables"],
    ]  # fmt: skip
    assert suggested[-1] == ["legdiary", "start"]
    for words in suggested[:-1]:
        ok(*words[1:], now=NOW, tz=NEW_YORK)
    (page,) = here.glob("*.html")
    assert "gabapentin" in page.read_text(encoding="utf-8")
    assert (here / "demo-tables" / "symptoms.csv").is_file()


def test_three_slips_stand_in_the_history_and_undo_brings_them_back(here: Path) -> None:
    diary = here / "demo.db"
    ok("demo", "--output", str(diary), now=NOW, tz=NEW_YORK)
    how = {"now": "2026-11-22T09:05-05:00", "tz": NEW_YORK, "diary": diary}
    last = [line.strip() for line in ok("history", **how).lines[-5:]]
    assert [line for line in last if "changed" in line] == [
        "09:00  #519   kratom changed: amount 21 g → 2.1 g",
        "09:00  #1423  night changed: severity 2 → 5",
        "09:00  #1587  sleep changed: awake 20 min → 45 min, pacing – → 20 min",
    ]
    ok("undo", **how)
    assert "severity 2" in ok("show", "2026-10-23", **how).stdout
