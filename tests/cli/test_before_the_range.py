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
FIRST, PLAN = date(2026, 10, 2), date(2026, 10, 20)


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
    found = report(diary, *words)["unusual"]
    assert {key: found[key] for key in ("baseline_nights", "lower", "upper", "above", "below")} == {
        "baseline_nights": 18, "lower": 0.84, "upper": 6.16, "above": ["2026-11-20"], "below": ["2026-11-21"],
    }  # fmt: skip


def test_so_many_later_nights_lie_outside_by_chance(diary: Path) -> None:
    """Of 34 nights from 20 October on 4.2 to 7.8 %, as a baseline of 18 nights has it."""
    found = report(diary, "--taper")["unusual"]
    assert (found["later_nights"], found["expected"]) == (34, [1.428, 2.652])
    told = " ".join(ok("report", "--full", "--taper", now=NOW, diary=diary).stdout.split())
    assert (
        "Unusual for your baseline (0.8 to 6.2, from 18 nights): 1 night above, 1 below, of 34 later nights. "
        "By chance alone about 1 to 3 would be outside, more if nights drift for weeks."
    ) in told


def test_thirteen_nights_are_no_baseline_to_hold_a_night_against(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    plan = ("--from", "5g", "--cut", "1g", "--every", "7d", "--start", f"{PLAN}", "--yes")
    ok("taper", "new", *plan, now="2026-10-20T12:00-04:00", diary=path)
    for number in range(1, 14):
        ok("night", f"{3 + number % 2}", "--night", f"{PLAN - timedelta(days=number)}", now=NOW, diary=path)
    ok("night", "9", "--night", "2026-11-20", now=NOW, diary=path)
    assert report(path, "--taper")["unusual"] is None
    ok("night", "3", "--night", f"{PLAN - timedelta(days=14)}", now=NOW, diary=path)
    assert report(path, "--taper")["unusual"]["above"] == ["2026-11-20"]


def test_the_baseline_is_the_eight_weeks_before_the_first_plan(diary: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(diary.read_bytes())
    ok("night", "10", "--night", "2026-08-24", now=NOW, diary=copy)  # 57 days before
    assert report(copy, "--from", "2026-08-01")["unusual"]["baseline_nights"] == 18
    ok("night", "10", "--night", "2026-08-25", now=NOW, diary=copy)
    assert report(copy, "--last", "4d")["unusual"]["baseline_nights"] == 19


def test_a_cut_on_the_first_day_has_its_nights_before(diary: Path) -> None:
    for words in (("--from", "2026-10-27"), ("--taper",)):
        days = {each["day"]: each["n"] for each in report(diary, *words)["after_cuts"]["days"]}
        assert [days[day] for day in (-3, -2, -1, 0)] == [4, 4, 4, 4]
