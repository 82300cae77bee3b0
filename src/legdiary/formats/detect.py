"""The import formats, and recognition of a file's format by its content; readers are imported on demand."""

from __future__ import annotations

import os
from contextlib import contextmanager
from importlib import import_module
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.errors import BadValue, Refused, one_line
from legdiary.formats.files.text_lines import first_bytes, open_bytes
from legdiary.formats.reader_result import MOST_BYTES, MOST_DATABASE, MOST_JSON, MOST_XML, BadRow, TooLarge
from legdiary.util.progress import READING, position_of
from legdiary.util.safe_files import FileTooLarge, NotPlain, open_plain, plain_head, read_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from legdiary.formats.files.file_kinds import FileKind
    from legdiary.formats.files.text_lines import Content
    from legdiary.formats.reader_result import Found, ReadOptions


class Reader(Protocol):
    """The functions that the module of a format has."""

    def recognises(self, content: Content, name: str) -> bool:
        """Return whether a file looks like this format; quick, and never raises."""

    def read(self, content: Content, source: str, options: ReadOptions) -> Found:
        """Return everything in the file."""


class Format(NamedTuple):
    """One import format.

    Attributes:
        name: its name for `--as`.
        about: a description for people.
        module: its module in `legdiary.formats`.
        most_bytes: the largest size of such a file, if it differs from that of any file.
        most_zip: the same for a zip of which only a few files are read.
        is_database: whether such a file may be a database, as a diary is.
        has_folders: whether it may be a folder, the unpacked zip.
    """

    name: str
    about: str
    module: str
    most_bytes: int | None = None
    most_zip: int | None = None
    is_database: bool = False
    has_folders: bool = False

    def load(self) -> Reader:
        """Import and return its reader."""
        return cast("Reader", import_module(f"legdiary.formats.{self.module}"))


#: The largest zip of a service, of which only the few files on sleep are unpacked: these are limited as any file is.
_MOST_EXPORT = 8_000_000_000
#: In the order in which readers are tried: the most reliable first.
FORMATS = (
    Format("json", "legdiary's JSON", "legdiary_json.read", MOST_JSON),
    Format("csv", "legdiary's CSV package", "legdiary_csv.read"),
    Format("sleepdiary", "sleepdiary Standard (JSON)", "sleep_trackers.sleepdiary"),
    Format("plees", "plees-tracker CSV", "sleep_trackers.plees_tracker"),
    Format("sleep-as-android", "Sleep as Android CSV", "sleep_trackers.sleep_as_android"),
    Format("lines", "typed lines, each a moment and a command", "typed_lines"),
    Format(
        "apple-health",
        "Apple Health export (zip, folder or XML)",
        "phone_health.apple_health",
        MOST_XML,
        has_folders=True,
    ),
    Format(
        "fitbit",
        "Fitbit: Google Takeout (zip, JSON or CSV)",
        "sleep_trackers.fitbit.read",
        most_zip=_MOST_EXPORT,
        has_folders=True,
    ),
    Format(
        "garmin",
        "Garmin: account export (zip or JSON), Connect CSV",
        "sleep_trackers.garmin.read",
        most_zip=_MOST_EXPORT,
        has_folders=True,
    ),
    Format(
        "oura",
        "Oura: API or account export (zip, JSON or CSV)",
        "sleep_trackers.oura",
        most_zip=_MOST_EXPORT,
        has_folders=True,
    ),
    Format(
        "withings",
        "Withings: account export (zip or sleep.csv)",
        "sleep_trackers.withings.read",
        most_zip=_MOST_EXPORT,
        has_folders=True,
    ),
    Format(
        "health-connect",
        "Health Connect export (zip or database)",
        "phone_health.health_connect",
        MOST_DATABASE,
        is_database=True,
    ),
    Format(
        "samsung-health",
        "Samsung Health export (folder, zip or CSV)",
        "phone_health.samsung_health",
        most_zip=_MOST_EXPORT,
        has_folders=True,
    ),
    Format("herbal-tracker", "Herbal Tracker+ CSV or JSON", "dose_apps.herbal_tracker"),
    Format("medtimer", "MedTimer CSV or JSON", "dose_apps.medtimer"),
    Format("psychonautwiki", "PsychonautWiki Journal JSON", "dose_apps.psychonautwiki_journal"),
    Format("loop", "Loop Habit Tracker zip or database", "dose_apps.loop_habits", is_database=True),
    Format("daylio", "Daylio CSV", "dose_apps.daylio"),
    Format("bearable", "Bearable CSV", "dose_apps.bearable"),
    Format("sleepmeter", "Sleepmeter CSV", "sleep_trackers.sleepmeter"),
    Format("table", "a table of your own (CSV, XLSX, ODS)", "table.records"),
)
OWN_JSON, OWN_CSV = FORMATS[0], FORMATS[1]
#: Formats in which the file states the night of each entry; in all others the moment decides.
WITH_NIGHTS = (OWN_JSON, OWN_CSV)
#: Lines are commands, which are carried out one by one and are no entries yet.
LINES = next(each for each in FORMATS if each.name == "lines")
#: Another diary is read by `store`; here it is only recognised.
DIARY = Format("diary", "another legdiary diary", "")
_NAMES = (*(each.name for each in FORMATS), DIARY.name)
#: The page that says what can be imported.
_PAGE = "docs/import.md"
#: The format of a table of one's own, which any table may be.
_TABLE = "table"
#: The largest size of a diary that is piped in, because it is held in memory.
MOST_PIPED_DIARY = 64_000_000
_DIARY_BEGINS = b"SQLite format 3\x00"
_SEALED_BEGINS = (b"age-encryption.org/v1", b"-----BEGIN AGE ENCRYPTED FILE-----")
_SEALED_ENDING = ".age"
#: The number of bytes that is enough to recognise a diary and an encrypted file.
LONGEST_BEGIN = max(map(len, (_DIARY_BEGINS, *_SEALED_BEGINS)))


