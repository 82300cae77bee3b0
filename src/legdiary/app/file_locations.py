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

    _Path = TypeVar("_Path", str, Path)

_FOLDERS = ("", ".", "..")


class InUse(NamedTuple):
    """A file or folder in use, and whether it is there."""

    path: Path
    is_there: bool


class FilesInUse(NamedTuple):
    """Show where the files are."""

    diary: InUse
    settings: InUse
    backups: InUse


def load_files(run: Keeper, settings: Path) -> FilesInUse:
    """Return the files in use, with `settings` among them."""
    diary = run.diary_path
    return FilesInUse(_in_use(diary), _in_use(settings), _in_use(diary.parent / BACKUPS))


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
