"""The notes of imports of other diaries: how far each was known, so that an import asks and takes nothing twice.

A note is a row of the table of devices. An import is a device that has said all it had to say at once: its name tells
which line of this ledger came last then, which line of the other, and whether the import wrote anything here. It has
no lines of its own, takes part in no exchange, and is named to nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.domain.ledger.parted_ledgers import ImportNote
from legdiary.store.row_checksums import RowChecksums

if TYPE_CHECKING:
    from legdiary.store.statement_runner import Runner

_DEVICE, _CHANGE = "device", "sync_change"
#: How the id of such a row begins: no device's does, since theirs are hexadecimal digits.
_BEGINS = "import:"
_WROTE, _WROTE_NOTHING = "wrote", "read"
#: A line that is a copy of none.
_UNKNOWN = "-"


def is_note(device: str) -> bool:
    """Return whether a row of the table of devices is the note of an import."""
    return device.startswith(_BEGINS)


def read_notes(runner: Runner) -> tuple[ImportNote, ...]:
    """Return the notes of all imports, oldest first, within a transaction.

    Raises:
        DiaryTrouble: the rows are not as they were stored.
    """
    rows = [row for row in runner.all("device_all") if is_note(row["device"])]
    if rows:
        RowChecksums(runner).check_all(_DEVICE)
    return tuple(_note(*row["name"].split(" "), mark=row["chain"]) for row in rows)


def _note(line: str, other_line: str, did: str, copies: str = "", *, mark: str) -> ImportNote:
    of_lines = tuple("" if each == _UNKNOWN else each for each in copies.split(",")) if copies else ()
    return ImportNote(int(line), int(other_line), mark, did == _WROTE, of_lines)


def read_taken(runner: Runner) -> frozenset[int]:
    """Return the changes that were made by taking lines of other devices, within a transaction."""
    rows = runner.all("sync_change_since", first=0)
    if rows:
        RowChecksums(runner).check_all(_CHANGE)
    return frozenset(row["id"] for row in rows)


def put_note(runner: Runner, sums: RowChecksums, note: ImportNote) -> None:
    """Write the note of an import, within the transaction that it is done in."""
    rows = runner.all("device_all")
    number = max((row["id"] for row in rows), default=0) + 1
    words = [f"{note.line}", f"{note.other_line}", _WROTE if note.wrote else _WROTE_NOTHING]
    if any(note.copies):
        words.append(",".join(each or _UNKNOWN for each in note.copies))
    runner.run(
        "device_insert",
        id=number, device=f"{_BEGINS}{number:09}",
        name=" ".join(words),
        forgotten=1, newest=0, clock=0, chain=note.other_mark,
    )  # fmt: skip
    sums.put(_DEVICE, number)
