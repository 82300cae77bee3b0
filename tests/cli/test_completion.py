"""Completion in real shells, what it costs, and the manual page that is made of the same tree."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from shlex import quote

import pytest
from driving import NEW_YORK, NOW, environment, ok, run
from synced import Device, lay

import make_docs
import manual_page
from legdiary.app.completion import KINDS
from legdiary.cli.completion.command import script
from legdiary.cli.completion.command_tree import commands
from legdiary.cli.completion.flag_values import SHELLS, argument_values, flag_values

_BASH = """
source {script}
COMP_LINE={line}
COMP_POINT=${{#COMP_LINE}}
_legdiary legdiary {current}
(( ${{#COMPREPLY[@]}} )) && printf '%s\\n' "${{COMPREPLY[@]}}"
true
"""
_ZSH = """
autoload -Uz compinit
compinit -u -D
source {script}
compadd() {{
    while (( $# )); do
        [[ $1 == -a ]] && print -rl -- ${{(P)2}}
        [[ $1 == -d ]] && shift
        shift
    done
}}
compset() {{ true }}
words=({words})
CURRENT=${{#words}}
PREFIX=${{words[CURRENT]}}
_legdiary
"""


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("diary") / "diary.db"
    ok("product", "add", "red leaf", "--capsule", "0.5g", diary=path)
    ok("product", "add", "o'brien", diary=path)
    ok("factor", "cold plunge", "--new", diary=path)
    ok("night", "6", diary=path)
    ok("kratom", "2.5g", diary=path)
    ok("delete", "4", diary=path)
    return path


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("scripts")
    for shell in SHELLS:
        (folder / shell).write_text(script(shell), encoding="utf-8")
    return {shell: folder / shell for shell in SHELLS}


def surroundings(diary: Path) -> dict[str, str]:
    """A PATH on which `legdiary` is this interpreter's."""
    folder = diary.parent / "bin"
    if not folder.exists():
        folder.mkdir()
        program = folder / "legdiary"
        program.write_text(f'#!/bin/sh\nexec {quote(sys.executable)} -m legdiary "$@"\n')
        program.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, **environment(NOW, NEW_YORK, diary, None), "PATH": path}


def started(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=60, env=env)


def bash(scripts: dict[str, Path], diary: Path, *words: str, env: dict[str, str] | None = None) -> list[str]:
    """What Bash would be told, with the line and the rest of a word that it hands over."""
    typed = " ".join(("legdiary", *words)).replace(" = ", "=")
    called = _BASH.format(script=quote(str(scripts["bash"])), line=quote(typed), current=quote(words[-1].lstrip("'\"")))
    done = started("bash", "--norc", "-c", called, env={**surroundings(diary), **(env or {})})
    assert done.stderr == ""
    return str(done.stdout).splitlines()


def zsh(scripts: dict[str, Path], diary: Path, *words: str) -> list[str]:
    line = _ZSH.format(script=quote(str(scripts["zsh"])), words=" ".join(map(quote, ("legdiary", *words))))
    done = started("zsh", "-f", "-c", line, env=surroundings(diary))
    return [line for line in str(done.stdout).splitlines() if line]


def fish(scripts: dict[str, Path], diary: Path, *words: str) -> list[str]:
    typed = " ".join(("legdiary", *words))
    line = f"source {quote(str(scripts['fish']))}; complete -C{quote(typed)}"
    done = started("fish", "--no-config", "-c", line, env=surroundings(diary))
    assert done.stderr == ""
    return [each.partition("\t")[0] for each in str(done.stdout).splitlines()]


# ---------------------------------------------------------------------- bash


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("kr",), ["kratom"]),
        (("taper", ""), ["new", "show", "hold", "resume", "set", "coin", "end"]),
        (("kratom", "--pro"), ["--product"]),
        (("kratom", "2g", "--product", "r"), ["red\\ leaf"]),
        (("kratom", "--product", "'r"), ["red leaf"]),
        (("kratom", "--product", "=", "r"), ["red\\ leaf"]),
        (("kratom", "--product", ""), ["o\\'brien", "red\\ leaf"]),
        (("dose", "none", "--of", "mg"), ["mgm-15", "mgm-16"]),
        (("product", "add", "--kind", "7"), ["7-oh"]),
        (("magnesium", "200mg", "--form", "ox"), ["oxide"]),
        (("mag", "--form", "glycinate-"), ["glycinate-dihydrate"]),
        (("night", "--night", "l"), ["last\\ night"]),
        (("sleep", "--night", "last\\ n"), ["last\\ night"]),
        (("night", "--where", "legs,a"), ["legs,arms"]),
        (("night", "--missed", "a"), ["asleep", "away"]),
        (("show", "ton"), ["tonight"]),
        (("factor", "col"), ["cold", "cold\\ plunge"]),
        (("factor", "cold", "col"), []),
        (("symptom", "naus"), ["nausea"]),
        (("medicine", "gabapentin\\ e"), ["gabapentin\\ enacarbil"]),
        (("delete", "5"), ["5"]),
        (("edit", "4"), []),
        (("edit", "5", "--conf"), ["--confirm"]),
        (("report", "--by", ""), ["step", "week", "month"]),
        (("doses", "--of", "7"), ["7-oh"]),
        (("measure", "ferritin", "48ng/mL", "--by", ""), ["self", "clinician"]),
        (("export", "cs"), ["csv"]),
        (("config", "time"), ["timezone"]),
        (("completion", ""), ["bash", "zsh", "fish", "powershell"]),
        (("--diary", "/nowhere/at/all.db", "kratom", "--product", ""), []),
        (("--diary", "x.db", "taper", "ho"), ["hold"]),
    ],
)
def test_in_bash(scripts: dict[str, Path], diary: Path, words: tuple[str, ...], found: list[str]) -> None:
    assert sorted(bash(scripts, diary, *words)) == sorted(found)


def test_bash_asks_the_diary_that_the_line_names(scripts: dict[str, Path], diary: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    ok("product", "add", "green leaf", diary=other)
    assert bash(scripts, diary, "--diary", str(other), "kratom", "--product", "") == ["green\\ leaf"]
    assert bash(scripts, diary, "--diary", "=", str(other), "kratom", "--product", "") == ["green\\ leaf"]


def test_nothing_in_a_name_is_run_by_the_shell(scripts: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    ok("product", "add", "$(touch caught) `touch caught` ; touch caught", diary=path)
    found = bash(scripts, path, "kratom", "--product", "")
    assert found == ["\\$\\(touch\\ caught\\)\\ \\`touch\\ caught\\`\\ \\;\\ touch\\ caught"]
    assert not Path("caught").exists()


def test_devices_and_what_waits_for_a_decision(scripts: dict[str, Path], tmp_path: Path) -> None:
    """A laptop whose phone says something else of a night; a tablet belongs to the diary too."""
    lay("differ", tmp_path)
    laptop = Device(tmp_path, tmp_path / "place")

    def found(*words: str) -> list[str]:
        return bash(scripts, laptop.diary, "sync", *words, env=laptop.env)

    assert found("settle", "") == ["1"]
    assert found("settle", "2") == []
    assert found("settle", "1", "--take", "") == ["laptop", "phone", "tablet"]
    assert found("forget", "") == ["phone", "tablet"]
    laptop.ok("sync settle 1")
    laptop.ok("sync forget phone")
    assert found("settle", "") == []
    assert found("settle", "1", "--take", "p") == ["phone"], "it is forgotten, and what it said is not"
    assert found("forget", "") == ["tablet"]
    laptop.identity.write_text("{")
    assert found("forget", "") == ["laptop", "tablet"], "which one this is cannot be read"


def test_devices_where_nothing_is_synced(scripts: dict[str, Path], diary: Path) -> None:
    assert bash(scripts, diary, "sync", "forget", "") == []
    assert bash(scripts, diary, "sync", "settle", "") == []


# ---------------------------------------------------------------------- the others


@pytest.mark.skipif(shutil.which("zsh") is None, reason="no zsh here")
def test_in_zsh(scripts: dict[str, Path], diary: Path) -> None:
    """The candidates, before zsh itself takes those that fit what is typed."""
    assert zsh(scripts, diary, "taper", "") == ["new", "show", "hold", "resume", "set", "coin", "end"]
    assert zsh(scripts, diary, "kratom", "--product", "") == ["o'brien", "red leaf"]
    assert zsh(scripts, diary, "kratom", "--product=r") == ["red leaf"]
    assert "last night" in zsh(scripts, diary, "show", "")
    assert "--product" in zsh(scripts, diary, "kratom", "--p")
    assert zsh(scripts, diary, "delete", "") == ["5", "3", "2", "1"]
    assert zsh(scripts, diary, "--diary", "/nowhere/at/all.db", "kratom", "--product", "") == []


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here")
def test_in_fish(scripts: dict[str, Path], diary: Path) -> None:
    assert fish(scripts, diary, "kr") == ["kratom"]
    assert sorted(fish(scripts, diary, "taper", "")) == sorted(["new", "show", "hold", "resume", "set", "coin", "end"])
    assert fish(scripts, diary, "kratom", "--product", "r") == ["red leaf"]
    assert fish(scripts, diary, "night", "--night", "l") == ["last night"]
    assert fish(scripts, diary, "night", "--where", "legs,a") == ["legs,arms"]
    assert fish(scripts, diary, "delete", "5") == ["5"]
    assert fish(scripts, diary, "factor", "cold", "col") == []
    assert fish(scripts, diary, "--diary", "/nowhere/at/all.db", "kratom", "--product", "r") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_every_script_is_read_without_complaint(scripts: dict[str, Path], shell: str) -> None:
    if shell == "powershell" or shutil.which(shell) is None:
        pytest.skip(f"no {shell} here, or none that only reads a script")
    done = started(shell, "-n", str(scripts[shell]))
    assert (done.stdout, done.stderr) == ("", "")


def test_the_command_prints_the_script() -> None:
    for shell in SHELLS:
        assert ok("completion", shell).stdout == script(shell)


@pytest.mark.parametrize("words", [("completion",), ("completion", "tcsh")])
def test_another_shell_is_refused(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert (result.code, result.stdout) == (2, "")
    assert "bash" in result.stderr


# ---------------------------------------------------------------------- from the tree


def test_every_flag_and_argument_that_has_values_is_one() -> None:
    flags = {f"{each.path} {flag.name}" for each in commands() for flag in each.flags}
    for place in flag_values():
        assert any(known.endswith(place) for known in flags), place
    paths = {each.path for each in commands()}
    assert {path for path in argument_values() if path not in paths} <= {"restore"}  # comes with its command


def test_a_hidden_command_is_completed_and_not_listed() -> None:
    assert "mag" in {each.path for each in commands()}
    assert "mag" not in {name for name, _ in commands()[0].inside}


# ---------------------------------------------------------------------- what it costs, and what it may not do


def asked(*words: str, diary: Path) -> subprocess.CompletedProcess[str]:
    return started(sys.executable, "-m", "legdiary", "--complete", *words, env=surroundings(diary))


@pytest.mark.parametrize(("kind", "printed"), [("product", "red leaf\n"), ("other-device", ""), ("waiting", "")])
def test_it_loads_neither_typer_nor_anything_heavy(kind: str, printed: str, diary: Path) -> None:
    code = (
        f"import sys; from legdiary.cli.completion.live_answers import answer; answer([{kind!r}, 'r'])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = started(sys.executable, "-c", code, env=surroundings(diary))
    assert done.stdout == printed
    loaded = set(done.stderr.split())
    heavy = {
        "typer",
        "rich",
        "click",
        "sqlmodel",
        "sqlalchemy",
        "pydantic",
        "legdiary.store.diary",
        "legdiary.cli.command_line.commands",
    }
    assert not loaded & heavy


def test_kinds_and_prefixes(diary: Path) -> None:
    assert asked("product", diary=diary).stdout == "o'brien\nred leaf\n"
    assert asked("product", "RED", diary=diary).stdout == "red leaf\n"
    assert asked("entry", diary=diary).stdout == "5\tkratom\n3\tfactor\n2\tproduct\n1\tproduct\n"
    assert asked("factor", "", diary=diary).stdout == "cold plunge\n"
    for kind in KINDS:
        assert asked(kind, "zzz", diary=diary).stdout == ""


def test_a_name_that_no_line_can_hold_is_not_offered(tmp_path: Path) -> None:
    """As another program may have stored it."""
    path = tmp_path / "diary.db"
    spoilt = ("two\nlines", "\x1b[2J", "a\ttab", "a\x9b31m", "a\rb", "a\u2028b")
    for number, _ in enumerate(spoilt):
        ok("product", "add", f"name {number}", diary=path)
    ok("product", "add", "red $leaf", diary=path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "UPDATE product SET name = ? WHERE name = ?",
            [(name, f"name {number}") for number, name in enumerate(spoilt)],
        )
    assert asked("product", diary=path).stdout == "red $leaf\n"


@pytest.mark.parametrize("state", ["missing", "foreign", "empty", "newer", "settings broken"])
def test_whatever_is_wrong_the_answer_is_none_and_nothing_is_touched(state: str, diary: Path, tmp_path: Path) -> None:
    path = tmp_path / "bin-less" / "diary.db"
    path.parent.mkdir()
    if state == "foreign":
        path.write_bytes(b"something else")
    elif state == "empty":
        path.touch()
    elif state in {"newer", "settings broken"}:
        shutil.copy(diary, path)
    if state == "newer":
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version=99")
        connection.close()
    if state == "settings broken":
        file = Path(os.environ["XDG_CONFIG_HOME"]) / "legdiary" / "config.toml"
        file.parent.mkdir(parents=True)
        file.write_text("colour = red")
    before = path.read_bytes() if path.exists() else None
    done = asked("product", diary=path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == ("o'brien\nred leaf\n" if state == "settings broken" else "")  # LEGDIARY_DIARY is enough
    assert (path.read_bytes() if path.exists() else None) == before


@pytest.mark.parametrize("words", [(), ("nothing",), ("product", "r", "more"), ("--help",)])
def test_a_strange_question_has_no_answer(words: tuple[str, ...], diary: Path) -> None:
    done = asked(*words, diary=diary)
    assert (done.returncode, done.stderr) == (0, "")


# ---------------------------------------------------------------------- the manual


def test_the_manual_is_plain_ascii_and_names_every_command() -> None:
    page = manual_page.page()
    assert page.isascii()
    for each in commands():
        if each.path and not each.inside and each.path != "mag":
            assert f'.SS "legdiary {each.path}'.replace("-", "\\-") in page, each.path


def test_the_manual_keeps_the_lines_that_are_to_be_copied() -> None:
    lines = manual_page.page().splitlines()
    begins = next(number for number, line in enumerate(lines) if line.startswith("By hand, "))
    ends = lines.index(".fi", begins)
    assert lines[begins - 2 : begins] == [".PP", ".nf"]
    assert [line.split(" ")[0] for line in lines[begins + 1 : ends]] == ["bash:", "zsh:", "fish:", "powershell:"]
    assert "\b" not in manual_page.page()


@pytest.mark.skipif(shutil.which("man") is None, reason="no man here")
def test_the_manual_is_shown_without_complaint() -> None:
    done = started(
        "man",
        "--warnings",
        "-l",
        str(make_docs.PAGES["manual"][0]),
        env={**os.environ, "MANPAGER": "cat", "MANWIDTH": "80"},
    )
    assert done.stderr == ""
    assert "legdiary kratom AMOUNT" in done.stdout
