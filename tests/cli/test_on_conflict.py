"""A second export of the same app, as it comes in life: a night was longer, a rating changed, a night typed by hand."""

from __future__ import annotations

import shlex
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run
from unseen import INTERRUPT, typed

if TYPE_CHECKING:
    from pathlib import Path

Row = tuple[str, str, int, str, int]
LONGER: Row = ("2026-11-18 22:45", "2026-11-19 06:10", 3, "paced", 2)
RATED: Row = ("2026-11-19 22:45", "2026-11-20 06:10", 4, "two\nlines", 1)
BARE: Row = ("2026-11-20 22:45", "2026-11-21 06:10", 0, "", 0)
FIRST = (LONGER, RATED, BARE)
#: A week later: half an hour longer, rated otherwise and the note with other line ends, rated at all, and one more.
SECOND: tuple[Row, ...] = (
    ("2026-11-18 22:45", "2026-11-19 06:40", 3, "paced", 2),
    ("2026-11-19 22:45", "2026-11-20 06:10", 2, "two  \r\nlines", 1),
    ("2026-11-20 22:45", "2026-11-21 06:10", 5, "", 0),
    ("2026-11-21 00:00", "2026-11-21 00:00", 0, "", 0),
)


def plees(*rows: Row) -> str:
    """What plees-tracker writes of these sleeps."""

    def ms(local: str) -> int:
        return int(datetime.fromisoformat(f"{local}-05:00").timestamp()) * 1000

    told = (f'{n},{ms(a)},{ms(b)},{q},"{note}",{w}' for n, (a, b, q, note, w) in enumerate(rows, start=1))
    return "\r\n".join(("sid,start,stop,rating,comment,wakes", *told, ""))


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """The first export, imported."""
    path = tmp_path / "diary.db"
    (tmp_path / "one.csv").write_text(plees(*FIRST), newline="")
    (tmp_path / "two.csv").write_text(plees(*SECOND), newline="")
    ok("import", str(tmp_path / "one.csv"), diary=path)
    return path


@pytest.fixture
def second(diary: Path) -> str:
    """The second export."""
    return str(diary.with_name("two.csv"))


def sleeps(diary: Path) -> list[tuple[Any, ...]]:
    found = ok("list", "--last", "52w", "--json", diary=diary).json["entries"]
    return [(each["wake"][11:16], each["quality"], each["note"]) for each in found if each["kind"] == "sleep"]


BEFORE = [("06:10", 3, "paced"), ("06:10", 4, "two\nlines"), ("06:10", None, None)]
KEPT = [("06:10", 3, "paced"), ("06:10", 4, "two\nlines"), ("06:10", 5, None)]
TAKEN = [("06:40", 3, "paced"), ("06:10", 2, "two\nlines"), ("06:10", 5, None)]


def test_without_a_word_it_is_refused_and_the_flag_is_named(diary: Path, second: str) -> None:
    before = diary.read_bytes()
    for more in ([], ["--on-conflict", "ask"]):
        result = run("import", second, *more, diary=diary)
        assert (result.code, result.stdout) == (1, "")
        assert result.stderr == (
            "legdiary: the sleep of 2026-11-18 in the file differs from entry 1 (wake), and 1 more; "
            "nothing was stored. --on-conflict keep, take or skip decides which one counts; --dry-run shows both\n"
            f"legdiary: try: legdiary import {shlex.quote(second)} --dry-run\n"
        )
        assert diary.read_bytes() == before


@pytest.mark.parametrize(
    ("way", "stands", "says"),
    [
        ("keep", KEPT, "not the same, the diary's value kept: 2 sleeps"),
        ("take", TAKEN, "not the same, the file's value taken: 2 sleeps"),
        ("skip", KEPT, "not the same, left out: 2 sleeps"),
        ("KEEP", KEPT, "kept: 2 sleeps"),
    ],
)
def test_settled_by_the_flag(diary: Path, second: str, way: str, stands: list[Any], says: str) -> None:
    result = ok("import", second, "--on-conflict", way, diary=diary)
    assert result.stderr == ""
    assert says in result.stdout
    assert "filled in missing fields of 1 sleep" in result.stdout
    assert "sleep of 2026-11-18 (#1): wake: 06:10 in the diary, 06:40 in the file" in result.stdout
    assert "sleep of 2026-11-19 (#2): quality: 4 in the diary, 2 in the file" in result.stdout
    assert sleeps(diary) == stands
    again = ok("import", second, "--on-conflict", way, diary=diary)
    assert "Nothing was changed." in again.stdout
    ok("undo", diary=diary)
    assert sleeps(diary) == BEFORE


