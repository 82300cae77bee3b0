"""What devices have said differently, with the entry that stands meanwhile; `sync settle` ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.sync.folded import DELETED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from legdiary.domain.entries.stored_entry import Stored
    from legdiary.store.diary import Diary
    from legdiary.store.sync.log import Waiting


class DeviceSaid(NamedTuple):
    """What one device says of an open conflict.

    Attributes:
        device: its name.
        fields: field → value, as domain values; empty for a deletion.
        deleted: it deleted the entry.
    """

    device: str
    fields: Mapping[str, Any]
    deleted: bool


class OpenConflict(NamedTuple):
    """What devices have said differently of one entry.

    Attributes:
        entry_id: the number of the entry that stands.
        entry: that entry; None where it is gone meanwhile.
        what: field, deleted, excluded or invalid.
        fields: the fields that it is about.
        stands: the name of the device whose word stands meanwhile.
        said: what the others say.
    """

    entry_id: int | None
    entry: Stored | None
    what: str
    fields: tuple[str, ...]
    stands: str
    said: Sequence[DeviceSaid]


def conflicts_of(diary: Diary) -> list[OpenConflict]:
    """Return what waits for a person in a diary, by the number of the entry."""
    names = {each.device: each.name for each in diary.devices()}
    found = [_conflict(diary, each, names) for each in diary.waiting_conflicts()]
    return sorted(found, key=lambda each: (each.entry_id or 0, each.what, each.fields))


def _conflict(diary: Diary, waiting: Waiting, names: Mapping[str, str]) -> OpenConflict:
    conflict = waiting.open
    entry = None
    if waiting.entry_id is not None:
        entry = diary.entry(waiting.entry_id)
    said = [
        DeviceSaid(
            names.get(ref.device, ref.device),
            diary.said_fields(waiting.ref, values) if conflict.what != DELETED else {},
            conflict.what == DELETED,
        )
        for ref, values in conflict.values
        if ref != conflict.standing
    ]
    return OpenConflict(
        waiting.entry_id, entry, conflict.what, conflict.fields,
        names.get(conflict.standing.device, conflict.standing.device), said,
    )  # fmt: skip
