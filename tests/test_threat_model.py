"""docs/threat-model.md: every promise on it names a test that there is; and the tests of those that had none."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from legdiary.cli.command_line import command_table

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
#: Those of whom the page must speak.
ADVERSARIES = (
    "Another user on the machine", "A hostile import file", "A hostile sync carrier", "A stolen copy", "A shoulder",
    "A spreadsheet", "A terminal", "The network",
)  # fmt: skip
CARRIED = ROOT / "tests" / "kept" / "schema-7" / "carried"


def rows() -> list[list[str]]:
    cells = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
    return [row for row in cells if row[-1] != "test" and not row[0].startswith("---")]


def defined(path: Path) -> set[str]:
    """The tests of a file, those of a class after its name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
    for each in tree.body:
        if isinstance(each, ast.ClassDef):
            found |= {f"{each.name}::{inner.name}" for inner in each.body if isinstance(inner, ast.FunctionDef)}
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_every_promise_names_a_test_that_there_is(row: list[str]) -> None:
    assert len(row) == 3
    named = re.fullmatch(r"`(tests/[\w/]+\.py)::([\w:]+)`", row[2])
    assert named is not None, row[2]
    assert named[2] in defined(ROOT / named[1]), row[2]
    assert "test_" in named[2]


def test_of_each_it_is_said_what_holds_and_what_does_not() -> None:
    parts = PAGE.split("\n## ")[1:]
    assert tuple(part.partition("\n")[0] for part in parts) == ADVERSARIES
    for part in parts:
        assert part.count("| `tests/") >= 3
        assert part.count("**Not protected:**") == 1


def test_python_files_where_you_work_are_not_run(tmp_path: Path) -> None:
    """A folder of downloads, a shared one: files by the names of what the program loads, and of itself."""
    program = Path(sys.executable).with_name("legdiary")
    if not program.exists():
        pytest.skip("legdiary is not installed as a command here")
    for name in ("legdiary", "sqlite3", "json", "typer", "tomlkit", "jinja2", "platformdirs", "sitecustomize", "re"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('zebra')")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    for words in (("night", "6", "--night", "2026-11-20"), ("report",), ("export", "json", "--output", "-")):
        done = subprocess.run(
            [program, "--diary", tmp_path / "diary.db", *words], check=False, capture_output=True, encoding="utf-8",
            cwd=tmp_path, timeout=60, env=environment | {"LEGDIARY_NOW": "2026-11-22T01:30-05:00"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "zebra" not in done.stdout + done.stderr


def test_no_option_takes_a_passphrase() -> None:
    """It would stand in the list of processes, and in the shell's history."""
    text = Path(command_table.__file__).read_text(encoding="utf-8")
    options = set(re.findall(r"--[a-z][a-z-]+", text))
    assert {"--output", "--encrypt", "--name"} <= options
    assert not [each for each in options if re.search(r"pass|secret|pin\b|key", each)]


def test_a_carrier_reads_no_word() -> None:
    """The diary in this place has notes, names, a product, places and the names of two devices."""
    for path in CARRIED.rglob("*"):
        told = path.relative_to(CARRIED).as_posix().encode()
        told += path.read_bytes() if path.is_file() and path.name != "README.txt" else b""
        for word in ("with food", "crawling", "red leaf", "caffeine", "née", "severity", "kratom", "New_York", "laptop",
                     "phone", "2026"):  # fmt: skip
            assert word.encode() not in told, (path, word)
    assert "kratom" not in (CARRIED / "legdiary-sync" / "README.txt").read_text(encoding="utf-8")
