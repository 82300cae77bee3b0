"""How often does the program's own trend test cry wolf, and how often does it see a true fall?

Repeats the simulation of facts C2 on `legdiary.domain.stats.trend`, on noise of the kind it was built for (AR(1))
and on noise it was not: weekdays, floor and ceiling, a change of spread, long memory, only every other night.

    python bench/simulate_trend.py --write docs/simulation.md

Every cell has its own generator, seeded by the cell's name, so that the figures depend on `--seed` and
`--runs` and on nothing else, not on the number of processes.
"""

from __future__ import annotations

import argparse
import random
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from legdiary.domain.stats.trend import trend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LENGTHS = (14, 28, 56)
MISSING = (0.0, 0.12)
FALLS = (0, 2, 3)
NOMINAL = 0.05
RUNS = 6000
SHORT_RUNS = 60
SEED = 20260101

_SD = 1.7
_WEEKEND = 2.0
_ARFIMA_D = 0.3


def white(rng: random.Random, nights: int) -> list[float]:
    """Nights that know nothing of each other; unit variance, as every noise here."""
    return [rng.gauss(0, 1) for _ in range(nights)]


def ar1(phi: float) -> Callable[[random.Random, int], list[float]]:
    """Stationary AR(1): each night is `phi` times the one before, and something new."""

    def noise(rng: random.Random, nights: int) -> list[float]:
        values = white(rng, nights)
        fresh = sqrt(1 - phi * phi)
        for k in range(1, nights):
            values[k] = phi * values[k - 1] + fresh * values[k]
        return values

    return noise


def weekdays(rng: random.Random, nights: int) -> list[float]:
    """AR(1) at 0.3, and two nights of the week that are 2 points worse."""
    monday = rng.randrange(7)
    return [
        value + (_WEEKEND / _SD if (k + monday) % 7 in {4, 5} else 0.0) for k, value in enumerate(ar1(0.3)(rng, nights))
    ]


def spread_step(rng: random.Random, nights: int) -> list[float]:
    """AR(1) at 0.3, the second half spread three times as wide as the first."""
    return [value * (0.5 if 2 * k < nights else 1.5) for k, value in enumerate(ar1(0.3)(rng, nights))]


@cache
def _hosking(nights: int) -> tuple[tuple[tuple[float, ...], float], ...]:
    """For each night of ARFIMA(0, d, 0): weights of the nights before, latest first, and its own spread."""
    d = _ARFIMA_D
    steps: list[tuple[tuple[float, ...], float]] = [((), 1.0)]
    weights: list[float] = []
    variance = 1.0
    for k in range(1, nights):
        partial = d / (k - d)
        weights = [one - partial * other for one, other in zip(weights, reversed(weights), strict=True)]
        weights.append(partial)
        variance *= 1 - partial * partial
        steps.append((tuple(weights), sqrt(variance)))
    return tuple(steps)


def long_memory(rng: random.Random, nights: int) -> list[float]:
    """ARFIMA(0, 0.3, 0) by Hosking's recursion: correlation 0.43 from night to night, fading slowly."""
    values: list[float] = []
    for weights, spread in _hosking(nights):
        mean = sum(weight * value for weight, value in zip(weights, reversed(values), strict=True))
        values.append(mean + spread * rng.gauss(0, 1))
    return values


