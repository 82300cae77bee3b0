"""Lines painted by rich, which is imported only for a terminal that shows colour."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from legdiary.errors import strip_controls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.render.terminal.layout import Line

_WIDER_THAN_ANY_LINE = 1000


def paint_lines(lines: Sequence[Line]) -> str:
    """Return the lines with escape codes; their widths are already right, so nothing is wrapped or read as markup."""
    console = Console(
        file=io.StringIO(), force_terminal=True, color_system="standard", width=_WIDER_THAN_ANY_LINE, height=1,
        highlight=False, markup=False, emoji=False, soft_wrap=True, legacy_windows=False,
    )  # fmt: skip
    for each in lines:
        text = Text()
        for span in each:
            text.append(strip_controls(span.text), style=span.style)
        text.rstrip()
        console.print(text)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]
