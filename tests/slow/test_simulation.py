"""The figures of docs/simulation.md, drawn again with fewer diaries. `pytest -m slow`."""

from __future__ import annotations

import re
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from legdiary.domain.stats.descriptive import CHANCE_OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from simulate_trend import Simulation

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "simulation.md").read_text(encoding="utf-8")
RUNS = 1000


@pytest.fixture(scope="module")
def bench() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "bench")
        import simulate_trend

        yield simulate_trend


@pytest.fixture(scope="module")
def drawn(bench: ModuleType) -> Simulation:
    """Everything, with another seed than the page's and a tenth of its diaries."""
    found: Simulation = bench.simulate(RUNS, seed=7)
    return found


def table(head: str) -> list[list[str]]:
    """The body of the page's first table below a heading, cell by cell, without what makes a cell bold."""
    below = PAGE[PAGE.index(head) :].split("\n\n")
    (rows,) = [part.splitlines() for part in below if part.startswith("| ")][:1]
    return [[cell.strip().strip("*") for cell in row.strip("|").split("|")] for row in rows[2:]]


def runs_of_the_page() -> int:
    said = re.search(r"--runs (\d+) --seed (\d+)", PAGE)
    assert said
    return int(said[1])


TREND_TABLES = ("### The families that the rule was chosen on", "### Families that it was only tried on")


def test_the_page_was_made_with_ten_thousand_diaries_a_figure() -> None:
    assert runs_of_the_page() == 10_000


def test_clear_holds_five_percent_on_every_family_it_is_promised_for(bench: ModuleType) -> None:
    """On the page, at the main lengths and at those where a wave was just added."""
    promised = {family.name for family in bench.FAMILIES if family.promised}
    most = 100 * bench.allowed(runs_of_the_page())
    rates = {(row[0], row[1]): float(row[3]) for head in TREND_TABLES for row in table(head)}
    rates |= {(row[0], str(at)): float(cell) for row in table("### Other lengths") for at, cell in enumerate(row[1:])}
    assert len({family for family, _ in rates}) == len(bench.FAMILIES) == 23
    assert {key: rate for key, rate in rates.items() if key[0] in promised and rate > most + 0.05} == {}


def test_the_interval_holds_the_true_change_in_95_of_100(bench: ModuleType) -> None:
    promised = {family.name for family in bench.FAMILIES if family.promised}
    least = 100 - 100 * bench.allowed(runs_of_the_page())
    rows = [row for head in TREND_TABLES for row in table(head) if row[0] in promised]
    assert [row[:2] for row in rows if float(row[-2]) < least - 0.05] == []


def test_about_the_same_is_said_in_95_of_100_pairs_where_nothing_changed() -> None:
    rows = {row[0]: [float(cell.split("→")[1].strip(" *")) for cell in row[1:]] for row in table("## Two stretches")}
    for family in ("AR(1), phi 0", "AR(1), phi 0.3", "AR(1), phi 0.5", "weekday pattern"):
        assert max(rows[family]) <= 5, family


def test_what_the_page_says_of_the_verdict_is_found_again(bench: ModuleType, drawn: Simulation) -> None:
    again = {(row.family, f"{row.nights}"): row for row in drawn.rows}
    far = []
    for cells in (cells for head in TREND_TABLES for cells in table(head)):
        row = again[cells[0], cells[1]]
        shares = [
            *(row.false_alarms(of) for of in ("before", "clear", "leaning")),
            *(row.seen(of, fall) for fall in (2.0, 3.0) for of in ("before", "clear", "leaning")),
        ]
        for said, share in zip(map(float, cells[2:11]), shares, strict=True):
            # The worse of two, and rounding to a percent: a point beside four standard errors of a thousand diaries.
            error = 4 * sqrt(max(share, 0.01) * (1 - min(share, 0.99)) / RUNS)
            if abs(said / 100 - share) > error + 0.01:
                far.append((cells[:2], said, share))
    assert far == []
    assert len(bench.FAMILIES) * 4 == len(again)


def test_the_numbers_outside_a_baseline_that_reports_expect_are_those_of_the_page() -> None:
    rows = {row[0]: [float(cell.split()[0]) for cell in row[1:]] for row in table("## Outside the limits")}
    nights = (7, 14, 21, 28, 42, 56)
    for at, low, high in CHANCE_OUTSIDE:
        place = nights.index(at)
        assert 100 * low == pytest.approx(rows["AR(1), phi 0.3"][place], abs=0.3)
        assert 100 * high == pytest.approx(rows["AR(1), phi 0.5"][place], abs=0.5)


def test_of_useless_factors_no_fewer_are_said_to_differ_than_do(drawn: Simulation) -> None:
    for row in drawn.factors:
        assert row.as_said[0] < 0.25 + 0.1
        assert row.as_said[1] < 0.5 + 0.12
        assert row.as_said[2] < 1 + 0.2


def test_a_short_run_is_the_same_with_any_number_of_processes(bench: ModuleType) -> None:
    assert bench.document(bench.simulate(40, processes=1)) == bench.document(bench.simulate(40, processes=2))
