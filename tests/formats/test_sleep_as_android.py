from __future__ import annotations

import io
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK, moment
from legdiary.domain.entries.sleep import Sleep, sleep_figures
from legdiary.domain.time.moments import load_zone
from legdiary.errors import BadValue
from legdiary.formats.reader_result import BadRow, ReadOptions
from legdiary.formats.sleep_trackers import sleep_as_android

if TYPE_CHECKING:
    from legdiary.formats.reader_result import Found

FIXTURE = Path(__file__).parent / "fixtures" / "sleep-export.csv"
GOOD = FIXTURE.read_bytes()
USUAL = {
    "Id": "1778532612345",  # 2026-05-11 22:50:12 in Berlin
    "Tz": BERLIN,
    "From": "11. 05. 2026 22:50",
    "To": "12. 05. 2026 6:20",
    "Sched": "12. 05. 2026 6:30",
    "Hours": "7.500",
    "Rating": "0.0",
    "Comment": "",
    "Framerate": "10000",
    "Snore": "-1",
    "Noise": "-1.0",
    "Cycles": "-1",
    "DeepSleep": "-1.0",
    "LenAdjust": "0",
    "Geo": "",
}
HEADER = ",".join(USUAL) + "\n"


def record(**cells: str) -> str:
    """One record with its header; only what is named differs from the usual."""
    quoted = ('"' + value.replace('"', '""') + '"' for value in (USUAL | cells).values())
    return f"{HEADER}{','.join(quoted)}\n"


def read(text: str | bytes) -> Found:
    return sleep_as_android.read(
        text.encode() if isinstance(text, str) else text, "sleep.csv", ReadOptions(load_zone("UTC"))
    )


def refusal(text: str | bytes) -> BadRow:
    with pytest.raises(BadRow) as caught:
        read(text)
    return caught.value


