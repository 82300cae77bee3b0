"""The history of every entry, read from the ledger, and the point where the ledgers of two diaries part.

Two files that were once one diary begin with the same ledger lines. Up to that point an entry's number means the same
entry in both; after it, each side has changes of its own. A change that was undone is ignored, unless it was made
before the diaries parted: then the undo itself is a change of one side.
"""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import zip_longest
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.entry_comparison import comparison_key, normalize_note, unique_place_key
from legdiary.domain.ledger.ledger_line import LedgerLine
from legdiary.domain.ledger.replay import same_fields
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence

    from legdiary.domain.ledger.ledger_line import Fields, TextLine, TextRow


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
        recalled: the `recalled` mark of the entry after.
    """

    number: int
    change: int
    entry_id: int
    made_utc_ms: int
    undoes: int | None
    old: Any
    new: Any
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """The history of one entry on one side, since the two diaries parted.

    Attributes:
        states: its successive values, oldest first; the first is the common one if both sides had the entry.
        number: its current or last number.
        gone: True if it was deleted.
        recalled: its `recalled` mark.
        turns: how often it was deleted, or came back after that. Of two sides the one with more turns went further.
    """

    states: tuple[Any, ...]
    number: int
    gone: bool = False
    recalled: bool = False
    turns: int = 0

    @property
    def last(self) -> Any:  # noqa: ANN401 - any entry
        """The current value, or the last one before it was deleted."""
        return self.states[-1]

    def continue_with(self, again: EntryHistory) -> EntryHistory:
        """Return the joined history of an entry that was deleted and then entered again as `again`."""
        turns = self.turns + 1 + again.turns
        return EntryHistory((*self.states, *again.states), again.number, again.gone, again.recalled, turns)

    def delete(self) -> EntryHistory:
        """Return the history with its deletion."""
        return EntryHistory(self.states, self.number, gone=True, turns=self.turns + 1)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of a diary, read anew whenever it is needed: it may be long.

    Attributes:
        rows: yields the lines after a number, in order, as rows.
        changes: yields the lines about the entries with some numbers, in order, with the entry before and after.
    """

    rows: Callable[[int], Iterable[TextRow]] = lambda _: ()
    changes: Callable[[Container[int]], Iterable[EntryChange]] = lambda _: ()


@dataclass(frozen=True, slots=True)
class EntryHistories:
    """The histories of all entries that existed when the diaries parted, or were added later.

    Attributes:
        found: entry number → history.
        again: number of a re-entered entry → number of the deleted entry that it replaces; in ledger order.
    """

    found: Mapping[int, EntryHistory]
    again: Mapping[int, int]


def find_fork(one: Ledger, other: Ledger) -> int:
    """Return the number of the last line up to which two ledgers are identical; never inside a change."""
    both = 0
    for mine, theirs in zip_longest(one.rows(0), other.rows(0)):
        if mine != theirs:
            lines = [LedgerLine._make(row) for row in (mine, theirs) if row is not None]
            if len(lines) == 1 or not _is_same(*lines):
                begun = [line.change_id for line in lines if line.change_id <= both]
                return min(begun) - 1 if begun else both
        both = mine[0]
    return both


def _is_same(mine: TextLine, theirs: TextLine) -> bool:
    """Return whether two ledgers have the same line, however each has written it."""
    of = attrgetter("id", "change_id", "made_utc_ms", "kind", "entry_id", "undoes")
    sides = ((mine.old, theirs.old), (mine.new, theirs.new))
    return of(mine) == of(theirs) and all(same_fields(*map(_fields, pair)) for pair in sides)


def _fields(side: str | None) -> Fields | None:
    return None if side is None else dict(json.loads(side))


def histories(changes: Iterable[EntryChange], after: int) -> EntryHistories:
    """Return the history since line `after` of every entry that existed then or was added later.

    Args:
        changes: every line about these entries, in order.
        after: the number of a line.
    """
    found: dict[int, EntryHistory] = {}
    late = []
    for line in changes:
        if line.number > after:
            late.append(line)
        elif line.new is None:
            found.pop(line.entry_id, None)
        else:
            found[line.entry_id] = EntryHistory((line.new,), line.entry_id, recalled=line.recalled)
    again: dict[int, int] = {}
    left: defaultdict[Hashable, list[int]] = defaultdict(list)
    for line in _lasting_lines(late, after):
        number = line.entry_id
        if number not in found and left[_reentry_key(line.new)]:
            again[number] = left[_reentry_key(line.new)].pop()
        there = found.get(number, EntryHistory((), number))
        if line.new is not None:
            turns = there.turns + there.gone
            found[number] = EntryHistory((*there.states, line.new), number, recalled=line.recalled, turns=turns)
        else:
            found[number] = there.delete()
            left[_reentry_key(there.last)].append(number)
    return EntryHistories(found, again)


def _reentry_key(entry: Any) -> Hashable:  # noqa: ANN401 - any entry
    """Return the key by which a re-entered entry is matched with a deleted one."""
    return unique_place_key(entry) or comparison_key(entry) or normalize_note(entry)


def _lasting_lines(late: Sequence[EntryChange], after: int) -> Iterator[EntryChange]:
    """Yield lines, all of them after `after`, without those that were undone and without those that undo them."""
    undone = {line.undoes for line in late if line.undoes is not None}
    for line in late:
        if line.change not in undone and (line.undoes is None or line.undoes <= after):
            yield line
