"""A reminder as JSON: which one is set, what setting one up does, what taking it back does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import time

    from legdiary.app.reminders.timer import ReminderThere, SettingUp, TakingBack
    from legdiary.render.json.values import Json


def there(there: ReminderThere) -> Json:
    """Return `{"set", "times", "files"}`."""
    files = [str(path) for path in there.files]
    return {"set": bool(there.times), "times": _plain(there.times), "files": files}


def setting_up(planned: SettingUp, *, is_set: bool) -> Json:
    """Return `{"set", "times", "platform", "files": [{"path", "content"}, …], "commands"}`."""
    return {
        "set": is_set,
        "times": _plain(planned.times),
        "platform": planned.computer.platform,
        "files": [{"path": str(file.path), "content": file.text} for file in planned.reminder.files],
        "commands": [list(command) for command in planned.commands],
    }


def taking_back(planned: TakingBack, *, done: bool) -> Json:
    """Return `{"set", "files", "commands"}`."""
    return {
        "set": not done,
        "files": [str(path) for path in planned.files],
        "commands": [list(command) for command in planned.commands],
    }


def _plain(times: Iterable[time]) -> list[str]:
    return [f"{each:%H:%M}" for each in times]
