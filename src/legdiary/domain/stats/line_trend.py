"""The trend of a nightly figure: a straight line, held against the slow waves of the same nights.

Real nights are mostly noise from night to night, plus a part that drifts for weeks. The drift makes lines where there
is no trend, so the line is measured against it: the slow waves of the same nights (cosines with one to a few ups and
downs over the range) show how large a line comes about by itself. The ratio of the two follows Student's t with as many
degrees of freedom as there are waves, exactly so for independent normal nights. The bound for *clear* is that of 1 %:
with it, trendless nights of many kinds are called clear in at most 5 of 100 diaries (docs/simulation.md).

Level and line are taken out of the waves on the nights that are there. So missing nights, every-other-night logging and
any other spacing need no case of their own; only a wide gap does, see `GAP_SHARE`.

The statistic is the equal-weighted cosine test of Lazarus, Lewis, Stock and Watson (2018), with few waves.
"""

from __future__ import annotations

from array import array
from functools import lru_cache
from itertools import pairwise, repeat
from math import copysign, cos, fsum, inf, pi, sqrt
from operator import mul, sub
from typing import TYPE_CHECKING, Literal, TypeAlias

from legdiary.domain.stats.descriptive import in_order
from legdiary.domain.stats.sample_size import shortfalls
from legdiary.util.values import NamedTuple, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.stats.sample_size import Shortfall

Value: TypeAlias = tuple[int, float]
"""(night number, figure): the number is a day ordinal, so that gaps are kept."""

Strength: TypeAlias = Literal["clear", "leaning", "none"]
Verdict: TypeAlias = Literal["falling", "rising", "no clear trend", "too little data"]

NIGHTS_NEEDED = 14
DAYS_NEEDED = 14
GAP_SHARE = 3
"""Where two neighbouring nights are further apart than the span divided by this, a trend is at most leaning."""

# Student's t, two-sided 1 % and 5 %, for 1, 2, 3 … waves.
CLEAR_FROM = (
    *(63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355),
    *(3.250, 3.169, 3.106, 3.055, 3.012, 2.977, 2.947, 2.921),
)
LEANING_FROM = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306),
    *(2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120),
)
_FEWEST_WAVES = 4
_LONG = 8000
_NIGHTS_A_WAVE = 18
# Of a vector's length. Below it what is left of the vector is rounding.
_NEGLIGIBLE = 1e-9
# Of a vector's length. Where more than this is left of it, what is left has no more rounding errors than it had.
_MOST_LEFT = 0.5


class Projections(NamedTuple):
    """A series seen through the straight line and the slow waves, each of length 1 and at right angles to the others.

    Attributes:
        line: the share of the line; its sign is that of the slope.
        waves: the shares of the waves, slowest first.
        length: the root of the summed squares of the night numbers about their mean; `line / length` is the slope.
    """

    line: float
    waves: tuple[float, ...]
    length: float


@dataclass(frozen=True, slots=True)
class LineTrend:
    """The trend of one figure over time. All figures are None when `why_not` is not empty.

    Attributes:
        n: nights with a value.
        span_days: last night - first night + 1; 0 without nights.
        gap_days: the most days from one night with a value to the next: 1 where none is missing, 0 under two nights.
        slope_per_night: of the line by least squares, in the unit of the values.
        change: how much higher the line ends than it begins.
        interval: the range of changes that fit these nights, lower end first. It leaves out 0 exactly when the line is
            clear, or would be but for a gap.
        k: the number of waves.
        s: their size (root mean square), on the scale on which the line is `t` times as large.
        t: the size of the line in units of `s`, with the sign of the slope; infinite for a straight line without any
            waves, 0.0 for equal values.
        strength: clear, leaning or none.
        capped: True if the line is only called leaning because of a gap.
        verdict: falling or rising only where the strength is clear.
        why_not: the requirements that are not met; empty unless the verdict is `too little data`.
    """

    n: int
    span_days: int
    gap_days: int
    slope_per_night: float | None
    change: float | None
    interval: tuple[float, float] | None
    k: int | None
    s: float | None
    t: float | None
    strength: Strength | None
    capped: bool
    verdict: Verdict
    why_not: tuple[Shortfall, ...]

    @property
    def slope_per_week(self) -> float | None:
        """Seven times the slope per night."""
        return None if self.slope_per_night is None else 7 * self.slope_per_night


