"""Lives lives: `python tests/lives/live.py 0-10000` (`just lives`); a failing seed is made short and printed.

Figures go into docs/reliability.md with `--write`. `--seconds` ends the run after a time.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from life_driver import live
from life_generator import life_of
from life_operations import Operation, as_literal
from life_shrinker import shrink

if TYPE_CHECKING:
    from collections.abc import Sequence


def failure(life: Sequence[Operation]) -> Exception | None:
    """Return what goes wrong in a life; None where nothing does."""
    try:
        live(life)
    except Exception as error:
        return error
    return None


def about(error: Exception) -> str:
    """Return what makes two failures the same one."""
    return getattr(error, "about", "") or type(error).__name__


def report_failure(seed: int, error: Exception) -> None:
    """Print a failing life as short as it can be."""

    def fails(life: Sequence[Operation]) -> bool:
        found = failure(life)
        return found is not None and about(found) == about(error)

    short = shrink(life_of(seed), fails)
    print(f"seed {seed}: {type(error).__name__}: {failure(short)}", flush=True)
    print(f"replay: python tests/lives/live.py {seed}\n{as_literal(short)}\n", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", nargs="?", default="0-10000", help="one seed, or first-last")
    parser.add_argument("--seconds", type=float, default=0, help="stop after so long")
    parser.add_argument("--most", type=int, default=5, help="stop after so many failures")
    told = parser.parse_args()
    first, _, last = told.seeds.partition("-")
    begun, cpu, counts, failed, lived = time.monotonic(), time.process_time(), Counter[str](), [], 0
    for seed in range(int(first), int(last or int(first) + 1)):
        try:
            counts += live(life_of(seed))
        except Exception as error:
            failed.append(seed)
            report_failure(seed, error)
        lived += 1
        if len(failed) >= told.most or (told.seconds and time.monotonic() - begun > told.seconds):
            break
    print(f"{lived} lives, {len(failed)} failed {failed or ''}")
    print(f"{(time.process_time() - cpu) / lived:.2f} s of CPU a life, {counts.total() / lived:.0f} operations")
    print(dict(counts.most_common()))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
