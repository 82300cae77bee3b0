"""What a command loads: a person waits for process start, so nothing is imported that the command does not use.

Real processes, since what one test imports another would find. What is counted does not flicker, unlike time.
"""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "rich", "asyncio", "alembic", "textual")
NETWORK = ("socket", "ssl", "http", "urllib.request", "_socket", "_ssl", "ftplib", "smtplib", "email.mime")
#: What states the command line, and is not asked about an ordinary one.
FRAMEWORK = ("typer", "click", "subprocess", "shutil", "textwrap", "difflib")
#: Half of what a dose once loaded. Text names files, plain string methods read amounts, and JSON is only written.
PLAIN = ("typing", "pathlib", "urllib", "re", "enum", "json")
AT_NIGHT = (("kratom", "2.5g"), ("night", "6"), ("magnesium", "200mg"), ("mag", "200mg"))
LOOKED_AT = ((), ("week",), ("list", "--last", "14d"))
QUICK = (
    ("--help",), ("--version",), ("night", "--help"), ("kratom", "none"), ("sleep", "--total", "6h30"), ("week",),
    ("week", "--json"), (), ("show",), ("list",), ("history",), ("undo",), ("edit", "1", "4"), ("delete", "2"),
    ("night", "11"), ("nigth", "6"), ("where",), ("product", "add", "leaf"), ("taper", "show"),
    ("taper", "new", "--from", "5g", "--cut", "1g", "--every", "7d", "--yes"),
)  # fmt: skip
CSV = ("export", "csv", "--table", "doses", "--output", "-")

_DUMP = """
import sys
at_start = set(sys.modules)
sys.argv = ["legdiary", *{words!r}]
from legdiary.__main__ import main
code = main()
at_end = set(sys.modules)
sys.stdout.flush()
import json
told = dict(code=code, loaded=sorted(at_end - at_start))
with open({target!r}, "w") as file:
    json.dump(told, file)
"""


@dataclass(frozen=True)
class Loaded:
    """What a command loaded beyond the interpreter's start."""

    code: int
    modules: set[str]


def loaded_by(words: tuple[str, ...], tmp_path: Path, streams: int = subprocess.PIPE, **variables: str) -> Loaded:
    """What a real process with these words loaded."""
    target, script = tmp_path / "modules.json", tmp_path / "run.py"
    script.write_text(_DUMP.format(words=list(words), target=str(target)), encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if name != "TZ"}
    env |= {"LEGDIARY_NOW": "2026-11-22T01:30-05:00", "LEGDIARY_DIARY": str(tmp_path / "diary.db"), **variables}
    subprocess.run(
        [sys.executable, str(script)], check=True, stdin=streams, stdout=streams, stderr=streams, env=env, timeout=60
    )
    told = json.loads(target.read_text())
    return Loaded(told["code"], set(told["loaded"]))


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a diary of a night, magnesium, a product, a plan and nine days of doses, and this week's copy."""
    folder = tmp_path_factory.mktemp("begun")
    for words in (
        "night 5 --night -2",
        "product add leaf",
        "taper new --from 5g --cut 1g --every 7d --start 2026-11-16 --yes",
        "kratom 1g --at 20:00 --product leaf",
        *(f"kratom 5g --night 2026-11-{day} --at 20:00" for day in range(13, 21)),
        "magnesium 100mg --at 20:00",
    ):
        assert loaded_by(tuple(words.split()), folder).code == 0
    return folder


@pytest.fixture
def begun(used: Path, tmp_path: Path) -> Path:
    """A folder of a test's own like that one."""
    shutil.copytree(used, tmp_path, dirs_exist_ok=True)
    return tmp_path


def packages(modules: set[str], names: tuple[str, ...]) -> set[str]:
    """Those of the modules that are, or are inside, the named ones."""
    return {module for module in modules for name in names if module == name or module.startswith(f"{name}.")}


@pytest.mark.parametrize("words", AT_NIGHT, ids=" ".join)
@pytest.mark.usefixtures("unmeasured")
def test_a_nightly_command_loads_little(words: tuple[str, ...], begun: Path) -> None:
    loaded = loaded_by(words, begun)
    assert loaded.code == 0
    assert packages(loaded.modules, HEAVY + NETWORK + FRAMEWORK + PLAIN) == set()


def test_a_dose_above_the_usual_loads_no_more_than_what_says_so(begun: Path) -> None:
    usual, above = (loaded_by(("kratom", dose, "--confirm"), begun) for dose in ("2.5g", "9g"))
    assert above.modules - usual.modules == {
        "legdiary.domain.stats", "legdiary.domain.stats.descriptive", "legdiary.wording",
    }  # fmt: skip


