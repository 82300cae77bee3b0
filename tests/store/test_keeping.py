"""A copy on demand, plain or encrypted, and the copy that is named where the diary is empty or damaged."""

from __future__ import annotations

import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from kept_diaries import NOTE, NOW, begun, limited, mode, write

from legdiary.store.backups import write as copies
from legdiary.store.backups.on_demand import backup, backup_encrypted, default_paths
from legdiary.store.backups.verify import verify_copy
from legdiary.store.backups.weekly import rotate
from legdiary.store.backups.write import CopyDiffers, CopyExists
from legdiary.store.errors import DiaryDamaged, DiaryEmpty, DiskFull

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return begun(tmp_path)


# ---------------------------------------------------------------------- on demand


def test_a_copy_has_its_place_beside_the_diary(diary: Path) -> None:
    target = next(default_paths(diary, NOW))
    assert target == diary.parent / "backups" / "diary-20261122T063000Z-v7.db"
    facts = backup(diary, target)
    assert (facts.lines, facts.entries, facts.until) == (6, 6, "2026-11-22 01:30")
    sealed = default_paths(diary, NOW, ".age")
    assert next(sealed).name == "diary-20261122T063000Z-v7-2.db.age"
    assert next(sealed).name == "diary-20261122T063000Z-v7-3.db.age"
    with pytest.raises(CopyExists):
        backup(diary, target)


def rot13(data: bytes) -> bytes:
    return bytes(byte ^ 0x5A for byte in data)


def test_an_encrypted_copy_never_stands_decrypted(diary: Path, tmp_path: Path) -> None:
    target = tmp_path / "sealed" / "copy.age"
    seen: list[bytes] = []

    def encrypt(data: bytes) -> bytes:
        files = [each for each in target.parent.rglob("*") if each.is_file()]
        assert {each.name: each.stat().st_size for each in files if each.name != "lock"} == {"new": 0}
        seen.append(data)
        return rot13(data)

    facts = backup_encrypted(diary, target, encrypt, rot13)
    assert facts.lines == 6
    assert NOTE.encode() in seen[0]
    assert NOTE.encode() not in target.read_bytes()
    assert (mode(target), [each.name for each in target.parent.iterdir()]) == (0o600, ["copy.age"])
    found = verify_copy(target, diary, rot13(target.read_bytes()))
    with closing(found.image):
        assert found.facts == facts


def test_an_encrypted_copy_that_does_not_open_gets_no_name(diary: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.age"
    with pytest.raises(CopyDiffers):
        backup_encrypted(diary, target, rot13, lambda data: data)
    with limited(8192), pytest.raises((DiskFull, copies.CopyNotWritable)):
        backup_encrypted(diary, target, rot13, rot13)
    assert not [each for each in tmp_path.iterdir() if "copy.age" in each.name]


# ---------------------------------------------------------------------- hints


def test_what_is_empty_or_damaged_names_the_copy_that_knows_most(diary: Path) -> None:
    with pytest.raises(DiaryEmpty) as empty:
        raise DiaryEmpty(diary)
    assert empty.value.hint is None
    backups = diary.parent / "backups"
    best = backups / "diary-20200101T000000Z-v7.db"
    backup(diary, best)
    (backups / "diary-20300101T000000Z-v7.db").write_bytes(b"not a copy")
    for error in (DiaryEmpty(diary), DiaryDamaged(diary)):
        assert error.hint == f"legdiary restore {best}"


def test_a_hint_can_be_typed_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "my diary's place" / "diary.db"
    write(path, 100)
    made = rotate(path, 8, NOW)
    hint = DiaryEmpty(path).hint
    assert hint is not None
    echoed = subprocess.run(
        ["sh", "-c", hint.replace("legdiary restore", "printf %s")], check=True, capture_output=True
    )
    assert echoed.stdout.decode() == str(made)
