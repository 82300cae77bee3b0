"""Where faults are tried: a frozen copy of the package, real processes, and what a diary file holds afterwards.

Everything goes through the real command line in processes of its own; the file is then looked at by SQLite itself.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")
NOW, ZONE = "2026-11-22T01:30-05:00", "America/New_York"
PATIENCE_S = 90.0
_COPIES = "backups"
NAME = "diary.db"
#: What every run must keep: nothing that a person has to decipher, and no more than a few lines.
_MOST_LINES = 3
_SECRET = "zebra"  # noqa: S105 - the word of every note; it must appear in no message


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process left: its exit code (a signal's number, negative, where one ended it) and its streams."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """The line of the error, the paths of the run taken out; empty where there was none."""
        lines = [line for line in self.err.splitlines() if line.startswith("legdiary: ")]
        lines = [line for line in lines if not line.startswith(("legdiary: began", "legdiary: try:"))]
        told = re.sub(r"its schema is \d+", "its schema is …", re.sub(r"/\S*/", "…/", lines[0] if lines else ""))
        return told.removeprefix("legdiary: ")

    @property
    def untidy(self) -> str:
        """Why what stands on standard error is not what a person should get; empty where it is."""
        lines = self.err.splitlines()
        if "Traceback" in self.err:
            return "a traceback"
        if "fault in legdiary" in self.err:
            return "called a fault of its own"
        if _SECRET in self.err:
            return "a note appeared in a message"
        if self.code > 0 and (any(not line.startswith("legdiary: ") for line in lines) or len(lines) > _MOST_LINES):
            return "not one clear line"
        return ""


@dataclass(frozen=True, slots=True)
class State:
    """A diary file as SQLite sees it.

    Attributes:
        rows: table → its rows.
        wrong: what SQLite or the ledger find wrong; empty where all is well.
    """

    rows: dict[str, list[tuple[object, ...]]]
    wrong: str = ""

    @property
    def doses(self) -> list[int]:
        """The milligrams of every dose, by number of entry."""
        column = 6
        return [int(str(row[column])) for row in self.rows.get("dose", [])]


NOTHING = State({})


def state_of(path: Path) -> State:
    """What the file holds: every row of every table, integrity, foreign keys, ledger against entries."""
    if not path.exists():
        return NOTHING
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=5)) as connection:
            connection.text_factory = bytes  # a flipped bit may have made it no text at all
            sound = [row[0].decode() for row in connection.execute("PRAGMA integrity_check")]
            strays = connection.execute("PRAGMA foreign_key_check").fetchall()
            tables = [
                row[0].decode() for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            ]
            rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in sorted(tables)}  # noqa: S608 - names of the schema
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return State({}, f"SQLite says {error}")
    wrong = "" if sound == ["ok"] and not strays else f"integrity: {sound[:1]}, {len(strays)} strays"
    return State(rows, wrong or _ledger_against_entries(rows))


def _ledger_against_entries(rows: dict[str, list[tuple[object, ...]]]) -> str:
    """An entry stands exactly where its ledger ends in something; the ledger's numbers are dense."""
    lines = rows.get("ledger", [])
    if [line[0] for line in lines] != list(range(1, len(lines) + 1)):
        return "the ledger has a gap"
    standing = {line[7]: line[9] is not None for line in lines}
    entries = ("night", "sleep", "dose", "magnesium", "factor", "symptom", "medicine", "measure", "product", "plan")
    there = Counter(row[0] for name in entries for row in rows.get(name, []))
    expected = Counter({number: 1 for number, stands in standing.items() if stands})
    return "" if there == expected else "entries and ledger differ"


@dataclass(slots=True)
class Case:
    """One point at which a fault was tried.

    Attributes:
        point: where.
        code: the exit code.
        said: the line of the error.
        after: what became of the file, in two or three words.
        wrong: why it failed; empty where it passed.
    """

    point: str
    code: int
    said: str
    after: str
    wrong: str = ""


@dataclass(slots=True)
class Family:
    """One kind of fault: what is promised, and what was found at every point.

    Attributes:
        skipped: why it was not tried here; empty where it was.
    """

    name: str
    promise: str
    cases: list[Case] = field(default_factory=list)
    skipped: str = ""

    @property
    def failed(self) -> list[Case]:
        """The cases that broke the promise."""
        return [case for case in self.cases if case.wrong]


