"""What charts are drawn with: the finest dots that the terminal is known to show, or what the person says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from driving import ok, on_terminal, run, run_process

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-22T22:00-05:00"
CHART = ("taper", "show", "--chart")


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    for words in (
        "taper new --from 6g --to 3g --cut 1g --every 7d --start 2026-11-01 --yes",
        "kratom 6g --night 2026-11-02 --at 20:00",
        "night 4 --night 2026-11-02",
    ):
        ok(*words.split(), now=NOW, diary=path)
    return path


def kind_of(text: str) -> str:
    """The dots in a text: braille, blocks or ascii; a chart has one kind."""
    braille = any("\u2801" <= each <= "\u28ff" for each in text)
    blocks = bool(set("▀▄█") & set(text))
    assert not (braille and blocks)
    return "braille" if braille else "blocks" if blocks else "ascii"


@pytest.mark.parametrize(
    ("env", "kind"),
    [
        ({}, "braille"),
        ({"NO_COLOR": "1"}, "braille"),
        ({"TERM": "linux"}, "blocks"),
        ({"TERM": "dumb"}, "ascii"),
        ({"PYTHONIOENCODING": "latin-1"}, "ascii"),
        ({"LEGDIARY_CHARTS": "blocks"}, "blocks"),
        ({"LEGDIARY_CHARTS": "ascii"}, "ascii"),
        ({"LEGDIARY_CHARTS": "braille", "TERM": "linux"}, "braille"),
        ({"LEGDIARY_CHARTS": "braille", "PYTHONIOENCODING": "ascii"}, "ascii"),
    ],
)
def test_on_a_terminal(env: dict[str, str], kind: str, diary: Path) -> None:
    shown = on_terminal(*CHART, now=NOW, diary=diary, env={"PYTHONIOENCODING": "utf-8", **env})
    assert shown.code == 0
    assert kind_of(shown.shown) == kind


def test_in_a_pipe_it_is_ascii_unless_the_person_says_otherwise(diary: Path) -> None:
    for words in (CHART, ("report", "--last", "4w"), ("report", "--full", "--last", "4w")):
        assert kind_of(run_process(*words, now=NOW, diary=diary).stdout) == "ascii"
        env = {"LEGDIARY_CHARTS": "braille", "PYTHONIOENCODING": "utf-8"}
        assert kind_of(run_process(*words, now=NOW, diary=diary, env=env).stdout) == "braille"


def test_the_setting_holds_and_the_variable_goes_before_it(diary: Path) -> None:
    ok("config", "charts", "blocks", now=NOW, diary=diary)
    assert kind_of(ok(*CHART, now=NOW, diary=diary).stdout) == "blocks"
    assert kind_of(ok(*CHART, now=NOW, diary=diary, env={"LEGDIARY_CHARTS": "ascii"}).stdout) == "ascii"


def test_no_such_dots(diary: Path) -> None:
    refused = run(*CHART, now=NOW, diary=diary, env={"LEGDIARY_CHARTS": "sixel"})
    assert (refused.code, refused.stdout) == (2, "")
    assert refused.stderr == (
        "legdiary: setting charts: 'sixel' is not one of its values; write braille, blocks or ascii\n"
    )
