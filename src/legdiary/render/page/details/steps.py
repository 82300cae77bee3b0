"""The table per step, week or month: what was planned and taken, the legs, the sleep, each with what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.stretches import nights_of
from legdiary.domain.taper.phases import phase_on
from legdiary.domain.taper.plan import SETTLING_DAYS
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import MISSING, user_text
from legdiary.render.page.dates import is_long
from legdiary.render.page.figure_marks import figure
from legdiary.render.page.sheet import Column, ColumnGroup, Grid, Part, Row
from legdiary.render.terminal.report.group_amounts import (
    also_in_force,
    group_amount,
    is_of_kratom,
    settling_words,
    target_cell,
)
from legdiary.render.terminal.report.phrases import block_names, onset, share, trend_lines
from legdiary.render.terminal.report.sleep_bounds import bounds_of_report, median_slept

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.reports.report import Group, Report
    from legdiary.domain.taper.plan import Plan

_KINDS = {"between": "between plans", "after": "after follow-up"}


_STEP_GROUPS = (
    ColumnGroup(
        "Kratom",
        (
            Column("plan g", "planned grams a day"),
            Column("taken g", "grams taken a day, median"),
            Column("doses", "doses a day, median"),
            Column("longest gap", "longest time between two doses, hours"),
            Column("days", "days logged of days"),
        ),
    ),
    ColumnGroup(
        "Legs 0–10",
        (
            Column("median (IQR)", "severity: median, and the middle half of the nights", right=False),
            Column("≥ 7", "share of nights at 7 or more"),
            Column("nights", "nights with a score of nights"),
            Column("began (n)", "clock time at which they began, median, and the nights with a time"),
        ),
    ),
    ColumnGroup(
        "Sleep, medians",
        (
            Column("TST", "total sleep time, hours and minutes"),
            Column("SOL", "minutes to fall asleep"),
            Column("WASO", "minutes awake in the night"),
            Column("pacing", "minutes on the feet, part of WASO"),
            Column("SE", "sleep efficiency, percent"),
            Column("nights", "nights with a known sleep time"),
        ),
    ),
)
_STEPS_NOTES = (
    "Kratom: medians of the days logged; the longest gap of all of them (h:min). IQR: the middle half of the nights.",
    "TST total sleep time (h:min). In minutes: SOL to fall asleep, WASO awake in the night, pacing on the feet.",
    "Nights of sleep are those with a known TST; SOL, WASO, pacing and SE rest on the nights in which each is known.",
    f"SE = {wording.DEFINITIONS['se_dse']}",
    f"{MISSING} not known; or known on fewer than 5 days or nights: no median. Empty: no target.",
)


def _steps_notes(report: Report) -> tuple[str, ...]:
    found = bounds_of_report(report)
    if any(group.figures.bounded.n and not group.figures.tst_min.n for group in report.groups):
        found += " Beside ≤ the nights of sleep are these."
    notes: tuple[str, ...] = _STEPS_NOTES
    if report.shows_units:
        notes = (notes[0].replace("Kratom", "Doses"), *notes[1:])
    if report.also_in_force:
        notes = (*notes, also_in_force(report.also_in_force))
    return (*notes, found) if found else notes


def _step_groups(report: Report) -> tuple[ColumnGroup, ...]:
    """Return the columns; where not all groups are about leaf the cells show the unit, and the heads do not."""
    if not report.shows_units:
        return _STEP_GROUPS
    words = {group.substance for group in report.groups}
    columns = (
        Column("plan", "planned a day"),
        Column("taken", "taken a day, median"),
        *_STEP_GROUPS[0].columns[2:],
    )
    return (ColumnGroup(humanize.substance(words.pop()) if len(words) == 1 else "Doses", columns), *_STEP_GROUPS[1:])


def steps_part(report: Report, plans: Sequence[Plan]) -> Part:
    """Return the table, the trend in words, and how the blocks of the taper differ."""
    return Part(
        "steps",
        _title(report, plans),
        lines=_blocks(report),
        grids=(_steps(report),),
        notes=_steps_notes(report),
        wide=True,
    )


def trend_part(report: Report, plans: Sequence[Plan]) -> Part:
    """Return the trends in words, what no trend can show, and how many of the latest nights follow a cut closely."""
    first, *further = trend_lines(report)
    limits = [wording.ONLY_A_LINE] if report.trend.strength else []
    if any(group.kind == "step" for group in report.groups):
        limits += [settling_words(report), *([wording.RISE_IS_COMMON] if is_of_kratom(report) else [])]
        limits += _settling(report, plans)
    return Part("trend", "Trends", lines=(f"Legs. {first}", *further), notes=tuple(limits))


def _settling(report: Report, plans: Sequence[Plan]) -> list[str]:
    """Return how many of the latest nights with a score lie in the first days of a step."""
    now = report.summary.headlines.now
    if now is None:
        return []
    scored = [record for record in nights_of(now, report.records) if record.severity is not None]
    found = ((record, phase_on(plans, record.night_of)) for record in scored)
    settling = sum(
        phase is not None and phase.span is not None and (record.night_of - phase.span.starts_on).days < SETTLING_DAYS
        for record, phase in found
    )
    return [wording.settling_latest(settling, len(scored), SETTLING_DAYS)] if settling else []


def _title(report: Report, plans: Sequence[Plan]) -> str:
    named = f", plan “{user_text(plans[-1].name)}”" if len(plans) == 1 and report.by == "step" else ""
    return f"{report.by.capitalize()} by {report.by}{named}"


def _steps(report: Report) -> Grid:
    last = report.before_night
    heading = report.by.capitalize()
    first = ColumnGroup("", (Column(heading, right=False), Column("Dates", right=False)))
    rows = under_headings(
        (group, Row(group_name(group), _step_cells(number, group, report), group.kind, last=group.before_day == last))
        for number, group in enumerate(report.groups)
    )
    caption = f"Medians of each {report.by}, with the days and nights they rest on."
    return Grid(caption, (first, *_step_groups(report)), rows)


def _step_cells(number: int, group: Group, report: Report) -> tuple[str, ...]:
    of, taken = group.figures, group.taken

    def marked(text: str, key: str) -> str:
        return figure(text, f"groups.{number}.{key}")

    is_leaf = group.target_ug is None and group.substance == LEAF
    legs = of.severity
    return (
        group_dates(group, report),
        marked(target_cell(report, group), "target_g" if is_leaf else "target_mg"),
        marked(group_amount(report, group, taken.total.median), "actual_median_g" if is_leaf else "actual_median_mg"),
        marked(humanize.number(taken.doses.median), "doses_per_day"),
        marked(humanize.clock(taken.longest_gap_min), "longest_gap_h"),
        f"{marked(str(taken.total.n), 'days_logged')}/{of.possible}",
        MISSING
        if legs.median is None
        else f"{marked(humanize.number(legs.median), 'severity.median')} "
        f"({marked(humanize.number(legs.q1), 'severity.q1')}–{marked(humanize.number(legs.q3), 'severity.q3')})",
        marked(share(legs), "severity.share_7_plus"),
        f"{marked(str(legs.n), 'severity.n')}/{of.possible}",
        f"{marked(onset(of), 'onset')} ({marked(str(of.onset_min.n), 'onset_n')})" if of.onset_min.n else MISSING,
        marked(median_slept(of), "tst_min.median") if of.tst_min.n else median_slept(of),
        marked(humanize.number(of.sol_min.median, 0), "sol_min.median"),
        marked(humanize.number(of.waso_min.median, 0), "waso_min.median"),
        marked(humanize.number(of.pacing_min.median, 0), "pacing_min.median"),
        marked(humanize.percent(of.se_dse_pct.median), "se_dse_pct.median"),
        f"{marked(str(of.tst_min.n), 'tst_min.n') if of.tst_min.n else of.bounded.n}/{of.possible}",
    )


def under_headings(rows: Iterable[tuple[Group, Row]]) -> tuple[Row, ...]:
    """Return the rows; if there are several plans, each one's name stands above its first step."""
    made: list[Row] = []
    plan: str | None = None
    for group, row in rows:
        if group.kind == "step" and group.plan_named is not None and group.plan_named != plan:
            plan = group.plan_named
            made.append(Row(f"Plan {user_text(plan)}", (), "plan"))
        made.append(row)
    return tuple(made)


def group_name(group: Group) -> str:
    """Return the short name of a group, whose dates stand beside it: `step 3` → `3`, `week of 2026-11-02` → `week`."""
    if group.step_number is not None:
        return str(group.step_number)
    return group.label if group.kind == "month" else _KINDS.get(group.kind, group.kind)


def full_group_name(group: Group) -> str:
    """Return the name of a group for text without headings: a step of several plans names its plan."""
    return group_name(group) if group.plan_named is None else user_text(group.label)


def group_dates(group: Group, report: Report) -> str:
    """Return the days of a group, with the year in a long report."""
    return humanize.day_range(group.from_day, group.before_day - A_DAY, with_year=is_long(report))


def _blocks(report: Report) -> tuple[str, ...]:
    """Return the median of each block, and how it differs from the one before, in one sentence."""
    if not report.blocks:
        return ()
    told = []
    for name, each in zip(block_names(report), report.blocks, strict=True):
        of = each.severity
        known = f"{name} {humanize.number(of.median)} (n {of.n})"
        told.append(f"{known}, {each.versus_previous[0].difference.result}" if each.versus_previous else known)
    return (wording.blocks_line(told),)
