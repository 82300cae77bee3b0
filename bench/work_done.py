"""Compare what commands do with what they did before: `python bench/work_done.py --before COMMIT`.

Quicker must not mean less. Each command runs twice on a fresh copy of a made-up diary of ten years, in the program of
an earlier commit and in the present one: once under `strace`, which counts how often the disk was waited for and the
files that were opened, and once with counters in the standard library (`bench/counted_run.py`). The lines of the ledger
are counted in the file, before and after. Each state of the program makes the diary itself, from the same made-up days.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from diaries import NIGHTS, NOW
from measuring import HERE, Failed, Launcher, environment, markdown, progress, put_section

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: The commit before commands were compiled.
BEFORE = "2fedae1d^"
_DIARY = "ten-years"
_TRACED = "trace=fsync,fdatasync,openat,open,creat"
_WEEK_OF_COPIES = ("night", "6", "--night", "-3")
_ANSWERS = "6\n" + "\n" * 60
_OPENED = re.compile(r'(?:open|openat|creat)\((?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]*)".* = \d+<')
_PAGE = ("export", "html", "--last", "8w", "--output", "{new}.html")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        name: as printed.
        words: the command line after `legdiary`; `{new}` is a name that is not there yet, `{same}` the diary as it
            was, `{other}` a copy with a night of its own, `{json}` and `{csv}` its exports.
        copy_due: the copy of the week has not been made.
        new: the diary is not there yet.
        keys: what is typed ahead at a terminal.
    """

    name: str
    words: tuple[str, ...]
    copy_due: bool = False
    new: bool = False
    keys: str = ""


