"""The week report on a terminal: one screen at 80 columns, readable at 40."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from legdiary import humanize
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.dose_totals import in_order
from legdiary.domain.reports.other_substances import find_totals
from legdiary.domain.stats.descriptive import Middle, is_too_few
from legdiary.humanize import MISSING, user_text
from legdiary.render.terminal.layout import (
    ACCENT,
    DIM,
    STRONG,
    Column,
    Span,
    bar,
    line,
    severity_style,
    table,
    table_in_parts,
    wrapped,
)
from legdiary.render.terminal.report.events import event_sentence
from legdiary.render.terminal.report.sleep_bounds import AT_MOST, bounds_line, median_slept, nights_slept, sleep_time
from legdiary.wording import HELP_FOOT, LIMITS, NO_MEDIAN, TST_AT_MOST, WEEK_COLUMNS, magnesium_above

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from legdiary.domain.reports.dose_totals import DoseDay, OtherSubstanceDay
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.week import CurrentStep, Summary, WeekReport
    from legdiary.domain.stats.descriptive import Level
    from legdiary.domain.taper.phases import Phase
    from legdiary.render.terminal.layout import (
        Line,
        Page,
    )

_WIDE_BAR, _NARROW_BAR = 10, 10
_SCORE_MOST = 10
_LONGEST_TITLE = 12


def week_text(report: WeekReport, page: Page) -> list[Line]:
    """Return the report as lines no wider than the page."""
    last = report.before_night - timedelta(days=1)
    logged = report.summary.severity.n
    title = line(
        Span("Week ", STRONG),
        Span(humanize.day_range(report.from_night, last), STRONG),
        Span(f"   severity on {logged} of {len(report.nights)} nights", DIM),
    )
    if page.narrow:
        title = [title[0], title[1]]
    body = _narrow_lines(report, page) if page.narrow else _wide_lines(report, page)
    return [title, [], *body, *_foot(report, page)]


def _wide_lines(report: WeekReport, page: Page) -> list[Line]:
    columns = (
        Column("night", right=False), Column("legs 0–10", right=False), Column("sleep"), Column("eff."),
        Column(_main_title(report)), Column("target", right=False), Column("doses"), Column("gap h"), Column("Mg mg"),
    )  # fmt: skip
    rows = [
        [
            Span(humanize.day(night.night_of), night=night.night_of),
            _severity(night, _WIDE_BAR, page),
            Span(sleep_time(night.figures)),
            Span(humanize.percent(night.figures.se_dse_pct if night.figures else None)),
            *(Span(cell) for cell in _main_cells(night.kratom, report.main)),
            Span(humanize.number(night.magnesium_mg)),
        ]
        for night in report.nights
    ]
    summaries = [
        _summary_row("median", report.summary, report.main, STRONG),
        _count_row(report.summary, report.main),
        _summary_row("7 before", report.previous, report.main, ""),
        _count_row(report.previous, report.main),
    ]
    return table_in_parts(columns, rows, summaries)


def _summary_row(name: str, of: Summary, main: str, style: str) -> list[Span]:
    shown = _main_figures(of, main)
    return [
        Span(name, style),
        Span(_middle_severity(of), style),
        Span(median_slept(of), style),
        Span(humanize.percent(of.se_dse_pct.median), style),
        Span(shown.total, style),
        Span(shown.target, style),
        Span(humanize.number(shown.doses.median), style),
        Span(""),
        Span(humanize.number(of.magnesium_mg.median), style),
    ]


def _count_row(of: Summary, main: str) -> list[Span]:
    shown = _main_figures(of, main)
    counts = (nights_slept(of), of.se_dse_pct.n, shown.n)
    return [
        Span("  nights", DIM),
        Span(f"{of.severity.n}", DIM),
        *(Span(str(n), DIM) for n in counts),
        Span(""),
        Span(str(shown.doses.n), DIM),
        Span(""),
        Span(str(of.magnesium_mg.n), DIM),
    ]


def _narrow_lines(report: WeekReport, page: Page) -> list[Line]:
    columns = (
        Column("night", right=False),
        Column("legs", right=False),
        Column("sleep"),
        Column(_main_title(report), right=False),
    )
    rows = [
        [
            Span(humanize.weekday_number(night.night_of), night=night.night_of),
            _severity(night, _NARROW_BAR, page),
            Span(sleep_time(night.figures)),
            Span(" ".join(_main_cells(night.kratom, report.main)[:2]).rstrip()),
        ]
        for night in report.nights
    ]
    lines = table(columns, rows, gap=" ")
    for name, of in (("These 7 nights", report.summary), ("The 7 before", report.previous)):
        shown = _main_figures(of, report.main)
        lines += [[], [Span(name, STRONG)]]
        lines += [
            line(f"  legs    {_middle_severity(of)}", Span(f"  n {of.severity.n}", DIM)),
            line(f"  sleep   {median_slept(of)}", Span(f"  n {nights_slept(of)}", DIM)),
            line(f"  effic.  {humanize.percent(of.se_dse_pct.median)}", Span(f"  n {of.se_dse_pct.n}", DIM)),
            line(
                f"  {shown.name:<7} {shown.total} {shown.target}".rstrip()
                + ("" if shown.total == MISSING else f" {shown.unit}"),
                Span(f"  n {shown.n}", DIM),
            ),
            line(f"  doses   {humanize.number(shown.doses.median)}", Span(f"  n {shown.doses.n}", DIM)),
            line(
                f"  Mg      {humanize.number(of.magnesium_mg.median)}"
                + ("" if of.magnesium_mg.median is None else " mg"),
                Span(f"  n {of.magnesium_mg.n}", DIM),
            ),
        ]
    return lines


class _MainFigures(NamedTuple):
    """What the columns of the main substance say of some nights: its name and unit, median, target, counts."""

    name: str
    unit: str
    total: str
    target: str
    n: int
    doses: Middle


def _main_figures(of: Summary, main: str) -> _MainFigures:
    if main == LEAF:
        target = f"/ {humanize.grams(of.target_mg.median)}" if of.target_mg.n else ""
        return _MainFigures(
            "kratom", "g", humanize.grams(of.kratom_mg.median), target, of.kratom_mg.n, of.doses_per_day
        )
    found = find_totals(of.apart, main)
    if found is None:
        return _MainFigures(humanize.substance(main), "mg", MISSING, "", 0, Middle(0, None))
    target = f"/ {humanize.substance_number(found.target_ug.median, found.unit)}" if found.target_ug.n else ""
    return _MainFigures(
        humanize.substance(main),
        humanize.unit_name(found.unit),
        humanize.substance_number(found.total_ug.median, found.unit),
        target,
        found.total_ug.n,
        found.doses,
    )


def _main_title(report: WeekReport) -> str:
    """Return the heading of the column of amounts: `kratom g`, `7-OH mg`; of a long name only its unit."""
    known = {_main_figures(of, report.main).unit for of in (report.previous, report.summary)}
    name = "kratom" if report.main == LEAF else humanize.substance(report.main)
    unit = "g" if report.main == LEAF else "µg" if "µg" in known else "mg"
    return f"{name} {unit}" if len(name) <= _LONGEST_TITLE else unit


def _main_cells(taken: DoseDay, main: str) -> tuple[str, str, str, str]:
    """Return a day's total, target, doses and longest gap of the substance that the table is about."""
    if main == LEAF:
        return (
            humanize.grams(taken.total_mg), _target(taken),
            humanize.number(taken.doses), humanize.hours(taken.longest_gap_min),
        )  # fmt: skip
    found = next((each for each in taken.apart if each.substance == main), None)
    if found is None:
        return MISSING, "", MISSING, MISSING
    target = "" if found.target_ug is None else f"/ {humanize.substance_number(found.target_ug, found.unit)}"
    return (
        humanize.substance_number(found.total_ug, found.unit), target,
        humanize.number(found.doses), humanize.hours(found.longest_gap_min),
    )  # fmt: skip


