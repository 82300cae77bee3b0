from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK, clock, day, moment, night, present, sleep
from legdiary.domain.time.moments import (
    RECALLED_AFTER_S,
    InTheFuture,
    Moment,
    NoSuchTime,
    Present,
    TooLongAgo,
    UnknownZone,
    diary_day,
    fixed_zone,
    format_offset,
    is_recalled,
    latest_waking,
    load_zone,
    local_moments,
    minutes_between,
)
from legdiary.errors import BadValue

ZONES = (
    NEW_YORK,
    BERLIN,
    "UTC",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "UTC-03:30",
    "Africa/Casablanca",
)
FAR_OUT = ("Pacific/Kiritimati", "Etc/GMT+12", "UTC+23:59", "UTC-23:59")
SECONDS = st.integers(631_152_000, 4_102_444_800)  # 1990 to 2100


class TestAMoment:
    def test_keeps_the_instant_the_offset_and_the_zone(self) -> None:
        assert moment("2026-11-22T01:30-05:00") == Moment(1_795_329_000, -300, "America/New_York")

    def test_is_read_as_it_was_lived(self) -> None:
        there = moment("2026-11-22T01:30-05:00")
        assert there.iso == "2026-11-22T01:30:00-05:00"
        assert there.text == "2026-11-22T01:30:00-05:00[America/New_York]"
        assert f"{there.local:%a %H:%M}" == "Sun 01:30"

    def test_of_another_offset_is_the_same_instant_lived_here(self) -> None:
        assert moment("2026-11-22T07:30+01:00").iso == "2026-11-22T01:30:00-05:00"

    @given(utc_s=SECONDS, offset_min=st.integers(-14 * 60, 14 * 60))
    def test_is_written_as_the_standard_library_writes_it(self, utc_s: int, offset_min: int) -> None:
        there = Moment(utc_s, offset_min, "UTC")
        assert there.iso == there.local.isoformat()

    @given(utc_s=SECONDS, zone=st.sampled_from(ZONES))
    def test_comes_back_from_its_text(self, utc_s: int, zone: str) -> None:
        lived = Moment.from_timestamp(utc_s, load_zone(zone))
        assert Moment.from_text(lived.text) == lived

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[UTC]",
            "2026-11-22T01:30:00-05:00",
            "2026-11-22T01:30:00[UTC]",
            "2026-11-22T01:30:00-05:00[UTC",
            "now[UTC]",
        ],
    )
    def test_does_not_come_from_another_text(self, text: str) -> None:
        with pytest.raises(ValueError, match=r".*"):
            Moment.from_text(text)

    def test_minutes_between_two_are_those_that_passed(self) -> None:
        evening, morning = moment("2026-11-20T23:30-05:00"), moment("2026-11-21T06:00-05:00")
        assert minutes_between(evening, morning) == 390
        assert minutes_between(morning, evening) == -390

    @pytest.mark.parametrize(
        ("zone", "evening", "morning", "minutes"),
        [
            (BERLIN, "2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00", 420),
            (BERLIN, "2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00", 540),
            (NEW_YORK, "2026-03-07T23:00-05:00", "2026-03-08T07:00-04:00", 420),
            (NEW_YORK, "2026-10-31T23:00-04:00", "2026-11-01T07:00-05:00", 540),
        ],
    )
    def test_a_night_of_a_clock_change_is_an_hour_off(
        self, zone: str, evening: str, morning: str, minutes: int
    ) -> None:
        assert minutes_between(moment(evening, zone), moment(morning, zone)) == minutes


class TestZones:
    @pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "UTC-05:00", "UTC+05:30", "EST5EDT"])
    def test_known(self, name: str) -> None:
        assert load_zone(name).name == name

    @pytest.mark.parametrize(
        "name",
        [
            "", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "America", "UTC+25:00", "UTC+", "UTC+five", "\0",
            "\ud800", "x" * 300, "leapseconds",
        ],
    )  # fmt: skip
    def test_refused(self, name: str) -> None:
        with pytest.raises(UnknownZone, match=r"write an IANA name such as Europe/Berlin, or UTC-05:00$"):
            load_zone(name)

    def test_of_nothing_but_an_offset(self) -> None:
        zone = fixed_zone(timedelta(hours=-3, minutes=-30))
        assert zone.name == "UTC-03:30"
        assert load_zone(zone.name).info.utcoffset(None) == timedelta(hours=-3, minutes=-30)

    @pytest.mark.parametrize(("minutes", "text"), [(0, "+00:00"), (-300, "-05:00"), (330, "+05:30"), (-210, "-03:30")])
    def test_offsets_as_text(self, minutes: int, text: str) -> None:
        assert format_offset(minutes) == text


