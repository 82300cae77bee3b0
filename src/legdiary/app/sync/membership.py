"""This device among the others: its identity, the key and the place; begun, found again, or begun anew."""

from __future__ import annotations

import os
from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from legdiary.domain.sync.device_names import MOST_NAME, free_name
from legdiary.domain.sync.line_chain import start_chain
from legdiary.errors import BadValue, Refused
from legdiary.store import device_identity
from legdiary.store.device_identity import Stranger
from legdiary.store.places.addresses import open_place
from legdiary.util.safe_files import is_full
from legdiary.util.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from legdiary.app.context import Context
    from legdiary.store.device_identity import DeviceIdentity
    from legdiary.store.diary import Diary
    from legdiary.store.places.place import Place


class NotSetUp(Refused):
    """A diary that is not synced."""

    def __init__(self) -> None:
        super().__init__("this diary is not synced with other devices", "legdiary sync setup --help")


class SetUpAlready(Refused):
    """A diary that is synced already."""

    def __init__(self, place: str) -> None:
        super().__init__(f"this diary is synced already, through {place}", "legdiary sync status")


class BadDeviceName(BadValue):
    """A name that no device can have."""

    def __init__(self) -> None:
        super().__init__(f"the name of a device has 1 to {MOST_NAME} letters or digits")


class UnknownDevice(Refused):
    """A name that no device of this diary has."""

    def __init__(self, typed: str, names: list[str]) -> None:
        known = f"; the devices are {', '.join(names)}" if names else ""
        super().__init__(f"no device is called '{typed}'{known}", "legdiary sync status")


@dataclass(frozen=True, slots=True)
class SyncFiles:
    """Where this device keeps who it is.

    Attributes:
        state: the folder for notes of the program; the identity lies there, never beside the diary.
        host: the name of this computer, from which a device gets its first name.
    """

    state: Path
    host: str

    def identity_of(self, diary: Path) -> Path:
        """Return the file of the identity that belongs to the diary at a path: another file is another diary."""
        mark = blake2b(os.fsencode(os.path.realpath(diary)), digest_size=8).hexdigest()
        return self.state / "devices" / f"{mark}.json"

    def day_of(self, diary: Path) -> Path:
        """Return the note of the last day on which the diary was synced, or it was tried."""
        return self.identity_of(diary).with_suffix(".day")


class Member(NamedTuple):
    """This device, ready to exchange.

    Attributes:
        path: the file of its identity.
        machine: the mark of this machine.
        identity: its identity.
        begun_anew: why the identity that was found here did not count; None where it did.
    """

    path: Path
    machine: str
    identity: DeviceIdentity
    begun_anew: Stranger | None = None

    def write(self, identity: DeviceIdentity) -> Member:
        """Write a new state of the identity, and return the device with it.

        Raises:
            IdentityNotWritten: the system refuses.
        """
        try:
            device_identity.write_identity(self.path, identity, self.machine)
        except OSError as error:
            raise device_identity.IdentityNotWritten(self.path, full=is_full(error)) from error
        return self._replace(identity=identity)


def check_name(typed: str | None, host: str) -> str:
    """Return the name of a device: as typed, else that of the computer.

    Raises:
        BadDeviceName: it is too long, or holds more than letters, digits, blanks and dashes.
    """
    name = (typed if typed is not None else _host_name(host)).strip()
    if not 1 <= len(name) <= MOST_NAME or not all(each.isalnum() or each in " -_." for each in name):
        raise BadDeviceName
    return name


def _host_name(host: str) -> str:
    plain = "".join(each for each in host.partition(".")[0] if each.isalnum() or each in "-_")[:MOST_NAME]
    return plain or "computer"


def find_identity(files: SyncFiles, diary: Path) -> Member | None:
    """Return this device as its identity file tells of it; None where there is none.

    Raises:
        IdentityUnreadable: the file cannot be read.
    """
    path, machine = files.identity_of(diary), device_identity.machine_marker()
    found = device_identity.read_identity(path, machine)
    return None if found is None else Member(path, machine, found.identity, found.stranger)


def require(files: SyncFiles, diary: Path) -> Member:
    """Return this device.

    Raises:
        NotSetUp: the diary is not synced.
        IdentityUnreadable: its file cannot be read.
    """
    found = find_identity(files, diary)
    if found is None:
        raise NotSetUp
    return found


def compared_with(member: Member, diary: Diary) -> Member:
    """Return the device; where its identity does not belong to this file, a new one for the same diary and place.

    A restored or copied diary is behind what was published, or beside it: under the old identity its new lines would
    have numbers that others know already.
    """
    stranger = stranger_in(member, diary)
    return member if stranger is None else begin_anew(member, stranger, diary)


def stranger_in(member: Member, diary: Diary) -> Stranger | None:
    """Return the reason why an identity does not belong to this file; None if it does."""
    identity = member.identity
    if member.begun_anew is not None:
        return member.begun_anew
    known = diary.sync.diary_id()
    if known is None:
        return Stranger.DIARY_BEHIND if identity.published else None
    chain = diary.sync.chain_at(identity.device, identity.published)
    newest = diary.sync.newest_lines().get(identity.device, 0)
    if not identity.published and not newest:
        return None
    return device_identity.compare_with_diary(identity, known, newest, chain)


def begin_anew(member: Member, why: Stranger, diary: Diary) -> Member:
    """Write and return a new identity of this device for the same diary and place."""
    taken = {each.name for each in diary.sync.devices()}
    device = device_identity.new_device()
    chain = start_chain(member.identity.diary, device)
    new = replace(
        member.identity,
        device=device,
        name=free_name(member.identity.name, taken),
        published=0,
        chain=chain,
        segments=(),
        ledger_end=0,
    )
    return member.write(new)._replace(begun_anew=why)


@contextmanager
def place_at(address: str) -> Iterator[Place]:
    """Open a place, and let go of it at the end."""
    place = open_place(address)
    try:
        yield place
    finally:
        place.close()


def named(context: Context, files: SyncFiles, typed: str) -> str:
    """Return the device that has a name.

    Raises:
        UnknownDevice: none has it.
    """
    require(files, context.diary_path)
    with context.open_for_reading() as diary:
        devices = diary.sync.devices()
    found = [each.device for each in devices if each.name.casefold() == typed.casefold().strip()]
    if len(found) != 1:
        raise UnknownDevice(typed, [each.name for each in devices])
    return found[0]
