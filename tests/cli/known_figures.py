"""Medians, quartiles, the trend and differences, worked out anew for the known answers; nothing here is legdiary's.

Each rule is said in docs/explanation/statistics.md and docs/explanation/statistics-methods.md.
"""

from __future__ import annotations

import math
from statistics import fmean, median, quantiles
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

Values: TypeAlias = "Iterable[float | None]"
#: Under five nights there is no figure, only their number; nights at 7 or more are bad.
FEWEST, BAD = 5, 7
#: Two stretches are compared from seven nights a side on.
FEWEST_COMPARED = 7
#: Nights of the smaller side → the NAP needed, or its mirror image.
NAP_NEEDED = ((21, 0.88), (14, 0.90), (10, 0.93), (7, 0.95))
#: The difference of medians needed: points, minutes, percentage points.
SIZES = {"severity": 2, "tst_min": 30, "sol_min": 20, "waso_min": 30, "se_dse_pct": 10, "symptoms": 2}


def rounded(value: float | None) -> float | None:
    """Six decimals, as the program's JSON has them."""
    return None if value is None else round(value, 6)


def known(values: Values) -> list[float]:
    """The values that are not missing."""
    return [value for value in values if value is not None]


def middle(values: Values) -> dict[str, Any]:
    """Number and median."""
    found = known(values)
    return {"n": len(found), "median": rounded(median(found)) if len(found) >= FEWEST else None}


def spread(values: Values) -> dict[str, Any]:
    """Number, median and quartiles by linear interpolation (type 7)."""
    found = known(values)
    if len(found) < FEWEST:
        return {"n": len(found), "median": None, "q1": None, "q3": None}
    q1, _, q3 = quantiles(found, n=4, method="inclusive")
    return {"n": len(found), "median": rounded(median(found)), "q1": rounded(q1), "q3": rounded(q3)}


def level(of_nights: Sequence[float | None]) -> dict[str, Any]:
    """The legs: number, missing, median, quartiles, share at 7 or more."""
    scores = known(of_nights)
    share = sum(score >= BAD for score in scores) / len(scores) if len(scores) >= FEWEST else None
    of = spread(scores)
    return {
        "n": of["n"], "missing": len(of_nights) - len(scores), "median": of["median"], "q1": of["q1"], "q3": of["q3"],
        "share_7_plus": None if share is None else round(share, 4),
    }  # fmt: skip


def clock(after_noon: float | None) -> str | None:
    """Minutes after noon as HH:MM, rounded half up."""
    if after_noon is None:
        return None
    whole = math.floor(after_noon + 720.5) % 1440
    return f"{whole // 60:02d}:{whole % 60:02d}"


def hours(of_minutes: float | None) -> float | None:
    """Minutes as hours with two decimals."""
    return None if of_minutes is None else round(of_minutes / 60, 2)


def students_t(degrees: int, two_sided: float) -> float:
    """The two-sided critical value of Student's t to three decimals, by Simpson's rule and bisection."""
    scale: float = math.gamma((degrees + 1) / 2) / (math.sqrt(degrees * math.pi) * math.gamma(degrees / 2))

    def within(limit: float, steps: int = 4000) -> float:
        width = limit / steps
        at = [scale * math.pow(1 + (i * width) ** 2 / degrees, -(degrees + 1) / 2) for i in range(steps + 1)]
        return 2 * width / 3 * (at[0] + at[-1] + 4 * math.fsum(at[1:-1:2]) + 2 * math.fsum(at[2:-1:2]))

    low, high = 0.0, 100.0
    for _ in range(60):
        half = (low + high) / 2
        low, high = (half, high) if within(half) < 1 - two_sided else (low, half)
    return round(low, 3)


def residual(columns: Sequence[Sequence[float]], y: Sequence[float]) -> tuple[float, list[float]]:
    """Sum of squares that least squares over some columns leaves, and the coefficients: normal equations, pivoted."""
    size = len(columns)
    rows = [[math.fsum(a * b for a, b in zip(one, other, strict=True)) for other in (*columns, y)] for one in columns]
    for place in range(size):
        pivot = max(range(place, size), key=lambda i: abs(rows[i][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        for i in range(size):
            if i != place:
                times = rows[i][place] / rows[place][place]
                rows[i] = [a - times * b for a, b in zip(rows[i], rows[place], strict=True)]
    found = [rows[i][size] / rows[i][i] for i in range(size)]
    left = (v - math.fsum(c * column[i] for c, column in zip(found, columns, strict=True)) for i, v in enumerate(y))
    return math.fsum(each * each for each in left), found


def trend(pairs: Iterable[tuple[date, float | None]]) -> dict[str, Any]:
    """The straight line held against K slow waves of the same nights (docs/explanation/statistics-methods.md).

    Worked out by least squares with and without the waves: s² = (RSS of level and line − RSS with the waves) / K.
    """
    nights = [(day.toordinal(), value) for day, value in pairs if value is not None]
    days, y = [float(day) for day, _ in nights], [value for _, value in nights]
    n, first, span = len(nights), days[0], int(days[-1] - days[0]) + 1
    waves = max(4, 3 + (n // 18).bit_length())
    centre = fmean(days)
    one, line = [1.0] * n, [day - centre for day in days]
    slow = [[math.cos(math.pi * j * (day - first + 0.5) / span) for day in days] for j in range(2, waves + 2)]
    plain, (_, slope) = residual([one, line], y)
    s = math.sqrt((plain - residual([one, line, *slow], y)[0]) / waves)
    length = math.sqrt(math.fsum(each * each for each in line))
    t, change = slope * length / s, slope * (days[-1] - days[0])
    margin = students_t(waves, 0.01) * s / length * (days[-1] - days[0])
    strength = "clear" if abs(t) >= students_t(waves, 0.01) else "none"
    if strength == "none" and abs(t) >= students_t(waves, 0.05):
        strength = "leaning"
    return {
        "verdict": ("rising" if slope > 0 else "falling") if strength == "clear" else "no clear trend",
        "strength": strength, "change": change, "interval": [change - margin, change + margin], "t": t, "k": waves,
        "n": n, "span_days": span,
    }  # fmt: skip


def difference(name: str, before: Values, after: Values) -> dict[str, Any]:
    """Two stretches: lower, higher or about the same."""
    one, other = known(before), known(after)
    found = {"n_before": len(one), "n_after": len(other)}
    if min(len(one), len(other)) < FEWEST_COMPARED:
        return {"median_change": None, "nap": None, "result": "too few nights", **found}
    pairs = [(b > a) + 0.5 * (b == a) for b in one for a in other]
    nap, change = fmean(pairs), median(other) - median(one)
    needed = next(share for least, share in NAP_NEEDED if min(len(one), len(other)) >= least)
    result = "about the same"
    if abs(change) >= SIZES[name] and max(nap, 1 - nap) >= needed:
        result = "lower" if change < 0 else "higher"
    return {"median_change": rounded(change), "nap": rounded(nap), "result": result, **found}
