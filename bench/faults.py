"""Break everything a diary rests on, and see whether the exit code told the truth: `python bench/faults.py`.

From outside, through the real command line in real processes. Every command (`faults_commands`, held against what the
program's own help names) at calls that write or read: killed, interrupted, made to fail (strace); reads that give less,
nothing or a wrong bit, and memory that is not there (`faults_shim.c`); power cuts rebuilt from the calls; streams
closed, a tiny disk filled, a file's size limited, many writers at once, diaries locked, cut short, flipped, emptied and
foreign. `--short` tries a few points of each, `--of` some commands; `--write FILE` keeps the figures there and in
docs/reliability.md; `--keep FOLDER` goes on where a run ended.
"""

from __future__ import annotations

import argparse
import json
import platform
import sqlite3
import sys
import tempfile
from collections import Counter
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.append(str(Path(__file__).parents[1] / "tools"))

import faults_calls as calls
import faults_disk as disk
import faults_every as everything
import faults_files as files
import faults_power as power
import faults_reads as reads
import faults_streams as streams
import faults_writers as writers
from faults_commands import ACTS, EXEMPT, commands, formats, formats_tried, installed, unlisted
from faults_scenes import scenes
from faults_world import SOME, Case, Family, World
from reliability_page import write_section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from faults_calls import Prober
    from faults_commands import Ask
    from faults_reads import Reader
    from faults_scenes import Scene

#: Points of a family where only a few are tried, and of a command in one.
SHORT, SHORT_OF_A_COMMAND = 3, 1
WORKERS = 2
COMMAND = "python bench/faults.py --write docs/faults.md"
_SIGNALS = {-9: "killed", -15: "ended"}
_FAULTS = "faults"
_EVERY_OTHER = "every other command"
_ACTS = {act.name for act in ACTS}
#: Those that are told together in the table of a fault.
_TOGETHER = {act.name for act in ACTS if not act.every_call}


def kinds(
    world: World, most: int | None, named: Sequence[str] = (), part: tuple[int, int] = (1, 1)
) -> dict[str, Callable[[], Family]]:  # fmt: skip
    """Every family of faults, by a short name, in the order of the page."""
    why_not = calls.missing()
    of_a_command = None if most is None else SHORT_OF_A_COMMAND

    @cache
    def found() -> list[Scene]:
        return scenes(world, short=most is not None, named=named, part=part)

    @cache
    def probed() -> list[Prober]:
        return calls.probers(found(), world.workers)

    def tampered(trial: Callable[..., Family], **how: str) -> Callable[[], Family]:
        name = " ".join((trial.__name__.replace("_", " "), *how.values())).capitalize()
        return lambda: (
            Family(name, "", skipped=why_not) if why_not else trial(world, probed(), of_a_command, **how)
        )  # fmt: skip

    @cache
    def read() -> list[Reader]:
        return reads.readers(world, found())

    def misread(name: str, trial: Callable[..., Family], **how: str) -> Callable[[], Family]:
        no_shim = reads.missing()
        return lambda: Family(name, "", skipped=no_shim) if no_shim else trial(world, read(), of_a_command, **how)

    def played(trial: Callable[[World, Sequence[Scene], int | None], Family]) -> Callable[[], Family]:
        return lambda: trial(world, found(), of_a_command)

    def other(trial: Callable[[World, int | None], Family]) -> Callable[[], Family]:
        return lambda: trial(world, most)

    return {
        "killed": tampered(calls.killed),
        "ended": tampered(calls.ended),
        "interrupted": tampered(calls.interrupted),
        "no-space": tampered(calls.failing, error="ENOSPC"),
        "io-error": tampered(calls.failing, error="EIO"),
        "forbidden": tampered(calls.forbidden),
        "unreadable": tampered(calls.unreadable, error="EIO"),
        "no-permission": tampered(calls.unreadable, error="EACCES"),
        **{f"read-{how}": misread(name, reads.misread, how=how) for how, name in reads.HOW.items()},
        "no-memory": misread(reads.NO_MEMORY, reads.no_memory),
        "power": tampered(power.cut_off),
        "all-streams": played(everything.streams),
        "all-full": played(everything.full),
        "all-read-only": played(everything.read_only),
        "all-cut-short": played(everything.cut_short),
        "all-busy": played(everything.busy),
        "all-damaged": played(everything.damaged),
        "all-flipped": played(reads.a_bit_of_each_page),
        "all-little-memory": played(reads.little_memory),
        "streams": other(streams.streams),
        "full": other(disk.full),
        "read-only": other(disk.read_only),
        "together": other(writers.together),
        "killed-together": other(writers.killed_at_random),
        "foreign": other(files.foreign),
        "cut": other(files.cut),
        "flipped": other(files.flipped),
        "locked": other(files.locked),
    }


