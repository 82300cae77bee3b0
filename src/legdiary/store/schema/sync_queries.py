"""The statements of several devices: their lines, the entries that these are about, and what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, literal_column, select, update
from sqlalchemy import delete as delete_from

from legdiary.store.schema.tables import table

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.sql.expression import Executable


def sync_statements() -> dict[str, Executable]:
    """Return the statements by name."""
    device, line, entry = table("device"), table("sync_line"), table("sync_entry")
    waiting, change, ledger = table("sync_open"), table("sync_change"), table("ledger")
    key, diary, note = table("sync_key"), table("sync_diary"), table("import_note")
    return {
        **{f"{of.name}_insert": _insert(of) for of in (diary, device, line, entry, key, waiting, change, note)},
        **{f"{of.name}_clear": delete_from(of) for of in (diary, device, line, entry, key, waiting, change)},
        "checksum_clear": delete_from(table("checksum")).where(table("checksum").c.of == bindparam("of")),
        "sync_diary": select(diary),
        "import_note_all": select(note).order_by(note.c.id),
        "device_all": select(device).order_by(device.c.id),
        "device_update": _update(device, "name", "forgotten", "newest", "clock", "chain"),
        "sync_line_next_id": select(func.coalesce(func.max(line.c.id), literal_column("0")) + literal_column("1")),
        "sync_line_between": select(line)
        .where(line.c.device_id == bindparam("device_id"), line.c.number > bindparam("after"),
               line.c.number <= bindparam("last"))
        .order_by(line.c.number),
        "sync_line_in_order": select(line).order_by(line.c.clock, line.c.device_id, line.c.number),
        "sync_line_of_group": select(line)
        .join(entry, entry.c.id == line.c.about_id)
        .where(entry.c.group_id == bindparam("group_id"))
        .order_by(line.c.id),
        # The ledger lines in which other devices speak, those of one entry, and the entry that a ledger line's is now.
        "sync_told": select(ledger.c.id, device.c.name)
        .select_from(ledger.outerjoin(line, line.c.ledger_id == ledger.c.id)
                     .outerjoin(device, device.c.id == line.c.device_id))
        .where(ledger.c.id >= bindparam("first"), ledger.c.id < bindparam("before"),
               ledger.c.change_id.in_(select(change.c.id)))
        .order_by(ledger.c.id, line.c.id),
        "sync_told_of_entry": select(line.c.device_id)
        .select_from(ledger.outerjoin(line, line.c.ledger_id == ledger.c.id))
        .where(ledger.c.entry_id == bindparam("entry_id"), ledger.c.id > bindparam("after"),
               ledger.c.change_id.in_(select(change.c.id)))
        .order_by(ledger.c.id),
        "sync_line_by_ledger": select(entry.c.entry_id)
        .join(line, entry.c.id == line.c.about_id)
        .where(line.c.ledger_id == bindparam("ledger_id")),
        "sync_entry_all": select(entry).order_by(entry.c.id),
        "sync_entry_update": _update(entry, "group_id", "entry_id"),
        "sync_key_next_id": select(func.coalesce(func.max(key.c.id), literal_column("0")) + literal_column("1")),
        "sync_key_about": select(key).where(key.c.about_id == bindparam("about_id")).order_by(key.c.id),
        "sync_key_at": select(key.c.about_id).where(key.c.key == bindparam("key")).order_by(key.c.about_id),
        "sync_key_delete": delete_from(key).where(key.c.id == bindparam("id")),
        "sync_open_all": select(waiting).order_by(waiting.c.id),
        "sync_open_count": select(func.count(waiting.c.entry_id.distinct())),
        "sync_open_entries": select(waiting.c.entry_id, entry.c.kind)
        .join(entry, entry.c.id == waiting.c.about_id)
        .where(waiting.c.entry_id.is_not(None))
        .distinct()
        .order_by(waiting.c.entry_id),
        "sync_open_next_id": select(func.coalesce(func.max(waiting.c.id), literal_column("0")) + literal_column("1")),
        "sync_open_about": select(waiting).where(waiting.c.about_id == bindparam("about_id")).order_by(waiting.c.id),
        "sync_open_delete": delete_from(waiting).where(waiting.c.id == bindparam("id")),
        # What the ledger holds beyond what the lines tell: changes of this device that are in no log yet.
        "sync_unpublished": select(ledger)
        .where(
            ledger.c.id
            > select(func.coalesce(func.max(line.c.ledger_id), literal_column("0"))).scalar_subquery(),
            ledger.c.change_id.not_in(select(change.c.id)),
        )
        .order_by(ledger.c.id),
        "sync_change_since": select(change.c.id).where(change.c.id >= bindparam("first")).order_by(change.c.id),
    }  # fmt: skip


def _insert(of: Table) -> Executable:
    return insert(of).values({column.name: bindparam(column.name) for column in of.columns})


def _update(of: Table, *columns: str) -> Executable:
    return update(of).where(of.c.id == bindparam("b_id")).values({name: bindparam(name) for name in columns})
