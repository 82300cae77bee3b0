"""Sleepmeter's CSV: nights with bedtime, falling asleep and times awake as typed, and what marked them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import ok
from hypothesis import given
from hypothesis import strategies as st

from builders import NEW_YORK, moment
from legdiary.domain.entries.factors_and_medicines import Factor
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.sleep import Sleep
from legdiary.domain.time.moments import load_zone
from legdiary.errors import BadValue
from legdiary.formats.detect import recognise
from legdiary.formats.reader_result import BadRow, BadRows, ReadOptions
from legdiary.formats.sleep_trackers import sleepmeter

if TYPE_CHECKING:
    from legdiary.formats.reader_result import Found

CSV = (Path(__file__).parent / "fixtures" / "sleepmeter.csv").read_bytes()
NEXT = ("2026-06-02 23:00-0400", "2026-06-02 23:10-0400", "2026-06-03 06:00-0400")
HEADER = "wake,sleep,bedtime,holes,type,dreams,aid,hindrances,tags,quality,notes\n"


def read(data: str | bytes, zone: str = NEW_YORK) -> Found:
    return sleepmeter.read(data.encode() if isinstance(data, str) else data, "sleep", ReadOptions(load_zone(zone)))


def row(
    bed: str = "2026-06-01 22:50-0400", slept: str = "2026-06-01 23:00-0400", wake: str = "2026-06-02 07:00-0400",
    holes: str = "", **more: str,
) -> str:  # fmt: skip
    cells = [more.get(name, "NONE") for name in ("dreams", "aid", "hindrances", "tags")]
    quality, notes = more.get("quality", "5"), more.get("notes", "")
    return (
        f'"{wake}","{slept}","{bed}",{holes},{more.get("type", "NIGHT_SLEEP")},{",".join(cells)},{quality},"{notes}"\n'
    )


def sleep(data: str) -> Sleep:
    (only,) = read(data).entries
    assert isinstance(only, Sleep)
    return only


def refusal(data: str) -> BadRow:
    with pytest.raises(BadRow) as caught:
        read(data)
    return caught.value


def test_a_diary_becomes_nights() -> None:
    assert recognise(CSV, "x").name == "sleepmeter"  # type: ignore[union-attr]
    found = read(CSV)
    may, first, second = date(2026, 5, 29), date(2026, 6, 1), date(2026, 6, 2)
    assert list(found.entries) == [
        # In Tokyo, nine hours ahead: the night there, by the clock there.
        Sleep(
            may, bed=moment("2026-05-29T23:00+09:00", "UTC+09:00"), wake=moment("2026-05-30T06:30+09:00", "UTC+09:00"),
            latency_min=30, unslept_least_min=30,
        ),
        Sleep(
            first, bed=moment("2026-06-01T22:50-04:00", NEW_YORK), wake=moment("2026-06-02T07:00-04:00", NEW_YORK),
            latency_min=10, unslept_least_min=10,
        ),
        Night(first, body_parts=("legs",)),
        Factor(first, "stress"),
        # 62-117 and 240-250 after falling asleep: awake 55 + 10 minutes; the nap of 40 minutes was on that day.
        Sleep(
            second, bed=moment("2026-06-02T23:10-04:00", NEW_YORK), wake=moment("2026-06-03T06:40-04:00", NEW_YORK),
            latency_min=45, awake_min=65, times=2, nap_min=40, note='up and down, "pacing"\nuntil one',
        ),
        Factor(second, "exercise"),
        Factor(second, "caffeine"),
        Night(second, body_parts=("legs",)),
    ]  # fmt: skip
    assert found.not_carried == (
        "minutes awake of 2 nights: the file does not say, so the time slept is known only at most",
        "1 dose of melatonin without an amount",
        "2 nights that restless legs hindered, without a score: the app keeps none",
        "4 ratings of sleep from 0 to 10: the diary rates from 1 to 5",
        "2 dreams",
        "1 symptom without a grade: the app keeps none",
        "2 marks in words of one's own",
        "3 marks that legdiary has no word for",
    )


def test_restless_legs_in_two_parts_of_a_night_are_one_night() -> None:
    parts = row(wake="2026-06-02 01:00-0400", hindrances="RESTLESS_LEGS|CAFFEINE") + row(
        bed="2026-06-02 03:00-0400", slept="2026-06-02 03:20-0400", wake="2026-06-02 07:00-0400",
        hindrances="RESTLESS_LEGS", aid="CAFFEINE",
    )  # fmt: skip
    entries = read(HEADER + parts).entries
    assert [each.kind for each in entries] == ["sleep", "night", "factor"]
    night = entries[0]
    # Up from 01:00 to 03:00, and 20 minutes to fall asleep again.
    assert (night.latency_min, night.awake_min, night.awake_least_min) == (10, None, 140)
    assert "tracked 22:50–01:00, 03:00–07:00" in night.note


def test_what_is_not_stated_stays_unknown() -> None:
    same = sleep(HEADER + row(bed="2026-06-01 23:00-0400"))
    assert (same.latency_min, same.awake_min, same.times) == (None, None, None)
    assert (
        read(HEADER + row(dreams="NONE")).not_carried[0].startswith("minutes awake of 1 night: the file does not say")
    )


def test_a_night_without_sleep_is_a_night_awake() -> None:
    found = read(HEADER + row(slept="2026-06-02 07:00-0400"))
    (night,) = found.entries
    assert (night.latency_min, night.awake_min, night.unslept_least_min) == (None, None, 490)


def test_both_clock_changes_are_told_by_the_offset() -> None:
    autumn = sleep(HEADER + row("2026-10-31 23:00-0400", "2026-10-31 23:20-0400", "2026-11-01 06:00-0500", "120-150"))
    assert (autumn.wake.utc_s - autumn.bed.utc_s, autumn.awake_min) == (8 * 3600, 30)  # type: ignore[union-attr]
    assert (autumn.wake.zone, autumn.wake.iso) == (NEW_YORK, "2026-11-01T06:00:00-05:00")  # type: ignore[union-attr]
    spring = sleep(HEADER + row("2026-03-07 23:00-0500", "2026-03-07 23:20-0500", "2026-03-08 06:00-0400"))
    assert spring.wake.utc_s - spring.bed.utc_s == 6 * 3600  # type: ignore[union-attr]


def test_texts_end_where_the_next_record_begins() -> None:
    notes = 'a ""quoted"", word\n\nand "2026", more\n'
    found = read(HEADER + row(notes=notes) + "\n" + row(*NEXT))
    assert [each.note for each in found.entries] == [notes.strip(), None]
    assert [each.line for each in found.where] == [2, 7]
    assert read((HEADER + row()).replace("\n", "\r\n")).entries == read(HEADER + row()).entries


def test_the_same_record_twice_and_a_later_export(tmp_path: Path) -> None:
    assert "1 row listed twice, taken once" in read(HEADER + row() + row()).not_carried
    path, stress = tmp_path / "sleep.csv", row(hindrances="STRESS|RESTLESS_LEGS")
    path.write_text(HEADER + stress, encoding="utf-8")
    assert "added 1 sleep, 1 factor, 1 night" in ok("import", str(path)).stdout
    fresh = row(*NEXT)
    path.write_text(HEADER + fresh + stress, encoding="utf-8")
    for said in ("added 1 sleep", "added nothing"):
        assert said in ok("import", str(path)).stdout


def test_a_score_that_is_in_the_diary_stays(tmp_path: Path) -> None:
    ok("night", "7", "--night", "2026-06-01")
    path = tmp_path / "sleep.csv"
    path.write_text(HEADER + row(hindrances="RESTLESS_LEGS"), encoding="utf-8")
    assert "filled in" in ok("import", str(path)).stdout
    assert "severity 7" in ok("show", "2026-06-01").stdout


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        ("", "line 1:", "accepted: Sleepmeter's diary"),
        ("wake,sleep\n", "line 1:", "accepted: Sleepmeter's diary"),
        ("custom_tag_id,name\n", "line 1:", "accepted: Sleepmeter's diary"),
        (HEADER + "x\n", "line 2:", "no record of Sleepmeter"),
        (HEADER + row().rstrip('"\n'), "line 2:", "no record of Sleepmeter"),
        (HEADER + row().replace('5,""', '5,"'), "line 2:", "no record of Sleepmeter"),
        (HEADER + row(slept="2026-06-01 22:00-0400"), "line 2, sleep", "is before the bedtime"),
        (HEADER + row(wake="2026-06-01 22:55-0400"), "line 2, wake", "before its start"),
        (HEADER + row(wake="2026-06-02 15:00-0400"), "line 2, wake", "up to 16 h"),
        (HEADER + row(wake="2026-06-31 07:00-0400"), "line 2, wake", "accepted: a time"),
        (HEADER + row(bed="1900-01-01 00:01+0000"), "line 2, bedtime", "from 1990"),
        (HEADER + row(holes="30-20"), "line 2, holes", "'30-20'; accepted: minutes"),
        (HEADER + row(holes="10-20|15-30"), "line 2, holes", "in order"),
        (HEADER + row(holes="10-481"), "line 2, holes", "accepted: minutes"),
        (HEADER + row(holes="=1+1"), "line 2, holes", "accepted: minutes"),
        (HEADER + row(type="SIESTA"), "line 2, type", "NIGHT_SLEEP or NAP"),
        (HEADER + row(quality="11"), "line 2, quality", "0 to 10"),
        (HEADER + row(quality="٣"), "line 2, quality", "0 to 10"),
        (HEADER + row(aid="a formula"), "line 2, aid", "words in capitals"),
        (HEADER + row(notes="a\x07"), "line 2, notes", "control character"),
        (HEADER + row(notes="x" * 10_001), "line 2, notes", "characters long"),
    ],
)
def test_what_cannot_be(data: str, place: str, says: str) -> None:
    message = refusal(data).message
    assert message.startswith(f"sleep, {place}"), message
    assert says in message


def test_a_bad_record_is_left_out_with_its_marks() -> None:
    bad = BadRows(skip=True)
    text = HEADER + row(quality="11", hindrances="STRESS") + row(*NEXT, hindrances="PAIN")
    found = sleepmeter.read(text.encode(), "x", ReadOptions(load_zone(NEW_YORK), bad))
    assert [each.place for each in bad.left_out] == ["x, line 2, quality"]
    assert [each.kind for each in found.entries] == ["sleep"]
    assert found.not_carried[1:] == (
        "1 rating of a sleep from 0 to 10: the diary rates from 1 to 5", "1 mark that legdiary has no word for",
    )  # fmt: skip


def mangled(whole: bytes) -> st.SearchStrategy[bytes]:
    return st.tuples(st.integers(0, len(whole)), st.integers(0, 40), st.binary(max_size=20)).map(
        lambda cut: whole[: cut[0]] + cut[2] + whole[cut[0] + cut[1] :]
    )


@given(st.one_of(st.binary(max_size=200).map(lambda some: HEADER.encode() + some), mangled(CSV)))
def test_whatever_the_bytes_nothing_but_a_refusal_is_raised(data: bytes) -> None:
    sleepmeter.recognises(data, "x")
    try:
        read(data)
    except BadValue as error:
        assert "\n" not in error.message  # noqa: PT017 - a refusal is one of two good ends


@given(st.integers(0, 90), st.lists(st.tuples(st.integers(1, 50), st.integers(1, 40)), max_size=4), st.integers(1, 60))
def test_what_is_stated_adds_up(latency: int, gaps: list[tuple[int, int]], rest: int) -> None:
    """In bed = falling asleep + asleep + awake, whatever the times awake."""
    holes, until = [], 0
    for asleep, awake in gaps:
        holes.append(f"{until + asleep}-{until + asleep + awake}")
        until += asleep + awake
    begin = moment("2026-06-01T22:00-04:00", NEW_YORK).utc_s
    stamps = [moment_text(begin + minutes * 60) for minutes in (0, latency, latency + until + rest)]
    night = sleep(HEADER + row(stamps[0], stamps[1], stamps[2], "|".join(holes)))
    in_bed = (night.wake.utc_s - night.bed.utc_s) // 60 if night.wake and night.bed else night.nap_min
    assert in_bed == latency + until + rest
    assert night.latency_min == (latency or None)
    assert night.awake_min == (sum(awake for _, awake in gaps) if gaps else None)


def moment_text(utc_s: int) -> str:
    return datetime.fromtimestamp(utc_s, timezone(timedelta(hours=-4))).strftime("%Y-%m-%d %H:%M%z")
