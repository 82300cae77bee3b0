"""The kratom of a diary day: total, number of doses, longest gap, target.

The figures are those of leaf: a day without an entry for leaf is unknown (`total_mg` None), whatever else was taken; a
dose-free day has 0. 7-OH is another substance: it has figures of its own (`apart`), is never added to grams of leaf
(facts B4), and may be logged on a dose-free day.

The longest gap is the time between two doses, the later of which was taken on the diary day. The earlier one may lie
any number of days back, as long as every day between is logged. A range therefore needs `PrecedingDoses`, the last
doses before it.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.dose import LEAF, SEVEN_OH, UG_PER_MG, micrograms
from legdiary.domain.input.amounts import MG_PER_G
from legdiary.domain.time.moments import A_DAY, MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.taper.plan import Step

#: Substances counted as leaf.
_COUNTED = (LEAF, "extract")
_DAY_OF = attrgetter("night_of")
_NO_PRODUCTS: Mapping[int, Product] = MappingProxyType({})


class OtherSubstanceDay(NamedTuple):
    """The doses on one diary day of a substance that is never added to leaf.

    Attributes:
        substance: the substance, named by the kind of its products.
        total_mg: the day's total.
        doses: the number of doses.
        longest_gap_min: as for leaf; but there are no dose-free days here, so the earlier dose is of the same day or
            the one before.
    """

    substance: str
    total_mg: int
    doses: int
    longest_gap_min: int | None = None


class DoseDay(NamedTuple):
    """The kratom of one diary day.

    Attributes:
        total_mg: the day's total; 0 where it was logged as dose-free, None where nothing is logged.
        doses: the number of doses; None where nothing is logged.
        longest_gap_min: the longest time between two doses that ended on this day; None where none is known.
        target_mg: the plan's target; None where no plan is in force.
        target_doses: the plan's doses a day; None where it gives none.
        apart: the other substances taken.
        mitragynine_ug: the lowest and highest total from laboratory values, over the doses whose batch has one.
    """

    total_mg: int | None = None
    doses: int | None = None
    longest_gap_min: int | None = None
    target_mg: int | None = None
    target_doses: int | None = None
    apart: tuple[OtherSubstanceDay, ...] = ()
    mitragynine_ug: tuple[int, int] | None = None

    @property
    def is_anything_known(self) -> bool:
        """Whether anything is logged: leaf, a dose-free day, or another substance."""
        return self.total_mg is not None or bool(self.apart)


_NOTHING = DoseDay()


class Taken(NamedTuple):
    """The fields of a `Dose` that a day's figures need: ten years hold fifteen thousand doses."""

    night_of: date
    utc_s: int | None
    amount_mg: int | None
    product_id: int | None
    amount_ug: int | None = None
    none_of: str | None = None

    @property
    def ug(self) -> int:
        """The amount in micrograms."""
        return micrograms(self.amount_mg, self.amount_ug)

    @property
    def mg(self) -> int:
        """The whole milligrams of a dose of leaf."""
        return self.ug // UG_PER_MG


class PrecedingDoses(NamedTuple):
    """The last doses before a range, for the gaps on its first days.

    Attributes:
        day: the day before the range.
        leaf_s: the instant of the last dose of leaf; None where a day between is not logged.
        seven_oh_s: the instant of the last dose of 7-OH; None where there was none on `day`.
    """

    day: date
    leaf_s: int | None
    seven_oh_s: int | None


def is_unbroken(first: date, dose_on: date, days_without: int) -> bool:
    """Return whether every day between the last dose and the range is logged.

    Args:
        first: the first day of the range.
        dose_on: the day of the last dose of leaf before it.
        days_without: the number of days between that were logged as dose-free.
    """
    return days_without == (first - dose_on).days - 1


def dose_days(
    doses: Iterable[Dose | Taken], products: Mapping[int, Product] = _NO_PRODUCTS, lead: PrecedingDoses | None = None
) -> dict[date, DoseDay]:
    """Return the figures of every logged diary day.

    Args:
        doses: the doses and dose-free marks, in full or short form, in order of day and moment.
        products: product id → batch, for the products that doses name.
        lead: the last doses before them, for the gaps on the first days.
    """
    found: dict[date, DoseDay] = {}
    leaf = _Run(lead.day, lead.leaf_s) if lead else _Run()
    runs = {SEVEN_OH: _Run(lead.day, lead.seven_oh_s)} if lead else {}
    for day, of_day in groupby(doses, key=_DAY_OF):
        apart, counted = _split_substances(of_day, products)
        others = tuple(
            _apart_day(day, word, of_word, runs.setdefault(word, _Run())) for word, of_word in sorted(apart.items())
        )
        if not counted:
            found[day] = DoseDay(apart=others)
            continue
        moments = [utc_s for dose in counted if (utc_s := dose.utc_s) is not None]
        found[day] = DoseDay(
            total_mg=sum(dose.mg for dose in counted),
            doses=len(moments),
            longest_gap_min=leaf.longest_gap(day, moments),
            apart=others,
            mitragynine_ug=_mitragynine(counted, products) if products else None,
        )
    return found


