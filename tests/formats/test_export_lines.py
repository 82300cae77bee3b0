"""The lines of a JSON export that SQL writes: the same as those of entries that are made values, and no rule missed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_diaries import NOTES, OPERATIONS, filled, opened

from builders import NEW_YORK, present
from effort import dear
from legdiary.domain.demo.demo_diary import make_demo_diary
from legdiary.domain.entries.dose import Dose
from legdiary.domain.entries.kinds import KINDS
from legdiary.domain.entries.night import Night
from legdiary.domain.entries.sleep import Sleep
from legdiary.domain.time.moments import load_zone
from legdiary.store import diary_file, export_lines
from legdiary.store.diary import Diary
from legdiary.store.errors import WrongEntry
from legdiary.store.rows import all_fields, to_ledger
from legdiary.store.statement_runner import Runner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from legdiary.domain.entries.kinds import Kind
    from legdiary.domain.entries.stored_entry import Stored

PRESENT = present("2026-11-22T22:00-05:00")
#: Texts that a note may have or not: tabs, controls, a NUL before one, half a character's block, an unassigned one.
TEXTS = NOTES | st.text(
    st.sampled_from('\t\n\0\x01\x1b\x7f\x80\x9f\xa0é\u2028\ud7ff\ue000\ufeff\U0010ffff"\\]^-~ abc'), max_size=12
)
#: What may stand in the columns of numbers.
NUMBERS = st.none() | st.integers(-3, 12) | st.sampled_from(
    [59, 60, 61, 399, 400, 440, 459, 460, 461, 480, 961, 1439, 1440, 1441, 200_001, 2**31 + 1, -1440, 631_152_000,
     7_258_118_400, 1_795_000_000]
)  # fmt: skip
#: Other texts than notes, many of which break a rule.
WORDS = st.none() | st.sampled_from(
    ["", " a", "a  b", "x" * 61, "x" * 201, "née", "UTC", "No zone!", "legs", "legs,head", "legs,", "ankle bone", "=1",
     "2026-02-30", "2026-11-01", "1989-12-31", "2200-01-01", "20261101", "leaf", "7-oh", "glycinate", "\u00ada", "a\0b"]
)  # fmt: skip


def by_values(runner: Runner, diary: Diary) -> Iterator[str]:
    """The lines of all entries by number, each made a value first, as they were written before SQL did it."""
    found = []
    for kind in KINDS.values():
        for row in runner.all(f"{kind.table}_in_order"):
            stored = diary._rows.entry_from_row(kind, row)  # noqa: SLF001
            text = to_ledger(kind, all_fields(kind, stored.entry, recalled=stored.recalled))
            found.append((stored.id, f'{{"id":{stored.id},"kind":"{kind.name}",{text[1:]}'))
    return (line for _, line in sorted(found))


def ledger_by_values(runner: Runner) -> Iterator[str]:
    """The lines of the ledger, each column written by the encoder of Python."""
    for row in runner.run("ledger_in_order"):
        texts = {
            name: row[name] if name in {"old", "new"} else json.dumps(row[name], ensure_ascii=False)
            for name in row.keys()  # noqa: SIM118 - a row of sqlite3 has no `in`
            if row[name] is not None
        }
        yield f"{{{','.join(f'{json.dumps(name)}:{text}' for name, text in texts.items())}}}"


def lines_of(pieces: Iterator[str]) -> list[str]:
    return [line for piece in pieces if piece for line in piece.split(",\n")]


def compare(path: Path) -> None:
    """Hold both ways side by side over one file."""
    with Diary.for_reading(path) as diary, diary.one_state():
        runner = diary._runner  # noqa: SLF001
        made = diary.everything()
        assert lines_of(made.entries) == list(by_values(runner, diary))
        assert lines_of(made.history) == list(ledger_by_values(runner))


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six weeks of a made-up diary that has entries of nearly every kind."""
    path = tmp_path_factory.mktemp("lines") / "diary.db"
    with opened(path) as diary:
        diary.add_all(make_demo_diary(PRESENT.last_night, load_zone(NEW_YORK), nights=42).entries, PRESENT)
    return path


def test_lines_of_a_made_up_diary(stored: Path) -> None:
    compare(stored)


def test_most_lines_are_written_without_a_value(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    with Diary.for_reading(stored) as diary, diary.one_state():
        revive = diary._rows.entry_from_row  # noqa: SLF001

        def counting(kind: Kind, row: Any) -> Stored:
            asked.append(kind.name)
            return revive(kind, row)

        monkeypatch.setattr(diary._rows, "entry_from_row", counting)  # noqa: SLF001
        lines = lines_of(diary.everything().entries)
    assert len(lines) > 300
    assert len(asked) < len(lines) / 2


@dear(60)
@given(OPERATIONS)
def test_lines_of_random_diaries(tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[Any, ...]]) -> None:
    path = tmp_path_factory.mktemp("random") / "diary.db"
    filled(path, operations)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export_lines, "_FIRST_RANGE", 2)  # so that texts of the first entries are known to the next
        compare(path)


