"""Numbers of thousands of digits: Python reads none of more than 4300, and has an error of its own for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from driving import ok, run

from builders import context
from legdiary.app.checkin.skips import load_skips, skips_file
from legdiary.app.imports.table.typed import NotOfScale, read_value
from legdiary.app.imports.taken_lines import TakenLines, taken_path
from legdiary.domain.checkin.skips import NAMES
from legdiary.formats.table.mapping_file import NotAMapping, read_mapping
from legdiary.util.numbers import short_number

if TYPE_CHECKING:
    from pathlib import Path

LONG = "9" * 5000


def test_what_is_a_short_number() -> None:
    assert [short_number(each) for each in ("0", "17", "007", "9" * 18)] == [0, 17, 7, 10**18 - 1]
    assert [short_number(each) for each in ("", "-1", "1.5", " 1", "²", "9" * 19, LONG)] == [None] * 7


def test_in_the_memory_of_taken_lines(tmp_path: Path) -> None:
    """The row counts for nothing, as one that was cut off; the next one counts."""
    path = tmp_path / "diary.db"
    rows = (f"+ {'a' * 32} {LONG} 2 mark", f"+ {'b' * 32} 1 {LONG} mark", f"+ {'c' * 32} 1 2 mark")
    taken_path(path).write_text("".join(f"{each}\n" for each in ("legdiary inbox 1", *rows)))
    taken = TakenLines(path, lambda number: "mark" if number == 2 else None)
    assert [taken.holds(each * 32) for each in "abc"] == [False, False, True]
    assert context(path).is_diary_missing


def test_in_a_mapping_and_in_an_answer() -> None:
    with pytest.raises(NotAMapping, match="this is no TOML"):
        read_mapping(f"x = {LONG}\n", "map.toml")
    with pytest.raises(NotOfScale):
        read_value(LONG, (0, 4))


@pytest.mark.parametrize("cell", [LONG, f"{LONG}.5", f"{LONG}g"], ids=["whole", "part", "unit"])
def test_in_a_table_of_one_s_own(cell: str, tmp_path: Path) -> None:
    mapping, table = tmp_path / "map.toml", tmp_path / "mine.csv"
    columns = [("Date", 'is = "night"\norder = "ymd"'), ("Legs", 'is = "severity"'), ("Sleep", 'is = "quality"')]
    mapping.write_text("[[sheet]]\n" + "".join(f'[[sheet.column]]\nheader = "{a}"\n{b}\n' for a, b in columns))
    for row in (f"2026-11-20,{cell},3", f"2026-11-20,3,{cell}"):
        table.write_text(f"Date,Legs,Sleep\n{row}\n")
        result = run("import", str(table), "--map", str(mapping), "--confirm", diary=tmp_path / "diary.db")
        assert result.code in {1, 2}
        assert "fault" not in result.stderr
        assert len(result.stderr) < 1000


@pytest.mark.parametrize("times", [LONG, "Infinity", "NaN", "1e999"])
def test_in_the_file_of_skipped_questions(times: str, tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    ok("night", "6", diary=path)
    held = json.dumps({name: [1, "2026-11-20"] for name in NAMES}).replace("[1,", f"[{times},")
    (tmp_path / skips_file(path)).write_text(held)
    assert load_skips(path) == {}
