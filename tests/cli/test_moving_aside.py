"""What a `try:` line tells a person to move, delete or change is a plain file of that person's: never a device."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import ok, run

from legdiary.util.safe_files import is_own, move_aside_command

if TYPE_CHECKING:
    from collections.abc import Callable

_CHANGES = re.compile(r"(?:try: |\")(mv|rm|chmod|mkdir) [^\"\n]*")


def a_link_to_a_link(place: Path) -> None:
    place.with_name("a").symlink_to("/dev/full")
    place.symlink_to("a")


def a_link_to_a_pipe(place: Path) -> None:
    os.mkfifo(place.with_name("a"))
    place.symlink_to("a")


def a_file_of_anothers(place: Path) -> None:
    place.write_text("not mine")
    if os.geteuid():
        pytest.skip("only root can give a file away")
    os.chown(place, 12345, -1)


def a_link_of_anothers(place: Path) -> None:
    place.with_name("mine").write_text("mine")
    place.symlink_to(place.with_name("mine"))
    if os.geteuid():
        pytest.skip("only root can give a link away")
    os.lchown(place, 12345, -1)


NOT_OURS: dict[str, Callable[[Path], object]] = {
    "a link to /dev/zero": lambda place: place.symlink_to("/dev/zero"),
    "a link to /dev/null": lambda place: place.symlink_to("/dev/null"),
    "a link to a link to a device": a_link_to_a_link,
    "a link to what the system shows": lambda place: place.symlink_to("/proc/version"),
    "a link to one's own process": lambda place: place.symlink_to("/proc/self/status"),
    "a link to nothing": lambda place: place.symlink_to("nowhere"),
    "a link to itself": lambda place: place.symlink_to(place),
    "a pipe": os.mkfifo,
    "a link to a pipe": a_link_to_a_pipe,
    "a folder": Path.mkdir,
    "another person's file": a_file_of_anothers,
    "another person's link": a_link_of_anothers,
}


@pytest.mark.parametrize("kind", NOT_OURS)
def test_nothing_is_said_to_be_moved_or_changed(kind: str, tmp_path: Path) -> None:
    copy = tmp_path / "safe" / "copy.db"
    copy.parent.mkdir()
    ok("night", "5", diary=tmp_path / "other" / "diary.db")
    ok("backup", "--output", f"{copy}", diary=tmp_path / "other" / "diary.db")
    place = tmp_path / "place" / "diary.db"
    place.parent.mkdir(mode=0o700)
    NOT_OURS[kind](place)
    for words in (
        ("check",),
        ("check", "--json"),
        ("list",),
        ("night", "5"),
        ("restore", str(copy), "--yes"),
        ("backup",),
    ):
        told = run(*words, diary=place)
        assert not _CHANGES.findall(told.stdout + told.stderr), (words, told)
        assert os.path.lexists(place)


@pytest.mark.parametrize(
    "named", ["/dev/zero", "/dev/null", "/proc/version", "/proc/self/mem", "/dev", "/dev/null/x.db"]
)
def test_of_the_system_s_own_nothing_either(named: str) -> None:
    for words in (("check",), ("list",), ("night", "5")):
        told = run("--diary", named, *words)
        assert told.code == 3, told
        assert not _CHANGES.findall(told.stdout + told.stderr), (words, told)


def test_a_plain_file_of_one_s_own_is(tmp_path: Path) -> None:
    place = tmp_path / "place" / "my diary.db"
    place.parent.mkdir(mode=0o700)
    place.write_text("a letter")
    assert f"try: mv -n '{place}' '{place}.foreign'" in run("check", diary=place).stdout
    link = place.with_name("link.db")
    link.symlink_to(place)
    assert f"try: mv -n {link} {link}.foreign" in run("check", diary=link).stdout


@pytest.mark.parametrize("kind", ["a link to /dev/zero", "a link to what the system shows", "another person's file"])
@pytest.mark.parametrize("name", ["backups", "diary.db-journal"])
def test_nor_is_what_stands_where_our_files_belong(kind: str, name: str, tmp_path: Path) -> None:
    diary = tmp_path / "place" / "diary.db"
    ok("night", "5", diary=diary, env={"XDG_CONFIG_HOME": str(tmp_path)})
    for each in (diary.parent / "backups").iterdir():
        each.unlink()
    (diary.parent / "backups").rmdir()
    NOT_OURS[kind](diary.with_name(name))
    for words in (("check",), ("list",), ("night", "6")):
        told = run(*words, diary=diary)
        assert "mv -n" not in told.stdout + told.stderr, told


@pytest.mark.parametrize("kind", ["a pipe", "a folder"])
def test_a_pipe_of_one_s_own_where_our_journal_belongs_is(kind: str, tmp_path: Path) -> None:
    diary = tmp_path / "place" / "diary.db"
    ok("night", "5", diary=diary)
    journal = diary.with_name("diary.db-journal")
    NOT_OURS[kind](journal)
    assert f"try: mv -n {journal} {journal}.foreign" in run("list", diary=diary).stderr


def test_a_settings_file_that_is_a_link_to_the_system_s_stays(tmp_path: Path) -> None:
    file = tmp_path / "home" / "config" / "legdiary" / "config.toml"
    file.parent.mkdir(parents=True)
    file.symlink_to("/proc/version")
    told = run("config")
    assert told.code == 2
    assert "mv " not in told.stderr


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    diary = tmp_path / "place" / "diary.db"
    ok("night", "5", diary=diary)
    for folder in (f"{diary}/x", "/dev/null", "/dev/null/x", "/proc/version/x"):
        told = run("export", "json", "--output", f"{folder}/diary.json", diary=diary)
        assert (told.code, "try: " in told.stderr) == (1, False), told
    missing = tmp_path / "missing" / "folder"
    assert f"try: mkdir -p {missing}\n" in run("export", "json", "--output", f"{missing}/d.json", diary=diary).stderr


def test_a_copy_that_is_a_pipe_is_no_copy(tmp_path: Path) -> None:
    diary = tmp_path / "place" / "diary.db"
    (diary.parent / "backups").mkdir(parents=True)
    os.mkfifo(diary.parent / "backups" / "diary-20261122T063000Z-v3.db")
    (diary.parent / "backups" / "diary-20261122T063001Z-v3.db").symlink_to("/dev/zero")
    (diary.parent / "backups" / "diary-20261122T063002Z-v3.db").symlink_to("nowhere")
    assert "try: legdiary start" in run("list", diary=diary).stderr
    ok("night", "5", diary=diary)
    assert "restore" not in run("restore", "nowhere.db", diary=diary).stderr.partition("try: ")[2].replace(
        f"legdiary restore {diary.parent}/backups/diary-20261122T063000Z-v3-2.db", ""
    )


def test_what_is_one_s_own(tmp_path: Path) -> None:
    mine = tmp_path / "a b"
    mine.write_text("")
    assert stat.S_ISREG(mine.stat().st_mode)
    assert move_aside_command(mine, ".old") == f"mv -n '{mine}' '{mine}.old'"
    for name in ("/dev/null", "/dev/zero", "/dev", "/proc", "/proc/version", "/sys"):
        assert not is_own(Path(name), any_kind=True)
    assert not is_own(tmp_path / "x\0y")
    assert not is_own(tmp_path / ("x" * 300))
