"""The interval of a share, for the tool's own figures: the program's statistics are what it tries."""

from __future__ import annotations

from math import sqrt

_Z = 1.959964


def wilson(killed: int, tried: int) -> tuple[float, float]:
    """Return the 95 % interval of a share; everything where nothing was tried."""
    if not tried:
        return 0.0, 1.0
    share, square = killed / tried, _Z * _Z
    middle = (share + square / (2 * tried)) / (1 + square / tried)
    half = _Z / (1 + square / tried) * sqrt(share * (1 - share) / tried + square / (4 * tried * tried))
    return max(0.0, middle - half), min(1.0, middle + half)
