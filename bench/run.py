"""Measure whole processes, and print what they cost as ratios: `python bench/run.py`.

How is said in `bench/measuring.py`. The diaries are made up (`bench/diaries.py`) in a temporary folder; nothing else is
read or written. A command that writes runs on a copy each time, so that the diary does not grow. The program measured
is that of the Python that runs this: for figures that can be compared, an environment of its own with nothing else in
it (`python -m venv clean && clean/bin/pip install --upgrade pip '.[engines,tables,view]' && clean/bin/python
bench/run.py`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

from diaries import NIGHTS, NOW, ZONE
from growth import Curve, picture
from measuring import BARE, HERE, Failed, Launcher, environment, frame, markdown, measure, put_section
from own_table import make_table
from synced_diaries import MINE, NOT_JOINED, NOTHING_NEW, PASSPHRASE, THEIRS, lay, settle
from synced_diaries import diary as synced_diary
from synced_diaries import place as synced_place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from measuring import Command, Cost, Figures

PAIRS = 11
MONTH, TEN_YEARS, HUNDRED_YEARS, OLDER, NEW = "month", "ten-years", "hundred-years", "schema-1", "new"
#: Peaks in MiB: what is typed at night; a week; every export and import, at any size; what lists everything.
NIGHTLY, WEEKLY, HANDED, AT_ONCE = 15.0, 25.0, 60.0, 25.0
_OLD_DIARY = HERE.parent / "tests/store/schemas/diary-1.db"
_RAW = "select d.*, p.name from dose d left join product p on p.id = d.product_id order by d.night_of, d.at_utc_s, d.id"
#: What a week may cost with years stored, over its cost with a month stored.
_GROWTH = 1.05
#: Seconds that ten years may take to come to an empty device, and pairs of that.
_JOINED, _JOINS = 10, 3
#: Pairs of what takes seconds, with a hundred years: it is there for its peak.
_FEW = 1
#: The diaries that are synced too.
_SYNCED = (MONTH, TEN_YEARS)
_TYPER, _SQLMODEL = "import typer", "import sqlmodel"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        name: as printed.
        words: the command line after `legdiary`; `{new}` is a name that is not there yet, `{json}` an export,
            `{table}` and `{map}` a table of one's own and its mapping.
        diary: which diary, `new` for one that is not there yet, or None for a command that needs none.
        writes: it is run on a copy.
        terminal: its standard output is a terminal of 80 columns.
        keys: what is typed ahead at that terminal, which ends the command at its first question or screen.
        program: run instead of `legdiary`.
        goal: at most so many times the bare interpreter, or None.
        peak: at most so many MiB, or None.
        beside: the row whose CPU it is compared with as well, and at most how many times that (or None).
        rounds: at most so many pairs, since what matters is the peak; None for as many as asked for.
        synced: the moment (`synced_diaries`) that a synced diary is at; None where it is not synced.
        seconds: at most so many seconds of CPU, or None.
    """

    name: str
    words: tuple[str, ...] = ()
    diary: str | None = None
    writes: bool = False
    terminal: bool = False
    keys: str = ""
    program: tuple[str, ...] = ()
    goal: float | None = None
    peak: float | None = None
    beside: tuple[str, float | None] | None = None
    rounds: int | None = None
    synced: str | None = None
    seconds: float | None = None


def rows(diaries: Sequence[str]) -> list[Row]:
    """Every row over these diaries."""
    found = [
        Row(_TYPER, program=(sys.executable, "-c", _TYPER)),
        *([Row(_SQLMODEL, program=(sys.executable, "-c", _SQLMODEL))] if find_spec("sqlmodel") else []),
        Row("--version", ("--version",), goal=1.8),
        Row("--help", ("--help",), goal=7),
    ]
    named = ("/usr/bin/env", f"TZ={ZONE}", *legdiary(), "kratom", "2.5g", "--confirm")
    # The same command over each diary in a row: what is compared stands close together in time.
    found += [row for same in zip(*(_looked_at(diary) for diary in diaries), strict=True) for row in same]
    found += [
        Row(f"kratom 2.5g, zone by TZ · {MONTH}", program=named, diary=MONTH, writes=True, goal=4.5, peak=NIGHTLY),
        Row("complete a product", ("--complete", "product", ""), MONTH, goal=7),
        Row("complete an entry's number", ("--complete", "entry", ""), TEN_YEARS, goal=7),
        Row("checkin to its first question", ("checkin",), TEN_YEARS, terminal=True, keys="\x04", goal=5),
        Row("view to its first screen", ("view",), TEN_YEARS, terminal=True, keys="q", goal=26),
        *_long_work(),
        *(row for diary in diaries if diary in _SYNCED for row in _of_devices(diary)),
    ]
    for diary in diaries[1:]:
        found += _handed_over(diary)
    if HUNDRED_YEARS in diaries:
        found += _at_hundred_years()
    return [
        *found,
        Row("import diary.json, a month", ("import", "{json}"), NEW, goal=45),
        Row("import diary.json again", ("import", "{json}"), MONTH, writes=True, goal=45),
        Row("import a table of one's own, ten years", ("import", "{table}", "--map", "{map}"), NEW, goal=450),
        Row("night 6, upgrading", ("night", "6", "--night", "2026-11-20"), OLDER, writes=True, goal=8),
    ]


