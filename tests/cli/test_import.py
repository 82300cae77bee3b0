"""`export json`, `export fhir` and `import`, as a person drives them."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driving import NOW, Result, environment, ok, on_terminal, program, run, run_process

if TYPE_CHECKING:
    from typing import BinaryIO

FIXTURES = Path(__file__).parents[1] / "formats" / "fixtures"


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A diary with a little of everything, corrected once."""
    path = tmp_path_factory.mktemp("corrected") / "diary.db"
    ok("product", "add", "red leaf", "--capsule", "0.5g", diary=path)
    ok("night", "6", "--night", "2026-11-20", "--note", "private words", diary=path)
    ok("sleep", "22:45-06:10", "--latency", "40m", "--night", "2026-11-20", diary=path)
    ok("kratom", "2.5g", "--at", "2026-11-20 21:40", "--product", "red leaf", diary=path)
    ok("edit", "4", "2g", diary=path)
    ok("magnesium", "200mg", "--at", "2026-11-20 22:00", diary=path)
    ok("taper", "new", "--from", "12g", "--to", "0g", "--cut", "3g", "--every", "7d", "--start", "2026-11-23", "--yes",
       diary=path)  # fmt: skip
    return path


@pytest.fixture
def diary(corrected: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(corrected, tmp_path))


@pytest.fixture
def exported(diary: Path, tmp_path: Path) -> Path:
    ok("export", "json", "--output", str(tmp_path / "all.json"), diary=diary)
    return tmp_path / "all.json"


def taken(*args: str, diary: Path, dry_run: bool = False) -> dict[str, Any]:
    result = ok("import", *args, *(["--dry-run"] if dry_run else []), "--json", diary=diary).json
    assert result["dry_run"] is dry_run
    return dict(result)


