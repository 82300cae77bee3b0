"""Days and instants of files: worked out by hand, and read strictly."""

from __future__ import annotations

from datetime import date

import pytest

from legdiary.domain.time.written_moments import read_day, read_instant, split_moment


@pytest.mark.parametrize(
    ("text", "second", "offset_min"),
    [
        ("1970-01-01T00:00:00+00:00", 0, 0),
        # Half an hour before the first second there was, on a clock half past one ahead.
        ("1970-01-01T01:00:00+01:30", -1_800, 90),
        # 04:40 in Greenwich on the 21st. 56 years with 14 leap days, then 304 + 20 days: 20 778 days.
        ("2026-11-20T23:40:00-05:00", 20_778 * 86_400 + 4 * 3_600 + 40 * 60, -300),
        # 30 years with 7 leap days, 31 + 28 days: 11 016 days; 23:59:59 there is 09:59:59 in Greenwich.
        ("2000-02-29T23:59:59+14:00", 11_016 * 86_400 + 9 * 3_600 + 59 * 60 + 59, 840),
        # 20 hours ahead of 00:19 there: 20:19 of the same day.
        ("1970-01-03T00:19:58-20:00", 2 * 86_400 + 20 * 3_600 + 19 * 60 + 58, -1_200),
    ],
)
def test_an_instant_is_its_utc_second_and_its_offset(text: str, second: int, offset_min: int) -> None:
    assert read_instant(text) == (second, offset_min)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T24:00:00-05:00",
        "2026-11-20T23:60:00-05:00",
        "2026-11-20T23:40:60-05:00",
        "2026-11-20T23:40:00-24:00",
        "2026-11-20T23:40:00-05:60",
        "2026-11-20T23:40:00-05:00 ",
        "2026-11-20T23:40:00Z",
        "2026-11-20T23:40:00",
        "2026-11-20 23:40:00-05:00",
        "2026-02-30T23:40:00-05:00",
        "٢٠٢٦-11-20T23:40:00-05:00",
        "2026-11-20T٢٣:40:00-05:00",
        "",
    ],
)
def test_what_we_would_not_write_is_no_instant(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_instant(text)


def test_a_day_is_a_day_of_the_calendar() -> None:
    assert read_day("2028-02-29") == date(2028, 2, 29)
    for text in ("2026-02-29", "20261120", "2026-W47-5", "2026-11-20T", " 2026-11-20", "٢٠٢٦-11-20"):
        with pytest.raises(ValueError, match=r"^"):
            read_day(text)


def test_the_zone_stands_behind_the_instant() -> None:
    assert split_moment("2026-11-20T23:40:00-05:00 America/New_York") == (
        "2026-11-20T23:40:00-05:00",
        " America/New_York",
    )
    assert split_moment("2026-11-20") == ("2026-11-20", "")
