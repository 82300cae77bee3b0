"""The three stretches of nights that tell a taper at a glance: before it, at its hardest, now."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from datetime import timedelta
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, TypeAlias

from legdiary.domain.input.night_vocabulary import is_beyond_legs
from legdiary.domain.reports.other_substances import TakenFigures, find_taken, other_substance_totals
from legdiary.domain.reports.week import bounded_nights
from legdiary.domain.stats.descriptive import level, middle
from legdiary.util.values import NamedTuple, dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.night import Night
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.other_substances import OtherSubstanceTotals
    from legdiary.domain.reports.week import BoundedNights
    from legdiary.domain.stats.descriptive import Level, Middle

StretchKind: TypeAlias = Literal["baseline", "first", "hardest", "now"]

_NIGHT_OF = attrgetter("night_of")

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

    The hardest is the 14 nights in a row between the others with the highest mean severity, of those with ten scores
    and more; of equals the earliest. It is chosen because it was the worst, so it is higher than its neighbours even
    where nothing changed.

    Args:
        scores: night → severity; missing nights left out.
        from_night: the first night of the range.
        before_night: the night after its last.
        baseline: the nights of the diary's baseline, half-open; None without one, or where none of them is known.
    """
    found = compared_stretches(from_night, before_night, baseline)
    now = found[-1]
    hardest = hardest_stretch(scores, max(found[0].before_night, from_night), now.from_night)
    return found if hardest is None else (found[0], hardest, now)


