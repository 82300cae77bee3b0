"""Lines with the escape codes of their styles, for a terminal that shows colour."""

from __future__ import annotations

from legdiary.errors import strip_controls
from legdiary.render.terminal.styles import codes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from legdiary.render.terminal.layout import Line

_RESET = "\x1b[0m"


def paint_lines(lines: Sequence[Line], theme: str | None = None) -> str:
    """Return the lines with escape codes, without blanks at their ends; their widths are already right.

    Args:
        lines: the lines.
        theme: light or dark; None for a background that is not known.
    """
    shown = codes(theme)
    return "".join(f"{_painted(each, shown)}\n" for each in lines)


def _painted(each: Line, shown: Mapping[str, str]) -> str:
    left = len("".join(strip_controls(span.text) for span in each).rstrip())
    made = []
    for span in each:
        text = strip_controls(span.text)[:left]
        left -= len(text)
        code = shown.get(span.style, "")
        made.append(f"\x1b[{code}m{text}{_RESET}" if code and text.strip() else text)
    return "".join(made)