def zipped(data: bytes, name: str = "sleep-export.csv", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        archive.writestr("prefs.xml", "<map/>")
        archive.writestr(name, data)
    return held.getvalue()


def test_a_real_export_becomes_nights_in_the_zones_they_were_slept_in() -> None:
    found = read(GOOD)
    at_home, away, autumn = found.entries
    assert at_home == Sleep(
        date(2026, 5, 11),
        bed=moment("2026-05-11T22:50:12+02:00", BERLIN),
        wake=moment("2026-05-12T06:20:12+02:00", BERLIN),
        quality=4,
        unslept_least_min=25,
        note="restless\nup twice #med #sport_2x",
    )
    assert away == Sleep(
        date(2026, 5, 12),  # a nap in Berlin that afternoon, the night in New York
        bed=moment("2026-05-12T23:30-04:00", NEW_YORK),
        wake=moment("2026-05-13T07:00-04:00", NEW_YORK),
        quality=5,
        nap_min=45,
        note="first night away",
    )
    assert (autumn.quality, sleep_figures(autumn).tib_min) == (1, 540)
    assert found.not_carried[1:] == (
        "the quarter stars of 2 ratings: rounded to whole ones, half up",
        "1 share of deep sleep",
        "1 count of sleep cycles",
        "1 figure of snoring",
        "1 noise level",
        "1 place",
        "3 events such as sleep phases, alarms and pauses",
        "the movement of 1 sleep, minute by minute",
        "the noise of 1 sleep, minute by minute",
    )


@pytest.mark.parametrize(
    ("adjust", "off", "at_most"),
    [
        ("-36", 36, 414),  # 7:30 is 450, less 36 that the app does not count
        ("-36.0", 36, 414),
        ("-1", 1, 449),  # a minute …
        ("-1.0", None, 450),  # … and the app's sign for a sleep that was entered by hand
        ("0", None, 450),
        ("", None, 450),
        ("-450", 450, 0),
    ],
)
def test_what_the_app_takes_off_lowers_the_bound(adjust: str, off: int | None, at_most: int) -> None:
    made = read(record(LenAdjust=adjust))
    (night,) = made.entries
    assert (night.latency_min, night.awake_min, sleep_figures(night).tst_min) == (None, None, None)
    assert (night.awake_least_min, night.unslept_least_min, sleep_figures(night).tst_at_most_min) == (
        None,
        off,
        at_most,
    )
    assert not any("LenAdjust" in said for said in made.not_carried)


@pytest.mark.parametrize("adjust", ["36", "-451", "-36.5", "much", "-99999"])
def test_an_adjustment_that_takes_nothing_off_is_left_out_and_counted(adjust: str) -> None:
    made = read(record(LenAdjust=adjust))
    assert sleep_figures(made.entries[0]).tst_at_most_min == 450
    assert "the LenAdjust of 1 sleep: no minutes to take off, or more than the sleep lasted" in made.not_carried


def test_two_recordings_of_a_night_are_one_sleep_each_with_its_own_adjustment() -> None:
    """22:50–01:50 with 20 min off, 03:20–06:20 with 10 off: 450 in bed, 90 between; 160 + 170 slept at most."""
    first = record(Hours="3.000", LenAdjust="-20")
    second = record(Id=str(1778532612345 + 270 * 60_000), Hours="3.000", LenAdjust="-10")
    (night,) = read(second + first).entries
    assert (night.typed_frame, night.awake_least_min, night.unslept_least_min) == ("22:50-06:20", 90, 120)
    assert sleep_figures(night).tst_at_most_min == 330


def test_start_and_end_come_from_id_and_hours_not_from_the_local_times() -> None:
    (night,) = read(record(From="1. 1. 2000 0:00", To="rubbish", Sched="", Hours="8")).entries
    assert night.bed == moment("2026-05-11T22:50:12+02:00", BERLIN)
    assert night.wake == moment("2026-05-12T06:50:12+02:00", BERLIN)


@pytest.mark.parametrize(
    ("written", "note"),
    [
        (" \\n ", None),
        ("\\n", None),
        ("\\n \\n ", None),
        ("a \\n b", "a\nb"),
        ("a \\n \\n b", "a\n\nb"),
        ("C:\\new", "C:\\new"),
        ('said "no" to it', 'said "no" to it'),
        (" #lullaby", "#lullaby"),
        ("€ π ∞", "€ π ∞"),
    ],
)
def test_comments_as_the_app_writes_them(written: str, note: str | None) -> None:
    assert read(record(Comment=written)).entries[0].note == note


@pytest.mark.parametrize(
    ("stars", "quality"),
    [("0.0", None), ("0.25", 1), ("1.0", 1), ("1.25", 1), ("2.5", 3), ("3.75", 4), ("5.0", 5), ("4", 4)],
)
def test_quarter_stars_become_whole_ones(stars: str, quality: int | None) -> None:
    assert read(record(Rating=stars)).entries[0].quality == quality


def test_a_row_may_be_longer_than_its_header() -> None:
    text = record().rstrip("\n") + ',"0.5","1.5","LUX-1778532612345-9.0","DEVICE-1778532612346"\n'
    found = read(text)
    assert len(found.entries) == 1
    assert "2 events such as sleep phases, alarms and pauses" in found.not_carried
    assert "the movement of 1 sleep, minute by minute" in found.not_carried


def test_one_header_may_stand_above_many_records() -> None:
    second = record(Id=str(1778532612345 + 86_400_000)).removeprefix(HEADER)
    assert len(read(record() + second).entries) == 2


def test_the_zip_that_the_app_writes_is_read_as_well() -> None:
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        data = zipped(GOOD, method=method)
        assert sleep_as_android.recognises(data, "backup.bin")
        assert read(data) == read(GOOD)
    assert not sleep_as_android.recognises(zipped(GOOD, "nights.csv"), "sleep-export.zip")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (zipped(GOOD, "other.csv"), "no sleep-export.csv can be read from this zip"),
        (zipped(GOOD)[:-40], "no sleep-export.csv can be read"),
        (
            zipped(GOOD, method=zipfile.ZIP_STORED).replace(GOOD[:9], b"Id,Tz,Fro"[::-1]),
            "no sleep-export.csv can be read",
        ),
        (zipped(GOOD, method=zipfile.ZIP_LZMA), "unpack it"),
        (zipped(b"\0" * 201_000_000), "larger than 200 MB"),
    ],
    ids=["another file", "cut off", "spoilt", "another packing", "bomb"],
)
def test_a_bad_zip_is_refused(data: bytes, says: str) -> None:
    began = time.process_time()
    assert says in refusal(data).message
    assert time.process_time() - began < 5


