"""The doses of a diary day, by substance: total, number of doses, longest gap, target.

The figures of the day itself are those of leaf: a day without an entry for leaf is unknown (`total_mg` None), whatever
else was taken; a dose-free day has 0. Every other substance has figures of its own (`apart`), is never added to grams
of leaf (facts B4), and may be logged on a dose-free day. One that has a plan in force stands there too where nothing of
it is logged; a medicine stands there only then.

The longest gap is the time between two doses, the later of which was taken on the diary day. The earlier one may lie
any number of days back, as long as every day between is logged. Where one is not, the gap before the day's first dose
may be the longest, so the longest is not known. A range therefore needs `PrecedingDoses`, the last doses before it.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from operator import attrgetter
from types import MappingProxyType

from legdiary.domain.entries.dose import LEAF, UG_PER_MG, micrograms
from legdiary.domain.taper.plan import plans_on, step_on
from legdiary.domain.time.moments import A_DAY, MINUTE
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.entries.factors_and_medicines import Medicine
    from legdiary.domain.entries.products import Product
    from legdiary.domain.taper.plan import Plan, Step

_DAY_OF = attrgetter("night_of")
_UG_PER_G = 1_000_000
_NO_PRODUCTS: Mapping[int, Product] = MappingProxyType({})
_NO_MEDICINES: Mapping[date, Mapping[str, OtherSubstanceDay]] = MappingProxyType({})


class OtherSubstanceDay(NamedTuple):
    """One diary day of a substance that is never added to leaf.

    Attributes:
        substance: its word: the kind of its products, or that of a medicine.
        total_ug: the day's total; 0 where the day was logged as without it, None where it is not known.
        doses: the number of doses; None where nothing is logged.
        longest_gap_min: the longest time between two doses that ended on this day; None where it is not known.
        target_ug: the plan's target; None where no plan of it is in force.
        target_doses: the plan's doses a day; None where it gives none.
        mitragynine_ug: the lowest and highest total from laboratory values, over the doses whose batch has one.
        unit: the unit in which its amounts are shown, mg or mcg.
        uncounted: amounts of a medicine that are in no unit of weight; the total is then not known.
        tested: the number of doses whose batch has a laboratory value.
    """

    substance: str
    total_ug: int | None = None
    doses: int | None = None
    longest_gap_min: int | None = None
    target_ug: int | None = None
    target_doses: int | None = None
    mitragynine_ug: tuple[int, int] | None = None
    unit: str = "mg"
    uncounted: tuple[str, ...] = ()
    tested: int = 0

    @property
    def total_mg(self) -> float | None:
        """The total in milligrams, a whole number where it is one."""
        if self.total_ug is None:
            return None
        whole, rest = divmod(self.total_ug, UG_PER_MG)
        return self.total_ug / UG_PER_MG if rest else whole

    @property
    def is_known(self) -> bool:
        """Whether anything of it is logged: a dose, or a day without."""
        return self.doses is not None


class DoseDay(NamedTuple):
    """The kratom of one diary day.

    Attributes:
        total_mg: the day's total; 0 where it was logged as dose-free, None where nothing is logged.
        doses: the number of doses; None where nothing is logged.
        longest_gap_min: the longest time between two doses that ended on this day; None where it is not known.
        target_mg: the plan's target; None where no plan is in force.
        target_doses: the plan's doses a day; None where it gives none.
        apart: the other substances that are logged or have a plan in force, in the order in which views name them.
        mitragynine_ug: the lowest and highest total from laboratory values, over the doses whose batch has one.
        tested: the number of doses whose batch has a laboratory value.
    """

    total_mg: int | None = None
    doses: int | None = None
    longest_gap_min: int | None = None
    target_mg: int | None = None
    target_doses: int | None = None
    apart: tuple[OtherSubstanceDay, ...] = ()
    mitragynine_ug: tuple[int, int] | None = None
    tested: int = 0

    @property
    def is_anything_known(self) -> bool:
        """Whether anything is logged: leaf, a dose-free day, or another substance."""
        return self.total_mg is not None or any(each.is_known for each in self.apart)


_NOTHING = DoseDay()


def day_of(word: str, of_day: DoseDay) -> DoseDay | OtherSubstanceDay | None:
    """Return a day's figures of one substance; None where nothing of it is logged."""
    if word == LEAF:
        return None if of_day.total_mg is None else of_day
    return next((each for each in of_day.apart if each.substance == word and each.is_known), None)


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
        return (self.amount_mg or 0) if self.amount_ug is None else self.amount_ug // UG_PER_MG


