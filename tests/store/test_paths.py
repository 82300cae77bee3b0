"""Rows are found as their checksums were: no index and no divider of a table leaves one out unseen.

Each fault is made in the file by hand, at a place that SQLite's file format names: the count of cells of a page (two
bytes from its fourth on), a key of an index, the number that divides two pages of a table.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from driving import NEW_YORK, NOW, ok, run

from builders import day, night
from legdiary.domain.time.moments import Moment, Present, load_zone
from legdiary.store import diary_file
from legdiary.store.checksum_tables import FILED_BY, FOLLOWS, RESTS_ON, register_crc32
from legdiary.store.diary import Diary
from legdiary.store.schema.queries import statements

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE = 4096
ZONE = load_zone(NEW_YORK)
PRESENT = Present(Moment.from_datetime(datetime.fromisoformat(NOW), ZONE), ZONE)
_STEP = re.compile(r"(SEARCH|SCAN) (\w+) (?:AS \w+ )?USING (?:COVERING )?(?:INDEX (\w+)|(INTEGER PRIMARY KEY))")


def root_of(diary: Path, name: str) -> int:
    """Where the first page of a table or an index begins in the file."""
    with closing(sqlite3.connect(diary)) as connection:
        (number,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        assert connection.execute("PRAGMA page_size").fetchone() == (PAGE,)
    return (int(number) - 1) * PAGE


def lose_last(diary: Path, index: str) -> None:
    """Make an index forget the last of its rows: its page counts one cell less."""
    held, root = bytearray(diary.read_bytes()), root_of(diary, index)
    assert held[root] == 10, "a leaf of an index"
    held[root + 4] -= 1
    diary.write_bytes(held)


def sound_rows(diary: Path, index: str) -> int:
    held, root = diary.read_bytes(), root_of(diary, index)
    return int.from_bytes(held[root + 3 : root + 5], "big")


def told_as_damaged(diary: Path, *words: str) -> None:
    """The command ends with 3, tells nothing, names what can be done, and leaves the file alone."""
    before = diary.read_bytes()
    result = run(*words, diary=diary)
    header = "id,product," if "csv" in words else ""  # is written before any row is read
    assert (result.code, len(result.stdout.splitlines())) == (3, 1 if header else 0), result
    assert result.stdout.startswith(header)
    assert result.stderr.startswith(f"legdiary: the diary {diary} is damaged; it was not touched\nlegdiary: try: "), (
        result
    )
    assert " restore " in result.stderr or " check" in result.stderr
    assert diary.read_bytes() == before
    assert run("check", diary=diary).code == 3


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    ok("night", "6", "--night", "2026-11-19", diary=path)
    ok("night", "8", "--night", "2026-11-20", diary=path)
    ok("product", "add", "red leaf", "--capsule", "0.5g", "--weight", "100g", diary=path)
    ok("kratom", "4caps", "--product", "red leaf", "--at", "2026-11-19 21:00", diary=path)
    ok("kratom", "6caps", "--product", "red leaf", "--at", "2026-11-20 21:00", diary=path)
    ok("symptom", "chills", "1", "--night", "2026-11-20", diary=path)
    ok("taper", "new", "--from", "5g", "--cut", "1g", "--every", "7d", "--yes", diary=path)
    return path


@pytest.mark.parametrize(
    ("index", "rows"), [("sqlite_autoindex_night_1", 2), ("dose_by_night", 2), ("sqlite_autoindex_symptom_1", 1)]
)
@pytest.mark.parametrize(
    "words",
    [("export", "fhir", "--output", "-"), ("report", "--last", "8w"), ("week",), ("export", "html", "--output", "-")],
)
def test_a_night_that_its_index_has_lost_is_not_left_out(
    diary: Path, index: str, rows: int, words: tuple[str, ...]
) -> None:
    """The record for a clinic compared the whole table with its checksums, and then found the nights by their index."""
    assert sound_rows(diary, index) == rows
    lose_last(diary, index)
    told_as_damaged(diary, *words)


@pytest.mark.parametrize(
    "words", [("product", "list"), ("taper", "show"), ("export", "csv", "--table", "products", "--output", "-")]
)
def test_a_dose_that_the_index_of_products_has_lost_is_counted(diary: Path, words: tuple[str, ...]) -> None:
    """2 g and 3 g of a batch of 100 g: 95 g are left, and 97 g were told where the index had lost the second dose."""
    assert "95 g" in ok("product", "list", diary=diary).stdout
    lose_last(diary, "dose_by_product")
    told_as_damaged(diary, *words)


def test_doses_stay_in_their_order(tmp_path: Path) -> None:
    """Two doses of one night stand in an index by their moment: a bit of one key there, and they are told reversed."""
    path = tmp_path / "diary.db"
    ok("kratom", "2g", "--at", "2026-11-20 19:00", diary=path)
    ok("kratom", "3g", "--at", "2026-11-20 21:00", diary=path)
    with closing(sqlite3.connect(path)) as connection:
        moments = [at for (at,) in connection.execute("SELECT at_utc_s FROM dose ORDER BY id")]
    assert moments == [1795219200, 1795226400]
    held, root = bytearray(path.read_bytes()), root_of(path, "dose_by_night")
    key = bytes(held).index((1795226400).to_bytes(4, "big"), root, root + PAGE)
    held[key] ^= 0x20
    path.write_bytes(held)
    for words in (("list",), ("doses",), ("export", "fhir", "--output", "-")):
        told_as_damaged(path, *words)


@pytest.mark.parametrize("words", [("export", "json", "--output", "-"), ("import", "{json}"), ("import", "{days}")])
def test_rows_behind_a_wrong_divider_are_not_left_out(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Seventy nights with notes as long as a page each. A JSON export looks for the numbers from 65 on, and one bit
    of the 65th divider said that they are all behind it: it told 69 nights."""
    path, json, days = tmp_path / "diary.db", tmp_path / "laid.json", tmp_path / "days"
    with Diary.for_writing(path, PRESENT) as opened:
        opened.add_all(
            [night(f"{day('2026-09-01') + timedelta(each)}", note="x" * 3000) for each in range(70)], PRESENT
        )
    ok("export", "json", "--output", str(json), diary=path)
    ok("export", "csv", "--output", str(days), diary=path)
    held, root = bytearray(path.read_bytes()), root_of(path, "night")
    assert (held[root], held[root + 4]) == (5, 69), "an inner page with 70 others below it"
    pointer = root + 12 + 2 * 64
    divider = root + int.from_bytes(held[pointer : pointer + 2], "big") + 4
    assert held[divider] == 65
    held[divider] = 64
    path.write_bytes(held)
    told_as_damaged(path, *(word.format(json=json, days=days) for word in words))


