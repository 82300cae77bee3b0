"""Undo: the last change that is not undone is taken back, line by line, unless another device has built on it."""

from __future__ import annotations

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.ledger.actions import UNDO
from legdiary.domain.ledger.replay import same_value
from legdiary.errors import Refused
from legdiary.store.checksum_tables import LEDGER
from legdiary.store.entry_rows import Change
from legdiary.store.rows import (
    all_fields,
    entry_of_line,
    line_of,
)
from legdiary.store.sync.log import DeviceLog
from legdiary.util.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from legdiary.domain.entries.kinds import Kind
    from legdiary.domain.ledger.ledger_line import FieldsLine
    from legdiary.store.entry_rows import EntryRows, OpenChange

#: Above this number of ledger lines, the whole ledger is checked at once instead of entry by entry.
_MANY_LINES = 100


class BuiltOn(Refused):
    """An undo of what another device has changed since."""

    def __init__(self, entry_id: int, device: str | None) -> None:
        by = "" if device is None else f" on {device}"
        super().__init__(
            f"the last change here is about entry {entry_id}, which was changed{by} since; nothing was undone",
            f"legdiary history {entry_id}",
        )


class NothingToUndo(Refused):
    """There is no change left to undo."""

    def __init__(self) -> None:
        super().__init__("there is nothing to undo")


class Undo:
    """The undoing of one change, within another."""

    def __init__(self, rows: EntryRows) -> None:
        self._rows = rows
        self._runner = rows.runner
        self._sums = rows.sums

    def write(self, change: OpenChange) -> list[Change]:
        """Undo the last change that is not undone yet.

        Raises:
            NothingToUndo: there is none.
            InTheWay: a later entry depends on it.
            BuiltOn: another device has changed the entry since.
        """
        change.undoes = self.last_undoable()
        lines = [line_of(row) for row in self._runner.all("ledger_of_change", change_id=change.undoes)]
        if len(lines) > 1:
            self._runner.defer_foreign_keys()  # a dose may name a batch again before that is back
        return [self._undo_line(change, line) for line in reversed(lines)]

    def _undo_line(self, change: OpenChange, line: FieldsLine) -> Change:
        kind = KINDS[line.kind]
        self._check_not_built_on(kind, line)
        if line.old is None:
            return self._rows.delete_entry(change, kind, line.entry_id, UNDO)
        if line.new is None:
            entry, recalled = entry_of_line(kind, line.old)
            stored = self._rows.put_new(change, kind, entry, recalled=recalled, entry_id=line.entry_id)
            return Change(line.entry_id, kind.name, None, stored)
        there = self._rows.stored(kind, line.entry_id)
        return self._rows.rewrite(change, kind, there, replace(there.entry, **line.old), UNDO)

    def _check_not_built_on(self, kind: Kind, line: FieldsLine) -> None:
        """Refuse to undo a change where another device has changed the entry since.

        Raises:
            BuiltOn: it has.
        """
        rows = self._runner.all(f"{kind.table}_by_id", id=line.entry_id)
        if line.new is None:
            is_same = not rows and not DeviceLog(self._runner, self._sums).has_moved(line.entry_id)
        elif not rows:
            is_same = False
        else:
            there = self._rows.entry_from_row(kind, rows[0], checked=False)
            fields = all_fields(kind, there.entry, recalled=there.recalled)
            is_same = all(same_value(name, fields.get(name), value) for name, value in line.new.items())
            is_same = is_same and (line.old is not None or all(name in line.new for name in fields))
        if not is_same:
            is_built_on, device = DeviceLog(self._runner, self._sums).changed_since(line)
            if is_built_on or line.new is None:
                raise BuiltOn(line.entry_id, device)

    def last_undoable(self) -> int:
        """Return the last change that is not undone, compared with the lines that came after it.

        Raises:
            NothingToUndo: there is none.
        """
        self._sums.check_end()
        last = self._runner.all("ledger_last_undoable", most=1, skipped=0)
        if not last:
            self._sums.check_all(LEDGER)
            raise NothingToUndo
        rows = self._runner.all("ledger_since", id=last[0]["change_id"])
        if len(rows) > _MANY_LINES:
            self._sums.check_all(LEDGER)
        else:
            self._sums.check_history(*{row["entry_id"] for row in rows})
        passed = {row["undoes"] for row in rows} | {row["id"] for row in self._taken_since(last[0]["change_id"])}
        found = max(row["change_id"] for row in rows if row["action"] != UNDO and row["change_id"] not in passed)
        if found != last[0]["change_id"] or rows[-1]["id"] - rows[0]["id"] != len(rows) - 1:
            self._sums.damaged(LEDGER)
        return int(found)

    def _taken_since(self, change_id: int) -> Sequence[Any]:
        """Return the changes that were made by taking lines of other devices."""
        self._sums.check_all("sync_change")
        return self._runner.all("sync_change_since", first=change_id)
