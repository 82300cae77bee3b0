"""The check-in as values: whom it asks what, and which request an answer becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING, Any

import pytest

from builders import day, dose, magnesium, medicine, night, no_kratom, none_of, present, product, sleep, tablet
from legdiary.app.checkin.answers import (
    NotARating,
    NothingLast,
    count_settled,
    read_answer,
    read_answers,
)
from legdiary.app.log.kratom import ChangeDose, LogDose, LogWithout, parse_dose_amount
from legdiary.app.log.magnesium import ChangeMagnesium, LogMagnesium, MagnesiumAmount
from legdiary.app.log.night import LogNight, Rating
from legdiary.app.log.sleep import LogSleep, NotABedWake, Slept
from legdiary.app.log.typed_fields import read_when
from legdiary.domain.checkin.question import (
    AWAKE,
    DOSE,
    FACTORS,
    LATENCY,
    MAGNESIUM,
    MEDICINE,
    MINUTES,
    ONSET,
    SEVERITY,
    SLEEP,
    SYMPTOMS,
    TOTAL,
    WHERE,
    Frame,
    Question,
    Spans,
)
from legdiary.domain.checkin.questions import Recent, Scope, questions, subjects
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.input.amounts import NotAnAmount
from legdiary.domain.time.durations import NotADuration

if TYPE_CHECKING:
    from legdiary.domain.time.moments import Present

MORNING = present("2026-11-22T09:30-05:00")
EVENING = present("2026-11-22T20:00-05:00")
AT_TWO = present("2026-11-22T02:00-05:00")
LAST_NIGHT, TONIGHT = "2026-11-21", "2026-11-22"
NIGHTS = ("2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20")


def stored(*entries: Any, first: int = 1) -> list[Stored]:
    return [Stored(number, entry) for number, entry in enumerate(entries, first)]


def usual(**more: list[Stored]) -> Recent:
    """Four nights of somebody who logs it all."""
    return Recent(
        nights=[*stored(*(night(of, 5) for of in NIGHTS)), *more.get("nights", [])],
        sleeps=[
            *stored(*(sleep(of, latency_min=40, awake_min=55) for of in NIGHTS), first=11),
            *more.get("sleeps", []),
        ],
        doses=[*stored(*(dose(f"{of}T20:00-05:00", 2500) for of in NIGHTS), first=21), *more.get("doses", [])],
        takings=[
            *stored(*(magnesium(f"{of}T22:00-05:00", 200, form="glycinate") for of in NIGHTS), first=31),
            *more.get("takings", []),
        ],
    )


BEFORE = frozenset(range(50))
NO_EXTRAS = frozenset({ONSET, WHERE, SYMPTOMS, FACTORS})


def found(recent: Recent, of: str, at: Present, **more: Any) -> tuple[Question, ...]:
    """The questions to somebody who does not use what is asked for last, and did not log it three times."""
    return questions(recent, Scope(day(of), at, **{"before": BEFORE, "hidden": NO_EXTRAS, **more}))


def asked(recent: Recent, of: str, at: Present, **more: Any) -> list[str]:
    return [question.asks for question in found(recent, of, at, **more)]


# ---------------------------------------------------------------------- whom it asks what


@pytest.mark.parametrize(("of", "at"), [(LAST_NIGHT, MORNING), (TONIGHT, EVENING)])
def test_somebody_new_is_asked_for_all_that_the_diary_is_about(of: str, at: Present) -> None:
    everything = [SEVERITY, SLEEP, DOSE, MAGNESIUM, SYMPTOMS, FACTORS]
    assert asked(Recent(), of, at, hidden=frozenset()) == everything
    rated = Recent(nights=stored(night(of, 6), first=60))
    assert asked(rated, of, at, hidden=frozenset()) == [SEVERITY, ONSET, WHERE, *everything[1:]]


@pytest.mark.parametrize("fields", [{"severity": 0}, {"missed": "asleep"}])
def test_legs_that_were_quiet_or_have_no_score_are_not_asked_about_further(fields: dict[str, Any]) -> None:
    own = Recent(nights=stored(night(LAST_NIGHT, **fields), first=60))
    assert asked(own, LAST_NIGHT, MORNING, hidden=frozenset())[:2] == [SEVERITY, SLEEP]


def test_the_numbers_count_as_if_the_legs_were_rated() -> None:
    scope = Scope(day(TONIGHT), EVENING)
    listed = [each.asks for each in subjects(Recent(), scope)]
    assert listed == [SEVERITY, ONSET, WHERE, SLEEP, DOSE, MAGNESIUM, SYMPTOMS, FACTORS]


def test_an_evening_asks_for_the_sleep_of_the_night_before_until_it_is_logged() -> None:
    assert asked(usual(), TONIGHT, EVENING) == [SEVERITY, SLEEP, DOSE, MAGNESIUM]
    assert found(usual(), TONIGHT, EVENING)[1].night == day(LAST_NIGHT)
    logged = usual(sleeps=stored(sleep(LAST_NIGHT), first=40))
    assert asked(logged, TONIGHT, EVENING) == [SEVERITY, DOSE, MAGNESIUM]
    just_now = usual(sleeps=stored(sleep(LAST_NIGHT), first=60))
    assert asked(just_now, TONIGHT, EVENING) == [SEVERITY, SLEEP, MINUTES, AWAKE, DOSE, MAGNESIUM]


def test_at_half_past_two_it_is_still_the_evening() -> None:
    first, sleep_before, *_ = found(usual(), LAST_NIGHT, AT_TWO)
    assert (first.asks, first.so_far) == (SEVERITY, True)
    assert sleep_before.asks == DOSE, "the sleep of the night before is logged"
    assert asked(Recent(), LAST_NIGHT, AT_TWO)[:2] == [SEVERITY, SLEEP]
    assert found(Recent(), LAST_NIGHT, AT_TWO)[1].night == day("2026-11-20")


def test_a_night_that_was_named_is_asked_for_alone_and_whole() -> None:
    assert asked(usual(), LAST_NIGHT, EVENING, named=True) == [SEVERITY, SLEEP, DOSE, MAGNESIUM]
    assert {each.night for each in found(usual(), LAST_NIGHT, EVENING, named=True)[1:]} == {day(LAST_NIGHT)}


def test_both_minutes_are_asked_once_there_are_times_unless_one_is_always_skipped() -> None:
    timed = usual(sleeps=stored(sleep(LAST_NIGHT), first=50))
    assert asked(timed, LAST_NIGHT, MORNING)[1:4] == [SLEEP, MINUTES, AWAKE]
    assert asked(timed, LAST_NIGHT, MORNING, hidden=frozenset({AWAKE}))[1:3] == [SLEEP, LATENCY]
    assert asked(timed, LAST_NIGHT, MORNING, hidden=frozenset({LATENCY, AWAKE}))[1:3] == [SLEEP, DOSE]


def test_the_minutes_are_one_question_while_both_are_open_or_both_are_answered() -> None:
    for of, first in (
        (sleep(LAST_NIGHT), (MINUTES, None, "40 55")),
        (sleep(LAST_NIGHT, latency_min=35, awake_min=70), (MINUTES, "35 1h10", "40 55")),
        (sleep(LAST_NIGHT, latency_min=35), (LATENCY, "35m", "40m")),
        (sleep(LAST_NIGHT, awake_min=50), (LATENCY, None, "40m")),
    ):
        each = found(usual(sleeps=stored(of, first=50)), LAST_NIGHT, MORNING)
        assert ((each[2].asks, each[2].there, each[2].last), each[3].asks) == (first, AWAKE)


def test_a_person_of_totals_is_asked_for_the_total() -> None:
    totals = Recent(sleeps=stored(*(sleep(of, None, total_min=390) for of in NIGHTS)))
    assert asked(totals, LAST_NIGHT, MORNING)[:2] == [SEVERITY, TOTAL]


def test_what_is_there_already_is_asked_though_it_is_hidden_and_everything_where_that_is_wanted() -> None:
    rated = Recent(nights=stored(night(LAST_NIGHT, 6, onset_min=1230), first=60))
    assert asked(rated, LAST_NIGHT, MORNING, hidden=frozenset({ONSET, WHERE, SLEEP, DOSE})) == [
        SEVERITY, ONSET, MAGNESIUM, SYMPTOMS, FACTORS,
    ]  # fmt: skip
    assert found(rated, LAST_NIGHT, MORNING)[1].there == "20:30"
    assert WHERE in asked(rated, LAST_NIGHT, MORNING, everything=True)


# ---------------------------------------------------------------------- doses, magnesium, medicines


def dose_question(recent: Recent, of: str, at: Present, **more: Any) -> Question:
    return next(each for each in reversed(found(recent, of, at, **more)) if each.asks == DOSE)


def test_doses_are_asked_for_since_the_last_one_and_filed_by_their_time() -> None:
    of = dose_question(usual(), TONIGHT, EVENING)
    assert of.since is not None
    assert (of.since.iso, of.by_moment, of.can_be_none) == ("2026-11-20T20:00:00-05:00", True, True)
    today = usual(doses=stored(dose("2026-11-22T18:40-05:00"), first=41))
    of = dose_question(today, TONIGHT, EVENING)
    assert of.since is not None
    assert (of.since.iso, of.by_moment, of.can_be_none) == ("2026-11-22T18:40:00-05:00", False, False)


def test_without_a_last_dose_the_day_is_asked_for_and_of_a_night_that_was_named_its_day() -> None:
    of = dose_question(Recent(), TONIGHT, EVENING)
    assert (of.since, of.by_moment, of.can_be_none, of.night) == (None, False, True, day(TONIGHT))
    of = dose_question(usual(), LAST_NIGHT, EVENING, named=True)
    assert (of.since, of.by_moment, of.can_be_none, of.night) == (None, False, True, day(LAST_NIGHT))


def test_an_answer_before_midnight_and_one_after_waking_go_to_their_own_days() -> None:
    """At 09:30 the night's dose of 23:40 belongs to yesterday, that of 7:30 to today."""
    of = dose_question(usual(), LAST_NIGHT, MORNING)
    for typed, filed in (("2.5g 23:40", "2026-11-21T23:40"), ("2g 7:30", "2026-11-22T07:30")):
        made: Any
        (made,) = read_answers(MORNING, of, typed, day(LAST_NIGHT))
        assert (made.night, made.at.moment(MORNING).iso[:16]) == (None, filed)
    assert read_answers(MORNING, of, "none", day(LAST_NIGHT)) == (LogWithout(day(LAST_NIGHT)),)


