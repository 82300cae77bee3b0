"""Figures of a report in words, as the terminal and the clinician's page say them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.reports.night_record import onset_clock
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.humanize import MISSING, user_text
from legdiary.render.terminal.layout import Span
from legdiary.render.terminal.styles import HEADING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.reports.comparisons import BlockNights, MeasureDifference
    from legdiary.domain.reports.dose_times import DoseTimesGroup
    from legdiary.domain.reports.report import Group, Report
    from legdiary.domain.reports.screen_report import Figures
    from legdiary.domain.reports.summary.target_days import TargetDays, WellOver
    from legdiary.domain.stats.descriptive import Level, Middle
    from legdiary.domain.stats.difference import Difference
    from legdiary.domain.stats.line_trend import LineTrend
    from legdiary.domain.stats.sample_size import Shortfall
    from legdiary.render.terminal.layout import Line

STRETCH_NAMES = {"baseline": "baseline", "first": "first nights", "hardest": "hardest 14", "now": "now"}


def trend_lines(report: Report) -> list[str]:
    """Return the trend of severity, then those of the other figures where they have enough nights."""
    found = [("severity", report.trend), *((each.measure, each.trend) for each in report.further_trends)]
    told = []
    is_new = True
    for of, trend in found:
        if of != "severity" and trend.strength is None:
            continue
        sentence = _trend_words(trend, of)
        if is_new and trend.strength == "leaning" and not trend.capped:
            sentence += f" {wording.LEANS_BY_CHANCE}"
            is_new = False
        told.append(sentence if of == "severity" else wording.further_trend(of, sentence))
    return told


def _trend_words(trend: LineTrend, of: str) -> str:
    """Return the trend of a figure in words, or what is missing for one."""
    if trend.strength is None or trend.change is None or trend.interval is None:
        return wording.too_little(_shortages(trend.why_not))
    gap = trend.gap_days if trend.capped else 0
    return wording.trend_sentence(trend.strength, trend.change, trend.interval, trend.n, gap_days=gap, of=of)


def _shortages(why_not: tuple[Shortfall, ...]) -> list[tuple[str, int, int]]:
    return [(short.of, short.needed, short.had) for short in why_not]


def level_words(level: Level) -> str:
    """Return a level in words: `median 6 (5–7), 33 % at 7 or more`."""
    if level.median is None:
        return MISSING
    return f"median {legs_median(level)}, {share(level)} at 7 or more"


def under_plan_names(groups: Sequence[Group | DoseTimesGroup], rows: Sequence[Line]) -> list[Line]:
    """Return a table's rows; if there are several plans, each one's name stands above its first step."""
    lines: list[Line] = []
    plan: str | None = None
    for group, row in zip(groups, rows, strict=True):
        if group.kind == "step" and group.plan_named is not None and group.plan_named != plan:
            plan = group.plan_named
            lines.append([Span(f"Plan {user_text(plan)}", HEADING)])
        lines.append(row)
    return lines


def label(group: Group) -> str:
    """Return the name of a group, made harmless since a person may have named its plan."""
    return user_text(group.label)


def legs_median(level: Level) -> str:
    """Return the median and its quartiles: `6 (5–7)`."""
    if level.median is None:
        return MISSING
    return f"{humanize.number(level.median)} ({humanize.number(level.q1)}–{humanize.number(level.q3)})"


def share(level: Level) -> str:
    """Return the share of nights at 7 or more."""
    return MISSING if level.share_7_plus is None else humanize.percent(100 * level.share_7_plus)


def onset(of: Figures) -> str:
    """Return the median clock time at which restless legs began."""
    return clock_of_onset(of.onset_min)


def clock_of_onset(onset_min: Middle) -> str:
    """Return the clock time of a median that counts from noon."""
    began = onset_clock(onset_min)
    return MISSING if began is None else format_clock(began)


# ---------------------------------------------------------------------- two stretches of nights


def difference_words(found: Difference, here: str, before: str, others: Sequence[str] = ()) -> str:
    """Return whether two stretches differ, and what else changed."""
    change = wording.by_how_much(found.comparison.median_change or 0.0) if found.same else ""
    return wording.step_change(here, before, found.result, change, list(others))


def block_differences(report: Report) -> list[str]:
    """Return how each block differs from the one before, in words."""
    told = []
    for (name_before, name), here in zip(pairwise(block_names(report)), report.blocks[1:], strict=True):
        primary, *further = here.versus_previous
        found = primary.difference
        of = found.comparison
        if found.same is None:
            needed = of.why_not[0].needed
            told.append(f"{name_before} and {name}: {wording.legs_too_few(needed, of.n_before, of.n_after)}.")
            continue
        others = [measure_difference_words(each) for each in further if each.difference.same is False]
        beside = f" Beside it: {'; '.join(others)}." if others else ""
        figures = (
            f"Median {humanize.number(of.median_before)} → {humanize.number(of.median_after)} "
            f"(n {of.n_before} and {of.n_after}, NAP {humanize.number(of.nap, 2)})."
        )
        told.append(f"{difference_words(found, name, name_before)} {figures}{beside}")
    return told


def block_names(report: Report) -> list[str]:
    """Return the names of the blocks of a report, in order."""
    several = len({each.block.plan for each in report.blocks if each.block.steps}) > 1
    return [block_name(each, several=several) for each in report.blocks]


def measure_difference_words(of: MeasureDifference) -> str:
    """Return `total sleep longer by 40 min (n 26 and 20)`."""
    found = of.difference.comparison
    return wording.measure_change(of.measure, found.median_change or 0.0, found.n_before, found.n_after)


def block_name(of: BlockNights, *, several: bool = False) -> str:
    """Return the name of a block: `the first third (12–8.7 g)`, `steps 3–4 (8–7 g)`, `baseline`."""
    block, targets = of.block, of.block.targets
    plan = block.plan
    if targets is None or plan is None:
        return block.kind
    numbers = [span.number for span in block.steps]
    first, last = numbers[0], numbers[-1]
    steps = f"steps {first}–{last}" if first != last else f"step {first}"
    name = steps if block.kind == "steps" else f"the {block.kind}"
    of_plan = f" of “{user_text(plan.name)}”" if several else ""
    high, low = (humanize.planned_number(plan.of, target, plan.unit) for target in targets)
    unit = humanize.plan_unit(plan.of, plan.unit)
    return f"{name}{of_plan} ({high if high == low else f'{high}–{low}'} {unit})"


# ---------------------------------------------------------------------- days on target


def days_on_target(of: TargetDays) -> str:
    """Return `81 on target (within 0.1 g), 15 under, 17 over, 6 not logged`."""
    told = f"{of.on} on target (within {tolerances_of(of)}), {of.under} under, {of.over} over"
    if of.no_amount:
        told += f", {of.no_amount} without a known amount"
    return f"{told}, {of.not_logged} not logged" if of.not_logged else told


def tolerances_of(of: TargetDays) -> str:
    """Return the distance within which a day is on target: `0.1 g`; of plans with two, `0.1 g or 0.5 g`."""
    return " or ".join(humanize.planned_amount(of.substance, each, of.unit) for each in of.tolerances)


def well_over_words(run: WellOver, of: TargetDays) -> str:
    """Return days well over target: `28 Sep–4 Oct (median 6.5 g, target 4.6)`, `2–3 Nov (0.7 to 0.9 g, target 0.2)`."""
    last = run.before_day - A_DAY
    days = humanize.day_range(run.from_day, last, with_year=False)
    target = humanize.planned_number(of.substance, run.target, of.unit)
    if run.total.median is not None:
        amount = f"median {humanize.planned_amount(of.substance, run.total.median, of.unit)}"
    elif run.least == run.most:
        amount = humanize.planned_amount(of.substance, run.most, of.unit)
    else:
        least = humanize.planned_number(of.substance, run.least, of.unit)
        amount = f"{least} to {humanize.planned_amount(of.substance, run.most, of.unit)}"
    return f"{days} ({amount}, target {target})"
