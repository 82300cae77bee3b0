from __future__ import annotations

from itertools import pairwise
from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK, clock, day, moment, present
from legdiary.domain.input.amounts import parse_amount, parse_pieces
from legdiary.domain.input.night_vocabulary import parse_body_parts, parse_missed, parse_sensations
from legdiary.domain.time.durations import NotADuration, parse_duration
from legdiary.domain.time.moments import InTheFuture, NoSuchTime, TooLongAgo, format_minutes
from legdiary.domain.time.parse import (
    HourAlone,
    NotAClockTime,
    NotADate,
    NotAMoment,
    NotANight,
    NotInThatDay,
    parse_clock,
    parse_date,
    parse_night,
    parse_when,
)
from legdiary.errors import Asks, BadValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from legdiary.domain.time.moments import Present

# 2026-11-22 is a Sunday. At 02:30 the diary day is still Saturday's.
AT_0230 = present("2026-11-22T02:30-05:00")
AT_0900 = present("2026-11-22T09:00-05:00")
AT_1500 = present("2026-11-22T15:00-05:00")
AT_2330 = present("2026-11-22T23:30-05:00")


class TestWhen:
    @pytest.mark.parametrize(
        ("typed", "at_0230", "by_day"),
        [
            ("tonight", "2026-11-21", "2026-11-22"),
            ("today", "2026-11-21", "2026-11-22"),
            ("last night", "2026-11-21", "2026-11-21"),
            ("yesterday", "2026-11-20", "2026-11-21"),
            ("-2", "2026-11-19", "2026-11-20"),
            ("2 ago", "2026-11-19", "2026-11-20"),
            ("0 ago", "2026-11-21", "2026-11-22"),
            ("-14", "2026-11-07", "2026-11-08"),
            ("fri", "2026-11-20", "2026-11-20"),
            ("sat", "2026-11-21", "2026-11-21"),
            ("sun", "2026-11-15", "2026-11-15"),
            ("mon", "2026-11-16", "2026-11-16"),
            ("2026-11-20", "2026-11-20", "2026-11-20"),
        ],
    )
    def test_is_counted_from_the_night_under_way(self, typed: str, at_0230: str, by_day: str) -> None:
        assert parse_night(typed, AT_0230) == day(at_0230)
        for later in (AT_0900, AT_1500, AT_2330):
            assert parse_night(typed, later) == day(by_day)

    @pytest.mark.parametrize(
        "typed", ["Tonight", " TONIGHT ", "Last  Night", "YESTERDAY", "Mon", "monday", "TUES", "thurs"]
    )
    def test_does_not_mind_capitals_and_blanks(self, typed: str) -> None:
        assert parse_night(typed, AT_0900) <= day("2026-11-22")

    @pytest.mark.parametrize("full", ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
    def test_a_weekday_is_the_latest_one_past(self, full: str) -> None:
        for length in range(3, len(full) + 1):
            found = parse_night(full[:length], AT_0900)
            assert day("2026-11-15") <= found < day("2026-11-22")
            assert f"{found:%A}".lower() == full

    def test_a_new_year_and_a_leap_day(self) -> None:
        assert parse_night("yesterday", present("2027-01-01T09:00-05:00")) == day("2026-12-31")
        assert parse_night("tonight", present("2027-01-01T02:30-05:00")) == day("2026-12-31")
        assert parse_night("yesterday", present("2028-03-01T09:00-05:00")) == day("2028-02-29")
        assert parse_night("tonight", present("2028-03-01T04:00-05:00")) == day("2028-02-29")
        assert parse_night("2028-02-29", present("2028-03-01T09:00-05:00")) == day("2028-02-29")
        assert parse_night("-366", present("2028-12-31T20:00-05:00")) == day("2027-12-31")

    @pytest.mark.parametrize(
        "typed",
        [
            "", " ", "3/4/2026", "20.11.2026", "20-11-2026", "2026-1-2", "20261120", "noon-ish", "tomorrow", "next mon",
            "m", "su", "mondays", "--2", "+2", "-2.5", "2", "-99999", "two ago", "-٢",
            "last night please",
        ],
    )  # fmt: skip
    def test_guesses_nothing(self, typed: str) -> None:
        with pytest.raises(
            NotANight, match=r"names no night; write tonight, last night, today, yesterday, mon … sun, "
        ):
            parse_night(typed, AT_0900)

    @pytest.mark.parametrize("typed", ["2026-02-29", "2026-13-01", "2026-11-31", "0000-01-01"])
    def test_knows_which_days_exist(self, typed: str) -> None:
        with pytest.raises(NotADate, match=rf"^'{typed}' is not a date; write a day that exists as 2026-11-20$"):
            parse_night(typed, AT_0900)

    def test_goes_no_further_back_than_1990(self) -> None:
        assert parse_night("1990-01-01", AT_0900) == day("1990-01-01")
        with pytest.raises(TooLongAgo, match=r"^1989-12-31 is before 1990"):
            parse_night("1989-12-31", AT_0900)

    @pytest.mark.parametrize(
        ("now", "typed"),
        [(AT_0230, "2026-11-22"), (AT_0900, "2026-11-23"), (AT_2330, "2026-11-23"), (AT_0900, "9999-12-31")],
    )
    def test_has_no_nights_to_come(self, now: Present, typed: str) -> None:
        with pytest.raises(InTheFuture, match=rf"^the night of {typed} is in the future"):
            parse_night(typed, now)


class TestAt:
    @pytest.mark.parametrize(
        ("typed", "at_0230", "at_0900", "at_2330"),
        [
            ("now", "22T02:30", "22T09:00", "22T23:30"),
            ("NOW", "22T02:30", "22T09:00", "22T23:30"),
            ("20m ago", "22T02:10", "22T08:40", "22T23:10"),
            ("1h30 ago", "22T01:00", "22T07:30", "22T22:00"),
            ("1:30 ago", "22T01:00", "22T07:30", "22T22:00"),
            ("0m ago", "22T02:30", "22T09:00", "22T23:30"),
            ("24h ago", "21T02:30", "21T09:00", "21T23:30"),
            ("23:40", "21T23:40", "21T23:40", "21T23:40"),
            ("23:20", "21T23:20", "21T23:20", "22T23:20"),
            ("11:20pm", "21T23:20", "21T23:20", "22T23:20"),
            ("11:20 PM", "21T23:20", "21T23:20", "22T23:20"),
            ("2am", "22T02:00", "22T02:00", "22T02:00"),
            ("02:30", "22T02:30", "22T02:30", "22T02:30"),
            ("2:31", "21T02:31", "22T02:31", "22T02:31"),
            ("12am", "22T00:00", "22T00:00", "22T00:00"),
            ("12pm", "21T12:00", "21T12:00", "22T12:00"),
            ("12:05am", "22T00:05", "22T00:05", "22T00:05"),
            ("yesterday 23:40", "21T23:40", "21T23:40", "21T23:40"),
            ("yesterday 1am", "21T01:00", "21T01:00", "21T01:00"),
            ("today 00:10", "22T00:10", "22T00:10", "22T00:10"),
            ("2026-11-20 23:40", "20T23:40", "20T23:40", "20T23:40"),
            ("2026-11-20T23:40", "20T23:40", "20T23:40", "20T23:40"),
            ("2026-11-20T23:40-05:00", "20T23:40", "20T23:40", "20T23:40"),
            ("2026-11-21T05:40+01:00", "20T23:40", "20T23:40", "20T23:40"),
            ("2026-11-21T04:40Z", "20T23:40", "20T23:40", "20T23:40"),
        ],
    )
    def test_is_the_latest_such_moment_past(self, typed: str, at_0230: str, at_0900: str, at_2330: str) -> None:
        for now, expected in ((AT_0230, at_0230), (AT_0900, at_0900), (AT_2330, at_2330)):
            assert parse_when(typed).moment(now).iso == f"2026-11-{expected}:00-05:00"

    def test_keeps_seconds_where_they_are_given(self) -> None:
        assert parse_when("2026-11-20T23:40:17-05:00").moment(AT_0900).iso == "2026-11-20T23:40:17-05:00"

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("23:40", "2026-11-20T23:40:00-05:00"),
            ("02:30", "2026-11-21T02:30:00-05:00"),
            ("05:00", "2026-11-20T05:00:00-05:00"),
            ("4:59", "2026-11-21T04:59:00-05:00"),
            ("2026-11-21 02:30", "2026-11-21T02:30:00-05:00"),
        ],
    )
    def test_beside_a_night_is_inside_that_diary_day(self, typed: str, expected: str) -> None:
        assert parse_when(typed).moment(AT_2330, day("2026-11-20")).iso == expected

    @pytest.mark.parametrize("typed", ["now", "yesterday 23:40", "2026-11-20 04:59", "2026-11-21T05:00"])
    def test_beside_another_night_is_refused(self, typed: str) -> None:
        with pytest.raises(
            NotInThatDay, match=rf"^{typed} is not within the diary day of 2026-11-20; leave out --night, or "
        ):
            parse_when(typed).moment(AT_0900, day("2026-11-20"))

    def test_later_in_the_diary_day_under_way_is_still_to_come(self) -> None:
        with pytest.raises(InTheFuture):
            parse_when("23:40").moment(AT_0900, day("2026-11-22"))
        with pytest.raises(InTheFuture):
            parse_when("03:00").moment(AT_0230, day("2026-11-21"))

    @pytest.mark.parametrize(
        "typed",
        [
            "", " ", "3/4/2026", "noon-ish", "noon", "25:10", "13pm", "0am", "0:30pm", "24:00", "23:60",
            "2360", "23.4", "23.60", "2540", "23,40", "7.5", "20261",
            "90", "90 ago", "ago", " ago", "-20m ago", "25h ago", "1.33h ago", "tomorrow 23:40",
            "yesterday", "yesterday noon", "mon 23:40", "2026-11-20", "2026-11-20 1:40", "2026-02-29 23:40",
            "2026-11-20T24:00", "2026-11-20T23:40+25:00", "2026-11-20T23:40-0500", "20261120T2340", "2026-W47-5T23:40",
            "٢٣:٤٠", "23:40:10", "1e3", "now now", "0000-01-01 00:00",
        ],
    )  # fmt: skip
    def test_guesses_nothing(self, typed: str) -> None:
        with pytest.raises(NotAMoment, match=r" is not a time; write 23:40, 11:40pm, now, 20m ago, yesterday 23:40, "):
            parse_when(typed).moment(AT_0900)

    @pytest.mark.parametrize("typed", ["2026-11-22 09:04", "2026-11-22T09:05", "2026-11-22T14:04Z"])
    def test_may_be_a_few_minutes_ahead(self, typed: str) -> None:
        assert parse_when(typed).moment(AT_0900).utc_s > AT_0900.now.utc_s

    @pytest.mark.parametrize(
        "typed", ["2026-11-22 09:06", "2026-11-22T14:06Z", "2026-11-23 00:00", "9999-12-31T23:59Z"]
    )
    def test_is_never_further_ahead(self, typed: str) -> None:
        with pytest.raises(InTheFuture, match=typed):
            parse_when(typed).moment(AT_0900)

    def test_a_clock_time_just_ahead_is_yesterdays(self) -> None:
        assert parse_when("09:04").moment(AT_0900).iso == "2026-11-21T09:04:00-05:00"

    @pytest.mark.parametrize("zone", [NEW_YORK, "Asia/Tokyo", "UTC"])
    @pytest.mark.parametrize(
        "typed",
        [
            "1989-12-31 23:59", "1985-01-01 12:00", "1850-01-01 12:00", "0001-01-01 00:00", "0001-01-01T00:00Z",
            "0001-01-01T00:00+23:00",
        ],
    )  # fmt: skip
    def test_goes_no_further_back_than_1990(self, typed: str, zone: str) -> None:
        # 1850 had no whole-minute offset, and the year 1 overflows on its way to New York.
        with pytest.raises(TooLongAgo, match=r" is before 1990; write a date from 1990 on$"):
            parse_when(typed).moment(present("2026-11-22T09:00Z", zone))

    @pytest.mark.parametrize("zone", [NEW_YORK, "Asia/Tokyo", "UTC"])
    @pytest.mark.parametrize("typed", ["9999-12-31T23:59Z", "9999-12-31T23:59-23:00", "9999-12-31 23:59"])
    def test_survives_the_last_day_of_all(self, typed: str, zone: str) -> None:
        with pytest.raises(BadValue):
            parse_when(typed).moment(present("2026-11-22T09:00Z", zone))


