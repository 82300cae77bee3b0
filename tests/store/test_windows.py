"""A figure does not depend on the window it is looked at through: what lies before a range is read, however far."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day, dose, magnesium, medicine, night, no_kratom, present, product
from effort import dear
from legdiary.domain.reports.dose_totals import dose_days
from legdiary.domain.reports.events import EventInputs, events_of, events_within
from legdiary.domain.reports.intake_periods import TakenDay, intake_changes, steady_stretch
from legdiary.domain.reports.night_record import days, night_records
from legdiary.domain.reports.timelines.courses import courses
from legdiary.domain.reports.timelines.needed_past import (
    last_day,
    most_needed,
    needed_for_spans,
    needed_past,
    regular_days,
)
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.reports.intake_periods import (
        IntakeChange,
    )
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
    """The longest gap of a day, from what was made up alone: instants in minutes since the first day's start.

    Where the day before is not logged, the gap into the day is not known, and may be the longest.
    """

    chain = _taken(held, number, "leaf")
    if not chain:
        return None
    back = number - 1
    while back >= 0 and held[back] == "none":
        back -= 1
    before = _taken(held, back, "leaf")[-1:]
    return max(later - earlier for earlier, later in pairwise([*before, *chain])) if before else None


def apart_by_hand(held: list[Any], number: int) -> tuple[int, int | None] | None:
    """The doses of 7-OH of a day and their longest gap: nobody says that a day was without."""
    chain = _taken(held, number, "7-oh")
    before = _taken(held, number - 1, "7-oh")[-1:]
    gaps = [later - earlier for earlier, later in pairwise([*before, *chain])] if before else []
    return (len(chain), max(gaps, default=None)) if chain else None


def _taken(held: list[Any], number: int, substance: str) -> list[int]:
    holds = held[number] if number >= 0 else None
    minutes = [minute for minute, what in holds if what == substance] if isinstance(holds, list) else []
    return sorted(number * MINUTES_A_DAY + minute for minute in minutes)


@dear(40)
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


def _apart(record: NightRecord) -> tuple[int | None, int | None] | None:
    return next(((each.doses, each.longest_gap_min) for each in record.kratom.apart), None)


def test_a_dose_filed_behind_a_later_one_leaves_no_negative_gap() -> None:
    # Taken at 06:00 under a day's start of 05:00; from then on days begin at 12:00, so 07:00 belongs to the day before.
    early = dose("2026-11-20T06:00-05:00", 2000)
    late = dose("2026-11-20T07:00-05:00", 2000, night_of="2026-11-19")
    evening = dose("2026-11-20T21:00-05:00", 2000)

    found = dose_days([late, early, evening])

    assert found[date(2026, 11, 19)].longest_gap_min is None
    assert found[date(2026, 11, 20)].longest_gap_min == 15 * 60


# ---------------------------------------------------------------------- events


NEW_YEAR, BERLIN = day("2026-01-01"), "Europe/Berlin"
#: On how many days of seven something is taken, how much, and how long that goes on; 0 days: nothing else either.
STRETCHES = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 5, 7, 7]), st.sampled_from([100, 105, 200, 200]),
        st.sampled_from([None, "citrate", "glycinate"]), st.integers(1, 40),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


def lived(kept: list[int], magnesium_like: list[Any], medicine_like: list[Any], shots: list[Any]) -> list[Any]:
    """The entries of a diary from New Year on; the last number of `kept` is a day abroad."""
    entries: list[Any] = [night(f"{NEW_YEAR + timedelta(days=number)}") for number in sorted(set(kept))]
    for number, amount, form in _days_of(magnesium_like):
        entries.append(magnesium(f"{NEW_YEAR + timedelta(days=number)}T22:00-05:00", amount, form=form))
    for number, amount, _ in _days_of(medicine_like):
        entries.append(medicine(at=f"{NEW_YEAR + timedelta(days=number)}T20:00-05:00", amount=f"{amount} mg"))
    for number, amount, _ in _days_of(shots):
        entries.append(dose(f"{NEW_YEAR + timedelta(days=number)}T21:00-05:00", product_id=1 + (amount > 150)))
    entries.append(dose(f"{NEW_YEAR + timedelta(days=max(kept))}T21:00+01:00", zone=BERLIN))
    return entries


def _days_of(stretches: list[Any]) -> Iterator[tuple[int, int, str | None]]:
    begin = 0
    for of_seven, amount, form, length in stretches:
        yield from ((begin + number, amount, form) for number in range(length) if number % 7 < of_seven)
        begin += length


@given(
    st.lists(st.integers(0, 160), min_size=1, max_size=160), STRETCHES, STRETCHES, STRETCHES,
    st.integers(0, 150), st.integers(0, 40), st.sampled_from(["extract", "leaf"]),
)  # fmt: skip
def test_the_events_of_a_range_are_those_of_the_whole_diary(
    kept: list[int], first: list[Any], second: list[Any], third: list[Any], begin: int, length: int, kind: str
) -> None:
    with tempfile.TemporaryDirectory() as made, Diary.for_writing(Path(made) / "diary.db", NOW) as diary:
        diary.add_all([product("leaf"), product("shot", product_kind=kind)], NOW)
        diary.add_all(lived(kept, first, second, third), NOW)
        whole = events_of(diary.past())
        from_day = NEW_YEAR + timedelta(days=begin)
        before_day = from_day + timedelta(days=length)
        for steady in (False, True):
            found = events_of(diary.past_of_range(from_day, before_day, courses=steady), (from_day, before_day))
            assert found == events_within(whole, from_day, before_day)


def test_a_stop_shows_after_weeks_without_any_entry(tmp_path: Path) -> None:
    """Magnesium until 10 January, nothing at all until 1 March: the first day kept without it is that one."""
    stopped = [(day("2026-03-01"), "magnesium", "stopped")]
    with Diary.for_writing(tmp_path / "diary.db", NOW) as diary:
        diary.add_all([magnesium(f"2026-01-{number:02d}T22:00-05:00", 200) for number in range(1, 11)], NOW)
        diary.add_all([night(f"2026-03-{number:02d}") for number in range(1, 11)], NOW)
        past = diary.past_of_range(day("2026-03-01"), day("2026-03-08"))
    found = events_within(events_of(past), day("2026-03-01"), day("2026-03-08"))
    assert [(event.on, event.kind, event.change) for event in found] == stopped


@pytest.mark.parametrize(
    ("amount", "found"),
    [
        (200, []),
        (220, []),  # a tenth more counts as the same
        (221, [(day("2026-06-01"), "200 mg", "221 mg")]),
    ],
)
def test_a_change_is_measured_by_the_amount_of_long_before(amount: int, found: list[Any], tmp_path: Path) -> None:
    """200 mg from January on, from May on sometimes 210 mg: in June 221 mg is more than a tenth above 200 mg."""
    with Diary.for_writing(tmp_path / "diary.db", NOW) as diary:
        for first, last, taken in (("01-01", "04-30", 200), ("05-01", "05-31", 210), ("06-01", "06-14", amount)):
            on = days(day(f"2026-{first}"), day(f"2026-{last}") + timedelta(days=1))
            diary.add_all([magnesium(f"{each}T22:00-05:00", taken) for each in on], NOW)
        past = diary.past_of_range(day("2026-06-01"), day("2026-06-14"))
    events = events_within(events_of(past), day("2026-06-01"), day("2026-06-14"))
    assert [(event.on, event.was, event.now) for event in events] == found


def test_leaf_taken_again_after_months_is_not_begun(tmp_path: Path) -> None:
    with Diary.for_writing(tmp_path / "diary.db", NOW) as diary:
        old, new = (each.id for each in diary.add_all([product("old"), product("new")], NOW))
        diary.add_all([night(f"2026-{month:02d}-{on:02d}") for month in (1, 6) for on in range(1, 11)], NOW)
        diary.add_all([dose("2026-01-05T20:00-05:00", product_id=old)], NOW)
        diary.add_all([dose(f"2026-06-0{on}T20:00-05:00", product_id=of) for on, of in ((6, old), (7, new))], NOW)
        past = diary.past_of_range(day("2026-06-01"), day("2026-06-08"))
    found = events_within(events_of(past), day("2026-06-01"), day("2026-06-08"))
    assert [(event.on, event.kind, event.name) for event in found] == [(day("2026-06-07"), "product", "new")]


@given(
    STRETCHES, st.lists(st.integers(0, 200), max_size=160), st.booleans(), st.integers(0, 200), st.integers(1, 60),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_the_days_around_a_range_show_its_changes_with_what_is_needed_of_the_past(
    stretches: list[Any], others: list[int], missing: bool, begin: int, length: int, as_text: bool, kept_whole: bool
) -> None:
    """The changes that the whole of an intake has in a range are those of its days around it, and of the days picked.

    A medicine's amounts are texts, and it has no form; the days kept may be those around the range, or all.
    """
    taken = [
        TakenDay(NEW_YEAR + timedelta(days=number), f"{amount} mg" if as_text else amount, None if as_text else form)
        for number, amount, form in _days_of(stretches)
    ]
    numbers = set(range(201)) - set(others) if missing else set(others)
    kept = sorted({each.day for each in taken} | {NEW_YEAR + timedelta(days=number) for number in numbers})
    from_day = NEW_YEAR + timedelta(days=begin)
    before_day = from_day + timedelta(days=length)
    first, last = from_day - timedelta(days=21), before_day + timedelta(days=21)
    around = [day for day in kept if first <= day < last]
    within = [each for each in taken if first <= each.day < last]
    needed = needed_past(within, around, from_day, before_day, ends=not kept or kept[-1] < last)
    earlier = [each.day for each in taken if each.day < first]
    picked = {"taken": last_day, "regular": regular_days}.get(needed, lambda _: [])(earlier)
    if needed == "whole" or (needed in {"taken", "regular"} and not picked):
        return

    found = [] if needed == "nothing" else [*(TakenDay(day) for day in picked), *within]

    def within_range(turns: list[IntakeChange]) -> list[tuple[object, ...]]:
        """An event tells of the intake before how much and in which form it was, not since when."""
        return [
            (turn.on, turn.change, *((each.amount, each.form) if each else () for each in (turn.was, turn.now)))
            for turn in turns
            if from_day <= turn.on < before_day
        ]

    told = within_range(intake_changes(taken, kept))
    assert within_range(intake_changes(found, kept if kept_whole else around)) == told
    assert within_range(intake_changes(taken, kept, (from_day, before_day))) == told


@given(
    STRETCHES, st.lists(st.integers(0, 200), max_size=60), st.booleans(), st.integers(20, 200), st.integers(1, 60),
    st.integers(21, 120), st.booleans(), st.booleans(),
)  # fmt: skip
def test_the_courses_of_a_range_are_those_of_the_whole_intake(
    stretches: list[Any],
    others: list[int],
    missing: bool,
    begin: int,
    length: int,
    before: int,
    as_text: bool,
    up_to_now: bool,
) -> None:
    """Their spans may begin before the range; so may steady intake."""
    taken = [
        TakenDay(NEW_YEAR + timedelta(days=number), f"{amount} mg" if as_text else amount, None if as_text else form)
        for number, amount, form in _days_of(stretches)
    ]
    numbers = set(range(201)) - set(others) if missing else set(others)
    kept = sorted({each.day for each in taken} | {NEW_YEAR + timedelta(days=number) for number in numbers})
    from_day = NEW_YEAR + timedelta(days=begin)
    if up_to_now and kept:
        from_day = kept[-1] - timedelta(days=length - 1)
    before_day = from_day + timedelta(days=length)
    first, last = from_day - timedelta(days=before), before_day + timedelta(days=21)
    around = [day for day in kept if first <= day < last]
    within = [each for each in taken if first <= each.day < last]
    bounds = (within, around, from_day, before_day)
    ends = not kept or kept[-1] < last
    needed = most_needed(needed_past(*bounds, ends=ends), needed_for_spans(*bounds, ends=ends))
    earlier = [each.day for each in taken if each.day < first]
    picked = {"taken": last_day, "regular": regular_days}.get(needed, lambda _: [])(earlier)
    if needed == "whole" or (needed in {"taken", "regular"} and not picked):
        return

    found = [] if needed == "nothing" else [*(TakenDay(day) for day in picked), *within]

    read, whole = (
        EventInputs(kept=days, magnesium={"by mouth": intake}) for days, intake in ((around, found), (kept, taken))
    )
    assert courses(read, from_day, before_day) == courses(whole, from_day, before_day)
    if any(from_day <= each.day < before_day for each in taken):
        assert steady_stretch(found, before_day) == steady_stretch(taken, before_day)
