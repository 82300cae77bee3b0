"""Dose times: what holds of any days, however they are logged."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, day, dose, no_kratom, plan, product, tablet
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.reports.day_pattern.dose_clock import DoseTime
from legdiary.domain.reports.dose_times import build_dose_times, days_of, other_words
from legdiary.domain.reports.dose_totals import dose_days
from legdiary.domain.stats.descriptive import Middle
from legdiary.domain.taper.plan import Plan, Step

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


@pytest.mark.parametrize(
    ("first", "before", "kind", "rows"),
    [
        # 1 June 2026 is a Monday. A week that the range cuts keeps the day on which it begins there.
        ("2026-06-03", "2026-06-10", "week", ["2026-06-03", "2026-06-08"]),
        ("2026-06-01", "2026-06-15", "week", ["2026-06-01", "2026-06-08"]),
        # Twenty weeks are told as weeks; one day more, and months are taken.
        ("2026-06-01", "2026-10-19", "week", None),
        ("2026-06-01", "2026-10-20", "month", ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01"]),
        # Twenty months likewise.
        ("2026-06-15", "2028-02-01", "month", None),
        ("2026-06-15", "2028-02-02", "year", ["2026-06-15", "2027-01-01", "2028-01-01"]),
    ],
)
def test_without_a_plan_rows_are_weeks_months_or_years(
    first: str, before: str, kind: str, rows: list[str] | None
) -> None:
    span = (day(first), day(before))
    groups = build_dose_times(LEAF, [], {}, [], span, START_MIN).groups
    begins = [f"{group.from_day}" for group in groups]
    assert begins == rows if rows else len(groups) == 20
    assert [group.label for group in groups] == [f"{kind} of {on}" for on in begins]
    assert {(group.kind, group.short, group.plan_named, group.planned_doses) for group in groups} == {
        (kind, kind, None, None)
    }
    assert [group.before_day for group in groups] == [*(group.from_day for group in groups[1:]), day(before)]


def test_the_other_substances_are_those_with_a_dose() -> None:
    days = dose_days(
        [
            dose("2026-06-01T08:00-04:00"),
            tablet("2026-06-01T09:00-04:00", amount_ug=7500),
            no_kratom("2026-06-02"),
        ],
        {1: product("tablets", product_kind="7-oh")},
    )
    assert other_words(LEAF, days) == ("7-oh",)
    assert other_words("7-oh", days) == (LEAF,)
    assert other_words("medicine:clonidine", days) == (LEAF, "7-oh")
    assert other_words(LEAF, dose_days([no_kratom("2026-06-02")])) == ()


def test_a_step_is_told_with_the_doses_it_plans() -> None:
    of = Plan("autumn", (Step(day("2026-06-08"), 3000, 3), Step(day("2026-06-15"), 2000)))
    groups = build_dose_times(LEAF, [], {}, [of], (FIRST, day("2026-06-22")), START_MIN).groups
    assert [(group.kind, group.planned_doses) for group in groups] == [("baseline", None), ("step", 3), ("step", None)]
