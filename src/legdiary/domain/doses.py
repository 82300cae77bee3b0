"""The kratom of a diary day: what was taken, how often, how far apart, against which target.

The state of a day is that of its leaf: a day without an entry of it is not known (`total_mg` None), whatever else was
taken; a day said to be without kratom is 0. 7-OH is another substance: it has figures of its own beside (`apart`), is
never added to grams of leaf (facts B4), and may stand on a day said to be without.

The longest gap is that between two doses of which the later was taken on the diary day; the dose before may be of an
earlier day, however long ago, as long as every day between is logged. So the days of a range alone do not say it:
`Lead` is what lies before.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.amounts import MG_PER_G
from legdiary.domain.entries import SEVEN_OH
from legdiary.domain.moments import A_DAY, MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries import Dose, Stored
    from legdiary.domain.products import Product
    from legdiary.domain.taper import Step

_DAY_OF = attrgetter("night_of")
_NO_PRODUCTS: Mapping[int, Product] = MappingProxyType({})


class Apart(NamedTuple):
    """What a diary day holds of a substance that is never added to leaf.

    Attributes:
        substance: by the kind of its products.
        total_mg: what was taken.
        doses: how many.
        longest_gap_min: as of leaf; nobody says that a day was without, so the dose before is of the same day or the
            one before.
    """

    substance: str
    total_mg: int
    doses: int
    longest_gap_min: int | None = None


class DoseDay(NamedTuple):
    """The kratom of one diary day.

    Attributes:
        total_mg: what was taken; 0 where the day was said to be without, None where nothing is logged.
        doses: how many; None where nothing is logged.
        longest_gap_min: the longest time between two doses that ended on this day; None where none is known.
        target_mg: the plan's target; None where no plan is in force.
        target_doses: the plan's doses a day, where it says.
        apart: what was taken of other substances, those that were.
        mitragynine_ug: the range that laboratory figures give for the doses whose batch has one, low and high.
    """

    total_mg: int | None = None
    doses: int | None = None
    longest_gap_min: int | None = None
    target_mg: int | None = None
    target_doses: int | None = None
    apart: tuple[Apart, ...] = ()
    mitragynine_ug: tuple[int, int] | None = None

    @property
    def is_anything_known(self) -> bool:
        """Whether anything is logged: leaf, that there was none, or another substance."""
        return self.total_mg is not None or bool(self.apart)


_NOTHING = DoseDay()


class Taken(NamedTuple):
    """What a day's figures need of a dose, in the words of `Dose`: ten years hold fifteen thousand of them."""

    night_of: date
    utc_s: int | None
    amount_mg: int
    product_id: int | None


class Lead(NamedTuple):
    """The last doses before a range, from which every day up to the range is logged.

    Attributes:
        day: the day before the range.
        leaf_s: the instant of the last dose of leaf; None where a day between is not logged.
        seven_oh_s: that of 7-OH, if it was on that day.
    """

    day: date
    leaf_s: int | None
    seven_oh_s: int | None


def is_unbroken(first: date, dose_on: date, days_without: int) -> bool:
    """Whether every day between a dose and the days from `first` on is logged.

    Args:
        first: the first day of a range.
        dose_on: the day of the last dose of leaf before it.
        days_without: how many of the days between were said to be without.
    """
    return days_without == (first - dose_on).days - 1


def dose_days(
    doses: Iterable[Dose | Taken], products: Mapping[int, Product] = _NO_PRODUCTS, lead: Lead | None = None
) -> dict[date, DoseDay]:
    """Every logged diary day's doses; doses come in order of their day and moment.

    Args:
        doses: the doses, and the words that a day was without, whole or in short.
        products: product id → batch, for those that doses name.
        lead: the last doses before them, for the first day's gaps.
    """
    found: dict[date, DoseDay] = {}
    leaf, seven_oh = (_Run(lead.day, lead.leaf_s), _Run(lead.day, lead.seven_oh_s)) if lead else (_Run(), _Run())
    for day, of_day in groupby(doses, key=_DAY_OF):
        apart, counted = _sorted_out(of_day, products)
        others = (_apart(day, apart, seven_oh),) if apart else ()
        if not counted:
            found[day] = DoseDay(apart=others)
            continue
        moments = [utc_s for dose in counted if (utc_s := dose.utc_s) is not None]
        found[day] = DoseDay(
            total_mg=sum(dose.amount_mg for dose in counted),
            doses=len(moments),
            longest_gap_min=leaf.longest_gap(day, moments),
            apart=others,
            mitragynine_ug=_mitragynine(counted, products) if products else None,
        )
    return found


