"""`export xlsx` and `export csv --dialect`: the same tables for a spreadsheet, and no import that misreads them."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import python_calamine
from driving import NOW, environment, ok, program, run
from openpyxl.utils.escape import unescape

from legdiary.formats import legdiary_xlsx
from legdiary.formats.legdiary_csv.column_types import DATE, DATETIME, NUMBER, TIME
from legdiary.formats.legdiary_csv.dialects import DIALECTS
from legdiary.formats.legdiary_csv.formula_guard import guard
from legdiary.formats.legdiary_csv.tables import TABLES
from legdiary.util.atomic_files import find_leftovers

if TYPE_CHECKING:
    from pathlib import Path

FORMULA = '=HYPERLINK("http://x")\n@once, +1, _x000D_ \'quoted'
LONG = "many words, " * 800


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three nights in New York, 31 October to 2 November 2026; clocks go back in the first."""
    path = tmp_path_factory.mktemp("place") / "diary.db"
    where = {"diary": path, "now": "2026-11-03T09:00-05:00", "tz": "America/New_York"}
    ok("night", "6", "--night", "2026-10-31", "--onset", "20:30", "--note", FORMULA, **where)
    ok("night", "0", "--night", "2026-11-02", "--note", LONG, **where)
    ok("sleep", "23:15-06:10", "--night", "2026-11-01", **where)
    ok("kratom", "2.125g", "--at", "2026-10-31 22:40", **where)
    ok("kratom", "none", "--night", "2026-11-01", **where)
    ok("magnesium", "200mg", "--at", "2026-11-01T01:30-05:00", **where)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where exports go: nothing else is in it."""
    made = tmp_path / "stick"
    made.mkdir()
    return made


def workbook(diary: Path, path: Path, *more: str) -> Path:
    ok("export", "xlsx", "--output", str(path), *more, diary=diary)
    return path


def table(diary: Path, name: str, *more: str) -> list[list[str]]:
    """A table as the plain CSV has it, its formula guard undone."""
    from legdiary.formats.legdiary_csv.formula_guard import unguard

    said = ok("export", "csv", "--table", name, "--output", "-", *more, diary=diary).stdout
    return [[unguard(cell) for cell in row] for row in csv.reader(io.StringIO(said, newline=""))]


def as_text(kind: str, cell: Any) -> str:
    """A cell of the workbook as the CSV writes it, moments without their offset."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if kind == DATE else f"{cell:%Y-%m-%dT%H:%M:%S}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return f"{cell:g}" if isinstance(cell, float) else unescape(str(cell))


def test_every_cell_is_that_of_the_csv_as_a_real_date_time_or_number(diary: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook(diary, tmp_path / "diary.xlsx"))
    assert book.sheetnames == ["dictionary", *(each.name for each in TABLES if each.name != "dictionary")]
    for each in TABLES:
        head, *rows = table(diary, each.name)
        sheet = book[each.name]
        assert [cell.value for cell in sheet[1]] == head
        assert sheet.freeze_panes == "A2"
        assert sheet.max_row == len(rows) + 1
        for written, cells in zip(rows, sheet.iter_rows(min_row=2), strict=True):
            assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b", "inlineStr"}  # and never a formula
            for column, text, cell in zip(each.columns, written, cells, strict=True):
                wanted = text[:19] if column.type == DATETIME else text
                if column.type == NUMBER and text:
                    assert float(text) == cell.value
                else:
                    assert as_text(column.type, cell.value) == wanted


def test_the_first_night_worked_out_by_hand(diary: Path, tmp_path: Path) -> None:
    """A dose of 2.125 g at 22:40; magnesium at the second 01:30, after the clocks went back."""
    book = python_calamine.load_workbook(workbook(diary, tmp_path / "diary.xlsx"))

    def first(name: str) -> dict[str, Any]:
        head, row, *_ = book.get_sheet_by_name(name).to_python()
        return dict(zip(map(str, head), row, strict=True))

    night, dose, magnesium = first("nights"), first("doses"), first("supplements")
    assert (night["night"], night["severity"], night["onset"]) == (date(2026, 10, 31), 6.0, time(20, 30))
    assert night["note"] == FORMULA
    assert (dose["taken_at"], dose["amount_g"], dose["said_none"]) == (datetime(2026, 10, 31, 22, 40), 2.125, False)  # noqa: DTZ001
    assert magnesium["taken_at"] == datetime(2026, 11, 1, 1, 30)  # noqa: DTZ001
    assert magnesium["zone"] == "America/New_York"


