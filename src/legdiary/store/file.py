"""The diary file: what is refused, how it is begun, how SQLite is told to keep it, and its copies by their names.

One file at rest (rollback journal), an acknowledged entry survives a power cut (`synchronous=EXTRA`), mode 0600 in a
0700 folder. A new diary is made whole under another name and then linked into place, so that nobody ever meets half
of one, and two terminals that begin at once both succeed. What can be wrong (`store.trouble`) loads when it is.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legdiary.errors import LegdiaryError
from legdiary.files import BESIDE, NotPlain, check_plain, journal_owner, make_file, make_folder, plain_head, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legdiary.domain.moments import Moment
    from legdiary.errors import DiaryTrouble

#: As stated in tables.py; repeated here so that the nightly path need not load it, and compared by a test.
APPLICATION_ID = 0x4C454744
SCHEMA_VERSION = 4
#: How many tables and indexes a diary has that SQLite does not make by itself; compared by a test.
OBJECTS = 24

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 72
_BUSY_TIMEOUT_S = 20.0
_PRAGMAS = "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA synchronous=EXTRA;"
#: The most bytes that one row may hold, and be read: a plan of a hundred thousand steps, before and after.
MOST_ROW = 8_000_000
BACKUPS, SEALED = "backups", ".age"
#: How the names begin of what is not finished (`legdiary.unfinished`).
UNFINISHED = ".legdiary-"
#: The names of copies: that of their diary, the moment, the version.
_DATED = r"(.+)-\d{8}T\d{6}Z-v\d+(?:-\d+)?\."
_WEEK_S = 7 * 24 * 3600
#: A clock is read once, when a command starts, and the command may wait for its person.
_AHEAD_S = 3600
_ASCII = 0x7F
_NAME = "\n-- name: "


class Connection(sqlite3.Connection):
    """A connection that always says what is wrong as an SQLite error.

    Where the list of a file's objects is spoilt, SQLite quotes it in its message, and Python fails to read that.
    """

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement."""
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            raise spoilt_schema() from error

    def executescript(self, sql: str, /) -> sqlite3.Cursor:
        """Run several statements."""
        try:
            return super().executescript(sql)
        except UnicodeDecodeError as error:
            raise spoilt_schema() from error


def spoilt_schema() -> sqlite3.DatabaseError:
    """Return the error of a file whose own description is damaged."""
    spoilt = sqlite3.DatabaseError("malformed database schema")
    spoilt.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    spoilt.sqlite_errorname = "SQLITE_CORRUPT"
    return spoilt


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
    with Path(__file__).with_name("compiled.sql").open(encoding="utf-8") as file:
        return Statements(file.read())


def copies_of(path: Path) -> list[Path]:
    """The copies that stand beside a diary and are files, oldest name first."""
    from glob import escape

    named = (path.parent / BACKUPS).glob(f"{escape(path.stem)}-*{escape(path.suffix)}")
    return sorted(each for each in named if each.is_file() and not _is_of_another(path, each.name))


def _is_of_another(path: Path, name: str) -> bool:
    """Whether legdiary named a copy for a diary of another name beside this one: `diary-2.db` beside `diary.db`."""
    found = re.match(_DATED, name, re.ASCII | re.DOTALL)
    return found is not None and found[1] != path.stem


def sealed_copies_of(path: Path) -> list[Path]:
    """The encrypted copies that stand beside a diary."""
    named = (path.parent / BACKUPS).glob(f"*{SEALED}")
    ours = (each for each in named if each.name.startswith(path.stem) and not _is_of_another(path, each.name))
    return sorted(each for each in ours if each.is_file())


def newest_copy(path: Path) -> Path | None:
    """The copy beside a diary that knows the most, by its ledger: clocks err. Where none can be read, the last name.

    Copies are read as they stand: nothing is written, and none is checked (`restore` does that).
    """
    copies = copies_of(path)
    return max(copies, key=lambda copy: (_lines_in(copy), copy.name), default=None)


def _lines_in(copy: Path) -> int:
    """The number of a copy's newest ledger line; -1 where it cannot be read."""
    try:
        connection = look_into(copy, at_rest=True)
        try:
            return int(connection.execute("SELECT coalesce(max(id), 0) FROM ledger").fetchone()[0])
        finally:
            connection.close()
    except (sqlite3.Error, ValueError, LegdiaryError):
        return -1


def dated_copies(path: Path, ending: str = "") -> dict[str, str]:
    """The names of the copies that legdiary itself has named, each with the moment in it.

    Args:
        path: the diary.
        ending: what their names end with behind that of a plain copy.
    """
    tail = re.escape(f"{path.suffix}{ending}")
    name = re.compile(rf"{re.escape(path.stem)}-(\d{{8}}T\d{{6}}Z)-v\d+(?:-\d+)?{tail}", re.ASCII)
    try:
        there = os.listdir(path.parent / BACKUPS)  # noqa: PTH208 - names, not paths
    except OSError:
        return {}
    return {each: match[1] for each in there if (match := name.fullmatch(each)) and _is_moment(match[1])}


def _is_moment(stamp: str) -> bool:
    try:
        datetime.fromisoformat(stamp)
    except ValueError:
        return False
    return True


def left_in(path: Path) -> list[Path]:
    """Those of the folders of a diary in which something stands that was not finished, by its name alone."""
    found = []
    for folder in (path.parent, path.parent / BACKUPS):
        with suppress(OSError):
            if any(name.startswith(UNFINISHED) for name in os.listdir(folder)):  # noqa: PTH208 - names, not paths
                found.append(folder)
    return found


