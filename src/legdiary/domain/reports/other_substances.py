"""Totals of the substances that are never added to leaf (such as extracts), each counted by itself."""

from __future__ import annotations

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.dose_totals import in_order
from legdiary.domain.stats.descriptive import Middle, middle
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.reports.dose_totals import DoseDay, OtherSubstanceDay
    from legdiary.domain.taper.plan import Plan


class OtherSubstanceTotals(NamedTuple):
    """The figures of one substance that is never added to leaf, over several days.

    Attributes:
        substance: its word: the kind of its products, or that of a medicine.
        total_ug: the median and quartiles of a day's total, over the days on which it is known.
        doses: the same for the number of doses a day.
        least_ug, most_ug: the smallest and the largest known total of the days on which it was taken; None without one.
        longest_gap_min: the longest time between two doses, in minutes; None where none is known.
        target_ug: the median of the targets, over the days on which a plan of it was in force.
        taken: the number of days with a dose.
        without: the number of days that were logged as without it.
        unit: the unit in which its amounts are shown, mg or mcg.
        usual_gap_min: the median of the days' longest gaps, in minutes, over the days with a known one.
    """

    substance: str
    total_ug: Middle
    doses: Middle
    least_ug: int | None
    most_ug: int | None
    longest_gap_min: int | None
    target_ug: Middle
    taken: int
    without: int
    unit: str = "mg"
    usual_gap_min: Middle = Middle(0, None)


def other_substance_totals(days: Iterable[DoseDay]) -> tuple[OtherSubstanceTotals, ...]:
    """Return the figures of every substance other than leaf that is logged or has an active plan.

    They stand in the order in which views name them.
    """
    found: dict[str, list[OtherSubstanceDay]] = {}
    for day in days:
        for each in day.apart:
            found.setdefault(each.substance, []).append(each)
    return tuple(_totals(word, found[word]) for word in in_order(found))


def _totals(word: str, days: Sequence[OtherSubstanceDay]) -> OtherSubstanceTotals:
    known = [each.total_ug for each in days if each.doses and each.total_ug is not None]
    return OtherSubstanceTotals(
        word,
        middle(each.total_ug for each in days),
        middle(each.doses for each in days),
        min(known, default=None),
        max(known, default=None),
        max((each.longest_gap_min for each in days if each.longest_gap_min is not None), default=None),
        middle(each.target_ug for each in days),
        taken=sum(bool(each.doses) for each in days),
        without=sum(each.doses == 0 for each in days),
        unit=days[-1].unit,
        usual_gap_min=middle(each.longest_gap_min for each in days),
    )


class TakenFigures(NamedTuple):
    """The doses of one substance over some days.

    Attributes:
        total: a day's total, in the smallest units of the substance, over the days logged.
        doses: the number of doses a day, over the same.
        longest_gap_min: the longest time between two doses, in minutes; None where none is known.
    """

    total: Middle
    doses: Middle
    longest_gap_min: int | None = None


def find_totals(of: Iterable[OtherSubstanceTotals], word: str) -> OtherSubstanceTotals | None:
    """Return the figures of one substance; None where it is neither logged nor planned."""
    return next((each for each in of if each.substance == word), None)


def find_taken(of: Iterable[OtherSubstanceTotals], word: str, leaf: TakenFigures) -> TakenFigures:
    """Return the doses of a substance among the figures of some days, of which those of leaf stand by themselves."""
    if word == LEAF:
        return leaf
    found = find_totals(of, word)
    if found is None:
        return TakenFigures(middle(()), middle(()))
    return TakenFigures(found.total_ug, found.doses, found.longest_gap_min)


def main_substance(days: Iterable[DoseDay]) -> str:
    """Return the substance whose figures stand in the columns of a table over some days.

    It is leaf, except where leaf is neither logged nor planned and exactly one other kratom product is, or, without
    any, one medicine: a medicine beside it has lines of its own.
    """
    others: set[str] = set()
    for day in days:
        if day.total_mg is not None or day.target_mg is not None:
            return LEAF
        others.update(each.substance for each in day.apart)
    if len(others) > 1:
        from legdiary.domain.entries.substances import is_medicine

        others = {word for word in others if not is_medicine(word)}
    return others.pop() if len(others) == 1 else LEAF


def axis_plans(plans: Sequence[Plan], of: str | None = None) -> Sequence[Plan]:
    """Return the plans whose steps a report groups its nights by: all that are not of a medicine, if there is one.

    Args:
        plans: every plan.
        of: the word of the only substance asked for; None for the usual axis.
    """
    if of is not None:
        return [plan for plan in plans if plan.of == of]
    if all(plan.substance is None for plan in plans):
        return plans
    from legdiary.domain.entries.substances import is_medicine

    return [plan for plan in plans if not is_medicine(plan.of)] or plans
