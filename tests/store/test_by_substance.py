"""What is read of one substance: its last days, its last dose, its amounts, the plans of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import day, dose, moment, no_kratom, none_of, plan, present, product, tablet
from legdiary.store.diary import Diary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLOCK = present("2026-06-27T09:00-05:00")
RED, SEVEN, GOLD = 1, 2, 3


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    """Mon 22 to Fri 26 June: tablets of 7-OH, a day said to be without, an extract, leaf and days without leaf."""
    with Diary.for_writing(tmp_path / "diary.db", CLOCK) as opened:
        opened.add_all(
            [
                product("red leaf"), product("seven tabs", product_kind="7-oh"),
                product("gold", product_kind="extract"),
            ],
            CLOCK,
        )  # fmt: skip
        opened.add_all(
            [
                tablet("2026-06-22T07:00-05:00", 15_000, SEVEN), tablet("2026-06-22T12:00-05:00", 15_000, SEVEN),
                tablet("2026-06-22T18:00-05:00", 15_000, SEVEN), tablet("2026-06-22T23:00-05:00", 7500, SEVEN),
                dose("2026-06-23T08:00-05:00", 15, product_id=SEVEN),  # as before schema 5
                tablet("2026-06-23T14:00-05:00", 15_000, SEVEN), tablet("2026-06-23T20:00-05:00", 15_000, SEVEN),
                none_of("7-oh", "2026-06-24"),
                tablet("2026-06-25T08:00-05:00", 7500, SEVEN),
                dose("2026-06-22T21:00-05:00", 2500, product_id=RED), dose("2026-06-22T22:00-05:00", 500),
                tablet("2026-06-23T21:00-05:00", 500_000, GOLD),
                no_kratom("2026-06-23"), no_kratom("2026-06-24"),
            ],
            CLOCK,
        )  # fmt: skip
        yield opened


def test_the_last_days_of_a_substance_have_their_totals_and_days_said_to_be_without(diary: Diary) -> None:
    assert diary.last_days_of("7-oh", day("2026-06-27"), 14) == [
        (day("2026-06-25"), 7500), (day("2026-06-24"), 0), (day("2026-06-23"), 45_000), (day("2026-06-22"), 52_500),
    ]  # fmt: skip
    assert diary.last_days_of("7-oh", day("2026-06-24"), 1) == [(day("2026-06-23"), 45_000)]
    assert diary.last_days_of("leaf", day("2026-06-27"), 14) == [
        (day("2026-06-24"), 0), (day("2026-06-23"), 0), (day("2026-06-22"), 3_000_000),
    ]  # fmt: skip
    assert diary.last_days_of("extract", day("2026-06-27"), 14) == [(day("2026-06-23"), 500_000)]
    assert diary.last_days_of("mgm-15", day("2026-06-27"), 14) == []


def test_the_last_dose_of_a_substance_lies_behind_its_own_days_without(diary: Diary) -> None:
    tuesday, thursday = moment("2026-06-23T20:00-05:00").utc_s, moment("2026-06-25T08:00-05:00").utc_s
    assert diary.last_dose_of("7-oh", day("2026-06-25")) == tuesday, "Wednesday was said to be without"
    assert diary.last_dose_of("7-oh", day("2026-06-26")) == thursday
    assert diary.last_dose_of("7-oh", day("2026-06-27")) is None, "Friday is not logged"
    assert diary.last_dose_of("leaf", day("2026-06-25")) == moment("2026-06-22T22:00-05:00").utc_s
    assert diary.last_dose_of("extract", day("2026-06-25")) is None, "a day without leaf says nothing of an extract"


def test_the_amounts_of_a_substance_are_in_micrograms_whatever_their_unit(diary: Diary) -> None:
    week = (day("2026-06-22"), day("2026-06-29"))
    assert sorted(diary.amounts_of("7-oh", *week)) == [7500, 7500, *[15_000] * 6]
    assert sorted(diary.amounts_of("leaf", *week)) == [500_000, 2_500_000]
    assert diary.amounts_of("extract", *week) == [500_000]
    (last,) = diary.entries_on("kratom", day("2026-06-25"))
    assert len(diary.amounts_of("7-oh", *week, but=last.id)) == 7


def test_what_is_counted_as_leaf_has_nothing_of_7_oh(diary: Diary) -> None:
    assert diary.amounts(day("2026-06-22"), day("2026-06-29")) == [2500, 500]
    assert diary.last_days(day("2026-06-23"), 14) == [(day("2026-06-22"), 3000)]
    assert diary.preceding_doses(day("2026-06-23")).leaf_s == moment("2026-06-22T22:00-05:00").utc_s


def test_a_dose_that_became_leaf_is_read_in_milligrams(diary: Diary) -> None:
    """Its product was called 7-OH by mistake; the dose stays as it was stored, and is counted as leaf."""
    green = diary.add(product("green leaf"), CLOCK)
    diary.add(tablet("2026-06-26T08:00-05:00", 2_000_000, green.id), CLOCK)
    assert diary.amounts(day("2026-06-26"), day("2026-06-27")) == [2000]
    assert diary.last_days(day("2026-06-27"), 1) == [(day("2026-06-26"), 2000)]


def test_of_each_substance_the_last_plan_before_a_day_names_its_phase(diary: Diary) -> None:
    def ended(name: str, starts_on: str, ended_on: str, **fields: object) -> object:
        return plan((starts_on, 1000), name=name, ended_on=day(ended_on), **fields)

    seven = {"substance": "7-oh", "scale_ug": 500}
    diary.add_all(
        [
            ended("leaf before", "2026-01-01", "2026-01-10"), ended("leaf", "2026-02-01", "2026-02-10"),
            ended("tabs before", "2026-01-01", "2026-01-10", **seven),
            ended("tabs", "2026-03-01", "2026-03-10", **seven),
            plan(("2026-06-01", 300_000), name="bridge", substance="medicine:gabapentin", scale_ug=1000),
        ],
        CLOCK,
    )  # fmt: skip
    assert [each.entry.name for each in diary.plans(day("2026-06-22"))] == ["leaf", "tabs", "bridge"]
    assert [each.entry.name for each in diary.plans()] == ["leaf before", "tabs before", "leaf", "tabs", "bridge"]
