"""A file that no format takes: the refusal says what it looks like, what could take it, and where to read on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from driving import ok, run

from legdiary.app.imports.read_files import format_names
from legdiary.formats import detect

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "Nacht;Laune der Katze\n1.2.2026;gut\n2.2.2026;schlecht\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    diary = tmp_path / "diary.db"
    ok("night", "6", "--night", "2026-11-20", diary=diary)
    ok("kratom", "2g", "--night", "2026-11-20", "--at", "20:00", diary=diary)
    ok("export", "csv", "--output", str(tmp_path / "my export"), diary=diary)
    return tmp_path / "my export"


def test_a_picture_says_that_it_is_one(tmp_path: Path) -> None:
    (tmp_path / "diary page.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    refused = run("import", str(tmp_path / "diary page.png"), diary=tmp_path / "diary.db")
    assert refused.code == 2
    assert refused.stderr.splitlines() == [
        "legdiary: diary page.png: legdiary can't import a picture (PNG); see docs/import.md",
        "legdiary: try: legdiary import --help",
    ]
    assert not (tmp_path / "diary.db").exists()


def test_a_table_is_led_to_its_command_with_the_name_as_it_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detect, "_NAMES", ("json", "table"))
    monkeypatch.setattr(detect, "FORMATS", [each for each in detect.FORMATS if each.name != "table"])
    (tmp_path / "my nights").mkdir()
    (tmp_path / "my nights" / "t.csv").write_text(TABLE, encoding="utf-8")
    refused = run("import", f"{tmp_path}/my nights/t.csv", diary=tmp_path / "diary.db")
    assert refused.stderr.splitlines() == [
        "legdiary: t.csv: this looks like a table with 2 columns: date, …; see docs/import.md",
        f"legdiary: try: legdiary import '{tmp_path}/my nights/t.csv' --as table",
    ]
    piped = run("import", "-", diary=tmp_path / "diary.db", stdin=TABLE)
    assert piped.stderr.splitlines()[1] == "legdiary: try: legdiary import - --as table"
    named = run("--diary", str(tmp_path / "other.db"), "import", "-", stdin=TABLE)
    assert named.stderr.splitlines()[1] == f"legdiary: try: legdiary --diary {tmp_path}/other.db import - --as table"


def test_what_stands_in_the_file_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Erna,geheim\na secret,b\nc,d\n", encoding="utf-8")
    refused = run("import", str(tmp_path / "t.csv"), "--json", diary=tmp_path / "diary.db")
    assert (refused.code, refused.stdout) == (2, "")
    assert not {"Erna", "geheim", "secret"} & set(refused.stderr.replace(",", " ").split())


@pytest.mark.parametrize("table", ["nights", "doses", "symptoms", "substances", "dictionary"])
def test_one_table_of_our_own_is_told_to_bring_its_folder(package: Path, table: str, tmp_path: Path) -> None:
    refused = run("import", f"{package}/{table}.csv", diary=tmp_path / "new.db")
    assert refused.code == 2
    told, hint = refused.stderr.splitlines()
    assert told == (
        f"legdiary: {table}.csv: this is one table of a legdiary export, and the others belong to it; "
        "import the folder or the zip that it came from; see docs/import.md"
    )
    assert hint == f"legdiary: try: legdiary import '{package}'"
    assert ok("import", str(package), diary=tmp_path / "new.db", env={"COLUMNS": "120"}).code == 0


def test_taken_out_of_its_folder_it_has_no_command(package: Path, tmp_path: Path) -> None:
    (tmp_path / "nights.csv").write_bytes((package / "nights.csv").read_bytes())
    refused = run("import", str(tmp_path / "nights.csv"), diary=tmp_path / "new.db")
    assert len(refused.stderr.splitlines()) == 1
    assert "one table of a legdiary export" in refused.stderr


def test_the_help_lists_every_format() -> None:
    shown = "".join(ok("import", "--help").stdout.split())  # names are broken at their hyphens
    assert all(name in shown for name in format_names())
    assert {"json", "csv", "plees", "diary"} <= set(format_names())


def test_an_unknown_format_is_answered_with_all_of_them(tmp_path: Path) -> None:
    refused = run("import", "x", "--as", "sleepcloud", diary=tmp_path / "diary.db")
    assert refused.code == 2
    assert all(name in refused.stderr for name in format_names())
