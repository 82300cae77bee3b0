"""The reader of another diary that is to be imported: a conflict copy, or the diary of another machine."""

from __future__ import annotations

from array import array
from contextlib import closing
from shlex import quote
from typing import TYPE_CHECKING, Any

from legdiary.errors import Refused
from legdiary.store import diary_file
from legdiary.store.backups.verify import IMPORTED, IsTheDiary, is_encrypted, verified_snapshot
from legdiary.store.connection import closed_on_error
from legdiary.store.snapshot import IN_MEMORY, ON_DISK

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from legdiary.domain.ledger.merge import Incoming
    from legdiary.store.diary import Diary
    from legdiary.store.statement_runner import Runner


class StillSealed(Refused):
    """An encrypted copy to import: open it first, in a place of your choice."""

    def __init__(self, source: Path) -> None:
        opened = source.with_suffix("") if source.suffix == ".age" else source.with_name(f"{source.name}.db")
        super().__init__(
            f"{source} is an encrypted diary; nothing was imported. Restore it as a diary of its own, import that, "
            "then delete it",
            f"legdiary --diary {quote(str(opened))} restore {quote(str(source))}",
        )


def entries_of_copy(
    source: Path, path: Path | None = None, opened: bytes | None = None, *, alone: bool = False
) -> Incoming:
    """Return all entries of another diary and its ledger, as `domain.ledger.merge` takes them.

    A snapshot of it passes the same checks as a copy to be restored. Nothing is written to the file or beside it; the
    snapshot of an older diary is upgraded.

    Args:
        source: a conflict copy of a sync program, or the diary of another machine.
        path: the diary that imports it.
        opened: its bytes, where they do not come from the file `source`.
        alone: the importing diary is empty, so the other ledger is not needed.

    Raises:
        IsTheDiary: it is the diary itself.
        StillSealed: it is encrypted.
        CopyRefused: it does not pass the checks.
        DiaryTrouble: it is not a diary, or cannot be read.
    """
    from legdiary.domain.ledger.merge import Incoming
    from legdiary.domain.ledger.parted_ledgers import last_line
    from legdiary.store.bulk import ledger_of, rows_after
    from legdiary.store.diary import Diary
    from legdiary.store.statement_runner import Runner
    from legdiary.util.compressed_list import Packed

    if opened is None:
        if path is not None and path.exists() and source.samefile(path):
            raise IsTheDiary(source, IMPORTED)
        if is_encrypted(source):
            raise StillSealed(source)
    image = _upgraded(
        verified_snapshot(source, lambda: None, IMPORTED, opened), source, IN_MEMORY if opened is not None else ON_DISK
    )
    runner = Runner(image, source, diary_file.load_sql())
    with closing(image), Diary(runner) as diary, diary.one_state():
        if alone:
            return _entries_only(diary, runner)
        rows = Packed(rows_after(runner, 0))  # which were held against their checksums as the copy was verified
        ledger = ledger_of(rows.after, runner)
    return Incoming((), {}, ledger, len(rows), last_line(ledger, len(rows)))


def _entries_only(diary: Diary, runner: Runner) -> Incoming:
    """Return every entry of a diary, however many, without its ledger."""
    from legdiary.domain.ledger.merge import Incoming
    from legdiary.domain.ledger.parted_ledgers import last_line
    from legdiary.store.bulk import open_ledger
    from legdiary.util.compressed_list import Packed

    entries: Packed[tuple[Any, bool]] = Packed()
    numbers, products = array("q"), {}
    for stored in diary.every_entry():
        if stored.entry.kind == "product":
            products[stored.id] = stored.entry
        else:
            entries.append((stored.entry, stored.recalled))
            numbers.append(stored.id)
    known = last_line(open_ledger(runner), int(runner.one("ledger_next_id")[0]) - 1)
    return Incoming(entries.by(numbers), products, known=known)


def _upgraded(image: sqlite3.Connection, source: Path, place: str) -> sqlite3.Connection:
    """Upgrade a snapshot to the schema of today."""
    with closed_on_error(image):
        version = int(image.execute("PRAGMA user_version").fetchone()[0])
    if version == diary_file.SCHEMA_VERSION:
        return image
    from legdiary.store.migrate import upgraded_snapshot

    with closing(image):
        return upgraded_snapshot(image, source, version, place)
