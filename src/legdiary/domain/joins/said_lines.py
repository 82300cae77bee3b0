"""The lines of a diary's ledger since it met another diary, as the other will hear them."""

from __future__ import annotations

from hashlib import blake2b
from json import loads
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.parted_ledgers import mark_at
from legdiary.domain.ledger.replay import differing_fields
from legdiary.domain.sync.lines import PRODUCT_ID, RECALLED, LineRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from legdiary.domain.ledger.ledger_line import Fields
    from legdiary.domain.ledger.parted_ledgers import EntryChange, ImportNote, Ledger

#: The author of what both diaries had when they met last.
BOTH = "0" * 16
_NAME_BYTES = 6


class Said:
    """One line of a diary that the other has not heard.

    Attributes:
        number: its number in the diary's log.
        entry_id, kind: the entry that it is about.
        fields: the entry after it; None after a deletion.
        adds: it tells the whole entry, which was not there before.
        written: the names of the fields that it wrote.
        made: when it was written.
        is_copied: an import has written it.
        copy_of: what the line is known by that it copies; empty where that is not known.
        entry_of: what the line is known by that added the entry, of a copy that adds it; empty where not known.
        follows: the line that added the entry in the other diary, of a copy that adds it as it became later.
        same_as: the line of the other diary that it copies; None where it is a line of its own.
        knows: the newest line of the other diary about the entry that was known when it was written; 0 for none.
        depth: its place among the lines of its entry that follow each other.
    """

    __slots__ = (
        "adds", "copy_of", "depth", "entry_id", "entry_of", "fields", "follows", "is_copied", "kind", "knows", "made",
        "number", "same_as", "written",
    )  # fmt: skip

    def __init__(
        self, number: int, entry_id: int, kind: str, fields: Fields | None, *, adds: bool, written: Iterable[str],
        made: tuple[int, int, str] = (0, 0, "UTC"), is_copied: bool = False,
    ) -> None:  # fmt: skip
        self.number, self.entry_id, self.kind, self.fields = number, entry_id, kind, fields
        self.adds, self.written, self.made, self.is_copied = adds, tuple(written), made, is_copied
        self.same_as: Said | None = None
        self.follows: Said | None = None
        self.copy_of = self.entry_of = ""
        self.knows = self.depth = 0

    @property
    def said_as(self) -> str:
        """The name of the line in every diary that has it, typed or copied; numbers of products have no part in it."""
        if self.copy_of:
            return self.copy_of
        told = sorted((name, repr(value)) for name, value in (self.fields or {}).items() if name != PRODUCT_ID)
        return blake2b(repr((self.made, self.kind, self.adds, told)).encode(), digest_size=_NAME_BYTES).hexdigest()


class Side:
    """One of the two diaries.

    Attributes:
        device: what its lines are written by.
        refs: number of an entry → its identity.
        now: number of an entry → its fields, as the ledger has them; None where it is deleted.
        kinds: number of an entry → its kind.
        said: its lines that the other has not heard.
    """

    def __init__(self, ledger: Ledger, changes: Sequence[EntryChange], device: str) -> None:
        self.device = device
        self.refs: dict[int, LineRef] = {}
        self.now: dict[int, Fields | None] = {each.line.entry_id: each.fields for each in changes}
        self.kinds = {each.line.entry_id: each.line.kind for each in changes}
        self.said: list[Said] = []
        #: The number of its newest line.
        self.newest = 0
        self._ledger = ledger
        self._changes = changes
        self._undone = {each.line.undoes for each in changes if each.line.undoes is not None}
        self._change_of = {each.line.id: each.line.change_id for each in changes}
        noted = {self._change_of.get(each.line) for each in ledger.notes if each.wrote}
        self._copied = {*ledger.taken, *noted}
        self._copies = {
            line: copy
            for each in ledger.notes
            for line, copy in zip(range(each.line - len(each.copies) + 1, each.line + 1), each.copies, strict=True)
        }

    def notes_of(self, other: Ledger, parted: int) -> Iterator[ImportNote]:
        """Yield the notes of imports of another diary, unless they were undone."""
        for note in self._ledger.notes:
            is_after = note.line > parted < note.other_line and self._change_of.get(note.line) not in self._undone
            if is_after and mark_at(other, note.other_line) == note.other_mark:
                yield note

    def forget_lines(self) -> None:
        """Let go of the lines, once they are made lines of a device: there may be many."""
        self._changes = ()

    def states_at(self, line: int) -> dict[int, Fields]:
        """Return the entries that were there after a line of the ledger, of those that are looked at."""
        found = {each.line.entry_id: each.fields for each in self._changes if each.line.id <= line}
        return {number: fields for number, fields in found.items() if fields is not None}

    def hear(self, after: int) -> None:
        """Add the lines of the ledger after one; an import that was undone leaves no trace."""
        gone = {change for change in self._copied if change in self._undone}
        for each in self._changes:
            line = each.line
            if line.id <= after or line.change_id in gone or (line.undoes is not None and line.undoes in gone):
                continue
            is_whole = line.old is None or each.fields is None
            said = Said(
                self.newest + 1, line.entry_id, line.kind, each.fields, adds=line.old is None,
                written=(each.fields or ()) if is_whole else loads(line.new or "{}"),
                made=(line.made_utc_ms, line.made_offset_min, line.made_zone),
                is_copied=line.change_id in self._copied,
            )  # fmt: skip
            said.entry_of, _, said.copy_of = self._copies.get(line.id, "").partition(".")
            self._say(said)

    def _say(self, said: Said) -> None:
        self.newest = said.number
        self.said.append(said)

    def bring(self, number: int, kind: str, fields: Fields | None) -> None:
        """Add what an earlier file of the same import has made of an entry: a line that an import has written."""
        before, after = self.now.get(number) or {}, fields or {}
        differing = differing_fields(before, after)
        self.now[number], self.kinds[number] = fields, kind
        if differing:
            written = differing if fields else ()
            self._say(Said(self.newest + 1, number, kind, fields, adds=not before, written=written, is_copied=True))

    def named(self, fields: Fields) -> Fields:
        """Return fields with the product that a dose names told by its identity."""
        number = fields.get(PRODUCT_ID)
        return fields if number is None else {**fields, PRODUCT_ID: self.ref_of(number).text}

    def ref_of(self, number: int) -> LineRef:
        """Return the identity of an entry; of one that is not looked at, both have it under this number."""
        return self.refs.get(number) or LineRef(BOTH, max(1, number))

    def entry(self, kind: str, fields: Fields) -> Any:  # noqa: ANN401 - any entry
        """Return the entry that fields make, its product told by identity; None where the domain refuses it."""
        told = {name: each for name, each in self.named(fields).items() if name != RECALLED}
        return self._ledger.meaning.entry(kind, told)

    def own_ref(self, said: Said) -> LineRef:
        """Return the identity of an entry that a line adds."""
        return LineRef(self.device, said.number)
