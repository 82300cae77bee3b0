"""Dose times: what holds of any days, however they are logged."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, dose, no_kratom, plan
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.day_pattern.dose_clock import DoseTime
from legdiary.domain.reports.dose_times import build_dose_times, days_of
from legdiary.domain.reports.dose_totals import dose_days
from legdiary.domain.stats.descriptive import Middle

if TYPE_CHECKING:
    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.reports.dose_times import DoseTimes

FIRST = date(2026, 6, 1)
START_MIN = 5 * 60
PLAN = plan(("2026-06-08", 3000), ("2026-06-15", 2000))
#: Of each day None (not logged), or the minutes after 05:00 of its doses (none: a day without).
DAYS = st.lists(st.none() | st.lists(st.integers(0, 24 * 60 - 1), max_size=5, unique=True), min_size=1, max_size=21)
Days = list[list[int] | None]


def entries(days: Days) -> list[Dose]:
    made: list[Dose] = []
    for number, minutes in enumerate(days):
        day = FIRST + timedelta(days=number)
        if minutes == []:
            made.append(no_kratom(f"{day}"))
        begins = datetime.fromisoformat(f"{day}T05:00")
        made += [dose(f"{begins + timedelta(minutes=minute):%Y-%m-%dT%H:%M}-04:00") for minute in sorted(minutes or ())]
    return made


def made_of(doses: list[Dose], length: int, *, turned: bool = False) -> DoseTimes:
    times = [DoseTime(each.night_of, each.at) for each in doses if each.at]
    figures = days_of(LEAF, dose_days(doses))
    span = (FIRST, FIRST + timedelta(days=length))
    return build_dose_times(LEAF, times[::-1] if turned else times, figures, [PLAN], span, START_MIN)


@given(DAYS)
def test_every_dose_is_in_one_hour_of_one_group(days: Days) -> None:
    made = made_of(entries(days), len(days))
    assert sum(hour.doses for group in made.groups for hour in group.hours) == sum(len(of or ()) for of in days)
    assert sum(group.possible for group in made.groups) == len(days)
    assert all(hour.days <= min(hour.doses, group.logged) for group in made.groups for hour in group.hours)
    assert made.logged == sum(of is not None for of in days)


@given(DAYS)
def test_figures_are_those_of_a_plain_reckoning(days: Days) -> None:
    made = made_of(entries(days), len(days))
    for group in made.groups:
        first = (group.from_day - FIRST).days
        inside = [of for of in days[first : first + group.possible] if of is not None]
        taken = [of for of in inside if of]
        assert group.without == sum(of == [] for of in inside)
        assert group.doses.n == len(inside)
        assert group.doses.median == (median(map(len, inside)) if len(inside) >= 5 else None)
        assert group.first_min == (len(taken), median(map(min, taken)) if len(taken) >= 5 else None)
        assert group.last_min == (len(taken), median(map(max, taken)) if len(taken) >= 5 else None)
        for hour, count in enumerate(group.hours):
            assert count.doses == sum(minute // 60 == hour for of in taken for minute in of)
            assert count.days == sum(any(minute // 60 == hour for minute in of) for of in taken)


@given(DAYS)
def test_the_order_of_the_doses_does_not_matter(days: Days) -> None:
    doses = entries(days)
    assert made_of(doses, len(days)) == made_of(doses, len(days), turned=True)


@given(DAYS, st.integers(1, 21))
def test_days_that_are_not_logged_change_no_figure(days: Days, more: int) -> None:
    doses = entries(days)
    for short, long in zip(made_of(doses, len(days)).groups, made_of(doses, len(days) + more).groups, strict=False):
        assert (short.doses, short.longest_gap_min, short.first_min, short.last_min, short.hours) == (
            long.doses, long.longest_gap_min, long.first_min, long.last_min, long.hours,
        )  # fmt: skip


def test_the_clock_is_that_of_the_place_and_the_order_that_of_the_instants() -> None:
    # Six days, each with a dose at 08:00 in New York (14:00 in Berlin) and one at 15:00 in Berlin, an hour later.
    here = [dose(f"2026-06-0{number}T08:00-04:00") for number in range(1, 7)]
    there = [dose(f"2026-06-0{number}T15:00+02:00", zone=BERLIN) for number in range(1, 7)]
    made = made_of(sorted(here + there, key=lambda each: (each.night_of, each.utc_s)), 7)
    group = made.groups[0]
    assert (made.clock_min(group.first_min), made.clock_min(group.last_min)) == (8 * 60, 15 * 60)
    # 08:00 to 15:00 is one hour; from there to the next 08:00 are 23. What was before the first day is not known.
    assert group.longest_gap_min == Middle(5, 23 * 60)
    assert [number for number, hour in enumerate(group.hours) if hour == (6, 6)] == [3, 10]


def test_a_dose_filed_under_the_day_before_is_the_last_of_that_day() -> None:
    # On five days at 20:00, and at 06:00 of the next morning, which was said to belong to the day before.
    doses: list[Dose] = []
    for number in range(1, 6):
        doses.append(dose(f"2026-06-0{number}T20:00-04:00"))
        doses.append(dose(f"2026-06-0{number + 1}T06:00-04:00", night_of=f"2026-06-0{number}"))
    made = made_of(doses, 7)
    group = made.groups[0]
    assert group.last_min == Middle(5, 25 * 60)
    assert made.clock_min(group.last_min) == 6 * 60
    # 06:00 is the second hour of the day; 20:00 the sixteenth.
    assert [number for number, hour in enumerate(group.hours) if hour == (5, 5)] == [1, 15]