@pytest.mark.usefixtures("unmeasured")
def test_an_inbox_as_it_was_costs_one_small_module(begun: Path) -> None:
    without = loaded_by(("mag", "150mg"), begun)
    (begun / "inbox.txt").write_text("2026-11-22T01:31-05:00 symptom sweating 1\n")
    (begun / "config").mkdir()
    (begun / "config" / "legdiary").mkdir()
    (begun / "config" / "legdiary" / "config.toml").write_text(f'inbox = "{begun / "inbox.txt"}"\n')
    config = str(begun / "config")
    taking = loaded_by(("mag", "160mg"), begun, XDG_CONFIG_HOME=config)
    again = loaded_by(("mag", "170mg"), begun, XDG_CONFIG_HOME=config)
    assert "legdiary.formats.typed_lines" in taking.modules
    assert packages(taking.modules, HEAVY + NETWORK) == set()
    assert {name for name in again.modules - without.modules if name.startswith("legdiary")} == {
        "legdiary.app.imports", "legdiary.app.imports.inbox", "legdiary.app.imports.taken_lines", "legdiary.cli.inbox",
    }  # fmt: skip


@pytest.mark.parametrize("columns", ["40", "120"])
@pytest.mark.parametrize("words", AT_NIGHT, ids=" ".join)
def test_a_nightly_command_loads_as_little_at_a_terminal(words: tuple[str, ...], columns: str, begun: Path) -> None:
    ours, theirs = pty.openpty()
    with open(ours, "rb"), open(theirs, "rb"):  # noqa: PTH123 - handles, not paths
        loaded = loaded_by(words, begun, streams=theirs, TERM="xterm", PYTHONIOENCODING="utf-8", COLUMNS=columns)
    assert loaded.code == 0
    assert packages(loaded.modules, HEAVY + NETWORK + FRAMEWORK + PLAIN) == set()
    assert ("legdiary.render.terminal.layout" in loaded.modules) == (columns == "40"), (
        "lines are broken where they are too long"
    )


@pytest.mark.skipif(not Path("/usr/share/zoneinfo").is_dir(), reason="zones are elsewhere")
def test_the_rules_of_a_zone_load_where_they_are_asked(begun: Path) -> None:
    assert "zoneinfo" not in loaded_by(("kratom", "2.5g"), begun).modules
    for zone in ("America/New_York", ":Europe/Berlin", "UTC"):
        assert "zoneinfo" not in loaded_by(("kratom", "2.5g", "--confirm"), begun, TZ=zone).modules
    assert "zoneinfo" in loaded_by(("kratom", "2g", "--at", "20m ago"), begun, TZ="America/New_York").modules


@pytest.mark.skipif(not Path("/usr/share/zoneinfo").is_dir(), reason="zones are elsewhere")
def test_nobody_asks_what_the_interpreter_was_built_with(begun: Path) -> None:
    modules = loaded_by(("kratom", "2.5g", "--at", "20m ago"), begun, TZ="America/New_York").modules
    assert {module for module in modules if module.startswith("_sysconfigdata")} == set()


@pytest.mark.parametrize("words", LOOKED_AT, ids=lambda words: " ".join(words) or "the card")
@pytest.mark.usefixtures("unmeasured")
def test_what_is_looked_at_each_night_loads_as_little(words: tuple[str, ...], begun: Path) -> None:
    loaded_by(words, begun)  # the first look of a day notes that it was
    loaded = loaded_by(words, begun)
    assert loaded.code == 0
    assert packages(loaded.modules, HEAVY + NETWORK + FRAMEWORK + PLAIN) == set()


@pytest.mark.usefixtures("unmeasured")
def test_the_first_question_of_a_checkin_loads_as_little(begun: Path) -> None:
    ours, theirs = pty.openpty()
    with open(ours, "r+b", buffering=0) as keys, open(theirs, "rb"):  # noqa: PTH123 - handles, not paths
        keys.write(b"\x04")
        loaded = loaded_by(("checkin",), begun, streams=theirs, TERM="xterm", PYTHONIOENCODING="utf-8")
    assert "legdiary.app.checkin.answers" in loaded.modules, "they load while the person types"
    assert packages(loaded.modules, HEAVY + NETWORK + FRAMEWORK + PLAIN) == set()


@pytest.mark.parametrize("words", QUICK, ids=lambda words: " ".join(words) or "the card")
def test_other_commands_load_nothing_heavy(words: tuple[str, ...], begun: Path) -> None:
    assert packages(loaded_by(words, begun).modules, HEAVY + NETWORK) == set()


def test_a_first_command_loads_nothing_heavy_either(tmp_path: Path) -> None:
    loaded = loaded_by(("night", "6"), tmp_path)
    assert loaded.code == 0
    assert packages(loaded.modules, HEAVY + NETWORK) == set()


@pytest.mark.skipif(find_spec("legdiary.cli.export.csv") is None, reason="no export yet")
def test_the_export_of_a_table_loads_nothing_heavy(begun: Path) -> None:
    loaded = loaded_by(CSV, begun)
    assert loaded.code == 0
    assert packages(loaded.modules, HEAVY + NETWORK) == set()


def test_the_demo_loads_nothing_heavy(tmp_path: Path) -> None:
    loaded = loaded_by(("demo", "--output", str(tmp_path / "demo.db")), tmp_path)
    assert loaded.code == 0
    assert packages(loaded.modules, HEAVY + NETWORK) == set()


@pytest.mark.parametrize("name", [*HEAVY, "socket"])
def test_the_test_would_notice(name: str, tmp_path: Path) -> None:
    """`packages` finds what it is asked for, whole names only."""
    del tmp_path
    assert packages({name, f"{name}.inside", f"{name}like"}, (name,)) == {name, f"{name}.inside"}