def _long_work() -> list[Row]:
    """What reads much: with ten years, and beside the same with a month where the range is the same."""
    report = ("report", "--last", "8w")
    page = ("export", "html", "--last", "8w", "--output", "{new}")
    by_month = [
        Row(f"export html --last 8w · {MONTH}", page, MONTH, peak=HANDED),
        Row(f"taper show · {MONTH}", ("taper", "show"), MONTH),
    ]
    of_ten_years = [
        Row("report --last 8w", report, goal=7),
        Row("report --last 8w --explain", (*report, "--explain"), beside=(f"report --last 8w · {TEN_YEARS}", 1.5)),
        Row("report --by step", ("report", "--by", "step", "--last", "520w"), goal=28),
        Row("export html --last 8w", page, beside=(by_month[0].name, 1.3), peak=HANDED),
        Row("taper show", ("taper", "show"), beside=(by_month[1].name, 1.1)),
        Row("export ics", ("export", "ics", "--output", "{new}"), goal=14, peak=HANDED),
        Row("check", ("check",), goal=25, peak=HANDED),
        Row("restore", ("restore", "{same}", "--yes"), writes=True, goal=40, peak=HANDED),
        Row("export fhir", ("export", "fhir", "--output", "{new}"), goal=80, peak=HANDED),
        Row("list, everything", ("list", "--from", "1990-01-01"), peak=AT_ONCE),
        Row("history, everything", ("history",), peak=AT_ONCE),
        Row("import JSON", ("import", "{long-json}"), goal=120, peak=HANDED),
        Row("import CSV", ("import", "{long-csv}"), goal=120, peak=HANDED),
        Row("join", ("import", "{other}", "--on-conflict", "keep"), writes=True, goal=100, peak=HANDED),
    ]
    into_new = {"import JSON", "import CSV"}
    return by_month + [
        replace(row, name=f"{row.name} · {TEN_YEARS}", diary=NEW if row.name in into_new else TEN_YEARS)
        for row in of_ten_years
    ]


def _looked_at(diary: str) -> list[Row]:
    """What is typed at night and each week; the week's cost beside that of a month's diary."""
    taken = [
        Row("kratom 2.5g", ("kratom", "2.5g", "--confirm"), writes=True, goal=4.5, peak=NIGHTLY),
        Row("night 6", ("night", "6"), writes=True, goal=4.5, peak=NIGHTLY),
        Row("magnesium 200mg", ("magnesium", "200mg", "--confirm"), writes=True, goal=4.5, peak=NIGHTLY),
        Row("legdiary, the card, piped", (), goal=5),
        Row("legdiary, the card, terminal", (), terminal=True, goal=5),
        Row("week, piped", ("week",), goal=5, peak=WEEKLY),
        Row("week, terminal", ("week",), terminal=True, goal=5, peak=WEEKLY),
        Row("list --last 14d, piped", ("list", "--last", "14d"), goal=5),
        Row("list --last 14d, terminal", ("list", "--last", "14d"), terminal=True, goal=5),
    ]
    grown = {
        row.name: (f"{row.name} · {MONTH}", _GROWTH if row.words == ("week",) else None)
        for row in taken
        if diary != MONTH
    }
    return [replace(row, name=f"{row.name} · {diary}", diary=diary, beside=grown.get(row.name)) for row in taken]


