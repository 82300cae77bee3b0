"""Files that a person named, opened in one guarded way; and new folders and files that nobody else can read.

Opening a pipe that nobody writes to waits forever, a device may never end, and some devices act when they are merely
opened. So a named file is looked at first, opened without waiting, looked at again, and read up to a limit.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress

from legdiary.errors import Refused, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path

    from legdiary.util.paths import StrPath

_READING = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
#: Endings of the files that SQLite keeps beside a database while it is written.
BESIDE = ("-journal", "-wal", "-shm")
#: Folders in which the system shows devices and its own state as files.
_SYSTEM = ("/dev/", "/proc/", "/sys/")
_WRITING = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class NotPlain(OSError):
    """A pipe, a device or a socket: it cannot be read as a file."""

    def __init__(self, path: StrPath) -> None:
        super().__init__(errno.EINVAL, "it is not a plain file", str(path))


class FileTooLarge(OSError):
    """A file that holds more than may be read."""

    def __init__(self, path: StrPath, most: int) -> None:
        size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1000} kB"  # noqa: PLR2004 - a MB
        super().__init__(errno.EFBIG, f"it is larger than {size}", str(path))


class NameOfAJournal(Refused):
    """A new file with the name of another file's SQLite journal, which SQLite deletes."""

    def __init__(self, path: Path, owner: Path) -> None:
        super().__init__(
            f"{one_line(path)} is the name of a journal of {one_line(owner.name)}, and would be deleted; give another "
            "name"
        )


# ---------------------------------------------------------------------- reading


def check_plain(path: StrPath) -> None:
    """Refuse anything but a plain file; it is only looked at, not opened.

    Raises:
        NotPlain: it is a pipe, a device or a socket.
        IsADirectoryError: it is a folder.
        OSError: it does not exist, or cannot be looked at.
    """
    try:
        _check_mode(path, os.stat(path).st_mode)  # noqa: PTH116 - faster, and every nightly command runs this
    except ValueError as error:
        raise OSError(errno.EINVAL, "no file can have this name", str(path)) from error


def _check_mode(path: StrPath, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise NotPlain(path)


def open_plain(path: StrPath) -> BufferedReader:
    """Open a plain file for reading its bytes.

    Raises:
        NotPlain: it is a pipe, a device or a socket.
        IsADirectoryError: it is a folder.
        OSError: it does not exist, or cannot be read.
    """
    check_plain(path)
    handle = os.open(path, _READING)
    try:
        _check_mode(path, os.fstat(handle).st_mode)  # the name may lead to another file by now
        return open(handle, "rb")  # noqa: PTH123 - a handle has no path; the caller closes it
    except BaseException:
        os.close(handle)
        raise


def read_plain(path: StrPath, most: int) -> bytes:
    """Return the whole content of a plain file.

    Raises:
        FileTooLarge: it holds more than `most` bytes.
        OSError: as `open_plain`.
    """
    check_plain(path)
    if os.stat(path).st_size > most:  # noqa: PTH116 - text or path
        raise FileTooLarge(path, most)  # refused unread
    data = plain_head(path, most + 1)
    if len(data) > most:
        raise FileTooLarge(path, most)
    return data


def plain_head(path: StrPath, most: int) -> bytes:
    """Return the first bytes of a plain file, up to `most`.

    Raises:
        OSError: as `open_plain`.
    """
    with open_plain(path) as file:
        data: bytes | None = file.read(most)
    if data is None:  # a special file that has no data yet
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(path))
    return data


def format_size(size: int) -> str:
    """Return a number of bytes as people read it: `135 kB`, `1.2 MB`."""
    mega = 1_000_000
    return f"{size / mega:.1f} MB" if size >= mega else f"{max(1, size // 1000)} kB"


def identity(path: StrPath) -> tuple[int, int] | None:
    """Return the device and inode of a file or folder; None if there is none."""
    try:
        there = os.lstat(path)
    except OSError:
        return None
    return there.st_dev, there.st_ino


def is_full(error: OSError) -> bool:
    """Return whether the system refused because the disk, or the person's share of it, is full."""
    return error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


# ---------------------------------------------------------------------- ownership


def is_own(path: StrPath, *, any_kind: bool = False) -> bool:
    """Return whether a name leads to a plain file of this person, not to a device or a file of the system's folders.

    Args:
        path: the name.
        any_kind: accept a folder, a pipe or a socket as well.
    """
    try:
        named, there = os.lstat(path), os.stat(path)  # noqa: PTH116 - the same call as lstat
    except (OSError, ValueError):
        return False
    mode = there.st_mode
    fits = not (stat.S_ISCHR(mode) or stat.S_ISBLK(mode)) if any_kind else stat.S_ISREG(mode)
    user = os.getuid() if hasattr(os, "getuid") else there.st_uid
    return fits and named.st_uid == there.st_uid == user and not f"{os.path.realpath(path)}/".startswith(_SYSTEM)


def move_aside_command(path: StrPath, ending: str, *, any_kind: bool = False) -> str | None:
    """Return the command that moves a file out of the way; None if that is not the person's own (`is_own`)."""
    if not is_own(path, any_kind=any_kind):
        return None
    from shlex import quote

    return f"mv -n {quote(str(path))} {quote(f'{path}{ending}')}"


# ---------------------------------------------------------------------- writing


def check_new_name(path: Path) -> None:
    """Refuse a name that SQLite uses for the journal of an existing file.

    Raises:
        NameOfAJournal: it is such a name.
    """
    if (owner := journal_owner(path)) is not None:
        raise NameOfAJournal(path, owner)


def journal_owner(path: Path) -> Path | None:
    """Return the file whose journal has this name; None if there is none."""
    for ending in BESIDE:
        if path.name.lower().endswith(ending) and (owner := path.with_name(path.name[: -len(ending)])).is_file():
            return owner
    return None


def make_folder(folder: Path) -> None:
    """Make the missing folders of a path, mode 0700 whatever the umask, durably; existing ones keep their mode.

    Raises:
        OSError: the system refuses.
    """
    missing = [each for each in (folder, *folder.parents) if not os.path.lexists(each)]
    for each in reversed(missing):
        try:
            each.mkdir(mode=0o700)
        except FileExistsError:
            continue  # another process was first, and chose the mode
        each.chmod(0o700)  # a strict umask may have left less
        sync_folder(each.parent)


def make_file(path: Path) -> int:
    """Make a new file, mode 0600 whatever the umask, and return its handle.

    Raises:
        OSError: the system refuses.
    """
    handle = os.open(path, _WRITING, 0o600)
    try:
        path.chmod(0o600)  # a strict umask may have left less
    except BaseException:
        os.close(handle)
        raise
    return handle


def sync_file(path: StrPath) -> None:
    """Make the content of a file survive a power cut.

    Raises:
        OSError: the system refuses.
    """
    handle = os.open(path, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: StrPath) -> None:
    """Make new names in a folder survive a power cut, if the system can."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
