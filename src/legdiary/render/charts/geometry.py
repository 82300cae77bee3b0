"""The geometry of a chart: the dots of a day, the height of an amount, and the gutter that holds the labels.

If there are more days than dots, each dot stands for the same number of days.
"""

from __future__ import annotations

from itertools import count, pairwise
from math import ceil, floor
from typing import TYPE_CHECKING

from legdiary.domain.stats.descriptive import median
from legdiary.domain.taper.plan_unit import GRAMS
from legdiary.render.charts.canvas import GRAINS, chart_glyphs
from legdiary.util.values import NamedTuple, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from legdiary.domain.taper.plan_unit import PlanUnit
    from legdiary.render.charts.canvas import ChartGlyphs, Grain
    from legdiary.render.terminal.layout import Page

#: The labels in the gutter of rows that are not amounts.
LEGS, HELD = "legs", "held"
_LEAST_GUTTER = max(len(LEGS), len(HELD)) + 1
#: The least gutter of a chart that severity is drawn in.
LEGS_GUTTER = len("legs 10 |")
_LEAST_COLUMNS, _WIDEST_DAY = 8, 3
#: The least top of an axis in micrograms, which has no decimals; of any other it is 1 g or 1 mg.
_LEAST_TOP = 4
#: Distances of labels, times a power of ten; those for a single label above the base may be less round.
_ROUND, _ROUND_ALONE = (10, 15, 20, 25, 30, 40, 50), (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)


class Day(NamedTuple):
    """One day: its target, the amount taken, the severity of its night; None where not known.

    Amounts are in the smallest units of the chart's substance: milligrams of leaf, micrograms of any other.
    """

    target: int | None
    taken: int | None
    severity: int | None = None
    held: bool = False


class Slot(NamedTuple):
    """Days that are drawn together: `first` and `before` are their dots, half-open."""

    first: int
    before: int
    days: Sequence[Day]


