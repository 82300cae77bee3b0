"""A world of several devices: real diaries and folders, a carrier that does all that carriers do, kills and old copies.

`play` lives a history by its seed, and says what is wrong once everything has met; `just devices 17` sees one again.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

from builders import context, day, dose, magnesium, night, no_kratom, plan, present, product, sleep
from legdiary.app.exports import ExportJson, export_json
from legdiary.app.questions import EVERYTHING
from legdiary.app.sync.begin import Begin, join, set_up
from legdiary.app.sync.exchange import sync
from legdiary.app.sync.membership import SyncFiles
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.sync.fold import fold
from legdiary.errors import DiaryTrouble, LegdiaryError
from legdiary.store import device_identity
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary
from legdiary.store.places.folder import FOLDER, FolderPlace
from legdiary.store.rows import to_json_fields
from legdiary.store.sync.diary_sync import DiarySync
from legdiary.util.values import replace
from light_age import light_age
from lost_values import lost
from made_up_devices import MEANING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from legdiary.app.context import Context
    from legdiary.domain.sync.lines import LineRef, SyncLine

#: Where files are quick, and no disk is waited for.
_QUICK = Path("/dev/shm")  # noqa: S108 - only a folder of our own in it
_DAYS = ("2026-11-18", "2026-11-19", "2026-11-20")


class Killed(BaseException):
    """The end of a process."""


class Device:
    """A diary on a machine of its own, and the machine's copy of the folder that is carried.

    Attributes:
        name: its name.
        home: the folder of its machine.
        clock: its clock, which may be years off.
    """

    def __init__(self, world: Path, name: str, random: Random) -> None:
        self.name, self.home = name, world / name
        self.clock = f"{random.choice((2019, 2026, 2026, 2026, 2026, 2031))}-11-21T22:00-05:00"
        self.diary, self.place = self.home / "data" / "diary.db", self.home / "carried"
        for folder in (self.diary.parent, self.place):
            folder.mkdir(parents=True, mode=0o700)
        self.copies: list[Path] = []

    @property
    def context(self) -> Context:
        return context(self.diary, self.clock)

    @property
    def files(self) -> SyncFiles:
        return SyncFiles(self.home / "state", self.name)

    @property
    def present(self) -> Any:
        return replace(present(self.clock), trusted=True)

    def write(self, change: Callable[[Diary], object]) -> None:
        with Diary.for_writing(self.diary, self.present) as diary:
            change(diary)

    def read(self, look: Callable[[Diary], Any]) -> Any:
        with Diary.for_reading(self.diary) as diary, diary.one_state():
            return look(diary)

    def sync(self) -> Any:
        return sync(self.context, self.files, EVERYTHING)

    def lines(self) -> list[SyncLine]:
        """Every line that it knows."""
        return list(self.read(lambda diary: list(diary.sync.device_log().every_line())))

    def identity(self) -> device_identity.StoredIdentity:
        found = device_identity.read_identity(self.files.identity_of(self.diary), device_identity.machine_marker())
        assert found is not None
        return found

    def copy(self) -> None:
        """Keep a copy of the diary's file, as a backup does."""
        self.copies.append(self.home / f"copy-{len(self.copies)}")
        shutil.copy(self.diary, self.copies[-1])

    def told(self) -> list[str]:
        """Every entry, doses with the name of their product, in an order that does not depend on numbers."""
        stored = self.read(lambda diary: list(diary.every_entry()))
        names = {each.id: each.entry.name for each in stored if each.entry.kind == "product"}

        def tell(each: Any) -> str:
            named = getattr(each.entry, "product_id", None)
            entry = each.entry if named is None else replace(each.entry, product_id=None)
            return f"{entry!r} {names.get(named)} {each.recalled}"

        return sorted(map(tell, stored))

    def export(self) -> bytes:
        """The entries of the export, as bytes."""
        told = json.loads(export_json(self.context, ExportJson(None)).held)
        return json.dumps(told["entries"], sort_keys=False).encode()


#: Kinds of what may be wrong: something that was entered is nowhere; devices that have met differ; anything else.
LOST, DIVERGED, WRONG_OTHERWISE = "lost", "diverged", "otherwise wrong"


