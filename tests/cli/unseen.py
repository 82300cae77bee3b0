"""Passphrases: typed unseen on a terminal of the real program, or handed to a library that costs nothing."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import sys
import termios
import time
from typing import TYPE_CHECKING

from driving import NEW_YORK, NOW, PATIENCE_S, environment, program

from legdiary.cli import passphrases
from legdiary.cli.terminal import Terminal
from legdiary.formats import age_encryption

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest

INTERRUPT = "\x03"


def typed(
    *args: str, answers: tuple[str, ...], diary: Path | None = None, env: Mapping[str, str] | None = None,
    now: str = NOW,
) -> tuple[str, int]:  # fmt: skip
    """The real program on a terminal of its own; each question that ends with a colon gets the next answer."""
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored where the tests run in the background
        os.environ.update(environment(now, NEW_YORK, diary, {"TERM": "xterm", **(env or {})}))
        os.execv(sys.executable, program(*args))  # noqa: S606 - the real program
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, b"\x28\x00\x50\x00\x00\x00\x00\x00")
    shown, left, until = b"", list(answers), time.monotonic() + 3 * PATIENCE_S
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                part = os.read(terminal, 65536)
            except OSError:
                break
            shown += part
            if not part:
                break
        elif left and shown.rstrip(b" ").endswith((b":", b"[y/N]")):
            answer = left.pop(0)
            os.write(
                terminal, answer.encode() if answer == INTERRUPT else f"{answer}\n".encode("utf-8", "surrogateescape")
            )
            shown += b"|"
    else:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return shown.decode(), os.waitstatus_to_exitcode(status)


class Library:
    """As pyrage, without the second that a passphrase costs on purpose."""

    class DecryptError(Exception):
        """As there."""

    class passphrase:  # noqa: N801 - as there
        """As there."""

        @staticmethod
        def encrypt(data: bytes, passphrase: str) -> bytes:
            return b"age-encryption.org/v1\n" + passphrase.encode() + b"\n" + bytes(byte ^ 0x5A for byte in data)

        @staticmethod
        def decrypt(data: bytes, passphrase: str) -> bytes:
            _, typed, sealed = data.split(b"\n", 2)
            if typed != passphrase.encode():
                raise Library.DecryptError
            return bytes(byte ^ 0x5A for byte in sealed)


def typed_next(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The list of what is typed next, unseen, at a terminal; the library is `Library`."""
    answers: list[str] = []
    monkeypatch.setattr(age_encryption, "load_pyrage", lambda: Library)
    monkeypatch.setattr(passphrases, "read_hidden_line", lambda _: answers.pop(0))
    monkeypatch.setattr(Terminal, "can_ask", True)
    return answers
