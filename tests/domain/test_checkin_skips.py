"""What a check-in no longer asks: skipped three times in a row, a night counting once, until it is logged again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day, dose, factor, magnesium, medicine, night, no_kratom, sleep, symptom
from legdiary.domain.checkin.questions import Recent
from legdiary.domain.checkin.skips import NAMES, Skip, count_skips, hidden, newly_hidden
from legdiary.domain.entries.stored_entry import Stored

if TYPE_CHECKING:
    from datetime import date

FIRST = day("2026-11-20")


def nights(count: int) -> list[date]:
    return [FIRST + timedelta(days=number) for number in range(count)]


def logged(**kinds: Any) -> Recent:
    found: Any = {kind: [Stored(number, each) for number, each in enumerate(of, 1)] for kind, of in kinds.items()}
    return Recent(**found)


def test_the_third_night_hides_and_says_so_once() -> None:
    skips: dict[str, Skip] = {}
    said = []
    for of in nights(4):
        after = count_skips(skips, Recent(), of, [("magnesium", of)])
        said.append((after["magnesium"].times, newly_hidden(skips, after), hidden(after, Recent())))
        skips = after
    none: frozenset[str] = frozenset()
    only = frozenset({"magnesium"})
    assert said == [(1, (), none), (2, (), none), (3, ("magnesium",), only), (3, (), only)]


def test_one_night_counts_once_however_often_it_is_asked() -> None:
    skips: dict[str, Skip] = {}
    for _ in range(5):
        skips = count_skips(skips, Recent(), FIRST, [("magnesium", FIRST), ("magnesium", FIRST)])
    assert skips == {"magnesium": Skip(1, FIRST)}


def test_an_earlier_night_asked_for_later_takes_nothing_back() -> None:
    skips = {"magnesium": Skip(2, FIRST)}
    assert count_skips(skips, Recent(), FIRST - timedelta(days=3), [("magnesium", FIRST - timedelta(days=3))]) == skips


def test_what_was_logged_that_night_was_not_skipped_and_the_sleep_is_of_the_night_before() -> None:
    before = FIRST - timedelta(days=1)
    recent = logged(sleeps=[sleep("2026-11-19")], takings=[magnesium("2026-11-19T22:00-05:00")])
    after = count_skips({}, recent, FIRST, [("sleep", before), ("magnesium", FIRST)])
    assert after == {"magnesium": Skip(1, FIRST)}


@pytest.mark.parametrize(
    ("name", "recent"),
    [
        ("onset", logged(nights=[night("2026-11-21", 6, onset_min=1230)])),
        ("where", logged(nights=[night("2026-11-21", 6, body_parts=("calves",))])),
        ("sleep", logged(sleeps=[sleep("2026-11-21", None, total_min=390)])),
        ("latency", logged(sleeps=[sleep("2026-11-21", latency_min=40)])),
        ("awake", logged(sleeps=[sleep("2026-11-21", awake_min=0)])),
        ("dose", logged(doses=[no_kratom("2026-11-21")])),
        ("magnesium", logged(takings=[magnesium("2026-11-21T22:00-05:00")])),
        ("medicine", logged(medicines=[medicine(at="2026-11-21T22:00-05:00")])),
        ("symptoms", logged(symptoms=[symptom("nausea", 0, "2026-11-21")])),
        ("factors", logged(factors=[factor("walking", "2026-11-21")])),
    ],
)
def test_an_entry_made_since_brings_its_question_back_and_no_other(name: str, recent: Recent) -> None:
    skips = {each: Skip(3, day("2026-11-21")) for each in NAMES}
    assert hidden(skips, Recent()) == frozenset(NAMES)
    gone = {"latency", "awake"} if name == "sleep" else set()
    back = frozenset(NAMES) - hidden(skips, recent)
    assert back - {"sleep"} - gone == {name} - {"sleep"}
    assert ("sleep" in back) is (name in {"sleep", "latency", "awake"})
    assert name not in count_skips(skips, recent, day("2026-11-22"), ())


def test_an_entry_from_before_the_last_skip_brings_nothing_back() -> None:
    skips = {"dose": Skip(3, day("2026-11-22"))}
    assert hidden(skips, logged(doses=[dose("2026-11-21T20:00-05:00")])) == {"dose"}


@given(st.lists(st.sampled_from(["skip", "answer", "log", "away"]), max_size=12))
def test_a_question_is_asked_unless_the_last_three_times_it_was_skipped(evenings: list[str]) -> None:
    """A night without a check-in counts as nothing; an answer, and an entry by a command, begin the count anew."""
    skips: dict[str, Skip] = {}
    taken: list[Any] = []
    in_a_row = 0
    for of, what in zip(nights(len(evenings)), evenings, strict=True):
        asked = "magnesium" not in hidden(skips, logged(takings=taken))
        assert asked == (in_a_row < 3)
        if what in {"answer", "log"}:
            taken.append(magnesium(f"{of}T22:00-05:00"))
            in_a_row = 0
        elif what == "skip":
            in_a_row += 1
        if what in {"skip", "answer"}:
            passed = [("magnesium", of)] if what == "skip" and asked else []
            skips = count_skips(skips, logged(takings=taken), of, passed)
