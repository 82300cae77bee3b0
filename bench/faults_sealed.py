"""Files of a device as they are in every run: what is sealed is opened, and what is this folder's alone is left out."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from faults_commands import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

#: The folder where devices meet, and the one of the identities, in a scene.
PLACE, STATE = "work/shared", "home/.local/state/legdiary/devices"
_IDENTITY = re.compile(re.escape(STATE) + r"/[0-9a-f]{16}\.json")
_SEGMENT = re.compile(re.escape(PLACE) + r"/legdiary-sync/[0-9a-f]{16}/[0-9]+-[0-9]+\.age")


def plainly(folder: Path, path: Path, name: str, data: bytes) -> tuple[str, object] | None:
    """Return the name and the content of a file of a device, as they are in every run; None for any other file."""
    if _IDENTITY.fullmatch(name):
        return f"{STATE}/this.json", _identity(folder, path, data)
    if _SEGMENT.fullmatch(name):
        return name, _segment(folder, path, data)
    if name == f"{PLACE}/legdiary-sync/key.age":
        key = _key(folder)
        return name, None if key is None else "the key of this place"
    return None


def _identity(folder: Path, path: Path, data: bytes) -> object:
    try:
        told: dict[str, Any] = json.loads(data)
    except ValueError:
        return data
    key = _key_in_place(folder)
    told["key"] = "another key" if key is not None and key != told.get("key") else "the key of this place"
    told["place"] = str(told.get("place")).replace(str(folder), "…")
    told["inode"] = told.get("inode") == path.stat().st_ino
    return told


def _segment(folder: Path, path: Path, data: bytes) -> object:
    import pyrage

    from legdiary.domain.sync.segment_names import read_segment_name
    from legdiary.formats.sync_segment import SEGMENT_ERRORS, open_segment

    key, name = _key(folder), read_segment_name(f"{path.parent.name}/{path.name}")
    if key is None or name is None:
        return data
    try:
        return repr(open_segment(pyrage, name, data, *key))
    except SEGMENT_ERRORS as error:
        return type(error).__name__


def _key(folder: Path) -> tuple[str, str] | None:
    """Return the diary's id and the key of a place: by the identity, else by the passphrase."""
    for path in (folder / STATE).glob("*.json"):
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            return told["diary"], told["key"]
        except (ValueError, KeyError):
            continue
    sealed = _in_place(folder)
    return None if sealed is None else _opened(sealed)


def _key_in_place(folder: Path) -> str | None:
    sealed = _in_place(folder)
    opened = None if sealed is None else _opened(sealed)
    return None if opened is None else opened[1]


def _in_place(folder: Path) -> bytes | None:
    path = folder / PLACE / "legdiary-sync" / "key.age"
    return path.read_bytes() if path.is_file() else None


@cache
def _opened(sealed: bytes) -> tuple[str, str] | None:
    """Open a key under the passphrase, which takes a second."""
    import pyrage

    from legdiary.errors import LegdiaryError
    from legdiary.formats.sync_key import open_key

    try:
        held = open_key(pyrage, sealed, PASSPHRASE)
    except LegdiaryError:
        return None
    return held.diary, held.key
