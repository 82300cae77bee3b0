"""Measure whole processes, and print what they cost as ratios: `python bench/run.py`.

Every figure is CPU time (user and system, all threads) of a process from its start to its end, over that of
`python -I -c pass` run just before it: the median over the pairs. In the same rounds `import typer` and `import
sqlmodel` are run, so that the framework's share can be told from ours. A round runs every command once, so that what
else the machine does falls on all alike. Nothing is reported when a command fails.

The diaries are made up (`bench/diaries.py`) in a temporary folder; nothing else is read or written. A command that
writes runs on a copy each time, so that the diary does not grow.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Self

from diaries import NOW, ZONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

PAIRS = 11
MONTH, TEN_YEARS, HUNDRED_YEARS = "month", "ten-years", "hundred-years"
_HERE = Path(__file__).parent
_PART = "\x1f"
_MIB = 1024
_MS = 1000
_WIDTH, _HEIGHT = "80", "24"
#: The same rows as `export csv --table doses`, as the shell prints them.
_DOSES = """
select d.*, p.name from dose d left join product p on p.id = d.product_id order by d.night_of, d.at_utc_s, d.id
""".strip()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        name: as printed.
        words: the command line after `legdiary`; `{new}` is a name that is not there yet.
        diary: which diary, or None for a command that needs none.
        writes: it is run on a copy.
        terminal: its standard output is a terminal of 80 columns.
        by_shell: run by the sqlite3 shell instead.
        probe: how many of the words name the command, whose `--help` shows whether there is one; 0: there always is.
        beside: the row whose CPU it is compared with as well, or None.
    """

    name: str
    words: tuple[str, ...]
    diary: str | None
    writes: bool = False
    terminal: bool = False
    by_shell: bool = False
    probe: int = 0
    beside: str | None = None


def rows(diaries: Sequence[str], *, shell: bool) -> list[Row]:
    """Every row over these diaries; those after the first are set beside it."""
    found = [Row("--version", ("--version",), diary=None), Row("--help", ("--help",), diary=None)]
    for diary in diaries:
        found += _read_and_written(diary, beside=None if diary == diaries[0] else diaries[0])
    for diary in diaries[1:]:
        found += _handed_over(diary, shell=shell)
    return found


def _read_and_written(diary: str, beside: str | None) -> list[Row]:
    taken = [
        Row("kratom 2.5g", ("kratom", "2.5g", "--confirm"), diary, writes=True, probe=1),
        Row("night 6", ("night", "6"), diary, writes=True, probe=1),
        Row("magnesium 200mg", ("magnesium", "200mg", "--confirm"), diary, writes=True, probe=1),
        Row("legdiary (card)", (), diary),
        Row("week, piped", ("week",), diary, probe=1),
        Row("week, terminal", ("week",), diary, terminal=True, probe=1),
        Row("list --last 14d", ("list", "--last", "14d"), diary, probe=1),
    ]
    return [
        replace(row, name=f"{row.name} · {diary}", beside=f"{row.name} · {beside}" if beside else None) for row in taken
    ]


