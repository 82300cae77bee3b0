"""The move of lines to another id, where two machines went on as one device (`domain.sync.parting`).

All that is kept of devices follows from the lines, so it is written anew; the entries stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.sync.device_names import free_name
from legdiary.domain.sync.fold import Folding
from legdiary.domain.sync.parting import move_lines
from legdiary.store.rows import LedgerMeaning
from legdiary.store.sync.apply import Applied, Applying
from legdiary.store.sync.log import DEVICE, ENTRY, KEY, LINE, OPEN, DeviceLog

if TYPE_CHECKING:
    from legdiary.domain.sync.folded import Change
    from legdiary.domain.sync.parting import Moved
    from legdiary.store.row_checksums import RowChecksums
    from legdiary.store.statement_runner import Runner
    from legdiary.store.sync.apply import There


class Move:
    """A move in progress.

    Attributes:
        moved: all lines, and what has another name now.
        applied: what is to be written into the ledger and the tables.
    """

    def __init__(self, runner: Runner, sums: RowChecksums, device: str, after: int, me: str) -> None:
        """Read everything.

        Args:
            runner: the statements, within a transaction that writes; all changes are written down as lines.
            sums: the checksums.
            device: the device whose lines are moved.
            after: the number of the newest that stays.
            me: this device, which sees to it that its own lines stay in the place.
        """
        self._runner = runner
        self._sums = sums
        self._device, self._me = device, me
        self._former = DeviceLog(runner, sums)
        self._former.check()
        rows = runner.all("sync_line_in_order")
        lines = [self._former.line_of(row) for row in rows]
        self._told = {line.ref: row["ledger_id"] for line, row in zip(lines, rows, strict=True)}
        self.moved: Moved = move_lines(lines, device, after)
        self.applied = Applied()
        self._log = self._former
        self._change: Change | None = None

    def write(self, there: There, next_id: int) -> None:
        """Write the lines; what follows from them otherwise than before is in `applied`.

        Args:
            there: reads an entry of the tables.
            next_id: the number of the next ledger line.
        """
        runner, refs = self._runner, self.moved.refs
        known = sorted(self._former.identities.values())
        devices = [*self._former.devices.values()]
        runner.defer_foreign_keys()
        self._former.clear_tables(OPEN, KEY, LINE, ENTRY, DEVICE)
        log = self._log = DeviceLog(runner, self._sums)
        ended = {self._device} | ({self._me} & self.moved.last.keys())
        for each in devices:
            if self.moved.last.get(each.device) != 0:
                log.put_device(each.device, each.name)
                log.forget(each.device, forgotten=each.forgotten or each.device in ended)
            if (made := self.moved.devices.get(each.device)) is not None:
                taken = {one.name for one in (*devices, *log.devices.values())}
                log.put_device(made, free_name(each.name, taken))
                log.forget(made)  # nobody continues it, so everybody sees to it
        for identity in known:
            log.put_identity(refs.get(identity.ref, identity.ref), identity.kind, identity.entry_id)
        log.write_identities()
        told = {refs.get(ref, ref): ledger_id for ref, ledger_id in self._told.items() if ledger_id is not None}
        log.put_lines(self.moved.lines, told)
        for line in self.moved.lines:
            log.tie(line.of)
        folding = Folding(LedgerMeaning())
        self._change = folding.take(self.moved.lines)
        self.applied = Applying(log, folding, there, next_id).apply(self._change, {}, ())

    def finish(self, first_id: int) -> None:
        """Write what is left once the ledger and the tables are written.

        Args:
            first_id: the number of the first ledger line of the change that was made.
        """
        if self._change is not None:
            self.applied.write(self._log, self._change, first_id)