def _apart_day(day: date, word: str, doses: Sequence[Dose | Taken], run: _Run) -> OtherSubstanceDay:
    moments = [utc_s for dose in doses if (utc_s := dose.utc_s) is not None]
    gap = run.longest_gap(day, moments)
    return OtherSubstanceDay(word, sum(dose.ug for dose in doses) // UG_PER_MG, len(moments), gap)


class _Run:
    """The logged days of one substance, fed in order; a day that is not logged breaks the run."""

    __slots__ = ("_last_day", "_last_s")

    def __init__(self, last_day: date | None = None, last_s: int | None = None) -> None:
        self._last_day, self._last_s = last_day, last_s

    def longest_gap(self, day: date, moments: Sequence[int]) -> int | None:
        """Return the longest gap of the next logged day, in minutes."""
        if self._last_day is not None and day - self._last_day > A_DAY:
            self._last_s = None  # the doses of the days between are not known
        since = moments if self._last_s is None else [self._last_s, *moments]
        self._last_day, self._last_s = day, moments[-1] if moments else self._last_s
        return _longest_gap_min(since)


def _longest_gap_min(moments: Sequence[int]) -> int | None:
    """Return the longest time from one moment to the next, in minutes.

    After a change of `day_start` or a journey an earlier day may hold the later moment: such a pair is no gap.
    """
    gaps = [(later - earlier) // MINUTE for earlier, later in pairwise(moments) if earlier <= later]
    return max(gaps, default=None)


def _split_substances(
    doses: Iterable[Dose | Taken], products: Mapping[int, Product]
) -> tuple[dict[str, list[Dose | Taken]], list[Dose | Taken]]:
    """Return the doses of each substance counted apart from leaf, then the others."""
    apart: dict[str, list[Dose | Taken]] = {}
    counted: list[Dose | Taken] = []
    for dose in doses:
        word = substance_of(dose, products)
        (counted if word in _COUNTED else apart.setdefault(word, [])).append(dose)
    return apart, counted


def substance_of(dose: Dose | Taken, products: Mapping[int, Product]) -> str:
    """Return the word of the substance that a dose, or a dose-free mark, is about."""
    if dose.none_of is not None:
        return dose.none_of
    product = products.get(dose.product_id or 0)
    return LEAF if product is None else product.product_kind


def is_other_substance(dose: Dose | Taken, products: Mapping[int, Product]) -> bool:
    """Return whether a dose is of another substance, such as 7-OH, never added to grams of leaf (facts B4)."""
    return substance_of(dose, products) not in _COUNTED


def select_same_substance(dose: Dose, others: Iterable[Stored], products: Mapping[int, Product]) -> list[Stored]:
    """Return the doses of the same substance; a dose-free mark belongs to leaf."""
    apart = is_other_substance(dose, products)
    return [stored for stored in others if is_other_substance(stored.entry, products) == apart]


def _mitragynine(doses: Iterable[Dose | Taken], products: Mapping[int, Product]) -> tuple[int, int] | None:
    """Return the range over the doses whose batch has laboratory values; None where none has."""
    found: tuple[int, int] | None = None
    for dose in doses:
        product = products.get(dose.product_id or 0)
        if product is None or product.mitragynine_low_ug is None or product.mitragynine_high_ug is None:
            continue
        low, high = found or (0, 0)
        found = (
            low + dose.mg * product.mitragynine_low_ug // MG_PER_G,
            high + dose.mg * product.mitragynine_high_ug // MG_PER_G,
        )
    return found


def compare_with_target(doses: Mapping[date, DoseDay], day: date, step: Step | None) -> DoseDay:
    """Return a day's doses with the target of its step, if a step is in force."""
    taken = doses.get(day, _NOTHING)
    if step is None:
        return taken
    return taken._replace(target_mg=step.target_mg, target_doses=step.doses_per_day)
