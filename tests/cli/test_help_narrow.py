"""Help on a phone and in colour: laid out for the columns that are there, grouped by subject, plain when piped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from driving import ok, on_terminal, run

from legdiary.cli.command_line import help_text
from legdiary.cli.command_line.build import build
from legdiary.cli.command_line.commands import TREE, spec_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.cli.command_line.commands import Spec

ESCAPE = re.compile("\x1b\\[[0-9;]*m")


def paths() -> Iterator[tuple[str, Spec]]:
    """Every command by its words."""
    for name, spec in TREE.items():
        yield name, spec
        for inside, each in (spec.inside or {}).items():
            yield f"{name} {inside}", each


@pytest.mark.parametrize("words", ["", "sleep", "taper new", "remind", "export html", "kratom", "night"])
def test_help_keeps_to_forty_columns(words: str) -> None:
    shown = ok(*words.split(), "--help", env={"COLUMNS": "40"}).stdout
    assert [line for line in shown.splitlines() if len(line) > 40] == []


def test_an_example_is_copied_as_it_stands() -> None:
    for words, spec in paths():
        for columns in ("40", "80"):
            shown = ok(*words.split(), "--help", env={"COLUMNS": columns}).stdout
            example = shown.partition("  Example: ")[2]
            assert " ".join(example.replace("\\\n", " ").split()) == spec.example


def test_many_options_are_grouped_and_every_one_is_there() -> None:
    for words, spec in paths():
        if spec.inside is not None or spec.passes_on:
            continue
        path = words.removeprefix("log ")
        params = [each for each in build(path.split()[-1], spec).params if each.param_type_name == "option"]
        flags = {flag for each in params for flag in help_text.flags_of(each)}
        groups = help_text.GROUPS.get(path, ())
        grouped = [flag for _, named in groups for flag in named]
        assert len(grouped) == len({*grouped}), words
        assert {*grouped} <= flags, (words, {*grouped} - flags)
        assert groups or len(params) < help_text.LONG_FROM, words
        shown = ok(*words.split(), "--help").stdout
        assert [each.opts[0] for each in params if each.opts[0] not in shown] == [], words
        assert [heading for heading, _ in groups if f"\n{heading}:\n" not in shown] == [], words


def test_every_group_is_of_a_command() -> None:
    assert [path for path in help_text.GROUPS if spec_of(path.split()) is None] == []


def test_on_a_terminal_it_is_in_colour_and_says_the_same() -> None:
    piped = ok("sleep", "--help").stdout
    assert "\x1b" not in piped
    shown = on_terminal("sleep", "--help", env={"COLORFGBG": "15;0"}).shown
    assert "\x1b[1mClock times:\x1b[0m\n" in shown
    assert "\x1b[1;96m--tried\x1b[0m\x1b[2m HH:MM\x1b[0m" in shown
    assert ESCAPE.sub("", shown) == piped


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}])
def test_whoever_says_no_gets_none(env: dict[str, str]) -> None:
    assert "\x1b" not in on_terminal("--help", env=env).shown


def test_whoever_forces_it_has_it_in_a_pipe() -> None:
    shown = run("sleep", "--help", env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b[1m" in shown
    assert ESCAPE.sub("", shown) == ok("sleep", "--help").stdout


def test_a_group_alone_shows_its_help_in_colour_too() -> None:
    assert "\x1b[1mOptions:\x1b[0m" in on_terminal("taper").shown
    assert "\x1b" not in run("taper").stderr
