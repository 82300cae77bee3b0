"""Lists of names, as `--list` shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.render.terminal.layout import line, wrapped
from legdiary.render.terminal.styles import HEADING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.app.known_names import NameList
    from legdiary.render.terminal.layout import Line, Page


def name_lists_text(lists: Sequence[NameList], page: Page) -> list[Line]:
    """Return the lists that hold a name, each under its heading."""
    made: list[Line] = []
    for each in lists:
        if each.names:
            made += [line()] if made else []
            made += wrapped(each.title, page.width, style=HEADING)
            made += wrapped(", ".join(each.names), page.width, indent="  ")
    return made
