"""The ledger's lines as log lines of this device.

A ledger line tells what a change made of an entry of this file, by its number here. A log line tells the same in words
that mean the same on every device: the entry by its identities, the whole entry after the change, and which of its
fields the change wrote.
"""

from __future__ import annotations

from json import JSONDecoder
from typing import TYPE_CHECKING, Any

from legdiary.domain.ledger.actions import ADD, DELETE, EDIT
from legdiary.domain.ledger.ledger_line import LedgerLine
from legdiary.domain.ledger.replay import apply_line, known_fields
from legdiary.domain.sync.lines import LineRef, SyncLine
from legdiary.store.rows import raw_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from legdiary.domain.ledger.ledger_line import Fields, TextLine
    from legdiary.domain.time.moments import Moment
    from legdiary.store.statement_runner import Runner
    from legdiary.store.sync.log import DeviceLog

    #: Log line → the ledger line that tells of it here.
    LedgerIds = dict[LineRef, int]

PRODUCT_ID = "product_id"
_decode = JSONDecoder().decode


class Writer:
    """The author of new lines: this device."""

    def __init__(self, device: str, log: DeviceLog, seen: Mapping[str, int], clock: int = 0) -> None:
        """Begin after the lines that are known.

        Args:
            device: this device.
            log: the log lines.
            seen: device → the newest of its lines that is known when the new lines are written.
            clock: a clock that the new lines come after, beside those of all known lines.
        """
        self._device = device
        self._seen = {each: number for each, number in seen.items() if each != device}
        self._number = log.newest().get(device, 0)
        self._clock = max(log.clock(), clock)

    @property
    def next(self) -> LineRef:
        """The line that is written next."""
        return LineRef(self._device, self._number + 1)

    def write(
        self, made: Moment | TextLine, action: str, kind: str, of: Sequence[LineRef], changed: Sequence[str],
        new: Mapping[str, Any] | None,
    ) -> SyncLine:  # fmt: skip
        """Return a new line.

        Args:
            made: when it is written, or the ledger line that it tells of.
            action: as a `SyncLine` has it, like all that follow.
            kind: the kind of the entry.
            of: its identities.
            changed: the names of the fields that are written.
            new: the whole entry after it.
        """
        self._number, self._clock = self._number + 1, self._clock + 1
        at = (made.made_utc_ms, made.made_offset_min, made.made_zone) if isinstance(made, LedgerLine) else (
            made.utc_s * 1000, made.offset_min, made.zone
        )  # fmt: skip
        return SyncLine(
            self._device, self._number, self._clock, self._seen, *at, action, kind, tuple(of), tuple(changed), new
        )


class UnpublishedLines:
    """The lines of the ledger that are in no log yet, with the entries as they were after each."""

    def __init__(self, runner: Runner, after: int = 0) -> None:
        self._runner = runner
        self.lines: list[TextLine] = [line for line in map(raw_line, runner.all("sync_unpublished")) if line.id > after]

    def states(self) -> Iterator[tuple[TextLine, Fields | None]]:
        """Yield each line with the known fields of its entry after it; None where it was deleted."""
        states: dict[int, Fields | None] = {}
        for line in self.lines:
            if line.entry_id not in states and line.action != ADD:
                states[line.entry_id] = self._before(line)
            state = apply_line(states.get(line.entry_id), _with_fields(line))
            states[line.entry_id] = None if state is None else known_fields(state)
            yield line, states[line.entry_id]

    def _before(self, line: TextLine) -> Fields | None:
        state: Fields | None = None
        for row in self._runner.all("ledger_by_entry", entry_id=line.entry_id):
            if row["id"] < line.id:
                state = apply_line(state, _with_fields(raw_line(row)))
        return state


def _with_fields(line: TextLine) -> Any:
    old, new = (None if side is None else _decode(side) for side in (line.old, line.new))
    return line._replace(old=old, new=new)


def publish(runner: Runner, log: DeviceLog, writer: Writer, after: int = 0) -> tuple[list[SyncLine], LedgerIds]:
    """Return the ledger's new lines as lines of this device's log, and the ledger line that each one is.

    Args:
        runner: the statements, within a transaction.
        log: the log lines; new identities are written to it.
        writer: their author.
        after: the ledger line after which they begin.
    """
    made: list[SyncLine] = []
    told: LedgerIds = {}
    for line, state in UnpublishedLines(runner, after).states():
        if line.action == ADD:
            log.put_identity(writer.next, line.kind, line.entry_id)
        told[writer.next] = line.id
        of = [writer.next] if line.action == ADD else log.of_entry(line.entry_id)
        new = None if state is None else name_products(state, log)
        made.append(writer.write(line, _action(line), line.kind, of, changed_fields(line, state), new))
    return made, told


def _action(line: TextLine) -> str:
    if line.new is None:
        return DELETE
    return ADD if line.action == ADD else EDIT  # an undo that brings an entry back writes all of its fields


def changed_fields(line: TextLine, state: Fields | None) -> tuple[str, ...]:
    """Return the names of the fields that a line of the ledger wrote; none of a deletion."""
    if state is None or line.new is None:
        return ()
    return tuple(state) if line.old is None else tuple(_decode(line.new))


def name_products(fields: Mapping[str, Any], log: DeviceLog) -> dict[str, Any]:
    """Return the fields, the product that a dose names told by its identity."""
    number = fields.get(PRODUCT_ID)
    return dict(fields) if number is None else {**fields, PRODUCT_ID: log.of_entry(number)[0].text}


def recognize(runner: Runner, log: DeviceLog, theirs: Iterable[SyncLine]) -> LedgerIds:
    """Recognize lines of other devices as lines of this ledger, where this file is a copy that went its own way.

    A copy has the same lines, made in the same second, in the same order, about the same entries. They are one entry,
    not two.

    Args:
        runner: the statements, within a transaction.
        log: the log lines.
        theirs: the new lines of other devices, in order.

    Returns:
        The recognized lines → the ledger line that each is.
    """
    mine = list(UnpublishedLines(runner).states())
    by_device: dict[str, list[SyncLine]] = {}
    for line in theirs if mine else ():
        by_device.setdefault(line.device, []).append(line)
    best: LedgerIds = {}
    for lines in by_device.values():
        found: LedgerIds = {}
        added: dict[int, LineRef] = {}
        for their, (my, state) in zip(lines, mine, strict=False):
            known = {*log.of_entry(my.entry_id), *([added[my.entry_id]] if my.entry_id in added else [])}
            if not _is_same(their, my, state) or (their.action != ADD and known.isdisjoint(their.of)):
                break
            if their.action == ADD:
                added[my.entry_id] = their.ref
            found[their.ref] = my.id
        best = max(best, found, key=len)
    return best


def _is_same(their: SyncLine, mine: TextLine, state: Fields | None) -> bool:
    """Return whether a line of another device says what a line of the ledger says; products have other names there."""
    if (their.made_utc_ms, their.kind, their.action) != (mine.made_utc_ms, mine.kind, _action(mine)):
        return False
    one, other = ({**(side or {}), PRODUCT_ID: None} for side in (their.new, state))
    return one == other
