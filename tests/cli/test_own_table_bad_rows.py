"""Rows of a table of one's own that cannot be right: shown before the last yes, left out where that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from driving import BERLIN, ok, run
from test_own_table import NOW, asked, short, stored, table

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Night of,Legs (0-10),Bed,Wake,Kratom (g),Kratom time,Magnesium (mg),Note\n"
GOOD = "2026-11-01,6,22:45,06:10,2.5,21:00,,\n2026-11-02,7,22:30,06:00,2.5,21:00,,\n"
#: Five entries in one row, all of a day that has not come: a slip in the year.
FUTURE = "2027-11-03,5,22:45,06:10,2,21:00,200,private\n"
#: What was typed at the questions: the time of the magnesium.
TIME = "21:30"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


def wrong(count: int) -> str:
    """Rows whose bed time is none."""
    return "".join(f"2026-10-{day:02d},4,25:00,06:10,2,21:00,200,private\n" for day in range(1, count + 1))


def test_every_bad_row_is_shown_before_the_last_yes_and_can_be_left_out(tmp_path: Path, diary: Path) -> None:
    mine = table(tmp_path, HEAD + GOOD + FUTURE + wrong(12))
    done, said = asked(str(mine), answers=(TIME, "y", "what", "y"), diary=diary)
    assert done.code == 0, said
    before, _, after = said.partition("Leave these 13 rows out? [y/N] > what")
    assert "13 rows can't be right:" in before
    assert "mine.csv, row 4: a night of 2027-11-03 is in the future" in before, "with its place and its reason"
    assert "mine.csv, row 13, column C (Bed): '25:00' is not accepted" in before
    assert "row 14" not in before, "ten by name: rows 4 to 13"
    assert "and 3 more" in before
    assert "private" not in before.partition("can't be right")[2]
    assert "left out as impossible: 13 rows" in after, "the row with five entries once"
    assert after.count("mine.csv, row 4:") == 1
    assert "mine.csv, row 16, column C (Bed): '25:00' is not accepted; accepted: a clock time" in after
    assert "amounts" not in after.partition("left out as impossible")[2], "no time was taken of rows left out"
    assert "private" not in after
    held = stored(diary)
    assert short(held, "night") == [("2026-11-01", 6, None), ("2026-11-02", 7, None)]
    assert len(held) == 6, "two nights, two sleeps, two doses, and nothing of the rows left out"


def test_no_stores_nothing_and_keeps_the_answers(tmp_path: Path, diary: Path) -> None:
    mine, mapping = table(tmp_path, HEAD + GOOD + wrong(1)), tmp_path / "mine.toml"
    done, said = asked(str(mine), answers=(TIME, "y", "n"), diary=diary)
    assert (done.code, diary.exists()) == (1, False)
    assert "Leave this row out? [y/N] > n" in said
    assert "1 row can't be right; nothing is stored." in said
    assert "--map FILE would keep your answers" in said
    done, said = asked(str(mine), "--map", str(mapping), answers=(TIME, "y", ""), diary=diary)
    assert (done.code, diary.exists()) == (1, False)
    assert "your answers are in mine.toml" in said
    done, said = asked(str(mine), "--map", str(mapping), answers=("n",), diary=diary)
    assert done.code == 1
    assert "mine.csv, row 4, column C (Bed): '25:00' is not accepted" in said, "nothing else is asked, and it is shown"
    done, said = asked(str(mine), "--map", str(mapping), answers=("y",), diary=diary)
    assert done.code == 0, said
    assert len(stored(diary)) == 6


def test_the_end_of_input_is_a_no_and_skip_bad_is_not_asked(tmp_path: Path, diary: Path) -> None:
    mine = table(tmp_path, HEAD + GOOD + wrong(1))
    done, said = asked(str(mine), answers=(TIME, "y"), diary=diary)
    assert (done.code, diary.exists()) == (1, False)
    done, said = asked(str(mine), "--skip-bad", answers=(TIME, "y"), diary=diary)
    assert done.code == 0, said
    assert "Leave" not in said
    assert "1 row can't be right:" in said
    assert "left out as impossible: 1 row" in said


@pytest.mark.parametrize(("bad", "place"), [(wrong(1), "row 4, column C (Bed)"), (FUTURE, "row 4: a night")])
def test_without_a_terminal_the_refusal_names_skip_bad(tmp_path: Path, diary: Path, bad: str, place: str) -> None:
    mine, mapping = table(tmp_path, HEAD + GOOD), tmp_path / "mine.toml"
    asked(str(mine), "--map", str(mapping), answers=("y",), diary=tmp_path / "other.db")
    mapping.write_text(
        mapping.read_text(encoding="utf-8").replace(
            'header = "Magnesium (mg)"\nis = "left-out"', 'header = "Magnesium (mg)"\nis = "magnesium"\nat = "21:30"'
        ).replace('header = "Note"\nis = "left-out"', 'header = "Note"\nis = "note"'),
        encoding="utf-8",
    )  # fmt: skip
    mine.write_text(HEAD + GOOD + bad, encoding="utf-8")
    refused = run("import", str(mine), "--map", str(mapping), diary=diary, now=NOW, tz=BERLIN)
    assert (refused.code, diary.exists()) == (2, False)
    assert place in " ".join(refused.stderr.split())
    assert "(--skip-bad leaves such rows out)" in " ".join(refused.stderr.split())
    words = ("import", str(mine), "--map", str(mapping), "--skip-bad", "--json")
    tried = " ".join(ok(*words[:-1], "--dry-run", diary=diary, now=NOW, tz=BERLIN).stdout.split())
    assert tried.count(f"mine.csv, {place}") == 1, "shown once"
    made = ok(*words, diary=diary, now=NOW, tz=BERLIN).json["files"][0]
    assert made["bad_rows"] == [f"mine.csv, {place.partition(':')[0]}"]
    assert made["new"] == {"night": 2, "sleep": 2, "kratom": 2}


def test_a_product_of_rows_left_out_alone_is_not_added(tmp_path: Path, diary: Path) -> None:
    rows = "2026-11-01,20:00,2.5 g,red leaf\n2027-11-02,20:00,3 g,blue leaf\n"
    mine = table(tmp_path, f"Date,Time,Amount,Product\n{rows}")
    done, said = asked(str(mine), answers=("leaf", "leaf", "y", "y"), diary=diary)
    assert done.code == 0, said
    assert "added 1 product, 1 kratom entry" in said
    assert "blue leaf" not in ok("product", "list", diary=diary, now=NOW, tz=BERLIN).stdout
