"""Import of another diary: a conflict copy of this one, or a diary kept on another machine.

The other diary's ledger is used, not only its entries. First the entries of both diaries are matched: by number where
both had them before they parted, else by present or earlier content (`pairing`). Each pair is settled field by field
(`versions`). Entries that then cannot exist together are a conflict, the same one whichever diary is imported into the
other.

A deletion of an entry that both had when they parted means what it means between devices (`domain.sync.fold`): deleted
as it is here, it is deleted here too; changed here and deleted there, or the reverse, it stays or comes back, since the
change would be lost. Who brought a deleted entry back went further than who deleted it. Of an entry that only came into
one diary after they parted, nobody knows whether the other's deletion was about this one: it stays, and is reported. It
is removed in one case only: where the other diary has something else in its place, such as doses in place of a
dose-free mark.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.stored_entry import field_differences
from legdiary.domain.ledger.conflicts import KEEP, TAKE, Conflict
from legdiary.domain.ledger.diverged_changes import read_diverged
from legdiary.domain.ledger.entry_comparison import (
    DOSE,
    PLAN,
    PRODUCT,
    add_fields,
    add_fitting_fields,
    comparison_key,
    differing_fields,
    entry_day,
    fill_gaps,
    has_value,
    in_one_unit,
    missing_fields,
    none_place,
    normalize_note,
    plans_overlap,
    replace_unchecked,
    substance_and_unit,
    substance_taken,
    unique_place_key,
)
from legdiary.domain.ledger.entry_history import EntryHistories, EntryHistory, Ledger
from legdiary.domain.ledger.entry_matching import Pairs, equals_any
from legdiary.domain.ledger.field_merge import adopt_common_spelling, compare_versions
from legdiary.domain.ledger.merge import contradiction
from legdiary.errors import BadValue
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
    from datetime import date

    from legdiary.domain.ledger.merge import ImportResult, Incoming, Merging

#: Products that only the other diary has get keys from here downwards while they are compared.
_FOREIGN_KEYS = -(2**62)
_NEW, _THERE, _FILLED, _FORMERLY, _CHANGED = "new", "there", "filled", "formerly", "changed"
_DELETED, _KEPT = "deleted", "kept"


@dataclass(slots=True)
class _Item:
    """One entry while two diaries are joined.

    Attributes:
        key: its key, in this diary or, for a new entry, in the other.
        number: its number in this diary; None for a new entry.
        before: its value in this diary before; None for a new entry.
        after: its value afterwards; None where it is removed or not added.
        told: the name of the counter in `ImportResult` that it belongs to; empty while undecided.
        recalled: the `recalled` mark of a new entry.
        there: its value in the other diary; None where it does not exist there.
        dropped: True if the other diary had this very value and deleted it.
        place: its key in the other diary, by which entries are counted in order; last what only this diary has.
    """

    key: int
    number: int | None
    before: Any
    after: Any
    there: Any = None
    told: str = ""
    recalled: bool = False
    dropped: bool = False
    place: int = 2**63

    @property
    def touched(self) -> bool:
        """Whether joining changes the entry."""
        return bool(self.before != self.after)


def join(merging: Merging, incoming: Incoming, share: ImportResult) -> None:
    """Add another diary to the entries in `merging`, and count the results in `share`."""
    _Joining(merging, incoming, share).join()


class _Joining:
    """The import of one other diary."""

    def __init__(self, merging: Merging, incoming: Incoming, share: ImportResult) -> None:
        self._merging = merging
        self._share = share
        self._meeting = read_diverged(merging.standing, incoming.ledger or Ledger())
        self._parted = self._meeting.parted
        merging.hold(self._meeting.held)
        self._ours = _current_histories(self._meeting.ours, merging.entries)
        self._theirs = self._meeting.theirs
        #: The products that are deleted as in the file, unless a dose names them in the end.
        self._deleted_products: list[_Item] = []
        #: Kind → the first place at which an entry of it was found here as it is there.
        self._first_there: dict[str, int] = {}
        self._batches = Pairs(_select(self._ours, products=True), _select(self._theirs, products=True), self._parted)
        #: Key of a product in the other diary → its key in this one; key of a product → its number here.
        self._tokens = dict(self._batches.found)
        self._numbers = {key: life.number for key, life in self._batches.ours.items() if not life.gone}

    def join(self) -> None:
        """Settle the products first, since doses name them; then all other entries."""
        self._settle_products()
        items = self._settle_pairs(
            Pairs(
                _with_product_keys(_select(self._ours, products=False), self._batches.our_key),
                _with_product_keys(_select(self._theirs, products=False), self._token),
                self._parted,
            )
        )
        self._settle_exclusions(items)
        self._store_all(items)
        self._count_common()

    # ------------------------------------------------------------------ products

    def _settle_products(self) -> None:
        items = self._settle_pairs(self._batches)
        by_place: dict[Hashable, _Item] = {}
        for each in sorted(items, key=lambda each: each.touched):
            if each.after is None:
                continue
            holder = by_place.setdefault(unique_place_key(each.after), each)
            if holder is not each:
                self._same_batch(holder, each)
        for each in items:
            if each.told == _DELETED:
                self._deleted_products.append(each)
                continue
            if each.number is not None and each.touched:
                self._merging.put(each.number, each.after)
            elif each.number is None and each.after is not None:
                self._numbers[self._token(each.key)] = self._merging.add_product(each.after, self._share)
            self._count(each)

    def _same_batch(self, holder: _Item, coming: _Item) -> None:
        """Settle two batches of the same name and day: doses may name both, so none is removed."""
        there, entry = holder.after, coming.after
        way = self._decide(holder, coming, differing_fields(there, entry) or {"name": (there.name, entry.name)})
        coming.after, coming.told = coming.before, ""
        if coming.number is None:
            self._tokens[coming.key] = holder.key if holder.number is not None else self._token(holder.key)
            if way in {KEEP, TAKE} and holder.number is not None:
                first, second = (there, entry) if way == KEEP else (entry, there)
                holder.after = replace(fill_gaps(first, second), name=there.name)

    def _token(self, number: int) -> int:
        """Return the key in this diary of the other diary's product; a foreign key where this diary lacks it."""
        key = self._batches.their_key(number)
        return self._tokens.get(key, _FOREIGN_KEYS - key)

    def _with_product_number(self, entry: Any) -> Any:  # noqa: ANN401 - any entry
        """Return the entry with the number of its product in this diary; restores a deleted product."""
        token = getattr(entry, "product_id", None)
        if token is None:
            return entry
        if token not in self._numbers:  # deleted here, but named by a dose there
            known = next(key for key in self._batches.theirs if self._token(key) == token)
            self._numbers[token] = self._merging.product(self._batches.theirs[known].last, self._share)
            self._share.formerly[PRODUCT] -= 1
        return replace(entry, product_id=self._numbers[token])

    # ------------------------------------------------------------------ pairs

    def _settle_pairs(self, pairs: Pairs) -> list[_Item]:
        """Return all entries of both sides, each settled by itself; conflicts between entries come later."""
        items: list[_Item] = []
        for key, life in sorted(pairs.theirs.items()):
            mine = pairs.found.get(key)
            if mine is not None:
                found = self._settle_pair(key, mine, pairs.ours[mine], life)
            else:
                found = None if life.gone else self._new_item(key, life)
            if found is not None:
                found.place = key
                items.append(found)
        paired = set(pairs.found.values())
        return items + [
            _Item(key, life.number, life.last, life.last)
            for key, life in pairs.ours.items()
            if key not in paired and not life.gone
        ]

    def _new_item(self, key: int, life: EntryHistory) -> _Item:
        return _Item(key, None, None, life.last, life.last, _NEW, recalled=life.recalled)

    def _settle_pair(self, key: int, mine: int, ours: EntryHistory, theirs: EntryHistory) -> _Item | None:
        """Settle two versions of an entry; None where both sides deleted it, or it stays deleted."""
        if ours.gone:
            if theirs.gone:
                return None
            # Deleted here, and changed there to a value it never had here; or deleted there too, and brought back.
            if theirs.turns > ours.turns or not equals_any(theirs.last, ours.states):
                return self._new_item(key, theirs)
            self._share.formerly[theirs.last.kind] += 1
            return None
        here = _Item(mine, ours.number, ours.last, ours.last)
        if theirs.gone:
            here.told, here.dropped = _KEPT, equals_any(ours.last, theirs.states)
            if here.dropped and theirs.turns > ours.turns and key == mine <= self._parted:
                here.after, here.told = None, _DELETED
            return here
        here.there = theirs.last
        if ours.last == theirs.last:  # the usual case
            here.told = _THERE
            return here
        self._settle_fields(here, ours, theirs, from_nothing=key != mine or key > self._parted)
        return here

    def _settle_fields(self, item: _Item, ours: EntryHistory, theirs: EntryHistory, *, from_nothing: bool) -> None:
        """Settle an entry that exists on both sides, field by field."""
        here, there = ours.last, theirs.last
        meeting = compare_versions(ours, theirs, from_nothing=from_nothing)
        contrary = {name: (getattr(here, name), value) for group in meeting.both for name, value in group.items()}
        contrary = {name: pair for name, pair in contrary.items() if pair[0] != pair[1]}
        contrary = in_one_unit(here, there, contrary)
        if here.kind == PRODUCT and unique_place_key(here) == unique_place_key(there):
            contrary.pop("name", None)  # the names differ in capitals only
        taken = {name: value for group in meeting.theirs for name, value in group.items()}
        if not contrary:
            try:
                item.after = replace(here, **taken)
            except BadValue:
                contrary = in_one_unit(here, there, field_differences(here, there))
        if contrary:
            way = self._decide(item, _Item(item.key, None, None, there), contrary)
            if way == KEEP:
                item.after = add_fitting_fields(here, meeting.theirs)
            elif way == TAKE:
                item.after = add_fitting_fields(there, meeting.ours)
        elif not item.touched:
            item.told = _FORMERLY if meeting.ours else _THERE
        else:
            only_more = from_nothing and all(not has_value(getattr(here, name)) for name in taken)
            item.told = _FILLED if only_more and not equals_any(here, theirs.states) else _CHANGED

    def _decide(self, standing: _Item, coming: _Item, contrary: Mapping[str, tuple[object, object]]) -> str | None:
        entry = coming.after
        number = standing.number if standing.number is not None and standing.number > 0 else None
        told_by = unique_place_key(entry) or comparison_key(entry) or normalize_note(entry)
        both = {name: pair for name, pair in contrary.items() if name != "product_id"}
        if "product_id" in contrary:
            one, other = map(self._product_name, contrary["product_id"])
            both["product"] = one, other
        conflict = Conflict(
            entry.kind, entry_day(entry), number, both, told_by,
            None, *substance_and_unit(entry, self._substance(entry)),
        )  # fmt: skip
        return self._merging.decide(self._share, conflict)

    def _product_name(self, token: Any) -> str | None:  # noqa: ANN401 - a value of any field
        """Return the name of a product by its key in this diary, or by a foreign key."""
        theirs = (life for key, life in self._batches.theirs.items() if self._token(key) == token)
        life = self._batches.ours.get(token) or next(theirs, None)
        return None if life is None else life.last.name

    # ------------------------------------------------------------------ entries that exclude each other

    def _settle_exclusions(self, items: list[_Item]) -> None:
        """Settle entries that cannot exist together, until none are left."""
        while found := list(_exclusions(items, self._substance)):
            for standing, coming, *both in found:
                if both != [standing.after, coming.after]:
                    continue  # changed by the pair settled just before
                if standing.dropped:
                    standing.after, standing.told = None, _CHANGED
                elif not self._combine(standing, coming):
                    self._contradict(standing, coming)

    def _substance(self, entry: Any) -> str | None:  # noqa: ANN401 - any entry
        token = getattr(entry, "product_id", None)
        return substance_taken(entry, None if token is None else self._product(token))

    def _product(self, token: int) -> Any:  # noqa: ANN401 - a Product, or None
        """Return the product of a key from this diary; from the other one where it is deleted here."""
        if token in self._numbers:
            return self._merging.entries.get(self._numbers[token])
        return next((life.last for key, life in self._theirs.found.items() if self._token(key) == token), None)

    def _combine(self, standing: _Item, coming: _Item) -> bool:
        """Combine two entries of one place into one if they do not differ; return whether this was possible."""
        one, other = standing.after, coming.after
        if (
            unique_place_key(one) is None
            or unique_place_key(one) != unique_place_key(other)
            or differing_fields(one, other)
        ):
            return False
        if standing.number is None or (coming.number is not None and coming.key < standing.key):
            standing, coming, one, other = coming, standing, other, one
        more = missing_fields(one, other)
        try:
            standing.after = add_fields(adopt_common_spelling(one, other), more)
        except BadValue:
            return False
        standing.told = standing.told or (_FILLED if more else _THERE)
        coming.after, coming.told = None, ""
        return True

    def _contradict(self, standing: _Item, coming: _Item) -> None:
        one, other = standing.after, coming.after
        if one.kind == other.kind and unique_place_key(one) == unique_place_key(other) is not None:
            way = self._decide(
                standing, coming, differing_fields(one, other) or in_one_unit(one, other, field_differences(one, other))
            )
        else:
            number = standing.number if standing.number is not None else -1
            way = self._merging.decide(self._share, contradiction(other, one, number))
        if way == TAKE:
            standing.after, standing.told = None, ""
        else:
            coming.after, coming.told = coming.before, ""

    # ------------------------------------------------------------------ results

    def _store_all(self, items: list[_Item]) -> None:
        for each in items:
            if each.number is not None and each.after is None:
                self._merging.take_away(each.number)
        for each in items:
            if each.number is not None and each.after is not None and each.touched:
                self._merging.put(each.number, self._with_product_number(each.after))
        for each in items:
            if each.number is None and each.after is not None:
                self._merging.add(self._with_product_number(each.after), self._share, recalled=each.recalled)
            self._count(each)
        named = {getattr(each.after, "product_id", None) for each in items}
        for each in self._deleted_products:
            if each.key in named:
                each.told = _KEPT
            elif each.number is not None:
                self._merging.take_away(each.number)
            self._count(each)

    def _count(self, item: _Item) -> None:
        """Count the result for an entry; new entries are counted where they are added."""
        if item.told in {_DELETED, _KEPT}:
            if item.number is not None and item.number > 0:
                numbers: list[int] = getattr(self._share, item.told)
                numbers.append(item.number)
        elif item.told and item.told != _NEW:
            counts: Counter[str] = getattr(self._share, item.told)
            kind = (item.after or item.before).kind
            counts[kind] += 1
            if item.told == _THERE:
                self._first_there[kind] = min(item.place, self._first_there.get(kind, item.place))

    def _count_common(self) -> None:
        """Count the entries that neither side has changed, in the places where they would have been found."""
        there = self._share.there
        for kind, (number, first) in self._meeting.common.items():
            there[kind] += number
            self._first_there[kind] = min(first, self._first_there.get(kind, first))
        in_order = sorted(there, key=lambda kind: (kind != PRODUCT, self._first_there.get(kind, 0)))
        counts = {kind: there[kind] for kind in in_order}
        there.clear()
        there.update(counts)


