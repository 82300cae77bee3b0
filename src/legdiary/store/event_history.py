"""The history from which events are worked out, over the whole diary; reports read it, nightly commands never do."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.input.medicine_amounts import total_of
from legdiary.domain.reports.courses import TakenDay
from legdiary.domain.reports.events import ORAL, TOPICAL, Past, Place, PlanChange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.entries.stored import Stored

_SEVERAL = 2
_FORMS_MARK = " + "


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
    def plans(self) -> list[Stored]: ...  # noqa: D102
    def products(self) -> list[Stored]: ...  # noqa: D102
    def history(self, entry_id: int) -> Sequence[PlanLine]: ...  # noqa: D102
    def rows(self, name: str) -> list[tuple[Any, ...]]: ...  # noqa: D102


def past(diary: Reading) -> Past:
    """Read the history of a diary within one state of its file."""
    kept = diary.kept_days()
    plans = [(stored.entry, _changes(diary, stored.id)) for stored in diary.plans()]
    zones = {zone for row in diary.rows("past_zones") for zone in row if zone is not None}
    products = {stored.id: stored.entry for stored in diary.products()}
    return Past(
        kept=kept,
        products=products,
        first_doses={number: date.fromisoformat(day) for number, day in diary.rows("past_first_doses")},
        apart=_apart(diary) if any(each.product_kind != LEAF for each in products.values()) else {},
        plans=plans,
        magnesium=_magnesium(diary),
        medicines=_medicines(diary),
        places=_places(diary) if len(zones) >= _SEVERAL else (),
    )


def _changes(diary: Reading, plan_id: int) -> list[PlanChange]:
    """Return the ledger lines of a plan that hold its steps."""
    return [
        PlanChange(line.change_id, line.undoes, (line.old or {}).get("steps"), (line.new or {}).get("steps"))
        for line in diary.history(plan_id)
    ]


def _magnesium(diary: Reading) -> dict[str, list[TakenDay]]:
    found: dict[str, list[TakenDay]] = {}
    for (day, topical), rows in groupby(diary.rows("past_magnesium"), key=itemgetter(0, 1)):
        parts = [(form, amount) for _, _, form, amount in rows]
        forms = _FORMS_MARK.join(form for form, _ in parts if form) or None
        taken = TakenDay(date.fromisoformat(day), sum(amount for _, amount in parts), forms)
        found.setdefault(TOPICAL if topical else ORAL, []).append(taken)
    return found


def _medicines(diary: Reading) -> dict[str, list[TakenDay]]:
    found: dict[str, list[TakenDay]] = {}
    for (name, day), rows in groupby(diary.rows("past_medicines"), key=itemgetter(0, 1)):
        taken = TakenDay(date.fromisoformat(day), total_of([amount for _, _, amount in rows]))
        found.setdefault(name, []).append(taken)
    return found


def _apart(diary: Reading) -> dict[str, list[TakenDay]]:
    found: dict[str, list[TakenDay]] = {}
    for kind, day, name in diary.rows("past_apart"):
        found.setdefault(kind, []).append(TakenDay(date.fromisoformat(day), None, name))
    return found


def _places(diary: Reading) -> list[Place]:
    return [
        Place(utc_s, date.fromisoformat(day), offset_min, zone)
        for utc_s, day, offset_min, zone in diary.rows("past_places")
    ]
