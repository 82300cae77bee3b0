"""A fault at every write-class system call in turn: killed, interrupted, no space, an I/O error.

`strace` runs the command once to see its calls, and then once for every call, tampering with that one. What stands in
the file afterwards must be what the exit code said.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from faults_world import NAME, NOTHING, Case, Family, dose, every, first_wrong, names, state_of, thinned, unsound_copy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from faults_world import Ran, State, World

TRACE = (
    "?write,?writev,?pwrite64,?pwritev,?fsync,?fdatasync,?ftruncate,?fallocate,?openat,?open,?creat,"
    "?unlink,?unlinkat,?rename,?renameat,?renameat2,?link,?linkat,?symlink,?symlinkat,?mkdir,?mkdirat,"
    "?rmdir,?chmod,?fchmod,?fchmodat,?chown,?fchown,?utimensat,?exit_group"
)
_LINE = re.compile(r"^\d+ +(\w+)\((.*)$")
_OPENS_TO_WRITE = ("O_CREAT", "O_RDWR", "O_WRONLY")
_END = "exit_group"
#: Names that are another each time.
_PASSING = re.compile(r"\.legdiary-[0-9a-f]{12}(\.part|\.at)")
_ALIKE, _ELLIPSIS = 3, "…"
_STREAMS = ("the answer", "a message")
_COMMANDS = "/legdiary/cli/__pycache__/kratom"
_INTERRUPTED = 130
_KILLED = -9
KILL, INT = "signal=KILL", "signal=INT"
#: How strace says that the fault came, not only the call: a signal that is ignored is none.
_ARRIVED = {KILL: "+++ killed by SIGKILL", INT: "--- SIGINT"}
_STORED, _AS_BEFORE, _BEGUN, _HALF = "stored", "as before", "begun, empty", "HALF"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command that stores, and what it finds there."""

    name: str
    words: tuple[str, ...]
    begins: bool = False

    def place(self, world: World) -> Path:
        """Where the diary is, or will be."""
        return world.folder() / "place" / NAME if self.begins else world.diary()


SCENARIOS = (
    Scenario("kratom 2.5g on an existing diary", dose("2.5g")),
    Scenario("kratom 2.5g that begins the diary", dose("2.5g"), begins=True),
    Scenario("undo", ("undo",)),
)


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


def _within(log: Path, inject: str = "") -> list[str]:
    tampering = ["-e", f"inject={inject}"] if inject else []
    return ["strace", "-f", "-q", "-y", "-e", f"trace={TRACE}", *tampering, "-o", str(log)]


def _calls(log: Path, folder: Path) -> list[Call]:
    """Every call of a run, those that write nothing of ours with an empty `about`."""
    counted: dict[str, int] = {}
    found = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        match = _LINE.match(line)
        if match:
            name, rest = match.groups()
            counted[name] = counted.get(name, 0) + 1
            found.append(Call(name, counted[name], _about(name, rest, folder)))
    return found


def _about(name: str, rest: str, folder: Path) -> str:
    if name == _END:
        return "the end"
    if name == "write" and rest[:2] in {"1<", "2<"}:
        return _STREAMS[0] if rest[0] == "1" else _STREAMS[1]
    if name.startswith("open") and not any(flag in rest for flag in _OPENS_TO_WRITE):
        return ""
    path = re.search(re.escape(str(folder)) + r"([^\">]*)", rest)
    if not path:
        return ""
    return _PASSING.sub(r".legdiary-…\1", path[1].lstrip("/") or "the folder")


