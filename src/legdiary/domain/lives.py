"""What a ledger tells of every entry: all that it was, in order; and where the ledgers of two diaries part.

Two files that were one diary begin with the same lines: up to there they are one diary, and an entry's number means the
same entry in both. What came after is what each side did alone. A change that was taken back did not happen, unless it
was made before they parted: then taking it back is what one side did.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from legdiary.domain.alike import minute, only_place, plain
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a ledger, with the whole entry before and after it.

    Attributes:
        number: the line's.
        change: the number of the first line of its change.
        entry_id: the entry that it is about.
        made_utc_ms: when it was written.
        undoes: the change that it takes back, or None.
        old: the entry before; None where it was not there.
        new: the entry after; None where it was taken away.
    """

    number: int
    change: int
    entry_id: int
    made_utc_ms: int
    undoes: int | None
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Life:
    """What one entry was on one side, since the sides parted.

    Attributes:
        states: all that it was, oldest first; of an entry that both knew, what they knew comes first.
        number: the number that it has, or had last.
        gone: whether it was taken away.
    """

    states: tuple[Any, ...]
    number: int
    gone: bool = False

    @property
    def last(self) -> Any:  # noqa: ANN401 - any entry
        """What it is, or was before it went."""
        return self.states[-1]

    def then(self, again: Life) -> Life:
        """Return the same entry, deleted and entered again."""
        return Life((*self.states, *again.states), again.number, again.gone)


@dataclass(frozen=True, slots=True)
class Lives:
    """Every entry that stood when the sides parted, or came later.

    Attributes:
        found: number → life.
        again: number of one that was entered in the place of one that had been deleted → that one's; in order.
    """

    found: Mapping[int, Life]
    again: Mapping[int, int]


def parting(one: Sequence[Told], other: Sequence[Told]) -> int:
    """Return the number of the last line that two ledgers have in common from their first on; never within a change."""
    both = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        both = mine.number
    for side in (one, other):
        if len(side) > both and side[both].change <= both:
            both = min(both, side[both].change - 1)
    return both


def lives(told: Sequence[Told], after: int) -> Lives:
    """Return the life since line `after` of every entry that stood then, or came later."""
    found: dict[int, Life] = {}
    for line in told[:after]:
        if line.new is None:
            found.pop(line.entry_id, None)
        else:
            found[line.entry_id] = Life((line.new,), line.entry_id)
    again: dict[int, int] = {}
    left: defaultdict[Hashable, list[int]] = defaultdict(list)
    for line in _done(told, after):
        number = line.entry_id
        if number not in found and left[_again(line.new)]:
            again[number] = left[_again(line.new)].pop()
        states = found[number].states if number in found else ()
        if line.new is not None:
            found[number] = Life((*states, line.new), number)
        else:
            found[number] = Life(states, number, gone=True)
            left[_again(states[-1])].append(number)
    return Lives(found, again)


def _again(entry: Any) -> Hashable:  # noqa: ANN401 - any entry
    """Return what an entry is told by where it was deleted and is entered again."""
    return only_place(entry) or minute(entry) or plain(entry)


def _done(told: Sequence[Told], after: int) -> Iterator[Told]:
    """Yield the lines after `after` that were not taken back, nor take back one of them."""
    undone = {line.undoes for line in told[after:] if line.undoes is not None}
    for line in told[after:]:
        if line.change not in undone and (line.undoes is None or line.undoes <= after):
            yield line
