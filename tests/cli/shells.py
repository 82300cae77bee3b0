"""Real shells on a pseudo-terminal: lines typed with Tab, and what the program was started with."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from contextlib import contextmanager
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from driving import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TAB, ENTER, INTERRUPT = "\t", "\r", "\x03"
#: The shell without anybody's settings.
STARTED = {
    "bash": ("bash", "--norc", "--noprofile", "-i"),
    "zsh": ("zsh", "-f", "-i"),
    "fish": ("fish", "--no-config", "-i"),
}
#: The shell as a person starts it, with the settings of the home.
OF_A_PERSON = {"bash": ("bash", "-i"), "zsh": ("zsh", "-d", "-i"), "fish": ("fish", "-i")}
_BEGUN = {
    "bash": "HISTFILE=; . {script}",
    "zsh": "autoload -Uz compinit; compinit -u -D; . {script}",
    "fish": "source {script}",
}
#: Nothing comes any more: the shell waits for the rest of a line.
_QUIET_S = 1.5
#: Writes down how it was started; asked by a Tab, it answers with the names that it was given, each on its line.
_RECORDER = """#!/bin/sh
if [ "$1" = --complete ]; then
    printf '%s\\n' "$LEGDIARY_DIARY" > {folder}/asked
    cat {folder}/names
else
    printf '%s\\0' "$@" > {folder}/part
    mv {folder}/part {folder}/got
fi
"""


class Typed(NamedTuple):
    """What came of a line: how the program was started (None: the shell waits for more), and what was shown."""

    words: list[str] | None
    shown: str


class Shell:
    """One shell, in which `legdiary` only writes down how it was started."""

    def __init__(self, name: str, handle: int, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.name = name
        self._handle, self._process, self._folder = handle, process, folder
        self.work = folder / "work"

    def names(self, *names: str) -> None:
        """The names that the diary has from now on."""
        (self._folder / "names").write_text("".join(f"{name}\n" for name in names), encoding="utf-8")

    @property
    def asked(self) -> str:
        """The diary of which names were asked last, as the shell said it."""
        return (self._folder / "asked").read_text(encoding="utf-8").rstrip("\n")

    def type(self, *keys: str) -> Typed:
        """Type a line to its end."""
        got = self._folder / "got"
        got.unlink(missing_ok=True)
        os.write(self._handle, "".join((*keys, ENTER)).encode())
        shown, until = b"", time.monotonic() + PATIENCE_S
        quiet = time.monotonic() + _QUIET_S
        while not got.exists() and time.monotonic() < min(until, quiet):
            part = self._read(0.02)
            shown += part
            if part:
                quiet = time.monotonic() + _QUIET_S
        if not got.exists():
            os.write(self._handle, INTERRUPT.encode())
            return Typed(None, (shown + self._read(0.2)).decode(errors="replace"))
        words = got.read_text(encoding="utf-8").split("\0")[:-1]
        return Typed(words, (shown + self._read(0.02)).decode(errors="replace"))

    def run(self, line: str) -> None:
        """Type a line of the shell's own, and wait until it is done."""
        done = self._folder / "done"
        done.unlink(missing_ok=True)
        os.write(self._handle, f"{line}; echo > {quote(str(done))}{ENTER}".encode())
        until = time.monotonic() + PATIENCE_S
        shown = b""
        while not done.exists():
            shown += self._read(0.02)
            assert time.monotonic() < until, shown
        self._read(0.05)

    def _read(self, patience: float) -> bytes:
        if not select.select([self._handle], [], [], patience)[0]:
            return b""
        try:
            return os.read(self._handle, 65536)
        except OSError:
            return b""


@contextmanager
def shell_with(name: str, script: str | None, folder: Path, program: str | None = None,
               variables: Mapping[str, str] | None = None, home: Path | None = None) -> Iterator[Shell]:  # fmt: skip
    """A shell of this name that has read the script; without one, started with the settings of a home.

    Args:
        name: bash, zsh or fish.
        script: what `legdiary completion` prints for it.
        folder: where it lives.
        program: what `legdiary` is, if not what writes down how it was started.
        variables: beside those that it needs.
        home: the person's, with the settings of the shell.
    """
    for made in ("bin", "home", "work"):
        (folder / made).mkdir(parents=True)
    (folder / "script").write_text(script or "", encoding="utf-8")
    called = folder / "bin" / "legdiary"
    called.write_text(program or _RECORDER.format(folder=quote(str(folder))), encoding="utf-8")
    called.chmod(0o755)
    at_home, begun = (folder / "home", STARTED[name]) if home is None else (home, OF_A_PERSON[name])
    env = {
        "PATH": f"{called.parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(at_home), "TERM": "xterm",
        "LC_ALL": "C.UTF-8", **(variables or {}),
    }  # fmt: skip
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 240, 0, 0))
    process = subprocess.Popen(
        begun, stdin=theirs, stdout=theirs, stderr=theirs, env=env, cwd=folder / "work", start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads here
    )  # fmt: skip
    os.close(theirs)
    shell = Shell(name, ours, process, folder)
    try:
        shell.names()
        shell.run(":" if script is None else _BEGUN[name].format(script=quote(str(folder / "script"))))
        yield shell
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE_S)
        os.close(ours)
