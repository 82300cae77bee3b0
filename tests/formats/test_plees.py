from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, moment
from legdiary.domain.entries.sleep import Sleep, sleep_figures
from legdiary.domain.time.moments import load_zone
from legdiary.errors import BadValue
from legdiary.formats.dose_apps import herbal_tracker
from legdiary.formats.reader_result import BadRow, Found, ReadOptions
from legdiary.formats.sleep_trackers import plees_tracker, sleep_as_android, sleepdiary

FIXTURES = Path(__file__).parent / "fixtures"
HOME = load_zone(BERLIN)
HEADER = "sid,start,stop,rating,comment,wakes\n"
START, STOP = 1772489400000, 1772514330000  # 2026-03-02 23:10 to 2026-03-03 06:05:30 in Berlin
HOUR = 3_600_000
UPPER_BOUND = (
    "minutes to fall asleep and minutes awake, each by itself: the file does not say, so the time slept is known only "
    "at most"
)
IN_PARTS = (
    "1 night tracked in several parts, each by itself: the note has them, and the time between counts as awake at least"
)
READERS = {
    "plees.csv": plees_tracker,
    "plees-pretty.csv": plees_tracker,
    "sleep-export.csv": sleep_as_android,
    "herbal-tracker.csv": herbal_tracker,
    "herbal-tracker.json": herbal_tracker,
    "sleepdiary.json": sleepdiary,
}


def read(text: str | bytes, zone: str = BERLIN) -> Found:
    return plees_tracker.read(
        text.encode() if isinstance(text, str) else text, "sleep.csv", ReadOptions(load_zone(zone))
    )


def of_file(name: str, zone: str = BERLIN) -> Found:
    return plees_tracker.read((FIXTURES / name).read_bytes(), name, ReadOptions(load_zone(zone)))


def refusal(text: str | bytes) -> BadRow:
    with pytest.raises(BadRow) as caught:
        read(text)
    return caught.value


def test_a_real_export_becomes_nights() -> None:
    found = of_file("plees.csv")
    first, paced, spring, autumn = found.entries
    assert first == Sleep(
        date(2026, 3, 2),
        bed=moment("2026-03-02T23:10:00+01:00", BERLIN),
        wake=moment("2026-03-03T06:05:30+01:00", BERLIN),
        quality=3,
        times=2,
    )
    assert (paced.night_of, paced.nap_min, paced.quality) == (date(2026, 3, 3), 35, 2)
    assert paced.note == 'legs, again\npaced "an hour"\nthen slept\non the sofa\ntracked 22:40–01:10, 02:00–06:30'
    # 22:40–06:30 is 470, of which 01:10–02:00 is 50.
    assert (paced.typed_frame, paced.awake_least_min, paced.unslept_least_min) == ("22:40-06:30", 50, None)
    assert (sleep_figures(paced).tib_min, sleep_figures(paced).tst_at_most_min) == (470, 420)
    assert sleep_figures(spring).tib_min == 420
    assert sleep_figures(autumn).tib_min == 540
    assert found.not_carried == (
        UPPER_BOUND,
        IN_PARTS,
        "1 rating or count of awakenings of naps, further sleeps and single parts, left out",
    )


def test_what_the_file_does_not_know_stays_unknown() -> None:
    (night,) = read(f"{HEADER}1,{START},{STOP},0,,0\n").entries
    figures = sleep_figures(night)
    assert (night.quality, night.times, night.note) == (None, None, None)
    assert (figures.tst_min, figures.sol_min, figures.waso_min) == (None, None, None)
    assert figures.tst_at_most_min == 415


@pytest.mark.parametrize("more", ["", ",rating", ",rating,comment", ",rating,comment,wakes"])
def test_the_files_of_older_versions_are_read(more: str) -> None:
    rest = {"rating": "4", "comment": "x", "wakes": "1"}
    row = ",".join(["1", str(START), str(STOP), *(rest[name] for name in more.split(",")[1:])])
    text = f"sid,start,stop{more}\n{row}\n"
    assert plees_tracker.recognises(text.encode(), "")
    (night,) = read(text).entries
    assert night.quality == (4 if more else None)


