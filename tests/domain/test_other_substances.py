"""A day by substance: what is no leaf has its own total, target, doses and gap, and is added to nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day, dose, medicine, no_kratom, none_of, plan, product, tablet
from legdiary import humanize
from legdiary.domain.ledger.conflicts import Conflict
from legdiary.domain.reports.dose_totals import (
    DoseDay,
    OtherSubstanceDay,
    compare_with_plans,
    dose_days,
    medicine_days,
    planned_steps,
)
from legdiary.domain.reports.events import EventInputs, events_of
from legdiary.domain.reports.intake_periods import TakenDay
from legdiary.domain.reports.other_substances import axis_plans, main_substance, other_substance_totals
from legdiary.render.terminal.answers.imports import question
from legdiary.render.terminal.report.events import event_name

PRODUCTS = {
    1: product("tabs", product_kind="7-oh"),
    2: product("gold", product_kind="extract", mitragynine_low_ug=250_000, mitragynine_high_ug=300_000),
    3: product("shots", product_kind="mgm-15"),
    4: product("tea", product_kind="tea"),
}
WORDS = ("medicine:gabapentin", "tea", "7-oh", "mgm-15", "extract")


def test_no_two_substances_are_added() -> None:
    doses = [dose("2026-11-20T08:00-05:00", 2000), *(
        tablet(f"2026-11-20T{8 + number:02d}:30-05:00", 1000 * number, number) for number in PRODUCTS
    )]  # fmt: skip
    found = dose_days(doses, PRODUCTS)[day("2026-11-20")]

    assert (found.total_mg, found.doses) == (2000, 1)
    assert [(each.substance, each.total_ug, each.doses) for each in found.apart] == [
        ("extract", 2000, 1), ("7-oh", 1000, 1), ("mgm-15", 3000, 1), ("tea", 4000, 1),
    ]  # fmt: skip


def test_mitragynine_of_an_extract_stands_beside_it_and_not_beside_leaf() -> None:
    # 500 mg at 250 to 300 mg/g hold 125 to 150 mg.
    found = dose_days([tablet(amount_ug=500_000, product_id=2), dose(amount_mg=2000)], PRODUCTS)[day("2026-11-20")]

    assert found.mitragynine_ug is None
    assert found.apart[0].mitragynine_ug == (125_000, 150_000)


def test_a_gap_goes_over_days_said_to_be_without_it_and_over_no_other() -> None:
    evening, morning = tablet("2026-11-17T20:00-05:00"), tablet("2026-11-19T08:00-05:00")

    told = dose_days([evening, none_of("7-oh", "2026-11-18"), morning], PRODUCTS)[day("2026-11-19")].apart[0]
    leaf = dose_days([evening, no_kratom("2026-11-18"), morning], PRODUCTS)[day("2026-11-19")].apart[0]

    assert (told.longest_gap_min, leaf.longest_gap_min) == (36 * 60, None)


def _of_gabapentin(*amounts: str) -> OtherSubstanceDay:
    takings = [medicine(at=f"2026-11-20T{8 + n:02d}:00-05:00", amount=amount) for n, amount in enumerate(amounts)]
    return medicine_days(takings, {"gabapentin"})[day("2026-11-20")]["medicine:gabapentin"]


@pytest.mark.parametrize(
    ("amounts", "total", "uncounted"),
    [
        (("300 mg", "0.3 g"), 600_000, ()),
        (("75 mcg",), 75, ()),
        (("300 mg", "1 tablet"), None, ("1 tablet",)),
        (("10 drops", "1 tablet"), None, ("10 drops", "1 tablet")),
    ],
)
def test_a_medicine_counts_where_all_its_amounts_are_weights(
    amounts: tuple[str, ...], total: int | None, uncounted: tuple[str, ...]
) -> None:
    found = _of_gabapentin(*amounts)

    assert (found.total_ug, found.uncounted, found.doses) == (total, uncounted, len(amounts))


PLANS = [
    plan(("2026-11-16", 3000), name="leaf"),
    plan(("2026-11-16", 50_500), name="tabs", substance="7-oh", scale_ug=500),
    plan(("2026-11-16", 75), name="thyroid", substance="medicine:levothyroxine", unit="mcg", scale_ug=1),
]


def test_what_is_planned_stands_there_also_where_nothing_of_it_is_logged() -> None:
    found = compare_with_plans({}, day("2026-11-20"), planned_steps(PLANS, day("2026-11-20")))

    assert (found.target_mg, found.is_anything_known) == (3000, False)
    assert [humanize.other_substance_line(each) for each in found.apart] == [
        "7-OH: not logged. Target 50.5 mg.",
        "levothyroxine: not logged. Target 75 µg.",
    ]
    assert compare_with_plans({}, day("2026-11-15"), planned_steps(PLANS, day("2026-11-15"))) == DoseDay()


@pytest.mark.parametrize(
    ("of", "line"),
    [
        (OtherSubstanceDay("7-oh", 40_000, 2), "7-OH: 40 mg in 2 doses"),
        (OtherSubstanceDay("7-oh", 0, 0), "7-OH: dose-free"),
        (OtherSubstanceDay("mgm-15", 7_500, 1, target_ug=7_500), "MGM-15: 7.5 mg in 1 dose, target 7.5 mg (on it)."),
        (
            OtherSubstanceDay("tea", 100, 1, target_ug=0),
            "tea: 0.1 mg in 1 dose, target 0 mg (0.1 mg above).",
        ),
        (
            OtherSubstanceDay("medicine:levothyroxine", 50, 1, target_ug=75, unit="mcg"),
            "levothyroxine: 50 µg in 1 dose, target 75 µg (25 µg below).",
        ),
        (
            OtherSubstanceDay("7-oh", 45_000, 3, target_ug=50_500, target_doses=4),
            "7-OH: 45 mg in 3 doses (4 planned), target 50.5 mg (5.5 mg below).",
        ),
        (
            OtherSubstanceDay("medicine:gabapentin", None, 1, target_ug=300_000, uncounted=("1 tablet",)),
            "gabapentin: 1 tablet, not in mg. Target 300 mg.",
        ),
    ],
)
def test_each_state_of_a_day_has_its_words(of: OtherSubstanceDay, line: str) -> None:
    assert humanize.other_substance_line(of) == line


def test_a_table_is_about_leaf_unless_only_one_other_product_is_there() -> None:
    tabs, gold = OtherSubstanceDay("7-oh", 15_000, 1), OtherSubstanceDay("extract", 500_000, 1)

    assert main_substance([DoseDay(), DoseDay(apart=(tabs,))]) == "7-oh"
    assert main_substance([DoseDay(apart=(tabs,)), DoseDay(total_mg=0, doses=0)]) == "leaf"
    assert main_substance([DoseDay(apart=(tabs,)), DoseDay(target_mg=3000)]) == "leaf"
    assert main_substance([DoseDay(apart=(tabs,)), DoseDay(apart=(gold,))]) == "leaf"
    pills = OtherSubstanceDay("medicine:gabapentin", 300_000, 1)
    assert main_substance([DoseDay(apart=(tabs, pills))]) == "7-oh"
    assert main_substance([DoseDay(apart=(pills,))]) == "medicine:gabapentin"
    assert main_substance([DoseDay()]) == "leaf"


def test_the_axis_of_a_report_has_no_medicine_unless_there_is_nothing_else() -> None:
    assert [each.name for each in axis_plans(PLANS)] == ["leaf", "tabs"]
    assert [each.name for each in axis_plans(PLANS[2:])] == ["thyroid"]
    assert [each.name for each in axis_plans(PLANS, "medicine:levothyroxine")] == ["thyroid"]
    assert axis_plans(PLANS, "extract") == []


@given(
    st.lists(st.dictionaries(st.sampled_from(WORDS), st.none() | st.integers(0, 10_000_000), max_size=5), max_size=14)
)
def test_totals_rest_on_the_days_that_are_known(days: list[dict[str, int | None]]) -> None:
    made = [
        DoseDay(
            apart=tuple(
                OtherSubstanceDay(word, ug, None if ug is None else int(ug > 0), target_ug=1000)
                for word, ug in of_day.items()
            )
        )
        for of_day in days
    ]
    found = {each.substance: each for each in other_substance_totals(made)}

    assert list(found) == [
        word
        for word in ("extract", "7-oh", "mgm-15", "tea", "medicine:gabapentin")
        if any(word in each for each in days)
    ]
    for word, totals in found.items():
        known = [each[word] for each in days if each.get(word) is not None]
        assert totals.total_ug.n == len(known)
        assert totals.taken == sum(ug is not None and ug > 0 for ug in known)
        assert totals.without == known.count(0)
        assert totals.target_ug.n == sum(word in each for each in days)


@pytest.mark.parametrize(
    ("word", "kind", "said"),
    [
        ("7-oh", "7-oh", "first dose of 7-OH (tabs)"),
        ("extract", "extract", "first dose of an extract (tabs)"),
        ("mgm-15", "mgm-15", "first dose of MGM-15 (tabs)"),
        ("mitragynine-pseudoindoxyl", "mitragynine-pseudoindoxyl", "first dose of mitragynine pseudoindoxyl (tabs)"),
        ("tea", "substance", "first dose of tea (tabs)"),
    ],
)
def test_the_first_dose_of_each_substance_is_an_event(word: str, kind: str, said: str) -> None:
    kept = [date(2026, 11, 1) + timedelta(days=number) for number in range(20)]
    taken = [TakenDay(each, None, "tabs") for each in kept[5:]]
    (event,) = events_of(EventInputs(kept=kept, apart={word: taken}))

    assert (event.on, event.kind, event_name(event)) == (date(2026, 11, 6), kind, said)


def test_plans_begin_with_an_amount_in_their_own_unit() -> None:
    found = events_of(EventInputs(plans=[(each, ()) for each in PLANS]))

    assert {(event.name, event.now) for event in found} == {("leaf", "3 g"), ("tabs", "50.5 mg"), ("thyroid", "75 µg")}


def test_amounts_of_tablets_that_were_stored_before_differ_in_milligrams() -> None:
    conflict = Conflict("kratom", day("2026-11-20"), 7, {"amount_mg": (20, 40)}, substance="7-oh")
    of_leaf = Conflict("kratom", day("2026-11-20"), 7, {"amount_mg": (2000, 4000)}, substance="leaf")

    assert "amount 20 mg" in question([conflict], "other.db", 1)
    assert "amount 40 mg" in question([conflict], "other.db", 1)
    assert "amount 2 g" in question([of_leaf], "other.db", 1)
