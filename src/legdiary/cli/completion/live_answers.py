"""Answers to a shell while somebody types: `legdiary --complete KIND PREFIX`.

Answered before Typer loads. Whatever goes wrong, the answer is none and nobody is told: a message in the middle of a
line helps nobody.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from legdiary.app.completion import (
    ENTRY,
    KINDS,
    OTHER_DEVICE,
    WAITING,
    load_latest_entries,
    load_names,
    load_other_devices,
    load_waiting,
)
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
        session = Session.of_process()
        path = session.diary_file
    except (LegdiaryError, OSError):
        return ()
    if kind in {ENTRY, WAITING}:
        numbered = load_latest_entries(path) if kind == ENTRY else load_waiting(path)
        return [f"{number}\t{its_kind}" for number, its_kind in numbered.items()]
    names = load_other_devices(path, _this_device(session)) if kind == OTHER_DEVICE else load_names(path, kind)
    return [name for name in names if _is_one_line(name)]


def _this_device(session: Session) -> str | None:
    from legdiary.app.sync.membership import find_identity

    try:
        member = find_identity(session.sync_files, session.diary_path)
    except (LegdiaryError, OSError):
        return None
    return None if member is None else member.identity.device


def _is_one_line(name: str) -> bool:
    """Return whether a shell can have a name: in a line, and with nothing in it that a terminal would act on."""
    return name.splitlines() == [name] and "\t" not in name and strip_controls(name) == name
