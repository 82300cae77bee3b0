"""Taking the entries of a file into a diary that may hold some of them: what is new, what is there, what contradicts.

An entry is there already if the diary holds one with the same content, or was given it once and has since changed or
deleted it: a correction is not undone by importing the same file again. Of what there can be only one a night, one
that says more fills in what the other lacks, and one that says otherwise is a conflict, which stops the whole import.
Of another diary the ledger tells more than the entries do: `domain.join`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import field, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from legdiary.domain.moments import MINUTE
from legdiary.domain.sleep import BOUNDS, check_sleep, retold
from legdiary.errors import BadValue, Refused
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from legdiary.domain.entries import Dose, Stored
    from legdiary.domain.lives import Told
    from legdiary.domain.products import Product

_NONE_SAID, PLAN, DOSE, PRODUCT = "kratom none", "plan", "kratom", "product"
#: Kinds of which there is one a night, and what else tells them apart.
_ONE_A_NIGHT: dict[str, tuple[str, ...]] = {"night": (), "sleep": (), "symptom": ("name",)}
#: Kinds that are the same taking if these fields are, in the same minute.
_TAKEN: dict[str, tuple[str, ...]] = {
    "kratom": ("amount_mg",),
    "magnesium": ("elemental_mg", "topical"),
    "medicine": ("name", "amount"),
}
_NOT_COMPARED = ("at", "night_of")


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


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a diary.

    Attributes:
        stored: every entry, products and plans included.
        formerly: number → the entry as it was added, of those that were changed or deleted since (not undone).
        told: reads the ledger; only another diary asks for it, and only while this one is open.
    """

    stored: Sequence[Stored] = ()
    formerly: Mapping[int, Any] = field(default_factory=dict)
    told: Callable[[], Sequence[Told]] = tuple


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two entries of which there can be only one.

    Attributes:
        kind: what they are.
        day: the night they are of, or a plan's or batch's first day.
        number: the number of the one that stands; None where both are in the file.
        differing: field → (what stands, what the file says).
    """

    kind: str
    day: date | None
    number: int | None
    differing: Mapping[str, tuple[object, object]]


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
        conflicts: what contradicts; with any, nothing at all is stored.
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
    entries: list[tuple[Any, bool]] = field(default_factory=list)
    edits: dict[int, Any] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.products or self.entries or self.edits or self.gone)


class Contradicted(Refused):
    """A file that says otherwise than the diary."""

    def __init__(self, conflicts: Sequence[Conflict], command: str) -> None:
        first = conflicts[0]
        of = f" of {first.day}" if first.day else ""
        there = f"entry {first.number}" if first.number else "another row of the file"
        more = f", and {len(conflicts) - 1} more" if len(conflicts) > 1 else ""
        super().__init__(
            f"the {first.kind}{of} in the file differs from {there} ({', '.join(first.differing)}){more}; "
            "nothing was stored, and --dry-run shows both",
            command,
        )


def merge(files: Iterable[Incoming], standing: Standing) -> Merged:
    """What the files bring to what stands: each after the other, as if they came one by one."""
    merging = Merging(standing)
    for incoming in files:
        merging.take(incoming)
    return merging.merged


class Merging:
    """What stands and what came so far.

    Attributes:
        standing: what stood at first.
        merged: what is to be written.
        entries: number → entry, of all that stand by now; what is new has numbers below 0.
    """

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.merged = Merged()
        self.entries: dict[int, Any] = {}
        self._by_value: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._formerly: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._taken: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._former_slots: defaultdict[Hashable, list[Any]] = defaultdict(list)
        self._slots: dict[Hashable, int] = {}
        self._batches: dict[Hashable, int] = {}
        self._dosed: defaultdict[date, set[int]] = defaultdict(set)
        self._plans: dict[int, Any] = {}
        self._claimed: set[int] = set()
        for stored in standing.stored:
            self._stands(stored.id, stored.entry)
        for number, entry in standing.formerly.items():
            self._formerly[entry].append(number)
            if (slot := only_place(entry)) is not None:
                self._former_slots[slot].append(entry)

    # ------------------------------------------------------------------ what stands

    def _stands(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        self.entries[number] = entry
        if entry.kind == PRODUCT:
            self._batches[_batch(entry)] = number
            return
        self._by_value[entry].append(number)
        if entry.kind in _TAKEN and entry.at is not None:
            self._taken[_taking(entry)].append(number)
        if entry.kind == PLAN:
            self._plans[number] = entry
        self._occupy(number, entry)

    def _occupy(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        slot = only_place(entry)
        if slot is not None:
            self._slots[slot] = number
        if entry.kind == DOSE and not entry.says_none:
            self._dosed[entry.night_of].add(number)

    def _leaves(self, number: int) -> Any:  # noqa: ANN401 - any entry
        entry = self.entries.pop(number)
        if entry.kind == PRODUCT:
            self._batches.pop(_batch(entry), None)
            return entry
        self._by_value[entry].remove(number)
        if entry.kind in _TAKEN and entry.at is not None:
            self._taken[_taking(entry)].remove(number)
        self._plans.pop(number, None)
        if (slot := only_place(entry)) is not None and self._slots.get(slot) == number:
            del self._slots[slot]
        if entry.kind == DOSE:
            self._dosed[entry.night_of].discard(number)
        return entry

    def in_place(self, entry: Any) -> int | None:  # noqa: ANN401 - any entry
        """The number of what has the only place of this entry."""
        slot = only_place(entry)
        return None if slot is None else self._slots.get(slot)

    def batch(self, product: Product) -> int | None:
        """The number of this batch."""
        return self._batches.get(_batch(product))

    def taken_on(self, night: date) -> bool:
        """Whether a dose is filed under this night."""
        return bool(self._dosed.get(night))

    # ------------------------------------------------------------------ taking in

    def take(self, incoming: Incoming) -> None:
        """The entries of one file: first those that are there as they are, then the others."""
        share = Share()
        self.merged.shares.append(share)
        before = len(self.merged.entries)
        if incoming.told:
            from legdiary.domain.join import join

            join(self, incoming, share)
        else:
            self._take_plain(incoming, share)
        self._claimed.clear()
        for place, (entry, _) in enumerate(self.merged.entries[before:], start=before + 1):
            self._stands(-place, entry)

    def _take_plain(self, incoming: Incoming, share: Share) -> None:
        numbers = {number: self.product(product, share) for number, product in incoming.products.items()}
        others = []
        for given, recalled in incoming.entries:
            entry = given
            if entry.kind == DOSE and entry.product_id is not None:
                entry = replace(entry, product_id=numbers[entry.product_id])
            if not self.known(entry, share):
                others.append((entry, recalled))
        for entry, recalled in others:
            self.settle(entry, share, recalled=recalled)

    def known(self, entry: Any, share: Share) -> bool:  # noqa: ANN401 - any entry
        """Whether the diary has this entry, or had it and has changed or deleted it since."""
        if self.claim(entry) is not None:
            share.there[entry.kind] += 1
        elif self._claim(self._formerly, entry) is not None or self._covered(entry):
            share.formerly[entry.kind] += 1
        else:
            return False
        return True

    def claim(self, entry: Any) -> int | None:  # noqa: ANN401 - any entry
        """The number of one that is just like this entry, and is nobody else's in the file."""
        return self._claim(self._by_value, entry)

    def claim_number(self, number: int) -> bool:
        """Whether this one was nobody's in the file yet; it is now."""
        if number in self._claimed:
            return False
        self._claimed.add(number)
        return True

    def _claim(self, index: Mapping[Hashable, list[int]], value: Hashable) -> int | None:
        return next((number for number in index.get(value, ()) if self.claim_number(number)), None)

    def _covered(self, entry: Any) -> bool:  # noqa: ANN401 - any entry
        """Whether one that had this entry's only place said all of it, before it was changed or deleted."""
        formers = self._former_slots.get(only_place(entry), ())
        return any(covers(former, entry) for former in formers)

    def product(self, product: Product, share: Share) -> int:
        """The number of a product of the file: of the same batch here, or of the new one that it becomes."""
        number = self.batch(product)
        if number is None:
            self.merged.products.append(product)
            number = -len(self.merged.products)
            self._batches[_batch(product)] = number
            share.new[PRODUCT] += 1
            return number
        self._combine(number, replace(product, name=self._there(number, PRODUCT).name), share)
        return number

    def settle(self, entry: Any, share: Share, *, recalled: bool) -> None:  # noqa: ANN401 - any entry
        """Find an entry that is not known its place: filled in, added, or a conflict."""
        number = self._same_plan(entry) if entry.kind == PLAN else self.in_place(entry)
        if number is not None:
            self._combine(number, entry, share)
        elif (conflict := self.contradiction(entry)) is not None:
            share.conflicts.append(conflict)
        elif (number := self._same_taking(entry)) is not None:
            self._combine(number, entry, share)
        else:
            self.merged.entries.append((entry, recalled))
            self._occupy(-len(self.merged.entries), entry)
            share.new[entry.kind] += 1

    def _combine(self, number: int, entry: Any, share: Share) -> None:  # noqa: ANN401 - any entry
        """An entry whose place is taken: by one that stands, or (below 0) by one that came before."""
        there = self._there(number, entry.kind)
        differing = _differing(there, entry)
        more = {name: getattr(entry, name) for name in _lacking(there, entry)}
        try:
            combined = checked(_with(there, more)) if not differing else there
        except BadValue:
            differing = {name: (getattr(there, name), value) for name, value in more.items()}
        if differing:
            share.conflicts.append(Conflict(entry.kind, day_of(entry), number if number > 0 else None, differing))
        elif not more:
            share.there[entry.kind] += 1
        else:
            self.put(number, combined)
            share.filled[entry.kind] += 1

    def _there(self, number: int, kind: str) -> Any:  # noqa: ANN401 - any entry
        if number > 0:
            return self.entries[number]
        return self.merged.products[-1 - number] if kind == PRODUCT else self.merged.entries[-1 - number][0]

    def put(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        """What stands under this number says this from now on."""
        if number in self.entries and not (number < 0 and entry.kind == PRODUCT):
            self._leaves(number)
            self._stands(number, entry)
        if number > 0:
            self.merged.edits[number] = entry
        elif entry.kind == PRODUCT:
            self._batches[_batch(entry)] = number
            self.merged.products[-1 - number] = entry
        else:
            self.merged.entries[-1 - number] = (entry, self.merged.entries[-1 - number][1])

    def take_away(self, number: int) -> None:
        """What stands under this number gives way to what comes."""
        self._leaves(number)
        self.merged.edits.pop(number, None)
        self.merged.gone.append(number)

    # ------------------------------------------------------------------ what cannot stand together

    def contradiction(self, entry: Any, number: int | None = None) -> Conflict | None:  # noqa: ANN401 - any entry
        """Why the entry cannot stand beside the others (than the one of this number), or None."""
        if entry.kind == PLAN:
            return self._overlapping(entry, number)
        return self._both_none_and_dose(entry) if entry.kind == DOSE else None

    def _same_plan(self, plan: Any) -> int | None:  # noqa: ANN401 - a Plan
        """The number of a plan that is the same but for its holds, and is nobody else's in the file."""
        same = (number for number, other in self._plans.items() if replace(other, holds=plan.holds) == plan)
        return next((number for number in same if self.claim_number(number)), None)

    def _overlapping(self, plan: Any, but: int | None) -> Conflict | None:  # noqa: ANN401 - a Plan
        for number, other in self._plans.items():
            if number != but and _span(other)[0] < _span(plan)[1] and _span(plan)[0] < _span(other)[1]:
                differing = {"steps": (other.starts_on, plan.starts_on)}
                return Conflict(PLAN, plan.starts_on, number if number > 0 else None, differing)
        return None

    def _both_none_and_dose(self, dose: Dose) -> Conflict | None:
        none_said = (_NONE_SAID, dose.night_of)
        if not dose.says_none and none_said in self._slots:
            number = self._slots[none_said]
            return Conflict(DOSE, dose.night_of, number if number > 0 else None, {"amount_mg": (0, dose.amount_mg)})
        if dose.says_none and self.taken_on(dose.night_of):
            return Conflict(DOSE, dose.night_of, None, {"amount_mg": ("doses", 0)})
        return None

    def _same_taking(self, entry: Any) -> int | None:  # noqa: ANN401 - any entry
        """The number of the same, taken in the same minute, of which the file says nothing that contradicts."""
        if entry.kind not in _TAKEN or entry.at is None:
            return None
        for number in self._taken.get(_taking(entry), ()):
            if number not in self._claimed and not _differing(self._there(number, entry.kind), entry):
                self._claimed.add(number)
                return number
        return None


def day_of(entry: Any) -> date | None:  # noqa: ANN401 - any entry
    """The day that an entry is filed under, or a batch or a plan began on."""
    names = ("night_of", "taken_on", "opened_on", "starts_on")
    return next((found for name in names if (found := getattr(entry, name, None)) is not None), None)


def _batch(product: Product) -> Hashable:
    return product.name.casefold(), product.opened_on


def only_place(entry: Any) -> Hashable | None:  # noqa: ANN401 - any entry
    """The place that only one entry can have, or None."""
    if entry.kind in _ONE_A_NIGHT:
        return entry.kind, entry.night_of, *(getattr(entry, name) for name in _ONE_A_NIGHT[entry.kind])
    if entry.kind == DOSE and entry.says_none:
        return _NONE_SAID, entry.night_of
    return None


def _taking(entry: Any) -> Hashable:  # noqa: ANN401 - any entry
    return entry.kind, entry.at.utc_s // MINUTE, *(getattr(entry, name) for name in _TAKEN[entry.kind])


def _differing(there: Any, entry: Any) -> dict[str, tuple[object, object]]:  # noqa: ANN401 - two of one kind
    """The fields of which both say something, and not the same."""
    compared = [each.name for each in fields(entry) if each.name not in _NOT_COMPARED]
    pairs = {name: (getattr(there, name), getattr(entry, name)) for name in compared}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1] and all(_says(side) for side in pair)}


