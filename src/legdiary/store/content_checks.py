"""Checks of a diary's contents: version, pages, rules, references, ledger and checksums.

SQLite checks the file; `store.health.ledger_replay` compares the ledger with the entries, which only legdiary can do.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from shlex import quote
from typing import TYPE_CHECKING, Any

from legdiary.domain.entries.kinds import KINDS
from legdiary.errors import DiaryTrouble, plural, quote_typed
from legdiary.store import diary_file
from legdiary.store.checksum_tables import FILED_BY, LINES, groups_fit
from legdiary.store.errors import DiaryLocked, DiaryNewer, restore_newest_command, translate_error
from legdiary.store.findings import (
    CHECKSUMS,
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
from legdiary.store.health.ledger_replay import Replay
from legdiary.store.schema import comparison
from legdiary.store.snapshot import ON_DISK
from legdiary.store.statement_runner import Runner

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_QUOTE = '"'
#: The most checksums that one command puts right; `check` then names the next ones.
_MOST_PUT_RIGHT = 50
#: A key that can stand in a command as it is: a day, a number, or nothing.
_PLAIN_KEY = re.compile(r"[\w-]*", re.ASCII)
#: Kinds of objects that can be dropped without losing anything that was stored.
_DROPPED = ("index", "trigger", "view")
#: SQLite's words for a row that breaks a CHECK, NOT NULL, UNIQUE or a column's type; all other faults are damage.
_RULE = re.compile(r"^(CHECK constraint failed|NULL value in|non-unique entry|[A-Z-]+ value in |non-\w+ value in )")


def check_contents(
    connection: sqlite3.Connection, path: Path, place: str = ON_DISK, *, first_will_do: bool = False
) -> list[Finding]:
    """Return the findings about a file: its version, pages, rules, references, and its ledger against its tables.

    Args:
        connection: the open file.
        path: its path, for messages.
        place: the database in which an older diary is upgraded to be looked at: in memory or on disk.
        first_will_do: stop at the first fault of the ledger.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    known = 0 < version <= diary_file.SCHEMA_VERSION
    if known and (misshapen := _shape(connection, path, version)):
        why = "while the file differs from what legdiary made"
        return [
            _version(path, version),
            Finding(INTEGRITY, TOLD, f"not looked at {why}"),
            misshapen,
            Finding(LEDGER, TOLD, f"not compared with the entries {why}"),
        ]
    faults = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({MOST_FAULTS})")]
    broken = [each for each in faults if each != "ok" and not _RULE.match(each)]
    rules = [each for each in faults if _RULE.match(each)]
    found = [_version(path, version), _integrity(path, broken)]
    if broken:
        return [*found, Finding(LEDGER, TOLD, "not compared with the entries, since the file is damaged")]
    if version != diary_file.SCHEMA_VERSION:
        keys = _references(path, connection.execute("PRAGMA foreign_key_check").fetchall())
        if not known:
            return [*found, _rules(path, rules), keys]
        return [*found, *_older(connection, path, version, rules, place, first_will_do=first_will_do), keys]
    ledger = _ledger(connection, path, first_will_do=first_will_do, rules_hold=faults == ["ok"])
    agreed = ledger.state == FINE
    keys = _references(path, _loose(connection, agreed=agreed))
    return [*found, _rules(path, rules), keys, ledger, _checksums(connection, path, agreed=agreed)]


def broken_pages(runner: Runner) -> bool:
    """Return whether SQLite finds a page or an index of a diary damaged."""
    return any(row[0] != "ok" and not _RULE.match(str(row[0])) for row in runner.integrity(MOST_FAULTS))


def _older(
    connection: sqlite3.Connection, path: Path, version: int, rules: Sequence[str], place: str, *, first_will_do: bool
) -> Iterator[Finding]:
    """Check an older diary as it would be after its upgrade."""
    from legdiary.store.migrate import upgraded_snapshot

    try:
        with closing(upgraded_snapshot(connection, path, version, place)) as picture:
            ledger = _ledger(picture, path, first_will_do=first_will_do)
    except DiaryTrouble:
        yield _rules(path, [f"it cannot be brought to schema {diary_file.SCHEMA_VERSION}", *rules])
    else:
        yield from (_rules(path, rules), ledger)


def rescue_command(path: Path) -> str:
    """Return the command that helps a damaged diary: restore its newest copy, else rescue what SQLite can read."""
    recovering = f"sqlite3 {quote(str(path))} .recover | sqlite3 {quote(str(path.with_suffix('.rescued.db')))}"
    return restore_newest_command(path) or recovering


def _version(path: Path, version: int) -> Finding:
    known = diary_file.SCHEMA_VERSION
    if version < 1:
        return Finding(VERSION, WRONG, f"schema {version}, which no legdiary ever wrote", rescue_command(path))
    if version > known:
        newer = DiaryNewer(path, version, known)
        return Finding(VERSION, WRONG, f"schema {version}, this legdiary knows {known}", newer.hint)
    if version < known:
        what = f"schema {version}; the next entry makes a copy and upgrades it to {known}"
        return Finding(VERSION, TOLD, what)
    return Finding(VERSION, FINE, f"schema {version}, as this legdiary writes it")


def _integrity(path: Path, broken: Sequence[str]) -> Finding:
    if not broken:
        return Finding(INTEGRITY, FINE, "every page and index is in order")
    first = quote_typed(" ".join(broken[0].removeprefix("*** in database main ***").split()))
    return Finding(INTEGRITY, WRONG, f"{_faults(len(broken))} in the file, the first: {first}", rescue_command(path))


