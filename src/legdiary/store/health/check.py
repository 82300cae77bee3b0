"""The check of a diary: the findings of `check`, topic by topic.

Nothing is written, not even by SQLite itself: the file is read so that a journal left by a crash stays as it is and is
reported.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from shlex import quote
from typing import TYPE_CHECKING

from legdiary.errors import DiaryTrouble, plural
from legdiary.store import diary_file
from legdiary.store.content_checks import check_contents, rescue_command
from legdiary.store.errors import DiaryDamaged, NoDiary, NotADiary, NotReadable, translate_error
from legdiary.store.file_summary import facts_of
from legdiary.store.findings import DEVICES, FILE, FINE, INTEGRITY, JOURNAL, WRONG, Finding
from legdiary.store.health.leftovers import check_leftovers
from legdiary.store.health.other_copies import check_conflict_copies, check_copies
from legdiary.store.health.permissions import check_modes, check_sync_folder
from legdiary.store.read_limits import limit_reading
from legdiary.store.schema.comparison import join_first
from legdiary.store.snapshot import snapshot_of_file
from legdiary.store.sqlite_journals import (
    check_half_written,
    check_journals,
    check_write_ahead,
    is_at_rest,
    is_half_way,
    is_wal,
)
from legdiary.store.statement_runner import Runner
from legdiary.util.safe_files import format_size, is_own, move_aside_command

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from legdiary.domain.diary_facts import Facts
    from legdiary.domain.time.moments import Moment


def check_diary(path: Path, now: Moment, beside: Iterable[Path] = ()) -> list[Finding]:
    """Return the findings about a diary, at least one for every topic.

    Args:
        path: the diary.
        now: the present moment.
        beside: other folders in which legdiary makes files.

    Raises:
        NoDiary: there is no diary, no copy of one, and nothing that a command left unfinished.
        DiaryLocked: another program holds the diary.
    """
    left = check_leftovers(path, beside)
    try:
        found, facts = _file(path)
    except NoDiary as error:
        if not left:
            raise
        found, facts = [Finding(FILE, WRONG, error.message, error.hint)], None
    found += check_modes(path)
    found += check_journals(path, hot=any(finding.topic == JOURNAL for finding in found))
    found += left
    found += check_copies(path, facts, now)
    found += check_conflict_copies(path, facts)
    found.append(check_sync_folder(path))
    return found


def _file(path: Path) -> tuple[list[Finding], Facts | None]:
    """Return the findings about the file, and its facts where it can be read."""
    try:
        diary_file.check_header(path)
    except NoDiary:
        raise
    except DiaryTrouble as error:
        return [Finding(FILE, WRONG, error.message, _command_for(error, path))], None
    readable = Finding(FILE, FINE, f"readable, {format_size(path.stat().st_size)}")
    log, at_rest = check_write_ahead(path), is_at_rest(path)
    try:
        with _one_state(path, at_rest=at_rest) as connection:
            found = check_contents(connection, path)
            found += _check_devices(connection, path, found)
            facts = None if any(each.state == WRONG for each in found) else facts_of(connection)
            return [readable, *found, *log], facts
    except sqlite3.Error as error:
        if is_half_way(error):
            return [readable, check_half_written(path)], None
        return [readable, _unreadable(translate_error(error, path), path)], None


def _check_devices(connection: sqlite3.Connection, path: Path, found: Iterable[Finding]) -> list[Finding]:
    """Return the finding about the logs of several devices; none where the diary is not synced, or not in order."""
    if any(each.state == WRONG for each in found):
        return []
    if diary_file.version_of(connection, path) != diary_file.SCHEMA_VERSION:
        return []
    runner = Runner(connection, path, diary_file.load_sql())
    if runner.all("sync_diary") == []:
        return []
    from legdiary.store.sync.check import check_log

    checked = check_log(runner)
    if checked is None:
        return []
    if checked.faults:
        what = f"{plural(len(checked.faults), 'fault')} in the logs of devices: {join_first(checked.faults)}"
        return [Finding(DEVICES, WRONG, what, rescue_command(path))]
    logs = plural(checked.devices, "device")
    return [Finding(DEVICES, FINE, f"the entries are what {plural(checked.lines, 'change')} of {logs} make of them")]


@contextmanager
def _one_state(path: Path, *, at_rest: bool) -> Iterator[sqlite3.Connection]:
    """Open one state of the diary on a connection that checks CHECKs and writes nothing.

    SQLite checks no CHECK in a file opened for reading only. So the file is opened for writing too, behind a read lock
    that keeps SQLite from rolling anything back. Where the file cannot be written, or has a write-ahead log that SQLite
    would remove, a snapshot is checked.
    """
    pictured = is_wal(path) or not os.access(path, os.W_OK)
    with closing(diary_file.open_unchanged(path, at_rest=at_rest)) as looking:
        with limit_reading(looking, path):
            looking.execute("SELECT count(*) FROM sqlite_master").fetchall()
        if pictured:
            with closing(snapshot_of_file(looking, path)) as picture:
                yield picture
            return
        looking.execute("BEGIN")
        looking.execute("SELECT count(*) FROM sqlite_master").fetchall()
        with closing(diary_file.connect(path, writing=False)) as connection:
            connection.execute("BEGIN")
            yield connection


def _unreadable(error: DiaryTrouble, path: Path) -> Finding:
    if not isinstance(error, DiaryDamaged | NotADiary):
        raise error
    return Finding(INTEGRITY, WRONG, "SQLite cannot read it: the file is damaged", rescue_command(path))


def _command_for(error: DiaryTrouble, path: Path) -> str | None:
    if isinstance(error, NotADiary):
        return move_aside_command(path, ".foreign")
    if isinstance(error, NotReadable):
        return f"chmod 600 {quote(str(path))}" if is_own(path) else None
    return error.hint
