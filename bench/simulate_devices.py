"""Live histories of several devices and count what comes of them: `python bench/simulate_devices.py` (`just devices`).

A history is `World` of tests/slow/simulated_devices.py: the real store and real folders, a carrier that does all that
carriers do, kills and old copies. It is told by its seed, its devices and its operations; one that ends wrongly is
printed with the command that replays it. `--keep FILE` remembers each history and goes on there: a history in it is not
lived again. `--write` puts the figures into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import sqlite3
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / folder) for folder in ("tests/slow", "tests", "tools")]

from simulated_devices import DIVERGED, LOST, play  # noqa: E402

from measuring import markdown  # noqa: E402 - as the next ones, from a folder beside it
from reliability_page import write_section  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Devices, operations, and the seeds that are lived where nothing else is said.
USUAL = ((3, 100, range(1000)), (20, 1000, range(1)))
RAISED = "ended by an error"
_HOW = """\
Made by `just devices --write`. The real store and real folders, in one process; the sealing is a light stand-in. Each
device enters, corrects, deletes, undoes and settles; exchanges are killed; the carrier brings files late, twice, cut
off, renamed or never, and places, diaries and identities are put back to an older state. In the end everybody meets.
All must hold the same lines, entries and conflicts; no line and no value may be gone; what was folded step by step must
be what all lines make at once; `check` must find nothing wrong; an undo on the way must have brought back the same
bytes."""
_COUNTED = ("operations", "lines", "kills", "faults", "old_copies")
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class History:
    """A history that was lived.

    Attributes:
        devices, steps, seed: what tells it.
        operations, lines, kills, faults, old_copies: as `simulated_devices.Lived` has them.
        wrong: what is wrong at its end: kinds and words.
        cpu: the seconds of CPU that it took.
    """

    devices: int
    steps: int
    seed: int
    operations: int = 0
    lines: int = 0
    kills: int = 0
    faults: int = 0
    old_copies: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def replay(self) -> str:
        """The command that lives it again."""
        return f"python bench/simulate_devices.py {self.seed} --devices {self.devices} --operations {self.steps}"


def live(devices: int, steps: int, seed: int) -> History:
    """Live a history."""
    began = time.process_time()
    try:
        lived = play(seed, devices, steps)
    except Exception as error:  # noqa: BLE001 - whatever it is, the history is told by it
        said = f"{type(error).__name__}: {error}"
        return History(devices, steps, seed, wrong=[(RAISED, said)], cpu=time.process_time() - began)
    counted = {name: getattr(lived, name) for name in _COUNTED}
    wrong = [(found.kind, found.what) for found in lived.found]
    return History(devices, steps, seed, **counted, wrong=wrong, cpu=time.process_time() - began)


def kept(path: Path | None) -> dict[tuple[int, int, int], History]:
    """The histories that a file remembers, by devices, operations and seed."""
    if path is None or not path.exists():
        return {}
    held = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = [History(**{**each, "wrong": [tuple(wrong) for wrong in each["wrong"]]}) for each in held]
    return {(each.devices, each.steps, each.seed): each for each in found}


def histories(
    wanted: Iterable[tuple[int, int, int]], path: Path | None, seconds: float | None
) -> Iterator[History]:  # fmt: skip
    """Those that are wanted, lived or remembered; none is begun after so many seconds."""
    known, began = kept(path), time.monotonic()
    for each in wanted:
        if each in known:
            yield known[each]
            continue
        if seconds is not None and time.monotonic() - began > seconds:
            continue
        history = live(*each)
        if path is not None:
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(asdict(history))}\n")
        yield history


def table(lived: Sequence[History]) -> list[str]:
    """A row for each size of a history: how many were lived, what happened in them, and what is wrong."""
    head = (
        "devices", "operations", "histories", "log lines", "kills", "faults of the carrier", "old copies put back",
        "lost", "diverged", "otherwise wrong", "CPU s",
    )  # fmt: skip
    rows: list[tuple[str, ...]] = [head]
    for devices, steps in sorted({(each.devices, each.steps) for each in lived}):
        some = [each for each in lived if (each.devices, each.steps) == (devices, steps)]
        wrong = Counter(kind for each in some for kind, _ in each.wrong)
        others = sum(wrong.values()) - wrong[LOST] - wrong[DIVERGED]
        sums = [sum(getattr(each, name) for each in some) for name in _COUNTED[1:]]
        counts = (steps, len(some), *sums, wrong[LOST], wrong[DIVERGED], others, round(sum(each.cpu for each in some)))
        rows.append((str(devices), *(f"{count:,}".replace(",", " ") for count in counts)))
    return markdown(rows, right=range(len(head)))


def body(lived: Sequence[History]) -> str:
    """The section of the page."""
    failed = [f"- `{each.replay}`: {len(each.wrong)} wrong" for each in lived if each.wrong]
    made = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}"
    wrong = ["", *failed] if failed else []
    return "\n".join([_HOW, "", *table(lived), "", f"Histories that ended wrongly: {len(failed)}. {made}.", *wrong])


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or int(first) + 1))


def main() -> int:
    """Live them; 1 where one ended wrongly."""
    parser = argparse.ArgumentParser(description="Live histories of several devices.")
    parser.add_argument("seeds", nargs="?", type=_seeds, metavar="SEEDS", help="17, or 0-1000 (the last not included)")
    parser.add_argument("--devices", type=int, default=3)
    parser.add_argument("--operations", type=int, default=100)
    parser.add_argument("--minutes", type=float, metavar="N", help="begin no history after so long")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="remember each history there, and go on from there")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reliability.md")
    options = parser.parse_args()
    sizes = USUAL if options.seeds is None else ((options.devices, options.operations, options.seeds),)
    wanted = [(devices, steps, seed) for devices, steps, seeds in sizes for seed in seeds]
    lived = []
    seconds = None if options.minutes is None else options.minutes * _MINUTE
    for history in histories(wanted, options.keep, seconds):
        lived.append(history)
        for kind, what in history.wrong:
            print(f"{history.replay}: {kind}: {what}", flush=True)
    if options.write:  # all that the file remembers, of whatever size
        told = list({**{(each.devices, each.steps, each.seed): each for each in lived}, **kept(options.keep)}.values())
        write_section("devices", body(told))
    print("\n".join(table(lived)))
    print(f"{len(lived)} of {len(wanted)} histories lived", file=sys.stderr)
    return 1 if any(each.wrong for each in lived) else 0


if __name__ == "__main__":
    sys.exit(main())
