"""A signal that ends the program while it has changed the terminal: that is put back, and the signal ends it."""

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
from typing import TYPE_CHECKING, NamedTuple

import pytest
from driving import NEW_YORK, NOW, PATIENCE_S, environment, ok, program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ON, OFF = b"\x1b[?1049h", b"\x1b[?1049l"
HIDDEN, SHOWN = b"\x1b[?25l", b"\x1b[?25h"
PASSPHRASE = ("backup", "--encrypt", "--output", "copy.age")
ENDING = [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]
_ECHO = 3


class Left(NamedTuple):
    """What a program left: its output, its exit code (a signal's number, negative), the terminal's modes."""

    shown: bytes
    code: int
    modes: list[object]


def _as_at_a_terminal(ignored: tuple[signal.Signals, ...]) -> None:
    """Have the terminal's signals again, which a background job (`nohup`, `&`) that runs the tests ignores."""
    for number in (*ENDING, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN if number in ignored else signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class OnScreen:
    """The real program on a terminal of its own."""

    def __init__(
        self, ours: int, theirs: int, args: tuple[str, ...], diary: Path, ignored: tuple[signal.Signals, ...] = ()
    ) -> None:
        self._ours, self._theirs = ours, theirs
        self.before = termios.tcgetattr(theirs)
        self.process = subprocess.Popen(
            program(*args), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, cwd=diary.parent,
            preexec_fn=lambda: _as_at_a_terminal(ignored),  # noqa: PLW1509 - no threads here
            env={**os.environ, "TERM": "xterm", **environment(NOW, NEW_YORK, diary, None)},
        )  # fmt: skip
        self.shown = b""

    def read(self) -> bool:
        """Whether something was shown within a moment."""
        if not select.select([self._ours], [], [], 0.1)[0]:
            return False
        self.shown += os.read(self._ours, 65536)
        return True

    def wait_for(self, what: bytes) -> None:
        until = time.monotonic() + 2 * PATIENCE_S
        while what not in self.shown or self.read():
            self.read()
            assert time.monotonic() < until, self.shown

    def ended(self) -> Left:
        """What is left once it has ended."""
        until = time.monotonic() + PATIENCE_S
        while self.process.poll() is None or self.read():
            self.read()
            assert time.monotonic() < until, self.shown
        return Left(self.shown, self.process.returncode, termios.tcgetattr(self._theirs))


@contextmanager
def on_screen(*args: str, diary: Path, ignored: tuple[signal.Signals, ...] = ()) -> Iterator[OnScreen]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    started = OnScreen(ours, theirs, args, diary, ignored)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.process.kill()
            started.process.wait()
        for handle in (ours, theirs):
            os.close(handle)


def echoes(handle_modes: list[object]) -> bool:
    return bool(int(str(handle_modes[_ECHO])) & termios.ECHO)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir(mode=0o700)
    ok("night", "6", diary=folder / "diary.db")
    return folder / "diary.db"


@pytest.mark.parametrize("number", ENDING, ids=lambda number: number.name)
def test_at_a_passphrase_what_is_typed_shows_again(number: signal.Signals, diary: Path) -> None:
    pytest.importorskip("pyrage")
    with on_screen(*PASSPHRASE, diary=diary) as screen:
        screen.wait_for(b"Passphrase for the copy: ")
        assert not echoes(termios.tcgetattr(screen._theirs))  # noqa: SLF001 - what is changed is to be put back
        screen.process.send_signal(number)
        left = screen.ended()
    assert echoes(left.modes)
    assert left.modes == screen.before
    assert left.code == -number
    assert b"Traceback" not in left.shown
    assert not (diary.parent / "copy.age").exists()


@pytest.mark.parametrize("number", ENDING[:2], ids=lambda number: number.name)
@pytest.mark.parametrize("keys", [b"", b"5e"], ids=["looking", "correcting"])
def test_the_dashboard_gives_the_screen_back(keys: bytes, number: signal.Signals, diary: Path) -> None:
    pytest.importorskip("textual")
    with on_screen("view", diary=diary) as screen:
        screen.wait_for(ON)
        os.write(screen._ours, keys)  # noqa: SLF001 - pressed
        screen.wait_for(b" quit" if not keys else b" back")  # the footer
        screen.process.send_signal(number)
        left = screen.ended()
    assert left.shown.count(OFF) == left.shown.count(ON) == 1
    assert left.shown.rfind(SHOWN) > left.shown.rfind(HIDDEN)
    assert b"\x1b[?1000l" in left.shown[left.shown.rfind(b"\x1b[?1000h") :]  # the mouse is the terminal's again
    assert left.modes == screen.before
    assert left.code == -number
    assert b"Traceback" not in left.shown
    assert b"Warning" not in left.shown


def test_a_signal_that_is_ignored_stays_ignored(diary: Path) -> None:
    """As under nohup."""
    pytest.importorskip("pyrage")
    with on_screen(*PASSPHRASE, diary=diary, ignored=(signal.SIGHUP,)) as screen:
        screen.wait_for(b"Passphrase for the copy: ")
        screen.process.send_signal(signal.SIGHUP)
        assert screen.process.poll() is None
        os.write(screen._ours, b"\n")  # noqa: SLF001 - typed
        left = screen.ended()
    assert left.code == 1
    assert b"no passphrase was typed; nothing was written" in b" ".join(left.shown.split())


def test_a_terminal_that_goes_away_ends_the_dashboard(diary: Path) -> None:
    pytest.importorskip("textual")
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    screen = OnScreen(ours, theirs, ("view",), diary)
    try:
        screen.wait_for(ON)
        os.close(theirs)
        os.close(ours)
        assert screen.process.wait(PATIENCE_S) != 0
    finally:
        screen.process.kill()
        screen.process.wait()
