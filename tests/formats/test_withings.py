"""Withings' sleep: `sleep.csv` in several languages, and the raw sleep states. All files were written by us."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_fitbit import zipped

from builders import BERLIN, day, moment
from legdiary.domain.entries.sleep import sleep_figures
from legdiary.domain.input.tracker_names import SeveralTrackers
from legdiary.domain.time.moments import load_zone
from legdiary.formats.reader_result import BadRow, ReadOptions
from legdiary.formats.sleep_trackers.withings import read as withings

if TYPE_CHECKING:
    from legdiary.formats.reader_result import Found

FIXTURES = Path(__file__).parent / "fixtures"
SUMMARY, STATES = (FIXTURES / name for name in ("withings.csv", "withings-states.csv"))
GERMAN = (
    'von,bis,"leicht (s)","tief (s)","rem (s)","wach (s)",Aufwachen,"Dauer des Schlafs (s)",'
    '"Dauer bis zum Wachwerden (s)","Schnarchen (s)"\n'
)
DUTCH = 'van,tot,"licht (s)","diep (s)","rem (s)","wakker (s)",wakker worden,"x (s)","y (s)","z (s)"\n'
ROW = "2026-03-02T22:45:00+01:00,2026-03-03T06:35:00+01:00,12000,9600,3600,3000,2,900,600,0\n"


def read(data: bytes, source: str = "sleep.csv", *, trackers: tuple[str, ...] = (), raw: bool = False) -> Found:
    assert raw or withings.recognises(data, "")
    return withings.read(data, source, ReadOptions(load_zone(BERLIN), trackers=trackers))


def test_a_summary_becomes_nights() -> None:
    found = read(SUMMARY.read_bytes())
    first, second = found.entries
    # 22:45–06:35 is 470 minutes: 15 to fall asleep, 420 asleep, 25 awake, and 10 in bed after waking at 06:25.
    assert (first.night_of, first.typed_frame, first.times) == (day("2026-03-02"), "22:45-06:25", 2)
    assert (first.latency_min, first.awake_min, first.lying_awake_min) == (15, 25, 10)
    assert first.up == moment("2026-03-03T06:35+01:00", BERLIN)
    assert sleep_figures(first).tst_min == 420
    # 00:15–08:05 is 470: 2 to fall asleep, 468 asleep.
    assert (second.night_of, second.latency_min, second.awake_min) == (day("2026-03-03"), 2, 0)
    assert found.not_carried == (
        "2 sleeps' deep, light and REM sleep",
        "6 columns about snoring, heart rate and what else happened at night",
    )


@pytest.mark.parametrize("header", [GERMAN, DUTCH])
def test_other_languages(header: str) -> None:
    (night,) = read((header + ROW).encode()).entries
    assert (night.latency_min, night.awake_min, night.lying_awake_min, night.times) == (15, 25, 10, 2)


def test_a_language_that_is_not_known_is_read_only_where_the_seconds_add_up() -> None:
    odd = ROW.replace("12000", "1200")
    with pytest.raises(BadRow, match="line 2: the seconds of the columns are not as many as this sleep lasted"):
        read((DUTCH + odd).encode())
    found = read((GERMAN + odd).encode())
    (night,) = found.entries
    assert (night.awake_min, night.typed_frame) == (None, "22:45-06:35")
    assert "1 sleep whose seconds are not as many as it lasted: the time awake is left out" in found.not_carried


def test_clock_changes_and_a_journey() -> None:
    rest = "0,0,0,0,0,0,0,0\n"
    spring, autumn, away = read(
        (
            f"{GERMAN}2026-03-28T23:00:00+01:00,2026-03-29T07:00:00+02:00,{rest}"
            f"2026-10-24T23:00:00+02:00,2026-10-25T07:00:00+01:00,{rest}"
            f"2026-11-02T23:00:00-05:00,2026-11-03T07:00:00-05:00,{rest}"
        ).encode()
    ).entries
    assert [sleep_figures(night).tib_min for night in (spring, autumn, away)] == [420, 540, 480]
    assert (away.night_of, away.typed_frame) == (day("2026-11-02"), "23:00-07:00")


# ---------------------------------------------------------------------- raw sleep states


def test_raw_states_alone_have_to_be_named() -> None:
    assert not withings.recognises(STATES.read_bytes(), "raw_tracker_sleep-state.csv")
    (night,) = read(STATES.read_bytes(), raw=True).entries
    # 22:45–02:00 and, at once, 02:00–06:00: 15 minutes to fall asleep, 30 awake from 02:00 on, 10 at the end.
    assert (night.typed_frame, night.latency_min, night.awake_min, night.times) == ("22:45-05:50", 15, 30, None)
    assert (night.lying_awake_min, sleep_figures(night).tst_min) == (10, 380)
    with pytest.raises(BadRow, match="line 2, value: accepted: sleep states, 0 to 5; this is another raw table"):
        read(b'start,duration,value\n2026-03-02T22:45:00+01:00,"[60,60]","[61,60]"\n', raw=True)


def test_a_watch_and_a_mat_have_the_same_night() -> None:
    mat = b'start,duration,value\n2026-03-02T22:30:00+01:00,"[600,27000]","[0,1]"\n'
    made = zipped(
        {"raw_tracker_sleep-state.csv": STATES.read_bytes(), "raw_bed_sleep-state.csv": mat, "raw_bed_hr.csv": b"\0"}
    )
    with pytest.raises(SeveralTrackers):
        read(made)
    (night,) = read(made, trackers=("withings-mat",)).entries
    assert (night.typed_frame, night.latency_min, night.awake_min) == ("22:30-06:10", 10, 0)


def test_the_zip_has_each_night_once() -> None:
    made = zipped({"sleep.csv": SUMMARY.read_bytes(), "raw_tracker_sleep-state.csv": STATES.read_bytes()})
    found = read(made)
    assert found.entries == read(SUMMARY.read_bytes()).entries
    assert "the raw sleep states, since sleep.csv has the same nights" in found.not_carried


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GERMAN + ROW.replace("+01:00", ""), "line 2, von"),
        (GERMAN + ROW.replace("12000", "long"), r"line 2, leicht \(s\): 'long'; accepted: a number"),
        (GERMAN + ROW.replace(",0\n", "\n"), "9 cells; accepted: the 10 of the header"),
        (GERMAN + ROW.replace("03-03T06", "03-02T20"), "the sleep ends"),
    ],
)
def test_what_cannot_be_right_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadRow, match=said):
        read(text.encode())


@pytest.mark.parametrize("text", ["from,to\n1,2\n", "date,value\n2026-03-02,5\n", "", DUTCH])
def test_other_files_are_not_withings_sleep(text: str) -> None:
    assert not withings.recognises(text.encode(), "sleep.csv")
