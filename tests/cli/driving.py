"""The program as a person drives it: one line typed, what came back.

`run` is in this process: fast, and what nearly every test wants. `run_process` starts the real program, and
`on_terminal` gives it a pseudo-terminal to write on and, where it asks, a person who answers.
"""

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unittest import mock

from both_readers import by_typer, reading_of

from legdiary.cli import main
from legdiary.cli.command_line.table_reader import read_line

run_main = main.run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from legdiary.cli.command_line.table_reader import Call

NEW_YORK = "America/New_York"
BERLIN = "Europe/Berlin"
#: 01:30 in the night from Saturday to Sunday: the diary day is Saturday the 21st.
NOW = "2026-11-22T01:30-05:00"
PATIENCE_S = 20.0


def _read_both_ways(arguments: list[str]) -> Call | None:
    """Read a line by the compiled table, and prove on every line of every test that Typer reads it alike."""
    call = read_line(arguments)
    if call is not None:
        assert reading_of(call) == by_typer(arguments), arguments
    return call


setattr(main, "read_line", _read_both_ways)  # noqa: B010 - it is not that module's own


@dataclass(frozen=True)
class Result:
    """What came back."""

    stdout: str
    stderr: str
    code: int

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)

    @property
    def lines(self) -> list[str]:
        return self.stdout.splitlines()


def environment(now: str, tz: str | None, diary: Path | None, env: Mapping[str, str] | None) -> dict[str, str]:
    made = {"LEGDIARY_NOW": now, **(env or {})}
    if tz is not None:
        made["TZ"] = tz
    if diary is not None:
        made["LEGDIARY_DIARY"] = str(diary)
    return made


@contextmanager
def _surroundings(wanted: Mapping[str, str]) -> Iterator[None]:
    """These variables for a while; `mock.patch.dict` takes all others away and sets them anew at its end."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def run(
    *args: str, now: str = NOW, tz: str | None = NEW_YORK, diary: Path | None = None,
    env: Mapping[str, str] | None = None, stdin: str = "",
) -> Result:  # fmt: skip
    """One command in this process; neither its input nor its output is a terminal."""
    out, err = io.BytesIO(), io.BytesIO()
    with (
        io.TextIOWrapper(out, "utf-8", newline="") as stdout,
        io.TextIOWrapper(err, "utf-8", newline="") as stderr,
        _surroundings(environment(now, tz, diary, env)),
        mock.patch.multiple(sys, argv=["legdiary", *args], stdin=io.StringIO(stdin), stdout=stdout, stderr=stderr),
    ):
        code = run_main(list(args))
        stdout.flush()
        stderr.flush()
        return Result(out.getvalue().decode(), err.getvalue().decode(), code)


def ok(*args: str, **how: Any) -> Result:
    """One command that is expected to do what it was told."""
    result = run(*args, **how)
    assert result.code == 0, result
    return result


def program(*args: str) -> list[str]:
    return [sys.executable, "-m", "legdiary", *args]


def run_process(
    *args: str, now: str = NOW, tz: str | None = NEW_YORK, diary: Path | None = None,
    env: Mapping[str, str] | None = None, stdin: str = "", **popen: Any,
) -> Result:  # fmt: skip
    """The real program, its streams pipes unless `popen` says otherwise."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | popen
    done = subprocess.run(
        program(*args), check=False, input=stdin, encoding="utf-8", timeout=PATIENCE_S,
        env={**os.environ, **environment(now, tz, diary, env)}, **streams,
    )  # fmt: skip
    return Result(done.stdout or "", done.stderr or "", done.returncode)


@contextmanager
def unread() -> Iterator[int]:
    """A pipe that nobody reads: what a program writes to."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        yield writer
    finally:
        os.close(writer)


def own_terminal() -> None:
    """Make the pseudo-terminal the child's own, with a Ctrl-C that is heard.

    A shell without job control starts what runs in the background with SIGINT ignored, and every child inherits that.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@dataclass(frozen=True)
class Terminal:
    """What was on the terminal, both streams together, and the exit code."""

    shown: str
    code: int

    @property
    def flat(self) -> str:
        """The same, where lines end does not count."""
        return " ".join(self.shown.split())


def on_terminal(
    *args: str, answer: str | None = None, interrupt: bool = False, columns: int = 80, rows: int = 40, now: str = NOW,
    tz: str = NEW_YORK, diary: Path | None = None, env: Mapping[str, str] | None = None,
) -> Terminal:  # fmt: skip
    """The real program on a pseudo-terminal, without a pager; at a question, `answer` is typed, or Ctrl-C pressed."""
    with _pseudo_terminal(columns, rows) as (ours, theirs):
        process = subprocess.Popen(
            program(*args), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            preexec_fn=own_terminal,  # noqa: PLW1509 - no threads here
            env={**os.environ, "TERM": "xterm", "PAGER": "", **environment(now, tz, diary, env)},
        )  # fmt: skip
        os.close(theirs)
        shown = b""
        asked = False
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            part = _read(ours)
            if part == b"":
                break
            shown += part or b""
            if not asked and shown.endswith(b"[y/N] "):
                asked = True
                os.write(ours, b"\x03" if interrupt else f"{answer or ''}\n".encode())
            elif part is None and asked and interrupt:
                os.write(ours, b"\x03")  # the first came just before the program began to read
        else:
            process.send_signal(signal.SIGKILL)
        return Terminal(shown.decode().replace("\r\n", "\n"), process.wait(PATIENCE_S))


def _read(handle: int) -> bytes | None:
    """What is there; None where nothing came for a moment, empty at the end."""
    ready, _, _ = select.select([handle], [], [], 0.5)
    if not ready:
        return None
    try:
        return os.read(handle, 65536)
    except OSError:  # Linux: the other side is closed
        return b""


@contextmanager
def _pseudo_terminal(columns: int, rows: int = 40) -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    try:
        yield ours, theirs
    finally:
        os.close(ours)
