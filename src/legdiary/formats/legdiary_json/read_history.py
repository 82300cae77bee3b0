"""Read the history in legdiary's own JSON.

Each line must follow from the lines before it, and all of them together must lead to the entries of the file.
"""

from __future__ import annotations

import json
from array import array
from hashlib import sha256
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.invariants import check_zone_name
from legdiary.domain.ledger.actions import SIDES, UNDO
from legdiary.domain.ledger.ledger_line import LedgerLine
from legdiary.domain.ledger.replay import BrokenLedger, Order, Rule, check_line, known_fields, replay_line
from legdiary.formats.legdiary_json.read_entries import fields_of, whole_number
from legdiary.formats.reader_result import MOST_CELL, MOST_ENTRIES, BadRow, TooLarge, locate_errors
from legdiary.util.compressed_list import Packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from legdiary.domain.ledger.ledger_line import TextLine
    from legdiary.formats.files.strict_json import Raw
    from legdiary.formats.reader_result import Spot

_EARLIEST_MS, _LATEST_MS = 0, 253_370_764_800_000
_KINDS = tuple(KINDS)
#: The most lines of a history, as many as of a diary.
_MOST_LINES = MOST_ENTRIES
_BOTH = 2
#: The length of a digest, and what stands in the place of one.
DIGEST_BYTES = 32
_NO_DIGEST = bytes(DIGEST_BYTES)
#: For each broken rule, the column it is about and the words for it; `_NOT_SO` for rules that are not here.
_SAID = {
    Rule.GAP: ("id", "must be {next}; the ledger has no gaps"),
    Rule.CHANGE: ("change_id", "must be the id of the first line of the same command"),
    Rule.UNDOES: ("undoes", "an undo names an earlier change, and nothing else does"),
    Rule.SIDES: ("new", "add has only new, delete only old, edit both, undo one of them or both"),
    Rule.ADDED: ("entry_id", "an entry's number is the number of the line that added it"),
    Rule.NEVER: ("entry_id", "{entry} is no {kind} that an earlier line added"),
    Rule.KIND: ("entry_id", "{entry} is no {kind} that an earlier line added"),
}
_NOT_SO = ("old", "is not what the lines before say of entry {entry}")


