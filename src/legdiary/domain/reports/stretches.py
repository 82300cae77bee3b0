"""The three stretches of nights that tell a taper at a glance: before it, at its hardest, now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

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
