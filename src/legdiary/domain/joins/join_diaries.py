"""Import of another diary: a conflict copy of this one, or a diary kept on another machine.

It means what an exchange between two devices means: the ledgers of both are lines of two devices (`diary_lines`), and
the fold of all lines tells the entries. What waits for a person between devices is asked now (`join_conflicts`), since
an import is one change, which `undo` takes back as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legdiary.domain.joins.diary_lines import PERSON, DiaryLines
from legdiary.domain.joins.join_conflicts import Deciding, means_the_same
from legdiary.domain.ledger.diverged_changes import read_diverged
from legdiary.domain.ledger.entry_comparison import DOSE, PRODUCT, normalize_note
from legdiary.domain.ledger.replay import same_fields
from legdiary.domain.sync.fold import Folding
from legdiary.domain.sync.lines import PRODUCT_ID, RECALLED, LineRef
from legdiary.domain.sync.meeting_keys import place_key, taking_key
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from legdiary.domain.joins.join_conflicts import Pair
    from legdiary.domain.ledger.diverged_changes import DivergedDiaries
    from legdiary.domain.ledger.ledger_line import Fields
    from legdiary.domain.ledger.merge import ImportResult, Incoming, Merging

_LAST = 2**63


def join(merging: Merging, incoming: Incoming, share: ImportResult) -> None:
    """Add another diary to the entries in `merging`, and count the results in `share`."""
    if incoming.ledger is not None:
        _Joining(merging, incoming, share).join()


class _Joining:
    """The import of one other diary."""

    def __init__(self, merging: Merging, incoming: Incoming, share: ImportResult) -> None:
        other = incoming.ledger
        if other is None:
            raise ValueError(incoming)
        ledger = replace(merging.standing.ledger, meaning=other.meaning, fields=other.fields)  # of an empty diary too
        self._merging, self._share = merging, share
        diverged = read_diverged(merging.standing, other)
        self._common = diverged.common
        if incoming.known is not None and incoming.known[0] > diverged.parted:
            merging.know(incoming.known)
        if merging.standing.within is not None:
            merging.hold(_held(diverged))
        brought = list(self._brought(ledger.fields)) if merging.standing.within is None else []
        self._said = DiaryLines(ledger, other, diverged, brought)
        del diverged
        self._meaning = other.meaning
        self._folding = Folding(other.meaning)
        self._folding.take(self._said.lines)
        self._said.lines.clear()
        theirs = self._said.theirs
        self._their_lines = {each.number: each for each in theirs.said}
        self._added = {theirs.refs[each.entry_id]: each for each in reversed(theirs.said) if each.adds}
        #: Identity of an entry → its first number in the other diary.
        self._places = {ref: number for number, ref in sorted(self._said.theirs.refs.items(), reverse=True)}
        #: Name of an entry → its number here, as it is afterwards.
        self._numbers: dict[LineRef, int] = {}
        #: Kind → the first place at which an entry of it was found here as it is there.
        self._first_there: dict[str, int] = {}

    def join(self) -> None:
        """Settle what waits for a person, then change the entries: products first, since doses name them."""
        deciding = Deciding(self._said, self._folding, self._merging, self._share, self._meaning)
        deciding.decide()
        pairs = sorted(_with_numbers(deciding.pairs(), self._meeting_keys), key=self._order)
        standing = [each for each in pairs if each.after is not None]
        for each in standing:
            if each.number is not None:
                self._numbers[each.name] = each.number
        self._renumber([each for each in standing if each.kind == PRODUCT])
        for each in pairs:
            for number in each.numbers if each.after is None else each.numbers[1:]:
                if each.kind != PRODUCT:
                    self._merging.take_away(number)
        for each in standing:
            self._store(each)
        for each in pairs:
            for number in each.numbers if each.after is None else each.numbers[1:]:
                if each.kind == PRODUCT:
                    self._merging.take_away(number)
            self._count(each, was_asked=deciding.was_asked(each))
        self._count_common()

    def _order(self, pair: Pair) -> tuple[bool, int, int]:
        place = min((self._places.get(ref, _LAST) for ref in pair.refs), default=_LAST)
        return pair.kind != PRODUCT, place, pair.number or 0

    def _brought(self, fields: Any) -> Iterator[tuple[int, str, Fields | None]]:  # noqa: ANN401 - as a ledger has it
        """Yield what earlier files of the same import have made of this diary's entries, products first."""
        changed = self._merging.so_far()
        kinds = {number: entry.kind for number, (entry, _) in changed.items() if entry is not None}
        kinds |= {stored.id: stored.entry.kind for stored in self._merging.standing.stored if stored.id in changed}
        for number in sorted(changed, key=lambda each: (kinds[each] != PRODUCT, each > 0, -each)):
            entry, recalled = changed[number]
            yield number, kinds[number], None if entry is None else fields(entry, recalled)

    def _meeting_keys(self, kind: str, fields: Fields) -> list[Hashable]:
        """Return the keys by which an entry may be one that was deleted and entered again, the best first."""
        entry = self._meaning.entry(kind, fields)
        return [] if entry is None else [place_key(entry) or taking_key(entry) or normalize_note(entry)]

    # ------------------------------------------------------------------ storing

    def _renumber(self, products: Iterable[Pair]) -> None:
        """Give doses that are not looked at the number of their product, where two products are one now."""
        former = {number: each.numbers[0] for each in products for number in each.numbers[1:]}
        if not former:
            return
        looked_at = self._said.ours.refs.keys()
        for number, dose in list(self._merging.doses()):
            if dose.product_id in former and number not in looked_at:
                self._merging.hold([(number, dose)])
                self._merging.put(number, replace(dose, product_id=former[dose.product_id]))

    def _store(self, pair: Pair) -> None:
        """Store an entry as it is afterwards, where that is new."""
        after = pair.after
        if after is None or (pair.before is not None and same_fields(pair.before, after) and not self._moved(pair)):
            return
        entry = self._value(pair.kind, after)
        if pair.number is not None:
            number = pair.number
            self._merging.put(number, entry)
        elif pair.kind == PRODUCT:
            number = self._numbers[pair.name] = self._merging.add_product(entry, self._share)
        else:
            number = self._merging.add(entry, self._share, recalled=pair.recalled)
        if (said_as := self._said_as(pair)) is not None:
            self._merging.is_copy_of(number, said_as)

    def _said_as(self, pair: Pair) -> str | None:
        """Return what the other diary's last line about an entry is known by; None where a person has decided."""
        lines = [each for each in self._folding.lines_of(pair.name) if each.new is not None]
        theirs = [each.number for each in lines if each.device == self._said.theirs.device]
        if not theirs or any(each.device == PERSON for each in lines):
            return None
        said = self._their_lines.get(theirs[-1])
        added = next((self._added[ref] for ref in pair.refs if ref in self._added), None)
        if said is None:
            return None
        is_new = pair.number is None and added is not None
        return f"{added.entry_of or added.said_as if is_new and added is not None else ''}.{said.said_as}"

    def _moved(self, pair: Pair) -> bool:
        """Return whether the product that a dose names has another number afterwards."""
        named = (pair.after or {}).get(PRODUCT_ID)
        if pair.kind != DOSE or named is None or pair.number is None:
            return False
        there = self._merging.entries.get(pair.number)
        return there is not None and bool(there.product_id != self._number_of(named))

    def _value(self, kind: str, fields: Fields) -> Any:  # noqa: ANN401 - any entry
        entry: Any = self._meaning.entry(kind, {name: each for name, each in fields.items() if name != RECALLED})
        named = fields.get(PRODUCT_ID)
        return entry if named is None else replace(entry, product_id=self._number_of(named))

    def _number_of(self, text: str) -> int:
        """Return the number here of the product that has an identity."""
        ref = LineRef.from_text(text)
        folded = self._folding.entry_of(ref)
        return self._numbers.get(ref if folded is None else folded.name, ref.number)

    # ------------------------------------------------------------------ counting

    def _count(self, pair: Pair, *, was_asked: bool) -> None:
        """Count the result for an entry; new entries are counted where they are added."""
        share, kind = self._share, pair.kind
        if was_asked:
            return
        if pair.number is None:
            if pair.after is None and pair.there is not None:
                share.formerly[kind] += 1
        elif pair.after is None:
            if pair.number > 0:
                share.deleted.append(pair.number)
        elif not same_fields(pair.before, pair.after):
            (share.filled if pair.is_filled else share.changed)[kind] += 1
        elif pair.there is None:
            if pair.is_deleted_there and pair.number > 0:
                share.kept.append(pair.number)
        elif means_the_same(kind, pair.there, pair.after):
            share.there[kind] += 1
            place = self._order(pair)[1]
            self._first_there[kind] = min(place, self._first_there.get(kind, place))
        else:
            share.formerly[kind] += 1

    def _count_common(self) -> None:
        """Count the entries that neither side has changed, in the places where they would have been found."""
        there = self._share.there
        for kind, (number, first) in self._common.items():
            there[kind] += number
            self._first_there[kind] = min(first, self._first_there.get(kind, first))
        in_order = sorted(there, key=lambda kind: (kind != PRODUCT, self._first_there.get(kind, 0)))
        counts = {kind: there[kind] for kind in in_order}
        there.clear()
        there.update(counts)


def _held(diverged: DivergedDiaries) -> Iterator[tuple[int, Any]]:
    """Yield the entries of this diary that are looked at."""
    last = {each.line.entry_id: each.new for each in diverged.ours}
    yield from ((number, entry) for number, entry in last.items() if entry is not None)
    yield from ((number, entry) for number, (entry, _) in diverged.near.items())


def _with_numbers(pairs: Sequence[Pair], keys: Callable[[str, Fields], Iterable[Hashable]]) -> list[Pair]:
    """Return the entries, where one is entered again in place of one that is deleted, as the same entry, changed."""
    gone: dict[Hashable, list[Pair]] = {}
    for each in pairs:
        if each.after is None and each.before is not None and len(each.numbers) == 1:
            for key in keys(each.kind, each.before):
                gone.setdefault(key, []).append(each)
    found, replaced = [], set()
    for each in pairs:
        if gone and each.number is None and each.after is not None:
            former = next((gone[key].pop() for key in keys(each.kind, each.after) if gone.get(key)), None)
            if former is not None:
                replaced.add(former.name)
                found.append(replace(each, numbers=former.numbers, before=former.before))
                continue
        found.append(each)
    return [each for each in found if each.name not in replaced]
