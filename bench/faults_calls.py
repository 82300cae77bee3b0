"""A fault at every write-class system call in turn: killed, interrupted, no space, an I/O error.

`strace` runs the command once to see its calls, and then once for every call, tampering with that one. What stands in
the file afterwards must be what the exit code said.
"""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from faults_world import Family, every, first_wrong, thinned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from faults_scenes import Scene
    from faults_world import Case, World

TRACE = (
    "?write,?writev,?pwrite64,?pwritev,?fsync,?fdatasync,?ftruncate,?fallocate,?openat,?open,?creat,"
    "?unlink,?unlinkat,?rename,?renameat,?renameat2,?link,?linkat,?symlink,?symlinkat,?mkdir,?mkdirat,"
    "?rmdir,?chmod,?fchmod,?fchmodat,?chown,?fchown,?utimensat,?exit_group"
)
READS = "?read,?readv,?pread64,?newfstatat,?statx,?getdents64,?access,?readlink,?lseek,?mmap"
_WRITES = {name.strip("?") for name in TRACE.split(",")}
#: The calls that a missing permission refuses.
_NAMING = {"openat", "unlink", "rename", "link", "symlink", "mkdir", "rmdir", "unlinkat", "chmod", "fchmod"}
_REMOVING = {"unlink", "unlinkat", "rmdir"}
_LOOKING = {"openat", "newfstatat", "getdents64"}
_ALL, _SEED = 1_000_000, 20261122
_SAID = {"ENOSPC": "no space", "EIO": "I/O error", "EACCES": "no permission"}
_TYPED_IN = re.compile(r"AT_FDCWD<[^>]*>")
_LINE = re.compile(r"^(\d+) +(\w+)\((.*)$")
_OPENS_TO_WRITE = ("O_CREAT", "O_RDWR", "O_WRONLY")
_END = "exit_group"
#: Names that are another each time: of what is being made, by its process or by chance.
_PASSING = re.compile(r"\.(?:legdiary-[0-9a-f]{12}|\d+|[0-9a-f]{8})(\.new|\.part|\.old|\.at)")
_ALIKE, _ELLIPSIS = 3, "…"
_STREAMS = ("the answer", "a message")
_COMMANDS = "/legdiary/cli/log/__pycache__/kratom"
KILL, INT, TERM = "signal=KILL", "signal=INT", "signal=TERM"
#: How strace says that the fault came, not only the call: a signal that is ignored is none.
_ARRIVED = {KILL: "+++ killed by SIGKILL", INT: "--- SIGINT", TERM: "+++ killed by SIGTERM"}


@dataclass(frozen=True, slots=True)
class Call:
    """One system call of a command: its name, the how-many-eth of this name it is, and what it is about."""

    name: str
    number: int
    about: str

    @property
    def label(self) -> str:
        """As the tables name it."""
        return f"{self.name} {self.number} ({self.about or 'loading'})"


def missing() -> str:
    """Why calls cannot be tampered with here; empty where they can."""
    return "" if shutil.which("strace") else "strace is not installed"


def _within(log: Path, traced: str, inject: str = "") -> list[str]:
    tampering = ["-e", f"inject={inject}"] if inject else []
    quickly = [] if "signal=" in inject else ["--seccomp-bpf"]  # with which strace sends no signals
    return ["strace", "-f", *quickly, "-q", "-y", "-e", f"trace={traced}", *tampering, "-o", str(log)]


def _calls(log: Path, folder: Path, *, reads: bool = False) -> list[Call]:
    """Every call of a run's own process, those that are about nothing of ours with an empty `about`.

    Args:
        log: what strace wrote.
        folder: where it ran.
        reads: whether those that read are asked about, and not those that write.
    """
    counted: dict[str, int] = {}
    found = []
    own, begun = "", False
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        match = _LINE.match(line)
        if match:
            process, name, rest = match.groups()
            own = own or process
            begun = begun or "/legdiary/" in line
            if process != own:  # a program that it starts: strace counts its calls apart
                continue
            counted[name] = counted.get(name, 0) + 1
            found.append(Call(name, counted[name], _about(name, rest, folder, reads=reads) if begun else ""))
    return found


