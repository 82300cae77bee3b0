"""Looking a diary over: what `check` tells, and what a copy must pass before it takes the diary's place.

Nothing is written, not even what SQLite would tidy up by itself: files are opened for reading alone, so a journal that
a crash has left stays where it is and is told. The ledger is told again line by line and compared with the tables, an
entry at a time, so that ten years of doses take no more memory than a week of them.
"""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from legdiary.domain.moments import Moment
from legdiary.errors import DiaryTrouble, LegdiaryError, shown
from legdiary.store import file
from legdiary.store.rows import KINDS, from_ledger, to_columns, whole
from legdiary.store.runner import Runner
from legdiary.store.trouble import (
    DiaryDamaged,
    DiaryLocked,
    DiaryNewer,
    NoDiary,
    NotADiary,
    NotReadable,
    trouble,
)
from legdiary.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from legdiary.store.rows import Kind

FINE, TOLD, WRONG = "fine", "told", "wrong"
FILE, VERSION, INTEGRITY, CONSTRAINTS, REFERENCES, LEDGER = (
    "file", "version", "integrity", "constraints", "references", "ledger",
)  # fmt: skip
MODES, JOURNAL, BACKUPS, CONFLICTS, FOLDER = "modes", "journal", "backups", "conflicts", "folder"

_MOST_NAMED = 3
_MOST_FAULTS = 100
_OLD_AFTER_S = 14 * 24 * 3600
_HEADER_BYTES = 100
_WAL = 2
_JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
_OTHERS, _OTHERS_WRITE = 0o077, 0o022
#: How SQLite's integrity check words what a CHECK, NOT NULL, UNIQUE or a column's type forbids; all else is damage.
_RULE = re.compile(r"^(CHECK constraint failed|NULL value in|non-unique entry|[A-Z-]+ value in |non-\w+ value in )")
#: What sync programs put between a file's name and its ending when two machines wrote.
_CONFLICT = re.compile(r"confli|konflikt|\(\d+\)$|\bcopy\b|\bkopie\b", re.IGNORECASE)
_SYNCED = (
    "dropbox", "onedrive", "google drive", "googledrive", "my drive", "icloud drive", "mobile documents", "nextcloud",
    "owncloud", "cloudstorage", "syncthing", "pcloud drive", "megasync",
)  # fmt: skip
_SYNC_MARKS = (".stfolder", ".dropbox.cache", ".owncloudsync.log", ".nextcloudsync.log")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of what was found.

    Attributes:
        topic: what was looked at.
        state: FINE; TOLD, which a person should know, though nothing is wrong; WRONG.
        what: what was found.
        command: the exact command that helps, or None.
    """

    topic: str
    state: str
    what: str
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sound file of a diary holds.

    Attributes:
        version: its schema's.
        lines: lines of its ledger: changes ever made.
        entries: entries that stand.
        newest: when its newest line was written; None while there is none.
    """

    version: int
    lines: int
    entries: int
    newest: Moment | None

    @property
    def until(self) -> str:
        """Up to when it goes, as a local date and time."""
        return f"{self.newest.local:%Y-%m-%d %H:%M}" if self.newest else "nothing yet"


# ---------------------------------------------------------------------- the whole


def examine(path: Path, now: Moment) -> list[Finding]:
    """Everything about a diary, a finding or more for every topic.

    Raises:
        NoDiary: nothing there, and no copies.
        DiaryLocked: another program keeps it to itself.
    """
    found, facts = _file(path)
    found += _modes(path)
    found += _beside(path, hot=any(finding.topic == JOURNAL for finding in found))
    found += _copies(path, facts, now)
    found += _conflicts(path, facts)
    found.append(_folder(path))
    return found


