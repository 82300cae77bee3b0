"""The rows of entries and the lines of their ledger, written together: what the diary does within one change.

Every method here works within a transaction that its caller has begun, most often by `EntryRows.change`.
"""

from __future__ import annotations

from contextlib import contextmanager

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.stored_entry import Stored, field_differences
from legdiary.domain.ledger.actions import ADD, EDIT, UNDO
from legdiary.errors import DiaryTrouble, Refused
from legdiary.store.checksum_tables import BESIDE_PLAN, EVER, FILED_BY, LEDGER, TABLES
from legdiary.store.rows import (
    all_fields,
    from_row,
    hold_columns,
    hold_of_row,
    row_reader,
    step_columns,
    step_of_row,
    to_columns,
    to_ledger,
)
from legdiary.util.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any, TypeAlias

    from legdiary.domain.entries.kinds import Kind
    from legdiary.domain.time.moments import Present
    from legdiary.store.row_checksums import RowChecksums
    from legdiary.store.statement_runner import Runner

    #: The numbers of the first line that a change made and of the ledger's newest, and what the newest is known by.
    BeforeCommit: TypeAlias = Callable[[int, int, str], None]

#: The fields by which the one entry of a night is found.
_UNIQUE_FIELDS = frozenset({"night_of", "name"})


