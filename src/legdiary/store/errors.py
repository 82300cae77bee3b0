"""The errors of the diary file, one class per trouble, and the map from SQLite's codes to them."""

from __future__ import annotations

import sqlite3

from legdiary.errors import DiaryTrouble
from legdiary.store.backups.file_names import newest_copy
from legdiary.util.safe_files import move_aside_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.util.paths import StrPath


def restore_command(copy: Path) -> str:
    """Return the command that restores a copy."""
    from shlex import quote

    return f"legdiary restore {quote(str(copy))}"


def restore_newest_command(path: StrPath) -> str | None:
    """Return the command that restores the newest copy; None where there is no copy."""
    newest = newest_copy(path)
    return restore_command(newest) if newest else None


class NoDiary(DiaryTrouble):
    """Nothing logged yet: reading commands never begin a diary."""

    def __init__(self, path: StrPath) -> None:
        super().__init__(f"there is no diary yet at {path}", "legdiary start", then="set one up, or log a first entry")


class DiaryGone(DiaryTrouble):
    """No diary, but copies of one: no new diary is begun."""

    def __init__(self, path: StrPath, newest: Path) -> None:
        super().__init__(
            f"the diary {path} is missing, but there are copies of it",
            restore_command(newest),
            then="no new diary was begun",
        )


class IsAFolder(DiaryTrouble):
    """A folder where the diary should be."""

    def __init__(self, path: StrPath) -> None:
        from pathlib import Path

        super().__init__(f"{path} is a folder", then=f"give a file, such as {Path(path, 'diary.db')}")


class DiaryEmpty(DiaryTrouble):
    """A diary of zero bytes: something emptied it."""

    def __init__(self, path: StrPath) -> None:
        super().__init__(
            f"the diary {path} is empty (0 bytes). legdiary never leaves an empty file",
            restore_newest_command(path),
            then="it was not touched",
        )


class NotADiary(DiaryTrouble):
    """Another program's file in the diary's place, or no database at all."""

    def __init__(self, path: StrPath) -> None:
        super().__init__(f"{path} is not a legdiary diary", restore_newest_command(path), then="it was not touched")


class NotPlainBeside(DiaryTrouble):
    """A pipe, a device or a folder in the place of the diary's journal: SQLite would wait without end."""

    def __init__(self, path: StrPath, beside: StrPath) -> None:
        super().__init__(
            f"{beside} is not a file",
            move_aside_command(beside, ".foreign", any_kind=True),
            then=f"the journal of the diary {path} belongs there. The diary was not opened",
        )


class LinkToNothing(DiaryTrouble):
    """A link in the diary's place whose target is missing: perhaps a disk that is not connected."""

    def __init__(self, path: StrPath, real: Path) -> None:
        super().__init__(
            f"the diary {path} is a link to {real}, which does not exist", then="nothing was created there"
        )


class IsAJournal(DiaryTrouble):
    """A new diary with the name of another file's SQLite journal, which SQLite deletes."""

    def __init__(self, path: StrPath, owner: Path) -> None:
        super().__init__(
            f"{path} is the name of a journal of {owner.name}, and would be deleted with it",
            then="give the diary another name",
        )


class DiaryNewer(DiaryTrouble):
    """A diary written by a later version of legdiary."""

    def __init__(self, path: StrPath, found: int, known: int) -> None:
        from legdiary.util.installation import this_installation

        super().__init__(
            f"the diary {path} is from a newer legdiary (its schema is {found}, this one knows {known})",
            this_installation().upgrading(),
            then="it was not touched",
        )


class DiaryLocked(DiaryTrouble):
    """Another program is using the diary."""

    def __init__(self, path: StrPath) -> None:
        super().__init__(
            f"the diary {path} is in use by another program", then="nothing was stored, try again in a moment"
        )


