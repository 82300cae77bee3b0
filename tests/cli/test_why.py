"""Why a step is held or set, as a person types it and finds it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from driving import ok, run

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-05T22:00-05:00"


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    diary = tmp_path / "diary.db"
    ok(
        "taper", "new", "--from", "6g", "--to", "2g", "--cut", "1g", "--every", "7d", "--start", "2026-11-02", "--yes",
        diary=diary, now="2026-11-01T22:00-05:00",
    )  # fmt: skip
    return diary


def test_a_reason_is_told_where_the_hold_and_the_step_are(planned: Path) -> None:
    held = ok("taper", "hold", "2d", "--why", "Bad nights", diary=planned, now=NOW).stdout.replace("\n", " ")
    assert "held 0 days → 2 days (bad-nights)" in held
    made = ok("taper", "set", "2026-11-14", "5.5g", "--why", "travel", "--json", diary=planned, now=NOW).json["stored"]
    assert [step["why"] for step in made["steps"]] == [None, None, "travel", None, None, None]
    assert [each["why"] for each in made["holds"]] == ["bad-nights"]
    shown = " ".join(ok("taper", "show", diary=planned, now=NOW).stdout.split())
    assert "Held 2 d from 5 Nov (bad-nights). Target set on 14 Nov (travel)." in shown
    history = " ".join(ok("history", diary=planned, now=NOW).stdout.split())
    assert "5.5 g from Sat 14 Nov 2026 (travel)" in history


def test_a_reason_alone_may_be_changed(planned: Path) -> None:
    ok("taper", "set", "2026-11-14", "5.5g", "--why", "travel", diary=planned, now=NOW)
    told = ok("taper", "set", "2026-11-14", "5.5g", "--why", "other", diary=planned, now=NOW).stdout.replace("\n", " ")
    assert "5.5 g from Sat 14 Nov 2026 (travel) → 5.5 g from Sat 14 Nov 2026 (other)" in told


def test_another_word_is_refused_and_nothing_stored(planned: Path) -> None:
    refused = run("taper", "hold", "2d", "--why", "lazy", diary=planned, now=NOW)
    assert refused.code == 2
    assert refused.stderr.endswith(
        "'lazy' is not a known reason; write one of: planned, good-nights, bad-nights, travel, other\n"
    )
    assert ok("taper", "show", "--json", diary=planned, now=NOW).json["steps"][0]["held_days"] == 0


def test_reasons_come_again_from_json_and_csv(planned: Path, tmp_path: Path) -> None:
    ok("taper", "hold", "2d", "--why", "bad-nights", diary=planned, now=NOW)
    ok("taper", "set", "2026-11-14", "5.5g", "--why", "planned", diary=planned, now=NOW)
    ok("export", "json", "--output", f"{tmp_path}/all.json", diary=planned, now=NOW)
    ok("export", "csv", "--output", f"{tmp_path}/package", diary=planned, now=NOW)
    rows = (tmp_path / "package" / "taper_steps.csv").read_text(encoding="utf-8-sig").splitlines()
    assert "2026-11-05+2d bad-nights" in rows[1]
    for number, source in enumerate(("all.json", "package")):
        other = tmp_path / f"other-{number}.db"
        ok("import", f"{tmp_path}/{source}", diary=other, now=NOW)
        assert "Held 2 d from 5 Nov (bad-nights)." in ok("taper", "show", diary=other, now=NOW).stdout
        again = ok("import", f"{tmp_path}/{source}", diary=other, now=NOW).stdout
        assert "already in the diary: 1 taper plan" in again


def test_the_report_tells_the_cuts_of_a_reason_apart(planned: Path) -> None:
    ok("taper", "hold", "2d", "--why", "bad-nights", diary=planned, now=NOW)
    # The cut comes on the 11th. Before it 6 5 6 (and 4s), after it 3s: too few before for a median, seven after.
    scores = dict.fromkeys(range(5, 25), 4) | {8: 6, 9: 5, 10: 6} | dict.fromkeys(range(12, 19), 3)
    for on, score in scores.items():
        ok("night", f"{score}", "--night", f"2026-11-{on:02}", diary=planned, now="2026-11-25T08:00-05:00")
    told = " ".join(
        ok(
            "report",
            "--full",
            "--from",
            "2026-11-05",
            "--to",
            "2026-11-24",
            diary=planned,
            now="2026-11-25T08:00-05:00",
        ).stdout.split()
    )
    assert (
        "1 cut, held over bad nights: median – in the 3 nights before (n 3), 3 in the 7 nights after (n 7). "
        "1 cut, no reason given: median – in the 3 nights before (n 3), 4 in the 7 nights after (n 6)."
    ) in told
    assert told.count("After a few good nights, worse ones follow anyway") == 1
