"""The ledgers of two diaries as a join reads them, and the point where they part.

Two files that were once one diary begin with the same ledger lines. Up to that point an entry's number means the same
entry in both; after it, each side has changes of its own. What an import has taken is no change of its diary's own: it
is noted beside the ledger how far the other diary was known then.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from itertools import zip_longest
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.ledger_line import LedgerLine
from legdiary.domain.ledger.replay import same_fields
from legdiary.util.values import NamedTuple, dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from legdiary.domain.ledger.ledger_line import Fields, TextLine, TextRow
    from legdiary.domain.ledger.meaning import Meaning


class EntryChange(NamedTuple):
    """One line of a ledger, with the whole entry before and after it.

    Attributes:
        line: the line.
        old: the entry before; None where there was none.
        new: the entry after; None where it was deleted.
        fields: the same as the ledger's JSON has it, known fields only, with `recalled` where it was.
    """

    line: TextLine
    old: Any
    new: Any
    fields: Fields | None


class ImportNote(NamedTuple):
    """The note of an import: how far another diary was known from then on.

    Attributes:
        line: the last line of this ledger when the import was done.
        other_line: the last line of the other ledger that was known then.
        other_mark: what that line is known by (`mark_of_row`).
        wrote: the import has written the change that `line` is of.
        copies: what each line of that change is a copy of, in order (`Said.said_as`); empty where it is not known.
    """

    line: int
    other_line: int
    other_mark: str
    wrote: bool
    copies: tuple[str, ...] = ()


class _NoEntries:
    """The meaning of a ledger without lines."""

    def entry(self, kind: str, fields: Mapping[str, Any]) -> None:
        """Return None."""


def _no_fields(_: Any, __: bool) -> Fields:  # noqa: ANN401, FBT001 - any entry
    return {}


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of a diary, read anew whenever it is needed: it may be long.

    Attributes:
        rows: yields the lines after a number, in order, as rows.
        changes: yields the lines about the entries with some numbers, in order, with the entry before and after.
        notes: the notes of its imports.
        taken: the changes that were made by taking lines of other devices.
        meaning: makes entries of JSON fields.
        fields: returns the JSON fields of an entry and its `recalled` mark.
    """

    rows: Callable[[int], Iterable[TextRow]] = lambda _: ()
    changes: Callable[[Container[int]], Iterable[EntryChange]] = lambda _: ()
    notes: tuple[ImportNote, ...] = ()
    taken: frozenset[int] = frozenset()
    meaning: Meaning = _NoEntries()
    fields: Callable[[Any, bool], Fields] = _no_fields


def find_fork(one: Ledger, other: Ledger) -> int:
    """Return the number of the last line up to which two ledgers are identical; never inside a change."""
    both = 0
    for mine, theirs in zip_longest(one.rows(0), other.rows(0)):
        if mine != theirs:
            lines = [LedgerLine._make(row) for row in (mine, theirs) if row is not None]
            if len(lines) == 1 or not _is_same(*lines):
                begun = [line.change_id for line in lines if line.change_id <= both]
                return min(begun) - 1 if begun else both
        both = mine[0]
    return both


def _is_same(mine: TextLine, theirs: TextLine) -> bool:
    """Return whether two ledgers have the same line, however each has written it."""
    of = attrgetter("id", "change_id", "made_utc_ms", "kind", "entry_id", "undoes")
    sides = ((mine.old, theirs.old), (mine.new, theirs.new))
    return of(mine) == of(theirs) and all(same_fields(*map(_fields, pair)) for pair in sides)


def _fields(side: str | None) -> Fields | None:
    return None if side is None else dict(json.loads(side))


def mark_of_row(row: TextRow) -> str:
    """Return what a line of a ledger is known by: a hash of all of it, 64 hexadecimal digits."""
    return blake2b(repr(tuple(row)).encode(), digest_size=32).hexdigest()


def mark_at(ledger: Ledger, number: int) -> str | None:
    """Return what the line of a number is known by; None where there is no such line."""
    row = next(iter(ledger.rows(number - 1)), None)
    return None if row is None or row[0] != number else mark_of_row(row)


def last_line(ledger: Ledger, number: int) -> tuple[int, str] | None:
    """Return the number of a ledger's last line and what it is known by; None where it has none."""
    mark = mark_at(ledger, number) if number else None
    return None if mark is None else (number, mark)
