"""What a person named is opened in one guarded way: a pipe, a device, a socket, a folder is refused, not waited for.

One process tries all of a test's commands, one after the other, and is given up as a whole where one of them waits.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from driving import NEW_YORK, NOW, Result, ok

from legdiary.formats import detect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

PATIENCE_S = 60
_TRY = """
import contextlib, io, json, os, sys
from legdiary.cli.main import run
told = []
for words in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    told.append((out.getvalue(), err.getvalue(), code))
print(json.dumps(told))
"""


def tried(commands: Sequence[Sequence[str]], home: Path, **variables: str) -> list[Result]:
    """What each command answered; the test fails where one of them is still waiting."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LEGDIARY_", "XDG_"))}
    env |= {"HOME": str(home), "LEGDIARY_NOW": NOW, "TZ": NEW_YORK, **variables}
    done = subprocess.run(
        [sys.executable, "-c", _TRY], check=True, input=json.dumps(commands), capture_output=True, text=True, env=env,
        timeout=PATIENCE_S, cwd=home,
    )  # fmt: skip
    return [Result(*each) for each in json.loads(done.stdout)]


def pipe(place: Path) -> None:
    os.mkfifo(place)


def device(place: Path) -> None:
    place.symlink_to("/dev/zero")


def folder(place: Path) -> None:
    place.mkdir()


def listener(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(place))


def link_to_a_pipe(place: Path) -> None:
    os.mkfifo(place.with_name("the-pipe"))
    place.symlink_to("the-pipe")


RARE = [pytest.param(each, marks=pytest.mark.slow) for each in (folder, listener, link_to_a_pipe)]


@pytest.fixture(params=[pipe, device, *RARE], ids=lambda make: make.__name__)
def special(request: pytest.FixtureRequest) -> Callable[[Path], None]:
    found: Callable[[Path], None] = request.param
    return found


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A short path, since a socket's name has room for few letters."""
    made = tmp_path_factory.mktemp("h")
    yield made
    for each in made.rglob("*"):
        if not each.is_file() and not each.is_dir():
            each.unlink()


@pytest.fixture
def diary(home: Path) -> Path:
    path = home / "d" / "diary.db"
    ok("night", "5", diary=path)
    ok("kratom", "2g", diary=path)
    return path


def refused(results: Sequence[Result]) -> None:
    """Each said no in a line, with a code that says so; none fell over."""
    for each in results:
        assert each.code in {1, 2, 3}, each
        assert each.stderr.startswith("legdiary: "), each
        assert "fault" not in each.stderr, each
        assert len(each.stderr.splitlines()) <= 2, each


def test_a_file_to_be_read(special: Callable[[Path], None], home: Path, diary: Path) -> None:
    special(home / "f")
    before = diary.read_bytes()
    formats = (*(each.name for each in detect.FORMATS), detect.DIARY.name)
    refused(
        tried(
            [
                ["restore", "f"],
                ["restore", "f", "--yes"],
                ["import", "f"],
                ["import", "f", "--dry-run"],
                *(["import", "f", "--as", name] for name in formats),
                ["taper", "new", "--steps", "f", "--preview"],
            ],
            home,
            LEGDIARY_DIARY=str(diary),
        )
    )
    assert diary.read_bytes() == before


def test_a_diary(special: Callable[[Path], None], home: Path) -> None:
    special(home / "f")
    commands: list[list[str]] = [
        ["night", "5"], ["list"], ["check"], ["backup"], ["undo"], ["export", "json", "--output", "out.json"], [],
    ]  # fmt: skip
    results = tried([["--diary", "f", *each] for each in commands], home)
    refused([each for each in results if not each.stdout])
    assert {each.code for each in results} == {3}
    assert {each.code for each in tried(commands, home, LEGDIARY_DIARY="f")} == {3}
    refused(tried([["--diary", "f", "restore", "g", "--yes"], ["--diary", "f", "import", "g"]], home))


def test_the_settings(special: Callable[[Path], None], home: Path, diary: Path) -> None:
    settings = home / ".config" / "legdiary" / "config.toml"
    settings.parent.mkdir(parents=True)
    special(settings)
    results = tried(
        [["night", "5"], ["list"], ["config"], ["config", "country", "us"], ["config", "country"]],
        home,
        LEGDIARY_DIARY=str(diary),
    )
    refused(results)
    assert "config.toml cannot be read: " in results[0].stderr
    assert [each.code for each in tried([["help-me"], ["--version"]], home)] == [0, 0]


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm"])
@pytest.mark.thinned(5)
def test_what_stands_where_sqlite_keeps_its_journal(
    special: Callable[[Path], None], ending: str, home: Path, diary: Path
) -> None:
    """SQLite opens it by itself, and would wait."""
    copy = home / "copy.db"
    ok("backup", "--output", str(copy), diary=diary)
    special(diary.with_name(diary.name + ending))
    before = diary.read_bytes()
    commands = (
        ["night", "5", "--note", "x"], ["list"], ["check"], ["backup"], ["restore", "copy.db", "--yes"],
        ["export", "csv", "--output", "tables"], ["import", "copy.db"],
    )  # fmt: skip
    results = tried(commands, home, LEGDIARY_DIARY=str(diary))
    assert [each.code for each in results] == [3] * len(commands), results
    refused([each for each in results if not each.stdout])
    assert f"diary.db{ending} is not a file" in results[0].stderr
    assert diary.read_bytes() == before
    for words in (["restore", str(diary), "--yes"], ["import", str(diary)]):
        (result,) = tried([words], home, LEGDIARY_DIARY=str(copy))
        assert result.code == 3, result
    linked = home / "linked.db"
    linked.symlink_to(diary)
    (result,) = tried([["list"]], home, LEGDIARY_DIARY=str(linked))
    assert f"{ending} is not a file" in result.stderr


