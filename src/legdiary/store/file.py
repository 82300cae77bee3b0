"""The diary file: what is refused, how it is begun, how SQLite is told to keep it.

One file at rest (rollback journal), an acknowledged entry survives a power cut (`synchronous=EXTRA`), mode 0600 in a
0700 folder. A new diary is made whole under another name and then linked into place, so that nobody ever meets half
of one, and two terminals that begin at once both succeed. What can be wrong (`store.errors`) loads when it is.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from legdiary.store.connection import open_at_rest, open_file, open_to_look, uri_of
from legdiary.store.copies.names import newest_copy
from legdiary.store.schema import version as generated
from legdiary.util.files import (
    BESIDE,
    NotPlain,
    check_plain,
    journal_owner,
    make_file,
    make_folder,
    plain_head,
    sync_folder,
)

if TYPE_CHECKING:
    from legdiary.errors import DiaryTrouble

APPLICATION_ID, SCHEMA_VERSION = generated.APPLICATION_ID, generated.SCHEMA_VERSION

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 72
_PRAGMAS = "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA synchronous=EXTRA;"
_NAME = "\n-- name: "


class Statements(dict[str, str]):
    """The named statements of `compiled.sql`, each taken out of its text when first asked for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def __missing__(self, name: str) -> str:
        _, found, rest = self._text.partition(f"{_NAME}{name}\n")
        if not found:
            raise KeyError(name)
        self[name] = statement = rest.partition(_NAME)[0].strip()
        return statement

    @property
    def names(self) -> list[str]:
        """The names of all of them."""
        return [section.partition("\n")[0] for section in self._text.split(_NAME)[1:]]


def load_sql() -> Statements:
    """The named statements."""
    with Path(__file__).with_name("schema").joinpath("compiled.sql").open(encoding="utf-8") as file:
        return Statements(file.read())


def inspect(path: Path) -> None:
    """Refuse what is no diary, by the first bytes of the file alone.

    The version is not read here: after a crash the header may be ahead of what SQLite rolls back to (`version_of`).
    Never called while this process has a transaction open on the file: closing it would drop SQLite's locks (POSIX).

    Raises:
        NoDiary, DiaryGone, IsAFolder, DiaryEmpty, NotADiary, NotReadable.
    """
    try:
        header = plain_head(path, _HEADER_BYTES)
    except OSError as error:
        raise _unread(path, error) from error
    if not header.startswith(_MAGIC) or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        from legdiary.store.errors import DiaryEmpty, NotADiary

        raise DiaryEmpty(path) if header == b"" else NotADiary(path)


def _unread(path: Path, error: OSError) -> DiaryTrouble:
    """Why there is nothing to read."""
    from legdiary.store.errors import DiaryGone, IsAFolder, NoDiary, NotADiary, NotReadable

    if isinstance(error, IsADirectoryError):
        return IsAFolder(path)
    if isinstance(error, NotPlain):
        return NotADiary(path)
    if not isinstance(error, FileNotFoundError):
        return NotReadable(path)
    newest = newest_copy(path)
    return DiaryGone(path, newest) if newest else NoDiary(path)


