"""What is wrong where rows do not fit their checksum: found out by the ledger, which tells every entry as well."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from legdiary.domain.entries.kinds import KINDS
from legdiary.errors import LegdiaryError
from legdiary.store.checksum_tables import BESIDE_PLAN, FILED_BY, LEDGER, PLAN
from legdiary.store.errors import DiaryDamaged, EntryChanged, HistoryChanged, SumsChanged

if TYPE_CHECKING:
    from legdiary.domain.entries.kinds import Kind
    from legdiary.errors import DiaryTrouble
    from legdiary.store.statement_runner import Runner

#: What a row, or a line of the ledger, that is spoilt may raise when it is read.
SPOILT = (LegdiaryError, ValueError, TypeError, LookupError, AttributeError, RecursionError)
_DAYS = ("night_of", "taken_on", "starts_on")


def damage(runner: Runner, table: str, first: str, before: str) -> DiaryTrouble:
    """Return what is wrong with some rows of a table.

    Args:
        runner: the diary.
        table: whose sums do not fit.
        first: the day they begin with; of the ledger the number of the entry.
        before: the day they end before.
    """
    from legdiary.store.integrity import broken_pages

    try:
        if broken_pages(runner):
            return DiaryDamaged(runner.path)
        if table == LEDGER:
            return HistoryChanged(runner.path, int(first) if first.isdecimal() else None)
        holder = PLAN if table in BESIDE_PLAN else table
        kind = next(kind for kind in KINDS.values() if kind.table == holder)
        return _changed(runner, kind, first, before) or SumsChanged(runner.path)
    except (sqlite3.Error, *SPOILT):
        return DiaryDamaged(runner.path)


def _changed(runner: Runner, kind: Kind, first: str, before: str) -> EntryChanged | None:
    """Return the first entry of some days that does not stand as the ledger tells it, or is missing."""
    from legdiary.store.health.replay import Replay

    replay, filed_by = Replay(runner), FILED_BY.get(kind.table)
    for line in runner.all("ledger_in_order"):
        if line["kind"] != kind.name or line["id"] != line["entry_id"]:
            continue
        try:
            told = replay.told(kind, line["id"])
        except SPOILT:
            continue  # nothing can be said of it
        day = _day_of(told.columns) if told else None
        rows = runner.all(f"{kind.table}_by_id", id=line["id"])
        if filed_by and not any(first <= each < before for each in (day or "", *(f"{row[filed_by]}" for row in rows))):
            continue
        if (told is None and rows) or (told and not (rows and replay.is_written(rows[0], told))):
            return EntryChanged(kind.name, line["id"], day)
    return None


def _day_of(columns: dict[str, object]) -> str | None:
    return next((str(columns[name]) for name in _DAYS if columns.get(name)), None)


def lost(runner: Runner, kind: Kind, entry_id: int) -> bool:
    """Tell whether an entry that has no row should have one."""
    from legdiary.store.health.replay import Replay

    try:
        return Replay(runner).told(kind, entry_id) is not None
    except SPOILT:
        return True


def put_as_told(runner: Runner, kind: Kind, entry_id: int) -> None:
    """Write the row of an entry anew, and what stands beside it, as the ledger has it; its checksum is of that.

    Raises:
        HistoryChanged: the ledger does not say.
    """
    from legdiary.store.health.replay import Replay

    try:
        told = Replay(runner).told(kind, entry_id)
    except SPOILT as error:
        raise HistoryChanged(runner.path, entry_id) from error
    if told is None:
        raise HistoryChanged(runner.path, entry_id)
    if kind.name == "plan":
        for table in BESIDE_PLAN:
            runner.run(f"{table}_delete", plan_id=entry_id)
    if runner.all(f"{kind.table}_by_id", id=entry_id):
        columns = {name: value for name, value in told.columns.items() if name != "id"}
        runner.run(f"{kind.table}_update", b_id=entry_id, **columns)
    else:
        runner.run(f"{kind.table}_insert", **told.columns)
    for table, rows in told.beside.items():
        for row in rows:
            runner.run(f"{table}_insert", **row)