@pytest.mark.parametrize(("typed", "stores"), [("no", 0), ("none", 0), ("2g 19:00", 1)])
def test_nothing_since_the_last_dose_stores_nothing(typed: str, stores: int) -> None:
    today = usual(doses=stored(dose("2026-11-22T18:40-05:00"), first=41))
    made = read_answers(EVENING, dose_question(today, TONIGHT, EVENING), typed, day(TONIGHT))
    assert len(made) == stores


def test_magnesium_and_medicines_are_asked_until_the_day_has_as_many_as_the_last() -> None:
    once = usual(takings=stored(magnesium("2026-11-22T08:00-05:00"), first=41))
    assert MAGNESIUM not in asked(once, TONIGHT, EVENING)
    assert MAGNESIUM in asked(once, TONIGHT, EVENING, everything=True)
    three = [medicine("gabapentin", f"2026-11-21T{hour}:00-05:00") for hour in ("08", "14", "21")]
    two = [medicine("gabapentin", f"2026-11-22T{hour}:00-05:00") for hour in ("08", "14")]
    planned = Recent(medicines=stored(*three, *two), planned_medicines=("gabapentin",))
    (of,) = (each for each in found(planned, TONIGHT, EVENING) if each.asks == MEDICINE)
    assert (of.asks, of.name, [each.id for each in of.beside]) == (MEDICINE, "gabapentin", [4, 5])
    last = medicine("gabapentin", "2026-11-22T19:00-05:00")
    all_of_it = Recent(medicines=stored(*three, *two, last), planned_medicines=("gabapentin",))
    assert MEDICINE not in asked(all_of_it, TONIGHT, EVENING)


