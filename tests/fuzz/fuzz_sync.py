"""Fuzz targets of what a carrier or another device hands over, and of the files that this device keeps about itself."""

from __future__ import annotations

import json
import os
import shutil
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fuzzing import Broken, Target, emptied, refusal, same, scratch
from unseen import Library

from builders import dose, night, present, product, sleep
from legdiary.app import once_a_day
from legdiary.app.imports import taken_lines
from legdiary.app.reminders.platform_files import Platform, times_in
from legdiary.app.sync.conflicts import conflicts_of
from legdiary.app.sync.membership import BadDeviceName, check_name
from legdiary.domain.backup_retention import Keep
from legdiary.domain.sync.arrival import waiting_for
from legdiary.domain.sync.device_names import free_name
from legdiary.domain.sync.lines import BrokenLine, is_device, line_from_text, line_to_text
from legdiary.domain.sync.segment_names import SegmentName, read_segment_name
from legdiary.errors import LegdiaryError
from legdiary.formats.age_encryption import decrypt_bytes, load_pyrage, seal
from legdiary.formats.sync_key import open_key, seal_key
from legdiary.formats.sync_segment import (
    SEGMENT_ERRORS,
    LineUnknown,
    _proof,
    open_segment,
    read_lines,
    seal_segment,
)
from legdiary.store.backups.file_names import newest_copy
from legdiary.store.backups.listing import label_copies, list_copies
from legdiary.store.device_identity import read_identity, write_identity
from legdiary.store.diary import Diary
from legdiary.store.findings import WRONG
from legdiary.store.health.check import check_diary
from legdiary.store.places.folder import FolderPlace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from legdiary.domain.sync.lines import SyncLine
    from legdiary.formats.sync_segment import Segment

PRESENT = present()
DIARY, ME, PHONE = "d" * 32, "00000000000000aa", "00000000000000bb"
NAMES = {ME: "laptop", PHONE: "phone"}
PASSPHRASE = "one"  # noqa: S105 - of these inputs
_NAME = SegmentName(PHONE, 1, 3)
_MOST_FILES = 40


@cache
def age() -> Any:
    return load_pyrage()


@cache
def key() -> str:
    """A key that is the same in one run; none is kept."""
    return str(age().x25519.Identity.generate())


# ---------------------------------------------------------------------- segments


def segment(data: bytes) -> None:
    """The text of a segment, sealed by a device that has the key: its lines are read, or it is refused."""
    name = _told_name(data)
    packed = zlib.compress(data, 1)
    proof = _proof(data, name, key())
    sealed = seal(age(), packed + bytes(-(len(packed) + len(proof)) % 1024) + proof, key())
    found = _opened(name, sealed)
    if found is not None:
        same(open_segment(age(), name, seal_segment(age(), found, key()), DIARY, key()), found, "a segment")
        with suppress(LineUnknown):
            read_lines(name, found.lines, name.first - 1)


def _told_name(data: bytes) -> SegmentName:
    """The name that the header tells of, so that more than that is tried."""
    with suppress(ValueError, LookupError, TypeError, RecursionError):
        header = json.loads(data.split(b"\n")[0])
        name = SegmentName(header["device"], header["first"], header["last"])
        if all(isinstance(each, int) for each in name[1:]) and is_device(name.device):
            return name
    return _NAME


def sealed_bytes(data: bytes) -> None:
    """The bytes of a segment as they lie in the place."""
    _opened(_NAME, data)


def _opened(name: SegmentName, data: bytes) -> Segment | None:
    try:
        return open_segment(age(), name, data, DIARY, key())
    except SEGMENT_ERRORS as error:
        if not error.message:
            raise Broken("an error says nothing") from error
    return None


# ---------------------------------------------------------------------- lines that arrive


@cache
def _begun() -> Path:
    """A synced diary with something in it, all of it published."""
    path = scratch() / "synced.db"
    with Diary.for_writing(path, PRESENT) as diary:
        diary.sync.begin(DIARY)
        for entry in (night("2026-11-20", 6), sleep("2026-11-20"), product("red leaf"), dose(product_id=3)):
            diary.add(entry, PRESENT)
        diary.sync.exchange(ME, NAMES, [], PRESENT)
    return path


def arrival(data: bytes) -> None:
    """Log lines of other devices, each a line of text: told apart, taken in any order, and once only."""
    lines: list[SyncLine] = []
    for text in data.decode("utf-8", "replace").split("\n"):
        try:
            line = line_from_text(text)
        except BrokenLine as broken:
            if len(f"{broken}") > 20:
                raise Broken("the error of a line holds more than a field's name") from broken
            continue
        same(line_from_text(line_to_text(line)), line, "a line")
        lines.append(line)
    came = waiting_for(lines, {})
    for device, (first, last) in came.missing.items():
        same(first <= last, True, f"what is missing of {device}")
    if not lines:
        return
    path = emptied("arrival") / "diary.db"
    shutil.copy(_begun(), path)
    before = path.read_bytes()
    error = refusal(lambda: _take(path, lines))
    if error is not None:
        same(path.read_bytes() == before, True, f"the diary that refused lines ({type(error).__name__})")
        return
    held = _entries(path)
    _take(path, lines[::-1])
    same(_entries(path), held, "entries after the same lines once more")
    wrong = [found for found in check_diary(path, PRESENT.now) if found.state == WRONG]
    same(wrong, [], "what is wrong with the diary")
    with Diary.for_reading(path) as diary, diary.one_state():
        conflicts_of(diary)


def _take(path: Path, lines: Sequence[SyncLine]) -> None:
    with Diary.for_writing(path, PRESENT) as diary:
        diary.sync.exchange(ME, NAMES | {each.device: each.device for each in lines}, lines, PRESENT)


