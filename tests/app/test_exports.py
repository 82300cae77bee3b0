"""Exports as use cases: a request in, a file whole or not there, and a value that says what was made."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from builders import context, day, night
from legdiary.app.export_destinations import NoFolderThere, TargetExists
from legdiary.app.exports import (
    ExportCsv,
    ExportFhir,
    ExportJson,
    Target,
    export_csv,
    export_fhir,
    export_json,
    export_page,
    read_scope,
    read_table,
    table_chunks,
)
from legdiary.app.night_range import EndsBeforeItBegins, Span
from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.formats import age_encryption
from legdiary.formats.legdiary_csv.scope import Scope
from legdiary.store.diary import Diary
from legdiary.store.errors import NoDiary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from legdiary.app.context import Context

MORNING = "2026-11-22T10:00-05:00"
ALL = Scope()


@pytest.fixture
def run(tmp_path: Path) -> Context:
    """Two rated nights, the second with a note."""
    made = context(tmp_path / "diary.db", MORNING)
    with Diary.for_writing(made.diary_path, made.present) as diary:
        diary.add(night("2026-11-20", 6), made.present)
        diary.add(night("2026-11-21", 3, note="my own words"), made.present)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    made.mkdir()
    return made


class Library:
    """As pyrage, for nothing: the passphrase in front of the bytes."""

    class DecryptError(Exception):
        """As there."""

    class passphrase:  # noqa: N801 - as there
        """As there."""

        @staticmethod
        def encrypt(data: bytes, passphrase: str) -> bytes:
            return passphrase.encode() + b"\n" + data

        @staticmethod
        def decrypt(data: bytes, passphrase: str) -> bytes:
            if not data.startswith(passphrase.encode() + b"\n"):
                raise Library.DecryptError
            return data.partition(b"\n")[2]


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """A passphrase that can be asked for."""
    monkeypatch.setattr(age_encryption, "load_pyrage", lambda: Library)
    return lambda: "secret"


class TestJson:
    def test_a_file_and_the_same_bytes_handed_back(self, run: Context, folder: Path) -> None:
        told: list[str] = []
        made = export_json(run, ExportJson(Target(folder / "all.json", made=lambda: told.append("made"))))
        held = export_json(run, ExportJson(None))
        written = (folder / "all.json").read_bytes()
        assert (made.path, made.encrypted, made.size, made.held) == (folder / "all.json", False, len(written), b"")
        assert (held.path, held.held) == (None, written)
        assert told == ["made"]
        assert [each["severity"] for each in json.loads(written)["entries"]] == [6, 3]

    def test_what_stands_there_stays(self, run: Context, folder: Path) -> None:
        target = folder / "all.json"
        target.write_text("mine")
        with pytest.raises(TargetExists):
            export_json(run, ExportJson(Target(target)))
        assert target.read_text() == "mine"
        export_json(run, ExportJson(Target(target, replace=True)))
        assert json.loads(target.read_bytes())["format"] == "legdiary-json"
        assert [each.name for each in folder.iterdir()] == ["all.json"]

    def test_encrypted_it_is_asked_for_once_the_diary_is_closed(
        self, run: Context, folder: Path, sealed: Callable[[], str]
    ) -> None:
        def asked() -> str:
            with Diary.for_writing(run.diary_path, run.present) as diary:  # nobody holds it
                diary.add(night("2026-11-19", 5), run.present)
            return sealed()

        target = folder / "all.json.age"
        made = export_json(run, ExportJson(Target(target, passphrase=asked)))
        inside = Library.passphrase.decrypt(target.read_bytes(), "secret")
        assert made.encrypted
        assert made.size == len(target.read_bytes())
        assert [each["night_of"] for each in json.loads(inside)["entries"]] == ["2026-11-20", "2026-11-21"]

    @pytest.mark.usefixtures("sealed")
    def test_a_place_that_is_taken_is_refused_before_anything_is_asked(self, run: Context, folder: Path) -> None:
        target = folder / "all.json.age"
        target.write_text("mine")
        with pytest.raises(TargetExists):
            export_json(run, ExportJson(Target(target, passphrase=lambda: pytest.fail("asked"))))

    def test_there_is_no_diary(self, tmp_path: Path, folder: Path) -> None:
        with pytest.raises(NoDiary):
            export_json(context(tmp_path / "none.db", MORNING), ExportJson(Target(folder / "all.json")))
        assert list(folder.iterdir()) == []


class TestCsv:
    def test_a_folder_of_tables(self, run: Context, folder: Path) -> None:
        made = export_csv(run, ExportCsv(Target(folder / "tables"), ALL))
        assert (made.path, made.notes, made.rows["nights"], made.rows["doses"]) == (folder / "tables", True, 2, 0)
        assert sorted(made.files) == sorted(each.name for each in made.path.iterdir())

    def test_a_zip_without_notes(self, run: Context, folder: Path) -> None:
        scope = read_scope("2026-11-21", None, notes=False)
        made = export_csv(run, ExportCsv(Target(folder / "t.zip"), scope, zipped=True))
        with zipfile.ZipFile(made.path) as archive:
            nights = archive.read("nights.csv").decode()
        assert (made.notes, made.rows["nights"]) == (False, 1)
        assert "my own words" not in nights
        assert "2026-11-21" in nights
        assert "2026-11-20" not in nights

    def test_one_table_in_a_file_and_bit_by_bit(self, run: Context, folder: Path) -> None:
        table = read_table("Nights.csv")
        made = export_csv(run, ExportCsv(Target(folder / "n.csv"), ALL, table, bom=False))
        with table_chunks(run, table, ALL, bom=False) as chunks:
            assert b"".join(chunks) == made.path.read_bytes()
        assert (made.rows, made.files) == ({"nights": 2}, ["n.csv"])

    def test_an_encrypted_package_is_a_zip(self, run: Context, folder: Path, sealed: Callable[[], str]) -> None:
        made = export_csv(run, ExportCsv(Target(folder / "t.zip.age", passphrase=sealed), ALL, zipped=True))
        inside = io.BytesIO(Library.passphrase.decrypt(made.path.read_bytes(), "secret"))
        with zipfile.ZipFile(inside) as archive:
            assert sorted(archive.namelist()) == sorted(made.files)

    def test_what_cannot_be_meant(self, run: Context, folder: Path) -> None:
        with pytest.raises(UnknownWord):
            read_table("dozes")
        with pytest.raises(EndsBeforeItBegins):
            read_scope("2026-11-21", "2026-11-20", notes=True)
        with pytest.raises(NoFolderThere):
            export_csv(run, ExportCsv(Target(folder / "nowhere" / "tables"), ALL))

    def test_the_last_day_of_all_is_no_error(self) -> None:
        assert read_scope(None, "9999-12-31", notes=True) == Scope(None, day("9999-12-31"), notes=True)


class TestFhirAndPages:
    def test_a_bundle_counts_its_resources(self, run: Context, folder: Path) -> None:
        whole = export_fhir(run, ExportFhir(Target(folder / "b.json")))
        one = export_fhir(run, ExportFhir(None, Span(first="2026-11-21", until="2026-11-21")))
        assert whole.file.path == folder / "b.json"
        assert whole.resources["Observation"] > one.resources["Observation"] > 0
        bundle: Any = json.loads(one.file.held)
        assert len(bundle["entry"]) == sum(one.resources.values())

    def test_what_is_drawn_is_written_whole(self, folder: Path) -> None:
        made = export_page(Target(folder / "p.html"), lambda: [b"<", b"p>"])
        assert (made.path, made.size) == (folder / "p.html", 3)

        def fails() -> Iterator[bytes]:
            yield b"<p>"
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            export_page(Target(folder / "q.html"), fails)
        assert [each.name for each in folder.iterdir()] == ["p.html"]
