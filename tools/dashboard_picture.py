"""Pictures of the dashboard, for the documentation and the tests: drawn without a terminal, as SVG."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from legdiary.tui.app import Dashboard

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.pilot import Pilot

    from legdiary.tui.actions import Run

#: Screen → the keys that lead there.
SCREENS: Mapping[str, tuple[str, ...]] = {
    "today": (),
    "log": ("n",),
    "week": ("2",),
    "month": ("3",),
    "taper": ("4",),
    "night": ("5",),
    "form": ("5", "e"),
    "help": ("question_mark",),
    "undo": ("u",),
}
#: The fonts that Rich would have the reader's browser fetch; a page of ours asks no server for anything.
_REMOTE = re.compile(r"@font-face \{.*?\}\n?", re.DOTALL)
#: Rich names the parts of a picture by a checksum of it: any change would change every line.
_ID = re.compile(r"terminal-\d+")
_FONTS = re.compile(r"font-family: Fira Code, monospace;|font-family: arial;")
_OURS = "font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, &apos;DejaVu Sans Mono&apos;, monospace;"
#: The width of a character in Rich's pictures.
_CELL = 12.2
_TEXT = re.compile(r'<text[^>]* x="([\d.]+)"[^>]*-line-(\d+)\)">(.*?)</text>', re.DOTALL)


def picture(run: Run, screens: Mapping[str, Sequence[str]], width: int = 80, height: int = 24) -> dict[str, str]:
    """Draw screens one after another, as SVG by their names.

    Args:
        run: the run, with the diary that is shown.
        screens: name → the keys that lead there from the screen before, as Textual names keys.
        width: of the terminal, in characters.
        height: of the terminal, in lines.
    """
    app = Dashboard(run)
    taken: dict[str, str] = {}

    async def pose(pilot: Pilot[Any]) -> None:
        for name, keys in screens.items():
            await pilot.press(*keys)
            await pilot.pause()
            taken[name] = _ours(app.export_screenshot())
        app.exit()

    app.run(headless=True, size=(width, height), auto_pilot=pose)
    if app.fault is not None:
        raise app.fault
    return taken


def _ours(svg: str) -> str:
    """Return a picture that loads nothing, and is the same for the same screen."""
    made = _FONTS.sub(_OURS, _ID.sub("dashboard", _REMOTE.sub("", svg)))
    made = made.replace(" textLength=", ' lengthAdjust="spacingAndGlyphs" textLength=')
    return "\n".join(line.rstrip() for line in made.splitlines() if line.strip()) + "\n"


def seen(svg: str) -> str:
    """Return the screen of a picture, line by line."""
    rows: dict[int, str] = {}
    for x, row, text in sorted(_TEXT.findall(svg), key=lambda found: float(found[0])):
        before = rows.get(int(row), "").ljust(round(float(x) / _CELL))
        rows[int(row)] = before + html.unescape(text).replace("\xa0", " ").rstrip("\n")
    return "\n".join(text.rstrip() for _, text in sorted(rows.items()))
