"""The line that shows how far long work is: what is done, a bar, and the share, or the time where that is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.humanize import percent
from legdiary.render.terminal.layout import Span, bar
from legdiary.render.terminal.styles import DRAWN
from legdiary.util import progress

if TYPE_CHECKING:
    from legdiary.render.terminal.layout import Line, Page
    from legdiary.util.progress import Part

_WORDS = {
    progress.READING: "Reading",
    progress.COMPARING: "Comparing",
    progress.STORING: "Storing",
    progress.EXPORTING: "Exporting",
    progress.MAKING_PAGE: "Making the page",
    progress.MAKING_DEMO: "Making the demo",
    progress.COPYING: "Copying",
    progress.CHECKING: "Checking",
    progress.CHECKING_COPY: "Checking the copy",
    progress.RESTORING: "Restoring",
    progress.UPGRADING: "Upgrading the diary",
    progress.SYNCING: "Exchanging changes",
}
_LONGEST, _SHORTEST, _BLOCK = 40, 4, 3
#: The cells that the block moves in a second where nobody knows how much there is.
_PACE = 5


def progress_line(part: Part, seconds: float, page: Page) -> Line:
    """Return the line, narrower than the page, so that the cursor stays in it.

    Args:
        part: the part of the work.
        seconds: for how long it has been going on.
        page: the width and the characters of the terminal.
    """
    words, share = _WORDS[part.work], part.share
    told = f"{int(seconds)} s" if share is None else percent(float(int(100 * share)))
    told = told.rjust(len("100 %"))
    room = min(_LONGEST, page.width - 1 - len(words) - len(told) - 2)
    if room < _SHORTEST:
        return [Span(f"{words} {told}"[: page.width - 1])]
    if share is None:
        free = room - _BLOCK
        step = int(seconds * _PACE) % (2 * free)
        left = min(step, 2 * free - step)  # to and fro
        drawn = page.glyphs.full.rjust(left + 1, page.glyphs.empty)[:-1] + page.glyphs.full * _BLOCK
        drawn = drawn.ljust(room, page.glyphs.empty)
    else:
        drawn = bar(share, 1, room, page.glyphs)
    return [Span(f"{words} "), Span(drawn, DRAWN), Span(f" {told}")]