def _rules(path: Path, faults: Sequence[str]) -> Finding:
    if faults:
        what = f"{_faults(len(faults))} in the tables: {comparison.join_first(map(quote_typed, faults))}"
        return Finding(CONSTRAINTS, WRONG, what, rescue_command(path))
    return Finding(CONSTRAINTS, FINE, "the tables are intact, and every row follows their rules")


def _references(path: Path, rows: Sequence[Any]) -> Finding:
    if not rows:
        return Finding(REFERENCES, FINE, "everything that entries refer to is there")
    tables = sorted({quote_typed(str(row[0])) for row in rows})
    what = f"{_faults(len(rows))}: rows of {', '.join(tables)} refer to what is not there"
    return Finding(REFERENCES, WRONG, what, rescue_command(path))


def _loose(connection: sqlite3.Connection, *, agreed: bool) -> Sequence[Any]:
    """Return the rows that refer to what is not there.

    Args:
        connection: a diary of today's schema.
        agreed: entries and ledger agree: then every entry has the line that it refers to.
    """
    if agreed and not connection.execute(diary_file.load_sql()["loose_count"]).fetchone()[0]:
        return ()
    return connection.execute("PRAGMA foreign_key_check").fetchall()


def _shape(connection: sqlite3.Connection, path: Path, version: int) -> Finding | None:
    """Return what differs from a fresh diary of this version; None where nothing does."""
    found = comparison.differences(connection, version)
    if not any(found):
        return None
    what = f"it is not as legdiary made it: {comparison.join_first(found.sentences)}"
    return Finding(CONSTRAINTS, WRONG, what, _dropping(path, found) or rescue_command(path))


def _dropping(path: Path, found: comparison.Differences) -> str | None:
    """Return the command that drops foreign indexes, triggers and views; None where data could be lost with them."""
    parted = [name.partition(" ") for name in found.foreign]
    if found.encoding or found.changed or not all(kind in _DROPPED and name.isprintable() for kind, _, name in parted):
        return None
    dropped = "; ".join(f'DROP {kind.upper()} "{name.replace(_QUOTE, _QUOTE * 2)}"' for kind, _, name in parted)
    return f"sqlite3 {quote(str(path))} {quote(dropped)}"


def _ledger(connection: sqlite3.Connection, path: Path, *, first_will_do: bool, rules_hold: bool = False) -> Finding:
    told = Replay(Runner(connection, path, diary_file.load_sql()))
    try:
        told.compare(first_will_do=first_will_do, rules_hold=rules_hold)
    except sqlite3.Error as error:
        if isinstance(translate_error(error, path), DiaryLocked):
            raise
        return Finding(LEDGER, WRONG, "it cannot be read to its end", rescue_command(path))
    if told.faults:
        what = f"{_faults(sum(told.faults.values()))} between ledger and entries: {comparison.join_first(told.faults)}"
        return Finding(LEDGER, WRONG, what, rescue_command(path))
    back = f", {plural(told.taken_back, 'change')} taken back" if told.taken_back else ""
    lines = plural(told.lines, "line accounts", "lines account")
    what = f"{lines} for {plural(told.alive.total(), 'entry', 'entries')}{back}"
    return Finding(LEDGER, FINE, what)


def _checksums(connection: sqlite3.Connection, path: Path, *, agreed: bool) -> Finding:
    """Return what does not fit its checksum.

    Args:
        connection: a diary of today's schema.
        path: its path.
        agreed: entries and ledger agree: then only the checksums were changed, and they can be computed again.
    """
    runner = Runner(connection, path, diary_file.load_sql())
    try:
        off = [] if groups_fit(runner.all) else [tuple(row) for row in runner.all("checksum_wrong")]
        lines, written = runner.one("lines_fit")
    except sqlite3.Error as error:
        if isinstance(translate_error(error, path), DiaryLocked):
            raise
        return Finding(CHECKSUMS, WRONG, "they cannot be worked out: a value is of another kind", rescue_command(path))
    told = [_rows_named(of, key) for of, key, _ in off]
    if lines != written:
        off.append((LINES, "", written - lines))
        told.append("the number of the ledger's lines")
    if not told:
        return Finding(CHECKSUMS, FINE, "everything is as it was stored")
    what = f"{_faults(len(told))}: not as stored are {comparison.join_first(told)}"
    return Finding(CHECKSUMS, WRONG, what, _putting_right(path, off) if agreed else rescue_command(path))


def _putting_right(path: Path, off: Sequence[tuple[str, str, int]]) -> str:
    """Return the command that puts checksums right, each by what it is off; only they were changed."""
    few = off[:_MOST_PUT_RIGHT]
    if not all(_PLAIN_KEY.fullmatch(of) and _PLAIN_KEY.fullmatch(key) for of, key, _ in few):
        return rescue_command(path)
    rows = ", ".join(f"('{of}', '{key}', {-by})" for of, key, by in few)
    put = f"INSERT INTO checksum VALUES {rows} ON CONFLICT (of, key) DO UPDATE SET sum = sum + excluded.sum"  # noqa: S608
    return f'sqlite3 {quote(str(path))} "{put}; DELETE FROM checksum WHERE sum = 0"'  # noqa: S608 - checked above


def _rows_named(table: object, key: object) -> str:
    """Name the rows that a checksum covers."""
    kind = next((kind.name for kind in KINDS.values() if kind.table == table), quote_typed(str(table)))
    if table in FILED_BY:
        return f"{kind} of {quote_typed(str(key))}"
    if table in {"taper_step", "hold"}:
        return f"the steps of plan {quote_typed(str(key))}"
    return f"the history of entry {quote_typed(str(key))}" if table == "ledger" else f"every {kind}"


def _faults(number: int) -> str:
    return plural(number, "fault")