def test_a_record_twice_is_taken_once() -> None:
    found = read(record() + record())
    assert len(found.entries) == 1
    assert "1 row listed twice, taken once" in found.not_carried


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"Hours": "-7.5"}, "Hours", "before its start"),
        ({"Hours": "16.02"}, "Hours", "lasts 16 h 01; accepted: up to 16 h"),
        ({"Hours": "7,5"}, "Hours", "accepted: hours such as 7.517"),
        ({"Hours": "9" * 50}, "Hours", "accepted: hours"),
        ({"Hours": "999"}, "Hours", "accepted: up to 16 h"),
        ({"Hours": "NaN"}, "Hours", "accepted: hours"),
        ({"Hours": ""}, "Hours", "accepted: hours"),
        ({"Id": "1778532612"}, "Id", "accepted: milliseconds"),
        ({"Id": "599600000000"}, "Id", "not a moment from 1990"),
        ({"Id": "99999999999999"}, "Id", "not a moment from 1990 to 2099"),
        ({"Id": "1e12"}, "Id", "whole milliseconds"),
        ({"Id": ""}, "Id", "whole milliseconds"),
        ({"Tz": "Mars/Phobos"}, "Tz", "the time zone 'Mars/Phobos' is not known"),
        ({"Tz": "../../etc/passwd"}, "Tz", "is not known"),
        ({"Tz": ""}, "Tz", "is not known"),
        ({"Rating": "5.25"}, "Rating", "from 0 (no value) to 5"),
        ({"Rating": "-1"}, "Rating", "from 0 (no value) to 5"),
        ({"Rating": "3,5"}, "Rating", "from 0 (no value) to 5"),
        ({"Comment": "\x1b[31m"}, "Comment", "control character"),
    ],
)
def test_a_record_that_cannot_be_is_refused_with_its_place(cells: dict[str, str], column: str, says: str) -> None:
    error = refusal(record() + record(**({"Id": "1778619012345"} | cells)))
    assert (error.line, error.column) == (4, column)
    assert says in error.message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "accepted: Sleep as Android's"),
        ("Id,Tz\n1,2\n", "accepted: Sleep as Android's"),
        (f"{HEADER}1,2,3\n", "line 2: 3 cells"),
        (f'{HEADER}"1', "line 2: this is no CSV"),
        (record() + record(Rating="2.0"), "line 4, Id: 1778532612345 stands twice"),
        (HEADER + ",,,,,,,,,,,,,1.0,2.0\n", "line 2, Id"),
        (record().encode() + b"\xe9", "line 3: a byte that is not UTF-8"),
        (record().encode() + b"\x00", "line 3: a NUL byte"),
    ],
)
def test_what_is_no_such_file(text: str | bytes, says: str) -> None:
    assert says in refusal(text).message


def test_a_line_of_fifty_megabytes_is_refused_soon() -> None:
    data = record().encode() + b"0.0," * 12_500_000
    began = time.process_time()
    assert sleep_as_android.recognises(data, "")
    assert "line 3" in refusal(data).message
    assert time.process_time() - began < 5


def mangled(whole: bytes) -> st.SearchStrategy[bytes]:
    return st.tuples(st.integers(0, len(whole)), st.integers(0, 40), st.binary(max_size=20)).map(
        lambda cut: whole[: cut[0]] + cut[2] + whole[cut[0] + cut[1] :]
    )


@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=200).map(lambda some: HEADER.encode() + some),
        st.binary(max_size=200).map(lambda some: b"PK\x03\x04" + some),
        st.dictionaries(st.sampled_from(list(USUAL)), st.text(max_size=20)).map(
            lambda cells: record(**cells).encode(errors="surrogatepass")
        ),
        st.tuples(
            st.sampled_from([GOOD, zipped(GOOD)]), st.floats(0, 1), st.integers(0, 40), st.binary(max_size=20)
        ).map(lambda cut: cut[0][: int(cut[1] * len(cut[0]))] + cut[3] + cut[0][int(cut[1] * len(cut[0])) + cut[2] :]),
    )
)
def test_whatever_the_bytes_nothing_but_a_refusal_is_raised(data: bytes) -> None:
    sleep_as_android.recognises(data, "x")
    try:
        read(data)
    except BadValue as error:
        assert "\n" not in error.message  # noqa: PT017 - a refusal is one of two good ends
