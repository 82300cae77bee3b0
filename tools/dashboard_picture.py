"""Pictures of the dashboard, for the documentation: drawn without a terminal, as SVG."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from legdiary.tui.app import Dashboard

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from legdiary.tui.actions import Run

#: Screen → the keys that lead there.
SCREENS = {
    "week": (),
    "month": ("2",),
    "taper": ("3",),
    "night": ("4",),
    "form": ("4", "e"),
    "help": ("question_mark",),
    "undo": ("u",),
}
#: The fonts that Rich would have the reader's browser fetch; a page of ours asks no server for anything.
_REMOTE = re.compile(r"@font-face \{.*?\}\n?", re.DOTALL)


def picture(run: Run, screen: str, width: int = 80, height: int = 24, *keys: str) -> str:
    """One screen as SVG.

    Args:
        run: the run, with the diary that is shown.
        screen: a name of `SCREENS`.
        width: of the terminal, in characters.
        height: of the terminal, in lines.
        *keys: what is typed there before the picture is taken, as Textual names keys.
    """
    app = Dashboard(run)
    taken: list[str] = []

    async def pose(pilot: Pilot[Any]) -> None:
        await pilot.press(*SCREENS[screen], *keys)
        await pilot.pause()
        taken.append(app.export_screenshot())
        app.exit()

    app.run(headless=True, size=(width, height), auto_pilot=pose)
    if app.fault is not None:
        raise app.fault
    return _REMOTE.sub("", taken[0])
