"""The pager: what is longer than the terminal goes to it, and nothing else does."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from driving import environment, on_terminal, own_terminal, program, run_process

from builders import night, present
from legdiary.cli.pager import command_of
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-22T09:00-05:00"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """Forty nights: `list` has forty lines and a heading a night."""
    path = tmp_path / "diary.db"
    first = date(2026, 10, 13)
    with Diary.for_writing(path, present(NOW)) as writing:
        writing.add_all([night(f"{first + timedelta(days=n)}", n % 11) for n in range(40)], present(NOW))
    return path


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that keeps what it is given, and the variables for `less`."""
    path = tmp_path / "my pager"
    path.write_text(
        f'#!/bin/sh\ncat > "{tmp_path}/paged"\necho "$1 LESS=$LESS $LESSHISTFILE $LESSSECURE" > "{tmp_path}/told"\n',
        encoding="utf-8",
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def paged(tmp_path: Path) -> str | None:
    path = tmp_path / "paged"
    return path.read_text(encoding="utf-8") if path.exists() else None


LIST = ("list", "--last", "60d")


def test_a_long_list_goes_to_the_pager_with_its_colours(diary: Path, pager: Path, tmp_path: Path) -> None:
    env = {"PAGER": f"'{pager}' --squeeze", "PYTHONIOENCODING": "utf-8"}
    shown = on_terminal("report", "--full", "--last", "60d", rows=24, now=NOW, diary=diary, env=env)
    text = paged(tmp_path)
    assert (shown.code, shown.shown) == (0, "")
    assert text is not None
    assert "\x1b[1m" in text
    assert "Report " in text
    assert (tmp_path / "told").read_text(encoding="utf-8") == "--squeeze LESS=-FRX -Psq leaves, Space shows more - 1\n"


@pytest.mark.parametrize(
    ("words", "rows", "env"),
    [
        (LIST, 100, {}),
        ((*LIST, "--no-pager"), 24, {}),
        (("--no-pager", *LIST), 24, {}),
        ((*LIST, "--json"), 24, {}),
        (LIST, 24, {"PAGER": ""}),
        (LIST, 24, {"PAGER": "cat"}),
        (LIST, 24, {"PAGER": "no-such-pager"}),
        (LIST, 24, {"PAGER": "'never closed"}),
        (LIST, 24, {"TERM": "dumb"}),
        (LIST, 24, {"LINES": "100"}),
        (("report", "--last", "60d"), 24, {}),
        (("help-me",), 10, {}),
    ],
)
def test_nothing_is_held_back(
    words: tuple[str, ...], rows: int, env: dict[str, str], diary: Path, pager: Path, tmp_path: Path
) -> None:
    shown = on_terminal(*words, rows=rows, now=NOW, diary=diary, env={"PAGER": f"'{pager}'", **env})
    assert shown.code == 0
    assert paged(tmp_path) is None
    assert shown.shown.count("\n") > rows or rows == 100 or "--json" in words or "LINES" in env or "report" in words


def test_a_pipe_has_no_pager(diary: Path, pager: Path, tmp_path: Path) -> None:
    piped = run_process(*LIST, now=NOW, diary=diary, env={"PAGER": f"'{pager}'", "LINES": "5"})
    assert len(piped.stdout.splitlines()) > 40
    assert paged(tmp_path) is None


def test_what_was_stored_is_never_in_the_pager(diary: Path, pager: Path, tmp_path: Path) -> None:
    shown = on_terminal(
        "taper", "new", "--from", "12g", "--cut", "0.5g", "--every", "7d", "--start", "tomorrow",
        rows=10, answer="y", now=NOW, diary=diary, env={"PAGER": f"'{pager}'"},
    )  # fmt: skip
    assert shown.code == 0
    assert paged(tmp_path) is None
    assert shown.shown.count("\n") > 10


def test_a_pager_that_ends_at_once_ends_quietly(diary: Path) -> None:
    env = {"PAGER": "false"}
    shown = on_terminal(*LIST, rows=24, now=NOW, diary=diary, env=env)
    assert (shown.code, shown.shown) == (0, "")


def test_ctrl_c_belongs_to_the_pager(diary: Path, tmp_path: Path) -> None:
    """The pager waits; Ctrl-C reaches both, the pager ends by it, and the program says nothing."""
    waiting = tmp_path / "waiting"
    script = f"touch '{waiting}'; trap 'exit 0' INT; while :; do sleep 0.05; done"
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        program(*LIST), stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=own_terminal,  # noqa: PLW1509 - no threads here
        env={
            **os.environ, "TERM": "xterm", "LINES": "10", "PAGER": f'sh -c "{script}"',
            **environment(NOW, "America/New_York", diary, None),
        },
    )  # fmt: skip
    os.close(theirs)
    until = time.monotonic() + 20
    while not waiting.exists() and time.monotonic() < until:
        time.sleep(0.02)
    os.write(ours, b"\x03")
    _, said = process.communicate(timeout=20)
    os.close(ours)
    assert (process.returncode, said) == (0, b"")


@pytest.mark.parametrize(
    ("environ", "command"),
    [
        ({"PAGER": "less -S"}, ["less", "-S", "-R"]),
        ({"PAGER": "/usr/bin/less"}, ["/usr/bin/less", "-R"]),
        ({"PAGER": "most"}, ["most"]),
        ({"PAGER": "  "}, None),
        ({"PAGER": "/bin/cat"}, None),
        ({"PATH": ""}, None),
    ],
)
def test_the_command_of_the_pager(environ: dict[str, str], command: list[str] | None) -> None:
    assert command_of(environ) == command


@pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")
def test_without_a_word_it_is_less() -> None:
    assert command_of({"PATH": os.environ["PATH"]}) == ["less", "-R"]


def test_the_handler_of_ctrl_c_is_put_back(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    from legdiary.cli.pager import show_paged

    before = signal.getsignal(signal.SIGINT)
    keep = f"'{sys.executable}' -c 'import sys; sys.stdout.write(sys.stdin.read().upper())'"
    assert show_paged(b"two\nnights\n", {**os.environ, "PAGER": keep}, is_utf8=True)
    assert capfdbinary.readouterr().out == b"TWO\nNIGHTS\n"
    assert signal.getsignal(signal.SIGINT) is before
