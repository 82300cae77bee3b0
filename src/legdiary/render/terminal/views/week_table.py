"""The table of the week report: seven nights, and the medians beside those of the seven before.

On a terminal too narrow for all columns some are left out, never squeezed: first magnesium, then the longest gap, the
doses, the efficiency.
"""

from __future__ import annotations

from legdiary import humanize
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.night import SCORE_MOST
from legdiary.domain.reports.other_substances import find_totals
from legdiary.domain.stats.descriptive import Middle
from legdiary.humanize import MISSING
from legdiary.render.terminal.layout import Column, Span, bar, fits, severity_style, table_in_parts
from legdiary.render.terminal.report.sleep_bounds import median_slept, nights_slept, sleep_time
from legdiary.render.terminal.styles import HEADING, HINT, NOT_LOGGED, NUMBER
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from legdiary.domain.reports.dose_totals import DoseDay
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.week import Summary, WeekReport
    from legdiary.render.terminal.layout import Line, Page

NIGHT, LEGS, SLEEP, EFFICIENCY, AMOUNT, DOSES, GAP, MAGNESIUM = (
    "night", "legs", "sleep", "efficiency", "amount", "doses", "gap", "magnesium",
)  # fmt: skip
_ALL: Final = (NIGHT, LEGS, SLEEP, EFFICIENCY, AMOUNT, DOSES, GAP, MAGNESIUM)
#: Columns that are left out on a narrow terminal, in this order.
_LEFT_OUT: Final = (MAGNESIUM, GAP, DOSES, EFFICIENCY)
#: The cells of a bar, the widest first.
_BARS: Final = (10, 5, 0)
_LONGEST_TITLE: Final = 12


class WeekTable(NamedTuple):
    """The lines of the table, the names of the columns that it has, and whether a value of it is not logged."""

    lines: list[Line]
    columns: tuple[str, ...]
    has_dash: bool


class _Shape(NamedTuple):
    """The columns and the length of the bars.

    Attributes:
        columns: the names of the columns.
        bar: the cells of a bar.
        is_tight: one blank between columns, and none around the stroke before a target.
    """

    columns: tuple[str, ...]
    bar: int
    is_tight: bool = False


def week_table(report: WeekReport, page: Page) -> WeekTable:
    """Return the table with as many of its columns as the page has room for."""
    shape = _Shape(_ALL, _BARS[0])
    lines = _lines(report, page, shape)
    for name in _LEFT_OUT:
        if fits(lines, page):
            break
        shape = shape._replace(columns=tuple(each for each in shape.columns if each != name))
        lines = _lines(report, page, shape)
    for cells in _BARS:
        if fits(lines, page):
            break
        shape = shape._replace(bar=cells, is_tight=True)
        lines = _lines(report, page, shape)
    return WeekTable(lines, shape.columns, any(MISSING in span.text.split() for each in lines for span in each))


def _lines(report: WeekReport, page: Page, shape: _Shape) -> list[Line]:
    columns = [_heading(name, report, shape) for name in shape.columns]
    totals = [_amount(night.kratom, report.main) for night in report.nights]
    stroke = "/" if shape.is_tight else " / "
    wide = max(len(total) for total, _ in totals)
    rows = []
    for night, (total, target) in zip(report.nights, totals, strict=True):
        cells = _night_cells(night, report.main, page, shape.bar)
        amount = f"{total.rjust(wide)}{stroke if target else ''}{target}"
        cells[AMOUNT] = Span(amount, NOT_LOGGED if total == MISSING else "")
        rows.append([cells[name] for name in shape.columns])
    summaries = [
        [cells[name] for name in shape.columns]
        for name, of, style in (("median", report.summary, NUMBER), ("7 before", report.previous, ""))
        for cells in (_median_cells(name, of, report.main, wide, style), _count_cells(of, report.main, wide))
    ]
    return table_in_parts(columns, rows, summaries, gap=" " if shape.is_tight else "  ")


def _heading(name: str, report: WeekReport, shape: _Shape) -> Column:
    if name == AMOUNT:
        return Column(_amount_title(report, shape), right=False)
    return {
        NIGHT: Column("night", right=False),
        LEGS: Column("legs 0–10", right=False),
        SLEEP: Column("sleep\nh:min"),
        EFFICIENCY: Column("eff."),
        DOSES: Column("doses"),
        GAP: Column("longest\ngap, h"),
        MAGNESIUM: Column("Mg\nmg"),
    }[name]


def _amount_title(report: WeekReport, shape: _Shape) -> str:
    """Return the heading of the column of amounts: `kratom, target` above `g a day`; of a long name only its unit."""
    known = {_main_figures(of, report.main).unit for of in (report.previous, report.summary)}
    name = "kratom" if report.main == LEAF else humanize.substance(report.main)
    unit = "g" if report.main == LEAF else "µg" if "µg" in known else "mg"
    has_target = any(_amount(night.kratom, report.main)[1] for night in report.nights)
    if shape.is_tight:
        return f"{unit}/target" if has_target else unit
    if len(name) > _LONGEST_TITLE:
        name = "taken"
    return f"{name}{', target' if has_target else ''}\n{unit} a day"


