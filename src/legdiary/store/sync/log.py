"""The log lines in a diary's file, of this device and of all others, and which local entry each identity is.

Rows name devices, identities and entries by numbers of this file; a `SyncLine` names them in words that mean the same
everywhere. All methods belong into a transaction.
"""

from __future__ import annotations

from functools import cached_property
from json import JSONDecoder, JSONEncoder
from typing import TYPE_CHECKING, Any, NamedTuple

from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.sync.folded import Open
from legdiary.domain.sync.line_chain import extend_chain, start_chain
from legdiary.domain.sync.lines import PRODUCT_ID, LineRef, SyncLine, line_to_text
from legdiary.store.checksum_tables import PATHS_OF_DEVICES
from legdiary.store.rows import readable_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from legdiary.domain.ledger.ledger_line import FieldsLine
    from legdiary.store.row_checksums import RowChecksums
    from legdiary.store.statement_runner import Runner

DIARY, DEVICE, LINE, ENTRY, KEY = "sync_diary", "device", "sync_line", "sync_entry", "sync_key"
OPEN, CHANGE = "sync_open", "sync_change"
_decode = JSONDecoder().decode
_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Device(NamedTuple):
    """A device whose lines are known.

    Attributes:
        id: its number in this file.
        device: what it is known by everywhere.
        name: the name that its owner gave it.
        forgotten: nothing is expected of it any more.
        newest: the number of its newest known line; 0 before the first.
        clock: the clock of that line.
        chain: the hash of all its known lines (`domain.sync.line_chain`).
    """

    id: int
    device: str
    name: str
    forgotten: bool
    newest: int
    clock: int
    chain: str


class Identity(NamedTuple):
    """An identity as this file has it.

    Attributes:
        id: its number in this file.
        ref: the line that added the entry.
        group: the number of the identity that stands for all those that are looked at together.
        kind: the kind of the entry.
        entry_id: the number of the entry here; None where it never stood here.
    """

    id: int
    ref: LineRef
    group: int
    kind: str
    entry_id: int | None


class Waiting(NamedTuple):
    """An open conflict of this file.

    Attributes:
        ref: the name of the entry that it is about.
        entry_id: the number of the entry that stands here; None where none does.
        open: the conflict.
    """

    ref: LineRef
    entry_id: int | None
    open: Open


def open_to_json(conflict: Open) -> dict[str, Any]:
    """Return an open conflict as a JSON object."""
    return {
        "what": conflict.what,
        "fields": list(conflict.fields),
        "values": [[ref.text, dict(values)] for ref, values in conflict.values],
        "standing": conflict.standing.text,
    }


def open_from_json(loaded: Mapping[str, Any]) -> Open:
    """Return the open conflict from its JSON object."""
    return Open(
        loaded["what"],
        tuple(loaded["fields"]),
        tuple((LineRef.from_text(text), values) for text, values in loaded["values"]),
        LineRef.from_text(loaded["standing"]),
    )


