"""What a ledger tells of every entry: all that it was, in order; and where the ledgers of two diaries part.

Two files that were one diary begin with the same lines: up to there they are one diary, and an entry's number means the
same entry in both. What came after is what each side did alone. A change that was taken back did not happen, unless it
was made before they parted: then taking it back is what one side did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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
        changed_utc_ms: when the last of them came, or the entry went; 0 where nothing happened to it.
        gone: whether it was taken away.
    """

    states: tuple[Any, ...]
    changed_utc_ms: int = 0
    gone: bool = False

    @property
    def last(self) -> Any:  # noqa: ANN401 - any entry
        """What it is, or was before it went."""
        return self.states[-1]


def parting(one: Sequence[Told], other: Sequence[Told]) -> int:
    """The number of the last line that two ledgers have in common from their first on; never within a change."""
    both = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        both = mine.number
    for side in (one, other):
        if len(side) > both and side[both].change <= both:
            both = min(both, side[both].change - 1)
    return both


def lives(told: Sequence[Told], after: int) -> dict[int, Life]:
    """Every entry that stood after line `after`, or came later: number → its life since."""
    found: dict[int, Life] = {}
    for line in told[:after]:
        if line.new is None:
            found.pop(line.entry_id, None)
        else:
            found[line.entry_id] = Life((line.new,))
    for line in _done(told, after):
        states = found[line.entry_id].states if line.entry_id in found else ()
        if line.new is not None:
            found[line.entry_id] = Life((*states, line.new), line.made_utc_ms)
        elif states:
            found[line.entry_id] = Life(states, line.made_utc_ms, gone=True)
    return found


def _done(told: Sequence[Told], after: int) -> Iterator[Told]:
    """The lines after `after` that were not taken back, nor take back one of them."""
    undone = {line.undoes for line in told[after:] if line.undoes is not None}
    for line in told[after:]:
        if line.change not in undone and (line.undoes is None or line.undoes <= after):
            yield line