class PrecedingDoses(NamedTuple):
    """The last doses before a range, for the gaps on its first days.

    Attributes:
        day: the day before the range.
        leaf_s: the instant of the last dose of leaf; None where a day between is not logged.
        others: the same for every other substance that is logged on `day`, by its word.
    """

    day: date
    leaf_s: int | None
    others: Mapping[str, int | None] = MappingProxyType({})


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
    words = {number: product.product_kind for number, product in products.items()}
    leaf = _Run(lead.day, lead.leaf_s) if lead else _Run()
    runs = {word: _Run(lead.day, last_s) for word, last_s in lead.others.items()} if lead else {}
    contents = _contents(products)
    for day, of_day in groupby(doses, key=_DAY_OF):
        apart, counted = _split_substances(of_day, words)
        others = tuple(
            _other_day(day, word, apart[word], contents, runs.setdefault(word, _Run())) for word in in_order(apart)
        )
        if not counted:
            found[day] = DoseDay(apart=others)
            continue
        moments = _moments(counted)
        mitragynine_ug, tested = _mitragynine(counted, contents)
        found[day] = DoseDay(
            total_mg=sum([dose.mg for dose in counted]),
            doses=len(moments),
            longest_gap_min=leaf.longest_gap(day, moments),
            apart=others,
            mitragynine_ug=mitragynine_ug,
            tested=tested,
        )
    return found


def _other_day(
    day: date, word: str, doses: Sequence[Dose | Taken], contents: Mapping[int, tuple[int, int]], run: _Run
) -> OtherSubstanceDay:
    moments = _moments(doses)
    mitragynine_ug, tested = _mitragynine(doses, contents)
    return OtherSubstanceDay(
        word,
        sum(dose.ug for dose in doses),
        len(moments),
        run.longest_gap(day, moments),
        mitragynine_ug=mitragynine_ug,
        tested=tested,
    )


def _moments(doses: Iterable[Dose | Taken]) -> list[int]:
    return [utc_s for dose in doses if (utc_s := dose.utc_s) is not None]


def in_order(words: Iterable[str]) -> list[str]:
    """Return the words of substances other than leaf in the order in which every view names them."""
    found = [*words]
    if len(found) <= 1:
        return found
    from legdiary.domain.entries.substances import sort_key

    return sorted(found, key=sort_key)


def medicine_names(words: Iterable[str]) -> set[str]:
    """Return the names of the medicines among some substances."""
    others = {word for word in words if word != LEAF}
    if not others:
        return set()
    from legdiary.domain.entries.substances import Substance

    return {of.name for of in map(Substance, others) if of.is_medicine}


def medicine_days(takings: Iterable[Medicine], names: Collection[str]) -> dict[date, dict[str, OtherSubstanceDay]]:
    """Return the figures of medicines by day and word.

    Nobody says that a medicine was not taken, so the earlier dose of a gap is of the same day or the one before.

    Args:
        takings: the intakes in order of day and moment, from the day before the range on.
        names: the names of the medicines to count: those of which there is a plan.
    """
    from legdiary.domain.entries.substances import medicine
    from legdiary.domain.input.medicine_amounts import micrograms

    by_day: dict[date, dict[str, list[Medicine]]] = {}
    for taking in takings:
        if taking.name in names:
            by_day.setdefault(taking.night_of, {}).setdefault(taking.name, []).append(taking)
    runs: dict[str, _Run] = {}
    found: dict[date, dict[str, OtherSubstanceDay]] = {}
    for day, of_day in by_day.items():
        for name, taken in of_day.items():
            known = [micrograms(each.amount) for each in taken]
            gap = runs.setdefault(name, _Run()).longest_gap(day, [each.at.utc_s for each in taken])
            found.setdefault(day, {})[medicine(name)] = OtherSubstanceDay(
                medicine(name),
                None if None in known else sum(ug or 0 for ug in known),
                len(taken),
                gap,
                uncounted=tuple(each.amount for each, ug in zip(taken, known, strict=True) if ug is None),
            )
    return found


class _Run:
    """The logged days of one substance, fed in order; a day that is not logged breaks the run."""

    __slots__ = ("_last_day", "_last_s")

    def __init__(self, last_day: date | None = None, last_s: int | None = None) -> None:
        self._last_day, self._last_s = last_day, last_s

    def longest_gap(self, day: date, moments: Sequence[int]) -> int | None:
        """Return the longest gap of the next logged day, in minutes; None where the dose before it is not known."""
        if self._last_day is not None and day - self._last_day > A_DAY:
            self._last_s = None  # the doses of the days between are not known
        before = self._last_s
        self._last_day, self._last_s = day, moments[-1] if moments else before
        return None if before is None else _longest_gap_min([before, *moments])


