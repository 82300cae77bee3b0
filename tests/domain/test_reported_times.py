"""Times of a sleep as a person reports them: a clock time, or a whole moment where the clock showed it twice."""

from __future__ import annotations

from datetime import time

import pytest

from builders import BERLIN, moment, present
from legdiary.domain.time.moments import Moment, TooLongAgo
from legdiary.domain.time.parse import (
    NotAClockTime,
    describe_repeated_time,
    is_reported_time,
    parse_reported_time,
    split_span,
)

# In Berlin clocks go back at 03:00 on this morning.
MORNING = present("2026-10-25T09:00+01:00", BERLIN)


def test_a_clock_time_stays_one() -> None:
    assert parse_reported_time("23:40", MORNING) == time(23, 40)
    assert is_reported_time("23:40")


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T02:30:00+01:00"),
        (" 2026-10-25  02:30:15+02:00 ", "2026-10-25T02:30:15+02:00"),
        # The same instant on the clock of the person's zone.
        ("2026-10-25T02:30Z", "2026-10-25T03:30:00+01:00"),
        ("2026-10-24T20:30-05:00", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_a_moment_says_which_of_two_it_is(typed: str, iso: str) -> None:
    read = parse_reported_time(typed, MORNING)
    assert isinstance(read, Moment)
    assert read.iso == iso
    assert is_reported_time(" ".join(typed.split()))


@pytest.mark.parametrize(
    "typed",
    [
        "25:00",
        "2026-10-25T02:30",
        "2026-10-25T02:30+0100",
        "2026-10-25T02:30 +01:00",
        "2026-11-31T02:30+01:00",
        "2026-10-25T02:30+25:00",
        "9999-12-31T23:59-12:00",
    ],
)
def test_what_is_neither_is_named_as_it_was_typed(typed: str) -> None:
    with pytest.raises(NotAClockTime) as caught:
        parse_reported_time(typed, MORNING)
    assert caught.value.message == f"'{typed}' is not a clock time; write 23:40 or 11:40pm"


def test_a_year_too_long_ago_is_named_too() -> None:
    with pytest.raises(TooLongAgo, match=r"^1989-12-31T23:59\+01:00 is before 1990; "):
        parse_reported_time("1989-12-31T23:59+01:00", MORNING)
    read = parse_reported_time("1990-01-01T00:00+01:00", MORNING)
    assert isinstance(read, Moment)
    assert read.iso == "1990-01-01T00:00:00+01:00"


@pytest.mark.parametrize(
    ("typed", "sides"),
    [
        ("22:45-06:10", ("22:45", "06:10")),
        (" 22:45 – 06:10 ", ("22:45", "06:10")),
        ("11pm to 7am", ("11pm", "7am")),
        ("11PM  TO  7AM", ("11PM", "7AM")),
        (
            "2026-10-25T00:30+02:00-2026-10-25T02:30+01:00",
            ("2026-10-25T00:30+02:00", "2026-10-25T02:30+01:00"),
        ),
        ("22:45-2026-10-25T02:30-01:00", ("22:45", "2026-10-25T02:30-01:00")),
        ("22:45-", ("22:45", "")),
        ("-06:10", ("", "06:10")),
    ],
)
def test_a_span_is_split_outside_of_dates_and_offsets(typed: str, sides: tuple[str, str]) -> None:
    assert split_span(typed) == sides


@pytest.mark.parametrize("typed", ["22:45", "", "22:45 06:10", "22-45-06", "tomorrow"])
def test_what_has_not_two_sides_is_no_span(typed: str) -> None:
    assert split_span(typed) is None


def test_a_time_that_came_twice_is_told_with_the_other() -> None:
    first, second = (moment(f"2026-10-25T02:30{offset}", BERLIN) for offset in ("+02:00", "+01:00"))
    told = "02:30 came twice on 2026-10-25, since the clocks were put back; without an offset it is the "
    assert (
        describe_repeated_time(second, first)
        == f"{told}second, 2026-10-25T02:30+01:00 (the first: 2026-10-25T02:30+02:00)."
    )
    assert (
        describe_repeated_time(first, second)
        == f"{told}first, 2026-10-25T02:30+02:00 (the second: 2026-10-25T02:30+01:00)."
    )
