"""`docs/when-to-seek-help.md`: made from the lists and the numbers that `legdiary help-me` shows.

The lists stand in `wording.py`, the numbers in `seek_help.toml`: this page, `legdiary help-me` and the foot of every
report say the same because they are made of the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary import wording
from legdiary.domain.seek_help import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legdiary.domain.seek_help import Line, Numbers

_HEAD = "<!-- Made by `python tools/make_docs.py help` from wording.py and seek_help.toml; edit those. -->"


def page() -> str:
    """The whole text."""
    held = numbers()
    return "\n".join(
        [
            _HEAD,
            "# When to seek help",
            "",
            f"{wording.HELP_FOR_EVERYBODY} `legdiary help-me` shows them in the terminal.",
            "",
            f"## {wording.help_at_once('')}",
            "",
            *_items(wording.HELP_AT_ONCE),
            "",
            "| number | where |",
            "| --- | --- |",
            *(f"| **{each.number}** | {_where(held, each.where, each.countries)} |" for each in held.emergency),
            "",
            f"## {wording.HELP_SOON_TITLE}",
            "",
            *_items(wording.HELP_SOON),
            "",
            f"## {wording.HELP_LINES_TITLE}",
            "",
            "| country | number | for | looked up |",
            "| --- | --- | --- | --- |",
            *(_line(held, each) for each in held.lines),
            "",
            wording.NOT_A_DEVICE,
            "",
        ]
    )


def _items(items: Iterable[str]) -> list[str]:
    return [f"- {item}" for item in items]


def _where(held: Numbers, where: str, countries: tuple[str, ...]) -> str:
    """The name of a union, with its countries; countries that are named already stand alone."""
    names = ", ".join(held.countries[code] for code in countries)
    return where if where == names else f"{where}: {names}"


def _line(held: Numbers, of: Line) -> str:
    return f"| {held.countries[of.country]} | {of.number} | {of.about} | {of.checked or wording.HELP_UNCHECKED} |"
