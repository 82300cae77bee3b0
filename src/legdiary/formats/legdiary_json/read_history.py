"""Read the history in legdiary's own JSON.

Each line must follow from the lines before it, and all of them together must lead to the entries of the file.
"""

from __future__ import annotations

import json
import re
from array import array
from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.invariants import check_zone_name
from legdiary.domain.ledger.actions import ADD, SIDES, UNDO
from legdiary.domain.ledger.ledger_line import A_DAY_MIN, EARLIEST_MS, LATEST_MS, LedgerLine
from legdiary.domain.ledger.replay import BrokenLedger, Order, Rule, check_line, known_fields, replay_line
from legdiary.errors import BadValue
from legdiary.formats.files.strict_json import compact
from legdiary.formats.legdiary_json.read_entries import fields_of, whole_number
from legdiary.formats.reader_result import MOST_CELL, MOST_ENTRIES, BadRow, TooLarge, locate_errors
from legdiary.util.compressed_list import TEN_YEARS, Packed, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from legdiary.domain.ledger.ledger_line import TextLine
    from legdiary.formats.files.strict_json import Raw
    from legdiary.formats.reader_result import Spot

_KINDS = tuple(KINDS)
#: The most lines of a history, as many as of a diary.
_MOST_LINES = MOST_ENTRIES
_BOTH = 2
_NUMBERS = {name: number for number, name in enumerate(KINDS, start=1)}
_NEW = LedgerLine._fields.index("new")
#: A line that adds an entry, as legdiary writes it: what stands between its parts, its head, and when it was written.
_ADDS, _NUMBERED, _WITH = ',"action":"add","kind":"', '","entry_id":', ',"new":'
_HEAD = re.compile(r'\{"id":([1-9][0-9]{0,9}),"change_id":([1-9][0-9]{0,9}),(.*)')
_WRITTEN = re.compile(
    r'"made_utc_ms":(0|[1-9][0-9]{0,14}),"made_offset_min":(0|-?[1-9][0-9]{0,3}),"made_zone":"([^"\\]+)"'
)
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

    def __init__(self, source: str, in_file: Callable[[int, str, str], bool] = lambda *_: False) -> None:
        """Begin a replay.

        Args:
            source: the name of the file, for messages.
            in_file: returns whether the file has an entry of this number and kind, and its fields are this text; they
                were checked then.
        """
        self._source = source
        self._in_file = in_file
        self._lines: Packed[tuple[Any, ...]] = Packed(loose=TEN_YEARS)
        #: States that no line holds as a whole, as JSON text.
        self._states: Packed[str] = Packed([""])
        #: These four have one item for each line number, which is also the number of the entry that the line added:
        #: the kind of that entry (0: none), its present state (the line whose `new` it is, or below 0 its place in
        #: `_states`; 0: deleted, or none), whether the line is the first of its change, and whether it is known to add
        #: the entry as it stands in the file.
        self._kinds = bytearray(1)
        self._now = array("l", [0])
        self._begins = bytearray(1)
        self._stands = bytearray(1)
        self._order = Order()
        self._written: tuple[str, tuple[int, int, str]] = "", (0, 0, "")

    @property
    def told(self) -> Sequence[TextLine]:
        """The lines read so far."""
        return View(self._lines, LedgerLine._make)

    @property
    def next_id(self) -> int:
        """Return the number that the next line must have."""
        return self._order.last + 1

    def tell_added(self, text: str) -> bool:
        """Read a line that adds an entry as it stands in the file, and tell whether it is one; nothing else is read.

        Most lines are, and their fields were checked with the entry. Whatever is not just so is left to `tell`.
        """
        head, _, rest = text.partition(_ADDS)
        kind, _, rest = rest.partition(_NUMBERED)
        entry, _, new = rest.partition(_WITH)
        number, new = self._order.last + 1, new[:-1]
        if entry != str(number) or number > _MOST_LINES or text[-1:] != "}" or kind not in _NUMBERS:
            return False
        change = self._change_in(head, number)
        if not change or not self._in_file(number, kind, new):
            return False
        self._order.broken_by(number, change)
        self._begins.append(change == number)
        self._stands.append(1)
        self._kinds.append(_NUMBERS[kind])
        self._now.append(number)
        self._lines.append((number, change, *self._written[1], ADD, kind, number, None, new, None))
        return True

    def _change_in(self, head: str, number: int) -> int:
        """Return the change that a line belongs to, by its text before its action; 0 if the text is not as written."""
        change = self._order.change
        if head == f'{{"id":{number},"change_id":{change},{self._written[0]}':
            return change
        found = _HEAD.fullmatch(head)
        if found is None or int(found[1]) != number or not self._is_written(found[3]):
            return 0
        return int(found[2]) if int(found[2]) in {number, change} else 0

    def _is_written(self, text: str) -> bool:
        """Return whether a line says rightly when it was written; the same text is read once."""
        if text != self._written[0]:
            found = _WRITTEN.fullmatch(text)
            if found is None:
                return False
            utc_ms, offset_min, zone = int(found[1]), int(found[2]), found[3]
            if not (utc_ms <= LATEST_MS and abs(offset_min) < A_DAY_MIN):
                return False
            try:
                check_zone_name(zone, "a change")
            except BadValue:
                return False
            self._written = text, (utc_ms, offset_min, zone)
        return True

    def tell(self, item: Raw, line: Spot) -> None:
        """Read one line.

        Raises:
            BadRow: the line is invalid, or does not follow from the lines before it.
        """
        told, expected = self._told(dict(item), line), self.next_id
        if (rule := next(self._order.broken(told), None)) is not None:
            raise self._broken(rule, told, line, expected)
        is_undo = told.undoes is not None
        if (told.action == UNDO) != is_undo or (is_undo and not self._begins_at(told.undoes)):
            raise self._broken(Rule.UNDOES, told, line)
        if told.id > _MOST_LINES:
            raise BadRow(self._source, None, None, f"more than {_MOST_LINES} lines of history, the most that are read")
        self._begins.append(told.change_id == told.id)
        self._stands.append(0)
        self._kinds.append(0)
        self._now.append(0)
        self._lines.append(tuple(told))
        self._follow(told, item.get("old"), item.get("new"), line)

    def _begins_at(self, line: int | None) -> bool:
        """Tell whether an earlier line is the first of a change."""
        return line is not None and line < len(self._begins) and self._begins[line] != 0

    def _told(self, found: Raw, line: Spot) -> TextLine:
        numbers = {
            name: whole_number(found.pop(name, None), name, least, self._source, line)
            for name, least in (("id", 1), ("change_id", 1), ("entry_id", 1), ("made_utc_ms", EARLIEST_MS))
        }
        if not EARLIEST_MS <= numbers["made_utc_ms"] <= LATEST_MS:
            raise self._no(line, "made_utc_ms", "milliseconds since 1970, of the years 1970 to 9998, are accepted")
        offset = found.pop("made_offset_min", None)
        if type(offset) is not int or abs(offset) >= A_DAY_MIN:
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
        known, text = fields_of(kind), compact(side)
        is_checked = name == "new" and self._in_file(number, kind, text)
        for field, value in {} if is_checked else side.items():
            if field == "recalled" and type(value) is bool:
                continue
            if field not in known:
                raise self._no(line, field, f"no field of a {kind} known here")
            known[field].value(value, self._source, line)
        if len(text) > MOST_CELL:
            raise TooLarge(self._source, line, name)
        return text

    def _follow(self, told: TextLine, old: Raw | None, new: Raw | None, line: Spot) -> None:
        number = told.entry_id
        kind = _KINDS[self._kinds[number] - 1] if number < told.id and self._kinds[number] else None
        try:
            check_line(told, kind)
            text = self._state(number) if kind is not None else None
            step = LedgerLine(*told[:8], old, new, told.undoes)
            state = replay_line(json.loads(text) if text is not None else None, step)
        except BrokenLedger as error:
            raise self._broken(error.rule, told, line) from None
        self._kinds[number] = _NUMBERS[told.kind]
        self._now[number] = 0 if state is None else told.id if state is new else -len(self._states)
        if self._now[number] < 0:
            self._states.append(compact(state))

    def _state(self, number: int) -> str | None:
        """Return the present state of an entry as JSON text; None where it is deleted, or never was."""
        place = self._now[number]
        if place > 0:
            new: str = self._lines[place - 1][_NEW]
            return new
        return self._states[-place] if place else None

    def contradicted_ids(self, stands: Iterable[int], fields_of_entry: Callable[[int], Raw]) -> Iterator[int]:
        """Yield in order the numbers of entries that differ between the history and the file's entries, or lack in one.

        Args:
            stands: the number of every entry of the file, in order.
            fields_of_entry: returns the fields of an entry of the file, its kind among them, by its number.
        """
        told = (number for number, place in enumerate(self._now) if place)
        for number, several in groupby(merge(stands, told)):
            if len([*several]) != _BOTH or not self._is_same(number, fields_of_entry):
                yield number

    def _is_same(self, number: int, fields_of_entry: Callable[[int], Raw]) -> bool:
        """Return whether an entry of the file is as the lines leave it: by its text, or else by what it says."""
        kind, place = _KINDS[self._kinds[number] - 1], self._now[number]
        if place == number and self._stands[number]:
            return True
        text = self._state(number) or ""
        if self._in_file(number, kind, text):
            return True
        fields = fields_of_entry(number)
        return fields.pop("kind") == kind and _said(json.loads(text)) == _said(fields)

    def _no(self, line: Spot, column: str, mistake: str) -> BadRow:
        return BadRow(self._source, line, column, mistake)

    def _broken(self, rule: Rule, told: TextLine, line: Spot, expected: int = 0) -> BadRow:
        column, mistake = _SAID.get(rule, _NOT_SO)
        return self._no(line, column, mistake.format(next=expected, entry=told.entry_id, kind=told.kind))


def _said(fields: Raw) -> str:
    """Return what fields say, in one order."""
    return json.dumps(known_fields(fields), sort_keys=True)
