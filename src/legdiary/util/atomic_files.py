"""Unfinished files: each is made in a workplace, a private folder beside its final place, until it gets its name.

A kill or a power cut leaves that folder behind, perhaps with readable notes of the person in it. So its process holds a
lock in it while it runs. A workplace whose lock is free was left behind, and the next process that makes a file there
deletes it. Process numbers are not used, since systems reuse them. The lock file holds its own inode number: a sync
program may copy a workplace to a machine where nobody holds its lock, and that copy must not be taken for a leftover.

An export can go anywhere. A note beside the diary says where one is being made, so that `check` and the next export
find what was left behind. Only this module knows the names of unfinished files.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from legdiary.util.safe_files import BESIDE, identity, make_file, make_folder, open_plain, sync_file, sync_folder
from legdiary.util.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import IO

#: Names in a workplace: the lock, the new file or folder, the folder for the old export that it replaces, and the one
#: for pieces of which a library makes the new file.
LOCK, NEW, OLD, PIECES = "lock", "new", "old", "pieces"
_PLACE = re.compile(r"\.legdiary-[0-9a-f]{12}\.part")
_NOTE = re.compile(r"\.legdiary-[0-9a-f]{12}\.at")
_FILES = frozenset({LOCK, NEW, *(f"{NEW}{ending}" for ending in BESIDE)})
_LOOK = (
    os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
)  # fmt: skip
_OPEN_LOCK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_MOST_TOKEN, _MOST_NOTE, _TRIES = 64, 8192, 20


class Leftover(NamedTuple):
    """A workplace that a killed process left behind, as far as can be told.

    Attributes:
        path: its folder.
        made_here: it was certainly made here; otherwise it may have come with a sync program or a copied folder, or
            is on a disk without locks.
        aside: an earlier export that was moved into it and never replaced; None if there is none.
    """

    path: Path
    made_here: bool
    aside: Path | None


# ---------------------------------------------------------------------- making files


@contextmanager
def workplace(folder: Path, noted_in: Path | None = None) -> Iterator[Path]:
    """Yield a private folder within `folder` in which to make `NEW`; at the end it is deleted with its content.

    Leftovers of killed processes in `folder`, and where notes point to, are deleted first.

    Args:
        folder: the folder of the new file or folder.
        noted_in: the folder of the diary, to leave a note there while the work is done.

    Raises:
        OSError: the system refuses.
    """
    delete_leftovers(folder, noted_in=noted_in)
    if noted_in is not None and os.path.realpath(noted_in) == os.path.realpath(folder):
        noted_in = None  # `check` looks there anyway
    for _ in range(_TRIES):
        place = folder / f".legdiary-{os.urandom(6).hex()}.part"
        with _place_note(noted_in, place) as note, _new_place(place) as is_ours:
            if is_ours:
                if note is not None and not os.path.lexists(note):
                    _write_note(note, place)  # another process took the note for an outdated one
                yield place
                return
    raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(folder))


def do_nothing() -> None:
    """Do nothing: the default of `made`."""


@contextmanager
def _naming(new: Path, path: Path, made: Callable[[], None]) -> Iterator[None]:
    """Give a complete file or folder its name within this context; call `made` as soon as it has it.

    If Ctrl-C comes between the two, `made` is still called if the file has its name; only then the program ends.
    """
    itself = identity(new)
    try:
        yield
        made()
    except BaseException:
        if itself is not None and identity(path) == itself:
            made()
        raise


@contextmanager
def whole_path(
    path: Path, *, instead: bool, made: Callable[[], None] = do_nothing, noted_in: Path | None = None
) -> Iterator[Path]:
    """Yield the temporary path of a new file, which gets its name only when it is complete and on the disk.

    The file is empty at first, and has mode 0600 whatever the umask. SQLite, which opens files by name, writes to this
    path; everything else writes through `whole_file`.

    Args:
        path: its name, in an existing folder.
        instead: replace a file that has this name.
        made: called as soon as the file has its name.
        noted_in: the folder of the diary, to leave a note there while the file is being made.

    Raises:
        FileExistsError: something has this name.
        OSError: the system refuses; what had this name is still there.
    """
    with workplace(path.parent, noted_in) as place:
        new = place / NEW
        os.close(make_file(new))
        yield new
        sync_file(new)
        with _naming(new, path, made):
            if instead:
                new.replace(path)
            else:
                _put(new, path)
    sync_folder(path.parent)


@contextmanager
def whole_file(
    path: Path, *, instead: bool, made: Callable[[], None] = do_nothing, noted_in: Path | None = None
) -> Iterator[IO[bytes]]:
    """Yield a new file, open for writing, that gets its name as `whole_path` says."""
    with whole_path(path, instead=instead, made=made, noted_in=noted_in) as new, new.open("r+b") as file:
        yield file


def folder_for_pieces(file: IO[bytes]) -> Path:
    """Make and return a private folder for pieces of an unfinished file; it is deleted with the workplace.

    Args:
        file: as `whole_file` yields it.

    Raises:
        OSError: the system refuses.
    """
    folder = Path(file.name).with_name(PIECES)
    folder.mkdir(mode=0o700)
    folder.chmod(0o700)  # a strict umask may have left less
    return folder


@contextmanager
def whole_folder(
    path: Path, *, old: Iterable[str] | None = None, made: Callable[[], None] = do_nothing, noted_in: Path | None = None
) -> Iterator[Path]:
    """Yield a new folder, mode 0700 whatever the umask, that gets its name only when its files are complete.

    Args:
        path: its name, in an existing folder.
        old: the names of the files in the folder that it replaces; None if it replaces none.
        made: called as soon as the folder has its name.
        noted_in: the folder of the diary, to leave a note there while the folder is being made.

    Raises:
        FileExistsError: something has this name, and nothing was to be replaced.
        OSError: the system refuses; what had this name is still there.
    """
    with workplace(path.parent, noted_in) as place:
        new = place / NEW
        new.mkdir(mode=0o700)
        new.chmod(0o700)  # a strict umask may have left less
        yield new
        sync_folder(new)
        if old is None:
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
            with _naming(new, path, made):
                new.rename(path)
        else:
            _replace_folder(new, path, old, made)
    delete_leftovers(path.parent, path.name, noted_in)  # an earlier folder that a killed command moved aside as well
    sync_folder(path.parent)


def _replace_folder(new: Path, path: Path, old: Iterable[str], made: Callable[[], None]) -> None:
    """Move the old folder aside, give the new one its name, and delete the old one; move it back if that fails."""
    aside = new.with_name(OLD) / path.name  # under its own name, so that it can be recognised and put back
    aside.parent.mkdir(mode=0o700)
    try:
        path.rename(aside)
        with _naming(new, path, made):
            new.rename(path)
    except BaseException:  # Ctrl-C as well
        if not os.path.lexists(path):
            aside.rename(path)
        raise
    with suppress(OSError):  # files that cannot be deleted are left
        for name in old:
            (aside / name).unlink(missing_ok=True)
        aside.rmdir()


@contextmanager
def durable_file(path: Path) -> Iterator[IO[bytes]]:
    """Yield a new file, mode 0600 whatever the umask; at the end it is on the disk."""
    with open(make_file(path), "w+b") as file:  # noqa: PTH123 - a handle has no path
        yield file
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, content: bytes, made: Callable[[], None] = do_nothing) -> None:
    """Write a complete file, replacing one that has this name; a missing folder is made.

    Args:
        path: its name.
        content: its content.
        made: called as soon as the file has its name.

    Raises:
        OSError: the system refuses; what had this name is still there.
    """
    make_folder(path.parent)
    with whole_file(path, instead=True, made=made) as file:
        file.write(content)


def _put(new: Path, path: Path) -> None:
    """Give a complete file its name; unlike a rename, never over a file that appeared meanwhile.

    Raises:
        FileExistsError: a file appeared.
        OSError: the system refuses for another reason.
    """
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError) as error:  # a disk without links: the next best way
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
        new.rename(path)


@contextmanager
def _new_place(place: Path) -> Iterator[bool]:
    """Make a workplace; yield whether its lock is ours, since another process may have taken it for a leftover."""
    try:
        place.mkdir(mode=0o700)
    except KeyboardInterrupt:  # it may be there already
        with suppress(OSError):
            place.rmdir()
        raise
    lock = None
    try:
        try:
            place.chmod(0o700)  # a strict umask may have left less
            lock = make_file(place / LOCK)
            is_ours = _owns_lock(lock, place / LOCK)
        except FileNotFoundError:
            is_ours = False
        yield is_ours
    finally:
        if lock is not None and os.name != "posix":
            os.close(lock)  # Windows removes nothing that is open
            lock = None
        _finish(place)
        if lock is not None:
            os.close(lock)


def _owns_lock(lock: int, path: Path) -> bool:
    """Return whether the lock of a new workplace is ours; if so, its file then holds its own inode number.

    On a disk without locks the file stays empty: then only its own process ever deletes the workplace.
    """
    locked = _lock(lock, shared=False)
    if locked is False or os.stat(path).st_ino != os.fstat(lock).st_ino:  # noqa: PTH116 - the same call as by handle
        return False
    if locked:
        os.write(lock, _token(lock))
        os.fsync(lock)
    return True


def _token(lock: int) -> bytes:
    return f"legdiary {os.fstat(lock).st_ino}\n".encode()


def _lock(handle: int, *, shared: bool) -> bool | None:
    """Take the lock and return whether it is ours; None if the system or the disk has no locks."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _finish(place: Path) -> None:
    """Delete our own workplace, even if Ctrl-C is pressed meanwhile, or the disk answers once with an error.

    What cannot be deleted stays, since the file itself was made.
    """
    try:
        is_gone = _delete(place)
    except KeyboardInterrupt:
        _delete(place)
        raise
    if not is_gone:
        _delete(place)


