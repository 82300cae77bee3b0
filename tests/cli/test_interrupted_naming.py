"""Ctrl-C at the very moment at which what was made gets its name: it has it and that is said, or all is as it was."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run

if TYPE_CHECKING:
    from collections.abc import Callable

SAID = "legdiary: interrupted after it was made\n"
MADE = [
    ("export json --output made.json", "link", "made.json"),
    ("export csv --output package", "rename", "package"),
    ("export csv --zip --output package.zip", "link", "package.zip"),
    ("export html --output page.html", "link", "page.html"),
    ("backup --output copy.db", "link", "copy.db"),
    ("demo --output demo.db", "link", "demo.db"),
    ("config day_start 04:00", "replace", None),
]


def interrupted_at(name: str, monkeypatch: pytest.MonkeyPatch, *, after: bool, number: int = 1) -> None:
    """Press Ctrl-C while the system gives something its name for the first (or n-th) time, before or after."""
    plain: Callable[..., Any] = getattr(os, name)
    left = [number]

    def pressed(*args: Any, **how: Any) -> None:
        left[0] -= 1
        if left[0] or after:
            plain(*args, **how)
        if not left[0]:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, name, pressed)


@pytest.fixture
def diary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    ok("night", "6", "--night", "2026-11-20", diary=tmp_path / "diary.db")
    return tmp_path / "diary.db"


def files() -> list[Path]:
    return sorted(path for path in Path.cwd().rglob("*") if path.is_file())


@pytest.mark.parametrize(("typed", "call", "name"), MADE)
def test_after_it_has_its_name_it_is_made(
    typed: str, call: str, name: str | None, diary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        interrupted_at(call, patch, after=True)
        done = run(*typed.split(), diary=diary)
    assert (done.code, done.stdout, done.stderr) == (0, "", SAID)
    if name is None:
        assert ok("config", "day_start", "--json").json["settings"][0]["value"] == "04:00"
    else:
        assert Path(name).exists()


@pytest.mark.parametrize(("typed", "call", "name"), MADE)
def test_before_it_has_its_name_nothing_is_there(
    typed: str, call: str, name: str | None, diary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files()
    with monkeypatch.context() as patch:
        interrupted_at(call, patch, after=False)
        done = run(*typed.split(), diary=diary)
    assert (done.code, done.stdout, done.stderr) == (130, "", "legdiary: interrupted\n")
    assert files() == before
    if name is None:
        assert ok("config", "day_start", "--json").json["settings"][0]["value"] == "05:00"


@pytest.mark.parametrize(("number", "after"), [(1, False), (1, True), (2, False)])
def test_an_earlier_export_is_not_lost(number: int, after: bool, diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It had stepped aside, and did not come back."""
    ok("export", "csv", "--output", "package", diary=diary)
    held = {path.name: path.read_bytes() for path in Path("package").iterdir()}
    ok("night", "7", diary=diary)
    with monkeypatch.context() as patch:
        interrupted_at("rename", patch, after=after, number=number)
        done = run("export", "csv", "--output", "package", "--force", diary=diary)
    assert (done.code, done.stderr) == (130, "legdiary: interrupted\n")
    assert {path.name: path.read_bytes() for path in Path("package").iterdir()} == held


@pytest.mark.parametrize("call", ["mkdir", "write", "fsync", "unlink", "rmdir"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_nothing_is_left_of_the_making(call: str, number: int, diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place of work, and a note of it beside the diary, stayed where Ctrl-C came as they were made or removed."""
    elsewhere = Path("elsewhere")
    elsewhere.mkdir()
    with monkeypatch.context() as patch:
        interrupted_at(call, patch, after=True, number=number)
        done = run("export", "json", "--output", "elsewhere/made.json", diary=diary)
    assert done.code in {0, 130}
    made = [elsewhere / "made.json"] if done.code == 0 else []
    assert list(elsewhere.rglob("*")) == made
    assert list(diary.parent.rglob(".legdiary*")) == []


def test_a_disk_that_fails_once_while_it_is_tidied_leaves_nothing_either(
    diary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was left held all that the diary holds, and nothing was said of it."""
    Path("elsewhere").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(os, "listdir", failing_once(os.listdir))
        done = run("export", "json", "--output", "elsewhere/made.json", diary=diary)
    assert (done.code, done.stderr) == (0, "")
    assert [path.name for path in Path("elsewhere").iterdir()] == ["made.json"]


def failing_once(plain: Callable[..., Any]) -> Callable[..., Any]:
    """A call of the system's that fails where a handle is given to it, once."""
    left = [1]

    def call(*args: Any) -> Any:
        if left[0] and isinstance(args[0], int):
            left[0] = 0
            raise OSError(5, "Input/output error")
        return plain(*args)

    return call