def test_a_medicine_is_asked_for_where_it_is_usual_or_planned_and_only_there() -> None:
    often = [medicine("iron", f"{of}T21:00-05:00", "1 tablet") for of in NIGHTS[:2]]
    once = medicine("ibuprofen", "2026-11-20T09:00-05:00", "400 mg")
    names = [each.name for each in found(Recent(medicines=stored(*often, once)), TONIGHT, EVENING) if each.name]
    assert names == ["iron"]
    planned = Recent(medicines=stored(*often), planned_medicines=("gabapentin",))
    by_name = {each.name: each.last for each in found(planned, TONIGHT, EVENING) if each.name}
    assert by_name == {"gabapentin": None, "iron": "1 tablet"}


def test_a_substance_is_asked_for_while_it_is_among_the_latest_doses() -> None:
    tablets = {7: product("seven tabs", product_kind="7-oh")}
    of_leaf = [dose(f"{of}T20:00-05:00", 2500) for of in NIGHTS]
    first_tablet = tablet("2026-11-20T21:00-05:00", 15_000, 7)
    recent = Recent(doses=stored(*of_leaf, first_tablet), products=tablets)
    assert [each.substance for each in found(recent, TONIGHT, EVENING) if each.asks == DOSE] == ["leaf", "7-oh"]
    only = Recent(doses=stored(first_tablet), products=tablets)
    assert [each.substance for each in found(only, TONIGHT, EVENING) if each.asks == DOSE] == ["7-oh"]
    setting = Recent(products=tablets, product="Seven Tabs")
    assert [each.substance for each in found(setting, TONIGHT, EVENING) if each.asks == DOSE] == ["7-oh"]


