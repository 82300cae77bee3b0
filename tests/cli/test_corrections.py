"""What counts as a correction, whoever counts."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from driving import ok

from legdiary.domain.ledger.corrections import is_correction

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("action", "old", "counts"),
    [
        ("add", None, False),
        ("edit", {"awake_min": None, "latency_min": None}, False),  # a sleep told in two steps
        ("edit", {"awake_min": 40, "latency_min": None}, True),
        ("edit", {"severity": 0}, True),
        ("delete", {"severity": 6}, True),
        ("undo", None, True),  # a deletion taken back
        ("undo", {"awake_min": 40}, True),
    ],
)
def test_what_only_fills_a_gap_is_none(action: str, old: dict[str, object] | None, counts: bool) -> None:
    assert is_correction(action, old) is counts


def test_page_and_tables_count_the_same_entries(tmp_path: Path) -> None:
    # One night's sleep in two steps, which is not a correction; one score changed, which is.
    how = {"diary": tmp_path / "diary.db", "now": "2026-11-22T09:00-05:00"}
    for words in (
        "sleep 23:00-06:45 --night 2026-11-20",
        "sleep --latency 25m --awake 30m --night 2026-11-20",
        "night 3 --night 2026-11-20",
        "night 6 --night 2026-11-20",
    ):
        ok(*words.split(), **how)
    page = ok("export", "html", "--output", "-", **how).stdout
    assert "1 entry of this range was changed or deleted after being stored" in page
    table = csv.DictReader(io.StringIO(ok("export", "csv", "--table", "corrections", "--output", "-", **how).stdout))
    assert [(row["kind"], row["field"], row["old"], row["new"]) for row in table] == [("night", "severity", "3", "6")]


def test_a_dose_completed_with_a_note_is_not_called_corrected(tmp_path: Path) -> None:
    how = {"diary": tmp_path / "diary.db", "now": "2026-11-22T09:00-05:00"}
    for words in ("kratom 2g --at 07:00", "edit 1 --note breakfast", "kratom 2g --at 08:00", "edit 3 3g"):
        ok(*words.split(), **how)
    made = [entry["resource"] for entry in ok("export", "fhir", "--output", "-", **how).json["entry"]]
    doses = [each for each in made if each["resourceType"] == "MedicationStatement"]
    corrected = [{"text": "Corrected after it was first logged."}]
    assert [(each["dosage"][0]["text"], each.get("note")) for each in doses] == [("2 g", None), ("3 g", corrected)]
