from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK, moment
from legdiary.domain.entries.sleep import Sleep, sleep_figures
from legdiary.domain.time.moments import load_zone
from legdiary.errors import BadValue
from legdiary.formats.reader_result import BadRow, Found, ReadOptions
from legdiary.formats.sleep_trackers import sleepdiary

GOOD = (Path(__file__).parent / "fixtures" / "sleepdiary.json").read_bytes()
START, END = 1782939600000, 1782967500000  # 2026-07-01 23:00 to 06:45 in Berlin
HOUR = 3_600_000
UPPER_BOUND = (
    "minutes to fall asleep and minutes awake, each by itself: the file does not say, so the time slept is known only "
    "at most"
)


def diary(*records: object, **members: object) -> str:
    return json.dumps({"file_format": "Standard", "records": list(records)} | members, indent=1)


def asleep(**fields: object) -> dict[str, object]:
    return {"status": "asleep", "start": START, "end": END, "start_timezone": BERLIN} | fields


def read(data: str | bytes, zone: str = "UTC") -> Found:
    return sleepdiary.read(data.encode() if isinstance(data, str) else data, "diary.json", ReadOptions(load_zone(zone)))


def refusal(data: str | bytes) -> BadRow:
    with pytest.raises(BadRow) as caught:
        read(data)
    return caught.value


def test_a_real_diary_becomes_nights() -> None:
    found = read(GOOD)
    first, nap, flight, autumn = found.entries
    assert first == Sleep(
        date(2026, 7, 1),
        bed=moment("2026-07-01T22:30+02:00", BERLIN),
        wake=moment("2026-07-02T06:45+02:00", BERLIN),
        unslept_least_min=60,  # in bed 22:30–23:00, and 7:15 slept of the 7:45 from then on
        note="woke often\n03:15 paced\n#hot #legs",
    )
    assert nap == Sleep(date(2026, 7, 2), nap_min=40)  # of a night in which nothing else was tracked
    assert flight.bed == moment("2026-07-03T21:30-04:00", NEW_YORK)
    assert flight.wake == moment("2026-07-04T01:00-04:00", NEW_YORK)  # 06:00 in London, in the zone of the evening
    assert sleep_figures(autumn).tib_min == 540
    assert found.not_carried == (
        UPPER_BOUND,
        "the zone in which 1 sleep ended: a night is kept in the zone it began in",
        "1 sleep without a start or an end",
        "1 record marked 'awake'",
        "1 record marked 'caffeine'",
    )


def test_a_nap_belongs_to_the_night_of_the_same_noon_to_noon() -> None:
    nap = asleep(start=START + 15 * HOUR, end=START + 16 * HOUR, start_timezone=None)
    night = asleep(start=START + 24 * HOUR, end=END + 24 * HOUR)
    first, second = read(diary(night, asleep(), nap), BERLIN).entries
    assert (first.nap_min, second.nap_min) == (None, 60)


def test_without_a_zone_the_diarys_own_is_taken() -> None:
    (night,) = read(diary(asleep(start_timezone=None)), NEW_YORK).entries
    assert night.bed == moment("2026-07-01T17:00-04:00", NEW_YORK)
    assert night.bed.zone == NEW_YORK


def test_what_the_library_guessed_is_not_believed() -> None:
    shorter = asleep(start=START - 9 * HOUR, end=START - 8 * HOUR, is_primary_sleep=True, day_number=7)
    (night,) = read(diary(shorter, asleep(is_primary_sleep=False))).entries
    assert (night.bed, night.nap_min) == (moment("2026-07-01T23:00+02:00", BERLIN), 60)


@pytest.mark.parametrize(
    ("duration", "off", "at_most"),
    [
        (360 * 60_000, 105, 360),  # 23:00–06:45 is 465
        (465 * 60_000, None, 465),
        (465 * 60_000 - 59_999, None, 465),  # not a minute
        (465 * 60_000 - 60_000, 1, 464),
        (0, 465, 0),
        (None, None, 465),
    ],
)
def test_a_duration_shorter_than_the_span_lowers_the_bound(duration: int | None, off: int | None, at_most: int) -> None:
    (night,) = read(diary(asleep(duration=duration))).entries
    assert (night.awake_least_min, night.unslept_least_min) == (None, off)
    assert (sleep_figures(night).tst_at_most_min, sleep_figures(night).tst_min) == (at_most, None)