def slow_sum(rng: random.Random, nights: int) -> list[float]:
    """Three AR(1) in one: fast, weekly and monthly moods (phi 0.2, 0.8, 0.95; variances 0.4, 0.3, 0.3)."""
    parts = [(ar1(phi)(rng, nights), sqrt(share)) for phi, share in ((0.2, 0.4), (0.8, 0.3), (0.95, 0.3))]
    return [sum(weight * values[k] for values, weight in parts) for k in range(nights)]


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of noise.

    Attributes:
        name: as the table prints it.
        noise: nights of it, unit variance before its own pattern.
        centre: mean score before clipping to 0–10.
        every: logged are the nights whose number this divides.
        built_for: AR(1) within the range of facts C2, where 5 % is promised.
    """

    name: str
    noise: Callable[[random.Random, int], list[float]]
    centre: float = 5.0
    every: int = 1
    built_for: bool = False


SHAPES = (
    Shape("AR(1), phi 0", white, built_for=True),
    Shape("AR(1), phi 0.3", ar1(0.3), built_for=True),
    Shape("AR(1), phi 0.5", ar1(0.5), built_for=True),
    Shape("AR(1), phi 0.7", ar1(0.7)),
    Shape("weekday pattern", weekdays),
    Shape("floor (mean 1)", ar1(0.3), centre=1.0),
    Shape("ceiling (mean 9)", ar1(0.3), centre=9.0),
    Shape("spread triples half-way", spread_step),
    Shape("long memory (ARFIMA d 0.3)", long_memory),
    Shape("slow moods (sum of AR)", slow_sum),
    Shape("every other night, phi 0.5", ar1(0.5), every=2),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One shape at one length.

    Attributes:
        shape: its name.
        built_for: see `Shape`.
        nights: nights logged.
        missing: share of nights skipped on the way to them; the series is that much longer.
        runs: series per figure.
        false_alarms: of the series without a trend, how many were called falling or rising.
        seen: of those with a true fall of 2 and of 3 points, how many were called falling.
        flat: of all that were called falling or rising, how many have a slope of 0.
    """

    shape: str
    built_for: bool
    nights: int
    missing: float
    runs: int
    false_alarms: int
    seen: tuple[int, int]
    flat: int

    @property
    def rate(self) -> float:
        """False alarms as a share of runs, 0–1."""
        return self.false_alarms / self.runs

    @property
    def exceeds(self) -> bool:
        """More false alarms than 5 % and chance (three Monte-Carlo standard errors) allow."""
        return self.rate > allowed(self.runs)


def allowed(runs: int) -> float:
    """5 % and three Monte-Carlo standard errors of it."""
    return NOMINAL + 3 * sqrt(NOMINAL * (1 - NOMINAL) / runs)


def series(rng: random.Random, shape: Shape, nights: int, missing: float, fall: float) -> list[tuple[int, int]]:
    """As many logged nights of 0–10 scores, falling by `fall` points from the first to the last."""
    logged: list[int] = []
    t = 0
    while len(logged) < nights:
        if t % shape.every == 0 and rng.random() >= missing:
            logged.append(t)
        t += 1
    noise = shape.noise(rng, t)
    top = shape.centre + fall / 2
    return [(night, min(10, max(0, round(top - fall * night / (t - 1) + _SD * noise[night])))) for night in logged]


def simulate(cell: tuple[int, int, float, int, int]) -> Row:
    """One row of the table, from (index into SHAPES, nights, missing, runs, seed)."""
    index, nights, missing, runs, seed = cell
    shape = SHAPES[index]
    alarms, flat = [], 0
    for fall in FALLS:
        rng = random.Random(f"{seed}/{shape.name}/{nights}/{missing}/{fall}")  # noqa: S311 - a simulation
        count = 0
        for _ in range(runs):
            found = trend(series(rng, shape, nights, missing, fall))
            clear = found.verdict in {"falling", "rising"}
            count += found.verdict == "falling" if fall else clear
            flat += clear and found.slope_per_night == 0
        alarms.append(count)
    return Row(
        shape=shape.name,
        built_for=shape.built_for,
        nights=nights,
        missing=missing,
        runs=runs,
        false_alarms=alarms[0],
        seen=(alarms[1], alarms[2]),
        flat=flat,
    )


