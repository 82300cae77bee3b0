"""Parts of one night: what every tracker's records become, worked out by hand, and what holds whatever they are."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import BERLIN, NEW_YORK, day, moment
from legdiary.domain.entries.sleep import sleep_figures
from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.domain.input.tracker_names import SeveralTrackers
from legdiary.domain.time.moments import Moment, load_zone
from legdiary.formats.files.field_parser import Place
from legdiary.formats.reader_result import ReadOptions
from legdiary.formats.sleep_trackers.tracked_sleeps import Asleep, nights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.entries.sleep import Sleep
    from legdiary.domain.input.tracker_names import TrackerNights
    from legdiary.formats.reader_result import Found

#: The evening of these nights, in Berlin: no clock change near it.
EVENING = "2026-03-02"


def part(span: str, on: str = EVENING, zone: str = BERLIN, **more: Any) -> Asleep:
    """`23:00–02:00`: a clock time before noon is of the day after, and so is one that counts on, as 36:15 for 12:15."""
    start, end = (_moment(clock, on, zone) for clock in span.split("–"))
    return Asleep(Place("file", 1), start, end, **more)


def _moment(clock: str, on: str, zone: str) -> Moment:
    hour, minute = map(int, clock.split(":"))
    local = datetime.combine(day(on), time()) + timedelta(hours=hour + 24 * (hour < 12), minutes=minute)
    return Moment.from_datetime(local.replace(tzinfo=load_zone(zone).info), load_zone(zone))


def found(*spans: str, **more: Any) -> Found:
    return nights([part(span, **more) for span in spans])


def night_of(*spans: str, **more: Any) -> Sleep:
    (night,) = found(*spans, **more).entries
    assert night.kind == "sleep"
    return night  # type: ignore[no-any-return]


def told(night: Sleep) -> dict[str, Any]:
    """The night as a person would read it off: clock times, and minutes."""
    figures = sleep_figures(night)
    return {
        "in bed": night.typed_frame,
        "awake at least": night.awake_least_min,
        "at most": figures.tst_at_most_min,
        "nap": night.nap_min,
    }


@pytest.mark.parametrize(
    ("spans", "frame", "awake", "at_most", "nap"),
    [
        # 23:00–07:00 is 480; 02:00–03:30 is 90; 480 − 90.
        (["23:00–02:00", "03:30–07:00"], "23:00-07:00", 90, 390, None),
        # Three parts: 00:30–01:30 and 04:00–05:15 are 60 + 75; 480 − 135.
        (["23:00–00:30", "01:30–04:00", "05:15–07:00"], "23:00-07:00", 135, 345, None),
        # Parts that overlap, and one within another: nothing lies between.
        (["23:00–03:00", "02:00–07:00"], "23:00-07:00", None, 480, None),
        (["23:00–07:00", "01:00–02:00"], "23:00-07:00", None, 480, None),
        # … and a pause beside an overlap: 05:00–05:45.
        (["23:00–03:00", "02:00–05:00", "05:45–07:00"], "23:00-07:00", 45, 435, None),
        # They touch: one went on.
        (["23:00–02:00", "02:00–07:00"], "23:00-07:00", None, 480, None),
        # Asleep late and again after nine, up to two hours later: the same night. Awake 08:00–09:10, 07:30–09:30.
        (["03:00–08:00", "09:10–11:00"], "03:00-11:00", 70, 410, None),
        (["23:00–07:30", "09:30–10:30"], "23:00-10:30", 120, 570, None),
        # … one minute more, and it is a nap.
        (["23:00–07:29", "09:30–10:30"], "23:00-07:29", None, 509, 60),
        # From noon on it is a nap (of the next night's day), unless one had been up for half an hour or less.
        (["05:00–11:00", "36:00–36:45"], "05:00-11:00", None, 360, None),
        (["05:00–11:45", "36:00–36:45"], "05:00-12:45", 15, 450, None),
        # Awake for six hours is a night of restless legs, for longer it is two sleeps: the longer is the night's.
        (["22:00–23:00", "05:00–07:00"], "22:00-07:00", 360, 180, None),
        (["22:00–23:00", "05:01–07:00"], "05:01-07:00", None, 119, None),
        # A nap on the sofa before it is a nap; up to half an hour before, one had gone to bed.
        (["19:30–20:30", "22:00–06:00"], "22:00-06:00", None, 480, 60),
        (["20:10–20:50", "21:20–06:00"], "20:10-06:00", 30, 560, None),
        (["20:10–20:49", "21:20–06:00"], "21:20-06:00", None, 520, 39),
    ],
)
def test_the_parts_of_a_night_by_hand(
    spans: list[str], frame: str, awake: int | None, at_most: int, nap: int | None
) -> None:
    night = found(*spans).entries[0]
    assert told(night) == {"in bed": frame, "awake at least": awake, "at most": at_most, "nap": nap}
    assert sleep_figures(night).tst_min is None


def test_the_sleep_of_a_day_goes_on_after_noon() -> None:
    """After a night shift: 08:00–12:10, then 12:40–15:00; one sleep, of the night before, though noon lies within."""
    night = night_of("08:00–36:10", "36:40–39:00")
    assert (night.night_of, night.typed_frame, night.awake_least_min) == (day(EVENING), "08:00-15:00", 30)


def test_a_sleep_before_the_night_shift_is_not_of_the_night_after_it() -> None:
    made = found("18:00–21:30", "31:30–36:00")
    (night,) = made.entries
    assert told(night) == {"in bed": "07:30-12:00", "awake at least": None, "at most": 270, "nap": None}
    assert night.note == "also asleep 18:00–21:30"
    assert any(said.startswith("1 further sleep in a night with a longer one: only in") for said in made.not_carried)


def at(text: str, zone: str = BERLIN) -> Moment:
    return moment(text, zone)


def test_parts_on_both_sides_of_the_clocks_going_back() -> None:
    """02:30 comes twice: asleep until the first, awake for the hour to the second. 23:00–07:00 is 9 h that night."""
    first = Asleep(Place("file", 1), at("2026-10-24T23:00+02:00"), at("2026-10-25T02:30+02:00"))
    second = Asleep(Place("file", 2), at("2026-10-25T02:30+01:00"), at("2026-10-25T07:00+01:00"))
    (night,) = nights([first, second]).entries
    assert told(night) == {"in bed": "23:00-07:00", "awake at least": 60, "at most": 480, "nap": None}
    assert sleep_figures(night).tib_min == 540


def test_parts_on_both_sides_of_the_clocks_going_forward() -> None:
    """From 01:30 to 03:30 is one hour that night, and 23:00–07:00 is 7 h."""
    first = Asleep(Place("file", 1), at("2026-03-28T23:00+01:00"), at("2026-03-29T01:30+01:00"))
    second = Asleep(Place("file", 2), at("2026-03-29T03:30+02:00"), at("2026-03-29T07:00+02:00"))
    (night,) = nights([first, second]).entries
    assert told(night) == {"in bed": "23:00-07:00", "awake at least": 60, "at most": 360, "nap": None}


def test_a_night_that_goes_on_in_another_zone_stays_in_the_one_it_began_in() -> None:
    """Asleep in New York from 21:00 to 23:00, then over the sea until 06:00 in Berlin, which is 00:00 in New York."""
    first = Asleep(Place("file", 1), at("2026-03-02T21:00-05:00", NEW_YORK), at("2026-03-02T23:00-05:00", NEW_YORK))
    second = Asleep(Place("file", 2), at("2026-03-03T05:20+01:00"), at("2026-03-03T06:00+01:00"))
    (night,) = nights([first, second]).entries
    assert (night.typed_frame, night.awake_least_min, sleep_figures(night).tst_at_most_min) == ("21:00-00:00", 20, 160)
    assert {night.bed.zone, night.wake.zone} == {NEW_YORK}


# ---------------------------------------------------------------------- what a file takes off by itself


@pytest.mark.parametrize(
    ("parts", "bounds", "at_most"),
    [
        # 7:30, of which the file counts 7:05 as sleep.
        ([("23:00–06:30", 425)], (None, 25), 425),
        # 23:00–02:00 (180, 20 off) and 03:30–07:00 (210, 10 off): 160 + 200 of 480; 90 between.
        ([("23:00–02:00", 160), ("03:30–07:00", 200)], (90, 120), 360),
        # Only one part says: 180 + 200.
        ([("23:00–02:00", None), ("03:30–07:00", 200)], (90, 100), 380),
        # The whole part was slept, as the file says: nothing more than the pause is known.
        ([("23:00–02:00", 180), ("03:30–07:00", None)], (90, None), 390),
        # Two trackers over the same night: what one of them counts may be what the other does not. 23:00–07:00 is 480,
        # and 360 + 200 is more; 300 + 60 is less.
        ([("23:00–06:00", 360), ("03:00–07:00", 200)], (None, None), 480),
        ([("23:00–06:00", 300), ("03:00–07:00", 60)], (None, 120), 360),
    ],
)
def test_what_a_file_does_not_count_as_sleep(
    parts: list[tuple[str, int | None]], bounds: tuple[int | None, int | None], at_most: int
) -> None:
    records = [part(span, slept_s=None if slept is None else slept * 60) for span, slept in parts]
    (night,) = nights(records).entries
    assert (night.awake_least_min, night.unslept_least_min) == bounds
    assert sleep_figures(night).tst_at_most_min == at_most


def test_a_nap_is_as_long_as_the_file_counts_it() -> None:
    records = [part("23:00–07:00"), part("37:00–37:38", slept_s=120), part("38:30–39:00")]
    night, next_day = nights(records).entries
    assert (night.nap_min, next_day.nap_min) == (None, 32)


@pytest.mark.parametrize(
    ("records", "frame", "naps"),
    [
        # Up at 06:00, asleep again 07:30–08:10. A nap that the file calls one is no part of the night before it,
        (["23:00–06:00", "nap 31:30–32:10"], "23:00-06:00", 40),
        # unlike a sleep of which the file says nothing.
        (["23:00–06:00", "31:30–32:10"], "23:00-08:10", None),
        # What comes before and after a nap belongs together as if there were none; the nap is in the note.
        (["23:00–02:00", "nap 26:20–26:50", "27:30–31:00"], "23:00-07:00", None),
        # Within the night it is counted once.
        (["23:00–06:00", "nap 27:00–27:30"], "23:00-06:00", None),
        # Three hours are a night, whatever they are called; less are not.
        (["nap 23:00–26:00"], "23:00-02:00", None),
        (["nap 23:00–25:59"], None, 179),
    ],
)
def test_a_nap_that_the_file_calls_one(records: list[str], frame: str | None, naps: int | None) -> None:
    (night,) = nights(part(each.removeprefix("nap "), is_nap=each.startswith("nap ")) for each in records).entries
    assert (night.typed_frame, night.nap_min) == (frame, naps)


# ---------------------------------------------------------------------- ratings, awakenings, notes


@pytest.mark.parametrize(
    ("records", "quality", "times", "left"),
    [
        # The longest rated part rates the night; the others are counted.
        ([part("23:00–02:00", quality=1), part("03:30–07:00", quality=4)], 4, None, 1),
        ([part("23:00–02:00", quality=2), part("03:30–07:00")], 2, None, 0),
        # Awake 2 times, then between the parts, then once more: 4. Where a part does not say, nobody knows.
        ([part("23:00–02:00", awakenings=2), part("03:30–07:00", awakenings=1)], None, 4, 0),
        ([part("23:00–02:00", awakenings=2), part("03:30–07:00")], None, None, 1),
        ([part("23:00–03:00", awakenings=2), part("02:00–07:00", awakenings=1)], None, None, 2),
        ([part("23:00–02:00", awakenings=60), part("03:30–07:00", awakenings=60)], None, None, 2),
    ],
)
def test_ratings_and_awakenings_of_parts(
    records: list[Asleep], quality: int | None, times: int | None, left: int
) -> None:
    made = nights(records)
    (night,) = made.entries
    assert (night.quality, night.times) == (quality, times)
    noun = "rating or count of awakenings" if left == 1 else "ratings or counts of awakenings"
    said = f"{left} {noun} of naps, further sleeps and single parts, left out"
    assert (said in made.not_carried) is bool(left)


def test_the_note_has_the_parts_and_what_was_said_of_each() -> None:
    records = [part("03:30–07:00", note="better"), part("23:00–02:00", note="legs"), part("14:00–14:30", note="sofa")]
    made = nights(records)
    assert made.entries[0].note == "legs\nbetter\nsofa\ntracked 23:00–02:00, 03:30–07:00"
    assert (
        "1 night tracked in several parts, each by itself: the note has them, and the time between counts as awake at "
        "least"
    ) in made.not_carried


def test_where_a_night_stands_is_where_its_longest_part_does() -> None:
    first, second = part("23:00–02:00"), part("03:30–07:00")
    records = [Asleep(Place("file", 7), first.start, first.end), Asleep(Place("file", 9), second.start, second.end)]
    assert nights(records).where == (Place("file", 9),)


# ---------------------------------------------------------------------- what a file states of falling asleep and waking


@pytest.mark.parametrize(
    ("parts", "known", "bounds", "slept"),
    [
        # 23:00–07:00 is 480; 25 to fall asleep, 40 awake: 415 asleep, and nothing is only a bound.
        ([("23:00–07:00", {"latency_s": 1500, "awake_s": 2400})], (25, 40), (None, None), (415, None)),
        # Only one of them is stated: the sleep is known only at most.
        ([("23:00–07:00", {"awake_s": 2400})], (None, 40), (None, None), (None, 440)),
        ([("23:00–07:00", {"latency_s": 1500})], (25, None), (None, 25), (None, 455)),
        # 0 is stated, and is not missing.
        ([("23:00–07:00", {"latency_s": 0, "awake_s": 0})], (0, 0), (None, None), (480, None)),
        # Half a minute is rounded up, 29 seconds down.
        ([("23:00–07:00", {"latency_s": 29, "awake_s": 1230})], (0, 21), (None, None), (459, None)),
        # At least 40 awake, and the file does not state the rest.
        ([("23:00–07:00", {"awake_least_s": 2400})], (None, None), (40, None), (None, 440)),
        # Two parts, 02:00–03:30 between them: 90 + 10 + 20 awake at least, since nobody tracked the time between.
        # Falling asleep again for 5 is awake as well; only the first time is the time to fall asleep. 480 − 15 − 125.
        ([("23:00–02:00", {"latency_s": 900, "awake_s": 600}), ("03:30–07:00", {"latency_s": 300, "awake_s": 1200})],
         (15, None), (125, 140), (None, 340)),
        # Parts that touch leave nothing between: 10 + 20 awake.
        ([("23:00–02:00", {"latency_s": 900, "awake_s": 600}), ("02:00–07:00", {"awake_s": 1200})],
         (15, 30), (None, None), (435, None)),
        # One part does not say.
        ([("23:00–02:00", {"awake_s": 600}), ("02:00–07:00", {})], (None, None), (10, None), (None, 470)),
    ],
)  # fmt: skip
def test_what_a_file_states(
    parts: list[tuple[str, dict[str, Any]]],
    known: tuple[int | None, int | None],
    bounds: tuple[int | None, int | None],
    slept: tuple[int | None, int | None],
) -> None:
    (night,) = nights([part(span, **more) for span, more in parts]).entries
    assert (night.latency_min, night.awake_min) == known
    assert (night.awake_least_min, night.unslept_least_min) == bounds
    figures = sleep_figures(night)
    assert (figures.tst_min, figures.tst_at_most_min) == slept


def test_awake_in_bed_after_the_night_and_getting_up() -> None:
    """Asleep until 06:30, awake in bed for 12 minutes; up at 06:50: in bed from 23:00 for 7:50."""
    up = at("2026-03-03T06:50+01:00")
    (night,) = nights([part("23:00–06:30", lying_awake_s=720, up=up)]).entries
    assert (night.typed_frame, night.up, night.lying_awake_min) == ("23:00-06:30", up, 12)
    assert sleep_figures(night).tib_min == 470


def test_the_answer_says_of_how_many_nights_the_sleep_is_known_only_at_most() -> None:
    several = [part("23:00–07:00", on=f"2026-03-0{day}", awake_s=0, latency_s=0 if day > 2 else None) for day in (2, 3)]
    assert nights(several).not_carried == (
        "minutes to fall asleep of 1 night: the file does not say, so the time slept is known only at most",
    )
    assert nights(several[1:]).not_carried == ()


# ---------------------------------------------------------------------- one tracker a night

WATCH, PHONE = "Apple Watch", "iPhone"
#: The watch has the 2nd and the 3rd, the phone the 3rd and the 4th.
BOTH = [
    part("23:00–07:00", on="2026-03-02", tracker=WATCH),
    part("23:00–07:00", on="2026-03-03", tracker=WATCH),
    part("22:30–07:30", on="2026-03-03", tracker=PHONE),
    part("22:30–07:30", on="2026-03-04", tracker=PHONE),
]


def chosen(*trackers: str, ask: Any = None) -> tuple[dict[str, str | None], tuple[str, ...]]:
    made = nights(BOTH, ReadOptions(load_zone(BERLIN), trackers=trackers, choose_tracker=ask))
    assert made.trackers == (WATCH, PHONE)
    return {f"{night.night_of:%d}": night.typed_frame for night in made.entries}, made.not_carried[1:]


@pytest.mark.parametrize(
    ("order", "found", "left"),
    [
        (["apple-watch"], {"02": "23:00-07:00", "03": "23:00-07:00"},
         ("1 night of iPhone, which another source has as well",
          "1 night that only a source has which was not chosen: iPhone")),
        (["iPhone"], {"03": "22:30-07:30", "04": "22:30-07:30"},
         ("1 night of Apple Watch, which another source has as well",
          "1 night that only a source has which was not chosen: Apple Watch")),
        (["Apple Watch", "iphone"], {"02": "23:00-07:00", "03": "23:00-07:00", "04": "22:30-07:30"},
         ("1 night of iPhone, which another source has as well",)),
        # A word of another file's tracker is passed over.
        (["oura", "iphone", "apple_watch"], {"02": "23:00-07:00", "03": "22:30-07:30", "04": "22:30-07:30"},
         ("1 night of Apple Watch, which another source has as well",)),
    ],
)  # fmt: skip
def test_one_tracker_a_night(order: list[str], found: dict[str, str], left: tuple[str, ...]) -> None:
    assert chosen(*order) == (found, left)
    asked = []

    def ask(trackers: Sequence[TrackerNights]) -> list[str]:
        asked.append([str(each) for each in trackers])
        return order

    assert chosen(ask=ask) == (found, left)
    assert asked == [
        ["Apple Watch (2 nights, 2026-03-02 to 2026-03-03)", "iPhone (2 nights, 2026-03-03 to 2026-03-04)"]
    ]


def test_without_an_answer_the_words_are_named() -> None:
    with pytest.raises(SeveralTrackers) as refused:
        chosen()
    assert refused.value.message == (
        "file has the same nights from several sources, and the diary takes one a night: Apple Watch (2 nights, "
        "2026-03-02 to 2026-03-03), iPhone (2 nights, 2026-03-03 to 2026-03-04). Add --source apple-watch or --source "
        "iphone; or an order, the first that has a night is taken: --source apple-watch,iphone"
    )
    with pytest.raises(SeveralTrackers):
        chosen(ask=lambda _: None)
    with pytest.raises(UnknownWord, match="write one of: apple-watch, iphone"):
        chosen("fitbit")


def test_trackers_that_share_no_night_are_all_taken_unless_one_is_named() -> None:
    """A watch that took the place of the phone."""
    several = [BOTH[0], BOTH[3]]
    assert len(nights(several).entries) == 2
    (night,) = nights(several, ReadOptions(load_zone(BERLIN), trackers=("iphone",))).entries
    assert night.night_of == day("2026-03-04")


# ---------------------------------------------------------------------- whatever the records are

MINUTES = st.integers(0, 10 * 60)
#: Spans within 21:00–09:00, a length for each, and how much of it was slept.
SPANS = st.lists(st.tuples(MINUTES, st.integers(1, 120), st.none() | st.floats(0, 1)), min_size=1, max_size=6)
FROM = at("2026-03-02T21:00+01:00")


def records_of(spans: Iterable[tuple[int, int, float | None]]) -> list[Asleep]:
    zone = load_zone(BERLIN)
    made = []
    for line, (begin, long, share) in enumerate(spans):
        start, end = (Moment.from_timestamp(FROM.utc_s + minutes * 60, zone) for minutes in (begin, begin + long))
        slept_s = None if share is None else int(long * share) * 60
        made.append(Asleep(Place("file", line), start, end, slept_s=slept_s))
    return made


def union_min(records: Sequence[Asleep]) -> int:
    """Minutes that lie in any of them, minute by minute."""
    return len({minute for each in records for minute in range(each.start.utc_s // 60, each.end.utc_s // 60)})


@given(SPANS)
def test_time_in_bed_covers_the_parts_and_at_most_is_never_below_what_they_say(
    spans: list[tuple[int, int, float | None]],
) -> None:
    records = records_of(spans)
    (night,) = nights(records).entries
    if night.note and "also asleep" in night.note:
        return  # apart by more than six hours: two sleeps
    figures = sleep_figures(night)
    assert figures.tib_min is not None
    assert figures.tst_at_most_min is not None
    assert night.bed.utc_s == min(each.start.utc_s for each in records)
    assert night.wake.utc_s == max(each.end.utc_s for each in records)
    assert figures.tib_min >= union_min(records)
    assert figures.tst_at_most_min >= max(each.most_slept_s // 60 for each in records)
    if all(each.slept_s is None for each in records):
        assert figures.tst_at_most_min == union_min(records)
    if sum(each.seconds for each in records) // 60 == union_min(records):  # none overlap
        assert figures.tst_at_most_min == sum(each.most_slept_s for each in records) // 60


@given(SPANS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(spans: list[tuple[int, int, float | None]], dice: Any) -> None:
    records = records_of(spans)
    shuffled = records[:]
    dice.shuffle(shuffled)
    assert nights(shuffled) == nights(records)


@given(
    st.lists(st.tuples(st.integers(0, 20 * 24 * 60), st.integers(1, 16 * 60)), max_size=40),
)
def test_every_minute_tracked_is_in_a_night_a_nap_or_named(spans: list[tuple[int, int]]) -> None:
    records = records_of((begin, long, None) for begin, long in spans)
    made = nights(records)
    in_figures = sum(sleep_figures(night).tst_at_most_min or 0 for night in made.entries)
    napped = sum(night.nap_min or 0 for night in made.entries)
    if not any(night.note and "also asleep" in night.note for night in made.entries):
        # More only where a sleep would last beyond 16 h with what overlaps it, and is two.
        assert union_min(records) <= in_figures + napped <= sum(each.seconds // 60 for each in records)
    assert len({night.night_of for night in made.entries}) == len(made.entries)