def version_of(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version of an open diary.

    Raises:
        DiaryNewer: later than this program knows.
        DiaryTrouble: what SQLite may answer to the first look inside.
    """
    try:
        version, pages, page_bytes = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("user_version", "page_count", "page_size")
        )
        held = path.stat().st_size
    except sqlite3.Error as error:
        from legdiary.store.errors import trouble

        raise trouble(error, path) from error
    except OSError as error:
        from legdiary.store.errors import NotReadable

        raise NotReadable(path) from error
    if held < pages * page_bytes:  # SQLite takes what is missing of the last page for zeros
        from legdiary.store.errors import DiaryDamaged

        raise DiaryDamaged(path)
    if version > SCHEMA_VERSION:
        from legdiary.store.errors import DiaryNewer

        raise DiaryNewer(path, version, SCHEMA_VERSION)
    return version


def has_other_objects(connection: sqlite3.Connection, path: Path) -> bool:
    """Return whether somebody may have put tables, indexes, triggers or views into a diary of this version.

    They are only counted, since every command that stores comes by here; `shapes` compares them.

    Raises:
        DiaryTrouble: what SQLite may answer.
    """
    try:
        (number,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE name NOT GLOB 'sqlite_*'").fetchone()
    except sqlite3.Error as error:
        from legdiary.store.errors import trouble

        raise trouble(error, path) from error
    return bool(number != generated.OBJECTS)


def connect(path: Path, *, writing: bool) -> sqlite3.Connection:
    """A connection to an existing diary; one for reading refuses every write.

    The file is opened for reading and writing either way, so that a journal left by a crash can be rolled back; on a
    read-only disk SQLite falls back to reading by itself.
    """
    _check_beside(path)
    try:
        return open_file(path, "mode=rw", _PRAGMAS + ("" if writing else "PRAGMA query_only=ON;"))
    except sqlite3.Error as error:
        from legdiary.store.errors import trouble

        raise trouble(error, path) from error


def look_into(path: Path, *, at_rest: bool = False) -> sqlite3.Connection:
    """A connection that writes nothing at all, not even to take back what a crash left half-way.

    Args:
        path: the file.
        at_rest: nobody writes it (a copy): SQLite takes no locks, and puts no files of its own beside it.

    Raises:
        sqlite3.Error: what SQLite answers, as it is.
        DiaryTrouble: it is no plain file, or what stands beside it is none.
    """
    _check_beside(path)
    return open_at_rest(path) if at_rest else open_to_look(path)


def _check_beside(path: Path) -> None:
    """Refuse a file that SQLite would wait for without end: a pipe or a device, or one where its journal would be."""
    try:
        check_plain(path)
    except OSError as error:
        raise _unread(path, error) from error
    real = f"{itself(path)}" if os.path.islink(path) else f"{path}"  # noqa: PTH114 - as `itself`
    for ending in BESIDE:
        with suppress(OSError):
            try:
                check_plain(Path(f"{real}{ending}"))
            except (NotPlain, IsADirectoryError) as error:
                from legdiary.store.errors import NotPlainBeside

                raise NotPlainBeside(path, Path(f"{real}{ending}")) from error


def begin(path: Path, schema: str) -> None:
    """Make a new diary at `path`, unless another terminal has just done so.

    Raises:
        LinkToNothing, IsAJournal, NotWritable, and what SQLite may answer.
    """
    check_beginning(path)
    from legdiary.util.unfinished import NEW, put, workplace

    try:
        make_folder(path.parent)
        with workplace(path.parent) as place:
            make(place / NEW, schema, path)
            with suppress(FileExistsError):  # another terminal was first: its diary is as good
                put(place / NEW, path)
        sync_folder(path.parent)
    except OSError as error:
        from legdiary.store.errors import NotWritable

        raise NotWritable(path) from error


def check_beginning(path: Path) -> None:
    """Refuse a name at which no diary can be begun.

    Raises:
        LinkToNothing, IsAJournal.
    """
    if path.is_symlink():
        from legdiary.store.errors import LinkToNothing

        raise LinkToNothing(path, itself(path))
    if (owner := journal_owner(path)) is not None:
        from legdiary.store.errors import IsAJournal

        raise IsAJournal(path, owner)


def make(spare: Path, schema: str, path: Path) -> None:
    """Make a diary without an entry under a name that is not its own yet.

    Args:
        spare: the name.
        schema: its tables.
        path: its own name, for messages.

    Raises:
        OSError: what the system answers.
        DiaryTrouble: what SQLite answers.
    """
    os.close(make_file(spare))
    try:
        with closing(sqlite3.connect(uri_of(spare), uri=True, isolation_level=None)) as connection:
            connection.executescript(f"{_PRAGMAS} BEGIN IMMEDIATE; {schema} COMMIT;")
    except sqlite3.Error as error:
        from legdiary.store.errors import trouble

        raise trouble(error, path) from error


def itself(path: Path) -> Path:
    """The file itself, where its name is a link; a link to itself stays what it is."""
    return Path(os.path.realpath(path))
