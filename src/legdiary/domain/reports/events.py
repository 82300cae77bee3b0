"""Events: changes that may matter to a comparison, in one list for comparisons, charts, the page and the tables.

None depends on the range of a report: what lies before a range, and after it, is read where an event rests on it.
"""

from __future__ import annotations

from itertools import pairwise

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.input.amounts import format_grams
from legdiary.domain.reports.intake_periods import intake_changes, is_known_to_begin
from legdiary.domain.taper.plan import step_spans
from legdiary.domain.time.moments import A_DAY, Moment, UnknownZone, load_zone
from legdiary.util.values import NamedTuple, dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from typing import Literal

    from legdiary.domain.entries.products import Product
    from legdiary.domain.reports.intake_periods import Days, TakenDay
    from legdiary.domain.taper.plan import Plan, Step

    Kind = Literal[
        "batch", "product", "extract", "7-oh", "mitragynine-pseudoindoxyl", "mgm-15", "mgm-16", "substance", "hold",
        "target", "plan", "magnesium", "medicine", "journey",
    ]  # fmt: skip
    Change = Literal["begun", "resumed", "taken", "changed", "stopped", "ended", "placed", "set"]

KINDS: tuple[Kind, ...] = (
    "batch", "product", "extract", "7-oh", "mitragynine-pseudoindoxyl", "mgm-15", "mgm-16", "substance", "hold",
    "target", "plan", "magnesium", "medicine", "journey",
)  # fmt: skip
CHANGES: tuple[Change, ...] = ("begun", "resumed", "taken", "changed", "stopped", "ended", "placed", "set")
ORAL, TOPICAL = "by mouth", "on the skin"


class Event(NamedTuple):
    """A change on a diary day.

    Attributes:
        on: the first day of the change; for a plan that ended, its last day.
        kind: the kind of thing that changed; `substance` is a kind of product of the person's own.
        change: the kind of change.
        name: the product, plan, medicine or new zone; the route of magnesium; the length of a hold.
        was, now: the values before and from then on, where known and more informative than `change`.
    """

    on: date
    kind: Kind
    change: Change
    name: str
    was: str | None = None
    now: str | None = None


class Place(NamedTuple):
    """The time and zone of an entry: its instant, its diary day, the UTC offset in force and the zone's name."""

    utc_s: int
    day: date
    offset_min: int
    zone: str


class PlanChange(NamedTuple):
    """One change of a plan in the ledger.

    Attributes:
        change_id, undoes: the number of the change, and of the change that it undid.
        old_steps, new_steps: the plan's steps before and after; None where they did not change.
    """

    change_id: int
    undoes: int | None
    old_steps: tuple[Step, ...] | None
    new_steps: tuple[Step, ...] | None


@dataclass(frozen=True, slots=True)
class EventInputs:
    """The data for events and steady intake, from the whole diary, or as much of it as the events of a range need.

    Attributes:
        kept: every day with an entry of any kind, in order.
        products: every batch, by id.
        first_doses: the first day on which a dose names a batch, by its id.
        apart: word of another substance → the days with a dose of it, with the product's name as form.
        plans: every plan with its changes in the ledger.
        magnesium: route → elemental milligrams a day.
        medicines: name → the day's amount.
        places: the places of the entries with a moment, in order, or those of them where zone or offset is another than
            before; empty where the whole diary is in one zone.
        zone: the zone of the whole diary, where `places` is empty; None without an entry that has a moment.
    """

    kept: Sequence[date] = ()
    products: Mapping[int, Product] = field(default_factory=dict)
    first_doses: Mapping[int, date] = field(default_factory=dict)
    apart: Mapping[str, Sequence[TakenDay]] = field(default_factory=dict)
    plans: Sequence[tuple[Plan, Sequence[PlanChange]]] = ()
    magnesium: Mapping[str, Sequence[TakenDay]] = field(default_factory=dict)
    medicines: Mapping[str, Sequence[TakenDay]] = field(default_factory=dict)
    places: Sequence[Place] = ()
    zone: str | None = None


def events_of(past: EventInputs, within: Days | None = None) -> tuple[Event, ...]:
    """Return every event of a diary, in order, including future ones such as the beginning of a plan.

    Args:
        past: the data.
        within: a half-open range whose events alone are wanted.
    """
    found = [
        *_products(past), *_plans(past), *_magnesium(past, within), *_medicines(past, within),
        *_substances(past, within), *journeys(past.places),
    ]  # fmt: skip
    if within:
        found = [event for event in found if within[0] <= event.on < within[1]]
    return tuple(sorted(found, key=lambda event: (event.on, KINDS.index(event.kind), event.name)))


def events_within(events: Iterable[Event], from_day: date, before_day: date) -> tuple[Event, ...]:
    """Return those of some events that are of a half-open range."""
    return tuple(event for event in events if from_day <= event.on < before_day)


# ---------------------------------------------------------------------- products and plans


