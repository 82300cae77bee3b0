"""One bit of a diary's file is changed: every command tells what it told before, or ends with 3 and tells nothing.

So does what stores: it does what it did before, or ends with 3 and leaves the file as it was.
"""

from __future__ import annotations

import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import ok, run
from flips import FINE, QUICK, READING, TROUBLE, WRITING, Flip, badly_stored, fill, flips, told, untrue

from legdiary.store.file_integrity import quote_name

if TYPE_CHECKING:
    from driving import Result

    from faults_pages import Spot

#: A change of many rows, of which much is in the file already when the program is killed.
HALF_WAY = """
    PRAGMA cache_size=2; BEGIN IMMEDIATE;
    UPDATE night SET note = 'lost'; UPDATE dose SET note = 'lost'; UPDATE ledger SET made_zone = 'Europe/Berlin';
"""
BENCH = Path(__file__).parents[2] / "bench"


class Sound:
    """The diary, and what commands say of it while it is sound."""

    def __init__(self, path: Path) -> None:
        fill(path)
        self.path = path
        self.data = path.read_bytes()
        self.read: dict[str, Result] = {command: told(path, command) for command in (*READING, *MANY_WAYS)}
        self.stored: dict[str, Result] = {}
        for command in WRITING:
            path.write_bytes(self.data)
            self.stored[command] = told(path, command)
        path.write_bytes(self.data)
        with closing(sqlite3.connect(path)) as connection:
            (self.page_size,) = connection.execute("PRAGMA page_size").fetchone()
            self.roots = connection.execute(
                "SELECT tbl_name, rootpage FROM sqlite_master WHERE rootpage > 0 ORDER BY rootpage"
            ).fetchall()
        assert {each.code for each in (*self.read.values(), *self.stored.values())} == {FINE}

    def within(self, table: str, flip: Flip) -> Flip:
        """The same change on a page of this table."""
        pages = [page for name, page in self.roots if name == table]
        page = pages[flip.place % len(pages)]
        return Flip((page - 1) * self.page_size + flip.place // len(pages) % self.page_size, flip.mask)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    return Sound(tmp_path_factory.mktemp("flips") / "place" / "diary.db")


@pytest.mark.thinned(4)
@pytest.mark.parametrize("part", range(4))
def test_a_changed_bit_is_never_told_as_true(sound: Sound, part: int) -> None:
    quick = {command: sound.read[command] for command in QUICK}
    for flip in list(flips(14, 48, len(sound.data)))[part::4]:
        assert list(untrue(sound.path, sound.data, flip, quick)) == []


@pytest.mark.thinned(3)
@pytest.mark.parametrize("table", ["dose", "night", "product", "plan", "taper_step", "checksum"])
def test_a_changed_byte_of_a_table_is_never_told_as_true(sound: Sound, table: str) -> None:
    """On the first page of a table or of one of its indexes, where its rows are, or the way to them."""
    quick = {command: sound.read[command] for command in ("list --last 30d", "week", "report --last 8w")}
    for flip in flips(18, 12, len(sound.data)):
        assert list(untrue(sound.path, sound.data, sound.within(table, flip), quick)) == []


def test_nothing_is_stored_beside_a_changed_bit(sound: Sound) -> None:
    few = {command: sound.stored[command] for command in ("night 3", "kratom 1g --confirm", "undo")}
    for flip in flips(41, 24, len(sound.data)):
        assert list(badly_stored(sound.path, sound.data, flip, few)) == []


#: Commands that find the same rows by reading a table, by its indexes and by numbers.
MANY_WAYS = (
    "list --last 30d", "report --last 8w", "taper show", "product list", "export json --output -",
    "export fhir --output -",
)  # fmt: skip


@pytest.fixture(scope="module")
def spots(sound: Sound) -> dict[tuple[int, str], list[Spot]]:
    """What the file format names: page and role (a count of cells, a divider, a key's length) → the bytes of each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCH)
        from faults_pages import Pages
    found: dict[tuple[int, str], list[Spot]] = {}
    for spot in Pages(sound.data).spots():
        found.setdefault((spot.page, spot.role), []).append(spot)
    pages = len(sound.data) // sound.page_size
    assert {page for page, _ in found} == set(range(1, pages + 1)), "a page is used by nothing"
    return found


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 25))])
def test_a_bit_of_what_says_where_something_is(
    sound: Sound, spots: dict[tuple[int, str], list[Spot]], seed: int
) -> None:
    """Chosen by role, since nearly all bytes are of rows: a bit here leaves rows out, puts them twice or elsewhere."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    many = {command: sound.read[command] for command in MANY_WAYS}
    for place in chance.sample(sorted(spots), 8 if seed == 0 else 60):
        spot = chance.choice(spots[place])
        flip = Flip(spot.first + chance.randrange(spot.size), 1 << chance.randrange(8))
        assert list(untrue(sound.path, sound.data, flip, many)) == [], spot
        if not is_unchanged(flip.of(sound.data), sound.data):
            assert told(sound.path, "check").code == TROUBLE, spot


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 9))])
def test_a_bit_of_the_journal_that_a_crash_left(sound: Sound, seed: int) -> None:
    """SQLite rolls back what it can read of it: nothing half rolled back is told, and `check` finds what is left."""
    path, journal = sound.path, sound.path.with_name("diary.db-journal")
    path.write_bytes(sound.data)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(HALF_WAY)
        half, undo = path.read_bytes(), journal.read_bytes()
        connection.execute("ROLLBACK")
    assert half != sound.data
    chance = random.Random(seed)  # noqa: S311 - no secret
    commands = ("list --last 30d", "report --last 8w", "history")
    for number in range(4 if seed == 0 else 30):
        # Every other one in the header, which says how long the file was.
        flip = Flip(chance.randrange(28 if number % 2 else len(undo)), 1 << chance.randrange(8))
        for command in commands:
            path.unlink()  # a changed header makes it as long as it likes
            path.write_bytes(half)
            journal.write_bytes(flip.of(undo))
            result = told(path, command)
            same = (result.code, result.stdout) == (FINE, sound.read[command].stdout)
            assert same or result.code == TROUBLE, (flip, command, result)
        left = path.stat().st_size != len(sound.data) or path.read_bytes() != sound.data
        assert not left or told(path, "check").code == TROUBLE, flip
        journal.unlink(missing_ok=True)


