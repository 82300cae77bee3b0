"""`backup`, `restore`, `check`, and the copy a week, as a person meets them."""

from __future__ import annotations

import errno
import hashlib
import os
import shlex
import sqlite3
import stat
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from driving import NEW_YORK, NOW, environment, ok, on_terminal, run, run_process
from unseen import Library, typed, typed_next

from legdiary.store.backups import file_names
from legdiary.store.backups import weekly as rotation
from legdiary.util.installation import this_installation

if TYPE_CHECKING:
    from pathlib import Path

NOTE = "what nobody else may read"
WEEK_LATER = "2026-11-29T01:30-05:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir(mode=0o700)
    return folder / "diary.db"


@pytest.fixture
def diary(path: Path) -> Path:
    """Two entries, the first of which stands in the weekly copy."""
    ok("night", "6", "--note", NOTE, diary=path)
    ok("kratom", "2.5g", diary=path)
    return path


def weekly(path: Path) -> Path:
    (made,) = file_names.copies_of(path)
    return made


def entries(path: Path, kind: str) -> list[dict[str, Any]]:
    return [each for each in ok("list", "--json", diary=path).json["entries"] if each["kind"] == kind]


def severities(path: Path) -> list[int | None]:
    return [each["severity"] for each in entries(path, "night")]


def doses(path: Path) -> int:
    return len(entries(path, "kratom"))


def do(command: str) -> None:
    """A command that was suggested, typed as it is."""
    words = shlex.split(command)
    assert words.pop(0) == "legdiary"
    ok(*words)


# ---------------------------------------------------------------------- the copy a week


def test_the_first_entry_of_a_week_makes_a_copy(path: Path) -> None:
    first = ok("night", "6", diary=path)
    assert first.stderr == f"legdiary: began a new diary at {path}\n"
    made = weekly(path)
    assert made.name == "diary-20261122T063000Z-v7.db"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    ok("kratom", "1g", diary=path)
    assert file_names.copies_of(path) == [made]
    ok("kratom", "1g", diary=path, now=WEEK_LATER)
    assert len(file_names.copies_of(path)) == 2


def test_looking_makes_no_copy(diary: Path) -> None:
    weekly(diary).unlink()
    for words in (("week",), ("list",), ("check",), ("night", "11"), ("delete", "99")):
        run(*words, diary=diary)
    assert file_names.copies_of(diary) == []


def test_the_setting_turns_it_off(path: Path, tmp_path: Path) -> None:
    settings = tmp_path / "home" / "config" / "legdiary" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("backup_keep = 0\n")
    ok("night", "6", diary=path)
    assert [each.name for each in path.parent.iterdir()] == ["diary.db"]


def test_a_copy_that_cannot_be_made_is_said_and_the_entry_is_stored(path: Path) -> None:
    (path.parent / "backups").write_text("in the way")
    result = ok("night", "6", diary=path)
    assert "Night of Sat 21 Nov 2026: severity 6." in result.stdout
    assert "legdiary: stored, but the weekly copy was not made: the copy " in result.stderr
    assert severities(path) == [6]


def test_the_folder_is_told_whole_whatever_its_name_holds(tmp_path: Path) -> None:
    path = tmp_path / "mine; hers" / "diary.db"
    path.parent.mkdir(mode=0o700)
    (path.parent / "backups").write_text("in the way")
    told = ok("night", "6", diary=path).stderr.splitlines()[-1]
    assert told.startswith(f"legdiary: stored, but the weekly copy was not made: the copy {path.parent / 'backups'}")
    assert told.endswith(".db cannot be written there")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (RuntimeError("x"), "RuntimeError"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (OSError(errno.EIO, "x"), "OSError"),
        (MemoryError(), "not enough memory"),
    ],
)
def test_nothing_that_happens_then_makes_a_failure_of_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, why: str
) -> None:
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(rotation, "rotate", failing)
    result = ok("night", "6", diary=path)
    assert f"stored, but the weekly copy was not made ({why})" in result.stderr


def test_a_closed_answer_changes_nothing_of_it(path: Path) -> None:
    assert run_process("night", "6", diary=path, stdout=None, preexec_fn=lambda: os.close(1)).code == 0
    assert weekly(path).exists()


