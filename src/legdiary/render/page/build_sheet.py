"""A report as the clinician's page: makes the value `Sheet`, the first sheet and the details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import __version__, humanize, wording
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.reports.summary.summary import FIRST_SYMPTOMS
from legdiary.domain.time.moments import A_DAY
from legdiary.humanize import user_text
from legdiary.render.page.charts.from_report import make_picture
from legdiary.render.page.details.parts import details
from legdiary.render.page.details.tables import totals_line
from legdiary.render.page.first_sheet.headlines import headlines
from legdiary.render.page.first_sheet.paper import fit
from legdiary.render.page.first_sheet.stretch_tables import stretch_tables, stretches_rule, stretches_title
from legdiary.render.page.first_sheet.target_bar import target_bars
from legdiary.render.page.sheet import PAGE_VERSION, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.app.page import PageInputs
    from legdiary.domain.input.paper import Paper
    from legdiary.domain.reports.day_pattern.typical_day import TypicalDay
    from legdiary.domain.reports.report import Report
    from legdiary.domain.taper.plan import Plan


def build_sheet(report: Report, beside: PageInputs, paper: Paper = "a4") -> Sheet:
    """Return the page of a report, laid out for a paper."""
    first, last = report.from_night, report.before_night - A_DAY
    span = humanize.day_range(first, last)
    return fit(
        Sheet(
            title=f"Restless legs{_title_of(beside.plans)}, {span}",
            name=user_text(beside.name) if beside.name else None,
            range=span,
            by=report.by,
            made=f"{humanize.short_date(beside.made_on)}, legdiary {__version__}, page version {PAGE_VERSION}",
            made_on=beside.made_on,
            paper=paper,
            question=user_text(beside.question) if beside.question else None,
            headlines=headlines(report),
            totals=totals_line(beside.measures),
            targets=target_bars(report),
            picture=make_picture(report),
            typical=_typical(report),
            typical_unit=_unit_of(report),
            stretches_title=stretches_title(report),
            stretches_rule=stretches_rule(report),
            stretches=stretch_tables(report, FIRST_SYMPTOMS),
            all_stretches=stretch_tables(report),
            foot=_foot(report),
            details=details(report, beside),
            help=(wording.SEEK_HELP_NOW, wording.SEEK_HELP_SOON),
        )
    )


def _title_of(plans: Sequence[Plan]) -> str:
    """Return ` and kratom taper`, ` and taper of 7-OH, kratom leaf`, ` and plan of gabapentin`; empty without plans."""
    words = {plan.of for plan in plans}
    if words <= {LEAF}:
        return " and kratom taper" if words else ""
    what = "plan" if all(map(is_medicine, words)) else "taper"
    names = dict.fromkeys("kratom leaf" if plan.of == LEAF else humanize.substance(plan.of) for plan in plans)
    return f" and {what} of {', '.join(names)}"


def _typical(report: Report) -> tuple[TypicalDay, ...]:
    """Return the typical days; none where nothing is known of the hours of any."""
    days = report.typical_days
    return days if any(day.doses.n or day.onset.n or day.bed.n for day in days) else ()


def _unit_of(report: Report) -> str | None:
    """Return the unit in which the doses of the typical days are told: that of their plan."""
    words = {day.substance for day in report.typical_days}
    return next((each.unit for each in report.summary.target_days if each.substance in words), None)


def _foot(report: Report) -> str:
    """Return what the first sheet rests on."""
    overall = report.overall
    return wording.sheet_foot(
        humanize.plural(overall.possible, "night"),
        severity=overall.severity.n,
        sleep=overall.tst_min.n,
        at_most=overall.bounded.n,
    )
