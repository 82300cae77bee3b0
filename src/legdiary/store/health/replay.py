"""The ledger told again, line by line, and compared with the rows that stand.

An entry at a time, and its lines one after the other, so that ten years of doses take no more memory than a week of
them, and a thousand corrections of one entry no more than one.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.errors import LegdiaryError, plural
from legdiary.store.findings import MOST_FAULTS
from legdiary.store.rows import KINDS, from_ledger, once, to_columns, whole
from legdiary.values import dataclass

if TYPE_CHECKING:
    from legdiary.store.rows import Kind
    from legdiary.store.statement_runner import Runner

_ADD, _UNDO = "add", "undo"
#: Action → which of old and new it lacks.
_LACKS = {_ADD: (True, False), "edit": (False, False), "delete": (False, True)}
_UNKNOWN: tuple[object, ...] = (None, ())
_Values = dict[str, Any]


#: The most lines of one change that are about one entry; legdiary writes one.
_MOST_AT_ONCE = 16


class _Broken(Exception):
    """A history that cannot have happened."""


class _Enough(Exception):
    """A fault where none is needed but the first."""


class AsTold(NamedTuple):
    """What stands in the tables of an entry, by the ledger.

    Attributes:
        columns: its row.
        beside: of a plan, table → the rows of its steps and holds, in order.
    """

    columns: dict[str, object]
    beside: dict[str, list[dict[str, object]]]


class Retold:
    """The ledger, told again and compared with what stands in the tables.

    Attributes:
        faults: what does not fit, each with how often.
        lines: lines read.
        alive: kind → entries that must stand.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.faults: Counter[str] = Counter()
        self.lines = 0
        self.alive: Counter[str] = Counter()
        self.taken_back = 0
        self._undone: dict[int, int] = {}
        self._is_read = False
        self._first_will_do = False

    def compare(self, *, first_will_do: bool = False) -> None:
        """Read every line and every row once.

        Args:
            first_will_do: end with the first fault: a copy is refused for it, and nobody wants the others.
        """
        self._first_will_do = first_will_do
        with suppress(_Enough):
            self._compare()

    def _compare(self) -> None:
        self._read_undone()
        last, change, whole_change = 0, 0, 0
        for row in self._runner.run("ledger_in_order"):
            line = row["id"]
            if line != last + 1:
                self._fault(f"the lines before line {line} are missing")
            if row["change_id"] == line:
                self._end_change(change, whole_change)
                change, whole_change = line, 0
            elif row["change_id"] != change:
                self._fault(f"line {line} belongs to no change")
            whole_change += row["action"] != _UNDO
            self._line(row)
            last = line
            self.lines += 1
        self._end_change(change, whole_change)
        for number in self._undone:
            self._fault(f"change {number}, which was taken back, is not there")
        self._count_rows()

    def _read_undone(self) -> None:
        """How many lines of which change were taken back; those of one that takes back follow each other."""
        self._is_read = True
        last = (0, 0)
        for row in self._runner.run("ledger_in_order"):
            number, by = row["undoes"], row["change_id"]
            if number is None:
                continue
            if number in self._undone and (number, by) != last:
                self._fault(f"change {number} was taken back twice")
            if number >= by:
                self._fault(f"change {by} takes back one that came later")
            self._undone[number] = self._undone.get(number, 0) + 1
            last = (number, by)
        self.taken_back = len(self._undone)

    def _end_change(self, change: int, lines: int) -> None:
        if self._undone.pop(change, lines) != lines:
            self._fault(f"change {change} was taken back in part")

    def _line(self, row: Any) -> None:
        line, kind = row["id"], KINDS.get(row["kind"])
        if kind is None:
            self._fault(f"line {line} is of a kind that is not known")
        elif row["entry_id"] == line:
            self._entry(kind, line)
        elif not self._runner.all("ledger_kind", id=row["entry_id"]):
            self._fault(f"line {line} is about an entry that was never made")

    def _entry(self, kind: Kind, number: int) -> None:
        """Fold the history of one entry, and compare what comes out with its row."""
        rows = self._runner.all(f"{kind.table}_by_id", id=number)
        try:
            state = self._fold(kind, number)
            stands = None if state is None else whole(kind, state)
        except _Broken as error:
            self._fault(f"{error} (entry {number})")
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

    def _fold(self, kind: Kind, number: int) -> _Values | None:
        """What the lines of one entry make of it; None where it is taken away."""
        state: _Values | None = None
        taken_back: Counter[int] = Counter()
        for place, row in enumerate(self._runner.run("ledger_by_entry", entry_id=number)):
            step = _step(kind, row)
            if (step.action == _ADD) != (place == 0):
                raise _Broken("the first line, and it alone, makes an entry")
            if step.action != _UNDO and _LACKS[step.action] != (step.old is None, step.new is None):
                raise _Broken(f"line {step.line} holds too much or too little")
            state = _after(state, step)
            if step.action == _UNDO:
                self._check_mirror(kind, number, step, taken_back)
        return state

    def _check_mirror(self, kind: Kind, number: int, undo: _Step, taken_back: Counter[int]) -> None:
        """Find what an undo took back, the last first, and see that it is its mirror."""
        change = undo.undoes or 0
        lines = self._runner.all(
            "ledger_of_entry_within",
            entry_id=number,
            first=change,
            before=min(change + self._undone.get(change, 0), undo.line),
            most=_MOST_AT_ONCE,
        )
        done = [line for line in lines if line["change_id"] == change and line["action"] != _UNDO]
        if len(done) <= taken_back[change]:
            raise _Broken(f"line {undo.line} takes back what was not done")
        mirrored = _step(kind, done[taken_back[change]])
        taken_back[change] += 1
        if not (_same_sides(undo.old, mirrored.new) and _same_sides(undo.new, mirrored.old)):
            raise _Broken(f"line {undo.line} takes back something else")

    def told(self, kind: Kind, number: int) -> AsTold | None:
        """Return what stands of an entry by the ledger; None where it was taken away.

        Raises:
            LegdiaryError, ValueError, TypeError, LookupError, AttributeError, RecursionError: the ledger is spoilt.
        """
        if not self._is_read:
            self._read_undone()
        try:
            state = self._fold(kind, number)
        except _Broken as error:
            raise ValueError(f"{error}") from error
        return None if state is None else _as_told(kind, number, once(kind, state), state.get("recalled", False))

    def is_written(self, row: Any, told: AsTold) -> bool:
        """Tell whether an entry stands in the tables as the ledger has it."""
        if dict(row) != told.columns:
            return False
        return all(
            [dict(each) for each in self._runner.all(f"{table}_by_plan", plan_id=row["id"])] == rows
            for table, rows in told.beside.items()
        )

    def _count_rows(self) -> None:
        """Whether more stands than the ledger accounts for."""
        for kind in KINDS.values():
            more = sum(1 for _ in self._runner.run(f"{kind.table}_in_order")) - self.alive[kind.name]
            if more > 0:
                self._fault(f"{plural(more, 'row')} of the {kind.table} table the ledger knows nothing of")

    def _fault(self, what: str) -> None:
        if len(self.faults) < MOST_FAULTS or what in self.faults:
            self.faults[what] += 1
        if self._first_will_do:
            raise _Enough


