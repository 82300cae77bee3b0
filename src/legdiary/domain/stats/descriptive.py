"""The level of a phase (median, quartiles, share of bad nights) and the usual range of a baseline.

The rule for every figure of a report is here: under five nights there is no figure, only the count (facts C2).
"""

from __future__ import annotations

from itertools import pairwise

from legdiary.util.values import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal, TypeVar

    from legdiary.domain.stats.sample_size import Shortfall

    _V = TypeVar("_V", bound=float)

NIGHTS_NEEDED = 5
"""Nights needed for a median, quartiles or a share (facts C2: the WWC standard for single cases, 5 points a phase)."""

BAD_NIGHT = 7
"""A night of this severity or more is counted by `Level.share_7_plus` (facts C1)."""

LIMITS_NIGHTS_NEEDED = 14
LIMITS_RANGES_NEEDED = 5
"""`baseline_limits` needs 14 nights (of fewer, too many later nights lie outside by chance: docs/simulation.md) and 5
pairs of consecutive nights (our own choice: a mean of fewer moving ranges is worthless, and 14 nights with gaps may
hold none)."""

CHANCE_OUTSIDE = ((56, 0.020, 0.047), (42, 0.022, 0.051), (28, 0.026, 0.059), (21, 0.031, 0.065), (14, 0.042, 0.078))
"""Nights of a baseline → the share of later nights that lie outside its limits although nothing changed: where nights
resemble their neighbours a little (an autocorrelation of 0.3), and where they do so more (0.5); docs/simulation.md."""

_MEAN_LIMIT = 2.66  # 3 / d2, d2 = 1.128 for two values: the XmR chart's constants (facts C1)
_RANGE_LIMIT = 3.267


@dataclass(frozen=True, slots=True)
class Level:
    """The level of a phase. The figures are None under five nights.

    Attributes:
        n: nights known.
        missing: nights of the phase without a value.
        at_7_plus: the number of known nights at 7 or more: a count, so it is given for any number of nights.
        median: in the unit of the values, as are `q1` and `q3` (quartiles by linear interpolation, type 7).
        share_7_plus: share of the known nights at 7 or more, 0–1.
    """

    n: int
    missing: int
    at_7_plus: int
    median: float | None
    q1: float | None
    q3: float | None
    share_7_plus: float | None


class Middle(NamedTuple):
    """A median and the number of nights it rests on; `median` is None under five."""

    n: int
    median: float | None


class Spread(NamedTuple):
    """A median with its quartiles (type 7), and the number of values they rest on; None under five."""

    n: int
    median: float | None = None
    q1: float | None = None
    q3: float | None = None


@dataclass(frozen=True, slots=True)
class BaselineLimits:
    """The XmR chart of a baseline (facts C1). The figures are None when `why_not` is not empty.

    Attributes:
        n: nights known.
        ranges: the number of moving ranges, one for each pair of consecutive nights.
        mean: the mean of the nights.
        mean_range: the mean moving range, from one night to the next.
        lower: mean - 2.66 * mean_range; not clipped to the scale, so it may lie below 0.
        upper: mean + 2.66 * mean_range; may lie above 10.
        range_upper: 3.267 * mean_range, the largest usual change from one night to the next.
        why_not: the requirements that are not met.
    """

    n: int
    ranges: int
    mean: float | None
    mean_range: float | None
    lower: float | None
    upper: float | None
    range_upper: float | None
    why_not: tuple[Shortfall, ...]


def known(values: Iterable[float | None]) -> list[float]:
    """Return the values that are not missing, sorted."""
    return sorted(value for value in values if value is not None)


def median(values: Iterable[float]) -> float:
    """Return the middle value, or the mean of the two in the middle.

    Raises:
        ValueError: there are none.
    """
    return _quarter(sorted(values), 2)


def quartiles(values: Iterable[float]) -> tuple[float, float]:
    """Return the first and third quartile by linear interpolation at (n - 1)/4 and 3(n - 1)/4, "type 7".

    Raises:
        ValueError: there are none.
    """
    ordered = sorted(values)
    return _quarter(ordered, 1), _quarter(ordered, 3)


