"""Which entries of two diaries are the same, whatever number each has and whatever became of it on either side."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from legdiary.domain.alike import minute, one_taking, one_taking_corrected, only_place, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Iterable, Mapping

    from legdiary.domain.lives import Life, Lives


class Pairs:
    """Which entries of two diaries are the same.

    By number what both knew; then what is alike; then what was deleted and entered again in its place, which is the
    same entry, changed, unless the other side has it as another; then what was alike once, what has the same place, the
    same taking.

    Attributes:
        ours, theirs: key → life; the key is the number that an entry had first.
        found: key there → key here.
    """

    def __init__(self, ours: Lives, theirs: Lives, parted: int) -> None:
        self.ours, self.theirs = dict(ours.found), dict(theirs.found)
        self._parted = parted
        self.found: dict[int, int] = {}
        self._our_keys: dict[int, int] = {}
        self._their_keys: dict[int, int] = {}
        again = {*ours.again.values(), *theirs.again.values()}
        self._by_number(key for key in self.theirs if key <= parted and key not in again)
        self._match(_as_it_is, both_stand=True)
        _follow(ours.again, self.ours, set(self.found.values()), self._our_keys)
        _follow(theirs.again, self.theirs, self.found, self._their_keys)
        self._by_number(key for key in self.theirs if key <= parted)
        self._match(_as_it_was)
        self._match(_by_place, both_stand=True)
        self._match(_by_minute, both_stand=True, fits=one_taking)
        self._match(_by_minute, both_stand=True, fits=one_taking_corrected)
        free = self.ours.keys() - set(self.found.values())
        for key in self.theirs:  # what was deleted there, and changed here
            if key <= parted and key not in self.found and key in free and not self.ours[key].gone:
                self.found[key] = key

    def our_key(self, number: int) -> int:
        """Return the key of an entry of this diary."""
        return self._our_keys.get(number, number)

    def their_key(self, number: int) -> int:
        """Return the key of an entry of the other diary."""
        return self._their_keys.get(number, number)

    def _rank(self, each: tuple[int, Life]) -> tuple[bool, bool]:
        key, life = each
        return life.gone, key <= self._parted

    def _by_number(self, keys: Iterable[int]) -> None:
        """Pair what both knew; what one side deleted and the other changed may have come back as another."""
        taken = set(self.found.values())
        for key in keys:
            known = key not in self.found and key in self.ours and key not in taken
            if known and not _changed_and_deleted(self.ours[key], self.theirs[key]):
                self.found[key] = key

    def _match(
        self,
        tell: Callable[[Life], Iterable[Hashable]],
        *,
        both_stand: bool = False,
        fits: Callable[[Any, Any], bool] = lambda _, __: True,
    ) -> None:
        """Pair what is told by the same, each once; what stands before what is gone, what both knew last."""
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


def _follow(again: Mapping[int, int], lives_of: dict[int, Life], taken: Container[int], keys: dict[int, int]) -> None:
    """Make one life of an entry that was deleted and entered again in its place, where that is not another's by now."""
    for number, first in again.items():
        key = keys.get(first, first)
        if number in lives_of and key in lives_of and number not in taken and key not in taken:
            lives_of[key] = lives_of[key].then(lives_of.pop(number))
            keys[number] = key


def _changed_and_deleted(one: Life, other: Life) -> bool:
    """Tell whether one side changed an entry and the other deleted it: then it may have come back there as another."""
    return one.gone != other.gone and not among(*((other.last, one.states) if one.gone else (one.last, other.states)))


def _as_it_is(life: Life) -> Iterable[Hashable]:
    return [plain(life.last)]


def _as_it_was(life: Life) -> Iterable[Hashable]:
    return [plain(state) for state in reversed(life.states)]


def _by_place(life: Life) -> Iterable[Hashable]:
    place = only_place(life.last)
    return [] if place is None else [place]


def _by_minute(life: Life) -> Iterable[Hashable]:
    found = minute(life.last)
    return [] if found is None else [found]


def among(entry: Any, states: Iterable[Any]) -> bool:  # noqa: ANN401 - any entry
    """Tell whether an entry is one of several states, or alike."""
    return plain(entry) in map(plain, states)