def _handed_over(diary: str, *, shell: bool) -> list[Row]:
    by_shell = Row(f"sqlite3 -csv · {diary}", (_DOSES,), diary, by_shell=True)
    doses = ("export", "csv", "--table", "doses", "--output", "-")
    return [
        *([by_shell] if shell else []),
        Row(f"export doses · {diary}", doses, diary, probe=2, beside=by_shell.name if shell else None),
        Row(f"export csv · {diary}", ("export", "csv", "--output", "{new}"), diary, probe=2),
    ]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: CPU seconds, peak memory in KiB, bytes printed."""

    cpu: float
    peak: int
    printed: int


@dataclass(slots=True)
class Figures:
    """What is known of one row after its pairs.

    Attributes:
        costs: one a round.
        bare, typer, sqlmodel: what these took in the same rounds; bare just before.
    """

    costs: list[Cost] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    typer: list[float] = field(default_factory=list)
    sqlmodel: list[float] = field(default_factory=list)

    def ratios(self, to: Iterable[float]) -> list[float]:
        """This row's CPU over others', round by round."""
        return [cost.cpu / other for cost, other in zip(self.costs, to, strict=True)]


class Failed(Exception):
    """A program that did not end well."""

    def __init__(self, program: Sequence[str], code: int, errors: str) -> None:
        super().__init__(f"{' '.join(program)} ended with {code}: {errors.strip()[-400:]}")


class Launcher:
    """Starts programs through a process of its own (`bench/launch.py`), so that peaks are the children's."""

    def __init__(self, folder: Path) -> None:
        self._errors = folder / "errors.txt"
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_HERE / "launch.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(folder),
            cwd=folder,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, program: Sequence[str], *, terminal: bool = False) -> Cost:
        """Run a program to its end.

        Raises:
            Failed: its exit code is not 0.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise AssertionError
        stdin.write(_PART.join(("terminal" if terminal else "pipe", str(self._errors), *program)) + "\n")
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
        "TZ": ZONE,
        "LEGDIARY_NOW": NOW,
    }


def legdiary() -> list[str]:
    """How a person starts it: the installed script, or the module where there is none."""
    script = Path(sys.executable).with_name("legdiary")
    return [sys.executable, str(script)] if script.exists() else [sys.executable, "-m", "legdiary"]


def prepare(folder: Path, names: Sequence[str]) -> None:
    """Compile the package, and make the diaries (in a process of their own: they take memory)."""
    spec = find_spec("legdiary")
    if spec is None or spec.origin is None:
        sys.exit("legdiary is not installed for this Python")
    env = environment(folder)
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(Path(spec.origin).parent)], env=env, check=True)
    subprocess.run([sys.executable, str(_HERE / "diaries.py"), str(folder), *names], env=env, check=True)


class Bench:
    """A folder with diaries, a launcher, and the programs to run."""

    def __init__(self, folder: Path, launcher: Launcher) -> None:
        self._folder = folder
        self._launcher = launcher
        self._runs = 0
        self.bare = [sys.executable, "-I", "-c", "pass"]
        self.typer = [sys.executable, "-c", "import typer"]
        self.sqlmodel = [sys.executable, "-c", "import sqlmodel"]

    def exists(self, row: Row) -> bool:
        """Whether the row's command is there."""
        try:
            if row.probe:
                self._launcher.run([*legdiary(), *row.words[: row.probe], "--help"])
        except Failed:
            return False
        return True

    def cost(self, row: Row) -> Cost:
        """Run a row once."""
        if row.diary is None:
            return self._launcher.run([*legdiary(), *row.words])
        self._runs += 1
        diary = self._folder / f"{row.diary}.db"
        if row.by_shell:
            return self._launcher.run([str(shutil.which("sqlite3")), "-csv", str(diary), *row.words])
        new, copy = self._folder / f"new-{self._runs}", self._folder / f"copy-{self._runs}.db"
        if row.writes:
            diary = Path(shutil.copyfile(diary, copy))
        words = [str(new) if word == "{new}" else word for word in row.words]
        try:
            return self._launcher.run([*legdiary(), "--diary", str(diary), *words], terminal=row.terminal)
        finally:
            copy.unlink(missing_ok=True)
            shutil.rmtree(new, ignore_errors=True)

    def measure(self, chosen: Sequence[Row], pairs: int, told: Callable[[str], None]) -> dict[str, Figures]:
        """So many rounds of every row; each round backwards to the one before."""
        figures = {row.name: Figures() for row in chosen}
        for row in chosen:
            self.cost(row)  # once to warm what the system keeps, not counted
        for number in range(pairs):
            told(f"round {number + 1} of {pairs}")
            typer, sqlmodel = self._launcher.run(self.typer).cpu, self._launcher.run(self.sqlmodel).cpu
            for row in chosen if number % 2 == 0 else reversed(chosen):
                known = figures[row.name]
                known.bare.append(self._launcher.run(self.bare).cpu)
                known.costs.append(self.cost(row))
                known.typer.append(typer)
                known.sqlmodel.append(sqlmodel)
        return figures


