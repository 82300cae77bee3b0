"""Merging of a file's entries into a diary that may have some of them: new, existing and contradicting entries.

An entry exists already if the diary has one with the same content, or once had it and has changed or deleted it since:
importing the same file again does not undo a correction. Where there can be only one entry a night, additional fields
are filled in, and a different value is a conflict. A settled conflict keeps the diary's value, takes the file's, or
leaves the entry out; an open conflict stops the whole import. Other diaries, with a ledger, go through
`domain.joins.join_diaries`; `merge_files` chooses.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.dose import LEAF
from legdiary.domain.entries.dose_rules import check_unit
from legdiary.domain.entries.stored_entry import field_differences
from legdiary.domain.ledger.conflicts import KEEP, TAKE, Conflict, TooManyConflicts, leave_open
from legdiary.domain.ledger.entry_comparison import (
    DOSE,
    PLAN,
    PRODUCT,
    add_fields,
    adopt_spelling,
    comparison_key,
    differing_fields,
    entry_day,
    fill_gaps,
    has_all_values,
    in_one_unit,
    is_corrected_dose,
    is_same_dose,
    missing_fields,
    none_place,
    normalize_note,
    plans_overlap,
    substance_and_unit,
    substance_taken,
    unique_place_key,
)
from legdiary.domain.ledger.parted_ledgers import Ledger
from legdiary.errors import BadValue
from legdiary.util.values import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from legdiary.domain.entries.products import Product
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.ledger.conflicts import Settling

    #: A way to merge a file, and to count its results.
    Way: TypeAlias = Callable[["Merging", "Incoming", "ImportResult"], None]

#: Added to the rank of entries merged in the second pass, so that their results come after those of the first.
_SECOND_PASS = 2**40
#: New entries are numbered downwards from here during the merge, new products from 0, so that numbers are unique.
_NEW_ENTRIES = -(2**40)
#: The largest number of conflicts of one file that are reported.
_MOST_CONFLICTS = 50_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """The entries of one file.

    Attributes:
        entries: each with its `recalled` mark, in the order in which they will be numbered.
        products: the file's own number → product; doses name these numbers.
        ledger: only for another diary: its ledger, which tells of the entries.
        lines: only for another diary: the number of its lines.
        known: only for another diary: the number of its last line, and what that is known by.
    """

    entries: Sequence[tuple[Any, bool]]
    products: Mapping[int, Product]
    ledger: Ledger | None = None
    lines: int = 0
    known: tuple[int, str] | None = None

    def with_entries(self, entries: Sequence[tuple[Any, bool]]) -> Incoming:
        """Return the same file with other entries."""
        return replace(self, entries=entries)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The contents of the diary before an import.

    Attributes:
        stored: every entry, products and plans included.
        formerly: number → the entry as it was added, if it was changed or deleted since (undone additions left out).
        ledger: the ledger, read only to join another diary, while this diary is open.
        between: number → further earlier values of the entry (undone changes left out).
        within: a function that reads the same for a half-open range of days, while the diary is open; the other fields
            then hold only entries without a day. None where they hold everything.
    """

    stored: Sequence[Stored] = ()
    formerly: Mapping[int, Any] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    between: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    within: Callable[[date, date], Snapshot] | None = None


@dataclass(slots=True)
class ImportResult:
    """The results for the entries of one file, counted by kind.

    Attributes:
        new: added entries.
        there: entries that existed already.
        filled: existing entries that gained fields.
        formerly: entries that existed once and were changed or deleted since; nothing is done.
        changed: existing entries that take a later value of the other diary.
        deleted: numbers of entries that were deleted in the other diary as they are here, and so are deleted here too.
        kept: numbers of entries that were deleted in the other diary and stay here.
        conflicts: contradictions; if one is not settled, nothing at all is stored.
    """

    new: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    formerly: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    deleted: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass(slots=True)
