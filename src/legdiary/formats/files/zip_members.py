"""The few files that matter in the zip that a service hands over; the thousands beside them are never opened.

A file is found by its own name: the folders around it have other names in every language.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.text_lines import is_larger
from legdiary.formats.files.zip_files import ZIP_ERRORS, open_member, open_zip
from legdiary.formats.reader_result import MOST_BYTES, TooLarge

if TYPE_CHECKING:
    import re
    import zipfile
    from collections.abc import Iterator
    from typing import BinaryIO

    from legdiary.formats.files.text_lines import Content

#: The largest list of files: an export of ten years names tens of thousands.
_MOST_LIST = 4_000_000


class Member(NamedTuple):
    """A file in a zip.

    Attributes:
        name: its own name, without folders; it may hold a person's name or address.
        path: its name in the zip.
    """

    name: str
    path: str


def holds(content: Content, wanted: re.Pattern[str]) -> bool:
    """Return whether a zip has a file whose own name matches; never raises but for the system's errors."""
    try:
        with open_zip(content, _MOST_LIST) as archive:
            return any(wanted.fullmatch(_own_name(path)) for path in archive.namelist())
    except ZIP_ERRORS:
        return False


def check_holds(content: Content, source: str, wanted: re.Pattern[str], what: str) -> None:
    """Refuse a zip that cannot be opened, or that has no file whose own name matches; none is opened.

    Raises:
        BadRow: it is damaged, not completely written, or has no such file.
    """
    with _open(content, source) as archive:
        if not _matching(archive, wanted):
            raise Place(source).bad(None, f"no {what} is in this zip; was another export meant?")


def members(content: Content, source: str, wanted: re.Pattern[str]) -> Iterator[tuple[Member, BinaryIO]]:
    """Yield each file of a zip whose own name matches, in the order of the names, opened and known to be whole.

    Each is read once first, to refuse what is damaged, and what would unpack to more than all files together may have.

    Raises:
        BadRow: the zip is damaged, or not completely written.
        TooLarge: the files hold too much.
    """
    left = MOST_BYTES
    with _open(content, source) as archive:
        for member in _matching(archive, wanted):
            with open_member(archive, member.path) as file:
                if is_larger(file, left):
                    raise TooLarge(source)
                left -= file.tell()
                yield member, file


@contextmanager
def _open(content: Content, source: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip; what is wrong with it or within it is told as damage.

    Raises:
        BadRow: it is damaged, or not completely written.
    """
    try:
        with open_zip(content, _MOST_LIST) as archive:
            yield archive
    except ZIP_ERRORS as error:
        raise Place(source).bad(
            None,
            "a damaged zip, or one that is still being written; download it again, or unpack it and import its files",
        ) from error


def _matching(archive: zipfile.ZipFile, wanted: re.Pattern[str]) -> list[Member]:
    found = sorted(Member(_own_name(path), path) for path in archive.namelist())
    return [each for each in found if wanted.fullmatch(each.name)]


def _own_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
