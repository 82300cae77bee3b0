"""What a command loads: a person waits for process start, so nothing is imported that the command does not use.

Real processes, since what one test imports another would find. What is counted does not flicker, unlike time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "rich", "asyncio", "alembic", "textual")
NETWORK = ("socket", "ssl", "http", "urllib.request", "_socket", "_ssl", "ftplib", "smtplib", "email.mime")
#: Beyond those of the bare interpreter; Typer alone is 106 of them, platformdirs 13.
MOST_MODULES_AT_NIGHT = 170

AT_NIGHT = (("kratom", "2.5g"), ("night", "6"), ("magnesium", "200mg"), ("mag", "200mg"))
QUICK = (
    ("--help",), ("--version",), ("night", "--help"), ("kratom", "none"), ("sleep", "--total", "6h30"), ("week",),
    ("week", "--json"), (), ("show",), ("list",), ("history",), ("undo",), ("edit", "1", "4"), ("delete", "2"),
    ("night", "11"), ("nigth", "6"), ("where",), ("product", "add", "leaf"), ("taper", "show"),
    ("taper", "new", "--from", "5g", "--cut", "1g", "--every", "7d", "--yes"),
)  # fmt: skip
CSV = ("export", "csv", "--table", "doses", "--output", "-")

_DUMP = """
import sys
before = set(sys.modules)
sys.argv = ["legdiary", *{words!r}]
from legdiary.__main__ import main
code = main()
loaded = sorted(set(sys.modules) - before)
sys.stdout.flush()
import json
with open({target!r}, "w") as file:
    json.dump([code, loaded], file)
"""


def loaded_by(words: tuple[str, ...], tmp_path: Path) -> tuple[int, set[str]]:
    """The exit code of a command, and the modules that it loaded."""
    target = tmp_path / "modules.json"
    code = _DUMP.format(words=list(words), target=str(target))
    env = {**os.environ, "LEGDIARY_NOW": "2026-11-22T01:30-05:00", "LEGDIARY_DIARY": str(tmp_path / "diary.db")}
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=env, timeout=60)
    exit_code, modules = json.loads(target.read_text())
    return exit_code, set(modules)


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A diary of a night and a dose."""
    folder = tmp_path_factory.mktemp("begun")
    for words in (("night", "5"), ("kratom", "1g")):
        assert loaded_by(words, folder)[0] == 0
    return (folder / "diary.db").read_bytes()


@pytest.fixture
def begun(diary: bytes, tmp_path: Path) -> Path:
    """A folder of a test's own with that diary."""
    (tmp_path / "diary.db").write_bytes(diary)
    return tmp_path


def packages(modules: set[str], names: tuple[str, ...]) -> set[str]:
    """Those of the modules that are, or are inside, the named ones."""
    return {module for module in modules for name in names if module == name or module.startswith(f"{name}.")}


@pytest.mark.parametrize("words", AT_NIGHT, ids=" ".join)
def test_a_nightly_command_loads_little(words: tuple[str, ...], begun: Path) -> None:
    code, modules = loaded_by(words, begun)
    assert code == 0
    assert packages(modules, HEAVY + NETWORK) == set()
    assert len(modules) <= MOST_MODULES_AT_NIGHT, sorted(modules)


@pytest.mark.skipif(not Path("/usr/share/zoneinfo").is_dir(), reason="zones are elsewhere")
def test_nobody_asks_what_the_interpreter_was_built_with(begun: Path) -> None:
    _, modules = loaded_by(("kratom", "2.5g"), begun)
    assert {module for module in modules if module.startswith("_sysconfigdata")} == set()


@pytest.mark.parametrize("words", QUICK, ids=lambda words: " ".join(words) or "the card")
def test_other_commands_load_nothing_heavy(words: tuple[str, ...], begun: Path) -> None:
    _, modules = loaded_by(words, begun)
    assert packages(modules, HEAVY + NETWORK) == set()


def test_a_first_command_loads_nothing_heavy_either(tmp_path: Path) -> None:
    code, modules = loaded_by(("night", "6"), tmp_path)
    assert code == 0
    assert packages(modules, HEAVY + NETWORK) == set()


@pytest.mark.skipif(find_spec("legdiary.cli.hand_over") is None, reason="no export yet")
def test_the_export_of_a_table_loads_nothing_heavy(begun: Path) -> None:
    code, modules = loaded_by(CSV, begun)
    assert code == 0
    assert packages(modules, HEAVY + NETWORK) == set()


def test_the_demo_loads_nothing_heavy(tmp_path: Path) -> None:
    code, modules = loaded_by(("demo", "--output", str(tmp_path / "demo.db")), tmp_path)
    assert code == 0
    assert packages(modules, HEAVY + NETWORK) == set()


@pytest.mark.parametrize("name", [*HEAVY, "socket"])
def test_the_test_would_notice(name: str, tmp_path: Path) -> None:
    """`packages` finds what it is asked for, whole names only."""
    del tmp_path
    assert packages({name, f"{name}.inside", f"{name}like"}, (name,)) == {name, f"{name}.inside"}
