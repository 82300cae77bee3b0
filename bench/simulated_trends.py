"""How often the trend's verdict cries wolf, and what it sees: the program's rule beside the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from noise import FAMILIES, TUNED, diaries, generator, logged_nights
from trend_arrays import lines, ranks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from noise import Family

LENGTHS = (14, 28, 56, 112)
#: Where a wave was just added (36, 72, 144) the bound is tightest.
FURTHER = (21, 36, 42, 72, 84, 144)
MISSING = (0.0, 0.12)
FALLS = (0.0, 2.0, 3.0)
NOMINAL = 0.05

#: Nights with a score, nights without, and so on.
CLUMPS = (
    (7, 28, 7), (14, 28, 14), (21, 60, 7), (21, 60, 21), (14, 14, 14), (7, 5, 7), (10, 9, 10), (14, 12, 14),
    (21, 10, 21), (21, 19, 21), (28, 26, 28), (28, 14, 14), (40, 38, 40), (14, 12, 14, 12, 14), (10, 10, 10, 10, 10),
)  # fmt: skip
CLUMPED = ("AR(1), phi 0.5", "AR(1), phi 0.7", "long memory (ARFIMA d 0.3)", "slow moods (sum of AR)")


def allowed(runs: int) -> float:
    """Return 5 % and three Monte-Carlo standard errors of it."""
    return NOMINAL + 3 * sqrt(NOMINAL * (1 - NOMINAL) / runs)


@dataclass(frozen=True, slots=True)
class Rates:
    """What became of the diaries with one true fall; all are shares of the diaries, 0–1.

    Attributes:
        before: called falling or rising by the rule before; falling only, where there is a fall.
        clear: called so by the program's rule.
        leaning: called so, or leaning that way.
        wrong: leaning or clear the other way, where there is a fall.
        covered: the interval holds the true change.
        margin: the median of half the interval's width, in points.
        flat: a clear verdict of the rule before whose slope is 0.
    """

    before: float
    clear: float
    leaning: float
    wrong: float
    covered: float
    margin: float
    flat: float


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One family at one number of nights.

    Attributes:
        family: its name.
        promised: 5 % is promised for it.
        nights: nights logged.
        runs: diaries for each rate.
        rates: for each share of missing nights and each fall.
    """

    family: str
    promised: bool
    nights: int
    runs: int
    rates: dict[tuple[float, float], Rates]

    def false_alarms(self, of: str) -> float:
        """Return the rate without a fall, the worse of all shares of missing nights."""
        return max(float(getattr(rates, of)) for (_, fall), rates in self.rates.items() if not fall)

    def seen(self, of: str, fall: float) -> float:
        """Return the rate with a fall, the mean over the shares of missing nights."""
        return float(np.mean([getattr(rates, of) for (_, size), rates in self.rates.items() if size == fall]))

    @property
    def covered(self) -> float:
        """The coverage of the interval, the worst of all."""
        return min(rates.covered for rates in self.rates.values())

    @property
    def margin(self) -> float:
        """The median of half the interval's width, without a fall and without missing nights."""
        return self.rates[0.0, 0.0].margin

    @property
    def exceeds(self) -> bool:
        """More false alarms of *clear* than 5 % and chance allow."""
        return self.false_alarms("clear") > allowed(self.runs)


def trend_row(cell: tuple[int, int, int, int]) -> TrendRow:
    """Return one row, from (index into FAMILIES, nights, runs, seed)."""
    index, nights, runs, seed = cell
    family = FAMILIES[index]
    rates = {
        (missing, fall): _rates(family, nights, missing, fall, runs, seed)
        for missing in MISSING
        for fall in (FALLS if nights in LENGTHS else FALLS[:1])
    }
    return TrendRow(family.name, family.promised, nights, runs, rates)


def _rates(family: Family, nights: int, missing: float, fall: float, runs: int, seed: int) -> Rates:
    rng = generator(seed, "trend", family.name, nights, missing, fall)
    made = diaries(rng, family, logged_nights(rng, runs, nights, missing, family.every), fall)
    found = lines(*made)
    # Least squares is linear, so its mean is the change of the line through the scores to be expected: after rounding,
    # and after clipping, which at floor and ceiling leaves less of a fall than there was.
    true = float(found.change.mean()) if fall else 0.0
    down = found.t < 0
    either = found.clear | found.leaning
    old_rate = flat = float("nan")
    if nights in LENGTHS:
        old = ranks(*made)
        old_rate = float(np.mean(old.clear & (old.z < 0) if fall else old.clear))
        flat = float(np.mean(old.clear & (np.abs(old.slope) < 1e-12)))  # noqa: PLR2004 - a slope of 0
    return Rates(
        before=old_rate,
        clear=float(np.mean(found.clear & down if fall else found.clear)),
        leaning=float(np.mean(either & down if fall else either)),
        wrong=float(np.mean(either & ~down)) if fall else 0.0,
        covered=float(np.mean(np.abs(found.change - true) <= found.margin)),
        margin=float(np.median(found.margin)),
        flat=flat,
    )


