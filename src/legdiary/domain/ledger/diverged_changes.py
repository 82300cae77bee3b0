"""The part of two diaries that a join looks at: what either has changed since they parted, and what is in its way.

The rest stands on both sides as it stood then. It is only counted, so that a join takes as much memory as there are
changes, however long the diaries are.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.conflicts import TooMuchToJoin
from legdiary.domain.ledger.entry_comparison import DOSE, filing_day, unique_place_key
from legdiary.domain.ledger.entry_history import EntryHistories, EntryHistory, find_fork, histories
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from legdiary.domain.ledger.entry_history import Ledger
    from legdiary.domain.ledger.merge import Snapshot

#: The largest number of changes of both sides together, of entries in their way, and of the characters in them.
MOST_CHANGES = 60_000
_MOST_CHARACTERS = 12_000_000
#: Days that are read together if there are not more between them, and the most that are.
_GAP, _DAYS = timedelta(days=7), timedelta(days=92)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DivergedDiaries:
    """Two diaries as they are joined.

    Attributes:
        parted: the number of the last line that both ledgers have.
        ours, theirs: the histories of the entries that are looked at.
        held: number → entry, for those that stand in this diary.
        common: kind → how many entries are only counted, and the number of the first one.
    """

    parted: int
    ours: EntryHistories
    theirs: EntryHistories
    held: Sequence[tuple[int, Any]]
    common: Mapping[str, tuple[int, int]]


class _Every:
    """The numbers of all entries."""

    def __contains__(self, _: object) -> bool:
        return True


def read_diverged(snapshot: Snapshot, other: Ledger) -> DivergedDiaries:
    """Return what is looked at to join another diary: everything, where the snapshot holds everything already.

    Raises:
        TooMuchToJoin: more than fits into memory.
    """
    ledger = snapshot.ledger
    parted = find_fork(ledger, other)
    if snapshot.within is None:
        ours, theirs = (histories(each.changes(_Every()), parted) for each in (ledger, other))
        return DivergedDiaries(parted, ours, theirs, (), {})
    changed = _changed_since(parted, ledger, other)
    ours, theirs = (histories(each.changes(changed), parted) for each in (ledger, other))
    near = {stored.id: (stored.entry, stored.recalled) for stored in snapshot.stored if stored.id not in changed}
    for number, each in _in_the_way(snapshot, [*ours.found.values(), *theirs.found.values()]):
        if number not in changed:
            near[number] = each
            if len(near) > MOST_CHANGES:
                raise TooMuchToJoin(MOST_CHANGES)
    held = [(number, each.last) for number, each in ours.found.items() if not each.gone]
    held += [(number, entry) for number, (entry, _) in near.items()]
    common = _count(other, parted, changed | near.keys())  # as far as that, both are the same
    return DivergedDiaries(parted, _with(ours, near), _with(theirs, near), held, common)


def _with(side: EntryHistories, near: Mapping[int, tuple[Any, bool]]) -> EntryHistories:
    """Return the histories, with entries that have none since the diaries parted."""
    more = {number: EntryHistory((entry,), number, recalled=mark) for number, (entry, mark) in near.items()}
    return EntryHistories({**more, **side.found}, side.again)


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


def _in_the_way(snapshot: Snapshot, sides: Iterable[EntryHistory]) -> Iterator[tuple[int, tuple[Any, bool]]]:
    """Yield the entries that a changed one may exclude.

    They have a place on one of its days, or are doses where it once was a dose-free mark.
    """
    days: set[date] = set()
    dose_free: set[date] = set()
    for each in sides:
        on = [day for state in each.states if (day := filing_day(state)) is not None]
        days.update(on)
        if any(state.kind == DOSE and state.says_none for state in each.states):
            dose_free.update(on)
    for first, last in _windows(sorted(days)):
        for stored in _between(snapshot, first, last):
            day = filing_day(stored.entry)
            in_the_way = unique_place_key(stored.entry) is not None or (stored.entry.kind == DOSE and day in dose_free)
            if day in days and in_the_way:
                yield stored.id, (stored.entry, stored.recalled)


def _between(snapshot: Snapshot, first: date, last: date) -> Sequence[Any]:
    return snapshot.within(first, last + _A_DAY).stored if snapshot.within is not None else ()


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
