"""Lines of a report as Textual content; text that a person wrote is never read as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from legdiary.errors import strip_controls
from legdiary.tui.themes import style_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.render.terminal.layout import Line

_CHOSEN = "reverse"


def paint_lines(lines: Sequence[Line], chosen: int | None = None, width: int = 0) -> Content:
    """Return the lines as content; the chosen line is reversed over the whole width, which shows without colour too."""
    return Content("\n").join(_line(each, width if number == chosen else None) for number, each in enumerate(lines))


def _line(each: Line, width: int | None) -> Content:
    made = Content.assemble(*((strip_controls(span.text), style_words(span.style)) for span in each))
    if width is None:
        return made
    text = made.plain.rstrip()
    return Content.styled(text.ljust(width), _CHOSEN)
