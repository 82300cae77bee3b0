"""The entries are a function of the set of lines: of any history of several devices, in any order, in any pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from made_up_devices import MEANING, play, turns

from legdiary.domain.sync.arrival import waiting_for
from legdiary.domain.sync.fold import Folding, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from random import Random

    from made_up_devices import Turn

    from legdiary.domain.sync.folded import Folded
    from legdiary.domain.sync.lines import LineRef, SyncLine


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


class Kept:
    """A store of lines taken earlier: what it keeps is what `Change` told."""

    def __init__(self) -> None:
        self.lines: list[SyncLine] = []
        self.keys: dict[LineRef, frozenset[str]] = {}
        self.entries: dict[LineRef, Folded] = {}

    def lines_of(self, refs: Collection[LineRef]) -> Iterable[SyncLine]:
        wanted = set(refs)
        while True:
            more = {ref for line in self.lines if not wanted.isdisjoint(line.of) for ref in line.of}
            more |= {ref for one in wanted if one in self.entries for ref in self.entries[one].refs}
            if more <= wanted:
                return [line for line in self.lines if not wanted.isdisjoint(line.of)]
            wanted |= more

    def at(self, keys: Collection[str]) -> Collection[LineRef]:
        return {ref for ref, held in self.keys.items() if not held.isdisjoint(keys)}

    def take(self, lines: Sequence[SyncLine]) -> None:
        folding = Folding(MEANING, self)
        change = folding.take(lines)
        self.lines += lines
        self.keys |= change.keys
        for ref, entry in change.entries.items():
            if entry is None:
                self.entries.pop(ref, None)
            else:
                self.entries[ref] = entry
                assert folding.entry_of(ref) == entry


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