def compared_stretches(from_night: date, before_night: date, baseline: tuple[date, date] | None) -> tuple[Stretch, ...]:
    """Return the stretches of a half-open range that are compared, which no score decides: the first one, and now.

    The baseline is that of the diary, wherever the range begins. Now is the latest 14 nights. Without a baseline the
    first 14 nights stand in its place; of a range under 28 nights the two halves are told, of one under 14 all nights,
    as now.
    """
    if baseline is not None and baseline[0] < min(baseline[1], before_night):
        begins = Stretch("baseline", baseline[0], min(baseline[1], before_night))
        if begins.before_night >= before_night:
            return (begins,)
    else:
        length = (before_night - from_night).days
        if length < STRETCH_NIGHTS:
            return (Stretch("now", from_night, before_night),)
        first = min(STRETCH_NIGHTS, length // 2)
        begins = Stretch("first", from_night, from_night + timedelta(days=first))
    rest = max(begins.before_night, from_night)
    return begins, Stretch("now", max(rest, before_night - timedelta(days=STRETCH_NIGHTS)), before_night)


def hardest_stretch(scores: Mapping[date, int], from_night: date, before_night: date) -> Stretch | None:
    """Return the 14 nights in a row with the highest mean severity; None where none has ten scores."""
    nights = [from_night + timedelta(days=n) for n in range((before_night - from_night).days)]
    known = [scores.get(night) for night in nights]
    counts = [0, *accumulate(score is not None for score in known)]
    totals = [0, *accumulate(score or 0 for score in known)]
    best: tuple[int, int, date] | None = None
    for at, first in enumerate(nights[: max(0, len(nights) - STRETCH_NIGHTS + 1)]):
        n, total = counts[at + STRETCH_NIGHTS] - counts[at], totals[at + STRETCH_NIGHTS] - totals[at]
        # Means of whole numbers, held against each other without dividing.
        if n >= SCORED_NIGHTS_NEEDED and (best is None or total * best[1] > best[0] * n):
            best = (total, n, first)
    return None if best is None else Stretch("hardest", best[2], best[2] + timedelta(days=STRETCH_NIGHTS))


class BeyondLegs(NamedTuple):
    """The nights on which the restlessness went beyond the legs.

    Attributes:
        n: the nights with a place logged.
        nights: those of them with a place beyond the legs: an arm or the trunk.
    """

    n: int
    nights: int


@dataclass(frozen=True, slots=True)
class StretchFigures:
    """One stretch: the medians of its nights, each over the nights on which it is known.

    Attributes:
        stretch: its nights.
        possible: their number, logged or not.
        severity: of the legs; its `n` is the number of scored nights.
        falling_asleep, overnight, day_resting, day_active: the ratings of four times of day.
        onset_min: the beginning of the restlessness, in minutes after noon.
        beyond_legs: the nights on which it went beyond the legs.
        tst_min, sol_min, waso_min, pacing_min: total sleep, minutes to fall asleep, minutes awake, minutes pacing.
        bounded: the nights for which only an upper bound of total sleep is known.
        se_dse_pct: sleep efficiency, percent.
        awakenings: their number a night.
        quality: of sleep, 1 to 5.
        symptoms: the sum of a night's symptom grades, over the nights on which one is logged.
        doses: the number of doses a day.
        kratom_mg: the day's total.
        apart: the other substances that are logged or have a plan in force.
    """

    stretch: Stretch
    possible: int
    severity: Level
    falling_asleep: Middle
    overnight: Middle
    day_resting: Middle
    day_active: Middle
    onset_min: Middle
    beyond_legs: BeyondLegs
    tst_min: Middle
    bounded: BoundedNights
    sol_min: Middle
    waso_min: Middle
    pacing_min: Middle
    se_dse_pct: Middle
    awakenings: Middle
    quality: Middle
    symptoms: Middle
    doses: Middle
    kratom_mg: Middle
    apart: tuple[OtherSubstanceTotals, ...] = ()

    def taken_of(self, word: str) -> TakenFigures:
        """Return the doses of one substance."""
        return find_taken(self.apart, word, TakenFigures(self.kratom_mg, self.doses))


def nights_of(stretch: Stretch, records: Sequence[NightRecord]) -> Sequence[NightRecord]:
    """Return the nights of a stretch, from nights in order that hold it."""
    first, before = (bisect_left(records, night, key=_NIGHT_OF) for night in (stretch.from_night, stretch.before_night))
    return records[first:before]


def is_night_beyond_legs(rating: Night) -> bool:
    """Return whether the restlessness of a night went beyond the legs."""
    return any(map(is_beyond_legs, rating.body_parts))


def beyond_legs(records: Sequence[NightRecord]) -> BeyondLegs:
    """Return the nights with a place logged, and those of them with one beyond the legs."""
    ratings = (record.rating for record in records)
    beyond = Counter(is_night_beyond_legs(rating) for rating in ratings if rating and rating.body_parts)
    return BeyondLegs(beyond.total(), beyond[True])


def stretch_figures(stretch: Stretch, records: Sequence[NightRecord]) -> StretchFigures:
    """Return the figures of a stretch, from nights in order that hold it."""
    nights = nights_of(stretch, records)
    rated = [record.rating for record in nights if record.rating is not None]
    slept = [record.figures for record in nights if record.figures is not None]
    sleeps = [record.sleep for record in nights if record.sleep is not None]
    return StretchFigures(
        stretch,
        possible=len(nights),
        severity=level(record.severity for record in nights),
        falling_asleep=middle(rating.falling_asleep for rating in rated),
        overnight=middle(rating.overnight for rating in rated),
        day_resting=middle(rating.day_resting for rating in rated),
        day_active=middle(rating.day_active for rating in rated),
        onset_min=middle(record.onset_after_noon for record in nights),
        beyond_legs=beyond_legs(nights),
        tst_min=middle(night.tst_min for night in slept),
        bounded=bounded_nights(nights),
        sol_min=middle(night.sol_min for night in slept),
        waso_min=middle(night.waso_min for night in slept),
        pacing_min=middle(night.pacing_min for night in slept),
        se_dse_pct=middle(night.se_dse_pct for night in slept),
        awakenings=middle(sleep.times for sleep in sleeps),
        quality=middle(sleep.quality for sleep in sleeps),
        symptoms=middle(record.symptom_sum for record in nights),
        doses=middle(record.kratom.doses for record in nights if record.kratom.total_mg is not None),
        kratom_mg=middle(record.kratom.total_mg for record in nights),
        apart=other_substance_totals(record.kratom for record in nights),
    )
