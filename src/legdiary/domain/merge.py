"""Taking the entries of a file into a diary that may hold some of them: what is new, what is there, what contradicts.

An entry is there already if the diary holds one with the same content, or was given it once and has since changed or
deleted it: a correction is not undone by importing the same file again. Of what there can be only one a night, one
that says more fills in what the other lacks, and one that says otherwise is a conflict. A conflict that is settled
keeps the diary's value, takes the file's, or leaves the entry out; one that is not stops the whole import. Of another
diary the ledger tells more than the entries do: `domain.join`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from legdiary.domain.alike import (
    DOSE,
    NONE_SAID,
    PLAN,
    PRODUCT,
    complemented,
    covers,
    day_of,
    differing,
    in_the_words_of,
    lacking,
    minute,
    one_taking,
    one_taking_corrected,
    only_place,
    overlap,
    plain,
    takes_leaf,
    with_more,
)
from legdiary.domain.conflicts import KEEP, TAKE, Conflict, TooManyConflicts, unsettled
from legdiary.domain.entries import differences
from legdiary.errors import BadValue
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
    from datetime import date

    from legdiary.domain.conflicts import Settling
    from legdiary.domain.entries import Stored
    from legdiary.domain.lives import Told
    from legdiary.domain.products import Product

#: What is found its place comes after what is there as it is, and with it what is said of it.
_SECOND = 2**40
#: New entries are numbered downwards from here while they are sorted out, new products from 0: no two have one number.
_NEW_ENTRIES = -(2**40)
#: The most conflicts of one file that are told.
_MOST_CONFLICTS = 50_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """The entries of one file.

    Attributes:
        entries: each with its mark of recall, in the order in which they are to be numbered.
        products: the file's own number → product; doses name these numbers.
        numbers: of another diary: the number that each of the entries has there.
        told: of another diary: its ledger.
    """

    entries: Sequence[tuple[Any, bool]]
    products: Mapping[int, Product]
    numbers: Sequence[int] = ()
    told: Sequence[Told] = ()

    def with_entries(self, entries: Sequence[tuple[Any, bool]]) -> Incoming:
        """Return the same with other entries."""
        return replace(self, entries=entries)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a diary.

    Attributes:
        stored: every entry, products and plans included.
        formerly: number → the entry as it was added, of those that were changed or deleted since (not undone).
        told: reads the ledger; only another diary asks for it, and only while this one is open.
        between: number → what else the entry was, and is no longer (not undone).
        within: reads the same of some days, the last excluded, while the diary is open: then the others are of what is
            filed under no day. None where they are of all days.
    """

    stored: Sequence[Stored] = ()
    formerly: Mapping[int, Any] = field(default_factory=dict)
    told: Callable[[], Sequence[Told]] = tuple
    between: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    within: Callable[[date, date], Standing] | None = None


@dataclass(slots=True)
class Share:
    """What becomes of the entries of one file, counted by kind.

    Attributes:
        new: added.
        there: there already.
        filled: there already, and saying more now.
        formerly: once there, and changed or deleted since: left as they are.
        changed: there, and changed in the other diary since: taken over.
        kept: numbers of entries that were deleted in the other diary, and stay.
        conflicts: what contradicts; with one that is not settled, nothing at all is stored.
    """

    new: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    formerly: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    kept: list[int] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass(slots=True)
class Merged:
    """What is to be written: all of it in one change.

    Attributes:
        products: batches that are new; entries name the first of them -1, the second -2.
        entries: new entries, each with its mark of recall.
        edits: number → the entry that says more than the one that stands, or is its later state.
        gone: numbers of entries that give way to others, as `kratom none` does to a dose.
        shares: one a file.
    """

    products: list[Product] = field(default_factory=list)
    entries: Sequence[tuple[Any, bool]] = field(default_factory=list)
    edits: Mapping[int, Any] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.products or self.entries or self.edits or self.gone)

    @property
    def open_conflicts(self) -> list[tuple[int, Conflict]]:
        """The conflicts that nobody has settled, each with the place of its file."""
        return [
            (place, each) for place, share in enumerate(self.shares) for each in share.conflicts if each.settled is None
        ]


def merge(files: Iterable[Incoming], standing: Standing, settling: Settling = unsettled) -> Merged:
    """Return what the files bring to what stands: each after the other, as if they came one by one."""
    merging = Merging(standing, settling)
    for incoming in files:
        merging.take(incoming)
    return merging.end()


