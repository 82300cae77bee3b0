"""The potency of each kratom product by itself: milligrams of mitragynine a day where the product says it.

A batch's laboratory value is a range, and is never assumed. A day's mitragynine is known where every dose of it is of a
batch with such a value, and 0 on a day without. 7-OH and extracts are never added to leaf (facts B4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.dose_totals import DoseDay, day_of, in_order
from legdiary.domain.stats.descriptive import middle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.reports.dose_totals import OtherSubstanceDay
    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.stats.descriptive import Middle


class PotencyFigures(NamedTuple):
    """One substance over some days.

    Attributes:
        amount: the median of a day's total, in the smallest unit of the substance; `n` is the number of days logged.
        mitragynine_low_ug, mitragynine_high_ug: the medians of a day's mitragynine by the lower and by the upper end of
            the laboratory's range; `n` is the number of days on which it is known.
    """

    amount: Middle
    mitragynine_low_ug: Middle
    mitragynine_high_ug: Middle


class PotencyLine(NamedTuple):
    """One substance over the range and its parts.

    Attributes:
        substance: its word: leaf, extract, 7-oh or another kind of product.
        overall: over the whole range.
        by_group, by_stretch: over the groups and the stretches of the report, in their order.
    """

    substance: str
    overall: PotencyFigures
    by_group: tuple[PotencyFigures, ...]
    by_stretch: tuple[PotencyFigures, ...]


def potency_lines(
    records: Sequence[NightRecord],
    groups: Sequence[Sequence[NightRecord]],
    stretches: Sequence[Sequence[NightRecord]],
) -> tuple[PotencyLine, ...]:
    """Return a line for each kratom product that is logged, leaf first.

    Args:
        records: the nights of the report.
        groups: the nights of each of its groups.
        stretches: the nights of each of its stretches.
    """
    return tuple(
        PotencyLine(
            word,
            _figures(word, records),
            tuple(_figures(word, nights) for nights in groups),
            tuple(_figures(word, nights) for nights in stretches),
        )
        for word in _words(records)
    )


def _words(records: Iterable[NightRecord]) -> list[str]:
    from legdiary.domain.entries.substances import is_medicine

    others: set[str] = set()
    has_leaf = False
    for record in records:
        has_leaf = has_leaf or bool(record.kratom.doses)
        others.update(each.substance for each in record.kratom.apart if each.doses)
    return [*([LEAF] if has_leaf else []), *in_order(word for word in others if not is_medicine(word))]


def _figures(word: str, nights: Sequence[NightRecord]) -> PotencyFigures:
    totals: list[int | None] = []
    known: list[tuple[int, int]] = []
    for record in nights:
        day = day_of(word, record.kratom)
        if day is not None:
            totals.append(day.total_mg if isinstance(day, DoseDay) else day.total_ug)
            known += [found for found in (_mitragynine(day),) if found is not None]
    return PotencyFigures(
        middle(totals),
        middle(low for low, _ in known),
        middle(high for _, high in known),
    )


def _mitragynine(day: DoseDay | OtherSubstanceDay) -> tuple[int, int] | None:
    """Return a day's mitragynine; None where one of its doses is of a batch without a laboratory value."""
    if day.doses == 0:
        return 0, 0
    return day.mitragynine_ug if day.doses == day.tested else None
