"""How far the program's statistics can be trusted: docs/simulation.md.

    python bench/simulate_trend.py --write docs/simulation.md

The verdict on a trend is the program's own rule in arrays (`trend_arrays`, held to `domain.stats.line_trend` by
tests/test_simulated_arrays.py), so that ten thousand diaries a figure take minutes. Every figure has its own random
numbers, seeded by its name: none depends on the others, nor on the number of processes. It needs NumPy, which comes
with SciPy in the `test` extra.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from math import sqrt
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, TypeVar

import simulated_pairs as pairs
import simulated_trends as trends
from noise import FAMILIES, TUNED
from simulated_trends import NOMINAL, allowed, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from simulated_pairs import FactorRow, SideRow
    from simulated_trends import ClumpRow, TrendRow

Cell = TypeVar("Cell")
Made = TypeVar("Made")

RUNS = 10_000
SHORT_RUNS = 200
SEED = 20260101
FACTOR_NOISES = ("AR(1), phi 0.3", "weekday pattern", "slow moods (sum of AR)")
#: Diaries for the figures on factors: the program's own function, not in arrays.
_FACTOR_SHARE = 5


@dataclass(frozen=True, slots=True)
class Simulation:
    """Everything on the page.

    Attributes:
        runs, seed: what was asked for.
        rows: the families at the main lengths.
        further: the same at further lengths, without a fall.
        clumps: nights in clumps.
        sides: two stretches without any change.
        steps: (nights a side, size) → how often a step is seen.
        cuts: family → the rise after cuts that do nothing: on fixed days, and after good nights.
        outside: family → nights of the baseline → share of later nights outside its limits.
        factors: factors that do nothing.
        coin: the table on what a coin chose.
    """

    runs: int
    seed: int
    rows: tuple[TrendRow, ...]
    further: tuple[TrendRow, ...]
    clumps: tuple[ClumpRow, ...]
    sides: tuple[SideRow, ...]
    steps: dict[tuple[int, float], float]
    cuts: dict[str, tuple[float, float]]
    outside: dict[str, dict[int, tuple[float, float]]]
    factors: tuple[FactorRow, ...]
    coin: str


def simulate(runs: int, seed: int = SEED, processes: int = 2) -> Simulation:
    """Run everything."""
    if processes == 1:
        return _simulate(None, runs, seed)
    with ProcessPoolExecutor(processes) as pool:
        return _simulate(pool, runs, seed)


def _simulate(pool: ProcessPoolExecutor | None, runs: int, seed: int) -> Simulation:
    def over(function: Callable[[Cell], Made], cells: Iterable[Cell]) -> tuple[Made, ...]:
        return tuple(map(function, cells) if pool is None else pool.map(function, cells))

    def rows(lengths: Sequence[int]) -> tuple[TrendRow, ...]:
        return over(
            trends.trend_row, [(index, nights, runs, seed) for index, nights in product(range(len(FAMILIES)), lengths)]
        )

    factors = [
        (name, in_a_row, max(1, runs // _FACTOR_SHARE), seed)
        for name, in_a_row in product(FACTOR_NOISES, (False, True))
    ]
    return Simulation(
        runs=runs,
        seed=seed,
        rows=rows(trends.LENGTHS),
        further=rows(trends.FURTHER),
        clumps=over(trends.clump_row, [(lengths, runs, seed) for lengths in trends.CLUMPS]),
        sides=over(pairs.side_row, [(name, runs, seed) for name in pairs.PAIRED]),
        steps=pairs.steps_seen(runs, seed),
        cuts={name: pairs.after_cuts(name, runs, seed) for name in pairs.PAIRED if "floor" not in name},
        outside={name: pairs.outside(name, runs, seed) for name in pairs.PAIRED},
        factors=over(pairs.factor_row, factors),
        coin=pairs.coin_table(runs, seed),
    )


def held(simulation: Simulation) -> tuple[list[TrendRow], list[TrendRow]]:
    """Return the rows that exceed 5 %, of the families it is promised for and of the others."""
    over = [row for row in (*simulation.rows, *simulation.further) if row.exceeds]
    return [row for row in over if row.promised], [row for row in over if not row.promised]


def finding(simulation: Simulation) -> str:
    """Return what the figures say about the promise of 5 %, made from them."""
    broken, others = held(simulation)
    promised = [row for row in (*simulation.rows, *simulation.further) if row.promised]
    worst = max(promised, key=lambda row: row.false_alarms("clear"))
    least = min((row for row in simulation.rows if row.promised), key=lambda row: row.covered)
    before = sorted({row.family for row in simulation.rows if row.false_alarms("before") > allowed(row.runs)})
    leaning = [row.false_alarms("leaning") for row in promised]
    wrong = max(rates.wrong for row in promised for rates in row.rates.values())
    flat = max(rates.flat for row in simulation.rows for rates in row.rates.values())
    limit = percent(allowed(simulation.runs))
    holds = f"**It does not hold on:** {_listed(broken)}." if broken else "It holds on every family it is promised for."
    return _listing(f"""
*Clear* holds 5 % where no rate is above {limit} %, which is 5 % and three Monte-Carlo standard errors. {holds} The
worst of them: {worst.family}, {worst.nights} nights, {percent(worst.false_alarms("clear"))} %.

It is not promised, and does not hold, on: {_listed(others) or "none"}. Half a wave of such noise is a line over the
range; no rule can tell them apart on so few nights. Taken out of the promise only after a first draw had shown it:
{"; ".join(family.name for family in FAMILIES if family.set_aside_late)}. The others were set aside before any draw.

