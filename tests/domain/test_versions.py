"""Two versions of one entry: which side is later, field by field, by what the field was and by no clock."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import dose, magnesium, night, plan, sleep
from legdiary.domain.ledger.entry_history import EntryHistory
from legdiary.domain.ledger.field_merge import compare_versions


def scores(*severities: int | None) -> EntryHistory:
    return EntryHistory(tuple(night(severity=each) for each in severities), 1)


def way(ours: EntryHistory, theirs: EntryHistory, *, from_nothing: bool = False) -> str:
    """Who is later, as far as the severity goes."""
    meeting = compare_versions(ours, theirs, from_nothing=from_nothing)
    found = [name for name in ("ours", "theirs", "both") if any("severity" in each for each in getattr(meeting, name))]
    assert len(found) <= 1
    return found[0] if found else "same"


MIRRORED = {"ours": "theirs", "theirs": "ours", "both": "both", "same": "same"}


@pytest.mark.parametrize(
    ("ours", "theirs", "later"),
    [
        ((7,), (7,), "same"),
        ((7, 10), (7, 10), "same"),
        ((7, 4), (7, 9, 4), "same"),  # each came to it by itself
        ((7,), (7, 10), "theirs"),
        ((7,), (7, 9, 10), "theirs"),
        ((7, 10), (7, 9), "both"),
        ((7, 10), (10, 3), "theirs"),  # it was given ours at 10, and has changed it since
        ((7, 10), (7, 10, 7), "theirs"),  # changed, and changed back
        ((7, 10, 7), (7, 10, 7, 10), "theirs"),
        ((7, 10, 7), (7, 10, 9, 7, 10), "theirs"),  # by way of 9
        ((7, 4, 5), (7, 5, 4), "both"),  # each has had the other's, and neither has gone through all of it
        ((7, 10), (7, 4, 10), "same"),
        ((7, None), (7, 10), "both"),
        ((7, None), (7,), "ours"),
    ],
)
def test_the_later_side(ours: tuple[int, ...], theirs: tuple[int, ...], later: str) -> None:
    assert way(scores(*ours), scores(*theirs)) == later
    assert way(scores(*theirs), scores(*ours)) == MIRRORED[later]


def test_what_each_entered_for_itself_began_as_nothing() -> None:
    assert way(scores(3), scores(None), from_nothing=True) == "ours"
    assert way(scores(3), scores(4), from_nothing=True) == "both"
    assert way(scores(3, None), scores(3), from_nothing=True) == "ours"  # emptied on purpose
    assert way(scores(3), scores(None), from_nothing=False) == "both"


def fields(ours: Any, theirs: Any, base: Any) -> tuple[set[str], set[str], set[str]]:
    meeting = compare_versions(EntryHistory((base, ours), 1), EntryHistory((base, theirs), 1), from_nothing=False)
    return tuple({name for group in side for name in group} for side in meeting)  # type: ignore[return-value]


def test_each_field_goes_its_own_way() -> None:
    changed = fields(night(severity=4), night(note="from the laptop"), night())
    assert changed == ({"severity"}, {"note"}, set())


@pytest.mark.parametrize(
    ("ours", "theirs", "base", "together"),
    [
        (magnesium(elemental_mg=100), magnesium(form="citrate"), magnesium(), {"elemental_mg", "form"}),
        (dose("2026-11-20T22:00-05:00"), dose(night_of="2026-11-19"), dose(), {"at", "night_of"}),
        (plan(("2026-11-02", 9000)), plan(("2026-11-02", 8000)), plan(), {"steps"}),
        (sleep(span="22:30-06:10"), sleep("2026-11-19"), sleep(), {"bed", "wake", "night_of"}),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_what_is_right_only_together_comes_together(ours: Any, theirs: Any, base: Any, together: set[str]) -> None:
    assert fields(ours, theirs, base)[2] >= together
    assert fields(theirs, ours, base)[2] >= together


def test_times_of_one_night_go_their_own_ways() -> None:
    assert fields(sleep(span="22:30-06:10"), sleep(span="22:45-06:20"), sleep()) == ({"bed"}, {"wake"}, set())


def test_a_note_in_other_line_ends_is_no_conflict_and_both_sides_choose_the_same() -> None:
    one, other = night(note="a\nb"), night(note="a \nb\n")
    here, there = EntryHistory((night(), one), 1), EntryHistory((night(), other), 1)
    assert compare_versions(here, there, from_nothing=False) == ([{"note": "a\nb"}], [], [])
    assert compare_versions(there, here, from_nothing=False) == ([], [{"note": "a\nb"}], [])


VALUES = st.lists(st.integers(0, 3), min_size=1, max_size=5)


@given(VALUES, VALUES)
def test_both_sides_say_the_same_of_it(ours: list[int], theirs: list[int]) -> None:
    assert way(scores(*theirs), scores(*ours)) == MIRRORED[way(scores(*ours), scores(*theirs))]


@given(st.lists(VALUES, min_size=3, max_size=4), st.randoms(use_true_random=False))
def test_a_value_that_goes_from_side_to_side_comes_to_rest(sides: list[list[int]], order: Any) -> None:
    """However many sides there are, and in whatever order each asks another: no value goes round for ever."""
    sides = [[9, *each] for each in sides]
    pairs = [(one, other) for one in range(len(sides)) for other in range(len(sides)) if one != other]
    for _ in range(sum(map(len, sides)) * len(sides)):
        order.shuffle(pairs)
        moved = False
        for one, other in pairs:
            if way(scores(*sides[one]), scores(*sides[other])) == "theirs":
                sides[one].append(sides[other][-1])
                moved = True
        if not moved:
            return
    raise AssertionError(sides)
