"""The parts of the time awake are told apart by their sum, whatever a service writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, moment
from legdiary.domain.time.moments import Moment, load_zone
from legdiary.formats.files.field_parser import Place
from legdiary.formats.sleep_trackers.awake_parts import AwakeParts, Counted, asleep_with_parts, awake_parts
from legdiary.formats.sleep_trackers.tracked_sleeps import nights

MINUTE = 60
BED = moment("2026-03-02T23:00+01:00", BERLIN)


@pytest.mark.parametrize(
    ("total", "counted", "parts"),
    [
        # 480 minutes: 15 to fall asleep, 420 asleep, 35 awake, 10 in bed afterwards.
        (480, (420, 35, 15, 10), (15, 35, 10)),
        # The same with the 25 in the minutes awake.
        (480, (420, 60, 15, 10), (15, 35, 10)),
        # Nothing but awake and asleep is stated.
        (480, (420, 60, None, None), (None, 60, None)),
        (480, (420, 60, 0, 0), (None, 60, None)),
        # Each part rounded to the minute, three minutes off; four are more than that.
        (480, (420, 63, None, None), (None, 63, None)),
        (480, (420, 64, None, None), None),
        (480, (400, 35, 15, 10), None),
        # Not stated, or longer than the record.
        (480, (420, None, 15, 10), None),
        (480, (None, 60, 15, 10), None),
        (480, (0, 0, 300, 200), None),
        # Awake all the time.
        (30, (0, 30, 30, None), (30, 0, None)),
    ],
)
def test_the_parts_are_told_by_their_sum(
    total: int, counted: tuple[int | None, ...], parts: tuple[int | None, ...] | None
) -> None:
    seconds = [None if each is None else each * MINUTE for each in counted]
    found = awake_parts(total * MINUTE, Counted(*seconds))
    assert found == (None if parts is None else AwakeParts(*(each and each * MINUTE for each in parts)))  # type: ignore[arg-type]


SECONDS = st.none() | st.integers(0, 60_000)


@given(st.integers(0, 57_600), SECONDS, SECONDS, SECONDS, SECONDS)
def test_whatever_is_counted_fits_into_a_night(
    total: int, asleep: int | None, awake: int | None, latency: int | None, after: int | None
) -> None:
    up = Moment.from_timestamp(BED.utc_s + total, load_zone(BERLIN))
    for counted in (
        Counted(asleep, awake, latency, after),
        Counted(asleep, max(0, total - (asleep or 0)), latency, after),
        Counted(max(0, total - (latency or 0) - (after or 0) + 150), 0, latency, after),
    ):
        assert len(nights([asleep_with_parts(Place("file"), BED, up, counted, None)]).entries) <= 1
