"""The exchange of lines within one transaction: this device's are written down, those of others taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.ledger.actions import ADD
from legdiary.domain.sync.arrival import waiting_for
from legdiary.domain.sync.fold import Folding
from legdiary.domain.sync.folded import Change
from legdiary.domain.sync.lines import in_order
from legdiary.store.rows import LedgerMeaning
from legdiary.store.sync.apply import Applied, Applying
from legdiary.store.sync.exchanged import Exchanged
from legdiary.store.sync.log import DeviceLog
from legdiary.store.sync.publish import Writer, publish, recognize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from legdiary.domain.sync.lines import LineRef, SyncLine
    from legdiary.store.row_checksums import RowChecksums
    from legdiary.store.statement_runner import Runner
    from legdiary.store.sync.apply import There


class Exchange:
    """An exchange in progress.

    Attributes:
        applied: what is to be written into the ledger and the tables.
    """

    def __init__(self, runner: Runner, sums: RowChecksums, me: str, names: Mapping[str, str]) -> None:
        """Begin.

        Args:
            runner: the statements, within a transaction that writes.
            sums: the checksums.
            me: this device.
            names: device → its name, of every device that takes part.
        """
        self._runner = runner
        self._sums = sums
        self._me = me
        self.log = DeviceLog(runner, sums)
        self.log.check()
        for device, name in names.items():
            self.log.put_device(device, name)
        self.applied = Applied()
        self._told: dict[LineRef, int] = {}
        self._new: list[SyncLine] = []
        self._change: Change | None = None

    def take(self, lines: Iterable[SyncLine], there: There, next_id: int) -> Exchanged:
        """Fold this device's new lines and those of others; what follows from it is in `applied`.

        Args:
            lines: lines of other devices; those that are known already are passed over.
            there: reads an entry of the tables.
            next_id: the number of the next ledger line.
        """
        log, known = self.log, self.log.newest()
        arrival = waiting_for((line for line in lines if line.device != self._me), known)
        recognized = recognize(self._runner, log, arrival.whole) if arrival.whole else {}
        for line in arrival.whole:
            if line.action == ADD:
                log.put_identity(line.ref, line.kind, recognized.get(line.ref))
        for line in arrival.whole:
            for ref in line.of:
                if ref not in log.identities:  # no line added it: no legdiary writes that, and nothing follows from it
                    log.put_identity(ref, line.kind)
        seen = {**known, **{ref.device: ref.number for ref in recognized}}
        for device in {line.device for line in arrival.whole}:
            log.forget(device, forgotten=False)  # it writes again
        clock = max((line.clock for line in arrival.whole if line.ref in recognized), default=0)
        writer = Writer(self._me, log, seen, clock)
        own, self._told = publish(self._runner, log, writer, max(recognized.values(), default=0))
        self._told |= recognized
        theirs = [line for line in arrival.whole if line.ref not in recognized]
        told = [line for line in arrival.whole if line.ref in recognized]
        self._fold([*told, *own], theirs, there, next_id)
        return Exchanged(own, theirs, arrival.waiting, arrival.missing)

    def settle(self, lines: Sequence[SyncLine], there: There, next_id: int) -> None:
        """Fold lines in which this device settles something."""
        self._fold((), lines, there, next_id)

    def _fold(self, told: Sequence[SyncLine], untold: Sequence[SyncLine], there: There, next_id: int) -> None:
        """Fold lines that the ledger tells already, and then the others: what these take away is seen to be there."""
        if not told and not untold:
            return
        self._new = in_order([*told, *untold])
        folding = Folding(LedgerMeaning(), self.log)
        first = folding.take(in_order(told))
        then = folding.take(in_order(untold))
        self._change = Change({**first.entries, **then.entries}, {**first.keys, **then.keys})
        self.applied = Applying(self.log, folding, there, next_id).apply(
            self._change, {line.ref: line for line in untold}, self._told
        )

    def finish(self, first_id: int) -> None:
        """Write what is left once the ledger and the tables are written.

        Args:
            first_id: the number of the first ledger line of the change that was made.
        """
        if self._change is None:
            return
        log, applied = self.log, self.applied
        told = self._told | {
            step.tells: first_id + place for place, step in enumerate(applied.steps) if step.tells is not None
        }
        log.put_lines(self._new, told)
        for line in self._new:
            log.tie(line.of)
        applied.write(log, self._change, first_id)
        log.write_identities()