@dataclass(frozen=True, slots=True)
class Axis:
    """The dots of a chart from left to right: a slot is `per` days and `wide` dots, and one of the two is 1.

    Attributes:
        across: the dots of a character.
    """

    first: date
    days: int
    per: int
    wide: int
    across: int

    @classmethod
    def fitting(cls, first: date, count: int, room: int, across: int) -> Axis:
        """Return the axis with the widest slots that fit into `room` columns."""
        dots = room * across
        if count > dots:
            needed = -(-count // dots)
            return cls(first, count, next(per for per in _days_a_dot() if per >= needed), 1, across)
        return cls(first, count, 1, min(_WIDEST_DAY * across, dots // count), across)

    @property
    def columns(self) -> int:
        """The number of columns."""
        return -(-(-(-self.days // self.per) * self.wide) // self.across)

    @property
    def column_days(self) -> float:
        """The days of a column."""
        return self.per * self.across / self.wide

    def column(self, day: date) -> int | None:
        """Return the column of a day; None outside the chart."""
        number = (day - self.first).days
        return number // self.per * self.wide // self.across if 0 <= number < self.days else None

    def slots(self, of: Sequence[Day]) -> list[Slot]:
        """Return the days, slot by slot."""
        return [
            Slot(number * self.wide, (number + 1) * self.wide, of[start : start + self.per])
            for number, start in enumerate(range(0, self.days, self.per))
        ]

    def marks(self, of: Sequence[Day]) -> list[tuple[int, Sequence[Day]]]:
        """Return the days that share a mark, with its column: those of a slot, or of the slots of one column."""
        per = self.per * max(1, self.across // self.wide)
        wide = max(self.wide, self.across)
        # A mark stands in the middle of its slot: the first column is left free for the plan's upright lines.
        return [
            ((number * wide + wide // 2) // self.across, of[start : start + per])
            for number, start in enumerate(range(0, len(of), per))
        ]


def _days_a_dot() -> Iterator[int]:
    """Yield the days that a dot may stand for: up to a week each number, then whole weeks, doubled."""
    yield from range(1, 7)
    yield from (7 * 2**power for power in count())


def _nearest(amount: float) -> int:
    return int(amount + 0.5)


@dataclass(frozen=True, slots=True)
class Scale:
    """Heights in dots of amounts in smallest units, from `base` up to `top`, with a label every `step`."""

    base: int
    top: int
    step: int
    rows: int
    up: int
    unit: PlanUnit

    @classmethod
    def of_amounts(cls, targets: Sequence[int], taken: Sequence[float], rows: int, up: int, unit: PlanUnit) -> Scale:
        """Return the scale of targets and amounts taken: from 0, unless all steps lie in the upper half."""
        values = [*targets, *(ceil(amount) for amount in taken)]
        most = max([*values, unit.smallest if unit.smallest > 1 else _LEAST_TOP])
        least = min([*targets, *map(floor, taken)], default=0)
        is_high = 2 * least >= most and len(set(targets)) > 1
        return cls.fitting(least if is_high else 0, most, rows, up, unit)

    @classmethod
    def fitting(cls, least: int, most: int, rows: int, up: int, unit: PlanUnit) -> Scale:
        """Return the shortest scale with round labels that holds both amounts; of equals that with short ones."""
        found: list[tuple[int, int, int, int, int]] = []
        for step in _steps(unit, most):
            base = least // step * step
            parts = max(1, -(-(most - base) // step))
            if parts == 1 or (parts <= rows // 2 and _is_round(step)):
                amounts = range(base, base + parts * step + 1, step)
                widest = max(len(unit.number(amount)) for amount in amounts)
                found.append((parts * step, widest, -parts, base, step))
        span, _, _, base, step = min(found)
        return cls(base, base + span, step, rows, up, unit)

    def height(self, amount: float) -> int:
        """Return the dot of an amount; more than 0 is never drawn at 0, and nothing beyond an end."""
        last = self.rows * self.up - 1
        dot = min(max(0, _nearest((amount - self.base) * last / (self.top - self.base))), last)
        return max(min(1, last), dot) if amount > 0 and not self.base else dot

    def row(self, amount: float) -> int:
        """Return the row of an amount."""
        return self.height(amount) // self.up

    @property
    def labels(self) -> dict[int, str]:
        """The labels, each by its row."""
        amounts = range(self.base, self.top + 1, self.step)
        return {self.row(amount): self.unit.number(amount) for amount in amounts}

    @property
    def widest(self) -> int:
        """The width of the widest label."""
        return max(map(len, self.labels.values()))


def _steps(unit: PlanUnit, most: int) -> Iterator[int]:
    """Yield distances of labels in smallest units, up to one that holds everything in one part."""
    if unit.smallest == 1:
        yield from range(1, 10)
    for power in count():
        for base in _ROUND_ALONE:
            yield base * 10**power
        if _ROUND_ALONE[-1] * 10**power >= most:
            return


def _is_round(step: int) -> bool:
    while step >= 10 * _ROUND[0] and step % 10 == 0:
        step //= 10
    return step in _ROUND or step < _ROUND[0]


def _scale(of: Sequence[Day], axis: Axis, rows: int, up: int, unit: PlanUnit) -> Scale:
    """Return the scale of the targets, and of what is drawn of the amounts taken: the medians of a column."""
    targets = [day.target for day in of if day.target is not None]
    logged = ([day.taken for day in days if day.taken is not None] for _, days in axis.marks(of))
    return Scale.of_amounts(targets, [median(each) for each in logged if each], rows, up, unit)


@dataclass(frozen=True, slots=True)
class Chart:
    """The days, axes and characters that each drawing function needs.

    Attributes:
        apart: the distance from the target from which on a day has a mark of its own.
    """

    of: Sequence[Day]
    axis: Axis
    scale: Scale
    gutter: int
    glyphs: ChartGlyphs
    page: Page
    apart: int

    @classmethod
    def of_days(
        cls, of: Sequence[Day], first: date, page: Page, rows: int, apart: int, unit: PlanUnit = GRAMS,
        gutter: int = 0,
    ) -> Chart:  # fmt: skip
        """Return a chart as wide as the page.

        Args:
            of: its days, in order.
            first: the first of them.
            page: the page to lay out for.
            rows: its rows of amounts.
            apart: the distance from the target from which on a day has a mark of its own.
            unit: the unit of its amounts.
            gutter: the least width of the labels, for charts below one another.
        """
        grain = GRAINS[page.dot_kind]

        def axis_beside(gutter: int) -> Axis:
            return Axis.fitting(first, len(of), max(_LEAST_COLUMNS, page.width - gutter), grain.across)

        scale = _scale(of, axis_beside(_LEAST_GUTTER), rows, grain.up, unit)
        gutter = max(scale.widest + 2, _LEAST_GUTTER, gutter)
        axis = axis_beside(gutter)
        return cls(of, axis, scale, gutter, chart_glyphs(page.dot_kind), page, apart)

    def rows_for_steps(self, most: int) -> int:
        """Return the fewest rows, from those it has to `most`, in which each step has another height than the next."""
        targets = [day.target for day in self.of if day.target is not None]
        steps = [(one, other) for one, other in pairwise(targets) if one != other]
        for rows in range(self.scale.rows, most):
            scale = _scale(self.of, self.axis, rows, self.scale.up, self.scale.unit)
            if all(scale.height(one) != scale.height(other) for one, other in steps):
                return rows
        return most

    @property
    def grain(self) -> Grain:
        """The dots of a character."""
        return GRAINS[self.page.dot_kind]
