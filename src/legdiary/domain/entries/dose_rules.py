"""Checks of a dose against the other doses of its day, and against the usual amount; products by name."""

from __future__ import annotations

from legdiary.domain.entries.dose import LEAF, UG_PER_MG
from legdiary.domain.input.amounts import FinerThanAMilligram, format_grams, format_mg
from legdiary.domain.time.moments import MINUTE
from legdiary.errors import Asks, BadValue, Refused, quote_typed
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.entries.magnesium import Magnesium
    from legdiary.domain.entries.stored_entry import Stored


def add_product_command(name: str) -> str:
    """Return the command that adds a product of this name; `product list` where the name cannot be typed."""
    if not name.strip() or name != quote_typed(name) or name.startswith("-"):
        return "legdiary product list"
    from shlex import quote

    return f"legdiary product add {quote(name)}"


#: What a day without leaf is without, in words.
_LEAF_NAME = "kratom"
#: The word typed in place of a product's name for a dose without a product.
NO_PRODUCT = "none"


def is_no_product(name: str) -> bool:
    """Return whether the word for no product was typed."""
    return name.strip().casefold() == NO_PRODUCT


def name_product_command(number: int, name: str) -> str | None:
    """Return the command that sets the product of a dose; None where the name cannot be typed."""
    if name != quote_typed(name):
        return None
    typed = f"'{name}'"
    if "'" in name:  # imported only then: nightly commands stay light
        from shlex import quote

        typed = quote(name)
    return f"legdiary edit {number} --product={typed}"


class UnknownProduct(Refused):
    """A product that was never added."""

    def __init__(self, typed: str, *, in_pieces: str | None = None) -> None:
        weighed = f", with the weight of a {in_pieces} (--{in_pieces})" if in_pieces else ""
        super().__init__(
            f"there is no product {quote_typed(typed)!r} yet; add it first{weighed}", add_product_command(typed)
        )


class CapsulesNeedProduct(BadValue):
    """An amount in capsules or tablets whose weight is not known."""

    def __init__(
        self, typed: str, product: str | None = None, number: int | None = None, *, what: str = "capsule",
        unit: str = "grams",
    ) -> None:  # fmt: skip
        if product is None or number is None:
            said = f"{quote_typed(typed)} needs --product, and a product with the weight of a {what}"
            hint = "legdiary product list"
        else:
            said = (
                f"{quote_typed(typed)}: the weight of a {what} of {quote_typed(product)!r} is not known; add "
                f"it once with --{what}"
            )
            hint = f"legdiary edit {number} --help"
        super().__init__(f"{said}, or write the amount in {unit}", hint)


class DoseNeedsProduct(BadValue):
    """`dose` without a product: it would count as leaf, which is logged by `kratom`."""

    def __init__(self) -> None:
        super().__init__("a dose needs --product. For leaf use legdiary kratom", "legdiary product list")


class NoneNeedsSubstance(BadValue):
    """`dose none` without a substance."""

    def __init__(self) -> None:
        super().__init__(
            "a dose-free day needs --of and the substance, such as --of 7-oh. For leaf: legdiary kratom none",
            "legdiary dose --help",
        )


class OfIsAboutNone(BadValue):
    """`--of` with an amount: the product already tells the substance."""

    def __init__(self) -> None:
        super().__init__("--of works only with none; a dose takes its substance from --product")


class NoneHasNoMoment(BadValue):
    """`kratom none` with a time, though it means a whole day."""

    def __init__(self, command: str = "kratom") -> None:
        super().__init__(f"{command} none means the whole day; leave out --at, or give the day with --night")


class NoneHasNoProduct(BadValue):
    """`kratom none` with a product, though it means all leaf."""

    def __init__(self, command: str = "kratom", *, of: bool = False) -> None:
        what = "a whole substance" if of else "all leaf of a day"
        super().__init__(f"{command} none is about {what} and has no product; leave out --product")


class NoneHelpedNobody(BadValue):
    """`kratom none` with a rating of how much the dose helped."""

    def __init__(self, command: str = "kratom") -> None:
        super().__init__(f"{command} none is about a dose-free day; leave out --helped")


class DosesOnThatDay(Refused):
    """`kratom none` for a day that has doses of the substance."""

    def __init__(self, day: date, count: int, name: str | None = None) -> None:
        doses = "a dose" if count == 1 else f"{count} doses"
        of = f" of {name}" if name else ""
        are = "is" if count == 1 else "are"
        super().__init__(
            f"{doses}{of} {are} already logged on {day}, so that day can't be dose-free", f"legdiary show {day}"
        )


class SaidWithout(Refused):
    """A dose moved to a day that is logged as dose-free."""

    def __init__(self, day: date, number: int, name: str | None = None) -> None:
        super().__init__(
            f"{day} is logged as a day without {name or _LEAF_NAME} (#{number}), so it can't hold a dose",
            f"legdiary show {day}",
        )


