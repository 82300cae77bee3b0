"""Today's card as JSON: every figure that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.time.moments import A_DAY
from legdiary.render.json.nights import in_force, night_record, phase, plans_in_force, summary, taken_at, waiting
from legdiary.render.json.values import grams_known, iso, milligrams

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import TypeAlias

    from legdiary.domain.reports.today.card import Card
    from legdiary.domain.reports.today.missing_entries import MissingEntry
    from legdiary.domain.reports.today.substances import DoseFreeDays, LastDose, OverTarget, SubstanceToday
    from legdiary.render.json.values import Json

    _Number: TypeAlias = Callable[[float | None], float | None]


def card(of: Card) -> Json:
    """Return the card; both nights as `week --json` has them."""
    return {
        "now": iso(of.now),
        "today": of.today.isoformat(),
        "last_night": night_record(of.last),
        "tonight": night_record(of.tonight),
        "taken": [{"id": dose.id, **taken_at(dose)} for dose in of.doses],
        "substances": [_substance(each, of.today) for each in of.substances],
        "before": {
            "from": of.before_from.isoformat(),
            "to": (of.last.night_of - A_DAY).isoformat(),
            "summary": summary(of.before),
        },
        "not_logged": [_missing(each) for each in of.missing],
        "taper": in_force(of.taper),
        "plans": plans_in_force(of.plans),
        "phase": phase(of.phase),
        "days_after_plan": of.days_after_plan,
        "waiting": waiting(of.unsettled),
    }


def _substance(of: SubstanceToday, today: date) -> Json:
    number = grams_known if of.substance == LEAF else milligrams
    return {
        "substance": of.substance,
        "unit": "g" if of.substance == LEAF else "mg",
        "total": number(of.total),
        "doses": of.doses,
        "target": number(of.target),
        "left": number(of.left),
        "planned_doses": of.planned_doses,
        "last_dose": None if of.last_dose is None else _last_dose(of.last_dose, today, number),
        "over_target": None if of.over_target is None else _over_target(of.over_target, number),
        "dose_free": None if of.dose_free is None else _dose_free(of.dose_free),
    }


def _last_dose(of: LastDose, today: date, number: _Number) -> Json:
    return {
        "at": iso(of.at),
        "day": of.day.isoformat(),
        "amount": number(of.amount),
        "minutes_ago": of.minutes_ago,
        "days_ago": (today - of.day).days,
        "days_not_logged": of.not_logged,
    }


def _over_target(of: OverTarget, number: _Number) -> Json:
    return {
        "day": of.day.isoformat(),
        "total": number(of.total),
        "target": number(of.target),
        "least_over": number(of.least),
        "days_since": of.days_since,
        "days_not_logged": of.not_logged,
    }


def _dose_free(of: DoseFreeDays) -> Json:
    return {
        "since": of.since.isoformat(),
        "why": of.why,
        "days": of.free,
        "days_with_dose": of.with_dose,
        "days_not_logged": of.not_logged,
    }


def _missing(of: MissingEntry) -> Json:
    return {"kind": of.kind, "night_of": of.night_of.isoformat(), "substance": of.substance}
