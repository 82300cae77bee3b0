"""The entries are a function of the set of lines: of any history of several devices, in any order, in any pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.sync.arrival import waiting_for
from legdiary.domain.sync.fold import Folding, fold
from made_up_devices import MEANING, Kept, play, turns

if TYPE_CHECKING:
    from random import Random

    from made_up_devices import Turn


@given(turns, st.randoms(use_true_random=False))
def test_step_by_step_in_any_order_is_as_at_once(history: list[Turn], random: Random) -> None:
    lines = play(history)
    whole = fold(lines, MEANING)
    folding, known, waiting = Folding(MEANING), dict[str, int](), list(lines)
    random.shuffle(waiting)
    told: dict[Any, Any] = {}
    pieces = [waiting[place : place + 3] for place in range(0, len(waiting), 3)]
    held: list[Any] = []
    for piece in pieces:
        came = waiting_for([*held, *piece], known)
        held, known = list(came.waiting), dict(came.known)
        change = folding.take(came.whole)
        told |= change.entries
        for refs in (list(change.entries), list(change.keys)):
            assert refs == sorted(refs), "by them a store numbers its rows, the same each time"
    assert not held
    assert dict(sorted(folding.entries.items())) == whole
    assert {ref: entry for ref, entry in told.items() if entry is not None} == {
        ref: entry for entry in whole.values() for ref in entry.refs
    }
    again = folding.take(lines)
    assert (again.entries, again.keys) == ({}, {})


@given(turns, st.randoms(use_true_random=False))
def test_reading_only_what_is_touched_is_as_at_once(history: list[Turn], random: Random) -> None:
    lines = play(history)
    kept, known, waiting = Kept(), dict[str, int](), list(lines)
    random.shuffle(waiting)
    while waiting:
        came = waiting_for(waiting[: random.randint(1, len(waiting))], known)
        kept.take(came.whole)
        known = dict(came.known)
        taken = {line.ref for line in came.whole}
        waiting = [line for line in waiting if line.ref not in taken]
        random.shuffle(waiting)
        told = {ref: entry for entry in fold(kept.lines, MEANING).values() for ref in entry.refs}
        assert kept.entries == told


@given(turns, st.sets(st.integers(0, 40), max_size=2), st.randoms(use_true_random=False))
def test_a_line_is_taken_as_soon_as_all_that_its_author_knew_is_there(
    history: list[Turn], gone: set[int], random: Random
) -> None:
    lines = play(history)
    came = [line for place, line in enumerate(lines) if place not in gone]
    random.shuffle(came)
    known: dict[str, int] = {}
    while True:
        ready = [
            line
            for line in came
            if line.number == known.get(line.device, 0) + 1
            and all(number <= known.get(device, 0) for device, number in line.seen.items())
        ]
        if not ready:
            break
        known |= {line.device: line.number for line in ready}
    arrival = waiting_for(came, {})
    assert arrival.known == known
    assert set(arrival.missing) <= {line.device for place, line in enumerate(lines) if place in gone}
    assert [line.ref for line in arrival.whole] == [
        line.ref for line in lines if line.number <= known.get(line.device, 0)
    ]
    assert len(arrival.whole) + len(arrival.waiting) == len(came)