def _severity(night: NightRecord, cells: int, page: Page) -> Span:
    score = night.severity
    mark = "*" if night.recalled else " "
    if score is None:
        missed = night.rating.missed if night.rating else None
        return Span(f" {MISSING}{mark}{missed or ''}", DIM)
    return Span(f"{score:>2}{mark}{bar(score, _SCORE_MOST, cells, page.glyphs)}", severity_style(score))


def _middle_severity(of: Summary) -> str:
    level = of.severity
    if level.median is None:
        return f" {MISSING}"
    return f"{humanize.number(level.median):>2} ({humanize.number(level.q1)}–{humanize.number(level.q3)})"


def _target(kratom: DoseDay) -> str:
    return "" if kratom.target_mg is None else f"/ {humanize.grams(kratom.target_mg)}"


def _foot(report: WeekReport, page: Page) -> list[Line]:
    lines: list[Line] = [[]]
    last = report.before_night - timedelta(days=1)
    severity, before = report.summary.severity, report.previous.severity
    lines += wrapped(
        f"Legs at 7 or more: {_nights_at_7(severity, 'night')}; before: {_nights_at_7(before)}. "
        f"Missing: {severity.missing}; before: {before.missing}.",
        page.width,
    )
    if not any(_has_entries(night) for night in report.nights):
        lines = [[], *wrapped("Nothing is logged in these seven nights.", page.width)]
    lines += _apart_lines(report, page)
    for plan in report.plans:
        lines += wrapped(taper_sentence(plan), page.width, style=ACCENT)
    if report.phase is not None:
        lines += wrapped(phase_sentence(report.phase, last), page.width, style=ACCENT)
    # The lines above already say where a plan stands; its begin or end would only repeat that. The end of one plan
    # while others of other substances go on is in none of them.
    told = {"ended"} if any(plan.substance != LEAF for plan in report.plans) else set()
    changed = [event_sentence(event) for event in report.events if event.kind != "plan" or event.change in told]
    lines = _append_sentences(lines, changed, page)
    if report.summary.days_above_limit:
        above, of = report.summary.days_above_limit, report.summary.magnesium_mg.n
        lines += wrapped(magnesium_above(above, of), page.width)
    lines += wrapped(" ".join(_legend(report)), page.width, style=DIM)
    return lines + wrapped(HELP_FOOT, page.width)