def table(chosen: Sequence[Row], figures: dict[str, Figures]) -> list[str]:
    """The table, in Markdown."""
    head = ("command", "× bare", "min–max", "× typer", "× sqlmodel", "peak MiB", "× beside")
    lines = [head, ("---", *["---:"] * (len(head) - 1))]
    for row in chosen:
        known = figures[row.name]
        bare = known.ratios(known.bare)
        beside = figures.get(row.beside or "")
        against = f"{_middle(known.ratios(c.cpu for c in beside.costs)):.2f}" if beside else ""
        lines.append(
            (
                row.name,
                f"{_middle(bare):.1f}",
                f"{min(bare):.1f}–{max(bare):.1f}",
                f"{_middle(known.ratios(known.typer)):.2f}",
                f"{_middle(known.ratios(known.sqlmodel)):.2f}",
                f"{max(cost.peak for cost in known.costs) / _MIB:.1f}",
                f"{against} ({row.beside})" if against else "",
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]


def _middle(values: Iterable[float]) -> float:
    return median(list(values))


def frame(figures: dict[str, Figures], pairs: int) -> list[str]:
    """On what the figures rest."""
    known = list(figures.values())
    bare = [value for one in known for value in one.bare]
    typer = _middle(value / _middle(bare) for one in known for value in one.typer)
    sqlmodel = _middle(value / _middle(bare) for one in known for value in one.sqlmodel)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    versions = ", ".join(f"{name} {version(name)}" for name in ("typer", "sqlmodel", "rich"))
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}"
    return [
        f"CPU time, medians of {pairs} pairs. Bare: `python -I -c pass`, {_middle(bare) * _MS:.1f} ms here.",
        f"`import typer` alone is {typer:.1f} × bare, `import sqlmodel` {sqlmodel:.1f} ×.",
        f"Python {platform.python_version()}, {system}; {versions}.",
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure what commands cost, as ratios.")
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"pairs a command (default {PAIRS})")
    parser.add_argument("--only", metavar="NAME", action="append", help="rows whose name holds this; may be repeated")
    parser.add_argument("--hundred", action="store_true", help="a diary of a hundred years too")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there as well")
    return parser.parse_args()


def main() -> None:
    """Make, measure, print."""
    arguments = _arguments()
    names = [MONTH, TEN_YEARS, *([HUNDRED_YEARS] if arguments.hundred else [])]
    shell = shutil.which("sqlite3") is not None
    with tempfile.TemporaryDirectory(prefix="legdiary-bench-") as made:
        folder = Path(made)
        prepare(folder, names)
        with Launcher(folder) as launcher:
            bench = Bench(folder, launcher)
            wanted = [row for row in rows(names, shell=shell) if _is_wanted(row, arguments.only)]
            chosen = [row for row in wanted if bench.exists(row)]
            skipped = [f"Skipped, there is no such command yet: {row.name}" for row in wanted if row not in chosen]
            if not shell:
                skipped.append("Skipped, the sqlite3 shell is not installed: sqlite3 -csv")
            if not chosen:
                sys.exit("\n".join([*skipped, "nothing to measure"]))
            try:
                figures = bench.measure(chosen, max(1, arguments.pairs), _progress)
            except Failed as failed:
                sys.exit(f"not reported: {failed}")
    _progress("")
    text = "\n".join([*table(chosen, figures), "", *frame(figures, arguments.pairs), *skipped])
    print(text)
    if arguments.markdown:
        arguments.markdown.write_text(text + "\n", encoding="utf-8")


def _is_wanted(row: Row, only: Sequence[str] | None) -> bool:
    return only is None or any(name in row.name for name in only)


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


if __name__ == "__main__":
    main()
