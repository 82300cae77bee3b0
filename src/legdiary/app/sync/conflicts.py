"""The open conflicts of a diary, with the entry that stands meanwhile; `sync settle` ends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.sync.folded import DELETED, EXCLUDED
from legdiary.domain.sync.unsettled import DeviceSaid, OpenConflict, Unsettled
from legdiary.store.rows import entry_of_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from legdiary.domain.sync.lines import LineRef
    from legdiary.store.diary import Diary
    from legdiary.store.sync.log import Waiting


def conflicts_of(diary: Diary) -> Unsettled:
    """Return what waits for a person in a diary, by the number of the entry.

    What was decided here since, by changing or deleting the entry, waits no more: the next exchange tells the others.
    """
    names = {each.device: each.name for each in diary.sync.devices()}
    changed = diary.sync.unpublished_fields()
    waiting = [each for each in diary.sync.waiting_conflicts() if not _is_decided(each, changed)]
    found = [_conflict(diary, each, names) for each in waiting]
    found.sort(key=lambda each: (each.entry_id or 0, each.what, each.fields))
    return Unsettled(found, {stored.id: stored.entry for stored in diary.products()})


def _is_decided(waiting: Waiting, changed: Mapping[int, set[str]]) -> bool:
    """Return whether a change here, which no other device knows yet, says how it is.

    Args:
        waiting: the open conflict.
        changed: entry → the fields that were changed here since; none for one that was deleted.
    """
    fields = changed.get(waiting.entry_id or 0)
    if fields is None:
        return False
    return not fields or waiting.open.what == DELETED or not fields.isdisjoint(waiting.open.fields)


def _conflict(diary: Diary, waiting: Waiting, names: Mapping[str, str]) -> OpenConflict:
    conflict = waiting.open
    entry = None if waiting.entry_id is None else diary.entry_or_none(waiting.entry_id)
    others = [(ref, values) for ref, values in conflict.values if ref != conflict.standing]
    if conflict.what == DELETED:  # the other values are those of changes that came before
        others = [(ref, values) for ref, values in others if diary.sync.is_deletion(ref)]
    said = [_said(diary, waiting, conflict.what, ref, values, names) for ref, values in others]
    return OpenConflict(
        waiting.entry_id, entry, conflict.what, conflict.fields,
        names.get(conflict.standing.device, conflict.standing.device), said,
    )  # fmt: skip


def _said(
    diary: Diary, waiting: Waiting, what: str, ref: LineRef, values: Mapping[str, Any], names: Mapping[str, str]
) -> DeviceSaid:
    device = names.get(ref.device, ref.device)
    if what == DELETED:
        return DeviceSaid(device, {}, deleted=True)
    kind, fields = diary.sync.said_fields(waiting.ref, values)
    entry = entry_of_line(KINDS[kind], fields)[0] if what == EXCLUDED else None
    return DeviceSaid(device, fields, deleted=False, entry=entry)
