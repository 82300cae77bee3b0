"""The backup of Loop Habit Tracker: its database, of any version, says the same as its zip."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from driving import ok

from builders import NEW_YORK
from legdiary.domain.entries.factors_and_medicines import Factor
from legdiary.domain.entries.night import Night
from legdiary.domain.time.moments import load_zone
from legdiary.formats.detect import is_diary_content, recognise
from legdiary.formats.dose_apps import loop_habits
from legdiary.formats.dose_apps.own_words import read_meaning
from legdiary.formats.reader_result import BadRow, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from legdiary.formats.dose_apps.own_words import Meaning, Word
    from legdiary.formats.reader_result import Found

JUNE_1, JUNE_2, JUNE_3 = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)


def read(data: bytes, **phrases: str) -> Found:
    def settle(_source: str, words: Sequence[Word]) -> dict[str, Meaning]:
        return {word.text: read_meaning(phrases.get(word.text, "left-out")) for word in words}

    return loop_habits.read(data, "x", ReadOptions(load_zone(NEW_YORK), words=settle))


def loop_database(path: Path, *statements: str, habits: str = "", marks: str = "") -> bytes:
    """The backup of today's version, or what `statements` make."""
    usual = (
        "CREATE TABLE Habits (id integer primary key, name text, type integer, unit text, archived integer)",
        "CREATE TABLE Repetitions (id integer primary key, habit integer, timestamp integer, value integer, notes)",
    )
    with closing(sqlite3.connect(path)) as made:
        for statement in statements or usual:
            made.execute(statement)
        for table, values in (
            ("Habits (id, name, type, unit)", habits),
            ("Repetitions (habit, timestamp, value, notes)", marks),
        ):
            if values:
                made.execute(f"INSERT INTO {table} VALUES {values}")  # noqa: S608 - our own
        made.commit()
    return path.read_bytes()


DAY_MS = 86_400_000
JUNE_1_MS = 1_780_272_000_000  # 2026-06-01 00:00 in UTC, as the app keeps a day


def test_the_backup_of_loop_says_the_same_as_its_zip(tmp_path: Path) -> None:
    data = loop_database(
        tmp_path / "loop.db",
        habits="(1, 'Stretch', 0, ''), (2, 'Tea', 1, 'cups'), (3, 'Legs', 1, '')",
        marks=f"(1, {JUNE_1_MS + 2 * DAY_MS}, 2, 'private'), (1, {JUNE_1_MS}, 1, ''),"
        f"(1, {JUNE_1_MS + DAY_MS}, 3, NULL), (2, {JUNE_1_MS + DAY_MS}, 2500, ''),"
        f"(3, {JUNE_1_MS + DAY_MS}, 7000, ''), (3, {JUNE_1_MS}, 0, '')",
    )
    assert recognise(data, "x").name == "loop"  # type: ignore[union-attr]
    found = read(data, Stretch="factor stretching", Tea="new factor tea", Legs="severity 0-10")
    assert list(found.entries) == [
        Night(JUNE_1, severity=0), Factor(JUNE_2, "tea", amount="2.5 cups"), Night(JUNE_2, severity=7),
        Factor(JUNE_3, "stretching"),
    ]  # fmt: skip
    assert found.not_carried == ("1 note of a check mark",)
    assert not is_diary_content(data)
    path = tmp_path / "words.toml"
    path.write_text(
        '[words]\n"Stretch" = "factor stretching"\n"Tea" = "left-out"\n"Legs" = "severity"\n', encoding="utf-8"
    )
    assert "added 2 nights, 1 factor" in ok("import", str(tmp_path / "loop.db"), "--map", str(path)).stdout
    assert "added nothing" in ok("import", str(tmp_path / "loop.db"), "--map", str(path)).stdout


def test_backups_of_earlier_versions_of_loop(tmp_path: Path) -> None:
    first = ("CREATE TABLE Habits (Id INTEGER PRIMARY KEY, name TEXT)",
             "CREATE TABLE Repetitions (Id INTEGER PRIMARY KEY, habit INTEGER, timestamp INTEGER)",
             "INSERT INTO Habits VALUES (1, 'Sport')",
             f"INSERT INTO Repetitions VALUES (1, 1, {JUNE_1_MS})")  # noqa: S608  # fmt: skip
    later = ("create table Habits (id integer, name text, type integer, unit text)",
             "create table Repetitions (id integer, habit integer, timestamp integer, value integer)",
             "INSERT INTO Habits VALUES (1, 'Sport', 0, '')",
             f"INSERT INTO Repetitions VALUES (1, 1, {JUNE_1_MS}, 2), (2, 1, {JUNE_1_MS + DAY_MS}, 0)")  # noqa: S608  # fmt: skip
    for number, statements in enumerate((first, later)):
        data = loop_database(tmp_path / f"{number}.db", *statements)
        assert list(read(data, Sport="factor exercise").entries) == [Factor(JUNE_1, "exercise")]
    empty = loop_database(tmp_path / "empty.db")
    assert read(empty).entries == ()


@pytest.mark.parametrize(
    ("habits", "marks", "says"),
    [
        ("(1, 'a', 0, '')", f"(2, {JUNE_1_MS}, 2, '')", "record 1 of the Repetitions, habit: there is no habit"),
        ("(1, 'a', 0, '')", "(1, 'soon', 2, '')", "record 1 of the Repetitions, timestamp: accepted: milliseconds"),
        ("(1, 'a', 0, '')", "(1, -5, 2, '')", "record 1 of the Repetitions, timestamp: accepted: milliseconds"),
        ("(1, 'a', 0, '')", "(1, 0, 2, '')", "record 1 of the Repetitions, timestamp: 1970-01-01 is before 1990"),
        ("(1, 'a', 0, '')", f"(1, {JUNE_1_MS}, 'x', '')", "record 1 of the Repetitions, value: accepted: a whole"),
        ("(1, x'00', 0, '')", "", "record 1 of the Habits: accepted: a habit"),
        ("(1, '', 0, '')", "", "record 1 of the Habits, Name: accepted: a name"),
    ],
)
def test_a_backup_of_loop_that_cannot_be(tmp_path: Path, habits: str, marks: str, says: str) -> None:
    with pytest.raises(BadRow, match=re.escape(f"x, {says}")):
        read(loop_database(tmp_path / "loop.db", habits=habits, marks=marks))


def test_a_database_that_only_looks_like_loops(tmp_path: Path) -> None:
    view = loop_database(tmp_path / "view.db", "CREATE TABLE x (a)", "CREATE VIEW Habits AS SELECT 1 id, 'a' name",
                         "CREATE TABLE Repetitions (habit, timestamp)")  # fmt: skip
    whole = loop_database(tmp_path / "whole.db", habits="(1, 'a', 0, '')")
    for data in (view, whole[: len(whole) // 2], b"SQLite format 3\x00", whole[:100] + b"\xff" * (len(whole) - 100)):
        with pytest.raises(BadRow):
            read(data)
    owned = bytearray(whole)
    owned[68:72] = b"mine"
    assert not loop_habits.recognises(bytes(owned), "x")
