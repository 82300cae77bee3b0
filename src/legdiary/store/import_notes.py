"""The notes of imports of other diaries: how far each was known, so that an import asks and takes nothing twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from legdiary.domain.ledger.parted_ledgers import ImportNote
from legdiary.store.row_checksums import RowChecksums

if TYPE_CHECKING:
    from sqlite3 import Row

    from legdiary.store.statement_runner import Runner

_NOTE, _CHANGE = "import_note", "sync_change"


def read_notes(runner: Runner) -> tuple[ImportNote, ...]:
    """Return the notes of all imports, oldest first, within a transaction.

    Raises:
        DiaryTrouble: the rows are not as they were stored.
    """
    RowChecksums(runner).check_all(_NOTE)
    return tuple(_note(row) for row in runner.all("import_note_all"))


def _note(row: Row) -> ImportNote:
    copies = tuple(each or "" for each in json.loads(row["copies"]))
    return ImportNote(row["line"], row["other_line"], row["other_mark"], bool(row["wrote"]), copies)


def read_taken(runner: Runner) -> frozenset[int]:
    """Return the changes that were made by taking lines of other devices, within a transaction."""
    rows = runner.all("sync_change_since", first=0)
    if rows:
        RowChecksums(runner).check_all(_CHANGE)
    return frozenset(row["id"] for row in rows)


def put_note(runner: Runner, sums: RowChecksums, note: ImportNote) -> None:
    """Write the note of an import, within the transaction that it is done in."""
    number = max((row["id"] for row in runner.all("import_note_all")), default=0) + 1
    copies = [each or None for each in note.copies] if any(note.copies) else []
    runner.run(
        "import_note_insert",
        id=number, line=note.line, other_line=note.other_line, other_mark=note.other_mark, wrote=int(note.wrote),
        copies=json.dumps(copies, separators=(",", ":")),
    )  # fmt: skip
    sums.put(_NOTE, number)
