"""The units of plans: what amounts are rounded to where nobody says it, and what a number without a unit is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from legdiary.domain.taper.plan_unit import GRAMS, MICROGRAMS, MILLIGRAMS, CutUnitMissing, NoUnitOfTwo
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