class NoneIsNoDose(Refused):
    """An amount, a time or a product for a dose-free day."""

    def __init__(self, number: int, name: str | None = None) -> None:
        super().__init__(
            f"#{number} logs a day without {name or _LEAF_NAME}; delete it, then log the dose",
            f"legdiary delete {number}",
        )


def check_edited_dose(dose: Dose, others: Sequence[Stored], name: str | None = None) -> Dose:
    """Return a changed dose if it fits the other entries of its substance and day.

    Args:
        dose: the dose.
        others: the other entries of its substance on its day.
        name: the name of the substance; None for leaf.

    Raises:
        DosesOnThatDay, SaidWithout.
    """
    if dose.says_none:
        check_day_of_none(dose.night_of, others, name)
    for stored in others:
        if stored.entry.says_none:
            raise SaidWithout(dose.night_of, stored.id, name)
    return dose


def amount_fields(ug: int, typed: str, substance: str) -> dict[str, int | None]:
    """Return the fields of an amount in the unit of its substance: whole milligrams of leaf, micrograms of others.

    Raises:
        FinerThanAMilligram: leaf cannot hold it.
    """
    if substance != LEAF:
        return {"amount_mg": None, "amount_ug": ug}
    if ug % UG_PER_MG:
        raise FinerThanAMilligram(typed, leaf=True)
    return {"amount_mg": ug // UG_PER_MG, "amount_ug": None}


def check_unit(dose: Dose, substance: str) -> None:
    """Refuse a dose of leaf that whole milligrams cannot hold; a dose alone does not know what it is of.

    Args:
        dose: the dose.
        substance: the word of its substance.

    Raises:
        FinerThanAMilligram: it is finer.
    """
    if substance != LEAF or dose.amount_ug is None or not dose.amount_ug % UG_PER_MG:
        return
    raise FinerThanAMilligram(f"{format_mg(dose.amount_ug)}mg", leaf=True)


def batch_of(products: Sequence[Stored], name: str, day: date) -> Stored | None:
    """Return the batch of a product in use on a day: the last one opened by then, else the first undated, else any."""
    wanted = " ".join(name.split()).casefold()
    batches = [stored for stored in products if stored.entry.name.casefold() == wanted]
    opened = [stored for stored in batches if stored.entry.opened_on is not None and stored.entry.opened_on <= day]
    if opened:
        return max(opened, key=lambda stored: (stored.entry.opened_on, stored.id))
    undated = [stored for stored in batches if stored.entry.opened_on is None]
    first = undated or batches
    return first[0] if first else None


def check_dose_beside(
    dose: Dose, others: Sequence[Stored], *, confirmed: bool, name: str | None = None
) -> tuple[int, ...]:
    """Return the ids of the entries that a new dose replaces: the dose-free mark of its day, once confirmed.

    Args:
        dose: the dose.
        others: the entries of its substance on the same day.
        confirmed: the person has said yes.
        name: the name of its substance; None for leaf.

    Raises:
        Asks: the same amount is stored in the same minute, or the day is logged as dose-free.
    """
    said_none = tuple(stored.id for stored in others if stored.entry.says_none)
    if confirmed:
        return said_none
    if said_none:
        without = name or _LEAF_NAME
        raise Asks(f"{dose.night_of} is logged as a day without {without}; this dose would replace that.")
    for stored in others:
        other = stored.entry
        if dose.at and other.at and other.ug == dose.ug and _same_minute(other.at.utc_s, dose.at.utc_s):
            amount = format_grams(dose.mg) if name is None else f"{format_mg(dose.ug)} mg"
            raise Asks(f"{amount} at {dose.at.local:%H:%M} is already stored (#{stored.id}).")
    return ()


def check_day_of_none(day: date, others: Sequence[Stored], name: str | None = None) -> tuple[int, ...]:
    """Return the ids of earlier dose-free marks of a day, which a new mark replaces.

    Args:
        day: the day.
        others: the entries of the substance on that day; the mark concerns no other.
        name: the name of the substance; None for leaf.

    Raises:
        DosesOnThatDay: a dose of it is logged.
    """
    doses = [stored for stored in others if not stored.entry.says_none]
    if doses:
        raise DosesOnThatDay(day, len(doses), name)
    return tuple(stored.id for stored in others)


def check_taking_beside(taking: Magnesium, others: Sequence[Stored], *, confirmed: bool) -> None:
    """Ask before storing the same dose of magnesium a second time.

    Raises:
        Asks: the same amount is stored in the same minute.
    """
    for stored in others if not confirmed else ():
        other = stored.entry
        if other.elemental_mg == taking.elemental_mg and _same_minute(other.at.utc_s, taking.at.utc_s):
            raise Asks(
                f"{taking.elemental_mg} mg of magnesium at {taking.at.local:%H:%M} is already stored (#{stored.id})."
            )


def _same_minute(one_s: int, other_s: int) -> bool:
    return one_s // MINUTE == other_s // MINUTE


#: A dose of leaf below a tenth of the usual one is questioned: milligrams are easily typed for grams.
_FAR_BELOW = 10
_SMALLEST_UNASKED_MG = 100
#: The number of diary days that define the usual amount.
USUAL_DAYS = 14


def check_small_dose(amount_mg: int, usual_mg: Sequence[int]) -> None:
    """Ask about a dose of leaf far below the usual one.

    Args:
        amount_mg: the dose.
        usual_mg: the other doses of leaf of the last 14 days.

    Raises:
        Asks: the dose is below a tenth of their median; without other doses, below 100 mg.
    """
    if not usual_mg:
        if amount_mg < _SMALLEST_UNASKED_MG:
            raise Asks(
                f"{_both_units(amount_mg)} of kratom in one entry is less than {_both_units(_SMALLEST_UNASKED_MG)}."
            )
        return
    # The largest is at least the median: most nights return here, without loading the statistics.
    if _FAR_BELOW * amount_mg >= max(usual_mg):
        return
    from legdiary.domain.stats.descriptive import median

    if _FAR_BELOW * amount_mg < (middle := median(usual_mg)):
        raise Asks(
            f"{_both_units(amount_mg)} of kratom is less than a tenth of the median dose of the last {USUAL_DAYS} days "
            f"({format_grams(round(middle))})."
        )


def _both_units(amount_mg: int) -> str:
    return f"{format_grams(amount_mg)} ({amount_mg} mg)"


#: A day's total above this share of the usual one gets the note on tolerance (facts B4).
ABOVE_USUAL_PERCENT = 150
#: Logged days needed for a median.
_USUAL_DAYS_NEEDED = 5
#: Days without a known dose after which any dose gets the note: levels fall within 5 to 9 days (facts B4).
LONG_WITHOUT_DAYS = 7


class Usual(NamedTuple):
    """The logged days with which a day is compared.

    Attributes:
        median: the median of their totals, in their unit; None for fewer than five days.
        days: their number.
        first: the earliest of them.
        is_recent: True if they are within the 14 days before; otherwise they are the last 14 logged days.
        is_above: True if the day is above 150 % of the median; otherwise it follows a week or more without a dose.
        days_without: the days just before without a known dose, whether dose-free or not logged.
        last_dose: the day of the last dose; None where the last 14 logged days have none.
    """

    median: float | None
    days: int
    first: date
    is_recent: bool
    is_above: bool
    days_without: int
    last_dose: date | None


def above_usual(known: Sequence[tuple[date, int]], day: date, total: int | None) -> Usual | None:
    """Return a day's total of a substance beside the usual amount if tolerance may have dropped; otherwise None.

    This is so for a total above 150 % of the median of the 14 days before (for a median of 0: any dose), and for any
    dose after a week or more without a known one. Where fewer than five of the 14 days are logged, the last 14 logged
    days are used.

    Args:
        known: the last 14 logged days before the day with their totals, newest first; `kratom none` is 0.
        day: the day.
        total: the day's total, in the unit of the others.
    """
    if not total or not known:
        return None
    recent = [each for each in known if (day - each[0]).days <= USUAL_DAYS]
    is_recent = len(recent) >= _USUAL_DAYS_NEEDED
    compared = recent if is_recent else known
    totals = [amount for _, amount in compared]
    last_dose = next((on for on, amount in known if amount), None)
    days_without = (day - last_dose).days - 1 if last_dose else (day - known[-1][0]).days
    middle: float | None = None
    is_above = False
    # The smallest is at most the median: most nights return here, without loading the statistics.
    if len(totals) >= _USUAL_DAYS_NEEDED and (days_without >= LONG_WITHOUT_DAYS or _is_above(total, min(totals))):
        from legdiary.domain.stats.descriptive import median

        middle = median(totals)
        is_above = _is_above(total, middle)
    if not is_above and days_without < LONG_WITHOUT_DAYS:
        return None
    return Usual(middle, len(totals), compared[-1][0], is_recent, is_above, days_without, last_dose)


def causes_above_usual(known: Sequence[tuple[date, int]], day: date, total: int | None, before: int) -> Usual | None:
    """Return the result of `above_usual` if this entry causes it, so that the note appears only once a day.

    Args:
        known: as for `above_usual`.
        day: the day.
        total: the day's total with the entry.
        before: the day's total before the entry was made or changed.
    """
    return None if above_usual(known, day, before) else above_usual(known, day, total)


def _is_above(total: int, usual: float) -> bool:
    return 100 * total > ABOVE_USUAL_PERCENT * usual
