"""The report as a value: groups of nights (steps, weeks, months), the trend, the nights after each cut.

Every figure comes with the number of nights behind it, or with the requirement that they do not meet. Settling nights
(days 1–6 of a step, facts B4) are kept apart from settled ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.reports.comparisons import block_nights, measure_difference
from legdiary.domain.reports.events import events_within
from legdiary.domain.reports.measures import measure_lines
from legdiary.domain.reports.night_record import extended, nights_within, scored_nights
from legdiary.domain.reports.other_substances import axis_plans
from legdiary.domain.reports.report_sections import (
    after_cuts,
    exposures,
    magnesium_report,
    symptom_rows,
    unusual_nights,
)
from legdiary.domain.reports.screen_report import (
    NO_PAST,
    NOTHING_EARLIER,
    ScreenGroup,
    ScreenReport,
    build_screen,
    figures,
)
from legdiary.domain.reports.summary.further_trends import trends_beside
from legdiary.domain.reports.summary.summary import whole_summary
from legdiary.domain.reports.timelines.timelines import NOTHING_BESIDE
from legdiary.domain.stats.baseline_tau import baseline_corrected_tau
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import dataclass, fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.factors_and_medicines import Measure
    from legdiary.domain.entries.interactions import Conflict
    from legdiary.domain.reports.coin_cuts import CoinCuts
    from legdiary.domain.reports.comparisons import BlockNights
    from legdiary.domain.reports.day_pattern.typical_day import TypicalDay
    from legdiary.domain.reports.events import Event, EventInputs
    from legdiary.domain.reports.measures import MeasureLine
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.report_sections import AfterCuts, Exposure, MagnesiumReport, SymptomRow, Unusual
    from legdiary.domain.reports.screen_report import By, Earlier, Figures
    from legdiary.domain.reports.summary.further_trends import FurtherTrend
    from legdiary.domain.reports.summary.summary import Summary
    from legdiary.domain.reports.timelines.timelines import Timelines
    from legdiary.domain.stats.baseline_tau import BaselineCorrectedTau
    from legdiary.domain.stats.difference import Difference
    from legdiary.domain.stats.line_trend import LineTrend
    from legdiary.domain.taper.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(ScreenGroup):
    """One row of a report: a group of nights with its settled ones, compared with those of the group before.

    Attributes:
        settling: over days 1–6 of a step; None for other groups.
        settled: over the nights from day 7 of a step on, or over all nights of another group.
        versus_previous: how its settled nights differ from those of the group before; None for the first.
        beside: other events from the first day of the group before to the last day of this one.
        tau: the comparison corrected for a trend in the group before; None for the first.
    """

    settling: Figures | None
    settled: Figures
    versus_previous: Difference | None
    beside: tuple[Event, ...]
    tau: BaselineCorrectedTau | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(ScreenReport):
    """A report over a half-open range of nights, with every part of it.

    Attributes:
        groups: in order.
        summary: the headlines, the days on target, the stretches, the symptoms, the pattern that is asked about.
        theil_sen_per_week: the median slope of severity between pairs of nights, points a week; 0 where half of all
            pairs are tied, whatever the trend. None with too few nights for a trend.
        further_trends: those of total sleep and of sleep efficiency.
        blocks: the blocks of the taper, where its steps are too short to be compared; else none.
        after_cuts: the nights around every cut.
        unusual: the nights outside the baseline's limits; None where there is no baseline, or too short a one.
        magnesium: magnesium over the range.
        exposures: the factors, by name.
        symptoms: by name, over the groups.
        measures: questionnaire totals and laboratory values of the range, by name and date.
        conflicts: doses of magnesium closer to a medicine than its source asks for.
        coin_cuts: the answers of the plans whose coin chose the weeks of their cuts.
        typical_days: the typical 24 hours of the baseline (or the first nights) and of now.
        timelines: medicines, magnesium, potency, what was rated as helping, and places.
    """

    groups: tuple[Group, ...]
    summary: Summary
    theil_sen_per_week: float | None
    further_trends: tuple[FurtherTrend, ...]
    blocks: tuple[BlockNights, ...]
    after_cuts: AfterCuts
    unusual: Unusual | None
    magnesium: MagnesiumReport
    exposures: tuple[Exposure, ...]
    symptoms: tuple[SymptomRow, ...] = ()
    measures: tuple[MeasureLine, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    coin_cuts: tuple[CoinCuts, ...] = ()
    typical_days: tuple[TypicalDay, ...] = ()
    timelines: Timelines = NOTHING_BESIDE

    @property
    def trend(self) -> LineTrend:
        """The trend of severity over the range: the primary one."""
        return self.summary.headlines.legs.trend


def build_report(
    records: Sequence[NightRecord],
    plans: Sequence[Plan],
    by: By,
    past: EventInputs = NO_PAST,
    *,
    measures: Sequence[Measure] = (),
    conflicts: Sequence[Conflict] = (),
    earlier: Earlier = NOTHING_EARLIER,
    of: str | None = None,
    relief_min: Mapping[date, int] | None = None,
) -> Report:
    """Return the report over consecutive nights, oldest first.

    Args:
        records: one for each night, missing nights included; at least one.
        plans: every plan of the diary.
        by: the kind of group.
        past: data for the events of the nights, and the magnesium of the whole diary.
        measures: questionnaire totals and laboratory values up to the end of the range; those before it serve for
            comparison only.
        conflicts: doses of magnesium closer to a medicine than its source asks for.
        earlier: data from before the range that its figures need.
        of: the word of the substance whose plans make the steps; None for every plan that is not of a medicine.
        relief_min: night → minutes from the last dose to the onset of the restlessness.
    """
    screen = build_screen(records, plans, by, past, earlier=earlier, of=of)
    axis = axis_plans(plans, of)
    groups = _whole_groups(screen.groups, records, screen.events)
    beside = trends_beside(records, screen.summary.headlines)
    return Report(
        from_night=screen.from_night,
        before_night=screen.before_night,
        by=by,
        records=screen.records,
        overall=screen.overall,
        groups=groups,
        summary=whole_summary(screen.summary, records, extended(earlier.nights, records), relief_min or {}),
        events=screen.events,
        also_in_force=screen.also_in_force,
        theil_sen_per_week=beside.theil_sen_per_week,
        further_trends=beside.further,
        blocks=block_nights(records, axis) if by == "step" else (),
        after_cuts=after_cuts(records, axis, earlier),
        unusual=unusual_nights(records, axis, earlier),
        magnesium=magnesium_report(records, past.magnesium),
        exposures=exposures(records),
        symptoms=symptom_rows([nights_within(records, group.from_day, group.before_day) for group in groups]),
        measures=measure_lines(measures, screen.from_night),
        conflicts=tuple(conflicts),
    )


# ---------------------------------------------------------------------- groups


def _whole_groups(
    found: Sequence[ScreenGroup], records: Sequence[NightRecord], events: Sequence[Event]
) -> tuple[Group, ...]:
    """Return the groups with their settled nights, each compared with those of the group before."""
    groups: list[Group] = []
    before: Sequence[NightRecord] | None = None
    for each in found:
        settled = nights_within(records, each.settled_from, each.before_day)
        settling = nights_within(records, each.from_day, each.settled_from)
        groups.append(
            Group(
                **{field.name: getattr(each, field.name) for field in fields(each)},
                settling=figures(settling) if each.kind == "step" else None,
                settled=figures(settled) if settling else each.figures,
                versus_previous=_comparison(before, settled),
                beside=_other_events(events, groups[-1] if groups else None, each),
                tau=_tau(before, settled),
            )
        )
        before = settled
    return tuple(groups)


def _other_events(events: Sequence[Event], before: ScreenGroup | None, group: ScreenGroup) -> tuple[Event, ...]:
    """Return the other events in the days of two groups; for steps without the plans' own begins and ends."""
    if before is None:
        return ()
    found = events_within(events, before.from_day, group.before_day)
    if group.kind in {"week", "month"}:
        return found
    begins = {before.from_day, group.from_day, group.before_day}
    return tuple(
        each for each in found if each.kind != "plan" or each.on + (each.change == "ended") * A_DAY not in begins
    )


def _comparison(before: Sequence[NightRecord] | None, after: Sequence[NightRecord]) -> Difference | None:
    return None if before is None else measure_difference("severity", before, after).difference


def _tau(before: Sequence[NightRecord] | None, after: Sequence[NightRecord]) -> BaselineCorrectedTau | None:
    return None if before is None else baseline_corrected_tau(scored_nights(before), scored_nights(after))
