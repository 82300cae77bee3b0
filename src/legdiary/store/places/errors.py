"""The errors of places, one class per trouble. None of them touches the diary: the next `sync` tries again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.errors import BadValue, Refused, one_line, quote_typed
from legdiary.util.installation import this_installation
from legdiary.util.safe_files import is_full

if TYPE_CHECKING:
    from pathlib import Path

_AGAIN = "what is in the diary is safe. The next sync tries again"


class PlaceMissing(Refused):
    """A folder that is not there: a disk that is not connected, or a carrier that was taken away."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"the sync folder {one_line(folder)} is not there (is its disk connected?)", then=_AGAIN)


class PlaceIsAFile(Refused):
    """A file where the folder should be."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{one_line(path)} is a file, not a folder", then="nothing was written to it")


class PlaceNotReadable(Refused):
    """No permission to read the folder or a file in it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{one_line(path)} in the sync place cannot be read by this user", then=_AGAIN)


class PlaceNotWritable(Refused):
    """No permission to write into the place, or a disk that is read-only."""

    def __init__(self, address: str) -> None:
        super().__init__(f"the sync place {address} cannot be written", then=_AGAIN)


class PlaceFull(Refused):
    """No room left in the place."""

    def __init__(self, address: str) -> None:
        super().__init__(f"there is no room left in the sync place {address}", then=_AGAIN)


class PlaceTrouble(Refused):
    """An error of the disk or the database that has no class of its own."""

    def __init__(self, address: str, code: str) -> None:
        super().__init__(f"the sync place {address} reported an error ({one_line(code)})", then=_AGAIN)


class UnknownPlace(BadValue):
    """An address that is neither a folder nor a database of a kind that is known."""

    def __init__(self, scheme: str) -> None:
        super().__init__(
            f"{quote_typed(scheme)} is not a kind of sync place. Give a folder, or a PostgreSQL database as "
            "postgresql://user@host/database"
        )


class NoDatabaseLibrary(Refused):
    """A database, and no library to reach it."""

    def __init__(self) -> None:
        super().__init__(
            "a database as the sync place needs the extra 'database', which is not installed",
            this_installation().adding("database"),
        )


class DatabaseUnreachable(Refused):
    """A database that does not answer: no network, a wrong address, or a server that is down or just starting."""

    def __init__(self, address: str) -> None:
        super().__init__(f"the database {address} does not answer", then=_AGAIN)


class DatabaseRefuses(Refused):
    """A database that does not let this user in, or do this."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"the database {address} refuses this user: the name, the password, the database or a permission is wrong",
            then="nothing was sent",
        )


class ConnectionLost(Refused):
    """A connection that broke: the server was stopped or changed over to another, or the network failed."""

    def __init__(self, address: str) -> None:
        super().__init__(f"the connection to the database {address} was lost", then=_AGAIN)


#: All that can be wrong with a place while it is used.
PLACE_ERRORS = (
    PlaceMissing, PlaceIsAFile, PlaceNotReadable, PlaceNotWritable, PlaceFull, PlaceTrouble, DatabaseUnreachable,
    DatabaseRefuses, ConnectionLost,
)  # fmt: skip


def translate_os_error(error: OSError, path: Path, *, writing: bool) -> Refused:
    """Return the error for one of the system's.

    Args:
        error: the system's.
        path: the file or folder it is about.
        writing: something was being written.
    """
    import errno

    if is_full(error):
        return PlaceFull(one_line(path))
    if isinstance(error, FileNotFoundError):
        return PlaceMissing(path)
    if isinstance(error, NotADirectoryError):
        return PlaceIsAFile(path)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return PlaceNotWritable(one_line(path)) if writing else PlaceNotReadable(path)
    return PlaceTrouble(one_line(path), errno.errorcode.get(error.errno or 0, type(error).__name__))
