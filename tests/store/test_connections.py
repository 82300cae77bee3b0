"""Whatever fails while a diary is opened, read or written: no connection is left lying.

Python closes one in the end, when it collects it; until then it holds the file and its locks, and 3.13 complains.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from driving import run

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDER = Path(__file__).parent / "schemas" / "diary-1.db"
#: The calls of opening fail one by one, of the many that follow some.
OPENING, LATER = 12, 8


class Watch:
    """What was opened, how many calls it was sent, and which of them is to fail."""

    def __init__(self, fails_at: int | None = None) -> None:
        self.opened: list[Watched] = []
        self.calls = 0
        self._fails_at = fails_at

    def call(self) -> None:
        self.calls += 1
        if self.calls == self._fails_at:
            raise sqlite3.OperationalError("disk I/O error")

    @property
    def still_open(self) -> int:
        return sum(not each.closed for each in self.opened)


class Watched(sqlite3.Connection):
    """A connection whose every call may be the one that fails."""

    watch: Watch
    closed = False

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.watch.opened.append(self)

    def execute(self, *args: Any) -> sqlite3.Cursor:
        self.watch.call()
        return super().execute(*args)

    def executescript(self, sql: str) -> sqlite3.Cursor:
        self.watch.call()
        return super().executescript(sql)

    def backup(self, *args: Any, **how: Any) -> None:
        self.watch.call()
        super().backup(*args, **how)

    def serialize(self, **how: Any) -> bytes:
        self.watch.call()
        return super().serialize(**how)

    def deserialize(self, data: Any, **how: Any) -> None:
        self.watch.call()
        super().deserialize(data, **how)

    def close(self) -> None:
        super().close()
        self.closed = True


@contextmanager
def watched(fails_at: int | None = None) -> Iterator[Watch]:
    """Every connection that is opened meanwhile; where a number is given, the call with that number fails."""
    watch = Watch(fails_at)
    factory = type("Watched", (Watched,), {"watch": watch})
    plain = sqlite3.connect

    def connect(*args: Any, **how: Any) -> Any:
        return plain(*args, **{**how, "factory": factory})

    with mock.patch.object(sqlite3, "connect", connect):
        yield watch


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "diary.db"
    for words in (("night", "6"), ("kratom", "2g", "--at", "22:00"), ("product", "add", "red leaf")):
        assert run(*words, diary=path).code == 0
    return path.read_bytes()


@pytest.mark.parametrize("older", [False, True], ids=["of today", "of an earlier schema"])
@pytest.mark.parametrize(
    "words",
    [
        ("list",), ("kratom", "3g"), ("undo",), ("check",), ("backup", "--output", "copy.db"),
        ("restore", "other.db", "--yes"), ("import", "other.db"), ("export", "json", "--output", "diary.json"),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.thinned(3)
def test_no_connection_is_left_open_whatever_call_fails(
    words: tuple[str, ...], older: bool, whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tried(name: str, fails_at: int | None) -> Watch:
        folder = tmp_path / name
        folder.mkdir(mode=0o700)
        monkeypatch.chdir(folder)
        for file, content in (("diary.db", OLDER.read_bytes() if older else whole), ("other.db", whole)):
            (folder / file).write_bytes(content)
            (folder / file).chmod(0o600)
        with watched(fails_at) as watch:
            result = run(*words, diary=folder / "diary.db")
        assert watch.still_open == 0, (fails_at, result)
        return watch

    calls = tried("whole", None).calls
    assert calls > 2
    step = max(1, (calls - OPENING) // LATER)
    for fails_at in (*range(1, min(OPENING, calls) + 1), *range(OPENING + step, calls + 1, step)):
        assert tried(f"{fails_at}", fails_at).calls >= fails_at