def test_a_lost_row_is_not_called_another_entry_in_the_way(tmp_path: Path) -> None:
    """The night's row is gone and its key is not: an undo that brings the night back would find its place taken."""
    path = tmp_path / "diary.db"
    ok("night", "6", "--night", "2026-11-19", diary=path)
    ok("night", "8", "--night", "2026-11-20", diary=path)
    held, root = bytearray(path.read_bytes()), root_of(path, "night")
    assert (held[root], held[root + 4]) == (13, 2)
    held[root + 4] = 0
    path.write_bytes(held)
    result = run("night", "4", "--night", "2026-11-19", diary=path)
    assert (result.code, result.stdout) == (3, "")
    assert path.read_bytes() == bytes(held)


# ---------------------------------------------------------------------- nothing is forgotten


def paths_of(connection: sqlite3.Connection, sql: str) -> set[tuple[str, str]]:
    """The indexes that a statement follows, each with its table; a search by number is called `id`."""
    nothing = dict.fromkeys(re.findall(r":(\w+)", sql))
    steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", nothing)]
    found = [match for step in steps if (match := _STEP.match(step))]
    named = {alias: of for of, alias in re.findall(r"(?:FROM|JOIN) (\w+) AS \"?(\w+)\"?", sql)}
    return {(named.get(f"{match[2]}", f"{match[2]}"), f"{match[3] or 'id'}") for match in found}


def test_every_way_that_a_statement_goes_is_compared(tmp_path: Path) -> None:
    """A statement goes by days that were compared by that very index, or names its way in FOLLOWS."""
    diary_file.begin_diary(tmp_path / "diary.db", diary_file.load_sql()["schema"])
    sql = diary_file.load_sql()
    with closing(sqlite3.connect(tmp_path / "diary.db")) as connection:
        register_crc32(connection)
        own: Callable[[str], str] = lambda table: next(  # noqa: E731 - short
            index for name, index in paths_of(connection, sql[f"{table}_fits"]) if name == table
        )
        by_day = {(table, own(table)) for table in FILED_BY}
        for name in RESTS_ON:
            ways = paths_of(connection, sql[name]) - {("product", "id")}  # compared wherever products are
            if ":from_night" in sql[name]:
                ways -= by_day
            named = {(path.partition("_by_")[0], path.replace("ledger_by_id", "id")) for path in FOLLOWS.get(name, ())}
            inner = {("ledger", "ledger_by_entry"), ("ledger", "id"), ("device", "id")}  # histories, lines told of
            assert ways - named - (inner if name in {"csv_corrections", "sync_told"} else set()) == set(), name
    assert set(FOLLOWS) <= set(RESTS_ON) <= set(statements())