# ---------------------------------------------------------------------- histories


def _current_histories(ours: EntryHistories, entries: Mapping[int, Any]) -> EntryHistories:
    """Return the histories of this diary's entries, with the changes from earlier files of the same import."""
    found = {}
    for number, life in ours.found.items():
        entry = None if life.gone else entries.get(number)
        if entry is None:
            found[number] = life if life.gone else life.delete()
        else:
            found[number] = life if entry == life.last else replace(life, states=(*life.states, entry))
    more = {number: EntryHistory((entry,), number) for number, entry in entries.items() if number not in found}
    return EntryHistories(found | more, ours.again)


def _select(side: EntryHistories, *, products: bool) -> EntryHistories:
    """Return the histories of products, or of all other entries."""
    return EntryHistories(
        {number: life for number, life in side.found.items() if (life.last.kind == PRODUCT) is products}, side.again
    )


def _with_product_keys(side: EntryHistories, token: Callable[[int], int]) -> EntryHistories:
    """Return the histories with products named by their keys in this diary."""

    def named(state: Any) -> Any:  # noqa: ANN401 - any entry
        number = getattr(state, "product_id", None)
        return state if number is None else replace_unchecked(state, product_id=token(number))

    found = {
        number: replace(life, states=tuple(map(named, life.states))) if life.last.kind == DOSE else life
        for number, life in side.found.items()
    }
    return EntryHistories(found, side.again)