def _products(past: EventInputs) -> Iterator[Event]:
    """Yield each batch on its opening day; for leaf without an opening day, on the day of its first dose."""
    for number, product in past.products.items():
        first = past.first_doses.get(number)
        if product.opened_on is not None:
            yield Event(product.opened_on, "batch", "begun", product.name)
        elif first is not None and product.product_kind == LEAF and is_known_to_begin(first, past.kept):
            yield Event(first, "product", "begun", product.name)


def _plans(past: EventInputs) -> Iterator[Event]:
    """Yield the beginning and end of each plan, its holds, and targets that were set singly."""
    for plan, changes in past.plans:
        spans = step_spans(plan)
        if not spans:
            continue
        yield Event(plan.starts_on, "plan", "begun", plan.name, now=_target_text(plan, plan.steps[0].target))
        if plan.ended_on is not None:
            yield Event(plan.ended_on - A_DAY, "plan", "ended", plan.name)
        for hold in plan.holds:
            yield Event(hold.placed_on, "hold", "placed", f"{hold.days} d")
        was = _targets_set(changes)
        for span in spans:
            before, now = was.get(span.starts_on), span.step.target
            if before is not None and before != now:
                texts = _target_text(plan, before), _target_text(plan, now)
                yield Event(span.starts_on, "target", "set", plan.name, *texts)


def _target_text(plan: Plan, target: int) -> str:
    """Return a target in the unit of its plan: `2.5 g` of leaf, `50.5 mg`."""
    if plan.substance is None:
        return format_grams(target)
    from legdiary.domain.entries.substances import MG, format_of

    return format_of(plan.substance, target, plan.unit or MG)


def _targets_set(changes: Iterable[PlanChange]) -> dict[date, int]:
    """Return the days from which a target was set singly → the target before; undone changes are left out."""
    marked: dict[date, int] = {}
    before: dict[int, dict[date, int]] = {}
    for change in changes:
        if change.old_steps is None or change.new_steps is None:
            continue
        if change.undoes is not None:
            marked = before.pop(change.undoes, marked)
            continue
        before.setdefault(change.change_id, marked)
        marked = _marks_after(change.old_steps, change.new_steps, marked)
    return marked


def _marks_after(old: Sequence[Step], new: Sequence[Step], marked: Mapping[date, int]) -> dict[date, int]:
    """Return the marks after a change of the steps: they move along with steps that only change their date."""
    if [step.target for step in old] == [step.target for step in new]:
        moved = {one.starts_on: other.starts_on for one, other in zip(old, new, strict=True)}
        return {moved[day]: target for day, target in marked.items() if day in moved}
    there = {step.starts_on: step.target for step in old}
    kept = {day: target for day, target in marked.items() if day in {step.starts_on for step in new}}
    return kept | {
        step.starts_on: earlier[-1]
        for step in new
        if there.get(step.starts_on) != step.target
        and (earlier := [each.target for each in old if each.starts_on <= step.starts_on])
    }


# ---------------------------------------------------------------------- intake


def _magnesium(past: EventInputs, within: Days | None) -> Iterator[Event]:
    for route, taken in past.magnesium.items():
        for turn in intake_changes(taken, past.kept, within):
            yield Event(turn.on, "magnesium", turn.change, route, _magnesium_text(turn.was), _magnesium_text(turn.now))


def _magnesium_text(of: TakenDay | None) -> str | None:
    """Return `200 mg glycinate`, or the part of it that is known."""
    if of is None:
        return None
    parts = [f"{of.amount} mg" if of.amount is not None else None, of.form]
    return " ".join(part for part in parts if part) or None


def _medicines(past: EventInputs, within: Days | None) -> Iterator[Event]:
    for name, taken in past.medicines.items():
        for turn in intake_changes(taken, past.kept, within):
            was, now = (None if of is None else of.amount for of in (turn.was, turn.now))
            yield Event(turn.on, "medicine", turn.change, name, _amount_text(was), _amount_text(now))


def _substances(past: EventInputs, within: Days | None) -> Iterator[Event]:
    """Yield when another substance was begun, resumed and stopped; a change of product is not an event here."""
    for word, taken in past.apart.items():
        days = [each._replace(form=None) for each in taken]
        names = {each.day: each.form for each in taken}
        for turn in intake_changes(days, past.kept, within):
            name = names.get(turn.on) or taken[-1].form
            kind: Kind = next((known for known in KINDS if known == word), "substance")
            yield Event(turn.on, kind, turn.change, name or word, now=word if kind == "substance" else None)


def _amount_text(amount: float | str | None) -> str | None:
    return None if amount is None else str(amount)


# ---------------------------------------------------------------------- journeys


def journeys(places: Sequence[Place]) -> Iterator[Event]:
    """Yield a journey where the zone and the UTC offset change from one entry to the next."""
    for before, after in pairwise(places):
        if before.zone != after.zone and _offset_at(before, after.utc_s) != after.offset_min:
            yield Event(after.day, "journey", "changed", after.zone, before.zone, after.zone)


def _offset_at(of: Place, utc_s: int) -> int:
    """Return the offset of a place's zone at another instant; the place's own offset where the zone is unknown."""
    try:
        return Moment.from_timestamp(utc_s, load_zone(of.zone)).offset_min
    except UnknownZone:
        return of.offset_min
