"""Memory that is not there is told as what it is, and what is stored stays told as stored.

`bench/faults.py --only no-memory` makes single allocations of a real process fail; here it is the moments that matter.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NoReturn

import pytest
from driving import ok, run

from legdiary.app import weekly_backup
from legdiary.cli import main
from legdiary.cli.terminal import Terminal
from legdiary.store.entry_rows import EntryRows
from legdiary.store.errors import translate_error

if TYPE_CHECKING:
    from pathlib import Path

TYPED = ("night", "6", "--night", "2026-11-20")


def no_memory(*_: object, **__: object) -> NoReturn:
    raise MemoryError


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "diary.db"
    ok("kratom", "2g", "--at", "2026-11-20 21:00", diary=path)
    return path


def test_nothing_is_stored(diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = diary.read_bytes()
    monkeypatch.setattr(EntryRows, "_insert", no_memory)
    result = run(*TYPED, diary=diary)
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr == "legdiary: the system refused: not enough memory\n"
    assert diary.read_bytes() == before


def test_an_answer_that_finds_no_memory(diary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Terminal, "answer", no_memory)
    result = run(*TYPED, diary=diary)
    assert (result.code, result.stdout) == (0, "")
    assert result.stderr == "legdiary: stored; the answer could not be shown: not enough memory\n"
    monkeypatch.undo()
    assert "6" in ok("show", "2026-11-20", diary=diary).stdout


def test_a_copy_that_finds_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weekly_backup, "copy_is_due", no_memory)
    result = run(*TYPED, diary=tmp_path / "diary.db")
    assert result.code == 0
    assert result.stderr.endswith("legdiary: stored, but the weekly copy was not made (not enough memory)\n")


@pytest.mark.parametrize(("words", "code"), [(TYPED, 0), (("list",), 1)])
def test_where_not_even_the_error_can_be_told_the_exit_code_is_true(
    diary: Path, words: tuple[str, ...], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The interpreter's own end needs memory too: it ended with 1, or 120, though the night was stored."""
    monkeypatch.setattr(Terminal, "answer", no_memory)
    monkeypatch.setattr(Terminal, "warn", no_memory)
    monkeypatch.setenv("LEGDIARY_DIARY", str(diary))
    ended: list[int] = []

    def end(with_code: int) -> NoReturn:
        ended.append(with_code)
        raise SystemExit

    with pytest.raises(SystemExit):
        main.run([*words], end)
    assert ended == [code]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            ImportError("libz.so.1: failed to map segment from shared object", name="zlib"),
            "a part of the program could not be loaded (zlib)",
        ),
        (SystemError("returned NULL without setting an exception"), "Python itself failed, perhaps for want of memory"),
    ],
)
def test_what_the_interpreter_cannot_do_is_no_fault_of_ours(
    diary: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def cannot(*_: object, **__: object) -> NoReturn:
        raise error

    monkeypatch.setattr(EntryRows, "_insert", cannot)
    result = run(*TYPED, diary=diary)
    assert (result.code, result.stderr) == (1, f"legdiary: the system refused: {told}\n")


def test_a_read_that_finds_no_memory_is_not_blamed_on_the_disk() -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR_NOMEM, "SQLITE_IOERR_NOMEM"
    with pytest.raises(MemoryError):
        translate_error(error, "diary.db")