class TestTheNightTheClocksGoForward:
    @pytest.mark.parametrize(
        ("zone", "now", "skipped"),
        [
            (BERLIN, "2026-03-29T09:00+02:00", "2026-03-29"),
            (NEW_YORK, "2026-03-08T09:00-04:00", "2026-03-08"),
        ],
    )
    def test_a_skipped_time_is_refused(self, zone: str, now: str, skipped: str) -> None:
        for typed in ("02:30", "2:30am", "today 02:30", f"{skipped} 02:30"):
            with pytest.raises(NoSuchTime, match=rf"^02:30 did not exist on {skipped} in {zone}"):
                parse_when(typed).moment(present(now, zone))

    def test_before_it_the_same_words_mean_the_day_before(self) -> None:
        now = present("2026-03-29T01:45+01:00", BERLIN)
        assert parse_when("02:30").moment(now).iso == "2026-03-28T02:30:00+01:00"

    def test_the_next_morning_it_is_yesterdays_and_still_refused(self) -> None:
        with pytest.raises(NoSuchTime):
            parse_when("02:30").moment(present("2026-03-30T01:00+02:00", BERLIN))

    def test_half_an_hour_ago_may_lie_before_the_change(self) -> None:
        now = present("2026-03-29T03:10+02:00", BERLIN)
        assert parse_when("30m ago").moment(now).iso == "2026-03-29T01:40:00+01:00"

    def test_beside_its_night(self) -> None:
        now = present("2026-03-29T09:00+02:00", BERLIN)
        assert parse_when("03:30").moment(now, day("2026-03-28")).iso == "2026-03-29T03:30:00+02:00"
        with pytest.raises(NoSuchTime):
            parse_when("02:30").moment(now, day("2026-03-28"))


