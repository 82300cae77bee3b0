"""The units of plans: what amounts are rounded to where nobody says it, and what a number without a unit is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import day
from legdiary.domain.taper.plan import Plan, ScaleOutOfRange, Step, TargetOutOfRange
from legdiary.domain.taper.plan_unit import (
    GRAMS,
    MICROGRAMS,
    MILLIGRAMS,
    CutUnitMissing,
    NoUnitOfTwo,
    is_in_micrograms,
    unit_of,
    unit_of_plan,
)
from legdiary.errors import BadValue

if TYPE_CHECKING:
    from legdiary.domain.taper.plan_unit import PlanUnit


@pytest.mark.parametrize(
    ("unit", "amounts", "first", "scale"),
    [
        # Leaf is weighed to 0.1 g, whatever was typed.
        (GRAMS, (12_050, 0, 330), 0, 100),
        (MICROGRAMS, (75, 0, 25), 0, 1),
        # Whole milligrams; half ones, where an amount has a half; 0.05 mg of a plan from 0.3 mg by 0.05 mg.
        (MILLIGRAMS, (120_000, 0, 10_000), 0, 1_000),
        (MILLIGRAMS, (120_000, 0, 12_500), 0, 500),
        (MILLIGRAMS, (300, 0, 50), 0, 50),
        # Cuts in percent need a twentieth of the first dose: 20 mg has that in whole ones, 19 mg and 2 mg in tenths,
        # 1.9 mg in hundredths.
        (MILLIGRAMS, (20_000, 0), 20_000, 1_000),
        (MILLIGRAMS, (19_000, 0), 19_000, 100),
        (MILLIGRAMS, (2_000, 0), 2_000, 100),
        (MILLIGRAMS, (1_900, 0), 1_900, 10),
    ],
)
def test_the_scale_is_fine_enough_for_what_was_typed(
    unit: PlanUnit, amounts: tuple[int, ...], first: int, scale: int
) -> None:
    assert unit.usual_scale(amounts, first) == scale
    if not first:  # as where cuts are amounts
        assert unit.usual_scale(amounts) == scale


def test_a_number_alone_is_asked_for_its_unit() -> None:
    with pytest.raises(NoUnitOfTwo) as caught:
        MICROGRAMS.parse(" 2,5 ")
    assert caught.value.message == "2.5 of what? Write 2.5mcg or 2.5mg."
    with pytest.raises(BadValue) as of_one:
        MILLIGRAMS.parse("7,5")
    assert of_one.value.message == "7.5 of what? Write 7.5mg."


@pytest.mark.parametrize(
    ("unit", "typed", "message"),
    [
        (MICROGRAMS, "99", "99 of what? Write 99% or 99mcg."),
        (MILLIGRAMS, " 7,5 ", "7.5 of what? Write 7.5% or 7.5mg."),
        # A hundred percent is no cut.
        (MICROGRAMS, "100", "100 of what? Write 100mcg."),
        (MILLIGRAMS, "99.9", "99.9 of what? Write 99.9% or 99.9mg."),
    ],
)
def test_a_cut_may_as_well_be_a_percentage(unit: PlanUnit, typed: str, message: str) -> None:
    with pytest.raises(CutUnitMissing) as caught:
        unit.parse_cut(typed)
    assert caught.value.message == message


@pytest.mark.parametrize("unit", [GRAMS, MILLIGRAMS, MICROGRAMS])
def test_nothing_is_nothing_in_every_unit(unit: PlanUnit) -> None:
    assert [unit.parse(typed) for typed in ("0", " 0.0 ", "0,00", "00")] == [0, 0, 0, 0]


def test_the_unit_is_that_of_the_substance() -> None:
    assert [unit_of("leaf"), unit_of("leaf", "mcg")] == [GRAMS, GRAMS]
    assert [unit_of("7-oh"), unit_of("7-oh", "mg"), unit_of("medicine:clonidine", "mcg")] == [
        MILLIGRAMS, MILLIGRAMS, MICROGRAMS,
    ]  # fmt: skip
    steps = (Step(day("2026-11-02"), 75),)
    assert unit_of_plan(Plan("off", steps, substance="medicine:clonidine", unit="mcg", scale_ug=25)) is MICROGRAMS
    assert unit_of_plan(Plan("off", steps)) is GRAMS
    assert [is_in_micrograms(typed) for typed in ("75mcg", "75 µg", "75ug", "75mg", "75", "")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip


def test_amounts_are_told_and_counted_in_the_unit() -> None:
    assert [GRAMS.format(2_500), MILLIGRAMS.format(50_500), MICROGRAMS.format(75)] == ["2.5 g", "50.5 mg", "75 µg"]
    assert [GRAMS.number(2_500), MICROGRAMS.number(2_500)] == ["2.5", "2500"]
    # Whole numbers without a point, but for grams, which are weighed.
    assert [repr(GRAMS.value(2_000)), repr(MILLIGRAMS.value(2_000)), repr(MILLIGRAMS.value(2_500))] == [
        "2.0", "2", "2.5",
    ]  # fmt: skip
    assert [unit.full_name for unit in (GRAMS, MILLIGRAMS, MICROGRAMS)] == ["grams", "milligrams", "micrograms"]


@pytest.mark.parametrize(
    ("unit", "most", "most_scale"),
    [(GRAMS, 200_000, 10_000), (MILLIGRAMS, 200_000_000, 10_000_000), (MICROGRAMS, 200_000_000, 10_000_000)],
)
def test_targets_and_scales_have_bounds(unit: PlanUnit, most: int, most_scale: int) -> None:
    assert [unit.check_target(0), unit.check_target(most)] == [0, most]
    assert [unit.check_scale(1), unit.check_scale(most_scale)] == [1, most_scale]
    for wrong in (-1, most + 1):
        with pytest.raises(TargetOutOfRange):
            unit.check_target(wrong)
    for wrong in (0, most_scale + 1):
        with pytest.raises(ScaleOutOfRange):
            unit.check_scale(wrong)


def test_an_amount_is_read_in_its_unit() -> None:
    assert [GRAMS.parse("2.5g"), MILLIGRAMS.parse("7.5mg"), MICROGRAMS.parse("75mcg")] == [2_500, 7_500, 75]
    assert [MICROGRAMS.parse("0.1mg"), MILLIGRAMS.parse_cut("2.5mg"), GRAMS.parse_cut("0.5g")] == [100, 2_500, 500]
