"""The week report on a terminal: one screen at 80 columns, readable at 40."""

from __future__ import annotations

from datetime import timedelta

from legdiary import humanize
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.dose_totals import in_order
from legdiary.domain.stats.descriptive import is_too_few
from legdiary.humanize import user_text
from legdiary.render.terminal.layout import Span, wrapped
from legdiary.render.terminal.report.events import event_sentence
from legdiary.render.terminal.report.sleep_bounds import AT_MOST, bounds_line
from legdiary.render.terminal.styles import HEADING, HINT, TARGET
from legdiary.render.terminal.views.plan_sentences import phase_sentence, taper_sentence
from legdiary.render.terminal.views.week_table import EFFICIENCY, table_counts, week_table
from legdiary.wording import (
    AFTER_36_H,
    EFFICIENCY_MEANS,
    HALF_OF_NIGHTS,
    NO_MEDIAN,
    NOT_LOGGED_SIGN,
    TST_AT_MOST,
    by_how_much,
    legs_of_two_weeks,
    magnesium_above,
    tonight_is_not_in_it,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from legdiary.domain.reports.dose_totals import OtherSubstanceDay
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.week import UnderWay, WeekReport
    from legdiary.render.terminal.layout import Line, Page
    from legdiary.render.terminal.views.week_table import WeekTable

#: Kinds of entries, as a person calls them; a substance is called by its own name.
_LOGGED = {"night": "legs", "sleep": "sleep", LEAF: "kratom", "magnesium": "magnesium", "factor": "factors",
           "symptom": "symptoms"}  # fmt: skip


def week_text(report: WeekReport, page: Page) -> list[Line]:
    """Return the report as lines no wider than the page."""
    last = report.before_night - timedelta(days=1)
    logged = f"{report.summary.severity.n} of {len(report.nights)} nights"
    if page.narrow:
        title = f"Week {humanize.day_range(report.from_night, last, with_year=False)}, legs on {logged}"
    else:
        title = f"Week {humanize.day_range(report.from_night, last)}: legs logged on {logged}"
    table = week_table(report, page)
    return [*wrapped(title, page.width, style=HEADING), [], *table.lines, *_foot(report, page, table)]


def _foot(report: WeekReport, page: Page, table: WeekTable) -> list[Line]:
    lines: list[Line] = [[]]
    last = report.before_night - timedelta(days=1)
    if any(_has_entries(night) for night in report.nights):
        lines += wrapped(_legs_sentence(report), page.width)
    else:
        lines += wrapped("Nothing is logged on these seven nights.", page.width)
    lines += _apart_lines(report, page)
    for plan in report.plans:
        lines += wrapped(taper_sentence(plan), page.width, style=TARGET)
    if report.phase is not None:
        lines += wrapped(phase_sentence(report.phase, last), page.width, style=TARGET)
    # The lines above already say where a plan stands; its begin or end would only repeat that. The end of one plan
    # while others of other substances go on is in none of them.
    told = {"ended"} if any(plan.substance != LEAF for plan in report.plans) else set()
    changed = [event_sentence(event) for event in report.events if event.kind != "plan" or event.change in told]
    lines = _append_sentences(lines, changed, page)
    if report.summary.days_above_limit:
        above, of = report.summary.days_above_limit, report.summary.magnesium_mg.n
        lines += wrapped(magnesium_above(above, of), page.width)
    if report.unsettled is not None:
        from legdiary.render.terminal.unsettled import unsettled_lines

        lines += unsettled_lines(report.unsettled, page)
    lines += wrapped(" ".join(_legend(report, table)), page.width, style=HINT)
    if report.under_way is not None:
        lines += _tonight_lines(report.under_way, page)
    return lines


def _legs_sentence(report: WeekReport) -> str:
    """Return how the legs of the seven nights differ from those of the seven before; empty without any score."""
    here, before = report.summary.severity, report.previous.severity
    if not here.n and not before.n:
        return ""
    change = "" if here.median is None or before.median is None else by_how_much(here.median - before.median)
    return legs_of_two_weeks(report.legs.result, change, here.n, before.n)


def _tonight_lines(of: UnderWay, page: Page) -> list[Line]:
    """Return that the night under way is stored, though the week ends before it; the command stays whole."""
    logged = dict.fromkeys(_LOGGED[word] if word in _LOGGED else humanize.substance(word) for word in of.logged)
    told, command = tonight_is_not_in_it(", ".join(logged)), "legdiary week tonight"
    if len(told) + 1 + len(command) <= page.width:
        return [[Span(f"{told} "), Span(command, HINT)]]
    return [*wrapped(told, page.width), [Span(command, HINT)]]


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


def _legend(report: WeekReport, table: WeekTable) -> list[str]:
    """Return the sentences that explain the signs and columns of this week, only those that are shown."""
    summaries = (report.summary, report.previous)
    told = [NOT_LOGGED_SIGN] if table.has_dash else []
    if any(of.severity.median is not None for of in summaries):
        told.append(HALF_OF_NIGHTS)
    if EFFICIENCY in table.columns:
        told.append(EFFICIENCY_MEANS)
    if any(of.bounded.n for of in summaries):
        found = bounds_line(report.summary.bounded, report.nights)
        told.append(f"{AT_MOST} {TST_AT_MOST}{f' ({found})' if found else ''}.")
    if report.summary.recalled:
        told.append(AFTER_36_H)
    if any(is_too_few(n) for of in summaries for n in table_counts(of, report.main, table.columns)):
        told.append(NO_MEDIAN)
    return told


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
            f"{humanize.substance(name)}: {told}; before: on {humanize.plural(before.get(name, 0), 'day')}.",
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
