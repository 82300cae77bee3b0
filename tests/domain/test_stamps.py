"""The moment at the beginning of a typed line: what phones write, and in which zone it was lived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from legdiary.domain.time.moments import TooLongAgo, UnknownZone, load_zone
from legdiary.domain.time.stamps import (
    NoMomentFirst,
    OffsetMissing,
    OffsetOfAnotherZone,
    begins_with_moment,
    read_stamp,
)

if TYPE_CHECKING:
    from legdiary.errors import BadValue

NEW_YORK = load_zone("America/New_York")


@pytest.mark.parametrize(
    ("text", "iso", "zone", "rest"),
    [
        # iOS Shortcuts, ISO 8601 with its time; the zone is the person's own.
        ("2026-11-22T02:10:33-05:00 night 6", "2026-11-22T02:10:33-05:00", "America/New_York", "night 6"),
        ("2026-11-22T02:10-05:00 night 6", "2026-11-22T02:10:00-05:00", "America/New_York", "night 6"),
        # `date +%FT%T%z`, `date "+%F %T %z"`, with parts of a second, with tabs.
        ("2026-11-22T02:10:00-0500 night 6", "2026-11-22T02:10:00-05:00", "America/New_York", "night 6"),
        ("2026-11-22 02:10:00 -0500\tnight 6", "2026-11-22T02:10:00-05:00", "America/New_York", "night 6"),
        ("2026-11-22T02:10:00.987-05:00   night 6", "2026-11-22T02:10:00-05:00", "America/New_York", "night 6"),
        # On a journey: another offset than New York had then is a zone of that offset.
        ("2026-11-22T08:10+01:00 night 6", "2026-11-22T08:10:00+01:00", "UTC+01:00", "night 6"),
        ("2026-07-22T02:10-05:00 night 6", "2026-07-22T02:10:00-05:00", "UTC-05:00", "night 6"),
        ("2026-07-22T02:10-04:00 night 6", "2026-07-22T02:10:00-04:00", "America/New_York", "night 6"),
        ("2026-11-22T08:10+01:00[Europe/Berlin] night 6", "2026-11-22T08:10:00+01:00", "Europe/Berlin", "night 6"),
        # The clocks farthest ahead and behind.
        ("2026-11-22T02:10+14:00 night 6", "2026-11-22T02:10:00+14:00", "UTC+14:00", "night 6"),
        ("2026-11-22T02:10-12:00 night 6", "2026-11-22T02:10:00-12:00", "UTC-12:00", "night 6"),
        # Z is the instant alone: 07:10 in Greenwich is 02:10 for somebody in New York.
        ("2026-11-22T07:10Z night 6", "2026-11-22T02:10:00-05:00", "America/New_York", "night 6"),
        ("2026-11-22T07:10:00Z[Europe/Berlin] night 6", "2026-11-22T08:10:00+01:00", "Europe/Berlin", "night 6"),
        # 01:30 came twice on 1 November, an hour apart; the offset says which.
        ("2026-11-01T01:30-04:00 night 6", "2026-11-01T01:30:00-04:00", "America/New_York", "night 6"),
        ("2026-11-01T01:30-05:00 night 6", "2026-11-01T01:30:00-05:00", "America/New_York", "night 6"),
        ("2026-11-22T02:10-05:00", "2026-11-22T02:10:00-05:00", "America/New_York", ""),
    ],
)
def test_what_phones_write(text: str, iso: str, zone: str, rest: str) -> None:
    read = read_stamp(text, NEW_YORK)
    assert (read.moment.iso, read.moment.zone, read.zone.name, read.rest) == (iso, zone, zone, rest)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("night 6", NoMomentFirst),
        ("02:10 night 6", NoMomentFirst),
        ("22/11/2026 02:10 night 6", NoMomentFirst),
        ("2026-11-22 night 6", NoMomentFirst),
        ("2026-11-22T02:10-05:00night 6", NoMomentFirst),
        ("2026-11-31T02:10-05:00 night 6", NoMomentFirst),
        ("2026-11-22T24:10-05:00 night 6", NoMomentFirst),
        ("2026-11-22T02:10-05:99 night 6", NoMomentFirst),
        ("2026-11-22T02:10+15:00 night 6", NoMomentFirst),
        ("2026-11-22T02:10+14:01 night 6", NoMomentFirst),
        ("2026-11-22T02:10-13:00 night 6", NoMomentFirst),
        ("2026-11-22T02:10-12:01 night 6", NoMomentFirst),
        ("9999-12-31T23:59-12:00 night 6", NoMomentFirst),
        ("2026-11-22T02:10 night 6", OffsetMissing),
        ("2026-11-22T02:10[Europe/Berlin] night 6", OffsetMissing),
        ("2026-11-22T02:10-05:00[Europe/Berlin] night 6", OffsetOfAnotherZone),
        ("2026-11-22T02:10+01:00[Europe/Atlantis] night 6", UnknownZone),
        ("1970-01-01T00:00+00:00 night 6", TooLongAgo),
    ],
)
def test_what_is_no_moment_of_a_line(text: str, error: type[BadValue]) -> None:
    with pytest.raises(error):
        read_stamp(text, NEW_YORK)


def test_a_line_is_told_how_to_begin() -> None:
    how = "write 2026-11-22T02:10-05:00 and then the command"
    with pytest.raises(NoMomentFirst) as no_moment:
        read_stamp("night 6", NEW_YORK)
    with pytest.raises(OffsetMissing) as no_offset:
        read_stamp("2026-11-22T02:10 night 6", NEW_YORK)
    with pytest.raises(OffsetOfAnotherZone) as another:
        read_stamp("2026-11-22T02:10-05:00[Europe/Berlin] night 6", NEW_YORK)
    assert no_moment.value.message == f"the line does not begin with a date and time; {how}"
    assert no_offset.value.message == f"the date and time have no offset from UTC; {how}"
    assert another.value.message == "-05:00 is not the offset that Europe/Berlin had then"


def test_a_table_of_moments_is_no_list_of_commands() -> None:
    assert begins_with_moment("2026-11-22T02:10-05:00 night 6")
    assert begins_with_moment("2026-11-22 02:10 night 6")
    for text in ("2026-11-22T02:10-05:00,2.5", "2026-11-22T02:10-05:00", "2026-11-22T02:10-05:00 2.5", "2026-11-22,x"):
        assert not begins_with_moment(text)