class TestTheNightTheClocksGoBack:
    @pytest.mark.parametrize(
        ("zone", "typed", "now", "expected"),
        [
            (BERLIN, "02:30", "2026-10-25T02:45+02:00", "2026-10-25T02:30:00+02:00"),
            (BERLIN, "02:30", "2026-10-25T02:15+01:00", "2026-10-25T02:30:00+02:00"),
            (BERLIN, "02:30", "2026-10-25T02:30+01:00", "2026-10-25T02:30:00+01:00"),
            (BERLIN, "02:30", "2026-10-25T09:00+01:00", "2026-10-25T02:30:00+01:00"),
            (BERLIN, "2026-10-25 02:30", "2026-10-25T02:45+02:00", "2026-10-25T02:30:00+02:00"),
            (BERLIN, "2026-10-25 02:30", "2026-11-20T09:00+01:00", "2026-10-25T02:30:00+01:00"),
            (BERLIN, "2026-10-25T02:30+02:00", "2026-11-20T09:00+01:00", "2026-10-25T02:30:00+02:00"),
            (BERLIN, "yesterday 02:30", "2026-10-26T09:00+01:00", "2026-10-25T02:30:00+01:00"),
            (BERLIN, "02:30", "2026-10-25T02:20+02:00", "2026-10-24T02:30:00+02:00"),
            (BERLIN, "60m ago", "2026-10-25T02:30+01:00", "2026-10-25T02:30:00+02:00"),
            (NEW_YORK, "01:30", "2026-11-01T01:45-04:00", "2026-11-01T01:30:00-04:00"),
            (NEW_YORK, "01:30", "2026-11-01T01:15-05:00", "2026-11-01T01:30:00-04:00"),
            (NEW_YORK, "1:30am", "2026-11-01T09:00-05:00", "2026-11-01T01:30:00-05:00"),
        ],
    )
    def test_a_doubled_time_is_the_latest_that_is_past(self, zone: str, typed: str, now: str, expected: str) -> None:
        assert parse_when(typed).moment(present(now, zone), confirmed=True).iso == expected

    @pytest.mark.parametrize("typed", ["02:30", "2:30am", "today 02:30", "2026-10-25 02:30", "2026-10-25T02:30"])
    def test_once_both_are_past_which_is_meant_is_asked(self, typed: str) -> None:
        with pytest.raises(Asks, match=r"second, 2026-10-25T02:30\+01:00 \(the first: 2026-10-25T02:30\+02:00\)"):
            parse_when(typed).moment(present("2026-10-25T09:00+01:00", BERLIN))

    @pytest.mark.parametrize(
        ("typed", "now"),
        [
            ("02:30", "2026-10-25T02:45+02:00"),
            ("03:00", "2026-10-25T09:00+01:00"),
            ("01:59", "2026-10-25T09:00+01:00"),
            ("now", "2026-10-25T02:30+01:00"),
            ("5m ago", "2026-10-25T02:30+01:00"),
            ("2026-10-25T02:30+01:00", "2026-10-25T09:00+01:00"),
            ("2026-10-25T01:30Z", "2026-10-25T09:00+01:00"),
        ],
    )
    def test_what_came_once_or_names_its_instant_is_not(self, typed: str, now: str) -> None:
        at = present(now, BERLIN)
        assert parse_when(typed).moment(at) == parse_when(typed).moment(at, confirmed=True)

    def test_beside_its_night_as_well(self) -> None:
        at = present("2026-10-25T02:15+01:00", BERLIN)
        assert parse_when("02:30").moment(at, day("2026-10-24")).iso == "2026-10-25T02:30:00+02:00"