ROWS = (
    Row("kratom 2.5g", ("kratom", "2.5g", "--confirm")),
    Row("kratom 2.5g, the week's copy due", ("kratom", "2.5g", "--confirm"), copy_due=True),
    Row("night 6", ("night", "6")),
    Row("magnesium 200mg", ("magnesium", "200mg", "--confirm")),
    Row("checkin, one answer", ("checkin",), keys=_ANSWERS),
    Row("legdiary, the card", ()),
    Row("week", ("week",)),
    Row("list --last 14d", ("list", "--last", "14d")),
    Row("list, everything", ("list", "--from", "1990-01-01")),
    Row("history, everything", ("history",)),
    Row("report --last 8w", ("report", "--last", "8w")),
    Row("report --by step", ("report", "--by", "step", "--last", "520w")),
    Row("taper show", ("taper", "show")),
    Row("export html --last 8w", _PAGE),
    Row("export ics", ("export", "ics", "--output", "{new}")),
    Row("export fhir", ("export", "fhir", "--output", "{new}")),
    Row("export csv", ("export", "csv", "--output", "{new}")),
    Row("export json", ("export", "json", "--output", "{new}")),
    Row("check", ("check",)),
    Row("restore", ("restore", "{same}", "--yes")),
    Row("import JSON", ("import", "{json}"), new=True),
    Row("import CSV", ("import", "{csv}"), new=True),
    Row("join", ("import", "{other}", "--on-conflict", "keep")),
    Row("undo", ("undo",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Done:
    """What one run did.

    Attributes:
        syncs: how often the disk was told to keep what was written (`fsync`, `fdatasync`).
        opened: files of the run's own folder that were opened: diary, journal, copies, what is exported or imported.
        lines: ledger lines that the diary has now and had not before.
        checksums: rows of which a checksum was computed, to compare it or to keep it.
        checked_bytes: the bytes in them.
        checks: SQLite's own checks of the whole file and of all references.
        statements: statements that SQLite ran.
    """

    syncs: int
    opened: int
    lines: int
    checksums: int
    checked_bytes: int
    checks: int
    statements: int


class Program:
    """One state of the program, with the diary that it made."""

    def __init__(self, source: Path, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._variables = {"LEGDIARY_NOW": NOW, "PYTHONPATH": str(source / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        self._runs = 0
        self._settings = environment(folder) | self._variables
        made = f"import diaries; diaries.make(diaries.Path({str(folder / 'made.db')!r}), {NIGHTS[_DIARY]})"
        subprocess.run([sys.executable, "-c", made], cwd=source / "bench", env=self._settings, check=True)
        self._prepare()

    def _prepare(self) -> None:
        """Make what is imported, joined and restored, and a diary whose copy of the week is there."""
        made, settled = self._folder / "made.db", self._folder / "settled" / "diary.db"
        settled.parent.mkdir()
        shutil.copyfile(made, settled)
        self._run(settled, _WEEK_OF_COPIES)
        self._run(settled, ("export", "json", "--output", str(self._folder / "long.json")))
        self._run(settled, ("export", "csv", "--output", str(self._folder / "long")))
        shutil.copyfile(settled, self._folder / "same.db")
        shutil.copyfile(settled, self._folder / "other.db")
        self._run(self._folder / "other.db", ("night", "4", "--night", "-2"))

    def _run(self, diary: Path, words: Sequence[str]) -> None:
        env = self._settings | {"LEGDIARY_DIARY": str(diary)}
        subprocess.run([sys.executable, "-m", "legdiary", *words], env=env, check=True, stdout=subprocess.DEVNULL)

    def done(self, row: Row) -> Done:
        """Run a row under strace, and with counters."""
        log, counts = self._folder / "strace.txt", self._folder / "counts.json"
        traced = [
            shutil.which("strace") or "strace", "-f", "--seccomp-bpf", "-q", "-y", "-e", _TRACED, "-o", str(log),
            sys.executable, "-m", "legdiary",
        ]  # fmt: skip
        lines = self._once(row, traced)
        syncs, opened = told_by_strace(log, self._folder)
        self._once(row, [sys.executable, str(HERE / "counted_run.py"), str(counts)])
        within = json.loads(counts.read_text())
        return Done(
            syncs, opened, lines, within["checksums"], within["checksummed_bytes"],
            within["sqlite_checks"], within["statements"],
        )  # fmt: skip

    def _once(self, row: Row, starter: Sequence[str]) -> int:
        """Run a row in a folder of its own; return how many ledger lines were written."""
        self._runs += 1
        place = self._folder / f"run-{self._runs}"
        diary = place / "diary.db"
        if row.new:
            place.mkdir()
        elif row.copy_due:
            place.mkdir()
            shutil.copyfile(self._folder / "made.db", diary)
        else:
            shutil.copytree(self._folder / "settled", place)
        places = {"{new}": str(place / "new"), "{same}": str(self._folder / "same.db")} | {
            "{other}": str(self._folder / "other.db"), "{json}": str(self._folder / "long.json"),
            "{csv}": str(self._folder / "long"),
        }  # fmt: skip
        words = [re.sub(r"\{\w+\}", lambda found: places[found[0]], word) for word in row.words]
        before = _ledger_lines(diary)
        with Launcher(self._folder, **self._variables) as launcher:
            launcher.run([*starter, *words], diary=diary, terminal=bool(row.keys), keys=row.keys)
        after = _ledger_lines(diary)
        shutil.rmtree(place)
        return after - before


def _ledger_lines(diary: Path) -> int:
    if not diary.exists():
        return 0
    with closing(sqlite3.connect(f"{diary.as_uri()}?mode=ro", uri=True)) as connection:
        return int(connection.execute("select count(*) from ledger").fetchone()[0])


def told_by_strace(log: Path, folder: Path) -> tuple[int, int]:
    """Return how often the disk was waited for, and how often a file in this folder was opened."""
    syncs = opened = 0
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if "sync(" in line and line.endswith(" = 0"):
            syncs += 1
        found = _OPENED.search(line)
        if found and "O_DIRECTORY" not in line and Path(found[1]).is_relative_to(folder):
            opened += 1
    return syncs, opened


def earlier(commit: str, folder: Path) -> Path:
    """Return a folder with the sources of a commit."""
    place = folder / "source"
    place.mkdir()
    archive = ["git", "-C", str(HERE.parent), "archive", commit, "src", "bench"]
    packed = subprocess.run(archive, check=False, capture_output=True)
    if packed.returncode:
        sys.exit(f"not compared: {packed.stderr.decode().strip()}")
    subprocess.run(["tar", "x", "-C", str(place)], input=packed.stdout, check=True)
    return place


# ---------------------------------------------------------------------- telling


def told(before: Mapping[str, Done], now: Mapping[str, Done]) -> list[str]:
    """Return the table: what is the same once, what differs with an arrow, what is less in bold."""
    head = ("command", "syncs", "files opened", "ledger lines", "checksums", "SQLite's checks", "statements")
    lines = [head]
    for name, one in now.items():
        other = before[name]
        lines.append(
            (
                name,
                _changed(other.syncs, one.syncs, less=True),
                _changed(other.opened, one.opened),
                _changed(other.lines, one.lines, less=True),
                _changed(other.checksums, one.checksums, less=True),
                _changed(other.checks, one.checks, less=True),
                _changed(other.statements, one.statements),
            )
        )
    return markdown(lines, right=range(1, len(head)))


def _changed(before: int, now: int, *, less: bool = False) -> str:
    if before == now:
        return _number(now)
    text = f"{_number(before)} → {_number(now)}"
    return f"**{text}**" if less and now < before else text


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def main() -> None:
    """Run everything in both states of the program, and print."""
    parser = argparse.ArgumentParser(description="Compare what commands do with what they did before.")
    parser.add_argument("--before", default=BEFORE, metavar="COMMIT", help=f"the earlier state (default {BEFORE})")
    parser.add_argument("--only", metavar="NAME", action="append", help="rows whose name holds this; may be repeated")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into docs/performance.md")
    arguments = parser.parse_args()
    if shutil.which("strace") is None:
        sys.exit("not counted: strace is not installed")
    chosen = [row for row in ROWS if arguments.only is None or any(each in row.name for each in arguments.only)]
    with tempfile.TemporaryDirectory(prefix="legdiary-work-") as made:
        folder = Path(made)
        sources = {"before": earlier(arguments.before, folder), "now": HERE.parent}
        found: dict[str, dict[str, Done]] = {}
        for state, source in sources.items():
            program = Program(source, folder / state)
            found[state] = {}
            for row in chosen:
                progress(f"{state}: {row.name}")
                try:
                    found[state][row.name] = program.done(row)
                except Failed as failed:
                    sys.exit(f"not reported, {state}: {failed}")
    progress("")
    lines = [*told(found["before"], found["now"]), "", f"Before: the commit `{arguments.before}`."]
    print("\n".join(lines))
    if arguments.write:
        put_section(arguments.write, "work", lines)


if __name__ == "__main__":
    os.umask(0o077)
    main()
