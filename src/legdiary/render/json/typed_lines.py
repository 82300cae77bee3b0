"""The result of an import of typed lines, or of its dry run, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.app.imports.typed_lines import LinesTaken
    from legdiary.render.json.values import Json


def taken_lines(files: Sequence[LinesTaken]) -> Json:
    """Return the answer as JSON."""
    return {
        "dry_run": any(each.dry_run for each in files),
        "files": [
            {
                "file": each.name,
                "format": "lines",
                "taken": dict(each.commands),
                "taken_before": each.there,
                "to": each.latest.iso if each.latest is not None else None,
                "waiting": [{"line": waiting.number, "why": waiting.why} for waiting in each.waiting],
                "not_looked_at": each.trouble.cause if each.trouble is not None else None,
                "conflict_copies": list(each.conflict_copies),
            }
            for each in files
        ],
    }
