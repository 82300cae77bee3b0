"""Streams that are closed, full or gone: what is stored is done, whatever becomes of the answer."""

from __future__ import annotations

import os
import pty
import subprocess
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from faults_world import NAME, Case, Family, digest, dose, every, first_wrong, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faults_world import World

BY_SHELL = (
    ">&-", ">/dev/full", "2>&-", "2>/dev/full", ">&- 2>&-", ">/dev/full 2>/dev/full", "<&- >&- 2>&-", "<&- >/dev/full",
)  # fmt: skip
BROKEN, HUNG_UP = "a pipe nobody reads", "a terminal that hung up"
_STORING = (dose("2.5g"), ("kratom", "2.5g", "--json"), ("night", "5"), ("undo",))
_READING = ((), ("week",), ("list", "--json"))
#: Where an answer that was asked for got lost.
LOST = ("full", HUNG_UP)


@contextmanager
def streams_of(name: str) -> Iterator[tuple[int, int]]:
    """Where a program writes: standard output and standard error."""
    if name == BROKEN:
        reader, writer = os.pipe()
        os.close(reader)
        yield writer, subprocess.PIPE
        os.close(writer)
    elif name == HUNG_UP:
        ours, theirs = pty.openpty()
        os.close(ours)
        yield theirs, theirs
        os.close(theirs)
    else:
        yield subprocess.PIPE, subprocess.PIPE


def _case(world: World, words: tuple[str, ...], streams: str, *, begins: bool) -> Case:
    path = world.folder() / NAME if begins else world.diary()
    before, state = digest(path), state_of(path)
    with streams_of(streams) as (out, err):
        ran = world.run(words, path, streams=streams if streams in BY_SHELL else "", stdout=out, stderr=err)
    then = state_of(path)
    stored = then.rows.get("ledger", []) != state.rows.get("ledger", [])
    if words in _READING:
        told = "" if digest(path) == before else "reading changed the file"
        lost = ran.code == 0 and any(word in streams.partition("2>")[0] for word in LOST)
        told = told or ("the answer was lost, and exit 0" if lost else "")
        told = told or ("" if ran.code in {0, 1} else f"exit {ran.code}")
    else:
        told = "" if (ran.code == 0) == stored else f"exit {ran.code}, {'' if stored else 'not '}stored"
    name = f"{'the first entry, ' if begins else ''}{' '.join(words[:1]) or 'card'}"
    after = "as before" if digest(path) == before else "stored" if stored else "begun, empty"
    return Case(f"{streams}: {name}", ran.code, ran.said, after, first_wrong(told, ran.untidy, then.wrong))


def streams(world: World, most: int | None) -> Family:
    """Every command that stores, and some that read, with every kind of stream."""
    family = Family(
        "Streams closed, full or gone", "stored and exit 0, or not stored and not 0; a lost report is not 0"
    )
    if not Path("/dev/full").exists():
        family.skipped = "no /dev/full here"
        return family
    storing = _STORING if most is None else _STORING[:1]
    reading = _READING if most is None else _READING[1:2]
    cases = [
        partial(_case, world, words, name, begins=begins)
        for name in (*BY_SHELL, BROKEN, HUNG_UP)
        for begins, chosen in ((False, (*storing, *reading)), (True, storing[:1]))
        for words in chosen
    ]
    family.cases = every(cases, world.workers)
    return family