# ---------------------------------------------------------------------- entries that exclude each other


def _exclusions(
    items: Iterable[_Item], substance: Callable[[Any], str | None]
) -> Iterator[tuple[_Item, _Item, Any, Any]]:
    """Yield pairs that cannot exist together, with their values: the existing entry, then the new or changed one.

    Args:
        items: the entries as settled so far.
        substance: return the word of the substance of a dose; None for other entries.
    """
    places: dict[Hashable, _Item] = {}
    plans: list[_Item] = []
    doses: defaultdict[tuple[date, str], list[_Item]] = defaultdict(list)
    for each in sorted((each for each in items if each.after is not None), key=lambda each: each.touched):
        entry = each.after
        if (place := unique_place_key(entry)) is not None and (holder := places.setdefault(place, each)) is not each:
            yield holder, each, holder.after, entry
        if entry.kind == PLAN:
            beside = (one for one in plans if plans_overlap(one.after, entry) and _meet_first_here(one, each))
            yield from ((one, each, one.after, entry) for one in beside)
            plans.append(each)
        elif (word := substance(entry)) is not None:
            doses[entry.night_of, word].append(each)
    for (night, word), several in doses.items():
        none = places.get(none_place(night, word))
        for one in several if none is not None else ():
            if none is not None and _meet_first_here(one, none):
                pair = (one, none) if none.touched and not one.touched else (none, one)
                yield *pair, pair[0].after, pair[1].after


def _meet_first_here(one: _Item, other: _Item) -> bool:
    """Return whether two entries come together only now: neither this diary nor the other has had both."""
    together_here = not one.touched and not other.touched
    together_there = all(each.there is not None and each.there == each.after for each in (one, other))
    return not together_here and not together_there
