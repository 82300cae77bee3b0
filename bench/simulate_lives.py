"""Live whole diaries beside their model: `python bench/simulate_lives.py 0-10000` (`just lives`).

A life is what tests/lives makes of a seed. One that ends wrongly is printed as short as it can be, as a literal list of
operations, with the command that lives it again. `--keep FILE` remembers each life and goes on there; `--write` puts
the figures into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / folder) for folder in ("tests/lives", "tests", "tools")]

from life_trial import try_seed  # noqa: E402

from measuring import markdown  # noqa: E402 - as the next one, from a folder beside it
from reliability_page import write_section  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MINUTE = 60
_HOW = """\
Made by `just lives --write`. A life is thirty to sixty operations through the use cases, from typed words: what is
entered, corrected, deleted and undone, plans, exports and their way back, copies and restores, clocks that jump,
journeys, both clock changes, diaries of older schemas, crashes just before a commit and kills at a system call. In
four lives of ten there is a second diary: a device with which changes are exchanged, now and then killed on the way,
or a copy that lives apart and is joined. After each operation the export must hold what the model holds, and the
ledger must tell the same; every twelfth, and in the end, week, card, report and taper must say what the model works
out, and `check` must find nothing wrong; then everything is undone, and each change must bring back the entries of
the export before it. The model is dictionaries, written by the documentation; it imports no legdiary."""
#: What is not an operation but something that came of one.
_CAME = (
    *("refused", "nothing there", "looks", "killed", "killed too late", "undone at the end", "syncs killed"),
    *("exchanged", "joined", "kept apart"),
)


class Lived(NamedTuple):
    """A life that was lived: its seed, what happened, what is wrong, and the seconds of CPU that it took."""

    seed: int
    counts: dict[str, int]
    wrong: str | None
    cpu: float


def lives(seeds: Sequence[int], path: Path | None, seconds: float | None) -> Iterator[Lived]:
    """Those that are wanted, lived or remembered; none is begun after so many seconds."""
    known, began = kept(path), time.monotonic()
    for seed in seeds:
        if seed in known:
            yield known[seed]
            continue
        if seconds is not None and time.monotonic() - began > seconds:
            continue  # what is remembered is told
        cpu = time.process_time()
        tried = try_seed(seed)
        lived = Lived(seed, tried.counts, tried.wrong, round(time.process_time() - cpu, 3))
        if path is not None:
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(lived)}\n")
        yield lived


def kept(path: Path | None) -> dict[int, Lived]:
    """The lives that a file remembers, by seed."""
    if path is None or not path.exists():
        return {}
    found = [Lived(*json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    return {each.seed: each for each in found}


def body(lived: Sequence[Lived]) -> str:
    """The section of the page."""
    counts = sum((Counter(each.counts) for each in lived), Counter[str]())
    schemas = sum(count for name, count in counts.items() if name.startswith("schema "))
    done = {name: count for name, count in counts.items() if name not in _CAME and not name.startswith("schema ")}
    failed = [each for each in lived if each.wrong]
    rows = [
        ("lives", len(lived)), ("operations", sum(done.values())), ("refused by both", counts["refused"]),
        ("cut before a commit, or killed at a system call", counts["crash"]), ("killed there", counts["killed"]),
        ("whole looks at the diary", counts["looks"]), ("undone in the end", counts["undone at the end"]),
        ("exchanges of two devices", counts["exchanged"]), ("killed on the way", counts["syncs killed"]),
        ("joins of a copy that lived apart", counts["joined"]), ("begun with an older schema", schemas),
        ("ended wrongly", len(failed)),
    ]  # fmt: skip
    told = markdown(
        [("what", "how often"), *((what, f"{count:,}".replace(",", " ")) for what, count in rows)], right=[1]
    )
    often = ", ".join(f"{name} {count}" for name, count in Counter(done).most_common())
    made = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}"
    cpu = sum(each.cpu for each in lived)
    wrong = [f"- seed {each.seed}: {(each.wrong or '').splitlines()[0]}" for each in failed]
    return "\n".join([_HOW, "", *told, "", f"Operations: {often}.", "", f"{cpu:.0f} s of CPU. {made}.", *wrong])


def main() -> int:
    """Live them; 1 where one ended wrongly."""
    parser = argparse.ArgumentParser(description="Live whole diaries beside their model.")
    parser.add_argument("seeds", nargs="?", default="0-10000", metavar="SEEDS", help="17, or 0-1000 (without the last)")
    parser.add_argument("--minutes", type=float, metavar="N", help="begin no life after so long")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="remember each life there, and go on from there")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reliability.md")
    options = parser.parse_args()
    first, _, last = options.seeds.partition("-")
    seeds = range(int(first), int(last or int(first) + 1))
    seconds = None if options.minutes is None else options.minutes * _MINUTE
    lived = []
    for life in lives(seeds, options.keep, seconds):
        lived.append(life)
        if life.wrong:
            print(f"{life.wrong}\nlive it again: python bench/simulate_lives.py {life.seed}\n", flush=True)
    if options.write:
        write_section("lives", body(lived))
    failed = sum(bool(each.wrong) for each in lived)
    cpu = sum(each.cpu for each in lived) / max(1, len(lived))
    print(f"{len(lived)} of {len(seeds)} lives lived, {failed} ended wrongly, {cpu:.2f} s of CPU each")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
