"""The clock times of doses, as the person's own clock showed them: no journey and no clock change moves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.reports.dose_totals import substance_of
from legdiary.domain.time.moments import A_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.entries.factors_and_medicines import Medicine
    from legdiary.domain.entries.products import Product
    from legdiary.domain.time.moments import Moment

MINUTES_AN_HOUR = 60
MINUTES_A_DAY = 24 * MINUTES_AN_HOUR
NOON_MIN = 12 * MINUTES_AN_HOUR


class DoseTime(NamedTuple):
    """The diary day and the moment of one dose.

    Attributes:
        amount: in the smallest unit of its substance; None where it is in no unit of weight.
    """

    night_of: date
    at: Moment
    amount: int | None = None


def minutes_into(day: date, at: Moment) -> int:
    """Return a local time in minutes after the midnight with which a day began; on the next day it is above 1440."""
    local = at.local
    return (local.date() - day) // A_DAY * MINUTES_A_DAY + local.hour * MINUTES_AN_HOUR + local.minute


def dose_times_of(word: str, doses: Iterable[Dose], products: Mapping[int, Product]) -> list[DoseTime]:
    """Return the doses of leaf, or of another kind of product."""
    from legdiary.domain.entries.dose import LEAF

    return [
        DoseTime(dose.night_of, dose.at, dose.mg if word == LEAF else dose.ug)
        for dose in doses
        if dose.at is not None and substance_of(dose, products) == word
    ]


def medicine_times_of(word: str, takings: Iterable[Medicine]) -> list[DoseTime]:
    """Return the doses of a medicine."""
    from legdiary.domain.entries.substances import medicine
    from legdiary.domain.input.medicine_amounts import micrograms

    return [
        DoseTime(taking.night_of, taking.at, micrograms(taking.amount))
        for taking in takings
        if medicine(taking.name) == word
    ]