def test_a_copy(special: Callable[[Path], None], home: Path, diary: Path) -> None:
    """It has a copy's name, and so it is looked at by what looks for copies."""
    beside = diary.parent / "backups"
    special(beside / "diary-20260101T000000Z-v1.db")
    special(beside / "diary-20260101T000000Z-v2.db-journal") if special is not link_to_a_pipe else None
    check, rotated, restored = tried(
        [["check"], ["night", "6"], ["restore"]], home, LEGDIARY_DIARY=str(diary), LEGDIARY_NOW="2027-01-22T01:30-05:00"
    )
    assert (check.code, rotated.code, rotated.stderr) == (0, 0, ""), (check, rotated)
    assert restored.code in {0, 2}
    diary.unlink()
    (gone,) = tried([["list"]], home, LEGDIARY_DIARY=str(diary))
    assert gone.code == 3
    assert "is missing, but there are copies of it" in gone.stderr


def test_the_folder_of_the_copies(special: Callable[[Path], None], home: Path, diary: Path) -> None:
    for each in (diary.parent / "backups").iterdir():
        each.unlink()
    (diary.parent / "backups").rmdir()
    special(diary.parent / "backups")
    (diary.parent / "backups").chmod(0o700) if special is folder else None
    stored, check, copied = tried([["night", "6"], ["check"], ["backup"]], home, LEGDIARY_DIARY=str(diary))
    assert stored.code == 0
    if special is folder:
        assert (check.code, copied.code) == (0, 0)
    else:
        refused([copied])
        assert check.code == 3
        assert "backups beside the diary is not a folder, so no copy can be made" in " ".join(check.stdout.split())
        assert "stored, but the weekly copy was not made" in stored.stderr


@pytest.mark.parametrize("name", ["manifest.json", "nights.csv", "doses.csv"])
def test_a_file_of_a_package(special: Callable[[Path], None], name: str, home: Path, diary: Path) -> None:
    ok("export", "csv", "--output", str(home / "tables"), diary=diary)
    (home / "tables" / name).unlink()
    special(home / "tables" / name)
    imported, replaced = tried(
        [["import", "tables"], ["export", "csv", "--output", "tables", "--force"]], home, LEGDIARY_DIARY=str(diary)
    )
    refused([imported])
    if name == "manifest.json":
        refused([replaced])


def test_a_place_to_be_written(special: Callable[[Path], None], home: Path, diary: Path) -> None:
    special(home / "f")
    (home / "f.zip").symlink_to("f")
    kinds = ("json", "fhir", "html", "ics")
    commands: list[list[str]] = [["backup", "--output", "f"]]
    for force in ((), ("--force",)):
        commands += [["export", kind, "--output", "f", *force] for kind in kinds]
        commands += [["export", "csv", "--table", "nights", "--output", "f", *force]]
        commands += [["export", "csv", "--zip", "--output", "f.zip", *force]]
    commands += [["demo", "--output", "f"]]
    results = dict(zip(map(tuple, commands), tried(commands, home, LEGDIARY_DIARY=str(diary)), strict=True))
    if special is folder:
        assert results.pop(("backup", "--output", "f")).code == 0
    refused([*results.values()])


def test_what_a_reminder_would_write(special: Callable[[Path], None], home: Path) -> None:
    place = home / ".config" / "systemd" / "user" / "diary-reminder.timer"
    place.parent.mkdir(parents=True)
    special(place)
    told: Any = tried([["remind"], ["remind", "off"], ["remind", "22:30", "--preview"]], home)
    assert told[0].stdout.startswith("No reminder is set.")
    refused(told[1:])


def test_files_that_go_on_for_ever(home: Path, diary: Path) -> None:
    """A sparse file is as long as it says and holds nothing: it is not read to its end."""
    with (home / "long").open("wb") as made:
        made.truncate(1 << 40)
    settings = home / ".config" / "legdiary" / "config.toml"
    settings.parent.mkdir(parents=True)
    commands = [
        ["import", "long"], ["restore", "long", "--yes"], ["taper", "new", "--steps", "long"],
        ["--diary", "long", "list"], ["export", "json", "--output", "long"],
    ]  # fmt: skip
    refused(tried(commands, home, LEGDIARY_DIARY=str(diary)))
    os.link(home / "long", settings)
    (result,) = tried([["config"]], home, LEGDIARY_DIARY=str(diary))
    assert "it is larger than 16 kB" in result.stderr
