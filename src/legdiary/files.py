"""Files that a person named: opened in one guarded way, and folders and files made that nobody else can look into.

A pipe that nobody writes is waited for without end, a device may never end, and some act when they are only opened. So
what was named is looked at first, is opened without waiting, is looked at once more, and is read up to a limit.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from legdiary.errors import Refused, printable

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path

_READING = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
#: What SQLite keeps beside a file while it is written.
BESIDE = ("-journal", "-wal", "-shm")
#: Where the system shows devices and its own state as files.
_SYSTEM = ("/dev/", "/proc/", "/sys/")
_WRITING = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class NotPlain(OSError):
    """A pipe, a device, a socket: nothing that can be read as a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "it is not a plain file", str(path))


class FileTooLarge(OSError):
    """More in a file than is read."""

    def __init__(self, path: Path, most: int) -> None:
        size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1000} kB"  # noqa: PLR2004 - a MB
        super().__init__(errno.EFBIG, f"it is larger than {size}", str(path))


class NameOfAJournal(Refused):
    """A file to be written under the name that SQLite keeps a journal by, and deletes it by."""

    def __init__(self, path: Path, owner: Path) -> None:
        super().__init__(
            f"{printable(path)} is the name of a journal of {printable(owner.name)}, which is deleted when that is "
            "written; give another name"
        )


# ---------------------------------------------------------------------- reading


def check_plain(path: Path) -> None:
    """Refuse what is no plain file, by looking at it alone: nothing is opened.

    Raises:
        NotPlain, IsADirectoryError: it is none.
        OSError: it is not there, or cannot be looked at.
    """
    try:
        _check_mode(path, os.stat(path).st_mode)  # noqa: PTH116 - a night's commands come by here
    except ValueError as error:
        raise OSError(errno.EINVAL, "no file can have this name", str(path)) from error


def _check_mode(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise NotPlain(path)


def open_plain(path: Path) -> BufferedReader:
    """A plain file, open for reading its bytes.

    Raises:
        NotPlain, IsADirectoryError: it is none.
        OSError: it is not there, or cannot be read.
    """
    check_plain(path)
    handle = os.open(path, _READING)
    try:
        _check_mode(path, os.fstat(handle).st_mode)  # another may stand there by now
        return open(handle, "rb")  # noqa: PTH123 - a handle has no path; the caller closes it
    except BaseException:
        os.close(handle)
        raise


def read_plain(path: Path, most: int) -> bytes:
    """All of a plain file.

    Raises:
        FileTooLarge: it holds more than `most` bytes.
        OSError: as `open_plain`.
    """
    check_plain(path)
    if path.stat().st_size > most:
        raise FileTooLarge(path, most)  # unread
    data = plain_head(path, most + 1)
    if len(data) > most:
        raise FileTooLarge(path, most)
    return data


def plain_head(path: Path, most: int) -> bytes:
    """The first bytes of a plain file, as many as there are up to `most`.

    Raises:
        OSError: as `open_plain`.
    """
    with open_plain(path) as file:
        data: bytes | None = file.read(most)
    if data is None:  # a file of the system's own that has nothing to say yet
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(path))
    return data


def size_told(size: int) -> str:
    """A number of bytes as it is read: `135 kB`, `1.2 MB`."""
    mega = 1_000_000
    return f"{size / mega:.1f} MB" if size >= mega else f"{max(1, size // 1000)} kB"


# ---------------------------------------------------------------------- whose it is


def is_own(path: Path, *, any_kind: bool = False) -> bool:
    """Whether a name leads to a plain file of this person's own: no device, and nothing that the system shows as files.

    Args:
        path: the name.
        any_kind: whether it may be a folder, a pipe or a socket as well.
    """
    try:
        named, there = os.lstat(path), os.stat(path)  # noqa: PTH116 - beside the other
    except (OSError, ValueError):
        return False
    mode = there.st_mode
    fits = not (stat.S_ISCHR(mode) or stat.S_ISBLK(mode)) if any_kind else stat.S_ISREG(mode)
    user = os.getuid() if hasattr(os, "getuid") else there.st_uid
    return fits and named.st_uid == there.st_uid == user and not f"{os.path.realpath(path)}/".startswith(_SYSTEM)


def moved_aside(path: Path, ending: str, *, any_kind: bool = False) -> str | None:
    """The command that moves what stands in the way; None where it is not the person's own, as `is_own` tells."""
    if not is_own(path, any_kind=any_kind):
        return None
    from shlex import quote

    return f"mv -n {quote(str(path))} {quote(f'{path}{ending}')}"


# ---------------------------------------------------------------------- writing


def check_new_name(path: Path) -> None:
    """Refuse the name of the journal that SQLite keeps of a file that is there.

    Raises:
        NameOfAJournal: it is one.
    """
    if (owner := journal_owner(path)) is not None:
        raise NameOfAJournal(path, owner)


def journal_owner(path: Path) -> Path | None:
    """The file whose journal has this name; None where it is none's."""
    for ending in BESIDE:
        if path.name.lower().endswith(ending) and (owner := path.with_name(path.name[: -len(ending)])).is_file():
            return owner
    return None


def make_folder(folder: Path) -> None:
    """Make what is missing of a folder, 0700 whatever the umask, and lasting; folders that are there keep their mode.

    Raises:
        OSError: what the system answers.
    """
    missing = [each for each in (folder, *folder.parents) if not os.path.lexists(each)]
    for each in reversed(missing):
        try:
            each.mkdir(mode=0o700)
        except FileExistsError:
            continue  # another was first: its folder is its own
        each.chmod(0o700)  # a strict umask may have left less
        sync_folder(each.parent)


def make_file(path: Path) -> int:
    """A new file, 0600 whatever the umask: its handle.

    Raises:
        OSError: what the system answers.
    """
    handle = os.open(path, _WRITING, 0o600)
    try:
        path.chmod(0o600)  # a strict umask may have left less
    except BaseException:
        os.close(handle)
        raise
    return handle


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, where the system can."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
