"""The themes of the dashboard: Textual's own, with the colours that `render.terminal.styles` gives to each meaning.

The terminal's sixteen colours are whatever the person's terminal makes of them; here they are fixed ones, so a test can
compute their contrast on Textual's background.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from textual.theme import BUILTIN_THEMES

from legdiary.render.terminal import styles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.theme import Theme

DARK, LIGHT, PLAIN = "legdiary-dark", "legdiary-light", "legdiary-plain"

_BOLD: Final = frozenset({styles.HEADING, styles.NUMBER, styles.TARGET, styles.WRONG})
#: Style → its colour, in the dark theme and in the light one; one without a colour there is as dark as plain text.
_COLOURS: Final[Mapping[str, tuple[str, str | None]]] = {
    styles.TARGET: ("#76e3ea", "#0950ae"),
    styles.DRAWN: ("#76e3ea", "#0950ae"),
    styles.NOT_LOGGED: ("#d2a8ff", "#8225a0"),
    styles.LOW: ("#7ee787", None),
    styles.MIDDLE: ("#f2cc60", None),
    styles.HIGH: ("#ffa198", "#a11d13"),
    styles.FINE: ("#7ee787", None),
    styles.NOTE: ("#f2cc60", "#0950ae"),
    styles.WRONG: ("#ffa198", "#a11d13"),
}


def style_words(style: str) -> str:
    """Return a style in Textual's words."""
    if style == styles.HINT:
        return "dim"
    words = ["bold"] if style in _BOLD else []
    return " ".join([*words, f"$style-{_name(style)}"] if style in _COLOURS else words)


def themes() -> list[Theme]:
    """Return the dark theme, the light one, and the one without colours."""
    return [
        _theme(DARK, "textual-dark", {style: dark for style, (dark, _) in _COLOURS.items()}),
        _theme(LIGHT, "textual-light", {style: light for style, (_, light) in _COLOURS.items()}),
        _theme(PLAIN, "ansi-dark", dict.fromkeys(_COLOURS)),
    ]


def _theme(name: str, like: str, colours: Mapping[str, str | None]) -> Theme:
    base = BUILTIN_THEMES[like]
    plain = base.foreground or base.to_color_system().generate()["foreground"]
    own = {f"style-{_name(style)}": colour or plain for style, colour in colours.items()}
    return replace(base, name=name, variables={**base.variables, **own})


def _name(style: str) -> str:
    return style.replace(" ", "-")