def _about(name: str, rest: str, folder: Path, *, reads: bool) -> str:
    writes = name in _WRITES if not name.startswith("open") else any(flag in rest for flag in _OPENS_TO_WRITE)
    if writes == reads:
        return ""
    if name == _END:
        return "the end"
    if name == "write" and rest[:2] in {"1<", "2<"}:
        return _STREAMS[0] if rest[0] == "1" else _STREAMS[1]
    if name == "write" and rest[:2] == "0<":
        return ""
    rest = _TYPED_IN.sub("", rest)
    path = re.search(re.escape(str(folder)) + r"([^\">]*)", rest)
    if not path:
        return ""
    return _PASSING.sub(r".legdiary-…\1", path[1].lstrip("/") or "the folder")


class Prober:
    """One scene: its calls, and a run with a fault at one of them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._world = scene.world
        folder = scene.place()
        log = self._log(folder)
        ran = scene.play(folder, within=_within(log, f"{TRACE},{READS}"))
        if ran.code:
            raise AssertionError(ran)
        self.all = _calls(log, folder)
        self.reads = _calls(log, folder, reads=True)
        opened = [line for line in log.read_text(errors="replace").splitlines() if " openat(" in line]
        self._loaded = next((number for number, line in enumerate(opened, start=1) if _COMMANDS in line), _ALL)

    def _log(self, folder: Path) -> Path:
        return self._world.root / f"{folder.name}.strace"

    def points(self, most: int | None = None, *, ends: bool = False, reads: bool = False) -> list[Call]:
        """The calls that write something of ours, or read it; at most so many but where every call is tried."""
        found = [call for call in (self.reads if reads else self.all) if call.about and (ends or call.name != _END)]
        return (
            thinned(found, self._world.deep)
            if self.scene.act.every_call and most is None
            else self.some_of(found, most)
        )

    def telling_points(self, most: int | None = None, *, reads: bool = False) -> list[Call]:
        """The same, but of many equal calls in a row on a file that is not the diary yet only a few."""
        alike = [
            list(calls)
            for _, calls in groupby(self.points(_ALL, reads=reads), key=lambda call: (call.name, call.about))
        ]
        found = [
            call for calls in alike for call in (calls if _ELLIPSIS not in calls[0].about else thinned(calls, _ALIKE))
        ]
        return (
            thinned(found, self._world.deep)
            if self.scene.act.every_call and most is None
            else self.some_of(found, most)
        )

    def some_of(self, found: list[Call], most: int | None) -> list[Call]:
        """Some of them: the last, and others by chance, the same each time."""
        most = self._world.some if most is None else most
        if len(found) <= most:
            return found
        chance = random.Random(f"{_SEED} {self.scene.act.name} {len(found)}")  # noqa: S311 - which call, no secret
        return [found[place] for place in sorted(chance.sample(range(len(found)), most))]

    @property
    def loading(self) -> list[Call]:
        """The calls that open what the command itself needs, once the program runs; before, Python answers Ctrl-C."""
        return [call for call in self.all if call.name == "openat" and not call.about and call.number >= self._loaded]

    def case(self, call: Call, fault: str, *, lasting: bool = False) -> Case:
        """Run the command with a fault at one call (and, where it lasts, at every later one of its name)."""
        folder = self.scene.place()
        log = self._log(folder)
        inject = f"{call.name}:{fault}:when={call.number}{'+' if lasting else ''}"
        ran = self.scene.play(folder, within=_within(log, call.name, inject))
        hit = _ARRIVED.get(fault, "(INJECTED)") in log.read_text(encoding="utf-8", errors="replace")
        log.unlink()
        lost = {_STREAMS[0]: "out", _STREAMS[1]: "err"}.get(call.about, "") if fault.startswith("error=") else ""
        stuck = lasting or call.name in _REMOVING
        case = self.scene.judged(folder, ran, call.label, lost=lost, stuck=stuck and fault.startswith("error="))
        case.wrong = first_wrong("" if hit else "the fault did not hit its call", case.wrong)
        if fault in {KILL, TERM}:
            case.wrong = first_wrong(case.wrong, self.scene.goes_on(folder))
        shutil.rmtree(folder)
        return case


def probers(found: Sequence[Scene], workers: int) -> list[Prober]:
    """Every scene, run once under the eyes of strace."""
    return every([partial(Prober, scene) for scene in found], workers)


def _cases(found: Sequence[Prober], most: int | None, fault: str, **which: bool) -> list[Callable[[], Case]]:
    return [partial(each.case, call, fault) for each in found for call in each.points(most, **which)]


def killed(world: World, found: Sequence[Prober], most: int | None) -> Family:
    """SIGKILL before a write call."""
    family = Family(
        "Killed (SIGKILL) before each write call",
        "whole or not there; acknowledged means there; the next entry is stored",
    )
    family.cases = every(_cases(found, most, KILL, ends=True), world.workers)
    return family


def ended(world: World, found: Sequence[Prober], most: int | None) -> Family:
    """SIGTERM before a write call: as a computer that is shut down does."""
    family = Family("Ended (SIGTERM) before a write call", "as when killed")
    chosen = world.some if most is None else most
    family.cases = every(_cases(found, chosen, TERM), world.workers)
    return family


def failing(world: World, found: Sequence[Prober], most: int | None, *, error: str) -> Family:
    """Every write call fails: once, or it and all of its name after it."""
    family = Family(
        f"Each write call fails with {error} ({_SAID[error]})", "exit 0 and done, or exit 3 (1) and all as before"
    )
    cases = [
        partial(each.case, call, f"error={error}", lasting=lasting)
        for lasting in (False, True)
        for each in found
        for call in each.telling_points(most)
        # From then on a `write` to /dev/null fails as well, which no machine refuses.
        if not (lasting and (call.about in _STREAMS or call.name == "write"))
    ]
    family.cases = every(cases, world.workers)
    return family


def forbidden(world: World, found: Sequence[Prober], most: int | None) -> Family:
    """What opens, makes, names or removes a file is forbidden, then and from then on."""
    family = Family(
        "What makes, names or removes a file fails with EACCES", "exit 0 and done, or exit 3 (1) and all as before"
    )
    cases = [
        partial(each.case, call, "error=EACCES", lasting=True)
        for each in found
        for call in each.some_of([call for call in each.telling_points(_ALL) if call.name in _NAMING], most)
    ]
    family.cases = every(cases, world.workers)
    return family


def unreadable(world: World, found: Sequence[Prober], most: int | None, *, error: str) -> Family:
    """What reads, opens or looks at one of our files fails: once, or from then on."""
    family = Family(
        f"Each read fails with {error} ({_SAID[error]})",
        "exit 0 and done, the answer the same; or not 0 and all as before",
    )
    cases = [
        partial(each.case, call, f"error={error}", lasting=lasting)
        for lasting in (False, True)
        for each in found
        for call in each.some_of(
            [
                call for call in each.telling_points(_ALL, reads=True)
                if error != "EACCES" or call.name in _LOOKING
                # From then on it fails for Python's own files as well, and nothing can be loaded.
                if not lasting or call.name == "pread64"
            ], most,
        )
    ]  # fmt: skip
    family.cases = every(cases, world.workers)
    return family


def interrupted(world: World, found: Sequence[Prober], most: int | None) -> Family:
    """Ctrl-C at every write call, and at calls that only open something (the program's own files)."""
    family = Family("Interrupted (SIGINT) at each write call, and while loading", "exit 130 and nothing, or 0 and done")
    cases = [partial(each.case, call, INT) for each in found for call in each.telling_points(most)]
    for each in (each for each in found if each.loading):  # what one of them loads the others load too
        cases += [partial(each.case, call, INT) for call in each.some_of(each.loading, _ALL if most is None else most)]
        break
    family.cases = every(cases, world.workers)
    return family
