"""Questions about a new plan that does not fit the doses of the last 14 days: another substance, or another unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.dose_rules import USUAL_DAYS
from legdiary.domain.entries.substances import sort_key, vocabulary_name
from legdiary.domain.stats.descriptive import median
from legdiary.domain.taper.plan_unit import GRAMS, MILLIGRAMS
from legdiary.errors import Asks

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from legdiary.domain.taper.plan import Plan

_MOST_TIMES_USUAL = 10


class PlanOfWhat(Asks):
    """A plan in milligrams without `--of`, while the doses are not leaf."""

    def __init__(self, start_mg: int, taken: Collection[str]) -> None:
        words = sorted(taken, key=sort_key)
        names = " and ".join(vocabulary_name(word) or "another product" for word in words)
        takes = " or ".join(f"--of {word}" for word in words if vocabulary_name(word)) or "--of and its name"
        super().__init__(
            f"{start_mg} mg is {GRAMS.format(start_mg)} of leaf; the doses of the last {USUAL_DAYS} days are "
            f"{names}. For a plan of that, add {takes}.",
            f"--of {LEAF}",
        )


class StartFarAboveUsual(Asks):
    """A first target above ten times the usual daily amount: a unit is easily mistaken."""

    def __init__(self, start_ug: int, usual_ug: float) -> None:
        usual = MILLIGRAMS.format(int(usual_ug))
        super().__init__(
            f"{MILLIGRAMS.format(start_ug)} a day is more than ten times the median of the last {USUAL_DAYS} days "
            f"({usual})."
        )


def check_substance_taken(plan: Plan, taken: Collection[str]) -> None:
    """Ask about a plan of leaf in milligrams where other substances are taken, and no leaf.

    Raises:
        PlanOfWhat: which of them is meant is not clear.
    """
    if plan.of == LEAF and taken and LEAF not in taken:
        raise PlanOfWhat(plan.steps[0].target, taken)


def check_start(plan: Plan, usual_ug: Sequence[int]) -> None:
    """Ask about a first target above ten times the median of the daily totals; exactly ten times is not asked about.

    Raises:
        StartFarAboveUsual: it is above.
    """
    if not usual_ug:
        return
    usual, start_ug = median(usual_ug), plan.steps[0].target
    if start_ug > _MOST_TIMES_USUAL * usual:
        raise StartFarAboveUsual(start_ug, usual)
