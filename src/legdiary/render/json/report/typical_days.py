"""The typical days of a report as JSON: clock times as `21:15`, with the number of days or nights behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.night_record import clock_after_noon
from legdiary.domain.time.moments import A_DAY
from legdiary.domain.time.parse import format_clock
from legdiary.render.json.values import grams_known, hours, milligrams

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.domain.reports.day_pattern.typical_day import DoseSlot, TypicalDay
    from legdiary.domain.stats.descriptive import Spread
    from legdiary.render.json.values import Json


def typical_day(of: TypicalDay) -> Json:
    """Return the typical day of a stretch."""
    return {
        "kind": of.stretch.kind,
        "from": of.stretch.from_night.isoformat(),
        "to": (of.stretch.before_night - A_DAY).isoformat(),
        "nights": of.nights,
        "substance": of.substance,
        "unit": "g" if of.substance == LEAF else "mg",
        "doses_per_day": _spread(of.doses, lambda number: number),
        "usual_doses": of.usual_doses,
        "doses": [_slot(slot, of.substance) for slot in of.slots],
        "onset": _clocks(of.onset),
        "bed": _clocks(of.bed),
        "wake": _clocks(of.wake),
        "asleep": {"n": of.asleep_n, "share": [round(share, 4) for share in of.asleep] or None},
        "longest_gap_h": _spread(of.longest_gap_min, hours),
        "last_dose_to_onset_h": _spread(of.last_dose_to_onset_min, hours),
    }


def _slot(slot: DoseSlot, substance: str) -> Json:
    return {"at": _clocks(slot.at), "amount": _spread(slot.amount, grams_known if substance == LEAF else milligrams)}


def _spread(of: Spread, value: Callable[[float | None], float | None]) -> Json:
    return {"n": of.n, "median": value(of.median), "q1": value(of.q1), "q3": value(of.q3)}


def _clocks(of: Spread) -> Json:
    return {"n": of.n, "median": _clock(of.median), "q1": _clock(of.q1), "q3": _clock(of.q3)}


def _clock(after_noon: float | None) -> str | None:
    """Return a time in minutes after noon as the clock showed it, rounded half up."""
    return None if after_noon is None else format_clock(clock_after_noon(after_noon))
