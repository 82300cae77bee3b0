"""A report as the clinician's page: makes the value `Sheet`, in the order of facts D1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import __version__, humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.reports.other_substances import find_totals, other_substance_totals
from legdiary.domain.reports.report import figures
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import MISSING, user_text
from legdiary.render.page.headlines import headlines, sides
from legdiary.render.page.sheet import (
    PAGE_VERSION,
    Band,
    Column,
    ColumnGroup,
    Grid,
    Night,
    Picture,
    Row,
    Sheet,
    Tick,
)
from legdiary.render.page.tables import (
    exposures_grid,
    magnesium_lines,
    measures_grid,
    medicines_grid,
    stretches_grid,
)
from legdiary.render.terminal.report.events import event_words
from legdiary.render.terminal.report.full_report import measures_heading
from legdiary.render.terminal.report.group_amounts import (
    also_in_force,
    group_amount,
    is_of_kratom,
    settling_words,
    target_cell,
)
from legdiary.render.terminal.report.phrases import block_names, legs_median, onset, share, trend_lines
from legdiary.render.terminal.report.sleep_bounds import bounds_of_report, median_slept, nights_slept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from legdiary.app.page import PageInputs
    from legdiary.domain.reports.dose_totals import DoseDay
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.report import Group, Report
    from legdiary.domain.taper.plan import Plan
    from legdiary.render.page.sheet import TickKind

_DAYS_A_YEAR = 366
_NOON_MIN = 12 * 60
_DAY_MIN = 24 * 60
#: Kind of event → the shape of its mark.
_SHAPES: dict[str, TickKind] = {
    "batch": "batch", "product": "batch", "extract": "batch", "7-oh": "batch", "mitragynine-pseudoindoxyl": "batch",
    "mgm-15": "batch", "mgm-16": "batch", "substance": "batch",
    "hold": "hold", "target": "hold", "plan": "hold", "medicine": "medicine", "magnesium": "medicine",
}  # fmt: skip
_KINDS = {"between": "between plans", "after": "after follow-up"}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def build_sheet(report: Report, beside: PageInputs) -> Sheet:
    """Return the page of a report."""
    first, last = report.from_night, report.before_night - A_DAY
    span = humanize.day_range(first, last)
    severity = report.overall.severity
    return Sheet(
        title=f"Restless legs{_title_of(beside.plans)}, {span}",
        name=user_text(beside.name) if beside.name else None,
        range=span,
        by=report.by,
        facts=(
            f"Severity on {severity.n} of {humanize.plural(report.overall.possible, 'night')}",
            f"Zone {user_text(beside.zone)}",
            f"Made on {humanize.long_day(beside.made_on)} by legdiary {__version__}, page version {PAGE_VERSION}",
        ),
        made_on=beside.made_on,
        headlines=headlines(report, beside.plans),
        question=user_text(beside.question) if beside.question else None,
        picture=_picture(report),
        steps_title=_steps_title(report, beside.plans),
        steps=_steps(report),
        steps_notes=_steps_notes(report),
        trend=trend_lines(report)[0],
        trend_limits=_trend_limits(report),
        stretches=stretches_grid(report),
        blocks=_blocks(report),
        onset=_onset(report),
        onset_notes=_onset_notes(report, beside.plans),
        measures_title=measures_heading({each.name for each in beside.measures}),
        measures=measures_grid(beside.measures),
        measures_notes=(wording.IRON_LINES,),
        magnesium=magnesium_lines(report, beside.magnesium, beside.medicines),
        exposures=exposures_grid(report),
        medicines=medicines_grid(beside.medicines, report.overall.possible),
        limits=_limits(report, beside),
        help=(wording.SEEK_HELP_NOW, wording.SEEK_HELP_SOON),
    )


def _title_of(plans: Sequence[Plan]) -> str:
    """Return ` and kratom taper`, ` and taper of 7-OH, kratom leaf`, ` and plan of gabapentin`; empty without plans."""
    words = {plan.of for plan in plans}
    if words <= {LEAF}:
        return " and kratom taper" if words else ""
    what = "plan" if all(map(is_medicine, words)) else "taper"
    names = dict.fromkeys("kratom leaf" if plan.of == LEAF else humanize.substance(plan.of) for plan in plans)
    return f" and {what} of {', '.join(names)}"


# ---------------------------------------------------------------------- the charts


def _amounts(record: NightRecord, word: str) -> tuple[int | None, int | None]:
    """Return what was planned and taken of a substance on a night's day, in thousandths of its unit."""
    if word == LEAF:
        return record.kratom.target_mg, record.kratom.total_mg
    found = next((each for each in record.kratom.apart if each.substance == word), None)
    return (found.target_ug, found.total_ug) if found else (None, None)


