"""The part of two diaries that a join looks at: what either has changed since they parted, and what is in its way.

The rest stands on both sides as it stood then. It is only counted, so that a join takes as much memory as there are
changes, however long the diaries are.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.conflicts import TooMuchToJoin
from legdiary.domain.ledger.entry_comparison import DOSE, filing_day, unique_place_key
from legdiary.domain.ledger.parted_ledgers import find_fork
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from legdiary.domain.ledger.merge import Snapshot
    from legdiary.domain.ledger.parted_ledgers import EntryChange, Ledger

#: The largest number of changes of both sides together, of entries in their way, and of the characters in them.
MOST_CHANGES = 30_000
_MOST_CHARACTERS = 12_000_000
#: Days that are read together if there are not more between them, and the most that are.
_GAP, _DAYS = timedelta(days=7), timedelta(days=92)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DivergedDiaries:
    """Two diaries as they are joined.

    Attributes:
        parted: the number of the last line that both ledgers have.
        ours, theirs: all lines of both ledgers about the entries that either has changed since.
        near: number → entry and `recalled` mark, of the others that are looked at: both have them as they were.
        common: kind → how many entries are only counted, and the number of the first one.
    """

    parted: int
    ours: Sequence[EntryChange]
    theirs: Sequence[EntryChange]
    near: Mapping[int, tuple[Any, bool]]
    common: Mapping[str, tuple[int, int]]


def read_diverged(snapshot: Snapshot, other: Ledger) -> DivergedDiaries:
    """Return what is looked at to join another diary.

    Raises:
        TooMuchToJoin: more than fits into memory.
    """
    ledger = snapshot.ledger
    parted = find_fork(ledger, other)
    changed = _changed_since(parted, ledger, other)
    ours, theirs = (list(each.changes(changed)) for each in (ledger, other))
    near = {}
    for number, each in _beside(snapshot, parted, [*ours, *theirs]):
        if number not in changed:
            near[number] = each
            if len(near) > MOST_CHANGES:
                raise TooMuchToJoin(MOST_CHANGES)
    return DivergedDiaries(parted, ours, theirs, near, _count(other, parted, changed | near.keys()))


def _changed_since(parted: int, *ledgers: Ledger) -> set[int]:
    """Return the numbers of the entries that either side has changed since the diaries parted.

    Raises:
        TooMuchToJoin: there are too many changes, or too long ones.
    """
    found: set[int] = set()
    changes = characters = 0
    for ledger in ledgers:
        for _, _, _, _, _, _, _, entry_id, old, new, _ in ledger.rows(parted):
            found.add(entry_id)
            changes += 1
            characters += len(old or "") + len(new or "")
            if changes > MOST_CHANGES or characters > _MOST_CHARACTERS:
                raise TooMuchToJoin(MOST_CHANGES)
    return found


def _beside(snapshot: Snapshot, parted: int, changes: Iterable[EntryChange]) -> Iterator[tuple[int, tuple[Any, bool]]]:
    """Yield the entries that a changed one may exclude or name: products, plans, and what is on one of its days.

    These are those that have a place, and doses where it once was a dose-free mark.
    """
    days: set[date] = set()
    dose_free: set[date] = set()
    for change in changes:
        states = (change.old, change.new) if change.line.id > parted else (change.new,)
        for state in states:
            if state is not None and (day := filing_day(state)) is not None:
                days.add(day)
                if state.kind == DOSE and state.says_none:
                    dose_free.add(day)
    for stored in _stored_on(snapshot, sorted(days)):
        day = filing_day(stored.entry)
        in_the_way = unique_place_key(stored.entry) is not None or (stored.entry.kind == DOSE and day in dose_free)
        if day is None or (day in days and in_the_way):
            yield stored.id, (stored.entry, stored.recalled)


def _stored_on(snapshot: Snapshot, days: Sequence[date]) -> Iterator[Any]:
    """Yield what the snapshot holds already, and what is read of some days."""
    yield from snapshot.stored
    for first, last in _windows(days) if snapshot.within is not None else ():
        yield from snapshot.within(first, last + _A_DAY).stored if snapshot.within is not None else ()


def _windows(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Yield the first and the last of some days that lie together."""
    begin = 0
    for place in range(1, len(days) + 1):
        if place == len(days) or days[place] - days[place - 1] > _GAP or days[place] - days[begin] > _DAYS:
            yield days[begin], days[place - 1]
            begin = place


def _count(ledger: Ledger, parted: int, but: set[int]) -> dict[str, tuple[int, int]]:
    """Return kind → how many entries stood when the diaries parted, some of them left out, and the first's number."""
    kinds: list[str] = [""]
    stood = bytearray(parted + 1)
    for number, _, _, _, _, _, kind, entry_id, _, new, _ in ledger.rows(0):
        if number > parted:
            break
        if kind not in kinds:
            kinds.append(kind)
        stood[entry_id] = kinds.index(kind) if new is not None else 0
    found: dict[str, tuple[int, int]] = {}
    for number, place in enumerate(stood):
        if place and number not in but:
            many, first = found.get(kinds[place], (0, number))
            found[kinds[place]] = many + 1, first
    return found
