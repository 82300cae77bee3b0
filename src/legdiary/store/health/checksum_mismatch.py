"""Diagnosis of rows that do not match their checksum, and their repair from the ledger, which holds every entry too."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from legdiary.domain.entries.kinds import KINDS
from legdiary.errors import LegdiaryError
from legdiary.store.checksum_tables import BESIDE_PLAN, FILED_BY, LEDGER, PLAN
from legdiary.store.errors import DiaryDamaged, EntryChanged, HistoryChanged, SumsChanged
from legdiary.util.numbers import short_number

if TYPE_CHECKING:
    from legdiary.domain.entries.kinds import Kind
    from legdiary.errors import DiaryTrouble
    from legdiary.store.statement_runner import Runner

#: The errors that reading a damaged row or ledger line may raise.
SPOILT = (LegdiaryError, ValueError, TypeError, LookupError, AttributeError, RecursionError)
_DAYS = ("night_of", "taken_on", "starts_on")


def describe_mismatch(runner: Runner, table: str, first: str, before: str) -> DiaryTrouble:
    """Return the error that tells why some rows of a table do not match their checksum.

    Args:
        runner: the diary.
        table: the table whose checksums do not match.
        first: the first day of the rows; for the ledger, the number of the entry.
        before: the day after the last.
    """
    from legdiary.store.content_checks import broken_pages

    try:
        if broken_pages(runner):
            return DiaryDamaged(runner.path)
        if table == LEDGER:
            return HistoryChanged(runner.path, short_number(first))
        holder = PLAN if table in BESIDE_PLAN else table
        kind = next((kind for kind in KINDS.values() if kind.table == holder), None)
        changed = None if kind is None else _changed(runner, kind, first, before)  # None: what is known of devices
        return changed or SumsChanged(runner.path)
    except (sqlite3.Error, *SPOILT):
        return DiaryDamaged(runner.path)


def _changed(runner: Runner, kind: Kind, first: str, before: str) -> EntryChanged | None:
    """Return the first entry of some days that differs from the ledger, or is missing; None where all are the same."""
    from legdiary.store.health.ledger_replay import Replay

    replay, filed_by = Replay(runner), FILED_BY.get(kind.table)
    for line in runner.all("ledger_in_order"):
        if line["kind"] != kind.name or line["id"] != line["entry_id"]:
            continue
        try:
            told = replay.told(kind, line["id"])
        except SPOILT:
            continue  # its history is damaged as well, so there is nothing to compare with
        day = _day_of(told.columns) if told else None
        rows = runner.all(f"{kind.table}_by_id", id=line["id"])
        if filed_by and not any(first <= each < before for each in (day or "", *(f"{row[filed_by]}" for row in rows))):
            continue
        if (told is None and rows) or (told and not (rows and replay.is_written(rows[0], told))):
            return EntryChanged(kind.name, line["id"], day)
    return None


def _day_of(columns: dict[str, object]) -> str | None:
    return next((str(columns[name]) for name in _DAYS if columns.get(name)), None)


def is_row_lost(runner: Runner, kind: Kind, entry_id: int) -> bool:
    """Tell whether an entry without a row should have one, by the ledger."""
    from legdiary.store.health.ledger_replay import Replay

    try:
        return Replay(runner).told(kind, entry_id) is not None
    except SPOILT:
        return True


def rewrite_from_ledger(runner: Runner, kind: Kind, entry_id: int) -> None:
    """Write the rows of an entry again, as the ledger has them, so that they match their checksum.

    Raises:
        HistoryChanged: the ledger cannot be read, or the entry was deleted.
    """
    from legdiary.store.health.ledger_replay import Replay

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
