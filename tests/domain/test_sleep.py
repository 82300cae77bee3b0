from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK, clock, day, moment, sleep
from legdiary.domain.entries.sleep import (
    BOUNDS,
    AwakeAndAtLeast,
    BoundWithoutNight,
    Sleep,
    SleepFigures,
    check_sleep,
    replace_fields,
    sleep_figures,
)
from legdiary.domain.entries.sleep_times import ClockTimes, ImpossibleNight, resolve_clock_times
from legdiary.domain.time.durations import LONGEST_IN_BED_MIN
from legdiary.domain.time.moments import Moment, NoSuchTime, load_zone
from legdiary.errors import Asks

if TYPE_CHECKING:
    from datetime import date


NIGHT = "2026-11-20"


def resolved(night_of: str, bed: str, wake: str, zone: str = NEW_YORK, **others: str) -> dict[str, str]:
    clocks = ClockTimes(clock(bed), clock(wake), **{name: clock(text) for name, text in others.items()})
    moments = resolve_clock_times(day(night_of), clocks, load_zone(zone))
    return {name: m.iso[:16] for name, m in moments.items() if m is not None}


def the_oracle() -> Sleep:
    """`sleep 22:45-06:10 --tried 23:15 --latency 40m --awake 55m --up 06:45 --planned 07:00 --lying-awake 20m`."""
    return sleep(
        span="22:45-06:10", tried="23:15", latency_min=40, awake_min=55, up="06:45", planned="07:00", lying_awake_min=20
    )