def _of_devices(diary: str) -> list[Row]:
    """Exchanges between two devices, and a nightly command in a synced diary beside the same in one that is not."""
    found = [
        Row("sync, nothing new", ("sync",), synced=NOTHING_NEW, goal=12, peak=HANDED),
        Row("sync, 100 lines of another device", ("sync",), synced=THEIRS, goal=60, peak=HANDED),
        Row("sync, 100 lines of this one", ("sync",), synced=MINE, goal=60, peak=HANDED),
        Row("kratom 2.5g, synced", ("kratom", "2.5g", "--confirm"), synced=NOTHING_NEW, goal=4.5, peak=NIGHTLY,
            beside=(f"kratom 2.5g · {diary}", _GROWTH)),
        Row("sync join, an empty device", ("sync", "join", "{place}"), synced=NOT_JOINED,
            keys=f"{PASSPHRASE}\n", seconds=_JOINED if diary == TEN_YEARS else None, rounds=_JOINS),
    ]  # fmt: skip
    return [replace(row, name=f"{row.name} · {diary}", diary=diary) for row in found]


def _handed_over(diary: str) -> list[Row]:
    """Exports of long diaries, the doses beside the shell's export of the same rows."""
    shell = shutil.which("sqlite3")
    by_shell = [
        Row(f"sqlite3 -csv, the same rows · {diary}", program=(shell, "-csv", "{diary}", _same_rows()), diary=diary),
        Row(f"sqlite3 -csv, raw columns · {diary}", program=(shell, "-csv", "{diary}", _RAW), diary=diary),
    ] if shell else []  # fmt: skip
    most = 6.0 if diary == TEN_YEARS else 3.0
    doses = Row(f"export doses · {diary}", ("export", "csv", "--table", "doses", "--output", "-"), diary, peak=HANDED)
    return [
        *by_shell,
        replace(doses, beside=(by_shell[0].name, most) if by_shell else None),
        Row(
            f"export csv · {diary}", ("export", "csv", "--output", "{new}"), diary,
            goal=30 if diary == TEN_YEARS else None, peak=HANDED, rounds=None if diary == TEN_YEARS else _FEW,
        ),
        *([Row(f"export json · {diary}", ("export", "json", "--output", "{new}"), diary, goal=30, peak=HANDED)]
          if diary == TEN_YEARS else []),
    ]  # fmt: skip


def _at_hundred_years() -> list[Row]:
    """What reads everything must stay flat in memory at any size: every export, and what lists everything."""
    since = ("--from", "1990-01-01")
    kept = [
        Row("list, everything", ("list", *since), peak=AT_ONCE),
        Row("history, everything", ("history",), peak=AT_ONCE),
        Row("export json", ("export", "json", "--output", "{new}"), peak=HANDED),
        Row("export fhir", ("export", "fhir", *since, "--output", "{new}"), peak=HANDED),
        Row("export ics", ("export", "ics", "--output", "{new}"), peak=HANDED),
        Row("export html", ("export", "html", *since, "--output", "{new}"), peak=HANDED),
    ]
    if find_spec("xlsxwriter"):
        kept.append(Row("export xlsx", ("export", "xlsx", "--output", "{new}"), peak=HANDED))
    return [replace(row, name=f"{row.name} · {HUNDRED_YEARS}", diary=HUNDRED_YEARS, rounds=_FEW) for row in kept]


def _same_rows() -> str:
    """What `export csv --table doses` asks the file for, over all nights."""
    from legdiary.store.diary_file import load_sql

    statement = " ".join(load_sql()["csv_doses"].split())
    return statement.replace(":from_night", "'1990-01-01'").replace(":before_night", "'2200-01-01'")


def legdiary() -> list[str]:
    """How a person starts it: the installed script, or the module where there is none."""
    script = Path(sys.executable).with_name("legdiary")
    return [sys.executable, str(script)] if script.exists() else [sys.executable, "-m", "legdiary"]


def surroundings() -> dict[str, str]:
    """The clock of every command. Its offset is the zone, unless the computer's is the same then."""
    return {"LEGDIARY_NOW": NOW}


def prepare(folder: Path, names: Sequence[str]) -> None:
    """Compile the package, and make the diaries (in a process of their own: they take memory)."""
    spec = find_spec("legdiary")
    if spec is None or spec.origin is None:
        sys.exit("legdiary is not installed for this Python")
    env = environment(folder) | surroundings()
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(Path(spec.origin).parent)], env=env, check=True)
    subprocess.run([sys.executable, str(HERE / "diaries.py"), str(folder), *names], env=env, check=True)
    shutil.copyfile(_OLD_DIARY, folder / f"{OLDER}.db")
    make_table(folder)
    if MONTH in names:
        env["LEGDIARY_DIARY"] = str(folder / f"{MONTH}.db")
        export = [*legdiary(), "export", "json", "--output", str(folder / "export.json")]
        subprocess.run(export, env=env, check=True, stdout=subprocess.DEVNULL)