*Leaning or clear* is said of {percent(min(leaning), 0)} to {percent(max(leaning), 0)} of 100 trendless diaries, and
against the direction of a true fall of at most {percent(wrong)}.

The interval holds the true change in at least {percent(least.covered)} of 100 diaries of every family and length with
a promise ({least.family}, {least.nights} nights).

The rule before does not hold 5 % on {len(before)} of {len(FAMILIES)} families: {"; ".join(before)}. Of up to
{percent(flat, 0)} of 100 diaries it said a direction whose slope was exactly 0.
""")


def _listing(text: str) -> str:
    """Return paragraphs as a list, each broken into lines."""
    items = (" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
    return "\n".join(fill(item, 120, initial_indent="- ", subsequent_indent="  ") for item in items)


def _listed(rows: Iterable[TrendRow]) -> str:
    """Return `family (14 nights 7.6 %, …)` for each family in the rows."""
    of: dict[str, list[str]] = {}
    for row in rows:
        of.setdefault(row.family, []).append(f"{row.nights} nights {percent(row.false_alarms('clear'))} %")
    return "; ".join(f"{family} ({', '.join(rates)})" for family, rates in of.items())


def document(simulation: Simulation) -> str:
    """Return the whole of docs/simulation.md."""
    tuned = {family.name for family in TUNED}
    runs = simulation.runs
    error = percent(sqrt(NOMINAL * (1 - NOMINAL) / runs))
    main = [row for row in simulation.rows if row.family in tuned]
    untuned = [row for row in simulation.rows if row.family not in tuned]
    factor_runs = max(1, runs // _FACTOR_SHARE)
    return f"""\
# How far the statistics can be trusted

Made by `python bench/simulate_trend.py --runs {runs} --seed {simulation.seed} --write docs/simulation.md`; do not edit.
{runs} made-up diaries a figure; one Monte-Carlo standard error at 5 % is {error} points. All rates are in percent.
What the same rules do on diaries of real people is in [real-diaries.md](real-diaries.md).

## The trend

Scores are round(mean + 1.7 e), clipped to 0–10, e of unit variance before its own pattern; the mean is 5 but for floor
and ceiling. *Nights* are nights logged: complete, and with 12 % missing, where the series is that much longer. *False
alarms* are diaries without a trend, the worse of the two. A *fall* is a straight one of 2 or 3 points from the first
night to the last, before clipping, and the rate is the mean of the two; it counts as seen when falling is said, or
leaning down. *Before* is the rule that the program had at first, Mann–Kendall's test widened for AR(1); *clear* and
*leaning +* (leaning or clear) are the program's rule. *Interval holds* is the lowest share of diaries, with and without
a fall, whose interval holds the true change: that of the line through the scores to be expected, after rounding and
clipping. *±* is half its median width, in points, without a trend.

### What holds, and what does not

{finding(simulation)}

### The families that the rule was chosen on

{trends.trend_table(main)}

### Families that it was only tried on

{trends.trend_table(untuned)}

### Other lengths, where a wave is added and between

{trends.further_table(simulation.further)}

### Nights in clumps

Two or three clumps of nights with holes between them, without a trend. Where two neighbouring nights are further apart
than a third of the range, the verdict is at most *leaning*: without that, so many would be called clear.

{trends.clump_table(simulation.clumps, runs)}

## Two stretches of nights

Two stretches without any change between them. The first figure says in how many of 100 pairs the medians differ at all,
the second in how many the report says *lower* or *higher*; in the others it says *about the same*. Bold is above 5.

{pairs.side_table(simulation.sides)}

Ten weeks apart, drifting moods alone make two such stretches different. What is seen of a true step, on
{pairs.STEP_NOISE} and six nights between:

{pairs.step_table(simulation.steps)}

## After each cut

How many points the week after a cut is above the three nights before it, although the cut does nothing: for cuts every
14 nights, and for cuts made when three nights were good. The latter are followed by worse nights by themselves.

{pairs.cuts_table(simulation.cuts)}

## Outside the limits of a baseline

The share of {pairs.LATER} later nights outside the limits of a baseline, without any change; in brackets what one diary
in ten has and more. The report names limits from 14 nights on, and says how many nights outside to expect by chance: as
many as at AR(1), phi 0.3, to as many as at phi 0.5.

{pairs.outside_table(simulation.outside)}

## Factors that do nothing

Five factors that do nothing, each logged on {pairs.LOGGED} of {pairs.FACTOR_NIGHTS} nights; {factor_runs} diaries. In
most of them the medians with and without some factor differ by a point. The report says of each factor how many of so
many useless ones would differ as much. The last columns count, in the mean over diaries, the factors of which it says
that at most so many would: if it said too few, a column would be above its head.

{pairs.factor_table(simulation.factors)}

## Where a coin fixes the day

How often the exact test of pairs says something at 5 %, one-sided / two-sided. Pairs of weeks: a cut comes at the start
of the first or the second; it adds so many points on the days 1–5 after it, gone by day 12. Pairs of nights: one of the
two has what is tried, which takes so many points off. 12 % of the nights are missing. The column 0 is the false alarms.

{simulation.coin}
"""


def main() -> None:
    """Run, print what was found, write the page if asked to."""
    parser = argparse.ArgumentParser(description="Simulate the program's statistics on made-up diaries.")
    parser.add_argument("--runs", type=int, default=RUNS, help="diaries per figure")
    parser.add_argument("--short", action="store_true", help=f"{SHORT_RUNS} runs: a look, not a measurement")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page, e.g. docs/simulation.md")
    args = parser.parse_args()
    simulation = simulate(SHORT_RUNS if args.short else args.runs, args.seed, args.processes)
    page = document(simulation)
    print(page)
    if args.write:
        args.write.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