def _delete(place: Path) -> bool:
    """Delete a workplace and all that is in it; return whether it is gone."""
    with suppress(OSError):
        if os.name != "posix":
            from shutil import rmtree

            with suppress(OSError):
                (place / OLD).rmdir()
            if not (place / OLD).exists():
                rmtree(place, ignore_errors=True)
            return not place.exists()
        within = os.open(place, _LOOK)
        try:
            with suppress(OSError):
                os.rmdir(OLD, dir_fd=within)
            kept = {OLD, LOCK} if OLD in _names(within) else set()
            _empty(within, set(_names(within)) - kept)
        finally:
            os.close(within)
        place.rmdir()
        return True
    return False


# ---------------------------------------------------------------------- leftovers


def delete_leftovers(folder: Path, replaced: str | None = None, noted_in: Path | None = None) -> None:
    """Delete the workplaces that this person's killed processes left; anything doubtful stays.

    Args:
        folder: the folder to look in.
        replaced: the name of an export that is complete again: an earlier one of this name, moved aside, may go.
        noted_in: the folder of the diary, whose notes say where else to look.
    """
    for place in _places(folder):
        _clear(place, replaced)
    if noted_in is not None:
        _clear_noted(noted_in)


def find_leftovers(folder: Path) -> list[Leftover]:
    """Return the leftovers in a folder; nothing is changed."""
    return [found for place in _places(folder) if (found := _leftover(place)) is not None]


