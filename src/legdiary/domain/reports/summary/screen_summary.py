"""The summary of a report that one screen tells: the headlines, the days on target, the stretches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.reports.dose_totals import in_order
from legdiary.domain.reports.other_substances import main_substance
from legdiary.domain.reports.stretches import stretch_figures
from legdiary.domain.reports.summary.headlines import headlines
from legdiary.domain.reports.summary.target_days import target_days
from legdiary.domain.reports.taper_progress import planned_days
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.stretches import Stretch, StretchFigures
    from legdiary.domain.reports.summary.headlines import Headlines
    from legdiary.domain.reports.summary.target_days import PlannedDay, TargetDays
    from legdiary.domain.taper.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenSummary:
    """The figures of a range that are told in a minute.

    Attributes:
        headlines: target, legs, sleep, symptoms.
        substances: the substances that are charted: the main one, then every other product with a plan in the range.
        target_days: the days on, under and over target, of each substance with a plan in the range.
        stretches: baseline (or the first nights), the hardest nights if there are any, and now; now alone in a range of
            under 14 nights, the baseline alone in a range of nothing else.
    """

    headlines: Headlines
    substances: tuple[str, ...]
    target_days: tuple[TargetDays, ...]
    stretches: tuple[StretchFigures, ...]


def screen_summary(
    records: Sequence[NightRecord],
    known: Sequence[NightRecord],
    plans: Sequence[Plan],
    axis: Sequence[Plan],
    found: Sequence[Stretch],
) -> ScreenSummary:
    """Return the summary of consecutive nights.

    Args:
        records: the nights, missing ones included.
        known: the same, behind those of the baseline before them.
        plans: every plan of the diary.
        axis: those by whose steps the nights are grouped.
        found: the stretches of the nights.
    """
    held = all_target_days(records, plans)
    main = main_substance(record.kratom for record in records)
    return ScreenSummary(
        headlines=headlines(records, known, axis, found),
        substances=tuple(dict.fromkeys((main, *(each.substance for each in held if not each.is_medicine)))),
        target_days=held,
        stretches=tuple(stretch_figures(each, known) for each in found),
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
