"""Nothing acts on a terminal but the ends of lines and our own colours, whatever a path, a name or a variable holds.

All commands, each with every flag; what is tried is read off the tree of commands, so a new one is among them.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from driving import ok, on_terminal, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from provoking import on_a_computer

import legdiary
from legdiary.cli.completion.command_tree import commands
from summing import sum_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from driving import Result

#: Colour, a cleared screen, a title, a link, a C1 command, a bell, a line that is gone back to, and one that is new.
HOSTILE = "a\x1b[31mb\x1b[2Jc\x1b]0;t\x07d\x1b]8;;u\x1b\\e\x9b31mf\x85g\x7fh\ri\bj\x0ck\nl\x80"
PATH_HOSTILE = HOSTILE.replace("/", "")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
OUR_COLOURS = re.compile(r"\x1b\[[0-9;]*m")

#: A command line for every command that takes words of its own, as somebody would type it.
TYPED = {
    "night": ("6",), "sleep": ("22:45-06:10", "--latency", "40m"), "kratom": ("2g",), "magnesium": ("200mg",),
    "mag": ("200mg",), "factor": ("caffeine",), "symptom": ("nausea", "2"), "medicine": ("gabapentin", "300mg"),
    "measure": ("ferritin", "48ng/mL"), "product add": ("leaf",), "show": ("last night",), "history": ("1",),
    "edit": ("1", "4"), "delete": ("1",), "taper new": ("--from", "5g", "--cut", "1g", "--every", "7d", "--preview"),
    "taper hold": ("5d",), "taper set": ("2026-12-01", "4g"), "export csv": ("--output", "csv"),
    "export html": ("--output", "page.html"), "export json": ("--output", "diary.json"),
    "export fhir": ("--output", "bundle.json"), "export ics": ("--output", "steps.ics"), "import": ("diary.json",),
    "remind": ("22:30", "--preview"), "completion": ("bash",), "restore": ("diary.db", "--yes"),
    "demo": ("--output", "demo.db"),
}  # fmt: skip
LEAVES = tuple(each.path for each in commands() if not each.inside)
#: Another program's business, or a real screen's.
ELSEWHERE = {"export pdf"}


@pytest.fixture(autouse=True)
def _no_real_timer() -> Iterator[None]:
    with mock.patch.dict(os.environ), on_a_computer()(mock.Mock()):
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home, and in it the present folder; its name means harm."""
    place = tmp_path / PATH_HOSTILE
    place.mkdir()
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.chdir(place)
    return place


def typed(path: str) -> tuple[str, ...]:
    return (*path.split(), *TYPED.get(path, ()))


def check(result: Result) -> None:
    for stream in (result.stdout, result.stderr):
        assert CONTROL.findall(stream) == [], result
    assert "Traceback" not in result.stderr
    assert "fault in legdiary" not in result.stderr, result


def spoil(diary: Path) -> None:
    """Names and notes that no command of ours would store, as if one had: with their checksums."""
    with closing(sqlite3.connect(diary)) as connection, connection:
        for table, column in (("product", "name"), ("factor", "name"), ("night", "note"), ("plan", "name")):
            connection.execute(f'UPDATE "{table}" SET "{column}" = ?', (HOSTILE,))  # noqa: S608 - above
    sum_up(diary)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("content") / "diary.db"
    for words in (
        ("night", "5"), ("product", "add", "leaf"), ("factor", "plunge", "--new"), ("kratom", "1g", "--at", "20:00"),
        ("taper", "new", "--from", "5g", "--cut", "1g", "--every", "7d", "--yes"),
    ):  # fmt: skip
        ok(*words, diary=path)
    return path.read_bytes()


def fill(home: Path, content: bytes) -> Path:
    """A diary with something of most kinds in its usual place."""
    diary = home / ".local/share/legdiary/diary.db"
    diary.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    diary.write_bytes(content)
    return diary


def test_every_command_is_tried() -> None:
    assert set(TYPED) <= set(LEAVES)
    assert {"where", "config", "check", "demo", "backup"} <= set(LEAVES)


# ---------------------------------------------------------------------- places


@pytest.mark.parametrize("path", ["", *(each for each in LEAVES if each not in ELSEWHERE)])
@pytest.mark.thinned(3)
def test_a_home_and_a_diary_with_such_a_name(path: str, home: Path, content: bytes) -> None:
    check(run(*typed(path)))  # nothing there yet
    fill(home, content)
    check(run(*typed(path)))
    check(run(*typed(path), "--json"))
    check(run("--diary", str(home / PATH_HOSTILE), *typed(path)))
    check(run(*typed(path), env={"LEGDIARY_DIARY": str(home / PATH_HOSTILE / "nowhere.db")}))