class TestLocalTimes:
    @pytest.mark.parametrize(
        ("zone", "on", "at"),
        [(BERLIN, "2026-03-29", "02:30"), (BERLIN, "2026-03-29", "02:00"), (NEW_YORK, "2026-03-08", "02:30")],
    )
    def test_skipped_by_the_clocks_are_refused(self, zone: str, on: str, at: str) -> None:
        with pytest.raises(NoSuchTime) as refusal:
            local_moments(day(on), clock(at), load_zone(zone))
        assert str(refusal.value) == (
            f"{at} did not exist on {on} in {zone}: the clocks were put forward past it; write a time before or after"
        )
        assert refusal.value.exit_code == 2

    @pytest.mark.parametrize(
        ("zone", "on", "at", "both"),
        [
            (BERLIN, "2026-10-25", "02:30", ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]),
            (NEW_YORK, "2026-11-01", "01:30", ["2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"]),
        ],
    )
    def test_doubled_by_the_clocks_are_both_found_in_order(self, zone: str, on: str, at: str, both: list[str]) -> None:
        assert [m.iso for m in local_moments(day(on), clock(at), load_zone(zone))] == both

    def test_of_any_other_night_are_one(self) -> None:
        assert [m.iso for m in local_moments(day("2028-02-29"), clock("02:30"), load_zone(BERLIN))] == [
            "2028-02-29T02:30:00+01:00"
        ]

    @given(utc_s=SECONDS, zone=st.sampled_from(ZONES))
    def test_of_a_moment_that_was_lived_find_it_again(self, utc_s: int, zone: str) -> None:
        lived = Moment.from_timestamp(utc_s, load_zone(zone))
        assert lived in local_moments(lived.local.date(), lived.local.time(), load_zone(zone))


class TestDiaryDays:
    @pytest.mark.parametrize(
        ("at", "belongs_to"),
        [
            ("2026-11-22T02:30-05:00", "2026-11-21"),
            ("2026-11-22T04:59-05:00", "2026-11-21"),
            ("2026-11-22T05:00-05:00", "2026-11-22"),
            ("2026-11-22T23:59-05:00", "2026-11-22"),
            ("2027-01-01T00:10-05:00", "2026-12-31"),
            ("2028-03-01T03:00-05:00", "2028-02-29"),
        ],
    )
    def test_run_from_five_to_five(self, at: str, belongs_to: str) -> None:
        assert present().day_of(moment(at)) == day(belongs_to)

    def test_begin_when_the_setting_says(self) -> None:
        half_past_two = moment("2026-11-22T02:30-05:00")
        assert diary_day(half_past_two, clock("00:00")) == day("2026-11-22")
        assert diary_day(half_past_two, clock("12:00")) == day("2026-11-21")

    @pytest.mark.parametrize(
        ("now", "today", "last_night", "default"),
        [
            ("2026-11-22T02:30-05:00", "2026-11-21", "2026-11-21", "2026-11-21"),
            ("2026-11-22T09:00-05:00", "2026-11-22", "2026-11-21", "2026-11-21"),
            ("2026-11-22T14:59-05:00", "2026-11-22", "2026-11-21", "2026-11-21"),
            ("2026-11-22T15:00-05:00", "2026-11-22", "2026-11-21", "2026-11-22"),
            ("2026-11-22T23:30-05:00", "2026-11-22", "2026-11-21", "2026-11-22"),
            ("2026-11-23T00:10-05:00", "2026-11-22", "2026-11-22", "2026-11-22"),
        ],
    )
    def test_and_the_night_meant_without_saying(self, now: str, today: str, last_night: str, default: str) -> None:
        at = present(now)
        assert (at.today, at.last_night, at.default_night) == (day(today), day(last_night), day(default))


