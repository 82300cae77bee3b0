"""Medicines, magnesium, potency, what helped and places as timelines, worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK, day, dose, factor, magnesium, medicine, no_kratom, product, tablet
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.events import EventInputs, Place, events_of, events_within
from legdiary.domain.reports.intake_periods import TakenDay, intake_changes, intake_spans
from legdiary.domain.reports.night_record import Logged, night_records
from legdiary.domain.reports.timelines.courses import courses
from legdiary.domain.reports.timelines.helped import Rating, helped, ratings_of
from legdiary.domain.reports.timelines.places import clock_changes, stays
from legdiary.domain.reports.timelines.potency import potency_lines
from legdiary.domain.stats.descriptive import Middle
from legdiary.domain.time.moments import Moment, load_zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.reports.timelines.potency import PotencyFigures

MAY = date(2026, 5, 1)


def on(number: int) -> date:
    """Day 1 is 1 May 2026."""
    return MAY + timedelta(days=number - 1)


def taken(numbers: Sequence[int], amount: int | str | None = 200, form: str | None = None) -> list[TakenDay]:
    return [TakenDay(on(number), amount, form) for number in numbers]


#: Sixty days, each with an entry of some kind.
KEPT = [on(number) for number in range(1, 61)]


def told(takings: Sequence[TakenDay], kept: Sequence[date] = KEPT) -> list[tuple[Any, ...]]:
    """First and last day, what it began and ended with, the day of the end, amount, form."""

    def number(of: date | None) -> int | None:
        return None if of is None else (of - MAY).days + 1

    return [
        (number(each.from_day), number(each.last_day), each.begins, each.ends, number(each.before_day), each.amount,
         each.form)
        for each in intake_spans(takings, kept)
    ]  # fmt: skip


class TestSpans:
    def test_begun_changed_and_stopped(self) -> None:
        # 300 mg from the 10th, 600 mg from the 20th to the 30th; day 31 is the first without.
        found = told([*taken(range(10, 20), "300 mg"), *taken(range(20, 31), "600 mg")])
        assert found == [
            (10, 19, "begun", "changed", 20, "300 mg", None),
            (20, 30, "changed", "stopped", 31, "600 mg", None),
        ]

    def test_what_goes_on_from_before_the_diary_to_its_end(self) -> None:
        assert told(taken(range(1, 61), 200, "citrate")) == [(1, 60, None, None, None, 200, "citrate")]

    def test_stopped_and_resumed(self) -> None:
        assert told(taken([*range(5, 15), *range(30, 61)])) == [
            (5, 14, "begun", "stopped", 15, 200, None),
            (30, 60, "resumed", None, None, 200, None),
        ]

    def test_another_form_of_the_same_amount(self) -> None:
        found = told([*taken(range(10, 20), 200, "oxide"), *taken(range(20, 61), 200, "citrate")])
        assert found == [
            (10, 19, "begun", "changed", 20, 200, "oxide"),
            (20, 60, "changed", None, None, 200, "citrate"),
        ]

    def test_a_day_left_out_or_another_amount_for_a_day_splits_nothing(self) -> None:
        takings = [*taken(range(10, 20)), TakenDay(on(21), 400), *taken(range(22, 61))]
        assert told(takings) == [(10, 60, "begun", None, None, 200, None)]

    def test_occasional_days_are_one_span(self) -> None:
        found = told([*taken([10, 30], "400 mg"), *taken([45], "200 mg")])
        assert found == [(10, 45, "taken", None, None, None, None)]
        assert told(taken([10, 30], "400 mg")) == [(10, 30, "taken", None, None, "400 mg", None)]

    def test_occasional_days_before_a_regular_intake(self) -> None:
        assert told([*taken([10], "300 mg"), *taken(range(30, 61), "300 mg")]) == [
            (10, 10, "taken", None, None, "300 mg", None),
            (30, 60, "begun", None, None, "300 mg", None),
        ]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 9), st.sampled_from([None, 100, 200, 400]), st.sampled_from([None, "oxide", "citrate"])
        ),
        max_size=14,
    ),
    st.sets(st.integers(1, 90), max_size=20),
)
def test_spans_turn_where_the_events_do(runs: list[tuple[int, int | None, str | None]], not_kept: set[int]) -> None:
    """Runs of days with an amount, or without: spans begin and end on the days of the changes, and nowhere else."""
    takings: list[TakenDay] = []
    number = 1
    for length, amount, form in runs:
        if amount is not None:
            takings += [TakenDay(on(each), amount, form) for each in range(number, number + length)]
        number += length
    kept = sorted({on(each) for each in range(1, 91) if each not in not_kept} | {each.day for each in takings})
    changes = [(turn.on, turn.change) for turn in intake_changes(takings, kept) if turn.change != "taken"]
    spans = [span for span in intake_spans(takings, kept) if span.begins != "taken"]
    begins = [(span.from_day, span.begins) for span in spans if span.begins is not None]
    stops = [(span.before_day, span.ends) for span in spans if span.ends == "stopped"]
    assert sorted([*begins, *stops]) == sorted(changes)
    for days in ((on(1), on(20)), (on(30), on(31)), (on(40), on(120))):
        assert intake_spans(takings, kept, days) == [
            span for span in intake_spans(takings, kept) if span.from_day < days[1] and span.last_day >= days[0]
        ]
    # Every day of intake lies in exactly one span, occasional days in their own.
    within = [sum(span.from_day <= each.day <= span.last_day for span in spans) for each in takings]
    occasional = [span for span in intake_spans(takings, kept) if span.begins == "taken"]
    assert all(
        inside == 1 or any(span.from_day <= each.day <= span.last_day for span in occasional)
        for each, inside in zip(takings, within, strict=True)
    )


def test_courses_reach_beyond_the_range_and_count_its_days() -> None:
    past = EventInputs(
        kept=KEPT,
        magnesium={
            "by mouth": [*taken(range(10, 20), 200, "oxide"), *taken(range(20, 61), 400, "oxide")],
            "on the skin": taken([5]),
        },
        medicines={"gabapentin": taken(range(25, 41), "300 mg"), "iron": taken(range(30, 61, 2), "65 mg")},
    )
    found = courses(past, on(30), on(50))
    assert [(each.kind, each.name, each.days_logged) for each in found] == [
        ("magnesium", "by mouth", 20),
        ("medicine", "gabapentin", 11),
        ("medicine", "iron", 10),
    ]
    assert [(span.intake.from_day, span.intake.amount, span.days_logged) for span in found[0].spans] == [
        (on(20), 400, 20)
    ]
    gabapentin = found[1].spans[0]
    assert (gabapentin.intake.from_day, gabapentin.intake.before_day, gabapentin.days_logged) == (on(25), on(41), 11)


# ---------------------------------------------------------------------- potency


PRODUCTS = {
    1: product("tested", mitragynine_low_ug=10_000, mitragynine_high_ug=15_000),
    2: product("plain"),
    3: product("pink", product_kind="7-oh"),
    4: product("shot", product_kind="extract", mitragynine_low_ug=100_000, mitragynine_high_ug=100_000),
}


def test_mitragynine_is_known_of_days_whose_doses_are_all_of_tested_batches() -> None:
    doses = [
        *(dose(f"2026-06-0{n}T20:00-04:00", 1000 * n, product_id=1) for n in range(1, 5)),
        dose("2026-06-05T20:00-04:00", 2000, product_id=1),
        dose("2026-06-05T21:00-04:00", 2000, product_id=2),  # not tested: the day's total is not known
        no_kratom("2026-06-06"),
        dose("2026-06-08T20:00-04:00", 5000),
        *(tablet(f"2026-06-0{n}T22:00-04:00", 15_000, 3) for n in range(1, 6)),
        *(tablet(f"2026-06-0{n}T23:00-04:00", 500_000, 4) for n in range(1, 6)),
    ]
    ordered = sorted(doses, key=lambda each: (each.night_of, each.utc_s or 0))
    logged = Logged(doses=[Stored(n, each) for n, each in enumerate(ordered)], products=PRODUCTS)
    records = night_records(logged, day("2026-06-01"), day("2026-06-09"))
    leaf, extract, seven_oh = potency_lines(records, [records[:4], records[4:]], [records[:6]])

    def figures(of: PotencyFigures) -> tuple[Middle, Middle, Middle]:
        return of.amount, of.mitragynine_low_ug, of.mitragynine_high_ug

    assert [leaf.substance, extract.substance, seven_oh.substance] == ["leaf", "extract", "7-oh"]
    # 1 2 3 4 4 0 – 5 g: seven days, the middle is 3. Known are 10 20 30 40 mg (15 30 45 60) and the day without: 20.
    assert figures(leaf.overall) == (Middle(7, 3000), Middle(5, 20_000), Middle(5, 30_000))
    assert [figures(of) for of in leaf.by_group] == [
        (Middle(4, None), Middle(4, None), Middle(4, None)),
        (Middle(3, None), Middle(1, None), Middle(1, None)),
    ]
    assert figures(leaf.by_stretch[0]) == (Middle(6, 2500), Middle(5, 20_000), Middle(5, 30_000))
    # Half a gram of 100 mg/g is 50 mg.
    assert figures(extract.overall) == (Middle(5, 500_000), Middle(5, 50_000), Middle(5, 50_000))
    assert figures(seven_oh.overall) == (Middle(5, 15_000), Middle(0, None), Middle(0, None))


# ---------------------------------------------------------------------- what helped


def test_what_was_rated_as_helping() -> None:
    nights = [f"2026-06-0{n}" for n in range(1, 7)]
    logged = Logged(
        factors=[
            *(
                Stored(n, factor("hot bath", on, helped=h))
                for n, (on, h) in enumerate(zip(nights, (1, 2, 2, 3, 0), strict=False))
            ),
            Stored(9, factor("hot bath", nights[0], helped=3)),
            Stored(10, factor("hot bath", nights[5])),
            Stored(11, factor("stretching", nights[0])),
        ],
        medicines=[Stored(12, medicine(at="2026-06-01T21:00-04:00", helped=2))],
        magnesium=[Stored(13, magnesium("2026-06-01T21:00-04:00", helped=0))],
    )
    found = helped([*ratings_of(logged), Rating("kratom", "leaf", day("2026-06-02"), 3)])
    # 0 1 2 2 3 3: six ratings on five nights; the sixth bath and the stretching were not rated.
    assert [(each.kind, each.name, each.rated, each.nights) for each in found] == [
        ("factor", "hot bath", Middle(6, 2), 5),
        ("kratom", "leaf", Middle(1, None), 1),
        ("magnesium", "by mouth", Middle(1, None), 1),
        ("medicine", "gabapentin", Middle(1, None), 1),
    ]


# ---------------------------------------------------------------------- places


def place(text: str, zone: str) -> Place:
    at = Moment.from_datetime(datetime.fromisoformat(text), load_zone(zone))
    return Place(at.utc_s, at.local.date(), at.offset_min, zone)


ABROAD = EventInputs(
    places=[
        place("2026-02-01T20:00-05:00", NEW_YORK),
        place("2026-03-20T20:00-04:00", NEW_YORK),
        place("2026-03-22T20:00+01:00", BERLIN),
        place("2026-04-05T20:00+02:00", BERLIN),
        place("2026-04-07T20:00-04:00", NEW_YORK),
    ]
)


def test_the_zones_lived_in_and_the_nights_of_clock_changes() -> None:
    found = stays(ABROAD, day("2026-03-01"), day("2026-05-01"))
    assert [(each.zone, f"{each.from_day:%d %b}", f"{each.before_day:%d %b}") for each in found] == [
        (NEW_YORK, "01 Mar", "22 Mar"),
        (BERLIN, "22 Mar", "07 Apr"),
        (NEW_YORK, "07 Apr", "01 May"),
    ]
    assert [(f"{each.night_of:%d %b}", each.zone, each.forward_min) for each in clock_changes(found)] == [
        ("07 Mar", NEW_YORK, 60),
        ("28 Mar", BERLIN, 60),
    ]
    journeys = [each.on for each in events_within(events_of(ABROAD), day("2026-03-01"), day("2026-05-01"))]
    assert journeys == [each.from_day for each in found[1:]]


@pytest.mark.parametrize(
    ("first", "before", "zones"),
    [
        ("2026-03-25", "2026-04-01", [BERLIN]),  # the journey lies before the range
        ("2026-03-22", "2026-03-23", [BERLIN]),
        ("2026-03-01", "2026-03-22", [NEW_YORK]),
        ("2026-04-06", "2026-04-08", [BERLIN, NEW_YORK]),
    ],
)
def test_a_range_within_a_journey(first: str, before: str, zones: list[str]) -> None:
    assert [each.zone for each in stays(ABROAD, day(first), day(before))] == zones


def test_a_diary_in_one_zone_and_one_without_a_moment() -> None:
    found = stays(EventInputs(zone=NEW_YORK), day("2026-10-01"), day("2026-12-01"))
    assert [(each.zone, each.from_day, each.before_day) for each in found] == [
        (NEW_YORK, day("2026-10-01"), day("2026-12-01"))
    ]
    # From 23:00 on 31 October to 07:00 on the next morning nine hours passed.
    assert [(each.night_of, each.forward_min) for each in clock_changes(found)] == [(day("2026-10-31"), -60)]
    assert stays(EventInputs(), day("2026-10-01"), day("2026-12-01")) == ()
    assert clock_changes(stays(EventInputs(zone="UTC-05:00"), day("2026-10-01"), day("2026-12-01"))) == ()


def test_two_names_of_one_clock_are_one_stay() -> None:
    past = EventInputs(places=[place("2026-02-01T20:00-05:00", NEW_YORK), place("2026-02-02T20:00-05:00", "UTC-05:00")])
    assert [each.zone for each in stays(past, day("2026-02-01"), day("2026-02-10"))] == [NEW_YORK]
