"""One month on a terminal: its nights as a calendar, its weeks as medians with the number of nights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.screen_report import taken_of
from legdiary.domain.time.moments import A_DAY
from legdiary.render.terminal.layout import Column, Span, fits, table, wrapped
from legdiary.render.terminal.report.phrases import legs_median, share
from legdiary.render.terminal.report.sleep_bounds import bounds_of_report, median_slept, nights_slept
from legdiary.render.terminal.styles import HEADING, HINT
from legdiary.render.terminal.views.calendar import month_heat
from legdiary.wording import LIMITS

if TYPE_CHECKING:
    from legdiary.domain.reports.screen_report import Figures, ScreenGroup, ScreenReport
    from legdiary.domain.stats.descriptive import Middle
    from legdiary.render.terminal.layout import Line, Page

_ALL = "whole month"


def month_text(report: ScreenReport, page: Page) -> list[Line]:
    """Return a report of one month by weeks: the calendar, a line a week, a line for the whole month."""
    rows = [(Span(_week(group), night=group.before_day - A_DAY), group.figures) for group in report.groups]
    rows.append((Span(_ALL, HEADING), report.overall))
    lines = [*month_heat(report.records, page), []]
    main = report.groups[0].substance
    lines += _narrow_lines(rows, main) if page.narrow else _wide_lines(rows, main, page)
    legs = "" if page.narrow else " After legs, the middle half of the nights in brackets."
    about = f"Medians; n and brackets: the nights with a value.{legs}"
    for each in report.overall.apart if main == LEAF else ():
        lines += [[], *wrapped(f"{humanize.other_substance_period_line(each)}.", page.width)]
    return [*lines, [], *wrapped(f"{about} {bounds_of_report(report)} {LIMITS}", page.width, style=HINT)]


def _week(group: ScreenGroup) -> str:
    """Return the days of a week that lie in the month: `16–22 Nov`."""
    return humanize.day_range(group.from_day, group.before_day - A_DAY, with_year=False)


def _wide_lines(rows: list[tuple[Span, Figures]], main: str, page: Page) -> list[Line]:
    columns = (
        Column("week", right=False), Column("legs 0–10", right=False), Column("n"), Column("≥7"), Column("sleep"),
        Column("eff."), Column(_title(main)), Column("Mg mg"),
    )  # fmt: skip
    cells = [[name, *(Span(cell, name.style) for cell in _cells(of, main))] for name, of in rows]
    lines = table(columns, cells)
    return lines if fits(lines, page) else table(columns, cells, gap=" ")


def _cells(of: Figures, main: str) -> tuple[str, ...]:
    return (
        legs_median(of.severity), f"{of.severity.n}/{of.possible}",
        share(of.severity),
        f"{median_slept(of)} ({nights_slept(of)})", _on(humanize.percent(of.se_dse_pct.median), of.se_dse_pct),
        _taken(of, main), _on(humanize.number(of.magnesium_mg.median),
        of.magnesium_mg),
    )  # fmt: skip


def _narrow_lines(rows: list[tuple[Span, Figures]], main: str) -> list[Line]:
    columns = (Column("week", right=False), Column("legs"), Column("n"), Column("sleep"), Column(_title(main)))
    cells = [[name, *(Span(cell, name.style) for cell in _narrow_cells(of, main))] for name, of in rows]
    return table(columns, cells, gap=" ")


def _narrow_cells(of: Figures, main: str) -> tuple[str, ...]:
    return (
        humanize.number(of.severity.median), f"{of.severity.n}/{of.possible}",
        f"{median_slept(of)} ({nights_slept(of)})", _taken(of, main),
    )  # fmt: skip


def _title(main: str) -> str:
    return "kratom g" if main == LEAF else f"{humanize.substance(main)} mg"


def _taken(of: Figures, main: str) -> str:
    total = taken_of(of, main).total
    return _on(humanize.grams(total.median) if main == LEAF else humanize.substance_number(total.median), total)


def _on(told: str, of: Middle) -> str:
    return f"{told} ({of.n})"