def _file(path: Path) -> tuple[list[Finding], Facts | None]:
    """What is in the file, and its facts where it can be read."""
    try:
        file.inspect(path)
    except NoDiary:
        raise
    except DiaryTrouble as error:
        return [Finding(FILE, WRONG, error.message, _way_out(error, path))], None
    readable = Finding(FILE, FINE, f"readable, {_size(path.stat().st_size)}")
    log, at_rest = _write_ahead(path), _at_rest(path)
    try:
        with _all_of(path, at_rest=at_rest) as connection:
            found = inside(connection, path, lambda: file.look_into(path, at_rest=at_rest))
            facts = None if any(each.state == WRONG for each in found) else facts_of(connection)
            return [readable, *found, *log], facts
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_ROLLBACK:
            return [readable, _hot(path)], None
        return [readable, _unreadable(trouble(error, path), path)], None


@contextmanager
def _all_of(path: Path, *, at_rest: bool) -> Iterator[sqlite3.Connection]:
    """One state of the diary, on a connection that knows its CHECKs, and that nothing is written through.

    SQLite leaves the CHECKs out of what it opens for reading alone. So the file is opened for writing as well, behind a
    lock for reading that keeps SQLite from rolling anything back; where it may not be written, or has a log that would
    be put away, a picture in memory is looked at.
    """
    from legdiary.store.keeping import in_memory

    pictured = _is_wal(path) or not os.access(path, os.W_OK)
    with closing(file.look_into(path, at_rest=at_rest)) as looking:
        if pictured:
            with closing(in_memory(looking, path)) as picture:
                yield picture
            return
        looking.execute("BEGIN")
        looking.execute("SELECT count(*) FROM sqlite_master").fetchall()
        with closing(file.connect(path, writing=False)) as connection:
            connection.execute("BEGIN")
            yield connection


def _unreadable(error: DiaryTrouble, path: Path) -> Finding:
    if not isinstance(error, DiaryDamaged | NotADiary):
        raise error
    return Finding(INTEGRITY, WRONG, "SQLite cannot make sense of it: the file is damaged", rescue(path))


def _way_out(error: DiaryTrouble, path: Path) -> str | None:
    if isinstance(error, NotADiary):
        return f"mv -n {quote(str(path))} {quote(f'{path}.foreign')}"
    return f"chmod 600 {quote(str(path))}" if isinstance(error, NotReadable) else error.hint


def rescue(path: Path) -> str:
    """What helps a damaged diary: its newest copy, or what SQLite can still read of it."""
    newest = file.newest_copy(path)
    if newest is not None:
        return f"legdiary restore {quote(str(newest))}"
    return f"sqlite3 {quote(str(path))} .recover | sqlite3 {quote(str(path.with_suffix('.rescued.db')))}"


# ---------------------------------------------------------------------- inside the file


