"""The history of every entry, read from the ledger, and the point where the ledgers of two diaries part.

Two files that were once one diary begin with the same ledger lines. Up to that point an entry's number means the same
entry in both; after it, each side has changes of its own. A change that was undone is ignored, unless it was made
before the diaries parted: then the undo itself is a change of one side.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.same_entry import minute, only_place, plain
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One line of a ledger, with the whole entry before and after it.

    Attributes:
        number: the number of the line.
        change: the number of the first line of the same change.
        entry_id: the number of the entry.
        made_utc_ms: the time of writing, in milliseconds since 1970, UTC.
        undoes: the change that this line undoes, or None.
        old: the entry before; None where there was none.
        new: the entry after; None where it was deleted.
    """

    number: int
    change: int
    entry_id: int
    made_utc_ms: int
    undoes: int | None
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """The history of one entry on one side, since the two diaries parted.

    Attributes:
        states: its successive values, oldest first; the first is the common one if both sides had the entry.
        number: its current or last number.
        gone: True if it was deleted.
    """

    states: tuple[Any, ...]
    number: int
    gone: bool = False

    @property
    def last(self) -> Any:  # noqa: ANN401 - any entry
        """The current value, or the last one before it was deleted."""
        return self.states[-1]

    def then(self, again: EntryHistory) -> EntryHistory:
        """Return the joined history of an entry that was deleted and then entered again as `again`."""
        return EntryHistory((*self.states, *again.states), again.number, again.gone)


@dataclass(frozen=True, slots=True)
class EntryHistories:
    """The histories of all entries that existed when the diaries parted, or were added later.

    Attributes:
        found: entry number → history.
        again: number of a re-entered entry → number of the deleted entry that it replaces; in ledger order.
    """

    found: Mapping[int, EntryHistory]
    again: Mapping[int, int]


def parting(one: Sequence[EntryChange], other: Sequence[EntryChange]) -> int:
    """Return the number of the last line up to which two ledgers are identical; never inside a change."""
    both = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        both = mine.number
    for side in (one, other):
        if len(side) > both and side[both].change <= both:
            both = min(both, side[both].change - 1)
    return both


def histories(told: Sequence[EntryChange], after: int) -> EntryHistories:
    """Return the history since line `after` of every entry that existed then or was added later."""
    found: dict[int, EntryHistory] = {}
    for line in told[:after]:
        if line.new is None:
            found.pop(line.entry_id, None)
        else:
            found[line.entry_id] = EntryHistory((line.new,), line.entry_id)
    again: dict[int, int] = {}
    left: defaultdict[Hashable, list[int]] = defaultdict(list)
    for line in _lasting_lines(told, after):
        number = line.entry_id
        if number not in found and left[_reentry_key(line.new)]:
            again[number] = left[_reentry_key(line.new)].pop()
        states = found[number].states if number in found else ()
        if line.new is not None:
            found[number] = EntryHistory((*states, line.new), number)
        else:
            found[number] = EntryHistory(states, number, gone=True)
            left[_reentry_key(states[-1])].append(number)
    return EntryHistories(found, again)


def _reentry_key(entry: Any) -> Hashable:  # noqa: ANN401 - any entry
    """Return the key by which a re-entered entry is matched with a deleted one."""
    return only_place(entry) or minute(entry) or plain(entry)


def _lasting_lines(told: Sequence[EntryChange], after: int) -> Iterator[EntryChange]:
    """Yield the lines after `after`, without those that were undone and without the lines that undo them."""
    undone = {line.undoes for line in told[after:] if line.undoes is not None}
    for line in told[after:]:
        if line.change not in undone and (line.undoes is None or line.undoes <= after):
            yield line