class NoSuchFile(Refused):
    """No such file to import."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"there is no file {one_line(path)}")


class NotAFile(BadValue):
    """Not a file or an export: a folder, a pipe, a device."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{one_line(path)} can't be imported; give a file, or the folder of an export")


class FileNotReadable(Refused):
    """No permission, or the disk refused."""

    def __init__(self, path: Path, why: str | None) -> None:
        super().__init__(f"{one_line(path)} cannot be read ({why or 'the disk refused'})")


class UnknownFormat(BadRow):
    """A file that no reader recognises: what it looks like, and what could take it.

    Args:
        source: the file's name.
        kind: what it looks like.
        typed: the file as it was typed, for the command that could take it; None where that is not known.
    """

    def __init__(self, source: str, kind: FileKind, typed: str | None = None) -> None:
        takers = [name for name in kind.could_be if name in _NAMES]
        begin = "this looks like" if takers else "legdiary can't import"
        advice = "" if kind.advice is None else f"{kind.advice}; "
        super().__init__(source, None, None, f"{begin} {kind.what}; {advice}see {_PAGE}")
        self.kind = kind
        self.hint = "legdiary import --help"
        if takers and typed is not None:
            self.hint = f"legdiary import {quote(typed)} --as {takers[0]}"


class OneOfOurTables(BadRow):
    """One table of a CSV package, without the package.

    Args:
        source: the file's name.
        folder: the folder of the package as it would be typed; None where that is not known.
    """

    def __init__(self, source: str, folder: str | None = None) -> None:
        what = "this is one table of a legdiary export, and the others belong to it"
        super().__init__(source, None, None, f"{what}; import the folder or the zip that it came from; see {_PAGE}")
        if folder is not None:
            self.hint = f"legdiary import {quote(folder)}"


def find_format(typed: str) -> Format:
    """Return the format that `--as` names.

    Raises:
        UnknownWord: there is none.
    """
    name = "-".join(typed.strip().lower().replace("_", "-").split())
    for each in (*FORMATS, DIARY):
        if name == each.name:
            return each
    raise UnknownWord("format", name, _NAMES)


def format_names() -> tuple[str, ...]:
    """Return the names that `--as` takes."""
    return _NAMES


def is_diary(path: Path, chosen: Format | None = None) -> bool:
    """Return whether to read a file as a diary; for an encrypted one, only if `chosen` says so.

    Raises:
        NoSuchFile, NotAFile, FileNotReadable.
    """
    if os.path.isdir(path):  # noqa: PTH112 - a name that is too long is no folder
        return False
    with _system_errors_named(path):
        opened = open_plain(path)
    with opened as file, _system_errors_named(path):
        return is_diary_content(file, chosen)


def is_encrypted(path: Path) -> bool:
    """Return whether a file is encrypted by age.

    Raises:
        NoSuchFile, NotAFile, FileNotReadable.
    """
    if os.path.isdir(path):  # noqa: PTH112 - a name that is too long is no folder
        return False
    return is_encrypted_content(read_bytes(path, LONGEST_BEGIN))


def is_encrypted_content(data: bytes) -> bool:
    """Return whether these bytes are encrypted by age."""
    return data.startswith(_SEALED_BEGINS)


def is_diary_content(content: Content, chosen: Format | None = None) -> bool:
    """Return whether to read this content as a diary: any database but one that a reader knows as another program's."""
    if chosen is not None:
        return chosen == DIARY
    if not first_bytes(content, len(_DIARY_BEGINS)).startswith(_DIARY_BEGINS):
        return False
    return not any(each.load().recognises(content, "") for each in FORMATS if each.is_database)


