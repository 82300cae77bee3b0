"""The history from which events are worked out; reports read it, nightly commands never do.

The events of a range mostly rest on the days around it. Only where those do not show whether something changed is the
whole diary read, and only for that.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.input.medicine_amounts import total_of
from legdiary.domain.reports.events import ORAL, TOPICAL, EventInputs, Place, PlanChange
from legdiary.domain.reports.intake_periods import TakenDay
from legdiary.domain.reports.timelines.needed_past import (
    AROUND_DAYS,
    FOR_SPANS_DAYS,
    last_day,
    most_needed,
    needed_for_spans,
    needed_past,
    regular_days,
)
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, Literal, Protocol, TypeAlias, TypedDict

    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.timelines.needed_past import NeededPast

    #: The kinds of intake that may turn, as their statements are named.
    Intake: TypeAlias = Literal["apart", "magnesium", "medicine"]

    class PlanLine(Protocol):
        """A line of the ledger, with the fields that a plan's steps are read from."""

        @property
        def change_id(self) -> int: ...  # noqa: D102 - as in the ledger
        @property
        def undoes(self) -> int | None: ...  # noqa: D102
        @property
        def old(self) -> dict[str, Any] | None: ...  # noqa: D102
        @property
        def new(self) -> dict[str, Any] | None: ...  # noqa: D102

    class Reading(Protocol):
        """An open diary, with the methods that its history is read by."""

        def kept_days(self) -> list[date]: ...  # noqa: D102 - as in the diary
        def span(self) -> tuple[date, date] | None: ...  # noqa: D102
        def plans(self) -> list[Stored]: ...  # noqa: D102
        def products(  # noqa: D102
            self, from_night: date | None = None, before_night: date | None = None
        ) -> list[Stored]: ...
        def edits(self, entry_id: int) -> Sequence[PlanLine]: ...  # noqa: D102
        def rows(self, name: str, **parameters: object) -> list[tuple[Any, ...]]: ...  # noqa: D102
        def days_taken(  # noqa: D102
            self, what: Intake, name: str, before: date, pick: Callable[[Sequence[date]], Sequence[date]]
        ) -> Sequence[date]: ...

    class _Places(TypedDict, total=False):
        """The places of the diary where zone or offset is another than before, or the one zone of all of them."""

        places: Sequence[Place]
        zone: str | None


_SEVERAL = 2
_NOT_TAKEN: tuple[TakenDay, ...] = ()
_FORMS_MARK = " + "


def read_event_inputs(diary: Reading) -> EventInputs:
    """Read the history of a diary within one state of its file."""
    products = {stored.id: stored.entry for stored in diary.products()}
    return EventInputs(
        kept=diary.kept_days(),
        products=products,
        first_doses=_first_doses(diary),
        apart=_apart(diary) if any(each.product_kind != LEAF for each in products.values()) else {},
        plans=[(stored.entry, _changes(diary, stored.id)) for stored in diary.plans()],
        magnesium=_magnesium(diary.rows("past_magnesium")),
        medicines=_medicines(diary.rows("past_medicines")),
        **_all_places(diary),
    )


def past_of_range(diary: Reading, from_day: date, before_day: date, *, courses: bool) -> EventInputs:
    """Read what the events of a half-open range rest on, within one state of the file.

    Args:
        diary: the open diary.
        from_day: the first day of the range.
        before_day: the day after its last.
        courses: read of magnesium and medicines also what steady intake and courses rest on, and every product.
    """
    around = _Around.read(diary, from_day, before_day, FOR_SPANS_DAYS if courses else AROUND_DAYS)
    if around is None:
        return read_event_inputs(diary)
    named = diary.products() if courses else diary.products(around.first, _later(before_day))
    products = {stored.id: stored.entry for stored in named}
    first_doses = _first_doses(diary) if around.may_begin(products) else {}
    apart = around.past_of("apart", around.apart(products), diary)
    medicines = around.past_of("medicine", around.medicines, diary, courses=courses)
    magnesium = around.past_of("magnesium", around.magnesium, diary, courses=courses)
    whole = bool(first_doses) or apart is None or medicines is None or magnesium is None
    return EventInputs(
        kept=diary.kept_days() if whole else around.kept,
        products=products,
        first_doses=first_doses,
        apart=_apart(diary) if apart is None else apart,
        plans=[(stored.entry, _changes_within(diary, stored, from_day, before_day)) for stored in diary.plans()],
        magnesium=_magnesium(diary.rows("past_magnesium")) if magnesium is None else magnesium,
        medicines=_medicines(diary.rows("past_medicines")) if medicines is None else medicines,
        **_places_around(diary, around),
    )


