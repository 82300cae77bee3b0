"""The diary file: begin one, recognize one, open one, and refuse everything that is not one.

A diary is a single file while nobody writes it (rollback journal). An acknowledged entry survives a power cut
(`synchronous=EXTRA`). The file has mode 0600, in a folder of mode 0700. A new diary is completed under another name
and then linked into place, so that nobody ever sees half of one, and two terminals that begin one at the same moment
both succeed. `store.errors` is imported only when something is wrong.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress

from legdiary.store.backups.file_names import newest_copy
from legdiary.store.connection import open_at_rest, open_file, open_to_look, uri_of
from legdiary.store.schema import version as generated
from legdiary.util.safe_files import BESIDE, NotPlain, check_plain, journal_owner, make_folder, plain_head

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.errors import DiaryTrouble
    from legdiary.util.paths import StrPath

APPLICATION_ID, SCHEMA_VERSION = generated.APPLICATION_ID, generated.SCHEMA_VERSION

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 72
_PRAGMAS = "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA synchronous=EXTRA;"
#: A reader scans the file from one end to the other: pages that were read are not wanted again, and 500 KiB are enough.
_READING = "PRAGMA query_only=ON; PRAGMA cache_size=-500;"
_NAME = "\n-- name: "
_COMPILED = os.path.join(os.path.dirname(__file__), "schema", "compiled.sql")  # noqa: PTH118, PTH120 - text


class Statements(dict[str, str]):
    """The named parts of a file of SQL; each is cut out of the text when it is first asked for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def __missing__(self, name: str) -> str:
        head = f"{_NAME}{name}\n"
        begin = self._text.find(head)
        if begin < 0:
            raise KeyError(name)
        begin += len(head)
        end = self._text.find(_NAME, begin)
        self[name] = statement = (self._text[begin:] if end < 0 else self._text[begin:end]).strip()
        return statement

    @property
    def names(self) -> list[str]:
        """The names of all statements."""
        return [section.partition("\n")[0] for section in self._text.split(_NAME)[1:]]


def load_sql() -> Statements:
    """Load the named statements."""
    with open(_COMPILED, encoding="utf-8") as file:  # noqa: PTH123 - text
        return Statements(file.read())


