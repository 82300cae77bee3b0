"""Load taper plans and the doses taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.substances import is_medicine
from legdiary.domain.taper.plan_choice import SeveralPlansInForce, current_plans, plan_to_show
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import NamedTuple

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
        taken: the doses of every logged day since the first of the plans began.
        events: changes within its days, without holds, which a chart shows in a lane of their own; empty where they
            were not asked for.
        namesakes: the numbers of other plans with the name that was typed.
    """

    view: TaperView
    taken: Mapping[date, DoseDay]
    events: Sequence[Event]
    namesakes: tuple[int, ...] = ()


def load_plans(
    reader: Reader, typed: str | None = None, *, one: bool = False, with_events: bool = True
) -> list[PlanFound]:
    """Return a plan, or every plan in force, in the order of their substances, with the doses taken.

    Args:
        reader: the diary.
        typed: the plan's substance, name or number; without it the plans in force, or else the next or the last plan.
        one: several plans in force are refused.
        with_events: read the events, which only a chart shows.

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
        found = _load(diary, chosen, today, with_events=with_events)
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


def _load(diary: Diary, chosen: Sequence[Stored], today: date, *, with_events: bool) -> list[PlanFound]:
    """Return plans with the doses taken, which are read once for all of them."""
    from legdiary.domain.reports.dose_totals import dose_days
    from legdiary.domain.reports.taper_progress import taper_view
    from legdiary.domain.taper.supply import amount_left

    begin = min(each.entry.starts_on for each in chosen)
    products = {stored.id: stored.entry for stored in diary.products()}
    weighed = any(product.weight_micrograms for product in products.values())
    batches = diary.taken_of_batches(today + A_DAY) if weighed else []
    taken = dose_days(diary.dose_figures(begin, today + A_DAY), products, diary.preceding_doses(begin))
    medicines = _planned_medicines(diary, chosen, begin, today)
    events = _events(diary, begin, today) if with_events else []
    return [
        PlanFound(
            taper_view(each.entry, of_it, today, left=amount_left(each.entry, products, batches), plan_id=each.id),
            of_it,
            [event for event in events if each.entry.starts_on <= event.on < today + A_DAY],
        )
        for each in chosen
        for of_it in (medicines if is_medicine(each.entry.of) else taken,)
    ]


def _events(diary: Diary, first: date, today: date) -> list[Event]:
    """Return the events since a day, without holds."""
    from legdiary.domain.reports.events import events_of

    days = first, today + A_DAY
    return [event for event in events_of(diary.past_of_range(*days), days) if event.kind != "hold"]


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
