"""The check-in as values: whom it asks what, and which request an answer becomes."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

import pytest

from builders import day, dose, magnesium, night, no_kratom, present, product, sleep
from legdiary.app.log.checkin_answers import NotBedAndAwake, NothingLast, count_settled, read_answer
from legdiary.app.log.kratom import ChangeDose, LogDose, LogWithout, parse_dose_amount
from legdiary.app.log.magnesium import ChangeMagnesium, LogMagnesium, MagnesiumAmount
from legdiary.app.log.night import LogNight, Rating
from legdiary.app.log.sleep import LogSleep, Slept
from legdiary.app.log.typed_fields import read_when
from legdiary.domain.checkin import (
    AWAKE,
    DOSE,
    LATENCY,
    MAGNESIUM,
    MINUTES,
    SEVERITY,
    SLEEP,
    TOTAL,
    Frame,
    Question,
    Recent,
    Spans,
    questions,
)
from legdiary.domain.entries.score_range import NotAScore
from legdiary.domain.entries.stored_entry import Stored
from legdiary.domain.input.amounts import NotAnAmount
from legdiary.domain.time.parse import NotADuration

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


def asked(recent: Recent, of: str, at: Present, before: frozenset[int] = frozenset()) -> list[str]:
    return [question.asks for question in questions(recent, day(of), at, before)]


# ---------------------------------------------------------------------- whom it asks what


def test_somebody_new_is_asked_for_severity_alone() -> None:
    assert asked(Recent(), LAST_NIGHT, MORNING) == [SEVERITY]
    assert asked(Recent(), TONIGHT, EVENING) == [SEVERITY]


def test_a_morning_asks_for_the_night_that_is_over_and_an_evening_for_the_day_under_way() -> None:
    assert asked(usual(), LAST_NIGHT, MORNING) == [SEVERITY, SLEEP]
    assert asked(usual(), TONIGHT, EVENING) == [SEVERITY, DOSE, MAGNESIUM]


def test_at_two_in_the_night_it_is_still_the_evening() -> None:
    assert asked(usual(), LAST_NIGHT, AT_TWO) == [SEVERITY, DOSE, MAGNESIUM]
    assert questions(usual(), day(LAST_NIGHT), AT_TWO, frozenset())[0].so_far


def test_a_night_further_back_is_asked_for_everything_that_is_usually_logged() -> None:
    assert asked(usual(), LAST_NIGHT, EVENING) == [SEVERITY, SLEEP, DOSE, MAGNESIUM]


def test_latency_and_awake_are_asked_once_there_are_times_and_where_they_are_usual() -> None:
    timed = stored(sleep(LAST_NIGHT), first=50)
    assert asked(usual(sleeps=timed), LAST_NIGHT, MORNING) == [SEVERITY, SLEEP, MINUTES, AWAKE]
    without = Recent(
        nights=usual().nights, sleeps=[*stored(*(sleep(of, latency_min=40) for of in NIGHTS), first=11), *timed]
    )
    assert asked(without, LAST_NIGHT, MORNING) == [SEVERITY, SLEEP, LATENCY]


def test_the_minutes_are_one_question_while_both_are_open_or_both_are_answered() -> None:
    for of, first in (
        (sleep(LAST_NIGHT), (MINUTES, None, "40 55")),
        (sleep(LAST_NIGHT, latency_min=35, awake_min=70), (MINUTES, "35 1h10", "40 55")),
        (sleep(LAST_NIGHT, latency_min=35), (LATENCY, "35m", "40m")),
        (sleep(LAST_NIGHT, awake_min=50), (LATENCY, None, "40m")),
    ):
        found = questions(usual(sleeps=stored(of, first=50)), day(LAST_NIGHT), MORNING, frozenset())
        assert ((found[2].asks, found[2].there, found[2].last), found[3].asks, len(found)) == (first, AWAKE, 4)


def test_a_person_of_totals_is_asked_for_the_total() -> None:
    totals = Recent(sleeps=stored(*(sleep(of, None, total_min=390) for of in NIGHTS)))
    assert asked(totals, LAST_NIGHT, MORNING) == [SEVERITY, TOTAL]


@pytest.mark.parametrize(
    ("with_sleep", "with_any", "is_asked"), [(1, 1, False), (2, 2, True), (2, 6, True), (2, 7, False), (4, 12, True)]
)
def test_what_is_usual_is_two_nights_and_a_third_of_those_with_anything(
    with_sleep: int, with_any: int, is_asked: bool
) -> None:
    days = [f"2026-11-{number:02d}" for number in range(20, 20 - with_any, -1)]
    recent = Recent(
        nights=stored(*(night(of, 5) for of in days)), sleeps=stored(*(sleep(of) for of in days[:with_sleep]))
    )
    assert (SLEEP in asked(recent, LAST_NIGHT, MORNING)) is is_asked


def test_what_lies_more_than_fourteen_nights_back_is_not_looked_at() -> None:
    long_ago = Recent(doses=stored(*(dose(f"2026-11-0{number}T20:00-05:00") for number in (5, 6, 7))))
    assert asked(long_ago, TONIGHT, EVENING) == [SEVERITY]


def test_what_the_night_holds_already_is_asked_whatever_is_usual() -> None:
    today = Recent(doses=stored(dose("2026-11-22T18:00-05:00")))
    assert asked(today, TONIGHT, EVENING, frozenset({1})) == [SEVERITY, DOSE]


# ---------------------------------------------------------------------- defaults


def test_what_is_stored_is_kept_by_enter_and_what_was_last_is_taken_by_a_dot() -> None:
    own = usual(
        nights=stored(night(LAST_NIGHT, 7), first=60), sleeps=stored(sleep(LAST_NIGHT, "23:10-06:40"), first=61)
    )
    of = questions(own, day(LAST_NIGHT), MORNING, frozenset())
    assert [(each.asks, each.there, each.last) for each in of] == [
        (SEVERITY, "7", None),
        (SLEEP, "23:10-06:40", "22:45-06:10"),
        (MINUTES, None, "40 55"),
        (AWAKE, None, "55m"),
    ]


def test_severity_never_has_a_last_value() -> None:
    assert questions(usual(), day(LAST_NIGHT), MORNING, frozenset())[0] == Question(SEVERITY)


def test_a_night_without_score_shows_why() -> None:
    recent = Recent(nights=stored(night(LAST_NIGHT, missed="asleep")))
    assert questions(recent, day(LAST_NIGHT), MORNING, frozenset())[0].there == "asleep"


def test_a_dose_of_this_check_in_can_be_corrected_and_one_from_before_stands_beside() -> None:
    today = stored(dose("2026-11-22T08:00-05:00", 2000), dose("2026-11-22T18:00-05:00", 2500), first=70)
    of = questions(usual(doses=today), day(TONIGHT), EVENING, frozenset({70}))
    assert [(each.asks, each.there, each.entry_id) for each in of[1:3]] == [
        (DOSE, "2.5g 18:00", 71),
        (DOSE, None, None),
    ]
    assert [beside.id for beside in of[2].beside] == [70]


def test_a_day_just_said_to_be_without_is_asked_for_no_further_dose() -> None:
    of = questions(usual(doses=stored(no_kratom(TONIGHT), first=70)), day(TONIGHT), EVENING, frozenset())
    assert [(each.asks, each.there, each.entry_id) for each in of[1:]] == [
        (DOSE, "none", None),
        (MAGNESIUM, None, None),
    ]


def test_a_dose_is_of_the_product_that_the_last_one_was_of() -> None:
    doses = stored(dose("2026-11-19T20:00-05:00", product_id=3), dose("2026-11-20T20:00-05:00", product_id=4))
    recent = Recent(doses=doses, products={3: product("green leaf"), 4: product("red leaf")})
    assert questions(recent, day(TONIGHT), EVENING, frozenset())[1].product == "red leaf"


def test_the_last_magnesium_is_taken_whole() -> None:
    takings = stored(
        magnesium("2026-11-19T22:00-05:00"),
        magnesium(
            "2026-11-20T22:00-05:00", 141, form="glycinate", salt_mg=1000, basis="computed_from_salt", topical=True
        ),
    )
    of = questions(Recent(takings=takings), day(TONIGHT), EVENING, frozenset())[1]
    assert of.last == "1000mg glycinate salt topical"
    assert request(of, ".") == LogMagnesium(
        MagnesiumAmount("1000mg", 1000), "glycinate", salt=True, topical=True, night=day(TONIGHT)
    )


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
        (Question(SEVERITY), "-3", NotAScore, "severity -3 is out of range"),
        (Question(SEVERITY), "six", NotAScore, "severity six is out of range"),
        (BOTH, "soon", NotADuration, "'soon' is no duration"),
        (Question(AWAKE), "-5", NotADuration, "'-5' is no duration"),
        (FRAME, "6am 30h", NotADuration, "'30h' is no duration"),
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
    with pytest.raises(NotBedAndAwake) as refused:
        request(of, answer)
    assert refused.value.message == f"{answer!r} is not into bed and awake; write 22:45-06:10, or just the sleep: 6h30"


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
    with pytest.raises(NothingLast, match="there is none here"):
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
    found = questions(recent, day(TONIGHT), EVENING, frozenset())
    return [(each.substance, each.product) for each in found if each.asks == DOSE]


class TestSubstances:
    def test_a_plan_in_force_is_asked_for_before_anything_of_it_is_usual(self) -> None:
        assert of_substances(Recent(products=TABLETS, planned=frozenset({"7-oh"}))) == [("7-oh", "seven tabs")]
        both = Recent(products=TABLETS, planned=frozenset({"mgm-15", "7-oh"}), leaf_planned=True)
        assert of_substances(both) == [("leaf", None), ("7-oh", "seven tabs"), ("mgm-15", "white tabs")]

    def test_a_plan_of_leaf_alone_asks_as_before(self) -> None:
        assert of_substances(Recent(products=TABLETS, leaf_planned=True)) == []

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
