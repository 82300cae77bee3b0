from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.stats.effect_sizes import (
    IRLS_DETECTABLE,
    IRLS_TRIAL_ARMS,
    IRLS_YARDSTICKS,
    irls_reached,
)


def test_the_yardstick_from_memory_is_never_handed_out() -> None:
    assert not IRLS_TRIAL_ARMS.may_be_shown
    assert IRLS_TRIAL_ARMS not in [stick for stick, _ in irls_reached(-40)]
    assert [stick.trust for stick in IRLS_YARDSTICKS] == ["M", "V", "V2", "C"]
    assert [stick.name for stick in IRLS_YARDSTICKS] == [
        "difference between trial arms", "individually relevant", "minimally improved", "detectable change",
    ]  # fmt: skip
    assert [(stick.points, stick.falls_only) for stick in IRLS_YARDSTICKS] == [
        (3.0, True), (5.0, False), (9.0, True), (10.0, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reached"),
    [
        (0, set()),
        (-4, set()),
        (-5, {"individually relevant"}),
        (5, {"individually relevant"}),
        (-9, {"individually relevant", "minimally improved"}),
        (9, {"individually relevant"}),
        (-10, {"individually relevant", "minimally improved", "detectable change"}),
        (10, {"individually relevant", "detectable change"}),
    ],
)
def test_which_yardsticks_a_change_reaches(change: int, reached: set[str]) -> None:
    assert {stick.name for stick, yes in irls_reached(change) if yes} == reached
    assert len(irls_reached(change)) == 3
    unanswered = {stick.name for stick, yes in irls_reached(change) if yes is None}
    assert unanswered == ({"minimally improved"} if change > 0 else set())


def test_the_detectable_change_is_the_formula_it_names() -> None:
    assert pytest.approx(1.96 * sqrt(2) * 10 * sqrt(1 - 0.87), abs=0.05) == IRLS_DETECTABLE.points


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_larger_fall_reaches_no_less(one: int, other: int) -> None:
    smaller, larger = sorted((one, other))
    for (_, before), (_, after) in zip(irls_reached(-smaller), irls_reached(-larger), strict=True):
        assert after or not before
