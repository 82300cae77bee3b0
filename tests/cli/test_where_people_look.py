"""Words that people type before they know the program: help, today, log, --list; and errors on their screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from driving import ok, on_terminal, run
from hypothesis import given
from hypothesis import strategies as st

import legdiary
from legdiary.cli.command_line.commands import LOGGED, TREE
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.input.spelling_suggestions import letters_apart, nearest_all

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-22T10:00-05:00"
#: What the framework says by itself.
FRAMEWORK = re.compile(r"unexpected extra|No such|no such|Missing |Invalid value|requires an argument|does not take")


@pytest.mark.parametrize("command", ["sleep", "taper", "taper new", "export csv", "edit", "help-me"])
def test_help_shows_what_the_flag_shows(command: str) -> None:
    assert ok("help", *command.split()).stdout == ok(*command.split(), "--help").stdout


def test_help_alone_is_the_help_of_the_program_and_help_me_is_help() -> None:
    assert ok("help").stdout == ok("--help").stdout
    assert ok("help", "me", now=NOW).stdout == ok("help-me", now=NOW).stdout


def test_the_short_flag_shows_the_version() -> None:
    assert ok("-V").stdout == f"legdiary {legdiary.__version__}\n"


@pytest.mark.parametrize("word", ["today", "status"])
def test_today_and_status_are_the_card(word: str, tmp_path: Path) -> None:
    ok("night", "6", now=NOW, diary=tmp_path / "a.db")
    ok(now=NOW, diary=tmp_path / "a.db")  # the first card of a day says more
    for rest in ((), ("--json",)):
        shown, card = (ok(*words, *rest, now=NOW, diary=tmp_path / "a.db").stdout for words in ((word,), ()))
        assert shown == card


def test_log_and_a_kind_is_that_command(tmp_path: Path) -> None:
    stored = ok("log", "kratom", "2.5", "grams", "--at", "9:30", "--json", now=NOW, diary=tmp_path / "a.db")
    assert stored.json["stored"]["amount_g"] == 2.5
    assert run("log", "night", "11", now=NOW, diary=tmp_path / "a.db").stderr == run("night", "11", now=NOW).stderr
    listed = ok("log").stdout
    assert [name for name in LOGGED if not TREE[name].hidden and f"\n  {name} " not in listed] == []


def test_every_kind_with_a_command_of_its_own_is_under_log() -> None:
    alone = {kind.maker[0] for kind in KINDS.values() if len(kind.maker) == 1}
    assert alone & TREE.keys() <= {*LOGGED}


def test_list_names_what_is_known_and_the_names_of_your_own(tmp_path: Path) -> None:
    diary = tmp_path / "a.db"
    assert ok("symptom", "--list", "--json", now=NOW, diary=diary).json["own"] == []
    assert not diary.exists()
    ok("symptom", "electric jolts", "2", "--new", now=NOW, diary=diary)
    listed = ok("symptom", "--list", "--json", now=NOW, diary=diary).json
    assert listed["own"] == ["electric jolts"]
    assert {"nausea", "sweating"} <= {*listed["names"]}
    assert "Symptoms of your own\n  electric jolts\n" in ok("symptom", "--list", now=NOW, diary=diary).stdout
    assert "glycinate" in ok("magnesium", "--list").stdout
    assert "gabapentin" in ok("medicine", "--list").stdout
    assert {"where", "feel", "missed"} == {*ok("night", "--list", "--json").json}


@pytest.mark.parametrize("columns", [40, 60])
def test_an_error_is_broken_between_words_on_a_screen_and_its_suggestion_is_not(columns: int, tmp_path: Path) -> None:
    shown = on_terminal("symptom", "shaking", "2", columns=columns, now=NOW, diary=tmp_path / "a.db").shown
    piped = run("symptom", "shaking", "2", now=NOW, diary=tmp_path / "a.db").stderr
    lines = shown.splitlines()
    assert lines[-1] == "legdiary: try: legdiary symptom --list"
    assert max(map(len, lines[:-1])) <= columns
    assert " ".join(" ".join(lines[:-1]).split()) == piped.splitlines()[0]
    assert len(piped.splitlines()) == 2


SLIPS = [
    "", "x y z", "--nope", "--at", "--json=1", "--night", "-3", "--colour red", "7 8 9", "--note", "--confirm=yes",
]  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_no_words_of_the_framework_come_through(slip: str, tmp_path: Path) -> None:
    for name, spec in TREE.items():
        if name in {"view", "demo"}:
            continue
        for words in [[name]] if spec.inside is None else [[name], *([name, each] for each in spec.inside)]:
            said = run(*words, *slip.split(), now=NOW, diary=tmp_path / "none.db", env={"HOME": str(tmp_path)}).stderr
            assert not FRAMEWORK.search(said), (words, slip, said)


@given(st.sampled_from([name for name in TREE if len(name) > 3]), st.data())
def test_a_slip_of_one_letter_names_the_command(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    typed = name[:at] + data.draw(st.sampled_from(["", "q", name[at : at + 2][::-1]])) + name[at + 1 :]
    if typed in TREE or len(typed) < 3:
        return
    near = nearest_all(typed, TREE)
    least = min(letters_apart(typed, each) for each in TREE)
    assert near == [each for each in TREE if letters_apart(typed, each) == least]
