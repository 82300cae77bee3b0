"""The one judge of all faults: exit 0 if and only if what was asked for is done; else everything is as it was.

A scene is a folder with all that a command can touch: a home, a diary, the folder it is typed in, one for what passes.
What stands there before, and after a run without faults, says what may stand there after one with a fault. Diaries are
compared row by row, as SQLite reads them; all other files byte for byte.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from faults_commands import ACTS, DAMAGED, EXISTING, NONE, PASSPHRASE, SCHEMAS
from faults_sealed import plainly
from faults_world import Case, digest, first_wrong, names, state_of, unsound_copy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faults_commands import Act
    from faults_world import Ran, State, World

DIARY = "place/diary.db"
BACKUPS = "place/backups/"
_SQLITE = b"SQLite format 3\0"
_SEALED = b"age-encryption.org/"
_JOURNAL = "-journal"
#: What was skipped in a check-in is no data: it is kept where that works, and its loss is told by nobody.
_SKIPPED, _TAKEN = ".checkin", ".inbox"
#: What typed lines of the fixture log: each of them once, whatever came between.
_OF_LINES = ("night", "dose", "magnesium")
#: Said where some of the lines are in, and the rest was not looked at.
_IN_PART = ("the rest was not looked at", "was not read", "no room left")
#: No data either: the day on which the words that come once a day were shown.
_SHOWN_ON = "legdiary/shown-on"
#: The day of the last exchange, beside the identity of a device.
_DAY = ".day"
_WHERE_FILES_GO = ("home", "place", "work", "tmp")
#: What ends the name of a diary that was kept byte for byte, since it could not be read.
_KEPT = ".damaged"
_NO_COPY = "the weekly copy was not made"
_NOT_SHOWN = ("could not be shown", "after it was")
KILLED_BY = (-9, -15, -1)
_INTERRUPTED, TROUBLE = 130, 3
_TRIES = 5
#: Of a damaged diary the first page of this table is gone, which every command reads.
_GONE, _PAGE = "ledger", 4096
DONE, AS_BEFORE, BEGUN, UPGRADED = "done", "as before", "begun, empty", "of the new schema, nothing stored"


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands in a scene.

    Attributes:
        held: path → what it holds: rows for a diary, else bytes; what an encrypted file holds once it is opened.
        raw: path → its bytes' digest; of a folder none.
        wrong: path → what is wrong with a diary.
    """

    held: dict[str, object]
    raw: dict[str, str]
    wrong: dict[str, str]

    def without(self, paths: set[str]) -> Picture:
        """The same, but for some paths."""
        return Picture(
            {path: held for path, held in self.held.items() if path not in paths},
            {path: raw for path, raw in self.raw.items() if path not in paths}, self.wrong,
        )  # fmt: skip


def picture(folder: Path, scratch: Path) -> Picture:
    """Look at everything in a scene; what SQLite has to roll back is rolled back in a copy."""
    held: dict[str, object] = {}
    raw: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_dir():
            # A folder that is empty is nothing to anybody; what passes has one that is hidden.
            if is_passing(name) and not name.startswith("home/."):
                held[name] = None
            continue
        if name.endswith((_SKIPPED, _SHOWN_ON, _DAY)):
            continue
        data = path.read_bytes()
        if (plain := plainly(folder, path, name, data)) is not None:
            named, held[plain[0]] = plain
            # An identity tells where it lies; all others are compared as the bytes that they are too.
            raw[named] = digest(path) if named == name else repr(held[named])
            continue
        raw[name] = digest(path)
        with suppress(ValueError):
            data = _opened(data)
        if data.startswith(_SQLITE):
            state = _state(path, data, scratch)
            # A damaged diary is compared as the bytes that it is.
            held[name] = state.rows or raw[name]
            if state.wrong:
                wrong[name] = state.wrong
        else:
            held[name] = data
    return Picture(held, raw, wrong)


def _opened(data: bytes) -> bytes:
    if not data.startswith(_SEALED):
        return data
    import pyrage

    for _ in range(_TRIES):  # how much work it may be is measured by a clock, which a busy machine makes run
        with suppress(pyrage.DecryptError):
            return bytes(pyrage.passphrase.decrypt(data, PASSPHRASE))
    raise ValueError


