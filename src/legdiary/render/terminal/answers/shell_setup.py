"""Completion in words: the files that were written or taken back, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.humanize import user_text
from legdiary.render.terminal.layout import Span, wrapped
from legdiary.render.terminal.styles import COMMAND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.app.shell_setup import ShellChange
    from legdiary.render.terminal.layout import Line, Page

_NAMES = {"powershell": "PowerShell"}


def shell_text(changes: Sequence[ShellChange], page: Page, *, is_set: bool) -> list[Line]:
    """Return the lines about completion that was set up, or taken back."""
    if not changes:
        return wrapped("No completion of legdiary was found, so there was nothing to remove.", page.width)
    *others, last = (_NAMES.get(change.shell, change.shell) for change in changes)
    shells = f"{', '.join(others)} and {last}" if others else last
    lines = wrapped(f"Completion for {shells} is {'set up' if is_set else 'taken back'}.", page.width)
    for change in changes:
        lines += [[Span(f"  {did}: "), Span(user_text(str(path)), COMMAND)] for path, did in change.files]
    if is_set:
        line = f"It works in the next terminal. To remove it: legdiary completion {changes[0].shell} --uninstall"
        lines += wrapped(line, page.width)
    return lines
