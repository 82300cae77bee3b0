"""Findings of the check of a diary, as values: a topic, a state, a sentence, and the command that helps."""

from __future__ import annotations

from legdiary.util.values import dataclass

FINE, TOLD, WRONG = "fine", "told", "wrong"
FILE, VERSION, INTEGRITY, CONSTRAINTS, REFERENCES, LEDGER, CHECKSUMS = (
    "file", "version", "integrity", "constraints", "references", "ledger", "checksums",
)  # fmt: skip
MODES, JOURNAL, LEFTOVERS, BACKUPS, CONFLICTS, FOLDER = (
    "modes", "journal", "leftovers", "backups", "conflicts", "folder",
)  # fmt: skip
#: The topics about what is in the file: after a fault in one of them, nothing more is read from it.
CONTENTS = frozenset({FILE, VERSION, INTEGRITY, CONSTRAINTS, REFERENCES, LEDGER, CHECKSUMS})
#: The logs of several devices, this device among them, and the place where they meet.
DEVICES, DEVICE, PLACE = "devices", "device", "place"
#: The most faults that are gathered for one finding.
MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of the check.

    Attributes:
        topic: the part of the diary that was checked.
        state: FINE; TOLD, worth knowing though nothing is wrong; or WRONG.
        what: the result in words.
        command: the exact command that helps, or None.
    """

    topic: str
    state: str
    what: str
    command: str | None = None