# ---------------------------------------------------------------------- defaults


def test_what_is_stored_is_kept_by_enter_and_what_was_last_is_taken_by_a_dot() -> None:
    own = usual(
        nights=stored(night(LAST_NIGHT, 7), first=60), sleeps=stored(sleep(LAST_NIGHT, "23:10-06:40"), first=61)
    )
    of = found(own, LAST_NIGHT, MORNING)
    assert [(each.asks, each.there, each.last) for each in of[:4]] == [
        (SEVERITY, "7", None),
        (SLEEP, "23:10-06:40", "22:45-06:10"),
        (MINUTES, None, "40 55"),
        (AWAKE, None, "55m"),
    ]


def test_severity_and_the_onset_never_have_a_last_value_and_the_places_have() -> None:
    earlier = night("2026-11-20", 6, onset_min=1230, body_parts=("calves", "feet"))
    own = Recent(nights=stored(earlier, night(LAST_NIGHT, 7)))
    assert [each.last for each in found(own, LAST_NIGHT, MORNING, hidden=frozenset())[:3]] == [
        None, None, "calves, feet",
    ]  # fmt: skip


def test_a_night_without_score_shows_why() -> None:
    recent = Recent(nights=stored(night(LAST_NIGHT, missed="asleep")))
    assert found(recent, LAST_NIGHT, MORNING)[0].there == "asleep"


def test_a_dose_of_this_check_in_can_be_corrected_and_one_from_before_is_not_asked_for_again() -> None:
    today = stored(dose("2026-11-22T08:00-05:00", 2000), dose("2026-11-22T18:00-05:00", 2500), first=70)
    of = found(usual(doses=today), TONIGHT, EVENING, before=BEFORE | {70})
    doses = [each for each in of if each.asks == DOSE]
    assert [(each.there, each.entry_id) for each in doses] == [("2.5g 18:00", 71), (None, None)]
    assert doses[1].since is not None
    assert doses[1].since.iso == "2026-11-22T08:00:00-05:00"


