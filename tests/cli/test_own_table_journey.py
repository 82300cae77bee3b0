"""Somebody new with a spreadsheet of ninety nights: from `--help` to `report`, at a terminal."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from driving import BERLIN, ok
from test_checkin import ENTER, talk

if TYPE_CHECKING:
    from pathlib import Path

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")
NOW = "2026-11-22T22:00+01:00"
HEADER = (
    "Date", "RLS", "Bedtime", "Woke up", "Up", "Time to fall asleep", "Kratom", "when", "Magnesium", "Coffee", "Mood",
    "Comments",
)  # fmt: skip
FIRST = date(2026, 8, 20)


def spreadsheet(path: Path) -> Path:
    """Ninety nights: 8 g a day, a tenth of a gram less every second night; every eleventh night nothing is written."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Nights"
    sheet.append(HEADER)
    for k in range(90):
        row: list[Any] = [FIRST + timedelta(days=k)]
        if k % 11 != 7:
            row += [3 + k % 6, time(22, 45) if k % 5 else time(0, 10), time(6, 10), time(6, 40), 20 + k % 4 * 10]
            row += [round(8 - k // 2 / 10, 1), time(21, 15), 200 if k % 2 else None, "x" if k % 3 else None, "ok"]
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("columns", [80, 40])
def test_ninety_nights_from_the_help_to_the_report(tmp_path: Path, columns: int) -> None:
    mine, diary = spreadsheet(tmp_path / "mine.xlsx"), tmp_path / "diary.db"
    shown = ok("--help").stdout
    assert "import" in shown
    shown = ok("import", "--help").stdout
    assert "--map" in shown
    assert "legdiary import" in shown
    answers = (ENTER, "-\n", "grams\n", "22:00\n", "evening\n", "y\n")
    done = talk(*answers, diary=diary, now=NOW, tz=BERLIN, command=("import", str(mine)), columns=columns)
    said = " ".join(done.shown.split())
    assert done.code == 0, done.shown
    assert "Column K, Mood (ok): what is it?" in said
    assert "Column G, Kratom (8, 7.9, 7.8): in which unit are these?" in said
    assert "Night of Thu 20 Aug 2026: legs 3; bed 00:10–06:10" in said
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.shown)
    assert [line for line in plain.splitlines() if "/" not in line and len(line) > columns] == []
    assert done.keys < 30
    # 82 of 90 nights have something: nights 7, 18, … 84 have not. 41 of them have magnesium, 54 or so coffee.
    kept = [k for k in range(90) if k % 11 != 7]
    counts = f"added {len(kept)} kratom entries, {len(kept)} sleeps, {len(kept)} nights"
    assert counts in said or all(f"{len(kept)} {noun}" in said for noun in ("nights", "sleeps", "kratom entries"))
    assert f"{sum(k % 2 for k in kept)} magnesium entries" in said
    assert f"{sum(k % 3 > 0 for k in kept)} factors" in said
    report = ok("report", "--last", "15w", diary=diary, now=NOW, tz=BERLIN).stdout
    assert "Legs" in report
    assert f"(n {len(kept)})" in report or f"n {len(kept)}" in report
    figures = ok("report", "--last", "15w", "--json", diary=diary, now=NOW, tz=BERLIN).json
    assert sum(group["severity"]["n"] for group in figures["groups"]) == len(kept)
