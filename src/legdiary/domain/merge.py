"""Taking the entries of a file into a diary that may hold some of them: what is new, what is there, what contradicts.

An entry is there already if the diary holds one with the same content, or was given it once and has since changed or
deleted it: a correction is not undone by importing the same file again. Of what there can be only one a night, one
that says more fills in what the other lacks, and one that says otherwise is a conflict, which stops the whole import.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from legdiary.domain.moments import MINUTE
from legdiary.domain.sleep import check_sleep
from legdiary.errors import BadValue, Refused

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from legdiary.domain.entries import Dose, Stored
    from legdiary.domain.products import Product

_NONE_SAID, _PLAN, _DOSE, _PRODUCT = "kratom none", "plan", "kratom", "product"
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
    """

    entries: Sequence[tuple[Any, bool]]
    products: Mapping[int, Product]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a diary.

    Attributes:
        stored: every entry, products and plans included.
        formerly: number → the entry as it was added, of those that were changed or deleted since (not undone).
    """

    stored: Sequence[Stored] = ()
    formerly: Mapping[int, Any] = field(default_factory=dict)


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
        conflicts: what contradicts; with any, nothing at all is stored.
    """

    new: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    formerly: Counter[str] = field(default_factory=Counter)
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass(slots=True)
class Merged:
    """What is to be written: all of it in one change.

    Attributes:
        products: batches that are new; entries name the first of them -1, the second -2.
        entries: new entries, each with its mark of recall.
        edits: number → the entry that says more than the one that stands.
        shares: one a file.
    """

    products: list[Product] = field(default_factory=list)
    entries: list[tuple[Any, bool]] = field(default_factory=list)
    edits: dict[int, Any] = field(default_factory=dict)
    shares: list[Share] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.products or self.entries or self.edits)


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
    """What the files bring to what stands."""
    merging = _Merging(standing)
    for incoming in files:
        merging.take(incoming)
    return merging.merged