class _Around(NamedTuple):
    """The days around a range.

    Attributes:
        from_day, before_day: the range.
        first: the first of the days.
        ends: the last day of the diary is among those read.
        kept: the days with an entry of a kind filed by night.
        doses: the products named, each with a day.
        magnesium, medicines: route or name → the intake.
        places: the places of the entries with a moment, in order.
    """

    from_day: date
    before_day: date
    first: date
    ends: bool
    kept: list[date]
    doses: list[tuple[int, date]]
    magnesium: dict[str, list[TakenDay]]
    medicines: dict[str, list[TakenDay]]
    places: list[Place]

    @classmethod
    def read(cls, diary: Reading, from_day: date, before_day: date, before: int) -> _Around | None:
        """Return the days around a range, so many of them before it; None where that is most of the diary."""
        span = diary.span()
        if span is None or (from_day - span[0]).days <= before:
            return None
        first = from_day - timedelta(days=before)
        bounds = {"from_night": f"{first}", "before_night": f"{_later(before_day)}"}
        return cls(
            from_day,
            before_day,
            first,
            span[1] < _later(before_day),
            [date.fromisoformat(day) for (day,) in diary.rows("around_kept", **bounds)],
            [(number, date.fromisoformat(day)) for number, day in diary.rows("around_doses", **bounds)],
            _magnesium(diary.rows("around_magnesium", **bounds)),
            _medicines(diary.rows("around_medicines", **bounds)),
            _places(diary.rows("around_places", **bounds)),
        )

    def past_of(
        self, what: Intake, found: Mapping[str, Sequence[TakenDay]], diary: Reading, *, courses: bool = False
    ) -> dict[str, Sequence[TakenDay]] | None:
        """Return as much of several intakes as their changes within the range rest on; None where that is all of them.

        Args:
            what: the kind of intake.
            found: name → the intake on the days around the range.
            diary: the open diary, for the days on which it was taken before them.
            courses: as much as their spans in the range, and steady intake, rest on as well.
        """
        if self._needed(_NOT_TAKEN) == "whole":
            return None
        past: dict[str, Sequence[TakenDay]] = {}
        for name, taken in found.items():
            needed = self._needed([each._replace(form=None) for each in taken] if what == "apart" else taken)
            if courses:
                spans = needed_for_spans(taken, self.kept, self.from_day, self.before_day, ends=self.ends)
                needed = most_needed(needed, spans)
            if needed == "nothing":
                continue
            if needed == "whole" or (what == "apart" and not self.ends):  # a stop is told by its last product
                return None
            before: Sequence[date] = ()
            if needed != "around":
                pick = regular_days if needed == "regular" else last_day
                before = diary.days_taken(what, name, self.first, pick)
                if not before:
                    return None
            past[name] = [*(TakenDay(day) for day in before), *taken]
        return past

    def _needed(self, taken: Sequence[TakenDay]) -> NeededPast:
        return needed_past(taken, self.kept, self.from_day, self.before_day, ends=self.ends)

    def may_begin(self, products: Mapping[int, Product]) -> bool:
        """Return whether leaf of an unknown opening day may have been taken first within the range."""
        earlier = {number for number, day in self.doses if day < self.from_day}
        return any(
            number not in earlier and products[number].product_kind == LEAF and products[number].opened_on is None
            for number, day in self.doses
            if self.from_day <= day < self.before_day
        )

    def apart(self, products: Mapping[int, Product]) -> dict[str, list[TakenDay]]:
        """Return extract or 7-oh → the days with a dose of it, with the product's name as form."""
        names: dict[str, dict[date, list[str]]] = {}
        for number, day in self.doses:
            product = products[number]
            if product.product_kind != LEAF:
                names.setdefault(product.product_kind, {}).setdefault(day, []).append(product.name)
        return {kind: [TakenDay(day, None, min(of)) for day, of in by_day.items()] for kind, by_day in names.items()}

    def has_place_before(self) -> bool:
        """Return whether the place before the first of the range is known, or the range has none."""
        within = [place.utc_s for place in self.places if self.from_day <= place.day < self.before_day]
        return not within or self.places[0].utc_s < within[0]