class DiaryDamaged(DiaryTrouble):
    """A diary that SQLite cannot read."""

    def __init__(self, path: StrPath) -> None:
        from shlex import quote

        hint = restore_newest_command(path) or f"legdiary --diary {quote(str(path))} check"
        super().__init__(f"the diary {path} is damaged", hint, then="it was not touched")


class WrongEntry(DiaryTrouble):
    """An entry in the file that breaks a rule: an older legdiary stored it, or another program did."""

    def __init__(self, kind: str, entry_id: int, why: str) -> None:
        super().__init__(
            f"entry {entry_id} of the diary ({kind}) has an impossible value: {why}",
            "legdiary check",
            then=f"`delete {entry_id}` removes it",
        )


class EntryChanged(DiaryTrouble):
    """An entry that was changed outside legdiary: its checksum and its history do not fit."""

    def __init__(self, kind: str, entry_id: int, day: str | None) -> None:
        self.entry_id = entry_id
        where = f"{kind}, {day}" if day else kind
        what = f"entry {entry_id} of the diary ({where}) is not what was stored (perhaps a disk fault)"
        back = f"`delete {entry_id}` removes it, and `undo` then brings it back from its history"
        # A product that doses refer to cannot be deleted.
        super().__init__(what, "legdiary check", then=None if kind == "product" else back)


class HistoryChanged(DiaryTrouble):
    """Lines of the history that were changed outside legdiary: their checksum does not fit."""

    def __init__(self, path: StrPath, entry_id: int | None) -> None:
        of = f"the history of entry {entry_id}" if entry_id else "the history"
        super().__init__(
            f"{of} in the diary {path} is not what was stored (perhaps a disk fault)",
            "legdiary check",
            then="it was not shown",
        )


class SumsChanged(DiaryTrouble):
    """Checksums that fit neither entries nor history, or rows missing from their index."""

    def __init__(self, path: StrPath) -> None:
        super().__init__(
            f"the diary {path} does not match its checksums (perhaps a disk fault)",
            "legdiary check",
            then="nothing was shown",
        )


class DiskFull(DiaryTrouble):
    """No room left on the disk of the diary."""

    def __init__(self, path: StrPath) -> None:
        super().__init__(f"the disk of {path} is full", then="nothing was stored")


class NotWritable(DiaryTrouble):
    """No permission to write the diary, or a read-only disk."""

    def __init__(self, path: StrPath) -> None:
        super().__init__(f"the diary {path} cannot be written here", then="nothing was stored")


class NotReadable(DiaryTrouble):
    """No permission to read the diary."""

    def __init__(self, path: StrPath) -> None:
        super().__init__(f"the diary {path} cannot be read by this user")


class DiskTrouble(DiaryTrouble):
    """The disk reported an error."""

    def __init__(self, path: StrPath, code: str) -> None:
        super().__init__(f"the disk of {path} reported an error ({code})", then="nothing was stored")


_BY_CODE: dict[int, type[DiaryLocked | DiaryDamaged | DiskFull | NotWritable | NotADiary]] = {
    sqlite3.SQLITE_BUSY: DiaryLocked,
    sqlite3.SQLITE_LOCKED: DiaryLocked,
    sqlite3.SQLITE_CORRUPT: DiaryDamaged,
    sqlite3.SQLITE_NOTADB: NotADiary,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_READONLY: NotWritable,
    sqlite3.SQLITE_CANTOPEN: NotWritable,
    sqlite3.SQLITE_PERM: NotWritable,
}
_PRIMARY_CODE = 0xFF


def translate_error(error: sqlite3.Error, path: StrPath) -> DiaryTrouble:
    """Return the error for an SQLite error. Text that the person typed is never part of it.

    Raises:
        MemoryError: there was none, and no disk is to blame.
    """
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    known = _BY_CODE.get(code & _PRIMARY_CODE)
    if known is not None:
        return known(path)
    if code == sqlite3.SQLITE_IOERR_NOMEM:
        raise MemoryError from error
    return DiskTrouble(path, getattr(error, "sqlite_errorname", type(error).__name__))