class Merging:
    """What stands and what came so far.

    Attributes:
        standing: what stood at first.
        entries: number → entry, of all that stand by now; what is new has numbers below 0.
    """

    def __init__(self, standing: Standing, settling: Settling = unsettled) -> None:
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
        self._counted: dict[int, Share] = {}
        self._by_value: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._formerly: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._taken: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._former_slots: defaultdict[Hashable, list[Any]] = defaultdict(list)
        self._slots: dict[Hashable, int] = {}
        self._dosed: defaultdict[date, set[int]] = defaultdict(set)
        self._plans: dict[int, Any] = {}
        self._claimed: set[int] = set()
        self._look_at(standing)

    def _look_at(self, standing: Standing) -> None:
        for stored in sorted(standing.stored, key=lambda stored: stored.entry.kind != PRODUCT):  # doses name them
            self._stands(stored.id, stored.entry)
        for number, entry in standing.formerly.items():
            self._was(number, entry)
        for number, states in standing.between.items():
            for entry in states:
                self._was(number, entry)

    def end(self) -> Merged:
        """Return all that is to be written."""
        self._merged.edits = self._changed()
        self._merged.products = list(self._new_products.values())
        self._merged.entries = list(self._new.values())
        return self._merged

    def _changed(self) -> dict[int, Any]:
        """Return what is to stand in the place of what stood, and is not the same."""
        return {number: entry for number, entry in self._edits.items() if entry != self._stood[number]}

    # ------------------------------------------------------------------ what stands

    def _was(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        self._formerly[plain(entry)].append(number)
        if entry.kind != PRODUCT and (slot := only_place(entry)) is not None:
            self._former_slots[slot].append(entry)

    def _stands(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        self.entries[number] = entry
        if entry.kind != PRODUCT:
            self._by_value[plain(entry)].append(number)
            if (key := minute(entry)) is not None:
                self._taken[key].append(number)
        if entry.kind == PLAN:
            self._plans[number] = entry
        self._occupy(number, entry)

    def _occupy(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        if (slot := only_place(entry)) is not None:
            self._slots[slot] = number
        if self._takes_leaf(entry):
            self._dosed[entry.night_of].add(number)

    def _leaves(self, number: int) -> None:
        entry = self.entries.pop(number, None)
        if entry is None:  # of the file that is taken in just now, of which nothing stands yet
            entry = self._new[number][0]
        elif entry.kind != PRODUCT:
            self._by_value[plain(entry)].remove(number)
            if (key := minute(entry)) is not None:
                self._taken[key].remove(number)
        self._plans.pop(number, None)
        if (slot := only_place(entry)) is not None and self._slots.get(slot) == number:
            del self._slots[slot]
        if entry.kind == DOSE:
            self._dosed[entry.night_of].discard(number)

    def _takes_leaf(self, entry: Any) -> bool:  # noqa: ANN401 - any entry
        return entry.kind == DOSE and takes_leaf(entry, self.entries.get(entry.product_id or 0))

    def in_place(self, entry: Any) -> int | None:  # noqa: ANN401 - any entry
        """Return the number of what has the only place of this entry."""
        slot = only_place(entry)
        return None if slot is None else self._slots.get(slot)

    # ------------------------------------------------------------------ taking in

    def take(self, incoming: Incoming) -> None:
        """Take in the entries of one file: first those that are there as they are, then the others."""
        share = Share()
        self._merged.shares.append(share)
        if incoming.told:
            from legdiary.domain.join import join

            join(self, incoming, share)
        else:
            self._take_plain(incoming, share)
        self._claimed.clear()
        for number, (entry, _) in self._new.items():
            if number not in self.entries:
                self._stands(number, entry)

    def decide(self, share: Share, conflict: Conflict) -> str | None:
        """Return how a conflict is settled; it is counted either way."""
        way = self._settling(len(self._merged.shares) - 1, conflict)
        share.conflicts.append(conflict.in_way(way))
        check_conflicts(len(share.conflicts))
        return way

    def _take_plain(self, incoming: Incoming, share: Share) -> None:
        numbers = {number: self.product(product, share) for number, product in incoming.products.items()}
        self._take_entries(((place, *each) for place, each in enumerate(incoming.entries)), numbers, share)

    def _take_entries(self, entries: Iterable[tuple[int, Any, bool]], numbers: Mapping[int, int], share: Share) -> None:
        """Take in entries, each with its place in the file; with their ranks all that becomes of them is in order."""
        others = []
        for place, given, recalled in entries:
            entry, self._rank = given, place
            if entry.kind == DOSE and entry.product_id is not None:
                entry = replace(entry, product_id=numbers[entry.product_id])
            if not self._known(entry, share):
                others.append((place, entry, recalled))
            self._note(share)
        for place, entry, recalled in others:
            self._rank = _SECOND + place
            if (number := self._same_taking(entry, one_taking)) is not None:
                self._combine(number, entry, share)
            else:
                self._settle(entry, share, recalled=recalled)
            self._note(share)

    def _note(self, share: Share) -> None:
        """Take note of what is counted for the entry of this rank, where that is put into order later."""

    def _known(self, entry: Any, share: Share) -> bool:  # noqa: ANN401 - any entry
        """Tell whether the diary has this entry, or had it and has changed or deleted it since."""
        if self._claim(self._by_value, entry) is not None:
            share.there[entry.kind] += 1
        elif self._claim(self._formerly, entry) is not None or self._covered(entry):
            share.formerly[entry.kind] += 1
        else:
            return False
        return True

    def _claim(self, index: Mapping[Hashable, list[int]], entry: Any) -> int | None:  # noqa: ANN401 - any entry
        """Return the number of one that is just like this entry, and is nobody else's in the file."""
        for number in index.get(plain(entry), ()):
            if number not in self._claimed:
                self._claimed.add(number)
                return number
        return None

    def _covered(self, entry: Any) -> bool:  # noqa: ANN401 - any entry
        """Tell whether one that had this entry's only place said all of it, before it was changed or deleted."""
        formers = self._former_slots.get(only_place(entry), ())
        return any(covers(former, entry) for former in formers)

    def product(self, product: Product, share: Share) -> int:
        """Return the number of a product of the file: of the same batch in the diary, or of the new one it becomes."""
        number = self.in_place(product)
        if number is None:
            return self.add_product(product, share)
        self._combine(number, replace(product, name=self.entries[number].name), share)
        return number

    def add_product(self, product: Product, share: Share) -> int:
        """Return the number of a batch that is new."""
        number = -len(self._new_products) - 1
        self._new_products[number] = product
        self._stands(number, product)
        share.new[PRODUCT] += 1
        return number

    def add(self, entry: Any, share: Share, *, recalled: bool) -> None:  # noqa: ANN401 - any entry
        """Take in an entry as a new one."""
        self._numbered -= 1
        self._new[self._numbered] = (entry, recalled)
        self._occupy(self._numbered, entry)
        self._counted[self._numbered] = share
        share.new[entry.kind] += 1

    def _settle(self, entry: Any, share: Share, *, recalled: bool) -> None:  # noqa: ANN401 - any entry
        """Find an entry that is not known its place: filled in, added, or a conflict."""
        number = self._same_plan(entry) if entry.kind == PLAN else self.in_place(entry)
        if number is not None:
            self._combine(number, entry, share)
        elif (against := self._cannot_stand_beside(entry)) and not self._make_room(entry, against, share):
            return
        elif (number := self._same_taking(entry, one_taking_corrected)) is not None:
            self._combine(number, entry, share)
        else:
            self.add(entry, share, recalled=recalled)

    def _combine(self, number: int, entry: Any, share: Share) -> None:  # noqa: ANN401 - any entry
        """Hold an entry against the one that has its place: filled in, there already, or a conflict."""
        there = self._there(number)
        contrary, more = differing(there, entry), lacking(there, entry)
        combined = None
        if not contrary:
            try:
                combined = with_more(there, more)
                (share.filled if more else share.there)[entry.kind] += 1
            except BadValue:
                pass  # each fits to what it stands beside, and not to the other's
        if combined is None:
            combined = self._settled(number, entry, contrary, share)
        if combined != there:
            self.put(number, combined)

    def _settled(self, number: int, entry: Any, contrary: dict[str, Any], share: Share) -> Any:  # noqa: ANN401
        """Return what stands once a conflict is settled; what is missing is filled in either way, unless it is left.

        Told are the fields that differ, and those that could stand beside one of both sides only. Where another row of
        the file is the one that stands, a row that says otherwise does not replace it.
        """
        there = self._there(number)
        kept, taken = complemented(there, entry), complemented(in_the_words_of(there, entry), there)
        both = contrary | {name: (getattr(there, name), getattr(entry, name)) for name in differences(kept, taken)}
        conflict = Conflict(entry.kind, day_of(entry), number if number > 0 else None, both, self._told_by(entry))
        way = self.decide(share, conflict)
        if way == TAKE and not (number in self._claimed and only_place(entry) is not None):
            return taken
        return kept if way in {KEEP, TAKE} else there

    @staticmethod
    def _told_by(entry: Any) -> Hashable:  # noqa: ANN401 - any entry
        """Return what tells an entry apart from all others of its file."""
        return only_place(entry) or minute(entry) or entry

    def _there(self, number: int) -> Any:  # noqa: ANN401 - any entry
        return self.entries[number] if number in self.entries else self._new[number][0]

    def put(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        """Let what has this number say this from now on."""
        stood = number in self.entries
        if number > 0:
            self._stood.setdefault(number, self._there(number))
        self._leaves(number)
        if number > 0:
            self._edits[number] = entry
        elif entry.kind == PRODUCT:
            self._new_products[number] = entry
        else:
            self._new[number] = (entry, self._new[number][1])
        if stood:
            self._stands(number, entry)
        else:
            self._occupy(number, entry)

    def take_away(self, number: int) -> None:
        """Let what has this number give way to what comes."""
        entry = self._there(number)
        self._leaves(number)
        if number > 0:
            self._edits.pop(number, None)
            self._merged.gone.append(number)
        else:
            del self._new[number]
            self._counted.pop(number).new[entry.kind] -= 1

    # ------------------------------------------------------------------ what cannot stand together

    def _cannot_stand_beside(self, entry: Any) -> list[int]:  # noqa: ANN401 - any entry
        """Return the numbers of what cannot stand beside the entry."""
        if entry.kind == PLAN:
            return [number for number, other in self._plans.items() if overlap(entry, other)]
        if entry.kind != DOSE:
            return []
        if entry.says_none:
            return sorted(self._dosed.get(entry.night_of, ()))
        none = self._slots.get((NONE_SAID, entry.night_of)) if self._takes_leaf(entry) else None
        return [] if none is None else [none]

    def _make_room(self, entry: Any, against: Sequence[int], share: Share) -> bool:  # noqa: ANN401 - any entry
        """Settle that an entry cannot stand beside others; tell whether it comes in their place."""
        way = self.decide(share, contradiction(entry, self._there(against[0]), against[0]))
        if way != TAKE:
            return False
        for number in against:
            self.take_away(number)
        return True

    def _same_plan(self, plan: Any) -> int | None:  # noqa: ANN401 - a Plan
        """Return the number of a plan that is the same but for its holds, and is nobody else's in the file."""
        for number, other in self._plans.items():
            if number not in self._claimed and replace(other, holds=plan.holds) == plan:
                self._claimed.add(number)
                return number
        return None

    def _same_taking(self, entry: Any, is_same: Callable[[Any, Any], bool]) -> int | None:  # noqa: ANN401 - any entry
        """Return the number of the same taking of the same minute that no other row of the file is."""
        for number in self._taken.get(minute(entry), ()):
            if number not in self._claimed and is_same(self._there(number), entry):
                self._claimed.add(number)
                return number
        return None


def check_conflicts(number: int) -> None:
    """Refuse a file with more conflicts than are told.

    Raises:
        TooManyConflicts: it has.
    """
    if number > _MOST_CONFLICTS:
        raise TooManyConflicts(_MOST_CONFLICTS)


def contradiction(entry: Any, other: Any, number: int) -> Conflict:  # noqa: ANN401 - any entry
    """Return the conflict of an entry that cannot stand beside another: two plans, or a dose and the word of none."""
    place: Hashable
    if entry.kind == PLAN:
        contrary, place = {"steps": (other.starts_on, entry.starts_on)}, entry
    else:
        contrary, place = {"amount_mg": (other.amount_mg, entry.amount_mg)}, (NONE_SAID, entry.night_of)
    return Conflict(entry.kind, day_of(entry), number if number > 0 else None, contrary, place)