def _charted(report: Report) -> str:
    """Return the substance of the lower panel: leaf, if any group is about it; else that of the groups."""
    words = [group.substance for group in report.groups]
    return LEAF if LEAF in words else words[-1]


def _picture(report: Report) -> Picture:
    main = _charted(report)
    nights = tuple(
        Night(
            record.severity,
            record.recalled,
            *_amounts(record, main),
            record.onset_after_noon,
        )
        for record in report.records
    )
    bands = tuple(
        Band(
            begin=(group.from_day - report.from_night).days,
            before=(group.before_day - report.from_night).days,
            kind=group.kind,
            label=target_cell(report, group) if group.target is not None else group.kind,
            median=group.figures.severity.median,
            onset=group.figures.onset_min.median,
        )
        for group in report.groups
    )
    severity = report.overall.severity
    span = humanize.day_range(report.from_night, report.before_night - A_DAY)
    return Picture(
        first=report.from_night,
        nights=nights,
        bands=bands,
        ticks=_ticks(report),
        title=f"Severity of restless legs by night, {span}",
        says=f"{severity.n} of {humanize.plural(report.overall.possible, 'night')} with a score from 0 to 10. "
        f"Medians: {_medians(report)}.",
        onset_title=f"Clock time at which restless legs began, {span}",
        onset_says=f"{humanize.plural(report.overall.onset_min.n, 'night')} with a time. Medians: {_onsets(report)}.",
        what="kratom" if main == LEAF else humanize.substance(main),
        unit="g" if main == LEAF else "mg",
    )


def _medians(report: Report) -> str:
    return "; ".join(
        f"{_full_name(group)}{_target_words(group)} {humanize.number(group.figures.severity.median)}"
        for group in report.groups
    )


def _target_words(group: Group) -> str:
    return "" if group.target is None else f" ({humanize.planned_amount(group.substance, group.target, group.unit)})"


def _onsets(report: Report) -> str:
    return "; ".join(f"{_full_name(group)} {onset(group.figures)}" for group in report.groups)


