"""Files that are no sound diary: locked, cut short, flipped bits, emptied, missing, foreign, newer."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from faults_world import HOLDER, NAME, Case, Family, digest, dose, every, first_wrong, names, state_of, thinned

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from faults_world import World

    Make = Callable[[Path, bytes], None]

_PAGE = 4096
_HEADER = 100
_SEED = 20261122
_RANDOM_CUTS, _RANDOM_FLIPS = 24, 240
_LONGEST_WAIT_S = 30
READING = ((), ("list", "--json"), ("week",), ("history",))
CHANGING = (("undo",), ("delete", "1"))
STORING = (dose("2.5g"), ("night", "5"))
TROUBLE = 3


def _sql(statement: str) -> Make:
    def make(path: Path, existing: bytes) -> None:
        path.write_bytes(existing)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(statement)

    return make


def _bytes(held: bytes) -> Make:
    return lambda path, _: _written(path, held)


def _written(path: Path, held: bytes) -> None:
    path.write_bytes(held)


def _foreign(path: Path, existing: bytes) -> None:
    del existing
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (id INTEGER)")


def _beside_copies(path: Path, existing: bytes) -> None:
    copies = path.parent / "backups"
    copies.mkdir()
    (copies / "diary-20261120T063000Z-v1.db").write_bytes(existing)


def _garbage_journal(path: Path, existing: bytes) -> None:
    path.write_bytes(existing)
    (path.parent / f"{NAME}-journal").write_bytes(b"not a journal at all" * 100)


#: What stands there → how it is made.
_REFUSED: dict[str, Make] = {
    "emptied": _bytes(b""),
    "a text": _bytes(b"Dear diary,\n"),
    "noise": _bytes(random.Random(_SEED).randbytes(2 * _PAGE)),  # noqa: S311 - no secret
    "a header alone": _bytes(b"SQLite format 3\0"),
    "another program's database": _foreign,
    "another program's number in the header": _sql("PRAGMA application_id = 1"),
    "from a newer version": _sql("PRAGMA user_version = 99"),
    "a folder": lambda path, _: path.mkdir(),
    "a pipe": lambda path, _: os.mkfifo(path),
    "a link in a circle": lambda path, _: path.symlink_to(path.name),
    "a link that leads nowhere": lambda path, _: path.symlink_to("nowhere.db"),
    "missing beside copies": _beside_copies,
}


def _unchanged(world: World, make: Make, words: tuple[str, ...], point: str) -> Case:
    """Exit 3, and everything as it was."""
    path = world.folder() / NAME
    make(path, world.existing)
    before, there = digest(path), names(path.parent)
    ran = world.run(words, path)
    same = digest(path) == before and names(path.parent) == there
    wrong = first_wrong(
        "" if ran.code == TROUBLE else f"exit {ran.code}",
        ran.untidy,
        "" if ran.said else "no message",
        "" if same else "the file is another",
    )
    return Case(
        f"{point}: {' '.join(words[:1]) or 'card'}", ran.code, ran.said, "as before" if same else "CHANGED", wrong
    )


def foreign(world: World, most: int | None) -> Family:
    """No diary, or not one that this program may touch."""
    family = Family("Emptied, foreign, newer, missing", "exit 3, one line, byte for byte as before")
    commands = (*READING, *CHANGING, *STORING) if most is None else (READING[1], STORING[0])
    cases = [partial(_unchanged, world, make, words, name) for name, make in _REFUSED.items() for words in commands]
    nothing = partial(_unchanged, world, lambda *_: None)
    cases += [partial(nothing, words, "not there yet") for words in commands if words not in STORING]
    cases += [partial(_goes_on, world, words) for words in commands]
    family.cases = every(cases, world.workers)
    return family


def _goes_on(world: World, words: tuple[str, ...]) -> Case:
    """What only looks odd is no obstacle: a journal that is none beside a sound diary."""
    path = world.folder() / NAME
    _garbage_journal(path, world.existing)
    ran = world.run(words, path)
    wrong = first_wrong("" if ran.code == 0 else f"exit {ran.code}", ran.untidy, state_of(path).wrong)
    return Case(f"a journal that is none beside it: {' '.join(words[:1]) or 'card'}", ran.code, ran.said, "used", wrong)


def cut(world: World, most: int | None) -> Family:
    """The file ends early: at every page, and anywhere."""
    family = Family("Cut short at every 4 KiB and at random places", "exit 3, byte for byte as before")
    length = len(world.existing)
    chance = random.Random(_SEED)  # noqa: S311 - which place, no secret
    pages = thinned(range(_PAGE, length, _PAGE), most)
    places = [chance.randrange(1, length) for _ in range(_RANDOM_CUTS if most is None else most)]
    commands = (READING[1], CHANGING[0], STORING[0])
    family.cases = every(
        [
            partial(_unchanged, world, _bytes(world.existing[:place]), words, where)
            for where, chosen in (("at a page", pages), ("anywhere", places))
            for place in chosen
            for words in commands
        ],
        world.workers,
    )
    return family


def _flipped(world: World, words: tuple[str, ...], place: int, bit: int) -> Case:
    """One bit is another: noticed and refused, or used; never half, never exit 0 without the entry."""
    path = world.folder() / NAME
    held = bytearray(world.existing)
    held[place] ^= 1 << bit
    path.write_bytes(held)
    found = state_of(path).wrong
    before = digest(path)
    ran = world.run(words, path)
    same = digest(path) == before
    if words in READING:
        told = "" if same else "reading changed the file"
    elif ran.code == 0:
        told = "" if _has_dose(path) else "exit 0, and not stored"
    else:
        told = "" if same else f"exit {ran.code}, and the file is another"
    wrong = first_wrong(told, "" if ran.code in {0, TROUBLE} else f"exit {ran.code}", ran.untidy)
    after = "as before" if same else "stored"
    if ran.code == 0:
        after += ", as if sound" if not found else ", though integrity_check finds it"
    where = "header" if place < _HEADER else "pages"
    return Case(f"{where}, {words[0]}: byte {place} bit {bit}", ran.code, ran.said, after, wrong)


def _has_dose(path: Path) -> bool:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT amount_mg FROM dose NOT INDEXED").fetchall()
    return (2500,) in rows


def flipped(world: World, most: int | None) -> Family:
    """Bits of the header and of the pages, one at a time."""
    family = Family("One bit flipped", "exit 3 and byte for byte as before, or done; never an exit 0 that is not true")
    chance = random.Random(_SEED)  # noqa: S311 - which place, no secret
    places = thinned(range(_HEADER), most)
    # SQLite keeps no checksums; legdiary's are of rows, so what is in no row (an unused page, say) changes unnoticed.
    places += [
        chance.randrange(_HEADER, len(world.existing)) for _ in range(_RANDOM_FLIPS if most is None else 2 * most)
    ]
    family.cases = every(
        [
            partial(_flipped, world, words, place, chance.randrange(8))
            for place in places
            for words in (READING[1], STORING[0])
        ],
        world.workers,
    )
    return family


def _locked(world: World, words: tuple[str, ...], lock: str, seconds: float, expected: int) -> Case:
    import time

    path = world.diary()
    before, state = digest(path), state_of(path)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), lock, str(seconds)], stdout=subprocess.PIPE, text=True
    )
    if holder.stdout is None or not holder.stdout.readline():
        raise AssertionError
    began = time.monotonic()
    ran = world.run(words, path)
    waited = time.monotonic() - began
    if expected:
        holder.kill()
    holder.communicate()
    then = state_of(path)
    stored = then.rows["ledger"] != state.rows["ledger"]
    wrong = first_wrong(
        "" if ran.code == expected else f"exit {ran.code}",
        "" if (ran.code == 0 and words in STORING) == stored else "the exit code is not true",
        "" if stored or digest(path) == before else "the file is another",
        "" if waited < _LONGEST_WAIT_S else f"waited {waited:.0f} s",
        ran.untidy,
    )
    after = "stored" if stored else "as before"
    how = "for longer than anyone waits" if seconds > _LONGEST_WAIT_S else f"for {seconds:g} s"
    return Case(f"{lock.lower()} lock held {how}: {' '.join(words[:1]) or 'card'}", ran.code, ran.said, after, wrong)


def locked(world: World, most: int | None) -> Family:
    """Another program holds the file."""
    family = Family(
        "Locked by another program", "writes wait, then exit 3 within 30 s; reading goes on beside a writer"
    )
    long = 2.0 * _LONGEST_WAIT_S
    cases = [
        partial(_locked, world, STORING[0], "IMMEDIATE", 1.5, 0),
        partial(_locked, world, READING[1], "IMMEDIATE", 1.5, 0),
        partial(_locked, world, READING[1], "EXCLUSIVE", 1.5, 0),
    ]
    if most is None:
        cases += [partial(_locked, world, words, "IMMEDIATE", long, TROUBLE) for words in (*STORING, *CHANGING)]
        cases += [partial(_locked, world, words, "EXCLUSIVE", long, TROUBLE) for words in (*READING, *STORING)]
        cases += [partial(_locked, world, words, "IMMEDIATE", long, 0) for words in READING]
    family.cases = every(cases, max(len(cases), world.workers))
    return family
