"""Days held against the targets of their plans: on, under, over, well over, not logged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day, dose, medicine, no_kratom, none_of, plan, product, tablet
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.dose_totals import dose_days
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.report import build_report
from legdiary.domain.reports.summary.target_days import (
    PlannedDay,
    is_well_over,
    target_days,
    target_side,
)
from legdiary.domain.reports.taper_progress import taper_view
from legdiary.domain.taper.plan import Hold, Plan, Step
from legdiary.domain.time.moments import A_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.reports.summary.target_days import TargetDays

SEVEN, GABAPENTIN = "7-oh", "medicine:gabapentin"


def stored(*entries: Any) -> list[Stored]:
    return [Stored(number, entry) for number, entry in enumerate(entries)]


def counted(plans: Sequence[Plan], first: str, before: str, *doses: Any, **more: Any) -> tuple[TargetDays, ...]:
    """The target days of a report by month over a half-open range."""
    logged = Logged(doses=stored(*doses), plans=plans, **more)
    return build_report(night_records(logged, day(first), day(before)), plans, "month").summary.target_days


def leaf_on(when: str, amount_mg: int) -> Any:
    return dose(f"{when}T20:00-04:00", amount_mg, night_of=when)


def numbers(of: TargetDays) -> tuple[int, ...]:
    return of.days, of.on, of.under, of.over, of.no_amount, of.not_logged


def well_over(of: TargetDays) -> list[tuple[str, int, int, int, int, float | None]]:
    """First day, number of days, target, smallest and largest total, median."""
    return [
        (f"{each.from_day}", each.days, each.target, each.least, each.most, each.total.median) for each in of.well_over
    ]


JUNE = plan(("2026-06-01", 5000), ("2026-06-08", 4600), ("2026-06-15", 0), ended_on=day("2026-06-18"))
IN_JUNE = (
    leaf_on("2026-05-31", 9000),  # before the plan
    leaf_on("2026-06-01", 5000),  # on
    leaf_on("2026-06-02", 5100),  # on: within 0.1 g
    leaf_on("2026-06-03", 5101),  # over
    leaf_on("2026-06-04", 4899),  # under
    leaf_on("2026-06-05", 5500),  # over by 0.5 g, which is 10 %
    leaf_on("2026-06-06", 5499),  # over
    # 7 June is not logged
    *(leaf_on("2026-06-08", amount) for amount in (4000, 2500)),  # 6.5 g in two doses
    leaf_on("2026-06-09", 6200),
    leaf_on("2026-06-10", 6700),
    no_kratom("2026-06-11"),  # a dose-free day: under
    # 12 June is not logged
    leaf_on("2026-06-13", 5100),  # over by 0.5 g, more than 10 % of 4.6 g
    leaf_on("2026-06-14", 5059),  # over by 0.459 g
    no_kratom("2026-06-15"),  # on: the target is nothing
    leaf_on("2026-06-16", 100),  # on
    leaf_on("2026-06-17", 600),  # over by 0.6 g
    leaf_on("2026-06-18", 8000),  # the plan has ended
)


def test_seventeen_days_of_a_plan_of_leaf() -> None:
    (of,) = counted([JUNE], "2026-05-25", "2026-06-25", *IN_JUNE)
    assert (of.substance, of.unit, of.tolerances, of.least_well_over) == ("leaf", None, (100,), 500)
    assert numbers(of) == (17, 4, 2, 9, 0, 2)
    assert well_over(of) == [
        ("2026-06-05", 1, 5000, 5500, 5500, None),
        ("2026-06-08", 3, 4600, 6200, 6700, None),  # three days are too few for a median
        ("2026-06-13", 1, 4600, 5100, 5100, None),
        ("2026-06-17", 1, 0, 600, 600, None),
    ]
    assert (of.from_day, of.before_day, of.well_over_days) == (day("2026-06-01"), day("2026-06-18"), 6)


def test_only_the_days_of_the_range_are_counted() -> None:
    (of,) = counted([JUNE], "2026-06-10", "2026-06-14", *IN_JUNE)
    assert numbers(of) == (4, 0, 1, 2, 0, 1)
    assert [each[:2] for each in well_over(of)] == [("2026-06-10", 1), ("2026-06-13", 1)]
    assert counted([JUNE], "2026-06-18", "2026-06-25", *IN_JUNE) == ()


def test_a_run_ends_where_the_target_changes_and_where_a_day_is_not_logged() -> None:
    taken = [leaf_on(f"2026-06-{n:02}", 7000 + n) for n in (3, 4, 5, 6, 7, 8, 9, 11)]
    (of,) = counted([JUNE], "2026-06-01", "2026-06-13", *taken)
    assert well_over(of) == [
        ("2026-06-03", 5, 5000, 7003, 7007, 7005),
        ("2026-06-08", 2, 4600, 7008, 7009, None),
        ("2026-06-11", 1, 4600, 7011, 7011, None),
    ]


def test_a_held_step_keeps_its_target_as_long_as_it_is_held() -> None:
    # 5 g for a week, held for five days: 4 g from 13 June on. 5 g on the 12th is on target, on the 13th well over.
    held = plan(
        ("2026-06-01", 5000), ("2026-06-13", 4000), holds=(Hold(day("2026-06-07"), 5, day("2026-06-01"), None),)
    )
    (of,) = counted([held], "2026-06-01", "2026-06-15", *(leaf_on(f"2026-06-{n:02}", 5000) for n in range(1, 14)))
    assert numbers(of) == (14, 12, 0, 1, 0, 1)
    assert well_over(of) == [("2026-06-13", 1, 4000, 5000, 5000, None)]


def test_two_plans_of_leaf_after_each_other_each_by_its_own_scale() -> None:
    autumn = plan(("2026-06-01", 5000), ended_on=day("2026-06-04"), name="one")
    winter = plan(("2026-06-08", 5000), scale_mg=250, name="other")
    taken = [leaf_on(f"2026-06-{n:02}", 5200) for n in range(1, 11)]
    (of,) = counted([autumn, winter], "2026-06-01", "2026-06-11", *taken)
    assert of.tolerances == (100, 250)
    assert of.tolerance == 250
    assert numbers(of) == (6, 3, 0, 3, 0, 0)  # 0.2 g over is over by 0.1 g, and on by 0.25 g; 4 to 7 June count nowhere


def test_a_plan_that_begins_while_another_is_open_takes_its_days() -> None:
    one = plan(("2026-06-01", 5000), name="one")
    other = plan(("2026-06-03", 3000), name="other")
    (of,) = counted([other, one], "2026-06-01", "2026-06-06", *(leaf_on(f"2026-06-0{n}", 3000) for n in range(1, 6)))
    assert numbers(of) == (5, 3, 2, 0, 0, 0)


def test_tablets_of_7_oh_beside_leaf_and_a_medicine_each_in_its_unit() -> None:
    """Tablets of 15 mg, 60 mg a day: off by a milligram is on target, by two or by a tenth is well over."""
    seven = Plan("off tablets", (Step(day("2026-06-01"), 60_000),), substance=SEVEN, scale_ug=1000)
    nights = Plan("nights", (Step(day("2026-06-02"), 300_000),), substance=GABAPENTIN, scale_ug=1000)
    leaf = plan(("2026-06-05", 3000))
    doses = [
        *(tablet(f"2026-06-01T{hour}:00-04:00") for hour in ("07", "12", "17", "22")),  # 60 mg: on
        tablet("2026-06-02T08:00-04:00", 61_000),  # on
        tablet("2026-06-03T08:00-04:00", 65_000),  # over by 5 mg, less than a tenth
        tablet("2026-06-04T08:00-04:00", 66_000),  # over by 6 mg, a tenth
        leaf_on("2026-06-04", 9000),  # leaf, of which there is no plan yet
        none_of(SEVEN, "2026-06-05"),  # under
        leaf_on("2026-06-05", 3000),
    ]
    taken = [
        medicine("gabapentin", "2026-06-02T21:00-04:00", "300 mg"),
        medicine("gabapentin", "2026-06-03T21:00-04:00", "2 tablets"),
        medicine("gabapentin", "2026-06-05T21:00-04:00", "600 mg"),
    ]
    found = counted(
        [nights, seven, leaf], "2026-06-01", "2026-06-07", *doses,
        products={1: product("tabs", product_kind=SEVEN)}, medicines=stored(*taken),
    )  # fmt: skip
    assert {of.substance: numbers(of) for of in found} == {
        "leaf": (2, 1, 0, 0, 0, 1),
        SEVEN: (6, 2, 1, 2, 0, 1),
        GABAPENTIN: (5, 1, 0, 1, 1, 2),  # tablets of unknown weight are logged, and on no side of the target
    }
    assert [of.substance for of in found] == ["leaf", SEVEN, GABAPENTIN]
    assert {of.substance: well_over(of) for of in found} == {
        "leaf": [],
        SEVEN: [("2026-06-04", 1, 60_000, 66_000, 66_000, None)],
        GABAPENTIN: [("2026-06-05", 1, 300_000, 600_000, 600_000, None)],
    }


@pytest.mark.parametrize(
    ("total", "target", "tolerance", "side", "well"),
    [
        (13_199, 12_000, 100, "over", False), (13_200, 12_000, 100, "over", True),  # 10 % of 12 g
        (2699, 2200, 100, "over", False), (2700, 2200, 100, "over", True),  # 0.5 g
        (500, 0, 100, "over", True), (100, 0, 100, "on", False), (101, 0, 100, "over", False),
        (3000, 2000, 1000, "on", False), (3001, 2000, 1000, "over", True),  # weighed by whole grams
        (2510, 2000, 10, "over", True), (2000, 2000, 1, "on", False), (1999, 2000, 1, "on", False),
        (1998, 2000, 1, "under", False), (0, 2000, 100, "under", False),
    ],
)  # fmt: skip
def test_where_a_day_of_leaf_lies(total: int, target: int, tolerance: int, side: str, *, well: bool) -> None:
    assert target_side(total, target, tolerance) == side
    assert is_well_over(total, target, tolerance, "leaf") is well


@given(
    st.lists(
        st.tuples(st.integers(0, 4000), st.integers(1, 300), st.none() | st.integers(0, 6000), st.booleans()),
        min_size=1, max_size=40,
    )
)  # fmt: skip
def test_every_day_is_counted_once_and_every_day_well_over_is_over(
    rows: list[tuple[int, int, int | None, bool]],
) -> None:
    days = [
        PlannedDay(day("2026-06-01") + n * A_DAY, target, tolerance, total, 1 if total is not None or dosed else None)
        for n, (target, tolerance, total, dosed) in enumerate(rows)
    ]
    of = target_days("leaf", None, days)
    assert sum(numbers(of)[1:]) == of.days == len(rows)
    over = {each.day for each in days if each.total is not None and each.total > each.target + each.tolerance}
    named = [run.from_day + timedelta(days=n) for run in of.well_over for n in range(run.days)]
    assert named == sorted(set(named))
    assert set(named) <= over
    assert len(over) == of.over
    for run in of.well_over:
        totals = [each.total or 0 for each in days if run.from_day <= each.day < run.before_day]
        assert (run.before_day - run.from_day).days == len(totals) == run.days
        assert [run.least, run.most] == [min(totals), max(totals)]


def test_a_plan_by_itself_counts_the_same_days_up_to_yesterday() -> None:
    taken = dose_days(IN_JUNE)
    (of_range,) = counted([JUNE], "2026-05-25", "2026-06-25", *IN_JUNE)
    assert taper_view(JUNE, taken, day("2026-07-01")).target_days == of_range
    first_week = taper_view(JUNE, taken, day("2026-06-08")).target_days
    assert first_week is not None
    assert numbers(first_week) == (7, 2, 1, 3, 0, 1)  # the 8th is today, and not over
    assert taper_view(JUNE, taken, day("2026-06-01")).target_days is None
