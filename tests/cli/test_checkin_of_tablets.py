"""`checkin` of somebody who takes tablets of 7-OH beside leaf: a question of each, and an answer for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from driving import ok
from test_checkin import CTRL_D, ENTER, EVENING, TONIGHT, entries, talk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def habits(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Three days with leaf of no product, and with tablets."""
    path = tmp_path_factory.mktemp("habits") / "diary.db"
    how: dict[str, Any] = {"diary": path, "now": "2026-11-21T10:00-05:00"}
    ok("product", "add", "seven tabs", "--kind", "7-oh", "--tablet", "15mg", **how)
    for of in ("2026-11-18", "2026-11-19", "2026-11-20"):
        ok("kratom", "2.5g", "--night", of, "--at", "20:00", **how)
        ok("dose", "1tab", "--product", "seven tabs", "--night", of, "--at", "21:00", **how)
    return path.read_bytes()


@pytest.fixture
def diary(habits: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    path.write_bytes(habits)
    return path


def doses(diary: Path) -> list[tuple[str | None, str]]:
    """The product of each dose of the night, and when it was taken; a day without has no time."""
    return [(each["product"], (each["at"] or "none")[11:16]) for each in entries(diary, TONIGHT)]


#: Until here: no score, no sleep. Afterwards: no magnesium, no symptoms, nothing tried.
FIRST = (ENTER, ENTER)


def test_each_substance_is_asked_for_by_its_name(diary: Path) -> None:
    done = talk(*FIRST, "2.5g 18:00\n", ENTER, "0.5 tab 19:00\n", ENTER, CTRL_D, diary=diary, now=EVENING)
    assert done.code == 0, done.shown
    questions = [line[8:].partition("? ")[0] for line in done.lines if " of 9 " in line and " since " in line]
    assert questions == ["Kratom since Fri 20 Nov 20:00", "7-OH (seven tabs) since Fri 20 Nov 21:00"]
    assert "7-OH, day of Sun 22 Nov 2026: 7.5 mg at 19:00, seven tabs. #9" in done.lines
    assert doses(diary) == [(None, "18:00"), ("seven tabs", "19:00")]


def test_none_is_about_the_substance_of_the_question(diary: Path) -> None:
    done = talk(*FIRST, "2.5g 18:00\n", ENTER, "none\n", CTRL_D, diary=diary, now=EVENING)
    assert done.code == 0, done.shown
    assert "7-OH, day of Sun 22 Nov 2026: none of 7-OH that day. #9" in done.lines
    assert sorted(doses(diary)) == [(None, ""), (None, "18:00")]


def test_a_tablet_is_corrected_in_place(diary: Path) -> None:
    done = talk(*FIRST, ENTER, "7.5mg 19:00\n", "b\n", "8mg\n", ENTER, CTRL_D, diary=diary, now=EVENING)
    assert "Now 7.5mg 19:00; Enter keeps it. > 8mg" in " ".join(done.shown.split())
    assert "7-OH, day of Sun 22 Nov 2026: 8 mg at 19:00, seven tabs. #8" in done.lines


def test_what_was_taken_already_is_the_beginning_of_what_is_asked(diary: Path) -> None:
    ok("dose", "1tab", "--product", "seven tabs", "--at", "18:00", diary=diary, now=EVENING)
    done = talk(*FIRST, ENTER, "?\n", ENTER, CTRL_D, diary=diary, now=EVENING)
    said = " ".join(done.shown.split())
    assert "7-OH (seven tabs) since 18:00? One dose with its time (for example 15mg 20:30). Enter when" in said
    assert "none: no 7-OH all day." in said


def test_leaf_is_of_no_product_where_the_settings_name_tablets(diary: Path) -> None:
    ok("config", "product", "seven tabs", now=EVENING)
    done = talk(*FIRST, "2.5g 18:00\n", ENTER, "1tab 19:00\n", ENTER, CTRL_D, diary=diary, now=EVENING)
    assert "Kratom since" in done.shown, done.shown
    assert doses(diary) == [(None, "18:00"), ("seven tabs", "19:00")]
