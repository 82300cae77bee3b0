"""Reminders in words: the one that is set, the setting up, the taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.reminders.computer import export_command
from legdiary.app.reminders.platform_files import TITLE
from legdiary.render.terminal.layout import Span, line, wrapped
from legdiary.render.terminal.styles import COMMAND, HEADING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

    from legdiary.app.reminders.timer import ReminderThere, SettingUp, TakingBack
    from legdiary.render.terminal.layout import Line, Page


#: Stands above `export_command`.
ON_A_PHONE = "To hear it on a phone, make a calendar with an alarm and open it there:"


def there_text(there: ReminderThere, page: Page) -> list[Line]:
    """Tell which reminder is set."""
    text = (
        f"A reminder is set for {_clocks(there.times)}, every day. To remove it: legdiary remind off"
        if there.times
        else "No reminder is set. legdiary remind 22:30 shows what it would do, then asks."
    )
    at = f"{there.times[0]:%H:%M}" if there.times else "22:30"
    return [
        *wrapped(text, page.width), *([Span(f"  {path}", COMMAND)] for path in there.files),
        *wrapped(ON_A_PHONE, page.width), [Span(f"  {export_command(at)}", COMMAND)],
    ]  # fmt: skip


def setting_up_text(planned: SettingUp, page: Page) -> list[Line]:
    """Show every file and command of a reminder before it is set up."""
    told = f"{_clocks(planned.times)} every day, in this computer's local time: a notification that says “{TITLE}”."
    lines = wrapped(told, page.width)
    for file in planned.reminder.files:
        lines += [[], [Span(str(file.path), HEADING)]]
        lines += [[Span(f"    {each}", COMMAND)] for each in file.text.splitlines()]
    lines += [[], [Span("Then", HEADING)]]
    lines += [[Span(f"    {planned.computer.command_line(command)}", COMMAND)] for command in planned.commands]
    return [*lines, []]


def set_text(planned: SettingUp) -> str:
    """Tell that a reminder is set."""
    return f"Set: {_clocks(planned.times)}, every day. To remove it: legdiary remind off"


def taking_back_text(planned: TakingBack, *, done: bool) -> list[Line]:
    """Tell what goes, or has gone, with a reminder that is taken back."""
    was = f" any more (it was {_clocks(planned.times)})" if planned.times else " any more"
    lines: list[Line] = [line(f"Removed: no reminder is set{was}." if done else "Would be removed:")]
    lines += [[Span(f"  {'removed' if done else 'remove'} {path}", COMMAND)] for path in planned.files]
    run = "ran" if done else "run"
    lines += [[Span(f"  {run} {planned.computer.command_line(command)}", COMMAND)] for command in planned.commands]
    return lines


def _clocks(times: Sequence[time]) -> str:
    *others, last = (f"{each:%H:%M}" for each in times)
    return f"{', '.join(others)} and {last}" if others else last