def families(
    world: World, most: int | None, only: Sequence[str] = (), kept: Path | None = None, named: Sequence[str] = (),
    part: tuple[int, int] = (1, 1),
) -> Iterator[Family]:  # fmt: skip
    """The families that are asked for, one after another; those that are kept in a folder are taken from there.

    Args:
        world: where they are tried.
        most: so many points of each, or all.
        only: their short names; without any all.
        kept: the folder.
        named: how the names of the commands begin that are tried; without any all.
        part: every so-many-eth of the commands, from this one on; what is kept of all parts is one family.
    """
    for name, trial in kinds(world, most, named, part).items():
        if only and name not in only:
            continue
        path = kept / (f"{name}.json" if part == (1, 1) else f"{name}-{part[0]}-of-{part[1]}.json") if kept else None
        if path and (family := _kept(path)) is not None:
            yield family
            continue
        family = trial()
        if path:
            path.write_text(json.dumps(asdict(family), indent=1), encoding="utf-8")
        yield family


def _kept(path: Path) -> Family | None:
    """A family that is kept there, or in parts beside it, all of them."""
    if path.exists():
        return _family(json.loads(path.read_text(encoding="utf-8")))
    parts = sorted(path.parent.glob(f"{path.stem}-*-of-*.json"))
    if not parts or len(parts) != int(parts[0].stem.rpartition("-")[2]):
        return None
    first, *others = (_family(json.loads(each.read_text(encoding="utf-8"))) for each in parts)
    first.cases += [case for each in others for case in each.cases]
    return first


def _family(held: dict[str, Any]) -> Family:
    return Family(**{**held, "cases": [Case(**case) for case in held["cases"]]})


def forgotten(ask: Ask = installed) -> list[str]:
    """The commands, and the formats of an import, that the program has and nothing here tries."""
    return [*unlisted(commands(ask)), *sorted(set(formats(ask)) - set(formats_tried()))]


def _act(case: Case) -> str:
    return case.point.partition(": ")[0]


def rows(family: Family) -> list[tuple[str, ...]]:
    """The table of a family: what was tried, exit code, what was said, the file afterwards, how many points."""
    counted: Counter[tuple[str, ...]] = Counter()
    for case in family.cases:
        act = _EVERY_OTHER if _act(case) in _TOGETHER else _act(case)
        counted[act, _SIGNALS.get(case.code, str(case.code)), case.said.replace("|", "/"), case.after] += 1
    return [(*key, str(number)) for key, number in counted.items()]


def matrix(tried: Sequence[Family]) -> list[str]:
    """Every command against every fault: at how many points it was tried; where any failed, how many passed."""
    columns = [family for family in tried if any(_act(case) in _ACTS for case in family.cases)]
    lines = [
        "## Every command, every fault",
        "",
        "How many points of each were tried; where any failed, how many passed.",
        "",
        *(f"{number}. {family.name}" for number, family in enumerate(columns, start=1)),
        "",
        f"| command | {' | '.join(str(number + 1) for number in range(len(columns)))} |",
        f"| --- |{' ---: |' * len(columns)}",
    ]
    for act in ACTS:
        cells = []
        for family in columns:
            own = [case for case in family.cases if _act(case) == act.name]
            failed = sum(bool(case.wrong) for case in own)
            cells.append(f"{len(own) - failed} of {len(own)}" if failed else str(len(own) or "–"))
        lines.append(f"| {act.name} | {' | '.join(cells)} |")
    exempt = [f"Not tried: `{name}` {why}." for name, why in EXEMPT.items()]
    return [*lines, "", " ".join(("–: it does not come to that.", *exempt))]


