"""Several devices in one process: a home for each, a place between them, and a passphrase that costs nothing."""

from __future__ import annotations

import shlex
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest import mock

from driving import NEW_YORK, run

from legdiary.app.sync.membership import SyncFiles
from legdiary.domain.sync.segment_names import KEY_FILE
from legdiary.formats.age_encryption import NotOpened
from legdiary.formats.sync_key import SyncKey
from legdiary.store.device_identity import machine_marker, read_identity, write_identity
from legdiary.util.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from driving import Result

PASSPHRASE = "a night without legs"  # noqa: S105 - of made-up devices
NOW = "2026-11-22T10:00-05:00"
DIARY = ".local/share/legdiary/diary.db"
STATE = ".local/state/legdiary"


@contextmanager
def passphrase_typed(passphrase: str = PASSPHRASE) -> Iterator[None]:
    """A person who types this passphrase wherever one is asked for; to try it takes no second of computing."""

    def seal(_: Any, held: SyncKey, given: str) -> bytes:
        return f"{given}\n{held.diary}\n{held.key}".encode()

    def open_(_: Any, data: bytes, given: str) -> SyncKey:
        known, diary, key = data.decode().split("\n")
        if known != given:
            raise NotOpened(Path(KEY_FILE), "joined")
        return SyncKey(diary, key)

    with (
        mock.patch("legdiary.cli.sync.ask_passphrase", return_value=lambda: passphrase),
        mock.patch("legdiary.app.sync.begin.seal_key", seal),
        mock.patch("legdiary.app.sync.begin.open_key", open_),
    ):
        yield


@dataclass(frozen=True)
class Device:
    """A machine with a home of its own.

    Attributes:
        home: its home.
        place: the folder where devices meet.
    """

    home: Path
    place: Path

    @property
    def env(self) -> dict[str, str]:
        folders = {"DATA": ".local/share", "STATE": ".local/state", "CONFIG": ".config", "CACHE": ".cache"}
        return {"HOME": str(self.home), **{f"XDG_{name}_HOME": str(self.home / at) for name, at in folders.items()}}

    @property
    def diary(self) -> Path:
        return self.home / DIARY

    @property
    def identity(self) -> Path:
        return SyncFiles(self.home / STATE, "").identity_of(self.diary)

    def run(self, typed: str, *, now: str = NOW, passphrase: str = PASSPHRASE, **how: Any) -> Result:
        """One line as it is typed; PLACE is the place."""
        self.home.mkdir(exist_ok=True)
        words = shlex.split(typed.replace("PLACE", shlex.quote(str(self.place))))
        with passphrase_typed(passphrase):
            return run(*words, now=now, tz=NEW_YORK, env={**self.env, **how.pop("env", {})}, **how)

    def ok(self, typed: str, **how: Any) -> str:
        """What it prints, where it goes well."""
        result = self.run(typed, **how)
        assert result.code == 0, (typed, result)
        return result.stdout

    def json_of_a_fault(self, typed: str, **how: Any) -> Any:
        """What a command prints that ends with exit code 3."""
        result = self.run(f"{typed} --json", **how)
        assert result.code == 3, (typed, result)
        return result.json

    def json(self, typed: str, **how: Any) -> Any:
        result = self.run(f"{typed} --json", **how)
        assert result.code == 0, (typed, result)
        return result.json


def devices(folder: Path, *names: str) -> list[Device]:
    """Devices of one diary, empty, that know each other."""
    place = folder / "place"
    place.mkdir(exist_ok=True)
    made = [Device(folder / name, place) for name in names]
    first, *others = made
    first.ok("night 5 --night 2026-11-18")
    first.ok(f"sync setup PLACE --name {names[0]}")
    for name, other in zip(names[1:], others, strict=True):
        other.ok(f"sync join PLACE --name {name}")
    return made


def exchange(*some: Device) -> None:
    """Exchange until everybody knows everything."""
    for _ in range(2):
        for each in some:
            each.ok("sync")


def clone(device: Device, home: Path) -> Device:
    """A second machine, as after a copy of the whole first one: nothing tells the two apart."""
    shutil.copytree(device.home, home)
    made = Device(home, home / "place")
    if not made.place.exists():
        shutil.copytree(device.place, made.place)
    stays_itself(device.identity, made)
    return made


def stays_itself(identity: Path, device: Device) -> None:
    """Lay the identity of a device, so that it counts on another path."""
    found = read_identity(identity, machine_marker())
    assert found is not None
    device.identity.unlink(missing_ok=True)
    write_identity(device.identity, replace(found.identity, place=str(device.place)), machine_marker())


def carry(*some: Device) -> None:
    """Carry the files of all places to all, as a program for folders does; of two files of one name it keeps a copy."""
    whole: dict[Path, bytes] = {}
    for each in some:
        for path in sorted(each.place.rglob("*.age")):
            whole.setdefault(path.relative_to(each.place), path.read_bytes())
    for each in some:
        for name, data in whole.items():
            path = each.place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.read_bytes() != data:
                path.rename(path.with_name(f"{path.stem} (conflicted copy).age"))
            path.write_bytes(data)


# ---------------------------------------------------------------------- homes made once


def lay(name: str, home: Path) -> None:
    """The home of the laptop after a story of `_STORIES`, with the place in it."""
    for path, content in _after(name).items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(content)
    here = Device(home, home / "place")
    (written,) = (home / STATE / "devices").glob("*.json")
    found = read_identity(written, machine_marker())
    assert found is not None
    written.unlink()
    write_identity(here.identity, replace(found.identity, place=str(here.place)), machine_marker())


@cache
def _after(name: str) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        (Path(folder) / "laptop").mkdir()
        (Path(folder) / "place").symlink_to("laptop/place")
        (Path(folder) / "laptop" / "place").mkdir()
        laptop, phone, tablet = devices(Path(folder), "laptop", "phone", "tablet")
        if name == "differ":
            phone.ok("night 3 --night 2026-11-18")
            laptop.ok("night 7 --night 2026-11-18")
            tablet.ok("magnesium 200mg")
        if name == "built on":
            laptop.ok("night 6 --night 2026-11-19")
            exchange(laptop, phone)
            phone.ok("night 4 --night 2026-11-19")
        exchange(phone, tablet, laptop)
        return {str(path.relative_to(laptop.home)): path.read_bytes()
                for path in laptop.home.rglob("*") if path.is_file()}  # fmt: skip