def find_noted_leftovers(folder: Path) -> list[Leftover]:
    """Return the leftovers elsewhere that the notes in the diary's folder point to; nothing is changed."""
    places = sorted({place for place in _notes(folder).values() if place is not None})
    return [found for place in places if (found := _leftover(place)) is not None]


def _places(folder: Path) -> list[Path]:
    return _matches(folder, _PLACE)


def _matches(folder: Path, name: re.Pattern[str]) -> list[Path]:
    if os.name != "posix":
        return []
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names, not paths
    except (OSError, ValueError):
        return []
    return [folder / each for each in sorted(names) if name.fullmatch(each)]


@contextmanager
def _idle_place(place: Path, *, shared: bool) -> Iterator[tuple[int, bool, bool] | None]:
    """Yield a workplace that nobody uses: opened, whether it was made here, and whether it has a lock, which is ours.

    None if it is in use.

    Raises:
        OSError: it cannot be looked at.
    """
    with ExitStack() as closing:
        within = os.open(place, _LOOK)
        closing.callback(os.close, within)
        if os.fstat(within).st_uid != os.getuid():
            yield None
            return
        if LOCK not in _names(within):
            yield within, not _names(within), False  # killed before there was a lock
            return
        lock = os.open(LOCK, (os.O_RDONLY if shared else os.O_RDWR) | _OPEN_LOCK, dir_fd=within)
        closing.callback(os.close, lock)
        locked = _lock(lock, shared=shared) if stat.S_ISREG(os.fstat(lock).st_mode) else None
        if locked is False:
            yield None
            return
        token = os.pread(lock, _MOST_TOKEN, 0) if locked else b"?"
        yield within, token == _token(lock) or (token == b"" and _names(within) == [LOCK]), True


def _leftover(place: Path) -> Leftover | None:
    with suppress(OSError), _idle_place(place, shared=True) as found:
        if found is None:
            return None
        within, made_here, _ = found
        names = _aside_names(within) if OLD in _names(within) else []
        try:
            made_here = made_here and _holds_only_ours(within)
        except OSError:  # a folder in it that cannot be opened
            made_here = False
        return Leftover(place, made_here, place / OLD / names[0] if names else None)
    return None


