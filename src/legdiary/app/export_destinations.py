"""Destinations of exports: a file is written in a private folder beside its destination, synced, and then renamed.

Files are 0600 in a 0700 folder, whatever the umask. An existing file or folder stays until the new one is complete. It
is replaced only if that was asked for and nothing else can be lost: a folder that is a CSV package and nothing more, or
a file that is not a database. After a failure nothing of the new one is left.
"""

from __future__ import annotations

import json
import os
import shlex
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from legdiary.errors import Refused, one_line
from legdiary.formats.legdiary_csv.package_names import DIALECT_FORMAT, FORMAT, MANIFEST, FileFacts
from legdiary.util.atomic_files import do_nothing, durable_file, whole_file, whole_folder
from legdiary.util.safe_files import check_new_name, is_full, plain_head, read_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from zipfile import ZipFile

_SQLITE_MAGIC = b"SQLite format 3\x00"
_MOST_MANIFEST = 1_000_000
#: The earliest time in a zip file.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_REGULAR_0600 = 0o100600 << 16


class TargetExists(Refused):
    """A file is in the place of an export."""

    def __init__(self, target: Path) -> None:
        super().__init__(f"{one_line(target)} is already there; add --force to replace it, or give another name")


class NotReplaceable(Refused):
    """A folder with other things than a package, or a file in place of a folder; `--force` does not help."""

    def __init__(self, target: Path) -> None:
        super().__init__(f"{one_line(target)} exists and holds other files too; it was not touched. Give another name")


class IsADatabase(Refused):
    """A diary, or a copy of one: an export never overwrites it."""

    def __init__(self, target: Path) -> None:
        super().__init__(f"{one_line(target)} is a database, perhaps the diary; it was not touched, give another name")


class IsALink(Refused):
    """A link in the place of an export: its target is never overwritten."""

    def __init__(self, target: Path) -> None:
        super().__init__(f"{one_line(target)} is a link; it was not touched. Give the file itself, or another name")


class NoFolderThere(Refused):
    """The folder for an export is missing."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"there is no folder {one_line(folder)} to write into; nothing was written",
            f"mkdir -p {shlex.quote(one_line(folder))}" if _can_be_made(folder) else None,
        )


def _can_be_made(folder: Path) -> bool:
    """Return whether a missing folder can be made, because all existing parents are folders."""
    return all(each.is_dir() for each in (folder, *folder.parents) if os.path.lexists(each))


class NoRoom(Refused):
    """No room left on the disk for an export."""

    def __init__(self, target: Path) -> None:
        super().__init__(f"the disk of {one_line(target)} is full; nothing was written")


class TargetNotWritable(Refused):
    """A place for an export that cannot be written: no permission, a read-only disk, a name too long."""

    def __init__(self, target: Path, why: str | None) -> None:
        super().__init__(f"{one_line(target)} cannot be written ({why or 'the disk refused'}); nothing was written")


class FolderSink:
    """The files of a package, written into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, chunks: Iterable[bytes]) -> FileFacts:
        """Write one file, 0600 and synced."""
        with durable_file(self.folder / name) as file:
            return _write_chunks(name, chunks, file.write)