def simulate_all(runs: int, seed: int = SEED, processes: int = 2) -> list[Row]:
    """Every shape at every length, complete and with nights missing."""
    cells = [
        (index, nights, missing, runs, seed) for index, nights, missing in product(range(len(SHAPES)), LENGTHS, MISSING)
    ]
    if processes == 1:
        return [simulate(cell) for cell in cells]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(simulate, cells))


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table; a false-alarm rate that 5 % does not allow is bold."""
    lines = [
        "| noise | nights | missing | false alarms | sees a fall of 2 | sees a fall of 3 |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        rate = f"{100 * row.rate:.1f} %"
        falls = " | ".join(f"{100 * count / row.runs:.0f} %" for count in row.seen)
        lines.append(
            f"| {row.shape} | {row.nights} | {100 * row.missing:.0f} % "
            f"| {f'**{rate}**' if row.exceeds else rate} | {falls} |"
        )
    return "\n".join(lines)


def _listed(rows: Sequence[Row]) -> str:
    """`shape (14 nights 9.1 %, …)` for each shape in the rows; the worse of complete and missing."""
    worst: dict[str, dict[int, float]] = {}
    for row in rows:
        lengths = worst.setdefault(row.shape, {})
        lengths[row.nights] = max(lengths.get(row.nights, 0.0), row.rate)
    return "; ".join(
        f"{shape} ({', '.join(f'{nights} nights {100 * rate:.1f} %' for nights, rate in lengths.items())})"
        for shape, lengths in worst.items()
    )


def finding(rows: Sequence[Row]) -> str:
    """What the figures say about the promise of 5 %, made from them."""
    over = [row for row in rows if row.exceeds]
    names = [shape.name for shape in SHAPES]
    held = [name for name in names if name not in {row.shape for row in over}]
    limit = f"{100 * allowed(rows[0].runs):.1f} %"
    flat = sum(row.flat for row in rows)
    clear = sum(row.false_alarms + sum(row.seen) for row in rows)
    built_for = [row for row in over if row.built_for]
    return "\n\n".join(
        [
            (
                f"A shape holds 5 % when no rate of it is above {limit}, "
                "which is 5 % and three Monte-Carlo standard errors. "
                f"These hold: {'; '.join(held) or 'none'}."
            ),
            f"**These do not hold 5 %:** {_listed(over)}. On such nights a trend is called clear too often."
            if over
            else "**Every shape holds 5 %.**",
            f"Among them is noise the test was built for: {_listed(built_for)}."
            if built_for
            else "All noise that the test was built for, AR(1) with phi 0 to 0.5, holds 5 %.",
            (
                f"Of {clear} trends called clear, {flat} have a Theil–Sen slope of exactly 0 "
                "(more than half of all pairs of nights are tied): a direction without a size."
            ),
        ]
    )


def document(rows: Sequence[Row], seed: int) -> str:
    """The whole of docs/simulation.md."""
    runs = rows[0].runs
    return f"""\
# How far the trend test can be trusted

Made by `python bench/simulate_trend.py --runs {runs} --seed {seed} --write docs/simulation.md`; do not edit.
Seed {seed}, {runs} runs per figure; one Monte-Carlo standard error at 5 % is \
{100 * sqrt(NOMINAL * (1 - NOMINAL) / runs):.1f} points.

Scores are round(mean + 1.7 e), clipped to 0–10, e of unit variance before its own pattern; the mean is 5 but
for floor and ceiling. *Nights* are nights logged: with 12 % missing the series is that much longer. A *false
alarm* is a series without a trend that is called falling or rising. A *fall* is a straight one of 2 or 3
points from the first night to the last, before clipping, and counts as seen when the verdict is falling.

{table(rows)}

## What holds, and what does not

{finding(rows)}

Where false alarms are above 5 %, a part of the falls "seen" is false alarm too.
"""


def main() -> None:
    """Run, print the table, write the page if asked to."""
    parser = argparse.ArgumentParser(description="Simulate false alarms and power of the trend test.")
    parser.add_argument("--runs", type=int, default=RUNS, help="series per figure")
    parser.add_argument("--short", action="store_true", help=f"{SHORT_RUNS} runs: a look, not a measurement")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page, e.g. docs/simulation.md")
    args = parser.parse_args()
    rows = simulate_all(SHORT_RUNS if args.short else args.runs, args.seed, args.processes)
    print(table(rows))
    print()
    print(finding(rows))
    if args.write:
        args.write.write_text(document(rows, args.seed), encoding="utf-8")


if __name__ == "__main__":
    main()
