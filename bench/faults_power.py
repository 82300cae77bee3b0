"""Power cuts: what may be on the disk at every moment, when nothing is sure but what was synced.

`strace` tells every write of a command with its bytes. From them the disk is rebuilt as it may stand after a power cut
before each call: what was synced is there; of what was not, any part may be, in any order and torn at every sector of
512 bytes; names are sure only once their folder was synced. The file is then opened as after any crash.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from faults_calls import TRACE
from faults_scenes import DONE, KILLED_BY
from faults_world import Case, Family, Ran, every, first_wrong, thinned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faults_calls import Prober
    from faults_scenes import Scene
    from faults_world import World

_SECTOR = 512
_SEED = 20261122
_STATES, _STATES_SHORT = 24, 4
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_HANDLE = re.compile(r"(?:\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>")
_SYNCS = {"fsync", "fdatasync"}


@dataclass(frozen=True, slots=True)
class _Op:
    """One call that changed something: its name, the paths it names or writes to, and what it wrote where."""

    name: str
    paths: tuple[str, ...]
    data: bytes = b""
    offset: int = 0


@dataclass(slots=True)
class _File:
    """The bytes that are sure, and the writes since."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)


class _Disk:
    """Files and names, each sure or not yet."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._sure: dict[str, _File | None] = {folder: None}  # None: a folder
        self._now: dict[str, _File | None] = {folder: None}
        self._since: dict[str, list[_Op]] = {}
        self._made: dict[int, _File | None] = {}
        self._at: dict[str, int] = {}
        self._order: list[int] = []

    def hold(self, path: str, data: bytes | None) -> None:
        """A file that was there before, all of it sure; without bytes a folder."""
        self._sure[path] = self._now[path] = None if data is None else _File(bytearray(data))

    def happen(self, op: _Op) -> None:  # noqa: C901 - one branch a call
        """One more call."""
        path = op.paths[-1]
        if op.name in _SYNCS:
            self._sync(op.paths[0])
        elif op.name == "lseek":
            self._at[path] = op.offset
        elif op.name in {"pwrite64", "write", "ftruncate"}:
            held, at = self._now.get(path), op.offset
            if op.name == "write":
                at = self._at.get(path, 0)
                self._at[path] = at + len(op.data)
            if held is not None:
                held.since.append((at, None if op.name == "ftruncate" else op.data))
        elif op.name in {"openat", "mkdir", "link", "unlink", "rmdir", "rename"}:
            if op.name == "openat":
                self._at[path] = 0
                if path in self._now:
                    return
            if op.name in {"link", "rename"}:
                if op.paths[0] not in self._now:
                    return
                self._made[id(op)] = self._now[op.paths[0]]  # whatever becomes of its former name
            else:
                self._made[id(op)] = None if op.name == "mkdir" else _File()
            self._order.append(id(op))
            self._since.setdefault(os.path.dirname(path), []).append(op)  # noqa: PTH120 - a name, no file
            self._rename(self._now, op)

    def _rename(self, names: dict[str, _File | None], op: _Op) -> None:
        if op.name in {"openat", "mkdir"}:
            names[op.paths[0]] = self._made[id(op)]
        elif op.name in {"unlink", "rmdir"}:
            names.pop(op.paths[0], None)
        else:
            names[op.paths[1]] = self._made[id(op)]
            if op.name == "rename":
                names.pop(op.paths[0], None)
                within = f"{op.paths[0]}/"
                for name in [name for name in names if name.startswith(f"{op.paths[1]}/")]:
                    del names[name]  # of a folder that is replaced, which another name may have by now
                for name in [name for name in names if name.startswith(within)]:
                    names[f"{op.paths[1]}/{name.removeprefix(within)}"] = names.pop(name)

    def _sync(self, path: str) -> None:
        held = self._now.get(path)
        if held is not None:
            held.sure = _written(held.sure, held.since)
            held.since = []
        done = self._since.pop(path, [])
        for others in self._since.values():  # what was moved out of this folder is gone from it for sure
            gone = [op for op in others if op.name == "rename" and os.path.dirname(op.paths[0]) == path]  # noqa: PTH120
            done += gone
            others[:] = [op for op in others if op not in gone]
        for op in sorted(done, key=lambda op: self._order.index(id(op))):
            self._rename(self._sure, op)

    def after_a_cut(self, chance: random.Random, share: float) -> dict[str, bytes | None]:
        """One way the disk may look: path → bytes, or None for a folder."""
        names = dict(self._sure)
        for ops in self._since.values():
            for op in ops[: round(len(ops) * share) if share in {0, 1} else chance.randint(0, len(ops))]:
                self._rename(names, op)
        return {
            path: None if held is None else bytes(_written(held.sure, _part(held.since, chance, share)))
            for path, held in sorted(names.items())
            if self._reached(path, names)
        }

    def _reached(self, path: str, names: dict[str, _File | None]) -> bool:
        """Whether every folder above is there."""
        while path != self._folder:
            path = os.path.dirname(path)  # noqa: PTH120 - a name, no file
            if path not in names:
                return False
        return True


def _part(
    writes: Sequence[tuple[int, bytes | None]], chance: random.Random, share: float
) -> Iterator[tuple[int, bytes | None]]:
    """Any part of the writes, torn at sectors; none where `share` is 0, all where it is 1."""
    for offset, data in writes:
        if data is None:
            if chance.random() < share:
                yield offset, None
            continue
        for start in range(0, len(data), _SECTOR):
            if chance.random() < share:
                yield offset + start, data[start : start + _SECTOR]


def _written(sure: bytearray, writes: Iterator[tuple[int, bytes | None]] | list[tuple[int, bytes | None]]) -> bytearray:
    made = bytearray(sure)
    for offset, data in writes:
        if data is None:
            del made[offset:]
            continue
        made.extend(b"\0" * (offset + len(data) - len(made)))
        made[offset : offset + len(data)] = data
    return made


def _ops(log: Path) -> list[_Op]:
    return [op for line in log.read_text(encoding="ascii").splitlines() if (op := _op(line)) is not None]


def _op(line: str) -> _Op | None:
    match = _CALL.match(line)
    if not match or match[3].startswith("-"):
        return None
    name, rest = match[1], match[2]
    quoted = [bytes.fromhex(text.replace("\\x", "")) for text in _QUOTED.findall(rest)]
    handles = [bytes.fromhex(text.replace("\\x", "")).decode() for text in _HANDLE.findall(rest)]
    last = rest.rsplit(", ", 1)[-1]
    if name == "write" and rest.startswith(("1<", "2<")):
        return _Op("answer", ("",)) if rest.startswith("1<") else None
    if name == "unlinkat" and handles:
        return _Op("unlink", (f"{handles[0]}/{quoted[0].decode()}",))
    if name == "lseek":
        return _Op(name, (handles[0],), offset=int(match[3])) if handles else None
    if name in {"pwrite64", "write"}:
        return _Op(name, (handles[0],), quoted[0], int(last) if name == "pwrite64" else 0) if handles else None
    if name == "ftruncate":
        return _Op(name, (handles[0],), offset=int(last))
    if name in _SYNCS:
        return _Op(name, (handles[0],))
    if name == "openat" and "O_CREAT" not in rest:
        return None
    return _Op(name, tuple(part.decode() for part in quoted)) if quoted else None


class PowerProber:
    """One scene, its power cut before each of its calls."""

    def __init__(self, scene: Scene, states: int) -> None:
        self._scene, self._states = scene, states
        self._folder = scene.place()
        self._held = {str(path): path.read_bytes() for path in self._folder.rglob("*") if path.is_file()}
        self._folders = [str(path) for path in sorted(self._folder.rglob("*")) if path.is_dir()]
        log = scene.world.root / f"{self._folder.name}-power.log"
        command = ["strace", "-f", "-q", "-y", "-xx", "-s", "1000000", "-e", f"trace={TRACE},?lseek", "-o", str(log)]
        ran = scene.play(self._folder, within=command)
        if ran.code:
            raise AssertionError(ran)
        self._ops = [op for op in _ops(log) if op.name == "answer" or str(self._folder) in op.paths[-1]]
        log.unlink()
        answers = [place for place, op in enumerate(self._ops) if op.name == "answer"]
        self._answered = answers[-1] if answers else len(self._ops)

    def points(self, most: int | None) -> list[int]:
        """Before some calls (before each, where each is tried), and after the last."""
        every_point = range(len(self._ops) + 1)
        world = self._scene.world
        usual = world.deep if self._scene.act.every_call else world.some
        return thinned(every_point, usual if most is None else max(2, most))

    def case(self, point: int) -> Case:
        """Every state tried at one point; what came out of them."""
        disk = _Disk(str(self._folder))
        for path in self._folders:
            disk.hold(path, None)
        for path, data in self._held.items():
            disk.hold(path, data)
        for op in self._ops[:point]:
            disk.happen(op)
        # Some show first what they will do: what is said last is that it is done.
        acknowledged = point > self._answered
        chance = random.Random(_SEED + point)  # noqa: S311 - which part, no secret
        shares = [0.0, 1.0, *(chance.uniform(0.1, 0.9) for _ in range(self._states - 2))]
        seen: dict[str, str] = {}
        tried: set[int] = set()
        for share in shares:
            found = disk.after_a_cut(chance, share)
            key = hash(tuple(found.items()))
            if key not in tried:
                after, wrong = self._try(found, first=not tried)
                seen[after] = seen.get(after) or wrong
                if acknowledged and not self._scene.act.only_reads and not after.startswith(DONE):
                    seen[after] = seen[after] or "acknowledged, and not done"
                tried.add(key)
        what = self._ops[point].name if point < len(self._ops) else "the end"
        return Case(
            f"{self._scene.act.name}: before {point + 1}, {what}", 0, f"{len(tried)}",
            " or ".join(sorted(seen)), first_wrong(*seen.values()),
        )  # fmt: skip

    def _try(self, found: dict[str, bytes | None], *, first: bool) -> tuple[str, str]:
        """Put one state on a real disk and look at it; of one state a point, see whether it can be gone on with."""
        folder = self._scene.world.folder()
        for name, data in found.items():
            there = folder / Path(name).relative_to(self._folder)
            if data is None:
                there.mkdir(exist_ok=True)
            else:
                there.write_bytes(data)
        self._scene.adopt(folder)
        case = self._scene.judged(folder, Ran(KILLED_BY[0], "", "", folder), "")
        wrong = case.wrong
        if first:
            (folder / "work").mkdir(exist_ok=True)
            wrong = wrong or self._scene.goes_on(folder)
        shutil.rmtree(folder)
        return case.after.removesuffix(", a leftover beside it"), wrong


def cut_off(world: World, found: Sequence[Prober], most: int | None) -> Family:
    """A power cut before calls of every command that is no reading one."""
    family = Family("A power cut before each call, unsynced writes lost, torn or reordered", "acknowledged means there")
    states = _STATES if most is None else _STATES_SHORT
    scenes = [each.scene for each in found if not each.scene.act.only_reads]
    power = every([partial(PowerProber, scene, states) for scene in scenes], world.workers)
    family.cases = every([partial(each.case, point) for each in power for point in each.points(most)], world.workers)
    tried = sum(int(case.said) for case in family.cases)
    for case in family.cases:
        case.said = ""
    family.promise += f", in each of the {tried} states of the disk that were tried"
    return family
