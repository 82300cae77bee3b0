"""What one taking means beside the others of its day: twins, days without, products by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.amounts import Asks, format_grams
from legdiary.domain.moments import A_DAY, MINUTE
from legdiary.errors import BadValue, Refused, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.domain.doses import DoseDay
    from legdiary.domain.entries import Dose, Magnesium, Stored


def adding(name: str, flags: str = "") -> str:
    """The command that adds a product or a batch of this name; the list of them, where it is no name to be typed."""
    if not name.strip() or name != shown(name) or name.startswith("-"):
        return "legdiary product list"
    from shlex import quote

    return f"legdiary product add {quote(name)} {flags}".rstrip()


class UnknownProduct(Refused):
    """A product that was never added."""

    def __init__(self, typed: str, *, in_capsules: bool = False) -> None:
        super().__init__(
            f"there is no product {shown(typed)!r} yet; it is added first",
            adding(typed, "--capsule 0.5g" if in_capsules else ""),
        )


class CapsulesNeedProduct(BadValue):
    """An amount in capsules, of which it is not known what one weighs."""

    def __init__(self, typed: str, product: str | None = None, number: int | None = None) -> None:
        if product is None or number is None:
            said = f"{shown(typed)} needs --product, and the product what a capsule weighs"
            hint = "legdiary product add 'red leaf' --capsule 0.5g"
        else:
            said = f"{shown(typed)}: what a capsule of {shown(product)!r} weighs is not known; say it once"
            hint = f"legdiary edit {number} --capsule 0.5g"
        super().__init__(f"{said}, or write grams, such as 2.5g", hint)


class NoneHasNoMoment(BadValue):
    """`kratom none` with a time, though it is about a whole day."""

    def __init__(self) -> None:
        super().__init__("kratom none is about a whole day and has no time; leave out --at", "legdiary kratom none")


class DosesOnThatDay(Refused):
    """`kratom none` for a day that has doses."""

    def __init__(self, day: date, count: int, first_id: int) -> None:
        doses = "a dose is" if count == 1 else f"{count} doses are"
        super().__init__(f"{doses} logged on {day}, so it was not without", f"legdiary delete {first_id}")


class SaidWithout(Refused):
    """A dose that is moved to a day said to be without."""

    def __init__(self, day: date, number: int) -> None:
        super().__init__(
            f"{day} was said to be a day without kratom (#{number}); a dose has no place there",
            f"legdiary delete {number}",
        )


class NoneIsNoDose(Refused):
    """An amount, a time or a product for the word that a day was without."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"#{number} says that a day was without kratom; take it away and log the dose", f"legdiary delete {number}"
        )


def check_edited_dose(dose: Dose, others: Sequence[Stored]) -> Dose:
    """The dose itself, changed or moved, once the others of its day leave room for it.

    Raises:
        DosesOnThatDay, SaidWithout.
    """
    if dose.says_none:
        check_day_of_none(dose.night_of, others)
    for stored in others:
        if stored.entry.says_none:
            raise SaidWithout(dose.night_of, stored.id)
    return dose


def batch_of(products: Sequence[Stored], name: str, day: date) -> Stored | None:
    """The batch of a product in use on a day: the latest opened by then; without any date, the first that there is."""
    wanted = " ".join(name.split()).casefold()
    batches = [stored for stored in products if stored.entry.name.casefold() == wanted]
    opened = [stored for stored in batches if stored.entry.opened_on is not None and stored.entry.opened_on <= day]
    if opened:
        return max(opened, key=lambda stored: (stored.entry.opened_on, stored.id))
    undated = [stored for stored in batches if stored.entry.opened_on is None]
    first = undated or batches
    return first[0] if first else None


def check_dose_beside(dose: Dose, others: Sequence[Stored], *, confirmed: bool) -> tuple[int, ...]:
    """The ids of entries that give way to a dose: the word that its day was without, once confirmed.

    Raises:
        Asks: the same amount in the same minute, or a day that was said to be without.
    """
    said_none = tuple(stored.id for stored in others if stored.entry.says_none)
    if confirmed:
        return said_none
    if said_none:
        raise Asks(f"{dose.night_of} was said to be a day without kratom; this dose would take the place of that.")
    for stored in others:
        other = stored.entry
        if dose.at and other.at and other.amount_mg == dose.amount_mg and _same_minute(other.at.utc_s, dose.at.utc_s):
            raise Asks(f"{format_grams(dose.amount_mg)} at {dose.at.local:%H:%M} is stored already (#{stored.id}).")
    return ()


def check_day_of_none(day: date, others: Sequence[Stored]) -> tuple[int, ...]:
    """Nothing gives way to the word that a day was without; said twice it is said again.

    Raises:
        DosesOnThatDay: it was not.
    """
    doses = [stored for stored in others if not stored.entry.says_none]
    if doses:
        raise DosesOnThatDay(day, len(doses), doses[0].id)
    return tuple(stored.id for stored in others)


def check_taking_beside(taking: Magnesium, others: Sequence[Stored], *, confirmed: bool) -> None:
    """Refuse to store the same taking of magnesium twice by accident.

    Raises:
        Asks: the same amount in the same minute.
    """
    for stored in others if not confirmed else ():
        other = stored.entry
        if other.elemental_mg == taking.elemental_mg and _same_minute(other.at.utc_s, taking.at.utc_s):
            raise Asks(
                f"{taking.elemental_mg} mg of magnesium at {taking.at.local:%H:%M} is stored already (#{stored.id})."
            )


def _same_minute(one_s: int, other_s: int) -> bool:
    return one_s // MINUTE == other_s // MINUTE


#: A day above this share of the median of the 14 before gets the note on tolerance (facts B4).
ABOVE_USUAL_PERCENT = 150
_USUAL_DAYS = 14
_USUAL_DAYS_NEEDED = 7


def above_usual(taken: Mapping[date, DoseDay], day: date) -> float | None:
    """The median of the 14 days before, where `day` lies above 150 % of it; else None, as with fewer than 7 logged."""
    total = taken[day].total_mg if day in taken else None
    before = [taken.get(day - back * A_DAY) for back in range(1, _USUAL_DAYS + 1)]
    totals = [known.total_mg for known in before if known is not None and known.total_mg is not None]
    # The least is at most the median: most nights end here, without loading the statistics.
    if not total or len(totals) < _USUAL_DAYS_NEEDED or not _is_above(total, min(totals)):
        return None
    from legdiary.domain.levels import median

    usual = median(totals)
    return usual if usual and _is_above(total, usual) else None


def _is_above(total_mg: int, usual_mg: float) -> bool:
    return 100 * total_mg > ABOVE_USUAL_PERCENT * usual_mg
