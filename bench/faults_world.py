"""Where faults are tried: a frozen copy of the package, real processes, and what a diary file holds afterwards.

Everything goes through the real command line in processes of its own; the file is then looked at by SQLite itself.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")
NOW, ZONE = "2026-11-22T01:30-05:00", "America/New_York"
PATIENCE_S = 90.0
#: So many points of a kind of fault are tried of a command, where not each is.
SOME = 6
#: So long nothing comes where a program waits for an answer.
_A_MOMENT_S = 0.1
_COPIES = "backups"
NAME = "diary.db"
#: A program that holds a diary for so many seconds.
HOLDER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN " + sys.argv[2])
print("held", flush=True)
time.sleep(float(sys.argv[3]))
connection.execute("ROLLBACK")
"""
#: Which of two devices a home is of: the file in it, and what stands there.
WHICH, HERE, THERE = "home/device", "here", "there"
#: What an interpreter loads where such a file is: ids of 8 and 16 bytes are the same in each run of a device.
STEADY = """
import os
which = os.path.join(os.environ.get("HOME", ""), "device")
if os.path.exists(which):
    from hashlib import blake2b
    really, counted = os.urandom, {}
    with open(which) as file:
        who = file.read()
    def urandom(size):
        if size not in (8, 16):
            return really(size)
        counted[size] = counted.get(size, 0) + 1
        return blake2b(f"{who} {size} {counted[size]}".encode(), digest_size=size).digest()
    os.urandom = urandom
"""
#: What every run must keep: nothing that a person has to decipher, and no more than a few lines.
_MOST_LINES = 3
SECRET = "zebra"  # noqa: S105 - the word of every note; it must appear in no message

#: Something of every kind.
_TYPED: tuple[tuple[str, ...], ...] = (
    ("night", "6", "--night", "2026-11-19", "--note", SECRET),
    ("sleep", "22:45-06:10", "--latency", "40m", "--night", "2026-11-19"),
    ("product", "add", "red leaf", "--capsule", "0.5g"),
    ("kratom", "2g", "--at", "2026-11-20 21:00", "--note", SECRET),
    ("night", "8", "--night", "2026-11-20"),
    ("magnesium", "200mg", "--form", "glycinate"),
    ("taper", "new", "--from", "5g", "--cut", "1g", "--every", "7d", "--yes"),
    ("kratom", "3g", "--at", "00:30"),
    ("factor", "caffeine", "--amount", "2 cups", "--at", "20:00", "--note", SECRET),
    ("symptom", "nausea", "2"),
    ("medicine", "gabapentin", "300mg", "--at", "21:00"),
    ("measure", "irls", "22", "--on", "2026-11-20"),
)
#: What was typed on another machine since.
_ELSEWHERE = (("kratom", "1.1g", "--at", "2026-11-19 10:00"), ("edit", "4", "2.2g"), ("delete", "9"))


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process left: its exit code (a signal's number, negative, where one ended it), its streams, and where."""

    code: int
    out: str
    err: str
    where: Path = Path()

    @property
    def said(self) -> str:
        """The line of the error, the paths of the run taken out; empty where there was none."""
        lines = [line for line in self.err.splitlines() if line.startswith("legdiary: ")]
        lines = [line for line in lines if not line.startswith(("legdiary: began", "legdiary: try:"))]
        told = re.sub(r"its schema is \d+", "its schema is …", re.sub(r"/\S*/", "…/", lines[0] if lines else ""))
        return told.removeprefix("legdiary: ")

    @property
    def untidy_on_terminal(self) -> str:
        """Likewise of what stands on a terminal, among questions and answers."""
        return first_wrong(*(words for words in ("Traceback", "fault in legdiary") if words in self.out + self.err))

    @property
    def untidy(self) -> str:
        """Why what stands on standard error is not what a person should get; empty where it is."""
        lines = self.err.splitlines()
        if "Traceback" in self.err:
            return "a traceback"
        if "fault in legdiary" in self.err:
            return "called a fault of its own"
        if SECRET in self.err:
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
        """The milligrams of every dose of leaf, by number of entry; other substances are kept in micrograms."""
        column = 6
        return [int(str(row[column])) for row in self.rows.get("dose", []) if row[column] is not None]


NOTHING = State({})


def state_of(path: Path) -> State:
    """What the file holds: every row of every table, integrity, foreign keys, ledger against entries."""
    if not path.exists():
        return NOTHING
    uri = f"{path.absolute().as_uri()}?mode=ro"
    rows: dict[str, list[tuple[object, ...]]] = {}
    wrong = ""
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=5)) as connection:
            connection.text_factory = bytes  # a flipped bit may have made it no text at all
            sound = [row[0].decode() for row in connection.execute("PRAGMA integrity_check")]
            strays = connection.execute("PRAGMA foreign_key_check").fetchall()
            wrong = "" if sound == ["ok"] and not strays else f"integrity: {sound[:1]}, {len(strays)} strays"
    except (sqlite3.Error, UnicodeDecodeError) as error:
        wrong = f"SQLite says {error}"
    with suppress(sqlite3.Error, UnicodeDecodeError), closing(sqlite3.connect(uri, uri=True, timeout=5)) as connection:
        connection.text_factory = bytes
        names = connection.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY 1").fetchall()
        for (name,) in names:
            with suppress(sqlite3.Error):  # the others may be read
                rows[name.decode()] = connection.execute(f'SELECT * FROM "{name.decode()}"').fetchall()  # noqa: S608 - names of the schema
    return State(rows, wrong or _ledger_against_entries(rows))


