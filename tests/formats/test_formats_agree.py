"""The same nights in every tracker's own file are the same nights here, in whatever order the file has them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, day, moment
from legdiary.domain.entries.sleep import sleep_figures
from legdiary.domain.time.moments import Moment, load_zone
from legdiary.formats.phone_health import samsung_health
from legdiary.formats.reader_result import BadRow, ReadOptions
from legdiary.formats.sleep_trackers import oura, plees_tracker, sleep_as_android, sleepdiary
from legdiary.formats.sleep_trackers.fitbit import read as fitbit
from legdiary.formats.sleep_trackers.garmin import read as garmin
from legdiary.formats.sleep_trackers.withings import read as withings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from legdiary.formats.reader_result import Found

ZONE = load_zone(BERLIN)
COLUMNS = "Id,Tz,From,To,Sched,Hours,Rating,Comment,Framerate,Snore,Noise,Cycles,DeepSleep,LenAdjust,Geo"


def as_plees(spans: Sequence[tuple[int, int]]) -> Found:
    rows = "".join(f"{n},{a * 1000},{b * 1000},0,,0\n" for n, (a, b) in enumerate(spans, start=1))
    return plees_tracker.read(f"sid,start,stop,rating,comment,wakes\n{rows}".encode(), "plees.csv", ReadOptions(ZONE))


def as_android(spans: Sequence[tuple[int, int]]) -> Found:
    rest = '"0.0","","10000","-1","-1.0","-1","-1.0","0",""'
    records = "".join(f'{COLUMNS}\n"{a * 1000}","{BERLIN}","","","","{(b - a) / 3600:.6f}",{rest}\n' for a, b in spans)
    return sleep_as_android.read(records.encode(), "sleep-export.csv", ReadOptions(ZONE))


def as_sleepdiary(spans: Sequence[tuple[int, int]]) -> Found:
    records = [{"status": "asleep", "start": a * 1000, "end": b * 1000, "start_timezone": BERLIN} for a, b in spans]
    return sleepdiary.read(
        json.dumps({"file_format": "Standard", "records": records}).encode(), "d.json", ReadOptions(ZONE)
    )


def as_fitbit(spans: Sequence[tuple[int, int]]) -> Found:
    head = "sleep_id,sleep_start,sleep_end,start_utc_offset,end_utc_offset\n"
    rows = "".join(f"{n},{utc(a)}Z,{utc(b)}Z,{offset(a)},{offset(b)}\n" for n, (a, b) in enumerate(spans))
    return fitbit.read(f"{head}{rows}".encode(), "UserSleeps.csv", ReadOptions(ZONE))


def as_garmin(spans: Sequence[tuple[int, int]]) -> Found:
    records = [{"sleepStartTimestampGMT": f"{utc(a)}.0", "sleepEndTimestampGMT": f"{utc(b)}.0"} for a, b in spans]
    return garmin.read(json.dumps(records).encode(), "sleepData.json", ReadOptions(ZONE))


def as_oura(spans: Sequence[tuple[int, int]]) -> Found:
    documents = [{"bedtime_start": local(a), "bedtime_end": local(b), "type": "long_sleep"} for a, b in spans]
    return oura.read(json.dumps({"data": documents}).encode(), "sleep.json", ReadOptions(ZONE))


def as_withings(spans: Sequence[tuple[int, int]]) -> Found:
    head = 'from,to,"light (s)","deep (s)","rem (s)","awake (s)","wake up",a,b\n'
    rows = "".join(f"{local(a)},{local(b)},,,,,,,\n" for a, b in spans)
    return withings.read(f"{head}{rows}".encode(), "sleep.csv", ReadOptions(ZONE))


def utc(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}"


def local(seconds: int) -> str:
    return Moment.from_timestamp(seconds, ZONE).iso


def offset(seconds: int) -> str:
    return local(seconds)[-6:]


FORMATS: tuple[Callable[[Any], Found], ...] = (
    as_plees, as_android, as_sleepdiary, as_fitbit, as_garmin, as_oura, as_withings,
)  # fmt: skip


@pytest.mark.parametrize("read", FORMATS)
def test_two_parts_of_a_night(read: Callable[[Any], Found]) -> None:
    """23:00–02:00 and 03:30–07:00: in bed 480, awake at least 90, slept at most 390."""
    spans = [
        (moment("2026-11-20T23:00+01:00").utc_s, moment("2026-11-21T02:00+01:00").utc_s),
        (moment("2026-11-21T03:30+01:00").utc_s, moment("2026-11-21T07:00+01:00").utc_s),
    ]
    for ordered in (spans, spans[::-1]):
        (night,) = read(ordered).entries
        figures = sleep_figures(night)
        assert (night.night_of, night.typed_frame, night.awake_least_min) == (day("2026-11-20"), "23:00-07:00", 90)
        assert (figures.tib_min, figures.tst_at_most_min, figures.tst_min) == (480, 390, None)


FROM = moment("2026-10-20T12:00+02:00").utc_s
#: Three minutes are a twentieth of an hour, which a count of hours can say.
SPAN = st.tuples(st.integers(0, 8 * 24 * 60), st.integers(0, 12 * 20)).map(
    lambda span: (FROM + 60 * span[0], FROM + 60 * (span[0] + 3 * span[1]))
)


@given(st.lists(SPAN, min_size=1, max_size=12, unique_by=lambda span: span[0]), st.randoms(use_true_random=False))
def test_any_file_in_any_order(spans: list[tuple[int, int]], dice: Any) -> None:
    """Eight days around the night in which the clocks go back."""
    expected = as_plees(spans).entries
    for read in FORMATS:
        shuffled = spans[:]
        dice.shuffle(shuffled)
        assert read(shuffled).entries == expected


_LAST = "9999-12-31T23:50:00"
_OURA = '{"data":[{"bedtime_start":"%s","bedtime_end":"%s","type":"long_sleep"}]}'


@pytest.mark.parametrize(
    ("read", "name", "data"),
    [
        (oura.read, "s.json", _OURA % (f"{_LAST}-05:00", f"{_LAST}-05:00")),
        (oura.read, "s.json", _OURA % ("0001-01-01T00:01:00+05:00", f"{_LAST}Z")),
        (garmin.read, "sleepData.json", f'[{{"sleepStartTimestampGMT":"{_LAST}.0","sleepEndTimestampGMT":"{_LAST}"}}]'),
        (
            fitbit.read,
            "UserSleeps.csv",
            f"sleep_id,sleep_start,sleep_end,start_utc_offset,end_utc_offset\n1,{_LAST}Z,{_LAST}Z,-05:00,-05:00\n",
        ),
        (
            withings.read,
            "sleep.csv",
            f'from,to,"light (s)","deep (s)","rem (s)","awake (s)","wake up"\n{_LAST}-05:00,{_LAST}-05:00,,,,,\n',
        ),
        (
            samsung_health.read,
            "com.samsung.shealth.sleep.csv",
            "com.samsung.shealth.sleep,1\nstart_time,end_time,time_offset\n253402300700000,253402300790000,UTC-0500\n",
        ),
    ],
)  # fmt: skip
def test_a_moment_at_the_end_of_all_calendars_is_told(read: Callable[..., Any], name: str, data: str) -> None:
    """In the zone of New York the year 9999 goes on where Python's has ended: `import` ended with a fault."""
    with pytest.raises(BadRow):
        read(data.encode(), name, ReadOptions(ZONE))
