"""What looking a diary over finds, as values: a line on one of a few topics, with the command that helps."""

from __future__ import annotations

from legdiary.values import dataclass

FINE, TOLD, WRONG = "fine", "told", "wrong"
FILE, VERSION, INTEGRITY, CONSTRAINTS, REFERENCES, LEDGER, CHECKSUMS = (
    "file", "version", "integrity", "constraints", "references", "ledger", "checksums",
)  # fmt: skip
MODES, JOURNAL, LEFTOVERS, BACKUPS, CONFLICTS, FOLDER = (
    "modes", "journal", "leftovers", "backups", "conflicts", "folder",
)  # fmt: skip
#: No more faults than these are gathered, whoever looks for them.
MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of what was found.

    Attributes:
        topic: what was looked at.
        state: FINE; TOLD, which a person should know, though nothing is wrong; WRONG.
        what: what was found.
        command: the exact command that helps, or None.
    """

    topic: str
    state: str
    what: str
    command: str | None = None
