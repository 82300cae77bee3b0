"""The copies of a diary as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.render.copies_text import ENCRYPTED, VERIFIED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from legdiary.render.copies_text import ListedCopy
    from legdiary.render.json.values import Json


def copies(diary: Path, listed: Sequence[ListedCopy], command: str | None) -> Json:
    """Return the copies as one document."""
    return {
        "path": str(diary),
        "copies": [
            {
                "path": str(each.path),
                "made": each.made.iso,
                "from": each.nights[0].isoformat() if each.nights else None,
                "to": each.nights[1].isoformat() if each.nights else None,
                "entries": each.entries,
                "changes": each.changes,
                "until": each.until.iso if each.until else None,
                "schema": each.schema,
                "bytes": each.size,
                "encrypted": each.state == ENCRYPTED,
                "verified": None if each.state == ENCRYPTED else each.state == VERIFIED,
                "kept_as": each.kept_as,
            }
            for each in listed
        ],
        "try": command,
    }
