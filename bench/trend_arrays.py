"""The trend rules for thousands of diaries at once: twins of `domain.stats.line_trend` and of the rule before it.

The domain's function is what the program runs; tests/test_simulated_arrays.py holds the twin to it. Rows are diaries,
columns nights.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from legdiary.domain.stats import line_trend

if TYPE_CHECKING:
    from noise import Array, Nights

_CLEAR_Z = 1.96
_LARGEST_PHI = 0.9
_ROUNDING = 1e-9


class Lines(NamedTuple):
    """The line of every diary against its slow waves.

    Attributes:
        t: the line in units of the waves.
        change: how much higher the line ends than it begins.
        margin: half the width of the interval.
        clear, leaning: the verdict; a diary that is clear is not leaning.
    """

    t: Array
    change: Array
    margin: Array
    clear: np.ndarray
    leaning: np.ndarray


def lines(nights: Nights, scores: Array, *, cap: bool = True) -> Lines:
    """Return what `line_trend` says of every diary; without `cap` as if no gap were too wide."""
    runs, n = nights.shape
    k = line_trend.wave_count(n)
    times = (nights - nights[:, :1]).astype(float)
    span = times[:, -1] + 1
    about_mean = times - times.mean(axis=1, keepdims=True)
    length = np.sqrt((about_mean**2).sum(axis=1))
    values = scores - scores.mean(axis=1, keepdims=True)
    basis = [np.full((runs, n), n**-0.5), about_mean / length[:, None]]
    for wave in range(2, k + 2):
        vector = np.cos(pi * wave * (times + 0.5) / span[:, None])
        for _ in range(2):
            for known in basis:
                vector = vector - (vector * known).sum(axis=1, keepdims=True) * known
        basis.append(vector / np.sqrt((vector**2).sum(axis=1, keepdims=True)))
    shares = np.stack([(vector * values).sum(axis=1) for vector in basis[1:]])
    shares[np.abs(shares) < _ROUNDING] = 0.0  # what rounding leaves of equal scores
    line, s = shares[0], np.sqrt((shares[1:] ** 2).mean(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(line == 0, 0.0, line / s)
    clear_at, leaning_at = line_trend.bounds(k)
    over_range = (span - 1) / length
    beyond = np.abs(t) >= clear_at
    capped = line_trend.GAP_SHARE * np.diff(nights, axis=1).max(axis=1) > span
    clear = beyond & ~capped if cap else beyond
    return Lines(t, line * over_range, clear_at * s * over_range, clear, (np.abs(t) >= leaning_at) & ~clear)


class Ranks(NamedTuple):
    """The rule before, for every diary: its Z and the Theil–Sen slope."""

    z: Array
    slope: Array
    clear: np.ndarray


def ranks(nights: Nights, scores: Array, chunk: int = 1000) -> Ranks:
    """Return Mann–Kendall's Z, widened for AR(1) with a bias-corrected phi, and Theil–Sen's slope."""
    parts = [_ranks(nights[at : at + chunk], scores[at : at + chunk]) for at in range(0, len(nights), chunk)]
    z, slope = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Ranks(z, slope, np.abs(z) >= _CLEAR_Z)


def _ranks(nights: Nights, scores: Array) -> tuple[Array, Array]:
    n = nights.shape[1]
    first, second = np.triu_indices(n, 1)
    rise = scores[:, second] - scores[:, first]
    s = np.sign(rise).sum(axis=1)
    slope = np.median(rise / (nights[:, second] - nights[:, first]), axis=1)
    ordered = np.sort(scores, axis=1)
    counts = (ordered[:, :, None] == np.arange(11)).sum(axis=1)
    ties = (counts * (counts - 1) * (2 * counts + 5)).sum(axis=1)
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    residual = scores - slope[:, None] * nights
    residual = residual - residual.mean(axis=1, keepdims=True)
    adjacent = np.diff(nights, axis=1) == 1
    pairs = adjacent.sum(axis=1)
    products = np.where(adjacent, residual[:, :-1] * residual[:, 1:], 0.0).sum(axis=1)
    squares = (residual**2).mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        phi = np.where((pairs > 0) & (squares > _ROUNDING), np.minimum(_LARGEST_PHI, products / pairs / squares), 0.0)
        corrected = np.clip((n * phi + 2) / (n - 4), 0.0, _LARGEST_PHI)
        wide = np.sqrt(variance * (1 + corrected) / (1 - corrected))
        z = np.where(variance > 0, (s - np.sign(s)) / wide, 0.0)
    return z, slope
