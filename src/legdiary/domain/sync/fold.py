"""The fold: the entries that a set of lines makes, whatever the order in which the lines came.

Lines about one identity are of one entry; a line about several identities makes them one from then on. What lines make
one is an entry's *strand*. Strands that meet are one entry as well, as long as they meet:

1. in one place, which only one entry can have (a night, a symptom of it, a batch …): all that are there;
2. as one taking, entered on several devices without knowing each other: each device's first with the other's first,
   its second with their second, since nobody enters a dose twice without saying so. Who corrects one of two to be as
   the other, and sees both, means two.

All lines of an entry are folded together (`one_entry`), and then plans of one substance, and dose-free marks and doses,
exclude each other (`exclusions`). Products come first, since doses name them; a product that a dose names is there,
deleted or not.

Strands that meet nowhere do not touch each other, and where they meet is told by keys (`meeting_keys`). So new lines
fold anew what they touch and what that meets, and nothing else: the same rules as over the whole set, on a part of it
that is closed under meeting. Where the rest lies in a store, it is asked for by the same keys (`Past`).

Decided here, since nothing that is taken may stop the fold:

- Two takings are one by what they are now, not by what they were when added: a dose that was corrected before the
  devices met is another one. Once somebody has written to the joined entry, it stays one.
- A dose names the product that was named when it was last chosen, whatever products have been one since.
- A product with a dose finer than a milligram is not leaf, which is counted in whole milligrams: where a device called
  it so, that is told as a value that does not fit.
- A dose of a product that no line made, or that is refused, is refused itself.
- An entry that the domain refuses altogether is held out by itself: its `held_out` is its own name.
- A line about an entry that no line added, or of another kind than its entry, changes nothing: no legdiary writes one.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.dose import LEAF, UG_PER_MG
from legdiary.domain.entries.dose_rules import check_unit
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.ledger.actions import ADD
from legdiary.domain.ledger.entry_comparison import AMOUNTS, DOSE, PLAN, PRODUCT, substance_taken
from legdiary.domain.sync.exclusions import exclusion, held_out
from legdiary.domain.sync.folded import Change, Folded
from legdiary.domain.sync.joining import Strand, join_strands
from legdiary.domain.sync.lines import PRODUCT_ID, BrokenLine, LineRef
from legdiary.domain.sync.meeting_keys import exclusion_key, finer_key, is_exclusion, named_key, ref_of_key, told_key
from legdiary.domain.sync.one_entry import Rules, fold_entry, is_alive, latest_writes, product_named
from legdiary.errors import BadValue
from legdiary.util.values import fields

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from legdiary.domain.ledger.meaning import Meaning
    from legdiary.domain.sync.folded import Past
    from legdiary.domain.sync.joining import Entry
    from legdiary.domain.sync.lines import SyncLine


class _Work:
    """The work of taking some lines.

    Attributes:
        before: identity → the entry that it was; the word `READ` for one that was read.
        formed: the entries that were formed anew.
        strands: the strands that were looked at.
        excluding: the keys at which entries may exclude each other otherwise than before.
        products: identity of a product → its former name and the former product; None where there was none.
        read: the strands that were read from the past, of other kinds than products.
    """

    __slots__ = ("before", "excluding", "formed", "products", "read", "strands")

    def __init__(self) -> None:
        self.before: dict[LineRef, Folded | str | None] = {}
        self.formed: set[Entry] = set()
        self.strands: set[Strand] = set()
        self.excluding: set[str] = set()
        self.products: dict[str, tuple[str, Any] | None] = {}
        self.read: set[Strand] = set()


_READ = "read"
_AMOUNT = frozenset(AMOUNTS[DOSE][0])


class Folding:
    """The entries of a growing set of lines."""

    def __init__(self, meaning: Meaning, past: Past | None = None) -> None:
        """Begin with no lines, or with those of the past, which are read where they are touched."""
        self._meaning, self._past = meaning, past
        self._rules = Rules(self._entry_of_fields, self._product_name)
        self._taken: set[LineRef] = set()
        self._strands: dict[LineRef, Strand] = {}
        self._filed: defaultdict[str, set[Strand]] = defaultdict(set)
        self._excluding: defaultdict[str, set[Entry]] = defaultdict(set)
        #: Identity of a product that is there → its name, and the product.
        self._products: dict[str, tuple[str, Any]] = {}
        self._entries: dict[LineRef, Folded] = {}
        self._asked: set[str] = set()
        #: Strands that were read and are in no entry yet.
        self._unformed: set[Strand] = set()
        self._is_reading = False
        self._work = _Work()

    @property
    def entries(self) -> Mapping[LineRef, Folded]:
        """Name → entry, of all that are there, those held out included; with a past, of those that were read."""
        return MappingProxyType(self._entries)

    def entry_of(self, ref: LineRef) -> Folded | None:
        """Return the entry that an identity is now; None where it is gone."""
        strand = self._strands.get(ref)
        return None if strand is None or strand.entry is None else strand.entry.folded

    def lines_of(self, ref: LineRef) -> tuple[SyncLine, ...]:
        """Return all lines about the entry of an identity, in the order of all lines."""
        strand = self._strands.get(ref)
        return () if strand is None else tuple(strand.lines if strand.entry is None else strand.entry.lines)

    def take(self, lines: Iterable[SyncLine]) -> Change:
        """Take lines that are whole together with those before; one that was taken already changes nothing.

        Where there is a past, none of its lines may come again, and the entries that were read are told too, changed or
        not.
        """
        new = [line for line in lines if line.ref not in self._taken]
        self._work = _Work()
        self._read(set(_named_by(new)))  # before the lines are filed: as it was without them
        touched = self._file(new)
        products = {strand for strand in touched if strand.kind == PRODUCT}
        products |= self._name_products([strand for strand in touched if strand.kind == DOSE])
        touched |= self._fold_products(products)
        for strand in self._work.read:  # they were folded while products were being folded
            strand.is_stale = True
        touched |= self._work.read
        self._form({strand for strand in touched if strand.kind != PRODUCT})
        self._exclude()
        return self._change()

    # ------------------------------------------------------------------ strands

    def _file(self, lines: Iterable[SyncLine]) -> set[Strand]:
        """Add lines to their strands, and return the strands that are to be folded anew."""
        touched: set[Strand] = set()
        new = {line.ref: line for line in lines if line.ref not in self._taken}
        self._taken |= new.keys()
        for line in sorted(new.values(), key=lambda line: line.action != ADD):  # a clock may be wrong
            if line.action == ADD:
                strand = self._strands[line.ref] = Strand(line.kind, line.ref)
            else:
                told = dict.fromkeys(self._strands[ref] for ref in line.of if ref in self._strands)
                meant = [each for each in told if each.kind == line.kind]
                if not meant:
                    continue
                strand, *others = meant
                for each in meant:
                    if each.entry is not None:
                        touched.update(each.entry.strands)
                        self._dissolve(each.entry)
                for each in others:
                    self._absorb(strand, each)
                    touched.discard(each)
            strand.lines.append(line)
            strand.is_stale = True
            touched.add(strand)
        for strand in touched:
            strand.lines.sort(key=lambda line: line.order)
        return touched

    def _absorb(self, strand: Strand, other: Strand) -> None:
        """Make two strands one."""
        strand.refs += other.refs
        strand.lines += other.lines
        self._strands |= dict.fromkeys(other.refs, strand)
        self._file_under(other, other.named, ())
        other.named = frozenset()
        self._work.strands.discard(other)
        self._work.read.discard(other)

    def _file_under(self, strand: Strand, former: Iterable[str], keys: Iterable[str]) -> None:
        for key in former:
            self._filed[key].discard(strand)
        for key in keys:
            self._filed[key].add(strand)

    def _read(self, refs: Collection[LineRef]) -> None:
        """Read the entries of some identities from the past, as they were, and the products that these name."""
        while self._past is not None and (wanted := {ref for ref in refs if ref not in self._strands}):
            read = self._file(self._past.lines_of(wanted))
            them = [ref for strand in read for ref in strand.refs]
            self._work.before |= dict.fromkeys(them, _READ)
            # Told, not made anew: what an entry excluded may follow from a product that is another by now.
            self._work.excluding |= set(filter(is_exclusion, self._past.keys_of(them)))
            self._unformed |= read
            refs = set(self._file_doses([strand for strand in read if strand.kind == DOSE]).values())
        if self._is_reading:
            return  # by the fold of a product: it comes before those that name it
        self._is_reading = True
        while self._unformed:
            products = {strand for strand in self._unformed if strand.kind == PRODUCT}
            read = products or self._unformed
            self._unformed = self._unformed - read
            self._form(read, alone=True)
            for strand in products:  # they have been what they are
                for ref in strand.refs:
                    self._work.products.pop(ref.text, None)
            self._work.read |= read - products
        self._is_reading = False

    def _past_at(self, keys: Collection[str]) -> set[LineRef]:
        """Return the identities of the past under some keys; each key is asked for once."""
        unasked = {key for key in keys if key not in self._asked} if self._past is not None else set()
        self._asked |= unasked
        return set(self._past.at(unasked)) if self._past is not None and unasked else set()

    def _meeting(self, keys: Collection[str]) -> set[Strand]:
        """Return the strands that are filed under some keys."""
        self._read(self._past_at(keys))
        return {strand for key in keys if key in self._filed for strand in self._filed[key]}

    # ------------------------------------------------------------------ products

    def _name_products(self, doses: Iterable[Strand]) -> set[Strand]:
        """File doses under the products that they name; return the products that may be otherwise for that."""
        refs = self._file_doses(doses)
        self._read(set(refs.values()))
        found = set()
        for key, ref in refs.items():
            product = self._strands.get(ref)
            if product is None or product.kind != PRODUCT:
                continue
            if key == finer_key(ref.text) or not is_alive(product.lines):
                product.is_stale = True
                found.add(product)
        return found

    def _file_doses(self, doses: Iterable[Strand]) -> dict[str, LineRef]:
        """File doses under the products that they name; return the keys that one has or had, and the products."""
        turned: set[str] = set()
        for strand in doses:
            named = frozenset(_keys_of_dose(strand))
            self._file_under(strand, strand.named, named)
            turned |= named ^ strand.named
            strand.named = named
        return {key: ref for key in turned if (ref := _ref_or_none(ref_of_key(key))) is not None}

    def _fold_products(self, products: set[Strand]) -> set[Strand]:
        """Fold products anew, and return the doses whose product has another name or is of another substance now."""
        if not products:
            return set()
        self._form(products)
        former, now = self._work.products, self._products
        turned = {text for text, told in former.items() if _told(told) != _told(now.get(text))}
        doses = self._meeting({key for text in turned for key in (named_key(text), told_key(text))})
        for strand in doses:
            strand.is_stale = True
        return doses

    def _is_named(self, product: Strand) -> bool:
        return bool(self._meeting({named_key(ref.text) for ref in product.refs}))

    def _product_name(self, text: str) -> str:
        return self._products.get(text, (text, None))[0]

    def _entry_of_fields(self, kind: str, fields: Mapping[str, Any], lines: Iterable[SyncLine]) -> Any | None:  # noqa: ANN401 - any entry
        """Return the entry that fields make; None where the domain refuses it, or a dose and its product each other."""
        named = fields.get(PRODUCT_ID)
        if named is not None and named not in self._products:
            return None
        entry = self._meaning.entry(kind, fields)
        if entry is None or kind not in {PRODUCT, DOSE}:
            return entry
        if kind == PRODUCT:
            finer = {finer_key(ref.text) for line in lines for ref in line.of} if entry.product_kind == LEAF else set()
            return None if finer and self._meeting(finer) else entry
        product = None if named is None else self._products[named][1]
        try:
            check_unit(entry, substance_taken(entry, product) or "")
        except BadValue:
            return None
        return entry

    # ------------------------------------------------------------------ forming entries

    def _form(self, dirty: Collection[Strand], *, alone: bool = False) -> None:
        """Form the entries of some strands anew, and of all that these meet.

        Args:
            dirty: strands of products, or of other kinds.
            alone: they meet only each other.
        """
        inside: set[Strand] = set()
        while dirty:
            for strand in dirty:
                if strand.entry is None:
                    inside.add(strand)
                else:
                    inside.update(strand.entry.strands)
                    self._dissolve(strand.entry)
            entries = join_strands([each for each in inside if self._fold_strand(each)], self._rules)
            dirty = set() if alone else self._meeting({key for each in entries for key in each.met}) - inside
        self._work.strands |= inside
        for entry in entries if inside else ():
            self._install(entry)

    def _fold_strand(self, strand: Strand) -> bool:
        """Fold a strand by itself, where its lines or what it names changed; return whether it is there."""
        if strand.is_stale:
            there = is_alive(strand.lines) or (strand.kind == PRODUCT and self._is_named(strand))
            strand.version = fold_entry(strand.kind, strand.lines, self._rules) if there else None
            strand.is_stale = False
        return strand.version is not None

    def _dissolve(self, entry: Entry) -> None:
        """Take an entry apart, so that its strands can be formed anew."""
        for strand in entry.strands:
            strand.entry = None
            self._file_under(strand, entry.met, ())
            for ref in strand.refs:
                self._work.before.setdefault(ref, entry.folded)
                if entry.kind == PRODUCT:
                    self._work.products.setdefault(ref.text, self._products.pop(ref.text, None))
        if entry.excluding is not None:
            self._excluding[entry.excluding].discard(entry)
            self._work.excluding.add(entry.excluding)
        if entry.folded is not None:
            del self._entries[entry.folded.name]
        self._work.formed.discard(entry)

    def _install(self, entry: Entry) -> None:
        product = None
        for strand in entry.strands:
            strand.entry = entry
            self._file_under(strand, (), entry.met)
        if entry.version.entry is not None:
            if entry.kind == PRODUCT:
                for ref in entry.refs:
                    self._work.products.setdefault(ref.text, None)
                    self._products[ref.text] = entry.refs[0].text, entry.version.entry
            elif entry.kind == DOSE:
                product = self._products.get(entry.version.fields.get(PRODUCT_ID, ""), (None, None))[1]
            entry.excluding = exclusion_key(entry.version.entry, product)
        if entry.excluding is not None:
            self._excluding[entry.excluding].add(entry)
            self._work.excluding.add(entry.excluding)
        self._work.formed.add(entry)

    def _exclude(self) -> None:
        """Find the entries that are held out, wherever one may exclude another otherwise than before."""
        done: set[str] = set()
        while left := self._work.excluding - done:
            done |= left
            self._meeting(left)  # what is read may have keys of its own
        for key in done:
            entries = self._excluding[key]
            losers = held_out(entries)
            for entry in entries:
                against = losers.get(entry)
                if against is not None or entry.against is not None:
                    entry.against = against
                    self._work.formed.add(entry)

    # ------------------------------------------------------------------ telling

    def _change(self) -> Change:
        """Tell the entries that were formed anew, and return what differs from before."""
        work = self._work
        for entry in work.formed:
            former = entry.folded
            for ref in entry.refs:
                work.before.setdefault(ref, former)
            entry.folded = self._entries[entry.refs[0]] = _folded(entry)
        changed: dict[LineRef, Folded | None] = {}
        for ref, told in sorted(work.before.items(), key=itemgetter(0)):
            now = self.entry_of(ref)
            if now != told:
                changed[ref] = now
        keys = {ref: self._keys_of(strand) for strand in work.strands for ref in strand.refs}
        self._work = _Work()
        return Change(changed, dict(sorted(keys.items(), key=itemgetter(0))))  # rows are written in this order

    def _keys_of(self, strand: Strand) -> frozenset[str]:
        found = set(strand.named)
        if strand.entry is not None:
            found |= strand.entry.met
            found |= {strand.entry.excluding} if strand.entry.excluding is not None else set()
        return frozenset(found)


def _folded(entry: Entry) -> Folded:
    version, against = entry.version, entry.against
    conflicts, held, told = version.open, None, version.fields
    if version.entry is None:
        held = entry.refs[0]
    elif against is not None:
        conflicts, held = (*conflicts, exclusion(entry, against)), against.refs[0]
    if version.entry is not None:
        unsaid = (
            (name, getattr(version.entry, name)) for name in _said_by_itself(entry.kind) if told.get(name) is None
        )
        if added := {name: value for name, value in unsaid if value is not None}:
            told = {**told, **added}
    return Folded(entry.refs, entry.kind, told, version.recalled, conflicts, held, version.last)


@cache
def _said_by_itself(kind: str) -> tuple[str, ...]:
    """Return the fields that an entry of a kind has although no line says them."""
    usual = (each.name for each in fields(KINDS[kind].load()) if isinstance(each.default, str | bool | int))
    return (*usual, *(("scale_mg",) if kind == PLAN else ()))


def _named_by(lines: Iterable[SyncLine]) -> Iterator[LineRef]:
    """Yield the identities that lines are about, and those of the products that they name."""
    for line in lines:
        yield from (ref for ref in line.of if ref != line.ref)
        told = (line.new or {}).get(PRODUCT_ID)
        if isinstance(told, str) and (ref := _ref_or_none(told)) is not None:
            yield ref


def _keys_of_dose(strand: Strand) -> Iterable[str]:
    """Yield the keys of the products that a dose names while it is there, and of one that it cannot be leaf of.

    It names the product of its last line, and those that it might be settled on: nobody has chosen between them yet.
    Those that it named before are in what is told of it.
    """
    if not is_alive(strand.lines):
        return
    writes = [line for line in strand.lines if line.new is not None]
    last = writes[-1]
    chosen = [last, *latest_writes(writes, {PRODUCT_ID})]
    weighed = next((line for line in reversed(writes) if not _AMOUNT.isdisjoint(line.changed)), last)
    amounts = [(line.new or {}).get("amount_ug") for line in (weighed, last)]
    finer = any(isinstance(amount, int) and amount % UG_PER_MG for amount in amounts)
    named = {told for line in chosen if isinstance(told := product_named(line, strand.lines), str)}
    for told in named:
        yield named_key(told)
        if finer:
            yield finer_key(told)
    if len(writes) > 1:
        every = {told for line in writes if isinstance(told := product_named(line, strand.lines), str)}
        yield from map(told_key, every - named)


def _ref_or_none(text: str) -> LineRef | None:
    try:
        return LineRef.from_text(text)
    except BrokenLine:
        return None


def _told(product: tuple[str, Any] | None) -> tuple[str, str] | None:
    """Return what doses depend on of a product: its name, and its substance."""
    return None if product is None else (product[0], product[1].product_kind)


def fold(lines: Iterable[SyncLine], meaning: Meaning) -> Mapping[LineRef, Folded]:
    """Return the entries that a whole set of lines makes, by name."""
    folding = Folding(meaning)
    folding.take(lines)
    return dict(sorted(folding.entries.items()))
