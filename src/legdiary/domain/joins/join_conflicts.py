"""The conflicts of an import of another diary: what waits for a person between devices is asked at once.

An answer is a line that knows all others, and the fold goes on with it: keep has this diary's value, take the other's,
skip leaves the whole entry as it is here. What one side has deleted and the other has changed stays, and nobody is
asked. Entries that exclude each other are asked about unless both diaries, or one of them, have had both.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.actions import DELETE
from legdiary.domain.ledger.conflicts import KEEP, TAKE, Conflict
from legdiary.domain.ledger.entry_comparison import (
    PRODUCT,
    comparison_key,
    entry_day,
    in_one_unit,
    normalize_note,
    substance_and_unit,
    substance_taken,
    unique_place_key,
)
from legdiary.domain.ledger.field_groups import field_groups
from legdiary.domain.ledger.merge import contradiction
from legdiary.domain.ledger.replay import differing_fields, is_unknown, same_fields, same_value
from legdiary.domain.sync.folded import FIELD, INVALID
from legdiary.domain.sync.lines import PRODUCT_ID, RECALLED, SETTLE, LineRef
from legdiary.domain.sync.one_entry import comparable
from legdiary.util.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.domain.joins.diary_lines import DiaryLines
    from legdiary.domain.joins.said_lines import Side
    from legdiary.domain.ledger.ledger_line import Fields
    from legdiary.domain.ledger.meaning import Meaning
    from legdiary.domain.ledger.merge import ImportResult, Merging
    from legdiary.domain.sync.fold import Folding
    from legdiary.domain.sync.folded import Folded
    from legdiary.domain.sync.lines import SyncLine

#: How often one entry is settled before it is left as it is here.
_MOST_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry of both diaries as they were and as it is afterwards; products are told by identity.

    Attributes:
        kind: its kind.
        refs: its identities.
        name: the first of them.
        numbers: its numbers in this diary, where it is there; the first one stays.
        before: its fields in this diary; None where it is not there.
        there: its fields in the other diary; None where it is not there.
        after: its fields afterwards; None where it is not there.
        recalled: its mark, where it is new.
        is_filled: both have entered it, and this diary has only fields more.
        is_deleted_there: the other diary had it.
    """

    kind: str
    refs: tuple[LineRef, ...]
    name: LineRef
    numbers: tuple[int, ...]
    before: Fields | None
    there: Fields | None
    after: Fields | None
    recalled: bool
    is_filled: bool
    is_deleted_there: bool

    @property
    def number(self) -> int | None:
        """The number that it keeps in this diary."""
        return self.numbers[0] if self.numbers else None


