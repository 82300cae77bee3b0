"""Records of many years are held packed: what is read of them is what was put in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.entries.night import Night
from legdiary.domain.entries.sleep import Sleep, SleepFigures, sleep_figures
from legdiary.domain.reports.dose_totals import DoseDay, OtherSubstanceDay
from legdiary.domain.reports.night_record import NightRecord, extended, nights_within
from legdiary.domain.reports.packed_nights import PackedNights
from legdiary.domain.reports.report import build_report
from legdiary.util.values import fields

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST = date(1999, 12, 16)
_PARTS = (*(each.name for each in fields(NightRecord)), "severity", "onset_after_noon", "symptom_sum")

amounts = st.none() | st.integers(0, 10**9)
minutes = st.none() | st.integers(0, 1439)
substances = st.builds(
    OtherSubstanceDay, st.sampled_from(["7-oh", "extract", "medicine:gabapentin"]), amounts, st.none() | st.just(2)
)
doses = st.builds(
    DoseDay, amounts, st.none() | st.integers(0, 9), minutes, amounts, st.none() | st.integers(1, 4),
    st.lists(substances, max_size=2).map(tuple), st.none() | st.tuples(st.just(100), st.integers(100, 900)),
    st.integers(0, 3),
)  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> list[NightRecord]:
    """Consecutive nights, of each of which something may be missing."""
    made = []
    for number in range(draw(st.integers(1, 12))):
        night = FIRST + timedelta(days=number)
        severity = draw(st.none() | st.integers(0, 10))
        rated = st.builds(Night, st.just(night), st.just(severity), onset_min=minutes, body_parts=st.just(("feet",)))
        rating = draw(st.none() | rated)
        sleep = draw(st.none() | st.builds(Sleep, st.just(night), total_min=st.none() | st.integers(0, 960)))
        made.append(
            NightRecord(
                night, rating, sleep, sleep_figures(sleep) if sleep else None, draw(doses),
                magnesium_mg=draw(amounts),
                topical_mg=draw(amounts),
                recalled=draw(st.booleans()),
                factors=tuple(draw(st.lists(st.sampled_from(["coffee", "walk"]), unique=True))),
                symptoms=tuple(draw(st.lists(st.tuples(st.sampled_from(["chills", "ache"]), st.integers(0, 3))))),
            )
        )  # fmt: skip
    return made


def parts(nights: Sequence[NightRecord]) -> list[tuple[object, ...]]:
    """Everything that can be read of some nights."""
    return [tuple(getattr(night, part) for part in _PARTS) for night in nights]


class TestEveryNightIsReadAsItWas:
    @given(records())
    def test_by_its_place_in_a_row_and_within_a_range(self, nights: list[NightRecord]) -> None:
        packed = PackedNights(nights)
        assert len(packed) == len(nights)
        assert parts(packed) == parts(nights)
        assert parts([packed[-1], packed[0]]) == parts([nights[-1], nights[0]])
        middle = nights_within(packed, FIRST + timedelta(days=2), FIRST + timedelta(days=7))
        assert parts(middle) == parts(nights[2:7])
        assert parts(middle[1:]) == parts(nights[3:7])
        assert (len(middle), parts(middle[:1])) == (len(nights[2:7]), parts(nights[2:3]))
        assert parts(extended(nights, packed)) == parts([*nights, *nights])

    def test_not_known_is_not_zero(self) -> None:
        nothing = NightRecord(FIRST, None, None, None, DoseDay(), None, None, recalled=False)
        zero = NightRecord(
            FIRST + timedelta(days=1), Night(FIRST + timedelta(days=1), 0), None,
            SleepFigures(0, None, 0, 0, 0, 480, 480, 0, 480, 0, 0.0, 91.25),
            DoseDay(0, 0, None, 0, 0), 0, 0, recalled=True,
        )  # fmt: skip
        first, second = PackedNights([nothing, zero])
        assert (first.severity, first.figures, first.kratom, first.magnesium_mg) == (None, None, DoseDay(), None)
        assert (second.severity, second.magnesium_mg, second.topical_mg, second.recalled) == (0, 0, 0, True)
        assert second.figures == SleepFigures(0, None, 0, 0, 0, 480, 480, 0, 480, 0, 0.0, 91.25)
        assert second.kratom == DoseDay(0, 0, None, 0, 0)

    def test_beyond_the_last_is_no_night(self) -> None:
        with pytest.raises(IndexError):
            PackedNights()[0]

    @given(records())
    def test_a_report_on_them_is_the_same(self, nights: list[NightRecord]) -> None:
        made, packed = build_report(nights, (), "week"), build_report(PackedNights(nights), (), "week")
        for part in fields(type(made)):
            if part.name != "records":
                assert getattr(packed, part.name) == getattr(made, part.name), part.name
