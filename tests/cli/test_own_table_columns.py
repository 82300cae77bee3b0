"""Columns of a table of one's own as people name and fill them: parts of the day, a slip on a scale, zeros."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_own_table import asked, short, stored, table

from legdiary.app.imports.table.draft import draft_sheet
from legdiary.formats.table.read import read_sheets

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


def test_kratom_am_and_pm_are_two_doses_of_one_day(tmp_path: Path, diary: Path) -> None:
    text = "Night of,Kratom AM (g),Kratom PM (g),PM time,AM time\n2026-11-01,2,2.5,21:00,8:15\n2026-11-02,0,3,20:30,\n"
    done, said = asked(str(table(tmp_path, text)), answers=("1", "y"), diary=diary)
    assert done.code == 0, said
    assert "A dose column has 0 in 1 row. What does 0 mean?" in said
    assert short(stored(diary), "kratom") == [
        ("2026-11-01", 2.0, "2026-11-01T08:15:00+01:00"), ("2026-11-01", 2.5, "2026-11-01T21:00:00+01:00"),
        ("2026-11-02", 3.0, "2026-11-02T20:30:00+01:00"),
    ], "and 0 in the morning beside 3 g in the evening is no dose-free day"  # fmt: skip


@pytest.mark.parametrize(
    ("header", "doses"),
    [
        ("Kratom AM (g)|AM time|Kratom PM (g)|PM time", ["dose 1", "dose-time 1", "dose 2", "dose-time 2"]),
        ("Kratom p.m. (g)|Kratom a.m. (g)|Kratom a.m. time|Kratom p.m. time",
         ["dose 1", "dose 2", "dose-time 2", "dose-time 1"]),
        ("Bed|Wake|Kratom AM (g)|Kratom PM (g)|AM time|PM time",
         ["bed None", "wake None", "dose 1", "dose 2", "dose-time 1", "dose-time 2"]),
        ("Dose AM (mg)|Time AM|Dose PM (mg)|Time PM", ["dose 1", "dose-time 1", "dose 2", "dose-time 2"]),
        ("Kratom morgens (g)|Kratom abends (g)", ["dose 1", "dose 2"]),
        ("7-OH AM (mg)|7-OH noon (mg)|7-OH PM (mg)", ["dose 1", "dose 2", "dose 3"]),
        ("Kratom AM (g)|7-OH PM (mg)|7-OH time|Kratom time", ["dose 1", "dose 2", "dose-time 2", "dose-time 1"]),
        ("Dose 1 (mg)|Time 1|Dose 2 (mg)|Time 2|7-OH (mg)|7-OH time",
         ["dose 1", "dose-time 1", "dose 2", "dose-time 2", "dose 3", "dose-time 3"]),
        ("Legs PM|Nausea PM|PM", ["None None", "None None", "None None"]),
    ],
)  # fmt: skip
def test_parts_of_the_day_tell_the_doses_of_a_row_apart(header: str, doses: list[str]) -> None:
    names = header.split("|")
    text = f"Date,{','.join(names)}\n2026-11-01{',2' * len(names)}\n"
    columns = draft_sheet(read_sheets(text.encode(), "mine.csv")[0]).columns[1:]
    assert [f"{each.field} {each.number}" for each in columns] == doses


def nights(header: str, *values: str) -> str:
    return f"Night of,{header}\n" + "".join(f"2026-11-{day:02d},{each}\n" for day, each in enumerate(values, 1))


def test_one_cell_outside_the_scale_of_the_header_is_a_bad_row_and_no_question(tmp_path: Path, diary: Path) -> None:
    mine = table(tmp_path, nights("Legs (0-10)", "6", "55", "4", "7"))
    done, said = asked(str(mine), answers=("y", "y"), diary=diary)
    assert done.code == 0, said
    assert "On which scale" not in said
    assert "mine.csv, row 3, column B (Legs (0-10)): '55' is not on the scale; accepted: 0 to 10" in said
    assert [each[1] for each in short(stored(diary), "night")] == [6, 4, 7]


def test_another_scale_of_the_header_is_offered_beside_a_slip(tmp_path: Path, diary: Path) -> None:
    mine = table(tmp_path, nights("Legs (0-4)", "2", "33", "4", "0"))
    done, said = asked(str(mine), answers=("1", "y", "y"), diary=diary)
    assert done.code == 0, said
    assert "1 0 (least) to 4 (most): 4 is stored as 10" in said
    assert "'33' is not on the scale; accepted: 0 to 4" in said
    assert [each[1] for each in short(stored(diary), "night")] == [5, 10, 0], "2 of 4 is 5 of 10"


def test_a_column_that_is_mostly_outside_the_scale_of_its_header_is_asked_about(tmp_path: Path, diary: Path) -> None:
    done, said = asked(str(table(tmp_path, nights("Legs (0-10)", "60", "55", "4"))), answers=("1", "y"), diary=diary)
    assert done.code == 0, said
    assert "goes from 4 to 60. On which scale is it?" in said
    assert [each[1] for each in short(stored(diary), "night")] == [6, 6, 0], "60, 55 and 4 of 100, half up"


def test_the_number_that_is_not_whole_is_the_one_that_is_named(tmp_path: Path, diary: Path) -> None:
    done, said = asked(str(table(tmp_path, nights("Legs (0-10)", "5", "5.7", "8"))), answers=("1", "y"), diary=diary)
    assert done.code == 0, said
    assert "has numbers such as 5.7; the diary keeps whole numbers." in said
    assert [each[1] for each in short(stored(diary), "night")] == [5, 6, 8]


def test_a_row_with_0_in_two_dose_columns_is_one_row(tmp_path: Path, diary: Path) -> None:
    text = nights("Kratom AM (g),Kratom PM (g),AM time,PM time", "0,0,,", "2,0,8:00,", "2,2.5,8:00,21:00")
    done, said = asked(str(table(tmp_path, text)), answers=("1", "y"), diary=diary)
    assert done.code == 0, said
    assert "A dose column has 0 in 2 rows. What does 0 mean?" in said, "three cells, two rows"
    assert [each[:2] for each in short(stored(diary), "kratom")] == [
        ("2026-11-01", 0.0), ("2026-11-02", 2.0), ("2026-11-03", 2.0), ("2026-11-03", 2.5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("beds", "told"),
    [
        (("10:45 PM", "10:30"), "row 2 has am or pm, and row 3 has neither"),
        (("10:30", "10:45 PM", "11:15", "10:45 PM"), "rows 3 and 5 have am or pm, and rows 2 and 4 have neither"),
        (("10:45 PM", *["10:30"] * 3, "11:00", "11:00 PM"),
         "rows 2 and 7 have am or pm, and rows 3, 4, 5 and 1 more have neither"),
        ((*["9:45 PM", "10 pm"] * 4, "", "23:30", "10:30"),
         "rows 2, 3, 4 and 5 more have am or pm, and row 12 has neither"),
    ],
)  # fmt: skip
def test_all_cells_that_lack_am_and_pm_are_named(tmp_path: Path, diary: Path, beds: tuple[str, ...], told: str) -> None:
    mine = table(tmp_path, nights("Legs (0-10),Bed,Wake", *(f"5,{bed},6:10 AM" for bed in beds)))
    done, said = asked(str(mine), answers=(), diary=diary)
    assert (done.code, diary.exists()) == (2, False)
    assert f"column C (Bed): {told}; write it into each cell of the column" in said
