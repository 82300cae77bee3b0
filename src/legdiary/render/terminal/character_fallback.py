r"""Stand-ins for characters that a stream cannot show, so that they can still be told apart.

The program's own characters become ASCII text; other characters become their number (`\xe9`). Loaded only when a
stream first lacks a character.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Character that the program prints → ASCII text for streams that cannot show it.
STAND_INS: Mapping[str, str] = MappingProxyType({
    # The first is a missing value or a range, the second a minus; the others are dashes that people paste.
    "–": "-", "−": "-", "—": "--", "‑": "-",
    "→": "->", "←": "<-", "↑": "^", "↓": "v",
    "≤": "<=", "≥": ">=", "±": "+/-", "×": "x", "·": "|", "…": "...",
    "µ": "u", "μ": "u", "²": "^2", "°": "deg",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\N{NO-BREAK SPACE}": " ",
    # Boxes, blocks and marks: a terminal that lacks them gets ASCII charts, so these come only from pasted text.
    "─": "-", "═": "=", "│": "|", "┊": ":", "┐": "+", "└": "+", "┘": "+", "┌": "+", "┬": "+", "┤": "+",
    "•": "o", "▴": "^", "▾": "v", "▌": "=", "▀": "'", "━": "=", "╸": "-",
    **{block: str(height) for height, block in enumerate("▁▂▃▄▅▆▇█", start=1)},
    "\N{REPLACEMENT CHARACTER}": "?",
})  # fmt: skip


def stand_in(character: str) -> str:
    """Return the ASCII text that stands in for a character."""
    return STAND_INS.get(character) or character.encode("ascii", "backslashreplace").decode("ascii")


def replace_character(error: UnicodeError) -> tuple[str, int]:
    """Return the stand-ins, and the place to go on from: the error handler for `codecs.register_error`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(stand_in(character) for character in error.object[error.start : error.end]), error.end


def replace_missing_characters(text: str, encoding: str) -> str:
    """Return the text with stand-ins for characters that an encoding lacks, its columns still aligned.

    A stand-in of several characters uses up blanks beside it, all but one: first those before it, since figures are
    aligned to the right.
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