def test_what_was_taken_is_not_asked_about_again_and_the_former_export_does_not_bring_it_back(
    diary: Path, second: str
) -> None:
    ok("import", second, "--on-conflict", "take", diary=diary)
    assert "Nothing was changed." in ok("import", second, diary=diary).stdout
    former = ok("import", str(diary.with_name("one.csv")), diary=diary).stdout
    assert "changed or deleted in the diary since, so not changed: 3 sleeps" in former
    assert sleeps(diary) == TAKEN
    history = ok("history", "1", diary=diary).stdout
    assert "wake 06:10 → 06:40" in history


def test_as_json(diary: Path, second: str) -> None:
    made = ok("import", second, "--on-conflict", "keep", "--json", diary=diary).json["files"][0]
    assert made["filled"] == {"sleep": 1}
    assert [(each["id"], each["day"], each["settled"]) for each in made["conflicts"]] == [
        (1, "2026-11-18", "keep"), (2, "2026-11-19", "keep"),
    ]  # fmt: skip
    assert (made["conflicts"][1]["in_diary"], made["conflicts"][1]["in_file"]) == ({"quality": 4}, {"quality": 2})
    assert made["conflicts"][1]["differing"] == {"quality": [4, 2]}
    open_ones = ok("import", second, "--dry-run", "--json", diary=diary).json["files"][0]["conflicts"]
    assert [each["settled"] for each in open_ones] == [None, None]


def test_a_dry_run_shows_what_would_be(diary: Path, second: str) -> None:
    before = diary.read_bytes()
    shown = ok("import", second, "--dry-run", diary=diary).stdout
    assert "not the same in the diary and in the file: 2 sleeps" in shown
    assert "Nothing is stored until you settle this: add --on-conflict keep, take or skip" in shown
    shown = ok("import", second, "--dry-run", "--on-conflict", "take", diary=diary).stdout
    assert "the file's value taken: 2 sleeps" in shown
    assert "Nothing was stored: --dry-run." in shown
    assert diary.read_bytes() == before


def test_no_word_of_the_flags(diary: Path, second: str) -> None:
    result = run("import", second, "--on-conflict", "mine", diary=diary)
    assert (result.code, result.stdout) == (2, "")
    assert "write one of: keep, take, skip, ask" in result.stderr


# ---------------------------------------------------------------------- at a terminal


def test_at_a_terminal_each_is_asked_about(diary: Path, second: str) -> None:
    shown, code = typed("import", second, answers=("k", "perhaps", "take"), diary=diary)
    assert code == 0
    assert "Sleep of Wed 18 Nov 2026 (#1) is not the same in" in shown
    assert "in the diary: wake 06:10" in shown
    assert "in the file: wake 06:40" in shown
    assert "(2 to go; K, T or S answers for all of them)" in shown
    assert shown.count("Sleep of Thu 19 Nov 2026 (#2)") == 2  # the second answer was none
    assert sleeps(diary) == [KEPT[0], TAKEN[1], KEPT[2]]
    ok("undo", diary=diary)
    assert sleeps(diary) == BEFORE


def test_a_capital_answers_for_all_that_are_left_and_for_none_before(diary: Path, second: str) -> None:
    (diary.with_name("two.csv")).write_text(plees(*SECOND[:2], (*BARE[:2], 3, "", 0)), newline="")
    ok("edit", "3", "--quality", "1", diary=diary)
    shown, code = typed("import", second, answers=("k", "T"), diary=diary)
    assert (code, shown.count("[k/t/s]")) == (0, 2)
    assert sleeps(diary) == [KEPT[0], TAKEN[1], ("06:10", 3, None)]


@pytest.mark.parametrize(
    ("answers", "code"), [(("k", INTERRUPT), 130), (("k", "", "", ""), 1)], ids=["Ctrl-C", "Enter"]
)
def test_where_no_answer_comes_nothing_is_stored(diary: Path, second: str, answers: tuple[str, ...], code: int) -> None:
    before = diary.read_bytes()
    shown, ended = typed("import", second, answers=answers, diary=diary)
    assert ended == code, shown
    assert diary.read_bytes() == before


def test_a_flag_is_not_asked_about(diary: Path, second: str) -> None:
    shown, code = typed("import", second, "--on-conflict", "skip", answers=(), diary=diary)
    assert code == 0
    assert "[k/t/s]" not in shown


# ---------------------------------------------------------------------- in every format


