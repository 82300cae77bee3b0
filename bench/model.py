"""Hold the program against the model of several devices: `just model`.

`docs/model/Replicas.tla` says once what the lines of several devices mean. TLC tries every history of a size against
the model's invariants and tells each to the program: its fold must make the same diary, at once and line by line in
other orders; some histories are lived on real diaries. Beyond the sizes that can be tried whole, histories are drawn at
random, by a seed. Then faults are planted in the model, and each must be found.

    python bench/model.py                      every size, 200 histories at random, all faults
    python bench/model.py small                one size; `--list` names them
    python bench/model.py random --seed 7      histories at random, from this seed on
    python bench/model.py faults               the planted faults, each with its shortest story
    python bench/model.py --short              the smallest sizes, as CI runs them
    python bench/model.py --keep               also write anew the histories of the everyday tests

`--remember FILE` keeps the figures of each size there, so that long ones can be tried in several turns; `--write`
writes all of them into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / folder) for folder in ("tests/model", "tests", "tools")]

from model_checker import NoModelChecker, Size, check, told_at_random  # noqa: E402 - from a folder beside it
from model_histories import KEPT, Differs, History, compare_diaries, compare_fold, is_by_hand  # noqa: E402
from model_stories import told_log  # noqa: E402
from planted_faults import FAULTS  # noqa: E402

from measuring import markdown  # noqa: E402
from reliability_page import write_section  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planted_faults import Fault

_DOSES, _EVERY = ("dose", "mark"), ("night", "dose", "mark", "plan")
#: Name → size, and how many of its histories are lived on real diaries.
SIZES = {
    "small": (Size(3), 10),
    "small-doses": (Size(3, _DOSES), 10),
    "small-plans": (Size(3, ("plan",), places=2), 10),
    "moves": (Size(3, places=3), 20),
    "arriving": (Size(2, carrier="lines"), 0),
    "nights": (Size(4), 40),
    "doses": (Size(4, _DOSES), 40),
    "plans": (Size(4, ("plan",), places=2), 40),
    "everything": (Size(3, ("night", "dose", "mark"), places=2), 40),
    "more-moves": (Size(4, places=2), 40),
    "long": (Size(5, deeds=("add", "a", "delete", "settle")), 40),
    "arriving-more": (Size(3, carrier="lines", deeds=("add", "a", "delete", "settle")), 0),
}
SHORT = ("small", "small-doses", "small-plans", "arriving")
KEPT_SIZES = ("small", "small-doses", "small-plans", "moves")
RANDOM_SIZE = Size(30, _EVERY, devices=5, places=3, values=3)
#: Histories from one start of TLC; a failing one is seen again by the seed of its start.
_FROM_ONE_SEED = 20
#: Of the histories of a size, one in so many is folded in every order in which its lines can come.
_EVERY_ORDER = 25
_HOW = """\
Made by `just model --write`. The model is [Replicas.tla](model/Replicas.tla): devices, their logs, what each line's
author knew, a carrier that delays, reorders, doubles and holds back, and the diary as a function of the lines. TLC, the
model checker of TLA+, tries every history of a size against the invariants at the model's end: whoever has the same
lines shows the same diary; every value is shown, told as an open conflict, or answered by somebody who knew it; what
was deleted with all of it known stays deleted; a dose entered on two devices counts once, and one entered twice stays
two; an undo brings the entry back. Histories that differ only in the names of values and dates are tried once.