def check_header(path: StrPath) -> None:
    """Refuse a file that is not a diary, judged by its first bytes alone.

    The version is not read here: after a crash the header may be ahead of what SQLite rolls back to (`version_of`).
    Never call this while this process has a transaction open on the file: closing the file would drop SQLite's locks
    (POSIX).

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


def _unread(path: StrPath, error: OSError) -> DiaryTrouble:
    """Return the error for a file that could not be read."""
    from legdiary.store.errors import DiaryGone, IsAFolder, NoDiary, NotADiary, NotReadable

    if isinstance(error, IsADirectoryError):
        return IsAFolder(path)
    if isinstance(error, NotPlain):
        return NotADiary(path)
    if not isinstance(error, FileNotFoundError):
        return NotReadable(path)
    newest = newest_copy(path)
    return DiaryGone(path, newest) if newest else NoDiary(path)


def version_of(connection: sqlite3.Connection, path: StrPath) -> int:
    """Return the schema version of an open diary.

    Raises:
        DiaryNewer: the version is later than this program knows.
        DiaryTrouble: SQLite's answer to the first read of the file.
    """
    try:
        version, pages, page_bytes = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("user_version", "page_count", "page_size")
        )
        held = os.stat(path).st_size  # noqa: PTH116 - text or path
    except sqlite3.Error as error:
        from legdiary.store.errors import translate_error

        raise translate_error(error, path) from error
    except OSError as error:
        from legdiary.store.errors import NotReadable

        raise NotReadable(path) from error
    if held < pages * page_bytes:  # SQLite reads the missing part of the last page as zeros
        from legdiary.store.errors import DiaryDamaged

        raise DiaryDamaged(path)
    if version > SCHEMA_VERSION:
        from legdiary.store.errors import DiaryNewer

        raise DiaryNewer(path, version, SCHEMA_VERSION)
    return version


def has_other_objects(connection: sqlite3.Connection, path: StrPath) -> bool:
    """Return whether a diary of this version may hold tables, indexes, triggers or views that are not legdiary's.

    Objects are only counted, because every command that stores calls this; `schema.objects` compares them.

    Raises:
        DiaryTrouble: SQLite could not read the list.
    """
    try:
        (number,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE name NOT GLOB 'sqlite_*'").fetchone()
    except sqlite3.Error as error:
        from legdiary.store.errors import translate_error

        raise translate_error(error, path) from error
    return bool(number != generated.OBJECTS)


def connect(path: StrPath, *, writing: bool) -> sqlite3.Connection:
    """Open an existing diary; a connection for reading refuses every write.

    SQLite opens the file for reading and writing either way, so that a journal left by a crash can be rolled back; on a
    read-only disk SQLite falls back to reading by itself.
    """
    _check_plain_with_journals(path)
    try:
        return open_file(path, "mode=rw", _PRAGMAS + ("" if writing else _READING))
    except sqlite3.Error as error:
        from legdiary.store.errors import translate_error

        raise translate_error(error, path) from error


def open_unchanged(path: StrPath, *, at_rest: bool = False) -> sqlite3.Connection:
    """Open a file so that nothing at all is written, not even the rollback of what a crash left half-done.

    Args:
        path: the file.
        at_rest: nobody writes to the file (it is a copy). SQLite then takes no locks and puts no files beside it.

    Raises:
        sqlite3.Error: SQLite's answer, unchanged.
        DiaryTrouble: the file, or its journal, is a pipe, a device or a folder.
    """
    _check_plain_with_journals(path)
    return open_at_rest(path) if at_rest else open_to_look(path)


def _check_plain_with_journals(path: StrPath) -> None:
    """Refuse a pipe or a device at the diary's path or at its journal's: SQLite would wait for it forever."""
    try:
        check_plain(path)
    except OSError as error:
        raise _unread(path, error) from error
    real = os.path.realpath(path) if os.path.islink(path) else f"{path}"  # noqa: PTH114 - text or path
    for ending in BESIDE:
        with suppress(OSError):
            try:
                check_plain(f"{real}{ending}")
            except (NotPlain, IsADirectoryError) as error:
                from legdiary.store.errors import NotPlainBeside

                raise NotPlainBeside(path, f"{real}{ending}") from error


def begin_diary(named: StrPath, schema: str) -> None:
    """Make a new diary at the path that is named, unless another terminal has just done so.

    Raises:
        LinkToNothing, IsAJournal, NotWritable, DiaryTrouble (an error from SQLite).
    """
    from pathlib import Path

    from legdiary.util.atomic_files import whole_path

    path = Path(named)
    check_beginning(path)

    try:
        make_folder(path.parent)
        with suppress(FileExistsError), whole_path(path, instead=False) as new:
            fill(new, schema, path)
        # where another terminal was first, its diary serves as well
    except OSError as error:
        from legdiary.store.errors import NotWritable

        raise NotWritable(path) from error


def check_beginning(path: Path) -> None:
    """Refuse a path at which no diary can be begun.

    Raises:
        LinkToNothing, IsAJournal.
    """
    if path.is_symlink():
        from legdiary.store.errors import LinkToNothing

        raise LinkToNothing(path, resolve_link(path))
    if (owner := journal_owner(path)) is not None:
        from legdiary.store.errors import IsAJournal

        raise IsAJournal(path, owner)


def fill(new: Path, schema: str, path: Path) -> None:
    """Make a diary without entries of an empty file.

    Args:
        new: the file, which has a temporary name.
        schema: the statements that make its tables.
        path: the final name, for error messages.

    Raises:
        OSError: the system's answer.
        DiaryTrouble: SQLite's answer.
    """
    try:
        with closing(sqlite3.connect(uri_of(new), uri=True, isolation_level=None)) as connection:
            connection.executescript(f"{_PRAGMAS} BEGIN IMMEDIATE; {schema} COMMIT;")
    except sqlite3.Error as error:
        from legdiary.store.errors import translate_error

        raise translate_error(error, path) from error


def resolve_link(path: Path) -> Path:
    """Return the real path of the file, where `path` is a link; a link to itself is returned unchanged."""
    from pathlib import Path

    return Path(os.path.realpath(path))
