"""What chance alone does to the other figures: two stretches of nights, a baseline's limits, factors, the coin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from legdiary.domain.stats.difference import SEVERITY_POINTS, nap_needed
from legdiary.domain.stats.factor_chance import factor_differences
from legdiary.domain.stats.sign_flip import DRAWS, EXACT_PAIRS
from noise import FAMILIES, SD, diaries, every_night, generator, scores
from simulated_trends import NOMINAL, bold_above, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from noise import Array, Family, Rng

BY_NAME = {family.name: family for family in FAMILIES}
PAIRED = (
    *("AR(1), phi 0", "AR(1), phi 0.3", "AR(1), phi 0.5", "AR(1), phi 0.7"),
    *("weekday pattern", "floor (mean 1)", "long memory (ARFIMA d 0.3)", "0.8 white and 0.2 AR(1) 0.95"),
    "slow moods (sum of AR)",
)
#: Nights a side and nights between: two steps with six settling days, and a baseline beside now, ten weeks on.
SIDES = ((7, 6), (14, 6), (21, 6), (14, 70))
STEPS = (2.0, 3.0, 4.0)
STEP_NOISE = "AR(1), phi 0.3"


@dataclass(frozen=True, slots=True)
class SideRow:
    """Two stretches of nights of one family without any change between them.

    Attributes:
        family: its name.
        apart: for each of SIDES: the share of pairs whose medians differ at all, and of those called different.
        runs: pairs for each share.
    """

    family: str
    apart: tuple[tuple[float, float], ...]
    runs: int


def side_row(cell: tuple[str, int, int]) -> SideRow:
    """Return one row, from (family, runs, seed)."""
    name, runs, seed = cell
    apart = []
    for nights, between in SIDES:
        before, after = _two_sides(generator(seed, "sides", name, nights, between), name, runs, nights, between)
        moved = np.median(after, axis=1) - np.median(before, axis=1)
        apart.append((float(np.mean(moved != 0)), float(np.mean(different(before, after) != 0))))
    return SideRow(name, tuple(apart), runs)


def steps_seen(runs: int, seed: int) -> dict[tuple[int, float], float]:
    """Return how often a step up is called higher, by nights a side and its size."""
    seen = {}
    for nights, between in SIDES[:3]:
        for step in STEPS:
            rng = generator(seed, "steps", nights, step)
            before, after = _two_sides(rng, STEP_NOISE, runs, nights, between, step)
            seen[nights, step] = float(np.mean(different(before, after) > 0))
    return seen


def _two_sides(rng: Rng, name: str, runs: int, nights: int, between: int, step: float = 0.0) -> tuple[Array, Array]:
    family = BY_NAME[name]
    noise = family.noise(rng, runs, 2 * nights + between)
    first, second = noise[:, :nights], noise[:, nights + between :]
    return scores(family.centre - step / 2 + SD * first), scores(family.centre + step / 2 + SD * second)


def different(before: Array, after: Array) -> Array:
    """Return -1 for every pair called lower, 1 for higher, 0 for about the same, as `domain.stats.difference` does."""
    needed = nap_needed(min(before.shape[1], after.shape[1]))
    pairs = before.shape[1] * after.shape[1]
    rise = after[:, None, :] - before[:, :, None]
    ties = (rise == 0).sum(axis=(1, 2)) / 2
    lower, higher = (((rise < 0).sum(axis=(1, 2)) + ties) / pairs, ((rise > 0).sum(axis=(1, 2)) + ties) / pairs)
    moved = np.median(after, axis=1) - np.median(before, axis=1)
    up = (moved >= SEVERITY_POINTS) & (higher >= needed)
    down = (moved <= -SEVERITY_POINTS) & (lower >= needed)
    return np.where(up, 1.0, np.where(down, -1.0, 0.0))


def side_table(rows: Iterable[SideRow]) -> str:
    """Return both shares for every family."""
    head = " | ".join(f"{nights} a side, {between} nights between" for nights, between in SIDES)
    lines = [f"| noise | {head} |", "| --- |" + " ---: |" * len(SIDES)]
    for row in rows:
        cells = " | ".join(f"{percent(any_, 0)} → {bold_above(called, NOMINAL)}" for any_, called in row.apart)
        lines.append(f"| {row.family} | {cells} |")
    return "\n".join(lines)


def step_table(seen: dict[tuple[int, float], float]) -> str:
    """Return how often steps are seen."""
    sizes = list(dict.fromkeys(nights for nights, _ in seen))
    lines = [
        "| nights a side | " + " | ".join(f"a step of {step:.0f}" for step in STEPS) + " |",
        "| ---: |" + " ---: |" * len(STEPS),
    ]
    lines += [
        f"| {nights} | " + " | ".join(percent(seen[nights, step], 0) for step in STEPS) + " |" for nights in sizes
    ]
    return "\n".join(lines)


# ---------------------------------------------------------------------- cuts and the nights around them

CUT_NIGHTS = 140
_EVERY = 14
_LEAST = 7
_GOOD = 4


def after_cuts(name: str, runs: int, seed: int) -> tuple[float, float]:
    """Return how much the week after a cut is above the three nights before it although the cut does nothing.

    First for cuts every 14 nights, fixed beforehand; then for cuts made at night, a week after the last one at the
    earliest, when the last three nights were good (their mean 4 or less, where the mean of all is 5).
    """
    made = diaries(generator(seed, "cuts", name), BY_NAME[name], every_night(runs, CUT_NIGHTS)).scores
    before = np.stack([made[:, at - 3 : at].mean(axis=1) for at in range(3, CUT_NIGHTS - _LEAST)])
    after = np.stack([made[:, at + 1 : at + 1 + _LEAST].mean(axis=1) for at in range(3, CUT_NIGHTS - _LEAST)])
    rise = after - before
    last = np.full(runs, -_LEAST)
    chosen = np.zeros_like(rise, dtype=bool)
    for at in range(len(rise)):
        chosen[at] = (before[at] <= _GOOD) & (at - last >= _LEAST)
        last[chosen[at]] = at
    return float(rise[::_EVERY].mean()), float(rise[chosen].mean())


def cuts_table(found: dict[str, tuple[float, float]]) -> str:
    """Return the rises for every family."""
    lines = ["| noise | cuts on fixed days | cuts after three good nights |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {fixed:+.2f} | {chosen:+.2f} |" for name, (fixed, chosen) in found.items()]
    return "\n".join(lines)


# ---------------------------------------------------------------------- a baseline's limits

BASELINES = (7, 14, 21, 28, 42, 56)
LATER = 84


def outside(name: str, runs: int, seed: int) -> dict[int, tuple[float, float]]:
    """Return, by nights of the baseline, the share of 84 later nights outside its limits, and the 90th percentile."""
    found = {}
    for nights in BASELINES:
        made = diaries(generator(seed, "limits", name, nights), BY_NAME[name], every_night(runs, nights + LATER)).scores
        base, later = made[:, :nights], made[:, nights:]
        mean, reach = base.mean(axis=1), 2.66 * np.abs(np.diff(base, axis=1)).mean(axis=1)
        share = (np.abs(later - mean[:, None]) > reach[:, None]).mean(axis=1)
        found[nights] = float(share.mean()), float(np.quantile(share, 0.9))
    return found


def outside_table(found: dict[str, dict[int, tuple[float, float]]]) -> str:
    """Return the shares for every family."""
    head = " | ".join(f"{nights} nights" for nights in BASELINES)
    lines = [f"| noise, baseline of … | {head} |", "| --- |" + " ---: |" * len(BASELINES)]
    for name, shares in found.items():
        cells = (f"{percent(mean)} ({percent(tenth, 0)})" for mean, tenth in shares.values())
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


# ---------------------------------------------------------------------- factors that do nothing

FACTORS = 5
FACTOR_NIGHTS = 28
LOGGED = 10


@dataclass(frozen=True, slots=True)
class FactorRow:
    """Five factors that do nothing, logged on ten of 28 nights each.

    Attributes:
        family: the noise.
        in_a_row: logged on ten nights in a row, not here and there.
        any_differs: the share of diaries in which one of them differs by a point and more.
        as_said: for each of SAID: the mean number of factors of which at most so many useless ones are said to differ
            as much.
    """

    family: str
    in_a_row: bool
    any_differs: float
    as_said: tuple[float, ...]


SAID = (0.25, 0.5, 1.0)


def factor_row(cell: tuple[str, bool, int, int]) -> FactorRow:
    """Return one row, from (family, logged in a row, runs, seed)."""
    name, in_a_row, runs, seed = cell
    rng = generator(seed, "factors", name, in_a_row)
    made = diaries(rng, BY_NAME[name], every_night(runs, FACTOR_NIGHTS)).scores.astype(int).tolist()
    differs = 0
    said = np.zeros(len(SAID))
    for one in made:
        logged = {f"{number}": _logged(rng, in_a_row=in_a_row) for number in range(FACTORS)}
        found = factor_differences(one, logged)
        differs += any(abs(factor.change) >= 1 for factor in found)
        said += [sum(factor.useless_as_far <= bound for factor in found) for bound in SAID]
    return FactorRow(name, in_a_row, differs / runs, tuple((said / runs).tolist()))


def _logged(rng: Rng, *, in_a_row: bool) -> list[int]:
    if in_a_row:
        begin = int(rng.integers(FACTOR_NIGHTS))
        return [(begin + night) % FACTOR_NIGHTS for night in range(LOGGED)]
    chosen: list[int] = rng.permutation(FACTOR_NIGHTS)[:LOGGED].tolist()
    return chosen


def factor_table(rows: Iterable[FactorRow]) -> str:
    """Return the rows."""
    lines = [
        "| noise | logged | one of five differs by 1 and more, % | "
        + " | ".join(f"factors said ≤ {bound:g}" for bound in SAID)
        + " |",
        "| --- | --- | ---: |" + " ---: |" * len(SAID),
    ]
    for row in rows:
        cells = " | ".join(f"{mean:.2f}" for mean in row.as_said)
        where = "ten nights in a row" if row.in_a_row else "here and there"
        lines.append(f"| {row.family} | {where} | {percent(row.any_differs, 0)} | {cells} |")
    return "\n".join(lines)


# ---------------------------------------------------------------------- a coin fixes the day

COINED = ("AR(1), phi 0.3", "AR(1), phi 0.7", "slow moods (sum of AR)")
CUT_PAIRS = (6, 8, 12)
CUT_RISES = (0.0, 1.0, 1.5, 2.0)
NIGHT_PAIRS = (7, 14, 28)
RELIEFS = (0.0, 1.0, 1.5, 2.0)
MISSED = 0.12
_WEEK = 7


def sign_flip_shares(differences: Array) -> tuple[Array, Array]:
    """Return one-sided and two-sided p of every row, by `domain.stats.sign_flip` in arrays."""
    runs, k = differences.shape
    if k <= EXACT_PAIRS:
        signs = 1.0 - 2.0 * ((np.arange(1 << k)[:, None] >> np.arange(k)) & 1)
    else:
        drawn = np.where(np.random.default_rng(1).random((DRAWS, k)) < 1 / 2, -1.0, 1.0)
        signs = np.vstack([np.ones(k), drawn])
    one, two = np.empty(runs), np.empty(runs)
    for at in range(0, runs, 250):
        part = differences[at : at + 250]
        sums, total = signs @ part.T, part.sum(axis=1)
        near = 1e-9 * np.abs(part).sum(axis=1)
        one[at : at + 250] = (sums >= total - near).mean(axis=0)
        two[at : at + 250] = (np.abs(sums) >= np.abs(total) - near).mean(axis=0)
    return one, two


def cuts(family: Family, pairs: int, rise: float, runs: int, rng: Rng) -> Array:
    """Return, for every diary, the weeks with a fresh cut less the other ones; the coin chose which.

    A cut adds `rise` on the days 1–5 after it, and then less every day until there is nothing on day 12.
    """
    nights = 2 * _WEEK * pairs
    noise = family.noise(rng, runs, nights)
    second = rng.integers(2, size=(runs, pairs))
    since = np.zeros((runs, nights))
    for pair in range(pairs):
        day = np.arange(nights) - (2 * _WEEK * pair + _WEEK * second[:, pair, None])
        since += np.interp(day, [0.5, 1, 5, 12], [0, 1, 1, 0], left=0, right=0)
    made = scores(family.centre + rise * since + SD * noise)
    made[rng.random(made.shape) < MISSED] = np.nan
    nights_of = made.reshape(runs, pairs, 2, _WEEK)[..., 1:]
    known = (~np.isnan(nights_of)).sum(axis=-1)
    weeks = np.where(known > 0, np.nansum(nights_of, axis=-1) / np.maximum(known, 1), np.nan)
    with_cut = np.take_along_axis(weeks, second[..., None], axis=2)[..., 0]
    without = np.take_along_axis(weeks, 1 - second[..., None], axis=2)[..., 0]
    return without_missing(with_cut - without)


def nights_by_coin(family: Family, pairs: int, relief: float, runs: int, rng: Rng) -> Array:
    """Return, for every diary, the nights without what is tried less those with it, in pairs; the coin chose which."""
    noise = family.noise(rng, runs, 2 * pairs)
    second = rng.integers(2, size=(runs, pairs))
    has = np.zeros((runs, pairs, 2))
    np.put_along_axis(has, second[..., None], 1.0, axis=2)
    made = scores(family.centre - relief * has.reshape(runs, -1) + SD * noise)
    made[rng.random(made.shape) < MISSED] = np.nan
    by_pair = made.reshape(runs, pairs, 2)
    with_it = np.take_along_axis(by_pair, second[..., None], axis=2)[..., 0]
    without = np.take_along_axis(by_pair, 1 - second[..., None], axis=2)[..., 0]
    return without_missing(without - with_it)


def without_missing(differences: Array) -> Array:
    """Return differences with 0 where one is missing: under every sign it adds the same, so the pair is left out."""
    return np.where(np.isnan(differences), 0.0, differences)


def coin_table(runs: int, seed: int) -> str:
    """Return how often the exact test finds what is and what is not there: one-sided / two-sided 5 %."""
    lines = [
        "| noise | pairs | " + " | ".join(f"{size:g}" for size in CUT_RISES) + " |",
        "| --- | --- |" + " ---: |" * len(CUT_RISES),
    ]
    for what, make, counts, sizes in (
        ("cuts", cuts, CUT_PAIRS, CUT_RISES),
        ("nights", nights_by_coin, NIGHT_PAIRS, RELIEFS),
    ):
        for name in COINED:
            for pairs in counts:
                cells = []
                for size in sizes:
                    found = make(BY_NAME[name], pairs, size, runs, generator(seed, what, name, pairs, size))
                    shares = (float(np.mean(p <= NOMINAL)) for p in sign_flip_shares(found))
                    cells.append(" / ".join(percent(share, 0) for share in shares))
                lines.append(
                    f"| {name} | {pairs} pairs of {'weeks' if what == 'cuts' else 'nights'} | {' | '.join(cells)} |"
                )
    return "\n".join(lines)
