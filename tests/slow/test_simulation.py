"""The simulation of facts C2, run again on the program's own code. `pytest -m slow`."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

    from simulate_trend import Row

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "simulation.md"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "bench")
        import simulate_trend

        return simulate_trend


@pytest.fixture(scope="module")
def rows(bench: ModuleType) -> list[Row]:
    """Every row, with the runs and the seed of the page; some minutes."""
    said = re.search(r"--runs (\d+) --seed (\d+)", PAGE.read_text(encoding="utf-8"))
    assert said
    found: list[Row] = bench.simulate_all(int(said[1]), int(said[2]))
    return found


# Found with 6000 and again, with another seed, with 10000 runs (7.0, 6.8 and 6.5 %): facts C2 says .06 and
# has no rows without missing nights. docs/simulation.md says so; strict, so that a better test shows here.
TOO_OFTEN = {("AR(1), phi 0.5", 14, 0.0), ("AR(1), phi 0.5", 14, 0.12), ("AR(1), phi 0.5", 28, 0.0)}
BUILT_FOR = [
    pytest.param(*cell, marks=[pytest.mark.xfail(reason="cries wolf a little too often")] if cell in TOO_OFTEN else [])
    for cell in product(("AR(1), phi 0", "AR(1), phi 0.3", "AR(1), phi 0.5"), (14, 28, 56), (0.0, 0.12))
]


@pytest.mark.parametrize(("shape", "nights", "missing"), BUILT_FOR)
def test_five_percent_is_held_on_the_noise_the_test_was_built_for(
    bench: ModuleType, rows: list[Row], shape: str, nights: int, missing: float
) -> None:
    (row,) = (row for row in rows if (row.shape, row.nights, row.missing) == (shape, nights, missing))
    assert row.built_for
    assert row.rate <= bench.allowed(row.runs)


def test_on_no_noise_it_was_built_for_is_the_test_far_off(rows: list[Row]) -> None:
    built_for = [row for row in rows if row.built_for]
    assert len(built_for) == len(BUILT_FOR)
    assert max(row.rate for row in built_for) < 0.08


def test_the_page_says_what_is_found_shapes_that_do_not_hold_included(bench: ModuleType, rows: list[Row]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    said = re.search(r"--seed (\d+)", page)
    assert said
    assert page == bench.document(rows, int(said[1]))


def test_a_short_run_is_roughly_right_and_the_same_with_any_number_of_processes(bench: ModuleType) -> None:
    short: list[Row] = bench.simulate_all(bench.SHORT_RUNS, processes=1)
    assert all(row.rate < 0.2 for row in short if row.built_for)
    assert all(row.seen[1] > row.runs / 3 for row in short if row.built_for and row.nights == 56)
    assert bench.simulate_all(bench.SHORT_RUNS, processes=2) == short
