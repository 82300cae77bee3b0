"""What is typed otherwise than the manual writes it is read where it has one meaning, and refused where it has two.

The readings are enumerated here from what the words can mean to people, not from the grammar that reads them.
"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from builders import clock, present
from legdiary.app.log.kratom import parse_dose_amount
from legdiary.app.log.sleep import NotABedWake, Slept, read_sleep
from legdiary.domain.entries.dose import LEAF
from legdiary.domain.input.amounts import NotAnAmount, parse_amount, parse_exact
from legdiary.domain.input.medicine_amounts import parse_medicine_amount
from legdiary.domain.taper.plan_unit import GRAMS, MICROGRAMS, MILLIGRAMS, is_in_micrograms
from legdiary.domain.time.bed_wake import RangeReadTwoWays, read_sides
from legdiary.domain.time.durations import DurationUnitMissing, parse_part_of_night
from legdiary.domain.time.parse import NotAClockTime, parse_clock

MORNING = present("2026-11-22T10:00-05:00")
HOUR, DAY, LONGEST = 60, 24 * 60, 16 * 60


# ---------------------------------------------------------------------- bed time and wake time


@pytest.mark.parametrize(
    ("typed", "bed", "wake"),
    [
        ("23-7", "23:00", "07:00"),
        ("11pm-7", "23:00", "07:00"),
        ("11pm to 6:15am", "23:00", "06:15"),
        ("22:45 TO 6:10", "22:45", "06:10"),
        ("11pm-7am", "23:00", "07:00"),
        ("11p-7a", "23:00", "07:00"),
        ("10:30pm-6", "22:30", "06:00"),
        ("10.30 p.m. - 6", "22:30", "06:00"),
        ("22:45-6", "22:45", "06:00"),
        ("22.45-06.10", "22:45", "06:10"),
        ("2245-610", "22:45", "06:10"),
        ("23\N{EN DASH}7", "23:00", "07:00"),
        ("0-8", "00:00", "08:00"),
        ("0-4", "00:00", "04:00"),  # the 24-hour clock, by its 0
        ("12am-8", "00:00", "08:00"),
        ("11-7am", "23:00", "07:00"),  # 11:00 would be 20 hours earlier
        ("9am-5", "09:00", "17:00"),  # a day in bed after a night shift: 05:00 would be 20 hours later
        ("23-6:30", "23:00", "06:30"),
        ("3-11:30pm", "15:00", "23:30"),
    ],
)
def test_a_bed_wake_range_with_one_meaning_is_read(typed: str, bed: str, wake: str) -> None:
    assert read_sleep(MORNING, typed).slept == Slept(bed=clock(bed), wake=clock(wake))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("7-3", "'7-3' can be read two ways; write 07:00-15:00 or 19:00-03:00"),
        ("11-7", "'11-7' can be read two ways; write 11:00-19:00 or 23:00-07:00"),
        ("10:30-6", "'10:30-6' can be read two ways; write 10:30-18:00 or 22:30-06:00"),
        ("12-8", "'12-8' can be read two ways; write 00:00-08:00 or 12:00-20:00"),
        ("11pm-3", "'11pm-3' can be read two ways; write 23:00-03:00 or 23:00-15:00"),
        ("07-11", "'07-11' can be read several ways; write 07:00-11:00 or 07:00-23:00 or 19:00-11:00 or 19:00-23:00"),
    ],
)
def test_one_with_two_meanings_is_refused_and_corrected(typed: str, message: str) -> None:
    with pytest.raises(RangeReadTwoWays) as refused:
        read_sleep(MORNING, typed)
    assert refused.value.message == message
    for corrected in message.rpartition("write ")[2].split(" or "):
        assert read_sleep(MORNING, corrected).slept.bed is not None


@pytest.mark.parametrize("typed", ["7", "23", "6:30", "23-", "-7", "24-7", "23-7-8", "25-7", "13pm-7", "23-7.5", "h-m"])
def test_half_a_range_is_no_range(typed: str) -> None:
    with pytest.raises(NotABedWake):
        read_sleep(MORNING, typed)


SIDES = st.builds(
    lambda hour, minute, half: f"{hour}{minute}{half}",
    st.one_of(st.integers(0, 23).map(str), st.integers(0, 9).map("{:02d}".format)),
    st.one_of(st.just(""), st.sampled_from([":00", ":30", ".45"])),
    st.sampled_from(["", "", "am", "pm"]),
)


def meanings(side: str) -> set[tuple[str, int]]:
    """Every time that one side can be to somebody, in minutes after midnight, with the clock it is read on."""
    digits, half = (side[:-2], side[-2:]) if side.endswith("m") else (side, "")
    hour, _, minute = digits.replace(".", ":").partition(":")
    past = int(minute or 0)
    found = set()
    if not half:
        found.add(("24", int(hour) * HOUR + past))
    if 1 <= int(hour) <= 12:
        for begins, called in ((0, "am"), (12, "pm")):
            if half in {"", called}:
                found.add(("12", (int(hour) % 12 + begins) * HOUR + past))
    return found


@given(SIDES, SIDES)
@example("0", "4")
@example("0", "1am")
@example("13", "5")
@example("11pm", "07")
@example("12", "12pm")
def test_whatever_is_accepted_has_exactly_one_reading(bed: str, wake: str) -> None:
    sides = meanings(bed), meanings(wake)
    shared = {clock for clock, _ in sides[0]} & {clock for clock, _ in sides[1]}  # none for `0-1am`
    possible = {
        (one, two)
        for (clock_one, one), (clock_two, two) in product(*sides)
        if (clock_one == clock_two or not shared) and 0 < (two - one) % DAY <= LONGEST
    }
    hour_alone = any(side.isdecimal() and len(side) < 3 for side in (bed, wake))
    try:
        read = read_sides(bed, wake, MORNING)
    except NotAClockTime:
        assert not meanings(bed) or not meanings(wake)
    except RangeReadTwoWays as refused:
        assert hour_alone
        assert len(possible) > 1
        offered = refused.message.rpartition("write ")[2].split(" or ")
        assert len(offered) == len(possible)
    else:
        one, two = (told.hour * HOUR + told.minute for told in read)  # type: ignore[union-attr]
        if hour_alone and 0 < (two - one) % DAY <= LONGEST:  # longer ones are refused as no night
            assert possible == {(one, two)}


# ---------------------------------------------------------------------- a clock time


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_clock_time_is_the_same_with_a_point_or_no_mark(hour: int, minute: int) -> None:
    at = clock(f"{hour:02d}:{minute:02d}")
    typed = [f"{hour}{mark}{minute:02d}" for mark in (":", ".", "")] + [f"{hour:02d}.{minute:02d}"]
    half = "am" if hour < 12 else "pm"
    typed += [f"{hour % 12 or 12}{mark}{minute:02d}{half}" for mark in (":", ".", "")]
    assert [parse_clock(each) for each in typed] == [at] * len(typed)


# ---------------------------------------------------------------------- how long


@pytest.mark.parametrize(("typed", "minutes"), [("55", 55), ("10", 10), ("120", 120), ("0", 0), ("1h", 60)])
def test_a_bare_number_for_a_part_of_the_night_is_minutes(typed: str, minutes: int) -> None:
    for flag in ("latency", "awake", "pacing", "lying_awake", "nap"):
        slept = read_sleep(MORNING, **{flag: typed}).slept  # type: ignore[arg-type]
        assert getattr(slept, f"{flag}_min") == minutes


@pytest.mark.parametrize("number", range(1, 10))
def test_one_that_may_as_well_be_hours_is_asked_back(number: int) -> None:
    with pytest.raises(DurationUnitMissing, match=rf"^{number} of what\? Write {number}h or {number}m\.$"):
        parse_part_of_night(f"{number}")


@pytest.mark.parametrize(("typed", "minutes"), [("7h", 420), ("6h30", 390), ("390m", 390), ("7 hours", 420)])
def test_how_long_alone_is_the_total(typed: str, minutes: int) -> None:
    assert read_sleep(MORNING, typed) == read_sleep(MORNING, total=typed)
    assert read_sleep(MORNING, typed).slept == Slept(total_min=minutes)


@pytest.mark.parametrize(
    ("typed", "message"), [("7", "7 of what? Write 7h or 7m."), ("390", "390 of what? Write 390m.")]
)
def test_a_total_needs_its_unit(typed: str, message: str) -> None:
    with pytest.raises(DurationUnitMissing) as refused:
        read_sleep(MORNING, total=typed)
    assert refused.value.message == message


# ---------------------------------------------------------------------- amounts

WORDS = {
    "g": ["g", "gram", "grams", "gramme", "grammes", "G", "Grams"],
    "mg": ["mg", "milligram", "milligrams", "MG", "Milligrams"],
    "mcg": ["mcg", "ug", "µg", "μg", "microgram", "micrograms"],
}


@given(st.decimals(1, 150, places=1), st.sampled_from(["", " "]), st.data())
def test_a_unit_in_words_is_the_unit(number: object, blank: str, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from([*WORDS]))
    typed = f"{number if unit == 'g' else int(number)}{blank}{data.draw(st.sampled_from(WORDS[unit]))}"  # type: ignore[call-overload]
    plain = f"{number if unit == 'g' else int(number)}{unit}"  # type: ignore[call-overload]
    assert parse_exact(typed, leaf=False) == parse_exact(plain, leaf=False)
    assert parse_medicine_amount(typed) == parse_medicine_amount(plain)
    assert parse_dose_amount(typed).micrograms("7-oh", None) == parse_exact(plain, leaf=False)
    assert is_in_micrograms(typed) == (unit == "mcg")
    assert parse_dose_amount(typed).in_grams == (unit == "g")
    if unit != "mcg":
        assert parse_amount(typed) == parse_amount(plain)
        assert parse_dose_amount(typed).micrograms(LEAF, None) == 1000 * parse_amount(plain)


def test_a_plan_reads_the_same_words() -> None:
    assert (GRAMS.parse("2.5 grams"), MILLIGRAMS.parse("15 milligrams"), MICROGRAMS.parse("75 micrograms")) == (
        2500, 15_000, 75,
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["2.5gr", "2.5grs", "2.5 gms", "2.5grain", "2kg", "2.5 ounces", "2.5gramſſ", "1 ıg"])
def test_a_word_that_may_be_another_unit_is_none(typed: str) -> None:
    for leaf in (True, False):
        with pytest.raises(NotAnAmount):
            parse_exact(typed, leaf=leaf)
    with pytest.raises(NotAnAmount):
        parse_amount(typed)
