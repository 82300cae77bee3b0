"""The program itself, as JSON: its version, its settings, and completion in shells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from legdiary.app.config import InForce
    from legdiary.app.shell_setup import ShellChange
    from legdiary.render.json.values import Json


def version() -> Json:
    """Return `{"version": …}`."""
    return {"version": __version__}


def settings_in_force(path: Path, shown: Sequence[InForce]) -> Json:
    """Return the file of the settings, and the present state of some of them."""
    return {"file": str(path), "settings": [_setting(each) for each in shown]}


def shell_script(shell: str, script: str) -> Json:
    """Return `{"shell", "script"}`."""
    return {"shell": shell, "script": script}


def shell_changes(changes: Sequence[ShellChange], *, is_set: bool) -> Json:
    """Return `{"installed", "shells": [{"shell", "files": [{"path", "change"}, …]}, …]}`."""
    return {
        "installed": is_set,
        "shells": [
            {"shell": each.shell, "files": [{"path": str(path), "change": did} for path, did in each.files]}
            for each in changes
        ],
    }


def _setting(each: InForce) -> Json:
    def told(text: str | None) -> str | int | None:
        return int(text) if text and each.is_number else text or None

    return {
        "key": each.key,
        "value": told(each.value),
        "source": each.source,
        "in_file": told(each.in_file),
        "default": told(each.default),
        "meaning": each.meaning,
        "environment": each.environment,
    }
