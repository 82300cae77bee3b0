"""The typical 24 hours of a stretch, worked out by hand: doses over midnight, noon, journeys, both clock changes."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK, day, dose, medicine, night, no_kratom, none_of, plan, product, sleep, tablet
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.reports.day_pattern.typical_day import (
    Taken,
    charted_substance,
    minutes_since_last_dose,
    typical_day,
)
from legdiary.domain.reports.night_record import Logged, clock_after_noon, night_records
from legdiary.domain.reports.stretches import Stretch
from legdiary.domain.stats.descriptive import Spread
from legdiary.domain.time.parse import format_clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.domain.entries.dose import Dose
    from legdiary.domain.reports.day_pattern.typical_day import TypicalDay
    from legdiary.domain.reports.night_record import NightRecord

PRODUCTS = {1: product("pink", product_kind="7-oh"), 2: product("gold", product_kind="extract")}
A_NEW_YORK_DAY = "2026-06-{:02d}T{}:00-04:00"


def stored(entries: Sequence[Any]) -> list[Stored]:
    return [Stored(number, entry) for number, entry in enumerate(entries, start=1)]


def records_of(first: str, before: str, doses: Sequence[Dose] = (), **entries: Sequence[Any]) -> list[NightRecord]:
    """The nights of a half-open range, from the entries of a diary that begins with them or before."""
    ordered = sorted(doses, key=lambda each: (each.night_of, each.utc_s or 0))
    logged = Logged(
        doses=stored(ordered),
        products=PRODUCTS,
        nights=stored(entries.get("nights", ())),
        sleeps=stored(entries.get("sleeps", ())),
        plans=entries.get("plans", ()),
        medicines=stored(entries.get("medicines", ())),
    )
    return night_records(logged, day(first), day(before))


def typical(
    first: str, before: str, doses: Sequence[Dose] = (), word: str = "leaf", **entries: Sequence[Any]
) -> TypicalDay:
    records = records_of(first, before, doses, **entries)
    charted = Taken(doses, PRODUCTS, entries.get("medicines", ())).charted(word, records)
    since = minutes_since_last_dose(records, charted)
    return typical_day(Stretch("now", day(first), day(before)), records, charted, since)


def since_last_dose(
    first: str, before: str, doses: Sequence[Dose], nights: Sequence[Any], sleeps: Sequence[Any] = ()
) -> dict[str, int]:
    records = records_of(first, before, doses, nights=nights, sleeps=sleeps)
    charted = Taken(doses, PRODUCTS).charted("leaf", records)
    return {f"{on:%d %b}": minutes for on, minutes in minutes_since_last_dose(records, charted).items()}


# ---------------------------------------------------------------------- by hand: five nights, three doses each


#: The evening's dose, one half an hour before midnight, one in the small hours of the next date, onset at 22:00.
EVENING = ("19:30", "20:15", "20:00", "19:45", "20:30")
SMALL_HOURS = ("02:10", "02:20", "02:30", "02:40", "02:50")
FIVE = [
    each
    for number, (early, late) in enumerate(zip(EVENING, SMALL_HOURS, strict=True), start=1)
    for each in (
        dose(A_NEW_YORK_DAY.format(number, early), 2500 - 100 * number),
        dose(A_NEW_YORK_DAY.format(number, "23:30"), 2000),
        dose(A_NEW_YORK_DAY.format(number + 1, late), 1000),
    )
]
#: 02:30 of 1 June still belongs to 31 May.
EVE = dose("2026-06-01T02:30-04:00", 1000)
NIGHTS = [night(f"2026-06-0{number}", onset_min=22 * 60) for number in range(1, 6)]


class TestFiveNights:
    made = typical("2026-06-01", "2026-06-06", [EVE, *FIVE], nights=NIGHTS)

    def test_the_doses_in_the_order_of_the_diary_day(self) -> None:
        evening, before_midnight, small_hours = self.made.slots
        # Sorted 19:30 19:45 20:00 20:15 20:30: 8 h after noon, and a quarter of an hour to either side.
        assert evening.at == Spread(5, 480, 465, 495)
        assert before_midnight.at == Spread(5, 690, 690, 690)
        # 02:30 is 14 h 30 after noon.
        assert small_hours.at == Spread(5, 870, 860, 880)
        assert (self.made.usual_doses, self.made.doses) == (3, Spread(5, 3, 3, 3))

    def test_their_amounts(self) -> None:
        # 2.4, 2.3, 2.2, 2.1, 2.0 g.
        assert [slot.amount for slot in self.made.slots] == [
            Spread(5, 2200, 2100, 2300), Spread(5, 2000, 2000, 2000), Spread(5, 1000, 1000, 1000),
        ]  # fmt: skip

    def test_the_longest_gap_of_each_day_is_the_one_into_it(self) -> None:
        # 02:30→19:30 17:00, 02:10→20:15 18:05, 02:20→20:00 17:40, 02:30→19:45 17:15, 02:40→20:30 17:50.
        assert self.made.longest_gap_min == Spread(5, 17 * 60 + 40, 17 * 60 + 15, 17 * 60 + 50)

    def test_from_the_last_dose_to_the_legs(self) -> None:
        # At 22:00 the evening's dose is the last: 2:30, 1:45, 2:00, 2:15, 1:30. Those at 23:30 and 02:30 come later.
        assert self.made.last_dose_to_onset_min == Spread(5, 120, 105, 135)
        assert self.made.onset == Spread(5, 600, 600, 600)

    def test_four_nights_have_numbers_and_no_figure(self) -> None:
        made = typical("2026-06-02", "2026-06-06", FIVE[3:], nights=NIGHTS[1:])
        assert (made.nights, made.usual_doses, made.slots) == (4, None, ())
        # The first day's gap is not known: nothing is logged for the day before.
        assert (made.doses, made.longest_gap_min, made.onset) == (Spread(4), Spread(3), Spread(4))
        assert made.last_dose_to_onset_min == Spread(4)


# ---------------------------------------------------------------------- doses


def days_with(*numbers: int | None, first: int = 1) -> list[Dose]:
    """Days of June with so many doses each, at 08:00, 09:00 …; 0 is said, None is not logged."""
    found: list[Dose] = []
    for place, number in enumerate(numbers, start=first):
        if number == 0:
            found.append(no_kratom(f"2026-06-{place:02d}"))
        found += [dose(A_NEW_YORK_DAY.format(place, f"{8 + hour:02d}:00")) for hour in range(number or 0)]
    return found


class TestDoses:
    @pytest.mark.parametrize(
        ("numbers", "usual", "days"),
        [
            ((4, 4, 4, 2, 1), 4, 3),
            ((4, 4, 2, 2, 1), 4, 2),  # of equals the larger
            ((0, 0, 0, 1, 2), 0, 3),
            ((3, 3, None, 3, None, 1, 1), 3, 3),
            ((3, 3, None, 3, 3), None, 0),  # four days are too few
        ],
    )
    def test_the_usual_number(self, numbers: tuple[int | None, ...], usual: int | None, days: int) -> None:
        made = typical("2026-06-01", "2026-06-15", days_with(*numbers))
        assert (made.usual_doses, len(made.slots)) == (usual, usual or 0)
        assert [slot.n for slot in made.slots] == [days] * (usual or 0)
        assert made.nights == 14

    def test_times_on_both_sides_of_noon_are_not_cut_apart(self) -> None:
        clocks = ("11:40", "12:20", "12:00", "11:50", "12:10")
        found = [dose(A_NEW_YORK_DAY.format(number, at)) for number, at in enumerate(clocks, start=1)]
        assert [slot.at for slot in typical("2026-06-01", "2026-06-06", found).slots] == [Spread(5, 0, -10, 10)]

    def test_a_morning_lies_at_the_end_of_the_24_hours_and_is_the_first_dose(self) -> None:
        found = [
            dose(A_NEW_YORK_DAY.format(number, at)) for number in range(1, 6) for at in ("07:00", "15:00", "22:00")
        ]
        made = typical("2026-06-01", "2026-06-06", found)
        assert [slot.at.median for slot in made.slots] == [19 * 60, 3 * 60, 10 * 60]

    def test_days_that_begin_at_another_hour(self) -> None:
        # Days begin at 18:00: the dose at 15:00 on the 2nd is the last one of the 1st.
        found = [
            dose(A_NEW_YORK_DAY.format(number + later, at), night_of=f"2026-06-{number:02d}")
            for number in range(1, 7)
            for later, at in ((0, "19:00"), (1, "01:00"), (1, "15:00"))
        ]
        nights = [night(f"2026-06-0{number}", onset_min=17 * 60) for number in range(2, 7)]
        made = typical("2026-06-02", "2026-06-07", found, nights=nights)
        assert [slot.at.median for slot in made.slots] == [7 * 60, 13 * 60, 3 * 60]
        # 15:00 → 17:00 on the same afternoon, though another diary day.
        assert made.last_dose_to_onset_min == Spread(5, 120, 120, 120)

    def test_after_a_day_that_is_not_logged_the_longest_gap_is_not_known(self) -> None:
        evenings = [dose(A_NEW_YORK_DAY.format(number, "20:00")) for number in (1, 2, 3, 5, 6, 7, 8)]
        made = typical("2026-06-01", "2026-06-09", evenings)
        # Not of the 1st, the diary's first, nor of the 5th. Of the 2nd, 3rd, 6th, 7th, 8th: 24 hours.
        assert made.longest_gap_min == Spread(5, 24 * 60, 24 * 60, 24 * 60)
        assert (made.doses.n, made.slots[0].n) == (7, 7)

    def test_over_a_day_said_to_be_without_the_gap_goes_on(self) -> None:
        evenings = [dose(A_NEW_YORK_DAY.format(number, "20:00")) for number in (1, 2, 3, 5, 6, 7)]
        made = typical("2026-06-01", "2026-06-08", [*evenings, no_kratom("2026-06-04")])
        assert made.longest_gap_min == Spread(5, 24 * 60, 24 * 60, 24 * 60)  # 24 24 48 24 24
        assert made.doses == Spread(7, 1, 1, 1)


def test_only_7_oh_is_told_in_its_own_unit() -> None:
    found = [tablet(A_NEW_YORK_DAY.format(number, "22:00"), 15_500) for number in range(1, 6)]
    leaf = [dose(A_NEW_YORK_DAY.format(number, "09:00")) for number in range(1, 3)]
    assert charted_substance(records_of("2026-06-01", "2026-06-06", found), ()) == "7-oh"
    assert charted_substance(records_of("2026-06-01", "2026-06-06", found + leaf), ()) == "leaf"
    planned = plan(("2026-06-01", 30_000), substance="7-oh", scale_ug=500)
    assert charted_substance(records_of("2026-06-01", "2026-06-06", found + leaf), [planned]) == "7-oh"
    made = typical("2026-06-01", "2026-06-06", [*found, *leaf, none_of("7-oh", "2026-05-31")], "7-oh")
    assert made.slots[0].at == Spread(5, 600, 600, 600)
    assert made.slots[0].amount == Spread(5, 15_500, 15_500, 15_500)
    # The day before the first tablet was without; before that nothing is known.
    assert made.longest_gap_min == Spread(4)


def test_a_medicine_also_before_its_plan() -> None:
    takings = [
        medicine(at=A_NEW_YORK_DAY.format(number, "21:00"), amount="1 tablet" if number == 4 else "300 mg")
        for number in range(1, 8)
    ]
    others = [medicine("iron", at=A_NEW_YORK_DAY.format(1, "08:00"), amount="65 mg")]
    planned = plan(("2026-06-05", 300_000), substance="medicine:gabapentin", scale_ug=500)
    made = typical(
        "2026-06-01", "2026-06-08", (), "medicine:gabapentin", plans=[planned], medicines=[*others, *takings]
    )
    assert made.doses == Spread(7, 1, 1, 1)
    assert made.slots == ((Spread(7, 540, 540, 540), Spread(6, 300_000, 300_000, 300_000)),)
    assert made.longest_gap_min == Spread(6, 24 * 60, 24 * 60, 24 * 60)


# ---------------------------------------------------------------------- places and clocks


def test_a_journey_moves_no_habit() -> None:
    """A dose at 21:00 and legs at 22:00, five evenings in New York and five in Berlin."""
    here = [dose(f"2026-06-0{number}T21:00-04:00") for number in range(1, 6)]
    there = [dose(f"2026-06-{number:02d}T21:00+02:00", zone=BERLIN) for number in range(6, 11)]
    nights = [night(f"2026-06-{number:02d}", onset_min=22 * 60) for number in range(1, 11)]
    sleeps = [sleep(f"2026-06-{number:02d}", "23:00-06:00", NEW_YORK if number < 6 else BERLIN, latency_min=30)
              for number in range(1, 11)]  # fmt: skip
    made = typical("2026-06-01", "2026-06-11", here + there, nights=nights, sleeps=sleeps)

    assert made.slots[0].at == Spread(10, 540, 540, 540)
    assert (made.bed, made.wake) == (Spread(10, 660, 660, 660), Spread(10, 1080, 1080, 1080))
    assert made.last_dose_to_onset_min == Spread(10, 60, 60, 60)
    # 24 hours, but 18 on the day of the flight.
    assert made.longest_gap_min == Spread(9, 24 * 60, 24 * 60, 24 * 60)
    assert set(made.asleep[46:72]) == {1.0}  # 23:30 … 05:45


def test_a_dose_before_the_flight_counts_by_the_instant() -> None:
    # 10:00 in New York is 16:00 in Berlin, where the legs began at 20:00 and the night was slept.
    found = since_last_dose(
        "2026-06-06", "2026-06-07",
        [dose("2026-06-06T10:00-04:00")],
        [night("2026-06-06", onset_min=20 * 60)],
        [sleep("2026-06-06", "22:00-06:00", BERLIN)],
    )  # fmt: skip
    assert found == {"06 Jun": 4 * 60}


@pytest.mark.parametrize(
    ("doses", "onset", "minutes"),
    [
        # In New York the clocks go back at 02:00 on 1 November: 01:00 to 02:00 comes twice.
        (["2026-10-31T23:00-04:00"], "02:30", 4 * 60 + 30),
        (["2026-10-31T23:00-04:00"], "01:30", 2 * 60 + 30),  # the first of the two
        (["2026-10-31T23:00-04:00", "2026-11-01T01:40-04:00"], "01:30", 50),  # so it was the second
        (["2026-10-31T23:00-04:00", "2026-11-01T01:40-05:00"], "01:30", 2 * 60 + 30),
        # They go forward at 02:00 on 8 March: 02:00 to 03:00 does not come.
        (["2026-03-07T23:00-05:00"], "03:30", 3 * 60 + 30),
        (["2026-03-07T23:00-05:00"], "02:30", None),
        # A dose at the very moment; doses only afterwards; none on the day.
        (["2026-06-05T21:00-04:00", "2026-06-05T22:00-04:00"], "22:00", 0),
        (["2026-06-05T22:01-04:00"], "22:00", None),
        (["2026-06-05T02:00-04:00"], "22:00", None),  # of the night before
        # Legs that begin after the diary day is over, with a dose at 06:00 and without.
        (["2026-06-05T23:00-04:00", "2026-06-06T06:00-04:00"], "06:30", 30),
        (["2026-06-05T23:00-04:00", "2026-06-06T08:00-04:00"], "06:30", 7 * 60 + 30),
    ],
)
def test_from_the_last_dose_to_the_legs(doses: list[str], onset: str, minutes: int | None) -> None:
    evening = doses[0][:10] if doses[0][11:13] > "05" else "2026-06-05"
    began = int(onset[:2]) * 60 + int(onset[3:])
    before = f"{day(evening) + timedelta(days=2)}"
    found = since_last_dose(evening, before, [dose(at) for at in doses], [night(evening, onset_min=began)])
    assert list(found.values()) == ([] if minutes is None else [minutes])


# ---------------------------------------------------------------------- sleep


def quarters(made: TypicalDay) -> dict[str, float]:
    """The share by the clock, without the hours in which nobody slept."""
    clocks = [f"{(12 + number // 4) % 24:02d}:{number % 4 * 15:02d}" for number in range(96)]
    return {at: share for at, share in zip(clocks, made.asleep, strict=True) if share}


class TestAsleep:
    def test_the_share_of_nights_at_each_quarter_of_an_hour(self) -> None:
        # Falling asleep at 23:40, 23:40, 23:45, 00:00, 00:10; the final waking at 06:00, 06:10, 06:15, 06:15, 06:30.
        spans = (
            ("23:00-06:00", 40),
            ("23:20-06:10", 20),
            ("23:30-06:15", 15),
            ("23:45-06:15", 15),
            ("23:10-06:30", 60),
        )
        sleeps = [sleep(f"2026-06-0{n}", span, latency_min=sol) for n, (span, sol) in enumerate(spans, start=1)]
        made = typical("2026-06-01", "2026-06-06", sleeps=sleeps)
        found = quarters(made)
        # Asleep at 23:45 are those of 23:40, 23:40 and 23:45; at 06:00 not the one who woke then.
        assert [found[at] for at in ("23:45", "00:00", "00:15", "05:45", "06:00")] == [0.6, 0.8, 1.0, 1.0, 0.8]
        assert [found.get(at) for at in ("23:30", "06:15", "06:30")] == [None, 0.2, None]
        assert made.asleep_n == 5
        assert (made.bed.median, made.wake.median) == (11 * 60 + 20, 18 * 60 + 15)

    def test_trying_to_sleep_later_than_going_to_bed(self) -> None:
        sleeps = [sleep(f"2026-06-0{n}", "22:00-06:00", tried="23:30", latency_min=30) for n in range(1, 6)]
        assert next(iter(quarters(typical("2026-06-01", "2026-06-06", sleeps=sleeps)))) == "00:00"

    def test_only_nights_whose_falling_asleep_and_waking_are_known(self) -> None:
        sleeps = [
            *(sleep(f"2026-06-0{n}", "23:00-06:00", latency_min=15) for n in range(1, 5)),
            sleep("2026-06-05", "23:00-06:00"),
            sleep("2026-06-06", None, total_min=300),
            sleep("2026-06-07", "23:00-06:00", unslept_least_min=20),
        ]
        made = typical("2026-06-01", "2026-06-08", sleeps=sleeps)
        assert (made.asleep_n, made.asleep) == (4, ())
        assert (made.bed.n, made.wake.n) == (6, 6)

    def test_a_night_without_sleep_is_known_to_be_one(self) -> None:
        sleeps = [sleep(f"2026-06-0{n}", "23:00-06:00", latency_min=0) for n in range(1, 5)]
        sleeps.append(sleep("2026-06-05", "23:00-06:00", latency_min=420))
        assert set(quarters(typical("2026-06-01", "2026-06-06", sleeps=sleeps)).values()) == {0.8}

    def test_past_noon_it_goes_on_at_the_beginning(self) -> None:
        sleeps = [sleep(f"2026-06-0{n}", "08:00-13:00", latency_min=0) for n in range(1, 6)]
        made = typical("2026-06-01", "2026-06-06", sleeps=sleeps)
        assert [number for number, share in enumerate(made.asleep) if share] == [*range(4), *range(80, 96)]
        assert (made.bed.median, made.wake.median) == (20 * 60, 25 * 60)

    @pytest.mark.parametrize(
        ("evening", "span", "sol", "begins", "ends"),
        [
            ("2026-10-31", "23:00-07:00", 30, "23:30", "06:45"),  # nine hours by the clock's eight
            ("2026-10-31", "00:30-07:00", 100, "01:15", "06:45"),  # 01:10, the second time
            ("2026-03-07", "23:00-07:00", 30, "23:30", "06:45"),
            ("2026-03-07", "01:30-07:00", 45, "03:15", "06:45"),  # 01:30 and 45 minutes is 03:15
        ],
    )
    def test_the_clock_on_the_wall_when_the_clocks_change(
        self, evening: str, span: str, sol: int, begins: str, ends: str
    ) -> None:
        # Five nights of one date in five diaries would be one night: the others are four without sleep.
        others = [sleep(f"{day(evening) + timedelta(days=n)}", "23:00-06:00", latency_min=420) for n in range(1, 5)]
        before = f"{day(evening) + timedelta(days=5)}"
        found = quarters(typical(evening, before, sleeps=[sleep(evening, span, latency_min=sol), *others]))
        assert (next(iter(found)), next(reversed(found)), set(found.values())) == (begins, ends, {0.2})


# ---------------------------------------------------------------------- any diary


CLOCKS = st.lists(st.integers(0, 1439), max_size=4, unique=True)


@given(st.lists(st.one_of(st.none(), CLOCKS), min_size=5, max_size=16), st.sampled_from([NEW_YORK, BERLIN, "UTC"]))
def test_slots_are_those_of_the_most_frequent_number_in_any_zone(held: list[list[int] | None], zone: str) -> None:
    """Minutes after 05:00 on each day; nothing, or a day without."""
    offset = {NEW_YORK: "-04:00", BERLIN: "+02:00", "UTC": "+00:00"}[zone]
    found: list[Dose] = []
    for number, minutes in enumerate(held):
        on = day("2026-06-01") + timedelta(days=number)
        if minutes == []:
            found.append(no_kratom(f"{on}"))
        for minute in minutes or ():
            days, rest = divmod(minute + 300, 1440)
            local = f"{on + timedelta(days=days)}T{rest // 60:02d}:{rest % 60:02d}{offset}"
            found.append(dose(local, 1000 + minute, zone=zone))
    made = typical("2026-06-01", "2026-06-17", found)

    logged = [sorted(minutes) for minutes in held if minutes is not None]
    counted = Counter(len(minutes) for minutes in logged)
    if len(logged) < 5:
        assert (made.usual_doses, made.slots) == (None, ())
        return
    usual = max(number for number in counted if counted[number] == max(counted.values()))
    some = [minutes for minutes in logged if len(minutes) == usual]
    assert (made.usual_doses, len(made.slots), made.doses.n) == (usual, usual, len(logged))
    for place, slot in enumerate(made.slots):
        times = [minutes[place] for minutes in some]
        assert slot.n == len(some)
        if len(some) < 5:
            assert slot.at.median is None
            continue
        assert slot.at.median == (median(times) + 300 - 720) % 1440
        assert slot.amount.median == 1000 + median(times)
        assert slot.at.q1 is not None
        assert slot.at.q3 is not None
        assert slot.at.q1 <= slot.at.median <= slot.at.q3


@pytest.mark.parametrize(
    ("after_noon", "clock"),
    [(0, "12:00"), (487.25, "20:07"), (487.5, "20:08"), (-10.5, "11:50"), (1439.5, "12:00"), (1510, "13:10")],
)
def test_a_median_between_two_minutes_is_the_later_in_every_view(after_noon: float, clock: str) -> None:
    assert format_clock(clock_after_noon(after_noon)) == clock
