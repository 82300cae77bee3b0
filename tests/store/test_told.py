"""The comparison of entries with their ledger lines inside SQLite: it finds every difference, and nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.time.moments import Moment, Present, load_zone
from legdiary.store import diary_file
from legdiary.store.diary import Diary
from legdiary.store.health.ledger_replay import Replay
from legdiary.store.statement_runner import Runner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from legdiary.domain.entries.kinds import Kind

ZONE = load_zone("America/New_York")
PRESENT = Present(Moment.from_datetime(datetime.fromisoformat("2026-11-22T22:00-05:00"), ZONE), ZONE)
CONNECTION_OF: dict[Runner, sqlite3.Connection] = {}
ALONE = [kind for kind in KINDS.values() if kind.name != "plan"]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six weeks of a made-up diary that has entries of nearly every kind."""
    path = tmp_path_factory.mktemp("told") / "diary.db"
    with Diary.for_writing(path, PRESENT) as diary:
        diary.add_all(make_demo_diary(PRESENT.last_night, ZONE, nights=42).entries, PRESENT)
    return path


@pytest.fixture
def copied(stored: Path, tmp_path: Path) -> Iterator[Runner]:
    """A copy of it in which anything may be written, as a flipped bit or another program would."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(stored.read_bytes())
    with closing(diary_file.connect(copy, writing=True)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA foreign_keys = OFF")
        runner = Runner(connection, copy, diary_file.load_sql())
        CONNECTION_OF[runner] = connection
        yield runner
        del CONNECTION_OF[runner]


def told(runner: Runner, table: str) -> list[int]:
    return [row["id"] for row in runner.run(f"{table}_told")]


def ids(runner: Runner, table: str) -> list[int]:
    return [row["id"] for row in runner.run(f"{table}_in_order")]


def written(runner: Runner, statement: str, *values: object) -> None:
    CONNECTION_OF[runner].execute(statement, values)


def faults(runner: Runner) -> dict[str, int]:
    replay = Replay(runner)
    replay.compare()
    return dict(replay.faults)


@pytest.mark.parametrize("kind", ALONE, ids=lambda kind: kind.name)
def test_every_entry_that_was_only_added_agrees_with_its_line(copied: Runner, kind: Kind) -> None:
    table = kind.table
    assert told(copied, table) == ids(copied, table)


@pytest.mark.parametrize("kind", ALONE, ids=lambda kind: kind.name)
def test_no_column_of_a_row_changes_unseen(copied: Runner, kind: Kind) -> None:
    table = kind.table
    rows = copied.all(f"{table}_in_order")
    for row in rows[:1] + rows[-1:]:
        for column in set(row.keys()) - {"id"}:
            is_text = isinstance(row[column], str) or column in {"note", "zone", "missed", "form"}
            changed = f"{row[column] or ''}x" if is_text else (row[column] or 0) + 1
            CONNECTION_OF[copied].execute("SAVEPOINT before")
            try:
                written(copied, f'UPDATE {table} SET "{column}" = ? WHERE id = ?', changed, row["id"])  # noqa: S608
            except sqlite3.IntegrityError:
                pass  # the file itself refuses it
            else:
                assert row["id"] not in told(copied, table), column
                assert faults(copied), column
            finally:
                CONNECTION_OF[copied].execute("ROLLBACK TO before")
                CONNECTION_OF[copied].execute("RELEASE before")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger SET new = replace(new, ',', ', ') WHERE id = ?",  # the same fields, written otherwise
        "UPDATE ledger SET new = replace(new, '}', ',\"note\":\"\"}') WHERE id = ?",
        "UPDATE ledger SET old = '{}' WHERE id = ?",
        "UPDATE ledger SET undoes = 1 WHERE id = ?",
        "UPDATE ledger SET action = 'edit' WHERE id = ?",
        "UPDATE ledger SET kind = 'sleep' WHERE id = ?",
        "UPDATE ledger SET entry_id = 1 WHERE id = ?",
        "DELETE FROM ledger WHERE id = ?",
    ],
)
def test_no_part_of_a_line_changes_unseen(copied: Runner, change: str) -> None:
    number = ids(copied, "dose")[3]
    written(copied, change, number)
    assert number not in told(copied, "dose")


def test_an_entry_with_a_second_line_is_replayed(copied: Runner) -> None:
    number, last = ids(copied, "dose")[3], int(copied.one("ledger_next_id")[0])
    line = dict(copied.all("ledger_by_entry", entry_id=number)[0])
    copied.run(
        "ledger_insert", **line | {"id": last, "change_id": last, "action": "delete", "old": line["new"], "new": None}
    )
    assert number not in told(copied, "dose")
    assert faults(copied) == {f"entry {number} stands, though it was taken away": 1}


def test_row_and_line_that_break_a_rule_together_are_found(copied: Runner) -> None:
    number = ids(copied, "night")[5]
    text = copied.all("ledger_by_entry", entry_id=number)[0]["new"]
    written(copied, "UPDATE night SET note = 'a' || char(27) || 'b' WHERE id = ?", number)
    night = copied.one("night_by_id", id=number)
    assert night["note"] == "a\x1bb"
    before, _, after = text.partition('"note":"')
    if after:
        text = before.rstrip(",") + "}" if after.partition('"')[2] == "}" else text
    with_note = text.rstrip("}") + ',"note":"a\\u001bb"}'
    written(copied, "UPDATE ledger SET new = ? WHERE id = ?", with_note, number)
    assert faults(copied) == {f"the history of entry {number} cannot be read": 1}


@pytest.mark.parametrize("kind", ALONE, ids=lambda kind: kind.name)
def test_the_text_of_a_row_is_that_of_its_line(copied: Runner, kind: Kind) -> None:
    rows = copied.all(f"{kind.table}_texts")
    assert [row["id"] for row in rows] == ids(copied, kind.table)
    for row in rows:
        assert row["text"] == copied.all("ledger_by_entry", entry_id=row["id"])[0]["new"]
