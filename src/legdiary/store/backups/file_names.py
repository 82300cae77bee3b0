"""The copies beside a diary, by their names: all of them, the newest, and the date when another one is due."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime

from legdiary.store.connection import open_at_rest
from legdiary.util.paths import folder_of
from legdiary.util.safe_files import check_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.domain.time.moments import Moment
    from legdiary.util.paths import StrPath

BACKUPS, SEALED = "backups", ".age"
#: The beginning of the names of unfinished files (`legdiary.util.atomic_files`).
UNFINISHED = ".legdiary-"
#: The names of copies: the diary's name, the moment, the version.
_DATED = r"(.+)-\d{8}T\d{6}Z-v\d+(?:-\d+)?\."
_WEEK_S = 7 * 24 * 3600
#: Tolerated time ahead of now: the clock is read once, when a command starts, and the command may wait for its person.
_AHEAD_S = 3600


def copies_of(diary: StrPath) -> list[Path]:
    """Return the copies beside a diary that are plain files, oldest name first."""
    from glob import escape
    from pathlib import Path

    path = Path(diary)
    named = (path.parent / BACKUPS).glob(f"{escape(path.stem)}-*{escape(path.suffix)}")
    return sorted(each for each in named if each.is_file() and not _is_of_another(path, each.name))


def _is_of_another(path: Path, name: str) -> bool:
    """Return whether legdiary named a copy for a diary beside this one: `diary-2.db` beside `diary.db`."""
    import re

    found = re.match(_DATED, name, re.ASCII | re.DOTALL)
    return found is not None and found[1] != path.stem


def encrypted_copies_of(path: Path) -> list[Path]:
    """Return the encrypted copies beside a diary."""
    named = (path.parent / BACKUPS).glob(f"*{SEALED}")
    ours = (each for each in named if each.name.startswith(path.stem) and not _is_of_another(path, each.name))
    return sorted(each for each in ours if each.is_file())


def newest_copy(path: StrPath) -> Path | None:
    """Return the copy whose ledger is longest (clocks can be wrong); where none can be read, the last by name.

    Copies are only read: nothing is written, and none is checked (`restore` does that).
    """
    copies = copies_of(path)
    return max(copies, key=lambda copy: (_lines_in(copy), copy.name), default=None)


def _lines_in(copy: Path) -> int:
    """Return the number of a copy's newest ledger line; -1 where it cannot be read."""
    try:
        check_plain(copy)
        with closing(open_at_rest(copy)) as connection:
            return int(connection.execute("SELECT coalesce(max(id), 0) FROM ledger").fetchone()[0])
    except (sqlite3.Error, ValueError, OSError):
        return -1


def dated_copies(path: StrPath, ending: str = "") -> dict[str, str]:
    """Return the names that legdiary itself gave to copies, each with the moment in it.

    Args:
        path: the diary.
        ending: what follows the name of a plain copy.
    """
    stem, suffix = stem_and_suffix(os.path.basename(path))  # noqa: PTH119 - text or path
    begin, end = f"{stem}-", f"{suffix}{ending}"
    try:
        there = os.listdir(_copies_folder(path))  # noqa: PTH208 - names, not paths
    except OSError:
        return {}
    found: dict[str, str] = {}
    for name in there:
        if name.startswith(begin) and name.endswith(end):
            dated, _, version = name[len(begin) : len(name) - len(end)].partition("-v")
            if _is_moment(dated) and all(map(_is_number, version.split("-", 1))):
                found[name] = dated
    return found


def stem_and_suffix(name: str) -> tuple[str, str]:
    """Return a file's name without its last ending, and that ending; a name that only begins with a dot has none."""
    dot = name.rfind(".")
    return (name[:dot], name[dot:]) if 0 < dot < len(name) - 1 else (name, "")


def _is_moment(stamp: str) -> bool:
    """Return whether this is a moment as `time_stamp` writes it."""
    day, middle, second, end = stamp[:8], stamp[8:9], stamp[9:15], stamp[15:]
    if not (_is_number(day + second) and (middle, end) == ("T", "Z")):
        return False
    try:
        datetime.fromisoformat(stamp)
    except ValueError:
        return False
    return True


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _copies_folder(path: StrPath) -> str:
    return os.path.join(folder_of(path), BACKUPS)  # noqa: PTH118 - text


def unfinished_folders(path: StrPath) -> list[str]:
    """Return the folders of a diary that hold something unfinished, by its name alone."""
    found = []
    for folder in (folder_of(path), _copies_folder(path)):
        with suppress(OSError):
            if any(name.startswith(UNFINISHED) for name in os.listdir(folder)):  # noqa: PTH208 - names, not paths
                found.append(folder)
    return found


def time_stamp(utc_s: int) -> str:
    """Return a moment as written in a copy's name."""
    return f"{datetime.fromtimestamp(utc_s, UTC):%Y%m%dT%H%M%SZ}"


def copy_is_due(path: StrPath, now: Moment) -> bool:
    """Return whether no copy is dated within the seven days up to now; a copy dated ahead of now does not count.

    Every command that stores calls this, so it reads the names in one folder and nothing else.
    """
    after, until = time_stamp(now.utc_s - _WEEK_S), time_stamp(now.utc_s + _AHEAD_S)
    return not any(after < dated <= until for dated in dated_copies(path).values())