def test_crlf_a_byte_order_mark_quotes_and_empty_lines_change_nothing() -> None:
    plain = (FIXTURES / "plees.csv").read_bytes().replace(b"\r\n", b"\n")
    for data in (b"\xef\xbb\xbf" + plain, plain.replace(b"\n1,", b"\n\n1,"), plain.replace(b"sid", b'"sid"')):
        assert plees_tracker.recognises(data, "")
        assert read(data) == of_file("plees.csv")
    assert read(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")) == of_file("plees.csv")


def test_the_pretty_backup_is_read_and_its_length_tells_a_repeated_hour() -> None:
    found = of_file("plees-pretty.csv")
    first, back = found.entries
    assert first.bed == moment("2026-03-02T23:10+01:00", BERLIN)
    assert back.wake == moment("2026-10-25T02:30+01:00", BERLIN)  # 4:30 after 23:00: the second 02:30
    assert "which reading of a repeated hour 1 row meant: the first is taken" in found.not_carried
    with pytest.raises(BadRow, match="length: 4:30 is not the time from start to stop"):
        of_file("plees-pretty.csv", "America/New_York")


def test_pretty_times_with_an_offset() -> None:
    (night,) = read(
        "sid,start,stop,length,rating,comment,wakes\n"
        "1,2026-03-02 23:10:00 +01:00,2026-03-02 22:40:05 Z,0:30:05,0,,0\n"
        "2,2026-03-03 23:10:00 +01:00,2026-03-04 04:10:00 +01:00,5:00:00,0,,0\n"
    ).entries[1:]
    assert night.wake == moment("2026-03-04T04:10+01:00", BERLIN)


def test_the_same_row_twice_is_taken_once_and_said() -> None:
    row = f"1,{START},{STOP},3,,0\n"
    found = read(HEADER + row + row.replace("1,", "2,", 1) + row)
    assert len(found.entries) == 1
    assert "2 rows listed twice, taken once" in found.not_carried


@pytest.mark.parametrize(
    ("hours", "nap_min", "has_night"),
    [
        (("13:00", "13:40"), 40, False),  # alone, and short: no night's sleep
        (("10:00", "16:00"), None, True),  # a shift worker's night
        (("08:30", "09:30"), None, True),  # not by day
        (("20:30", "21:30"), None, True),
    ],
)
def test_what_is_a_nap(hours: tuple[str, str], nap_min: int | None, has_night: bool) -> None:
    start, stop = (moment(f"2026-03-02T{clock}+01:00", BERLIN).utc_s * 1000 for clock in hours)
    (night,) = read(f"{HEADER}1,{start},{stop},0,,0\n").entries
    assert (night.nap_min, night.bed is not None) == (nap_min, has_night)


def test_a_short_night_is_the_night_though_the_nap_was_longer() -> None:
    night, nap = START, START + 15 * HOUR
    (found,) = read(f"{HEADER}1,{night},{night + HOUR},0,,0\n2,{nap - 2 * HOUR},{nap},0,,0\n").entries[:1]
    assert (found.bed, found.nap_min) == (moment("2026-03-02T23:10+01:00", BERLIN), None)


def test_naps_that_overlap_are_one() -> None:
    nap = START + 15 * HOUR
    rows = [(START + 24 * HOUR, STOP + 24 * HOUR), (nap, nap + HOUR), (nap + HOUR // 2, nap + 2 * HOUR)]
    found = read(HEADER + "".join(f"{n},{a},{b},0,,0\n" for n, (a, b) in enumerate(rows)))
    assert found.entries[0].nap_min == 120  # 14:10–15:10 and 14:40–16:10


def test_the_noon_that_parts_two_nights_is_local() -> None:
    noon = moment("2026-03-02T12:00+01:00", BERLIN).utc_s * 1000
    rows = f"1,{noon - 1000},{noon + 4 * HOUR},0,,0\n2,{noon + 24 * HOUR},{noon + 28 * HOUR},0,,0\n"
    assert [night.night_of for night in read(HEADER + rows).entries] == [date(2026, 3, 1), date(2026, 3, 3)]


def test_a_recording_of_seconds_is_left_out_and_counted() -> None:
    assert read(f"{HEADER}1,{START},{START + 59_000},0,,0\n") == Found(
        (), ("1 recording shorter than a minute, left out",)
    )


def test_a_file_without_rows_holds_nothing() -> None:
    assert read(HEADER) == Found(())


@pytest.mark.parametrize(
    ("row", "place", "says"),
    [
        (f"1,{STOP},{START},0,,0", "line 2, stop", "before its start"),
        (f"1,{START},{START + 16 * HOUR + 60_000},0,,0", "line 2, stop", "lasts 16 h 01; accepted: up to 16 h"),
        (f"1,{START // 1000},{STOP // 1000},0,,0", "line 2, start", "accepted: milliseconds"),
        ("1,-5,5,0,,0", "line 2, start", "not a moment from 1990"),
        (f"1,{START},4102444800000,0,,0", "line 2, stop", "not a moment from 1990 to 2099"),
        (f"1,{'9' * 400},{STOP},0,,0", "line 2, start", "whole milliseconds"),
        (f"1,{START}.5,{STOP},0,,0", "line 2, start", "whole milliseconds"),
        (f"1,٣,{STOP},0,,0", "line 2, start", "whole milliseconds"),
        (f"1,2026-03-02 23:10,{STOP},0,,0", "line 2, start", "whole milliseconds"),
        (f"1,{START},,0,,0", "line 2, stop", "whole milliseconds"),
        (f"1,{START},{STOP},6,,0", "line 2, rating", "from 0 (no value) to 5"),
        (f"1,{START},{STOP},-1,,0", "line 2, rating", "from 0 (no value) to 5"),
        (f"1,{START},{STOP},3.5,,0", "line 2, rating", "from 0 (no value) to 5"),
        (f"1,{START},{STOP},3,,100", "line 2, wakes", "from 0 (no value) to 99"),
        (f"1,{START},{STOP},3,a\tb\x07,0", "line 2, comment", "control character"),
        (f"1,{START},{STOP},3,{'x' * 10_001},0", "line 2, comment", "10001 characters long"),
        (f"1,{START},{STOP},3,{'x' * 140_000},0", "line 2:", "a cell is too large"),
        (f"1,{START},{STOP},3", "line 2:", "4 cells; accepted: the 6"),
        (f"1,{START},{STOP},3,,0,9", "line 2:", "7 cells; accepted: the 6"),
        (f'1,{START},{STOP},3,"open,0', "line 2:", "this is no CSV"),
        (f'1,{START},{STOP},3,"a"b,0', "line 2:", "this is no CSV"),
        (f"x,{START},{STOP},3,,0", "line 2, sid", "not a number of a row"),
        (f"7,{START},{STOP},3,,0\n7,{START},{STOP},4,,0", "line 3, sid", "7 stands twice"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_place(row: str, place: str, says: str) -> None:
    message = refusal(f"{HEADER}{row}\n").message
    assert message.startswith(f"sleep.csv, {place}")
    assert says in message


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("1,2026-03-29 02:30,2026-03-29 06:30,4:00,0,,0", "did not exist on 2026-03-29 in Europe/Berlin"),
        ("1,29/03/2026 01:30,2026-03-29 06:30,4:00,0,,0", "accepted: a time such as 2026-11-20T23:40"),
        ("1,2026-02-30 01:30,2026-03-29 06:30,4:00,0,,0", "accepted: a time such as"),
        ("1,0001-01-01 01:30,2026-03-29 06:30,4:00,0,,0", "from 1990 on"),
        ("1,9999-12-31 23:59,2026-03-29 06:30,4:00,0,,0", "accepted: a time such as"),
        ("1,2026-03-02 01:30,2026-03-02 06:30,5h,0,,0", "accepted: a length such as 7:30"),
        ("1,2026-03-02 01:30,2026-03-02 06:30,5:02,0,,0", "5:02 is not the time from start to stop"),
    ],
)
def test_a_pretty_row_that_cannot_be_is_refused(row: str, says: str) -> None:
    error = refusal(f"sid,start,stop,length,rating,comment,wakes\n{row}\n")
    assert says in error.message
    assert error.line == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "accepted: the header"),
        (b"sid,start\n1,2\n", "accepted: the header"),
        (HEADER.encode() + b"1,\xe9,2,3,,0\n", "line 2: a byte that is not UTF-8"),
        (HEADER.encode() + b"1,\x00,2,3,,0\n", "line 2: a NUL byte"),
        (HEADER.encode("utf-16"), "UTF-16"),
    ],
)
def test_bytes_that_are_no_such_file(data: bytes, says: str) -> None:
    assert says in refusal(data).message


def test_nothing_a_person_wrote_is_repeated() -> None:
    assert "secret" not in refusal(f"{HEADER}1,{START},{STOP},3,secret\x07,0\n").message


@pytest.mark.parametrize("name", READERS)
def test_each_file_is_recognised_by_its_own_reader_alone(name: str) -> None:
    data = (FIXTURES / name).read_bytes()
    for form in (data, b"\xef\xbb\xbf" + data.removeprefix(b"\xef\xbb\xbf"), data.replace(b"\r\n", b"\n")):
        knowing = {reader for reader in READERS.values() if reader.recognises(form, "export.txt")}
        assert knowing == {READERS[name]}


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"{", b"[]", b"{}", b"PK\x03\x04", b"\xff\xfe", b"\n\n\n", b"night_of,severity\n", b'{"a": 1}']
)
@pytest.mark.parametrize("reader", list(dict.fromkeys(READERS.values())), ids=lambda reader: reader.__name__)
def test_garbage_is_recognised_by_none(reader: object, data: bytes) -> None:
    for name in READERS:
        assert not reader.recognises(data, name)  # type: ignore[attr-defined]