def test_where_no_copy_is_due_nothing_is_loaded_for_it(diary: Path) -> None:
    code = (
        "import sys; from legdiary.cli.main import run; code = run(['kratom', '1g']);"
        "sys.stderr.write(' '.join(sorted(m for m in sys.modules if m.startswith('legdiary.store')))); sys.exit(code)"
    )
    import subprocess

    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True,
        env={**os.environ, **environment(NOW, NEW_YORK, diary, None)},
    )  # fmt: skip
    assert "legdiary.store.diary_file" in done.stderr
    of_copies = {each for each in done.stderr.split() if each.startswith("legdiary.store.backups.")}
    assert of_copies == {"legdiary.store.backups.file_names"}
    assert "checking" not in done.stderr
    assert not {"facts", "findings", "journals", "pictures"} & {name.rpartition(".")[2] for name in done.stderr.split()}


# ---------------------------------------------------------------------- backup


def test_a_backup_beside_the_diary(diary: Path) -> None:
    result = ok("backup", diary=diary)
    made = diary.parent / "backups" / "diary-20261122T063000Z-v7-2.db"
    assert result.lines == [f"Copied to {made}", "  2 entries, 2 changes, up to 2026-11-22 01:30; checked"]
    assert ok("list", diary=made).stdout == ok("list", diary=diary).stdout