class Found(NamedTuple):
    """What is wrong after a history.

    Attributes:
        seed: its seed.
        what: what is wrong.
        kind: `LOST`, `DIVERGED` or `WRONG_OTHERWISE`.
    """

    seed: int
    what: str
    kind: str = WRONG_OTHERWISE


class Lived(NamedTuple):
    """A history that was lived.

    Attributes:
        found: what is wrong at its end.
        operations: the things that were done on a device.
        lines: the log lines that were written.
        kills: the exchanges that were killed on the way.
        faults: the faults of the carrier: files left out, cut off, renamed, put back or lost.
        old_copies: the diaries and identities that were put back from a copy.
    """

    found: list[Found]
    operations: int
    lines: int
    kills: int
    faults: int
    old_copies: int


class World:
    """Devices, and what happens to them."""

    def __init__(self, folder: Path, seed: int, devices: int) -> None:
        self.random = Random(seed)  # noqa: S311 - to be replayed
        self.seed, self.folder = seed, folder
        self.devices = [Device(folder, f"device{place}", self.random) for place in range(devices)]
        self.found: list[Found] = []
        #: How many machines were copied whole: two go on as one device then.
        self.clones, self.may_clone = 0, True
        #: What lines say, of all that any diary held when it was last looked at, and the first line that said so.
        self.said: dict[str, LineRef] = {}
        #: device id → the copies of its lines that any diary held when it was last looked at.
        self.written: dict[LineRef, SyncLine] = {}
        self.operations = self.kills = self.faults = self.old_copies = 0
        self._count = 0
        first, *others = self.devices
        first.write(lambda diary: diary.add(night("2026-11-17", 5), first.present))
        set_up(first.context, first.files, Begin(str(first.place), first.name, str), EVERYTHING)
        for other in others:
            shutil.copytree(first.place / FOLDER, other.place / FOLDER)
            if self.random.random() < 0.2:
                shutil.copy(first.diary, other.diary)  # begun from a copy of the file
            join(other.context, other.files, Begin(str(other.place), other.name, str), EVERYTHING)

    def say(self, what: str, kind: str = WRONG_OTHERWISE) -> None:
        self.found.append(Found(self.seed, what, kind))

    @property
    def lived(self) -> Lived:
        """What happened so far."""
        return Lived(self.found, self.operations, len(self.written), self.kills, self.faults, self.old_copies)

    # ------------------------------------------------------------------ a day

    def step(self) -> None:
        """Do one thing on one device."""
        self.operations += 1
        device = self.random.choice(self.devices)
        chance = self.random.random()
        if chance < 0.6:
            self._enter(device)
        elif chance < 0.8:
            self.carry(self.random.choice(self.devices), device)
            self._sync(device)
        elif chance < 0.9:
            self.carry(device, self.random.choice(self.devices))
        elif chance < 0.93:
            self._do_and_undo(device)
        elif chance < 0.95:
            device.copy()
        elif chance < 0.96 and device.copies:
            self._go_back(device)
        elif chance < 0.97:
            self._copy_identity(device)
        elif chance < 0.98 and self.clones < 2 and self.may_clone:
            self._clone(device)
        else:
            self._harm_place(device)

    def _enter(self, device: Device) -> None:
        random, stored = self.random, device.read(lambda diary: list(diary.every_entry()))
        self._count += 1
        note, products = f"note {self._count}", [each.id for each in stored if each.entry.kind == "product"]
        when = f"{random.choice(_DAYS)}T{random.choice(('20:00', '21:40'))}-05:00"
        new = (
            night(random.choice(_DAYS), random.randrange(11), note=note),
            night(random.choice(_DAYS), None, falling_asleep=random.randrange(11)),
            sleep(random.choice(_DAYS)),
            dose(when, random.choice((2000, 2500)), product_id=random.choice((*products, None))),
            dose(when, random.choice((2000, 2500)), note=note),
            no_kratom(random.choice(_DAYS)),
            product(random.choice(("red", "green"))),
            plan((random.choice(("2026-11-02", "2026-11-09")), 3000), ("2026-11-16", 2500), name=note),
            magnesium(elemental_mg=random.choice((200, self._count))),
        )
        deed = random.randrange(14)
        try:
            if deed < len(new):
                device.write(lambda diary: diary.add(new[deed], device.present))
            elif deed == 9 and stored:
                number = random.choice(stored).id
                device.write(lambda diary: diary.delete(number, device.present))
            elif deed == 10:
                device.write(lambda diary: diary.undo(device.present))
            elif deed == 11:
                self._settle(device)
            elif stored:
                each = random.choice(stored)
                fields = random.choice(self._changes(each.entry, products, note))
                device.write(lambda diary: diary.edit(each.id, lambda old: replace(old, **fields), device.present))
        except (LegdiaryError, ValueError) as error:
            if isinstance(error, DiaryTrouble):
                raise

    def _changes(self, entry: Any, products: list[int], note: str) -> list[dict[str, Any]]:
        """What may be changed in an entry."""
        random = self.random
        choices: dict[str, list[dict[str, Any]]] = {
            "night": [
                {"severity": random.randrange(11), "missed": None}, {"note": note},
                {"night_of": day(random.choice(_DAYS))}, {"missed": "asleep", "severity": None},
            ],
            "kratom": [
                {"note": note},
                {"amount_mg": random.choice((1500, 2500)), "product_id": random.choice((*products, None))},
            ],
            "sleep": [{"quality": random.randrange(1, 6)}],
            "product": [{"name": random.choice(("red", "blue"))}, {"weight_mg": self._count}],
            "plan": [{"ended_on": day(random.choice(("2026-11-10", "2026-12-24")))}, {"name": note}],
            "magnesium": [{"elemental_mg": self._count, "basis": "label_elemental", "salt_mg": None}],
        }  # fmt: skip
        return choices[entry.kind]

    def _settle(self, device: Device) -> None:
        found = device.read(lambda diary: diary.sync.waiting_conflicts())
        waiting = [each for each in found if each.entry_id is not None]
        if waiting:
            each = self.random.choice(waiting)
            take = self.random.choice([None, *(ref.device for ref, _ in each.open.values)])
            me = device.identity()
            if me.stranger is None:
                names = {each.device: each.name for each in device.read(lambda diary: diary.sync.devices())}
                names[me.identity.device] = me.identity.name
                key = me.identity.device
                device.write(lambda diary: diary.sync.settle(each.entry_id, take, key, names, device.present))

    def _do_and_undo(self, device: Device) -> None:
        """Enter something and take it back: the export is the same, byte for byte."""
        before = device.export()
        self._count += 1
        device.write(lambda diary: diary.add(magnesium(elemental_mg=self._count), device.present))
        device.write(lambda diary: diary.undo(device.present))
        if device.export() != before:
            self.say("an undo did not bring back the export")

    def _sync(self, device: Device) -> None:
        """Exchange; now and then it is killed on the way."""
        kill = self.random.randrange(12) if self.random.random() < 0.2 else None
        try:
            with _killed_at(kill):
                device.sync()
        except Killed:
            self.kills += 1
        except LegdiaryError as error:
            if isinstance(error, DiaryTrouble):
                raise
        self.look(device)

    def look(self, device: Device) -> None:
        """Remember the lines that a device has written down."""
        for line in device.lines():
            self.said.setdefault(_said(line), line.ref)
            if self.written.setdefault(line.ref, line) != line and not self.clones:
                self.say(f"two lines are called {line.ref.text}")

    # ------------------------------------------------------------------ what goes wrong

    def _clone(self, device: Device) -> None:
        """Copy a machine whole: from now on two go on as one device, and nothing tells them apart."""
        me = device.identity()
        if me.stranger is not None:
            return
        twin = Device(self.folder, f"device{len(self.devices)}", self.random)
        shutil.copy(device.diary, twin.diary)
        shutil.copytree(device.place, twin.place, dirs_exist_ok=True)
        device_identity.write_identity(
            twin.files.identity_of(twin.diary), replace(me.identity, place=str(twin.place)),
            device_identity.machine_marker(),
        )  # fmt: skip
        self.devices.append(twin)
        self.clones += 1

    def _go_back(self, device: Device) -> None:
        """Put a copy of the diary in place of it; what was not sent, whole, before is gone with the file."""
        self._send_whole(device)
        self.old_copies += 1
        shutil.copy(self.random.choice(device.copies), device.diary)
        device.sync()  # it begins anew

    def _send_whole(self, device: Device) -> None:
        """Put all that a device has written into the place, whole: soon nobody writes under its id any more."""
        own = device.identity().identity.device
        shutil.rmtree(device.place / FOLDER / own, ignore_errors=True)
        device.sync()
        self.look(device)

    def _copy_identity(self, device: Device) -> None:
        """Bring the state folder back from a backup: the same file, copied."""
        self._send_whole(device)
        self.old_copies += 1
        path = device.files.identity_of(device.diary)
        shutil.copy(path, path.with_suffix(".copy"))
        path.with_suffix(".copy").replace(path)
        device.sync()  # it begins anew

    def _harm_place(self, device: Device) -> None:
        """Put a device's copy of the place back to an earlier state, or delete a folder or some files in it."""
        random, there, kept = self.random, device.place / FOLDER, device.home / "last-week"
        deed = random.randrange(4)
        folders = sorted(each for each in there.iterdir() if each.name in self._owners())
        if deed == 0:
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(there, kept)
        elif deed == 1 and kept.exists():
            for path in there.rglob("*.age"):
                if path.parent.name in self._owners():
                    path.unlink()
            shutil.copytree(kept, there, dirs_exist_ok=True)
            self.faults += 1
        elif folders:
            self.faults += 1
            folder = random.choice(folders)
            files = sorted(folder.iterdir())
            if deed == 2 or not files:
                shutil.rmtree(folder)
            else:
                path = random.choice(files)
                path.write_bytes(path.read_bytes()[: random.randrange(200)])

    def carry(self, one: Device, other: Device) -> None:
        """Carry some files of one device's folder to another's: late, in part, twice, in any order."""
        if one is other:
            return
        random, here, there = self.random, one.place / FOLDER, other.place / FOLDER
        files = [path.relative_to(here) for path in here.rglob("*") if path.is_file()]
        random.shuffle(files)
        for name in sorted(files, key=lambda _: random.random()):
            target, chance = there / name, random.random()
            if chance < 0.25:
                self.faults += 1
                continue
            target.parent.mkdir(exist_ok=True)
            if chance < 0.3:
                self.faults += 1
                target = target.with_name(f"{target.stem} (conflicted copy){target.suffix}")
            if target.exists() and name.parent.name not in self._owners():
                continue  # of a file that nobody writes again, the first whole copy counts
            data = (here / name).read_bytes()
            if chance > 0.95 and not target.exists():
                self.faults += 1
                data = data[: len(data) // 2]
            target.write_bytes(data)
        own = one.identity().identity.device
        if random.random() < 0.5:  # what its owner has removed is removed there too
            for path in (there / own).glob("*"):
                if not (here / own / path.name).exists():
                    path.unlink()

    def _owners(self) -> dict[str, Device]:
        """Device id → the device that writes under it; one that a device has left is written by none."""
        found = {}
        for device in self.devices:
            path = device.files.identity_of(device.diary)
            found[json.loads(path.read_bytes())["device"]] = device
        return found

    # ------------------------------------------------------------------ the end

    def meet(self) -> None:
        """Carry everything to everybody, whole, until nothing is new; each device's own folder is as it left it."""
        for turn in range(40):
            told, gone = [], set[str]()
            for device in self.devices:
                before = _files(device)
                told.append(device.sync())
                gone |= before - _files(device)
            # Before the first carrying all may be quiet, and lack what the others have.
            if turn and not any(each.taken or each.sent or each.troubles or each.held_back for each in told):
                break
            for device in self.devices:
                self.look(device)
            whole: dict[str, bytes] = {}
            for device in self.devices:
                for path in (device.place / FOLDER).rglob("*.age"):
                    name, data = str(path.relative_to(device.place / FOLDER)), path.read_bytes()
                    whole[name] = max(data, whole.get(name, b""), key=len)
            for device in self.devices:
                for name, data in whole.items():
                    (device.place / FOLDER / name).parent.mkdir(exist_ok=True)
                    (device.place / FOLDER / name).write_bytes(data)
                for name in gone:  # what a device has removed is removed everywhere
                    (device.place / FOLDER / name).unlink(missing_ok=True)

    def compare(self) -> None:
        """Say what differs, what is lost, and what is not sound."""
        lines = {line.ref: line for line in self.devices[0].lines()}
        self._compare_devices()
        there = {*map(_said, lines.values())}
        for what, ref in self.said.items():
            if what not in there:
                self.say(f"what line {ref.text} said is lost", LOST)
        for ref, line in self.written.items() if not self.clones else ():
            if lines.get(ref) != line:
                self.say(f"line {ref.text} is lost", LOST)
        entries = fold(lines.values(), MEANING)
        for ref, what in lost(list(lines.values()), entries):
            self.say(f"of line {ref.text} is lost: {what}", LOST)
        for device in self.devices:
            self._compare_with_fold(device, entries)
            for finding in check_diary(device.diary, device.present.now):
                if finding.state == WRONG:
                    self.say(f"{device.name}: {finding}")

    def _compare_devices(self) -> None:
        """Everybody has the same."""
        looks: dict[str, Callable[[Device], object]] = {
            "lines": lambda device: {line.ref: line for line in device.lines()},
            "entries": Device.told,
            "conflicts": lambda device: [
                each.open for each in device.read(lambda diary: diary.sync.waiting_conflicts())
            ],
        }
        first, *others = self.devices
        for what, look in looks.items():
            wanted = look(first)
            for other in others:
                if look(other) != wanted:
                    self.say(f"{other.name} has other {what} than {first.name}", DIVERGED)

    def _compare_with_fold(self, device: Device, entries: Any) -> None:
        """The tables, made step by step, are what all lines make at once."""
        wanted = {
            name: (each.refs, dict(each.fields) | ({"recalled": True} if each.recalled else {}))
            for name, each in entries.items() if each.held_out is None
        }  # fmt: skip

        def look(diary: Diary) -> dict[Any, Any]:
            log = diary.sync.device_log()
            there = {}
            for stored in diary.every_entry():
                fields = to_json_fields(KINDS[stored.entry.kind], stored.entry, recalled=stored.recalled)
                refs = tuple(log.of_entry(stored.id))
                if "product_id" in fields:
                    fields["product_id"] = log.of_entry(fields["product_id"])[0].text
                there[refs[0] if refs else stored.id] = refs, fields
            return there

        there = device.read(look)
        for name in sorted(
            map(str, (name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name)))
        ):
            self.say(f"{device.name}: {name} is not as all lines make it at once")