def entries(diary: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok("list", "--last", "52w", "--json", diary=diary).json["entries"]
    return [{key: value for key, value in each.items() if key != "id"} for each in found]


class TestExportJson:
    def test_is_private_and_the_same_every_time(self, diary: Path, exported: Path, tmp_path: Path) -> None:
        assert stat.S_IMODE(exported.stat().st_mode) == 0o600
        ok("export", "json", "--output", str(tmp_path / "b.json"), diary=diary, now="2026-12-24T18:00-05:00")
        assert (tmp_path / "b.json").read_bytes() == exported.read_bytes()

    def test_goes_to_standard_output(self, diary: Path, exported: Path) -> None:
        result = run_process("export", "json", "--output", "-", diary=diary)
        assert (result.code, result.stderr) == (0, "")
        assert result.stdout == exported.read_text(encoding="utf-8")

    def test_replaces_only_by_force(self, diary: Path, exported: Path) -> None:
        result = run("export", "json", "--output", str(exported), diary=diary)
        assert result.code == 1
        assert "--force" in result.stderr
        ok("export", "json", "--output", str(exported), "--force", diary=diary)
        assert run("export", "json", "--output", str(diary), "--force", diary=diary).code == 1

    @pytest.mark.parametrize("kind", ["json", "fhir"])
    def test_what_is_missing(self, diary: Path, kind: str, tmp_path: Path) -> None:
        result = run("export", kind, diary=diary)
        assert (result.code, result.stdout) == (2, "")
        assert "--output FILE is missing" in result.stderr
        assert run("export", kind, "--output", "-", "--json", diary=diary).code == 2
        assert run("export", kind, "--output", str(tmp_path / "no" / "x"), diary=diary).code == 1
        assert run("export", kind, "--output", str(tmp_path), diary=diary).code == 1
        assert run("export", kind, "--output", "-", diary=tmp_path / "none.db").code == 3
        assert not (tmp_path / "none.db").exists()


class TestExportFhir:
    def test_is_written(self, diary: Path, tmp_path: Path) -> None:
        result = ok("export", "fhir", "--output", str(tmp_path / "b.json"), "--json", diary=diary)
        assert result.json["resources"] == {
            "Patient": 1, "Device": 1, "CarePlan": 1, "Observation": 2, "MedicationStatement": 2,
        }  # fmt: skip
        assert stat.S_IMODE((tmp_path / "b.json").stat().st_mode) == 0o600
        text = (tmp_path / "b.json").read_text(encoding="utf-8")
        assert "private" not in text
        assert run_process("export", "fhir", "--output", "-", diary=diary).stdout == text
        assert "draft mapping" in ok("export", "fhir", "--output", str(tmp_path / "c"), diary=diary).stdout

    def test_takes_a_range(self, diary: Path) -> None:
        one = json.loads(ok_process("export", "fhir", "--from", "2026-11-21", "--output", "-", diary=diary).stdout)
        kinds = [entry["resource"]["resourceType"] for entry in one["entry"]]
        assert kinds == ["Patient", "Device", "CarePlan"]
        assert run("export", "fhir", "--last", "soon", "--output", "-", diary=diary).code == 2


def ok_process(*args: str, diary: Path) -> Result:
    result = run_process(*args, diary=diary)
    assert result.code == 0, result
    return result


class TestOwnJson:
    def test_comes_back_byte_for_byte(self, exported: Path, tmp_path: Path) -> None:
        again = tmp_path / "again.db"
        result = ok("import", str(exported), diary=again)
        assert "with its history" in result.stdout
        assert "began a new diary" in result.stderr
        ok("export", "json", "--output", str(tmp_path / "again.json"), diary=again)
        assert (tmp_path / "again.json").read_bytes() == exported.read_bytes()
        assert "2.5" in ok("history", "4", diary=again).stdout

    def test_twice_adds_nothing(self, diary: Path, exported: Path) -> None:
        before = diary.read_bytes()
        result = ok("import", str(exported), diary=diary)
        assert "added nothing" in result.stdout
        assert "Nothing was changed." in result.stdout
        assert diary.read_bytes() == before

    def test_into_another_diary_is_one_change(self, diary: Path, exported: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.db"
        ok("night", "3", "--night", "2026-11-18", diary=other)
        made = taken(str(exported), diary=other)
        assert made["whole"] is False
        assert made["files"][0]["new"] == {
            "product": 1, "night": 1, "sleep": 1, "kratom": 1, "magnesium": 1, "plan": 1,
        }  # fmt: skip
        assert "history" in made["files"][0]["not_carried"][0]
        assert len(entries(other)) == len(entries(diary)) + 1
        ok("undo", diary=other)
        assert [each["night_of"] for each in entries(other)] == ["2026-11-18"]

    def test_what_was_corrected_here_stays_corrected(self, diary: Path, exported: Path) -> None:
        ok("night", "7", "--night", "2026-11-20", diary=diary)
        ok("delete", "6", diary=diary)
        made = taken(str(exported), diary=diary)
        assert made["files"][0]["changed_here_since"] == {"night": 1, "magnesium": 1}
        assert made["files"][0]["new"] == {}


class TestDryRun:
    def test_begins_no_diary(self, exported: Path, tmp_path: Path) -> None:
        made = taken(str(exported), diary=tmp_path / "x" / "again.db", dry_run=True)
        assert made["whole"] is True
        assert not (tmp_path / "x").exists()

    def test_changes_nothing(self, exported: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.db"
        ok("night", "3", "--night", "2026-11-18", diary=other)
        before = other.read_bytes(), other.stat().st_mtime_ns
        result = ok("import", str(exported), "--dry-run", diary=other)
        assert "would add" in result.stdout
        assert "Nothing was stored: --dry-run." in result.stdout
        assert (other.read_bytes(), other.stat().st_mtime_ns) == before

    def test_shows_both_sides_of_what_differs(self, exported: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.db"
        ok("night", "3", "--night", "2026-11-20", diary=other)
        ok("sleep", "22:45-06:20", "--night", "2026-11-20", diary=other)
        before = other.read_bytes()
        refusal = run("import", str(exported), diary=other)
        assert (refusal.code, refusal.stdout) == (1, "")
        assert "the night of 2026-11-20 in the file differs from entry 1 (severity), and 1 more" in refusal.stderr
        assert f"try: legdiary import {exported} --dry-run" in refusal.stderr
        assert "private" not in refusal.stderr
        result = ok("import", str(exported), "--dry-run", diary=other)
        assert "severity: 3 in the diary, 6 in the file" in " ".join(result.stdout.split())
        assert "wake: 06:20 in the diary, 06:10 in the file" in " ".join(result.stdout.split())
        assert other.read_bytes() == before


class TestCsvPackage:
    @pytest.mark.parametrize("zipped", [True, False])
    def test_comes_back(self, diary: Path, tmp_path: Path, zipped: bool) -> None:
        ok("export", "csv", "--output", str(tmp_path / "p"), *(["--zip"] if zipped else []), diary=diary)
        package = tmp_path / ("p.zip" if zipped else "p")
        again = tmp_path / "again.db"
        assert "left out: the history" in ok("import", str(package), diary=again).stdout
        assert entries(again) == entries(diary)
        assert taken(str(package), diary=again)["files"][0]["new"] == {}
        assert taken(str(package), diary=diary)["files"][0]["new"] == {}
        ok("undo", diary=again)
        assert entries(again) == []

    def test_a_bad_row_changes_nothing(self, diary: Path, tmp_path: Path) -> None:
        ok("export", "csv", "--output", str(tmp_path / "p"), diary=diary)
        path = tmp_path / "p" / "doses.csv"
        path.write_bytes(path.read_bytes().replace(b",2,", b",2.6,"))
        result = run("import", str(tmp_path / "p"), diary=tmp_path / "again.db")
        assert (result.code, result.stdout) == (2, "")
        assert "doses.csv: changed after the export" in result.stderr
        assert not (tmp_path / "again.db").exists()


class TestRefusals:
    def refused(self, result: Result, code: int, says: str) -> None:
        assert (result.code, result.stdout) == (code, "")
        assert says in result.stderr
        assert len(result.stderr.splitlines()) <= 2
        assert all(line.startswith("legdiary: ") for line in result.stderr.splitlines())

    def test_files(self, tmp_path: Path, exported: Path) -> None:
        new = tmp_path / "new.db"
        self.refused(run("import", diary=new), 2, "the file to import is missing")
        self.refused(run("import", str(tmp_path / "none"), diary=new), 1, "there is no file")
        self.refused(run("import", str(tmp_path), diary=new), 2, "can't be imported")
        self.refused(run("import", str(exported), "--as", "xml", diary=new), 2, "write one of: json, csv")
        self.refused(run("import", str(exported), "--as", "csv", diary=new), 2, "no zip file")
        self.refused(run("import", str(exported), str(tmp_path / "none"), diary=new), 1, "there is no file")
        assert not new.exists()

    def test_bytes(self, tmp_path: Path) -> None:
        bad = tmp_path / "bad\n\x1b[31m.json"
        for data in (b"", b"\x00", os.urandom(1000), b"[" * 100_000, b'{"format":"legdiary-json"', b"\xff\xfea\x00"):
            bad.write_bytes(data)
            result = run("import", str(bad), diary=tmp_path / "new.db")
            self.refused(result, 2, "legdiary: ")
            assert "\x1b" not in result.stderr
        assert not (tmp_path / "new.db").exists()

    def test_one_bad_file_among_several(self, exported: Path, tmp_path: Path) -> None:
        (tmp_path / "bad.json").write_bytes(exported.read_bytes().replace(b'"amount_mg":2000', b'"amount_mg":"x"'))
        other = tmp_path / "other.db"
        ok("night", "3", "--night", "2026-11-18", diary=other)
        before = other.read_bytes()
        result = run("import", str(exported), str(tmp_path / "bad.json"), diary=other)
        self.refused(result, 2, "amount_mg: 'x' is not accepted; accepted: a whole number")
        assert other.read_bytes() == before

    def test_what_has_not_come_yet(self, exported: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.db"
        ok("night", "3", "--night", "2026-11-01", diary=other, now="2026-11-10T12:00-05:00")
        result = run("import", str(exported), diary=other, now="2026-11-10T12:00-05:00")
        line = 1 + exported.read_text(encoding="utf-8").partition('"kind":"night"')[0].count("\n")
        self.refused(
            result,
            2,
            f"{exported.name}, line {line}: a night of 2026-11-20 is in the future (it is 2026-11-10 12:00 now)",
        )
        # Brought back whole it is taken as it is: the clock of the other machine may have been ahead.
        ok("import", str(exported), diary=tmp_path / "whole.db", now="2026-11-10T12:00-05:00")

    @pytest.mark.parametrize(
        ("name", "now", "says"),
        [
            ("plees.csv", "2026-03-28T12:00-05:00", "plees.csv, line 7: a sleep of 2026-03-28 (2026-03-29 01:00)"),
            ("sleep-export.csv", "2026-05-12T12:00-04:00", "sleep-export.csv, line 7: a sleep of 2026-05-12"),
            ("sleepdiary.json", "2026-07-03T12:00-04:00", "sleepdiary.json, line 54: a sleep of 2026-07-03"),
            ("herbal-tracker.csv", "2026-06-01T12:00-04:00", "herbal-tracker.csv, line 3: a kratom of 2026-06-01"),
            ("herbal-tracker.json", "2026-06-01T12:00-04:00", "herbal-tracker.json, record 3: a kratom of 2026-06-01"),
        ],
    )  # fmt: skip
    def test_what_has_not_come_yet_is_named_by_its_row(self, tmp_path: Path, name: str, now: str, says: str) -> None:
        for more in ([], ["--dry-run"]):
            result = run("import", str(FIXTURES / name), *more, diary=tmp_path / "new.db", now=now)
            self.refused(result, 2, f"legdiary: {says}")
        assert not (tmp_path / "new.db").exists()

    def test_what_has_not_come_yet_is_named_by_its_row_in_a_table(self, diary: Path, tmp_path: Path) -> None:
        ok("kratom", "1g", "--at", "2026-11-21 20:15", diary=diary)
        ok("export", "csv", "--output", str(tmp_path / "package"), diary=diary)
        result = run("import", str(tmp_path / "package"), diary=tmp_path / "new.db", now="2026-11-21T12:00-05:00")
        self.refused(
            result, 2, "legdiary: doses.csv, line 3: a kratom of 2026-11-21 (2026-11-21 20:15) is in the future"
        )

    def test_a_diary_that_is_gone_is_not_begun_anew(self, exported: Path, tmp_path: Path) -> None:
        (tmp_path / "x" / "backups").mkdir(parents=True)
        (tmp_path / "x" / "backups" / "diary-20261122T063000Z-v1.db").write_bytes(b"x")
        for more in ([], ["--dry-run"]):
            result = run("import", str(exported), *more, diary=tmp_path / "x" / "diary.db")
            assert result.code == 3
        assert not (tmp_path / "x" / "diary.db").exists()


class TestStandardInput:
    def test_any_format_is_told_by_content(self, exported: Path, diary: Path, tmp_path: Path) -> None:
        piped = (FIXTURES / "plees.csv").read_text(encoding="utf-8")
        result = run("import", "-", diary=tmp_path / "new.db", stdin=piped)
        assert result.code == 0
        assert result.lines[0] == "standard input: plees-tracker CSV"
        made = run("import", "-", "--json", diary=tmp_path / "new.db", stdin=piped).json
        assert (made["files"][0]["file"], made["files"][0]["there"]) == ("-", {"sleep": 4})
        whole = run("import", "-", diary=tmp_path / "whole.db", stdin=exported.read_text(encoding="utf-8"))
        assert "with its history" in whole.stdout
        assert entries(tmp_path / "whole.db") == entries(diary)

    def test_bytes_come_through_a_pipe(self, diary: Path, tmp_path: Path) -> None:
        ok("export", "csv", "--output", str(tmp_path / "p"), "--zip", diary=diary)
        for piped in (tmp_path / "p.zip", diary):
            new = tmp_path / f"{piped.stem}-new.db"
            with piped.open("rb") as stream:
                result = run_piped("import", "-", diary=new, stream=stream)
            assert result.code == 0, result
            assert entries(new) == entries(diary)

    def test_as_is_heeded_and_a_place_in_it_is_named(self, tmp_path: Path) -> None:
        result = run("import", "-", "--as", "plees", diary=tmp_path / "new.db", stdin="sid,start,stop\n1,x,2\n")
        assert result.code == 2
        assert result.stderr.startswith("legdiary: standard input, line 2, start: 'x'")

    def test_where_nothing_comes_it_says_so(self, tmp_path: Path) -> None:
        result = run("import", "-", diary=tmp_path / "new.db")
        assert (result.code, result.stderr) == (2, "legdiary: standard input is empty; pipe a file into it\n")
        result = run("import", "-", "-", diary=tmp_path / "new.db", stdin="x")
        assert (result.code, result.stderr) == (2, "legdiary: standard input can be read once; give - once\n")
        shown = on_terminal("import", "-", diary=tmp_path / "new.db")
        assert (shown.code, shown.shown) == (
            2, "legdiary: standard input is a terminal or closed; pipe a file into it\n",
        )  # fmt: skip
        assert not (tmp_path / "new.db").exists()

    def test_what_is_encrypted_cannot_be_asked_about(self, tmp_path: Path) -> None:
        result = run("import", "-", diary=tmp_path / "new.db", stdin="age-encryption.org/v1\n")
        assert result.code == 1
        assert "a passphrase must be typed at a terminal" in result.stderr

    def test_a_file_of_that_name_is_a_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "-").write_bytes((FIXTURES / "plees.csv").read_bytes())
        assert "added 4 sleeps" in ok("import", "./-", diary=tmp_path / "new.db").stdout


def run_piped(*args: str, diary: Path, stream: BinaryIO) -> Result:
    """The real program, a stream of bytes piped into it."""
    import subprocess

    env = {**os.environ, **environment(NOW, None, diary, None)}
    done = subprocess.run(program(*args), check=False, capture_output=True, stdin=stream, env=env)
    return Result(done.stdout.decode(), done.stderr.decode(), done.returncode)


def test_several_files_are_one_change(diary: Path, exported: Path, tmp_path: Path) -> None:
    ok("export", "csv", "--output", str(tmp_path / "p"), diary=diary)
    other = tmp_path / "other.db"
    made = taken(str(exported), str(tmp_path / "p"), diary=other)
    assert [each["format"] for each in made["files"]] == ["json", "csv"]
    assert made["whole"] is False
    ok("undo", diary=other)
    assert entries(other) == []


def test_only_what_is_needed_is_loaded(exported: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from legdiary.cli.main import run; "
        f"run(['import', {str(exported)!r}, '--dry-run']); "
        "print(sorted(m for m in sys.modules if m.startswith(('legdiary.formats.', 'sqlalchemy', 'pydantic'))))"
    )
    import subprocess
    import sys

    env = {**os.environ, "LEGDIARY_DIARY": str(tmp_path / "none.db"), "LEGDIARY_NOW": "2026-11-22T01:30-05:00"}
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=env).stdout
    assert shown.splitlines()[-1] == (
        "['legdiary.formats.detect', 'legdiary.formats.files', 'legdiary.formats.files.strict_json', "
        "'legdiary.formats.files.text_lines', 'legdiary.formats.legdiary_json', 'legdiary.formats.legdiary_json.read', "
        "'legdiary.formats.legdiary_json.read_entries', 'legdiary.formats.legdiary_json.read_history', "
        "'legdiary.formats.reader_result']"
    )
