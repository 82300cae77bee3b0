"""The state that a first run finds: the diary, the product in use, and the plans in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.taper.plan import plans_on
from legdiary.store.errors import NoDiary
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from legdiary.app.context import Reader
    from legdiary.domain.taper.plan import Plan


@dataclass(frozen=True, slots=True)
class Found:
    """The state before the first questions.

    Attributes:
        has_diary: there is a diary.
        has_nights: it holds something that is filed by night.
        products: the names of its products.
        plans: its plans in force today.
    """

    has_diary: bool = False
    has_nights: bool = False
    products: tuple[str, ...] = ()
    plans: tuple[Plan, ...] = ()

    def knows_product(self, name: str) -> bool:
        """Return whether the diary has a product of this name."""
        return name.casefold() in {each.casefold() for each in self.products}


def look_around(reader: Reader) -> Found:
    """Return what is there.

    Raises:
        DiaryTrouble: the diary is foreign, damaged, newer or unreadable, or missing though copies of it exist.
    """
    try:
        with reader.open_for_reading() as diary:
            plans = [stored.entry for stored in diary.plans()]
            return Found(
                has_diary=True,
                has_nights=diary.span() is not None,
                products=tuple(stored.entry.name for stored in diary.products()),
                plans=tuple(plans_on(plans, reader.present.today)),
            )
    except NoDiary:
        return Found()


def can_begin(reader: Reader) -> bool:
    """Return whether there is no diary yet, and nothing that speaks against beginning one."""
    return not look_around(reader).has_diary