def test_the_answer_and_its_json(diary: Path, tmp_path: Path) -> None:
    said = ok("export", "xlsx", "--output", str(tmp_path / "a.xlsx"), diary=diary).stdout
    assert "  nights         3 rows\n" in said
    assert said.endswith("It is for your spreadsheet. `import` brings back `export csv` and `export json`.\n")
    made = json.loads(ok("export", "xlsx", "--output", str(tmp_path / "b.xlsx"), "--json", diary=diary).stdout)
    assert (made["path"], made["encrypted"], made["tables"]["doses"]) == (str(tmp_path / "b.xlsx"), False, 2)


def test_the_same_diary_gives_the_same_private_bytes(diary: Path, folder: Path) -> None:
    one = workbook(diary, folder / "one.xlsx").read_bytes()
    before = os.umask(0)
    try:
        again = workbook(diary, folder / "two.xlsx")
    finally:
        os.umask(before)
    assert again.read_bytes() == one
    assert stat.S_IMODE(again.stat().st_mode) == 0o600
    ok(
        "export",
        "xlsx",
        "--output",
        str(folder / "three.xlsx"),
        diary=diary,
        tz="Asia/Tokyo",
        now="2027-01-01T00:00Z",
    )
    assert (folder / "three.xlsx").read_bytes() == one
    assert sorted(path.name for path in folder.iterdir()) == ["one.xlsx", "three.xlsx", "two.xlsx"]
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        texts = b"".join(archive.read(name) for name in archive.namelist())
    assert b"<f>" not in texts
    assert b"hyperlink" not in texts.replace(b"HYPERLINK", b"")
    assert str(folder).encode() not in texts


def test_notes_and_nights_are_left_out_as_in_the_csv(diary: Path, tmp_path: Path) -> None:
    path = workbook(diary, tmp_path / "a.xlsx", "--no-notes", "--from", "2026-11-01", "--to", "2026-11-02")
    book = openpyxl.load_workbook(path)
    nights = [[cell.value for cell in row] for row in book["nights"].iter_rows(min_row=2)]
    assert [night[0] for night in nights] == [datetime(2026, 11, 1), datetime(2026, 11, 2)]  # noqa: DTZ001
    assert "many words" not in "".join(str(night) for night in nights)


def test_to_standard_output_it_is_the_same_workbook(diary: Path, tmp_path: Path) -> None:
    surroundings = {**os.environ, **environment(NOW, "UTC", diary, None)}
    said = subprocess.run(program("export", "xlsx", "--output", "-"), check=True, capture_output=True, env=surroundings)
    held = python_calamine.load_workbook(io.BytesIO(said.stdout))
    written = python_calamine.load_workbook(workbook(diary, tmp_path / "a.xlsx"))
    assert held.sheet_names == written.sheet_names
    for name in held.sheet_names:
        assert held.get_sheet_by_name(name).to_python() == written.get_sheet_by_name(name).to_python()


def test_a_text_longer_than_a_cell_says_that_it_is_cut() -> None:
    assert legdiary_xlsx._cut("a" * 32_767) == "a" * 32_767  # noqa: SLF001 - no diary in a test is so long
    cut = legdiary_xlsx._cut("a" * 32_768)  # noqa: SLF001
    assert len(cut) == 32_767
    assert cut.endswith("a … (cut: a spreadsheet cell holds no more)")


def test_more_rows_than_a_sheet_holds_are_refused(diary: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legdiary_xlsx, "MOST_ROWS", 3)
    result = run("export", "xlsx", "--output", str(folder / "a.xlsx"), diary=diary)
    assert result.code == 1
    assert "dictionary has more than 2 rows, the most of a sheet; give --from and --to" in result.stderr
    assert list(folder.iterdir()) == []