class TestTheFiguresOfFactsB2:
    def test_the_oracle_to_the_decimal(self) -> None:
        figures = sleep_figures(the_oracle())
        assert figures == SleepFigures(
            tst_min=320, sol_min=40, waso_min=55, tib_min=480, tts_min=415, twak_min=35, dse_min=435, ema_min=50,
            se_tib_pct=figures.se_tib_pct, se_dse_pct=figures.se_dse_pct,
        )  # fmt: skip
        assert f"{figures.se_tib_pct:.1f} {figures.se_dse_pct:.1f}" == "66.7 73.6"

    @pytest.mark.parametrize(
        ("zone", "night_of", "minutes"),
        [
            (BERLIN, "2026-03-28", 420),
            (BERLIN, "2026-10-24", 540),
            (NEW_YORK, "2026-03-07", 420),
            (NEW_YORK, "2026-10-31", 540),
            (BERLIN, "2028-02-28", 480),
            (NEW_YORK, "2026-12-31", 480),
        ],
    )
    def test_23_to_07_lasts_as_long_as_it_lasts(self, zone: str, night_of: str, minutes: int) -> None:
        moments = resolve_clock_times(day(night_of), ClockTimes(time(23), time(7)), load_zone(zone))
        slept = Sleep(day(night_of), bed=moments["bed"], wake=moments["wake"], latency_min=0, awake_min=0)
        figures = sleep_figures(slept)
        assert (figures.tib_min, figures.tst_min) == (minutes, minutes)
        assert (figures.se_tib_pct, figures.se_dse_pct) == (100.0, 100.0)

    def test_pacing_is_part_of_the_time_awake(self) -> None:
        paced = sleep_figures(replace(the_oracle(), pacing_min=20))
        assert paced == sleep_figures(the_oracle())._replace(pacing_min=20)

    @pytest.mark.parametrize(
        ("known", "at_most"),
        [({}, 445), ({"latency_min": 40}, 405), ({"awake_min": 55}, 390), ({"latency_min": 0}, 445)],
    )
    def test_without_latency_or_time_awake_the_sleep_is_not_known_only_its_bound(
        self, known: dict[str, Any], at_most: int
    ) -> None:
        figures = sleep_figures(sleep(span="22:45-06:10", **known))
        assert (figures.tst_min, figures.tst_at_most_min) == (None, at_most)
        assert (figures.se_tib_pct, figures.se_dse_pct, figures.dse_min) == (None, None, None)
        assert (figures.tib_min, figures.tts_min) == (445, 445)

    def test_of_a_total_alone_only_the_total(self) -> None:
        assert sleep_figures(Sleep(day("2026-11-20"), total_min=390)) == SleepFigures(tst_min=390)

    def test_of_nothing_nothing(self) -> None:
        assert sleep_figures(Sleep(day("2026-11-20"), quality=3)) == SleepFigures()

    def test_zero_is_not_missing(self) -> None:
        figures = sleep_figures(sleep(span="22:45-06:10", latency_min=0, awake_min=0))
        assert (figures.tst_min, figures.tst_at_most_min, figures.sol_min, figures.waso_min) == (445, None, 0, 0)

    def test_lying_awake_counts_into_time_in_bed_where_up_was_not_given(self) -> None:
        figures = sleep_figures(sleep(span="22:45-06:10", latency_min=40, awake_min=55, lying_awake_min=20))
        assert (figures.tib_min, figures.twak_min, figures.dse_min) == (465, 20, 465)

    @pytest.mark.parametrize(("planned", "early"), [("07:00", 50), ("06:10", 0), ("05:30", 0)])
    def test_awake_before_the_planned_time(self, planned: str, early: int) -> None:
        assert sleep_figures(sleep(span="22:45-06:10", planned=planned)).ema_min == early

    @given(
        bed=st.integers(0, 1439), tried=st.integers(0, 200), sol=st.integers(0, 300), waso=st.integers(0, 300),
        slept=st.integers(0, 500), up=st.integers(0, 200), night=st.dates(day("1995-01-01"), day("2035-01-01")),
    )  # fmt: skip
    def test_the_parts_add_up_whatever_the_night(
        self, bed: int, tried: int, sol: int, waso: int, slept: int, up: int, night: date
    ) -> None:
        zone = load_zone(BERLIN)
        start = moment(f"{night}T12:00+01:00", BERLIN).utc_s + bed * 60
        wake = start + (tried + sol + waso + slept) * 60
        assume(0 < wake - start <= (LONGEST_IN_BED_MIN - up) * 60)
        bed_at, tried_at, wake_at, up_at = (
            Moment.from_timestamp(seconds, zone) for seconds in (start, start + tried * 60, wake, wake + up * 60)
        )
        figures = sleep_figures(Sleep(night, bed_at, tried_at, wake_at, up_at, latency_min=sol, awake_min=waso))
        assert figures.tst_min == slept
        assert figures.tib_min == tried + sol + waso + slept + up
        assert figures.dse_min == sol + waso + slept
        if slept:
            assert 0 < (figures.se_tib_pct or 0) <= (figures.se_dse_pct or 0) <= 100


