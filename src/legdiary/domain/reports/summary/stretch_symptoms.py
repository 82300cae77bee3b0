"""The symptoms of each stretch of nights, the most frequent first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.reports.stretches import nights_of
from legdiary.domain.stats.descriptive import middle
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.reports.night_record import NightRecord
    from legdiary.domain.reports.stretches import Stretch


class GradedNights(NamedTuple):
    """One symptom over some nights.

    Attributes:
        n: the nights on which it is logged.
        present: those of them with a grade above 0.
        median: the median grade of the nights on which it is logged; None under five.
    """

    n: int
    present: int
    median: float | None


@dataclass(frozen=True, slots=True)
class StretchSymptom:
    """One symptom in each stretch.

    Attributes:
        name: its name.
        by_stretch: one item for each stretch, in order.
    """

    name: str
    by_stretch: tuple[GradedNights, ...]


def stretch_symptoms(records: Sequence[NightRecord], found: Sequence[Stretch]) -> tuple[StretchSymptom, ...]:
    """Return every symptom logged in some nights: first those present on the most nights of their stretches.

    Of equals the one present on the most of all nights comes first, then the alphabet decides.

    Args:
        records: the nights of a range, behind those of the baseline before it.
        found: the stretches.
    """
    grades: dict[str, int] = {}
    for record in records:
        for name, grade in record.symptoms:
            grades[name] = grades.get(name, 0) + (grade > 0)
    nights = [nights_of(each, records) for each in found]
    rows = [StretchSymptom(name, tuple(_graded(name, each) for each in nights)) for name in grades]
    return tuple(sorted(rows, key=lambda row: (-_present(row), -grades[row.name], row.name)))


def _graded(name: str, nights: Sequence[NightRecord]) -> GradedNights:
    found = [grade for night in nights for known, grade in night.symptoms if known == name]
    of = middle(found)
    return GradedNights(of.n, sum(grade > 0 for grade in found), of.median)


def _present(row: StretchSymptom) -> int:
    return sum(of.present for of in row.by_stretch)
