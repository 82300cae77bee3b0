"""Reading and writing a whole diary: for comparisons with another diary, and restores. Loaded on demand."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import partial
from json import JSONDecoder
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.ledger.entry_comparison import filing_day
from legdiary.domain.ledger.ledger_line import LedgerLine
from legdiary.domain.ledger.merge import Snapshot
from legdiary.domain.ledger.parted_ledgers import EntryChange, Ledger
from legdiary.domain.ledger.replay import apply_line, known_fields
from legdiary.store.checksum_tables import LEDGER
from legdiary.store.import_notes import read_notes, read_taken
from legdiary.store.rows import LedgerMeaning, former_entry, from_json_fields, raw_line, row_writer, to_json_fields
from legdiary.util.compressed_list import Packed
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from legdiary.domain.entries.kinds import Kind
    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.domain.ledger.ledger_line import Fields, TextLine, TextRow
    from legdiary.domain.time.moments import Present
    from legdiary.store.statement_runner import Runner

_decode = JSONDecoder().decode
#: Kinds that belong to no day.
_UNDATED = ("product", "plan")
_PLAN = "plan"
_ENTRY_ID = LedgerLine._fields.index("entry_id")
#: The most rows of one kind that wait to be stored.
_ROWS_AT_ONCE = 2000


def snapshot(runner: Runner, revive: Callable[[Kind, Any], Stored]) -> Snapshot:
    """Return every entry as it is now, as it was added, and its states between."""
    stored = [revive(kind, row) for kind in KINDS.values() for row in runner.run(f"{kind.table}_in_order")]
    formerly, between = _once(runner, {each.id: each.entry for each in stored})
    return Snapshot(stored, formerly, open_ledger(runner), between)


def snapshot_by_days(runner: Runner, revive: Callable[[Kind, Any], Stored]) -> Snapshot:
    """Return a snapshot that holds the kinds without a day; its `within` reads the others, a few days at a time."""
    past = _Past(runner, revive)
    dated = [kind for kind in KINDS.values() if kind.name not in _UNDATED]

    def within(first: date, before: date) -> Snapshot:
        days = {"from_night": first.isoformat(), "before_night": before.isoformat()}
        stored = [revive(kind, row) for kind in dated for row in runner.run(f"{kind.table}_between", **days)]
        formerly, between = past.within(first.toordinal(), before.toordinal())
        return Snapshot(stored, formerly, between=between)

    stored = [revive(KINDS[name], row) for name in _UNDATED for row in runner.run(f"{KINDS[name].table}_in_order")]
    formerly, between = past.within(0, 1)
    return Snapshot(stored, formerly, open_ledger(runner), between, within)


class _Past:
    """The earlier states of changed and deleted entries, by the days they were filed under."""

    def __init__(self, runner: Runner, revive: Callable[[Kind, Any], Stored]) -> None:
        states: Packed[tuple[int, Any, bool]] = Packed()
        days = array("l")
        touched, undone = _touched(runner)
        for number in sorted(touched):
            lines = [raw_line(row) for row in runner.all("ledger_by_entry", entry_id=number)]
            stands = _stands(runner, revive, KINDS[lines[0].kind], number)
            for line in changes(lines):
                if line.new is None or line.line.undoes is not None or line.line.change_id in undone:
                    continue
                if line.old is None or line.new != stands:
                    day = filing_day(line.new)
                    states.append((number, line.new, line.old is None))
                    days.append(day.toordinal() if day else 0)
        self._states, self._days = states.by(days), array("l", sorted(days))

    def within(self, first: int, before: int) -> tuple[dict[int, Any], dict[int, list[Any]]]:
        """Return the states as added, and the states between, from one day until another, which is excluded."""
        added: dict[int, Any] = {}
        between: dict[int, list[Any]] = {}
        for place in range(bisect_left(self._days, first), bisect_left(self._days, before)):
            number, state, is_added = self._states[place]
            if is_added:
                added[number] = state
            else:
                between.setdefault(number, []).append(state)
        return added, between


def _stands(runner: Runner, revive: Callable[[Kind, Any], Stored], kind: Kind, number: int) -> Any:
    rows = runner.all(f"{kind.table}_by_id", id=number)
    return revive(kind, rows[0]).entry if rows else None


def _once(runner: Runner, stands: Mapping[int, Any]) -> tuple[dict[int, Any], dict[int, list[Any]]]:
    """Return changed and deleted entries as they were added, and their states between; changes undone are left out."""
    touched, undone = _touched(runner)
    added: dict[int, Any] = {}
    between: dict[int, list[Any]] = {}
    for change in open_ledger(runner).changes(touched):
        line = change.line
        if change.new is None or line.undoes is not None or line.change_id in undone:
            continue
        if change.old is None:
            added[line.entry_id] = change.new
        elif change.new != stands.get(line.entry_id):
            between.setdefault(line.entry_id, []).append(change.new)
    return added, between


def _touched(runner: Runner) -> tuple[set[int], set[int]]:
    """Return the numbers of changed or deleted entries, and the numbers of undone changes."""
    cursor = runner.run("ledger_order")
    cursor.row_factory = None
    touched = {entry_id for number, _, _, _, entry_id in cursor if entry_id != number}  # an entry's first line adds it
    return touched, {row["undoes"] for row in runner.run("ledger_undos")}


def open_ledger(runner: Runner) -> Ledger:
    """Return the ledger of an open diary, which a join can read again and again while it is open."""
    return ledger_of(partial(rows_after, runner), runner)


def ledger_of(rows: Callable[[int], Iterable[TextRow]], runner: Runner) -> Ledger:
    """Return a ledger that a join can read again and again.

    Args:
        rows: yields the lines after a number, in order; called each time they are needed.
        runner: the diary, from which the rest is read at once.
    """
    return Ledger(
        rows,
        lambda numbers: changes(map(raw_line, (row for row in rows(0) if row[_ENTRY_ID] in numbers))),
        read_notes(runner),
        read_taken(runner),
        LedgerMeaning(),
        lambda entry, recalled: to_json_fields(KINDS[entry.kind], entry, recalled=recalled),
    )


def rows_after(runner: Runner, number: int) -> Iterator[TextRow]:
    """Yield the lines of a diary's ledger after a number, as rows, with `old` and `new` as JSON text."""
    cursor = runner.run("ledger_since", id=number + 1)
    cursor.row_factory = None
    return iter(cursor)


