"""Power cuts: what may be on the disk at every moment, when nothing is sure but what was synced.

`strace` tells every write of a command with its bytes. From them the disk is rebuilt as it may stand after a power cut
before each call: what was synced is there; of what was not, any part may be, in any order and torn at every sector of
512 bytes; names are sure only once their folder was synced. The file is then opened as after any crash.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from faults_calls import TRACE
from faults_world import NAME, Case, Family, every, first_wrong, state_of, thinned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faults_calls import Prober
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

    def hold(self, path: str, data: bytes) -> None:
        """A file that was there before, all of it sure."""
        self._sure[path] = self._now[path] = _File(bytearray(data))

    def happen(self, op: _Op) -> None:
        """One more call."""
        path = op.paths[-1]
        if op.name in _SYNCS:
            self._sync(op.paths[0])
        elif op.name in {"pwrite64", "write", "ftruncate"}:
            held = self._now.get(op.paths[0])
            if held is not None:
                held.since.append((op.offset, None if op.name == "ftruncate" else op.data))
        elif op.name in {"openat", "mkdir", "link", "unlink", "rename"}:
            if op.name == "openat" and path in self._now:
                return
            self._made[id(op)] = None if op.name == "mkdir" else _File()
            self._since.setdefault(os.path.dirname(path), []).append(op)  # noqa: PTH120 - a name, no file
            self._rename(self._now, op)

    def _rename(self, names: dict[str, _File | None], op: _Op) -> None:
        if op.name in {"openat", "mkdir"}:
            names[op.paths[0]] = self._made[id(op)]
        elif op.name == "unlink":
            names.pop(op.paths[0], None)
        elif op.paths[0] in names:
            names[op.paths[1]] = names[op.paths[0]]
            if op.name == "rename":
                del names[op.paths[0]]

    def _sync(self, path: str) -> None:
        held = self._now.get(path)
        if held is not None:
            held.sure = _written(held.sure, held.since)
            held.since = []
        for op in self._since.pop(path, []):
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
    if name == "write" and rest.startswith("1<"):
        return _Op("answer", ("",))
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
    """One scenario, its power cut before each of its calls."""

    def __init__(self, world: World, prober: Prober, states: int) -> None:
        self._world, self._prober, self._states = world, prober, states
        path = prober.scenario.place(world)
        self._folder = prober.folder(path)
        log = world.root / f"{self._folder.name}-power.log"
        command = ["strace", "-f", "-q", "-y", "-xx", "-s", "70000", "-e", f"trace={TRACE}", "-o", str(log)]
        ran = world.run(prober.scenario.words, path, within=command)
        if ran.code:
            raise AssertionError(ran)
        self._ops = [op for op in _ops(log) if op.name == "answer" or str(self._folder) in op.paths[-1]]

    @property
    def points(self) -> range:
        """Before each call, and after the last."""
        return range(len(self._ops) + 1)

    def case(self, point: int) -> Case:
        """Every state tried at one point; what came out of them."""
        disk = _Disk(str(self._folder))
        if not self._prober.scenario.begins:
            disk.hold(str(self._folder / NAME), self._world.existing)
        for op in self._ops[:point]:
            disk.happen(op)
        acknowledged = any(op.name == "answer" for op in self._ops[:point])
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
                if acknowledged and after != "stored":
                    seen[after] = seen[after] or "acknowledged, and not stored"
                tried.add(key)
        what = self._ops[point].name if point < len(self._ops) else "the end"
        return Case(
            f"{self._prober.scenario.name}: before {point + 1}, {what}", 0, f"{len(tried)}",
            " or ".join(sorted(seen)), first_wrong(*seen.values()),
        )  # fmt: skip

    def _try(self, found: dict[str, bytes | None], *, first: bool) -> tuple[str, str]:
        """Put one state on a real disk and open it: by SQLite, and for one state a point by the program."""
        folder = self._world.folder()
        for name, data in found.items():
            there = folder / Path(name).relative_to(self._folder)
            if data is None:
                there.mkdir(exist_ok=True)
            else:
                there.write_bytes(data)
        path = folder / ("place" if self._prober.scenario.begins else "") / NAME
        if first:
            path.parent.mkdir(exist_ok=True)
            wrong, after = self._prober.afterwards(path)
        else:
            if path.exists():
                with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
                    connection.execute("PRAGMA user_version").fetchone()  # rolls back what a crash left
            state = state_of(path)
            after, wrong = self._prober.named(state), state.wrong
        after = after.removesuffix(", a leftover beside it")
        for there in sorted(folder.rglob("*"), reverse=True):
            there.rmdir() if there.is_dir() else there.unlink()
        folder.rmdir()
        return after, wrong or (after if after.startswith("HALF") else "")


def cut_off(world: World, found: Sequence[Prober], most: int | None) -> Family:
    """A power cut before every call."""
    family = Family("A power cut before each call, unsynced writes lost, torn or reordered", "acknowledged means there")
    states = _STATES if most is None else _STATES_SHORT
    power = [PowerProber(world, each, states) for each in found]
    cases = [partial(each.case, point) for each in power for point in thinned(each.points, most)]
    family.cases = every(cases, world.workers)
    tried = sum(int(case.said) for case in family.cases)
    for case in family.cases:
        case.said = ""
    family.promise += f", in each of the {tried} states of the disk that were tried"
    return family