def _clear(place: Path, replaced: str | None = None) -> None:
    with suppress(OSError), _idle_place(place, shared=False) as found:
        if found is not None and found[1] and _holds_only_ours(found[0], replaced, exactly=True):
            if found[2]:
                _empty(found[0], set(_names(found[0])))
            # Without a lock it was empty. If its own process is just making the lock, it is not any more, and stays.
            place.rmdir()


def _holds_only_ours(within: int, replaced: str | None = None, *, exactly: bool = False) -> bool:
    """Return whether a workplace holds only what the program makes: its files, or one folder of files; no links.

    Args:
        within: the handle of the workplace.
        replaced: the name of an earlier export that may have been moved aside.
        exactly: allow nothing else to have been moved aside.
    """
    for name in _names(within):
        there = os.stat(name, dir_fd=within, follow_symlinks=False)
        is_folder = stat.S_ISDIR(there.st_mode)
        if there.st_uid != os.getuid() or not (is_folder or stat.S_ISREG(there.st_mode)):
            return False
        if name == OLD and is_folder:
            if exactly and not _may_delete_aside(within, replaced):
                return False
        elif not (_is_flat(within, name) if name in {NEW, PIECES} and is_folder else name in _FILES and not is_folder):
            return False
    return True


def _aside_names(within: int) -> list[str]:
    """Return the names of files that were moved aside."""
    aside = os.open(OLD, _LOOK, dir_fd=within)
    try:
        return sorted(_names(aside))
    finally:
        os.close(aside)


def _may_delete_aside(within: int, replaced: str | None) -> bool:
    """Return whether nothing was moved aside, or only the named export, which is itself only files."""
    names = _aside_names(within)
    return not names or (names == [replaced] and _is_flat(within, f"{OLD}/{names[0]}"))


def _is_flat(within: int, name: str) -> bool:
    """Return whether a folder holds only plain files of this person."""
    folder = os.open(name, _LOOK, dir_fd=within)
    try:
        held = [os.stat(each, dir_fd=folder, follow_symlinks=False) for each in _names(folder)]
        return all(stat.S_ISREG(each.st_mode) and each.st_uid == os.getuid() for each in held)
    finally:
        os.close(folder)


def _names(folder: int) -> list[str]:
    return os.listdir(folder)


def _empty(within: int, names: set[str]) -> None:
    """Delete the named content of a folder; the lock goes last, so that nobody takes the rest for a new workplace."""
    for name in sorted(names, key=lambda each: (each == LOCK, each)):
        if not stat.S_ISDIR(os.stat(name, dir_fd=within, follow_symlinks=False).st_mode):
            os.unlink(name, dir_fd=within)
            continue
        folder = os.open(name, _LOOK, dir_fd=within)
        try:
            _empty(folder, set(_names(folder)))
        finally:
            os.close(folder)
        os.rmdir(name, dir_fd=within)


# ---------------------------------------------------------------------- notes beside the diary


@contextmanager
def _place_note(folder: Path | None, place: Path) -> Iterator[Path | None]:
    """Yield a note beside the diary of where a file is being made; None if there is none, or it cannot be written."""
    note = None if folder is None else folder / f"{place.name.removesuffix('.part')}.at"
    try:
        yield note if note is not None and _write_note(note, place) else None
    finally:
        if note is not None:
            with suppress(OSError):
                note.unlink(missing_ok=True)


def _write_note(note: Path, place: Path) -> bool:
    """Write a note and return whether that worked."""
    try:
        with durable_file(note) as file:
            file.write(os.fsencode(os.path.abspath(place)))  # noqa: PTH100 - no links resolved
        sync_folder(note.parent)
    except OSError:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        return False
    return True


def _notes(folder: Path) -> dict[Path, Path | None]:
    """Return the notes in a folder, each with the workplace it names; None for a note that was cut off before that."""
    found: dict[Path, Path | None] = {}
    for note in _matches(folder, _NOTE):
        with suppress(OSError):
            if note.is_symlink() or note.lstat().st_uid != os.getuid():
                continue
            with open_plain(note) as file:
                told = os.fsdecode(file.read(_MOST_NOTE))
            place = Path(told)
            if not told:
                found[note] = None
            elif (
                place.is_absolute() and "\0" not in f"{place}" and place.name == f"{note.name.removesuffix('.at')}.part"
            ):
                found[note] = place
    return found


def _clear_noted(folder: Path) -> None:
    """Delete the leftovers that notes name, and outdated notes; a note about a missing disk stays."""
    for note, place in _notes(folder).items():
        if place is not None:
            _clear(place)
        with suppress(OSError):
            if place is None or (place.parent.is_dir() and not os.path.lexists(place)):
                note.unlink()
