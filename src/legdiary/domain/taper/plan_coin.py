"""The coin of a plan: cuts laid out in pairs of weeks, of which it chooses the one with the fresh cut.

A plan keeps a word for each pair: `2026-12-07 open` until the coin is tossed, then `2026-12-07 first` or
`2026-12-07 second`, with the day on which that pair began. While a pair is open, its cut stands at the start of the
second week: the coin can bring it to the day of the toss, or leave it, so the target of a past day never changes.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from legdiary.domain.coin import FIRST, SECOND
from legdiary.domain.taper.week_pairs import OPEN, PAIR, WEEK, read_pairs
from legdiary.errors import Refused
from legdiary.util.values import replace

if TYPE_CHECKING:
    from datetime import date

    from legdiary.domain.taper.plan import Plan, Step
    from legdiary.domain.taper.week_pairs import WeekPair


class NoCoin(Refused):
    """A plan whose weeks no coin chooses."""

    def __init__(self) -> None:
        super().__init__("no coin chooses the weeks of this plan; with --rest it chooses the later cuts")


class HasCoin(Refused):
    """A plan whose weeks a coin already chooses."""

    def __init__(self) -> None:
        super().__init__("a coin already chooses the weeks of this plan", "legdiary taper coin")


class NoCutToCome(Refused):
    """A plan without a later step to delay."""

    def __init__(self) -> None:
        super().__init__("the plan has no later step, so the coin has nothing to choose", "legdiary taper show")


class RiseByCoin(Refused):
    """A coming target that is not below the one before."""

    def __init__(self, day: date) -> None:
        super().__init__(f"the target of {day} is not below the one before; a coin can only choose the week of a cut")


class DayIsTaken(Refused):
    """Another step on the day to which the coin brings the cut."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"a target is already set for {day}, so the coin can't move a cut there", "legdiary taper show"
        )


def pairs_of(plan: Plan) -> tuple[WeekPair, ...]:
    """Return the pairs of weeks of a plan, in order."""
    return tuple(read_pairs(plan.coin))


def pair_on(plan: Plan, day: date) -> WeekPair | None:
    """Return the pair that has a day; None without one, or where the plan has ended by then."""
    if plan.ended_on is not None and plan.ended_on <= day:
        return None
    return next((pair for pair in pairs_of(plan) if pair.has(day)), None)


def lay_out(plan: Plan, today: date, *, is_new: bool = False) -> Plan:
    """Return the plan with its coming cuts laid out in pairs of weeks.

    Each pair begins on the day of its cut, or where the pair before ends if that is later; the cut itself stands a week
    later until the coin is tossed.

    Args:
        plan: the plan.
        today: the diary day; targets up to it stay.
        is_new: the plan is not stored yet, so that only its first step stays.

    Raises:
        HasCoin, NoCutToCome, RiseByCoin.
        PlanTooLong, DayOutOfRange: the last step would be too late.
    """
    if plan.coin:
        raise HasCoin
    stays = max(today, plan.starts_on) if not is_new else plan.starts_on
    ends = plan.ended_on
    coming = [step for step in plan.steps if step.starts_on > stays and (ends is None or step.starts_on < ends)]
    if not coming:
        raise NoCutToCome
    earliest = coming[0].starts_on
    begins: list[date] = []
    for before, step in pairwise(plan.steps):
        if step in coming:
            if step.target >= before.target:
                raise RiseByCoin(step.starts_on)
            begins.append(max(step.starts_on, earliest))
            earliest = begins[-1] + PAIR
    dated = dict(zip((step.starts_on for step in coming), begins, strict=True))
    return _with_dates(plan, {on: begin + WEEK for on, begin in dated.items()}, tuple(f"{on} {OPEN}" for on in begins))


def draw(plan: Plan, today: date, *, is_first: bool) -> Plan:
    """Return the plan with the pair that has today drawn: its cut comes today, or in a week.

    A pair that is drawn after its first day begins on that day instead, and all later pairs move by as many days.

    Raises:
        ValueError: no open pair has today.
        DayIsTaken: another step stands on one of the two days to which the coin may bring the cut.
    """
    pair = pair_on(plan, today)
    if pair is None or pair.is_drawn:
        raise ValueError(today)
    stood, late = pair.begins_on + WEEK, today - pair.begins_on
    drawn = pair._replace(begins_on=today, state=FIRST if is_first else SECOND)
    coin = tuple(
        drawn.word if each.number == pair.number
        else each._replace(begins_on=each.begins_on + late).word if each.number > pair.number
        else each.word
        for each in pairs_of(plan)
    )  # fmt: skip
    dates = {step.starts_on: step.starts_on + late for step in plan.steps if step.starts_on > stood}
    comes = today if is_first else today + WEEK
    others = {dates.get(step.starts_on, step.starts_on) for step in plan.steps if step.starts_on != stood}
    # Whatever the coin said: a toss that only one of its sides lets be stored could be made again and again.
    for day in (today, today + WEEK):
        if day in others:
            raise DayIsTaken(day)
    return _with_dates(plan, dates | {stood: comes}, coin)


def moved_pairs(coin: tuple[str, ...], first: date, days: int) -> tuple[str, ...]:
    """Return the pairs, those whose cut stands on `first` or later moved by some days: as a hold moves the steps."""
    by = timedelta(days=days)
    return tuple(
        (each if each.is_drawn or each.begins_on + WEEK < first else each._replace(begins_on=each.begins_on + by)).word
        for each in read_pairs(coin)
    )


def _with_dates(plan: Plan, dates: dict[date, date], coin: tuple[str, ...]) -> Plan:
    """Return the plan with some steps on other days, their holds with them."""

    def moved(step: Step) -> Step:
        return replace(step, starts_on=dates.get(step.starts_on, step.starts_on))

    return replace(
        plan,
        steps=tuple(sorted(map(moved, plan.steps), key=lambda step: step.starts_on)),
        holds=tuple(
            replace(hold, step_starts_on=dates.get(hold.step_starts_on, hold.step_starts_on)) for hold in plan.holds
        ),
        coin=coin,
    )