def _ledger_against_entries(rows: dict[str, list[tuple[object, ...]]]) -> str:
    """An entry stands exactly where its ledger ends in something; the ledger's numbers are dense."""
    lines = rows.get("ledger", [])
    if [line[0] for line in lines] != list(range(1, len(lines) + 1)):
        return "the ledger has a gap"
    standing = {line[7]: line[9] is not None for line in lines}
    entries = (
        "night", "sleep", "dose", "magnesium", "factor", "symptom", "medicine", "measure", "trial", "product", "plan",
    )  # fmt: skip
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
    """A folder to work in, a frozen copy of the package, and a way to start it.

    Attributes:
        workers: how many processes run at once.
        some: how many points are tried where not each is.
        deep: how many are tried of a command whose every point is; None: every one.
    """

    def __init__(self, root: Path, workers: int, some: int = SOME, deep: int | None = None) -> None:
        # Started in the background, a shell has Ctrl-C ignored, and so would be every program started from here.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.root = root
        self.workers, self.some, self.deep = workers, some, deep
        self._numbers = itertools.count(1)
        self._library = root / "library"
        spec = find_spec("legdiary")
        if spec is None or spec.origin is None:
            sys.exit("legdiary is not installed for this Python")
        # Frozen: in a tree that is being worked on, the calls of two runs would not be the same.
        shutil.copytree(
            Path(spec.origin).parent, self._library / "legdiary", ignore=shutil.ignore_patterns("__pycache__")
        )
        (self._library / "sitecustomize.py").write_text(STEADY, encoding="utf-8")
        (root / "home").mkdir()
        self._programs()
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(self._library)], check=True)
        self.program = [sys.executable, "-m", "legdiary"]
        self.existing = self._diary_of(_TYPED)
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(self.existing)
            self.version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        self.other = self._diary_of((*_TYPED, *_ELSEWHERE))

    def _programs(self) -> None:
        """Programs of the computer's that are needed and may not be there: they end well, and do nothing."""
        (self.root / "bin").mkdir()
        for name in ("systemctl", "notify-send"):
            program = self.root / "bin" / name
            program.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
            program.chmod(0o755)

    def environment(self, diary: Path, home: Path | None = None) -> dict[str, str]:
        """The children's: nothing of the machine's but where its programs are."""
        apart = {} if home is None else {"HOME": str(home / "home"), "TMPDIR": str(home / "tmp")}
        return {
            "PATH": f"{self.root / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "HOME": str(self.root / "home"),
            "LANG": "C.UTF-8",
            "TZ": ZONE,
            "PYTHONPATH": str(self._library),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "LEGDIARY_NOW": NOW,
            "LEGDIARY_DIARY": str(diary),
            **apart,
        }

    def _diary_of(self, typed: Sequence[tuple[str, ...]]) -> bytes:
        """A diary with what was typed in it."""
        path = self.folder() / NAME
        for words in typed:
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
        stdout: int = subprocess.PIPE, stderr: int = subprocess.PIPE, home: Path | None = None,
        typed: Sequence[str] = (),
    ) -> Ran:  # fmt: skip
        """The real program, to its end.

        Args:
            words: the command line after `legdiary`.
            diary: the diary file.
            within: a program that starts it, and its options.
            streams: redirections, as a shell writes them.
            stdout: where it writes, if not into a pipe that is read.
            stderr: likewise.
            home: a folder with a home, one to be typed in and one for what passes; without it, those of all.
            typed: what is typed at a terminal, a line at every question; without it there is none.
        """
        command = [*within, *self.program, *words]
        if streams:
            command = ["sh", "-c", f'exec "$@" {streams}', "sh", *command]
        environment, folder = self.environment(diary, home), self.root / "home" if home is None else home / "work"
        if typed and not streams and stdout == stderr == subprocess.PIPE:
            return on_terminal(command, typed, environment, folder)
        done = subprocess.run(
            command, check=False, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, encoding="utf-8",
            errors="replace", env=environment, cwd=folder, timeout=PATIENCE_S,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout or "", done.stderr or "", folder.parent)


def on_terminal(command: Sequence[str], typed: Sequence[str], environment: dict[str, str], folder: Path) -> Ran:
    """A program on a terminal, where at every question the next line is typed, and then the end of the input."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        # A bar would be drawn by a thread: calls of two threads interrupt each other in what strace tells.
        env={**environment, "TERM": "dumb"}, cwd=folder,
    )  # fmt: skip
    os.close(theirs)
    lines, shown, answered = iter(typed), b"", 0
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        ready, _, _ = select.select([ours], [], [], _A_MOMENT_S)
        if ready:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux: the other side is closed
                break
            shown += part
        elif len(shown) > answered and not shown.endswith(b"\n"):
            answered = len(shown)
            line = next(lines, None)
            os.write(ours, b"\x04" if line is None else f"{line}\n".encode())
        elif process.poll() is not None:
            break
    else:
        process.kill()
    os.close(ours)
    text = shown.decode(errors="replace").replace("\r\n", "\n")
    return Ran(process.wait(PATIENCE_S), "", text, folder.parent)


def dose(amount: str) -> tuple[str, ...]:
    """A dose with a note, as a command line."""
    return ("kratom", amount, "--note", SECRET)


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


def every(cases: Sequence[Callable[[], _T]], workers: int) -> list[_T]:
    """Run cases, a few at a time; in the order they are given."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda case: case(), cases))


def first_wrong(*reasons: str) -> str:
    """The first reason that is one."""
    return next((reason for reason in reasons if reason), "")


def thinned(points: Sequence[_T], most: int | None) -> list[_T]:
    """Evenly chosen points, the first and the last among them, or one in the middle; all where `most` is None."""
    if most is None or len(points) <= most:
        return list(points)
    if most == 1:
        return [points[len(points) // 2]]
    step = (len(points) - 1) / (most - 1)
    return [points[round(number * step)] for number in range(most)]