def _apart(day: date, doses: Sequence[Dose | Taken], run: _Run) -> Apart:
    gap = run.longest_gap(day, [utc_s for dose in doses if (utc_s := dose.utc_s) is not None])
    return Apart(SEVEN_OH, sum(dose.amount_mg for dose in doses), len(doses), gap)


class _Run:
    """The days of one substance, one logged day after the other: a day that is not logged breaks it."""

    __slots__ = ("_last_day", "_last_s")

    def __init__(self, last_day: date | None = None, last_s: int | None = None) -> None:
        self._last_day, self._last_s = last_day, last_s

    def longest_gap(self, day: date, moments: Sequence[int]) -> int | None:
        """The longest gap of the next logged day, in minutes."""
        if self._last_day is not None and day - self._last_day > A_DAY:
            self._last_s = None  # what was taken on a day between is not known
        since = moments if self._last_s is None else [self._last_s, *moments]
        self._last_day, self._last_s = day, moments[-1] if moments else self._last_s
        return _longest(since)


def _longest(moments: Sequence[int]) -> int | None:
    """The longest time from one moment to the next, in minutes.

    After a change of `day_start` or a journey an earlier day may hold the later moment: between these is no gap.
    """
    gaps = [(later - earlier) // MINUTE for earlier, later in pairwise(moments) if earlier <= later]
    return max(gaps, default=None)


def _sorted_out(
    doses: Iterable[Dose | Taken], products: Mapping[int, Product]
) -> tuple[list[Dose | Taken], list[Dose | Taken]]:
    """Those of 7-OH products, and the others."""
    if not products:
        return [], list(doses)
    apart: list[Dose | Taken] = []
    counted: list[Dose | Taken] = []
    for dose in doses:
        (apart if is_apart(dose, products) else counted).append(dose)
    return apart, counted


def is_apart(dose: Dose | Taken, products: Mapping[int, Product]) -> bool:
    """Whether a dose is of a 7-OH product: another substance, never added to grams of leaf (facts B4)."""
    product = products.get(dose.product_id or 0)
    return product is not None and product.product_kind == SEVEN_OH


def of_same_substance(dose: Dose, others: Iterable[Stored], products: Mapping[int, Product]) -> list[Stored]:
    """The doses of the same substance; the word that a day was without is about leaf."""
    apart = is_apart(dose, products)
    return [stored for stored in others if is_apart(stored.entry, products) == apart]


def _mitragynine(doses: Iterable[Dose | Taken], products: Mapping[int, Product]) -> tuple[int, int] | None:
    """The range of the doses whose batch has laboratory figures; None where none has."""
    found: tuple[int, int] | None = None
    for dose in doses:
        product = products.get(dose.product_id or 0)
        if product is None or product.mitragynine_low_ug is None or product.mitragynine_high_ug is None:
            continue
        low, high = found or (0, 0)
        found = (
            low + dose.amount_mg * product.mitragynine_low_ug // MG_PER_G,
            high + dose.amount_mg * product.mitragynine_high_ug // MG_PER_G,
        )
    return found


def against_target(doses: Mapping[date, DoseDay], day: date, step: Step | None) -> DoseDay:
    """A day's doses beside the target of the step in force on it, if one is."""
    taken = doses.get(day, _NOTHING)
    if step is None:
        return taken
    return taken._replace(target_mg=step.target_mg, target_doses=step.doses_per_day)
