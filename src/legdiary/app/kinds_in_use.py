"""The kinds of products that a diary knows, besides those of the vocabulary."""

from __future__ import annotations

from legdiary.domain.entries.substances import is_medicine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from legdiary.store.diary import Diary


def kinds_in_use(diary: Diary) -> set[str]:
    """Return the kinds of the diary's products, and those that only a plan is of yet."""
    of_plans = {stored.entry.substance for stored in diary.plans()} - {None}
    return {stored.entry.product_kind for stored in diary.products()} | {
        word for word in of_plans if not is_medicine(word)
    }