class Merged:
    """The result of a merge, to be written as one change.

    Attributes:
        products: new batches; entries name the first one -1, the second one -2.
        entries: new entries, each with its `recalled` mark.
        edits: number → the new value of an existing entry.
        gone: numbers of entries replaced by others, such as a dose-free mark by a dose, or deleted as in the file.
        shares: one for each file.
        known: of each other diary that was merged, the number of its last line, and what that is known by.
        copies: what each line that will be written is a copy of: of what is gone, of the products, edits and entries;
            empty where it is not known.
    """

    products: list[Product] = field(default_factory=list)
    entries: Sequence[tuple[Any, bool]] = field(default_factory=list)
    edits: Mapping[int, Any] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    shares: list[ImportResult] = field(default_factory=list)
    known: list[tuple[int, str]] = field(default_factory=list)
    copies: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.products or self.entries or self.edits or self.gone)

    @property
    def open_conflicts(self) -> list[tuple[int, Conflict]]:
        """The conflicts that nobody has settled, each with the position of its file."""
        return [
            (place, each) for place, share in enumerate(self.shares) for each in share.conflicts if each.settled is None
        ]


class Merging:
    """A merge in progress: the diary with the files merged so far.

    Attributes:
        standing: the contents of the diary at the start.
        entries: number → entry, for all entries so far; new ones have numbers below 0.
    """

    def __init__(self, standing: Snapshot, settling: Settling = leave_open) -> None:
        self.standing = standing
        self.entries: dict[int, Any] = {}
        self._settling = settling
        self._merged = Merged()
        self._edits: dict[int, Any] = {}
        self._stood: dict[int, Any] = {}
        self._rank = 0
        self._new: dict[int, tuple[Any, bool]] = {}
        self._new_products: dict[int, Product] = {}
        self._numbered = _NEW_ENTRIES
        self._counted: dict[int, ImportResult] = {}
        self._by_value: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._formerly: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._taken: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._former_slots: defaultdict[Hashable, list[Any]] = defaultdict(list)
        self._slots: dict[Hashable, int] = {}
        #: Day and substance → the doses of it, and the other way round.
        self._dosed: defaultdict[tuple[date, str], set[int]] = defaultdict(set)
        self._dosed_as: dict[int, tuple[date, str]] = {}
        self._plans: dict[int, Any] = {}
        self._claimed: set[int] = set()
        #: Number of an entry → the line of another diary that it is a copy of by now.
        self._copies: dict[int, str] = {}
        self._look_at(standing)

    def hold(self, stored: Iterable[tuple[int, Any]]) -> None:
        """Hold entries of the diary, by number, that were not read at the start."""
        for number, entry in stored:
            if number not in self.entries:
                self._index(number, entry)

    def know(self, known: tuple[int, str]) -> None:
        """Note how far another diary is known by now: the number of its last line, and what that is known by."""
        self._merged.known.append(known)

    def is_copy_of(self, number: int, said_as: str) -> None:
        """Note the line of another diary that an entry is a copy of by now."""
        self._copies[number] = said_as

    def so_far(self) -> dict[int, tuple[Any, bool]]:
        """Return what the files so far have made: number → the entry and its mark; None for one that is gone."""
        found: dict[int, tuple[Any, bool]] = dict.fromkeys(self._merged.gone, (None, False))
        found |= {number: (product, False) for number, product in self._new_products.items()}
        marks = {stored.id: stored.recalled for stored in self.standing.stored if stored.id in self._edits}
        return found | {number: (entry, marks[number]) for number, entry in self._edits.items()} | self._new

    def doses(self) -> Iterator[tuple[int, Any]]:
        """Yield every dose of the diary that names a product, by number."""
        if self.standing.within is None:
            found = iter([(number, entry) for number, entry in self.entries.items() if entry.kind == DOSE])
        else:
            stored = self.standing.within(date.min, date.max).stored
            found = ((each.id, each.entry) for each in stored if each.entry.kind == DOSE)
        yield from ((number, entry) for number, entry in found if entry.product_id is not None)

    def _look_at(self, standing: Snapshot) -> None:
        for stored in sorted(standing.stored, key=lambda stored: stored.entry.kind != PRODUCT):  # doses name products
            self._index(stored.id, stored.entry)
        for number, entry in standing.formerly.items():
            self._index_former(number, entry)
        for number, states in standing.between.items():
            for entry in states:
                self._index_former(number, entry)

    def end(self) -> Merged:
        """Return the result to be written."""
        self._merged.edits = self._changed()
        self._merged.products = list(self._new_products.values())
        self._merged.entries = list(self._new.values())
        if self._copies:
            written = (*self._new_products, *self._merged.edits, *self._new)
            gone = [""] * len(self._merged.gone)
            self._merged.copies = (*gone, *(self._copies.get(number, "") for number in written))
        return self._merged

    def _changed(self) -> dict[int, Any]:
        """Return the new values of edited entries, without those that ended up unchanged."""
        return {number: entry for number, entry in self._edits.items() if entry != self._stood[number]}

    # ------------------------------------------------------------------ indexes

    def _index_former(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        self._formerly[normalize_note(entry)].append(number)
        if entry.kind != PRODUCT and (slot := unique_place_key(entry)) is not None:
            self._former_slots[slot].append(entry)

    def _index(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        self.entries[number] = entry
        if entry.kind != PRODUCT:
            self._by_value[normalize_note(entry)].append(number)
            if (key := comparison_key(entry)) is not None:
                self._taken[key].append(number)
        if entry.kind == PLAN:
            self._plans[number] = entry
        self._occupy(number, entry)

    def _occupy(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        if (slot := unique_place_key(entry)) is not None:
            self._slots[slot] = number
        if (word := self._substance(entry)) is not None:
            self._dosed_as[number] = entry.night_of, word
            self._dosed[entry.night_of, word].add(number)

    def _unindex(self, number: int) -> None:
        entry = self.entries.pop(number, None)
        if entry is None:  # from the current file, whose entries are indexed only at its end
            entry = self._new[number][0]
        elif entry.kind != PRODUCT:
            self._by_value[normalize_note(entry)].remove(number)
            if (key := comparison_key(entry)) is not None:
                self._taken[key].remove(number)
        self._plans.pop(number, None)
        if (slot := unique_place_key(entry)) is not None and self._slots.get(slot) == number:
            del self._slots[slot]
        if (key := self._dosed_as.pop(number, None)) is not None:
            self._dosed[key].discard(number)

    def _substance(self, entry: Any) -> str | None:  # noqa: ANN401 - any entry
        return substance_taken(entry, self.entries.get(entry.product_id or 0)) if entry.kind == DOSE else None

    def _check_unit(self, entry: Any) -> None:  # noqa: ANN401 - any entry
        """Refuse a dose of leaf that whole milligrams cannot hold.

        Raises:
            FinerThanAMilligram: it is finer.
        """
        if entry.kind == DOSE and entry.amount_ug is not None:
            check_unit(entry, self._substance(entry) or "")

    def in_place(self, entry: Any) -> int | None:  # noqa: ANN401 - any entry
        """Return the number of the entry that holds this entry's place; None where the place is free."""
        slot = unique_place_key(entry)
        return None if slot is None else self._slots.get(slot)

    # ------------------------------------------------------------------ merging

    def take(self, incoming: Incoming, way: Way | None = None) -> None:
        """Merge one file.

        Args:
            incoming: the file.
            way: the way to merge it. None: first the entries that exist unchanged, then the others.
        """
        share = ImportResult()
        self._merged.shares.append(share)
        if way is not None:
            way(self, incoming, share)
        else:
            self._take_plain(incoming, share)
        self._claimed.clear()
        for number, (entry, _) in self._new.items():
            if number not in self.entries:
                self._index(number, entry)

    def decide(self, share: ImportResult, conflict: Conflict) -> str | None:
        """Record a conflict; return how it is settled, or None."""
        way = self._settling(len(self._merged.shares) - 1, conflict)
        share.conflicts.append(conflict.settle(way))
        check_conflicts(len(share.conflicts))
        return way

    def _take_plain(self, incoming: Incoming, share: ImportResult) -> None:
        numbers = {number: self.product(product, share) for number, product in incoming.products.items()}
        self._take_entries(((place, *each) for place, each in enumerate(incoming.entries)), numbers, share)

    def _take_entries(
        self, entries: Iterable[tuple[int, Any, bool]], numbers: Mapping[int, int], share: ImportResult
    ) -> None:
        """Merge entries, each with its position in the file, from which the rank of its result is made."""
        others = []
        for place, given, recalled in entries:
            entry, self._rank = given, place
            if entry.kind == DOSE and entry.product_id is not None:
                entry = replace(entry, product_id=numbers[entry.product_id])
            if not self._is_known(entry, share):
                others.append((place, entry, recalled))
            self._note(share)
        for place, entry, recalled in others:
            self._rank = _SECOND_PASS + place
            if (number := self._same_taking(entry, is_same_dose)) is not None:
                self._combine(number, entry, share)
            else:
                self._settle(entry, share, recalled=recalled)
            self._note(share)

    def _note(self, share: ImportResult) -> None:
        """Note which counters the current entry changed; for subclasses that sort the results by rank."""

    def _is_known(self, entry: Any, share: ImportResult) -> bool:  # noqa: ANN401 - any entry
        """Return whether the diary has this entry, or once had it; count it if so."""
        if self._claim(self._by_value, entry) is not None:
            share.there[entry.kind] += 1
        elif self._claim(self._formerly, entry) is not None or self._was_covered(entry):
            share.formerly[entry.kind] += 1
        else:
            return False
        return True

    def _claim(self, index: Mapping[Hashable, list[int]], entry: Any) -> int | None:  # noqa: ANN401 - any entry
        """Return the number of an equal entry that no other row of the file has claimed, and claim it; else None."""
        if not index:  # as of a diary that holds nothing: a key costs more than all else here
            return None
        for number in index.get(normalize_note(entry), ()):
            if number not in self._claimed:
                self._claimed.add(number)
                return number
        return None

    def _was_covered(self, entry: Any) -> bool:  # noqa: ANN401 - any entry
        """Return whether an earlier value at this entry's place has all its fields."""
        if not self._former_slots:
            return False
        formers = self._former_slots.get(unique_place_key(entry), ())
        return any(has_all_values(former, entry) for former in formers)

    def product(self, product: Product, share: ImportResult) -> int:
        """Return the number of a file's product: that of the same batch in the diary, or of the new batch."""
        number = self.in_place(product)
        if number is None:
            return self.add_product(product, share)
        self._combine(number, replace(product, name=self.entries[number].name), share)
        return number

    def add_product(self, product: Product, share: ImportResult) -> int:
        """Add a new batch and return its number."""
        number = -len(self._new_products) - 1
        self._new_products[number] = product
        self._index(number, product)
        share.new[PRODUCT] += 1
        return number

    def add(self, entry: Any, share: ImportResult, *, recalled: bool) -> int:  # noqa: ANN401 - any entry
        """Add a new entry and return its number.

        Raises:
            FinerThanAMilligram: a dose of leaf that whole milligrams cannot hold.
        """
        self._check_unit(entry)
        self._numbered -= 1
        self._new[self._numbered] = (entry, recalled)
        self._occupy(self._numbered, entry)
        self._counted[self._numbered] = share
        share.new[entry.kind] += 1
        return self._numbered

    def _settle(self, entry: Any, share: ImportResult, *, recalled: bool) -> None:  # noqa: ANN401 - any entry
        """Merge an entry that is not known yet: fill in, add, or report a conflict."""
        number = self._same_plan(entry) if entry.kind == PLAN else self.in_place(entry)
        if number is not None:
            self._combine(number, entry, share)
        elif (against := self._excluding(entry)) and not self._make_room(entry, against, share):
            return
        elif (number := self._same_taking(entry, is_corrected_dose)) is not None:
            self._combine(number, entry, share)
        else:
            self.add(entry, share, recalled=recalled)

    def _combine(self, number: int, entry: Any, share: ImportResult) -> None:  # noqa: ANN401 - any entry
        """Combine an entry with the one that holds its place: nothing new, filled in, or a conflict."""
        there = self._current(number)
        contrary, more = differing_fields(there, entry), missing_fields(there, entry)
        combined = None
        if not contrary:
            try:
                combined = add_fields(there, more)
                (share.filled if more else share.there)[entry.kind] += 1
            except BadValue:
                pass  # each side is consistent by itself, but not together
        if combined is None:
            combined = self._settle_conflict(number, entry, contrary, share)
        if combined != there:
            self.put(number, combined)

    def _settle_conflict(self, number: int, entry: Any, contrary: dict[str, Any], share: ImportResult) -> Any:  # noqa: ANN401
        """Return the entry after a conflict is decided; missing fields are filled in unless the entry is skipped.

        The conflict lists the fields that differ, and those that fit only one of the two sides. A row of the file does
        not replace another row of the same file.
        """
        there = self._current(number)
        kept, taken = fill_gaps(there, entry), fill_gaps(adopt_spelling(there, entry), there)
        both = {name: (getattr(there, name), getattr(entry, name)) for name in field_differences(kept, taken)}
        both = contrary | in_one_unit(there, entry, both)
        conflict = Conflict(
            entry.kind, entry_day(entry), number if number > 0 else None, both, self._unique_key(entry),
            None, *substance_and_unit(entry, self._substance(entry)),
        )  # fmt: skip
        way = self.decide(share, conflict)
        if way == TAKE and not (number in self._claimed and unique_place_key(entry) is not None):
            return taken
        return kept if way in {KEEP, TAKE} else there

    @staticmethod
    def _unique_key(entry: Any) -> Hashable:  # noqa: ANN401 - any entry
        """Return a key that is unique among the entries of a file."""
        return unique_place_key(entry) or comparison_key(entry) or entry

    def _current(self, number: int) -> Any:  # noqa: ANN401 - any entry
        return self.entries[number] if number in self.entries else self._new[number][0]

    def put(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        """Replace the entry of a number.

        Raises:
            FinerThanAMilligram: a dose of leaf that whole milligrams cannot hold.
        """
        self._check_unit(entry)
        stood = number in self.entries
        if number > 0:
            self._stood.setdefault(number, self._current(number))
        self._unindex(number)
        if number > 0:
            self._edits[number] = entry
        elif entry.kind == PRODUCT:
            self._new_products[number] = entry
        else:
            self._new[number] = (entry, self._new[number][1])
        if stood:
            self._index(number, entry)
        else:
            self._occupy(number, entry)

    def take_away(self, number: int) -> None:
        """Remove the entry of a number, to make room for another."""
        entry = self._current(number)
        self._unindex(number)
        if number > 0:
            self._edits.pop(number, None)
            self._merged.gone.append(number)
        else:
            del self._new[number]
            self._counted.pop(number).new[entry.kind] -= 1

    # ------------------------------------------------------------------ entries that exclude each other

    def _excluding(self, entry: Any) -> list[int]:  # noqa: ANN401 - any entry
        """Return the numbers of the entries that exclude this one."""
        if entry.kind == PLAN:
            return [number for number, other in self._plans.items() if plans_overlap(entry, other)]
        if entry.kind != DOSE:
            return []
        if entry.says_none:
            return sorted(self._dosed.get((entry.night_of, entry.none_of or LEAF), ()))
        none = self._slots.get(none_place(entry.night_of, self._substance(entry)))
        return [] if none is None else [none]

    def _make_room(self, entry: Any, against: Sequence[int], share: ImportResult) -> bool:  # noqa: ANN401 - any entry
        """Settle the conflict with excluding entries; return whether this entry replaces them."""
        way = self.decide(share, contradiction(entry, self._current(against[0]), against[0]))
        if way != TAKE:
            return False
        for number in against:
            self.take_away(number)
        return True

    def _same_plan(self, plan: Any) -> int | None:  # noqa: ANN401 - a Plan
        """Return the number of an unclaimed plan that is equal except for its holds, and claim it; else None."""
        for number, other in self._plans.items():
            if number not in self._claimed and replace(other, holds=plan.holds) == plan:
                self._claimed.add(number)
                return number
        return None

    def _same_taking(self, entry: Any, is_same: Callable[[Any, Any], bool]) -> int | None:  # noqa: ANN401 - any entry
        """Return the number of an unclaimed dose that is the same in the same minute, and claim it; else None."""
        if not self._taken:
            return None
        for number in self._taken.get(comparison_key(entry), ()):
            if number not in self._claimed and is_same(self._current(number), entry):
                self._claimed.add(number)
                return number
        return None


def check_conflicts(number: int) -> None:
    """Refuse a file with too many conflicts.

    Raises:
        TooManyConflicts: more than 50 000.
    """
    if number > _MOST_CONFLICTS:
        raise TooManyConflicts(_MOST_CONFLICTS)


def contradiction(entry: Any, other: Any, number: int) -> Conflict:  # noqa: ANN401 - any entry
    """Return the conflict of two entries that exclude each other: two plans, or a dose and a dose-free mark."""
    place: Hashable
    of_dose = None
    if entry.kind == PLAN:
        contrary, place = {"steps": (other.starts_on, entry.starts_on)}, entry
    else:
        of_dose = (other if other.says_none else entry).none_of
        contrary = in_one_unit(other, entry, {"amount_mg": (other.amount_mg, entry.amount_mg)})
        place = none_place(entry.night_of, of_dose)
    return Conflict(
        entry.kind, entry_day(entry), number if number > 0 else None, contrary, place,
        None, *substance_and_unit(entry, of_dose),
    )  # fmt: skip