def _quarter(ordered: Sequence[float], quarters: int) -> float:
    if not ordered:
        raise ValueError("no values")
    below, beyond = divmod((len(ordered) - 1) * quarters, 4)
    if not beyond:
        return float(ordered[below])
    return (ordered[below] * (4 - beyond) + ordered[below + 1] * beyond) / 4


def level(values: Iterable[float | None]) -> Level:
    """Return the level of a phase from one value a night; None is a missing night."""
    every = list(values)
    there = known(every)
    n, missing = len(there), len(every) - len(there)
    bad = sum(value >= BAD_NIGHT for value in there)
    if n < NIGHTS_NEEDED:
        return Level(n, missing, bad, None, None, None, None)
    q1, q3 = quartiles(there)
    return Level(n, missing, bad, median(there), q1, q3, bad / n)


def is_too_few(n: int) -> bool:
    """Return whether there are some nights, but too few for a figure."""
    return 0 < n < NIGHTS_NEEDED


_NOTHING_KNOWN = Middle(0, None)


def middle(values: Iterable[float | None]) -> Middle:
    """Return the median of the known values, from five values on, and their number."""
    there = [value for value in values if value is not None]
    if not there:
        return _NOTHING_KNOWN
    return Middle(len(there), median(there) if len(there) >= NIGHTS_NEEDED else None)


def spread(values: Iterable[float | None]) -> Spread:
    """Return the median and the quartiles of the known values, from five values on, and their number."""
    there = known(values)
    if len(there) < NIGHTS_NEEDED:
        return Spread(len(there))
    return Spread(len(there), median(there), *quartiles(there))


def in_order(nights: Iterable[tuple[int, _V]]) -> list[tuple[int, _V]]:
    """Return nights with their values, by number.

    Raises:
        ValueError: a night comes twice.
    """
    ordered = sorted(nights)
    if len({t for t, _ in ordered}) < len(ordered):
        raise ValueError("a night comes twice")
    return ordered


def baseline_limits(nights: Iterable[tuple[int, float]], *, needed: int = LIMITS_NIGHTS_NEEDED) -> BaselineLimits:
    """Return the usual range of a baseline: mean +/- 2.66 times the mean moving range (facts C1, C3).

    Moving ranges are taken between *consecutive nights* only, never across a gap (the oracle of facts C3
    gives both ways). Nights that resemble their neighbours make the limits too narrow, so a value beyond them
    is "unusual for your baseline" and nothing more. Equal nights give limits of zero width.

    Args:
        nights: (night number, value), missing nights left out, in any order.
        needed: the number of nights needed.

    Raises:
        ValueError: a night comes twice.
    """
    ordered = in_order(nights)
    n = len(ordered)
    moves = [abs(y - before) for (t, before), (later, y) in pairwise(ordered) if later - t == 1]
    from legdiary.domain.stats.sample_size import shortfalls  # imported late: logging a dose needs only a median

    why_not = shortfalls(("nights", needed, n), ("consecutive nights", LIMITS_RANGES_NEEDED, len(moves)))
    if why_not:
        return BaselineLimits(n, len(moves), None, None, None, None, None, why_not)
    mean = sum(y for _, y in ordered) / n
    mean_range = sum(moves) / len(moves)
    return BaselineLimits(
        n,
        len(moves),
        mean=mean,
        mean_range=mean_range,
        lower=mean - _MEAN_LIMIT * mean_range,
        upper=mean + _MEAN_LIMIT * mean_range,
        range_upper=_RANGE_LIMIT * mean_range,
        why_not=(),
    )


def unusual_for_baseline(value: float, limits: BaselineLimits) -> Literal["above", "below", "within"] | None:
    """Return where a value lies against the baseline; a value on a limit is within. None when there are no limits."""
    if limits.lower is None or limits.upper is None:
        return None
    if value > limits.upper:
        return "above"
    return "below" if value < limits.lower else "within"


def expected_outside(limits: BaselineLimits, nights: int) -> tuple[float, float] | None:
    """Return how many of some later nights lie outside a baseline's limits by chance: from, to; None without limits."""
    if limits.lower is None:
        return None
    low, high = next(((low, high) for n, low, high in CHANCE_OUTSIDE if limits.n >= n), CHANCE_OUTSIDE[-1][1:])
    return low * nights, high * nights
