"""Today's card as a value: what is logged for the diary day under way, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.doses import is_apart
from legdiary.domain.moments import A_DAY
from legdiary.domain.nights import night_records
from legdiary.domain.week import taper_position
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.domain.entries import Stored
    from legdiary.domain.moments import Present
    from legdiary.domain.nights import Logged, NightRecord
    from legdiary.domain.week import InForce


@dataclass(frozen=True, slots=True)
class Card:
    """Where the person stands today.

    Attributes:
        today: the diary day under way.
        last: the last finished night's record.
        tonight: the record of the night that belongs to today.
        doses: today's doses, in order.
        taper: where today stands in its plan; None without one.
        default_night: the night that `night` and `sleep` would write now.
        last_is_last_night: whether `last` is what people call last night: not in the small hours.
        evening: whether tonight has begun: from 15:00 until the diary day ends.
    """

    today: date
    last: NightRecord
    tonight: NightRecord
    doses: tuple[Stored, ...]
    taper: InForce | None
    default_night: date
    last_is_last_night: bool
    evening: bool


def card_range(present: Present) -> tuple[date, date]:
    """The half-open range of diary days that a card reads."""
    return present.today - A_DAY, present.today + A_DAY


def todays_card(logged: Logged, present: Present) -> Card:
    """The card of the diary day under way."""
    today = present.today
    last, tonight = night_records(logged, today - A_DAY, today + A_DAY)
    doses: Sequence[Stored] = [
        stored
        for stored in logged.doses
        if stored.entry.night_of == today and stored.entry.at and not is_apart(stored.entry, logged.products)
    ]
    return Card(
        today, last, tonight, tuple(doses), taper_position(logged.plans, today),
        default_night=present.default_night,
        last_is_last_night=present.last_night == last.night_of, evening=present.default_night == today,
    )  # fmt: skip
