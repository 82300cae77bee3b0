"""Figures of a report that rest on nights before its range: the baseline's limits, and the nights before a cut.

Ten nights before the plan: 3 4 3 4 3 4 3 4 3 4. Their mean is 3.5, the mean of their nine differences 1, so the limits
are 3.5 ± 2.66: 0.84 and 6.16. Then five weeks of 5, with an 8 on Friday 20 and a 0 on Saturday 21 November. The plan of
20 October goes down every Tuesday: 27 October, 3, 10 and 17 November.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-23T10:00-05:00"
FIRST, PLAN = date(2026, 10, 10), date(2026, 10, 20)


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("before") / "diary.db"
    plan = ("--from", "5g", "--cut", "1g", "--every", "7d", "--start", f"{PLAN}", "--yes")
    ok("taper", "new", *plan, now="2026-10-20T12:00-04:00", diary=path)
    for number in range((date(2026, 11, 23) - FIRST).days):
        night = FIRST + timedelta(days=number)
        score = 3 + number % 2 if night < PLAN else {date(2026, 11, 20): 8, date(2026, 11, 21): 0}.get(night, 5)
        ok("night", f"{score}", "--night", f"{night}", now=NOW, diary=path)
    return path


def report(diary: Path, *words: str) -> Any:
    return ok("report", *words, "--json", now=NOW, diary=diary).json


@pytest.mark.parametrize("words", [("--taper",), ("--last", "4d"), ("--from", "2026-10-15"), ("--from", "2026-11-20")])
def test_the_baseline_is_whole_wherever_the_range_begins(diary: Path, words: tuple[str, ...]) -> None:
    assert report(diary, *words)["unusual"] == {
        "baseline_nights": 10, "lower": 0.84, "upper": 6.16, "above": ["2026-11-20"], "below": ["2026-11-21"],
    }  # fmt: skip


def test_the_baseline_is_the_eight_weeks_before_the_first_plan(diary: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(diary.read_bytes())
    ok("night", "10", "--night", "2026-08-24", now=NOW, diary=copy)  # 57 days before
    assert report(copy, "--from", "2026-08-01")["unusual"]["baseline_nights"] == 10
    ok("night", "10", "--night", "2026-08-25", now=NOW, diary=copy)
    assert report(copy, "--last", "4d")["unusual"]["baseline_nights"] == 11


def test_a_cut_on_the_first_day_has_its_nights_before(diary: Path) -> None:
    for words in (("--from", "2026-10-27"), ("--taper",)):
        days = {each["day"]: each["n"] for each in report(diary, *words)["after_cuts"]["days"]}
        assert [days[day] for day in (-3, -2, -1, 0)] == [4, 4, 4, 4]
