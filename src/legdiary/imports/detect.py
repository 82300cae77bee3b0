"""Which formats there are, and which of them a file is: told apart by content, their readers loaded on demand."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from legdiary.domain.vocabulary import UnknownWord
from legdiary.errors import BadValue, Refused, printable
from legdiary.files import FileTooLarge, NotPlain, plain_head, read_plain
from legdiary.imports.records import MOST_BYTES, STRICT, BadRow, TooLarge

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.domain.moments import Zone
    from legdiary.imports.records import BadRows, Found


class Reader(Protocol):
    """What the module of a format offers."""

    def recognises(self, data: bytes, name: str) -> bool:
        """Whether these bytes look like it; quick, and never raising."""

    def read(self, data: bytes, source: str, zone: Zone, bad: BadRows = STRICT) -> Found:
        """Everything in it."""


class Format(NamedTuple):
    """One format.

    Attributes:
        name: as `--as` takes it.
        about: what it is, for people.
        module: in `legdiary.imports`.
    """

    name: str
    about: str
    module: str

    def load(self) -> Reader:
        """Its reader, loaded now."""
        return cast("Reader", import_module(f"legdiary.imports.{self.module}"))


#: In the order in which they are asked whether they recognise a file: the ones that are surest first.
FORMATS = (
    Format("json", "legdiary's own JSON", "own_json"),
    Format("csv", "legdiary's own CSV package, a folder or a zip", "own_csv"),
    Format("sleepdiary", "sleepdiary Standard (JSON)", "sleepdiary"),
    Format("plees", "plees-tracker CSV", "plees"),
    Format("sleep-as-android", "Sleep as Android CSV", "sleep_as_android"),
    Format("herbal-tracker", "Herbal Tracker+ CSV or JSON", "herbal_tracker"),
)
OWN_JSON, OWN_CSV = FORMATS[0], FORMATS[1]
#: In these a file itself says under which night each entry was filed; in all others the moment decides.
WITH_NIGHTS = (OWN_JSON, OWN_CSV)
#: A diary is read by the store and by nothing else: here it is only told apart.
DIARY = Format("diary", "another legdiary diary", "")
_NAMES = (*(each.name for each in FORMATS), DIARY.name)
_DIARY_BEGINS = b"SQLite format 3\x00"
_SEALED_BEGINS = (b"age-encryption.org/v1", b"-----BEGIN AGE ENCRYPTED FILE-----")
_SEALED_ENDING = ".age"
_LONGEST_BEGIN = max(map(len, (_DIARY_BEGINS, *_SEALED_BEGINS)))


class NoSuchFile(Refused):
    """Nothing there to import."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"there is no file {printable(path)}")


class NotAFile(BadValue):
    """A folder that is no package, a pipe, a device."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{printable(path)} is no file that can be imported; give a file, or a folder of `export csv`")


class FileNotReadable(Refused):
    """No permission, or the disk refused."""

    def __init__(self, path: Path, why: str | None) -> None:
        super().__init__(f"{printable(path)} cannot be read ({why or 'the disk refused'})")


class UnknownFormat(BadRow):
    """A file that no reader recognises."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source, None, None, f"no format that is known here; if it is one of these, say --as {', '.join(_NAMES)}"
        )


def format_called(typed: str) -> Format:
    """The format that `--as` names.

    Raises:
        UnknownWord: none.
    """
    name = "-".join(typed.strip().lower().replace("_", "-").split())
    for each in (*FORMATS, DIARY):
        if name == each.name:
            return each
    raise UnknownWord("format", name, _NAMES)


def is_diary(path: Path, chosen: Format | None = None) -> bool:
    """Whether a file is to be read as a diary; said of one that is encrypted if the person says so.

    Raises:
        NoSuchFile, NotAFile, FileNotReadable.
    """
    if os.path.isdir(path):  # noqa: PTH112 - a name that is too long is no folder
        return False
    return holds_diary(read_bytes(path, _LONGEST_BEGIN), chosen)


def is_sealed(path: Path) -> bool:
    """Whether a file is encrypted, by age.

    Raises:
        NoSuchFile, NotAFile, FileNotReadable.
    """
    if os.path.isdir(path):  # noqa: PTH112 - a name that is too long is no folder
        return False
    return holds_sealed(read_bytes(path, _LONGEST_BEGIN))


def holds_sealed(data: bytes) -> bool:
    """Whether these bytes are encrypted, by age."""
    return data.startswith(_SEALED_BEGINS)


def holds_diary(data: bytes, chosen: Format | None = None) -> bool:
    """Whether these bytes are to be read as a diary."""
    return chosen == DIARY or (chosen is None and data.startswith(_DIARY_BEGINS))


def read_path(path: Path, zone: Zone, chosen: Format | None = None, bad: BadRows = STRICT) -> tuple[Format, Found]:
    """Everything that a file or folder holds, and the format it is in.

    Args:
        path: a file, or the folder of a CSV package.
        zone: for moments whose zone the file does not name.
        chosen: the format, where the person said it; else it is recognised.
        bad: what becomes of rows that cannot be right.

    Raises:
        NoSuchFile, NotAFile, FileNotReadable, UnknownFormat, TooLarge, BadRow.
    """
    source = path.name or str(path)
    if os.path.isdir(path):  # noqa: PTH112 - a name that is too long is no folder
        from legdiary.imports.own_csv import is_package, read_folder

        if chosen not in {None, OWN_CSV} or not is_package(path):
            raise NotAFile(path)
        try:
            return OWN_CSV, read_folder(path, source, zone, bad)
        except OSError as error:
            raise FileNotReadable(path, error.strerror) from error
    return read_data(read_bytes(path), source, zone, chosen, bad)


def read_data(
    data: bytes, source: str, zone: Zone, chosen: Format | None = None, bad: BadRows = STRICT
) -> tuple[Format, Found]:
    """Everything that these bytes of a file hold, which may have been encrypted in it, and the format they are in.

    Raises:
        UnknownFormat, TooLarge, BadRow.
    """
    found = chosen or recognise(data, source.removesuffix(_SEALED_ENDING))
    if found is None:
        raise UnknownFormat(source)
    return found, found.load().read(data, source, zone, bad)


def recognise(data: bytes, name: str) -> Format | None:
    """The format whose reader knows these bytes, or None."""
    return next((each for each in FORMATS if each.load().recognises(data, name)), None)


def read_bytes(path: Path, begins: int | None = None) -> bytes:
    """The bytes of a plain file, up to the most that is read; or as many as it begins with.

    Raises:
        NoSuchFile, NotAFile, FileNotReadable, TooLarge.
    """
    try:
        return plain_head(path, begins) if begins else read_plain(path, MOST_BYTES)
    except FileNotFoundError as error:
        raise NoSuchFile(path) from error
    except (IsADirectoryError, NotPlain) as error:
        raise NotAFile(path) from error
    except FileTooLarge as error:
        raise TooLarge(path.name) from error
    except OSError as error:
        raise FileNotReadable(path, error.strerror) from error
