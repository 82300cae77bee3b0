"""Load taper plans and the doses taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.taper.plan_choice import SeveralPlansInForce, current_plans, plan_to_show
from legdiary.domain.time.moments import A_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from legdiary.app.context import Diary, Reader
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.dose_totals import DoseDay
    from legdiary.domain.reports.events import Event
    from legdiary.domain.reports.taper_progress import TaperView


class PlanFound(NamedTuple):
    """A plan and the doses taken.

    Attributes:
        view: the plan, step by step.
        taken: the doses of every logged day.
        events: changes within its days, without holds, which a chart shows in a lane of their own.
        namesakes: the numbers of other plans with the name that was typed.
    """

    view: TaperView
    taken: Mapping[date, DoseDay]
    events: Sequence[Event]
    namesakes: tuple[int, ...] = ()


def load_plans(reader: Reader, typed: str | None = None, *, one: bool = False) -> list[PlanFound]:
    """Return a plan, or every plan in force, in the order of their substances, with the doses taken.

    Args:
        reader: the diary.
        typed: the plan's substance, name or number; without it the plans in force, or else the next or the last plan.
        one: several plans in force are refused.

    Raises:
        NoPlan: there is none.
        NoSuchPlan: none has what was typed.
        SeveralPlansInForce: there are several, and one was asked for.
        DiaryTrouble: the diary cannot be read.
    """
    today = reader.present.today
    with reader.open_for_reading() as diary, diary.one_state():
        stored = diary.plans()
        namesakes: tuple[int, ...] = ()
        if typed is None:
            chosen = current_plans(stored, today)
        else:
            named = plan_to_show(stored, today, typed)
            chosen, namesakes = [named.chosen], tuple(each.id for each in named.namesakes)
        if one and len(chosen) > 1:
            raise SeveralPlansInForce(chosen, "after taper show")
        found = _load(diary, chosen, today)
    return [each._replace(namesakes=namesakes) for each in found]


def list_plans(reader: Reader) -> list[Stored]:
    """Return every plan, in the order in which they begin.

    Raises:
        NoPlan: there is none.
        DiaryTrouble: the diary cannot be read.
    """
    from legdiary.domain.taper.plan import NoPlan

    with reader.open_for_reading() as diary:
        stored = diary.plans()
    if not stored:
        raise NoPlan
    return sorted(stored, key=lambda each: (each.entry.starts_on, each.id))


def _load(diary: Diary, chosen: Sequence[Stored], today: date) -> list[PlanFound]:
    """Return plans with the doses taken, which are read once for all of them."""
    from legdiary.domain.reports.dose_totals import dose_days
    from legdiary.domain.reports.events import events_of, events_within
    from legdiary.domain.reports.taper_progress import taper_view
    from legdiary.domain.taper.supply import amount_left

    begin = min(each.entry.starts_on for each in chosen)
    past = diary.past_of_range(begin, today + A_DAY)
    products = {stored.id: stored.entry for stored in diary.products()}
    weighed = any(product.weight_micrograms for product in products.values())
    span = diary.span() if weighed else None
    first = min(span[0], begin) if span else begin
    doses = [stored.entry for stored in diary.entries_between("kratom", first, today + A_DAY)]
    taken = dose_days(doses, products, diary.preceding_doses(first))
    medicines = _planned_medicines(diary, chosen, begin, today)
    events = [event for event in events_of(past) if event.kind != "hold"]
    return [
        PlanFound(
            taper_view(each.entry, of_it, today, left=amount_left(each.entry, products, doses), plan_id=each.id),
            of_it,
            events_within(events, each.entry.starts_on, today + A_DAY),
        )
        for each in chosen
        for of_it in (medicines if is_medicine(each.entry.of) else taken,)
    ]


def _planned_medicines(
    diary: Diary, chosen: Sequence[Stored], first: date, today: date
) -> Mapping[date, DoseDay]:  # fmt: skip
    """Return the days of the medicines that have a plan; the entries are read only where one has."""
    from legdiary.domain.reports.dose_totals import DoseDay, medicine_days, medicine_names

    names = medicine_names(each.entry.of for each in chosen)
    if not names:
        return {}
    # A gap may reach over from the day before.
    takings = diary.entries_between("medicine", first - A_DAY, today + A_DAY)
    found = medicine_days((stored.entry for stored in takings), names)
    return {day: DoseDay(apart=tuple(of_day.values())) for day, of_day in found.items()}