def _ticks(report: Report) -> tuple[Tick, ...]:
    """Return the events with a letter each; after Z the letters double."""
    return tuple(
        Tick(
            (event.on - report.from_night).days,
            _LETTERS[number % len(_LETTERS)] * (number // len(_LETTERS) + 1),
            _SHAPES.get(event.kind, "other"),
            event_words(event),
        )
        for number, event in enumerate(report.events)
    )


# ---------------------------------------------------------------------- the table per step


_STEP_GROUPS = (
    ColumnGroup(
        "Kratom",
        (
            Column("plan g", "planned grams a day"),
            Column("taken g", "grams taken a day, median"),
            Column("doses", "doses a day, median"),
            Column("gap h", "longest gap between doses, hours"),
            Column("days", "days logged of days"),
        ),
    ),
    ColumnGroup(
        "Legs 0–10",
        (
            Column("median (IQR)", "severity, median and quartiles", right=False),
            Column("≥ 7", "share of nights at 7 or more"),
            Column("nights", "nights with a score of nights"),
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
    "Kratom: medians of the days logged; the longest gap of any of them, in hours. IQR: first and third quartile.",
    "TST total sleep time (h:min). In minutes: SOL to fall asleep, WASO awake in the night, pacing on the feet.",
    "Nights of sleep are those with a known TST; SOL, WASO, pacing and SE rest on the nights in which each is known.",
    f"SE = {wording.DEFINITIONS['se_dse']}",
    f"{MISSING} not known; or known on fewer than 5 days or nights: no median. Empty: no target in force.",
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


def _steps_title(report: Report, plans: Sequence[Plan]) -> str:
    named = f", plan “{user_text(plans[-1].name)}”" if len(plans) == 1 and report.by == "step" else ""
    return f"{report.by.capitalize()} by {report.by}{named}"


def _steps(report: Report) -> Grid:
    last = report.before_night
    heading = report.by.capitalize()
    first = ColumnGroup("", (Column(heading, right=False), Column("Dates", right=False)))
    rows = _under_headings(
        (group, Row(_name(group), _step_cells(group, report), group.kind, last=group.before_day == last))
        for group in report.groups
    )
    caption = f"Medians of each {report.by}, with the days and nights they rest on."
    return Grid(caption, (first, *_step_groups(report)), rows)


def _step_cells(group: Group, report: Report) -> tuple[str, ...]:
    of, taken = group.figures, group.taken
    return (
        _dates(group, report),
        target_cell(report, group),
        group_amount(report, group, taken.total.median),
        humanize.number(taken.doses.median),
        humanize.hours(taken.longest_gap_min),
        f"{taken.total.n}/{of.possible}",
        legs_median(of.severity),
        share(of.severity),
        f"{of.severity.n}/{of.possible}",
        median_slept(of),
        humanize.number(of.sol_min.median, 0),
        humanize.number(of.waso_min.median, 0),
        humanize.number(of.pacing_min.median, 0),
        humanize.percent(of.se_dse_pct.median),
        f"{nights_slept(of)}/{of.possible}",
    )


def _under_headings(rows: Iterable[tuple[Group, Row]]) -> tuple[Row, ...]:
    """Return the rows; if there are several plans, each one's name stands above its first step."""
    made: list[Row] = []
    plan: str | None = None
    for group, row in rows:
        if group.kind == "step" and group.plan_named is not None and group.plan_named != plan:
            plan = group.plan_named
            made.append(Row(f"Plan {user_text(plan)}", (), "plan"))
        made.append(row)
    return tuple(made)


def _name(group: Group) -> str:
    """Return the short name of a group, whose dates stand beside it: `step 3` → `3`, `week of 2026-11-02` → `week`."""
    if group.step_number is not None:
        return str(group.step_number)
    return group.label if group.kind == "month" else _KINDS.get(group.kind, group.kind)


def _full_name(group: Group) -> str:
    """Return the name of a group for text without headings: a step of several plans names its plan."""
    return _name(group) if group.plan_named is None else user_text(group.label)


def _dates(group: Group, report: Report) -> str:
    long = (report.before_night - report.from_night).days > _DAYS_A_YEAR
    return humanize.day_range(group.from_day, group.before_day - A_DAY, with_year=long)


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


def _trend_limits(report: Report) -> tuple[str, ...]:
    _, *further = trend_lines(report)
    of_trend = (*further, wording.ONLY_A_LINE) if report.trend.strength else tuple(further)
    if any(group.kind == "step" for group in report.groups):
        return (*of_trend, settling_words(report), *([wording.RISE_IS_COMMON] if is_of_kratom(report) else []))
    return of_trend


# ---------------------------------------------------------------------- when it began, and where


def _onset(report: Report) -> Grid | None:
    found = [(group, _parts(group, report)) for group in report.groups]
    if not any(group.figures.onset_min.n or parts for group, parts in found):
        return None
    groups = (
        ColumnGroup(
            "",
            (
                Column(report.by.capitalize(), right=False),
                Column("began", "clock time at which it began, median"),
                Column("nights", "nights with a time"),
                Column("where, nights", "body parts named, and on how many nights", right=False),
            ),
        ),
    )
    rows = _under_headings(
        (
            group,
            Row(
                _name(group) if group.kind != "week" else _dates(group, report),
                (onset(group.figures), str(group.figures.onset_min.n), _part_counts(parts)),
                group.kind,
                last=group.before_day == report.before_night,
            ),
        )
        for group, parts in found
    )
    return Grid(f"Median clock time of each {report.by}, and the body parts named.", groups, rows)


def _parts(group: Group, report: Report) -> dict[str, int]:
    """Return body part → number of nights of the group on which it is named."""
    found: dict[str, int] = {}
    for record in report.records:
        if group.from_day <= record.night_of < group.before_day and record.rating is not None:
            for part in record.rating.body_parts:
                found[part] = found.get(part, 0) + 1
    return found


def _part_counts(parts: dict[str, int]) -> str:
    ordered = sorted(parts.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{user_text(part)} {nights}" for part, nights in ordered) or MISSING


def _onset_notes(report: Report, plans: Sequence[Plan]) -> tuple[str, ...]:
    before, latest, when, _ = sides(report, plans)
    here, there = figures(latest), figures(before)
    if here.onset_min.median is None or there.onset_min.median is None:
        return (wording.ONSET_IS_OBSERVED,)
    was, now = (humanize.plural(of.onset_min.n, "night") for of in (there, here))
    began = f"Began at {onset(there)} {when} (median of {was}), at {onset(here)} in the latest {len(latest)} ({now})."
    return began, wording.ONSET_IS_OBSERVED


# ---------------------------------------------------------------------- limits


def _limits(report: Report, beside: PageInputs) -> tuple[str, ...]:
    severity, overall = report.overall.severity, report.overall
    lines = [
        f"Severity is missing on {severity.missing} of {humanize.plural(overall.possible, 'night')}{_reasons(report)}."
    ]
    if overall.recalled:
        lines.append(
            f"{humanize.plural(overall.recalled, 'night')} entered more than 36 h after waking (hollow circles)."
        )
    else:
        lines.append("No night was entered more than 36 h after waking.")
    if beside.corrected is not None:
        many = humanize.plural(beside.corrected, "entry", "entries") if beside.corrected else "No entry"
        was = "was" if beside.corrected <= 1 else "were"
        lines.append(
            f"{many} of this range {was} changed or taken away after being stored; the diary keeps each change."
        )
    return (wording.REPORT_LIMITS, *lines, *_other_exposures(report), wording.NOT_A_DEVICE)


def _other_exposures(report: Report) -> Iterator[str]:
    """Yield what was taken of other substances than the steps are of; and of theirs, on days of another plan's step."""
    yield from _leaf_elsewhere(report)
    for each in report.overall.apart:
        name = humanize.substance(each.substance)
        own = [group for group in report.groups if group.substance == each.substance]
        if not own:
            days = humanize.plural(each.taken, "day")
            yield wording.other_substance_on(name, days, is_product=not is_medicine(each.substance))
            yield f"{humanize.other_substance_period_line(each)}."
            continue
        besides = find_totals(other_substance_totals(_days_outside(report, own)), each.substance)
        if besides is not None and besides.taken:
            yield wording.other_substance_besides(name, humanize.plural(besides.taken, "day"))
            yield f"{humanize.other_substance_period_line(besides)}."


def _leaf_elsewhere(report: Report) -> Iterator[str]:
    """Yield what was taken of leaf on days that no row of the table of steps tells it of."""
    if not report.shows_units:
        return
    own = [group for group in report.groups if group.substance == LEAF]
    totals = [day.total_mg for day in _days_outside(report, own)]
    taken = [total for total in totals if total]
    if taken:
        of, days = "kratom leaf", humanize.plural(len(taken), "day")
        yield (
            wording.other_substance_besides(of, days) if own else wording.other_substance_on(of, days, is_product=False)
        )
        least, most = humanize.grams(min(taken)), humanize.grams(max(taken))
        without = sum(total == 0 for total in totals)
        said = f"; without on {humanize.plural(without, 'day')}" if without else ""
        yield f"Kratom leaf: on {days}, {least if least == most else f'{least} to {most}'} g a day{said}."


def _days_outside(report: Report, own: Sequence[Group]) -> list[DoseDay]:
    """Return the days of a report that lie in none of some groups."""
    return [
        record.kratom
        for record in report.records
        if not any(group.from_day <= record.night_of < group.before_day for group in own)
    ]


def _reasons(report: Report) -> str:
    """Return the reasons for missing scores: `: asleep 1, away 2, nothing entered 8`."""
    found: dict[str, int] = {}
    for record in report.records:
        if record.severity is None:
            reason = (record.rating.missed if record.rating else None) or "nothing entered"
            found[reason] = found.get(reason, 0) + 1
    return f": {', '.join(f'{user_text(reason)} {count}' for reason, count in sorted(found.items()))}" if found else ""
