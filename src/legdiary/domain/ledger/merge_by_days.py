"""Merging of a file into the diary a few days at a time: the result of `domain.ledger.merge`, in little memory.

Entries are compared within their own day only, except doses of the same minute, which may be filed under the day before
or after; so the neighbouring days are read as well. Entries without a day (plans, batches) come first. The ranks of
`Merging` sort the results into the order that merging the whole file at once would give.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.conflicts import leave_open
from legdiary.domain.ledger.entry_comparison import PRODUCT, filing_day
from legdiary.domain.ledger.merge import ImportResult, Merging, Snapshot, check_conflicts
from legdiary.util.compressed_list import TEN_YEARS, Packed, order_of, values_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from legdiary.domain.ledger.conflicts import Conflict, Settling
    from legdiary.domain.ledger.merge import Incoming, Merged, Way

#: The number of entries and days that are merged together.
_ENTRIES, _DAYS = 5000, 92
_NEIGHBOUR_DAYS, _A_DAY = timedelta(days=2), timedelta(days=1)
_COUNTS = ("new", "there", "filled", "formerly", "changed")
#: The contents of a diary that does not exist yet.
NOTHING = Snapshot(within=lambda _first, _before: Snapshot())


def merge_by_days(incoming: Incoming, standing: Snapshot, settling: Settling = leave_open) -> Merged:
    """Return the result of merging one file that is not a diary; `standing` reads its days as they are needed."""
    merging = _ByDays(standing, settling)
    merging.take(incoming)
    return merging.end()


class Edits(Mapping[int, Any]):
    """A mapping of number → entry for many entries, meant for iteration; a look-up is slow."""

    def __init__(self, pairs: Sequence[tuple[int, Any]]) -> None:
        self._pairs = pairs

    def __len__(self) -> int:
        return len(self._pairs)

    def __iter__(self) -> Iterator[int]:
        return (number for number, _ in self._pairs)

    def __getitem__(self, number: int) -> Any:  # noqa: ANN401 - any entry
        for each, entry in self._pairs:
            if each == number:
                return entry
        raise KeyError(number)


class _Sorter:
    """Values with ranks, to be sorted by them later."""

    def __init__(self) -> None:
        self.values: Packed[Any] = Packed(loose=TEN_YEARS)
        self.ranks = array("q")

    def add(self, value: Any, rank: int) -> None:  # noqa: ANN401 - any value
        self.values.append(value)
        self.ranks.append(rank)

    def in_order(self) -> Packed[Any]:
        return self.values.by(self.ranks)


class _ByDays(Merging):
    """A merge in progress that holds the entries of some days, and the packed results of all days before."""

    def __init__(self, standing: Snapshot, settling: Settling) -> None:
        super().__init__(standing, settling)
        self._ranks: dict[int, int] = {}
        self._added, self._edited, self._gone, self._conflicts = _Sorter(), _Sorter(), _Sorter(), _Sorter()
        #: Counter and kind → the rank of the first entry counted.
        self._first: dict[tuple[str, str], int] = {}
        self._counts = dict.fromkeys(_COUNTS, 0)
        self._kinds = 0

    def end(self) -> Merged:
        """Return the result to be written."""
        merged = super().end()
        merged.entries, merged.edits = self._added.in_order(), Edits(self._edited.in_order())
        merged.gone = list(self._gone.in_order())
        return merged

    def take(self, incoming: Incoming, way: Way | None = None) -> None:
        """Merge the entries of the file; called once."""
        del way  # a few days at a time there is one
        share, within = ImportResult(), self.standing.within
        self._merged.shares.append(share)
        days = ImportResult()
        numbers = {number: self.product(product, days) for number, product in incoming.products.items()}
        self._note(days)
        self._pack_results(days, share)
        for first, last, entries in _windows(incoming.entries):
            if first is not None and last is not None and within is not None:
                self._move_to(within(first - _NEIGHBOUR_DAYS, last + _NEIGHBOUR_DAYS + _A_DAY))
            days = ImportResult()
            self._counts, self._kinds = dict.fromkeys(_COUNTS, 0), 0
            self._take_entries(entries, numbers, days)
            self._pack_results(days, share)
        share.conflicts += self._conflicts.in_order()
        for name in _COUNTS:
            counts = getattr(share, name)
            setattr(share, name, Counter(dict(sorted(counts.items(), key=lambda each: self._first[name, each[0]]))))

    def _move_to(self, standing: Snapshot) -> None:
        """Replace the diary's entries of the days before by those of other days."""
        batches = {number: entry for number, entry in self.entries.items() if entry.kind == PRODUCT}
        self.entries.clear()
        self.entries.update(batches)  # doses of any day name batches
        for index in (
            self._by_value, self._formerly, self._taken, self._former_slots, self._slots, self._dosed,
            self._dosed_as, self._plans,
        ):  # fmt: skip
            index.clear()
        self._look_at(standing)
        self._claimed &= {*self.entries, *standing.formerly, *standing.between}

    def _pack_results(self, days: ImportResult, share: ImportResult) -> None:
        """Pack the results of these days, and add their counts to the totals."""
        for number, pair in self._new.items():
            self._added.add(pair, self._ranks[number])
        for number, entry in self._changed().items():
            self._edited.add((number, entry), self._ranks[number])
        for each in (self._new, self._edits, self._stood, self._ranks, self._counted):
            each.clear()
        for name in _COUNTS:
            getattr(share, name).update(getattr(days, name))

    # ------------------------------------------------------------------ with ranks

    def _note(self, share: ImportResult) -> None:
        kinds = len(share.new) + len(share.there) + len(share.filled) + len(share.formerly) + len(share.changed)
        if kinds == self._kinds:  # nearly always
            return
        self._kinds = kinds
        for name, before in self._counts.items():
            counts = getattr(share, name)
            if len(counts) != before:
                for kind in list(counts)[before:]:
                    self._first[name, kind] = min(self._rank, self._first.get((name, kind), self._rank))
                self._counts[name] = len(counts)

    def add(self, entry: Any, share: ImportResult, *, recalled: bool) -> int:  # noqa: ANN401 - any entry
        """Add a new entry and return its number."""
        number = super().add(entry, share, recalled=recalled)
        self._ranks[number] = self._rank
        return number

    def put(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        """Replace the entry of a number."""
        super().put(number, entry)
        self._ranks.setdefault(number, self._rank)

    def take_away(self, number: int) -> None:
        """Remove the entry of a number, to make room for another."""
        super().take_away(number)
        if self._merged.gone:
            self._gone.add(self._merged.gone.pop(), self._rank)

    def decide(self, share: ImportResult, conflict: Conflict) -> str | None:
        """Record a conflict; return how it is settled, or None."""
        way = super().decide(share, conflict)
        self._conflicts.add(share.conflicts.pop(), self._rank)
        check_conflicts(len(self._conflicts.ranks))
        return way


def _windows(
    entries: Sequence[tuple[Any, bool]],
) -> Iterator[tuple[date | None, date | None, list[tuple[int, Any, bool]]]]:
    """Yield the entries of a few days at a time, in file order with their positions; first those without a day."""
    days = array("l", (on.toordinal() if (on := filing_day(entry)) else 0 for entry, _ in entries))
    order = order_of(days)
    first = last = 0
    window: list[tuple[int, Any, bool]] = []
    values = entries if order is None else values_at(entries, order)
    for place, (entry, recalled) in zip(range(len(entries)) if order is None else order, values, strict=True):
        day = days[place]
        if window and day != last and (not first or len(window) >= _ENTRIES or day - first >= _DAYS):
            yield _day(first), _day(last), sorted(window, key=itemgetter(0))
            window = []
        first, last = (first if window else day), day
        window.append((place, entry, recalled))
    if window:
        yield _day(first), _day(last), sorted(window, key=itemgetter(0))


def _day(number: int) -> date | None:
    return date.fromordinal(number) if number else None
