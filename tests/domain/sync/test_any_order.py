"""The entries are a function of the set of lines: of any history of several devices, in any order, in any pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from made_up_devices import MEANING, play, turns

from legdiary.domain.sync.arrival import waiting_for
from legdiary.domain.sync.fold import Folding, fold

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
        told |= folding.take(came.whole).entries
    assert not held
    assert dict(sorted(folding.entries.items())) == whole
    assert {ref: entry for ref, entry in told.items() if entry is not None} == {
        ref: entry for entry in whole.values() for ref in entry.refs
    }
    again = folding.take(lines)
    assert (again.entries, again.keys) == ({}, {})
