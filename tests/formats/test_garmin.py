"""Garmin's sleep: the account's export, Garmin Connect's answer and its table. All files were written by us."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from test_fitbit import zipped

from builders import BERLIN, day, moment
from legdiary.domain.entries.sleep import sleep_figures
from legdiary.domain.time.moments import load_zone
from legdiary.formats.reader_result import BadRow, ReadOptions
from legdiary.formats.sleep_trackers.garmin import read as garmin

if TYPE_CHECKING:
    from legdiary.formats.reader_result import Found

FIXTURES = Path(__file__).parent / "fixtures"
EXPORT, TABLE = (FIXTURES / name for name in ("garmin.json", "garmin.csv"))


def read(data: bytes, source: str = "sleepData.json", zone: str = BERLIN) -> Found:
    assert garmin.recognises(data, "")
    return garmin.read(data, source, ReadOptions(load_zone(zone)))


def of_nights(*nights: dict[str, Any], zone: str = BERLIN) -> Found:
    return read(json.dumps(nights).encode(), zone=zone)


def night_of(start: str, end: str, **more: Any) -> dict[str, Any]:
    return {"sleepStartTimestampGMT": f"{start}:00.0", "sleepEndTimestampGMT": f"{end}:00.0", **more}


def test_an_export_becomes_nights() -> None:
    found = read(EXPORT.read_bytes())
    first, second, nap = found.entries
    # 21:40–05:13 GMT is 22:40–06:13 in Berlin, 453 minutes, of which 109 awake. When one went to bed nobody knows.
    assert (first.night_of, first.typed_frame, first.awake_min, first.times) == (
        day("2026-03-02"), "22:40-06:13", 109, 4,
    )  # fmt: skip
    assert (first.latency_min, sleep_figures(first).tst_min, sleep_figures(first).tst_at_most_min) == (None, None, 344)
    # 450 minutes: 420 asleep, 20 awake, 10 not measured.
    assert (second.typed_frame, second.awake_min, second.awake_least_min, second.unslept_least_min) == (
        "23:10-06:40", None, 20, 30,
    )  # fmt: skip
    assert sleep_figures(second).tst_at_most_min == 420
    assert (nap.night_of, nap.bed, nap.nap_min) == (day("2026-03-04"), None, 40)  # 13:00–13:45, of which 40 asleep
    assert found.not_carried[2:] == (
        "1 record without a sleep",
        "1 window in which Garmin found no sleep, or the watch was not worn",
        "1 night's minutes that were not measured: the time awake is known only at least",
        "2 nights' deep, light and REM sleep",
        "1 night's scores",
    )


def test_both_clock_changes() -> None:
    spring, autumn = of_nights(
        night_of("2026-03-28T22:00", "2026-03-29T05:00"), night_of("2026-10-24T21:00", "2026-10-25T06:00")
    ).entries
    assert (spring.typed_frame, sleep_figures(spring).tib_min) == ("23:00-07:00", 420)
    assert (autumn.typed_frame, sleep_figures(autumn).tib_min) == ("23:00-07:00", 540)


def test_a_nap_in_the_early_morning_is_no_part_of_the_night() -> None:
    """Up at 06:00, and asleep again 07:30–08:10, which the watch calls a nap."""
    nap = {"napStartTimestampGMT": "2026-03-03T06:30:00.0", "napEndTimestampGMT": "2026-03-03T07:10:00.0"}
    (night,) = of_nights(night_of("2026-03-02T22:00", "2026-03-03T05:00", napList=[nap])).entries
    assert (night.typed_frame, night.nap_min) == ("23:00-06:00", 40)


def test_a_nap_of_a_whole_night_is_the_night() -> None:
    nap = {"napStartTimestampGMT": "2026-03-02T22:00:00.0", "napEndTimestampGMT": "2026-03-03T04:00:00.0"}
    (night,) = of_nights({"napList": [nap], "calendarDate": "2026-03-03", "sleepStartTimestampGMT": None}).entries
    assert (night.typed_frame, night.nap_min) == ("23:00-05:00", None)


def test_two_parts_of_a_night() -> None:
    """23:00–02:00 with 10 awake and 03:30–07:00 with 5: awake 90 between, so 105 in all."""
    (night,) = of_nights(
        night_of("2026-03-02T22:00", "2026-03-03T01:00", awakeSleepSeconds=600, awakeCount=2),
        night_of("2026-03-03T02:30", "2026-03-03T06:00", awakeSleepSeconds=300, awakeCount=1),
    ).entries
    assert (night.typed_frame, night.times, sleep_figures(night).tst_at_most_min) == ("23:00-07:00", 4, 375)
    assert night.note == "tracked 23:00–02:00, 03:30–07:00"


def test_what_garmin_connect_answers_tells_the_offset() -> None:
    """22:00–05:00 by a clock five hours behind GMT; a list of movements is passed over."""
    answer = {
        "dailySleepDTO": {
            "calendarDate": "2026-03-03", "userProfilePK": 1, "sleepWindowConfirmationType": "enhanced_confirmed_final",
            "sleepStartTimestampGMT": 1772506800000, "sleepEndTimestampGMT": 1772532000000,
            "sleepStartTimestampLocal": 1772488800000, "awakeSleepSeconds": 1260, "awakeCount": 1,
        },
        "sleepMovement": [{"startGMT": "2026-03-03T03:00:00.0"}],
        "dailyNapDTOS": [{"napStartTimestampGMT": "2026-03-03T18:00:00", "napEndTimestampGMT": "2026-03-03T18:30:00"}],
    }  # fmt: skip
    night, nap = read(json.dumps(answer).encode()).entries
    assert (night.night_of, night.typed_frame, night.awake_min) == (day("2026-03-02"), "22:00-05:00", 21)
    assert night.bed == moment("2026-03-02T22:00-05:00", "UTC-05:00")
    assert (nap.night_of, nap.nap_min) == (day("2026-03-03"), 30)  # 13:00–13:30 there


FOLDER = "Выгрузка/DI_CONNECT/DI-Connect-Wellness"


def test_a_zip_whose_files_overlap_has_the_later_one_right() -> None:
    """Names of an export's files hold an address: none is ever shown."""
    early = [night_of("2026-03-02T22:00", "2026-03-03T05:00", calendarDate="2026-03-03", awakeCount=1)]
    late = [
        night_of("2026-03-02T22:05", "2026-03-03T05:00", calendarDate="2026-03-03", awakeCount=3),
        night_of("2026-03-03T22:00", "x", calendarDate="2026-03-04"),
    ]
    made = zipped(
        {
            f"{FOLDER}/2026-03-02_2026-06-09_jo@example.org_sleepData.json": json.dumps(late[:1]).encode(),
            f"{FOLDER}/2025-11-22_2026-03-03_jo@example.org_sleepData.json": json.dumps(early).encode(),
            f"{FOLDER}/jo@example.org_summarizedActivities.json": b"\0",
        }
    )
    found = read(made, "export.zip")
    (night,) = found.entries
    assert (night.typed_frame, night.times) == ("23:05-06:00", 3)
    assert "1 night that a later file has otherwise: as there" in found.not_carried
    with pytest.raises(BadRow, match="2026-03-02_2026-06-09_…_sleepData") as caught:
        read(zipped({f"{FOLDER}/2026-03-02_2026-06-09_jo@example.org_sleepData.json": json.dumps(late).encode()}))
    assert caught.value.place == "2026-03-02_2026-06-09_…_sleepData.json, record 2, sleepEndTimestampGMT"


