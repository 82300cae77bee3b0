"""Every command under what befalls all of a disk, all of a diary or all of the streams, not one call."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from faults_commands import DAMAGED, NONE
from faults_disk import missing as no_disk
from faults_scenes import DIARY, picture
from faults_streams import BROKEN, BY_SHELL, HUNG_UP, LOST, streams_of
from faults_world import HOLDER, Family, every, first_wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from faults_scenes import Scene
    from faults_world import Case, World

_PAGE = 4096
_SEED = 20261122
_SIZE = 8 << 20
_FILLER = "filler"
_LONGEST_WAIT_S = 30
_AT_ONCE = 12


def _chance(scene: Scene, what: str) -> random.Random:
    return random.Random(f"{_SEED} {what} {scene.act.name}")  # noqa: S311 - which point, no secret


def _finished(folder: Path, case: Case) -> Case:
    shutil.rmtree(folder, ignore_errors=True)
    return case


# ---------------------------------------------------------------------- streams


def _streamed(scene: Scene, streams: str) -> Case:
    folder = scene.place()
    with streams_of(streams) as (out, err):
        ran = scene.play(folder, streams=streams if streams in BY_SHELL else "", stdout=out, stderr=err)
    lost = ("out" if streams.partition("2>")[0] else "") + ("err" if "2>" in streams or streams == HUNG_UP else "")
    case = scene.judged(folder, ran, streams, lost=lost)
    if scene.act.only_reads and ran.code == 0 and any(word in streams.partition("2>")[0] for word in LOST):
        case.wrong = case.wrong or "the answer was lost, and exit 0"
    return _finished(folder, case)


def streams(world: World, found: Sequence[Scene], most: int | None) -> Family:
    """Every command that needs no terminal, with every kind of stream."""
    family = Family(
        "Every command, its streams closed, full or gone",
        "done and exit 0, or as before and not 0; a lost report is not 0",
    )
    if not os.path.exists("/dev/full"):  # noqa: PTH110 - a device
        family.skipped = "no /dev/full here"
        return family
    kinds = (*BY_SHELL, BROKEN, HUNG_UP)
    cases = [
        partial(_streamed, scene, name)
        for scene in found if not scene.act.typed
        for name in _chance(scene, "streams").sample(kinds, min(len(kinds), 2 * world.some if most is None else most))
    ]  # fmt: skip
    family.cases = every(cases, world.workers)
    return family


# ---------------------------------------------------------------------- disks


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE},mode=0700", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _fill(folder: Path, free_pages: int) -> None:
    """Leave so many pages of a disk."""
    filler = folder / _FILLER
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(_PAGE)):
                pass
        except OSError:
            pass
        file.truncate(max(0, file.tell() // _PAGE - free_pages) * _PAGE)


def _with_little_room(scene: Scene, free_pages: int) -> Case:
    folder = scene.world.folder()
    with _disk(folder):
        scene.place(folder)
        _fill(folder, free_pages)
        ran = scene.play(folder)
        (folder / _FILLER).unlink()
        case = scene.judged(folder, ran, f"{free_pages} pages free")
    return _finished(folder, case)


def full(world: World, found: Sequence[Scene], most: int | None) -> Family:
    """Every command on a disk with room for a few pages, or for none."""
    family = Family("Every command on a disk that is full", "exit 0 and done, or exit 3 (1) and all as before")
    family.skipped = no_disk(world.folder())
    if family.skipped:
        return family
    cases = []
    for scene in found:
        chance = _chance(scene, "full")
        need = scene.pages_made
        pages = [0, *(chance.randint(1, need + 60) for _ in range(world.some))]
        chosen = pages if most is None else chance.sample(pages, most)
        cases += [partial(_with_little_room, scene, free) for free in chosen]
    family.cases = every(cases, world.workers)
    return family


def _unwritable(scene: Scene) -> Case:
    folder = scene.world.folder()
    with _disk(folder):
        scene.place(folder)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        ran = scene.play(folder)
        case = scene.judged(folder, ran, "read-only")
        if ran.code == 0 and not scene.act.only_reads:
            case.wrong = case.wrong or "exit 0"
    return _finished(folder, case)


def read_only(world: World, found: Sequence[Scene], most: int | None) -> Family:
    """Every command on a disk that may only be read."""
    del most
    family = Family(
        "Every command on a disk that may only be read", "reading works; anything else is refused, and all is as before"
    )
    family.skipped = no_disk(world.folder())
    if not family.skipped:
        family.cases = every([partial(_unwritable, scene) for scene in found], world.workers)
    return family


# ---------------------------------------------------------------------- short writes


def _cut_short(scene: Scene, most_bytes: int) -> Case:
    folder = scene.place()
    ran = scene.play(folder, within=("prlimit", f"--fsize={most_bytes}"))
    return _finished(folder, scene.judged(folder, ran, f"no file above {most_bytes} bytes"))


def cut_short(world: World, found: Sequence[Scene], most: int | None) -> Family:
    """Every command where no file may be longer than so much: a write stores a part of what it was given."""
    family = Family(
        "Every command, its writes cut short (a limit of the size of a file)",
        "exit 0 and done, or exit 3 (1) and as before",
    )
    if not shutil.which("prlimit"):
        family.skipped = "prlimit is not installed"
        return family
    cases = []
    for scene in found:
        chance = _chance(scene, "short")
        longest = max(scene.sizes.values())
        limits = [0, _PAGE + 512, *(chance.randint(1, longest) for _ in range(world.some))]
        cases += [
            partial(_cut_short, scene, limit) for limit in (limits if most is None else chance.sample(limits, most))
        ]
    family.cases = every(cases, world.workers)
    return family


# ---------------------------------------------------------------------- busy, damaged


def _while_held(scene: Scene, lock: str) -> Case:
    import time

    folder = scene.place()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder / DIARY), lock, str(2 * _LONGEST_WAIT_S)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    if holder.stdout is None or not holder.stdout.readline():
        raise AssertionError
    began = time.monotonic()
    try:
        ran = scene.play(folder)
    finally:
        waited = time.monotonic() - began
        holder.kill()
        holder.communicate()
    case = scene.judged(folder, ran, f"{lock.lower()} lock held for longer than anyone waits")
    case.wrong = first_wrong(case.wrong, "" if waited < _LONGEST_WAIT_S else f"waited {waited:.0f} s")
    if ran.code == 0 and scene.act.stores and not scene.act.bit_by_bit:
        case.wrong = case.wrong or "exit 0"
    return _finished(folder, case)


def busy(world: World, found: Sequence[Scene], most: int | None) -> Family:
    """Every command while another program holds the diary."""
    family = Family(
        "Every command on a diary that another program holds", "exit 0 and done, or exit 3 within 30 s, as before"
    )
    cases = [
        partial(_while_held, scene, lock)
        for scene in found if scene.act.on not in {NONE, DAMAGED}
        for lock in _chance(scene, "busy").sample(("IMMEDIATE", "EXCLUSIVE"), 2 if most is None else 1)
    ]  # fmt: skip
    family.cases = every(cases, max(_AT_ONCE, world.workers))
    return family


def _with_a_page_gone(scene: Scene, name: str, page: int, fill: int) -> Case:
    folder = scene.place()
    path = folder / name
    held = bytearray(path.read_bytes())
    held[page * _PAGE : (page + 1) * _PAGE] = bytes([fill]) * _PAGE
    path.write_bytes(held)
    before = picture(folder, scene.scratch(folder))
    ran = scene.play(folder)
    where = "a page of the diary" if name == DIARY else "a page of the file that is read"
    case = scene.judged(folder, ran, f"{where} is gone: {page + 1}, {fill}", begins_at=before, damaged=name)
    return _finished(folder, case)


def damaged(world: World, found: Sequence[Scene], most: int | None) -> Family:
    """Every command on a diary of which a page is nothing but zeros, or ones; likewise the files that are read."""
    family = Family(
        "Every command on a diary with a damaged page",
        "exit 3 (1) and byte for byte as before, or done, and the answer as if it were sound",
    )
    cases: list[Callable[[], Case]] = []
    for scene in found:
        for name in (DIARY, *(f"work/{name}" for name in scene.act.reads)):
            if name == DIARY and (scene.act.on in {NONE, DAMAGED} or scene.act.words[:1] == ("restore",)):
                continue  # what is restored over a damaged diary is an act of its own
            chance = _chance(scene, name)
            pages = range((scene.template / name).stat().st_size // _PAGE)
            chosen = chance.sample(pages, world.some if most is None else most)
            cases += [partial(_with_a_page_gone, scene, name, page, chance.choice((0, 255))) for page in chosen]
    family.cases = every(cases, world.workers)
    return family
