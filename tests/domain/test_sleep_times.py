"""Every reading of a night's clock times, held against a look at each minute of that night."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK, clock, day
from legdiary.domain.entries.sleep_times import ClockTimes, ImpossibleNight, resolve_clock_times
from legdiary.domain.time.moments import Moment, NoSuchTime, load_zone
from legdiary.errors import Asks

#: Nights in which the clocks go back, in Berlin at 03:00 and in New York at 02:00; and one in which they do not.
NIGHTS = ((BERLIN, "2026-10-24"), (NEW_YORK, "2026-10-31"), (BERLIN, "2026-10-26"))
SIXTEEN_H = 16 * 3600
#: Every ten minutes, most of them about the hour in question.
CLOCKS = st.one_of(
    st.builds(time, st.sampled_from([0, 1, 2, 3, 4]), st.sampled_from([0, 10, 20, 30, 40, 50])),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 10, 20, 30, 40, 50])),
)


def minutes_of(zone: str, night: str) -> list[Moment]:
    """Every ten minutes from noon on, for two days."""
    info = load_zone(zone)
    noon = Moment.from_datetime(datetime.combine(day(night), time(12), tzinfo=info.info), info)
    return [Moment.from_timestamp(noon.utc_s + 600 * each, info) for each in range(3 * 24 * 6)]


def looked_up(zone: str, night: str, bed: time, wake: time) -> set[tuple[int, int]]:
    """All pairs of minutes that showed these times: bed time before the next noon, awake within 16 h, and no day later
    than it can be."""
    every = minutes_of(zone, night)
    next_noon = datetime.combine(day(night) + timedelta(days=1), time(12))
    found = set()
    for into in every:
        local = into.local.replace(tzinfo=None)
        if local.time() == bed and local < next_noon:
            shown = [m for m in every if m.utc_s > into.utc_s and m.local.time().replace(tzinfo=None) == wake]
            first_day = shown[0].local.date()
            found |= {
                (into.utc_s, m.utc_s)
                for m in shown
                if m.local.date() == first_day and m.utc_s - into.utc_s <= SIXTEEN_H
            }
    return found


@given(st.sampled_from(NIGHTS), CLOCKS, CLOCKS)
def test_it_is_asked_where_there_are_two_readings_and_nowhere_else(
    where: tuple[str, str], bed: time, wake: time
) -> None:
    zone, night = where
    expected = looked_up(zone, night, bed, wake)
    told = ClockTimes(bed, wake)
    try:
        found = resolve_clock_times(day(night), told, load_zone(zone), confirmed=False)
    except ImpossibleNight:
        assert not expected
        return
    except Asks:
        assert len(expected) > 1
        first = resolve_clock_times(day(night), told, load_zone(zone))
        assert first["bed"] is not None
        assert first["wake"] is not None
        assert (first["bed"].utc_s, first["wake"].utc_s) == min(expected)
        return
    assert found["bed"] is not None
    assert found["wake"] is not None
    assert {(found["bed"].utc_s, found["wake"].utc_s)} == expected


@pytest.mark.parametrize("named", ["bed", "tried", "wake", "up", "planned"])
def test_a_time_the_clocks_skipped_is_refused(named: str) -> None:
    """In Berlin 02:30 did not come in the night to 29 March 2026."""
    times = {"bed": "23:00", "wake": "07:00"} | {named: "02:30"}
    told = ClockTimes(**{name: clock(text) for name, text in times.items()})
    with pytest.raises((NoSuchTime, ImpossibleNight)) as refused:
        resolve_clock_times(day("2026-03-28"), told, load_zone(BERLIN))
    assert isinstance(refused.value, NoSuchTime)


def test_what_else_is_known_of_the_night_can_decide() -> None:
    told = ClockTimes(clock("01:30"), clock("02:30"))
    zone = load_zone(BERLIN)
    early = resolve_clock_times(day("2026-10-24"), told, zone, lambda _: True)
    late = resolve_clock_times(
        day("2026-10-24"), told, zone,
        lambda moments: moments["wake"] is not None and moments["wake"].offset_min == 60, confirmed=False,
    )  # fmt: skip
    assert [each["wake"] and each["wake"].iso for each in (early, late)] == [
        "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"
    ]  # fmt: skip
    # Where nothing fits the first is taken, so that what refuses it says why.
    assert resolve_clock_times(day("2026-10-24"), told, zone, lambda _: False, confirmed=False) == early