def _entries(path: Path) -> list[Any]:
    with Diary.for_reading(path) as diary, diary.one_state():
        return list(diary.every_entry())


# ---------------------------------------------------------------------- keys, names, state


def sync_key(data: bytes) -> None:
    """What is under the passphrase of `key.age`."""
    sealed = Library.passphrase.encrypt(data, PASSPHRASE)
    with suppress(LegdiaryError):
        held = open_key(_Both, sealed, PASSPHRASE)
        same(open_key(_Both, seal_key(_Both, held, PASSPHRASE), PASSPHRASE), held, "a key")


class _Both(Library):
    """Passphrases that cost nothing, and real keys."""

    x25519 = age().x25519
    IdentityError = age().IdentityError


def age_file(data: bytes) -> None:
    """The bytes of an encrypted file: what they ask for is looked at before anything is done."""
    refusal(lambda: decrypt_bytes(_Strict, data, PASSPHRASE, Path("key.age"), "read"))


class _Strict(Library):
    """A library that refuses more work than is accepted, as its memory would."""

    class passphrase:  # noqa: N801 - as there
        """As there."""

        @staticmethod
        def decrypt(data: bytes, passphrase: str) -> bytes:
            del passphrase
            head = data.lstrip()[:300].split(b"\n")
            if len(head) > 1 and head[0] == b"age-encryption.org/v1":
                parts = head[1].split(b" ")
                if parts[:2] == [b"->", b"scrypt"] and len(parts) == 4 and parts[3].isdigit() and int(parts[3]) > 22:
                    raise Broken("a file that asks for hours is handed to the library")
            raise Library.DecryptError


def device_name(data: bytes) -> None:
    """The name of a device, as typed and as a computer is called."""
    text = data.decode("utf-8", "surrogateescape")
    for typed, host in ((text, "host"), (None, text)):
        try:
            name = check_name(typed, host)
        except BadDeviceName:
            same(typed is not None, True, "whether a computer's name can be refused")
            continue
        same(check_name(name, ""), name, "a name")
        if free_name(name, {name}) == name:
            raise Broken("a name that is taken is free")


def identity(data: bytes) -> None:
    """The file in which a device keeps who it is."""
    path = emptied("identity") / "device.json"
    path.write_bytes(data)
    found: list[Any] = []
    error = refusal(lambda: found.append(read_identity(path, "")))
    if error is None and found[0] is not None:
        write_identity(path, found[0].identity, "")
        again = read_identity(path, "")
        same(again and again.identity, found[0].identity, "an identity")


def state_files(data: bytes) -> None:
    """The notes of the program: the lines that were taken, and the day on which words were shown."""
    folder = emptied("state")
    diary = folder / "diary.db"
    path = taken_lines.taken_path(diary)
    path.write_bytes(data)
    taken_lines.last_seen(diary)
    with suppress(LegdiaryError):
        taken_lines.TakenLines(diary, lambda number: f"{number}").changes  # noqa: B018 - worked out only if asked for
        taken = taken_lines.TakenLines(diary, lambda _: None)
        taken.keep("0" * 32, 1, 1, "mark")
        same(taken_lines.TakenLines(diary, lambda _: "mark").holds("0" * 32), True, "a line that was kept")
    path.write_bytes(data)
    taken_lines.forget_seen(diary)
    once_a_day.was_shown(path, PRESENT.today)


def _with_files(folder: Path, data: bytes) -> list[bytes]:
    """Make empty files of these names, one on each line, and return those that the system accepts."""
    made = []
    for name in data.split(b"\n")[:_MOST_FILES]:
        with suppress(OSError, ValueError):
            path = os.path.join(os.fsencode(folder), *name.split(b"/")[-2:])  # noqa: PTH118 - bytes
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - bytes
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            made.append(name)
    return made


def place_names(data: bytes) -> None:
    """A folder in which devices meet, with whatever files a carrier has put there."""
    folder = emptied("place")
    _with_files(folder / "legdiary-sync", b"key.age\n" + data)
    listing = FolderPlace(folder).names()
    for each in listing.segments:
        same(read_segment_name(each.path), each, "a name")
    for odd in listing.odd:
        same(odd.path.isprintable(), True, "whether a name can be shown")


def copy_names(data: bytes) -> None:
    """A folder of copies, with whatever files somebody has put there."""
    folder = emptied("names")
    _with_files(folder / "backups", data)
    diary = folder / "diary.db"
    found = list_copies(diary)
    label_copies(diary, found, Keep(4, 6, 2))
    newest_copy(diary)
    for each in found:
        same(each.path.parent, folder / "backups", "the folder of a copy")


def reminder_files(data: bytes) -> None:
    """The files by which the system reminds, as they were changed by hand."""
    for platform in Platform:
        times = times_in(platform, data)
        if times is not None:
            same(all(0 <= each.hour < 24 for each in times), True, "times")


TARGETS: Sequence[Target] = (
    Target("sync-segment", "segments that a device with the key wrote", segment, "json"),
    Target("sync-sealed", "the bytes of segments", sealed_bytes),
    Target("sync-arrival", "log lines of other devices, taken into a diary", arrival, "json"),
    Target("sync-key", "the text of `key.age`", sync_key),
    Target("age-file", "the heads of encrypted files", age_file),
    Target("device-name", "names of devices and computers", device_name),
    Target("identity", "the file that holds who this device is", identity, "json"),
    Target("place-names", "the files of a place where devices meet, by their names", place_names),
    Target("copy-names", "the files of a folder of copies, by their names", copy_names),
    Target("reminder-files", "the files by which the system reminds", reminder_files, "xml"),
    Target("state-files", "the program's notes about a diary", state_files),
)