def test_a_day_just_said_to_be_without_is_asked_for_no_further_dose() -> None:
    of = found(usual(doses=stored(no_kratom(TONIGHT), first=70)), TONIGHT, EVENING)
    assert [(each.there, each.entry_id) for each in of if each.asks == DOSE] == [("none", None)]


def test_after_a_dose_free_day_a_dot_says_the_same_of_this_one_and_after_a_dose_it_says_nothing() -> None:
    free = usual(doses=stored(no_kratom(LAST_NIGHT), first=41))
    of = dose_question(free, TONIGHT, EVENING)
    assert (of.last, request(of, ".")) == ("none", LogWithout(day(TONIGHT)))
    of_tablets = stored(none_of("7-oh", LAST_NIGHT))
    of = dose_question(Recent(doses=of_tablets, planned=frozenset({"7-oh"})), TONIGHT, EVENING)
    assert (of.last, request(of, ".")) == ("none", LogWithout(day(TONIGHT), of="7-oh"))
    with pytest.raises(NothingLast):
        request(dose_question(usual(), TONIGHT, EVENING), ".")


def test_a_dose_is_of_the_product_that_the_last_one_was_of() -> None:
    doses = stored(dose("2026-11-19T20:00-05:00", product_id=3), dose("2026-11-20T20:00-05:00", product_id=4))
    recent = Recent(doses=doses, products={3: product("green leaf"), 4: product("red leaf")})
    assert dose_question(recent, TONIGHT, EVENING).product == "red leaf"


def test_the_last_magnesium_is_taken_whole_and_with_its_time_where_the_day_is_over() -> None:
    takings = stored(
        magnesium("2026-11-19T22:00-05:00"),
        magnesium(
            "2026-11-20T22:00-05:00", 141, form="glycinate", salt_mg=1000, basis="computed_from_salt", topical=True
        ),
    )
    of = next(each for each in found(Recent(takings=takings), TONIGHT, EVENING) if each.asks == MAGNESIUM)
    assert of.last == "1000mg glycinate salt topical"
    taken = LogMagnesium(MagnesiumAmount("1000mg", 1000), "glycinate", salt=True, topical=True, night=day(TONIGHT))
    assert request(of, ".") == taken
    of = next(each for each in found(Recent(takings=takings), LAST_NIGHT, MORNING) if each.asks == MAGNESIUM)
    assert of.last == "1000mg glycinate salt topical 22:00"
    assert request(of, ".") == replace(taken, at=read_when("22:00"))


# ---------------------------------------------------------------------- answers as requests

FRAME = Question(SLEEP, latest=Frame(time(22, 45), time(6, 10)))
BOTH = Question(MINUTES, latest=Spans(40, 55))


def request(of: Question, answer: str) -> Any:
    return read_answer(EVENING, of, answer, day(TONIGHT))


@pytest.mark.parametrize(
    ("of", "answer", "rating", "emptied"),
    [
        (Question(SEVERITY), "6", Rating(6), ()),
        (Question(SEVERITY), "Asleep", Rating(missed="asleep"), ()),
        (Question(SEVERITY, "away"), "asleep", Rating(missed="asleep"), ()),
        (Question(SEVERITY, 6), "asleep", Rating(missed="asleep"), ("severity",)),
    ],
)
def test_a_score_or_why_there_is_none(of: Question, answer: str, rating: Rating, emptied: tuple[str, ...]) -> None:
    assert request(of, answer) == LogNight(rating, frozenset(emptied), day(TONIGHT))


