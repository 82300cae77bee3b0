"""Figures inside finished texts: text that says which number of `report --json` it shows.

A figure stands in its text between characters that Unicode keeps for such inner use (U+FDD0 to U+FDD2). `user_text`
replaces them in whatever was typed, and every format takes them out: HTML makes a `data-figure` of them, by which a
test holds the page against the JSON document; the PDF drops them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from legdiary.humanize import MISSING, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN, _TEXT, _END = "\ufdd0", "\ufdd1", "\ufdd2"
_FIGURE = re.compile(f"{_BEGIN}([^{_TEXT}]*){_TEXT}([^{_END}]*){_END}")


class Piece(NamedTuple):
    """A piece of a text.

    Attributes:
        text: its characters.
        figure: the path of the number in `report --json`, such as `stretches.2.severity.median`; empty for words.
    """

    text: str
    figure: str = ""


def figure(text: str, path: str) -> str:
    """Return a figure as it is shown, marked with its path; a missing one stays as it is."""
    return text if not path or text in {MISSING, ""} else f"{_BEGIN}{path}{_TEXT}{text}{_END}"


def counted(count: int, noun: str, path: str) -> str:
    """Return a number with its noun in the right form, `1 day`, `14 days`; the number is marked."""
    number = str(count)
    return f"{figure(number, path)}{plural(count, noun).removeprefix(number)}"


def pieces(text: str) -> Iterator[Piece]:
    """Yield the words and figures of a text in order."""
    at = 0
    for found in _FIGURE.finditer(text):
        if found.start() > at:
            yield Piece(text[at : found.start()])
        yield Piece(found[2], found[1])
        at = found.end()
    if at < len(text):
        yield Piece(text[at:])


def plain(text: str) -> str:
    """Return a text without the marks of its figures."""
    return _FIGURE.sub(r"\2", text)
