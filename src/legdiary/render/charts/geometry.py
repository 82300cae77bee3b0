"""The geometry of a chart: the column of a day, the row of an amount, and the gutter that holds the labels.

If there are more days than columns, each column stands for the same number of days.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.taper.plan_unit import GRAMS
from legdiary.render.charts.canvas import chart_glyphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from legdiary.domain.taper.plan_unit import PlanUnit
    from legdiary.render.charts.canvas import ChartGlyphs
    from legdiary.render.terminal.layout import Page

#: The labels in the gutter of rows that are not grams.
LEGS, HELD = "legs", "held"
_LEAST_GUTTER = max(len(LEGS), len(HELD)) + 1
_LEAST_COLUMNS, _WIDEST_DAY = 8, 3
#: The least top of an axis in micrograms, which has no decimals; of any other it is 1 g or 1 mg.
_LEAST_TOP = 4
#: The smallest units that one row may stand for, times a power of ten. Every second row has a label: twice these are
#: round. An axis in micrograms begins with whole ones.
_ROWS, _FIRST_ROWS = (10, 15, 20, 25, 30, 40, 50, 75), (1, 2, 3, 4, 5)
_LABEL_EVERY, _LEAST_HEIGHT = 2, 4


class Day(NamedTuple):
    """One day: its target, the amount taken, the severity of its night; None where not known.

    Amounts are in the smallest units of the chart's substance: milligrams of leaf, micrograms of any other.
    """

    target: int | None
    taken: int | None
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


def _nearest_row(amount: float, per_row: int) -> int:
    return int(amount / per_row + 0.5)


def _row_sizes(unit: PlanUnit) -> Iterator[int]:
    """Yield the smallest units that one row may stand for, from the finest scale on, without end."""
    if unit.smallest == 1:
        yield from _FIRST_ROWS
    for power in count():
        yield from (base * 10**power for base in _ROWS)


@dataclass(frozen=True, slots=True)
class Scale:
    """The rows of a chart in smallest units, from `base` up: 0, unless all steps lie in the upper half."""

    base: int
    per_row: int
    rows: int
    unit: PlanUnit

    @classmethod
    def fitting(cls, of: Sequence[Day], height: int, unit: PlanUnit) -> Scale:
        """Return the scale with the smallest round row that fits everything into `height` rows."""
        values = [value for each in of for value in (each.target, each.taken) if value is not None]
        most = max([*values, unit.smallest if unit.smallest > 1 else _LEAST_TOP])
        targets = {each.target for each in of if each.target is not None}
        least = min(values, default=0)
        least = least if 2 * least >= most and len(targets) > 1 else 0
        for per_row in _row_sizes(unit):
            base = least // (_LABEL_EVERY * per_row) * _LABEL_EVERY * per_row
            rows = _nearest_row(most - base, per_row) + 1
            if rows <= max(height, _LEAST_HEIGHT):
                return cls(base, per_row, rows, unit)
        raise AssertionError  # the sizes have no end

    def row(self, amount: float) -> int:
        """Return the row of an amount; more than 0 is never drawn at 0."""
        row = _nearest_row(amount - self.base, self.per_row)
        return max(1, row) if amount > 0 and not self.base else row

    def label(self, row: int) -> str:
        """Return the amount of a row without its unit; empty where it has no label."""
        return self.unit.number(self.base + row * self.per_row) if row % _LABEL_EVERY == 0 else ""

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
    tolerance: int

    @classmethod
    def of_days(
        cls, of: Sequence[Day], first: date, page: Page, height: int, tolerance: int, unit: PlanUnit = GRAMS,
        gutter: int = 0,
    ) -> Chart:  # fmt: skip
        """Return a chart as wide as the page.

        Args:
            of: its days, in order.
            first: the first of them.
            page: the page to lay out for.
            height: the most rows, unless the scale needs more.
            tolerance: the distance within which a day is on its target.
            unit: the unit of its amounts.
            gutter: the least width of the labels, for charts below one another.
        """
        scale = Scale.fitting(of, height, unit)
        gutter = max(scale.widest + 2, _LEAST_GUTTER, gutter)
        axis = Axis.fitting(first, len(of), max(_LEAST_COLUMNS, page.width - gutter))
        return cls(of, axis, scale, gutter, chart_glyphs(page.glyphs), page, tolerance)
