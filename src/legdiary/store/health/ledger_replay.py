"""Replay the ledger and compare it with the tables.

Most entries have one line, whose text follows from their row: SQLite compares these as sets, and finds which rows
surely make a value (`store.schema.check_queries`). Only the others are replayed: one entry at a time, and one line at a
time, so that memory grows neither with the years of a diary nor with the corrections of an entry.

Sets only tell that all is well. As soon as anything is not, every line is read in order, and each fault gets its words.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import suppress
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.ledger.actions import ADD, UNDO
from legdiary.domain.ledger.replay import (
    BrokenLedger,
    Order,
    Rule,
    UndoneChanges,
    check_line,
    check_mirror,
    replay_line,
)
from legdiary.errors import LegdiaryError, plural
from legdiary.store.findings import MOST_FAULTS
from legdiary.store.rows import (
    BETWEEN_LISTS,
    entry_of_line,
    former_entry,
    hold_columns,
    line_of,
    raw_line,
    row_reader,
    step_columns,
    to_columns,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from legdiary.domain.entries.kinds import Kind
    from legdiary.domain.ledger.ledger_line import Fields, FieldsLine
    from legdiary.store.statement_runner import Runner

#: The most lines of one change about one entry that are read; legdiary itself writes one.
_MOST_AT_ONCE = 16
#: Kinds with rows in tables beside their own, which no single text tells.
_OF_SEVERAL_TABLES = ("plan",)
#: The words for each broken rule.
_SAID = {
    Rule.GAP: "the lines before line {} are missing",
    Rule.CHANGE: "line {} belongs to no change",
    Rule.SIDES: "line {} holds too much or too little",
    Rule.ADDED: "the first line, and it alone, makes an entry",
    Rule.NEVER: "the first line, and it alone, makes an entry",
    Rule.KIND: "a line calls it another kind",
    Rule.SECOND: "line {} makes it a second time",
    Rule.ABSENT: "line {} changes what is not there",
    Rule.DELETED: "line {} takes away something else",
    Rule.CHANGED: "line {} changes something else",
    Rule.TWICE: "change {} was taken back twice",
    Rule.LATER: "change {} takes back one that came later",
    Rule.UNDONE: "line {} takes back what was not done",
    Rule.MIRROR: "line {} takes back something else",
}


#: The kind whose rows hold lists of words, which are checked once for each list.
_WITH_WORDS = "night"
#: A day on which any night can be.
_ANY_DAY = date(2000, 1, 1)
#: The errors that a spoilt row or line raises when a value is made of it.
_SPOILT = (LegdiaryError, ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)


class _Enough(Exception):
    """Raised at the first fault, where the first is enough."""


class ReplayedEntry(NamedTuple):
    """The rows that an entry should have, by the ledger.

    Attributes:
        columns: the row of the entry.
        beside: for a plan, table → the rows of its steps and holds, in order; empty for other kinds.
    """

    columns: dict[str, object]
    beside: dict[str, list[dict[str, object]]]


class Replay:
    """A comparison of the ledger with the tables.

    Attributes:
        faults: each fault found, with its count.
        lines: the number of lines read.
        alive: kind → the number of entries that the tables should hold.
        taken_back: the number of changes that were undone.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._first_will_do = False
        self._begin()

    def _begin(self) -> None:
        self.faults: Counter[str] = Counter()
        self.lines = 0
        self.alive: Counter[str] = Counter()
        self.taken_back = 0
        self._undone = UndoneChanges()
        self._is_read = False
        self._replayed: set[int] = set()

    def compare(self, *, first_will_do: bool = False, rules_hold: bool = False) -> None:
        """Compare every line with every row.

        Args:
            first_will_do: stop at the first fault, since one is enough to refuse a copy.
            rules_hold: SQLite has found every page, index, type and CHECK of this file in order, so that its tables can
                be compared as sets.
        """
        if rules_hold and self._agrees():
            return
        self._begin()
        self._first_will_do = first_will_do
        with suppress(_Enough):
            self._compare()

    # ------------------------------------------------------------------ as sets

    def _agrees(self) -> bool:
        """Return whether ledger and tables agree, by comparing sets; where they do not, nothing is told of it."""
        self._first_will_do = True  # a fault ends it
        try:
            self._compare_sets()
        except (_Enough, sqlite3.Error):
            return False
        return True

    def _compare_sets(self) -> None:
        ends = self._runner.one("ledger_ends")
        lines = ends["lines"]
        if lines and (ends["first"] != 1 or ends["last"] != lines or ends["astray"] or ends["misdated"]):
            raise _Enough
        self._read_undone()
        entries = sum(self._settle(kind) for kind in KINDS.values())
        for row in self._runner.run("ledger_further"):
            if row[0] not in self._replayed:
                self._replay_deleted(row[0])
                entries += 1
        if entries != ends["added"]:  # a line without its row, or of no kind that is known
            raise _Enough
        if self.taken_back:
            for change, whole in self._runner.run("ledger_undone_changes"):
                self._end_change(change, whole)
        if any(self._undone.left()):
            raise _Enough
        self._count_rows()
        self.lines = lines

    def _settle(self, kind: Kind) -> int:
        """Return the number of a kind's rows, after every row that sets do not settle was looked at."""
        rows = int(self._runner.one(f"{kind.table}_count")[0])
        if kind.name in _OF_SEVERAL_TABLES:
            for row in self._runner.all(f"{kind.table}_in_order"):
                self._replay_row(kind, row["id"], own=self._kind_of(row["id"]) == kind.name)
            return rows
        words = {"known": self._known_words(kind)} if kind.name == _WITH_WORDS else {}
        entry: Callable[[Any], Any] | None = None
        self.alive[kind.name] += rows
        for row in self._runner.run(f"{kind.table}_unsettled", **words):
            entry = entry or row_reader(kind.name, tuple(row.keys()))
            if not (row["agrees"] and _is_made(entry, row)):
                self.alive[kind.name] -= 1
                self._replay_row(kind, row["id"], own=row["own"])
        return rows

    def _replay_row(self, kind: Kind, number: int, *, own: object) -> None:
        if not own:
            raise _Enough
        self._entry(kind, number)
        self._replayed.add(number)

    def _replay_deleted(self, number: int) -> None:
        """Replay an entry that has lines and no row."""
        kind = KINDS.get(self._kind_of(number))
        if kind is None:
            raise _Enough
        self._entry(kind, number)

    def _kind_of(self, number: int) -> str:
        """Return the kind of the entry that a line adds; nothing where it adds none."""
        found = self._runner.all("ledger_kind", id=number)
        return str(found[0][0]) if found else ""

    def _known_words(self, kind: Kind) -> str:
        """Return the words of nights, of those that a night may have, as a JSON list."""
        night, known = kind.load(), []
        for (words,) in self._runner.run("night_words"):
            parts, _, sensations = words.partition(BETWEEN_LISTS)
            of = {"body_parts": parts, "sensations": sensations}
            with suppress(*_SPOILT):
                night(_ANY_DAY, **{name: tuple(text.split(",")) for name, text in of.items() if text})
                known.append(f'"{words}"')  # words that a night may have need no escape
        return f"[{','.join(known)}]"

    # ------------------------------------------------------------------ line by line

    def _compare(self) -> None:
        self._read_undone()
        if self._runner.one("ledger_ends")["misdated"]:
            self._fault("a line was written at no moment")
        order, whole_change = Order(), 0
        agreeing = {kind.name: self._agreeing(kind) for kind in KINDS.values()}
        following = {name: next(numbers, None) for name, numbers in agreeing.items()}
        for number, change_id, action, kind, entry_id in self._runner.run("ledger_order"):
            before = order.change
            for rule in order.broken_by(number, change_id):
                self._fault(_SAID[rule].format(number))
            if change_id == number:
                self._end_change(before, whole_change)
                whole_change = 0
            whole_change += action != UNDO
            if following.get(kind) == number:
                following[kind] = next(agreeing[kind], None)
                self.alive[kind] += 1
            else:
                self._line(number, kind, entry_id)
            self.lines += 1
        self._end_change(order.change, whole_change)
        for number in self._undone.left():
            self._fault(f"change {number}, which was taken back, is not there")
        self._count_rows()

    def _agreeing(self, kind: Kind) -> Iterator[int]:
        """Yield the entries of a kind that have one line, agree with it, and break no rule, in order."""
        if kind.name in _OF_SEVERAL_TABLES:
            return
        entry: Callable[[Any], Any] | None = None
        for row in self._runner.run(f"{kind.table}_told"):
            entry = entry or row_reader(kind.name, tuple(row.keys()))
            if _is_made(entry, row):  # else its replay says what is wrong
                yield row[0]

    def _read_undone(self) -> None:
        """Count the undone lines of each change."""
        self._is_read = True
        for row in self._runner.run("ledger_undos"):
            for rule, change in self._undone.note(raw_line(row)):
                self._fault(_SAID[rule].format(change))
        self.taken_back = len(self._undone)

    def _end_change(self, change: int, lines: int) -> None:
        if not self._undone.is_whole(change, lines):
            self._fault(f"change {change} was taken back in part")

    def _line(self, number: int, name: str, entry_id: int) -> None:
        kind = KINDS.get(name)
        if kind is None:
            self._fault(f"line {number} is of a kind that is not known")
        elif entry_id == number:
            self._entry(kind, number)
        elif not self._runner.all("ledger_kind", id=entry_id):
            self._fault(f"line {number} is about an entry that was never made")

    def _entry(self, kind: Kind, number: int) -> None:
        """Replay one entry and compare the result with its row."""
        rows = self._runner.all(f"{kind.table}_by_id", id=number)
        try:
            state = self._fold(kind, number)
            stands = None if state is None else entry_of_line(kind, state)
        except BrokenLedger as error:
            self._fault(f"{_SAID[error.rule].format(error.line)} (entry {number})")
            self.alive[kind.name] += len(rows)
            return
        except (*_SPOILT, RecursionError):
            self._fault(f"the history of entry {number} cannot be read")
            self.alive[kind.name] += len(rows)
            return
        self.alive[kind.name] += stands is not None
        if stands is None:
            if rows:
                self._fault(f"entry {number} stands, though it was taken away")
                self.alive[kind.name] += 1
        elif not rows:
            self._fault(f"entry {number} is missing from the {kind.name} table")
        elif not self.is_written(rows[0], _as_told(kind, number, *stands)):
            self._fault(f"entry {number} does not stand as its history says")

    def _fold(self, kind: Kind, number: int) -> Fields | None:
        """Return the fields of an entry after all of its lines; None where it was deleted.

        Raises:
            BrokenLedger: a line cannot follow the one before it.
        """
        state: Fields | None = None
        taken_back: Counter[int] = Counter()
        for place, row in enumerate(self._runner.run("ledger_by_entry", entry_id=number)):
            line = line_of(row)
            if (line.action == ADD) != (place == 0):  # checked first: the clearest fault
                raise BrokenLedger(Rule.ADDED, line.id)
            check_line(line, kind.name if place else None)
            state = replay_line(state, line)
            if line.action == UNDO:
                check_mirror(line, self._taken_back(number, line, taken_back))
        return state

    def _taken_back(self, number: int, undo: FieldsLine, taken_back: Counter[int]) -> FieldsLine | None:
        """Return the line that an undo takes back; None where its change has no further line about the entry."""
        change = undo.undoes or 0
        lines = self._runner.all(
            "ledger_of_entry_within",
            entry_id=number,
            first=change,
            before=min(change + self._undone.lines_of(change), undo.id),
            most=_MOST_AT_ONCE,
        )
        done = [line for line in lines if line["change_id"] == change and line["action"] != UNDO]
        place = taken_back[change]
        taken_back[change] += 1
        return line_of(done[place]) if place < len(done) else None

    def told(self, kind: Kind, number: int) -> ReplayedEntry | None:
        """Return the rows that an entry should have by the ledger; None where it was deleted.

        Raises:
            LegdiaryError, ValueError, TypeError, LookupError, AttributeError, RecursionError: the ledger is damaged.
        """
        if not self._is_read:
            self._read_undone()
        try:
            state = self._fold(kind, number)
        except BrokenLedger as error:
            raise ValueError(error.rule.value) from error
        return (
            None if state is None else _as_told(kind, number, former_entry(kind, state), state.get("recalled", False))
        )

    def is_written(self, row: Any, told: ReplayedEntry) -> bool:
        """Tell whether the tables hold an entry exactly as the ledger has it."""
        if dict(row) != told.columns:
            return False
        return all(
            [dict(each) for each in self._runner.all(f"{table}_by_plan", plan_id=row["id"])] == rows
            for table, rows in told.beside.items()
        )

    def _count_rows(self) -> None:
        """Find tables with more rows than the ledger accounts for."""
        for kind in KINDS.values():
            more = int(self._runner.one(f"{kind.table}_count")[0]) - self.alive[kind.name]
            if more > 0:
                self._fault(f"{plural(more, 'row')} of the {kind.table} table the ledger knows nothing of")

    def _fault(self, what: str) -> None:
        if len(self.faults) < MOST_FAULTS or what in self.faults:
            self.faults[what] += 1
        if self._first_will_do:
            raise _Enough


def _is_made(entry: Callable[[Any], Any], row: Any) -> bool:
    """Return whether a row makes a value, which checks it."""
    try:
        entry(row)
    except _SPOILT:
        return False
    return True


def _as_told(kind: Kind, number: int, entry: Any, recalled: bool) -> ReplayedEntry:  # noqa: FBT001
    columns = to_columns(kind, entry) | {"id": number} | ({"recalled": int(recalled)} if kind.by_night else {})
    if kind.name != "plan":
        return ReplayedEntry(columns, {})
    steps = sorted(({"plan_id": number} | step for step in step_columns(entry)), key=itemgetter("starts_on"))
    holds = [{"plan_id": number} | hold for hold in hold_columns(entry)]
    return ReplayedEntry(columns, {"taper_step": steps, "hold": holds})
