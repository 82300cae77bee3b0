"""Calculation of the steps of a taper plan: equal cuts, or cuts in percent of the current dose.

The mathematics is from facts B4. Targets are rounded half up to the person's scale, each from the unrounded
chain: rounding a rounded target again would drift (after 12.0 10.8 9.7 8.7 to 7.8 7.0 6.3, not 7.9 7.1 6.4).
Amounts are whole smallest units of the plan's substance: milligrams of leaf, micrograms of any other.
The chain is kept in whole numbers, so that no binary fraction decides how a half is rounded.

The program only calculates with the given figures; it suggests no amount, rate or pace, not even in error messages.
"""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING

from legdiary.domain.taper.plan import Step, check_length, check_steps
from legdiary.domain.taper.plan_unit import GRAMS
from legdiary.errors import BadValue, quote_typed
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from legdiary.domain.taper.plan_unit import PlanUnit

MOST_DAYS_A_STEP = 366
_PERCENT = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,3}))?\s?%")


class NotAPercent(BadValue):
    """A percentage that cannot be read."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{quote_typed(typed)!r} is not a percentage; write a number of at most three decimals and %")


class PercentOutOfRange(BadValue):
    """A cut of nothing, or of everything at once."""

    def __init__(self, percent: Fraction) -> None:
        super().__init__(
            f"a cut of {float(100 * percent):g} % is out of range; write more than 0 % and less than 100 %"
        )


class CutOfNothing(BadValue):
    """A cut of no amount."""

    def __init__(self, cut: int, unit: PlanUnit) -> None:
        super().__init__(f"a cut of {unit.format(cut)} changes nothing; write more than {unit.format(0)}")


class CutOfEverything(BadValue):
    """A cut of 100 % of the starting dose and more."""

    def __init__(self, cut: int, start: int, unit: PlanUnit) -> None:
        super().__init__(
            f"a cut of {unit.format(cut)} uses up the whole start of {unit.format(start)}; "
            f"write less than {unit.format(start)}"
        )


class EndNotBelowStart(BadValue):
    """A plan that does not go down."""

    def __init__(self, start: int, end: int, unit: PlanUnit) -> None:
        super().__init__(
            f"the end of {unit.format(end)} is not below the start of {unit.format(start)}; "
            "write a lower end, or add --allow-up"
        )


class EveryOutOfRange(BadValue):
    """Steps of no days, or of more than a year."""

    def __init__(self, days: int) -> None:
        super().__init__(f"a step every {days}d is out of range; write 1d to {MOST_DAYS_A_STEP}d")


class FloorAboveStart(BadValue):
    """The last dose before the end is above the first."""

    def __init__(self, floor: int, start: int, unit: PlanUnit) -> None:
        super().__init__(
            f"the floor of {unit.format(floor)} is above the start of {unit.format(start)}; "
            f"write --stop-at with at most {unit.format(start)}"
        )


class FloorBelowEnd(BadValue):
    """A smallest dose (`--stop-at`) that the plan never reaches."""

    def __init__(self, floor: int, end: int, unit: PlanUnit) -> None:
        super().__init__(
            f"the floor of {unit.format(floor)} is below the end of {unit.format(end)}; "
            f"write --stop-at with at least {unit.format(end)}"
        )


class FloorOfARise(BadValue):
    """A smallest dose (`--stop-at`) for a plan that goes up."""

    def __init__(self, floor: int, unit: PlanUnit) -> None:
        super().__init__(f"a floor of {unit.format(floor)} works only in a plan that goes down; leave out --stop-at")


class FloorNeeded(BadValue):
    """Percentages of what is left, which never reach 0."""

    def __init__(self, unit: PlanUnit) -> None:
        zero = unit.format(0)
        super().__init__(f"cuts in percent never reach {zero}; add --stop-at with the last dose before {zero}")


class PercentOfNothing(BadValue):
    """A rise in percent that starts from 0."""

    def __init__(self, unit: PlanUnit) -> None:
        super().__init__(f"a percentage of {unit.format(0)} changes nothing; write --cut in {unit.full_name}")


def parse_percent(text: str) -> Fraction:
    """Return `10%`, `7.5%`, `7,5 %` as an exact fraction, above 0 and below 1.

    Raises:
        NotAPercent, PercentOutOfRange.
    """
    match = _PERCENT.fullmatch(text.strip())
    if match is None:
        raise NotAPercent(text)
    decimals = match[2] or ""
    return _check_percent(Fraction(int(match[1] + decimals), 100 * 10 ** len(decimals)))


def _check_percent(percent: Fraction) -> Fraction:
    if not 0 < percent < 1:
        raise PercentOutOfRange(percent)
    return percent


@dataclass(frozen=True, slots=True)
class _Schedule:
    """The input that equal cuts and cuts in percent have in common: start, end, interval and limits."""

    start: int
    end: int
    every_days: int
    starts_on: date
    stop_at: int | None
    scale: int
    doses_per_day: int | None
    allow_up: bool
    unit: PlanUnit

    def __post_init__(self) -> None:
        self.unit.check_target(self.start)
        self.unit.check_target(self.end)
        self.unit.check_scale(self.scale)
        if not 1 <= self.every_days <= MOST_DAYS_A_STEP:
            raise EveryOutOfRange(self.every_days)
        if self.end >= self.start and not self.allow_up:
            raise EndNotBelowStart(self.start, self.end, self.unit)
        if self.stop_at is not None:
            self._check_floor(self.stop_at)

    def _check_floor(self, floor: int) -> None:
        if self.rises:
            raise FloorOfARise(floor, self.unit)
        if floor > self.start:
            raise FloorAboveStart(floor, self.start, self.unit)
        if floor < self.end:
            raise FloorBelowEnd(floor, self.end, self.unit)

    @property
    def rises(self) -> bool:
        return self.end > self.start

    def steps(self, chain: Callable[[int], tuple[int, int]]) -> tuple[Step, ...]:
        """Return the steps along a chain of unrounded targets.

        Args:
            chain: the unrounded target of the k-th step in smallest units, as numerator and denominator.

        Raises:
            TooManySteps, PlanTooLong, DosesOutOfRange, DayOutOfRange.
        """
        found = [Step(self.starts_on, self.start, self.doses_per_day)]
        for k in count(1):
            day = self.starts_on + timedelta(days=k * self.every_days)
            check_length(self.starts_on, day)
            target, arrived = self._target(*chain(k))
            # A cut too small for the scale gives the same target again: then the step before lasts longer.
            if target != found[-1].target:
                found.append(Step(day, target, self.doses_per_day))
            if arrived:
                break
        check_steps(found)
        return tuple(found)

    def _target(self, numerator: int, denominator: int) -> tuple[int, bool]:
        """Return the rounded target, and whether it is the last one."""
        weighed = denominator * self.scale
        rounded = (2 * numerator + weighed) // (2 * weighed) * self.scale
        end = self.end * denominator
        if self.rises:
            arrived = max(numerator, rounded * denominator) >= end
            return (self.end if arrived else max(rounded, self.start)), arrived
        # Both values count, so that rounding cannot go below a floor that is no multiple of the scale.
        lower = min(numerator, rounded * denominator)
        floor = end if self.stop_at is None else self.stop_at * denominator
        arrived = lower <= end or lower < floor
        # Nor can it go above a start that is no multiple of the scale.
        return (self.end if arrived else min(rounded, self.start)), arrived


def linear_steps(
    start: int,
    end: int,
    cut: int,
    every_days: int,
    starts_on: date,
    *,
    stop_at: int | None = None,
    scale: int | None = None,
    doses_per_day: int | None = None,
    allow_up: bool = False,
    unit: PlanUnit = GRAMS,
) -> tuple[Step, ...]:
    """Return steps with equal cuts: the k-th target is `start - k * cut` (facts B4), the last one is `end`.

    Start and end stay as given; the targets between are rounded half up to `scale` and stay at or above
    `stop_at`. With `allow_up` and an end above the start, targets rise by `cut`.

    Raises:
        CutOfNothing, CutOfEverything: the cut is not above 0, or not below the start.
        EndNotBelowStart, EveryOutOfRange, FloorOfARise, FloorAboveStart, FloorBelowEnd.
        TargetOutOfRange, ScaleOutOfRange, DosesOutOfRange, DayOutOfRange, TooManySteps, PlanTooLong.
    """
    scale = unit.default_scale if scale is None else scale
    course = _Schedule(start, end, every_days, starts_on, stop_at, scale, doses_per_day, allow_up, unit)
    if cut <= 0:
        raise CutOfNothing(cut, unit)
    if cut >= start and not course.rises:
        raise CutOfEverything(cut, start, unit)
    change = cut if course.rises else -cut
    return course.steps(lambda k: (start + k * change, 1))


def percent_steps(
    start: int,
    end: int,
    cut: Fraction,
    every_days: int,
    starts_on: date,
    *,
    stop_at: int | None = None,
    scale: int | None = None,
    doses_per_day: int | None = None,
    allow_up: bool = False,
    unit: PlanUnit = GRAMS,
    ends_by_rounding: bool = False,
) -> tuple[Step, ...]:
    """Return steps with cuts in percent: the k-th target is `start * (1 - cut)**k` (facts B4), the last one is `end`.

    Otherwise like `linear_steps`, with `cut` as an exact fraction (see `parse_percent`). An end of 0 needs a floor;
    or, with `ends_by_rounding`, the plan arrives there where a target is rounded to 0.

    Raises:
        PercentOutOfRange, FloorNeeded, PercentOfNothing: the cut cannot lead to the end.
        The errors of `linear_steps` about the other values.
    """
    _check_percent(cut)
    scale = unit.default_scale if scale is None else scale
    course = _Schedule(start, end, every_days, starts_on, stop_at, scale, doses_per_day, allow_up, unit)
    if start == 0:
        raise PercentOfNothing(unit)
    if end == 0 and not stop_at and not ends_by_rounding:
        raise FloorNeeded(unit)
    change = cut.numerator if course.rises else -cut.numerator
    # Powers stay unreduced: reducing the fraction at every step costs more than long numbers do.
    return course.steps(lambda k: (start * (cut.denominator + change) ** k, cut.denominator**k))