def page(tried: Sequence[Family], *, short: bool) -> str:
    """All figures as a page."""
    lines = [
        "# What was broken, and what became of the diary",
        "",
        f"Made by `{COMMAND}`; do not edit. SQLite {sqlite3.sqlite_version}, Python {platform.python_version()},",
        f"{platform.system()}{', a few points of each only' if short else ''}.",
        "",
        "Every fault is tried from outside, on the real command line in processes of its own. Afterwards SQLite's",
        "integrity check must pass, every entry must stand exactly where its ledger says, and the exit code must have",
        "told the truth: **0 if and only if what was asked for is done.** What is done is read without the program:",
        "every row of every diary, every byte of every other file, against a run without a fault. Else everything must",
        "be as before, the diary byte for byte, and nothing may lie about. No message may hold a traceback or a word",
        "of a note.",
        "",
        "*Begun, empty*: the diary was begun, and nothing is in it. *Of the new schema, nothing stored*: an older",
        "diary was upgraded, and holds what it held. *In part*: `checkin` and `start` keep the answers they have",
        "stored, `remind` a file; an exchange between devices writes the diary, the identity of the device and the",
        "place, one after the other, and at every such point a second `sync` was typed, which must have brought the",
        "rest, so that everything is as after a run without a fault. A *leftover* is a hidden file of what was killed,",
        "or could not be removed; it stops nothing.",
        "",
        *summary(tried),
        "",
        *matrix(tried),
    ]
    for family in tried:
        lines += ["", *section(family)]
    return "\n".join(lines) + "\n"


def summary(tried: Sequence[Family]) -> list[str]:
    """How many points of each family were tried, and how many passed."""
    points, failed = sum(len(family.cases) for family in tried), sum(len(family.failed) for family in tried)
    return [
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


def _part(typed: str) -> tuple[int, int]:
    number, of = typed.split("/")
    return int(number), int(of)


def main() -> int:
    """Try everything; 1 where something failed, or a command is not tried."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few points of each family")
    parser.add_argument("--only", nargs="+", default=[], metavar="FAMILY", help="these alone")
    parser.add_argument("--of", nargs="+", default=[], metavar="COMMAND", help="commands whose names begin so")
    parser.add_argument("--part", type=_part, default=(1, 1), metavar="N/OF", help="every so-many-eth command")
    parser.add_argument("--section", default=_FAULTS, metavar="NAME", help="the section of docs/reliability.md")
    parser.add_argument("--points", type=int, default=SOME, metavar="N", help="points of a command, where not each is")
    parser.add_argument("--deep", type=int, metavar="N", help="at most so many points, where each is")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep each family there, and go on from there")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the figures there")
    parser.add_argument("--workers", type=int, default=WORKERS, metavar="N", help="processes at once")
    options = parser.parse_args()
    if left_out := forgotten():
        print(f"not tried: {', '.join(left_out)}; each needs a row in faults_commands.py", file=sys.stderr)
        return 1
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    tried = []
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), options.workers, options.points, options.deep)
        for family in families(
            world, SHORT if options.short else None, options.only, options.keep, options.of, options.part
        ):
            tried.append(family)
            print("\n".join(section(family)), end="\n\n", flush=True)
    if options.write:
        options.write.write_text(page(tried, short=options.short), encoding="utf-8")
    if options.write or options.section != _FAULTS:
        write_section(options.section, "\n".join(summary(tried)))
    failed = sum(len(family.failed) for family in tried)
    print(f"{sum(len(family.cases) for family in tried)} points, {failed} failed", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