def _append_sentences(lines: list[Line], sentences: Iterable[str], page: Page) -> list[Line]:
    """Return the lines with sentences added to the last one, as many as fit; others get lines of their own."""
    made = list(lines)
    for sentence in sentences:
        used = sum(len(span.text) for span in made[-1])
        if used and used + 1 + len(sentence) <= page.width:
            made[-1] = [*made[-1], Span(f" {sentence}")]
        else:
            made += wrapped(sentence, page.width)
    return made


def _legend(report: WeekReport) -> list[str]:
    """Return the sentences that explain this week's signs and columns, only those that are shown."""
    told = [WEEK_COLUMNS]
    if report.summary.bounded.n or report.previous.bounded.n:
        found = bounds_line(report.summary.bounded, report.nights)
        told.append(f"{AT_MOST} {TST_AT_MOST}{f' ({found})' if found else ''}.")
    if report.summary.recalled:
        told.append("* entered more than 36 h after waking.")
    if any(is_too_few(n) for of in (report.summary, report.previous) for n in _counts(of, report.main)):
        told.append(NO_MEDIAN)
    return [*told, LIMITS]


def _counts(of: Summary, main: str) -> tuple[int, ...]:
    shown = _main_figures(of, main)
    return of.counts if main == LEAF else (*of.counts, shown.n, shown.doses.n)


def _apart_lines(report: WeekReport, page: Page) -> list[Line]:
    """Return each substance kept apart from leaf, day by day: the table's grams are of leaf alone."""
    lines: list[Line] = []
    before = {each.substance: each.taken for each in report.previous.apart}
    for name in in_order({each.substance for each in (*report.previous.apart, *report.summary.apart)} - {report.main}):
        days = [
            f"{humanize.day(night.night_of)} {_other_day(each)}"
            for night in report.nights
            for each in night.kratom.apart
            if each.substance == name and each.is_known
        ]
        told = ", ".join(days) or "on none of these days"
        lines += wrapped(
            f"{humanize.substance(name)}, apart: {told}; before: on {humanize.plural(before.get(name, 0), 'day')}.",
            page.width,
        )
    return lines


