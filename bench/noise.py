"""Made-up nights without a trend, of many kinds, by the thousand: rows are diaries, columns are nights.

Noise has unit variance before its own pattern. `diaries` makes of it 0–10 scores on the nights that are logged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import pi, sqrt
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from zlib import crc32

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable

Array: TypeAlias = npt.NDArray[np.float64]
Nights: TypeAlias = npt.NDArray[np.int64]
Rng: TypeAlias = np.random.Generator

SD = 1.7
_WEEKEND = 2.0
_SPELL = 6
_COPIED = 0.4


def generator(*name: object) -> Rng:
    """Return the random numbers of one figure, seeded by its name, so that no figure depends on the others."""
    return np.random.default_rng([crc32(repr(part).encode()) for part in name])


def white(rng: Rng, runs: int, nights: int) -> Array:
    """Return nights that know nothing of each other."""
    return rng.standard_normal((runs, nights))


def ar1(phi: float) -> Callable[[Rng, int, int], Array]:
    """Return stationary AR(1): each night is `phi` times the one before, and something new."""

    def noise(rng: Rng, runs: int, nights: int) -> Array:
        values = white(rng, runs, nights)
        fresh = sqrt(1 - phi * phi)
        for k in range(1, nights):
            values[:, k] = phi * values[:, k - 1] + fresh * values[:, k]
        return values

    return noise


def mixture(*parts: tuple[float, float]) -> Callable[[Rng, int, int], Array]:
    """Return a sum of independent AR(1), each given by its share of the variance and its phi."""

    def noise(rng: Rng, runs: int, nights: int) -> Array:
        return sum((sqrt(share) * ar1(phi)(rng, runs, nights) for share, phi in parts), np.zeros((runs, nights)))

    return noise


@cache
def _hosking(d: float, nights: int) -> Array:
    """Return the lower triangle that makes ARFIMA(0, d, 0) of white noise, of unit variance."""
    lags = np.ones(nights)
    for k in range(1, nights):
        lags[k] = lags[k - 1] * (k - 1 + d) / (k - d)
    apart = np.abs(np.subtract.outer(np.arange(nights), np.arange(nights)))
    return np.linalg.cholesky(lags[apart]).astype(np.float64)


def arfima(d: float) -> Callable[[Rng, int, int], Array]:
    """Return long memory: correlation from night to night that fades by a power of the distance."""
    return lambda rng, runs, nights: white(rng, runs, nights) @ _hosking(d, nights).T


def weekdays(rng: Rng, runs: int, nights: int) -> Array:
    """Return AR(1) at 0.3 with two nights of the week that are 2 points worse."""
    monday = rng.integers(7, size=(runs, 1))
    day = (np.arange(nights) + monday) % 7
    return ar1(0.3)(rng, runs, nights) + np.where(np.isin(day, (4, 5)), _WEEKEND / SD, 0.0)


def wave(period: int, height: float) -> Callable[[Rng, int, int], Array]:
    """Return AR(1) at 0.3 with a regular wave of some nights on it, that begins anywhere in its course."""

    def noise(rng: Rng, runs: int, nights: int) -> Array:
        begin = rng.random((runs, 1))
        return ar1(0.3)(rng, runs, nights) + height / SD * np.sin(2 * pi * (np.arange(nights) / period + begin))

    return noise


def spread_step(share: float) -> Callable[[Rng, int, int], Array]:
    """Return AR(1) at 0.3 that is spread three times as wide from some share of the nights on."""
    return lambda rng, runs, nights: (
        ar1(0.3)(rng, runs, nights) * np.where(np.arange(nights) < share * nights, 0.5, 1.5)
    )


def heavy_tails(rng: Rng, runs: int, nights: int) -> Array:
    """Return independent nights of which a few lie far out (Student's t of 3 degrees)."""
    return rng.standard_t(3, (runs, nights)) / sqrt(3)


def spells(rng: Rng, runs: int, nights: int) -> Array:
    """Return spells of good and of bad nights, each of 6 nights in the mean, with independent noise."""
    turns = rng.random((runs, nights)) < 1 / _SPELL
    turns[:, 0] = rng.random(runs) < 1 / 2
    bad = turns.cumsum(axis=1) % 2
    return sqrt(1 / 2) * ((2 * bad - 1) + white(rng, runs, nights))


def copied(rng: Rng, runs: int, nights: int) -> Array:
    """Return independent nights of which 40 % are typed as the night before."""
    values = white(rng, runs, nights)
    same = rng.random((runs, nights)) < _COPIED
    for k in range(1, nights):
        values[:, k] = np.where(same[:, k], values[:, k - 1], values[:, k])
    return values


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of noise.

    Attributes:
        name: as the tables print it.
        noise: (random numbers, diaries, nights) → noise.
        centre: the mean score before clipping to 0–10.
        every: logged are the nights whose number this divides.
        promised: at most 5 % of trendless diaries are to be called clear.
        set_aside_late: it was promised until a first draw showed that it does not hold.
    """

    name: str
    noise: Callable[[Rng, int, int], Array]
    centre: float = 5.0
    every: int = 1
    promised: bool = True
    set_aside_late: bool = False


#: The kinds of nights on which the rule was chosen.
TUNED = (
    Family("AR(1), phi 0", white),
    Family("AR(1), phi 0.3", ar1(0.3)),
    Family("AR(1), phi 0.5", ar1(0.5)),
    Family("AR(1), phi 0.7", ar1(0.7)),
    Family("weekday pattern", weekdays),
    Family("floor (mean 1)", ar1(0.3), centre=1.0),
    Family("ceiling (mean 9)", ar1(0.3), centre=9.0),
    Family("spread triples half-way", spread_step(0.5)),
    Family("long memory (ARFIMA d 0.3)", arfima(0.3)),
    Family("slow moods (sum of AR)", mixture((0.4, 0.2), (0.3, 0.8), (0.3, 0.95))),
    Family("every other night, phi 0.5", ar1(0.5), every=2),
)
#: Kinds on which it was only tried. Where nothing is promised, half a wave of the noise is a line over the range.
UNTUNED = (
    Family("AR(1), phi -0.3", ar1(-0.3)),
    Family("heavy tails (t of 3 degrees)", heavy_tails),
    Family("spells of good and bad nights", spells),
    Family("spread triples in the last quarter", spread_step(0.75)),
    Family("40 % copied from the night before", copied),
    Family("long memory (ARFIMA d 0.2)", arfima(0.2)),
    Family("0.6 white and 0.4 AR(1) 0.9", mixture((0.6, 0.0), (0.4, 0.9))),
    Family("a wave of 7 nights", wave(7, 1.5)),
    Family("0.8 white and 0.2 AR(1) 0.95", mixture((0.8, 0.0), (0.2, 0.95)), promised=False, set_aside_late=True),
    Family("long memory (ARFIMA d 0.4)", arfima(0.4), promised=False),
    Family("AR(1), phi 0.85", ar1(0.85), promised=False),
    Family("a wave of 28 nights", wave(28, 1.5), promised=False),
)
FAMILIES = TUNED + UNTUNED


class Diaries(NamedTuple):
    """Many diaries: the night numbers that are logged, in order, and the scores of these nights."""

    nights: Nights
    scores: Array


def every_night(runs: int, nights: int, *, step: int = 1) -> Nights:
    """Return the same night numbers for every diary: one in `step`."""
    return np.broadcast_to(np.arange(nights) * step, (runs, nights))


def logged_nights(rng: Rng, runs: int, nights: int, missing: float, step: int = 1) -> Nights:
    """Return night numbers of as many logged nights, each night being missing with the same probability."""
    if not missing:
        return every_night(runs, nights, step=step)
    return step * (np.cumsum(rng.geometric(1 - missing, (runs, nights)), axis=1) - 1)


def diaries(rng: Rng, family: Family, nights: Nights, fall: float = 0.0, last: int | None = None) -> Diaries:
    """Return 0–10 scores on the given nights, that fall by `fall` points from the first night to the last."""
    runs = len(nights)
    noise = family.noise(rng, runs, int(nights.max() if last is None else last) + 1)
    over = nights[:, -1:]
    level = family.centre + fall / 2 - fall * nights / np.maximum(over, 1)
    return Diaries(nights, scores(level + SD * np.take_along_axis(noise, nights, axis=1)))


def scores(values: Array) -> Array:
    """Return values as a person types them: whole numbers from 0 to 10."""
    return np.clip(np.rint(values), 0, 10)