Every history is then told to the program: its fold makes the same entries, values and open conflicts, at once and line
by line in other orders (of one history in 25 in every order), and the same lines again change nothing. Some are lived
on real diaries by what people do: each must write the model's line, and show the model's diary in the end."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What was tried of a size.

    Attributes:
        words: the size in words.
        states, depth: how many states the model has, and how many steps the farthest is away.
        histories: how many were told to the program.
        lived: how many were lived on real diaries.
        seconds: the seconds of CPU that it took.
    """

    words: str
    states: int
    depth: int
    histories: int
    lived: int
    seconds: float

    @property
    def row(self) -> tuple[str, ...]:
        """The row of the table."""
        states = "at random" if not self.states else f"{self.states:,}"
        return (
            self.words, states, f"{self.depth}" if self.depth else "–", f"{self.histories:,}", f"{self.lived}",
            f"{self.seconds:.0f}",
        )  # fmt: skip


def cpu_seconds() -> float:
    """Return the seconds of CPU that this process and those that it started have taken."""
    taken = os.times()
    return taken.user + taken.system + taken.children_user + taken.children_system


def compare(told: Sequence[str], lived: int, random: Random) -> int:
    """Hold histories against the program; return how many of them were lived.

    Raises:
        Differs: the program says something else.
    """
    for place, text in enumerate(told):
        compare_fold(History.from_text(text), random, None if place % _EVERY_ORDER == 0 else 1)
    wanted = [text for text in random.sample(told, len(told)) if is_by_hand(History.from_text(text))][:lived]
    for text in wanted:
        with tempfile.TemporaryDirectory() as folder:
            compare_diaries(History.from_text(text), Path(folder), random)
    return len(wanted)


def try_size(size: Size, lived: int, seed: int) -> tuple[Tried, list[str]]:
    """Try all histories of a size; return the figures, and the histories.

    Raises:
        AssertionError: a history breaks an invariant, or the program differs.
    """
    began, told = cpu_seconds(), list[str]()
    verdict = check(size, tell=None if size.carrier == "lines" else told.append)
    if verdict.broken is not None:
        raise AssertionError("\n".join((f"{verdict.broken} does not hold:", *told_log(verdict.states[-1]["log"]))))
    by_hand = compare(told, lived, Random(seed))  # noqa: S311 - to be replayed
    words = f"{size.words}{', arriving one by one' if size.carrier == 'lines' else ''}"
    return Tried(words, verdict.found, verdict.depth, len(told), by_hand, cpu_seconds() - began), told


def try_random(count: int, seed: int, size: Size = RANDOM_SIZE) -> Tried:
    """Try histories at random.

    Raises:
        AssertionError: a history breaks an invariant, or the program differs.
    """
    began = cpu_seconds()
    for first in range(0, count, _FROM_ONE_SEED):
        mine = seed + first // _FROM_ONE_SEED
        try:
            for text in told_at_random(size, mine, min(_FROM_ONE_SEED, count - first)):
                compare_fold(History.from_text(text), Random(mine), 1)  # noqa: S311 - to be replayed
        except AssertionError:
            print(f"again: python bench/model.py random --seed {mine} --histories {_FROM_ONE_SEED}", flush=True)
            raise
    return Tried(f"{size.words}, from seed {seed} on", 0, size.lines, count, 0, cpu_seconds() - began)


def try_faults(faults: Iterable[Fault]) -> list[tuple[str, ...]]:
    """Plant faults, tell the shortest story of each; return the rows of the table.

    Raises:
        AssertionError: one is not found.
    """
    rows: list[tuple[str, ...]] = []
    for fault in faults:
        lines = fault.story()
        print(f"{fault.name}: {fault.breaks} does not hold", *lines, sep="\n", flush=True)
        rows.append((fault.name, fault.means, f"`{fault.breaks}`", f"{len(lines)}"))
    return rows


class Figures:
    """The figures of this turn, and of the earlier ones that a file remembers."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        held = json.loads(path.read_text(encoding="utf-8")) if path is not None and path.exists() else {}
        self._tried: dict[str, Tried] = {name: Tried(**each) for name, each in held.get("tried", {}).items()}
        self.faults: list[tuple[str, ...]] = list(map(tuple, held.get("faults", ())))

    @property
    def tried(self) -> list[Tried]:
        """The sizes, in their order."""
        return [self._tried[name] for name in (*SIZES, "random") if name in self._tried]

    def put(self, name: str, tried: Tried) -> None:
        """Add the figures of a size."""
        self._tried[name] = tried
        self._save()

    def put_faults(self, faults: list[tuple[str, ...]]) -> None:
        """Add what was found of planted faults."""
        self.faults = faults
        self._save()

    def _save(self) -> None:
        if self._path is not None:
            told = {"tried": {name: asdict(each) for name, each in self._tried.items()}, "faults": self.faults}
            self._path.write_text(json.dumps(told), encoding="utf-8")


def keep(told: Sequence[str]) -> None:
    """Write the histories of the everyday tests anew; the same histories are the same bytes."""
    data = "".join(f"{text}\n" for text in sorted(told)).encode()
    KEPT.write_bytes(gzip.compress(data, mtime=0))


def body(tried: Sequence[Tried], faults: Sequence[tuple[str, ...]]) -> str:
    """The section of the page."""
    head = ("size", "states", "steps", "histories in the program", "lived on real diaries", "CPU s")
    planted = ("planted fault", "what it is", "found by", "lines of the shortest story")
    return "\n".join(
        (
            _HOW, "", *markdown([head, *(each.row for each in tried)], right=range(1, len(head))), "",
            "Faults are planted in the model, one at a time; each is found, and told by the shortest history with it:",
            "", *markdown([planted, *faults], right=(3,)),
        )
    )  # fmt: skip


def main() -> int:
    """Try what is asked for; 1 where something does not hold."""
    parser = argparse.ArgumentParser(description="Hold the program against the model of several devices.")
    parser.add_argument("what", nargs="*", metavar="SIZE", help="a size, `random` or `faults`; all where none is named")
    parser.add_argument("--list", action="store_true", help="name the sizes")
    parser.add_argument("--short", action="store_true", help="the smallest sizes only")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn at random")
    parser.add_argument("--histories", type=int, default=200, help="how many are drawn at random")
    parser.add_argument("--keep", action="store_true", help="write anew the histories of the everyday tests")
    parser.add_argument(
        "--remember", type=Path, metavar="FILE", help="keep the figures there, with those of earlier turns"
    )
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reliability.md")
    options = parser.parse_args()
    if options.list:
        print("\n".join(f"{name:16} {size.words}" for name, (size, _) in SIZES.items()))
        return 0
    wanted = options.what or (SHORT if options.short else [*SIZES, "random", "faults"])
    figures = Figures(options.remember)
    kept: list[str] = []
    try:
        for name in wanted:
            if name == "faults":
                figures.put_faults(try_faults(FAULTS))
                continue
            if name == "random":
                found = try_random(options.histories, options.seed)
            else:
                size, lived = SIZES[name]
                found, told = try_size(size, lived, options.seed)
                kept += told if name in KEPT_SIZES else ()
            figures.put(name, found)
            print(" · ".join(found.row), flush=True)
    except NoModelChecker as error:
        print(f"{error}; the everyday tests have the histories that it told once", file=sys.stderr)
        return 0 if options.short else 1
    except (AssertionError, Differs) as error:
        print(error)
        return 1
    if options.keep:
        keep(kept)
    if options.write:
        write_section("model", body(figures.tried, figures.faults))
    return 0


if __name__ == "__main__":
    sys.exit(main())
