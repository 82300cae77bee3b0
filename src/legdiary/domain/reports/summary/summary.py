"""The summary of a report: the headlines, the days on target, the stretches, the symptoms, the pattern asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from legdiary.domain.reports.dose_totals import in_order
from legdiary.domain.reports.other_substances import main_substance
from legdiary.domain.reports.stretches import stretch_figures
from legdiary.domain.reports.summary.headlines import headlines
from legdiary.domain.reports.summary.pattern import pattern_block
from legdiary.domain.reports.summary.stretch_symptoms import stretch_symptoms
from legdiary.domain.reports.summary.target_days import target_days
from legdiary.domain.reports.taper_progress import planned_days
from legdiary.domain.time.moments import A_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.reports.comparisons import MeasureName
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.stretches import Stretch, StretchFigures
    from legdiary.domain.reports.summary.headlines import Headlines
    from legdiary.domain.reports.summary.pattern import PatternBlock
    from legdiary.domain.reports.summary.stretch_symptoms import StretchSymptom
    from legdiary.domain.reports.summary.target_days import PlannedDay, TargetDays
    from legdiary.domain.stats.line_trend import LineTrend
    from legdiary.domain.taper.plan import Plan

#: The symptoms that stand on the first sheet: the most frequent ones.
FIRST_SYMPTOMS = 9


@dataclass(frozen=True, slots=True)
class Summary:
    """What is told of a range in a minute.

    Attributes:
        headlines: target, legs, sleep, symptoms.
        substances: the substances that are charted: the main one, then every other product with a plan in the range.
        target_days: the days on, under and over target, of each substance with a plan in the range.
        stretches: baseline (or the first nights), the hardest nights if there are any, and now; now alone in a range of
            under 14 nights, the baseline alone in a range of nothing else.
        symptoms: every symptom logged, over those stretches, the most frequent first.
        pattern: what clinicians ask about.
    """

    headlines: Headlines
    substances: tuple[str, ...]
    target_days: tuple[TargetDays, ...]
    stretches: tuple[StretchFigures, ...]
    symptoms: tuple[StretchSymptom, ...]
    pattern: PatternBlock


def build_summary(
    records: Sequence[NightRecord],
    known: Sequence[NightRecord],
    plans: Sequence[Plan],
    axis: Sequence[Plan],
    found: Sequence[Stretch],
    trends: Mapping[MeasureName, LineTrend],
    relief_min: Mapping[date, int],
) -> Summary:
    """Return the summary of consecutive nights.

    Args:
        records: the nights, missing ones included.
        known: the same, behind those of the baseline before them.
        plans: every plan of the diary.
        axis: those by whose steps the nights are grouped.
        found: the stretches of the nights.
        trends: the lines that are known already.
        relief_min: night → minutes from the last dose to the onset of the restlessness.
    """
    told = headlines(records, known, axis, found, trends)
    held = all_target_days(records, plans)
    main = main_substance(record.kratom for record in records)
    return Summary(
        told,
        substances=tuple(dict.fromkeys((main, *(each.substance for each in held if not each.is_medicine)))),
        target_days=held,
        stretches=tuple(stretch_figures(each, known) for each in found),
        symptoms=stretch_symptoms(known, found),
        pattern=pattern_block(records, known, told.before, told.now, relief_min),
    )


def all_target_days(records: Sequence[NightRecord], plans: Sequence[Plan]) -> tuple[TargetDays, ...]:
    """Return the days on, under and over target of every substance with a plan in force in a range.

    Args:
        records: the finished nights, consecutive.
        plans: every plan of the diary.
    """
    first, before = records[0].night_of, records[-1].night_of + A_DAY
    taken = {record.night_of: record.kratom for record in records}
    days: dict[str, dict[date, PlannedDay]] = {}
    units: dict[str, str | None] = {}
    for plan in sorted(plans, key=lambda plan: plan.starts_on):
        for day in planned_days(plan, taken, first, before):
            days.setdefault(plan.of, {})[day.day] = day  # of two plans on a day, the one that begins last
            units[plan.of] = plan.unit
    words = in_order(days)
    return tuple(target_days(word, units[word], [days[word][day] for day in sorted(days[word])]) for word in words)
