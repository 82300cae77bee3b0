from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from builders import NIGHT, factor, measure, medicine, symptom
from legdiary.domain.entries.factors_and_medicines import (
    MeasureThere,
    check_factor_beside,
    check_measure_beside,
    check_medicine_beside,
)
from legdiary.domain.entries.measure_scales import NotAMeasure
from legdiary.domain.entries.score_range import NotAScore
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.errors import Asks

if TYPE_CHECKING:
    from legdiary.errors import LegdiaryError


class TestValuesCheckThemselves:
    @pytest.mark.parametrize(
        ("make", "error"),
        [
            (lambda: factor(helped=4), NotAScore),
            (lambda: symptom(grade=-1), NotAScore),
            (lambda: measure("irls", 41_000, "points"), NotAMeasure),
            (lambda: measure("irls", 22_000, "%"), NotAMeasure),
            (lambda: measure("tsat", 100_001, "%"), NotAMeasure),
            (lambda: measure(by="doctor"), UnknownWord),
        ],
    )
    def test_what_cannot_be(self, make: Any, error: type[LegdiaryError]) -> None:
        with pytest.raises(error):
            make()

    def test_a_measure_is_listed_under_its_date(self) -> None:
        assert str(measure().night_of) == NIGHT


class TestTwice:
    def test_the_same_taking_asks(self) -> None:
        there = [Stored(5, medicine())]
        with pytest.raises(Asks, match=r"300 mg of this medicine at 21:00 is already stored \(#5\)"):
            check_medicine_beside(medicine(at="2026-11-20T21:00:59-05:00"), there, confirmed=False)
        check_medicine_beside(medicine(), there, confirmed=True)
        for other in (medicine("pregabalin"), medicine(amount="600 mg"), medicine(at="2026-11-20T21:01-05:00")):
            check_medicine_beside(other, there, confirmed=False)

    def test_the_very_same_factor_asks(self) -> None:
        there = [Stored(5, factor())]
        with pytest.raises(Asks, match=r"2026-11-20 has the very same entry already \(#5\)"):
            check_factor_beside(factor(), there, confirmed=False)
        check_factor_beside(factor(), there, confirmed=True)
        check_factor_beside(factor(at="2026-11-20T15:00-05:00"), there, confirmed=False)

    def test_the_very_same_measure_is_refused(self) -> None:
        there = [Stored(5, measure())]
        with pytest.raises(MeasureThere, match=r"that ferritin of 2026-11-20 is already stored \(#5\)"):
            check_measure_beside(measure(), there)
        check_measure_beside(replace(measure(), value_milli=49_000), there)