class TestATraveller:
    def test_types_the_same_words_in_each_zone(self) -> None:
        friday = parse_when("23:40").moment(present("2026-11-21T00:30+01:00", BERLIN))
        sunday = parse_when("23:40").moment(present("2026-11-23T00:30-05:00", NEW_YORK))
        assert friday == moment("2026-11-20T23:40+01:00", BERLIN)
        assert sunday == moment("2026-11-22T23:40-05:00", NEW_YORK)
        assert (friday.zone, sunday.zone) == ("Europe/Berlin", "America/New_York")

    def test_may_name_the_offset_of_where_it_was(self) -> None:
        home = parse_when("2026-11-20T23:40+01:00").moment(AT_0900)
        assert home.utc_s == moment("2026-11-20T23:40+01:00", BERLIN).utc_s
        assert home.iso == "2026-11-20T17:40:00-05:00"


class TestClockTimes:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("23:40", "23:40"), ("0:05", "00:05"), ("9:00", "09:00"), ("11:40pm", "23:40"), ("11:40 PM", "23:40"),
            ("11pm", "23:00"), ("12am", "00:00"), ("12pm", "12:00"), ("12:30am", "00:30"), (" 23:40 ", "23:40"),
            ("23.40", "23:40"), ("2340", "23:40"), ("620", "06:20"), ("0005", "00:05"), ("11.40pm", "23:40"),
            ("1140 pm", "23:40"), ("11 p.m.", "23:00"), ("7a", "07:00"), ("7:15P", "19:15"),
        ],
    )  # fmt: skip
    def test_accepted(self, typed: str, expected: str) -> None:
        assert parse_clock(typed) == clock(expected)

    @pytest.mark.parametrize(
        "typed",
        ["", "25:10", "13pm", "0am", "13:00pm", "23:60", "2360", "noon", "23:4", "²:00"],
    )
    def test_refused(self, typed: str) -> None:
        with pytest.raises(NotAClockTime, match=r" is not a clock time; write 23:40 or 11:40pm$"):
            parse_clock(typed)

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ("8", "'8' can be read two ways; write 8am or 8pm"),
            ("12", "'12' can be read two ways; write 12am or 12pm"),
            ("20", "'20' alone is not a clock time; write 20:00"),
            ("0", "'0' alone is not a clock time; write 00:00"),
        ],
    )
    def test_an_hour_alone_is_answered_with_what_to_write(self, typed: str, message: str) -> None:
        for parse in (parse_clock, parse_when):
            with pytest.raises(HourAlone) as refused:
                parse(typed)
            assert refused.value.message == message
        for corrected in message.rpartition("write ")[2].split(" or "):
            parse_clock(corrected)


