"""What became of the mutants: kept results, those explained, the score and its interval."""

from __future__ import annotations

import json
import tomllib
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from mutation.interval import wilson
from mutation.trials import ENDLESS, INVALID, KILLED, NOT_RUN, SURVIVED, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from mutation.source import Mutant


@dataclass(frozen=True)
class Explained:
    """A mutant that no test can notice, or need not.

    Attributes:
        file: its file.
        function: its function; empty outside of functions.
        before: the line.
        after: the line with the fault.
        why: why it may live.
    """

    file: str
    function: str
    before: str
    after: str
    why: str


def read_explained(path: Path) -> list[Explained]:
    """Return what is explained in a file."""
    if not path.exists():
        return []
    held = tomllib.loads(path.read_text(encoding="utf-8"))
    return [Explained(**each) for each in held.get("mutant", [])]


def explanation(mutant: Mutant, explained: Iterable[Explained]) -> str:
    """Return why a mutant may live; nothing where that is not said."""
    place = mutant.file, mutant.function, mutant.before, mutant.after
    return next((each.why for each in explained if (each.file, each.function, each.before, each.after) == place), "")


class Results:
    """What became of each mutant, a line each in a file; the newest counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.outcomes: dict[str, Outcome] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                key, outcome = json.loads(line)
                self.outcomes[key] = Outcome(**outcome)

    def add(self, mutant: Mutant, outcome: Outcome) -> None:
        """Keep what became of a mutant."""
        self.outcomes[mutant.key] = outcome
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([mutant.key, asdict(outcome)]) + "\n")


@dataclass(frozen=True)
class Score:
    """How many mutants of a package were noticed.

    Attributes:
        tried: all of them that are Python.
        killed: those that a test noticed, with those that did not end.
        explained: those that live, with a reason.
        survived: those that live without.
        not_run: those on a line that the tests do not run.
    """

    tried: int
    killed: int
    explained: int
    survived: int
    not_run: int

    @property
    def share(self) -> float:
        """The share that was noticed, of those that are not explained."""
        of = self.tried - self.explained
        return self.killed / of if of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of that share."""
        return wilson(self.killed, self.tried - self.explained)


def scores(
    mutants: Sequence[Mutant], outcomes: dict[str, Outcome], explained: Sequence[Explained], package: str
) -> dict[str, Score]:
    """Return the score of each package below `package`, of the mutants that were tried."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant in mutants:
        outcome = outcomes.get(mutant.key)
        if outcome is None or outcome.what == INVALID:
            continue
        lives = outcome.what in {SURVIVED, NOT_RUN}
        what = "explained" if lives and explanation(mutant, explained) else outcome.what
        counts[package_of(mutant.file, package)][KILLED if what == ENDLESS else what] += 1
    return {
        name: Score(sum(found.values()), found[KILLED], found["explained"], found[SURVIVED], found[NOT_RUN])
        for name, found in sorted(counts.items())
    }


def package_of(file: str, package: str) -> str:
    """Return the package that a file is counted under: two folders below `package`, `domain/time`."""
    parts = file.removeprefix(f"{package}/").split("/")
    return "/".join(parts[:-1][:2]) or "."


def total(found: Iterable[Score]) -> Score:
    """Return several scores as one."""
    each = list(found)
    return Score(
        sum(of.tried for of in each), sum(of.killed for of in each), sum(of.explained for of in each),
        sum(of.survived for of in each), sum(of.not_run for of in each),
    )  # fmt: skip


def table(found: dict[str, Score], possible: dict[str, int]) -> str:
    """Return the scores as a table; `possible` says how many mutants each package has."""
    head = (
        "| package | mutants | tried | noticed | explained | live | on lines not run | share noticed (95 %) |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    )
    rows = {**found, "**all**": total(found.values())}
    possible = {**possible, "**all**": sum(possible[name] for name in found)}
    return head + "".join(_row(name, score, possible[name]) for name, score in rows.items())


def _row(name: str, score: Score, possible: int) -> str:
    low, high = score.interval
    share = f"{score.share:.1%} ({100 * low:.0f}–{100 * high:.0f})".replace("%", " %")
    counts = (possible, score.tried, score.killed, score.explained, score.survived, score.not_run)
    return f"| {name} | {' | '.join(f'{each}' for each in counts)} | {share} |\n"
