"""`coverage.md`: what the everyday tests run of the program, from the report that `just coverage` makes."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROGRAM = "src/legdiary/"
_HEAD = """<!-- Made by `just coverage`. -->
# What the tests run

`just coverage` runs the everyday tests and notes every statement and every branch of the program that they run, in the
tests' own process and in each process that they start. The rows that only `just tables` runs, the simulations and the
fault runs are not among them. A line that is run is not yet tested, so no figure here is a goal; what is never run is
named below, so that somebody can ask why.

"""
_TABLE = "| package | files | statements | run | branches | taken |\n| --- | ---: | ---: | ---: | ---: | ---: |\n"
_MISSED = """
## What they do not run

File by file the functions in which a statement is not run, with the number of such statements; `none of it` where no
statement of the function is. Branches that are not taken are counted a file.

| file | functions | branches |
| --- | --- | ---: |
"""


@dataclass
class Counts:
    """What was run of a package."""

    files: int = 0
    statements: int = 0
    statements_run: int = 0
    branches: int = 0
    branches_taken: int = 0

    def add(self, summary: dict[str, int]) -> None:
        """Count a file."""
        self.files += 1
        self.statements += summary["num_statements"]
        self.statements_run += summary["covered_lines"]
        self.branches += summary["num_branches"]
        self.branches_taken += summary["covered_branches"]

    def row(self, name: str) -> str:
        """The row of the table."""
        run, taken = share(self.statements_run, self.statements), share(self.branches_taken, self.branches)
        return f"| {name} | {self.files} | {self.statements} | {run} | {self.branches} | {taken} |"


def share(part: int, whole: int) -> str:
    """A share in tenths of a percent, rounded down: only all of it is 100 %; a dash where there is nothing."""
    return f"{part * 1000 // whole / 10:.1f} %" if whole else "–"


def page(report: dict[str, Any]) -> str:
    """The page.

    Args:
        report: what `coverage json` writes.
    """
    packages: defaultdict[str, Counts] = defaultdict(Counts)
    total = Counts()
    for path, file in report["files"].items():
        packages[_package(path)].add(file["summary"])
        total.add(file["summary"])
    rows = [packages[name].row(f"`{name}`") for name in sorted(packages)]
    return "".join((
        _HEAD, _TABLE, *(f"{row}\n" for row in (*rows, total.row("all"))), _MISSED, *_missed(report["files"]),
    ))  # fmt: skip


def summary(report: dict[str, Any]) -> str:
    """The figures of all, and the files in which most branches are not taken.

    Args:
        report: what `coverage json` writes.
    """
    total = Counts()
    for file in report["files"].values():
        total.add(file["summary"])
    missed = {
        path.removeprefix(_PROGRAM): file["summary"]["missing_branches"] for path, file in report["files"].items()
    }
    most = sorted((path for path in missed if missed[path]), key=lambda path: (-missed[path], path))[:5]
    return "\n".join((
        f"branches taken: {share(total.branches_taken, total.branches)} of {total.branches}",
        f"statements run: {share(total.statements_run, total.statements)} of {total.statements}",
        *(f"  {path}: {missed[path]} not taken" for path in most),
    ))  # fmt: skip


def _package(path: str) -> str:
    folder = path.removeprefix(_PROGRAM).rpartition("/")[0]
    return folder or "legdiary"


def _missed(files: dict[str, Any]) -> Iterator[str]:
    """Rows for the files of which something is not run."""
    for path, file in sorted(files.items()):
        branches = file["summary"]["missing_branches"]
        functions = [
            f"`{name or 'the module itself'}` {_how_much(function['summary'])}"
            for name, function in file["functions"].items()
            if function["missing_lines"]
        ]
        if functions or branches:
            yield f"| `{path.removeprefix(_PROGRAM)}` | {', '.join(functions) or '–'} | {branches or '–'} |\n"


def _how_much(summary: dict[str, int]) -> str:
    return f"{summary['missing_lines']}" if summary["covered_lines"] else "none of it"


def measures_processes(report: dict[str, Any]) -> bool:
    """Whether what ran in processes of its own was noted: only there is the program begun by its `__main__`."""
    return any(
        path.endswith("__main__.py") and file["summary"]["covered_lines"] for path, file in report["files"].items()
    )


def main(arguments: list[str]) -> int:
    """Show the figures of the report named first, or write the page named second; 1 if the report lacks processes."""
    source, *targets = map(Path, arguments)
    report = json.loads(source.read_text(encoding="utf-8"))
    if not measures_processes(report):
        print(
            "processes were not measured: is coverage's .pth file in this environment's site-packages?", file=sys.stderr
        )
        return 1
    if not targets:
        print(summary(report))
    for target in targets:
        target.write_text(page(report), encoding="utf-8")
        print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
