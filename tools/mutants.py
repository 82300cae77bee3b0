"""Plant small faults in the program, one at a time, and see whether the tests notice: `just mutants`.

    just mutants                       a sample: ten of a hundred lines of domain and store, the same each time
    just mutants src/legdiary/domain/taper    every mutant of a file or folder
    just mutants src/legdiary/store --sample      what the sample of all has of it
    just mutants 50                    a sample of fifty
    just mutants --again               those that lived in earlier runs
    just mutants --write               the score of all that was tried, into docs/reliability.md

Results are kept in `.mutants`; what was tried is not tried again, so a long run can be stopped (`--minutes`) and taken
up. The tests that run each line are found once, and again where files change. Mutants that no test can notice are
explained in `tests/mutants/explained.toml`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from mutation.score import Results, explanation, package_of, read_explained, scores, table
from mutation.source import mutants_of
from mutation.trials import NOT_RUN, SURVIVED, UNSURE, Laboratory, Project

if TYPE_CHECKING:
    from mutation.score import Explained
    from mutation.source import Mutant

ROOT = Path(__file__).resolve().parent.parent
_SAMPLED = ("src/legdiary/domain", "src/legdiary/store")
_TESTS = ("tests/domain", "tests/store")
_LOADED_ONCE = ("hypothesis", "sqlalchemy", "sqlmodel", "dateutil.tz")
_PER_HUNDRED_LINES = 10
_TEXT = """mutmut's operators, one at a time (`<` for `<=`, `None` for an argument, a number one higher …); the tests
that run the changed line are run, quickest first, until one fails. Counted are {tests} alone: what only other tests
would notice lives here. Of a sample of {per} a hundred lines, the same each time (seed {seed}), in an order by chance,
the first {tried} were tried; there are {possible} mutants. The interval is Wilson's. What may live, and why, stands in
`tests/mutants/explained.toml`.
"""


def main() -> int:
    """Try mutants, and say which live."""
    asked = _asked()
    root = asked.root.resolve()
    kept = asked.kept or root / ".mutants"
    project = Project(
        root,
        asked.package,
        tuple(asked.tests),
        kept,
        _LOADED_ONCE if root == ROOT else (),
        asked.roughly,
        asked.without_failing,
        asked.grace,
        asked.budget,
    )
    explained = read_explained(root / "tests/mutants/explained.toml")
    results = Results(kept / "results.jsonl")
    mutants = _mutants(root, [each for each in asked.what if not each.isdecimal()] or list(_sampled(asked)))
    chosen = _chosen(asked, root, mutants)
    if asked.again:
        lived = {key for key, outcome in results.outcomes.items() if outcome.what in {SURVIVED, NOT_RUN}}
        chosen = [each for each in mutants if each.key in lived and not explanation(each, explained)]
    left = chosen if asked.again else [each for each in chosen if each.key not in results.outcomes]
    if not asked.score:
        _try(project, left, results, until=time.monotonic() + 60 * asked.minutes, anew=asked.map)
    _tell(chosen, results, explained, asked.package)
    if asked.write:
        _write(asked, root, mutants, results)
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", help="files, folders, or how many")
    parser.add_argument("--sample", action="store_true", help="of files and folders, only what the sample of all has")
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument("--minutes", type=float, default=24 * 60, help="stop after so many")
    parser.add_argument("--again", action="store_true", help="try those that lived, with the tests as they are now")
    parser.add_argument("--score", action="store_true", help="try nothing, show what is known")
    parser.add_argument("--write", action="store_true", help="write the score into docs/reliability.md")
    parser.add_argument("--map", action="store_true", help="find anew which tests run which lines")
    parser.add_argument("--roughly", action="store_true", help="only find the lines of tests that changed anew")
    parser.add_argument("--without-failing", action="store_true", help="leave out tests that fail without any fault")
    parser.add_argument("--budget", type=float, default=10.0, help="seconds of tests a mutant gets")
    parser.add_argument("--grace", type=float, default=5.0, help="seconds until a mutant is said not to end")
    parser.add_argument("--tests", nargs="+", default=_TESTS)
    parser.add_argument("--kept", type=Path, help="where results are kept; `.mutants` if not given")
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--package", default="src/legdiary")
    return parser.parse_args()


def _sampled(asked: argparse.Namespace) -> tuple[str, ...]:
    return _SAMPLED if asked.root == ROOT else (asked.package,)


def _mutants(root: Path, places: list[str]) -> list[Mutant]:
    """Return every mutant of some files and folders."""
    paths = [root / each for each in places]
    files = [file for path in paths for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    return [mutant for file in files for mutant in mutants_of(file, str(file.relative_to(root)))]


def _chosen(asked: argparse.Namespace, root: Path, mutants: list[Mutant]) -> list[Mutant]:
    """Return what is tried, in an order by which every beginning of it is a sample too."""
    dice = random.Random(asked.seed)  # noqa: S311 - the same sample every time is the point
    numbers = [int(each) for each in asked.what if each.isdecimal()]
    if asked.what and not numbers and not asked.sample:
        return dice.sample(mutants, len(mutants))
    if numbers:
        return dice.sample(mutants, min(numbers[0], len(mutants)))
    by_file: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_file.setdefault(mutant.file, []).append(mutant)
    sample = []
    for file, found in by_file.items():
        lines = len((root / file).read_text(encoding="utf-8").splitlines())
        of_file = random.Random(f"{asked.seed} {file}")  # noqa: S311 - a change of one file changes no other's sample
        sample += of_file.sample(found, min(len(found), -(-lines * _PER_HUNDRED_LINES // 100)))
    dice.shuffle(sample)
    return sample


def _try(project: Project, mutants: list[Mutant], results: Results, *, until: float, anew: bool) -> None:
    """Try them one after the other, and keep what becomes of each."""
    counts: Counter[str] = Counter()
    began = time.monotonic()
    with Laboratory(project) as laboratory:
        laboratory.map_lines(anew=anew)
        for number, mutant in enumerate(mutants, start=1):
            if time.monotonic() > until:
                print(f"stopped; {len(mutants) - number + 1} are left")
                break
            outcome = laboratory.try_mutant(mutant)
            if outcome.what == UNSURE:
                print(
                    f"{mutant.file}: the tests of line {mutant.lines[0]} fail without a fault when they are run alone"
                )
            else:
                results.add(mutant, outcome)
            counts[outcome.what] += 1
            if number % 50 == 0:
                known = ", ".join(f"{count} {what}" for what, count in counts.most_common())
                print(f"{number} of {len(mutants)} in {time.monotonic() - began:.0f} s: {known}", flush=True)


def _tell(mutants: list[Mutant], results: Results, explained: list[Explained], package: str) -> None:
    """Say which live, and the score."""
    for mutant in sorted(mutants, key=lambda each: (each.file, each.start)):
        outcome = results.outcomes.get(mutant.key)
        if outcome is not None and outcome.what in {SURVIVED, NOT_RUN} and not explanation(mutant, explained):
            tests = "no test runs it" if outcome.what == NOT_RUN else f"{outcome.tried} of {outcome.tests} tests"
            print(f"\n{mutant.file}:{mutant.lines[0]} {mutant.function} ({mutant.operator}; {tests})")
            print(f"  - {mutant.before}\n  + {mutant.after}")
    possible = Counter(package_of(each.file, package) for each in mutants)
    print("\n" + table(scores(mutants, results.outcomes, explained, package), possible))


def _write(asked: argparse.Namespace, root: Path, mutants: list[Mutant], results: Results) -> None:
    """Write the score of the sample."""
    from reliability_page import write_section

    explained = read_explained(root / "tests/mutants/explained.toml")
    sample = _chosen(argparse.Namespace(**{**vars(asked), "what": []}), root, mutants)
    found = scores(sample, results.outcomes, explained, asked.package)
    possible = Counter(package_of(each.file, asked.package) for each in mutants)
    head = _TEXT.format(
        tests=" and ".join(f"`{each}`" for each in asked.tests),
        per=_PER_HUNDRED_LINES,
        seed=asked.seed,
        tried=sum(each.tried for each in found.values()),
        possible=len(mutants),
    )
    write_section("mutants", head + "\n" + table(found, possible))


if __name__ == "__main__":
    sys.exit(main())