# ---------------------------------------------------------------------- Garmin Connect's table


def test_the_table_of_garmin_connect() -> None:
    found = read(TABLE.read_bytes())
    first, second = found.entries
    # 22:40–06:13 is 453 minutes, of which 423 asleep; 0:10 is after midnight, so still the night of the 3rd.
    assert (first.night_of, first.typed_frame, first.unslept_least_min) == (day("2026-03-02"), "22:40-06:13", 30)
    assert (second.night_of, second.typed_frame, second.unslept_least_min) == (day("2026-03-03"), "00:10-07:11", 24)
    assert found.not_carried[1:] == ("1 row without a sleep", "8 columns that legdiary does not know")


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("Sleep Score 1 Day,", "Date,2026-03-03", "has no bed times; export the one of 7 days or 4 weeks"),
        (
            "Date,Avg Score,Avg Quality,Avg Duration,Avg Bedtime,Avg Wake Time",
            "13-19 May,66,Fair,7h,23:12,7:22",
            "no bed",
        ),
        ("Sleep Score 7 Days,Bedtime,Wake Time,Duration", "Nov 12,22:40,6:13,7h", "a day with its year"),
        ("Sleep Score 7 Days,Bedtime,Wake Time,Duration", "3/4/2026,22:40,6:13,7h", "a day with its year"),
        ("Sleep Score 7 Days,Bedtime,Wake Time,Duration", "2026-03-03,22:40,13:13 PM,7h", "a time such as 23:40"),
        ("Sleep Score 7 Days,Bedtime,Wake Time,Duration", "2026-03-03,22:40,6:13,long", "a time asleep such as"),
        ("Sleep Score 7 Days,Bedtime,Wake Time,Duration", "2026-03-03,7:00,6:13,7h", "accepted: up to 16 h"),
        ("Sleep Score 7 Days,Bedtime,Wake Time,Duration", "2026-03-29,22:40,2:30,7h", "02:30 did not exist"),
    ],
)
def test_tables_that_cannot_be_right(header: str, row: str, said: str) -> None:
    with pytest.raises(BadRow, match=said):
        read(f"{header}\n{row}\n".encode(), "Sleep.csv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"sleepStartTimestampGMT": "2026-03-02", "sleepEndTimestampGMT": "2026-03-03"}]', "record 1, sleepStart"),
        ('{"sleepStartTimestampGMT": 1}', "accepted: Garmin's list of nights"),
        ('[{"sleepStartTimestampGMT": "2026-03-02T22:00:00.0"', "not complete JSON"),
        ('[7, {"sleepStartTimestampGMT": null}]', "record 1: accepted: an object"),
        ('[{"sleepStartTimestampGMT": null, "napList": 7}]', "napList: accepted: a list"),
    ],
)
def test_what_cannot_be_right_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadRow, match=said):
        read(text.encode())