def _files(device: Device) -> set[str]:
    folder = device.place / FOLDER
    return {str(path.relative_to(folder)) for path in folder.rglob("*.age")}


def _said(line: SyncLine) -> str:
    """What a line says, whatever it is called and whomever it names."""
    new = {name: value for name, value in (line.new or {}).items() if name != "product_id"}
    return repr((line.clock, line.made_utc_ms, line.action, line.kind, line.changed, sorted(new.items(), key=str)))


@contextmanager
def _killed_at(point: int | None) -> Iterator[None]:
    """End the process at the nth of the points where something has just been written, or is about to be."""
    if point is None:
        yield
        return
    passed = 0

    def counted(real: Any) -> Any:
        def call(*args: Any, **named: Any) -> Any:
            nonlocal passed
            for after in (False, True):
                passed += 1
                if passed > point:
                    raise Killed
                if not after:
                    result = real(*args, **named)
            return result

        return call

    with (
        mock.patch.object(device_identity, "write_identity", counted(device_identity.write_identity)),
        mock.patch.object(FolderPlace, "put", counted(FolderPlace.put)),
        mock.patch.object(FolderPlace, "remove", counted(FolderPlace.remove)),
        mock.patch.object(DiarySync, "exchange", counted(DiarySync.exchange)),
        mock.patch.object(DiarySync, "begin", counted(DiarySync.begin)),
    ):
        yield


def play(seed: int, devices: int = 3, operations: int = 100, *, clones: bool = True) -> Lived:
    """Live a history; return what happened, and what is wrong at its end.

    Args:
        seed: its seed.
        devices: how many devices begin it.
        operations: how many things are done.
        clones: machines may be copied whole.
    """
    folder = Path(tempfile.mkdtemp(dir=_QUICK if _QUICK.is_dir() else None))
    try:
        with light_age(Random(seed)):  # noqa: S311 - to be replayed
            world = World(folder, seed, devices)
            world.may_clone = clones
            for _ in range(operations):
                world.step()
            world.meet()
            world.compare()
    except Exception as error:
        error.add_note(f"seed {seed}")
        raise
    finally:
        shutil.rmtree(folder)
    return world.lived
