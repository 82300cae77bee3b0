"""Access to a diary by others: by other people through file modes, by sync programs through its folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from shlex import quote

from legdiary.errors import quote_typed
from legdiary.store.backups import file_names
from legdiary.store.findings import FINE, FOLDER, MODES, TOLD, WRONG, Finding
from legdiary.util.safe_files import is_own

_OTHERS, _OTHERS_WRITE = 0o077, 0o022
_SYNCED = (
    "dropbox", "onedrive", "google drive", "googledrive", "my drive", "icloud drive", "mobile documents", "nextcloud",
    "owncloud", "cloudstorage", "syncthing", "pcloud drive", "megasync",
)  # fmt: skip
_SYNC_MARKS = (".stfolder", ".dropbox.cache", ".owncloudsync.log", ".nextcloudsync.log")


def check_modes(path: Path) -> list[Finding]:
    """Return findings about files that anybody else can read or replace."""
    if os.name != "posix":
        return [Finding(MODES, TOLD, "not looked at: this system has no modes")]
    found = [
        _open_to_others(each, "chmod 600")
        for each in (path, *file_names.copies_of(path))
        if each.is_file() and _mode(each) & _OTHERS
    ]
    backups = path.parent / file_names.BACKUPS
    if backups.is_dir() and _mode(backups) & _OTHERS:
        found.append(_open_to_others(backups, "chmod 700"))
    folder = _mode(path.parent)
    if folder & _OTHERS_WRITE and not folder & stat.S_ISVTX:
        what = f"others can replace files in its folder (mode {folder:04o})"
        found.append(Finding(MODES, WRONG, what, _private(path.parent, "chmod 700")))
    elif folder & _OTHERS:
        what = f"others can list its folder (mode {folder:04o}), but not read the diary"
        found.append(Finding(MODES, TOLD, what))
    return found or [Finding(MODES, FINE, "nobody else can read it: 0600 in a 0700 folder")]


def _open_to_others(path: Path, command: str) -> Finding:
    what = f"others can read {path.name} (mode {_mode(path):04o})"
    return Finding(MODES, WRONG, what, _private(path, command))


def _private(path: Path, command: str) -> str | None:
    """Return the command that keeps others out; None for what is not the person's own."""
    return f"{command} {quote(str(path))}" if is_own(path, any_kind=True) else None


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0


def check_sync_folder(path: Path) -> Finding:
    """Return a finding about a sync program that looks after the folder; not a fault, because it often goes well."""
    real = Path(os.path.realpath(path)).parent
    for each in (real, *real.parents):
        name = each.name.lower()
        marks = [mark for mark in _SYNC_MARKS if (each / mark).exists()]
        if name.startswith(_SYNCED) or marks:
            what = (
                f"a sync program seems to look after “{quote_typed(each.name)}”: write on one machine at a time, "
                "and let it finish before the next"
            )
            return Finding(FOLDER, TOLD, what)
    return Finding(FOLDER, FINE, "not in a sync program's folder, judging by its name")
