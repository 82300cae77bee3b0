"""Replay the ledger and compare it with the tables.

Most entries have one line, whose text follows from their row: SQLite compares these (`store.schema.told_queries`), and
each row is made a value, which checks it. Only the others are replayed: one entry at a time, and one line at a time, so
that memory grows neither with the years of a diary nor with the corrections of an entry.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
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
        self.faults: Counter[str] = Counter()
        self.lines = 0
        self.alive: Counter[str] = Counter()
        self.taken_back = 0
        self._undone = UndoneChanges()
        self._is_read = False
        self._first_will_do = False

    def compare(self, *, first_will_do: bool = False) -> None:
        """Read every line and every row once.

        Args:
            first_will_do: stop at the first fault, since one is enough to refuse a copy.
        """
        self._first_will_do = first_will_do
        with suppress(_Enough):
            self._compare()

    def _compare(self) -> None:
        self._read_undone()
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
            try:
                entry(row)
            except (LegdiaryError, ValueError, TypeError, LookupError, AttributeError):
                continue  # its replay says what is wrong
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
        except (LegdiaryError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
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


def _as_told(kind: Kind, number: int, entry: Any, recalled: bool) -> ReplayedEntry:  # noqa: FBT001
    columns = to_columns(kind, entry) | {"id": number} | ({"recalled": int(recalled)} if kind.by_night else {})
    if kind.name != "plan":
        return ReplayedEntry(columns, {})
    steps = sorted(({"plan_id": number} | step for step in step_columns(entry)), key=itemgetter("starts_on"))
    holds = [{"plan_id": number} | hold for hold in hold_columns(entry)]
    return ReplayedEntry(columns, {"taper_step": steps, "hold": holds})
