"""Totals of the substances that are never added to leaf (such as extracts), each counted by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.stats.descriptive import middle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legdiary.domain.reports.dose_totals import DoseDay, OtherSubstanceDay
    from legdiary.domain.stats.descriptive import Middle


class OtherSubstanceTotals(NamedTuple):
    """The figures of one substance that is never added to leaf, over several days.

    Attributes:
        substance: the substance, named by the kind of its products.
        total_mg: the median and quartiles of a day's total, over the days on which it is logged.
        doses: the same for the number of doses a day.
        least_mg, most_mg: the smallest and the largest total of a day.
        longest_gap_min: the longest time between two doses, in minutes; None where none is known.
    """

    substance: str
    total_mg: Middle
    doses: Middle
    least_mg: int
    most_mg: int
    longest_gap_min: int | None


def other_substance_totals(days: Iterable[DoseDay]) -> tuple[OtherSubstanceTotals, ...]:
    """Return the figures of every substance counted apart from leaf, sorted by name; empty where none is logged."""
    found: dict[str, list[OtherSubstanceDay]] = {}
    for day in days:
        for each in day.apart:
            found.setdefault(each.substance, []).append(each)
    return tuple(
        OtherSubstanceTotals(
            substance,
            middle(each.total_mg for each in of),
            middle(each.doses for each in of),
            min(each.total_mg for each in of),
            max(each.total_mg for each in of),
            max((each.longest_gap_min for each in of if each.longest_gap_min is not None), default=None),
        )
        for substance, of in sorted(found.items())
    )
