"""The chart of a report: severity by night and, on the same time axis, the plan and the amounts taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import humanize
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.night import SCORE_MOST
from legdiary.domain.reports.summary.target_days import least_well_over
from legdiary.domain.stats.descriptive import median
from legdiary.domain.taper.plan_unit import unit_of
from legdiary.render.charts.axis import empty_lane, legend, mark_lanes, small_print, time_axis
from legdiary.render.charts.canvas import Canvas
from legdiary.render.charts.dose_plot import heading, label, plot, taken_items
from legdiary.render.charts.geometry import LEGS, LEGS_GUTTER, Chart, Day
from legdiary.render.terminal.layout import Span, severity_style, wrapped
from legdiary.render.terminal.styles import HINT
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.screen_report import ScreenGroup
    from legdiary.render.terminal.layout import Line, Page

#: The rows of severity in the chart of a full report, and the fewest and the most rows of amounts.
_SEVERITY_ROWS, _LEAST_ROWS, _MOST_ROWS = 3, 7, 14


class ChartSubstance(NamedTuple):
    """A substance that a chart has a plot of.

    Attributes:
        word: its word.
        unit: mcg where it is told in micrograms.
        scale: what a day may differ from its target by and still be on it; None for what is usual in its unit.
    """

    word: str
    unit: str | None = None
    scale: int | None = None

    @classmethod
    def of_groups(cls, groups: Iterable[ScreenGroup]) -> list[ChartSubstance]:
        """Return the substances of a report's groups in their order, each with the finest scale of its plans."""
        found: dict[tuple[str, str | None], list[int]] = {}
        for group in groups:
            scales = found.setdefault((group.substance, group.unit), [])
            scales += [] if group.scale_ug is None else [group.scale_ug]
        return [cls(word, unit, min(scales, default=None)) for (word, unit), scales in found.items()]


_LEAF = ChartSubstance(LEAF)


def severity_over_taper(
    nights: Sequence[NightRecord], page: Page, *, marks: Sequence[tuple[date, str]] = (), rows: int | None = None,
    substances: Sequence[ChartSubstance] = (_LEAF,),
) -> list[Line]:  # fmt: skip
    """Return severity and, below it on the same time axis, the plan and amounts taken.

    Args:
        nights: consecutive nights, missing ones included, oldest first.
        page: the page to lay out for.
        marks: days to be marked (a new batch, a hold, a new medicine), each with its text.
        rows: the rows of a staircase; None for as many as tell each step from the next, up to 14.
        substances: what the staircases are of, one below the other; amounts are never added over two.
    """
    if not nights:
        return wrapped("No nights in this range: there is nothing to draw.", page.width)
    substances = substances or (_LEAF,)
    charts = substance_charts(nights, page, rows or _rows_needed(nights, page, substances), substances)
    drawn = [(of, chart) for of, chart in zip(substances, charts, strict=True) if has_amounts(chart)]
    first = charts[0]
    lines: list[Line] = [*severity_rows(first, _SEVERITY_ROWS), []]
    for of, chart in drawn:
        named = len(drawn) > 1 or of.word != LEAF
        lines += [heading(chart, None, humanize.substance(of.word) if named else ""), *plot(chart, None)]
        lines += empty_lane(chart)
    lines += time_axis(first)
    lanes, texts = mark_lanes(first, marks)
    items = dict.fromkeys(item for _, chart in drawn for item in taken_items(chart))
    empty = [f"{first.glyphs.empty} nothing logged"] if any(empty_lane(chart) for _, chart in drawn) else []
    lines += [*lanes, [], *legend([*_severity_items(first), *items, *empty], page)]
    return [*lines, *texts, *small_print(drawn[0][1] if drawn else first, "night")]


def _rows_needed(nights: Sequence[NightRecord], page: Page, substances: Sequence[ChartSubstance]) -> int:
    """Return the fewest rows in which each step of the plans has another height than the next."""
    return max(chart.rows_for_steps(_MOST_ROWS) for chart in substance_charts(nights, page, _LEAST_ROWS, substances))


def substance_charts(
    nights: Sequence[NightRecord], page: Page, rows: int, substances: Sequence[ChartSubstance],
    *, gutter: int = LEGS_GUTTER, planned: bool = True,
) -> list[Chart]:  # fmt: skip
    """Return a chart of each substance, all with the same time axis and gutter.

    Args:
        nights: consecutive nights.
        page: the page to lay out for.
        rows: the rows of amounts.
        substances: the substances.
        gutter: the least width of the labels.
        planned: with the targets.
    """

    def charts(gutter: int) -> list[Chart]:
        found = []
        for of in substances:
            unit, days = unit_of(of.word, of.unit), [_day(night, of.word, planned=planned) for night in nights]
            apart = least_well_over(of.word, of.scale or unit.default_scale)
            found.append(Chart.of_days(days, nights[0].night_of, page, rows, apart, unit, gutter))
        return found

    made = charts(gutter)
    return made if len(made) == 1 else charts(max(chart.gutter for chart in made))


def _day(night: NightRecord, word: str, *, planned: bool) -> Day:
    if word == LEAF:
        target, taken = night.kratom.target_mg, night.kratom.total_mg
    else:
        of_it = next((each for each in night.kratom.apart if each.substance == word), None)
        target, taken = (None, None) if of_it is None else (of_it.target_ug, of_it.total_ug)
    return Day(target if planned else None, taken, night.severity)


def has_amounts(chart: Chart) -> bool:
    """Return whether there is a target or an amount to be drawn."""
    return any(day.target is not None or day.taken is not None for day in chart.of)


def severity_rows(chart: Chart, rows: int) -> list[Line]:
    """Return severity as bars from 0 to 10, or in ASCII as one row of digits; no bar where no score is logged."""
    if chart.page.dot_kind == "ascii":
        return [_severity_digits(chart)]
    canvas = Canvas(rows, chart.axis.columns, chart.page.dot_kind)
    # 0 has the lowest step of a bar, and 10 the highest, so that 0 is not taken for a night without a score.
    most = rows * chart.grain.bar_up - 1
    for slot in chart.axis.slots(chart.of):
        known = [day.severity for day in slot.days if day.severity is not None]
        if known:
            score = median(known)
            before = slot.before - 1 if slot.before - slot.first > chart.grain.across else slot.before
            canvas.bar(slot.first, before, 1 + int(score * most / SCORE_MOST + 0.5), severity_style(score))
    labels = {0: "0", rows - 1: f"{LEGS} {SCORE_MOST}"} if rows > 1 else {0: LEGS}
    return [[label(chart, labels.get(row, "")), *canvas.row(row)] for row in range(rows - 1, -1, -1)]


def _severity_digits(chart: Chart) -> Line:
    canvas = Canvas(1, chart.axis.columns, "ascii")
    for column, of in chart.axis.marks(chart.of):
        known = [day.severity for day in of if day.severity is not None]
        if known:
            score = median(known)
            canvas.put(0, column, chart.glyphs.cells[int(score + 0.5)], severity_style(score))
    return [Span(LEGS.ljust(chart.gutter), HINT), *canvas.row(0)]


def _severity_items(chart: Chart) -> list[str]:
    if chart.page.dot_kind == "ascii":
        return [f"{LEGS}: severity, {chart.glyphs.cells[-1]} is 10"]
    return [f"{LEGS}: severity 0–{SCORE_MOST}"]
