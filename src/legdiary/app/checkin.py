"""Load the entries from which the questions of a check-in are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.checkin import Recent, first_night
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.taper.plan import plans_on
from legdiary.domain.time.moments import A_DAY

if TYPE_CHECKING:
    from datetime import date

    from legdiary.app.context import Context


def load_recent(context: Context, night: date) -> Recent:
    """Return the entries of a night and of the nights shortly before; none if there is no diary."""
    from legdiary.store.errors import NoDiary

    first, behind = first_night(night), night + A_DAY
    try:
        with context.open_for_reading() as diary:
            planned = {plan.of for plan in plans_on([stored.entry for stored in diary.plans(night)], night)}
            return Recent(
                nights=diary.entries_between("night", first, behind),
                sleeps=diary.entries_between("sleep", first, behind),
                doses=diary.entries_between("kratom", first, behind),
                takings=diary.entries_between("magnesium", first, behind),
                products={stored.id: stored.entry for stored in diary.products()},
                product=context.product,
                planned=frozenset(word for word in planned if word != LEAF and not word.startswith("medicine:")),
                leaf_planned=LEAF in planned,
            )
    except NoDiary:
        return Recent()