class TestDurations:
    @pytest.mark.parametrize(
        ("typed", "minutes"),
        [
            ("6h30", 390), ("6h30m", 390), ("6:30", 390), ("390m", 390), ("45m", 45), ("1.5h", 90), ("1,5h", 90),
            ("6h", 360), ("6H30M", 390), ("45min", 45), ("0m", 0), ("0:00", 0), ("24h", 1440), ("24:00", 1440),
            ("1440m", 1440), ("0.25h", 15), ("0.1h", 6), ("1.0000h", 60), (" 45m ", 45), ("6h5", 365), ("45 m", 45),
            ("7 hours", 420), ("1 hour", 60), ("2hrs", 120), ("6 hr 30", 390), ("6 hours 30 minutes", 390),
            ("55 minutes", 55), ("1 minute", 1), ("20 mins", 20), ("1.5 hours", 90),
            ("6 h 30", 390), ("6 h 30 min", 390), ("40 min", 40),
        ],
    )  # fmt: skip
    def test_accepted(self, typed: str, minutes: int) -> None:
        assert parse_duration(typed) == minutes

    @pytest.mark.parametrize(
        "typed",
        [
            "", "1441", "1.33h", "1.5", "6h60", "6:60", "6:3", "h", "m", "-5m", "24h01", "24:01", "1441m", "25h",
            "99999m", "1e2m", "6.5:30", "٤٥m", "forty minutes", "6h30s", "30s", "1d", "NaNh", "infm", "6 3 0 m",
            "6h 30h",
        ],
    )  # fmt: skip
    def test_refused(self, typed: str) -> None:
        with pytest.raises(
            NotADuration, match=r" is not a duration; write 6h30, 6:30, 390m, 45m or 1.5h \(up to 24h\)$"
        ):
            parse_duration(typed)

    @given(st.integers(0, 1440))
    def test_every_way_of_writing_one_is_read_back(self, minutes: int) -> None:
        hours, past = divmod(minutes, 60)
        forms = [
            f"{minutes}m",
            f"{hours}h{past}",
            f"{hours}h{past:02d}m",
            f"{hours}:{past:02d}",
            format_minutes(minutes),
        ]
        if minutes % 3 == 0:
            forms.append(f"{hours}.{past * 100 // 60:02d}h")
        assert [parse_duration(form) for form in forms] == [minutes] * len(forms)

    @pytest.mark.parametrize(("minutes", "text"), [(0, "0 min"), (40, "40 min"), (60, "1 h 00"), (400, "6 h 40")])
    def test_as_they_are_shown(self, minutes: int, text: str) -> None:
        assert format_minutes(minutes) == text