def prepare_long(folder: Path) -> None:
    """Make what long work reads: exports of ten years, and a copy that had a night of its own since."""
    env = environment(folder) | surroundings() | {"LEGDIARY_DIARY": str(folder / f"{TEN_YEARS}.db")}
    for words in (("json", "--output", "long.json"), ("csv", "--output", "long")):
        subprocess.run([*legdiary(), "export", *words], env=env, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    shutil.copyfile(folder / f"{TEN_YEARS}.db", folder / "other.db")
    night = [*legdiary(), "night", "4", "--night", "-2"]
    subprocess.run(night, env=env | {"LEGDIARY_DIARY": str(folder / "other.db")}, check=True, stdout=subprocess.DEVNULL)


def prepare_synced(folder: Path, names: Sequence[str]) -> None:
    """Make the synced diaries, in a process of their own as well."""
    env = environment(folder) | surroundings()
    subprocess.run([sys.executable, str(HERE / "synced_diaries.py"), str(folder), *names], env=env, check=True)


class Bench:
    """A folder with diaries, a launcher, and the programs to run."""

    def __init__(self, folder: Path, launcher: Launcher) -> None:
        self._folder = folder
        self._launcher = launcher
        self._runs = 0

    def bare(self) -> Cost:
        """The bare interpreter."""
        return self._launcher.run(BARE)

    def cost(self, command: Command) -> Cost:
        """Run a row once."""
        row = cast("Row", command)
        self._runs += 1
        new = self._folder / f"new-{self._runs}"
        diary = new / "diary.db" if row.diary == NEW else self._folder / f"{row.diary}.db"
        # Always of one name: the first run, which is not counted, leaves this week's copy beside it.
        copy = self._folder / f"written-{row.diary}.db"
        if row.synced:
            lay(self._folder, row.diary or "", row.synced)
            settle(self._folder)
            diary = new / "diary.db" if row.synced == NOT_JOINED else synced_diary(self._folder)
        elif row.writes:
            diary = Path(shutil.copyfile(diary, copy))
            _settle(diary)
        places = {"{new}": str(new), "{json}": str(self._folder / "export.json"), "{diary}": str(diary)} | {
            "{long-json}": str(self._folder / "long.json"), "{long-csv}": str(self._folder / "long"),
            "{other}": str(self._folder / "other.db"), "{same}": str(self._folder / f"{row.diary}.db"),
        }  # fmt: skip
        places |= {"{table}": str(self._folder / "own-table.csv"), "{map}": str(self._folder / "own-table.toml")}
        places |= {"{place}": str(synced_place(self._folder))}
        program = row.program or (*legdiary(), *row.words)
        try:
            return self._launcher.run(
                [places.get(word, word) for word in program],
                diary=None if row.diary is None else diary,
                terminal=row.terminal,
                keys=row.keys,
                asked=row.synced == NOT_JOINED,
            )
        finally:
            copy.unlink(missing_ok=True)
            new.unlink() if new.is_file() else shutil.rmtree(new, ignore_errors=True)


def _settle(path: Path) -> None:
    """Have the disk take what was just copied: the command's own sync would wait for, and pay for, all of it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


# ---------------------------------------------------------------------- telling


def told(chosen: Sequence[Row], figures: Mapping[str, Figures]) -> list[str]:
    """The table."""
    head = ("command", "goal", "× bare", "min–max", "× `import sqlmodel`", "peak MiB", "beside")
    lines = [head]
    for row in chosen:
        known = figures[row.name]
        lines.append(
            (
                row.name,
                "" if row.goal is None else f"{row.goal:g}",
                _held(known.ratio, row.goal, 1),
                f"{min(known.ratios):.1f}–{max(known.ratios):.1f}",
                f"{known.beside(figures[_SQLMODEL]):.2f}" if _SQLMODEL in figures else "",
                _held(known.peak_mib, row.peak, 1) + ("" if row.peak is None else f" (goal {row.peak:g})"),
                "; ".join(filter(None, (_took(row, known), _beside(row, known, figures)))),
            )
        )
    return markdown(lines, right=(1, 2, 3, 4, 5))


def _took(row: Row, known: Figures) -> str:
    if row.seconds is None:
        return ""
    return f"{_held(known.cpu, row.seconds, 1)} s (goal {row.seconds:g} s)"


def _beside(row: Row, known: Figures, figures: Mapping[str, Figures]) -> str:
    if row.beside is None or row.beside[0] not in figures:
        return ""
    other, most = row.beside
    goal = "" if most is None else f" (goal {most:g})"
    return f"{_held(known.beside(figures[other]), most, 2)} × {other}{goal}"


def _held(value: float, most: float | None, places: int) -> str:
    """A figure; in bold where it is above its goal, as it is printed."""
    text = f"{value:.{places}f}"
    return f"**{text}**" if most is not None and float(text) > most else text


def grown(figures: Mapping[str, Figures], diaries: Sequence[str]) -> tuple[list[str], list[Curve]]:
    """What each command costs as the diary grows: a table, and the same as curves."""
    names = [row.name.removesuffix(f" · {MONTH}") for row in _looked_at(MONTH)]
    kept = [name for name in names if all(f"{name} · {diary}" in figures for diary in diaries)]
    of = {name: [figures[f"{name} · {diary}"].ratio for diary in diaries] for name in kept}
    head = ("× bare", *(f"{NIGHTS[diary]:,} nights".replace(",", " ") for diary in diaries))
    lines = markdown([head, *((name, *(f"{value:.1f}" for value in of[name])) for name in kept)], right=range(1, 9))
    nights = [NIGHTS[diary] for diary in diaries]
    return lines, [Curve(name, list(zip(nights, values, strict=True))) for name, values in of.items()]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure what commands cost, as ratios.")
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"pairs a command (default {PAIRS})")
    parser.add_argument("--only", metavar="NAME", action="append", help="rows whose name holds this; may be repeated")
    parser.add_argument("--hundred", action="store_true", help="a diary of a hundred years too")
    parser.add_argument("--devices", action="store_true", help="the rows of several devices alone")
    parser.add_argument("--twice", action="store_true", help="the whole table two times")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put tables and picture into docs/performance.md")
    return parser.parse_args()


def _chosen(every: Sequence[Row], only: Sequence[str] | None, *, devices: bool) -> list[Row]:
    """The rows that are measured: those of some names, or of several devices with what they are compared with."""
    chosen = [row for row in every if only is None or any(each in row.name for each in only)]
    if not devices:
        return chosen
    chosen = [row for row in chosen if row.synced]
    compared = {row.beside[0] for row in chosen if row.beside}
    return [*chosen, *(row for row in every if row.name in compared)]


def main() -> None:
    """Make, measure, print."""
    arguments = _arguments()
    diaries = [MONTH, TEN_YEARS, *([HUNDRED_YEARS] if arguments.hundred else [])]
    chosen = _chosen(rows(diaries), arguments.only, devices=arguments.devices)
    if not chosen:
        sys.exit("nothing to measure")
    parts = {"devices": [row for row in chosen if row.synced]}
    if not arguments.devices:
        parts["table"] = [row for row in chosen if not row.synced]
    runs: list[dict[str, Figures]] = []
    lines: dict[str, list[str]] = {name: [] for name in parts}
    with tempfile.TemporaryDirectory(prefix="legdiary-bench-") as made:
        folder = Path(made)
        prepare(folder, diaries)
        prepare_synced(folder, [diary for diary in _SYNCED if any(row.synced and row.diary == diary for row in chosen)])
        if any(row.words and set(row.words) & {"{long-json}", "{long-csv}", "{other}"} for row in chosen):
            prepare_long(folder)
        with Launcher(folder, **surroundings()) as launcher:
            bench = Bench(folder, launcher)
            for _ in range(2 if arguments.twice else 1):
                try:
                    fewer = {row.name: row.rounds for row in chosen if row.rounds is not None}
                    runs.append(measure(chosen, bench.cost, bench.bare, max(1, arguments.pairs), fewer))
                except Failed as failed:
                    sys.exit(f"not reported: {failed}")
                for name, some in parts.items():
                    lines[name] += ["", *told(some, runs[-1]), "", frame(runs[-1], arguments.pairs)] if some else []
    table, curves = grown(runs[-1], diaries)
    print("\n".join([*(line for each in lines.values() for line in each), "", *table]))
    if arguments.write:
        for name, told_of in lines.items():
            put_section(arguments.write, name, told_of[1:])
    if arguments.write and not arguments.devices:
        put_section(arguments.write, "growth", table)
        drawn = arguments.write.parent / "pictures" / "growth.svg"
        drawn.write_text(picture(curves, "CPU × bare interpreter", "nights in the diary"), encoding="utf-8")


if __name__ == "__main__":
    os.umask(0o077)
    main()
