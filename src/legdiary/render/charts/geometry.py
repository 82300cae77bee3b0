"""The geometry of a chart: the column of a day, the row of an amount, and the gutter that holds the labels.

If there are more days than columns, each column stands for the same number of days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from legdiary import humanize
from legdiary.render.charts.canvas import chart_glyphs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.render.charts.canvas import ChartGlyphs
    from legdiary.render.terminal.layout import Page

#: The labels in the gutter of rows that are not grams.
LEGS, HELD = "legs", "held"
_LEAST_GUTTER = max(len(LEGS), len(HELD)) + 1
_LEAST_COLUMNS, _WIDEST_DAY = 8, 3
_LEAST_TOP_MG = 1000
#: The milligrams that one row may stand for, times a power of ten. Every second row has a label: twice these are round.
_ROW_MG = (10, 15, 20, 25, 30, 40, 50, 75)
_LABEL_EVERY, _LEAST_HEIGHT = 2, 4


class Day(NamedTuple):
    """One day: its target, the amount taken, the severity of its night; None where not known."""

    target_mg: int | None
    taken_mg: int | None
    severity: int | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """The columns of a chart: a slot is `per` days and `wide` columns, and one of the two is 1."""

    first: date
    days: int
    per: int
    wide: int

    @classmethod
    def fitting(cls, first: date, count: int, room: int) -> Axis:
        """Return the axis with the widest slots that fit into `room` columns."""
        if count > room:
            return cls(first, count, -(-count // room), 1)
        return cls(first, count, 1, min(_WIDEST_DAY, room // count))

    @property
    def columns(self) -> int:
        """The number of columns."""
        return -(-self.days // self.per) * self.wide

    @property
    def middle(self) -> int:
        """The column of a mark within its slot; the first is left free for the plan's vertical lines."""
        return self.wide // 2

    def column(self, day: date) -> int | None:
        """Return the column of a day; None outside the chart."""
        number = (day - self.first).days
        return number // self.per * self.wide + self.middle if 0 <= number < self.days else None

    def slots(self, of: Sequence[Day]) -> list[Sequence[Day]]:
        """Return the days, slot by slot."""
        return [of[start : start + self.per] for start in range(0, self.days, self.per)]


def _nearest_row(amount_mg: float, row_mg: int) -> int:
    return int(amount_mg / row_mg + 0.5)


@dataclass(frozen=True, slots=True)
class Scale:
    """The rows of a chart in milligrams, from `base_mg` up: 0, unless all steps lie in the upper half."""

    base_mg: int
    row_mg: int
    rows: int

    @classmethod
    def fitting(cls, of: Sequence[Day], height: int) -> Scale:
        """Return the scale with the smallest round row that fits everything into `height` rows."""
        values = [value for each in of for value in (each.target_mg, each.taken_mg) if value is not None]
        most = max([*values, _LEAST_TOP_MG])
        targets = {each.target_mg for each in of if each.target_mg is not None}
        least = min(values, default=0)
        least = least if 2 * least >= most and len(targets) > 1 else 0
        power = 1
        while True:
            for row_mg in (base * power for base in _ROW_MG):
                base_mg = least // (_LABEL_EVERY * row_mg) * _LABEL_EVERY * row_mg
                rows = _nearest_row(most - base_mg, row_mg) + 1
                if rows <= max(height, _LEAST_HEIGHT):
                    return cls(base_mg, row_mg, rows)
            power *= 10

    def row(self, amount_mg: float) -> int:
        """Return the row of an amount; more than 0 is never drawn at 0."""
        row = _nearest_row(amount_mg - self.base_mg, self.row_mg)
        return max(1, row) if amount_mg > 0 and not self.base_mg else row

    def label(self, row: int) -> str:
        """Return the grams of a row; empty where it has no label."""
        return humanize.grams(self.base_mg + row * self.row_mg) if row % _LABEL_EVERY == 0 else ""

    @property
    def widest(self) -> int:
        """The width of the widest label."""
        return max(len(self.label(row)) for row in range(self.rows))


@dataclass(frozen=True, slots=True)
class Chart:
    """The days, axes and characters that each drawing function needs."""

    of: Sequence[Day]
    axis: Axis
    scale: Scale
    gutter: int
    glyphs: ChartGlyphs
    page: Page
    tolerance_mg: int

    @classmethod
    def of_days(cls, of: Sequence[Day], first: date, page: Page, height: int, tolerance_mg: int) -> Chart:
        """Return a chart as wide as the page; `height` is the most rows, unless the scale needs more."""
        scale = Scale.fitting(of, height)
        gutter = max(scale.widest + 2, _LEAST_GUTTER)
        axis = Axis.fitting(first, len(of), max(_LEAST_COLUMNS, page.width - gutter))
        return cls(of, axis, scale, gutter, chart_glyphs(page.glyphs), page, tolerance_mg)
