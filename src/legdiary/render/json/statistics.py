"""Trends and differences as JSON."""

from __future__ import annotations

from math import isinf

TYPE_CHECKING = False
if TYPE_CHECKING:
    from legdiary.domain.stats.descriptive import Middle, Spread
    from legdiary.domain.stats.difference import Difference
    from legdiary.domain.stats.line_trend import LineTrend
    from legdiary.domain.stats.sample_size import Shortfall
    from legdiary.render.json.values import Json


def rounded(value: float | None) -> float | None:
    """Return six decimals: enough for every figure of the oracles, none of a float's tail; None for what has no end."""
    return None if value is None or isinf(value) else round(value, 6) + 0.0


def middle_percent(of: Middle) -> Json:
    """Return a median of percentages, which are quotients."""
    return {"n": of.n, "median": rounded(of.median)}


def spread(of: Spread) -> Json:
    """Return a median with its quartiles, and the nights it rests on."""
    return {"n": of.n, "median": rounded(of.median), "q1": rounded(of.q1), "q3": rounded(of.q3)}


def trend(of: LineTrend) -> Json:
    """Return a line through the nights."""
    return {
        "line_slope_per_week": rounded(of.slope_per_week),
        "verdict": of.verdict,
        "strength": of.strength,
        "change": rounded(of.change),
        "interval": None if of.interval is None else [rounded(end) for end in of.interval],
        "t": rounded(of.t),
        "k": of.k,
        "n": of.n,
        "span_days": of.span_days,
        "gap_days": of.gap_days,
        "capped": of.capped,
        "why_not": lacks(of.why_not),
    }


def difference(of: Difference) -> Json:
    """Return the difference of two stretches of nights."""
    found = of.comparison
    return {
        "median_change": rounded(found.median_change),
        "least": of.least,
        "nap": rounded(found.nap),
        "same": of.same,
        "result": of.result,
        "n_before": found.n_before,
        "n_after": found.n_after,
        "why_not": lacks(found.why_not),
    }


def lacks(why_not: tuple[Shortfall, ...]) -> list[Json] | None:
    """Return what is too little; null where nothing is."""
    return [{"of": short.of, "needed": short.needed, "had": short.had} for short in why_not] or None
