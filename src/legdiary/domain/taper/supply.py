"""The amount of a plan's substance that is left, after the logged doses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import UG_PER_MG
from legdiary.domain.entries.products import batches_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.entries.products import Product, TakenOfBatch
    from legdiary.domain.taper.plan import Plan


def amount_left(plan: Plan, products: Mapping[int, Product], doses: Iterable[Dose | TakenOfBatch]) -> int | None:
    """Return what is left in batches of the plan's substance with a known weight, in its smallest units.

    Only doses that name a batch count. A batch with more logged than it weighed counts as empty and does not reduce the
    others.

    Args:
        plan: the plan.
        products: every batch, by id.
        doses: every dose, or the amount taken of every batch.

    Returns:
        None where no batch has a weight.
    """
    of_it = {number: product for number, product in products.items() if product.product_kind == plan.of}
    left = batches_left(of_it, ((dose.product_id, dose.ug) for dose in doses))
    return sum(max(0, each.ug) for each in left.values()) * plan.per_mg // UG_PER_MG if left else None