@pytest.mark.parametrize("path", ["", *(each for each in LEAVES if each not in ELSEWHERE)])
@pytest.mark.thinned(3)
def test_names_that_another_program_stored(path: str, home: Path, content: bytes) -> None:
    spoil(fill(home, content))
    check(run(*typed(path)))
    check(run(*typed(path), "--json"))


@pytest.mark.parametrize("path", ["", *LEAVES])
@pytest.mark.parametrize(
    "setting",
    [
        'diary = "/\\u001b[31m\\u009b/x.db"', 'diary = "\\u001b"', 'diary = "/a\\u0000b"', 'timezone = "\\u001b[31m"',
        '"\\u001b[31m" = 1', "a = [[\x1b", 'day_start = "\\u009b"', 'country = "\\u007f\\u001b"',
    ],
)  # fmt: skip
@pytest.mark.thinned(5)
def test_settings(path: str, setting: str, home: Path) -> None:
    file = home / ".config/legdiary/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(setting, encoding="utf-8")
    check(run(*typed(path), tz=None, env={"TZ": ""}))


@pytest.mark.parametrize(
    "name",
    ["COLUMNS", "LINES", "PAGER", "TERM", "TZ", "LEGDIARY_NOW", "LEGDIARY_DIARY", "TMPDIR", "LANG", "PREFIX", "PATH",
     "XDG_DATA_HOME", "XDG_CONFIG_HOME", "NO_COLOR", "TERMUX_VERSION"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["", "night", "week", "where", "config", "check", "demo", "remind", "export csv"])
@pytest.mark.thinned(4)
def test_variables(path: str, name: str, home: Path, content: bytes) -> None:
    fill(home, content)
    check(run(*typed(path), env={name: HOSTILE}))
    check(run(*typed(path), env={name: f"{home}/{HOSTILE}"}))


# ---------------------------------------------------------------------- words


FLAGS = [(each.path, flag.name) for each in commands() for flag in each.flags if flag.values is not None and each.path]


@pytest.mark.parametrize(("path", "flag"), FLAGS)
@pytest.mark.thinned(4)
def test_every_flag(path: str, flag: str, home: Path) -> None:
    del home
    check(run(*typed(path), f"{flag}={HOSTILE}"))
    check(run(*typed(path), flag, HOSTILE, "--json"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from([each for each in LEAVES if each != "view"]),
    words=st.lists(st.text(st.characters(max_codepoint=0xA0, exclude_characters="\0"), max_size=12), max_size=3),
)
def test_whatever_is_typed(path: str, words: list[str], home: Path) -> None:
    del home
    check(run(*path.split(), *words))
    check(run(*typed(path), *words))
    check(run(*words, *typed(path)))


# ---------------------------------------------------------------------- a real terminal


@pytest.mark.parametrize(
    "words",
    [("where",), ("config",), ("list",), ("history",), ("product", "list"), ("taper", "show"), ("check",), ("backup",),
     ("demo", "--output", PATH_HOSTILE), ("export", "csv", "--table", "doses", "--output", "-"),
     ("export", "json", "--output", "-"), ("show", "--json")],
    ids=lambda words: " ".join(words[:2]),
)  # fmt: skip
def test_in_colour(words: tuple[str, ...], home: Path, content: bytes) -> None:
    spoil(fill(home, content))
    done = on_terminal(*words)
    assert done.shown
    assert CONTROL.findall(OUR_COLOURS.sub("", done.shown)) == []


# ---------------------------------------------------------------------- no other way

WRITES = re.compile(r"sys\.std(out|err)\.|typer\.(echo|secho|get_binary_stream|get_text_stream)|(?<![.\w])print\(")
#: The answer to a Tab and `--version`, before the door is built; a command in a text for whoever has no legdiary.
MAY_WRITE = {"__main__.py", "cli/completion/live_answers.py", "formats/sync_key.py"}


def test_nothing_else_writes_to_the_terminal() -> None:
    root = Path(legdiary.__file__).parent
    found = {str(each.relative_to(root)) for each in root.rglob("*.py") if WRITES.search(each.read_text("utf-8"))}
    assert found <= MAY_WRITE
