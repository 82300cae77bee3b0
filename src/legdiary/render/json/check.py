"""The findings of a check of the diary, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from legdiary.app.check import Checked
    from legdiary.render.json.values import Json


def check(checked: Checked) -> Json:
    """Return the findings as one document."""
    return {
        "diary": str(checked.diary),
        "sound": not checked.faults,
        "findings": [
            {"topic": each.topic, "state": each.state, "what": each.what, "try": each.command}
            for each in checked.findings
        ],
    }
