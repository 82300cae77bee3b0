"""Further parts of a report: the nights after each cut, nights outside the baseline's limits, magnesium, factors."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from legdiary.domain.entries.magnesium import SUPPLEMENTAL_LIMIT_MG, is_above_limit
from legdiary.domain.reports.events import ORAL, TOPICAL
from legdiary.domain.reports.intake_periods import steady_stretch
from legdiary.domain.reports.screen_report import NOTHING_EARLIER
from legdiary.domain.stats.descriptive import baseline_limits, expected_outside, level, middle, unusual_for_baseline
from legdiary.domain.stats.factor_chance import factor_differences
from legdiary.domain.stats.phase_comparison import COMPARE_NIGHTS_NEEDED
from legdiary.domain.taper.cut_reasons import reason_of_cut
from legdiary.domain.taper.phases import baseline_of, phases
from legdiary.domain.taper.plan import REASONS
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.intake_periods import SteadyStretch, TakenDay
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.screen_report import Earlier
    from legdiary.domain.stats.descriptive import Level, Middle
    from legdiary.domain.taper.plan import Plan

_DAYS_A_WEEK = 7
#: The nights around a cut that are pooled over all cuts, and the number of cuts needed.
CUT_DAYS = range(-3, 11)
CUTS_NEEDED = 3
#: The nights before and after a cut that are compared by the reason for it.
BEFORE_CUT, AFTER_CUT = range(-3, 0), range(1, 8)
#: Steady magnesium must exceed this number of weeks before an effect may be looked for (facts B3).
STEADY_WEEKS_NEEDED = 4
#: Nights needed on each side to show severity with and without a factor.
EXPOSURE_NIGHTS_NEEDED = COMPARE_NIGHTS_NEEDED


@dataclass(frozen=True, slots=True)
class SinceCut:
    """One day counted from the cut, pooled over all cuts.

    Attributes:
        day: the number of days since the cut; 0 on the day of the cut.
        severity: over the known nights.
        scores: the scores of those nights in the order of the cuts; under five they are all there is to show.
    """

    day: int
    severity: Level
    scores: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CutsByReason:
    """The cuts for which one reason was given, or none.

    Attributes:
        why: the reason; None for cuts without one.
        cuts: their number.
        before: severity of the 3 nights before each.
        after: severity of the 7 nights after each, without that of the cut's day.
    """

    why: str | None
    cuts: int
    before: Level
    after: Level


@dataclass(frozen=True, slots=True)
class AfterCuts:
    """The nights around every cut.

    Attributes:
        cuts: the number of cuts in the range.
        needed: the number of cuts needed.
        days: from −3 to +10; empty with too few cuts.
        closest_days: the shortest distance between two cuts, in days; later nights belong to both cuts.
        by_reason: the cuts by the reason that was given; empty where none was.
    """

    cuts: int
    needed: int
    days: tuple[SinceCut, ...]
    closest_days: int | None = None
    by_reason: tuple[CutsByReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Unusual:
    """Nights outside the limits of the baseline (XmR on consecutive nights).

    Attributes:
        baseline_nights: nights of the baseline that have a score.
        lower, upper: the limits.
        above, below: the nights outside them.
        later_nights: nights after the baseline that have a score.
        expected: how many of these lie outside by chance, from and to, where nothing changed.
    """

    baseline_nights: int
    lower: float
    upper: float
    above: tuple[date, ...]
    below: tuple[date, ...]
    later_nights: int
    expected: tuple[float, float]


@dataclass(frozen=True, slots=True)
class MagnesiumReport:
    """Magnesium over the range.

    Attributes:
        days_logged: days with magnesium by mouth.
        days_above_limit: those of them above the supplemental limit of 350 mg (facts B3).
        limit_mg: that limit.
        days_topical: days with magnesium on the skin.
        steady: for each logged route the steady intake up to the end of the range, which may begin before the range;
            None where the intake was not steady.
        steady_needed: the number of weeks that it must exceed before an effect may be looked for.
    """

    days_logged: int
    days_above_limit: int
    limit_mg: int
    days_topical: int
    steady: tuple[tuple[str, SteadyStretch | None], ...]
    steady_needed: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """A factor, and severity on the nights with and without it.

    Attributes:
        nights: the number of nights on which it is logged.
        per_week: the same per week, over the range.
        with_it, without_it: severity on the nights with and without it; None where either side has fewer than 7.
        useless_as_far: of so many useless factors as were looked at, the number that would differ as much by chance;
            None where this one was not looked at.
    """

    name: str
    nights: int
    per_week: float
    with_it: Level | None
    without_it: Level | None
    useless_as_far: float | None


@dataclass(frozen=True, slots=True)
class SymptomRow:
    """One symptom with its median grade (0–3) in each group.

    Attributes:
        by_group: one item for each group, in order; `n` is the number of nights on which the symptom is logged.
    """

    name: str
    by_group: tuple[Middle, ...]


def _scores(records: Sequence[NightRecord], earlier: Earlier) -> dict[date, int]:
    """Return the severity of every night that has a score, in the range and before it."""
    nights = chain(earlier.nights, records)
    return {**earlier.scores, **{night.night_of: night.severity for night in nights if night.severity is not None}}


# ---------------------------------------------------------------------- after each cut


def _cuts(plans: Sequence[Plan], from_night: date, before_night: date) -> list[tuple[date, str | None]]:
    """Return the days in a range on which a lower target took effect, each with the reason that was given."""
    return [
        (phase.from_day, None if phase.plan is None else reason_of_cut(phase.plan, phase.span.step))
        for phase in phases(plans, from_night, before_night)
        if phase.span is not None and phase.from_day == phase.span.starts_on and (phase.span.cut or 0) > 0
    ]


def after_cuts(records: Sequence[NightRecord], plans: Sequence[Plan], earlier: Earlier = NOTHING_EARLIER) -> AfterCuts:
    """Return the nights −3 to +10 around every cut of the range, pooled over the cuts; three cuts are needed.

    Nights before the range count if they are within the −3 days; nights after its end do not.
    """
    known = _scores(records, earlier)
    told = _cuts(plans, records[0].night_of, records[-1].night_of + A_DAY)
    by_reason = _by_reason(told, known)
    cuts = [cut for cut, _ in told]
    if len(cuts) < CUTS_NEEDED:
        return AfterCuts(len(cuts), CUTS_NEEDED, (), by_reason=by_reason)
    laid = tuple(_since_cut(day, [known.get(cut + timedelta(days=day)) for cut in cuts]) for day in CUT_DAYS)
    closest = min((later - earlier).days for earlier, later in pairwise(cuts))
    return AfterCuts(len(cuts), CUTS_NEEDED, laid, closest, by_reason)


def _by_reason(cuts: Sequence[tuple[date, str | None]], known: Mapping[date, int]) -> tuple[CutsByReason, ...]:
    """Return the cuts by the reason that was given, in the order of the reasons; empty where none was."""
    given = {why for _, why in cuts}
    if given <= {None}:
        return ()

    def around(days: Sequence[date], span: range) -> Level:
        return level([known.get(on + timedelta(days=day)) for on in days for day in span])

    found = []
    for why in (*REASONS, None):
        days = [on for on, said in cuts if said == why]
        if days:
            found.append(CutsByReason(why, len(days), around(days, BEFORE_CUT), around(days, AFTER_CUT)))
    return tuple(found)


def _since_cut(day: int, scores: Sequence[int | None]) -> SinceCut:
    return SinceCut(day, level(scores), tuple(score for score in scores if score is not None))


# ---------------------------------------------------------------------- against the baseline


def unusual_nights(
    records: Sequence[NightRecord], plans: Sequence[Plan], earlier: Earlier = NOTHING_EARLIER
) -> Unusual | None:
    """Return the nights after the baseline outside its XmR limits; None without a plan or a long enough baseline.

    The limits are computed from the whole baseline, wherever the range begins.
    """
    span = earlier.baseline or baseline_of(plans)
    if span is None:
        return None
    first, before = span
    known = _scores(records, earlier)
    limits = baseline_limits([(night.toordinal(), known[night]) for night in sorted(known) if first <= night < before])
    if limits.lower is None or limits.upper is None:
        return None
    later = [(r.night_of, r.severity) for r in records if r.night_of >= before and r.severity is not None]

    def outside(side: str) -> tuple[date, ...]:
        return tuple(night for night, severity in later if unusual_for_baseline(float(severity), limits) == side)

    expected = expected_outside(limits, len(later)) or (0.0, 0.0)
    return Unusual(limits.n, limits.lower, limits.upper, outside("above"), outside("below"), len(later), expected)


# ---------------------------------------------------------------------- magnesium, factors, symptoms


def magnesium_report(records: Sequence[NightRecord], ever: Mapping[str, Sequence[TakenDay]]) -> MagnesiumReport:
    """Return the figures of magnesium over some nights.

    Args:
        records: the nights.
        ever: route → the intake on each day of the whole diary.
    """
    known = [record.magnesium_mg for record in records if record.magnesium_mg is not None]
    topical = sum(record.topical_mg is not None for record in records)
    before = records[-1].night_of + A_DAY
    return MagnesiumReport(
        days_logged=len(known),
        days_above_limit=sum(map(is_above_limit, known)),
        limit_mg=SUPPLEMENTAL_LIMIT_MG,
        days_topical=topical,
        steady=tuple(
            (route, steady_stretch(ever.get(route, ()), before))
            for route, days in ((ORAL, len(known)), (TOPICAL, topical))
            if days
        ),
        steady_needed=STEADY_WEEKS_NEEDED,
    )


def exposures(records: Sequence[NightRecord]) -> tuple[Exposure, ...]:
    """Return every logged factor: nights a week, and severity with and without it from 7 nights on each side."""
    logged: dict[str, set[int]] = {}
    scores: list[int | None] = []
    for place, record in enumerate(records):
        scores.append(record.severity)
        for name in record.factors:
            logged.setdefault(name, set()).add(place)
    chance = {found.name: found.useless_as_far for found in factor_differences(scores, logged)}
    return tuple(_exposure(name, scores, logged[name], chance.get(name)) for name in sorted(logged))


def _exposure(
    name: str, scores: Sequence[int | None], places: Collection[int], useless_as_far: float | None
) -> Exposure:
    with_it = level(score for place, score in enumerate(scores) if place in places)
    without_it = level(score for place, score in enumerate(scores) if place not in places)
    enough = min(with_it.n, without_it.n) >= EXPOSURE_NIGHTS_NEEDED
    return Exposure(
        name,
        len(places),
        len(places) * _DAYS_A_WEEK / len(scores),
        with_it if enough else None,
        without_it if enough else None,
        useless_as_far,
    )


def symptom_rows(groups: Sequence[Sequence[NightRecord]]) -> tuple[SymptomRow, ...]:
    """Return every logged symptom with its median grade in each group of nights."""
    graded = [_grades(nights) for nights in groups]
    names = sorted({name for of_group in graded for name in of_group})
    return tuple(SymptomRow(name, tuple(middle(of_group.get(name, ())) for of_group in graded)) for name in names)


def _grades(nights: Iterable[NightRecord]) -> dict[str, list[int]]:
    """Return symptom → its grades on some nights."""
    found: dict[str, list[int]] = {}
    for night in nights:
        for name, grade in night.symptoms:
            found.setdefault(name, []).append(grade)
    return found