def _other_day(of: OtherSubstanceDay) -> str:
    """Return `20 mg`, `52.5 mg in 4 doses / 50.5`, `none`, `1 tablet / 300`."""
    if not of.doses:
        told = "none"
    elif of.uncounted:
        told = user_text(", ".join(of.uncounted))
    else:
        told = humanize.substance_amount(of.total_ug, of.unit)
        told += f" in {humanize.plural(of.doses, 'dose')}" if of.doses > 1 else ""
    return told if of.target_ug is None else f"{told} / {humanize.substance_number(of.target_ug, of.unit)}"


def _has_entries(night: NightRecord) -> bool:
    return bool(night.rating or night.sleep or night.kratom.is_anything_known or night.magnesium_mg is not None)


def _nights_at_7(of: Level, noun: str | None = None) -> str:
    return f"{of.at_7_plus if of.n else MISSING} of {humanize.plural(of.n, noun) if noun else of.n}"


def taper_sentence(taper: CurrentStep) -> str:
    """Return the position of a day in its plan, in one sentence."""
    position = taper.position
    doses = position.step.doses_per_day
    now = (
        f"{_plan_name(taper)}: step {position.step_number} of {position.of}, "
        f"{humanize.planned_amount(taper.substance, position.step.target, taper.unit)} a day"
        + (f" in {humanize.plural(doses, 'dose')}" if doses else "")
        + f" since {humanize.day(position.step.starts_on)} (day {position.days_in_step})"
    )
    if position.next_change is None:
        return f"{now}; the last step."
    following = humanize.planned_amount(taper.substance, position.next_target, taper.unit)
    return f"{now}; {following} from {humanize.day(position.next_change)}."


def coin_sentence(taper: CurrentStep) -> str:
    """Return what is known of the pair of weeks that has the day; empty without one."""
    pair = taper.pair
    if pair is None:
        return ""
    where = f"pair {pair.number} of {taper.pairs}"
    if pair.is_drawn:
        return f"The coin chose the {pair.state} week of {where} for the cut."
    return f"{where.capitalize()} of the coin's weeks has begun; the coin is not tossed yet: legdiary taper coin"


def _plan_name(taper: CurrentStep) -> str:
    """Return `Taper “down”`; of another substance than leaf `Taper “down” of 7-OH`, `Plan “nights” of gabapentin`."""
    what, name = _what_and_name(taper.plan, taper.substance)
    return f"{what.capitalize()} {name}"


def _what_and_name(plan: str, word: str) -> tuple[str, str]:
    """Return `taper` or, of a medicine, `plan`; and the name with its substance, if that is not leaf."""
    if word == LEAF:
        return "taper", f"“{user_text(plan)}”"
    from legdiary.domain.entries.substances import is_medicine

    return "plan" if is_medicine(word) else "taper", f"“{user_text(plan)}” of {humanize.substance(word)}"


def phase_sentence(phase: Phase, day: date) -> str:
    """Return the position of a day outside its plan: before it, in its follow-up, or after that."""
    plan = phase.plan
    if plan is None or phase.kind == "step":
        return ""
    what, name = _what_and_name(plan.name, plan.of)
    if phase.kind == "baseline":
        return f"Baseline: {what} {name} starts on {humanize.long_day(plan.starts_on)}."
    if plan.ended_on is None:
        return ""
    if phase.following is not None:
        ended, starts = (
            humanize.long_day(plan.ended_on - timedelta(days=1)),
            humanize.long_day(phase.following.starts_on),
        )
        return (
            f"Between two plans: {what} {name} ended on {ended}, "
            f"{_what_and_name(phase.following.name, phase.following.of)[1]} starts on {starts}."
        )
    last_day = humanize.long_day(plan.ended_on - timedelta(days=1))
    number = (day - plan.ended_on).days + 1
    if phase.kind == "follow-up":
        return f"Follow-up of {what} {name}: day {number} of three months; the plan's last day was {last_day}."
    return f"{what.capitalize()} {name} ended on {last_day}; its three months of follow-up are over."
