"""The identity of this device: the name under which its log lines stand in the diary, and the key to its place.

It lies in a file of the state folder, never in the diary or a copy of it. A diary that was restored, copied to another
computer or put back by a backup of the whole system is not where its log stands, and if it went on under the same
identity, it would number new lines as others were numbered already, and they would be lost. So an identity counts only
where it was made, with the diary that it was made for; otherwise the device begins a new one.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from enum import Enum
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legdiary.domain.sync.lines import is_device
from legdiary.domain.sync.segment_names import read_segment_name
from legdiary.errors import Refused, one_line
from legdiary.util.atomic_files import whole_file
from legdiary.util.safe_files import make_folder, read_plain, sync_folder
from legdiary.util.values import NamedTuple, dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from legdiary.domain.sync.segment_names import SegmentName

_FORMAT = 1
_MOST_BYTES = 100_000
#: Files in which Linux keeps a number that differs from machine to machine. Elsewhere the file's own inode serves.
MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_PERSON = b"legdiary-machine"


class IdentityUnreadable(Refused):
    """An identity file that cannot be read or holds no identity."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"the file {one_line(path)}, which names this device, cannot be read",
            then="nothing was synced. Move it away and use `legdiary sync join` again",
        )


class IdentityNotWritten(Refused):
    """An identity file that cannot be written: the disk of the state folder is full or read-only."""

    def __init__(self, path: Path, *, full: bool) -> None:
        why = "there is no room left on its disk" if full else "no file can be made there"
        super().__init__(
            f"the file {one_line(path)}, which names this device, cannot be written: {why}",
            then="what is in the diary is safe. The next sync tries again",
        )


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """The identity of this device.

    Attributes:
        diary: the diary's id: 32 hexadecimal digits, the same on every device.
        device: the device's id: 16 hexadecimal digits.
        name: the name that people gave it.
        place: the address of its place, as it was typed; a database's password may be in it.
        key: the key that every device of the diary holds.
        published: the number of its newest line that was to be put into the place; 0 before the first.
        chain: the hash of its lines up to that one (`domain.sync.line_chain`).
        segments: the segments that it put there and did not remove.
        ledger_end: the number of the newest ledger line when its log last told of all of them; 0 before the first.
    """

    diary: str
    device: str
    name: str
    place: str
    key: str
    published: int
    chain: str
    segments: tuple[SegmentName, ...] = ()
    ledger_end: int = 0

    def __post_init__(self) -> None:
        """Refuse a malformed id, and a number below zero."""
        if not is_device(self.device) or self.published < 0:
            raise ValueError("an identity has an id and a number")

    @property
    def sent(self) -> int:
        """The number of its newest line that is known to have reached the place; 0 before the first."""
        return max((each.last for each in self.segments), default=0)

    def after_publishing(
        self, published: int, chain: str, segments: Iterable[SegmentName] | None = None
    ) -> DeviceIdentity:
        """Return the identity after more of its lines were put into the place.

        Args:
            published: the number of the newest of them.
            chain: the hash of its lines up to that one.
            segments: the segments of its own that are there now; None where they are the same as before.
        """
        held = self.segments if segments is None else tuple(segments)
        return replace(self, published=published, chain=chain, segments=held)


class Stranger(Enum):
    """The reasons why an identity does not count any more."""

    OTHER_MACHINE = "other machine"
    FILE_COPIED = "file copied"
    OTHER_DIARY = "other diary"
    DIARY_BEHIND = "diary behind"
    DIARY_BESIDE = "diary beside"
    NOT_OURS = "not ours"
    PARTED = "parted"


class StoredIdentity(NamedTuple):
    """An identity as it was found.

    Attributes:
        identity: the identity.
        stranger: the reason why it does not count here; None if it was written here.
    """

    identity: DeviceIdentity
    stranger: Stranger | None


def new_device() -> str:
    """Return a new random id for a device."""
    return os.urandom(8).hex()


