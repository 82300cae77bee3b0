"""Break everything a diary rests on, and see whether the exit code told the truth: `python bench/faults.py`.

From outside, through the real command line in real processes: every write call killed, interrupted and made to fail
(strace), power cuts rebuilt from the calls, streams closed, a tiny disk filled, many writers at once, files locked, cut
short, flipped, emptied and foreign. `--short` tries a few points of each; `--write FILE` keeps the figures.
"""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import faults_calls as calls
import faults_disk as disk
import faults_files as files
import faults_power as power
import faults_streams as streams
import faults_writers as writers
from faults_world import Family, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Trial = Callable[[World, int | None], Family]

#: Points of a family where only a few are tried.
SHORT = 3
WORKERS = 2
COMMAND = "python bench/faults.py --write docs/reliability.md"
_KILLED = -9
_TAMPERED: tuple[tuple[str, Callable[..., Family]], ...] = (
    ("Killed (SIGKILL) before each write call", calls.killed),
    ("Interrupted (SIGINT) at each write call", calls.interrupted),
    ("Each write call fails with ENOSPC", partial(calls.failing, error="ENOSPC")),
    ("Each write call fails with EIO", partial(calls.failing, error="EIO")),
    ("A power cut before each call", power.cut_off),
)
_OTHERS: tuple[Trial, ...] = (
    streams.streams,
    disk.full,
    disk.read_only,
    writers.together,
    writers.killed_at_random,
    files.foreign,
    files.cut,
    files.flipped,
    files.locked,
)


def families(world: World, most: int | None) -> Iterator[Family]:
    """Every family of faults, one after another."""
    why_not = calls.missing()
    found = [] if why_not else calls.probers(world)
    for name, trial in _TAMPERED:
        yield Family(name, "", skipped=why_not) if why_not else trial(world, found, most=most)
    for other in _OTHERS:
        yield other(world, most)


def rows(family: Family) -> list[tuple[str, ...]]:
    """The table of a family: what was tried, exit code, what was said, the file afterwards, how many points."""
    counted: Counter[tuple[str, ...]] = Counter()
    for case in family.cases:
        code = "killed" if case.code == _KILLED else str(case.code)
        counted[case.point.partition(":")[0], code, case.said, case.after] += 1
    return [(*key, str(number)) for key, number in counted.items()]


def page(tried: Sequence[Family], *, short: bool) -> str:
    """All figures as a page."""
    points, failed = sum(len(family.cases) for family in tried), sum(len(family.failed) for family in tried)
    lines = [
        "# What was broken, and what became of the diary",
        "",
        f"Made by `{COMMAND}`; do not edit. SQLite {sqlite3.sqlite_version}, Python {platform.python_version()},",
        f"{platform.system()}{', a few points of each only' if short else ''}.",
        "",
        "Every fault is tried from outside, on the real command line in processes of its own. Afterwards SQLite's",
        "integrity check must pass, every entry must stand exactly where its ledger says, the diary must be read and",
        "written again, and the exit code must have told the truth: **0 if and only if it is stored.** No message may",
        "hold a traceback or a word of a note. *as before* means that no entry and no byte of one is there; a",
        "*leftover* is a hidden file of a beginning that was killed, which stops nothing.",
        "",
        f"**{points} points, {points - failed} passed.**",
        "",
        "| fault | points | passed |",
        "| --- | ---: | ---: |",
        *(
            f"| {family.name} | {family.skipped or len(family.cases)} | "
            f"{'' if family.skipped else len(family.cases) - len(family.failed)} |"
            for family in tried
        ),
    ]
    for family in tried:
        lines += ["", *section(family)]
    return "\n".join(lines) + "\n"


def section(family: Family) -> list[str]:
    """One family: its promise, its table, and what failed."""
    if family.skipped:
        return [f"## {family.name}", "", f"Not tried: {family.skipped}."]
    promised = f"{family.promise[:1].upper()}{family.promise[1:]}"
    lines = [
        f"## {family.name}",
        "",
        f"{promised}: {len(family.cases)} points, {len(family.cases) - len(family.failed)} passed.",
        "",
        "| tried | exit | said | the file afterwards | points |",
        "| --- | ---: | --- | --- | ---: |",
        *(f"| {' | '.join(row)} |" for row in rows(family)),
    ]
    if family.failed:
        lines += ["", "Failed:", "", *(f"- {case.point}: exit {case.code}, {case.wrong}" for case in family.failed)]
    return lines


def main() -> int:
    """Try everything; 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few points of each family")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the figures there")
    parser.add_argument("--workers", type=int, default=WORKERS, metavar="N", help="processes at once")
    options = parser.parse_args()
    tried = []
    with tempfile.TemporaryDirectory() as folder:
        for family in families(World(Path(folder), options.workers), SHORT if options.short else None):
            tried.append(family)
            print("\n".join(section(family)), end="\n\n", flush=True)
    if options.write:
        options.write.write_text(page(tried, short=options.short), encoding="utf-8")
    failed = sum(len(family.failed) for family in tried)
    print(f"{sum(len(family.cases) for family in tried)} points, {failed} failed", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