class _Merging:
    """What stands and what came so far."""

    def __init__(self, standing: Standing) -> None:
        self.merged = Merged()
        self._by_value: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._formerly: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._taken: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._former_slots: defaultdict[Hashable, list[Any]] = defaultdict(list)
        self._slots: dict[Hashable, int] = {}
        self._entries: dict[int, Any] = {}
        self._batches: dict[Hashable, int] = {}
        self._dosed: set[date] = set()
        self._claimed: set[int] = set()
        for stored in standing.stored:
            self._stands(stored.id, stored.entry)
        for number, entry in standing.formerly.items():
            self._formerly[entry].append(number)
            if (slot := only_place(entry)) is not None:
                self._former_slots[slot].append(entry)
        self._plans = [entry for entry in self._entries.values() if entry.kind == _PLAN]

    def _stands(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        self._entries[number] = entry
        if entry.kind == _PRODUCT:
            self._batches[_batch(entry)] = number
            return
        self._by_value[entry].append(number)
        if entry.kind in _TAKEN and entry.at is not None:
            self._taken[_taking(entry)].append(number)
        self._occupy(number, entry)

    def _occupy(self, number: int, entry: Any) -> None:  # noqa: ANN401 - any entry
        slot = only_place(entry)
        if slot is not None:
            self._slots[slot] = number
        if entry.kind == _DOSE and not entry.says_none:
            self._dosed.add(entry.night_of)

    def take(self, incoming: Incoming) -> None:
        """The entries of one file: first those that are there as they are, then the others."""
        share = Share()
        self.merged.shares.append(share)
        numbers = {number: self._product(product, share) for number, product in incoming.products.items()}
        others = []
        for given, recalled in incoming.entries:
            entry = given
            if entry.kind == _DOSE and entry.product_id is not None:
                entry = replace(entry, product_id=numbers[entry.product_id])
            if self._claim(self._by_value, entry):
                share.there[entry.kind] += 1
            elif self._claim(self._formerly, entry) or self._covered(entry):
                share.formerly[entry.kind] += 1
            else:
                others.append((entry, recalled))
        for entry, recalled in others:
            self._settle(entry, share, recalled=recalled)

    def _claim(self, index: Mapping[Hashable, list[int]], value: Hashable) -> bool:
        """Whether an entry like this is there that no other of the file has taken."""
        for number in index.get(value, ()):
            if number not in self._claimed:
                self._claimed.add(number)
                return True
        return False

    def _covered(self, entry: Any) -> bool:  # noqa: ANN401 - any entry
        """Whether one that had this entry's only place said all of it, before it was changed or deleted."""
        formers = self._former_slots.get(only_place(entry), ())
        return any(not _differing(former, entry) and not _lacking(former, entry) for former in formers)

    def _product(self, product: Product, share: Share) -> int:
        number = self._batches.get(_batch(product))
        if number is None:
            self.merged.products.append(product)
            number = -len(self.merged.products)
            self._batches[_batch(product)] = number
            share.new[_PRODUCT] += 1
            return number
        self._combine(number, replace(product, name=self._there(number, _PRODUCT).name), share)
        return number

    def _settle(self, entry: Any, share: Share, *, recalled: bool) -> None:  # noqa: ANN401 - any entry
        slot = only_place(entry)
        if slot is not None and slot in self._slots:
            self._combine(self._slots[slot], entry, share)
        elif entry.kind == _PLAN and any(replace(plan, holds=entry.holds) == entry for plan in self._plans):
            share.there[_PLAN] += 1
        elif (conflict := self._contradiction(entry)) is not None:
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
            combined = _checked(replace(there, **more)) if not differing else there
        except BadValue:
            differing = {name: (getattr(there, name), value) for name, value in more.items()}
        if differing:
            day = getattr(entry, "night_of", None) or getattr(entry, "opened_on", None)
            share.conflicts.append(Conflict(entry.kind, day, number if number > 0 else None, differing))
        elif not more:
            share.there[entry.kind] += 1
        else:
            self._fill_in(number, combined)
            share.filled[entry.kind] += 1

    def _there(self, number: int, kind: str) -> Any:  # noqa: ANN401 - any entry
        if number > 0:
            return self._entries[number]
        return self.merged.products[-1 - number] if kind == _PRODUCT else self.merged.entries[-1 - number][0]

    def _fill_in(self, number: int, combined: Any) -> None:  # noqa: ANN401 - any entry
        if number > 0:
            self._entries[number] = self.merged.edits[number] = combined
        elif combined.kind == _PRODUCT:
            self.merged.products[-1 - number] = combined
        else:
            self.merged.entries[-1 - number] = (combined, self.merged.entries[-1 - number][1])

    def _contradiction(self, entry: Any) -> Conflict | None:  # noqa: ANN401 - any entry
        """Why the entry cannot stand beside the others, or None."""
        if entry.kind == _PLAN:
            return self._overlapping(entry)
        return self._both_none_and_dose(entry) if entry.kind == _DOSE else None

    def _overlapping(self, plan: Any) -> Conflict | None:  # noqa: ANN401 - a Plan
        for other in self._plans:
            if _span(other)[0] < _span(plan)[1] and _span(plan)[0] < _span(other)[1]:
                differing = {"steps": (other.starts_on, plan.starts_on)}
                return Conflict(_PLAN, plan.starts_on, None, differing)
        return None

    def _both_none_and_dose(self, dose: Dose) -> Conflict | None:
        none_said = (_NONE_SAID, dose.night_of)
        if not dose.says_none and none_said in self._slots:
            number = self._slots[none_said]
            return Conflict(_DOSE, dose.night_of, number if number > 0 else None, {"amount_mg": (0, dose.amount_mg)})
        if dose.says_none and dose.night_of in self._dosed:
            return Conflict(_DOSE, dose.night_of, None, {"amount_mg": ("doses", 0)})
        return None

    def _same_taking(self, entry: Any) -> int | None:  # noqa: ANN401 - any entry
        """The number of the same, taken in the same minute, of which the file says nothing that contradicts."""
        if entry.kind not in _TAKEN or entry.at is None:
            return None
        for number in self._taken.get(_taking(entry), ()):
            if number not in self._claimed and not _differing(self._entries[number], entry):
                self._claimed.add(number)
                return number
        return None


def _batch(product: Product) -> Hashable:
    return product.name.casefold(), product.opened_on


def only_place(entry: Any) -> Hashable | None:  # noqa: ANN401 - any entry
    """The place that only one entry can have, or None."""
    if entry.kind in _ONE_A_NIGHT:
        return entry.kind, entry.night_of, *(getattr(entry, name) for name in _ONE_A_NIGHT[entry.kind])
    if entry.kind == _DOSE and entry.says_none:
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
    """The fields of which only the other says something."""
    return [
        each.name for each in fields(entry) if not _says(getattr(there, each.name)) and _says(getattr(entry, each.name))
    ]


def _says(value: object) -> bool:
    return value is not None and value != ()


def _checked(entry: Any) -> Any:  # noqa: ANN401 - any entry
    """The entry, once what it was put together from fits together."""
    return check_sleep(entry, confirmed=True) if entry.kind == "sleep" else entry


def _span(plan: Any) -> tuple[date, date]:  # noqa: ANN401 - a Plan
    return plan.starts_on, plan.ended_on or date.max