class DeviceLog:
    """The log lines of one open file."""

    def __init__(self, runner: Runner, sums: RowChecksums) -> None:
        self._runner = runner
        self._sums = sums
        #: The numbers of identities that are not written yet.
        self._unwritten: set[int] = set()

    # ------------------------------------------------------------------ devices

    @cached_property
    def diary(self) -> str | None:
        """The diary's id on all devices; None before it has one."""
        self._sums.check_all(DIARY)
        return next((str(row["diary"]) for row in self._runner.all("sync_diary")), None)

    def put_diary(self, diary: str) -> None:
        """Write the diary's id."""
        self._runner.run("sync_diary_insert", id=1, diary=diary)
        self._sums.put(DIARY, 1)
        self.__dict__["diary"] = diary

    @cached_property
    def devices(self) -> dict[int, Device]:
        """Every known device by its number in this file."""
        self._sums.check_all(DEVICE)
        return {
            row["id"]: Device(**{**dict(row), "forgotten": bool(row["forgotten"])})
            for row in self._runner.all("device_all")
        }

    @property
    def numbers(self) -> dict[str, int]:
        """Return device → its number in this file."""
        return {each.device: each.id for each in self.devices.values()}

    def device(self, device: str) -> Device | None:
        """Return a device; None if nothing is known of it."""
        return next((each for each in self.devices.values() if each.device == device), None)

    def put_device(self, device: str, name: str) -> None:
        """Write a device that is new, or the new name of one."""
        there = self.device(device)
        if there is not None:
            self._change_device(there, name=name)
            return
        if self.diary is None:
            raise ValueError(device)
        number = max((row["id"] for row in self._runner.all("device_all")), default=0) + 1
        made = Device(number, device, name, False, 0, 0, start_chain(self.diary, device))  # noqa: FBT003
        self._runner.run("device_insert", **made._asdict() | {"forgotten": 0})
        self._sums.put(DEVICE, made.id)
        self.devices[made.id] = made

    def forget(self, device: str, *, forgotten: bool = True) -> None:
        """Write that nothing more is expected of a device, or that it is again."""
        if (there := self.device(device)) is not None:
            self._change_device(there, forgotten=forgotten)

    def _change_device(self, there: Device, **changed: Any) -> None:
        new = there._replace(**changed)
        if new == there:
            return
        self._sums.take(DEVICE, there.id)
        self._runner.run(
            "device_update",
            b_id=there.id, name=new.name, forgotten=int(new.forgotten), newest=new.newest, clock=new.clock,
            chain=new.chain,
        )  # fmt: skip
        self._sums.put(DEVICE, there.id)
        self.devices[there.id] = new

    def name_of(self, device: str) -> str:
        """Return the name of a device."""
        there = self.device(device)
        return device if there is None else there.name

    def newest(self) -> dict[str, int]:
        """Return device → the number of its newest known line."""
        return {each.device: each.newest for each in self.devices.values() if each.newest}

    def clock(self) -> int:
        """Return the largest clock of all known lines; 0 where there are none."""
        return max((each.clock for each in self.devices.values()), default=0)

    def chain_at(self, device: str, number: int) -> str | None:
        """Return the hash of a device's lines up to a number; None where not so many are known."""
        there = self.device(device)
        if self.diary is None or (number and (there is None or there.newest < number)):
            return None
        if there is not None and there.newest == number:
            return there.chain
        return extend_chain(start_chain(self.diary, device), map(line_to_text, self.lines_between(device, 0, number)))

    def clear(self) -> None:
        """Delete everything that is kept of devices."""
        self.clear_tables(OPEN, KEY, LINE, ENTRY, CHANGE, DEVICE, DIARY)

    def clear_tables(self, *tables: str) -> None:
        """Empty some tables."""
        for table in tables:
            self._runner.run(f"{table}_clear")
            self._runner.run("checksum_clear", of=table)

    # ------------------------------------------------------------------ lines

    def check(self) -> None:
        """Compare all that is kept of devices with its checksums.

        Raises:
            DiaryTrouble: it is not as it was stored.
        """
        self._sums.check_all(DEVICE, LINE, ENTRY, KEY, OPEN, CHANGE)
        for path, (table, _) in PATHS_OF_DEVICES.items():
            self._sums.check_path(path, table)

    def lines_between(self, device: str, after: int, until: int | None = None) -> list[SyncLine]:
        """Return the lines of a device after one of its numbers, up to another, in order."""
        device_id = self.numbers.get(device)
        if device_id is None:
            return []
        last = 2**62 if until is None else until
        self._sums.check_path("sync_line_by_number", LINE)
        rows = self._runner.run("sync_line_between", device_id=device_id, after=after, last=last)
        return [self.line_of(row) for row in rows]

    def every_line(self) -> Iterator[SyncLine]:
        """Yield every known line."""
        return map(self.line_of, self._runner.run("sync_line_in_order"))

    def lines_of(self, refs: Iterable[LineRef]) -> list[SyncLine]:
        """Return every known line about the entries of some identities (`domain.sync.folded.Past`)."""
        groups = {self.identities[ref].group for ref in refs if ref in self.identities}
        return [self.line_of(row) for each in groups for row in self._runner.all("sync_line_of_group", group_id=each)]

    def line_of(self, row: Any) -> SyncLine:
        """Return the line that a row holds."""
        return SyncLine(
            device=self.devices[row["device_id"]].device,
            number=row["number"],
            clock=row["clock"],
            seen=_decode(row["seen"]),
            made_utc_ms=row["made_utc_ms"],
            made_offset_min=row["made_offset_min"],
            made_zone=row["made_zone"],
            action=row["action"],
            kind=row["kind"],
            of=tuple(map(LineRef.from_text, _decode(row["of"]))),
            changed=tuple(_decode(row["changed"])),
            new=None if row["new"] is None else _decode(row["new"]),
        )

    def changed_since(self, line: FieldsLine) -> tuple[bool, str | None]:
        """Return whether taking lines has changed an entry after a line of the ledger, and the last device that did."""
        self._sums.check_path("sync_line_by_ledger", LINE)
        rows = self._runner.all("sync_told_of_entry", entry_id=line.entry_id, after=line.id)
        names = [self.devices[row["device_id"]].name for row in rows if row["device_id"] is not None]
        return bool(rows), names[-1] if names else None

    def has_moved(self, entry_id: int) -> bool:
        """Return whether an entry of this number has got another one since, by the lines of other devices."""
        self._sums.check_path("sync_line_by_ledger", LINE)
        rows = self._runner.all("sync_line_by_ledger", ledger_id=entry_id)
        return any(row["entry_id"] not in {None, entry_id} for row in rows)

    def put_lines(self, lines: Sequence[SyncLine], ledger_ids: Mapping[LineRef, int]) -> None:
        """Write lines, each after those that it is about.

        Args:
            lines: the lines; the identities that they name are written already.
            ledger_ids: line → the ledger line that tells of it here, where there is one.
        """
        first = int(self._runner.one("sync_line_next_id")[0])
        numbers = self.numbers
        self._runner.insert_many(LINE, (
            (place, numbers[line.device], line.number, line.clock, _encode(dict(line.seen)), line.made_utc_ms,
             line.made_offset_min, line.made_zone, line.action, line.kind, _encode([each.text for each in line.of]),
             _encode(line.changed), None if line.new is None else _encode(line.new),
             self.identities[line.of[0]].id, ledger_ids.get(line.ref))
            for place, line in enumerate(lines, start=first)
        ))  # fmt: skip
        self._sums.put_since(first, LINE)
        for device in {line.device for line in lines}:
            there = self.devices[numbers[device]]
            its = sorted((line for line in lines if line.device == device), key=lambda line: line.number)
            chain = extend_chain(there.chain, map(line_to_text, its))
            self._change_device(there, newest=its[-1].number, clock=its[-1].clock, chain=chain)

    # ------------------------------------------------------------------ identities

    @cached_property
    def identities(self) -> dict[LineRef, Identity]:
        """Every identity by its line; read once, since each line names one."""
        self._sums.check_all(ENTRY)
        return {each.ref: each for each in map(self._identity, self._runner.run("sync_entry_all"))}

    def _identity(self, row: Any) -> Identity:
        ref = LineRef(self.devices[row["device_id"]].device, row["number"])
        return Identity(row["id"], ref, row["group_id"], row["kind"], row["entry_id"])

    @cached_property
    def _by_group(self) -> dict[int, tuple[LineRef, ...]]:
        found: dict[int, tuple[LineRef, ...]] = {}
        for each in self.identities.values():
            found[each.group] = (*found.get(each.group, ()), each.ref)
        return found

    @cached_property
    def _by_entry(self) -> dict[int, tuple[LineRef, ...]]:
        found: dict[int, tuple[LineRef, ...]] = {}
        for each in self.identities.values():
            if each.entry_id is not None:
                found[each.entry_id] = (*found.get(each.entry_id, ()), each.ref)
        return found

    def of_entry(self, entry_id: int) -> list[LineRef]:
        """Return the identities of a local entry."""
        return sorted(self._by_entry.get(entry_id, ()))

    def together_with(self, ref: LineRef) -> list[LineRef]:
        """Return the identities that are looked at together with one, itself among them."""
        return sorted(self._by_group[self.identities[ref].group])

    def put_identity(self, ref: LineRef, kind: str, entry_id: int | None = None) -> None:
        """Make a new identity; `write_identities` writes it."""
        new_id = len(self.identities) + 1  # none is ever deleted
        self._unwritten.add(new_id)
        self._know(Identity(new_id, ref, new_id, kind, entry_id))

    def write_identities(self) -> None:
        """Write the new identities, as they are by now."""
        if self._unwritten:
            numbers, first = self.numbers, min(self._unwritten)
            self._runner.insert_many(ENTRY, (
                (each.id, numbers[each.ref.device], each.ref.number, each.group, each.kind, each.entry_id)
                for each in self.identities.values() if each.id in self._unwritten
            ))  # fmt: skip
            self._sums.put_since(first, ENTRY)
            self._unwritten.clear()

    def put_change(self, first_id: int) -> None:
        """Note that a change of the ledger was made by taking lines of other devices."""
        self._runner.run("sync_change_insert", id=first_id)
        self._sums.put(CHANGE, first_id)

    def tie(self, refs: Iterable[LineRef]) -> None:
        """Look at some identities, and all that each was looked at with, together from now on."""
        groups = {self.identities[ref].group for ref in refs}
        if len(groups) > 1:
            self.group(ref for each in groups for ref in [*self._by_group[each]])

    def group(self, refs: Iterable[LineRef]) -> None:
        """Look at some identities together from now on, and no longer with others."""
        together = sorted(refs)
        name = self.identities[together[0]].id
        for ref in together:
            self._change(self.identities[ref], group=name)

    def stand_for(self, refs: Iterable[LineRef], entry_id: int | None) -> None:
        """Give some identities the number of their local entry."""
        for ref in refs:
            self._change(self.identities[ref], entry_id=entry_id)

    def _change(self, there: Identity, **changed: Any) -> None:
        new = there._replace(**changed)
        if new == there:
            return
        if there.id not in self._unwritten:
            self._sums.take(ENTRY, there.id)
            self._runner.run("sync_entry_update", b_id=there.id, group_id=new.group, entry_id=new.entry_id)
            self._sums.put(ENTRY, there.id)
        for refs, place in ((self._by_group, there.group), (self._by_entry, there.entry_id)):
            if place is not None:
                refs[place] = tuple(ref for ref in refs[place] if ref != there.ref)
        self._know(new)

    def _know(self, identity: Identity) -> None:
        places = (self._by_group, identity.group), (self._by_entry, identity.entry_id)
        self.identities[identity.ref] = identity
        for refs, place in places:
            if place is not None and identity.ref not in refs.get(place, ()):
                refs[place] = (*refs.get(place, ()), identity.ref)

    def numbered(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of a line, a product named by its number here; None where no line added it."""
        text = fields.get(PRODUCT_ID)
        if not isinstance(text, str):
            return dict(fields)
        product = self.identities.get(LineRef.from_text(text))
        return {**fields, PRODUCT_ID: None if product is None else product.entry_id}

    def values_of(self, about: LineRef, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of a line about an entry as values; those of an unknown kind as they are."""
        kind = KINDS.get(self.identities[about].kind)
        return dict(fields) if kind is None else readable_fields(kind, self.numbered(fields))

    # ------------------------------------------------------------------ keys

    @cached_property
    def _refs(self) -> dict[int, LineRef]:
        return {each.id: each.ref for each in self.identities.values()}

    def at(self, keys: Iterable[str]) -> set[LineRef]:
        """Return the identities that were last told to have one of these keys (`domain.sync.folded.Past`)."""
        return {self._refs[about] for key in keys for (about,) in self._runner.all("sync_key_at", key=key)}

    def keys_of(self, refs: Iterable[LineRef]) -> set[str]:
        """Return the keys that identities were last told to have (`domain.sync.folded.Past`)."""
        ids = [self.identities[ref].id for ref in refs]
        return {row["key"] for about_id in ids for row in self._runner.all("sync_key_about", about_id=about_id)}

    def put_keys(self, keys: Mapping[LineRef, frozenset[str]]) -> None:
        """Write the keys of identities instead of those that they had."""
        first = int(self._runner.one("sync_key_next_id")[0])
        added: list[tuple[int, str]] = []
        for ref, new in keys.items():
            about_id = self.identities[ref].id
            had = {} if about_id in self._unwritten else self._keys_about(about_id)
            for key in had.keys() - new:
                self._sums.take(KEY, had[key])
                self._runner.run("sync_key_delete", id=had[key])
            added += [(about_id, key) for key in sorted(new - had.keys())]
        self._runner.insert_many(KEY, ((place, *each) for place, each in enumerate(added, start=first)))
        self._sums.put_since(first, KEY)

    def _keys_about(self, about_id: int) -> dict[str, int]:
        return {row["key"]: row["id"] for row in self._runner.all("sync_key_about", about_id=about_id)}

    # ------------------------------------------------------------------ what waits for a person

    def waiting(self) -> list[Waiting]:
        """Return every open conflict, in an order that is the same on every device."""
        self._sums.check_all(OPEN)
        found = [
            Waiting(self._refs[row["about_id"]], row["entry_id"], open_from_json(_decode(row["open"])))
            for row in self._runner.all("sync_open_all")
        ]
        return sorted(found, key=lambda each: (each.ref, each.open.what, each.open.fields))

    def put_waiting(self, about: Iterable[LineRef], waiting: Iterable[Waiting]) -> None:
        """Write the open conflicts of some identities instead of those that they had."""
        for about_id in (self.identities[ref].id for ref in about):
            for row in () if about_id in self._unwritten else self._runner.all("sync_open_about", about_id=about_id):
                self._sums.take(OPEN, row["id"])
                self._runner.run("sync_open_delete", id=row["id"])
        for each in waiting:
            number = int(self._runner.one("sync_open_next_id")[0])
            self._runner.run(
                "sync_open_insert",
                id=number, about_id=self.identities[each.ref].id, entry_id=each.entry_id, what=each.open.what,
                open=_encode(open_to_json(each.open)),
            )  # fmt: skip
            self._sums.put(OPEN, number)
