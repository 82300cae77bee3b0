"""The exact test of pairs whose order a coin chose: all signs that the coin could have given.

Where chance alone decided which half of a pair had the thing that is tried, each difference could as well have come out
with the other sign, whatever the nights are like. So no model of noise is needed: the mean difference is held against
the means under every pattern of signs (Edgington; Heyvaert and Onghena 2014).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import fsum
from typing import TYPE_CHECKING

from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EXACT_PAIRS = 16
"""Up to so many pairs every pattern of signs is counted, 2^k of them; beyond it `DRAWS` are drawn."""

DRAWS = 10_000
_SEED = 20261127
_LEVEL = 20  # an interval of 95 %: one pattern in 20 lies outside
# Differences are quotients: equal sums may differ by a rounding error, as a share of the differences' sizes.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class SignFlip:
    """The mean of paired differences against chance.

    Attributes:
        k: the number of pairs.
        mean: the mean difference.
        as_high: the share of sign patterns with a mean at least as high (one-sided p for a rise).
        as_low: the share of them with a mean at least as low (one-sided p for a fall).
        as_far: the share of them with a mean at least as far from 0 (two-sided p).
        interval: the differences that fit at 95 %: those that, taken off every pair, leave a mean that more than one
            pattern in 20 is as far from 0 as; lower end first. None under six pairs, where every difference fits.
        exact: False where patterns were drawn instead of counted.
    """

    k: int
    mean: float
    as_high: float
    as_low: float
    as_far: float
    interval: tuple[float, float] | None
    exact: bool


def sign_flip(differences: Iterable[float]) -> SignFlip:
    """Return the mean of paired differences against all patterns of signs.

    Raises:
        ValueError: there are no pairs.
    """
    pairs = tuple(differences)
    if not pairs:
        raise ValueError("no pairs")
    k = len(pairs)
    turned = _turned(pairs)
    total = fsum(pairs)
    near = _ROUNDING * fsum(map(abs, pairs))
    # Turning the signs of some pairs takes twice their sum off the total.
    totals = sorted(total - 2 * off for _, off in turned)
    far = abs(total) - near
    patterns = len(totals)
    return SignFlip(
        k=k,
        mean=total / k,
        as_high=(patterns - bisect_left(totals, total - near)) / patterns,
        as_low=bisect_right(totals, total + near) / patterns,
        as_far=sum(abs(value) >= far for value in totals) / patterns,
        interval=_interval(total, k, turned),
        exact=k <= EXACT_PAIRS,
    )


def _turned(pairs: Sequence[float]) -> list[tuple[int, float]]:
    """Return the number and the sum of the pairs whose sign is turned, for every pattern; first the one that was."""
    if len(pairs) <= EXACT_PAIRS:
        sets = [(0, 0.0)]
        for value in pairs:
            sets += [(size + 1, off + value) for size, off in sets]
        return sets
    import random

    draw = random.Random(_SEED)  # noqa: S311 - draws of a test, no secret
    drawn = [[value for value in pairs if draw.random() < 1 / 2] for _ in range(DRAWS)]
    return [(0, 0.0), *((len(off), fsum(off)) for off in drawn)]


def _interval(total: float, k: int, turned: Sequence[tuple[int, float]]) -> tuple[float, float] | None:
    """Return the shifts that the test does not reject when they are taken off every pair.

    For a shift below the mean, a pattern is as far from 0 as the pairs are where the mean of the turned pairs, or that
    of the others, is at most the shift. So the ends are order statistics of these means: nothing is searched.
    """
    halves = [half for size, off in turned for half in ((size, off), (k - size, total - off))]
    means = sorted(off / size for size, off in halves if size)
    always = len(halves) - len(means)  # nothing turned, or everything: as far as the pairs, whatever the shift
    nth = len(turned) // _LEVEL - always + 1
    return (means[nth - 1], means[-nth]) if nth > 0 else None
