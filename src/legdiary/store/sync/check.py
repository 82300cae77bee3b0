"""The check of what devices exchange: each log against its hash, and the tables against a fold of all lines anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.replay import same_value
from legdiary.domain.sync.arrival import waiting_for
from legdiary.domain.sync.fold import fold
from legdiary.domain.sync.line_chain import extend_chain, start_chain
from legdiary.domain.sync.lines import RECALLED, line_to_text
from legdiary.errors import plural
from legdiary.store.diary import Diary
from legdiary.store.row_checksums import RowChecksums
from legdiary.store.rows import LedgerMeaning, to_json_fields
from legdiary.store.sync.log import DeviceLog, open_to_json
from legdiary.store.sync.publish import UnpublishedLines, name_products
from legdiary.util.values import NamedTuple, dataclass, field

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from legdiary.domain.entries.kinds import Kind
    from legdiary.domain.sync.folded import Folded, Open
    from legdiary.domain.sync.lines import SyncLine
    from legdiary.store.statement_runner import Runner


@dataclass(slots=True)
class CheckedLog:
    """The result of a check.

    Attributes:
        devices: the number of devices.
        lines: the number of their lines.
        faults: what is wrong, in words.
    """

    devices: int
    lines: int
    faults: list[str] = field(default_factory=list)


class _Row(NamedTuple):
    """An entry as the tables have it, its fields as lines have them."""

    kind: str
    fields: Mapping[str, Any]
    recalled: bool


def check_log(runner: Runner) -> CheckedLog | None:
    """Return what is wrong between the logs of devices and the entries; None where the diary was never synced.

    Args:
        runner: the statements over a file whose tables, ledger and checksums are in order.
    """
    log = DeviceLog(runner, RowChecksums(runner))
    if log.diary is None:
        return None
    lines = list(log.every_line())
    checked = CheckedLog(len(log.devices), len(lines), list(_log_faults(log, log.diary)))
    if not checked.faults:
        whole = waiting_for(lines, {})
        if whole.waiting:
            checked.faults.append(f"{plural(len(whole.waiting), 'change')} of the logs without what came before")
        else:
            checked.faults += _entry_faults(runner, log, lines)
    return checked


def _log_faults(log: DeviceLog, diary: str) -> Iterator[str]:
    for device in log.devices.values():
        lines = log.lines_between(device.device, 0)
        chain = extend_chain(start_chain(diary, device.device), map(line_to_text, lines))
        numbers = [line.number for line in lines]
        if numbers != list(range(1, device.newest + 1)):
            yield f"lines of {device.name} are missing"
        elif chain != device.chain or (lines and lines[-1].clock != device.clock):
            yield f"lines of {device.name} are not as they were written"


def _entry_faults(runner: Runner, log: DeviceLog, lines: list[SyncLine]) -> Iterator[str]:
    entries = fold(lines, LedgerMeaning())
    unpublished = {line.entry_id for line in UnpublishedLines(runner).lines}
    rows = dict(_rows(runner, log, unpublished))
    standing: set[int] = set()
    for folded in entries.values():
        if folded.held_out is not None:
            continue
        numbers = {log.identities[ref].entry_id for ref in folded.refs if ref in log.identities}
        number = next(iter(numbers), None)
        if len(numbers) != 1 or number is None:
            yield f"a {folded.kind} of the logs has {'several numbers' if len(numbers) > 1 else 'no number'}"
            continue
        standing.add(number)
        if number not in unpublished and not _is_as_folded(rows.get(number), folded):
            yield f"entry {number} differs from what the logs say"
    yield from (f"entry {number} is in no log" for number in rows.keys() - standing - unpublished)
    if not unpublished and _waiting_of(log) != _open_of(entries):
        yield "what waits for a decision differs from what the logs say"


def _rows(runner: Runner, log: DeviceLog, unpublished: Container[int]) -> Iterator[tuple[int, _Row]]:
    """Yield every entry whose changes are all in the logs; of the others, they cannot say what it must be.

    A dose that is not among these may name a product that has no identity yet.
    """
    from legdiary.domain.entries.kinds import KINDS

    for stored in Diary(runner).every_entry():
        if stored.id in unpublished:
            continue
        kind: Kind = KINDS[stored.entry.kind]
        fields = name_products(to_json_fields(kind, stored.entry, recalled=False), log)
        yield stored.id, _Row(kind.name, fields, stored.recalled)


def _is_as_folded(row: _Row | None, folded: Folded) -> bool:
    if row is None or row.kind != folded.kind or row.recalled != folded.recalled:
        return False
    names = (row.fields.keys() | folded.fields.keys()) - {RECALLED}
    return all(same_value(name, row.fields.get(name), folded.fields.get(name)) for name in names)


def _waiting_of(log: DeviceLog) -> list[tuple[str, str]]:
    return sorted((each.ref.text, _in_words(each.open)) for each in log.waiting())


def _open_of(entries: Mapping[Any, Folded]) -> list[tuple[str, str]]:
    return sorted((folded.name.text, _in_words(each)) for folded in entries.values() for each in folded.open)


def _in_words(conflict: Open) -> str:
    """Return a conflict as text; the order in which a value's fields were told is no part of it."""
    return json.dumps(open_to_json(conflict), sort_keys=True)