@pytest.mark.parametrize(
    ("of", "answer", "bed", "wake", "spans"),
    [
        (FRAME, ".", "22:45", "06:10", ()),
        (FRAME, "23:00-06:30", "23:00", "06:30", ()),
        (FRAME, "6:20", "22:45", "06:20", ()),
        (FRAME, "6:20am", "22:45", "06:20", ()),
        (FRAME, "-6:20", "22:45", "06:20", ()),
        (FRAME, "23:10-", "23:10", "06:10", ()),
        (FRAME, "23:10–06:00", "23:10", "06:00", ()),
        (FRAME, "620", "22:45", "06:20", ()),
        (FRAME, "2310-", "23:10", "06:10", ()),
        (FRAME, "2245-0610", "22:45", "06:10", ()),
        (FRAME, "2245-0610 40 55", "22:45", "06:10", (40, 55)),
        (FRAME, "22:45 - 6:10  40 55", "22:45", "06:10", (40, 55)),
        (FRAME, "620 35", "22:45", "06:20", (35,)),
        (FRAME, "6am 1h10 30m", "22:45", "06:00", (70, 30)),
        (FRAME, ". 35 50", "22:45", "06:10", (35, 50)),
        (Question(SLEEP, Frame(time(23), time(7)), FRAME.latest), "6:20", "23:00", "06:20", ()),
        (Question(TOTAL), "22:45-06:10", "22:45", "06:10", ()),
    ],
)
def test_times_into_bed_and_awake(of: Question, answer: str, bed: str, wake: str, spans: tuple[int, ...]) -> None:
    latency, awake, *_ = (*spans, None, None)
    slept = Slept(bed=time.fromisoformat(bed), wake=time.fromisoformat(wake), latency_min=latency, awake_min=awake)
    assert request(of, answer) == LogSleep(slept, night=day(TONIGHT))


@pytest.mark.parametrize(
    ("of", "answer", "slept"),
    [
        (FRAME, "6h30", Slept(total_min=390)),
        (FRAME, "390m", Slept(total_min=390)),
        (Question(TOTAL), "6h30", Slept(total_min=390)),
        (Question(TOTAL), "6:30", Slept(total_min=390)),
        (BOTH, "35 50", Slept(latency_min=35, awake_min=50)),
        (BOTH, "3550", Slept(latency_min=35, awake_min=50)),
        (BOTH, "35, 50", Slept(latency_min=35, awake_min=50)),
        (BOTH, "1h10 0", Slept(latency_min=70, awake_min=0)),
        (BOTH, "35m 1h 10", Slept(latency_min=35, awake_min=70)),
        (BOTH, ".", Slept(latency_min=40, awake_min=55)),
        (BOTH, ". 50", Slept(latency_min=40, awake_min=50)),
        (BOTH, "35 .", Slept(latency_min=35, awake_min=55)),
        (BOTH, "35", Slept(latency_min=35)),
        (BOTH, "120", Slept(latency_min=120)),
        (BOTH, "1h10", Slept(latency_min=70)),
        (Question(LATENCY), "40", Slept(latency_min=40)),
        (Question(LATENCY), "1h10", Slept(latency_min=70)),
        (Question(LATENCY, latest=40), ".", Slept(latency_min=40)),
        (Question(AWAKE, latest=55), ".", Slept(awake_min=55)),
    ],
)
def test_spans_of_a_night(of: Question, answer: str, slept: Slept) -> None:
    assert request(of, answer) == LogSleep(slept, night=day(TONIGHT))


@pytest.mark.parametrize(
    ("of", "answer", "amount", "rest"),
    [
        (Question(DOSE), "2.5g", "2.5g", {}),
        (Question(DOSE), "2,5 g 20:30", "2,5g", {"at": "20:30"}),
        (Question(DOSE), "2.5g at 20:30", "2.5g", {"at": "20:30"}),
        (Question(DOSE), "2.5 g 40m ago", "2.5g", {"at": "40m ago"}),
        (Question(DOSE, product="leaf"), "5 caps", "5caps", {"product": "leaf"}),
        (Question(DOSE, product="leaf"), "2g of green leaf", "2g", {"product": "green leaf"}),
        (Question(DOSE), "2g 20:30 of none", "2g", {"at": "20:30", "product": "none"}),
    ],
)
def test_a_dose(of: Question, answer: str, amount: str, rest: dict[str, str]) -> None:
    wanted = LogDose(parse_dose_amount(amount), read_when(rest.get("at")), day(TONIGHT), rest.get("product"))
    assert request(of, answer) == wanted


