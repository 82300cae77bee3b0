"""A person's decision about what devices have said differently: the values that count, and the lines that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.ledger.actions import DELETE
from legdiary.domain.sync.folded import DELETED, EXCLUDED
from legdiary.domain.sync.lines import EXISTENCE, SETTLE
from legdiary.errors import Refused
from legdiary.store.sync.publish import Writer, name_products

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from legdiary.domain.sync.folded import Open
    from legdiary.domain.sync.lines import SyncLine
    from legdiary.domain.time.moments import Moment
    from legdiary.store.sync.log import DeviceLog, Waiting


class NothingToSettle(Refused):
    """A number of an entry of which all devices say the same."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(f"nothing waits for your decision at entry {entry_id}", "legdiary sync status")


class SaysNothingElse(Refused):
    """A device that has said nothing else of an entry."""

    def __init__(self, device: str, entry_id: int) -> None:
        super().__init__(f"{device} says nothing else of entry {entry_id}", "legdiary sync status")


class Choice(NamedTuple):
    """A decision.

    Attributes:
        fields: the fields that take another device's values, as JSON has them here.
        is_deleted: the entry that stands is deleted.
    """

    fields: Mapping[str, Any]
    is_deleted: bool


def choose(waiting: Sequence[Waiting], entry_id: int, take: str | None, log: DeviceLog) -> Choice:
    """Return what follows from a decision.

    Args:
        waiting: what waits at the entry.
        entry_id: its number.
        take: the device whose value counts; None for what stands.
        log: the log lines.

    Raises:
        NothingToSettle: nothing waits there.
        SaysNothingElse: that device has said nothing else.
    """
    if not waiting:
        raise NothingToSettle(entry_id)
    fields: dict[str, Any] = {}
    is_deleted = is_known = False
    for conflict in (each.open for each in waiting if take is not None):
        said = [values for ref, values in conflict.values if ref.device == take]
        is_known |= bool(said) or conflict.standing.device == take
        if not said or conflict.standing.device == take:
            continue
        if conflict.what in {DELETED, EXCLUDED}:
            is_deleted = True
        else:
            fields |= {name: said[-1].get(name) for name in conflict.fields}
    if take is not None and not is_known:
        raise SaysNothingElse(log.name_of(take), entry_id)
    return Choice(log.numbered(fields), is_deleted)


def settling_lines(
    waiting: Sequence[Waiting], entry_id: int, me: str, now: Moment, log: DeviceLog, stands: Mapping[str, Any]
) -> list[SyncLine]:
    """Return the lines that say that what stands counts.

    Args:
        waiting: what waited at the entry.
        entry_id: its number.
        me: this device.
        now: the present moment.
        log: the log lines.
        stands: the fields of the entry, as JSON has them here.
    """
    writer = Writer(me, log, log.newest())
    refs = log.of_entry(entry_id)
    made = [
        writer.write(now, DELETE, log.identities[held].kind, log.together_with(held), (), None)
        for held in sorted({each.ref for each in waiting if each.open.what == EXCLUDED})
    ]
    if settled := _settled([each.open for each in waiting if each.open.what != EXCLUDED]):
        kind = log.identities[refs[0]].kind
        made.append(writer.write(now, SETTLE, kind, refs, settled, name_products(stands, log)))
    return made


def _settled(conflicts: Sequence[Open]) -> tuple[str, ...]:
    names = {name for each in conflicts for name in each.fields}
    return tuple(sorted(names | ({EXISTENCE} if any(each.what == DELETED for each in conflicts) else set())))