def _night_cells(night: NightRecord, main: str, page: Page, cells: int) -> dict[str, Span]:
    efficiency = humanize.percent(night.figures.se_dse_pct if night.figures else None)
    doses, gap = _doses_and_gap(night.kratom, main)
    day = humanize.weekday_number(night.night_of) if page.narrow else humanize.day(night.night_of)
    return {
        NIGHT: Span(day, night=night.night_of),
        LEGS: _severity(night, cells, page),
        SLEEP: Span(sleep_time(night.figures)),
        EFFICIENCY: Span(efficiency),
        DOSES: Span(doses),
        GAP: Span(gap),
        MAGNESIUM: Span(humanize.number(night.magnesium_mg)),
    }


def _median_cells(name: str, of: Summary, main: str, wide: int, style: str) -> dict[str, Span]:
    shown = _main_figures(of, main)
    cells = {
        NIGHT: name,
        LEGS: _middle_severity(of),
        SLEEP: median_slept(of),
        EFFICIENCY: humanize.percent(of.se_dse_pct.median),
        AMOUNT: shown.total.rjust(wide),
        DOSES: humanize.number(shown.doses.median),
        GAP: humanize.hours(shown.gap.median),
        MAGNESIUM: humanize.number(of.magnesium_mg.median),
    }
    return {
        column: Span(text, HEADING if column == NIGHT else "" if text.strip() == MISSING else style)
        for column, text in cells.items()
    }


def _count_cells(of: Summary, main: str, wide: int) -> dict[str, Span]:
    shown = _main_figures(of, main)
    counts = {
        LEGS: f"{of.severity.n:>2}",
        SLEEP: f"{nights_slept(of)}",
        EFFICIENCY: f"{of.se_dse_pct.n}",
        AMOUNT: f"{shown.n}".rjust(wide),
        DOSES: f"{shown.doses.n}",
        GAP: f"{shown.gap.n}",
        MAGNESIUM: f"{of.magnesium_mg.n}",
    }
    return {NIGHT: Span("nights", HINT), **{column: Span(text, HINT) for column, text in counts.items()}}


class _MainFigures(NamedTuple):
    """The figures of the main substance over some nights."""

    unit: str
    total: str
    n: int
    doses: Middle
    gap: Middle


def _main_figures(of: Summary, main: str) -> _MainFigures:
    if main == LEAF:
        total = humanize.grams(of.kratom_mg.median)
        return _MainFigures("g", total, of.kratom_mg.n, of.doses_per_day, of.usual_gap_min)
    found = find_totals(of.apart, main)
    if found is None:
        return _MainFigures("mg", MISSING, 0, Middle(0, None), Middle(0, None))
    total = humanize.substance_number(found.total_ug.median, found.unit)
    return _MainFigures(humanize.unit_name(found.unit), total, found.total_ug.n, found.doses, found.usual_gap_min)


def table_counts(of: Summary, main: str, columns: Sequence[str]) -> list[int]:
    """Return the number of nights behind each median that the table shows."""
    return [int(span.text) for name, span in _count_cells(of, main, 0).items() if name != NIGHT and name in columns]


def _amount(taken: DoseDay, main: str) -> tuple[str, str]:
    """Return a day's total of the main substance, and its target; empty where it has none."""
    if main == LEAF:
        target = "" if taken.target_mg is None else humanize.grams(taken.target_mg)
        return humanize.grams(taken.total_mg), target
    found = next((each for each in taken.apart if each.substance == main), None)
    if found is None:
        return MISSING, ""
    target = "" if found.target_ug is None else humanize.substance_number(found.target_ug, found.unit)
    return humanize.substance_number(found.total_ug, found.unit), target


def _doses_and_gap(taken: DoseDay, main: str) -> tuple[str, str]:
    """Return a day's doses of the main substance, and the longest time between two of them."""
    found = taken if main == LEAF else next((each for each in taken.apart if each.substance == main), None)
    if found is None:
        return MISSING, MISSING
    return humanize.number(found.doses), humanize.hours(found.longest_gap_min)


def _severity(night: NightRecord, cells: int, page: Page) -> Span:
    score = night.severity
    mark = "*" if night.recalled else " "
    if score is None:
        missed = night.rating.missed if night.rating else None
        return Span(f" {MISSING}{mark}{missed or ''}", NOT_LOGGED)
    return Span(f"{score:>2}{mark}{bar(score, SCORE_MOST, cells, page.glyphs)}", severity_style(score))


def _middle_severity(of: Summary) -> str:
    level = of.severity
    if level.median is None:
        return f" {MISSING}"
    return f"{humanize.number(level.median):>2} ({humanize.number(level.q1)}–{humanize.number(level.q3)})"
