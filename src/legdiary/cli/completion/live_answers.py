"""Answers to a shell while somebody types: `legdiary --complete KIND PREFIX`.

Answered before Typer loads. Whatever goes wrong, the answer is none and nobody is told: a message in the middle of a
line helps nobody.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from legdiary.app.completion import ENTRY, KINDS, load_latest_entries, load_names
from legdiary.cli.session import Session
from legdiary.errors import LegdiaryError, strip_controls

if TYPE_CHECKING:
    from collections.abc import Iterable


def answer(words: list[str]) -> int:
    """Print what of one kind begins with a prefix, a line each; an entry's number has its kind after a tab."""
    if words[:1] and words[0] in KINDS:
        prefix = words[1] if words[1:] else ""
        found = [each for each in _looked_up(words[0]) if each.casefold().startswith(prefix.casefold())]
        sys.stdout.write("".join(f"{each}\n" for each in found))
        sys.stdout.flush()
    return 0


def _looked_up(kind: str) -> Iterable[str]:
    try:
        path = Session.of_process().diary_file
    except (LegdiaryError, OSError):
        return ()
    if kind == ENTRY:
        return [f"{number}\t{its_kind}" for number, its_kind in load_latest_entries(path).items()]
    return [name for name in load_names(path, kind) if _is_one_line(name)]


def _is_one_line(name: str) -> bool:
    """Return whether a shell can have a name: in a line, and with nothing in it that a terminal would act on."""
    return name.splitlines() == [name] and "\t" not in name and strip_controls(name) == name
