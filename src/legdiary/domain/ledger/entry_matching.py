"""The matching of entries of two diaries, whatever their numbers and whatever happened to them on either side."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.entry_comparison import (
    comparison_key,
    is_corrected_dose,
    is_same_dose,
    normalize_note,
    unique_place_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Iterable, Mapping

    from legdiary.domain.ledger.entry_history import EntryHistories, EntryHistory


class Pairs:
    """The matched entries of two diaries.

    Entries are matched in this order: by number, where both sides had the entry before they parted; by equal content;
    a deleted entry with the one entered in its place (the same entry, changed), unless that one is matched already; by
    equal content at an earlier time; by a place that only one entry can hold; by the same minute of the same taking.

    Attributes:
        ours, theirs: key → history; the key is the entry's first number.
        found: key in the other diary → key in this one.
    """

    def __init__(self, ours: EntryHistories, theirs: EntryHistories, parted: int) -> None:
        self.ours, self.theirs = dict(ours.found), dict(theirs.found)
        self._parted = parted
        self.found: dict[int, int] = {}
        self._our_keys: dict[int, int] = {}
        self._their_keys: dict[int, int] = {}
        again = {*ours.again.values(), *theirs.again.values()}
        self._pair_by_number(key for key in self.theirs if key <= parted and key not in again)
        self._match(_present_keys, both_stand=True)
        _join_reentered(ours.again, self.ours, set(self.found.values()), self._our_keys)
        _join_reentered(theirs.again, self.theirs, self.found, self._their_keys)
        self._pair_by_number(key for key in self.theirs if key <= parted)
        self._match(_earlier_keys)
        self._match(_place_keys, both_stand=True)
        self._match(_minute_keys, both_stand=True, fits=is_same_dose)
        self._match(_minute_keys, both_stand=True, fits=is_corrected_dose)
        free = self.ours.keys() - set(self.found.values())
        for key in self.theirs:  # deleted there, changed here
            if key <= parted and key not in self.found and key in free and not self.ours[key].gone:
                self.found[key] = key

    def our_key(self, number: int) -> int:
        """Return the key of an entry of this diary from its number."""
        return self._our_keys.get(number, number)

    def their_key(self, number: int) -> int:
        """Return the key of an entry of the other diary from its number."""
        return self._their_keys.get(number, number)

    def _rank(self, each: tuple[int, EntryHistory]) -> tuple[bool, bool]:
        key, life = each
        return life.gone, key <= self._parted

    def _pair_by_number(self, keys: Iterable[int]) -> None:
        """Pair entries by number, unless one side deleted and the other changed it: it may have a new number by now."""
        taken = set(self.found.values())
        for key in keys:
            known = key not in self.found and key in self.ours and key not in taken
            if known and not _changed_and_deleted(self.ours[key], self.theirs[key]):
                self.found[key] = key

    def _match(
        self,
        tell: Callable[[EntryHistory], Iterable[Hashable]],
        *,
        both_stand: bool = False,
        fits: Callable[[Any, Any], bool] = lambda _, __: True,
    ) -> None:
        """Pair entries that share a key of `tell`, each once; existing ones before deleted ones, common ones last."""
        taken = set(self.found.values())
        index: defaultdict[Hashable, list[int]] = defaultdict(list)
        for key, life in sorted(self.ours.items(), key=self._rank):
            if key not in taken and not (both_stand and life.gone):
                for told in tell(life):
                    index[told].append(key)
        for key, life in sorted(self.theirs.items(), key=self._rank):
            if key in self.found or (both_stand and life.gone):
                continue
            same = (mine for told in tell(life) for mine in index[told] if mine not in taken)
            mine = next((mine for mine in same if fits(life.last, self.ours[mine].last)), None)
            if mine is not None:
                self.found[key] = mine
                taken.add(mine)


def _join_reentered(
    again: Mapping[int, int], lives_of: dict[int, EntryHistory], taken: Container[int], keys: dict[int, int]
) -> None:
    """Join the histories of a deleted entry and its replacement, unless the replacement is matched already."""
    for number, first in again.items():
        key = keys.get(first, first)
        if number in lives_of and key in lives_of and number not in taken and key not in taken:
            lives_of[key] = lives_of[key].continue_with(lives_of.pop(number))
            keys[number] = key


def _changed_and_deleted(one: EntryHistory, other: EntryHistory) -> bool:
    """Return whether one side changed an entry and the other deleted it, so that it may have been re-entered."""
    return one.gone != other.gone and not equals_any(
        *((other.last, one.states) if one.gone else (one.last, other.states))
    )


def _present_keys(life: EntryHistory) -> Iterable[Hashable]:
    return [normalize_note(life.last)]


def _earlier_keys(life: EntryHistory) -> Iterable[Hashable]:
    return [normalize_note(state) for state in reversed(life.states)]


def _place_keys(life: EntryHistory) -> Iterable[Hashable]:
    place = unique_place_key(life.last)
    return [] if place is None else [place]


def _minute_keys(life: EntryHistory) -> Iterable[Hashable]:
    found = comparison_key(life.last)
    return [] if found is None else [found]


def equals_any(entry: Any, states: Iterable[Any]) -> bool:  # noqa: ANN401 - any entry
    """Return whether an entry equals one of several states, ignoring differences of spelling."""
    return normalize_note(entry) in map(normalize_note, states)
