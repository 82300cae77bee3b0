"""What a nightly command imports, and what that costs: `python bench/imports.py [COMMAND …]`.

Prints every line of `python -X importtime` of 1 ms and more (medians of several runs; what else runs on the machine
counts in), each with why it is there, and how many modules are loaded when the command is done. Without arguments the
command is `kratom 2.5g --confirm`, on a made-up month. A line that nothing here explains ends it with an error.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from measuring import environment, markdown, put_section
from run import MONTH, legdiary, prepare, surroundings

RUNS = 9
LEAST_MS = 1.0
COMMAND = ("kratom", "2.5g", "--confirm")
_US = 1000
_LABEL = "import time:"
_COUNT = """
import sys
from legdiary.__main__ import main
code = main()
print(len(sys.modules), "modules", file=sys.stderr)
sys.exit(code)
"""
#: Why a line is there. Where a line is another's doing, the other's name stands first.
WHY = {
    "encodings": "the interpreter's own start",
    "site": "the interpreter's own start",
    "os": "the interpreter's own start",
    "inspect": "`dataclasses`",
    "ast": "`inspect`",
    "dis": "`inspect`",
    "enum": "`re`",
    "re": "`json`; amounts and clock times are read with it",
    "re._compiler": "`re`",
    "re._parser": "`re`",
    "functools": "`re` and `typing`",
    "collections": "`functools` and `contextlib`",
    "operator": "`collections`",
    "typing": "`dataclasses`, `inspect` and Typer",
    "contextlib": "files and transactions that end in any case",
    "threading": "`subprocess`",
    "locale": "`subprocess`",
    "pathlib": "every path here is one",
    "fnmatch": "`pathlib`",
    "ntpath": "`pathlib`",
    "urllib": "`pathlib`",
    "urllib.parse": "`pathlib`; no network is in it",
    "ipaddress": "`urllib.parse`",
    "dataclasses": "the values of the domain",
    "datetime": "moments and days",
    "zoneinfo": "moments know the zone they were lived in",
    "zoneinfo._tzpath": "`zoneinfo`",
    "zoneinfo._common": "`zoneinfo`",
    "sysconfig": "`zoneinfo._tzpath`",
    "sqlite3": "the diary",
    "sqlite3.dbapi2": "`sqlite3`",
    "_sqlite3": "`sqlite3`, with the SQLite library itself",
    "json": "the ledger's old and new values",
    "json.decoder": "`json`",
    "json.encoder": "`json`",
    "json.scanner": "`json`",
    "legdiary.cli.main": "the program: the command line, the error boundary",
    "legdiary.cli.session": "the clock, the files, the streams of a run",
    "legdiary.cli.clock": "the present moment, and its zone",
    "legdiary.cli.paths": "where the diary and the settings are",
    "legdiary.cli.terminal": "the answer, in the width and the characters of the terminal",
    "legdiary.cli.command_line.commands": "the names of all commands, none of them loaded",
    "legdiary.cli.command_line.options": "what all commands' options have in common",
    "legdiary.cli.log.kratom": "the command itself",
    "legdiary.settings": "day_start, time zone, backup_keep",
    "legdiary.wording": "the sentences about health",
    "legdiary.domain.time.moments": "moments, nights and diary days",
    "legdiary.domain.time.parse": "what WHEN and AT may say",
    "legdiary.domain.input.amounts": "what an amount may say",
    "legdiary.domain.entries.dose": "the entry that is stored",
    "legdiary.domain.reports.dose_totals": "the day's total against its target",
    "legdiary.domain.taper.plan": "the target in force",
    "legdiary.domain.stats.descriptive": "the median of the days before, which a dose is held against",
    "legdiary.domain.entries.dose_rules": "the checks of a dose beside the others of its day",
    "legdiary.app.log.kratom": "what storing a dose rests on: its limits, the plan, the totals of the day",
    "legdiary.app.context": "what a use case is given: diary, settings, moment",
    "legdiary.app.file_locations": "the diary's own place, and that of its copies",
    "legdiary.store.backups.file_names": "the names of copies: is one of this week there?",
    "legdiary.store.sqlite_journals": "a journal beside the file, which a kill left",
    "legdiary.store.checksum_tables": "which rows share a checksum",
    "legdiary.store.row_checksums": "what is read is held against its checksums",
    "legdiary.util.values": "the maker of values",
    "legdiary.cli.command_line.command_table": "the command line, compiled",
    "legdiary.cli.command_line.table_reader": "reads the words by that table",
    "legdiary.app.log.night": "what storing a night rests on",
    "legdiary.app.log.magnesium": "what storing magnesium rests on",
    "legdiary.domain.taper.plan_unit": "grams of leaf, or milligrams",
    "legdiary.render.terminal.answers.ledger_changes": "the answer: old and new",
    "legdiary.store.diary": "the door to the file",
    "legdiary.store.entry_rows": "rows and ledger lines, written together",
    "legdiary.store.rows": "values to rows and back",
    "legdiary.store.diary_file": "opening the file, and refusing what is none",
    "legdiary.store.statement_runner": "runs the compiled statements",
    "legdiary.store.errors": "what can be wrong with the file",
    "legdiary.render.terminal.answers.log_answers": "the answer",
    "legdiary.render.terminal.entry_line": "the answer",
    "legdiary.render.terminal.layout": "the answer",
    "legdiary.humanize": "the answer",
}


def lines_of(output: str) -> dict[str, tuple[int, int]]:
    """Indented name → microseconds of its own and with what it imports, in the order of `-X importtime`."""
    found = {}
    for line in output.splitlines():
        if line.startswith(_LABEL) and "cumulative" not in line:
            own, whole, name = line.removeprefix(_LABEL).split("|")
            found[name] = int(own), int(whole)
    return found


def _run(options: list[str], words: list[str], env: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, *options, *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"not reported: {' '.join(words)} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    return done.stderr


def main() -> None:
    """Run, and print the lines that matter."""
    parser = argparse.ArgumentParser(description="What a command imports, and what that costs.")
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND", help="default: kratom 2.5g --confirm")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into docs/performance.md")
    arguments = parser.parse_args()
    words = arguments.words or list(COMMAND)
    with tempfile.TemporaryDirectory(prefix="legdiary-bench-") as made:
        folder = Path(made)
        prepare(folder, [MONTH])
        env = environment(folder) | surroundings() | {"LEGDIARY_DIARY": str(folder / f"{MONTH}.db")}
        _run(legdiary()[1:], words, env)  # leaves this week's copy, so that none is due
        timed = [lines_of(_run(["-X", "importtime", *legdiary()[1:]], words, env)) for _ in range(RUNS)]
        counted = _run(["-c", _COUNT], words, env).splitlines()[-1]
    rows = []
    for name in timed[0]:
        own, whole = (median(run[name][place] for run in timed if name in run) / _US for place in (0, 1))
        if whole >= LEAST_MS:
            rows.append((f"{own:.1f}", f"{whole:.1f}", f"`{name.strip()}`", WHY.get(name.strip(), "")))
    unexplained = [name for *_, name, why in rows if not why]
    table = markdown([("ms of its own", "with its own imports", "module", "why"), *rows], right=(0, 1))
    under = (
        f"`{' '.join(words)}`, medians of {RUNS} runs; {counted} in all, the interpreter's own among them, at its end."
    )
    print("\n".join([*table, "", under]))
    if unexplained:
        sys.exit(f"nothing explains {', '.join(unexplained)}")
    if arguments.write:
        put_section(arguments.write, "imports", [*table, "", under])


if __name__ == "__main__":
    main()