def test_a_backup_as_json(diary: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "copy.db"
    found = ok("backup", "--output", str(target), "--json", diary=diary).json
    held = target.read_bytes()
    assert found == {
        "path": str(target), "encrypted": False, "bytes": len(held), "sha256": hashlib.sha256(held).hexdigest(),
        "entries": 2, "changes": 2, "until": "2026-11-22T01:30:00-05:00", "schema": 7,
    }  # fmt: skip
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_backup_into_a_folder_gets_its_usual_name(diary: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    ok("backup", "--output", str(stick), diary=diary)
    assert [each.name[:6] for each in stick.iterdir()] == ["diary-"]


def test_a_backup_never_replaces_anything(diary: Path, tmp_path: Path) -> None:
    target = tmp_path / "thesis.txt"
    target.write_text("years of work")
    result = run("backup", "--output", str(target), diary=diary)
    assert (result.code, result.stdout) == (1, "")
    assert (
        result.stderr
        == f"legdiary: {target} is already there; it was not touched, and no copy was made: give another name\n"
    )
    assert target.read_text() == "years of work"
    assert run("backup", "--output", str(diary), diary=diary).code == 1


def test_a_backup_of_nothing(path: Path) -> None:
    assert run("backup", diary=path).code == 3
    assert not path.parent.joinpath("backups").exists()
    path.write_bytes(b"no diary")
    assert run("backup", diary=path).code == 3


# ---------------------------------------------------------------------- restore


def test_a_restore_and_the_way_back(diary: Path) -> None:
    copy = weekly(diary)
    result = ok("restore", str(copy), "--yes", diary=diary)
    kept = diary.parent / "backups" / "diary-20261122T063000Z-v7-2.db"
    assert result.lines == [
        f"Restored {copy}",
        "  1 entry, 1 change, up to 2026-11-22 01:30",
        f"Your earlier diary is kept: {kept}",
        f"To go back: legdiary restore {kept}",
    ]
    assert doses(diary) == 0
    ok("restore", str(kept), "--yes", diary=diary)
    assert doses(diary) == 1


def test_a_restore_as_json(diary: Path) -> None:
    copy = weekly(diary)
    found = run("--diary", str(diary), "restore", str(copy), "--yes", "--json").json
    kept = diary.parent / "backups" / "diary-20261122T063000Z-v7-2.db"
    assert found == {
        "path": str(diary),
        "restored": {
            "from": str(copy), "entries": 1, "changes": 1, "until": "2026-11-22T01:30:00-05:00", "schema": 7,
        },
        "before": {
            "state": "sound", "entries": 2, "changes": 2, "until": "2026-11-22T01:30:00-05:00", "schema": 7,
        },
        "kept": str(kept),
        "undo": f"legdiary --diary {diary} restore {kept}",
    }  # fmt: skip
    do(found["undo"].replace(" restore ", " restore --yes "))
    assert doses(diary) == 1


def test_without_a_terminal_a_restore_needs_yes(diary: Path) -> None:
    before = diary.read_bytes()
    result = run("restore", str(weekly(diary)), diary=diary)
    assert (result.code, result.stdout) == (1, "")
    assert "add --yes to restore" in result.stderr
    assert diary.read_bytes() == before


@pytest.mark.parametrize(("answer", "left"), [("y", 0), ("n", 1), ("", 1)])
def test_on_a_terminal_it_asks(diary: Path, answer: str, left: int) -> None:
    done = on_terminal("restore", str(weekly(diary)), answer=answer, diary=diary)
    assert "the copy: 1 entry, 1 change, up to 2026-11-22 01:30" in done.shown
    assert "the diary: 2 entries, 2 changes, up to 2026-11-22 01:30" in done.shown
    assert done.code == (0 if answer == "y" else 1)
    assert doses(diary) == left


@pytest.mark.parametrize("state", ["missing", "empty", "damaged"])
def test_the_command_that_an_error_suggests_brings_the_diary_back(diary: Path, state: str) -> None:
    copy = weekly(diary)
    if state == "missing":
        diary.unlink()
    else:
        os.truncate(diary, 0 if state == "empty" else 20_000)
    for words in (("list",), ("night", "4"), ("check",)):
        result = run(*words, diary=diary)
        assert result.code == 3
        assert f"legdiary restore {copy}" in result.stdout + result.stderr
    result = ok("restore", str(copy), "--yes", diary=diary)
    assert severities(diary) == [6]
    if state == "damaged":
        assert "Your earlier diary is kept: " in result.stdout
    else:
        assert f"The diary was {state}: there was nothing to keep." in result.stdout
    assert run("check", diary=diary).code == 0


def test_what_does_not_pass_is_refused(diary: Path, tmp_path: Path) -> None:
    copy = weekly(diary)
    for name, code in (("nothing.db", 1), (str(diary), 1)):
        assert run("restore", name, "--yes", diary=diary).code == code
    bad = tmp_path / "bad.db"
    for held in (b"", b"no diary", copy.read_bytes()[:20_000]):
        bad.write_bytes(held)
        result = run("restore", str(bad), "--yes", diary=diary)
        assert (result.code, result.stdout) == (3, "")
        assert f"legdiary: {bad} does not pass: " in result.stderr
        assert f"legdiary: try: legdiary restore {copy}" in result.stderr
    assert run("restore", "--yes", diary=diary).code == 2
    diary.write_bytes(b"somebody else's")
    result = run("restore", str(copy), "--yes", diary=diary)
    assert result.code == 3
    assert f"legdiary: try: mv -n {diary} {diary}.foreign" in result.stderr


def test_a_restore_holds_nothing_of_a_note_in_its_words(diary: Path) -> None:
    with closing(sqlite3.connect(weekly(diary))) as connection:
        connection.execute("UPDATE night SET note = note || '!'")
        connection.commit()
    result = run("restore", str(weekly(diary)), "--yes", diary=diary)
    assert result.code == 3
    assert NOTE not in result.stderr + result.stdout


# ---------------------------------------------------------------------- check


def test_a_check_in_words(diary: Path) -> None:
    assert ok("check", diary=diary, env={"COLUMNS": "120"}).lines == [
        f"The diary {diary}",
        f"ok     file         readable, {diary.stat().st_size // 1000} kB",
        "ok     version      schema 7, as this legdiary writes it",
        "ok     integrity    every page and index is in order",
        "ok     constraints  the tables are intact, and every row follows their rules",
        "ok     references   everything that entries refer to is there",
        "ok     ledger       2 lines account for 2 entries",
        "ok     checksums    everything is as it was stored",
        "ok     modes        nobody else can read it: 0600 in a 0700 folder",
        "ok     journal      no write was left half-way",
        "ok     backups      1 copy, intact; the newest holds everything up to 2026-11-22 01:30",
        "ok     conflicts    no conflict copies of a sync program beside it",
        "ok     folder       not in a sync program's folder, judging by its name",
        "Nothing is wrong.",
    ]


@pytest.mark.parametrize("columns", [20, 40, 60])
def test_a_check_on_a_narrow_page(diary: Path, columns: int) -> None:
    words = [line.split(None, 1)[0] for line in ok("check", diary=diary, env={"COLUMNS": str(columns)}).lines if line]
    assert words.count("ok") == 12


def test_a_check_that_finds_something_ends_with_3_and_says_what_to_type(diary: Path) -> None:
    diary.chmod(0o644)
    result = run("--diary", str(diary), "check")
    assert result.code == 3
    assert "WRONG  modes        others can read diary.db (mode 0644)" in result.lines
    assert f"try: chmod 600 {diary}" in result.stdout
    assert result.lines[-1] == "1 thing to put right."
    assert result.stderr == ""


def test_a_check_as_json(diary: Path) -> None:
    os.truncate(diary, 20_000)
    result = run("--diary", str(diary), "check", "--json")
    assert result.code == 3
    assert (result.json["diary"], result.json["sound"]) == (str(diary), False)
    wrong = [each for each in result.json["findings"] if each["state"] == "wrong"]
    assert [(each["topic"], each["try"]) for each in wrong] == [
        ("integrity", f"legdiary --diary {diary} restore {weekly(diary)}")
    ]
    do(wrong[0]["try"] + " --yes")
    assert run("check", "--json", diary=diary).json["sound"] is True


def test_a_check_of_nothing(path: Path) -> None:
    result = run("check", diary=path)
    assert (result.code, result.stdout) == (3, "")
    assert "there is no diary yet" in result.stderr


# ---------------------------------------------------------------------- encrypted copies


@pytest.fixture
def library() -> Any:
    return pytest.importorskip("pyrage")


@pytest.mark.slow
@pytest.mark.usefixtures("library")
def test_an_encrypted_copy_and_back(diary: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.age"
    shown, code = typed(
        "backup", "--encrypt", "--output", str(target), answers=("correct horse é", "correct horse é"), diary=diary
    )
    assert code == 0, shown
    assert "horse" not in shown
    assert "without its passphrase nobody can open it: not you, not legdiary" in shown
    sealed = target.read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    diary.unlink()
    shown, code = typed("restore", str(target), "--yes", answers=("correct horse",), diary=diary)
    assert code == 1
    assert "does not open: the passphrase is another" in " ".join(shown.split())
    assert not diary.exists()
    shown, code = typed("restore", str(target), "--yes", answers=("correct horse é",), diary=diary)
    assert code == 0, shown
    assert doses(diary) == 1
    assert not [
        each for each in tmp_path.rglob("*")
        if each.is_file() and NOTE.encode() in each.read_bytes() and each.suffix != ".db"
    ]  # fmt: skip


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("answers", "said"), [(("one", "two"), "the two passphrases differ"), (("",), "no passphrase was typed")]
)
def test_a_passphrase_that_is_none(diary: Path, answers: tuple[str, ...], said: str) -> None:
    shown, code = typed("backup", "--encrypt", answers=answers, diary=diary)
    assert code == 1
    assert f"legdiary: {said}; nothing was written" in shown
    assert file_names.copies_of(diary) == [weekly(diary)]
    assert len(list((diary.parent / "backups").iterdir())) == 1


@pytest.mark.usefixtures("library")
def test_without_a_terminal_there_is_no_passphrase(diary: Path, tmp_path: Path) -> None:
    sealed = tmp_path / "copy.age"
    sealed.write_bytes(b"age-encryption.org/v1\n")
    for words in (("backup", "--encrypt"), ("restore", str(sealed), "--yes")):
        result = run(*words, diary=diary, stdin="secret\nsecret\n")
        assert result.code == 1
        assert "a passphrase must be typed at a terminal" in result.stderr


def test_without_the_library_it_is_said_how_to_get_it(diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    result = run("backup", "--encrypt", diary=diary)
    assert result.code == 1
    assert result.stderr.splitlines()[-1] == f"legdiary: try: {this_installation().adding('encrypt')}"
    assert len(list((diary.parent / "backups").iterdir())) == 1


@pytest.fixture
def passphrases(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return typed_next(monkeypatch)


def test_an_encrypted_copy_stands_beside_the_diary(diary: Path, passphrases: list[str]) -> None:
    passphrases += ["pass", "pass"]
    found = ok("backup", "--encrypt", "--json", diary=diary)
    made = diary.parent / "backups" / "diary-20261122T063000Z-v7-2.db.age"
    assert (found.json["path"], found.json["encrypted"], found.json["changes"]) == (str(made), True, 2)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert "; 1 encrypted copy, not looked into" in " ".join(ok("check", diary=diary).stdout.split())
    ok("night", "3", diary=diary)
    passphrases += ["pass"]
    result = ok("restore", str(made), "--yes", diary=diary)
    assert result.lines[0] == f"Restored {made}"
    assert severities(diary) == [6]


def test_an_encrypted_copy_that_does_not_open(diary: Path, tmp_path: Path, passphrases: list[str]) -> None:
    target = tmp_path / "copy.age"
    passphrases += ["pass", "pass", "other", "pass"]
    ok("backup", "--encrypt", "--output", str(target), diary=diary)
    before = diary.read_bytes()
    result = run("restore", str(target), "--yes", diary=diary)
    assert result.code == 1
    assert "the passphrase is wrong, or the file is damaged; nothing was restored" in result.stderr
    assert "nobody can open the file without it" in result.stderr
    target.write_bytes(Library.passphrase.encrypt(b"no diary", "pass"))
    assert run("restore", str(target), "--yes", diary=diary).code == 3
    assert diary.read_bytes() == before