def new_diary() -> str:
    """Return a new random id for a diary."""
    return os.urandom(16).hex()


def machine_marker() -> str:
    """Return a mark that differs from machine to machine; empty where the system has none."""
    for path in MACHINE_IDS:
        with suppress(OSError):
            held = read_plain(path, _MOST_BYTES).strip()
            if held:
                return blake2b(held, digest_size=16, person=_PERSON).hexdigest()
    return ""


def write_identity(path: Path, identity: DeviceIdentity, machine: str) -> None:
    """Write the identity of this device, replacing the one that was there.

    Args:
        path: its file.
        identity: the identity.
        machine: the mark of this machine (`machine_marker`).

    Raises:
        OSError: the system refuses; the former one is still there.
    """
    make_folder(path.parent)
    with whole_file(path, instead=True) as file:
        told = {
            "legdiary_device": _FORMAT,
            "machine": machine,
            # A copy, or a file that a backup brought back, has another number.
            "inode": os.fstat(file.fileno()).st_ino,
            "diary": identity.diary,
            "device": identity.device,
            "name": identity.name,
            "place": identity.place,
            "key": identity.key,
            "published": identity.published,
            "chain": identity.chain,
            "segments": [each.path for each in identity.segments],
            "ledger_end": identity.ledger_end,
        }
        file.write(f"{json.dumps(told, ensure_ascii=False, indent=1)}\n".encode())


def read_identity(path: Path, machine: str) -> StoredIdentity | None:
    """Return the identity in a file; None if there is none.

    Args:
        path: its file.
        machine: the mark of this machine.

    Raises:
        IdentityUnreadable: it cannot be read, or holds no identity.
    """
    try:
        told = json.loads(read_plain(path, _MOST_BYTES))
        inode = path.stat().st_ino
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise IdentityUnreadable(path) from error
    try:
        return StoredIdentity(_identity(told), _where_written(told, machine, inode))
    except (ValueError, LookupError, TypeError) as error:
        raise IdentityUnreadable(path) from error


def delete_identity(path: Path) -> None:
    """Delete the identity of this device; nothing happens if there is none.

    Raises:
        OSError: the system refuses.
    """
    path.unlink(missing_ok=True)
    with suppress(OSError):  # else it would be there again after a loss of power; gone it is in any case
        sync_folder(path.parent)


def _identity(told: Mapping[str, Any]) -> DeviceIdentity:
    if told["legdiary_device"] != _FORMAT or not isinstance(told["published"], int):
        raise ValueError
    texts = {name: told[name] for name in ("diary", "device", "name", "place", "key", "chain")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError
    "".join(texts.values()).encode()  # half a pair of surrogates is no text
    segments = tuple(map(read_segment_name, told["segments"]))
    if None in segments:
        raise ValueError
    ledger_end = told.get("ledger_end", 0)
    if not isinstance(ledger_end, int):
        raise TypeError
    return DeviceIdentity(
        **texts, published=told["published"], segments=tuple(filter(None, segments)), ledger_end=ledger_end
    )


def _where_written(told: Mapping[str, Any], machine: str, inode: int) -> Stranger | None:
    if told["machine"] != machine:
        return Stranger.OTHER_MACHINE
    return None if told["inode"] == inode else Stranger.FILE_COPIED


def compare_with_diary(identity: DeviceIdentity, diary: str, newest: int, chain: str | None) -> Stranger | None:
    """Return the reason why an identity does not belong to a diary; None if it does.

    Args:
        identity: the identity.
        diary: the id of the diary.
        newest: the number of the newest line of the device in the diary.
        chain: the hash of the device's lines in the diary up to `identity.published`; None if it has not so many.
    """
    if identity.diary != diary:
        return Stranger.OTHER_DIARY
    if newest < identity.published or chain is None:
        return Stranger.DIARY_BEHIND
    return None if chain == identity.chain else Stranger.DIARY_BESIDE
