"""The files in use: the diary, the settings and the weekly copies, and whether each is there."""

from __future__ import annotations

import os

from legdiary.store.backups.file_names import BACKUPS
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeVar

    from legdiary.app.context import Keeper
    from legdiary.app.sync.membership import SyncFiles

    _Path = TypeVar("_Path", str, Path)

_FOLDERS = ("", ".", "..")


class InUse(NamedTuple):
    """A file or folder in use, and whether it is there."""

    path: Path
    is_there: bool


class FilesInUse(NamedTuple):
    """The files in use.

    Attributes:
        diary, settings, backups: the diary, the settings, the folder of copies.
        device: the file that names this device among those of the diary; None where the diary is not synced.
        place: the place where they meet, as people may see it; None likewise, and where that file cannot be read.
    """

    diary: InUse
    settings: InUse
    backups: InUse
    device: InUse | None = None
    place: str | None = None


def load_files(run: Keeper, settings: Path, devices: SyncFiles | None = None) -> FilesInUse:
    """Return the files in use.

    Args:
        run: the run.
        settings: the settings file.
        devices: where this device keeps who it is.
    """
    diary = run.diary_path
    found = FilesInUse(_in_use(diary), _in_use(settings), _in_use(diary.parent / BACKUPS))
    if devices is None or not (device := _in_use(devices.identity_of(diary))).is_there:
        return found
    from legdiary.app.sync.membership import find_identity
    from legdiary.errors import LegdiaryError
    from legdiary.store.places.addresses import shown_address

    try:
        member = find_identity(devices, diary)
    except LegdiaryError:
        member = None
    return found._replace(device=device, place=None if member is None else shown_address(member.identity.place))


def named_diary(path: _Path) -> _Path:
    """Return the path of a diary as named.

    Raises:
        IsAFolder: the name can only be a folder; refused before anything else looks for files beside it.
    """
    if os.path.basename(path) in _FOLDERS:  # noqa: PTH119 - text or path
        from legdiary.store.errors import IsAFolder

        raise IsAFolder(path)
    return path


def _in_use(path: Path) -> InUse:
    # `Path.exists` fails for a name that is too long, or in a folder that cannot be read.
    return InUse(path, os.path.exists(path))  # noqa: PTH110
