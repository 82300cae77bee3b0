"""A figure does not depend on the window that it is looked at through, and a table not on what its rows are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from driving import ok

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-22T09:00-05:00"


def test_a_close_pair_over_the_edge_of_two_reports_is_in_one_of_them(tmp_path: Path) -> None:
    # Magnesium at 04:30 belongs to the 18th, gabapentin an hour later to the 19th; and the other way round at the end
    # of the 19th. Each pair is of the later day.
    diary = tmp_path / "diary.db"
    for words in (
        "magnesium 200mg --night 2026-11-18 --at 04:30",
        "medicine gabapentin 300mg --night 2026-11-19 --at 05:30",
        "medicine gabapentin 300mg --night 2026-11-19 --at 04:50",
        "magnesium 200mg --night 2026-11-20 --at 05:10",
        "night 5 --night 2026-11-17",
    ):
        ok(*words.split(), now=NOW, diary=diary)

    def close(first: str, last: str) -> list[int]:
        asked = ("--from", f"2026-11-{first}", "--to", f"2026-11-{last}")
        page = ok("export", "html", "--output", "-", *asked, now=NOW, diary=diary).stdout
        told = ok("report", *asked, "--json", now=NOW, diary=diary).json
        found = [each["gap_min"] for each in told["spacing"]]
        if found:
            assert f"gabapentin {'once' if len(found) == 1 else 'twice'}." in " ".join(page.split())
        return found

    assert close("17", "21") == [60, 20]
    assert [close("17", "18"), close("19", "19"), close("20", "21")] == [[], [60], [20]]


@pytest.mark.parametrize("by", ["step", "week", "month"])
def test_a_row_of_the_table_is_a_line(tmp_path: Path, by: str) -> None:
    # "week of 2026-10-26" beside its date was 81 columns wide, so that the last one went to a line of its own.
    diary = tmp_path / "diary.db"
    for day in range(1, 22):
        night = f"2026-11-{day:02d}"
        ok("night", "10" if day % 2 else "5", "--night", night, now=NOW, diary=diary)
        ok("sleep", "23:00-06:45", "--latency", "25m", "--awake", "30m", "--night", night, now=NOW, diary=diary)
        ok("kratom", "12.75g", "--at", "09:00", "--night", night, now=NOW, diary=diary)
    rows = ok("report", "--full", "--by", by, now=NOW, diary=diary).stdout.splitlines()
    begins = next(number for number, row in enumerate(rows) if "longest" in row and "taken" in row)
    assert rows[begins].split()[-2:] == ["sleep", "eff."]
    begins += 1
    assert all(row.endswith(("%", "–")) for row in rows[begins + 1 : begins + (5 if by == "week" else 2)])


def test_the_baseline_is_the_same_however_little_of_the_diary_a_report_is_about(tmp_path: Path) -> None:
    """Eight nights of 7-OH at 19:00 and legs from 20:00 before a plan, eight with legs from 18:30 three weeks later."""
    diary = tmp_path / "diary.db"
    for name in ("before", "later"):
        ok("product", "add", name, "--kind", "7-oh", now=NOW, diary=diary)
    for day in (*range(1, 9), *range(14, 22)):
        night, onset = f"2026-11-{day:02d}", "20:00" if day < 9 else "18:30"
        ok("night", "3" if day < 9 else "7", "--onset", onset, "--night", night, now=NOW, diary=diary)
        dose = ("dose", "60mg", "--product", "before") if day < 9 else ("dose", "30mg", "--product", "later")
        ok(*dose, "--night", night, "--at", "19:00" if day < 9 else "18:10", now=NOW, diary=diary)
        if day < 9:
            ok("symptom", "nausea", "1", "--night", night, now=NOW, diary=diary)
    steps = tmp_path / "steps.csv"
    steps.write_text("starts_on,target_mg\n2026-11-09,30\n")
    ok("taper", "new", "--of", "7-oh", "--steps", str(steps), "--yes", now=NOW, diary=diary)

    whole, late = (
        ok("report", *asked, "--json", now=NOW, diary=diary).json for asked in (("--taper",), ("--last", "8d"))
    )
    assert whole["stretches"][0] == late["stretches"][0]
    baseline = late["stretches"][0]
    assert (baseline["kind"], baseline["from"], baseline["to"]) == ("baseline", "2026-11-01", "2026-11-08")
    assert (baseline["severity"]["median"], baseline["substances"]["7-oh"]["total_mg"]) == (3, {"n": 8, "median": 60})
    for headline in ("legs", "sleep", "symptoms"):
        assert whole["summary"][headline]["before"] == late["summary"][headline]["before"]
    assert late["summary"]["legs"]["difference"]["result"] == "higher"
    assert late["summary"]["symptoms"]["before"]["n"] == 8
    assert late["summary"]["pattern"]["relief_min"]["before"] == {"n": 8, "median": 60, "q1": 60, "q3": 60}
    assert late["summary"]["pattern"]["relief_min"]["now"]["median"] == 20
    assert whole["typical_days"][0] == late["typical_days"][0]
    assert late["typical_days"][0]["doses"][0]["amount"] == {"n": 8, "median": 60, "q1": 60, "q3": 60}
    assert whole["timelines"]["potency"][0]["stretches"][0] == late["timelines"]["potency"][0]["stretches"][0]
