"""Load a taper plan and the doses taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.taper.plan import plan_of_interest
from legdiary.domain.time.moments import A_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.app.context import Reader
    from legdiary.domain.reports.dose_totals import DoseDay
    from legdiary.domain.reports.events import Event
    from legdiary.domain.reports.taper_progress import TaperView


class PlanFound(NamedTuple):
    """A plan and the doses taken.

    Attributes:
        view: the plan, step by step.
        taken: the doses of every logged day.
        events: changes within its days, without holds, which a chart shows in a lane of their own.
    """

    view: TaperView
    taken: Mapping[date, DoseDay]
    events: Sequence[Event]


def load_plan(reader: Reader) -> PlanFound:
    """Return the current plan and the doses taken; without one, the next or the last plan.

    Raises:
        NoPlan: there is none.
        DiaryTrouble: the diary cannot be read.
    """
    from legdiary.domain.entries.products import left_mg
    from legdiary.domain.reports.dose_totals import dose_days
    from legdiary.domain.reports.events import events_of, events_within
    from legdiary.domain.reports.taper_progress import taper_view

    today = reader.present.today
    with reader.open_for_reading() as diary:
        plan = plan_of_interest([stored.entry for stored in diary.plans()], today)
        past = diary.past_of_range(plan.starts_on, today + A_DAY)
        products = {stored.id: stored.entry for stored in diary.products()}
        weighed = any(product.weight_mg for product in products.values())
        span = diary.span() if weighed else None
        first = min(span[0], plan.starts_on) if span else plan.starts_on
        doses = [stored.entry for stored in diary.entries_between("kratom", first, today + A_DAY)]
        lead = diary.preceding_doses(first)
    taken = dose_days(doses, products, lead)
    events = [event for event in events_within(events_of(past), plan.starts_on, today + A_DAY) if event.kind != "hold"]
    return PlanFound(taper_view(plan, taken, today, left_mg=left_mg(products, doses)), taken, events)