class NoSuchEntry(Refused):
    """A number that no entry has, or no longer has."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(f"there is no entry {entry_id}", "legdiary list")


@dataclass(frozen=True, slots=True)
class Change:
    """The effect of one change on one entry.

    Attributes:
        id: the entry's number.
        kind: the entry's kind.
        old: the entry before; None where it was added.
        new: the entry after; None where it was deleted.
    """

    id: int
    kind: str
    old: Stored | None
    new: Stored | None

    @property
    def stored(self) -> Stored:
        """The entry after the change.

        Raises:
            ValueError: it was deleted.
        """
        if self.new is None:
            raise ValueError(self.id)
        return self.new

    @property
    def changed(self) -> dict[str, tuple[object, object]]:
        """Field → (old, new) of an entry that was edited; empty where it was added or deleted."""
        return field_differences(self.old.entry, self.new.entry) if self.old and self.new else {}


@dataclass(slots=True)
class OpenChange:
    """A change in progress.

    Attributes:
        present: its clock.
        first_id: the number of its first ledger line.
        next_id: the number of the next line.
        undoes: the change that it undoes.
        moved_rows: rows taken out and not inserted again yet, since two entries may swap their nights.
    """

    present: Present
    first_id: int
    next_id: int
    undoes: int | None = None
    moved_rows: list[tuple[Kind, Stored]] = field(default_factory=list)


class EntryRows:
    """The rows of all entries and the lines of the ledger, with their checksums.

    Attributes:
        runner: runs the statements on the open file.
        sums: holds rows against their checksums.
        before_commit: called within every change, just before it is committed; where it raises, nothing is stored.
    """

    def __init__(self, runner: Runner, sums: RowChecksums) -> None:
        self.runner = runner
        self.sums = sums
        self.before_commit: BeforeCommit | None = None

    @contextmanager
    def change(self, present: Present) -> Iterator[OpenChange]:
        """Begin a change: one transaction, whose lines of the ledger belong together."""
        with self.runner.transaction("BEGIN IMMEDIATE"):
            self.runner.check_version()  # another program may have upgraded the file since it was opened
            self.sums.check_end()
            first = int(self.runner.one("ledger_next_id")[0])
            change = OpenChange(present, first, first)
            yield change
            self._insert_moved(change)
            self.sums.count(change.next_id - first)
            if self.before_commit is not None:
                last = self.runner.all("ledger_latest", most=1, skipped=0)
                self.before_commit(first, change.next_id - 1, mark_of(last))

    def put_new(
        self, change: OpenChange, kind: Kind, entry: Any, *, recalled: bool, entry_id: int | None = None
    ) -> Stored:
        """Store a new entry under the next number, or one that an undo brings back under its own."""
        new_id = change.next_id if entry_id is None else entry_id
        fields = all_fields(kind, entry, recalled=recalled)
        action = ADD if entry_id is None else UNDO
        self._write_line(change, action, kind, new_id, None, to_ledger(kind, fields))
        self._insert(kind, new_id, entry, recalled=recalled)
        self.insert_plan_rows(kind, new_id, entry)
        return Stored(new_id, entry, recalled)

    def put_many(
        self,
        change: OpenChange,
        entries: Iterable[tuple[Any, bool]],
        products: Mapping[int | None, int | None] | None = None,
    ) -> None:
        """Store new entries, each with its `recalled` mark, under the next numbers.

        Args:
            change: the change.
            entries: the entries.
            products: the number of a product in the entries → its number in the diary, where it is another.
        """
        from legdiary.store.bulk import NewRows

        first = change.next_id
        new = NewRows(self.runner, change.present, change.first_id, products or {})
        for entry, recalled in entries:
            number, kind = change.next_id, KINDS[entry.kind]
            if kind.name == "plan":
                text = to_ledger(kind, all_fields(kind, entry, recalled=False))
                self.insert_line(change, ADD, kind, number, None, text)
                self.insert_row(kind, number, entry, recalled=False)
                self.insert_plan_rows(kind, number, entry)
            else:
                new.add(number, entry, recalled=recalled)
                change.next_id += 1
        new.store()
        self.sums.put_since(first, *(table for table in TABLES if table not in BESIDE_PLAN))

    def rewrite(self, change: OpenChange, kind: Kind, there: Stored, new: Any, action: str = EDIT) -> Change:
        """Replace an entry by another of its kind; nothing is written where nothing differs."""
        changed = field_differences(there.entry, new)
        stored = Stored(there.id, new, there.recalled)
        if not changed:
            return Change(there.id, kind.name, there, stored)
        old_text = to_ledger(kind, {name: pair[0] for name, pair in changed.items()})
        new_text = to_ledger(kind, {name: pair[1] for name, pair in changed.items()})
        self._write_line(change, action, kind, there.id, old_text, new_text)
        if kind.by_night and changed.keys() & _UNIQUE_FIELDS:
            self.delete_row(kind, there.id)
            change.moved_rows.append((kind, stored))
            return Change(there.id, kind.name, there, stored)
        self.delete_plan_rows(kind, there.id)
        self.sums.take(kind.table, there.id)
        self.runner.run(f"{kind.table}_update", b_id=there.id, **self._columns(kind, new, recalled=there.recalled))
        self.sums.put(kind.table, there.id)
        if (day := FILED_BY.get(kind.table)) in changed:  # a measure: entries of other kinds were moved above
            self.sums.tidy(kind.table, f"{getattr(there.entry, day)}")
        self.insert_plan_rows(kind, there.id, new)
        return Change(there.id, kind.name, there, stored)

    def delete_entry(self, change: OpenChange, kind: Kind, entry_id: int, action: str) -> Change:
        """Delete an entry, and write so into the ledger."""
        there = self._entry_to_delete(kind, entry_id)
        fields = all_fields(kind, there.entry, recalled=there.recalled)
        self._write_line(change, action, kind, entry_id, to_ledger(kind, fields), None)
        self.delete_plan_rows(kind, entry_id)
        self.delete_row(kind, entry_id)
        return Change(entry_id, kind.name, there, None)

    def kind_of(self, entry_id: int) -> Kind:
        """Return the kind of an entry by its number.

        Raises:
            NoSuchEntry: no entry ever had it.
        """
        if not fits_sqlite(entry_id):
            raise NoSuchEntry(entry_id)
        self.sums.check_history(entry_id)
        rows = self.runner.all("ledger_kind", id=entry_id)
        if not rows:
            raise NoSuchEntry(entry_id)
        return KINDS[rows[0]["kind"]]

    def stored(self, kind: Kind, entry_id: int, *, checked: bool = True) -> Stored:
        """Return an entry by its number, compared with its checksum.

        Raises:
            NoSuchEntry: there is none.
        """
        row = self._row(kind, entry_id)
        self._check_row(kind, row)
        return self.entry_from_row(kind, row, checked=checked)

    def entry_from_row(self, kind: Kind, row: Any, *, checked: bool = True) -> Stored:
        """Return the entry that a row of its table is."""
        entry = self.plan(row) if kind.name == "plan" else from_row(kind, row, checked=checked)
        return Stored(row["id"], entry, bool(row["recalled"]) if kind.by_night else False)

    def between(self, kind: Kind, from_night: date, before_night: date) -> list[Stored]:
        """Return the entries of a kind from one day on, before another, compared with their checksums."""
        self.sums.check_days(kind.table, from_night.isoformat(), before_night.isoformat())
        rows = self.runner.all(
            f"{kind.table}_between", from_night=from_night.isoformat(), before_night=before_night.isoformat()
        )
        if not rows:
            return []
        entry = row_reader(kind.name, tuple(rows[0].keys()))
        return [Stored(row["id"], entry(row), bool(row["recalled"]) if kind.by_night else False) for row in rows]

    def plan(self, row: Any) -> Any:
        """Return the plan that a row is, with its steps and holds."""
        self.sums.check_beside(row["id"])
        steps = tuple(step_of_row(step) for step in self.runner.all("taper_step_by_plan", plan_id=row["id"]))
        holds = tuple(hold_of_row(hold) for hold in self.runner.all("hold_by_plan", plan_id=row["id"]))
        return from_row(KINDS["plan"], row, steps=steps, holds=holds)

    def insert_line(
        self, change: OpenChange, action: str, kind: Kind, entry_id: int, old: str | None, new: str | None
    ) -> None:
        """Write a line of the ledger, whose checksum is to be put later."""
        now = change.present.written_at
        self.runner.run(
            "ledger_insert",
            id=change.next_id, change_id=change.first_id, made_utc_ms=now.utc_s * 1000,
            made_offset_min=now.offset_min, made_zone=now.zone, action=action, kind=kind.name,
            entry_id=entry_id, old=old, new=new, undoes=change.undoes,
        )  # fmt: skip
        change.next_id += 1

    def insert_row(self, kind: Kind, entry_id: int, entry: Any, *, recalled: bool) -> None:
        """Write the row of an entry, whose checksum is to be put later."""
        self.runner.run(f"{kind.table}_insert", id=entry_id, **self._columns(kind, entry, recalled=recalled))

    def insert_plan_rows(self, kind: Kind, entry_id: int, entry: Any) -> None:
        """Write the steps and holds of a plan; nothing for other kinds."""
        if kind.name != "plan":
            return
        for step in step_columns(entry):
            self.runner.run("taper_step_insert", plan_id=entry_id, **step)
        for hold in hold_columns(entry):
            self.runner.run("hold_insert", plan_id=entry_id, **hold)
        for table in BESIDE_PLAN:
            self.sums.put(table, entry_id)

    def delete_plan_rows(self, kind: Kind, entry_id: int) -> None:
        """Remove the steps and holds of a plan; nothing for other kinds."""
        if kind.name != "plan":
            return
        for table in BESIDE_PLAN:
            self.sums.take(table, entry_id)
            self.sums.tidy(table, f"{entry_id}")
            self.runner.run(f"{table}_delete", plan_id=entry_id)

    def delete_row(self, kind: Kind, entry_id: int) -> None:
        """Remove the row of an entry."""
        (row,) = self.runner.all(f"{kind.table}_by_id", id=entry_id)
        self.sums.take(kind.table, entry_id)
        self.sums.tidy(kind.table, row[FILED_BY[kind.table]] if kind.table in FILED_BY else "")
        self.runner.run(f"{kind.table}_delete", id=entry_id)

    def _insert_moved(self, change: OpenChange) -> None:
        """Insert the rows that changed places, now that all of them have left their old ones."""
        for kind, stored in change.moved_rows:
            self._insert(kind, stored.id, stored.entry, recalled=stored.recalled)
        change.moved_rows.clear()

    def _write_line(
        self, change: OpenChange, action: str, kind: Kind, entry_id: int, old: str | None, new: str | None
    ) -> None:
        number = change.next_id
        self.insert_line(change, action, kind, entry_id, old, new)
        self.sums.put(LEDGER, number)

    def _row(self, kind: Kind, entry_id: int) -> Any:
        rows = self.runner.all(f"{kind.table}_by_id", id=entry_id)
        if rows:
            return rows[0]
        from legdiary.store.errors import EntryChanged
        from legdiary.store.health.checksum_mismatch import is_row_lost

        if is_row_lost(self.runner, kind, entry_id):
            raise EntryChanged(kind.name, entry_id, None)
        raise NoSuchEntry(entry_id)

    def _check_row(self, kind: Kind, row: Any) -> None:
        """Compare an entry that was found by its number with the checksum of its day."""
        column = FILED_BY.get(kind.table)
        if column is None:
            self.sums.check_all(kind.table)
            return
        day = row[column] if isinstance(row[column], str) else ""
        self.sums.check_days(kind.table, day, f"{day}{EVER[1]}")
        of_day = self.runner.all(f"{kind.table}_between", from_night=day, before_night=f"{day}{EVER[1]}")
        if not any(tuple(each) == tuple(row) for each in of_day):
            self.sums.damaged(kind.table)

    def _insert(self, kind: Kind, entry_id: int, entry: Any, *, recalled: bool) -> None:
        self.insert_row(kind, entry_id, entry, recalled=recalled)
        self.sums.put(kind.table, entry_id)

    def _entry_to_delete(self, kind: Kind, entry_id: int) -> Stored:
        """Return an entry for deletion, even one that breaks a rule or that the disk has changed.

        A changed entry is first stored again as its history has it, so that the ledger records the true values and undo
        brings them back.
        """
        try:
            return self.stored(kind, entry_id, checked=False)
        except DiaryTrouble as error:
            from legdiary.store.errors import EntryChanged
            from legdiary.store.health.checksum_mismatch import rewrite_from_ledger

            if not isinstance(error, EntryChanged) or error.entry_id != entry_id:
                raise
            rewrite_from_ledger(self.runner, kind, entry_id)
        return self.entry_from_row(kind, self.runner.one(f"{kind.table}_by_id", id=entry_id), checked=False)

    @staticmethod
    def _columns(kind: Kind, entry: Any, *, recalled: bool) -> dict[str, object]:
        columns = to_columns(kind, entry)
        return columns | {"recalled": int(recalled)} if kind.by_night else columns


def mark_of(rows: Sequence[Any]) -> str:
    """Return what a line of the ledger is known by; of an empty ledger one word."""
    return " ".join(f"{row['made_utc_ms']} {row['action']} {row['kind']} {row['entry_id']}" for row in rows) or "none"


def fits_sqlite(typed: int) -> bool:
    """Return whether SQLite can hold the number at all."""
    return 0 < typed < 2**63
