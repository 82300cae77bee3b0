"""TZ as the C library reads it: every string is compared with `time.localtime` over whole years."""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from legdiary.domain.time.moments import CountsLeapSeconds, Moment, UnknownZone, load_zone
from legdiary.domain.time.posix_zone import NotKeptByMinutes, read_rules
from legdiary.domain.time.tz_variable import NotAZone, zone_of_tz

if TYPE_CHECKING:
    from collections.abc import Iterator

#: 2025-01-01 and 2029-01-01: four years with a leap day among them.
FIRST_S, LAST_S = 1_735_689_600, 1_861_920_000
FORMAT = "%Y-%m-%d %H:%M:%S %z"


@pytest.fixture(autouse=True)
def _the_c_library_is_left_as_it_was() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


def assert_as_the_c_library(tz: str, moments: range) -> None:
    info = zone_of_tz(tz.removeprefix(":")).info
    os.environ["TZ"] = tz
    time.tzset()
    for at in moments:
        assert f"{datetime.fromtimestamp(at, info):{FORMAT}}" == time.strftime(FORMAT, time.localtime(at)), tz


@pytest.mark.parametrize(
    ("tz", "name"),
    [
        # The sign is turned round: what is written with a minus is ahead of UTC.
        ("UTC-14", "UTC+14:00"),
        ("UTC+14", "UTC-14:00"),
        ("UTC-05:00", "UTC+05:00"),
        ("<-03>3", "UTC-03:00"),
        ("<+0330>-3:30", "UTC+03:30"),
        ("GMT+5", "UTC-05:00"),
        ("UTC0", "UTC"),
        ("XXX-23:59", "UTC+23:59"),
        # With summer time the rules are the name.
        ("EST5EDT,M3.2.0,M11.1.0", "EST5EDT,M3.2.0,M11.1.0"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "CET-1CEST,M3.5.0,M10.5.0/3"),
        ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1"),
        ("IST-2IDT,M3.4.4/26,M10.5.0", "IST-2IDT,M3.4.4/26,M10.5.0"),
        ("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45"),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "IST-1GMT0,M10.5.0,M3.5.0/1"),
        ("EST5EDT4,J60/2,J300", "EST5EDT4,J60/2,J300"),
        ("AAA3BBB,59/2,300/1", "AAA3BBB,59/2,300/1"),
        # A name of the zone database goes first, as in the C library.
        ("EST5EDT", "EST5EDT"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("Etc/GMT-14", "Etc/GMT-14"),
        ("posix/Europe/Berlin", "Europe/Berlin"),
        (":<-03>3", "UTC-03:00"),
    ],
)
def test_a_valid_tz_is_the_clock_that_date_shows(tz: str, name: str) -> None:
    zone = zone_of_tz(tz.removeprefix(":"))
    assert zone.name == name
    assert load_zone(zone.name).name == zone.name  # whenever, wherever it is looked up again
    assert_as_the_c_library(tz, range(FIRST_S, LAST_S, 11 * 3600 + 47 * 60))


OFFSETS = st.tuples(st.sampled_from(["", "+", "-"]), st.integers(0, 14), st.sampled_from(["", ":30", ":45"])).map(
    lambda parts: f"{parts[0]}{parts[1]}{parts[2]}"
)
DAYS = st.one_of(
    st.builds("M{}.{}.{}".format, st.integers(1, 12), st.integers(1, 5), st.integers(0, 6)),
    st.integers(1, 365).map("J{}".format),
    st.integers(0, 364).map(str),
)
CLOCKS = st.sampled_from(["", "/0", "/1:30", "/3", "/-1", "/24"])


