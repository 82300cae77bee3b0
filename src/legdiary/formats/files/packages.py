"""Exports of several files: a zip, or the folder that somebody made of it. Only the files that matter are opened."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from legdiary.errors import plural
from legdiary.formats.files import zip_members
from legdiary.formats.files.field_parser import Place
from legdiary.formats.files.text_lines import is_larger
from legdiary.formats.files.zip_files import is_zip
from legdiary.formats.files.zip_members import Member
from legdiary.formats.reader_result import MOST_BYTES, BadRow, TooLarge
from legdiary.util.safe_files import open_plain

if TYPE_CHECKING:
    import re
    from collections.abc import Generator, Iterator
    from typing import BinaryIO

    from legdiary.formats.files.text_lines import Content

#: The most files that are looked at in a folder, and how deep it may be.
MOST_FILES, _MOST_DEPTH = 200_000, 3


class TooManyFiles(BadRow):
    """A folder with more files than an export has."""

    def __init__(self, source: str) -> None:
        super().__init__(
            source, None, None, f"a folder with more than {plural(MOST_FILES, 'file')}; give the one of the export"
        )


class Folder:
    """A folder that may be an unpacked export.

    Attributes:
        path: the folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def members(self) -> Iterator[Member]:
        """Yield the files in it and in its folders; links to folders are not followed.

        Raises:
            TooManyFiles: there are too many.
            OSError: a folder cannot be read.
        """
        number = 0
        for folder, below, names in os.walk(self.path, onerror=_raise):
            if len(Path(folder).relative_to(self.path).parts) >= _MOST_DEPTH:
                below.clear()
            number += len(names)
            if number > MOST_FILES:
                raise TooManyFiles(self.path.name)
            yield from (Member(name, os.path.join(folder, name)) for name in names)  # noqa: PTH118 - many of them


def _raise(error: OSError) -> None:
    raise error


#: An export of one file, or of several.
Package: TypeAlias = "Content | Folder"


def is_package(content: Package) -> bool:
    """Return whether it is an export of several files: a zip or a folder."""
    return isinstance(content, Folder) or is_zip(content)


def holds(content: Package, wanted: re.Pattern[str]) -> bool:
    """Return whether there is a file whose own name matches."""
    if isinstance(content, Folder):
        try:
            return any(wanted.fullmatch(member.name) for member in content.members())
        except TooManyFiles:
            return False
    return zip_members.holds(content, wanted)


def check_holds(content: Package, source: str, wanted: re.Pattern[str], what: str) -> None:
    """Refuse a zip or a folder that has no file whose own name matches.

    Raises:
        BadRow: it has none.
    """
    if not isinstance(content, Folder):
        zip_members.check_holds(content, source, wanted, what)
    elif not any(wanted.fullmatch(member.name) for member in content.members()):
        raise Place(source).bad(None, f"no {what} is in this folder; was another export meant?")


def members(content: Package, source: str, wanted: re.Pattern[str]) -> Generator[tuple[Member, BinaryIO], None, None]:
    """Yield each file whose own name matches, in the order of the names, opened; close it (`closing`) when done.

    Raises:
        BadRow: the zip is damaged, or not completely written.
        TooLarge: the files hold too much.
        OSError: a file cannot be read.
    """
    if not isinstance(content, Folder):
        yield from zip_members.members(content, source, wanted)
        return
    left = MOST_BYTES
    for member in sorted(each for each in content.members() if wanted.fullmatch(each.name)):
        with open_plain(Path(member.path)) as file:
            if is_larger(file, left):
                raise TooLarge(source)
            left -= file.tell()
            yield member, file