def test_a_day_without() -> None:
    assert request(Question(DOSE, product="leaf"), "none") == LogWithout(day(TONIGHT))


def test_a_dose_that_is_changed_stays_in_its_night_where_a_time_is_said() -> None:
    wrong = Question(DOSE, dose("2026-11-22T20:30-05:00", 25_000), entry_id=12)
    assert wrong.there == "25g 20:30"
    to = parse_dose_amount("2.5g")
    assert request(wrong, "2.5g 20:40") == ChangeDose(12, to, read_when("20:40"), day(TONIGHT))
    assert request(wrong, "2.5g") == ChangeDose(12, to)


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("200mg", LogMagnesium(MagnesiumAmount("200mg", 200), night=day(TONIGHT))),
        (
            "200 mg citrate 21:30",
            LogMagnesium(MagnesiumAmount("200mg", 200), "citrate", at=read_when("21:30"), night=day(TONIGHT)),
        ),
        (
            "200mg glycinate dihydrate at 21:30",
            LogMagnesium(
                MagnesiumAmount("200mg", 200), "glycinate-dihydrate", at=read_when("21:30"), night=day(TONIGHT)
            ),
        ),
    ],
)
def test_a_taking_of_magnesium(answer: str, wanted: LogMagnesium) -> None:
    assert request(Question(MAGNESIUM), answer) == wanted


def test_a_taking_that_is_changed_stays_in_its_night_where_a_time_is_said() -> None:
    there = Question(MAGNESIUM, magnesium("2026-11-22T21:00-05:00", 200), entry_id=12)
    assert there.there == "200mg 21:00"
    to = MagnesiumAmount("100mg", 100)
    assert request(there, "100mg") == ChangeMagnesium(12, to)
    assert request(there, "100mg citrate 21:30") == ChangeMagnesium(
        12, to, "citrate", at=read_when("21:30"), night=day(TONIGHT)
    )


@pytest.mark.parametrize(
    ("of", "answer", "refused", "said"),
    [
        (Question(SEVERITY), "-3", NotARating, "'-3' is not from 0 to 10; write 0 to 10, or why"),
        (Question(SEVERITY), "11", NotARating, "'11' is not from 0 to 10; write 0 to 10, or why"),
        (Question(SEVERITY), "six", NotARating, "'six' is not a number; write 0 to 10, or why"),
        (BOTH, "soon", NotADuration, "'soon' is not a duration"),
        (Question(AWAKE), "-5", NotADuration, "'-5' is not a duration"),
        (FRAME, "6am 30h", NotADuration, "'30h' is not a duration"),
    ],
)
def test_what_cannot_be_read_is_refused_as_typed(
    of: Question, answer: str, refused: type[Exception], said: str
) -> None:
    with pytest.raises(refused, match=said):
        request(of, answer)


@pytest.mark.parametrize(
    ("of", "answer"),
    [
        (FRAME, "2330 0710"),  # two clock times without a dash are no minutes
        (FRAME, "2460"), (FRAME, "25:10-06:00"), (FRAME, "22:45-06:10-07:00"), (FRAME, "late"), (FRAME, "-"),
        (Question(SLEEP), "6:20"), (Question(TOTAL), "22:45-late"),
    ],
)  # fmt: skip
def test_what_is_no_bed_and_awake_is_refused_in_the_words_of_the_question(of: Question, answer: str) -> None:
    with pytest.raises(NotABedWake) as refused:
        request(of, answer)
    assert refused.value.message == (
        f"{answer!r} is not a bed–wake range; write 22:45-06:10, or only how long you slept: 6h30"
    )