def read_path(path: Path, options: ReadOptions, chosen: Format | None = None) -> tuple[Format, Found]:
    """Read a file or folder and return its format and everything in it.

    Args:
        path: a file, or the folder of a CSV package.
        options: what the reader needs to know beside the file.
        chosen: the format, if the person named it; else it is recognised.

    Raises:
        NoSuchFile, NotAFile, FileNotReadable, UnknownFormat, TooLarge, BadRow.
    """
    source = path.name or str(path)
    if os.path.isdir(path):  # noqa: PTH112 - a name that is too long is no folder
        try:
            with options.progress.part(READING):
                return _read_folder(path, source, options, chosen)
        except OSError as error:
            raise FileNotReadable(path, error.strerror) from error
    with _system_errors_named(path):
        opened = open_plain(path)
    with opened as file:
        before = _state(file)
        try:
            return read_data(file, source, options, chosen)
        finally:
            if _state(file) != before:
                raise BadRow(source, None, None, "this file changed while it was read; import it once it is complete")


def _state(file: BinaryIO) -> tuple[int, int]:
    """Return the size of an open file and when it was written last."""
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def _read_folder(path: Path, source: str, options: ReadOptions, chosen: Format | None) -> tuple[Format, Found]:
    """Read the folder of a CSV package, or that of another program's unpacked export.

    Raises:
        NotAFile: it is neither.
    """
    from legdiary.formats.files.packages import Folder
    from legdiary.formats.legdiary_csv.read import is_package, read_folder

    if chosen in {None, OWN_CSV} and is_package(path):
        return OWN_CSV, read_folder(path, source, options)
    folder = cast("Content", Folder(path))
    for each in FORMATS:
        if each.has_folders and chosen in {None, each}:
            reader = each.load()
            if chosen or reader.recognises(folder, path.name):
                return each, reader.read(folder, source, options)
    raise NotAFile(path)


def read_data(
    content: Content, source: str, options: ReadOptions, chosen: Format | None = None
) -> tuple[Format, Found]:
    """Read a file, or bytes that may have been encrypted in it, and return the format and everything in it.

    Raises:
        UnknownFormat, OneOfOurTables, TooLarge, BadRow.
    """
    found = chosen or recognise(content, source.removesuffix(_SEALED_ENDING))
    check_size(content, source, _most_bytes(found, content) if found else None)
    if found is None or (chosen is None and found.name == _TABLE):
        _check_no_own_table(content, source)
    if found is None:
        raise UnknownFormat(source, _kind_of(content))
    with options.progress.part(READING, *_size_and_position(content)):
        return found, found.load().read(content, source, options)


def _check_no_own_table(content: Content, source: str) -> None:
    """Refuse one of the tables of our own package.

    Raises:
        OneOfOurTables: it is one.
    """
    from legdiary.formats.legdiary_csv.single_table import is_own_table

    if is_own_table(content):
        raise OneOfOurTables(source)


def _kind_of(content: Content) -> FileKind:
    from legdiary.formats.files.file_kinds import file_kind
    from legdiary.formats.table.names import suggest_field

    def known(header: str) -> str | None:
        field = suggest_field(header)
        return None if field is None or not field.is_sure else field.name or field.field

    return file_kind(content, known)


def _size_and_position(content: Content) -> tuple[int, Callable[[], int] | None]:
    """Return the size of an open file, and what tells how far it was read; bytes are too few to tell."""
    if isinstance(content, bytes):
        return 0, None
    return content.seek(0, os.SEEK_END), position_of(content)


def _most_bytes(of: Format, content: Content) -> int | None:
    """Return the largest size of this content, if it differs from that of any file."""
    if of.most_zip is not None:
        from legdiary.formats.files.zip_files import is_zip

        if is_zip(content):
            return of.most_zip
    return of.most_bytes


def check_size(content: Content, source: str, most: int | None = None) -> None:
    """Refuse a file that is too large to be read.

    Raises:
        TooLarge: it is larger than `most`.
    """
    if open_bytes(content).seek(0, os.SEEK_END) > (most or MOST_BYTES):
        raise TooLarge(source, most_bytes=most) if most else TooLarge(source)


def recognise(content: Content, name: str) -> Format | None:
    """Return the format whose reader recognises this file, or None."""
    return next((each for each in FORMATS if each.load().recognises(content, name)), None)


def read_bytes(path: Path, begins: int | None = None) -> bytes:
    """Return the bytes of a plain file, up to the largest size that is read, or only the first `begins`.

    Raises:
        NoSuchFile, NotAFile, FileNotReadable, TooLarge.
    """
    with _system_errors_named(path):
        return plain_head(path, begins) if begins else read_plain(path, MOST_BYTES)


@contextmanager
def _system_errors_named(path: Path) -> Iterator[None]:
    """Turn an error of the system into an error about the file."""
    try:
        yield
    except FileNotFoundError as error:
        raise NoSuchFile(path) from error
    except (IsADirectoryError, NotPlain) as error:
        raise NotAFile(path) from error
    except FileTooLarge as error:
        raise TooLarge(path.name) from error
    except OSError as error:
        raise FileNotReadable(path, error.strerror) from error