# ---------------------------------------------------------------------- the history of one entry


@dataclass(frozen=True, slots=True)
class _Step:
    """What one line did to one entry."""

    line: int
    action: str
    undoes: int | None
    old: _Values | None
    new: _Values | None


def _as_told(kind: Kind, number: int, entry: Any, recalled: bool) -> AsTold:  # noqa: FBT001
    columns = to_columns(kind, entry) | {"id": number} | ({"recalled": int(recalled)} if kind.by_night else {})
    if kind.name != "plan":
        return AsTold(columns, {})
    steps: list[dict[str, object]] = [
        {
            "plan_id": number, "starts_on": step.starts_on.isoformat(), "target_mg": step.target_mg,
            "doses_per_day": step.doses_per_day,
        }
        for step in sorted(entry.steps, key=lambda step: step.starts_on)
    ]  # fmt: skip
    holds: list[dict[str, object]] = [
        {
            "plan_id": number, "position": place, "placed_on": hold.placed_on.isoformat(), "days": hold.days,
            "step_starts_on": hold.step_starts_on.isoformat(),
        }
        for place, hold in enumerate(entry.holds)
    ]  # fmt: skip
    return AsTold(columns, {"taper_step": steps, "hold": holds})


def _step(kind: Kind, row: Any) -> _Step:
    if row["kind"] != kind.name:
        raise _Broken("a line calls it another kind")
    old, new = (from_ledger(kind, row[side]) if row[side] is not None else None for side in ("old", "new"))
    return _Step(row["id"], row["action"], row["undoes"], old, new)


def _after(state: _Values | None, step: _Step) -> _Values | None:
    if step.old is None:
        if state is not None:
            raise _Broken(f"line {step.line} makes it a second time")
        return step.new
    if state is None:
        raise _Broken(f"line {step.line} changes what is not there")
    if step.new is None:
        if not _same_values(state, step.old):
            raise _Broken(f"line {step.line} takes away something else")
        return None
    if not all(_same(state.get(name), value) for name, value in step.old.items()):
        raise _Broken(f"line {step.line} changes something else")
    return state | step.new


def _same_sides(one: _Values | None, other: _Values | None) -> bool:
    return _same_values(one, other) if one is not None and other is not None else one is other


def _same_values(one: _Values, other: _Values) -> bool:
    return all(_same(one.get(name), other.get(name)) for name in one.keys() | other.keys())


def _same(one: object, other: object) -> bool:
    """Whether two values are one: there are two ways to say that nothing is known."""
    return one == other or (one in _UNKNOWN and other in _UNKNOWN)
