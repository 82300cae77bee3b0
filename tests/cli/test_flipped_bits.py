"""One bit of a diary's file is changed: every command tells what it told before, or ends with 3 and tells nothing.

So does what stores: it does what it did before, or ends with 3 and leaves the file as it was.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from driving import ok, run
from flips import FINE, QUICK, READING, TROUBLE, WRITING, Flip, badly_stored, fill, flips, told, untrue

if TYPE_CHECKING:
    from pathlib import Path

    from driving import Result


class Sound:
    """The diary, and what commands say of it while it is sound."""

    def __init__(self, path: Path) -> None:
        fill(path)
        self.path = path
        self.data = path.read_bytes()
        self.read: dict[str, Result] = {command: told(path, command) for command in READING}
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
