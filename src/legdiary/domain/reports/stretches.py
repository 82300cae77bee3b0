"""The three stretches of nights that tell a taper at a glance: before it, at its hardest, now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from legdiary.domain.reports.other_substances import TakenFigures, find_taken, other_substance_totals
from legdiary.domain.stats.descriptive import level, middle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.other_substances import OtherSubstanceTotals
    from legdiary.domain.stats.descriptive import Level, Middle

StretchKind: TypeAlias = Literal["baseline", "first", "hardest", "now"]

STRETCH_NIGHTS = 14
SCORED_NIGHTS_NEEDED = 10


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive nights.

    Attributes:
        kind: baseline; first (the first nights of a range that has none of the baseline); hardest; now.
        from_night, before_night: its nights, half-open.
    """

    kind: StretchKind
    from_night: date
    before_night: date


def stretches(
    scores: Mapping[date, int], from_night: date, before_night: date, baseline: tuple[date, date] | None
) -> tuple[Stretch, ...]:
    """Return the stretches of a half-open range that do not overlap: the first one, the hardest if there is one, now.

    Now is the latest 14 nights. The hardest is the 14 nights in a row between the others with the highest mean
    severity, of those with ten scores and more; of equals the earliest. It is chosen because it was the worst, so it is
    higher than its neighbours even where nothing changed.

    Args:
        scores: night → severity; missing nights left out.
        from_night: the first night of the range.
        before_night: the night after its last.
        baseline: the diary's baseline, half-open, or None.
    """
    begins = Stretch("first", from_night, min(from_night + timedelta(days=STRETCH_NIGHTS), before_night))
    if baseline is not None and max(baseline[0], from_night) < min(baseline[1], before_night):
        begins = Stretch("baseline", max(baseline[0], from_night), min(baseline[1], before_night))
    if begins.before_night >= before_night:
        return (begins,)
    now = Stretch("now", max(begins.before_night, before_night - timedelta(days=STRETCH_NIGHTS)), before_night)
    hardest = hardest_stretch(scores, begins.before_night, now.from_night)
    return (begins, now) if hardest is None else (begins, hardest, now)


def hardest_stretch(scores: Mapping[date, int], from_night: date, before_night: date) -> Stretch | None:
    """Return the 14 nights in a row with the highest mean severity; None where none has ten scores."""
    nights = [from_night + timedelta(days=n) for n in range((before_night - from_night).days)]
    best: tuple[int, int, date] | None = None
    for first in nights[: max(0, len(nights) - STRETCH_NIGHTS + 1)]:
        window = [first + timedelta(days=n) for n in range(STRETCH_NIGHTS)]
        known = [scores[night] for night in window if night in scores]
        n, total = len(known), sum(known)
        # Means of whole numbers, held against each other without dividing.
        if n >= SCORED_NIGHTS_NEEDED and (best is None or total * best[1] > best[0] * n):
            best = (total, n, first)
    return None if best is None else Stretch("hardest", best[2], best[2] + timedelta(days=STRETCH_NIGHTS))


@dataclass(frozen=True, slots=True)
class StretchFigures:
    """One stretch, with what a reader asks of it first.

    Attributes:
        stretch: its nights.
        possible: their number, logged or not.
        severity: of the legs.
        onset_min: the beginning of the restlessness, in minutes after noon.
        tst_min: total sleep.
        se_dse_pct: sleep efficiency, percent.
        symptoms: the sum of a night's symptom grades, over the nights on which one is logged.
        doses: the number of doses a day.
        kratom_mg: the day's total.
        apart: the other substances that are logged or have a plan in force.
    """

    stretch: Stretch
    possible: int
    severity: Level
    onset_min: Middle
    tst_min: Middle
    se_dse_pct: Middle
    symptoms: Middle
    doses: Middle
    kratom_mg: Middle
    apart: tuple[OtherSubstanceTotals, ...] = ()

    def taken_of(self, word: str) -> TakenFigures:
        """Return the doses of one substance."""
        return find_taken(self.apart, word, TakenFigures(self.kratom_mg, self.doses))


def stretch_figures(stretch: Stretch, records: Sequence[NightRecord]) -> StretchFigures:
    """Return the figures of a stretch, from the nights of a range that holds it."""
    nights = [record for record in records if stretch.from_night <= record.night_of < stretch.before_night]
    slept = [record.figures for record in nights if record.figures is not None]
    return StretchFigures(
        stretch,
        possible=len(nights),
        severity=level(record.severity for record in nights),
        onset_min=middle(record.onset_after_noon for record in nights),
        tst_min=middle(night.tst_min for night in slept),
        se_dse_pct=middle(night.se_dse_pct for night in slept),
        symptoms=middle(record.symptom_sum for record in nights),
        doses=middle(record.kratom.doses for record in nights if record.kratom.total_mg is not None),
        kratom_mg=middle(record.kratom.total_mg for record in nights),
        apart=other_substance_totals(record.kratom for record in nights),
    )