class Deciding:
    """The decisions about one other diary."""

    def __init__(
        self, said: DiaryLines, folding: Folding, merging: Merging, share: ImportResult, meaning: Meaning
    ) -> None:
        self._said, self._folding, self._meaning = said, folding, meaning
        self._merging, self._share = merging, share
        self._ours, self._theirs = (_by_ref(side) for side in (said.ours, said.theirs))
        self._asked: set[LineRef] = set()
        #: Identities of entries that stand beside one that excludes them, since a diary has had both.
        self._together: set[LineRef] = set()
        #: Identities of entries that stay as they are here, since no answer fits.
        self._left: set[LineRef] = set()
        self._rounds: Counter[LineRef] = Counter()

    # ------------------------------------------------------------------ entries

    def pairs(self) -> list[Pair]:
        """Return every entry that is looked at."""
        found: dict[LineRef, Pair] = {}
        for ref in {**self._ours, **self._theirs}:
            folded = self._folding.entry_of(ref)
            name = ref if folded is None else folded.name
            if name not in found:
                found[name] = self._gone(ref) if folded is None else self._pair(folded)
        return list(found.values())

    def was_asked(self, pair: Pair) -> bool:
        """Return whether a person was asked about an entry."""
        return not self._asked.isdisjoint(pair.refs)

    def _gone(self, ref: LineRef) -> Pair:
        numbers, kind = self._numbers((ref,)), self._kind(ref)
        there = self._fields(self._said.theirs, self._theirs.get(ref, ()))
        before = self._fields(self._said.ours, numbers)
        return Pair(kind, (ref,), ref, numbers, before, there, None, recalled=False, is_filled=False,
                    is_deleted_there=there is None)  # fmt: skip

    def _pair(self, folded: Folded) -> Pair:
        numbers = self._numbers(folded.refs)
        theirs = [number for ref in folded.refs for number in self._theirs.get(ref, ())]
        before, there = self._fields(self._said.ours, numbers), self._fields(self._said.theirs, theirs)
        after: Fields | None = self._plain(folded.fields)
        if not self._left.isdisjoint(folded.refs) or folded.held_out == folded.name:
            after = before
        elif folded.held_out is not None and self._together.isdisjoint(folded.refs):
            after = None
        devices = {ref.device for ref in folded.refs}
        is_filled = (
            {self._said.ours.device, self._said.theirs.device} <= devices
            and before is not None
            and all(name not in before or same_value(name, before[name], (after or {}).get(name)) for name in before)
        )
        is_deleted = bool(theirs) and there is None
        return Pair(folded.kind, folded.refs, folded.name, numbers, before, there, after, folded.recalled, is_filled,
                    is_deleted)  # fmt: skip

    def _numbers(self, refs: tuple[LineRef, ...]) -> tuple[int, ...]:
        """Return the numbers of an entry in this diary, the one that stays first."""
        now, of = self._said.ours.now, self._said.ours.refs
        there = [n for ref in refs for n in self._ours.get(ref, ()) if now.get(n) is not None]
        return tuple(sorted(there, key=lambda n: (n < 0, of[n] != refs[0], abs(n))))

    def _kind(self, ref: LineRef) -> str:
        for side, numbers in ((self._said.ours, self._ours), (self._said.theirs, self._theirs)):
            if ref in numbers:
                return side.kinds[numbers[ref][0]]
        raise KeyError(ref)

    def _fields(self, side: Side, numbers: Iterable[int]) -> Fields | None:
        """Return the fields of the first of some entries that is there."""
        found = (fields for number in numbers if (fields := side.now.get(number)) is not None)
        fields = next(found, None)
        return None if fields is None else self._plain(side.named(fields))

    def _plain(self, fields: Any) -> Fields:  # noqa: ANN401 - a mapping
        """Return known fields without the mark, and with a product told by its name as it is now."""
        told = {name: value for name, value in fields.items() if name != RECALLED and not is_unknown(name, value)}
        text = told.get(PRODUCT_ID)
        product = self._folding.entry_of(LineRef.from_text(text)) if isinstance(text, str) else None
        return told if product is None else {**told, PRODUCT_ID: product.name.text}

    # ------------------------------------------------------------------ deciding

    def decide(self) -> None:
        """Settle all that is open, until nothing is."""
        while lines := self._settling():
            self._folding.take(lines)

    def _settling(self) -> list[SyncLine]:
        """Return the lines that settle what is open now: products first, and then entries before what excludes them."""
        order = sorted(self._folding.entries.values(), key=lambda each: (each.kind != PRODUCT, each.name))
        lines = [line for each in order for line in self._settle_fields(each)]
        if not lines:
            lines = next((found for each in order if (found := self._settle_exclusion(each))), [])
        return lines

    def _settle_fields(self, folded: Folded) -> list[SyncLine]:
        opened = [each for each in folded.open if each.what in {FIELD, INVALID}]
        if not opened or folded.held_out == folded.name or not self._left.isdisjoint(folded.refs):
            return []
        self._rounds[folded.name] += 1
        if self._rounds[folded.name] > _MOST_ROUNDS:
            self._left.update(folded.refs)
            return []
        pair = self._pair(folded)
        names = {name for each in opened for name in each.fields}
        mine, theirs = pair.before, pair.there
        if mine is None or theirs is None:
            return [self._settled(folded, names, self._plain(folded.fields))]
        contrary = self._contrary(folded.kind, mine, theirs, [each.fields for each in opened])
        if not contrary:
            return [self._settled(folded, names, self._laid_over(folded, names, mine))]
        way = self._ask(folded, pair, contrary)
        if way not in {KEEP, TAKE}:
            return [self._settled(folded, names, mine)]
        return [self._settled(folded, names, self._laid_over(folded, names, mine if way == KEEP else theirs))]

    def _contrary(
        self, kind: str, mine: Fields, theirs: Fields, groups: Sequence[tuple[str, ...]]
    ) -> dict[str, tuple[object, object]]:
        """Return the fields in which the diaries contradict each other: name → (this diary's value, the other's)."""
        here, there = self._entry(kind, mine), self._entry(kind, theirs)
        if here is None or there is None:
            return {name: (mine.get(name), theirs.get(name)) for group in groups for name in group}
        found = _differing(kind, mine, theirs, groups) or _differing(
            kind, mine, theirs, field_groups(kind, lambda name: {f"{mine.get(name)}", f"{theirs.get(name)}"})
        )
        both = {name: (getattr(here, name), getattr(there, name)) for name in found}
        both = in_one_unit(here, there, both)
        if kind == PRODUCT and unique_place_key(here) == unique_place_key(there):
            both.pop("name", None)  # the names differ in capitals only
        if PRODUCT_ID in both:
            named = both.pop(PRODUCT_ID)
            both["product"] = self._product_name(named[0]), self._product_name(named[1])
        return both

    def _ask(self, folded: Folded, pair: Pair, contrary: dict[str, tuple[object, object]]) -> str | None:
        there = self._entry(folded.kind, pair.there or {})
        entry = there if there is not None else self._entry(folded.kind, folded.fields)
        told_by = unique_place_key(entry) or comparison_key(entry) or normalize_note(entry)
        number = pair.number if pair.number is not None and pair.number > 0 else None
        conflict = Conflict(
            folded.kind, entry_day(entry), number, contrary, told_by,
            None, *substance_and_unit(entry, self._substance(entry)),
        )  # fmt: skip
        self._asked.update(folded.refs)
        return self._merging.decide(self._share, conflict)

    def _laid_over(self, folded: Folded, names: set[str], chosen: Fields) -> Fields:
        """Return the entry with some fields as chosen, and the others as they were folded, as far as they fit."""
        wanted = {name: value for name, value in self._plain(folded.fields).items() if name not in names}
        wanted |= {name: value for name, value in chosen.items() if name in names}
        if self._entry(folded.kind, wanted) is not None:
            return wanted
        made = dict(chosen)
        known = self._plain(folded.fields)
        for group in field_groups(folded.kind, lambda name: {f"{chosen.get(name)}", f"{known.get(name)}"}):
            if names.isdisjoint(group):
                trial = {name: value for name, value in made.items() if name not in group}
                trial |= {name: known[name] for name in group if name in known}
                made = trial if self._entry(folded.kind, trial) is not None else made
        return made

    def _settled(self, folded: Folded, names: Iterable[str], new: Fields) -> SyncLine:
        """Return the line by which an entry has some fields from now on."""
        changed = {*names, *differing_fields(folded.fields, new)}
        return self._said.decision(SETTLE, folded.kind, folded.refs, sorted(changed), new)

    # ------------------------------------------------------------------ entries that exclude each other

    def _settle_exclusion(self, folded: Folded) -> list[SyncLine]:
        if folded.held_out is None or folded.held_out == folded.name:
            return []
        against = self._folding.entry_of(folded.held_out)
        if against is None or not (self._left | self._together).isdisjoint(folded.refs):
            return []
        one, other = self._pair(folded), self._pair(against)
        if _have_met(one, other, folded, against, self._plain):
            self._together.update(folded.refs)
            return []
        standing, coming = (folded, against) if _is_as_before(one, self._plain(folded.fields)) else (against, folded)
        return self._choose(standing, coming)

    def _choose(self, standing: Folded, coming: Folded) -> list[SyncLine]:
        """Return the line by which one of two entries gives way."""
        stands, comes = (self._entry(each.kind, each.fields) for each in (standing, coming))
        number = self._pair(standing).number
        way = self._merging.decide(self._share, contradiction(comes, stands, -1 if number is None else number))
        self._asked.update((*standing.refs, *coming.refs))
        before = self._pair(coming).before
        if way == TAKE:
            return [self._said.decision(DELETE, standing.kind, standing.refs, (), None)]
        if before is None or same_fields(before, self._plain(coming.fields)):
            return [self._said.decision(DELETE, coming.kind, coming.refs, (), None)]
        return [self._settled(coming, (), before)]

    # ------------------------------------------------------------------ values

    def _entry(self, kind: str, fields: Any) -> Any:  # noqa: ANN401 - a mapping; any entry
        return self._meaning.entry(kind, {name: value for name, value in fields.items() if name != RECALLED})

    def _product(self, text: object) -> Any:  # noqa: ANN401 - a Product, or None
        folded = self._folding.entry_of(LineRef.from_text(text)) if isinstance(text, str) else None
        return None if folded is None else self._entry(PRODUCT, folded.fields)

    def _product_name(self, text: object) -> str | None:
        product = self._product(text)
        return None if product is None else str(product.name)

    def _substance(self, entry: Any) -> str | None:  # noqa: ANN401 - any entry
        return substance_taken(entry, self._product(getattr(entry, PRODUCT_ID, None)))