class History:
    """A replay of the ledger, line by line, that knows what each entry is after the last line."""

    def __init__(self, source: str, entry_digest: Callable[[int], bytes | None] = lambda _: None) -> None:
        """Begin a replay.

        Args:
            source: the name of the file, for messages.
            entry_digest: returns the digest of an entry of the file, whose fields were checked, by its number.
        """
        self._source = source
        self._entry_digest = entry_digest
        self._digest_read = _NO_DIGEST
        #: Every state that any entry had, as JSON text.
        #: The other three have one item for each line number, which is also the number of the entry that the line
        #: added: the kind of that entry (0: none), the place of its present state in `_states` (0: deleted, or
        #: none), and whether the line is the first of its change.
        self._states: Packed[str] = Packed([""])
        self._kinds = bytearray(1)
        self._now = array("l", [0])
        #: The digest of the state that a line made, where it is known; else zeros.
        self._digests = bytearray(DIGEST_BYTES)
        self._begins = bytearray(1)
        self._order = Order()

    @property
    def next_id(self) -> int:
        """Return the number that the next line must have."""
        return self._order.last + 1

    def tell(self, item: Raw, line: Spot) -> TextLine:
        """Read one line and return it.

        Raises:
            BadRow: the line is invalid, or does not follow from the lines before it.
        """
        self._digest_read = _NO_DIGEST
        told, expected = self._told(dict(item), line), self.next_id
        if (rule := next(self._order.broken(told), None)) is not None:
            raise self._broken(rule, told, line, expected)
        is_undo = told.undoes is not None
        if (told.action == UNDO) != is_undo or (is_undo and not self._begins_at(told.undoes)):
            raise self._broken(Rule.UNDOES, told, line)
        if told.id > _MOST_LINES:
            raise BadRow(self._source, None, None, f"more than {_MOST_LINES} lines of history, the most that are read")
        self._begins.append(told.change_id == told.id)
        self._kinds.append(0)
        self._now.append(0)
        self._digests += self._digest_read
        self._follow(told, item.get("old"), item.get("new"), line)
        return told

    def _begins_at(self, line: int | None) -> bool:
        """Tell whether an earlier line is the first of a change."""
        return line is not None and line < len(self._begins) and self._begins[line] != 0

    def _told(self, found: Raw, line: Spot) -> TextLine:
        numbers = {
            name: whole_number(found.pop(name, None), name, least, self._source, line)
            for name, least in (("id", 1), ("change_id", 1), ("entry_id", 1), ("made_utc_ms", _EARLIEST_MS))
        }
        if not _EARLIEST_MS <= numbers["made_utc_ms"] <= _LATEST_MS:
            raise self._no(line, "made_utc_ms", "milliseconds since 1970, of the years 1970 to 9998, are accepted")
        offset = found.pop("made_offset_min", None)
        if type(offset) is not int or abs(offset) >= 24 * 60:
            raise self._no(line, "made_offset_min", "minutes from -1439 to 1439 are accepted")
        zone, action, kind, undoes = (found.pop(name, None) for name in ("made_zone", "action", "kind", "undoes"))
        if type(zone) is not str:
            raise self._no(line, "made_zone", "a zone's name is accepted")
        with locate_errors(self._source, line, "made_zone"):
            check_zone_name(zone, "a change")
        if type(action) is not str or action not in SIDES:
            raise self._no(line, "action", f"one of {', '.join(SIDES)} is accepted")
        if type(kind) is not str or kind not in KINDS:
            raise self._no(line, "kind", f"one of {', '.join(KINDS)} is accepted")
        if undoes is not None:
            whole_number(undoes, "undoes", 1, self._source, line)
        old, new = (self._side(found.pop(name, None), kind, numbers["entry_id"], name, line) for name in ("old", "new"))
        if found:
            raise self._no(line, next(iter(found)), "no part of a line of the ledger")
        return LedgerLine(
            numbers["id"], numbers["change_id"], numbers["made_utc_ms"], offset, zone, action, kind,
            numbers["entry_id"], old, new, undoes,
        )  # fmt: skip

    def _side(self, side: object, kind: str, number: int, name: str, line: Spot) -> str | None:
        """Return one side of a line as the ledger stores it, its types checked, so that undo can read it.

        Most lines add an entry as it still stands in the file: such fields were checked already.
        """
        if side is None:
            return None
        if type(side) is not dict:
            raise self._no(line, name, "fields in braces are accepted")
        known = fields_of(kind)
        unchecked = {} if name == "new" and self._stands_in_file(side, kind, number) else side
        for field, value in unchecked.items():
            if field == "recalled" and type(value) is bool:
                continue
            if field not in known:
                raise self._no(line, field, f"no field of a {kind} known here")
            known[field].value(value, self._source, line)
        text = _text(side)
        if len(text) > MOST_CELL:
            raise TooLarge(self._source, line, name)
        return text

    def _stands_in_file(self, side: Raw, kind: str, number: int) -> bool:
        """Return whether the file has an entry with just these fields, which were checked as the entry was read."""
        there = self._entry_digest(number)
        if there is None or "id" in side or len(known_fields(side)) != len(side):
            return False
        found = digest(kind, side)
        if found == there:
            self._digest_read = found
        return found == there

    def _follow(self, told: TextLine, old: Raw | None, new: Raw | None, line: Spot) -> None:
        number = told.entry_id
        kind = _KINDS[self._kinds[number] - 1] if number < told.id and self._kinds[number] else None
        try:
            check_line(told, kind)
            text = self._states[self._now[number]] or None if kind is not None else None
            step = LedgerLine(*told[:8], old, new, told.undoes)
            state = replay_line(json.loads(text) if text is not None else None, step)
        except BrokenLedger as error:
            raise self._broken(error.rule, told, line) from None
        if number != told.id:
            self._digests[number * DIGEST_BYTES : (number + 1) * DIGEST_BYTES] = _NO_DIGEST
        text = told.new if state is new else _text(state) if state is not None else ""
        self._put(number, told.kind, text or "")

    def _put(self, number: int, kind: str, text: str) -> None:
        """Note the present state of an entry; an empty text means that it was deleted."""
        self._kinds[number] = _KINDS.index(kind) + 1
        self._now[number] = len(self._states) if text else 0
        if text:
            self._states.append(text)

    def _standing(self) -> Iterator[tuple[int, bytes]]:
        """Yield the number and the digest of every entry that is not deleted."""
        for number, place in enumerate(self._now):
            if place:
                known = bytes(self._digests[number * DIGEST_BYTES : (number + 1) * DIGEST_BYTES])
                if known == _NO_DIGEST:
                    known = digest(_KINDS[self._kinds[number] - 1], json.loads(self._states[place]))
                yield number, known

    def contradicted_ids(self, stands: Iterable[tuple[int, bytes]]) -> Iterator[int]:
        """Yield in order the numbers of entries that differ between the history and the file's entries, or lack in one.

        Args:
            stands: the number and the digest of every entry of the file, in order.
        """
        for number, several in groupby(merge(stands, self._standing()), key=itemgetter(0)):
            told = [each for _, each in several]
            if len(told) != _BOTH or told[0] != told[1]:
                yield number

    def _no(self, line: Spot, column: str, mistake: str) -> BadRow:
        return BadRow(self._source, line, column, mistake)

    def _broken(self, rule: Rule, told: TextLine, line: Spot, expected: int = 0) -> BadRow:
        column, mistake = _SAID.get(rule, _NOT_SO)
        return self._no(line, column, mistake.format(next=expected, entry=told.entry_id, kind=told.kind))


def _text(side: Raw) -> str:
    """Return fields as the ledger stores them."""
    return json.dumps(side, ensure_ascii=False, separators=(",", ":"))


def digest(kind: str, fields: Raw) -> bytes:
    """Return a short digest of an entry, so that two sources can be compared without keeping either."""
    said = known_fields({name: value for name, value in fields.items() if name != "id"})
    return sha256(f"{kind}{json.dumps(said, sort_keys=True)}".encode()).digest()