class Prober:
    """One scenario: its calls, and what the file holds before and after it."""

    def __init__(self, world: World, scenario: Scenario) -> None:
        self._world = world
        self.scenario = scenario
        path = scenario.place(world)
        self._before = state_of(path)
        log = world.root / f"{path.parent.name}-{scenario.words[0]}-{scenario.begins}.log"
        ran = world.run(scenario.words, path, within=_within(log))
        self._after = state_of(path)
        if ran.code or self._after.wrong or self._after == self._before:
            raise AssertionError(ran, self._after.wrong)
        self._answer = ran.out
        self.all = _calls(log, self.folder(path))
        opened = [line for line in log.read_text(errors="replace").splitlines() if " openat(" in line]
        self._loaded = next((number for number, line in enumerate(opened, start=1) if _COMMANDS in line), 0)

    def folder(self, path: Path) -> Path:
        """The folder that is this run's own."""
        return path.parent.parent if self.scenario.begins else path.parent

    def points(self, *, ends: bool = False) -> list[Call]:
        """The calls that write something of ours."""
        return [call for call in self.all if call.about and (ends or call.name != _END)]

    @property
    def telling_points(self) -> list[Call]:
        """The same, but of many equal calls in a row on a file that is not the diary yet only a few."""
        alike = [list(calls) for _, calls in groupby(self.points(), key=lambda call: (call.name, call.about))]
        return [
            call for calls in alike for call in (calls if _ELLIPSIS not in calls[0].about else thinned(calls, _ALIKE))
        ]

    @property
    def loading(self) -> list[Call]:
        """The calls that open what the command itself needs, once the program runs; before, Python answers Ctrl-C."""
        return [call for call in self.all if call.name == "openat" and not call.about and call.number >= self._loaded]

    def case(self, call: Call, fault: str, *, lasting: bool = False) -> Case:
        """Run the command with a fault at one call (and, where it lasts, at every later one of its name)."""
        path = self.scenario.place(self._world)
        log = self.folder(path) / "strace.log"
        inject = f"{call.name}:{fault}:when={call.number}{'+' if lasting else ''}"
        ran = self._world.run(self.scenario.words, path, within=_within(log, inject))
        hit = call in _calls(log, self.folder(path)) and _ARRIVED.get(fault, "(INJECTED)") in log.read_text(
            encoding="utf-8", errors="replace"
        )
        log.unlink()
        came_through, after = self.afterwards(path)
        wrong = first_wrong(
            "" if hit else "the fault did not hit its call",
            ran.untidy,
            self._told(ran, after, fault, call),
            came_through,
        )
        return Case(f"{self.scenario.name}: {call.label}", ran.code, ran.said, after, wrong)

    def _told(self, ran: Ran, after: str, fault: str, call: Call) -> str:
        """Why the exit code and the answer are not the truth."""
        acknowledged = ran.code == 0 or (self._answer != "" and ran.out == self._answer)
        stored = after.startswith(_STORED)
        if after.startswith(_HALF):
            return after
        if acknowledged and not stored:
            return "acknowledged, and not stored"
        if fault == KILL:
            return "" if ran.code == _KILLED else f"not killed: {ran.code}"
        if ran.code and stored:
            return f"stored, and exit {ran.code}"
        if ran.code not in {0, _INTERRUPTED} if fault == INT else ran.code not in {0, 1, 3}:
            return f"exit {ran.code}"
        return "" if ran.code == 0 or ran.said or call.about == _STREAMS[1] else "no message"

    def afterwards(self, path: Path) -> tuple[str, str]:
        """Read, look, write again: why that did not work, and what had become of the file."""
        reading = self._world.run(("list", "--json"), path)
        expected = 0 if path.exists() else 3
        state = state_of(path)
        after = self.named(state)
        writing = self._world.run(("kratom", "1.7g", "--json"), path)
        then = state_of(path)
        left = [name for name in names(path.parent) if name != NAME]
        if left:
            after += ", a leftover beside it"
        return first_wrong(
            "" if reading.code == expected and not reading.untidy else f"reading afterwards: {reading.code}",
            "" if writing.code == 0 and not writing.untidy else f"writing afterwards: {writing.code} {writing.said}",
            then.wrong,
            "" if then.doses == [*state.doses, 1700] else "the next entry is not what was added",
            unsound_copy(path.parent),
            f"left for good: {left}" if any(name.startswith(NAME) for name in left) else "",
        ), after

    def named(self, state: State) -> str:
        """What became of the file, in a word or two."""
        if state.wrong:
            return f"{_HALF}: {state.wrong}"
        if state == self._after:
            return _STORED
        if state == self._before:
            return _AS_BEFORE if self._before != NOTHING else "no file"
        empty = not any(state.rows.values()) and self._before == NOTHING
        return _BEGUN if empty else _HALF


def probers(world: World) -> list[Prober]:
    """Every scenario, run once."""
    return [Prober(world, scenario) for scenario in SCENARIOS]


def killed(world: World, found: Sequence[Prober], most: int | None) -> Family:
    """SIGKILL before every write call."""
    family = Family("Killed (SIGKILL) before each write call", "whole or not there; acknowledged means there")
    cases = [partial(each.case, call, KILL) for each in found for call in thinned(each.points(ends=True), most)]
    family.cases = every(cases, world.workers)
    return family


def failing(world: World, found: Sequence[Prober], most: int | None, *, error: str) -> Family:
    """Every write call fails: once, or it and all of its name after it."""
    said = {"ENOSPC": "no space", "EIO": "I/O error"}[error]
    family = Family(
        f"Each write call fails with {error} ({said})", "exit 0 and stored, or exit 3 (1) and nothing stored"
    )
    cases = [
        partial(each.case, call, f"error={error}", lasting=lasting)
        for lasting in (False, True)
        for each in found
        for call in thinned(each.telling_points, most)
        if not (lasting and call.about in _STREAMS)  # to /dev/null as well, which no machine refuses
    ]
    family.cases = every(cases, world.workers)
    return family


def interrupted(world: World, found: Sequence[Prober], most: int | None) -> Family:
    """Ctrl-C at every write call, and at calls that only open something (the program's own files)."""
    family = Family(
        "Interrupted (SIGINT) at each write call, and while loading", "exit 130 and nothing, or 0 and stored"
    )
    cases = [partial(each.case, call, INT) for each in found for call in thinned(each.telling_points, most)]
    cases += [partial(found[0].case, call, INT) for call in thinned(found[0].loading, most)]
    family.cases = every(cases, world.workers)
    return family