def _by_ref(side: Side) -> dict[LineRef, list[int]]:
    found: dict[LineRef, list[int]] = {}
    for number, ref in side.refs.items():
        found.setdefault(ref, []).append(number)
    return found


def _differing(kind: str, mine: Fields, theirs: Fields, groups: Iterable[tuple[str, ...]]) -> list[str]:
    """Return the fields that differ, of the groups that do not mean the same."""
    found = []
    for group in groups:
        one, other = ({name: side[name] for name in group if name in side} for side in (mine, theirs))
        if comparable(kind, one) != comparable(kind, other):
            found += [name for name in group if not same_value(name, one.get(name), other.get(name))]
    return found


def means_the_same(kind: str, one: Fields, other: Fields) -> bool:
    """Return whether two entries mean the same, however each is spelled; products' names are the same in any case."""
    sides = [comparable(kind, side) for side in (one, other)]
    if kind == PRODUCT:
        sides = [{**side, "name": f"{side.get('name')}".lower()} for side in sides]
    return sides[0] == sides[1]


def _is_as_before(pair: Pair, fields: Fields) -> bool:
    return pair.before is not None and same_fields(pair.before, fields)


def _have_met(one: Pair, other: Pair, folded: Folded, against: Folded, plain: Any) -> bool:  # noqa: ANN401
    """Return whether this diary, or the other one, has had two entries as they are, both at once."""
    pairs = ((one, plain(folded.fields)), (other, plain(against.fields)))
    here = all(_is_as_before(pair, fields) for pair, fields in pairs)
    there = all(pair.there is not None and same_fields(pair.there, fields) for pair, fields in pairs)
    return here or there