class TestDates:
    def test_accepted(self) -> None:
        assert parse_date(" 2026-11-20 ") == day("2026-11-20")
        assert parse_date("2028-02-29") == day("2028-02-29")

    @pytest.mark.parametrize(
        "typed", ["", "2026-02-29", "3/4/2026", "20261120", "2026-W47-5", "2026-11-2", "today", "٢٠٢٦-١١-٢٠"]
    )
    def test_refused(self, typed: str) -> None:
        with pytest.raises(NotADate):
            parse_date(typed)

    def test_refused_before_1990(self) -> None:
        with pytest.raises(TooLongAgo):
            parse_date("0001-01-01")


PARSERS: tuple[Callable[[str], object], ...] = (
    lambda text: parse_night(text, AT_0230),
    lambda text: parse_when(text).moment(AT_0230),
    lambda text: parse_when(text).moment(AT_0900, day("2026-11-20")),
    parse_clock,
    parse_date,
    parse_amount,
    parse_pieces,
    parse_sensations,
    parse_body_parts,
    parse_missed,
)
ALMOST = st.text("0123456789:.,-+ hmgacpsTZ\n\0٣²\ud800", max_size=30)
STAMPS = st.from_regex(
    r"\A[0-9]{4}-[01][0-9]-[0-3][0-9][ T][0-2][0-9]:[0-5][0-9](:[0-6][0-9])?(Z|[+-][0-2][0-9]:[0-6][0-9])?\Z"
)


@given(st.one_of(st.text(), ALMOST, STAMPS))
@example("\ud800")
@example("\0")
@example("9" * 5000)
@example("0001-01-01T00:00Z")
@example("9999-12-31T23:59-23:59")
def test_whatever_is_typed_a_parser_reads_it_or_says_bad_value(text: str) -> None:
    for parse in PARSERS:
        try:
            parse(text)
        except BadValue as refusal:
            assert len(refusal.message) < 600  # noqa: PT017 - either way is right, what is wrong is another error
            assert refusal.message.isprintable()  # noqa: PT017


@pytest.mark.parametrize("piece", ["9", " ", "1:", "a ", "-", "1.5h ", "\t\n", "2026-11-20T23:40 ", "ago ", "2,"])
def test_a_pasted_megabyte_is_refused_at_once(piece: str) -> None:
    pasted = piece * (1_000_000 // len(piece)) + "x"
    began = process_time()
    for parse in PARSERS[:8]:
        if parse is parse_pieces:
            assert parse(pasted) is None
        else:
            with pytest.raises(BadValue):
                parse(pasted)
    assert process_time() - began < 2


def test_weekdays_walk_back_through_a_week() -> None:
    nights = [parse_night(word, AT_0900) for word in ("sat", "fri", "thu", "wed", "tue", "mon", "sun")]
    assert [(later - earlier).days for later, earlier in pairwise(nights)] == [1] * 6
