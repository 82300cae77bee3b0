"""One writer for every file that legdiary makes: content, then name, then folder, each on the disk in turn."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from legdiary.app import export_destinations
from legdiary.domain.time.moments import Moment
from legdiary.settings import change
from legdiary.store import diary_file
from legdiary.store.backups.on_demand import backup_encrypted
from legdiary.store.backups.write import copy_to
from legdiary.util.atomic_files import replace_file, whole_file, whole_folder, whole_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = Moment(1_795_329_000, -300, "America/New_York")  # 2026-11-22T06:30:00Z


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


def begun(path: Path) -> Path:
    diary_file.begin_diary(path, diary_file.load_sql()["schema"])
    return path


def by_handle(path: Path) -> None:
    with whole_file(path, instead=False) as opened:
        opened.write(b"mine")


def by_path(path: Path) -> None:
    with whole_path(path, instead=False) as new:
        new.write_bytes(b"mine")


def in_place_of_another(path: Path) -> None:
    path.write_bytes(b"theirs")
    replace_file(path, b"mine")


def exported(path: Path) -> None:
    with export_destinations.new_file(path, force=False) as opened:
        opened.write(b"mine")


def copied(path: Path) -> None:
    copy_to(begun(path.parent / "diary.db"), path)


def sealed(path: Path) -> None:
    backup_encrypted(begun(path.parent / "diary.db"), path, lambda plain: plain[::-1], lambda dark: dark[::-1])


def set_once(path: Path) -> None:
    change(path, "day_start", "05:00")


MAKERS: dict[str, Callable[[Path], object]] = {
    "by its handle": by_handle,
    "by its path": by_path,
    "in place of another": in_place_of_another,
    "an export": exported,
    "a new diary": begun,
    "a copy": copied,
    "an encrypted copy": sealed,
    "the settings": set_once,
}


class Disk:
    """What happened on the disk, in order: inodes synced, and inodes that got a name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: list[tuple[str, int]] = []
        fsync = os.fsync

        def synced(handle: int) -> None:
            self.seen.append(("synced", os.fstat(handle).st_ino))
            fsync(handle)

        monkeypatch.setattr(os, "fsync", synced)
        for name in ("link", "rename", "replace"):
            monkeypatch.setattr(os, name, self._named(getattr(os, name)))

    def _named(self, call: Callable[[Path, Path], None]) -> Callable[[Path, Path], None]:
        def named(new: Path, path: Path) -> None:
            self.seen.append(("named", new.stat().st_ino))
            call(new, path)

        return named


@pytest.mark.parametrize("maker", MAKERS)
def test_a_file_is_on_the_disk_before_its_name_and_its_folder_after(
    folder: Path, monkeypatch: pytest.MonkeyPatch, maker: str
) -> None:
    disk, path = Disk(monkeypatch), folder / "made"
    was = os.umask(0o777)
    try:
        MAKERS[maker](path)
    finally:
        os.umask(was)
    itself, around = path.stat(), folder.stat().st_ino
    named = disk.seen.index(("named", itself.st_ino))
    assert ("synced", itself.st_ino) in disk.seen[:named]
    assert ("synced", around) in disk.seen[named:]
    assert stat.S_IMODE(itself.st_mode) == 0o600
    assert not [each.name for each in folder.iterdir() if each.name.startswith(".legdiary-")]


def test_a_folder_is_synced_before_its_name_and_the_one_it_stands_in_after(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, path = Disk(monkeypatch), folder / "made"
    with whole_folder(path) as new:
        (new / "a.csv").write_bytes(b"mine")
    itself = path.stat()
    assert [each for each in disk.seen if each[1] in (itself.st_ino, folder.stat().st_ino)] == [
        ("synced", itself.st_ino),
        ("named", itself.st_ino),
        ("synced", folder.stat().st_ino),
    ]
    assert stat.S_IMODE(itself.st_mode) == 0o700


@pytest.mark.parametrize("maker", ["by its handle", "by its path", "an export", "a copy", "an encrypted copy"])
def test_a_disk_that_cannot_sync_gives_no_name(folder: Path, monkeypatch: pytest.MonkeyPatch, maker: str) -> None:
    begun(folder / "diary.db")

    def refuse(path: Path) -> None:
        raise OSError(5, os.strerror(5), str(path))

    monkeypatch.setattr("legdiary.util.atomic_files.sync_file", refuse)
    with pytest.raises(Exception, match=r"cannot be written|Input/output error"):
        MAKERS[maker](folder / "made")
    assert [each.name for each in folder.iterdir()] == ["diary.db"]


def test_a_folder_is_not_put_over_one_that_appeared(folder: Path) -> None:
    path = folder / "made"
    with pytest.raises(FileExistsError), whole_folder(path):
        path.mkdir()
    assert list(path.iterdir()) == []
    assert [each.name for each in folder.iterdir()] == ["made"]
