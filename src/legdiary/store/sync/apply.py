"""The ledger and the tables, brought to what the log lines make of the entries.

Where the fold of the lines says otherwise than the diary, the diary is changed, in one change of the ledger. A line
that comes after all that was known of its entry is told by a ledger line of its own, so that the history of an entry
tells the same on every device; what is left between the last of them and the fold is one more. The rows of the tables
are written last, all at once, since two entries may have changed places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.ledger.actions import ADD, DELETE, EDIT
from legdiary.domain.ledger.replay import differing_fields, known_fields
from legdiary.domain.sync.lines import PRODUCT_ID, RECALLED, LineRef
from legdiary.store.rows import LedgerMeaning, cleared_field, entry_of_line, from_json_fields
from legdiary.store.sync.log import Waiting
from legdiary.util.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from legdiary.domain.entries.kinds import Kind
    from legdiary.domain.ledger.ledger_line import Fields
    from legdiary.domain.sync.fold import Folding
    from legdiary.domain.sync.folded import Change, Folded
    from legdiary.domain.sync.lines import SyncLine
    from legdiary.store.sync.log import DeviceLog

    #: Kind and number of a local entry → its fields as JSON, its product by its number here; None without a row.
    There = Callable[[str, int], Fields | None]

_PRODUCT = "product"
#: After every line.
_LAST = (2**63, "", 0)


class LedgerStep(NamedTuple):
    """A line that the ledger is to get.

    Attributes:
        action: add, edit or delete.
        kind: the kind of the entry.
        entry_id: the number of the entry.
        old, new: the fields before and after, as JSON has them.
        tells: the log line that it tells of; None where it tells of several.
    """

    action: str
    kind: str
    entry_id: int
    old: Fields | None
    new: Fields | None
    tells: LineRef | None


class Row(NamedTuple):
    """An entry as the tables are to have it; without an entry it is to have no row."""

    entry_id: int
    kind: Kind
    entry: Any
    recalled: bool


@dataclass(slots=True)
class Applied:
    """The changes that are to be written.

    Attributes:
        steps: the lines that the ledger gets, in order.
        rows: the entries of which the tables say something else.
        stand: identities → the number of their entry; None where it stands nowhere.
        about: the identities whose open conflicts are written anew.
        waiting: their open conflicts.
    """

    steps: list[LedgerStep] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    stand: list[tuple[Sequence[LineRef], int | None]] = field(default_factory=list)
    about: list[LineRef] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)

    def write(self, log: DeviceLog, change: Change, first_id: int) -> None:
        """Write what is kept of the fold, once the ledger and the tables are written.

        Args:
            log: the log, which has the lines and their identities by now.
            change: what the fold has changed.
            first_id: the number of the first ledger line of the change that was made.
        """
        for refs in {folded.refs for folded in change.entries.values() if folded is not None}:
            log.group(refs)
        log.put_keys(change.keys)
        for some, entry_id in self.stand:
            log.stand_for(some, entry_id)
        log.put_waiting(self.about, self.waiting)
        if self.steps:
            log.put_change(first_id)


@dataclass(slots=True)
class _Group:
    """An entry as it is told, step by step.

    Attributes:
        refs: its identities.
        kind: its kind.
        entry_id: its number here; None until it gets one.
        state: its fields as the ledger has them so far; None where it is not there.
        final: its fields in the end; None where it stands nowhere.
    """

    refs: Sequence[LineRef]
    kind: str
    entry_id: int | None
    state: Fields | None
    final: Mapping[str, Any] | None
    steps: list[tuple[tuple[int, str, int], Mapping[str, Any] | None, LineRef | None]]


class Applying:
    """The bringing of one open file to its log lines."""

    def __init__(self, log: DeviceLog, folding: Folding, there: There, next_id: int) -> None:
        """Set up.

        Args:
            log: the log lines as they were before the new ones, with the new identities.
            folding: the fold, with the new lines.
            there: reads an entry of this file.
            next_id: the number of the next ledger line.
        """
        self._log = log
        self._folding = folding
        self._there = there
        self._next_id = next_id
        self._made = Applied()
        self._meaning = LedgerMeaning()
        self._waiting: list[Folded] = []
        #: Identity → the number that its entry gets in the end.
        self._numbers: dict[LineRef, int] = {}

    def apply(self, change: Change, theirs: Mapping[LineRef, SyncLine], own: Iterable[LineRef]) -> Applied:
        """Return what is to be written.

        Args:
            change: what the fold says of the entries that have changed.
            theirs: the new lines of other devices.
            own: the new lines that the ledger told already.
        """
        groups = self._groups(change, theirs.keys(), set(own))
        pending = [(order, group, new, ref) for group in groups for order, new, ref in group.steps]
        pending.sort(key=lambda each: (each[0], each[1].kind != _PRODUCT))
        for order, group, new, ref in pending:
            self._tell(group, new, ref, is_last=order == _LAST)
        for group in groups:
            self._settle_row(group)
        self._made.waiting += [
            Waiting(folded.name, self._number_of(folded), each) for folded in self._waiting for each in folded.open
        ]
        return self._made

    # ------------------------------------------------------------------ groups

    def _groups(self, change: Change, theirs: Iterable[LineRef], own: set[LineRef]) -> list[_Group]:
        """Return the entries of which the diary may say something else."""
        new = set(theirs)
        claimed: dict[int, _Group] = {}
        found: list[_Group] = []
        folded = {each.name: each for each in change.entries.values() if each is not None}
        for each in folded.values():
            self._note_open(each)
            group = self._group_of(each, new, own, claimed)
            if group is not None:
                found.append(group)
        for ref, now in change.entries.items():
            if now is None:
                self._made.about.append(ref)
                self._gone(ref, new, claimed, found)
        # An entry whose number another one has taken over, or that stands nowhere any more.
        for ref in change.entries:
            _, _, _, kind, number = self._log.identities[ref]
            if number is not None and number not in claimed and (state := self._there(kind, number)) is not None:
                gone = _Group((), kind, number, state, None, [])
                gone.steps.append((_LAST, None, None))
                claimed[number] = gone
                found.append(gone)
        return found

    def _group_of(
        self, folded: Folded, new: set[LineRef], own: set[LineRef], claimed: dict[int, _Group]
    ) -> _Group | None:
        lines = self._folding.lines_of(folded.name)
        its_new = [line.ref for line in lines if line.ref in new]
        number = self._same_here(folded)
        is_told = any(line.ref in own for line in lines) and all(line.new is not None for line in lines)
        if is_told and not its_new and number is not None and self._names_the_same(folded):
            self._numbers.update(dict.fromkeys(folded.refs, number))
            claimed[number] = _Group(folded.refs, folded.kind, number, None, None, [])
            return None  # the ledger told it already
        if folded.held_out is not None:
            self._made.stand.append((folded.refs, None))
            return None
        numbers = [number for number in self._numbers_of(folded) if number not in claimed]
        here = [(number, state) for number in numbers if (state := self._there(folded.kind, number)) is not None]
        number, state = here[0] if here else (None, None)
        final = dict(folded.fields) | ({RECALLED: True} if folded.recalled else {})
        group = _Group(folded.refs, folded.kind, number, state, final, [])
        if number is not None:
            claimed[number] = group
            self._numbers.update(dict.fromkeys(folded.refs, number))
        self._add_steps(group, lines, new)
        told = {ref for _, _, ref in group.steps}
        untold = [ref for ref in its_new if ref not in told]
        group.steps.append((_LAST, final, untold[-1] if untold else None))
        return group

    def _same_here(self, folded: Folded) -> int | None:
        """Return the number of an entry that consists of the same identities as it did here; None if it does not."""
        number = self._log.identities[folded.name].entry_id
        is_same = number is not None and folded.held_out is None and self._log.of_entry(number) == list(folded.refs)
        return number if is_same else None

    def _names_the_same(self, folded: Folded) -> bool:
        """Return whether the product that an entry names, if it names any, is here under the number that it had."""
        text = folded.fields.get(PRODUCT_ID)
        product = self._folding.entry_of(LineRef.from_text(text)) if isinstance(text, str) else None
        return text is None or (product is not None and self._same_here(product) is not None)

    def _numbers_of(self, folded: Folded) -> list[int]:
        """Return the numbers that an entry may have here, the best first.

        A number stays with the first of the identities that it stood for: a dose that is as it was names it.
        """
        found = {
            n: self._log.of_entry(n)[0] for ref in folded.refs if (n := self._log.identities[ref].entry_id) is not None
        }
        held = {n for n, first in found.items() if first not in folded.refs and self._stands(first)}
        return sorted(found.keys() - held, key=lambda number: (found[number] != folded.name, number))

    def _stands(self, ref: LineRef) -> bool:
        entry = self._folding.entry_of(ref)
        return entry is not None and entry.held_out is None

    def _gone(self, ref: LineRef, new: set[LineRef], claimed: dict[int, _Group], found: list[_Group]) -> None:
        """Tell of an entry that is deleted: of what other devices had changed in it before."""
        lines = [line for line in self._folding.lines_of(ref) if line.of[0] == ref or ref in line.of]
        number = self._log.identities[ref].entry_id
        kind = self._log.identities[ref].kind
        state = None if number is None or number in claimed else self._there(kind, number)
        if state is None and (number is not None or any(line.ref not in new for line in lines)):
            return
        group = _Group((ref,), kind, number, state, None, [])
        self._add_steps(group, lines, new)
        deleted = next((line for line in reversed(lines) if line.new is None), None)
        if state is None and not group.steps:
            return
        group.steps.append(
            (_LAST if deleted is None else deleted.order, None, None if deleted is None else deleted.ref)
        )
        if number is not None:
            claimed[number] = group
        found.append(group)

    @staticmethod
    def _add_steps(group: _Group, lines: Sequence[SyncLine], new: set[LineRef]) -> None:
        """Add a step for each new line that comes after all that was known of the entry."""
        known = max((place for place, line in enumerate(lines, start=1) if line.ref not in new), default=0)
        if known and group.state is None:
            return
        group.steps += [(line.order, _written(line), line.ref) for line in lines[known:] if line.new is not None]

    def _note_open(self, folded: Folded) -> None:
        self._made.about += folded.refs
        if folded.open:
            self._waiting.append(folded)

    def _number_of(self, folded: Folded) -> int | None:
        """Return the number of the entry that stands here, in place of one that is held out too."""
        holder = folded if folded.held_out is None else self._folding.entry_of(folded.held_out)
        refs = () if holder is None else holder.refs
        known = (self._numbers.get(ref, self._log.identities[ref].entry_id) for ref in refs)
        return next((number for number in known if number is not None), None)

    # ------------------------------------------------------------------ the ledger

    def _tell(self, group: _Group, written: Mapping[str, Any] | None, ref: LineRef | None, *, is_last: bool) -> None:
        """Add the ledger line that brings an entry to a state, where it differs and the domain accepts it."""
        if written is None:
            if group.state is not None and group.entry_id is not None:
                self._step(group, DELETE, group.state, None, ref)
                group.state = None
            return
        numbered = self._numbered(written)
        new = known_fields(numbered if is_last else {**(group.state or {}), **numbered})
        if not is_last and (
            self._names_nothing(written, numbered)
            or self._meaning.entry(group.kind, _as_in_lines(new, group.refs)) is None
        ):
            return
        if group.state is None:
            group.entry_id = self._next_id
            self._numbers.update(dict.fromkeys(group.refs, self._next_id))
            self._step(group, ADD, None, new, ref)
        else:
            names = differing_fields(group.state, new)
            if not names:
                return
            kind = KINDS[group.kind]
            old, after = ({n: side.get(n, _cleared(kind, n)) for n in names} for side in (group.state, new))
            self._step(group, EDIT, old, after, ref)
        group.state = new

    def _step(self, group: _Group, action: str, old: Fields | None, new: Fields | None, ref: LineRef | None) -> None:
        if group.entry_id is None:
            raise ValueError(action)
        self._made.steps.append(LedgerStep(action, group.kind, group.entry_id, old, new, ref))
        self._next_id += 1

    def _numbered(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields, the product that a dose names told by its number here."""
        text = fields.get(PRODUCT_ID)
        if not isinstance(text, str):
            return dict(fields)
        ref = LineRef.from_text(text)
        number = self._numbers.get(ref)
        if number is None and (product := self._log.identities.get(ref)) is not None:
            number = product.entry_id
        return {**fields, PRODUCT_ID: number}

    @staticmethod
    def _names_nothing(written: Mapping[str, Any], numbered: Mapping[str, Any]) -> bool:
        """Return whether a line names a product that is not here: one that no line added, or that is held out."""
        return written.get(PRODUCT_ID) is not None and numbered.get(PRODUCT_ID) is None

    # ------------------------------------------------------------------ the tables

    def _settle_row(self, group: _Group) -> None:
        if group.entry_id is None:
            return
        kind = KINDS[group.kind]
        if group.state is None:
            self._made.rows.append(Row(group.entry_id, kind, None, recalled=False))
        else:
            entry, recalled = entry_of_line(kind, from_json_fields(kind, group.state))
            self._made.rows.append(Row(group.entry_id, kind, entry, recalled))
        if group.refs:
            self._made.stand.append((group.refs, group.entry_id))
        if group.state is not None:  # it is no longer the number of those that are gone
            former = [ref for ref in self._log.of_entry(group.entry_id) if self._numbers.get(ref) != group.entry_id]
            self._made.stand.append(([ref for ref in former if ref not in self._numbers], None))


def _written(line: SyncLine) -> dict[str, Any]:
    """Return the fields that a line wrote; None for one that it cleared."""
    new = line.new or {}
    return {name: new.get(name) for name in line.changed if name}


def _as_in_lines(fields: Mapping[str, Any], refs: Sequence[LineRef]) -> dict[str, Any]:
    """Return fields as lines have them: without the mark, and any identity for the number of a product."""
    named = {name: value for name, value in fields.items() if name != RECALLED}
    return {**named, PRODUCT_ID: refs[0].text} if named.get(PRODUCT_ID) is not None else named


def _cleared(kind: Kind, name: str) -> object:
    return False if name == RECALLED else cleared_field(kind, name)