def stamp(utc_s: int) -> str:
    """The moment in a copy's name."""
    return f"{datetime.fromtimestamp(utc_s, UTC):%Y%m%dT%H%M%SZ}"


def copy_is_due(path: Path, now: Moment) -> bool:
    """Whether no copy is dated within the seven days up to now: one that a wrong clock has dated ahead counts for none.

    It is asked by every command that stores, so it reads the names in one folder and nothing else.
    """
    after, until = stamp(now.utc_s - _WEEK_S), stamp(now.utc_s + _AHEAD_S)
    return not any(after < dated <= until for dated in dated_copies(path).values())


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
        from legdiary.store.trouble import DiaryEmpty, NotADiary

        raise DiaryEmpty(path) if header == b"" else NotADiary(path)


def _unread(path: Path, error: OSError) -> DiaryTrouble:
    """Why there is nothing to read."""
    from legdiary.store.trouble import DiaryGone, IsAFolder, NoDiary, NotADiary, NotReadable

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
        from legdiary.store.trouble import trouble

        raise trouble(error, path) from error
    except OSError as error:
        from legdiary.store.trouble import NotReadable

        raise NotReadable(path) from error
    if held < pages * page_bytes:  # SQLite takes what is missing of the last page for zeros
        from legdiary.store.trouble import DiaryDamaged

        raise DiaryDamaged(path)
    if version > SCHEMA_VERSION:
        from legdiary.store.trouble import DiaryNewer

        raise DiaryNewer(path, version, SCHEMA_VERSION)
    return version


@contextmanager
def closed_on_error(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The connection, open afterwards only where all within went well: one left lying keeps the file, and its locks."""
    try:
        yield connection
    except BaseException:
        connection.close()
        raise


def check_objects(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse to write to a diary of this version in which somebody has put tables, indexes, triggers or views.

    They are only counted, since every command that stores comes by here; `check` compares them.

    Raises:
        NotAsMade: there are others.
        DiaryTrouble: what SQLite may answer.
    """
    try:
        (number,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE name NOT GLOB 'sqlite_*'").fetchone()
        if number != OBJECTS:
            from legdiary.store.shapes import NotAsMade, differences

            found = differences(connection, SCHEMA_VERSION)
            if any(found):
                raise NotAsMade(path, found)
    except sqlite3.Error as error:
        from legdiary.store.trouble import trouble

        raise trouble(error, path) from error


def connect(path: Path, *, writing: bool) -> sqlite3.Connection:
    """A connection to an existing diary; one for reading refuses every write.

    The file is opened for reading and writing either way, so that a journal left by a crash can be rolled back; on a
    read-only disk SQLite falls back to reading by itself.
    """
    _check_beside(path)
    try:
        connection = sqlite3.connect(
            f"{uri_of(path)}?mode=rw", uri=True, timeout=_BUSY_TIMEOUT_S, isolation_level=None, factory=Connection
        )
        with closed_on_error(connection):
            connection.row_factory = sqlite3.Row
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_ROW)
            connection.executescript(_PRAGMAS + ("" if writing else "PRAGMA query_only=ON;"))
    except sqlite3.Error as error:
        from legdiary.store.trouble import trouble

        raise trouble(error, path) from error
    return connection


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
    mode = "mode=ro&immutable=1" if at_rest else "mode=ro"
    connection = sqlite3.connect(
        f"{uri_of(path)}?{mode}", uri=True, timeout=_BUSY_TIMEOUT_S, isolation_level=None, factory=Connection
    )
    with closed_on_error(connection):
        connection.row_factory = sqlite3.Row
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_ROW)
        connection.executescript("PRAGMA trusted_schema=OFF; PRAGMA query_only=ON;")
    return connection


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
                from legdiary.store.trouble import NotPlainBeside

                raise NotPlainBeside(path, Path(f"{real}{ending}")) from error


def uri_of(path: Path) -> str:
    """The path as a URI, what would end or change it by number; `//` comes first, or its own would begin a host."""
    whole = os.path.abspath(path)  # noqa: PTH100 - no links resolved
    begin = "file://" if whole.startswith("/") else "file:"
    plain = whole.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    if plain.isascii():
        return begin + plain
    return begin + "".join(f"%{byte:02x}" if byte > _ASCII else chr(byte) for byte in os.fsencode(plain))


def begin(path: Path, schema: str) -> None:
    """Make a new diary at `path`, unless another terminal has just done so.

    Raises:
        LinkToNothing, IsAJournal, NotWritable, and what SQLite may answer.
    """
    check_beginning(path)
    from legdiary.unfinished import NEW, put, workplace

    try:
        make_folder(path.parent)
        with workplace(path.parent) as place:
            make(place / NEW, schema, path)
            with suppress(FileExistsError):  # another terminal was first: its diary is as good
                put(place / NEW, path)
        sync_folder(path.parent)
    except OSError as error:
        from legdiary.store.trouble import NotWritable

        raise NotWritable(path) from error


def check_beginning(path: Path) -> None:
    """Refuse a name at which no diary can be begun.

    Raises:
        LinkToNothing, IsAJournal.
    """
    if path.is_symlink():
        from legdiary.store.trouble import LinkToNothing

        raise LinkToNothing(path, itself(path))
    if (owner := journal_owner(path)) is not None:
        from legdiary.store.trouble import IsAJournal

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
        from legdiary.store.trouble import trouble

        raise trouble(error, path) from error


def itself(path: Path) -> Path:
    """The file itself, where its name is a link; a link to itself stays what it is."""
    return Path(os.path.realpath(path))
