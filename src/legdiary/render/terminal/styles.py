"""Styles of text by meaning, and how each theme shows them. Only this module names a colour.

A style repeats in weight or colour what the text says anyway. On a light background only the dark ones of the sixteen
colours can be read, on a dark background only the light ones, and on one that is not known only magenta; a test
computes their contrast.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

#: A heading; the figure that a line is read for; what a plan asks for, and the current step.
HEADING, NUMBER, TARGET = "heading", "number", "target"
#: A part of a drawing.
DRAWN = "drawn"
#: What is not logged; explanations, units and commands to type.
NOT_LOGGED, HINT = "not logged", "hint"
#: Text to be copied, which is never broken; it looks like the text around it.
COMMAND = "command"
#: A severity of 0–3, of 4–6, of 7 and more.
LOW, MIDDLE, HIGH = "low", "middle", "high"
#: The findings of a check: nothing to say, something to know, something wrong.
FINE, NOTE, WRONG = "fine", "note", "wrong"

DARK, LIGHT, NONE = "dark", "light", "none"

_BOLD, _DIM = "1", "2"
_RED, _BLUE, _MAGENTA = "31", "34", "35"
_BRIGHT_RED, _BRIGHT_GREEN, _BRIGHT_YELLOW, _BRIGHT_MAGENTA, _BRIGHT_CYAN = "91", "92", "93", "95", "96"

_WEIGHTS: Final = {HEADING: _BOLD, NUMBER: _BOLD, HINT: _DIM}
_ON_ANY: Final = {**_WEIGHTS, TARGET: _BOLD, NOT_LOGGED: _MAGENTA, HIGH: _BOLD, NOTE: _BOLD, WRONG: _BOLD}
_SHOWN: Final[Mapping[str | None, Mapping[str, str]]] = {
    None: _ON_ANY,
    DARK: {
        **_WEIGHTS,
        TARGET: f"{_BOLD};{_BRIGHT_CYAN}",
        DRAWN: _BRIGHT_CYAN,
        NOT_LOGGED: _BRIGHT_MAGENTA,
        LOW: _BRIGHT_GREEN,
        MIDDLE: _BRIGHT_YELLOW,
        HIGH: _BRIGHT_RED,
        FINE: _BRIGHT_GREEN,
        NOTE: _BRIGHT_YELLOW,
        WRONG: f"{_BOLD};{_BRIGHT_RED}",
    },
    LIGHT: {
        **_WEIGHTS,
        TARGET: f"{_BOLD};{_BLUE}",
        DRAWN: _BLUE,
        NOT_LOGGED: _MAGENTA,
        HIGH: _RED,
        NOTE: _BLUE,
        WRONG: f"{_BOLD};{_RED}",
    },
}
#: The colours that a terminal in COLORFGBG calls its background, where that is light.
_LIGHT_GROUNDS = frozenset({"7", *map(str, range(9, 16))})
_DARK_GROUNDS = frozenset({*map(str, range(7)), "8"})


def codes(theme: str | None) -> Mapping[str, str]:
    """Return style → parameters of the escape code that turns it on; a style that looks like plain text has none.

    Args:
        theme: light or dark; None for a background that is not known.
    """
    return _SHOWN[theme]


def theme_of_ground(colours: str) -> str | None:
    """Return the theme for the colours that some terminals name in COLORFGBG (`15;0`); None where it says nothing."""
    ground = colours.rpartition(";")[2]
    return LIGHT if ground in _LIGHT_GROUNDS else DARK if ground in _DARK_GROUNDS else None
