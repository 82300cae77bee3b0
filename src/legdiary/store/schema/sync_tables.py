"""The tables of several devices: the log lines of each, and the entries that they are about.

They are empty until `sync setup`. A line is never changed nor deleted; everything else follows from the lines
(docs/several-devices.md).
"""

# No `from __future__ import annotations` here: SQLModel reads the annotations.
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

_STRICT = {"sqlite_strict": True}


def _text(*, optional: bool = False) -> Any:
    return Field(default=None, sa_type=Text, nullable=True) if optional else Field(sa_type=Text, nullable=False)


class SyncDiaryRow(SQLModel, table=True):
    """The one id that this diary has on all devices; no row before `sync setup` or `sync join`."""

    __tablename__: ClassVar[str] = "sync_diary"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_diary"),
        CheckConstraint("length(diary) = 32", name="diary_whole"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    diary: str = _text()


class DeviceRow(SQLModel, table=True):
    """A device whose lines are known, this one among them; `device` is what it is known by everywhere.

    `newest` is the number of its newest known line, `clock` that line's clock, `chain` the hash of all of them
    (`domain.sync.line_chain`).
    """

    __tablename__: ClassVar[str] = "device"
    __table_args__ = (
        UniqueConstraint("device"),
        CheckConstraint("length(device) = 16", name="device_whole"),
        CheckConstraint("name <> ''", name="name_given"),
        CheckConstraint("forgotten IN (0, 1)", name="forgotten_flag"),
        CheckConstraint("newest >= 0", name="newest_range"),
        CheckConstraint("clock >= newest", name="clock_range"),
        CheckConstraint("length(chain) = 64", name="chain_whole"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    device: str = _text()
    name: str = _text()
    forgotten: int
    newest: int
    clock: int
    chain: str = _text()


class SyncLineRow(SQLModel, table=True):
    """One line of a device's log (`domain.sync.lines.SyncLine`), and the ledger line that tells of it here.

    Lists and objects are JSON. `about_id` is the first identity of the entry that the line is about.
    """

    __tablename__: ClassVar[str] = "sync_line"
    __table_args__ = (
        UniqueConstraint("device_id", "number"),
        ForeignKeyConstraint(["device_id"], ["device.id"]),
        ForeignKeyConstraint(["about_id"], ["sync_entry.id"]),
        ForeignKeyConstraint(["ledger_id"], ["ledger.id"]),
        CheckConstraint("number >= 1", name="number_range"),
        CheckConstraint("clock >= 1", name="clock_range"),
        CheckConstraint("action IN ('add', 'edit', 'delete', 'settle')", name="action_known"),
        CheckConstraint("(action = 'delete') = (new IS NULL)", name="new_unless_deleted"),
        Index("sync_line_by_entry", "about_id"),
        Index("sync_line_by_ledger", "ledger_id"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    device_id: int
    number: int
    clock: int
    seen: str = _text()
    made_utc_ms: int
    made_offset_min: int
    made_zone: str = _text()
    action: str = _text()
    kind: str = _text()
    of: str = _text()
    changed: str = _text()
    new: str | None = _text(optional=True)
    about_id: int
    ledger_id: int | None = None


class SyncEntryRow(SQLModel, table=True):
    """An identity: the line that added an entry somewhere, and the number that the entry has here, if it has one.

    Identities that are one entry, or that a line has tied together, share `group_id`: the `id` of one of them.
    """

    __tablename__: ClassVar[str] = "sync_entry"
    __table_args__ = (
        UniqueConstraint("device_id", "number"),
        ForeignKeyConstraint(["device_id"], ["device.id"]),
        ForeignKeyConstraint(["entry_id"], ["ledger.id"]),
        Index("sync_entry_by_group", "group_id"),
        Index("sync_entry_by_entry", "entry_id"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    device_id: int
    number: int
    group_id: int
    kind: str = _text()
    entry_id: int | None = None


class SyncKeyRow(SQLModel, table=True):
    """A key by which an identity's entry may meet others, as it was last folded (`domain.sync.folded.Change`)."""

    __tablename__: ClassVar[str] = "sync_key"
    __table_args__ = (
        ForeignKeyConstraint(["about_id"], ["sync_entry.id"]),
        Index("sync_key_by_key", "key"),
        Index("sync_key_by_entry", "about_id"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    about_id: int
    key: str = _text()


class SyncOpenRow(SQLModel, table=True):
    """One thing that waits for a person: an open conflict of one entry, as JSON (`domain.sync.folded.Open`)."""

    __tablename__: ClassVar[str] = "sync_open"
    __table_args__ = (
        ForeignKeyConstraint(["about_id"], ["sync_entry.id"]),
        ForeignKeyConstraint(["entry_id"], ["ledger.id"]),
        CheckConstraint("what IN ('field', 'deleted', 'excluded', 'invalid')", name="what_known"),
        Index("sync_open_by_entry", "about_id"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    about_id: int
    entry_id: int | None = None
    what: str = _text()
    open: str = _text()


class SyncChangeRow(SQLModel, table=True):
    """A change of the ledger that was made by taking lines of other devices; `undo` passes over it."""

    __tablename__: ClassVar[str] = "sync_change"
    __table_args__ = (ForeignKeyConstraint(["id"], ["ledger.id"]), _STRICT)
    id: int = Field(primary_key=True)


class ImportNoteRow(SQLModel, table=True):
    """How far another diary was known once it had been imported (`domain.ledger.parted_ledgers.ImportNote`).

    `line` is the newest line of the ledger then; `other_line` is the other diary's, and `other_mark` tells its content.
    `copies` is a JSON list: of each line that the import wrote, the name of the line that it copies; null for none.
    """

    __tablename__: ClassVar[str] = "import_note"
    __table_args__ = (
        CheckConstraint("line >= 0", name="line_range"),
        CheckConstraint("other_line >= 0", name="other_line_range"),
        CheckConstraint("wrote IN (0, 1)", name="wrote_flag"),
        _STRICT,
    )
    id: int = Field(primary_key=True)
    line: int
    other_line: int
    other_mark: str = _text()
    wrote: int
    copies: str = _text()
