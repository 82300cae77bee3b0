"""A tiny disk that fills up, and one that may only be read."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from faults_world import NAME, Case, Family, digest, dose, first_wrong, names, state_of, unsound_copy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from faults_world import World

_SIZE = 1 << 20
_PAGE = 4096
_FILLER = "filler"
_ROOM_FOR_AN_ENTRY, _ROOM_FOR_A_DIARY = 14, 56
READING = ((), ("week",), ("list",), ("list", "--json"), ("show",), ("history",), ("taper", "show"), ("report",))
STORING = (dose("2.5g"), ("night", "5"), ("undo",))


@contextmanager
def _disk(folder: Path) -> Iterator[Path]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE},mode=0700", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def missing(folder: Path) -> str:
    """Why no disk can be made here; empty where one can."""
    if os.geteuid() != 0:
        return "only root may mount a disk"
    try:
        with _disk(folder):
            return ""
    except (OSError, subprocess.CalledProcessError):
        return "no tmpfs can be mounted here"


def _fill(disk: Path, free_pages: int) -> None:
    filler = disk / _FILLER
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * _PAGE):
                pass
        except OSError:
            pass
        file.truncate(file.tell() // _PAGE * _PAGE - free_pages * _PAGE)


def _place(world: World, disk: Path, *, begins: bool) -> Path:
    for path in disk.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    path = disk / NAME
    if not begins:
        path.write_bytes(world.existing)
        path.chmod(0o600)
    return path


def _told(code: int, *, stored: bool, changed: bool) -> str:
    if code == 0:
        return "" if stored else "exit 0, and not stored"
    return first_wrong(
        f"exit {code}, and stored" if stored else "",
        "refused, and the file is another" if changed else "",
        "" if code == 3 else f"exit {code}",  # noqa: PLR2004 - the promise
    )


def _storing(world: World, path: Path, words: tuple[str, ...], point: str) -> Case:
    before, state = digest(path), state_of(path)
    ran = world.run(words, path)
    then = state_of(path)
    stored = then.rows.get("ledger", []) != state.rows.get("ledger", [])
    empty = before == "none" and not any(then.rows.values())
    left = [name for name in names(path.parent) if name not in {NAME, _FILLER}]
    wrong = first_wrong(
        _told(ran.code, stored=stored, changed=digest(path) != before and not empty),
        ran.untidy,
        then.wrong,
        f"left behind: {left}" if left else "",
        unsound_copy(path.parent),
    )
    after = "stored" if stored else "as before" if digest(path) == before else "begun, empty"
    return Case(point, ran.code, ran.said, after, wrong)


def _reading(world: World, path: Path, words: tuple[str, ...], point: str) -> Case:
    before, there = digest(path), names(path.parent)
    ran = world.run(words, path)
    same = digest(path) == before and names(path.parent) == there
    wrong = first_wrong(
        "" if ran.code == 0 else f"exit {ran.code}", ran.untidy, "" if same else "something was written"
    )
    return Case(f"{point}, reading", ran.code, ran.said, "as before" if same else "changed", wrong)


def full(world: World, most: int | None) -> Family:
    """From no room at all, page by page, to room enough."""
    family = Family("A disk that is full, page by page", "exit 0 and stored, or exit 3 and byte for byte as before")
    folder = world.folder()
    family.skipped = missing(folder)
    if family.skipped:
        return family
    step = 1 if most is None else 7
    with _disk(folder) as disk:
        for begins, room in ((False, _ROOM_FOR_AN_ENTRY), (True, _ROOM_FOR_A_DIARY)):
            for free in range(0, room, step):
                for words in STORING[:1] if begins or most is not None else STORING:
                    path = _place(world, disk, begins=begins)
                    _fill(disk, free)
                    what = "the first entry" if begins else f"{words[0]} into a diary"
                    family.cases.append(_storing(world, path, words, f"{what}: {free} pages free"))
        path = _place(world, disk, begins=False)
        _fill(disk, 0)
        family.cases += [_reading(world, path, words, "no page free") for words in READING]
        path.parent.joinpath(_FILLER).unlink()
        family.cases.append(_storing(world, path, STORING[0], "room again: kratom"))
    return family


def read_only(world: World, most: int | None) -> Family:
    """A disk mounted read-only."""
    del most
    family = Family("A disk that may only be read", "reading works, writing is exit 3, byte for byte as before")
    folder = world.folder()
    family.skipped = missing(folder)
    if family.skipped:
        return family
    with _disk(folder) as disk:
        path = _place(world, disk, begins=False)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        family.cases += [_reading(world, path, words, "read-only") for words in READING]
        family.cases += [_storing(world, path, words, f"read-only: {words[0]}") for words in STORING]
        none = disk / "none" / NAME
        family.cases.append(_nothing_begun(world, none))
    return family


def _nothing_begun(world: World, path: Path) -> Case:
    ran = world.run(STORING[0], path)
    wrong = first_wrong("" if ran.code == 3 else f"exit {ran.code}", ran.untidy)  # noqa: PLR2004 - the promise
    return Case("read-only: the first entry", ran.code, ran.said, "no file", wrong)
