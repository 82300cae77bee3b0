"""One night with everything known of it: the figures that every report rests on.

A day without a kratom entry is not known (`total_mg` None); a day said to be without kratom is 0. The longest gap is
that between two doses of which the later was taken on the diary day; the dose before may be of an earlier day, as
long as every day between is logged.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from legdiary.domain.amounts import MG_PER_G
from legdiary.domain.moments import MINUTE
from legdiary.domain.products import SEVEN_OH
from legdiary.domain.sleep import sleep_figures
from legdiary.domain.taper import plan_on, step_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries import Dose, Magnesium, Night, Sleep, Stored
    from legdiary.domain.products import Product
    from legdiary.domain.sleep import SleepFigures
    from legdiary.domain.taper import Plan

A_DAY = timedelta(days=1)
_NO_PRODUCTS: Mapping[int, Product] = MappingProxyType({})


def days(from_night: date, before_night: date) -> list[date]:
    """Every day of a half-open range."""
    return [from_night + timedelta(days=n) for n in range((before_night - from_night).days)]


@dataclass(frozen=True, slots=True)
class DoseDay:
    """The kratom of one diary day.

    Attributes:
        total_mg: what was taken; 0 where the day was said to be without, None where nothing is logged.
        doses: how many; None where nothing is logged.
        longest_gap_min: the longest time between two doses that ended on this day; None where none is known.
        target_mg: the plan's target; None where no plan is in force.
        target_doses: the plan's doses a day, where it says.
        seven_oh_mg: what was taken of 7-OH products: another exposure, never added to grams of leaf (facts B4).
        mitragynine_ug: the range that laboratory figures give for the doses whose batch has one, low and high.
    """

    total_mg: int | None = None
    doses: int | None = None
    longest_gap_min: int | None = None
    target_mg: int | None = None
    target_doses: int | None = None
    seven_oh_mg: int | None = None
    mitragynine_ug: tuple[int, int] | None = None


_NOTHING = DoseDay()


@dataclass(frozen=True, slots=True)
class NightRecord:
    """Everything known of one night, for reports.

    Attributes:
        night_of: the date on which the evening began.
        rating: the ratings, or None.
        sleep: the sleep as typed, or None.
        figures: the sleep's figures, or None where no sleep is logged.
        kratom: the diary day's doses against its target.
        magnesium_mg: elemental milligrams taken by mouth; None where none is logged.
        topical_mg: what was put on the skin: kept apart, since uptake is uncertain (facts B8).
        recalled: whether the night or its sleep was entered more than 36 h after waking.
    """

    night_of: date
    rating: Night | None
    sleep: Sleep | None
    figures: SleepFigures | None
    kratom: DoseDay
    magnesium_mg: int | None
    topical_mg: int | None
    recalled: bool

    @property
    def severity(self) -> int | None:
        """RLS severity 0–10, or None."""
        return self.rating.severity if self.rating else None


@dataclass(frozen=True, slots=True)
class Logged:
    """The entries from which nights are put together, as the diary hands them over.

    `doses` should reach one day further back than the nights asked for, so that the first day's gap is known.
    """

    nights: Sequence[Stored] = ()
    sleeps: Sequence[Stored] = ()
    doses: Sequence[Stored] = ()
    magnesium: Sequence[Stored] = ()
    plans: Sequence[Plan] = ()
    products: Mapping[int, Product] = field(default_factory=dict)


def night_records(logged: Logged, from_night: date, before_night: date) -> list[NightRecord]:
    """One record a night of a half-open range, missing nights included, oldest first."""
    ratings = {stored.entry.night_of: stored for stored in logged.nights}
    sleeps = {stored.entry.night_of: stored for stored in logged.sleeps}
    doses = dose_days((stored.entry for stored in logged.doses), logged.products)
    oral, topical = _magnesium_days(stored.entry for stored in logged.magnesium)
    records = []
    for day in days(from_night, before_night):
        rating, sleep = ratings.get(day), sleeps.get(day)
        records.append(
            NightRecord(
                night_of=day,
                rating=rating.entry if rating else None,
                sleep=sleep.entry if sleep else None,
                figures=sleep_figures(sleep.entry) if sleep else None,
                kratom=against_target(doses, day, logged.plans),
                magnesium_mg=oral.get(day),
                topical_mg=topical.get(day),
                recalled=bool((rating and rating.recalled) or (sleep and sleep.recalled)),
            )
        )
    return records


def dose_days(doses: Iterable[Dose], products: Mapping[int, Product] = _NO_PRODUCTS) -> dict[date, DoseDay]:
    """Every logged diary day's doses; doses come in order of their day and moment.

    Args:
        doses: the doses, and the words that a day was without.
        products: product id → batch, for those that doses name.
    """
    found: dict[date, DoseDay] = {}
    last_day: date | None = None
    last_s: int | None = None
    for dose in doses:
        day, product = dose.night_of, products.get(dose.product_id or 0)
        before = found.get(day, _NOTHING)
        if product is not None and product.product_kind == SEVEN_OH:
            found[day] = replace(before, seven_oh_mg=(before.seven_oh_mg or 0) + dose.amount_mg)
            continue
        if last_day is not None and day - last_day > A_DAY:
            last_s = None  # a day between is not logged: what was taken on it is not known
        last_day = day
        if dose.at is None:
            found[day] = replace(before, total_mg=0, doses=0)
            continue
        gap = None if last_s is None else (dose.at.utc_s - last_s) // MINUTE
        found[day] = replace(
            before,
            total_mg=(before.total_mg or 0) + dose.amount_mg,
            doses=(before.doses or 0) + 1,
            longest_gap_min=max((g for g in (gap, before.longest_gap_min) if g is not None), default=None),
            mitragynine_ug=_with_mitragynine(before.mitragynine_ug, dose.amount_mg, product),
        )
        last_s = dose.at.utc_s
    return found


def _with_mitragynine(
    so_far: tuple[int, int] | None, amount_mg: int, product: Product | None
) -> tuple[int, int] | None:
    if product is None or product.mitragynine_low_ug is None or product.mitragynine_high_ug is None:
        return so_far
    low, high = so_far or (0, 0)
    return (
        low + amount_mg * product.mitragynine_low_ug // MG_PER_G,
        high + amount_mg * product.mitragynine_high_ug // MG_PER_G,
    )


def against_target(doses: Mapping[date, DoseDay], day: date, plans: Sequence[Plan]) -> DoseDay:
    """A day's doses beside the target in force on it."""
    taken = doses.get(day, _NOTHING)
    plan = plan_on(plans, day)
    step = step_on(plan, day) if plan else None
    if step is None:
        return taken
    return replace(taken, target_mg=step.target_mg, target_doses=step.doses_per_day)


def _magnesium_days(takings: Iterable[Magnesium]) -> tuple[dict[date, int], dict[date, int]]:
    oral: dict[date, int] = {}
    topical: dict[date, int] = {}
    for taking in takings:
        kept = topical if taking.topical else oral
        kept[taking.night_of] = kept.get(taking.night_of, 0) + taking.elemental_mg
    return oral, topical
