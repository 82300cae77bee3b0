"""The hour that comes twice: 02:30 in Berlin on the last Sunday of October is asked about, not presumed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from driving import BERLIN, ok, on_terminal, run

if TYPE_CHECKING:
    from pathlib import Path

NOON = "2026-10-25T12:00+01:00"
TWICE = (
    "02:30 came twice on 2026-10-25, since the clocks were put back; without an offset it is the second, "
    "2026-10-25T02:30+01:00 (the first: 2026-10-25T02:30+02:00)."
)
FIRST, SECOND = "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


def times(diary: Path) -> list[str]:
    return [each["at"] for each in ok("list", "--json", now=NOON, tz=BERLIN, diary=diary).json["entries"]]


@pytest.mark.parametrize(
    "typed",
    ["kratom 2g --at 02:30", "mag 200mg --at 02:30", "medicine iron 1tablet --at 02:30", "factor heat --at 02:30"],
)
def test_without_a_terminal_it_is_refused_and_both_ways_of_saying_which_are_named(typed: str, diary: Path) -> None:
    words = shlex.split(typed)
    refused = run(*words, now=NOON, tz=BERLIN, diary=diary)
    assert (refused.code, refused.stderr) == (1, f"legdiary: {TWICE} Not stored; add --confirm if it is right.\n")
    assert not diary.exists()
    ok(*words[:-1], FIRST, now=NOON, tz=BERLIN, diary=diary)
    ok(*words, "--confirm", now=NOON, tz=BERLIN, diary=diary)
    assert times(diary) == [FIRST, SECOND]


@pytest.mark.parametrize(("answer", "stored"), [("y", [SECOND]), ("n", []), ("", [])])
def test_at_a_terminal_it_is_asked(answer: str, stored: list[str], diary: Path) -> None:
    ok("night", "3", "--night", "2026-10-20", now=NOON, tz=BERLIN, diary=diary)
    done = on_terminal("kratom", "2g", "--at", "02:30", answer=answer, now=NOON, tz=BERLIN, diary=diary)
    assert TWICE in done.flat
    assert done.code == (0 if stored else 1)
    assert times(diary)[1:] == stored


def test_a_correction_is_asked_about_too_and_one_that_says_no_time_is_not(diary: Path) -> None:
    ok("kratom", "2g", "--at", "2026-10-25T02:30+02:00", now=NOON, tz=BERLIN, diary=diary)
    ok("edit", "1", "3g", now=NOON, tz=BERLIN, diary=diary)
    ok("edit", "1", "4g", "--night", "2026-10-24", now=NOON, tz=BERLIN, diary=diary)
    assert times(diary) == [FIRST]
    assert run("edit", "1", "--at", "02:30", now=NOON, tz=BERLIN, diary=diary).code == 1
    ok("edit", "1", "--at", "02:30", "--confirm", now=NOON, tz=BERLIN, diary=diary)
    assert times(diary) == [SECOND]


def test_while_the_first_hour_runs_there_is_nothing_to_ask(diary: Path) -> None:
    ok("kratom", "2g", "--at", "02:30", now="2026-10-25T02:40+02:00", tz=BERLIN, diary=diary)
    assert times(diary) == [FIRST]
