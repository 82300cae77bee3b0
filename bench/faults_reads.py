"""Reads that go wrong, and memory that is not there, in every command; a bit of each page that is another.

A library of our own (`faults_shim.c`), loaded before a program's, makes single reads give less, nothing or a wrong bit,
and single allocations fail: the interpreter's, SQLite's, any library's.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from faults_commands import DAMAGED, NONE
from faults_pages import Pages
from faults_scenes import DIARY, KILLED_BY, picture
from faults_world import Family, every, first_wrong, thinned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from faults_pages import Spot
    from faults_scenes import Scene
    from faults_world import Case, Ran, World

_SEED = 20261127
_SOURCE = Path(__file__).with_name("faults_shim.c")
_OK, _TROUBLE = 0, 3
#: SQLite asks so much to see whether another program has changed the file: all reads of that size are alike.
_CHANGED_SINCE = 16
_ALIKE = 3
#: Memory is counted from the moment on at which the program's own files are read.
_OWN = "/legdiary/cli/"
#: So many fail in a row: with none left for good, the interpreter itself does not even end.
_IN_A_ROW = (1, 1, 50, 1000)
#: Where many fail in a row the interpreter itself may do so: SIGSEGV, SIGABRT.
_CRASHED = (-11, -6)
_MIB = 1 << 20
HOW = {
    "io": "Each read fails (EIO)",
    "short": "Each read gives less than was asked for",
    "end": "A file ends at a read, as if it were cut meanwhile",
    "flip": "A bit is another on its way from the disk",
}


#: What the program is given is not what stands there: beside what it then stores may be damage that `check` finds.
_SPOILS = ("end", "flip")
#: Of what files that can be known: a text that ends early is another text, and what it says is done.
_CHECKED = (".db", "-journal", "/new", ".age")
NO_MEMORY = "Memory is not there: an allocation fails"


def missing() -> str:
    """Why reads cannot be tampered with here; empty where they can."""
    return "" if shutil.which("cc") else "no C compiler (cc) is installed"


def shim(world: World) -> Path:
    """The library, made once a world."""
    made = world.root / "faults_shim.so"
    if not made.exists():
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", str(made), str(_SOURCE), "-ldl"], check=True)
    return made


@dataclass(frozen=True, slots=True)
class Read:
    """One read of a command: the how-many-eth, how much it asked for and got, and of which file."""

    number: int
    asked: int
    got: int
    about: str


@dataclass(slots=True)
class Reader:
    """One scene: its reads and allocations, and a run with a fault at one of them."""

    scene: Scene
    reads: list[Read] = field(init=False)
    allocations: int = field(init=False)

    def __post_init__(self) -> None:
        folder = self.scene.place()
        log, count = (self.scene.world.root / f"{folder.name}.{name}" for name in ("reads", "count"))
        self._play(folder, FAULTS_IN=f"{folder}/", FAULTS_READS=str(log))
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        self.reads = []
        for line in lines:
            number, asked, got, path = line.split("\t")
            self.reads.append(Read(int(number), int(asked), int(got), path.removeprefix(f"{folder}/")))
        shutil.rmtree(folder)
        folder = self.scene.place()
        self._play(folder, FAULTS_FROM=_OWN, FAULTS_COUNT=str(count), PYTHONMALLOC="malloc")
        self.allocations = int(count.read_text(encoding="ascii"))
        shutil.rmtree(folder)

    def _play(self, folder: Path, **how: str) -> Ran:
        settings = {**how, "LD_PRELOAD": str(shim(self.scene.world))}
        return self.scene.play(folder, within=("env", *(f"{name}={value}" for name, value in settings.items())))

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{_SEED} {what} {self.scene.act.name}")  # noqa: S311 - which point, no secret

    def points(self, how: str, most: int | None) -> list[Read]:
        """The reads that get something; each where all are tried, of those that are alike only a few."""
        found = [read for read in self.reads if read.got > 1]
        if how in _SPOILS:
            found = [read for read in found if read.about.endswith(_CHECKED)]
        alike = [read for read in found if read.got <= _CHANGED_SINCE]
        found = [read for read in found if read.got > _CHANGED_SINCE or read in alike[:: max(1, len(alike) // _ALIKE)]]
        world = self.scene.world
        if most is None and self.scene.act.every_call:
            return thinned(found, world.deep)
        usual = world.some if most is None else most
        return found if len(found) <= usual else sorted(
            self._chance(how).sample(found, usual), key=lambda read: read.number
        )  # fmt: skip

    def read_case(self, read: Read, how: str) -> Case:
        """One read goes wrong."""
        folder = self.scene.place()
        chance = self._chance(f"{how} {read.number}")
        much = {"short": chance.randrange(1, read.got), "end": 0, "io": 0, "flip": chance.randrange(read.got)}[how]
        ran = self._play(folder, FAULTS_IN=f"{folder}/", FAULTS_READ=f"{read.number} {how} {much}")
        damaged = read.about if how in _SPOILS else ""
        case = self.scene.judged(folder, ran, f"read {read.number} ({read.about}), {how} {much}", damaged=damaged)
        if how == "short" and ran.code != _OK:
            case.wrong = first_wrong(case.wrong, "a short read is no error")
        shutil.rmtree(folder)
        return case

    def memory_case(self, number: int, many: int) -> Case:
        """Some allocations fail: one, or several in a row."""
        folder = self.scene.place()
        ran = self._play(folder, FAULTS_FROM=_OWN, FAULTS_MEMORY=f"{number} {many}", PYTHONMALLOC="malloc")
        what = f"and {many - 1} more" if many > 1 else "alone"
        case = _judged(self.scene, folder, ran, f"allocation {number} {what}")
        shutil.rmtree(folder)
        return case


def readers(world: World, found: Sequence[Scene]) -> list[Reader]:
    """Every scene, its reads and allocations counted."""
    shim(world)
    return every([partial(Reader, scene) for scene in found], world.workers)


def _judged(scene: Scene, folder: Path, ran: Ran, point: str) -> Case:
    """A run without memory: where the interpreter itself crashed, it is as if it had been killed."""
    if ran.code in _CRASHED:
        ran, point = replace(ran, code=KILLED_BY[0]), f"{point}, the interpreter crashed"
    return scene.judged(folder, ran, point, stuck=True)


def misread(world: World, found: Sequence[Reader], most: int | None, *, how: str) -> Family:
    """Single reads of the diary, of files that are imported, of settings and whatever else is ours, go wrong."""
    short = "exit 0 and done, the answer the same: the rest is asked for"
    promise = short if how == "short" else "exit 0 and done, the answer the same; or not 0 and all as before"
    family = Family(HOW[how], promise)
    cases = [partial(each.read_case, read, how) for each in found for read in each.points(how, most)]
    family.cases = every(cases, world.workers)
    return family


def no_memory(world: World, found: Sequence[Reader], most: int | None) -> Family:
    """An allocation fails anywhere: alone, or with many after it."""
    family = Family(NO_MEMORY, "exit 0 and done, or not 0 and all as before, and told")
    cases: list[Callable[[], Case]] = []
    for each in found:
        usual = world.some if most is None else most
        usual = (world.deep or 20 * usual) if each.scene.act.every_call and most is None else usual
        chance = random.Random(f"{_SEED} memory {each.scene.act.name}")  # noqa: S311 - which, no secret
        chosen = sorted(chance.sample(range(1, each.allocations + 1), min(usual, each.allocations)))
        cases += [partial(each.memory_case, number, chance.choice(_IN_A_ROW)) for number in chosen]
    family.cases = every(cases, world.workers)
    return family


# ---------------------------------------------------------------------- a limit of all memory


def _with_little_memory(scene: Scene, mib: int) -> Case:
    folder = scene.place()
    ran = scene.play(folder, within=("prlimit", f"--as={mib * _MIB}"))
    case = _judged(scene, folder, ran, f"{mib} MiB of addresses")
    shutil.rmtree(folder)
    return case


def _needed(world: World) -> tuple[int, int]:
    """So many MiB are needed for the program to begin at all, and for the whole of a command."""
    path = world.diary()

    def works(mib: int, words: Sequence[str]) -> bool:
        return world.run(words, path, within=("prlimit", f"--as={mib * _MIB}")).code == _OK

    def least(words: Sequence[str]) -> int:
        low, high = 4, 1024
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if works(middle, words) else (middle, high)
        return high

    return least(("--version",)), least(("week", "--json"))


def little_memory(world: World, found: Sequence[Scene], most: int | None) -> Family:
    """Every command with as much memory as it takes to begin, and somewhat more."""
    family = Family(
        "Every command with little memory (a limit of addresses)", "exit 0 and done, or not 0 and as before"
    )
    if not shutil.which("prlimit"):
        family.skipped = "prlimit is not installed"
        return family
    begins, enough = _needed(world)
    cases = []
    for scene in found:
        chance = random.Random(f"{_SEED} little {scene.act.name}")  # noqa: S311 - which, no secret
        chosen = [chance.randint(begins, enough + 12) for _ in range(world.some if most is None else most)]
        cases += [partial(_with_little_memory, scene, mib) for mib in chosen]
    family.cases = every(cases, world.workers)
    return family


# ---------------------------------------------------------------------- a bit of each page


def _with_a_bit_changed(scene: Scene, name: str, spot: Spot, place: int, bit: int) -> Case:
    folder = scene.place()
    path = folder / name
    held = bytearray(path.read_bytes())
    held[place] ^= 1 << bit
    path.write_bytes(held)
    checked = scene.world.run(("check",), path, home=folder).code
    before = picture(folder, scene.scratch(folder))
    ran = scene.play(folder)
    where = f"{spot.of}, {spot.kind} {spot.page}, {spot.role}, byte {place} bit {bit}"
    case = scene.judged(folder, ran, where, begins_at=before, damaged=name)
    if ran.code not in {_OK, _TROUBLE}:
        case.wrong = first_wrong(case.wrong, f"exit {ran.code}")
    # What stores beside a fault must not make it one that no check finds: unless the very bytes are written anew.
    if ran.code == _OK and checked and not scene.act.only_reads and scene.act.words[:1] != ("restore",):
        hidden = not scene.world.run(("check",), path, home=folder).code and not scene.is_as_done(folder)
        case.wrong = first_wrong(case.wrong, "the fault is hidden from check" if hidden else "")
    if not checked and (name in before.wrong or before.held.get(name) != scene.before.held.get(name)):
        case.wrong = first_wrong(case.wrong, "check finds nothing")
    shutil.rmtree(folder)
    return case


def a_bit_of_each_page(world: World, found: Sequence[Scene], most: int | None) -> Family:
    """Every command on a diary with one bit changed: where it only reads, of each page; likewise the files it reads."""
    family = Family(
        "Every command on a diary of which a bit of a page is another",
        "exit 3 and as before, or done, and the answer as if it were sound; check finds it, before and after",
    )
    cases: list[Callable[[], Case]] = []
    for scene in found:
        for name in (DIARY, *(f"work/{name}" for name in scene.act.reads)):
            if name == DIARY and (scene.act.on in {NONE, DAMAGED} or scene.act.words[:1] == ("restore",)):
                continue
            if name == DIARY and scene.act.on.isdecimal():
                continue  # an older diary has no checksums of its rows
            chance = random.Random(f"{_SEED} bit {name} {scene.act.name}")  # noqa: S311 - which, no secret
            by_page: dict[int, list[Spot]] = {}
            for spot in Pages((scene.template / name).read_bytes()).spots():
                by_page.setdefault(spot.page, []).append(spot)
            pages = sorted(by_page)
            usual = len(pages) if scene.act.only_reads and most is None else world.some if most is None else most
            for page in sorted(chance.sample(pages, min(usual, len(pages)))):
                roles = sorted({spot.role for spot in by_page[page]})
                role = chance.choice(roles)  # each as often: most spots of a page are of its rows
                spot = chance.choice([spot for spot in by_page[page] if spot.role == role])
                place = spot.first + chance.randrange(spot.size)
                cases.append(partial(_with_a_bit_changed, scene, name, spot, place, chance.randrange(8)))
    family.cases = every(cases, world.workers)
    return family
