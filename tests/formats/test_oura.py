"""Oura's sleep: documents of the API, the account's export and the table of trends. All files were written by us."""

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
from legdiary.formats.sleep_trackers import oura

if TYPE_CHECKING:
    from legdiary.formats.reader_result import Found

FIXTURES = Path(__file__).parent / "fixtures"
DOCUMENTS, TABLE = (FIXTURES / name for name in ("oura.json", "oura.csv"))


def read(data: bytes, source: str = "oura.json") -> Found:
    assert oura.recognises(data, "")
    return oura.read(data, source, ReadOptions(load_zone(BERLIN)))


def of_documents(*documents: dict[str, Any]) -> Found:
    return read(json.dumps({"data": documents}).encode())


def document(start: str, end: str, **more: Any) -> dict[str, Any]:
    return {"bedtime_start": start, "bedtime_end": end, "type": "long_sleep", "total_sleep_duration": None, **more}


@pytest.mark.parametrize("file", [DOCUMENTS, TABLE])
def test_documents_become_nights(file: Path) -> None:
    found = read(file.read_bytes(), file.name)
    (night,) = found.entries
    # 22:40–06:40 is 480 minutes: 15 to fall asleep, 420 asleep, 60 awake with the 15 in it, so 45 afterwards.
    assert (night.night_of, night.typed_frame) == (day("2026-03-02"), "22:40-06:40")
    assert (night.latency_min, night.awake_min, night.times) == (15, 45, None)
    assert (sleep_figures(night).tst_min, sleep_figures(night).tib_min) == (420, 480)
    assert night.nap_min == 30  # 08:30–09:10, called a nap, of which 30 minutes asleep
    assert found.not_carried == (
        "1 rest that Oura does not count as sleep",
        "1 sleep deleted in the app",
        "1 sleep's stages, heart rate and scores",
    )


def test_the_zip_of_the_account_and_the_documents_are_the_same_nights() -> None:
    made = zipped({"data/App Data/sleepmodel.csv": TABLE.read_bytes(), "data/App Data/heartrate.csv": b"\0"})
    assert read(made).entries == read(DOCUMENTS.read_bytes()).entries


def test_both_clock_changes_and_a_journey() -> None:
    spring, autumn, away = of_documents(
        document("2026-03-28T23:00:00+01:00", "2026-03-29T07:00:00+02:00"),
        document("2026-10-24T23:00:00+02:00", "2026-10-25T07:00:00+01:00"),
        document("2026-11-02T23:00:00-05:00", "2026-11-03T07:00:00-05:00"),
    ).entries
    assert [sleep_figures(night).tib_min for night in (spring, autumn, away)] == [420, 540, 480]
    assert away.bed == moment("2026-11-02T23:00-05:00", "UTC-05:00")
    assert (away.night_of, away.typed_frame) == (day("2026-11-02"), "23:00-07:00")


def test_two_sleeps_of_one_night() -> None:
    """A `long_sleep` 23:00–02:00 and a `sleep` 03:30–07:00: awake at least 90 minutes."""
    (night,) = of_documents(
        document("2026-03-02T23:00:00+01:00", "2026-03-03T02:00:00+01:00"),
        document("2026-03-03T03:30:00+01:00", "2026-03-03T07:00:00+01:00", type="sleep"),
    ).entries
    assert (night.typed_frame, night.awake_least_min) == ("23:00-07:00", 90)


def test_the_former_version_of_the_api() -> None:
    """An account's export of 2020: sleeps among much else, with other names for the same."""
    sleep = {
        "summary_date": "2020-03-02", "period_id": 0, "is_longest": 1, "timezone": 60, "score": 70,
        "bedtime_start": "2020-03-02T22:40:00+01:00", "bedtime_end": "2020-03-03T06:40:00+01:00",
        "total": 25200, "duration": 28800, "awake": 3600, "onset_latency": 900, "hypnogram_5min": "4422",
    }  # fmt: skip
    export = {"activity": [{"steps": 9000}], "profile": {"email": "jo@example.org"}, "sleep": [sleep]}
    (night,) = read(json.dumps(export).encode()).entries
    assert (night.typed_frame, night.latency_min, night.awake_min) == ("22:40-06:40", 15, 45)


def test_the_table_of_trends() -> None:
    (night,) = read(
        b"date,Sleep Score,Total Sleep Duration,Awake Time,Sleep Latency,Bedtime Start,Bedtime End,Steps\n"
        b"2020-03-03,70,25200,3600,900,2020-03-02T22:40:00.000+01:00,2020-03-03T06:40:00.000+01:00,9000\n"
        b"2020-03-04,,,,,,,100\n"
    ).entries
    assert (night.typed_frame, night.latency_min, night.awake_min) == ("22:40-06:40", 15, 45)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{"data": [{"bedtime_start": "2026-03-02T22:40:00", "bedtime_end": "x", "total_sleep_duration": 1}]}',
            "offset",
        ),
        ('{"next": {"bedtime_start": 1, "total_sleep_duration": 2}}', "accepted: a list of Oura's sleep"),
        ('{"data": [{"bedtime_start": 1, "total_sleep_duration": 2', "not complete JSON"),
        (
            '{"data": ["bedtime_start", {"bedtime_start": 1, "total_sleep_duration": 2}]}',
            "record 1: accepted: an obj",
        ),
    ],
)
def test_what_cannot_be_right_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadRow, match=said):
        read(text.encode())