def line_trend(nights: Iterable[Value]) -> LineTrend:
    """Return the trend over the given nights, in O(n k²).

    Args:
        nights: (night number, value), missing nights left out, in any order. The caller leaves out the unfinished
            current night.

    Raises:
        ValueError: a night comes twice.
    """
    ordered = in_order(nights)
    n = len(ordered)
    span = ordered[-1][0] - ordered[0][0] + 1 if ordered else 0
    gap = max((later - earlier for (earlier, _), (later, _) in pairwise(ordered)), default=0)
    why_not = shortfalls(("nights", NIGHTS_NEEDED, n), ("days", DAYS_NEEDED, span))
    if why_not:
        return LineTrend(
            n, span, gap,
            slope_per_night=None, change=None, interval=None, k=None, s=None, t=None,
            strength=None, capped=False, verdict="too little data", why_not=why_not,
        )  # fmt: skip
    line, waves, length = projections(ordered)
    k = len(waves)
    s = sqrt(fsum(map(mul, waves, waves)) / k)
    t = line / s if s else copysign(inf, line) if line else 0.0
    strength = _strength(t, k)
    capped = strength == "clear" and GAP_SHARE * gap > span
    over_range = (span - 1) / length
    change, margin = line * over_range, CLEAR_FROM[k - 1] * s * over_range
    return LineTrend(
        n, span, gap,
        slope_per_night=line / length,
        change=change,
        interval=(change - margin, change + margin),
        k=k,
        s=s,
        t=t,
        strength="leaning" if capped else strength,
        capped=capped,
        verdict="no clear trend" if capped or strength != "clear" else "falling" if t < 0 else "rising",
        why_not=(),
    )  # fmt: skip


def wave_count(n: int) -> int:
    """Return the number of waves for n nights: 4, and one more each time the nights double from 36 on."""
    return min(max(_FEWEST_WAVES, 3 + (n // _NIGHTS_A_WAVE).bit_length()), len(CLEAR_FROM))


def projections(ordered: Sequence[Value]) -> Projections:
    """Return the shares of line and waves in a series; of waves only those that these nights can tell apart.

    Nights in a few clumps very far from each other do not show fast waves. What rounding leaves of such a wave is no
    measure of anything, so it is left out.

    Args:
        ordered: by night number, on at least as many distinct nights as there are waves, and two.
    """
    n = len(ordered)
    line_and_waves, length = _line_and_waves(tuple(night for night, _ in ordered))
    level = fsum(value for _, value in ordered) / n
    # Values without their mean: every vector is at right angles to it, and rounding stays small.
    values = [value - level for _, value in ordered]
    size = sqrt(fsum(map(mul, values, values)))
    shares = [fsum(map(mul, vector, values)) for vector in line_and_waves]
    line, *waves = (share if abs(share) > _NEGLIGIBLE * size else 0.0 for share in shares)
    return Projections(line, tuple(waves), length)


# Two figures of one report often have the same nights: total sleep and its efficiency.
@lru_cache(maxsize=2)
def _line_and_waves(nights: tuple[int, ...]) -> tuple[Sequence[Sequence[float]], float]:
    """Return the line and the waves of some nights, each of length 1 and at right angles, and the line's own length."""
    n, first = len(nights), nights[0]
    span = nights[-1] - first + 1
    times = [float(night - first) for night in nights]
    middle = fsum(times) / n
    about_mean = [time - middle for time in times]
    length = sqrt(fsum(map(mul, about_mean, about_mean)))
    basis = [_held([1 / sqrt(n)] * n), _held([time / length for time in about_mean])]
    for wave in range(2, wave_count(n) + 2):  # wave 1, half an up and down, is almost the line
        angle = pi * wave / span
        vector = _at_right_angles([cos(angle * (time + 0.5)) for time in times], basis)
        if vector is not None:
            basis.append(vector)
    return basis[1:], length


def _held(vector: list[float]) -> Sequence[float]:
    """Return the vector as it is held: an array takes a fourth of the memory of a list, and half as long again to read.

    A hundred years have 35,000 nights, and each of their waves has as many numbers.
    """
    return vector if len(vector) < _LONG else array("d", vector)


def _at_right_angles(vector: list[float], basis: Sequence[Sequence[float]]) -> Sequence[float] | None:
    """Return what the basis leaves of a vector, at length 1; None where it leaves nothing."""
    whole = left = sqrt(fsum(map(mul, vector, vector)))
    for _ in range(2):  # where little is left, once leaves rounding errors that a second time removes
        for known in basis:
            share = fsum(map(mul, vector, known))
            vector = list(map(sub, vector, map(mul, known, repeat(share))))
        left = sqrt(fsum(map(mul, vector, vector)))
        if left > _MOST_LEFT * whole:
            break
    return _held([value / left for value in vector]) if left > _NEGLIGIBLE * whole else None


def bounds(k: int) -> tuple[float, float]:
    """Return the sizes of t from which on a line against k waves is clear, and leaning."""
    return CLEAR_FROM[k - 1], LEANING_FROM[k - 1]


def _strength(t: float, k: int) -> Strength:
    clear, leaning = bounds(k)
    if abs(t) >= clear:
        return "clear"
    return "leaning" if abs(t) >= leaning else "none"
