"""The replay of a ledger: what its lines make of an entry, and which lines cannot follow from those before.

Nothing here knows where the lines come from, nor how a person is told what is wrong with them: a broken rule has a
code, and `check`, an import and an undo each say it in their own words. Fields may be domain values or those of JSON.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.actions import ADD, SIDES, UNDO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from legdiary.domain.ledger.ledger_line import Fields, FieldsLine, LedgerLine

#: The mark of an entry that was recalled; where it is not set, nothing is said.
_MARK = "recalled"


class Rule(Enum):
    """The rules that lines can break."""

    GAP = "lines are numbered without a gap"
    CHANGE = "a line belongs to the change before it, or begins one"
    UNDOES = "an undo, and nothing else, names the beginning of an earlier change"
    SIDES = "each action has its sides"
    ADDED = "a line that adds an entry is its first, and gives it its number"
    NEVER = "an entry that was never added has no lines"
    KIND = "an entry keeps its kind"
    SECOND = "an entry that is there is not made again"
    ABSENT = "an entry that is not there is not changed"
    DELETED = "what is deleted is what was there"
    CHANGED = "what is changed is what was there"
    TWICE = "a change is taken back once"
    LATER = "a change is taken back by a later one"
    UNDONE = "an undo takes back what was done"
    MIRROR = "an undo is the mirror of what it takes back"


class BrokenLedger(Exception):
    """A line that cannot follow from those before.

    Attributes:
        rule: the rule that it breaks.
        line: its number.
    """

    def __init__(self, rule: Rule, line: int) -> None:
        super().__init__(rule, line)
        self.rule, self.line = rule, line


# ---------------------------------------------------------------------- values


def is_unknown(name: str, value: object) -> bool:
    """Return whether a field says nothing: there are several ways to write that, and they are equal."""
    return value is None or value in ((), []) or (name == _MARK and value is False)


def known_fields(fields: Fields) -> Fields:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if not is_unknown(name, value)}


def same_value(name: str, one: object, other: object) -> bool:
    """Return whether two values of a field are equal."""
    return one == other or (is_unknown(name, one) and is_unknown(name, other))


def same_fields(one: Fields | None, other: Fields | None) -> bool:
    """Return whether two sides are equal; None is the side of an entry that was not there."""
    if one is None or other is None:
        return one is other
    return not differing_fields(one, other)


def differing_fields(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields that differ between two sides, in the order of the first, then of the other."""
    return [name for name in {**one, **other} if not same_value(name, one.get(name), other.get(name))]


# ---------------------------------------------------------------------- one entry


def check_line(line: LedgerLine[Any], kind: str | None) -> None:
    """Check a line by itself.

    Args:
        line: the line.
        kind: the kind of the entry by the lines before; None where there are none.

    Raises:
        BrokenLedger: SIDES, ADDED, NEVER or KIND.
    """
    if (line.old is not None, line.new is not None) not in SIDES[line.action]:
        raise BrokenLedger(Rule.SIDES, line.id)
    if line.action == ADD:
        if kind is not None or line.entry_id != line.id:
            raise BrokenLedger(Rule.ADDED, line.id)
    elif kind is None:
        raise BrokenLedger(Rule.NEVER, line.id)
    elif kind != line.kind:
        raise BrokenLedger(Rule.KIND, line.id)


def apply_line(state: Fields | None, line: FieldsLine) -> Fields | None:
    """Return the entry after a line, without a check; None where it is not there."""
    if line.new is None:
        return None
    return line.new if state is None or line.old is None else {**state, **line.new}


def replay_line(state: Fields | None, line: FieldsLine) -> Fields | None:
    """Return the entry after a line.

    Args:
        state: the entry before; None where it is not there.
        line: the line.

    Raises:
        BrokenLedger: SECOND, ABSENT, DELETED or CHANGED.
    """
    if line.old is None:
        if state is not None:
            raise BrokenLedger(Rule.SECOND, line.id)
    elif state is None:
        raise BrokenLedger(Rule.ABSENT, line.id)
    elif line.new is None:
        if not same_fields(state, line.old):
            raise BrokenLedger(Rule.DELETED, line.id)
    elif not all(same_value(name, state.get(name), value) for name, value in line.old.items()):
        raise BrokenLedger(Rule.CHANGED, line.id)
    return apply_line(state, line)


def check_mirror(undo: FieldsLine, done: FieldsLine | None) -> None:
    """Check that an undo puts back what a line changed.

    Args:
        undo: a line of the undo.
        done: the line of the same entry that it takes back; None where there is none.

    Raises:
        BrokenLedger: UNDONE or MIRROR.
    """
    if done is None or done.action == UNDO:
        raise BrokenLedger(Rule.UNDONE, undo.id)
    if not (same_fields(undo.old, done.new) and same_fields(undo.new, done.old)):
        raise BrokenLedger(Rule.MIRROR, undo.id)


# ---------------------------------------------------------------------- all lines


class Order:
    """The order of the lines of a ledger.

    Attributes:
        last: the number of the last line.
        change: the change that it belongs to.
    """

    def __init__(self) -> None:
        self.last = 0
        self.change = 0

    def broken(self, line: LedgerLine[Any]) -> Iterator[Rule]:
        """Yield the rules that the next line breaks, GAP and CHANGE, and go on behind it."""
        yield from self.broken_by(line.id, line.change_id)

    def broken_by(self, number: int, change_id: int) -> Sequence[Rule]:
        """Return the rules that the next line breaks, GAP and CHANGE, and go on behind it.

        Args:
            number: the number of the line.
            change_id: the number of its change.
        """
        last, change, self.last = self.last, self.change, number
        if change_id == number:
            self.change = number
        elif change_id == change and number == last + 1:
            return ()
        gap = () if number == last + 1 else (Rule.GAP,)
        return gap if change_id in {number, change} else (*gap, Rule.CHANGE)


class UndoneChanges:
    """The changes that were taken back, each with the number of its lines.

    First every line is noted; then each change of the ledger is ended, in order.
    """

    def __init__(self) -> None:
        self._lines: dict[int, int] = {}
        self._last = (0, 0)

    def __len__(self) -> int:
        return len(self._lines)

    def note(self, line: LedgerLine[Any]) -> Iterator[tuple[Rule, int]]:
        """Yield the rules that an undo breaks, TWICE and LATER, each with a change's number; and note the line."""
        if line.undoes is None:
            return
        if line.undoes in self._lines and (line.undoes, line.change_id) != self._last:
            yield Rule.TWICE, line.undoes
        if line.undoes >= line.change_id:
            yield Rule.LATER, line.change_id
        self._lines[line.undoes] = self.lines_of(line.undoes) + 1
        self._last = line.undoes, line.change_id

    def lines_of(self, change: int) -> int:
        """Return how many lines of a change were taken back."""
        return self._lines.get(change, 0)

    def is_whole(self, change: int, lines: int) -> bool:
        """Return whether a change that is now read to its end was taken back as a whole, or not at all."""
        return self._lines.pop(change, lines) == lines

    def left(self) -> Iterator[int]:
        """Yield the changes that were taken back and never ended: they are not in the ledger."""
        yield from self._lines