def is_unchanged(spoilt: bytes, data: bytes) -> bool:
    """Whether SQLite finds nothing wrong, and the same tables and rows."""

    def held(file: bytes) -> list[object] | None:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.text_factory = bytes
            try:
                connection.deserialize(file)
                if connection.execute("PRAGMA integrity_check").fetchall() != [(b"ok",)]:
                    return None
                tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
                names = [quote_name(name.decode()) for name, _ in tables]
                rows = [connection.execute(f"SELECT * FROM {name} NOT INDEXED").fetchall() for name in names]  # noqa: S608
            except (sqlite3.Error, UnicodeDecodeError):
                return None
            return [tables, rows]

    return held(spoilt) == held(data)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_no_bit_is_told_as_true_whatever_is_asked(sound: Sound, seed: int) -> None:
    for flip in flips(seed, 150, len(sound.data)):
        assert list(untrue(sound.path, sound.data, flip, sound.read)) == []
        assert list(badly_stored(sound.path, sound.data, flip, sound.stored)) == []


@pytest.mark.parametrize(
    "command",
    ["list", "week", "check", "night 3", "undo", "backup --output {beside}", "import {copy}", "restore {copy} --yes"],
)
def test_a_table_whose_text_is_spoilt_is_told_as_damage(command: str, sound: Sound, tmp_path: Path) -> None:
    """SQLite quotes the text in its message, which Python then fails to read: that was a fault, exit 1."""
    spoilt = sound.data.replace(b"plan_id INTEGER NOT NULL", b"plan_id INTE\xc7ER NOT NULL")
    assert spoilt != sound.data
    copy = tmp_path / "copy.db"
    of_copy = "{copy}" in command
    copy.write_bytes(spoilt)
    sound.path.write_bytes(sound.data if of_copy else spoilt)
    result = told(sound.path, command.format(copy=copy, beside=tmp_path / "beside.db"))
    assert result.code == TROUBLE, result
    assert "fault in legdiary" not in result.stderr
    assert sound.path.read_bytes() == (sound.data if of_copy else spoilt)


def test_a_column_whose_name_is_spelled_otherwise_is_damage(tmp_path: Path) -> None:
    """SQLite finds the column of `At_offset_min` and names it so: one bit of the table's own text."""
    diary = tmp_path / "diary.db"
    ok("kratom", "2g", "--at", "20:00", diary=diary)
    whole = diary.read_bytes()
    for name in (b"at_offset_min", b"at_utc_s", b"product_id"):
        for place in (each.start() for each in re.finditer(name, whole)):
            spelled = bytearray(whole)
            spelled[place] ^= 0x20
            diary.write_bytes(spelled)
            assert run("list", diary=diary).code in {0, 3}, (name, place)
            assert diary.read_bytes() == spelled
