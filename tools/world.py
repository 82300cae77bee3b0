"""A made-up person's machine in a folder: a home, a clock, a zone, and one line typed after another.

The documentation is run in it: the examples of every page, and what the generated pages show. Commands run in this
process; neither their input nor their output is a terminal. The home is shown as `/home/you`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from legdiary.cli.main import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The present of the made-up diary, and the place where it was lived.
DEMO_NOW, DEMO_ZONE = "2026-11-22T09:00-05:00", "America/New_York"
SHOWN_HOME = "/home/you"
_SETTING = re.compile(r"[A-Z_]+=\S*")
_CUT = re.compile(r"(?P<line>.*?)\s*\|\s*(?P<end>head|tail) -n (?P<count>\d+)\s*")


@dataclass(frozen=True)
class Answer:
    """What came back: both streams as they come on a terminal, and the exit code."""

    text: str
    code: int


@dataclass
class World:
    """One machine.

    Attributes:
        root: an empty folder that it may fill.
        now: the present moment, as `LEGDIARY_NOW`.
        zone: `TZ`.
        columns: the terminal's width.
    """

    root: Path
    now: str = DEMO_NOW
    zone: str = DEMO_ZONE
    columns: int = 80

    def __post_init__(self) -> None:
        """Make the home."""
        self.home.mkdir(parents=True, exist_ok=True)

    @property
    def home(self) -> Path:
        """The person's home, where every line is typed."""
        return self.root / "home"

    @property
    def diary(self) -> Path:
        """The diary in its usual place."""
        return self.home / ".local" / "share" / "legdiary" / "diary.db"

    def bring_demo(self) -> None:
        """Put the made-up diary in the usual place, as it stands at this world's moment."""
        self.diary.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        self.diary.write_bytes(_demo(self.now, self.zone))
        self.diary.chmod(0o600)

    @staticmethod
    @contextlib.contextmanager
    def typing_passphrases() -> Iterator[None]:
        """Type a passphrase wherever `sync` asks for one, as if at a terminal."""
        with mock.patch("legdiary.cli.sync.ask_passphrase", return_value=lambda: "a night without legs"):
            yield

    def typed(self, typed: str) -> Answer:
        """One line as a shell takes it: `legdiary …`, with `NAME=value` before and `| head -n 5` after it, or another.

        Another program than legdiary runs in a real shell: for `ls` and `cat` of what was made.
        """
        cut = _CUT.fullmatch(typed)
        line = cut["line"] if cut else typed
        words = shlex.split(line, comments=True)
        settings: dict[str, str] = {}
        while words and _SETTING.fullmatch(words[0]):
            name, _, settings[name] = words.pop(0).partition("=")
        answer = self.legdiary(*words[1:], env=settings) if words[:1] == ["legdiary"] else self._shell(line)
        return Answer(_part(answer.text, cut["end"], int(cut["count"])), answer.code) if cut else answer

    def legdiary(self, *arguments: str, env: Mapping[str, str] | None = None) -> Answer:
        """The program in this process."""
        with io.BytesIO() as buffer, io.TextIOWrapper(buffer, "utf-8", newline="", write_through=True) as stream:
            with self._entered(env), mock.patch.multiple(
                sys, argv=["legdiary", *arguments], stdin=io.StringIO(), stdout=stream, stderr=stream
            ):  # fmt: skip
                code = run(list(arguments))
            stream.flush()
            return Answer(self._shown(buffer.getvalue().decode()), code)

    def _shell(self, line: str) -> Answer:
        with self._entered(None):
            done = subprocess.run(
                ["/bin/sh", "-c", line], check=False, capture_output=True, encoding="utf-8", timeout=20
            )  # fmt: skip
        return Answer(self._shown(done.stdout + done.stderr), done.returncode)

    def _shown(self, text: str) -> str:
        return text.replace(str(self.home), SHOWN_HOME).replace("\r\n", "\n")

    def environment(self, env: Mapping[str, str] | None = None) -> dict[str, str]:
        """All of its environment; nothing of the machine it runs on but the way to the programs."""
        home = self.home
        return {
            "HOME": str(home), "USERPROFILE": str(home), "PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8",
            "XDG_DATA_HOME": str(home / ".local" / "share"), "XDG_CONFIG_HOME": str(home / ".config"),
            "TMPDIR": str(self.root),
            "LEGDIARY_NOW": self.now, "TZ": self.zone, "COLUMNS": str(self.columns), **(env or {}),
        }  # fmt: skip

    @contextlib.contextmanager
    def _entered(self, env: Mapping[str, str] | None) -> Iterator[None]:
        with (
            mock.patch.dict(os.environ, self.environment(env), clear=True),
            contextlib.chdir(self.home),
        ):
            yield


def _part(text: str, end: str, count: int) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(lines[:count] if end == "head" else lines[-count:])


@cache
def _demo(now: str, zone: str) -> bytes:
    folder = Path(tempfile.mkdtemp(prefix="legdiary-docs-"))
    try:
        made = World(folder, now, zone).legdiary("demo", "--output", "demo.db")
        if made.code:
            raise RuntimeError(made.text)
        return (folder / "home" / "demo.db").read_bytes()
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def passing_world(**how: Any) -> Iterator[World]:
    """A world in a temporary folder, with the made-up diary in its place."""
    with tempfile.TemporaryDirectory(prefix="legdiary-docs-") as folder:
        world = World(Path(folder), **how)
        world.bring_demo()
        yield world