def test_a_night_typed_by_hand_and_tracked(tmp_path: Path) -> None:
    path, file = tmp_path / "diary.db", tmp_path / "app.csv"
    ok("night", "6", "--night", "2026-11-18", "--note", "my words", diary=path)
    ok("sleep", "22:50-06:10", "--latency", "40m", "--night", "2026-11-18", diary=path)
    ok("sleep", "--total", "6h30", "--night", "2026-11-19", diary=path)
    file.write_text(plees(LONGER, RATED), newline="")
    ok("import", str(file), "--on-conflict", "keep", diary=path)
    (night,) = (each for each in ok("list", "--last", "52w", "--json", diary=path).json["entries"]
                if each["kind"] == "sleep" and each["night_of"] == "2026-11-18")  # fmt: skip
    assert (night["bed"][11:16], night["latency_min"], night["quality"], night["times"]) == ("22:50", 40, 3, 2)
    assert "my words" in ok("show", "2026-11-18", diary=path).stdout
    ok("undo", diary=path)
    ok("import", str(file), "--on-conflict", "take", diary=path)
    shown = ok("list", "--last", "52w", diary=path).stdout
    assert "22:45–06:10" in shown
    assert "asleep after 40 min" in shown


@pytest.mark.parametrize("kind", ["json", "csv", "diary"])
def test_ones_own_formats(tmp_path: Path, kind: str) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    for path, severity, at in ((here, "6", "21:40"), (there, "8", "22:40")):
        ok("night", severity, "--night", "2026-11-19", "--note", "same\nwords", diary=path)
        ok("kratom", "none", "--night", "2026-11-20", diary=path)
        ok("kratom", "2g", "--at", f"2026-11-19 {at}", diary=path)
    ok("edit", "1", "--falling-asleep", "3", diary=there)
    exported = there
    if kind != "diary":
        exported = tmp_path / f"there.{kind}"
        ok("export", kind, "--output", str(exported), diary=there)
    result = run("import", str(exported), diary=here)
    assert (result.code, "the night of 2026-11-19 in the file differs from entry 1 (severity)" in result.stderr) == (
        1,
        True,
    )
    assert "same" not in result.stderr
    for way, score in (("keep", 6), ("take", 8)):
        ok("import", str(exported), "--on-conflict", way, diary=here)
        shown = ok("show", "2026-11-19", "--json", diary=here).json
        assert (shown["severity"], shown["falling_asleep"]) == (score, 3)
        ok("undo", diary=here)
    made = ok("import", str(exported), "--on-conflict", "skip", "--json", diary=here).json["files"][0]
    assert (made["new"], made["filled"], made["changed_there"]) == ({"kratom": 1}, {}, {})
    assert ok("show", "2026-11-19", "--json", diary=here).json["falling_asleep"] is None


def test_a_day_without_kratom_and_a_dose(tmp_path: Path) -> None:
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    ok("kratom", "none", "--night", "2026-11-19", diary=here)
    ok("kratom", "2g", "--at", "2026-11-19 21:40", diary=there)
    ok("kratom", "1g", "--at", "2026-11-19 23:40", diary=there)
    ok("export", "json", "--output", str(tmp_path / "there.json"), diary=there)
    file = str(tmp_path / "there.json")
    assert run("import", file, diary=here).code == 1
    kept = ok("import", file, "--on-conflict", "keep", diary=here)
    assert "the diary's value kept: 2 kratom entries" in kept.stdout
    assert "Nothing was changed." in kept.stdout
    shown, code = typed("import", file, answers=("t",), diary=here)  # one question for the day
    assert code == 0, shown
    assert "in the diary: amount none that day" in shown
    assert "in the file: amount 2 g, amount 1 g" in shown
    assert ok("show", "2026-11-19", "--json", diary=here).json["kratom"]["total_g"] == 3
    ok("undo", diary=here)
    assert ok("show", "2026-11-19", "--json", diary=here).json["kratom"]["total_g"] == 0


def test_a_dose_whose_amount_was_mended_in_the_app_is_not_taken_twice(tmp_path: Path) -> None:
    path, file = tmp_path / "diary.db", tmp_path / "app.csv"
    row = "2026-11-19,21:40,2026-11-19T21:40:00,RB,Red Bali,{},{}"
    header = "date,time,iso_timestamp,strain_code,strain_name,amount_g,notes"
    file.write_text("\n".join((header, row.format(2.5, ""), "")))
    ok("import", str(file), diary=path)
    file.write_text("\n".join((header, row.format(2, ""), "")))
    result = run("import", str(file), diary=path)
    assert (result.code, "the kratom of 2026-11-19 in the file differs from entry 1 (amount_mg)" in result.stderr) == (
        1, True,
    )  # fmt: skip
    ok("import", str(file), "--on-conflict", "take", diary=path)
    assert ok("show", "2026-11-19", "--json", diary=path).json["kratom"]["total_g"] == 2
    assert "amount 2.5 g → 2 g" in ok("history", "1", diary=path).stdout