class TestTravel:
    def test_does_not_move_what_was_lived_elsewhere(self) -> None:
        in_berlin = moment("2026-11-20T23:40+01:00", BERLIN)
        home_again = present("2026-11-22T09:00-05:00", NEW_YORK)
        assert in_berlin.iso == "2026-11-20T23:40:00+01:00"
        assert home_again.day_of(in_berlin) == day("2026-11-20")
        assert minutes_between(in_berlin, home_again.now) == 39 * 60 + 20

    def test_westward_a_flight_lasts_as_long_as_it_lasts(self) -> None:
        boarded, landed = moment("2026-11-20T10:00+01:00", BERLIN), moment("2026-11-20T12:30-05:00", NEW_YORK)
        assert minutes_between(boarded, landed) == 8 * 60 + 30


class TestWhatMayBeLogged:
    def test_up_to_five_minutes_ahead(self) -> None:
        now = present("2026-11-22T01:30-05:00")
        ahead = moment("2026-11-22T01:35-05:00")
        assert now.check_past(ahead, "01:35") == ahead

    def test_nothing_further_ahead(self) -> None:
        with pytest.raises(InTheFuture) as refusal:
            present("2026-11-22T01:30-05:00").check_past(moment("2026-11-22T01:36-05:00"), "01:36")
        assert str(refusal.value) == (
            "01:36 (2026-11-22 01:36) is in the future (it is 2026-11-22 01:30 now); "
            "nothing can be logged ahead of time"
        )

    def test_nothing_before_1990(self) -> None:
        first = moment("1990-01-01T00:00-05:00")
        assert present().check_past(first, "x") == first
        with pytest.raises(TooLongAgo, match=r"^1989-12-31 23:59 is before 1990; write a date from 1990 on$"):
            present().check_past(moment("1989-12-31T23:59-05:00"), "1989-12-31 23:59")


class TestRecalled:
    def test_is_more_than_36_hours_after_waking(self) -> None:
        woke = sleep("2026-11-20").wake  # 06:10 on the 21st
        assert not is_recalled(present("2026-11-22T18:10-05:00"), day("2026-11-20"), woke)
        assert is_recalled(present("2026-11-22T18:11-05:00"), day("2026-11-20"), woke)

    def test_counts_from_noon_where_no_waking_was_logged(self) -> None:
        assert latest_waking(day("2026-11-20"), load_zone(NEW_YORK)).iso == "2026-11-21T12:00:00-05:00"
        assert not is_recalled(present("2026-11-23T00:00-05:00"), night("2026-11-20").night_of)
        assert is_recalled(present("2026-11-23T00:01-05:00"), night("2026-11-20").night_of)

    @given(st.sampled_from((*ZONES, *FAR_OUT)), SECONDS, st.integers(-1, 4))
    def test_is_the_same_in_every_zone_and_often_needs_no_rules(self, zone: str, utc_s: int, ago: int) -> None:
        known = load_zone(zone)
        at = Present(Moment.from_timestamp(utc_s, known), known)
        night_of = at.today - timedelta(days=ago)
        assert is_recalled(at, night_of) == (utc_s - latest_waking(night_of, known).utc_s > RECALLED_AFTER_S)

    def test_across_a_clock_change_counts_hours_not_clocks(self) -> None:
        woke = moment("2026-10-24T12:00+02:00", BERLIN)
        assert not is_recalled(present("2026-10-25T23:00+01:00", BERLIN), day("2026-10-23"), woke)
        assert is_recalled(present("2026-10-25T23:01+01:00", BERLIN), day("2026-10-23"), woke)


def test_every_refusal_here_is_a_bad_value() -> None:
    local = moment("2026-03-29T02:30Z", "UTC").local
    for refusal in (UnknownZone("x"), NoSuchTime(local, BERLIN), InTheFuture("x", "y"), TooLongAgo("x")):
        assert isinstance(refusal, BadValue)
        assert refusal.exit_code == 2