def inside(connection: sqlite3.Connection, path: Path, again: Callable[[], sqlite3.Connection]) -> list[Finding]:
    """What the file holds: its version, pages, rules, references, and its ledger against its tables.

    Args:
        connection: the file, open.
        path: where it is, for messages.
        again: opens it once more; of an older diary an upgraded picture is looked at.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    faults = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_MOST_FAULTS})")]
    broken = [each for each in faults if each != "ok" and not _RULE.match(each)]
    rules = [each for each in faults if _RULE.match(each)]
    found = [_version(path, version), _integrity(path, broken)]
    if broken:
        return [*found, Finding(LEDGER, TOLD, "not compared with the entries, since the file is damaged")]
    keys = _references(path, connection.execute("PRAGMA foreign_key_check").fetchall())
    if not 0 < version <= file.SCHEMA_VERSION:
        return [*found, _rules(path, rules), keys]
    if version < file.SCHEMA_VERSION:
        return [*found, *_older(path, version, rules, again), keys]
    faults, extras = _schema(connection)
    found += [_rules(path, [*faults, *rules]), *extras, keys]
    return found if faults else [*found, _ledger(connection, path)]


def _older(
    path: Path, version: int, rules: Sequence[str], again: Callable[[], sqlite3.Connection]
) -> Iterator[Finding]:
    """An older diary, looked at as it would be after its upgrade."""
    from legdiary.store.upgrade import upgraded_in_memory

    try:
        with closing(upgraded_in_memory(again(), path, version)) as picture:
            ledger = _ledger(picture, path)
    except DiaryTrouble:
        yield _rules(path, [f"it cannot be brought to schema {file.SCHEMA_VERSION}", *rules])
    else:
        yield from (_rules(path, rules), ledger)


def facts_of(connection: sqlite3.Connection) -> Facts:
    """What a file holds, by its own tables; of any version."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    counts = [f"SELECT count(*) AS n FROM {kind.table}" for kind in KINDS.values() if kind.table in tables]  # noqa: S608
    last = connection.execute(
        "SELECT id, made_utc_ms, made_offset_min, made_zone FROM ledger ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return Facts(
        int(connection.execute("PRAGMA user_version").fetchone()[0]),
        int(last[0]) if last else 0,
        sum(int(connection.execute(count).fetchone()[0]) for count in counts),
        Moment(int(last[1]) // 1000, int(last[2]), str(last[3])) if last else None,
    )


def _version(path: Path, version: int) -> Finding:
    known = file.SCHEMA_VERSION
    if version < 1:
        return Finding(VERSION, WRONG, f"schema {version}, which no legdiary ever wrote", rescue(path))
    if version > known:
        newer = DiaryNewer(path, version, known)
        return Finding(VERSION, WRONG, f"schema {version}, this legdiary knows {known}", newer.hint)
    if version < known:
        what = f"schema {version}; the next entry makes a copy and brings it to {known}"
        return Finding(VERSION, TOLD, what)
    return Finding(VERSION, FINE, f"schema {version}, as this legdiary writes it")


def _integrity(path: Path, broken: Sequence[str]) -> Finding:
    if not broken:
        return Finding(INTEGRITY, FINE, "every page and index is in order")
    first = shown(" ".join(broken[0].removeprefix("*** in database main ***").split()))
    return Finding(INTEGRITY, WRONG, f"{_faults(len(broken))} in the file, the first: {first}", rescue(path))


def _rules(path: Path, faults: Sequence[str]) -> Finding:
    if faults:
        what = f"{_faults(len(faults))} in the tables: {_first(map(shown, faults))}"
        return Finding(CONSTRAINTS, WRONG, what, rescue(path))
    return Finding(CONSTRAINTS, FINE, "the tables are as they should be, and every row keeps their rules")


def _references(path: Path, rows: Sequence[Any]) -> Finding:
    if not rows:
        return Finding(REFERENCES, FINE, "everything that entries refer to is there")
    tables = sorted({shown(str(row[0])) for row in rows})
    what = f"{_faults(len(rows))}: rows of {', '.join(tables)} refer to what is not there"
    return Finding(REFERENCES, WRONG, what, rescue(path))


def _schema(connection: sqlite3.Connection) -> tuple[list[str], list[Finding]]:
    """What is other than in a fresh diary of this version, or would act by itself; and what is there besides."""
    from legdiary.store.upgrade import schema_of

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        fresh.executescript(file.load_sql()["schema"])
        own = schema_of(fresh)
    made = schema_of(connection)
    faults = [f"{name} is not as it should be" for name, stated in own.items() if made.get(name) != stated]
    faults += [f"{name} is not legdiary's" for name in made if name.startswith("trigger ")]
    extra = [shown(name) for name in made if name not in own and not name.startswith(("trigger ", "table sqlite_"))]
    what = f"not legdiary's, and left alone: {_first(extra)}"
    return faults, [Finding(CONSTRAINTS, TOLD, what)] if extra else []


def _ledger(connection: sqlite3.Connection, path: Path) -> Finding:
    told = _Retold(Runner(connection, path, file.load_sql()))
    try:
        told.compare()
    except sqlite3.Error as error:
        if isinstance(trouble(error, path), DiaryLocked):
            raise
        return Finding(LEDGER, WRONG, "it cannot be read to its end", rescue(path))
    if told.faults:
        what = f"{_faults(sum(told.faults.values()))} between ledger and entries: {_first(list(told.faults))}"
        return Finding(LEDGER, WRONG, what, rescue(path))
    back = f", {_count(told.taken_back, 'change')} taken back" if told.taken_back else ""
    lines = "1 line accounts" if told.lines == 1 else f"{told.lines} lines account"
    what = f"{lines} for {_count(told.alive.total(), 'entry', 'entries')}{back}"
    return Finding(LEDGER, FINE, what)


# ---------------------------------------------------------------------- the ledger told again

_ADD, _UNDO = "add", "undo"
#: Action → which of old and new it lacks.
_LACKS = {_ADD: (True, False), "edit": (False, False), "delete": (False, True)}
_UNKNOWN: tuple[object, ...] = (None, ())
_Values = dict[str, Any]


class _Broken(Exception):
    """A history that cannot have happened."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What one line did to one entry."""

    line: int
    change: int
    action: str
    undoes: int | None
    old: _Values | None
    new: _Values | None


class _Retold:
    """The ledger, told again and compared with what stands in the tables.

    Attributes:
        faults: what does not fit, each with how often.
        lines: lines read.
        alive: kind → entries that must stand.
        taken_back: changes that were undone.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.faults: Counter[str] = Counter()
        self.lines = 0
        self.alive: Counter[str] = Counter()
        self._undone: dict[int, tuple[int, int]] = {}
        self._closed: set[int] = set()

    @property
    def taken_back(self) -> int:
        return len(self._undone)

    def compare(self) -> None:
        """Read every line and every row once."""
        self._read_undone()
        last, change, whole_change = 0, 0, 0
        for row in self._runner.run("ledger_in_order"):
            line = row["id"]
            if line != last + 1:
                self._fault(f"the lines before line {line} are missing")
            if row["change_id"] == line:
                self._end_change(change, whole_change)
                change, whole_change = line, 0
            elif row["change_id"] != change:
                self._fault(f"line {line} belongs to no change")
            whole_change += row["action"] != _UNDO
            self._line(row)
            last = line
            self.lines += 1
        self._end_change(change, whole_change)
        for number in self._undone.keys() - self._closed:
            self._fault(f"change {number}, which was taken back, is not there")
        self._count_rows()

    def _read_undone(self) -> None:
        """Which change was taken back by which, with how many lines: numbers only."""
        for row in self._runner.run("ledger_in_order"):
            number, by = row["undoes"], row["change_id"]
            if number is None:
                continue
            first, lines = self._undone.get(number, (by, 0))
            if first != by:
                self._fault(f"change {number} was taken back twice")
            if number >= by:
                self._fault(f"change {by} takes back one that came later")
            self._undone[number] = (first, lines + 1)

    def _end_change(self, change: int, lines: int) -> None:
        if change in self._undone:
            self._closed.add(change)
            if self._undone[change][1] != lines:
                self._fault(f"change {change} was taken back in part")

    def _line(self, row: Any) -> None:
        line, kind = row["id"], KINDS.get(row["kind"])
        if kind is None:
            self._fault(f"line {line} is of a kind that is not known")
        elif row["entry_id"] == line:
            self._entry(kind, line)
        elif not self._runner.all("ledger_kind", id=row["entry_id"]):
            self._fault(f"line {line} is about an entry that was never made")

    def _entry(self, kind: Kind, number: int) -> None:
        """Fold the history of one entry, and compare what comes out with its row."""
        rows = self._runner.all(f"{kind.table}_by_id", id=number)
        try:
            state = _fold([_step(kind, row) for row in self._runner.all("ledger_by_entry", entry_id=number)])
            stands = None if state is None else whole(kind, state)
        except _Broken as error:
            self._fault(f"{error} (entry {number})")
            self.alive[kind.name] += len(rows)
            return
        except (LegdiaryError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            self._fault(f"the history of entry {number} cannot be read")
            self.alive[kind.name] += len(rows)
            return
        self.alive[kind.name] += stands is not None
        if stands is None:
            if rows:
                self._fault(f"entry {number} stands, though it was taken away")
                self.alive[kind.name] += 1
        elif not rows:
            self._fault(f"entry {number} is missing from the {kind.name} table")
        elif not self._is_written(kind, number, rows[0], *stands):
            self._fault(f"entry {number} does not stand as its history says")

    def _is_written(self, kind: Kind, number: int, row: Any, entry: Any, recalled: bool) -> bool:  # noqa: FBT001
        expected = to_columns(kind, entry) | {"id": number} | ({"recalled": int(recalled)} if kind.by_night else {})
        if dict(row) != expected:
            return False
        if kind.name != "plan":
            return True
        steps = [(step.starts_on.isoformat(), step.target_mg, step.doses_per_day) for step in entry.steps]
        holds = [(hold.placed_on.isoformat(), hold.days, hold.step_starts_on.isoformat()) for hold in entry.holds]
        beside = (
            self._runner.all("taper_step_by_plan", plan_id=number),
            self._runner.all("hold_by_plan", plan_id=number),
        )
        return sorted(steps) == [tuple(row)[1:] for row in beside[0]] and holds == [tuple(row)[2:] for row in beside[1]]

    def _count_rows(self) -> None:
        """Whether more stands than the ledger accounts for."""
        for kind in KINDS.values():
            more = sum(1 for _ in self._runner.run(f"{kind.table}_in_order")) - self.alive[kind.name]
            if more > 0:
                self._fault(f"{_count(more, 'row')} of the {kind.table} table the ledger knows nothing of")

    def _fault(self, what: str) -> None:
        if len(self.faults) < _MOST_FAULTS or what in self.faults:
            self.faults[what] += 1


def _step(kind: Kind, row: Any) -> _Step:
    if row["kind"] != kind.name:
        raise _Broken("a line calls it another kind")
    old, new = (from_ledger(kind, row[side]) if row[side] is not None else None for side in ("old", "new"))
    return _Step(row["id"], row["change_id"], row["action"], row["undoes"], old, new)


def _fold(history: Sequence[_Step]) -> _Values | None:
    """What the lines of one entry make of it; None where it is taken away."""
    state: _Values | None = None
    standing: list[_Step] = []
    for place, step in enumerate(history):
        if (step.action == _ADD) != (place == 0):
            raise _Broken("the first line, and it alone, makes an entry")
        if step.action != _UNDO and _LACKS[step.action] != (step.old is None, step.new is None):
            raise _Broken(f"line {step.line} holds too much or too little")
        state = _after(state, step)
        if step.action == _UNDO:
            _take_back(standing, step)
        else:
            standing.append(step)
    return state


def _after(state: _Values | None, step: _Step) -> _Values | None:
    if step.old is None:
        if state is not None:
            raise _Broken(f"line {step.line} makes it a second time")
        return step.new
    if state is None:
        raise _Broken(f"line {step.line} changes what is not there")
    if step.new is None:
        if not _same_values(state, step.old):
            raise _Broken(f"line {step.line} takes away something else")
        return None
    if not all(_same(state.get(name), value) for name, value in step.old.items()):
        raise _Broken(f"line {step.line} changes something else")
    return state | step.new


def _take_back(standing: list[_Step], undo: _Step) -> None:
    """Find what an undo took back, and see that it is its mirror."""
    done = next((each for each in reversed(standing) if each.change == undo.undoes), None)
    if done is None:
        raise _Broken(f"line {undo.line} takes back what was not done")
    standing.remove(done)
    mirrored = _same_sides(undo.old, done.new) and _same_sides(undo.new, done.old)
    if not mirrored:
        raise _Broken(f"line {undo.line} takes back something else")


def _same_sides(one: _Values | None, other: _Values | None) -> bool:
    return _same_values(one, other) if one is not None and other is not None else one is other


def _same_values(one: _Values, other: _Values) -> bool:
    return all(_same(one.get(name), other.get(name)) for name in one.keys() | other.keys())


def _same(one: object, other: object) -> bool:
    """Whether two values are one: there are two ways to say that nothing is known."""
    return one == other or (one in _UNKNOWN and other in _UNKNOWN)


# ---------------------------------------------------------------------- around the file


def _modes(path: Path) -> list[Finding]:
    """Whether anybody else can read or replace what is private."""
    if os.name != "posix":
        return [Finding(MODES, TOLD, "not looked at: this system has no modes")]
    found = [
        _open_to_others(each, "chmod 600")
        for each in (path, *_copies_there(path))
        if each.is_file() and _mode(each) & _OTHERS
    ]
    backups = path.parent / file.BACKUPS
    if _mode(backups) & _OTHERS:
        found.append(_open_to_others(backups, "chmod 700"))
    folder = _mode(path.parent)
    if folder & _OTHERS_WRITE and not folder & stat.S_ISVTX:
        what = f"others can replace files in its folder (mode {folder:04o})"
        found.append(Finding(MODES, WRONG, what, f"chmod 700 {quote(str(path.parent))}"))
    elif folder & _OTHERS:
        what = f"its folder can be looked into by others (mode {folder:04o}); what is in the diary cannot"
        found.append(Finding(MODES, TOLD, what))
    return found or [Finding(MODES, FINE, "nobody else can read it: 0600 in a 0700 folder")]


def _open_to_others(path: Path, command: str) -> Finding:
    what = f"others can read {path.name} (mode {_mode(path):04o})"
    return Finding(MODES, WRONG, what, f"{command} {quote(str(path))}")


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0


def _sibling(path: Path, ending: str) -> Path:
    """A file of SQLite's beside the diary; where its name is a link, beside the file itself."""
    real = path.resolve()
    return real.with_name(real.name + ending)


def _hot(path: Path) -> Finding:
    what = "a write was cut off half-way; the next look at the diary takes it back (nothing more could be checked)"
    return Finding(JOURNAL, WRONG, f"{_sibling(path, '-journal').name}: {what}", "legdiary list")


def _beside(path: Path, *, hot: bool) -> list[Finding]:
    """The files that SQLite, or a program that was cut off, leaves beside a diary."""
    found: list[Finding] = []
    journal = _sibling(path, "-journal")
    if not hot and journal.exists():
        begun = _first_bytes(journal, len(_JOURNAL_MAGIC)) == _JOURNAL_MAGIC
        what = (
            "a write is under way, or its journal belongs to a diary that is no longer there"
            if begun
            else "left over, empty; the next entry takes it away"
        )
        found.append(Finding(JOURNAL, TOLD, f"{journal.name}: {what}"))
    for each in sorted(_cut_off(path)):
        what = f"{each.name}: left by a copy that was cut off; it can go once no legdiary runs"
        found.append(Finding(JOURNAL, TOLD, what, f"rm {quote(str(each))}"))
    if not hot and not found:
        found.append(Finding(JOURNAL, FINE, "no write was left half-way"))
    return found


def _cut_off(path: Path) -> Iterator[Path]:
    """Copies that were never finished."""
    for folder in (path.parent, path.parent / file.BACKUPS):
        for pattern in (".*.part", ".*.part-journal", ".*.new", ".*.new-journal"):
            yield from (each for each in folder.glob(pattern) if each.name.startswith(f".{path.stem}"))


def _write_ahead(path: Path) -> list[Finding]:
    """Whether another program has turned the file to a write-ahead log."""
    log = [each.name for each in (_sibling(path, "-wal"), _sibling(path, "-shm")) if each.exists()]
    if not log and not _is_wal(path):
        return []
    beside = f"; {' and '.join(log)} may hold entries, and must not be moved or deleted" if log else ""
    what = f"another program has turned the diary to a write-ahead log{beside}"
    return [Finding(JOURNAL, WRONG, what, f"sqlite3 {quote(str(path))} 'PRAGMA journal_mode=DELETE'")]


def _is_wal(path: Path) -> bool:
    return _WAL in _first_bytes(path, _HEADER_BYTES)[18:20]


def _at_rest(path: Path) -> bool:
    """Whether a diary is to be read as if nobody wrote it: with a log that is empty, SQLite would make its files."""
    return _is_wal(path) and not _sibling(path, "-wal").exists()


def _first_bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(most)
    except OSError:
        return b""


# ---------------------------------------------------------------------- copies


def _copies_there(path: Path) -> list[Path]:
    return [each for each in file.copies_of(path) if each.is_file()]


def sound_copy(path: Path) -> Facts | None:
    """What a copy at rest holds; None where it is no diary, or SQLite finds a fault in it.

    Of a file that is opened for reading alone SQLite looks at no CHECK: a picture of it in memory is looked at.
    """
    from legdiary.store.copies import is_sound
    from legdiary.store.keeping import in_memory

    try:
        file.inspect(path)
        with (
            closing(file.look_into(path, at_rest=True)) as connection,
            closing(in_memory(connection, path)) as picture,
        ):
            return facts_of(picture) if is_sound(picture) else None
    except (DiaryTrouble, sqlite3.Error, ValueError, TypeError):
        return None


def is_contained(copy: Path, path: Path) -> bool:
    """Whether the diary knows all that a copy knows: the copy's ledger is how the diary's begins."""
    sql, at_rest = file.load_sql()["ledger_in_order"], _at_rest(path)
    try:
        with (
            closing(file.look_into(copy, at_rest=True)) as one,
            closing(file.look_into(path, at_rest=at_rest)) as other,
        ):
            longer = other.execute(sql)
            return all(tuple(line) == tuple(longer.fetchone() or ()) for line in one.execute(sql))
    except (sqlite3.Error, OSError):
        return False


def _copies(path: Path, facts: Facts | None, now: Moment) -> list[Finding]:
    """The copies beside the diary: how many, how new, and whether each can be read."""
    copies = _copies_there(path)
    sound = {each: seen for each in copies if (seen := sound_copy(each))}
    kept = f"{_kept(path, '*.age', 'encrypted copy', 'encrypted copies')}{_kept(path, '*.damaged', 'damaged diary')}"
    found = [_bad_copy(each, sick=facts is None) for each in copies if each not in sound]
    if not sound:
        return [
            *found,
            Finding(BACKUPS, TOLD, f"no sound copy beside the diary{kept}", "legdiary backup" if facts else None),
        ]
    most = max(sound.values(), key=lambda each: each.lines)
    what = f"{_count(len(sound), 'copy', 'copies')}, sound; the newest goes to {most.until}{kept}"
    old = facts and facts.lines > most.lines and most.newest and now.utc_s - most.newest.utc_s > _OLD_AFTER_S
    found.insert(0, Finding(BACKUPS, TOLD if old else FINE, what, "legdiary backup" if old else None))
    more = [each for each in sound if not is_contained(each, path)] if facts else []
    if more:
        fullest = max(more, key=lambda each: (sound[each].lines, each.name))
        what = f"{_count(len(more), 'copy knows', 'copies know')} what the diary does not, after a restore perhaps"
        found.append(Finding(BACKUPS, TOLD, what, f"legdiary restore {quote(str(fullest))}"))
    return found


def _kept(path: Path, pattern: str, one: str, several: str | None = None) -> str:
    kept = len([each for each in (path.parent / file.BACKUPS).glob(pattern) if each.name.startswith(path.stem)])
    return f"; {_count(kept, one, several)}, not looked into" if kept else ""


def _bad_copy(copy: Path, *, sick: bool) -> Finding:
    what = f"{copy.name} is no sound copy of a diary"
    return Finding(BACKUPS, WRONG, what, None if sick else f"rm {quote(str(copy))}")


def _conflicts(path: Path, facts: Facts | None) -> list[Finding]:
    """The diary's doubles: what sync programs leave when two machines wrote."""
    try:
        names = sorted(each.name for each in path.parent.iterdir() if each.is_file())
    except OSError:
        names = []
    found = []
    for name in names:
        between = name.removeprefix(path.stem).removesuffix(path.suffix)
        double = path.with_name(name)
        if not (name.startswith(path.stem) and name.endswith(path.suffix)) or name == path.name:
            continue
        if _CONFLICT.search(between) or (facts and _began_alike(double, path)):
            found.append(_double(double, path, facts))
    return found or [Finding(CONFLICTS, FINE, "no conflict copies of a sync program beside it")]


def _double(double: Path, path: Path, facts: Facts | None) -> Finding:
    named = f"“{shown(double.name)}” beside the diary"
    if _first_bytes(_sibling(double, "-journal"), len(_JOURNAL_MAGIC)) == _JOURNAL_MAGIC:
        what = f"{named} looks like a conflict copy in which a write was cut off half-way; a look at it takes that back"
        return Finding(CONFLICTS, WRONG, what, f"legdiary --diary {quote(str(double))} list")
    if sound_copy(double) is None:
        return Finding(CONFLICTS, TOLD, f"{named} looks like a conflict copy, and is no sound diary")
    if facts is None:
        return Finding(CONFLICTS, TOLD, f"{named} looks like a conflict copy; put the diary right first")
    if is_contained(double, path) or _is_joined(double, path):
        what = f"{named} is a conflict copy; the diary knows all of it"
        return Finding(CONFLICTS, TOLD, what, f"rm {quote(str(double))}")
    what = f"{named} is a conflict copy: it knows what the diary does not; join it, then move it away"
    return Finding(CONFLICTS, WRONG, what, f"legdiary import {quote(str(double))}")


def _began_alike(double: Path, path: Path) -> bool:
    """Whether two diaries have the first line of their ledgers in common: one is a copy of the other."""
    sql, at_rest = file.load_sql()["ledger_in_order"], _at_rest(path)
    try:
        file.inspect(double)
        with (
            closing(file.look_into(double, at_rest=True)) as one,
            closing(file.look_into(path, at_rest=at_rest)) as other,
        ):
            first = one.execute(sql).fetchone()
            return first is not None and tuple(first) == tuple(other.execute(sql).fetchone() or ())
    except (DiaryTrouble, sqlite3.Error):
        return False


def _is_joined(double: Path, path: Path) -> bool:
    """Whether importing a conflict copy would bring nothing new."""
    from legdiary.domain.merge import merge
    from legdiary.store.diary import Diary
    from legdiary.store.keeping import entries_of_copy

    try:
        with Diary.for_reading(path) as diary:
            merged = merge([entries_of_copy(double, path)], diary.standing())
    except LegdiaryError:
        return False
    return not (merged.changes or any(share.conflicts for share in merged.shares))


def _folder(path: Path) -> Finding:
    """Whether a sync program looks after the folder: told, since many do and all goes well."""
    real = Path(os.path.realpath(path)).parent
    for each in (real, *real.parents):
        name = each.name.lower()
        marks = [mark for mark in _SYNC_MARKS if (each / mark).exists()]
        if name.startswith(_SYNCED) or marks:
            what = (
                f"a sync program seems to look after “{shown(each.name)}”: write on one machine at a time, "
                "and let it finish before the next"
            )
            return Finding(FOLDER, TOLD, what)
    return Finding(FOLDER, FINE, "not in a folder of a sync program, as far as its name tells")


# ---------------------------------------------------------------------- words


def _first(named: Iterable[str]) -> str:
    names = list(named)
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return "; ".join(names[:_MOST_NAMED]) + more


def _faults(number: int) -> str:
    return _count(number, "fault")


def _count(number: int, one: str, several: str | None = None) -> str:
    return f"{number} {one if number == 1 else several or f'{one}s'}"


def _size(size: int) -> str:
    mega = 1_000_000
    return f"{size / mega:.1f} MB" if size >= mega else f"{max(1, size // 1000)} kB"
