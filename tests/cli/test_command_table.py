"""The table of commands: compiled from what Typer knows, and read as Typer reads it.

Every command line that another test runs in this process is read both ways as well (`driving.run`).
"""

from __future__ import annotations

import random
from typing import Any

import pytest
import typer
from both_readers import by_table, by_typer

import command_table as compiler
from legdiary.cli.command_line.command_table import MANY, ON, ROOT, TABLE
from legdiary.cli.command_line.table_reader import read_line
from legdiary.cli.main import application
from legdiary.errors import LegdiaryError

#: What people type as values, and what looks like something else.
_WORDS = (
    "6", "2.5g", "none", "22:45-06:10", "yesterday", "-1", "--", "-", "", " ", "a b", "--note", "-x", "=", "--json=1",
    "caffeine", "12", "23:40", "--no-pager", "-h", "é", "--diary", "new", "show", "kratom", "\0", "--night=", "9" * 40,
)  # fmt: skip
EVERY_DAY, SLOW = 1500, 30_000


def made_up(dice: random.Random) -> list[str]:
    """A command line: mostly as the table has it, with a word or two too many, too few, or elsewhere."""
    path = dice.choice([*TABLE, "log night", "log kratom", "edit", "help", "trial", "taper", "nigth", ""])
    words = path.split()
    _, places, others, flags = TABLE.get(path.removeprefix("log "), ("", ("a",), None, {"--json": ("json", ON)}))
    parts = [[dice.choice(_WORDS)] for _ in range(dice.choice([0, len(places), len(places), 3 if others else 0, 1]))]
    for flag in dice.sample([*flags], k=min(len(flags), dice.choice([0, 1, 1, 2, 3]))):
        takes = flags[flag][1]
        value = dice.choice(_WORDS)
        if takes == ON:
            parts.append([flag])
        else:
            parts += dice.choice([[[flag, value]], [[flag, value]], [[f"{flag}={value}"]], [[flag]]])
            parts += [[flag, value]] if takes == MANY and dice.random() < 0.5 else []
    dice.shuffle(parts)
    before: list[str] = []
    for flag, (_, takes) in ROOT.items():
        if dice.random() < 0.1:
            before += [flag] if takes == ON else [flag, "x.db"]
    made = [*before, *words, *(word for part in parts for word in part)]
    if dice.random() < 0.1:
        made.insert(dice.randrange(len(made) + 1), dice.choice(_WORDS))
    return made


@pytest.mark.parametrize("number", [EVERY_DAY, pytest.param(SLOW, marks=pytest.mark.slow)])
def test_made_up_lines_are_read_as_typer_reads_them_or_left_to_it(number: int) -> None:
    dice = random.Random(number)  # noqa: S311 - repeatable
    by_the_table = 0
    for _ in range(number):
        line = made_up(dice)
        read = by_table(line)
        if read is not None:
            by_the_table += 1
            assert read == by_typer(line), line
    assert by_the_table > number // 3


@pytest.mark.parametrize(
    "line",
    [
        ["kratom", "2.5g"], ["--diary", "x.db", "night", "6", "--note", "-"], ["log", "magnesium", "200mg"], [],
        ["week"], ["trial"], ["sync"], ["sync", "--json"],
        ["taper", "set", "2026-12-01", "4g"], ["night", "--clear", "note", "--clear", "onset"], ["--json"],
        ["factor", "warm", "bath", "--helped=2"], ["kratom", "none", "--of", "7-oh", "--confirm", "--json"],
    ],
)  # fmt: skip
def test_ordinary_lines_never_wake_typer(line: list[str]) -> None:
    assert by_table(line) == by_typer(line)


@pytest.mark.parametrize(
    "line",
    [
        ["--help"], ["kratom", "--help"], ["kratom", "-h"], ["-V"], ["--version"], ["nigth", "6"], ["night", "6", "7"],
        ["night", "--severity", "6"], ["night", "-1"], ["kratom", "--at"], ["kratom", "--json=yes", "2g"], ["taper"],
        ["kratom", "2g", "--at", "1:00", "--at", "2:00"], ["edit", "12", "3g"], ["help", "sleep"], ["night", ""],
        ["kratom", "--", "2g"], ["trial", "--help"], ["sync", "sideways"],
    ],
)  # fmt: skip
def test_everything_else_is_left_to_typer(line: list[str]) -> None:
    assert read_line(line) is None


def test_what_the_table_cannot_say_is_refused_when_it_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    params: list[Any] = [each for each in application().params if each.name == "diary"]
    monkeypatch.setattr(params[0], "required", True)
    with pytest.raises(compiler.NotInTable, match="diary"):
        compiler.page()


def test_a_line_that_typer_refuses_is_never_read_by_the_table() -> None:
    """Whatever Typer raises on stays Typer's: its message, its exit code."""
    for line in (["night", "6", "7"], ["nigth"], ["kratom", "--at"]):
        with pytest.raises((LegdiaryError, typer.Exit, Exception)):
            by_typer(line)
        assert by_table(line) is None
