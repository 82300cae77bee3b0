"""How a program is measured: whole processes, in pairs with the bare interpreter.

Every figure is CPU time (user and system, all threads) of a process from its start to its end, over that of
`python -I -c pass` run just before it: the median over the pairs. A round runs every command once, backwards to the
round before, so that what else the machine does falls on all alike. Nothing is reported when a command fails.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

HERE = Path(__file__).parent
_PART = "\x1f"
MIB = 1024
_MS = 1000
_WIDTH, _HEIGHT = "80", "24"
BARE = [sys.executable, "-I", "-c", "pass"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: CPU seconds, peak memory in KiB, bytes printed."""

    cpu: float
    peak: int
    printed: int


@dataclass(slots=True)
class Figures:
    """What is known of one command after its pairs: what each run of it cost, and what the bare one before it took."""

    costs: list[Cost] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """CPU over the bare interpreter's, pair by pair."""
        return [cost.cpu / bare for cost, bare in zip(self.costs, self.bare, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of them."""
        return median(self.ratios)

    @property
    def cpu(self) -> float:
        """CPU seconds: the median of the runs."""
        return median(cost.cpu for cost in self.costs)

    @property
    def peak_mib(self) -> float:
        """Peak memory: the median of the runs."""
        return median(cost.peak for cost in self.costs) / MIB

    def beside(self, other: Figures) -> float:
        """CPU over another command's of the same rounds: the median. One of them may have had fewer rounds."""
        return median(one.cpu / two.cpu for one, two in zip(self.costs, other.costs, strict=False))


class Failed(Exception):
    """A program that did not end well."""

    def __init__(self, program: Sequence[str], code: int, errors: str) -> None:
        super().__init__(f"{' '.join(program)} ended with {code}: {errors.strip()[-400:]}")


class Launcher:
    """Starts programs through a process of its own (`bench/launch.py`), so that peaks are the children's."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self._errors = folder / "errors.txt"
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(HERE / "launch.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(folder) | variables,
            cwd=folder,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(
        self, program: Sequence[str], *, diary: Path | None = None, terminal: bool = False, keys: str = "",
        asked: bool = False,
    ) -> Cost:  # fmt: skip
        """Run a program to its end.

        Args:
            program: the program and its arguments.
            diary: the diary file; None if it needs none.
            terminal: its standard output is a terminal.
            keys: what is typed ahead there; then its standard input is the terminal too.
            asked: it is typed at the first question instead.

        Raises:
            Failed: its exit code is not 0.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise AssertionError
        kind = "asking" if asked else "terminal"
        caught = f"{kind}:{keys.encode().hex()}" if keys else "terminal" if terminal else "pipe"
        stdin.write(_PART.join((caught, str(self._errors), str(diary or ""), *program)) + "\n")
        stdin.flush()
        code, cpu, peak, printed = stdout.readline().split()
        if code != "0":
            raise Failed(program, int(code), self._errors.read_text(errors="replace"))
        return Cost(float(cpu), int(peak), int(printed))


def environment(folder: Path) -> dict[str, str]:
    """The children's: nothing of the machine's but where its programs are."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLUMNS": _WIDTH,
        "LINES": _HEIGHT,
    }


class Command(Protocol):
    """Something that can be run again and again."""

    @property
    def name(self) -> str:
        """What it is called in a table."""


def measure(
    chosen: Sequence[Command],
    cost: Callable[[Command], Cost],
    bare: Callable[[], Cost],
    pairs: int,
    fewer: Mapping[str, int] | None = None,
) -> dict[str, Figures]:
    """So many rounds of every command, each after a bare interpreter; by name.

    Args:
        chosen: the commands.
        cost: runs one.
        bare: runs the bare interpreter.
        pairs: how many rounds.
        fewer: command → at most so many rounds, and none to warm up; for what takes long.
    """
    most = fewer or {}
    figures = {each.name: Figures() for each in chosen}
    for each in chosen:
        if each.name not in most:
            cost(each)  # once to warm what the system keeps, not counted
    for number in range(pairs):
        progress(f"round {number + 1} of {pairs}")
        for each in chosen if number % 2 == 0 else reversed(chosen):
            if number >= most.get(each.name, pairs):
                continue
            figures[each.name].bare.append(bare().cpu)
            figures[each.name].costs.append(cost(each))
    progress("")
    return figures


def progress(text: str) -> None:
    """What is being done, where a person looks on."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def frame(figures: Mapping[str, Figures], pairs: int) -> str:
    """On what the figures rest, in a sentence or two."""
    bare = median(value for known in figures.values() for value in known.bare) * _MS
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"CPU time, medians of {pairs} pairs in one run; the bare interpreter took {bare:.1f} ms. "
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}."
    )


def markdown(lines: Sequence[Sequence[str]], right: Iterable[int] = ()) -> list[str]:
    """A table, its first line the heads; the columns in `right` to the right."""
    rights = set(right)
    rule = ["---:" if column in rights else "---" for column in range(len(lines[0]))]
    return ["| " + " | ".join(cells) + " |" for cells in (lines[0], rule, *lines[1:])]


def put_section(page: Path, name: str, lines: Sequence[str]) -> None:
    """Replace what stands between a page's marks for a section."""
    begin, end = f"<!-- begin: {name} -->\n", f"<!-- end: {name} -->"
    text = page.read_text(encoding="utf-8")
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        sys.exit(f"{page} has no section {name}")
    page.write_text(f"{before}{begin}\n" + "\n".join(lines) + f"\n\n{end}{after}", encoding="utf-8")