def test_pieces_of_a_killed_export_are_found_and_deleted(
    diary: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows stand in a private folder until the workbook is put together."""
    seen: list[str] = []

    def killed(*_: object) -> None:
        (place,) = folder.glob(".legdiary-*.part")
        pieces = place / "pieces"
        assert stat.S_IMODE(pieces.stat().st_mode) == 0o700
        assert {stat.S_IMODE(piece.stat().st_mode) for piece in pieces.iterdir()} == {0o600}
        seen.extend(piece.name for piece in pieces.iterdir())
        os.rename(place, folder / "kept")  # noqa: PTH104
        raise KeyboardInterrupt

    monkeypatch.setattr(legdiary_xlsx, "_width", killed)
    run("export", "xlsx", "--output", str(folder / "a.xlsx"), diary=diary)
    monkeypatch.undo()
    assert seen
    (folder / "kept").rename(folder / ".legdiary-0123456789ab.part")
    assert [each.made_here for each in find_leftovers(folder)] == [True]
    workbook(diary, folder / "a.xlsx")
    assert [path.name for path in folder.iterdir()] == ["a.xlsx"]


# ---------------------------------------------------------------------- dialects


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_has_its_marks_and_the_same_cells(diary: Path, name: str) -> None:
    dialect = DIALECTS[name]
    for each in TABLES:
        said = ok("export", "csv", "--table", each.name, "--output", "-", "--dialect", name, diary=diary).stdout
        head, *rows = csv.reader(io.StringIO(said, newline=""), delimiter=dialect.separator)
        plain_head, *plain = table(diary, each.name)
        assert (head, len(rows)) == (plain_head, len(plain))
        for row, wanted in zip(rows, plain, strict=True):
            for column, cell, text in zip(each.columns, row, wanted, strict=True):
                if column.type == NUMBER:
                    assert cell == text.replace(".", dialect.decimal)
                elif column.type == DATETIME:
                    assert cell == text[:19].replace("T", " ")
                elif column.type in {DATE, TIME}:
                    assert cell == text
                else:
                    assert cell == guard(text)


def test_a_german_spreadsheet_gets_semicolons_commas_and_a_byte_order_mark(diary: Path, tmp_path: Path) -> None:
    said = ok("export", "csv", "--dialect", "excel-de", "--output", str(tmp_path / "de"), diary=diary)
    assert said.stdout.endswith("It is for your spreadsheet. `import` reads the tables only without --dialect.\n")
    lines = (tmp_path / "de" / "doses.csv").read_bytes().decode("utf-8").split("\r\n")
    assert lines[0].startswith("\N{ZERO WIDTH NO-BREAK SPACE}id;night;taken_at;zone;amount_g;")
    assert ";2026-10-31;2026-10-31 22:40:00;America/New_York;2,125;false;" in lines[1]
    readme = (tmp_path / "de" / "README.txt").read_text(encoding="utf-8")
    assert "The decimal mark is a comma. The files are UTF-8, with a semicolon between cells" in readme
    described = json.loads((tmp_path / "de" / "datapackage.json").read_text(encoding="utf-8"))["resources"][1]
    assert described["dialect"]["delimiter"] == ";"
    amount = next(field for field in described["schema"]["fields"] if field["name"] == "amount_g")
    assert amount["decimalChar"] == ","
    ok("export", "csv", "--dialect", "tsv", "--output", str(tmp_path / "de"), "--force", diary=diary)
    assert (tmp_path / "de" / "doses.csv").read_bytes().startswith(b"id\tnight\t")


def test_the_plain_package_is_as_it_was(diary: Path, tmp_path: Path) -> None:
    ok("export", "csv", "--output", str(tmp_path / "plain"), diary=diary)
    manifest = json.loads((tmp_path / "plain" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["format"] == "legdiary-csv"
    assert "dialect" not in manifest


@pytest.mark.parametrize("more", [("--output", "{at}"), ("--zip", "--output", "{at}.zip")])
def test_import_refuses_a_package_in_a_dialect(diary: Path, tmp_path: Path, more: tuple[str, ...]) -> None:
    words = [word.replace("{at}", str(tmp_path / "de")) for word in more]
    ok("export", "csv", "--dialect", "excel-de", *words, diary=diary)
    result = run("import", words[-1], diary=tmp_path / "new.db")
    assert result.code == 2
    assert "written for a spreadsheet; `export csv` without --dialect comes back" in result.stderr
    assert not (tmp_path / "new.db").exists()


def test_an_unknown_dialect_is_named_with_those_there_are(diary: Path, tmp_path: Path) -> None:
    result = run("export", "csv", "--dialect", "excel-gr", "--output", str(tmp_path / "x"), diary=diary)
    assert result.code == 2
    assert "'excel-gr' is not a known dialect" in result.stderr
    assert "excel-de" in result.stderr
