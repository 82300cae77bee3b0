"""Load the entries from which the questions of a check-in are made."""

from __future__ import annotations

from legdiary.domain.checkin.questions import Recent, first_night
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.taper.plan import plans_on
from legdiary.domain.time.moments import A_DAY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from legdiary.app.context import Context

_MEDICINE = "medicine:"


def load_recent(context: Context, night: date) -> Recent:
    """Return the entries of a night and of the nights shortly before; none if there is no diary."""
    from legdiary.store.errors import NoDiary

    first, behind = first_night(night), max(night, context.present.today) + A_DAY
    try:
        with context.open_for_reading() as diary, diary.one_state():
            planned = {plan.of for plan in plans_on([stored.entry for stored in diary.plans(night)], night)}
            return Recent(
                nights=diary.entries_between("night", first, behind),
                sleeps=diary.entries_between("sleep", first, behind),
                doses=diary.entries_between("kratom", first, behind),
                takings=diary.entries_between("magnesium", first, behind),
                medicines=diary.entries_between("medicine", first, behind),
                symptoms=diary.entries_between("symptom", first, behind),
                factors=diary.entries_between("factor", first, behind),
                products={stored.id: stored.entry for stored in diary.products()},
                product=context.product,
                planned=frozenset(word for word in planned if word != LEAF and not word.startswith(_MEDICINE)),
                leaf_planned=LEAF in planned,
                planned_medicines=tuple(
                    sorted(word.removeprefix(_MEDICINE) for word in planned if word.startswith(_MEDICINE))
                ),
                is_first=diary.span() is None,
            )
    except NoDiary:
        return Recent(product=context.product, is_first=True)
