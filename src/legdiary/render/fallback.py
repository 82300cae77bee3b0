r"""What stands in for a character that a stream cannot show: something else for each, never the same mark for two.

Our own characters have a word of ASCII; in what a person wrote, a character becomes its number (`\xe9`). Loaded when a
stream first lacks one.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What the program prints beyond ASCII → what it prints where that cannot be shown.
STAND_INS: Mapping[str, str] = MappingProxyType({
    # a missing value, a range; a minus; dashes that people paste
    "–": "-", "−": "-", "—": "--", "‑": "-",
    "→": "->", "←": "<-", "↑": "^", "↓": "v",
    "≤": "<=", "≥": ">=", "±": "+/-", "×": "x", "·": "|", "…": "...",
    "µ": "u", "μ": "u", "²": "^2", "°": "deg",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\N{NO-BREAK SPACE}": " ",
    # boxes, blocks and marks: a terminal that lacks them gets other charts, and these only from pasted text
    "─": "-", "═": "=", "│": "|", "┊": ":", "┐": "+", "└": "+", "┘": "+", "┌": "+", "┬": "+", "┤": "+",
    "•": "o", "▴": "^", "▾": "v", "▌": "=",
    **{block: str(height) for height, block in enumerate("▁▂▃▄▅▆▇█", start=1)},
    "\N{REPLACEMENT CHARACTER}": "?",
})  # fmt: skip


def stand_in(character: str) -> str:
    """The ASCII that stands in for a character."""
    return STAND_INS.get(character) or character.encode("ascii", "backslashreplace").decode("ascii")


def fall_back(error: UnicodeError) -> tuple[str, int]:
    """The error handler of our streams (`codecs.register_error`): what stands in, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(stand_in(character) for character in error.object[error.start : error.end]), error.end


def as_shown(text: str, encoding: str) -> str:
    """The text with stand-ins for what an encoding lacks, its columns where they were.

    A stand-in of several characters takes the blanks beside it, but for one: those before it first, as before a figure.
    """
    lacking = {character for character in set(text) if not _can_show(character, encoding)}
    return "".join(_row(line, lacking) for line in text.splitlines(keepends=True)) if lacking else text


def _row(line: str, lacking: set[str]) -> str:
    made, over = "", 0
    for place, character in enumerate(line):
        if character == " " and over and made.endswith(" ") and line[place + 1 : place + 2] != "\n":
            over -= 1  # a blank that the stand-in before it has taken
            continue
        shown = stand_in(character) if character in lacking else character
        over += len(shown) - 1
        before = len(made) - len(made.rstrip(" "))
        if over and shown != character and before > 1 and made.strip(" "):
            taken = min(over, before - 1)
            made, over = made[:-taken], over - taken
        made += shown
    return made


def _can_show(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True