class TestClockTimesInTheNightWindow:
    def test_are_those_after_the_evening(self) -> None:
        assert resolved("2026-11-20", "22:45", "06:10", tried="23:15", up="06:45", planned="07:00") == {
            "bed": "2026-11-20T22:45",
            "tried": "2026-11-20T23:15",
            "wake": "2026-11-21T06:10",
            "up": "2026-11-21T06:45",
            "planned": "2026-11-21T07:00",
        }

    @pytest.mark.parametrize(
        ("bed", "wake", "from_", "to"),
        [
            ("00:30", "06:10", "2026-11-21T00:30", "2026-11-21T06:10"),
            ("12:00", "20:00", "2026-11-20T12:00", "2026-11-20T20:00"),
            ("11:59", "12:30", "2026-11-21T11:59", "2026-11-21T12:30"),
            ("07:00", "14:00", "2026-11-21T07:00", "2026-11-21T14:00"),
            ("23:59", "00:00", "2026-11-20T23:59", "2026-11-21T00:00"),
        ],
    )
    def test_begin_from_noon_to_noon(self, bed: str, wake: str, from_: str, to: str) -> None:
        assert resolved("2026-11-20", bed, wake) == {"bed": from_, "wake": to}

    def test_may_coincide(self) -> None:
        assert resolved("2026-11-20", "22:45", "06:10", tried="22:45", up="06:10")["tried"] == "2026-11-20T22:45"

    @pytest.mark.parametrize(
        ("planned", "expected"), [("07:00", "21T07:00"), ("05:00", "21T05:00"), ("23:00", "20T23:00")]
    )
    def test_planned_is_the_nearest_to_waking(self, planned: str, expected: str) -> None:
        assert resolved("2026-11-20", "22:45", "06:10", planned=planned)["planned"] == f"2026-11-{expected}"

    @pytest.mark.parametrize("times", [{"bed": "02:30", "wake": "07:00"}, {"bed": "23:00", "wake": "02:30"}])
    def test_skipped_are_refused(self, times: dict[str, str]) -> None:
        with pytest.raises(NoSuchTime):
            resolved("2026-03-28", **times, zone=BERLIN)

    @pytest.mark.parametrize("which", ["tried", "up", "planned"])
    def test_skipped_are_refused_wherever_they_stand(self, which: str) -> None:
        with pytest.raises(NoSuchTime):
            resolved("2026-03-28", "23:00", "02:15" if which == "up" else "06:00", zone=BERLIN, **{which: "02:30"})

    @pytest.mark.parametrize("night_of", ["2026-03-27", "2026-03-29"])
    def test_the_nights_beside_a_skipped_time_are_not_touched_by_it(self, night_of: str) -> None:
        planned = resolved(night_of, "20:00", "03:10", zone=BERLIN, planned="02:30")["planned"]
        assert planned == f"2026-03-{int(night_of[-2:]) + 1}T02:30"

    def test_doubled_are_read_as_the_first_to_come(self) -> None:
        moments = resolve_clock_times(day("2026-10-24"), ClockTimes(time(2, 30), time(2, 30)), load_zone(BERLIN))
        assert [m.iso for m in (moments["bed"], moments["wake"]) if m] == [
            "2026-10-25T02:30:00+02:00",
            "2026-10-25T02:30:00+01:00",
        ]


