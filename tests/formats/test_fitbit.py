"""Fitbit's sleep: the logs and the table in a Takeout, and the CSV of the website. All files were written by us."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, day, moment
from legdiary.domain.entries.sleep import sleep_figures
from legdiary.domain.time.moments import Moment, load_zone
from legdiary.formats.reader_result import BadRow, ReadOptions
from legdiary.formats.sleep_trackers.fitbit import read as fitbit

if TYPE_CHECKING:
    from legdiary.formats.reader_result import Found

FIXTURES = Path(__file__).parent / "fixtures"
HOME = load_zone(BERLIN)
LOGS, TABLE = (FIXTURES / name for name in ("fitbit.json", "fitbit.csv"))


def read(data: bytes, source: str = "sleep.json") -> Found:
    assert fitbit.recognises(data, "")
    return fitbit.read(data, source, ReadOptions(HOME))


def log(start: str, end: str, minutes: int, **more: Any) -> dict[str, Any]:
    return {
        "logId": 1, "dateOfSleep": end[:10], "startTime": f"{start}:00.000", "endTime": f"{end}:00.000",
        "duration": minutes * 60_000, "type": "stages", "mainSleep": True, **more,
    }  # fmt: skip


def of_logs(*logs: dict[str, Any]) -> Found:
    return read(json.dumps([{**each, "logId": number} for number, each in enumerate(logs)]).encode())


def zipped(files: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


# ---------------------------------------------------------------------- logs


def test_logs_with_stages_and_without_become_nights() -> None:
    found = read(LOGS.read_bytes())
    first, second = found.entries
    # 22:50:30–06:31:00 is 460 minutes, of which Fitbit counts 62 awake and 398 asleep; falling asleep is 0: not said.
    assert (first.night_of, first.typed_frame) == (day("2026-03-02"), "22:50-06:31")
    assert (first.awake_min, first.latency_min, first.times, first.nap_min) == (62, None, None, None)
    assert (sleep_figures(first).tst_min, sleep_figures(first).tst_at_most_min) == (None, 398)
    # 23:40–07:30 is 470: 18 to fall asleep, 408 asleep, 11 awake, 23 restless, 10 in bed after waking at 07:20.
    assert (second.night_of, second.typed_frame) == (day("2026-03-03"), "23:40-07:20")
    assert second.up == moment("2026-03-04T07:30+01:00", BERLIN)
    assert (second.latency_min, second.awake_min, second.lying_awake_min, second.times) == (18, None, 10, 2)
    assert (second.awake_least_min, second.unslept_least_min) == (11, 52)  # 460 − 408
    assert sleep_figures(second).tst_at_most_min == 408
    assert second.nap_min == 44  # 14:00–14:50, of which 44 minutes asleep
    assert found.not_carried == (
        "minutes to fall asleep of 1 night: the file does not say, so the time slept is known only at most",
        "minutes awake of 1 night: the file does not say, so the time slept is known only at most",
        "1 rating or count of awakenings of naps, further sleeps and single parts, left out",
        "2 sleeps without stages: restless minutes, neither sleep nor awake, so the time slept is known only at most",
        "1 sleep's stages: deep, light and REM sleep, and each moment awake",
    )


def test_where_everything_is_stated_the_time_slept_is_known() -> None:
    """10 to fall asleep, 400 asleep, 30 awake, 5 in bed after waking: 445 from 23:00 on."""
    minutes = {"minutesToFallAsleep": 10, "minutesAsleep": 400, "minutesAwake": 30, "minutesAfterWakeup": 5}
    (night,) = of_logs(log("2026-03-02T23:00", "2026-03-03T06:25", 445, **minutes)).entries
    assert (night.latency_min, night.awake_min, night.lying_awake_min) == (10, 30, 5)
    assert (night.typed_frame, sleep_figures(night).tst_min) == ("23:00-06:20", 400)


def test_awake_may_hold_falling_asleep_too() -> None:
    """45 awake with the 10 to fall asleep and the 5 at the end in it: as many as the night is long."""
    minutes = {"minutesToFallAsleep": 10, "minutesAsleep": 400, "minutesAwake": 45, "minutesAfterWakeup": 5}
    (night,) = of_logs(log("2026-03-02T23:00", "2026-03-03T06:25", 445, **minutes)).entries
    assert (night.latency_min, night.awake_min, night.lying_awake_min) == (10, 30, 5)


def test_minutes_that_do_not_add_up_are_left_out() -> None:
    found = of_logs(log("2026-03-02T23:00", "2026-03-03T06:25", 445, minutesAsleep=100, minutesAwake=30))
    (night,) = found.entries
    assert (night.awake_min, night.unslept_least_min, night.typed_frame) == (None, 345, "23:00-06:25")
    assert "1 sleep whose minutes are not as many as it lasted: the time awake is left out" in found.not_carried


@pytest.mark.parametrize(
    ("start", "end", "minutes", "bed", "wake"),
    [
        # Fitbit keeps the offset of the start: in spring it writes 06:00 when the clocks show 07:00.
        ("2026-03-28T23:00", "2026-03-29T06:00", 420, "2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),
        ("2026-03-28T23:00", "2026-03-29T07:00", 420, "2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),
        # … even a time that no clock showed.
        ("2026-03-28T23:00", "2026-03-29T02:30", 210, "2026-03-28T23:00+01:00", "2026-03-29T03:30+02:00"),
        # In autumn it writes 08:00 when the clocks show 07:00.
        ("2026-10-24T23:00", "2026-10-25T08:00", 540, "2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00"),
        ("2026-10-24T23:00", "2026-10-25T07:00", 540, "2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00"),
        # 02:30 comes twice; an end by the clock tells which: 4:30 before 06:00.
        ("2026-10-25T02:30", "2026-10-25T06:00", 270, "2026-10-25T02:30+02:00", "2026-10-25T06:00+01:00"),
    ],
)
def test_both_clock_changes(start: str, end: str, minutes: int, bed: str, wake: str) -> None:
    found = of_logs(log(start, end, minutes))
    (night,) = found.entries
    assert (night.bed, night.wake) == (moment(bed, BERLIN), moment(wake, BERLIN))
    assert not [each for each in found.not_carried if "repeated hour" in each or "end" in each]


def test_a_repeated_hour_that_nothing_tells_is_counted() -> None:
    found = of_logs(log("2026-10-25T02:30", "2026-10-25T07:30", 300))
    (night,) = found.entries
    assert night.bed == moment("2026-10-25T02:30+02:00", BERLIN)
    assert "1 reading of a repeated hour that may be either: the first is taken" in found.not_carried


def test_a_journey_keeps_the_start_and_the_length() -> None:
    """Asleep over the Atlantic: 8 hours, and a clock that was put back by 6."""
    found = of_logs(log("2026-03-02T22:00", "2026-03-03T00:00", 480))
    (night,) = found.entries
    assert (night.typed_frame, sleep_figures(night).tib_min) == ("22:00-06:00", 480)
    said = "1 end that the clocks here do not show so long after the start: start and length are taken"
    assert said in found.not_carried


@given(
    st.integers(min_value=0, max_value=520_000), st.integers(min_value=2, max_value=960)
)  # fmt: skip
def test_what_fitbit_writes_is_read_back(minute: int, minutes: int) -> None:
    start = Moment.from_timestamp(1767225600 + minute * 60, HOME)  # from 2026-01-01 UTC on
    clock = start.local.replace(tzinfo=None)
    found = of_logs(log(f"{clock:%Y-%m-%dT%H:%M}", f"{clock + timedelta(minutes=minutes):%Y-%m-%dT%H:%M}", minutes))
    (night,) = found.entries
    is_first = night.bed == start if night.bed else minutes < 180
    assert is_first or any("repeated hour" in each for each in found.not_carried)
    assert sleep_figures(night).tib_min in {minutes, None}


# ---------------------------------------------------------------------- Google's table, and the zip


def test_googles_table_has_offsets_and_a_journey_keeps_its_own() -> None:
    found = read(TABLE.read_bytes())
    first, away, classic = found.entries
    assert (first.typed_frame, first.awake_min, first.times) == ("22:50-06:31", 62, None)
    # 23:00–06:30 by a clock five hours behind UTC: 15 + 400 + 30 + 5 are the 450 minutes.
    assert (away.night_of, away.typed_frame) == (day("2026-03-03"), "23:00-06:25")
    assert away.bed is not None
    assert away.bed.zone == "UTC-05:00"
    assert (away.latency_min, away.awake_min, away.lying_awake_min, sleep_figures(away).tst_min) == (15, 30, 5, 400)
    assert (classic.typed_frame, classic.awake_min, classic.unslept_least_min) == ("00:00-05:45", None, 25)


STAGES = b"""sleep_id,sleep_stage_id,sleep_stage_type,start_utc_offset,sleep_stage_start,end_utc_offset,sleep_stage_end
7025169603619898000,1,AWAKE,+01:00,2026-03-02T21:50:30Z,+01:00,2026-03-02T21:57:30Z
"""


def takeout(**more: bytes) -> bytes:
    """A Takeout in a language that we do not know, where only the files on sleep can be read at all."""
    folder = "Takeout/Fitbit/Globale Exportdaten"
    return zipped(
        {
            f"{folder}/heart_rate-2026-03-02.json": b"\0 no text",
            f"{folder}/sleep-2026-02-25.json": LOGS.read_bytes(),
            "Takeout/Fitbit/Данные/UserSleeps_2026-03-01.csv": TABLE.read_bytes(),
            "Takeout/Fitbit/Данные/UserSleepStages_2026-03-01.csv": b"\0",
            "Takeout/Fitbit/Your Profile/Profile.csv": b"\0 Jo Sample, jo@example.org",
            "Takeout/archive_browser.html": b"\0",
            **{f"{folder}/{name}": data for name, data in more.items()},
        }
    )


def test_a_takeout_has_each_sleep_once() -> None:
    found = read(takeout(), "takeout.zip")
    first, second, classic = found.entries
    assert (first.typed_frame, first.awake_min) == ("22:50-06:31", 62)
    assert (second.night_of, second.nap_min) == (day("2026-03-03"), 44)  # the nap is in the logs alone
    assert second.bed is not None
    assert second.bed.zone == "UTC-05:00"
    assert classic.night_of == day("2026-03-05")
    assert found.not_carried[2:] == (
        "1 rating or count of awakenings of naps, further sleeps and single parts, left out",
        "2 sleep logs that Google's table has as well, with its offset: as there",
        "2 sleeps without stages: restless minutes, neither sleep nor awake, so the time slept is known only at most",
        "2 sleeps' stages: deep, light and REM sleep, and each moment awake",
        "7 columns that legdiary does not know",
    )


def test_logs_and_table_say_the_same_of_a_night() -> None:
    """A Takeout of years ago has the logs alone; a new one adds nothing."""
    (of_log, *_), (of_table, *_) = read(LOGS.read_bytes()).entries, read(TABLE.read_bytes()).entries
    assert of_log == of_table


@given(
    st.integers(min_value=0, max_value=520_000),
    st.lists(st.integers(min_value=0, max_value=200), min_size=4, max_size=4).filter(lambda parts: sum(parts) > 180),
    st.booleans(),
    st.sampled_from(["stages", "classic"]),
)
def test_whatever_a_night_is_logs_and_table_say_the_same(
    minute: int, parts: list[int], holds_all: bool, kind: str
) -> None:
    """Minutes to fall asleep, asleep, awake, and in bed afterwards; the awake ones with or without the others."""
    latency, asleep, awake, after = parts
    told = awake + latency + after if holds_all else awake
    start = Moment.from_timestamp(1767225600 + minute * 60, HOME)
    end = Moment.from_timestamp(start.utc_s + sum(parts) * 60, HOME)
    clock = start.local.replace(tzinfo=None)
    row = (
        f"1,{kind.upper()},{after},{latency},{asleep},{told},"
        f"{start.iso[-6:]},{as_utc(start)},{end.iso[-6:]},{as_utc(end)}\n"
    )
    of_table = read((SHORT_HEADER + row).encode())
    minutes = {
        "minutesToFallAsleep": latency, "minutesAsleep": asleep, "minutesAwake": told, "minutesAfterWakeup": after,
        "type": kind,
    }  # fmt: skip
    shown = clock + timedelta(minutes=sum(parts))
    of_log = of_logs(log(f"{clock:%Y-%m-%dT%H:%M}", f"{shown:%Y-%m-%dT%H:%M}", sum(parts), **minutes))
    assert of_log.entries == of_table.entries or any("repeated hour" in each for each in of_log.not_carried)


SHORT_HEADER = (
    "sleep_id,sleep_type,minutes_after_wake_up,minutes_to_fall_asleep,minutes_asleep,minutes_awake,"
    "start_utc_offset,sleep_start,end_utc_offset,sleep_end\n"
)


def as_utc(moment: Moment) -> str:
    return f"{datetime.fromtimestamp(moment.utc_s, UTC):%Y-%m-%dT%H:%M:%SZ}"


def test_logs_in_two_files_are_taken_once_and_the_later_file_is_right() -> None:
    ours = json.loads(LOGS.read_bytes())
    late = [ours[0], {**ours[2], "minutesToFallAsleep": 28, "minutesAsleep": 398}]
    both = zipped({"x/sleep-2026-03-03.json": json.dumps(late).encode(), "x/sleep-2026-02-01.json": LOGS.read_bytes()})
    found = read(both, "takeout.zip")
    assert [night.latency_min for night in found.entries] == [None, 28]
    assert "1 sleep log standing in two files, taken once" in found.not_carried
    assert "1 sleep log that a later file has otherwise: as there" in found.not_carried


def test_a_part_of_a_takeout_without_sleep_says_so() -> None:
    found = read(zipped({"Takeout/Fitbit/x/heart_rate-2026-03-02.json": b"[]"}), "takeout.zip")
    assert (len(found.entries), found.not_carried) == (
        0, ("no sleep stands in this zip: a large Takeout comes in several",),
    )  # fmt: skip


def test_the_stages_alone_are_no_sleeps() -> None:
    with pytest.raises(BadRow, match="or the whole zip"):
        read(STAGES)


# ---------------------------------------------------------------------- the website's CSV


def test_the_csv_of_the_website() -> None:
    found = read((FIXTURES / "fitbit-website.csv").read_bytes())
    classic, staged = found.entries
    # 23:07–06:52 is 465: 410 asleep and 55 awake.
    assert (staged.night_of, staged.typed_frame, staged.awake_min, staged.times) == (
        day("2018-01-31"), "23:07-06:52", 55, None,
    )  # fmt: skip
    assert (classic.night_of, classic.typed_frame, classic.awake_min, classic.times) == (
        day("2018-01-29"), "00:15-05:45", None, 3,
    )  # fmt: skip
    assert sleep_figures(classic).tst_at_most_min == 300
    assert "1 part of the file about something other than sleep" in found.not_carried


# ---------------------------------------------------------------------- what cannot be right


BEGUN = '[{"logId": 1, "dateOfSleep": "2026-03-03", "startTime": "2026-03-02T23:00:00.000"'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"logId": 1, "dateOfSleep": "x", "startTime": "3/4/2026", "endTime": "y"}]', "record 1, startTime"),
        (f"{BEGUN}}}]", "record 1, endTime"),
        (f'{BEGUN}, "endTime"', "not complete JSON"),
        (f'{BEGUN}, "endTime": "2026-03-03T06:00:00.000", "duration": -5}}]', "duration: '-5'; accepted: a number"),
        (f'{BEGUN}, "endTime": "2026-03-03T22:00:00.000", "duration": 82800000}}]', "accepted: up to 16 h"),
        (f'{BEGUN}, "endTime": ["2026"]}}]', "endTime: accepted: a text or a number"),
        (f'{BEGUN}, "endTime": "2026-03-03T06:00:00.000", "type": "classic", "levels": 5}}]', "levels: accepted:"),
        ('{"logId": 1, "dateOfSleep": 2, "startTime": 3}', "sleep: accepted: Fitbit's list"),
    ],
)
def test_what_cannot_be_right_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadRow, match=said):
        read(text.encode())


@pytest.mark.parametrize("text", ["[]", '[{"dateTime": "03/02/26 07:30:00", "value": {"bpm": 95}}]', "a,b\n1,2\n", ""])
def test_other_files_are_not_fitbits_sleep(text: str) -> None:
    assert not fitbit.recognises(text.encode(), "sleep-2026-03-02.json")