@pytest.mark.parametrize(
    ("begins", "ends", "frame", "off"),
    [
        (-30, 0, "22:30-06:45", 30),
        (-30, 465, "22:30-06:45", 30),  # in bed the whole night
        (-40, -30, "22:20-06:45", 40),  # half an hour before it at most
        (-40, -31, "23:00-06:45", None),
        (10, 20, "23:00-06:45", None),
        (-9 * 60, 0, "23:00-06:45", None),  # that night would have 16:45 in bed
    ],
)
def test_when_one_went_to_bed(begins: int, ends: int, frame: str, off: int | None) -> None:
    record = {"status": "in bed", "start": START + begins * 60_000, "end": START + ends * 60_000}
    made = read(diary(record, asleep()))
    (night,) = made.entries
    assert (night.typed_frame, night.unslept_least_min) == (frame, off)
    assert sleep_figures(night).tst_at_most_min == 465
    assert ("1 record marked 'in bed'" in made.not_carried) is (off is None)


def test_a_record_in_bed_that_leads_to_no_sleep_is_counted() -> None:
    made = read(diary({"status": "in bed", "start": START}, {"status": "in bed", "start": START, "end": END}))
    assert made == Found((), ("2 records marked 'in bed'",))
    twice = read(diary({"status": "in bed", "start": START - 60_000, "end": START}, asleep(), asleep()))
    assert "1 row listed twice, taken once" in twice.not_carried


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"comments": "one"}, "one"),
        ({"comments": {"text": "one"}}, "one"),
        ({"comments": ["one", {"time": START, "text": "two"}]}, "one\n23:00 two"),
        ({"comments": [], "tags": []}, None),
        ({"comments": None, "tags": None}, None),
        ({"tags": ["a", "b"]}, "#a #b"),
        ({"comments": ["one\r\ntwo"]}, "one\ntwo"),
    ],
)
def test_comments_and_tags(fields: dict[str, object], note: str | None) -> None:
    assert read(diary(asleep(**fields))).entries[0].note == note


def test_numbers_may_have_fractions_of_a_millisecond() -> None:
    (night,) = read(diary(asleep(end=END + 0.75, duration=END - START + 0.5))).entries
    assert night.wake == moment("2026-07-02T06:45+02:00", BERLIN)


def test_a_status_of_ones_own_is_counted_but_not_named() -> None:
    found = read(diary({"status": "secret"}, {"status": "meal", "start": "never looked at"}, {"status": "meal"}))
    assert found == Found((), ("1 record of a kind that is not known here", "2 records marked 'meal'"))


def test_the_mark_may_stand_at_the_end() -> None:
    text = json.dumps({"records": [asleep()] * 2, "file_format": "Standard"})
    assert sleepdiary.recognises(text.encode(), "")
    assert "1 row listed twice, taken once" in read(text).not_carried
    assert not sleepdiary.recognises(text.replace("Standard", "Fitbit").encode(), "diary.json")


