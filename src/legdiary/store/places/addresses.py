"""The addresses of places: a folder, or a database by its URL."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from legdiary.errors import one_line
from legdiary.store.places.errors import UnknownPlace

if TYPE_CHECKING:
    from legdiary.store.places.place import Place

#: A URL whose slashes are missing or too few, which is no folder of that name.
_CUT = re.compile(r"(postgres(?:ql)?(?:\+[a-z0-9]+)?):(?!//)", re.IGNORECASE)
#: A URL; a letter alone before the colon is a disk of Windows.
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://.*", re.DOTALL)
_POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+psycopg"})


def is_database(address: str) -> bool:
    """Return whether an address is that of a database.

    Raises:
        UnknownPlace: it is a URL of another kind.
    """
    if (cut := _CUT.match(address)) is not None:
        raise UnknownPlace(f"{cut[1]}:")
    matched = _URL.fullmatch(address)
    if matched is None:
        return False
    if matched[1].lower() not in _POSTGRESQL:
        raise UnknownPlace(f"{matched[1]}://")
    return True


def shown_address(address: str) -> str:
    """Return an address as people may see it: of a database without its password and its options.

    Raises:
        UnknownPlace: it is a URL of an unknown kind.
    """
    if not is_database(address):
        return one_line(address)
    rest = address.partition("://")[2].partition("?")[0]
    login, at, where = rest.rpartition("@")
    user, has_password, _ = login.partition(":")
    return one_line(f"postgresql://{user}{':***' if has_password else ''}{at}{where}")


def full_address(address: str) -> str:
    """Return an address as it can be used from any folder.

    Raises:
        UnknownPlace: it is a URL of an unknown kind.
    """
    return address if is_database(address) else str(Path(address).absolute())


def open_place(address: str) -> Place:
    """Return the place at an address; nothing is read or connected yet.

    Raises:
        UnknownPlace: it is a URL of an unknown kind.
        NoDatabaseLibrary: it is a database, and the library for it is not installed.
    """
    if is_database(address):
        from legdiary.store.places.database import DatabasePlace

        return DatabasePlace(address)
    from legdiary.store.places.folder import FolderPlace

    return FolderPlace(Path(address))