def changes(lines: Iterable[TextLine]) -> Iterator[EntryChange]:
    """Yield each line with the whole entry before and after it.

    Args:
        lines: for each entry, all of its lines or none.
    """
    states: dict[int, Fields] = {}
    there: dict[int, Any] = {}
    for line in lines:
        number, kind = line.entry_id, KINDS[line.kind]
        old_side, new_side = (None if side is None else _decode(side) for side in (line.old, line.new))
        state = apply_line(states.pop(number, None), LedgerLine(*line[:8], old_side, new_side, line.undoes))
        old, new = there.pop(number, None), None
        if state is not None:
            states[number] = state = known_fields(state)
            there[number] = new = former_entry(kind, from_json_fields(kind, state))
        yield EntryChange(line, old, new, state)


def renumber_product(entry: Any, numbers: Mapping[int | None, int | None]) -> Any:
    """Return the entry with the new number of its product."""
    named = getattr(entry, "product_id", None)
    return replace(entry, product_id=numbers[named]) if named in numbers and named is not None else entry


def write_lines(runner: Runner, lines: Iterable[TextLine], first: int = 1) -> list[int]:
    """Write lines of a ledger unchanged, and the rows of the entries that they only add.

    Args:
        runner: the diary, within a transaction.
        lines: the lines that follow those of the diary.
        first: the number of the first of them.

    Returns:
        The numbers of the entries that are left: those with further lines, deleted ones among them, and plans.
    """
    runner.delay_foreign_keys()  # a dose may name a batch that is left
    runner.insert_many(LEDGER, map(tuple, lines))  # plain tuples are bound faster
    for kind in KINDS.values():
        if kind.name != _PLAN:
            runner.run(f"{kind.table}_fill", first_id=first)
    return [number for (number,) in runner.run("ledger_rewritten", first_id=first)]


class NewRows:
    """New entries of any kinds but plans, stored many together: their rows, and the lines that add them."""

    def __init__(
        self, runner: Runner, present: Present, change_id: int, products: Mapping[int | None, int | None]
    ) -> None:
        """Begin; nothing is stored yet.

        Args:
            runner: the diary, within a transaction.
            present: the clock.
            change_id: the number of the change.
            products: the number of a product in the entries → its number in the diary, where it is another.
        """
        now = present.written_at
        self._runner = runner
        self._line = {
            "change_id": change_id, "made_utc_ms": now.utc_s * 1000,
            "made_offset_min": now.offset_min, "made_zone": now.zone,
        }  # fmt: skip
        self._writers = {
            kind.name: row_writer(kind.name, runner.inserted_columns(kind.table), {"product_id": products})
            for kind in KINDS.values()
            if kind.name != _PLAN
        }
        self._rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in self._writers}
        self._first = self._last = 0

    def add(self, number: int, entry: Any, *, recalled: bool) -> None:
        """Add an entry; numbers rise."""
        self._first, self._last = self._first or number, number
        rows = self._rows[entry.kind]
        rows.append(self._writers[entry.kind](number, entry, recalled))
        if len(rows) == _ROWS_AT_ONCE:
            self.store()

    def store(self) -> None:
        """Store the entries added since the last time, if there are any."""
        if not self._first:
            return
        between = {"first_id": self._first, "before_id": self._last + 1}
        self._runner.delay_foreign_keys()  # a row writes the line that it rests on
        for name, rows in self._rows.items():
            if rows:
                self._runner.insert_many(KINDS[name].table, rows)
                rows.clear()
        self._runner.run("ledger_fill", **between, **self._line)
        self._first = 0
