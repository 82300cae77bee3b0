"""Read today's card: the last nights, and of each substance its days back to where its plan began or ended."""

from __future__ import annotations

from legdiary.app.views import load_unsettled
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.dose_totals import medicine_days, substance_of
from legdiary.domain.reports.today.card import card_range, card_records, card_substances, todays_card
from legdiary.domain.reports.today.substances import PastDoses, needs_earlier_days
from legdiary.domain.time.moments import A_DAY
from legdiary.util.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from legdiary.app.context import Reader
    from legdiary.domain.reports.today.card import Card
    from legdiary.domain.taper.plan import Plan
    from legdiary.domain.time.moments import Moment
    from legdiary.store.diary import Diary

#: The logged days that are read at first, and at least where these do not say enough.
_FEW_DAYS, _MANY_DAYS = 60, 400


def load_card(reader: Reader) -> Card:
    """Return today's card."""
    present = reader.present
    with reader.open_for_reading() as diary, diary.one_state():
        logged = diary.logged(*card_range(present))
        records = card_records(logged, present)
        words = card_substances(records, logged.plans, present.today)
        past = {word: _past_of(diary, word, logged.plans, present.today) for word in words}
        unsettled = load_unsettled(diary)
    card = todays_card(logged, records, past, present)
    return card if unsettled is None else replace(card, unsettled=unsettled)


def _past_of(diary: Diary, word: str, plans: Sequence[Plan], today: date) -> PastDoses:
    from legdiary.domain.entries.substances import is_medicine

    of_word = [plan for plan in plans if plan.of == word]
    first = min((plan.starts_on for plan in of_word if plan.starts_on <= today), default=today)
    if is_medicine(word):
        return _past_of_medicine(diary, word, first, today)
    totals = dict(_last_days(diary, word, today, _FEW_DAYS))
    if len(totals) == _FEW_DAYS and needs_earlier_days(word, totals, of_word, today):
        totals = dict(_last_days(diary, word, today, max(_MANY_DAYS, (today - first).days + 1)))
    last = max((day for day, total in totals.items() if total), default=None)
    return PastDoses(totals, None if last is None else _last_dose(diary, word, last))


def _last_days(diary: Diary, word: str, today: date, most: int) -> list[tuple[date, int]]:
    before = today + A_DAY
    return diary.last_days(before, most) if word == LEAF else diary.last_days_of(word, before, most)


def _last_dose(diary: Diary, word: str, day: date) -> tuple[date, Moment, int | None] | None:
    products = {stored.id: stored.entry for stored in diary.products(day, day + A_DAY)}
    doses = [stored.entry for stored in diary.entries_on("kratom", day)]
    found = [dose for dose in doses if dose.at is not None and substance_of(dose, products) == word]
    dose = max(found, key=lambda each: each.at.utc_s, default=None)
    return None if dose is None else (day, dose.at, dose.mg if word == LEAF else dose.ug)


def _past_of_medicine(diary: Diary, word: str, first: date, today: date) -> PastDoses:
    from legdiary.domain.entries.substances import medicine
    from legdiary.domain.input.medicine_amounts import micrograms

    takings = [
        stored.entry
        for stored in diary.entries_between("medicine", first, today + A_DAY)
        if medicine(stored.entry.name) == word
    ]
    days = medicine_days(takings, {taking.name for taking in takings})
    last = max(takings, key=lambda each: each.at.utc_s, default=None)
    return PastDoses(
        {day: of_day[word].total_ug for day, of_day in days.items()},
        None if last is None else (last.night_of, last.at, micrograms(last.amount)),
    )
