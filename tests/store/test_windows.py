"""A figure does not depend on the window it is looked at through: what lies before a range is read, however far."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from builders import day, dose, no_kratom, present, product
from legdiary.domain.reports.dose_totals import dose_days
from legdiary.domain.reports.night_record import days, night_records
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.reports.night_record import NightRecord

NOW = present()
FIRST, BEHIND = day("2026-10-20"), day("2026-11-20")
MINUTES_A_DAY = 1440

#: What a day holds: nothing, the word that it was without, or minutes after 05:00 at which leaf or 7-OH was taken.
A_DAY_HOLDS = st.one_of(
    st.none(),
    st.just("none"),
    st.just("none"),  # long stretches without are what the rule is about
    st.lists(st.tuples(st.integers(0, MINUTES_A_DAY - 1), st.sampled_from(["leaf", "7-oh"])), max_size=3, unique=True),
)
DIARIES = st.lists(A_DAY_HOLDS, min_size=12, max_size=31)


def entries_of(held: list[Any], tablets: int) -> list[Dose]:
    """The doses of a diary that begins on the first day."""
    found: list[Dose] = []
    for night_of, holds in zip(days(FIRST, BEHIND), held, strict=False):
        if holds == "none":
            found.append(no_kratom(f"{night_of}"))
        for minute, what in holds if isinstance(holds, list) else ():
            local = f"{night_of + timedelta(days=(minute + 300) // MINUTES_A_DAY)}T{_clock(minute + 300)}+00:00"
            found.append(dose(local, 2000, zone="UTC", product_id=tablets if what == "7-oh" else None))
    return found


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def gap_by_hand(held: list[Any], number: int) -> int | None:
    """The longest gap of a day, from what was made up alone: instants in minutes since the first day's start."""

    chain = _taken(held, number, "leaf")
    if not chain:
        return None
    back = number - 1
    while back >= 0 and held[back] == "none":
        back -= 1
    before = _taken(held, back, "leaf")[-1:]
    return max((later - earlier for earlier, later in pairwise([*before, *chain])), default=None)


def apart_by_hand(held: list[Any], number: int) -> tuple[int, int | None] | None:
    """The doses of 7-OH of a day and their longest gap: nobody says that a day was without."""
    chain = _taken(held, number, "7-oh")
    gaps = [later - earlier for earlier, later in pairwise([*_taken(held, number - 1, "7-oh")[-1:], *chain])]
    return (len(chain), max(gaps, default=None)) if chain else None


def _taken(held: list[Any], number: int, substance: str) -> list[int]:
    holds = held[number] if number >= 0 else None
    minutes = [minute for minute, what in holds if what == substance] if isinstance(holds, list) else []
    return sorted(number * MINUTES_A_DAY + minute for minute in minutes)


@given(DIARIES)
def test_a_days_longest_gap_is_the_same_in_every_window(held: list[Any]) -> None:
    wanted = {
        FIRST + timedelta(days=number): (gap_by_hand(held, number), apart_by_hand(held, number))
        for number in range(len(held))
    }
    with tempfile.TemporaryDirectory() as folder, Diary.for_writing(Path(folder) / "d.db", NOW) as diary:
        tablets = diary.add(product("tabs", product_kind="7-oh"), NOW).id
        diary.add_all(entries_of(held, tablets), NOW)
        for begins in [*days(FIRST, BEHIND), FIRST - timedelta(days=3)]:
            for in_short in (True, False):
                records = night_records(diary.logged(begins, BEHIND, in_short=in_short), begins, BEHIND)
                told = {record.night_of: (record.kratom.longest_gap_min, _apart(record)) for record in records}
                assert {on: gaps for on, gaps in told.items() if on in wanted} == {
                    on: gaps for on, gaps in wanted.items() if on >= begins
                }


def _apart(record: NightRecord) -> tuple[int, int | None] | None:
    return next(((each.doses, each.longest_gap_min) for each in record.kratom.apart), None)


def test_a_dose_filed_behind_a_later_one_leaves_no_negative_gap() -> None:
    # Taken at 06:00 under a day's start of 05:00; from then on days begin at 12:00, so 07:00 belongs to the day before.
    early = dose("2026-11-20T06:00-05:00", 2000)
    late = dose("2026-11-20T07:00-05:00", 2000, night_of="2026-11-19")
    evening = dose("2026-11-20T21:00-05:00", 2000)

    found = dose_days([late, early, evening])

    assert found[date(2026, 11, 19)].longest_gap_min is None
    assert found[date(2026, 11, 20)].longest_gap_min == 15 * 60
