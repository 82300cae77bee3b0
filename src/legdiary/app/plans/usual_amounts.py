"""Load what was taken in the last 14 days, to hold a new plan against."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from legdiary.domain.entries.dose_rules import USUAL_DAYS
from legdiary.domain.entries.substances import Substance
from legdiary.domain.reports.dose_totals import substance_of
from legdiary.domain.time.moments import A_DAY

if TYPE_CHECKING:
    from datetime import date

    from legdiary.store.diary import Diary


def substances_taken(diary: Diary, today: date) -> set[str]:
    """Return the words of the substances of the doses, today's included; medicines are not among them."""
    products = {stored.id: stored.entry for stored in diary.products()}
    doses = [stored.entry for stored in diary.entries_between("kratom", _first(today), today + A_DAY)]
    return {substance_of(dose, products) for dose in doses if not dose.says_none}


def daily_totals(diary: Diary, word: str, today: date) -> list[int]:
    """Return the totals in micrograms of the days on which a substance was taken, without today's unless it is alone.

    A day with an amount that is not in milligrams (`1 tablet`) is left out.
    """
    totals = _medicine_totals(diary, word, today) if Substance(word).is_medicine else _dose_totals(diary, word, today)
    return [total for day, total in totals.items() if day < today] or list(totals.values())


def _first(today: date) -> date:
    return today - timedelta(days=USUAL_DAYS)


def _dose_totals(diary: Diary, word: str, today: date) -> dict[date, int]:
    days = diary.last_days_of(word, today + A_DAY, USUAL_DAYS + 1)
    return {day: total for day, total in days if total and day >= _first(today)}


def _medicine_totals(diary: Diary, word: str, today: date) -> dict[date, int]:
    from legdiary.domain.input.medicine_amounts import micrograms

    name = Substance(word).name
    found: dict[date, int] = {}
    unknown: set[date] = set()
    for stored in diary.entries_between("medicine", _first(today), today + A_DAY):
        taking = stored.entry
        if taking.name != name:
            continue
        ug = micrograms(taking.amount)
        if ug is None:
            unknown.add(taking.night_of)
        else:
            found[taking.night_of] = found.get(taking.night_of, 0) + ug
    return {day: total for day, total in found.items() if day not in unknown}
