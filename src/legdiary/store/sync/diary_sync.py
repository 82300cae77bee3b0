"""The diary's part in an exchange between devices: a method is a transaction, as in the diary itself."""

from __future__ import annotations

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.ledger.actions import DELETE
from legdiary.store.checksum_tables import LEDGER
from legdiary.store.sync.log import DeviceLog
from legdiary.util.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from legdiary.domain.sync.lines import LineRef, SyncLine
    from legdiary.domain.sync.parting import Moved
    from legdiary.domain.time.moments import Present
    from legdiary.store.entry_rows import EntryRows, OpenChange
    from legdiary.store.sync.exchanged import Exchanged
    from legdiary.store.sync.log import Device, Waiting
    from legdiary.store.sync.move import Move
    from legdiary.store.sync.take import Exchange


class DiarySync:
    """An open diary, as one of several devices has it; `Diary.sync`."""

    def __init__(self, rows: EntryRows) -> None:
        self._rows = rows
        self._runner = rows.runner
        self._sums = rows.sums

    def exchange(self, me: str, names: Mapping[str, str], lines: Iterable[SyncLine], present: Present) -> Exchanged:
        """Write this device's changes into its log, and take the lines of others, in one change.

        Args:
            me: this device.
            names: device → its name, of every device that takes part, this one too.
            lines: lines of other devices; those that are known already are passed over.
            present: the clock.
        """
        with self._rows.change(present) as change:
            exchange = self._exchange(me, names)
            taken = exchange.take(lines, self._json_fields, change.next_id)
            self._write_exchanged(change, exchange)
            return replace(taken, ledger_end=change.next_id - 1)

    def ledger_end(self) -> int:
        """Return the number of the newest line of the ledger; 0 before the first."""
        with self._runner.transaction("BEGIN"):
            self._sums.check_end()
            return int(self._runner.one("ledger_next_id")[0]) - 1

    def move_lines(self, device: str, after: int, me: str, names: Mapping[str, str], present: Present) -> Moved:
        """Give the lines of a device after a number another id, and so all whose authors knew one of them.

        Args:
            device: the device, under whose id two machines went on.
            after: the number of the newest line that both have.
            me: this device; its changes are written into its log first.
            names: device → its name, of this one.
            present: the clock.
        """
        from legdiary.store.sync.move import Move

        with self._runner.transaction("BEGIN IMMEDIATE"):
            self.exchange(me, names, (), present)
            with self._rows.change(present) as change:
                move = Move(self._runner, self._sums, device, after, me)
                move.write(self._json_fields, change.next_id)
                self._write_exchanged(change, move)
                return move.moved

    def moved_from(self, device: str, first: SyncLine) -> LineRef | None:
        """Return the line here that is the same as another device's first one, which stands under an id of its own now.

        Returns:
            None where it is not known here.
        """
        from legdiary.domain.sync.parting import moved_id

        with self._runner.transaction("BEGIN"):
            alike = (line for line in self.device_log().every_line() if line.made_utc_ms == first.made_utc_ms)
            return next((line.ref for line in alike if moved_id(line) == device), None)

    def settle(self, entry_id: int, take: str | None, me: str, names: Mapping[str, str], present: Present) -> None:
        """Settle what devices have said differently of an entry.

        Args:
            entry_id: its number.
            take: the device whose value counts from now on; None for what stands.
            me: this device.
            names: device → its name.
            present: the clock.

        Raises:
            NothingToSettle: nothing waits there, or that device has said nothing else.
        """
        from legdiary.store.rows import from_json_fields
        from legdiary.store.sync.settle import choose, settling_lines

        with self._runner.transaction("BEGIN IMMEDIATE"):
            self.exchange(me, names, (), present)
            log = self.device_log()
            waiting = [each for each in log.waiting() if each.entry_id == entry_id]
            choice = choose(waiting, entry_id, take, log)
            kind = self._rows.kind_of(entry_id)
            with self._rows.change(present) as change:
                if choice.is_deleted:
                    self._rows.delete_entry(change, kind, entry_id, DELETE)
                elif choice.fields:
                    there = self._rows.stored(kind, entry_id)
                    new = replace(there.entry, **from_json_fields(kind, choice.fields))
                    self._rows.rewrite(change, kind, there, new)
            self.exchange(me, names, (), present)
            stands = self._json_fields(kind.name, entry_id)
            if stands is not None:
                lines = settling_lines(waiting, entry_id, me, present.written_at, self.device_log(), stands)
                with self._rows.change(present) as change:
                    exchange = self._exchange(me, names)
                    exchange.settle(lines, self._json_fields, change.next_id)
                    self._write_exchanged(change, exchange)

    def diary_id(self) -> str | None:
        """Return the id that the diary has on all devices; None before it has one."""
        with self._runner.transaction("BEGIN"):
            return self.device_log().diary

    def begin(self, diary: str) -> None:
        """Give the diary the id that it has on all devices."""
        with self._runner.transaction("BEGIN IMMEDIATE"):
            self.device_log().put_diary(diary)

    def end(self) -> None:
        """Forget every device and its lines; the entries and their history stay, and undo reaches all of it again."""
        with self._runner.transaction("BEGIN IMMEDIATE"):
            self.device_log().clear()

    def unpublished_changes(self) -> int:
        """Return how many lines of the ledger are in no log yet."""
        with self._runner.transaction("BEGIN"):
            self._check_published()
            return len(self._runner.all("sync_unpublished"))

    def unpublished_fields(self) -> dict[int, set[str]]:
        """Return entry → the fields that were changed here, in no log yet; none for one that was deleted."""
        from legdiary.store.sync.publish import UnpublishedLines, changed_fields

        changed: dict[int, set[str]] = {}
        with self._runner.transaction("BEGIN"):
            self._check_published()
            for line, state in UnpublishedLines(self._runner).states():
                written = set() if state is None else {*changed.get(line.entry_id, ()), *changed_fields(line, state)}
                changed[line.entry_id] = written
        return changed

    def _check_published(self) -> None:
        """Compare how far the logs tell of the ledger, and the ledger's end, with what is recorded.

        Raises:
            DiaryTrouble: a line of either is missing.
        """
        self._sums.check_end()
        self._sums.check_path("sync_line_by_ledger", "sync_line")

    def said_fields(self, about: LineRef, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the kind of an entry, and what a device wrote of its fields, as values."""
        with self._runner.transaction("BEGIN"):
            log = self.device_log()
            return log.identities[about].kind, log.values_of(about, values)

    def is_deletion(self, line: LineRef) -> bool:
        """Return whether a known line of a device deletes its entry."""
        return any(each.new is None for each in self.device_lines(line.device, line.number - 1, line.number))

    def forget_device(self, device: str) -> None:
        """Expect nothing of a device any more; its lines stay."""
        with self._runner.transaction("BEGIN IMMEDIATE"):
            self.device_log().forget(device)

    def device_lines(self, device: str, after: int, until: int | None = None) -> list[SyncLine]:
        """Return the lines of a device after one of its numbers, up to another."""
        with self._runner.transaction("BEGIN"):
            return self.device_log().lines_between(device, after, until)

    def lines_to_send(self, device: str, after: int, until: int) -> list[SyncLine]:
        """Return the lines of a device after one of its numbers, up to another, compared with their checksums."""
        with self._runner.transaction("BEGIN"):
            log = self.device_log()
            log.check()
            return log.lines_between(device, after, until)

    def newest_lines(self) -> dict[str, int]:
        """Return device → the number of the newest of its lines that is known."""
        with self._runner.transaction("BEGIN"):
            return self.device_log().newest()

    def chain_at(self, device: str, number: int) -> str | None:
        """Return the hash of a device's lines up to a number; None where not so many are known."""
        with self._runner.transaction("BEGIN"):
            return self.device_log().chain_at(device, number)

    def devices(self) -> list[Device]:
        """Return every device whose lines are known, or were expected."""
        with self._runner.transaction("BEGIN"):
            return list(self.device_log().devices.values())

    def waiting_conflicts(self) -> list[Waiting]:
        """Return what devices have said differently and nobody has settled yet."""
        with self._runner.transaction("BEGIN"):
            return self.device_log().waiting()

    def device_log(self) -> DeviceLog:
        """Return the log of all devices, within a transaction."""
        return DeviceLog(self._runner, self._sums)

    def _json_fields(self, kind: str, entry_id: int) -> dict[str, Any] | None:
        from legdiary.store.rows import to_json_fields

        rows = self._runner.all(f"{KINDS[kind].table}_by_id", id=entry_id)
        if not rows:
            return None
        stored = self._rows.entry_from_row(KINDS[kind], rows[0])
        return to_json_fields(KINDS[kind], stored.entry, recalled=stored.recalled)

    def _exchange(self, me: str, names: Mapping[str, str]) -> Exchange:
        from legdiary.store.sync.take import Exchange

        return Exchange(self._runner, self._sums, me, names)

    def _write_exchanged(self, change: OpenChange, exchange: Exchange | Move) -> None:
        """Write what devices' lines have made: the ledger first, then all rows at once, since some change places."""
        from legdiary.store.rows import json_text

        applied = exchange.applied
        first = change.next_id
        self._runner.defer_foreign_keys()
        for step in applied.steps:
            old, new = (None if side is None else json_text(side) for side in (step.old, step.new))
            self._rows.insert_line(change, step.action, KINDS[step.kind], step.entry_id, old, new)
        self._sums.put_since(first, LEDGER)
        former = [row for row in applied.rows if row.entry_id < first]
        for row in former:
            if self._runner.all(f"{row.kind.table}_by_id", id=row.entry_id):
                self._rows.delete_plan_rows(row.kind, row.entry_id)
                self._rows.delete_row(row.kind, row.entry_id)
        for row in applied.rows:
            if row.entry is not None:
                self._rows.insert_row(row.kind, row.entry_id, row.entry, recalled=row.recalled)
                self._rows.insert_plan_rows(row.kind, row.entry_id, row.entry)
        for row in former:
            if row.entry is not None:
                self._sums.put(row.kind.table, row.entry_id)
        self._sums.put_since(first, *{row.kind.table for row in applied.rows if row.entry_id >= first})
        exchange.finish(change.first_id)