@pytest.mark.parametrize(
    ("of", "answer", "number"),
    [
        (FRAME, "620", 1), (FRAME, "620 35", 2), (FRAME, "620 35 50", 3), (FRAME, "6h 30", 1), (FRAME, "", 1),
        (BOTH, "35", 1), (BOTH, "1h 10", 1), (BOTH, "35 50", 2), (BOTH, ".", 2), (BOTH, "", 2),
        (Question(DOSE), "2.5g 20:30", 1), (Question(LATENCY), "35", 1),
    ],
)  # fmt: skip
def test_an_answer_settles_as_many_questions_as_it_holds_values(of: Question, answer: str, number: int) -> None:
    assert count_settled(of, answer) == number


def test_a_dot_without_a_last_value_is_refused() -> None:
    with pytest.raises(NothingLast, match="there is no last value"):
        request(Question(SEVERITY), ".")
    for of, answer in ((Question(SLEEP), ". 35 50"), (Question(MINUTES), ". 50"), (Question(MINUTES), ".")):
        with pytest.raises(NothingLast):
            request(of, answer)


def test_a_correction_is_an_amount() -> None:
    with pytest.raises(NotAnAmount):
        request(Question(DOSE, entry_id=12), "--confirm")


TABLETS = {
    7: product("seven tabs", product_kind="7-oh"),
    8: product("white tabs", product_kind="mgm-15"),
    9: product("red leaf"),
}


def of_substances(recent: Recent) -> list[tuple[str, str | None]]:
    """The substance and the product of each question about a dose."""
    return [(each.substance, each.product) for each in found(recent, TONIGHT, EVENING) if each.asks == DOSE]


class TestSubstances:
    def test_a_plan_in_force_is_asked_for_before_anything_of_it_is_usual(self) -> None:
        assert of_substances(Recent(products=TABLETS, planned=frozenset({"7-oh"}))) == [("7-oh", "seven tabs")]
        both = Recent(products=TABLETS, planned=frozenset({"mgm-15", "7-oh"}), leaf_planned=True)
        assert of_substances(both) == [("leaf", None), ("7-oh", "seven tabs"), ("mgm-15", "white tabs")]

    def test_a_plan_of_leaf_is_asked_for_too(self) -> None:
        assert of_substances(Recent(products=TABLETS, leaf_planned=True)) == [("leaf", None)]

    def test_a_kind_without_a_product_offers_none(self) -> None:
        assert of_substances(Recent(planned=frozenset({"7-oh"}))) == [("7-oh", None)]
        with pytest.raises(NotAnAmount):
            request(Question(DOSE, substance="7-oh"), "half")
        made = request(Question(DOSE, substance="7-oh"), "7.5 mg 18:00")
        assert (made.product, made.needs_product, made.amount.typed) == (None, True, "7.5mg")

    def test_the_last_product_of_the_same_substance_is_offered(self) -> None:
        doses = stored(
            *(dose(f"{of}T20:00-05:00", 2500, product_id=9) for of in NIGHTS),
            *(dose(f"{of}T21:00-05:00", 15, product_id=7) for of in NIGHTS),
        )
        assert of_substances(Recent(doses=doses, products=TABLETS)) == [("leaf", "red leaf"), ("7-oh", "seven tabs")]
        by_setting = Recent(doses=doses, products=TABLETS, product="Seven Tabs")
        assert of_substances(by_setting) == [("leaf", "red leaf"), ("7-oh", "seven tabs")]

    @pytest.mark.parametrize(
        ("answer", "of", "typed"),
        [
            ("none", "7-oh", None),
            ("1/2 tab 20:30", None, "1/2tab"),
            ("7,5 mg", None, "7,5mg"),
            ("75 mcg", None, "75mcg"),
        ],
    )
    def test_an_answer_is_of_the_substance_that_is_asked_for(
        self, answer: str, of: str | None, typed: str | None
    ) -> None:
        made = request(Question(DOSE, substance="7-oh", product="seven tabs"), answer)
        if of is not None:
            assert made == LogWithout(day(TONIGHT), of=of)
        else:
            assert (made.amount.typed, made.product) == (typed, "seven tabs")
