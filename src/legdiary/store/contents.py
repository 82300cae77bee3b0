"""What is in a file of a diary, found right or wrong: its version, its pages, its rules, its references, its ledger.

SQLite is asked first; what only legdiary can know, whether the ledger accounts for every entry, is told by `retelling`.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from shlex import quote
from typing import TYPE_CHECKING, Any

from legdiary.errors import DiaryTrouble, plural, shown
from legdiary.store import file
from legdiary.store.findings import (
    CONSTRAINTS,
    FINE,
    INTEGRITY,
    LEDGER,
    MOST_FAULTS,
    REFERENCES,
    TOLD,
    VERSION,
    WRONG,
    Finding,
)
from legdiary.store.retelling import Retold
from legdiary.store.runner import Runner
from legdiary.store.trouble import DiaryLocked, DiaryNewer, restore_newest, trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

_MOST_NAMED = 3
#: How SQLite's integrity check words what a CHECK, NOT NULL, UNIQUE or a column's type forbids; all else is damage.
_RULE = re.compile(r"^(CHECK constraint failed|NULL value in|non-unique entry|[A-Z-]+ value in |non-\w+ value in )")


def inside(connection: sqlite3.Connection, path: Path, again: Callable[[], sqlite3.Connection]) -> list[Finding]:
    """What the file holds: its version, pages, rules, references, and its ledger against its tables.

    Args:
        connection: the file, open.
        path: where it is, for messages.
        again: opens it once more; of an older diary an upgraded picture is looked at.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    faults = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({MOST_FAULTS})")]
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


def rescue(path: Path) -> str:
    """What helps a damaged diary: its newest copy, or what SQLite can still read of it."""
    recovering = f"sqlite3 {quote(str(path))} .recover | sqlite3 {quote(str(path.with_suffix('.rescued.db')))}"
    return restore_newest(path) or recovering


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
    told = Retold(Runner(connection, path, file.load_sql()))
    try:
        told.compare()
    except sqlite3.Error as error:
        if isinstance(trouble(error, path), DiaryLocked):
            raise
        return Finding(LEDGER, WRONG, "it cannot be read to its end", rescue(path))
    if told.faults:
        what = f"{_faults(sum(told.faults.values()))} between ledger and entries: {_first(list(told.faults))}"
        return Finding(LEDGER, WRONG, what, rescue(path))
    back = f", {plural(told.taken_back, 'change')} taken back" if told.taken_back else ""
    lines = plural(told.lines, "line accounts", "lines account")
    what = f"{lines} for {plural(told.alive.total(), 'entry', 'entries')}{back}"
    return Finding(LEDGER, FINE, what)


def _first(named: Iterable[str]) -> str:
    names = list(named)
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return "; ".join(names[:_MOST_NAMED]) + more


def _faults(number: int) -> str:
    return plural(number, "fault")