class ZipSink:
    """The files of a package, written into a zip file whose bytes depend only on them."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    def write(self, name: str, chunks: Iterable[bytes]) -> FileFacts:
        """Write one file into the zip."""
        from zipfile import ZIP_DEFLATED, ZipInfo

        member = ZipInfo(name, _ZIP_TIME)
        member.compress_type, member.external_attr, member.create_system = ZIP_DEFLATED, _REGULAR_0600, 3
        with self._archive.open(member, "w") as file:
            return _write_chunks(name, chunks, file.write)


def _write_chunks(name: str, chunks: Iterable[bytes], write: Callable[[bytes], object]) -> FileFacts:
    from hashlib import sha256

    digest, size = sha256(), 0
    for chunk in chunks:
        write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return FileFacts(name, size, digest.hexdigest())


@contextmanager
def new_folder(
    target: Path, *, force: bool, made: Callable[[], None] = do_nothing, noted_in: Path | None = None
) -> Iterator[FolderSink]:
    """Yield a folder that becomes `target` when all is written.

    Args:
        target: its path.
        force: replace an earlier export.
        made: called as soon as it has its name.
        noted_in: the folder of the diary, to leave a note there while it is being made.

    Raises:
        TargetExists, NotReplaceable, IsALink, NameOfAJournal, NoFolderThere, NoRoom, TargetNotWritable.
    """
    place = _place(target, force=force)
    old = _old_package(target, place, force=force)
    with _system_errors_named(target, place), whole_folder(place, old=old, made=made, noted_in=noted_in) as folder:
        yield FolderSink(folder)


@contextmanager
def new_file(
    target: Path, *, force: bool, made: Callable[[], None] = do_nothing, noted_in: Path | None = None
) -> Iterator[IO[bytes]]:
    """Yield a file that becomes `target` when all is written.

    Args:
        target: its path.
        force: replace an existing file.
        made: called as soon as it has its name.
        noted_in: the folder of the diary, to leave a note there while it is being made.

    Raises:
        TargetExists, NotReplaceable, IsADatabase, IsALink, NameOfAJournal, NoFolderThere, NoRoom, TargetNotWritable.
    """
    place = _place(target, force=force)
    _check_file(target, place, force=force)
    with _system_errors_named(target, place), whole_file(place, instead=force, made=made, noted_in=noted_in) as file:
        yield file


@contextmanager
def zip_in(file: IO[bytes]) -> Iterator[ZipSink]:
    """Yield a zip file in an open file, which may be in memory."""
    from zipfile import ZipFile

    with ZipFile(file, "w") as archive:
        yield ZipSink(archive)


def check_place(target: Path, *, force: bool) -> None:
    """Check a destination as `new_file` would, without writing anything.

    Raises:
        TargetExists, NotReplaceable, IsADatabase, IsALink, NameOfAJournal, NoFolderThere.
    """
    _check_file(target, _place(target, force=force), force=force)


# ---------------------------------------------------------------------- checks


def _place(target: Path, *, force: bool) -> Path:
    """Return the path of the target with the links to its folder resolved; a link at the target itself is kept."""
    place = Path(os.path.realpath(target.parent)) / target.name
    if not place.parent.is_dir():
        raise NoFolderThere(target.parent)
    if force and place.is_symlink():
        raise IsALink(target)
    check_new_name(place)
    return place


def _check_file(target: Path, place: Path, *, force: bool) -> None:
    if not os.path.lexists(place):
        return
    if not force:
        raise TargetExists(target)
    if not place.is_file():
        raise NotReplaceable(target)
    with _system_errors_named(target):
        if plain_head(place, len(_SQLITE_MAGIC)) == _SQLITE_MAGIC:
            raise IsADatabase(target)


def _old_package(target: Path, place: Path, *, force: bool) -> list[str] | None:
    """Return the names in the folder to be replaced; None if there is none."""
    if not os.path.lexists(place):
        return None
    if not force:
        raise TargetExists(target)
    if not place.is_dir():
        raise NotReplaceable(target)
    with _system_errors_named(target):
        names = os.listdir(place)  # noqa: PTH208 - names, not paths
        if names and not set(names) <= _files_of_package(place):
            raise NotReplaceable(target)
    return names


def _files_of_package(folder: Path) -> set[str]:
    """Return the names in a folder that its manifest lists; none if it has no manifest of legdiary's."""
    try:
        manifest = json.loads(read_plain(folder / MANIFEST, _MOST_MANIFEST))
        if manifest["format"] not in {FORMAT, DIALECT_FORMAT}:
            return set()
        return {MANIFEST, *manifest["files"]}
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return set()


# ---------------------------------------------------------------------- writing


@contextmanager
def _system_errors_named(target: Path, place: Path | None = None) -> Iterator[None]:
    """Turn an error of the system, or a file that appeared in the meantime, into an error about the target."""
    try:
        yield
    except FileExistsError as error:
        raise TargetExists(place or target) from error
    except OSError as error:
        raise NoRoom(target) if is_full(error) else TargetNotWritable(target, error.strerror) from error
