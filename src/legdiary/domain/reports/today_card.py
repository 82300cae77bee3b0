"""Today's summary as a value: the entries logged for the current diary day, and the gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from legdiary.domain.reports.dose_totals import is_other_substance
from legdiary.domain.reports.night_record import night_records
from legdiary.domain.reports.week import current_steps, taper_position
from legdiary.domain.time.moments import A_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.reports.night_record import Logged, NightRecord
    from legdiary.domain.reports.week import CurrentStep
    from legdiary.domain.time.moments import Present


@dataclass(frozen=True, slots=True)
class Card:
    """Today's summary.

    Attributes:
        today: the current diary day.
        last: the record of the last finished night.
        tonight: the record of the night that belongs to today.
        doses: today's doses, in order.
        taper: the current step of the plan of leaf; None without one.
        default_night: the night that `night` and `sleep` would write now.
        last_is_last_night: True if people would call `last` last night; False in the small hours.
        evening: True from 15:00 until the diary day ends: tonight has begun.
        plans: every plan in force today, with its step, in the order in which views name substances.
    """

    today: date
    last: NightRecord
    tonight: NightRecord
    doses: tuple[Stored, ...]
    taper: CurrentStep | None
    default_night: date
    last_is_last_night: bool
    evening: bool
    plans: tuple[CurrentStep, ...] = ()


def card_range(present: Present) -> tuple[date, date]:
    """Return the half-open range of diary days that the summary reads."""
    return present.today - A_DAY, present.today + A_DAY


def todays_card(logged: Logged, present: Present) -> Card:
    """Return the summary of the current diary day."""
    today = present.today
    last, tonight = night_records(logged, today - A_DAY, today + A_DAY)
    doses: Sequence[Stored] = [
        stored
        for stored in logged.doses
        if stored.entry.night_of == today and stored.entry.at and not is_other_substance(stored.entry, logged.products)
    ]
    return Card(
        today, last, tonight, tuple(doses), taper_position(logged.plans, today),
        default_night=present.default_night,
        last_is_last_night=present.last_night == last.night_of, evening=present.default_night == today,
        plans=current_steps(logged.plans, today),
    )  # fmt: skip
