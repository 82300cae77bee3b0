"""The chart of a report: severity by night and, on the same time axis, the plan and the amounts taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary import humanize
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.night import SCORE_MOST
from legdiary.domain.stats.descriptive import median
from legdiary.domain.taper.plan_unit import unit_of
from legdiary.render.charts.axis import legend, mark_lanes, small_print, time_axis
from legdiary.render.charts.canvas import Canvas
from legdiary.render.charts.dose_plot import heading, plot, taken_items
from legdiary.render.charts.geometry import LEGS, Chart, Day
from legdiary.render.terminal.layout import DIM, Span, severity_style, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.report import Group
    from legdiary.render.terminal.layout import Line, Page


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
    def of_groups(cls, groups: Iterable[Group]) -> list[ChartSubstance]:
        """Return the substances of a report's groups in their order, each with the finest scale of its plans."""
        found: dict[tuple[str, str | None], list[int]] = {}
        for group in groups:
            scales = found.setdefault((group.substance, group.unit), [])
            scales += [] if group.scale_ug is None else [group.scale_ug]
        return [cls(word, unit, min(scales, default=None)) for (word, unit), scales in found.items()]


_LEAF = ChartSubstance(LEAF)


def severity_over_taper(
    nights: Sequence[NightRecord], page: Page, *, marks: Sequence[tuple[date, str]] = (), height: int = 7,
    substances: Sequence[ChartSubstance] = (_LEAF,),
) -> list[Line]:  # fmt: skip
    """Return severity as a row of cells and, below it on the same time axis, the plan and amounts taken.

    Args:
        nights: consecutive nights, missing ones included, oldest first.
        page: the page to lay out for.
        marks: days to be marked (a new batch, a hold, a new medicine), each with its text.
        height: the most rows of a staircase.
        substances: what the staircases are of, one below the other; amounts are never added over two.
    """
    if not nights:
        return wrapped("No nights in this range: there is nothing to draw.", page.width)
    substances = substances or (_LEAF,)
    charts = _charts(nights, page, height, substances)
    drawn = [(of, chart) for of, chart in zip(substances, charts, strict=True) if _has_amounts(chart)]
    first = charts[0]
    lines: list[Line] = [_severity_row(first), []]
    for of, chart in drawn:
        named = len(drawn) > 1 or of.word != LEAF
        lines += [heading(chart, None, humanize.substance(of.word) if named else ""), *plot(chart, None)]
    lines += time_axis(first)
    lanes, texts = mark_lanes(first, marks)
    items = dict.fromkeys(item for _, chart in drawn for item in taken_items(chart))
    lines += [*lanes, [], *legend([*_severity_items(first), *items], page)]
    return [*lines, *texts, *small_print(drawn[0][1] if drawn else first, "night", today_too=False)]


def _charts(
    nights: Sequence[NightRecord], page: Page, height: int, substances: Sequence[ChartSubstance]
) -> list[Chart]:  # fmt: skip
    """Return a chart of each substance, all with the same time axis."""

    def charts(gutter: int) -> list[Chart]:
        found = []
        for of in substances:
            unit, days = unit_of(of.word, of.unit), [_day(night, of.word) for night in nights]
            scale = of.scale or unit.default_scale
            chart = Chart.of_days(days, nights[0].night_of, page, height, scale, unit, gutter)
            found.append(chart)
        return found

    made = charts(0)
    return made if len(made) == 1 else charts(max(chart.gutter for chart in made))


def _day(night: NightRecord, word: str) -> Day:
    if word == LEAF:
        return Day(night.kratom.target_mg, night.kratom.total_mg, night.severity)
    of_it = next((each for each in night.kratom.apart if each.substance == word), None)
    return Day(of_it and of_it.target_ug, of_it and of_it.total_ug, night.severity)


def _has_amounts(chart: Chart) -> bool:
    return any(day.target is not None or day.taken is not None for day in chart.of)


def _severity_row(chart: Chart) -> Line:
    canvas = Canvas(1, chart.axis.columns)
    cells = chart.glyphs.cells
    for number, slot in enumerate(chart.axis.slots(chart.of)):
        known = [day.severity for day in slot if day.severity is not None]
        if known:
            score = median(known)
            cell = cells[_cell(score, cells)]
            canvas.put(0, number * chart.axis.wide + chart.axis.middle, cell, severity_style(score))
    return [Span(LEGS.ljust(chart.gutter), DIM), *canvas.row(0)]


def _cell(score: float, cells: str) -> int:
    return int(score * (len(cells) - 1) / SCORE_MOST + 0.5)


def _severity_items(chart: Chart) -> list[str]:
    cells = chart.glyphs.cells
    if len(cells) > SCORE_MOST:
        return [f"{LEGS}: severity, {cells[-1]} is 10"]
    some = "  ".join(f"{cells[_cell(score, cells)]} {score}" for score in (0, SCORE_MOST // 2, SCORE_MOST))
    return [f"{LEGS}: severity  {some}"]