def _later(day: date) -> date:
    return date.fromordinal(min(day.toordinal() + AROUND_DAYS, date.max.toordinal()))


def _first_doses(diary: Reading) -> dict[int, date]:
    return {number: date.fromisoformat(day) for number, day in diary.rows("past_first_doses")}


def _places_around(diary: Reading, around: _Around) -> _Places:
    return {"places": around.places} if around.has_place_before() else _all_places(diary)


def _all_places(diary: Reading) -> _Places:
    zones = {zone for row in diary.rows("past_zones") for zone in row if zone is not None}
    if len(zones) >= _SEVERAL:
        return {"places": _places(diary.rows("past_places"))}
    return {"zone": next(iter(zones), None)}


def _changes_within(diary: Reading, plan: Stored, from_day: date, before_day: date) -> list[PlanChange]:
    """Return the ledger lines of a plan that has a step within the range."""
    has_step = any(from_day <= step.starts_on < before_day for step in plan.entry.steps)
    return _changes(diary, plan.id) if has_step else []


def _changes(diary: Reading, plan_id: int) -> list[PlanChange]:
    """Return the changes of a plan in the ledger, with its steps where they are among what changed."""
    return [
        PlanChange(line.change_id, line.undoes, (line.old or {}).get("steps"), (line.new or {}).get("steps"))
        for line in diary.edits(plan_id)
    ]


def _magnesium(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[TakenDay]]:
    found: dict[str, list[TakenDay]] = {}
    known: dict[str, str] = {}  # most days hold the same forms as others
    for (day, topical), of_day in groupby(rows, key=itemgetter(0, 1)):
        parts = [(form, amount) for _, _, form, amount in of_day]
        joined = _FORMS_MARK.join(form for form, _ in parts if form)
        forms = known.setdefault(joined, joined) or None
        taken = TakenDay(date.fromisoformat(day), sum(amount for _, amount in parts), forms)
        found.setdefault(TOPICAL if topical else ORAL, []).append(taken)
    return found


def _medicines(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[TakenDay]]:
    found: dict[str, list[TakenDay]] = {}
    totals: dict[tuple[str, ...], str] = {}  # most days hold the same amounts as others
    for (name, day), of_day in groupby(rows, key=itemgetter(0, 1)):
        amounts = tuple(amount for _, _, amount in of_day)
        if amounts not in totals:
            totals[amounts] = total_of(amounts)
        found.setdefault(name, []).append(TakenDay(date.fromisoformat(day), totals[amounts]))
    return found


def _apart(diary: Reading) -> dict[str, list[TakenDay]]:
    found: dict[str, list[TakenDay]] = {}
    for kind, day, name in diary.rows("past_apart"):
        found.setdefault(kind, []).append(TakenDay(date.fromisoformat(day), None, name))
    return found


def _places(rows: Iterable[tuple[Any, ...]]) -> list[Place]:
    return [Place(utc_s, date.fromisoformat(day), offset_min, zone) for utc_s, day, offset_min, zone in rows]