@pytest.fixture(scope="module")
def harmed(stored: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Diary, sqlite3.Connection]]:
    """A copy in which anything may be written, as another program would that keeps no rule."""
    copy = tmp_path_factory.mktemp("harmed") / "copy.db"
    copy.write_bytes(stored.read_bytes())
    with closing(diary_file.connect(copy, writing=True)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA foreign_keys = OFF")
        yield Diary(Runner(connection, copy, diary_file.load_sql())), connection


def outcome(make: Any) -> object:
    """What an export comes to: its lines, or the error."""
    try:
        return list(make())
    except WrongEntry as error:
        return error.message
    except (TypeError, ValueError, AttributeError):  # not a day, half a moment
        return "not made"


@dear(400)
@given(st.data())
def test_no_rule_is_missed_where_a_row_is_not_made_a_value(
    harmed: tuple[Diary, sqlite3.Connection], data: st.DataObject
) -> None:
    """Whatever stands in up to three columns of a row, it is refused as the value of it would be, or written alike."""
    diary, connection = harmed
    runner = diary._runner  # noqa: SLF001
    table = data.draw(st.sampled_from(sorted(export_lines.REPEATED)), "table")
    rows = connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()  # noqa: S608
    row = data.draw(st.sampled_from(rows[-4:]), "row")
    columns = {name: kind for _, name, kind, *_ in connection.execute(f"PRAGMA table_info({table})") if name != "id"}
    connection.execute("SAVEPOINT before")
    try:
        for name in data.draw(st.lists(st.sampled_from(sorted(columns)), min_size=1, max_size=3, unique=True), "names"):
            of_kind = NUMBERS if columns[name] == "INTEGER" else TEXTS if name == "note" else WORDS
            value = data.draw(of_kind, name)
            if name.endswith("_utc_s") and isinstance(row[name], int) and isinstance(value, int) and abs(value) < 2000:
                value = row[name] + 60 * value
            try:
                connection.execute(f'UPDATE {table} SET "{name}" = ? WHERE id = ?', (value, row["id"]))  # noqa: S608
            except sqlite3.IntegrityError:
                return  # the file itself refuses it
        lines = export_lines._EntryLines(runner, diary._rows.entry_from_row)  # noqa: SLF001
        assert outcome(lambda: lines_of(lines.pieces(10_000))) == outcome(lambda: by_values(runner, diary))
    finally:
        connection.execute("ROLLBACK TO before")
        connection.execute("RELEASE before")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("night", "severity = 11"),
        ("night", "missed = 'lazy', severity = NULL"),
        ("night", "note = 'a' || char(27)"),
        ("night", "note = 'a' || char(0) || char(27)"),
        ("night", "body_parts = 'legs,no such part'"),
        ("sleep", "zone = 'no zone'"),
        ("sleep", "up_utc_s = wake_utc_s - 60, up_offset_min = wake_offset_min"),
        ("sleep", "latency_min = (wake_utc_s - coalesce(tried_utc_s, bed_utc_s)) / 60 + 1, awake_min = 0"),
        ("sleep", "total_min = 400"),
        ("dose", "amount_mg = 200001, amount_ug = NULL"),
        ("dose", "night_of = '2026-02-30'"),
        ("dose", "night_of = '1989-12-31'"),
        ("dose", "at_utc_s = 7258118400 + 86400"),
        ("magnesium", "form = 'no such form'"),
        ("magnesium", "elemental_mg = 5001"),
        ("factor", "name = 'two  blanks'"),
        ("symptom", "grade = 4"),
        ("medicine", "amount = ''"),
    ],
)
def test_each_kind_of_rule_refuses_the_export(
    harmed: tuple[Diary, sqlite3.Connection], table: str, change: str
) -> None:
    diary, connection = harmed
    lines = export_lines._EntryLines(diary._runner, diary._rows.entry_from_row)  # noqa: SLF001
    connection.execute("SAVEPOINT before")
    try:
        connection.execute(f"UPDATE {table} SET {change} WHERE id = (SELECT max(id) FROM {table})")  # noqa: S608
        with pytest.raises((WrongEntry, ValueError)):
            list(lines.pieces(10_000))
    finally:
        connection.execute("ROLLBACK TO before")
        connection.execute("RELEASE before")


def test_lines_worked_out_by_hand(tmp_path: Path) -> None:
    """A second dose in the same zone, a night with a note, a sleep of a total: none of them is made a value."""
    path = tmp_path / "diary.db"
    tonight = PRESENT.tonight
    at = PRESENT.now
    with opened(path) as diary:
        diary.add_all([Dose(tonight, 2500, at), Dose(tonight, 1500, at, note='tab\there, "née"')], PRESENT)
        diary.add_all([(Night(tonight, 6, note="line\nline"), True), Sleep(tonight, total_min=400)], PRESENT)
    with pytest.MonkeyPatch.context() as patch, Diary.for_reading(path) as diary, diary.one_state():
        patch.setattr(export_lines, "_FIRST_RANGE", 1)
        lines = lines_of(diary.everything().entries)
    at_ten = '"at":"2026-11-22T22:00:00-05:00[America/New_York]"'
    assert lines == [
        f'{{"id":1,"kind":"kratom","night_of":"2026-11-22","amount_mg":2500,{at_ten}}}',
        f'{{"id":2,"kind":"kratom","night_of":"2026-11-22","amount_mg":1500,{at_ten},"note":"tab\\there, \\"née\\""}}',
        '{"id":3,"kind":"night","night_of":"2026-11-22","severity":6,"note":"line\\nline","recalled":true}',
        '{"id":4,"kind":"sleep","night_of":"2026-11-22","total_min":400}',
    ]
