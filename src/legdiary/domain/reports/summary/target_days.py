"""The days of a plan on, under and over target, and those well over it.

Every view that holds a day against its target does it by `target_side`. A day is on target within the tolerance, which
is the smallest amount that the plan's doses can differ by. It is well over target where it is over by 10 % of the
target or more, and by no less than 0.5 g of leaf, or twice the tolerance of another substance.
"""

from __future__ import annotations

from itertools import groupby

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.stats.descriptive import middle
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from typing import Final, Literal, TypeAlias

    from legdiary.domain.stats.descriptive import Middle

    TargetSide: TypeAlias = Literal["on", "under", "over"]

#: The share of its target, in percent, that a day well over it is over by at least.
WELL_OVER_PERCENT: Final = 10
#: The milligrams of leaf that a day well over target is over by at least.
WELL_OVER_LEAF_MG: Final = 500
#: The same for every other substance, in tolerances of its plan.
_WELL_OVER_TOLERANCES = 2
_HUNDRED = 100


def target_side(total: int, target: int, tolerance: int) -> TargetSide:
    """Return whether a day's total is on, under or over its target."""
    if abs(total - target) <= tolerance:
        return "on"
    return "under" if total < target else "over"


def least_well_over(substance: str, tolerance: int) -> int:
    """Return the amount that a day well over target is over by at least, whatever the target."""
    return WELL_OVER_LEAF_MG if substance == LEAF else _WELL_OVER_TOLERANCES * tolerance


def is_well_over(total: int, target: int, tolerance: int, substance: str) -> bool:
    """Return whether a day's total is well over its target."""
    over = total - target
    return (
        target_side(total, target, tolerance) == "over"
        and over >= least_well_over(substance, tolerance)
        and over * _HUNDRED >= WELL_OVER_PERCENT * target
    )


class PlannedDay(NamedTuple):
    """One finished day of a plan.

    Attributes:
        day: the diary day.
        target: its target, in the smallest units of the substance.
        tolerance: the distance from the target within which the day is on target.
        total: the day's total; None where it is not known.
        doses: the number of doses; None where nothing is logged.
    """

    day: date
    target: int
    tolerance: int
    total: int | None
    doses: int | None


class WellOver(NamedTuple):
    """Consecutive days well over the same target.

    Attributes:
        from_day, before_day: the days, half-open.
        target: their target.
        least, most: the smallest and the largest total.
        total: the median of their totals; None under five days.
    """

    from_day: date
    before_day: date
    target: int
    least: int
    most: int
    total: Middle

    @property
    def days(self) -> int:
        """The number of days."""
        return self.total.n


@dataclass(frozen=True, slots=True)
class TargetDays:
    """The finished days of a substance's plans, held against their targets.

    Attributes:
        substance: the word of the substance; amounts are in its smallest unit.
        unit: mcg where a medicine is told in micrograms; else None.
        tolerances: the tolerances of the plans, the smallest first; one for a single plan.
        days: the number of days; the sum of the next five.
        on, under, over: logged days on, under and over target.
        no_amount: days with a dose of a medicine that is in no unit of weight, so that no total is known.
        not_logged: days without an entry.
        well_over: the days well over target, in order; `over` counts them too.
        from_day, before_day: the first of the days, and the day after the last.
    """

    substance: str
    unit: str | None
    tolerances: tuple[int, ...]
    days: int
    on: int
    under: int
    over: int
    no_amount: int
    not_logged: int
    well_over: tuple[WellOver, ...]
    from_day: date
    before_day: date

    @property
    def is_medicine(self) -> bool:
        """True if the substance is a medicine."""
        return is_medicine(self.substance)

    @property
    def tolerance(self) -> int:
        """The largest tolerance."""
        return self.tolerances[-1]

    @property
    def well_over_days(self) -> int:
        """The number of days well over target."""
        return sum(each.days for each in self.well_over)

    @property
    def least_well_over(self) -> int:
        """The amount that a day well over target is over by at least; also by `WELL_OVER_PERCENT` of its target."""
        return least_well_over(self.substance, self.tolerance)


def target_days(substance: str, unit: str | None, days: Sequence[PlannedDay]) -> TargetDays:
    """Return the days of a substance's plans held against their targets.

    Args:
        substance: its word.
        unit: mcg where a medicine is told in micrograms; else None.
        days: the finished days on which a plan of it was in force, in order; at least one.
    """
    sides = [target_side(day.total, day.target, day.tolerance) for day in days if day.total is not None]
    return TargetDays(
        substance,
        unit,
        tolerances=tuple(sorted({day.tolerance for day in days})),
        days=len(days),
        on=sides.count("on"),
        under=sides.count("under"),
        over=sides.count("over"),
        no_amount=sum(day.total is None and day.doses is not None for day in days),
        not_logged=sum(day.doses is None for day in days),
        well_over=tuple(_well_over(substance, days)),
        from_day=days[0].day,
        before_day=days[-1].day + A_DAY,
    )


class _Over(NamedTuple):
    """One day well over its target."""

    number: int
    day: date
    target: int
    total: int


def _well_over(substance: str, days: Iterable[PlannedDay]) -> list[WellOver]:
    """Return the runs of days well over target: days in a row, of one target."""
    over = [
        _Over(day.day.toordinal(), day.day, day.target, day.total)
        for day in days
        if day.total is not None and is_well_over(day.total, day.target, day.tolerance, substance)
    ]
    found = []
    # Of days in a row the number less the place is the same.
    for (target, _), run in groupby(enumerate(over), key=lambda each: (each[1].target, each[1].number - each[0])):
        of_run = [each for _, each in run]
        totals = [each.total for each in of_run]
        found.append(WellOver(of_run[0].day, of_run[-1].day + A_DAY, target, min(totals), max(totals), middle(totals)))
    return found
