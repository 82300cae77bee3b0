"""The files of legdiary's own CSV package, in a folder or in a zip that is never unpacked to the disk."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

from legdiary.errors import quote_typed
from legdiary.formats.files.zip_files import open_member
from legdiary.formats.legdiary_csv.manifest import MANIFEST
from legdiary.formats.reader_result import BadRow
from legdiary.util.safe_files import open_plain

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path
    from typing import BinaryIO

_MOST_MEMBERS = 200
_FOREIGN_FOLDERS = ("__MACOSX/",)


class Files(Protocol):
    """A place from which the files of a package are opened."""

    def open(self, name: str) -> BinaryIO | None:
        """Open a file that can be read more than once; None if it is missing."""


class FolderFiles:
    """The files of a package in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, name: str) -> BinaryIO | None:
        """Open a file, as `Files` says."""
        try:
            return open_plain(self._folder / name)
        except FileNotFoundError:
            return None


class ZipFiles:
    """The files of a package in a zip, read as streams, so that one unpacking to far too much is stopped in time.

    Raises:
        BadRow: it has names that no export has, no manifest, or two manifests.
    """

    def __init__(self, archive: zipfile.ZipFile, source: str) -> None:
        names = [
            name for name in archive.namelist() if not name.endswith("/") and not name.startswith(_FOREIGN_FOLDERS)
        ]
        if len(names) > _MOST_MEMBERS or len(set(names)) != len(names):
            raise BadRow(source, None, None, f"more than {_MOST_MEMBERS} files in the zip, or two of one name")
        for name in names:
            if _leads_out(name):
                raise BadRow(
                    source, None, None, f"{quote_typed(name)!r} leads out of the zip; plain file names are accepted"
                )
        manifests = [name for name in names if PurePosixPath(name).name == MANIFEST]
        if len(manifests) != 1:
            raise BadRow(source, None, None, f"one {MANIFEST} is accepted, here are {len(manifests)}")
        self._within = manifests[0].removesuffix(MANIFEST)
        self._archive, self._names = archive, set(names)

    def open(self, name: str) -> BinaryIO | None:
        """Open a file, as `Files` says."""
        if self._within + name not in self._names:
            return None
        return open_member(self._archive, self._within + name)


def _leads_out(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return ".." in parts or not parts[0] or ":" in name