@settings(max_examples=40, deadline=None)
@given(std=OFFSETS, start=DAYS, end=DAYS, at=CLOCKS, until=CLOCKS)
def test_whatever_the_rules_are(std: str, start: str, end: str, at: str, until: str) -> None:
    tz = f"AAA{std}BBB,{start}{at},{end}{until}"
    # Summer times that touch, or go over the new year's night, are read in several ways by C libraries.
    days = [_day_of_year(rule) for rule in (start, end)]
    assume(abs(days[0] - days[1]) > 7 and all(10 < day < 355 for day in days))
    assert_as_the_c_library(tz, range(FIRST_S, LAST_S, 71 * 3600 + 47 * 60))


def _day_of_year(rule: str) -> int:
    if not rule.startswith("M"):
        return int(rule.lstrip("J"))
    month, week, _ = (int(part) for part in rule[1:].split("."))
    return 30 * (month - 1) + 7 * (week - 1) + 3


@pytest.mark.parametrize("text", ["XXX1:02:03", "XXX-24", "XXX24:30", "AAA23BBB-24,M3.5.0,M10.5.0", "XXX99"])
def test_an_offset_that_no_moment_can_keep_is_said(text: str) -> None:
    with pytest.raises(NotKeptByMinutes, match=r"whole minutes under 24 h$"):
        zone_of_tz(text)


@pytest.mark.parametrize(
    "text",
    ["Mars/Olympus", "utc", "America", "AB3", "EST 5", "EST5EDT,", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
     "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J300", "EST5EDT,J366,J3", "/etc/passwd", "../x", "<-03>", "3", "\udce9",
     "A" * 300],
)  # fmt: skip
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(NotAZone, match=r"is not known; write an IANA name such as Europe/Berlin$"):
        zone_of_tz(text)


@pytest.mark.parametrize(
    "text", ["EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.2.0", "a,b", ",", "=1,2", "EST5EDT,M3.2.0,M11.1.0,x"]
)
def test_stored_rules_are_whole_and_right_or_no_zone(text: str) -> None:
    with pytest.raises(UnknownZone):
        load_zone(text)


def test_summer_time_without_dates_has_those_of_the_c_library() -> None:
    rules = read_rules("AAA5BBB")
    assert rules is not None
    assert rules.name == "AAA5BBB,M3.2.0,M11.1.0"


@given(st.text(alphabet="AaMJ<>+-:,./0123456789", max_size=30))
def test_anything_else_is_a_zone_or_a_clear_refusal(text: str) -> None:
    try:
        zone = zone_of_tz(text)
    except (NotAZone, NotKeptByMinutes):
        return
    assert Moment.from_timestamp(FIRST_S, zone).zone == zone.name


def test_a_night_of_a_clock_change_is_kept_with_both_offsets() -> None:
    """By hand: the clocks of `EST5EDT,M3.2.0,M11.1.0` go back on 1 November 2026 at 06:00Z."""
    zone = zone_of_tz("EST5EDT,M3.2.0,M11.1.0")
    evening, morning = (
        Moment.from_datetime(datetime.fromisoformat(text), zone) for text in ("2026-11-01T03:00Z", "2026-11-01T11:00Z")
    )
    assert evening.text == "2026-10-31T23:00:00-04:00[EST5EDT,M3.2.0,M11.1.0]"
    assert morning.text == "2026-11-01T06:00:00-05:00[EST5EDT,M3.2.0,M11.1.0]"
    assert Moment.from_text(morning.text) == morning


class TestLeapSeconds:
    @pytest.mark.parametrize("name", ["right/Europe/Berlin", "right/UTC", "right/Mars"])
    def test_a_zone_that_counts_them_is_refused(self, name: str) -> None:
        for read in (load_zone, zone_of_tz):
            with pytest.raises(CountsLeapSeconds) as refusal:
                read(name)
            assert str(refusal.value) == (
                f"the time zone '{name}' counts leap seconds, which legdiary does not; write {name[6:]}"
            )

    def test_without_them_it_is_the_zone_itself(self) -> None:
        assert load_zone("posix/Europe/Berlin").name == "Europe/Berlin"