@pytest.mark.parametrize(
    ("fields", "column", "says"),
    [
        ({"end": START - 1000}, "end", "before its start"),
        ({"end": START + 16 * HOUR + 60_000}, "end", "lasts 16 h 01; accepted: up to 16 h"),
        ({"start": START // 1000}, "start", "accepted: milliseconds since 1970-01-01"),
        ({"end": 4_102_444_800_000}, "end", "not a moment from 1990 to 2099"),
        ({"start": "2026-07-01"}, "start", "accepted: a number of milliseconds"),
        ({"start": str(START)}, "start", "accepted: a number of milliseconds"),
        ({"start": True}, "start", "accepted: a number of milliseconds"),
        ({"start": 1e300}, "start", "accepted: a number of milliseconds"),
        ({"start": 10**300}, "start", "accepted: a number of milliseconds"),
        ({"duration": -1}, "duration", "accepted: up to end − start"),
        ({"duration": END - START + 120_000}, "duration", "accepted: up to end − start"),
        ({"start_timezone": "Mars/Phobos"}, "start_timezone", "is not known"),
        ({"end_timezone": "../etc"}, "end_timezone", "is not known"),
        ({"start_timezone": "\x00"}, "start_timezone", "is not known"),
        ({"start_timezone": 1}, "start_timezone", "accepted: the name of a time zone"),
        ({"tags": "hot"}, "tags", "accepted: a list of words"),
        ({"tags": [1]}, "tags", "accepted: a list of words"),
        ({"comments": [1]}, "comments", "accepted: a text, or an object"),
        ({"comments": [{"time": START}]}, "comments", "accepted: a text, or an object"),
        ({"comments": [{"time": 5, "text": "x"}]}, "comments", "not a moment from 1990"),
        ({"comments": ["\x07"]}, "comments", "control character"),
        ({"status": None}, "status", "accepted: a word such as asleep"),
        ({"status": 5}, "status", "accepted: a word such as asleep"),
    ],
)
def test_a_record_that_cannot_be_is_refused_with_its_place(fields: dict[str, object], column: str, says: str) -> None:
    error = refusal(diary(asleep(), asleep(**fields)))
    assert (error.line, error.column) == (10, column)
    assert says in error.message


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("", "not complete JSON"),
        ("{", "not complete JSON"),
        ("[]", "accepted: a sleepdiary diary"),
        ("{}", "accepted: a sleepdiary diary"),
        ('{"file_format": "Standard"}', "accepted: a sleepdiary diary"),
        ('{"file_format": "Fitbit", "records": []}', "accepted: a sleepdiary diary"),
        ('{"file_format": "Standard", "records": [3]}', "accepted: a record, an object"),
        ('{"file_format": "Standard", "records": {}}', "'records' is not a list"),
        ('{"file_format": "Standard", "records": [], "records": []}', "stands twice"),
        ('{1: 2, "file_format": "Standard", "records": []}', "stands twice, or"),
        (b'{"file_format": "Standard"\n, "x": "\xff"}', "line 2: a byte that is not UTF-8"),
        (b'{"file_format": "Standard"\0', "a NUL byte"),
        ('{"file_format": "Standard", "x": ' + '{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_such_file(data: str | bytes, says: str) -> None:
    assert says in refusal(data).message


def test_huge_files_are_refused_soon() -> None:
    data = b'{"file_format": "Standard", "records": [' + b"1," * 25_000_000
    began = time.process_time()
    assert sleepdiary.recognises(data, "")
    assert "larger than 20 MB" in refusal(data).message
    assert time.process_time() - began < 5


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["time", "text"]), inner),
)
FIELDS = ["status", "start", "end", "duration", "start_timezone", "end_timezone", "tags", "comments"]


@given(
    st.one_of(
        st.binary(max_size=300),
        st.tuples(st.integers(0, len(GOOD)), st.integers(0, 40), st.binary(max_size=20)).map(
            lambda cut: GOOD[: cut[0]] + cut[2] + GOOD[cut[0] + cut[1] :]
        ),
        st.dictionaries(st.sampled_from(FIELDS), JSONS).map(lambda fields: diary(asleep(**fields)).encode()),
        st.lists(
            st.tuples(st.integers(-(10**13), 5 * 10**12), st.integers(-(10**7), 10**8)).map(
                lambda span: asleep(start=span[0], end=sum(span))
            )
        ).map(lambda records: diary(*records).encode()),
    )
)
def test_whatever_the_bytes_nothing_but_a_refusal_is_raised(data: bytes) -> None:
    sleepdiary.recognises(data, "x")
    try:
        read(data)
    except BadValue as error:
        assert "\n" not in error.message  # noqa: PT017 - a refusal is one of two good ends
