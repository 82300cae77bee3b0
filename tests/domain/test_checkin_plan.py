"""The check-in as values: whom it asks what, and which plain command an answer becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import day, dose, magnesium, night, no_kratom, present, product, sleep
from legdiary.domain.amounts import NotAnAmount
from legdiary.domain.checkin import (
    AWAKE,
    DOSE,
    LATENCY,
    MAGNESIUM,
    MINUTES,
    SEVERITY,
    SLEEP,
    TOTAL,
    NotBedAndAwake,
    NothingLast,
    Question,
    Recent,
    command,
    questions,
    settles,
)
from legdiary.domain.entries import Stored

if TYPE_CHECKING:
    from legdiary.domain.moments import Present

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
        (sleep(LAST_NIGHT), Question(MINUTES, None, "40 55")),
        (sleep(LAST_NIGHT, latency_min=35, awake_min=70), Question(MINUTES, "35 1h10", "40 55")),
        (sleep(LAST_NIGHT, latency_min=35), Question(LATENCY, "35m", "40m")),
        (sleep(LAST_NIGHT, awake_min=50), Question(LATENCY, None, "40m")),
    ):
        found = questions(usual(sleeps=stored(of, first=50)), day(LAST_NIGHT), MORNING, frozenset())
        assert (found[2], found[3].asks, len(found)) == (first, AWAKE, 4)


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
    assert command(of, ".", day(TONIGHT)) == (
        "magnesium", f"--night={TONIGHT}", "--form=glycinate", "--salt", "--topical", "--", "1000mg"
    )  # fmt: skip


# ---------------------------------------------------------------------- answers as commands

FRAME = Question(SLEEP, last="22:45-06:10")
BOTH = Question(MINUTES, last="40 55")


@pytest.mark.parametrize(
    ("of", "answer", "words"),
    [
        (Question(SEVERITY), "6", "night {n} -- 6"),
        (Question(SEVERITY), "-3", "night {n} -- -3"),
        (Question(SEVERITY), "Asleep", "night {n} --missed=asleep"),
        (Question(SEVERITY, "away"), "asleep", "night {n} --missed=asleep"),
        (Question(SEVERITY, "6"), "asleep", "night {n} --missed=asleep --clear=severity"),
        (FRAME, ".", "sleep {n} -- 22:45-06:10"),
        (FRAME, "23:00-06:30", "sleep {n} -- 23:00-06:30"),
        (FRAME, "6:20", "sleep {n} -- 22:45-6:20"),
        (FRAME, "6:20am", "sleep {n} -- 22:45-6:20am"),
        (FRAME, "-6:20", "sleep {n} -- 22:45-6:20"),
        (FRAME, "23:10-", "sleep {n} -- 23:10-06:10"),
        (FRAME, "23:10–06:00", "sleep {n} -- 23:10-06:00"),
        (FRAME, "620", "sleep {n} -- 22:45-6:20"),
        (FRAME, "2310-", "sleep {n} -- 23:10-06:10"),
        (FRAME, "2245-0610", "sleep {n} -- 22:45-06:10"),
        (FRAME, "2245-0610 40 55", "sleep {n} --latency=40m --awake=55m -- 22:45-06:10"),
        (FRAME, "22:45 - 6:10  40 55", "sleep {n} --latency=40m --awake=55m -- 22:45-6:10"),
        (FRAME, "620 35", "sleep {n} --latency=35m -- 22:45-6:20"),
        (FRAME, "6am 1h10 30m", "sleep {n} --latency=1h10 --awake=30m -- 22:45-6am"),
        (FRAME, ". 35 50", "sleep {n} --latency=35m --awake=50m -- 22:45-06:10"),
        (FRAME, "6h30", "sleep {n} --total=6h30"),
        (FRAME, "390m", "sleep {n} --total=390m"),
        (Question(SLEEP, there="23:00-07:00", last="22:45-06:10"), "6:20", "sleep {n} -- 23:00-6:20"),
        (Question(TOTAL), "6h30", "sleep {n} --total=6h30"),
        (Question(TOTAL), "6:30", "sleep {n} --total=6:30"),
        (Question(TOTAL), "22:45-06:10", "sleep {n} -- 22:45-06:10"),
        (BOTH, "35 50", "sleep {n} --latency=35m --awake=50m"),
        (BOTH, "3550", "sleep {n} --latency=35m --awake=50m"),
        (BOTH, "35, 50", "sleep {n} --latency=35m --awake=50m"),
        (BOTH, "1h10 0", "sleep {n} --latency=1h10 --awake=0m"),
        (BOTH, "35m 1h 10", "sleep {n} --latency=35m --awake=1h 10"),
        (BOTH, ".", "sleep {n} --latency=40m --awake=55m"),
        (BOTH, ". 50", "sleep {n} --latency=40m --awake=50m"),
        (BOTH, "35 .", "sleep {n} --latency=35m --awake=55m"),
        (BOTH, "35", "sleep {n} --latency=35m"),
        (BOTH, "120", "sleep {n} --latency=120m"),
        (BOTH, "1h10", "sleep {n} --latency=1h10"),
        (BOTH, "soon", "sleep {n} --latency=soon"),
        (Question(LATENCY), "40", "sleep {n} --latency=40m"),
        (Question(LATENCY), "1h10", "sleep {n} --latency=1h10"),
        (Question(AWAKE, last="55m"), ".", "sleep {n} --awake=55m"),
        (Question(AWAKE), "-5", "sleep {n} --awake=-5"),
        (Question(DOSE), "2.5g", "kratom {n} -- 2.5g"),
        (Question(DOSE), "2,5 g 20:30", "kratom {n} --at=20:30 -- 2,5g"),
        (Question(DOSE), "2.5g at 20:30", "kratom {n} --at=20:30 -- 2.5g"),
        (Question(DOSE, product="leaf"), "5 caps", "kratom {n} --product=leaf -- 5caps"),
        (Question(DOSE, product="leaf"), "none", "kratom {n} -- none"),
        (Question(DOSE, there="25g 20:30", entry_id=12), "2.5g 20:40", "edit 12 2.5g {n} --at=20:40"),
        (Question(DOSE, there="25g 20:30", entry_id=12), "2.5g", "edit 12 2.5g"),
        (Question(MAGNESIUM), "200mg", "magnesium {n} -- 200mg"),
        (Question(MAGNESIUM), "200 mg citrate 21:30", "magnesium {n} --form=citrate --at=21:30 -- 200mg"),
        (Question(MAGNESIUM, there="200mg 21:00", entry_id=12), "100mg", "edit 12 100mg"),
        (Question(MAGNESIUM, entry_id=12), "100mg citrate 21:30", "edit 12 100mg {n} --form=citrate --at=21:30"),
    ],
)  # fmt: skip
def test_an_answer_is_a_plain_command(of: Question, answer: str, words: str) -> None:
    assert " ".join(command(of, answer, day(TONIGHT))) == words.format(n=f"--night={TONIGHT}")


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
        command(of, answer, day(TONIGHT))
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
    assert settles(of, answer) == number


def test_an_answer_of_several_words_stays_one_word_of_the_command() -> None:
    assert command(Question(DOSE), "2.5 g 40m ago", day(TONIGHT))[2] == "--at=40m ago"
    assert command(Question(MAGNESIUM), "200mg glycinate dihydrate at 21:30", day(TONIGHT))[2:4] == (
        "--form=glycinate dihydrate",
        "--at=21:30",
    )


def test_a_dot_without_a_last_value_is_refused() -> None:
    with pytest.raises(NothingLast, match="there is none here"):
        command(Question(SEVERITY), ".", day(TONIGHT))
    for of, answer in ((Question(SLEEP), ". 35 50"), (Question(MINUTES), ". 50"), (Question(MINUTES), ".")):
        with pytest.raises(NothingLast):
            command(of, answer, day(TONIGHT))


def test_a_correction_is_never_read_as_a_flag() -> None:
    with pytest.raises(NotAnAmount):
        command(Question(DOSE, entry_id=12), "--confirm", day(TONIGHT))