@dataclass(frozen=True, slots=True)
class ClumpRow:
    """Trendless nights in clumps.

    Attributes:
        lengths: nights with a score, nights without, and so on.
        capped: the gap is wider than a third of the span: at most leaning.
        uncapped: family → how many would be called clear without that.
        clear: family → how many are.
        leaning: family → how many are leaning or clear.
    """

    lengths: tuple[int, ...]
    capped: bool
    uncapped: dict[str, float]
    clear: dict[str, float]
    leaning: dict[str, float]


def clump_row(cell: tuple[tuple[int, ...], int, int]) -> ClumpRow:
    """Return one row, from (lengths, runs, seed)."""
    lengths, runs, seed = cell
    numbers: list[int] = []
    begin = 0
    for place, length in enumerate(lengths):
        numbers += range(begin, begin + length) if place % 2 == 0 else ()
        begin += length
    nights = np.broadcast_to(np.array(numbers), (runs, len(numbers)))
    row = ClumpRow(lengths, capped=bool(3 * max(np.diff(numbers)) > numbers[-1] + 1), uncapped={}, clear={}, leaning={})
    for family in TUNED:
        if family.name in CLUMPED:
            made = diaries(generator(seed, "clumps", family.name, lengths), family, nights)
            found = lines(*made)
            row.uncapped[family.name] = float(np.mean(lines(*made, cap=False).clear))
            row.clear[family.name] = float(np.mean(found.clear))
            row.leaning[family.name] = float(np.mean(found.clear | found.leaning))
    return row


# ---------------------------------------------------------------------- as Markdown


def percent(share: float, places: int = 1) -> str:
    """Return `4.7`."""
    return f"{100 * share:.{places}f}"


def bold_above(share: float, bound: float) -> str:
    """Return a share in percent, bold where it is above a bound."""
    return f"**{percent(share)}**" if share > bound else percent(share)


def trend_table(rows: Iterable[TrendRow]) -> str:
    """Return the rows of the main table; a rate that 5 % does not allow is bold."""
    falls = " | ".join(f"fall of {fall:.0f}: before | clear | leaning +" for fall in FALLS[1:])
    lines_of = [
        f"| noise | nights | false alarms: before | clear | leaning + | {falls} | interval holds | ± |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        bound = allowed(row.runs)
        seen = " | ".join(percent(row.seen(of, fall), 0) for fall in FALLS[1:] for of in ("before", "clear", "leaning"))
        lines_of.append(
            f"| {row.family} | {row.nights} | {bold_above(row.false_alarms('before'), bound)} "
            f"| {bold_above(row.false_alarms('clear'), bound)} | {percent(row.false_alarms('leaning'))} "
            f"| {seen} | {percent(row.covered)} | {row.margin:.1f} |"
        )
    return "\n".join(lines_of)


def further_table(rows: Sequence[TrendRow]) -> str:
    """Return *clear* without a trend at further lengths, a column each."""
    families = list(dict.fromkeys(row.family for row in rows))
    rates = {(row.family, row.nights): row for row in rows}
    head = " | ".join(f"{nights}" for nights in FURTHER)
    body = [
        f"| {family} | "
        + " | ".join(
            bold_above(rates[family, nights].false_alarms("clear"), allowed(rates[family, nights].runs))
            for nights in FURTHER
        )
        + " |"
        for family in families
    ]
    return "\n".join([f"| noise, clear at … nights | {head} |", "| --- |" + " ---: |" * len(FURTHER), *body])


def clump_table(rows: Iterable[ClumpRow], runs: int) -> str:
    """Return the rows of clumps."""
    lines_of = [
        "| nights with, without, with … | gap above a third | "
        + " | ".join(f"{family}: clear if not capped" for family in CLUMPED)
        + " | leaning +, the worst |",
        "| --- | --- |" + " ---: |" * (len(CLUMPED) + 1),
    ]
    for row in rows:
        cells = " | ".join(bold_above(row.uncapped[family], allowed(runs)) for family in CLUMPED)
        lines_of.append(
            f"| {' + '.join(map(str, row.lengths))} | {'yes' if row.capped else 'no'} | {cells} "
            f"| {percent(max(row.leaning.values()))} |"
        )
    return "\n".join(lines_of)