def _longest_gap_min(moments: Sequence[int]) -> int | None:
    """Return the longest time from one moment to the next, in minutes.

    After a change of `day_start` or a journey an earlier day may hold the later moment: such a pair is no gap.
    """
    gaps = [(later - earlier) // MINUTE for earlier, later in pairwise(moments) if earlier <= later]
    return max(gaps, default=None)


def _split_substances(
    doses: Iterable[Dose | Taken], words: Mapping[int, str]
) -> tuple[dict[str, list[Dose | Taken]], list[Dose | Taken]]:
    """Return the doses of each substance counted apart from leaf, then the others.

    Args:
        doses: the doses of a day.
        words: product id → the word of its substance.
    """
    apart: dict[str, list[Dose | Taken]] = {}
    counted: list[Dose | Taken] = []
    for dose in doses:
        word = _word_of(dose, words)
        (counted if word == LEAF else apart.setdefault(word, [])).append(dose)
    return apart, counted


def substance_of(dose: Dose | Taken, products: Mapping[int, Product]) -> str:
    """Return the word of the substance that a dose, or a dose-free mark, is about."""
    product = products.get(dose.product_id or 0)
    return _word_of(dose, {} if product is None else {dose.product_id or 0: product.product_kind})


def _word_of(dose: Dose | Taken, words: Mapping[int, str]) -> str:
    return dose.none_of if dose.none_of is not None else words.get(dose.product_id or 0, LEAF)


def is_other_substance(dose: Dose | Taken, products: Mapping[int, Product]) -> bool:
    """Return whether a dose is of another substance, such as 7-OH, never added to grams of leaf (facts B4)."""
    return substance_of(dose, products) != LEAF


def _mitragynine(
    doses: Iterable[Dose | Taken], contents: Mapping[int, tuple[int, int]]
) -> tuple[tuple[int, int] | None, int]:
    """Return the range over the doses whose batch has laboratory values, None where none has, and their number.

    Args:
        doses: the doses.
        contents: product id → µg per g, for the batches with laboratory values.
    """
    if not contents:
        return None, 0
    low = high = tested = 0
    for dose in doses:
        content = contents.get(dose.product_id or 0)
        if content is not None:
            ug = dose.ug
            low, high, tested = low + ug * content[0] // _UG_PER_G, high + ug * content[1] // _UG_PER_G, tested + 1
    return ((low, high) if tested else None), tested


def _contents(products: Mapping[int, Product]) -> dict[int, tuple[int, int]]:
    """Return the range of mitragynine, in µg per g, of the batches that have laboratory values."""
    return {
        number: (product.mitragynine_low_ug, product.mitragynine_high_ug)
        for number, product in products.items()
        if product.mitragynine_low_ug is not None and product.mitragynine_high_ug is not None
    }


class PlannedStep(NamedTuple):
    """The step of a plan that is in force on a day.

    Attributes:
        substance: the word of the plan's substance.
        step: the step.
        unit: mcg where a medicine is told in micrograms; else None.
    """

    substance: str
    step: Step
    unit: str | None = None


def planned_steps(plans: Sequence[Plan], day: date) -> list[PlannedStep]:
    """Return the steps in force on a day, at most one of each substance."""
    return [
        PlannedStep(plan.of, step, plan.unit)
        for plan in plans_on(plans, day)
        if (step := step_on(plan, day)) is not None
    ]


def compare_with_plans(
    doses: Mapping[date, DoseDay],
    day: date,
    steps: Iterable[PlannedStep],
    medicines: Mapping[date, Mapping[str, OtherSubstanceDay]] = _NO_MEDICINES,
) -> DoseDay:
    """Return a day's doses with the targets of the steps in force; a substance that has one stands there in any case.

    Args:
        doses: the figures of the logged days.
        day: the day.
        steps: the steps in force on it.
        medicines: the figures of medicines, as `medicine_days` has them; only those with a step are shown.
    """
    taken = doses.get(day, _NOTHING)
    others: dict[str, OtherSubstanceDay] = {}
    for word, step, unit in steps:
        if word == LEAF:
            taken = taken._replace(target_mg=step.target, target_doses=step.doses_per_day)
            continue
        others = others or {each.substance: each for each in taken.apart}
        of_day = others.get(word) or medicines.get(day, {}).get(word) or OtherSubstanceDay(word)
        others[word] = of_day._replace(target_ug=step.target, target_doses=step.doses_per_day, unit=unit or of_day.unit)
    return taken._replace(apart=tuple(others[word] for word in in_order(others))) if others else taken