def _state(path: Path, data: bytes, scratch: Path) -> State:
    scratch.mkdir(exist_ok=True)
    copy = scratch / "looked-at.db"
    journal = path.with_name(path.name + _JOURNAL)
    copy.write_bytes(data)
    beside = copy.with_name(copy.name + _JOURNAL)
    if journal.is_file():
        beside.write_bytes(journal.read_bytes())
        with suppress(sqlite3.Error), closing(sqlite3.connect(copy)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    state = state_of(copy)
    for left in (copy, beside):
        left.unlink(missing_ok=True)
    return state


@dataclass(slots=True)
class Scene:
    """One act, where it is played: what stands there before it and after it.

    Attributes:
        copies: the copies that are made by the way.
        optional: those that a run may lack, if it says so: the weekly one.
        opened: what the diary holds once it is opened and nothing is stored, where it was of an older schema.
        sizes: path → how long each file is, that stands there afterwards.
        answer: what it prints.
        logged: how many entries the lines make, of each kind.
    """

    world: World
    act: Act
    template: Path = field(init=False)
    before: Picture = field(init=False)
    after: Picture = field(init=False)
    copies: set[str] = field(init=False)
    optional: set[str] = field(init=False)
    sizes: dict[str, int] = field(init=False)
    opened: object = field(init=False)
    answer: str = field(init=False)
    logged: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.template = self.world.folder()
        self._lay()
        self.before = picture(self.template, self.scratch(self.template))
        played = self.place()
        ran = self.play(played)
        self.after = picture(played, self.scratch(played))
        files = (path for path in played.rglob("*") if path.is_file())
        self.sizes = {str(path.relative_to(played)): path.stat().st_size for path in files}
        changed = self.after.held != self.before.held
        if self.act.idle:  # but for the copy that is made once a week
            changed = any(
                not f"{name}/".startswith(BACKUPS) for name in self.after.held.keys() ^ self.before.held.keys()
            )
            changed = changed or any(self.after.held[name] != held for name, held in self.before.held.items())
        is_odd = changed if self.act.idle or self.act.only_reads else not changed
        if ran.code or self.after.wrong.keys() - self._damaged or is_odd:
            raise AssertionError(self.act.name, ran, self.after.wrong, changed)
        self.answer = self._neutral(ran.out, played)
        self.logged = self._logged(played) if self.act.lines else {}
        new = self.after.held.keys() - self.before.held.keys()
        weekly = {path for path in new if f"{path}/".startswith(BACKUPS)}
        self.copies = weekly
        self.optional = weekly - self._damaged if self.act.stores and not self._keeps_one_first else set()
        self.opened = self._opened_only()

    @property
    def pages_made(self) -> int:
        """The pages that are written anew."""
        return sum(
            self.sizes.get(name, 0) // 4096 + 1
            for name in self.after.held
            if self.after.raw.get(name) != self.before.raw.get(name)
        )

    @property
    def _keeps_one_first(self) -> bool:
        """Whether a copy is part of what it does: what is replaced or upgraded is kept."""
        if self.act.on.isdecimal():
            return int(self.act.on) < self.world.version
        return self.act.words[0] == "restore" and self.act.on == EXISTING

    @property
    def _damaged(self) -> set[str]:
        """What is damaged, and is kept so."""
        return {name for name in self.after.held if name.endswith(".damaged")}

    def _opened_only(self) -> object:
        """What the diary holds once it is opened for writing and nothing is stored: begun, or of today's schema."""
        if not self.act.on.isdecimal():
            return None
        folder = self.place()
        ran = self.world.run(("delete", "9999"), folder / DIARY, home=folder)
        if ran.code != 1:
            raise AssertionError(ran)
        return picture(folder, self.scratch(folder)).held[DIARY]

    def _lay(self) -> None:
        for name in _WHERE_FILES_GO:
            if name != "place" or self.act.on != NONE:
                (self.template / name).mkdir(mode=0o700)
        settings = self.template / "home" / ".config" / "legdiary" / "config.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text('country = "us"\n', encoding="utf-8")
        diary = self.template / DIARY
        if self.act.on != NONE:
            older = SCHEMAS / f"diary-{self.act.on}.db"
            diary.write_bytes(older.read_bytes() if self.act.on.isdecimal() else self.world.existing)
            diary.chmod(0o600)
        for words in self.act.before:
            self._do(words, diary)
        for name, made in self.act.laid:
            if isinstance(made, Path):
                (self.template / "work" / name).write_bytes(made.read_bytes())
                continue
            source = self.world.diary()
            source.write_bytes(self.world.other if name.startswith("other") else self.world.existing)
            self._do(made, source)
        for name in self.act.reads:
            (self.template / "work" / name).write_bytes(self.world.other)
        shutil.rmtree(self.template / "place" / "backups", ignore_errors=True)
        if self.act.on == DAMAGED:
            with closing(sqlite3.connect(diary)) as connection:
                (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (_GONE,)).fetchone()
            held = bytearray(self.world.existing)
            held[(page - 1) * _PAGE : page * _PAGE] = bytes(_PAGE)
            diary.write_bytes(held)

    def _do(self, words: Sequence[str], diary: Path) -> None:
        ran = self.world.run(self._words(words, self.template), diary, home=self.template)
        if ran.code:
            raise AssertionError(words, ran)

    def place(self, on: Path | None = None) -> Path:
        """A folder of its own, with all that the act finds there."""
        made = self.world.folder() if on is None else on
        shutil.copytree(self.template, made, dirs_exist_ok=True)
        return made

    def adopt(self, folder: Path) -> Path:
        """Make a folder with the files of another one of its own, where something in it tells where it lies."""
        return folder

    def half(self, seen: Seen) -> bool:
        """Whether a part of what was asked for may be done."""
        del seen
        return False

    def afterwards(self, folder: Path) -> str:
        """Why what a fault has left cannot be brought to its end; empty where it can, or nothing is to be brought."""
        del folder
        return ""

    def scratch(self, folder: Path) -> Path:
        """A folder beside it, for what is looked at."""
        return self.world.root / f"scratch-{folder.name}"

    def words(self, folder: Path) -> tuple[str, ...]:
        """The command line there."""
        return self._words(self.act.words, folder)

    @staticmethod
    def _words(words: Sequence[str], folder: Path) -> tuple[str, ...]:
        return tuple(word.replace("{work}", str(folder / "work")) for word in words)

    def play(self, folder: Path, **how: Any) -> Ran:  # noqa: ANN401 - as `World.run` takes it
        """Run the act there."""
        return self.world.run(self.words(folder), folder / DIARY, home=folder, typed=self.act.typed, **how)

    @staticmethod
    def _neutral(text: str, folder: Path) -> str:
        return text.replace(str(folder), "…")

    @staticmethod
    def _logged(folder: Path) -> dict[str, int]:
        """How many entries there are of the kinds that the lines log."""
        rows = state_of(folder / DIARY).rows
        return {table: len(rows.get(table, ())) for table in _OF_LINES}

    def _takes_the_rest(self, folder: Path) -> str:
        """Take the lines once more where a run was killed: why one of them is lost or there twice; empty if none is."""
        again = ("import", str(folder / "work" / "inbox.txt"), "--as", "lines")
        ran = self.world.run(again, folder / DIARY, home=folder)
        logged, wrong = self._logged(folder), state_of(folder / DIARY).wrong
        return first_wrong(
            "" if ran.code in {0, 1} and not ran.untidy else f"taking the lines afterwards: {ran.code} {ran.said}",
            "" if logged == self.logged else f"not each line once: {logged}, not {self.logged}",
            wrong,
        )

    def goes_on(self, folder: Path) -> str:
        """Read and write where a run was killed: why that did not work, or what is left for good."""
        diary = folder / DIARY
        if self.act.lines and (lost := self._takes_the_rest(folder)):
            return lost
        reading = self.world.run(("list", "--json"), diary, home=folder)
        expected = 0 if diary.exists() else 3
        before = state_of(diary)
        writing = self.world.run(("kratom", "1.7g", "--json"), diary, home=folder)
        after = state_of(diary)
        left = [name for name in names(diary.parent) if name.startswith(diary.name)]
        left = [name for name in left if name not in {diary.name, f"{diary.name}{_SKIPPED}", f"{diary.name}{_TAKEN}"}]
        if self.act.on == DAMAGED and writing.code == TROUBLE:
            return ""
        return first_wrong(
            "" if reading.code == expected and not reading.untidy else f"reading afterwards: {reading.code}",
            "" if writing.code == 0 and not writing.untidy else f"writing afterwards: {writing.code} {writing.said}",
            after.wrong,
            "" if sorted(after.doses) == sorted([*before.doses, 1700]) else "the next entry is not what was added",
            unsound_copy(diary.parent) if self.act.on != DAMAGED else "",
            f"left for good: {left}" if left else "",
        )

    # ------------------------------------------------------------------ judging

    def judged(
        self, folder: Path, ran: Ran, point: str, *, lost: str = "", begins_at: Picture | None = None,
        damaged: str = "", stuck: bool = False,
    ) -> Case:  # fmt: skip
        """The case of one run: what became of everything, and whether the exit code told the truth.

        Args:
            folder: where it was played.
            ran: what it left.
            point: where the fault was.
            lost: which of its streams nobody could read: "", "out", "err" or both.
            begins_at: what stood there before, where that was not what the act finds.
            damaged: a diary of which a page is gone: what is done is told by what stands elsewhere, and by its ledger.
            stuck: whether the fault hinders the program in tidying up.
        """
        before = begins_at or self.before
        found = picture(folder, self.scratch(folder))
        left = sorted(found.held.keys() - before.held.keys() - self.after.held.keys())
        restored = ran.code == 0 and self.act.words[:1] == ("restore",)
        kept = [name for name in left if restored and name.endswith(_KEPT) and found.raw[name] == before.raw.get(DIARY)]
        left = [name for name in left if name not in kept]
        seen = Seen(
            ran, found.without({*left, *kept}), left, lost, kept,
            done=self._is_done(found, [*left, *kept], damaged, kept),
            as_before=self._is_as_before(found, before, left),
            opened=self._is_opened(found),
            some=self._is_some(found.without(set(left)), before),
            stuck=stuck,
        )  # fmt: skip
        after = DONE if seen.done and not self.act.only_reads else AS_BEFORE if seen.as_before else "HALF"
        if after == "HALF" and seen.opened:
            after = BEGUN if self.act.on == NONE else UPGRADED
        if after == "HALF" and (self.half(seen) or (seen.some and (self.act.several or self.act.bit_by_bit))):
            after = "in part"
        newly_wrong = [
            f"{name}: {why}" for name, why in found.wrong.items()
            if before.raw.get(name) != found.raw[name] and not name.endswith(".damaged")
            if name not in {*left, damaged}
        ]  # fmt: skip
        wrong = first_wrong(
            *newly_wrong, ran.untidy if not self.act.typed else ran.untidy_on_terminal, self._told(seen, before)
        )
        if not wrong and not damaged:
            wrong = self.afterwards(folder)
        if not wrong and any(name.endswith(_JOURNAL) for name in left) and ran.code not in KILLED_BY:
            wrong = self.goes_on(folder)
        if left:
            after += ", a leftover beside it"
        return Case(f"{self.act.name}: {point}", ran.code, ran.said, after, wrong)

    def _told(self, seen: Seen, before: Picture) -> str:
        """Why the exit code and the answer are not the truth; empty where they are."""
        ran, may_be_half = seen.ran, seen.some and (self.act.several or self.act.bit_by_bit)
        strange = [name for name in seen.left if not is_passing(name)]
        if strange:
            return f"left under a name of its own: {strange}"
        if ran.code in KILLED_BY:
            if not (seen.done or seen.as_before or seen.opened or may_be_half or self.half(seen)):
                return f"killed half way: {self._differing(seen.found, before)}"
            printed = self.answer and not self.act.only_reads and self._neutral(ran.out, ran.where) == self.answer
            return "acknowledged, and not done" if printed and not seen.done else ""
        beside = {f"{name}{_JOURNAL}" for name in seen.found.held}
        if set(seen.left) - beside and not seen.stuck:
            return f"exit {ran.code}, left behind: {seen.left}"
        if ran.code == 0:
            if not (seen.done or (self.act.bit_by_bit and not seen.as_before)):
                return f"exit 0, and not done: {self._differing(seen.found, self.after)}"
            return "" if seen.lost else self._said_all(ran, seen.found, seen.kept)
        may_be_half = may_be_half and (ran.code == _INTERRUPTED or self.act.bit_by_bit)
        if not (seen.as_before or seen.opened or may_be_half or self.half(seen)):
            return f"exit {ran.code}, and not as before: {self._differing(seen.found, before)}"
        if ran.code not in {1, 3, _INTERRUPTED} and "config.toml" not in ran.err:
            return f"exit {ran.code}"
        return "" if ran.said or "err" in seen.lost or self.act.typed or self.act.words == ("check",) else "no message"

    def _said_all(self, ran: Ran, found: Picture, kept: Sequence[str]) -> str:
        # Where the diary was begun and nothing stored in it, there is nothing to copy yet.
        is_told = _NO_COPY in " ".join(ran.err.split())  # a terminal may have broken the line
        if self.optional - found.held.keys() and not is_told and not self._is_opened(found):
            return "no weekly copy, and nothing said of it"
        if kept:
            return "" if all(Path(name).name in ran.out for name in kept) else "where the diary is kept is not told"
        if self.act.typed or any(words in ran.err for words in _NOT_SHOWN):
            return "the answer was lost, and exit 0" if self.act.only_reads and not self.act.typed else ""
        if self.act.lines and any(words in ran.out + ran.err for words in _IN_PART):
            return ""
        return "" if self._neutral(ran.out, ran.where) == self.answer else "exit 0, and another answer"

    def _is_done(self, found: Picture, left: list[str], damaged: str = "", kept: Sequence[str] = ()) -> bool:
        passing = {*left, *(self.optional - found.held.keys())}
        if self.act.lines:  # it also names the inbox as it was seen, which is another file in every folder
            passing |= {f"{DIARY}{_TAKEN}"}
        # A diary that could not be read is kept byte for byte, where one that could is copied.
        if kept:
            passing |= {name for name in self.after.held.keys() - self.before.held.keys() if BACKUPS in name}
        if damaged and not self._is_replaced(found, damaged):
            passing |= {damaged}
        return found.without(passing).held == self.after.without(passing).held

    def is_as_done(self, folder: Path) -> bool:
        """Return whether everything is as after a run without faults."""
        return picture(folder, self.scratch(folder)).held == self.after.held

    def _is_replaced(self, found: Picture, damaged: str) -> bool:
        """Whether a diary with a page gone must be as after a run without faults: its ledger does not say so."""
        ends = [picture.held.get(damaged) for picture in (found, self.before, self.after)]
        now, before, after = (rows["ledger"] if isinstance(rows, dict) and "ledger" in rows else None for rows in ends)
        if damaged != DIARY or after is None or after == before:
            return False
        numbers = {line[0] for line in before or ()}  # a line of before may be damaged itself
        return now is None or any(line not in now for line in after if line[0] not in numbers)

    def _is_as_before(self, found: Picture, before: Picture, left: list[str]) -> bool:
        """Byte for byte; what SQLite has yet to roll back, row by row; a copy made by the way may be there, whole."""
        if any(held != self.after.held[name] for name, held in found.held.items() if name in self.copies):
            return False
        found = found.without({*left, *self.copies})
        rolls_back = any(name.endswith(_JOURNAL) for name in left)
        return found.held == before.held and (rolls_back or found.raw == before.raw)

    def _is_opened(self, found: Picture) -> bool:
        rows = found.held.get(DIARY)
        if self.act.on == NONE:
            return isinstance(rows, dict) and not any(rows.values())
        return self.opened is not None and rows == self.opened

    def _is_some(self, found: Picture, before: Picture) -> bool:
        """Whether each file is as before or as after; of what is stored bit by bit, the diary as it may be between."""
        names = (found.held.keys() | before.held.keys()) - (
            {DIARY, f"{DIARY}{_TAKEN}"} if self.act.bit_by_bit else set()
        )
        return all(
            found.held.get(name) in (before.held.get(name), self.after.held.get(name))
            for name in names if not is_passing(name) or name.startswith("home/.")
        )  # fmt: skip

    @staticmethod
    def _differing(found: Picture, other: Picture) -> list[str]:
        return sorted(
            name for name in found.raw.keys() | other.raw.keys()
            if found.held.get(name) != other.held.get(name) or found.raw.get(name) != other.raw.get(name)
        )  # fmt: skip


class Seen(NamedTuple):
    """What a judge has before them."""

    ran: Ran
    found: Picture
    left: list[str]
    lost: str
    kept: list[str]
    done: bool
    as_before: bool
    opened: bool
    some: bool
    stuck: bool


def is_passing(name: str) -> bool:
    """Whether it is the name of something on its way: hidden, SQLite's own, or in the folder for what passes."""
    parts = Path(name).parts
    return name.endswith(_JOURNAL) or parts[0] == "tmp" or any(part.startswith(".") for part in parts[1:])


def scenes(
    world: World, *, short: bool = False, named: Sequence[str] = (), part: tuple[int, int] = (1, 1)
) -> list[Scene]:  # fmt: skip
    """Every act, or those so named, played once without a fault; in a short run, of those that write alike only one.

    Args:
        world: where they are played.
        short: whether the run is short.
        named: how their names begin; without any all.
        part: every so-many-eth of them, from this one on: 1 of 1 is all.
    """
    from faults_devices import DeviceScene
    from faults_world import every

    acts = [act for act in ACTS if not named or any(act.name.startswith(name) for name in named)]
    acts = [act for act in acts if not (short and act.as_others)][part[0] - 1 :: part[1]]
    return every(
        [partial(Scene if act.lives is None else DeviceScene, world, act) for act in acts], world.workers
    )  # fmt: skip
