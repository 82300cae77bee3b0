"""What else changed beside the dose: a new batch, a hold, a new medicine. A mark in every report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.products import Product
    from legdiary.domain.taper import Plan


@dataclass(frozen=True, slots=True)
class Mark:
    """Something else that changed on a day."""

    on: date
    kind: Literal["batch", "hold", "medicine"]
    name: str


def marks_of(
    products: Mapping[int, Product], plans: Sequence[Plan], first_medicines: Mapping[str, date]
) -> tuple[Mark, ...]:
    """Every mark of a diary, in order.

    Args:
        products: every batch; one without a day of opening leaves no mark.
        plans: every plan, for its holds.
        first_medicines: name → the day on which it was first logged.
    """
    found = [Mark(product.opened_on, "batch", product.name) for product in products.values() if product.opened_on]
    found += [Mark(hold.placed_on, "hold", f"{hold.days} d") for plan in plans for hold in plan.holds]
    found += [Mark(on, "medicine", name) for name, on in first_medicines.items()]
    return tuple(sorted(found, key=lambda mark: (mark.on, mark.kind, mark.name)))


def within(marks: Iterable[Mark], from_day: date, before_day: date) -> tuple[Mark, ...]:
    """The marks of a half-open range."""
    return tuple(mark for mark in marks if from_day <= mark.on < before_day)
