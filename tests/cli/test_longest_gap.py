"""Three weeks said to be without kratom, then two doses on one evening: every view tells the same longest gap.

Last dose on Friday 30 October at 20:00 -04:00; `kratom none` from 31 October to 20 November, over the night in which
the clocks went back; on Saturday 21 November 20:00 and 20:06 -05:00. 22 days and an hour are 529 h; then 6 minutes.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from driving import ok

if TYPE_CHECKING:
    from pathlib import Path

EVENING, LATER = "2026-11-21T20:10-05:00", "2026-11-23T10:00-05:00"


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gap") / "diary.db"
    plan = ("--from", "4g", "--cut", "1g", "--every", "30d", "--start", "2026-10-20")
    ok("taper", "new", *plan, "--yes", now="2026-10-20T12:00-04:00", diary=path)
    ok("kratom", "4g", "--at", "20:00", now="2026-10-30T20:01-04:00", diary=path)
    for number in range(21):
        night = date(2026, 10, 31) + timedelta(days=number)
        ok("kratom", "none", "--night", f"{night}", now=EVENING, diary=path)
    ok("night", "5", "--night", "2026-11-20", now=EVENING, diary=path)
    ok("kratom", "2g", "--at", "20:00", now=EVENING, diary=path)
    return path


@pytest.fixture(scope="module", autouse=True)
def second(diary: Path) -> None:
    """The second dose's own answer says it too, though it looks at some days only."""
    stored = ok("kratom", "2g", "--at", "20:06", "--json", now=EVENING, diary=diary).json
    assert stored["day"]["longest_gap_h"] == 529.0


def test_the_week_and_the_night(diary: Path) -> None:
    week = ok("week", "2026-11-21", "--json", now=LATER, diary=diary).json
    assert [night["kratom"]["longest_gap_h"] for night in week["nights"]] == [None] * 6 + [529.0]
    assert "529" in ok("week", "2026-11-21", now=LATER, diary=diary).stdout
    assert ok("show", "2026-11-21", "--json", now=LATER, diary=diary).json["kratom"]["longest_gap_h"] == 529.0
    assert "longest gap      529 h\n" in ok("show", "2026-11-21", now=LATER, diary=diary).stdout


def test_the_card(diary: Path) -> None:
    card = ok("--json", now=EVENING, diary=diary).json
    assert card["tonight"]["kratom"]["longest_gap_h"] == 529.0


@pytest.mark.parametrize(
    "words",
    [("--last", "14d"), ("--last", "2d"), ("--from", "2026-11-21"), ("--taper",), ("--by", "week"), ("--by", "month")],
)
def test_the_report_whatever_its_range(words: tuple[str, ...], diary: Path) -> None:
    groups = ok("report", *words, "--json", now=LATER, diary=diary).json["groups"]
    assert [group["longest_gap_h"] for group in groups if group["longest_gap_h"] is not None] == [529.0]


def test_the_plan(diary: Path) -> None:
    # Step 2 is of 19 November.
    steps = ok("taper", "show", "--json", now=LATER, diary=diary).json["steps"]
    assert [step["longest_gap_h"] for step in steps[:2]] == [None, 529.0]


def test_the_tables(diary: Path) -> None:
    told = ok("export", "csv", "--table", "nights", "--from", "2026-11-21", "--output", "-", now=LATER, diary=diary)
    names, row = (line.split(",") for line in told.stdout.removeprefix("\ufeff").splitlines()[:2])
    assert dict(zip(names, row, strict=True))["longest_gap_h"] == "529.0"


def test_the_clinicians_page(diary: Path, tmp_path: Path) -> None:
    ok("export", "html", "--last", "2d", "--output", f"{tmp_path / 'page.html'}", now=LATER, diary=diary)
    assert "529" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_day_between_that_is_not_logged_breaks_it(tmp_path: Path, diary: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(diary.read_bytes())
    entries = ok("list", "--from", "2026-11-05", "--to", "2026-11-05", "--json", now=LATER, diary=copy).json["entries"]
    ok("delete", f"{entries[0]['id']}", now=LATER, diary=copy)

    # At least 16 days and never 6 minutes: the longest is not known.
    shown = ok("show", "2026-11-21", "--json", now=LATER, diary=copy).json
    assert shown["kratom"]["longest_gap_h"] is None
    week = ok("week", "2026-11-21", "--json", now=LATER, diary=copy).json
    assert week["nights"][-1]["kratom"]["longest_gap_h"] is None
    for range_of in (("--last", "2d"), ("--taper",)):
        groups = ok("report", *range_of, "--json", now=LATER, diary=copy).json["groups"]
        assert {group["longest_gap_h"] for group in groups} == {None}
    steps = ok("taper", "show", "--json", now=LATER, diary=copy).json["steps"]
    assert {step["longest_gap_h"] for step in steps} == {None}
    doses = ok("doses", "--last", "2d", "--json", now=LATER, diary=copy).json["groups"]
    assert [group["longest_gap_h"] for group in doses] == [{"n": 0, "median": None}]
    report = ok("report", "--last", "2d", "--json", now=LATER, diary=copy).json
    assert [typical["longest_gap_h"]["n"] for typical in report["typical_days"]][-1] == 0
    told = ok("export", "csv", "--table", "nights", "--from", "2026-11-21", "--output", "-", now=LATER, diary=copy)
    names, row = (line.split(",") for line in told.stdout.removeprefix("\ufeff").splitlines()[:2])
    assert dict(zip(names, row, strict=True))["longest_gap_h"] == ""


def test_two_doses_in_one_minute_are_no_time_apart(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    ok("kratom", "2g", "--at", "20:00", "--night", "2026-11-20", now=EVENING, diary=path)
    ok("kratom", "2g", "--at", "20:00", now=EVENING, diary=path)
    ok("kratom", "1g", "--at", "20:00", now=EVENING, diary=path)

    assert "longest gap  24 h\n" in ok("show", "today", now=EVENING, diary=path).stdout


def test_the_first_day_of_a_diary_has_none(tmp_path: Path) -> None:
    """Two doses six hours apart; nobody knows when the last one before was taken."""
    path = tmp_path / "diary.db"
    ok("kratom", "2g", "--at", "14:00", now=EVENING, diary=path)
    stored = ok("kratom", "1g", "--at", "20:00", "--json", now=EVENING, diary=path).json

    assert stored["day"]["longest_gap_h"] is None
    assert "longest gap  –\n" in ok("show", "today", now=EVENING, diary=path).stdout