class World:
    """A folder to work in, a frozen copy of the package, and a way to start it."""

    def __init__(self, root: Path, workers: int) -> None:
        # Started in the background, a shell has Ctrl-C ignored, and so would be every program started from here.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.root = root
        self.workers = workers
        self._numbers = itertools.count(1)
        self._library = root / "library"
        spec = find_spec("legdiary")
        if spec is None or spec.origin is None:
            sys.exit("legdiary is not installed for this Python")
        # Frozen: in a tree that is being worked on, the calls of two runs would not be the same.
        shutil.copytree(
            Path(spec.origin).parent, self._library / "legdiary", ignore=shutil.ignore_patterns("__pycache__")
        )
        (root / "home").mkdir()
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(self._library)], check=True)
        self.program = [sys.executable, "-m", "legdiary"]
        self.existing = self._existing()

    def environment(self, diary: Path) -> dict[str, str]:
        """The children's: nothing of the machine's but where its programs are."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.root / "home"),
            "LANG": "C.UTF-8",
            "TZ": ZONE,
            "PYTHONPATH": str(self._library),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "LEGDIARY_NOW": NOW,
            "LEGDIARY_DIARY": str(diary),
        }

    def _existing(self) -> bytes:
        """A diary with something of most kinds in it."""
        path = self.folder() / NAME
        for words in (
            ("night", "6", "--night", "2026-11-19", "--note", _SECRET),
            ("sleep", "22:45-06:10", "--latency", "40m", "--night", "2026-11-19"),
            ("product", "add", "red leaf", "--capsule", "0.5g"),
            ("kratom", "2g", "--at", "2026-11-20 21:00", "--note", _SECRET),
            ("night", "8", "--night", "2026-11-20"),
            ("magnesium", "200mg", "--form", "glycinate"),
            ("taper", "new", "--from", "5g", "--cut", "1g", "--every", "7d", "--yes"),
            ("kratom", "3g", "--at", "00:30"),
        ):
            ran = self.run(words, path)
            if ran.code:
                sys.exit(f"{' '.join(words)} ended with {ran.code}: {ran.err}")
        return path.read_bytes()

    def folder(self) -> Path:
        """A new folder, its name always as long as the others'."""
        made = self.root / f"{next(self._numbers):06d}"
        made.mkdir(mode=0o700)
        return made

    def diary(self) -> Path:
        """A folder of its own with the existing diary in it."""
        path = self.folder() / NAME
        path.write_bytes(self.existing)
        path.chmod(0o600)
        return path

    def run(
        self, words: Sequence[str], diary: Path, *, within: Sequence[str] = (), streams: str = "",
        stdout: int = subprocess.PIPE, stderr: int = subprocess.PIPE,
    ) -> Ran:  # fmt: skip
        """The real program, to its end.

        Args:
            words: the command line after `legdiary`.
            diary: the diary file.
            within: a program that starts it, and its options.
            streams: redirections, as a shell writes them.
            stdout: where it writes, if not into a pipe that is read.
            stderr: likewise.
        """
        command = [*within, *self.program, *words]
        if streams:
            command = ["sh", "-c", f'exec "$@" {streams}', "sh", *command]
        done = subprocess.run(
            command, check=False, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, encoding="utf-8",
            errors="replace", env=self.environment(diary), cwd=self.root / "home", timeout=PATIENCE_S,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout or "", done.stderr or "")


def dose(amount: str) -> tuple[str, ...]:
    """A dose with a note, as a command line."""
    return ("kratom", amount, "--note", _SECRET)


def digest(path: Path) -> str:
    """What tells two files apart, and a file from none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "none"


def names(folder: Path) -> list[str]:
    """What stands in a folder, hidden files too; but for the folder of the copies."""
    return sorted(path.name for path in folder.iterdir() if path.name != _COPIES)


def unsound_copy(folder: Path) -> str:
    """Why something that is called a copy is none; empty where all are."""
    copies = [path for path in (folder / _COPIES).glob("*") if not path.name.startswith(".")]
    return first_wrong(
        *(state.wrong and f"{path.name}: {state.wrong}" for path in copies for state in [state_of(path)])
    )


def every(cases: Sequence[Callable[[], Case]], workers: int) -> list[Case]:
    """Run cases, a few at a time; in the order they are given."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda case: case(), cases))


def first_wrong(*reasons: str) -> str:
    """The first reason that is one."""
    return next((reason for reason in reasons if reason), "")


def thinned(points: Sequence[_T], most: int | None) -> list[_T]:
    """Evenly chosen points, the first and the last among them; all where `most` is None or enough."""
    if most is None or len(points) <= most:
        return list(points)
    step = (len(points) - 1) / (most - 1)
    return [points[round(number * step)] for number in range(most)]
