"""The identity of a device counts only where it was made: not after a copy, a restored backup or a diary put back."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from legdiary.domain.sync.line_chain import extend_chain, start_chain
from legdiary.store import device_identity
from legdiary.store.device_identity import (
    DeviceIdentity,
    IdentityUnreadable,
    Stranger,
    compare_with_diary,
    delete_identity,
    machine_marker,
    new_device,
    new_diary,
    read_identity,
    write_identity,
)

if TYPE_CHECKING:
    from pathlib import Path

DIARY, DEVICE = "d" * 32, "00000000000000aa"
LINES = ["one", "two", "three"]
START = start_chain(DIARY, DEVICE)
THREE = extend_chain(START, LINES)
MINE = DeviceIdentity(DIARY, DEVICE, "laptop", "/home/anna/Dropbox", "AGE-SECRET-KEY-1…", 3, THREE)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "state" / "legdiary" / "device.json"
    write_identity(written, MINE, "machine a")
    return written


def test_it_is_read_as_it_was_written(path: Path) -> None:
    assert read_identity(path, "machine a") == (MINE, None)
    assert path.stat().st_mode & 0o777 == 0o600
    later = MINE.after_publishing(5, "e" * 64)
    write_identity(path, later, "machine a")
    assert read_identity(path, "machine a") == (later, None)
    assert (later.published, later.chain, later.device) == (5, "e" * 64, DEVICE)
    assert [each.name for each in path.parent.iterdir()] == ["device.json"]


def test_what_is_deleted_stays_so_after_a_loss_of_power(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by the fault runs: after `sync leave` and a loss of power the device took part again."""
    synced: list[tuple[Path, bool]] = []
    monkeypatch.setattr(
        "legdiary.store.device_identity.sync_folder", lambda folder: synced.append((folder, path.exists()))
    )
    delete_identity(path)
    assert synced == [(path.parent, False)]


def test_there_may_be_none(path: Path) -> None:
    delete_identity(path)
    delete_identity(path)
    assert read_identity(path, "machine a") is None


class TestWhereItDoesNotCount:
    def test_on_another_machine(self, path: Path) -> None:
        assert read_identity(path, "machine b") == (MINE, Stranger.OTHER_MACHINE)
        assert read_identity(path, "") == (MINE, Stranger.OTHER_MACHINE)

    def test_copied_or_brought_back_by_a_backup_of_the_whole_system(self, path: Path) -> None:
        shutil.copy2(path, path.with_name("backup"))
        write_identity(path, MINE.after_publishing(5, "e" * 64), "machine a")
        path.with_name("backup").rename(path)
        assert read_identity(path, "machine a") == (MINE, Stranger.FILE_COPIED)

    def test_of_a_system_without_a_number_of_its_own(self, path: Path) -> None:
        write_identity(path, MINE, "")
        assert read_identity(path, "") == (MINE, None)

    @pytest.mark.parametrize(
        ("diary", "lines", "stranger"),
        [
            (DIARY, LINES, None),
            (DIARY, [*LINES, "four"], None),
            ("e" * 32, LINES, Stranger.OTHER_DIARY),
            (DIARY, LINES[:2], Stranger.DIARY_BEHIND),  # an older copy was restored
            (DIARY, [], Stranger.DIARY_BEHIND),
            (DIARY, ["one", "two", "another", "four"], Stranger.DIARY_BESIDE),  # and written on since
        ],
    )
    def test_with_a_diary_that_is_another(self, diary: str, lines: list[str], stranger: Stranger | None) -> None:
        chain = extend_chain(START, lines[:3]) if len(lines) >= 3 else None
        assert compare_with_diary(MINE, diary, len(lines), chain) is stranger


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"{}", b"null", b"\xff", b'{"legdiary_device": 2}', b"x" * 200_000,
        json.dumps({"legdiary_device": 1, "machine": "machine a", "inode": 1}).encode(), b"[" * 90_000,
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_told(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(IdentityUnreadable, match="names this device"):
        read_identity(path, "machine a")


@pytest.mark.parametrize(
    ("name", "value"), [("device", "x"), ("published", -1), ("published", "3"), ("key", None), ("name", "\ud800")]
)
def test_a_value_that_cannot_be(path: Path, name: str, value: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: value}))
    with pytest.raises(IdentityUnreadable):
        read_identity(path, "machine a")


def test_the_mark_of_a_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    none, empty, held = (tmp_path / name for name in ("none", "empty", "held"))
    empty.write_bytes(b"\n")
    held.write_bytes(b"4e2f0c\n")
    monkeypatch.setattr(device_identity, "MACHINE_IDS", (none, empty))
    assert machine_marker() == ""
    monkeypatch.setattr(device_identity, "MACHINE_IDS", (none, empty, held))
    mark = machine_marker()
    assert len(mark) == 32
    assert "4e2f0c" not in mark
    held.write_bytes(b"5e2f0c\n")
    assert machine_marker() != mark


def test_ids_are_random() -> None:
    assert len({new_device() for _ in range(50)}) == 50
    assert (len(new_device()), len(new_diary())) == (16, 32)
