"""What was found in the diary file, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.render.terminal.check import is_sound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.render.json.values import Json
    from legdiary.render.terminal.check import Found


def check(path: str, findings: Sequence[Found]) -> Json:
    """Return the findings as one document."""
    return {
        "diary": path,
        "sound": is_sound(findings),
        "findings": [
            {"topic": each.topic, "state": each.state, "what": each.what, "try": each.command} for each in findings
        ],
    }