class TestImpossibleNights:
    @pytest.mark.parametrize(
        ("times", "arithmetic"),
        [
            ({"bed": "22:45", "wake": "22:45"}, "from bed time 22:45 to awake 22:45 is 24 h 00, more than 16 h"),
            ({"bed": "22:45", "wake": "14:46"}, "from bed time 22:45 to awake 14:46 is 16 h 01, more than 16 h"),
            (
                {"bed": "10:45", "wake": "06:10"},
                "from bed time 10:45 to awake 06:10 is 19 h 25, more than 16 h; did you mean 22:45 for 10:45?",
            ),
            (
                {"bed": "22:45", "wake": "06:10", "up": "14:50"},
                "from bed time 22:45 to up 14:50 is 16 h 05, more than 16 h",
            ),
            ({"bed": "22:45", "wake": "06:10", "up": "06:00"}, "out of bed 06:00 comes before awake 06:10"),
            (
                {"bed": "22:45", "wake": "06:10", "tried": "22:30"},
                "tried to sleep 22:30 is not between bed time 22:45 and awake 06:10",
            ),
        ],
    )
    def test_by_their_times(self, times: dict[str, str], arithmetic: str) -> None:
        with pytest.raises(ImpossibleNight) as refusal:
            resolved("2026-11-20", **times)
        assert str(refusal.value) == f"this night is impossible: {arithmetic}"
        assert refusal.value.exit_code == 2

    @pytest.mark.parametrize(
        ("fields", "arithmetic"),
        [
            (
                {"latency_min": 200, "awake_min": 250},
                "3 h 20 to fall asleep and 4 h 10 awake is 7 h 30, but from trying to sleep to awake is only 7 h 25",
            ),
            (
                {"latency_min": 446},
                "7 h 26 to fall asleep and 0 min awake is 7 h 26, but from trying to sleep to awake is only 7 h 25",
            ),
            ({"awake_min": 10, "pacing_min": 20}, "pacing 20 min is part of the time awake, which is only 10 min"),
            ({"pacing_min": 500}, "pacing 8 h 20 does not fit into 7 h 25 of night"),
            ({"up": "06:30", "lying_awake_min": 21}, "lying awake 21 min does not fit between awake and up, 20 min"),
        ],
    )
    def test_by_their_parts(self, fields: dict[str, Any], arithmetic: str) -> None:
        with pytest.raises(ImpossibleNight) as refusal:
            check_sleep(sleep(span="22:45-06:10", **fields))
        assert str(refusal.value) == f"this night is impossible: {arithmetic}"

    def test_by_their_total(self) -> None:
        with pytest.raises(ImpossibleNight, match=r"^this night is impossible: 16 h 01 of sleep is more than 16 h$"):
            check_sleep(Sleep(day("2026-11-20"), total_min=961))

    def test_right_up_to_the_edge_are_taken(self) -> None:
        for whole in (
            sleep(span="22:45-06:10", latency_min=200, awake_min=245),
            sleep(span="22:45-06:10", awake_min=20, pacing_min=20),
            sleep(span="22:45-06:10", up="06:30", lying_awake_min=20),
            Sleep(day("2026-11-20"), total_min=960),
        ):
            assert check_sleep(whole) is whole

    @pytest.mark.parametrize(
        ("fields", "arithmetic"),
        [
            ({"up": moment("2026-11-21T05:00-05:00")}, "up 05:00 comes before awake 06:10"),
            ({"tried": moment("2026-11-20T22:00-05:00")}, "tried to sleep 22:00 comes before bed time 22:45"),
            ({"tried": moment("2026-11-21T07:00-05:00")}, "awake 06:10 comes before tried to sleep 07:00"),
        ],
    )
    def test_by_their_order_wherever_they_come_from(self, fields: dict[str, Any], arithmetic: str) -> None:
        with pytest.raises(ImpossibleNight, match=rf"^this night is impossible: {arithmetic}$"):
            check_sleep(replace(sleep(span="22:45-06:10"), **fields))

    def test_with_a_total_beside_the_times_it_follows_from(self) -> None:
        with pytest.raises(ImpossibleNight):
            check_sleep(sleep(span="22:45-06:10", total_min=600))

    def test_with_lying_awake_that_makes_it_more_than_16_hours(self) -> None:
        with pytest.raises(ImpossibleNight):
            check_sleep(sleep(span="22:45-06:10", lying_awake_min=1440), confirmed=True)


class TestOddNights:
    def test_more_than_12_hours_in_bed_is_asked(self) -> None:
        long = sleep(span="10:30-00:00", night_of="2026-11-20")
        with pytest.raises(Asks) as question:
            check_sleep(sleep(span="19:00-07:01"))
        assert question.value.question == "12 h 01 in bed is long; is bed time 19:00 right?"
        assert question.value.exit_code == 1
        assert check_sleep(long, confirmed=True) is long

    def test_12_hours_are_not(self) -> None:
        full = sleep(span="19:00-07:00")
        assert check_sleep(full) is full

    def test_the_hour_the_clocks_give_counts(self) -> None:
        with pytest.raises(Asks, match=r"^13 h 00 in bed is long"):
            check_sleep(sleep("2026-10-24", "19:00-07:00", BERLIN))
        check_sleep(sleep("2026-03-28", "19:00-08:00", BERLIN))


# ---------------------------------------------------------------------- what only a tracker says


def tracked(**fields: Any) -> Sleep:
    """In bed 23:00 to 07:00, with what a tracker knows of it."""
    return sleep(NIGHT, "23:00-07:00", **fields)


