"""Nights from a tracker, from the file to every view: worked out by hand, the same wherever they are shown."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from driving import BERLIN, ok, run

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-03-10T09:00+01:00"
HERE: dict[str, Any] = {"now": NOW, "tz": BERLIN}
#: (start, stop) in Berlin, all in winter: one night in two parts, one in three, three in one, a nap.
ROWS = (
    ("2026-03-02 23:00", "2026-03-03 02:00"),
    ("2026-03-03 03:30", "2026-03-03 07:00"),  # in bed 480, awake at least 90, at most 390
    ("2026-03-03 14:00", "2026-03-03 14:35"),  # a nap of 35
    ("2026-03-03 22:30", "2026-03-04 00:00"),
    ("2026-03-04 00:30", "2026-03-04 03:00"),
    ("2026-03-04 04:30", "2026-03-04 06:30"),  # in bed 480, awake at least 120, at most 360
    ("2026-03-04 23:00", "2026-03-05 06:00"),  # 420
    ("2026-03-05 23:00", "2026-03-06 06:30"),  # 450
    ("2026-03-06 23:00", "2026-03-07 07:30"),  # 510
)
#: night → time in bed, at most, awake at least.
BY_HAND = {
    "2026-03-02": (480, 390, 90),
    "2026-03-03": (480, 360, 120),
    "2026-03-04": (420, 420, None),
    "2026-03-05": (450, 450, None),
    "2026-03-06": (510, 510, None),
}
#: 360 390 420 450 510, and in bed 420 450 480 480 510.
MEDIAN, IN_BED = 420, 480


def milliseconds(local: str) -> int:
    return int((datetime.fromisoformat(local).replace(tzinfo=UTC) - timedelta(hours=1)).timestamp() * 1000)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    rows = "".join(f"{n},{milliseconds(a)},{milliseconds(b)},0,,0\n" for n, (a, b) in enumerate(ROWS, start=1))
    (tmp_path / "plees.csv").write_text(f"sid,start,stop,rating,comment,wakes\n{rows}")
    path = tmp_path / "diary.db"
    ok("import", str(tmp_path / "plees.csv"), diary=path, **HERE)
    return path


def test_every_view_shows_time_in_bed_and_the_bound_and_none_takes_it_for_known(diary: Path) -> None:
    for night, (tib, at_most, awake) in BY_HAND.items():
        shown = ok("show", night, "--json", diary=diary, **HERE).json
        figures, entry = shown["sleep"], shown["entries"][0]
        assert (figures["tib_min"], figures["tst_at_most_min"], figures["tst_min"]) == (tib, at_most, None)
        assert (entry["awake_at_least_min"], entry["awake_min"]) == (awake, None)
    week = ok("week", "2026-03-08", "--json", diary=diary, **HERE).json
    expected = {"n": 5, "tst_at_most_min": MEDIAN, "tib_min": IN_BED}
    assert (week["summary"]["bounded"], week["summary"]["tst_min"]) == (expected, {"n": 0, "median": None})
    report = ok("report", "--from", "2026-03-02", "--to", "2026-03-08", "--json", diary=diary, **HERE).json
    for figures in (report["overall"], report["groups"][0]):
        assert (figures["bounded"], figures["tst_min"]) == (expected, {"n": 0, "median": None})
        assert (figures["se_dse_pct"]["n"], figures["waso_min"]["n"]) == (0, 0)
    table = csv.DictReader(
        io.StringIO(ok("export", "csv", "--table", "nights", "--output", "-", diary=diary, **HERE).stdout)
    )
    found = {
        row["night"]: (int(row["tib_min"]), int(row["tst_at_most_min"]), int(row["waso_at_least_min"] or 0) or None)
        for row in table
        if row["bed_at"]
    }
    assert found == BY_HAND


def test_the_words_of_every_view(diary: Path, tmp_path: Path) -> None:
    show = ok("show", "2026-03-02", diary=diary, **HERE).stdout
    assert "23:00–07:00, slept at most 6 h 30, awake at least 1 h 30" in " ".join(show.split())
    for line in ("  sleep (TST)           ≤6:30", "  in bed (TIB)          8:00", "  awake (WASO)          ≥1:30"):
        assert line in show.splitlines()
    for columns in ("80", "40"):
        week = ok("week", "2026-03-08", diary=diary, env={"COLUMNS": columns}, **HERE)
        told = " ".join(week.stdout.split())
        assert (
            "≤ at most: time to fall asleep or time awake not logged (≤7:00 of 8:00 in bed, median of 5 nights)."
            in told
        )
        assert all(len(line) <= int(columns) for line in week.lines)
        report = ok(
            "report",
            "--full",
            "--from",
            "2026-03-02",
            "--to",
            "2026-03-08",
            diary=diary,
            env={"COLUMNS": columns},
            **HERE,
        )
        told = " ".join(report.stdout.split())
        assert "Sleep is known only at most (≤) on 5 nights: ≤7:00 of 8:00 in bed, median;" in told
        assert all(len(line) <= int(columns) for line in report.lines)
    assert "median      –         ≤7:00" in ok("week", "2026-03-08", diary=diary, **HERE).stdout
    target = tmp_path / "page.html"
    ok("export", "html", "--output", str(target), "--from", "2026-03-02", "--to", "2026-03-08", diary=diary, **HERE)
    page = target.read_text(encoding="utf-8")
    assert "Total sleep at most 7:00 h of 8:00 h in bed, median of 5 nights" in page
    assert "Total sleep is not known" not in page
    assert "Sleep is known only at most (≤) on 5 nights: ≤7:00 of 8:00 in bed, median;" in page
    assert ">≤7:00</td>" in page


def test_few_such_nights_have_no_median(diary: Path) -> None:
    week = ok("week", "2026-03-04", diary=diary, **HERE)
    told = " ".join(week.stdout.split())
    assert "(in bed Mon 8:00, Tue 8:00, Wed 7:00)" in told
    report = ok("report", "--full", "--from", "2026-03-02", "--to", "2026-03-04", diary=diary, **HERE).stdout
    assert "Sleep is known only at most (≤) on 3 nights; the time to fall asleep or the time awake is" in " ".join(
        report.split()
    )


@pytest.mark.parametrize(
    ("typed", "at_most", "slept", "bound"),
    [
        ("sleep --latency 20m", 370, None, 90),  # 480 − 20 − 90
        ("sleep --awake 100m", 380, None, None),
        ("sleep --awake 100m --latency 20m", None, 360, None),
        ("sleep --clear awake", 480, None, None),
        ("sleep --total 6h", None, 360, None),
        ("sleep 22:30-07:00", 420, None, 90),  # the tracker was begun late: 510 − 90
        ("sleep 23:30-07:00", 450, None, None),  # half an hour of what was tracked is cut off
        ("sleep --quality 2", 390, None, 90),
    ],
)
def test_what_a_person_types_takes_the_place_of_a_bound(
    diary: Path, typed: str, at_most: int | None, slept: int | None, bound: int | None
) -> None:
    for command in (f"{typed} --night 2026-03-02", typed.replace("sleep", "edit 1")):
        changed = ok(*command.split(), "--json", diary=diary, **HERE).json
        stored, figures = changed["stored"], changed["stored"]["figures"]
        assert (figures["tst_at_most_min"], figures["tst_min"]) == (at_most, slept)
        assert stored["awake_at_least_min"] == bound
        if bound is None:
            assert changed["changed"]["awake_at_least_min"] == [90, None]
        ok("undo", diary=diary, **HERE)
        assert ok("show", "2026-03-02", "--json", diary=diary, **HERE).json["sleep"]["tst_at_most_min"] == 390


def test_the_change_is_told_and_is_in_the_history(diary: Path) -> None:
    told = "awake – → 55 min, awake at least 1 h 30 → –"
    assert told in ok("sleep", "--awake", "55m", "--night", "2026-03-02", diary=diary, **HERE).stdout
    assert told in ok("history", "1", diary=diary, **HERE).stdout


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_bound_goes_out_and_comes_back(diary: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / ("tables" if form == "csv" else "diary.json")
    ok("export", form, "--output", str(target), diary=diary, **HERE)
    again = tmp_path / "again.db"
    ok("import", str(target), diary=again, **HERE)
    listed = [ok("list", "--json", diary=path, **HERE).json["entries"] for path in (diary, again)]
    assert [{**each, "id": 0} for each in listed[0]] == [{**each, "id": 0} for each in listed[1]]
    assert "added nothing" in ok("import", str(target), diary=diary, **HERE).stdout


def test_the_same_file_again_adds_nothing_even_after_the_minutes_were_typed(diary: Path, tmp_path: Path) -> None:
    ok("sleep", "--awake", "55m", "--night", "2026-03-02", diary=diary, **HERE)
    again = run("import", str(tmp_path / "plees.csv"), diary=diary, **HERE)
    assert (again.code, "added nothing" in again.stdout) == (0, True)
    assert ok("show", "2026-03-02", "--json", diary=diary, **HERE).json["entries"][0]["awake_min"] == 55


def test_a_night_that_an_earlier_version_imported_in_half_is_put_right_by_the_same_file(
    diary: Path, tmp_path: Path
) -> None:
    """It had only the longer part: 03:30–07:00, at most 3 h 30."""
    again = {**HERE, "diary": tmp_path / "earlier.db"}
    ok("sleep", "03:30-07:00", "--night", "2026-03-02", "--note", "also asleep 23:00–02:00", **again)
    assert run("import", str(tmp_path / "plees.csv"), **again).code == 1
    ok("import", str(tmp_path / "plees.csv"), "--on-conflict", "take", **again)
    shown = ok("show", "2026-03-02", "--json", **again).json
    assert shown["sleep"] == ok("show", "2026-03-02", "--json", diary=diary, **HERE).json["sleep"]
    assert shown["entries"][0]["awake_at_least_min"] == 90


@pytest.mark.parametrize("way", ["take", "keep"])
def test_minutes_awake_that_were_typed_stay_whichever_side_is_taken(tmp_path: Path, diary: Path, way: str) -> None:
    assert diary.exists()
    again = {**HERE, "diary": tmp_path / "typed.db"}
    ok("sleep", "23:10-06:50", "--awake", "55m", "--night", "2026-03-02", **again)
    ok("import", str(tmp_path / "plees.csv"), "--on-conflict", way, **again)
    entry = ok("show", "2026-03-02", "--json", **again).json["entries"][0]
    assert (entry["awake_min"], entry["awake_at_least_min"]) == (55, None)
    assert entry["bed"][11:16] == {"take": "23:00", "keep": "23:10"}[way]
