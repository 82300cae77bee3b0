"""A folder as the place where devices meet; something else carries it: Syncthing, a cloud drive, git, a stick.

    PLACE/legdiary-sync/key.age, README.txt
    PLACE/legdiary-sync/0123456789abcdef/00000013-00000020.age

Each device writes into its own folder only. A carrier may bring files late, in part, twice or under other names: only
exact names are read, and what is in them proves itself (`formats.sync_segment`).
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from legdiary.domain.sync.lines import is_device
from legdiary.domain.sync.segment_names import KEY_FILE, MOST_BYTES, READ_ME, read_segment_name
from legdiary.errors import one_line
from legdiary.store.places.errors import PlaceIsAFile, PlaceMissing, translate_os_error
from legdiary.store.places.place import Listing, Oddity, OddName
from legdiary.util.atomic_files import whole_file
from legdiary.util.safe_files import FileTooLarge, NotPlain, make_folder, read_plain, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from legdiary.domain.sync.segment_names import SegmentName

FOLDER = "legdiary-sync"
#: A file of a cloud drive that is not on this computer yet: `.00000001-00000002.age.icloud`.
_NOT_HERE = re.compile(r"\.(.+)\.icloud", re.IGNORECASE)
#: Words by which carriers rename a file that they hold in two versions.
_CONFLICT = re.compile(r"confli|konfli|[ _.~-]copy\b|\(\d+\)| \d+\.age$|kopie\b|\.orig$", re.IGNORECASE)
#: Files that carriers and systems keep for themselves, beside those whose names begin with a dot.
_THEIRS = re.compile(r"\..*|~.*|.*\.(?:tmp|part|partial|crdownload)|desktop\.ini|thumbs\.db|icon\r", re.IGNORECASE)


class FolderPlace:
    """A folder as a place (`store.places.place.Place`).

    Args:
        folder: the folder that a person named; `legdiary-sync` is made in it.
    """

    def __init__(self, folder: Path) -> None:
        self._parent = folder
        self._folder = folder / FOLDER

    @property
    def address(self) -> str:
        """The folder."""
        return one_line(self._parent)

    def begin(self, key: bytes, read_me: str) -> bool:
        """Make the place ready, with the sealed key; return False, and change nothing, if a key is there already."""
        with _told(self._parent):
            if not stat.S_ISDIR(self._parent.stat().st_mode):
                raise PlaceIsAFile(self._parent)
        with _told(self._folder, writing=True):
            if os.path.lexists(self._folder / KEY_FILE):
                return False
            make_folder(self._folder)
            with whole_file(self._folder / READ_ME, instead=True) as file:
                file.write(read_me.encode())
            try:
                with whole_file(self._folder / KEY_FILE, instead=False) as file:  # last: with it the place is begun
                    file.write(key)
            except FileExistsError:
                return False
        return True

    def key(self) -> bytes | None:
        """Return the sealed key; None if there is none."""
        with _told(self._parent):
            self._parent.stat()
        return self._read(self._folder / KEY_FILE)

    def names(self) -> Listing:
        """Return all that the folder holds."""
        segments: list[SegmentName] = []
        odd: list[OddName] = []
        with _told(self._folder), os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name in (KEY_FILE, READ_ME):
                    continue
                within = is_device(entry.name) and entry.is_dir()
                found = [f"{entry.name}/{each}" for each in os.listdir(entry.path)] if within else [entry.name]  # noqa: PTH208
                for path in found:
                    segment = read_segment_name(path)
                    if segment is not None:
                        segments.append(segment)
                    elif (oddity := _oddity(path.rpartition("/")[2])) is not None:
                        odd.append(OddName(one_line(path), oddity))
        return Listing(tuple(sorted(segments)), tuple(sorted(odd, key=lambda each: each.path)))

    def get(self, name: SegmentName) -> bytes | None:
        """Return a segment; None if it is gone. One that is no file, or larger than any, reads as an empty one."""
        return self._read(self._folder / name.path)

    def put(self, name: SegmentName, data: bytes) -> bool:
        """Put a segment, durably; return False, and change nothing, if one of its name is there already."""
        path = self._folder / name.path
        with _told(self._folder):
            self._folder.stat()  # a disk that is not connected is no new place
        with _told(self._parent, writing=True):
            make_folder(path.parent)
            if os.path.lexists(path):
                return False
            try:
                with whole_file(path, instead=False) as file:
                    file.write(data)
            except FileExistsError:
                return False
        return True

    def remove(self, name: SegmentName) -> None:
        """Remove a segment of one's own, whose lines another holds; nothing happens if it is gone."""
        path = self._folder / name.path
        with _told(self._parent, writing=True):
            path.unlink(missing_ok=True)
            sync_folder(path.parent)

    def close(self) -> None:
        """Let go of the folder: nothing is held."""

    def _read(self, path: Path) -> bytes | None:
        with _told(path):
            try:
                return read_plain(path, MOST_BYTES)
            except FileNotFoundError:
                if not self._folder.is_dir():
                    if path.name == KEY_FILE:
                        return None
                    raise PlaceMissing(self._folder) from None
                return None
            except (NotPlain, IsADirectoryError, FileTooLarge):
                return b""


def _oddity(name: str) -> Oddity | None:
    """Return the reason why a file is not taken; None for one that a carrier or the system keeps for itself."""
    waiting = _NOT_HERE.fullmatch(name)
    if waiting is not None:
        return Oddity.NOT_HERE_YET
    if _THEIRS.fullmatch(name):
        return None
    if _CONFLICT.search(name):
        return Oddity.CONFLICT_COPY
    lower = name.lower()
    if lower != name and (is_device(lower) or lower == KEY_FILE or read_segment_name(f"{'0' * 16}/{lower}")):
        return Oddity.OTHER_CASE
    return Oddity.UNKNOWN


@contextmanager
def _told(path: Path, *, writing: bool = False) -> Iterator[None]:
    """Raise the system's errors as those of a place.

    Args:
        path: the file or folder that is being used.
        writing: something is being written.
    """
    try:
        yield
    except OSError as error:
        raise translate_os_error(error, path, writing=writing) from error
