"""The settings as text: value, meaning, source and default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.app.config import DEFAULT, ENVIRONMENT, FILE, OPTION
from legdiary.domain.input.text import for_terminal
from legdiary.humanize import MISSING
from legdiary.render.terminal.layout import Span, wrapped
from legdiary.render.terminal.styles import COMMAND, HEADING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from legdiary.app.config import InForce
    from legdiary.render.terminal.layout import Line, Page

_SOURCES = {
    OPTION: "Set by --diary.",
    ENVIRONMENT: "Set by the variable {}.",
    FILE: "Set in the file.",
    DEFAULT: "Not set.",
}
_INDENT = "    "


def config_text(path: Path, shown: Sequence[InForce], page: Page, *, changed: bool) -> list[Line]:
    """Return the lines for some settings.

    Args:
        path: the file of the settings.
        shown: the settings.
        page: the width of the terminal.
        changed: one of them was just changed in the file.
    """
    lines: list[Line] = []
    for each in shown:
        value = MISSING if each.value is None else for_terminal(each.value)
        lines += [[Span(each.key, HEADING), Span(f" = {value}", COMMAND)]]
        about = f"{each.meaning} {_SOURCES[each.source].format(each.environment)}"
        lines += wrapped(f"{about} Default: {each.default_text}.", page.width, indent=_INDENT)
        if each.instead_of_file and (each.in_file is not None or changed):
            lines += _override_lines(each, page, changed=changed)
    return [*lines, [Span("Settings file: "), Span(for_terminal(str(path)), COMMAND)]]


def _override_lines(each: InForce, page: Page, *, changed: bool) -> list[Line]:
    """Return the lines about an overridden value in the file, lest a stored value seems to be lost."""
    if each.in_file is None:
        return [[Span(f"{_INDENT}Removed from the file.")]]
    where = "Stored in the file" if changed else "In the file"
    return [
        [Span(f"{_INDENT}{where}: "), Span(for_terminal(each.in_file), COMMAND)],
        *wrapped(f"It is used without {' and '.join(each.instead_of_file)}.", page.width, indent=_INDENT),
    ]