def _lacking(there: Any, entry: Any) -> list[str]:  # noqa: ANN401 - two of one kind
    """The fields of which only the other says something; a bound says nothing beside the minutes awake themselves."""
    answered = BOUNDS if getattr(there, "awake_min", None) is not None else ()
    return [
        each.name
        for each in fields(entry)
        if not _says(getattr(there, each.name)) and _says(getattr(entry, each.name)) and each.name not in answered
    ]


def _with(there: Any, more: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any entry
    """The entry with what it lacked."""
    return retold(there, **more) if there.kind == "sleep" else replace(there, **more)


def covers(one: Any, other: Any) -> bool:  # noqa: ANN401 - two of one kind
    """Whether one entry says all that another says, and nothing else of it."""
    return not _differing(one, other) and not _lacking(one, other)


def contradict(one: Any, other: Any) -> bool:  # noqa: ANN401 - two of one kind
    """Whether two entries say something of which only one can be."""
    return bool(_differing(one, other))


def _says(value: object) -> bool:
    return value is not None and value != ()


def checked(entry: Any) -> Any:  # noqa: ANN401 - any entry
    """The entry, once what it was put together from fits together."""
    return check_sleep(entry, confirmed=True) if entry.kind == "sleep" else entry


def _span(plan: Any) -> tuple[date, date]:  # noqa: ANN401 - a Plan
    return plan.starts_on, plan.ended_on or date.max
