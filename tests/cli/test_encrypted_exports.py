"""`export … --encrypt` and `import FILE.age`, as a person meets them: nothing of it is on the disk but encrypted."""

from __future__ import annotations

import json
import stat
import sys
from typing import TYPE_CHECKING, Any

import pytest
from driving import ok, run
from unseen import INTERRUPT, Library, typed, typed_next

from legdiary.cli import passphrases as sealing
from legdiary.render.terminal.answers.exports import NO_WAY_BACK
from legdiary.util.installation import this_installation

if TYPE_CHECKING:
    from pathlib import Path

NOTE = "what nobody else may read"
DEC = {"COLUMNS": "120"}
#: Every export that can be encrypted, and the file it makes.
EXPORTS = (
    ("json", "diary.json", "diary.json.age"),
    ("json", "diary.AGE", "diary.AGE"),
    ("csv", "tables", "tables.zip.age"),
    ("csv --zip", "tables.zip", "tables.zip.age"),
    ("csv --no-notes", "tables.age", "tables.age"),
    ("csv --table nights", "nights.csv", "nights.csv.age"),
    ("csv --dialect excel-de", "tables", "tables.zip.age"),
    ("xlsx", "diary.xlsx", "diary.xlsx.age"),
    ("html --last 7d", "page.html", "page.html.age"),
    ("fhir", "bundle.json", "bundle.json.age"),
)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "place" / "diary.db"
    path.parent.mkdir(mode=0o700)
    ok("night", "6", "--night", "2026-11-20", "--note", NOTE, diary=path)
    ok("kratom", "2.5g", diary=path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where exports go: nothing else is in it."""
    made = tmp_path / "stick"
    made.mkdir()
    return made


@pytest.fixture
def passphrases(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return typed_next(monkeypatch)


def everything(diary: Path) -> str:
    return ok("export", "json", "--output", "-", diary=diary).stdout


def plain(path: Path) -> bytes:
    return Library.passphrase.decrypt(path.read_bytes(), "pass")


# ---------------------------------------------------------------------- writing


@pytest.mark.parametrize(("what", "name", "made"), EXPORTS)
def test_every_export_that_is_a_file(
    what: str, name: str, made: str, diary: Path, folder: Path, passphrases: list[str]
) -> None:
    passphrases += ["pass", "pass"]
    result = ok("export", *what.split(), "--encrypt", "--output", str(folder / name), diary=diary, env=DEC)
    assert result.lines[0] == f"Written to {folder / made}"
    assert result.lines[-1] == NO_WAY_BACK
    assert result.stderr == "legdiary: without its passphrase nobody can open it: not you, not legdiary.\n"
    (only,) = folder.iterdir()
    assert only == folder / made
    assert stat.S_IMODE(only.stat().st_mode) == 0o600
    assert only.read_bytes().startswith(b"age-encryption.org/v1")


def test_what_is_in_it_is_what_is_written_without(diary: Path, folder: Path, passphrases: list[str]) -> None:
    passphrases += ["pass", "pass"] * 2
    found = ok("export", "json", "--encrypt", "--output", str(folder / "diary.json"), "--json", diary=diary).json
    assert found == {"path": str(folder / "diary.json.age"), "encrypted": True}
    assert plain(folder / "diary.json.age").decode() == everything(diary)
    found = ok("export", "csv", "--encrypt", "--output", str(folder / "tables"), "--json", diary=diary).json
    assert (found["encrypted"], found["tables"]["doses"]) == (True, 1)
    ok("export", "csv", "--zip", "--output", str(folder / "open"), diary=diary)
    assert plain(folder / "tables.zip.age") == (folder / "open.zip").read_bytes()
    assert ok("export", "json", "--output", str(folder / "open.json"), "--json", diary=diary).json["encrypted"] is False


def test_the_page_has_its_usual_name(
    diary: Path, folder: Path, passphrases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    passphrases += ["pass", "pass"]
    found = ok("export", "html", "--last", "7d", "--encrypt", "--json", diary=diary).json
    (made,) = folder.iterdir()
    assert made.name == "legdiary-report-2026-11-20.html.age"
    assert (found["encrypted"], found["bytes"]) == (True, made.stat().st_size)
    assert b"<html" in plain(made)


@pytest.mark.parametrize(
    ("words", "says", "works"),
    [
        ("csv --output -", "- is standard output", "csv --help"),
        ("csv --table nights --output -", "- is standard output", "csv --help"),
        ("csv --output {folder}", "is a folder", "csv --help"),
        ("csv --output tables/", "tables/ is a folder", "csv --help"),
        ("json --output -", "- is standard output", "json --help"),
        ("fhir --output -", "- is standard output", "fhir --help"),
        ("html --last 7d --output -", "- is standard output", "html --help"),
    ],
)
def test_it_is_one_file(words: str, says: str, works: str, diary: Path, folder: Path, passphrases: list[str]) -> None:
    result = run("export", *words.format(folder=folder).split(), "--encrypt", diary=diary)
    assert (result.code, result.stdout) == (2, "")
    first, second = result.stderr.splitlines()
    assert first.startswith("legdiary: --encrypt writes one file, and ")
    assert first.endswith(f"{says}; name a file")
    assert second == f"legdiary: try: legdiary export {works}"
    assert (list(folder.iterdir()), passphrases) == ([], [])


def test_what_is_there_is_refused_before_anything_is_asked(diary: Path, folder: Path, passphrases: list[str]) -> None:
    there = folder / "diary.json.age"
    there.write_bytes(b"mine")
    words = ("export", "json", "--encrypt", "--output", str(folder / "diary.json"))
    result = run(*words, diary=diary)
    assert (result.code, there.read_bytes()) == (1, b"mine")
    assert "is already there" in result.stderr
    passphrases += ["pass", "pass"]
    ok(*words, "--force", diary=diary)
    assert plain(there).decode() == everything(diary)
    assert run("export", "json", "--encrypt", "--output", str(folder / "no" / "a"), diary=diary).code == 1
    assert list(folder.iterdir()) == [there]


@pytest.mark.parametrize(
    ("answers", "said"), [(("one", "two"), "the two passphrases differ"), (("",), "no passphrase was typed")]
)
def test_no_passphrase_no_file(
    answers: tuple[str, ...], said: str, diary: Path, folder: Path, passphrases: list[str]
) -> None:
    passphrases += answers
    result = run("export", "csv", "--encrypt", "--output", str(folder / "tables"), diary=diary)
    assert result.code == 1
    assert result.stderr.splitlines()[-1] == f"legdiary: {said}; nothing was written"
    assert list(folder.iterdir()) == []


def test_a_file_that_does_not_open_again_gets_no_name(
    diary: Path, folder: Path, passphrases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(data: bytes, passphrase: str) -> bytes:
        return sealed(data[: len(data) // 2], passphrase)

    sealed = Library.passphrase.encrypt
    for spoiled in (half, lambda data, passphrase: sealed(data, f"{passphrase}e")):
        monkeypatch.setattr(Library.passphrase, "encrypt", spoiled)
        passphrases += ["pass", "pass"]
        result = run("export", "json", "--encrypt", "--output", str(folder / "diary.json"), diary=diary)
        assert result.code == 1
        assert "cannot be written (the written file does not open again); nothing was written" in result.stderr
        assert list(folder.iterdir()) == []


def test_without_a_terminal_nothing_is_written_or_read(diary: Path, folder: Path) -> None:
    pytest.importorskip("pyrage")
    sealed = folder / "there.json.age"
    sealed.write_bytes(b"age-encryption.org/v1\n")
    for words in (
        ("export", "json", "--encrypt", "--output", str(folder / "diary.json")),
        ("export", "csv", "--encrypt", "--output", str(folder / "tables")),
        ("export", "html", "--last", "7d", "--encrypt", "--output", str(folder / "page.html")),
        ("import", str(sealed)),
    ):
        result = run(*words, diary=diary, stdin="secret\nsecret\n")
        assert (result.code, result.stdout) == (1, "")
        assert "a passphrase must be typed at a terminal" in result.stderr
    assert list(folder.iterdir()) == [sealed]


def test_without_the_library_it_is_said_how_to_get_it(
    diary: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    sealed = folder / "there.json.age"
    sealed.write_bytes(b"age-encryption.org/v1\n")
    for words in (("export", "json", "--encrypt", "--output", str(folder / "a")), ("import", str(sealed))):
        result = run(*words, diary=diary)
        assert result.code == 1
        assert result.stderr.splitlines()[-1] == f"legdiary: try: {this_installation().adding('encrypt')}"
    assert list(folder.iterdir()) == [sealed]


# ---------------------------------------------------------------------- reading


def test_the_whole_diary_through_an_encrypted_file(diary: Path, folder: Path, passphrases: list[str]) -> None:
    sealed = folder / "diary.json.age"
    passphrases += ["pass"] * 5
    ok("export", "json", "--encrypt", "--output", str(sealed), diary=diary)
    other = folder / "other.db"
    preview = ok("import", str(sealed), "--dry-run", diary=other)
    assert "Nothing was stored: --dry-run." in preview.stdout
    assert not other.exists()
    result = ok("import", str(sealed), diary=other)
    assert result.lines[-1] == "The diary is the same as when it was exported."
    assert everything(other) == everything(diary)
    again = ok("import", str(sealed), "--json", diary=other).json
    assert (again["files"][0]["format"], again["files"][0]["new"]) == ("json", {})


def test_the_tables_through_an_encrypted_file(diary: Path, folder: Path, passphrases: list[str]) -> None:
    sealed = folder / "tables.zip.age"
    passphrases += ["pass", "pass", "one", "pass"]
    ok("export", "csv", "--encrypt", "--output", str(sealed), diary=diary)
    other = folder / "other.db"
    refused = run("import", str(sealed), diary=other)
    assert (refused.code, refused.stdout, other.exists()) == (1, "", False)
    assert f"{sealed} does not open: the passphrase is wrong, or the file is damaged" in refused.stderr
    assert "nothing was imported. A forgotten passphrase can't be replaced" in refused.stderr
    ok("import", str(sealed), diary=other)
    assert sorted(path.name for path in folder.iterdir()) == ["backups", "other.db", "tables.zip.age"]
    (night,) = (each for each in ok("list", "--json", diary=other).json["entries"] if each["kind"] == "night")
    assert (night["severity"], night["note"]) == (6, NOTE)


def test_an_encrypted_file_of_something_else(diary: Path, folder: Path, passphrases: list[str]) -> None:
    sealed = folder / "notes.txt.age"
    sealed.write_bytes(Library.passphrase.encrypt(b"mine\n", "pass"))
    passphrases += ["pass", "pass"]
    result = run("import", str(sealed), diary=diary)
    assert (result.code, result.stdout) == (2, "")
    assert "notes.txt.age: legdiary can't import" in result.stderr
    assert run("import", str(sealed), "--as", "json", diary=diary).code == 2


# ---------------------------------------------------------------------- on a terminal


def here(folder: Path, words: bytes) -> list[Path]:
    """The files that hold these words, readable."""
    return [each for each in folder.rglob("*") if each.is_file() and words in each.read_bytes()]


@pytest.mark.slow
def test_json_there_and_back_on_a_terminal(diary: Path, folder: Path) -> None:
    pytest.importorskip("pyrage")
    sealed = folder / "diary.json.age"
    shown, code = typed(
        "export", "json", "--encrypt", "--output", str(folder / "diary.json"), answers=("horse é", "horse é"),
        diary=diary,
    )  # fmt: skip
    assert code == 0, shown
    assert "horse" not in shown
    assert "without its passphrase nobody can open it: not you, not legdiary" in shown
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert list(folder.iterdir()) == [sealed]
    assert here(folder, NOTE.encode()) == here(folder, b"severity") == []
    other = folder / "new" / "diary.db"
    other.parent.mkdir()
    shown, code = typed("import", str(sealed), answers=("horse",), diary=other)
    assert (code, other.exists()) == (1, False)
    assert "does not open: the passphrase is wrong, or the file is damaged" in " ".join(shown.split())
    shown, code = typed("import", str(sealed), answers=("horse é",), diary=other)
    assert code == 0, shown
    assert "Passphrase of diary.json.age:" in shown
    assert everything(other) == everything(diary)
    assert {each.suffix for each in here(folder, NOTE.encode())} == {".db"}


@pytest.mark.parametrize("answers", [(INTERRUPT,), ("one", INTERRUPT)])
def test_interrupted_at_the_question_nothing_is_left(answers: tuple[str, ...], diary: Path, folder: Path) -> None:
    pytest.importorskip("pyrage")
    shown, code = typed("export", "csv", "--encrypt", "--output", str(folder / "tables"), answers=answers, diary=diary)
    assert code == 130, shown
    assert "Traceback" not in shown
    assert list(folder.iterdir()) == []
    assert here(diary.parent.parent, NOTE.encode()) == here(diary.parent, NOTE.encode())


def test_a_question_left_open_does_not_lock_the_diary(
    diary: Path, folder: Path, passphrases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(question: str) -> str:
        if question.startswith("Passphrase"):
            assert run("night", "3", "--night", "2026-11-18", diary=diary).code == 0
        return "pass"

    monkeypatch.setattr(sealing, "read_hidden_line", asked)
    target = folder / "diary.json.age"
    ok("export", "json", "--encrypt", "--output", str(target), diary=diary)
    held: dict[str, Any] = json.loads(plain(target))
    assert [each["kind"] for each in held["entries"]] == ["night", "kratom"]
    assert passphrases == []