@pytest.mark.parametrize(
    ("fields", "at_most"),
    [
        # 8:00 in bed. Two parts with an hour and a half between them: 480 − 90.
        ({"awake_least_min": 90}, 390),
        # Falling asleep comes before the first part ends, so it is taken off as well: 480 − 90 − 20.
        ({"awake_least_min": 90, "latency_min": 20}, 370),
        # A tracker's figure that counts falling asleep in: 480 − 36; where 40 min to fall asleep are known, 480 − 40.
        ({"unslept_least_min": 36}, 444),
        ({"unslept_least_min": 36, "latency_min": 40}, 440),
        ({"unslept_least_min": 36, "latency_min": 20}, 444),
        # Of both the one that says more.
        ({"awake_least_min": 90, "unslept_least_min": 126}, 354),
        ({"awake_least_min": 90, "unslept_least_min": 100, "latency_min": 30}, 360),
        # Tried to sleep at 23:30: what was not slept before that is not taken off twice.
        ({"tried": "23:30", "unslept_least_min": 36}, 444),
        ({"tried": "23:30", "awake_least_min": 90}, 360),
        ({"unslept_least_min": 480}, 0),
    ],
)
def test_what_a_tracker_says_lowers_the_bound_and_is_no_value(fields: dict[str, Any], at_most: int) -> None:
    figures = sleep_figures(check_sleep(tracked(**fields)))
    assert (figures.tst_at_most_min, figures.tst_min, figures.waso_min) == (at_most, None, None)
    assert (figures.se_dse_pct, figures.se_tib_pct) == (None, None)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (
            {"latency_min": 400, "awake_least_min": 90},
            "6 h 40 to fall asleep and at least 1 h 30 awake is 8 h 10, but from trying to sleep to awake is only 8 h",
        ),
        ({"unslept_least_min": 481}, "at least 8 h 01 not asleep does not fit between bed time and wake time, 8 h 00"),
    ],
)
def test_a_bound_that_cannot_be_is_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ImpossibleNight) as caught:
        check_sleep(tracked(**fields))
    assert says in caught.value.message


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_bound_cannot_stand_wrong(bound: str) -> None:
    told: dict[str, Any] = {bound: 90}
    with pytest.raises(AwakeAndAtLeast):
        tracked(awake_min=55, **told)
    with pytest.raises(BoundWithoutNight):
        tracked(**{bound: 0})
    with pytest.raises(BoundWithoutNight):
        sleep(NIGHT, None, total_min=390, **told)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"latency_min": 20}, True),
        ({"quality": 3, "note": "restless"}, True),
        ({"awake_min": 55}, False),
        ({"awake_min": None}, False),  # emptied
        (dict.fromkeys(("bed", "wake")) | {"total_min": 390}, False),
        ({"bed": "22:30"}, True),  # the tracker was begun late: all of its night is in this one
        ({"wake": "07:20"}, True),
        ({"bed": "22:30", "wake": "07:20"}, True),
        ({"bed": "23:30"}, False),  # part of the night it was found in is outside
        ({"wake": "06:30"}, False),
    ],
)
def test_a_bound_gives_way_to_what_a_person_says(told: dict[str, Any], kept: bool) -> None:
    lived = {
        name: moment(f"2026-11-2{int(value < '12:00')}T{value}-05:00") if name in {"bed", "wake"} and value else value
        for name, value in told.items()
    }
    found = replace_fields(tracked(awake_least_min=90, unslept_least_min=110), **lived)
    assert (found.awake_least_min, found.unslept_least_min) == ((90, 110) if kept else (None, None))


def test_the_seconds_of_a_tracker_are_no_part_of_the_night() -> None:
    begun, ended = moment("2026-11-20T23:00:12-05:00"), moment("2026-11-21T07:00:48-05:00")
    found = Sleep(day(NIGHT), begun, wake=ended, awake_least_min=90)
    typed = replace_fields(found, bed=moment("2026-11-20T23:00-05:00"), wake=moment("2026-11-21T07:00-05:00"))
    assert typed.awake_least_min == 90