def test_a_line_of_fifty_megabytes_is_refused_soon() -> None:
    data = HEADER.encode() + b"1," * 25_000_000
    began = time.process_time()
    assert plees_tracker.recognises(data, "")
    assert "larger than" in refusal(data).message
    assert time.process_time() - began < 5


def test_many_rows_of_one_day_take_no_longer_than_they_are_many() -> None:
    nap = START + 15 * HOUR
    rows = "".join(f"{n},{nap + n},{nap + n + HOUR},0,,0\n" for n in range(3_000))
    found = read(HEADER + rows)
    assert found.entries[0].nap_min == 60


GOOD = (FIXTURES / "plees.csv").read_bytes()


@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=200).map(lambda some: HEADER.encode() + some),
        st.lists(st.lists(st.text(max_size=20), min_size=6, max_size=6), max_size=4).map(
            lambda table: (HEADER + "\n".join(",".join(row) for row in table)).encode(errors="surrogatepass")
        ),
        st.tuples(st.integers(0, len(GOOD)), st.integers(0, 40), st.binary(max_size=20)).map(
            lambda cut: GOOD[: cut[0]] + cut[2] + GOOD[cut[0] + cut[1] :]
        ),
    )
)
def test_whatever_the_bytes_nothing_but_a_refusal_is_raised(data: bytes) -> None:
    plees_tracker.recognises(data, "x")
    try:
        plees_tracker.read(data, "x", ReadOptions(HOME))
    except BadValue as error:
        assert "\n" not in error.message  # noqa: PT017 - a refusal is one of two good ends
